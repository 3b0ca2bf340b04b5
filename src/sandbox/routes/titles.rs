//! Reading titles and people: search, details, ready-made lists, discovery, configuration. All of it public.

use serde_json::{Value, json};

use super::rows::{self, Typed};
use crate::sandbox::call::{Answer, Call, Outcome, leading_number, not_found};
use crate::sandbox::seed::{Catalogue, Key, Kind, Person, Title, fold};
use crate::sandbox::world::World;

mod common;
mod details;
mod discover;
mod fixed;
mod names;
mod seasons;

use common::{LONG, SHORT, rank, visible};

/// Answers what neither logging in nor lists nor accounts have claimed.
pub(super) fn answer(world: &World, call: &Call, rest: &[&str]) -> Answer {
    match rest {
        ["search", what] => search(world, call, what),
        ["discover", kind @ ("movie" | "tv")] => discover::answer(world, call, kind_named(kind)?),
        ["trending", what, window @ ("day" | "week")] => trending(world, call, what, window),
        ["find", external_id] => find(world, call, external_id),
        ["certification", kind, "list"] => names::certifications(kind),
        ["watch", "providers", kind @ ("movie" | "tv")] => names::providers(call, kind),
        ["configuration" | "genre" | "watch", ..] => fixed::answer(rest),
        [kind @ ("movie" | "tv"), id, more @ ..] => {
            let kind = kind_named(kind)?;
            if more.is_empty()
                && let Some(found) = preset(world, call, kind, id)
            {
                return found;
            }
            let title = title(world, kind, id)?;
            match more {
                [] => details::title(world, call, title),
                ["season", number] if kind == Kind::Tv => seasons::answer(title, number),
                _ => details::section(world, call, title, &more.join("/")),
            }
        }
        ["collection", id] => names::collection(world, id),
        ["person", "popular"] => {
            let people = world.catalogue.people.iter().map(Hit::Person).collect();
            Ok(Outcome::public(SHORT, &hits_page(world, call, people, Typed::No)?))
        }
        ["person", id, more @ ..] => {
            let person = world.catalogue.person(leading_number(id)?).ok_or_else(not_found)?;
            match more {
                [] => details::person(world, call, person),
                _ => details::person_section(world, person, &more.join("/")),
            }
        }
        _ => Err(not_found()),
    }
}

fn kind_named(name: &str) -> Result<Kind, Outcome> {
    Kind::parse(name).ok_or_else(not_found)
}

/// Finds a title by number or, for movies, by IMDb id.
fn title<'w>(world: &'w World, kind: Kind, segment: &str) -> Result<&'w Title, Outcome> {
    if kind == Kind::Movie && segment.starts_with("tt") {
        let mut found = world.catalogue.by_imdb(segment);
        return found.find(|title| title.key.kind == kind).ok_or_else(not_found);
    }
    world.catalogue.title(Key { kind, id: leading_number(segment)? }).ok_or_else(not_found)
}

// Searching.

fn search(world: &World, call: &Call, what: &str) -> Answer {
    let is_of_names = matches!(what, "collection" | "company" | "keyword");
    if !is_of_names && !matches!(what, "movie" | "tv" | "person" | "multi") {
        return Err(not_found());
    }
    let Some(query) = call.get("query") else {
        return Err(Outcome::json(422, &json!({"errors": ["query must be provided"]})));
    };
    if is_of_names {
        return names::search(call, what, query);
    }
    let wanted = fold(query);
    let typed = if what == "multi" { Typed::Yes } else { Typed::No };
    let mut hits: Vec<(u8, Hit<'_>)> = Vec::new();
    if what != "person" {
        let kind = Kind::parse(what);
        let titles = world.catalogue.titles.iter().filter(|title| {
            kind.is_none_or(|kind| title.key.kind == kind)
                && (!title.adult || call.flag("include_adult"))
                && fits_year(call, title, what)
        });
        for title in titles {
            let rank = title.words.iter().filter_map(|words| rank(words, &wanted)).min();
            if let Some(rank) = rank {
                hits.push((rank, Hit::Title(title)));
            }
        }
    }
    if matches!(what, "person" | "multi") {
        for person in &world.catalogue.people {
            if let Some(rank) = rank(&person.words, &wanted) {
                hits.push((rank, Hit::Person(person)));
            }
        }
    }
    hits.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.popularity().total_cmp(&a.1.popularity())));
    let found = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(Outcome::public(LONG, &hits_page(world, call, found, typed)?))
}

