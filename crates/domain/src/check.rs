//! Checking what was typed into a form, exactly as it was typed.

use crate::answer::{Answer, Answers, Checked, Ternary};
use crate::clean::{PROSE_LIMIT, TEXT_LIMIT, check_line, check_prose, clean_line};
use crate::date::PartialDate;
use crate::error::{AnswerError, FieldError};
use crate::form::{Field, FieldKind, Form, Required};
use crate::moment::DateError;
use crate::rules::territory::Territory;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What was typed, by the name of the field in the page; a date is one value or the three boxes
/// `name-day`, `name-month`, `name-year`.
pub type Raw = BTreeMap<String, Vec<String>>;

/// Checks the fields of some sections (all, when none is named) and finds every fault at once.
///
/// # Errors
/// One `FieldError` for each field that does not do.
pub fn check(
    form: &Form,
    sections: &[&str],
    raw: &Raw,
    territory: &Territory,
    today: Date,
) -> Result<Checked, Vec<FieldError>> {
    let (mut answers, mut faults) = (Answers::new(), Vec::new());
    let asked = |field: &&Field| sections.is_empty() || sections.contains(&&*field.section);
    for field in form.fields.iter().filter(asked) {
        match answer(field, raw, territory, today) {
            Ok(Some(answer)) => drop(answers.insert(field.code.clone(), answer)),
            Ok(None) if is_required(field, raw) => {
                faults.push(FieldError::new(&field.code, AnswerError::Missing.key()));
            }
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(Checked {
            form: form.code.clone(),
            version: form.version,
            answers,
        })
    } else {
        Err(faults)
    }
}

fn is_required(field: &Field, raw: &Raw) -> bool {
    match &field.required {
        Required::Optional => false,
        Required::Always => true,
        Required::When(terms) => terms
            .iter()
            .all(|(field, value)| values(raw, field).contains(&value.as_str())),
    }
}

/// What stands in a field, without the empty values that an untouched control sends.
fn values<'r>(raw: &'r Raw, name: &str) -> Vec<&'r str> {
    let values = raw.get(name).into_iter().flatten();
    values
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
        .collect()
}

fn answer(
    field: &Field,
    raw: &Raw,
    territory: &Territory,
    today: Date,
) -> Result<Option<Answer>, FieldError> {
    let wrong = |error: AnswerError| FieldError::new(&field.code, error.key());
    if field.kind == FieldKind::PartialDate {
        let date = date(field, raw, today);
        return date.map_err(|error| FieldError::new(&field.code, error.key()));
    }
    let given = values(raw, &field.code);
    if field.kind == FieldKind::Choices {
        let known = given.iter().all(|code| field.option(code).is_some());
        let codes: std::collections::BTreeSet<_> =
            given.iter().map(|code| (*code).to_owned()).collect();
        return match (known, codes.is_empty()) {
            (false, _) => Err(wrong(AnswerError::NotAChoice)),
            (true, true) => Ok(None),
            (true, false) => Ok(Some(Answer::Choices(codes))),
        };
    }
    let value = match given.as_slice() {
        [] => return Ok(None),
        [value] => *value,
        [..] => return Err(wrong(AnswerError::OnlyOne)),
    };
    let checked = match field.kind {
        FieldKind::Choice => field
            .option(value)
            .map(|_| Answer::Choice(value.to_owned()))
            .ok_or(wrong(AnswerError::NotAChoice))?,
        FieldKind::Text => Answer::Text(check_line(&field.code, value, TEXT_LIMIT, false)?),
        FieldKind::LongText => {
            Answer::LongText(check_prose(&field.code, value, PROSE_LIMIT, false)?)
        }
        FieldKind::Number => Answer::Number(number(value).ok_or(wrong(AnswerError::NotANumber))?),
        FieldKind::Municipality => territory
            .municipality(value)
            .map(|place| Answer::Municipality(place.code.clone()))
            .ok_or(wrong(AnswerError::NoMunicipality))?,
        FieldKind::Institution => Answer::Institution(
            value
                .parse()
                .map_err(|_| wrong(AnswerError::NoInstitution))?,
        ),
        FieldKind::Phone => Answer::Phone(phone(value).ok_or(wrong(AnswerError::NotAPhone))?),
        FieldKind::YesNoUnknownNotasked => {
            Answer::Ternary(Ternary::from_code(value).ok_or(wrong(AnswerError::NotAChoice))?)
        }
        FieldKind::Choices | FieldKind::PartialDate => return Ok(None),
    };
    // Nothing but hidden marks was typed: that is nothing.
    let empty = matches!(&checked, Answer::Text(text) | Answer::LongText(text) if text.is_empty());
    Ok((!empty).then_some(checked))
}

fn date(field: &Field, raw: &Raw, today: Date) -> Result<Option<Answer>, DateError> {
    let part = |part: &str| {
        let name = format!("{}-{part}", field.code);
        values(raw, &name)
            .first()
            .map(|text| (*text).to_owned())
            .unwrap_or_default()
    };
    let whole = values(raw, &field.code);
    let date = match (whole.first(), [part("day"), part("month"), part("year")]) {
        (Some(text), _) => text.parse()?,
        (None, parts) if parts.iter().all(String::is_empty) => return Ok(None),
        (None, [day, month, year]) => PartialDate::from_parts(&day, &month, &year)?,
    };
    if date.earliest() > today {
        return Err(DateError::InTheFuture);
    }
    Ok(Some(Answer::Date(date)))
}

fn number(text: &str) -> Option<u32> {
    crate::moment::short_number(text, 4).and_then(|number| number.try_into().ok())
}

/// Whether this is a telephone number that somebody could call, as written for the eye.
pub fn is_phone(text: &str) -> bool {
    phone(text).is_some()
}

/// Three digits (129) to fifteen; spaces, brackets, dots, slashes and dashes are for the eye.
fn phone(text: &str) -> Option<String> {
    let kept: String = clean_line(text)
        .chars()
        .filter(|c| !" ().-/".contains(*c))
        .collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let enough = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    enough.then_some(kept)
}

#[cfg(test)]
mod tests;
