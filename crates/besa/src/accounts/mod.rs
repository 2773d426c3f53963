//! How members enter and leave: locks, second factor, sessions, and the pages for them.

mod card;
mod devices;
mod enter;
mod factor_pages;
mod factors;
mod keys;
mod locks;
pub(crate) mod pages;
mod pin;
mod recovery;
mod reset;
mod resume;
mod sessions;
mod step_up;
mod store;
mod tables;
mod throttle;
mod webauthn;

pub(crate) use card::NewCard;
pub(crate) use devices::Whence;
pub(crate) use enter::{Entry, Tried, sign_in};
pub(crate) use factors::{Shown, end_cards_and_keys};
pub(crate) use locks::{FULL, LONGEST, Locks, SHORTEST, Settings, make};
pub(crate) use reset::{ResetFactor, open_resets};
pub(crate) use sessions::{Loaded, Session, Who, end_all, end_everybody, expire, late, load};
pub(crate) use step_up::ask as ask_step_up;
pub(crate) use store::spend_rescue;

use crate::db::Table;

/// The tables that the record binds.
pub(crate) const TABLES: &[&Table] = &[
    &store::LOCK,
    &store::BUNDLE,
    &store::FACTOR,
    &store::CARD,
    &store::KEY,
    &store::PIN,
    &reset::FACTOR_RESET,
];
