//! What a worker must pass on by law, in words to read aloud before the first question.

use crate::code::codes;
use crate::kind::{InstitutionKind, Profession};
use crate::rule::{Mark, RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

codes! {
    /// What the law obliges a worker to do with what is heard.
    pub enum DutyToReport {
        /// Report an offence in writing (Code of Criminal Procedure, art. 281).
        ReportOffence = "report_offence",
        /// Report as medical staff (art. 282).
        MedicalReport = "medical_report",
        /// Keep it: bound by professional secrecy (Criminal Code, art. 300).
        Confidential = "confidential",
    }
}

/// What one sort of worker must say and do.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Its name.
    pub code: String,
    /// The worker's own duty; the text for a child or danger has none of its own.
    pub duty: Option<DutyToReport>,
    /// To read aloud.
    pub aloud: Text,
    /// For the worker only.
    pub inside: Text,
    /// The law behind it, as a page names it.
    pub source: Text,
    /// How sure it is.
    pub mark: Mark,
}

/// What one worker reads aloud.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'r> {
    /// By institution and profession.
    pub own: &'r Disclosure,
    /// For a child or imminent danger; read after it, by everybody.
    pub always: &'r Disclosure,
}

/// All of them: exactly one for every kind of institution and profession.
#[derive(Clone, Debug)]
pub struct Disclosures {
    rows: Vec<(Vec<InstitutionKind>, Vec<Profession>, Disclosure)>,
    always: Disclosure,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    disclosure: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    #[serde(default)]
    scope: Option<Scope>,
    #[serde(default)]
    kinds: Vec<InstitutionKind>,
    #[serde(default)]
    professions: Vec<Profession>,
    #[serde(default)]
    duty: Option<DutyToReport>,
    aloud: Text,
    inside: Text,
    source: Text,
    mark: Mark,
}

#[derive(Deserialize)]
enum Scope {
    #[serde(rename = "child_or_danger")]
    ChildOrDanger,
}

impl Disclosures {
    pub(crate) fn load(row: &RuleRow) -> Result<Disclosures, RuleError> {
        let file: File = row.content()?;
        row.once(file.disclosure.iter().map(|line| line.code.as_str()))?;
        let (mut rows, mut always) = (Vec::new(), None);
        for Line {
            code,
            scope,
            kinds,
            professions,
            duty,
            aloud,
            inside,
            source,
            mark,
        } in file.disclosure
        {
            let text = Disclosure {
                code,
                duty,
                aloud,
                inside,
                source,
                mark,
            };
            if text.aloud.is_blank() || text.inside.is_blank() || text.source.is_blank() {
                return Err(row.wrong(&text.code, "a language is missing"));
            }
            match (scope, text.duty) {
                (Some(Scope::ChildOrDanger), None) if always.is_none() => always = Some(text),
                (None, Some(_)) => rows.push((kinds, professions, text)),
                (Some(Scope::ChildOrDanger), _) => {
                    return Err(row.wrong(
                        &text.code,
                        "the text for a child or danger stands once, without duty",
                    ));
                }
                (None, None) => return Err(row.wrong(&text.code, "its duty is missing")),
            }
        }
        let always = always.ok_or_else(|| row.wrong("child_or_danger", "this text is missing"))?;
        let all = Disclosures { rows, always };
        for kind in InstitutionKind::ALL {
            for profession in Profession::ALL {
                let count = all.matching(kind, profession).count();
                if count != 1 {
                    let place = format!("{kind}, {profession}");
                    return Err(row.wrong(place, format!("{count} texts where there must be one")));
                }
            }
        }
        Ok(all)
    }

    fn matching(
        &self,
        kind: InstitutionKind,
        profession: Profession,
    ) -> impl Iterator<Item = &Disclosure> {
        self.rows
            .iter()
            .filter(move |(kinds, professions, _)| {
                kinds.contains(&kind) && professions.contains(&profession)
            })
            .map(|(_, _, text)| text)
    }

    /// What a worker of this institution and profession reads aloud.
    #[expect(
        clippy::expect_used,
        reason = "`load` refuses a file that leaves out a pair"
    )]
    pub fn tell(&self, kind: InstitutionKind, profession: Profession) -> Telling<'_> {
        let own = self
            .matching(kind, profession)
            .next()
            .expect("every pair is loaded");
        Telling {
            own,
            always: &self.always,
        }
    }
}
