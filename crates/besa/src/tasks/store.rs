//! Every statement of tasks and notices.

use crate::app::{Cx, Fail};
use crate::db::{Class, Row, Table, Tx, Value};
use besa_domain::{
    CaseId, InstitutionId, MemberId, Moment, NoticeId, ReferralId, TimerId, Urgency,
};

pub(crate) static TASK: Table = Table {
    name: "task",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("institution", Class::Internal),
        ("member", Class::Internal),
        ("kind", Class::Internal),
        ("case_id", Class::Internal),
        ("referral_id", Class::Internal),
        ("due_at", Class::Internal),
        ("done_at", Class::Internal),
        ("done_by", Class::Internal),
        ("version", Class::Internal),
    ],
};

pub(crate) static NOTICE: Table = Table {
    name: "notice",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("institution", Class::Internal),
        ("kind", Class::Internal),
        ("case_code", Class::Internal),
        ("county", Class::Internal),
        ("urgency", Class::Internal),
        ("referral_id", Class::Internal),
        ("rung", Class::Internal),
        ("at", Class::Internal),
    ],
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

/// What somebody has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskKind {
    /// A second person looks at a screening with strong signs and no finding.
    SecondLook,
    /// Ask again for a wish that could not be said.
    AskAgain,
    /// Telephone a receiver outside the system and record the answer.
    CallOutside,
    /// Make the report that the law asks of this worker.
    DutyReport,
}

impl TaskKind {
    pub(crate) const ALL: [TaskKind; 4] = [
        TaskKind::SecondLook,
        TaskKind::AskAgain,
        TaskKind::CallOutside,
        TaskKind::DutyReport,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            TaskKind::SecondLook => "second_look",
            TaskKind::AskAgain => "ask_again",
            TaskKind::CallOutside => "call_outside",
            TaskKind::DutyReport => "duty_report",
        }
    }

    fn from_code(code: &str) -> Option<TaskKind> {
        TaskKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A task that is to be put down.
pub(crate) struct NewTask {
    pub(crate) institution: InstitutionId,
    /// When it is one person's.
    pub(crate) member: Option<MemberId>,
    pub(crate) kind: TaskKind,
    pub(crate) case: Option<CaseId>,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) due: Moment,
}

/// A task that is open.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) kind: TaskKind,
    pub(crate) case: Option<CaseId>,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) due: Moment,
}

/// A notice without content: code, county, urgency, step.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) kind: String,
    pub(crate) case_code: String,
    pub(crate) county: String,
    pub(crate) urgency: Urgency,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) rung: i64,
    pub(crate) at: Moment,
}

pub(crate) async fn put_task(cx: &mut Cx<'_>, task: &NewTask) -> Result<TimerId, Fail> {
    let id = TimerId::from_bytes(cx.draw());
    cx.put(
        &TASK,
        &[
            Value::from(id.to_string()),
            Value::from(task.institution.to_string()),
            Value::from(task.member.map(|id| id.to_string())),
            Value::from(task.kind.code()),
            Value::from(task.case.map(|id| id.to_string())),
            Value::from(task.referral.map(|id| id.to_string())),
            Value::from(task.due.0),
            Value::from(None::<i64>),
            Value::from(None::<String>),
            Value::from(1),
        ],
    )
    .await?;
    Ok(id)
}

/// Marks the open tasks of this kind about a case or referral as done by the actor.
pub(crate) async fn finish(
    cx: &mut Cx<'_>,
    kind: TaskKind,
    case: Option<CaseId>,
    referral: Option<ReferralId>,
) -> Result<(), Fail> {
    let rows = cx
        .tx
        .rows(
            "SELECT id FROM task WHERE kind = $1 AND done_at IS NULL \
             AND COALESCE(case_id, '') = $2 AND COALESCE(referral_id, '') = $3",
            &[
                Value::from(kind.code()),
                Value::from(case.map(|id| id.to_string()).unwrap_or_default()),
                Value::from(referral.map(|id| id.to_string()).unwrap_or_default()),
            ],
        )
        .await?;
    for row in rows {
        let Some(mut values) = TASK.one(&mut cx.tx, &[Value::from(row.text(0))]).await? else {
            continue;
        };
        let (now, actor) = (cx.now(), cx.permit.actor().code());
        if let [.., done_at, done_by, _] = values.as_mut_slice() {
            *done_at = Value::from(now.0);
            *done_by = Value::from(actor);
        }
        cx.change(&TASK, values).await?;
    }
    Ok(())
}

