//! The tree against published vectors, a naive tree, and proofs that must and must not hold.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::tree::node_hash;
use crate::*;

type Tiles = BTreeMap<(u8, u64), Vec<u8>>;

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

/// RFC 6962, 2.1, word for word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// The tile layout of C2SP tlog-tiles, by its own definition.
fn naive_tiles(leaves: &[Hash]) -> Tiles {
    let mut tiles = Tiles::new();
    let mut hashes = leaves.to_vec();
    for level in 0.. {
        if hashes.is_empty() {
            break;
        }
        for (index, tile) in hashes.chunks(256).enumerate() {
            tiles.insert((level, index as u64), tile.concat());
        }
        hashes = hashes.chunks_exact(256).map(naive_root).collect();
    }
    tiles
}

fn store(tiles: &mut Tiles, written: Vec<Tile>) {
    for tile in written {
        assert_eq!(tile.bytes.len(), tile.width() * 32);
        let before = tiles.insert((tile.level, tile.index), tile.bytes.clone());
        assert!(before.is_none_or(|narrow| tile.bytes.starts_with(&narrow)));
    }
}

fn reader(tiles: &Tiles) -> impl FnMut(u8, u64) -> Option<Vec<u8>> {
    |level, index| tiles.get(&(level, index)).cloned()
}

#[test]
fn roots_are_those_of_the_published_vectors() {
    let inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Frontier::default();
    assert_eq!(HEXLOWER.encode(&tree.root()), roots[0]);
    for (input, root) in inputs.iter().zip(&roots[1..]) {
        tree.append(&[leaf_hash(&HEXLOWER.decode(input.as_bytes()).unwrap())]);
        assert_eq!(HEXLOWER.encode(&tree.root()), *root);
    }
}

#[test]
fn tiles_and_roots_are_those_of_a_naive_tree_at_every_size_to_600() {
    let leaves = leaves(600);
    let mut tree = Frontier::default();
    let mut tiles = Tiles::new();
    for size in 0..=leaves.len() {
        assert_eq!(tree.root(), naive_root(&leaves[..size]), "size {size}");
        assert_eq!(tiles, naive_tiles(&leaves[..size]), "size {size}");
        assert_eq!(
            Frontier::restore(size as u64, &mut reader(&tiles)).unwrap(),
            tree
        );
        if let Some(leaf) = leaves.get(size) {
            store(&mut tiles, tree.append(&[*leaf]));
        }
    }
}

#[test]
fn seventy_thousand_leaves_have_the_tiles_the_specification_counts() {
    let leaves = leaves(70_000);
    let mut tiles = Tiles::new();
    let mut tree = Frontier::default();
    store(&mut tiles, tree.append(&leaves));
    let widths = |level: u8| {
        let of = tiles.iter().filter(move |((l, _), _)| *l == level);
        of.map(|(_, bytes)| bytes.len() / 32).collect::<Vec<_>>()
    };
    let mut lowest = vec![256; 273];
    lowest.push(112);
    assert_eq!(widths(0), lowest);
    assert_eq!(widths(1), [256, 17]);
    assert_eq!(widths(2), [1]);
    assert_eq!(widths(3), [0; 0]);
    assert_eq!(tree.root(), naive_root(&leaves));
    assert_eq!(
        Frontier::restore(70_000, &mut reader(&tiles)).unwrap(),
        tree
    );
    for (index, old) in [(0, 1), (65_535, 65_536), (69_999, 69_999), (300, 65_537)] {
        let proof = inclusion_proof(index, 70_000, &mut reader(&tiles)).unwrap();
        let leaf = &leaves[index as usize];
        assert!(verify_inclusion(leaf, index, 70_000, &proof, &tree.root()));
        let proof = consistency_proof(old, 70_000, &mut reader(&tiles)).unwrap();
        let root = naive_root(&leaves[..old as usize]);
        assert!(verify_consistency(old, &root, 70_000, &tree.root(), &proof));
    }
}

