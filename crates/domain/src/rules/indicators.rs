//! The catalogue of signs.

use crate::code::codes;
use crate::date::Age;
use crate::rule::{RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

codes! {
    /// How much a sign says.
    pub enum Weight {
        /// Strong.
        Strong = "S",
        /// Medium.
        Medium = "M",
        /// Weak.
        Weak = "W",
    }
}

codes! {
    /// What a sign is about.
    pub enum Group {
        /// Recruitment.
        A = "A",
        /// Coercion and exploitation.
        B = "B",
        /// Movement and documents.
        C = "C",
        /// Vulnerability only: never enough by itself.
        V = "V",
    }
}

codes! {
    /// Whom a sign, a pack or a rule is for.
    pub enum Applies {
        /// Everybody.
        Both = "both",
        /// Adults.
        Adult = "adult",
        /// Children, and everybody of unclear age.
        Child = "child",
    }
}

impl Applies {
    /// Whether it is for a person of this age.
    pub fn to(self, age: Age) -> bool {
        match self {
            Applies::Both => true,
            Applies::Adult => !age.child_path(),
            Applies::Child => age.child_path(),
        }
    }
}

/// One sign.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Such as `G16`.
    pub code: String,
    /// How much it says.
    pub weight: Weight,
    /// What it is about.
    pub group: Group,
    /// Whom it is for.
    pub applies: Applies,
    /// The sign in words.
    pub text: Text,
    /// Must not be asked in front of others.
    #[serde(default)]
    pub private: bool,
    /// Is seen rather than asked.
    #[serde(default)]
    pub observed: bool,
    /// The answer could be used against the person: no details are written down.
    #[serde(default)]
    pub crime: bool,
}

/// The catalogue.
#[derive(Clone, Debug)]
pub struct Indicators(Vec<Indicator>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    indicator: Vec<Indicator>,
}

impl Indicators {
    pub(crate) fn load(row: &RuleRow) -> Result<Indicators, RuleError> {
        let file: File = row.content()?;
        row.once(file.indicator.iter().map(|sign| sign.code.as_str()))?;
        match file.indicator.iter().find(|sign| sign.text.is_blank()) {
            Some(sign) => Err(row.wrong(&sign.code, "a language is missing")),
            None => Ok(Indicators(file.indicator)),
        }
    }

    /// The sign with this code.
    pub fn get(&self, code: &str) -> Option<&Indicator> {
        self.0.iter().find(|sign| sign.code == code)
    }

    /// All signs in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Indicator> {
        self.0.iter()
    }

    /// The signs for a person of this age.
    pub fn for_age(&self, age: Age) -> Vec<&Indicator> {
        self.0.iter().filter(|sign| sign.applies.to(age)).collect()
    }
}
