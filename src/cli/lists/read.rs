//! `lists ls`, `show` and `status`: from the mirror, and from TMDB where the mirror is too old.

use serde::Serialize;

use super::rows::{ItemRow, ListRow, Shown};
use crate::cli::filters::FilterArgs;
use crate::cli::paging::{self, LeftOut, Paged, PagingArgs};
use crate::cli::web;
use crate::cli::{Exit, Session};
use crate::domain::{List, ListKind, ListName};
use crate::error::{Error, ErrorKind, Result};
use crate::output::spoken::counted;
use crate::output::{Column, HumanText, Render, Report};
use crate::services::collections::web_address;
use crate::services::freshen::{freshen, freshen_heads};
use crate::services::lists::{DeadItems, dead_items};
use crate::services::mirror::{MirrorSource, list_by_now, list_here, own_lists, resolve, warn_of};
use crate::services::sift::Sifted;
use crate::services::transfer::place;
use crate::store::{ListRow as StoredList, ListState};

#[derive(clap::Args, Debug)]
pub(super) struct ShowArgs {
    /// The list: its name, its TMDB id or its local id
    list: String,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    paging: PagingArgs,
    /// Open the list's page on TMDB's web site instead
    #[arg(long)]
    web: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct StatusArgs {
    /// The lists (default: all)
    list: Vec<String>,
    /// Print the items that TMDB has deleted, according to the offline catalog (see: flixir catalog)
    #[arg(long)]
    dead: bool,
}

#[derive(Serialize)]
struct Meta {
    source: MirrorSource,
}

pub(super) fn ls(session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ListRow>()?;
    let source = freshen_heads(context, &session.account()?)?;
    let views = own_lists(context, &session.account()?)?;
    for (row, list) in &views {
        warn_of(context, row, list)?;
    }
    let rows = views.into_iter().map(|(_, list)| ListRow(list)).collect();
    session.streams.report(
        Report::rows(rows, Meta { source }).empty("No lists yet. Create one with: flixir lists create NAME"),
    )?;
    Ok(Exit::Done)
}

pub(super) fn show(args: &ShowArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    let identity = session.account()?;
    let found = place::find(context, &identity, &args.list)?;
    // Finding it may have told whose session it is: TMDB needn't be asked that again.
    let identity = session.account()?;
    if args.web {
        let url = match found.list_kind {
            ListKind::List => {
                let list = list_here(context, &found)?.list;
                web::list_address(&list, found.state() == ListState::Gone, &args.list)?
            }
            list_kind => web_address(context, identity, list_kind)?,
        };
        return web::open(session, url, args.filters.left_out_on_the_site(args.paging));
    }
    args.filters.check_score(found.list_kind)?;
    let source = freshen(context, &identity, &found)?;
    let identity = session.account()?;
    let (row, mut whole) = if let Some(known) = list_by_now(context, &found.uid)? {
        known
    } else {
        // The list now belongs to the account that TMDB named for the session.
        let row = place::find(context, &identity, &args.list)?;
        let whole = list_here(context, &row)?;
        (row, whole)
    };
    warn_of(context, &row, &whole.list)?;
    let Sifted { items, unknown } = args.filters.apply(session, std::mem::take(&mut whole.items))?;
    whole.items = items;
    let is_collection = row.list_kind != ListKind::List;
    let mut shown = Shown::new(whole);
    let all = std::mem::take(&mut shown.items);
    let left_out = LeftOut { skipped: row.seen.skipped, unknown };
    let Paged { items, hidden, missing, meta } = args.paging.pick(session, all, source, left_out);
    shown.items = items;
    let report = Report::one(shown, meta)
        .grid_of(|shown: &Shown| shown.items.as_slice())
        .human(move |data, _| human(&data.as_slice()[0], hidden, missing, is_collection));
    session.streams.report(report)?;
    Ok(Exit::Done)
}

fn human(shown: &Shown, hidden: usize, missing: Option<String>, is_collection: bool) -> HumanText {
    let list = &shown.list;
    let name = list.name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let id = list.id.map_or_else(|| "not on TMDB yet".to_owned(), |id| id.to_string());
    // A collection has no number.
    let mut facts: Vec<String> = (!is_collection).then_some(id).into_iter().collect();
    facts.extend([counted(list.item_count, "item"), list.sync_status.name().to_owned()]);
    if list.pending_operations > 0 {
        facts.push(format!("{} waiting", list.pending_operations));
    }
    if let Some(public) = list.public {
        facts.push(if public { "public" } else { "private" }.to_owned());
    }
    let mut text = HumanText::new().title(name).dim(facts.join(" · "));
    if let Some(description) = &list.description {
        text = text.paragraph(description.clone());
    }
    if shown.items.is_empty() {
        return text.dim(missing.unwrap_or_else(|| "no items".to_owned()));
    }
    let text = text.blank().rows::<ItemRow>(&shown.items);
    match paging::more(hidden) {
        Some(line) => text.dim(line),
        None => text,
    }
}

pub(super) fn status(args: &StatusArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    if args.dead {
        session.streams.check_fields::<DeadRow>()?;
    } else {
        session.streams.check_fields::<ListRow>()?;
    }
    let identity = session.account()?;
    let mut lists: Vec<(StoredList, List)> = Vec::new();
    if args.list.is_empty() {
        lists = own_lists(context, &identity)?;
    }
    let mut missing: Vec<Error> = Vec::new();
    for name in &args.list {
        match resolve(context, &identity, name) {
            Ok(named) => lists.push((named.row, named.list)),
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push(error),
            Err(error) => return Err(error),
        }
    }
    let missing = missing.into_iter().next();
    let missing = match missing {
        Some(error) if lists.is_empty() => return Err(error),
        missing => missing,
    };
    if args.dead {
        let rows: Vec<StoredList> = lists.into_iter().map(|(row, _)| row).collect();
        report_dead(session, dead_items(context, &rows)?)?;
    } else {
        for (row, list) in &lists {
            warn_of(context, row, list)?;
        }
        let rows = lists.into_iter().map(|(_, list)| ListRow(list)).collect();
        session.streams.report(
            Report::rows(rows, ())
                .empty("No lists are known here. Fetch them with: flixir lists ls --refresh"),
        )?;
    }
    match missing {
        None => Ok(Exit::Done),
        Some(error) => {
            session.streams.fail(&error);
            Ok(Exit::Partial)
        }
    }
}

/// An item that TMDB no longer knows: as a row of `lists show`, and so ready for `lists remove LIST -`.
#[derive(Serialize)]
struct DeadRow {
    list: ListName,
    #[serde(flatten)]
    item: ItemRow,
}

impl Render for DeadRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("media_type", "Type", |row: &Self| row.item.0.media.media_type.name().into()),
                Column::new("id", "ID", |row: &Self| row.item.0.media.id.into()),
                Column::new("title", "Title", |row: &Self| row.item.0.media.title.clone().into()).weight(3),
                Column::new("year", "Year", |row: &Self| row.item.0.media.year.into()).optional(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "state", "added_at", "comment", "url"]
    }
}

