//! Both languages say the same things, once, and every key that the program names is one of them.

use crate::tree::{File, files};
use std::collections::{BTreeMap, BTreeSet};

/// The variables of each message of one file, or what is wrong with a line.
fn parse(text: &str) -> Result<Vec<(String, BTreeSet<String>)>, String> {
    let mut messages: Vec<(String, BTreeSet<String>)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let body = if line.starts_with([' ', '}']) {
            line
        } else {
            let (id, body) = line
                .split_once('=')
                .ok_or_else(|| format!("line {}: no message", number + 1))?;
            messages.push((id.trim().to_owned(), BTreeSet::new()));
            body
        };
        let Some((_, variables)) = messages.last_mut() else {
            return Err(format!("line {}: belongs to no message", number + 1));
        };
        for after in body.split('$').skip(1) {
            let name = after.split(|it: char| !it.is_alphanumeric() && it != '-' && it != '_');
            variables.extend(name.take(1).map(str::to_owned));
        }
    }
    Ok(messages)
}

type Messages = BTreeMap<String, BTreeSet<String>>;

/// All messages of a language, and every breach met while reading them.
fn language(files: &[File]) -> (Messages, Vec<String>) {
    let (mut all, mut breaches) = (Messages::new(), Vec::new());
    for file in files {
        match parse(&file.text) {
            Err(wrong) => breaches.push(format!("{}: {wrong}", file.path)),
            Ok(messages) => {
                for (id, variables) in messages {
                    if all.insert(id.clone(), variables).is_some() {
                        breaches.push(format!("{}: {id} stands twice", file.path));
                    }
                }
            }
        }
    }
    (all, breaches)
}

/// Where two languages differ: a file, a message, or a variable that only one of them has.
fn differences(sq: &[File], en: &[File]) -> Vec<String> {
    let names = |files: &[File]| -> BTreeSet<String> {
        files
            .iter()
            .filter_map(|file| file.path.rsplit('/').next())
            .map(str::to_owned)
            .collect()
    };
    let mut breaches: Vec<String> = names(sq)
        .symmetric_difference(&names(en))
        .map(|it| format!("{it}: one language only"))
        .collect();
    let ((sq, wrong_sq), (en, wrong_en)) = (language(sq), language(en));
    breaches.extend(wrong_sq.into_iter().chain(wrong_en));
    for id in sq.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
        match (sq.get(id), en.get(id)) {
            (Some(one), Some(two)) if one == two => {}
            (Some(one), Some(two)) => {
                breaches.push(format!("{id}: sq has {one:?}, en has {two:?}"))
            }
            (Some(_), None) => breaches.push(format!("{id}: not in English")),
            (None, _) => breaches.push(format!("{id}: not in Albanian")),
        }
    }
    breaches
}

/// What the program asks for: the key, and the one variable it gives when that is known from the text.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    key: String,
    gives: Option<BTreeSet<String>>,
}

/// Every `t("key")`, `t1("key", "name", …)` and `t2("key", …)` with the key spelt out.
fn asked(source: &str) -> Vec<Asked> {
    let mut found = Vec::new();
    for (call, variables) in [(".t(", 0), (".t1(", 1), (".t2(", 2)] {
        for (at, _) in source.match_indices(call) {
            let mut words = source[at + call.len()..].trim_start().split('"');
            if words.next() != Some("") {
                continue;
            }
            let Some(key) = words.next() else { continue };
            // A call that stands in a string itself, as in a list of calls, asks for nothing.
            if !key
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
            {
                continue;
            }
            let mut between = words
                .next()
                .unwrap_or_default()
                .chars()
                .filter(|it| !it.is_whitespace());
            let gives = match variables {
                0 => Some(BTreeSet::new()),
                1 if between.by_ref().eq([',']) => words.next().map(|it| [it.to_owned()].into()),
                _ => None,
            };
            found.push(Asked {
                key: key.to_owned(),
                gives,
            });
        }
    }
    found
}

fn unanswered(file: &File, known: &Messages) -> Vec<String> {
    let mut breaches = Vec::new();
    for Asked { key, gives } in asked(&file.text) {
        match (known.get(&key), gives) {
            (None, _) => breaches.push(format!("{}: {key} is in no locale", file.path)),
            (Some(wants), Some(gives)) if *wants != gives => {
                breaches.push(format!(
                    "{}: {key} wants {wants:?}, is given {gives:?}",
                    file.path
                ));
            }
            (Some(_), _) => {}
        }
    }
    breaches
}

fn locales() -> (Vec<File>, Vec<File>) {
    (files("locales/sq", ".ftl"), files("locales/en", ".ftl"))
}

#[track_caller]
fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables_once() {
    let (sq, en) = locales();
    assert!(!sq.is_empty());
    none(&differences(&sq, &en));
}

#[test]
fn every_key_that_the_program_names_has_words() {
    let known = language(&locales().0).0;
    let mut sources = files("crates/besa/src", ".rs");
    sources.extend(files("crates/besa/src", ".html"));
    let breaches: Vec<String> = sources
        .iter()
        .flat_map(|file| unanswered(file, &known))
        .collect();
    none(&breaches);
}

fn sample(text: &str) -> Vec<File> {
    vec![File {
        path: "locales/sq/a.ftl".to_owned(),
        text: text.to_owned(),
    }]
}

#[test]
fn a_missing_doubled_or_differing_message_is_found() {
    let right = "# note\na = Po { $n ->\n    [one] { $n } herë\n   *[other] herë\n  }\nb = Jo\n";
    assert!(differences(&sample(right), &sample("a = Yes { $n }\nb = No\n")).is_empty());
    for wrong in [
        "a = { $n }\n",
        "a = { $n }\nb = x\nb = y\n",
        "a = x\nb = y\n",
    ] {
        assert_eq!(
            differences(&sample(right), &sample(wrong)).len(),
            1,
            "{wrong}"
        );
    }
    assert!(parse("no message\n").is_err() && parse("  of nothing\n").is_err());
}

#[test]
fn a_key_without_words_and_a_wrong_variable_are_found() {
    let known = language(&sample("a = Po\nb = { $n }\n")).0;
    let breaches = |text: &str| {
        unanswered(
            &File {
                path: "a.rs".to_owned(),
                text: text.to_owned(),
            },
            &known,
        )
        .len()
    };
    assert_eq!(
        breaches("l.t(\"a\") l.t1(\"b\", \"n\", 3) l.t(&key) l.t1(\n  \"b\",\n  \"n\", x)"),
        0
    );
    assert_eq!(breaches("l.t(\"gone\")"), 1);
    assert_eq!(breaches("l.t1(\"b\", \"m\", 3)"), 1);
    assert_eq!(breaches("l.t(\"b\")"), 1);
}
