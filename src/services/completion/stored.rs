//! Values from a profile's database: its lists, the items on them, and queued changes.

use std::collections::HashMap;

use super::suggestion::{MOST, Suggestion, rest_of};
use crate::domain::text::counted;
use crate::domain::{
    Hold, ItemState, ListFields, ListKind, MediaRef, MediaType, Operation, OperationKind, Status,
    is_provisional,
};
use crate::error::Result;
use crate::services::mirror::{Known, all_names, fold, known_of};
use crate::services::transfer::place::{collection_named, word_of};
use crate::settings::Settings;
use crate::store::{ListRow, ListState, State, Tx};

/// Which of the account's own collections a command takes as a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collections {
    /// None of them.
    None,
    /// Watchlist and favorites: a rating can't be written without a score.
    Unrated,
    /// All of them.
    All,
}

/// What is to be done with queued changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `queue show`
    Show,
    /// `queue retry`
    Retry,
    /// `queue cancel`
    Cancel,
    /// `queue adopt`
    Adopt,
}

impl Verb {
    const fn statuses(self) -> &'static [Status] {
        match self {
            Self::Show => &Status::ALL,
            Self::Retry | Self::Cancel => &[Status::Pending, Status::Failed],
            Self::Adopt => &[Status::Pending],
        }
    }

    fn fits(self, operation: &Operation) -> bool {
        match self {
            Self::Show | Self::Retry => true,
            // It is being cancelled already.
            Self::Cancel => operation.hold != Some(Hold::CancelRequested),
            Self::Adopt => is_provisional(&operation.account),
        }
    }
}

/// A list as people know it.
struct NamedList {
    row: ListRow,
    name: String,
}

/// Which lists are wanted.
#[derive(Clone, Copy)]
pub struct ListChoice<'a> {
    /// What is typed of it.
    pub typed: &'a str,
    /// Which collections count as a list.
    pub collections: Collections,
    /// Whether lists that were deleted count, because they can be restored.
    pub with_deleted: bool,
    /// Whether a name can be put into a command line.
    pub is_typable: fn(&str) -> bool,
}

/// Returns the lists of the profile, by name. The number (or the local id, until TMDB has the list) stands for a list whose name
/// isn't unique, can't be typed, or doesn't begin as typed.
pub fn lists(settings: &Settings, choice: ListChoice<'_>) -> Vec<Suggestion> {
    let ListChoice { typed, collections, with_deleted, is_typable } = choice;
    let mut found = read(settings, |tx| {
        let known = named_lists(tx, with_deleted)?;
        let mut names: HashMap<String, usize> = HashMap::new();
        for list in &known {
            *names.entry(list.name.to_lowercase()).or_default() += 1;
        }
        let mut found = Vec::new();
        for list in &known {
            let id = list.row.remote_id.map_or_else(|| list.row.uid.clone(), |id| id.to_string());
            let is_unique = names.get(&list.name.to_lowercase()) == Some(&1);
            let is_name = is_unique && !list.name.is_empty() && is_typable(&list.name);
            let rest = rest_of(&list.name, typed).filter(|_| is_name);
            match rest {
                Some(rest) => {
                    found.push(Suggestion::new(format!("{typed}{rest}"), about_list(tx, list, &id)?));
                }
                None if id.starts_with(typed) => found.push(Suggestion::new(id, list.name.as_str())),
                None => {}
            }
        }
        Ok(found)
    });
    found.extend(own_collections(collections).filter(|own| own.value.starts_with(typed)));
    found
}

fn own_collections(wanted: Collections) -> impl Iterator<Item = Suggestion> {
    let kinds: &[(ListKind, &str)] = match wanted {
        Collections::None => &[],
        Collections::Unrated => {
            &[(ListKind::Watchlist, "your watchlist"), (ListKind::Favorites, "your favorites")]
        }
        Collections::All => &[
            (ListKind::Watchlist, "your watchlist"),
            (ListKind::Favorites, "your favorites"),
            (ListKind::Ratings, "what you rated"),
        ],
    };
    kinds.iter().filter_map(|(kind, about)| Some(Suggestion::new(word_of(*kind)?, *about)))
}

fn named_lists(tx: &Tx<'_>, with_deleted: bool) -> Result<Vec<NamedList>> {
    let mut known = Vec::new();
    for account in tx.accounts()? {
        for (row, name) in all_names(tx, &account.id)? {
            if with_deleted || matches!(row.state(), ListState::Live | ListState::Unsent) {
                known.push(NamedList { row, name: name.unwrap_or_default() });
            }
        }
        if with_deleted {
            let deleted = tx.lists(&account.id)?.into_iter().filter(|row| row.is_deleted);
            known.extend(
                deleted.map(|row| NamedList { name: row.seen.fields.name.clone().unwrap_or_default(), row }),
            );
        }
    }
    Ok(known)
}

