//! The way back from TMDB's approval page: one listener on 127.0.0.1 that a browser is sent to. What it may take, and
//! what it answers, is decided by `services::auth`.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// A request that came to the listener. Bodies are never read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallbackRequest {
    /// The method as sent (`GET`).
    pub method: String,
    /// The path, not decoded.
    pub path: String,
    /// The query without its question mark, not decoded.
    pub query: String,
    /// The value of every `Host` header.
    pub hosts: Vec<String>,
}

/// What the browser gets to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackPage {
    /// The HTTP status.
    pub status: u16,
    /// A whole HTML page.
    pub html: String,
}

/// A listener; it is gone when dropped.
pub trait Callback: Send {
    /// Returns where it listens.
    fn address(&self) -> SocketAddr;

    /// Waits up to `patience` for one request and answers it with what `answer` makes of it, before it returns.
    /// Returns whether somebody came.
    ///
    /// # Errors
    /// Where listening has failed for good.
    fn next(
        &mut self,
        patience: Duration,
        answer: &mut dyn FnMut(&CallbackRequest) -> CallbackPage,
    ) -> io::Result<bool>;
}

/// Opens listeners.
pub trait Callbacks: Send + Sync {
    /// Listens on 127.0.0.1 at `port` (0: any free one).
    ///
    /// # Errors
    /// Where the port is taken or not allowed.
    fn listen(&self, port: u16) -> io::Result<Box<dyn Callback>>;
}
