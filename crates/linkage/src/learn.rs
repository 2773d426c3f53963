//! Learning from the registers themselves what agreement is worth.

use crate::compare::Sides;
use crate::level::Level;
use crate::model::{Model, Seen};
use crate::pairs::Rows;
use crate::schema::Kind;
use crate::words::mix;

/// The pairs that are not out of the question, and what they show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) pairs: Vec<u64>,
    /// By pair, then column.
    pub(crate) levels: Vec<Level>,
    /// By pair, then column: the weight but for log2 m, in bits.
    pub(crate) bases: Vec<f32>,
}

impl Evidence {
    pub(crate) fn append(&mut self, mut other: Self) {
        self.pairs.append(&mut other.pairs);
        self.levels.append(&mut other.levels);
        self.bases.append(&mut other.bases);
    }
}

/// Below this many bits of posterior odds a pair is out of the question.
const HOPELESS: f32 = -9.0;

/// Compares pairs and keeps what is not out of the question.
pub(crate) fn weigh(model: &Model<'_>, rows: &Rows<'_>, pairs: &[u64], prior: f64) -> Evidence {
    let columns = model.columns.len();
    let logs: Vec<_> = model.columns.iter().map(|it| it.log_m()).collect();
    let mut kept = Evidence::default();
    let mut levels = vec![Level::Missing; columns];
    let mut bases = vec![0.0; columns];
    for pair in pairs {
        let (a, b) = split(rows, *pair);
        model.sides.rows(model.kinds, a, b, &mut levels);
        for column in 0..columns {
            let level = levels[column];
            let rarity = model.rarity(column, level, a, b);
            bases[column] = model.columns[column].base(level, rarity);
        }
        kin(model.kinds, &levels, &mut bases, prior);
        let weights = bases.iter().zip(&levels).zip(&logs);
        let bits = prior as f32
            + weights
                .map(|((base, level), log)| base + log[*level as usize])
                .sum::<f32>();
        if bits > HOPELESS {
            kept.pairs.push(*pair);
            kept.levels.extend_from_slice(&levels);
            kept.bases.extend_from_slice(&bases);
        }
    }
    kept
}

/// Brothers and sisters share surname, father and home, and twins the date: with another given
/// name all that together says no more than that two people are kin.
pub(crate) fn kin(kinds: &[Kind], levels: &[Level], bases: &mut [f32], prior: f64) {
    const DATE_OF_TWINS: f32 = 6.0;
    let is = |wanted: Kind, level: &dyn Fn(Level) -> bool| {
        kinds
            .iter()
            .zip(levels)
            .any(|(kind, it)| *kind == wanted && level(*it))
    };
    let named_alike = |level: Level| level <= Level::Similar;
    if !is(Kind::GivenName, &|it| it == Level::Different) || !is(Kind::Surname, &named_alike) {
        return;
    }
    let of_family = |kind: Kind| match kind {
        Kind::Surname | Kind::FatherName | Kind::Place | Kind::Phone | Kind::Address => true,
        Kind::GivenName | Kind::FullName | Kind::Date | Kind::Sex | Kind::Exact | Kind::Text => {
            false
        }
    };
    let gains = |bases: &[f32]| -> f32 {
        let family = kinds
            .iter()
            .zip(bases)
            .filter(|(kind, base)| of_family(**kind) && **base > 0.0);
        family.map(|(_, base)| base).sum()
    };
    let all = gains(bases);
    let most = 1.0 - prior as f32;
    let share = (most / all).min(1.0);
    for (kind, base) in kinds
        .iter()
        .zip(bases.iter_mut())
        .filter(|(_, base)| **base > 0.0)
    {
        if of_family(*kind) {
            *base *= share;
        } else if *kind == Kind::Date && all > most / 2.0 {
            *base = base.min(DATE_OF_TWINS);
        }
    }
}

/// The rows of a pair, each in its own register.
pub(crate) fn split(rows: &Rows<'_>, pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, rows.row(pair as u32).1)
}

