//! How a sandbox starts: what it accepts, who has an account, and how it behaves. Not for faults: those are `faults`'.

use std::time::Duration;

use super::faults::Fault;

/// The v3 key that a sandbox accepts.
pub const SANDBOX_KEY: &str = "5a4db0c5f11c1d3c0de5a4db0c5f11c1";
/// The API Read Access Token that a sandbox accepts. Opens nothing anywhere else.
pub const SANDBOX_TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJmbGl4aXItc2FuZGJveCIsInNjb3BlcyI6WyJhcGlfcmVhZCJdLCJ2ZXJzaW9uIjoxfQ.c2FuZGJveC1vbmx5LW5vdC1hLXJlYWwtdG9rZW4";

/// How many requests a second TMDB serves an address ("around 40", by its staff; `docs/what-tmdb-really-does.md`:
/// Limits and caching).
pub const TMDB_RATE_LIMIT: u32 = 40;

/// How a sandbox starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The v3 key that is accepted.
    pub key: String,
    /// The API Read Access Token that is accepted.
    pub token: String,
    /// Whether any other key or token will do as well.
    pub accept_any_credential: bool,
    /// User names; one named `demo` where there are none. The first approves unless another is chosen.
    pub accounts: Vec<String>,
    /// Rules that are active from the start.
    pub faults: Vec<Fault>,
    /// How long every answer takes at least.
    pub latency: Duration,
    /// Whether series of lists with machine-like names are refused as spam, as TMDB does.
    pub spam_filter: bool,
    /// Whether the approval page approves as soon as it is opened, without a click.
    pub approve_at_once: bool,
    /// How many requests it answers in any second; more are refused as TMDB refuses them. `None` answers all.
    pub rate_limit: Option<u32>,
    /// How many invented movies and shows there are beside the written catalog.
    pub titles: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            key: SANDBOX_KEY.to_owned(),
            token: SANDBOX_TOKEN.to_owned(),
            accept_any_credential: false,
            accounts: Vec::new(),
            faults: Vec::new(),
            latency: Duration::ZERO,
            spam_filter: false,
            approve_at_once: false,
            rate_limit: None,
            titles: 0,
        }
    }
}
