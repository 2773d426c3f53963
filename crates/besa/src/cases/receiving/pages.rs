//! The inbox, a slip, and a package. What stands open is a code, a sender, a service, an urgency
//! and a clock; everything else is opened.

use super::actions::MarkSeen;
use super::views::{Answers, Given, OpenEnded, OpenPackage, OpenSlip};
use super::{addressed, inbox};
use crate::app::{App, Fail};
use crate::cases::clocks::Clock;
use crate::cases::file;
use crate::cases::referral::{self, ReferralRow, slip_rows};
use crate::db::Tx;
use crate::lang::Words;
use crate::registry;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Nav, Routes};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use besa_domain::{
    Act, AnswerNote, CircleKind, MemberId, PhoneAnswer, Referral, ReferralCode, ReferralEvent,
    Rules, Standing,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/inbox", Act::ReadInbox, inbox::inbox)
        .get("/inbox/{code}", Act::OpenSlip, slip)
        .get("/inbox/{code}/package", Act::OpenPackage, package)
}

/// A referral as the pages of its receiver head it.
pub(super) struct Head {
    pub(super) code: ReferralCode,
    pub(super) service: String,
    pub(super) from: String,
    pub(super) urgency: String,
    pub(super) duty: String,
}

impl Head {
    pub(super) async fn of(
        tx: &mut Tx<'_>,
        app: &App,
        l: &Words,
        row: &ReferralRow,
    ) -> Result<Head, Fail> {
        let rules = app.rules();
        let house = registry::institution(tx, row.sender).await?;
        let duty = rules.duties.get(&row.duty);
        Ok(Head {
            code: row.code,
            service: l.rule(&rules.services.row(row.service).text).to_owned(),
            from: house.map(|house| house.name).unwrap_or_default(),
            urgency: l.t(&format!("urgency-{}", row.urgency)),
            duty: duty
                .map(|duty| l.rule(&duty.text).to_owned())
                .unwrap_or_default(),
        })
    }
}

#[derive(Template)]
#[template(path = "cases/receiving/slip.html")]
struct SlipPage {
    l: Words,
    frame: Frame,
    head: Head,
    /// Label and value of what the slip says.
    slip: Vec<(String, String)>,
    /// Why no slip is shown; empty where one is.
    unread: String,
    clock: Option<Clock>,
    /// Who answered what and when; empty while nobody has.
    said: String,
    notes: Vec<(String, String)>,
    answer: bool,
    confirm: bool,
    package: bool,
    conclude: bool,
}

async fn slip(desk: Desk, Path(code): Path<String>) -> Answer {
    let code: ReferralCode = code.parse().map_err(|_| Fail::Unseen)?;
    let mut reading = desk.app.glance().await?;
    let (row, standing) = addressed(&mut reading.tx(), &desk.actor(), code).await?;
    drop(reading);
    if standing == Standing::FormerlyGranted {
        return ended(&desk, &row).await;
    }
    let opened = desk.app.view(&desk.session, &OpenSlip { code }).await?;
    if opened.slip.is_some() && unseen(&opened.state) {
        match desk.app.act(&desk.actor(), None, MarkSeen { code }).await {
            // A colleague opened it at the same moment.
            Ok(()) | Err(Fail::Conflict(_)) => {}
            Err(fail) => return Err(fail),
        }
    }
    let (l, now) = (desk.l, desk.app.now());
    let mut reading = desk.app.glance().await?;
    let head = Head::of(&mut reading.tx(), &desk.app, &l, &opened.row).await?;
    let said = last_word(&mut reading.tx(), &desk, &opened.row).await?;
    let holds_desk = desk.session.holds(CircleKind::FrontDesk);
    let answerable = opened.state.open().is_some();
    let page = SlipPage {
        frame: desk.frame(Some(Nav::Inbox)),
        head,
        unread: match (&opened.slip, holds_desk) {
            (Some(_), _) => String::new(),
            (None, _) if opened.over => l.t("inbox-slip-over"),
            (None, true) => l.t("inbox-slip-integrity"),
            (None, false) => l.t("inbox-slip-desk"),
        },
        slip: opened
            .slip
            .as_ref()
            .map(|slip| slip_rows(&l, &desk.app.rules(), slip))
            .unwrap_or_default(),
        clock: answerable.then(|| Clock::of(&l, opened.row.sent_at, opened.row.due_at, now)),
        said: said.unwrap_or_default(),
        notes: said_rows(&l, &desk.app.rules(), &opened.answers),
        answer: answerable,
        confirm: matches!(opened.state, Referral::AnsweredByPhone { .. }),
        package: opened.state.opens_package() && standing == Standing::Granted,
        conclude: matches!(opened.state, Referral::Accepted { .. })
            && standing == Standing::Granted,
        l,
    };
    desk.page(&page)
}

