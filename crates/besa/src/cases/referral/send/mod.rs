//! The way from a case to a sent referral: what is needed, who may be asked, what they will see.

mod action;
mod brief;
mod check;
mod giving;
mod pages;
mod plan;
mod receivers;
mod steps;

pub(crate) use action::{Asked, Call, SendReferral, obliged};
pub(crate) use pages::routes;

/// The name of the form that a draft of a referral is of.
pub(super) const FORM: &str = "referral";
