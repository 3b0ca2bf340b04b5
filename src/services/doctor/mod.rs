//! Checks everything that flixir needs and says what is wrong and how to fix it. Rebuilds a damaged database where asked
//! to, and repairs nothing else.

mod completions;
mod databases;
mod finding;
mod network;

pub use completions::Script;
pub use databases::recover;
pub use finding::{Finding, Health};

use std::time::Duration;

use self::completions::completions;
use self::databases::databases;
use self::network::network;
use super::login::{self, Login};
use super::{Context, schedule};
use crate::domain::text::counted;
use crate::domain::{Hold, Status};
use crate::error::{Error, Result};
use crate::ports::Unreachable;
use crate::settings;
use crate::store::State;

/// With less free space than this, changes may soon not be stored.
const LITTLE_ROOM: u64 = 100 * 1024 * 1024;
/// Something that waits this long isn't delivered by anyone.
const WAITS_TOO_LONG: Duration = Duration::from_hours(24);

/// Looks at everything; `scripts` are the completion scripts of this version.
pub fn examine_all(context: &Context, scripts: &[Script]) -> Vec<Finding> {
    let mut found = vec![configuration(context)];
    let login = login::find(context);
    found.push(keyring(context));
    found.extend(credentials(context, &login));
    found.extend(network(context, login.ok().flatten().as_ref()));
    found.extend(databases(context));
    found.extend(disk(context));
    found.extend(queue(context));
    found.push(schedule(context));
    found.extend(completions(context, scripts));
    joined(found)
}

/// Puts findings of the same check that are in order into one.
fn joined(found: Vec<Finding>) -> Vec<Finding> {
    let mut rows: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        let same = rows.iter_mut().find(|row| {
            row.check == finding.check && row.status == Health::Ok && finding.status == Health::Ok
        });
        if let Some(row) = same {
            row.message = format!("{}; {}", row.message, finding.message);
        } else {
            let place = rows.iter().rposition(|row| row.check == finding.check);
            rows.insert(place.map_or(rows.len(), |place| place + 1), finding);
        }
    }
    rows
}

fn configuration(context: &Context) -> Finding {
    let path = context.settings.config_file();
    match settings::check_file(&path) {
        Err(error) => {
            let fix = match error.hint() {
                Some(hint) => format!("{hint}; or edit '{}'", path.display()),
                None => format!("edit '{}'", path.display()),
            };
            Finding::fail("configuration", error.message(), fix)
        }
        Ok(()) if path.exists() => Finding::ok("configuration", format!("'{}' is in order", path.display())),
        Ok(()) => Finding::ok(
            "configuration",
            format!("'{}' does not exist; flixir uses the defaults", path.display()),
        ),
    }
}

/// The keyring itself, whether or not a login is in it.
fn keyring(context: &Context) -> Finding {
    let settings = &context.settings;
    let error = match context.keyring.get(&settings.profile) {
        Ok(Some(_)) => return Finding::ok("keyring", "works, and has a login for this profile"),
        Ok(None) => return Finding::ok("keyring", "works; it has no login for this profile"),
        Err(error) => error,
    };
    let (what, fix) = match error.why {
        Unreachable::NoService => (
            "there is no keyring service",
            "start one (gnome-keyring, KeePassXC, KWallet), or log in with: flixir auth login --insecure-storage",
        ),
        Unreachable::Locked => ("the keyring is locked", "unlock it, then try again"),
        Unreachable::TimedOut => {
            ("the keyring does not answer", "unlock it; it may be waiting for a question that nobody sees")
        }
        Unreachable::Exposed => (error.message.as_str(), "make it private (chmod 600), or log in again"),
        Unreachable::File => (error.message.as_str(), "check the file and its folder"),
        Unreachable::Other => (error.message.as_str(), "log in with: flixir auth login --insecure-storage"),
    };
    // A person who stores the session elsewhere needs no keyring.
    let is_needed = settings.session_id.is_none()
        && settings.user_token.is_none()
        && !settings.insecure_storage
        && !matches!(context.secret_file.get(&settings.profile), Ok(Some(_)));
    match (is_needed, error.why) {
        (true, _) => Finding::fail("keyring", what, fix),
        (false, Unreachable::Exposed | Unreachable::File) => Finding::warn("keyring", what, fix),
        (false, _) => {
            Finding::ok("keyring", format!("{what}; it isn't needed, because the login is stored elsewhere"))
        }
    }
}

