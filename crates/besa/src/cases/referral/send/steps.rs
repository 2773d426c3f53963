//! The pages of the steps, each with what its template shows.

use super::action::{Call, question};
use super::check::check;
use super::plan::{GROUNDS, Plan, Step};
use super::receivers::{Offered, Receiver};
use crate::app::Fail;
use crate::cases::referral::Kind;
use crate::cases::referral::slip::slip_rows;
use crate::lang::Words;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav};
use askama::Template;
use besa_domain::{CircleKind, FieldError, Urgency, Wish};

/// How a page is answered.
#[derive(Clone, Copy)]
pub(super) enum Mode<'e> {
    Shown,
    Unfit(&'e [FieldError]),
    Switched,
}

/// What every step shows around its own fields.
pub(super) struct Way {
    pub(super) cap: String,
    pub(super) back: String,
    pub(super) action: String,
    pub(super) at: usize,
    pub(super) names: Vec<String>,
}

/// An institution as a line of a list.
struct Line {
    name: String,
    why: String,
    number: String,
}

#[derive(Template)]
#[template(path = "cases/referral/send/need.html")]
struct NeedPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    report: bool,
    services: Vec<Choice>,
    urgencies: Vec<Choice>,
    words: String,
}

#[derive(Template)]
#[template(path = "cases/referral/send/receiver.html")]
struct ReceiverPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    service: String,
    receivers: Vec<Choice>,
    nearest: Option<Line>,
}

#[derive(Template)]
#[template(path = "cases/referral/send/call.html")]
struct CallPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    to: Line,
    calls: Vec<Choice>,
    others: Vec<Line>,
    choose: String,
}

/// A section that the receiver opens once it accepts.
struct Given {
    name: String,
    version: String,
    /// The questions that it answers, as far as the sender opened it.
    questions: Vec<String>,
}

#[derive(Template)]
#[template(path = "cases/referral/send/package.html")]
struct PackagePage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    receiver: String,
    outside: bool,
    sections: Vec<Choice>,
    before: Vec<(String, String)>,
    given: Vec<Given>,
    withheld: Vec<String>,
}

#[derive(Template)]
#[template(path = "cases/referral/send/wish.html")]
struct WishPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    question: String,
    report: bool,
    child: bool,
    wishes: Vec<Choice>,
    grounds: Vec<Choice>,
    told: Vec<Choice>,
    reason: String,
    view: String,
    weighed: String,
}

#[derive(Template)]
#[template(path = "cases/referral/send/notice.html")]
struct NoticePage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    to: Option<Line>,
    dangers: Vec<Choice>,
    reasons: Vec<Choice>,
}

/// The page of a step as the draft stands.
pub(super) fn page(desk: &Desk, plan: &Plan, step: Step, mode: Mode<'_>) -> Answer {
    let faults = match mode {
        Mode::Unfit(errors) => named(desk, errors),
        Mode::Shown | Mode::Switched => Faults::new(),
    };
    match step {
        Step::Need => out(desk, mode, &need(desk, plan, faults)),
        Step::Receiver => out(desk, mode, &receiver(desk, plan, faults)?),
        Step::Call => out(desk, mode, &call(desk, plan, faults)?),
        Step::Package => out(desk, mode, &package(desk, plan, faults)?),
        Step::Wish => out(desk, mode, &wish(desk, plan, faults)?),
        Step::Notice => out(desk, mode, &notice(desk, plan, faults)?),
        Step::Check => out(desk, mode, &check(desk, plan, &faults)?),
    }
}

fn out(desk: &Desk, mode: Mode<'_>, page: &impl Template) -> Answer {
    match mode {
        Mode::Shown => desk.page(page),
        Mode::Unfit(_) => desk.unfit(page),
        Mode::Switched => desk.switched(page),
    }
}

/// Whether nobody answered and somebody else could take the person.
pub(super) fn others(desk: &Desk, plan: &Plan) -> Result<bool, Fail> {
    Ok(plan.call() == Some(Call::NoAnswer) && plan.offered(desk)?.len() > 1)
}

pub(super) fn way(l: &Words, plan: &Plan, step: Step) -> Way {
    let steps = plan.steps();
    let back = plan.before(step);
    Way {
        cap: l.t1("referral-cap", "code", plan.case.code.to_string()),
        back: back.map_or_else(|| format!("/cases/{}", plan.case.code), |it| plan.path(it)),
        action: plan.path(step),
        at: steps.iter().position(|it| *it == step).unwrap_or_default(),
        names: steps
            .iter()
            .map(|it| l.t(&format!("referral-step-{}", it.code())))
            .collect(),
    }
}

