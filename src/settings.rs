//! What a run is told: flag > environment > `config.toml` > default, resolved once, each value with its origin.
//! Not for opening anything: a wrong value is an error here, a missing file is not.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::domain::{Secret, Timestamp};
use crate::error::{Error, ErrorKind, Result};

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Given on the command line.
    Flag,
    /// From an environment variable.
    Environment,
    /// From `config.toml`.
    Config,
    /// Built in.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::Config => "config",
            Self::Default => "default",
        })
    }
}

/// What a configuration value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Any text.
    Text,
    /// A whole number of seconds.
    Seconds,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// An address: https, or http on loopback.
    Address,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// One setting that `config.toml` may hold.
#[derive(Clone, Copy, Debug)]
pub struct ConfigKey {
    /// Dotted name (`queue.settle`).
    pub key: &'static str,
    /// The environment variable that beats it.
    pub env: Option<&'static str>,
    /// What it looks like.
    pub kind: ValueKind,
    /// The value where nothing is set; empty where there is none.
    pub default: &'static str,
    /// One sentence for people.
    pub about: &'static str,
}

/// Every key of `config.toml`, in the order of `config ls`.
pub const CONFIG_KEYS: &[ConfigKey] = &[
    ConfigKey {
        key: "profile",
        env: Some("FLIXIR_PROFILE"),
        kind: ValueKind::Text,
        default: "default",
        about: "The account to work as",
    },
    ConfigKey {
        key: "language",
        env: None,
        kind: ValueKind::Text,
        default: "en-US",
        about: "Language of titles and texts (ISO 639-1, optionally with a region)",
    },
    ConfigKey {
        key: "region",
        env: None,
        kind: ValueKind::Text,
        default: "",
        about: "Region of release dates and providers (ISO 3166-1)",
    },
    ConfigKey {
        key: "timeout",
        env: None,
        kind: ValueKind::Seconds,
        default: "120",
        about: "The most one command may spend on the network",
    },
    ConfigKey {
        key: "output",
        env: None,
        kind: ValueKind::OneOf(&["table", "json", "jsonl", "csv", "tsv"]),
        default: "table",
        about: "Output format",
    },
    ConfigKey {
        key: "color",
        env: None,
        kind: ValueKind::OneOf(&["auto", "always", "never"]),
        default: "auto",
        about: "Colour",
    },
    ConfigKey {
        key: "tmdb.base_url",
        env: Some("TMDB_BASE_URL"),
        kind: ValueKind::Address,
        default: "https://api.themoviedb.org/3",
        about: "The API's address",
    },
    ConfigKey {
        key: "tmdb.web_url",
        env: Some("TMDB_WEB_URL"),
        kind: ValueKind::Address,
        default: "https://www.themoviedb.org",
        about: "Where the approval page is",
    },
    ConfigKey {
        key: "tmdb.exports_url",
        env: Some("TMDB_EXPORTS_URL"),
        kind: ValueKind::Address,
        default: "https://files.tmdb.org",
        about: "Where the daily title exports are",
    },
    ConfigKey {
        key: "auth.redirect_url",
        env: Some("TMDB_REDIRECT_URL"),
        kind: ValueKind::Text,
        default: "",
        about: "Address of the login listener on 127.0.0.1 (default: a free port)",
    },
    ConfigKey {
        key: "auth.session_timeout",
        env: Some("TMDB_SESSION_TIMEOUT"),
        kind: ValueKind::Seconds,
        default: "",
        about: "Seconds after which a session ends here (default: never)",
    },
    ConfigKey {
        key: "auth.session_command",
        env: None,
        kind: ValueKind::Text,
        default: "",
        about: "A command that prints the session",
    },
    ConfigKey {
        key: "auth.insecure_storage",
        env: None,
        kind: ValueKind::Flag,
        default: "false",
        about: "Keep logins in a private file instead of the keyring",
    },
    ConfigKey {
        key: "cache.search",
        env: None,
        kind: ValueKind::Seconds,
        default: "300",
        about: "How long a search stays fresh",
    },
    ConfigKey {
        key: "cache.details",
        env: None,
        kind: ValueKind::Seconds,
        default: "1800",
        about: "How long details stay fresh",
    },
    ConfigKey {
        key: "cache.lists",
        env: None,
        kind: ValueKind::Seconds,
        default: "3600",
        about: "How long the list mirror stays fresh",
    },
    ConfigKey {
        key: "cache.max_bytes",
        env: None,
        kind: ValueKind::Number,
        default: "67108864",
        about: "Largest size of the answer cache",
    },
    ConfigKey {
        key: "queue.settle",
        env: None,
        kind: ValueKind::Seconds,
        default: "60",
        about: "How long a request of unknown outcome may still be carried out by TMDB",
    },
    ConfigKey {
        key: "queue.rate",
        env: None,
        kind: ValueKind::Number,
        default: "40",
        about: "Most requests a second, over all runs on this machine",
    },
    ConfigKey {
        key: "queue.parallel",
        env: None,
        kind: ValueKind::Number,
        default: "4",
        about: "Lists delivered at the same time",
    },
    ConfigKey {
        key: "queue.keep_days",
        env: None,
        kind: ValueKind::Number,
        default: "7",
        about: "Days that settled operations are kept",
    },
    ConfigKey {
        key: "log.file",
        env: None,
        kind: ValueKind::Text,
        default: "",
        about: "A file that log lines are added to",
    },
    ConfigKey {
        key: "log.format",
        env: None,
        kind: ValueKind::OneOf(&["text", "json"]),
        default: "text",
        about: "Form of log lines",
    },
];

