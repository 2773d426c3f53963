//! The schema file: which column holds the id, and what the compared columns mean.

use super::End;
use besa_linkage::{Column, Kind, Schema};
use serde::Deserialize;
use std::path::Path;

/// What to read of a register.
pub(super) struct Plan {
    /// The column of the ids.
    pub(super) id: String,
    /// The compared columns.
    pub(super) schema: Schema,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    #[serde(default)]
    column: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    kind: Word,
}

/// A kind as written; a wrong word is told with its line.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Word(Kind);

impl TryFrom<String> for Word {
    type Error = besa_linkage::UnknownKind;

    fn try_from(word: String) -> Result<Word, Self::Error> {
        word.parse().map(Word)
    }
}

/// Reads the schema file.
pub(super) fn read(file: &Path) -> Result<Plan, End> {
    let wrong = |why: &dyn std::fmt::Display| End::Refused(format!("{}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    // Windows editors put a byte order mark before the first letter.
    let read: File = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| wrong(&error.to_string().trim_end()))?;
    let column = |entry: Entry| Column {
        name: entry.name,
        kind: entry.kind.0,
    };
    let schema = Schema::new(read.column.into_iter().map(column).collect())
        .map_err(|error| wrong(&error))?;
    if schema.columns().iter().any(|column| column.name == read.id) {
        return Err(wrong(&format!(
            "“{}” is the id; ids are not compared",
            read.id
        )));
    }
    Ok(Plan {
        id: read.id,
        schema,
    })
}
