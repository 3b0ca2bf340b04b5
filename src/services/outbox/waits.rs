//! When an operation is due, and how long it waits after a fault (docs/how-the-queue-keeps-its-promises.md). Pure.

use std::time::Duration;

use crate::domain::{Timestamp, millis_of};

const SHORTEST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_mins(8);
/// A wait is lengthened by up to a quarter, never shortened: "not before 30 s" stays true, and herds still split.
const JITTER: f64 = 0.25;

/// How long a creation that TMDB took for spam waits.
pub(super) const SPAM_WAIT: Duration = Duration::from_hours(6);
/// How often such a creation is tried again by itself.
pub(super) const SPAM_TRIES: u32 = 3;

/// Returns the wait after the one that lasted `last_ms` (0 for none): 30, 60, 120, 240, 480, 480 … seconds, lengthened by
/// `fraction` (chance in `0.0..1.0`) of a quarter.
pub(super) fn next_wait(last_ms: i64, fraction: f64) -> Duration {
    let last = Duration::from_millis(u64::try_from(last_ms).unwrap_or(0));
    let mut step = SHORTEST;
    // A lengthened step stays below the next one, so the step that led here can be told from its length.
    while step <= last && step < LONGEST {
        step *= 2;
    }
    step.mul_f64(1.0 + JITTER * fraction)
}

/// Returns `now` moved by a wait, and the wait in milliseconds as stored.
pub(super) fn after(now: Timestamp, wait: Duration) -> (Timestamp, i64) {
    (now.plus(wait), millis_of(wait))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::is_due;

    #[test]
    fn the_contract_s_schedule() {
        let mut last = 0;
        let mut seen = Vec::new();
        for _ in 0..7 {
            let wait = next_wait(last, 0.0);
            seen.push(wait.as_secs());
            last = millis_of(wait);
        }
        assert_eq!(seen, [30, 60, 120, 240, 480, 480, 480]);
    }

    #[test]
    fn a_wait_begins_when_it_is_set_and_ends_when_it_is_over() {
        let now = Timestamp::from_millis(1_793_534_400_000);
        let (due_at, delay_ms) = after(now, SHORTEST);
        assert_eq!((due_at, delay_ms), (now.plus(SHORTEST), 30_000));
        assert!(!is_due(now, due_at, delay_ms), "a clock that stands still makes nothing due");
        assert!(!is_due(Timestamp::from_millis(due_at.millis() - 1), due_at, delay_ms));
        assert!(is_due(due_at, due_at, delay_ms));
        assert!(is_due(Timestamp::from_millis(now.millis() - 1), due_at, delay_ms), "the clock was put back");
    }

    proptest! {
        #[test]
        fn jitter_only_lengthens_and_never_skips_a_step(chances in proptest::collection::vec(0.0_f64..1.0, 5)) {
            let mut last = 0;
            for (chance, base) in chances.into_iter().zip([30.0, 60.0, 120.0, 240.0, 480.0]) {
                let wait = next_wait(last, chance);
                prop_assert!(wait.as_secs_f64() >= base && wait.as_secs_f64() <= base * 1.25);
                last = millis_of(wait);
            }
        }

        #[test]
        fn nothing_is_stuck_longer_than_its_wait_whatever_the_clock_does(now in -1_000_000_i64..1_000_000, set_at in -1_000_000_i64..1_000_000, delay in 0_i64..600_000) {
            let due_at = Timestamp::from_millis(set_at + delay);
            let clock = Timestamp::from_millis(now);
            if now >= set_at + delay || now < set_at {
                prop_assert!(is_due(clock, due_at, delay));
            } else {
                prop_assert!(!is_due(clock, due_at, delay));
            }
        }
    }
}
