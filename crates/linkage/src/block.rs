//! Which pairs are worth comparing: those that share a rare combination of traits.
//!
//! Which combinations, is decided for each linkage: a thousand matches are imagined from the
//! shipped rates, and those combinations are taken that find most of them for the fewest pairs.

use crate::date::Date;
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
    fn push(&mut self, item: u64) {
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
    fn is_apart(self, other: Self) -> bool {
        let columns = |feature: Self| match feature.is {
            Trait::Either(second) | Trait::Both(second) => [feature.column, second],
            _ => [feature.column; 2],
        };
        !columns(self).iter().any(|it| columns(other).contains(it))
    }

    pub(crate) fn values(self, kind: Kind, register: &Register, row: u32) -> Values {
        let mut values = Values::default();
        if let Trait::Either(other) | Trait::Both(other) = self.is {
            self.of_two(other, register, row, &mut values);
            return values;
        }
        let Some(value) = register.value(self.column, row).checked_sub(1) else {
            return values;
        };
        let names = &register.names;
        match (self.is, kind) {
            (Trait::Day | Trait::Year | Trait::MonthDay, _) => {
                let date = Date(value + 1);
                let (low, high) = (date.month().min(date.day()), date.month().max(date.day()));
                let rest = u64::from(low << 8 | high);
                match self.is {
                    Trait::Year => values.push(u64::from(date.year())),
                    _ if !date.is_full() => {}
                    Trait::MonthDay => values.push(rest),
                    _ => values.push(u64::from(date.year()) << 16 | rest),
                }
            }
            (Trait::Whole, Kind::Phone | Kind::Exact) => {
                values.push(register.codes.get(value).hash)
            }
            (Trait::Whole, Kind::Sex) => values.push(u64::from(value)),
            (Trait::Whole, _) => values.push(names.get(value).bare),
            (Trait::Town, _) => {
                let name = names.get(value);
                let known = name.place.is_known();
                values.push(if known {
                    name.place.municipality()
                } else {
                    name.sound
                });
            }
            (Trait::Word, _) => {
                let parts = names.parts(names.get(value));
                let mut rare: Vec<u32> = if parts.is_empty() {
                    vec![value]
                } else {
                    parts.to_vec()
                };
                if kind != Kind::FullName {
                    rare.sort_by(|x, y| {
                        let rarity = register.rarity(*y).total_cmp(&register.rarity(*x));
                        rarity.then(names.get(*x).plain.cmp(&names.get(*y).plain))
                    });
                }
                let most = if kind == Kind::FullName { 4 } else { 2 };
                rare.iter()
                    .take(most)
                    .for_each(|it| values.push(names.get(*it).sound));
            }
            (_, _) => {
                let name = names.get(value);
                let own = [value];
                let parts = if kind == Kind::Surname {
                    names.parts(name)
                } else {
                    names.parts(name).get(..1).unwrap_or_default()
                };
                for one in own.iter().chain(parts.iter().take(2)) {
                    let name = names.get(*one);
                    match self.is {
                        Trait::Line if name.lines[0] != 0 => {
                            name.lines
                                .iter()
                                .filter(|it| **it != 0)
                                .for_each(|it| values.push(u64::from(*it)));
                        }
                        Trait::Start | Trait::End => {
                            let sounds = names.sounds(name);
                            let from = if self.is == Trait::End {
                                sounds.len().saturating_sub(3)
                            } else {
                                0
                            };
                            let three = sounds[from..].iter().take(3);
                            values.push(three.fold(1, |sum, it| sum << 8 | u64::from(*it)));
                        }
                        _ => values.push(name.sound),
                    }
                }
            }
        }
        values
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
    fn agrees(self, kind: Kind, fates: impl Fn(usize) -> f64) -> bool {
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
                    Kind::Exact => 0.93,
                    Kind::Sex => 0.985,
                    Kind::Phone => 0.75,
                    _ => 0.68,
                }
            }
        }
    }
}

/// A combination of features; rows that share all its values form a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    features: Vec<Feature>,
    salt: u64,
}

