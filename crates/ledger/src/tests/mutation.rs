//! Every bit of a small ledger, and every way to delete, insert, repeat or reorder its parts.

use super::{Stored, small};

#[track_caller]
fn found(kind: &str, log: &Stored, allowed: &[&str]) {
    let code = log.code();
    assert!(
        allowed.contains(&code),
        "{kind}: {code}, not one of {allowed:?}"
    );
}

/// Calls `test` with each single-bit change of what `field` leads to.
fn each_bit(field: impl Fn(&mut Stored) -> &mut Vec<u8>, test: impl Fn(&Stored, usize)) {
    let mut log = small();
    for bit in 0..field(&mut log).len() * 8 {
        field(&mut log)[bit / 8] ^= 1 << (bit % 8);
        test(&log, bit);
        field(&mut log)[bit / 8] ^= 1 << (bit % 8);
    }
}

/// Each single-bit change of a text, as a database that only stores UTF-8 would give it back.
fn each_text_bit(text: &str, mut test: impl FnMut(String)) {
    for bit in 0..text.len() * 8 {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        test(String::from_utf8_lossy(&bytes).into_owned());
    }
}

#[test]
fn the_small_ledger_itself_is_clean() {
    let report = small().verify().unwrap();
    assert_eq!(
        (report.entries, report.erased, report.checkpoints),
        (8, 1, 3)
    );
    assert_eq!((report.tiles, report.rows), (1, 2));
}

#[test]
fn a_changed_bit_of_a_body_or_salt() {
    for at in (0..8).filter(|at| *at != 1) {
        each_bit(
            |log| log.entries[at].2.as_mut().unwrap(),
            |log, bit| {
                found(
                    &format!("salt {at} bit {bit}"),
                    log,
                    &["commitment-mismatch"],
                )
            },
        );
        each_bit(
            |log| log.entries[at].3.as_mut().unwrap(),
            |log, bit| {
                found(
                    &format!("body {at} bit {bit}"),
                    log,
                    &["commitment-mismatch"],
                )
            },
        );
    }
}

#[test]
fn a_changed_bit_of_a_commitment_erased_or_not() {
    for at in 0..8 {
        let code = if at == 1 {
            "root-mismatch"
        } else {
            "commitment-mismatch"
        };
        each_bit(
            |log| &mut log.entries[at].1,
            |log, bit| found(&format!("commitment {at} bit {bit}"), log, &[code]),
        );
    }
}

#[test]
fn a_changed_bit_of_a_number() {
    for bit in 0..64 {
        for at in 0..8 {
            let mut log = small();
            log.entries[at].0 ^= 1 << bit;
            found("index of an entry", &log, &["gap"]);
        }
        for at in 0..3 {
            let mut log = small();
            log.checkpoints[at].0 ^= 1 << bit;
            found("number of a checkpoint", &log, &["checkpoint-gap"]);
        }
        let mut log = small();
        log.tiles[0].1 ^= 1 << bit;
        found("index of a tile", &log, &["tile-missing"]);
    }
    for bit in 0..8 {
        let mut log = small();
        log.tiles[0].0 ^= 1 << bit;
        found("level of a tile", &log, &["tile-missing"]);
    }
}

#[test]
fn a_changed_bit_of_a_tile() {
    each_bit(
        |log| &mut log.tiles[0].2,
        |log, bit| found(&format!("tile bit {bit}"), log, &["tile-mismatch"]),
    );
}

#[test]
fn a_changed_bit_of_a_checkpoint() {
    for at in 0..3 {
        let mut log = small();
        each_text_bit(&log.checkpoints[at].1.clone(), |note| {
            log.checkpoints[at].1 = note;
            found("note", &log, &["bad-checkpoint", "bad-signature"]);
        });
    }
}

#[test]
fn a_changed_bit_of_a_row_its_key_or_its_table() {
    for at in 0..2 {
        let clean = small();
        let (table, key, value) = clean.rows[at].clone();
        let mut log = clean.clone();
        each_text_bit(&value, |changed| {
            log.rows[at].2 = changed;
            found("value of a row", &log, &["row-differs"]);
        });
        let mut log = clean.clone();
        let renamed = ["row-missing", "row-unrecorded", "row-returned"];
        each_text_bit(&key, |changed| {
            log.rows[at].1 = changed;
            found("key of a row", &log, &renamed);
        });
        let mut log = clean.clone();
        each_text_bit(&table, |changed| {
            log.rows[at].0 = changed;
            found("table of a row", &log, &renamed);
        });
    }
}

#[test]
fn an_entry_deleted_with_and_without_renumbering() {
    for at in 0..8 {
        let mut log = small();
        log.entries.remove(at);
        let tail = ["gap", "size-mismatch", "erased-without-entry"];
        found("entry deleted", &log, &tail);
        for entry in &mut log.entries[at..] {
            entry.0 -= 1;
        }
        assert_ne!(
            log.code(),
            "clean",
            "entry {at} deleted, the rest renumbered"
        );
        assert_ne!(log.code(), "gap");
    }
}

