//! The outbox: wishes become durable operations, operations become deliveries.

mod auto;
mod claim;
mod comments;
mod effects;
mod end_of_list;
mod fields;
mod halt;
mod job;
mod lanes;
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
mod waits;
mod ways;
mod when;
mod write;

pub use auto::deliver_what_is_due;
pub use claim::{Audience, Unsure};
pub(super) use end_of_list::end_deleted;
pub use fields::{FieldConflict, earlier_fields, field_conflicts, overrule, told_of_conflict};
pub use manage::{Retried, Revival, adopt, cancel, is_idle, prune, retry, revive, strangers, unreadable};
pub use metrics::exposition;
pub use plan::{Coalesced, Place, Wish, coalesce};
pub(super) use put_back::OLDEST_EVIDENCE;
pub use report::{
    AttemptReport, OperationReport, RetryMeta, describe, describe_all, list_operations, retry_meta, show,
};
pub use run::{Bound, Pause, RunOptions, RunSummary, deliver};
pub use stats::{Breaker, Day, Delivery, QueueStats, TOTALS, stats};
pub use ways::Way;
pub(super) use ways::{told, ways_of_conflict};
pub use when::{Earliest, earliest};
pub use write::{
    Enqueued, LOT, Outcome, Queue, Whole, WishReport, WriteReport, change, check_options, check_supported,
    create, deliver_and_report, enqueue, enqueue_all, foretold, in_lots, outcome_of, preview_of_new, write,
};
