//! Where a member sits: the roots of the circles, opened from seat and chain and held against the
//! cards, and what changed since a session was opened.

use super::cards::{by_card, circle_cards, member_card, member_cards};
use super::store::{self, Member};
use crate::accounts::Session;
use crate::app::{App, Facts, Fail};
use crate::db::Tx;
use besa_domain::{CircleId, CircleKind, InstitutionId, MemberId, MemberState};
use besa_vault::{
    CircleAt, HeldCircle, MemberCard, MemberRoot, Seat, Trusted, open_chain, open_seat,
};
use std::sync::Arc;

/// The roots of every circle and epoch that a member's seats lead to: the seat opens the newest
/// epoch, the chain each one before it. A root that is not its card's is refused (V12).
pub(crate) async fn held_circles(
    tx: &mut Tx<'_>,
    facts: &Facts,
    member: MemberId,
    root: &MemberRoot,
    card: &Trusted<MemberCard>,
) -> Result<Vec<HeldCircle>, Fail> {
    let mut held = Vec::new();
    for seat in store::seats(tx, member).await? {
        let cards = circle_cards(tx, facts, seat.circle, seat.epoch).await?;
        let admitters = member_cards(tx, facts, seat.admitted_by).await?;
        let mut newer: Option<HeldCircle> = None;
        for circle in cards.iter().rev() {
            let root = match &newer {
                None => {
                    let sealed = Seat {
                        body: seat.bytes.clone(),
                        sig: seat.sig,
                    };
                    by_card(&admitters, |by| open_seat(root, card, circle, by, &sealed))?
                }
                Some(newer) => {
                    let link = store::chain(tx, seat.circle, circle.epoch)
                        .await?
                        .ok_or_else(|| Fail::broken("integrity", "chain"))?;
                    let key = newer.root.chain(CircleAt {
                        deployment: facts.deployment,
                        circle: newer.circle,
                        epoch: newer.epoch,
                    });
                    open_chain(&key, circle, &link)?
                }
            };
            let opened = HeldCircle {
                circle: seat.circle.bytes(),
                kind: seat.kind.code().to_owned(),
                epoch: circle.epoch,
                card: circle.hash(),
                root,
            };
            held.extend(newer.replace(opened));
        }
        held.extend(newer);
    }
    Ok(held)
}

/// Who sits in a circle of an institution now: those who are confirmed.
pub(crate) async fn sitting(
    tx: &mut Tx<'_>,
    institution: InstitutionId,
    kind: CircleKind,
) -> Result<Vec<Member>, Fail> {
    let Some(circle) = store::circle_of(tx, institution, kind).await? else {
        return Ok(Vec::new());
    };
    let mut members = Vec::new();
    for (id, state, _) in store::seated(tx, circle.id, circle.epoch).await? {
        if state == MemberState::Confirmed {
            members.extend(store::member(tx, id).await?);
        }
    }
    Ok(members)
}

/// A session as its member stands now.
pub(crate) struct Footing {
    /// The session with what it may open now; the same one where nothing changed.
    pub(crate) session: Arc<Session>,
    /// Whether a circle of the member waits for its next key.
    pub(crate) rotation_due: bool,
}

/// How the member of a session stands now. Nobody acts who is no longer confirmed, and whose
/// circles were rotated meanwhile goes on with the new epoch (V13).
pub(crate) async fn footing(
    app: &App,
    tx: &mut Tx<'_>,
    session: &Arc<Session>,
) -> Result<Footing, Fail> {
    let member = session.who.member;
    let (state, seats) = store::footing(tx, member).await?.ok_or(Fail::Unseen)?;
    if state != MemberState::Confirmed {
        return Err(Fail::Unseen);
    }
    let known = |circle: CircleId, epoch: u32| {
        let mut held = session.bundle.circles.iter();
        held.any(|it| it.circle == circle.bytes() && it.epoch == epoch)
    };
    let rotation_due = seats.iter().any(|(_, _, due)| *due);
    if session.limited
        || seats
            .iter()
            .all(|(circle, epoch, _)| known(*circle, *epoch))
    {
        return Ok(Footing {
            session: session.clone(),
            rotation_due: rotation_due && !session.limited,
        });
    }
    let facts = app.facts();
    let card = member_card(tx, facts, member).await?;
    let circles = held_circles(tx, facts, member, &session.bundle.root, &card).await?;
    Ok(Footing {
        session: Arc::new(session.holding(circles)),
        rotation_due,
    })
}
