//! One line of the record: who did what to which rows, as canonical bytes under a salted commitment.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::bytes::{BadEntry, Reader, Writer};
use crate::{Hash, Id};

/// The act of the entry that puts checkpoint k into the tree as the first leaf of batch k + 1.
pub const ACT_CHECKPOINT: &str = "checkpoint";
/// The act that names, in notes of code [`NOTE_ERASED`], the entries whose bodies are gone.
pub const ACT_ERASE: &str = "erase";
/// The note code of an erased entry's index, in decimal.
pub const NOTE_ERASED: &str = "index";

const VERSION: u8 = 1;

/// One act, refused or done; it holds codes and ids only, never a name and never prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry's own random id, by which rows point at it before it has an index.
    pub id: Id,
    /// When the act happened: microseconds since 1970 in UTC.
    pub at: i64,
    /// The node that ran the act.
    pub node: String,
    /// Who acted, as the server saw it: the entry is not signed by the actor.
    pub actor: Actor,
    /// The code of the act.
    pub act: String,
    /// What the policy said.
    pub decision: Decision,
    /// The case the act belongs to.
    pub case: Option<Id>,
    /// The objects the act touched, each as kind and id.
    pub objects: Vec<(String, Id)>,
    /// The code of the purpose or reason the actor gave.
    pub purpose: Option<String>,
    /// The database rows this act wrote or ended.
    pub binds: Vec<Bind>,
    /// The sealed things this act opened.
    pub shown: Vec<Id>,
    /// Short machine strings, each as code and value.
    pub notes: Vec<(String, String)>,
    /// The checkpoint this entry puts into the tree.
    pub checkpoint: Option<CheckpointRef>,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member, acting for an institution.
    Member {
        /// The member.
        member: Id,
        /// The institution whose post the member used.
        institution: Id,
    },
    /// A job of the system, by its code.
    System(String),
    /// The ceremony that founds a deployment.
    Founder,
    /// The operator at the command line.
    Operator,
}

/// What the policy said to the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The act was done.
    Allowed,
    /// The act was refused and changed nothing.
    Refused,
}

/// What an act leaves in one database row; the last bind of a row is the one that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    /// The row's table.
    pub table: String,
    /// The row's primary key, as one text.
    pub key: String,
    /// The row's [`row_hash`](crate::row_hash), or `None`: the act ended the row and it must be absent.
    pub hash: Option<Hash>,
}

/// A checkpoint as the entry after it records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckpointRef {
    /// The checkpoint's number; the first is 1 and none is left out.
    pub number: u64,
    /// SHA-256 of the whole signed note.
    pub note: Hash,
}

impl Entry {
    /// The canonical bytes of the entry, in the field order of `docs/protocol/ledger.md`.
    pub fn encode(&self) -> Vec<u8> {
        let mut to = Writer::default();
        to.byte(VERSION);
        to.fixed(&self.id);
        to.int(self.at);
        to.text(&self.node);
        match &self.actor {
            Actor::Member {
                member,
                institution,
            } => {
                to.byte(1);
                to.fixed(member);
                to.fixed(institution);
            }
            Actor::System(job) => {
                to.byte(2);
                to.text(job);
            }
            Actor::Founder => to.byte(3),
            Actor::Operator => to.byte(4),
        }
        to.text(&self.act);
        to.byte(match self.decision {
            Decision::Allowed => 1,
            Decision::Refused => 2,
        });
        to.option(self.case.as_ref(), |to, id| to.fixed(id));
        to.list(&self.objects, |to, (kind, id)| {
            to.text(kind);
            to.fixed(id);
        });
        to.option(self.purpose.as_ref(), |to, code| to.text(code));
        to.list(&self.binds, |to, bind| {
            to.text(&bind.table);
            to.text(&bind.key);
            to.option(bind.hash.as_ref(), |to, hash| to.fixed(hash));
        });
        to.list(&self.shown, |to, id| to.fixed(id));
        to.list(&self.notes, |to, (code, value)| {
            to.text(code);
            to.text(value);
        });
        to.option(self.checkpoint.as_ref(), |to, checkpoint| {
            to.number(checkpoint.number);
            to.fixed(&checkpoint.note);
        });
        to.finish()
    }

    /// Reads canonical bytes back; whatever it accepts, [`Entry::encode`] gives again byte for byte.
    ///
    /// # Errors
    /// [`BadEntry`] says what is not canonical.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadEntry> {
        let mut from = Reader(bytes);
        match from.byte()? {
            VERSION => {}
            other => return Err(BadEntry::Version(other)),
        }
        let entry = Self {
            id: from.fixed()?,
            at: from.int()?,
            node: from.text()?,
            actor: match from.byte()? {
                1 => Actor::Member {
                    member: from.fixed()?,
                    institution: from.fixed()?,
                },
                2 => Actor::System(from.text()?),
                3 => Actor::Founder,
                4 => Actor::Operator,
                tag => return Err(BadEntry::Tag(tag)),
            },
            act: from.text()?,
            decision: match from.byte()? {
                1 => Decision::Allowed,
                2 => Decision::Refused,
                tag => return Err(BadEntry::Tag(tag)),
            },
            case: from.option(Reader::fixed)?,
            objects: from.list(|from| Ok((from.text()?, from.fixed()?)))?,
            purpose: from.option(Reader::text)?,
            binds: from.list(|from| {
                Ok(Bind {
                    table: from.text()?,
                    key: from.text()?,
                    hash: from.option(Reader::fixed)?,
                })
            })?,
            shown: from.list(Reader::fixed)?,
            notes: from.list(|from| Ok((from.text()?, from.text()?)))?,
            checkpoint: from.option(|from| {
                Ok(CheckpointRef {
                    number: from.number()?,
                    note: from.fixed()?,
                })
            })?,
        };
        from.end()?;
        Ok(entry)
    }
}

/// HMAC-SHA256 of an encoded entry under its salt: what stays when salt and body are erased.
pub fn commitment(salt: &[u8; 32], body: &[u8]) -> Hash {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mac = Hmac::<Sha256>::new_from_slice(salt).expect("a key of any length");
    mac.chain_update(body).finalize().into_bytes().into()
}
