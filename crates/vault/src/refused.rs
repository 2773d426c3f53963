//! The one error of the vault.

use std::fmt;

/// An opening or a verification failed; which check failed is deliberately not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the vault refused: this is not what was sealed here for this holder")
    }
}

impl std::error::Error for Refused {}
