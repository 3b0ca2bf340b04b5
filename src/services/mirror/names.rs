//! From what the person types to a list: TMDB's number, a name, or a local id. Not for the titles on it.

use std::time::Duration;

use super::pick::pick;
use super::refresh::{Freshness, confirmed, refresh_heads, save_contents};
use super::view::{all_names, summarise};
use crate::domain::List;
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::{Identity, note_ended_session, renewed};
use crate::store::{ListRow, ListState};
use crate::tmdb::account::fetch_account_lists;
use crate::tmdb::lists::fetch_if_short;

/// The longest that a look for a name on TMDB may take: a list can be created without it.
const LONGEST_LOOK: Duration = Duration::from_secs(5);

/// Finds a list of the person's that has this name already; returns its number on TMDB, or its local id. The names that are known
/// here come first, then TMDB is asked, if it can be. A list that is gone on TMDB doesn't count.
///
/// # Errors
/// `storage`.
pub fn namesake(context: &Context, identity: &Identity, name: &str) -> Result<Option<String>> {
    let wanted = name.trim().to_lowercase();
    let named = context.state()?.read(|tx| all_names(tx, &identity.account_in(tx)?))?;
    let same = named.into_iter().find(|(row, known)| {
        row.writable
            && row.state() != ListState::Gone
            && known.as_ref().is_some_and(|known| known.trim().to_lowercase() == wanted)
    });
    let known = same.map(|(row, _)| row.remote_id.map_or(row.uid, |id| id.to_string()));
    Ok(known.or_else(|| id_on_tmdb(context, identity, &wanted)))
}

/// Returns the id of a list on TMDB that has this name (in lower case), as TMDB says now; `None` where it has none, or can't be
/// asked. Nothing is stored.
fn id_on_tmdb(context: &Context, identity: &Identity, wanted: &str) -> Option<String> {
    if context.settings.offline || !identity.is_confirmed {
        return None;
    }
    // During a pause that TMDB asked for, or after an outage, nothing is asked that isn't needed.
    let account = context.state().ok()?.read(|tx| tx.account(&identity.account_in(tx)?)).ok()??;
    if account.held(context.clock.now()).is_some() {
        return None;
    }
    let deadline = context.deadline().min(context.clock.elapsed() + LONGEST_LOOK);
    let client = context.client_until(identity.credentials(context), deadline);
    let lists = fetch_account_lists(&client, &identity.api, &identity.account).ok()?;
    let fits = |name: &Option<String>| name.as_ref().is_some_and(|name| name.trim().to_lowercase() == wanted);
    lists.lists.iter().find(|head| fits(&head.name)).map(|head| head.id.to_string())
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub struct Named {
    /// The stored list.
    pub row: ListRow,
    /// The list as seen.
    pub list: List,
}

/// Finds a list. Asks TMDB for the account's lists where the mirror doesn't know it, and TMDB can be asked.
///
/// # Errors
/// `not_found`, `ambiguous` (naming the ids), or the outage that keeps TMDB from being asked.
pub fn resolve(context: &Context, identity: &Identity, text: &str) -> Result<Named> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::usage("a list's name is empty").with_hint("see: flixir lists ls"));
    }
    if let Some(found) = known(context, identity, text)? {
        return Ok(found);
    }
    let was_read =
        context.state()?.read(|tx| tx.account(&identity.account_in(tx)?))?.and_then(|row| row.lists_as_of);
    if let Err(error) = refresh_heads(context, identity, Freshness::Now) {
        return match (text.parse::<u64>(), was_read) {
            // A number is a name that TMDB gave: it can be written to before it was ever read.
            (Ok(id), _) if error.kind().is_outage() => bind(context, identity, id, Ownership::Unknown),
            (_, Some(_)) if error.kind().is_outage() => Err(unknown(context, identity, text)?),
            (_, None) if error.kind().is_outage() => {
                let message = format!("the list '{text}' isn't known here yet: {}", error.message());
                Err(error.with_message(message))
            }
            _ => Err(error),
        };
    }
    // Reading them may have told whose session it is.
    let identity = &renewed(context, identity)?;
    if let Some(found) = known(context, identity, text)? {
        return Ok(found);
    }
    match text.parse::<u64>() {
        Ok(id) => {
            find_foreign(context, identity, id)?.map_or_else(|| Err(Error::not_found("list", text)), Ok)
        }
        Err(_) => Err(unknown(context, identity, text)?),
    }
}

/// Looks for somebody else's list by its number; it can be read where it is public, and not written.
fn find_foreign(context: &Context, identity: &Identity, id: u64) -> Result<Option<Named>> {
    let identity = &confirmed(context, identity)?;
    let client = context.client(identity.credentials(context));
    let language = &context.settings.language;
    let list =
        match note_ended_session(context, identity, fetch_if_short(&client, &identity.api, id, language)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(list) => list,
        };
    let named = bind(context, identity, id, Ownership::Foreign)?;
    // A list of one page has been read by this; one whose count doesn't fit is read as any other.
    let Some(list) = list.filter(|list| !list.has_moved) else { return Ok(Some(named)) };
    save_contents(context, &named.row, &list)?;
    known(context, identity, &id.to_string())
}

/// Finds a list in the mirror, asking nobody.
///
/// # Errors
/// `ambiguous` (naming the ids); `storage`.
pub fn known(context: &Context, identity: &Identity, text: &str) -> Result<Option<Named>> {
    context.state()?.read(|tx| {
        let Some(row) = pick(all_names(tx, &identity.account_in(tx)?)?, text)? else { return Ok(None) };
        let (list, _) = summarise(context, tx, &row)?;
        Ok(Some(Named { row, list }))
    })
}

/// Whose list a number stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ownership {
    /// Not known, since TMDB can't be asked.
    Unknown,
    /// Somebody else's.
    Foreign,
}

/// Gives a list that is known by its number alone a place in the mirror.
fn bind(context: &Context, identity: &Identity, id: u64, ownership: Ownership) -> Result<Named> {
    let now = context.clock.now();
    let uid = context.entropy.local_id();
    context.state()?.write(|tx| {
        let own = identity.account_in(tx)?;
        if tx.list_by_remote_id(&own, id)?.is_none() {
            tx.add_list(&uid, &own, Some(id), now)?;
            tx.set_list_writable(&uid, ownership == Ownership::Unknown)?;
        }
        Ok(())
    })?;
    known(context, identity, &id.to_string())?.ok_or_else(|| Error::not_found("list", &id.to_string()))
}

/// Returns whether a text is a list id as TMDB gave them until 2012: 24 hexadecimal digits.
fn is_old_list_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Names the list that isn't there, and the nearest one that is.
fn unknown(context: &Context, identity: &Identity, text: &str) -> Result<Error> {
    let lists = context.state()?.read(|tx| all_names(tx, &identity.account_in(tx)?))?;
    let wanted = text.to_lowercase();
    let nearest = lists
        .iter()
        .filter_map(|(_, name)| name.as_deref())
        .map(|name| (strsim::jaro_winkler(&name.to_lowercase(), &wanted), name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(score, _)| *score > 0.8);
    let error = Error::not_found("list", text);
    if is_old_list_id(text) {
        return Ok(error.with_hint("TMDB no longer knows list ids of 24 characters; see: flixir lists ls"));
    }
    Ok(match nearest {
        Some((_, name)) => error.with_hint(format!("did you mean '{name}'? see: flixir lists ls")),
        None => error.with_hint("see: flixir lists ls"),
    })
}
