//! The command line: one file a command, with its arguments, its one call on a service, and its looks.

pub mod args;
pub mod completions;
pub mod config;
pub mod examples;
pub mod exit;
pub mod media;
pub mod schema;
pub mod search;

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
    pub streams: Streams,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search TMDB for films, shows and people
    Search(search::Args),
    /// Show and change the configuration
    Config(config::Args),
    /// Print the completion script of a shell
    Completions(completions::Args),
}

impl Command {
    /// Returns whether the command must run even where config.toml is wrong, because it helps to mend it.
    pub fn mends_configuration(&self) -> bool {
        match self {
            Self::Config(args) => args.mends_configuration(),
            Self::Completions(_) => true,
            _ => false,
        }
    }

    /// Runs the command.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn run(&self, session: &Session) -> Result<Exit> {
        match self {
            Self::Search(args) => search::run(args, session),
            Self::Config(args) => config::run(args, session),
            Self::Completions(args) => completions::run(args, session),
        }
    }
}

#[cfg(test)]
mod tests;
