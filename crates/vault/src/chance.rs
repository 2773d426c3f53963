//! Randomness as an argument, and the operating system's as its only source outside tests.

use crate::Id16;
use rand_core::{TryCryptoRng, TryRng};
use std::convert::Infallible;

/// A source of unpredictable bytes, drawn from anew at each use and never kept across a retry.
pub trait Chance {
    /// Fills all of `out`.
    fn fill(&mut self, out: &mut [u8]);
}

/// The operating system's generator, asked at every draw (so a cloned machine never repeats).
#[derive(Debug, Clone, Copy, Default)]
pub struct OsChance;

impl Chance for OsChance {
    #[expect(
        clippy::disallowed_methods,
        reason = "OsChance is the one place that may ask"
    )]
    #[expect(
        clippy::expect_used,
        reason = "without randomness the process must stop, not seal under a guessable key"
    )]
    fn fill(&mut self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives randomness");
    }
}

/// Draws a random row id (128 bit).
pub fn draw_id(chance: &mut dyn Chance) -> Id16 {
    draw(chance)
}

pub(crate) fn draw<const N: usize>(chance: &mut dyn Chance) -> [u8; N] {
    let mut out = [0; N];
    chance.fill(&mut out);
    out
}

/// Lends a [`Chance`] to libraries that expect the common generator trait.
pub(crate) struct Lent<'a>(pub(crate) &'a mut dyn Chance);

impl TryRng for Lent<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(draw(self.0)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(draw(self.0)))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Lent<'_> {}
