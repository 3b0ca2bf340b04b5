//! A profile that other programs work with: each method is one call on a service. Not for opening one (`builder.rs`).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::values::{Account, Change, Collection, Delivery, Found, Search, Synced};
use crate::app::{Surroundings, silent};
use crate::domain::{List, ListFields, ListKind, ListWithItems, MediaRef, Status};
use crate::error::{Error, Result};
use crate::ports::{Browser, Transport};
use crate::services::auth::{self, LoginOptions};
use crate::services::collections::{collection, settled_identity};
use crate::services::freshen::{freshen, freshen_heads};
use crate::services::identity::{self, Identity, renewed};
use crate::services::mirror::{list_here, own_lists, resolve};
use crate::services::outbox::{self, RunOptions, Wish};
use crate::services::sync::{self, SyncOptions};
use crate::services::{Context, Talk, search};
use crate::settings::Settings;
use crate::store::{ListRow, State};

/// A profile, opened: its login, its cache, its lists and its queue.
///
/// A profile can be open in several programs at once, `flixir` among them. Each method has the time that
/// [`Builder::timeout`](super::Builder::timeout) sets for the network.
pub struct Flixir {
    settings: Settings,
    state: Arc<State>,
    transport: Arc<dyn Transport>,
    warnings: Mutex<Vec<String>>,
}

impl fmt::Debug for Flixir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flixir").field("profile", &self.settings.profile).finish_non_exhaustive()
    }
}

impl Flixir {
    /// Makes what [`super::Builder`] has opened.
    pub(super) fn of(settings: Settings, state: Arc<State>, transport: Arc<dyn Transport>) -> Self {
        Self { settings, state, transport, warnings: Mutex::default() }
    }

    /// Logs in and keeps the login in the profile. `show` gets the address at which the person approves, on any device;
    /// this method returns when they have approved, after five minutes at the latest.
    ///
    /// # Errors
    /// `missing_credentials` without an API key or token, `authentication_failed` if the person denies, `timed_out`,
    /// `keyring_unavailable`, `conflict` if the profile belongs to another account, outages.
    pub fn log_in(&self, show: impl Fn(&str) + Send + Sync + 'static) -> Result<Account> {
        let (context, talk) = self.begin(Some(Arc::new(Shown(show))));
        let status = self.told(&context, auth::login(&context, &talk, &LoginOptions::default()))?;
        status.account.map(Account::of).ok_or_else(|| Error::bug("a login without an account"))
    }

    /// Searches. The cache answers if it is fresh enough, and, marked as such in [`Found::source`], if TMDB is unavailable.
    ///
    /// # Errors
    /// `usage` for a search for nothing, `missing_credentials`, outages.
    pub fn search(&self, query: impl Into<Search>) -> Result<Found> {
        let context = self.begin(None).0;
        self.told(&context, search::search(&context, &query.into().into_request())).map(Found::of)
    }

    /// Returns the account's lists, with the changes that are still queued.
    ///
    /// # Errors
    /// `missing_credentials`, `session_expired`; outages if nothing is known of the account yet.
    pub fn lists(&self) -> Result<Vec<List>> {
        self.with_account(|context, identity| {
            freshen_heads(context, identity)?;
            let identity = renewed(context, identity)?;
            Ok(own_lists(context, &identity)?.into_iter().map(|(_, list)| list).collect())
        })
    }

