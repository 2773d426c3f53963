//! The home page: what waits, by when it is due; unfinished drafts; who is on duty. Codes and verbs
//! only, so that it may stand open on a desk.

use super::store::{Task, TaskKind, open_tasks, waiting};
use crate::accounts::Session;
use crate::app::Fail;
use crate::cases::clocks::{Clock, until};
use crate::cases::file::second_look;
use crate::cases::receiving::{receives, waits};
use crate::cases::referral::ReferralRow;
use crate::cases::{file, referral};
use crate::db::Tx;
use crate::drafts;
use crate::lang::Words;
use crate::registry::{self, Institution};
use crate::web::ui::{Frame, dial};
use crate::web::{Answer, Desk, Nav, Routes};
use askama::Template;
use besa_domain::{Act, CircleKind, Decision, InstitutionKind, Moment, Service, Standing, decide};

pub(super) fn routes() -> Routes {
    Routes::new().get("/tasks", Act::ReadTasks, home)
}

/// Something to do: a verb and a code, from where, until when.
struct Todo {
    href: String,
    text: String,
    under: String,
    /// None where no clock runs.
    due: Option<Moment>,
    /// What stands on the right.
    by: String,
}

/// Tasks under one heading.
struct Group {
    title: String,
    late: bool,
    todos: Vec<Todo>,
}

/// A telephone that somebody answers now.
struct OnDuty {
    name: String,
    href: String,
    number: String,
}

/// Something that others have to do.
struct Awaited {
    code: String,
    href: String,
    from: String,
}

/// An alarm as its reader sees it.
struct Warning {
    action: String,
    key: String,
    title: String,
    text: String,
    when: String,
}

#[derive(Template)]
#[template(path = "tasks/home.html")]
struct Home {
    l: Words,
    frame: Frame,
    alarms: Vec<Warning>,
    today: String,
    screening: bool,
    groups: Vec<Group>,
    drafts: Vec<Todo>,
    duty: Vec<OnDuty>,
    awaited: Vec<Awaited>,
}

/// Whether policy lets this member do something of this kind at all.
fn may(session: &Session, act: Act, standing: Standing) -> bool {
    decide(session.who.role, session.who.state, act, standing) == Decision::Allow
}

async fn home(desk: Desk) -> Answer {
    let session = &desk.session;
    let mut reading = desk
        .app
        .read(session, Act::ReadTasks, Standing::Oneself)
        .await?;
    let mut tx = reading.tx();
    let (l, now) = (desk.l, desk.app.now());
    let in_cases =
        session.holds(CircleKind::Cases) && may(session, Act::ReadCases, Standing::SameInstitution);
    let houses = registry::institutions(&mut tx).await?;
    let mut todos = Vec::new();
    let mut awaited = Vec::new();
    if receives(session) || in_cases {
        let received = referral::received(&mut tx, session.who.institution).await?;
        let open = received
            .iter()
            .filter(|row| receives(session) && waits(row));
        todos.extend(open.map(|row| to_answer(&l, &houses, row, now)));
        let given = received
            .iter()
            .filter(|row| in_cases && row.state == "accepted");
        todos.extend(given.map(|row| to_conclude(&l, &houses, row)));
    }
    if in_cases {
        let sent = referral::sent(&mut tx, session.who.institution).await?;
        todos.extend(
            sent.iter()
                .filter_map(|row| to_chase(&l, &houses, row, &sent, now)),
        );
        awaited.extend(sent.iter().filter_map(|row| awaits(&l, &houses, row, now)));
        for task in open_tasks(&mut tx, session.who.institution, session.who.member).await? {
            todos.extend(to_do(&mut tx, session, &l, &task, &sent, now).await?);
        }
    }
    let alarms = warnings(&desk, &mut tx).await?;
    let page = Home {
        alarms,
        frame: desk.frame(Some(Nav::Tasks)),
        today: l.day(now),
        screening: in_cases && may(session, Act::SaveScreening, Standing::Oneself),
        groups: grouped(&l, todos, now),
        drafts: unfinished(&desk).await?,
        duty: on_duty(session, &houses),
        awaited,
        l,
    };
    desk.page(&page)
}

