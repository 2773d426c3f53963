//! Forgers who rebuild more than one part, erasures, and taking a stored log up again.

use super::{Stored, act, bind, erasure, key, small};
use crate::*;

/// Puts a consistent entry at `at`, and new tiles over everything.
fn rewrite(log: &mut Stored, at: usize, entry: &Entry) {
    let (salt, body) = ([1; 32], entry.encode());
    let stored = commitment(&salt, &body).to_vec();
    log.entries[at] = (at as u64, stored, Some(salt.into()), Some(body));
    let leaves: Vec<_> = log
        .entries
        .iter()
        .map(|(_, stored, ..)| leaf_hash(stored))
        .collect();
    let tiles = Frontier::default().append(&leaves);
    log.tiles = tiles
        .into_iter()
        .map(|tile| (tile.level, tile.index, tile.bytes))
        .collect();
}

#[test]
fn a_forger_without_the_key_who_rewrites_entry_row_and_tiles_is_found() {
    let mut log = small();
    rewrite(
        &mut log,
        0,
        &act("send", vec![bind("letter", "a", Some("forged"))]),
    );
    log.rows[1].2 = "forged".into();
    assert_eq!(log.verify(), Err(Difference::RootMismatch { number: 1 }));
}

#[test]
fn a_forger_with_another_key_is_found() {
    let mut log = small();
    let other = LogKey::from_seed("besa.test/shkoder", &[8; 32]).unwrap();
    let checkpoint = Checkpoint::open(&log.checkpoints[2].1, key().public()).unwrap();
    log.checkpoints[2].1 = checkpoint.sign(&other);
    assert_eq!(log.verify(), Err(Difference::BadSignature { number: 3 }));
}

#[test]
fn a_forger_with_the_key_cannot_sign_an_earlier_checkpoint_anew() {
    let mut log = small();
    rewrite(
        &mut log,
        0,
        &act("forged", vec![bind("letter", "a", Some("one"))]),
    );
    let mut tree = Frontier::default();
    tree.append(
        &log.entries[..3]
            .iter()
            .map(|(_, c, ..)| leaf_hash(c))
            .collect::<Vec<_>>(),
    );
    log.checkpoints[0].1 = Checkpoint::of(&tree, key().public()).sign(&key());
    assert_eq!(log.verify(), Err(Difference::NoteMismatch { number: 1 }));
}

#[test]
fn a_second_signature_line_on_a_stored_checkpoint_is_found() {
    let mut log = small();
    let line = log.checkpoints[2]
        .1
        .rsplit("\n\n")
        .next()
        .unwrap()
        .to_owned();
    log.checkpoints[2].1 += &line;
    assert_eq!(log.verify(), Err(Difference::BadSignature { number: 3 }));
}

#[test]
fn a_salt_of_another_length_does_not_pass_for_the_same_key() {
    let mut log = small();
    log.entries[0].2.as_mut().unwrap().push(0);
    assert_eq!(
        log.verify(),
        Err(Difference::CommitmentMismatch { index: 0 })
    );
}

#[test]
fn a_body_that_is_committed_to_but_is_no_entry_is_found() {
    let mut log = small();
    let body = b"not an entry".to_vec();
    log.entries[0].1 = commitment(&[1; 32], &body).into();
    (log.entries[0].2, log.entries[0].3) = (Some(vec![1; 32]), Some(body));
    assert_eq!(log.verify(), Err(Difference::BadBody { index: 0 }));
}

#[test]
fn checkpoints_and_tiles_without_entries_are_found() {
    let mut log = small();
    log.entries.clear();
    assert_eq!(
        log.verify(),
        Err(Difference::SizeMismatch {
            number: 1,
            signed: 3,
            found: 0
        })
    );
    assert_eq!(Stored::default().verify().unwrap().entries, 0);
}

#[test]
fn an_erasure_must_name_earlier_entries_and_must_have_been_done() {
    let mut log = small();
    log.seal(vec![erasure(&[0])]);
    assert_eq!(
        log.verify(),
        Err(Difference::ErasureNotDone { index: 0, by: 9 })
    );
    for bad in [erasure(&[]), erasure(&[9]), erasure(&[u64::MAX])] {
        let mut log = small();
        log.seal(vec![bad]);
        assert_eq!(log.verify(), Err(Difference::BadErasure { index: 9 }));
    }
    let mut log = small();
    log.seal(vec![Entry {
        decision: Decision::Refused,
        ..erasure(&[0])
    }]);
    assert!(log.verify().is_ok(), "a refused erasure erases nothing");
}

#[test]
fn a_refused_erasure_excuses_no_missing_body() {
    let mut log = small();
    (log.entries[2].2, log.entries[2].3) = (None, None);
    log.seal(vec![Entry {
        decision: Decision::Refused,
        ..erasure(&[2])
    }]);
    assert_eq!(
        log.verify(),
        Err(Difference::ErasedWithoutEntry { index: 2 })
    );
}

#[test]
fn the_entry_of_a_checkpoint_cannot_be_erased() {
    let mut log = small();
    (log.entries[3].2, log.entries[3].3) = (None, None);
    log.seal(vec![erasure(&[3])]);
    assert_eq!(
        log.verify(),
        Err(Difference::CheckpointNotSequenced { number: 1 })
    );
}

