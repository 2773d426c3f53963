//! Answers to a form as data, after they were checked.

use crate::code::codes;
use crate::date::PartialDate;
use crate::form::Form;
use crate::id::InstitutionId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

codes! {
    /// The answer to a question that a frightened person may leave open.
    pub enum Ternary {
        /// Po.
        Yes = "yes",
        /// Jo.
        No = "no",
        /// Nuk e di.
        Unknown = "unknown",
        /// Nuk u pyet: the default.
        NotAsked = "not_asked",
    }
}

/// One checked answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// One code of the field's options.
    Choice(String),
    /// Codes of the field's options.
    Choices(BTreeSet<String>),
    /// One line.
    Text(String),
    /// Prose.
    LongText(String),
    /// A date, perhaps known in part.
    Date(PartialDate),
    /// 0 to 9999.
    Number(u32),
    /// Code of a municipality.
    Municipality(String),
    /// An institution.
    Institution(InstitutionId),
    /// Digits, perhaps with a leading plus.
    Phone(String),
    /// Yes, no, unknown, not asked.
    Ternary(Ternary),
}

/// Answers by field code; the order makes their JSON canonical.
pub type Answers = BTreeMap<String, Answer>;

/// Checked answers and the form that they answer: what is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Code of the form.
    pub form: String,
    /// Its version: old answers are shown with the words they were given to.
    pub version: u32,
    /// The answers; a field left empty is absent.
    pub answers: Answers,
}

impl Checked {
    /// The answers of some sections only.
    pub fn part(&self, form: &Form, sections: &[&str]) -> Checked {
        let mut part = self.clone();
        part.answers.retain(|code, _| {
            form.field(code)
                .is_some_and(|field| sections.contains(&&*field.section))
        });
        part
    }

    /// The chosen code of a choice, or the code of a municipality.
    pub fn choice(&self, field: &str) -> Option<&str> {
        match self.answers.get(field)? {
            Answer::Choice(code) | Answer::Municipality(code) => Some(code),
            Answer::Choices(_)
            | Answer::Text(_)
            | Answer::LongText(_)
            | Answer::Date(_)
            | Answer::Number(_)
            | Answer::Institution(_)
            | Answer::Phone(_)
            | Answer::Ternary(_) => None,
        }
    }

    /// The chosen codes of a list of choices; empty when none was chosen.
    pub fn choices(&self, field: &str) -> BTreeSet<String> {
        match self.answers.get(field) {
            Some(Answer::Choices(codes)) => codes.clone(),
            _ => BTreeSet::new(),
        }
    }

    /// What was written into a field for text, prose or a telephone number.
    pub fn words(&self, field: &str) -> Option<&str> {
        match self.answers.get(field)? {
            Answer::Text(text) | Answer::LongText(text) | Answer::Phone(text) => Some(text),
            Answer::Choice(_)
            | Answer::Choices(_)
            | Answer::Date(_)
            | Answer::Number(_)
            | Answer::Municipality(_)
            | Answer::Institution(_)
            | Answer::Ternary(_) => None,
        }
    }

    /// Yes, no, unknown; a question without answer was not asked.
    pub fn ternary(&self, field: &str) -> Ternary {
        match self.answers.get(field) {
            Some(Answer::Ternary(answer)) => *answer,
            _ => Ternary::NotAsked,
        }
    }
}
