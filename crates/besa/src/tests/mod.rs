//! Tests of the hall, through its doors and its pages. `BESA_TEST_DB` names a PostgreSQL; without it
//! they run on SQLite.

pub(crate) mod attack;
pub(crate) mod kit;

mod canary;
mod cast;
mod core;
mod doors;
mod looked;
mod record;
mod record_story;
mod registry;
mod letters;
mod receiving;
mod referred;
mod referral;
mod screening;
mod story;
