//! `lists log` and `lists restore`: the snapshots kept before deletions, and bringing one back.

use serde::Serialize;
use serde_json::Value;

use super::change::failure;
use super::items::{ItemRow, exit_of, outcome_counts};
use crate::cli::numbers::whole;
use crate::cli::{Exit, Session};
use crate::domain::{ListName, OperationKind, Timestamp};
use crate::error::{Error, Result};
use crate::output::spoken::counted;
use crate::output::{Cell, Column, Render, Report, Tone};
use crate::services::freshen::freshen;
use crate::services::lists::{
    RestorePlan, SnapshotReport, history, parse_moment, past, plan_restore, restore as carry_out,
};
use crate::services::mirror::{RemovalGuard, names_of};
use crate::services::outbox::Wish;
use crate::services::outbox::{Outcome, WishReport, WriteReport};

#[derive(clap::Args, Debug)]
pub(super) struct LogArgs {
    /// The list: its name, its TMDB id or its local id (default: all lists, deleted ones too)
    list: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct RestoreArgs {
    /// The list: its name, its TMDB id or its local id. Can be a deleted list
    list: String,
    /// Use the newest snapshot taken at this time or before (default: the newest of all)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Restore even if this removes many items
    #[arg(long)]
    force: bool,
    /// The most items that may be removed
    #[arg(long, value_name = "N", value_parser = whole(0..=usize::MAX), allow_negative_numbers = true)]
    max_delete: Option<usize>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct LogRow(SnapshotReport);

impl Render for LogRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("taken_at", "Taken", |row: &Self| row.0.taken_at.into()),
                Column::new("name", "List", |row: &Self| row.0.name.clone().into()).weight(2),
                Column::new("items", "Items", |row: &Self| row.0.items.into()),
                Column::new("reason", "Before", |row: &Self| row.0.reason.clone().into()),
                Column::new("list.id", "ID", |row: &Self| row.0.list.id.into()).spare(),
                Column::new("list.local_id", "Local ID", |row: &Self| row.0.list.local_id.clone().into())
                    .detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list"]
    }
}

pub(super) fn log(args: &LogArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<LogRow>()?;
    let identity = session.account()?;
    let found = history(&session.context, &identity, args.list.as_deref())?;
    let rows = found.into_iter().map(LogRow).collect();
    let report = Report::rows(rows, ()).empty("No snapshots. flixir takes one before it deletes something.");
    session.streams.report(report)?;
    Ok(Exit::Done)
}

/// What came of one item.
#[derive(Serialize)]
struct RestoreRow {
    action: RestoreStep,
    #[serde(flatten)]
    item: ItemRow,
}

impl Render for RestoreRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("action", "Action", |row: &Self| row.action.cell()),
                Column::new("media_type", "Type", |row: &Self| row.item.media_type_cell()),
                Column::new("id", "ID", |row: &Self| row.item.id_cell()),
                Column::new("title", "Title", |row: &Self| row.item.title_cell()).weight(3).optional(),
                Column::new("outcome", "Outcome", |row: &Self| row.item.outcome_cell()).weight(4).wrapped(),
                Column::new("operation_id", "Operation", |row: &Self| row.item.operation_cell()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["error"]
    }
}

/// What is done with an item.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum RestoreStep {
    Add,
    Remove,
}

impl RestoreStep {
    const fn of(wish: &Wish) -> Self {
        match wish.kind() {
            OperationKind::Remove => Self::Remove,
            _ => Self::Add,
        }
    }

    fn cell(self) -> Cell {
        match self {
            Self::Add => Cell::mark("+", Tone::Good),
            Self::Remove => Cell::mark("-", Tone::Bad),
        }
    }
}

#[derive(Serialize)]
struct Restored {
    taken_at: Timestamp,
    reason: String,
    items: usize,
}

#[derive(Serialize)]
struct Meta {
    list: ListName,
    created: bool,
    snapshot: Restored,
    counts: serde_json::Map<String, Value>,
    dry_run: bool,
}

