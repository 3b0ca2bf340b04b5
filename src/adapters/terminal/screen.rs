//! The whole terminal, taken over by crossterm for choices that change while one types, and given back whatever happens.
//! Not for what is shown (`output::screen` fits it into the window), nor for what the strokes mean.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll,
    read,
};
use crossterm::queue;
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use dialoguer::console::Term;

use crate::error::{Error, ErrorKind, Result};
use crate::output::activity::Hidden;
use crate::output::screen::{Look, has_room_for_details, picture};
use crate::ports::{Frame, Screen, Stroke};

/// Whether the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Returns whether the terminal obeys escape sequences. A console of Windows does from now on; before Windows 10, none did.
#[cfg(windows)]
pub fn obeys_escapes() -> bool {
    crossterm::ansi_support::supports_ansi()
}

/// Returns whether the terminal obeys escape sequences.
#[cfg(not(windows))]
pub const fn obeys_escapes() -> bool {
    true
}

/// Gives the terminal back, where it was taken over.
pub(super) fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut commands = Vec::new();
    // Writing to memory doesn't fail; where the terminal is gone there is nothing to give back.
    drop(queue!(commands, DisableBracketedPaste, Show, LeaveAlternateScreen));
    drop(put(&commands));
    drop(disable_raw_mode());
}

fn put(commands: &[u8]) -> io::Result<()> {
    let mut terminal = Term::stderr();
    terminal.write_all(commands)?;
    terminal.flush()
}

/// The width and height of the terminal that is drawn on, which needn't be the one that the process belongs to; 0 if unknown.
fn size() -> (u16, u16) {
    Term::stderr().size_checked().map_or((0, 0), |(height, width)| (width, height))
}

fn gone(error: io::Error) -> Error {
    Error::new(ErrorKind::Usage, format!("the terminal can't be used: {error}")).with_source(error)
}

/// The terminal while it is ours.
pub(super) struct OwnScreen {
    /// Strokes that came together with the last one.
    waiting: VecDeque<Stroke>,
    _hidden: Hidden,
}

impl OwnScreen {
    /// Takes the terminal; what is `hidden` stays so until it is given back.
    pub(super) fn take(hidden: Hidden) -> Result<Self> {
        /// Otherwise a panic would be printed on the screen that disappears.
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                usual(panic);
            }));
        });
        let taken = Self { waiting: VecDeque::new(), _hidden: hidden };
        take_over().map_err(gone)?;
        Ok(taken)
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut commands = Vec::new();
    queue!(commands, EnterAlternateScreen, EnableBracketedPaste, Clear(ClearType::All))?;
    put(&commands)
}

/// Stops this process and those in its pipeline, as Ctrl-Z does where keys aren't taken one by one. Returns when the shell
/// lets them go on.
#[cfg(unix)]
fn stop() {
    // The signal may stop this thread a moment after the call has returned; nothing may be drawn before that.
    const MOMENT: Duration = Duration::from_millis(20);
    if rustix::process::kill_current_process_group(rustix::process::Signal::TSTP).is_ok() {
        (0..5).for_each(|_| std::thread::park_timeout(MOMENT));
    }
}

#[cfg(not(unix))]
const fn stop() {}

impl Drop for OwnScreen {
    fn drop(&mut self) {
        give_back();
    }
}

impl Screen for OwnScreen {
    fn wait(&mut self, most: Duration) -> Result<Option<Stroke>> {
        if let Some(stroke) = self.waiting.pop_front() {
            return Ok(Some(stroke));
        }
        let mut patience = most;
        // Letters that come in one go, as from a terminal that can't tell a paste, are one stroke: each is answered.
        while poll(patience).map_err(gone)? {
            patience = Duration::ZERO;
            match (stroke_of(read().map_err(gone)?), self.waiting.back_mut()) {
                (Some(Stroke::Text(more)), Some(Stroke::Text(typed))) => typed.push_str(&more),
                (Some(stroke), _) => self.waiting.push_back(stroke),
                (None, _) => {}
            }
        }
        Ok(self.waiting.pop_front())
    }

