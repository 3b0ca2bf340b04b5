//! Live search as a state that events change: what is typed, what was found, what is marked. Each event leads to a new state
//! and to what is to be done. No socket, no thread, no clock of its own: the time comes with the event.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::line::Line;
use super::picker::{Picked, Picker};
use super::preview::{Described, paragraphs};
use super::values::{Act, Choice, Event, Found, Place, Row, Target, Title, named, rows_of};
use crate::domain::{Media, MediaRef, MediaType};
use crate::error::{Error, Result};
use crate::ports::{Frame, FrameRow, KeyHint, Stroke};
use crate::services::answers::Source;
use crate::services::details::Details;
use crate::services::listing::{Listing, PER_PAGE, Selection, SortKey};
use crate::services::search::SearchRequest;

/// How long the keyboard rests before TMDB is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// How long the cursor rests on a row before TMDB is asked for its details.
const REST: Duration = Duration::from_millis(200);
/// How often the loop looks for an answer that is under way.
const GLANCE: Duration = Duration::from_millis(30);
/// How often the loop looks for a signal while nothing happens.
const IDLE: Duration = Duration::from_millis(250);
/// Rows that Page Up and Page Down move by.
const PAGE: usize = 10;
/// The next page is loaded when the cursor is this close to the last row.
const NEAR_THE_END: usize = 3;
/// Searches under way at once: old ones can't be called back, and a slow TMDB must not be asked ever more.
const MOST_UNDER_WAY: usize = 4;
/// Details under way at once.
const MOST_DESCRIBED: usize = 2;

const MARK: KeyHint = KeyHint { key: "Tab", short_key: "Tab", does: "mark", briefly: "mark" };
const PRINT: KeyHint = KeyHint { key: "Enter", short_key: "Enter", does: "print", briefly: "print" };
const CHOOSE: KeyHint = KeyHint { key: "Enter", short_key: "Enter", does: "choose", briefly: "choose" };
const ADD: KeyHint = KeyHint { key: "Ctrl-A", short_key: "^A", does: "add to list", briefly: "list" };
const WATCH: KeyHint = KeyHint { key: "Ctrl-W", short_key: "^W", does: "watchlist", briefly: "watchlist" };
const OPEN: KeyHint = KeyHint { key: "Ctrl-O", short_key: "^O", does: "open in browser", briefly: "web" };
const QUIT: KeyHint = KeyHint { key: "Esc", short_key: "Esc", does: "quit", briefly: "quit" };

/// How many rows a person may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// One: the line is an argument of another command.
    One,
    /// Several; they may also be added to lists.
    Many,
}

/// How asking TMDB about the text stands.
#[derive(Debug)]
enum Asking {
    /// There is nothing to ask.
    Nothing,
    /// TMDB will be asked at that moment.
    From(Duration),
    /// TMDB was asked.
    Asked,
    /// TMDB answered; what its first page says.
    Answered(Found),
    /// TMDB can't answer.
    Failed(String),
}

/// How the pages after the first stand.
#[derive(Debug, Default)]
struct Pages {
    /// The last page that is shown.
    last: u32,
    is_under_way: bool,
    failed: Option<String>,
}

/// The state.
#[derive(Debug)]
pub(super) struct Live {
    question: String,
    takes: Takes,
    line: Line,
    /// The number of the text: an answer to an older one is stale.
    number: u64,
    asking: Asking,
    pages: Pages,
    /// Searches that TMDB hasn't answered yet, those of older texts too.
    under_way: usize,
    /// What was known at once about the text.
    here: Option<Found>,
    /// What is shown, and for which text.
    rows: Vec<Row>,
    rows_number: u64,
    chosen: usize,
    /// Whether the person chose, so that what comes in later must not choose for them.
    has_moved: bool,
    /// Marked rows, of whatever text, in the order of marking.
    marked: Vec<Row>,
    most: usize,
    selection: Selection,
    has_room: bool,
    described: HashMap<MediaRef, Described>,
    describing: usize,
    /// The title under the cursor, and when it has been there long enough.
    resting: Option<(MediaRef, Duration)>,
    picker: Option<Picker>,
    /// Additions under way.
    adding: usize,
    /// What came of the last action, until the next key.
    told: Option<String>,
    /// What came of all of them, for the person to read after the screen is gone.
    record: Vec<String>,
    /// The end that waits for the additions.
    ending: Option<Result<Choice>>,
    acts: Vec<Act>,
}

