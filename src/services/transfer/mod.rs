//! Lists on their way in and out: files of other programs, of media servers, and of git. What the files look like is
//! `formats.md`; what becomes of a title that they name is decided by `matching`, and done by the queue.

pub mod apply;
pub mod apply_plan;
mod base;
pub mod edit;
pub mod export;
mod files;
pub mod formats;
pub mod identify;
pub mod import;
pub mod matching;
pub mod nfo;
pub mod place;
pub mod sets;

pub use files::{read_file, read_stream, write_file};
