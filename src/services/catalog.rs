//! The offline index of titles: loading it from TMDB's daily exports, and searching in it. Needs no key.

use std::collections::HashSet;
use std::time::Duration;

use super::Context;
use super::answers::Source;
use super::listing::{Listing, PER_PAGE, PageCount, Selection, SortKey};
use super::search_request::{SearchRequest, check};
use crate::domain::{Media, MediaRef, MediaType, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::store::{Catalog, CatalogBuilder, CatalogFacts, catalog_path, delete_catalog};
use crate::tmdb::exports::{self, Download};
use crate::tmdb::wire::LAST_PAGE;

const DAY: Duration = Duration::from_hours(24);

/// Days back for which exports are tried: today's are there from about 08:00 UTC on (`docs/what-tmdb-really-does.md`:
/// Daily files).
const DAYS_BACK: u32 = 3;

/// The most titles that are loaded; TMDB has about six million with all people.
const MOST_TITLES: usize = 40_000_000;

/// What is to be loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpdateRequest {
    /// Whether people are loaded as well: four times as many as movies and shows together. Where they were, they are again.
    pub people: bool,
    /// Whether it is loaded even where it is up to date.
    pub force: bool,
}

/// What a loading has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Downloading an export; bytes so far.
    Downloading(MediaType, u64),
    /// Building the index; so many of so many titles.
    Building(u64, u64),
    /// Putting it in order.
    Finishing,
}

/// What became of a loading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// Whether there was anything newer; in a dry run, whether it would be looked for.
    pub is_new: bool,
    /// What the catalog holds now; `None` where a dry run leaves it without one.
    pub facts: Option<CatalogFacts>,
    /// Lines of the exports that could not be read.
    pub skipped: u64,
}

/// Titles as they arrive: one text for all of them, because a million small texts need twice the memory.
#[derive(Default)]
struct Titles {
    text: String,
    rows: Vec<Row>,
    skipped: u64,
}

struct Row {
    popularity: f32,
    id: u32,
    start: u32,
    length: u16,
    media_type: MediaType,
}

impl Titles {
    fn push(&mut self, media_type: MediaType, row: &exports::ExportRow<'_>) {
        let title = row.title.trim();
        let fits = (u32::try_from(row.id), u32::try_from(self.text.len()), u16::try_from(title.len()));
        let (Ok(id), Ok(start), Ok(length)) = fits else {
            self.skipped += 1;
            return;
        };
        if title.is_empty() || self.rows.len() >= MOST_TITLES {
            self.skipped += 1;
            return;
        }
        self.text.push_str(title);
        #[expect(clippy::cast_possible_truncation, reason = "seven digits are plenty for a rank")]
        let popularity = row.popularity as f32;
        self.rows.push(Row { popularity, id, start, length, media_type });
    }

    /// Sorts by popularity, and by item where that is equal, so that a catalog of one day is always the same.
    fn sort(&mut self) {
        self.rows.sort_unstable_by(|a, b| {
            b.popularity
                .total_cmp(&a.popularity)
                .then_with(|| (a.media_type, a.id).cmp(&(b.media_type, b.id)))
        });
    }

    fn iter(&self) -> impl Iterator<Item = (MediaRef, &str, f64)> {
        // An export that names an id twice would otherwise spoil the whole index.
        let mut seen = HashSet::with_capacity(self.rows.len());
        self.rows.iter().filter_map(move |row| {
            let start = row.start as usize;
            let title = self.text.get(start..start + usize::from(row.length))?;
            let item = MediaRef { media_type: row.media_type, id: u64::from(row.id) };
            seen.insert((row.media_type, row.id)).then_some((item, title, f64::from(row.popularity)))
        })
    }

    fn count(&self, media_type: MediaType) -> u64 {
        self.rows.iter().filter(|row| row.media_type == media_type).count() as u64
    }
}