impl Live {
    /// Begins with the text of a request, which also narrows the search down.
    pub(super) fn new(request: &SearchRequest, question: &str, takes: Takes, now: Duration) -> Self {
        let mut live = Self {
            question: question.to_owned(),
            takes,
            line: Line::new(request.text.trim()),
            number: 0,
            asking: Asking::Nothing,
            pages: Pages::default(),
            under_way: 0,
            here: None,
            rows: Vec::new(),
            rows_number: 0,
            chosen: 0,
            has_moved: false,
            marked: Vec::new(),
            most: request.paging.limit.map_or(usize::MAX, |limit| limit as usize),
            selection: request.selection.clone(),
            has_room: false,
            described: HashMap::new(),
            describing: 0,
            resting: None,
            picker: None,
            adding: 0,
            told: None,
            record: Vec::new(),
            ending: None,
            acts: Vec::new(),
        };
        live.text_changed(now);
        live
    }

    /// Takes an event, and returns what is to be done.
    pub(super) fn step(&mut self, event: Event, now: Duration) -> Vec<Act> {
        match event {
            Event::Time => {}
            Event::Stroke(stroke) => self.press(&stroke, now),
            Event::Known(number, found) => {
                if number == self.number {
                    self.take_known(found);
                }
            }
            Event::Answer(number, page, answer) => {
                self.under_way = self.under_way.saturating_sub(1);
                if number == self.number {
                    self.take_answer(page, answer);
                }
            }
            Event::Described(item, answer) => self.take_details(item, answer),
            Event::Lists(lists) => self.take_lists(lists),
            Event::Added(titles, outcome) => self.take_outcome(&titles, outcome),
            Event::Opened(told) => self.told = Some(told),
        }
        self.ask_where_due(now);
        self.describe_where_due(now);
        std::mem::take(&mut self.acts)
    }

    /// Learns whether the window has room for details.
    pub(super) fn see(&mut self, has_room: bool) {
        self.has_room = has_room;
    }

    /// Returns what was done, for the person to read afterwards.
    pub(super) fn record(&mut self) -> Vec<String> {
        std::mem::take(&mut self.record)
    }

    /// Returns how long the loop may wait for a key before there is something else to do.
    pub(super) fn patience(&self, now: Duration) -> Duration {
        let is_awaited = matches!(self.asking, Asking::Asked)
            || self.pages.is_under_way
            || self.describing > 0
            || self.adding > 0
            || self.picker.is_some();
        if is_awaited {
            return GLANCE;
        }
        let question = match self.asking {
            Asking::From(due) => Some(due),
            _ => None,
        };
        let details = self.resting.filter(|_| self.has_room).map(|(_, due)| due);
        let due = question.into_iter().chain(details.filter(|due| *due > now)).min();
        due.map_or(IDLE, |due| due.saturating_sub(now).clamp(GLANCE, IDLE))
    }

