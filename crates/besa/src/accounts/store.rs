//! Every statement of accounts.

use super::keys::Spent;
use super::sessions::Fresh;
pub(crate) use super::tables::{BUNDLE, CARD, FACTOR, KEY, LOCK, PIN};
use crate::app::Fail;
use crate::db::{Row, Tx, Value};
use besa_domain::{MemberId, Moment};

/// A stored session; its server half is read by itself.
pub(super) struct SessionRow {
    pub(super) member: MemberId,
    pub(super) proved: i64,
    pub(super) seen: i64,
    pub(super) ends: i64,
    pub(super) limited: bool,
    pub(super) device: String,
    pub(super) bytes: Vec<u8>,
    /// Where six digits resume it.
    pub(super) gate: Option<Gate>,
}

/// What stands before the server half of a session.
pub(super) struct Gate {
    pub(super) digest: [u8; 32],
    pub(super) tries: i64,
    pub(super) covered: bool,
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
            "SELECT s.member, s.proved, s.seen, s.ends, s.limited, s.bytes, p.digest, p.tries, p.covered, s.device \
             FROM sess.session AS s LEFT JOIN sess.pin AS p ON p.session = s.id \
             WHERE s.id = $1",
            &[Value::from(id)],
        )
        .await?;
    Ok(row.as_ref().and_then(read_session))
}

fn read_session(row: &Row) -> Option<SessionRow> {
    Some(SessionRow {
        member: row.parse(0)?,
        proved: row.int(1),
        seen: row.int(2),
        ends: row.int(3),
        limited: row.int(4) == 1,
        bytes: row.bytes(5),
        device: row.text(9),
        gate: match row.maybe_bytes(6) {
            None => None,
            Some(digest) => Some(Gate {
                digest: digest.try_into().ok()?,
                tries: row.int(7),
                covered: row.maybe_int(8).is_some(),
            }),
        },
    })
}

/// The server half of a session.
pub(super) async fn server_half(tx: &mut Tx<'_>, id: &str) -> Result<Option<[u8; 32]>, Fail> {
    let row = tx
        .row(
            "SELECT bytes FROM sess.server_half WHERE session = $1",
            &[Value::from(id)],
        )
        .await?;
    Ok(row.and_then(|row| row.bytes(0).try_into().ok()))
}

/// Keeps what knows a session's cookie again after it ended, for so many texts.
pub(super) async fn put_rescue(
    tx: &mut Tx<'_>,
    id: &str,
    member: MemberId,
    digest: &[u8; 32],
    until: Moment,
    most: i64,
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO sess.rescue (session, member, digest, until, remain) VALUES ($1, $2, $3, $4, $5)",
        &[
            Value::from(id),
            Value::from(member.to_string()),
            Value::from(*digest),
            Value::from(until.0),
            Value::from(most),
        ],
    )
    .await?;
    Ok(())
}

/// What knows a session's cookie again: the member, the digest, until when, and how many texts remain.
pub(super) async fn rescue(
    tx: &mut Tx<'_>,
    id: &str,
) -> Result<Option<(MemberId, Vec<u8>, i64, i64)>, Fail> {
    let row = tx
        .row(
            "SELECT member, digest, until, remain FROM sess.rescue WHERE session = $1",
            &[Value::from(id)],
        )
        .await?;
    Ok(row.and_then(|row| Some((row.parse(0)?, row.bytes(1), row.int(2), row.int(3)))))
}

/// Takes one of the texts that may still be left; `false` where none may.
pub(crate) async fn spend_rescue(tx: &mut Tx<'_>, id: &str) -> Result<bool, Fail> {
    let spent = tx
        .run(
            "UPDATE sess.rescue SET remain = remain - 1 WHERE session = $1 AND remain > 0",
            &[Value::from(id)],
        )
        .await?;
    Ok(spent == 1)
}

/// Puts the gate of a session, untried and open.
pub(super) async fn put_gate(tx: &mut Tx<'_>, id: &str, digest: &[u8; 32]) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO sess.pin (session, digest, tries) VALUES ($1, $2, 0) \
         ON CONFLICT (session) DO UPDATE SET digest = $2, tries = 0",
        &[Value::from(id), Value::from(*digest)],
    )
    .await?;
    Ok(())
}

/// Closes the gate of a session; `false` where there is none.
pub(super) async fn cover(tx: &mut Tx<'_>, id: &str, now: Moment) -> Result<bool, Fail> {
    let covered = tx
        .run(
            "UPDATE sess.pin SET covered = $2 WHERE session = $1",
            &[Value::from(id), Value::from(now.0)],
        )
        .await?;
    Ok(covered == 1)
}

/// Counts a try before anything is compared; `false` where none is left.
pub(super) async fn count_try(tx: &mut Tx<'_>, id: &str, most: i64) -> Result<bool, Fail> {
    let counted = tx
        .run(
            "UPDATE sess.pin SET tries = tries + 1 WHERE session = $1 AND tries < $2",
            &[Value::from(id), Value::from(most)],
        )
        .await?;
    Ok(counted == 1)
}