    fn show(&mut self, frame: &Frame) -> Result<()> {
        let (width, height) = size();
        let picture = picture(frame, width, height);
        let mut commands = Vec::new();
        let mut draw = || -> io::Result<()> {
            queue!(commands, BeginSynchronizedUpdate, Hide)?;
            for (row, line) in (0..).zip(&picture.lines) {
                queue!(commands, MoveTo(0, row))?;
                for span in line {
                    let attribute = match span.look {
                        Look::Plain => Attribute::Reset,
                        Look::Strong => Attribute::Bold,
                        Look::Dim => Attribute::Dim,
                    };
                    queue!(commands, SetAttribute(attribute), Print(&span.text))?;
                    queue!(commands, SetAttribute(Attribute::Reset))?;
                }
                queue!(commands, Clear(ClearType::UntilNewLine))?;
            }
            queue!(commands, Clear(ClearType::FromCursorDown))?;
            let (column, line) = picture.cursor;
            queue!(commands, MoveTo(column, line), Show, EndSynchronizedUpdate)
        };
        draw().and_then(|()| put(&commands)).map_err(gone)
    }

    fn has_room_for_details(&self) -> bool {
        let (width, height) = size();
        has_room_for_details(width, height)
    }

    fn suspend(&mut self) -> Result<()> {
        give_back();
        stop();
        take_over().map_err(gone)
    }
}

/// Names a key; the usual ones of a shell's line besides those with a name.
fn stroke_of(event: Event) -> Option<Stroke> {
    match event {
        Event::Paste(text) => Some(Stroke::Text(text)),
        Event::Resize(..) => Some(Stroke::Redraw),
        Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) => None,
        Event::Key(KeyEvent { code: KeyCode::Char(letter), modifiers, .. })
            if modifiers.contains(KeyModifiers::CONTROL) && !modifiers.contains(KeyModifiers::ALT) =>
        {
            control(letter.to_ascii_lowercase())
        }
        Event::Key(key) => named(key),
        _ => None,
    }
}

fn control(letter: char) -> Option<Stroke> {
    Some(match letter {
        'a' => Stroke::ControlA,
        'c' | 'd' => Stroke::Leave,
        'g' => Stroke::Back,
        'o' => Stroke::ControlO,
        'w' => Stroke::ControlW,
        'z' => Stroke::Suspend,
        'p' => Stroke::Up,
        'n' => Stroke::Down,
        'b' => Stroke::Left,
        'f' => Stroke::Right,
        'e' => Stroke::End,
        'h' => Stroke::Backspace,
        'u' => Stroke::EraseLine,
        'l' => Stroke::Redraw,
        'j' | 'm' => Stroke::Enter,
        _ => return None,
    })
}

fn named(key: KeyEvent) -> Option<Stroke> {
    Some(match key.code {
        KeyCode::Char(letter) => Stroke::Text(letter.to_string()),
        KeyCode::Enter => Stroke::Enter,
        KeyCode::Esc => Stroke::Back,
        KeyCode::Tab => Stroke::Tab,
        KeyCode::BackTab => Stroke::BackTab,
        KeyCode::Up => Stroke::Up,
        KeyCode::Down => Stroke::Down,
        KeyCode::PageUp => Stroke::PageUp,
        KeyCode::PageDown => Stroke::PageDown,
        KeyCode::Left => Stroke::Left,
        KeyCode::Right => Stroke::Right,
        KeyCode::Home => Stroke::Home,
        KeyCode::End => Stroke::End,
        KeyCode::Backspace if key.modifiers.contains(KeyModifiers::ALT) => Stroke::EraseWord,
        KeyCode::Backspace => Stroke::Backspace,
        KeyCode::Delete => Stroke::Delete,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Stroke> {
        stroke_of(Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_have_names() {
        let none = KeyModifiers::NONE;
        assert_eq!(key(KeyCode::Char('é'), none), Some(Stroke::Text("é".into())));
        assert_eq!(key(KeyCode::Char('A'), KeyModifiers::SHIFT), Some(Stroke::Text("A".into())));
        assert_eq!(key(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Stroke::Leave));
        assert_eq!(key(KeyCode::Char('x'), KeyModifiers::CONTROL), None);
        assert_eq!(key(KeyCode::Backspace, KeyModifiers::ALT), Some(Stroke::EraseWord));
        // Some keyboards type letters with both.
        let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(key(KeyCode::Char('@'), both), Some(Stroke::Text("@".into())));
        assert_eq!(key(KeyCode::F(1), none), None);
        let release = KeyEvent::new_with_kind(KeyCode::Enter, none, KeyEventKind::Release);
        assert_eq!(stroke_of(Event::Key(release)), None);
        assert_eq!(stroke_of(Event::Paste("a b".into())), Some(Stroke::Text("a b".into())));
    }

    #[test]
    fn what_was_never_taken_is_not_given_back() {
        give_back();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }
}
