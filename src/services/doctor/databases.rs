//! The databases: whether they are whole, and rebuilding the precious one.

use super::finding::Finding;
use crate::domain::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::LockState;
use crate::services::{Context, Talk};
use crate::store::{Condition, adopt_state, begin_new_state, examine, examine_state, recover_state};

const CHECK: &str = "recovery";

pub(super) fn databases(context: &Context) -> Vec<Finding> {
    let settings = &context.settings;
    let state = settings.profile_folder().join("state.db");
    let name = state.display();
    let mut found = vec![match examine_state(&settings.profile_folder()) {
        Condition::Missing => Finding::ok("state.db", format!("'{name}' does not exist yet")),
        Condition::Whole(version) => {
            Finding::ok("state.db", format!("'{name}' is in order (schema {version})"))
        }
        Condition::Newer(version) => Finding::fail(
            "state.db",
            format!("'{name}' was written by a newer flixir (schema {version})"),
            "update flixir; nothing was changed",
        ),
        Condition::Damaged(why) => Finding::fail(
            "state.db",
            format!("'{name}' is damaged: {why}"),
            "flixir doctor --recover (it keeps a copy first)",
        ),
        Condition::Lost(why) => Finding::fail(
            "state.db",
            why,
            "restore the file from a backup, or start a new database with: flixir doctor --recover (it asks first)",
        ),
        Condition::Foreign(why) => Finding::fail(
            "state.db",
            why,
            "put the right file back, or use this one with: flixir doctor --recover (it asks first)",
        ),
        Condition::Unreadable(why) => Finding::fail(
            "state.db",
            format!("'{name}' can't be opened: {why}"),
            "check the permissions of the file and its folder",
        ),
    }];
    let disposable = [
        ("cache.db", settings.profile_cache_folder().join("cache.db"), "flixir cache clear"),
        ("catalog.db", settings.folders.cache.join("catalog.db"), "flixir catalog update"),
    ];
    for (check, path, fix) in disposable {
        found.push(match examine(&path) {
            Condition::Missing => Finding::ok(check, "does not exist yet"),
            Condition::Whole(version) | Condition::Newer(version) => {
                Finding::ok(check, format!("in order (schema {version})"))
            }
            Condition::Damaged(why)
            | Condition::Unreadable(why)
            | Condition::Lost(why)
            | Condition::Foreign(why) => {
                Finding::warn(check, format!("'{}' can't be used: {why}", path.display()), fix)
            }
        });
    }
    found
}

/// Rebuilds a damaged `state.db`, the damaged file is kept; asks what to do about one that was lost.
///
/// # Errors
/// `conflict` where a run is at work; `storage` where it can't be done, and nothing was changed.
pub fn recover(context: &Context, talk: &Talk) -> Result<Vec<Finding>> {
    let folder = context.settings.profile_folder();
    let why = match examine_state(&folder) {
        Condition::Missing => {
            return Ok(vec![Finding::ok(CHECK, "there is no database yet; nothing was done")]);
        }
        Condition::Whole(_) => return Ok(vec![Finding::ok(CHECK, "state.db is in order; nothing was done")]),
        Condition::Newer(_) => {
            return Err(Error::new(ErrorKind::Storage, "state.db was written by a newer flixir")
                .with_hint("update flixir; nothing was changed"));
        }
        Condition::Unreadable(why) => {
            return Err(Error::new(ErrorKind::Storage, format!("state.db can't be opened: {why}"))
                .with_hint("check the permissions of the file and its folder"));
        }
        Condition::Lost(why) => return begin_new(context, talk, &why),
        Condition::Foreign(why) => return adopt(context, talk, &why),
        Condition::Damaged(why) => why,
    };
    refuse_while_at_work(context)?;
    if context.settings.dry_run {
        let message = format!("state.db is damaged: {why}; it would be rebuilt, and the damaged file kept");
        return Ok(vec![Finding::warn(CHECK, message, "run it without --dry-run")]);
    }
    let recovery = recover_state(&folder, &stamp(context.clock.now()))?;
    let rows: u64 = recovery.tables.iter().map(|table| table.rows).sum();
    let kept = recovery.kept.display();
    let mut found = vec![Finding::ok(
        CHECK,
        format!("state.db was rebuilt with {rows} rows; the damaged file is kept as '{kept}'"),
    )];
    if let Some((there, expected)) = recovery.pages {
        found.push(Finding::warn(
            CHECK,
            format!("the damaged file had only {there} of its {expected} pages"),
            "check what is missing with: flixir queue ls",
        ));
    }
    if rows == 0 {
        let message = "nothing could be read, so the queue and your lists here start empty";
        found.push(Finding::warn(CHECK, message, "flixir lists sync"));
        return Ok(found);
    }
    for table in recovery.tables.iter().filter(|table| !table.complete || table.dropped > 0) {
        let message = match (table.complete, table.dropped) {
            (true, dropped) => {
                format!("{}: {} rows; {dropped} don't fit and were left out", table.name, table.rows)
            }
            (false, 0) => format!("{}: {} rows; some could not be read", table.name, table.rows),
            (false, dropped) => {
                format!("{}: {} rows; some could not be read, {dropped} don't fit", table.name, table.rows)
            }
        };
        found.push(Finding::warn(CHECK, message, "flixir lists sync, then look with: flixir queue ls"));
    }
    Ok(found)
}

