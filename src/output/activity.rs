//! The one line that shows a person that a command is still at work: a spinner, what it does and how far it is. On a
//! terminal's standard error only, after a moment, and never left behind. Not for anything that a script could want to know.
//!
//! Work is shown by a [`Progress`], by a request under way ([`Activity::request`]), or by words ([`Activity::tell`]). Text is
//! printed within `aside`, and a question, a pager or an editor takes a [`Hidden`].

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::spoken::{bar, bytes};
use super::style::{shortened, width_of};
use crate::domain::text::{counted, grouped};

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);
/// A command that is done within so many ticks shows nothing.
const PATIENCE: u32 = 3;
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// Back to the beginning of the line, and all of it erased.
const ERASE: &str = "\r\u{1b}[K";

/// Whether the line stands on the terminal; for ends that pass by the owner: a signal, a panic.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// Returns what erases the line if it stands there now.
pub fn eraser() -> Option<&'static str> {
    DRAWN.swap(false, Ordering::SeqCst).then_some(ERASE)
}

/// Where the line is drawn.
pub(super) type Messages = Arc<Mutex<Box<dyn Write + Send>>>;

/// Tells the room for the line.
pub(super) type Room = Arc<dyn Fn() -> Option<usize> + Send + Sync>;

/// What is being done; clones speak of the same.
#[derive(Clone)]
pub struct Activity {
    /// `None` if there is nobody to see it.
    shared: Option<Arc<Shared>>,
}

struct Shared {
    state: Mutex<State>,
    bell: Condvar,
    messages: Messages,
    room: Room,
}

#[derive(Debug, Default)]
struct State {
    told: Option<Told>,
    /// Requests that wait for their answers.
    requests: usize,
    answers: u64,
    /// Changes that were sent since the last word about progress.
    sent: u64,
    /// How long the work has gone on without anything being printed; `None` while there is none.
    ticks: Option<u32>,
    /// How many have the terminal for themselves.
    hidden: usize,
    is_drawn: bool,
    has_thread: bool,
    is_over: bool,
}

/// What a command says that it does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Words(String),
    Of { what: String, done: u64, total: u64 },
    Bytes { what: String, bytes: u64 },
}

impl State {
    fn begin(&mut self) {
        self.ticks.get_or_insert(0);
    }

    /// Returns what is to be drawn after one more tick.
    fn tick(&mut self, room: usize) -> Option<String> {
        if self.hidden > 0 || self.is_over {
            return None;
        }
        let ticks = self.ticks.as_mut()?;
        *ticks = ticks.saturating_add(1);
        let ticks = *ticks;
        (ticks >= PATIENCE).then(|| self.line(ticks, room))
    }

    fn line(&self, ticks: u32, room: usize) -> String {
        let spinner = SPINNER[ticks as usize % SPINNER.len()];
        let (text, share) = match &self.told {
            Some(Told::Words(words)) => (words.clone(), None),
            Some(Told::Of { what, done, total }) => {
                let done = (done + self.sent).min(*total);
                (format!("{what}: {} of {}", grouped(done), grouped(*total)), Some((done, *total)))
            }
            Some(Told::Bytes { what, bytes: count }) => (format!("{what}: {}", bytes(*count)), None),
            None if self.sent > 0 => (format!("Sending changes: {} so far", grouped(self.sent)), None),
            None if self.answers == 0 => ("Waiting for TMDB".to_owned(), None),
            None => {
                (format!("Waiting for TMDB: {} so far", counted(self.answers, "answer", "answers")), None)
            }
        };
        // The last column stays empty: some terminals wrap as soon as it is filled.
        let line = shortened(&format!("{spinner} {text}"), room.saturating_sub(1));
        match share.filter(|(_, total)| *total > 0) {
            Some((done, total)) => {
                let with_bar = format!("{line}  {}", bar(done.min(total), total));
                if width_of(&with_bar) < room { with_bar } else { line }
            }
            None => line,
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, text: &str) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a terminal there is nobody to see it.
        messages.write_all(text.as_bytes()).and_then(|()| messages.flush()).ok();
    }

    fn erase(&self, state: &mut State) {
        if std::mem::take(&mut state.is_drawn) {
            DRAWN.store(false, Ordering::SeqCst);
            self.put(ERASE);
        }
    }

