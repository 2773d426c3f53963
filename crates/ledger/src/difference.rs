//! What a verification ends with: a report of what was compared, or the first difference.

use std::fmt;

use crate::Hash;

/// What was compared and found to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Entries in the log.
    pub entries: u64,
    /// Entries whose body was erased by an entry that says so.
    pub erased: u64,
    /// Checkpoints, every one signed.
    pub checkpoints: u64,
    /// Tiles.
    pub tiles: u64,
    /// Rows that stand as their last entry left them.
    pub rows: u64,
    /// The root of the whole tree: compare it with one kept outside.
    pub root: Hash,
}

/// The first difference, in the order of entries, bodies gone, a checkpoint kept outside, checkpoints,
/// tiles, rows; indexes count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// An entry is missing, inserted, repeated or out of order.
    Gap {
        /// The index that had to come.
        expected: u64,
        /// The index that came.
        found: u64,
    },
    /// An entry's salt and body do not give its commitment.
    CommitmentMismatch {
        /// The entry.
        index: u64,
    },
    /// Of an entry's salt and body only one is there.
    HalfErased {
        /// The entry.
        index: u64,
    },
    /// An entry's body is committed to, but is not an entry.
    BadBody {
        /// The entry.
        index: u64,
    },
    /// An entry's body is gone and no later entry says so.
    ErasedWithoutEntry {
        /// The entry.
        index: u64,
    },
    /// An entry says that another's body was erased, and it still stands.
    ErasureNotDone {
        /// The entry whose body stands.
        index: u64,
        /// The entry that says it is erased.
        by: u64,
    },
    /// An erasure names no earlier entry.
    BadErasure {
        /// The erasure.
        index: u64,
    },
    /// A checkpoint kept outside was signed over other entries than those that stand: the log was
    /// written anew, with its own key.
    Forked {
        /// The entries that the kept checkpoint was signed over.
        size: u64,
    },
    /// A checkpoint kept outside was signed over more entries than there are.
    RolledBack {
        /// The entries that the kept checkpoint was signed over.
        size: u64,
        /// The entries that stand.
        found: u64,
    },
    /// A checkpoint is not the first leaf of the batch after it.
    CheckpointNotSequenced {
        /// The checkpoint.
        number: u64,
    },
    /// A checkpoint is left out, repeated or out of order.
    CheckpointGap {
        /// The number that had to come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// The log has entries for which the checkpoint is missing.
    CheckpointMissing {
        /// The checkpoint.
        number: u64,
    },
    /// A stored checkpoint is not a signed checkpoint of this log.
    BadCheckpoint {
        /// The checkpoint.
        number: u64,
    },
    /// A checkpoint is not signed by the log's key alone.
    BadSignature {
        /// The checkpoint.
        number: u64,
    },
    /// A checkpoint was signed over another number of entries.
    SizeMismatch {
        /// The checkpoint.
        number: u64,
        /// The entries it was signed over.
        signed: u64,
        /// The entries that stand.
        found: u64,
    },
    /// A checkpoint was signed over other entries than those that stand.
    RootMismatch {
        /// The checkpoint.
        number: u64,
    },
    /// A checkpoint is signed, but is not the one its entry recorded.
    NoteMismatch {
        /// The checkpoint.
        number: u64,
    },
    /// A tile does not hold the hashes of the entries.
    TileMismatch {
        /// The tile's level.
        level: u8,
        /// The tile's index.
        index: u64,
    },
    /// A tile is there that the tree does not have, or is there twice.
    TileUnexpected {
        /// The tile's level.
        level: u8,
        /// The tile's index.
        index: u64,
    },
    /// A tile of the tree is not there.
    TileMissing {
        /// The tile's level.
        level: u8,
        /// The tile's index.
        index: u64,
    },
    /// A row is not as its last entry left it.
    RowDiffers {
        /// The row's table.
        table: String,
        /// The row's key.
        key: String,
        /// The last entry that wrote it.
        index: u64,
    },
    /// A row is gone though no entry ended it.
    RowMissing {
        /// The row's table.
        table: String,
        /// The row's key.
        key: String,
        /// The last entry that wrote it.
        index: u64,
    },
    /// A row is there though an entry ended it.
    RowReturned {
        /// The row's table.
        table: String,
        /// The row's key.
        key: String,
        /// The entry that ended it.
        index: u64,
    },
    /// A row is there that no entry wrote.
    RowUnrecorded {
        /// The row's table.
        table: String,
        /// The row's key.
        key: String,
    },
    /// A row was given twice.
    RowRepeated {
        /// The row's table.
        table: String,
        /// The row's key.
        key: String,
    },
}

