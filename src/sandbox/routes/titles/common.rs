//! What the groups of reads have in common: how long caches may keep an answer, which titles lists show, and how well a name
//! fits the words of a search.

use crate::sandbox::seed::{Catalogue, Kind, Title};

/// How long caches may keep searches and details, in seconds.
pub(super) const LONG: u32 = 21_600;
/// How long caches may keep what changes by the hour, in seconds.
pub(super) const SHORT: u32 = 300;

/// Returns the titles that lists and searches show unasked.
pub(super) fn visible(catalogue: &Catalogue, kind: Kind) -> impl Iterator<Item = &Title> {
    catalogue.of_kind(kind).filter(|title| !title.adult)
}

/// Says how well words match: 0 the same, 1 the beginning, 2 all in it, `None` not at all.
pub(super) fn rank(words: &[String], wanted: &[String]) -> Option<u8> {
    if wanted.is_empty() {
        return None;
    }
    if words == wanted {
        return Some(0);
    }
    if words.len() > wanted.len() && words[..wanted.len()] == *wanted {
        return Some(1);
    }
    let all = wanted.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())));
    // Languages without spaces are one long word.
    let inside = words.iter().any(|word| wanted.len() == 1 && !word.is_ascii() && word.contains(&wanted[0]));
    (all || inside).then_some(2)
}
