//! Looking after the cache: what it holds, clearing it, and filling it for a time without the network.

use std::collections::BTreeMap;

use super::Context;
use super::answers::AnswerKind;
use super::mirror::Freshness;
use super::{details, identity, mirror};
use crate::domain::MediaRef;
use crate::error::{Error, Result};
use crate::store::{Cache, KindStats, Sweep, TITLES};

/// What is to be cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// Everything.
    Everything,
    /// One kind, by its name in `cache stats`.
    Kind(String),
    /// What is too old to be served without asking TMDB.
    Expired,
    /// What belongs to the list of this number and to these titles.
    List {
        /// TMDB's number of the list, once it has one.
        id: Option<u64>,
        /// Its titles.
        items: Vec<MediaRef>,
    },
}

fn open(context: &Context) -> Result<&Cache> {
    context.cache().ok_or_else(|| {
        Error::new(crate::ErrorKind::Storage, "the cache can't be used").with_hint("see: flixir doctor")
    })
}

/// Returns what the cache holds, by kind.
///
/// # Errors
/// `storage`.
pub fn stats(context: &Context) -> Result<BTreeMap<String, KindStats>> {
    open(context)?.stats()
}

/// Clears; returns how many entries went and their size in bytes. A dry run only reports.
///
/// # Errors
/// `usage` for an unknown kind; `storage`.
pub fn clear(context: &Context, what: &Clearing) -> Result<(u64, u64)> {
    let now = context.clock.now();
    let sweep = match what {
        Clearing::Everything => Sweep::Everything,
        Clearing::Kind(kind) => {
            let known: Vec<&str> = AnswerKind::ALL.iter().map(|kind| kind.name()).chain([TITLES]).collect();
            if !known.contains(&kind.as_str()) {
                return Err(Error::usage(format!("the cache has no kind '{kind}'"))
                    .with_hint(format!("one of: {}", known.join(", "))));
            }
            Sweep::Kind(kind.clone())
        }
        Clearing::Expired => Sweep::Older(
            AnswerKind::ALL
                .iter()
                .map(|kind| (kind.name().to_owned(), now.minus(kind.lifetime(&context.settings))))
                .collect(),
        ),
        Clearing::List { id, items } => {
            let list = id.iter().flat_map(|id| [format!("/list/{id}?"), format!("/list/{id}/")]);
            let titles = items.iter().flat_map(|item| {
                let path = format!("/{}/{}", item.media_type, item.id);
                [format!("{path}?"), format!("{path}/")]
            });
            Sweep::Paths(list.chain(titles).collect())
        }
    };
    let cache = open(context)?;
    if context.settings.dry_run { cache.would_sweep(&sweep, now) } else { cache.sweep(&sweep, now) }
}

/// Returns TMDB's number and the titles of a list, for [`Clearing::List`].
///
/// # Errors
/// `not_found`, `ambiguous`, `missing_credentials`, `storage`.
pub fn contents_of(context: &Context, list: &str) -> Result<(Option<u64>, Vec<MediaRef>)> {
    let identity = identity::local(context)?;
    let row = mirror::resolve(context, &identity, list)?.row;
    let view = context.state()?.read(|tx| mirror::one_view(context, tx, &row))?;
    Ok((row.remote_id, view.items.iter().map(|item| item.media.item()).collect()))
}

/// Which lists are to be had without the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedLists {
    /// Those named so.
    Named(Vec<String>),
    /// Every list of the account.
    All,
}

/// Lists whose pages are fresh now.
#[derive(Debug, Default)]
pub struct WarmedLists {
    /// How many.
    pub lists: u64,
    /// What is on them, and on those that could not be read as far as is known here.
    pub titles: Vec<MediaRef>,
    /// Why others could not be read.
    pub failed: Vec<Error>,
}

/// Reads lists into the mirror where that is too old, and names what is on them.
///
/// # Errors
/// `not_found` and `ambiguous` before anything is read; `missing_credentials`, `session_expired`; `storage`.
pub fn warm_lists(context: &Context, wanted: &WantedLists) -> Result<WarmedLists> {
    let freshness = if context.settings.refresh { Freshness::Now } else { Freshness::Settings };
    let mut identity = identity::local(context)?;
    let mut warmed = WarmedLists::default();
    let rows = match wanted {
        WantedLists::Named(names) => {
            let rows: Result<Vec<_>> =
                names.iter().map(|name| Ok(mirror::resolve(context, &identity, name)?.row)).collect();
            rows?
        }
        WantedLists::All => {
            match mirror::refresh_heads(context, &identity, freshness) {
                Ok(_) => {}
                Err(error) if error.kind().is_outage() => warmed.failed.push(error),
                Err(error) => return Err(error),
            }
            identity = identity::renewed(context, &identity)?;
            context.state()?.read(|tx| tx.lists(&identity.account_in(tx)?))?
        }
    };
    identity = identity::renewed(context, &identity)?;
    for row in rows {
        context.check_interrupted()?;
        match mirror::fetch_contents(context, &identity, &row, freshness) {
            Ok(_) => warmed.lists += 1,
            Err(error) if error.kind() == crate::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let name = row.label();
                let message = format!("the list '{name}': {}", error.message());
                warmed.failed.push(error.with_message(message));
            }
        }
        let view = context.state()?.read(|tx| mirror::one_view(context, tx, &row))?;
        warmed.titles.extend(view.items.iter().map(|item| item.media.item()));
    }
    Ok(warmed)
}

/// How far a warming got.
#[derive(Debug, Default)]
pub struct Warmed {
    /// Titles whose details are fresh now.
    pub ready: u64,
    /// Those of them that TMDB was asked about.
    pub fetched: u64,
    /// Titles whose details are here, but could not be renewed; a warning says why.
    pub stale: u64,
    /// Titles that TMDB doesn't know, or whose details could not be read.
    pub failed: Vec<Error>,
}

/// Fetches the details of titles that the cache has none of, or stale ones, so that they can be read offline. `report` is
/// told how many of how many are done.
///
/// # Errors
/// `interrupted`, and what concerns all titles; what is done stays done.
pub fn warm(context: &Context, items: &[MediaRef], report: &mut dyn FnMut(u64, u64)) -> Result<Warmed> {
    // Small, so that an interrupted run has stored nearly everything it fetched.
    const AT_ONCE: usize = 40;
    let mut warmed = Warmed::default();
    for some in items.chunks(AT_ONCE) {
        context.check_interrupted()?;
        report(warmed.ready + warmed.failed.len() as u64, items.len() as u64);
        let details = details::details(context, some)?;
        let is_outage = |failed: &(MediaRef, Error)| failed.1.kind().is_outage();
        // While TMDB is down, asking for the rest doesn't help.
        let is_hopeless = details.found.is_empty() && details.failed.iter().all(is_outage);
        warmed.failed.extend(details.failed.into_iter().map(|(_, error)| error));
        if is_hopeless && let Some(error) = warmed.failed.pop() {
            return Err(error);
        }
        warmed.ready += details.fetched + details.fresh;
        warmed.fetched += details.fetched;
        warmed.stale += details.found.len() as u64 - details.fetched - details.fresh;
    }
    Ok(warmed)
}