/// Learns how often strangers agree, from pairs of rows drawn without regard to where they stand.
pub(crate) fn learn_u(model: &mut Model<'_>, rows: &Rows<'_>, sample: &[u32], prior: f64) {
    if sample.len() < 3 {
        return;
    }
    let columns = model.columns.len();
    let mut seen = vec![[Seen::default(); Level::COUNT]; columns];
    let mut levels = vec![Level::Missing; columns];
    let logs: Vec<_> = model.columns.iter().map(|it| it.log_m()).collect();
    let all = sample.len() as u64;
    let draws = (all * (all - 1) / 2).min(120_000);
    for draw in 0..draws {
        let one = sample[(mix(2 * draw + 1) % all) as usize];
        let two = sample[(mix(2 * draw + 2) % all) as usize];
        if one == two {
            continue;
        }
        let ((ra, a), (rb, b)) = (rows.row(one), rows.row(two));
        let sides = Sides {
            a: ra,
            b: rb,
            ..model.sides
        };
        sides.rows(model.kinds, a, b, &mut levels);
        let rarity: Vec<f32> = (0..columns)
            .map(|column| model.rarity_in(&sides, column, levels[column], a, b))
            .collect();
        let bits: f32 = (0..columns)
            .map(|column| {
                model.columns[column].base(levels[column], rarity[column])
                    + logs[column][levels[column] as usize]
            })
            .sum();
        if f64::from(bits) + prior > 0.0 {
            continue;
        }
        for column in 0..columns {
            if levels[column] != Level::Missing {
                let seen = &mut seen[column][levels[column] as usize];
                seen.times += 1.0;
                seen.lift += f64::from(rarity[column].min(30.0)).exp2();
            }
        }
    }
    for (column, seen) in model.columns.iter_mut().zip(&seen) {
        column.learn_u(seen, f64::from(rows.len()) * 10.0);
    }
}

/// Posterior bits of every pair: prior and contributions.
pub(crate) fn bits(model: &Model<'_>, evidence: &Evidence, prior: f64) -> Vec<f32> {
    let columns = model.columns.len();
    let logs: Vec<_> = model.columns.iter().map(|it| it.log_m()).collect();
    let by_pair = evidence
        .levels
        .chunks(columns)
        .zip(evidence.bases.chunks(columns));
    by_pair
        .map(|(levels, bases)| {
            let each = levels.iter().zip(bases).zip(&logs);
            prior as f32
                + each
                    .map(|((level, base), log)| base + log[*level as usize])
                    .sum::<f32>()
        })
        .collect()
}

pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Learns m and the share of matches by expectation and maximisation, within bounds.
///
/// Posteriors are summed as whole numbers, so that the order of the pairs is of no weight.
pub(crate) fn learn_m(
    model: &mut Model<'_>,
    rows: &Rows<'_>,
    evidence: &Evidence,
    prior: &mut f64,
) {
    const UNIT: f64 = (1_u64 << 20) as f64;
    let columns = model.columns.len();
    for _ in 0..12 {
        let mut sums = vec![[0_u64; Level::COUNT]; columns];
        let mut all = 0_u64;
        for (pair, bits) in bits(model, evidence, *prior).into_iter().enumerate() {
            let share = (probability(f64::from(bits)) * UNIT) as u64;
            if share == 0 {
                continue;
            }
            all += share;
            for (column, level) in evidence.levels[pair * columns..][..columns]
                .iter()
                .enumerate()
            {
                sums[column][*level as usize] += share;
            }
        }
        for (column, sums) in model.columns.iter_mut().zip(&sums) {
            let mut seen = sums.map(|it| it as f64 / UNIT);
            seen[Level::Missing as usize] = 0.0;
            seen[Level::TwoNumbers as usize] = 0.0;
            column.learn_m(&seen, 40.0);
        }
        let before = *prior;
        *prior = odds(rows, all as f64 / UNIT);
        if (before - *prior).abs() < 1e-3 {
            break;
        }
    }
}

/// The prior odds of a pair in bits if there are this many matches, kept within reason.
pub(crate) fn odds(rows: &Rows<'_>, matches: f64) -> f64 {
    let most = f64::from(rows.len());
    let matches = matches.clamp(most * 0.002, most * 3.0).max(0.5);
    (matches / rows.possible().max(1.0)).min(0.5).log2()
}
