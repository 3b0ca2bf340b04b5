//! `lists status --dead`: titles on lists that are no longer in TMDB's daily exports. From the stored lists and the
//! catalog only:
//! nothing is asked of TMDB.

use std::collections::BTreeMap;

use crate::domain::{ItemState, ListItem, ListName, MediaType};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::mirror::one_view;
use crate::store::{Catalog, CatalogFacts, ListRow};

/// A title that is on a list and not in the catalog.
#[derive(Debug)]
pub struct DeadItem {
    /// The list.
    pub list: ListName,
    /// The title, as it was last known.
    pub item: ListItem,
}

/// What a comparison with the catalog found.
#[derive(Debug)]
pub struct DeadItems {
    /// What the catalog holds.
    pub catalog: CatalogFacts,
    /// Titles that it lacks.
    pub dead: Vec<DeadItem>,
    /// Titles that were looked for.
    pub checked: u64,
    /// Titles of which it can say nothing: newer than it, of a type that isn't loaded, or adult.
    pub unknown: u64,
    /// Lists whose items were never read.
    pub unread: Vec<ListName>,
}

/// Looks for the titles of lists in the catalog.
///
/// # Errors
/// `unavailable` where no catalog is loaded; `storage`.
pub fn dead_items(context: &Context, rows: &[ListRow]) -> Result<DeadItems> {
    let Some(catalog) = context.catalog() else {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "the offline catalog is not loaded, so flixir can't tell which titles TMDB has deleted",
        )
        .with_hint("load it with: flixir catalog update"));
    };
    let mut judge = Judge { catalog, highest: BTreeMap::new() };
    let mut report = DeadItems {
        catalog: catalog.facts().clone(),
        dead: Vec::new(),
        checked: 0,
        unknown: 0,
        unread: Vec::new(),
    };
    for row in rows {
        let whole = context.state()?.read(|tx| one_view(context, tx, row))?;
        let list = ListName { id: whole.list.id, local_id: whole.list.local_id, name: whole.list.name };
        if row.seen.items_as_of.is_none() && row.remote_id.is_some() {
            report.unread.push(list.clone());
        }
        for item in whole.items.into_iter().filter(|item| item.state != ItemState::PendingRemove) {
            match judge.exists(&item)? {
                None => report.unknown += 1,
                Some(true) => report.checked += 1,
                Some(false) => {
                    report.checked += 1;
                    report.dead.push(DeadItem { list: list.clone(), item });
                }
            }
        }
    }
    Ok(report)
}

struct Judge<'a> {
    catalog: &'a Catalog,
    highest: BTreeMap<MediaType, u64>,
}

impl Judge<'_> {
    /// Returns whether a title exists; `None` where the catalog can't tell.
    fn exists(&mut self, item: &ListItem) -> Result<Option<bool>> {
        if self.catalog.title(item.media.item())?.is_some() {
            return Ok(Some(true));
        }
        let media_type = item.media.media_type;
        let highest = self.highest(media_type)?;
        // TMDB exports adult titles to files of their own, which the catalog doesn't load.
        let can_tell = item.media.id <= highest && item.media.adult != Some(true);
        Ok(can_tell.then_some(false))
    }

    fn highest(&mut self, media_type: MediaType) -> Result<u64> {
        if let Some(known) = self.highest.get(&media_type) {
            return Ok(*known);
        }
        let found = self.catalog.highest(media_type)?.unwrap_or(0);
        self.highest.insert(media_type, found);
        Ok(found)
    }
}
