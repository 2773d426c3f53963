//! Names of one person: a pet name, another rite's name, what foreign papers made of it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::spell;

/// The lines of the shipped table in which a name stands, from 1; 0 fills the rest.
pub(crate) type Lines = [u16; 4];

fn table() -> &'static HashMap<String, Lines> {
    static TABLE: OnceLock<HashMap<String, Lines>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = HashMap::<String, Lines>::new();
        for (number, row) in (1..).zip(crate::rows(include_str!("../data/names.tsv"))) {
            for name in row[0].split(' ') {
                let lines = table.entry(sound(name)).or_default();
                if let Some(free) = lines.iter_mut().find(|it| **it == 0 || **it == number) {
                    *free = number;
                }
            }
        }
        table
    })
}

fn sound(name: &str) -> String {
    spell::sound(&spell::plain(name))
}

/// Where a name of this sound stands in the table.
pub(crate) fn lines(sound: &str) -> Lines {
    table().get(sound).copied().unwrap_or_default()
}

/// Whether two names stand in one line.
pub(crate) fn share(a: Lines, b: Lines) -> bool {
    a.iter().any(|line| *line != 0 && b.contains(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person_share_a_line() {
        let share = |a: &str, b: &str| share(lines(&sound(a)), lines(&sound(b)));
        for (a, b) in [
            ("Arben", "Beni"),
            ("Muhamet", "Meti"),
            ("Ndue", "Anton"),
            ("Zef", "Jozef"),
            ("Gjon", "Giovanni"),
            ("Gjon", "John"),
        ] {
            assert!(share(a, b), "{a} {b}");
        }
        assert!(!share("Arben", "Muhamet"));
        assert!(!share("Xyz", "Xyz"));
    }

    #[test]
    fn every_line_has_names_and_a_story() {
        for row in crate::rows(include_str!("../data/names.tsv")) {
            assert!(
                row.len() == 2 && row[0].contains(' ') && !row[1].is_empty(),
                "{row:?}"
            );
        }
    }
}
