//! Whole titles and people, with their sections. What the catalog doesn't know is made up, the same in every
//! run, in the shape of TMDB's recordings.

use serde_json::{Map, Value, json};

use super::common::{LONG, visible};
use crate::sandbox::call::{Answer, Call, Outcome, not_found};
use crate::sandbox::facts;
use crate::sandbox::routes::rows::{self, Typed, countries, poster};
use crate::sandbox::routes::{account, auth};
use crate::sandbox::seed::{Kind, Person, Title};
use crate::sandbox::world::{World, hex};

/// How many sections may be appended to one answer.
const APPENDED: usize = 20;

/// Returns the sections that a call wants appended.
fn appended(call: &Call) -> Result<Vec<&str>, Outcome> {
    let names: Vec<&str> = call
        .get("append_to_response")
        .map(|names| names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect())
        .unwrap_or_default();
    if names.len() > APPENDED { Err(Outcome::code(400, 27)) } else { Ok(names) }
}

fn genres(title: &Title) -> Vec<Value> {
    title.genres.iter().map(|(id, name)| json!({"id": id, "name": name})).collect()
}

fn language_name(code: &str) -> &'static str {
    match code {
        "en" => "English",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "zh" | "cn" => "Mandarin",
        "da" => "Danish",
        "sv" => "Swedish",
        "pt" => "Portuguese",
        "hi" => "Hindi",
        _ => "No Language",
    }
}

fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

pub(super) fn title(world: &World, call: &Call, title: &Title) -> Answer {
    let names = appended(call)?;
    let mut body = match title.key.kind {
        Kind::Movie => movie(title, &call.now.day()),
        Kind::Tv => show(title),
    };
    if !is_translated(call, title) {
        // TMDB has no fallback: an empty text, and the original title.
        let key = if title.key.kind == Kind::Movie { "title" } else { "name" };
        body[key] = json!(title.original_name);
        body["overview"] = json!("");
    }
    let mut personal = false;
    for name in names {
        let section = if name == "account_states" {
            personal = true;
            account_states(world, call, title)
        } else {
            section_body(world, call, title, name).ok()
        };
        // Unknown sections are left out without a word.
        if let Some(mut section) = section {
            if let Some(section) = section.as_object_mut() {
                section.shift_remove("id");
            }
            body[name] = section;
        }
    }
    Ok(if personal { Outcome::private(&body) } else { Outcome::public(LONG, &body) })
}

/// Returns the language asked for, without its region.
fn language(call: &Call) -> &str {
    let language = call.get("language").unwrap_or("en-US");
    language.split('-').next().unwrap_or(language)
}

/// The catalog is written in English: that is the one translation of every title.
fn is_translated(call: &Call, title: &Title) -> bool {
    language(call) == "en" || (language(call) == title.original_language && title.name == title.original_name)
}

fn translations(title: &Title) -> Value {
    let movie = title.key.kind == Kind::Movie;
    // A title that is the original one is left empty in its translation.
    let name = if title.original_language == "en" { "" } else { title.name.as_str() };
    let mut data = json!({"homepage": "", "overview": title.overview, "tagline": ""});
    data[if movie { "title" } else { "name" }] = json!(name);
    json!({"id": title.key.id, "translations": [{"iso_3166_1": "US", "iso_639_1": "en", "name": "English",
        "english_name": "English", "data": data}]})
}

/// Returns made-up videos, newest first, of the languages asked for: `include_video_language`, else `language`.
fn videos(call: &Call, title: &Title) -> Value {
    let wanted: Vec<&str> = match call.get("include_video_language") {
        Some(languages) => languages.split(',').collect(),
        None => vec![language(call)],
    };
    let made = [
        ("de", "Fan Trailer", "Trailer", false, "2026-01-05T10:00:00.000Z"),
        ("en", "Teaser", "Teaser", true, "2025-11-02T10:00:00.000Z"),
        ("en", "Official Trailer", "Trailer", true, "2025-10-01T10:00:00.000Z"),
        ("de", "Offizieller Trailer", "Trailer", true, "2025-09-01T10:00:00.000Z"),
    ];
    let videos = (0_u64..).zip(made).filter(|(_, (language, ..))| wanted.contains(language));
    let rows: Vec<Value> = videos
        .map(|(at, (language, name, kind, official, published_at))| {
            json!({"iso_639_1": language, "iso_3166_1": if language == "de" { "DE" } else { "US" }, "name": name,
                "key": format!("sandbox{}-{at}", title.key.id), "site": "YouTube", "size": 1080, "type": kind,
                "official": official, "published_at": published_at, "id": hex(title.key.id * 97 + at, 24)})
        })
        .collect();
    json!({"id": title.key.id, "results": rows})
}

