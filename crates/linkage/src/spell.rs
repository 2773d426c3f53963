//! One name in many writings: scripts, letters of two signs, endings, foreign spellings.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

/// A rewriting rule: what is written, what it stands for, and where it holds.
struct Rule {
    from: Vec<char>,
    to: String,
    place: Where,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Anywhere,
    Start,
    BeforeVowel,
    BeforeFront,
}

/// Rules by the first letter of what is written, the longest and the most particular first.
type Rules = HashMap<char, Vec<Rule>>;

fn load(table: &'static str) -> Rules {
    let mut rules = Rules::new();
    for row in crate::rows(table) {
        let place = match row.get(2) {
            Some(&"^") => Where::Start,
            Some(&"V") => Where::BeforeVowel,
            Some(&"I") => Where::BeforeFront,
            Some(_) | None => Where::Anywhere,
        };
        let from: Vec<char> = row[0].chars().collect();
        let to = row.get(1).copied().unwrap_or_default().to_owned();
        if let Some(first) = from.first() {
            rules
                .entry(*first)
                .or_default()
                .push(Rule { from, to, place });
        }
    }
    for list in rules.values_mut() {
        list.sort_by_key(|it| {
            (
                std::cmp::Reverse(it.from.len()),
                it.place == Where::Anywhere,
            )
        });
    }
    rules
}

fn rewrite(rules: &Rules, text: &[char], other: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut at = 0;
    while let Some(letter) = text.get(at) {
        let rest = &text[at..];
        let fits = |rule: &&Rule| {
            rest.starts_with(&rule.from)
                && match (rule.place, rest.get(rule.from.len())) {
                    (Where::Anywhere, _) => true,
                    (Where::Start, _) => at == 0,
                    (Where::BeforeVowel, next) => next.is_some_and(|it| "aeiouyë".contains(*it)),
                    (Where::BeforeFront, next) => next.is_some_and(|it| "ei".contains(*it)),
                }
        };
        if let Some(rule) = rules.get(letter).and_then(|list| list.iter().find(fits)) {
            out.push_str(&rule.to);
            at += rule.from.len();
        } else {
            other(*letter, &mut out);
            at += 1;
        }
    }
    out
}

fn scripts() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| load(include_str!("../data/scripts.tsv")))
}

fn spellings() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| load(include_str!("../data/spellings.tsv")))
}

/// The letter without its marks, in lower-case ASCII; nothing for what is no letter or digit.
fn bare_letter(letter: char, out: &mut String) {
    match letter {
        'a'..='z' | '0'..='9' => out.push(letter),
        'đ' => out.push('d'),
        'ł' => out.push('l'),
        'ø' => out.push('o'),
        'ı' => out.push('i'),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        _ => out.extend(
            std::iter::once(letter)
                .nfd()
                .filter(char::is_ascii_alphanumeric),
        ),
    }
}

