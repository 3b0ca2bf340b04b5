//! Looks at everything that flixir leans on and says what is wrong and how to mend it; rebuilds a damaged database. Not
//! for mending anything unasked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::login::{self, Login};
use super::{Context, schedule};
use crate::domain::text::counted;
use crate::domain::{Hold, Status, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{Fault, HttpRequest, HttpResponse, LockState, Method, TransportError, Unreachable};
use crate::settings;
use crate::store::{Condition, State, examine, examine_state, recover_state};
use crate::tmdb::{Authority, Request, http_date};

/// Less room than this and a queue may soon stop taking writes.
const LITTLE_ROOM: u64 = 100 * 1024 * 1024;
/// A clock this wrong breaks TLS and makes waits odd.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);
/// Something that waits this long isn't delivered by anyone.
const WAITS_TOO_LONG: Duration = Duration::from_hours(24);
const PATIENCE: Duration = Duration::from_secs(10);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// In order.
    Ok,
    /// Works, but not as well as it could.
    Warn,
    /// Doesn't work.
    Fail,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it is.
    pub status: Health,
    /// What was seen, one sentence without a full stop.
    pub message: String,
    /// What to do about it, where something is to be done.
    pub mend: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, status: Health::Ok, message: message.into(), mend: None }
    }

    fn warn(check: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, status: Health::Warn, message: message.into(), mend: Some(mend.into()) }
    }

    fn fail(check: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, status: Health::Fail, message: message.into(), mend: Some(mend.into()) }
    }

    fn of_error(check: &'static str, error: &Error) -> Self {
        Self {
            check,
            status: Health::Fail,
            message: error.message().to_owned(),
            mend: error.hint().map(str::to_owned),
        }
    }
}

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
    found
}

fn configuration(context: &Context) -> Finding {
    let path = context.settings.config_file();
    match settings::check_file(&path) {
        Err(error) => {
            let mend = match error.hint() {
                Some(hint) => format!("{hint}; or edit '{}'", path.display()),
                None => format!("edit '{}'", path.display()),
            };
            Finding::fail("configuration", error.message(), mend)
        }
        Ok(()) if path.exists() => Finding::ok("configuration", format!("'{}' is in order", path.display())),
        Ok(()) => Finding::ok("configuration", format!("no '{}'; the defaults are in force", path.display())),
    }
}

