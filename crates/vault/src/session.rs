//! Sessions (V16): the opened bundle, under a secret in the cookie and another in the shred store.

use crate::chance::draw;
use crate::closed::{close_padded, open_padded};
use crate::hash::derive;
use crate::keyfile::SessionSecret;
use crate::secret::secret;
use crate::wire::{Reader, Writer};
use crate::{
    Chance, CircleRoot, Ctx, Fingerprint, Hash, Id16, MemberAt, MemberRoot, Opened, Refused, sha256,
};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

const MARK: &[u8; 4] = b"BSS\x01";

secret! {
    /// S: lies in the member's cookie and nowhere else.
    CookieSecret, 32
}

secret! {
    /// R: lies in the shred store and dies with the session.
    ShredSecret, 32
}

/// What the session cookie carries.
pub struct Cookie {
    /// The session.
    pub session: Id16,
    /// S.
    pub secret: CookieSecret,
}

impl Cookie {
    /// Draws a new session's cookie.
    pub fn draw(chance: &mut dyn Chance) -> Self {
        Self {
            session: draw(chance),
            secret: CookieSecret::draw(chance),
        }
    }

    /// The cookie's value: base64url of session id and S, 64 characters.
    pub fn text(&self) -> Zeroizing<String> {
        let mut both = Zeroizing::new([0; 48]);
        both[..16].copy_from_slice(&self.session);
        both[16..].copy_from_slice(self.secret.expose());
        Zeroizing::new(BASE64URL_NOPAD.encode(both.as_slice()))
    }

    /// Reads a cookie's value back.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map(Opened::new)
            .map_err(|_| Refused)?;
        let (session, secret) = bytes.split_first_chunk().ok_or(Refused)?;
        let secret = secret
            .try_into()
            .map(CookieSecret::from_bytes)
            .map_err(|_| Refused)?;
        Ok(Self {
            session: *session,
            secret,
        })
    }

    /// The key of the session's row.
    pub fn row(&self) -> Hash {
        session_row(&self.session)
    }
}

/// The key of a session's row: a hash, so that the table gives no cookie away.
pub fn session_row(session: &Id16) -> Hash {
    sha256(&[session])
}

/// Where a sealed session belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionAt {
    /// The member.
    pub member: MemberAt,
    /// The row's key.
    pub row: Hash,
    /// When it began, in unix seconds.
    pub created: i64,
    /// Its absolute end, in unix seconds.
    pub ends: i64,
}

impl SessionAt {
    fn place(&self) -> Vec<u8> {
        Writer::bare()
            .raw(&Ctx::new(self.member.deployment).bytes("session"))
            .raw(&self.row)
            .raw(&self.member.member)
            .i64(self.created)
            .i64(self.ends)
            .done()
    }
}

/// One circle's root of one epoch, as the session holds it.
#[derive(Clone)]
pub struct HeldCircle {
    /// The circle.
    pub circle: Id16,
    /// Its kind, a code of the rule book.
    pub kind: String,
    /// The epoch.
    pub epoch: u32,
    /// The hash of the circle's card of that epoch.
    pub card: Hash,
    /// The root.
    pub root: CircleRoot,
}

/// Everything a signed-in member works with.
#[derive(Clone)]
pub struct Bundle {
    /// The institution the member serves in.
    pub institution: Id16,
    /// The member's root.
    pub root: MemberRoot,
    /// The deployment root's fingerprint.
    pub deployment_root: Fingerprint,
    /// The hash of the institution's card.
    pub institution_card: Hash,
    /// The hash of the member's card.
    pub member_card: Hash,
    /// Every epoch of every circle the member sits in.
    pub circles: Vec<HeldCircle>,
}

impl Bundle {
    fn encode(&self) -> Opened {
        let mut w = Writer::sized(MARK, self.len())
            .raw(&self.institution)
            .raw(self.root.expose())
            .raw(&self.deployment_root.0)
            .raw(&self.institution_card)
            .raw(&self.member_card)
            .count(self.circles.len());
        for held in &self.circles {
            w = w
                .raw(&held.circle)
                .var(held.kind.as_bytes())
                .u32(held.epoch)
                .raw(&held.card)
                .raw(held.root.expose());
        }
        Opened::new(w.done())
    }

    fn len(&self) -> usize {
        152 + self
            .circles
            .iter()
            .map(|held| 88 + held.kind.len())
            .sum::<usize>()
    }

    fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(bytes, MARK)?;
        let mut bundle = Self {
            institution: r.array()?,
            root: MemberRoot::from_bytes(r.array()?),
            deployment_root: Fingerprint(r.array()?),
            institution_card: r.array()?,
            member_card: r.array()?,
            circles: Vec::new(),
        };
        for _ in 0..r.u32()? {
            bundle.circles.push(HeldCircle {
                circle: r.array()?,
                kind: r.text()?,
                epoch: r.u32()?,
                card: r.array()?,
                root: CircleRoot::from_bytes(r.array()?),
            });
        }
        r.done()?;
        Ok(bundle)
    }
}

/// `HKDF(S, salt = R ‖ key-file secret, place)`.
fn key(
    s: &CookieSecret,
    r: &ShredSecret,
    file: &SessionSecret,
    place: &[u8],
) -> Zeroizing<[u8; 32]> {
    derive(
        "session",
        &[r.expose(), file.expose()],
        &[s.expose()],
        &[place],
    )
}

/// Closes a session's bundle; opening needs the cookie, the shred store and the key file.
pub fn seal_session(
    s: &CookieSecret,
    r: &ShredSecret,
    file: &SessionSecret,
    at: &SessionAt,
    bundle: &Bundle,
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let place = at.place();
    close_padded(&key(s, r, file, &place), &place, &bundle.encode(), chance)
}

/// Opens a session's bundle.
pub fn open_session(
    s: &CookieSecret,
    r: &ShredSecret,
    file: &SessionSecret,
    at: &SessionAt,
    bytes: &[u8],
) -> Result<Bundle, Refused> {
    let place = at.place();
    Bundle::decode(&open_padded(&key(s, r, file, &place), &place, bytes)?)
}
