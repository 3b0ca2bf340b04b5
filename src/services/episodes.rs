//! The episodes of a TV show, season by season.

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::answers::{AnswerKind, Source, read_each};
use super::around::{about, one};
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::tmdb::episodes::Episode;
use crate::tmdb::{Request, around, titles, wire};

/// An episode and its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EpisodeRow {
    /// The episode.
    #[serde(flatten)]
    pub episode: Episode,
    /// Page on TMDB's site.
    pub url: String,
}

/// Episodes and where they came from.
#[derive(Clone, Debug)]
pub struct Episodes {
    /// The rows.
    pub rows: Vec<EpisodeRow>,
    /// Title of the show, where it was asked for.
    pub title: Option<String>,
    /// Where they came from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest part of them.
    pub fetched_at: Timestamp,
}

/// Reads the episodes of a season, or of all: the specials come last.
///
/// # Errors
/// `usage` for anything but a TV show; `not_found` for a show or a season that TMDB doesn't know; why TMDB can't answer.
pub fn episodes(context: &Context, item: MediaRef, season: Option<u64>) -> Result<Episodes> {
    if item.media_type != MediaType::Tv {
        return Err(Error::usage(format!("only TV shows have episodes, and {item} is not a TV show"))
            .with_hint("use tv:ID, or search for a TV show: flixir search --type tv QUERY"));
    }
    let locale = context.locale();
    let show = one(context, &titles::brief(item, &locale), &["seasons", "id"])
        .map_err(|error| about(item, error))?;
    let title = wire::media(&show.value, Some(MediaType::Tv)).and_then(|media| media.title);
    let known = seasons(&show.value);
    let wanted = match season {
        Some(number) if known.is_empty() || known.contains(&number) => vec![number],
        Some(number) => return Err(no_season(item, number, &known)),
        None => known,
    };
    let requests: Vec<Request> =
        wanted.iter().map(|number| around::season(item.id, *number, &locale)).collect();
    let mut found = Episodes { rows: Vec::new(), title, source: show.source, fetched_at: show.fetched_at };
    let parse = |body: &[u8]| read(item.id, &wire::json(body)?);
    for (number, reading) in wanted.iter().zip(read_each(context, AnswerKind::Details, &requests, parse)?) {
        let reading = reading.map_err(|error| match error.kind() {
            ErrorKind::NotFound => error.with_message(format!("TMDB has no season {number} of {item}")),
            _ => error,
        })?;
        found.source = found.source.max(reading.source);
        found.fetched_at = found.fetched_at.min(reading.fetched_at);
        found.rows.extend(reading.value);
    }
    Ok(found)
}

fn no_season(item: MediaRef, number: u64, known: &[u64]) -> Error {
    let known: Vec<String> = known.iter().map(u64::to_string).collect();
    Error::new(ErrorKind::NotFound, format!("TMDB has no season {number} of {item}"))
        .with_hint(format!("the seasons are: {}", known.join(", ")))
}

/// Returns the numbers of the seasons, the specials last.
fn seasons(show: &Value) -> Vec<u64> {
    let rows = show.get("seasons").and_then(Value::as_array).into_iter().flatten();
    let mut numbers: Vec<u64> = rows.filter_map(|row| wire::number(row, "season_number")).collect();
    numbers.sort_by_key(|number| (*number == 0, *number));
    numbers.dedup();
    numbers
}

fn read(show: u64, body: &Value) -> Result<Vec<EpisodeRow>> {
    let rows = body.get("episodes").and_then(Value::as_array);
    let rows = rows.ok_or_else(|| wire::not_understood("a season"))?;
    let season_of_body = wire::number(body, "season_number");
    let episode = |row: &Value| {
        let episode = Episode::read(row, season_of_body)?;
        let Episode { season, episode: number, .. } = episode;
        let url = format!("https://www.themoviedb.org/tv/{show}/season/{season}/episode/{number}");
        Some(EpisodeRow { episode, url })
    };
    Ok(rows.iter().filter_map(episode).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn specials_come_last() {
        let show = json!({"seasons": [{"season_number": 0}, {"season_number": 2}, {"season_number": 1}, {}]});
        assert_eq!(seasons(&show), [1, 2, 0]);
        assert_eq!(seasons(&json!({})), Vec::<u64>::new());
    }

    #[test]
    fn an_episode_that_cannot_be_read_costs_only_itself() {
        let body = json!({"season_number": 2, "episodes": [{"episode_number": 1, "name": "One", "air_date": "2012-04-01",
            "runtime": 0}, {"name": "no number"}]});
        let rows = read(7, &body).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].episode.season, rows[0].episode.runtime), (2, None));
        assert_eq!(rows[0].url, "https://www.themoviedb.org/tv/7/season/2/episode/1");
        assert!(read(7, &json!({})).is_err());
    }
}
