//! Bringing list, mirror and TMDB together: the three-way plan, and carrying it out.

mod diff;
mod run;

pub use diff::{Action, ActionKind, Conflict, Direction, ListPlan, LostList};
pub use run::{SyncOptions, SyncReport, SyncedList, link, sync};
