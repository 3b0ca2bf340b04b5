//! Searching while a person types: the offline index answers each stroke at once where it is loaded, TMDB whenever they
//! pause, and they choose from what is there. Not for the keyboard and the drawing (`ports::Screen`), nor for what becomes
//! of the choice.

use std::collections::HashSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::Context;
use super::answers::Source;
use super::catalog;
use super::listing::{Listing, PER_PAGE, PageCount, Paging};
use super::search::{self, SearchRequest};
use crate::domain::{Media, Timestamp};
use crate::error::{Error, Result};
use crate::ports::{Clock, Frame, FrameRow, Screen, Stroke};

/// How long the keyboard rests before TMDB is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// How often one looks for an answer that is under way.
const GLANCE: Duration = Duration::from_millis(30);
/// How often one looks for a signal while nothing happens.
const IDLE: Duration = Duration::from_millis(250);
/// Rows of a page for those keys.
const PAGE: usize = 10;
/// Nobody types more; a pasted book is cut.
const LONGEST_TEXT: usize = 200;
/// Searches that run at the same time: old ones can't be cancelled, and a slow TMDB must not get more and more of them.
const MOST_UNDER_WAY: usize = 4;

/// What a person chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The movie, show or person.
    pub media: Media,
    /// What was typed.
    pub text: String,
    /// Where the row came from.
    pub source: Source,
    /// When TMDB gave or last confirmed it.
    pub fetched_at: Timestamp,
    /// How many pages there were.
    pub total_pages: u32,
    /// How many rows there were.
    pub total_results: u64,
}

/// Lets a person search and choose; `request` narrows the search down, its text is what the line begins with.
///
/// # Errors
/// `usage` where there is no terminal, or before anything is asked; `interrupted` where the person leaves; what keeps
/// TMDB from being asked at all, such as a missing credential, where there is no offline index either.
pub fn choose(context: &Context, request: &SearchRequest, question: &str) -> Result<Choice> {
    search::check(context, request)?;
    let mut screen = context.prompt.take_screen()?;
    let finder = Background::new(context, request);
    let live = Live::new(finder, context.clock.as_ref(), request, question);
    live.run(screen.as_mut(), &|| context.check_interrupted())
}

/// An answer to what was typed.
#[derive(Clone, Debug)]
struct Found {
    listing: Listing,
    warnings: Vec<String>,
}

/// Answers searches: some at once, some later.
trait Finder {
    /// Returns what is known here; `None` where nothing here can answer.
    fn at_once(&mut self, text: &str) -> Option<Found>;

    /// Begins to ask TMDB; `false` where too much is under way already.
    fn ask(&mut self, number: u64, text: &str) -> bool;

    /// Returns an answer that has come in, with the number of its question.
    fn answer(&mut self) -> Option<(u64, Result<Found>)>;
}

/// Asks in separate threads that are not waited for: the person may be done before TMDB answers.
struct Background<'a> {
    context: &'a Context,
    /// For what is answered at once: its warnings are not the command's.
    here: Context,
    request: SearchRequest,
    sender: Sender<(u64, Result<Found>)>,
    receiver: Receiver<(u64, Result<Found>)>,
    under_way: usize,
}

impl<'a> Background<'a> {
    fn new(context: &'a Context, request: &SearchRequest) -> Self {
        let paging = Paging { first: Some(1), count: PageCount::Up(1), limit: request.paging.limit };
        let request = SearchRequest { paging, ..request.clone() };
        let (sender, receiver) = channel();
        Self { context, here: context.beside(), request, sender, receiver, under_way: 0 }
    }

    fn request(&self, text: &str) -> SearchRequest {
        SearchRequest { text: text.to_owned(), ..self.request.clone() }
    }
}

