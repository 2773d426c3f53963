//! The same person in two registers: typed values, Albanian spellings, weighed evidence.

mod block;
mod compare;
mod date;
mod distance;
mod feature;
mod index;
#[cfg(test)]
mod laws;
mod learn;
mod level;
mod lexicon;
mod link;
mod model;
mod names;
mod number;
mod pairs;
mod places;
mod radix;
mod register;
mod runs;
mod schema;
mod spell;
#[cfg(test)]
mod stories;
mod unsaid;
mod words;

pub use index::{Hit, Index};
pub use level::Level;
pub use link::{Contribution, Links, Options, Pair, Stage, Stopped, link};
pub use register::{CellError, Register};
pub use schema::{Column, Kind, Schema, SchemaError, UnknownKind};
pub use spell::fold;

/// The lines of a shipped table, split at tabs, without comments and empty lines.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}
