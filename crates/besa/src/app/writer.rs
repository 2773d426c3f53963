//! One task writes: acts wait in a queue, each under its own savepoint, many to a commit.
//!
//! The ledger's entries, tiles and checkpoint of a batch are written in the batch's own
//! transaction. On PostgreSQL one lock makes the batches of all nodes serial, so no slice knows
//! which engine it runs on. Nothing slow may run in here.

use super::stock::Stock;
use super::{App, stand};
use crate::accounts::Session;
use crate::db::{Error, Tx, Writer};
use crate::{record, watch};
use besa_ledger::{BatchState, PreparedEntry};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How many acts share one commit at most.
pub(crate) const BATCH: usize = 64;
/// How many acts may wait before the next one is asked to.
const QUEUE: usize = 1024;

/// What a piece of work leaves behind.
pub(super) enum Outcome {
    /// Keep what it wrote, with its line (none for one's own small things).
    Keep(Option<PreparedEntry>),
    /// Undo what it wrote; a refusal may still leave a line.
    Undo(Option<PreparedEntry>),
}

/// A session that has to rotate first.
pub(super) type Due<'a> = Pin<Box<dyn Future<Output = Option<Arc<Session>>> + Send + 'a>>;

/// Work for the writer: it owns its inputs, so a dropped request cannot stop it half way.
pub(super) trait Work: Send {
    /// Looks at how its actor stands now; answers the session whose circles wait for their next key.
    fn stand<'a>(&'a mut self, _app: &'a App, _tx: Tx<'a>) -> Due<'a> {
        Box::pin(async { None })
    }

    /// Runs inside a savepoint.
    fn run<'a>(
        &'a mut self,
        app: &'a App,
        tx: Tx<'a>,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

    /// Tells the caller, after the commit or after its failure.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

/// The sending end of the queue.
pub(super) type Queue = mpsc::Sender<Box<dyn Work>>;

/// Makes the queue; the task is started with [`start`].
pub(super) fn queue() -> (Queue, mpsc::Receiver<Box<dyn Work>>) {
    mpsc::channel(QUEUE)
}

/// Starts the task. It ends when every [`App`] of the process is gone.
pub(super) fn start(app: App, mut receiver: mpsc::Receiver<Box<dyn Work>>) {
    let app = app.downgrade();
    tokio::spawn(async move {
        let mut writer: Option<Writer> = None;
        let mut state: Option<BatchState> = None;
        while let Some(first) = receiver.recv().await {
            let Some(app) = app.upgrade() else { break };
            let mut works = vec![first];
            while works.len() < BATCH
                && let Ok(next) = receiver.try_recv()
            {
                works.push(next);
            }
            if app.pool().is_low() {
                let mut stock = vec![Stock::of(&app)];
                let made = batch(&app, &mut writer, &mut state, &mut stock).await;
                for work in stock {
                    work.answer(made.clone());
                }
            }
            let committed = match batch(&app, &mut writer, &mut state, &mut works).await {
                Ok(()) => Ok(()),
                Err(error) => {
                    // The connection may be gone and the head of the tree unknown: begin afresh.
                    writer = None;
                    state = None;
                    tracing::error!(cause = %error, "a batch was not committed");
                    Err(error)
                }
            };
            for work in works {
                work.answer(committed.clone());
            }
        }
        if let Some(writer) = writer {
            writer.close().await;
        }
    });
}

/// Runs a batch; an error means that nothing of it was committed, or that nobody can tell.
async fn batch(
    app: &App,
    writer: &mut Option<Writer>,
    state: &mut Option<BatchState>,
    works: &mut [Box<dyn Work>],
) -> Result<(), String> {
    if !app.clock_holds() {
        return Err(super::BEHIND.to_owned());
    }
    // A connection that was cut since the last batch is replaced: nothing was asked of it yet.
    let begun = match writer {
        Some(open) => open.begin().await.is_ok(),
        None => false,
    };
    if !begun {
        let open = writer.insert(app.db().writer().await.map_err(|it| it.kind())?);
        open.begin().await.map_err(|it| it.kind())?;
    }
    let Some(open) = writer else {
        return Err("no connection".to_owned());
    };
    let mut revoked = false;
    let outcome = fill(app, open, state, works, &mut revoked).await;
    match outcome {
        Ok(()) => {
            open.tx().word("COMMIT").await.map_err(|it| it.kind())?;
            if let Some(watch) = app.watch().filter(|_| revoked) {
                watch.ring();
            }
            Ok(())
        }
        Err(error) => {
            // Best effort: the connection is thrown away by the caller in any case.
            open.tx().word("ROLLBACK").await.ok();
            Err(error.kind())
        }
    }
}

async fn fill(
    app: &App,
    open: &mut Writer,
    state: &mut Option<BatchState>,
    works: &mut [Box<dyn Work>],
    revoked: &mut bool,
) -> Result<(), Error> {
    let mut entries = Vec::with_capacity(works.len());
    for work in works {
        if let Some(session) = work.stand(app, open.tx()).await {
            // Rotation asks the record about the acts before it, and sealing about the rotation.
            flush(app, open, state, std::mem::take(&mut entries)).await?;
            let rotated = rotate(app, open, session).await?;
            *revoked = *revoked || !rotated.is_empty();
            flush(app, open, state, rotated).await?;
            work.stand(app, open.tx()).await;
        }
        open.tx().word("SAVEPOINT act").await?;
        match work.run(app, open.tx()).await {
            Outcome::Keep(entry) => {
                *revoked = *revoked || entry.iter().any(|it| watch::revokes(&it.entry));
                entries.extend(entry);
            }
            Outcome::Undo(entry) => {
                open.tx().word("ROLLBACK TO SAVEPOINT act").await?;
                entries.extend(entry);
            }
        }
        open.tx().word("RELEASE SAVEPOINT act").await?;
    }
    flush(app, open, state, entries).await
}

/// Rotates under a savepoint of its own; where that fails, what seals says so itself.
async fn rotate(
    app: &App,
    open: &mut Writer,
    session: Arc<Session>,
) -> Result<Vec<PreparedEntry>, Error> {
    open.tx().word("SAVEPOINT act").await?;
    let rotated = stand::rotate(app, open.tx(), session).await;
    if let Err(fail) = &rotated {
        tracing::warn!(cause = %fail, "a circle that somebody left got no next key");
        open.tx().word("ROLLBACK TO SAVEPOINT act").await?;
    }
    open.tx().word("RELEASE SAVEPOINT act").await?;
    Ok(rotated.into_iter().collect())
}

/// Writes the lines of what was done so far.
async fn flush(
    app: &App,
    open: &mut Writer,
    state: &mut Option<BatchState>,
    entries: Vec<PreparedEntry>,
) -> Result<(), Error> {
    if !entries.is_empty() {
        *state = Some(record::seal(app, &mut open.tx(), state.take(), entries).await?);
    }
    Ok(())
}

/// How long a caller waits for the writer before it is told to try again.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
