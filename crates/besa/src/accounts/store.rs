//! Every statement of accounts.

use crate::app::Fail;
use crate::db::{Class, Row, Table, Tx, Value};
use besa_domain::{MemberId, Moment};

pub(crate) static LOCK: Table = Table {
    name: "lock",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("bytes", Class::Sealed),
        ("version", Class::Internal),
    ],
};

pub(crate) static BUNDLE: Table = Table {
    name: "bundle",
    keys: 1,
    columns: &[("member", Class::Internal), ("bytes", Class::Sealed)],
};

pub(crate) static FACTOR: Table = Table {
    name: "factor",
    keys: 1,
    columns: &[
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("bytes", Class::Sealed),
        ("last_step", Class::Internal),
        ("version", Class::Internal),
    ],
};

/// A stored session, with its server half.
pub(super) struct SessionRow {
    pub(super) member: MemberId,
    pub(super) created: i64,
    pub(super) seen: i64,
    pub(super) ends: i64,
    pub(super) limited: bool,
    pub(super) bytes: Vec<u8>,
    pub(super) half: Option<[u8; 32]>,
}

/// The lock of a member of this kind: its values in column order.
pub(super) async fn lock(
    tx: &mut Tx<'_>,
    member: MemberId,
    kind: &str,
) -> Result<Option<(String, Vec<u8>)>, Fail> {
    let row = tx
        .row(
            "SELECT id, bytes FROM lock WHERE member = $1 AND kind = $2",
            &[Value::from(member.to_string()), Value::from(kind)],
        )
        .await?;
    Ok(row.map(|row| (row.text(0), row.bytes(1))))
}

/// The ids of a member's locks.
pub(super) async fn locks(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<String>, Fail> {
    let rows = tx
        .rows(
            "SELECT id FROM lock WHERE member = $1",
            &[Value::from(member.to_string())],
        )
        .await?;
    Ok(rows.iter().map(|row| row.text(0)).collect())
}

pub(super) async fn bundle(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Vec<u8>>, Fail> {
    let row = tx
        .row(
            "SELECT bytes FROM bundle WHERE member = $1",
            &[Value::from(member.to_string())],
        )
        .await?;
    Ok(row.map(|row| row.bytes(0)))
}

pub(super) async fn session(tx: &mut Tx<'_>, id: &str) -> Result<Option<SessionRow>, Fail> {
    let row = tx
        .row(
            "SELECT s.member, s.created, s.seen, s.ends, s.limited, s.bytes, h.bytes \
             FROM sess.session AS s LEFT JOIN sess.server_half AS h ON h.session = s.id \
             WHERE s.id = $1",
            &[Value::from(id)],
        )
        .await?;
    Ok(row.as_ref().and_then(read_session))
}

fn read_session(row: &Row) -> Option<SessionRow> {
    Some(SessionRow {
        member: row.parse(0)?,
        created: row.int(1),
        seen: row.int(2),
        ends: row.int(3),
        limited: row.int(4) == 1,
        bytes: row.bytes(5),
        half: row.maybe_bytes(6).and_then(|bytes| bytes.try_into().ok()),
    })
}

pub(super) async fn insert_session(
    tx: &mut Tx<'_>,
    id: &str,
    member: MemberId,
    created: Moment,
    ends: Moment,
    limited: bool,
    bytes: &[u8],
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO sess.session (id, member, created, seen, ends, limited, bytes) \
         VALUES ($1, $2, $3, $3, $4, $5, $6)",
        &[
            Value::from(id),
            Value::from(member.to_string()),
            Value::from(created.0),
            Value::from(ends.0),
            Value::from(limited),
            Value::from(bytes),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_server_half(
    tx: &mut Tx<'_>,
    id: &str,
    half: &[u8; 32],
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO sess.server_half (session, bytes) VALUES ($1, $2)",
        &[Value::from(id), Value::from(*half)],
    )
    .await?;
    Ok(())
}

pub(super) async fn touch_session(tx: &mut Tx<'_>, id: &str, now: Moment) -> Result<(), Fail> {
    tx.run(
        "UPDATE sess.session SET seen = $2 WHERE id = $1 AND seen < $2",
        &[Value::from(id), Value::from(now.0)],
    )
    .await?;
    Ok(())
}

pub(super) async fn renew_session(tx: &mut Tx<'_>, id: &str, bytes: &[u8]) -> Result<(), Fail> {
    tx.run(
        "UPDATE sess.session SET bytes = $2 WHERE id = $1",
        &[Value::from(id), Value::from(bytes)],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_session(tx: &mut Tx<'_>, id: &str) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM sess.server_half WHERE session = $1",
        &[Value::from(id)],
    )
    .await?;
    tx.run("DELETE FROM sess.session WHERE id = $1", &[Value::from(id)])
        .await?;
    Ok(())
}

pub(super) async fn delete_sessions_of(tx: &mut Tx<'_>, member: MemberId) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM sess.server_half WHERE session IN (SELECT id FROM sess.session WHERE member = $1)",
        &[Value::from(member.to_string())],
    )
    .await?;
    tx.run(
        "DELETE FROM sess.session WHERE member = $1",
        &[Value::from(member.to_string())],
    )
    .await?;
    Ok(())
}

/// Deletes sessions that were last seen, or end, before these moments.
pub(super) async fn delete_expired(
    tx: &mut Tx<'_>,
    idle_before: i64,
    now: i64,
) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM sess.server_half WHERE session IN \
         (SELECT id FROM sess.session WHERE seen < $1 OR ends < $2)",
        &[Value::from(idle_before), Value::from(now)],
    )
    .await?;
    tx.run(
        "DELETE FROM sess.session WHERE seen < $1 OR ends < $2",
        &[Value::from(idle_before), Value::from(now)],
    )
    .await?;
    Ok(())
}

pub(super) async fn tries(tx: &mut Tx<'_>, subject: &str) -> Result<(i64, i64), Fail> {
    let row = tx
        .row(
            "SELECT tries, until FROM throttle WHERE subject = $1",
            &[Value::from(subject)],
        )
        .await?;
    Ok(row.map_or((0, 0), |row| (row.int(0), row.int(1))))
}

pub(super) async fn set_tries(
    tx: &mut Tx<'_>,
    subject: &str,
    tries: i64,
    until: i64,
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO throttle (subject, tries, until) VALUES ($1, $2, $3) \
         ON CONFLICT (subject) DO UPDATE SET tries = $2, until = $3",
        &[Value::from(subject), Value::from(tries), Value::from(until)],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_tries(tx: &mut Tx<'_>, subject: &str) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM throttle WHERE subject = $1",
        &[Value::from(subject)],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_tries_before(tx: &mut Tx<'_>, moment: i64) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM throttle WHERE until < $1",
        &[Value::from(moment)],
    )
    .await?;
    Ok(())
}
