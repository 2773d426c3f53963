//! Sealed sections in label and value, in the words of the form version that they were given to.

use crate::lang::Words;
use besa_domain::{Answer, Checked, Field, Header, Rules, ScreeningSheet, Ternary};

type Rows = Vec<(String, String)>;

/// The answers to a form, in the form's order.
pub(super) fn answers(l: &Words, rules: &Rules, checked: &Checked) -> Rows {
    let Some(form) = rules.form_version(&checked.form, checked.version) else {
        return vec![(checked.form.clone(), l.t("error-section-format"))];
    };
    let answered = |field: &Field| {
        let answer = checked.answers.get(&field.code)?;
        let label = l.rule(&field.label).to_owned();
        Some((label, value(l, rules, field, answer)))
    };
    form.fields.iter().filter_map(answered).collect()
}

fn value(l: &Words, rules: &Rules, field: &Field, answer: &Answer) -> String {
    match answer {
        Answer::Choice(code) => word(l, field, code),
        Answer::Choices(codes) => codes
            .iter()
            .map(|code| word(l, field, code))
            .collect::<Vec<_>>()
            .join(" · "),
        Answer::Text(text) | Answer::LongText(text) | Answer::Phone(text) => text.clone(),
        Answer::Date(date) => date.text(),
        Answer::Number(number) => number.to_string(),
        Answer::Municipality(code) => place(rules, code),
        Answer::Institution(id) => id.to_string(),
        Answer::Ternary(answer) => ternary(l, *answer),
    }
}

fn word(l: &Words, field: &Field, code: &str) -> String {
    let option = field.options.iter().find(|option| option.code == code);
    option.map_or_else(|| code.to_owned(), |option| l.rule(&option.text).to_owned())
}

/// The name of a municipality.
pub(super) fn place(rules: &Rules, code: &str) -> String {
    rules
        .territory
        .municipality(code)
        .map_or_else(|| code.to_owned(), |it| it.name.clone())
}

/// Po, Jo, Nuk e di, Nuk u pyet.
pub(super) fn ternary(l: &Words, answer: Ternary) -> String {
    l.t(&format!("answer-{}", answer.code().replace('_', "-")))
}

/// An option of the initial identification form in force.
pub(super) fn option(l: &Words, rules: &Rules, field: &str, code: &str) -> String {
    of_form(l, rules, "f1", field, code)
}

/// A language, as the screening asks for it.
pub(super) fn language(l: &Words, rules: &Rules, code: &str) -> String {
    of_form(l, rules, "screening", "language", code)
}

fn of_form(l: &Words, rules: &Rules, form: &str, field: &str, code: &str) -> String {
    let field = rules.form(form).and_then(|form| form.field(field));
    field.map_or_else(|| code.to_owned(), |field| word(l, field, code))
}

/// The head of a case. Offices that were passed over are no business of a receiver.
pub(super) fn header(l: &Words, rules: &Rules, header: &Header) -> Rows {
    vec![
        (l.t("inbox-case"), header.code.to_string()),
        (
            l.t("inbox-name-used"),
            header.name_used.clone().unwrap_or_default(),
        ),
        (l.t("inbox-path"), l.t(&format!("age-{}", header.age))),
        (l.t("inbox-place-found"), place(rules, &header.place_found)),
    ]
}

/// A screening: what was seen or said, what was decided and why.
pub(super) fn screening(l: &Words, rules: &Rules, sheet: &ScreeningSheet) -> Rows {
    let mut rows = answers(l, rules, &sheet.basics);
    rows.extend(sheet.signs.iter().map(|(code, asked)| {
        let sign = rules.indicators.get(code);
        let label = sign.map_or_else(|| code.clone(), |sign| l.rule(&sign.text).to_owned());
        (label, ternary(l, asked.answer))
    }));
    let finding = sheet.decided.finding.code().replace('_', "-");
    rows.push((l.t("inbox-finding"), l.t(&format!("finding-{finding}"))));
    rows.push((l.t("inbox-finding-why"), sheet.decided.reason.clone()));
    rows
}
