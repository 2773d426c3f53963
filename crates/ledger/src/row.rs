//! The fingerprint of a database row: typed, length-prefixed, the same on every engine.

use sha2::{Digest, Sha256};

use crate::Hash;
use crate::bytes::Writer;

/// One column's value, of the four kinds both databases share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// A 64-bit integer; a boolean is 0 or 1.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// SHA-256 over the table's name and the cells in the table's own fixed order of columns.
///
/// Two rows have the same hash only if table, number of cells, kinds and values are the same.
pub fn row_hash(table: &str, cells: &[Cell<'_>]) -> Hash {
    let mut to = Writer::default();
    to.text("besa row 1");
    to.text(table);
    to.list(cells, |to, cell| match cell {
        Cell::Null => to.byte(0),
        Cell::Int(value) => {
            to.byte(1);
            to.int(*value);
        }
        Cell::Text(value) => {
            to.byte(2);
            to.text(value);
        }
        Cell::Bytes(value) => {
            to.byte(3);
            to.bytes(value);
        }
    });
    Sha256::digest(to.finish()).into()
}
