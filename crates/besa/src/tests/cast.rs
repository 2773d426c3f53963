//! The invented people and their secrets: found in clear anywhere, they must mean a leak.

use crate::demo::cast::{CAST, MARKERS};
use crate::demo::county::HOUSES;
use crate::lang::FILES;
use std::collections::BTreeSet;
use std::path::Path;

/// Every text that a page can show without opening anything: locales, rules, the county.
fn shown() -> String {
    let mut all: Vec<String> = FILES
        .iter()
        .flat_map(|(_, sq, en)| [(*sq).to_owned(), (*en).to_owned()])
        .collect();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    for folder in [rules.clone(), rules.join("forms")] {
        for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if file
                .path()
                .extension()
                .is_some_and(|ending| ending == "toml")
            {
                all.push(std::fs::read_to_string(file.path()).unwrap());
            }
        }
    }
    for house in HOUSES {
        all.extend(
            [
                house.name,
                house.seat,
                house.public_line,
                house.duty_contact,
            ]
            .map(str::to_owned),
        );
    }
    for player in CAST {
        all.extend([player.name, player.post, player.login].map(str::to_owned));
    }
    assert!(all.len() > 100, "{}", all.len());
    all.join("\n").to_lowercase()
}

#[test]
fn no_marker_is_a_word_of_any_page() {
    let shown = shown();
    let mut seen = BTreeSet::new();
    for marker in MARKERS {
        assert!(
            marker.chars().filter(|c| c.is_alphanumeric()).count() >= 6,
            "{marker}"
        );
        assert!(!shown.contains(&marker.to_lowercase()), "{marker}");
        assert!(seen.insert(marker), "{marker} stands twice");
    }
    assert!(
        shown.contains("shkodër"),
        "the search itself finds what is there"
    );
}

#[test]
fn no_word_of_a_passphrase_is_a_word_of_any_page() {
    let shown = shown();
    let words: BTreeSet<&str> = shown.split(|c: char| !c.is_alphanumeric()).collect();
    let mut seen = BTreeSet::new();
    for player in CAST {
        assert_eq!(player.phrase.split(' ').count(), 5, "{}", player.login);
        for word in player.phrase.split(' ') {
            assert!(!words.contains(word), "{}: {word}", player.login);
            assert!(seen.insert(word), "{}: {word} stands twice", player.login);
        }
    }
}

#[test]
fn the_cast_fills_the_seats_that_the_demo_promises() {
    let joined = CAST.iter().filter(|player| {
        HOUSES
            .iter()
            .any(|house| house.key == player.institution && house.joins)
    });
    assert_eq!(
        joined.count(),
        CAST.len(),
        "everybody works in an institution of the system"
    );
    let houses: BTreeSet<&str> = CAST.iter().map(|player| player.institution).collect();
    let keys: BTreeSet<&str> = CAST.iter().map(|player| player.totp).collect();
    let logins: BTreeSet<&str> = CAST.iter().map(|player| player.login).collect();
    assert!(CAST.len() >= 8 && houses.len() >= 6);
    assert!(keys.len() == CAST.len() && logins.len() == CAST.len());
}
