//! What filters need of a title that its row doesn't tell: the running time, and which streaming services have it. Fetched
//! once and kept in a few bytes, so that a long list is filtered without the network. Not for everything about a title
//! (`details`), whose answers are a thousand times larger.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answers::{FACTS, RUNTIME_KEPT, is_fresh};
use super::{Context, login};
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::{ErrorKind, Result};
use crate::store::NewAnswer;
use crate::tmdb::{Request, titles, walk, wire};

/// How long it stays good which services have a title.
const PROVIDERS_KEPT: Duration = Duration::from_hours(24);
/// Titles asked for before what came is stored, and a signal looked for.
const AT_ONCE: usize = 40;

/// What is known of a title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Minutes; of an episode for a TV show.
    pub minutes: Option<u64>,
    /// Numbers of the services that have it in the region, by any offer; `None` where TMDB didn't tell.
    pub providers: Option<Vec<u64>>,
}

/// Which of the facts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Where services count; empty where they aren't wanted.
    pub region: &'a str,
    /// Whether services are wanted, which change by the day.
    pub providers: bool,
}

/// What the cache knows of titles.
#[derive(Debug, Default)]
pub struct Known {
    /// What is known, however old.
    pub facts: BTreeMap<MediaRef, Facts>,
    /// The titles of which nothing, or nothing fresh, is known.
    pub missing: Vec<MediaRef>,
}

fn key(context: &Context, item: MediaRef, region: &str) -> String {
    format!("{} {FACTS} {item} {region}", context.settings.api_root)
}

/// Looks titles up in the cache.
pub fn known(context: &Context, items: &[MediaRef], wanted: Wanted<'_>) -> Known {
    let now = context.clock.now();
    let lifetime = if wanted.providers { PROVIDERS_KEPT } else { RUNTIME_KEPT };
    let keys: Vec<String> = items.iter().map(|item| key(context, *item, wanted.region)).collect();
    let stored = context.with_cache(|cache| cache.answers(&keys, now)).unwrap_or_default();
    let mut known = Known { facts: BTreeMap::new(), missing: Vec::new() };
    let stored = stored.into_iter().chain(std::iter::repeat_with(|| None));
    for (item, stored) in items.iter().zip(stored) {
        let read = |body: &[u8]| serde_json::from_slice::<Facts>(body).ok();
        let found = stored.and_then(|stored| Some((read(&stored.body)?, stored.fetched_at)));
        if !found.as_ref().is_some_and(|(_, at)| is_fresh(*at, now, lifetime)) {
            known.missing.push(*item);
        }
        if let Some((facts, _)) = found {
            known.facts.insert(*item, facts);
        }
    }
    known
}

/// Fetches titles from TMDB and keeps what they tell; `report` hears how many of how many are done. A title that TMDB doesn't
/// know stays unknown. An outage ends it with a warning: what was known before is used.
///
/// # Errors
/// `interrupted`; a missing credential.
pub fn fetch(
    context: &Context,
    items: &[MediaRef],
    wanted: Wanted<'_>,
    found: &mut BTreeMap<MediaRef, Facts>,
    report: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    let all = items.len() as u64;
    let mut done = 0;
    for chunk in items.chunks(AT_ONCE) {
        context.check_interrupted()?;
        let (bodies, outage) = ask(context, chunk)?;
        keep(context, &bodies, wanted.region, found);
        done += chunk.len() as u64;
        report(done, all);
        if let Some(outage) = outage {
            let missing = items.iter().filter(|item| !found.contains_key(item)).count();
            let more =
                if outage.kind() == ErrorKind::TimedOut { ", or allow more time with --timeout" } else { "" };
            context.warn(format!(
                "{}: details of {missing} titles are still missing. What has arrived is kept; run the command again to fetch \
                 the rest{more}",
                outage.message()
            ));
            return Ok(());
        }
    }
    Ok(())
}

type Bodies = Vec<(MediaRef, Value)>;

