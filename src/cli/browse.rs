//! `flixir movies` and `flixir tv`: TMDB's ready-made lists.

use clap::ValueEnum;

use super::media::{self, PageArgs, SortArgs};
use super::numbers::{whole, year};
use super::{Exit, Session};
use crate::domain::{Media, MediaType};
use crate::error::{Error, Result};
use crate::services::browse::{self, BrowseRequest};
use crate::tmdb::titles::{ReadyMade, Window};

/// List popular, top-rated, upcoming or trending movies
#[derive(clap::Args, Debug)]
pub struct MovieArgs {
    /// Which titles to list
    #[arg(value_name = "KIND")]
    kind: MovieKind,
    #[command(flatten)]
    common: Common,
}

/// List popular, top-rated, current or trending TV shows
#[derive(clap::Args, Debug)]
pub struct TvArgs {
    /// Which titles to list
    #[arg(value_name = "KIND")]
    kind: TvKind,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args, Debug)]
struct Common {
    /// The time that trending covers (default: day)
    #[arg(long, value_name = "WINDOW")]
    window: Option<WindowArg>,
    /// Only titles of this genre. Give it several times for titles that have all of them
    #[arg(long = "genre", value_name = "NAME")]
    genres: Vec<String>,
    /// Only titles of this year
    #[arg(long, value_name = "YEAR", value_parser = year, allow_negative_numbers = true)]
    year: Option<u16>,
    /// Only titles with at least this many votes
    #[arg(long, value_name = "N", value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    min_votes: Option<u64>,
    #[command(flatten)]
    pages: PageArgs,
    #[command(flatten)]
    sort: SortArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MovieKind {
    /// Viewed most on TMDB
    Popular,
    /// Rated highest
    TopRated,
    /// In cinemas soon
    Upcoming,
    /// In cinemas now
    NowPlaying,
    /// Trending on TMDB
    Trending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TvKind {
    /// Viewed most on TMDB
    Popular,
    /// Rated highest
    TopRated,
    /// With an episode in the next seven days
    OnTheAir,
    /// With an episode today
    AiringToday,
    /// Trending on TMDB
    Trending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WindowArg {
    /// Today
    Day,
    /// The last seven days
    Week,
}

impl Common {
    fn window(&self) -> Window {
        match self.window {
            Some(WindowArg::Week) => Window::Week,
            Some(WindowArg::Day) | None => Window::Day,
        }
    }
}

/// Runs `flixir movies`.
///
/// # Errors
/// `usage`; where nothing stored can answer, why TMDB can't.
pub fn run_movies(args: &MovieArgs, session: &Session) -> Result<Exit> {
    let list = match args.kind {
        MovieKind::Popular => ReadyMade::Popular,
        MovieKind::TopRated => ReadyMade::TopRated,
        MovieKind::Upcoming => ReadyMade::Upcoming,
        MovieKind::NowPlaying => ReadyMade::NowPlaying,
        MovieKind::Trending => ReadyMade::Trending(args.common.window()),
    };
    run(list, MediaType::Movie, &args.common, session)
}

/// Runs `flixir tv`.
///
/// # Errors
/// As [`run_movies`].
pub fn run_tv(args: &TvArgs, session: &Session) -> Result<Exit> {
    let list = match args.kind {
        TvKind::Popular => ReadyMade::Popular,
        TvKind::TopRated => ReadyMade::TopRated,
        TvKind::OnTheAir => ReadyMade::OnTheAir,
        TvKind::AiringToday => ReadyMade::AiringToday,
        TvKind::Trending => ReadyMade::Trending(args.common.window()),
    };
    run(list, MediaType::Tv, &args.common, session)
}

fn run(list: ReadyMade, media_type: MediaType, common: &Common, session: &Session) -> Result<Exit> {
    if common.window.is_some() && !matches!(list, ReadyMade::Trending(_)) {
        return Err(Error::usage("--window only works with trending"));
    }
    session.streams.check_fields::<Media>()?;
    let request = BrowseRequest {
        list,
        media_type,
        genres: common.genres.clone(),
        year: common.year,
        min_votes: common.min_votes,
        paging: common.pages.paging(),
        selection: common.sort.selection(),
    };
    let listing = browse::browse(&session.context, &request)?;
    session.streams.report(media::report(listing, None))?;
    Ok(Exit::Done)
}
