//! Traits by which two rows of one person can be found without comparing all with all.

use crate::date::Date;
use crate::lexicon::Names;
use crate::register::Register;
use crate::schema::Kind;
use crate::words::mix;

/// One trait of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trait {
    /// How a name, or a word of it, sounds.
    Sound,
    /// The line of equivalent names, or the sound.
    Line,
    /// The first three letters of the sound.
    Start,
    /// The last three letters of the sound.
    End,
    /// How the name, or that in this other column, sounds: for names that changed places.
    Either(usize),
    /// How both sound, in any order.
    Both(usize),
    /// The whole value, without marks and spaces.
    Whole,
    /// The year and the unordered day and month.
    Day,
    /// The year.
    Year,
    /// The unordered day and month.
    MonthDay,
    /// The municipality, or the sound of an unknown place.
    Town,
    /// One of the two rarest words.
    Word,
}

/// A trait of a column of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Feature {
    pub(crate) column: usize,
    pub(crate) is: Trait,
}

/// Up to six different values of a feature, or keys of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Values {
    items: [u64; 6],
    len: usize,
}

impl Values {
    pub(crate) fn push(&mut self, item: u64) {
        if self.len < self.items.len() && !self.as_slice().contains(&item) {
            self.items[self.len] = item;
            self.len += 1;
        }
    }

    pub(crate) fn as_slice(&self) -> &[u64] {
        &self.items[..self.len]
    }
}

impl Feature {
    /// The features of a schema.
    pub(crate) fn all(kinds: &[Kind]) -> Vec<Self> {
        let traits = |kind: Kind| -> &'static [Trait] {
            match kind {
                Kind::GivenName => &[Trait::Sound, Trait::Line, Trait::Start, Trait::End],
                Kind::FatherName => &[Trait::Sound, Trait::Line, Trait::Start],
                Kind::Surname => &[Trait::Sound, Trait::Start, Trait::End],
                Kind::FullName => &[Trait::Whole, Trait::Word],
                Kind::Date => &[Trait::Day, Trait::Year, Trait::MonthDay],
                Kind::Sex | Kind::Phone | Kind::Exact => &[Trait::Whole],
                Kind::Place => &[Trait::Town],
                Kind::Address | Kind::Text => &[Trait::Whole, Trait::Word],
            }
        };
        let of = |(column, kind): (usize, &Kind)| {
            let traits = traits(*kind).iter();
            traits.map(move |is| Self { column, is: *is })
        };
        let mut all: Vec<Self> = kinds.iter().enumerate().flat_map(of).collect();
        let at = |wanted: Kind| kinds.iter().position(|kind| *kind == wanted);
        if let (Some(column), Some(other)) = (at(Kind::GivenName), at(Kind::Surname)) {
            all.extend([Trait::Either(other), Trait::Both(other)].map(|is| Self { column, is }));
        }
        all
    }

    /// Whether two features look at no column in common.
    pub(crate) fn is_apart(self, other: Self) -> bool {
        let columns = |feature: Self| {
            if let Trait::Either(second) | Trait::Both(second) = feature.is {
                [feature.column, second]
            } else {
                [feature.column; 2]
            }
        };
        !columns(self).iter().any(|it| columns(other).contains(it))
    }

    pub(crate) fn values(self, kind: Kind, register: &Register, row: u32) -> Values {
        let mut values = Values::default();
        let Some(number) = register.value(self.column, row).checked_sub(1) else {
            return values;
        };
        match self.is {
            Trait::Day | Trait::Year | Trait::MonthDay => {
                self.of_date(Date(number + 1))
                    .into_iter()
                    .for_each(|it| values.push(it));
            }
            Trait::Sound | Trait::Line | Trait::Start | Trait::End => {
                self.of_name(kind, &register.names, number, &mut values);
            }
            Trait::Whole => values.push(match kind {
                Kind::Phone | Kind::Exact => register.codes.get(number).hash,
                Kind::Sex | Kind::Date => u64::from(number),
                Kind::GivenName
                | Kind::Surname
                | Kind::FatherName
                | Kind::FullName
                | Kind::Place
                | Kind::Address
                | Kind::Text => register.names.get(number).bare,
            }),
            Trait::Town => {
                let name = register.names.get(number);
                let known = name.place.is_known();
                values.push(if known {
                    name.place.municipality()
                } else {
                    name.sound
                });
            }
            Trait::Word => of_words(kind, register, number, &mut values),
            Trait::Either(other) | Trait::Both(other) => {
                self.of_two(other, register, row, &mut values);
            }
        }
        values
    }

    fn of_date(self, date: Date) -> Option<u64> {
        let year = u64::from(date.year());
        if self.is == Trait::Year {
            return Some(year);
        }
        let (low, high) = (date.month().min(date.day()), date.month().max(date.day()));
        let rest = u64::from(low << 8 | high);
        let whole = if self.is == Trait::Day {
            year << 16 | rest
        } else {
            rest
        };
        date.is_full().then_some(whole)
    }

    /// A name as a whole, and the halves of a double surname or the first of two given names.
    fn of_name(self, kind: Kind, names: &Names, number: u32, values: &mut Values) {
        let parts = names.parts(names.get(number));
        let most = if kind == Kind::Surname { 2 } else { 1 };
        for one in std::iter::once(&number).chain(parts.iter().take(most)) {
            let name = names.get(*one);
            let sounds = names.sounds(name);
            let three = |three: &[u8]| three.iter().fold(1, |sum, it| sum << 8 | u64::from(*it));
            if self.is == Trait::Line && name.lines[0] != 0 {
                let lines = name.lines.iter().filter(|it| **it != 0);
                lines.for_each(|it| values.push(u64::from(*it)));
            } else if self.is == Trait::Start {
                values.push(three(&sounds[..sounds.len().min(3)]));
            } else if self.is == Trait::End {
                values.push(three(&sounds[sounds.len().saturating_sub(3)..]));
            } else {
                values.push(name.sound);
            }
        }
    }

    fn of_two(self, other: usize, register: &Register, row: u32, values: &mut Values) {
        let sound = |column: usize| {
            let value = register.value(column, row).checked_sub(1)?;
            Some(register.names.get(value).sound)
        };
        let (given, surname) = (sound(self.column), sound(other));
        if matches!(self.is, Trait::Either(_)) {
            given
                .into_iter()
                .chain(surname)
                .for_each(|it| values.push(it));
        } else if let (Some(given), Some(surname)) = (given, surname) {
            values.push(mix(given.min(surname)) ^ given.max(surname));
        }
    }

    /// Whether an imagined match agrees in this trait, given how each column fares (0 to 1).
    pub(crate) fn agrees(self, kind: Kind, fates: impl Fn(usize) -> f64) -> bool {
        const SOUND: f64 = 0.82;
        let fate = fates(self.column);
        match self.is {
            Trait::Either(other) => {
                fate < SOUND || fates(other) < SOUND || (0.93..0.96).contains(&fate)
            }
            Trait::Both(other) => {
                (fate < SOUND && fates(other) < SOUND) || (0.93..0.96).contains(&fate)
            }
            Trait::End => fate < 0.75 || (0.84..0.92).contains(&fate),
            Trait::Sound => fate < SOUND,
            Trait::Line => fate < 0.87,
            Trait::Start => fate < 0.78 || (0.87..0.95).contains(&fate),
            Trait::Day => fate < 0.70,
            Trait::Year => fate < 0.66 || (0.70..0.90).contains(&fate),
            Trait::MonthDay => fate < 0.66 || (0.90..0.96).contains(&fate),
            Trait::Town => fate < 0.82,
            Trait::Word => fate < 0.85,
            Trait::Whole => {
                fate < match kind {
                    // a number of a person seldom differs, a postcode or house number often
                    Kind::Exact => 0.75,
                    Kind::Sex => 0.985,
                    Kind::Phone => 0.75,
                    Kind::GivenName
                    | Kind::Surname
                    | Kind::FatherName
                    | Kind::FullName
                    | Kind::Date
                    | Kind::Place
                    | Kind::Address
                    | Kind::Text => 0.68,
                }
            }
        }
    }
}