/// Something found. It becomes a row only where it is on the page that was asked for: there may be very many.
#[derive(Clone, Copy)]
enum Hit<'w> {
    Title(&'w Title),
    Person(&'w Person),
}

impl Hit<'_> {
    fn popularity(self) -> f64 {
        match self {
            Self::Title(title) => title.popularity,
            Self::Person(person) => person.popularity,
        }
    }
}

fn hits_page(world: &World, call: &Call, hits: Vec<Hit<'_>>, typed: Typed) -> Result<Value, Outcome> {
    rows::page_of(call, hits, |hit| match hit {
        Hit::Title(title) => rows::title(title, typed),
        Hit::Person(person) => rows::person(&world.catalogue, person, typed),
    })
}

/// Applies the year filters; what is no year is ignored.
fn fits_year(call: &Call, title: &Title, what: &str) -> bool {
    let keys: &[&str] = match what {
        "movie" => &["year", "primary_release_year"],
        "tv" => &["year", "first_air_date_year"],
        _ => &[],
    };
    keys.iter().filter_map(|key| call.number::<u16>(key)).all(|year| title.year() == year.to_string())
}

// Ready-made lists.

/// Answers the ready-made list of this name, where there is one.
fn preset(world: &World, call: &Call, kind: Kind, name: &str) -> Option<Answer> {
    let today = call.now.day();
    let between = |from: &str, to: &str| -> Vec<&Title> {
        visible(&world.catalogue, kind)
            .filter(|title| (from..=to).contains(&title.date.as_str()) && !title.date.is_empty())
            .collect()
    };
    let mut dates = None;
    let found: Vec<&Title> = match (kind, name) {
        (_, "popular") => visible(&world.catalogue, kind).collect(),
        (_, "top_rated") => top_rated(&world.catalogue, kind),
        (Kind::Movie, "upcoming") => {
            let (from, to) = (day(call, 1), day(call, 28));
            let found = between(&from, "9999");
            dates = Some((from, to));
            found
        }
        (Kind::Movie, "now_playing") => {
            // A made-up catalog may have nothing in the last weeks: look back until there is something.
            let back = [45, 90, 180, 365, 730, 3650, 36_500];
            let from =
                back.map(|days| day(call, -days)).into_iter().find(|from| between(from, &today).len() >= 5);
            let from = from.unwrap_or_else(|| "0000".to_owned());
            let found = between(&from, &today);
            dates = Some((from, today));
            found
        }
        (Kind::Tv, "on_the_air") => between(&day(call, -20 * 365), &today),
        // Which shows air today is made up: those whose turn it is by number.
        (Kind::Tv, "airing_today") => {
            let turn = u64::try_from(call.now.millis() / 86_400_000).unwrap_or(0) % 3;
            visible(&world.catalogue, kind).filter(|title| title.key.id % 3 == turn).collect()
        }
        _ => return None,
    };
    Some(rows::page_of(call, found, |title| rows::title(title, Typed::No)).map(|mut body| {
        if let Some((minimum, maximum)) = dates {
            body["dates"] = json!({"maximum": maximum, "minimum": minimum});
        }
        Outcome::public(SHORT, &body)
    }))
}

/// Returns the day so many days from now.
fn day(call: &Call, days: i64) -> String {
    crate::domain::Timestamp::from_millis(call.now.millis() + days * 86_400_000).day()
}

fn top_rated(catalogue: &Catalogue, kind: Kind) -> Vec<&Title> {
    // Documentaries and music are not among TMDB's best movies.
    let is_left_out =
        |title: &&Title| kind == Kind::Movie && title.genres.iter().any(|(id, _)| [99, 10_755].contains(id));
    let best = visible(catalogue, kind).filter(|title| title.vote_count >= 200);
    let mut best: Vec<&Title> = best.filter(|title| !is_left_out(title)).collect();
    best.sort_by(|a, b| b.vote_average.total_cmp(&a.vote_average));
    best
}

