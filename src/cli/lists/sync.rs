//! `lists sync` and `lists link`.

use serde::Serialize;

use super::rows::ListRow;
use crate::cli::numbers::whole;
use crate::cli::{Exit, Session};
use crate::domain::ListName;
use crate::domain::text::quoted_for_shell;
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::output::{Cell, Column, HumanText, Render, Report, Tone};
use crate::services::identity::Identity;
use crate::services::mirror::{after_write, resolve};
use crate::services::sync::{
    Action, ActionKind, Conflict, Direction, LostList, SyncOptions, SyncReport, SyncedList, link as bind,
    sync as bring,
};

#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag of the contract")]
pub(super) struct SyncArgs {
    /// The lists (default: all)
    list: Vec<String>,
    /// Exit 8 if there are differences. Changes nothing
    #[arg(long)]
    check: bool,
    /// Sync even if this removes many items
    #[arg(long)]
    force: bool,
    /// Create lists again that were deleted on TMDB
    #[arg(long, conflicts_with = "drop")]
    recreate: bool,
    /// Drop the queued changes to lists that were deleted on TMDB
    #[arg(long)]
    drop: bool,
    /// Which side wins if a name or description changed on both
    #[arg(long, value_name = "SIDE", value_parser = ["remote"])]
    prefer: Option<String>,
    /// Run only this plan. --dry-run prints its hash
    #[arg(long, value_name = "HASH")]
    plan: Option<String>,
    /// The most items that may be removed from a list here
    #[arg(long, value_name = "N", value_parser = whole(0..=usize::MAX), allow_negative_numbers = true)]
    max_delete: Option<usize>,
}

impl SyncArgs {
    /// Returns whether nothing but the plan that was looked at may be done.
    pub(super) const fn only_tells(&self) -> bool {
        self.check || self.plan.is_some()
    }
}

#[derive(clap::Args, Debug)]
pub(super) struct LinkArgs {
    /// The local list: its name or its local id
    list: String,
    /// The id of the list on TMDB
    #[arg(value_parser = whole(1..=i64::MAX as u64), allow_negative_numbers = true)]
    id: u64,
}

#[derive(Serialize)]
struct SyncRow {
    list: ListName,
    pushed: usize,
    pulled: usize,
    conflicts: usize,
    actions: Vec<Action>,
    #[serde(skip)]
    details: Vec<Conflict>,
    #[serde(skip)]
    first_copy: Option<usize>,
    error: Option<ErrorObject>,
}

impl SyncRow {
    fn new(list: &SyncedList) -> Self {
        Self {
            list: list.plan.list.clone(),
            pushed: list.pushed,
            pulled: list.pulled,
            conflicts: list.plan.conflicts.len(),
            actions: list.plan.actions.clone(),
            details: list.plan.conflicts.clone(),
            first_copy: list.first_copy,
            error: list.fault.as_ref().map(Error::to_object),
        }
    }
}

impl Render for SyncRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("pushed", "Pushed", |row: &Self| row.pushed.into()),
                Column::new("pulled", "Pulled", |row: &Self| row.pulled.into()),
                Column::new("conflicts", "Conflicts", |row: &Self| row.conflicts.into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "actions", "error"]
    }
}

#[derive(Serialize)]
struct Meta {
    plan: String,
    dry_run: bool,
    /// The command that runs exactly this plan.
    #[serde(skip)]
    command: String,
}

/// One line of a plan, as `rsync -n` prints them: which way, what, and why.
fn line(action: &Action) -> Vec<Cell> {
    let sign = match (action.is_done, action.kind) {
        (true, _) => "=",
        (_, ActionKind::Add | ActionKind::Create) => "+",
        (_, ActionKind::Remove | ActionKind::Delete | ActionKind::Clear) => "-",
        (_, ActionKind::Update) => "~",
    };
    let (arrow, tone) = match action.direction {
        Direction::Push => (">", Tone::Good),
        Direction::Pull => ("<", Tone::Warn),
    };
    let what = match (&action.item, action.kind) {
        (Some(item), _) => format!("{}:{}", item.media_type, item.id),
        (None, ActionKind::Create) => "the list".to_owned(),
        (None, ActionKind::Clear) => "every item".to_owned(),
        (None, ActionKind::Delete) => "the list itself".to_owned(),
        (None, _) => "the list's data".to_owned(),
    };
    let title = action.item.as_ref().and_then(|item| item.title.clone());
    let mark =
        if action.is_done { Cell::mark("=", Tone::Dim) } else { Cell::mark(format!("{arrow} {sign}"), tone) };
    vec![mark, what.into(), title.into(), Cell::mark(action.reason.clone(), Tone::Dim)]
}

