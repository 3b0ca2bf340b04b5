//! How much of a list may vanish on TMDB before a person must decide. Pure.

use std::collections::BTreeSet;

use crate::domain::{Change, ClearScope, MediaRef, Operation, OperationKind};
use crate::store::HeldItem;

/// A removal of more than this share …
const GUARDED_PERCENT: usize = 25;
/// … and more than this many …
const GUARDED_COUNT: usize = 20;
/// … or of everything, where it is more than this many, is refused.
const GUARDED_WHOLE: usize = 5;

/// How many removals are believed without a word.
#[derive(Clone, Copy, Debug)]
pub struct RemovalGuard {
    /// `--max-delete`: at most this many.
    pub max_delete: Option<usize>,
    /// `--force`: any number.
    pub is_off: bool,
}

impl RemovalGuard {
    /// The guard where the person said nothing else.
    pub const USUAL: Self = Self { max_delete: None, is_off: false };

    /// Returns whether taking `removals` of `held` items off must be refused.
    pub const fn refuses(self, removals: usize, held: usize) -> bool {
        if self.is_off || removals == 0 {
            return false;
        }
        if let Some(most) = self.max_delete {
            return removals > most;
        }
        let is_large = removals > GUARDED_COUNT && removals * 100 > held * GUARDED_PERCENT;
        let is_everything = removals >= held && held > GUARDED_WHOLE;
        is_large || is_everything
    }
}

/// Returns the items of *agreed* that TMDB lost: absent from *seen*, and explained by no live operation of ours. An item that is
/// to be added again is wanted, so its absence is known.
pub fn lost(agreed: &[HeldItem], seen: &[HeldItem], live: &[Operation]) -> Vec<MediaRef> {
    if live.iter().any(|operation| operation.kind() == OperationKind::Delete) {
        return Vec::new();
    }
    let mut explained: BTreeSet<MediaRef> = seen.iter().map(|held| held.item).collect();
    explained.extend(live.iter().filter_map(Operation::item));
    for operation in live {
        match &operation.change {
            Change::Clear(ClearScope::Everything) => return Vec::new(),
            Change::Clear(ClearScope::Seen(meant)) => explained.extend(meant),
            _ => {}
        }
    }
    agreed.iter().map(|held| held.item).filter(|item| !explained.contains(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guard_s_table() {
        let guard = RemovalGuard { max_delete: None, is_off: false };
        for (removals, held, refused) in [
            (0, 100, false),
            (20, 21, false),
            (21, 84, false),
            (21, 83, true),
            (5, 5, false),
            (6, 6, true),
            (30, 1000, false),
        ] {
            assert_eq!(guard.refuses(removals, held), refused, "{removals} of {held}");
        }
        assert!(!RemovalGuard { max_delete: Some(6), is_off: false }.refuses(6, 6));
        assert!(RemovalGuard { max_delete: Some(2), is_off: false }.refuses(3, 1000));
        assert!(!RemovalGuard { max_delete: None, is_off: true }.refuses(900, 1000));
    }
}
