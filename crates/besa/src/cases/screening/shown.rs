//! What each step of a screening shows, and how it goes out.

use super::actions::FORM;
use super::pages::address;
use super::steps::{Question, Signs, Step, age, questions, sections};
use crate::app::Fail;
use crate::cases::file::Readers;
use crate::cases::identification::fields::{Part, Wording, named};
use crate::drafts::Draft;
use crate::lang::Words;
use crate::registry;
use crate::web::ui::{Choice, Faults, Frame};
use crate::web::{Answer, Desk, Nav};
use askama::Template;
use besa_domain::{
    Act, Age, Area, FieldError, Finding, Group, InstitutionFacts, Mark, Rules, ScreeningFacts,
    Standing, Suggestion, Ternary, read_signs, suggest, unasked_for_child,
};
use std::collections::BTreeSet;

/// How a page goes out.
#[derive(Clone, Copy)]
pub(super) enum How {
    Asked,
    Unfit,
    Switched,
}

fn give(desk: &Desk, how: How, page: &impl Template) -> Answer {
    match how {
        How::Asked => desk.page(page),
        How::Unfit => desk.unfit(page),
        How::Switched => desk.switched(page),
    }
}

/// What every step shows around its questions.
struct Around {
    action: String,
    back: String,
    at: usize,
    names: Vec<String>,
    title: String,
    cap: String,
    /// The path for children is followed.
    child: Option<Contact>,
    /// The person is not safe: the telephone comes first.
    in_danger: bool,
}

/// Whom to telephone for a child.
#[derive(Default)]
struct Contact {
    name: String,
    phone: String,
}

/// What a page says of a source that nobody has confirmed.
pub(super) fn doubt(l: &Words, mark: Mark) -> String {
    if mark.confirmed() {
        return String::new();
    }
    l.t(&format!("mark-{}", mark.code().to_lowercase()))
}

#[derive(Template)]
#[template(path = "cases/screening/form.html")]
struct FormPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    around: Around,
    parts: Vec<Part>,
    packs: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "cases/screening/signs.html")]
struct SignsPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    around: Around,
    first: Vec<Question>,
    more: Vec<Question>,
    vulnerability: Vec<Question>,
}

/// A rule that spoke, with what it heard.
struct Spoken {
    text: String,
    source: String,
    /// A tag, or nothing.
    doubt: String,
    groups: Vec<Heard>,
}

/// Signs of one section.
struct Heard {
    title: String,
    count: String,
    signs: Vec<String>,
}

#[derive(Template)]
#[template(path = "cases/screening/outcome.html")]
struct OutcomePage {
    l: Words,
    frame: Frame,
    faults: Faults,
    around: Around,
    spoken: Vec<Spoken>,
    crime: bool,
    findings: Vec<Choice>,
    reason: String,
}

/// One answer on the check page.
struct Line {
    key: String,
    value: String,
    href: String,
}

#[derive(Template)]
#[template(path = "cases/screening/check.html")]
struct CheckPage {
    l: Words,
    frame: Frame,
    around: Around,
    key: String,
    lines: Vec<Line>,
    readers: Readers,
}

pub(super) async fn show(
    desk: &Desk,
    draft: &Draft,
    step: Step,
    errors: &[FieldError],
    how: How,
) -> Answer {
    let rules = desk.app.rules();
    let faults = desk.faults(errors);
    let around = around(desk, draft, step, &rules).await?;
    match step {
        Step::Safety | Step::Basics => {
            let page = form_page(desk, draft, step, around, faults).await?;
            give(desk, how, &page)
        }
        Step::Signs(group) => give(desk, how, &signs_page(desk, draft, group, around, faults)),
        Step::Outcome => give(desk, how, &outcome_page(desk, draft, around, faults)),
        Step::Check => {
            let page = CheckPage {
                l: desk.l,
                frame: desk.form_frame(Some(Nav::Cases), &faults),
                around,
                key: draft.id.to_string(),
                lines: lines(desk, draft, &rules).await?,
                readers: Readers::of(desk, besa_domain::CircleKind::Cases).await?,
            };
            give(desk, how, &page)
        }
    }
}

