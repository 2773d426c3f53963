//! Locks (V15): a passphrase or a recovery code that opens a member's bundle key.

use crate::bundle::BundleKey;
use crate::chance::draw;
use crate::closed;
use crate::code::RecoveryCode;
use crate::hash::derive;
use crate::keyfile::Pepper;
use crate::wire::{Reader, Writer};
use crate::{Chance, Ctx, Id16, MemberAt, Refused};
use argon2::{Algorithm, Argon2, Version};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const MARK: &[u8; 4] = b"BSL\x01";

/// What opens a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passphrase,
    Code,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Kind::Passphrase => 1,
            Kind::Code => 2,
        }
    }
}

/// The cost of one Argon2id try. A stored lock outside floor and ceiling is refused unread, so
/// nobody who edits the row makes guessing cheap or a sign-in eat the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    kib: u32,
    passes: u32,
    lanes: u32,
}

impl Params {
    /// 64 MiB, 3 passes, 1 lane.
    pub const DECIDED: Self = Self {
        kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    const CEILING: Self = Self {
        kib: 256 * 1024,
        passes: 8,
        lanes: 4,
    };
    const NONE: Self = Self {
        kib: 0,
        passes: 0,
        lanes: 0,
    };

    #[cfg(not(feature = "kit"))]
    const FLOOR: Self = Self::DECIDED;
    #[cfg(feature = "kit")]
    const FLOOR: Self = Self {
        kib: 16,
        passes: 1,
        lanes: 1,
    };

    /// The cheapest cost, for tests: exists in builds with the feature `kit` only.
    #[cfg(feature = "kit")]
    pub fn kit() -> Self {
        Self::FLOOR
    }

    fn bounded(self) -> Result<Self, Refused> {
        let floor = Self::FLOOR;
        let ceiling = Self::CEILING;
        let inside = (floor.kib..=ceiling.kib).contains(&self.kib)
            && (floor.passes..=ceiling.passes).contains(&self.passes)
            && (floor.lanes..=ceiling.lanes).contains(&self.lanes);
        if inside { Ok(self) } else { Err(Refused) }
    }

    fn write(self, w: Writer) -> Writer {
        w.u32(self.kib).u32(self.passes).u32(self.lanes)
    }
}

/// Which lock of which member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockAt {
    /// The member.
    pub member: MemberAt,
    /// The lock's row.
    pub lock: Id16,
}

/// The open part of a lock row.
struct Head {
    kind: Kind,
    params: Params,
    pepper: Id16,
    salt: [u8; 16],
}

impl Head {
    fn place(&self, at: &LockAt) -> Vec<u8> {
        let ctx = Ctx {
            row: Some(at.lock),
            ..Ctx::new(at.member.deployment)
        };
        let w = Writer::bare()
            .raw(&ctx.bytes("lock"))
            .raw(&at.member.member)
            .u8(self.kind.byte());
        self.params
            .write(w)
            .raw(&self.pepper)
            .raw(&self.salt)
            .done()
    }

    /// `commit ‖ key`, 32 bytes each.
    fn keys(&self, at: &LockAt, salt: &[u8], secret: &[u8]) -> Zeroizing<[u8; 64]> {
        derive("lock", &[salt], &[secret], &[&self.place(at)])
    }

    fn seal(
        &self,
        at: &LockAt,
        keys: &[u8; 64],
        key: &BundleKey,
        chance: &mut dyn Chance,
    ) -> Vec<u8> {
        let (commit, kek) = split(keys);
        let body = closed::close(&kek, &self.place(at), key.expose(), chance);
        let w = Writer::new(MARK).u8(self.kind.byte());
        self.params
            .write(w)
            .raw(&self.pepper)
            .raw(&self.salt)
            .raw(&commit)
            .raw(&body)
            .done()
    }
}

fn split(keys: &[u8; 64]) -> ([u8; 32], Zeroizing<[u8; 32]>) {
    let mut commit = [0; 32];
    let mut kek = Zeroizing::new([0; 32]);
    commit.copy_from_slice(&keys[..32]);
    kek.copy_from_slice(&keys[32..]);
    (commit, kek)
}

