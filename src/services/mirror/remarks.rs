//! What a person must know of a list besides its items: that it no longer exists on TMDB, that TMDB lost much of it, or that
//! rows of TMDB's answer could not be read. For every command that shows a list.

use super::guard::lost;
use super::pick::typed;
use super::refresh::told_of_gone;
use crate::domain::text::counted;
use crate::domain::{Misfit, Timestamp};
use crate::error::Result;
use crate::store::{ListRow, ListState, Tx, UnreadableOperation};

/// Returns what must be said of a list that `name` stands for.
///
/// # Errors
/// `storage`.
pub fn remarks(tx: &Tx<'_>, row: &ListRow, name: &str) -> Result<Vec<String>> {
    let mut said: Vec<String> = stopped(tx, row, name)?.into_iter().collect();
    match row.state() {
        ListState::Unsent | ListState::Deleted => return Ok(said),
        ListState::Gone => said.push(told_of_gone(tx, row)?),
        ListState::Live if row.is_diverged => said.push(diverged(tx, row, name)?),
        ListState::Live => said.extend(missing(tx, row, name)?),
    }
    said.extend(told_of_left_out(name, row.seen.skipped, row.seen.misfit));
    Ok(said)
}

/// Says what TMDB's answer left out of a list: rows that can't be read, and a total that doesn't fit.
pub fn told_of_left_out(name: &str, skipped: u64, misfit: Option<Misfit>) -> Vec<String> {
    let mut said = Vec::new();
    if skipped > 0 {
        let items = counted(skipped, "item", "items");
        let them = if skipped == 1 { "it" } else { "them" };
        said.push(format!("'{name}': flixir can't read {items} of TMDB's list and leaves {them} out."));
    }
    if let Some(Misfit { total, rows }) = misfit {
        said.push(format!(
            "'{name}': TMDB says that it has {total} items, but gives {rows}. What seems to be missing counts as kept."
        ));
    }
    said
}

/// Says which change keeps those behind it from TMDB, because it can't be read.
fn stopped(tx: &Tx<'_>, row: &ListRow, name: &str) -> Result<Option<String>> {
    Ok(tx.first_unreadable(&row.uid)?.map(|unreadable| told_of_unreadable(name, &unreadable)))
}

/// Says that a change of the list `name` can't be read, and what that means.
pub fn told_of_unreadable(name: &str, unreadable: &UnreadableOperation) -> String {
    let (what, number) = (&unreadable.what, unreadable.number);
    format!(
        "'{name}': change {number} can't be read ({what}), so later changes to this list wait. Update flixir, which may be able to \
         read it, or remove the change: flixir queue cancel {number}."
    )
}

fn diverged(tx: &Tx<'_>, row: &ListRow, name: &str) -> Result<String> {
    let (agreed, live) = (tx.agreed_items(&row.uid)?, tx.live_operations(&row.uid)?);
    let there = usize::try_from(row.seen.count.unwrap_or(0)).unwrap_or(usize::MAX);
    // `lists ls` may know the number on TMDB alone.
    let missing =
        lost(&agreed, &tx.seen_items(&row.uid)?, &live).len().max(agreed.len().saturating_sub(there));
    let (are, typed) = (if missing == 1 { "is" } else { "are" }, typed(tx, row)?);
    Ok(format!(
        "'{name}' has diverged: {missing} of its {} items {are} no longer on TMDB. The copy here is kept. \
         Accept TMDB's copy with: flixir lists sync {typed} --force. Put the items back with: flixir lists restore {typed}.",
        agreed.len()
    ))
}

/// Tells what TMDB removed since the last sync, where that is few enough not to stop one.
fn missing(tx: &Tx<'_>, row: &ListRow, name: &str) -> Result<Option<String>> {
    if !row.agreed.has_items {
        return Ok(None);
    }
    let live = tx.live_operations(&row.uid)?;
    let missing = lost(&tx.agreed_items(&row.uid)?, &tx.seen_items(&row.uid)?, &live).len() as u64;
    let since = row.agreed.at.map(|at| format!(" on {}", short_date(at))).unwrap_or_default();
    let items = counted(missing, "item", "items");
    if missing == 0 {
        return Ok(None);
    }
    let typed = typed(tx, row)?;
    Ok(Some(format!(
        "TMDB removed {items} from '{name}' since your last sync{since}. See which: flixir lists sync {typed} --dry-run."
    )))
}

/// `28 Nov`.
fn short_date(at: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = at.day();
    let month = day.get(5..7).and_then(|month| month.parse::<usize>().ok());
    let name = month.and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default();
    format!("{} {name}", day.get(8..10).unwrap_or_default().trim_start_matches('0'))
}
