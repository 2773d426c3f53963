//! Backups in two sets that are kept in different hands: the main set, and the shred set with the
//! burnable halves. Sessions are in neither, the key file is in neither.

mod archive;
mod take;

pub(crate) use take::{proven, restore, take, take_out};
