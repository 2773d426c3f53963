//! Locks: what a member knows, made before the writer because it is slow on purpose.

use super::store::{self, BUNDLE, FACTOR, LOCK};
use crate::app::{App, Cx, Fail};
use crate::db::Value;
use besa_domain::MemberId;
use besa_vault::{
    BundleKey, LockAt, MemberAt, MemberBundle, MemberRoot, OsChance, Params, RecoveryCode,
    TotpSecret, draw_id, keys_fingerprint, seal_code_lock, seal_lock, seal_member, seal_small,
};
use tokio::sync::Semaphore;

/// The fewest characters of a passphrase (security.md 2.5).
pub(crate) const SHORTEST: usize = 12;
/// The most characters of a passphrase.
pub(crate) const LONGEST: usize = 256;

/// How slow a lock is made, and how many may be worked at once.
pub(crate) struct Settings {
    pub(crate) params: Params,
    /// One slow derivation a core; the others wait in line.
    pub(crate) turns: Semaphore,
    /// Places for those at work and those who wait; nobody stands behind them.
    pub(crate) line: Semaphore,
}

/// How many are worked at once.
const AT_ONCE: usize = 2;
/// How many may wait (security.md 2.5).
pub(crate) const WAITING: usize = 32;
/// What is said when nobody more may wait.
pub(crate) const FULL: &str = "the line for locks is full";

impl Settings {
    /// The decided parameters; tests choose lighter ones.
    pub(crate) fn new(params: Params) -> Settings {
        Settings {
            params,
            turns: Semaphore::new(AT_ONCE),
            line: Semaphore::new(AT_ONCE.saturating_add(WAITING)),
        }
    }
}

/// What a person is shown once and must keep.
pub(crate) struct Handed {
    pub(crate) recovery: String,
    pub(crate) totp: String,
    pub(crate) totp_link: String,
    /// The eight words of the own keys, which whoever confirms and admits compares.
    pub(crate) words: String,
}

/// A member's locks, ready to be written by an act.
pub(crate) struct Locks {
    passphrase: ([u8; 16], Vec<u8>),
    recovery: ([u8; 16], Vec<u8>),
    bundle: Vec<u8>,
    factor: Vec<u8>,
}

/// Makes all locks of a member anew; `totp` is given where the demo must know it.
pub(crate) async fn make(
    app: &App,
    member: MemberId,
    login: &str,
    passphrase: String,
    root: &MemberRoot,
    totp: Option<TotpSecret>,
) -> Result<(Locks, Handed), Fail> {
    let deployment = app.facts().deployment;
    let at = MemberAt {
        deployment,
        member: member.bytes(),
    };
    let key = BundleKey::draw(&mut OsChance);
    let bundle = MemberBundle {
        root: MemberRoot::from_bytes(*root.expose()),
        deployment_root: app.facts().root.fingerprint(),
    };
    let bundle = seal_member(&key, at, &bundle, &mut OsChance);
    let totp = totp.unwrap_or_else(|| TotpSecret::draw(&mut OsChance));
    let factor = seal_small(
        &app.keys().ops,
        deployment,
        "totp",
        &member.bytes(),
        totp.expose(),
        &mut OsChance,
    )?;
    let code = RecoveryCode::draw(&mut OsChance);
    let recovery_at = LockAt {
        member: at,
        lock: draw_id(&mut OsChance),
    };
    let recovery = seal_code_lock(&recovery_at, &code, &key, &mut OsChance);
    let passphrase_at = LockAt {
        member: at,
        lock: draw_id(&mut OsChance),
    };
    let sealed = with_turn(app, move |app| {
        let params = app.settings().params;
        seal_lock(
            &passphrase_at,
            params,
            &passphrase,
            &app.keys().pepper,
            &key,
            &mut OsChance,
        )
    })
    .await??;
    let handed = Handed {
        recovery: code.print().to_string(),
        totp: totp.base32().to_string(),
        totp_link: totp.uri("Besa", login).to_string(),
        words: words(root, at),
    };
    let locks = Locks {
        passphrase: (passphrase_at.lock, sealed),
        recovery: (recovery_at.lock, recovery),
        bundle,
        factor,
    };
    Ok((locks, handed))
}

/// The eight words of a member's own keys, from the root that only the member holds.
pub(super) fn words(root: &MemberRoot, at: MemberAt) -> String {
    keys_fingerprint(&root.kem(at).public(), &root.sig(at).public()).words()
}

/// Runs something slow on its own thread when a turn is free; refuses where too many wait.
pub(crate) async fn with_turn<T: Send + 'static>(
    app: &App,
    slow: impl FnOnce(&App) -> T + Send + 'static,
) -> Result<T, Fail> {
    let full = |_| Fail::Broken(FULL.to_owned());
    let _place = app.settings().line.try_acquire().map_err(full)?;
    let _turn = app
        .settings()
        .turns
        .acquire()
        .await
        .map_err(|_| Fail::Broken("no turn for a lock".to_owned()))?;
    let at_work = app.clone();
    tokio::task::spawn_blocking(move || slow(&at_work))
        .await
        .map_err(|_| Fail::Broken("a lock was not finished".to_owned()))
}

impl Locks {
    /// Writes the locks in place of any that were there.
    pub(crate) async fn write(self, cx: &mut Cx<'_>, member: MemberId) -> Result<(), Fail> {
        for old in store::locks(&mut cx.tx, member).await? {
            cx.end(&LOCK, &[Value::from(old)]).await?;
        }
        for (kind, (id, bytes)) in [("passphrase", self.passphrase), ("recovery", self.recovery)] {
            cx.put(
                &LOCK,
                &[
                    Value::from(data_encoding::HEXLOWER.encode(&id)),
                    Value::from(member.to_string()),
                    Value::from(kind),
                    Value::from(bytes),
                    Value::from(1),
                ],
            )
            .await?;
        }
        let key = [Value::from(member.to_string())];
        let bundle = vec![Value::from(member.to_string()), Value::from(self.bundle)];
        match BUNDLE.one(&mut cx.tx, &key).await? {
            Some(_) => cx.change(&BUNDLE, bundle).await?,
            None => cx.put(&BUNDLE, &bundle).await?,
        }
        let mut factor = vec![
            Value::from(member.to_string()),
            Value::from("totp"),
            Value::from(self.factor),
            Value::from(0),
            Value::from(1),
        ];
        match FACTOR.one(&mut cx.tx, &key).await? {
            Some(old) => {
                if let (Some(version), Some(read)) = (factor.last_mut(), old.last()) {
                    *version = read.clone();
                }
                cx.change(&FACTOR, factor).await
            }
            None => cx.put(&FACTOR, &factor).await,
        }
    }
}
