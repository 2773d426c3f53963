//! One person among many: an index in memory that answers at once.

use crate::link::Contribution;
use crate::register::{CellError, Register};
use crate::schema::Schema;

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

/// Rows that can be asked for one person at a time.
#[derive(Clone, Debug)]
pub struct Index {
    rows: Register,
}

impl Index {
    /// An empty index of this schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        Self {
            rows: Register::new(schema),
        }
    }

    /// Adds a row under an id, in place of an earlier row of that id.
    pub fn add(&mut self, _id: u64, cells: &[&str]) -> Result<(), CellError> {
        self.rows.push(cells).map(|_| ())
    }

    /// Removes the row of an id; says whether there was one.
    pub fn remove(&mut self, _id: u64) -> bool {
        false
    }

    /// The `k` rows that most likely are this person, heaviest first.
    pub fn query(&self, _cells: &[&str], _k: usize) -> Result<Vec<Hit>, CellError> {
        Ok(Vec::new())
    }
}
