//! The erasure entry (P6, P22, V20): what two people of the owner institution signed to burn. Without
//! it a missing half, and a line of the record without its body, is an alarm.

use crate::wire::{Reader, Writer};
use crate::{Deployment, Id16, Refused, Sig, SigKey, SigPublic};
use std::collections::BTreeSet;

const ERASURE: &[u8; 4] = b"BSF\x01";
const LABEL: &str = "erasure";

/// What is burnt, whose it was, and which two people answer for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The deployment.
    pub deployment: Deployment,
    /// The erasure's own random id.
    pub id: Id16,
    /// The case it is about.
    pub case: Id16,
    /// The institution that owns what is burnt.
    pub owner: Id16,
    /// The two members, both of the owner; never one person twice.
    pub members: [Id16; 2],
    /// The halves B that are burnt, rising.
    pub halves: BTreeSet<Id16>,
    /// The lines of the record whose bodies are erased, by their place in the tree, rising.
    pub lines: BTreeSet<u64>,
    /// When, in unix seconds.
    pub time: i64,
}

impl Erasure {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let [first, second] = &self.members;
        let mut w = Writer::new(ERASURE)
            .raw(&self.deployment.id())
            .raw(&self.id)
            .raw(&self.case)
            .raw(&self.owner)
            .raw(first)
            .raw(second)
            .count(self.halves.len());
        for half in &self.halves {
            w = w.raw(half);
        }
        w = w.count(self.lines.len());
        for line in &self.lines {
            w = w.raw(&line.to_be_bytes());
        }
        w.i64(self.time).done()
    }

    /// Reads canonical bytes; one person twice, a list that does not rise and an erasure of nothing are
    /// refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, ERASURE)?;
        let erasure = Self {
            deployment: Deployment::from_id(r.array()?)?,
            id: r.array()?,
            case: r.array()?,
            owner: r.array()?,
            members: [r.array()?, r.array()?],
            halves: rising(&mut r, |r| r.array())?,
            lines: rising(&mut r, |r| r.array().map(u64::from_be_bytes))?,
            time: r.i64()?,
        };
        r.done()?;
        let [first, second] = &erasure.members;
        if first == second || (erasure.halves.is_empty() && erasure.lines.is_empty()) {
            return Err(Refused);
        }
        Ok(erasure)
    }

    /// Signs as one of the two.
    pub fn sign(&self, member: &SigKey) -> Sig {
        member.sign(LABEL, &self.encode())
    }

    /// Verifies one of the two signatures.
    pub fn check(&self, member: &SigPublic, sig: &Sig) -> Result<(), Refused> {
        member.verify(LABEL, &self.encode(), sig)
    }
}

/// A counted list in which each is greater than the one before.
fn rising<T: Ord>(
    r: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Result<T, Refused>,
) -> Result<BTreeSet<T>, Refused> {
    let mut all = BTreeSet::new();
    for _ in 0..r.u32()? {
        let next = read(r)?;
        if all.last().is_some_and(|last| *last >= next) {
            return Err(Refused);
        }
        all.insert(next);
    }
    Ok(all)
}
