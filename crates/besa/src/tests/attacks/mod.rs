//! The attack catalogue: every entry of `docs/matrix/attacks.txt` was tried by the test that holds
//! its class, and a class holds exactly the entries that were tried.

mod book;
mod csrf;
mod fuzz;
mod guises;
mod headers;
mod input;
mod parsers;
mod replay;
mod sessions;
mod slow;

pub(crate) use book::Book;
pub(crate) use replay::story;
