//! A referral: institution to institution, sealed, with a ground, a clock, an answer, an outcome.
//! From click to row: `send/pages.rs`, `send/plan.rs`, `send/action.rs`, `store.rs`.

mod actions;
mod letter;
mod pages;
mod send;
mod slip;
mod store;

pub(crate) use actions::RecordPhoneAnswer;
#[cfg(test)]
pub(crate) use actions::{ConcludeOutside, WithdrawReferral};
pub(crate) use send::{Asked, Call, SendReferral, obliged};
pub(crate) use slip::slip_rows;
pub(crate) use store::{
    CONSENT, Kind, REFERRAL, REFERRAL_EVENT, REFERRAL_ITEM, REFERRAL_RUNG, ReferralRow, all, apply,
    by_code, climb, events, items, of_case, overdue, received, rungs, said, sent,
};
#[cfg(test)]
pub(crate) use store::{insert, insert_consent};

use crate::web::Routes;

/// The routes of sending a referral and of the sender's page.
pub(crate) fn routes() -> Routes {
    send::routes().join(pages::routes())
}
