//! Rules with dates: what a rule file says of itself, and how a wrong one is refused.

use crate::code::codes;
use crate::error::ParseError;
use jiff::civil::Date;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use std::fmt;

codes! {
    /// What a rule file holds.
    pub enum RuleKind {
        /// Kinds of institutions.
        Kinds = "kinds",
        /// The duties matrix.
        Duties = "duties",
        /// Services and the duty behind each.
        Services = "services",
        /// Counties and municipalities.
        Territory = "territory",
        /// Signs of trafficking.
        Indicators = "indicators",
        /// Which signs are asked first.
        Packs = "packs",
        /// When a screening may suggest something.
        Screening = "screening",
        /// What a worker must pass on by law.
        Disclosure = "disclosure",
        /// Clocks and ladders.
        Timers = "timers",
        /// When opening many cases asks for a factor again.
        Brake = "brake",
        /// Public holidays.
        Calendar = "calendar",
        /// A form as data.
        Form = "form",
        /// Code lists that no rule branches on.
        Lists = "lists",
    }
}

codes! {
    /// How sure a rule is.
    pub enum Mark {
        /// Read in a named legal source or published report.
        R = "R",
        /// Known, source not read.
        K = "K",
        /// Inferred: a default of ours.
        I = "I",
    }
}

impl Mark {
    /// Whether it may be shown without the word "unconfirmed".
    pub fn confirmed(self) -> bool {
        match self {
            Mark::R => true,
            Mark::K | Mark::I => false,
        }
    }
}

/// What every rule file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleHead {
    /// What it holds.
    pub kind: RuleKind,
    /// Its name among those of its kind.
    pub code: String,
    /// 1, 2, 3 ...; a version is never edited.
    pub version: u32,
    /// First day in force.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// Last day in force.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
    /// The law or paper behind it.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
    /// `pending` until a native reader has signed the Albanian.
    #[serde(default)]
    pub proof: Option<String>,
}

/// One stored version of one rule file.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// What it holds.
    pub kind: RuleKind,
    /// Its name among those of its kind.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// First day in force.
    pub valid_from: Date,
    /// Last day in force.
    pub valid_to: Option<Date>,
    /// The file as it was written.
    pub body: String,
}

/// Why a rule file was refused: where, and one sentence for whoever maintains the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    file: String,
    place: String,
    sentence: String,
}

impl RuleError {
    pub(crate) fn new(
        file: impl Into<String>,
        place: impl Into<String>,
        sentence: impl Into<String>,
    ) -> RuleError {
        RuleError {
            file: file.into(),
            place: place.into(),
            sentence: sentence.into(),
        }
    }

    /// The file: kind, code and version.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The row or key within the file.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.place, self.sentence)
    }
}

impl std::error::Error for RuleError {}

#[derive(Deserialize)]
struct OnlyHead {
    rule: RuleHead,
}

impl RuleHead {
    /// Reads the `[rule]` table of a file.
    pub fn read(body: &str) -> Result<RuleHead, RuleError> {
        let head = toml::from_str::<OnlyHead>(body)
            .map_err(|error| RuleError::new("rule file", "[rule]", error.message()))?
            .rule;
        if head.valid_to.is_some_and(|to| to < head.valid_from) {
            return Err(RuleError::new(
                head.name(),
                "valid_to",
                "it ends before it begins",
            ));
        }
        Ok(head)
    }

    fn name(&self) -> String {
        format!("{} {} {}", self.kind, self.code, self.version)
    }
}

impl RuleRow {
    /// A file as the row that it becomes.
    pub fn read(body: &str) -> Result<RuleRow, RuleError> {
        let head = RuleHead::read(body)?;
        Ok(RuleRow {
            kind: head.kind,
            code: head.code,
            version: head.version,
            valid_from: head.valid_from,
            valid_to: head.valid_to,
            body: body.to_owned(),
        })
    }

    /// Whether it holds on that day.
    pub fn in_force(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|to| date <= to)
    }

    pub(crate) fn wrong(&self, place: impl Into<String>, sentence: impl Into<String>) -> RuleError {
        RuleError::new(
            format!("{} {} {}", self.kind, self.code, self.version),
            place,
            sentence,
        )
    }

    /// The typed content; a key that nobody knows is refused, because it is a rule not followed.
    pub(crate) fn content<T: DeserializeOwned>(&self) -> Result<T, RuleError> {
        toml::from_str(&self.body).map_err(|error| {
            let line = error.span().and_then(|span| self.body.get(..span.start));
            let line = line.map_or(0, |before| before.lines().count());
            self.wrong(format!("line {line}"), error.message())
        })
    }

    /// Refuses a code that stands twice.
    pub(crate) fn once<'c>(&self, codes: impl Iterator<Item = &'c str>) -> Result<(), RuleError> {
        let mut seen = std::collections::BTreeSet::new();
        for code in codes {
            if !seen.insert(code) {
                return Err(self.wrong(code, "this code stands twice"));
            }
        }
        Ok(())
    }
}

fn parse_day(text: &str) -> Result<Date, ParseError> {
    text.parse().map_err(|_| ParseError::UnknownCode)
}

pub(crate) fn day<'de, D: Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
    let text = String::deserialize(input)?;
    parse_day(&text)
        .map_err(|_| D::Error::custom(format!("`{text}` is not a date such as 2026-01-31")))
}

pub(crate) fn some_day<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    day(input).map(Some)
}
