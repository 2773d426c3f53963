//! Tests of the hall, through its doors and its pages. `BESA_TEST_DB` names a PostgreSQL; without it
//! they run on SQLite.

pub(crate) mod kit;

mod core;
mod screening;
mod story;
