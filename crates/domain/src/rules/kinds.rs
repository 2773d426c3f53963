//! What each kind of institution is in the mechanism.

use crate::kind::{DutyColumn, InstitutionKind};
use crate::rule::{RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// What one kind of institution is.
#[derive(Clone, Debug)]
pub struct KindRow {
    /// The kind.
    pub kind: InstitutionKind,
    /// Its name.
    pub text: Text,
    /// The column of the duties matrix whose letters it carries.
    pub column: Option<DutyColumn>,
    /// Whether it is a public institution.
    pub public: bool,
    /// Whether it may hold case circles at all.
    pub case_work: bool,
}

/// All kinds of institutions.
#[derive(Clone, Debug)]
pub struct Kinds(Vec<KindRow>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    kind: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: InstitutionKind,
    sq: String,
    en: String,
    column: String,
    public: bool,
    case_work: bool,
}

impl Kinds {
    pub(crate) fn load(row: &RuleRow) -> Result<Kinds, RuleError> {
        let file: File = row.content()?;
        row.once(file.kind.iter().map(|line| line.code.code()))?;
        let mut kinds = Vec::new();
        for kind in InstitutionKind::ALL {
            let line = file.kind.iter().find(|line| line.code == kind);
            let line = line.ok_or_else(|| row.wrong(kind.code(), "this kind is missing"))?;
            let column = match line.column.as_str() {
                "" => None,
                code => Some(
                    code.parse()
                        .map_err(|_| row.wrong(kind.code(), format!("no column {code}")))?,
                ),
            };
            let text = Text {
                sq: line.sq.clone(),
                en: line.en.clone(),
            };
            kinds.push(KindRow {
                kind,
                text,
                column,
                public: line.public,
                case_work: line.case_work,
            });
        }
        Ok(Kinds(kinds))
    }

    /// All of them, in the order of the closed list.
    pub fn rows(&self) -> &[KindRow] {
        &self.0
    }

    /// What a kind is.
    #[expect(
        clippy::expect_used,
        reason = "`load` refuses a file that lacks a kind"
    )]
    pub fn row(&self, kind: InstitutionKind) -> &KindRow {
        self.0
            .iter()
            .find(|row| row.kind == kind)
            .expect("every kind is loaded")
    }
}
