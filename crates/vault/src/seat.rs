//! Seats (V12): a circle's root sealed to one member's card by a member who admits.

use crate::card::{CircleCard, MemberCard, Trusted};
use crate::envelope::{self, Purpose};
use crate::sig::{Sig, SigKey};
use crate::{Chance, CircleRoot, Ctx, MemberRoot, Refused, sha256};

/// The sealed columns of a `circle_member` row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The envelope with the circle's root.
    pub body: Vec<u8>,
    /// The admitting member's signature over the three cards and the envelope.
    pub sig: Sig,
}

fn place(
    circle: &Trusted<CircleCard>,
    to: &Trusted<MemberCard>,
    by: &Trusted<MemberCard>,
) -> Result<Vec<u8>, Refused> {
    let one_house = [to, by]
        .iter()
        .all(|card| card.deployment == circle.deployment && card.institution == circle.institution);
    if !one_house {
        return Err(Refused);
    }
    let ctx = Ctx {
        row: Some(to.member),
        ..circle.at().ctx()
    };
    Ok([
        ctx.bytes("seat").as_slice(),
        &circle.hash(),
        &to.hash(),
        &by.hash(),
    ]
    .concat())
}

/// Seals a circle's root to a member of the same institution; refused unless the root is the
/// circle card's and `admitter` is the key of the card `by`.
pub fn seal_seat(
    admitter: &SigKey,
    by: &Trusted<MemberCard>,
    circle: &Trusted<CircleCard>,
    to: &Trusted<MemberCard>,
    root: &CircleRoot,
    chance: &mut dyn Chance,
) -> Result<Seat, Refused> {
    circle.admits_root(root)?;
    if admitter.public() != by.sig {
        return Err(Refused);
    }
    let place = place(circle, to, by)?;
    let body = envelope::seal(&to.kem, Purpose::Seat, &place, root.expose(), chance)?;
    let sig = admitter.sign("seat", &[place.as_slice(), &sha256(&[&body])].concat());
    Ok(Seat { body, sig })
}

/// Opens a seat. A root whose public keys are not the circle card's is refused, whoever sealed
/// it; that `admitter` was allowed to admit is for the caller to know.
pub fn open_seat(
    me: &MemberRoot,
    my_card: &Trusted<MemberCard>,
    circle: &Trusted<CircleCard>,
    admitter: &Trusted<MemberCard>,
    seat: &Seat,
) -> Result<CircleRoot, Refused> {
    let place = place(circle, my_card, admitter)?;
    let message = [place.as_slice(), &sha256(&[&seat.body])].concat();
    admitter.sig.verify("seat", &message, &seat.sig)?;
    let opened = envelope::open(&me.kem(my_card.at()), Purpose::Seat, &place, &seat.body)?;
    let root = opened
        .as_slice()
        .try_into()
        .map(CircleRoot::from_bytes)
        .map_err(|_| Refused)?;
    circle.admits_root(&root)?;
    Ok(root)
}