/// Keys that would put a secret into a plain file.
const SECRET_KEYS: [&str; 4] = ["api_key", "access_token", "session_id", "user_token"];

/// Looks a configuration key up.
///
/// # Errors
/// `config` for an unknown key, with the nearest known one, and for keys that would hold a secret.
pub fn config_key(name: &str) -> Result<&'static ConfigKey> {
    if let Some(key) = CONFIG_KEYS.iter().find(|known| known.key == name) {
        return Ok(key);
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    if SECRET_KEYS.contains(&last) {
        return Err(Error::new(
            ErrorKind::Config,
            format!("'{name}' is a secret and doesn't belong into config.toml"),
        )
        .with_hint("log in with: flixir auth login, or set it in the environment"));
    }
    let nearest = CONFIG_KEYS
        .iter()
        .map(|known| (strsim::jaro_winkler(known.key, name), known.key))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(score, _)| *score > 0.7);
    let error = Error::new(ErrorKind::Config, format!("no setting '{name}'"));
    Err(match nearest {
        Some((_, key)) => error.with_hint(format!("did you mean '{key}'? see: flixir config ls")),
        None => error.with_hint("see: flixir config ls"),
    })
}

/// Checks that `value` is what `key` takes.
///
/// # Errors
/// `config`, naming key, value and what it should look like.
pub fn check_value(key: &ConfigKey, value: &str) -> Result<()> {
    let bad = |expected: &str| {
        Err(Error::new(ErrorKind::Config, format!("'{}' must be {expected}, not '{value}'", key.key)))
    };
    match key.kind {
        ValueKind::Seconds if value.parse::<u32>().is_err() => bad("a whole number of seconds"),
        ValueKind::Number if value.parse::<u32>().map_or(true, |number| number == 0) => {
            bad("a whole number above 0")
        }
        ValueKind::Flag if !matches!(value, "true" | "false") => bad("true or false"),
        ValueKind::OneOf(words) if !words.contains(&value) => bad(&format!("one of {}", words.join(", "))),
        ValueKind::Address => check_address(key.key, value),
        _ => Ok(()),
    }
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// The global options as typed; nothing is checked against the world yet.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag of the contract")]
pub struct GlobalOptions {
    /// `--profile`
    pub profile: Option<String>,
    /// `--language`
    pub language: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--timeout`, seconds
    pub timeout: Option<u32>,
    /// `--offline`
    pub offline: bool,
    /// `--refresh`
    pub refresh: bool,
    /// `--no-queue`
    pub no_queue: bool,
    /// `--dry-run`
    pub dry_run: bool,
    /// `--yes`
    pub yes: bool,
}

/// The three folders that flixir uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// `config.toml`.
    pub config: PathBuf,
    /// `state.db` by profile, run locks, the private login file.
    pub data: PathBuf,
    /// `cache.db` by profile, `catalog.db`.
    pub cache: PathBuf,
}

/// Everything a run is told.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag of the contract")]
pub struct Settings {
    /// The account to work as.
    pub profile: String,
    /// The API's address without a version, no slash at the end.
    pub api_root: String,
    /// The site's address, no slash at the end.
    pub web_url: String,
    /// The exports' address, no slash at the end.
    pub exports_url: String,
    /// Where the login listener must be, if told.
    pub redirect_url: Option<String>,
    /// When a session ends here.
    pub session_timeout: Option<Duration>,
    /// A command that prints the session.
    pub session_command: Option<String>,
    /// Whether logins are kept in a private file.
    pub insecure_storage: bool,
    /// Where things are.
    pub folders: Folders,
    /// The moment that the clock stands at (`FLIXIR_NOW`).
    pub pinned_now: Option<Timestamp>,
    /// The v3 API key from the environment.
    pub api_key: Option<Secret>,
    /// The API Read Access Token from the environment.
    pub access_token: Option<Secret>,
    /// A session from the environment.
    pub session_id: Option<Secret>,
    /// A v4 user access token from the environment.
    pub user_token: Option<Secret>,
    /// `--language`
    pub language: String,
    /// `--region`
    pub region: Option<String>,
    /// The most one command may spend on the network.
    pub timeout: Duration,
    /// Never contact TMDB.
    pub offline: bool,
    /// Reads skip the cache.
    pub refresh: bool,
    /// Fail instead of queueing.
    pub no_queue: bool,
    /// Change nothing.
    pub dry_run: bool,
    /// No questions.
    pub yes: bool,
    /// How long a search stays fresh.
    pub search_ttl: Duration,
    /// How long details stay fresh.
    pub details_ttl: Duration,
    /// How long the list mirror stays fresh.
    pub lists_ttl: Duration,
    /// Largest size of the answer cache, in bytes.
    pub cache_max_bytes: u64,
    /// How long a request of unknown outcome may still be carried out.
    pub settle: Duration,
    /// Most requests a second.
    pub rate: u32,
    /// Lists delivered at the same time.
    pub parallel: u32,
    /// Days that settled operations are kept.
    pub keep_days: u32,
    /// A file that log lines are added to.
    pub log_file: Option<PathBuf>,
    /// Each configurable value with its origin, in the order of [`CONFIG_KEYS`].
    pub resolved: Vec<(&'static ConfigKey, Sourced<String>)>,
}

impl Settings {
    /// Resolves the settings of a run.
    ///
    /// # Errors
    /// `config` for a configuration file that can't be read, and values that make no sense; `usage` for flags.
    pub fn resolve(options: &GlobalOptions, environment: &BTreeMap<String, String>) -> Result<Self> {
        let folders = folders(environment)?;
        let file = read_config(&folders.config.join("config.toml"))?;
        Self::resolve_from(options, environment, folders, file)
    }

    /// Resolves the settings as if there were no `config.toml`, for the commands that mend one that is wrong.
    ///
    /// # Errors
    /// As [`Settings::resolve`].
    pub fn resolve_without_file(
        options: &GlobalOptions,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self> {
        Self::resolve_from(options, environment, folders(environment)?, BTreeMap::new())
    }

    fn resolve_from(
        options: &GlobalOptions,
        environment: &BTreeMap<String, String>,
        folders: Folders,
        file: BTreeMap<String, String>,
    ) -> Result<Self> {
        let resolver = Resolver { options, environment, file };
        let resolved = CONFIG_KEYS.iter().map(|key| resolver.value(key)).collect::<Result<Vec<_>>>()?;
        let text = |name: &str| -> String {
            resolved
                .iter()
                .find(|(key, _)| key.key == name)
                .map_or_else(String::new, |(_, found)| found.value.clone())
        };
        let some = |name: &str| Some(text(name)).filter(|value| !value.is_empty());
        let number = |name: &str| text(name).parse::<u32>().unwrap_or(0);
        let seconds = |name: &str| Duration::from_secs(u64::from(number(name)));
        let secret = |name: &str| environment.get(name).and_then(|value| Secret::new(value));

        let profile = text("profile");
        check_profile(&profile)?;
        let base = text("tmdb.base_url");
        Ok(Self {
            pinned_now: pinned_now(environment, &base)?,
            api_root: api_root(&base),
            web_url: trimmed(&text("tmdb.web_url")),
            exports_url: trimmed(&text("tmdb.exports_url")),
            redirect_url: some("auth.redirect_url"),
            session_timeout: some("auth.session_timeout").map(|_| seconds("auth.session_timeout")),
            session_command: some("auth.session_command"),
            insecure_storage: text("auth.insecure_storage") == "true",
            api_key: secret("TMDB_API_KEY"),
            access_token: secret("TMDB_ACCESS_TOKEN"),
            session_id: secret("TMDB_SESSION_ID"),
            user_token: secret("TMDB_USER_TOKEN"),
            language: text("language"),
            region: some("region"),
            timeout: seconds("timeout"),
            offline: options.offline,
            refresh: options.refresh,
            no_queue: options.no_queue,
            dry_run: options.dry_run,
            yes: options.yes,
            search_ttl: seconds("cache.search"),
            details_ttl: seconds("cache.details"),
            lists_ttl: seconds("cache.lists"),
            cache_max_bytes: u64::from(number("cache.max_bytes")),
            settle: seconds("queue.settle"),
            rate: number("queue.rate"),
            parallel: number("queue.parallel"),
            keep_days: number("queue.keep_days"),
            log_file: some("log.file").map(PathBuf::from),
            profile,
            folders,
            resolved,
        })
    }

    /// Returns the folder of this profile's precious data.
    pub fn profile_folder(&self) -> PathBuf {
        self.folders.data.join("profiles").join(&self.profile)
    }

    /// Returns the folder of this profile's disposable data.
    pub fn profile_cache_folder(&self) -> PathBuf {
        self.folders.cache.join("profiles").join(&self.profile)
    }

    /// Returns the value of a configurable setting, whatever its origin.
    pub fn configured(&self, key: &str) -> Option<String> {
        self.resolved.iter().find(|(known, _)| known.key == key).map(|(_, found)| found.value.clone())
    }

    /// Returns where `config.toml` is or would be.
    pub fn config_file(&self) -> PathBuf {
        self.folders.config.join("config.toml")
    }

    /// Returns whether TMDB's address is on this machine, where test settings are honoured.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.api_root)
    }
}

struct Resolver<'a> {
    options: &'a GlobalOptions,
    environment: &'a BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl Resolver<'_> {
    fn value(&self, key: &'static ConfigKey) -> Result<(&'static ConfigKey, Sourced<String>)> {
        let flag = match key.key {
            "profile" => self.options.profile.clone(),
            "language" => self.options.language.clone(),
            "region" => self.options.region.clone(),
            "timeout" => self.options.timeout.map(|seconds| seconds.to_string()),
            _ => None,
        };
        let environment =
            key.env.and_then(|name| self.environment.get(name)).filter(|value| !value.is_empty());
        let (value, origin) = if let Some(value) = flag {
            (value, Origin::Flag)
        } else if let Some(value) = environment {
            (value.clone(), Origin::Environment)
        } else if let Some(value) = self.file.get(key.key) {
            (value.clone(), Origin::Config)
        } else {
            return Ok((key, Sourced { value: key.default.to_owned(), origin: Origin::Default }));
        };
        check_value(key, &value).map_err(|error| {
            let named = match (origin, key.env) {
                (Origin::Environment, Some(name)) => {
                    Error::new(ErrorKind::Config, error.message().replace(key.key, name))
                }
                (Origin::Flag, _) => Error::usage(
                    error.message().replace(&format!("'{}'", key.key), &format!("--{}", key.key)),
                ),
                _ => return error,
            };
            match error.hint() {
                Some(hint) => named.with_hint(hint),
                None => named,
            }
        })?;
        Ok((key, Sourced { value, origin }))
    }
}

/// Checks all of a `config.toml`, also the values that an environment variable beats in this run.
///
/// # Errors
/// `config`, as [`Settings::resolve`].
pub fn check_file(path: &Path) -> Result<()> {
    for (name, value) in read_config(path)? {
        check_value(config_key(&name)?, &value)?;
    }
    Ok(())
}

/// The largest `config.toml` that is read, in bytes.
const LARGEST_CONFIG: u64 = 1024 * 1024;

/// Returns the text of `config.toml`; the inner error is that it is too large.
///
/// # Errors
/// What keeps it from being read.
pub fn config_text(path: &Path) -> std::io::Result<Result<String>> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LARGEST_CONFIG + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_CONFIG {
        return Ok(Err(Error::new(ErrorKind::Config, format!("'{}' is larger than 1 MB", path.display()))));
    }
    Ok(Ok(text))
}

/// Reads `config.toml` into dotted keys; a file that doesn't exist is empty.
fn read_config(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = match config_text(path) {
        Ok(text) => text?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => {
            return Err(
                Error::new(ErrorKind::Config, format!("can't read '{}'", path.display())).with_source(error)
            );
        }
    };
    let document = text.parse::<toml_edit::DocumentMut>().map_err(|error| {
        Error::new(ErrorKind::Config, format!("'{}' is not valid TOML: {}", path.display(), error.message()))
            .with_source(error)
    })?;
    let mut values = BTreeMap::new();
    flatten("", document.as_table(), &mut values)?;
    for key in values.keys() {
        config_key(key).map_err(|error| {
            let named = Error::new(error.kind(), format!("{} (in '{}')", error.message(), path.display()));
            match error.hint() {
                Some(hint) => named.with_hint(hint),
                None => named,
            }
        })?;
    }
    Ok(values)
}

fn flatten(
    prefix: &str,
    table: &dyn toml_edit::TableLike,
    values: &mut BTreeMap<String, String>,
) -> Result<()> {
    for (name, item) in table.iter() {
        let key = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
        if let Some(inner) = item.as_table_like() {
            flatten(&key, inner, values)?;
            continue;
        }
        let value = match item.as_value() {
            Some(toml_edit::Value::String(text)) => text.value().clone(),
            Some(toml_edit::Value::Integer(number)) => number.value().to_string(),
            Some(toml_edit::Value::Boolean(flag)) => flag.value().to_string(),
            _ => {
                return Err(Error::new(
                    ErrorKind::Config,
                    format!("'{key}' must be a text, a whole number, true or false"),
                ));
            }
        };
        values.insert(key, value);
    }
    Ok(())
}

/// Finds the three folders: own variables, else what the platform uses.
fn folders(environment: &BTreeMap<String, String>) -> Result<Folders> {
    let own = |name: &str| environment.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let (config, data, cache) = platform_folders(environment);
    let pick = |variable: &str, platform: Option<PathBuf>| {
        own(variable).or(platform).ok_or_else(|| {
            Error::new(ErrorKind::Config, format!("no home folder: neither HOME nor {variable} is set"))
                .with_hint("set HOME, or FLIXIR_CONFIG_DIR, FLIXIR_DATA_DIR and FLIXIR_CACHE_DIR")
        })
    };
    Ok(Folders {
        config: pick("FLIXIR_CONFIG_DIR", config)?,
        data: pick("FLIXIR_DATA_DIR", data)?,
        cache: pick("FLIXIR_CACHE_DIR", cache)?,
    })
}

/// The platform's folders, from the environment handed in rather than the process's own, so that tests in one
/// process don't meet.
fn platform_folders(
    environment: &BTreeMap<String, String>,
) -> (Option<PathBuf>, Option<PathBuf>, Option<PathBuf>) {
    let absolute = |name: &str| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        let roaming = absolute("APPDATA").map(|path| path.join("flixir"));
        let local = absolute("LOCALAPPDATA").map(|path| path.join("flixir"));
        return (roaming, local.clone().map(|path| path.join("data")), local.map(|path| path.join("cache")));
    }
    let home = absolute("HOME");
    if cfg!(target_os = "macos") {
        let support = home.as_ref().map(|home| home.join("Library/Application Support/flixir"));
        let cache = home.map(|home| home.join("Library/Caches/flixir"));
        return (support.clone(), support, cache);
    }
    let xdg = |variable: &str, fallback: &str| {
        absolute(variable)
            .or_else(|| home.as_ref().map(|home| home.join(fallback)))
            .map(|path| path.join("flixir"))
    };
    (xdg("XDG_CONFIG_HOME", ".config"), xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CACHE_HOME", ".cache"))
}

/// Returns whether a profile may bear this name, which is also that of its folder.
pub fn is_profile_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn check_profile(name: &str) -> Result<()> {
    if is_profile_name(name) {
        return Ok(());
    }
    Err(Error::usage(format!("'{name}' can't be a profile's name"))
        .with_hint("use letters, digits, '-', '_' and '.', at most 64 of them"))
}

fn pinned_now(environment: &BTreeMap<String, String>, base: &str) -> Result<Option<Timestamp>> {
    let Some(text) = environment.get("FLIXIR_NOW").filter(|text| !text.is_empty()) else { return Ok(None) };
    if !is_loopback(base) {
        return Ok(None);
    }
    Timestamp::parse_rfc3339(text).map(Some).ok_or_else(|| {
        Error::new(ErrorKind::Config, format!("FLIXIR_NOW must be an RFC 3339 time, not '{text}'"))
    })
}

fn trimmed(address: &str) -> String {
    address.trim_end_matches('/').to_owned()
}

fn api_root(address: &str) -> String {
    let address = trimmed(address);
    let root = address.strip_suffix("/3").or_else(|| address.strip_suffix("/4"));
    root.map(str::to_owned).unwrap_or(address)
}

/// Returns the host of an address, without port and brackets.
fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(inner) = authority.strip_prefix('[') {
        return inner.split(']').next();
    }
    authority.split(':').next()
}

/// Returns whether an address names this machine by a loopback address.
pub fn is_loopback(address: &str) -> bool {
    let Some(host) = host(address) else { return false };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn check_address(key: &str, address: &str) -> Result<()> {
    let error = |message: String| Err(Error::new(ErrorKind::Config, message));
    match address.split_once("://") {
        Some(("https", rest)) if !rest.is_empty() => Ok(()),
        Some(("http", _)) if is_loopback(address) => Ok(()),
        Some(("http", _)) => error(format!(
            "'{key}' is a plain http address, which is accepted for this machine (127.0.0.1) only: '{address}'"
        )),
        _ => error(format!("'{key}' must be an address that begins with https://, not '{address}'")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut map = BTreeMap::from([("HOME".to_owned(), "/nonexistent".to_owned())]);
        map.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        map
    }

    fn resolve(pairs: &[(&str, &str)]) -> Result<Settings> {
        Settings::resolve(&GlobalOptions::default(), &environment(pairs))
    }

    #[test]
    fn the_base_address_may_carry_a_version() {
        for base in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/3", "http://127.0.0.1:8080/3/"] {
            assert_eq!(resolve(&[("TMDB_BASE_URL", base)]).unwrap().api_root, "http://127.0.0.1:8080");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for bad in
            ["http://example.org/3", "http://127.0.0.1.example.org", "http://user@evil.org", "ftp://x", "x"]
        {
            assert_eq!(resolve(&[("TMDB_BASE_URL", bad)]).unwrap_err().kind(), ErrorKind::Config, "{bad}");
        }
        for good in ["http://localhost:1", "http://[::1]:2/3", "https://example.org/3"] {
            assert!(resolve(&[("TMDB_BASE_URL", good)]).is_ok(), "{good}");
        }
    }

    #[test]
    fn the_clock_is_pinned_on_loopback_only() {
        let now = ("FLIXIR_NOW", "2026-01-02T03:04:05Z");
        assert_eq!(resolve(&[now]).unwrap().pinned_now, None);
        let pinned = resolve(&[now, ("TMDB_BASE_URL", "http://127.0.0.1:1")]).unwrap().pinned_now;
        assert_eq!(pinned.map(|time| time.to_string()).as_deref(), Some("2026-01-02T03:04:05Z"));
    }

    #[test]
    fn a_flag_beats_the_environment_and_says_so() {
        let options = GlobalOptions { profile: Some("work".into()), ..GlobalOptions::default() };
        let settings = Settings::resolve(&options, &environment(&[("FLIXIR_PROFILE", "home")])).unwrap();
        assert_eq!(settings.profile, "work");
        assert_eq!(settings.resolved[0].1.origin, Origin::Flag);
        assert_eq!(resolve(&[("FLIXIR_PROFILE", "../x")]).unwrap_err().kind(), ErrorKind::Usage);
    }

    #[test]
    fn unknown_and_secret_keys_are_named() {
        let error = config_key("languge").unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("'language'")), "{error:?}");
        assert!(config_key("auth.session_id").unwrap_err().message().contains("secret"));
    }
}
