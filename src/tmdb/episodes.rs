//! An episode of a TV show, wherever TMDB tells of one: in a season, or in a show's details.

use serde::Serialize;
use serde_json::Value;

use super::wire;

/// An episode of a TV show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Episode {
    /// The number of the season; 0 for specials.
    pub season: u64,
    /// The number in the season.
    pub episode: u64,
    /// Its title in the language asked for.
    pub title: Option<String>,
    /// First broadcast, `YYYY-MM-DD`.
    pub air_date: Option<String>,
    /// Minutes.
    pub runtime: Option<u64>,
}

impl Episode {
    /// Reads an episode; `season` is the one that it is listed in, where it doesn't say.
    pub fn read(row: &Value, season: Option<u64>) -> Option<Self> {
        Some(Self {
            season: wire::number(row, "season_number").or(season)?,
            episode: wire::number(row, "episode_number")?,
            title: wire::text(row, "name"),
            air_date: wire::date(row, "air_date"),
            runtime: wire::number(row, "runtime").filter(|minutes| *minutes > 0),
        })
    }
}
