//! The rows of a register as compact typed values.

use std::fmt;

use crate::date::Date;
use crate::lexicon::{Codes, Names};
use crate::number;
use crate::schema::{Kind, Schema};
use crate::words::mix;

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

/// The cell of a woman in a column of sexes.
pub(crate) const WOMAN: u32 = 1;
const MAN: u32 = 2;

/// The rows of one register, each distinct writing understood and kept once.
#[derive(Clone, Debug)]
pub struct Register {
    schema: Schema,
    len: u32,
    /// By row, then column: 0 is missing; a date is packed, all else a number + 1.
    cells: Vec<u32>,
    unread: Vec<u64>,
    pub(crate) names: Names,
    pub(crate) codes: Codes,
    /// How often each name is a word of a phrase or full name.
    uses: Vec<u32>,
    /// How many cells have the form of a national number, and how many its letter.
    national: [u32; 2],
}

impl Register {
    /// The longest cell that is read, in bytes.
    pub const LONGEST: usize = 4096;

    /// An empty register of this schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let columns = schema.columns().len();
        Self {
            schema: schema.clone(),
            len: 0,
            cells: Vec::new(),
            unread: vec![0; columns],
            names: Names::default(),
            codes: Codes::default(),
            uses: Vec::new(),
            national: [0; 2],
        }
    }

    /// Adds a row, one cell for each column of the schema, and returns its number from 0.
    ///
    /// Where the only date or sex is empty, what a national number says of it takes its place.
    pub fn push(&mut self, cells: &[&str]) -> Result<u32, CellError> {
        self.check(cells)?;
        let row = self.len;
        self.len = self.len.checked_add(1).ok_or(CellError::Full)?;
        self.cells.resize(self.cells.len() + cells.len(), 0);
        self.fill(row, cells);
        Ok(row)
    }

    /// Whether the cells can be a row.
    pub(crate) fn check(&self, cells: &[&str]) -> Result<(), CellError> {
        let (found, expected) = (cells.len(), self.width());
        if found != expected {
            return Err(CellError::Count { found, expected });
        }
        match cells.iter().position(|cell| cell.len() > Self::LONGEST) {
            Some(cell) => Err(CellError::TooLong {
                cell,
                bytes: cells[cell].len(),
            }),
            None => Ok(()),
        }
    }

    /// Fills an empty row with cells that have been checked.
    pub(crate) fn fill(&mut self, row: u32, cells: &[&str]) {
        let from = row as usize * cells.len();
        for (column, cell) in cells.iter().enumerate() {
            let value = self.read(column, cell.trim());
            self.cells[from + column] = value;
            self.count(column, value, true);
        }
        self.read_number(from);
    }

    /// An only date and an only sex that are not given are read from the national number.
    fn read_number(&mut self, from: usize) {
        let columns = self.schema.columns().iter().enumerate();
        let of = |wanted: Kind| {
            columns
                .clone()
                .filter(move |(_, it)| it.kind == wanted)
                .map(|(at, _)| at)
        };
        let only = |wanted: Kind| of(wanted).next().filter(|_| of(wanted).count() == 1);
        let empty = |at: &usize| self.cells[from + at] == 0;
        let (date, sex) = (
            only(Kind::Date).filter(empty),
            only(Kind::Sex).filter(empty),
        );
        if date.is_none() && sex.is_none() {
            return;
        }
        let numbers = of(Kind::Exact).filter_map(|at| self.cells[from + at].checked_sub(1));
        let Some(said) = numbers
            .filter_map(|it| number::read(self.codes.text(it)))
            .next()
        else {
            return;
        };
        if let Some(at) = date {
            self.cells[from + at] = said.birth.0;
        }
        if let Some(at) = sex {
            self.cells[from + at] = if said.woman { WOMAN } else { MAN };
        }
    }

    fn read(&mut self, column: usize, cell: &str) -> u32 {
        if cell.is_empty() {
            return 0;
        }
        let number = match self.schema.columns()[column].kind {
            Kind::GivenName | Kind::Surname | Kind::FatherName | Kind::FullName | Kind::Place => {
                self.names.name(cell)
            }
            Kind::Address | Kind::Text => self.names.phrase(cell),
            Kind::Exact => self.codes.code(cell),
            Kind::Phone => self.codes.phone(cell),
            Kind::Date => Date::read(cell).map(|it| it.0 - 1),
            Kind::Sex => sex(cell),
        };
        let value = number.map_or(0, |it| it + 1);
        self.unread[column] += u64::from(value == 0);
        value
    }

    /// Counts the words of a phrase or full name, or a national number, in or out again.
    fn count(&mut self, column: usize, value: u32, come: bool) {
        let Some(number) = value.checked_sub(1) else {
            return;
        };
        let change = |count: &mut u32| {
            *count = if come {
                *count + 1
            } else {
                count.saturating_sub(1)
            }
        };
        match self.schema.columns()[column].kind {
            Kind::FullName | Kind::Address | Kind::Text => {
                self.uses.resize(self.names.len(), 0);
                let own = [number];
                let parts = self.names.parts(self.names.get(number));
                for word in if parts.is_empty() { &own } else { parts } {
                    change(&mut self.uses[*word as usize]);
                }
            }
            Kind::Exact => {
                let Some(holds) = self.codes.get(number).national else {
                    return;
                };
                change(&mut self.national[0]);
                if holds {
                    change(&mut self.national[1]);
                }
            }
            Kind::GivenName
            | Kind::Surname
            | Kind::FatherName
            | Kind::Date
            | Kind::Sex
            | Kind::Place
            | Kind::Phone => {}
        }
    }

    /// How many cells have the form of a national number, and how many its letter.
    pub(crate) fn national(&self) -> [u32; 2] {
        self.national
    }

    /// Empties a row, which keeps its number.
    pub(crate) fn clear(&mut self, row: u32) {
        for column in 0..self.width() {
            let at = row as usize * self.width() + column;
            let value = std::mem::take(&mut self.cells[at]);
            self.count(column, value, false);
        }
    }

    fn width(&self) -> usize {
        self.unread.len()
    }

    /// The cells of a row.
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        &self.cells[row as usize * self.width()..][..self.width()]
    }

    pub(crate) fn value(&self, column: usize, row: u32) -> u32 {
        self.row(row)[column]
    }

    /// The cells of a column.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = u32> {
        self.cells
            .iter()
            .skip(column)
            .step_by(self.width())
            .copied()
    }

    /// A hash of all that a row holds, the same wherever it stands.
    pub(crate) fn content(&self, row: u32) -> u64 {
        let columns = self.schema.columns().iter().zip(self.row(row));
        columns.fold(1, |sum, (column, value)| {
            let held = value.checked_sub(1).map_or(0, |number| match column.kind {
                Kind::Date | Kind::Sex => u64::from(*value),
                Kind::Phone | Kind::Exact => self.codes.get(number).hash,
                Kind::GivenName
                | Kind::Surname
                | Kind::FatherName
                | Kind::FullName
                | Kind::Place
                | Kind::Address
                | Kind::Text => self.names.get(number).plain,
            });
            mix(sum ^ held)
        })
    }

    /// The schema of its rows.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How rare a word is among the phrases of this register, in bits.
    pub(crate) fn rarity(&self, word: u32) -> f32 {
        let uses = self.uses.get(word as usize).copied().unwrap_or(0);
        ((self.len as f32 + 100.0) / (uses as f32 + 1.0)).log2()
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
    pub fn unread(&self, column: usize) -> u64 {
        self.unread.get(column).copied().unwrap_or(0)
    }
}

