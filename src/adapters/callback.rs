//! The listener that a browser comes back to after TMDB's approval page. Not for deciding which request is the right
//! one: that is `services::auth`.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::loopback;
use crate::ports::{Callback, CallbackPage, CallbackRequest, Callbacks};

/// Listeners on 127.0.0.1.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoopbackCallbacks;

impl Callbacks for LoopbackCallbacks {
    fn listen(&self, port: u16) -> io::Result<Box<dyn Callback>> {
        Ok(Box::new(loopback::Callback::bind(port)?))
    }
}

impl Callback for loopback::Callback {
    fn address(&self) -> SocketAddr {
        Self::address(self)
    }

    fn next(
        &mut self,
        patience: Duration,
        answer: &mut dyn FnMut(&CallbackRequest) -> CallbackPage,
    ) -> io::Result<bool> {
        let came = Self::next(self, patience, |request| response(&answer(&plain(request))))?;
        Ok(came.is_some())
    }
}

fn plain(request: &loopback::Request) -> CallbackRequest {
    let hosts = request.headers.iter().filter(|(name, _)| name == "host").map(|(_, value)| value.clone());
    CallbackRequest {
        method: request.method.clone(),
        path: request.path.clone(),
        query: request.query.clone(),
        hosts: hosts.collect(),
    }
}

/// The address of the page holds a token, so it goes into no cache and no `Referer`; the page needs nothing else.
fn response(page: &CallbackPage) -> loopback::Response {
    let mut response = loopback::Response::new(page.status, "text/html; charset=utf-8", page.html.as_bytes());
    let more = [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ];
    response.headers.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
    response
}