    /// Returns a list with its items, with the changes that are still queued. A list goes by its name, TMDB's number or its
    /// local id.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`, `missing_credentials`, `session_expired`; outages if nothing is known of the list yet.
    pub fn read<'a>(&self, from: impl Into<Collection<'a>>) -> Result<ListWithItems> {
        let from = from.into();
        self.with_account(|context, identity| {
            freshen(context, identity, &find(context, identity, from)?)?;
            // TMDB may just have said whose session this is, and what was known before has moved there.
            let row = find(context, &renewed(context, identity)?, from)?;
            list_here(context, &row)
        })
    }

    /// Creates a list. It can be used at once, whether TMDB can be reached or not.
    ///
    /// # Errors
    /// `missing_credentials`; `storage` if the change could not be saved.
    pub fn create_list(&self, name: &str) -> Result<List> {
        self.with_account(|context, identity| {
            let fields = ListFields { name: Some(name.to_owned()), ..ListFields::default() };
            outbox::create(context, identity, fields).map(|made| made.list)
        })
    }

    /// Adds items. The change is saved first, then sent if TMDB can be reached; else it stays queued.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`, `missing_credentials`, `unsupported` for a TV show on a list with a v3 login; `storage` if
    /// the change could not be saved. What TMDB says to an item is in the [`Change`].
    pub fn add<'a>(&self, to: impl Into<Collection<'a>>, items: &[MediaRef]) -> Result<Change> {
        self.write(to.into(), items, Wish::add)
    }

    /// Removes items, as [`Flixir::add`] adds them.
    ///
    /// # Errors
    /// As [`Flixir::add`].
    pub fn remove<'a>(&self, from: impl Into<Collection<'a>>, items: &[MediaRef]) -> Result<Change> {
        self.write(from.into(), items, Wish::remove)
    }

    /// Sends what is queued and due. After an outage changes wait for seconds to minutes before they are due again.
    ///
    /// # Errors
    /// `missing_credentials`, `storage`. It is not an error if TMDB can't be reached: [`Delivery::stopped_by`] says so.
    pub fn deliver(&self) -> Result<Delivery> {
        self.with_account(|context, identity| {
            let summary = outbox::deliver(context, identity, RunOptions::default())?;
            summary.warnings.iter().for_each(|warning| context.warn(warning));
            context.state()?.read(|tx| {
                let found = summary.touched.iter().filter_map(|id| tx.operation(id).transpose());
                let touched = found.collect::<Result<Vec<_>>>()?;
                let with = |status| touched.iter().filter(|operation| operation.status == status).count();
                Ok(Delivery {
                    done: with(Status::Completed),
                    failed: with(Status::Failed),
                    queued: usize::try_from(tx.count_live()?).unwrap_or(usize::MAX),
                    stopped_by: summary.fault,
                })
            })
        })
    }

    /// Synchronizes all lists: sends what is queued and due, and takes over what was changed elsewhere. A list on which TMDB shows
    /// suspiciously few items is left alone, with its [`Synced::error`].
    ///
    /// # Errors
    /// `missing_credentials`, `session_expired`, outages.
    pub fn sync(&self) -> Result<Vec<Synced>> {
        self.with_account(|context, identity| {
            let report = sync::sync(context, identity, &[], &SyncOptions::default(), &|_, _| {})?;
            report.summary.warnings.iter().for_each(|warning| context.warn(warning));
            Ok(report.lists.into_iter().map(Synced::of).collect())
        })
    }

    /// Takes what a person should know of the calls so far, a sentence each: that an answer is an old one, for example.
    pub fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(
        &self,
        place: Collection<'_>,
        items: &[MediaRef],
        make_wish: fn(MediaRef) -> Wish,
    ) -> Result<Change> {
        let wishes: Vec<Wish> = items.iter().copied().map(make_wish).collect();
        self.with_account(|context, identity| {
            let identity = match place {
                Collection::List(_) => identity.clone(),
                _ => settled_identity(context, identity.clone()),
            };
            let row = find(context, &identity, place)?;
            outbox::write(context, &identity, &row, &wishes).map(Change::of)
        })
    }

    /// Does something for the account that is logged in.
    fn with_account<T>(&self, work: impl FnOnce(&Context, &Identity) -> Result<T>) -> Result<T> {
        let context = self.begin(None).0;
        let outcome = identity::local(&context).and_then(|identity| work(&context, &identity));
        self.told(&context, outcome)
    }

    /// Returns what one call works with: its time for the network begins now.
    fn begin(&self, browser: Option<Arc<dyn Browser>>) -> (Context, Talk) {
        let surroundings = Surroundings {
            transport: Some(Arc::clone(&self.transport)),
            browser: Some(browser.unwrap_or_else(|| Arc::new(Shown(|_: &str| ())))),
            ..Surroundings::silent()
        };
        let (context, talk) = silent(self.settings.clone(), surroundings);
        (context.on(Arc::clone(&self.state)), talk)
    }

    /// Keeps the warnings of a call that is over.
    fn told<T>(&self, context: &Context, outcome: Result<T>) -> Result<T> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).extend(context.take_warnings());
        outcome
    }
}

/// Finds what a collection's name stands for.
fn find(context: &Context, identity: &Identity, place: Collection<'_>) -> Result<ListRow> {
    match place {
        Collection::List(name) => resolve(context, identity, name).map(|named| named.row),
        Collection::Watchlist => collection(context, identity, ListKind::Watchlist),
        Collection::Favorites => collection(context, identity, ListKind::Favorites),
        Collection::Ratings => collection(context, identity, ListKind::Ratings),
    }
}

/// A program's own way to show an address.
struct Shown<F>(F);

impl<F: Fn(&str) + Send + Sync> Browser for Shown<F> {
    fn open(&self, url: &str) -> bool {
        (self.0)(url);
        // It is not known whether a browser on this machine returns, so nothing waits for it.
        false
    }
}
