//! Keeps all requests together under TMDB's soft limit on requests a second: those of this process's threads, and, where
//! a line can be shared, those of every other flixir process.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::ports::{Clock, Line, Pace};

/// Hands out moments to send at.
pub(super) struct Throttle {
    line: Line,
    shared: Arc<dyn Pace>,
    /// The next place by this process's own count.
    next: Mutex<Duration>,
}

impl Throttle {
    /// Allows `rate` requests a second (at least 1), after an initial burst of as many.
    pub(super) fn new(rate: u32, shared: Arc<dyn Pace>) -> Self {
        Self { line: Line::per_second(rate), shared, next: Mutex::new(Duration::ZERO) }
    }

    /// Waits until this request may be sent.
    pub(super) fn wait_turn(&self, clock: &dyn Clock) {
        let own = self.reserve(clock.elapsed());
        let wait = self.shared.take_place(self.line, clock.machine_time()).unwrap_or(own);
        if !wait.is_zero() {
            clock.sleep(wait);
        }
    }

    fn reserve(&self, now: Duration) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let (wait, after) = self.line.step(*next, now);
        *next = after;
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::NoPace;

    #[test]
    fn a_burst_then_an_even_pace() {
        let throttle = Throttle::new(40, Arc::new(NoPace));
        let waits: Vec<_> = (0..80).map(|_| throttle.reserve(Duration::from_secs(5)).as_millis()).collect();
        assert!(waits[..41].iter().all(|wait| *wait == 0), "{waits:?}");
        assert_eq!(waits[41], 25);
        assert_eq!(waits[79], 975);
    }
}