    fn press(&mut self, stroke: &Stroke, now: Duration) {
        match stroke {
            Stroke::Suspend => return self.acts.push(Act::Suspend),
            Stroke::Redraw => return,
            // Nobody has to wait for an addition: it is in the queue, or was never started.
            Stroke::Leave | Stroke::Back if self.ending.is_some() => {
                return self.acts.push(Act::End(Err(Error::interrupted())));
            }
            Stroke::Leave => return self.end(Err(Error::interrupted())),
            _ if self.ending.is_some() => return,
            _ => {}
        }
        if self.adding == 0 {
            self.told = None;
        }
        if let Some(picker) = &mut self.picker {
            match picker.press(stroke) {
                Picked::Nothing => {}
                Picked::Nowhere => self.picker = None,
                Picked::List(target, titles) => {
                    self.picker = None;
                    self.add(Place::List(target), titles);
                }
            }
            return;
        }
        match (stroke, self.takes) {
            (Stroke::Back, _) => self.end(Err(Error::interrupted())),
            (Stroke::Enter, _) => self.enter(now),
            (Stroke::Up, _) | (Stroke::BackTab, Takes::One) => self.move_to(self.chosen.saturating_sub(1)),
            (Stroke::Down, _) | (Stroke::Tab, Takes::One) => self.move_to(self.chosen + 1),
            (Stroke::PageUp, _) => self.move_to(self.chosen.saturating_sub(PAGE)),
            (Stroke::PageDown, _) => self.move_to(self.chosen + PAGE),
            (Stroke::Tab, Takes::Many) => {
                self.mark();
                self.move_to(self.chosen + 1);
            }
            (Stroke::BackTab, Takes::Many) => {
                self.mark();
                self.move_to(self.chosen.saturating_sub(1));
            }
            (Stroke::ControlA, Takes::Many) => {
                if let Some(titles) = self.titles_to_add() {
                    self.picker = Some(Picker::new(titles));
                    self.acts.push(Act::FindLists);
                }
            }
            (Stroke::ControlW, Takes::Many) => {
                if let Some(titles) = self.titles_to_add() {
                    self.add(Place::Watchlist, titles);
                }
            }
            (Stroke::ControlO, _) => {
                if let Some(row) = self.under_the_cursor() {
                    let url = row.media.url.clone();
                    self.acts.push(Act::Open(url));
                }
            }
            (stroke, _) => {
                if self.line.edit(stroke) {
                    self.text_changed(now);
                }
            }
        }
    }

    fn text_changed(&mut self, now: Duration) {
        self.number += 1;
        self.has_moved = false;
        self.asking = Asking::Nothing;
        self.pages = Pages::default();
        self.here = None;
        let text = self.line.text.trim();
        if text.is_empty() {
            self.show(Vec::new());
            return;
        }
        self.acts.push(Act::LookUp(self.number, text.to_owned()));
        self.asking = Asking::From(now + PAUSE);
    }

    fn take_known(&mut self, found: Option<Found>) {
        self.here = found;
        if let Some(here) = &self.here {
            let rows = rows_of(&here.listing).collect();
            self.show(rows);
        }
    }

    fn ask_where_due(&mut self, now: Duration) {
        let is_due = matches!(self.asking, Asking::From(due) if due <= now);
        if is_due && self.under_way < MOST_UNDER_WAY {
            self.ask(1);
            self.asking = Asking::Asked;
        }
    }

    fn ask(&mut self, page: u32) {
        self.under_way += 1;
        self.acts.push(Act::Ask(self.number, page, self.line.text.trim().to_owned()));
    }

    fn take_answer(&mut self, page: u32, answer: Result<Found>) {
        if page > 1 {
            return self.take_next_page(page, answer);
        }
        self.asking = match answer {
            Ok(found) => {
                self.show_answer(&found.listing);
                self.pages.last = 1;
                Asking::Answered(found)
            }
            // Typing more doesn't help then.
            Err(error) if !error.kind().is_outage() && self.here.is_none() => {
                return self.acts.push(Act::End(Err(error)));
            }
            Err(error) => {
                if self.here.is_none() {
                    self.show(Vec::new());
                }
                Asking::Failed(error.message().to_owned())
            }
        };
    }

    /// Shows TMDB's rows, and behind them what only the catalog has: it knows the beginnings of words.
    fn show_answer(&mut self, listing: &Listing) {
        let mut rows: Vec<Row> = rows_of(listing).collect();
        if let Some(here) = self.here.as_ref().filter(|_| self.selection.is_plain()) {
            append(&mut rows, rows_of(&here.listing));
        }
        self.show(rows);
    }

