//! flixir: search TMDB, log in, and keep lists through a durable queue.

pub mod adapters;
pub mod domain;
pub mod error;
pub mod output;
pub mod ports;
