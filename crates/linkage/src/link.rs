//! Two registers, or one, in; weighed pairs out.

use std::ops::ControlFlow;

use crate::level::Level;
use crate::register::Register;

/// How a linkage is done.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether a row of one register has at most one partner in the other.
    pub one_to_one: bool,
    /// How many threads compare, at least 1.
    pub threads: usize,
}

/// What a linkage is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding the pairs that are worth comparing.
    Pairing,
    /// Comparing them.
    Comparing,
    /// Learning what agreement is worth in these registers.
    Learning,
}

/// The caller asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// What one column says about a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The name of the column.
    pub column: String,
    /// How its two cells agree.
    pub level: Level,
    /// The evidence in bits: positive for the same person, negative against, 0 if missing.
    pub weight: f64,
}

/// Two rows that may be the same person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The row in the first register.
    pub a: u32,
    /// The row in the second register, or the later row of the only one.
    pub b: u32,
    /// The evidence in bits: the sum of the contributions.
    pub weight: f64,
    /// How likely they are the same person, from 0 to 1.
    pub probability: f64,
    detail: u32,
}

/// The outcome of a linkage.
#[derive(Clone, Debug)]
pub struct Links {
    /// The weight in bits from which a pair counts as the same person.
    pub threshold: f64,
    /// Pairs worth a human look on both sides of the threshold, heaviest first.
    pub pairs: Vec<Pair>,
}

impl Links {
    /// What each column contributes to the weight of a pair of this linkage.
    #[must_use]
    pub fn explain(&self, pair: &Pair) -> Vec<Contribution> {
        let _ = pair.detail;
        Vec::new()
    }
}

/// Finds the rows of `a` and `b`, or within `a` alone, that may be the same person.
///
/// `progress` hears the stage, how much is done and of how much, and may stop the work.
/// Both registers must have the same schema; the second is ignored otherwise.
pub fn link(
    _a: &Register,
    _b: Option<&Register>,
    _options: &Options,
    progress: &mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>,
) -> Result<Links, Stopped> {
    if progress(Stage::Pairing, 0, 1).is_break() {
        return Err(Stopped);
    }
    Ok(Links {
        threshold: 0.0,
        pairs: Vec::new(),
    })
}
