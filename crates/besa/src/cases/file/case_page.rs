//! A case without anything sealed: its five dimensions, what comes next, its referrals; and the
//! page on which an opened part is read.

use super::opening::{Opened, Part, open_part};
use super::second_look::{self, Look};
use super::shown::rows;
use super::{Case, FactRow, entitled, facts};
use crate::app::Fail;
use crate::cases::clocks::Clock;
use crate::cases::referral::{self, ReferralRow};
use crate::lang::Words;
use crate::registry;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav, Sent};
use askama::Template;
use axum::extract::Path;
use besa_domain::{Act, CircleKind, Fact, FieldError, Standing};

/// The five dimensions in the order of the page.
const DIMENSIONS: [&str; 5] = [
    "identification",
    "assistance",
    "consent",
    "proceedings",
    "residence",
];

struct Stage {
    name: String,
    value: String,
    since: String,
    past: u8,
}

struct Passed {
    code: String,
    href: String,
    to: String,
    service: String,
    state: &'static str,
    text: String,
}
/// What comes next in one's own case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Somebody else's case.
    Nothing,
    Identify,
    Refer,
}

#[derive(Template)]
#[template(path = "cases/file/case.html")]
struct CasePage {
    l: Words,
    frame: Frame,
    faults: Faults,
    code: String,
    meta: Vec<String>,
    stages: Vec<Stage>,
    look: Look,
    next: Next,
    owner: bool,
    /// The law obliges the reader to report, and nobody has from here.
    report: bool,
    parts: Vec<Choice>,
    reasons: Vec<Choice>,
    heads: Vec<String>,
    referrals: Vec<Passed>,
}

pub(super) async fn case(desk: Desk, Path(code): Path<String>) -> Answer {
    let (case, how) = entitled(&desk, &code, Act::ReadCase).await?;
    let page = page_of(&desk, &case, how, ("", ""), &[]).await?;
    desk.page(&page)
}

async fn page_of(
    desk: &Desk,
    case: &Case,
    how: Standing,
    chosen: (&str, &str),
    errors: &[FieldError],
) -> Result<CasePage, Fail> {
    let (l, own) = (desk.l, desk.session.who.institution);
    let owner = matches!(how, Standing::OwnerCircle | Standing::Author);
    let mut faults = desk.faults(errors);
    faults.label("part", &desk.l.t("cases-which"));
    faults.label("reason", &desk.l.t("cases-why"));
    let mut reading = desk.app.read(&desk.session, Act::ReadCase, how).await?;
    let history = facts(&mut reading.tx(), case.id).await?;
    let member = desk.session.who.member;
    let look = if owner {
        Look::of(&mut reading.tx(), case, member, desk.app.now()).await?
    } else {
        Look::No
    };
    let rows = referral::of_case(&mut reading.tx(), case.id).await?;
    let houses = registry::institutions(&mut reading.tx()).await?;
    drop(reading);
    let house = |id| houses.iter().find(|house| house.id == id);
    let named = |id| house(id).map(|it| it.name.clone()).unwrap_or_default();
    Ok(CasePage {
        l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        code: case.code.to_string(),
        meta: vec![
            l.t1("cases-opened-on", "date", l.date(case.opened)),
            l.t1("cases-owner", "institution", named(case.owner)),
        ],
        stages: DIMENSIONS
            .map(|dimension| stage(&l, dimension, &history))
            .into(),
        look,
        next: next(owner, &history),
        owner,
        report: owner && owes_report(desk, &rows),
        parts: parts(desk, chosen.0),
        reasons: Choice::of_list(&l, &desk.app.rules(), "opening_reason", chosen.1),
        heads: ["cases-referral", "cases-to", "cases-service", "cases-state"]
            .map(|key| l.t(key))
            .into(),
        referrals: rows
            .iter()
            // Whoever was given a case sees its own way to it and not the others'.
            .filter(|row| owner || row.sender == own || (row.receiver == own && !row.outside))
            .map(|row| shown(desk, row, named(row.receiver)))
            .collect(),
    })
}

/// What comes next, by what is known.
fn next(owner: bool, history: &[FactRow]) -> Next {
    let identified = history
        .iter()
        .any(|row| matches!(row.fact, Fact::Consent(_)));
    match (owner, identified) {
        (false, _) => Next::Nothing,
        (true, false) => Next::Identify,
        (true, true) => Next::Refer,
    }
}

/// Whether the law obliges the reader to report, and no report has gone out from here.
fn owes_report(desk: &Desk, rows: &[ReferralRow]) -> bool {
    let (who, rules) = (&desk.session.who, desk.app.rules());
    let reported = rows.iter().any(|row| {
        row.kind == referral::Kind::DutyReport
            && row.sender == who.institution
            && row.state != "withdrawn"
    });
    let obliged = |kind| referral::obliged(&rules, kind, who.profession);
    !reported && who.kind.is_some_and(obliged)
}

