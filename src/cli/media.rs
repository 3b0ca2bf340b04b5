//! How movies, shows and people look in tables, and the options that searches and ready-made lists share.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::numbers::whole;
use crate::domain::{Media, MediaType, Timestamp};
use crate::output::{Cell, Column, Render, Report};
use crate::services::answers::Source;
use crate::services::listing::{Direction, Listing, PER_PAGE, PageCount, Paging, Selection, SortKey};
use crate::services::live::Choice;

impl Render for Media {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |media: &Self| media.media_type.name().into()).spare(),
                Column::new("id", "ID", |media: &Self| Cell::id(media.id)).spare(),
                Column::new("title", "Title", |media: &Self| title_cell(media, true)).weight(3),
                Column::new("year", "Year", |media: &Self| media.year.map(|year| year.to_string()).into())
                    .optional(),
                Column::new("vote_average", "Rating", |media: &Self| rating(media)).optional(),
                Column::new("vote_count", "Votes", |media: &Self| media.vote_count.into()).spare().optional(),
                Column::new("genres", "Genres", |media: &Self| media.genres.join(", ").into())
                    .weight(2)
                    .spare()
                    .optional(),
                Column::new("known_for_department", "Department", |media: &Self| {
                    media.known_for_department.clone().into()
                })
                .optional(),
                Column::new("known_for", "Known for", |media: &Self| media.known_for.join(", ").into())
                    .weight(3)
                    .optional(),
                Column::new("original_title", "Original title", |media: &Self| {
                    media.original_title.clone().into()
                })
                .weight(3)
                .detail(),
                Column::new("release_date", "Date", |media: &Self| media.release_date.clone().into())
                    .detail(),
                Column::new("popularity", "Popularity", |media: &Self| {
                    media.popularity.map_or(Cell::Empty, |number| Cell::decimal(number, 1))
                })
                .detail(),
                Column::new("original_language", "Language", |media: &Self| {
                    media.original_language.clone().into()
                })
                .detail(),
                Column::new("overview", "Overview", |media: &Self| media.overview.clone().into())
                    .weight(4)
                    .detail(),
                Column::new("poster_path", "Poster", |media: &Self| media.poster_path.clone().into())
                    .detail(),
                Column::new("adult", "Adult", |media: &Self| media.adult.into()).detail(),
                Column::new("title_is_original", "Original", |media: &Self| media.title_is_original.into())
                    .detail(),
                Column::new("url", "Address", |media: &Self| media.url.clone().into()).detail(),
            ]
        }
    }
}

/// What stands behind a title that is known in its original language only.
pub(super) const ORIGINAL: &str = "original title";

/// Returns the title as a cell, which leads to its page where `is_link`.
pub(super) fn title_cell(media: &Media, is_link: bool) -> Cell {
    let Some(title) = &media.title else { return Cell::Empty };
    match (media.title_is_original, is_link) {
        (true, _) => {
            Cell::Noted { text: title.clone(), url: is_link.then(|| media.url.clone()), note: ORIGINAL }
        }
        (false, true) => Cell::link(title, &media.url),
        (false, false) => title.into(),
    }
}

/// Returns the mean of the votes as a cell.
pub(super) fn rating(media: &Media) -> Cell {
    media.mean().map_or(Cell::Empty, |mean| Cell::decimal(mean, 1))
}

/// The type of a bare number
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ItemType {
    /// A movie
    Movie,
    /// A TV show
    Tv,
    /// A person
    Person,
}

impl ItemType {
    /// Returns the type.
    pub const fn media_type(self) -> MediaType {
        match self {
            Self::Movie => MediaType::Movie,
            Self::Tv => MediaType::Tv,
            Self::Person => MediaType::Person,
        }
    }
}

/// The type of a title
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TypeArg {
    /// A movie
    Movie,
    /// A TV show
    Tv,
}

impl TypeArg {
    /// Returns the type.
    pub const fn media_type(self) -> MediaType {
        match self {
            Self::Movie => MediaType::Movie,
            Self::Tv => MediaType::Tv,
        }
    }
}

/// Paging
#[derive(Args, Clone, Copy, Debug)]
pub struct PageArgs {
    /// The first page to show, of 20 rows each
    #[arg(long, value_name = "N", value_parser = whole(1..=500_u32), allow_negative_numbers = true)]
    page: Option<u32>,
    /// The number of pages to show
    #[arg(long, value_name = "N", value_parser = whole(1..=500_u32), allow_negative_numbers = true)]
    pages: Option<u32>,
    /// Show every page (TMDB has 500 at most)
    #[arg(long, conflicts_with_all = ["page", "pages"])]
    all: bool,
    /// Show at most this many rows
    #[arg(long, value_name = "N", value_parser = whole(1..=10_000_u32), allow_negative_numbers = true)]
    limit: Option<u32>,
}

impl PageArgs {
    /// Returns the wanted pages.
    pub fn paging(self) -> Paging {
        let count = match (self.all, self.pages) {
            (true, _) => PageCount::All,
            (false, Some(pages)) => PageCount::Up(pages),
            (false, None) => PageCount::Open,
        };
        Paging { first: self.page, count, limit: self.limit }
    }