    fn take_next_page(&mut self, page: u32, answer: Result<Found>) {
        self.pages.is_under_way = false;
        match answer {
            Ok(found) => {
                self.pages.last = page;
                let mut rows = std::mem::take(&mut self.rows);
                let under = rows.get(self.chosen).map(|row| row.media.item());
                append(&mut rows, rows_of(&found.listing));
                if self.selection.sort != SortKey::Relevance {
                    self.sort(&mut rows);
                }
                rows.truncate(self.most);
                let place = rows.iter().position(|row| Some(row.media.item()) == under);
                self.chosen = place.unwrap_or(self.chosen);
                self.rows = rows;
            }
            Err(error) => self.pages.failed = Some(error.message().to_owned()),
        }
    }

    /// Puts the rows of several pages in the order that was asked for.
    fn sort(&self, rows: &mut [Row]) {
        let mut media: Vec<Media> = rows.iter().map(|row| row.media.clone()).collect();
        self.selection.sort(&mut media);
        let places: HashMap<MediaRef, usize> =
            media.iter().enumerate().map(|(place, media)| (media.item(), place)).collect();
        rows.sort_by_key(|row| places.get(&row.media.item()).copied());
    }

    fn show(&mut self, mut rows: Vec<Row>) {
        rows.truncate(self.most);
        let kept = self.rows.get(self.chosen).filter(|_| self.has_moved).map(|row| row.media.item());
        let place = kept.and_then(|item| rows.iter().position(|row| row.media.item() == item));
        self.has_moved &= place.is_some();
        self.chosen = place.unwrap_or(0);
        self.rows = rows;
        self.rows_number = self.number;
    }

    fn move_to(&mut self, place: usize) {
        self.chosen = place.min(self.rows.len().saturating_sub(1));
        self.has_moved = !self.rows.is_empty();
        // What failed is tried again when the cursor comes back to it.
        if let Some(item) = self.under_the_cursor().map(|row| row.media.item())
            && matches!(self.described.get(&item), Some(Described::Failed(_)))
        {
            self.described.remove(&item);
        }
        if self.chosen + NEAR_THE_END >= self.rows.len() {
            self.load_next_page();
        }
    }

    fn load_next_page(&mut self) {
        let Asking::Answered(found) = &self.asking else { return };
        let is_there = self.pages.last < found.listing.total_pages && self.rows.len() < self.most;
        if is_there && !self.pages.is_under_way && self.under_way < MOST_UNDER_WAY {
            self.pages.is_under_way = true;
            self.pages.failed = None;
            self.ask(self.pages.last + 1);
        }
    }

    /// The row that a key is about; none where it answers an older text and the person didn't go to it.
    fn under_the_cursor(&self) -> Option<&Row> {
        if self.rows_number != self.number && !self.has_moved {
            return None;
        }
        self.rows.get(self.chosen)
    }

    fn mark(&mut self) {
        let Some(row) = self.under_the_cursor().cloned() else { return };
        let item = row.media.item();
        match self.marked.iter().position(|marked| marked.media.item() == item) {
            Some(place) => drop(self.marked.remove(place)),
            None => self.marked.push(row),
        }
    }

    /// Ends with what is marked, else with the row under the cursor. Where that answers an older text, the text is asked
    /// about without waiting for a pause.
    fn enter(&mut self, now: Duration) {
        let rows = if self.marked.is_empty() {
            self.under_the_cursor().cloned().into_iter().collect()
        } else {
            self.marked.clone()
        };
        if rows.is_empty() {
            if let Asking::From(due) = &mut self.asking {
                *due = now;
            }
            return;
        }
        let choice = self.choice(&rows);
        self.end(Ok(choice));
    }

