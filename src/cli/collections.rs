//! `flixir favorites`, `watchlist` and `ratings`: the account's own collections, written through the queue of the lists.

use clap::Subcommand;
use serde::Serialize;

use super::filters::FilterArgs;
use super::lists::items::{ItemRow, ItemsChange, NamedTitles, TitleInWords, carry_out};
use super::lists::rows::state_cell;
use super::media::{rating, title_cell};
use super::paging::{self, LeftOut, Paged, PagingArgs};
use super::{Exit, Session, web};
use crate::domain::{ItemState, ListItem, ListKind, Media, MediaRef, Timestamp};
use crate::error::{Error, Result};
use crate::output::{Cell, Column, Render, Report};
use crate::services::collections::{collection, parse_score, rate, settled_identity, web_address};
use crate::services::freshen::freshen;
use crate::services::items::NamedItem;
use crate::services::mirror::list_here;
use crate::services::outbox::Wish;
use crate::services::sift::Sifted;

/// Show, add and remove your favorites
#[derive(clap::Args, Debug)]
pub struct FavoriteArgs {
    #[command(subcommand)]
    command: Command,
}

/// Show, add and remove what you want to watch
#[derive(clap::Args, Debug)]
pub struct WatchlistArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List them, oldest first, movies before TV shows
    Ls(LsArgs),
    /// Add titles
    Add(NamedTitles),
    /// Remove titles
    Remove(NamedTitles),
}

/// Show, add and remove your ratings
#[derive(clap::Args, Debug)]
pub struct RatingArgs {
    #[command(subcommand)]
    command: RatingCommand,
}

#[derive(Debug, Subcommand)]
enum RatingCommand {
    /// List your ratings, oldest first, movies before TV shows
    Ls(LsArgs),
    /// Rate titles, or change their rating
    Add(RateArgs),
    /// Remove ratings
    Remove(NamedTitles),
}

#[derive(clap::Args, Debug)]
struct LsArgs {
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    paging: PagingArgs,
    /// Open their page on TMDB's web site instead
    #[arg(long)]
    web: bool,
}

#[derive(clap::Args, Debug)]
// With --search the score stands alone.
#[command(allow_missing_positional = true)]
struct RateArgs {
    /// movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
    #[arg(value_name = "ITEM")]
    item: Option<String>,
    /// The score, from 0.5 to 10 in steps of 0.5
    #[arg(value_name = "SCORE", allow_negative_numbers = true, required = true)]
    score: Option<String>,
    #[command(flatten)]
    words: TitleInWords,
}

/// Runs a command on the favorites.
///
/// # Errors
/// Whatever ends it.
pub fn run_favorites(args: &FavoriteArgs, session: &Session) -> Result<Exit> {
    run(&args.command, session, ListKind::Favorites)
}

/// Runs a command on the watchlist.
///
/// # Errors
/// Whatever ends it.
pub fn run_watchlist(args: &WatchlistArgs, session: &Session) -> Result<Exit> {
    run(&args.command, session, ListKind::Watchlist)
}

fn run(command: &Command, session: &Session, list_kind: ListKind) -> Result<Exit> {
    match command {
        Command::Ls(args) => ls(args, session, list_kind, Kept::of),
        Command::Add(args) => write(args, session, list_kind, true),
        Command::Remove(args) => write(args, session, list_kind, false),
    }
}

/// Runs a command on the ratings.
///
/// # Errors
/// Whatever ends it.
pub fn run_ratings(args: &RatingArgs, session: &Session) -> Result<Exit> {
    match &args.command {
        RatingCommand::Ls(args) => ls(args, session, ListKind::Ratings, Rated::of),
        RatingCommand::Add(args) => add_rating(args, session),
        RatingCommand::Remove(args) => write(args, session, ListKind::Ratings, false),
    }
}

fn ls<R: Render>(
    args: &LsArgs,
    session: &Session,
    list_kind: ListKind,
    make_row: impl Fn(ListItem) -> R,
) -> Result<Exit> {
    let context = &session.context;
    if args.web {
        let url = web_address(context, session.account()?, list_kind)?;
        return web::open(session, url, args.filters.left_out_on_the_site(args.paging));
    }
    session.streams.check_fields::<R>()?;
    args.filters.check_score(list_kind)?;
    let row = collection(context, &session.account()?, list_kind)?;
    let source = freshen(context, &session.account()?, &row)?;
    // TMDB may have named the account of the session, which has its own collection.
    let row = collection(context, &session.account()?, list_kind)?;
    let items = list_here(context, &row)?.items;
    let Sifted { items, unknown } = args.filters.apply(session, items)?;
    let rows: Vec<R> = items.into_iter().map(make_row).collect();
    let left_out = LeftOut { skipped: row.seen.skipped, unknown };
    let Paged { items, hidden, missing, meta } = args.paging.pick(session, rows, source, left_out);
    let nothing = match list_kind {
        ListKind::Watchlist => "Nothing on the watchlist.",
        ListKind::Ratings => "No ratings yet.",
        _ => "No favorites yet.",
    };
    let report = Report::rows(items, meta).empty(missing.unwrap_or_else(|| nothing.to_owned()));
    let report = match paging::more(hidden) {
        Some(line) => report.footer(line),
        None => report,
    };
    session.streams.report(report)?;
    Ok(Exit::Done)
}

