//! The last page before sending: every answer, and by name who will be able to read what.

use super::action::FOR_CHILD_PROTECTION;
use super::plan::{Plan, Step};
use super::receivers::Receiver;
use super::steps::{Way, coded, way};
use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Desk, Nav};
use askama::Template;
use besa_domain::{CircleKind, InstitutionKind, Service, Urgency, due_at};

#[derive(Template)]
#[template(path = "cases/referral/send/check.html")]
pub(super) struct CheckPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    way: Way,
    answers: Vec<(String, String, String)>,
    readers: Vec<(String, String, String)>,
    due: String,
    differs: bool,
}

pub(super) fn check(desk: &Desk, plan: &Plan, faults: &Faults) -> Result<CheckPage, Fail> {
    let (l, rules) = (desk.l, desk.app.rules());
    let to = plan
        .receiver(desk)?
        .ok_or(Fail::Conflict("referral-incomplete"))?
        .to;
    let (service, urgency) = plan
        .service()
        .zip(plan.urgency())
        .ok_or(Fail::Conflict("referral-incomplete"))?;
    let due = due_at(urgency, desk.app.now(), &rules.timers, &rules.calendar);
    // What the act refused concerns earlier pages: the summary says it, nothing here to link to.
    let mut whole = Faults::new();
    for (_, sentence) in faults.iter() {
        whole.push("", sentence.as_str());
    }
    let told = plan.told(desk)?.map(|(office, _)| office);
    Ok(CheckPage {
        frame: desk.form_frame(Some(Nav::Cases), &whole),
        faults: whole,
        way: way(&l, plan, Step::Check),
        answers: answers(desk, plan, &to, (service, urgency), told.as_ref()),
        differs: !to.agrees || told.as_ref().is_some_and(|office| !office.agrees),
        readers: readers(desk, plan, &to, told.as_ref()),
        due: l.when(due),
        l,
    })
}

/// Question, answer, and where it is changed.
fn answers(
    desk: &Desk,
    plan: &Plan,
    to: &Receiver,
    (service, urgency): (Service, Urgency),
    told: Option<&Receiver>,
) -> Vec<(String, String, String)> {
    let (l, rules) = (desk.l, desk.app.rules());
    let wish = plan
        .wish()
        .map(|it| coded(&l, "wish", it.code()))
        .unwrap_or_default();
    let ground = plan
        .ground()
        .map(|it| coded(&l, "ground", it.code()))
        .unwrap_or_default();
    let answer = |key: &str, value: String, step: Step| (l.t(key), value, plan.path(step));
    let mut answers = vec![
        answer(
            "referral-service",
            l.rule(&rules.services.row(service).text).to_owned(),
            Step::Need,
        ),
        answer(
            "referral-urgency",
            coded(&l, "urgency", urgency.code()),
            Step::Need,
        ),
        answer("referral-words", plan.text("words").to_owned(), Step::Need),
        answer("referral-receiver", to.name.clone(), Step::Receiver),
    ];
    if let Some(call) = plan.call().filter(|_| urgency == Urgency::Urgent) {
        answers.push(answer(
            "call-question",
            coded(&l, "call", call.code()),
            Step::Call,
        ));
    }
    answers.push(answer("referral-wish", wish, Step::Wish));
    answers.push(answer("referral-ground", ground, Step::Wish));
    if let Some(office) = told {
        answers.push(answer(
            "referral-child-notice",
            office.name.clone(),
            Step::Notice,
        ));
    }
    answers
}

/// Who will be able to read what, and until when, by the names on their signed cards.
fn readers(
    desk: &Desk,
    plan: &Plan,
    to: &Receiver,
    told: Option<&Receiver>,
) -> Vec<(String, String, String)> {
    let l = desk.l;
    let mut chosen = plan.package(to.outside);
    // An office that is asked and told stands here once: asked to protect the child, it is told by
    // that; asked for something else, it reads both.
    let twice = told.is_some_and(|office| office.id == to.id);
    if twice && plan.service() != Some(Service::ChildProtection) {
        chosen.extend(FOR_CHILD_PROTECTION);
    }
    let of = |circle: CircleKind| -> String {
        let held = plan.brief.held.iter();
        let mine = held.filter(|it| it.circle() == circle && chosen.contains(&it.section.as_str()));
        mine.map(|it| coded(&l, "section", &it.section))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let seat = |to: &Receiver, circle: CircleKind| {
        format!("{}, {}", to.name, coded(&l, "circle", circle.code()))
    };
    let (mine, own) = (
        desk.session.who.institution,
        desk.session.who.institution_name.clone(),
    );
    let mut readers = vec![(own, l.t("referral-reads-all"), l.t("referral-until-closed"))];
    if to.outside {
        readers.push((
            to.name.clone(),
            l.t("referral-reads-letter"),
            l.t("referral-until-paper"),
        ));
    } else {
        let slip = (
            seat(to, CircleKind::FrontDesk),
            l.t("section-slip"),
            l.t("referral-until-withdrawn"),
        );
        readers.push(slip);
        for circle in [CircleKind::Cases, CircleKind::Sensitive] {
            if !of(circle).is_empty() {
                readers.push((seat(to, circle), of(circle), l.t("referral-once-accepted")));
            }
        }
    }
    if let Some(office) = told.filter(|_| !twice) {
        let what = l.t("referral-notice-what");
        readers.push((office.name.clone(), what, l.t("referral-once-accepted")));
    }
    let authority = plan
        .directory
        .iter()
        .find(|it| it.kind == InstitutionKind::ResponsibleAuthority);
    if let Some(authority) = authority.filter(|it| it.id != to.id && it.id != mine) {
        let what = l.t("referral-reads-code");
        readers.push((authority.name.clone(), what, l.t("referral-until-closed")));
    }
    readers
}