fn stage(l: &Words, dimension: &str, history: &[FactRow]) -> Stage {
    let steps: Vec<&FactRow> = history
        .iter()
        .filter(|row| row.fact.dimension() == dimension)
        .collect();
    let last = steps.last();
    Stage {
        name: l.t(&format!("dimension-{dimension}")),
        value: last.map_or_else(
            || l.t("cases-no-fact"),
            |row| {
                l.t(&format!(
                    "{dimension}-{}",
                    row.fact.code().replace('_', "-")
                ))
            },
        ),
        since: last.map_or_else(String::new, |row| {
            l.t1("cases-since", "date", l.date(row.at))
        }),
        past: u8::try_from(steps.len().saturating_sub(1))
            .unwrap_or(u8::MAX)
            .min(4),
    }
}

fn shown(desk: &Desk, row: &ReferralRow, to: String) -> Passed {
    let (l, rules) = (&desk.l, desk.app.rules());
    let state = l.t(&format!("referral-{}", row.state.replace('_', "-")));
    let waits = matches!(row.state.as_str(), "sent" | "seen");
    let light = match row.state.as_str() {
        "accepted" | "concluded" => "ok",
        "declined" | "no_answer_in_time" => "late",
        "withdrawn" => "off",
        // What was said by telephone stops the clock, and is not confirmed yet.
        "answered_by_phone" => "risk",
        _ => Clock::of(l, row.sent_at, row.due_at, desk.app.now()).state,
    };
    let place = if row.sender == desk.session.who.institution {
        "referrals"
    } else {
        "inbox"
    };
    Passed {
        code: row.code.to_string(),
        href: format!("/{place}/{}", row.code),
        to,
        service: l.rule(&rules.services.row(row.service).text).to_owned(),
        state: light,
        text: if waits {
            l.t2("cases-until", ("state", state), ("due", l.when(row.due_at)))
        } else {
            state
        },
    }
}

/// The parts that this member's circles can open.
fn parts(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let sensitive = desk.session.holds(CircleKind::Sensitive);
    Part::ALL
        .into_iter()
        .filter(|part| *part != Part::Sensitive || sensitive)
        .map(|part| {
            let text = desk.l.t(&format!("part-{}", part.code()));
            let hint = desk.l.t(&format!("part-{}-hint", part.code()));
            Choice::new(part.code(), text)
                .hint(hint)
                .chosen(part.code() == chosen)
        })
        .collect()
}

/// One opened section in words.
struct Section {
    id: String,
    title: String,
    when: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cases/file/opened.html")]
struct OpenedPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    code: String,
    title: String,
    reason: String,
    /// Whether the reader may now take the second look.
    look: bool,
    sections: Vec<Section>,
    parts: Vec<Choice>,
    reasons: Vec<Choice>,
}

pub(super) async fn open(desk: Desk, Path(code): Path<String>, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (case, how) = entitled(&desk, &code, Act::ReadCase).await?;
    let (part, reason) = (sent.text("part").to_owned(), sent.text("reason").to_owned());
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let page = page_of(&desk, &case, how, (&part, &reason), &[]).await?;
        return desk.switched(&page);
    }
    let rules = desk.app.rules();
    let mut errors = Vec::new();
    let which = Part::from_code(&part);
    if which.is_none() {
        errors.push(FieldError::new("part", "error-missing"));
    }
    if !rules.lists.has("opening_reason", &reason) {
        errors.push(FieldError::new("reason", "error-missing"));
    }
    let Some(which) = which.filter(|_| errors.is_empty()) else {
        let page = page_of(&desk, &case, how, (&part, &reason), &errors).await?;
        return desk.unfit(&page);
    };
    let opened = open_part(&desk.app, &desk.session, case.code, which, &reason).await?;
    let look = which == Part::Screening && second_look::may(&desk, &case, how).await?;
    let mut sections = Vec::with_capacity(opened.len());
    for (at, one) in opened.iter().enumerate() {
        sections.push(section(&desk, at, one).await?);
    }
    let faults = Faults::new();
    let page = OpenedPage {
        l: desk.l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        code: case.code.to_string(),
        title: desk.l.t(&format!("part-{}", which.code())),
        reason: rules
            .lists
            .text("opening_reason", &reason)
            .map_or_else(String::new, |text| desk.l.rule(text).to_owned()),
        look,
        sections,
        parts: parts(&desk, &part),
        reasons: Choice::of_list(&desk.l, &rules, "opening_reason", &reason),
    };
    desk.page(&page)
}

async fn section(desk: &Desk, at: usize, one: &Opened) -> Result<Section, Fail> {
    let l = &desk.l;
    let version = i64::from(one.version);
    Ok(Section {
        id: format!("section-{at}"),
        title: l.t(&format!("section-{}", one.section.replace('_', "-"))),
        when: l.t2("cases-version", ("n", version), ("when", l.when(one.at))),
        rows: rows(desk, &one.content).await?,
    })
}