#[test]
fn a_stored_log_is_taken_up_where_it_stood() {
    let log = small();
    let (number, note) = log.checkpoints[2].clone();
    let restore = |note: &str, tiles: &[(u8, u64, Vec<u8>)]| {
        let mut read = |level, index| {
            let tile = tiles.iter().find(|tile| (tile.0, tile.1) == (level, index));
            tile.map(|tile| tile.2.clone())
        };
        BatchState::restore(number, note, key().public(), &mut read)
    };
    assert_eq!(restore(&note, &log.tiles).as_ref(), Ok(&log.state));
    assert!(matches!(restore(&note, &[]), Err(RestoreRefused::Tree(_))));
    assert!(matches!(
        restore("", &log.tiles),
        Err(RestoreRefused::Note(_))
    ));
    let mut changed = log.tiles.clone();
    changed[0].2[40] ^= 1;
    assert_eq!(restore(&note, &changed), Err(RestoreRefused::Root));

    let mut going_on = log.clone();
    going_on.state = restore(&note, &log.tiles).unwrap();
    going_on.seal(vec![act("note", Vec::new())]);
    assert_eq!(going_on.verify().unwrap().checkpoints, 4);
}

#[test]
fn a_batch_begins_with_the_checkpoint_before_it_and_an_empty_one_is_not_sealed() {
    let stamp = Stamp {
        id: [1; 16],
        at: 5,
        node: "n1".into(),
        salt: [2; 32],
    };
    let seal = |state: &BatchState, entries| seal_batch(state, entries, &key(), stamp.clone());
    let prepared = || {
        vec![PreparedEntry {
            entry: act("note", Vec::new()),
            salt: [3; 32],
        }]
    };
    assert_eq!(seal(&BatchState::default(), Vec::new()), None);
    let first = seal(&BatchState::default(), prepared()).unwrap();
    assert_eq!((first.entries.len(), first.checkpoint_number), (1, 1));
    let second = seal(&first.state, prepared()).unwrap();
    let numbers: Vec<_> = second.entries.iter().map(|entry| entry.index).collect();
    assert_eq!((numbers, second.checkpoint_number), (vec![1, 2], 2));
    let told = second.entries[0].entry.checkpoint.unwrap();
    assert_eq!((told.number, second.entries[0].entry.at), (1, 5));
    assert_eq!(
        (second.state.next_index(), second.state.checkpoint_number()),
        (3, 2)
    );
}

#[test]
fn a_log_of_many_tiles_is_clean_and_a_bit_in_a_full_tile_is_found() {
    let mut log = Stored::default();
    for _ in 0..3 {
        log.seal((0..120).map(|_| act("note", Vec::new())).collect());
    }
    assert_eq!(log.verify().unwrap().tiles, 3);
    let full = log
        .tiles
        .iter()
        .position(|tile| tile.2.len() == 256 * 32)
        .unwrap();
    log.tiles[full].2[99] ^= 1;
    assert_eq!(
        log.verify(),
        Err(Difference::TileMismatch { level: 0, index: 0 })
    );
}

/// What a log says of itself now, held against a checkpoint of another.
fn since(log: &Stored, note: &str) -> Result<Report, Difference> {
    let mut verifier = Verifier::new(key().public());
    verifier.keep(note).unwrap();
    for (index, commitment, salt, body) in &log.entries {
        verifier.entry(*index, commitment, salt.as_deref(), body.as_deref());
    }
    log.held_against(verifier)
}

#[test]
fn a_log_written_anew_with_its_own_key_is_found_by_a_checkpoint_kept_outside() {
    let mut first = Stored::default();
    let mut forged = Stored::default();
    for n in 0..300 {
        first.seal(vec![act("send", vec![])]);
        // One act, long ago, is another: everything after it is sealed and signed anew.
        let what = if n == 2 { "sent" } else { "send" };
        forged.seal(vec![act(what, vec![])]);
    }
    assert!(forged.verify().is_ok(), "it is consistent in itself");
    for (number, note) in &first.checkpoints {
        let checkpoint = Checkpoint::open(note, key().public()).unwrap();
        assert!(since(&first, note).is_ok(), "{number}");
        let differs = Err(Difference::Forked {
            size: checkpoint.size(),
        });
        match number {
            1 | 2 => assert!(since(&forged, note).is_ok(), "{number}"),
            _ => assert_eq!(since(&forged, note), differs, "{number}"),
        }
    }
}

#[test]
fn a_log_put_back_to_an_earlier_state_is_found_by_a_checkpoint_kept_outside() {
    let mut log = small();
    let earlier = log.clone();
    log.seal(vec![act("send", vec![])]);
    let note = &log.checkpoints.last().unwrap().1;
    let (size, found) = (log.entries.len() as u64, earlier.entries.len() as u64);
    assert_eq!(
        since(&earlier, note),
        Err(Difference::RolledBack { size, found })
    );
    let other = LogKey::from_seed("besa.test/shkoder", &[8; 32]).unwrap();
    let forged = Checkpoint::open(note, key().public()).unwrap().sign(&other);
    let kept = Verifier::new(key().public()).keep(&forged);
    assert_eq!(kept, Err(NoteRefused::Signature));
}
