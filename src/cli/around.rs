//! `flixir similar`, `recommended` and `series`: the titles around a title.

use serde::Serialize;

use super::media::{self, PageArgs, PagingMeta};
use super::numbers::whole;
use super::one_title::OneTitle;
use super::{Exit, Session};
use crate::domain::{Media, MediaRef, MediaType};
use crate::error::Result;
use crate::services::around::{self, Around, Collection};

/// Show titles that are like a movie or TV show
#[derive(clap::Args, Debug)]
pub struct SimilarArgs {
    #[command(flatten)]
    title: OneTitle,
    #[command(flatten)]
    pages: PageArgs,
}

/// Show what people who liked a movie or TV show also liked
#[derive(clap::Args, Debug)]
pub struct RecommendedArgs {
    #[command(flatten)]
    title: OneTitle,
    #[command(flatten)]
    pages: PageArgs,
}

/// Show the movies of a movie's collection, oldest first
#[derive(clap::Args, Debug)]
pub struct SeriesArgs {
    #[command(flatten)]
    title: OneTitle,
    /// Show at most this many rows
    #[arg(long, value_name = "N", value_parser = whole(1..=10_000_u32), allow_negative_numbers = true)]
    limit: Option<u32>,
}

/// `meta`: whose neighbors these are.
#[derive(Serialize)]
struct Meta {
    item: MediaRef,
    #[serde(flatten)]
    paging: PagingMeta,
}

/// `meta` of a collection.
#[derive(Serialize)]
struct SeriesMeta {
    item: MediaRef,
    /// TMDB's collection; null for a movie that is in none.
    collection: Option<Collection>,
    #[serde(flatten)]
    paging: PagingMeta,
}

/// Runs `flixir similar`.
///
/// # Errors
/// `usage`, `not_found`; where nothing stored can answer, why TMDB can't.
pub fn run_similar(args: &SimilarArgs, session: &Session) -> Result<Exit> {
    run(&args.title, args.pages, Around::Similar, session)
}

/// Runs `flixir recommended`.
///
/// # Errors
/// As [`run_similar`].
pub fn run_recommended(args: &RecommendedArgs, session: &Session) -> Result<Exit> {
    run(&args.title, args.pages, Around::Recommended, session)
}

fn run(title: &OneTitle, pages: PageArgs, which: Around, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Media>()?;
    let item = title.find(session, MediaType::Movie)?;
    let listing = around::around(&session.context, item, which, pages.paging())?;
    session.streams.report(media::report_with(listing, |paging| Meta { item, paging }))?;
    Ok(Exit::Done)
}

/// Runs `flixir series`.
///
/// # Errors
/// As [`run_similar`].
pub fn run_series(args: &SeriesArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Media>()?;
    let item = args.title.find(session, MediaType::Movie)?;
    let (collection, listing) = around::series(&session.context, item, args.limit)?;
    let is_in_none = collection.is_none();
    let report = media::report_with(listing, |paging| SeriesMeta { item, collection, paging });
    let report =
        if is_in_none { report.empty(format!("{item} doesn't belong to a collection")) } else { report };
    session.streams.report(report)?;
    Ok(Exit::Done)
}