pub(super) fn restore(args: &RestoreArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<RestoreRow>()?;
    let at = args.at.as_deref().map(parse_moment).transpose()?;
    let identity = session.account()?;
    if let Some(home) = past(context, &identity, &args.list)?.home {
        freshen(context, &identity, &home)?;
    }
    // Asking TMDB may have shown that the list no longer exists.
    let found = past(context, &identity, &args.list)?;
    let plan = plan_restore(context, &identity, &found, at)?;
    let guard = RemovalGuard { max_delete: args.max_delete, is_off: args.force };
    if context.settings.dry_run {
        return foretell(session, &plan, plan.refusal(guard));
    }
    if let Some(refusal) = plan.refusal(guard) {
        return Err(refusal);
    }
    if plan.is_empty() {
        session.streams.note("Nothing to do: the list has the same items as then.");
        let name = named(session, &plan)?;
        session.streams.report(Report::rows(Vec::<RestoreRow>::new(), meta(name, &plan, &[], false)))?;
        return Ok(Exit::Done);
    }
    if !plan.removes.is_empty() {
        let question = format!(
            "Remove {} from the list '{}' and add {} again?",
            counted(plan.removes.len() as u64, "item"),
            plan.name,
            plan.adds.len()
        );
        session.confirm(&question, "removing items from a list")?;
    }
    let mut report = carry_out(context, &identity, &plan)?;
    let login_fault = report.take_standing_fault();
    if plan.target.is_none() && report.wishes.first().is_some_and(|wish| wish.outcome == Outcome::Failed) {
        return Err(failure(&report));
    }
    let WriteReport { list, wishes: reports, has_conflict, .. } = report;
    let wishes = plan.wishes();
    let (actions, items): (Vec<RestoreStep>, Vec<ItemRow>) =
        wishes.iter().zip(reports).filter_map(|(wish, report)| row(session, wish, report)).unzip();
    let exit = exit_of(&items, login_fault, has_conflict);
    let meta = meta(list, &plan, &items, false);
    let rows = actions.into_iter().zip(items).map(|(action, item)| RestoreRow { action, item }).collect();
    if plan.target.is_none() {
        session.streams.note(&format!("The list '{}' was deleted. It is created again.", plan.name));
    }
    session.streams.report(Report::rows(rows, meta))?;
    Ok(exit)
}

/// `None` for the creation of the list, which is no item.
fn row(session: &Session, wish: &Wish, report: WishReport) -> Option<(RestoreStep, ItemRow)> {
    let item = wish.item()?;
    Some((RestoreStep::of(wish), ItemRow::of(session, &item.to_string(), item, report)))
}

fn named(session: &Session, plan: &RestorePlan) -> Result<ListName> {
    let context = &session.context;
    let created =
        || ListName { id: None, local_id: plan.snapshot.list.clone(), name: Some(plan.name.clone()) };
    match &plan.target {
        Some(row) => names_of(context, &row.uid),
        None => Ok(created()),
    }
}

fn meta(list: ListName, plan: &RestorePlan, items: &[ItemRow], dry_run: bool) -> Meta {
    let snapshot = Restored {
        taken_at: plan.snapshot.taken_at,
        reason: plan.snapshot.reason.clone(),
        items: plan.snapshot.items.len(),
    };
    let words = ["added", "already_present", "removed", "not_present", "queued", "failed"];
    Meta { list, created: plan.target.is_none(), snapshot, counts: outcome_counts(&words, items), dry_run }
}

/// Says what the command would do, and whether the guard would let it.
fn foretell(session: &Session, plan: &RestorePlan, refusal: Option<Error>) -> Result<Exit> {
    let mut actions = Vec::new();
    let mut items = Vec::new();
    for wish in plan.wishes() {
        let Some(item) = wish.item() else { continue };
        let action = RestoreStep::of(&wish);
        let outcome = match action {
            RestoreStep::Add => Outcome::Added,
            RestoreStep::Remove => Outcome::Removed,
        };
        actions.push(action);
        items.push(ItemRow::foretold(session, &item.to_string(), item, outcome));
    }
    let meta = meta(named(session, plan)?, plan, &items, true);
    let rows = actions.into_iter().zip(items).map(|(action, item)| RestoreRow { action, item }).collect();
    session.announce_dry_run();
    let report = Report::rows(rows, meta);
    session.streams.report(match refusal {
        Some(error) => report.warn(format!("{}: it would be refused", error.message())),
        None => report,
    })?;
    Ok(Exit::Done)
}
