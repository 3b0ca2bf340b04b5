//! `flixir catalog`: the offline index of every title.

use clap::Subcommand;
use serde::Serialize;

use super::session::DryRun;
use super::{Exit, Session};
use crate::domain::{MediaType, Timestamp};
use crate::error::Result;
use crate::output::{Cell, Column, Data, HumanText, Render, Report};
use crate::services::catalog::{self, CatalogStatus, Progress, UpdateRequest};

/// Download the list of all titles, to search it offline
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Download today's titles from TMDB's public exports. Needs no key
    Update(UpdateArgs),
    /// Show what is in the catalog
    Status,
    /// Delete the catalog
    Clear,
}

#[derive(clap::Args, Debug)]
struct UpdateArgs {
    /// Also download people (several million), in later updates as well
    #[arg(long)]
    people: bool,
}

#[derive(Serialize)]
struct Status {
    loaded: bool,
    date: Option<String>,
    movies: Option<u64>,
    shows: Option<u64>,
    people: Option<u64>,
    bytes: u64,
    built_at: Option<Timestamp>,
}

impl Status {
    fn new(status: CatalogStatus) -> Self {
        let facts = status.facts.as_ref();
        Self {
            loaded: facts.is_some(),
            movies: facts.map(|facts| facts.movies),
            shows: facts.map(|facts| facts.shows),
            people: facts.map(|facts| facts.people),
            built_at: facts.map(|facts| facts.built_at),
            bytes: status.bytes,
            date: status.facts.map(|facts| facts.date),
        }
    }
}

impl Render for Status {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("loaded", "Loaded", |row: &Self| row.loaded.into()),
                Column::new("date", "Date", |row: &Self| row.date.clone().into()),
                Column::new("movies", "Movies", |row: &Self| row.movies.into()),
                Column::new("shows", "TV shows", |row: &Self| row.shows.into()),
                Column::new("people", "People", |row: &Self| row.people.into()),
                Column::new("bytes", "Size", |row: &Self| Cell::Bytes(row.bytes)),
                Column::new("built_at", "Built", |row: &Self| row.built_at.into()),
            ]
        }
    }
}

#[derive(Serialize)]
struct UpdateMeta {
    outcome: &'static str,
    skipped: u64,
    dry_run: bool,
}

#[derive(Serialize)]
struct Cleared {
    cleared: bool,
}

impl Render for Cleared {
    fn columns() -> &'static [Column<Self>] {
        const { &[Column::new("cleared", "Cleared", |row: &Self| row.cleared.into())] }
    }
}

/// Runs the command.
///
/// # Errors
/// `unavailable` where there is no export to load; `storage`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let context = &session.context;
    match &args.command {
        Command::Update(args) => update(args, session)?,
        Command::Status => {
            session.streams.check_fields::<Status>()?;
            session.streams.report(Report::one(Status::new(catalog::status(context)), ()))?;
        }
        Command::Clear => {
            session.streams.check_fields::<Cleared>()?;
            let cleared = catalog::clear(context)?;
            let report = Report::one(Cleared { cleared }, DryRun { dry_run: context.settings.dry_run });
            session.streams.report(report.human(|data: &Data<Cleared>, meta| {
                data.as_slice().iter().fold(HumanText::new(), |text, row| {
                    text.line(match (row.cleared, meta.dry_run) {
                        (true, false) => "Deleted the catalog.",
                        (true, true) => "Would delete the catalog.",
                        (false, _) => "There is no catalog.",
                    })
                })
            }))?;
        }
    }
    Ok(Exit::Done)
}

fn update(args: &UpdateArgs, session: &Session) -> Result<()> {
    session.streams.check_fields::<Status>()?;
    let context = &session.context;
    let request = UpdateRequest { people: args.people, force: context.settings.refresh };
    let updated = {
        let progress = session.streams.progress();
        catalog::update(context, request, &mut |at| match at {
            Progress::Downloading(MediaType::Movie, bytes) => progress.bytes("Downloading movies", bytes),
            Progress::Downloading(MediaType::Tv, bytes) => progress.bytes("Downloading TV shows", bytes),
            Progress::Downloading(MediaType::Person, bytes) => progress.bytes("Downloading people", bytes),
            Progress::Building(done, total) => progress.of("Building the catalog", done, total),
            Progress::Finishing => progress.doing("Finishing the catalog"),
        })?
    };
    let bytes = catalog::status(context).bytes;
    let status = Status::new(CatalogStatus { facts: updated.facts, bytes });
    let outcome = if updated.is_new { "updated" } else { "current" };
    let meta = UpdateMeta { outcome, skipped: updated.skipped, dry_run: context.settings.dry_run };
    let report = Report::one(status, meta).human(|data: &Data<Status>, meta| {
        data.as_slice().iter().fold(HumanText::new(), |text, status| {
            if meta.dry_run && meta.outcome == "updated" {
                return text.line("Would download TMDB's newest exports.");
            }
            let lead = if meta.outcome == "current" { "Nothing newer: the" } else { "The" };
            let count = |number: Option<u64>| number.unwrap_or(0);
            let people = match count(status.people) {
                0 => String::new(),
                people => format!(", and {people} people"),
            };
            let date = status.date.clone().unwrap_or_default();
            text.line(format!(
                "{lead} catalog of {date} has {} movies and {} TV shows{people}.",
                count(status.movies),
                count(status.shows),
            ))
        })
    });
    session.streams.report(report)
}