#[derive(Serialize)]
struct DeadMeta {
    /// The day of the exports.
    catalog_date: String,
    checked: u64,
    unknown: u64,
    unread: Vec<ListName>,
}

fn report_dead(session: &Session, found: DeadItems) -> Result<()> {
    let DeadItems { catalog, dead, checked, unknown, unread } = found;
    let date = catalog.date;
    let rows: Vec<DeadRow> =
        dead.into_iter().map(|dead| DeadRow { list: dead.list, item: ItemRow(dead.item) }).collect();
    session.streams.note(&format!(
        "{} of {checked} items are not in the catalog of {date}{}",
        rows.len(),
        if rows.is_empty() { "" } else { "; ask TMDB about one with: flixir info ITEM --refresh" }
    ));
    let mut report =
        Report::rows(rows, DeadMeta { catalog_date: date, checked, unknown, unread: unread.clone() });
    if unknown > 0 {
        report = report.warn(format!(
            "the catalog doesn't know {unknown} items: they may be newer than the catalog, adult, or of a type that it doesn't have"
        ));
    }
    for list in unread {
        let name = list.name.unwrap_or(list.local_id);
        report = report.warn(format!(
            "the items of '{name}' have not been fetched yet. Fetch them with: flixir lists show"
        ));
    }
    session.streams.report(report)
}
