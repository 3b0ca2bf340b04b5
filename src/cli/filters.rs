//! The filters and sort keys of `lists show` and the collections' `ls`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::Session;
use super::media::OrderArg;
use super::media::TypeArg;
use super::numbers::{Range, range, rating, whole};
use super::paging::PagingArgs;
use crate::domain::{ListItem, ListKind};
use crate::error::{Error, Result};
use crate::services::sift::{self, ListOrder, Release, SiftRequest, Sifted};

/// More requests than this are not made without asking.
const MANY_REQUESTS: usize = 100;

/// Which items are wanted, and in which order
#[derive(Args, Clone, Debug)]
pub(super) struct FilterArgs {
    /// Only movies, or only TV shows
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    media_type: Option<TypeArg>,
    /// Only this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    #[arg(long = "genre", value_name = "NAME")]
    genres: Vec<String>,
    /// Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    #[arg(long, value_name = "YEAR", value_parser = range::<i32>, allow_hyphen_values = true)]
    year: Option<Range<i32>>,
    /// Only titles with at least this average rating (0 to 10)
    #[arg(long, value_name = "X", value_parser = rating, allow_negative_numbers = true)]
    min_rating: Option<f64>,
    /// Only titles with at least this many votes
    #[arg(long, value_name = "N", value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    min_votes: Option<u64>,
    /// Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Missing details are fetched
    #[arg(long, value_name = "MIN..MAX", value_parser = range::<u64>, allow_hyphen_values = true)]
    runtime: Option<Range<u64>>,
    /// Only titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them. Missing details are fetched
    #[arg(long = "provider", value_name = "NAME")]
    providers: Vec<String>,
    /// Only titles that are out
    #[arg(long, conflicts_with = "unreleased")]
    released: bool,
    /// Only titles that are not out yet
    #[arg(long)]
    unreleased: bool,
    /// Only titles with all of these words
    #[arg(long, value_name = "WORDS")]
    title: Option<String>,
    /// Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    #[arg(long, value_name = "LIST")]
    not_in: Vec<String>,
    /// Sort by this
    #[arg(long, value_name = "KEY", default_value = "added")]
    sort: SortArg,
    /// The sort direction (default: what suits the key)
    #[arg(long, value_name = "ORDER")]
    order: Option<OrderArg>,
    /// Show at most this many items
    #[arg(long, value_name = "N", value_parser = whole(1..=100_000_u32), allow_negative_numbers = true)]
    limit: Option<u32>,
}

/// What items are sorted by
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// In the order of the list
    Added,
    /// By title
    Title,
    /// By year, newest first
    Year,
    /// By average rating, best first
    Rating,
    /// By number of votes
    Votes,
    /// By popularity
    Popularity,
    /// By running time, shortest first
    Runtime,
    /// By your own rating, best first (ratings only)
    Score,
    /// In another order each time
    Random,
}

impl FilterArgs {
    fn request(&self) -> SiftRequest {
        SiftRequest {
            media_type: self.media_type.map(TypeArg::media_type),
            genres: self.genres.clone(),
            years: self.year.map_or((None, None), |years| (years.from, years.to)),
            min_rating: self.min_rating,
            min_votes: self.min_votes,
            runtime: self.runtime.map_or((None, None), |minutes| (minutes.from, minutes.to)),
            providers: self.providers.clone(),
            release: match (self.released, self.unreleased) {
                (true, _) => Some(Release::Out),
                (_, true) => Some(Release::Coming),
                _ => None,
            },
            title: self.title.clone(),
            not_in: self.not_in.clone(),
            order: self.sort.order(),
            direction: self.order.map(OrderArg::direction),
            limit: self.limit,
        }
    }

    /// Returns what to say where TMDB's site shows the whole list anyway.
    pub(super) fn left_out_on_the_site(&self, paging: PagingArgs) -> Option<&'static str> {
        let is_whole = self.request() == SiftRequest::default() && !paging.names_a_page();
        (!is_whole).then_some("the web site shows everything; pages, filters and sorting were ignored")
    }

    /// Refuses to sort by a score what has none.
    ///
    /// # Errors
    /// `usage`.
    pub(super) fn check_score(&self, list_kind: ListKind) -> Result<()> {
        if self.sort == SortArg::Score && list_kind != ListKind::Ratings {
            return Err(Error::usage("--sort score works for your ratings only: nothing else has a score")
                .with_hint("sort by TMDB's average with: --sort rating"));
        }
        Ok(())
    }

    /// Picks and sorts items; what could not be judged is counted on standard error.
    ///
    /// # Errors
    /// As [`sift::sift`].
    pub(super) fn apply(&self, session: &Session, items: Vec<ListItem>) -> Result<Sifted> {
        let request = self.request();
        if request == SiftRequest::default() {
            return Ok(Sifted { items, unknown: 0 });
        }
        let progress = session.streams.progress();
        let mut report = |done, all| progress.of("Loading details", done, all);
        let permit = |count| permit(session, count);
        let sifted = sift::sift(&session.context, items, &request, &permit, &mut report);
        drop(progress);
        let sifted = sifted?;
        if sifted.unknown > 0 {
            session.context.warn(left_out(sifted.unknown, session.context.settings.offline));
        }
        Ok(sifted)
    }
}

impl SortArg {
    const fn order(self) -> ListOrder {
        match self {
            Self::Added => ListOrder::Added,
            Self::Title => ListOrder::Title,
            Self::Year => ListOrder::Year,
            Self::Rating => ListOrder::Rating,
            Self::Votes => ListOrder::Votes,
            Self::Popularity => ListOrder::Popularity,
            Self::Runtime => ListOrder::Runtime,
            Self::Score => ListOrder::Score,
            Self::Random => ListOrder::Random,
        }
    }
}

fn left_out(unknown: u64, offline: bool) -> String {
    let mut text = match unknown {
        1 => "1 item was left out, because flixir doesn't know enough about it".to_owned(),
        many => format!("{many} items were left out, because flixir doesn't know enough about them"),
    };
    if offline {
        // Writing to a String cannot fail.
        let _ = write!(text, ". Without --offline flixir asks TMDB");
    }
    text
}

/// Tells the cost of many requests before they are made.
fn permit(session: &Session, count: usize) -> Result<()> {
    let context = &session.context;
    if count <= MANY_REQUESTS || context.settings.yes {
        return Ok(());
    }
    let seconds = count.div_ceil(context.settings.rate.max(1) as usize);
    let mut cost =
        format!("details of {count} titles are missing: {count} requests to TMDB, about {seconds} s");
    let allowed = context.settings.timeout.as_secs();
    if seconds as u64 > allowed {
        let _ = write!(
            cost,
            ", of which --timeout allows {allowed} s (what is fetched is kept for the next run)"
        );
    }
    if !session.talk.prompt.is_interactive() {
        return Err(
            Error::usage(cost).with_hint("add --yes to fetch them, or --offline to filter without them")
        );
    }
    if session.talk.prompt.confirm(&format!("{cost}. Fetch them now?"))? {
        Ok(())
    } else {
        Err(Error::cancelled())
    }
}
