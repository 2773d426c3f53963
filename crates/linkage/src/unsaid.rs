//! Words that registers write where nothing is known.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::spell;

/// The longest of them; most cells are told apart by their length alone.
const LONGEST: usize = 16;

/// Whether a plain writing says that nothing is known.
pub(crate) fn unsaid(plain: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    if plain.len() > LONGEST {
        return false;
    }
    let words = WORDS.get_or_init(|| {
        let rows = crate::rows(include_str!("../data/unsaid.tsv"));
        rows.filter_map(|row| row.first().copied()).collect()
    });
    let bare: String = spell::bare(plain).split(' ').collect();
    words.contains(bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_no_name() {
        for cell in [
            "NULL",
            "Nuk dihet",
            "E panjohur",
            "pa emër",
            "xxx",
            "ignoto",
        ] {
            assert!(unsaid(&spell::plain(cell)), "{cell}");
        }
        for cell in ["Nola", "Nan Doja", "Skënder", "Dihet", "Panajot", "Nonda"] {
            assert!(!unsaid(&spell::plain(cell)), "{cell}");
        }
        for row in crate::rows(include_str!("../data/unsaid.tsv")) {
            assert!(row.len() == 2 && row[0].len() <= LONGEST, "{row:?}");
            assert_eq!(spell::bare(row[0]), row[0]);
        }
    }
}
