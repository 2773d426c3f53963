//! Every statement of referrals. The events are the truth; the row's state is their replay.

use super::kind::Kind;
use crate::app::{Cx, Fail, Stands};
use crate::db::{Class, Row, Table, Tx, Value};
use besa_domain::{
    CaseId, ConsentId, Ground, InstitutionId, MemberId, Moment, Referral, ReferralCode,
    ReferralEvent, ReferralId, ReferralTo, SealedId, Service, Standing, Urgency,
};
use std::collections::BTreeSet;

pub(crate) static REFERRAL: Table = Table {
    name: "referral",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("code", Class::Internal),
        ("case_id", Class::Internal),
        ("kind", Class::Internal),
        ("sender", Class::Internal),
        ("author", Class::Internal),
        ("receiver", Class::Internal),
        ("outside", Class::Internal),
        ("service", Class::Internal),
        ("duty", Class::Internal),
        ("urgency", Class::Internal),
        ("slip_id", Class::Internal),
        ("sent_at", Class::Internal),
        ("due_at", Class::Internal),
        ("state", Class::Internal),
        ("state_at", Class::Internal),
        ("rung", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static REFERRAL_ITEM: Table = Table {
    name: "referral_item",
    keys: 2,
    columns: &[
        ("referral_id", Class::Internal),
        ("sealed_id", Class::Internal),
    ],
};

pub(crate) static REFERRAL_EVENT: Table = Table {
    name: "referral_event",
    keys: 2,
    columns: &[
        ("referral_id", Class::Internal),
        ("n", Class::Internal),
        ("code", Class::Internal),
        ("body", Class::Internal),
        ("actor", Class::Internal),
        ("institution", Class::Internal),
        ("sealed_id", Class::Internal),
        ("at", Class::Internal),
    ],
};

pub(crate) static CONSENT: Table = Table {
    name: "consent",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("case_id", Class::Internal),
        ("referral_id", Class::Internal),
        ("ground", Class::Internal),
        ("sealed_id", Class::Internal),
        ("at", Class::Internal),
    ],
};

pub(crate) static REFERRAL_RUNG: Table = Table {
    name: "referral_rung",
    keys: 2,
    columns: &[
        ("referral_id", Class::Internal),
        ("rung", Class::Internal),
        ("institution", Class::Internal),
    ],
};

/// A referral as it stands: code, sender, receiver, service, urgency, clock. Nothing of the person.
#[derive(Clone, Debug)]
pub(crate) struct ReferralRow {
    pub(crate) id: ReferralId,
    pub(crate) code: ReferralCode,
    pub(crate) case: CaseId,
    pub(crate) kind: Kind,
    pub(crate) sender: InstitutionId,
    pub(crate) author: MemberId,
    pub(crate) receiver: InstitutionId,
    pub(crate) outside: bool,
    pub(crate) service: Service,
    /// Code of the duty by which the receiver is competent.
    pub(crate) duty: String,
    pub(crate) urgency: Urgency,
    pub(crate) slip: SealedId,
    pub(crate) sent_at: Moment,
    pub(crate) due_at: Moment,
    /// Code of the state.
    pub(crate) state: String,
    pub(crate) state_at: Moment,
    /// The last rung of the ladder that was told; 0 = none.
    pub(crate) rung: i64,
    pub(crate) version: i64,
}

impl ReferralRow {
    /// Whether the receiver is inside the system.
    pub(crate) fn to(&self) -> ReferralTo {
        if self.outside {
            ReferralTo::Outside
        } else {
            ReferralTo::Member
        }
    }

    /// This standing to it, for a door: a refusal is written to its case.
    pub(crate) fn stands(&self, standing: Standing) -> Stands {
        Stands::to(self.case, standing).through("referral", self.id.bytes())
    }

    fn values(&self) -> Vec<Value> {
        vec![
            Value::from(self.id.to_string()),
            Value::from(self.code.to_string()),
            Value::from(self.case.to_string()),
            Value::from(self.kind.code()),
            Value::from(self.sender.to_string()),
            Value::from(self.author.to_string()),
            Value::from(self.receiver.to_string()),
            Value::from(self.outside),
            Value::from(self.service.code()),
            Value::from(self.duty.as_str()),
            Value::from(self.urgency.code()),
            Value::from(self.slip.to_string()),
            Value::from(self.sent_at.0),
            Value::from(self.due_at.0),
            Value::from(self.state.as_str()),
            Value::from(self.state_at.0),
            Value::from(self.rung),
            Value::from(self.version),
        ]
    }

    fn read(row: &Row) -> Result<ReferralRow, Fail> {
        let bad = |what: &str| Fail::broken("integrity", what);
        Ok(ReferralRow {
            id: row.parse(0).ok_or_else(|| bad("referral.id"))?,
            code: row.parse(1).ok_or_else(|| bad("referral.code"))?,
            case: row.parse(2).ok_or_else(|| bad("referral.case_id"))?,
            kind: Kind::from_code(&row.text(3)).ok_or_else(|| bad("referral.kind"))?,
            sender: row.parse(4).ok_or_else(|| bad("referral.sender"))?,
            author: row.parse(5).ok_or_else(|| bad("referral.author"))?,
            receiver: row.parse(6).ok_or_else(|| bad("referral.receiver"))?,
            outside: row.int(7) == 1,
            service: Service::from_code(&row.text(8)).ok_or_else(|| bad("referral.service"))?,
            duty: row.text(9),
            urgency: Urgency::from_code(&row.text(10)).ok_or_else(|| bad("referral.urgency"))?,
            slip: row.parse(11).ok_or_else(|| bad("referral.slip_id"))?,
            sent_at: Moment(row.int(12)),
            due_at: Moment(row.int(13)),
            state: row.text(14),
            state_at: Moment(row.int(15)),
            rung: row.int(16),
            version: row.int(17),
        })
    }
}

/// Writes a new referral with its first event and its ladder.
pub(crate) async fn insert(
    cx: &mut Cx<'_>,
    row: &ReferralRow,
    items: &[SealedId],
    ladder: &[(u8, InstitutionId)],
    sent: &ReferralEvent,
) -> Result<(), Fail> {
    cx.put(&REFERRAL, &row.values()).await?;
    for item in items {
        let values = [
            Value::from(row.id.to_string()),
            Value::from(item.to_string()),
        ];
        cx.put(&REFERRAL_ITEM, &values).await?;
    }
    for (rung, institution) in ladder {
        let values = [
            Value::from(row.id.to_string()),
            Value::from(i64::from(*rung)),
            Value::from(institution.to_string()),
        ];
        cx.put(&REFERRAL_RUNG, &values).await?;
    }
    put_event(cx, row.id, 1, sent, None).await
}

/// Whom the rungs of a referral's ladder reach, lowest first.
pub(crate) async fn rungs(
    tx: &mut Tx<'_>,
    referral: ReferralId,
) -> Result<Vec<(i64, InstitutionId)>, Fail> {
    let rows = tx
        .rows(
            "SELECT rung, institution FROM referral_rung WHERE referral_id = $1 ORDER BY rung",
            &[Value::from(referral.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.int(0), row.parse(1)?)))
        .collect())
}

