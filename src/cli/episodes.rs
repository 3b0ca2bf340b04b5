//! `flixir episodes`: the episodes of a TV show with their air dates.

use serde::Serialize;

use super::numbers::whole;
use super::one_title::OneTitle;
use super::{Exit, Session};
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::Result;
use crate::output::{Cell, Column, Render, Report};
use crate::services::answers::Source;
use crate::services::episodes::{self, EpisodeRow};

/// Show the episodes of a TV show with their air dates
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    title: OneTitle,
    /// Only this season; 0 has the specials
    #[arg(long, value_name = "N", value_parser = whole(0..=9999_u64), allow_negative_numbers = true)]
    season: Option<u64>,
}

impl Render for EpisodeRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("season", "Season", |row: &Self| row.episode.season.into()),
                Column::new("episode", "Episode", |row: &Self| row.episode.episode.into()),
                Column::new("title", "Title", |row: &Self| {
                    row.episode.title.as_ref().map_or(Cell::Empty, |title| Cell::link(title, &row.url))
                })
                .weight(3),
                Column::new("air_date", "Air date", |row: &Self| row.episode.air_date.clone().into()),
                Column::new("runtime", "Minutes", |row: &Self| row.episode.runtime.into()).optional(),
                Column::new("url", "Address", |row: &Self| row.url.clone().into()).detail(),
            ]
        }
    }
}

/// `meta`: whose episodes these are.
#[derive(Serialize)]
struct Meta {
    item: MediaRef,
    /// Title of the show.
    title: Option<String>,
    source: Source,
    fetched_at: Timestamp,
}

/// Runs the command.
///
/// # Errors
/// `usage`, `not_found`; where nothing stored can answer, why TMDB can't.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<EpisodeRow>()?;
    let item = args.title.find(session, MediaType::Tv)?;
    let found = episodes::episodes(&session.context, item, args.season)?;
    let meta = Meta { item, title: found.title, source: found.source, fetched_at: found.fetched_at };
    session.streams.report(Report::rows(found.rows, meta).empty("TMDB has no episodes"))?;
    Ok(Exit::Done)
}
