//! Letters (V6-V8): an open signed statement, and sealed halves that only the circle reads.

use crate::card::{CircleCard, MemberCard, Trusted};
use crate::envelope::{self, Purpose};
use crate::sig::{Sig, SigKey, SigPublic};
use crate::version::HalfA;
use crate::wire::{Reader, Writer};
use crate::{Chance, CircleRoot, Deployment, Hash, Id16, Opened, Refused, sha256};
use std::collections::BTreeSet;

const STATEMENT: &[u8; 4] = b"BST\x01";
const END: &[u8; 4] = b"BSX\x01";
/// The body carries halves in eights, so that its length tells little.
const EIGHT: usize = 8;

/// What a letter allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// The circle may open the items.
    pub read: bool,
    /// The circle may pass the items on by letters of its own.
    pub onward: bool,
}

/// The open, signed part of a letter; jobs without keys read `rights` and `until` from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The letter.
    pub letter: Id16,
    /// The deployment.
    pub deployment: Deployment,
    /// The case the items belong to.
    pub case: Id16,
    /// The referral it serves, if any.
    pub referral: Option<Id16>,
    /// The member who sends.
    pub sender: Id16,
    /// The hash of the sender's card.
    pub sender_card: Hash,
    /// The receiving circle.
    pub circle: Id16,
    /// The circle's epoch the body is sealed to.
    pub epoch: u32,
    /// The hash of the circle's card of that epoch.
    pub circle_card: Hash,
    /// The versions whose halves A are in the body, in that order, each once.
    pub items: Vec<Id16>,
    /// What the circle may do.
    pub rights: Rights,
    /// The end in unix seconds; none = until revoked.
    pub until: Option<i64>,
    /// The legal ground, a code of the rule book.
    pub ground: String,
    /// The consent it rests on, if any.
    pub consent: Option<Id16>,
    /// When it was sealed, in unix seconds.
    pub time: i64,
}

impl Statement {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new(STATEMENT)
            .raw(&self.letter)
            .raw(&self.deployment.id())
            .raw(&self.case)
            .maybe(self.referral.as_ref().map(|id| id.as_slice()))
            .raw(&self.sender)
            .raw(&self.sender_card)
            .raw(&self.circle)
            .u32(self.epoch)
            .raw(&self.circle_card)
            .count(self.items.len());
        for item in &self.items {
            w = w.raw(item);
        }
        w.u8(u8::from(self.rights.read) | u8::from(self.rights.onward) << 1)
            .maybe(
                self.until
                    .map(i64::to_be_bytes)
                    .as_ref()
                    .map(|n| n.as_slice()),
            )
            .var(self.ground.as_bytes())
            .maybe(self.consent.as_ref().map(|id| id.as_slice()))
            .i64(self.time)
            .done()
    }

    /// Reads canonical bytes; no items or an item named twice is refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, STATEMENT)?;
        let statement = Self {
            letter: r.array()?,
            deployment: Deployment::from_id(r.array()?)?,
            case: r.array()?,
            referral: r.maybe()?,
            sender: r.array()?,
            sender_card: r.array()?,
            circle: r.array()?,
            epoch: r.u32()?,
            circle_card: r.array()?,
            items: items(&mut r)?,
            rights: rights(r.u8()?)?,
            until: r.maybe()?.map(i64::from_be_bytes),
            ground: r.text()?,
            consent: r.maybe()?,
            time: r.i64()?,
        };
        r.done()?;
        Ok(statement)
    }
}

fn items(r: &mut Reader<'_>) -> Result<Vec<Id16>, Refused> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    for _ in 0..r.u32()? {
        let item: Id16 = r.array()?;
        if !seen.insert(item) {
            return Err(Refused);
        }
        items.push(item);
    }
    if items.is_empty() {
        Err(Refused)
    } else {
        Ok(items)
    }
}

fn rights(bits: u8) -> Result<Rights, Refused> {
    if bits > 3 {
        return Err(Refused);
    }
    Ok(Rights {
        read: bits & 1 != 0,
        onward: bits & 2 != 0,
    })
}

/// A letter's row. When it ends (V8) `body` becomes none; the rest stays and stays provable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// [`Statement::encode`].
    pub statement: Vec<u8>,
    /// The envelope with the halves A; none after the end.
    pub body: Option<Vec<u8>>,
    /// SHA-256 of the envelope.
    pub body_hash: Hash,
    /// The sender's signature over statement and body hash.
    pub sig: Sig,
}

/// A letter opened by its circle; each half must still fit its version before it is used.
pub struct OpenedLetter {
    /// The checked statement.
    pub statement: Statement,
    /// One half A for each of the statement's items, in their order.
    pub halves: Vec<HalfA>,
}