/// Takes an office out of the ladder of a referral.
pub(super) async fn skip(
    cx: &mut Cx<'_>,
    referral: ReferralId,
    passed: &BTreeSet<InstitutionId>,
) -> Result<(), Fail> {
    for (rung, institution) in rungs(&mut cx.tx, referral).await? {
        if passed.contains(&institution) {
            let key = [Value::from(referral.to_string()), Value::from(rung)];
            cx.end(&REFERRAL_RUNG, &key).await?;
        }
    }
    Ok(())
}

/// Applies an event: the state machine decides, the event is added, the row follows.
/// Two at once: the second one's version does not fit any more and it is told so.
pub(crate) async fn apply(
    cx: &mut Cx<'_>,
    row: &ReferralRow,
    event: &ReferralEvent,
    said: Option<SealedId>,
) -> Result<Referral, Fail> {
    let events = events(&mut cx.tx, row.id).await?;
    let state = Referral::replay(row.to(), &events).map_err(|wrong| Fail::Conflict(wrong.key()))?;
    let next = state
        .apply(row.to(), event)
        .map_err(|wrong| Fail::Conflict(wrong.key()))?;
    let n = i64::try_from(events.len())
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    put_event(cx, row.id, n, event, said).await?;
    let mut changed = row.clone();
    changed.state = next.code().to_owned();
    changed.state_at = cx.now();
    cx.change(&REFERRAL, changed.values()).await?;
    Ok(next)
}

