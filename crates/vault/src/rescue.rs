//! Rescued text (P15): what a session that had ended still sent, sealed to its author's card and hung
//! on a half B like all else.

use crate::card::{MemberCard, Trusted};
use crate::chance::draw;
use crate::closed::{close_padded, open_padded};
use crate::envelope::{self, Purpose};
use crate::hash::derive;
use crate::session::CookieSecret;
use crate::version::HalfB;
use crate::wire::{Reader, Writer};
use crate::{Chance, Ctx, Hash, Id16, MemberAt, MemberRoot, Opened, Refused};
use zeroize::Zeroizing;

const MARK: &[u8; 4] = b"BSR\x01";

/// Where a rescued text belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RescueAt {
    /// The author.
    pub member: MemberAt,
    /// The row of the text.
    pub row: Id16,
    /// The row of its half B.
    pub half: Id16,
}

impl RescueAt {
    fn place(&self) -> Vec<u8> {
        let ctx = Ctx {
            row: Some(self.row),
            ..Ctx::new(self.member.deployment)
        };
        [
            ctx.bytes("rescue").as_slice(),
            &self.member.member,
            &self.half,
        ]
        .concat()
    }
}

/// What is kept of S after the session: enough to know it again, nothing that opens.
pub fn rescue_check(secret: &CookieSecret) -> Hash {
    *derive("rescue-check", &[], &[secret.expose()], &[&[0]])
}

/// Seals a text to its author.
pub fn seal_rescue(
    to: &Trusted<MemberCard>,
    b: &HalfB,
    at: &RescueAt,
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let place = at.place();
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(draw(chance));
    let body = envelope::seal(&to.kem, Purpose::Rescue, &place, key.as_slice(), chance)?;
    let own = derive("rescue", &[], &[key.as_slice(), b.expose()], &[&place]);
    let text = close_padded(&own, &place, plaintext, chance)?;
    Ok(Writer::new(MARK).var(&body).raw(&text).done())
}

/// Opens a text of one's own.
pub fn open_rescue(
    me: &MemberRoot,
    b: &HalfB,
    at: &RescueAt,
    bytes: &[u8],
) -> Result<Opened, Refused> {
    let place = at.place();
    let mut r = Reader::new(bytes, MARK)?;
    let body = r.var()?;
    let key = envelope::open(&me.kem(at.member), Purpose::Rescue, &place, body)?;
    let own = derive("rescue", &[], &[key.as_slice(), b.expose()], &[&place]);
    open_padded(&own, &place, r.rest())
}
