//! Public reads through the cache: fresh answers come from there, stale ones are confirmed by `ETag` or fetched again,
//! and
//! where TMDB can't serve us a stale one is better than none. Not for what depends on a person's credential.

use std::time::Duration;

use serde::Serialize;

use super::{Context, login};
use crate::domain::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{Fault, Reach, TransportError};
use crate::settings::Settings;
use crate::store::{CachedAnswer, NewAnswer, Tally};
use crate::tmdb::{Client, Request, from_transport, walk};

/// The kind under which the cache keeps running times and services of titles.
pub const FACTS: &str = "facts";
/// How long a running time stays good.
pub const RUNTIME_KEPT: Duration = Duration::from_hours(24 * 30);

/// What an answer is for: how long it stays fresh, and its name in `cache stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// Searches.
    Search,
    /// Popular, top rated and other ready-made lists; discovery.
    Browse,
    /// Movies, shows and people with everything about them.
    Details,
    /// Reviews.
    Reviews,
    /// Public lists.
    Lists,
    /// Names of genres and of age ratings.
    Genres,
    /// Streaming services of a region, and which of them have a title.
    Providers,
    /// Running times and services of titles, in a few bytes each (`facts`).
    Facts,
    /// `flixir api`.
    Api,
}

impl AnswerKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Search,
        Self::Browse,
        Self::Details,
        Self::Reviews,
        Self::Lists,
        Self::Genres,
        Self::Providers,
        Self::Facts,
        Self::Api,
    ];

    /// Returns the kind's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Browse => "browse",
            Self::Details => "details",
            Self::Reviews => "reviews",
            Self::Lists => "lists",
            Self::Genres => "genres",
            Self::Providers => "providers",
            Self::Facts => FACTS,
            Self::Api => "api",
        }
    }

    /// Returns how long an answer stays fresh.
    pub fn lifetime(self, settings: &Settings) -> Duration {
        match self {
            Self::Search | Self::Browse | Self::Api => settings.search_ttl,
            Self::Details | Self::Reviews => settings.details_ttl,
            Self::Lists => settings.lists_ttl,
            // Genres change every few years; what can be streamed where changes by the day.
            Self::Facts => RUNTIME_KEPT,
            Self::Genres | Self::Providers => Duration::from_hours(24),
        }
    }
}

/// Where an answer came from; of several answers, the greatest value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Source {
    /// From the cache, fresh.
    Cache,
    /// From the cache, confirmed by TMDB.
    Revalidated,
    /// From TMDB.
    Network,
    /// From the offline index of titles.
    Catalog,
    /// From the cache, too old, because TMDB can't be reached.
    Stale,
}

/// An answer and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// What it says.
    pub value: T,
    /// Where it came from.
    pub source: Source,
    /// When TMDB gave or last confirmed it.
    pub fetched_at: Timestamp,
}

/// Returns whether an answer is recent enough; one from the future, written while a clock was wrong, is not.
pub fn is_fresh(fetched_at: Timestamp, now: Timestamp, lifetime: Duration) -> bool {
    const DRIFT: Duration = Duration::from_mins(1);
    fetched_at.since(now) <= DRIFT && now.since(fetched_at) < lifetime
}

/// How several requests hang together.
enum Together<'a, T> {
    /// Each stands for itself.
    Items,
    /// Pages in order: the first failure, and the first of which this is true, is the last to be asked for.
    Pages(&'a (dyn Fn(&T) -> bool + Sync)),
}

/// What the cache holds for a request.
pub(super) struct Stored<T> {
    value: T,
    etag: Option<String>,
    fetched_at: Timestamp,
}

/// What TMDB said to a request.
pub(super) enum Fetched<T> {
    NotModified,
    Whole { value: T, body: Vec<u8>, etag: Option<String> },
}

/// One request on its way to an answer.
pub(super) struct Slot<T> {
    pub(super) key: String,
    stored: Option<Stored<T>>,
    pub(super) is_fresh: bool,
}

