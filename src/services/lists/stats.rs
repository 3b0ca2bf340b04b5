//! What a list consists of: counts, decades, genres, votes, and how long it would take to see all of it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::domain::{ItemState, ListName, ListWithItems, Media, MediaRef, MediaType};
use crate::error::{ErrorKind, Result};
use crate::services::Context;
use crate::services::answers::{self, AnswerKind, Source};
use crate::tmdb::{Request, titles, wire};

/// Titles whose running time one command looks up at TMDB. At TMDB's limit of 40 requests per second this takes 5 s; a
/// later
/// command looks up the rest.
pub const MOST_LOOKED_UP: usize = 200;
/// Titles asked for before looking whether TMDB answers at all.
const AT_ONCE: usize = 16;

/// What a list consists of; what is to be taken off is not counted, what is to be added is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListStats {
    /// The list.
    pub list: ListName,
    /// Its items.
    pub items: u64,
    /// Movies among them.
    pub movies: u64,
    /// Shows among them.
    pub shows: u64,
    /// Operations that wait.
    pub pending: u64,
    /// Titles by decade (`1990s`); those without a date are in none.
    pub decades: BTreeMap<String, u64>,
    /// Titles by genre; a title may have several.
    pub genres: BTreeMap<String, u64>,
    /// Titles by TMDB's average rating, in whole steps (`8.0-8.9`); those without votes are in none.
    pub ratings: BTreeMap<String, u64>,
    /// Mean of TMDB's means, to two decimals; `None` where no title has votes.
    pub vote_average: Option<f64>,
    /// Minutes of all titles whose running time is known; `None` where none is. A show counts with all its episodes.
    pub runtime: Option<u64>,
    /// Titles that are counted in `runtime`.
    pub runtime_items: u64,
}

/// What details tell beyond a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    media: Media,
    minutes: Option<u64>,
}

/// Counts a list.
pub fn count(whole: &ListWithItems, facts: &BTreeMap<MediaRef, Facts>) -> ListStats {
    let mut stats = ListStats {
        list: ListName {
            id: whole.list.id,
            local_id: whole.list.local_id.clone(),
            name: whole.list.name.clone(),
        },
        items: 0,
        movies: 0,
        shows: 0,
        pending: whole.list.pending_operations,
        decades: BTreeMap::new(),
        genres: BTreeMap::new(),
        ratings: BTreeMap::new(),
        vote_average: None,
        runtime: None,
        runtime_items: 0,
    };
    let (mut votes, mut voted) = (0.0, 0.0);
    for media in present(whole) {
        let known = facts.get(&media.item());
        // What was added by its number alone has no title yet; details, where known, fill in.
        let media = known.filter(|_| media.title.is_none()).map_or(media, |facts| &facts.media);
        stats.items += 1;
        match media.media_type {
            MediaType::Tv => stats.shows += 1,
            _ => stats.movies += 1,
        }
        if let Some(year) = media.year {
            *stats.decades.entry(format!("{}s", year - year.rem_euclid(10))).or_default() += 1;
        }
        for genre in &media.genres {
            *stats.genres.entry(genre.clone()).or_default() += 1;
        }
        if let Some(mean) = media.vote_average.filter(|_| media.vote_count != Some(0)) {
            votes += mean;
            voted += 1.0;
            *stats.ratings.entry(step_of(mean)).or_default() += 1;
        }
        if let Some(minutes) = known.and_then(|facts| facts.minutes) {
            stats.runtime = Some(stats.runtime.unwrap_or(0) + minutes);
            stats.runtime_items += 1;
        }
    }
    stats.vote_average = (voted > 0.0).then(|| (votes / voted * 100.0).round() / 100.0);
    stats
}

/// Returns the whole step that an average rating belongs to. The highest step has 10 as well.
fn step_of(mean: f64) -> String {
    let step = (0..=9_u8).rev().find(|step| mean >= f64::from(*step)).unwrap_or(0);
    if step == 9 { "9.0-10".to_owned() } else { format!("{step}.0-{step}.9") }
}

fn present(whole: &ListWithItems) -> impl Iterator<Item = &Media> {
    whole.items.iter().filter(|item| item.state != ItemState::PendingRemove).map(|item| &item.media)
}

/// Looks up what the cache knows of the titles of lists, however old: a running time doesn't change. Where TMDB may be
/// asked, up to [`MOST_LOOKED_UP`] of the others are looked up there; what can't be had stays unknown.
///
/// # Errors
/// `interrupted`.
pub fn facts(context: &Context, lists: &[ListWithItems], may_ask: bool) -> Result<BTreeMap<MediaRef, Facts>> {
    let locale = context.locale();
    let mut facts = BTreeMap::new();
    let mut missing: Vec<(MediaRef, Request)> = Vec::new();
    let items: std::collections::BTreeSet<MediaRef> =
        lists.iter().flat_map(present).map(Media::item).collect();
    for item in items {
        let brief = titles::brief(item, &locale);
        let parse = |body: &[u8]| read(body, item.media_type);
        let found = answers::stored(context, &titles::details(item, &locale), parse)
            .or_else(|| answers::stored(context, &brief, parse));
        match found {
            Some(reading) => {
                facts.insert(item, reading.value);
            }
            None => missing.push((item, brief)),
        }
    }
    if may_ask && !context.settings.offline {
        missing.truncate(MOST_LOOKED_UP);
        ask(context, &missing, &mut facts)?;
    }
    Ok(facts)
}

