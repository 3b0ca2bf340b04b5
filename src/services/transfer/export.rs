//! `lists export`: a list, or one of the account's own collections, written for people, for git and for other programs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::base;
use super::formats::{self, AskedIds, Export, ExportFormat, External};
use super::place::{self, Knowledge, Purpose};
use crate::domain::{ListKind, ListWithItems, MediaRef};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::answers::{AnswerKind, read_each, stored};
use crate::services::identity::Identity;
use crate::services::mirror::{Freshness, remarks};
use crate::tmdb::{Request, titles, wire};

/// A list as written.
#[derive(Debug)]
pub struct Exported {
    /// The list that was written.
    pub list: ListWithItems,
    /// The file's content.
    pub export: Export,
}

/// What the person wants of an export.
#[derive(Clone, Copy, Debug)]
pub struct ExportOptions {
    /// The format.
    pub format: ExportFormat,
    /// For which titles TMDB is asked for ids of other catalogs; those that are stored here are always written.
    pub asked: AskedIds,
    /// Whether the cells of a CSV are left as they are.
    pub is_raw: bool,
}

/// Writes a list.
///
/// # Errors
/// `not_found`, `ambiguous`; an outage where the list was never read; `interrupted`.
pub fn export(
    context: &Context,
    identity: &Identity,
    list: &str,
    options: ExportOptions,
) -> Result<Exported> {
    let format = options.format;
    let identity = &place::confirmed_or_as_is(context, identity)?;
    let row = place::find(context, identity, list)?;
    let freshness = if context.settings.refresh { Freshness::Now } else { Freshness::Settings };
    let (whole, knowledge) = place::look_at(context, identity, &row, freshness, Purpose::Reading)?;
    match knowledge {
        Knowledge::Fresh => {}
        Knowledge::Stale => context.warn("TMDB can't be asked; this is the list as it was last read"),
        Knowledge::None => {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!("TMDB can't be asked, and the list '{list}' was never read here"),
            )
            .with_hint("try again later"));
        }
    }
    tell_what_is_known(context, &row.uid, &whole)?;
    let external = external_ids(context, &whole, options)?;
    let mut export = if options.is_raw && format == ExportFormat::Csv {
        formats::export_raw_csv(&whole, &external)?
    } else {
        formats::export(&whole, format, &external)?
    };
    if format == ExportFormat::List && row.list_kind == ListKind::List {
        export.text = base::keep_exported(context, &row.uid, &export.text)?;
    }
    Ok(Exported { list: whole, export })
}

/// Says what a file that was just written leaves out, or keeps although TMDB no longer has it.
fn tell_what_is_known(context: &Context, uid: &str, whole: &ListWithItems) -> Result<()> {
    let said = context.state()?.read(|tx| {
        let Some(row) = tx.list(uid)? else { return Ok(Vec::new()) };
        remarks(tx, &row, whole.list.name.as_deref().unwrap_or(row.label()))
    })?;
    for said in said {
        context.warn(said);
    }
    Ok(())
}

fn ids_request(item: &MediaRef) -> Request {
    Request::get(format!("/{}/{}/external_ids", item.media_type, item.id))
}

/// Returns the ids of other catalogs that stored answers have, however old: ids don't change.
fn stored_ids(context: &Context, item: MediaRef) -> Option<External> {
    [ids_request(&item), titles::details(item, &context.locale())].iter().find_map(|request| {
        let body = stored(context, request, wire::json)?.value;
        let ids = ids_in(body.get("external_ids").unwrap_or(&body));
        (ids != External::default()).then_some(ids)
    })
}

/// Finds the ids of other catalogs: those that are stored, and, in parallel, those that TMDB is to be asked for. An item whose ids
/// can't be had is written without.
fn external_ids(
    context: &Context,
    whole: &ListWithItems,
    options: ExportOptions,
) -> Result<BTreeMap<MediaRef, External>> {
    let format = options.format;
    let mut external = BTreeMap::new();
    let mut items: Vec<MediaRef> =
        place::present(whole).into_iter().filter(|item| format.has_external(item.media_type)).collect();
    if options.asked == AskedIds::Needed {
        let (needed, others): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| format.needs_external(item.media_type));
        items = needed;
        let known = |item: MediaRef| Some((item, stored_ids(context, item)?));
        external.extend(others.into_iter().filter_map(known));
    }
    if items.is_empty() {
        return Ok(external);
    }
    let requests: Vec<Request> = items.iter().map(ids_request).collect();
    let readings = read_each(context, AnswerKind::Details, &requests, wire::json)?;
    let mut failed = 0;
    for (item, reading) in items.into_iter().zip(readings) {
        match reading {
            Ok(reading) => {
                external.insert(item, ids_in(&reading.value));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(_) => failed += 1,
        }
    }
    if failed > 0 {
        context.warn(format!("TMDB could not be asked for the IMDb and TVDB ids of {failed} titles"));
    }
    Ok(external)
}

fn ids_in(body: &Value) -> External {
    External {
        imdb: wire::text(body, "imdb_id").filter(|id| id.starts_with("tt")),
        tvdb: wire::id(body, "tvdb_id"),
    }
}