/// Asks TMDB about titles, all at once; with why it stopped, where it had to.
fn ask(context: &Context, items: &[MediaRef]) -> Result<(Bodies, Option<crate::Error>)> {
    let client = login::public_client(context)?;
    let locale = context.locale();
    let request = |item: MediaRef| -> Request {
        titles::brief(item, &locale).query("append_to_response", "watch/providers")
    };
    let get = |place: u32| {
        context.check_interrupted()?;
        let item = items[place as usize];
        match client.fetch(&request(item)).and_then(|answer| wire::json(&answer.response.body)) {
            Ok(body) => Ok((item, Some(body))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok((item, None)),
            Err(error) => Err(error),
        }
    };
    let last = u32::try_from(items.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let walked = walk(0, last, get, |_| false);
    let bodies = walked.done.into_iter().filter_map(|(_, (item, body))| Some((item, body?))).collect();
    match walked.failure {
        Some(error) if !error.kind().is_outage() => Err(error),
        failure => Ok((bodies, failure)),
    }
}

fn keep(context: &Context, bodies: &Bodies, region: &str, found: &mut BTreeMap<MediaRef, Facts>) {
    let read: Vec<(MediaRef, Facts)> =
        bodies.iter().map(|(item, body)| (*item, read(body, item.media_type, region))).collect();
    let rows: Vec<(String, Vec<u8>)> = read
        .iter()
        .filter_map(|(item, facts)| Some((key(context, *item, region), serde_json::to_vec(facts).ok()?)))
        .collect();
    let answers: Vec<NewAnswer<'_>> =
        rows.iter().map(|(key, body)| NewAnswer { key, kind: FACTS, etag: None, body }).collect();
    let now: Timestamp = context.clock.now();
    context.with_cache(|cache| cache.keep(&answers, now));
    let learnt: Vec<_> =
        bodies.iter().filter_map(|(item, body)| wire::media(body, Some(item.media_type))).collect();
    context.learn_titles(&learnt);
    found.extend(read);
}

fn read(body: &Value, media_type: MediaType, region: &str) -> Facts {
    let minutes = if media_type == MediaType::Tv {
        let usual = body.get("episode_run_time").and_then(Value::as_array);
        let usual = usual.and_then(|times| times.iter().find_map(Value::as_u64));
        usual.or_else(|| wire::number(body.get("last_episode_to_air")?, "runtime"))
    } else {
        wire::number(body, "runtime")
    };
    let offers = body.get("watch/providers").and_then(|section| section.get("results"));
    Facts {
        minutes: minutes.filter(|minutes| *minutes > 0),
        providers: offers.filter(|_| !region.is_empty()).map(|offers| providers_of(offers.get(region))),
    }
}

/// Returns the services of a region; it has none where TMDB doesn't name it.
fn providers_of(place: Option<&Value>) -> Vec<u64> {
    let kinds = place.and_then(Value::as_object).into_iter().flat_map(|place| place.values());
    let rows = kinds.filter_map(Value::as_array).flatten();
    let mut ids: Vec<u64> = rows.filter_map(|row| wire::id(row, "provider_id")).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn services_are_those_of_the_region_by_any_offer() {
        let body = json!({"runtime": 136, "watch/providers": {"results": {"DE": {"link": "l",
            "flatrate": [{"provider_id": 8}], "rent": [{"provider_id": 2}, {"provider_id": 8}]}}}});
        let facts = |region| read(&body, MediaType::Movie, region);
        assert_eq!(facts("DE"), Facts { minutes: Some(136), providers: Some(vec![2, 8]) });
        assert_eq!(facts("FR").providers, Some(Vec::new()), "no offers there");
        assert_eq!(facts("").providers, None, "not asked for");
        let bare = read(&json!({"runtime": 0}), MediaType::Movie, "DE");
        assert_eq!(bare, Facts::default());
        let show = json!({"episode_run_time": [], "last_episode_to_air": {"runtime": 50}});
        assert_eq!(read(&show, MediaType::Tv, "").minutes, Some(50));
    }
}
