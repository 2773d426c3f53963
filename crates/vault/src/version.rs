//! Versions (V3): every save is a new, signed ciphertext under a key split in two halves.

use crate::closed::{close_padded, open_padded};
use crate::hash::derive;
use crate::secret::secret;
use crate::sig::{Sig, SigKey, SigPublic};
use crate::wire::Writer;
use crate::{Chance, Ctx, Hash, Id16, Opened, Refused, sha256};
use subtle::ConstantTimeEq;

secret! {
    /// The half of a version's key that travels in letters and lies in ring rows.
    HalfA, 32
}

secret! {
    /// The half of a version's key in the shred store; burning it ends the version everywhere.
    HalfB, 32
}

/// Where a version belongs. Row, section, format, version and owner must be named; the case is
/// absent only for what belongs to an institution itself.
#[derive(Debug, Clone, Copy)]
pub struct VersionAt<'a> {
    /// The context; `version` counts from 1 within (case, section).
    pub ctx: Ctx<'a>,
    /// The row of half B in the shred store, never shared with another version.
    pub half: Id16,
    /// [`version_hash`] of the version before; absent exactly at version 1 (V4).
    pub prev: Option<Hash>,
}

impl VersionAt<'_> {
    fn ctx_bytes(&self) -> Result<Vec<u8>, Refused> {
        let c = &self.ctx;
        let named = c.row.is_some()
            && c.section.is_some_and(|code| !code.is_empty())
            && c.format.is_some()
            && c.owner.is_some();
        let in_order = match c.version {
            None | Some(0) => false,
            Some(1) => self.prev.is_none(),
            Some(_) => self.prev.is_some(),
        };
        if named && in_order {
            Ok(c.bytes("version"))
        } else {
            Err(Refused)
        }
    }
}

/// A sealed version: three columns of one insert-only row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedVersion {
    /// Ties the ciphertext to one key: a row that opens under two keys cannot be made.
    pub commit: Hash,
    /// The closed, padded plaintext.
    pub bytes: Vec<u8>,
    /// The author's signature over place, commitment, predecessor and ciphertext.
    pub sig: Sig,
}

/// `commit ‖ K = HKDF(A ‖ B, ctx ‖ half id)`.
fn keys(a: &HalfA, b: &HalfB, ctx: &[u8], half: &Id16) -> (Hash, zeroize::Zeroizing<[u8; 32]>) {
    let both = derive::<64>("version", &[], &[a.expose(), b.expose()], &[ctx, half]);
    let mut commit = [0; 32];
    let mut key = zeroize::Zeroizing::new([0; 32]);
    commit.copy_from_slice(&both[..32]);
    key.copy_from_slice(&both[32..]);
    (commit, key)
}

fn signed(ctx: &[u8], at: &VersionAt<'_>, commit: &Hash, bytes: &[u8]) -> Vec<u8> {
    Writer::bare()
        .var(ctx)
        .raw(&at.half)
        .raw(commit)
        .maybe(at.prev.as_ref().map(|hash| hash.as_slice()))
        .raw(&sha256(&[bytes]))
        .done()
}

/// Seals one version; refused when the place is incomplete or out of order.
pub fn seal_version(
    author: &SigKey,
    a: &HalfA,
    b: &HalfB,
    at: &VersionAt<'_>,
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<SealedVersion, Refused> {
    let ctx = at.ctx_bytes()?;
    let (commit, key) = keys(a, b, &ctx, &at.half);
    let aad = [ctx.as_slice(), &at.half, &commit].concat();
    let bytes = close_padded(&key, &aad, plaintext, chance)?;
    let sig = author.sign("version", &signed(&ctx, at, &commit, &bytes));
    Ok(SealedVersion { commit, bytes, sig })
}

/// Opens a version; the commitment is always checked, the signature when `author` is given
/// (only the scan of headers for lists and search goes without).
pub fn open_version(
    a: &HalfA,
    b: &HalfB,
    at: &VersionAt<'_>,
    sealed: &SealedVersion,
    author: Option<&SigPublic>,
) -> Result<Opened, Refused> {
    let ctx = at.ctx_bytes()?;
    if let Some(author) = author {
        author.verify(
            "version",
            &signed(&ctx, at, &sealed.commit, &sealed.bytes),
            &sealed.sig,
        )?;
    }
    let (commit, key) = keys(a, b, &ctx, &at.half);
    if !bool::from(commit.ct_eq(&sealed.commit)) {
        return Err(Refused);
    }
    open_padded(
        &key,
        &[ctx.as_slice(), &at.half, &commit].concat(),
        &sealed.bytes,
    )
}

/// The hash that names this version: as the next one's `prev`, and in the ledger.
pub fn version_hash(at: &VersionAt<'_>, sealed: &SealedVersion) -> Hash {
    let ctx = at.ctx.bytes("version");
    let row = signed(&ctx, at, &sealed.commit, &sealed.bytes);
    sha256(&[b"besa/v1/version-hash\0", &row, &sealed.sig])
}

/// Whether a half A received by letter belongs to the version with this commitment (V7).
pub fn fits(a: &HalfA, b: &HalfB, at: &VersionAt<'_>, commit: &Hash) -> bool {
    at.ctx_bytes()
        .is_ok_and(|ctx| keys(a, b, &ctx, &at.half).0.ct_eq(commit).into())
}
