//! `flixir queue`: changes that have not reached TMDB yet.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;

use super::numbers::whole;
use super::{Exit, Session};
use crate::domain::{Hold, MediaRef, Reason, Status, Timestamp, text};
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, HumanText, Render, Report, Tone, spoken};
use crate::services::Context;
use crate::services::collections::collection;
use crate::services::identity;
use crate::services::mirror::{confirmed, known, resolve};
use crate::services::outbox::{
    Audience, Delivery, OperationReport, Pause, QueueStats, Retried, Revival, RunOptions, adopt, cancel,
    exposition, is_idle, list_operations, prune, retry, retry_meta, show, stats, strangers, unreadable,
};
use crate::services::status::standing;
use crate::services::transfer::place::collection_named;
use crate::services::transfer::write_file;

/// See, retry and cancel queued changes
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

impl Args {
    /// Returns whether the subcommand only looks something up.
    pub(super) fn only_looks(&self) -> bool {
        matches!(self.command, Command::Ls(_) | Command::Show { .. } | Command::Stats(_))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List changes that are pending or failed
    Ls(LsArgs),
    /// Show one change with every attempt to send it
    Show {
        /// The change's number, as 'flixir queue ls' shows it, or at least the first 8 characters of its id
        id: String,
    },
    /// Send the changes that are due
    Retry(RetryArgs),
    /// Cancel queued changes that have not been sent
    Cancel {
        /// The changes' numbers, as 'flixir queue ls' shows them, or at least the first 8 characters of their ids
        #[arg(required = true)]
        id: Vec<String>,
    },
    /// Send changes that were queued under an unconfirmed session with the account you are logged in to
    Adopt {
        /// The changes' numbers or ids. All such changes if left out
        id: Vec<String>,
    },
    /// Count changes by status and type
    Stats(StatsArgs),
    /// Delete the records of finished changes
    Prune(PruneArgs),
    /// Send queued changes every five minutes: print, install or remove the schedule
    Schedule(super::schedule::ScheduleArgs),
}

/// The status of a change
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum StatusArg {
    /// Not sent yet
    Pending,
    /// Being sent now
    Processing,
    /// Sent
    Completed,
    /// Rejected by TMDB, or failed too often
    Failed,
    /// Cancelled
    Cancelled,
}

impl StatusArg {
    const fn status(self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Processing => Status::Processing,
            Self::Completed => Status::Completed,
            Self::Failed => Status::Failed,
            Self::Cancelled => Status::Cancelled,
        }
    }
}

#[derive(clap::Args, Debug)]
struct LsArgs {
    /// Only changes with this status. Can be given several times
    #[arg(long, value_name = "STATUS", value_enum)]
    status: Vec<StatusArg>,
    /// Include completed and cancelled changes
    #[arg(long, conflicts_with = "status")]
    all: bool,
    /// Only changes to this list, or to favorites, watchlist or ratings
    #[arg(long, value_name = "LIST")]
    list: Option<String>,
}

#[derive(clap::Args, Debug)]
struct RetryArgs {
    /// Send only these changes. Failed ones are tried again
    id: Vec<String>,
    /// Retry now, without waiting for the scheduled time. A change that may already have reached TMDB still waits until flixir can check it
    #[arg(long)]
    now: bool,
    /// Try every failed change again
    #[arg(long, conflicts_with = "id")]
    failed: bool,
    /// Retry even if you have since queued a newer change to the same item
    #[arg(long)]
    force: bool,
    /// Send at most this many changes
    #[arg(long, value_name = "N", value_parser = whole(1..=u32::MAX), allow_negative_numbers = true)]
    limit: Option<u32>,
    /// Stop after this many seconds. Changes that are left stay queued
    #[arg(long, value_name = "SECONDS", value_parser = whole(1..=u32::MAX), allow_negative_numbers = true)]
    max_time: Option<u32>,
}

