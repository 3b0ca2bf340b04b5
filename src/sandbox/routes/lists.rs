//! What lists have in common in both APIs.

use crate::sandbox::call::{Outcome, leading_number, not_found};
use crate::sandbox::world::{List, World};

/// The longest description that is taken, in characters.
pub(super) const DESCRIPTION_LIMIT: usize = 5000;
/// How long caches may keep a list, in seconds.
pub(super) const LIST_AGE: u32 = 300;

/// Returns a list that this reader may see.
pub(super) fn readable<'w>(
    world: &'w World,
    segment: &str,
    reader: Option<usize>,
) -> Result<&'w List, Outcome> {
    let list = world.lists.get(&leading_number(segment)?).ok_or_else(not_found)?;
    if list.public || reader == Some(list.owner) { Ok(list) } else { Err(Outcome::code(401, 39)) }
}
