//! Signatures that were found right, so that a card which stands in every request is verified once.
//! Whether a signature is right depends on nothing but key, message and signature; only their digest
//! is kept, and only of right ones.

use crate::Hash;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// How many digests a generation holds; two are kept, half a megabyte together.
const GENERATION: usize = 4_096;

#[derive(Default)]
struct Seen {
    young: HashSet<Hash>,
    old: HashSet<Hash>,
}

static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);

/// Whether this was found right before; else asks, and keeps a yes.
pub(crate) fn right(digest: Hash, verify: impl FnOnce() -> bool) -> bool {
    if with(|seen| seen.young.contains(&digest)) {
        return true;
    }
    let right = with(|seen| seen.old.contains(&digest)) || verify();
    if right {
        with(|seen| seen.keep(digest));
    }
    right
}

fn with<T>(work: impl FnOnce(&mut Seen) -> T) -> T {
    work(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Seen {
    fn keep(&mut self, digest: Hash) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_right_is_remembered_and_not_more_than_two_generations() {
        let digest = |n: usize| crate::sha256(&[b"seen", &n.to_be_bytes()]);
        assert!(!right(digest(0), || false));
        assert!(!right(digest(0), || false), "a no is asked again");
        assert!(right(digest(0), || true));
        assert!(right(digest(0), || false), "a yes is kept");
        let mut seen = Seen::default();
        (0..3 * GENERATION).for_each(|n| seen.keep(digest(n)));
        assert_eq!(seen.young.len() + seen.old.len(), 2 * GENERATION);
        assert!(seen.young.contains(&digest(3 * GENERATION - 1)));
        assert!(!seen.old.contains(&digest(0)));
    }
}