impl Difference {
    /// A stable code, for messages in other languages and for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "gap",
            Self::CommitmentMismatch { .. } => "commitment-mismatch",
            Self::HalfErased { .. } => "half-erased",
            Self::BadBody { .. } => "bad-body",
            Self::ErasedWithoutEntry { .. } => "erased-without-entry",
            Self::ErasureNotDone { .. } => "erasure-not-done",
            Self::BadErasure { .. } => "bad-erasure",
            Self::Forked { .. } => "forked",
            Self::RolledBack { .. } => "rolled-back",
            Self::CheckpointNotSequenced { .. } => "checkpoint-not-sequenced",
            Self::CheckpointGap { .. } => "checkpoint-gap",
            Self::CheckpointMissing { .. } => "checkpoint-missing",
            Self::BadCheckpoint { .. } => "bad-checkpoint",
            Self::BadSignature { .. } => "bad-signature",
            Self::SizeMismatch { .. } => "size-mismatch",
            Self::RootMismatch { .. } => "root-mismatch",
            Self::NoteMismatch { .. } => "note-mismatch",
            Self::TileMismatch { .. } => "tile-mismatch",
            Self::TileUnexpected { .. } => "tile-unexpected",
            Self::TileMissing { .. } => "tile-missing",
            Self::RowDiffers { .. } => "row-differs",
            Self::RowMissing { .. } => "row-missing",
            Self::RowReturned { .. } => "row-returned",
            Self::RowUnrecorded { .. } => "row-unrecorded",
            Self::RowRepeated { .. } => "row-repeated",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected, found } => {
                write!(f, "entry {expected} had to come next, entry {found} came")
            }
            Self::CommitmentMismatch { index } => {
                write!(f, "entry {index} does not match its commitment")
            }
            Self::HalfErased { index } => write!(f, "entry {index} is erased only in part"),
            Self::BadBody { index } => write!(f, "the body of entry {index} is not an entry"),
            Self::ErasedWithoutEntry { index } => {
                write!(
                    f,
                    "the body of entry {index} is gone and no later entry says so"
                )
            }
            Self::ErasureNotDone { index, by } => {
                write!(
                    f,
                    "entry {by} says that entry {index} was erased, but its body stands"
                )
            }
            Self::BadErasure { index } => {
                write!(
                    f,
                    "the erasure in entry {index} does not name an earlier entry"
                )
            }
            Self::Forked { size } => write!(
                f,
                "the first {size} entries are not those that the checkpoint kept outside was signed over"
            ),
            Self::RolledBack { size, found } => write!(
                f,
                "the checkpoint kept outside was signed over {size} entries, there are {found}"
            ),
            Self::CheckpointNotSequenced { number } => {
                write!(
                    f,
                    "checkpoint {number} is not the first entry of the batch after it"
                )
            }
            Self::CheckpointGap { expected, found } => {
                write!(
                    f,
                    "checkpoint {expected} had to come next, checkpoint {found} came"
                )
            }
            Self::CheckpointMissing { number } => write!(f, "checkpoint {number} is missing"),
            Self::BadCheckpoint { number } => {
                write!(f, "checkpoint {number} is not a checkpoint of this log")
            }
            Self::BadSignature { number } => {
                write!(
                    f,
                    "checkpoint {number} is not signed by the log's key alone"
                )
            }
            Self::SizeMismatch {
                number,
                signed,
                found,
            } => write!(
                f,
                "checkpoint {number} was signed over {signed} entries, there are {found}"
            ),
            Self::RootMismatch { number } => {
                write!(
                    f,
                    "checkpoint {number} was signed over other entries than these"
                )
            }
            Self::NoteMismatch { number } => {
                write!(
                    f,
                    "checkpoint {number} is not the one that the next entry recorded"
                )
            }
            Self::TileMismatch { level, index } => {
                write!(
                    f,
                    "tile {index} of level {level} does not hold the entries' hashes"
                )
            }
            Self::TileUnexpected { level, index } => {
                write!(
                    f,
                    "tile {index} of level {level} does not belong to the tree"
                )
            }
            Self::TileMissing { level, index } => {
                write!(f, "tile {index} of level {level} is missing")
            }
            Self::RowDiffers { table, key, index } => {
                write!(
                    f,
                    "row {key} of table {table} is not as entry {index} left it"
                )
            }
            Self::RowMissing { table, key, index } => {
                write!(
                    f,
                    "row {key} of table {table}, written by entry {index}, is gone"
                )
            }
            Self::RowReturned { table, key, index } => {
                write!(
                    f,
                    "row {key} of table {table} is there though entry {index} ended it"
                )
            }
            Self::RowUnrecorded { table, key } => {
                write!(
                    f,
                    "row {key} of table {table} is there, but no entry wrote it"
                )
            }
            Self::RowRepeated { table, key } => {
                write!(f, "row {key} of table {table} is there twice")
            }
        }
    }
}

impl std::error::Error for Difference {}
