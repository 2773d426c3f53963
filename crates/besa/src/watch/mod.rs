//! What a node remembers outside the database and its backups, so that an older database is not
//! taken for the living one: the high water of the record (V19) and what was revoked (V20).

pub(crate) mod restore;
mod revoked;

pub(crate) use revoked::{Revoked, revokes};

use crate::app::{App, Fail, Unopened};
use crate::founding::{Folder, write_private};
use crate::{record, sealing};
use besa_ledger::Checkpoint;
use std::path::{Path, PathBuf};
use tokio::sync::{Mutex, Notify};

/// The two files of a node, beside its key file.
pub(crate) struct Watch {
    high_water: PathBuf,
    revoked: PathBuf,
    /// One writing at a time.
    turn: Mutex<()>,
    /// Rung when an act revoked something.
    bell: Notify,
}

impl Watch {
    /// The files of this folder.
    pub(crate) fn at(folder: &Folder) -> Watch {
        Watch {
            high_water: folder.high_water(),
            revoked: folder.revoked(),
            turn: Mutex::new(()),
            bell: Notify::new(),
        }
    }

    /// Asks that the list be written soon.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }
}

/// Begins to watch: refuses a database that is not what this node last saw, grown.
pub(crate) async fn begin(app: &App, folder: &Folder) -> Result<(), Unopened> {
    let watch = Watch::at(folder);
    if let Some(known) = high_water(app, &watch.high_water)? {
        let same = still_holds(app, &known)
            .await
            .map_err(|fail| Unopened(format!("The record could not be read: {fail}")))?;
        if !same {
            return Err(Unopened(format!(
                "This database is not the one this node last wrote, grown: {} entries of the record \
                 were known here. It was put back from a backup, or stands in the place of another. \
                 Nothing was opened. Use `besa restore`, which also revokes again what was revoked.",
                known.size()
            )));
        }
    }
    app.watch_with(watch);
    keep(app).await.map_err(|fail| {
        Unopened(format!(
            "The files beside the key file were not kept: {fail}"
        ))
    })
}

/// The checkpoint that this node wrote last, if it wrote one.
fn high_water(app: &App, path: &Path) -> Result<Option<Checkpoint>, Unopened> {
    let note = match std::fs::read_to_string(path) {
        Ok(note) => note,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Unopened(format!(
                "{} could not be read: {error}",
                path.display()
            )));
        }
    };
    // It may have been written before the key file in force.
    let keys = app.facts().log_keys();
    let mut opened = keys.all().iter().map(|key| Checkpoint::open(&note, key));
    let known = opened.find_map(Result::ok);
    known.map(Some).ok_or_else(|| {
        Unopened(format!(
            "{} is not signed by the record of this deployment.",
            path.display()
        ))
    })
}

/// Whether the record in the database begins with the tree of this checkpoint.
async fn still_holds(app: &App, known: &Checkpoint) -> Result<bool, Fail> {
    let mut reading = app.glance().await?;
    let Some(note) = record::last_note(&mut reading.tx()).await? else {
        return Ok(false);
    };
    let Ok(now) = Checkpoint::open(&note, &app.facts().log) else {
        return Ok(false);
    };
    record::grew(&mut reading.tx(), known, &now).await
}

/// Writes both files anew where the record has grown: the list first, so that it is never older
/// than the high water.
pub(crate) async fn keep(app: &App) -> Result<(), Fail> {
    let Some(watch) = app.watch() else {
        return Ok(());
    };
    let _turn = watch.turn.lock().await;
    let mut reading = app.glance().await?;
    let Some(note) = record::last_note(&mut reading.tx()).await? else {
        return Ok(());
    };
    let now = Checkpoint::open(&note, &app.facts().log)
        .map_err(|_| Fail::broken("integrity", "checkpoint"))?;
    let mut list = Revoked::read(&watch.revoked, app.facts().deployment)
        .map_err(|unopened| Fail::broken("revoked", unopened))?;
    if list.complete < now.size() || !watch.revoked.exists() {
        for entry in record::entries_between(&mut reading.tx(), list.complete, now.size()).await? {
            list.add(&entry);
            for id in revoked::erasures(&entry) {
                let signed = sealing::signed_erasure(&mut reading.tx(), id).await?;
                list.erasures.extend(signed.map(|it| (id.to_owned(), it)));
            }
        }
        list.complete = now.size();
        put(&watch.revoked, list.print().as_bytes())?;
    }
    let same = std::fs::read(&watch.high_water).is_ok_and(|kept| kept == note.as_bytes());
    if same {
        return Ok(());
    }
    put(&watch.high_water, note.as_bytes())
}

/// Replaces a file whole: a reader sees the old one or the new one.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Fail> {
    let beside = path.with_extension("new");
    write_private(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| Fail::broken("file", error.kind()))
}

/// Writes the list as soon as an act revoked something; ends with the application.
pub(crate) fn start(app: &App) {
    let faint = app.downgrade();
    tokio::spawn(async move {
        loop {
            let Some(app) = faint.upgrade().filter(|app| !app.has_ended()) else {
                break;
            };
            let Some(watch) = app.watch() else {
                break;
            };
            // Wakes by itself too, so that it sees when the application has ended.
            let rung = watch.bell.notified();
            if tokio::time::timeout(WAKE, rung).await.is_ok()
                && let Err(fail) = keep(&app).await
            {
                tracing::warn!(cause = %fail, "what was revoked was not yet written to its file");
            }
        }
    });
}

/// How often the watch looks whether it is still needed.
const WAKE: std::time::Duration = std::time::Duration::from_secs(2);