/// Faults whose general sentence is told by its field.
fn named(desk: &Desk, errors: &[FieldError]) -> Faults {
    let mut faults = desk.faults(errors);
    faults.label("words", &desk.l.t("referral-words-question"));
    faults.label("reason", &desk.l.t("referral-reason"));
    faults
}

fn need(desk: &Desk, plan: &Plan, faults: Faults) -> NeedPage {
    let (l, rules) = (desk.l, desk.app.rules());
    let service = |row: &besa_domain::ServiceRow| {
        Choice::new(row.service.code(), l.rule(&row.text))
            .hint(l.rule(&row.hint))
            .chosen(plan.service() == Some(row.service))
    };
    NeedPage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Need),
        report: plan.kind() == Kind::DutyReport,
        services: rules
            .services
            .for_age(plan.brief.age)
            .into_iter()
            .map(service)
            .collect(),
        urgencies: Urgency::ALL
            .into_iter()
            .map(|it| {
                Choice::new(it.code(), coded(&l, "urgency", it.code()))
                    .hint(l.t(&format!("referral-urgency-{}", it.code())))
                    .chosen(plan.urgency() == Some(it))
            })
            .collect(),
        words: plan.text("words").to_owned(),
        l,
    }
}

fn receiver(desk: &Desk, plan: &Plan, faults: Faults) -> Result<ReceiverPage, Fail> {
    let (l, rules) = (desk.l, desk.app.rules());
    let offered = plan.offered(desk)?;
    let chosen = plan.text("receiver");
    Ok(ReceiverPage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Receiver),
        service: plan
            .service()
            .map(|it| l.rule(&rules.services.row(it).text).to_owned())
            .unwrap_or_default(),
        nearest: match offered.is_empty() {
            true => plan.nearest(desk)?.map(|it| line(desk, &it)),
            false => None,
        },
        receivers: offered
            .iter()
            .map(|it| {
                let shown = line(desk, it);
                let id = it.to.id.to_string();
                let here = id == chosen;
                Choice::new(id, shown.name)
                    .hint(format!("{} {}", shown.why, shown.number))
                    .chosen(here)
            })
            .collect(),
        l,
    })
}

/// An institution with the duty that makes it competent and the numbers that reach it.
fn line(desk: &Desk, it: &Offered) -> Line {
    let (l, rules) = (desk.l, desk.app.rules());
    let duty = rules
        .duties
        .get(&it.duty)
        .map(|duty| l.rule(&duty.text))
        .unwrap_or_default();
    let letter = coded(&l, "letter", &it.letter.code().to_lowercase());
    let mut why = format!("{duty} ({}, {}).", it.duty, letter.to_lowercase());
    if it.to.outside {
        why = format!("{} {why}", l.t("referral-outside-here"));
    }
    Line {
        name: it.to.name.clone(),
        why,
        number: numbers(&l, &it.to),
    }
}

fn numbers(l: &Words, to: &Receiver) -> String {
    match (to.public_line(), to.duty_number()) {
        ("", "") => l.t("referral-no-number"),
        (public, duty) => l.t2("referral-numbers", ("public", public), ("duty", duty)),
    }
}

fn call(desk: &Desk, plan: &Plan, faults: Faults) -> Result<CallPage, Fail> {
    let l = desk.l;
    let to = plan
        .receiver(desk)?
        .ok_or(Fail::Conflict("referral-incomplete"))?;
    let others = if others(desk, plan)? {
        let rest = plan
            .offered(desk)?
            .into_iter()
            .filter(|it| it.to.id != to.to.id);
        rest.map(|it| line(desk, &it)).collect()
    } else {
        Vec::new()
    };
    Ok(CallPage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Call),
        calls: Call::ALL
            .into_iter()
            .map(|it| {
                let label = coded(&l, "call", it.code());
                Choice::new(it.code(), label).chosen(plan.call() == Some(it))
            })
            .collect(),
        to: Line {
            number: to.to.duty_number().to_owned(),
            ..line(desk, &to)
        },
        others,
        choose: plan.path(Step::Receiver),
        l,
    })
}

