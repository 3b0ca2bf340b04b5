//! `lists add`, `remove` and `contains`.

use serde::Serialize;
use serde_json::Value;

use super::{Exit, Session, TypeArg, account};
use crate::domain::{ListName, MediaRef};
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, Render, Report, Tone};
use crate::services::items::{NamedItem, find_items};
use crate::services::lists::{Outcome, check_supported, one_view, resolve, write};
use crate::services::queue::Wish;

#[derive(clap::Args, Debug)]
pub(super) struct ItemsArgs {
    /// The list: its id, its name or its local id
    list: String,
    /// movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
    #[arg(required = true, value_name = "ITEM")]
    item: Vec<String>,
    /// What a bare number is
    #[arg(long = "type", value_name = "TYPE", value_enum, default_value_t = TypeArg::Movie)]
    media_type: TypeArg,
}

#[derive(clap::Args, Debug)]
pub(super) struct ContainsArgs {
    /// The list: its id, its name or its local id
    list: String,
    /// movie:603, tv:1399, a number, an IMDb id or an address
    item: String,
    /// What a bare number is
    #[arg(long = "type", value_name = "TYPE", value_enum, default_value_t = TypeArg::Movie)]
    media_type: TypeArg,
}

/// What came of one item.
#[derive(Serialize)]
struct ItemRow {
    media_type: Option<&'static str>,
    id: Option<u64>,
    title: Option<String>,
    outcome: &'static str,
    operation_id: Option<String>,
    error: Option<Value>,
    #[serde(skip)]
    text: String,
}

impl Render for ItemRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.media_type.map(str::to_owned).into()),
                Column::new("id", "ID", |row: &Self| row.id.into()),
                Column::new("title", "Title", |row: &Self| {
                    row.title.clone().map_or_else(|| Cell::mark(row.text.clone(), Tone::Dim), Into::into)
                })
                .weight(3),
                Column::new("outcome", "Outcome", |row: &Self| outcome_cell(row)),
                Column::new("operation_id", "Operation", |row: &Self| row.operation_id.clone().into())
                    .detail(),
                Column::new("error", "Error", |row: &Self| error_text(row).into()).weight(2).detail(),
            ]
        }
    }
}

fn error_text(row: &ItemRow) -> Option<String> {
    row.error.as_ref()?.get("message")?.as_str().map(str::to_owned)
}

fn outcome_cell(row: &ItemRow) -> Cell {
    match (row.outcome, error_text(row)) {
        ("failed", Some(message)) => Cell::mark(format!("failed: {message}"), Tone::Bad),
        ("queued", _) => Cell::mark("queued", Tone::Warn),
        (outcome, _) => Cell::mark(outcome, Tone::Good),
    }
}

/// Every outcome of `add`, or of `remove`, counted.
#[derive(Serialize)]
struct Meta {
    list: ListName,
    counts: serde_json::Map<String, Value>,
    dry_run: bool,
}

fn counts(adding: bool, rows: &[ItemRow]) -> serde_json::Map<String, Value> {
    let words = if adding {
        ["added", "already_present", "queued", "failed"]
    } else {
        ["removed", "not_present", "queued", "failed"]
    };
    words
        .into_iter()
        .map(|word| (word.to_owned(), Value::from(rows.iter().filter(|row| row.outcome == word).count())))
        .collect()
}

pub(super) fn add(args: &ItemsArgs, session: &Session) -> Result<Exit> {
    change(args, session, true)
}

pub(super) fn remove(args: &ItemsArgs, session: &Session) -> Result<Exit> {
    change(args, session, false)
}

fn change(args: &ItemsArgs, session: &Session, adding: bool) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ItemRow>()?;
    let identity = account(session)?;
    let found = find_items(context, &args.item, args.media_type.media_type())?;
    if found.is_empty() {
        return Err(Error::usage("no items were named").with_hint("name one, such as movie:603"));
    }
    let named = resolve(context, &identity, &args.list)?;
    let wish = |item: MediaRef| if adding { Wish::add(item) } else { Wish::remove(item) };
    let wishes: Vec<Wish> =
        found.iter().filter_map(|found| found.item.as_ref().ok()).map(|item| wish(*item)).collect();
    for wish in &wishes {
        check_supported(&identity.api, &named.row, wish)?;
    }
    if context.settings.dry_run {
        return foretell(session, &named.row, &found, adding);
    }
    let mut rows = Vec::new();
    let (mut login_fault, mut has_conflict) = (None, false);
    let mut list =
        ListName { id: named.list.id, local_id: named.list.local_id.clone(), name: named.list.name.clone() };
    let mut reports = Vec::new();
    if !wishes.is_empty() {
        let mut report = write(context, &identity, &named.row, &wishes)?;
        login_fault = report.take_login_fault();
        has_conflict = report.has_conflict;
        list = report.list;
        reports = report.wishes;
    }
    let mut reports = reports.into_iter();
    for found in found {
        let row = match found.item {
            Ok(item) => {
                let Some(report) = reports.next() else { return Err(Error::bug("a wish came to nothing")) };
                row(session, found.text, item, report.outcome.name(), report.operation_id, report.error)
            }
            Err(error) => unfound(found.text, &error),
        };
        rows.push(row);
    }
    let exit = exit_of(&rows, login_fault, has_conflict);
    let meta = Meta { list, counts: counts(adding, &rows), dry_run: false };
    session.streams.report(Report::rows(rows, meta))?;
    Ok(exit)
}