/// Notes the rung of the ladder that was told; the state stays.
pub(crate) async fn climb(cx: &mut Cx<'_>, row: &ReferralRow, rung: i64) -> Result<(), Fail> {
    let mut changed = row.clone();
    changed.rung = rung;
    cx.change(&REFERRAL, changed.values()).await
}

async fn put_event(
    cx: &mut Cx<'_>,
    referral: ReferralId,
    n: i64,
    event: &ReferralEvent,
    said: Option<SealedId>,
) -> Result<(), Fail> {
    let body = serde_json::to_string(event).map_err(|_| Fail::broken("event", "encoding"))?;
    let actor = cx.permit.actor().code();
    let institution = cx.permit.actor().institution().map(|id| id.to_string());
    cx.put(
        &REFERRAL_EVENT,
        &[
            Value::from(referral.to_string()),
            Value::from(n),
            Value::from(event.code()),
            Value::from(body),
            Value::from(actor),
            Value::from(institution),
            Value::from(said.map(|id| id.to_string())),
            Value::from(event.at().0),
        ],
    )
    .await
}

/// Writes under which ground something was shared; the wish itself is in the sealed version.
pub(crate) async fn insert_consent(
    cx: &mut Cx<'_>,
    case: CaseId,
    referral: ReferralId,
    ground: Ground,
    wish: SealedId,
) -> Result<ConsentId, Fail> {
    let id = ConsentId::from_bytes(cx.draw());
    let now = cx.now();
    cx.put(
        &CONSENT,
        &[
            Value::from(id.to_string()),
            Value::from(case.to_string()),
            Value::from(referral.to_string()),
            Value::from(ground.code()),
            Value::from(wish.to_string()),
            Value::from(now.0),
        ],
    )
    .await?;
    Ok(id)
}

/// The events of a referral in order.
pub(crate) async fn events(
    tx: &mut Tx<'_>,
    referral: ReferralId,
) -> Result<Vec<ReferralEvent>, Fail> {
    let rows = tx
        .rows(
            "SELECT body FROM referral_event WHERE referral_id = $1 ORDER BY n",
            &[Value::from(referral.to_string())],
        )
        .await?;
    rows.iter()
        .map(|row| {
            serde_json::from_str(&row.text(0)).map_err(|_| Fail::broken("integrity", "event"))
        })
        .collect()
}

/// What was said with an event, sealed: code of the event, id of the version.
pub(crate) async fn said(
    tx: &mut Tx<'_>,
    referral: ReferralId,
) -> Result<Vec<(String, SealedId)>, Fail> {
    let rows = tx
        .rows(
            "SELECT code, sealed_id FROM referral_event \
             WHERE referral_id = $1 AND sealed_id IS NOT NULL ORDER BY n",
            &[Value::from(referral.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.text(0), row.parse(1)?)))
        .collect())
}

/// The versions that a referral gives.
pub(crate) async fn items(tx: &mut Tx<'_>, referral: ReferralId) -> Result<Vec<SealedId>, Fail> {
    let rows = tx
        .rows(
            "SELECT sealed_id FROM referral_item WHERE referral_id = $1 ORDER BY sealed_id",
            &[Value::from(referral.to_string())],
        )
        .await?;
    Ok(rows.iter().filter_map(|row| row.parse(0)).collect())
}

