//! The verifier: fed entries first, then what stands in the database, it names the first difference.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::Hash;
use crate::batch::note_hash;
use crate::checkpoint::Checkpoint;
use crate::difference::{Difference, Report};
use crate::entry::{ACT_ERASE, CheckpointRef, Decision, Entry, NOTE_ERASED, commitment};
use crate::note::{LogKeys, NoteRefused, SignedNote};
use crate::tree::{Frontier, Tile, leaf_hash};

/// Where a difference lies; the order of this enum is the order in which "first" is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Entry(u64),
    /// After the entries: a broken erasure is told before the bodies it leaves unexplained.
    Erased(u64),
    /// A checkpoint from outside, by its size.
    Kept(u64),
    Checkpoint(u64),
    Tile(u8, u64),
    Row(String, String),
}

/// The least difference seen so far.
#[derive(Default)]
struct First(Option<(Place, Difference)>);

impl First {
    fn note(&mut self, place: Place, difference: Difference) {
        if self.0.as_ref().is_none_or(|(least, _)| place < *least) {
            self.0 = Some((place, difference));
        }
    }
}

/// What the last entry about a row left behind.
struct Bound {
    hash: Option<Hash>,
    index: u64,
    seen: bool,
}

/// What the entries tell of one checkpoint.
struct Sealed {
    size: u64,
    root: Hash,
    note: Hash,
}

/// Reads the entries in the order of their index; [`Verifier::compare`] goes on to the rest.
///
/// Its memory grows with the rows bound (key and hash), the batches and the tiles, not with bodies.
pub struct Verifier {
    keys: LogKeys,
    first: First,
    frontier: Frontier,
    tiles: BTreeMap<(u8, u64), Hash>,
    sealed: Vec<Sealed>,
    rows: BTreeMap<String, BTreeMap<String, Bound>>,
    /// Entries without a body, and whether a later entry names them.
    erased: BTreeMap<u64, bool>,
    /// The roots that checkpoints kept outside give for these sizes.
    kept: BTreeMap<u64, Hash>,
}