#[derive(clap::Args, Debug)]
struct StatsArgs {
    /// Exit 1 if a change failed or has waited for more than an hour, for monitoring
    #[arg(long)]
    check: bool,
    /// Write the numbers to this file in Prometheus' text format. - is standard output
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    prometheus: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct PruneArgs {
    /// Only changes that finished longer ago than this (7d, 36h, 90m)
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    older_than: Option<Duration>,
    /// Include failed changes
    #[arg(long)]
    failed: bool,
}

/// For monitors: what waits longer is a finding.
const LONGEST_HEALTHY_WAIT: Duration = Duration::from_hours(1);
/// Records are kept at least this long: flixir needs them to recognize outdated answers from TMDB.
const SHORTEST_AGE: Duration = Duration::from_hours(24);

fn parse_age(text: &str) -> Result<Duration, String> {
    let (number, unit) =
        text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
    let number: u64 =
        number.parse().map_err(|_| "write a number and a unit, such as 7d, 36h or 90m".to_owned())?;
    let seconds = match unit {
        "d" => 24 * 3600,
        "h" => 3600,
        "m" => 60,
        "s" | "" => 1,
        other => return Err(format!("'{other}' is not a unit of time. Use d, h, m or s")),
    };
    Ok(Duration::from_secs(number.saturating_mul(seconds)))
}

#[derive(Serialize)]
#[serde(transparent)]
struct OperationRow(OperationReport);

fn status_cell(report: &OperationReport) -> Cell {
    let Some(status) = report.status.filter(|status| report.is_readable || !status.is_live()) else {
        return Cell::mark("unreadable", Tone::Bad);
    };
    let tone = match status {
        Status::Completed => Tone::Good,
        Status::Pending | Status::Processing => Tone::Warn,
        Status::Failed => Tone::Bad,
        Status::Cancelled => Tone::Dim,
    };
    match report.hold {
        Some(Hold::Checking) => Cell::mark("pending (checking)", tone),
        Some(hold) => Cell::mark(format!("{status} ({})", hold.name()), tone),
        None => Cell::mark(status.name(), tone),
    }
}

fn list_cell(report: &OperationReport) -> Cell {
    let Some(list) = &report.list else { return Cell::Empty };
    list.name
        .clone()
        .or_else(|| list.id.map(|id| id.to_string()))
        .unwrap_or_else(|| list.local_id.clone())
        .into()
}

fn item_of(report: &OperationReport) -> Option<MediaRef> {
    let media_type = report.payload.get("media_type")?.as_str()?.parse().ok()?;
    Some(MediaRef { media_type, id: report.payload.get("id")?.as_u64()? })
}

fn item_cell(report: &OperationReport) -> Cell {
    item_of(report).map(|item| item.to_string()).into()
}

/// What is to happen, in few words: `add movie:603`, `create list`.
fn what_cell(report: &OperationReport) -> Cell {
    let Some(kind) = report.kind else { return Cell::Empty };
    match (kind.split_once('_'), item_cell(report)) {
        (_, Cell::Empty) => kind.replace('_', " ").into(),
        (verb, item) => format!("{} {}", verb.map_or(kind, |(verb, _)| verb), item.plain()).into(),
    }
}

/// Why it stands as it does; never empty, so that nobody has to guess.
fn reason_cell(report: &OperationReport) -> Cell {
    match (&report.reason, report.hold, report.status) {
        (Some(Reason::Coalesced(_)), ..) => "replaced by a later change".into(),
        (Some(Reason::Dependency), ..) => "its list could not be created".into(),
        (Some(reason), ..) => reason.to_string().into(),
        (None, Some(hold), _) => why_held(hold).into(),
        (None, None, Some(Status::Pending)) => "not sent yet".into(),
        (None, None, Some(Status::Processing)) => "being sent".into(),
        (None, None, status) => status.map(Status::name).into(),
    }
}

const fn why_held(hold: Hold) -> &'static str {
    match hold {
        Hold::Auth => "waits until you log in again",
        Hold::RateLimit => "TMDB asked for a pause",
        Hold::Outage => "TMDB is unavailable",
        Hold::Dependency => "waits for an earlier change",
        Hold::Conflict => "needs your decision: flixir lists sync",
        Hold::Spam => "TMDB considered it spam, waits for hours",
        Hold::Checking => "may have reached TMDB, is being checked",
        Hold::CancelRequested => "will be cancelled if TMDB has not received it",
        Hold::Login => "queued under a session that TMDB never confirmed",
    }
}

