//! `flixir api`: any request to TMDB, its answer as it came.

use super::{Exit, Session};
use crate::error::Result;
use crate::services::raw::{self, RawCall};

/// Send any request to TMDB's API and print the answer
#[derive(clap::Args, Debug)]
pub struct Args {
    /// GET, POST, PUT or DELETE
    #[arg(value_name = "METHOD")]
    method: String,
    /// The path, such as /movie/603. Paths without a version belong to v3; /4/list/1 is v4
    #[arg(value_name = "PATH")]
    path: String,
    /// A field of the query (GET), or of the JSON body (other methods). Numbers, true, false and JSON arrays keep their type
    #[arg(short = 'f', long = "field", value_name = "KEY=VALUE")]
    pairs: Vec<String>,
    /// Fetch every page and print one answer per line
    #[arg(long)]
    paginate: bool,
}

/// Runs the command.
///
/// # Errors
/// `usage`; what TMDB refused.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let context = &session.context;
    let call = RawCall::parse(&args.method, &args.path, &args.pairs, &context.settings.api_root)?;
    if context.settings.dry_run && call.changes_something() {
        let request = call.request();
        let version = request.version.segment();
        session.streams.note(&format!("would send {} /{version}{}", request.method.name(), request.path));
        return Ok(Exit::Done);
    }
    for body in raw::call(context, &call, args.paginate)? {
        if session.streams.options().jq.is_some() {
            session.streams.value(&raw::to_json(&body)?)?;
            continue;
        }
        // On a terminal a person reads it: indented. What isn't JSON stays as it came.
        if session.streams.stdout_is_terminal()
            && let Ok(document) = raw::to_json(&body)
        {
            session.streams.value(&document)?;
            continue;
        }
        session.streams.raw(&body)?;
        if !body.is_empty() && !body.ends_with(b"\n") {
            session.streams.raw(b"\n")?;
        }
    }
    Ok(Exit::Done)
}
