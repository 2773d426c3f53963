//! Two registers, or one, in; weighed pairs out.

use std::ops::ControlFlow;

use crate::compare::Sides;
use crate::feature::Feature;
use crate::learn::{self, Evidence};
use crate::level::Level;
use crate::model::{Column, Counts, Model, Rarity};
use crate::pairs::Rows;
use crate::radix;
use crate::register::Register;
use crate::schema::Kind;

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
    names: Vec<String>,
    levels: Vec<Level>,
    weights: Vec<f32>,
}

impl Links {
    /// What each column contributes to the weight of a pair of this linkage.
    #[must_use]
    pub fn explain(&self, pair: &Pair) -> Vec<Contribution> {
        let from = pair.detail as usize * self.names.len();
        let each = self
            .names
            .iter()
            .zip(&self.levels[from..])
            .zip(&self.weights[from..]);
        each.map(|((column, level), weight)| Contribution {
            column: column.clone(),
            level: *level,
            weight: f64::from(*weight),
        })
        .collect()
    }
}

/// Finds the rows of `a` and `b`, or within `a` alone, that may be the same person.
///
/// `progress` hears the stage, how much is done and of how much, and may stop the work.
/// Both registers must have the same kinds of columns in the same order.
pub fn link(
    a: &Register,
    b: Option<&Register>,
    options: &Options,
    progress: &mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>,
) -> Result<Links, Stopped> {
    let kinds: Vec<Kind> = a.schema().columns().iter().map(|it| it.kind).collect();
    let rows = Rows {
        kinds: &kinds,
        a,
        b,
    };
    let features = Feature::all(&kinds);
    let sample = rows.sample();
    let pairs = pair_up(&rows, &features, &sample, options, progress)?;

    let rarity = rarities(&kinds, a, b);
    let mut model = Model {
        sides: Sides::new(a, b.unwrap_or(a)),
        kinds: &kinds,
        columns: kinds.iter().map(|kind| Column::new(*kind)).collect(),
        rarity: [&rarity.0, rarity.1.as_deref().unwrap_or(&rarity.0)],
    };
    let mut prior = learn::odds(&rows, f64::from(rows.len()) * 0.1);
    learn::learn_u(&mut model, &rows, &sample, prior);
    let evidence = compare(&model, &rows, &pairs, prior, options, progress)?;
    drop(pairs);
    if progress(Stage::Learning, 0, 1).is_break() {
        return Err(Stopped);
    }
    learn::learn_m(&mut model, &rows, &evidence, &mut prior);
    Ok(decide(&model, &rows, &evidence, prior, options))
}

fn rarities(
    kinds: &[Kind],
    a: &Register,
    b: Option<&Register>,
) -> (Vec<Rarity>, Option<Vec<Rarity>>) {
    let count = |register| -> Vec<Counts> {
        let columns = kinds.iter().enumerate();
        columns
            .map(|(at, kind)| Counts::column(*kind, register, at))
            .collect()
    };
    let mut of_a = count(a);
    let of_b = b.map(|b| {
        let mut of_b = count(b);
        for (kind, (ours, theirs)) in kinds.iter().zip(of_a.iter_mut().zip(&mut of_b)) {
            let before = ours.clone();
            ours.join(*kind, theirs, b, a);
            theirs.join(*kind, &before, a, b);
        }
        of_b
    });
    let rare = |counts: Vec<Counts>| {
        kinds
            .iter()
            .zip(counts)
            .map(|(kind, it)| Rarity::new(*kind, it))
            .collect()
    };
    (rare(of_a), of_b.map(rare))
}

fn pair_up(
    rows: &Rows<'_>,
    features: &[Feature],
    sample: &[u32],
    options: &Options,
    progress: &mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>,
) -> Result<Vec<u64>, Stopped> {
    let (templates, compared) = rows.templates(features, sample);
    let most = 3.0 * compared / templates.len().max(1) as f64;
    let threads = options.threads.max(1);
    let mut pairs = Vec::new();
    for (round, some) in templates.chunks(threads).enumerate() {
        let done = (round * threads) as u64;
        if progress(Stage::Pairing, done, templates.len() as u64).is_break() {
            return Err(Stopped);
        }
        std::thread::scope(|scope| {
            let workers: Vec<_> = some
                .iter()
                .map(|template| scope.spawn(move || rows.block(template, most)))
                .collect();
            for worker in workers {
                pairs.append(&mut worker.join().unwrap_or_default());
            }
        });
    }
    let bits = u64::BITS - u64::from(rows.len()).leading_zeros();
    radix::sort(&mut pairs, 0, bits);
    radix::sort(&mut pairs, 32, 32 + bits);
    pairs.dedup();
    Ok(pairs)
}

fn compare(
    model: &Model<'_>,
    rows: &Rows<'_>,
    pairs: &[u64],
    prior: f64,
    options: &Options,
    progress: &mut dyn FnMut(Stage, u64, u64) -> ControlFlow<()>,
) -> Result<Evidence, Stopped> {
    const ROUND: usize = 1 << 18;
    let threads = options.threads.max(1);
    let mut evidence = Evidence::default();
    for (round, some) in pairs.chunks(ROUND).enumerate() {
        if progress(Stage::Comparing, (round * ROUND) as u64, pairs.len() as u64).is_break() {
            return Err(Stopped);
        }
        std::thread::scope(|scope| {
            let share = some.len().div_ceil(threads);
            let workers: Vec<_> = some
                .chunks(share)
                .map(|some| scope.spawn(move || learn::weigh(model, rows, some, prior)))
                .collect();
            for worker in workers {
                evidence.append(worker.join().unwrap_or_default());
            }
        });
    }
    Ok(evidence)
}

