//! What searches and ready-made lists have in common: which pages are fetched, in which order their rows come, and which
//! of them are left out. Not for where the rows come from.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use super::Context;
use super::answers::{AnswerKind, Reading, Source, read_pages};
use super::genres;
use crate::domain::{Media, MediaRef, MediaType, Timestamp};
use crate::error::{Error, Result};
use crate::tmdb::wire::{self, LAST_PAGE, Page};
use crate::tmdb::{Request, genres as english};

/// Rows on a page of TMDB's.
pub const PER_PAGE: u32 = 20;

/// Which pages are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// The first page, from 1; `None` where the person left it open.
    pub first: Option<u32>,
    /// How many.
    pub count: PageCount,
    /// The most rows.
    pub limit: Option<u32>,
}

/// How many pages are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageCount {
    /// One, or as many as the limit on rows takes.
    #[default]
    Open,
    /// So many.
    Up(u32),
    /// Every one, up to TMDB's last.
    All,
}

/// What rows are sorted by, here, after they were fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// As TMDB ranks them.
    #[default]
    Relevance,
    /// By popularity.
    Popularity,
    /// By first release or first broadcast.
    Date,
    /// By title.
    Title,
    /// By the mean of the votes.
    Rating,
}

/// Which way rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// Which of the fetched rows are wanted, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What they are sorted by.
    pub sort: SortKey,
    /// Which way; `None` for what suits the key.
    pub direction: Option<Direction>,
    /// Names of genres, English and valid ([`check_genres`]); all of them must fit.
    pub genres: Vec<&'static str>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// The year, where TMDB was not asked for it.
    pub year: Option<u16>,
}

impl Selection {
    /// Returns whether rows come out as they came in.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    fn takes(&self, media: &Media) -> bool {
        self.genres.iter().all(|wanted| media.genres.iter().any(|genre| genre == wanted))
            && self.min_votes.is_none_or(|least| media.vote_count.is_some_and(|votes| votes >= least))
            && self.year.is_none_or(|year| media.year == Some(i32::from(year)))
    }

    /// Puts rows in order.
    pub fn sort(&self, rows: &mut [Media]) {
        let direction = self.direction.unwrap_or(match self.sort {
            SortKey::Title => Direction::Ascending,
            _ => Direction::Descending,
        });
        if self.sort == SortKey::Relevance {
            if direction == Direction::Ascending {
                rows.reverse();
            }
            return;
        }
        rows.sort_by(|a, b| match self.sort {
            SortKey::Relevance => Ordering::Equal,
            SortKey::Popularity => ranked(a.popularity, b.popularity, direction, f64::total_cmp),
            SortKey::Rating => ranked(a.vote_average, b.vote_average, direction, f64::total_cmp),
            SortKey::Date => ranked(a.release_date.as_ref(), b.release_date.as_ref(), direction, Ord::cmp),
            SortKey::Title => ranked(folded(a), folded(b), direction, String::cmp),
        });
    }
}

fn folded(media: &Media) -> Option<String> {
    media.title.as_deref().map(str::to_lowercase)
}