fn package(desk: &Desk, plan: &Plan, faults: Faults) -> Result<PackagePage, Fail> {
    let l = desk.l;
    let to = plan
        .receiver(desk)?
        .ok_or(Fail::Conflict("referral-incomplete"))?
        .to;
    let chosen = plan.package(to.outside);
    let held = &plan.brief.held;
    let name = |code: &str| coded(&l, "section", code);
    Ok(PackagePage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Package),
        receiver: to.name,
        outside: to.outside,
        sections: held
            .iter()
            .map(|it| {
                Choice::new(it.section.as_str(), name(&it.section))
                    .hint(match it.circle() {
                        CircleKind::Sensitive => l.t("referral-sensitive-hint"),
                        CircleKind::FrontDesk | CircleKind::Cases | CircleKind::Stewards => {
                            coded(&l, "referral-holds", &it.section)
                        }
                    })
                    .chosen(chosen.contains(&it.section.as_str()))
            })
            .collect(),
        before: plan
            .service()
            .zip(plan.urgency())
            .map(|(service, urgency)| {
                let slip = plan.brief.slip(service, urgency, plan.text("words"));
                slip_rows(&l, &desk.app.rules(), &slip)
            })
            .unwrap_or_default(),
        given: held
            .iter()
            .filter(|it| chosen.contains(&it.section.as_str()))
            .map(|it| Given {
                name: name(&it.section),
                version: l.t1("referral-version-of", "date", l.date(it.at)),
                questions: asked_about(desk, &it.answered),
            })
            .collect(),
        withheld: held
            .iter()
            .filter(|it| !chosen.contains(&it.section.as_str()))
            .map(|it| l.t1("referral-not-sent", "section", name(&it.section)))
            .collect(),
        l,
    })
}

/// The questions that a section answers, by their labels.
fn asked_about(desk: &Desk, answered: &[String]) -> Vec<String> {
    let rules = desk.app.rules();
    let Some(form) = rules.form("f1") else {
        return Vec::new();
    };
    let labels = answered.iter().filter_map(|code| form.field(code));
    labels
        .map(|field| desk.l.rule(&field.label).to_owned())
        .collect()
}

fn wish(desk: &Desk, plan: &Plan, faults: Faults) -> Result<WishPage, Fail> {
    let l = desk.l;
    let to = plan
        .receiver(desk)?
        .ok_or(Fail::Conflict("referral-incomplete"))?
        .to;
    let told = ["before", "unsafe"];
    Ok(WishPage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Wish),
        question: question(&l, &to.name, &plan.package(to.outside)),
        report: plan.kind() == Kind::DutyReport,
        child: plan.brief.age.child_path(),
        wishes: Wish::ALL
            .into_iter()
            .map(|it| {
                let label = coded(&l, "wish", it.code());
                Choice::new(it.code(), label).chosen(plan.wish() == Some(it))
            })
            .collect(),
        grounds: GROUNDS
            .into_iter()
            .map(|it| {
                Choice::new(it.code(), coded(&l, "ground", it.code()))
                    .hint(l.t(&format!("referral-ground-{}", it.code().replace('_', "-"))))
                    .chosen(plan.ground() == Some(it))
            })
            .collect(),
        told: told
            .into_iter()
            .map(|it| {
                let label = l.t(&format!("referral-told-{it}"));
                Choice::new(it, label).chosen(plan.text("told") == it)
            })
            .collect(),
        reason: plan.text("reason").to_owned(),
        view: plan.text("view").to_owned(),
        weighed: plan.text("weighed").to_owned(),
        l,
    })
}

fn notice(desk: &Desk, plan: &Plan, faults: Faults) -> Result<NoticePage, Fail> {
    let (l, rules) = (desk.l, desk.app.rules());
    let told = plan.told(desk)?;
    let answers = ["no", "yes"];
    Ok(NoticePage {
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        way: way(&l, plan, Step::Notice),
        to: told.map(|(to, level)| Line {
            number: numbers(&l, &to),
            why: coded(&l, "level", level.code()),
            name: to.name,
        }),
        dangers: answers
            .into_iter()
            .map(|it| {
                let label = l.t(&format!("ui-answer-{it}"));
                Choice::new(it, label)
                    .hint(l.t(&format!("referral-danger-{it}")))
                    .chosen(plan.text("danger") == it)
            })
            .collect(),
        reasons: Choice::of_list(&l, &rules, "reroute_reason", plan.text("danger_reason")),
        l,
    })
}

/// The word for a code of the domain.
pub(super) fn coded(l: &Words, prefix: &str, code: &str) -> String {
    l.t(&format!("{prefix}-{}", code.replace('_', "-")))
}
