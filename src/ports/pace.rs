//! Keeping several processes together under one limit on requests a second.

use std::time::Duration;

/// A line in which every request of every process stands.
pub trait Pace: Send + Sync {
    /// Takes the next place; returns how long it is until then. `now` is the machine's time. `None` where no line can be
    /// shared: then each process keeps to the limit by itself.
    fn take_place(&self, line: Line, now: Duration) -> Option<Duration>;
}

/// No line: for a process that is alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPace;

impl Pace for NoPace {
    fn take_place(&self, _line: Line, _now: Duration) -> Option<Duration> {
        None
    }
}

/// Further ahead than this no place is ever given: a clock was put back since.
const FURTHEST: Duration = Duration::from_mins(2);

/// How fast a line moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Time between two places.
    pub spacing: Duration,
    /// How far the line may have run ahead of the even pace after a rest, so that the first requests go at once.
    pub burst: Duration,
}

impl Line {
    /// Allows `rate` requests a second (at least 1), after a rest those of a whole second at once.
    pub fn per_second(rate: u32) -> Self {
        Self { spacing: Duration::from_secs(1) / rate.max(1), burst: Duration::from_secs(1) }
    }

    /// Takes the place `next`, or one from now on: returns how long it is until then, and the place after it.
    pub fn step(self, next: Duration, now: Duration) -> (Duration, Duration) {
        let next = if next > now + self.burst + FURTHEST { now } else { next };
        let place = next.max(now);
        (place.saturating_sub(now + self.burst), place + self.spacing)
    }
}
