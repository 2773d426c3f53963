//! Tests of the hall, through its doors and its pages. `BESA_TEST_DB` names a PostgreSQL; without it
//! they run on SQLite.

pub(crate) mod attack;
pub(crate) mod attacks;
pub(crate) mod kit;

mod canary;
mod cast;
mod clocks;
mod core;
mod demo;
mod doors;
mod entering;
mod forged_letters;
mod given;
mod journeys;
mod letters;
mod locales;
mod looked;
mod matrix;
mod mended;
mod outside;
mod owed;
mod own_tables;
mod reasons;
mod receiving;
mod record;
mod record_story;
mod referral;
mod referred;
mod refusals;
mod registry;
mod requests;
mod roots;
mod screening;
mod sealing;
mod second_look;
mod serving;
mod story;
mod trust;
