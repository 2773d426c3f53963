//! Every statement of sealing.

use super::save::context;
use crate::app::Fail;
use crate::db::{Class, Row, Table, Tx, Value};
use besa_domain::{
    CaseId, CircleId, HalfId, InstitutionId, LetterId, MemberId, Moment, ReferralId, SealedId,
};
use besa_vault::{Deployment, HalfB, Hash, Letter, SealedVersion, VersionAt, version_hash};

/// Sealed versions.
pub(crate) static SEALED: Table = Table {
    name: "sealed",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("case_id", Class::Internal),
        ("section", Class::Internal),
        ("format", Class::Internal),
        ("version", Class::Internal),
        ("prev", Class::Internal),
        ("owner", Class::Internal),
        ("author", Class::Internal),
        ("half_id", Class::Internal),
        ("commitment", Class::Internal),
        ("bytes", Class::Sealed),
        ("sig", Class::Internal),
        ("at", Class::Internal),
    ],
};

/// What opens a version inside a circle.
pub(crate) static RING: Table = Table {
    name: "ring",
    keys: 3,
    columns: &[
        ("circle", Class::Internal),
        ("sealed_id", Class::Internal),
        ("letter_id", Class::Internal),
        ("epoch", Class::Internal),
        ("bytes", Class::Sealed),
    ],
};

/// What carries versions from circle to circle.
pub(crate) static LETTER: Table = Table {
    name: "letter",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("case_id", Class::Internal),
        ("referral_id", Class::Internal),
        ("stage", Class::Internal),
        ("sender", Class::Internal),
        ("circle", Class::Internal),
        ("epoch", Class::Internal),
        ("until", Class::Internal),
        ("statement", Class::Internal),
        ("body", Class::Sealed),
        ("body_hash", Class::Internal),
        ("sig", Class::Internal),
    ],
};

/// Letters that have ended.
pub(crate) static LETTER_END: Table = Table {
    name: "letter_end",
    keys: 1,
    columns: &[
        ("letter_id", Class::Internal),
        ("reason", Class::Internal),
        ("by_actor", Class::Internal),
        ("at", Class::Internal),
        ("sig", Class::Internal),
    ],
};

/// A version as it is stored.
#[derive(Clone)]
pub(crate) struct SealedRow {
    pub(crate) id: SealedId,
    pub(crate) case: Option<CaseId>,
    pub(crate) section: String,
    pub(crate) format: u16,
    pub(crate) version: u32,
    pub(crate) prev: Option<Hash>,
    pub(crate) owner: InstitutionId,
    pub(crate) author: MemberId,
    pub(crate) half: HalfId,
    pub(crate) sealed: SealedVersion,
    pub(crate) at: Moment,
}

impl SealedRow {
    /// Where this version may be opened, and nowhere else.
    pub(crate) fn place(&self, deployment: Deployment) -> VersionAt<'_> {
        VersionAt {
            ctx: context(
                deployment,
                self.id,
                self.case,
                &self.section,
                self.format,
                self.version,
                self.owner,
            ),
            half: self.half.bytes(),
            prev: self.prev,
        }
    }

    /// The hash that its successor names.
    pub(crate) fn hash(&self, deployment: Deployment) -> Result<Hash, Fail> {
        Ok(version_hash(&self.place(deployment), &self.sealed))
    }

    fn read(row: &Row) -> Result<SealedRow, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        Ok(SealedRow {
            id: row.parse(0).ok_or_else(|| bad("sealed.id"))?,
            case: row.parse(1),
            section: row.text(2),
            format: u16::try_from(row.int(3)).map_err(|_| bad("sealed.format"))?,
            version: u32::try_from(row.int(4)).map_err(|_| bad("sealed.version"))?,
            prev: match row.maybe_bytes(5) {
                None => None,
                Some(bytes) => Some(bytes.try_into().map_err(|_| bad("sealed.prev"))?),
            },
            owner: row.parse(6).ok_or_else(|| bad("sealed.owner"))?,
            author: row.parse(7).ok_or_else(|| bad("sealed.author"))?,
            half: row.parse(8).ok_or_else(|| bad("sealed.half_id"))?,
            sealed: SealedVersion {
                commit: row
                    .bytes(9)
                    .try_into()
                    .map_err(|_| bad("sealed.commitment"))?,
                bytes: row.bytes(10),
                sig: row.bytes(11).try_into().map_err(|_| bad("sealed.sig"))?,
            },
            at: Moment(row.int(12)),
        })
    }
}

/// A letter as it is stored.
pub(crate) struct LetterRow {
    pub(crate) id: LetterId,
    pub(crate) case: CaseId,
    pub(crate) referral: ReferralId,
    pub(crate) stage: String,
    pub(crate) sender: MemberId,
    pub(crate) circle: CircleId,
    pub(crate) epoch: u32,
    pub(crate) letter: Letter,
    /// The row as the record binds it.
    pub(crate) values: Vec<Value>,
}

