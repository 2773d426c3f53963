//! What the signs suggest; the machine may only raise a suggestion, the person decides and says why.

use crate::answer::Ternary;
use crate::check::Raw;
use crate::clean::{PROSE_LIMIT, check_prose};
use crate::code::codes;
use crate::date::Age;
use crate::error::{AnswerError, FieldError};
use crate::rule::{Mark, RuleError, RuleRow};
use crate::rules::indicators::{Applies, Group, Indicator, Indicators, Weight};
use crate::rules::lists::Lists;
use crate::text::Text;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What a screening may suggest; there is no word here for "not a victim", and there must be none.
    pub enum Outcome {
        /// Nuk u vunë re tregues sot.
        NoneToday = "none_today",
        /// Tregues të pjesshëm: a second person looks.
        Partial = "partial",
        /// Tregues të mjaftueshëm.
        Sufficient = "sufficient",
    }
}

impl Outcome {
    /// The message that says it.
    pub fn key(self) -> &'static str {
        match self {
            Outcome::NoneToday => "outcome-none-today",
            Outcome::Partial => "outcome-partial",
            Outcome::Sufficient => "outcome-sufficient",
        }
    }
}

/// Minimum numbers of answers "Po"; all must be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Minimum {
    /// Signs of recruitment.
    #[serde(rename = "A")]
    pub a: usize,
    /// Signs of coercion and exploitation.
    #[serde(rename = "B")]
    pub b: usize,
    /// Signs of movement and documents.
    #[serde(rename = "C")]
    pub c: usize,
    /// Signs of vulnerability.
    #[serde(rename = "V")]
    pub v: usize,
    /// Strong signs of recruitment.
    #[serde(rename = "strong_A")]
    pub strong_a: usize,
    /// Strong signs of coercion and exploitation.
    #[serde(rename = "strong_B")]
    pub strong_b: usize,
    /// Strong signs of movement and documents.
    #[serde(rename = "strong_C")]
    pub strong_c: usize,
    /// Strong signs of A, B or C together.
    pub strong_any: usize,
}

/// One rule that may raise a suggestion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningRule {
    /// Its name.
    pub code: String,
    /// Whom it is for.
    pub applies: Applies,
    /// What it suggests.
    pub outcome: Outcome,
    /// What it says, for the person who decides.
    pub text: Text,
    /// What is behind it, as a page names it.
    pub source: Text,
    /// How sure it is.
    pub mark: Mark,
    /// One of these must be reached.
    pub any_of: Vec<Minimum>,
}

/// All rules in force.
#[derive(Clone, Debug)]
pub struct ScreeningRules(Vec<ScreeningRule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    suggestion: Vec<ScreeningRule>,
}

impl ScreeningRules {
    pub(crate) fn load(row: &RuleRow) -> Result<ScreeningRules, RuleError> {
        let file: File = row.content()?;
        row.once(file.suggestion.iter().map(|rule| rule.code.as_str()))?;
        for rule in &file.suggestion {
            if rule.outcome == Outcome::NoneToday {
                return Err(row.wrong(&rule.code, "a rule may only raise a suggestion"));
            }
            if rule.text.is_blank() || rule.source.is_blank() {
                return Err(row.wrong(&rule.code, "a language is missing"));
            }
            if rule.any_of.is_empty() || rule.any_of.contains(&Minimum::default()) {
                return Err(row.wrong(&rule.code, "a rule without a minimum would always speak"));
            }
            let vulnerable_only = |min: &Minimum| {
                *min == Minimum {
                    v: min.v,
                    ..Minimum::default()
                }
            };
            if rule.outcome == Outcome::Sufficient && rule.any_of.iter().any(vulnerable_only) {
                return Err(row.wrong(&rule.code, "vulnerability alone is never sufficient"));
            }
        }
        Ok(ScreeningRules(file.suggestion))
    }

    /// The rule with this name.
    pub fn get(&self, code: &str) -> Option<&ScreeningRule> {
        self.0.iter().find(|rule| rule.code == code)
    }

    /// All rules in the order of the file.
    pub fn rows(&self) -> &[ScreeningRule] {
        &self.0
    }
}

/// What was answered about one sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The answer.
    pub answer: Ternary,
    /// How it is known: a code of the list `evidence`, one optional tap after Po.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// All that the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningFacts {
    /// The path.
    pub age: Age,
    /// The answers by code of the sign; what is absent was not asked.
    pub asked: BTreeMap<String, Asked>,
}

impl ScreeningFacts {
    /// The signs answered "Po" that are meant for a person of this age.
    fn present<'i>(&self, indicators: &'i Indicators) -> Vec<&'i Indicator> {
        let yes = self
            .asked
            .iter()
            .filter(|(_, asked)| asked.answer == Ternary::Yes);
        yes.filter_map(|(code, _)| indicators.get(code))
            .filter(|sign| sign.applies.to(self.age))
            .collect()
    }
}

