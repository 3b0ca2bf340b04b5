//! Keys one by one, for the short time that a question takes, and the terminal given back whatever happens.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Whether keys come to us one by one.
static RAW: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back if it was taken, also after a panic or at a signal.
pub(super) fn give_back() {
    if RAW.swap(false, Ordering::SeqCst) {
        drop(disable_raw_mode());
    }
}

/// Keys come one by one while this lives.
pub(super) struct RawMode;

impl RawMode {
    pub(super) fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        RAW.store(true, Ordering::SeqCst);
        Ok(Self)
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        give_back();
    }
}
