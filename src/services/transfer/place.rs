//! Where imported titles go, and where exported ones come from: a list by any of its names, or one of the account's own
//! collections (`@watchlist`, `@favorites`, `@rated`).

use std::collections::BTreeSet;

use crate::domain::{ItemState, ListFields, ListKind, ListName, ListWithItems, MediaRef};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::collections::collection;
use crate::services::identity::Identity;
use crate::services::mirror::{
    Freshness, confirmed, fetch_contents, list_name, one_view, refresh_heads, resolve,
};
use crate::services::outbox::{self, WriteReport};
use crate::store::ListRow;

/// The words for the account's own collections.
const COLLECTIONS: [(&str, ListKind); 5] = [
    ("@watchlist", ListKind::Watchlist),
    ("@favorites", ListKind::Favorites),
    ("@favourites", ListKind::Favorites),
    ("@rated", ListKind::Ratings),
    ("@ratings", ListKind::Ratings),
];

/// Returns the collection that a word names.
pub fn collection_named(text: &str) -> Option<ListKind> {
    let wanted = text.trim().to_lowercase();
    COLLECTIONS.into_iter().find(|(word, _)| *word == wanted).map(|(_, list_kind)| list_kind)
}

/// Makes a list. Returns its row, and what came of the write.
///
/// # Errors
/// As [`outbox::create`].
pub(super) fn make_list(
    context: &Context,
    identity: &Identity,
    fields: ListFields,
) -> Result<(ListRow, Option<WriteReport>)> {
    let made = outbox::create(context, identity, fields)?;
    let row = context.state()?.read(|tx| tx.list(&made.list.local_id))?;
    let row = row.ok_or_else(|| Error::bug("a list was just made and is not there"))?;
    Ok((row, made.report))
}

/// Returns the word for a collection; `None` for lists.
pub fn word_of(list_kind: ListKind) -> Option<&'static str> {
    COLLECTIONS.into_iter().find(|(_, own)| *own == list_kind).map(|(word, _)| word)
}

/// Finds the list or collection that a text names.
///
/// # Errors
/// As [`resolve`]; `usage` for a collection that there isn't.
pub fn find(context: &Context, identity: &Identity, text: &str) -> Result<ListRow> {
    match collection_named(text) {
        Some(list_kind) => collection(context, identity, list_kind),
        // A mistyped collection must not become a list of that name.
        None if text.trim().starts_with('@') => {
            Err(Error::usage(format!("no collection is called '{text}'"))
                .with_hint("use @watchlist, @favorites or @rated"))
        }
        None => Ok(resolve(context, identity, text)?.row),
    }
}

/// Finds the list or collection; `None` where there is no list of that name.
///
/// # Errors
/// As [`resolve`].
pub fn find_optional(context: &Context, identity: &Identity, text: &str) -> Result<Option<ListRow>> {
    match find(context, identity, text) {
        Ok(row) => Ok(Some(row)),
        // "Not found" as TMDB's own answer to a look at all lists says nothing about this one.
        Err(error) if error.kind() == ErrorKind::NotFound && !error.details().contains_key("http_status") => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Reads the account's lists from TMDB, and returns whether TMDB could be asked.
///
/// # Errors
/// `interrupted`.
pub(super) fn ask_for_lists(context: &Context, identity: &Identity) -> Result<bool> {
    match refresh_heads(context, identity, Freshness::Now) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
        Err(_) => Ok(false),
    }
}

/// As [`find_optional`]; where `may_create`, a list that TMDB can't be asked about is one that is to be made: it is queued.
///
/// # Errors
/// As [`find_optional`].
pub fn find_or_none(
    context: &Context,
    identity: &Identity,
    text: &str,
    may_create: bool,
) -> Result<Option<ListRow>> {
    match find_optional(context, identity, text) {
        Err(error) if may_create && error.kind().is_outage() && text.trim().parse::<u64>().is_err() => {
            context.warn(format!(
                "TMDB was not asked whether a list '{}' exists already: it will be created",
                text.trim()
            ));
            Ok(None)
        }
        found => found,
    }
}

/// Returns the account with its session confirmed, or as it stands where TMDB can't be asked: what is written is queued
/// anyway.
///
/// # Errors
/// `interrupted`.
pub fn confirmed_or_as_is(context: &Context, identity: &Identity) -> Result<Identity> {
    match confirmed(context, identity) {
        Ok(identity) => Ok(identity),
        Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
        Err(_) => Ok(identity.clone()),
    }
}

/// How sure we are of what a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// Read from TMDB as freshly as asked for.
    Fresh,
    /// As it was last read, because TMDB can't be asked.
    Stale,
    /// Never read: it may hold anything.
    None,
}

/// What a look at a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To print it.
    Reading,
    /// To write to it: where the login doesn't count, what is written waits for one that does.
    Writing,
}

/// Returns a list as the person sees it, read from TMDB where that can be asked.
///
/// # Errors
/// `not_found` and other refusals that concern the list; refusals of the login, unless the queue will tell them;
/// `storage`. An outage is knowledge, not an error.
pub fn look_at(
    context: &Context,
    identity: &Identity,
    row: &ListRow,
    freshness: Freshness,
    purpose: Purpose,
) -> Result<(ListWithItems, Knowledge)> {
    let may_wait = |error: &Error| {
        error.kind().is_outage() || (purpose == Purpose::Writing && error.kind().is_about_login())
    };
    let is_uncreated = row.list_kind == ListKind::List && row.remote_id.is_none();
    let mut outcome = fetch_contents(context, identity, row, freshness);
    let (mut whole, mut was_read) = view(context, row)?;
    // What our own writes put there has no title yet; one read of the list brings all of them.
    let is_nameless = whole.items.iter().any(|item| item.media.title.is_none());
    if outcome.is_ok() && is_nameless && !is_uncreated && freshness == Freshness::Settings {
        if let Err(error) = fetch_contents(context, identity, row, Freshness::Now)
            && !error.kind().is_outage()
        {
            outcome = Err(error);
        }
        (whole, was_read) = view(context, row)?;
    }
    let knowledge = match outcome {
        Ok(_) => Knowledge::Fresh,
        Err(error) if may_wait(&error) => {
            if was_read || is_uncreated {
                Knowledge::Stale
            } else {
                Knowledge::None
            }
        }
        Err(error) => return Err(error),
    };
    Ok((whole, knowledge))
}

/// Returns a list as the person sees it, and whether it was ever read completely.
fn view(context: &Context, row: &ListRow) -> Result<(ListWithItems, bool)> {
    let whole = context.state()?.read(|tx| {
        let row = tx.list(&row.uid)?;
        row.map(|row| one_view(context, tx, &row).map(|whole| (whole, row.seen.items_as_of.is_some())))
            .transpose()
    })?;
    whole.ok_or_else(|| Error::not_found("list", row.label()))
}

/// Returns the items that will be on a list once everything waiting is delivered.
pub fn present(whole: &ListWithItems) -> BTreeSet<MediaRef> {
    whole
        .items
        .iter()
        .filter(|item| item.state != ItemState::PendingRemove)
        .map(|item| item.media.item())
        .collect()
}

/// Returns a list's names, as printed.
///
/// # Errors
/// `storage`.
pub fn name_of(context: &Context, uid: &str) -> Result<ListName> {
    context.state()?.read(|tx| list_name(tx, uid))
}
