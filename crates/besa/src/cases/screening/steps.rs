//! The steps of a screening, and what each of them asks.

use super::actions::FORM;
use crate::cases::identification::fields;
use crate::drafts::{Draft, Fields};
use crate::lang::Words;
use crate::web::Sent;
use crate::web::ui::Choice;
use besa_domain::{Age, Form, FormSection, Group, Indicator, Rules};

/// One page of a screening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Safety,
    Basics,
    Signs(Group),
    Outcome,
    Check,
}

impl Step {
    pub(super) const ALL: [Step; 7] = [
        Step::Safety,
        Step::Basics,
        Step::Signs(Group::A),
        Step::Signs(Group::B),
        Step::Signs(Group::C),
        Step::Outcome,
        Step::Check,
    ];

    /// The last part of its address.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Step::Safety => "safety",
            Step::Basics => "basics",
            Step::Signs(Group::A) => "a",
            Step::Signs(Group::B) => "b",
            Step::Signs(Group::C | Group::V) => "c",
            Step::Outcome => "outcome",
            Step::Check => "check",
        }
    }

    pub(super) fn parse(slug: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.slug() == slug)
    }

    /// The message that names it.
    pub(super) fn name(self, l: &Words) -> String {
        match self {
            Step::Signs(group) => l.t(&format!("group-{}", group.code().to_lowercase())),
            Step::Safety | Step::Basics | Step::Outcome | Step::Check => {
                l.t(&format!("screening-step-{}", self.slug()))
            }
        }
    }

    /// Its place, counted from 0.
    pub(super) fn place(self) -> usize {
        Step::ALL
            .iter()
            .position(|step| *step == self)
            .unwrap_or_default()
    }

    pub(super) fn next(self) -> Step {
        Step::ALL
            .get(self.place().saturating_add(1))
            .copied()
            .unwrap_or(Step::Check)
    }

    pub(super) fn before(self) -> Option<Step> {
        self.place()
            .checked_sub(1)
            .and_then(|place| Step::ALL.get(place).copied())
    }
}

/// The path that the basics chose; none while they are not answered.
pub(super) fn age(draft: &Draft) -> Option<Age> {
    Age::from_code(draft.text("age_band"))
}

/// The sections of the form on a page.
pub(super) fn sections(form: &Form, step: Step) -> Vec<&FormSection> {
    form.sections_of(step.slug())
}

/// The signs of a section: those that the packs put first, and the rest.
pub(super) struct Signs<'r> {
    pub(super) first: Vec<&'r Indicator>,
    pub(super) more: Vec<&'r Indicator>,
    /// Vulnerability stands with the last section, behind "more signs".
    pub(super) vulnerability: Vec<&'r Indicator>,
}

impl<'r> Signs<'r> {
    pub(super) fn of(rules: &'r Rules, age: Age, packs: &[String], group: Group) -> Signs<'r> {
        let packs: Vec<&str> = packs.iter().map(String::as_str).collect();
        let mut asked = rules.packs.questions(&rules.indicators, age, &packs);
        let first = asked.remove(&group).unwrap_or_default();
        let shown: Vec<&str> = first.iter().map(|sign| sign.code.as_str()).collect();
        let more = rules.packs.more(&rules.indicators, age, group, &shown);
        let vulnerability = if group == Group::C {
            rules.packs.more(&rules.indicators, age, Group::V, &[])
        } else {
            Vec::new()
        };
        Signs {
            first,
            more,
            vulnerability,
        }
    }

    fn all(&self) -> impl Iterator<Item = &'r Indicator> {
        self.first
            .iter()
            .chain(&self.more)
            .chain(&self.vulnerability)
            .copied()
    }
}

/// What a step asked, as it was sent: these fields and no others go into the draft.
pub(super) fn typed(rules: &Rules, step: Step, draft: &Draft, sent: &Sent) -> Fields {
    let mut fields = Fields::new();
    let mut take = |name: String| {
        let values = sent.all(&name).to_vec();
        fields.insert(name, values);
    };
    match step {
        Step::Safety | Step::Basics => {
            if step == Step::Basics {
                take("pack".to_owned());
            }
            if let Some(form) = rules.form(FORM) {
                fields.extend(fields::typed(form, &sections(form, step), sent));
            }
        }
        Step::Signs(group) => {
            let age = age(draft).unwrap_or(Age::Unclear);
            for sign in Signs::of(rules, age, draft.all("pack"), group).all() {
                take(sign.code.clone());
                take(format!("{}-source", sign.code));
            }
        }
        Step::Outcome => {
            take("finding".to_owned());
            take("reason".to_owned());
        }
        Step::Check => {}
    }
    fields
}

/// One sign as its control needs it.
pub(super) struct Question {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) answer: String,
    pub(super) hint: String,
    pub(super) sources: Vec<Choice>,
}

/// Signs with what was answered so far; "Nuk u pyet" where nothing was.
pub(super) fn questions(
    l: &Words,
    rules: &Rules,
    draft: &Draft,
    signs: &[&Indicator],
) -> Vec<Question> {
    let evidence = rules.lists.list("evidence");
    signs
        .iter()
        .map(|sign| {
            let known = draft.text(&format!("{}-source", sign.code)).to_owned();
            let sources = evidence
                .map_or(&[][..], |list| list.codes.as_slice())
                .iter();
            let mut hints = Vec::new();
            if sign.private {
                hints.push(l.t("indicator-private"));
            }
            if sign.observed {
                hints.push(l.t("indicator-observed"));
            }
            Question {
                code: sign.code.clone(),
                text: l.rule(&sign.text).to_owned(),
                answer: draft.text(&sign.code).to_owned(),
                hint: hints.join(". "),
                sources: sources
                    .map(|(code, text)| Choice::new(code, l.rule(text)).chosen(*code == known))
                    .collect(),
            }
        })
        .collect()
}
