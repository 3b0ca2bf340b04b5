//! `flixir cache`: what the cache holds, clearing it, filling it.

use std::collections::BTreeMap;

use clap::Subcommand;
use serde::Serialize;

use super::media::ItemType;
use super::session::DryRun;
use super::{Exit, Session};
use crate::domain::{MediaRef, MediaType};
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, Data, HumanText, Render, Report};
use crate::services::cache::{self, Clearing, WantedLists};
use crate::services::items;
use crate::store::KindStats;

/// Show, clear or fill the cache
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what is in the cache and how often it was used
    Stats,
    /// Delete cached answers. The offline catalog stays
    Clear(ClearArgs),
    /// Fetch details now, to have them offline later
    Warm(WarmArgs),
}

#[derive(clap::Args, Debug)]
struct ClearArgs {
    /// Only this kind of answer, as 'flixir cache stats' names it
    #[arg(long, value_name = "KIND", conflicts_with_all = ["expired", "list"])]
    kind: Option<String>,
    /// Only answers that are out of date
    #[arg(long, conflicts_with = "list")]
    expired: bool,
    /// Only answers about this list and its titles
    #[arg(long, value_name = "LIST")]
    list: Option<String>,
}

#[derive(clap::Args, Debug)]
struct WarmArgs {
    /// Titles to fetch. - reads standard input
    #[arg(value_name = "ITEM")]
    items: Vec<String>,
    /// Fetch this list with all its titles. Can be given several times
    #[arg(long = "list", value_name = "LIST", conflicts_with = "all")]
    lists: Vec<String>,
    /// Fetch every list with all its titles (the default)
    #[arg(long)]
    all: bool,
    /// The type of a bare number (default: movie)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<ItemType>,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Counts {
    entries: u64,
    bytes: u64,
    hits: u64,
    misses: u64,
    writes: u64,
    revalidations: u64,
}

impl From<KindStats> for Counts {
    fn from(stats: KindStats) -> Self {
        Self {
            entries: stats.entries,
            bytes: stats.bytes,
            hits: stats.tally.hits,
            misses: stats.tally.misses,
            writes: stats.tally.writes,
            revalidations: stats.tally.revalidations,
        }
    }
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            entries: self.entries + other.entries,
            bytes: self.bytes + other.bytes,
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
            writes: self.writes + other.writes,
            revalidations: self.revalidations + other.revalidations,
        }
    }
}

#[derive(Serialize)]
struct Stats {
    #[serde(flatten)]
    total: Counts,
    by_kind: BTreeMap<String, Counts>,
}

impl Render for Stats {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("entries", "Entries", |row: &Self| row.total.entries.into()),
                Column::new("bytes", "Bytes", |row: &Self| Cell::Bytes(row.total.bytes)),
                Column::new("hits", "Hits", |row: &Self| row.total.hits.into()),
                Column::new("misses", "Misses", |row: &Self| row.total.misses.into()),
                Column::new("writes", "Writes", |row: &Self| row.total.writes.into()),
                Column::new("revalidations", "Confirmed", |row: &Self| row.total.revalidations.into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["by_kind"]
    }
}

#[derive(Serialize)]
struct Cleared {
    entries: u64,
    bytes: u64,
}

impl Render for Cleared {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("entries", "Entries removed", |row: &Self| row.entries.into()),
                Column::new("bytes", "Bytes freed", |row: &Self| Cell::Bytes(row.bytes)),
            ]
        }
    }
}

#[derive(Serialize)]
struct Warm {
    lists: u64,
    warmed: u64,
    fetched: u64,
    failed: u64,
}

impl Render for Warm {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("lists", "Lists ready", |row: &Self| row.lists.into()),
                Column::new("warmed", "Titles ready", |row: &Self| row.warmed.into()),
                Column::new("fetched", "Fetched now", |row: &Self| row.fetched.into()),
                Column::new("failed", "Failed", |row: &Self| row.failed.into()),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `usage`, `storage`; where nothing could be warmed, why.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    match &args.command {
        Command::Stats => stats(session),
        Command::Clear(args) => clear(args, session),
        Command::Warm(args) => warm(args, session),
    }
}

