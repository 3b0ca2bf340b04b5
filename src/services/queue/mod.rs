//! The queue: wishes become durable operations, operations become deliveries, and the view is what the person sees
//! meanwhile. The promises are those of `queue-design.md`.

mod claim;
mod comments;
mod effects;
mod manage;
mod metrics;
mod plan;
mod put_back;
mod refusals;
mod report;
mod run;
mod send;
mod settle;
mod stats;
mod verify;
mod view;
mod waits;

pub(super) use effects::end_deleted;
pub use manage::{Revival, cancel, foresee, prune, revive, revive_failed};
pub use metrics::exposition;
pub use plan::{Coalesced, Place, Wish, coalesce};
pub(super) use put_back::OLDEST_EVIDENCE;
pub use report::{
    AttemptReport, OperationReport, RetryMeta, describe, describe_all, list_operations, retry_meta, show,
};
pub use run::{Bound, Pause, RunOptions, RunSummary, deliver};
pub use stats::{Breaker, Day, Delivery, QueueStats, TOTALS, stats};
pub use view::{Counted, View, ViewItem, count, fold};
