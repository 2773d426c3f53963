//! The inbox. What stands open is a code, a sender, a service, an urgency and a clock.

use crate::accounts::Session;
use crate::cases::clocks::Clock;
use crate::cases::file::second_look;
use crate::cases::referral::{self, ReferralRow};
use crate::lang::Words;
use crate::registry;
use crate::tasks::{self, Notice};
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Nav, Turn};
use askama::Template;
use axum::extract::Query;
use besa_domain::{
    Act, CircleKind, Decision, InstitutionId, Moment, Role, Rules, Standing, decide,
};
use std::collections::BTreeMap;

/// How many ended referrals a page shows.
const ENDED: usize = 50;

/// One line of the inbox.
struct Line {
    href: String,
    title: String,
    from: String,
    urgency: String,
    fresh: String,
    mark: Mark,
}

/// What stands beside a line: a clock while an answer is awaited, afterwards the state.
enum Mark {
    Clock(Clock),
    State(Light),
}

/// A state in shape and words.
struct Light {
    state: &'static str,
    words: String,
}

/// A heading with its lines.
struct Group {
    title: String,
    late: bool,
    lines: Vec<Line>,
}

/// A notice of the next level, or that there is a new case: nothing of a person.
struct NoticeLine {
    code: String,
    what: String,
    county: String,
    urgency: String,
    when: String,
}

#[derive(Template)]
#[template(path = "cases/receiving/inbox.html")]
struct InboxPage {
    l: Words,
    frame: Frame,
    groups: Vec<Group>,
    notices: Vec<NoticeLine>,
    heads: Vec<String>,
    desk: bool,
    earlier: Option<usize>,
    later: Option<usize>,
}

/// Whether this member's desk receives referrals: the role by policy, the circle by its key.
pub(crate) fn receives(session: &Session) -> bool {
    let who = &session.who;
    let role = decide(
        who.role,
        who.state,
        Act::ReadInbox,
        Standing::SameInstitution,
    );
    role == Decision::Allow && session.holds(CircleKind::FrontDesk)
}

pub(super) async fn inbox(desk: Desk, Query(turn): Query<Turn>) -> Answer {
    let session = &desk.session;
    let inside = session.holds(CircleKind::FrontDesk)
        || session.holds(CircleKind::Cases)
        || session.who.role == Role::ResponsibleAuthority;
    let standing = if inside {
        Standing::SameInstitution
    } else {
        Standing::Stranger
    };
    let (l, house, at) = (desk.l, session.who.institution, turn.number());
    let receives = receives(session);
    let mut reading = desk.app.read(session, Act::ReadInbox, standing).await?;
    let mut tx = reading.tx();
    let (mut ended, mut later) = (Vec::new(), None);
    if receives {
        ended = referral::ended(&mut tx, house, turn.window(ENDED)).await?;
        later = turn.later(&mut ended, ENDED);
    }
    let mut groups = vec![("inbox-ended", false, ended)];
    let mut notices = Vec::new();
    // What waits stands on the first page; the others are the way back to what has ended.
    if at == 1 {
        let rows = referral::received(&mut tx, house).await?;
        groups.splice(0..0, standing_open(rows, receives, desk.app.now()));
        notices = tasks::notices_for(&mut tx, house).await?;
    }
    let houses = registry::institutions(&mut tx).await?;
    let names = houses.iter().map(|it| (it.id, it.name.as_str())).collect();
    let page = InboxPage {
        frame: desk.frame(Some(Nav::Inbox)),
        groups: groups
            .into_iter()
            .filter(|(_, _, rows)| !rows.is_empty())
            .map(|(title, late, rows)| Group {
                title: l.t(title),
                late,
                lines: rows.iter().map(|row| line(&desk, &names, row)).collect(),
            })
            .collect(),
        notices: notices
            .iter()
            .map(|notice| notice_line(&l, &desk.app.rules(), notice))
            .collect(),
        heads: [
            "inbox-case",
            "inbox-step",
            "inbox-county",
            "inbox-urgency",
            "inbox-when",
        ]
        .map(|key| l.t(key))
        .to_vec(),
        desk: receives,
        earlier: turn.earlier(),
        later,
        l,
    };
    desk.page(&page)
}

/// What has not ended, under its headings: late, waiting, accepted.
fn standing_open(
    rows: Vec<ReferralRow>,
    receives: bool,
    now: Moment,
) -> [(&'static str, bool, Vec<ReferralRow>); 3] {
    let (accepted, open): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.state == "accepted");
    let (late, waiting) = open
        .into_iter()
        .filter(|row| receives && waits(row))
        .partition(|row| row.due_at <= now && row.state != "answered_by_phone");
    [
        ("inbox-late", true, late),
        ("inbox-waiting", false, waiting),
        ("inbox-accepted", false, accepted),
    ]
}

fn line(desk: &Desk, names: &BTreeMap<InstitutionId, &str>, row: &ReferralRow) -> Line {
    let (l, rules) = (&desk.l, desk.app.rules());
    let service = l.rule(&rules.services.row(row.service).text);
    let from = names.get(&row.sender).copied().unwrap_or_default();
    Line {
        href: format!("/inbox/{}", row.code),
        title: format!("{} · {service}", row.code),
        from: l.t1("inbox-from", "name", from),
        urgency: format!(
            "{} · {}",
            l.t(&format!("urgency-{}", row.urgency)),
            l.t1("inbox-sent-at", "when", l.when(row.sent_at))
        ),
        fresh: match row.state.as_str() {
            "sent" => l.t("ui-new"),
            _ => String::new(),
        },
        mark: mark(l, row, desk.app.now()),
    }
}

/// Whether a referral still waits for its receiver's word.
pub(crate) fn waits(row: &ReferralRow) -> bool {
    ["sent", "seen", "no_answer_in_time", "answered_by_phone"].contains(&row.state.as_str())
}

fn mark(l: &Words, row: &ReferralRow, now: Moment) -> Mark {
    let words = l.t(&format!("referral-{}", row.state.replace('_', "-")));
    let light = |state| Mark::State(Light { state, words });
    match row.state.as_str() {
        "sent" | "seen" => Mark::Clock(Clock::of(l, row.sent_at, row.due_at, now)),
        // Still answerable: the clock says how late it is, the word says that it is not lost.
        "no_answer_in_time" => {
            let clock = Clock::of(l, row.sent_at, row.due_at, now);
            Mark::Clock(Clock {
                due: l.t("inbox-still-answerable"),
                ..clock
            })
        }
        "answered_by_phone" => light("risk"),
        "accepted" | "concluded" => light("ok"),
        _ => light("off"),
    }
}

fn notice_line(l: &Words, rules: &Rules, notice: &Notice) -> NoticeLine {
    let rung =
        rules.timers.ladder(notice.urgency).iter().find(|rung| {
            notice.kind.starts_with("escalation") && i64::from(rung.rung) == notice.rung
        });
    let what = match rung {
        Some(rung) => {
            let to = l.t(&format!("rung-{}", rung.to.code().replace('_', "-")));
            l.t1("inbox-notice-rung", "to", to)
        }
        None if notice.kind == "new_case" => l.t("inbox-notice-new-case"),
        None if notice.kind == second_look::ALONE => l.t("inbox-notice-alone"),
        None => l.t("inbox-notice-other"),
    };
    let county = rules.territory.county(&notice.county);
    NoticeLine {
        code: notice.case_code.clone(),
        what,
        county: county
            .map(|county| county.name.clone())
            .unwrap_or_else(|| notice.county.clone()),
        urgency: l.t(&format!("urgency-{}", notice.urgency)),
        when: l.when(notice.at),
    }
}