fn trending(world: &World, call: &Call, what: &str, window: &str) -> Answer {
    if !matches!(what, "all" | "movie" | "tv" | "person") {
        return Err(not_found());
    }
    let kind = Kind::parse(what);
    let mut hits: Vec<(f64, Hit<'_>)> = Vec::new();
    if what != "person" {
        let titles = world.catalogue.titles.iter();
        let titles = titles.filter(|title| !title.adult && kind.is_none_or(|kind| title.key.kind == kind));
        // The day's order differs from the week's, so that the two can be told apart.
        let weight = |title: &Title| if window == "day" { title.vote_average.max(0.1) } else { 1.0 };
        hits.extend(titles.map(|title| (title.popularity * weight(title), Hit::Title(title))));
    }
    if matches!(what, "all" | "person") {
        let people = world.catalogue.people.iter();
        hits.extend(people.map(|person| (person.popularity, Hit::Person(person))));
    }
    hits.sort_by(|a, b| b.0.total_cmp(&a.0));
    let found = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(Outcome::public(SHORT, &hits_page(world, call, found, Typed::Yes)?))
}

/// Returns the rows of the episode that has this IMDb id here: `tt8` and the seven digits of its show's number, for shows that
/// have an IMDb id themselves.
fn episodes_by_imdb(world: &World, external_id: &str) -> Vec<Value> {
    let number = external_id.strip_prefix("tt8").filter(|digits| digits.len() == 7);
    let show = number.and_then(|digits| digits.parse().ok()).map(|id| Key { kind: Kind::Tv, id });
    let show = show.and_then(|key| world.catalogue.title(key)).filter(|show| !show.imdb_id.is_empty());
    let row = |show: &Title| {
        json!({"id": show.key.id * 100 + 1, "name": "Episode 1", "overview": "", "media_type": "tv_episode",
            "vote_average": 0.0, "vote_count": 0, "air_date": show.date, "episode_number": 1,
            "episode_type": "standard", "production_code": "", "runtime": show.runtime, "season_number": 1,
            "show_id": show.key.id, "still_path": null})
    };
    show.map(row).into_iter().collect()
}

/// Finds by IMDb id. Other sources are known and never find anything.
fn find(world: &World, call: &Call, external_id: &str) -> Answer {
    let sources = [
        "imdb_id",
        "tvdb_id",
        "wikidata_id",
        "facebook_id",
        "instagram_id",
        "twitter_id",
        "tiktok_id",
        "youtube_id",
    ];
    let source = call.get("external_source").unwrap_or("");
    if !sources.contains(&source) {
        return Err(Outcome::code(400, 5));
    }
    let by_imdb = source == "imdb_id" && !external_id.is_empty();
    let of_kind = |kind| -> Vec<Value> {
        let titles = world.catalogue.by_imdb(external_id);
        let found = titles.filter(|title| by_imdb && title.key.kind == kind);
        found.map(|title| rows::title(title, Typed::Yes)).collect()
    };
    let people = world.catalogue.people.iter();
    let people = people.filter(|person| by_imdb && person.imdb_id == external_id);
    let people: Vec<Value> =
        people.map(|person| rows::person(&world.catalogue, person, Typed::Yes)).collect();
    Ok(Outcome::public(
        LONG,
        &json!({"movie_results": of_kind(Kind::Movie), "person_results": people,
        "tv_results": of_kind(Kind::Tv), "tv_season_results": [], "tv_episode_results":
            if by_imdb { episodes_by_imdb(world, external_id) } else { Vec::new() }}),
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sandbox::call::{Body, Credential, clean_path, pairs};

    fn found(world: &World, target: &str) -> usize {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let call = Call {
            method: "GET".to_owned(),
            path: clean_path(path),
            query: pairs(query).0,
            repeated: false,
            body: Body::Empty,
            form: std::collections::BTreeMap::new(),
            credential: Credential::Key,
            now: crate::domain::Timestamp::from_millis(0),
            base_url: String::new(),
            refuse_half: false,
        };
        let segments: Vec<&str> = path.split('/').collect();
        let body: Value = serde_json::from_slice(&answer(world, &call, &segments).unwrap().body).unwrap();
        body["results"].as_array().unwrap().len()
    }

    #[test]
    fn adult_titles_show_only_where_asked_for() {
        // The built-in catalog has none.
        let line = |kind: &str, id: u8, adult: bool| {
            format!("{kind}\t{id}\t\tNight\tNight\ten\t1969-01-01\tDrama\t90\t1.0\t5.0\t300\t{adult}\t\n")
        };
        let table =
            ["head\n".to_owned(), line("movie", 1, false), line("movie", 2, true), line("tv", 3, true)];
        let world = World::new(&[], Arc::new(Catalogue::read(&table.concat(), "")));
        for (target, without, with) in [
            ("search/movie?query=night", 1, 2),
            ("search/tv?query=night", 0, 1),
            ("search/multi?query=night", 1, 3),
            ("discover/movie?", 1, 2),
        ] {
            assert_eq!(found(&world, target), without, "{target}");
            assert_eq!(found(&world, &format!("{target}&include_adult=true")), with, "{target}");
        }
        for target in ["movie/popular", "movie/top_rated", "trending/all/day", "movie/now_playing"] {
            assert_eq!(found(&world, target), 1, "{target}");
        }
    }
}
