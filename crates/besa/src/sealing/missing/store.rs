//! Every statement that looks for what is gone.

use crate::app::Fail;
use crate::db::{Row, Tx};
use besa_domain::{CaseId, HalfId, InstitutionId};

/// Something that no longer opens as it must.
pub(super) struct Gap {
    pub(super) kind: &'static str,
    pub(super) id: String,
    /// The half of a version that lost it.
    pub(super) half: Option<HalfId>,
    pub(super) case: Option<CaseId>,
    pub(super) owner: InstitutionId,
}

/// Versions without their half or without their own circle's ring row, and letters whose body is
/// gone without an end.
pub(super) async fn gaps(tx: &mut Tx<'_>) -> Result<Vec<Gap>, Fail> {
    let halves = tx
        .rows(
            "SELECT id, case_id, owner, half_id FROM sealed \
             WHERE half_id NOT IN (SELECT id FROM shred.half) ORDER BY id",
            &[],
        )
        .await?;
    let rings = tx
        .rows(
            "SELECT id, case_id, owner, NULL FROM sealed AS s WHERE NOT EXISTS \
             (SELECT 1 FROM ring WHERE sealed_id = s.id AND letter_id = '') ORDER BY id",
            &[],
        )
        .await?;
    let ends = tx
        .rows(
            "SELECT l.id, l.case_id, m.institution, NULL FROM letter AS l JOIN member AS m ON m.id = l.sender \
             WHERE l.body IS NULL AND l.id NOT IN (SELECT letter_id FROM letter_end) ORDER BY l.id",
            &[],
        )
        .await?;
    let of = |kind: &'static str, rows: Vec<Row>| {
        rows.into_iter()
            .filter_map(move |row| {
                Some(Gap {
                    kind,
                    id: row.text(0),
                    case: row.parse(1),
                    owner: row.parse(2)?,
                    half: row.parse(3),
                })
            })
            .collect::<Vec<Gap>>()
    };
    let mut gaps = of("half_missing", halves);
    gaps.extend(of("ring_missing", rings));
    gaps.extend(of("end_missing", ends));
    Ok(gaps)
}

/// The lines of the record whose bodies are gone, by their place.
pub(super) async fn bare_lines(tx: &mut Tx<'_>) -> Result<Vec<u64>, Fail> {
    let rows = tx
        .rows(
            "SELECT idx FROM ledger_entry WHERE body IS NULL ORDER BY idx",
            &[],
        )
        .await?;
    Ok(rows.iter().map(|row| row.int(0).unsigned_abs()).collect())
}
