//! The queue: wishes become durable operations, operations become deliveries, and the view is what the person sees
//! meanwhile. The promises are those of `queue-design.md`.

mod plan;
mod view;
mod waits;

pub use plan::{Coalesced, Place, Wish, coalesce};
pub use view::{View, ViewItem, fold};
