//! A form of the rule book on a page: one control for each kind of field, and its answers in words.

use crate::app::{App, Fail};
use crate::drafts::Fields;
use crate::lang::{Words, compare};
use crate::registry;
use crate::web::Sent;
use crate::web::ui::{Choice, Faults};
use besa_domain::{
    Answer, Checked, Field, FieldKind, Form, FormSection, PartialDate, Raw, Required, Rules,
};

/// A choice of more options than this is a list to open rather than buttons.
const MOST_BUTTONS: usize = 14;

/// One question as its control needs it.
pub(crate) struct Asking {
    pub(crate) kind: FieldKind,
    pub(crate) code: String,
    pub(crate) label: String,
    /// The label as the form asks it: it says so where the answer may be left out.
    pub(crate) asked: String,
    pub(crate) hint: String,
    /// As typed; of a date the three boxes.
    pub(crate) value: String,
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
    pub(crate) choices: Vec<Choice>,
    /// Whether the options stand in a list to open.
    pub(crate) listed: bool,
}

/// One section of a form on a page.
pub(crate) struct Part {
    pub(crate) title: String,
    pub(crate) fields: Vec<Asking>,
}

/// Lets the summary of faults name the fields of these sections.
pub(crate) fn named(mut faults: Faults, parts: &[Part]) -> Faults {
    for field in parts.iter().flat_map(|part| &part.fields) {
        faults.label(&field.code, &field.label);
    }
    faults
}

/// What the words of a form are made of.
pub(crate) struct Wording<'r> {
    pub(crate) l: Words,
    pub(crate) rules: &'r Rules,
    /// Ids and names of institutions, where the form asks for one.
    pub(crate) houses: Vec<(String, String)>,
}

impl<'r> Wording<'r> {
    /// The words for this form in this language.
    pub(crate) async fn of(
        app: &App,
        l: Words,
        rules: &'r Rules,
        form: &Form,
    ) -> Result<Wording<'r>, Fail> {
        let mut houses = Vec::new();
        if form
            .fields
            .iter()
            .any(|field| field.kind == FieldKind::Institution)
        {
            let mut reading = app.glance().await?;
            let all = registry::institutions(&mut reading.tx()).await?;
            houses = all
                .into_iter()
                .map(|house| (house.id.to_string(), house.name))
                .collect();
        }
        Ok(Wording { l, rules, houses })
    }

    /// Sections with what was typed into them so far.
    pub(crate) fn parts(&self, form: &Form, sections: &[&FormSection], raw: &Raw) -> Vec<Part> {
        sections
            .iter()
            .map(|section| Part {
                title: self.l.rule(&section.text).to_owned(),
                fields: form
                    .fields_of(&section.code)
                    .into_iter()
                    .map(|field| self.asking(field, raw))
                    .collect(),
            })
            .collect()
    }

    fn asking(&self, field: &Field, raw: &Raw) -> Asking {
        let typed = |name: &str| first(raw, name).to_owned();
        let box_of = |part: &str| typed(&format!("{}-{part}", field.code));
        let chosen = raw.get(&field.code).map_or(&[][..], Vec::as_slice);
        let choices: Vec<Choice> = self
            .options(field)
            .into_iter()
            .map(|(code, text)| {
                let ticked = chosen.contains(&code);
                Choice::new(code, text).chosen(ticked)
            })
            .collect();
        Asking {
            kind: field.kind,
            code: field.code.clone(),
            label: self.l.rule(&field.label).to_owned(),
            asked: self.asked(field),
            hint: field
                .hint
                .as_ref()
                .map_or_else(String::new, |it| self.l.rule(it).to_owned()),
            value: typed(&field.code),
            day: box_of("day"),
            month: box_of("month"),
            year: box_of("year"),
            listed: choices.len() > MOST_BUTTONS,
            choices,
        }
    }

    fn asked(&self, field: &Field) -> String {
        let label = self.l.rule(&field.label);
        match field.required {
            Required::Optional => format!("{label} {}", self.l.t("ui-optional")),
            Required::Always | Required::When(_) => label.to_owned(),
        }
    }

    /// Codes and words of what may be chosen; names in the order of the Albanian alphabet.
    fn options(&self, field: &Field) -> Vec<(String, String)> {
        let sorted = |mut named: Vec<(String, String)>| {
            named.sort_by(|one, two| compare(&one.1, &two.1));
            named
        };
        match field.kind {
            FieldKind::Choice | FieldKind::Choices => field
                .options
                .iter()
                .map(|option| (option.code.clone(), self.l.rule(&option.text).to_owned()))
                .collect(),
            FieldKind::Municipality => sorted(
                self.rules
                    .territory
                    .municipalities
                    .iter()
                    .map(|place| (place.code.clone(), place.name.clone()))
                    .collect(),
            ),
            FieldKind::Institution => sorted(self.houses.clone()),
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::PartialDate
            | FieldKind::Number
            | FieldKind::Phone
            | FieldKind::YesNoUnknownNotasked => Vec::new(),
        }
    }

    /// What was typed into a field, in words; empty when nothing was.
    pub(crate) fn said(&self, field: &Field, raw: &Raw) -> String {
        let typed = raw.get(&field.code).map_or(&[][..], Vec::as_slice);
        match field.kind {
            FieldKind::Choice
            | FieldKind::Choices
            | FieldKind::Municipality
            | FieldKind::Institution => {
                let options = self.options(field);
                let chosen = options.into_iter().filter(|(code, _)| typed.contains(code));
                chosen.map(|(_, text)| text).collect::<Vec<_>>().join(" · ")
            }
            FieldKind::YesNoUnknownNotasked => match first(raw, &field.code) {
                code @ ("yes" | "no" | "unknown" | "not_asked") => {
                    self.l.t(&format!("answer-{}", code.replace('_', "-")))
                }
                _ => self.l.t("answer-not-asked"),
            },
            FieldKind::PartialDate => {
                let boxes = ["-day", "-month", "-year", ""]
                    .map(|part| first(raw, &format!("{}{part}", field.code)).trim());
                boxes
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(".")
            }
            FieldKind::Text | FieldKind::LongText | FieldKind::Number | FieldKind::Phone => {
                first(raw, &field.code).trim().to_owned()
            }
        }
    }

    /// The answers that a sealed section holds, in the words of the form they were given to.
    pub(crate) fn answers(&self, form: &Form, checked: &Checked) -> Vec<(String, String)> {
        let raw = raw_of(checked);
        let answered = form
            .fields
            .iter()
            .filter(|it| checked.answers.contains_key(&it.code));
        let optional = self.l.t("ui-optional");
        answered
            .map(|field| {
                // What was answered is no longer a question that may be left open.
                let label = self.l.rule(&field.label).trim_end_matches(&*optional);
                (label.trim_end().to_owned(), self.said(field, &raw))
            })
            .collect()
    }
}

