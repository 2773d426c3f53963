//! People who use the running program over HTTP: what bench and torture load it with.

mod form;
mod people;
mod server;
mod visitor;
mod walk;

pub(crate) use people::{Newcomer, People};
pub(crate) use server::{Place, Server, built, expect_page, release, verify};
pub(crate) use visitor::{Answer, Visitor};
pub(crate) use walk::{Astray, Final, NAME, PLANTED, Walk, Went};