/// Female, male or other, in the words of registers of the region.
fn sex(cell: &str) -> Option<u32> {
    let word = crate::spell::bare(&crate::spell::plain(cell));
    match word.as_str() {
        "f" | "female" | "femer" | "grua" | "vajze" | "woman" | "girl" | "w" | "2" | "z"
        | "zena" | "femmina" => Some(WOMAN - 1),
        "m" | "male" | "mashkull" | "burre" | "djale" | "man" | "boy" | "1" | "maschio"
        | "musko" => Some(MAN - 1),
        "x" | "o" | "t" | "other" | "tjeter" | "3" | "9" => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Column;

    fn register(kinds: &[Kind]) -> Register {
        let column = |(at, kind): (usize, &Kind)| Column {
            name: at.to_string(),
            kind: *kind,
        };
        Register::new(&Schema::new(kinds.iter().enumerate().map(column).collect()).unwrap())
    }

    #[test]
    fn a_row_has_as_many_cells_as_the_schema_and_none_too_long() {
        let mut rows = register(&[Kind::GivenName, Kind::Date]);
        assert_eq!(rows.push(&["Arta", "1980"]), Ok(0));
        assert_eq!(
            rows.push(&["Arta"]),
            Err(CellError::Count {
                found: 1,
                expected: 2
            })
        );
        let long = "a".repeat(1_000_000);
        assert_eq!(
            rows.push(&[&long, ""]),
            Err(CellError::TooLong {
                cell: 0,
                bytes: 1_000_000
            })
        );
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn a_national_number_says_birth_and_sex_where_they_are_not_given() {
        let mut rows = register(&[Kind::Exact, Kind::Date, Kind::Sex]);
        rows.push(&["J05115999K", "", ""]).unwrap();
        rows.push(&["J05115999K", "1991", "M"]).unwrap();
        rows.push(&["4011", "", ""]).unwrap();
        assert_eq!(rows.row(0)[1..], [Date::of(1990, 1, 15).0, 1]);
        assert_eq!(rows.row(1)[1..], [Date::read("1991").unwrap().0, 2]);
        assert_eq!(rows.row(2)[1..], [0, 0]);
    }

    #[test]
    fn what_cannot_be_read_is_missing_and_counted() {
        let mut rows = register(&[Kind::Sex, Kind::Date]);
        rows.push(&["femër", "no idea"]).unwrap();
        rows.push(&["?", ""]).unwrap();
        assert_eq!((rows.value(0, 0), rows.value(1, 0)), (1, 0));
        assert_eq!((rows.unread(0), rows.unread(1)), (1, 1));
    }
}
