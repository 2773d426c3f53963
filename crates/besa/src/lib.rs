//! Besa: the hall where rule book, vault and record meet. See `ARCHITECTURE.md`.

// In reading order: what people do, then what carries it.
pub(crate) mod accounts;
pub(crate) mod app;
pub(crate) mod backup;
pub(crate) mod cases;
pub mod cli;
pub(crate) mod config;
pub(crate) mod db;
pub(crate) mod demo;
pub(crate) mod drafts;
pub(crate) mod founding;
pub(crate) mod jobs;
pub(crate) mod lang;
pub(crate) mod record;
pub(crate) mod registry;
pub(crate) mod rules;
pub(crate) mod sealing;
pub(crate) mod tasks;
#[cfg(test)]
mod tests;
pub(crate) mod watch;
pub(crate) mod web;
