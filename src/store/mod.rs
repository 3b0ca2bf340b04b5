//! SQLite: what flixir keeps, in three files by worth. `state.db` (queue, mirror) is precious; `cache.db` and
//! `catalog.db` are disposable. Callers see domain values only, never a connection or a row.
#![expect(clippy::disallowed_types, reason = "store/ is the home of rusqlite")]

mod accounts;
mod agreed;
mod cache;
mod catalog;
mod changes;
mod counts;
mod identity;
mod lists;
mod open;
mod operations;
mod recover;
mod seen;
mod snapshots;
mod state;
mod summary;
mod transfer;
mod unreadable;
mod words;

pub use accounts::{AccountRow, Holdings, SessionRow};
pub use cache::{Cache, CachedAnswer, KindStats, LONGEST_KEPT, NewAnswer, Sweep, TITLES};
pub use catalog::{
    Catalog, CatalogBuilder, CatalogFacts, CatalogHits, CatalogTitle, catalog_path, delete_catalog,
};
pub use counts::Tally;
pub use lists::{Agreed, FieldWrites, HeldItem, ListRow, ListState, Seen};
pub use operations::{AttemptOutcome, AttemptRow, Ending, NewOperation, TallyRow, Waiting};
pub use recover::{
    Condition, RecoveredTable, Recovery, adopt_state, begin_new_state, examine, examine_state, recover_state,
};
pub use seen::RecentWrite;
pub use snapshots::{Holding, SnapshotKind, SnapshotRow};
pub use state::{State, Tx};
pub use summary::Summary;
pub use transfer::{AppliedRow, Decision, VersionRole};
pub use unreadable::{Line, StoredOperation, UnreadableOperation};
