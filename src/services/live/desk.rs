//! Does what the state of live search asks for: TMDB in threads of their own, which nobody waits for, since the person may
//! be done before TMDB is; additions one after the other in one thread. Not for deciding anything.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::values::{Act, Event, Found, Place, Title};
use super::writes;
use crate::domain::MediaRef;
use crate::error::{Error, ErrorKind, Result};
use crate::services::catalog;
use crate::services::details::{self, Details};
use crate::services::listing::{PageCount, Paging};
use crate::services::search::{self, SearchRequest};
use crate::services::{Context, Talk};

/// Threads at work for a person at the screen.
pub(super) struct Desk<'a> {
    context: &'a Context,
    talk: &'a Talk,
    /// For what is answered at once: its warnings are not the command's.
    here: Context,
    request: SearchRequest,
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    /// Titles to add, for the thread that adds them.
    additions: Option<Sender<(Place, Vec<Title>)>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(context: &'a Context, talk: &'a Talk, request: &SearchRequest) -> Self {
        let (sender, receiver) = channel();
        let here = context.beside();
        Self { context, talk, here, request: request.clone(), sender, receiver, additions: None }
    }

    /// Does it, or begins to do it; what is known at once is returned. [`Act::Suspend`] and [`Act::End`] are the loop's.
    pub(super) fn carry_out(&mut self, act: Act) -> Option<Event> {
        match act {
            Act::LookUp(number, text) => Some(Event::Known(number, self.at_once(&text))),
            Act::Ask(number, page, text) => {
                let request = self.request(&text, page);
                self.begin(move |context| {
                    let found = search::search(context, &request);
                    let warned = context.take_warnings();
                    Event::Answer(number, page, found.map(|listing| Found { listing, warnings: warned }))
                })
                .map(|error| Event::Answer(number, page, Err(error)))
            }
            Act::Describe(item) => self
                .begin(move |context| Event::Described(item, describe(context, item)))
                .map(|error| Event::Described(item, Err(error))),
            Act::FindLists => self
                .begin(|context| Event::Lists(writes::lists(context)))
                .map(|error| Event::Lists(Err(error))),
            Act::Add(place, titles) => self.add(place, titles),
            Act::Open(url) => {
                let (address, browser) = (url.clone(), Arc::clone(&self.talk.browser));
                let open = move |_: &Context| {
                    Event::Opened(if browser.open(&url) {
                        format!("Opened {url}")
                    } else {
                        format!("No browser found. The address is {url}")
                    })
                };
                self.begin(open).map(|_| Event::Opened(format!("The address is {address}")))
            }
            Act::Suspend | Act::End(_) => None,
        }
    }

    /// Returns something that has happened.
    pub(super) fn news(&self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }

    fn request(&self, text: &str, page: u32) -> SearchRequest {
        let paging = Paging { first: Some(page), count: PageCount::Up(1), limit: self.request.paging.limit };
        SearchRequest { text: text.to_owned(), paging, ..self.request.clone() }
    }

    fn at_once(&self, text: &str) -> Option<Found> {
        let request = self.request(text, 1);
        // The catalog knows none of these, and rows that don't fit would be a lie.
        if request.year.is_some() || request.min_votes.is_some() || !request.genres.is_empty() {
            return None;
        }
        let found = catalog::search(&self.here, &request);
        let warnings = self.here.take_warnings();
        match found {
            Ok(Some(listing)) => Some(Found { listing, warnings }),
            Ok(None) => {
                for warning in warnings {
                    self.context.warn(warning);
                }
                None
            }
            Err(error) => {
                log::debug!("the catalog failed: {error}");
                None
            }
        }
    }

    /// Begins work in a thread of its own; returns the error if there is none to be had.
    fn begin(&self, work: impl FnOnce(&Context) -> Event + Send + 'static) -> Option<Error> {
        let (context, sender) = (self.context.beside(), self.sender.clone());
        // Nobody listens any more once the person has chosen.
        let work = move || drop(sender.send(work(&context)));
        start(work).err()
    }

    fn add(&mut self, place: Place, titles: Vec<Title>) -> Option<Event> {
        let additions = match &self.additions {
            Some(additions) => additions,
            None => match self.begin_to_add() {
                Ok(additions) => self.additions.insert(additions),
                Err(error) => return Some(Event::Added(titles, Err(error))),
            },
        };
        match additions.send((place, titles)) {
            Ok(()) => None,
            Err(unsent) => {
                self.additions = None;
                Some(Event::Added(unsent.0.1, Err(Error::bug("the thread that adds titles has ended"))))
            }
        }
    }

    /// Starts the thread that adds titles. Each addition has a context of its own, so a time limit of its own.
    fn begin_to_add(&self) -> Result<Sender<(Place, Vec<Title>)>> {
        let (additions, waiting) = channel::<(Place, Vec<Title>)>();
        let (context, sender) = (self.context.beside(), self.sender.clone());
        start(move || {
            for (place, titles) in waiting {
                let context = context.beside();
                let outcome = writes::add(&context, &place, &titles);
                let outcome =
                    outcome.map(|told| context.take_warnings().into_iter().fold(told, with_warning));
                if sender.send(Event::Added(titles, outcome)).is_err() {
                    break;
                }
            }
        })?;
        Ok(additions)
    }
}

fn with_warning(told: String, warning: String) -> String {
    format!("{told} Warning: {warning}")
}

fn start(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let started = std::thread::Builder::new().name("live search".to_owned()).spawn(work);
    started.map(drop).map_err(|error| {
        Error::new(ErrorKind::Storage, format!("no thread can be started: {error}")).with_source(error)
    })
}

fn describe(context: &Context, item: MediaRef) -> Result<Box<Details>> {
    let report = details::details(context, &[item])?;
    if let Some((_, error)) = report.failed.into_iter().next() {
        return Err(error);
    }
    let found = report.found.into_iter().next();
    found.map(Box::new).ok_or_else(|| Error::not_found("title", &item.to_string()))
}