/// The next step, for what is there.
fn next_step(rows: &[OperationRow], now: Timestamp) -> Option<String> {
    if let Some(OperationRow(unreadable)) = rows.iter().find(|row| !row.0.is_readable) {
        let number = unreadable.number;
        return Some(format!(
            "Change {number} can't be read, and later changes to its list wait. Update flixir, or remove it: flixir queue cancel {number}"
        ));
    }
    // One that failed with another comes back with that one.
    let rank = |row: &&OperationRow| row.0.reason == Some(Reason::Dependency);
    let failed = rows.iter().filter(|row| row.0.status == Some(Status::Failed)).min_by_key(rank);
    if let Some(OperationRow(OperationReport { commands, .. })) = failed
        && let [again, drop, ..] = commands.as_slice()
    {
        return Some(format!("Try a failed change again: {}, or drop it: {}", again.command, drop.command));
    }
    let is_held = |hold| rows.iter().any(|row| row.0.hold == Some(hold));
    if is_held(Hold::Auth) {
        return Some("Changes are sent after you log in: flixir auth login".to_owned());
    }
    if is_held(Hold::Login) {
        return Some("Send them with the account that you are logged in to: flixir queue adopt".to_owned());
    }
    // What stands behind it waits for the same decision.
    let undecided = rows.iter().find(|row| row.0.hold == Some(Hold::Conflict));
    if let Some(OperationRow(undecided)) = undecided {
        let ways = undecided.commands.iter().map(ToString::to_string).collect::<Vec<_>>().join(", or ");
        return Some(format!("Change {} needs your decision: {ways}", undecided.number));
    }
    let pending: Vec<&OperationRow> =
        rows.iter().filter(|row| row.0.status == Some(Status::Pending)).collect();
    let is_unsure = |row: &&&OperationRow| matches!(row.0.hold, Some(Hold::Checking | Hold::CancelRequested));
    let (unsure, others): (Vec<&OperationRow>, Vec<&OperationRow>) = pending.iter().partition(is_unsure);
    let is_behind = |row: &OperationRow| {
        row.0.list.is_some()
            && unsure.iter().any(|other| other.0.list == row.0.list && other.0.number < row.0.number)
    };
    let ready = others.iter().filter(|row| row.0.hold != Some(Hold::Dependency) && !is_behind(row));
    let moment = |next: Timestamp, by_now: &str| {
        if next <= now { by_now.to_owned() } else { spoken::moment(next, now) }
    };
    if let Some(next) = ready.map(|row| row.0.next_attempt_at.unwrap_or(now)).min() {
        // A pause that TMDB asked for can't be ended.
        let at_once = if is_held(Hold::RateLimit) { "" } else { ". Send now: flixir queue retry --now" };
        return Some(format!("Will be sent {}{at_once}", moment(next, "with your next command")));
    }
    let next = unsure.iter().map(|row| row.0.next_attempt_at.unwrap_or(now)).min()?;
    Some(format!(
        "What may have reached TMDB can be checked {} with: flixir queue retry",
        moment(next, "now")
    ))
}

fn with_next_step(rows: Vec<OperationRow>, now: Timestamp) -> Report<OperationRow, ()> {
    let step = next_step(&rows, now);
    let report = Report::rows(rows, ());
    match step {
        Some(step) => report.footer(step),
        None => report,
    }
}

