//! The record of Besa: entries, a Merkle tree in tiles, signed checkpoints, and the verifier of them all.
//!
//! Nothing here does I/O, reads a clock or draws randomness, so an auditor can build this crate
//! alone and check an export with it. The formats stand in `docs/protocol/ledger.md`.
#![warn(missing_docs)]

mod batch;
mod bytes;
mod checkpoint;
mod difference;
mod entry;
mod note;
mod proof;
mod row;
mod tree;
mod verify;

#[cfg(test)]
mod tests;

pub use batch::{
    Batch, BatchState, NumberedEntry, PreparedEntry, RestoreRefused, Stamp, seal_batch,
};
pub use bytes::BadEntry;
pub use checkpoint::Checkpoint;
pub use difference::{Difference, Report};
pub use entry::{
    ACT_CHECKPOINT, ACT_ERASE, Actor, Bind, CheckpointRef, Decision, Entry, NOTE_ERASED, commitment,
};
pub use note::{LogKey, LogKeys, LogPublicKey, NoteRefused};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use row::{Cell, row_hash};
pub use tree::{Frontier, Tile, TileReader, TreeRefused, leaf_hash};
pub use verify::{Comparison, Verifier};

/// A SHA-256 value: of a leaf, a tree node, a row or a note.
pub type Hash = [u8; 32];

/// A random identifier of the hall: of an entry, a case, a member or an object.
pub type Id = [u8; 16];
