//! flixir: search TMDB, log in, and keep lists through a durable queue.

pub mod adapters;
pub mod domain;
pub mod error;
pub mod ports;
pub mod private_files;
pub mod services;
pub mod settings;
pub mod store;
pub mod tmdb;
pub use error::{Error, ErrorKind, Result};
