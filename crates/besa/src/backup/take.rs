//! Taking a backup from a running deployment, and bringing one back into an empty place.

use super::archive::{Head, Line, Reading, Writing};
use crate::app::{Facts, Fail, Unopened};
use crate::db::dump::{self, Shape, Store};
use crate::db::{Db, Error, Place, Reader, Tx};
use crate::record::{self, Verdict};
use crate::sealing::HALF_MISSING;
use besa_domain::Moment;
use besa_ledger::{LogKeys, Report};
use besa_vault::{BackupKey, BackupRecipient, KeyFile};
use std::path::{Path, PathBuf};

/// The two files of a backup.
pub(crate) struct Taken {
    pub(crate) main: PathBuf,
    pub(crate) shred: PathBuf,
    /// Where the record stood.
    pub(crate) head: Head,
}

impl Store {
    fn name(self) -> &'static str {
        match self {
            Store::Main => "main",
            Store::Shred => "shred",
        }
    }
}

fn unread(error: Error) -> Unopened {
    Unopened(format!(
        "The database could not be read: {}",
        Fail::from(error)
    ))
}

impl From<Error> for Unopened {
    fn from(error: Error) -> Unopened {
        unread(error)
    }
}

/// Takes both sets while work goes on: the main set first, so that no half it needs can be missing
/// from the shred set but one that was burnt meanwhile (V20).
pub(crate) async fn take(
    place: &Place,
    facts: &Facts,
    recipients: &[BackupRecipient],
    folder: &Path,
    now: Moment,
) -> Result<Taken, Unopened> {
    if recipients.is_empty() {
        return Err(Unopened(
            "Nobody could open this backup: name a recipient in the settings ([backup] recipients). \
             Nothing was written."
                .to_owned(),
        ));
    }
    let db = Db::existing(place).await.map_err(unread)?;
    let taken = both(&db, facts, recipients, folder, now).await;
    db.close().await;
    taken
}

async fn both(
    db: &Db,
    facts: &Facts,
    recipients: &[BackupRecipient],
    folder: &Path,
    now: Moment,
) -> Result<Taken, Unopened> {
    let id = data_encoding::HEXLOWER.encode(&facts.deployment.id());
    let mut sets = Vec::new();
    for store in [Store::Main, Store::Shred] {
        let mut reader = db.reader().await?;
        reader.snapshot().await?;
        let head = Head {
            besa_backup: 1,
            set: store.name().to_owned(),
            deployment: id.clone(),
            taken: now.0,
            schema: dump::version(&mut reader.tx()).await?,
            checkpoint: record::last_note(&mut reader.tx())
                .await
                .map_err(|fail| Unopened(fail.to_string()))?
                .unwrap_or_default(),
        };
        let stamp = now.stamp();
        let short = id.get(..8).unwrap_or_default();
        let name = format!("besa-{short}-{stamp}-{}.age", store.name());
        let writing = Writing::begin(folder.join(name), recipients, &head)?;
        sets.push((write(&mut reader, store, writing).await?, head));
        reader.tx().word("ROLLBACK").await?;
    }
    let mut sets = sets.into_iter();
    match (sets.next(), sets.next()) {
        (Some((main, head)), Some((shred, _))) => Ok(Taken { main, shred, head }),
        (Some(_) | None, _) => Err(Unopened("A set was not written.".to_owned())),
    }
}

async fn write(
    reader: &mut Reader,
    store: Store,
    mut writing: Writing,
) -> Result<PathBuf, Unopened> {
    for shape in dump::shapes(&mut reader.tx(), store).await? {
        writing.table(&shape.name, &shape.columns)?;
        dump::each(&mut reader.tx(), &shape, |row| writing.row(row)).await?;
    }
    writing.end()
}

/// What came back.
pub(crate) struct Restored {
    /// The proof of what the sets hold; none while halves are gone that the list must account for.
    pub(crate) report: Option<Report>,
    /// Where the record stood when the main set was taken.
    pub(crate) head: Head,
    /// The keys that the record was signed with.
    pub(crate) log: LogKeys,
}

