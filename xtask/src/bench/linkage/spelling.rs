//! How a name comes back written by somebody else: without diacritics, with an ending, by a clerk
//! abroad, in haste. Each is what people do with a pen, not the inverse of any rule under test.

use super::chance::Chance;

/// Who wrote the name down abroad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clerk {
    Greek,
    GreekScript,
    Italian,
    Serbian,
    SerbianPlain,
    Cyrillic,
}

impl Clerk {
    pub(super) const ALL: [Clerk; 6] = [
        Clerk::Greek,
        Clerk::GreekScript,
        Clerk::Italian,
        Clerk::Serbian,
        Clerk::SerbianPlain,
        Clerk::Cyrillic,
    ];

    /// The name as this clerk hears and writes it.
    pub(super) fn writes(self, name: &str, chance: &mut Chance) -> String {
        let heard = name.to_lowercase();
        let written = match self {
            Clerk::Greek => sounds(&heard, GREEK, chance),
            Clerk::GreekScript => sounds(&heard, GREEK_SCRIPT, chance),
            Clerk::Italian => sounds(&heard, ITALIAN, chance),
            Clerk::Serbian => sounds(&heard, SERBIAN, chance),
            Clerk::SerbianPlain => plain(&sounds(&heard, SERBIAN, chance)),
            Clerk::Cyrillic => sounds(&heard, CYRILLIC, chance),
        };
        match self {
            // A final sigma has its own letter.
            Clerk::GreekScript => capital(&match written.strip_suffix('σ') {
                Some(stem) => format!("{stem}ς"),
                None => written,
            }),
            Clerk::Greek if chance.percent(40.0) => written.to_uppercase(),
            Clerk::Greek
            | Clerk::Italian
            | Clerk::Serbian
            | Clerk::SerbianPlain
            | Clerk::Cyrillic => capital(&written),
        }
    }
}

/// Sounds of Albanian with the ways a clerk writes them; two-letter ones stand first.
type Sounds = &'static [(&'static str, &'static [&'static str])];

const GREEK: Sounds = &[
    ("sh", &["s", "s", "sh"]),
    ("zh", &["z"]),
    ("xh", &["tz", "tz", "ts"]),
    ("gj", &["gk", "gi", "tz"]),
    ("nj", &["ni", "n"]),
    ("ll", &["l"]),
    ("rr", &["r", "rr"]),
    ("dh", &["d", "dh"]),
    ("th", &["th"]),
    ("ç", &["ts", "ts", "s"]),
    ("c", &["ts"]),
    ("x", &["tz", "z"]),
    ("b", &["mp", "mp", "b"]),
    ("d", &["nt", "nt", "d"]),
    ("g", &["gk", "gk", "g"]),
    ("h", &["ch", "", "h"]),
    ("u", &["ou", "u"]),
    ("y", &["y", "i", "iou"]),
    ("ë", &["e", ""]),
    ("q", &["k", "ki", "ts"]),
    ("j", &["gi", "i"]),
    ("f", &["f", "f", "ph"]),
];

const GREEK_SCRIPT: Sounds = &[
    ("sh", &["σ"]),
    ("zh", &["ζ"]),
    ("xh", &["τζ"]),
    ("gj", &["γκ", "γι"]),
    ("nj", &["νι"]),
    ("ll", &["λ", "λλ"]),
    ("rr", &["ρ"]),
    ("dh", &["δ"]),
    ("th", &["θ"]),
    ("ç", &["τσ"]),
    ("c", &["τσ"]),
    ("x", &["τζ"]),
    ("b", &["μπ"]),
    ("d", &["ντ"]),
    ("g", &["γκ"]),
    ("h", &["χ", ""]),
    ("u", &["ου"]),
    ("y", &["υ", "ι"]),
    ("ë", &["ε", ""]),
    ("q", &["κ", "κι", "τσ"]),
    ("j", &["γι", "ι"]),
    ("f", &["φ"]),
    ("a", &["α"]),
    ("e", &["ε"]),
    ("i", &["ι"]),
    ("k", &["κ"]),
    ("l", &["λ"]),
    ("m", &["μ"]),
    ("n", &["ν"]),
    ("o", &["ο"]),
    ("p", &["π"]),
    ("r", &["ρ"]),
    ("s", &["σ"]),
    ("t", &["τ"]),
    ("v", &["β"]),
    ("z", &["ζ"]),
];