fn human(rows: &[SyncRow], meta: &Meta) -> HumanText {
    let mut text = HumanText::new();
    for row in
        rows.iter().filter(|row| !row.actions.is_empty() || !row.details.is_empty() || row.error.is_some())
    {
        let id = row.list.id.map_or_else(|| "not on TMDB".to_owned(), |id| id.to_string());
        text = text.line(Cell::from(format!("{} ({id})", row.list.name.as_deref().unwrap_or("(no name)"))));
        let mut lines: Vec<Vec<Cell>> = row.actions.iter().map(line).collect();
        for conflict in &row.details {
            lines.push(vec![
                Cell::mark("!", Tone::Bad),
                "".into(),
                Cell::Empty,
                conflict.reason.clone().into(),
            ]);
        }
        text = text.grid(&[("", 0), ("", 0), ("", 2), ("", 3)], lines).blank();
    }
    for row in rows {
        let Some(items) = row.first_copy else { continue };
        let name = row.list.name.as_deref().unwrap_or("(no name)");
        let items = crate::domain::text::counted(items as u64, "item", "items");
        text = text.line(Cell::from(format!("{name}: first copy, {items}")));
    }
    let sum = |count: fn(&SyncRow) -> usize| rows.iter().map(count).sum::<usize>();
    let (to_send, to_take, conflicts) =
        (sum(|row| row.pushed), sum(|row| row.pulled), sum(|row| row.conflicts));
    let noun = if conflicts == 1 { "conflict" } else { "conflicts" };
    let summary = if meta.dry_run {
        format!("Plan: {to_send} to send, {to_take} to fetch, {conflicts} {noun}")
    } else {
        format!("Done: {to_send} sent, {to_take} fetched, {conflicts} {noun}")
    };
    let text = text.line(Cell::from(summary));
    if !meta.dry_run || to_send + to_take == 0 {
        return text;
    }
    text.dim(format!("To run exactly this plan: {}", meta.command))
}

/// Returns the command that runs a plan that was looked at: with the lists and the decisions that led to it, without which the
/// plan would be another one, and with `--force` where the guard would stop it.
fn command_for(args: &SyncArgs, plan: &str, is_refused: bool) -> String {
    let mut words = vec!["flixir lists sync".to_owned()];
    words.extend(args.list.iter().map(|list| quoted_for_shell(list)));
    let flags = [
        (args.recreate, "--recreate".to_owned()),
        (args.drop, "--drop".to_owned()),
        (args.prefer.is_some(), "--prefer remote".to_owned()),
        (args.force || is_refused, "--force".to_owned()),
    ];
    words.extend(flags.into_iter().filter_map(|(is_given, flag)| is_given.then_some(flag)));
    if let Some(most) = args.max_delete.filter(|_| !is_refused) {
        words.push(format!("--max-delete {most}"));
    }
    words.push(format!("--plan {plan}"));
    words.join(" ")
}

pub(super) fn sync(args: &SyncArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<SyncRow>()?;
    let identity = session.account()?;
    let chosen =
        args.list.iter().map(|name| resolve(context, &identity, name)).collect::<Result<Vec<_>>>()?;
    let lost = match (args.recreate, args.drop) {
        (true, _) => Some(LostList::Recreate),
        (_, true) => Some(LostList::Drop),
        _ => None,
    };
    let options = SyncOptions {
        dry_run: args.check || context.settings.dry_run,
        force: args.force,
        max_delete: args.max_delete,
        lost,
        prefers_remote: args.prefer.is_some(),
        plan: args.plan.clone(),
    };
    let identity = session.account()?;
    let progress = session.streams.progress();
    let tell = |done: usize, all: usize| progress.of("Reading lists", done as u64, all as u64);
    let mut report = bring(context, &identity, &chosen, &options, &tell)?;
    drop(progress);
    if !options.dry_run {
        ask_about_guarded(session, &identity, &options, &mut report)?;
    }
    let rows: Vec<SyncRow> = report.lists.iter().map(SyncRow::new).collect();
    let is_refused = options.dry_run && foretell_refusals(session, &mut report);
    let exit = exit_of(args, &options, &mut report);
    let command = command_for(args, &report.hash, is_refused);
    let meta = Meta { plan: report.hash, dry_run: options.dry_run, command };
    if !(args.check && session.streams.options().quiet) {
        let view = |data: &crate::output::Data<SyncRow>, meta: &Meta| human(data.as_slice(), meta);
        session.streams.report(Report::rows(rows, meta).human(view))?;
    }
    Ok(exit)
}

