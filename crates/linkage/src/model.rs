//! What agreement is worth: shipped priors, corrected by what the registers show.

use crate::compare::Sides;
use crate::level::{Level, Prior};
use crate::register::Register;
use crate::schema::Kind;
use crate::words::Tally;

/// How often each value of a column occurs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    by_number: Vec<u32>,
    by_date: Tally<u32>,
    /// How often each sound of a name, or municipality, whatever its writing.
    by_class: Tally<u64>,
    filled: u32,
}

impl Counts {
    /// Counts a value of this register in.
    pub(crate) fn add(&mut self, kind: Kind, register: &Register, value: u32, times: u32) {
        self.add_number(kind, value, times);
        if let Some(class) = class(kind, register, value) {
            *self.by_class.entry(class).or_default() += times;
        }
    }

    fn add_number(&mut self, kind: Kind, value: u32, times: u32) {
        if value == 0 {
            return;
        }
        self.filled += times;
        if kind == Kind::Date {
            *self.by_date.entry(value).or_default() += times;
        } else {
            let at = value as usize;
            if self.by_number.len() <= at {
                self.by_number.resize(at + 1, 0);
            }
            self.by_number[at] += times;
        }
    }

    /// Counts a value of this register out again.
    pub(crate) fn take(&mut self, kind: Kind, register: &Register, value: u32) {
        if value == 0 {
            return;
        }
        self.filled -= 1;
        let of_class = class(kind, register, value).and_then(|it| self.by_class.get_mut(&it));
        let of_date = self.by_date.get_mut(&value).filter(|_| kind == Kind::Date);
        let of_number = self
            .by_number
            .get_mut(value as usize)
            .filter(|_| kind != Kind::Date);
        for count in [of_class, of_date, of_number].into_iter().flatten() {
            *count -= 1;
        }
    }

    fn of(&self, kind: Kind, value: u32) -> u32 {
        if kind == Kind::Date {
            self.by_date.get(&value).copied().unwrap_or(0)
        } else {
            self.by_number.get(value as usize).copied().unwrap_or(0)
        }
    }

    fn of_class(&self, kind: Kind, register: &Register, value: u32) -> Option<u32> {
        self.by_class.get(&class(kind, register, value)?).copied()
    }

    /// All counts of one column of a register.
    pub(crate) fn column(kind: Kind, register: &Register, column: usize) -> Self {
        let mut counts = Self::default();
        for value in register.column(column) {
            counts.add_number(kind, value, 1);
        }
        for (value, times) in (0..)
            .zip(&counts.by_number)
            .filter(|(_, times)| **times > 0)
        {
            if let Some(class) = class(kind, register, value) {
                *counts.by_class.entry(class).or_default() += times;
            }
        }
        counts
    }

    /// Counts the values of another register in, under the numbers they have in this one.
    pub(crate) fn join(&mut self, kind: Kind, from: &Self, their: &Register, our: &Register) {
        from.by_date
            .iter()
            .for_each(|(value, times)| self.add_number(kind, *value, *times));
        for (class, times) in &from.by_class {
            *self.by_class.entry(*class).or_default() += times;
        }
        for (value, times) in (0..).zip(&from.by_number).filter(|(_, times)| **times > 0) {
            match translate(kind, value, their, our) {
                Some(value) => self.add_number(kind, value, *times),
                None => self.filled += times,
            }
        }
    }
}

/// What the writings of one name, or of one place, have in common.
fn class(kind: Kind, register: &Register, value: u32) -> Option<u64> {
    let name = || {
        value
            .checked_sub(1)
            .map(|number| register.names.get(number))
    };
    match kind {
        Kind::GivenName | Kind::Surname | Kind::FatherName => name().map(|it| it.sound),
        Kind::Place => name().map(|it| {
            if it.place.is_known() {
                it.place.municipality()
            } else {
                it.sound
            }
        }),
        Kind::FullName
        | Kind::Date
        | Kind::Sex
        | Kind::Phone
        | Kind::Exact
        | Kind::Address
        | Kind::Text => None,
    }
}

