//! Finding the pairs that are worth comparing.

use crate::block::{Budget, Template, choose};
use crate::feature::{Fare, Feature};
use crate::radix;
use crate::register::Register;
use crate::schema::Kind;

/// The rows of one register, or of two, under one numbering: those of the second follow.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) kinds: &'a [Kind],
    pub(crate) a: &'a Register,
    pub(crate) b: Option<&'a Register>,
}

impl<'a> Rows<'a> {
    pub(crate) fn len(&self) -> u32 {
        (self.a.len() + self.b.map_or(0, Register::len)) as u32
    }

    pub(crate) fn row(&self, number: u32) -> (&'a Register, u32) {
        match self.b {
            Some(b) if number as usize >= self.a.len() => (b, number - self.a.len() as u32),
            Some(_) | None => (self.a, number),
        }
    }

    /// How many pairs could be compared at all.
    pub(crate) fn possible(&self) -> f64 {
        let a = self.a.len() as f64;
        match self.b {
            Some(b) => a * b.len() as f64,
            None => a * (a - 1.0) / 2.0,
        }
    }

    /// Some thousand rows in an order that does not depend on where they stand.
    pub(crate) fn sample(&self) -> Vec<u32> {
        let whole = |number: u32| {
            let (register, row) = self.row(number);
            register.content(row)
        };
        let share = (20_000.0 / f64::from(self.len()).max(1.0)).min(1.0);
        let most = (share * u64::MAX as f64) as u64;
        let mut rows: Vec<(u64, u32)> = (0..self.len())
            .map(|row| (whole(row), row))
            .filter(|(sum, _)| *sum <= most)
            .collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// How each feature fares among these rows.
    fn fares(&self, features: &[Feature], sample: &[u32]) -> Vec<Fare> {
        let rows = sample.len().max(2) as f64;
        let of = |feature: &Feature| {
            let (mut keys, mut filled) = (Vec::new(), 0.0);
            for number in sample {
                let (register, row) = self.row(*number);
                let values = feature.values(self.kinds[feature.column], register, row);
                filled += if values.as_slice().is_empty() {
                    0.0
                } else {
                    1.0
                };
                keys.extend_from_slice(values.as_slice());
            }
            keys.sort_unstable();
            let same = keys
                .chunk_by(|x, y| x == y)
                .map(|it| (it.len() * (it.len() - 1)) as f64);
            let shared = same.sum::<f64>() / (rows * (rows - 1.0));
            Fare {
                filled: filled / rows,
                shared: shared.max(0.05 / rows / rows),
            }
        };
        features.iter().map(of).collect()
    }

    /// The combinations of features that suit these rows.
    pub(crate) fn templates(&self, features: &[Feature], sample: &[u32]) -> (Vec<Template>, f64) {
        let rows = f64::from(self.len());
        let compared = (rows * 12.0).max(1_500_000.0);
        let budget = Budget {
            rows,
            pairs: self.possible(),
            compared,
            overhead: if rows > 50_000.0 { 2.0 } else { 8.0 },
            templates: if rows > 50_000.0 { 18 } else { 100 },
        };
        let fares = self.fares(features, sample);
        (choose(self.kinds, features, &fares, budget), compared)
    }

    /// The pairs of rows that share a key of a template, the rarest keys first, at most about `most`.
    pub(crate) fn block(&self, template: &Template, most: f64) -> Vec<u64> {
        let mut entries: Vec<u64> = Vec::with_capacity(self.len() as usize);
        let mut keys = Vec::new();
        for number in 0..self.len() {
            let (register, row) = self.row(number);
            template.keys(self.kinds, register, row, &mut keys);
            entries.extend(
                keys.iter()
                    .map(|key| u64::from(*key) << 32 | u64::from(number)),
            );
        }
        radix::sort(&mut entries, 32, 64);
        let blocks = || {
            entries
                .chunk_by(|x, y| x >> 32 == y >> 32)
                .filter(|it| it.len() > 1)
        };
        let mut sizes: Vec<usize> = blocks().map(<[u64]>::len).collect();
        sizes.sort_unstable();
        let mut room = most;
        let mut largest = 0;
        for size in sizes.chunk_by(|x, y| x == y) {
            room -= (size[0] * (size[0] - 1) / 2 * size.len()) as f64;
            if room < 0.0 {
                break;
            }
            largest = size[0];
        }
        let edge = if self.b.is_some() {
            self.a.len() as u64
        } else {
            0
        };
        let mut pairs = Vec::new();
        for block in blocks().filter(|it| it.len() <= largest) {
            for (at, one) in block.iter().enumerate() {
                let one = one & 0xffff_ffff;
                for two in &block[at + 1..] {
                    let two = two & 0xffff_ffff;
                    let (low, high) = (one.min(two), one.max(two));
                    if edge == 0 || (low < edge && high >= edge) {
                        pairs.push(low << 32 | high);
                    }
                }
            }
        }
        pairs
    }
}
