//! What a service works with: settings, ports, and the stores, each opened only when asked for. A cached search opens
//! no socket and no keyring; `--help` opens no database. Not for what talks to a person: that is [`super::Talk`].

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::domain::{Media, MediaRef, Redactor};
use crate::error::{Error, Result};
use crate::ports::{
    Clock, Entropy, HttpRequest, HttpResponse, Machine, NoProgress, Pace, Probe, Progress, RunLocks, Secrets,
    Transport, TransportError,
};
use crate::settings::Settings;
use crate::store::{Cache, Catalog, State};
use crate::tmdb::titles::Locale;
use crate::tmdb::{Client, ClientParts, Credentials};

/// What `app` lends out.
pub struct ContextParts {
    /// The settings of the run.
    pub settings: Settings,
    /// The environment, for the few things that aren't settings (`EDITOR`, `DISPLAY`).
    pub environment: BTreeMap<String, String>,
    /// Carries requests.
    pub transport: Arc<dyn Transport>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Supplies chance.
    pub entropy: Arc<dyn Entropy>,
    /// Counts what was sent.
    pub progress: Arc<dyn Progress>,
    /// The OS keyring.
    pub keyring: Arc<dyn Secrets>,
    /// Logins in private files.
    pub secret_file: Arc<dyn Secrets>,
    /// Disks, resolver and programs.
    pub machine: Arc<dyn Machine>,
    /// The configured command that prints the session.
    pub session_command: Option<Arc<dyn Secrets>>,
    /// The runs' locks.
    pub locks: Arc<dyn RunLocks>,
    /// The limit that the requests of all processes share.
    pub pace: Arc<dyn Pace>,
    /// Watches delivery; does nothing in a real run.
    pub probe: Arc<dyn Probe>,
    /// The secrets that no message may show.
    pub redactor: Arc<Redactor>,
    /// Set by a signal.
    pub interrupted: Arc<AtomicBool>,
}

/// What a service works with.
pub struct Context {
    parts: ContextParts,
    started: Duration,
    state: OnceLock<Arc<State>>,
    cache: OnceLock<Option<Cache>>,
    complained_of_cache: AtomicBool,
    catalog: OnceLock<Option<Catalog>>,
    public_client: OnceLock<Client>,
    /// Shared with background work, because a keyring may ask the person each time.
    public_credentials: Arc<OnceLock<Credentials>>,
    warnings: Mutex<Vec<String>>,
    /// Whether TMDB's API has given a good answer in this command.
    reached: Arc<AtomicBool>,
    /// The outage because of which TMDB didn't say whose session it is.
    unidentified: OnceLock<Error>,
}

impl std::ops::Deref for Context {
    type Target = ContextParts;

    fn deref(&self) -> &ContextParts {
        &self.parts
    }
}

impl Context {
    /// Begins a command.
    pub fn new(parts: ContextParts) -> Self {
        let started = parts.clock.elapsed();
        Self {
            parts,
            started,
            state: OnceLock::new(),
            cache: OnceLock::new(),
            complained_of_cache: AtomicBool::new(false),
            catalog: OnceLock::new(),
            public_client: OnceLock::new(),
            public_credentials: Arc::default(),
            warnings: Mutex::new(Vec::new()),
            reached: Arc::default(),
            unidentified: OnceLock::new(),
        }
    }

    /// Starts a command with the profile's database that is open already.
    #[must_use]
    pub fn on(self, state: Arc<State>) -> Self {
        Self { state: state.into(), ..self }
    }

    /// Returns the same surroundings for another profile. The environment's session belongs to the current profile,
    /// so the other hasn't got it.
    pub(super) fn for_profile(&self, profile: &str) -> Self {
        let mut settings = self.settings.clone();
        profile.clone_into(&mut settings.profile);
        settings.session_id = None;
        settings.user_token = None;
        self.with_settings(settings)
    }

    /// Returns the same surroundings once more, for work in the background: with databases, warnings and time of its own.
    /// Its progress isn't shown: the screen belongs to somebody else.
    pub(super) fn beside(&self) -> Self {
        let public_credentials = Arc::clone(&self.public_credentials);
        let parts = self.parts_with(self.settings.clone());
        let parts = ContextParts { progress: Arc::new(NoProgress), ..parts };
        Self { public_credentials, ..Self::new(parts) }
    }

    fn with_settings(&self, settings: Settings) -> Self {
        Self::new(self.parts_with(settings))
    }

    fn parts_with(&self, settings: Settings) -> ContextParts {
        let parts = &self.parts;
        ContextParts {
            settings,
            environment: parts.environment.clone(),
            transport: Arc::clone(&parts.transport),
            clock: Arc::clone(&parts.clock),
            entropy: Arc::clone(&parts.entropy),
            progress: Arc::clone(&parts.progress),
            keyring: Arc::clone(&parts.keyring),
            secret_file: Arc::clone(&parts.secret_file),
            machine: Arc::clone(&parts.machine),
            session_command: parts.session_command.clone(),
            locks: Arc::clone(&parts.locks),
            pace: Arc::clone(&parts.pace),
            probe: Arc::clone(&parts.probe),
            redactor: Arc::clone(&parts.redactor),
            interrupted: Arc::clone(&parts.interrupted),
        }
    }

