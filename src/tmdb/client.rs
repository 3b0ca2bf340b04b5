//! Sends requests with a credential, within the command's time: reads with retries in place, writes exactly once.
//! Not for what an answer means to the queue: that is [`super::verdict`].

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;

use super::failure;
use super::request::{Authority, Replay, Request};
use super::retry::{MAX_PAUSES, may_be_awaited, parse_retry_after, pause_after_refusal, wait_before_retry};
use super::throttle::{Throttle, TooLong};
use crate::domain::{Redactor, Secret, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{
    Clock, Entropy, Fault, HttpRequest, HttpResponse, Method, Pace, Transport, TransportError,
};

/// Longest time for one read.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time for one write; TMDB is slow on bulk writes (`docs/what-tmdb-really-does.md`: Lists with v4).
const WRITE_TIMEOUT: Duration = Duration::from_mins(1);

/// What identifies the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationCredential {
    /// The v3 API key, sent in the query.
    Key(Secret),
    /// The API Read Access Token, sent as a bearer.
    Token(Secret),
}

/// What a client may show.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The application's credential.
    pub application: Option<ApplicationCredential>,
    /// The person's v3 session.
    pub session: Option<Secret>,
    /// The person's v4 token.
    pub user_token: Option<Secret>,
}

impl Credentials {
    /// Returns each secret among them.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let application = self.application.as_ref().map(|credential| match credential {
            ApplicationCredential::Key(secret) | ApplicationCredential::Token(secret) => secret,
        });
        application.into_iter().chain(&self.session).chain(&self.user_token)
    }
}

/// An answer with a status of 2xx or 304.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP answer.
    pub response: HttpResponse,
    /// The state that the answer shows is no older than this: when it was asked for, less its `Age`. Counting from its
    /// receipt would make a slow answer look newer than it is.
    pub as_of: Timestamp,
}

impl Answer {
    /// Returns whether TMDB said that the stored answer is still valid.
    pub fn is_not_modified(&self) -> bool {
        self.response.status == 304
    }

    /// Returns whether the answer told its age; if not, one look is not proof of absence.
    pub fn has_age(&self) -> bool {
        self.response.header("age").is_some()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// `invalid_response` where it isn't.
    pub fn json(&self) -> Result<Value> {
        super::wire::json(&self.response.body)
            .map_err(|error| error.with_detail("http_status", self.response.status))
    }
}

/// Talks to TMDB.
pub struct Client {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    throttle: Throttle,
    root: String,
    credentials: Credentials,
    /// What no answer may repeat.
    redactor: Redactor,
    /// By the clock's `elapsed`.
    deadline: Duration,
    /// Exchanges so far, for the log.
    requests: AtomicU64,
    /// What the log's request ids begin with, so that those of several processes differ.
    request_prefix: OnceLock<String>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("root", &self.root).finish_non_exhaustive()
    }
}

/// The surroundings that a client needs.
#[derive(Clone)]
pub struct ClientParts {
    /// Carries requests.
    pub transport: Arc<dyn Transport>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Spreads waits.
    pub entropy: Arc<dyn Entropy>,
    /// The limit that the requests of all processes share.
    pub pace: Arc<dyn Pace>,
}

/// Returns when the state in an answer was current at the earliest: the moment of asking (by the clock's `elapsed`), less the
/// answer's `Age`.
pub(super) fn as_of(response: &HttpResponse, clock: &dyn Clock, asked: Duration) -> Timestamp {
    let age = response.header("age").and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    clock.moment_of(asked).minus(Duration::from_secs(age))
}

fn out_of_time() -> Error {
    Error::new(ErrorKind::TimedOut, "the time allowed for this command ran out")
        .with_hint("allow more with --timeout SECONDS")
}

fn too_long(turn: TooLong) -> Error {
    if turn.is_pause { failure::rate_limited().with_retry_after(Some(turn.wait)) } else { out_of_time() }
}

impl Client {
    /// Makes a client for the API at `root`; no request goes out after `deadline` (by the clock's `elapsed`).
    pub fn new(
        surroundings: ClientParts,
        root: &str,
        credentials: Credentials,
        rate: u32,
        deadline: Duration,
    ) -> Self {
        let redactor = Redactor::default();
        redactor.learn_address(root);
        credentials.secrets().for_each(|secret| redactor.learn(secret));
        Self {
            redactor,
            transport: surroundings.transport,
            clock: surroundings.clock,
            entropy: surroundings.entropy,
            throttle: Throttle::new(rate, surroundings.pace),
            root: root.to_owned(),
            credentials,
            deadline,
            requests: AtomicU64::new(0),
            request_prefix: OnceLock::new(),
        }
    }