pub(super) async fn insert_session(
    tx: &mut Tx<'_>,
    id: &str,
    fresh: &Fresh,
    now: Moment,
    bytes: &[u8],
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO sess.session (id, member, proved, seen, ends, limited, bytes, device) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            Value::from(id),
            Value::from(fresh.member.to_string()),
            Value::from(fresh.proved.0),
            Value::from(now.0),
            Value::from(fresh.ends.0),
            Value::from(fresh.limited),
            Value::from(bytes),
            Value::from(fresh.device.as_str()),
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

/// A session as its member sees it.
pub(super) struct OwnSession {
    pub(super) id: String,
    pub(super) device: String,
    pub(super) seen: Moment,
    pub(super) ends: Moment,
    /// Whether six digits resume it.
    pub(super) gated: bool,
}

/// The sessions of a member, the one last used first.
pub(super) async fn sessions_of(
    tx: &mut Tx<'_>,
    member: MemberId,
) -> Result<Vec<OwnSession>, Fail> {
    let rows = tx
        .rows(
            "SELECT s.id, s.device, s.seen, s.ends, p.tries FROM sess.session AS s \
             LEFT JOIN sess.pin AS p ON p.session = s.id WHERE s.member = $1 \
             ORDER BY s.seen DESC, s.id",
            &[Value::from(member.to_string())],
        )
        .await?;
    let own = |row: &Row| OwnSession {
        id: row.text(0),
        device: row.text(1),
        seen: Moment(row.int(2)),
        ends: Moment(row.int(3)),
        gated: row.maybe_int(4).is_some(),
    };
    Ok(rows.iter().map(own).collect())
}

/// The ids of a member's security keys, the oldest first as drawn.
pub(super) async fn keys(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<String>, Fail> {
    let rows = tx
        .rows(
            "SELECT id FROM security_key WHERE member = $1 ORDER BY id",
            &[Value::from(member.to_string())],
        )
        .await?;
    Ok(rows.iter().map(|row| row.text(0)).collect())
}

/// Notes that a challenge was answered; `false` where it was before.
pub(super) async fn spend_challenge(tx: &mut Tx<'_>, spent: &Spent) -> Result<bool, Fail> {
    let noted = tx
        .run(
            "INSERT INTO sess.challenge (digest, until) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
            &[Value::from(spent.digest.as_str()), Value::from(spent.until.0)],
        )
        .await?;
    Ok(noted == 1)
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
    tx.run(
        "DELETE FROM sess.pin WHERE session = $1",
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
        "DELETE FROM sess.rescue WHERE member = $1",
        &[Value::from(member.to_string())],
    )
    .await?;
    tx.run(
        "DELETE FROM sess.pin WHERE session IN (SELECT id FROM sess.session WHERE member = $1)",
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

/// Deletes sessions that end before now, that were last seen too long ago (with a gate that is not
/// used up: before the second moment), and those whose gate is used up.
pub(super) async fn delete_expired(
    tx: &mut Tx<'_>,
    (idle_before, gated_before): (i64, i64),
    now: i64,
    most: i64,
) -> Result<(), Fail> {
    let rows = tx
        .rows(
            "SELECT s.id FROM sess.session AS s LEFT JOIN sess.pin AS p ON p.session = s.id \
             WHERE s.ends < $3 OR s.seen < $2 OR p.tries >= $4 OR (s.seen < $1 AND p.session IS NULL)",
            &[
                Value::from(idle_before),
                Value::from(gated_before),
                Value::from(now),
                Value::from(most),
            ],
        )
        .await?;
    for row in rows {
        delete_session(tx, &row.text(0)).await?;
    }
    tx.run(
        "DELETE FROM sess.challenge WHERE until < $1",
        &[Value::from(now)],
    )
    .await?;
    tx.run(
        "DELETE FROM sess.rescue WHERE until < $1",
        &[Value::from(now)],
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

/// The codes for a lost second factor that a member could still use.
pub(super) async fn resets(
    tx: &mut Tx<'_>,
    member: MemberId,
    now: Moment,
) -> Result<Vec<Vec<Value>>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, member, institution, lock, bytes, until, used_at, version \
             FROM factor_reset WHERE member = $1 AND until > $2 AND used_at IS NULL ORDER BY id",
            &[Value::from(member.to_string()), Value::from(now.0)],
        )
        .await?;
    Ok(rows.iter().map(|row| row.values().to_vec()).collect())
}

/// Whose codes for a lost second factor are open.
pub(super) async fn open_resets(
    tx: &mut Tx<'_>,
    now: Moment,
) -> Result<Vec<(MemberId, Moment)>, Fail> {
    let rows = tx
        .rows(
            "SELECT member, until FROM factor_reset WHERE until > $1 AND used_at IS NULL",
            &[Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, Moment(row.int(1)))))
        .collect())
}
