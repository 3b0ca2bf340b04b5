//! What a command says of a change that was queued: why it was not sent, when it will be, and by what.

use super::Session;
use crate::error::Result;
use crate::output::spoken::span;
use crate::services::outbox::{Earliest, earliest};
use crate::services::schedule;

/// Says on standard error why a change was queued (`why`, as an error says it) and what sends it. `operation` is what was queued.
///
/// # Errors
/// `storage`.
pub(super) fn tell_queued(session: &Session, why: Option<&str>, operation: Option<&str>) -> Result<()> {
    let context = &session.context;
    let earliest = operation.map_or(Ok(Earliest::Now), |operation| earliest(context, operation))?;
    let why = match (why, earliest) {
        _ if context.settings.offline => "You asked not to contact TMDB (--offline).".to_owned(),
        (Some(why), _) => sentence(why),
        (None, Earliest::Behind(_)) => {
            "An earlier change may have reached TMDB and is checked first.".to_owned()
        }
        (None, Earliest::NowIfAsked) => "TMDB could not be reached a moment ago.".to_owned(),
        (None, _) => "It can't be sent yet.".to_owned(),
    };
    let by_itself = match schedule::installed(context) {
        Some(kind) => format!("by {kind}"),
        None => "by itself after: flixir queue schedule --install".to_owned(),
    };
    let (what, or) = match earliest {
        Earliest::Now => ("be sent".to_owned(), "now with: flixir queue retry"),
        Earliest::NowIfAsked => ("be sent".to_owned(), "now with: flixir queue retry --now"),
        Earliest::AfterPause => ("be sent".to_owned(), "after the pause with: flixir queue retry"),
        Earliest::Behind(wait) => {
            (format!("be sent in {} at the earliest,", span(wait)), "with: flixir queue retry")
        }
        Earliest::Checked(wait) => (
            format!("be checked in {} at the earliest, and sent again if it is missing,", span(wait)),
            "with: flixir queue retry",
        ),
    };
    session.streams.note(&format!(
        "{why} Your change is saved. It will {what} with your next command that reaches TMDB, {by_itself}, or {or}"
    ));
    Ok(())
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
