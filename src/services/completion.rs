//! Values for the shell to complete: lists, operations, profiles, titles. From local data only, without a lock that anyone could
//! notice; whatever fails gives no values, because a prompt is no place for errors.

use std::path::Path;

use super::mirror::{Known, fold};
use crate::domain::{ListFields, MediaType, Status};
use crate::error::Result;
use crate::settings::Settings;
use crate::store::{Catalog, CatalogTitle, ListState, State, Tx};
use crate::tmdb::genres;

/// Most values of one kind: more is no help to anyone.
const MOST: usize = 500;

/// Most titles: a screen, not a book.
const MOST_TITLES: usize = 20;

/// A value and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is typed.
    pub value: String,
    /// What the shell shows beside it.
    pub about: String,
}

impl Suggestion {
    fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// Returns the genres that begin as typed, of movies, shows or both; after a bar another begins.
pub fn genres(media_type: Option<MediaType>, typed: &str) -> Vec<Suggestion> {
    let types = media_type.map_or(vec![MediaType::Movie, MediaType::Tv], |one| vec![one]);
    let (before, begun) = typed.rfind('|').map_or(("", typed), |bar| typed.split_at(bar + 1));
    let mut names: Vec<&str> =
        types.iter().flat_map(|one| genres::all(*one)).filter_map(|(_, name)| rest_of(name, begun)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|rest| Suggestion::new(format!("{before}{begun}{rest}"), "")).collect()
}

/// Returns the lists of the profile: each by name, and by TMDB's id, or by the local id where TMDB has none yet.
pub fn lists(settings: &Settings) -> Vec<Suggestion> {
    read(settings, |tx| {
        let mut found = Vec::new();
        for account in tx.accounts()? {
            for row in tx
                .lists(&account.id)?
                .into_iter()
                .filter(|row| matches!(row.state(), ListState::Live | ListState::Unsent))
            {
                let base = ListFields { name: row.seen.fields.name.clone(), ..ListFields::default() };
                let view = fold(
                    Known { fields: base, ..Known::default() },
                    &tx.live_operations_on_the_whole(&row.uid)?,
                );
                if view.is_deleted {
                    continue;
                }
                let name = view.fields.name.unwrap_or_default();
                let id = row.remote_id.map_or(row.uid, |id| id.to_string());
                if !name.is_empty() {
                    found.push(Suggestion::new(&name, format!("list {id}")));
                }
                found.push(Suggestion::new(id, name));
            }
        }
        Ok(found)
    })
}

/// Returns the operations in one of `statuses`, newest first.
pub fn operations(settings: &Settings, statuses: &[Status]) -> Vec<Suggestion> {
    read(settings, |tx| {
        let mut rows = tx.operations(statuses, None)?;
        rows.sort_by_key(|operation| std::cmp::Reverse(operation.seq));
        let about = |operation: &crate::domain::Operation| match operation.item {
            Some(item) => format!("{} {item}, {}", operation.contract_type(), operation.status),
            None => format!("{}, {}", operation.contract_type(), operation.status),
        };
        Ok(rows.into_iter().map(|operation| Suggestion::new(&operation.id, about(&operation))).collect())
    })
}

/// Returns the profiles that have data here.
pub fn profiles(settings: &Settings) -> Vec<Suggestion> {
    let mut names = folder_names(&settings.folders.data.join("profiles"));
    names.sort();
    names.into_iter().take(MOST).map(|name| Suggestion::new(name, "profile")).collect()
}

/// Returns items whose number begins as typed (`movie:6`, `tv:13`, or `60` of the `assumed` type), most popular first.
pub fn items(settings: &Settings, typed: &str, assumed: MediaType) -> Vec<Suggestion> {
    let (media_type, digits) = match typed.split_once(':') {
        Some((word, digits)) => match word.parse() {
            Ok(media_type) => (Some(media_type), digits),
            Err(()) => return Vec::new(),
        },
        // Nothing typed may become anything; letters may become a type.
        None if typed.bytes().all(|byte| byte.is_ascii_digit()) && !typed.is_empty() => {
            (Some(assumed), typed)
        }
        None => (None, ""),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let titles = catalog(settings, |catalog| catalog.numbered(digits, media_type, MOST_TITLES));
    let is_bare = !digits.is_empty() && !typed.contains(':');
    let value =
        |title: &CatalogTitle| if is_bare { title.item.id.to_string() } else { title.item.to_string() };
    titles.iter().map(|title| Suggestion::new(value(title), &title.title)).collect()
}

/// Returns words that finish what is typed of a search: `before` are the words before it.
pub fn words(settings: &Settings, before: &[String], typed: &str) -> Vec<Suggestion> {
    // One letter begins everything.
    const SHORTEST: usize = 2;
    if typed.chars().count() < SHORTEST {
        return Vec::new();
    }
    let text = format!("{} {typed}", before.join(" "));
    let titles = catalog(settings, |catalog| Ok(catalog.search(&text, None, MOST_TITLES)?.titles));
    let mut found: Vec<Suggestion> = Vec::new();
    for title in titles {
        let words = title.title.split(|letter: char| !letter.is_alphanumeric());
        // What is typed stays as it is: a shell takes nothing else for its continuation.
        let ends = words.filter_map(|word| rest_of(word, typed));
        for value in ends.map(|rest| format!("{typed}{rest}")) {
            if !found.iter().any(|known| known.value == value) {
                found.push(Suggestion::new(value, &title.title));
            }
        }
    }
    found
}

/// Returns titles that begin as typed, case aside.
pub fn titles(settings: &Settings, typed: &str) -> Vec<Suggestion> {
    let titles = catalog(settings, |catalog| Ok(catalog.search(typed, None, MOST_TITLES)?.titles));
    let finish = |title: CatalogTitle| {
        let rest = rest_of(&title.title, typed)?;
        Some(Suggestion::new(format!("{typed}{rest}"), title.item.to_string()))
    };
    titles.into_iter().filter_map(finish).collect()
}

/// Returns what comes after `beginning` in `text`, where that is how it begins; case makes no difference.
fn rest_of<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for letter in beginning.chars() {
        let own = rest.next()?;
        if own != letter && !own.to_lowercase().eq(letter.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

fn catalog(
    settings: &Settings,
    work: impl FnOnce(&Catalog) -> Result<Vec<CatalogTitle>>,
) -> Vec<CatalogTitle> {
    let found = Catalog::open(&settings.folders.cache).and_then(|catalog| match catalog {
        Some(catalog) => work(&catalog),
        None => Ok(Vec::new()),
    });
    found.unwrap_or_default()
}

fn folder_names(path: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
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
