//! The book of attacks: what was tried, and how it was refused, class by class in one file.

use crate::tests::kit::Page;
use crate::tests::matrix::{blessing, file};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

const NAME: &str = "attacks.txt";
const HEAD: &str = "# id | what the attacker does | how it is refused";

/// Every class, with the least number of entries that it has.
const CLASSES: &[(&str, usize)] = &[
    ("BOMB", 20),
    ("CACHE", 5),
    ("CSRF", 20),
    ("FIX", 5),
    ("FUZZ", 5),
    ("HEAD", 18),
    ("HOST", 5),
    ("IDOR", 20),
    ("KEY", 4),
    ("LANG", 5),
    ("LETTER", 10),
    ("METHOD", 8),
    ("MOVED", 12),
    ("PATH", 20),
    ("RECORD", 15),
    ("REDIR", 10),
    ("RING", 4),
    ("ROW", 60),
    ("SEAT", 6),
    ("SLOW", 5),
    ("THEFT", 9),
    ("THROTTLE", 4),
    ("TRUST", 4),
    ("TYPE", 6),
];

/// Tests run beside each other; the file is one.
static FILE: Mutex<()> = Mutex::new(());

/// One class while it is tried.
pub(crate) struct Book {
    class: &'static str,
    tried: BTreeMap<String, String>,
}

impl Book {
    /// Opens the class.
    pub(crate) fn of(class: &'static str) -> Book {
        assert!(CLASSES.iter().any(|(known, _)| *known == class), "{class}");
        Book {
            class,
            tried: BTreeMap::new(),
        }
    }

    /// An attack that must have been refused in this way.
    pub(crate) fn refused(&mut self, id: &str, what: &str, how: &str, was: bool) {
        assert!(was, "{id}: {what}: not refused: {how}");
        let id = format!("{}-{id}", self.class);
        let line = format!("{id} | {what} | {how}");
        assert!(self.tried.insert(id, line).is_none(), "{what} stands twice");
    }

    /// A request that must have been answered with this status.
    pub(crate) fn answered(&mut self, id: &str, what: &str, page: &Page, status: u16) {
        let was = page.status.as_u16();
        assert_eq!(was, status, "{}-{id}: {what}\n{}", self.class, page.html);
        self.refused(id, what, &status.to_string(), true);
    }

    /// The class as the file has it.
    pub(crate) fn closed(self) {
        let _one = FILE.lock().unwrap_or_else(PoisonError::into_inner);
        let text = std::fs::read_to_string(file(NAME)).unwrap_or_default();
        let own = format!("{}-", self.class);
        let now: BTreeSet<&str> = self.tried.values().map(String::as_str).collect();
        let (was, others): (BTreeSet<&str>, BTreeSet<&str>) = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .partition(|line| line.starts_with(&own));
        if blessing() {
            let all: BTreeSet<&str> = others.union(&now).copied().collect();
            let lines: Vec<&str> = [HEAD].into_iter().chain(all).collect();
            std::fs::write(file(NAME), lines.join("\n") + "\n").unwrap();
            return;
        }
        let gone: Vec<_> = was.difference(&now).collect();
        let come: Vec<_> = now.difference(&was).collect();
        assert!(
            gone.is_empty() && come.is_empty(),
            "docs/matrix/{NAME}\nnot tried: {gone:#?}\nnot listed: {come:#?}\nIf that is meant: BESA_BLESS=1"
        );
    }
}

#[test]
fn the_catalogue_has_every_class_and_each_class_its_entries() {
    if blessing() {
        return;
    }
    let text = std::fs::read_to_string(file(NAME)).unwrap();
    let mut ids = BTreeSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        assert_eq!(parts.len(), 3, "{line}");
        assert!(ids.insert(parts[0]), "{line}");
        let class = parts[0].split('-').next().unwrap();
        *counts.entry(class).or_default() += 1;
    }
    assert!(ids.len() >= 200, "{}", ids.len());
    let known: BTreeSet<&str> = CLASSES.iter().map(|(class, _)| *class).collect();
    assert_eq!(counts.keys().copied().collect::<BTreeSet<_>>(), known);
    for (class, least) in CLASSES {
        assert!(counts[class] >= *least, "{class}: {}", counts[class]);
    }
}