    fn choice(&self, rows: &[Row]) -> Choice {
        let listing = match &self.asking {
            Asking::Answered(found) => Some(&found.listing),
            _ => self.here.as_ref().map(|found| &found.listing),
        };
        Choice {
            media: rows.iter().map(|row| row.media.clone()).collect(),
            text: self.line.text.trim().to_owned(),
            source: rows.iter().map(|row| row.source).max().unwrap_or(Source::Network),
            fetched_at: rows.iter().map(|row| row.fetched_at).min().unwrap_or_default(),
            total_pages: listing.map_or(1, |listing| listing.total_pages),
            total_results: listing.map_or(1, |listing| listing.total_results),
        }
    }

    /// Ends, as soon as nothing is being added any more.
    fn end(&mut self, outcome: Result<Choice>) {
        if self.adding == 0 {
            self.acts.push(Act::End(outcome));
        } else {
            self.ending = Some(outcome);
        }
    }

    /// Returns what is marked, else the row under the cursor, without people: those can't be added.
    fn titles_to_add(&mut self) -> Option<Vec<Title>> {
        let rows: Vec<&Row> = if self.marked.is_empty() {
            self.under_the_cursor().into_iter().collect()
        } else {
            self.marked.iter().collect()
        };
        let titles: Vec<Title> = rows
            .iter()
            .filter(|row| row.media.media_type != MediaType::Person)
            .map(|row| Title { item: row.media.item(), label: row.media.label() })
            .collect();
        if titles.is_empty() && !rows.is_empty() {
            self.told = Some("Only movies and TV shows can be added.".to_owned());
        }
        (!titles.is_empty()).then_some(titles)
    }

    fn add(&mut self, place: Place, titles: Vec<Title>) {
        self.told = Some(format!("Adding {} to {}...", named(&titles), place.name()));
        self.adding += 1;
        self.acts.push(Act::Add(place, titles));
    }

    fn take_outcome(&mut self, titles: &[Title], outcome: Result<String>) {
        self.adding = self.adding.saturating_sub(1);
        let told = match outcome {
            Ok(told) => {
                self.marked.retain(|row| titles.iter().all(|title| title.item != row.media.item()));
                told
            }
            Err(error) => told_of(&format!("{} not added", named(titles)), &error),
        };
        self.record.push(told.clone());
        self.told = Some(told);
        if self.adding == 0
            && let Some(outcome) = self.ending.take()
        {
            self.acts.push(Act::End(outcome));
        }
    }

    fn take_lists(&mut self, lists: Result<Vec<Target>>) {
        let Some(picker) = &mut self.picker else { return };
        match lists {
            Ok(lists) if lists.is_empty() => {
                self.picker = None;
                self.told = Some("You have no lists. Create one with: flixir lists create NAME".to_owned());
            }
            Ok(lists) => picker.offer(lists),
            Err(error) => {
                self.picker = None;
                self.told = Some(told_of("Your lists can't be shown", &error));
            }
        }
    }

    fn describe_where_due(&mut self, now: Duration) {
        let item = self.rows.get(self.chosen).map(|row| row.media.item());
        match (item, self.resting) {
            (Some(item), Some((resting, _))) if item == resting => {}
            (item, _) => self.resting = item.map(|item| (item, now + REST)),
        }
        let Some((item, due)) = self.resting else { return };
        let is_wanted = self.has_room && self.picker.is_none() && !self.described.contains_key(&item);
        if is_wanted && due <= now && self.describing < MOST_DESCRIBED {
            self.describing += 1;
            self.described.insert(item, Described::Asked);
            self.acts.push(Act::Describe(item));
        }
    }

    fn take_details(&mut self, item: MediaRef, answer: Result<Box<Details>>) {
        self.describing = self.describing.saturating_sub(1);
        let described = match answer {
            Ok(details) => Described::Ready(details),
            Err(error) => Described::Failed(error.message().to_owned()),
        };
        self.described.insert(item, described);
    }

