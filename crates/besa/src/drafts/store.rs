//! Every statement of drafts.

use super::Listed;
use crate::app::Fail;
use crate::db::{Tx, Value};
use besa_domain::{CaseId, DraftId, HalfId, MemberId, Moment};

/// A draft as it is stored.
pub(super) struct Row {
    pub(super) id: DraftId,
    pub(super) member: MemberId,
    pub(super) form: String,
    pub(super) case: Option<CaseId>,
    pub(super) half: HalfId,
    pub(super) bytes: Vec<u8>,
    pub(super) created: Moment,
    pub(super) saved: Moment,
    pub(super) version: i64,
}

pub(super) async fn insert(tx: &mut Tx<'_>, row: &Row, until: Moment) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO draft (id, member, form, case_id, half_id, bytes, created, saved, until, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            Value::from(row.id.to_string()),
            Value::from(row.member.to_string()),
            Value::from(row.form.as_str()),
            Value::from(row.case.map(|case| case.to_string())),
            Value::from(row.half.to_string()),
            Value::from(row.bytes.as_slice()),
            Value::from(row.created.0),
            Value::from(row.saved.0),
            Value::from(until.0),
            Value::from(row.version),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn draft(
    tx: &mut Tx<'_>,
    id: DraftId,
    member: MemberId,
) -> Result<Option<Row>, Fail> {
    let row = tx
        .row(
            "SELECT id, member, form, case_id, half_id, bytes, created, saved, version \
             FROM draft WHERE id = $1 AND member = $2",
            &[Value::from(id.to_string()), Value::from(member.to_string())],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |what: &str| Fail::broken("integrity", what);
    Ok(Some(Row {
        id: row.parse(0).ok_or_else(|| bad("draft.id"))?,
        member: row.parse(1).ok_or_else(|| bad("draft.member"))?,
        form: row.text(2),
        case: row.parse(3),
        half: row.parse(4).ok_or_else(|| bad("draft.half_id"))?,
        bytes: row.bytes(5),
        created: Moment(row.int(6)),
        saved: Moment(row.int(7)),
        version: row.int(8),
    }))
}

pub(super) async fn mine(
    tx: &mut Tx<'_>,
    member: MemberId,
    now: Moment,
) -> Result<Vec<Listed>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, form, case_id, saved FROM draft WHERE member = $1 AND until > $2 \
             ORDER BY saved DESC",
            &[Value::from(member.to_string()), Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(Listed {
                id: row.parse(0)?,
                form: row.text(1),
                case: row.parse(2),
                saved: Moment(row.int(3)),
            })
        })
        .collect())
}

pub(super) async fn save(
    tx: &mut Tx<'_>,
    id: DraftId,
    bytes: &[u8],
    saved: Moment,
    until: Moment,
) -> Result<(), Fail> {
    tx.run(
        "UPDATE draft SET bytes = $2, saved = $3, until = $4, version = version + 1 WHERE id = $1",
        &[
            Value::from(id.to_string()),
            Value::from(bytes),
            Value::from(saved.0),
            Value::from(until.0),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx<'_>, id: DraftId, half: HalfId) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM shred.half WHERE id = $1",
        &[Value::from(half.to_string())],
    )
    .await?;
    tx.run(
        "DELETE FROM draft WHERE id = $1",
        &[Value::from(id.to_string())],
    )
    .await?;
    Ok(())
}

pub(super) async fn over(tx: &mut Tx<'_>, now: Moment) -> Result<Vec<(DraftId, HalfId)>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, half_id FROM draft WHERE until <= $1",
            &[Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, row.parse(1)?)))
        .collect())
}

pub(super) async fn insert_rescued(
    tx: &mut Tx<'_>,
    id: DraftId,
    member: MemberId,
    half: HalfId,
    bytes: &[u8],
    (at, until): (Moment, Moment),
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO rescued (id, member, half_id, bytes, at, until) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(id.to_string()),
            Value::from(member.to_string()),
            Value::from(half.to_string()),
            Value::from(bytes),
            Value::from(at.0),
            Value::from(until.0),
        ],
    )
    .await?;
    Ok(())
}

/// A rescued text of a member: its half, its bytes, when it came, until when it waits.
pub(super) async fn rescued(
    tx: &mut Tx<'_>,
    id: DraftId,
    member: MemberId,
) -> Result<Option<(HalfId, Vec<u8>, Moment, Moment)>, Fail> {
    let row = tx
        .row(
            "SELECT half_id, bytes, at, until FROM rescued WHERE id = $1 AND member = $2",
            &[Value::from(id.to_string()), Value::from(member.to_string())],
        )
        .await?;
    Ok(row.and_then(|row| {
        let (at, until) = (Moment(row.int(2)), Moment(row.int(3)));
        Some((row.parse(0)?, row.bytes(1), at, until))
    }))
}

/// The rescued texts of a member that still wait.
pub(super) async fn rescued_of(
    tx: &mut Tx<'_>,
    member: MemberId,
    now: Moment,
) -> Result<Vec<(DraftId, Moment)>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, at FROM rescued WHERE member = $1 AND until > $2 ORDER BY at, id",
            &[Value::from(member.to_string()), Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, Moment(row.int(1)))))
        .collect())
}

pub(super) async fn delete_rescued(tx: &mut Tx<'_>, id: DraftId, half: HalfId) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM shred.half WHERE id = $1",
        &[Value::from(half.to_string())],
    )
    .await?;
    tx.run(
        "DELETE FROM rescued WHERE id = $1",
        &[Value::from(id.to_string())],
    )
    .await?;
    Ok(())
}

/// The rescued texts whose time is over.
pub(super) async fn rescued_over(
    tx: &mut Tx<'_>,
    now: Moment,
) -> Result<Vec<(DraftId, HalfId)>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, half_id FROM rescued WHERE until <= $1",
            &[Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, row.parse(1)?)))
        .collect())
}
