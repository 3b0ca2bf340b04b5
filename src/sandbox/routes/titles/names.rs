//! What discovery's filters are made of: searches for keywords and companies, age ratings by country, streaming services
//! by region; and TMDB's collections of movies. Written from TMDB's document (`OpenAPI` v3: `/3/search/keyword`, `/3/search/company`, `/3/certification/*/list`,
//! `/3/watch/providers/*`, `/3/collection/{id}`).

use serde_json::{Map, Value, json};

use super::common::{LONG, rank};
use crate::sandbox::call::{Answer, Call, Outcome, leading_number, not_found};
use crate::sandbox::facts::{self, Company, Provider};
use crate::sandbox::routes::rows::{self, Typed};
use crate::sandbox::seed::{Key, Kind, fold};
use crate::sandbox::world::World;

/// Answers a search for keywords or companies.
pub(super) fn search(call: &Call, what: &str, query: &str) -> Answer {
    let wanted = fold(query);
    let found = match what {
        "keyword" => {
            ranked(facts::all_keywords().map(|(id, name)| (name, json!({"id": id, "name": name}))), &wanted)
        }
        "company" => ranked(facts::COMPANIES.iter().map(|one| (one.name, company(one))), &wanted),
        _ => Vec::new(),
    };
    Ok(Outcome::public(LONG, &rows::page_object(call, found)?))
}

fn ranked<'a>(all: impl Iterator<Item = (&'a str, Value)>, wanted: &[String]) -> Vec<Value> {
    let mut hits: Vec<(u8, Value)> =
        all.filter_map(|(name, row)| Some((rank(&fold(name), wanted)?, row))).collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().map(|(_, row)| row).collect()
}

fn company(company: &Company) -> Value {
    json!({"id": company.id, "logo_path": null, "name": company.name, "origin_country": company.country})
}

/// Answers the list of age ratings of movies or shows.
pub(super) fn certifications(kind: &str) -> Answer {
    let kind = Kind::parse(kind).ok_or_else(not_found)?;
    let of_country = |country: &&str| {
        let known = (1..).zip(facts::certifications(kind, country));
        let rows = known.map(|(order, name)| json!({"certification": name, "meaning": "", "order": order}));
        ((*country).to_owned(), Value::Array(rows.collect()))
    };
    let all: Map<String, Value> = facts::RATED_COUNTRIES.iter().map(of_country).collect();
    Ok(Outcome::public(LONG, &json!({"certifications": all})))
}

/// Answers the list of streaming services, of one region where the call names it.
pub(super) fn providers(call: &Call, kind: &str) -> Answer {
    let kind = Kind::parse(kind).ok_or_else(not_found)?;
    let region = call.get("watch_region").filter(|region| !region.is_empty());
    let known = facts::PROVIDERS.iter().filter(|one| one.serves(kind, region));
    Ok(Outcome::public(LONG, &json!({"results": known.map(provider).collect::<Vec<_>>()})))
}

fn provider(provider: &Provider) -> Value {
    let priority = provider.id % 100;
    let priorities: Map<String, Value> =
        provider.regions.iter().map(|region| ((*region).to_owned(), json!(priority))).collect();
    json!({"display_priorities": priorities, "display_priority": priority,
        "logo_path": format!("/sandboxlogo{}.jpg", provider.id), "provider_name": provider.name,
        "provider_id": provider.id})
}

/// Answers a collection with its movies, in the order in which they came out.
pub(super) fn collection(world: &World, id: &str) -> Answer {
    let id = leading_number(id)?;
    let (name, movies) = facts::collection(id).ok_or_else(not_found)?;
    let key = |id: &u64| Key { kind: Kind::Movie, id: *id };
    let known = movies.iter().filter_map(|id| world.catalogue.title(key(id)));
    let parts: Vec<Value> = known.map(|title| rows::title(title, Typed::Yes)).collect();
    Ok(Outcome::public(
        LONG,
        &json!({"id": id, "name": name, "original_language": "en", "original_name": name,
        "overview": "", "poster_path": null, "backdrop_path": null, "parts": parts}),
    ))
}
