//! Receiving: what came to one's institution, its slip, the answer, the package, the outcome.

mod actions;
mod answering;
mod inbox;
mod pages;
mod views;

pub(crate) use actions::{AcceptReferral, MarkSeen};
pub(crate) use inbox::{receives, waits};
pub(crate) use pages::said_rows;
pub(crate) use views::{Answers, OpenPackage, OpenSlip, answers_for};

use crate::app::{Actor, Fail};
use crate::cases::referral::{self, ReferralRow};
use crate::db::Tx;
use crate::web::Routes;
use besa_domain::{CircleKind, ReferralCode, Standing};

/// The routes of the inbox.
pub(crate) fn routes() -> Routes {
    pages::routes().join(answering::routes())
}

/// A referral that came to the actor's institution inside the system, with the actor's standing to
/// it; to everybody else it is not there.
pub(crate) async fn addressed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: ReferralCode,
) -> Result<(ReferralRow, Standing), Fail> {
    let row = referral::by_code(tx, code).await?.ok_or(Fail::Unseen)?;
    let standing = standing(actor, &row);
    Ok((row, standing))
}

/// How a member stands to a referral that came: its desk is asked, its circle of cases is given the
/// package by acceptance, and after an end without acceptance there was something once.
fn standing(actor: &Actor, row: &ReferralRow) -> Standing {
    let Actor::Member(session) = actor else {
        return Standing::Stranger;
    };
    if row.outside || row.receiver != session.who.institution {
        return Standing::Stranger;
    }
    let desk = session.holds(CircleKind::FrontDesk);
    match row.state.as_str() {
        "accepted" | "concluded" if session.holds(CircleKind::Cases) => Standing::Granted,
        "declined" | "withdrawn" if desk => Standing::FormerlyGranted,
        _ if desk => Standing::Addressee,
        _ => Standing::Stranger,
    }
}

/// The standing of whoever answers: a desk that comes second still hears who was first.
fn answering(actor: &Actor, row: &ReferralRow) -> Standing {
    match standing(actor, row) {
        Standing::FormerlyGranted => Standing::Addressee,
        other @ (Standing::Author
        | Standing::OwnerCircle
        | Standing::Addressee
        | Standing::Granted
        | Standing::ChildProtection
        | Standing::Authority
        | Standing::SameInstitution
        | Standing::Partner
        | Standing::Oneself
        | Standing::Stranger) => other,
    }
}
