//! `flixir search`: movies, shows and people by name.

use clap::ValueEnum;

use super::media::{self, PageArgs, SortArgs};
use super::numbers::{whole, year};
use super::{Exit, Session, web};
use crate::domain::{Media, MediaType};
use crate::error::{Error, Result};
use crate::services::live;
use crate::services::search::{self, SearchRequest};

/// Search movies, TV shows and people
///
/// Without QUERY, on a terminal, results show while you type, with details of the title under the cursor. Tab marks titles,
/// Enter prints those that are marked, or else the one under the cursor. Ctrl-A adds them to one of your lists, Ctrl-W to
/// your watchlist, Ctrl-O opens the title's page in the browser. The next page loads at the end of the rows. Esc quits.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Words of a title or name. Without them, on a terminal, results show while you type
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Search only movies, TV shows or people
    #[arg(long = "type", value_name = "TYPE", default_value = "all")]
    kind: TypeArg,
    /// Only titles first released or broadcast in this year
    #[arg(long, value_name = "YEAR", value_parser = year, allow_negative_numbers = true)]
    year: Option<u16>,
    /// Include adult titles
    #[arg(long)]
    adult: bool,
    /// Only titles of this genre. Give it several times for titles that have all of them
    #[arg(long = "genre", value_name = "NAME")]
    genres: Vec<String>,
    /// Only titles with at least this many votes
    #[arg(long, value_name = "N", value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    min_votes: Option<u64>,
    #[command(flatten)]
    pages: PageArgs,
    #[command(flatten)]
    sort: SortArgs,
    /// Open this search on TMDB's web site
    #[arg(long)]
    web: bool,
}

/// What to search for
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TypeArg {
    /// Movies, TV shows and people
    All,
    /// Movies
    Movie,
    /// TV shows
    Tv,
    /// People
    Person,
}

impl Args {
    fn request(&self) -> SearchRequest {
        SearchRequest {
            text: self.query.join(" "),
            media_type: match self.kind {
                TypeArg::All => None,
                TypeArg::Movie => Some(MediaType::Movie),
                TypeArg::Tv => Some(MediaType::Tv),
                TypeArg::Person => Some(MediaType::Person),
            },
            year: self.year,
            adult: self.adult,
            genres: self.genres.clone(),
            min_votes: self.min_votes,
            paging: self.pages.paging(),
            selection: self.sort.selection(),
        }
    }
}

impl Args {
    /// Returns whether what is due may be sent afterwards: not after live search, where a person is waiting to go on.
    pub(super) fn may_deliver_after(&self) -> bool {
        !self.query.is_empty()
    }
}

/// Runs the command.
///
/// # Errors
/// `usage`; where nothing stored can answer, why TMDB can't.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let request = args.request();
    if args.query.is_empty() {
        return live(args, session, &request);
    }
    if args.web {
        return open(session, &request);
    }
    session.streams.check_fields::<Media>()?;
    let query = request.query()?.to_owned();
    let listing = search::search(&session.context, &request)?;
    session.streams.report(media::report(listing, Some(query)))?;
    Ok(Exit::Done)
}

/// Searches while the person types, and prints what they mark or choose.
fn live(args: &Args, session: &Session, request: &SearchRequest) -> Result<Exit> {
    let context = &session.context;
    if !session.talk.prompt.is_interactive() || context.settings.yes {
        request.query()?;
    }
    if args.web || args.pages.names_pages() {
        return Err(Error::usage("--web, --page, --pages and --all need a QUERY"));
    }
    session.streams.check_fields::<Media>()?;
    let choice = live::choose(context, &session.talk, request)?;
    session.streams.report(media::chosen(choice))?;
    Ok(Exit::Done)
}

/// Opens the same search on TMDB's site.
fn open(session: &Session, request: &SearchRequest) -> Result<Exit> {
    let of_words_only = SearchRequest {
        text: request.text.clone(),
        media_type: request.media_type,
        ..SearchRequest::default()
    };
    let left_out = "the web site gets QUERY and --type only; pages, filters and sorting were ignored";
    let url = search::web_address(&session.context, request)?;
    web::open(session, url, (*request != of_words_only).then_some(left_out))
}
