//! The same person in two registers: typed values, Albanian spellings, weighed evidence.

mod index;
mod link;
mod register;
mod schema;

pub use index::{Hit, Index};
pub use link::{Contribution, Level, Links, Options, Pair, Stage, Stopped, link};
pub use register::{CellError, Register};
pub use schema::{Column, Kind, Schema, SchemaError, UnknownKind};
