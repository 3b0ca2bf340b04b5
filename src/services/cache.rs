//! Looking after the cache: what it holds, clearing it, and filling it for a time without the network.

use std::collections::BTreeMap;

use super::Context;
use super::answers::AnswerKind;
use super::{details, identity, lists};
use crate::domain::{MediaRef, Timestamp};
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

/// Clears; returns how many entries went and their size in bytes.
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
    open(context)?.sweep(&sweep, now)
}

/// Returns TMDB's number and the titles of a list, for [`Clearing::List`].
///
/// # Errors
/// `not_found`, `ambiguous`, `missing_credentials`, `storage`.
pub fn contents_of(context: &Context, list: &str) -> Result<(Option<u64>, Vec<MediaRef>)> {
    let identity = identity::local(context)?;
    let row = lists::resolve(context, &identity, list)?.row;
    let view = context.state()?.read(|tx| lists::one_view(context, tx, &row))?;
    Ok((row.remote_id, view.items.iter().map(|item| item.media.item()).collect()))
}

/// Returns every title on a list that is known here.
///
/// # Errors
/// `missing_credentials`, `storage`.
pub fn titles_of_lists(context: &Context) -> Result<Vec<MediaRef>> {
    let identity = identity::local(context)?;
    context.state()?.read(|tx| {
        let mut titles = Vec::new();
        for row in tx.lists(&identity.account_in(tx)?)? {
            let view = lists::one_view(context, tx, &row)?;
            titles.extend(view.items.iter().map(|item| item.media.item()));
        }
        Ok(titles)
    })
}

/// How far a warming got.
#[derive(Debug)]
pub struct Warmed {
    /// Titles whose details are fresh now.
    pub warmed: u64,
    /// Titles that TMDB doesn't know, or that could not be read.
    pub failed: Vec<(MediaRef, Error)>,
    /// When the warming was done.
    pub done_at: Timestamp,
}

/// Fetches the details of titles that the cache has none of, or stale ones, so that they can be read offline.
///
/// # Errors
/// `interrupted`, and what concerns all titles; what is done stays done.
pub fn warm(context: &Context, items: &[MediaRef]) -> Result<Warmed> {
    // Small enough that an interrupted warming has kept nearly everything it fetched.
    const AT_ONCE: usize = 40;
    let mut warmed = 0;
    let mut failed = Vec::new();
    for some in items.chunks(AT_ONCE) {
        context.check_interrupted()?;
        let report = details::details(context, some)?;
        warmed += report.found.len() as u64;
        let is_outage = |failed: &(MediaRef, Error)| failed.1.kind().is_outage();
        // Nothing gets better by asking a TMDB that is down for the rest.
        if report.found.is_empty() && report.failed.iter().all(is_outage) && !report.failed.is_empty() {
            let mut report = report;
            return Err(report.failed.swap_remove(0).1);
        }
        failed.extend(report.failed);
    }
    Ok(Warmed { warmed, failed, done_at: context.clock.now() })
}