/// Loads the newest exports, where there are newer ones than those loaded. The old catalog answers until the new one is
/// whole. A dry run asks nobody.
///
/// # Errors
/// `unavailable` where there is no export to load; `conflict` where another flixir is at it; those of
/// [`exports::download`]; `storage`, `interrupted`.
pub fn update(
    context: &Context,
    request: UpdateRequest,
    report: &mut dyn FnMut(Progress),
) -> Result<Updated> {
    let folder = &context.settings.folders.cache;
    // A new catalog replaces a damaged one, so damage needs no warning here.
    let loaded = Catalog::open(folder).ok().flatten().map(|catalog| catalog.facts().clone());
    let has_people = loaded.as_ref().is_some_and(|facts| facts.people > 0);
    let people = request.people || has_people;
    let is_enough =
        |facts: &&CatalogFacts, day: &str| facts.date == day && !request.force && has_people == people;
    for back in 0..=DAYS_BACK {
        let day = context.clock.now().minus(DAY * back);
        if let Some(facts) = loaded.as_ref().filter(|facts| is_enough(facts, &day.day())) {
            return Ok(Updated { is_new: false, facts: Some(facts.clone()), skipped: 0 });
        }
        if context.settings.dry_run {
            return Ok(Updated { is_new: true, facts: loaded, skipped: 0 });
        }
        let builder = CatalogBuilder::begin(folder)?;
        let Some(mut titles) = download_all(context, day, people, report)? else { continue };
        titles.sort();
        let total = titles.rows.len() as u64;
        let mut done = 0;
        builder.add(titles.iter(), |more| {
            done += more;
            report(Progress::Building(done, total));
            context.check_interrupted()
        })?;
        report(Progress::Finishing);
        let facts = CatalogFacts {
            date: day.day(),
            built_at: context.clock.now(),
            movies: titles.count(MediaType::Movie),
            shows: titles.count(MediaType::Tv),
            people: titles.count(MediaType::Person),
        };
        let skipped = titles.skipped;
        drop(titles);
        builder.finish(&facts)?;
        return Ok(Updated { is_new: true, facts: Some(facts), skipped });
    }
    Err(Error::new(ErrorKind::Unavailable, "TMDB has no export of the last days")
        .with_hint("try again later; exports appear at about 08:00 UTC"))
}

/// Downloads the exports of one day; `None` where one of them isn't there.
fn download_all(
    context: &Context,
    day: Timestamp,
    people: bool,
    report: &mut dyn FnMut(Progress),
) -> Result<Option<Titles>> {
    let mut titles = Titles::default();
    let kinds: &[MediaType] = if people {
        &[MediaType::Movie, MediaType::Tv, MediaType::Person]
    } else {
        &[MediaType::Movie, MediaType::Tv]
    };
    for &kind in kinds {
        let url = exports::address(&context.settings.exports_url, kind, day);
        match download_one(context, &url, kind, &mut titles, report)? {
            Download::Whole { skipped } => titles.skipped += skipped,
            Download::Absent => return Ok(None),
        }
    }
    Ok(Some(titles))
}

/// Downloads one export, from the beginning again where it broke off.
fn download_one(
    context: &Context,
    url: &str,
    kind: MediaType,
    titles: &mut Titles,
    report: &mut dyn FnMut(Progress),
) -> Result<Download> {
    const TRIES: u32 = 3;
    let (rows, text, skipped) = (titles.rows.len(), titles.text.len(), titles.skipped);
    let mut tries = 0;
    loop {
        tries += 1;
        let left = context.deadline().saturating_sub(context.clock.elapsed());
        if left.is_zero() {
            return Err(Error::new(ErrorKind::TimedOut, "the time allowed for this command ran out")
                .with_hint("allow more with --timeout SECONDS"));
        }
        let outcome = exports::download(
            context.transport.as_ref(),
            url,
            left,
            |row| titles.push(kind, &row),
            |bytes| {
                report(Progress::Downloading(kind, bytes));
                context.check_interrupted()
            },
        );
        match outcome {
            Err(error) if error.kind().is_outage() && tries < TRIES && !context.settings.offline => {
                log::debug!("{error}. Starting again from the beginning");
                titles.rows.truncate(rows);
                titles.text.truncate(text);
                titles.skipped = skipped;
                context.clock.sleep(Duration::from_secs(u64::from(tries)));
            }
            outcome => return outcome,
        }
    }
}

