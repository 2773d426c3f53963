//! Which pairs are worth comparing: those that share a rare combination of traits.
//!
//! Which combinations, is decided for each linkage: a thousand matches are imagined from the
//! shipped rates, and those combinations are taken that find most of them for the fewest pairs.

use crate::feature::{Fare, Feature, Values};
use crate::register::Register;
use crate::schema::Kind;
use crate::words::mix;

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

/// How many matches are imagined.
const IMAGINED: usize = 1024;
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
                let fate = (mix(mix(column + 1) ^ at as u64) >> 11) as f64 / (1_u64 << 53) as f64;
                // slips come together: every other match was written in haste
                if at % 2 == 0 { fate } else { fate.sqrt() }
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
    // gains only fall, so an old gain that does not suffice need not be taken again
    let mut gains = vec![f64::INFINITY; options.len()];
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
        let mut best: Option<(f64, usize)> = None;
        for (at, (_, found, shared)) in options.iter().enumerate() {
            let pairs = shared * budget.pairs;
            let worth = |gain: f64| gain / (pairs + budget.overhead * budget.rows);
            let beaten = |gain: f64| best.is_some_and(|(best, _)| worth(gain) <= best);
            if pairs > left || beaten(gains[at]) {
                continue;
            }
            gains[at] = gain(found);
            if !beaten(gains[at]) {
                best = Some((worth(gains[at]), at));
            }
        }
        let Some((_, at)) = best.filter(|(_, at)| gains[*at] >= 0.5) else {
            break;
        };
        let (which, found, shared) = &options[at];
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