impl Render for OperationRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("number", "No.", |row: &Self| row.0.number.into()),
                Column::new("id", "ID", |row: &Self| (&row.0.id).into()).detail(),
                Column::new("type", "What", |row: &Self| what_cell(&row.0)),
                Column::new("list.name", "List", |row: &Self| list_cell(&row.0)).weight(2).spare(),
                Column::new("payload", "Item", |row: &Self| item_cell(&row.0)).detail(),
                Column::new("status", "Status", |row: &Self| status_cell(&row.0)),
                Column::new("reason", "Reason", |row: &Self| reason_cell(&row.0)).weight(3).wrapped(),
                Column::new("attempts", "Tries", |row: &Self| row.0.attempts.into()).spare().usually("0"),
                Column::new("next_attempt_at", "Next try", |row: &Self| row.0.next_attempt_at.into())
                    .spare()
                    .optional(),
                Column::new("created_at", "Created", |row: &Self| row.0.created_at.into()).detail(),
                Column::new("updated_at", "Updated", |row: &Self| row.0.updated_at.into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "hold", "waits_for", "max_attempts", "commands", "last_error", "attempts_log"]
    }
}

/// Runs the command.
///
/// # Errors
/// Whatever ends it.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    match &args.command {
        Command::Ls(args) => ls(args, session),
        Command::Show { id } => show_one(id, session),
        Command::Retry(args) => retry_some(args, session),
        Command::Cancel { id } => cancel_some(id, session),
        Command::Adopt { id } => adopt_some(id, session),
        Command::Stats(args) => print_stats(args, session),
        Command::Prune(args) => prune_some(args, session),
        Command::Schedule(args) => super::schedule::run(args, session),
    }
}

fn ls(args: &LsArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    let statuses: Vec<Status> = if args.all {
        Status::ALL.to_vec()
    } else if args.status.is_empty() {
        vec![Status::Pending, Status::Processing, Status::Failed]
    } else {
        args.status.iter().map(|status| status.status()).collect()
    };
    let list = match &args.list {
        Some(name) => Some(list_named(context, name)?),
        None => None,
    };
    let rows: Vec<OperationRow> =
        list_operations(context, &statuses, list.as_deref())?.into_iter().map(OperationRow).collect();
    session.streams.report(with_next_step(rows, context.clock.now()).empty("No queued changes."))?;
    Ok(Exit::Done)
}

/// Finds a list, or one of the account's own collections, with or without its `@`: a list of that name comes first.
fn list_named(context: &Context, name: &str) -> Result<String> {
    let identity = identity::local(context)?;
    let list_kind = collection_named(&format!("@{}", name.trim().trim_start_matches('@')));
    match list_kind {
        Some(list_kind) if known(context, &identity, name)?.is_none() => {
            Ok(collection(context, &identity, list_kind)?.uid)
        }
        _ => Ok(resolve(context, &identity, name)?.row.uid),
    }
}

fn show_one(id: &str, session: &Session) -> Result<Exit> {
    let report = show(&session.context, id)?;
    let title = item_of(&report).and_then(|item| session.context.title_here(item));
    let title = title.map(|media| media.label());
    let view = |data: &crate::output::Data<OperationRow>, (): &()| human(&data.as_slice()[0].0, title);
    session.streams.report(Report::one(OperationRow(report), ()).human(view))?;
    Ok(Exit::Done)
}