fn first<'r>(raw: &'r Raw, name: &str) -> &'r str {
    raw.get(name)
        .and_then(|values| values.first())
        .map_or("", String::as_str)
}

/// Every field of these sections as it was sent; what did not come is empty, so that a box that
/// was unticked does not stay ticked in the draft.
pub(crate) fn typed(form: &Form, sections: &[&FormSection], sent: &Sent) -> Fields {
    let mut fields = Fields::new();
    for field in sections
        .iter()
        .flat_map(|section| form.fields_of(&section.code))
    {
        let names = match field.kind {
            FieldKind::PartialDate => ["-day", "-month", "-year"]
                .map(|part| format!("{}{part}", field.code))
                .to_vec(),
            FieldKind::Choice
            | FieldKind::Choices
            | FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Number
            | FieldKind::Municipality
            | FieldKind::Institution
            | FieldKind::Phone
            | FieldKind::YesNoUnknownNotasked => vec![field.code.clone()],
        };
        for name in names {
            let values = sent.all(&name).to_vec();
            fields.insert(name, values);
        }
    }
    fields
}

/// Checked answers as they would be typed again: what a correction begins with.
pub(crate) fn raw_of(checked: &Checked) -> Raw {
    let mut raw = Raw::new();
    for (code, answer) in &checked.answers {
        let one = |text: String| vec![text];
        let values = match answer {
            Answer::Choice(text)
            | Answer::Text(text)
            | Answer::LongText(text)
            | Answer::Municipality(text)
            | Answer::Phone(text) => one(text.clone()),
            Answer::Choices(codes) => codes.iter().cloned().collect(),
            Answer::Number(number) => one(number.to_string()),
            Answer::Institution(id) => one(id.to_string()),
            Answer::Ternary(answer) => one(answer.code().to_owned()),
            Answer::Date(date) => {
                let (day, month, year) = match *date {
                    PartialDate::Year(year) => (String::new(), String::new(), year),
                    PartialDate::Month { year, month } => (String::new(), month.to_string(), year),
                    PartialDate::Day(date) => (
                        date.day().to_string(),
                        date.month().to_string(),
                        date.year(),
                    ),
                };
                raw.insert(format!("{code}-day"), one(day));
                raw.insert(format!("{code}-month"), one(month));
                raw.insert(format!("{code}-year"), one(year.to_string()));
                continue;
            }
        };
        raw.insert(code.clone(), values);
    }
    raw
}