const ITALIAN: Sounds = &[
    ("sh", &["sc", "sci", "sh"]),
    ("zh", &["g", "z"]),
    ("xh", &["g", "gi", "j"]),
    ("gj", &["gi", "g", "gj"]),
    ("nj", &["gn"]),
    ("ll", &["l", "ll"]),
    ("rr", &["r", "rr"]),
    ("dh", &["d", "dh"]),
    ("th", &["t", "th"]),
    ("ç", &["ci", "c"]),
    ("c", &["z", "c"]),
    ("x", &["z", "dz"]),
    ("h", &["", "h"]),
    ("y", &["i", "u"]),
    ("ë", &["e"]),
    ("q", &["ch", "chi", "c"]),
    ("j", &["i", "j"]),
    ("k", &["c", "k", "ch"]),
];

const SERBIAN: Sounds = &[
    ("sh", &["š"]),
    ("zh", &["ž"]),
    ("xh", &["dž"]),
    ("gj", &["đ", "dj"]),
    ("nj", &["nj"]),
    ("ll", &["l"]),
    ("rr", &["r"]),
    ("dh", &["d"]),
    ("th", &["t"]),
    ("ç", &["č"]),
    ("x", &["dz"]),
    ("y", &["i", "u"]),
    ("ë", &["e"]),
    ("q", &["ć"]),
    ("l", &["lj", "l"]),
];

const CYRILLIC: Sounds = &[
    ("sh", &["ш"]),
    ("zh", &["ж"]),
    ("xh", &["џ"]),
    ("gj", &["ђ", "ѓ"]),
    ("nj", &["њ"]),
    ("ll", &["л"]),
    ("rr", &["р"]),
    ("dh", &["д"]),
    ("th", &["т"]),
    ("ç", &["ч"]),
    ("c", &["ц"]),
    ("x", &["ѕ", "дз"]),
    ("b", &["б"]),
    ("d", &["д"]),
    ("g", &["г"]),
    ("h", &["х"]),
    ("u", &["у"]),
    ("y", &["и", "у"]),
    ("ë", &["е"]),
    ("q", &["ћ", "ќ"]),
    ("j", &["ј"]),
    ("f", &["ф"]),
    ("a", &["а"]),
    ("e", &["е"]),
    ("i", &["и"]),
    ("k", &["к"]),
    ("l", &["љ", "л"]),
    ("m", &["м"]),
    ("n", &["н"]),
    ("o", &["о"]),
    ("p", &["п"]),
    ("r", &["р"]),
    ("s", &["с"]),
    ("t", &["т"]),
    ("v", &["в"]),
    ("z", &["з"]),
];

