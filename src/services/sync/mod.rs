//! Bringing list, mirror and TMDB together: reads that may be believed, the three-way plan, and carrying it out.

mod diff;
mod run;
mod snapshot;

pub use diff::{Action, ActionKind, Conflict, Direction, ListPlan, RemovalGuard};
pub use run::{LostList, SyncOptions, SyncReport, SyncedList, link, recreate, sync};
pub use snapshot::{may_replace_head, merge_snapshot};
