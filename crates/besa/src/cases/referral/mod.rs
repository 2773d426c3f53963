//! A referral: institution to institution, sealed, with a ground, a clock, an answer, an outcome.
//! From click to row: `send/pages.rs`, `send/plan.rs`, `send/action.rs`, `store.rs`.

mod actions;
mod kind;
mod letter;
mod pages;
mod send;
mod shown;
mod slip;
mod store;

pub(crate) use actions::RecordPhoneAnswer;
#[cfg(test)]
pub(crate) use actions::{ConcludeOutside, WithdrawReferral};
pub(crate) use kind::Kind;
pub(crate) use send::{Asked, Call, SendReferral, obliged};
pub(crate) use slip::slip_rows;
pub(crate) use store::{
    CONSENT, REFERRAL, REFERRAL_EVENT, REFERRAL_ITEM, REFERRAL_RUNG, ReferralRow, all, apply,
    by_code, climb, ended, events, items, of_case, overdue, received, rungs, said, sent,
};
#[cfg(test)]
pub(crate) use store::{insert, insert_consent};

use crate::app::{Cx, Fail};
use crate::web::Routes;
use besa_domain::{FieldError, ReferralCode};

/// The routes of sending a referral and of the sender's page.
pub(crate) fn routes() -> Routes {
    send::routes().join(pages::routes())
}

/// The referral that an act or a view is about; its standing named it in the line.
pub(crate) async fn named(cx: &mut Cx<'_>, code: ReferralCode) -> Result<ReferralRow, Fail> {
    by_code(&mut cx.tx, code).await?.ok_or(Fail::Unseen)
}

/// A code that a form chose must stand in the list in force.
pub(crate) fn listed(cx: &Cx<'_>, list: &str, field: &str, code: &str) -> Result<(), Fail> {
    if cx.app.rules().lists.has(list, code) {
        return Ok(());
    }
    let key = match code {
        "" => "error-missing",
        _ => "error-unknown-code",
    };
    Err(Fail::Invalid(vec![FieldError::new(field, key)]))
}