/// The number that a value of one register has in another.
fn translate(kind: Kind, value: u32, from: &Register, to: &Register) -> Option<u32> {
    let number = value.checked_sub(1)?;
    match kind {
        Kind::Date | Kind::Sex => Some(value),
        Kind::Phone | Kind::Exact => to.codes.find(from.codes.text(number)).map(|it| it + 1),
        Kind::GivenName
        | Kind::Surname
        | Kind::FatherName
        | Kind::FullName
        | Kind::Place
        | Kind::Address
        | Kind::Text => to.names.find(from.names.text(number)).map(|it| it + 1),
    }
}

/// How rare values are on both sides, in bits.
#[derive(Clone, Debug)]
pub(crate) struct Rarity {
    pub(crate) kind: Kind,
    /// A thousand rows of shipped knowledge stand behind the first rows of a register.
    base: f32,
    pub(crate) counts: Counts,
}

impl Rarity {
    pub(crate) fn new(kind: Kind, counts: Counts) -> Self {
        let usual = Prior::of(kind).u[Level::Exact as usize];
        Self {
            kind,
            base: (1.0 / usual) as f32,
            counts,
        }
    }

    /// Bits of surprise that a row here bears this value of another register.
    pub(crate) fn foreign_bits(&self, here: &Register, there: &Register, value: u32) -> f32 {
        let ours = translate(self.kind, value, there, here);
        match ours.or((self.kind == Kind::Date).then_some(value)) {
            Some(ours) => self.bits(here, ours),
            None if self.kind == Kind::FullName => self.of_words(there, value),
            None => {
                let class = self.counts.of_class(self.kind, there, value).unwrap_or(0);
                self.surprise(0.3 * class.saturating_sub(1) as f32)
            }
        }
    }

    /// Bits of surprise that a stranger bears this value.
    pub(crate) fn bits(&self, register: &Register, value: u32) -> f32 {
        if self.kind == Kind::FullName {
            return self.of_words(register, value);
        }
        if self.kind == Kind::Sex {
            return 1.0;
        }
        let count = self.counts.of(self.kind, value);
        let more = |count: u32| count.saturating_sub(1) as f32;
        // a rare writing of a common name is no more telling than half the name would be
        let class = self.counts.of_class(self.kind, register, value);
        let count = class.map_or(more(count), |class| 0.7 * more(count) + 0.3 * more(class));
        self.surprise(count)
    }

    fn surprise(&self, count: f32) -> f32 {
        ((self.counts.filled as f32 + self.base) / (count + 1.0)).log2()
    }

    /// A full name is as rare as its words together.
    fn of_words(&self, register: &Register, value: u32) -> f32 {
        let number = value.saturating_sub(1);
        let parts = register.names.parts(register.names.get(number));
        let words = if parts.is_empty() {
            std::slice::from_ref(&number)
        } else {
            parts
        };
        words
            .iter()
            .map(|it| register.rarity(*it).min(14.0))
            .sum::<f32>()
            .min(40.0)
    }
}

/// What the levels of one column are worth.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    prior: Prior,
    /// How often the same person shows a level, learnt from pairs.
    pub(crate) m: [f64; Level::COUNT],
    /// How often two people do.
    u: [f64; Level::COUNT],
    /// The rarity at which a level is worth just m by u.
    usual: [f32; Level::COUNT],
}

/// Whether the rarity of the values adds to the weight of a level.
pub(crate) fn depends_on_rarity(level: Level) -> bool {
    level <= Level::SomeWords
}

impl Column {
    pub(crate) fn new(kind: Kind) -> Self {
        let prior = Prior::of(kind);
        let bits = -prior.u[Level::Exact as usize].log2() as f32;
        Self {
            m: prior.m,
            u: prior.u,
            usual: [bits + 1.0; Level::COUNT],
            prior,
        }
    }