fn credentials(context: &Context, login: &Result<Option<Login>>) -> Vec<Finding> {
    let settings = &context.settings;
    let stored = login.as_ref().ok().and_then(Option::as_ref);
    let from_environment = match (&settings.access_token, &settings.api_key) {
        (Some(_), _) => Some("TMDB_ACCESS_TOKEN"),
        (None, Some(_)) => Some("TMDB_API_KEY"),
        (None, None) => None,
    };
    let application = match (from_environment, login::application(context, stored)) {
        (Some(name), _) => Finding::ok("credential", format!("the credential comes from {name}")),
        (None, Some(_)) => Finding::ok("credential", "the credential was stored at login"),
        (None, None) => Finding::fail(
            "credential",
            "no TMDB API key or access token found",
            "set TMDB_ACCESS_TOKEN or TMDB_API_KEY (from https://www.themoviedb.org/settings/api), or log in with: flixir auth login",
        ),
    };
    let session = match login {
        Err(error) => Finding::of_error("session", error),
        Ok(None) => Finding::warn("session", "not logged in", "log in with: flixir auth login"),
        Ok(Some(login)) if login.stored.session.is_none() && login.stored.user_token.is_none() => {
            Finding::warn("session", "not logged in", "log in with: flixir auth login")
        }
        Ok(Some(login)) => {
            let place = match login.store {
                login::SessionStore::Keyring => "in the keyring",
                login::SessionStore::File => "in a private file",
                login::SessionStore::Command => "printed by auth.session_command",
                login::SessionStore::Environment => "in the environment",
            };
            Finding::ok("session", format!("the session is {place}"))
        }
    };
    vec![application, session]
}

fn disk(context: &Context) -> Vec<Finding> {
    let folder = context.settings.profile_folder();
    let disk = context.machine.disk(&folder);
    let mut found = Vec::new();
    if let Some(kind) = disk.network {
        found.push(Finding::warn(
            "file system",
            format!(
                "'{}' is on a network file system ({kind}), where locks are less reliable and a power failure can damage data",
                folder.display()
            ),
            "set FLIXIR_DATA_DIR to a folder on a local disk",
        ));
    }
    if let Some(bytes) = disk.free_bytes {
        let megabytes = bytes / 1_000_000;
        let free =
            if megabytes < 10_000 { format!("{megabytes} MB") } else { format!("{} GB", megabytes / 1000) };
        found.push(if bytes < LITTLE_ROOM {
            Finding::warn(
                "free space",
                format!("only {free} are free for '{}'", folder.display()),
                "free some space",
            )
        } else {
            Finding::ok("free space", format!("{free} are free"))
        });
    }
    found
}

fn queue(context: &Context) -> Vec<Finding> {
    const CHECK: &str = "queue";
    // Where it can't be opened, the database's own finding says why.
    let Ok(Some(state)) = State::open_read_only(&context.settings.profile_folder()) else {
        return Vec::new();
    };
    let look = state.read(|tx| {
        let live = tx.stored_operations(&[Status::Pending, Status::Processing], None)?;
        let unreadable: Vec<Error> = live.into_iter().filter_map(|stored| stored.readable().err()).collect();
        Ok((tx.tally()?, tx.accounts()?, tx.summary()?.session_ended, unreadable))
    });
    let Ok((tally, accounts, session_ended, unreadable)) = look else { return Vec::new() };
    let of_status = |status: Status| tally.iter().filter(move |row| row.status == Some(status));
    let count = |status: Status| of_status(status).map(|row| row.count).sum::<u64>();
    let oldest =
        [Status::Pending, Status::Processing].into_iter().flat_map(of_status).map(|row| row.oldest).min();
    let mut found: Vec<Finding> = unreadable
        .into_iter()
        .map(|error| Finding::fail(CHECK, error.message(), error.hint().unwrap_or_default()))
        .collect();
    let (waiting, failed) = (count(Status::Pending) + count(Status::Processing), count(Status::Failed));
    if failed > 0 {
        found.push(Finding::warn(
            CHECK,
            format!("{} for good", counted(failed, "operation failed", "operations failed")),
            "see: flixir queue ls --status failed; then: flixir queue retry --failed, or flixir queue prune --failed",
        ));
    }
    if accounts.iter().any(|account| account.hold == Some(Hold::Auth)) && waiting > 0 {
        let waits = counted(waiting, "operation waits", "operations wait");
        // A wrong API key holds the account as well, and another login doesn't help.
        found.push(if session_ended == Some(false) {
            Finding::fail(
                CHECK,
                format!("{waits}: TMDB rejects the API key or the login"),
                "see which: flixir auth status",
            )
        } else {
            Finding::fail(CHECK, format!("{waits} for a login"), "log in with: flixir auth login")
        });
    } else if let Some(age) =
        oldest.map(|oldest| context.clock.now().since(oldest)).filter(|age| *age > WAITS_TOO_LONG)
    {
        found.push(Finding::warn(
            CHECK,
            format!("a change has been queued for {} hours", age.as_secs() / 3600),
            "send it now: flixir queue retry; send changes regularly: flixir queue schedule --install",
        ));
    }
    if found.is_empty() {
        let message = match waiting {
            0 => "no queued or failed changes".to_owned(),
            waiting => format!("{}, nothing failed", counted(waiting, "operation waits", "operations wait")),
        };
        found.push(Finding::ok(CHECK, message));
    }
    found
}

fn schedule(context: &Context) -> Finding {
    const CHECK: &str = "schedule";
    match schedule::installed(context) {
        Some(kind) => Finding::ok(CHECK, format!("queued changes are sent by {kind}")),
        None => {
            Finding::ok(CHECK, "not installed; send changes regularly with: flixir queue schedule --install")
        }
    }
}
