//! One person among many: an index in memory that answers at once.

use std::collections::HashMap;

use crate::block::{Budget, Template, choose};
use crate::compare::Sides;
use crate::feature::{Fare, Feature, Trait};
use crate::learn;
use crate::level::Level;
use crate::link::Contribution;
use crate::model::{Column, Counts, Rarity, depends_on_rarity, of_both};
use crate::register::{CellError, Register};
use crate::runs::Runs;
use crate::schema::{Kind, Schema};

/// A row that may be the person asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The id under which the row was added.
    pub id: u64,
    /// The evidence in bits: the sum of the contributions.
    pub weight: f64,
    /// What each column contributes.
    pub contributions: Vec<Contribution>,
}

/// Rows that can be asked for one person at a time, weighed by the shipped priors and the
/// frequency of their values.
#[derive(Clone, Debug)]
pub struct Index {
    kinds: Vec<Kind>,
    templates: Vec<Template>,
    columns: Vec<Column>,
    rows: Register,
    rarity: Vec<Rarity>,
    runs: Runs,
    numbers: HashMap<u64, u32>,
    ids: Vec<u64>,
    free: Vec<u32>,
}

/// A key that more rows share than this is too common to help.
const COMMON: usize = 600;
/// So many candidates are weighed at most.
const WEIGHED: usize = 1_000;
/// The rows an index is laid out for.
const USUAL: f64 = 1e6;

impl Index {
    /// An empty index of this schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let kinds: Vec<Kind> = schema.columns().iter().map(|it| it.kind).collect();
        let mut features = Feature::all(&kinds);
        // which words of an address are rare changes as rows come and go; keys must not
        features.retain(|it| it.is != Trait::Word || kinds[it.column] == Kind::FullName);
        let fares: Vec<Fare> = features
            .iter()
            .map(|it| Fare::usual(*it, kinds[it.column]))
            .collect();
        let budget = Budget {
            rows: USUAL,
            overhead: 120.0,
            pairs: USUAL * USUAL / 2.0,
            compared: USUAL * 400.0,
            templates: 16,
        };
        let none = |kind: &Kind| Rarity::new(*kind, Counts::default());
        Self {
            templates: choose(&kinds, &features, &fares, budget),
            columns: kinds.iter().map(|kind| Column::new(*kind)).collect(),
            rows: Register::new(schema),
            rarity: kinds.iter().map(none).collect(),
            runs: Runs::default(),
            numbers: HashMap::new(),
            ids: Vec::new(),
            free: Vec::new(),
            kinds,
        }
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Adds a row under an id, in place of an earlier row of that id.
    pub fn add(&mut self, id: u64, cells: &[&str]) -> Result<(), CellError> {
        self.rows.check(cells)?;
        self.remove(id);
        let row = match self.free.pop() {
            Some(row) => {
                self.rows.fill(row, cells);
                self.ids[row as usize] = id;
                row
            }
            None => {
                self.ids.push(id);
                self.rows.push(cells)?
            }
        };
        self.numbers.insert(id, row);
        for (column, rarity) in self.rarity.iter_mut().enumerate() {
            let value = self.rows.value(column, row);
            rarity.counts.add(rarity.kind, &self.rows, value, 1);
        }
        let mut keys = Vec::new();
        for template in &self.templates {
            template.keys(&self.kinds, &self.rows, row, &mut keys);
            keys.iter().for_each(|key| self.runs.add(*key, row));
        }
        Ok(())
    }

    /// Removes the row of an id; says whether there was one.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(row) = self.numbers.remove(&id) else {
            return false;
        };
        let mut keys = Vec::new();
        for template in &self.templates {
            template.keys(&self.kinds, &self.rows, row, &mut keys);
            keys.iter().for_each(|key| self.runs.remove(*key, row));
        }
        for (column, rarity) in self.rarity.iter_mut().enumerate() {
            let value = self.rows.value(column, row);
            rarity.counts.take(rarity.kind, &self.rows, value);
        }
        self.rows.clear(row);
        self.free.push(row);
        true
    }

    /// The `k` rows that most likely are this person, heaviest first.
    pub fn query(&self, cells: &[&str], k: usize) -> Result<Vec<Hit>, CellError> {
        let mut asked = Register::new(self.rows.schema());
        asked.push(cells)?;
        let sides = Sides::new(&self.rows, &asked);
        let logs: Vec<_> = self.columns.iter().map(Column::log_m).collect();
        let bits: Vec<f32> = (0..self.kinds.len())
            .map(|column| match asked.value(column, 0) {
                0 => 0.0,
                value => self.rarity[column].foreign_bits(&self.rows, &asked, value),
            })
            .collect();
        let prior = -(self.len().max(2) as f64).log2();
        let mut levels = vec![Level::Missing; self.kinds.len()];
        let mut weights = vec![0.0; self.kinds.len()];
        let weigh = |row: u32, levels: &mut [Level], weights: &mut [f32]| {
            sides.rows(&self.kinds, row, 0, levels);
            for (column, level) in levels.iter().enumerate() {
                let rarity = if depends_on_rarity(*level) {
                    let ours = self.rarity[column].bits(&self.rows, self.rows.value(column, row));
                    of_both(*level, ours, bits[column])
                } else {
                    0.0
                };
                weights[column] = self.columns[column].base(*level, rarity);
            }
            learn::kin(&self.kinds, levels, weights, prior);
            for (weight, (level, log)) in weights.iter_mut().zip(levels.iter().zip(&logs)) {
                *weight += log[*level as usize];
            }
            weights.iter().map(|it| f64::from(*it)).sum::<f64>()
        };
        let mut best: Vec<(f64, u64, u32)> = self
            .candidates(&asked)
            .into_iter()
            .map(|row| {
                (
                    weigh(row, &mut levels, &mut weights),
                    self.ids[row as usize],
                    row,
                )
            })
            .collect();
        best.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        best.truncate(k);
        let schema = self.rows.schema().columns();
        let hit = |(weight, id, row): (f64, u64, u32)| {
            weigh(row, &mut levels, &mut weights);
            let each = schema.iter().zip(weights.iter().zip(&levels));
            let contributions = each.map(|(column, (weight, level))| Contribution {
                column: column.name.clone(),
                level: *level,
                weight: f64::from(*weight),
            });
            Hit {
                id,
                weight,
                contributions: contributions.collect(),
            }
        };
        Ok(best.into_iter().map(hit).collect())
    }

    /// The rows that share rare keys with the one asked for; those that share most, if too many.
    fn candidates(&self, asked: &Register) -> Vec<u32> {
        let (mut rows, mut keys, mut common) = (Vec::new(), Vec::new(), Vec::new());
        for template in &self.templates {
            template.keys(&self.kinds, asked, 0, &mut keys);
            for key in &keys {
                if !self.runs.rows(*key, COMMON, &mut rows) {
                    common.push(*key);
                }
            }
        }
        if rows.is_empty() {
            for key in common {
                self.runs.rows(key, 10 * COMMON, &mut rows);
            }
        }
        rows.sort_unstable();
        let mut counted: Vec<(std::cmp::Reverse<usize>, u32)> = rows
            .chunk_by(|x, y| x == y)
            .map(|same| (std::cmp::Reverse(same.len()), same[0]))
            .collect();
        if counted.len() > WEIGHED {
            counted.select_nth_unstable(WEIGHED);
            counted.truncate(WEIGHED);
        }
        let mut rows: Vec<u32> = counted.into_iter().map(|(_, row)| row).collect();
        // in the order in which they lie in memory
        rows.sort_unstable();
        rows
    }
}
