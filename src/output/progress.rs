//! How far a long command has come: a bar on a terminal, nothing elsewhere. The home of indicatif.

use std::sync::Mutex;
use std::sync::PoisonError;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::streams::Streams;

/// A bar on standard error; it goes away when dropped.
pub struct Progress {
    bar: Mutex<ProgressBar>,
}

impl Progress {
    /// Makes a bar that shows only where messages go to a terminal, and not under `-q`.
    pub fn new(streams: &Streams) -> Self {
        let is_shown = streams.stderr_is_terminal() && !streams.options().quiet;
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // Colour and animation add nothing that the numbers don't say.
        if let Ok(style) = ProgressStyle::with_template("{msg} [{wide_bar}] {pos}/{len} {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar: Mutex::new(bar) }
    }

    /// Shows that `done` of `total` steps of something are done.
    pub fn show(&self, what: &'static str, done: usize, total: usize) {
        let bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        bar.set_message(what);
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner).finish_and_clear();
    }
}
