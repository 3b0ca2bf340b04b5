//! The databases: whether they are whole, and rebuilding the precious one.

use super::Finding;
use crate::domain::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::LockState;
use crate::services::Context;
use crate::store::{Condition, examine, examine_state, recover_state};

pub(super) fn databases(context: &Context) -> Vec<Finding> {
    let settings = &context.settings;
    let state = settings.profile_folder().join("state.db");
    let name = state.display();
    let mut found = vec![match examine_state(&settings.profile_folder()) {
        Condition::Missing => Finding::ok("state.db", format!("'{name}' does not exist yet")),
        Condition::Whole(version) => Finding::ok("state.db", format!("'{name}' is whole (schema {version})")),
        Condition::Newer(version) => Finding::fail(
            "state.db",
            format!("'{name}' was written by a newer flixir (schema {version})"),
            "update flixir; nothing was changed",
        ),
        Condition::Damaged(why) => Finding::fail(
            "state.db",
            format!("'{name}' is damaged: {why}"),
            "type: flixir doctor --recover (it keeps a copy first)",
        ),
        Condition::Unreadable(why) => Finding::fail(
            "state.db",
            format!("'{name}' can't be opened: {why}"),
            "check the permissions of the file and its folder",
        ),
    }];
    let disposable = [
        ("cache.db", settings.profile_cache_folder().join("cache.db"), "type: flixir cache clear"),
        ("catalog.db", settings.folders.cache.join("catalog.db"), "type: flixir catalog update"),
    ];
    for (check, path, mend) in disposable {
        found.push(match examine(&path) {
            Condition::Missing => Finding::ok(check, "does not exist yet"),
            Condition::Whole(version) | Condition::Newer(version) => {
                Finding::ok(check, format!("whole (schema {version})"))
            }
            Condition::Damaged(why) | Condition::Unreadable(why) => {
                Finding::warn(check, format!("'{}' can't be used: {why}", path.display()), mend)
            }
        });
    }
    found
}

/// Rebuilds a damaged `state.db`; the damaged file is kept.
///
/// # Errors
/// `conflict` where a run is at work; `storage` where it can't be done, and nothing was changed.
pub fn recover(context: &Context) -> Result<Vec<Finding>> {
    const CHECK: &str = "recovery";
    let folder = context.settings.profile_folder();
    let why = match examine_state(&folder) {
        Condition::Missing => {
            return Ok(vec![Finding::ok(CHECK, "there is no database yet; nothing was done")]);
        }
        Condition::Whole(_) => return Ok(vec![Finding::ok(CHECK, "state.db is whole; nothing was done")]),
        Condition::Newer(_) => {
            return Err(Error::new(ErrorKind::Storage, "state.db was written by a newer flixir")
                .with_hint("update flixir; nothing was changed"));
        }
        Condition::Unreadable(why) => {
            return Err(Error::new(ErrorKind::Storage, format!("state.db can't be opened: {why}"))
                .with_hint("check the permissions of the file and its folder"));
        }
        Condition::Damaged(why) => why,
    };
    refuse_while_at_work(context)?;
    if context.settings.dry_run {
        let message = format!("state.db is damaged: {why}; it would be rebuilt, and the damaged file kept");
        return Ok(vec![Finding::warn(CHECK, message, "leave --dry-run out")]);
    }
    let recovery = recover_state(&folder, &stamp(context.clock.now()))?;
    let rows: u64 = recovery.tables.iter().map(|table| table.rows).sum();
    let kept = recovery.kept.display();
    let mut found = vec![Finding::ok(
        CHECK,
        format!("state.db was rebuilt with {rows} rows; the damaged file is kept as '{kept}'"),
    )];
    if rows == 0 {
        let message = "nothing could be read, so the queue and your lists here start empty";
        found.push(Finding::warn(CHECK, message, "type: flixir lists sync"));
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
        found.push(Finding::warn(CHECK, message, "type: flixir lists sync, then look with: flixir queue ls"));
    }
    Ok(found)
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
            return Err(Error::new(ErrorKind::Conflict, "another flixir is delivering at this moment")
                .with_hint("wait until it has ended, then try again"));
        }
    }
    Ok(())
}