/// Says which lists the guard would stop, and returns whether there is one: a plan that is only looked at is no failure.
fn foretell_refusals(session: &Session, report: &mut SyncReport) -> bool {
    let is_guard = |fault: &mut Error| fault.kind() == ErrorKind::Guard;
    let mut is_refused = false;
    for fault in report.lists.iter_mut().filter_map(|list| list.fault.take_if(is_guard)) {
        session.context.warn(format!("{}: a sync would be refused", fault.message()));
        is_refused = true;
    }
    is_refused
}

/// On a terminal a list that the guard stopped is shown, and taken over where the person says so.
fn ask_about_guarded(
    session: &Session,
    identity: &Identity,
    options: &SyncOptions,
    report: &mut SyncReport,
) -> Result<()> {
    let context = &session.context;
    if !session.talk.prompt.is_interactive() {
        return Ok(());
    }
    let is_guarded =
        |list: &&mut SyncedList| list.fault.as_ref().is_some_and(|fault| fault.kind() == ErrorKind::Guard);
    for list in report.lists.iter_mut().filter(is_guarded) {
        let name = list.plan.list.name.clone().unwrap_or_else(|| list.plan.list.local_id.clone());
        session.streams.note(&format!("TMDB no longer has these items of '{name}':"));
        for item in list
            .plan
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Remove)
            .filter_map(|action| action.item.as_ref())
        {
            let title = item.title.as_deref().unwrap_or("(title unknown)");
            session.streams.note(&format!("  {title}  ({}:{})", item.media_type, item.id));
        }
        let question =
            format!("Remove {} items from the copy of '{name}' here as well?", list.plan.lost.len());
        if !session.talk.prompt.confirm(&question)? {
            continue;
        }
        let named = resolve(context, identity, &list.plan.list.local_id)?;
        let options = SyncOptions { force: true, plan: None, ..options.clone() };
        let again = bring(context, identity, &[named], &options, &|_, _| {})?;
        if let Some(done) = again.lists.into_iter().next() {
            *list = done;
        }
    }
    Ok(())
}

fn exit_of(args: &SyncArgs, options: &SyncOptions, report: &mut SyncReport) -> Exit {
    if args.check {
        let differs = report.lists.iter().any(|list| !list.plan.is_empty());
        return if differs { Exit::Differences } else { Exit::Done };
    }
    if let Some(fault) = report.lists.iter_mut().find_map(|list| list.fault.take()) {
        return Exit::Failed(fault);
    }
    if report.summary.was_interrupted {
        return Exit::Failed(Error::interrupted());
    }
    if let Some(fault) = report.summary.fault.take() {
        return Exit::Failed(fault);
    }
    if options.dry_run {
        return Exit::Done;
    }
    let is_open = |list: &SyncedList| list.plan.conflicts.iter().any(|conflict| conflict.is_open);
    if report.lists.iter().any(is_open) { Exit::Partial } else { Exit::Done }
}

pub(super) fn link(args: &LinkArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ListRow>()?;
    let identity = session.account()?;
    let named = resolve(context, &identity, &args.list)?;
    if context.settings.dry_run {
        session
            .streams
            .note(&format!("nothing was changed (--dry-run); the list would be connected to {}", args.id));
        session.streams.report(Report::one(ListRow(named.list), ()))?;
        return Ok(Exit::Done);
    }
    bind(context, &identity, &named, args.id)?;
    let list = after_write(context, &named.row.uid, &named.list)?;
    session.streams.report(Report::one(ListRow(list), ()))?;
    Ok(Exit::Done)
}