/// The words of a cell in lower case and Latin script, one space between them.
///
/// Apostrophes vanish, since Italian clerks write them for accents; all other signs part words.
pub(crate) fn plain(text: &str) -> String {
    let ascii = text.bytes().all(|byte| byte.is_ascii_lowercase());
    if ascii {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut foreign = false;
    for letter in text.nfc().flat_map(char::to_lowercase) {
        let is_mark = unicode_normalization::char::is_combining_mark(letter);
        if matches!(letter, '\'' | '’' | '‘' | '`' | '´') || is_mark {
            continue;
        }
        if letter.is_alphanumeric() {
            foreign |= ('\u{370}'..='\u{52f}').contains(&letter);
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    if !foreign {
        return out;
    }
    let unmarked: Vec<char> = out
        .nfd()
        .filter(|it| !unicode_normalization::char::is_combining_mark(*it) || *it == '\u{306}')
        .nfc()
        .collect();
    rewrite(scripts(), &unmarked, |letter, out| out.push(letter))
}

/// The plain writing without marks on letters and without spaces.
pub(crate) fn bare(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    for letter in plain.chars() {
        bare_letter(letter, &mut out);
    }
    out
}

/// A writing without its definite and case endings, as long as three letters remain.
pub(crate) fn stem(text: &str) -> &str {
    let mut stem = text;
    'again: loop {
        for row in endings() {
            let rest = stem.strip_suffix(row).filter(|rest| rest.len() >= 3);
            let Some(rest) = rest else { continue };
            let last = rest.as_bytes()[rest.len() - 1];
            // -it and -ut follow a consonant and a name, never two letters of one
            let is_case = rest.len() >= 4 && !b"aeiouy".contains(&last);
            if row.len() == 1 || !row.is_ascii() || is_case {
                stem = rest;
                continue 'again;
            }
        }
        return stem;
    }
}

fn endings() -> &'static [&'static str] {
    static ENDINGS: OnceLock<Vec<&'static str>> = OnceLock::new();
    ENDINGS.get_or_init(|| {
        let rows = crate::rows(include_str!("../data/endings.tsv"));
        rows.map(|row| row[0]).collect()
    })
}

/// How a plain writing sounds, whoever wrote it: classes of letters, no endings, no doubles.
pub(crate) fn sound(plain: &str) -> String {
    let text: Vec<char> = stem(plain).chars().filter(|it| *it != ' ').collect();
    let mut sound = rewrite(spellings(), &text, bare_letter);
    // a rule can bring two like letters together or lay bare another rule
    loop {
        let mut next: Vec<char> = sound.chars().collect();
        next.dedup();
        let next = rewrite(spellings(), &next, bare_letter);
        if next == sound {
            break;
        }
        sound = next;
    }
    let kept = stem(&sound).len();
    sound.truncate(kept);
    sound
}

/// The fold of a name: the same for its spellings with and without marks, endings and foreign letters.
///
/// Only for finding and comparing, never for showing or storing a name.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut fold = sound(&plain(name));
    loop {
        let next = sound(&fold);
        if next == fold {
            return fold;
        }
        fold = next;
    }
}

/// A bare writing as one symbol for each letter of the Albanian alphabet.
pub(crate) fn letters(bare: &str, out: &mut Vec<u8>) {
    let pairs = digraphs();
    let text = bare.as_bytes();
    let mut at = 0;
    while let Some(&letter) = text.get(at) {
        let two = text
            .get(at..at + 2)
            .and_then(|it| pairs.iter().position(|pair| pair == it));
        match two {
            Some(which) => out.push(40 + which as u8),
            None if letter.is_ascii_digit() => out.push(26 + letter - b'0'),
            None => out.push(letter.wrapping_sub(b'a').min(39)),
        }
        at += if two.is_some() { 2 } else { 1 };
    }
}

fn digraphs() -> &'static [[u8; 2]] {
    static PAIRS: OnceLock<Vec<[u8; 2]>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let rows = crate::rows(include_str!("../data/letters.tsv"));
        rows.filter_map(|row| row[0].as_bytes().try_into().ok())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_and_marks_become_plain() {
        assert_eq!(plain("  Gëzim—ÇELA "), "gëzim çela");
        assert_eq!(plain("D'Angelo"), "dangelo");
        assert_eq!(plain("ΜΠΑΣΚΙΜ"), "mpaskim");
        assert_eq!(plain("Джемал"), "džemal");
        assert_eq!(bare("gëzim çela"), "gezimcela");
    }

    #[test]
    fn endings_go_and_three_letters_stay() {
        for (name, short) in [
            ("agimi", "agim"),
            ("agimit", "agim"),
            ("markut", "mark"),
            ("aliu", "ali"),
            ("ana", "ana"),
            ("dritës", "drit"),
            ("rozës", "roz"),
            ("shpresa", "shpres"),
        ] {
            assert_eq!(bare(stem(name)), short);
        }
    }

    #[test]
    fn a_letter_of_two_signs_is_one_symbol() {
        let count = |name: &str| {
            let mut out = Vec::new();
            letters(name, &mut out);
            out.len()
        };
        assert_eq!(count("gjergj"), 4);
        assert_eq!(count("shpresa"), 6);
        assert_eq!(count("rrok12"), 5);
    }

    proptest! {
        #[test]
        fn the_fold_of_a_fold_is_itself(name in "\\PC{0,12}") {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_fold_of_a_latin_name_is_itself(name in "[a-zëçšžćčđ' -]{0,14}") {
            let once = fold(&name);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
