//! `flixir credits`: cast and crew of a title, or what a person was in.

use clap::ValueEnum;
use serde::Serialize;

use super::media::ItemType;
use super::one_title::{InWords, OneItem};
use super::{Exit, Session, one_title};
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::Result;
use crate::output::{Cell, Column, Render, Report};
use crate::services::answers::Source;
use crate::services::credits::{self, Credit, CreditOrder};

/// Show the cast and crew of a title, or what a person was in
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The movie, TV show or person: movie:603, tv:1399, person:6384, an IMDb id, an address, …
    #[arg(value_name = "ITEM", required_unless_present = "search", conflicts_with = "search")]
    item: Option<String>,
    /// The type of a bare number (default: movie), or what --search looks for (default: all)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<ItemType>,
    #[command(flatten)]
    words: InWords,
    /// Only credits of this department, such as Acting, Directing or Writing
    #[arg(long, value_name = "DEPARTMENT")]
    department: Option<String>,
    /// Sort by this
    #[arg(long, value_name = "KEY", default_value = "billing")]
    sort: SortArg,
}

/// What credits are sorted by
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// In TMDB's order, cast before crew
    Billing,
    /// By release date, newest first
    Date,
    /// By title or name
    Title,
    /// By popularity
    Popularity,
}

impl Render for Credit {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.media.media_type.name().into()),
                Column::new("id", "ID", |row: &Self| row.media.id.into()),
                Column::new("title", "Name", |row: &Self| {
                    row.media.title.as_ref().map_or(Cell::Empty, |title| Cell::link(title, &row.media.url))
                })
                .weight(3),
                Column::new("year", "Year", |row: &Self| row.media.year.map(|year| year.to_string()).into())
                    .optional(),
                Column::new("department", "Department", |row: &Self| row.department.clone().into()).spare(),
                Column::new("job", "Job", |row: &Self| row.job.clone().into()).weight(2).optional(),
                Column::new("character", "Character", |row: &Self| row.character.clone().into())
                    .weight(2)
                    .optional(),
                Column::new("episode_count", "Episodes", |row: &Self| row.episode_count.into()).optional(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &[
            "original_title",
            "release_date",
            "popularity",
            "vote_average",
            "vote_count",
            "overview",
            "original_language",
            "genres",
            "poster_path",
            "adult",
            "url",
        ]
    }
}

/// `meta`: whose credits these are.
#[derive(Serialize)]
struct Meta {
    item: MediaRef,
    source: Source,
    fetched_at: Timestamp,
}

/// Runs the command.
///
/// # Errors
/// `usage`, `not_found`; where nothing stored can answer, why TMDB can't.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Credit>()?;
    let media_type = args.kind.map(ItemType::media_type);
    let assumed = media_type.unwrap_or(MediaType::Movie);
    let one = OneItem { item: args.item.as_ref(), media_type, assumed, takes_people: true };
    let item = one_title::find(session, &one, &args.words)?;
    let order = match args.sort {
        SortArg::Billing => CreditOrder::Billing,
        SortArg::Date => CreditOrder::Date,
        SortArg::Title => CreditOrder::Title,
        SortArg::Popularity => CreditOrder::Popularity,
    };
    let found = credits::credits(&session.context, item, args.department.as_deref(), order)?;
    let meta = Meta { item, source: found.source, fetched_at: found.fetched_at };
    session.streams.report(Report::rows(found.rows, meta).empty("TMDB has no credits"))?;
    Ok(Exit::Done)
}