/// A query for whole versions: the columns stand once, in the order in which a row is read.
macro_rules! versions {
    ($which:literal) => {
        concat!(
            "SELECT id, case_id, section, format, version, prev, owner, author, half_id, ",
            "commitment, bytes, sig, at FROM sealed ",
            $which
        )
    };
}

pub(super) async fn head(
    tx: &mut Tx<'_>,
    case: Option<CaseId>,
    section: &str,
    owner: InstitutionId,
) -> Result<Option<SealedRow>, Fail> {
    let row = tx
        .row(
            versions!(
                "WHERE COALESCE(case_id, '') = $1 AND section = $2 AND owner = $3 \
                 ORDER BY version DESC LIMIT 1"
            ),
            &[
                Value::from(case.map(|case| case.to_string()).unwrap_or_default()),
                Value::from(section),
                Value::from(owner.to_string()),
            ],
        )
        .await?;
    row.as_ref().map(SealedRow::read).transpose()
}

pub(super) async fn sealed(tx: &mut Tx<'_>, id: SealedId) -> Result<Option<SealedRow>, Fail> {
    let row = tx
        .row(versions!("WHERE id = $1"), &[Value::from(id.to_string())])
        .await?;
    row.as_ref().map(SealedRow::read).transpose()
}

/// Every version of a case, oldest first.
pub(super) async fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<SealedRow>, Fail> {
    let rows = tx
        .rows(
            versions!("WHERE case_id = $1 ORDER BY section, owner, version"),
            &[Value::from(case.to_string())],
        )
        .await?;
    rows.iter().map(SealedRow::read).collect()
}

/// The ring rows of a version: circle, letter, epoch, bytes.
pub(super) async fn rings(
    tx: &mut Tx<'_>,
    id: SealedId,
) -> Result<Vec<(CircleId, Option<LetterId>, u32, Vec<u8>)>, Fail> {
    let rows = tx
        .rows(
            "SELECT circle, letter_id, epoch, bytes FROM ring WHERE sealed_id = $1",
            &[Value::from(id.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some((
                row.parse(0)?,
                row.parse(1),
                u32::try_from(row.int(2)).ok()?,
                row.bytes(3),
            ))
        })
        .collect())
}

/// The keys of the ring rows that came with a letter.
pub(super) async fn rings_of_letter(
    tx: &mut Tx<'_>,
    letter: LetterId,
) -> Result<Vec<[Value; 3]>, Fail> {
    let rows = tx
        .rows(
            "SELECT circle, sealed_id, letter_id FROM ring WHERE letter_id = $1",
            &[Value::from(letter.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| {
            [
                Value::from(row.text(0)),
                Value::from(row.text(1)),
                Value::from(row.text(2)),
            ]
        })
        .collect())
}

/// A query for whole letters: the columns stand once, in the order in which a row is read.
macro_rules! letters {
    ($which:literal) => {
        concat!(
            "SELECT id, case_id, referral_id, stage, sender, circle, epoch, until, ",
            "statement, body, body_hash, sig FROM letter ",
            $which
        )
    };
}

/// The letters of a case that have not ended.
pub(super) async fn letters(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<LetterRow>, Fail> {
    let rows = tx
        .rows(
            letters!(
                "WHERE case_id = $1 AND id NOT IN (SELECT letter_id FROM letter_end) ORDER BY id"
            ),
            &[Value::from(case.to_string())],
        )
        .await?;
    rows.iter().map(read_letter).collect()
}

/// The letters of a referral that have not ended.
pub(super) async fn letters_of(
    tx: &mut Tx<'_>,
    referral: ReferralId,
) -> Result<Vec<LetterRow>, Fail> {
    let rows = tx
        .rows(
            letters!("WHERE referral_id = $1 AND id NOT IN (SELECT letter_id FROM letter_end) ORDER BY id"),
            &[Value::from(referral.to_string())],
        )
        .await?;
    rows.iter().map(read_letter).collect()
}

/// A letter that has not ended.
pub(super) async fn letter(tx: &mut Tx<'_>, id: LetterId) -> Result<Option<LetterRow>, Fail> {
    let row = tx
        .row(
            "SELECT id, case_id, referral_id, stage, sender, circle, epoch, until, statement, body, body_hash, sig \
             FROM letter WHERE id = $1 AND id NOT IN (SELECT letter_id FROM letter_end)",
            &[Value::from(id.to_string())],
        )
        .await?;
    row.as_ref().map(read_letter).transpose()
}

/// The cases and referrals whose letters should have ended by now and have not.
pub(crate) async fn letters_over(
    tx: &mut Tx<'_>,
    now: Moment,
) -> Result<Vec<(CaseId, ReferralId)>, Fail> {
    let rows = tx
        .rows(
            "SELECT DISTINCT case_id, referral_id FROM letter WHERE until IS NOT NULL AND until <= $1 \
             AND id NOT IN (SELECT letter_id FROM letter_end)",
            &[Value::from(now.0)],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.parse(0)?, row.parse(1)?)))
        .collect())
}

