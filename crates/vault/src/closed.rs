//! Bytes closed under a symmetric key: XChaCha20-Poly1305 in a small frame, optionally padded.

use crate::chance::draw;
use crate::wire::{Reader, Writer};
use crate::{Chance, Opened, Refused};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

const MARK: &[u8; 4] = b"BSC\x01";
/// Suite 1 = XChaCha20-Poly1305.
const SUITE: u8 = 1;
/// The shortest padded plaintext; most short answers look alike.
const LEAST: usize = 256;

/// Closes `plaintext`: `mark ‖ suite ‖ nonce(24) ‖ ciphertext and tag`.
#[expect(
    clippy::expect_used,
    reason = "the cipher refuses only plaintexts above 256 GiB"
)]
pub(crate) fn close(
    key: &[u8; 32],
    aad: &[u8],
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Vec<u8> {
    let nonce: [u8; 24] = draw(chance);
    let sealed = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plaintext,
                aad,
            },
        )
        .expect("below 256 GiB");
    Writer::new(MARK).u8(SUITE).raw(&nonce).raw(&sealed).done()
}

/// Opens what [`close`] made under the same key and context.
pub(crate) fn open(key: &[u8; 32], aad: &[u8], bytes: &[u8]) -> Result<Opened, Refused> {
    let mut r = Reader::new(bytes, MARK)?;
    if r.u8()? != SUITE {
        return Err(Refused);
    }
    let nonce: [u8; 24] = r.array()?;
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(nonce), Payload { msg: r.rest(), aad })
        .map(Opened::new)
        .map_err(|_| Refused)
}

/// Closes with the length hidden: `length(4) ‖ plaintext ‖ zeros` up to [`padded_len`].
pub(crate) fn close_padded(
    key: &[u8; 32],
    aad: &[u8],
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let len = u32::try_from(plaintext.len()).map_err(|_| Refused)?;
    let total = padded_len(plaintext.len() + 4);
    // The buffer has its final size from the start: growing would leave unwiped copies behind.
    let mut padded = Opened::new(Vec::with_capacity(total));
    padded.extend_from_slice(&len.to_be_bytes());
    padded.extend_from_slice(plaintext);
    padded.resize(total, 0);
    Ok(close(key, aad, &padded, chance))
}

/// Opens what [`close_padded`] made; any other padding is refused.
pub(crate) fn open_padded(key: &[u8; 32], aad: &[u8], bytes: &[u8]) -> Result<Opened, Refused> {
    let padded = open(key, aad, bytes)?;
    let (len, rest) = padded.split_first_chunk::<4>().ok_or(Refused)?;
    let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| Refused)?;
    let (plain, zeros) = rest.split_at_checked(len).ok_or(Refused)?;
    if padded.len() != padded_len(len + 4) || zeros.iter().any(|byte| *byte != 0) {
        return Err(Refused);
    }
    Ok(Opened::new(plain.to_vec()))
}

/// Padmé: rounds a length up so that it keeps only as many leading bits as its magnitude needs;
/// at most 12 % larger, and log log of the length is all that leaks.
pub(crate) fn padded_len(len: usize) -> usize {
    if len <= LEAST {
        return LEAST;
    }
    let magnitude = len.ilog2();
    let kept = magnitude.ilog2() + 1;
    let mask = (1_usize << (magnitude - kept)) - 1;
    len.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::padded_len;

    #[test]
    fn padding_is_the_published_one() {
        // Padmé of the PURBs paper: 9 → 10 and so on, above our floor of 256.
        for (len, padded) in [
            (0, 256),
            (256, 256),
            (257, 272),
            (272, 272),
            (273, 288),
            (1000, 1024),
            (1025, 1088),
            (100_000, 100_352),
        ] {
            assert_eq!(padded_len(len), padded, "{len}");
        }
    }

    #[test]
    fn padding_grows_and_stays_below_an_eighth() {
        let mut last = 0;
        for len in 257..70_000 {
            let padded = padded_len(len);
            assert!(padded >= len && padded >= last && (padded - len) * 8 <= len);
            assert_eq!(padded_len(padded), padded);
            last = padded;
        }
    }
}