/// Reads several answers, each for itself, in parallel.
///
/// # Errors
/// `missing_credentials` and the like, which concern all of them.
pub fn read_each<T: Send + Sync>(
    context: &Context,
    kind: AnswerKind,
    requests: &[Request],
    parse: impl Fn(&[u8]) -> Result<T> + Sync,
) -> Result<Vec<Result<Reading<T>>>> {
    let readings = read_together(context, kind, requests, &parse, &Together::Items)?;
    Ok(readings.into_iter().flatten().collect())
}

/// Reads one answer.
///
/// # Errors
/// `missing_credentials` and the like; why TMDB can't answer.
pub fn read_one<T: Send + Sync>(
    context: &Context,
    kind: AnswerKind,
    request: &Request,
    parse: impl Fn(&[u8]) -> Result<T> + Sync,
) -> Result<Reading<T>> {
    only(read_together(context, kind, std::slice::from_ref(request), &parse, &Together::Items)?)
}

/// Returns what came of one request: where nothing else was asked, it was asked or is fresh in the cache.
pub(super) fn only<T>(mut readings: Vec<Option<Result<Reading<T>>>>) -> Result<Reading<T>> {
    readings.pop().flatten().unwrap_or_else(|| Err(Error::bug("a read came to nothing")))
}

/// Reads pages in order, in parallel, up to the first of which `is_end` is true.
///
/// # Errors
/// The first failure by order.
pub fn read_pages<T: Send + Sync>(
    context: &Context,
    kind: AnswerKind,
    requests: &[Request],
    parse: impl Fn(&[u8]) -> Result<T> + Sync,
    is_end: impl Fn(&T) -> bool + Sync,
) -> Result<Vec<Reading<T>>> {
    let readings = read_together(context, kind, requests, &parse, &Together::Pages(&is_end))?;
    let mut pages = Vec::with_capacity(readings.len());
    for reading in readings.into_iter().map_while(|reading| reading) {
        let page = reading?;
        let is_last = is_end(&page.value);
        pages.push(page);
        if is_last {
            break;
        }
    }
    Ok(pages)
}

/// Returns what the cache has for a request, however old, without asking TMDB.
pub fn stored<T>(
    context: &Context,
    request: &Request,
    parse: impl Fn(&[u8]) -> Result<T>,
) -> Option<Reading<T>> {
    let key = name_of(context, request);
    let found = context.with_cache(|cache| cache.answer(&key, context.clock.now())).flatten();
    let slot = Slot::new(context, AnswerKind::Api, key, found, &parse);
    let Stored { value, fetched_at, .. } = slot.stored?;
    Some(Reading { value, source: Source::Cache, fetched_at })
}

/// What became of each request; `None` for what was not asked.
type Outcomes<T> = Vec<Option<Result<Fetched<T>>>>;

/// The outcome of each request in order; `None` for what was never asked and isn't stored.
fn read_together<T: Send + Sync>(
    context: &Context,
    kind: AnswerKind,
    requests: &[Request],
    parse: &(impl Fn(&[u8]) -> Result<T> + Sync),
    together: &Together<'_, T>,
) -> Result<Vec<Option<Result<Reading<T>>>>> {
    let now = context.clock.now();
    let keys: Vec<String> = requests.iter().map(|request| name_of(context, request)).collect();
    let found = context.with_cache(|cache| cache.answers(&keys, now)).unwrap_or_default();
    let found = found.into_iter().chain(std::iter::repeat(None));
    let slots = keys.into_iter().zip(found).map(|(key, found)| Slot::new(context, kind, key, found, parse));
    let slots: Vec<Slot<T>> = slots.collect();
    let (outcomes, fetched) = fetch(context, requests, &slots, parse, together);
    // Includes what came before a signal, so that the next run doesn't ask again.
    remember(context, kind, &slots, &outcomes);
    fetched?;
    Ok(settle(context, slots, outcomes))
}

/// Returns the name under which the cache keeps the answer to a request. The answers of a sandbox, or of
/// another server, never count as TMDB's.
pub(super) fn name_of(context: &Context, request: &Request) -> String {
    format!("{} {}", context.settings.api_root, request.cache_key())
}

