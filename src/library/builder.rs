//! How a program describes the profile that it opens.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::profile::Flixir;
use crate::adapters::http::HttpTransport;
use crate::app::process_environment;
use crate::error::Result;
use crate::settings::{GlobalOptions, Settings};
use crate::store::State;

/// Describes a profile; [`Builder::open`] opens it. What is left open is as for the command `flixir`: environment
/// variables, then `config.toml`, then its defaults.
#[derive(Clone, Debug)]
pub struct Builder {
    environment: BTreeMap<String, String>,
    options: GlobalOptions,
    keeps_logins_in_files: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            environment: process_environment(),
            options: GlobalOptions::default(),
            keeps_logins_in_files: false,
        }
    }
}

impl Flixir {
    /// Begins to describe a profile: its folder, its credentials, TMDB's address.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// Opens the profile of this name; each has its own login, lists and queue.
    #[must_use]
    pub fn profile(mut self, name: &str) -> Self {
        self.options.profile = Some(name.to_owned());
        self
    }

    /// Keeps everything in this folder instead of the person's own: configuration, lists, queue and cache.
    #[must_use]
    pub fn folder(self, folder: &Path) -> Self {
        let inside = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let (config, data, cache) = (inside("config"), inside("data"), inside("cache"));
        self.with("FLIXIR_CONFIG_DIR", &config)
            .with("FLIXIR_DATA_DIR", &data)
            .with("FLIXIR_CACHE_DIR", &cache)
    }

    /// Uses a v3 API key.
    #[must_use]
    pub fn api_key(self, key: &str) -> Self {
        self.with("TMDB_API_KEY", key)
    }

    /// Uses an API Read Access Token. With it a login can do more: TV shows on lists, private lists, renaming.
    #[must_use]
    pub fn access_token(self, token: &str) -> Self {
        self.with("TMDB_ACCESS_TOKEN", token)
    }

    /// Uses this session, as made by TMDB's login. It is not kept in the profile.
    #[must_use]
    pub fn session(self, id: &str) -> Self {
        self.with("TMDB_SESSION_ID", id)
    }

    /// Keeps logins in private files of the profile instead of the system's keyring: for servers, which have none.
    #[must_use]
    pub const fn logins_in_files(mut self) -> Self {
        self.keeps_logins_in_files = true;
        self
    }

    /// Asks another server than TMDB: a [`Sandbox`](crate::sandbox::Sandbox), for example.
    #[must_use]
    pub fn address(self, url: &str) -> Self {
        self.with("TMDB_BASE_URL", url).with("TMDB_WEB_URL", url).with("TMDB_EXPORTS_URL", url)
    }

    /// Asks for titles in this language (`en-US`).
    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.options.language = Some(language.to_owned());
        self
    }

    /// Sets how long one call may use the network, in whole seconds.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.options.timeout = Some(u32::try_from(time.as_secs()).unwrap_or(u32::MAX).max(1));
        self
    }

    /// Never contacts TMDB: reads are answered from the cache, changes are queued.
    #[must_use]
    pub const fn offline(mut self) -> Self {
        self.options.offline = true;
        self
    }

    /// Opens the profile. TMDB is not asked yet.
    ///
    /// # Errors
    /// `usage` and `config` for settings that can't be used; `storage` if the database can't be opened.
    pub fn open(self) -> Result<Flixir> {
        let mut settings = Settings::resolve(&self.options, &self.environment)?;
        settings.insecure_storage |= self.keeps_logins_in_files;
        let state = Arc::new(State::open(&settings.profile_folder())?);
        let transport = Arc::new(HttpTransport::new(settings.is_loopback()));
        Ok(Flixir::of(settings, state, transport))
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }
}
