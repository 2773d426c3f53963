//! Every statement of the volume brake.

use crate::accounts::Who;
use crate::app::Fail;
use crate::db::{Tx, Value};
use besa_domain::{CaseId, MemberId, Moment};

/// Whether a member wrote something of a case, or has an open task of it.
pub(super) async fn works_on(tx: &mut Tx<'_>, who: &Who, case: CaseId) -> Result<bool, Fail> {
    let row = tx
        .row(
            "SELECT 1 FROM sealed WHERE case_id = $1 AND author = $2 \
             UNION ALL SELECT 1 FROM task \
             WHERE institution = $3 AND done_at IS NULL AND case_id = $1 AND member = $2 LIMIT 1",
            &[
                Value::from(case.to_string()),
                Value::from(who.member.to_string()),
                Value::from(who.institution.to_string()),
            ],
        )
        .await?;
    Ok(row.is_some())
}

/// Forgets what was opened up to this moment.
pub(super) async fn forget(tx: &mut Tx<'_>, until: Moment) -> Result<(), Fail> {
    tx.run(
        "DELETE FROM outside_look WHERE at <= $1",
        &[Value::from(until.0)],
    )
    .await?;
    Ok(())
}

/// Notes that a member opened a case; how many are noted that were not before: one or none.
pub(super) async fn note(
    tx: &mut Tx<'_>,
    member: MemberId,
    case: CaseId,
    now: Moment,
) -> Result<u64, Fail> {
    let noted = tx
        .run(
            "INSERT INTO outside_look (member, case_id, at) VALUES ($1, $2, $3) \
             ON CONFLICT (member, case_id) DO NOTHING",
            &[
                Value::from(member.to_string()),
                Value::from(case.to_string()),
                Value::from(now.0),
            ],
        )
        .await?;
    Ok(noted)
}

/// How many cases a member opened after this moment.
pub(super) async fn count(tx: &mut Tx<'_>, member: MemberId, after: Moment) -> Result<usize, Fail> {
    let row = tx
        .row(
            "SELECT COUNT(*) FROM outside_look WHERE member = $1 AND at > $2",
            &[Value::from(member.to_string()), Value::from(after.0)],
        )
        .await?;
    let count = row.map_or(0, |row| row.int(0));
    Ok(usize::try_from(count).unwrap_or_default())
}
