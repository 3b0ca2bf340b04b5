//! The command line: one file a command, with its arguments, its one call on a service, and its looks.

pub mod args;
pub mod auth;
pub mod config;
pub mod exit;

use std::sync::Arc;

use clap::Subcommand;

pub use args::Cli;
pub use exit::Exit;

use crate::error::Result;
use crate::output::Streams;
use crate::services::Context;

/// What a command works with.
pub struct Session {
    /// For services.
    pub context: Context,
    /// For printing.
    pub streams: Arc<Streams>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Log in to TMDB, log out, and look at the login
    Auth(auth::Args),
    /// Show and change the configuration
    Config(config::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn run(&self, session: &Session) -> Result<Exit> {
        match self {
            Self::Auth(args) => auth::run(args, session),
            Self::Config(args) => config::run(args, session),
        }
    }
}
