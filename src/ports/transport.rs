//! One HTTP exchange, as the TMDB client sees it. What matters most is the difference between "not sent" and
//! "unknown" (docs/how-the-queue-keeps-its-promises.md): no code may treat the second as a failure.

use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use crate::error::BoxError;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// Returns the word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request ready for the wire. The address may hold secrets, so `Debug` prints it masked.
#[derive(Clone)]
pub struct HttpRequest {
    /// What to do.
    pub method: Method,
    /// Whole address with query.
    pub url: String,
    /// Header fields besides those the transport adds.
    pub headers: Vec<(&'static str, String)>,
    /// Body; JSON where there is one.
    pub body: Option<Vec<u8>>,
    /// Longest time from the first byte sent to the last byte read.
    pub timeout: Duration,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.name(), masked(&self.url))
    }
}

/// Returns an address with the values of secret query keys replaced and secret path segments hidden.
pub fn masked(url: &str) -> String {
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let mut text = mask_path(path);
    if let Some(query) = query {
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if SECRET_KEYS.contains(&key) => format!("{key}=***"),
                _ => pair.to_owned(),
            })
            .collect();
        text.push('?');
        text.push_str(&pairs.join("&"));
    }
    text
}

const SECRET_KEYS: [&str; 4] = ["api_key", "session_id", "guest_session_id", "request_token"];

fn mask_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut hide = false;
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        out.push_str(if hide { "***" } else { segment });
        hide = matches!(segment, "guest_session" | "authenticate");
    }
    out
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body, decompressed.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Returns the first header of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Whether any byte of a request may have reached TMDB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing left this machine: no DNS, refused, TLS failed.
    NotSent,
    /// It may have been carried out.
    Unknown,
}

/// What went wrong in an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No connection.
    Connect,
    /// The server's certificate isn't trusted; never tried again in place.
    Certificate,
    /// The time allowed ran out.
    TimedOut,
    /// The connection ended before there was an answer.
    NoAnswer,
    /// What came isn't HTTP.
    Garbled,
    /// The answer began, and its body ended early.
    Broken,
    /// The answer is larger than flixir takes.
    TooLarge,
    /// `--offline` is set.
    Offline,
    /// The address or the client itself can't be used.
    Setup,
}

/// A failed exchange.
#[derive(Debug)]
pub struct TransportError {
    /// Whether the request may have been carried out.
    pub reach: Reach,
    /// What went wrong.
    pub fault: Fault,
    /// The cause, free of secrets.
    pub source: BoxError,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            Fault::Connect => "no connection",
            Fault::Certificate => "the certificate is not trusted",
            Fault::TimedOut => "no answer in time",
            Fault::NoAnswer => "the connection was closed before an answer",
            Fault::Garbled => "the answer is not HTTP",
            Fault::Broken => "the answer was cut short",
            Fault::TooLarge => "the answer is too large",
            Fault::Offline => "flixir is offline (--offline)",
            Fault::Setup => "the request can't be made",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// Carries requests. Never follows redirects off the host, never repeats a request by itself.
pub trait Transport: Send + Sync {
    /// Sends one request and reads its answer.
    ///
    /// # Errors
    /// Says whether the request may have been carried out.
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError>;

    /// Sends one request and hands the body of a success on piece by piece, until `take` breaks off; the answer comes
    /// back without it. The body of anything but a success comes back whole. For files that are too large for memory.
    ///
    /// # Errors
    /// As [`Transport::exchange`].
    fn stream(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<HttpResponse, TransportError> {
        let mut response = self.exchange(request)?;
        if (200..300).contains(&response.status) {
            let body = std::mem::take(&mut response.body);
            // There is but one piece: whether more is wanted makes no difference.
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) = take(&body);
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_print_without_their_secrets() {
        assert_eq!(
            masked("http://h/3/list/1?api_key=abc&page=2&session_id=def"),
            "http://h/3/list/1?api_key=***&page=2&session_id=***"
        );
        assert_eq!(masked("http://h/3/guest_session/abc/rated"), "http://h/3/guest_session/***/rated");
        assert_eq!(masked("http://h/authenticate/abc?x=1"), "http://h/authenticate/***?x=1");
    }
}
