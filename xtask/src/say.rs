//! The only place of the workshop that prints, reads its surroundings, or looks at a watch.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a command speaks, measures and is told things by its surroundings"
)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Prints one line.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// Prints one line of complaint.
pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

/// What the surroundings say under this name, when it is not empty.
pub(crate) fn told(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A watch that runs.
pub(crate) struct Watch(Instant);

impl Watch {
    /// Starts it.
    pub(crate) fn start() -> Watch {
        Watch(Instant::now())
    }

    /// How long it has run.
    pub(crate) fn read(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Seconds since 1970 by the machine's clock.
pub(crate) fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |it| i64::try_from(it.as_secs()).unwrap_or(0))
}
