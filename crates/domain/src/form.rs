//! Forms as data: a closed list of field kinds, and no rule beyond `field = value` and `and`.

use crate::code::codes;
use crate::kind::CircleKind;
use crate::rule::{Mark, RuleError, RuleRow};
use crate::text::Text;
use serde::Deserialize;
use serde::de::IgnoredAny;

codes! {
    /// What a field asks for; each kind has one macro that renders it.
    pub enum FieldKind {
        /// One of the options.
        Choice = "choice",
        /// Any of the options.
        Choices = "choices",
        /// One line of at most 300 characters.
        Text = "text",
        /// Prose of at most 4000 characters.
        LongText = "long_text",
        /// A past date, perhaps known in part.
        PartialDate = "partial_date",
        /// A whole number from 0 to 9999.
        Number = "number",
        /// A municipality.
        Municipality = "municipality",
        /// An institution.
        Institution = "institution",
        /// A telephone number.
        Phone = "phone",
        /// Po, Jo, Nuk e di, Nuk u pyet.
        YesNoUnknownNotasked = "yes_no_unknown_notasked",
    }
}

/// One option of a choice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// Its code.
    pub code: String,
    /// Its words.
    pub text: Text,
}

/// When a field must be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// It may be left empty.
    Optional,
    /// It must be answered.
    Always,
    /// It must be answered when all of these fields have these values.
    When(Vec<(String, String)>),
}

/// One question.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its code, and its name in the page.
    pub code: String,
    /// The section that it is sealed with.
    pub section: String,
    /// What it asks for.
    pub kind: FieldKind,
    /// When it must be answered.
    pub required: Required,
    /// The options of a choice.
    pub options: Vec<FieldOption>,
    /// The question.
    pub label: Text,
    /// A word of help below it.
    pub hint: Option<Text>,
}

/// One section: sealed by itself, so that it can be sent or kept back by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// Its code.
    pub code: String,
    /// Its place in the form.
    pub order: u16,
    /// The circle that it is sealed to.
    pub circle: CircleKind,
    /// The page that it stands on; sections of one page are asked together.
    pub page: String,
    /// Its heading.
    pub text: Text,
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its code: `screening`, `f1`.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// Its sections in order.
    pub sections: Vec<FormSection>,
    /// Its questions in order.
    pub fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "rule")]
    _rule: IgnoredAny,
    section: Vec<FormSection>,
    field: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    section: String,
    kind: FieldKind,
    #[serde(default)]
    required_when: Option<String>,
    #[serde(default)]
    options: Vec<FieldOption>,
    label: Text,
    #[serde(default)]
    hint: Option<Text>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
    #[serde(default, rename = "mark")]
    _mark: Option<Mark>,
}

impl Form {
    pub(crate) fn load(row: &RuleRow) -> Result<Form, RuleError> {
        let mut file: File = row.content()?;
        row.once(file.section.iter().map(|section| section.code.as_str()))?;
        row.once(file.field.iter().map(|line| line.code.as_str()))?;
        file.section.sort_by_key(|section| section.order);
        let mut fields = Vec::new();
        for Line {
            code,
            section,
            kind,
            required_when,
            options,
            label,
            hint,
            ..
        } in file.field
        {
            let required = condition(required_when.as_deref()).ok_or_else(|| {
                row.wrong(&code, "`required_when` is `always` or `field = value`")
            })?;
            fields.push(Field {
                code,
                section,
                kind,
                required,
                options,
                label,
                hint,
            });
        }
        let form = Form {
            code: row.code.clone(),
            version: row.version,
            sections: file.section,
            fields,
        };
        match form.fault() {
            Some((place, sentence)) => Err(row.wrong(place, sentence)),
            None => Ok(form),
        }
    }

    fn fault(&self) -> Option<(&str, &'static str)> {
        for field in &self.fields {
            let choosing = matches!(field.kind, FieldKind::Choice | FieldKind::Choices);
            let mut codes: Vec<_> = field.options.iter().map(|option| &option.code).collect();
            codes.sort_unstable();
            codes.dedup();
            let sentence = if !self
                .sections
                .iter()
                .any(|section| section.code == field.section)
            {
                "its section is not there"
            } else if field.label.is_blank() {
                "a language is missing"
            } else if choosing == field.options.is_empty() {
                "options go with a choice and only with it"
            } else if codes.len() != field.options.len() {
                "an option stands twice"
            } else if !self.can_hold(&field.required) {
                "its condition names a field or value that is not there"
            } else {
                continue;
            };
            return Some((&field.code, sentence));
        }
        None
    }

    fn can_hold(&self, required: &Required) -> bool {
        match required {
            Required::Optional | Required::Always => true,
            Required::When(terms) => terms.iter().all(|(field, value)| {
                self.field(field).is_some_and(|field| match field.kind {
                    FieldKind::Choice | FieldKind::Choices => {
                        field.options.iter().any(|option| option.code == *value)
                    }
                    FieldKind::YesNoUnknownNotasked => crate::Ternary::from_code(value).is_some(),
                    FieldKind::Text
                    | FieldKind::LongText
                    | FieldKind::PartialDate
                    | FieldKind::Number
                    | FieldKind::Municipality
                    | FieldKind::Institution
                    | FieldKind::Phone => false,
                })
            }),
        }
    }

    /// The pages in order.
    pub fn pages(&self) -> Vec<&str> {
        let mut pages: Vec<&str> = Vec::new();
        for section in &self.sections {
            if !pages.contains(&section.page.as_str()) {
                pages.push(&section.page);
            }
        }
        pages
    }

    /// The sections of one page in order.
    pub fn sections_of(&self, page: &str) -> Vec<&FormSection> {
        self.sections
            .iter()
            .filter(|section| section.page == page)
            .collect()
    }

    /// The questions of one section in order.
    pub fn fields_of(&self, section: &str) -> Vec<&Field> {
        self.fields
            .iter()
            .filter(|field| field.section == section)
            .collect()
    }

    /// The question with this code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }
}

impl Field {
    /// The words of an option.
    pub fn option(&self, code: &str) -> Option<&Text> {
        self.options
            .iter()
            .find(|option| option.code == code)
            .map(|option| &option.text)
    }
}

/// `None` when the words are not a condition.
fn condition(words: Option<&str>) -> Option<Required> {
    match words.map(str::trim) {
        None => Some(Required::Optional),
        Some("always") => Some(Required::Always),
        Some(words) => words
            .split(" and ")
            .map(term)
            .collect::<Option<_>>()
            .map(Required::When),
    }
}

fn term(words: &str) -> Option<(String, String)> {
    let (field, value) = words.split_once('=')?;
    let (field, value) = (field.trim(), value.trim());
    let plain = |word: &str| {
        let code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        !word.is_empty() && word.bytes().all(code)
    };
    (plain(field) && plain(value)).then(|| (field.to_owned(), value.to_owned()))
}