fn read_letter(row: &Row) -> Result<LetterRow, Fail> {
    let bad = |what: &str| Fail::broken("integrity", what);
    Ok(LetterRow {
        id: row.parse(0).ok_or_else(|| bad("letter.id"))?,
        case: row.parse(1).ok_or_else(|| bad("letter.case_id"))?,
        referral: row.parse(2).ok_or_else(|| bad("letter.referral_id"))?,
        stage: row.text(3),
        sender: row.parse(4).ok_or_else(|| bad("letter.sender"))?,
        circle: row.parse(5).ok_or_else(|| bad("letter.circle"))?,
        epoch: u32::try_from(row.int(6)).map_err(|_| bad("letter.epoch"))?,
        letter: Letter {
            statement: row.bytes(8),
            body: row.maybe_bytes(9),
            body_hash: row
                .bytes(10)
                .try_into()
                .map_err(|_| bad("letter.body_hash"))?,
            sig: row.bytes(11).try_into().map_err(|_| bad("letter.sig"))?,
        },
        values: row.values().to_vec(),
    })
}

/// The epoch that a circle seals under; none while it waits for its next key.
pub(super) async fn current_epoch(tx: &mut Tx<'_>, circle: CircleId) -> Result<Option<u32>, Fail> {
    let row = tx
        .row(
            "SELECT epoch FROM circle WHERE id = $1 AND id NOT IN (SELECT circle FROM rotation_due)",
            &[Value::from(circle.to_string())],
        )
        .await?;
    Ok(row.and_then(|row| u32::try_from(row.int(0)).ok()))
}

/// The bodies of the record's entries about a case.
pub(super) async fn entry_bodies(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Vec<u8>>, Fail> {
    let rows = tx
        .rows(
            "SELECT body FROM ledger_entry WHERE case_id = $1 AND body IS NOT NULL ORDER BY idx",
            &[Value::from(case.to_string())],
        )
        .await?;
    Ok(rows.iter().map(|row| row.bytes(0)).collect())
}

/// Burns a half: what was sealed with it opens to nobody any more. How many there were: one or none.
pub(super) async fn burn(tx: &mut Tx<'_>, id: HalfId) -> Result<u64, Fail> {
    let burnt = tx
        .run(
            "DELETE FROM shred.half WHERE id = $1",
            &[Value::from(id.to_string())],
        )
        .await?;
    Ok(burnt)
}

pub(super) async fn half(tx: &mut Tx<'_>, id: &HalfId) -> Result<Option<HalfB>, Fail> {
    let row = tx
        .row(
            "SELECT bytes FROM shred.half WHERE id = $1",
            &[Value::from(id.to_string())],
        )
        .await?;
    let bytes: Option<[u8; 32]> = row.and_then(|row| row.bytes(0).try_into().ok());
    Ok(bytes.map(HalfB::from_bytes))
}

pub(super) async fn insert_half(
    tx: &mut Tx<'_>,
    id: &HalfId,
    boot: &str,
    half: &HalfB,
    now: Moment,
) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO shred.half (id, boot, bytes, made) VALUES ($1, $2, $3, $4)",
        &[
            Value::from(id.to_string()),
            Value::from(boot),
            Value::from(half.expose().as_slice()),
            Value::from(super::save::to_the_minute(now)),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn beat(tx: &mut Tx<'_>, boot: &str, now: Moment) -> Result<(), Fail> {
    tx.run(
        "INSERT INTO shred.boot (id, beat) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET beat = $2",
        &[Value::from(boot), Value::from(now.0)],
    )
    .await?;
    Ok(())
}

/// Removes the unreferred halves of starts that were last alive before this moment.
pub(super) async fn sweep(tx: &mut Tx<'_>, silent_since: i64) -> Result<u64, Fail> {
    let swept = tx
        .run(
            "DELETE FROM shred.half WHERE boot IN (SELECT id FROM shred.boot WHERE beat < $1) \
             AND NOT EXISTS (SELECT 1 FROM sealed WHERE half_id = shred.half.id) \
             AND NOT EXISTS (SELECT 1 FROM draft WHERE half_id = shred.half.id) \
             AND NOT EXISTS (SELECT 1 FROM rescued WHERE half_id = shred.half.id)",
            &[Value::from(silent_since)],
        )
        .await?;
    Ok(swept)
}
