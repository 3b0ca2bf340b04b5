//! Lists on their way in and out: files of other programs, of media servers, and of git. What the files look like is
//! `formats.md`; what becomes of a title that they name is decided by `matching`, and done by the queue.

pub mod apply_plan;
pub mod formats;
pub mod matching;
pub mod nfo;
