//! Ids, hashes and the one key derivation.

use hkdf::HkdfExtract;
use sha2::{Digest, Sha256};

/// A random 128-bit id of a row, member, circle or institution.
pub type Id16 = [u8; 16];

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// SHA-256 of the concatenated parts; whoever hashes a tuple prefixes lengths himself.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// HKDF-SHA256 with `info = "besa/v1/" purpose ‖ ctx` (V1). `ctx` opens with a zero byte (the
/// length of its first field), which ends the purpose; so no two pairs give one `info`.
#[expect(
    clippy::expect_used,
    reason = "HKDF refuses only outputs above 8,160 bytes; ours are 64 at most"
)]
pub(crate) fn derive<const N: usize>(
    purpose: &str,
    salt: &[&[u8]],
    ikm: &[&[u8]],
    ctx: &[&[u8]],
) -> zeroize::Zeroizing<[u8; N]> {
    let salt = zeroize::Zeroizing::new(salt.concat());
    let mut extract = HkdfExtract::<Sha256>::new(Some(&salt));
    for part in ikm {
        extract.input_ikm(part);
    }
    let (_, hkdf) = extract.finalize();
    let mut info = vec![b"besa/v1/".as_slice(), purpose.as_bytes()];
    info.extend_from_slice(ctx);
    let mut out = zeroize::Zeroizing::new([0; N]);
    hkdf.expand_multi_info(&info, out.as_mut_slice())
        .expect("64 bytes at most");
    out
}