fn account_states(world: &World, call: &Call, title: &Title) -> Option<Value> {
    auth::session_user(world, call).ok()?;
    let outcome = account::states(world, call, title.key.kind, &title.key.id.to_string()).ok()?;
    serde_json::from_slice(&outcome.body).ok()
}

fn movie(title: &Title, today: &str) -> Value {
    let status = if title.date.is_empty() {
        "Planned"
    } else if title.date.as_str() <= today {
        "Released"
    } else {
        "Post Production"
    };
    json!({"adult": title.adult, "backdrop_path": null, "belongs_to_collection": collection(title), "budget": 0,
        "genres": genres(title), "homepage": "", "id": title.key.id, "imdb_id": or_null(&title.imdb_id),
        "origin_country": countries(title), "original_language": title.original_language,
        "original_title": title.original_name, "overview": title.overview,
        "popularity": title.popularity, "poster_path": poster(title), "production_companies": companies(title),
        "production_countries": [], "release_date": title.date, "revenue": facts::revenue(title),
        "runtime": title.runtime.unwrap_or(0), "softcore": false, "spoken_languages": languages(title),
        "status": status, "tagline": "", "title": title.name, "video": false,
        "vote_average": title.vote_average, "vote_count": title.vote_count})
}

fn collection(title: &Title) -> Value {
    facts::collection_of(title.key).map_or(
        Value::Null,
        |(id, name)| json!({"id": id, "name": name, "poster_path": null, "backdrop_path": null}),
    )
}

fn companies(title: &Title) -> Vec<Value> {
    let row = |one: &facts::Company| json!({"id": one.id, "logo_path": null, "name": one.name, "origin_country": one.country});
    facts::companies(title).map(row).collect()
}

fn languages(title: &Title) -> Value {
    let name = language_name(&title.original_language);
    json!([{"english_name": name, "iso_639_1": title.original_language, "name": name}])
}

fn show(title: &Title) -> Value {
    let season = json!({"air_date": or_null(&title.date), "episode_count": 10, "id": title.key.id * 10 + 1,
        "name": "Season 1", "overview": "", "poster_path": null, "season_number": 1,
        "vote_average": title.vote_average});
    json!({"adult": title.adult, "backdrop_path": null, "created_by": [],
        "episode_run_time": [],
        "first_air_date": title.date, "genres": genres(title), "homepage": "", "id": title.key.id,
        "in_production": false, "languages": [title.original_language], "last_air_date": or_null(&title.date),
        "last_episode_to_air": last_episode(title), "name": title.name, "networks": [], "next_episode_to_air": null,
        "number_of_episodes": 10, "number_of_seasons": 1, "origin_country": countries(title),
        "original_language": title.original_language, "original_name": title.original_name,
        "overview": title.overview, "popularity": title.popularity, "poster_path": poster(title),
        "production_companies": companies(title), "production_countries": [], "seasons": [season], "softcore": false,
        "spoken_languages": languages(title), "status": "Ended", "tagline": "", "type": "Scripted",
        "vote_average": title.vote_average, "vote_count": title.vote_count})
}

/// How many episodes every show of the catalog has, in one season.
const EPISODES: u64 = 10;

fn last_episode(title: &Title) -> Value {
    if title.date.is_empty() {
        return Value::Null;
    }
    let id = title.key.id * 100 + EPISODES;
    json!({"id": id, "name": "Episode 10", "overview": "", "vote_average": 0.0, "vote_count": 0,
        "air_date": title.date, "episode_number": EPISODES, "episode_type": "finale", "production_code": "",
        "runtime": title.runtime, "season_number": 1, "show_id": title.key.id, "still_path": null})
}

pub(super) fn section(world: &World, call: &Call, title: &Title, name: &str) -> Answer {
    Ok(Outcome::public(LONG, &section_body(world, call, title, name)?))
}

fn section_body(world: &World, call: &Call, title: &Title, name: &str) -> Result<Value, Outcome> {
    let id = title.key.id;
    let movie = title.key.kind == Kind::Movie;
    Ok(match name {
        "credits" => credits(world, title),
        "external_ids" => external_ids(title),
        "watch/providers" => providers(title),
        "images" => json!({"id": id, "backdrops": [], "logos": [], "posters": []}),
        "videos" => videos(call, title),
        "translations" => translations(title),
        "aggregate_credits" if !movie => aggregate_credits(world, title),
        "release_dates" if movie => json!({"id": id, "results": ratings(title)}),
        "content_ratings" if !movie => json!({"id": id, "results": ratings(title)}),
        "keywords" => {
            let rows: Vec<Value> =
                facts::keywords(title).map(|(id, name)| json!({"id": id, "name": name})).collect();
            json!({"id": id, (if movie { "keywords" } else { "results" }): rows})
        }
        "alternative_titles" => json!({"id": id, (if movie { "titles" } else { "results" }): []}),
        // All of them are in English.
        "reviews" if call.get("language").is_some() && language(call) != "en" => {
            with_id(id, rows::page_object(call, Vec::new())?)
        }
        "reviews" => with_id(id, rows::page_object(call, reviews(title))?),
        "recommendations" | "similar" => {
            // Only recommendations tell what kind each is.
            let typed = if name == "similar" { Typed::No } else { Typed::Yes };
            let alike = visible(&world.catalogue, title.key.kind).filter(|other| {
                other.key != title.key && other.genres.iter().any(|genre| title.genres.contains(genre))
            });
            rows::page_of(call, alike.collect(), |other| rows::title(other, typed))?
        }
        "lists" => with_id(id, rows::page_object(call, lists_with(world, title))?),
        _ => return Err(not_found()),
    })
}