impl<T> Slot<T> {
    /// Makes the slot of a request from what the cache holds for it.
    pub(super) fn new(
        context: &Context,
        kind: AnswerKind,
        key: String,
        found: Option<CachedAnswer>,
        parse: &impl Fn(&[u8]) -> Result<T>,
    ) -> Self {
        let stored = found.and_then(|answer| {
            let value = parse(&answer.body).ok();
            if value.is_none() {
                context.with_cache(|cache| cache.forget(&key));
            }
            Some(Stored { value: value?, etag: answer.etag, fetched_at: answer.fetched_at })
        });
        let settings = &context.settings;
        let now = context.clock.now();
        let is_fresh = stored.as_ref().is_some_and(|stored| {
            is_fresh(stored.fetched_at, now, kind.lifetime(settings))
                && (!settings.refresh || settings.offline)
        });
        Self { key, stored, is_fresh }
    }

    /// Asks TMDB for the slot's answer. The outer error is ours: no credential, no time.
    pub(super) fn fetch(
        &self,
        context: &Context,
        request: &Request,
        parse: &impl Fn(&[u8]) -> Result<T>,
    ) -> Result<Result<Fetched<T>>> {
        if context.settings.offline {
            return Ok(Err(offline()));
        }
        let client = login::public_client(context)?;
        let etag = self.stored.as_ref().and_then(|stored| stored.etag.clone());
        let if_none_match = etag.filter(|_| !context.settings.refresh);
        Ok(ask_tmdb(client, &Request { if_none_match, ..request.clone() }, parse))
    }

    /// Says how the answer counts for the cache's usefulness; `None` for what was not asked because it is fresh.
    pub(super) fn tally(&self, outcome: Option<&Result<Fetched<T>>>) -> Tally {
        let mut tally = Tally::default();
        match outcome {
            Some(Ok(Fetched::Whole { .. })) => (tally.misses, tally.writes) = (1, 1),
            Some(Ok(Fetched::NotModified)) => tally.revalidations = 1,
            Some(Err(error)) if self.stored.is_some() && error.kind().is_outage() => tally.hits = 1,
            Some(Err(_)) => tally.misses = 1,
            None if self.is_fresh => tally.hits = 1,
            None => {}
        }
        tally
    }
}

/// Asks TMDB for the slots that aren't fresh. What was learnt before something of ours failed is returned, too.
fn fetch<T: Send + Sync>(
    context: &Context,
    requests: &[Request],
    slots: &[Slot<T>],
    parse: &(impl Fn(&[u8]) -> Result<T> + Sync),
    together: &Together<'_, T>,
) -> (Outcomes<T>, Result<()>) {
    let mut outcomes: Outcomes<T> = slots.iter().map(|_| None).collect();
    let wanted: Vec<usize> = (0..slots.len()).filter(|index| !slots[*index].is_fresh).collect();
    let Some(last) = wanted.len().checked_sub(1) else { return (outcomes, Ok(())) };
    if context.settings.offline {
        for index in wanted {
            outcomes[index] = Some(Err(offline()));
        }
        return (outcomes, Ok(()));
    }
    // Said once, before anybody begins.
    if let Err(error) = login::public_client(context) {
        return (outcomes, Err(error));
    }
    let ask = |place: u32| {
        context.check_interrupted()?;
        let index = wanted[place as usize];
        Ok((index, slots[index].fetch(context, &requests[index], parse)?))
    };
    let is_end = |(index, outcome): &(usize, Result<Fetched<T>>)| match (together, outcome) {
        (Together::Items, _) => false,
        (Together::Pages(_), Err(_)) => true,
        (Together::Pages(is_end), Ok(Fetched::Whole { value, .. })) => is_end(value),
        (Together::Pages(is_end), Ok(Fetched::NotModified)) => {
            slots[*index].stored.as_ref().is_some_and(|stored| is_end(&stored.value))
        }
    };
    let walked = walk(0, u32::try_from(last).unwrap_or(u32::MAX), ask, is_end);
    for (_, (index, outcome)) in walked.done {
        outcomes[index] = Some(outcome);
    }
    (outcomes, walked.failure.map_or(Ok(()), Err))
}