fn write(args: &NamedTitles, session: &Session, list_kind: ListKind, adding: bool) -> Result<Exit> {
    let make_wish = |item: MediaRef| if adding { Wish::add(item) } else { Wish::remove(item) };
    change(session, list_kind, || args.find(session), adding, &make_wish)
}

fn add_rating(args: &RateArgs, session: &Session) -> Result<Exit> {
    let score = args.score.as_deref().unwrap_or_default();
    // A single word is read as the score.
    if args.item.is_none() && args.words.search.is_none() {
        let is_item = score.contains(':') || score.starts_with("tt");
        let (missing, item) = if is_item { ("score", score) } else { ("title", "movie:603") };
        return Err(Error::usage(format!("the {missing} is missing")).with_hint(format!(
            "write the title, then a score from 0.5 to 10: flixir ratings add {item} 8.5"
        )));
    }
    let score = parse_score(score)?;
    let find = || args.words.find(session, args.item.as_slice());
    change(session, ListKind::Ratings, find, true, &|item| rate(item, score))
}

fn change(
    session: &Session,
    list_kind: ListKind,
    find: impl FnOnce() -> Result<Vec<NamedItem>>,
    adding: bool,
    make_wish: &dyn Fn(MediaRef) -> Wish,
) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ItemRow>()?;
    let identity = session.account()?;
    let found = find()?;
    let identity = settled_identity(context, identity);
    let list = collection(context, &identity, list_kind)?;
    carry_out(session, &identity, &ItemsChange { list: &list, found: &found, adding, make_wish, from: None })
}

/// A title among the favorites or on the watchlist.
#[derive(Serialize)]
struct Kept {
    #[serde(flatten)]
    media: Media,
    added_at: Option<Timestamp>,
    state: ItemState,
}

impl Kept {
    fn of(item: ListItem) -> Self {
        Self { media: item.media, added_at: item.added_at, state: item.state }
    }
}

/// A title with the person's score.
#[derive(Serialize)]
struct Rated {
    #[serde(flatten)]
    kept: Kept,
    score: Option<f64>,
}

impl Rated {
    fn of(item: ListItem) -> Self {
        Self { score: item.score, kept: Kept::of(item) }
    }
}

/// Keys of a media item that aren't columns.
const MORE_KEYS: &[&str] = &[
    "original_title",
    "popularity",
    "vote_count",
    "overview",
    "original_language",
    "poster_path",
    "adult",
    "url",
];

impl Render for Kept {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.media.media_type.name().into()).spare(),
                Column::new("id", "ID", |row: &Self| id_cell(&row.media)).spare(),
                Column::new("title", "Title", |row: &Self| title_cell(&row.media, false)).weight(3),
                Column::new("year", "Year", |row: &Self| year_cell(&row.media)).optional(),
                Column::new("vote_average", "Rating", |row: &Self| rating(&row.media)).optional(),
                Column::new("state", "State", |row: &Self| state_cell(row.state)).usually("synced"),
                Column::new("title_is_original", "Original", |row: &Self| row.media.title_is_original.into())
                    .detail(),
                Column::new("genres", "Genres", |row: &Self| row.media.genres.join(", ").into())
                    .weight(2)
                    .detail(),
                Column::new("release_date", "Date", |row: &Self| row.media.release_date.clone().into())
                    .detail(),
                Column::new("added_at", "Added", |row: &Self| row.added_at.into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        MORE_KEYS
    }
}

impl Render for Rated {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.kept.media.media_type.name().into())
                    .spare(),
                Column::new("id", "ID", |row: &Self| id_cell(&row.kept.media)).spare(),
                Column::new("title", "Title", |row: &Self| title_cell(&row.kept.media, false)).weight(3),
                Column::new("year", "Year", |row: &Self| year_cell(&row.kept.media)).optional(),
                Column::new("score", "Yours", |row: &Self| {
                    row.score.map_or(Cell::Empty, |score| Cell::decimal(score, 1))
                }),
                Column::new("vote_average", "Rating", |row: &Self| rating(&row.kept.media)).optional(),
                Column::new("state", "State", |row: &Self| state_cell(row.kept.state)).usually("synced"),
                Column::new("title_is_original", "Original", |row: &Self| {
                    row.kept.media.title_is_original.into()
                })
                .detail(),
                Column::new("genres", "Genres", |row: &Self| row.kept.media.genres.join(", ").into())
                    .weight(2)
                    .detail(),
                Column::new("release_date", "Date", |row: &Self| row.kept.media.release_date.clone().into())
                    .detail(),
                Column::new("added_at", "Added", |row: &Self| row.kept.added_at.into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        MORE_KEYS
    }
}

fn id_cell(media: &Media) -> Cell {
    Cell::link(media.id.to_string(), media.url.clone())
}

fn year_cell(media: &Media) -> Cell {
    media.year.map(|year| year.to_string()).into()
}