/// Seals halves A to a circle; refused unless statement, halves and card agree.
pub fn seal_letter(
    sender: &SigKey,
    to: &Trusted<CircleCard>,
    statement: &Statement,
    halves: &[HalfA],
    chance: &mut dyn Chance,
) -> Result<Letter, Refused> {
    let bytes = statement.encode();
    Statement::decode(&bytes)?;
    if !addressed(statement, to) || halves.len() != statement.items.len() {
        return Err(Refused);
    }
    let total = halves.len().next_multiple_of(EIGHT) * 32;
    let mut plain = Opened::new(Vec::with_capacity(total));
    for half in halves {
        plain.extend_from_slice(half.expose());
    }
    plain.resize(total, 0);
    let body = envelope::seal(&to.kem, Purpose::Letter, &bytes, &plain, chance)?;
    let body_hash = sha256(&[&body]);
    let sig = sender.sign("letter", &[bytes.as_slice(), &body_hash].concat());
    Ok(Letter {
        statement: bytes,
        body: Some(body),
        body_hash,
        sig,
    })
}

/// Checks who sent a letter and that it is whole; needs no secret and works after its end.
pub fn check_letter(letter: &Letter, sender: &Trusted<MemberCard>) -> Result<Statement, Refused> {
    let message = [letter.statement.as_slice(), &letter.body_hash].concat();
    sender.sig.verify("letter", &message, &letter.sig)?;
    let statement = Statement::decode(&letter.statement)?;
    let theirs = statement.sender == sender.member
        && statement.sender_card == sender.hash()
        && statement.deployment == sender.deployment;
    let whole = letter
        .body
        .as_ref()
        .is_none_or(|body| sha256(&[body]) == letter.body_hash);
    if theirs && whole {
        Ok(statement)
    } else {
        Err(Refused)
    }
}

/// Opens a letter with the circle's root of the epoch it was sealed to.
pub fn open_letter(
    root: &CircleRoot,
    circle: &Trusted<CircleCard>,
    sender: &Trusted<MemberCard>,
    letter: &Letter,
) -> Result<OpenedLetter, Refused> {
    let statement = check_letter(letter, sender)?;
    if !addressed(&statement, circle) {
        return Err(Refused);
    }
    let body = letter.body.as_ref().ok_or(Refused)?;
    let plain = envelope::open(
        &circle.kem_of(root)?,
        Purpose::Letter,
        &letter.statement,
        body,
    )?;
    let count = statement.items.len();
    let (chunks, tail) = plain.as_chunks::<32>();
    let (halves, padding) = chunks.split_at_checked(count).ok_or(Refused)?;
    let padded_right = tail.is_empty()
        && chunks.len() == count.next_multiple_of(EIGHT)
        && padding.iter().all(|chunk| *chunk == [0; 32]);
    if !padded_right {
        return Err(Refused);
    }
    let halves = halves.iter().map(|half| HalfA::from_bytes(*half)).collect();
    Ok(OpenedLetter { statement, halves })
}

fn addressed(statement: &Statement, circle: &Trusted<CircleCard>) -> bool {
    statement.deployment == circle.deployment
        && statement.circle == circle.circle
        && statement.epoch == circle.epoch
        && statement.circle_card == circle.hash()
}

/// The hash the ledger keeps of a letter; the same before and after its end.
pub fn letter_hash(letter: &Letter) -> Hash {
    sha256(&[
        b"besa/v1/letter-hash\0",
        &letter.body_hash,
        &letter.sig,
        &letter.statement,
    ])
}

/// The signed end of a letter (V8); an expiry is the system's and carries no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterEnd {
    /// The deployment.
    pub deployment: Deployment,
    /// The letter that ends.
    pub letter: Id16,
    /// The member who ends it.
    pub member: Id16,
    /// Why, a code of the rule book.
    pub reason: String,
    /// When, in unix seconds.
    pub time: i64,
}

impl LetterEnd {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new(END)
            .raw(&self.deployment.id())
            .raw(&self.letter)
            .raw(&self.member)
            .var(self.reason.as_bytes())
            .i64(self.time)
            .done()
    }

    /// Reads canonical bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, END)?;
        let end = Self {
            deployment: Deployment::from_id(r.array()?)?,
            letter: r.array()?,
            member: r.array()?,
            reason: r.text()?,
            time: r.i64()?,
        };
        r.done()?;
        Ok(end)
    }

    /// Signs with the member's key.
    pub fn sign(&self, member: &SigKey) -> Sig {
        member.sign("letter-end", &self.encode())
    }

    /// Verifies the member's signature.
    pub fn check(&self, member: &SigPublic, sig: &Sig) -> Result<(), Refused> {
        member.verify("letter-end", &self.encode(), sig)
    }
}
