//! Printing: five formats for every command, and the only code that knows standard output and standard error. Not for
//! deciding what to say: commands pass plain values.
//!
//! A row type says once which columns it has; a command wraps its values in a [`Report`]; [`Streams`] prints it as
//! table, JSON, JSON Lines, CSV or TSV, obeying `--fields`, `--jq`, `--null`, `-q` and color.
//!
//! ```
//! use flixir::output::{Cell, Column, OutputOptions, Render, Report, StreamParts, Streams};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Movie {
//!     id: u32,
//!     title: String,
//!     rating: f64,
//! }
//!
//! impl Render for Movie {
//!     fn columns() -> &'static [Column<Self>] {
//!         const {
//!             &[
//!                 Column::new("id", "ID", |movie: &Self| movie.id.into()),
//!                 Column::new("title", "Title", |movie: &Self| (&movie.title).into()).weight(3),
//!                 Column::new("rating", "Rating", |movie: &Self| Cell::decimal(movie.rating, 1)).detail(),
//!             ]
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), flixir::Error> {
//! let parts = StreamParts {
//!     stdout: Box::new(std::io::sink()),
//!     stderr: Box::new(std::io::sink()),
//!     stdout_is_terminal: false,
//!     stderr_is_terminal: false,
//!     stdin_is_terminal: false,
//!     width: Box::new(|| None),
//! };
//! let options = OutputOptions { header: true, ..OutputOptions::default() };
//! options.check()?; // before anything is sent
//! let streams = Streams::new(parts, options);
//! streams.check_fields::<Movie>()?; // likewise, where the command writes
//! let movies = vec![Movie { id: 603, title: "The Matrix".to_owned(), rating: 8.2 }];
//! streams.report(Report::rows(movies, ()).empty("no movies yet").footer("page 1 of 5"))?;
//! # Ok(())
//! # }
//! ```
//!
//! What each format shows:
//!
//! - **table**: the cells of columns that aren't [`Column::detail`], cut to a terminal's width by
//!   [`Column::weight`], or wrapped ([`Column::wrapped`]); a [`Column::spare`] one is left out before the main column is cut,
//!   a [`Column::optional`] one where no row fills it, and on a terminal one in which every row says the usual thing.
//!   A terminal gets numbers, sizes and times as people say them (`spoken`).
//!   One object becomes lines of `Heading: value`; [`Report::human`] replaces either.
//! - **csv**, **tsv**: all columns, headed by their keys, with the exact values of the serialised form.
//!   [`Report::grid_of`] puts rows inside the object in their place.
//! - **json**, **jsonl**: the serialised form.
//! - `--fields` takes column keys, serialised keys and dotted paths in every format; an array on the way gives one.

pub mod activity;
mod buffer;
mod cell;
mod delimited;
mod failure;
mod fields;
mod human;
mod jq;
mod json;
mod options;
mod pager;
mod render;
mod report;
pub mod sanitize;
pub mod screen;
pub mod spoken;
mod streams;
mod style;
mod table;
mod values;

pub use activity::{Activity, Progress};
pub use buffer::Buffer;
pub use cell::{Cell, Number, Tone};
pub use human::HumanText;
pub use options::{ColorChoice, Format, OutputOptions};
pub use pager::Pager;
pub use render::{Column, Overflow, Render, Shown};
pub use report::{Data, Report, Warning};
pub use streams::{StreamParts, Streams, Width};
pub use style::folded;

#[cfg(test)]
mod tests;
