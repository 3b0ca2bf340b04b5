//! Lists: what the person sees of them, and what the person wants of them. Every read is the mirror folded with what
//! waits; every write is an operation first and a delivery second.

mod dead;
mod history;
mod mirror;
mod names;
mod stats;
mod view;
mod write;

pub use dead::{DeadItem, DeadItems, dead_items};
pub use history::{Past, RestorePlan, SnapshotReport, history, parse_moment, past, plan_restore, restore};
pub use mirror::{
    Freshness, MirrorSource, confirmed, fetch_contents, mark_deleted, read_remote, refresh_heads,
    save_contents,
};
pub use names::{Named, known, resolve};
pub use stats::{Facts, ListStats, MOST_LOOKED_UP, count, facts};
pub use view::{all_names, all_views, one_view};
pub use write::{
    Enqueued, Outcome, Whole, WishReport, WriteReport, after_write, check_options, check_supported, create,
    deliver_and_report, enqueue, enqueue_all, enqueue_one, keep_snapshot, list_name, outcome_of, seen_items,
    unborn, write,
};
