//! `lists union`, `intersect` and `minus`: items of lists, of the account's own collections and of files, combined.

use std::collections::BTreeSet;
use std::path::Path;

use super::files::read_file;
use super::formats::{self, Row};
use super::identify::{Identified, identify};
use super::place::{self, Knowledge, Purpose};
use crate::domain::{ItemState, Media, MediaRef, MediaType};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity;
use crate::services::mirror::Freshness;

/// How sets are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
    /// What is on any.
    Union,
    /// What is on all.
    Intersection,
    /// What is on the first and on none of the others.
    Difference,
}

/// Combines the sets that texts name, in the order of the first set that has an item.
///
/// # Errors
/// `not_found` and the like for a name that names nothing; `usage` for a file with rows that can't be read, since what
/// comes of a half-read file would be wrong.
pub fn combine(context: &Context, how: Combination, names: &[String]) -> Result<Vec<Media>> {
    let mut sets = Vec::with_capacity(names.len());
    for name in names {
        context.check_interrupted()?;
        sets.push(items_of(context, name)?);
    }
    Ok(combined(how, sets))
}

fn combined(how: Combination, sets: Vec<Vec<Media>>) -> Vec<Media> {
    let items_in = |set: &Vec<Media>| set.iter().map(Media::item).collect::<BTreeSet<MediaRef>>();
    let members: Vec<BTreeSet<MediaRef>> = sets.iter().map(items_in).collect();
    let others = members.get(1..).unwrap_or_default();
    let is_wanted = |item: MediaRef| match how {
        Combination::Union => true,
        Combination::Intersection => others.iter().all(|set| set.contains(&item)),
        Combination::Difference => !others.iter().any(|set| set.contains(&item)),
    };
    let from = if how == Combination::Union { sets.len() } else { 1 };
    let mut seen = BTreeSet::new();
    sets.into_iter()
        .take(from)
        .flatten()
        .filter(|media| is_wanted(media.item()) && seen.insert(media.item()))
        .collect()
}

/// Returns the items of a file, a list or a collection. A path that exists is a file; everything else is a list.
///
/// # Errors
/// As [`combine`].
pub fn items_of(context: &Context, name: &str) -> Result<Vec<Media>> {
    if place::collection_named(name).is_none() && Path::new(name).is_file() {
        return items_of_file(context, name);
    }
    let identity = place::confirmed_or_as_is(context, &identity::local(context)?)?;
    let row = place::find(context, &identity, name)?;
    let freshness = if context.settings.refresh { Freshness::Now } else { Freshness::Settings };
    let (whole, knowledge) = place::look_at(context, &identity, &row, freshness, Purpose::Reading)?;
    match knowledge {
        Knowledge::Fresh => {}
        Knowledge::Stale => context.warn(format!("TMDB can't be asked; '{name}' is as it was last read")),
        Knowledge::None => {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!("TMDB can't be asked, and the list '{name}' was never read here"),
            ));
        }
    }
    let items = whole.items.into_iter().filter(|item| item.state != ItemState::PendingRemove);
    Ok(items.map(|item| item.media).collect())
}

fn items_of_file(context: &Context, name: &str) -> Result<Vec<Media>> {
    let bytes = read_file(Path::new(name))?;
    let reading = formats::read(name, &bytes, None)?;
    let sheets = reading.sheets;
    let rows: Vec<&Row> = sheets.iter().flat_map(|sheet| &sheet.rows).collect();
    if let Some(problem) = sheets.iter().flat_map(|sheet| &sheet.problems).next() {
        return Err(Error::usage(format!("'{name}', line {}: {}", problem.line, problem.reason)));
    }
    let found = identify(context, &rows, MediaType::Movie, &|_, _| {})?;
    let wanted: BTreeSet<MediaRef> = found.iter().filter_map(Identified::title).collect();
    let known = context.titles_here(&wanted.into_iter().collect::<Vec<_>>());
    let mut items = Vec::with_capacity(rows.len());
    for (row, found) in rows.iter().zip(found) {
        match found {
            Identified::Title(item) => items.push(media_of(known.get(&item), item, row)),
            Identified::Refused(_) => {}
            Identified::Failed(_) | Identified::Unmatched | Identified::Ambiguous(_) => {
                return Err(Error::usage(format!(
                    "'{name}', line {}: it is not clear which title '{}' is",
                    row.line,
                    row.label()
                ))
                .with_hint("import the file with --unmatched FILE, and choose the title there"));
            }
        }
    }
    Ok(items)
}

fn media_of(known: Option<&Media>, item: MediaRef, row: &Row) -> Media {
    known.cloned().unwrap_or_else(|| {
        let (noted, noted_year) = row.noted();
        Media { title: row.title.clone().or(noted), year: row.year.or(noted_year), ..Media::unknown(item) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[u64]) -> Vec<Media> {
        ids.iter().map(|id| Media::unknown(MediaRef::movie(*id))).collect()
    }

    fn ids(how: Combination, sets: &[&[u64]]) -> Vec<u64> {
        combined(how, sets.iter().map(|ids| set(ids)).collect()).iter().map(|media| media.id).collect()
    }

    #[test]
    fn combines_in_the_order_of_the_first() {
        let sets: [&[u64]; 3] = [&[3, 1, 2, 3], &[2, 4, 1], &[5, 1]];
        assert_eq!(ids(Combination::Union, &sets), [3, 1, 2, 4, 5]);
        assert_eq!(ids(Combination::Intersection, &sets), [1]);
        assert_eq!(ids(Combination::Difference, &sets), [3]);
        assert_eq!(ids(Combination::Intersection, &[&[1, 2]]), [1, 2]);
        assert_eq!(ids(Combination::Difference, &[&[1, 2], &[]]), [1, 2]);
        let mixed = vec![set(&[1]), vec![Media::unknown(MediaRef::tv(1))]];
        assert_eq!(
            combined(Combination::Difference, mixed).len(),
            1,
            "a film and a show of one number differ"
        );
    }
}