    /// Returns what is shown.
    pub(super) fn frame(&self) -> Frame {
        let frame = match &self.picker {
            Some(picker) => picker.frame(),
            None => self.search_frame(),
        };
        match (&self.told, &self.ending) {
            (Some(told), Some(_)) => Frame { status: format!("{told} Press Esc to quit at once."), ..frame },
            (Some(told), None) => Frame { status: told.clone(), ..frame },
            (None, _) => frame,
        }
    }

    fn search_frame(&self) -> Frame {
        let is_marked = |item: MediaRef| self.marked.iter().any(|row| row.media.item() == item);
        let rows = self.rows.iter().map(|Row { media, .. }| FrameRow {
            text: media.title.clone().unwrap_or_else(|| media.label()),
            tail: match (&media.title, media.year) {
                (Some(_), Some(year)) => format!(" ({year})"),
                _ => String::new(),
            },
            aside: media.item().to_string(),
            is_marked: is_marked(media.item()),
        });
        let details = self.rows.get(self.chosen).map(|row| {
            let media = &row.media;
            paragraphs(media, self.described.get(&media.item()))
        });
        let keys: &[KeyHint] = match self.takes {
            Takes::One => &[CHOOSE, OPEN, QUIT],
            Takes::Many => &[MARK, PRINT, ADD, WATCH, OPEN, QUIT],
        };
        Frame {
            question: self.question.clone(),
            typed: self.line.text.clone(),
            cursor: self.line.cursor,
            rows: rows.collect(),
            chosen: (!self.rows.is_empty()).then_some(self.chosen),
            can_mark: self.takes == Takes::Many,
            details: Some(details.unwrap_or_default()),
            status: self.status(),
            keys: keys.to_vec(),
        }
    }

    fn status(&self) -> String {
        let status = self.status_of_search();
        let status = match &self.pages {
            Pages { is_under_way: true, .. } => format!("{status}; loading more..."),
            Pages { failed: Some(reason), .. } => format!("{status} - {reason}"),
            _ => status,
        };
        match self.marked.len() {
            0 => status,
            count => format!("{count} marked - {status}"),
        }
    }

    fn status_of_search(&self) -> String {
        let told = |found: &Found, from: &str| {
            let shown = found.listing.rows.len() as u64;
            // What one page holds was selected here, and some of it left out.
            let results = match found.listing.total_results {
                all if shown == 0 || all <= u64::from(PER_PAGE) => shown,
                all => all,
            };
            let results = match results {
                0 => "nothing found".to_owned(),
                1 => "1 result".to_owned(),
                more if found.listing.has_more => format!("more than {more} results"),
                more => format!("{more} results"),
            };
            let told = format!("{results}{from}");
            found.warnings.iter().fold(told, |told, warning| format!("{told} - {warning}"))
        };
        match (&self.asking, &self.here) {
            (Asking::Nothing, _) => "Type a title or a name.".to_owned(),
            (Asking::Answered(found), _) => told(
                found,
                match found.listing.source {
                    Source::Network | Source::Revalidated => " on TMDB",
                    Source::Cache => " on TMDB (cached)",
                    Source::Catalog => " in the offline catalog",
                    Source::Stale => " on TMDB, of some time ago",
                },
            ),
            (Asking::Failed(message), Some(here)) => {
                format!("{} - {message}", told(here, " in the offline catalog"))
            }
            (Asking::Failed(message), None) => message.clone(),
            (Asking::From(_) | Asking::Asked, Some(here)) => {
                format!("{}; searching...", told(here, " in the offline catalog"))
            }
            (Asking::From(_) | Asking::Asked, None) => "searching...".to_owned(),
        }
    }
}

/// Appends the rows that aren't there yet.
fn append(rows: &mut Vec<Row>, more: impl Iterator<Item = Row>) {
    let known: HashSet<MediaRef> = rows.iter().map(|row| row.media.item()).collect();
    rows.extend(more.filter(|row| !known.contains(&row.media.item())));
}

fn told_of(what: &str, error: &Error) -> String {
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("{what}: {}{hint}", error.message())
}