/// Below this probability a pair is not worth a look.
const WORTH_A_LOOK: f64 = 0.01;

fn decide(
    model: &Model<'_>,
    rows: &Rows<'_>,
    evidence: &Evidence,
    prior: f64,
    options: &Options,
) -> Links {
    let columns = model.columns.len();
    let bits = learn::bits(model, evidence, prior);
    let least = (WORTH_A_LOOK / (1.0 - WORTH_A_LOOK)).log2() as f32;
    let mut order: Vec<u32> = (0..bits.len() as u32)
        .filter(|at| bits[*at as usize] >= least)
        .collect();
    let key = |at: &u32| {
        (
            bits[*at as usize],
            std::cmp::Reverse(evidence.pairs[*at as usize]),
        )
    };
    order.sort_by(|x, y| {
        let (x, y) = (key(x), key(y));
        y.0.total_cmp(&x.0).then(y.1.cmp(&x.1))
    });
    let mut lift = 0.0;
    if options.one_to_one && rows.b.is_some() {
        let all = order.clone();
        keep_one_to_one(&mut order, evidence, rows);
        lift = lift_of(&all, &order, &bits);
    }
    let cut = best_cut(order.iter().map(|at| f64::from(bits[*at as usize]) + lift)) - lift;
    let logs: Vec<_> = model.columns.iter().map(Column::log_m).collect();
    let names = rows
        .a
        .schema()
        .columns()
        .iter()
        .map(|it| it.name.clone())
        .collect();
    let mut links = Links {
        threshold: cut - prior,
        pairs: Vec::new(),
        names,
        levels: Vec::new(),
        weights: Vec::new(),
    };
    for (detail, at) in (0..).zip(order) {
        let from = at as usize * columns;
        let levels = &evidence.levels[from..from + columns];
        let bases = &evidence.bases[from..from + columns];
        let each = levels.iter().zip(bases).zip(&logs);
        links
            .weights
            .extend(each.map(|((level, base), log)| base + log[*level as usize]));
        links.levels.extend_from_slice(levels);
        let weight: f64 = links.weights[links.weights.len() - columns..]
            .iter()
            .map(|it| f64::from(*it))
            .sum();
        let (a, b) = learn::split(rows, evidence.pairs[at as usize]);
        let probability = learn::probability(weight + prior + lift);
        links.pairs.push(Pair {
            a,
            b,
            weight,
            probability,
            detail,
        });
    }
    links
}

/// Keeps the heaviest pair of each row.
fn keep_one_to_one(order: &mut Vec<u32>, evidence: &Evidence, rows: &Rows<'_>) {
    let mut taken = vec![false; rows.len() as usize];
    order.retain(|at| {
        let pair = evidence.pairs[*at as usize];
        let (one, two) = ((pair >> 32) as usize, pair as u32 as usize);
        let free = !taken[one] && !taken[two];
        if free {
            taken[one] = true;
            taken[two] = true;
        }
        free
    });
}

/// By how many bits pairs gain when the heavier partners of their rows have been found.
///
/// What was struck was not a match; so of the doubtful pairs that stayed, fewer are none.
fn lift_of(all: &[u32], kept: &[u32], bits: &[f32]) -> f64 {
    let doubtful = |order: &[u32]| {
        let bits = order.iter().map(|at| f64::from(bits[*at as usize]));
        bits.filter(|it| it.abs() < 4.0).collect::<Vec<f64>>()
    };
    let (all, kept) = (doubtful(all), doubtful(kept));
    let struck = (all.len() - kept.len()) as f64;
    let false_ones: f64 = all.iter().map(|it| 1.0 - learn::probability(*it)).sum();
    if false_ones < 5.0 {
        return 0.0;
    }
    -(1.0 - struck / false_ones).clamp(0.05, 1.0).log2()
}

/// Where to cut pairs in falling order of posterior bits, so that the F1 to be expected is best.
fn best_cut(falling: impl Iterator<Item = f64> + Clone) -> f64 {
    let all: f64 = falling.clone().map(learn::probability).sum();
    let (mut found, mut best, mut cut) = (0.0, 0.0, 0.0);
    let next = falling
        .clone()
        .skip(1)
        .map(Some)
        .chain(std::iter::once(None));
    for (count, (bits, next)) in (1_u32..).zip(falling.zip(next)) {
        found += learn::probability(bits);
        let f1 = 2.0 * found / (f64::from(count) + all);
        if f1 > best {
            best = f1;
            cut = next.map_or(bits - 0.5, |next| (bits + next) / 2.0);
        }
    }
    // however few matches there are, a pair that probably is none must not count as one
    cut.max(UNLIKELY)
}

/// Posterior bits below which a pair counts as no match whatever else: one in three.
const UNLIKELY: f64 = -1.0;
