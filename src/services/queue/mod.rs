//! The queue: wishes become durable operations, operations become deliveries, and the view is what the person sees
//! meanwhile. The promises are those of `queue-design.md`.

mod claim;
mod comments;
mod manage;
mod metrics;
mod plan;
mod run;
mod send;
mod verify;
mod view;
mod waits;

pub use manage::{
    AttemptReport, Breaker, Day, Delivery, OperationReport, QueueStats, RetryMeta, cancel, describe,
    describe_all, list_operations, prune, retry_meta, revive, revive_failed, show, stats,
};
pub use metrics::exposition;
pub use plan::{Coalesced, Place, Wish, coalesce};
pub use run::{Bound, Pause, RunOptions, RunSummary, deliver};
pub use view::{View, ViewItem, fold};