    /// The part of a weight that does not change while learning: all but log2 m.
    pub(crate) fn base(&self, level: Level, rarity: f32) -> f32 {
        let strangers = -self.u[level as usize].log2() as f32;
        if level == Level::Missing {
            0.0
        } else if level == Level::Exact {
            rarity
        } else if depends_on_rarity(level) {
            strangers + (rarity - self.usual[level as usize]).clamp(-5.0, 7.0)
        } else {
            // that both are women has been counted as their sex
            strangers - if level == Level::Renamed { 1.0 } else { 0.0 }
        }
    }

    pub(crate) fn log_m(&self) -> [f32; Level::COUNT] {
        let mut logs = self.m.map(|it| it.log2() as f32);
        logs[Level::Missing as usize] = 0.0;
        // two valid national numbers are two people, whatever else agrees
        logs[Level::TwoNumbers as usize] = -96.0;
        logs
    }

    /// Learns u from pairs of strangers: how often each level, and how rare its values.
    pub(crate) fn learn_u(&mut self, seen: &[Seen; Level::COUNT], trust: f64) {
        let all: f64 = seen.iter().map(|it| it.times).sum();
        let share = if all > 0.0 {
            (all / 50.0).min(trust) / all
        } else {
            0.0
        };
        let weight = 200.0;
        for (at, seen) in seen.iter().enumerate() {
            self.u[at] = (seen.times * share + weight * self.prior.u[at]) / (all * share + weight);
            if seen.times >= 10.0 {
                let usual = (seen.lift / seen.times).log2() as f32;
                self.usual[at] = usual;
            }
        }
    }

    /// Learns m from the likely pairs, as if `weight` pairs had been seen before.
    pub(crate) fn learn_m(&mut self, seen: &[f64; Level::COUNT], weight: f64) {
        let all: f64 = seen.iter().sum();
        for (at, seen) in seen.iter().enumerate() {
            self.m[at] = (seen + weight * self.prior.m[at]) / (all + weight);
        }
    }
}

/// How often strangers showed a level, and the sum of how many times rarer than 1 the values were.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) times: f64,
    pub(crate) lift: f64,
}

/// All columns, the rarity of their values on both sides, and how likely any pair is a match.
pub(crate) struct Model<'a> {
    pub(crate) sides: Sides<'a>,
    pub(crate) kinds: &'a [Kind],
    pub(crate) columns: Vec<Column>,
    pub(crate) rarity: [&'a [Rarity]; 2],
}

impl Model<'_> {
    /// How rare the agreement of two rows in a column is, in bits.
    pub(crate) fn rarity(&self, column: usize, level: Level, a: u32, b: u32) -> f32 {
        self.rarity_in(&self.sides, column, level, a, b)
    }

    /// The same for two rows of whichever of the registers.
    pub(crate) fn rarity_in(
        &self,
        sides: &Sides<'_>,
        column: usize,
        level: Level,
        a: u32,
        b: u32,
    ) -> f32 {
        if !depends_on_rarity(level) {
            return 0.0;
        }
        let bits = |register: &Register, row| {
            let side = usize::from(!std::ptr::eq(register, self.sides.a));
            self.rarity[side][column].bits(register, register.value(column, row))
        };
        of_both(level, bits(sides.a, a), bits(sides.b, b))
    }
}

/// How rare an agreement is, from how rare its two values are.
///
/// A slip makes a rare writing of a common name: the rarer of the two counts, but not as if it
/// were a name of its own. One half of a double name counts for itself.
pub(crate) fn of_both(level: Level, a: f32, b: f32) -> f32 {
    if matches!(level, Level::Exact | Level::Part) {
        a.min(b)
    } else {
        a.max(b).min(a.min(b) + 7.0)
    }
}