    fn draw(&self, state: &mut State) {
        let room = (self.room)().filter(|room| *room > 0).unwrap_or(80);
        if let Some(line) = state.tick(room) {
            state.is_drawn = true;
            DRAWN.store(true, Ordering::SeqCst);
            self.put(&format!("{ERASE}{line}"));
        }
    }

    /// Turns the spinner until all is over.
    fn turn(&self) {
        let mut state = self.lock();
        while !state.is_over {
            if state.ticks.is_none() {
                state = self.bell.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.bell.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() {
                self.draw(&mut state);
            }
        }
    }
}

impl Activity {
    /// Makes one that is seen where there is somewhere to draw.
    pub(super) fn new(seen: Option<(Messages, Room)>) -> Self {
        let shared = seen.map(|(messages, room)| {
            Arc::new(Shared { state: Mutex::default(), bell: Condvar::new(), messages, room })
        });
        Self { shared }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let Some(shared) = &self.shared else { return };
        let mut state = shared.lock();
        let was_idle = state.ticks.is_none();
        change(&mut state);
        if was_idle && state.ticks.is_some() {
            if !std::mem::replace(&mut state.has_thread, true) {
                let shared = Arc::clone(shared);
                // Without a thread there is no spinner, which is no reason to stop.
                drop(std::thread::Builder::new().name("spinner".to_owned()).spawn(move || shared.turn()));
            }
            shared.bell.notify_one();
        }
    }

    /// Says that a request is under way until the answer is dropped.
    #[must_use]
    pub fn request(&self) -> UnderWay {
        self.change(|state| {
            state.requests += 1;
            state.begin();
        });
        UnderWay(self.clone())
    }

    /// Says in words what is being done; `None` where it is done.
    pub fn tell(&self, words: Option<&str>) {
        self.change(|state| {
            state.told = words.map(|words| Told::Words(words.to_owned()));
            state.sent = 0;
            if state.told.is_some() {
                state.begin();
            }
        });
    }

    /// Counts changes that were sent.
    pub fn has_sent(&self, changes: u64) {
        self.change(|state| state.sent += changes);
    }

    /// Leaves the terminal alone until what is returned is dropped.
    #[must_use]
    pub fn hide(&self) -> Hidden {
        if let Some(shared) = &self.shared {
            let mut state = shared.lock();
            state.hidden += 1;
            shared.erase(&mut state);
        }
        Hidden(self.clone())
    }

    /// Prints while the line is out of the way.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        let Some(shared) = &self.shared else { return print() };
        let mut state = shared.lock();
        shared.erase(&mut state);
        // A person who has just read something doesn't wonder yet.
        state.ticks = (state.requests > 0 || state.told.is_some()).then_some(0);
        print()
    }

    /// Shows nothing any more.
    pub(super) fn finish(&self) {
        let Some(shared) = &self.shared else { return };
        let mut state = shared.lock();
        shared.erase(&mut state);
        state.is_over = true;
        shared.bell.notify_one();
    }
}

/// A request that is under way.
pub struct UnderWay(Activity);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.change(|state| {
            state.requests = state.requests.saturating_sub(1);
            state.answers += 1;
        });
    }
}

/// Somebody else has the terminal.
pub struct Hidden(Activity);

impl Drop for Hidden {
    fn drop(&mut self) {
        let Some(shared) = &self.0.shared else { return };
        let mut state = shared.lock();
        state.hidden = state.hidden.saturating_sub(1);
        // The work starts again, and so does the time until it is shown.
        state.ticks = (state.requests > 0 || state.told.is_some()).then_some(0);
        shared.bell.notify_one();
    }
}

/// How far something long is; it is over when this is dropped.
pub struct Progress(Activity);

impl Progress {
    pub(super) fn new(activity: Activity) -> Self {
        Self(activity)
    }

    /// Shows what is being done that can't be counted.
    pub fn doing(&self, what: &str) {
        self.show(Told::Words(what.to_owned()));
    }

    /// Shows how many bytes came of something whose size isn't known.
    pub fn bytes(&self, what: &str, bytes: u64) {
        self.show(Told::Bytes { what: what.to_owned(), bytes });
    }

