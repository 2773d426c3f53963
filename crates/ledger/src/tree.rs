//! The Merkle tree of RFC 6962, grown leaf by leaf and written as tiles of 256 hashes (C2SP tlog-tiles).

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Hash;

/// Hashes in a full tile: eight levels of the tree.
pub(crate) const TILE_WIDTH: usize = 256;
pub(crate) const TILE_HEIGHT: u32 = 8;

/// Gives the stored bytes of a tile by level and index; wider than the tree asked about is fine.
pub type TileReader<'a> = &'a mut dyn FnMut(u8, u64) -> Option<Vec<u8>>;

/// Why a tree cannot be read from its tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeRefused {
    /// The leaf or size asked for lies outside the tree.
    OutOfRange,
    /// A tile is not there, or is narrower than the tree needs.
    TileMissing {
        /// The tile's level, 0 for leaves.
        level: u8,
        /// The tile's index within its level.
        index: u64,
    },
}

impl fmt::Display for TreeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange => f.write_str("the tree has no such leaf or size"),
            Self::TileMissing { level, index } => {
                write!(f, "tile {index} of level {level} is missing or too narrow")
            }
        }
    }
}

impl std::error::Error for TreeRefused {}

/// The tree's leaf for a commitment: SHA-256 of a zero byte and the commitment.
pub fn leaf_hash(commitment: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(commitment)
        .finalize()
        .into()
}

pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// One tile to store: 1 to 256 hashes; a wider tile replaces the narrower of the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// 0 for leaves; a hash of level n + 1 is the root of a full tile of level n.
    pub level: u8,
    /// The tile's place in its level, from 0.
    pub index: u64,
    /// The hashes one after another, 32 bytes each.
    pub bytes: Vec<u8>,
}

impl Tile {
    /// How many hashes the tile holds, 1 to 256.
    pub fn width(&self) -> usize {
        self.bytes.len() / 32
    }
}

/// The right edge of a tree: all that is needed to know its root and to append to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, largest first: one for each set bit of the size.
    peaks: Vec<Hash>,
    /// The unfinished tile of each level, as bytes; never full.
    edge: Vec<Vec<u8>>,
}

impl Frontier {
    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root; of the empty tree it is SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => Sha256::digest([]).into(),
            Some(last) => peaks.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Appends leaves and gives every tile that must be written: the full ones, then the edge.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<Tile> {
        let mut tiles = Vec::new();
        let before = self.size;
        for leaf in leaves {
            self.push(*leaf, &mut tiles);
        }
        tiles.extend(self.partial_tiles().filter(|tile| {
            // Only the levels that grew: one hash of this level stands for this many leaves.
            let span = TILE_HEIGHT * u32::from(tile.level);
            before >> span != self.size >> span
        }));
        tiles
    }

    /// The unfinished tile of every level that has one.
    pub(crate) fn partial_tiles(&self) -> impl Iterator<Item = Tile> {
        (0u8..)
            .zip(&self.edge)
            .filter(|(_, bytes)| !bytes.is_empty())
            .map(|(level, bytes)| Tile {
                level,
                index: self.tile_index(level),
                bytes: bytes.clone(),
            })
    }

    /// The index of the unfinished tile of a level; level 7 is the last a 64-bit size can fill.
    fn tile_index(&self, level: u8) -> u64 {
        self.size
            .checked_shr(TILE_HEIGHT * (u32::from(level) + 1))
            .unwrap_or(0)
    }

    /// Appends one leaf; `tiles` gets the tiles it fills.
    pub(crate) fn push(&mut self, leaf: Hash, tiles: &mut Vec<Tile>) {
        let mut hash = leaf;
        let mut height = 0;
        self.widen(0, &hash, tiles);
        // Each trailing set bit of the old size is a complete subtree that the new one pairs with.
        while self.size >> height & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(&left, &hash);
            height += 1;
            if height % TILE_HEIGHT == 0 {
                self.widen((height / TILE_HEIGHT) as u8, &hash, tiles);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    fn widen(&mut self, level: u8, hash: &Hash, tiles: &mut Vec<Tile>) {
        let place = usize::from(level);
        if self.edge.len() <= place {
            self.edge.resize(place + 1, Vec::new());
        }
        self.edge[place].extend_from_slice(hash);
        if self.edge[place].len() == TILE_WIDTH * 32 {
            let bytes = std::mem::take(&mut self.edge[place]);
            tiles.push(Tile {
                level,
                index: self.tile_index(level),
                bytes,
            });
        }
    }

    /// Rebuilds the edge of a tree of `size` leaves from its stored tiles, one of each level.
    ///
    /// The root of the result must be compared with a signed one: tiles vouch for nothing.
    ///
    /// # Errors
    /// [`TreeRefused::TileMissing`] names the first tile that is not there.
    pub fn restore(size: u64, read: TileReader<'_>) -> Result<Self, TreeRefused> {
        let mut frontier = Self {
            size,
            ..Self::default()
        };
        let mut hashes = size;
        for level in 0u8.. {
            if hashes == 0 {
                break;
            }
            let index = frontier.tile_index(level);
            let width = (hashes % TILE_WIDTH as u64) as usize;
            let bytes = if width == 0 {
                Vec::new()
            } else {
                tile(read, level, index, width)?
            };
            frontier.edge.push(bytes);
            hashes /= TILE_WIDTH as u64;
        }
        for bytes in frontier.edge.iter().rev() {
            let (hashes, _) = bytes.as_chunks::<32>();
            let mut rest = hashes;
            for bit in (0..TILE_HEIGHT)
                .rev()
                .filter(|bit| hashes.len() >> bit & 1 == 1)
            {
                let (peak, after) = rest.split_at(1 << bit);
                frontier.peaks.push(complete_root(peak));
                rest = after;
            }
        }
        Ok(frontier)
    }
}

/// Reads the first `width` hashes of a tile.
pub(crate) fn tile(
    read: TileReader<'_>,
    level: u8,
    index: u64,
    width: usize,
) -> Result<Vec<u8>, TreeRefused> {
    let mut bytes = read(level, index)
        .filter(|bytes| bytes.len() >= width * 32)
        .ok_or(TreeRefused::TileMissing { level, index })?;
    bytes.truncate(width * 32);
    Ok(bytes)
}

/// The root of a complete subtree: a power of two of hashes, at least one.
pub(crate) fn complete_root(hashes: &[Hash]) -> Hash {
    match hashes {
        [only] => *only,
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            node_hash(&complete_root(left), &complete_root(right))
        }
    }
}