/// Nobody of the receiver has looked yet.
fn unseen(state: &Referral) -> bool {
    let waiting = matches!(state, Referral::Sent(_) | Referral::NoAnswerInTime { .. });
    waiting && state.open().is_some_and(|open| open.seen.is_none())
}

/// A referral that ended without acceptance: its letters are closed, one's own answer is not.
async fn ended(desk: &Desk, row: &ReferralRow) -> Answer {
    let own = OpenEnded { code: row.code };
    let answers = desk.app.view(&desk.session, &own).await?;
    let mut reading = desk.app.glance().await?;
    let l = desk.l;
    let page = SlipPage {
        frame: desk.frame(Some(Nav::Inbox)),
        head: Head::of(&mut reading.tx(), &desk.app, &l, row).await?,
        slip: Vec::new(),
        unread: l.t("inbox-slip-ended"),
        clock: None,
        said: last_word(&mut reading.tx(), desk, row)
            .await?
            .unwrap_or_default(),
        notes: said_rows(&l, &desk.app.rules(), &answers),
        answer: false,
        confirm: false,
        package: false,
        conclude: false,
        l,
    };
    desk.page(&page)
}

/// Who spoke last and when, as a sentence; nothing while the referral only waits. People of one's
/// own institution are named, of another one the institution.
pub(super) async fn last_word(
    tx: &mut Tx<'_>,
    desk: &Desk,
    row: &ReferralRow,
) -> Result<Option<String>, Fail> {
    let l = &desk.l;
    let mut word = None;
    for event in referral::events(tx, row.id).await? {
        let (key, by, at, what) = match &event {
            ReferralEvent::Sent { .. }
            | ReferralEvent::Seen { .. }
            | ReferralEvent::ClockRan { .. } => continue,
            ReferralEvent::Accepted { at, by, .. } => {
                ("inbox-said-accepted", by, at, String::new())
            }
            ReferralEvent::Declined { at, by, .. } => {
                ("inbox-said-declined", by, at, String::new())
            }
            ReferralEvent::AnsweredByPhone { at, by, answer, .. } => {
                ("inbox-said-by-phone", by, at, phone(l, *answer))
            }
            ReferralEvent::PhoneConfirmed { at, by, answer } => {
                ("inbox-said-confirmed", by, at, phone(l, *answer))
            }
            ReferralEvent::Withdrawn { at, by, .. } => {
                ("inbox-said-withdrawn", by, at, String::new())
            }
            ReferralEvent::Concluded { at, by, .. } => {
                ("inbox-said-concluded", by, at, String::new())
            }
        };
        word = Some((key, *by, *at, what));
    }
    let Some((key, by, at, what)) = word else {
        return Ok(None);
    };
    let name = name_of(tx, desk, by).await?;
    let sentence = l.t2(key, ("who", name), ("when", l.when(at)));
    Ok(Some(if what.is_empty() {
        sentence
    } else {
        format!("{sentence} {what}.")
    }))
}

async fn name_of(tx: &mut Tx<'_>, desk: &Desk, by: MemberId) -> Result<String, Fail> {
    let Some(member) = registry::member(tx, by).await? else {
        return Ok(String::new());
    };
    if member.institution == desk.session.who.institution {
        return Ok(member.name);
    }
    let house = registry::institution(tx, member.institution).await?;
    Ok(house.map(|house| house.name).unwrap_or_default())
}

