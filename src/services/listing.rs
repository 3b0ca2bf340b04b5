//! What searches and ready-made lists have in common: which pages are fetched, in which order their rows come, and which
//! of them are left out. Not for where the rows come from.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::Hash;

use super::Context;
use super::answers::{AnswerKind, Reading, Source, read_pages};
use super::genres;
use crate::domain::{Media, MediaType, Timestamp, letters};
use crate::error::{Error, Result};
use crate::tmdb::Request;
use crate::tmdb::genres as english;
use crate::tmdb::wire::{self, LAST_PAGE, Page};

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
    /// Names of genres, English and valid; all of them must fit.
    pub genres: Vec<&'static str>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// The year, where TMDB was not asked for it.
    pub year: Option<u16>,
    /// Whether people are left out.
    pub titles_only: bool,
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
            && !(self.titles_only && media.media_type == MediaType::Person)
    }

    /// Returns whether nothing that is known of a title excludes it.
    pub fn may_take(&self, media: &Media) -> bool {
        let is_english =
            |name: &String| english::all(media.media_type).iter().any(|(_, known)| known == name);
        let has_known_genres = !media.genres.is_empty() && media.genres.iter().all(is_english);
        let known = Self {
            genres: if has_known_genres { self.genres.clone() } else { Vec::new() },
            min_votes: self.min_votes.filter(|_| media.vote_count.is_some()),
            year: self.year.filter(|_| media.year.is_some()),
            titles_only: self.titles_only,
            ..Self::default()
        };
        known.takes(media)
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
            SortKey::Rating => ranked(a.mean(), b.mean(), direction, f64::total_cmp),
            SortKey::Date => ranked(a.release_date.as_ref(), b.release_date.as_ref(), direction, Ord::cmp),
            SortKey::Title => ranked(folded(a), folded(b), direction, String::cmp),
        });
    }
}

fn folded(media: &Media) -> Option<String> {
    media.title.as_deref().map(letters::folded)
}

