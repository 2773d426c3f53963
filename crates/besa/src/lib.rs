//! Besa: the hall where rule book, vault and record meet. See `ARCHITECTURE.md`.

// In reading order: what people do, then what carries it.
pub(crate) mod cases;
pub(crate) mod tasks;
pub(crate) mod registry;
pub(crate) mod accounts;
pub(crate) mod drafts;
pub(crate) mod sealing;
pub(crate) mod record;
pub(crate) mod jobs;
pub(crate) mod founding;
pub(crate) mod rules;
pub(crate) mod lang;
pub(crate) mod web;
pub(crate) mod app;
pub(crate) mod db;
pub mod cli;
pub(crate) mod config;
pub(crate) mod demo;
#[cfg(test)]
mod tests;