#[test]
fn every_proof_of_a_small_tree_holds_for_its_own_place_only() {
    let leaves = leaves(34);
    let tiles = naive_tiles(&leaves);
    for size in 1..=34u64 {
        let root = naive_root(&leaves[..size as usize]);
        for index in 0..size {
            let proof = inclusion_proof(index, size, &mut reader(&tiles)).unwrap();
            for (at, leaf) in leaves.iter().enumerate() {
                let holds = verify_inclusion(leaf, index, size, &proof, &root);
                assert_eq!(holds, at as u64 == index, "leaf {at} at {index} of {size}");
            }
            let old = index + 1;
            let old_root = naive_root(&leaves[..old as usize]);
            let proof = consistency_proof(old, size, &mut reader(&tiles)).unwrap();
            assert!(
                verify_consistency(old, &old_root, size, &root, &proof),
                "{old} in {size}"
            );
            assert!(!verify_consistency(old, &[0; 32], size, &root, &proof));
            assert!(!verify_consistency(old, &old_root, size, &[0; 32], &proof));
        }
    }
}

#[test]
fn what_lies_outside_the_tree_or_is_not_stored_is_refused() {
    let leaves = leaves(300);
    let mut tiles = naive_tiles(&leaves);
    assert_eq!(
        inclusion_proof(300, 300, &mut reader(&tiles)),
        Err(TreeRefused::OutOfRange)
    );
    assert_eq!(
        consistency_proof(0, 300, &mut reader(&tiles)),
        Err(TreeRefused::OutOfRange)
    );
    assert_eq!(
        consistency_proof(301, 300, &mut reader(&tiles)),
        Err(TreeRefused::OutOfRange)
    );
    let missing = Err(TreeRefused::TileMissing { level: 0, index: 1 });
    assert_eq!(
        Frontier::restore(301, &mut reader(&tiles)).map(|_| ()),
        missing
    );
    tiles.remove(&(0, 1));
    assert_eq!(
        inclusion_proof(1, 300, &mut reader(&tiles)).map(|_| ()),
        missing
    );
    assert_eq!(
        Frontier::restore(300, &mut reader(&tiles)).map(|_| ()),
        missing
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn batches_of_any_size_give_the_tree_of_their_leaves(
        sizes in prop::collection::vec(0u64..700, 0..5),
    ) {
        let all = leaves(sizes.iter().sum());
        let (mut tree, mut tiles, mut from) = (Frontier::default(), Tiles::new(), 0);
        for size in sizes {
            let to = from + size as usize;
            store(&mut tiles, tree.append(&all[from..to]));
            from = to;
        }
        prop_assert_eq!(tree.root(), naive_root(&all));
        prop_assert_eq!(tiles, naive_tiles(&all));
    }

    #[test]
    fn proofs_hold_and_any_changed_proof_does_not(
        size in 1u64..1500, a in any::<u64>(), b in any::<u64>(), bit in 0usize..256,
    ) {
        let leaves = leaves(size);
        let tiles = naive_tiles(&leaves);
        let root = naive_root(&leaves);
        let (index, old) = (a % size, b % size + 1);
        let leaf = &leaves[index as usize];
        let old_root = naive_root(&leaves[..old as usize]);
        let included = inclusion_proof(index, size, &mut reader(&tiles)).unwrap();
        let consistent = consistency_proof(old, size, &mut reader(&tiles)).unwrap();
        let inclusion = |proof: &[Hash]| verify_inclusion(leaf, index, size, proof, &root);
        let consistency =
            |proof: &[Hash]| verify_consistency(old, &old_root, size, &root, proof);
        prop_assert!(inclusion(&included));
        prop_assert!(consistency(&consistent));
        for (proof, holds) in [
            (&included, &inclusion as &dyn Fn(&[Hash]) -> bool),
            (&consistent, &consistency),
        ] {
            for place in 0..proof.len() {
                let mut flipped = proof.clone();
                flipped[place][bit / 8] ^= 1 << (bit % 8);
                prop_assert!(!holds(&flipped));
                let mut shorter = proof.clone();
                shorter.remove(place);
                prop_assert!(!holds(&shorter));
            }
            let mut longer = proof.clone();
            longer.push([1; 32]);
            prop_assert!(!holds(&longer));
        }
    }
}
