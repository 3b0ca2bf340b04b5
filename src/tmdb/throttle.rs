//! Keeps all threads of this process together under TMDB's soft limit on requests a second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::ports::Clock;

/// Hands out moments to send at: at most `rate` a second after an initial burst of as many.
#[derive(Debug)]
pub(super) struct Throttle {
    spacing: Duration,
    burst: Duration,
    next: Mutex<Duration>,
}

impl Throttle {
    /// Allows `rate` requests a second (at least 1).
    pub(super) fn new(rate: u32) -> Self {
        let spacing = Duration::from_secs(1) / rate.max(1);
        Self { spacing, burst: Duration::from_secs(1), next: Mutex::new(Duration::ZERO) }
    }

    /// Waits until this request may be sent.
    pub(super) fn wait_turn(&self, clock: &dyn Clock) {
        let wait = self.reserve(clock.elapsed());
        if !wait.is_zero() {
            clock.sleep(wait);
        }
    }

    /// Takes the next place and returns how long it is until then. The schedule may lie one burst in the past, so
    /// that the first second's requests go out at once.
    fn reserve(&self, now: Duration) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = (*next).max(now);
        *next = slot + self.spacing;
        slot.saturating_sub(now + self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_an_even_pace() {
        let throttle = Throttle::new(40);
        let waits: Vec<_> = (0..80).map(|_| throttle.reserve(Duration::from_secs(5)).as_millis()).collect();
        assert!(waits[..41].iter().all(|wait| *wait == 0), "{waits:?}");
        assert_eq!(waits[41], 25);
        assert_eq!(waits[79], 975);
    }
}
