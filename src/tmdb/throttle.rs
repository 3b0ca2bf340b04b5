//! Keeps all requests together under TMDB's limit on requests a second: those of this process's threads, and, where the
//! state can be shared, those of every other flixir process. When TMDB refuses one, all pause.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::ports::{Clock, Pace, Traffic};

/// Gives out moments to send at.
pub(super) struct Throttle {
    rate: u32,
    shared: Arc<dyn Pace>,
    /// What this process alone has sent, for when nothing can be shared.
    own: Mutex<Traffic>,
}

/// The next moment to send at doesn't come before the command's time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong {
    /// How long it would be until then.
    pub(super) wait: Duration,
    /// Whether that is because TMDB refused a request.
    pub(super) is_pause: bool,
}

impl Throttle {
    /// Allows `rate` requests in any second (at least 1).
    pub(super) fn new(rate: u32, shared: Arc<dyn Pace>) -> Self {
        Self { rate, shared, own: Mutex::default() }
    }

    /// Waits until this request may be sent, `left` at most.
    pub(super) fn wait_turn(&self, clock: &dyn Clock, left: Duration) -> Result<(), TooLong> {
        loop {
            let now = clock.machine_time();
            let (place, is_pause) = self.update(|traffic| {
                let place = traffic.take_place(self.rate, now);
                (place, traffic.paused_until > now)
            });
            let wait = place.saturating_sub(now);
            if wait.is_zero() {
                return Ok(());
            }
            if wait >= left {
                return Err(TooLong { wait, is_pause });
            }
            clock.sleep(wait);
            // Another request may have been refused meanwhile: then this moment is no longer valid.
            if self.update(|traffic| traffic.paused_until) <= place {
                return Ok(());
            }
        }
    }

    /// Takes note that TMDB refused, as one too many, what was sent at `sent` (by the clock's `elapsed`).
    pub(super) fn refused(&self, clock: &dyn Clock, sent: Duration, pause: Duration) {
        let now = clock.machine_time();
        let sent = now.saturating_sub(clock.elapsed().saturating_sub(sent));
        self.update(|traffic| traffic.refuse(self.rate, sent, now, pause));
    }

    /// Works on the shared state, and on this process's own; the shared one counts where there is one.
    fn update<R>(&self, work: impl Fn(&mut Traffic) -> R) -> R {
        let own = work(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner));
        let mut shared = None;
        self.shared.update(&mut |traffic| shared = Some(work(traffic)));
        shared.unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::ports::NoPace;

    const LONG: Duration = Duration::from_mins(5);

    /// Time that passes by sleeping only.
    #[derive(Default)]
    struct OwnClock(Mutex<Duration>);

    impl Clock for OwnClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(crate::domain::millis_of(self.elapsed()))
        }

        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }

        fn machine_time(&self) -> Duration {
            self.elapsed()
        }

        fn sleep(&self, span: Duration) {
            *self.0.lock().unwrap() += span;
        }
    }

    #[test]
    fn some_requests_go_at_once_and_the_next_wait() {
        let (throttle, clock) = (Throttle::new(40, Arc::new(NoPace)), OwnClock::default());
        for _ in 0..20 {
            throttle.wait_turn(&clock, LONG).unwrap();
        }
        assert_eq!(clock.elapsed(), Duration::ZERO);
        for _ in 20..41 {
            throttle.wait_turn(&clock, LONG).unwrap();
        }
        assert!(clock.elapsed() > Duration::from_secs(1));
    }

    #[test]
    fn who_waits_when_another_is_refused_waits_on() {
        struct Refusing<'a>(&'a Throttle, OwnClock);
        impl Clock for Refusing<'_> {
            fn now(&self) -> Timestamp {
                self.1.now()
            }
            fn elapsed(&self) -> Duration {
                self.1.elapsed()
            }
            fn machine_time(&self) -> Duration {
                self.1.elapsed()
            }
            fn sleep(&self, span: Duration) {
                if self.elapsed().is_zero() {
                    self.0.refused(&self.1, Duration::ZERO, Duration::from_secs(9));
                }
                self.1.sleep(span);
            }
        }
        let throttle = Throttle::new(1, Arc::new(NoPace));
        let clock = Refusing(&throttle, OwnClock::default());
        throttle.wait_turn(&clock, LONG).unwrap();
        throttle.wait_turn(&clock, LONG).unwrap();
        assert!(clock.elapsed() >= Duration::from_secs(9), "{:?}", clock.elapsed());
    }

    #[test]
    fn a_wait_that_does_not_fit_is_not_begun() {
        let (throttle, clock) = (Throttle::new(40, Arc::new(NoPace)), OwnClock::default());
        throttle.wait_turn(&clock, LONG).unwrap();
        throttle.refused(&clock, Duration::ZERO, Duration::from_secs(2));
        let refused = throttle.wait_turn(&clock, Duration::from_secs(2)).unwrap_err();
        assert_eq!(refused, TooLong { wait: Duration::from_secs(2), is_pause: true });
        // The next one's place is a little later than the pause.
        let next = throttle.wait_turn(&clock, Duration::from_secs(2)).unwrap_err();
        assert!(next.is_pause && next.wait > Duration::from_secs(2), "{next:?}");
        assert_eq!(clock.elapsed(), Duration::ZERO);
    }
}
