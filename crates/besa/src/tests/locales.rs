//! Every key that the program says has a sentence in both languages.

use crate::lang::{FILES, Words};
use besa_domain::{
    Age, Assistance, CircleKind, ConsentState, Finding, Ground, IdentificationStatus, Illegal,
    Lang, Outcome, PhoneAnswer, Proceedings, ReferralTo, Residence, RiskLevel, Role, SECTIONS,
    Urgency, Wish, all_keys,
};
use std::collections::BTreeSet;
use std::path::Path;

fn missing(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut missing = Vec::new();
    for key in keys {
        for lang in [Lang::Sq, Lang::En] {
            if !Words::of(lang).has(&key) {
                missing.push(format!("{lang}: {key}"));
            }
        }
    }
    missing
}

#[test]
fn every_error_of_the_rule_book_has_a_sentence_in_both_languages() {
    assert!(all_keys().count() > 30);
    assert_eq!(missing(all_keys().map(str::to_owned)), Vec::<String>::new());
}

/// Every Rust file and template of the program, without its tests.
fn sources() -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "tests") {
                    folders.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|it| it == "rs" || it == "html")
            {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// The literals that stand right behind this word.
fn literals(mark: &str) -> BTreeSet<String> {
    sources()
        .iter()
        .flat_map(|text| {
            text.split(mark)
                .skip(1)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter_map(|rest| {
            rest.trim_start()
                .strip_prefix('"')?
                .split('"')
                .next()
                .map(str::to_owned)
        })
        .collect()
}

#[test]
fn every_fault_has_a_title_and_says_what_to_do() {
    let conflicts = literals("Fail::Conflict(");
    assert!(conflicts.len() > 6, "{conflicts:?}");
    assert_eq!(missing(conflicts), Vec::<String>::new());
    let faults = [
        "unseen",
        "forbidden",
        "broken",
        "busy",
        "other-site",
        "stale-form",
        "bad-form",
        "too-large",
    ];
    let faults = faults
        .iter()
        .flat_map(|it| [format!("web-{it}"), format!("web-{it}-what")]);
    assert_eq!(missing(faults), Vec::<String>::new());
    let others = [
        "conflict-changed",
        "conflict-epoch",
        "error-form-reused",
        "error-draft-too-large",
    ];
    assert_eq!(
        missing(others.iter().map(|it| format!("{it}-what"))),
        Vec::<String>::new()
    );
    assert_eq!(
        missing(Illegal::KEYS.iter().map(|it| (*it).to_owned())),
        Vec::<String>::new()
    );
}

#[test]
fn every_key_that_the_program_names_has_a_sentence() {
    let named: BTreeSet<String> = ["l.t(", "l.t1(", "l.t2(", "FieldError::new(\"_key\","]
        .iter()
        .flat_map(|mark| literals(mark))
        .collect();
    assert!(named.len() > 10);
    assert_eq!(missing(named), Vec::<String>::new());
}

#[test]
fn every_code_that_pages_show_has_a_word() {
    fn of<T: ToString>(prefix: &str, all: &[T]) -> Vec<String> {
        all.iter()
            .map(|it| format!("{prefix}-{}", it.to_string().replace('_', "-")))
            .collect()
    }
    let states = [
        "sent",
        "seen",
        "accepted",
        "declined",
        "answered_by_phone",
        "no_answer_in_time",
        "withdrawn",
        "concluded",
    ];
    let sections: Vec<&str> = SECTIONS.iter().map(|(code, _)| *code).collect();
    let all = [
        of("identification", &IdentificationStatus::ALL),
        of("assistance", &Assistance::ALL),
        of("consent", &ConsentState::ALL),
        of("proceedings", &Proceedings::ALL),
        of("residence", &Residence::ALL),
        of("ground", &Ground::ALL),
        of("wish", &Wish::ALL),
        of("circle", &CircleKind::ALL),
        of("urgency", &Urgency::ALL),
        of("risk", &RiskLevel::ALL),
        of("age", &Age::ALL),
        of("outcome", &Outcome::ALL),
        of("finding", &Finding::ALL),
        of("role", &Role::ALL),
        of("referral-to", &ReferralTo::ALL),
        of("phone-answer", &PhoneAnswer::ALL),
        of("referral", &states),
        of("section", &sections),
        (1..=12).map(|n| format!("month-{n}")).collect(),
        (1..=7).map(|n| format!("weekday-{n}")).collect(),
    ];
    assert_eq!(missing(all.concat()), Vec::<String>::new());
}

/// The keys of a locale file with the values they want.
fn keys(text: &str) -> BTreeSet<(String, BTreeSet<String>)> {
    let mut keys: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase())
            && let Some((key, _)) = line.split_once(" =")
        {
            keys.push((key.to_owned(), BTreeSet::new()));
        }
        if let Some((_, wants)) = keys.last_mut() {
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                wants.insert(part[..end.unwrap_or(part.len())].to_owned());
            }
        }
    }
    keys.into_iter().collect()
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_values() {
    let mut seen = BTreeSet::new();
    for (file, sq, en) in FILES {
        assert_eq!(keys(sq), keys(en), "{file}");
        for (key, _) in keys(sq) {
            assert!(
                seen.insert(key.clone()),
                "{file}: {key} stands in two files"
            );
        }
    }
    assert!(seen.len() > 300);
}