fn sounds(heard: &str, table: Sounds, chance: &mut Chance) -> String {
    let mut written = String::with_capacity(heard.len() + 4);
    let mut rest = heard;
    while let Some(letter) = rest.chars().next() {
        let found = table.iter().find(|(sound, _)| rest.starts_with(sound));
        match found {
            Some((sound, ways)) => {
                written.push_str(chance.pick::<&str>(ways));
                rest = &rest[sound.len()..];
            }
            None => {
                written.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    written
}

/// Without the marks above and below letters, as on a keyboard that has none.
pub(super) fn plain(name: &str) -> String {
    let bare = |letter| match letter {
        'ë' => 'e',
        'Ë' => 'E',
        'ç' | 'č' | 'ć' => 'c',
        'Ç' | 'Č' | 'Ć' => 'C',
        'š' => 's',
        'Š' => 'S',
        'ž' => 'z',
        'Ž' => 'Z',
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    name.chars().map(bare).collect()
}

/// The name as it stands in a sentence: with the ending of the definite form, or of "to" and "of".
pub(super) fn in_a_sentence(name: &str, chance: &mut Chance) -> String {
    let oblique = chance.percent(20.0);
    let stem = |cut: usize| {
        name.chars()
            .take(name.chars().count() - cut)
            .collect::<String>()
    };
    match name.chars().last() {
        Some('ë') if oblique => format!("{name}s"),
        Some('ë') => format!("{}a", stem(1)),
        Some('e') if oblique => format!("{name}s"),
        Some('e') => format!("{}ja", stem(1)),
        Some('a') if oblique => format!("{}ës", stem(1)),
        Some('a') => format!("{name}j"),
        Some('i' | 'u' | 'k' | 'g' | 'h') if oblique => format!("{name}ut"),
        Some('i' | 'k' | 'g' | 'h') => format!("{name}u"),
        Some('o' | 'y') => format!("{name}ja"),
        Some('u') | None => name.to_owned(),
        Some(_) if oblique => format!("{name}it"),
        Some(_) => format!("{name}i"),
    }
}

/// Letters that lie beside each other, and so are struck for each other.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// One slip of the finger.
pub(super) fn slip(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.to_lowercase().chars().collect();
    if letters.len() < 3 {
        return name.to_owned();
    }
    let at = chance.below(letters.len());
    match chance.below(5) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
        3 => letters[at] = beside(letters[at], chance),
        _ => {
            let other = beside(letters[at], chance);
            letters.insert(at, other);
        }
    }
    capital(&letters.into_iter().collect::<String>())
}

fn beside(letter: char, chance: &mut Chance) -> char {
    for row in KEYS {
        if let Some(at) = row.find(letter) {
            let left = at.saturating_sub(1);
            let near: Vec<char> = row[left..(at + 2).min(row.len())].chars().collect();
            let other: Vec<char> = near.into_iter().filter(|it| *it != letter).collect();
            return *chance.pick(&other);
        }
    }
    *chance.pick(&['e', 'a', 'i', 'n', 'r'])
}

/// Each word with its first letter large.
pub(super) fn capital(words: &str) -> String {
    let mut first = true;
    words
        .chars()
        .flat_map(|letter| {
            let large = first;
            first = letter == ' ' || letter == '-';
            if large {
                letter.to_uppercase().collect::<Vec<_>>()
            } else {
                vec![letter]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that many tries make of a name.
    fn all(make: impl Fn(&mut Chance) -> String) -> Vec<String> {
        let mut made: Vec<String> = (0..400)
            .map(|seed| make(&mut Chance::seeded(seed)))
            .collect();
        made.sort();
        made.dedup();
        made
    }

    #[test]
    fn clerks_abroad_write_what_is_known_of_them() {
        for (clerk, name, written) in [
            (Clerk::Greek, "Bashkim", "MPASKIM"),
            (Clerk::Greek, "Dritan", "Ntritan"),
            (Clerk::Greek, "Gent", "GKENT"),
            (Clerk::GreekScript, "Bashkim", "Μπασκιμ"),
            (Clerk::GreekScript, "Idriz", "Ιντριζ"),
            (Clerk::Italian, "Hasan", "Asan"),
            (Clerk::Italian, "Gjergj", "Giergi"),
            (Clerk::Serbian, "Xhelal", "Dželalj"),
            (Clerk::Serbian, "Qazim", "Ćazim"),
            (Clerk::SerbianPlain, "Shqipe", "Scipe"),
            (Clerk::Cyrillic, "Gjergj", "Ђерђ"),
        ] {
            let made = all(|chance| clerk.writes(name, chance));
            assert!(made.iter().any(|it| it == written), "{written}: {made:?}");
        }
    }

    #[test]
    fn endings_of_a_sentence_are_put_on() {
        for (name, written) in [
            ("Agim", "Agimi"),
            ("Agim", "Agimit"),
            ("Mark", "Marku"),
            ("Ali", "Aliu"),
            ("Shpresë", "Shpresa"),
            ("Lule", "Lulja"),
            ("Drita", "Dritës"),
        ] {
            let made = all(|chance| in_a_sentence(name, chance));
            assert!(made.iter().any(|it| it == written), "{written}: {made:?}");
        }
        assert_eq!(plain("Gëzim Çela"), "Gezim Cela");
    }

    #[test]
    fn a_slip_changes_one_place() {
        for made in all(|chance| slip("Shpresa", chance)) {
            let apart = made.chars().count().abs_diff("Shpresa".len());
            assert!(apart <= 1, "{made}");
        }
        assert!(all(|chance| slip("Shpresa", chance)).len() > 20);
        assert_eq!(capital("hoxha-prendi leka"), "Hoxha-Prendi Leka");
    }
}
