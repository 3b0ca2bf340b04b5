//! Which title of TMDB does a row of a file mean? All that the row says is gathered ([`Evidence`]), all that TMDB answers
//! to it is gathered ([`Answers`]), and one pure function decides ([`decide`]). Not for asking TMDB (`identify`).
//!
//! # The rules
//! No title goes onto a list without evidence that would convince a person. The first rule that fits decides, and its
//! name is in the report (`by`):
//!
//! | `by` | what must be true |
//! | --- | --- |
//! | `decision` | A person said earlier what this row means. |
//! | `tmdb_id` | The row gives TMDB's number, and nothing in the row contradicts it: another id of the row names the same title, or TMDB's title or year fits the row's. Of a column that is only called `id`, both must fit. |
//! | `imdb_id` | TMDB knows the row's IMDb id, no other id of the row names another title, and the row's title and year don't contradict. |
//! | `tvdb_id` | The same for TVDB's number of a TV show. |
//! | `exact_title_year` | One title has this name and this year. Of several, one has at least [`KNOWN_VOTES`] votes and [`KNOWN_TIMES`] times as many as any other. No namesake raises a doubt. |
//! | `title_year_off_by_one` | No title of this name has this year, and one has the year before or after, under the same conditions. |
//! | `subtitle_left_out` | No title has this name; one well-known title of this year has it before its colon or dash, or the other way round. |
//! | `only_title` | The row has no year, and one well-known title has this name; all others together are hardly known. |
//!
//! A namesake raises a doubt about a match by title where it is so much better known that a person would hesitate:
//! [`NEAR_TIMES`] times as many votes where it fits one year worse, [`FAR_TIMES`] times where it fits two years worse, and
//! [`KIND_TIMES`] times where it is of the other type, in a year that fits: a type word is evidence and no proof, since some
//! programs call everything a movie.
//!
//! Everything else is `ambiguous` with what TMDB offered, best first: ids that disagree, an id whose title and year
//! contradict the row, a type word that flixir doesn't know, a cell where the year should be that is no year. A row to
//! which TMDB offers nothing is `unmatched`.
//!
//! A comment behind an id that a person typed (`movie:603 # The Matrix`) counts as a title only where it contradicts the id
//! and TMDB has one clear title of that name: it may be anything that the person wants to remember.
//!
//! "This name" is the title or the original title, but for case, accents, punctuation, articles, "and" and Roman numerals
//! (`titles`).

mod answers;
mod evidence;
mod questions;
mod rules;
mod titles;

#[cfg(test)]
mod tests;

pub use answers::{Answers, Found, Question};
pub use evidence::{Evidence, Kind};
pub use questions::next;
pub use rules::{FAR_TIMES, KIND_TIMES, KNOWN_TIMES, KNOWN_VOTES, Match, NEAR_TIMES, Rule, Scored, decide};
pub use titles::folded;
