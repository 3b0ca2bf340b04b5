//! Which of a list's items are printed: a page, all of them, or as many as fit on a terminal. Not for pages of TMDB's
//! answers: those are `cli::media`'s.

use serde::Serialize;

use super::Session;
use super::media::no_page;
use super::numbers::whole;
use crate::services::mirror::MirrorSource;

/// Rows on a terminal without `--all` or `--page`.
const SHOWN_ON_A_TERMINAL: usize = 100;
/// Items of a page, as on TMDB.
const PER_PAGE: usize = 20;

/// Which items are wanted.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct PagingArgs {
    /// Show this page of 20 items
    #[arg(long, value_name = "N", value_parser = whole(1..=500_u32), allow_negative_numbers = true, conflicts_with = "all")]
    page: Option<u32>,
    /// Show every item
    #[arg(long)]
    all: bool,
}

/// `meta` of a list's items.
#[derive(Debug, Serialize)]
pub(super) struct PageMeta {
    source: MirrorSource,
    page: Option<u32>,
    total_pages: u32,
    total_results: u64,
    /// Rows of TMDB's answer that could not be read.
    skipped: u64,
    /// Items that a filter could not judge, and that are left out.
    unknown: u64,
}

/// What is not among the items, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LeftOut {
    /// Rows of TMDB's answer that could not be read.
    pub(super) skipped: u64,
    /// Items that a filter could not judge.
    pub(super) unknown: u64,
}

/// The wanted items.
pub(super) struct Paged<T> {
    /// Those that are printed.
    pub(super) items: Vec<T>,
    /// How many are left out because of the terminal.
    pub(super) hidden: usize,
    /// Says that there is no such page.
    pub(super) missing: Option<String>,
    /// What is reported beside them.
    pub(super) meta: PageMeta,
}

impl PagingArgs {
    /// Returns whether a page is asked for.
    pub(super) const fn names_a_page(self) -> bool {
        self.page.is_some()
    }

    /// Picks the wanted items.
    pub(super) fn pick<T>(
        self,
        session: &Session,
        mut items: Vec<T>,
        source: MirrorSource,
        left_out: LeftOut,
    ) -> Paged<T> {
        let total = items.len();
        let total_pages = u32::try_from(total.div_ceil(PER_PAGE)).unwrap_or(u32::MAX).max(1);
        let (mut hidden, mut missing) = (0, None);
        if let Some(page) = self.page {
            missing = (page > total_pages).then(|| no_page(page, total_pages));
            let from = (page as usize - 1) * PER_PAGE;
            items = items.into_iter().skip(from).take(PER_PAGE).collect();
        } else if !self.all && is_for_a_screen(session) {
            hidden = total.saturating_sub(SHOWN_ON_A_TERMINAL);
            items.truncate(SHOWN_ON_A_TERMINAL);
        }
        let LeftOut { skipped, unknown } = left_out;
        let meta =
            PageMeta { source, page: self.page, total_pages, total_results: total as u64, skipped, unknown };
        Paged { items, hidden, missing, meta }
    }
}

/// Returns whether rows go to a terminal where nothing but the end of them would stay in sight.
fn is_for_a_screen(session: &Session) -> bool {
    let streams = &session.streams;
    streams.stdout_is_terminal() && !streams.has_pager() && !streams.options().is_json()
}

/// Says how many items are left out; empty where none are.
pub(super) fn more(hidden: usize) -> Option<String> {
    (hidden > 0).then(|| format!("… and {hidden} more; all: --all, or --page N"))
}
