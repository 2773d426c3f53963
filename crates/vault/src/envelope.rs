//! Sealing to a public key: HPKE base mode with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305.

use crate::chance::Lent;
use crate::wire::{Reader, Writer};
use crate::{Chance, Id16, Opened, Refused, sha256};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

const MARK: &[u8; 4] = b"BSE\x01";
/// Suite 1 = X-Wing (0x647a), HKDF-SHA256, ChaCha20-Poly1305.
const SUITE: u8 = 1;

/// What an envelope carries; an envelope of one purpose never opens as another.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Letter,
    Seat,
    Rescue,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Purpose::Letter => 1,
            Purpose::Seat => 2,
            Purpose::Rescue => 3,
        }
    }

    fn info(self) -> &'static [u8] {
        match self {
            Purpose::Letter => b"besa/v1/letter",
            Purpose::Seat => b"besa/v1/seat",
            Purpose::Rescue => b"besa/v1/rescue",
        }
    }
}

/// A private X-Wing key; wiped when dropped.
pub struct KemKey(<XWing as Kem>::PrivateKey);

impl KemKey {
    #[expect(clippy::expect_used, reason = "an X-Wing private key is any 32 bytes")]
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(<XWing as Kem>::PrivateKey::from_bytes(seed).expect("any 32 bytes"))
    }

    /// The public half.
    pub fn public(&self) -> KemPublic {
        KemPublic(XWing::sk_to_pk(&self.0).to_bytes().to_vec())
    }
}

/// A public X-Wing key (1,216 bytes), checked when read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KemPublic(Vec<u8>);

impl KemPublic {
    /// Reads a key; wrong lengths and malformed ML-KEM parts are refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        <XWing as Kem>::PublicKey::from_bytes(bytes).map_err(|_| Refused)?;
        Ok(Self(bytes.to_vec()))
    }

    /// The 1,216 bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn id(&self) -> Id16 {
        let hash = sha256(&[b"besa/v1/kem-id\0", &self.0]);
        std::array::from_fn(|at| hash[at])
    }
}

/// `mark ‖ suite ‖ purpose ‖ key id(16) ‖ enc length(2) ‖ enc ‖ ciphertext and tag`.
pub(crate) fn seal(
    to: &KemPublic,
    purpose: Purpose,
    aad: &[u8],
    plaintext: &[u8],
    chance: &mut dyn Chance,
) -> Result<Vec<u8>, Refused> {
    let key = <XWing as Kem>::PublicKey::from_bytes(&to.0).map_err(|_| Refused)?;
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &key,
        purpose.info(),
        plaintext,
        aad,
        &mut Lent(chance),
    )
    .map_err(|_| Refused)?;
    let enc = enc.to_bytes();
    let enc_len = u16::try_from(enc.len()).map_err(|_| Refused)?;
    Ok(Writer::new(MARK)
        .u8(SUITE)
        .u8(purpose.byte())
        .raw(&to.id())
        .u16(enc_len)
        .raw(&enc)
        .raw(&sealed)
        .done())
}

/// Opens an envelope addressed to `key`.
pub(crate) fn open(
    key: &KemKey,
    purpose: Purpose,
    aad: &[u8],
    bytes: &[u8],
) -> Result<Opened, Refused> {
    let mut r = Reader::new(bytes, MARK)?;
    let for_us =
        r.u8()? == SUITE && r.u8()? == purpose.byte() && r.array::<16>()? == key.public().id();
    if !for_us {
        return Err(Refused);
    }
    let enc_len = usize::from(r.u16()?);
    let enc = <XWing as Kem>::EncappedKey::from_bytes(r.take(enc_len)?).map_err(|_| Refused)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &key.0,
        &enc,
        purpose.info(),
        r.rest(),
        aad,
    )
    .map(Opened::new)
    .map_err(|_| Refused)
}
