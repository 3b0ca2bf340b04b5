//! How much of a list may vanish before a person must decide. Pure.

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
