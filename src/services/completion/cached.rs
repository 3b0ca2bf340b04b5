//! Values from what TMDB has answered before: streaming services, age ratings, and names that were searched for. Nothing is asked
//! for a completion, so what was never looked at isn't offered.

use super::suggestion::{Suggestion, finished};
use crate::domain::MediaType;
use crate::services::{discover, names as searched, providers as services};
use crate::settings::Settings;
use crate::store::Cache;
use crate::tmdb::discover::{
    NameKind, certifications as certifications_request, providers as providers_request, search_names,
};
use crate::tmdb::titles::Locale;

/// Returns the streaming services of the region that begin as typed, and `mine` where that is set up. After the `separator`
/// another begins.
pub fn providers(
    settings: &Settings,
    media_type: Option<MediaType>,
    typed: &str,
    separator: char,
) -> Vec<Suggestion> {
    let types = media_type.map_or(vec![MediaType::Movie, MediaType::Tv], |one| vec![one]);
    let mut known = Vec::new();
    if let Some(region) = &settings.region {
        let region = region.to_uppercase();
        let locale = Locale { language: settings.language.clone(), region: None };
        for one in types {
            let request = providers_request(one, &region, &locale);
            for body in answers(settings, &request.cache_key()) {
                known.extend(services::read(&body, &region).unwrap_or_default());
            }
        }
    }
    known.sort_by_key(|one| one.display_priority.unwrap_or(u64::MAX));
    let mut names: Vec<(String, &str)> = Vec::new();
    if separator == '|' && !settings.providers.is_empty() {
        names.push((services::MINE.to_owned(), "the services in your settings"));
    }
    for provider in known {
        if !names.iter().any(|(name, _)| *name == provider.name) {
            names.push((provider.name, ""));
        }
    }
    finished(names.iter().map(|(name, about)| (name.as_str(), *about)), typed, separator)
}

/// Returns the age ratings of the region that begin as typed.
pub fn certifications(settings: &Settings, typed: &str) -> Vec<Suggestion> {
    let Some(region) = &settings.region else { return Vec::new() };
    let bodies = answers(settings, &certifications_request().cache_key());
    let known: Vec<String> = bodies
        .iter()
        .flat_map(|body| discover::certifications_of(body, &region.to_uppercase()).unwrap_or_default())
        .collect();
    finished(known.iter().map(|name| (name.as_str(), "")), typed, '|')
}

/// Returns the people, keywords or companies that begin as typed, of those found before.
pub fn names(settings: &Settings, kind: NameKind, typed: &str) -> Vec<Suggestion> {
    let request = search_names(kind, "", &Locale::default());
    let mut known: Vec<String> = answers(settings, &beginning(&request.cache_key()))
        .iter()
        .flat_map(|body| searched::names_in(body))
        .collect();
    known.sort();
    known.dedup();
    finished(known.iter().map(|name| (name.as_str(), "")), typed, '|')
}

/// Returns the part of an answer's name that is the same for every query.
fn beginning(key: &str) -> String {
    key.split_once('?').map_or_else(|| key.to_owned(), |(path, _)| format!("{path}?"))
}

fn answers(settings: &Settings, beginning: &str) -> Vec<Vec<u8>> {
    Cache::peek(&settings.profile_cache_folder(), beginning).unwrap_or_default()
}