/// What this member must know before anything else.
async fn warnings(desk: &Desk, tx: &mut Tx<'_>) -> Result<Vec<Warning>, Fail> {
    let l = desk.l;
    let mut warnings = Vec::new();
    for alarm in waiting(tx, desk.session.who.member).await? {
        let key = format!("tasks-alarm-{}", alarm.kind.replace('_', "-"));
        let about = match (alarm.case, alarm.subject.parse()) {
            (Some(case), _) => file::case(tx, case)
                .await?
                .map(|case| case.code.to_string()),
            (None, Ok(member)) => registry::member(tx, member).await?.map(|it| it.name),
            (None, Err(_)) => None,
        };
        let about = about.unwrap_or_else(|| desk.session.who.institution_name.clone());
        warnings.push(Warning {
            action: format!("/alarms/{}", alarm.id),
            key: desk.key(),
            title: l.t1(&key, "about", about),
            text: l.t(&format!("{key}-what")),
            when: l.when(alarm.at),
        });
    }
    Ok(warnings)
}

/// Late, today, this week, later; the most pressing first.
fn grouped(l: &Words, mut todos: Vec<Todo>, now: Moment) -> Vec<Group> {
    todos.sort_by_key(|todo| todo.due.map_or(i64::MAX, |due| due.0));
    let sunday = now
        .plus_days(i64::from(7_i8.saturating_sub(now.weekday())))
        .date();
    let place = |todo: &Todo| match todo.due {
        Some(due) if due <= now => 0,
        // A night's work does not end at midnight.
        Some(due) if due.date() == now.date() || due <= now.plus_hours(12) => 1,
        Some(due) if due.date() <= sunday => 2,
        Some(_) | None => 3,
    };
    let mut groups: Vec<Group> = ["tasks-late", "tasks-today", "tasks-week", "tasks-later"]
        .iter()
        .zip(0..)
        .map(|(title, n)| Group {
            title: l.t(title),
            late: n == 0,
            todos: Vec::new(),
        })
        .collect();
    for todo in todos {
        let n: usize = place(&todo);
        if let Some(group) = groups.get_mut(n) {
            group.todos.push(todo);
        }
    }
    groups.retain(|group| !group.todos.is_empty());
    groups
}

fn name(houses: &[Institution], id: besa_domain::InstitutionId) -> &str {
    houses
        .iter()
        .find(|house| house.id == id)
        .map_or("", |house| house.name.as_str())
}

/// What stands on the right of a task: how late it is, or until when.
fn by(l: &Words, asked: Moment, due: Moment, now: Moment) -> String {
    if due <= now {
        Clock::of(l, asked, due, now).left
    } else {
        until(l, due, now)
    }
}

fn to_answer(l: &Words, houses: &[Institution], row: &ReferralRow, now: Moment) -> Todo {
    let key = if row.state == "answered_by_phone" {
        "tasks-confirm"
    } else {
        "tasks-answer"
    };
    let urgency = l.t(&format!("urgency-{}", row.urgency));
    Todo {
        href: format!("/inbox/{}", row.code),
        text: l.t1(key, "code", row.code.to_string()),
        under: format!(
            "{} · {urgency}",
            l.t1("inbox-from", "name", name(houses, row.sender))
        ),
        due: Some(row.due_at),
        by: by(l, row.sent_at, row.due_at, now),
    }
}

fn to_conclude(l: &Words, houses: &[Institution], row: &ReferralRow) -> Todo {
    Todo {
        href: format!("/inbox/{}", row.code),
        text: l.t1("tasks-conclude", "code", row.code.to_string()),
        under: l.t1("inbox-from", "name", name(houses, row.sender)),
        due: None,
        by: l.t1("tasks-accepted-at", "when", l.date(row.state_at)),
    }
}

/// A referral of one's own institution that comes back to it: no answer in time, or not taken.
/// One that was not taken is done with when the same service was asked for again.
fn to_chase(
    l: &Words,
    houses: &[Institution],
    row: &ReferralRow,
    sent: &[ReferralRow],
    now: Moment,
) -> Option<Todo> {
    let again = |other: &&ReferralRow| {
        other.case == row.case && other.service == row.service && other.sent_at > row.sent_at
    };
    let (key, due) = match row.state.as_str() {
        "no_answer_in_time" => ("tasks-chase", row.due_at),
        "sent" | "seen" if row.due_at <= now => ("tasks-chase", row.due_at),
        "declined" if !sent.iter().any(|other| again(&other)) => {
            ("tasks-look-further", row.state_at)
        }
        _ => return None,
    };
    Some(Todo {
        href: format!("/referrals/{}", row.code),
        text: l.t1(key, "code", row.code.to_string()),
        under: l.t1("tasks-to", "name", name(houses, row.receiver)),
        due: Some(due),
        by: by(l, row.sent_at, due, now),
    })
}

