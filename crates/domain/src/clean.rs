//! Typed text as it is kept: one normal form, no marks that hide or turn letters.

use crate::error::{AnswerError, FieldError};
use unicode_normalization::UnicodeNormalization;

/// Characters of a one-line answer: the longest name must fit.
pub const TEXT_LIMIT: usize = 300;
/// Characters of a prose answer.
pub const PROSE_LIMIT: usize = 4000;

/// Marks that a page does not show, yet with which two equal names differ or a line reads backwards.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}')
}

/// One line: composed letters, single spaces, nothing hidden.
pub fn clean_line(text: &str) -> String {
    let shown = text.chars().filter(|c| !is_hidden(*c));
    let spaced: String = shown
        .map(|c| if c.is_control() { ' ' } else { c })
        .nfc()
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prose: as one line, but its own line breaks stay.
pub fn clean_prose(text: &str) -> String {
    let lines: Vec<_> = text
        .replace("\r\n", "\n")
        .split(['\n', '\r'])
        .map(clean_line)
        .collect();
    lines.join("\n").trim().to_owned()
}

/// A one-line field of a form that is a struct: cleaned, `limit` characters at most.
pub fn check_line(
    field: &str,
    value: &str,
    limit: usize,
    required: bool,
) -> Result<String, FieldError> {
    limited(clean_line(value), limit, required, AnswerError::LineTooLong)
        .map_err(|error| FieldError::new(field, error.key()))
}

/// A prose field of a form that is a struct: cleaned, `limit` characters at most.
pub fn check_prose(
    field: &str,
    value: &str,
    limit: usize,
    required: bool,
) -> Result<String, FieldError> {
    limited(
        clean_prose(value),
        limit,
        required,
        AnswerError::ProseTooLong,
    )
    .map_err(|error| FieldError::new(field, error.key()))
}

fn limited(
    text: String,
    limit: usize,
    required: bool,
    long: AnswerError,
) -> Result<String, AnswerError> {
    match text.chars().count() {
        0 if required => Err(AnswerError::Missing),
        count if count > limit => Err(long),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{TEXT_LIMIT, check_line, clean_line, clean_prose};

    #[test]
    fn marks_that_hide_or_turn_letters_are_left_out() {
        assert_eq!(
            clean_line("A\u{202E}na\u{200B}\u{FEFF} \t Dr\u{00AD}ini\r\n"),
            "Ana Drini"
        );
        assert_eq!(clean_line("Blerte\u{0308}"), "Blertë");
        assert_eq!(clean_line("\u{200B}\u{2066} "), "");
        assert_eq!(clean_prose(" një\r\ndy\u{202E}\n\n tre "), "një\ndy\n\ntre");
    }

    #[test]
    fn a_name_of_300_characters_is_kept_and_one_more_is_refused() {
        let name = "ë".repeat(TEXT_LIMIT);
        assert_eq!(
            check_line("name", &name, TEXT_LIMIT, true),
            Ok(name.clone())
        );
        let long = check_line("name", &format!("{name}x"), TEXT_LIMIT, true).unwrap_err();
        assert_eq!(
            (long.field.as_str(), long.key),
            ("name", "error-line-too-long")
        );
        assert_eq!(
            check_line("name", "\u{200B}", 9, true).unwrap_err().key,
            "error-missing"
        );
    }
}