#[test]
fn an_entry_inserted_or_repeated_with_and_without_renumbering() {
    for (at, from) in (0..=8).flat_map(|at| (0..8).map(move |from| (at, from))) {
        let mut log = small();
        let mut copy = log.entries[from].clone();
        copy.0 = at as u64;
        log.entries.insert(at, copy);
        assert_ne!(log.code(), "clean", "copy of entry {from} inserted at {at}");
        for entry in &mut log.entries[at + 1..] {
            entry.0 += 1;
        }
        assert_ne!(log.code(), "clean", "copy of {from} at {at}, renumbered");
        assert_ne!(log.code(), "gap");
    }
}

#[test]
fn two_entries_exchanged_with_and_without_their_numbers() {
    for (a, b) in (0..8).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let mut log = small();
        log.entries.swap(a, b);
        found("entries exchanged", &log, &["gap"]);
        (log.entries[a].0, log.entries[b].0) = (a as u64, b as u64);
        assert_ne!(log.code(), "clean", "contents of {a} and {b} exchanged");
        assert_ne!(log.code(), "gap");
    }
}

#[test]
fn an_entry_erased_in_part_or_without_an_entry_that_says_so() {
    for at in (0..8).filter(|at| *at != 1) {
        let mut log = small();
        log.entries[at].2 = None;
        found("salt gone", &log, &["half-erased"]);
        log.entries[at].3 = None;
        found(
            "body gone",
            &log,
            &["erased-without-entry", "checkpoint-not-sequenced"],
        );
        let mut log = small();
        log.entries[at].3 = None;
        found("body gone, salt left", &log, &["half-erased"]);
    }
}

#[test]
fn a_checkpoint_deleted_repeated_exchanged_or_copied_over() {
    for at in 0..3 {
        let mut log = small();
        log.checkpoints.remove(at);
        found(
            "checkpoint deleted",
            &log,
            &["checkpoint-gap", "checkpoint-missing"],
        );
        let mut log = small();
        log.checkpoints.insert(at, log.checkpoints[at].clone());
        found("checkpoint repeated", &log, &["checkpoint-gap"]);
        for other in (0..3).filter(|other| *other != at) {
            let mut log = small();
            log.checkpoints.swap(at, other);
            found("checkpoints exchanged", &log, &["checkpoint-gap"]);
            let mut log = small();
            log.checkpoints[at].1 = log.checkpoints[other].1.clone();
            found("checkpoint copied over another", &log, &["size-mismatch"]);
        }
    }
    let mut log = small();
    log.checkpoints.push((4, log.checkpoints[2].1.clone()));
    found("checkpoint added", &log, &["checkpoint-not-sequenced"]);
    log.checkpoints.clear();
    found("all checkpoints deleted", &log, &["checkpoint-missing"]);
}

#[test]
fn a_tile_deleted_repeated_added_cut_or_widened() {
    let mut log = small();
    log.tiles.push(log.tiles[0].clone());
    found("tile repeated", &log, &["tile-unexpected"]);
    let mut log = small();
    log.tiles.push((1, 0, vec![0; 32]));
    found("tile added", &log, &["tile-unexpected"]);
    let mut log = small();
    log.tiles[0].2.truncate(7 * 32);
    found("tile cut", &log, &["tile-mismatch"]);
    let mut log = small();
    log.tiles[0].2.extend([0; 32]);
    found("tile widened", &log, &["tile-mismatch"]);
    let mut log = small();
    log.tiles.clear();
    found("tile deleted", &log, &["tile-missing"]);
}

#[test]
fn a_row_deleted_repeated_exchanged_brought_back_or_slipped_in() {
    for at in 0..2 {
        let mut log = small();
        log.rows.remove(at);
        found("row deleted", &log, &["row-missing"]);
        let mut log = small();
        log.rows.push(log.rows[at].clone());
        found("row repeated", &log, &["row-repeated"]);
    }
    let mut log = small();
    (log.rows[0].2, log.rows[1].2) = (log.rows[1].2.clone(), log.rows[0].2.clone());
    found("row values exchanged", &log, &["row-differs"]);
    let mut log = small();
    log.rows[0].2 = "yes".into();
    found(
        "row put back to what an earlier entry wrote",
        &log,
        &["row-differs"],
    );
    let mut log = small();
    log.rows.push(("letter".into(), "b".into(), "two".into()));
    found("ended row brought back", &log, &["row-returned"]);
    let mut log = small();
    log.rows.push(("letter".into(), "c".into(), "new".into()));
    found("row slipped in", &log, &["row-unrecorded"]);
}
