//! `flixir providers`: the streaming services of the region.

use serde::Serialize;

use super::media::TypeArg;
use super::{Exit, Session};
use crate::domain::{MediaType, Timestamp};
use crate::error::Result;
use crate::output::{Column, Render, Report};
use crate::services::answers::Source;
use crate::services::providers::{self, Provider};

/// List the streaming services of your region
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Only services with movies, or with TV shows
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<TypeArg>,
}

impl Render for Provider {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |row: &Self| row.id.into()),
                Column::new("name", "Name", |row: &Self| row.name.clone().into()).weight(1),
                Column::new("display_priority", "Priority", |row: &Self| row.display_priority.into())
                    .detail(),
            ]
        }
    }
}

/// `meta`: where, and how fresh.
#[derive(Serialize)]
struct Meta {
    region: String,
    source: Source,
    fetched_at: Timestamp,
}

/// Runs the command.
///
/// # Errors
/// `usage` where no region is set; where nothing stored can answer, why TMDB can't.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Provider>()?;
    let context = &session.context;
    let region = providers::region(context, "a list of streaming services")?;
    let types = match args.kind {
        Some(kind) => vec![kind.media_type()],
        None => vec![MediaType::Movie, MediaType::Tv],
    };
    let known = providers::list(context, &types, &region)?;
    let meta = Meta { region: known.region, source: known.source, fetched_at: known.fetched_at };
    let report = Report::rows(known.providers, meta)
        .empty(format!("TMDB has no streaming services in the region '{region}'"));
    session.streams.report(report)?;
    Ok(Exit::Done)
}