/// The keyring itself, whether or not a login is in it.
fn keyring(context: &Context) -> Finding {
    let settings = &context.settings;
    let error = match context.keyring.get(&settings.profile) {
        Ok(Some(_)) => return Finding::ok("keyring", "reachable, and holds a login for this profile"),
        Ok(None) => return Finding::ok("keyring", "reachable; holds no login for this profile"),
        Err(error) => error,
    };
    let (what, mend) = match error.why {
        Unreachable::NoService => (
            "there is no keyring service",
            "start one (gnome-keyring, KeePassXC, KWallet), or log in with: flixir auth login --insecure-storage",
        ),
        Unreachable::Locked => ("the keyring is locked", "unlock it, then try again"),
        Unreachable::TimedOut => {
            ("the keyring does not answer", "unlock it; it may be waiting for a question that nobody sees")
        }
        Unreachable::Exposed => ("the login file can be read by others", "make it private, or log in anew"),
        Unreachable::File => ("the login file can't be used", "check the file and its folder"),
        Unreachable::Other => {
            ("the keyring can't be used", "log in with: flixir auth login --insecure-storage")
        }
    };
    let message = format!("{what}: {}", error.message);
    // Whoever keeps the session elsewhere needs none.
    let is_needed = settings.session_id.is_none()
        && settings.user_token.is_none()
        && !settings.insecure_storage
        && !matches!(context.secret_file.get(&settings.profile), Ok(Some(_)));
    if is_needed { Finding::fail("keyring", message, mend) } else { Finding::warn("keyring", message, mend) }
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
        (Some(name), _) => Finding::ok("credential", format!("the application's credential is from {name}")),
        (None, Some(_)) => Finding::ok("credential", "the application's credential was kept at login"),
        (None, None) => Finding::fail(
            "credential",
            "there is no application credential",
            "set TMDB_ACCESS_TOKEN or TMDB_API_KEY (from https://www.themoviedb.org/settings/api), or type: flixir auth login",
        ),
    };
    let session = match login {
        Err(error) => Finding::of_error("session", error),
        Ok(None) => Finding::warn("session", "not logged in", "type: flixir auth login"),
        Ok(Some(login)) if login.stored.session.is_none() && login.stored.user_token.is_none() => {
            Finding::warn("session", "not logged in", "type: flixir auth login")
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

fn network(context: &Context, login: Option<&Login>) -> Vec<Finding> {
    if context.settings.offline {
        return vec![Finding::warn("network", "not looked at (--offline)", "leave --offline out")];
    }
    let root = &context.settings.api_root;
    let mut found = Vec::new();
    let proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .find(|name| context.environment.get(**name).is_some_and(|value| !value.is_empty()))
        .filter(|_| !context.settings.is_loopback());
    if let Some(name) = proxy {
        // The address may hold a password.
        found.push(Finding::ok("proxy", format!("requests go through the proxy in {name}")));
    } else if let Some((host, port)) = host_and_port(root) {
        found.push(resolver(context, &host, port));
    }
    let request = HttpRequest {
        method: Method::Get,
        url: format!("{root}/3/configuration"),
        headers: vec![("accept", "application/json".to_owned())],
        body: None,
        timeout: PATIENCE,
    };
    let answer = context.transport.exchange(&request);
    found.push(reachability(root, &answer, proxy.is_some()));
    if let Ok(answer) = &answer {
        found.extend(clock(context, answer));
        if is_tmdb(answer) {
            found.extend(acceptance(context, login));
        }
    }
    found
}

fn host_and_port(root: &str) -> Option<(String, u16)> {
    let address = url::Url::parse(root).ok()?;
    Some((address.host_str()?.trim_matches(['[', ']']).to_owned(), address.port_or_known_default()?))
}

fn resolver(context: &Context, host: &str, port: u16) -> Finding {
    match context.machine.resolve(host, port) {
        Ok(found) if found.is_empty() => {
            Finding::fail("dns", format!("'{host}' has no address"), "check the resolver, or TMDB_BASE_URL")
        }
        // Filters answer so for what they block.
        Ok(found) if !context.settings.is_loopback() && found.iter().all(|address| is_nowhere(address)) => {
            Finding::fail(
                "dns",
                format!("'{host}' resolves to {}, which is no address of TMDB's", found.join(", ")),
                "a filter on this network blocks TMDB; use another resolver",
            )
        }
        Ok(found) => Finding::ok("dns", format!("'{host}' resolves to {}", found.join(", "))),
        Err(error) => Finding::fail(
            "dns",
            format!("'{host}' can't be resolved: {error}"),
            "check the connection and the resolver; flixir goes on with what is stored and queues writes",
        ),
    }
}

fn is_nowhere(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_unspecified() || address.is_loopback())
}

/// TMDB answers 401 with a body of its own where no credential is shown: that is all that is asked for.
fn is_tmdb(answer: &HttpResponse) -> bool {
    let body = serde_json::from_slice::<serde_json::Value>(&answer.body);
    body.is_ok_and(|body| body.get("status_code").is_some() || body.get("images").is_some())
}

fn reachability(root: &str, answer: &Result<HttpResponse, TransportError>, has_proxy: bool) -> Finding {
    const CHECK: &str = "network";
    const LATER: &str = "wait; flixir goes on with what is stored and queues writes";
    match answer {
        Ok(answer) if answer.status == 429 => Finding::warn(CHECK, "TMDB asks to slow down (429)", LATER),
        Ok(answer) if is_tmdb(answer) && answer.status < 500 => Finding::ok(CHECK, format!("{root} answers")),
        Ok(answer) if answer.status >= 500 => {
            Finding::fail(CHECK, format!("TMDB is down ({})", answer.status), LATER)
        }
        Ok(answer) => Finding::fail(
            CHECK,
            format!("something else answers for {root} ({})", answer.status),
            "a login page, a filter or a proxy stands between; open the address in a browser",
        ),
        Err(error) => {
            let mend = match error.fault {
                Fault::Certificate => {
                    "set the clock; where a company's proxy opens TLS, install its certificate in the system's store"
                }
                Fault::Connect if has_proxy => "check the proxy",
                Fault::Connect => "check the connection, the firewall, and HTTPS_PROXY where one is needed",
                Fault::Setup => "check TMDB_BASE_URL",
                _ => LATER,
            };
            Finding::fail(CHECK, format!("{root} can't be reached: {error} ({})", error.source), mend)
        }
    }
}

fn clock(context: &Context, answer: &HttpResponse) -> Option<Finding> {
    let theirs = http_date(answer.header("date")?)?;
    let ours = context.clock.now();
    let off = ours.since(theirs).max(theirs.since(ours));
    let minutes = off.as_secs() / 60;
    Some(if off > CLOCK_TOLERANCE {
        Finding::fail(
            "clock",
            format!("this machine's clock is {minutes} minutes off TMDB's"),
            "set it (timedatectl set-ntp true)",
        )
    } else {
        Finding::ok("clock", "agrees with TMDB's")
    })
}

/// Whether TMDB takes what flixir would show it.
fn acceptance(context: &Context, login: Option<&Login>) -> Vec<Finding> {
    let mut found = Vec::new();
    let application = login::application(context, login);
    if application.is_none() {
        return found;
    }
    let credentials = login.map(|login| login::credentials(context, login)).unwrap_or_default();
    let client = context.client(crate::tmdb::Credentials { application, ..credentials });
    let asked = client.fetch(&Request::get("/configuration"));
    if let Err(error) = &asked {
        found.push(Finding::of_error("credential", error));
        return found;
    }
    found.push(Finding::ok("credential", "TMDB accepts the application's credential"));
    if client.credentials().session.is_some() {
        found.push(match client.fetch(&Request::get("/account").authority(Authority::Session)) {
            Ok(_) => Finding::ok("session", "TMDB accepts the session"),
            Err(error) => Finding::of_error("session", &error),
        });
    }
    found
}

fn databases(context: &Context) -> Vec<Finding> {
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

fn disk(context: &Context) -> Vec<Finding> {
    let folder = context.settings.profile_folder();
    let disk = context.machine.disk(&folder);
    let mut found = Vec::new();
    if let Some(kind) = disk.network {
        found.push(Finding::warn(
            "file system",
            format!(
                "'{}' lies on a network file system ({kind}), where locks and power loss are less safe",
                folder.display()
            ),
            "set FLIXIR_DATA_DIR to a folder on a local disk",
        ));
    }
    if let Some(bytes) = disk.free_bytes {
        let megabytes = bytes / (1024 * 1024);
        found.push(if bytes < LITTLE_ROOM {
            Finding::warn(
                "free space",
                format!("{megabytes} MiB are left for '{}'", folder.display()),
                "make room",
            )
        } else {
            Finding::ok("free space", format!("{megabytes} MiB are left"))
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
    let look = state.read(|tx| Ok((tx.tally()?, tx.accounts()?, tx.summary()?.session_ended)));
    let Ok((tally, accounts, session_ended)) = look else { return Vec::new() };
    let count =
        |status: Status| tally.iter().filter(|row| row.status == status).map(|row| row.count).sum::<u64>();
    let oldest = tally.iter().filter(|row| row.status.is_live()).map(|row| row.oldest).min();
    let mut found = Vec::new();
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
        // A wrong API key holds the account as well, and another login is no mend for it.
        found.push(if session_ended == Some(false) {
            Finding::fail(
                CHECK,
                format!("{waits}: TMDB refuses the API key or the login"),
                "see which: flixir auth status",
            )
        } else {
            Finding::fail(CHECK, format!("{waits} for a login"), "type: flixir auth login")
        });
    } else if let Some(age) =
        oldest.map(|oldest| context.clock.now().since(oldest)).filter(|age| *age > WAITS_TOO_LONG)
    {
        found.push(Finding::warn(
            CHECK,
            format!("something has waited for {} hours", age.as_secs() / 3600),
            "type: flixir queue retry; and to have it done by the clock: flixir queue schedule --install",
        ));
    }
    if found.is_empty() {
        let message = match waiting {
            0 => "nothing waits, nothing failed".to_owned(),
            waiting => format!("{}, nothing failed", counted(waiting, "operation waits", "operations wait")),
        };
        found.push(Finding::ok(CHECK, message));
    }
    found
}

fn schedule(context: &Context) -> Finding {
    const CHECK: &str = "schedule";
    match schedule::installed(context) {
        Some(kind) => Finding::ok(CHECK, format!("the queue is delivered by {kind}")),
        None => Finding::ok(CHECK, "none is installed; flixir queue schedule --install makes one"),
    }
}

/// A completion script as this version prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The shell, as after `flixir completions`.
    pub shell: &'static str,
    /// The script.
    pub text: String,
}

/// Scripts that are out of date, and that of the person's own shell where there is none.
fn completions(context: &Context, scripts: &[Script]) -> Vec<Finding> {
    const CHECK: &str = "completions";
    let mut found = Vec::new();
    let mut installed: Vec<&str> = Vec::new();
    for script in scripts {
        for place in script_places(context, script.shell) {
            let Ok(text) = std::fs::read_to_string(&place) else { continue };
            if text.trim() == script.text.trim() {
                installed.push(script.shell);
                continue;
            }
            found.push(Finding::warn(
                CHECK,
                format!("'{}' is not the one of this version", place.display()),
                format!("type: flixir completions {} > '{}'", script.shell, place.display()),
            ));
        }
        if start_files(context, script.shell).iter().any(|path| loads_completions(path)) {
            installed.push(script.shell);
        }
    }
    installed.dedup();
    let own = context.environment.get("SHELL").and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let own = scripts.iter().map(|script| script.shell).find(|shell| *shell == own);
    match own.filter(|own| found.is_empty() && !installed.contains(own)) {
        Some(own) => {
            let place = script_places(context, own).into_iter().next().unwrap_or_default();
            let folder = place.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            found.push(Finding::warn(
                CHECK,
                format!("none are installed for {own}"),
                format!("type: mkdir -p '{folder}' && flixir completions {own} > '{}'", place.display()),
            ));
        }
        None if !installed.is_empty() => {
            found.push(Finding::ok(CHECK, format!("installed for {}", installed.join(", "))));
        }
        None if found.is_empty() => found.push(Finding::ok(CHECK, "none are installed")),
        None => {}
    }
    found
}

/// Where a shell looks for scripts, the person's own place first.
fn script_places(context: &Context, shell: &str) -> Vec<PathBuf> {
    let (home, config, data) =
        (home(context), base(context, "XDG_CONFIG_HOME"), base(context, "XDG_DATA_HOME"));
    let (own, shared) = match shell {
        "bash" => {
            (data.join("bash-completion/completions/flixir"), vec!["bash-completion/completions/flixir"])
        }
        "zsh" => (
            home.join(".zfunc/_flixir"),
            vec!["zsh/site-functions/_flixir", "zsh/vendor-completions/_flixir"],
        ),
        "fish" => {
            (config.join("fish/completions/flixir.fish"), vec!["fish/vendor_completions.d/flixir.fish"])
        }
        "elvish" => (config.join("elvish/lib/flixir.elv"), vec![]),
        "nushell" => (config.join("nushell/autoload/flixir.nu"), vec!["nushell/vendor/autoload/flixir.nu"]),
        _ => return Vec::new(),
    };
    let folders = context.environment.get("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let folders = folders.map_or("/usr/local/share:/usr/share:/opt/homebrew/share", String::as_str);
    let shared =
        folders.split(':').flat_map(|folder| shared.iter().map(move |path| PathBuf::from(folder).join(path)));
    std::iter::once(own).chain(shared).collect()
}

/// Files in which a shell may be told to load completions at its start.
fn start_files(context: &Context, shell: &str) -> Vec<PathBuf> {
    let (home, config) = (home(context), base(context, "XDG_CONFIG_HOME"));
    match shell {
        "bash" => vec![home.join(".bashrc"), home.join(".bash_profile"), home.join(".profile")],
        "zsh" => vec![home.join(".zshrc")],
        "fish" => vec![config.join("fish/config.fish")],
        "elvish" => vec![config.join("elvish/rc.elv")],
        "nushell" => vec![config.join("nushell/config.nu")],
        _ => Vec::new(),
    }
}

fn loads_completions(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.contains("flixir completions"))
}

fn home(context: &Context) -> PathBuf {
    context.environment.get("HOME").map(PathBuf::from).unwrap_or_default()
}

/// A base folder of the XDG specification.
fn base(context: &Context, variable: &str) -> PathBuf {
    let default = if variable == "XDG_DATA_HOME" { ".local/share" } else { ".config" };
    let set = context.environment.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    set.unwrap_or_else(|| home(context).join(default))
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
        let message = "nothing could be read; the queue and the mirror begin anew";
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    fn fault(fault: Fault) -> TransportError {
        TransportError { reach: crate::ports::Reach::NotSent, fault, source: "x".into() }
    }

    #[test]
    fn each_way_of_not_being_there_is_told_apart() {
        let see = |answer: Result<HttpResponse, TransportError>| {
            let finding = reachability("https://t", &answer, false);
            assert_eq!(finding.status == Health::Ok, finding.mend.is_none());
            (finding.status, finding.message)
        };
        let refusal = r#"{"status_code":7,"status_message":"Invalid API key"}"#;
        assert_eq!(see(Ok(answer(401, refusal))), (Health::Ok, "https://t answers".to_owned()));
        assert_eq!(see(Ok(answer(503, "{}"))), (Health::Fail, "TMDB is down (503)".to_owned()));
        assert_eq!(see(Ok(answer(429, "{}"))).0, Health::Warn);
        assert!(
            see(Ok(answer(200, "<html>log in to the hotel</html>"))).1.contains("something else answers")
        );
        assert!(see(Err(fault(Fault::Certificate))).1.contains("certificate"));
        assert!(see(Err(fault(Fault::TimedOut))).1.contains("no answer in time"));
    }

    #[test]
    fn the_address_is_taken_apart() {
        assert_eq!(host_and_port("https://api.themoviedb.org"), Some(("api.themoviedb.org".to_owned(), 443)));
        assert_eq!(host_and_port("http://[::1]:8080"), Some(("::1".to_owned(), 8080)));
        assert!(is_nowhere("0.0.0.0") && is_nowhere("127.0.0.1") && !is_nowhere("18.155.1.2"));
    }
}