impl Finder for Background<'_> {
    fn at_once(&mut self, text: &str) -> Option<Found> {
        let request = self.request(text);
        // The index can't apply these filters, and would show rows that don't match.
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

    fn ask(&mut self, number: u64, text: &str) -> bool {
        if self.under_way >= MOST_UNDER_WAY {
            return false;
        }
        let (context, request, sender) = (self.context.beside(), self.request(text), self.sender.clone());
        let work = move || {
            let found = search::search(&context, &request);
            let found = found.map(|listing| Found { listing, warnings: context.take_warnings() });
            // Nobody listens any more where the person has chosen.
            drop(sender.send((number, found)));
        };
        let is_begun = std::thread::Builder::new().name("live search".to_owned()).spawn(work).is_ok();
        self.under_way += usize::from(is_begun);
        is_begun
    }

    fn answer(&mut self) -> Option<(u64, Result<Found>)> {
        let answer = self.receiver.try_recv().ok()?;
        self.under_way -= 1;
        Some(answer)
    }
}

/// The line that is typed.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// In bytes, between two letters.
    cursor: usize,
}

impl Line {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn previous(&self) -> usize {
        self.before().char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + after.chars().next().map_or(0, char::len_utf8)
    }

    fn erase(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn insert(&mut self, typed: &str) {
        let room = LONGEST_TEXT.saturating_sub(self.text.chars().count());
        let clean: String =
            typed.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(room).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Edits; returns whether the text is another now.
    fn edit(&mut self, stroke: &Stroke) -> bool {
        let length = self.text.len();
        match stroke {
            Stroke::Text(typed) => self.insert(typed),
            Stroke::Backspace => self.erase(self.previous(), self.cursor),
            Stroke::Delete => self.erase(self.cursor, self.next()),
            Stroke::EraseLine => self.erase(0, self.cursor),
            Stroke::EraseWord => {
                let words = self.before().trim_end();
                let start = words.rfind(char::is_whitespace);
                let start = start.map_or(0, |at| at + words[at..].chars().next().map_or(0, char::len_utf8));
                self.erase(start, self.cursor);
            }
            Stroke::Left => self.cursor = self.previous(),
            Stroke::Right => self.cursor = self.next(),
            Stroke::Home => self.cursor = 0,
            Stroke::End => self.cursor = length,
            _ => {}
        }
        self.text.len() != length
    }
}

/// A row and where it came from.
#[derive(Clone, Debug)]
struct Row {
    media: Media,
    source: Source,
    fetched_at: Timestamp,
}

fn rows_of(listing: &Listing) -> impl Iterator<Item = Row> {
    let (source, fetched_at) = (listing.source, listing.fetched_at);
    listing.rows.iter().map(move |media| Row { media: media.clone(), source, fetched_at })
}

/// How asking TMDB about the text stands.
#[derive(Debug)]
enum Asking {
    /// There is nothing to ask.
    Nothing,
    /// TMDB will be asked at that moment, by the clock's `elapsed`.
    From(Duration),
    /// TMDB was asked.
    Asked,
    /// TMDB answered.
    Answered(Found),
    /// TMDB can't answer.
    Failed(String),
}

struct Live<'a, F> {
    finder: F,
    clock: &'a dyn Clock,
    question: &'a str,
    line: Line,
    /// Of the text: an answer to an older one is stale.
    number: u64,
    asking: Asking,
    /// What was known at once about the text.
    here: Option<Found>,
    /// What is shown, and for which text.
    rows: Vec<Row>,
    rows_number: u64,
    chosen: usize,
    /// Whether the person moved the selection, so that later results must not move it.
    has_moved: bool,
    most: usize,
    /// Whether what only the index knows may follow TMDB's rows.
    may_mix: bool,
}

impl<'a, F: Finder> Live<'a, F> {
    fn new(finder: F, clock: &'a dyn Clock, request: &SearchRequest, question: &'a str) -> Self {
        let mut live = Self {
            finder,
            clock,
            question,
            line: Line::new(request.text.trim()),
            number: 0,
            asking: Asking::Nothing,
            here: None,
            rows: Vec::new(),
            rows_number: 0,
            chosen: 0,
            has_moved: false,
            most: request.paging.limit.map_or(usize::MAX, |limit| limit as usize),
            may_mix: request.selection.is_plain(),
        };
        live.text_changed();
        live
    }

