//! The streaming services of a region: which there are, and which the person means by a name or by `mine`. TMDB's lists of
//! them are kept for a day. Not for which title is on which (`details`).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::answers::{AnswerKind, Reading, Source, read_each};
use crate::domain::{MediaType, Timestamp, letters};
use crate::error::{Error, Result};
use crate::tmdb::{Request, discover, genres, wire};

/// The word for the services of `config set providers`.
pub(super) const MINE: &str = "mine";

/// A streaming service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// TMDB's number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// TMDB's order in the region, the first first.
    pub display_priority: Option<u64>,
}

/// The services of a region, and where the answer came from.
#[derive(Clone, Debug)]
pub struct Known {
    /// The services, in TMDB's order.
    pub providers: Vec<Provider>,
    /// Where they are.
    pub region: String,
    /// Where the answer came from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest part of it.
    pub fetched_at: Timestamp,
}

/// Returns the region that is set; `what` needs one.
///
/// # Errors
/// `usage` where none is set: what can be watched depends on it, so it isn't guessed.
pub fn region(context: &Context, what: &str) -> Result<String> {
    let set = context.settings.region.clone().map(|region| region.to_uppercase());
    set.ok_or_else(|| {
        Error::usage(format!("{what} needs a region, and none is set"))
            .with_hint("add --region US (or yours), or set it once: flixir config set region US")
    })
}

/// Reads the services of a region that have titles of one of these types.
///
/// # Errors
/// Why TMDB can't answer, where nothing stored can.
pub fn list(context: &Context, types: &[MediaType], region: &str) -> Result<Known> {
    let locale = context.locale();
    let requests: Vec<Request> = types.iter().map(|one| discover::providers(*one, region, &locale)).collect();
    let parse = |body: &[u8]| read(body, region);
    let mut found: BTreeMap<u64, Provider> = BTreeMap::new();
    let (mut source, mut fetched_at) = (Source::Cache, context.clock.now());
    for reading in read_each(context, AnswerKind::Providers, &requests, parse)? {
        let Reading { value, source: one, fetched_at: at } = reading?;
        (source, fetched_at) = (source.max(one), fetched_at.min(at));
        for provider in value {
            found.entry(provider.id).or_insert(provider);
        }
    }
    let mut providers: Vec<Provider> = found.into_values().collect();
    providers.sort_by_key(|one| (one.display_priority.unwrap_or(u64::MAX), one.id));
    Ok(Known { providers, region: region.to_owned(), source, fetched_at })
}

/// Reads TMDB's list of services.
///
/// # Errors
/// `invalid_response`.
pub(super) fn read(body: &[u8], region: &str) -> Result<Vec<Provider>> {
    let row = |row: &Value| {
        let here = row.get("display_priorities").and_then(|all| wire::number(all, region));
        let display_priority = here.or_else(|| wire::number(row, "display_priority"));
        Some(Provider {
            id: wire::id(row, "provider_id")?,
            name: wire::text(row, "provider_name")?,
            display_priority,
        })
    };
    Ok(wire::Page::read(wire::json(body)?)?.rows_as(row).rows)
}

/// Finds the services that are meant by `typed`: names, numbers, `a|b`, or `mine`. Any of them will do.
///
/// # Errors
/// `usage` for a name that the region doesn't have, a region without services, and `mine` where none are set; those of
/// [`list`].
pub fn find(context: &Context, typed: &[String], types: &[MediaType], region: &str) -> Result<Vec<Provider>> {
    let mut words = Vec::new();
    for word in typed.iter().flat_map(|value| value.split('|')).map(str::trim) {
        if word.eq_ignore_ascii_case(MINE) {
            words.extend(mine(context)?);
        } else {
            words.push(word.to_owned());
        }
    }
    let known = list(context, types, region)?;
    if known.providers.is_empty() {
        return Err(Error::usage(format!("TMDB has no streaming services in the region '{region}'"))
            .with_hint("regions have two letters (ISO 3166-1), such as US or DE"));
    }
    let mut found: Vec<Provider> = Vec::new();
    for word in words {
        let named: Vec<&Provider> = known.providers.iter().filter(|one| is_named(one, &word)).collect();
        if named.is_empty() {
            return Err(unknown(&word, &known));
        }
        found.extend(named.into_iter().cloned());
    }
    found.sort_by_key(|one| one.id);
    found.dedup();
    Ok(found)
}

/// Returns the services that the person has.
fn mine(context: &Context) -> Result<Vec<String>> {
    let set = &context.settings.providers;
    if set.is_empty() {
        return Err(Error::usage("'mine' stands for your streaming services, and none are set").with_hint(
            "set them once: flixir config set providers \"netflix,mubi\" (see: flixir providers)",
        ));
    }
    Ok(set.clone())
}

fn is_named(provider: &Provider, word: &str) -> bool {
    word.parse() == Ok(provider.id) || folded(&provider.name) == folded(word)
}

/// `Disney+` and `disney plus` are one.
fn folded(name: &str) -> String {
    genres::folded(&letters::folded(&name.replace('+', " plus ")))
}

fn unknown(word: &str, known: &Known) -> Error {
    const MOST: usize = 30;
    let error = Error::usage(format!("no streaming service '{word}' in the region {}", known.region));
    let mut names: Vec<&str> = known.providers.iter().map(|one| one.name.as_str()).collect();
    if names.len() <= MOST {
        return error.with_hint(format!("one of: {}", names.join(", ")));
    }
    let wanted = folded(word);
    names.sort_by_key(|name| {
        let name = folded(name);
        (!name.contains(&wanted), strsim::damerau_levenshtein(&name, &wanted))
    });
    error.with_hint(format!("did you mean {}? See: flixir providers", names[..5].join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(id: u64, name: &str) -> Provider {
        Provider { id, name: name.to_owned(), display_priority: None }
    }

    #[test]
    fn a_service_is_named_as_people_write_it() {
        let disney = provider(337, "Disney Plus");
        for word in ["disney plus", "Disney+", "DisneyPlus", "337"] {
            assert!(is_named(&disney, word), "{word}");
        }
        assert!(!is_named(&disney, "disney") && !is_named(&disney, "33"));
    }

    #[test]
    fn of_many_services_the_nearest_are_named() {
        let mut providers: Vec<Provider> = (0..40).map(|id| provider(id, &format!("Channel {id}"))).collect();
        providers.push(provider(100, "Apple TV"));
        let known = Known {
            providers,
            region: "US".to_owned(),
            source: Source::Cache,
            fetched_at: Timestamp::from_millis(0),
        };
        let error = unknown("apple", &known);
        assert!(error.hint().is_some_and(|hint| hint.starts_with("did you mean Apple TV, ")), "{error:?}");
    }

    #[test]
    fn the_order_is_that_of_the_region() {
        let body = br#"{"results": [{"provider_id": 8, "provider_name": "B", "display_priority": 1,
            "display_priorities": {"DE": 7}}, {"provider_id": 9}, {"provider_id": 2, "provider_name": "A"}]}"#;
        let found = read(body, "DE").unwrap();
        assert_eq!(found[0].display_priority, Some(7));
        assert_eq!(found.len(), 2, "what has no name is left out");
    }
}
