//! Tests of the hall, through its doors and its pages. `BESA_TEST_DB` names a PostgreSQL; without it
//! they run on SQLite.

pub(crate) mod attack;
pub(crate) mod kit;

mod core;
mod doors;
mod entering;
mod letters;
mod locales;
mod matrix;
mod own_tables;
mod record;
mod record_story;
mod requests;
mod roots;
mod sealing;
mod story;
mod trust;