fn stats(session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Stats>()?;
    let kinds = cache::stats(&session.context)?;
    let by_kind: BTreeMap<String, Counts> =
        kinds.into_iter().map(|(kind, stats)| (kind, Counts::from(stats))).collect();
    let total = by_kind.values().fold(Counts::default(), |total, counts| total.plus(*counts));
    session.streams.report(Report::one(Stats { total, by_kind }, ()).human(|data, ()| view(data)))?;
    Ok(Exit::Done)
}

fn view(data: &Data<Stats>) -> HumanText {
    const COLUMNS: [(&str, u16); 7] = [
        ("Kind", 0),
        ("Entries", 0),
        ("Bytes", 0),
        ("Hits", 0),
        ("Misses", 0),
        ("Writes", 0),
        ("Confirmed", 0),
    ];
    data.as_slice().iter().fold(HumanText::new(), |text, stats| {
        let all = [("all".to_owned(), stats.total)];
        let kinds = stats.by_kind.iter().map(|(kind, counts)| (kind.clone(), *counts));
        let rows = kinds.chain(all).map(|(kind, counts)| {
            vec![
                kind.into(),
                counts.entries.into(),
                Cell::Bytes(counts.bytes),
                counts.hits.into(),
                counts.misses.into(),
                counts.writes.into(),
                counts.revalidations.into(),
            ]
        });
        text.grid(&COLUMNS, rows.collect())
    })
}

fn clear(args: &ClearArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Cleared>()?;
    let context = &session.context;
    let what = match (&args.kind, args.expired, &args.list) {
        (Some(kind), ..) => Clearing::Kind(kind.clone()),
        (None, true, _) => Clearing::Expired,
        (None, false, Some(list)) => {
            let (id, items) = cache::contents_of(context, list)?;
            Clearing::List { id, items }
        }
        (None, false, None) => Clearing::Everything,
    };
    if context.settings.dry_run {
        session.announce_dry_run();
    }
    let (entries, bytes) = cache::clear(context, &what)?;
    let meta = DryRun { dry_run: context.settings.dry_run };
    session.streams.report(Report::one(Cleared { entries, bytes }, meta))?;
    Ok(Exit::Done)
}

fn warm(args: &WarmArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Warm>()?;
    let context = &session.context;
    let assumed = args.kind.map_or(MediaType::Movie, ItemType::media_type);
    let mut failures: Vec<Error> = Vec::new();
    let mut titles: Vec<MediaRef> = Vec::new();
    for item in items::find_items(context, &session.talk, &args.items, assumed)? {
        match item.item {
            Ok(title) => titles.push(title),
            Err(error) => failures.push(error),
        }
    }
    let wanted = match (args.all || args.items.is_empty(), args.lists.as_slice()) {
        (_, [_, ..]) => Some(WantedLists::Named(args.lists.clone())),
        (true, []) => Some(WantedLists::All),
        (false, []) => None,
    };
    let mut lists = 0;
    if let Some(wanted) = wanted {
        let warmed = cache::warm_lists(context, &wanted)?;
        lists = warmed.lists;
        titles.extend(warmed.titles);
        failures.extend(warmed.failed);
    }
    titles.sort_unstable();
    titles.dedup();
    let warmed = {
        let progress = session.streams.progress();
        cache::warm(context, &titles, &mut |done, all| progress.of("Loading titles", done, all))?
    };
    failures.extend(warmed.failed);
    let is_outage = failures.iter().all(|error| error.kind().is_outage());
    let is_one_reason = is_outage || failures.windows(2).all(|pair| pair[0].kind() == pair[1].kind());
    if lists == 0 && warmed.ready == 0 && is_one_reason {
        if warmed.stale > 0 && failures.is_empty() {
            failures.push(Error::new(ErrorKind::Unavailable, "TMDB can't renew what is stored"));
        }
        if !failures.is_empty() {
            return Err(failures.swap_remove(0));
        }
    }
    for error in &failures {
        context.warn(error.message());
    }
    let failed = failures.len() as u64 + warmed.stale;
    let report = Warm { lists, warmed: warmed.ready, fetched: warmed.fetched, failed };
    session.streams.report(Report::one(report, ()))?;
    Ok(if failed > 0 { Exit::Partial } else { Exit::Done })
}
