//! `besa verify`: rebuilds the tree from its entries and holds every bound row against it.

use super::store;
use crate::db::{Db, Error, Reader, Table};
use besa_ledger::{Actor, Entry, LogKeys, Report, Verifier};

/// What the verifier says.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Everything is as it was recorded. Exit 0.
    Clean(Report),
    /// The first difference: its code and a sentence. Exit 1.
    Different(String, String),
    /// It could not be checked. Exit 2.
    Unchecked(String),
}

/// Entries read at a time.
const PAGE: i64 = 5_000;

/// Every table whose rows the record binds.
pub(crate) fn bound_tables() -> Vec<&'static Table> {
    [
        super::TABLES,
        crate::registry::TABLES,
        crate::accounts::TABLES,
        crate::sealing::TABLES,
        crate::cases::TABLES,
    ]
    .concat()
}

/// Verifies a database against the public keys that were written down outside it.
pub(crate) async fn verify(db: &Db, keys: impl Into<LogKeys>) -> Verdict {
    verify_with(db, Verifier::new(keys)).await
}

/// Verifies it, too, against a signed checkpoint that was kept outside it.
pub(crate) async fn verify_since(db: &Db, keys: impl Into<LogKeys>, note: &str) -> Verdict {
    let mut verifier = Verifier::new(keys);
    // What was copied from a screen or out of a letter has other ends of lines.
    let note = note.trim().replace('\r', "") + "\n";
    match verifier.keep(&note) {
        Ok(()) => verify_with(db, verifier).await,
        Err(refused) => Verdict::Unchecked(format!(
            "The checkpoint is not one that the record's keys signed: {refused}"
        )),
    }
}

async fn verify_with(db: &Db, verifier: Verifier) -> Verdict {
    match walk(db, verifier).await {
        Ok(verdict) => verdict,
        Err(error) => Verdict::Unchecked(format!("The database could not be read: {error}")),
    }
}

/// Reads everything in one snapshot, so that acts which go on meanwhile are no difference.
async fn walk(db: &Db, verifier: Verifier) -> Result<Verdict, Error> {
    let mut reader = db.reader().await?;
    reader.snapshot().await?;
    let verdict = compare(&mut reader, verifier).await;
    reader.tx().word("ROLLBACK").await?;
    verdict
}

async fn compare(reader: &mut Reader, mut verifier: Verifier) -> Result<Verdict, Error> {
    let mut from = 0;
    loop {
        let page = store::entries_from(&mut reader.tx(), from, PAGE).await?;
        let Some(last) = page.last().map(|entry| entry.idx) else {
            break;
        };
        for stored in &page {
            verifier.entry(
                stored.idx,
                &stored.commitment,
                stored.salt.as_deref(),
                stored.body.as_deref(),
            );
            if let Some(difference) = columns_differ(stored) {
                return Ok(difference);
            }
        }
        from = last.saturating_add(1);
    }
    let mut comparison = verifier.compare();
    for (level, index, width, bytes) in store::tiles(&mut reader.tx()).await? {
        if usize::try_from(width)
            .ok()
            .and_then(|width| width.checked_mul(32))
            != Some(bytes.len())
        {
            return Ok(Verdict::Different(
                "tile-width".to_owned(),
                format!("Tile {level}/{index} says a width that its bytes do not have."),
            ));
        }
        comparison.tile(level, index, &bytes);
    }
    for (number, note) in store::checkpoints(&mut reader.tx()).await? {
        comparison.checkpoint(number, &note);
    }
    for table in bound_tables() {
        for values in table.all(&mut reader.tx()).await? {
            comparison.row(table.name, &table.key(&values), &table.hash(&values));
        }
    }
    let report = match comparison.finish() {
        Ok(report) => report,
        Err(difference) => {
            return Ok(Verdict::Different(
                difference.code().to_owned(),
                difference.to_string(),
            ));
        }
    };
    let cards = crate::registry::check_cards(&mut reader.tx()).await?;
    let replay = crate::cases::check_replay(&mut reader.tx()).await?;
    let halves = crate::sealing::check_halves(&mut reader.tx()).await?;
    if let Some((code, sentence)) = cards.or(replay).or(halves) {
        return Ok(Verdict::Different(code.to_owned(), sentence));
    }
    Ok(Verdict::Clean(report))
}

/// The open columns beside a body must say what the body says.
fn columns_differ(stored: &store::StoredEntry) -> Option<Verdict> {
    let body = stored.body.as_ref()?;
    let Ok(entry) = Entry::decode(body) else {
        return None;
    };
    let (actor, institution) = match &entry.actor {
        Actor::Member {
            member,
            institution,
        } => (
            besa_domain::MemberId::from_bytes(*member).to_string(),
            Some(besa_domain::InstitutionId::from_bytes(*institution).to_string()),
        ),
        Actor::System(job) => (format!("system:{job}"), None),
        Actor::Founder => ("founder".to_owned(), None),
        Actor::Operator => ("operator".to_owned(), None),
    };
    let case = entry
        .case
        .map(|case| besa_domain::CaseId::from_bytes(case).to_string());
    let same = stored.id == data_encoding::HEXLOWER.encode(&entry.id)
        && stored.at == entry.at
        && stored.actor == actor
        && stored.institution == institution
        && stored.act == entry.act
        && stored.case == case;
    (!same).then(|| {
        Verdict::Different(
            "entry-columns".to_owned(),
            format!(
                "Entry {}: its open columns do not say what its body says.",
                stored.idx
            ),
        )
    })
}
