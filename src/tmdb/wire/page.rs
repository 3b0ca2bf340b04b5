//! A page of rows, and what it says of itself. Not for reading the rows.

use serde_json::Value;

/// The last page that TMDB gives out of any list of titles (`docs/what-tmdb-really-does.md`: Search and pages).
pub const LAST_PAGE: u32 = 500;

/// One page of rows, from `results` (searches, v4 lists) or `items` (v3 lists): as they came, or read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page<R = Value> {
    /// The rows.
    pub rows: Vec<R>,
    /// How many rows could not be read.
    pub skipped: u64,
    /// The number of this page, from 1.
    pub page: u32,
    /// How many pages there are by TMDB's word; may exceed [`LAST_PAGE`] by far.
    pub total_pages: u32,
    /// How many rows there are by TMDB's word; drifts from page to page.
    pub total_results: u64,
    /// The comments on a v4 list's items, by `movie:550`; null elsewhere.
    pub comments: Value,
}

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct PageFacts {
    pub(super) page: Option<u64>,
    pub(super) total_pages: Option<u64>,
    pub(super) total_results: Option<u64>,
}

impl<R> Page<R> {
    /// Makes a page of `rows`, which were `told` before the unreadable ones were left out.
    pub(super) fn assemble(facts: &PageFacts, rows: Vec<R>, told: usize) -> Self {
        let page = facts.page.and_then(|page| u32::try_from(page).ok()).unwrap_or(1);
        Self {
            page,
            skipped: (told - rows.len()) as u64,
            comments: Value::Null,
            // Lists were not paged before 2023: what doesn't tell its pages has this one.
            total_pages: facts.total_pages.map_or(page, |pages| u32::try_from(pages).unwrap_or(u32::MAX)),
            total_results: facts.total_results.unwrap_or(told as u64),
            rows,
        }
    }

    /// Returns whether TMDB gave no rows at all, which ends a walk; unreadable ones don't.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.skipped == 0
    }
}
