//! Proofs over the tiles: that a leaf is in a tree, and that one tree begins another (RFC 6962, 2.1).

use crate::Hash;
use crate::tree::{
    TILE_HEIGHT, TILE_WIDTH, TileReader, TreeRefused, complete_root, node_hash, tile,
};

/// The hashes that lead from leaf `index` to the root of the tree of `size` leaves, lowest first.
///
/// # Errors
/// [`TreeRefused`] when the leaf is outside the tree or a tile is missing.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    read: TileReader<'_>,
) -> Result<Vec<Hash>, TreeRefused> {
    if index >= size {
        return Err(TreeRefused::OutOfRange);
    }
    let mut proof = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            proof.push(range_root(middle, end, read)?);
            end = middle;
        } else {
            proof.push(range_root(start, middle, read)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show the tree of `old` leaves to be the beginning of the tree of `new` leaves.
///
/// # Errors
/// [`TreeRefused`] when `old` is 0 or above `new`, or a tile is missing.
pub fn consistency_proof(
    old: u64,
    new: u64,
    read: TileReader<'_>,
) -> Result<Vec<Hash>, TreeRefused> {
    if old == 0 || old > new {
        return Err(TreeRefused::OutOfRange);
    }
    let mut proof = Vec::new();
    let (mut start, mut end) = (0, new);
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(range_root(middle, end, read)?);
            end = middle;
        } else {
            proof.push(range_root(start, middle, read)?);
            start = middle;
        }
    }
    // The verifier knows the old root: its subtree is told only if it is not the whole old tree.
    if start > 0 {
        proof.push(range_root(start, end, read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Whether `proof` leads from `leaf` at `index` to `root` of the tree of `size` leaves.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            // A last node without a sibling rises unchanged until it has one on its left.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows the tree (`old`, `old_root`) to be the beginning of (`new`, `new_root`).
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let mut steps = proof.iter();
    let seed = if node == 0 {
        Some(old_root)
    } else {
        steps.next()
    };
    let Some(seed) = seed else { return false };
    let (mut from, mut to) = (*seed, *seed);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            from = node_hash(step, &from);
            to = node_hash(step, &to);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            to = node_hash(&to, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && from == *old_root && to == *new_root
}

/// The largest power of two below `width`, where RFC 6962 divides a tree; `width` is at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// The root over the leaves `start..end`, read from the widest complete subtrees.
fn range_root(start: u64, end: u64, read: TileReader<'_>) -> Result<Hash, TreeRefused> {
    let width = end - start;
    if !width.is_power_of_two() {
        let middle = start + split(width);
        let left = range_root(start, middle, read)?;
        return Ok(node_hash(&left, &range_root(middle, end, read)?));
    }
    let height = width.ilog2();
    let level = (height / TILE_HEIGHT) as u8;
    let hashes = 1usize << (height % TILE_HEIGHT);
    let first = start >> (TILE_HEIGHT * u32::from(level));
    let offset = (first % TILE_WIDTH as u64) as usize;
    let bytes = tile(read, level, first / TILE_WIDTH as u64, offset + hashes)?;
    let (all, _) = bytes.as_chunks::<32>();
    Ok(complete_root(&all[offset..]))
}
