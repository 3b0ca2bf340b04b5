//! The settings of a run: flag > environment > `config.toml` > default, resolved once, each value with its origin.
//! Not for opening anything: a wrong value is an error here, a missing file is not.

mod address;
mod file;
mod folders;
mod keys;

pub use address::is_loopback;
pub use file::{check_file, config_text};

pub use folders::Folders;
pub use keys::{CONFIG_KEYS, ConfigKey, ValueKind, check_value, config_key};

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use self::address::{api_root, trimmed};
use self::file::read_config;
use self::folders::folders;
use self::keys::as_tmdb_writes;
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

/// All settings of a run.
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
    /// The streaming services that the person has, as typed.
    pub providers: Vec<String>,
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
    /// Whether what is due is sent after any command that has reached TMDB.
    pub auto_delivery: bool,
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

    /// Resolves the settings as if there were no `config.toml`, for the commands that fix one that is wrong.
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
            providers: names_in(&text("providers")),
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
            auto_delivery: text("queue.auto") == "true",
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

    /// Returns whether a setting was given on the command line.
    pub fn is_typed(&self, key: &str) -> bool {
        self.resolved.iter().any(|(known, value)| known.key == key && value.origin == Origin::Flag)
    }

    /// Returns whether TMDB's address is on this machine, where test settings are obeyed.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.api_root)
    }
}

/// Returns the names in a list with commas.
fn names_in(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
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
        Ok((key, Sourced { value: as_tmdb_writes(key, value), origin }))
    }
}

/// Returns whether a profile can have this name, which is also the name of its folder.
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
    fn languages_and_regions_have_the_form_that_tmdb_takes() {
        let resolve = |language: &str, region: &str| {
            let options = GlobalOptions {
                language: Some(language.to_owned()),
                region: Some(region.to_owned()),
                ..GlobalOptions::default()
            };
            Settings::resolve(&options, &environment(&[]))
        };
        let found = |language, region| {
            resolve(language, region).map(|settings| (settings.language, settings.region)).unwrap()
        };
        assert_eq!(found("de", ""), ("de".to_owned(), None));
        assert_eq!(found("PT-br", "us"), ("pt-BR".to_owned(), Some("US".to_owned())));
        for (language, region) in [
            ("german", "DE"),
            ("de_DE", "DE"),
            ("de-", "DE"),
            ("", "DE"),
            ("de-DE-x", "DE"),
            ("de", "DEU"),
            ("de", "1"),
            ("de", "ü"),
        ] {
            let error = resolve(language, region).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Usage, "{language} {region}: {error}");
        }
    }

    #[test]
    fn unknown_and_secret_keys_are_named() {
        let error = config_key("languge").unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("'language'")), "{error:?}");
        assert!(config_key("auth.session_id").unwrap_err().message().contains("secret"));
    }
}
