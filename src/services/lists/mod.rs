//! What a person does with lists beyond single writes: looking into their past, restoring them, counting what is on them.

mod carry;
mod dead;
mod history;
mod stats;

pub use carry::move_items;
pub use dead::{DeadItem, DeadItems, dead_items};
pub use history::{Past, RestorePlan, SnapshotReport, history, parse_moment, past, plan_restore, restore};
pub use stats::{Facts, ListStats, MOST_LOOKED_UP, count, facts};
