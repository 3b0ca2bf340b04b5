//! Values for the shell to complete, from local data only and without a lock that another command could notice. Whatever
//! fails gives no values: a prompt is no place for errors. Lists and queued changes are in `stored`, what TMDB has answered
//! before in `cached`, titles,
//! genres and profiles in `named`.

mod cached;
mod named;
mod stored;
mod suggestion;

pub use cached::{certifications, names, providers};
pub use named::{genres, items, profiles, titles, words};
pub use stored::{Collections, ListChoice, Verb, items_on, lists, operations};
pub use suggestion::Suggestion;