/// The pages whose questions stand in the form of the rule book.
async fn form_page(
    desk: &Desk,
    draft: &Draft,
    step: Step,
    around: Around,
    faults: Faults,
) -> Result<FormPage, Fail> {
    let (l, rules) = (desk.l, desk.app.rules());
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    let wording = Wording::of(&desk.app, l, &rules, form).await?;
    let parts = wording.parts(form, &sections(form, step), &draft.fields);
    // An unclear age is offered every pack that may be added.
    let added = match step {
        Step::Basics => rules.packs.add_ons(Age::Unclear),
        Step::Safety | Step::Signs(_) | Step::Outcome | Step::Check => vec![],
    };
    let packs = added.into_iter().map(|pack| {
        let chosen = draft.all("pack").contains(&pack.code);
        Choice::new(&pack.code, l.rule(&pack.text)).chosen(chosen)
    });
    Ok(FormPage {
        l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        packs: packs.collect(),
        faults: named(faults, &parts),
        around,
        parts,
    })
}

fn signs_page(
    desk: &Desk,
    draft: &Draft,
    group: Group,
    around: Around,
    faults: Faults,
) -> SignsPage {
    let (l, rules) = (desk.l, desk.app.rules());
    let path = age(draft).unwrap_or(Age::Unclear);
    let signs = Signs::of(&rules, path, draft.all("pack"), group);
    SignsPage {
        l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        around,
        first: questions(&l, &rules, draft, &signs.first),
        more: questions(&l, &rules, draft, &signs.more),
        vulnerability: questions(&l, &rules, draft, &signs.vulnerability),
    }
}

/// What the rules suggest is the title; the person decides under it.
fn outcome_page(desk: &Desk, draft: &Draft, around: Around, mut faults: Faults) -> OutcomePage {
    let (l, rules) = (desk.l, desk.app.rules());
    faults.label("finding", &l.t("screening-finding"));
    let (suggestion, facts) = suggested(&rules, draft);
    let mut yes = facts
        .asked
        .iter()
        .filter(|(_, asked)| asked.answer == Ternary::Yes);
    OutcomePage {
        l,
        frame: desk.form_frame(Some(Nav::Cases), &faults),
        faults,
        around: Around {
            title: l.t(suggestion.outcome.key()),
            ..around
        },
        spoken: spoken(&l, &rules, &suggestion, &facts),
        crime: yes.any(|(code, _)| rules.indicators.get(code).is_some_and(|sign| sign.crime)),
        findings: findings(&l, draft.text("finding")),
        reason: draft.text("reason").to_owned(),
    }
}

async fn around(desk: &Desk, draft: &Draft, step: Step, rules: &Rules) -> Result<Around, Fail> {
    let l = &desk.l;
    let names: Vec<String> = Step::ALL.iter().map(|step| step.name(l)).collect();
    let number = step.place().saturating_add(1);
    let child = step.place() > Step::Basics.place() && age(draft).is_some_and(Age::child_path);
    Ok(Around {
        action: address(draft.id, step.slug()),
        back: step
            .before()
            .map_or("/screening".to_owned(), |it| address(draft.id, it.slug())),
        at: step.place(),
        title: step.name(l),
        cap: l.t2("screening-cap", ("step", number), ("of", names.len())),
        names,
        child: if child {
            Some(contact(desk, draft, rules).await?)
        } else {
            None
        },
        in_danger: step != Step::Check && draft.text("safe_now") == "no",
    })
}

/// The child protection worker of the place where the person is, or who stands in.
async fn contact(desk: &Desk, draft: &Draft, rules: &Rules) -> Result<Contact, Fail> {
    let Some(place) = rules.territory.municipality(draft.text("place_found")) else {
        return Ok(Contact::default());
    };
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadDutyContacts, Standing::Oneself)
        .await?;
    let houses = registry::institutions(&mut reading.tx()).await?;
    let facts: Vec<InstitutionFacts> = houses
        .iter()
        .map(|house| InstitutionFacts {
            id: house.id,
            kind: house.kind,
            services: house.services.iter().copied().collect(),
            areas: house
                .areas
                .iter()
                .filter_map(|area| area.parse::<Area>().ok())
                .collect(),
        })
        .collect();
    let county = rules.territory.of_county(&place.county);
    let first = unasked_for_child(place, &facts, &county, &BTreeSet::new())
        .into_iter()
        .next();
    let house = first.and_then(|it| houses.iter().find(|house| house.id == it.institution));
    Ok(house.map_or_else(Contact::default, |house| {
        let phone = [&house.duty_contact, &house.public_line]
            .into_iter()
            .find(|it| !it.is_empty());
        Contact {
            name: house.name.clone(),
            phone: phone.cloned().unwrap_or_default(),
        }
    }))
}

