//! Bringing list, mirror and TMDB together: reads that may be believed, the three-way plan, and carrying it out.

mod snapshot;

pub use snapshot::{may_replace_head, merge_snapshot};
