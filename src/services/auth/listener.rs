//! The listener's life during a login: bound before the token is asked for (its address goes to TMDB), served on a
//! thread of its own, gone after the first valid answer. What counts as valid is [`super::callback`].

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;
use std::time::Duration;

use url::Url;

use super::callback::{Expected, Said, judge};
use super::options::Api;
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::Callback;
use crate::services::{Context, Talk};

/// How long one wait for a request takes before the thread looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(100);

/// A listener that has its port, but doesn't answer yet.
pub(super) struct Listener {
    callback: Box<dyn Callback>,
    redirect_to: String,
    path: String,
    path_is_secret: bool,
}

impl Listener {
    /// Binds the listener; `None`, with a warning, where the port can't be had: TMDB is asked anyway.
    ///
    /// # Errors
    /// `config` for a `TMDB_REDIRECT_URL` that can't be listened on.
    pub(super) fn bind(context: &Context, talk: &Talk) -> Result<Option<Self>> {
        let wish = match &context.settings.redirect_url {
            Some(address) => Wish::read(address)?,
            None => Wish::own(&context.entropy.token()),
        };
        let callback = match talk.callbacks.listen(wish.port) {
            Ok(callback) => callback,
            Err(error) => {
                // TMDB must not send the browser, with the token, to another program that has the port.
                let place =
                    if wish.port == 0 { "127.0.0.1".to_owned() } else { format!("port {}", wish.port) };
                context.warn(format!(
                    "can't listen on {place} ({error}); flixir asks TMDB for the approval instead"
                ));
                return Ok(None);
            }
        };
        let redirect_to = format!("http://{}:{}{}", wish.host, callback.address().port(), wish.path);
        Ok(Some(Self { callback, redirect_to, path: wish.path, path_is_secret: wish.path_is_secret }))
    }

    /// Returns where the browser is to be sent.
    pub(super) fn redirect_to(&self) -> &str {
        &self.redirect_to
    }

    /// Begins to answer; requests that came since the port was bound are answered now.
    pub(super) fn watch(self, api: Api, token: &Secret) -> Watch {
        let Self { callback, path, path_is_secret, .. } = self;
        let expected = Expected { api, path, path_is_secret, token: token.clone() };
        let (sender, receiver) = mpsc::channel();
        let unwanted = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let unwanted = Arc::clone(&unwanted);
            move || serve(callback, &expected, &unwanted, &sender)
        });
        Watch { receiver, came_back: Cell::new(false), unwanted, thread: Some(thread) }
    }
}

fn serve(
    mut callback: Box<dyn Callback>,
    expected: &Expected,
    unwanted: &AtomicBool,
    sender: &mpsc::Sender<Said>,
) {
    while !unwanted.load(Ordering::Relaxed) {
        let mut is_over = false;
        let came = callback.next(LOOK, &mut |request| {
            let (said, page) = judge(request, expected);
            // Reported before the browser gets its page, so that a person who sees the page can rely on it. If the
            // browser only returned, the person may still decide on another page.
            let is_unheard = said != Said::Foreign && sender.send(said).is_err();
            is_over = is_unheard || matches!(said, Said::Approved | Said::Denied);
            page
        });
        if is_over || came.is_err() {
            return;
        }
    }
}

/// A listener at work; dropping it takes it away.
pub(super) struct Watch {
    receiver: Receiver<Said>,
    came_back: Cell<bool>,
    unwanted: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Returns what was heard since the last look.
    pub(super) fn heard(&self) -> Option<Said> {
        let said = self.receiver.try_recv().ok();
        self.came_back.set(self.came_back.get() || said.is_some());
        said
    }

    /// Returns whether the browser has been here.
    pub(super) fn came_back(&self) -> bool {
        self.came_back.get() || self.heard().is_some()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.unwanted.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic in the other thread has been reported there.
            drop(thread.join());
        }
    }
}

/// Where the listener is to be.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    host: String,
    /// 0 for any free one.
    port: u16,
    path: String,
    path_is_secret: bool,
}

impl Wish {
    /// The default: a free port, and a path that nobody can guess.
    fn own(random: &str) -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 0, path: format!("/done/{random}"), path_is_secret: true }
    }

    /// Reads `TMDB_REDIRECT_URL`; without a port it gets a free one.
    fn read(address: &str) -> Result<Self> {
        let refuse = |why: &str| {
            Err(Error::new(ErrorKind::Config, format!("TMDB_REDIRECT_URL can't be used: {why}")).with_hint(
                "use an address such as http://127.0.0.1:8765/done, or leave it out for a free port",
            ))
        };
        let Ok(url) = Url::parse(address) else { return refuse("it is not an address") };
        if url.scheme() != "http" {
            return refuse("it must begin with http://");
        }
        let host = url.host_str().unwrap_or_default();
        if host != "127.0.0.1" && host != "localhost" {
            return refuse("it must name 127.0.0.1 or localhost");
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return refuse("it must have neither a user, nor a query, nor a fragment");
        }
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(0),
            path: url.path().to_owned(),
            path_is_secret: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redirect_address_stays_on_this_machine() {
        let wish = Wish::read("http://localhost:8765/back/here").unwrap();
        assert_eq!((wish.host.as_str(), wish.port, wish.path.as_str()), ("localhost", 8765, "/back/here"));
        assert_eq!(Wish::read("http://127.0.0.1").unwrap().port, 0);
        assert_eq!(Wish::read("http://127.0.0.1").unwrap().path, "/");
        for bad in [
            "nonsense",
            "https://127.0.0.1:1/x",
            "http://example.org/x",
            "http://127.0.0.1.example.org/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/?x=1",
            "http://127.0.0.1/#x",
            "http://[::1]:80/",
        ] {
            assert_eq!(Wish::read(bad).unwrap_err().kind(), ErrorKind::Config, "{bad}");
        }
        assert_ne!(Wish::own("a").path, Wish::own("b").path);
    }
}