/// The rarest words of a phrase, or the first words of a full name.
fn of_words(kind: Kind, register: &Register, number: u32, values: &mut Values) {
    let names = &register.names;
    let parts = names.parts(names.get(number));
    let mut words = if parts.is_empty() {
        vec![number]
    } else {
        parts.to_vec()
    };
    let mut most = 4;
    if kind != Kind::FullName {
        most = 2;
        words.sort_by(|x, y| {
            let rarity = register.rarity(*y).total_cmp(&register.rarity(*x));
            rarity.then(names.get(*x).plain.cmp(&names.get(*y).plain))
        });
    }
    words
        .iter()
        .take(most)
        .for_each(|it| values.push(names.get(*it).sound));
}

/// How a feature fares in registers: how often it is filled, and how often two rows share it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fare {
    pub(crate) filled: f64,
    pub(crate) shared: f64,
}

impl Fare {
    /// What is to be expected of a feature before any row has come.
    pub(crate) fn usual(feature: Feature, kind: Kind) -> Self {
        let shared = match (feature.is, kind) {
            (Trait::Sound, Kind::Surname) => 2e-3,
            (Trait::Start, Kind::Surname) => 6e-3,
            (Trait::Sound, _) => 6e-3,
            (Trait::Line, _) => 1e-2,
            (Trait::Start, _) => 2e-2,
            (Trait::End, Kind::Surname) => 8e-3,
            (Trait::End, _) => 2e-2,
            (Trait::Either(_), _) => 1e-2,
            (Trait::Both(_), _) => 1.5e-5,
            (Trait::Day, _) => 6e-5,
            (Trait::Year, _) => 1.5e-2,
            (Trait::MonthDay, _) => 4e-3,
            (Trait::Town, _) => 4e-2,
            (Trait::Word, _) => 1e-2,
            (Trait::Whole, Kind::Sex) => 0.5,
            (Trait::Whole, Kind::Address | Kind::Text) => 1e-4,
            (Trait::Whole, _) => 1e-6,
        };
        let filled = if matches!(kind, Kind::Phone | Kind::Exact) {
            0.5
        } else {
            0.85
        };
        Self { filled, shared }
    }
}