/// Compares two values of which either may be unknown; the unknown come last, whichever way the rest is sorted.
fn ranked<T>(
    a: Option<T>,
    b: Option<T>,
    direction: Direction,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Ordering {
    match (&a, &b) {
        (Some(a), Some(b)) if direction == Direction::Ascending => compare(a, b),
        (Some(a), Some(b)) => compare(b, a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Checks names of genres and returns TMDB's spelling of them, once for each type that has it.
///
/// # Errors
/// `usage`, with the valid names.
pub fn check_genres(names: &[String], media_type: Option<MediaType>) -> Result<Vec<&'static str>> {
    let types: &[MediaType] = match &media_type {
        Some(one) => std::slice::from_ref(one),
        None => &[MediaType::Movie, MediaType::Tv],
    };
    if media_type == Some(MediaType::Person) && !names.is_empty() {
        return Err(Error::usage("people have no genres"));
    }
    let find = |name: &String| {
        types.iter().find_map(|one| english::find(*one, name)).map(|(_, name)| name).ok_or_else(|| {
            let mut known: Vec<_> =
                types.iter().flat_map(|one| english::all(*one)).map(|(_, name)| *name).collect();
            known.sort_unstable();
            known.dedup();
            Error::usage(format!("no genre '{name}'")).with_hint(format!("one of: {}", known.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// Rows and where they came from.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The rows.
    pub rows: Vec<Media>,
    /// The number of the first page.
    pub page: u32,
    /// How many pages were read.
    pub pages: u32,
    /// How many there are, by TMDB's word.
    pub total_pages: u32,
    /// How many rows there are, by TMDB's word.
    pub total_results: u64,
    /// Where they came from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest of them.
    pub fetched_at: Timestamp,
    /// Rows that could not be read.
    pub skipped: u64,
}

/// Pages as read, in order.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The number of the first.
    pub first: u32,
    /// The pages.
    pub pages: Vec<Reading<Page>>,
    /// When the reading was done.
    read_at: Timestamp,
}

impl Pages {
    /// Returns all rows as they came.
    pub fn rows(&self) -> impl Iterator<Item = &Value> {
        self.pages.iter().flat_map(|page| &page.value.rows)
    }

    /// Returns how many pages were read.
    pub fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// Returns how many pages there are by TMDB's word.
    pub fn total_pages(&self) -> u32 {
        self.pages.first().map_or(0, |page| page.value.total_pages)
    }

    /// Returns how many rows there are by TMDB's word.
    pub fn total_results(&self) -> u64 {
        self.pages.first().map_or(0, |page| page.value.total_results)
    }

    /// Returns where they came from.
    pub fn source(&self) -> Source {
        self.pages.iter().map(|page| page.source).max().unwrap_or(Source::Network)
    }

    /// Returns when TMDB gave or last confirmed the oldest of them.
    pub fn fetched_at(&self) -> Timestamp {
        self.pages.iter().map(|page| page.fetched_at).min().unwrap_or(self.read_at)
    }
}

/// Reads the pages that are wanted. Where `count` is given, it tells how many rows the pages hold, and no more are read
/// than the limit takes: repeated and unreadable rows take more than their number says.
///
/// # Errors
/// `usage` for pages that don't exist; those of [`read_pages`].
pub fn pages(
    context: &Context,
    kind: AnswerKind,
    make: impl Fn(u32) -> Request,
    paging: Paging,
    count: Option<&dyn Fn(&Pages) -> usize>,
) -> Result<Pages> {
    // Whoever names many pages needn't wait for the first to tell how many there are; of few some would be asked for nothing.
    const MANY: u32 = 10;
    let first = paging.first.unwrap_or(1);
    if !(1..=LAST_PAGE).contains(&first) {
        return Err(Error::usage(format!("pages go from 1 to {LAST_PAGE}, not {first}")));
    }
    let parse = |body: &[u8]| Page::read(&wire::json(body)?);
    let read = |from: u32, to: u32| {
        let requests: Vec<Request> = (from..=to).map(&make).collect();
        let is_last = |page: &Page| page.rows.is_empty() || page.page >= page.total_pages;
        read_pages(context, kind, &requests, parse, is_last)
    };
    let at_once = match (paging.count, paging.limit) {
        (PageCount::Up(MANY..), None) => last_page(paging, first).min(LAST_PAGE),
        _ => first,
    };
    let mut read_so_far = Pages { first, pages: read(first, at_once)?, read_at: context.clock.now() };
    let last = last_page(paging, first).min(read_so_far.total_pages()).min(LAST_PAGE);
    loop {
        let next = first.saturating_add(read_so_far.count());
        let ended = read_so_far.pages.last().is_none_or(|page| page.value.rows.is_empty());
        if ended || next > last {
            break;
        }
        let missing = match (count, paging.limit) {
            (Some(count), Some(limit)) => {
                limit.saturating_sub(u32::try_from(count(&read_so_far)).unwrap_or(u32::MAX))
            }
            _ => u32::MAX,
        };
        if missing == 0 {
            break;
        }
        let step = missing.div_ceil(PER_PAGE).min(LAST_PAGE);
        let more = read(next, last.min(next + step - 1))?;
        if more.is_empty() {
            break;
        }
        read_so_far.pages.extend(more);
    }
    Ok(read_so_far)
}

/// Reads the pages of titles that are wanted, drops repeated rows, and selects and sorts the rest.
///
/// # Errors
/// As [`pages`].
pub fn list(
    context: &Context,
    kind: AnswerKind,
    make: impl Fn(u32) -> Request,
    assumed: Option<MediaType>,
    paging: Paging,
    selection: &Selection,
) -> Result<Listing> {
    let count = |pages: &Pages| rows_of(pages, assumed).len();
    // What is sorted or left out here must be read whole first.
    let count: Option<&dyn Fn(&Pages) -> usize> = if selection.is_plain() { Some(&count) } else { None };
    let pages = pages(context, kind, make, paging, count)?;
    learn(context, &pages, assumed);
    let mut rows = rows_of(&pages, assumed);
    rows.retain(|media| selection.takes(media));
    selection.sort(&mut rows);
    rows.truncate(paging.limit.map_or(usize::MAX, |limit| limit as usize));
    genres::translate(context, &mut rows);
    Ok(Listing {
        rows,
        page: pages.first,
        pages: pages.count(),
        total_pages: pages.total_pages(),
        total_results: pages.total_results(),
        source: pages.source(),
        fetched_at: pages.fetched_at(),
        skipped: pages.pages.iter().map(|page| page.value.media(assumed).1).sum(),
    })
}

/// Returns the last page that is wanted.
fn last_page(paging: Paging, first: u32) -> u32 {
    match (paging.count, paging.first, paging.limit) {
        (PageCount::All, ..) => LAST_PAGE,
        (PageCount::Up(count), ..) => first.saturating_add(count.saturating_sub(1)),
        (PageCount::Open, None, Some(limit)) => limit.div_ceil(PER_PAGE).max(1),
        (PageCount::Open, ..) => first,
    }
}

fn rows_of(pages: &Pages, assumed: Option<MediaType>) -> Vec<Media> {
    let mut seen: HashSet<MediaRef> = HashSet::new();
    let rows = pages.rows().filter_map(|row| wire::media(row, assumed));
    rows.filter(|media| seen.insert(media.item())).collect()
}

/// Keeps what was fetched just now, so that lists know the titles.
fn learn(context: &Context, pages: &Pages, assumed: Option<MediaType>) {
    let fetched = pages.pages.iter().filter(|page| page.source == Source::Network);
    let learnt: Vec<Media> = fetched.flat_map(|page| page.value.media(assumed).0).collect();
    if !learnt.is_empty() {
        context.learn_titles(&learnt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(id: u64, title: Option<&str>, rating: Option<f64>, date: Option<&str>) -> Media {
        Media {
            title: title.map(str::to_owned),
            vote_average: rating,
            release_date: date.map(str::to_owned),
            popularity: rating,
            ..Media::unknown(MediaRef::movie(id))
        }
    }

    fn sorted(sort: SortKey, direction: Option<Direction>) -> Vec<u64> {
        let mut rows = [
            film(1, Some("beta"), Some(1.0), Some("2001-01-01")),
            film(2, None, None, None),
            film(3, Some("Alpha"), Some(3.0), Some("1999-01-01")),
            film(4, Some("gamma"), Some(1.0), Some("2010-01-01")),
        ];
        Selection { sort, direction, ..Selection::default() }.sort(&mut rows);
        rows.iter().map(|row| row.id).collect()
    }

    #[test]
    fn rows_are_sorted_with_the_unknown_last() {
        assert_eq!(sorted(SortKey::Relevance, None), [1, 2, 3, 4]);
        assert_eq!(sorted(SortKey::Relevance, Some(Direction::Ascending)), [4, 3, 2, 1]);
        assert_eq!(sorted(SortKey::Title, None), [3, 1, 4, 2]);
        assert_eq!(sorted(SortKey::Title, Some(Direction::Descending)), [4, 1, 3, 2]);
        assert_eq!(sorted(SortKey::Rating, None), [3, 1, 4, 2]);
        assert_eq!(sorted(SortKey::Rating, Some(Direction::Ascending)), [1, 4, 3, 2]);
        assert_eq!(sorted(SortKey::Date, None), [4, 1, 3, 2]);
        assert_eq!(sorted(SortKey::Popularity, Some(Direction::Ascending)), [1, 4, 3, 2]);
    }

    #[test]
    fn the_wanted_pages() {
        let last = |first, count, limit| last_page(Paging { first, count, limit }, first.unwrap_or(1));
        assert_eq!(last(None, PageCount::Open, None), 1);
        assert_eq!(last(Some(3), PageCount::Open, Some(100)), 3);
        assert_eq!(last(None, PageCount::Open, Some(41)), 3);
        assert_eq!(last(Some(3), PageCount::Up(4), None), 6);
        assert_eq!(last(Some(3), PageCount::All, Some(5)), LAST_PAGE);
    }

    #[test]
    fn an_unknown_genre_names_the_known_ones() {
        assert_eq!(check_genres(&["action".into()], Some(MediaType::Movie)).unwrap(), ["Action"]);
        assert_eq!(check_genres(&["kids".into()], None).unwrap(), ["Kids"]);
        let error = check_genres(&["kids".into()], Some(MediaType::Movie)).unwrap_err();
        assert!(
            error.hint().is_some_and(|hint| hint.contains("Western") && !hint.contains("Kids")),
            "{error:?}"
        );
        check_genres(&["drama".into()], Some(MediaType::Person)).unwrap_err();
    }
}
