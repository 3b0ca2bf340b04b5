//! Values by name or number: genres, titles and items from the offline catalog, and profiles from their folders.

use std::path::Path;

use super::suggestion::{MOST, Suggestion, finished, rest_of};
use crate::domain::MediaType;
use crate::error::Result;
use crate::settings::Settings;
use crate::store::{Catalog, CatalogTitle};
use crate::tmdb::genres;

/// Most titles: about one screen.
const MOST_TITLES: usize = 20;

/// Returns the genres that begin as typed, of movies, shows or both; after a bar another begins.
pub fn genres(media_type: Option<MediaType>, typed: &str) -> Vec<Suggestion> {
    let types = media_type.map_or(vec![MediaType::Movie, MediaType::Tv], |one| vec![one]);
    let mut names: Vec<&str> =
        types.iter().flat_map(|one| genres::all(*one)).map(|(_, name)| *name).collect();
    names.sort_unstable();
    names.dedup();
    finished(names.into_iter().map(|name| (name, "")), typed, '|')
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
