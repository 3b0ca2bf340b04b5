//! What never changes: configuration, genres, regions. Short tables in the shape of the real ones.

use serde_json::{Value, json};

use super::common::LONG;
use crate::sandbox::call::{Answer, Outcome, not_found};
use crate::sandbox::seed::Kind;

pub(super) fn answer(rest: &[&str]) -> Answer {
    let body = match rest {
        ["configuration"] => configuration(),
        ["configuration", "countries"] => {
            let row = |(code, name): (&str, &str)| json!({"iso_3166_1": code, "english_name": name, "native_name": name});
            Value::Array(COUNTRIES.into_iter().map(row).collect())
        }
        ["configuration", "languages"] => {
            let row = |(code, english, name): (&str, &str, &str)| json!({"iso_639_1": code, "english_name": english, "name": name});
            Value::Array(LANGUAGES.into_iter().map(row).collect())
        }
        ["configuration", "primary_translations"] => json!(["de-DE", "en-GB", "en-US", "es-ES", "fr-FR"]),
        ["configuration", "timezones"] => json!([{"iso_3166_1": "DE", "zones": ["Europe/Berlin"]},
            {"iso_3166_1": "GB", "zones": ["Europe/London"]}, {"iso_3166_1": "US", "zones": ["America/New_York"]}]),
        ["configuration", "jobs"] => json!([{"department": "Directing", "jobs": ["Director"]},
            {"department": "Writing", "jobs": ["Screenplay", "Writer"]}]),
        ["genre", kind, "list"] => {
            let kind = Kind::parse(kind).ok_or_else(not_found)?;
            let genres = kind.genres().iter().map(|(id, name)| json!({"id": id, "name": name}));
            json!({"genres": genres.collect::<Vec<_>>()})
        }
        ["watch", "providers", "regions"] => {
            let row = |(code, name): (&str, &str)| json!({"iso_3166_1": code, "english_name": name, "native_name": name});
            json!({"results": COUNTRIES.into_iter().map(row).collect::<Vec<_>>()})
        }
        _ => return Err(not_found()),
    };
    Ok(Outcome::public(LONG, &body))
}

const COUNTRIES: [(&str, &str); 5] = [
    ("DE", "Germany"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("JP", "Japan"),
    ("US", "United States of America"),
];

const LANGUAGES: [(&str, &str, &str); 5] = [
    ("de", "German", "Deutsch"),
    ("en", "English", "English"),
    ("es", "Spanish", "Español"),
    ("fr", "French", "Français"),
    ("ja", "Japanese", "日本語"),
];

fn configuration() -> Value {
    json!({"change_keys": ["adult", "general", "images", "overview", "title"],
        "images": {"base_url": "http://image.tmdb.org/t/p/", "secure_base_url": "https://image.tmdb.org/t/p/",
            "backdrop_sizes": ["w300", "w780", "w1280", "original"],
            "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
            "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
            "profile_sizes": ["w45", "w185", "h632", "original"],
            "still_sizes": ["w92", "w185", "w300", "original"]}})
}
