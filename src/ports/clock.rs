//! Time and chance as services see them; tests bring their own.

use std::time::Duration;

use crate::domain::Timestamp;

/// Tells the time and lets it pass.
pub trait Clock: Send + Sync {
    /// Returns the wall-clock time. May stand still (`FLIXIR_NOW`), jump or run backwards.
    fn now(&self) -> Timestamp;
    /// Returns time since some fixed moment of this process; never runs backwards. For time-outs and deadlines.
    fn elapsed(&self) -> Duration;
    /// Returns what the clock would have shown at a moment of this process (by [`Clock::elapsed`]), had it shown then what it
    /// shows now: a clock that is set while TMDB is asked must make an answer neither younger nor older.
    fn moment_of(&self, elapsed: Duration) -> Timestamp {
        self.now().minus(self.elapsed().saturating_sub(elapsed))
    }
    /// Returns the machine's own time since 1970, which no setting moves: for what processes agree on among themselves.
    fn machine_time(&self) -> Duration {
        self.now().since(Timestamp::from_millis(0))
    }
    /// Waits.
    fn sleep(&self, span: Duration);
}

/// Supplies chance: spread for waits, and identifiers.
pub trait Entropy: Send + Sync {
    /// Returns a number in `0.0..1.0`.
    fn fraction(&self) -> f64;
    /// Returns a fresh `UUIDv7` for `now`, in lower-case hyphenated form.
    fn time_ordered_id(&self, now: Timestamp) -> String;
    /// Returns 128 random bits in lower-case hexadecimal.
    fn token(&self) -> String;
    /// Returns a fresh random UUID: the local id of a list.
    fn local_id(&self) -> String {
        let token = self.token();
        let part = |from: usize, to: usize| token.get(from..to).unwrap_or("0");
        // Version 4, variant 1, as RFC 9562 wants them marked.
        format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }
}
