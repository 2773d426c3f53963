//! The clock as an argument: the system's in the product, a hand-moved one in tests.

use besa_domain::Moment;
use std::sync::atomic::{AtomicI64, Ordering};

/// Something that knows what time it is.
pub(crate) trait Clock: Send + Sync {
    /// Now, in microseconds UTC.
    fn now(&self) -> Moment;
}

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn now(&self) -> Moment {
        Moment(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that moves only when told.
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at this moment.
    pub(crate) fn at(moment: Moment) -> ManualClock {
        ManualClock(AtomicI64::new(moment.0))
    }

    /// Moves it forward.
    pub(crate) fn forward(&self, seconds: i64) {
        self.0
            .fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

impl<C: Clock> Clock for std::sync::Arc<C> {
    fn now(&self) -> Moment {
        (**self).now()
    }
}