/// Age ratings by country: with the release dates of a movie, alone for a show.
fn ratings(title: &Title) -> Vec<Value> {
    let row = |country: &str| {
        let rating = facts::certification(title, country)?;
        Some(match title.key.kind {
            Kind::Movie => json!({"iso_3166_1": country, "release_dates": [{"certification": rating,
                "descriptors": [], "iso_639_1": "", "note": "", "release_date": format!("{}T00:00:00.000Z", title.date),
                "type": 3}]}),
            Kind::Tv => json!({"descriptors": [], "iso_3166_1": country, "rating": rating}),
        })
    };
    facts::RATED_COUNTRIES.into_iter().filter_map(row).collect()
}

fn with_id(id: u64, page: Value) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(id));
    if let Value::Object(page) = page {
        object.extend(page);
    }
    Value::Object(object)
}

fn lists_with(world: &World, title: &Title) -> Vec<Value> {
    let public = world.lists.values().filter(|list| list.public && list.holds(title.key));
    public
        .map(|list| {
            let mut row = json!({"description": list.description, "favorite_count": 0, "id": list.id,
                "item_count": list.items.len(), "iso_639_1": list.iso_639_1, "iso_3166_1": list.iso_3166_1,
                "name": list.name, "poster_path": null});
            if title.key.kind == Kind::Movie {
                row["list_type"] = json!("movie");
            }
            row
        })
        .collect()
}

/// Everybody of a show, with the number of episodes.
fn aggregate_credits(world: &World, title: &Title) -> Value {
    let everybody = everybody(world, title);
    let rows = |key: &str, part: &str, fields: &[&str]| -> Vec<Value> {
        let rows = everybody[key].as_array().cloned().unwrap_or_default();
        (0_u64..)
            .zip(rows)
            .map(|(at, row)| aggregated(row, part, fields, EPISODES.saturating_sub(at).max(1)))
            .collect()
    };
    json!({"id": title.key.id, "cast": rows("cast", "roles", &["character", "credit_id"]),
        "crew": rows("crew", "jobs", &["job", "credit_id"])})
}

/// Turns one credit into the shape of an aggregated one: what was played or done goes into a list.
fn aggregated(mut row: Value, part: &str, fields: &[&str], episodes: u64) -> Value {
    let mut role = json!({"episode_count": episodes});
    if let Some(object) = row.as_object_mut() {
        for field in fields {
            role[*field] = object.shift_remove(*field).unwrap_or_default();
        }
        object.shift_remove("cast_id");
    }
    row[part] = json!([role]);
    row["total_episode_count"] = json!(episodes);
    row
}

/// Of a show, TMDB's `credits` have the cast of the latest season only: here its first.
fn credits(world: &World, title: &Title) -> Value {
    let mut credits = everybody(world, title);
    if title.key.kind == Kind::Tv
        && let Some(cast) = credits["cast"].as_array_mut()
    {
        cast.truncate(1);
    }
    credits
}

fn everybody(world: &World, title: &Title) -> Value {
    let mut cast = Vec::new();
    let mut crew = Vec::new();
    for person in world.catalogue.people.iter().filter(|person| person.known_for.contains(&title.key)) {
        let mut row = json!({"adult": false, "gender": 0, "id": person.id,
            "known_for_department": person.department, "name": person.name, "original_name": person.name,
            "popularity": person.popularity, "profile_path": null,
            "credit_id": hex(person.id * 1_000_003 + title.key.id, 24)});
        if person.department == "Acting" {
            row["cast_id"] = json!(cast.len() + 1);
            row["character"] = json!("");
            row["order"] = json!(cast.len());
            cast.push(row);
        } else {
            row["department"] = json!(person.department);
            row["job"] = json!(job(&person.department));
            crew.push(row);
        }
    }
    json!({"id": title.key.id, "cast": cast, "crew": crew})
}

