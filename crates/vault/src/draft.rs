//! Drafts (V10): half-typed forms, sealed to their author and hung on a half B like all else.

use crate::closed::{close_padded, open_padded};
use crate::hash::derive;
use crate::root::DraftKey;
use crate::version::HalfB;
use crate::{Chance, Ctx, Id16, MemberAt, Opened, Refused};
use zeroize::Zeroizing;

/// Where a draft belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftAt {
    /// The author.
    pub member: MemberAt,
    /// The draft's row.
    pub draft: Id16,
    /// The row of its half B.
    pub half: Id16,
}

impl DraftAt {
    fn place(&self) -> Vec<u8> {
        let ctx = Ctx {
            row: Some(self.draft),
            ..Ctx::new(self.member.deployment)
        };
        [
            ctx.bytes("draft").as_slice(),
            &self.member.member,
            &self.half,
        ]
        .concat()
    }
}

fn own_key(key: &DraftKey, b: &HalfB, place: &[u8]) -> Zeroizing<[u8; 32]> {
    derive("draft", &[], &[key.expose(), b.expose()], &[place])
}

/// Closes a draft; refused above 4 GiB.
pub fn seal_draft(
    key: &DraftKey,
    b: &HalfB,
    at: &DraftAt,
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let place = at.place();
    close_padded(&own_key(key, b, &place), &place, plaintext, chance)
}

/// Opens a draft.
pub fn open_draft(
    key: &DraftKey,
    b: &HalfB,
    at: &DraftAt,
    bytes: &[u8],
) -> Result<Opened, Refused> {
    let place = at.place();
    open_padded(&own_key(key, b, &place), &place, bytes)
}
