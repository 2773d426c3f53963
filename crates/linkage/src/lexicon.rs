//! Every writing of a name is understood once, however many rows bear it.

use crate::names::{self, Lines};
use crate::number;
use crate::places::{self, Place};
use crate::spell;
use crate::unsaid::unsaid;
use crate::words::{Words, hash};

/// What comparing needs to know of one writing.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) plain: u64,
    pub(crate) bare: u64,
    pub(crate) stem: u64,
    pub(crate) sound: u64,
    pub(crate) lines: Lines,
    pub(crate) place: Place,
    /// Which letters it has, one bit each: two writings a slip apart differ in two bits at most.
    pub(crate) mask: u64,
    letters: (u32, u8),
    sounds: (u32, u8),
    parts: (u32, u8),
}

impl Name {
    pub(crate) fn letters_count(&self) -> usize {
        usize::from(self.letters.1)
    }
}

/// How deeply a writing is understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Name,
    Phrase,
}

/// The distinct names and words of a register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Cells as they stand in the register, to the number of what they mean.
    raw: Words,
    meant: Vec<u32>,
    words: Words,
    items: Vec<Name>,
    letters: Vec<u8>,
    parts: Vec<u32>,
}

impl Names {
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn get(&self, number: u32) -> &Name {
        &self.items[number as usize]
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.words.get(number)
    }

    pub(crate) fn letters(&self, name: &Name) -> &[u8] {
        &self.letters[name.letters.0 as usize..][..usize::from(name.letters.1)]
    }

    pub(crate) fn sounds(&self, name: &Name) -> &[u8] {
        &self.letters[name.sounds.0 as usize..][..usize::from(name.sounds.1)]
    }

    /// The words of a writing of several words.
    pub(crate) fn parts(&self, name: &Name) -> &[u32] {
        &self.parts[name.parts.0 as usize..][..usize::from(name.parts.1)]
    }

    /// The number of this plain writing, if it is here.
    pub(crate) fn find(&self, plain: &str) -> Option<u32> {
        self.words.find(plain)
    }

    /// The number of a cell with a name in it; none if it is empty.
    pub(crate) fn name(&mut self, cell: &str) -> Option<u32> {
        let (raw, new) = self.raw.intern(cell)?;
        if new {
            let plain = spell::plain(cell);
            let known = if plain.is_empty() || unsaid(&plain) {
                u32::MAX
            } else {
                self.learn(&plain, Depth::Name)?
            };
            self.meant.push(known);
        }
        self.meant
            .get(raw as usize)
            .copied()
            .filter(|it| *it != u32::MAX)
    }

    /// The number of a cell with an address or a note in it; none if it is empty.
    pub(crate) fn phrase(&mut self, cell: &str) -> Option<u32> {
        let plain = spell::plain(cell);
        if plain.is_empty() || unsaid(&plain) {
            return None;
        }
        let depth = if plain.contains(' ') {
            Depth::Phrase
        } else {
            Depth::Name
        };
        self.learn(&plain, depth)
    }

    fn learn(&mut self, plain: &str, depth: Depth) -> Option<u32> {
        let (number, new) = self.words.intern(plain)?;
        if new {
            self.add(plain, number)?;
        }
        if depth == Depth::Name && self.items[number as usize].sounds.1 == 0 {
            self.deepen(plain, number);
        }
        Some(number)
    }

    /// What every writing needs: its hashes, its letters, its words.
    fn add(&mut self, plain: &str, number: u32) -> Option<()> {
        let bare = spell::bare(plain);
        let from = self.letters.len();
        spell::letters(&bare, &mut self.letters);
        self.letters.truncate(from + LONGEST);
        let letters = &self.letters[from..];
        self.items.push(Name {
            plain: hash(plain),
            bare: hash(&bare),
            stem: hash(spell::stem(&spell::bare(spell::stem(plain)))),
            sound: 0,
            lines: Lines::default(),
            place: Place::default(),
            mask: letters.iter().fold(0, |mask, it| mask | 1 << (it & 63)),
            letters: (u32::try_from(from).ok()?, letters.len() as u8),
            sounds: (0, 0),
            parts: (0, 0),
        });
        if plain.contains(' ') {
            let words = plain.split(' ').take(LONGEST);
            let parts: Vec<u32> = words.filter_map(|it| self.learn(it, Depth::Name)).collect();
            let from = u32::try_from(self.parts.len()).ok()?;
            self.items[number as usize].parts = (from, parts.len() as u8);
            self.parts.extend(parts);
        }
        Some(())
    }