fn ask(
    context: &Context,
    missing: &[(MediaRef, Request)],
    facts: &mut BTreeMap<MediaRef, Facts>,
) -> Result<()> {
    for chunk in missing.chunks(AT_ONCE) {
        let requests: Vec<Request> = chunk.iter().map(|(_, request)| request.clone()).collect();
        // A body doesn't say whether it is a movie or a TV show: each is read as what was asked for.
        let readings = match answers::read_each(context, AnswerKind::Details, &requests, wire::json) {
            Ok(readings) => readings,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                log::debug!("running times stay unknown: {error}");
                return Ok(());
            }
        };
        let mut learnt = Vec::new();
        let mut is_out = false;
        for ((item, _), reading) in chunk.iter().zip(readings) {
            match reading {
                Ok(reading) => {
                    if let Some(found) = read_value(&reading.value, item.media_type) {
                        if reading.source == Source::Network {
                            learnt.push(found.media.clone());
                        }
                        facts.insert(*item, found);
                    }
                }
                Err(error) => is_out |= error.kind().is_outage(),
            }
        }
        context.learn_titles(&learnt);
        if is_out {
            return Ok(());
        }
    }
    Ok(())
}

fn read(body: &[u8], media_type: MediaType) -> Result<Facts> {
    read_value(&wire::json(body)?, media_type).ok_or_else(|| wire::not_understood("a title"))
}

fn read_value(body: &Value, media_type: MediaType) -> Option<Facts> {
    let media = crate::tmdb::media(body, Some(media_type))?;
    let minutes = titles::minutes(body);
    let minutes = match media_type {
        MediaType::Tv => {
            minutes.and_then(|minutes| minutes.checked_mul(wire::number(body, "number_of_episodes")?))
        }
        MediaType::Movie | MediaType::Person => minutes,
    };
    Some(Facts { media, minutes: minutes.filter(|minutes| *minutes > 0) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{List, ListItem, SyncStatus};

    fn film(id: u64, year: Option<i32>, genres: &[&str], vote: Option<(f64, u64)>) -> Media {
        Media {
            title: Some(format!("Film {id}")),
            year,
            genres: genres.iter().map(|genre| (*genre).to_owned()).collect(),
            vote_average: vote.map(|(mean, _)| mean),
            vote_count: vote.map(|(_, count)| count),
            ..Media::unknown(MediaRef::movie(id))
        }
    }

    fn list(items: Vec<(Media, ItemState)>) -> ListWithItems {
        let item = |(media, state)| ListItem { media, added_at: None, comment: None, score: None, state };
        let list = List {
            id: Some(1),
            local_id: "l".to_owned(),
            name: Some("Winter".to_owned()),
            description: None,
            public: None,
            item_count: 0,
            remote_count: None,
            sync_status: SyncStatus::Synced,
            pending_operations: 2,
            created_at: None,
            updated_at: None,
            synced_at: None,
            url: None,
        };
        ListWithItems { list, items: items.into_iter().map(item).collect() }
    }

    #[test]
    fn counts_what_will_be_there() {
        let show = Media { media_type: MediaType::Tv, ..film(1, Some(2011), &["Drama"], Some((8.0, 9))) };
        let whole = list(vec![
            (film(1, Some(1999), &["Action", "Drama"], Some((7.0, 100))), ItemState::Synced),
            (film(2, Some(1990), &["Action"], Some((0.0, 0))), ItemState::PendingAdd),
            (film(3, Some(1950), &["Action"], Some((9.0, 100))), ItemState::PendingRemove),
            (show.clone(), ItemState::Synced),
            (Media::unknown(MediaRef::movie(5)), ItemState::PendingAdd),
        ]);
        let facts = BTreeMap::from([
            (MediaRef::movie(1), Facts { media: film(1, None, &[], None), minutes: Some(100) }),
            (MediaRef::movie(2), Facts { media: film(2, None, &[], None), minutes: None }),
            (MediaRef::movie(5), Facts { media: film(5, Some(2001), &["War"], None), minutes: Some(20) }),
        ]);
        let stats = count(&whole, &facts);
        assert_eq!((stats.items, stats.movies, stats.shows, stats.pending), (4, 3, 1, 2));
        let decades: Vec<(&str, u64)> = stats.decades.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        assert_eq!(decades, [("1990s", 2), ("2000s", 1), ("2010s", 1)]);
        let genres: Vec<(&str, u64)> = stats.genres.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        assert_eq!(genres, [("Action", 2), ("Drama", 2), ("War", 1)]);
        assert_eq!((stats.vote_average, stats.runtime, stats.runtime_items), (Some(7.5), Some(120), 2));
        let nothing = count(&list(Vec::new()), &BTreeMap::new());
        assert_eq!((nothing.items, nothing.vote_average, nothing.runtime), (0, None, None));
    }

    #[test]
    fn a_show_lasts_as_long_as_all_its_episodes() {
        let minutes = |body: Value| read_value(&body, MediaType::Tv).and_then(|facts| facts.minutes);
        assert_eq!(minutes(json!({"id":1,"episode_run_time":[60],"number_of_episodes":8})), Some(480));
        let newer =
            json!({"id":1,"episode_run_time":[],"last_episode_to_air":{"runtime":50},"number_of_episodes":2});
        assert_eq!(minutes(newer), Some(100));
        assert_eq!(minutes(json!({"id":1,"episode_run_time":[0],"number_of_episodes":8})), None);
        let film = json!({"id":1,"runtime":0});
        assert_eq!(read_value(&film, MediaType::Movie).and_then(|facts| facts.minutes), None);
    }
}
