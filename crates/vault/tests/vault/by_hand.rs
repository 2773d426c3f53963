//! A seat built from the protocol page alone, without this crate's writers.

use crate::kit::*;
use besa_vault::*;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeS, Serializable};

/// The generator the HPKE library expects, for envelopes made by hand.
struct Dice(Fixed);

impl rand_core::TryRng for Dice {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Dice {}

/// An envelope: mark, suite, purpose, key id, length of enc (1120), enc, ciphertext.
fn by_hand(to: &KemPublic, purpose: u8, info: &[u8], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let key = <XWing as Kem>::PublicKey::from_bytes(to.bytes()).unwrap();
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &key,
        info,
        plain,
        aad,
        &mut Dice(Fixed::new("by hand")),
    )
    .unwrap();
    let key_id = &sha256(&[b"besa/v1/kem-id\0", to.bytes()])[..16];
    let enc = enc.to_bytes();
    [
        b"BSE\x01".as_slice(),
        [1, purpose].as_slice(),
        key_id,
        &[0x04, 0x60],
        enc.as_slice(),
        &sealed,
    ]
    .concat()
}

/// A seat for the founder of `house`, sealed by hand around any root and properly signed.
pub(crate) fn seat_by_hand(house: &House, root: &CircleRoot) -> Seat {
    let founder = &house.founder;
    let field = |bytes: &[u8]| [&[0, 0, 0, bytes.len() as u8], bytes].concat();
    let place = [
        field(&house.circle.deployment.id()),
        field(b"seat"),
        field(&founder.at.member),
        field(b""), // case
        field(b""), // section
        field(b""), // format
        field(b""), // version
        field(b""), // owner
        field(&house.circle.circle),
        field(&[0, 0, 0, 0]), // epoch
        house.circle.hash().to_vec(),
        founder.card.hash().to_vec(),
        founder.card.hash().to_vec(),
    ]
    .concat();
    let body = by_hand(&founder.card.kem, 2, b"besa/v1/seat", &place, root.expose());
    let sig = founder
        .key
        .sign("seat", &[place.as_slice(), &sha256(&[&body])].concat());
    Seat { body, sig }
}