/// `title` is that of its item, where it is known here.
fn human(report: &OperationReport, title: Option<String>) -> HumanText {
    let mut text = HumanText::new()
        .pair("ID", report.id.clone())
        .pair("Type", report.kind)
        .pair("List", list_cell(report))
        .pair("Item", item_cell(report))
        .pair("Title", title)
        .pair("Status", status_cell(report))
        .pair("Reason", reason_cell(report))
        .pair("Created", report.created_at)
        .pair("Next try", report.next_attempt_at)
        .pair("Tries counted", format!("{} of {}", report.attempts, report.max_attempts));
    if !report.commands.is_empty() {
        let rows = report.commands.iter().map(|way| vec![way.effect.into(), way.command.clone().into()]);
        text = text.blank().grid(&[("What you can do", 1), ("Command", 0)], rows.collect());
    }
    let attempts = report.attempts_log.as_deref().unwrap_or_default();
    if !attempts.is_empty() {
        let rows = attempts
            .iter()
            .map(|attempt| {
                vec![
                    attempt.attempt.into(),
                    attempt.started_at.into(),
                    attempt.outcome.clone().into(),
                    attempt.http_status.map(u32::from).into(),
                    attempt.note.clone().into(),
                ]
            })
            .collect();
        text = text.blank().grid(&[("Try", 0), ("Began", 0), ("Outcome", 0), ("HTTP", 0), ("Note", 1)], rows);
    }
    text
}

fn retry_some(args: &RetryArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<OperationRow>()?;
    let context = &session.context;
    // From cron, if there is nothing to send, nothing is printed, even if nobody is logged in.
    if session.streams.options().quiet && args.id.is_empty() && !args.failed && is_idle(context)? {
        return Ok(Exit::Done);
    }
    let identity = identity::local(context)?;
    let options = RunOptions {
        ignores_waits: args.now,
        // Cron gets no output from a quiet run.
        audience: if session.streams.options().quiet { Audience::Nobody } else { Audience::Person },
        limit: args.limit.map(|limit| limit as usize),
        max_time: args.max_time.map(|seconds| Duration::from_secs(u64::from(seconds))),
        ..RunOptions::default()
    };
    let revival = Revival { named: &args.id, failed: args.failed, force: args.force };
    let retried = retry(context, &identity, revival, options)?;
    let meta = retry_meta(context, &retried.operations, &retried.summary)?;
    let Retried { operations, summary } = retried;
    let any_conflict = !meta.dry_run && operations.iter().any(|report| report.hold == Some(Hold::Conflict));
    if meta.dry_run {
        session.streams.note("nothing was changed (--dry-run); this is what would be tried:");
    }
    let options = session.streams.options();
    if !options.quiet || meta.failed > 0 || options.is_json() || meta.dry_run {
        let rows = operations.into_iter().map(OperationRow).collect();
        session.streams.report(Report::rows(rows, meta).empty(nothing_due(context)?))?;
    }
    if summary.was_interrupted {
        return Err(Error::interrupted());
    }
    if meta.failed > 0 || any_conflict {
        return Ok(Exit::Partial);
    }
    Ok(match summary.pause {
        None => Exit::Done,
        Some(pause) => Exit::Failed(summary.fault.unwrap_or_else(|| paused(pause))),
    })
}

/// Says that there was nothing to send, and when there is.
fn nothing_due(context: &Context) -> Result<String> {
    let standing = standing(context)?;
    let summary = standing.summary.unwrap_or_default();
    if summary.is_stuck {
        let changes = text::counted(summary.pending, "change waits", "changes wait");
        return Ok(format!("Nothing is due. {changes} for your decision. See: flixir queue ls"));
    }
    let now = context.clock.now();
    let next = standing.next_attempt_at.filter(|due| summary.pending > 0 && *due > now);
    let asked =
        if standing.hold == Some(Hold::Outage) { ", or now with: flixir queue retry --now" } else { "." };
    Ok(match next {
        Some(due) => format!("Nothing is due. The next try is in {}{asked}", spoken::span(due.since(now))),
        None => "Nothing is due.".to_owned(),
    })
}

fn paused(pause: Pause) -> Error {
    match pause {
        Pause::Auth => Error::session_ended(),
        Pause::Outage => Error::new(ErrorKind::Unavailable, "TMDB is unavailable. The change stays queued"),
        Pause::RateLimit => {
            Error::new(ErrorKind::RateLimited, "TMDB asked for a pause. The change stays queued")
        }
    }
}

