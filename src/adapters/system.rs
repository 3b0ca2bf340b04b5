//! The machine's clock and its source of randomness.
#![expect(clippy::disallowed_methods, reason = "this file is the home of the system clock")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::{Timestamp, millis_of};
use crate::ports::{Clock, Entropy};

/// The machine's clock; the wall time can be pinned for tests of scripts (`FLIXIR_NOW`).
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    pinned: Option<Timestamp>,
}

impl SystemClock {
    /// Makes a clock that shows the machine's time, or stands at `pinned`.
    pub fn new(pinned: Option<Timestamp>) -> Self {
        Self { started: Instant::now(), pinned }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.pinned.unwrap_or_else(|| match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(span) => Timestamp::from_millis(millis_of(span)),
            Err(before) => Timestamp::from_millis(-millis_of(before.duration())),
        })
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn machine_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, span: Duration) {
        std::thread::sleep(span);
    }
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl SystemEntropy {
    fn bits() -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }
}

impl Entropy for SystemEntropy {
    fn fraction(&self) -> f64 {
        // 32 random bits are enough to spread waits, and convert without loss.
        let low = u32::try_from(Self::bits() & u128::from(u32::MAX)).unwrap_or(0);
        f64::from(low) / (f64::from(u32::MAX) + 1.0)
    }

    fn time_ordered_id(&self, now: Timestamp) -> String {
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        let random = Self::bits().to_be_bytes();
        let mut tail = [0_u8; 10];
        tail.copy_from_slice(&random[6..]);
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().hyphenated().to_string()
    }

    fn token(&self) -> String {
        let mut bytes = [0_u8; 16];
        if getrandom::fill(&mut bytes).is_err() {
            bytes = Self::bits().to_be_bytes();
        }
        format!("{:032x}", u128::from_be_bytes(bytes))
    }
}

/// Closes standard output for the program that reads it. This process goes on; `false` where that can't be done.
#[cfg(unix)]
pub(crate) fn close_stdout() -> bool {
    let nowhere = std::fs::OpenOptions::new().write(true).open("/dev/null");
    nowhere.is_ok_and(|nowhere| rustix::stdio::dup2_stdout(nowhere).is_ok())
}

/// Closes standard output for the program that reads it. This process goes on; `false` where that can't be done.
#[cfg(not(unix))]
pub(crate) const fn close_stdout() -> bool {
    false
}
