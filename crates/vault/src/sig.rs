//! Ed25519 signatures, each over a label and a message, and fingerprints of public keys.

use crate::wire::Writer;
use crate::{Hash, Refused, seen, sha256};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// An Ed25519 signature.
pub type Sig = [u8; 64];

/// A signing key; wiped when dropped.
pub struct SigKey(SigningKey);

impl SigKey {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> SigPublic {
        SigPublic(self.0.verifying_key().to_bytes())
    }

    /// Signs `message` under `label`; a signature under one label is worth nothing under another.
    pub fn sign(&self, label: &str, message: &[u8]) -> Sig {
        self.0.sign(&labelled(label, message)).to_bytes()
    }
}

/// A public signing key, checked to be a usable point when read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigPublic([u8; 32]);

impl SigPublic {
    /// Reads a key; malformed and small-order points are refused.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Refused> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| Refused)?;
        if key.is_weak() {
            Err(Refused)
        } else {
            Ok(Self(*bytes))
        }
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Verifies strictly (no small-order points, canonical encoding only).
    pub fn verify(&self, label: &str, message: &[u8], sig: &Sig) -> Result<(), Refused> {
        let message = labelled(label, message);
        let verify = || {
            VerifyingKey::from_bytes(&self.0)
                .and_then(|key| key.verify_strict(&message, &Signature::from_bytes(sig)))
                .is_ok()
        };
        let digest = sha256(&[b"besa/v1/seen\0", &self.0, sig, &message]);
        if seen::right(digest, verify) {
            Ok(())
        } else {
            Err(Refused)
        }
    }

    /// The fingerprint people compare by eye.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(sha256(&[b"besa/v1/fingerprint\0", &self.0]))
    }
}

fn labelled(label: &str, message: &[u8]) -> Vec<u8> {
    Writer::bare()
        .raw(b"besa/v1/sig")
        .var(label.as_bytes())
        .raw(message)
        .done()
}

const CONSONANTS: &[u8] = b"bdfghjklmnprstvz";
const VOWELS: &[u8] = b"aiou";

/// A SHA-256 fingerprint in forms that can be printed and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub Hash);

impl Fingerprint {
    /// 64 hexadecimal digits, for files and machines.
    pub fn hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Eight words for comparing by ear: the first 128 bits, 16 a word, in syllables that Albanian
    /// and English read alike (the proquint alphabet).
    pub fn words(&self) -> String {
        let mut out = String::with_capacity(47);
        for (at, pair) in self.0.chunks_exact(2).take(8).enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let bits = u16::from_be_bytes([pair[0], pair[1]]);
            for (letters, shift) in [
                (CONSONANTS, 12),
                (VOWELS, 10),
                (CONSONANTS, 6),
                (VOWELS, 4),
                (CONSONANTS, 0),
            ] {
                let place = usize::from(bits >> shift) % letters.len();
                out.push(char::from(letters[place]));
            }
        }
        out
    }

    /// All 256 bits as base32 in groups of four, for paper and the telephone.
    pub fn groups(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        let mut out = String::with_capacity(text.len() + text.len() / 4);
        for (at, letter) in text.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                out.push(' ');
            }
            out.push(letter);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn eight_words_say_the_first_half_of_a_fingerprint() {
        let mut hash = [0; 32];
        // The published example of the alphabet: 127.0.0.1 is "lusab babad".
        hash[..4].copy_from_slice(&[127, 0, 0, 1]);
        let words = Fingerprint(hash).words();
        assert!(words.starts_with("lusab babad babab"), "{words}");
        assert_eq!(words.split(' ').count(), 8);
        for bit in 0..128 {
            let mut other = hash;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(Fingerprint(other).words(), words);
        }
    }
}