fn read(bytes: &[u8], kind: Kind) -> Result<(Head, [u8; 32], &[u8]), Refused> {
    let mut r = Reader::new(bytes, MARK)?;
    if r.u8()? != kind.byte() {
        return Err(Refused);
    }
    let params = Params {
        kib: r.u32()?,
        passes: r.u32()?,
        lanes: r.u32()?,
    };
    let params = match kind {
        Kind::Passphrase => params.bounded()?,
        Kind::Code if params == Params::NONE => params,
        Kind::Code => return Err(Refused),
    };
    let head = Head {
        kind,
        params,
        pepper: r.array()?,
        salt: r.array()?,
    };
    let commit = r.array()?;
    Ok((head, commit, r.rest()))
}

fn unlock(
    head: &Head,
    at: &LockAt,
    keys: &[u8; 64],
    commit: &[u8; 32],
    body: &[u8],
) -> Result<BundleKey, Refused> {
    let (ours, kek) = split(keys);
    if !bool::from(ours.ct_eq(commit)) {
        return Err(Refused);
    }
    let key = closed::open(&kek, &head.place(at), body)?;
    key.as_slice()
        .try_into()
        .map(BundleKey::from_bytes)
        .map_err(|_| Refused)
}

/// Argon2id over the NFKC form, so that one phrase typed on two keyboards is one phrase.
fn stretch(
    params: Params,
    salt: &[u8; 16],
    passphrase: &str,
) -> Result<Zeroizing<[u8; 32]>, Refused> {
    let params = params.bounded()?;
    // NFKC expands one character to 18 at most; a buffer that never grows leaves no copies.
    let mut phrase = Zeroizing::new(String::with_capacity(passphrase.len().saturating_mul(18)));
    phrase.extend(passphrase.nfkc());
    let cost = argon2::Params::new(params.kib, params.passes, params.lanes, Some(32));
    let argon = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        cost.map_err(|_| Refused)?,
    );
    let mut out = Zeroizing::new([0; 32]);
    argon
        .hash_password_into(phrase.as_bytes(), salt, out.as_mut_slice())
        .map_err(|_| Refused)?;
    Ok(out)
}

/// Closes the bundle key under a passphrase and the key file's pepper.
pub fn seal_lock(
    at: &LockAt,
    params: Params,
    passphrase: &str,
    pepper: &Pepper,
    key: &BundleKey,
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let head = Head {
        kind: Kind::Passphrase,
        params,
        pepper: pepper.id(),
        salt: draw(chance),
    };
    let stretched = stretch(params, &head.salt, passphrase)?;
    let keys = head.keys(at, pepper.expose(), stretched.as_slice());
    Ok(head.seal(at, &keys, key, chance))
}

/// Opens a passphrase lock; takes one Argon2id run, so it belongs on a blocking thread.
pub fn open_lock(
    at: &LockAt,
    bytes: &[u8],
    passphrase: &str,
    pepper: &Pepper,
) -> Result<BundleKey, Refused> {
    let (head, commit, body) = read(bytes, Kind::Passphrase)?;
    if head.pepper != pepper.id() {
        return Err(Refused);
    }
    let stretched = stretch(head.params, &head.salt, passphrase)?;
    let keys = head.keys(at, pepper.expose(), stretched.as_slice());
    unlock(&head, at, &keys, &commit, body)
}

/// Does the work of one try for a login that does not exist, so that time tells nothing.
pub fn spend_lock(params: Params, passphrase: &str) -> Refused {
    // The outcome is not wanted, only the time it takes.
    let _spent = stretch(params, &[0; 16], passphrase);
    Refused
}

/// Closes the bundle key under a recovery code; needs no pepper, so it outlives the key file.
pub fn seal_code_lock(
    at: &LockAt,
    code: &RecoveryCode,
    key: &BundleKey,
    chance: &mut dyn Chance,
) -> Vec<u8> {
    let head = Head {
        kind: Kind::Code,
        params: Params::NONE,
        pepper: [0; 16],
        salt: draw(chance),
    };
    let keys = head.keys(at, &[], code.expose());
    head.seal(at, &keys, key, chance)
}

/// Opens a recovery-code lock; that it opens only once is the caller's business.
pub fn open_code_lock(
    at: &LockAt,
    bytes: &[u8],
    code: &RecoveryCode,
) -> Result<BundleKey, Refused> {
    let (head, commit, body) = read(bytes, Kind::Code)?;
    let keys = head.keys(at, &[], code.expose());
    unlock(&head, at, &keys, &commit, body)
}
