//! `flixir sandbox`: a local TMDB-compatible server, for trying things and for scripts' own tests.

use std::sync::Arc;
use std::time::Duration;

use super::numbers::whole;
use super::{Exit, Session};
use crate::error::{Error, Result};
use crate::sandbox::{Fault, Options, SANDBOX_KEY, SANDBOX_TOKEN, Sandbox, TMDB_RATE_LIMIT};

/// The most invented titles: as many as TMDB has films.
const MOST_TITLES: u32 = 1_000_000;

/// Run a local server that behaves like TMDB, for trying things out
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag")]
pub struct Args {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8484, value_parser = whole(0..=u16::MAX), allow_negative_numbers = true)]
    port: u16,
    /// Wait this long before each answer
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    latency: u64,
    /// So many invented films and shows besides: movie:5000001 and up, every fifth a show (tv:5000005); about 1 KB of memory each
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0..=MOST_TITLES), allow_negative_numbers = true)]
    titles: u32,
    /// Answer so many requests in any second, as TMDB does, and refuse more with 429; "off" answers all
    #[arg(long, value_name = "N|off", default_value_t = RateLimit(Some(TMDB_RATE_LIMIT)), value_parser = rate_limit)]
    rate_limit: RateLimit,
    /// A fault, such as "POST /3/list/*: 503 x3"; may be given several times
    #[arg(long, value_name = "RULE", value_parser = Fault::parse)]
    fault: Vec<Fault>,
    /// A person with an account; may be given several times, the first one approves logins
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Take any API key and token
    #[arg(long)]
    any_credential: bool,
    /// Refuse lists with machine-like names made in a row, as TMDB's spam filter does
    #[arg(long)]
    spam_filter: bool,
    /// Approve a login as soon as its page is opened, without asking
    #[arg(long)]
    approve: bool,
    /// Let the first account be logged in already, and print its session
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
        "# a TMDB of your own at {base}; end it with Ctrl-C. In another shell, type:\nexport TMDB_BASE_URL={base}/3 TMDB_WEB_URL={base} \
         TMDB_EXPORTS_URL={base}\nexport TMDB_API_KEY={SANDBOX_KEY}\n# or, for TMDB v4: export TMDB_ACCESS_TOKEN={SANDBOX_TOKEN}\n",
    );
    if args.logged_in {
        let login = sandbox.log_in(None).map_err(Error::usage)?;
        let text = |key: &str| login.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        lines = format!("{lines}export TMDB_SESSION_ID={}\n", text("session_id"));
    }
    session.streams.raw(lines.as_bytes())?;
    while session.context.check_interrupted().is_ok() {
        session.context.clock.sleep(Duration::from_millis(100));
    }
    Ok(Exit::Done)
}