/// What a referral gives, for its sender: section and day of each version, nothing opened.
pub(crate) async fn given(
    tx: &mut Tx<'_>,
    referral: ReferralId,
) -> Result<Vec<(String, Moment)>, Fail> {
    let rows = tx
        .rows(
            "SELECT s.section, s.at FROM referral_item AS i JOIN sealed AS s ON s.id = i.sealed_id \
             WHERE i.referral_id = $1 ORDER BY s.section",
            &[Value::from(referral.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| (row.text(0), Moment(row.int(1))))
        .collect())
}

/// A query for whole referrals: the columns stand once, in the order in which a row is read.
macro_rules! referrals {
    ($which:literal) => {
        concat!(
            "SELECT id, code, case_id, kind, sender, author, receiver, outside, service, duty, ",
            "urgency, slip_id, sent_at, due_at, state, state_at, rung, version FROM referral ",
            $which
        )
    };
}

async fn list(
    tx: &mut Tx<'_>,
    sql: &'static str,
    arguments: &[Value],
) -> Result<Vec<ReferralRow>, Fail> {
    let rows = tx.rows(sql, arguments).await?;
    rows.iter().map(ReferralRow::read).collect()
}

pub(crate) async fn by_code(
    tx: &mut Tx<'_>,
    code: ReferralCode,
) -> Result<Option<ReferralRow>, Fail> {
    let sql = referrals!("WHERE code = $1");
    let found = list(tx, sql, &[Value::from(code.to_string())]).await?;
    Ok(found.into_iter().next())
}

/// The referrals of a case, oldest first.
pub(crate) async fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<ReferralRow>, Fail> {
    list(
        tx,
        referrals!("WHERE case_id = $1 ORDER BY sent_at, code"),
        &[Value::from(case.to_string())],
    )
    .await
}

/// What came to an institution inside the system and has not ended, the most pressing first.
pub(crate) async fn received(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<ReferralRow>, Fail> {
    list(
        tx,
        referrals!(
            "WHERE receiver = $1 AND outside = 0 \
             AND state NOT IN ('declined', 'withdrawn', 'concluded') ORDER BY due_at, code"
        ),
        &[Value::from(institution.to_string())],
    )
    .await
}

/// What came to an institution inside the system and has ended, the newest end first.
pub(crate) async fn ended(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    (most, skip): (i64, i64),
) -> Result<Vec<ReferralRow>, Fail> {
    let sql = referrals!(
        "WHERE receiver = $1 AND outside = 0 \
         AND state IN ('declined', 'withdrawn', 'concluded') \
         ORDER BY state_at DESC, code LIMIT $2 OFFSET $3"
    );
    let house = Value::from(institution.to_string());
    list(tx, sql, &[house, Value::from(most), Value::from(skip)]).await
}

/// What an institution sent, the most pressing first.
pub(crate) async fn sent(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<ReferralRow>, Fail> {
    list(
        tx,
        referrals!("WHERE sender = $1 ORDER BY due_at, code"),
        &[Value::from(institution.to_string())],
    )
    .await
}

/// Referrals that still wait and whose clock ran out before this moment.
pub(crate) async fn overdue(tx: &mut Tx<'_>, now: Moment) -> Result<Vec<ReferralRow>, Fail> {
    list(
        tx,
        referrals!("WHERE state IN ('sent', 'seen', 'no_answer_in_time') AND due_at <= $1 ORDER BY due_at, code"),
        &[Value::from(now.0)],
    )
    .await
}

/// Every referral, for the verifier.
pub(crate) async fn all(tx: &mut Tx<'_>) -> Result<Vec<ReferralRow>, Fail> {
    list(tx, referrals!("ORDER BY code"), &[]).await
}
