//! flixir: search TMDB, log in, and keep lists through a durable queue. The binary is a few lines around
//! [`app::run`]; everything that it does can be done in process.
//!
//! Data flows one way: arguments → [`settings`] → [`services`] → [`ports`] (with [`tmdb`] and [`store`]) → reports →
//! [`output`].

pub mod adapters;
pub mod app;
pub mod children;
pub mod cli;
pub mod domain;
pub mod error;
pub mod output;
pub mod ports;
pub mod private_files;
pub mod sandbox;
pub mod services;
pub mod settings;
pub mod store;
pub mod tmdb;

pub use error::{Error, ErrorKind, Result};
