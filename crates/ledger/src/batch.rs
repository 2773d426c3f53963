//! Sealing a batch: numbers for its entries, tiles for its leaves, one checkpoint over it all.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::checkpoint::Checkpoint;
use crate::entry::{ACT_CHECKPOINT, Actor, CheckpointRef, Decision, Entry, commitment};
use crate::note::{LogKey, LogPublicKey, NoteRefused};
use crate::tree::{Frontier, Tile, TileReader, TreeRefused, leaf_hash};
use crate::{Hash, Id};

/// Where the log stands between two batches; the default is a log that has none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchState {
    frontier: Frontier,
    last: Option<CheckpointRef>,
}

impl BatchState {
    /// The index the next leaf gets, from 0.
    pub fn next_index(&self) -> u64 {
        self.frontier.size()
    }

    /// The number of the last checkpoint; 0 before the first batch.
    pub fn checkpoint_number(&self) -> u64 {
        self.last.map_or(0, |last| last.number)
    }

    /// Takes up a stored log from its last checkpoint and its tiles.
    ///
    /// # Errors
    /// [`RestoreRefused`] when the note, a tile or the root is not right.
    pub fn restore(
        number: u64,
        note: &str,
        key: &LogPublicKey,
        read: TileReader<'_>,
    ) -> Result<Self, RestoreRefused> {
        let checkpoint = Checkpoint::open(note, key).map_err(RestoreRefused::Note)?;
        let frontier = Frontier::restore(checkpoint.size(), read).map_err(RestoreRefused::Tree)?;
        if frontier.root() != *checkpoint.root() {
            return Err(RestoreRefused::Root);
        }
        Ok(Self {
            frontier,
            last: Some(CheckpointRef {
                number,
                note: note_hash(note),
            }),
        })
    }
}

/// Why a stored log cannot be continued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreRefused {
    /// The last checkpoint's note is not accepted.
    Note(NoteRefused),
    /// The tiles do not hold the tree the checkpoint tells of.
    Tree(TreeRefused),
    /// The tiles give another root than the checkpoint.
    Root,
}

impl fmt::Display for RestoreRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(why) => write!(f, "the last checkpoint: {why}"),
            Self::Tree(why) => write!(f, "the tiles: {why}"),
            Self::Root => f.write_str("the tiles give another root than the last checkpoint"),
        }
    }
}

impl std::error::Error for RestoreRefused {}

/// An entry and the fresh random salt of its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedEntry {
    /// The entry; its `checkpoint` is `None`, only [`seal_batch`] fills that field.
    pub entry: Entry,
    /// 32 fresh random bytes.
    pub salt: [u8; 32],
}

/// What the entry for the previous checkpoint needs from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The entry's random id.
    pub id: Id,
    /// The batch's time: microseconds since 1970 in UTC.
    pub at: i64,
    /// The node that seals the batch.
    pub node: String,
    /// 32 fresh random bytes.
    pub salt: [u8; 32],
}

/// An entry in its place, as it is stored; salt and body may be erased later, the rest never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEntry {
    /// The leaf's index, from 0.
    pub index: u64,
    /// The entry itself.
    pub entry: Entry,
    /// The salt of the commitment.
    pub salt: [u8; 32],
    /// The entry's canonical bytes.
    pub body: Vec<u8>,
    /// The commitment over salt and body.
    pub commitment: Hash,
}

/// A sealed batch, to be stored in the one transaction that holds the acts themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The entries; from the second batch on the first is that of the previous checkpoint.
    pub entries: Vec<NumberedEntry>,
    /// The tiles to write over those of the same level and index.
    pub tiles: Vec<Tile>,
    /// The number of this batch's checkpoint.
    pub checkpoint_number: u64,
    /// This batch's checkpoint as a signed note.
    pub note: String,
    /// The state to seal the next batch from, once this one is committed.
    pub state: BatchState,
}

/// Seals entries in the order given; `None` when there is none, for an empty batch proves nothing.
pub fn seal_batch(
    previous: &BatchState,
    entries: Vec<PreparedEntry>,
    key: &LogKey,
    stamp: Stamp,
) -> Option<Batch> {
    if entries.is_empty() {
        return None;
    }
    let witness = previous.last.map(|last| checkpoint_entry(last, stamp));
    let entries: Vec<_> = (previous.next_index()..)
        .zip(witness.into_iter().chain(entries))
        .map(|(index, PreparedEntry { entry, salt })| {
            let body = entry.encode();
            let commitment = commitment(&salt, &body);
            NumberedEntry {
                index,
                entry,
                salt,
                body,
                commitment,
            }
        })
        .collect();
    let leaves: Vec<_> = entries
        .iter()
        .map(|entry| leaf_hash(&entry.commitment))
        .collect();

    let mut frontier = previous.frontier.clone();
    let tiles = frontier.append(&leaves);
    let note = Checkpoint::of(&frontier, key.public()).sign(key);
    let number = previous.checkpoint_number() + 1;
    let last = Some(CheckpointRef {
        number,
        note: note_hash(&note),
    });
    let state = BatchState { frontier, last };
    Some(Batch {
        entries,
        tiles,
        checkpoint_number: number,
        note,
        state,
    })
}

fn checkpoint_entry(last: CheckpointRef, stamp: Stamp) -> PreparedEntry {
    let entry = Entry {
        id: stamp.id,
        at: stamp.at,
        node: stamp.node,
        actor: Actor::System("ledger".to_owned()),
        act: ACT_CHECKPOINT.to_owned(),
        decision: Decision::Allowed,
        case: None,
        objects: Vec::new(),
        purpose: None,
        binds: Vec::new(),
        shown: Vec::new(),
        notes: Vec::new(),
        checkpoint: Some(last),
    };
    PreparedEntry {
        entry,
        salt: stamp.salt,
    }
}

pub(crate) fn note_hash(note: &str) -> Hash {
    Sha256::digest(note).into()
}
