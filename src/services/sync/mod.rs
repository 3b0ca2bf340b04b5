//! Bringing list, mirror and TMDB together: reads that may be believed, the three-way plan, and carrying it out.

mod diff;
mod run;
mod snapshot;

pub use diff::{Action, ActionKind, Conflict, Direction, ListPlan, LostList, RemovalGuard};
pub use run::{SyncOptions, SyncReport, SyncedList, link, sync};
pub use snapshot::{may_replace_head, merge_snapshot};