impl Verifier {
    /// A verifier that trusts this key, which must come from outside the database.
    pub fn new(keys: impl Into<LogKeys>) -> Self {
        Self {
            keys: keys.into(),
            first: First::default(),
            frontier: Frontier::default(),
            tiles: BTreeMap::new(),
            sealed: Vec::new(),
            rows: BTreeMap::new(),
            erased: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Holds the entries against a checkpoint that was kept outside, whatever the log says of itself
    /// now. Give it before the first entry.
    ///
    /// # Errors
    /// [`NoteRefused`] when none of the log's keys signed it.
    pub fn keep(&mut self, note: &str) -> Result<(), NoteRefused> {
        let opened = self
            .keys
            .all()
            .iter()
            .map(|key| Checkpoint::open(note, key));
        let checkpoint = opened
            .reduce(|before, next| before.or(next))
            .unwrap_or(Err(NoteRefused::Signature))?;
        self.kept.insert(checkpoint.size(), *checkpoint.root());
        Ok(())
    }

    /// Takes the next entry as it is stored; salt and body are both `None` when erased.
    pub fn entry(
        &mut self,
        index: u64,
        commitment: &[u8],
        salt: Option<&[u8]>,
        body: Option<&[u8]>,
    ) {
        let expected = self.frontier.size();
        if index != expected {
            self.first.note(
                Place::Entry(expected),
                Difference::Gap {
                    expected,
                    found: index,
                },
            );
        }
        if let Err(difference) = self.body(expected, commitment, salt, body) {
            self.first.note(Place::Entry(expected), difference);
        }
        let mut full = Vec::new();
        self.frontier.push(leaf_hash(commitment), &mut full);
        self.tiles.extend(full.into_iter().map(tile_hash));
        let size = self.frontier.size();
        if let Some(root) = self.kept.remove(&size)
            && root != self.frontier.root()
        {
            let difference = Difference::Forked { size };
            self.first.note(Place::Kept(size), difference);
        }
    }

    fn body(
        &mut self,
        index: u64,
        stored: &[u8],
        salt: Option<&[u8]>,
        body: Option<&[u8]>,
    ) -> Result<(), Difference> {
        let (salt, body) = match (salt, body) {
            (Some(salt), Some(body)) => (salt, body),
            (None, None) => {
                self.erased.insert(index, false);
                return Ok(());
            }
            (Some(_), None) | (None, Some(_)) => return Err(Difference::HalfErased { index }),
        };
        // HMAC pads a short key with zeros, so a salt of another length could pass as this one.
        let salt = salt
            .try_into()
            .map_err(|_| Difference::CommitmentMismatch { index })?;
        if commitment(salt, body) != stored {
            return Err(Difference::CommitmentMismatch { index });
        }
        let entry = Entry::decode(body).map_err(|_| Difference::BadBody { index })?;
        for bind in entry.binds {
            let bound = Bound {
                hash: bind.hash,
                index,
                seen: false,
            };
            self.rows
                .entry(bind.table)
                .or_default()
                .insert(bind.key, bound);
        }
        if entry.act == ACT_ERASE && entry.decision == Decision::Allowed {
            self.erasure(index, &entry.notes)?;
        }
        match entry.checkpoint {
            Some(checkpoint) => self.sequence(index, checkpoint),
            None => Ok(()),
        }
    }

    fn erasure(&mut self, by: u64, notes: &[(String, String)]) -> Result<(), Difference> {
        let mut named = notes
            .iter()
            .filter(|(code, _)| code == NOTE_ERASED)
            .peekable();
        if named.peek().is_none() {
            return Err(Difference::BadErasure { index: by });
        }
        for (_, value) in named {
            match value.parse().ok().filter(|index| *index < by) {
                None => return Err(Difference::BadErasure { index: by }),
                Some(index) => match self.erased.get_mut(&index) {
                    None => return Err(Difference::ErasureNotDone { index, by }),
                    Some(told) => *told = true,
                },
            }
        }
        Ok(())
    }

    /// An entry at index i that carries checkpoint k says: checkpoint k was signed over i leaves.
    fn sequence(&mut self, index: u64, checkpoint: CheckpointRef) -> Result<(), Difference> {
        let number = self.sealed.len() as u64 + 1;
        let before = self.sealed.last().map_or(0, |sealed| sealed.size);
        if checkpoint.number != number || index <= before {
            return Err(Difference::CheckpointNotSequenced { number });
        }
        let root = self.frontier.root();
        self.sealed.push(Sealed {
            size: index,
            root,
            note: checkpoint.note,
        });
        Ok(())
    }

    /// Ends the entries: now checkpoints, tiles and rows can be held against them.
    pub fn compare(mut self) -> Comparison {
        for (&index, _) in self.erased.iter().filter(|(_, told)| !**told) {
            self.first.note(
                Place::Erased(index),
                Difference::ErasedWithoutEntry { index },
            );
        }
        let found = self.frontier.size();
        if let Some((&size, _)) = self.kept.range(found.saturating_add(1)..).next() {
            let difference = Difference::RolledBack { size, found };
            self.first.note(Place::Kept(size), difference);
        }
        self.tiles
            .extend(self.frontier.partial_tiles().map(tile_hash));
        Comparison {
            root: self.frontier.root(),
            report: Report {
                entries: self.frontier.size(),
                erased: self.erased.len() as u64,
                checkpoints: 0,
                tiles: 0,
                rows: 0,
                root: self.frontier.root(),
            },
            keys: self.keys,
            signer: 0,
            first: self.first,
            tiles: self.tiles,
            sealed: self.sealed,
            rows: self.rows,
        }
    }
}

fn tile_hash(tile: Tile) -> ((u8, u64), Hash) {
    ((tile.level, tile.index), Sha256::digest(&tile.bytes).into())
}

/// Holds checkpoints, tiles and rows, as they are stored, against what the entries tell.
pub struct Comparison {
    keys: LogKeys,
    /// Which key signed the last checkpoint: after it no earlier one may.
    signer: usize,
    first: First,
    root: Hash,
    /// The tiles still to come.
    tiles: BTreeMap<(u8, u64), Hash>,
    sealed: Vec<Sealed>,
    rows: BTreeMap<String, BTreeMap<String, Bound>>,
    report: Report,
}

impl Comparison {
    /// Takes the next checkpoint, in the order of the numbers, which begin with 1.
    pub fn checkpoint(&mut self, number: u64, note: &str) {
        self.report.checkpoints += 1;
        let expected = self.report.checkpoints;
        if number != expected {
            let difference = Difference::CheckpointGap {
                expected,
                found: number,
            };
            self.first.note(Place::Checkpoint(expected), difference);
        } else if let Err(difference) = self.signed(number, note) {
            self.first.note(Place::Checkpoint(number), difference);
        }
    }

    fn signed(&mut self, number: u64, note: &str) -> Result<(), Difference> {
        let mut opened = Err(NoteRefused::Signature);
        for (at, key) in self.keys.all().iter().enumerate().skip(self.signer) {
            opened = Checkpoint::open(note, key);
            if opened.is_ok() {
                self.signer = at;
                break;
            }
        }
        let checkpoint = opened.map_err(|refused| match refused {
            NoteRefused::Signature => Difference::BadSignature { number },
            NoteRefused::Name
            | NoteRefused::Key
            | NoteRefused::Form
            | NoteRefused::Checkpoint
            | NoteRefused::Origin => Difference::BadCheckpoint { number },
        })?;
        // The log's own copy has one line; cosignatures of witnesses are kept apart from it.
        if SignedNote::parse(note).is_ok_and(|note| note.signatures() != 1) {
            return Err(Difference::BadSignature { number });
        }
        let place = usize::try_from(number - 1).ok();
        let sealed = place.and_then(|place| self.sealed.get(place));
        let newest = self.sealed.len() as u64 + 1;
        let (found, root) = match sealed {
            Some(sealed) => (sealed.size, sealed.root),
            None if number == newest => (self.report.entries, self.root),
            None => return Err(Difference::CheckpointNotSequenced { number: newest }),
        };
        if checkpoint.size() != found {
            return Err(Difference::SizeMismatch {
                number,
                signed: checkpoint.size(),
                found,
            });
        }
        if *checkpoint.root() != root {
            return Err(Difference::RootMismatch { number });
        }
        match sealed {
            Some(sealed) if sealed.note != note_hash(note) => {
                Err(Difference::NoteMismatch { number })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Takes one stored tile; tiles may come in any order.
    pub fn tile(&mut self, level: u8, index: u64, bytes: &[u8]) {
        self.report.tiles += 1;
        let place = Place::Tile(level, index);
        match self.tiles.remove(&(level, index)) {
            None => self
                .first
                .note(place, Difference::TileUnexpected { level, index }),
            Some(hash) if hash != Hash::from(Sha256::digest(bytes)) => {
                self.first
                    .note(place, Difference::TileMismatch { level, index });
            }
            Some(_) => {}
        }
    }

    /// Takes one row that stands in a bound table; rows may come in any order.
    pub fn row(&mut self, table: &str, key: &str, hash: &Hash) {
        self.report.rows += 1;
        let bound = self.rows.get_mut(table).and_then(|rows| rows.get_mut(key));
        let name = || (table.to_owned(), key.to_owned());
        let difference = match bound {
            None => {
                let (table, key) = name();
                Difference::RowUnrecorded { table, key }
            }
            Some(row) if row.seen => {
                let (table, key) = name();
                Difference::RowRepeated { table, key }
            }
            Some(row) => {
                row.seen = true;
                if row.hash == Some(*hash) {
                    return;
                }
                let ((table, key), index) = (name(), row.index);
                match row.hash {
                    Some(_) => Difference::RowDiffers { table, key, index },
                    None => Difference::RowReturned { table, key, index },
                }
            }
        };
        let (table, key) = name();
        self.first.note(Place::Row(table, key), difference);
    }

    /// Ends the comparison.
    ///
    /// # Errors
    /// The first [`Difference`], in the order of entries, bodies gone, a checkpoint kept outside,
    /// checkpoints, tiles, rows.
    pub fn finish(mut self) -> Result<Report, Difference> {
        // Only the key in force vouches for the whole: one that was lost may be in strange hands.
        let last = self.report.checkpoints;
        if last > 0 && self.signer + 1 != self.keys.all().len() {
            let difference = Difference::BadSignature { number: last };
            self.first.note(Place::Checkpoint(last), difference);
        }
        let number = self.report.checkpoints + 1;
        if self.report.entries > 0 && number <= self.sealed.len() as u64 + 1 {
            self.first.note(
                Place::Checkpoint(number),
                Difference::CheckpointMissing { number },
            );
        }
        if let Some(&(level, index)) = self.tiles.keys().next() {
            self.first.note(
                Place::Tile(level, index),
                Difference::TileMissing { level, index },
            );
        }
        let mut rows = self
            .rows
            .iter()
            .flat_map(|(table, rows)| rows.iter().map(move |(key, row)| (table, key, row)));
        if let Some((table, key, row)) = rows.find(|(.., row)| row.hash.is_some() && !row.seen) {
            let (table, key, index) = (table.clone(), key.clone(), row.index);
            let place = Place::Row(table.clone(), key.clone());
            self.first
                .note(place, Difference::RowMissing { table, key, index });
        }
        match self.first.0 {
            None => Ok(self.report),
            Some((_, difference)) => Err(difference),
        }
    }
}
