//! The chain (V13): each epoch's root hands the root before it to whoever holds the newer one.

use crate::card::{CircleCard, Trusted};
use crate::closed::{close, open};
use crate::root::ChainKey;
use crate::{Chance, CircleAt, CircleRoot, Refused};

fn aad(of: CircleAt) -> Vec<u8> {
    of.ctx().bytes("chain")
}

/// Closes the root of the epoch `of` under the chain key of the epoch after it (77 bytes).
pub fn seal_chain(
    key: &ChainKey,
    of: CircleAt,
    root: &CircleRoot,
    chance: &mut dyn Chance,
) -> Vec<u8> {
    close(key.expose(), &aad(of), root.expose(), chance)
}

/// Opens the root of the epoch that `card` is of; one whose public keys are not the card's is
/// refused, whoever sealed it (V12).
pub fn open_chain(
    key: &ChainKey,
    card: &Trusted<CircleCard>,
    bytes: &[u8],
) -> Result<CircleRoot, Refused> {
    let opened = open(key.expose(), &aad(card.at()), bytes)?;
    let root = opened
        .as_slice()
        .try_into()
        .map(CircleRoot::from_bytes)
        .map_err(|_| Refused)?;
    card.admits_root(&root)?;
    Ok(root)
}