    /// Shows how many of how many are done.
    pub fn of(&self, what: &str, done: u64, total: u64) {
        self.show(Told::Of { what: what.to_owned(), done, total });
    }

    fn show(&self, told: Told) {
        self.0.change(|state| {
            state.told = Some(told);
            state.sent = 0;
            state.begin();
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.tell(None);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Buffer;
    use super::*;

    fn activity() -> (Activity, Buffer) {
        let buffer = Buffer::default();
        let messages: Messages = Arc::new(Mutex::new(Box::new(buffer.clone())));
        let activity = Activity::new(Some((messages, Arc::new(|| Some(60)))));
        // The test is the thread.
        activity.shared.as_ref().unwrap().lock().has_thread = true;
        (activity, buffer)
    }

    fn ticks(activity: &Activity, count: usize) {
        let shared = activity.shared.as_ref().unwrap();
        (0..count).for_each(|_| shared.draw(&mut shared.lock()));
    }

    /// What a person sees now.
    fn seen(buffer: &Buffer) -> String {
        buffer.text().rsplit(ERASE).next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_is_done_soon_shows_nothing() {
        let (activity, buffer) = activity();
        let request = activity.request();
        ticks(&activity, 2);
        drop(request);
        activity.aside(|| ());
        ticks(&activity, 50);
        assert_eq!(buffer.text(), "", "nothing is under way any more");
    }

    #[test]
    fn a_long_wait_is_shown_and_leaves_nothing_behind() {
        let (activity, buffer) = activity();
        let request = activity.request();
        ticks(&activity, 3);
        assert_eq!(seen(&buffer), "⠸ Waiting for TMDB");
        drop(request);
        let next = activity.request();
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠼ Waiting for TMDB: 1 answer so far");
        activity.aside(|| assert_eq!(seen(&buffer), "", "printed on an empty line"));
        ticks(&activity, 2);
        assert_eq!(seen(&buffer), "");
        ticks(&activity, 1);
        assert_ne!(seen(&buffer), "", "it still goes on");
        drop(next);
        activity.finish();
        assert_eq!(seen(&buffer), "");
        ticks(&activity, 50);
        assert_eq!(seen(&buffer), "");
    }

    #[test]
    fn progress_says_what_is_done_and_how_far_it_is() {
        let (activity, buffer) = activity();
        let progress = Progress::new(activity.clone());
        progress.of("Reading lists", 0, 4);
        ticks(&activity, 3);
        assert_eq!(seen(&buffer), "⠸ Reading lists: 0 of 4  ");
        progress.of("Reading lists", 1, 4);
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠼ Reading lists: 1 of 4  ██████");
        activity.has_sent(1);
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠴ Reading lists: 2 of 4  ████████████");
        progress.of(&"Looking up titles in a long file, ".repeat(3), 1, 2000);
        ticks(&activity, 1);
        assert!(width_of(&seen(&buffer)) < 60 && seen(&buffer).ends_with('…'), "{}", seen(&buffer));
        progress.bytes("Downloading movies", 12_345_678);
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠧ Downloading movies: 12 MB");
        drop(progress);
        activity.tell(Some("Waiting for your approval"));
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠇ Waiting for your approval");
        activity.tell(None);
        activity.has_sent(3);
        ticks(&activity, 1);
        assert_eq!(seen(&buffer), "⠏ Sending changes: 3 so far");
    }

    #[test]
    fn a_program_that_owns_the_terminal_is_left_alone() {
        let (activity, buffer) = activity();
        let request = activity.request();
        ticks(&activity, 3);
        let hidden = activity.hide();
        assert_eq!(seen(&buffer), "");
        ticks(&activity, 50);
        assert_eq!(seen(&buffer), "");
        drop(hidden);
        ticks(&activity, 3);
        assert_eq!(seen(&buffer), "⠸ Waiting for TMDB");
        drop(request);
    }

    #[test]
    fn where_nobody_looks_nothing_is_drawn() {
        let activity = Activity::new(None);
        let progress = Progress::new(activity.clone());
        progress.of("Reading lists", 1, 4);
        drop(activity.request());
        drop(activity.hide());
        assert_eq!(activity.aside(|| 3), 3);
        activity.finish();
    }
}
