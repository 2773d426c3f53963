//! Every statement of the record.

use super::Whose;
use crate::app::Fail;
use crate::db::{Class, Error, Table, Tx, Value};
use besa_domain::{CaseId, InstitutionId, Moment};
use besa_ledger::{Actor, Entry, NumberedEntry, Tile};
use std::collections::BTreeMap;

/// Public facts of the deployment.
pub(crate) static META: Table = Table {
    name: "meta",
    keys: 1,
    columns: &[("key", Class::Open), ("value", Class::Open)],
};

/// Dated rules as they were loaded.
pub(crate) static RULE: Table = Table {
    name: "rule",
    keys: 3,
    columns: &[
        ("kind", Class::Open),
        ("code", Class::Open),
        ("version", Class::Open),
        ("valid_from", Class::Open),
        ("valid_to", Class::Open),
        ("source", Class::Open),
        ("body", Class::Open),
    ],
};

pub(super) async fn insert_entry(tx: &mut Tx<'_>, entry: &NumberedEntry) -> Result<(), Error> {
    let (actor, institution) = match &entry.entry.actor {
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
    tx.run(
        "INSERT INTO ledger_entry (idx, id, at, actor, institution, act, case_id, commitment, salt, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            Value::from(number(entry.index)),
            Value::from(data_encoding::HEXLOWER.encode(&entry.entry.id)),
            Value::from(entry.entry.at),
            Value::from(actor),
            Value::from(institution),
            Value::from(entry.entry.act.as_str()),
            Value::from(entry.entry.case.map(|case| CaseId::from_bytes(case).to_string())),
            Value::from(entry.commitment),
            Value::from(entry.salt),
            Value::from(entry.body.clone()),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn put_tile(tx: &mut Tx<'_>, tile: &Tile) -> Result<(), Error> {
    tx.run(
        "INSERT INTO ledger_tile (level, idx, width, bytes) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (level, idx) DO UPDATE SET width = $3, bytes = $4",
        &[
            Value::from(i64::from(tile.level)),
            Value::from(number(tile.index)),
            Value::from(i64::try_from(tile.width()).unwrap_or(256)),
            Value::from(tile.bytes.as_slice()),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_checkpoint(tx: &mut Tx<'_>, n: u64, note: &str) -> Result<(), Error> {
    tx.run(
        "INSERT INTO ledger_checkpoint (n, note) VALUES ($1, $2)",
        &[Value::from(number(n)), Value::from(note)],
    )
    .await?;
    Ok(())
}

pub(super) async fn last_number(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let row = tx.row("SELECT MAX(n) FROM ledger_checkpoint", &[]).await?;
    Ok(row
        .and_then(|row| row.maybe_int(0))
        .map_or(0, i64::unsigned_abs))
}

pub(super) async fn last_at(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    let sql = "SELECT at FROM ledger_entry ORDER BY idx DESC LIMIT 1";
    Ok(tx.row(sql, &[]).await?.and_then(|row| row.maybe_int(0)))
}

pub(super) async fn last_checkpoint(tx: &mut Tx<'_>) -> Result<Option<(u64, String)>, Error> {
    let row = tx
        .row(
            "SELECT n, note FROM ledger_checkpoint ORDER BY n DESC LIMIT 1",
            &[],
        )
        .await?;
    Ok(row.map(|row| (row.int(0).unsigned_abs(), row.text(1))))
}

/// The last tile of each level: all that the head of the tree is made from.
pub(super) async fn edge_tiles(tx: &mut Tx<'_>) -> Result<BTreeMap<(u8, u64), Vec<u8>>, Error> {
    let rows = tx
        .rows(
            "SELECT level, idx, bytes FROM ledger_tile AS t \
             WHERE idx = (SELECT MAX(idx) FROM ledger_tile WHERE level = t.level)",
            &[],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| {
            let level = u8::try_from(row.int(0)).unwrap_or(u8::MAX);
            ((level, row.int(1).unsigned_abs()), row.bytes(2))
        })
        .collect())
}

/// One tile.
pub(super) async fn tile(tx: &mut Tx<'_>, level: u8, index: u64) -> Result<Option<Vec<u8>>, Error> {
    let row = tx
        .row(
            "SELECT bytes FROM ledger_tile WHERE level = $1 AND idx = $2",
            &[Value::from(i64::from(level)), Value::from(number(index))],
        )
        .await?;
    Ok(row.map(|row| row.bytes(0)))
}

/// The bodies of the entries from an index up to another, in order.
pub(super) async fn bodies_between(
    tx: &mut Tx<'_>,
    from: u64,
    to: u64,
) -> Result<Vec<Vec<u8>>, Error> {
    let rows = tx
        .rows(
            "SELECT body FROM ledger_entry WHERE idx >= $1 AND idx < $2 AND body IS NOT NULL \
             ORDER BY idx",
            &[Value::from(number(from)), Value::from(number(to))],
        )
        .await?;
    Ok(rows.iter().map(|row| row.bytes(0)).collect())
}

/// One stored entry as the verifier reads it.
pub(super) struct StoredEntry {
    pub(super) idx: u64,
    pub(super) id: String,
    pub(super) at: i64,
    pub(super) actor: String,
    pub(super) institution: Option<String>,
    pub(super) act: String,
    pub(super) case: Option<String>,
    pub(super) commitment: Vec<u8>,
    pub(super) salt: Option<Vec<u8>>,
    pub(super) body: Option<Vec<u8>>,
}

/// A page of entries in order, from an index on.
pub(super) async fn entries_from(
    tx: &mut Tx<'_>,
    from: u64,
    most: i64,
) -> Result<Vec<StoredEntry>, Error> {
    let rows = tx
        .rows(
            "SELECT idx, id, at, actor, institution, act, case_id, commitment, salt, body \
             FROM ledger_entry WHERE idx >= $1 ORDER BY idx LIMIT $2",
            &[Value::from(number(from)), Value::from(most)],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| StoredEntry {
            idx: row.int(0).unsigned_abs(),
            id: row.text(1),
            at: row.int(2),
            actor: row.text(3),
            institution: row.maybe_text(4),
            act: row.text(5),
            case: row.maybe_text(6),
            commitment: row.bytes(7),
            salt: row.maybe_bytes(8),
            body: row.maybe_bytes(9),
        })
        .collect())
}

/// One line about a case; a body that was erased is gone, its place stays.
pub(crate) struct LineOfCase {
    /// The line's place in the record: the page after this one begins below it.
    pub(crate) idx: u64,
    pub(crate) at: Moment,
    /// Code of the act.
    pub(crate) act: String,
    /// What was written of it; `None` after an erasure.
    pub(crate) entry: Option<Entry>,
}

/// The lines about a case that stand before a place in the record, newest first.
pub(crate) async fn about_case(
    tx: &mut Tx<'_>,
    case: CaseId,
    before: u64,
    most: i64,
) -> Result<Vec<LineOfCase>, Fail> {
    let rows = tx
        .rows(
            "SELECT idx, at, act, body FROM ledger_entry WHERE case_id = $1 AND idx < $2 \
             ORDER BY idx DESC LIMIT $3",
            &[
                Value::from(case.to_string()),
                Value::from(number(before)),
                Value::from(most),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let entry = row
                .maybe_bytes(3)
                .map(|body| Entry::decode(&body))
                .transpose();
            Ok(LineOfCase {
                idx: row.int(0).unsigned_abs(),
                at: Moment(row.int(1)),
                act: row.text(2),
                entry: entry.map_err(|_| Fail::broken("integrity", "ledger_entry.body"))?,
            })
        })
        .collect()
}

/// The bodies of the entries of two acts, in order.
pub(super) async fn bodies_of_acts(
    tx: &mut Tx<'_>,
    acts: &[&str; 2],
) -> Result<Vec<Vec<u8>>, Error> {
    let [one, two] = acts;
    let rows = tx
        .rows(
            "SELECT body FROM ledger_entry WHERE act IN ($1, $2) AND body IS NOT NULL ORDER BY idx",
            &[Value::from(*one), Value::from(*two)],
        )
        .await?;
    Ok(rows.iter().map(|row| row.bytes(0)).collect())
}

/// Bodies of five acts by a member or a house that stand before a place of the record, the newest first.
pub(super) async fn newest_bodies(
    tx: &mut Tx<'_>,
    whose: Whose,
    acts: &[&str; 5],
    before: i64,
) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    let (id, sql) = match whose {
        Whose::Member(member) => (
            member.to_string(),
            "SELECT idx, body FROM ledger_entry WHERE actor = $1 AND idx < $2 \
             AND act IN ($3, $4, $5, $6, $7) AND body IS NOT NULL ORDER BY idx DESC LIMIT 16",
        ),
        Whose::House(house) => (
            house.to_string(),
            "SELECT idx, body FROM ledger_entry WHERE institution = $1 AND idx < $2 \
             AND act IN ($3, $4, $5, $6, $7) AND body IS NOT NULL ORDER BY idx DESC LIMIT 16",
        ),
    };
    let mut arguments = vec![Value::from(id), Value::from(before)];
    arguments.extend(acts.iter().map(|act| Value::from(*act)));
    let rows = tx.rows(sql, &arguments).await?;
    Ok(rows.iter().map(|row| (row.int(0), row.bytes(1))).collect())
}

/// The bodies of the entries of six acts by an institution's people or by the operator, in order.
pub(super) async fn bodies_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    acts: &[&str; 6],
) -> Result<Vec<Vec<u8>>, Error> {
    let mut arguments = vec![Value::from(institution.to_string())];
    arguments.extend(acts.iter().map(|act| Value::from(*act)));
    let rows = tx
        .rows(
            "SELECT body FROM ledger_entry WHERE body IS NOT NULL AND \
             ((institution = $1 AND act IN ($2, $3, $4, $5, $6, $7)) \
             OR (institution IS NULL AND act IN ($2, $3, $4, $5, $6, $7))) ORDER BY idx",
            &arguments,
        )
        .await?;
    Ok(rows.iter().map(|row| row.bytes(0)).collect())
}

/// Every tile.
pub(super) async fn tiles(tx: &mut Tx<'_>) -> Result<Vec<(u8, u64, i64, Vec<u8>)>, Error> {
    let rows = tx
        .rows(
            "SELECT level, idx, width, bytes FROM ledger_tile ORDER BY level, idx",
            &[],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| {
            let level = u8::try_from(row.int(0)).unwrap_or(u8::MAX);
            (level, row.int(1).unsigned_abs(), row.int(2), row.bytes(3))
        })
        .collect())
}

/// Every checkpoint: number and note.
pub(super) async fn checkpoints(tx: &mut Tx<'_>) -> Result<Vec<(u64, String)>, Error> {
    let rows = tx
        .rows("SELECT n, note FROM ledger_checkpoint ORDER BY n", &[])
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.int(0).unsigned_abs(), row.text(1)))
        .collect())
}

