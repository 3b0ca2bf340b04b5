//! What flixir knows of TMDB's lists: reading them, what they show with what still waits, and finding one by its name.

mod fold;
mod guard;
mod names;
mod refresh;
mod seen;
mod view;

pub use fold::{Counted, View, ViewItem, count, fold};
pub use guard::RemovalGuard;
pub use names::{Named, known, resolve};
pub use refresh::{
    Freshness, MirrorSource, confirmed, fetch_contents, mark_deleted, read_remote, refresh_heads,
    save_contents,
};
pub use seen::{may_replace_head, merge_snapshot};
pub(super) use view::summarise;
pub use view::{after_write, all_names, all_views, keep_snapshot, list_name, one_view, seen_items};