/// Begins a new database in place of one that was lost, if the person wants that.
fn begin_new(context: &Context, talk: &Talk, why: &str) -> Result<Vec<Finding>> {
    refuse_while_at_work(context)?;
    let question = "Start a new, empty database? Changes that were queued in the lost one are not sent.";
    if !is_wanted(context, talk, why, question)? {
        let message = format!("{why}; a new database would be started");
        return Ok(vec![Finding::warn(CHECK, message, "run it without --dry-run")]);
    }
    let kept = begin_new_state(&context.settings.profile_folder(), &stamp(context.clock.now()))?;
    let begun = Finding::ok(CHECK, "the next command starts a new database");
    let kept = kept.iter().map(|path| Finding::ok(CHECK, format!("'{}' is kept", path.display())));
    Ok(std::iter::once(begun).chain(kept).collect())
}

/// Uses a database that isn't the one that flixir made here, if the person wants that.
fn adopt(context: &Context, talk: &Talk, why: &str) -> Result<Vec<Finding>> {
    refuse_while_at_work(context)?;
    let question = "Use this database from now on? Changes that are queued in it may have been sent already.";
    if !is_wanted(context, talk, why, question)? {
        let message = format!("{why}; it would be used from now on");
        return Ok(vec![Finding::warn(CHECK, message, "run it without --dry-run")]);
    }
    adopt_state(&context.settings.profile_folder())?;
    Ok(vec![Finding::ok(CHECK, "this database is used from now on")])
}

/// Asks; `false` for a dry run.
fn is_wanted(context: &Context, talk: &Talk, why: &str, question: &str) -> Result<bool> {
    let settings = &context.settings;
    if settings.dry_run || settings.yes {
        return Ok(!settings.dry_run);
    }
    if !talk.prompt.is_interactive() {
        return Err(Error::needs_confirmation("going on without the database that was here"));
    }
    if talk.prompt.confirm(&format!("{why}. {question}"))? { Ok(true) } else { Err(Error::cancelled()) }
}

fn stamp(now: Timestamp) -> String {
    now.to_string().replace(['-', ':'], "")
}

fn refuse_while_at_work(context: &Context) -> Result<()> {
    let runs = std::fs::read_dir(context.settings.profile_folder().join("runs"));
    for entry in runs.into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(run) = name.strip_suffix(".lock") else { continue };
        if context.locks.examine(run) == LockState::Held {
            return Err(Error::new(
                ErrorKind::Conflict,
                "another flixir process is sending changes right now",
            )
            .with_hint("wait until it has ended, then try again"));
        }
    }
    Ok(())
}