fn job(department: &str) -> &'static str {
    match department {
        "Directing" => "Director",
        "Writing" => "Writer",
        "Production" => "Producer",
        "Sound" => "Original Music Composer",
        "Camera" => "Director of Photography",
        "Editing" => "Editor",
        _ => "Crew",
    }
}

fn external_ids(title: &Title) -> Value {
    let mut ids = json!({"id": title.key.id, "imdb_id": or_null(&title.imdb_id), "wikidata_id": null,
        "facebook_id": null, "instagram_id": null, "twitter_id": null});
    if title.key.kind == Kind::Tv {
        ids["tvdb_id"] = json!(70_000 + title.key.id);
    }
    ids
}

fn providers(title: &Title) -> Value {
    let mut results = Map::new();
    for country in facts::SERVED_COUNTRIES {
        let (kind, id) = (title.key.kind.as_str(), title.key.id);
        let link = format!("https://www.themoviedb.org/{kind}/{id}/watch?locale={country}");
        let mut place = json!({"link": link});
        // Kinds without an offer are absent, not empty.
        for (offer, provider) in facts::offers(title, country) {
            let entry = json!({"logo_path": format!("/sandboxlogo{}.jpg", provider.id),
                "provider_id": provider.id, "provider_name": provider.name,
                "display_priority": provider.id % 100});
            match place.get_mut(offer).and_then(Value::as_array_mut) {
                Some(entries) => entries.push(entry),
                None => place[offer] = json!([entry]),
            }
        }
        results.insert(country.to_owned(), place);
    }
    json!({"id": title.key.id, "results": results})
}

/// Returns made-up reviews: three for well-known titles, one for others, none where nobody voted.
fn reviews(title: &Title) -> Vec<Value> {
    let voices = [
        ("sandbox_ann", Some(8.0), "Better than I remembered.\r\n\r\n**Recommended.**"),
        ("sandbox_bo", None, "I fell asleep half-way; that may have been the sofa."),
        ("sandbox_cy", Some(6.0), "Fine for one evening."),
    ];
    let count = match title.vote_count {
        0 => 0,
        1..=999 => 1,
        _ => 3,
    };
    let found = (0_u64..).zip(voices).take(count).map(|(at, (author, rating, content))| {
        let id = hex(title.key.id * 31 + at, 24);
        json!({"author": author, "author_details": {"name": "", "username": author, "avatar_path": null,
            "rating": rating}, "content": content, "created_at": "2024-04-10T15:44:38.123Z", "id": id,
            "updated_at": "2024-05-11T10:00:00Z", "url": format!("https://www.themoviedb.org/review/{id}")})
    });
    found.collect()
}

// People.

pub(super) fn person(world: &World, call: &Call, person: &Person) -> Answer {
    let mut body = json!({"adult": false, "also_known_as": [], "biography": "", "birthday": null,
        "deathday": null, "gender": 0, "homepage": null, "id": person.id,
        "imdb_id": or_null(&person.imdb_id), "known_for_department": person.department,
        "name": person.name, "place_of_birth": null, "popularity": person.popularity, "profile_path": null});
    for name in appended(call)? {
        if let Ok(mut section) = person_body(world, person, name) {
            if let Some(section) = section.as_object_mut() {
                section.shift_remove("id");
            }
            body[name] = section;
        }
    }
    Ok(Outcome::public(LONG, &body))
}

pub(super) fn person_section(world: &World, person: &Person, name: &str) -> Answer {
    Ok(Outcome::public(LONG, &person_body(world, person, name)?))
}

fn person_body(world: &World, person: &Person, name: &str) -> Result<Value, Outcome> {
    let wanted: &[Kind] = match name {
        "combined_credits" => &[Kind::Movie, Kind::Tv],
        "movie_credits" => &[Kind::Movie],
        "tv_credits" => &[Kind::Tv],
        "external_ids" => {
            return Ok(json!({"id": person.id, "imdb_id": or_null(&person.imdb_id), "wikidata_id": null,
                "facebook_id": null, "instagram_id": null, "twitter_id": null}));
        }
        "images" => return Ok(json!({"id": person.id, "profiles": []})),
        _ => return Err(not_found()),
    };
    let mut cast = Vec::new();
    let mut crew = Vec::new();
    let known = person.known_for.iter().filter_map(|key| world.catalogue.title(*key));
    for title in known.filter(|title| wanted.contains(&title.key.kind)) {
        let mut row = rows::title(title, Typed::Yes);
        row["credit_id"] = json!(hex(person.id * 1_000_003 + title.key.id, 24));
        if person.department == "Acting" {
            row["character"] = json!("");
            cast.push(row);
        } else {
            row["department"] = json!(person.department);
            row["job"] = json!(job(&person.department));
            crew.push(row);
        }
    }
    Ok(json!({"id": person.id, "cast": cast, "crew": crew}))
}
