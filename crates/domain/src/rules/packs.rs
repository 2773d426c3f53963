//! Which signs are asked first; the rest stand behind "more signs".

use crate::date::Age;
use crate::rule::{RuleError, RuleRow};
use crate::rules::indicators::{Applies, Group, Indicator, Indicators};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// More than five questions a section are not asked by anybody.
const MOST: usize = 5;
/// The groups that are sections of the screening; vulnerability stands only behind "more signs".
const SECTIONS: [Group; 3] = [Group::A, Group::B, Group::C];

/// One pack of signs.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Such as `adult_base` or `border`.
    pub code: String,
    /// Whom it is for.
    pub applies: Applies,
    /// Chosen by age; the others are added by place.
    pub base: bool,
    /// Its name.
    pub text: Text,
    /// The codes of its signs, by section.
    pub signs: BTreeMap<Group, Vec<String>>,
}

/// All packs.
#[derive(Clone, Debug)]
pub struct Packs {
    adult: Pack,
    child: Pack,
    added: Vec<Pack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    pack: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    applies: Applies,
    base: bool,
    text: Text,
    #[serde(rename = "A")]
    a: Vec<String>,
    #[serde(rename = "B")]
    b: Vec<String>,
    #[serde(rename = "C")]
    c: Vec<String>,
}

impl Packs {
    pub(crate) fn load(row: &RuleRow) -> Result<Packs, RuleError> {
        let file: File = row.content()?;
        row.once(file.pack.iter().map(|line| line.code.as_str()))?;
        let mut packs = Vec::new();
        for line in file.pack {
            if [&line.a, &line.b, &line.c]
                .into_iter()
                .any(|signs| signs.len() > MOST)
            {
                return Err(row.wrong(&line.code, "a section has more than five signs"));
            }
            let signs = SECTIONS.into_iter().zip([line.a, line.b, line.c]).collect();
            let Line {
                code,
                applies,
                base,
                text,
                ..
            } = line;
            packs.push(Pack {
                code,
                applies,
                base,
                text,
                signs,
            });
        }
        let (base, added): (Vec<_>, Vec<_>) = packs.into_iter().partition(|pack| pack.base);
        let one = |applies| {
            let mut found = base.iter().filter(|pack| pack.applies == applies);
            match (found.next(), found.next()) {
                (Some(pack), None) => Ok(pack.clone()),
                _ => Err(row.wrong(applies.code(), "there is not exactly one base pack")),
            }
        };
        Ok(Packs {
            adult: one(Applies::Adult)?,
            child: one(Applies::Child)?,
            added,
        })
    }

    /// Every sign named exists and stands in the section of its group.
    pub(crate) fn fit(&self, indicators: &Indicators) -> Result<(), RuleError> {
        for pack in [&self.adult, &self.child].into_iter().chain(&self.added) {
            for (group, codes) in &pack.signs {
                let wrong =
                    |code: &&String| indicators.get(code).is_none_or(|sign| sign.group != *group);
                if let Some(code) = codes.iter().find(wrong) {
                    let sentence = format!("{code} is not a sign of section {group}");
                    return Err(RuleError::new("packs", &pack.code, sentence));
                }
            }
        }
        Ok(())
    }

    /// The pack that the age chooses.
    pub fn base(&self, age: Age) -> &Pack {
        if age.child_path() {
            &self.child
        } else {
            &self.adult
        }
    }

    /// The packs that may be added for a person of this age.
    pub fn add_ons(&self, age: Age) -> Vec<&Pack> {
        self.added
            .iter()
            .filter(|pack| pack.applies.to(age))
            .collect()
    }

    /// The questions put first: base and added packs, each sign once.
    pub fn questions<'i>(
        &self,
        indicators: &'i Indicators,
        age: Age,
        add_ons: &[&str],
    ) -> BTreeMap<Group, Vec<&'i Indicator>> {
        let added = self
            .add_ons(age)
            .into_iter()
            .filter(|pack| add_ons.contains(&&*pack.code));
        let mut asked: BTreeMap<Group, Vec<&Indicator>> = BTreeMap::new();
        for pack in std::iter::once(self.base(age)).chain(added) {
            for (group, codes) in &pack.signs {
                let list = asked.entry(*group).or_default();
                for sign in codes.iter().filter_map(|code| indicators.get(code)) {
                    if sign.applies.to(age) && !list.iter().any(|held| held.code == sign.code) {
                        list.push(sign);
                    }
                }
            }
        }
        asked
    }

    /// What stands behind "more signs" of a section; vulnerability is shown there alone.
    pub fn more<'i>(
        &self,
        indicators: &'i Indicators,
        age: Age,
        group: Group,
        shown: &[&str],
    ) -> Vec<&'i Indicator> {
        let mut rest = indicators.for_age(age);
        rest.retain(|sign| sign.group == group && !shown.contains(&&*sign.code));
        rest
    }
}
