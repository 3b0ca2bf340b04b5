//! Progress of something long, on a terminal's standard error only. Not for anything that a script could want to know.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that goes away when dropped; none where there is nobody to see it.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Makes a bar; `visible` says that standard error is a terminal and that it may be written to.
    pub(super) fn new(visible: bool) -> Self {
        Self { bar: visible.then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())) }
    }

    /// Shows bytes of something whose size isn't known.
    pub fn bytes(&self, what: &str, bytes: u64) {
        self.show("{spinner} {msg} {bytes} ({bytes_per_sec})", what, bytes, None);
    }

    /// Shows so many of so many.
    pub fn of(&self, what: &str, done: u64, total: u64) {
        self.show("{bar:30} {msg} {human_pos} of {human_len}", what, done, Some(total));
    }

    fn show(&self, template: &str, what: &str, position: u64, length: Option<u64>) {
        let Some(bar) = &self.bar else { return };
        if bar.message() != what {
            // If a template can't be parsed, which would be a bug, the default look is used.
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(what.to_owned());
        }
        match length {
            Some(length) => bar.set_length(length),
            None => bar.unset_length(),
        }
        bar.set_position(position);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