fn listed(l: &Words, rules: &Rules, list: &str, code: &str) -> String {
    rules
        .lists
        .text(list, code)
        .map_or_else(|| code.to_owned(), |text| l.rule(text).to_owned())
}

pub(super) fn phone(l: &Words, answer: PhoneAnswer) -> String {
    l.t(&format!("phone-answer-{answer}"))
}

/// What was said with the answer and at the end, in label and value; also for the sender's page.
pub(crate) fn said_rows(l: &Words, rules: &Rules, answers: &Answers) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = answers
        .notes
        .iter()
        .flat_map(|note| answer_rows(l, note))
        .collect();
    if let Some(note) = &answers.declined {
        let why = listed(l, rules, "decline_reason", &note.reason);
        rows.push((l.t("inbox-declined-why"), why));
        rows.push((l.t("inbox-in-words"), note.words.clone()));
    }
    if let Some(note) = &answers.withdrawn {
        let why = listed(l, rules, "withdrawal_reason", &note.reason);
        rows.push((l.t("inbox-withdrawn-why"), why));
    }
    if let Some(note) = &answers.outcome {
        let how = listed(l, rules, "referral_outcome", &note.outcome);
        rows.push((l.t("inbox-outcome"), how));
        rows.push((l.t("inbox-in-words"), note.words.clone()));
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

/// An answer note in label and value.
fn answer_rows(l: &Words, note: &AnswerNote) -> [(String, String); 3] {
    [
        (
            l.t("inbox-contact"),
            note.contact.clone().unwrap_or_default(),
        ),
        (
            l.t("inbox-expected"),
            note.expected.map(|at| l.when(at)).unwrap_or_default(),
        ),
        (l.t("inbox-condition"), note.words.clone()),
    ]
}

#[derive(Template)]
#[template(path = "cases/receiving/package.html")]
struct PackagePage {
    l: Words,
    frame: Frame,
    head: Head,
    sections: Vec<Section>,
}

/// A section of a package on its page; without rows it is for the narrower circle.
struct Section {
    title: String,
    rows: Option<Vec<(String, String)>>,
}

#[derive(Template)]
#[template(path = "cases/receiving/not_yet.html")]
struct NotYetPage {
    l: Words,
    frame: Frame,
    code: ReferralCode,
}

async fn package(desk: Desk, Path(code): Path<String>) -> Answer {
    let code: ReferralCode = code.parse().map_err(|_| Fail::Unseen)?;
    let given = match desk.app.view(&desk.session, &OpenPackage { code }).await {
        Ok(given) => given,
        Err(Fail::Forbidden) => return not_yet(&desk, code).await,
        Err(fail) => return Err(fail),
    };
    let mut reading = desk.app.glance().await?;
    let (row, _) = addressed(&mut reading.tx(), &desk.actor(), code).await?;
    let mut sections = Vec::with_capacity(given.len());
    for given in &given {
        sections.push(section(&desk, given).await?);
    }
    let l = desk.l;
    let page = PackagePage {
        frame: desk.frame(Some(Nav::Inbox)),
        head: Head::of(&mut reading.tx(), &desk.app, &l, &row).await?,
        sections,
        l,
    };
    desk.page(&page)
}

/// A desk knows of the referral, so the refusal says why: it opens to the circle, on acceptance.
async fn not_yet(desk: &Desk, code: ReferralCode) -> Answer {
    let page = NotYetPage {
        l: desk.l,
        frame: desk.frame(Some(Nav::Inbox)),
        code,
    };
    let mut response = desk.page(&page)?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

async fn section(desk: &Desk, given: &Given) -> Result<Section, Fail> {
    Ok(Section {
        title: desk
            .l
            .t(&format!("section-{}", given.section.replace('_', "-"))),
        rows: match &given.content {
            Some(content) => Some(file::rows(desk, content).await?),
            None => None,
        },
    })
}