    /// Returns whether certain pages are asked for.
    pub fn names_pages(self) -> bool {
        self.all || self.page.is_some() || self.pages.is_some()
    }
}

/// Sort keys
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    /// TMDB's own order
    #[default]
    Relevance,
    /// By popularity
    Popularity,
    /// By date of first release or broadcast
    Date,
    /// By title
    Title,
    /// By average rating
    Rating,
}

/// Sort directions
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderArg {
    /// Lowest first
    Asc,
    /// Highest first
    Desc,
}

impl OrderArg {
    /// Returns the direction.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Asc => Direction::Ascending,
            Self::Desc => Direction::Descending,
        }
    }
}

/// Sorting
#[derive(Args, Clone, Copy, Debug)]
pub struct SortArgs {
    /// Sort the rows of the pages that are shown. TMDB's own order stays without it
    #[arg(long, value_name = "KEY", default_value = "relevance")]
    sort: SortArg,
    /// The sort direction (default: what suits the key)
    #[arg(long, value_name = "ORDER")]
    order: Option<OrderArg>,
}

impl SortArgs {
    /// Returns the selection that only sorts.
    pub fn selection(self) -> Selection {
        let sort = match self.sort {
            SortArg::Relevance => SortKey::Relevance,
            SortArg::Popularity => SortKey::Popularity,
            SortArg::Date => SortKey::Date,
            SortArg::Title => SortKey::Title,
            SortArg::Rating => SortKey::Rating,
        };
        Selection { sort, direction: self.order.map(OrderArg::direction), ..Selection::default() }
    }
}

/// `meta` of searches and ready-made lists.
#[derive(Debug, Serialize)]
pub struct ListingMeta {
    query: Option<String>,
    #[serde(flatten)]
    paging: PagingMeta,
}

/// The part of `meta` that tells which pages were read, and where they came from.
#[derive(Debug, Serialize)]
pub(super) struct PagingMeta {
    /// The first page.
    page: u32,
    /// How many pages.
    pages: u32,
    /// Rows a page.
    per_page: u32,
    total_pages: u32,
    total_results: u64,
    source: Source,
    fetched_at: Timestamp,
    /// Rows that could not be read.
    skipped: u64,
}

impl PagingMeta {
    /// Returns what a listing says of itself.
    pub(super) fn of<R>(listing: &Listing<R>) -> Self {
        Self {
            page: listing.page,
            pages: listing.pages,
            per_page: PER_PAGE,
            total_pages: listing.total_pages,
            total_results: listing.total_results,
            source: listing.source,
            fetched_at: listing.fetched_at,
            skipped: listing.skipped,
        }
    }
}

/// Makes the report of what a person chose among what they searched for.
pub fn chosen(choice: Choice) -> Report<Media, ListingMeta> {
    let paging = PagingMeta {
        page: 1,
        pages: 1,
        per_page: PER_PAGE,
        total_pages: choice.total_pages,
        total_results: choice.total_results,
        source: choice.source,
        fetched_at: choice.fetched_at,
        skipped: 0,
    };
    Report::rows(choice.media, ListingMeta { query: Some(choice.text), paging })
}

/// Returns the line below a listing: which of the pages these are, and how many rows there are.
pub(super) fn footer<R>(listing: &Listing<R>, row: &str) -> String {
    let last = listing.page + listing.pages.saturating_sub(1);
    let pages = if last > listing.page {
        format!("pages {} to {last}", listing.page)
    } else {
        format!("page {}", listing.page)
    };
    let (last, all) = (listing.total_pages, listing.total_results);
    match (all, listing.has_more) {
        (_, true) => format!("{pages} of more than {last}, more than {all} {row}s in all"),
        (1, _) => format!("{pages} of {last}, 1 {row} in all"),
        (all, _) => format!("{pages} of {last}, {all} {row}s in all"),
    }
}

/// Says that a page doesn't exist, and which is the last.
pub(super) fn no_page(page: u32, last: u32) -> String {
    match last {
        0 | 1 => format!("There is only one page, and no page {page}."),
        last => format!("Page {last} is the last; there is no page {page}."),
    }
}

/// Makes the report of a listing; `query` is what was searched for.
pub fn report(listing: Listing, query: Option<String>) -> Report<Media, ListingMeta> {
    report_with(listing, |paging| ListingMeta { query, paging })
}

/// Makes the report of a listing whose `meta` is made from what it says of its pages.
pub(super) fn report_with<M: Serialize>(
    listing: Listing,
    meta: impl FnOnce(PagingMeta) -> M,
) -> Report<Media, M> {
    let paging = PagingMeta::of(&listing);
    let footer = footer(&listing, "result");
    let empty = match (listing.page, listing.total_pages) {
        (page, last) if page > last && last > 0 => no_page(page, last),
        _ => "nothing found".to_owned(),
    };
    let skipped = listing.skipped;
    let report = Report::rows(listing.rows, meta(paging)).empty(empty).footer(footer);
    match skipped {
        0 => report,
        1 => report.warn("one row could not be read and was left out"),
        more => report.warn(format!("{more} rows could not be read and were left out")),
    }
}
