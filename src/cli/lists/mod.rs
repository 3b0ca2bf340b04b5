//! `flixir lists`: the person's lists.

mod apply;
mod carry;
mod change;
mod edit;
mod history;
pub(super) mod items;
pub(super) mod read;
pub(super) mod rows;
mod share;
mod stats;
mod sync;
mod transfer;

use clap::Subcommand;

use super::{Exit, Session};
use crate::error::Result;
use crate::services::transfer::sets::Combination;

/// Create, fill, sync, import and export your lists
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

impl Args {
    /// Returns whether what is due may be sent afterwards: not after what only tells.
    pub(super) fn may_deliver_after(&self) -> bool {
        match &self.command {
            Command::Sync(args) => !args.only_tells(),
            Command::Apply(args) => !args.only_tells(),
            _ => true,
        }
    }

    /// Returns whether the subcommand only looks something up.
    pub(super) fn only_looks(&self) -> bool {
        matches!(self.command, Command::Ls | Command::Show(_) | Command::Contains(_) | Command::Status(_))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List your lists
    Ls,
    /// Show a list with its items
    Show(read::ShowArgs),
    /// Create a list
    Create(change::CreateArgs),
    /// Change a list's name, description, privacy or order, or edit it as text
    ///
    /// Without options, on a terminal, the list opens as text in $VISUAL, $EDITOR or git's editor. Change the lines, save
    /// and close the editor. flixir shows what would change and asks before it does so (-y: doesn't ask). Changes made on
    /// TMDB in the meantime stay. An editor that opens a window must wait until the file is closed: EDITOR='code --wait'.
    Edit(change::EditArgs),
    /// Delete a list
    Delete(change::ListArg),
    /// Remove all items from a list
    Clear(change::ListArg),
    /// Add items to a list
    Add(items::AddArgs),
    /// Remove items from a list
    Remove(items::ItemsArgs),
    /// Check whether an item is on a list
    Contains(items::ContainsArgs),
    /// Sync lists with TMDB: send your changes, fetch those made on TMDB
    Sync(sync::SyncArgs),
    /// Connect a local list to one on TMDB
    Link(sync::LinkArgs),
    /// Show whether lists are in sync with TMDB
    Status(read::StatusArgs),
    /// Count a list's decades, genres, ratings and running time
    Stats(stats::StatsArgs),
    /// Print a list's web address, open it or copy it
    Share(share::ShareArgs),
    /// Show the snapshots of a list, which you can restore
    Log(history::LogArgs),
    /// Restore a list from a snapshot, also a deleted one
    ///
    /// If the list still exists, its items become those of the snapshot and its name stays. flixir takes a snapshot of the
    /// list first, so that restoring again undoes it.
    Restore(history::RestoreArgs),
    /// Import lists, watchlists and ratings from files of other programs
    Import(transfer::ImportArgs),
    /// Export a list as a file for people, for git or for other programs
    Export(transfer::ExportArgs),
    /// Update lists to match text files
    Apply(apply::ApplyArgs),
    /// Copy items to another list
    Copy(carry::CarryArgs),
    /// Move items to another list
    Move(carry::CarryArgs),
    /// Print the items that are on one of two lists only
    Diff(carry::DiffArgs),
    /// Print the items that are on any of the lists
    Union(transfer::SetArgs),
    /// Print the items that are on all of the lists
    Intersect(transfer::SetArgs),
    /// Print the items that are on the first list only
    Minus(transfer::SetArgs),
}

/// Runs the command.
///
/// # Errors
/// Whatever ends it.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    match &args.command {
        Command::Ls => read::ls(session),
        Command::Show(args) => read::show(args, session),
        Command::Create(args) => change::create(args, session),
        Command::Edit(args) => change::edit(args, session),
        Command::Delete(args) => change::delete(args, session),
        Command::Clear(args) => change::clear(args, session),
        Command::Add(args) => items::add(args, session),
        Command::Remove(args) => items::remove(args, session),
        Command::Contains(args) => items::contains(args, session),
        Command::Sync(args) => sync::sync(args, session),
        Command::Link(args) => sync::link(args, session),
        Command::Status(args) => read::status(args, session),
        Command::Stats(args) => stats::stats(args, session),
        Command::Share(args) => share::share(args, session),
        Command::Log(args) => history::log(args, session),
        Command::Restore(args) => history::restore(args, session),
        Command::Import(args) => transfer::import(args, session),
        Command::Export(args) => transfer::export(args, session),
        Command::Apply(args) => apply::apply(args, session),
        Command::Copy(args) => carry::copy(args, session),
        Command::Move(args) => carry::move_(args, session),
        Command::Diff(args) => carry::diff(args, session),
        Command::Union(args) => transfer::combination(Combination::Union, args, session),
        Command::Intersect(args) => transfer::combination(Combination::Intersection, args, session),
        Command::Minus(args) => transfer::combination(Combination::Difference, args, session),
    }
}
