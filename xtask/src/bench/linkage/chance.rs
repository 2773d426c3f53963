//! Seeded chance (SplitMix64): the same seed makes the same register on every machine, for ever.

/// A stream of numbers that only its seed decides.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn seeded(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 when the bound is 0. The bias is below one in a billion here.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + u32::try_from(self.below((high - low + 1) as usize)).unwrap_or(0)
    }

    /// A share in `0.0..1.0`.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, of_hundred: f64) -> bool {
        self.share() * 100.0 < of_hundred
    }

    /// One of the choices, all alike; the first stands in for an empty list's absence in callers' types.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Another order of the same things.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// A list in order of frequency, drawn from as names are borne: the first often, the last seldom.
pub(super) struct Skewed<T> {
    things: Vec<T>,
    sums: Vec<f64>,
}

impl<T> Skewed<T> {
    /// Weights fall as `1 / (rank + flat) ^ steep`.
    pub(super) fn new(things: Vec<T>, flat: f64, steep: f64) -> Skewed<T> {
        let mut sum = 0.0;
        let sums = (0..things.len())
            .map(|rank| {
                sum += (rank as f64 + flat).powf(-steep);
                sum
            })
            .collect();
        Skewed { things, sums }
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> &T {
        let at = chance.share() * self.sums.last().copied().unwrap_or(0.0);
        let found = self.sums.partition_point(|sum| *sum <= at);
        &self.things[found.min(self.things.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything_and_shares_are_kept() {
        let draw = |seed| {
            let mut chance = Chance::seeded(seed);
            (0..1000).map(|_| chance.below(7)).collect::<Vec<_>>()
        };
        assert_eq!(draw(5), draw(5));
        assert_ne!(draw(5), draw(6));
        assert!((0..7).all(|it| draw(5).contains(&it)));
        let mut chance = Chance::seeded(1);
        let hits = (0..10_000).filter(|_| chance.percent(30.0)).count();
        assert!((2_800..3_200).contains(&hits), "{hits}");
    }

    #[test]
    fn the_first_of_a_skewed_list_comes_most_often() {
        let list = Skewed::new(vec![0, 1, 2, 3], 1.0, 1.0);
        let mut chance = Chance::seeded(2);
        let mut seen = [0; 4];
        for _ in 0..10_000 {
            seen[*list.draw(&mut chance)] += 1;
        }
        assert!(seen[0] > seen[1] && seen[1] > seen[2] && seen[2] > seen[3] && seen[3] > 0);
    }
}