fn ask_tmdb<T>(
    client: &Client,
    request: &Request,
    parse: &impl Fn(&[u8]) -> Result<T>,
) -> Result<Fetched<T>> {
    let answer = client.fetch(request)?;
    if answer.is_not_modified() {
        return if request.if_none_match.is_some() {
            Ok(Fetched::NotModified)
        } else {
            Err(Error::new(
                ErrorKind::InvalidResponse,
                "TMDB returned 'not modified' for an answer that flixir doesn't have",
            ))
        };
    }
    let status = answer.response.status;
    let value = parse(&answer.response.body).map_err(|error| error.with_detail("http_status", status))?;
    let etag = answer.response.header("etag").map(str::to_owned);
    Ok(Fetched::Whole { value, body: answer.response.body, etag })
}

/// Writes what was learnt into the cache, and counts.
fn remember<T>(
    context: &Context,
    kind: AnswerKind,
    slots: &[Slot<T>],
    outcomes: &[Option<Result<Fetched<T>>>],
) {
    let mut tally = Tally::default();
    let mut new = Vec::new();
    let mut confirmed = Vec::new();
    for (slot, outcome) in slots.iter().zip(outcomes) {
        tally.add(slot.tally(outcome.as_ref()));
        match outcome {
            Some(Ok(Fetched::Whole { body, etag, .. })) => {
                new.push(NewAnswer { key: &slot.key, kind: kind.name(), etag: etag.as_deref(), body });
            }
            Some(Ok(Fetched::NotModified)) => confirmed.push(slot.key.as_str()),
            _ => {}
        }
    }
    let now = context.clock.now();
    context.with_cache(|cache| {
        if !new.is_empty() {
            cache.keep(&new, now)?;
        }
        if !confirmed.is_empty() {
            cache.renew(&confirmed, now)?;
        }
        cache.count(kind.name(), tally)
    });
}

/// Decides which answer each slot gives.
pub(super) fn settle<T>(
    context: &Context,
    slots: Vec<Slot<T>>,
    outcomes: Vec<Option<Result<Fetched<T>>>>,
) -> Vec<Option<Result<Reading<T>>>> {
    let now = context.clock.now();
    let mut oldest_stale: Option<Timestamp> = None;
    let mut why = None;
    let mut readings = Vec::with_capacity(slots.len());
    for (slot, outcome) in slots.into_iter().zip(outcomes) {
        let from_store = |stored: Stored<T>, source| {
            Some(Ok(Reading { value: stored.value, source, fetched_at: stored.fetched_at }))
        };
        readings.push(match (outcome, slot.stored) {
            (None, Some(stored)) if slot.is_fresh => from_store(stored, Source::Cache),
            (Some(Ok(Fetched::Whole { value, .. })), _) => {
                Some(Ok(Reading { value, source: Source::Network, fetched_at: now }))
            }
            (Some(Ok(Fetched::NotModified)), Some(stored)) => {
                from_store(Stored { fetched_at: now, ..stored }, Source::Revalidated)
            }
            (Some(Err(error)), Some(stored)) if error.kind().is_outage() => {
                oldest_stale = oldest_stale.into_iter().chain([stored.fetched_at]).min();
                why.get_or_insert(error);
                from_store(stored, Source::Stale)
            }
            (Some(Err(error)), _) => Some(Err(error)),
            // Never asked, because an earlier page failed; that page's own stale answer was served.
            (None, Some(stored)) if why.is_some() => from_store(stored, Source::Stale),
            (None, None) if why.is_some() => why.take().map(Err),
            _ => None,
        });
    }
    if let (Some(fetched_at), Some(error)) = (oldest_stale, why) {
        let reason = if context.settings.offline { "TMDB wasn't asked (--offline)" } else { error.message() };
        context.warn(format!("{reason}; this answer is of {fetched_at}"));
    }
    readings
}

/// `--offline`, and nothing stored.
fn offline() -> Error {
    from_transport(TransportError {
        reach: Reach::NotSent,
        fault: Fault::Offline,
        source: "--offline is set".into(),
    })
}
