//! What `config.toml` may hold: each key with its kind and its default, and what a value must look like. Not for where a
//! run's values come from.

use super::address::check_address;
use crate::error::{Error, ErrorKind, Result};

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
    /// A language, and a region where need be: `en`, `en-US`.
    Language,
    /// A region: `US`; or none.
    Region,
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
        about: "The account to use",
    },
    ConfigKey {
        key: "language",
        env: None,
        kind: ValueKind::Language,
        default: "en-US",
        about: "The language of titles and texts, such as en-US",
    },
    ConfigKey {
        key: "region",
        env: None,
        kind: ValueKind::Region,
        default: "",
        about: "The region of release dates and streaming services, such as US",
    },
    ConfigKey {
        key: "providers",
        env: None,
        kind: ValueKind::Text,
        default: "",
        about: "Your streaming services, separated by commas: what --provider mine stands for",
    },
    ConfigKey {
        key: "timeout",
        env: None,
        kind: ValueKind::Seconds,
        default: "120",
        about: "How long one command may use the network",
    },
    ConfigKey {
        key: "output",
        env: None,
        kind: ValueKind::OneOf(&["table", "json", "jsonl", "csv", "tsv"]),
        default: "table",
        about: "The output format",
    },
    ConfigKey {
        key: "color",
        env: None,
        kind: ValueKind::OneOf(&["auto", "always", "never"]),
        default: "auto",
        about: "When to use colors: auto, always or never",
    },
    ConfigKey {
        key: "tmdb.base_url",
        env: Some("TMDB_BASE_URL"),
        kind: ValueKind::Address,
        default: "https://api.themoviedb.org/3",
        about: "The address of TMDB's API",
    },
    ConfigKey {
        key: "tmdb.web_url",
        env: Some("TMDB_WEB_URL"),
        kind: ValueKind::Address,
        default: "https://www.themoviedb.org",
        about: "The address of the page on which you approve a login",
    },
    ConfigKey {
        key: "tmdb.exports_url",
        env: Some("TMDB_EXPORTS_URL"),
        kind: ValueKind::Address,
        default: "https://files.tmdb.org",
        about: "The address of TMDB's daily exports",
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
        about: "Seconds after which flixir ends a session (default: never)",
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
        about: "Store logins in a private file instead of the keyring",
    },
    ConfigKey {
        key: "cache.search",
        env: None,
        kind: ValueKind::Seconds,
        default: "300",
        about: "How long search results are used without asking TMDB again",
    },
    ConfigKey {
        key: "cache.details",
        env: None,
        kind: ValueKind::Seconds,
        default: "1800",
        about: "How long details are used without asking TMDB again",
    },
    ConfigKey {
        key: "cache.lists",
        env: None,
        kind: ValueKind::Seconds,
        default: "3600",
        about: "How long lists are used without asking TMDB again",
    },
    ConfigKey {
        key: "cache.max_bytes",
        env: None,
        kind: ValueKind::Number,
        default: "67108864",
        about: "The largest size of the cache",
    },
    ConfigKey {
        key: "queue.settle",
        env: None,
        kind: ValueKind::Seconds,
        default: "60",
        about: "How long flixir waits before it checks a change that may have reached TMDB",
    },
    ConfigKey {
        key: "queue.rate",
        env: None,
        kind: ValueKind::Number,
        default: "40",
        about: "The most requests per second, for all flixir commands on this machine together",
    },
    ConfigKey {
        key: "queue.parallel",
        env: None,
        kind: ValueKind::Number,
        default: "8",
        about: "How many lists, or items of a collection, are read or sent at the same time",
    },
    ConfigKey {
        key: "queue.auto",
        env: None,
        kind: ValueKind::Flag,
        default: "true",
        about: "Send what is due after any command that has reached TMDB",
    },
    ConfigKey {
        key: "queue.keep_days",
        env: None,
        kind: ValueKind::Number,
        default: "7",
        about: "How many days records of finished changes are kept",
    },
    ConfigKey {
        key: "log.file",
        env: None,
        kind: ValueKind::Text,
        default: "",
        about: "A file for log lines",
    },
    ConfigKey {
        key: "log.format",
        env: None,
        kind: ValueKind::OneOf(&["text", "json"]),
        default: "text",
        about: "The format of log lines: text or json",
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
            format!("'{name}' is a secret and must not be in config.toml"),
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
        ValueKind::Language if !is_language(value) => bad("a language such as de or de-DE"),
        ValueKind::Region if !value.is_empty() && !is_two_letters(value) => {
            bad("a country of two letters, such as US")
        }
        ValueKind::Address => check_address(key.key, value),
        _ => Ok(()),
    }
}

/// TMDB ignores an unknown language and answers as if none was given, so only the form can be checked.
fn is_language(value: &str) -> bool {
    match value.split_once('-') {
        None => is_two_letters(value),
        Some((language, region)) => is_two_letters(language) && is_two_letters(region),
    }
}

fn is_two_letters(value: &str) -> bool {
    value.len() == 2 && value.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// Returns a value as TMDB writes it: `en-us` is `en-US`, and `us` is `US`.
pub(super) fn as_tmdb_writes(key: &ConfigKey, value: String) -> String {
    match (key.kind, value.split_once('-')) {
        (ValueKind::Language, None) => value.to_ascii_lowercase(),
        (ValueKind::Language, Some((language, region))) => {
            format!("{}-{}", language.to_ascii_lowercase(), region.to_ascii_uppercase())
        }
        (ValueKind::Region, _) => value.to_ascii_uppercase(),
        _ => value,
    }
}
