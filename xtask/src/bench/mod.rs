//! `cargo xtask bench`: what it costs and how well it does, measured again by whoever doubts.

pub(crate) mod linkage;
pub(crate) mod thread;
