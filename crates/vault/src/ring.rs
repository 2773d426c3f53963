//! Ring rows (V5): one insert-only row per (circle, epoch, version) that the circle can open.

use crate::closed::{close, open};
use crate::root::RingKey;
use crate::version::HalfA;
use crate::wire::Writer;
use crate::{Chance, CircleAt, Ctx, Id16, Refused};

/// Where a ring row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingAt {
    /// The circle and the epoch whose key closes the row.
    pub circle: CircleAt,
    /// The version whose half A it is.
    pub sealed: Id16,
    /// The letter that brought it; none for the circle's own saves.
    pub letter: Option<Id16>,
}

impl RingAt {
    fn aad(&self) -> Vec<u8> {
        let ctx = Ctx {
            row: Some(self.sealed),
            ..self.circle.ctx()
        };
        Writer::bare()
            .raw(&ctx.bytes("ring"))
            .maybe(self.letter.as_ref().map(|id| id.as_slice()))
            .done()
    }
}

/// Closes a half A under the circle's ring key (77 bytes).
pub fn seal_ring(key: &RingKey, at: &RingAt, a: &HalfA, chance: &mut dyn Chance) -> Vec<u8> {
    close(key.expose(), &at.aad(), a.expose(), chance)
}

/// Opens a ring row.
pub fn open_ring(key: &RingKey, at: &RingAt, bytes: &[u8]) -> Result<HalfA, Refused> {
    let opened = open(key.expose(), &at.aad(), bytes)?;
    opened
        .as_slice()
        .try_into()
        .map(HalfA::from_bytes)
        .map_err(|_| Refused)
}
