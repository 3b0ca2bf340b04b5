//! `lists copy`, `lists move` and `lists diff`.

use serde::Serialize;

use super::items::{ItemsChange, Origin, TitleInWords, carry_out};
use crate::cli::{Exit, Session};
use crate::domain::ListKind;
use crate::domain::{ListName, Media, MediaRef};
use crate::error::{Error, Result};
use crate::output::{Cell, Column, Render, Report};
use crate::services::freshen::freshen;
use crate::services::items::NamedItem;
use crate::services::mirror::list_by_now;
use crate::services::outbox::Wish;
use crate::services::transfer::place;
use crate::services::transfer::sets::items_of;

#[derive(clap::Args, Debug)]
pub(super) struct CarryArgs {
    /// The list that the items are on, or @watchlist or @favorites
    list: String,
    /// movie:603, tv:1399, a number, an IMDb id, an address, or - for standard input
    #[arg(required_unless_present_any = ["all", "search"], conflicts_with_all = ["all", "search"])]
    item: Vec<String>,
    /// Every item on the list
    #[arg(long, conflicts_with = "search")]
    all: bool,
    /// The list that the items go to, or @watchlist or @favorites
    #[arg(long, value_name = "LIST")]
    to: String,
    #[command(flatten)]
    words: TitleInWords,
}

#[derive(clap::Args, Debug)]
pub(super) struct DiffArgs {
    /// A list, a list file, @watchlist, @favorites or @rated
    a: String,
    /// Another one
    b: String,
    /// Exit 8 if they differ
    #[arg(long)]
    check: bool,
}

/// An item that is on one side only.
#[derive(Serialize)]
struct DiffRow {
    media_type: &'static str,
    id: u64,
    title: Option<String>,
    side: &'static str,
}

impl DiffRow {
    fn new(media: Media, side: &'static str) -> Self {
        Self { media_type: media.media_type.name(), id: media.id, title: media.title, side }
    }
}

impl Render for DiffRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("side", "Only on", |row: &Self| row.side.into()),
                Column::new("media_type", "Type", |row: &Self| row.media_type.into()),
                Column::new("id", "ID", |row: &Self| Cell::id(row.id)),
                Column::new("title", "Title", |row: &Self| row.title.clone().into()).weight(3),
            ]
        }
    }
}

pub(super) fn copy(args: &CarryArgs, session: &Session) -> Result<Exit> {
    carry(args, session, false)
}

pub(super) fn move_(args: &CarryArgs, session: &Session) -> Result<Exit> {
    carry(args, session, true)
}

fn carry(args: &CarryArgs, session: &Session, moves: bool) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<super::items::ItemRow>()?;
    let is_ratings = |name: &str| place::collection_named(name) == Some(ListKind::Ratings);
    if is_ratings(&args.to) || (moves && is_ratings(&args.list)) {
        return Err(Error::usage("a rating needs a score, so @rated can't be moved to or from")
            .with_hint("rate a title with: flixir ratings add ITEM SCORE"));
    }
    let identity = session.account()?;
    let source = place::find(context, &identity, &args.list)?;
    let target = place::find(context, &identity, &args.to)?;
    if source.uid == target.uid {
        return Err(Error::usage(format!("'{}' and '{}' are the same list", args.list, args.to)));
    }
    freshen(context, &identity, &source)?;
    let (_, whole) =
        list_by_now(context, &source.uid)?.ok_or_else(|| Error::not_found("list", &args.list))?;
    let name = whole.name();
    let present: Vec<MediaRef> = whole.present().map(|held| held.media.item()).collect();
    let found = wanted(args, session, &present, &name)?;
    let change = ItemsChange {
        list: &target,
        found: &found,
        adding: true,
        make_wish: &Wish::add,
        from: Some(Origin { row: &source, name, moves }),
    };
    carry_out(session, &identity, &change)
}

/// Returns the items that are meant; one that is not on the source is an error of its own.
fn wanted(
    args: &CarryArgs,
    session: &Session,
    present: &[MediaRef],
    source: &ListName,
) -> Result<Vec<NamedItem>> {
    if args.all {
        return Ok(present
            .iter()
            .map(|item| NamedItem { text: item.to_string(), item: Ok(*item) })
            .collect());
    }
    let mut found = args.words.find(session, &args.item)?;
    for named in &mut found {
        if let Ok(item) = &named.item
            && !present.contains(item)
        {
            let list = source.name.as_deref().unwrap_or(&source.local_id);
            named.item = Err(Error::new(
                crate::error::ErrorKind::NotFound,
                format!("'{item}' is not on the list '{list}'"),
            ));
        }
    }
    Ok(found)
}

pub(super) fn diff(args: &DiffArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<DiffRow>()?;
    let (a, b) = (items_of(context, &args.a)?, items_of(context, &args.b)?);
    let only = |ours: &[Media], theirs: &[Media], side: &'static str| -> Vec<DiffRow> {
        let held: std::collections::BTreeSet<MediaRef> = theirs.iter().map(Media::item).collect();
        let missing = ours.iter().filter(|media| !held.contains(&media.item()));
        missing.map(|media| DiffRow::new(media.clone(), side)).collect()
    };
    let mut rows = only(&a, &b, "a");
    rows.extend(only(&b, &a, "b"));
    let differs = !rows.is_empty();
    if !(args.check && session.streams.options().quiet) {
        session.streams.report(Report::rows(rows, ()).empty("Both have the same items."))?;
    }
    Ok(if args.check && differs { Exit::Differences } else { Exit::Done })
}
