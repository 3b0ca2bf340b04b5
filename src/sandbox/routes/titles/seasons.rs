//! Seasons with their episodes (`/3/tv/{id}/season/{number}` of TMDB's document). Every show has one season, an episode a
//! week.

use serde_json::{Value, json};

use super::common::LONG;
use crate::domain::Timestamp;
use crate::sandbox::call::{Answer, Outcome, leading_number, not_found};
use crate::sandbox::seed::Title;
use crate::sandbox::world::hex;

/// As many as a show's details tell.
const EPISODES: u64 = 10;
const WEEK_MS: i64 = 7 * 86_400_000;

pub(super) fn answer(show: &Title, number: &str) -> Answer {
    if leading_number(number)? != 1 {
        return Err(not_found());
    }
    let first = Timestamp::parse_rfc3339(&format!("{}T00:00:00Z", show.date));
    let episodes: Vec<Value> = (1..=EPISODES).map(|number| episode(show, number, first)).collect();
    let air_date = first.map(|first| first.day());
    Ok(Outcome::public(
        LONG,
        &json!({"_id": hex(show.key.id * 77, 24), "air_date": air_date, "episodes": episodes, "name": "Season 1",
            "networks": [], "overview": "", "id": show.key.id * 10 + 1, "poster_path": null, "season_number": 1,
            "vote_average": show.vote_average}),
    ))
}

fn episode(show: &Title, number: u64, first: Option<Timestamp>) -> Value {
    let weeks = i64::try_from(number).unwrap_or(0) - 1;
    let air_date = first.map(|first| Timestamp::from_millis(first.millis() + weeks * WEEK_MS).day());
    let kind = if number == EPISODES { "finale" } else { "standard" };
    json!({"air_date": air_date, "episode_number": number, "episode_type": kind, "id": show.key.id * 1000 + number,
        "name": format!("Episode {number}"), "overview": "", "production_code": "", "runtime": show.runtime,
        "season_number": 1, "show_id": show.key.id, "still_path": null, "vote_average": show.vote_average,
        "vote_count": show.vote_count / 100, "crew": [], "guest_stars": []})
}
