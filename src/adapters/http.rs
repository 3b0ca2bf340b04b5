//! The only file that knows reqwest: carries requests over HTTP, and tells "not sent" from "unknown".

use std::error::Error as _;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::blocking::{Client, Response};

use crate::ports::{Fault, HttpRequest, HttpResponse, Method, Reach, Transport, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Largest answer taken into memory. TMDB's largest known one, a person with everything appended, has 400 kB.
const LARGEST_BODY: u64 = 32 * 1024 * 1024;

/// HTTP over the network. The client behind it is made at the first request: it costs milliseconds, which a search
/// answered from the cache doesn't need.
#[derive(Debug)]
pub struct HttpTransport {
    loopback: bool,
    secure: OnceLock<Client>,
    plain: OnceLock<Client>,
}

impl HttpTransport {
    /// Makes a transport; `loopback` says that TMDB's address is on this machine, where no proxy is asked.
    pub fn new(loopback: bool) -> Self {
        Self { loopback, secure: OnceLock::new(), plain: OnceLock::new() }
    }

    /// Returns the client for an address. One that is not encrypted needs no certificates, whose reading is most of the
    /// cost of making a client.
    fn client(&self, url: &str) -> Result<&Client, TransportError> {
        let is_plain = url.starts_with("http://");
        let place = if is_plain { &self.plain } else { &self.secure };
        if let Some(client) = place.get() {
            return Ok(client);
        }
        let client = build_client(self.loopback, is_plain).map_err(|error| TransportError {
            reach: Reach::NotSent,
            fault: Fault::Setup,
            source: Box::new(error.without_url()),
        })?;
        Ok(place.get_or_init(|| client))
    }
}

fn build_client(loopback: bool, is_plain: bool) -> reqwest::Result<Client> {
    // A second transport in one process finds the provider installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let builder = Client::builder()
        .user_agent(concat!("flixir/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(8);
    let builder = if loopback { builder.no_proxy() } else { builder };
    let builder = if is_plain { builder.tls_certs_only([]) } else { builder };
    builder.build()
}

impl HttpTransport {
    fn send(&self, request: &HttpRequest) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.client(&request.url)?.request(method, &request.url).timeout(request.timeout);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        builder.send().map_err(from_reqwest)
    }
}

impl Transport for HttpTransport {
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        read(self.send(request)?)
    }

    fn stream(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<HttpResponse, TransportError> {
        const PIECE: usize = 64 * 1024;
        let mut response = self.send(request)?;
        if !response.status().is_success() {
            return read(response);
        }
        let answer = head(&response);
        let mut piece = vec![0; PIECE];
        loop {
            let length = response.read(&mut piece).map_err(|error| broken_off(&error))?;
            if length == 0 || take(&piece[..length]).is_break() {
                return Ok(answer);
            }
        }
    }
}

fn head(response: &Response) -> HttpResponse {
    let headers = response.headers().iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    HttpResponse { status: response.status().as_u16(), headers: headers.collect(), body: Vec::new() }
}

fn read(response: Response) -> Result<HttpResponse, TransportError> {
    let mut answer = head(&response);
    response.take(LARGEST_BODY + 1).read_to_end(&mut answer.body).map_err(|error| broken_off(&error))?;
    if answer.body.len() as u64 > LARGEST_BODY {
        return Err(TransportError {
            reach: Reach::Unknown,
            fault: Fault::TooLarge,
            source: format!("more than {LARGEST_BODY} bytes").into(),
        });
    }
    Ok(answer)
}

/// Names a body that ended too early.
fn broken_off(error: &std::io::Error) -> TransportError {
    let late = error.kind() == std::io::ErrorKind::TimedOut
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<reqwest::Error>())
            .is_some_and(reqwest::Error::is_timeout);
    TransportError {
        reach: Reach::Unknown,
        fault: if late { Fault::TimedOut } else { Fault::Broken },
        source: error.kind().to_string().into(),
    }
}

/// `is_connect` separates "not sent" from "unknown": failures of DNS, connect, proxy and TLS mean "not sent".
fn from_reqwest(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let reach = if error.is_connect() || error.is_builder() { Reach::NotSent } else { Reach::Unknown };
    let fault = if error.is_builder() {
        Fault::Setup
    } else if error.is_connect() && mentions_certificate(&error) {
        Fault::Certificate
    } else if error.is_connect() {
        Fault::Connect
    } else if error.is_timeout() {
        Fault::TimedOut
    } else if is_garbled(&error) {
        Fault::Garbled
    } else {
        Fault::NoAnswer
    };
    TransportError { reach, fault, source: Box::new(error) }
}

/// Returns whether something came that is not HTTP. The library only says so in its message.
fn is_garbled(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes
        .map(ToString::to_string)
        .any(|text| text.starts_with("invalid ") || text.starts_with("message head is too large"))
}

fn mentions_certificate(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner
            .downcast_ref::<rustls::Error>()
            .is_some_and(|error| matches!(error, rustls::Error::InvalidCertificate(_)))
            || inner.to_string().contains("invalid peer certificate")
        {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// Refuses every request: `--offline`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OfflineTransport;

impl Transport for OfflineTransport {
    fn exchange(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError {
            reach: Reach::NotSent,
            fault: Fault::Offline,
            source: "--offline is set".into(),
        })
    }
}