    fn run(mut self, screen: &mut dyn Screen, check: &dyn Fn() -> Result<()>) -> Result<Choice> {
        let mut is_drawn = false;
        loop {
            check()?;
            is_drawn &= !self.take_answers()?;
            self.ask_where_due();
            if !is_drawn {
                screen.show(&self.frame())?;
                is_drawn = true;
            }
            let Some(stroke) = screen.wait(self.patience())? else { continue };
            is_drawn = false;
            match stroke {
                Stroke::Leave => return Err(Error::interrupted()),
                Stroke::Enter => {
                    if let Some(choice) = self.enter() {
                        return Ok(choice);
                    }
                }
                Stroke::Up => self.move_to(self.chosen.saturating_sub(1)),
                Stroke::Down => self.move_to(self.chosen + 1),
                Stroke::PageUp => self.move_to(self.chosen.saturating_sub(PAGE)),
                Stroke::PageDown => self.move_to(self.chosen + PAGE),
                stroke => {
                    if self.line.edit(&stroke) {
                        self.text_changed();
                    }
                }
            }
        }
    }

    /// How long the person may be waited for before there is something else to do.
    fn patience(&self) -> Duration {
        match self.asking {
            Asking::From(due) => due.saturating_sub(self.clock.elapsed()).clamp(GLANCE, IDLE),
            Asking::Asked => GLANCE,
            _ => IDLE,
        }
    }

    fn text_changed(&mut self) {
        self.number += 1;
        self.has_moved = false;
        self.asking = Asking::Nothing;
        let text = self.line.text.trim();
        if text.is_empty() {
            self.here = None;
            self.show(Vec::new());
            return;
        }
        self.here = self.finder.at_once(text);
        self.asking = Asking::From(self.clock.elapsed() + PAUSE);
        if let Some(here) = &self.here {
            let rows = rows_of(&here.listing).collect();
            self.show(rows);
        }
    }

    fn ask_where_due(&mut self) {
        if matches!(self.asking, Asking::From(due) if due <= self.clock.elapsed())
            && self.finder.ask(self.number, self.line.text.trim())
        {
            self.asking = Asking::Asked;
        }
    }

    /// Takes what has come in; returns whether it changes what is to be seen.
    fn take_answers(&mut self) -> Result<bool> {
        let mut is_new = false;
        while let Some((number, answer)) = self.finder.answer() {
            if number != self.number {
                continue;
            }
            is_new = true;
            self.asking = match answer {
                Ok(found) => {
                    self.show_answer(&found.listing);
                    Asking::Answered(found)
                }
                // Typing more doesn't help here.
                Err(error) if !error.kind().is_outage() && self.here.is_none() => return Err(error),
                Err(error) => {
                    if self.here.is_none() {
                        self.show(Vec::new());
                    }
                    Asking::Failed(error.message().to_owned())
                }
            };
        }
        Ok(is_new)
    }

    /// Shows TMDB's rows, and behind them what only the index has: it knows the beginnings of words.
    fn show_answer(&mut self, listing: &Listing) {
        let mut rows: Vec<Row> = rows_of(listing).collect();
        if let Some(here) = self.here.as_ref().filter(|_| self.may_mix) {
            let known: HashSet<_> = rows.iter().map(|row| row.media.item()).collect();
            rows.extend(rows_of(&here.listing).filter(|row| !known.contains(&row.media.item())));
        }
        self.show(rows);
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
    }

    /// Takes the chosen row. One that answers an older text is taken only where the person went to it; else the text is
    /// asked about without waiting for a pause.
    fn enter(&mut self) -> Option<Choice> {
        if self.rows_number != self.number && !self.has_moved {
            if matches!(self.asking, Asking::From(_)) {
                self.asking = Asking::From(Duration::ZERO);
            }
            return None;
        }
        let row = self.rows.get(self.chosen)?;
        let listing = match &self.asking {
            Asking::Answered(found) => Some(&found.listing),
            _ => self.here.as_ref().map(|found| &found.listing),
        };
        Some(Choice {
            media: row.media.clone(),
            text: self.line.text.trim().to_owned(),
            source: row.source,
            fetched_at: row.fetched_at,
            total_pages: listing.map_or(1, |listing| listing.total_pages),
            total_results: listing.map_or(1, |listing| listing.total_results),
        })
    }

