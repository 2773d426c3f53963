//! What the columns of a register mean.

use std::fmt;
use std::str::FromStr;

/// What the cells of a column are, in the words of a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The name a person was given.
    GivenName,
    /// The family name, possibly double or changed by marriage.
    Surname,
    /// The father's given name (atësia).
    FatherName,
    /// All names of a person in one cell, in any order.
    FullName,
    /// A date, a year and month, a year, or an interval of years.
    Date,
    /// Female, male or other, in letters, digits or words.
    Sex,
    /// A county, municipality, unit or any other place.
    Place,
    /// A telephone number.
    Phone,
    /// A number or code that is the same or is not (national number, postcode).
    Exact,
    /// A street address.
    Address,
    /// Free words.
    Text,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::GivenName,
        Self::Surname,
        Self::FatherName,
        Self::FullName,
        Self::Date,
        Self::Sex,
        Self::Place,
        Self::Phone,
        Self::Exact,
        Self::Address,
        Self::Text,
    ];

    /// The word a schema file uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::Surname => "surname",
            Self::FatherName => "father_name",
            Self::FullName => "full_name",
            Self::Date => "date",
            Self::Sex => "sex",
            Self::Place => "place",
            Self::Phone => "phone",
            Self::Exact => "exact",
            Self::Address => "address",
            Self::Text => "text",
        }
    }
}

/// The word is no kind of column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind(pub String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Kind::ALL.map(Kind::as_str).join(", ");
        write!(
            f,
            "“{}” is no kind of column; the kinds are {known}",
            self.0
        )
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == word);
        found.ok_or_else(|| UnknownKind(word.to_owned()))
    }
}

/// One column that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in the header of the register.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
}

/// The compared columns of a register, without the column of its row ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    columns: Vec<Column>,
}

/// Why columns make no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaError {
    /// There is no column to compare.
    Empty,
    /// There are more columns than the crate compares.
    TooMany(usize),
    /// Two columns have this name.
    Twice(String),
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the schema names no column to compare"),
            Self::TooMany(count) => write!(
                f,
                "the schema names {count} columns; at most {} are compared",
                Schema::MOST
            ),
            Self::Twice(name) => write!(f, "the schema names the column “{name}” twice"),
        }
    }
}

impl std::error::Error for SchemaError {}

impl Schema {
    /// The largest number of columns that are compared.
    pub const MOST: usize = 32;

    /// A schema of these columns, in the order in which cells will come.
    pub fn new(columns: Vec<Column>) -> Result<Self, SchemaError> {
        if columns.is_empty() {
            return Err(SchemaError::Empty);
        }
        if columns.len() > Self::MOST {
            return Err(SchemaError::TooMany(columns.len()));
        }
        for (at, column) in columns.iter().enumerate() {
            if columns[..at]
                .iter()
                .any(|earlier| earlier.name == column.name)
            {
                return Err(SchemaError::Twice(column.name.clone()));
            }
        }
        Ok(Self { columns })
    }

    /// The columns in the order of the cells.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}