fn row(
    session: &Session,
    text: String,
    item: MediaRef,
    outcome: &'static str,
    operation_id: Option<String>,
    error: Option<Value>,
) -> ItemRow {
    ItemRow {
        title: title(session, item),
        media_type: Some(item.media_type.name()),
        id: Some(item.id),
        outcome,
        operation_id,
        error,
        text,
    }
}

/// Returns a title that is known here: from a search, or from a list.
fn title(session: &Session, item: MediaRef) -> Option<String> {
    let context = &session.context;
    let in_mirror = || context.state().ok()?.read(|tx| tx.title(item)).ok()?;
    context.known_title(item).or_else(in_mirror)?.title
}

fn unfound(text: String, error: &Error) -> ItemRow {
    ItemRow {
        media_type: None,
        id: None,
        title: None,
        outcome: "failed",
        operation_id: None,
        error: Some(error.to_object()),
        text,
    }
}

/// All failed for one reason: that reason's code; some: partial. A login that is needed is reported beside the data.
fn exit_of(rows: &[ItemRow], login_fault: Option<Error>, has_conflict: bool) -> Exit {
    let failed: Vec<&ItemRow> = rows.iter().filter(|row| row.outcome == "failed").collect();
    if !failed.is_empty() {
        let kinds: std::collections::BTreeSet<&str> =
            failed.iter().filter_map(|row| row.error.as_ref()?.get("type")?.as_str()).collect();
        if let (true, [kind]) =
            (failed.len() == rows.len(), kinds.iter().copied().collect::<Vec<_>>().as_slice())
            && let Some(kind) = ErrorKind::parse(kind)
        {
            let message = error_text(failed[0]).unwrap_or_else(|| "refused".to_owned());
            let message = if failed.len() > 1 {
                format!("all {} items failed: {message}", failed.len())
            } else {
                message
            };
            let details = failed[0].error.as_ref().and_then(|error| error.get("details")?.as_object());
            let error = Error::new(kind, message);
            let add = |error: Error, (key, value): (&String, &Value)| error.with_detail(key, value.clone());
            return Exit::Failed(details.into_iter().flatten().fold(error, add));
        }
        return Exit::Partial;
    }
    match login_fault {
        Some(fault) => Exit::Failed(fault),
        None if has_conflict => Exit::Partial,
        None => Exit::Done,
    }
}

/// Says what the command would do, from the mirror.
fn foretell(
    session: &Session,
    list: &crate::store::ListRow,
    found: &[NamedItem],
    adding: bool,
) -> Result<Exit> {
    let context = &session.context;
    let whole = context.state()?.read(|tx| one_view(context, tx, list))?;
    let is_there = |item: MediaRef| {
        whole
            .items
            .iter()
            .any(|held| held.media.item() == item && held.state != crate::domain::ItemState::PendingRemove)
    };
    let mut rows = Vec::new();
    for found in found {
        rows.push(match &found.item {
            Ok(item) => {
                let outcome = match (adding, is_there(*item)) {
                    (true, true) => Outcome::AlreadyPresent,
                    (true, false) => Outcome::Added,
                    (false, true) => Outcome::Removed,
                    (false, false) => Outcome::NotPresent,
                };
                row(session, found.text.clone(), *item, outcome.name(), None, None)
            }
            Err(error) => unfound(found.text.clone(), error),
        });
    }
    let list = ListName { id: whole.list.id, local_id: whole.list.local_id, name: whole.list.name };
    let meta = Meta { list, counts: counts(adding, &rows), dry_run: true };
    session.streams.note("nothing was changed (--dry-run); this is what would happen:");
    session.streams.report(Report::rows(rows, meta))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Contained {
    list: ListName,
    item: MediaRef,
    present: bool,
}

impl Render for Contained {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("item", "Item", |row: &Self| row.item.to_string().into()),
                Column::new("present", "Present", |row: &Self| row.present.into()),
            ]
        }
    }
}

pub(super) fn contains(args: &ContainsArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    let identity = account(session)?;
    if args.item.trim() == "-" {
        return Err(Error::usage("lists contains asks about one item; name it"));
    }
    let found = find_items(context, std::slice::from_ref(&args.item), args.media_type.media_type())?;
    let Some(found) = found.into_iter().next() else { return Err(Error::usage("no item was named")) };
    let item = found.item?;
    let named = resolve(context, &identity, &args.list)?;
    super::read::freshen(session, &identity, &named.row)?;
    let whole = context.state()?.read(|tx| one_view(context, tx, &named.row))?;
    let present = whole
        .items
        .iter()
        .any(|held| held.media.item() == item && held.state != crate::domain::ItemState::PendingRemove);
    let list = ListName { id: whole.list.id, local_id: whole.list.local_id, name: whole.list.name };
    session.streams.report(Report::one(Contained { list, item, present }, ()))?;
    Ok(if present { Exit::Done } else { Exit::Absent })
}
