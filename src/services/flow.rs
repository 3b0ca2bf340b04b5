//! Many public reads in one flow, each with what follows from it, side by side: an import asks about a row after the other. What
//! the cache holds is looked up for all of them at once, and what TMDB answers is kept in few transactions. For reads that
//! are all known beforehand `answers` is simpler.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Context;
use super::answers::{AnswerKind, Fetched, Reading, Slot, name_of, only, settle};
use crate::domain::Media;
use crate::error::Result;
use crate::store::{CachedAnswer, NewAnswer, Tally};
use crate::tmdb::Request;

/// Answers that are kept together. What is not yet kept is lost when the process is killed, and asked for again.
const KEPT_TOGETHER: usize = 50;

/// Reads in progress.
pub(super) struct Flow<'a> {
    context: &'a Context,
    /// What the cache held when the flow began, by name; `None` for what it didn't hold.
    stored: BTreeMap<String, Option<CachedAnswer>>,
    learnt: Mutex<Learnt>,
}

/// What the cache is yet to be told.
#[derive(Default)]
struct Learnt {
    answers: Vec<Whole>,
    /// Names of answers that TMDB confirmed.
    confirmed: Vec<String>,
    titles: Vec<Media>,
    tallies: BTreeMap<&'static str, Tally>,
}

/// An answer of TMDB's.
struct Whole {
    key: String,
    kind: &'static str,
    etag: Option<String>,
    body: Vec<u8>,
}

impl Whole {
    fn as_new(&self) -> NewAnswer<'_> {
        NewAnswer { key: &self.key, kind: self.kind, etag: self.etag.as_deref(), body: &self.body }
    }
}

impl<'a> Flow<'a> {
    /// Begins with the requests that will be asked for first, as far as they are known.
    pub(super) fn begin(context: &'a Context, first: impl Iterator<Item = (AnswerKind, Request)>) -> Self {
        let keys: Vec<String> = first.map(|(_, request)| name_of(context, &request)).collect();
        let now = context.clock.now();
        let found = context.with_cache(|cache| cache.answers(&keys, now)).unwrap_or_default();
        Self { context, stored: keys.into_iter().zip(found).collect(), learnt: Mutex::default() }
    }

    /// Reads one answer, from the cache where it is fresh there.
    ///
    /// # Errors
    /// The outer error concerns every read: no credential, no time. The inner one is TMDB's.
    pub(super) fn read<T>(
        &self,
        kind: AnswerKind,
        request: &Request,
        parse: impl Fn(&[u8]) -> Result<T>,
    ) -> Result<Result<Reading<T>>> {
        let context = self.context;
        let key = name_of(context, request);
        let found = match self.stored.get(&key) {
            Some(found) => found.clone(),
            None => context.with_cache(|cache| cache.answer(&key, context.clock.now())).flatten(),
        };
        let slot = Slot::new(context, kind, key, found, &parse);
        let outcome = if slot.is_fresh { None } else { Some(slot.fetch(context, request, &parse)?) };
        self.learn(kind, &slot, outcome.as_ref());
        Ok(only(settle(context, vec![slot], vec![outcome])))
    }

    fn learn<T>(&self, kind: AnswerKind, slot: &Slot<T>, outcome: Option<&Result<Fetched<T>>>) {
        let mut guard = self.learnt();
        let learnt = &mut *guard;
        learnt.tallies.entry(kind.name()).or_default().add(slot.tally(outcome));
        match outcome {
            Some(Ok(Fetched::Whole { body, etag, .. })) => learnt.answers.push(Whole {
                key: slot.key.clone(),
                kind: kind.name(),
                etag: etag.clone(),
                body: body.clone(),
            }),
            Some(Ok(Fetched::NotModified)) => learnt.confirmed.push(slot.key.clone()),
            _ => {}
        }
        if learnt.answers.len() + learnt.confirmed.len() >= KEPT_TOGETHER {
            let full = std::mem::take(learnt);
            drop(guard);
            self.write(full);
        }
    }

    /// Notes what TMDB told of a title, so that lists show its name.
    pub(super) fn learn_title(&self, title: Media) {
        self.learnt().titles.push(title);
    }

    /// Keeps what was learnt since it was last kept.
    pub(super) fn keep(&self) {
        let learnt = std::mem::take(&mut *self.learnt());
        self.write(learnt);
    }

    fn write(&self, learnt: Learnt) {
        let Learnt { answers, confirmed, titles, tallies } = learnt;
        let now = self.context.clock.now();
        self.context.with_cache(|cache| {
            if !answers.is_empty() {
                cache.keep(&answers.iter().map(Whole::as_new).collect::<Vec<_>>(), now)?;
            }
            if !confirmed.is_empty() {
                cache.renew(&confirmed.iter().map(String::as_str).collect::<Vec<_>>(), now)?;
            }
            tallies.into_iter().try_for_each(|(kind, tally)| cache.count(kind, tally))
        });
        self.context.learn_titles(&titles);
    }

    fn learnt(&self) -> std::sync::MutexGuard<'_, Learnt> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