/// Compares two values of which either may be unknown; the unknown come last, whichever way the rest is sorted.
pub(super) fn ranked<T>(
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

/// Rows and where they came from.
#[derive(Clone, Debug)]
pub struct Listing<R = Media> {
    /// The rows.
    pub rows: Vec<R>,
    /// The number of the first page.
    pub page: u32,
    /// How many pages were read.
    pub pages: u32,
    /// How many there are, by TMDB's word.
    pub total_pages: u32,
    /// How many rows there are, by TMDB's word.
    pub total_results: u64,
    /// Whether there are more than that, which nobody counted.
    pub has_more: bool,
    /// Where they came from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest of them.
    pub fetched_at: Timestamp,
    /// Rows that could not be read.
    pub skipped: u64,
}

impl<R> Listing<R> {
    /// Leaves out the rows beyond the limit.
    pub fn keep(&mut self, limit: Option<u32>) {
        self.rows.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
    }
}

/// Pages as read, in order.
#[derive(Clone, Debug)]
pub struct Pages<R> {
    /// The number of the first.
    pub first: u32,
    /// The pages.
    pub pages: Vec<Reading<Page<R>>>,
    /// When the reading was done.
    read_at: Timestamp,
}

impl<R> Pages<R> {
    /// Returns each row where it came first, and what is to be said of them; `name` tells which rows are the same.
    pub fn into_listing<K: Hash + Eq>(self, name: impl Fn(&R) -> K) -> Listing<R> {
        let facts = (self.total_pages(), self.total_results(), self.source(), self.fetched_at());
        let (total_pages, total_results, source, fetched_at) = facts;
        let (page, pages) = (self.first, self.count());
        let skipped = self.pages.iter().map(|page| page.value.skipped).sum();
        let mut seen = HashSet::new();
        let rows = self.pages.into_iter().flat_map(|page| page.value.rows);
        let rows = rows.filter(|row| seen.insert(name(row))).collect();
        Listing {
            rows,
            page,
            pages,
            total_pages,
            total_results,
            has_more: false,
            source,
            fetched_at,
            skipped,
        }
    }

    /// Returns how many different rows there are.
    fn different<K: Hash + Eq>(&self, name: impl Fn(&R) -> K) -> usize {
        self.pages.iter().flat_map(|page| &page.value.rows).map(name).collect::<HashSet<K>>().len()
    }

    /// Returns how many pages were read.
    fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// Returns how many pages there are by TMDB's word.
    fn total_pages(&self) -> u32 {
        self.pages.first().map_or(0, |page| page.value.total_pages)
    }

    /// Returns how many rows there are by TMDB's word.
    fn total_results(&self) -> u64 {
        self.pages.first().map_or(0, |page| page.value.total_results)
    }

    /// Returns where they came from.
    fn source(&self) -> Source {
        self.pages.iter().map(|page| page.source).max().unwrap_or(Source::Network)
    }

    /// Returns when TMDB gave or last confirmed the oldest of them.
    fn fetched_at(&self) -> Timestamp {
        self.pages.iter().map(|page| page.fetched_at).min().unwrap_or(self.read_at)
    }
}

/// Pages of something that TMDB gives page by page.
pub struct PagesWanted<M> {
    /// How the cache keeps them.
    pub kind: AnswerKind,
    /// Makes the request for the page of a number.
    pub make: M,
    /// Which of them are wanted.
    pub paging: Paging,
}

/// Reads the pages that are wanted, each by `read_page`. Where a limit on rows is given, no more pages are read than it takes:
/// repeated and unreadable rows, which `name` and `read_page` tell, take more than their number says.
/// `limits_pages` is false where the rows are still to be sorted or left out, and must all be there first.
///
/// # Errors
/// `usage` for pages that don't exist; those of [`read_pages`].
pub fn pages<R: Send + Sync, K: Hash + Eq>(
    context: &Context,
    wanted: &PagesWanted<impl Fn(u32) -> Request>,
    read_page: impl Fn(&[u8]) -> Result<Page<R>> + Sync,
    name: impl Fn(&R) -> K,
    limits_pages: bool,
) -> Result<Pages<R>> {
    // Many pages are asked for without waiting for the first to say how many there are. With few pages, some requests
    // would be for nothing.
    const MANY: u32 = 10;
    let paging = wanted.paging;
    let first = paging.first.unwrap_or(1);
    if !(1..=LAST_PAGE).contains(&first) {
        return Err(Error::usage(format!("pages go from 1 to {LAST_PAGE}, not {first}")));
    }
    let read = |from: u32, to: u32| {
        let requests: Vec<Request> = (from..=to).map(&wanted.make).collect();
        let is_last = |page: &Page<R>| page.is_empty() || page.page >= page.total_pages;
        read_pages(context, wanted.kind, &requests, &read_page, is_last)
    };
    let at_once = match (paging.count, paging.limit) {
        (PageCount::Up(MANY..), None) => last_page(paging, first).min(LAST_PAGE),
        _ => first,
    };
    let mut read_so_far = Pages { first, pages: read(first, at_once)?, read_at: context.clock.now() };
    let last = last_page(paging, first).min(read_so_far.total_pages()).min(LAST_PAGE);
    loop {
        let next = first.saturating_add(read_so_far.count());
        let ended = read_so_far.pages.last().is_none_or(|page| page.value.is_empty());
        if ended || next > last {
            break;
        }
        let missing = match paging.limit.filter(|_| limits_pages) {
            Some(limit) => {
                limit.saturating_sub(u32::try_from(read_so_far.different(&name)).unwrap_or(u32::MAX))
            }
            None => u32::MAX,
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
    wanted: &PagesWanted<impl Fn(u32) -> Request>,
    assumed: Option<MediaType>,
    selection: &Selection,
) -> Result<Listing> {
    let read_page = |body: &[u8]| wire::media_page(body, assumed);
    let pages = pages(context, wanted, read_page, Media::item, selection.is_plain())?;
    learn(context, &pages);
    let mut listing = pages.into_listing(Media::item);
    listing.rows.retain(|media| selection.takes(media));
    selection.sort(&mut listing.rows);
    listing.keep(wanted.paging.limit);
    genres::translate(context, &mut listing.rows);
    Ok(listing)
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

/// Keeps what was fetched just now, so that lists know the titles.
fn learn(context: &Context, pages: &Pages<Media>) {
    let fetched = pages.pages.iter().filter(|page| page.source == Source::Network);
    let learnt: Vec<Media> = fetched.flat_map(|page| &page.value.rows).cloned().collect();
    if !learnt.is_empty() {
        context.learn_titles(&learnt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MediaRef;

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
            Media { vote_count: Some(5), ..film(4, Some("gamma"), Some(1.0), Some("2010-01-01")) },
            Media { vote_count: Some(0), ..film(5, Some("Älpha"), Some(0.0), Some("1998-01-01")) },
        ];
        Selection { sort, direction, ..Selection::default() }.sort(&mut rows);
        rows.iter().map(|row| row.id).collect()
    }

    #[test]
    fn rows_are_sorted_with_the_unknown_last() {
        assert_eq!(sorted(SortKey::Relevance, None), [1, 2, 3, 4, 5]);
        assert_eq!(sorted(SortKey::Relevance, Some(Direction::Ascending)), [5, 4, 3, 2, 1]);
        assert_eq!(sorted(SortKey::Title, None), [3, 5, 1, 4, 2]);
        assert_eq!(sorted(SortKey::Title, Some(Direction::Descending)), [4, 1, 3, 5, 2]);
        assert_eq!(sorted(SortKey::Rating, None), [3, 1, 4, 2, 5]);
        assert_eq!(sorted(SortKey::Rating, Some(Direction::Ascending)), [1, 4, 3, 2, 5]);
        assert_eq!(sorted(SortKey::Date, None), [4, 1, 3, 5, 2]);
        assert_eq!(sorted(SortKey::Popularity, Some(Direction::Ascending)), [5, 1, 4, 3, 2]);
    }

    #[test]
    fn what_is_unknown_may_fit_and_what_is_known_must() {
        let wanted = Selection {
            genres: vec!["Drama"],
            min_votes: Some(10),
            year: Some(1999),
            ..Selection::default()
        };
        let bare = film(1, Some("a"), None, None);
        let genres = |name: &str| vec![name.to_owned()];
        for (fits, known) in [
            (true, bare.clone()),
            (true, Media { year: Some(1999), vote_count: Some(10), genres: genres("Drama"), ..bare.clone() }),
            (true, Media { genres: genres("Krimi"), ..bare.clone() }),
            (false, Media { genres: genres("Crime"), ..bare.clone() }),
            (false, Media { year: Some(2000), ..bare.clone() }),
            (false, Media { vote_count: Some(9), ..bare.clone() }),
        ] {
            assert_eq!(wanted.may_take(&known), fits, "{known:?}");
        }
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
}
