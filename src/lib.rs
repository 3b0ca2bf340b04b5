//! flixir: search TMDB, log in, and keep lists through a durable queue.

pub mod adapters;
pub mod domain;
pub mod ports;
pub mod sandbox;
