//! What a command works with: the context of services, the person, the streams. Not for the commands.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::output::{StreamParts, Streams};
use crate::ports::{Browser, Clock, Entropy, Machine, Secrets};
use crate::services::identity::Identity;
use crate::services::{Context, Talk, auth};

/// What a command works with.
pub struct Session {
    /// For services.
    pub context: Context,
    /// For services that ask or tell the person something.
    pub talk: Talk,
    /// For printing.
    pub streams: Arc<Streams>,
    /// Runs another command line in this process and returns its exit code. Handed down by `app`, so that nothing here
    /// has to reach up to it.
    pub nested: fn(NestedRun) -> u8,
    /// Makes the parser with every command, for completion scripts. Handed down as well.
    pub parser: fn() -> clap::Command,
}

impl Session {
    /// Says, above what a dry run reports, that it only foretells.
    pub(super) fn announce_dry_run(&self) {
        self.streams.note("nothing was changed (--dry-run); this is what would happen:");
    }
    /// Finds the account that is logged in, or has the person log in.
    ///
    /// # Errors
    /// As [`auth::account_or_offer`].
    pub(super) fn account(&self) -> Result<Identity> {
        auth::account_or_offer(&self.context, &self.talk)
    }

    /// Asks before something is destroyed; without a terminal it must have been said on the command line.
    ///
    /// # Errors
    /// `cancelled` where the person says no, and `needs_confirmation` of `what` without a terminal.
    pub(super) fn confirm(&self, question: &str, what: &str) -> Result<()> {
        let settings = &self.context.settings;
        if settings.yes || settings.dry_run {
            return Ok(());
        }
        if !self.talk.prompt.is_interactive() {
            return Err(Error::needs_confirmation(what));
        }
        if self.talk.prompt.confirm(question)? { Ok(()) } else { Err(Error::cancelled()) }
    }
}

/// `meta` of a command of which nothing else is to be said than whether it only foretells.
#[derive(Serialize)]
pub(super) struct DryRun {
    pub(super) dry_run: bool,
}

/// A command line inside a command, with a little world of its own (`flixir demo`).
pub struct NestedRun {
    /// The words after `flixir`.
    pub arguments: Vec<OsString>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Standard output and standard error; standard input is empty.
    pub streams: StreamParts,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Supplies chance.
    pub entropy: Arc<dyn Entropy>,
    /// Disks, resolver and programs.
    pub machine: Arc<dyn Machine>,
    /// The keyring.
    pub keyring: Arc<dyn Secrets>,
    /// Opens addresses.
    pub browser: Arc<dyn Browser>,
    /// Set by a signal.
    pub interrupted: Arc<AtomicBool>,
}