/// What the catalog is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogStatus {
    /// What it holds; `None` where none is loaded.
    pub facts: Option<CatalogFacts>,
    /// Its size.
    pub bytes: u64,
}

/// Returns what the catalog holds.
pub fn status(context: &Context) -> CatalogStatus {
    let facts = context.catalog().map(|catalog| catalog.facts().clone());
    let path = catalog_path(&context.settings.folders.cache);
    CatalogStatus { facts, bytes: std::fs::metadata(path).map_or(0, |file| file.len()) }
}

/// Deletes the catalog; returns whether there was one. A dry run only reports.
///
/// # Errors
/// `storage`.
pub fn clear(context: &Context) -> Result<bool> {
    if context.settings.dry_run {
        return Ok(catalog_path(&context.settings.folders.cache).exists());
    }
    delete_catalog(&context.settings.folders.cache)
}

/// Searches the catalog; `None` where none is loaded.
///
/// # Errors
/// `storage`.
pub fn search(context: &Context, request: &SearchRequest) -> Result<Option<Listing>> {
    let Some(catalog) = context.catalog() else { return Ok(None) };
    let paging = request.paging;
    let first = paging.first.unwrap_or(1).max(1);
    let pages = match (paging.count, paging.limit) {
        (PageCount::All, _) => LAST_PAGE,
        (PageCount::Up(count), _) => count,
        (PageCount::Open, Some(limit)) if paging.first.is_none() => limit.div_ceil(PER_PAGE),
        (PageCount::Open, _) => 1,
    };
    let from = (first - 1) as usize * PER_PAGE as usize;
    let wanted =
        (pages as usize * PER_PAGE as usize).min(paging.limit.map_or(usize::MAX, |limit| limit as usize));
    let hits = catalog.search(request.query()?, request.media_type, from + wanted)?;
    if request.media_type == Some(MediaType::Person) && catalog.facts().people == 0 {
        context.warn("the offline catalog has no people. Download them with: flixir catalog update --people");
    }
    let selection = Selection { year: request.year, ..check(context, request)? };
    if !selection.genres.is_empty() || selection.min_votes.is_some() || selection.year.is_some() {
        context.warn(
            "the offline catalog has no years, genres and votes, so it can't filter by --year, --genre and --min-votes",
        );
    }
    if matches!(selection.sort, SortKey::Date | SortKey::Rating) {
        context.warn("the offline catalog has no dates and ratings, so titles without them come last");
    }
    if let Some(corrected) = &hits.corrected {
        context.warn(format!("no exact match; showing results for '{corrected}'"));
    }
    let found = hits.titles.len().saturating_sub(from);
    if hits.titles.is_empty() {
        context.warn("the offline catalog has original titles only. Try the title in its original language");
    }
    let mut rows: Vec<Media> = hits
        .titles
        .into_iter()
        .skip(from)
        .map(|title| {
            let bare = Media {
                title: Some(title.title.clone()),
                original_title: Some(title.title),
                popularity: Some(title.popularity),
                title_is_original: title.item.media_type != MediaType::Person,
                ..Media::unknown(title.item)
            };
            context.cached_title(title.item).unwrap_or(bare)
        })
        .filter(|media| selection.may_take(media))
        .collect();
    selection.sort(&mut rows);
    let total_pages = u32::try_from(hits.total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX);
    let fetched_at = Timestamp::parse_tmdb(&catalog.facts().date).unwrap_or(catalog.facts().built_at);
    Ok(Some(Listing {
        pages: u32::try_from(found.div_ceil(PER_PAGE as usize)).unwrap_or(u32::MAX),
        rows,
        page: first,
        total_pages,
        total_results: hits.total,
        has_more: hits.has_more,
        source: Source::Catalog,
        fetched_at,
        skipped: 0,
    }))
}