impl Template {
    /// The keys of a row, 32 bits each.
    pub(crate) fn keys(&self, kinds: &[Kind], register: &Register, row: u32, out: &mut Vec<u32>) {
        out.clear();
        let mut sums = Values::default();
        sums.push(self.salt);
        for feature in &self.features {
            let values = feature.values(kinds[feature.column], register, row);
            let mut next = Values::default();
            for sum in sums.as_slice() {
                for value in values.as_slice() {
                    next.push(mix(sum ^ value.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
                }
            }
            sums = next;
        }
        out.extend(sums.as_slice().iter().map(|sum| (sum >> 32) as u32));
    }
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

/// How many matches are imagined.
const IMAGINED: usize = 512;
type Found = [u64; IMAGINED / 64];

/// What a choice of combinations may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// Rows in all.
    pub(crate) rows: f64,
    /// Pairs of rows that could be compared at all.
    pub(crate) pairs: f64,
    /// Pairs that may be compared.
    pub(crate) compared: f64,
    /// What a combination costs beside its pairs, in pairs for each row.
    pub(crate) overhead: f64,
    /// Combinations at most.
    pub(crate) templates: usize,
}

/// Chooses combinations of features that find the most imagined matches for the fewest pairs.
pub(crate) fn choose(
    kinds: &[Kind],
    features: &[Feature],
    fares: &[Fare],
    budget: Budget,
) -> Vec<Template> {
    let columns: Vec<[f64; IMAGINED]> = (0..kinds.len() as u64)
        .map(|column| {
            std::array::from_fn(|at| {
                (mix(mix(column + 1) ^ at as u64) >> 11) as f64 / (1_u64 << 53) as f64
            })
        })
        .collect();
    let found = |feature: &Feature, fare: &Fare| -> Found {
        let mut found = [0; IMAGINED / 64];
        for at in 0..IMAGINED {
            let filled = (mix(columns[feature.column][at].to_bits() ^ 1) >> 11) as f64
                / (1_u64 << 53) as f64;
            let fates = |column: usize| columns[column][at];
            let agrees = filled < fare.filled && feature.agrees(kinds[feature.column], fates);
            found[at / 64] |= u64::from(agrees) << (at % 64);
        }
        found
    };
    let all: Vec<Found> = features
        .iter()
        .zip(fares)
        .map(|(feature, fare)| found(feature, fare))
        .collect();
    let mut options: Vec<(Vec<usize>, Found, f64)> = Vec::new();
    let apart = |x: usize, y: usize| features[x].is_apart(features[y]);
    let both = |x: &Found, y: &Found| -> Found { std::array::from_fn(|at| x[at] & y[at]) };
    for x in 0..features.len() {
        options.push((vec![x], all[x], fares[x].shared));
        for y in (x + 1..features.len()).filter(|y| apart(x, *y)) {
            let two = both(&all[x], &all[y]);
            let shared = fares[x].shared * fares[y].shared;
            options.push((vec![x, y], two, shared));
            for z in (y + 1..features.len()).filter(|z| apart(x, *z) && apart(y, *z)) {
                options.push((vec![x, y, z], both(&two, &all[z]), shared * fares[z].shared));
            }
        }
    }
    // to be found once is what counts; to be found again makes up for what was not imagined
    let worth_of_times = [1.0, 0.4, 0.2, 0.1, 0.05];
    let mut times = [0_usize; IMAGINED];
    let mut left = budget.compared;
    let mut chosen = Vec::new();
    while chosen.len() < budget.templates {
        let gain = |found: &Found| -> f64 {
            let mut sum = 0.0;
            for (word, bits) in found.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    sum += worth_of_times
                        .get(times[word * 64 + bits.trailing_zeros() as usize])
                        .unwrap_or(&0.0);
                    bits &= bits - 1;
                }
            }
            sum
        };
        let affordable = options
            .iter()
            .filter(|(_, _, shared)| shared * budget.pairs <= left);
        let worth = |(_, found, shared): &(Vec<usize>, Found, f64)| {
            gain(found) / (shared * budget.pairs + budget.overhead * budget.rows)
        };
        let best = affordable
            .map(|it| (worth(it), it))
            .max_by(|(x, _), (y, _)| x.total_cmp(y));
        let Some((_, (which, found, shared))) = best.filter(|(_, it)| gain(&it.1) >= 0.5) else {
            break;
        };
        left -= shared * budget.pairs;
        for (at, times) in times.iter_mut().enumerate() {
            *times += (found[at / 64] >> (at % 64) & 1) as usize;
        }
        let features: Vec<Feature> = which.iter().map(|it| features[*it]).collect();
        chosen.push(Template {
            features,
            salt: mix(chosen.len() as u64 + 1),
        });
    }
    chosen
}