fn suggested(rules: &Rules, draft: &Draft) -> (Suggestion, ScreeningFacts) {
    let asked = read_signs(&draft.fields, &rules.indicators, &rules.lists).unwrap_or_default();
    let facts = ScreeningFacts {
        age: age(draft).unwrap_or(Age::Unclear),
        asked,
    };
    (suggest(&rules.screening, &rules.indicators, &facts), facts)
}

fn spoken(
    l: &Words,
    rules: &Rules,
    suggestion: &Suggestion,
    facts: &ScreeningFacts,
) -> Vec<Spoken> {
    suggestion
        .reached
        .iter()
        .filter_map(|reached| {
            let rule = rules.screening.get(&reached.rule)?;
            Some(Spoken {
                text: l.rule(&rule.text).to_owned(),
                source: l.rule(&rule.source).to_owned(),
                doubt: doubt(l, rule.mark),
                groups: reached
                    .signs
                    .iter()
                    .map(|(group, codes)| heard(l, rules, *group, codes, facts))
                    .collect(),
            })
        })
        .collect()
}

fn heard(
    l: &Words,
    rules: &Rules,
    group: Group,
    codes: &[String],
    facts: &ScreeningFacts,
) -> Heard {
    let sign = |code: &String| {
        let text = l.rule(&rules.indicators.get(code)?.text);
        let source = facts
            .asked
            .get(code)
            .and_then(|asked| asked.evidence.as_deref())
            .and_then(|evidence| rules.lists.text("evidence", evidence));
        Some(source.map_or_else(|| text.to_owned(), |it| format!("{text} · {}", l.rule(it))))
    };
    Heard {
        title: l.t(&format!("group-{}", group.code().to_lowercase())),
        count: l.t1("screening-signs", "count", codes.len()),
        signs: codes.iter().filter_map(sign).collect(),
    }
}

/// The four decisions, none of them made beforehand.
fn findings(l: &Words, chosen: &str) -> Vec<Choice> {
    Finding::ALL
        .into_iter()
        .map(|finding| {
            let text = l.t(&format!("finding-{}", finding.code().replace('_', "-")));
            let choice = Choice::new(finding.code(), text).chosen(finding.code() == chosen);
            match finding {
                Finding::NoSigns => choice.hint(l.t("screening-no-signs-hint")),
                Finding::Potential | Finding::AtRisk | Finding::Undetermined => choice,
            }
        })
        .collect()
}

async fn lines(desk: &Desk, draft: &Draft, rules: &Rules) -> Result<Vec<Line>, Fail> {
    let l = &desk.l;
    let form = rules.form(FORM).ok_or(Fail::Unseen)?;
    let wording = Wording::of(&desk.app, *l, rules, form).await?;
    let mut lines = Vec::new();
    for step in [Step::Safety, Step::Basics] {
        for field in sections(form, step)
            .into_iter()
            .flat_map(|it| form.fields_of(&it.code))
        {
            lines.push(Line {
                key: l.rule(&field.label).to_owned(),
                value: wording.said(field, &draft.fields),
                href: address(draft.id, step.slug()),
            });
        }
    }
    let added = rules.packs.add_ons(age(draft).unwrap_or(Age::Unclear));
    let ticked = added
        .into_iter()
        .filter(|pack| draft.all("pack").contains(&pack.code));
    let names: Vec<&str> = ticked.map(|pack| l.rule(&pack.text)).collect();
    lines.push(Line {
        key: l.t("screening-packs"),
        value: names.join(" · "),
        href: address(draft.id, Step::Basics.slug()),
    });
    let (_, facts) = suggested(rules, draft);
    for group in Group::ALL {
        let signs = facts
            .asked
            .iter()
            .filter(|(_, asked)| asked.answer == Ternary::Yes);
        let found = signs.filter_map(|(code, _)| rules.indicators.get(code));
        let found = found.filter(|sign| sign.group == group && sign.applies.to(facts.age));
        let texts: Vec<&str> = found.map(|sign| l.rule(&sign.text)).collect();
        lines.push(Line {
            key: l.t(&format!("group-{}", group.code().to_lowercase())),
            value: texts.join(" · "),
            href: address(draft.id, Step::Signs(group).slug()),
        });
    }
    let finding = format!("finding-{}", draft.text("finding").replace('_', "-"));
    for (key, value) in [
        ("screening-finding", l.t(&finding)),
        ("screening-reason", draft.text("reason").to_owned()),
    ] {
        let href = address(draft.id, Step::Outcome.slug());
        lines.push(Line {
            key: l.t(key),
            value,
            href,
        });
    }
    Ok(lines)
}