fn cancel_some(ids: &[String], session: &Session) -> Result<Exit> {
    session.streams.check_fields::<OperationRow>()?;
    let unreadable = unreadable(&session.context, ids)?;
    if let Some(first) = unreadable.first() {
        let question = match unreadable.len() {
            1 => format!(
                "Remove change {}? flixir can't read it ({}), so it may have reached TMDB or not.",
                first.number, first.what
            ),
            count => {
                format!("Remove {count} changes that flixir can't read? They may have reached TMDB or not.")
            }
        };
        session.confirm(&question, "removing a change that can't be read")?;
    }
    let reports = cancel(&session.context, ids)?;
    if session.context.settings.dry_run {
        session.announce_dry_run();
    }
    let asked_back = reports.iter().filter(|report| report.status == Some(Status::Pending)).count();
    if asked_back > 0 {
        session
            .streams
            .note("It may have reached TMDB already. The next run checks, and cancels it if it has not");
    }
    session.streams.report(Report::rows(reports.into_iter().map(OperationRow).collect(), ()))?;
    Ok(Exit::Done)
}

fn adopt_some(ids: &[String], session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<OperationRow>()?;
    let stranded = strangers(context, &identity::local(context)?, ids)?;
    if stranded.is_empty() {
        session.streams.report(
            Report::rows(Vec::<OperationRow>::new(), ()).empty("No change waits for an unconfirmed session."),
        )?;
        return Ok(Exit::Done);
    }
    let many = text::counted(stranded.len() as u64, "change", "changes");
    session
        .confirm(&format!("Send {many} with the account that you are logged in to?"), "adopting changes")?;
    let identity = confirmed(context, &identity::local(context)?)?;
    let reports = adopt(context, &identity, ids)?;
    if context.settings.dry_run {
        session.announce_dry_run();
    }
    let rows = reports.into_iter().map(OperationRow).collect();
    session.streams.report(with_next_step(rows, context.clock.now()))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(transparent)]
struct StatsRow(QueueStats);

/// Returns a name of the contract as people say it.
fn spoken(name: &str) -> String {
    name.replace("enqueued", "queued").replace('_', " ")
}

fn counted(counts: &std::collections::BTreeMap<&'static str, u64>) -> Cell {
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| format!("{} {count}", spoken(name)))
        .collect();
    if parts.is_empty() { Cell::mark("none", Tone::Dim) } else { parts.join(", ").into() }
}

/// What needs a decision; what waits for something else behind it.
fn undecided(held: &std::collections::BTreeMap<&'static str, u64>) -> Cell {
    let mut others = held.clone();
    let conflicts = others.remove(Hold::Conflict.name()).filter(|count| *count > 0);
    if others.values().all(|count| *count == 0) {
        return counted(held);
    }
    let conflicts = conflicts.map_or_else(|| "none".to_owned(), |count| format!("conflict {count}"));
    let others: Vec<String> = others
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| format!("{} {count}", spoken(name)))
        .collect();
    format!("{conflicts} (waiting for something else: {})", others.join(", ")).into()
}

impl Render for StatsRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("by_status", "By status", |row: &Self| counted(&row.0.by_status)),
                Column::new("by_type", "By type", |row: &Self| counted(&row.0.by_type)),
                Column::new("oldest_pending_at", "Oldest pending", |row: &Self| {
                    row.0.oldest_pending_at.into()
                }),
                Column::new("next_attempt_at", "Next try", |row: &Self| row.0.next_attempt_at.into()),
                Column::new("hold", "Held by", |row: &Self| {
                    row.0.hold.map(|hold| hold.name().to_owned()).into()
                }),
                Column::new("success_rate", "Success rate", |row: &Self| {
                    row.0.success_rate.map_or(Cell::Empty, |rate| format!("{:.1} %", rate * 100.0).into())
                }),
                Column::new("last_run_at", "Last run", |row: &Self| row.0.last_run_at.into()),
                Column::new("totals", "Since the start", |row: &Self| counted(&row.0.totals)),
                Column::new("delivery", "Delivery time", |row: &Self| within(&row.0.delivery)),
                Column::new("held", "Needs your decision", |row: &Self| undecided(&row.0.held)),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["oldest_by_status", "breaker", "days"]
    }
}