/// Reads the answers about signs: fields `G19` and `G19-source`; "Nuk u pyet" leaves no trace.
///
/// # Errors
/// One `FieldError` for each answer that is not one of the four, or evidence that is not in its list.
pub fn read_signs(
    raw: &Raw,
    indicators: &Indicators,
    lists: &Lists,
) -> Result<BTreeMap<String, Asked>, Vec<FieldError>> {
    let first = |name: &str| {
        raw.get(name)
            .and_then(|values| values.first())
            .map_or("", |v| v.trim())
    };
    let (mut asked, mut faults) = (BTreeMap::new(), Vec::new());
    for sign in indicators.iter() {
        let answer = match first(&sign.code) {
            "" => Some(Ternary::NotAsked),
            code => Ternary::from_code(code),
        };
        let source = format!("{}-source", sign.code);
        let evidence = Some(first(&source)).filter(|code| !code.is_empty());
        match (answer, evidence) {
            (None, _) => faults.push(FieldError::new(&sign.code, AnswerError::NotAChoice.key())),
            (Some(Ternary::NotAsked), _) => {}
            (Some(Ternary::Yes), Some(code)) if !lists.has("evidence", code) => {
                faults.push(FieldError::new(source, AnswerError::NoEvidence.key()));
            }
            (Some(answer), evidence) => {
                let evidence = evidence
                    .filter(|_| answer == Ternary::Yes)
                    .map(str::to_owned);
                asked.insert(sign.code.clone(), Asked { answer, evidence });
            }
        }
    }
    if faults.is_empty() {
        Ok(asked)
    } else {
        Err(faults)
    }
}

/// A rule that spoke, and the signs it heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Name of the rule.
    pub rule: String,
    /// What it suggests.
    pub outcome: Outcome,
    /// The signs present in the groups that it counts.
    pub signs: BTreeMap<Group, Vec<String>>,
}

/// What the rules together suggest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The highest that any rule reached.
    pub outcome: Outcome,
    /// Every rule that reached it.
    pub reached: Vec<Reached>,
}

/// What the rules in force suggest for these answers.
pub fn suggest(
    rules: &ScreeningRules,
    indicators: &Indicators,
    facts: &ScreeningFacts,
) -> Suggestion {
    let present = facts.present(indicators);
    let spoke: Vec<Reached> = rules
        .rows()
        .iter()
        .filter(|rule| rule.applies.to(facts.age))
        .filter_map(|rule| {
            let min = rule.any_of.iter().find(|min| min.reached(&present))?;
            Some(Reached {
                rule: rule.code.clone(),
                outcome: rule.outcome,
                signs: min.heard(&present),
            })
        })
        .collect();
    let outcome = spoke
        .iter()
        .map(|rule| rule.outcome)
        .max()
        .unwrap_or(Outcome::NoneToday);
    let reached = spoke
        .into_iter()
        .filter(|rule| rule.outcome == outcome)
        .collect();
    Suggestion { outcome, reached }
}

impl Minimum {
    fn of(&self, group: Group) -> (usize, usize) {
        match group {
            Group::A => (self.a, self.strong_a),
            Group::B => (self.b, self.strong_b),
            Group::C => (self.c, self.strong_c),
            Group::V => (self.v, 0),
        }
    }

    fn reached(&self, present: &[&Indicator]) -> bool {
        let strong = |sign: &&&Indicator| sign.weight == Weight::Strong;
        let counted = Group::ALL.into_iter().all(|group| {
            let (all, firm) = self.of(group);
            let signs = || present.iter().filter(|sign| sign.group == group);
            signs().count() >= all && signs().filter(strong).count() >= firm
        });
        let any = present
            .iter()
            .filter(|sign| sign.group != Group::V)
            .filter(strong)
            .count();
        counted && any >= self.strong_any
    }

    /// The signs of the groups that this minimum counts.
    fn heard(&self, present: &[&Indicator]) -> BTreeMap<Group, Vec<String>> {
        let mut heard: BTreeMap<Group, Vec<String>> = BTreeMap::new();
        for sign in present {
            let strong = sign.weight == Weight::Strong;
            let (all, firm) = self.of(sign.group);
            let any = strong && self.strong_any > 0 && sign.group != Group::V;
            if all > 0 || (strong && firm > 0) || any {
                heard.entry(sign.group).or_default().push(sign.code.clone());
            }
        }
        heard
    }
}

codes! {
    /// What the person who screened decides.
    pub enum Finding {
        /// Potential victim of trafficking.
        Potential = "potential",
        /// Person at risk of trafficking.
        AtRisk = "at_risk",
        /// No signs of trafficking.
        NoSigns = "no_signs",
        /// Could not be determined.
        Undetermined = "undetermined",
    }
}

impl Finding {
    /// Whether signs were found that help and the law rest on.
    pub fn found(self) -> bool {
        match self {
            Finding::Potential | Finding::AtRisk => true,
            Finding::NoSigns | Finding::Undetermined => false,
        }
    }
}

/// A decision with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// What was decided.
    pub finding: Finding,
    /// Why, in the decider's words; no names.
    pub reason: String,
    /// Whether a second person must look before it holds.
    pub second_look: bool,
}

/// Takes the person's decision; one that says less than the signs do needs a second look (practice
/// paper 3: "të pjesshëm: kërkohet vlerësim i dytë").
///
/// # Errors
/// A decision without reason, or a reason over 4000 characters, is refused on the field `reason`.
pub fn decide_finding(
    finding: Finding,
    reason: &str,
    suggestion: &Suggestion,
    indicators: &Indicators,
    facts: &ScreeningFacts,
) -> Result<Decided, FieldError> {
    let reason = check_prose("reason", reason, PROSE_LIMIT, false)?;
    if reason.is_empty() {
        return Err(FieldError::new("reason", AnswerError::NoReason.key()));
    }
    let strong = facts
        .present(indicators)
        .iter()
        .any(|sign| sign.weight == Weight::Strong);
    let doubtful = strong || suggestion.outcome > Outcome::NoneToday;
    Ok(Decided {
        finding,
        reason,
        second_look: finding != Finding::Potential && doubtful,
    })
}

#[cfg(test)]
mod tests;
