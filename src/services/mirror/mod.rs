//! What flixir knows of TMDB's lists, and what the person sees of them: the three memories *seen*, *agreed* and *wished*
//! (docs/three-memories-of-a-list.md), reading TMDB, the fold that is shown, the guard, and finding a list by its name.

pub mod agreed;
mod fold;
mod guard;
mod look;
mod names;
mod pick;
mod refresh;
mod remarks;
mod seen;
mod view;

pub use fold::{Counted, Known, View, ViewItem, count, fold};
pub use guard::{RemovalGuard, lost};
pub use look::{list_by_now, list_here, names_of, own_lists, warn_of};
pub use names::{Named, known, namesake, resolve};
pub use pick::typed;
pub use refresh::{
    Freshness, ListRead, MirrorSource, confirmed, fetch_contents, mark_deleted, read_all, read_remote,
    refresh_heads, save_contents, save_contents_in, told_of_gone,
};
pub use remarks::{remarks, told_of_left_out, told_of_unreadable};
pub(super) use seen::take_fields;
pub use seen::{believed_fields, merge};
pub(super) use view::summarise;
pub use view::{
    after_write, all_names, all_views, clear_scope, keep_snapshot, known_of, list_name, one_view,
};
