//! What rules read of a form: typed views, so that no rule asks for an answer by a string.

use crate::answer::{Checked, Ternary};
use crate::date::Age;
use crate::error::{AnswerError, FieldError};
use crate::form::{FieldKind, Form};
use crate::ground::Wish;
use crate::kind::RiskLevel;
use crate::rule::RuleError;
use std::collections::BTreeSet;

/// A field that a view reads: code, kind, and what its options may be.
pub(crate) struct Need(&'static str, FieldKind, fn(&str) -> bool);

fn any(_: &str) -> bool {
    true
}

fn age(code: &str) -> bool {
    Age::from_code(code).is_some()
}

fn wish(code: &str) -> bool {
    Wish::from_code(code).is_some()
}

fn risk(code: &str) -> bool {
    RiskLevel::from_code(code).is_some()
}

/// Every form that a view reads, with its fields.
pub(crate) const NEEDS: &[(&str, &[Need])] = &[
    (
        "screening",
        &[
            Need("may_talk", FieldKind::Choice, |code| {
                matches!(code, "yes" | "not_now")
            }),
            Need("alone", FieldKind::YesNoUnknownNotasked, any),
            Need("safe_now", FieldKind::YesNoUnknownNotasked, any),
            Need("interpreter", FieldKind::Choice, any),
            Need("place_found", FieldKind::Municipality, any),
            Need("age_band", FieldKind::Choice, age),
            Need("language", FieldKind::Choice, any),
        ],
    ),
    (
        "f1",
        &[
            Need("name_used", FieldKind::Text, any),
            Need("sex", FieldKind::Choice, any),
            Need("age_group", FieldKind::Choice, any),
            Need("needs_now", FieldKind::Choices, any),
            Need("risk_level", FieldKind::Choice, risk),
            Need("hidden_place", FieldKind::YesNoUnknownNotasked, any),
            Need("wish_help", FieldKind::Choice, wish),
            Need("wish_police", FieldKind::Choice, wish),
        ],
    ),
];

/// Refuses a form that lacks what a view reads.
pub(crate) fn fits(form: &Form, needs: &[Need]) -> Result<(), RuleError> {
    for Need(code, kind, allowed) in needs {
        let sentence = match form.field(code) {
            None => "a rule reads this field and it is not there".to_owned(),
            Some(field) if field.kind != *kind => format!("a rule reads this field as {kind}"),
            Some(field) => match field.options.iter().find(|option| !allowed(&option.code)) {
                Some(option) => format!("no rule knows the option {}", option.code),
                None => continue,
            },
        };
        return Err(RuleError::new(
            format!("form {}", form.code),
            *code,
            sentence,
        ));
    }
    Ok(())
}

/// The questions before the signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningBasics {
    /// Whether the person wants to talk now.
    pub may_talk: bool,
    /// Alone with the person, away from any companion.
    pub alone: Ternary,
    /// Whether the person is safe now.
    pub safe_now: Ternary,
    /// How the language is bridged: a code of the form.
    pub interpreter: String,
    /// Code of the municipality where the person is.
    pub place_found: String,
    /// The path that is followed.
    pub age: Age,
    /// Language that the person speaks best: a code of the form.
    pub language: String,
}

impl TryFrom<&Checked> for ScreeningBasics {
    type Error = FieldError;

    fn try_from(checked: &Checked) -> Result<ScreeningBasics, FieldError> {
        Ok(ScreeningBasics {
            may_talk: choice(checked, "may_talk")? == "yes",
            alone: checked.ternary("alone"),
            safe_now: checked.ternary("safe_now"),
            interpreter: choice(checked, "interpreter")?.to_owned(),
            place_found: choice(checked, "place_found")?.to_owned(),
            age: code(checked, "age_band", Age::from_code)?,
            language: choice(checked, "language")?.to_owned(),
        })
    }
}

/// What the first helpers need of the initial identification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstNeeds {
    /// What the person is called, if anything.
    pub name_used: Option<String>,
    /// A code of the form.
    pub sex: String,
    /// A code of the form.
    pub age_group: String,
    /// Codes of the form.
    pub needs: BTreeSet<String>,
    /// The worker's assessment.
    pub risk: RiskLevel,
    /// Whether the place must stay hidden.
    pub hidden_place: Ternary,
    /// Whether the person wants help.
    pub wish_help: Wish,
    /// Whether the person wants to speak with the police.
    pub wish_police: Wish,
}

impl TryFrom<&Checked> for FirstNeeds {
    type Error = FieldError;

    fn try_from(checked: &Checked) -> Result<FirstNeeds, FieldError> {
        Ok(FirstNeeds {
            name_used: checked.words("name_used").map(str::to_owned),
            sex: choice(checked, "sex")?.to_owned(),
            age_group: choice(checked, "age_group")?.to_owned(),
            needs: checked.choices("needs_now"),
            risk: code(checked, "risk_level", RiskLevel::from_code)?,
            hidden_place: checked.ternary("hidden_place"),
            wish_help: code(checked, "wish_help", Wish::from_code)?,
            wish_police: code(checked, "wish_police", Wish::from_code)?,
        })
    }
}

fn choice<'c>(checked: &'c Checked, field: &str) -> Result<&'c str, FieldError> {
    checked
        .choice(field)
        .ok_or_else(|| FieldError::new(field, AnswerError::Missing.key()))
}

fn code<T>(checked: &Checked, field: &str, read: fn(&str) -> Option<T>) -> Result<T, FieldError> {
    let chosen = choice(checked, field)?;
    read(chosen).ok_or_else(|| FieldError::new(field, AnswerError::NotAChoice.key()))
}