    fn frame(&self) -> Frame {
        let rows = self
            .rows
            .iter()
            .map(|row| FrameRow { text: row.media.label(), aside: row.media.item().to_string() });
        Frame {
            question: self.question.to_owned(),
            typed: self.line.text.clone(),
            cursor: self.line.cursor,
            rows: rows.collect(),
            chosen: (!self.rows.is_empty()).then_some(self.chosen),
            status: self.status(),
        }
    }

    fn status(&self) -> String {
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
            (Asking::Nothing, _) => "type a title; Enter takes the marked one, Esc leaves".to_owned(),
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::VecDeque;
    use std::rc::Rc;
    use std::sync::Mutex;

    use super::*;
    use crate::domain::MediaRef;
    use crate::error::ErrorKind;

    #[derive(Default)]
    struct OwnClock(Mutex<Duration>);

    impl Clock for OwnClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }

        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }

        fn sleep(&self, span: Duration) {
            *self.0.lock().unwrap() += span;
        }
    }

    /// What the index knows, what TMDB was asked, and what it will answer.
    #[derive(Default)]
    struct Desk {
        index: Vec<&'static str>,
        asked: Vec<(u64, String)>,
        ready: VecDeque<(u64, Result<Found>)>,
        is_full: bool,
    }

    type SharedDesk = Rc<RefCell<Desk>>;

    /// Titles are known by their length, so that the same title is the same movie everywhere.
    fn found(titles: &[&str], source: Source) -> Found {
        let film = |title: &&str| Media {
            title: Some((*title).to_owned()),
            ..Media::unknown(MediaRef::movie(title.len() as u64))
        };
        let listing = Listing {
            rows: titles.iter().map(film).collect(),
            page: 1,
            pages: 1,
            total_pages: 1,
            total_results: titles.len() as u64,
            has_more: false,
            source,
            fetched_at: Timestamp::from_millis(5),
            skipped: 0,
        };
        Found { listing, warnings: Vec::new() }
    }

    impl Finder for SharedDesk {
        fn at_once(&mut self, text: &str) -> Option<Found> {
            let desk = self.borrow();
            let fits: Vec<&str> =
                desk.index.iter().filter(|title| title.starts_with(text)).copied().collect();
            (!desk.index.is_empty()).then(|| found(&fits, Source::Catalog))
        }

        fn ask(&mut self, number: u64, text: &str) -> bool {
            let mut desk = self.borrow_mut();
            if !desk.is_full {
                desk.asked.push((number, text.to_owned()));
            }
            !desk.is_full
        }

        fn answer(&mut self) -> Option<(u64, Result<Found>)> {
            self.borrow_mut().ready.pop_front()
        }
    }

    enum Step {
        Do(Stroke),
        /// Does nothing for that long.
        Rest(u64),
        /// TMDB answers the question about that text.
        Answer(&'static str, Result<Found>),
        /// What must be on the screen by now.
        See(&'static [&'static str]),
        Status(&'static str),
    }

    struct Script {
        clock: Rc<OwnClock>,
        desk: SharedDesk,
        steps: VecDeque<Step>,
        frame: Frame,
    }

    impl Screen for Script {
        fn wait(&mut self, most: Duration) -> Result<Option<Stroke>> {
            match self.steps.pop_front().expect("the script goes on") {
                Step::Do(stroke) => return Ok(Some(stroke)),
                Step::Rest(0) => {}
                Step::Rest(millis) => {
                    let span = most.min(Duration::from_millis(millis));
                    self.clock.sleep(span);
                    let left = millis - u64::try_from(span.as_millis()).unwrap();
                    self.steps.push_front(Step::Rest(left));
                }
                Step::Answer(text, answer) => {
                    let mut desk = self.desk.borrow_mut();
                    let number = desk.asked.iter().rev().find(|(_, asked)| asked == text);
                    let number = number.unwrap_or_else(|| panic!("TMDB wasn't asked about {text}")).0;
                    desk.ready.push_back((number, answer));
                }
                Step::See(rows) => {
                    let shown: Vec<String> = self.frame.rows.iter().map(|row| row.text.clone()).collect();
                    assert_eq!(shown, rows, "{:?}", self.frame);
                }
                Step::Status(status) => assert_eq!(self.frame.status, status),
            }
            Ok(None)
        }

        fn show(&mut self, frame: &Frame) -> Result<()> {
            self.frame = frame.clone();
            Ok(())
        }
    }

    fn text(typed: &str) -> Step {
        Step::Do(Stroke::Text(typed.to_owned()))
    }

    fn run_with(request: &SearchRequest, desk: &SharedDesk, steps: Vec<Step>) -> Result<Choice> {
        let clock = Rc::new(OwnClock::default());
        let mut script = Script {
            clock: Rc::clone(&clock),
            desk: Rc::clone(desk),
            steps: steps.into(),
            frame: Frame::default(),
        };
        let live = Live::new(Rc::clone(desk), clock.as_ref(), request, "Search");
        let outcome = live.run(&mut script, &|| Ok(()));
        assert!(script.steps.is_empty(), "ended {} steps early", script.steps.len());
        outcome
    }

    fn run(desk: &SharedDesk, steps: Vec<Step>) -> Result<Choice> {
        run_with(&SearchRequest::default(), desk, steps)
    }

    fn asked(desk: &SharedDesk) -> Vec<String> {
        desk.borrow().asked.iter().map(|(_, text)| text.clone()).collect()
    }

    fn with_index(index: &[&'static str]) -> SharedDesk {
        Rc::new(RefCell::new(Desk { index: index.to_vec(), ..Desk::default() }))
    }

    #[test]
    fn tmdb_is_asked_when_the_keyboard_rests() {
        let desk = SharedDesk::default();
        let choice = run(
            &desk,
            vec![
                Step::Status("type a title; Enter takes the marked one, Esc leaves"),
                text("al"),
                Step::Rest(299),
                text("ie"),
                Step::Rest(299),
                text("n "),
                Step::See(&[]),
                Step::Rest(301),
                Step::Answer("alien", Ok(found(&["Alien", "Aliens"], Source::Network))),
                Step::Rest(1),
                Step::See(&["Alien", "Aliens"]),
                Step::Status("2 results on TMDB"),
                Step::Do(Stroke::Down),
                Step::Do(Stroke::Down),
                Step::Do(Stroke::Enter),
            ],
        );
        let choice = choice.unwrap();
        assert_eq!((choice.media.title.as_deref(), choice.text.as_str()), (Some("Aliens"), "alien"));
        assert_eq!((choice.source, choice.total_results), (Source::Network, 2));
        assert_eq!(asked(&desk), ["alien"]);
    }

    #[test]
    fn the_index_answers_at_once_and_tmdb_adds_to_it() {
        let desk = with_index(&["alien", "alienated", "alice"]);
        let steps = vec![
            text("ali"),
            Step::See(&["alien", "alienated", "alice"]),
            text("en"),
            Step::See(&["alien", "alienated"]),
            Step::Status("2 results in the offline catalog; searching..."),
            Step::Rest(301),
            Step::Do(Stroke::Down),
            Step::Answer("alien", Ok(found(&["Aliens 3", "alien"], Source::Network))),
            Step::Rest(1),
            Step::See(&["Aliens 3", "alien", "alienated"]),
            // The person went to that row, so it stays theirs.
            Step::Do(Stroke::Enter),
        ];
        let choice = run(&desk, steps).unwrap();
        assert_eq!((choice.media.title.as_deref(), choice.source), (Some("alienated"), Source::Catalog));
    }

    #[test]
    fn answers_to_older_text_are_dropped() {
        let desk = SharedDesk::default();
        let steps = vec![
            text("dun"),
            Step::Rest(301),
            text("e"),
            Step::Rest(301),
            Step::Answer("dune", Ok(found(&["Dune"], Source::Network))),
            Step::Rest(1),
            Step::Answer("dun", Ok(found(&["Dunkirk"], Source::Network))),
            Step::Rest(1),
            Step::See(&["Dune"]),
            text("s"),
            Step::Rest(301),
            Step::Answer("dune", Err(Error::interrupted())),
            Step::Rest(1),
            Step::Status("searching..."),
            Step::Do(Stroke::Leave),
        ];
        assert_eq!(run(&desk, steps).unwrap_err().kind(), ErrorKind::Interrupted);
    }

    #[test]
    fn enter_never_takes_what_answers_an_older_text() {
        let desk = SharedDesk::default();
        let steps = vec![
            text("ali"),
            Step::Rest(301),
            Step::Answer("ali", Ok(found(&["Ali"], Source::Network))),
            Step::Rest(1),
            text("en"),
            Step::Do(Stroke::Enter),
            Step::Rest(1),
            Step::Answer("alien", Ok(found(&["Alien"], Source::Network))),
            Step::Rest(1),
            Step::Do(Stroke::Enter),
        ];
        assert_eq!(run(&desk, steps).unwrap().media.title.as_deref(), Some("Alien"));
        assert_eq!(asked(&desk), ["ali", "alien"], "Enter asks without waiting for a pause");
    }

    #[test]
    fn an_outage_is_told_and_the_index_stays() {
        let down = || Error::new(ErrorKind::NetworkError, "TMDB can't be reached");
        let desk = with_index(&["dune"]);
        let steps = vec![
            text("du"),
            Step::Rest(301),
            Step::Answer("du", Err(down())),
            Step::Rest(1),
            Step::See(&["dune"]),
            Step::Status("1 result in the offline catalog - TMDB can't be reached"),
            Step::Do(Stroke::Enter),
        ];
        assert_eq!(run(&desk, steps).unwrap().source, Source::Catalog);
        let steps = vec![
            text("du"),
            Step::Rest(301),
            Step::Answer("du", Err(down())),
            Step::Rest(1),
            Step::Status("TMDB can't be reached"),
            Step::Do(Stroke::Enter),
            Step::Do(Stroke::Leave),
        ];
        assert_eq!(run(&SharedDesk::default(), steps).unwrap_err().kind(), ErrorKind::Interrupted);
    }

    #[test]
    fn an_error_that_typing_can_t_fix_ends_it() {
        let refused = Error::new(ErrorKind::MissingCredentials, "no key");
        let steps = vec![text("du"), Step::Rest(301), Step::Answer("du", Err(refused))];
        assert_eq!(run(&SharedDesk::default(), steps).unwrap_err().kind(), ErrorKind::MissingCredentials);
    }

    #[test]
    fn a_slow_tmdb_is_not_asked_ever_more() {
        let desk = SharedDesk::default();
        desk.borrow_mut().is_full = true;
        let steps = vec![text("du"), Step::Rest(5000), Step::Do(Stroke::Leave)];
        run(&desk, steps).unwrap_err();
        assert!(asked(&desk).is_empty());
    }

    #[test]
    fn a_request_may_begin_with_a_text_and_a_limit() {
        let request = SearchRequest {
            text: "dune".into(),
            paging: Paging { limit: Some(1), ..Paging::default() },
            ..SearchRequest::default()
        };
        let desk = with_index(&["dune", "dune two"]);
        let steps =
            vec![Step::See(&["dune"]), Step::Do(Stroke::EraseLine), Step::See(&[]), Step::Do(Stroke::Leave)];
        run_with(&request, &desk, steps).unwrap_err();
        assert!(asked(&desk).is_empty());
    }

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        let mut line = Line::new("the mätrix");
        let mut edit = |stroke: Stroke| {
            let is_changed = line.edit(&stroke);
            (line.text.clone(), line.cursor, is_changed)
        };
        assert_eq!(edit(Stroke::EraseWord), ("the ".into(), 4, true));
        assert_eq!(edit(Stroke::EraseWord), (String::new(), 0, true));
        assert_eq!(edit(Stroke::Backspace), (String::new(), 0, false));
        assert_eq!(edit(Stroke::Text("é\nü".into())), ("é ü".into(), 5, true));
        assert_eq!(edit(Stroke::Left).1, 3);
        assert_eq!(edit(Stroke::Backspace), ("éü".into(), 2, true));
        assert_eq!(edit(Stroke::Delete), ("é".into(), 2, true));
        assert_eq!(edit(Stroke::Delete), ("é".into(), 2, false));
        assert_eq!(edit(Stroke::Home).1, 0);
        assert_eq!(edit(Stroke::Right).1, 2);
        assert_eq!(edit(Stroke::Text("x".repeat(500))).0.chars().count(), LONGEST_TEXT);
        assert_eq!(edit(Stroke::EraseLine), (String::new(), 0, true));
    }
}
