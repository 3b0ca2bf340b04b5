//! Adding what was found to a list or to the watchlist, through the queue like any write. Not for choosing.

use super::values::{Place, Target, Title, named};
use crate::domain::ListKind;
use crate::domain::text::counted;
use crate::error::{Error, Result};
use crate::services::Context;
use crate::services::collections::{collection, settled_identity};
use crate::services::freshen::freshen_heads;
use crate::services::identity;
use crate::services::mirror::{all_views, resolve};
use crate::services::outbox::{Outcome, Wish, WriteReport, write};

/// Returns the account's own lists.
///
/// # Errors
/// `missing_credentials`; those of [`freshen_heads`].
pub(super) fn lists(context: &Context) -> Result<Vec<Target>> {
    freshen_heads(context, &identity::local(context)?)?;
    // Asking TMDB may have told whose session it is.
    let identity = identity::local(context)?;
    let views = context.state()?.read(|tx| all_views(context, tx, &identity.account_in(tx)?))?;
    let own = views.into_iter().filter(|(row, _)| row.writable);
    let target = |list: crate::domain::List| Target {
        name: list.name.unwrap_or_else(|| list.local_id.clone()),
        local_id: list.local_id,
        item_count: list.item_count,
    };
    Ok(own.map(|(_, list)| target(list)).collect())
}

/// Adds titles, and returns what came of it in one sentence.
///
/// # Errors
/// `missing_credentials`, `unsupported`; those of [`write`].
pub(super) fn add(context: &Context, place: &Place, titles: &[Title]) -> Result<String> {
    let identity = identity::local(context)?;
    if context.settings.dry_run {
        return Ok(format!("Dry run: {} would be added to {}.", named(titles), place.name()));
    }
    let (identity, row) = match place {
        Place::List(target) => {
            let named = resolve(context, &identity, &target.local_id)?;
            (identity, named.row)
        }
        Place::Watchlist => {
            let identity = settled_identity(context, identity);
            let row = collection(context, &identity, ListKind::Watchlist)?;
            (identity, row)
        }
    };
    let wishes: Vec<Wish> = titles.iter().map(|title| Wish::add(title.item)).collect();
    let mut report = write(context, &identity, &row, &wishes)?;
    let told = told(place, titles, &report);
    match report.take_standing_fault() {
        Some(fault) => Ok(format!("{told} {}", why(&fault))),
        None => Ok(told),
    }
}

fn why(fault: &Error) -> String {
    let hint = fault.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("{}{hint}.", fault.message().trim_end_matches('.'))
}

/// Says what came of each title, the good first.
fn told(place: &Place, titles: &[Title], report: &WriteReport) -> String {
    let having = |outcome: Outcome| -> Vec<Title> {
        let outcomes = report.wishes.iter().map(|wish| wish.outcome);
        titles
            .iter()
            .zip(outcomes)
            .filter(|(_, came)| *came == outcome)
            .map(|(title, _)| title.clone())
            .collect()
    };
    let (added, queued) = (having(Outcome::Added), having(Outcome::Queued));
    let (present, failed) = (having(Outcome::AlreadyPresent), having(Outcome::Failed));
    let place = place.name();
    let mut sentences = Vec::new();
    if !added.is_empty() {
        sentences.push(format!("Added {} to {place}.", named(&added)));
    }
    if !queued.is_empty() {
        let reason =
            report.summary.fault.as_ref().map(|fault| format!(" {}", why(fault))).unwrap_or_default();
        sentences.push(format!("Queued: add {} to {place}.{reason}", named(&queued)));
    }
    if !present.is_empty() {
        let verb = if present.len() == 1 { "is" } else { "are" };
        sentences.push(format!("{} {verb} already on {place}.", named(&present)));
    }
    if !failed.is_empty() {
        let reason = report.wishes.iter().find_map(|wish| Some(wish.error.as_ref()?.message.as_str()));
        let reason = reason.map(|reason| format!(": {}", reason.trim_end_matches('.'))).unwrap_or_default();
        let count = counted(failed.len() as u64, "title", "titles");
        sentences.push(format!("TMDB rejected {count}{reason}."));
    }
    sentences.join(" ")
}
