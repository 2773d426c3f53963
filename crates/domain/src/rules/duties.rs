//! The duties matrix: which kind of institution leads, takes part, is asked, is told.

use crate::code::codes;
use crate::kind::DutyColumn;
use crate::rule::{Mark, RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

codes! {
    /// How an institution stands to a duty.
    pub enum Letter {
        /// Leads and answers for it.
        Lead = "L",
        /// Must take part.
        Part = "P",
        /// Is consulted or contributes data.
        Consulted = "C",
        /// Is informed.
        Informed = "I",
    }
}

/// One duty and who has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Such as `PR-03`.
    pub code: String,
    /// What is to be done.
    pub text: Text,
    /// The letter of each column; an absent column has no part in it.
    pub letters: BTreeMap<DutyColumn, Letter>,
    /// How sure the row is.
    pub mark: Mark,
    /// The act behind the row, where it has one of its own.
    #[serde(default)]
    pub source: Option<String>,
}

/// The whole matrix.
#[derive(Clone, Debug)]
pub struct Duties {
    basis: Text,
    rows: Vec<Duty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    basis: Text,
    duty: Vec<Duty>,
}

impl Duties {
    pub(crate) fn load(row: &RuleRow) -> Result<Duties, RuleError> {
        let file: File = row.content()?;
        row.once(file.duty.iter().map(|duty| duty.code.as_str()))?;
        if file.basis.is_blank() {
            return Err(row.wrong("basis", "a language is missing"));
        }
        match file.duty.iter().find(|duty| duty.text.is_blank()) {
            Some(duty) => Err(row.wrong(&duty.code, "a language is missing")),
            None => Ok(Duties {
                basis: file.basis,
                rows: file.duty,
            }),
        }
    }

    /// All duties in the order of the file.
    pub fn rows(&self) -> &[Duty] {
        &self.rows
    }

    /// What the matrix rests on, as a page names it.
    pub fn basis(&self) -> &Text {
        &self.basis
    }

    /// The duty with this code.
    pub fn get(&self, code: &str) -> Option<&Duty> {
        self.rows.iter().find(|duty| duty.code == code)
    }

    /// How a column stands to a duty.
    pub fn letter(&self, code: &str, column: DutyColumn) -> Option<Letter> {
        self.get(code)?.letters.get(&column).copied()
    }
}
