//! Throttling without lock-out: each failed try makes the next one wait longer, to a ceiling,
//! so that nobody can shut a member of staff out by guessing.

use super::store;
use crate::app::{App, Fail, Own};
use crate::db::Tx;
use crate::registry;
use besa_domain::MemberId;
use besa_vault::sha256;

/// Tries that cost nothing.
const FREE: i64 = 3;
/// The longest wait, in seconds.
const CEILING: i64 = 42;
/// When a quiet subject is forgotten: one hour, in microseconds.
const MEMORY: i64 = 3_600 * 1_000_000;
const SECOND: i64 = 1_000_000;

/// Who tries: a login from anywhere, or a source address for any login. Only digests are kept.
pub(super) struct Subjects(Vec<(String, i64)>);

impl Subjects {
    /// A source address serves a whole office, so it gets ten times the free tries.
    pub(super) fn of(login: &str, source: Option<&str>) -> Subjects {
        let digest = |kind: &str, word: &str| {
            data_encoding::HEXLOWER.encode(&sha256(&[kind.as_bytes(), b":", word.as_bytes()]))
        };
        let mut subjects = vec![(digest("login", login), FREE)];
        subjects.extend(source.map(|source| (digest("source", source), FREE.saturating_mul(10))));
        Subjects(subjects)
    }
}

/// How many seconds are still to wait; zero is leave to try.
pub(super) async fn wait(app: &App, subjects: &Subjects) -> Result<i64, Fail> {
    let now = app.now().0;
    let mut reading = app.glance().await?;
    let mut left = 0;
    for (subject, _) in &subjects.0 {
        let (_, until) = store::tries(&mut reading.tx(), subject).await?;
        left = left.max(until.saturating_sub(now));
    }
    Ok(left
        .saturating_add(SECOND.saturating_sub(1))
        .checked_div(SECOND)
        .unwrap_or_default())
}

struct Failed(Subjects);

impl Own for Failed {
    type Out = ();
    const TABLES: &'static [&'static str] = &["throttle"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        let now = app.now().0;
        store::forget_tries_before(tx, now.saturating_sub(MEMORY)).await?;
        for (subject, free) in &self.0.0 {
            let (tries, _) = store::tries(tx, subject).await?;
            let tries = tries.saturating_add(1);
            let beyond = u32::try_from(tries.saturating_sub(*free).clamp(0, 6)).unwrap_or_default();
            let seconds = if beyond == 0 {
                0
            } else {
                2_i64.saturating_pow(beyond).min(CEILING)
            };
            store::set_tries(
                tx,
                subject,
                tries,
                now.saturating_add(seconds.saturating_mul(SECOND)),
            )
            .await?;
        }
        Ok(())
    }
}

/// Counts a failed try.
pub(super) async fn failed(app: &App, subjects: Subjects) -> Result<(), Fail> {
    app.own(Failed(subjects)).await
}

/// A try of somebody who is signed in: a wrong one counts like a wrong sign-in of theirs, and while
/// tries have to wait none is right.
pub(super) async fn counted<T>(
    app: &App,
    member: MemberId,
    tried: impl Future<Output = Result<Option<T>, Fail>>,
) -> Result<Option<T>, Fail> {
    let mut reading = app.glance().await?;
    let login = registry::member(&mut reading.tx(), member).await?;
    let login = login.ok_or(Fail::Unseen)?.login;
    drop(reading);
    if wait(app, &Subjects::of(&login, None)).await? > 0 {
        return Ok(None);
    }
    let fits = tried.await?;
    if fits.is_none() {
        failed(app, Subjects::of(&login, None)).await?;
    }
    Ok(fits)
}

struct Entered(String);

impl Own for Entered {
    type Out = ();
    const TABLES: &'static [&'static str] = &["throttle"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        store::forget_tries(tx, &self.0).await
    }
}

/// Forgets the failed tries of a login that has entered; the source's own count stays.
pub(super) async fn entered(app: &App, subjects: Subjects) -> Result<(), Fail> {
    match subjects.0.into_iter().next() {
        Some((login, _)) => app.own(Entered(login)).await,
        None => Ok(()),
    }
}
