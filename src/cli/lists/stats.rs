//! `lists stats`: what lists consist of.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::{Exit, Session};
use crate::domain::ListWithItems;
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, Data, HumanText, Render, Report};
use crate::services::freshen::{freshen, freshen_heads};
use crate::services::lists::{ListStats, count, facts};
use crate::services::mirror::{MirrorSource, list_by_now, own_lists, resolve};

/// Decades and genres beside each other on a terminal: so many genres at most.
const MOST_GENRES: usize = 10;

#[derive(clap::Args, Debug)]
pub(super) struct StatsArgs {
    /// The lists (default: all)
    list: Vec<String>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct StatsRow(ListStats);

impl Render for StatsRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("list.name", "List", |row: &Self| row.0.list.name.clone().into()).weight(2),
                Column::new("items", "Items", |row: &Self| row.0.items.into()),
                Column::new("movies", "Movies", |row: &Self| row.0.movies.into()),
                Column::new("shows", "TV shows", |row: &Self| row.0.shows.into()),
                Column::new("pending", "Pending", |row: &Self| row.0.pending.into()),
                Column::new("vote_average", "Rating", |row: &Self| mean(&row.0)),
                Column::new("runtime", "Runtime", |row: &Self| runtime(&row.0).into()),
                Column::new("decades", "Decades", |row: &Self| joined(&row.0.decades).into())
                    .weight(1)
                    .detail(),
                Column::new("genres", "Genres", |row: &Self| joined(&row.0.genres).into()).weight(1).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "runtime_items", "ratings"]
    }
}

fn mean(stats: &ListStats) -> Cell {
    stats.vote_average.map_or(Cell::Empty, |mean| Cell::decimal(mean, 1))
}

/// Days and hours say more than thousands of minutes.
fn runtime(stats: &ListStats) -> Option<String> {
    let minutes = stats.runtime?;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    Some(match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, hours) => format!("{hours} h {rest} min"),
        (days, hours) => format!("{days} d {hours} h"),
    })
}

fn joined(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

#[derive(Serialize)]
struct Meta {
    source: MirrorSource,
}

pub(super) fn stats(args: &StatsArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<StatsRow>()?;
    let (lists, source, missing) = read(args, session)?;
    let facts = facts(context, &lists, source != MirrorSource::Stale)?;
    let rows: Vec<StatsRow> = lists.iter().map(|whole| StatsRow(count(whole, &facts))).collect();
    let missing = match missing {
        Some(error) if rows.is_empty() => return Err(error),
        missing => missing,
    };
    let is_one = rows.len() == 1 && args.list.len() == 1;
    let report =
        Report::rows(rows, Meta { source }).empty("No lists yet. Create one with: flixir lists create NAME");
    session.streams.report(if is_one { report.human(|data, _| human(data)) } else { report })?;
    match missing {
        None => Ok(Exit::Done),
        Some(error) => {
            session.streams.fail(&error);
            Ok(Exit::Partial)
        }
    }
}

/// Reads the lists; also the first name that stands for none.
fn read(args: &StatsArgs, session: &Session) -> Result<(Vec<ListWithItems>, MirrorSource, Option<Error>)> {
    let context = &session.context;
    let mut rows = Vec::new();
    let mut missing = None;
    let mut source = MirrorSource::Cache;
    if args.list.is_empty() {
        source = freshen_heads(context, &session.account()?)?;
        rows.extend(own_lists(context, &session.account()?)?.into_iter().map(|(row, _)| row));
    }
    let identity = session.account()?;
    for name in &args.list {
        match resolve(context, &identity, name) {
            Ok(named) => rows.push(named.row),
            Err(error) if error.kind() == ErrorKind::NotFound => missing = missing.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    let mut lists = Vec::new();
    for row in rows {
        context.check_interrupted()?;
        // If one list can't be read, or is read from an old copy, the whole answer counts as old.
        source = match (source, freshen(context, &identity, &row)?) {
            (MirrorSource::Stale, _) | (_, MirrorSource::Stale) => MirrorSource::Stale,
            (MirrorSource::Network, _) | (_, MirrorSource::Network) => MirrorSource::Network,
            _ => MirrorSource::Cache,
        };
        lists.extend(list_by_now(context, &row.uid)?.map(|(_, whole)| whole));
    }
    Ok((lists, source, missing))
}

fn human(data: &Data<StatsRow>) -> HumanText {
    data.as_slice().iter().fold(HumanText::new(), |text, StatsRow(stats)| {
        let known = match (stats.runtime, stats.runtime_items) {
            (Some(_), known) if known < stats.items => {
                runtime(stats).map(|text| format!("{text} ({known} of {} titles)", stats.items))
            }
            _ => runtime(stats),
        };
        let mut genres: Vec<(&String, &u64)> = stats.genres.iter().collect();
        genres.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        genres.truncate(MOST_GENRES);
        let counts = stats.decades.values().chain(stats.genres.values()).chain(stats.ratings.values());
        let most = counts.copied().max().unwrap_or(0);
        let cells =
            |(name, count): (&String, &u64)| vec![name.into(), (*count).into(), Cell::Bar(*count, most)];
        let text = text
            .title(stats.list.name.clone().unwrap_or_else(|| "(no name)".to_owned()))
            .pair("Items", stats.items)
            .pair("Movies", stats.movies)
            .pair("TV shows", stats.shows)
            .pair("Pending", Some(stats.pending).filter(|pending| *pending > 0))
            .pair("Rating", mean(stats))
            .pair("Runtime", known);
        if stats.items == 0 {
            return text;
        }
        text.blank()
            .grid(&[("Decade", 0), ("Titles", 0), ("", 0)], stats.decades.iter().map(cells).collect())
            .blank()
            .grid(&[("Genre", 0), ("Titles", 0), ("", 0)], genres.into_iter().map(cells).collect())
            .blank()
            .grid(&[("Rating", 0), ("Titles", 0), ("", 0)], stats.ratings.iter().rev().map(cells).collect())
    })
}
