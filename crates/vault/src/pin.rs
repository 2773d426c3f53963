//! The PIN (V17): six digits that stand before the server's half of a session as a gate. They are no
//! key material and open nothing.

use crate::closed::{close, open};
use crate::hash::derive;
use crate::keyfile::PinSecret;
use crate::root::PinKey;
use crate::{Chance, Hash, MemberAt, Opened, Refused};

/// Closes a member's digits under the member's own key, so that each sign-in can set the gate.
pub fn seal_pin(key: &PinKey, at: MemberAt, digits: &str, chance: &mut dyn Chance) -> Vec<u8> {
    close(
        key.expose(),
        &at.ctx().bytes("pin"),
        digits.as_bytes(),
        chance,
    )
}

/// Opens a member's digits.
pub fn open_pin(key: &PinKey, at: MemberAt, bytes: &[u8]) -> Result<Opened, Refused> {
    open(key.expose(), &at.ctx().bytes("pin"), bytes)
}

/// What is stored beside a session to compare typed digits with; worth nothing without the key file.
pub fn pin_check(secret: &PinSecret, row: &Hash, digits: &[u8]) -> Hash {
    *derive("pin", &[], &[secret.expose()], &[&[0], row, digits])
}
