//! Entries and rows: one form each, and no two rows alike.

use data_encoding::HEXLOWER;

use super::{act, bind, erasure};
use crate::*;

pub(crate) fn samples() -> Vec<Entry> {
    let full = act(
        "send",
        vec![bind("letter", "a", Some("x")), bind("letter", "b", None)],
    );
    let checkpoint = Some(CheckpointRef {
        number: u64::MAX,
        note: [8; 32],
    });
    vec![
        Entry {
            actor: Actor::System("clock".into()),
            case: None,
            at: i64::MIN,
            ..full.clone()
        },
        Entry {
            actor: Actor::Founder,
            decision: Decision::Refused,
            purpose: None,
            ..full.clone()
        },
        Entry {
            actor: Actor::Operator,
            checkpoint,
            shown: Vec::new(),
            ..full.clone()
        },
        Entry {
            node: "ë".repeat(200),
            ..erasure(&[1, 2])
        },
        full,
    ]
}

#[test]
fn an_entry_is_read_back_as_it_was_written() {
    for entry in samples() {
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }
}

#[test]
fn no_shorter_and_no_longer_bytes_are_an_entry() {
    for entry in samples() {
        let mut bytes = entry.encode();
        for length in 0..bytes.len() {
            assert!(Entry::decode(&bytes[..length]).is_err());
        }
        bytes.push(0);
        assert_eq!(Entry::decode(&bytes), Err(BadEntry::Trailing));
        bytes[0] = 2;
        assert_eq!(Entry::decode(&bytes), Err(BadEntry::Version(2)));
    }
}

#[test]
fn a_number_in_a_longer_form_is_refused() {
    let entry = act("send", Vec::new());
    let mut bytes = entry.encode();
    // The length of the node's name follows version, id and time.
    assert_eq!(bytes[25], 2);
    bytes.splice(25..26, [0x82, 0]);
    assert_eq!(Entry::decode(&bytes), Err(BadEntry::Number));
    bytes.splice(25..27, [0xff; 10]);
    assert_eq!(Entry::decode(&bytes), Err(BadEntry::Number));
}

#[test]
fn the_committed_entry_and_row_are_made_again_byte_for_byte() {
    let entry = &samples()[4];
    let body = entry.encode();
    let lines = [
        HEXLOWER.encode(&body),
        HEXLOWER.encode(&commitment(&[6; 32], &body)),
        HEXLOWER.encode(&leaf_hash(&commitment(&[6; 32], &body))),
        HEXLOWER.encode(&row_hash(
            "letter",
            &[
                Cell::Null,
                Cell::Int(-1),
                Cell::Text("ë"),
                Cell::Bytes(&[0, 1]),
            ],
        )),
    ];
    assert_eq!(lines.join("\n") + "\n", include_str!("vectors/entry.hex"));
}

#[test]
fn rows_that_differ_in_table_kind_value_or_division_have_different_hashes() {
    let rows: [(&str, &[Cell<'_>]); 12] = [
        ("t", &[]),
        ("u", &[]),
        ("t", &[Cell::Null]),
        ("t", &[Cell::Null, Cell::Null]),
        ("t", &[Cell::Int(0)]),
        ("t", &[Cell::Int(1)]),
        ("t", &[Cell::Text("")]),
        ("t", &[Cell::Bytes(b"")]),
        ("t", &[Cell::Text("ab"), Cell::Text("c")]),
        ("t", &[Cell::Text("a"), Cell::Text("bc")]),
        ("t", &[Cell::Bytes(b"abc")]),
        ("t", &[Cell::Text("abc")]),
    ];
    let mut hashes = rows.map(|(table, cells)| row_hash(table, cells)).to_vec();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), rows.len());
}