fn within(delivery: &Delivery) -> Cell {
    let (Some(half), Some(most)) = (delivery.p50_s, delivery.p95_s) else { return Cell::Empty };
    format!("median {}, 95th percentile {}", span(half), span(most)).into()
}

fn span(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.1} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

/// The numbers, and below them the last days.
fn stats_view(row: &StatsRow) -> HumanText {
    let mut text = HumanText::new();
    for column in StatsRow::columns() {
        text = text.pair(column.heading, (column.cell)(row));
    }
    let names = ["enqueued", "completed", "failed", "unknown", "verified", "conflicts"];
    let days = row.0.days.iter().rev().take(7).map(|day| {
        let numbers = names.map(|name| Cell::from(day.counts.get(name).copied().unwrap_or(0)));
        std::iter::once(Cell::text(day.day.clone())).chain(numbers).collect()
    });
    let days: Vec<Vec<Cell>> = days.collect();
    if days.is_empty() {
        return text;
    }
    let headings = [
        ("Day", 0),
        ("Queued", 0),
        ("Completed", 0),
        ("Failed", 0),
        ("Unknown", 0),
        ("Verified", 0),
        ("Conflicts", 0),
    ];
    text.blank().grid(&headings, days)
}

fn print_stats(args: &StatsArgs, session: &Session) -> Result<Exit> {
    let found = stats(&session.context)?;
    let now = session.context.clock.now();
    let is_old = found.oldest_pending_at.is_some_and(|oldest| now.since(oldest) > LONGEST_HEALTHY_WAIT);
    let failed = found.by_status["failed"];
    let has_failed = failed > 0;
    let view = |data: &crate::output::Data<StatsRow>, (): &()| stats_view(&data.as_slice()[0]);
    match &args.prometheus {
        None => session.streams.report(Report::one(StatsRow(found), ()).human(view))?,
        Some(path) if path.as_path() == Path::new("-") => {
            session.streams.raw(exposition(&found).as_bytes())?;
        }
        Some(path) => write_file(path, exposition(&found).as_bytes())?,
    }
    if !args.check || !(is_old || has_failed) {
        return Ok(Exit::Done);
    }
    if has_failed {
        let failed = text::counted(failed, "change has failed", "changes have failed");
        session.context.warn(format!("{failed}. See: flixir queue ls --status failed"));
    }
    if is_old {
        session
            .context
            .warn("a change has been queued for more than an hour. Send it with: flixir queue retry");
    }
    Ok(Exit::Findings)
}

#[derive(Serialize)]
struct Pruned {
    deleted: u64,
}

impl Render for Pruned {
    fn columns() -> &'static [Column<Self>] {
        const { &[Column::new("deleted", "Deleted", |row: &Self| row.deleted.into())] }
    }
}

fn prune_some(args: &PruneArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Pruned>()?;
    let kept = Duration::from_hours(24) * session.context.settings.keep_days;
    let age = args.older_than.unwrap_or(kept);
    if age < SHORTEST_AGE {
        return Err(Error::usage(
            "changes from the last 24 hours can't be removed: flixir needs them to recognize outdated answers from TMDB",
        )
        .with_hint("use --older-than 24h or more"));
    }
    if session.context.settings.dry_run {
        session.announce_dry_run();
    }
    let deleted = prune(&session.context, age, args.failed)?;
    session.streams.report(Report::one(Pruned { deleted }, ()))?;
    Ok(Exit::Done)
}