/// Brings both sets into an empty place; what does not verify is taken out again. With a later shred
/// set halves may be gone that two people let be burnt since: the list of what was revoked says so
/// when it is played in, and `proven` asks again.
pub(crate) async fn restore(
    place: &Place,
    keys: &KeyFile,
    identity: &BackupKey,
    (main, shred): (&Path, &Path),
) -> Result<Restored, Unopened> {
    let (mut main, head) = Reading::open(main, identity, Store::Main.name())?;
    let (mut shred, halves) = Reading::open(shred, identity, Store::Shred.name())?;
    let id = data_encoding::HEXLOWER.encode(&keys.deployment.id());
    if head.deployment != id || halves.deployment != id {
        return Err(Unopened(
            "These sets are of another deployment than the key file. Nothing was restored."
                .to_owned(),
        ));
    }
    if halves.taken < head.taken {
        return Err(Unopened(
            "The shred set is older than the main set: what was sealed in between would be lost. \
             Take the shred set of the same day or a later one. Nothing was restored."
                .to_owned(),
        ));
    }
    if head.schema > dump::newest() || halves.schema > dump::newest() {
        return Err(Unopened(
            "This backup was made by a newer Besa. Install that one. Nothing was restored."
                .to_owned(),
        ));
    }
    let db = dump::opened_at(place, head.schema).await.map_err(unread)?;
    let filled = fill(&db, keys, &mut main, &mut shred).await;
    db.close().await;
    let log = filled?.log_keys();
    // The migrations since then, then the proof.
    let db = Db::open(place).await.map_err(unread)?;
    let later = halves.taken > head.taken;
    let report = match record::verify(&db, &log).await {
        Verdict::Clean(report) => Ok(Some(report)),
        Verdict::Different(code, _) if later && code == HALF_MISSING => Ok(None),
        other @ (Verdict::Different(..) | Verdict::Unchecked(_)) => {
            clear(&db).await.and(Err(not_recorded(other)))
        }
    };
    db.close().await;
    report.map(|report| Restored { report, head, log })
}

fn not_recorded(verdict: Verdict) -> Unopened {
    let why = match verdict {
        Verdict::Different(code, why) => format!("{why} ({code})"),
        Verdict::Unchecked(why) => why,
        Verdict::Clean(_) => String::new(),
    };
    Unopened(format!(
        "The backup is not what was recorded: {why} Nothing of it was kept."
    ))
}

/// The proof once everything was revoked and burnt again; without it nothing stays.
pub(crate) async fn proven(place: &Place, log: &LogKeys) -> Result<Report, Unopened> {
    let db = Db::existing(place).await?;
    let verdict = record::verify(&db, log.clone()).await;
    let cleared = match &verdict {
        Verdict::Clean(_) => Ok(()),
        Verdict::Different(..) | Verdict::Unchecked(_) => clear(&db).await,
    };
    db.close().await;
    cleared?;
    match verdict {
        Verdict::Clean(report) => Ok(report),
        other @ (Verdict::Different(..) | Verdict::Unchecked(_)) => Err(not_recorded(other)),
    }
}

async fn fill(
    db: &Db,
    keys: &KeyFile,
    main: &mut Reading,
    shred: &mut Reading,
) -> Result<Facts, Unopened> {
    let mut writer = db.writer().await?;
    writer.begin().await?;
    let filled = fill_all(&mut writer.tx(), keys, main, shred).await;
    let word = if filled.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = writer.tx().word(word).await;
    writer.close().await;
    ended?;
    filled
}

async fn fill_all(
    tx: &mut Tx<'_>,
    keys: &KeyFile,
    main: &mut Reading,
    shred: &mut Reading,
) -> Result<Facts, Unopened> {
    fill_set(tx, Store::Main, main).await?;
    fill_set(tx, Store::Shred, shred).await?;
    let facts = record::facts(tx)
        .await
        .map_err(|fail| Unopened(fail.to_string()))?;
    let facts = facts.ok_or_else(|| main.damaged())?;
    facts.fit(keys)?;
    Ok(facts)
}

async fn fill_set(tx: &mut Tx<'_>, store: Store, set: &mut Reading) -> Result<(), Unopened> {
    let shapes = dump::shapes(tx, store).await?;
    let mut into: Option<&Shape> = None;
    let mut rows = Vec::new();
    loop {
        let line = set.next()?;
        if let Some(shape) = into
            && (rows.len() >= dump::rows_at_once(shape) || !matches!(line, Line::Row(_)))
        {
            dump::fill(tx, shape, std::mem::take(&mut rows)).await?;
        }
        match line {
            Line::Table(name, columns) => {
                let known = shapes.iter().find(|it| it.name == name);
                into = known.filter(|it| it.columns == columns);
                if into.is_none() {
                    return Err(set.damaged());
                }
            }
            Line::Row(cells) => {
                let values = set.values(cells)?;
                if into.is_none_or(|shape| shape.columns.len() != values.len()) {
                    return Err(set.damaged());
                }
                rows.push(values);
            }
            Line::End(_) => return Ok(()),
        }
    }
}

/// Takes out again what was put into a place that was empty before.
pub(crate) async fn take_out(place: &Place) -> Result<(), Unopened> {
    let db = Db::existing(place).await?;
    let cleared = clear(&db).await;
    db.close().await;
    cleared
}

async fn clear(db: &Db) -> Result<(), Unopened> {
    let mut writer = db.writer().await?;
    writer.begin().await?;
    dump::clear(&mut writer.tx(), Store::Main).await?;
    dump::clear(&mut writer.tx(), Store::Shred).await?;
    writer.tx().word("COMMIT").await?;
    writer.close().await;
    Ok(())
}