fn awaits(l: &Words, houses: &[Institution], row: &ReferralRow, now: Moment) -> Option<Awaited> {
    let left = match row.state.as_str() {
        "sent" | "seen" if row.due_at > now => Clock::of(l, row.sent_at, row.due_at, now).left,
        "answered_by_phone" => l.t("tasks-unconfirmed"),
        _ => return None,
    };
    Some(Awaited {
        code: row.code.to_string(),
        href: format!("/referrals/{}", row.code),
        from: format!("{} · {left}", name(houses, row.receiver)),
    })
}

/// A task that was put down; one whose case or referral is gone is not shown.
async fn to_do(
    tx: &mut Tx<'_>,
    session: &Session,
    l: &Words,
    task: &Task,
    sent: &[ReferralRow],
    now: Moment,
) -> Result<Option<Todo>, Fail> {
    let referral = sent.iter().find(|row| Some(row.id) == task.referral);
    let case = match task.case {
        Some(id) => file::case(tx, id).await?,
        None => None,
    };
    let own = case
        .as_ref()
        .is_some_and(|case| case.author == session.who.member);
    let alone = match &case {
        Some(case) if own && task.kind == TaskKind::SecondLook => {
            second_look::alone(tx, case).await?
        }
        Some(_) | None => false,
    };
    let key = match task.kind {
        TaskKind::SecondLook if alone => "tasks-look-again",
        TaskKind::SecondLook if own => "tasks-find-looker",
        TaskKind::SecondLook => "tasks-second-look",
        TaskKind::AskAgain => "tasks-ask-again",
        TaskKind::CallOutside => "tasks-call-outside",
        TaskKind::DutyReport => "tasks-duty-report",
    };
    let by_case = matches!(task.kind, TaskKind::SecondLook);
    let (href, code) = match (referral, &case) {
        (Some(row), _) if !by_case => (format!("/referrals/{}", row.code), row.code.to_string()),
        (_, Some(case)) => (format!("/cases/{}", case.code), case.code.to_string()),
        _ => return Ok(None),
    };
    Ok(Some(Todo {
        href,
        text: l.t1(key, "code", code),
        under: l.t(&format!("{key}-what")),
        due: Some(task.due),
        by: by(l, task.due, task.due, now),
    }))
}

/// Drafts of one's own, by the name of their form.
async fn unfinished(desk: &Desk) -> Result<Vec<Todo>, Fail> {
    let l = desk.l;
    let todo = |draft: drafts::Listed| {
        let form = match draft.form.as_str() {
            "screening" => "tasks-form-screening",
            "f1" => "tasks-form-f1",
            "referral" => "tasks-form-referral",
            _ => "tasks-form-other",
        };
        Todo {
            href: format!("/drafts/{}", draft.id),
            text: l.t1("tasks-go-on", "form", l.t(form)),
            under: l.day(draft.saved),
            due: None,
            by: l.t1("ui-saved-at", "time", l.time(draft.saved)),
        }
    };
    let late = |(id, at)| Todo {
        href: format!("/rescued/{id}"),
        text: l.t1("rescued-title", "time", l.time(at)),
        under: l.day(at),
        due: None,
        by: l.t("rescued-check"),
    };
    let rescued = drafts::rescued(&desk.app, &desk.session).await?;
    let mine = drafts::mine(&desk.app, &desk.session).await?;
    Ok(rescued
        .into_iter()
        .map(late)
        .chain(mine.into_iter().map(todo))
        .collect())
}

/// Police, social service and child protection of where this member works. The direct number is for
/// members of a circle that receives referrals; everybody else is given the public line.
fn on_duty(session: &Session, houses: &[Institution]) -> Vec<OnDuty> {
    let who = &session.who;
    let direct =
        receives(session) && may(session, Act::ReadDutyContacts, Standing::SameInstitution);
    let near = |house: &&Institution| {
        house
            .areas
            .iter()
            .any(|area| *area == who.seat || *area == who.county)
    };
    let child = |house: &Institution| house.services.contains(&Service::ChildProtection);
    let of = |kind: InstitutionKind| {
        houses.iter().filter(near).find(|house| {
            house.kind == kind && (kind != InstitutionKind::Municipality || child(house))
        })
    };
    [
        InstitutionKind::PoliceDirectorate,
        InstitutionKind::StateSocialService,
        InstitutionKind::Municipality,
    ]
    .into_iter()
    .filter_map(of)
    .filter_map(|house| {
        let number = match (direct, house.duty_contact.is_empty()) {
            (true, false) => house.duty_contact.clone(),
            (true, true) | (false, _) => house.public_line.clone(),
        };
        let digits = dial(&number);
        (!digits.is_empty()).then(|| OnDuty {
            name: house.name.clone(),
            href: format!("tel:{digits}"),
            number,
        })
    })
    .collect()
}