/// The open tasks of an institution that are everybody's or this member's, the most pressing first.
pub(crate) async fn open_tasks(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    member: MemberId,
) -> Result<Vec<Task>, Fail> {
    let rows = tx
        .rows(
            "SELECT kind, case_id, referral_id, due_at FROM task \
             WHERE institution = $1 AND done_at IS NULL AND COALESCE(member, $2) = $2 \
             ORDER BY due_at, id",
            &[
                Value::from(institution.to_string()),
                Value::from(member.to_string()),
            ],
        )
        .await?;
    Ok(rows.iter().filter_map(read_task).collect())
}

/// Those of them that one case waits for.
pub(crate) async fn open_of_case(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    member: MemberId,
    case: CaseId,
) -> Result<Vec<Task>, Fail> {
    let rows = tx
        .rows(
            "SELECT kind, case_id, referral_id, due_at FROM task \
             WHERE case_id = $3 AND institution = $1 AND done_at IS NULL AND COALESCE(member, $2) = $2 \
             ORDER BY due_at, id",
            &[
                Value::from(institution.to_string()),
                Value::from(member.to_string()),
                Value::from(case.to_string()),
            ],
        )
        .await?;
    Ok(rows.iter().filter_map(read_task).collect())
}

fn read_task(row: &Row) -> Option<Task> {
    Some(Task {
        kind: TaskKind::from_code(&row.text(0))?,
        case: row.parse(1),
        referral: row.parse(2),
        due: Moment(row.int(3)),
    })
}

/// Leaves a notice for an institution.
pub(crate) async fn notify(
    cx: &mut Cx<'_>,
    institution: InstitutionId,
    notice: &Notice,
) -> Result<(), Fail> {
    let id = NoticeId::from_bytes(cx.draw());
    cx.put(
        &NOTICE,
        &[
            Value::from(id.to_string()),
            Value::from(institution.to_string()),
            Value::from(notice.kind.as_str()),
            Value::from(notice.case_code.as_str()),
            Value::from(notice.county.as_str()),
            Value::from(notice.urgency.code()),
            Value::from(notice.referral.map(|id| id.to_string())),
            Value::from(notice.rung),
            Value::from(notice.at.0),
        ],
    )
    .await
}

/// The notices of an institution, newest first.
pub(crate) async fn notices_for(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
) -> Result<Vec<Notice>, Fail> {
    let rows = tx
        .rows(
            "SELECT kind, case_code, county, urgency, referral_id, rung, at FROM notice \
             WHERE institution = $1 ORDER BY at DESC, id LIMIT 200",
            &[Value::from(institution.to_string())],
        )
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(Notice {
                kind: row.text(0),
                case_code: row.text(1),
                county: row.text(2),
                urgency: Urgency::from_code(&row.text(3))?,
                referral: row.parse(4),
                rung: row.int(5),
                at: Moment(row.int(6)),
            })
        })
        .collect())
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

/// Whether somebody was told of this after a moment.
pub(crate) async fn told(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: &str,
    after: Moment,
) -> Result<bool, Fail> {
    let row = tx
        .row(
            "SELECT id FROM alarm WHERE subject = $1 AND kind = $2 AND at > $3 LIMIT 1",
            &[
                Value::from(subject),
                Value::from(kind),
                Value::from(after.0),
            ],
        )
        .await?;
    Ok(row.is_some())
}