/// Says what tells a list from others: how many items it has, whether everybody may see it, and its number.
fn about_list(tx: &Tx<'_>, list: &NamedList, id: &str) -> Result<String> {
    let mut parts = Vec::new();
    let told = list.row.seen.count;
    if told.is_some() || list.row.remote_id.is_none() {
        let mut items = told.unwrap_or(0);
        for (kind, count, _) in tx.live_kinds(&list.row.uid)? {
            match kind {
                Some(OperationKind::Add) => items += count,
                Some(OperationKind::Remove) => items = items.saturating_sub(count),
                Some(OperationKind::Clear) => items = 0,
                _ => {}
            }
        }
        parts.push(counted(items, "item", "items"));
    }
    match list.row.seen.fields.public {
        Some(true) => parts.push("public".to_owned()),
        Some(false) => parts.push("private".to_owned()),
        None => {}
    }
    if list.row.state() == ListState::Deleted {
        parts.push("deleted".to_owned());
    } else if list.row.remote_id.is_some() {
        parts.push(id.to_owned());
    } else {
        parts.push("not yet on TMDB".to_owned());
    }
    Ok(parts.join(", "))
}

/// Returns the items of a list or collection that begin as typed, without those in `used`; a number alone is of the `assumed` type.
pub fn items_on(
    settings: &Settings,
    list: &str,
    typed: &str,
    used: &[String],
    assumed: MediaType,
) -> Vec<Suggestion> {
    let is_bare = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    read(settings, |tx| {
        let Some(row) = find(tx, list)? else { return Ok(Vec::new()) };
        let view = fold(known_of(tx, &row)?, &tx.live_operations(&row.uid)?);
        let mut found = Vec::new();
        for held in view.items.iter().filter(|held| held.state != ItemState::PendingRemove) {
            let item = held.held.item;
            let Some(value) = written(item, typed, is_bare, assumed) else { continue };
            if found.len() < MOST && !used.contains(&value) {
                let title = tx.title(item)?.and_then(|media| media.title).unwrap_or_default();
                found.push(Suggestion::new(value, title));
            }
        }
        Ok(found)
    })
}

fn written(item: MediaRef, typed: &str, is_bare: bool, assumed: MediaType) -> Option<String> {
    let value = if is_bare { item.id.to_string() } else { item.to_string() };
    (value.starts_with(typed) && (!is_bare || item.media_type == assumed)).then_some(value)
}

fn find(tx: &Tx<'_>, text: &str) -> Result<Option<ListRow>> {
    if let Some(kind) = collection_named(text) {
        for account in tx.accounts()? {
            if let Some(row) = tx.collection_if_known(&account.id, kind)? {
                return Ok(Some(row));
            }
        }
        return Ok(None);
    }
    let wanted = text.trim().to_lowercase();
    let is_it = |list: &NamedList| {
        list.name.to_lowercase() == wanted
            || list.row.uid == wanted
            || list.row.remote_id.is_some_and(|id| id.to_string() == wanted)
    };
    Ok(named_lists(tx, false)?.into_iter().find(is_it).map(|list| list.row))
}

/// Returns the numbers of the queued changes that a command can act on, newest first; long ids only if a part of one is typed.
pub fn operations(settings: &Settings, typed: &str, verb: Verb) -> Vec<Suggestion> {
    read(settings, |tx| {
        let mut rows = tx.operations(verb.statuses(), None)?;
        rows.retain(|operation| verb.fits(operation));
        rows.sort_by_key(|operation| std::cmp::Reverse(operation.number));
        let mut names: HashMap<String, String> = HashMap::new();
        let mut found = Vec::new();
        for operation in rows {
            let number = operation.number.to_string();
            let value = match typed {
                typed if number.starts_with(typed) => number,
                typed if operation.id.starts_with(typed) => operation.id.clone(),
                _ => continue,
            };
            if found.len() == MOST {
                break;
            }
            if !names.contains_key(&operation.list) {
                names.insert(operation.list.clone(), name_of(tx, &operation.list)?);
            }
            let list = names.get(&operation.list).map(String::as_str).unwrap_or_default();
            found.push(Suggestion::new(value, about_operation(tx, &operation, list)?));
        }
        Ok(found)
    })
}

fn about_operation(tx: &Tx<'_>, operation: &Operation, list: &str) -> Result<String> {
    let verb = operation.contract_type();
    let what = match operation.item() {
        Some(item) => {
            let title = tx.title(item)?.and_then(|media| media.title);
            let verb = verb.trim_end_matches("_movie").trim_end_matches("_tv");
            format!("{verb} {}", title.unwrap_or_else(|| item.to_string()))
        }
        None => verb.replace('_', " "),
    };
    let list = if list.is_empty() { String::new() } else { format!(", {list}") };
    Ok(format!("{what}{list}, {}", operation.status))
}

fn name_of(tx: &Tx<'_>, uid: &str) -> Result<String> {
    let Some(row) = tx.list(uid)? else { return Ok(String::new()) };
    if let Some(word) = word_of(row.list_kind) {
        return Ok(word.to_owned());
    }
    let fields = ListFields { name: row.seen.fields.name.clone(), ..ListFields::default() };
    let known = Known { fields, ..Known::default() };
    Ok(fold(known, &tx.live_operations_on_the_whole(uid)?).fields.name.unwrap_or_default())
}

fn read(settings: &Settings, work: impl FnOnce(&Tx<'_>) -> Result<Vec<Suggestion>>) -> Vec<Suggestion> {
    let found = State::open_read_only(&settings.profile_folder()).and_then(|state| match state {
        Some(state) => state.read(work),
        None => Ok(Vec::new()),
    });
    let mut found = found.unwrap_or_default();
    found.truncate(MOST);
    found
}