    /// Returns the credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Returns the clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Returns how much of the command's time is left.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.clock.elapsed())
    }

    /// Fetches: a read, tried up to three times in place, within the command's time. A refusal because of too many requests
    /// is a pause for everybody and no try; a longer `Retry-After` than a person waits is not waited for.
    ///
    /// # Errors
    /// Of a kind with [`ErrorKind::is_outage`] where TMDB can't serve us; else what TMDB refused.
    pub fn fetch(&self, request: &Request) -> Result<Answer> {
        let (mut tries, mut pauses) = (0, 0);
        loop {
            let asked = self.clock.elapsed();
            let outcome = self.exchange(request, READ_TIMEOUT)?;
            let pause = outcome.as_ref().ok().and_then(|response| self.retry_after(response));
            if outcome.as_ref().is_ok_and(failure::is_rate_refusal)
                && pauses < MAX_PAUSES
                && may_be_awaited(pause, self.time_left())
            {
                pauses += 1;
                continue;
            }
            tries += 1;
            let (error, retryable) = match self.settle(request, outcome, asked, pause) {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refusal,
            };
            let wait = retryable
                .then(|| wait_before_retry(tries, pause, self.entropy.fraction(), self.time_left()))
                .flatten();
            match wait {
                Some(wait) => self.clock.sleep(wait),
                None => return Err(error),
            }
        }
    }

    /// Turns what came of a read into an answer, or into an error and whether another try may help.
    fn settle(
        &self,
        request: &Request,
        outcome: Result<HttpResponse, TransportError>,
        asked: Duration,
        pause: Option<Duration>,
    ) -> Result<Answer, (Error, bool)> {
        match outcome {
            Ok(response) if response.status == 304 || (200..300).contains(&response.status) => {
                let as_of = as_of(&response, self.clock.as_ref(), asked);
                Ok(Answer { response, as_of })
            }
            Ok(response) => {
                let retryable = matches!(response.status, 500 | 502 | 503 | 504);
                Err((failure::from_answer(&response, request.authority, pause), retryable))
            }
            Err(error) => {
                let retryable = !matches!(
                    error.fault,
                    Fault::Certificate | Fault::Offline | Fault::TooLarge | Fault::Setup
                );
                Err((failure::from_transport(error), retryable))
            }
        }
    }

    /// Fetches JSON.
    ///
    /// # Errors
    /// As [`Client::fetch`], and `invalid_response` for a body that isn't JSON.
    pub fn fetch_json(&self, request: &Request) -> Result<Value> {
        self.fetch(request)?.json()
    }

    /// Sends a request exactly once, whatever comes back. The outer error is ours: no credential, no time.
    ///
    /// # Errors
    /// `missing_credentials`, `timed_out`, before anything was sent.
    pub fn send_once(&self, request: &Request) -> Result<Result<HttpResponse, TransportError>> {
        self.exchange(request, WRITE_TIMEOUT)
    }

    /// Sends a write outside the queue (logins): once, and any refusal is an error.
    ///
    /// # Errors
    /// As [`Client::fetch`].
    pub fn submit(&self, request: &Request) -> Result<Answer> {
        let asked = self.clock.elapsed();
        match self.send_once(request)? {
            Ok(response) if (200..300).contains(&response.status) => {
                let as_of = as_of(&response, self.clock.as_ref(), asked);
                Ok(Answer { response, as_of })
            }
            Ok(response) => {
                let asked = self.retry_after(&response);
                Err(failure::from_answer(&response, request.authority, asked))
            }
            Err(error) => Err(failure::from_transport(error)),
        }
    }

    /// Returns the pause that an answer asks for.
    pub fn retry_after(&self, response: &HttpResponse) -> Option<Duration> {
        parse_retry_after(response.header("retry-after")?, response.header("date"), self.clock.now())
    }

    fn exchange(&self, request: &Request, longest: Duration) -> Result<Result<HttpResponse, TransportError>> {
        let mut wire = self.build(request)?;
        let left = self.time_left();
        if !left.is_zero() {
            self.throttle.wait_turn(self.clock.as_ref(), left).map_err(too_long)?;
        }
        let left = self.time_left();
        if left.is_zero() {
            return Err(out_of_time());
        }
        wire.timeout = longest.min(left);
        let sent = self.clock.elapsed();
        let mut outcome = if log::log_enabled!(log::Level::Info) {
            self.exchange_with_log(&wire)
        } else {
            self.transport.exchange(&wire)
        };
        // A server or proxy that repeats what it was sent must not bring a secret into errors, the queue or the cache.
        if let Ok(response) = &mut outcome {
            self.redactor.hide_in_body(&mut response.body);
        }
        if let Some(response) = outcome.as_ref().ok().filter(|response| failure::is_rate_refusal(response)) {
            let pause = pause_after_refusal(self.retry_after(response), self.entropy.fraction());
            self.throttle.refused(self.clock.as_ref(), sent, pause);
        }
        Ok(outcome)
    }

    /// Sends, and says so in the log; both lines of one exchange share a `request_id`.
    fn exchange_with_log(&self, wire: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let prefix = self.request_prefix.get_or_init(|| self.entropy.token().chars().take(6).collect());
        let request_id = format!("{prefix}-{number}");
        log::debug!(request_id = request_id.as_str(); "{wire:?}");
        let started = self.clock.elapsed();
        let outcome = self.transport.exchange(wire);
        let took = self.clock.elapsed().saturating_sub(started).as_millis();
        match &outcome {
            Ok(response) => log::info!(
                request_id = request_id.as_str(), http_status = response.status;
                "{wire:?} answered {} ({} bytes, {took} ms)", response.status, response.body.len()
            ),
            Err(error) => log::warn!(
                request_id = request_id.as_str(); "{wire:?} failed: {error}: {} ({took} ms)", error.source
            ),
        }
        outcome
    }

    /// Joins a request with its credential.
    fn build(&self, request: &Request) -> Result<HttpRequest> {
        let mut query = request.query.clone();
        let mut headers = vec![("accept", "application/json".to_owned())];
        match request.authority {
            Authority::Application => self.identify_application(&mut query, &mut headers)?,
            Authority::Session => {
                self.identify_application(&mut query, &mut headers)?;
                let session = self.credentials.session.as_ref().ok_or_else(Error::not_logged_in)?;
                query.insert("session_id".to_owned(), session.expose().to_owned());
            }
            Authority::User => {
                let token = self.credentials.user_token.as_ref().ok_or_else(Error::not_logged_in)?;
                headers.push(("authorization", format!("Bearer {}", token.expose())));
            }
        }
        if request.fresh {
            query.insert("_".to_owned(), self.entropy.token());
            headers.push(("cache-control", "no-cache".to_owned()));
        }
        if let Some(etag) = &request.if_none_match {
            headers.push(("if-none-match", etag.clone()));
        }
        if request.replay == Replay::Verify {
            // A connection that the server is about to close would leave the outcome of a creation unknown without
            // need.
            headers.push(("connection", "close".to_owned()));
        }
        let body = request.body.as_ref().map(|body| body.to_string().into_bytes());
        if body.is_some() {
            headers.push(("content-type", "application/json;charset=utf-8".to_owned()));
        } else if request.method == Method::Post || request.method == Method::Put {
            headers.push(("content-length", "0".to_owned()));
        }
        let mut url = format!("{}/{}{}", self.root, request.version.segment(), request.path);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&query).finish());
        }
        Ok(HttpRequest { method: request.method, url, headers, body, timeout: READ_TIMEOUT })
    }

    fn identify_application(
        &self,
        query: &mut std::collections::BTreeMap<String, String>,
        headers: &mut Vec<(&'static str, String)>,
    ) -> Result<()> {
        // A user token also works as the application's credential if there is no other.
        match (&self.credentials.application, &self.credentials.user_token) {
            (Some(ApplicationCredential::Token(token)), _) | (None, Some(token)) => {
                headers.push(("authorization", format!("Bearer {}", token.expose())));
            }
            (Some(ApplicationCredential::Key(key)), _) => {
                query.insert("api_key".to_owned(), key.expose().to_owned());
            }
            (None, None) => return Err(failure::no_application_credential()),
        }
        Ok(())
    }
}
