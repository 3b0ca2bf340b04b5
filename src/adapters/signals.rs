//! Signals: SIGINT and SIGTERM ask the run to stop between two steps; a run that is stuck in a step is ended a moment
//! later. That is safe, because everything important is in the database already.
//!
//! A thread waits for them, and a second thread makes a short run a quarter slower than it is alone. So a command that
//! only looks something up is not watched, and a signal ends it as it ends grep, until it does something that takes
//! long.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Once};
#[cfg(unix)]
use std::{io::Write, sync::atomic::Ordering, time::Duration};

use crate::domain::Secret;
use crate::ports::{HttpRequest, HttpResponse, Secrets, SecretsError, Transport, TransportError};

/// How long a run may take to come to the next step: a person who presses Ctrl-C waits 0.3 s at most for the prompt.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(150);

/// Who waits for signals, once it has started.
#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "the platform ends the process by itself, which is safe"))]
pub struct Watch {
    begun: Once,
    flag: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
    is_paging: Arc<AtomicBool>,
    before_end: fn(),
}

impl Watch {
    /// Makes a watch that has not started. At the first SIGINT or SIGTERM it will set `flag`, write down the signal's
    /// `number`
    /// and end the process soon after, `before_end` first. Ignores SIGXFSZ from now on, so that a file-size limit shows as
    /// a failed write instead of the end of the process.
    pub fn new(
        flag: &Arc<AtomicBool>,
        number: &Arc<AtomicUsize>,
        is_paging: &Arc<AtomicBool>,
        before_end: fn(),
    ) -> Self {
        // A program started with `exec` inherits ignored signals, but not handled ones.
        #[cfg(unix)]
        drop(signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false))));
        let (flag, number, is_paging) = (Arc::clone(flag), Arc::clone(number), Arc::clone(is_paging));
        Self { begun: Once::new(), flag, number, is_paging, before_end }
    }

    /// Watches from now on, if it doesn't yet.
    pub fn begin(&self) {
        self.begun.call_once(|| self.wait_in_a_thread());
    }

    #[cfg(unix)]
    fn wait_in_a_thread(&self) {
        use signal_hook::consts::{SIGINT, SIGTERM};

        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
        let (flag, number) = (Arc::clone(&self.flag), Arc::clone(&self.number));
        let (is_paging, before_end) = (Arc::clone(&self.is_paging), self.before_end);
        std::thread::spawn(move || {
            let mut asked = 0;
            for signal in signals.forever() {
                // Ctrl-C in a pager is the pager's own; ending here would leave the pager without a parent.
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

    #[cfg(not(unix))]
    fn wait_in_a_thread(&self) {}
}

/// What may keep a run waiting, with the watch that begins before it does.
pub struct Watched<T: ?Sized> {
    watch: Arc<Watch>,
    inner: Arc<T>,
}

impl<T: ?Sized> Watched<T> {
    /// Has `watch` begin at the first use of `inner`.
    pub fn new(watch: &Arc<Watch>, inner: Arc<T>) -> Self {
        Self { watch: Arc::clone(watch), inner }
    }

    fn inner(&self) -> &T {
        self.watch.begin();
        &self.inner
    }
}

impl Transport for Watched<dyn Transport> {
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.inner().exchange(request)
    }

    fn stream(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<HttpResponse, TransportError> {
        self.inner().stream(request, take)
    }
}

impl Secrets for Watched<dyn Secrets> {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        self.inner().get(name)
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        self.inner().set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.inner().delete(name)
    }
}

#[cfg(unix)]
fn end(signal: i32, before_end: fn()) -> ! {
    before_end();
    drop(std::io::stderr().write_all(b"error: interrupted\n"));
    #[expect(clippy::exit, reason = "the run is stuck in a step; its state is safe")]
    std::process::exit(128 + signal)
}