    /// Returns the profile's precious database, opening it at the first call.
    ///
    /// # Errors
    /// `storage`.
    pub fn state(&self) -> Result<&State> {
        if let Some(state) = self.state.get() {
            return Ok(state);
        }
        let opened = State::open(&self.settings.profile_folder())?;
        Ok(self.state.get_or_init(|| Arc::new(opened)))
    }

    /// Returns the cache of public answers, opening it at the first call. A cache that can't be used costs a warning,
    /// never the answer.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache
            .get_or_init(|| {
                let folder = self.settings.profile_cache_folder();
                match Cache::open(&folder, self.settings.cache_max_bytes) {
                    Ok(cache) => Some(cache),
                    Err(error) => {
                        self.complain_of_cache(&error);
                        None
                    }
                }
            })
            .as_ref()
    }

    /// Leaves the cache as it is for the end of the process, which closes it faster than SQLite.
    pub fn leave_cache_open(&mut self) {
        std::mem::forget(self.cache.take());
    }

    /// Does something with the cache; `None` where it can't be done, with one warning a command.
    pub fn with_cache<T>(&self, work: impl FnOnce(&Cache) -> Result<T>) -> Option<T> {
        let cache = self.cache()?;
        let outcome = work(cache);
        if cache.take_healed() {
            self.warn("the cache was damaged and has been emptied");
        }
        outcome.map_err(|error| self.complain_of_cache(&error)).ok()
    }

    fn complain_of_cache(&self, error: &Error) {
        log::debug!("the cache failed: {error}");
        if !self.complained_of_cache.swap(true, Ordering::Relaxed) {
            self.warn(format!("the cache is not used: {error}"));
        }
    }

    /// Returns the offline index of titles, where one is loaded. One that can't be used costs a warning; one that is older
    /// than TMDB's terms allow is deleted.
    pub fn catalog(&self) -> Option<&Catalog> {
        self.catalog
            .get_or_init(|| {
                let folder = &self.settings.folders.cache;
                let opened = Catalog::open(folder).unwrap_or_else(|error| {
                    let hint = error.hint().unwrap_or_default();
                    self.warn(format!("the offline catalog is not used: {error}; {hint}"));
                    None
                })?;
                if opened.facts().may_be_kept(self.clock.now()) {
                    return Some(opened);
                }
                let deleted = crate::store::delete_catalog(folder);
                log::debug!("the catalog of {} is too old: {deleted:?}", opened.facts().date);
                None
            })
            .as_ref()
    }

    /// Returns what is known here of a title: from the cache, from a list, or its original title from the catalog. Not
    /// within a transaction of the state: [`Context::known_titles`] is for there.
    pub fn title_here(&self, item: MediaRef) -> Option<Media> {
        let in_mirror = || self.state().ok()?.read(|tx| tx.title(item)).ok()?;
        self.cached_title(item).or_else(in_mirror).or_else(|| self.catalogued_title(item))
    }

    /// Returns what is known here of titles, as [`Context::title_here`] does, with one read of each store. What is not known is
    /// left out.
    pub fn titles_here(&self, items: &[MediaRef]) -> BTreeMap<MediaRef, Media> {
        let mut known = self.cached_titles(items);
        let rest = |known: &BTreeMap<_, _>| -> Vec<MediaRef> {
            items.iter().copied().filter(|item| !known.contains_key(item)).collect()
        };
        let unknown = rest(&known);
        if unknown.is_empty() {
            return known;
        }
        let in_mirror = self.state().and_then(|state| {
            state.read(|tx| {
                let titles = unknown.iter().map(|item| Ok(tx.title(*item)?.map(|media| (*item, media))));
                titles.filter_map(Result::transpose).collect::<Result<Vec<_>>>()
            })
        });
        known.extend(in_mirror.into_iter().flatten());
        known.extend(self.catalogued_titles(&rest(&known)));
        known
    }

    /// Returns what is known here of titles besides what lists tell, so that they show names without the network: all of it from
    /// the cache, in one read, or the original title from the catalog.
    pub fn known_titles(&self, items: &[MediaRef]) -> BTreeMap<MediaRef, Media> {
        let mut known = self.cached_titles(items);
        let rest: Vec<MediaRef> = items.iter().copied().filter(|item| !known.contains_key(item)).collect();
        known.extend(self.catalogued_titles(&rest));
        known
    }

    /// Returns what the cache knows of several titles, asked in one read.
    pub fn cached_titles(&self, items: &[MediaRef]) -> BTreeMap<MediaRef, Media> {
        if items.is_empty() {
            return BTreeMap::new();
        }
        let (settings, now) = (&self.settings, self.clock.now());
        let found = self.with_cache(|cache| cache.titles(items, &settings.api_root, &settings.language, now));
        let found = found.into_iter().flatten();
        items.iter().zip(found).filter_map(|(item, media)| Some((*item, media?))).collect()
    }

    fn catalogued_titles(&self, items: &[MediaRef]) -> Vec<(MediaRef, Media)> {
        let found = items.iter().map(|item| Some((*item, self.catalogued_title(*item)?)));
        found.flatten().collect()
    }

    fn catalogued_title(&self, item: MediaRef) -> Option<Media> {
        let found = self.catalog()?.title(item).ok()??;
        Some(Media {
            title: Some(found.title.clone()),
            original_title: Some(found.title),
            popularity: Some(found.popularity),
            title_is_original: true,
            ..Media::unknown(item)
        })
    }

    /// Returns what the cache knows of a title.
    pub fn cached_title(&self, item: MediaRef) -> Option<Media> {
        let settings = &self.settings;
        let now = self.clock.now();
        self.with_cache(|cache| cache.title(item, &settings.api_root, &settings.language, now)).flatten()
    }

    /// Keeps what TMDB just told of titles, for [`Context::known_titles`].
    pub fn learn_titles(&self, titles: &[Media]) {
        let settings = &self.settings;
        let now = self.clock.now();
        self.with_cache(|cache| cache.keep_titles(titles, &settings.api_root, &settings.language, now));
    }

    /// Returns the client for public reads, made at the first call; `find` looks for its credential.
    ///
    /// # Errors
    /// That of `find`.
    pub(super) fn public_client_with(&self, find: impl FnOnce() -> Result<Credentials>) -> Result<&Client> {
        if let Some(client) = self.public_client.get() {
            return Ok(client);
        }
        let credentials = if let Some(known) = self.public_credentials.get() {
            known
        } else {
            let found = find()?;
            self.public_credentials.get_or_init(|| found)
        };
        let client = self.client(credentials.clone());
        Ok(self.public_client.get_or_init(|| client))
    }

    /// Returns what requests say about the reader.
    pub fn locale(&self) -> Locale {
        Locale { language: self.settings.language.clone(), region: self.settings.region.clone() }
    }

    /// Returns when the command's time for the network is over, by the clock's `elapsed`.
    pub fn deadline(&self) -> Duration {
        self.started + self.settings.timeout
    }

    /// Makes a client that shows these credentials.
    pub fn client(&self, credentials: Credentials) -> Client {
        self.client_until(credentials, self.deadline())
    }

    /// Makes a client with a deadline of its own.
    pub fn client_until(&self, credentials: Credentials, deadline: Duration) -> Client {
        for secret in credentials.secrets() {
            self.redactor.learn(secret);
        }
        let surroundings = ClientParts {
            transport: Arc::new(Noting {
                inner: Arc::clone(&self.transport),
                reached: Arc::clone(&self.reached),
            }),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            pace: Arc::clone(&self.pace),
        };
        Client::new(surroundings, &self.settings.api_root, credentials, self.settings.rate, deadline)
    }

    /// Returns whether TMDB's API has given a good answer in this command.
    pub fn has_reached_tmdb(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    /// Returns the outage because of which TMDB didn't say in this command whose session it is: it isn't asked again.
    pub(super) fn unidentified(&self) -> Option<&Error> {
        self.unidentified.get()
    }

    /// Notes an outage because of which TMDB didn't say whose session it is.
    pub(super) fn note_unidentified(&self, outage: &Error) {
        self.unidentified.get_or_init(|| outage.once_more());
    }

    /// Keeps a warning for the end of the command.
    pub fn warn(&self, message: impl Into<String>) {
        let message = message.into();
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if !warnings.contains(&message) {
            warnings.push(message);
        }
    }

    /// Takes the warnings kept so far.
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops between two steps where a signal asked for it.
    ///
    /// # Errors
    /// `interrupted`.
    pub fn check_interrupted(&self) -> Result<()> {
        if self.interrupted.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }
}

/// A transport that notes whether TMDB answered: delivery of what is due may follow then.
struct Noting {
    inner: Arc<dyn Transport>,
    reached: Arc<AtomicBool>,
}

impl Noting {
    fn note(&self, outcome: &std::result::Result<HttpResponse, TransportError>) {
        // A captive portal answers well, too, but not in JSON.
        let is_good = |response: &HttpResponse| {
            response.status == 304
                || (response.status < 300 && matches!(response.body.first(), Some(b'{' | b'[')))
        };
        if outcome.as_ref().is_ok_and(is_good) {
            self.reached.store(true, Ordering::Relaxed);
        }
    }
}

impl Transport for Noting {
    fn exchange(&self, request: &HttpRequest) -> std::result::Result<HttpResponse, TransportError> {
        let outcome = self.inner.exchange(request);
        self.note(&outcome);
        outcome
    }

    fn stream(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> std::result::Result<HttpResponse, TransportError> {
        self.inner.stream(request, take)
    }
}
