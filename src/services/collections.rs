//! The account's own collections: favorites, watchlist and ratings. Each is a pseudo-list under the rules of lists;
//! only how its row is found, and what a rating contains, is decided here.

use super::Context;
use super::identity::Identity;
use super::mirror::confirmed;
use super::outbox::Wish;
use crate::domain::{Change, ListKind, MediaRef};
use crate::error::{Error, ErrorKind, Result};
use crate::store::ListRow;

/// Finds a collection of the account, beginning its row at the first call.
///
/// # Errors
/// `missing_credentials` if there is only a user token; `storage`.
pub fn collection(context: &Context, identity: &Identity, list_kind: ListKind) -> Result<ListRow> {
    identity.require_session()?;
    let now = context.clock.now();
    let uid = context.entropy.local_id();
    context.state()?.write(|tx| tx.collection(&identity.account_in(tx)?, list_kind, &uid, now))
}

/// Returns the account with its session confirmed where TMDB can be asked: a collection has no number, so what is kept
/// under a session that isn't confirmed has to move to the account's own later. Where TMDB can't be asked that is what
/// happens; a session that ended is reported by the delivery.
pub fn settled_identity(context: &Context, identity: Identity) -> Identity {
    if context.settings.offline || context.settings.dry_run {
        return identity;
    }
    confirmed(context, &identity).unwrap_or(identity)
}

/// Returns the page of a collection on TMDB's site, whose address has the account's user name.
///
/// # Errors
/// `unavailable` where TMDB hasn't said yet who is logged in; `storage`.
pub fn web_address(context: &Context, identity: Identity, list_kind: ListKind) -> Result<String> {
    let identity = settled_identity(context, identity);
    let account = context.state()?.read(|tx| tx.account(&identity.account_in(tx)?))?;
    let Some(username) = account.and_then(|account| account.username) else {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "the address has your user name at TMDB, which isn't known here yet",
        )
        .with_hint("ask TMDB for it with: flixir auth status --check"));
    };
    // A path has its own sign for a blank.
    let name =
        url::form_urlencoded::byte_serialize(username.as_bytes()).collect::<String>().replace('+', "%20");
    let page = match list_kind {
        ListKind::Watchlist => "watchlist",
        ListKind::Ratings => "ratings",
        ListKind::Favorites | ListKind::List => "favorites",
    };
    Ok(format!("{}/u/{name}/{page}", context.settings.web_url))
}

/// Reads a score: 0.5 to 10 in halves (`docs/what-tmdb-really-does.md`: Account, favorites, watchlist, ratings).
///
/// # Errors
/// `usage` for anything else, so that nothing is kept that TMDB would refuse.
pub fn parse_score(text: &str) -> Result<f64> {
    let score: f64 = text.trim().parse().map_err(|_| not_a_score(text))?;
    let is_half = (score * 2.0).fract() == 0.0;
    if (0.5..=10.0).contains(&score) && is_half { Ok(score) } else { Err(not_a_score(text)) }
}

fn not_a_score(text: &str) -> Error {
    Error::usage(format!("'{text}' is not a score"))
        .with_hint("a score is a number from 0.5 to 10 in steps of 0.5, such as 8.5")
}

/// Makes the wish to rate a title.
pub fn rate(item: MediaRef, score: f64) -> Wish {
    Change::Add { item, comment: None, score: Some(score) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_halves_from_a_half_to_ten() {
        for (text, score) in [("0.5", 0.5), ("10", 10.0), (" 8.50 ", 8.5), ("7", 7.0)] {
            assert!((parse_score(text).unwrap() - score).abs() < f64::EPSILON, "{text}");
        }
        for text in ["0", "0.4", "5.2", "10.5", "-1", "", "8,5", "NaN", "inf", "ten", "1e300"] {
            assert_eq!(parse_score(text).unwrap_err().kind(), crate::ErrorKind::Usage, "{text}");
        }
    }
}
