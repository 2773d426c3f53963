//! Tests of the record through its public face, and the small ledger they share.

mod entry;
mod forgery;
mod mutation;
mod note;
mod totality;
mod tree;

use crate::*;

pub(crate) const SEED: [u8; 32] = [7; 32];

pub(crate) fn key() -> LogKey {
    LogKey::from_seed("besa.test/shkoder", &SEED).unwrap()
}

/// A stored entry: index, commitment, salt, body.
pub(crate) type StoredEntry = (u64, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

/// What a database would hold of a log.
#[derive(Clone, Default)]
pub(crate) struct Stored {
    pub(crate) state: BatchState,
    pub(crate) entries: Vec<StoredEntry>,
    pub(crate) tiles: Vec<(u8, u64, Vec<u8>)>,
    pub(crate) checkpoints: Vec<(u64, String)>,
    /// Table, key and the one text column.
    pub(crate) rows: Vec<(String, String, String)>,
}

impl Stored {
    pub(crate) fn seal(&mut self, entries: Vec<Entry>) {
        let base = (self.state.next_index() % 100) as u8 + 1;
        let salted = (base..).zip(entries);
        let prepared = salted
            .map(|(n, entry)| PreparedEntry {
                entry,
                salt: [n; 32],
            })
            .collect::<Vec<_>>();
        let stamp = Stamp {
            id: [base; 16],
            at: 1,
            node: "n1".into(),
            salt: [0xee; 32],
        };
        let batch = seal_batch(&self.state, prepared, &key(), stamp).unwrap();
        for NumberedEntry {
            index,
            salt,
            body,
            commitment,
            ..
        } in batch.entries
        {
            self.entries
                .push((index, commitment.into(), Some(salt.into()), Some(body)));
        }
        for Tile {
            level,
            index,
            bytes,
        } in batch.tiles
        {
            self.tiles.retain(|(l, i, _)| (*l, *i) != (level, index));
            self.tiles.push((level, index, bytes));
        }
        self.checkpoints.push((batch.checkpoint_number, batch.note));
        self.state = batch.state;
    }

    pub(crate) fn verify(&self) -> Result<Report, Difference> {
        let mut verifier = Verifier::new(key().public());
        for (index, commitment, salt, body) in &self.entries {
            verifier.entry(*index, commitment, salt.as_deref(), body.as_deref());
        }
        self.held_against(verifier)
    }

    /// Checkpoints, tiles and rows against what the entries told.
    pub(crate) fn held_against(&self, verifier: Verifier) -> Result<Report, Difference> {
        let mut compared = verifier.compare();
        for (number, note) in &self.checkpoints {
            compared.checkpoint(*number, note);
        }
        for (level, index, bytes) in &self.tiles {
            compared.tile(*level, *index, bytes);
        }
        for (table, key, value) in &self.rows {
            compared.row(table, key, &row_hash(table, &[Cell::Text(value)]));
        }
        compared.finish()
    }

    pub(crate) fn code(&self) -> &'static str {
        match self.verify() {
            Ok(_) => "clean",
            Err(difference) => {
                assert!(!difference.to_string().is_empty());
                difference.code()
            }
        }
    }
}

/// An act of a member that leaves `binds` behind.
pub(crate) fn act(code: &str, binds: Vec<Bind>) -> Entry {
    Entry {
        id: [9; 16],
        at: 1_790_000_000_000_000,
        node: "n1".into(),
        actor: Actor::Member {
            member: [1; 16],
            institution: [2; 16],
        },
        act: code.into(),
        decision: Decision::Allowed,
        case: Some([3; 16]),
        objects: vec![("referral".into(), [4; 16])],
        purpose: Some("assist".into()),
        binds,
        shown: vec![[5; 16]],
        notes: vec![("ground".into(), "consent".into())],
        checkpoint: None,
    }
}

pub(crate) fn bind(table: &str, key: &str, value: Option<&str>) -> Bind {
    let hash = value.map(|value| row_hash(table, &[Cell::Text(value)]));
    Bind {
        table: table.into(),
        key: key.into(),
        hash,
    }
}

pub(crate) fn erasure(indexes: &[u64]) -> Entry {
    let notes = indexes
        .iter()
        .map(|index| (NOTE_ERASED.into(), index.to_string()))
        .collect();
    Entry {
        notes,
        ..act(ACT_ERASE, Vec::new())
    }
}

/// Three batches: rows written, rewritten and ended, one entry erased.
pub(crate) fn small() -> Stored {
    let mut log = Stored::default();
    log.seal(vec![
        act(
            "send",
            vec![
                bind("letter", "a", Some("one")),
                bind("letter", "b", Some("two")),
            ],
        ),
        act("note", Vec::new()),
        act("consent", vec![bind("consent", "a", Some("yes"))]),
    ]);
    log.seal(vec![
        act("end", vec![bind("letter", "b", None)]),
        act("consent", vec![bind("consent", "a", Some("withdrawn"))]),
    ]);
    (log.entries[1].2, log.entries[1].3) = (None, None);
    log.seal(vec![erasure(&[1])]);
    for (table, key, value) in [("consent", "a", "withdrawn"), ("letter", "a", "one")] {
        log.rows.push((table.into(), key.into(), value.into()));
    }
    log
}