    /// What a name needs beyond that: its sound, its doublets, its place.
    fn deepen(&mut self, plain: &str, number: u32) {
        let sound = spell::sound(plain);
        let from = self.letters.len();
        self.letters.extend(sound.bytes().take(LONGEST));
        let name = &mut self.items[number as usize];
        name.sound = hash(&sound);
        name.lines = names::lines(&sound);
        name.place = places::find(plain);
        name.sounds = (from as u32, (self.letters.len() - from) as u8);
    }
}

/// The most letters, or words, of a writing that are compared.
const LONGEST: usize = 63;

/// The distinct codes of a register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    words: Words,
    items: Vec<Code>,
}

/// One code and whether it is a national number, with the letter it must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) hash: u64,
    /// Which signs it has, one bit each.
    pub(crate) mask: u64,
    pub(crate) national: Option<bool>,
}

impl Codes {
    pub(crate) fn get(&self, number: u32) -> Code {
        self.items[number as usize]
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.words.get(number)
    }

    pub(crate) fn find(&self, code: &str) -> Option<u32> {
        self.words.find(code)
    }

    /// The number of a code: its letters and digits, in capitals; none if it has neither.
    pub(crate) fn code(&mut self, cell: &str) -> Option<u32> {
        let letters = cell.chars().filter(|it| it.is_alphanumeric());
        let code: String = letters.flat_map(char::to_uppercase).collect();
        let wordless = code.bytes().any(|it| it.is_ascii_digit());
        if !wordless && unsaid(&code.to_lowercase()) {
            return None;
        }
        self.keep(&code)
    }

    /// The number of a telephone: its last nine digits, without the codes of country and trunk.
    pub(crate) fn phone(&mut self, cell: &str) -> Option<u32> {
        let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
        let from = digits.len().saturating_sub(9);
        let local = digits[from..].trim_start_matches('0');
        self.keep(if local.len() < 5 { "" } else { local })
    }

    fn keep(&mut self, code: &str) -> Option<u32> {
        if code.is_empty() {
            return None;
        }
        let (number, new) = self.words.intern(code)?;
        if new {
            let national = number::read(code).map(|it| it.letter_holds);
            let mask = code.bytes().fold(0, |mask, it| mask | 1 << (it & 63));
            self.items.push(Code {
                hash: hash(code),
                mask,
                national,
            });
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writing_is_understood_once() {
        let mut names = Names::default();
        let one = names.name("Gëzim Çela").unwrap();
        assert_eq!(names.name("GËZIM  ÇELA"), Some(one));
        assert_eq!(names.phrase("gëzim çela"), Some(one));
        assert_eq!(names.parts(names.get(one)).len(), 2);
        assert_eq!(names.name(" - "), None);
    }

    #[test]
    fn a_phrase_that_is_also_a_name_is_deepened() {
        let mut names = Names::default();
        let phrase = names.phrase("Guri i Zi").unwrap();
        assert!(!names.get(phrase).place.is_known());
        assert_eq!(names.name("Guri i Zi"), Some(phrase));
        assert!(names.get(phrase).place.is_known());
    }

    #[test]
    fn telephones_lose_their_prefixes() {
        let mut codes = Codes::default();
        let one = codes.phone("+355 69 234 5678");
        assert!(one.is_some());
        assert_eq!(codes.phone("069 234 5678"), one);
        assert_eq!(codes.phone("00355692345678"), one);
        assert_eq!(codes.phone("12"), None);
        assert_eq!(codes.code(" j00101999w "), codes.code("J00101999-W"));
    }
}
