//! Alarms: what one person must know about keys, or about what no longer opens, until they say
//! that they read it.

use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Class, Table, Tx, Value};
use crate::registry::{self, Member};
use crate::web::{Answer, Desk, Routes, Sent};
use axum::extract::Path;
use besa_domain::{
    Act, CaseId, InstitutionId, MemberId, MemberState, Moment, NoticeId, Role, Standing,
};

pub(crate) static ALARM: Table = Table {
    name: "alarm",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("subject", Class::Internal),
        ("case_id", Class::Internal),
        ("at", Class::Internal),
        ("read_at", Class::Internal),
        ("version", Class::Internal),
    ],
};

/// How many people hear of what no longer opens.
const TOLD: usize = 2;

pub(super) fn routes() -> Routes {
    Routes::new().post("/alarms/{id}", Act::ReadAlarm, read)
}

/// An alarm that its reader has not yet answered.
pub(super) struct Alarm {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) case: Option<CaseId>,
    pub(super) at: Moment,
}

/// The alarms of a member, oldest first.
pub(super) async fn waiting(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Alarm>, Fail> {
    let rows = tx
        .rows(
            "SELECT id, kind, subject, case_id, at FROM alarm \
             WHERE member = $1 AND read_at IS NULL ORDER BY at, id",
            &[Value::from(member.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| Alarm {
            id: row.text(0),
            kind: row.text(1),
            subject: row.text(2),
            case: row.parse(3),
            at: Moment(row.int(4)),
        })
        .collect())
}

/// Tells somebody.
pub(crate) async fn tell(
    cx: &mut Cx<'_>,
    member: MemberId,
    kind: &str,
    subject: &str,
    case: Option<CaseId>,
) -> Result<(), Fail> {
    let (id, now) = (NoticeId::from_bytes(cx.draw()), cx.now());
    cx.put(
        &ALARM,
        &[
            Value::from(id.to_string()),
            Value::from(member.to_string()),
            Value::from(kind),
            Value::from(subject),
            Value::from(case.map(|case| case.to_string())),
            Value::from(now.0),
            Value::from(None::<i64>),
            Value::from(1),
        ],
    )
    .await
}

/// Whether somebody was told of this before.
pub(crate) async fn told(tx: &mut Tx<'_>, kind: &str, subject: &str) -> Result<bool, Fail> {
    let row = tx
        .row(
            "SELECT id FROM alarm WHERE subject = $1 AND kind = $2 LIMIT 1",
            &[Value::from(subject), Value::from(kind)],
        )
        .await?;
    Ok(row.is_some())
}

/// The two of an institution who hear of what no longer opens: those who lead it first.
pub(crate) async fn two_of(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<MemberId>, Fail> {
    let mut all: Vec<Member> = registry::members_of(tx, institution).await?;
    all.retain(|member| member.state == MemberState::Confirmed);
    all.sort_by_key(|member| !matches!(member.role, Role::Steward | Role::Head));
    Ok(all.iter().take(TOLD).map(|member| member.id).collect())
}

/// Somebody says that they read an alarm of theirs.
struct ReadAlarm(String);

impl Verb for ReadAlarm {
    const ACT: Act = Act::ReadAlarm;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let Actor::Member(session) = actor else {
            return Ok(Standing::Stranger.into());
        };
        let own = waiting(tx, session.who.member).await?;
        let standing = if own.iter().any(|alarm| alarm.id == self.0) {
            Standing::Oneself
        } else {
            Standing::Stranger
        };
        Ok(standing.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let key = [Value::from(self.0.as_str())];
        let mut row = ALARM.one(&mut cx.tx, &key).await?.ok_or(Fail::Unseen)?;
        let now = cx.now();
        if let Some(read_at) = row.get_mut(6) {
            *read_at = Value::from(now.0);
        }
        cx.change(&ALARM, row).await
    }
}

async fn read(desk: Desk, Path(id): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    desk.app
        .act(&desk.actor(), sent.once.clone(), ReadAlarm(id))
        .await?;
    desk.to("/tasks")
}
