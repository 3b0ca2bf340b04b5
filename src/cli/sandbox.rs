//! `flixir sandbox`: a local TMDB-compatible server, for trying things and for scripts' own tests.

use std::sync::Arc;
use std::time::Duration;

use super::numbers::whole;
use super::{Exit, Session};
use crate::error::{Error, Result};
use crate::sandbox::{Fault, Options, SANDBOX_KEY, SANDBOX_TOKEN, Sandbox, TMDB_RATE_LIMIT};

/// The most invented titles: as many as TMDB has movies.
const MOST_TITLES: u32 = 1_000_000;

/// Run a local server that behaves like TMDB, for trying things out
///
/// The server prints lines to paste into another terminal; flixir commands
/// there then use the sandbox. A rule makes it fail: METHOD PATH: ACTION,
/// where * stands for any characters.
///
///   "*: 503 html x5"           five answers are errors with a web page
///   "*: latency 500ms"         every answer comes late
///                              (also drip, hold, hold-after)
///   "POST *: lost x1"          the change happens, but its answer is lost
///                              (also drop, cut, late)
///   "*: 429 retry-after 10"    TMDB asks for a pause
///   "GET *: bad-json every 3"  every third answer can't be read
///                              (also html, truncated, huge, deep)
///   "*: session-ended"         the session has ended (also spam, half-items,
///                              delete-500, stale, redirect)
///
/// A running sandbox takes rules, too:
///
///   curl localhost:8484/sandbox/faults -d '{"rule": "*: 503 x3"}' \
///        -H Content-Type:application/json
///
/// The manual page flixir-sandbox(7) explains all rules and control addresses.
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag")]
pub struct Args {
    /// The port on 127.0.0.1. 0 uses a free one
    #[arg(long, value_name = "PORT", default_value_t = 8484, value_parser = whole(0..=u16::MAX), allow_negative_numbers = true)]
    port: u16,
    /// Wait this long before each answer
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    latency: u64,
    /// Add this many invented titles: movie:5000001 and up, every fifth a TV show (tv:5000005). Each needs about 1 KB of memory
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0..=MOST_TITLES), allow_negative_numbers = true)]
    titles: u32,
    /// Answer this many requests per second, as TMDB does, and reject more with 429. "off" answers all
    #[arg(long, value_name = "N|off", default_value_t = RateLimit(Some(TMDB_RATE_LIMIT)), value_parser = rate_limit)]
    rate_limit: RateLimit,
    /// Add a fault, such as "POST /3/list/*: 503 x3". Can be given several times
    #[arg(long, value_name = "RULE", value_parser = Fault::parse)]
    fault: Vec<Fault>,
    /// Add an account with this name. Can be given several times. The first one approves logins
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Accept any API key and token
    #[arg(long)]
    any_credential: bool,
    /// Reject lists that look like spam, as TMDB does
    #[arg(long)]
    spam_filter: bool,
    /// Approve a login as soon as its page is opened
    #[arg(long)]
    approve: bool,
    /// Log the first account in, and print its session
    #[arg(long)]
    logged_in: bool,
}

/// What `--rate-limit` says.
#[derive(Clone, Copy, Debug)]
struct RateLimit(Option<u32>);

impl std::fmt::Display for RateLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(number) => write!(f, "{number}"),
            None => f.write_str("off"),
        }
    }
}

fn rate_limit(text: &str) -> Result<RateLimit, String> {
    match text.parse() {
        _ if text == "off" => Ok(RateLimit(None)),
        Ok(number) if number > 0 => Ok(RateLimit(Some(number))),
        _ => Err("a number of requests a second from 1, or \"off\"".to_owned()),
    }
}

/// Runs the command until a signal ends it.
///
/// # Errors
/// `usage` where the port is taken.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let mut options = Options {
        port: args.port,
        accept_any_credential: args.any_credential,
        faults: args.fault.clone(),
        latency: Duration::from_millis(args.latency),
        spam_filter: args.spam_filter,
        approve_at_once: args.approve,
        rate_limit: args.rate_limit.0,
        titles: args.titles as usize,
        ..Options::default()
    };
    if !args.account.is_empty() {
        options.accounts.clone_from(&args.account);
    }
    let clock = Arc::clone(&session.context.clock);
    let sandbox = Sandbox::start(options, clock).map_err(|error| {
        Error::usage(format!("can't listen on port {} of 127.0.0.1: {error}", args.port))
            .with_hint("use another --port, or --port 0 for a free one")
            .with_source(error)
    })?;
    let base = sandbox.base_url();
    let mut lines = format!(
        "# A local TMDB at {base}. Stop it with Ctrl-C. In another shell, run:\nexport TMDB_BASE_URL={base}/3 TMDB_WEB_URL={base} \
         TMDB_EXPORTS_URL={base}\nexport TMDB_API_KEY={SANDBOX_KEY}\n# or, for TMDB v4: export TMDB_ACCESS_TOKEN={SANDBOX_TOKEN}\n",
    );
    if args.logged_in {
        let login = sandbox.log_in(None).map_err(Error::usage)?;
        let text = |key: &str| login.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        // Without the user's own token a login is one for TMDB v3, whichever credential the application has.
        lines = format!(
            "{} TMDB_USER_TOKEN={}\nexport TMDB_SESSION_ID={}\n",
            lines.trim_end(),
            text("user_token"),
            text("session_id")
        );
    }
    session.streams.raw(lines.as_bytes())?;
    while session.context.check_interrupted().is_ok() {
        session.context.clock.sleep(Duration::from_millis(100));
    }
    Ok(Exit::Done)
}
