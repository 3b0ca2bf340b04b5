//! One request to TMDB before it meets a credential: path, sorted query, body, and how it may be repeated.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ports::Method;

/// Which API a path belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// `/3`
    V3,
    /// `/4`
    V4,
}

impl ApiVersion {
    /// Returns the first path segment.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::V3 => "3",
            Self::V4 => "4",
        }
    }
}

/// Whose credential a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The application's key or token.
    Application,
    /// The application's, and the person's v3 session.
    Session,
    /// The person's v4 token.
    User,
}

/// How a request may be repeated after an unknown outcome. The verb doesn't tell: v4 *clear* is a GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Send again: reads, and writes that set a state.
    Safe,
    /// Let it settle, then look or send again, reading the answer generously.
    Absorb,
    /// Look at TMDB first.
    Verify,
    /// Only when TMDB still shows the state before it.
    Never,
}

/// A request in TMDB's terms. TMDB refuses a query key that stands twice, so the query is a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// Which API.
    pub version: ApiVersion,
    /// Path below the version, begins with `/`.
    pub path: String,
    /// Query, sorted.
    pub query: BTreeMap<String, String>,
    /// JSON body.
    pub body: Option<Value>,
    /// Whose credential it carries.
    pub authority: Authority,
    /// How it may be repeated.
    pub replay: Replay,
    /// Whether to ask at a fresh address, past TMDB's edge cache (`docs/what-tmdb-really-does.md`: Old answers after a
    /// write).
    pub fresh: bool,
    /// The `ETag` of what we hold; a 304 then says that it still stands.
    pub if_none_match: Option<String>,
}

impl Request {
    fn new(method: Method, version: ApiVersion, path: String, replay: Replay) -> Self {
        Self {
            method,
            version,
            path,
            query: BTreeMap::new(),
            body: None,
            authority: Authority::Application,
            replay,
            fresh: false,
            if_none_match: None,
        }
    }

    /// A read of v3.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, ApiVersion::V3, path.into(), Replay::Safe)
    }

    /// A read of v4.
    pub fn get_v4(path: impl Into<String>) -> Self {
        Self::new(Method::Get, ApiVersion::V4, path.into(), Replay::Safe)
    }

    /// A write to v3.
    pub fn write(method: Method, path: impl Into<String>, replay: Replay) -> Self {
        Self::new(method, ApiVersion::V3, path.into(), replay)
    }

    /// A write to v4.
    pub fn write_v4(method: Method, path: impl Into<String>, replay: Replay) -> Self {
        Self::new(method, ApiVersion::V4, path.into(), replay)
    }

    /// Sets a query value.
    #[must_use]
    pub fn query(mut self, key: &str, value: impl ToString) -> Self {
        self.query.insert(key.to_owned(), value.to_string());
        self
    }

    /// Sets a query value where there is one.
    #[must_use]
    pub fn query_some(self, key: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets whose credential it carries.
    #[must_use]
    pub fn authority(mut self, authority: Authority) -> Self {
        self.authority = authority;
        self
    }

    /// Asks at a fresh address.
    #[must_use]
    pub fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    /// Returns the name under which an answer may be kept: everything but credentials and freshness.
    pub fn cache_key(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("{} /{}{}?{}", self.method.name(), self.version.segment(), self.path, query.join("&"))
    }
}
