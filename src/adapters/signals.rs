//! Signals: SIGINT and SIGTERM ask the run to stop between two steps; a run that is stuck in a step is ended a moment
//! later, which is as safe, because everything that counts is in the database already.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a run may take to come to the next step.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(1500);

/// Sets `flag` at the first SIGINT or SIGTERM and ends the process soon after, `before_end` first. Ignores SIGXFSZ, so
/// that a file-size limit shows as a failed write instead of a dead process.
#[cfg(unix)]
pub fn watch(
    flag: &Arc<AtomicBool>,
    number: &Arc<std::sync::atomic::AtomicUsize>,
    is_paging: &Arc<AtomicBool>,
    before_end: fn(),
) {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};

    // A caught signal is an ignored one that `exec` doesn't hand on.
    drop(signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))));
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let (flag, number, is_paging) = (Arc::clone(flag), Arc::clone(number), Arc::clone(is_paging));
    std::thread::spawn(move || {
        let mut asked = 0;
        for signal in signals.forever() {
            // Ctrl-C in a pager is the pager's own; ending here would leave it alone with the terminal.
            if signal == SIGINT && is_paging.load(Ordering::Relaxed) {
                continue;
            }
            asked += 1;
            number.store(usize::try_from(signal).unwrap_or(0), Ordering::Relaxed);
            flag.store(true, Ordering::Relaxed);
            if asked > 1 {
                end(signal, before_end);
            }
            std::thread::spawn(move || {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the grace of a signal is real time, whatever clock the run has"
                )]
                std::thread::sleep(GRACE);
                end(signal, before_end);
            });
        }
    });
}

#[cfg(unix)]
fn end(signal: i32, before_end: fn()) -> ! {
    before_end();
    drop(std::io::stderr().write_all(b"error: interrupted\n"));
    #[expect(clippy::exit, reason = "the run is stuck in a step; its state is safe")]
    std::process::exit(128 + signal)
}

/// Does nothing: the platform ends the process by itself, which is safe.
#[cfg(not(unix))]
pub fn watch(
    _flag: &Arc<AtomicBool>,
    _number: &Arc<std::sync::atomic::AtomicUsize>,
    _is_paging: &Arc<AtomicBool>,
    _before_end: fn(),
) {
}