pub(super) async fn done(
    tx: &mut Tx<'_>,
    key: &str,
) -> Result<Option<(String, String, Vec<u8>, String)>, Error> {
    let row = tx
        .row(
            "SELECT member, act, digest, answer FROM done WHERE key = $1",
            &[Value::from(key)],
        )
        .await?;
    Ok(row.map(|row| (row.text(0), row.text(1), row.bytes(2), row.text(3))))
}

pub(super) async fn remember(
    tx: &mut Tx<'_>,
    key: &str,
    member: &str,
    act: &str,
    digest: &[u8; 32],
    answer: &str,
    now: Moment,
) -> Result<(), Error> {
    tx.run(
        "INSERT INTO done (key, member, act, digest, answer, at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(key),
            Value::from(member),
            Value::from(act),
            Value::from(*digest),
            Value::from(answer),
            Value::from(now.0),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_before(tx: &mut Tx<'_>, moment: i64) -> Result<(), Error> {
    tx.run("DELETE FROM done WHERE at < $1", &[Value::from(moment)])
        .await?;
    Ok(())
}

pub(super) async fn meta(tx: &mut Tx<'_>) -> Result<BTreeMap<String, String>, Error> {
    let rows = tx.rows("SELECT key, value FROM meta", &[]).await?;
    Ok(rows.iter().map(|row| (row.text(0), row.text(1))).collect())
}

/// Indexes and sizes are far below the range of a signed integer.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
