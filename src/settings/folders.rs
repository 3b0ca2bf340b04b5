//! Where flixir keeps things: own variables, else what the platform uses. Makes nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::{Error, ErrorKind, Result};

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

/// Finds the three folders: own variables, else what the platform uses.
pub(super) fn folders(environment: &BTreeMap<String, String>) -> Result<Folders> {
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

/// The platform's folders, from the environment that is passed rather than the process's own, so that tests in one
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
