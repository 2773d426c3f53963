//! `cargo xtask bench`: what it costs and how well it does, measured again by whoever doubts.

mod figure;
pub(crate) mod linkage;
pub(crate) mod record;
pub(crate) mod thread;
