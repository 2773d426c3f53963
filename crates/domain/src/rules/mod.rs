//! All rules in force on one day, loaded together and checked against each other.

pub(crate) mod brake;
pub(crate) mod calendar;
pub(crate) mod disclosure;
pub(crate) mod duties;
pub(crate) mod indicators;
pub(crate) mod kinds;
pub(crate) mod lists;
pub(crate) mod packs;
pub(crate) mod services;
pub(crate) mod territory;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod timers;

use crate::form::Form;
use crate::rule::{RuleError, RuleHead, RuleKind, RuleRow};
use crate::screening::ScreeningRules;
use crate::{
    Brake, Calendar, Disclosures, Duties, Indicators, Kinds, Lists, Packs, Services, Territory,
    Timers,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The rules in force on one day.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Kinds of institutions.
    pub kinds: Kinds,
    /// Who does what.
    pub duties: Duties,
    /// What may be asked of others.
    pub services: Services,
    /// Counties and municipalities.
    pub territory: Territory,
    /// Signs of trafficking.
    pub indicators: Indicators,
    /// Which signs are asked first.
    pub packs: Packs,
    /// When a screening suggests something.
    pub screening: ScreeningRules,
    /// What must be told before the first question.
    pub disclosures: Disclosures,
    /// Clocks and ladders.
    pub timers: Timers,
    /// When opening many cases asks for a factor again.
    pub brake: Brake,
    /// Working days, of this and the coming years.
    pub calendar: Calendar,
    /// Code lists that no rule branches on.
    pub lists: Lists,
    /// What each file in force says of itself, for the rules pages.
    pub heads: Vec<RuleHead>,
    forms: BTreeMap<String, u32>,
    all_forms: BTreeMap<(String, u32), Form>,
}

impl Rules {
    /// Picks the newest version in force of every rule; refuses a wrong, a missing or a doubled one.
    pub fn at(rows: &[RuleRow], date: Date) -> Result<Rules, RuleError> {
        let one = |kind| one_in_force(rows, kind, date);
        let heads = in_force(rows, date)
            .into_iter()
            .map(|row| RuleHead::read(&row.body))
            .collect::<Result<_, _>>()?;
        let forms = in_force(rows, date)
            .into_iter()
            .filter(|row| row.kind == RuleKind::Form);
        let rules = Rules {
            kinds: Kinds::load(one(RuleKind::Kinds)?)?,
            duties: Duties::load(one(RuleKind::Duties)?)?,
            services: Services::load(one(RuleKind::Services)?)?,
            territory: Territory::load(one(RuleKind::Territory)?)?,
            indicators: Indicators::load(one(RuleKind::Indicators)?)?,
            packs: Packs::load(one(RuleKind::Packs)?)?,
            screening: ScreeningRules::load(one(RuleKind::Screening)?)?,
            disclosures: Disclosures::load(one(RuleKind::Disclosure)?)?,
            timers: Timers::load(one(RuleKind::Timers)?)?,
            brake: Brake::load(one(RuleKind::Brake)?)?,
            calendar: Calendar::load(rows, date)?,
            lists: Lists::load(one(RuleKind::Lists)?)?,
            heads,
            forms: forms.map(|row| (row.code.clone(), row.version)).collect(),
            all_forms: all_forms(rows)?,
        };
        rules.agree()?;
        Ok(rules)
    }

    /// The form in force with this code: `screening`, `f1`.
    pub fn form(&self, code: &str) -> Option<&Form> {
        self.form_version(code, *self.forms.get(code)?)
    }

    /// Any version of a form: old answers are shown with the words they were given to.
    pub fn form_version(&self, code: &str, version: u32) -> Option<&Form> {
        self.all_forms.get(&(code.to_owned(), version))
    }

    /// What one file cannot know of another.
    fn agree(&self) -> Result<(), RuleError> {
        for row in self.services.rows() {
            if self.duties.get(&row.duty).is_none() {
                let sentence = format!("there is no duty {}", row.duty);
                return Err(RuleError::new("services", row.service.code(), sentence));
            }
        }
        self.packs.fit(&self.indicators)?;
        for (code, needs) in crate::view::NEEDS {
            let form = self.form(code).ok_or_else(|| {
                RuleError::new("form", *code, "no version of this form is in force")
            })?;
            crate::view::fits(form, needs)?;
        }
        Ok(())
    }
}

fn in_force(rows: &[RuleRow], date: Date) -> Vec<&RuleRow> {
    let mut newest: BTreeMap<(RuleKind, &str), &RuleRow> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.in_force(date)) {
        let held = newest.entry((row.kind, &row.code)).or_insert(row);
        if held.version < row.version {
            *held = row;
        }
    }
    newest.into_values().collect()
}

fn one_in_force(rows: &[RuleRow], kind: RuleKind, date: Date) -> Result<&RuleRow, RuleError> {
    let mut found = in_force(rows, date)
        .into_iter()
        .filter(|row| row.kind == kind);
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row),
        (None, _) => Err(RuleError::new(
            kind.code(),
            date.to_string(),
            "nothing is in force",
        )),
        (Some(_), Some(row)) => Err(row.wrong("code", "a second file of this kind is in force")),
    }
}

fn all_forms(rows: &[RuleRow]) -> Result<BTreeMap<(String, u32), Form>, RuleError> {
    rows.iter()
        .filter(|row| row.kind == RuleKind::Form)
        .map(|row| Ok(((row.code.clone(), row.version), Form::load(row)?)))
        .collect()
}
