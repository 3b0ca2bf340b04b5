//! What a command says of a change that was queued: why it was not sent, when it will be, and by what.

use super::Session;
use crate::services::schedule;

/// Says on standard error why a change was queued (`why`, as an error says it) and what sends it.
pub(super) fn tell_queued(session: &Session, why: Option<&str>) {
    let context = &session.context;
    let why = match why {
        _ if context.settings.offline => "You asked not to contact TMDB (--offline).".to_owned(),
        Some(why) => sentence(why),
        None => "It can't be sent yet.".to_owned(),
    };
    let by_itself = match schedule::installed(context) {
        Some(kind) => format!("by {kind}"),
        None => "by itself after: flixir queue schedule --install".to_owned(),
    };
    session.streams.note(&format!(
        "{why} Your change is saved. It will be sent with your next command that reaches TMDB, {by_itself}, or now with: \
         flixir queue retry"
    ));
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
