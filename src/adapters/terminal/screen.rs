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
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use dialoguer::console::Term;

use crate::error::{Error, ErrorKind, Result};
use crate::output::screen::{Look, picture};
use crate::ports::{Frame, Screen, Stroke};

/// Whether the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

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

fn gone(error: io::Error) -> Error {
    Error::new(ErrorKind::Usage, format!("the terminal can't be used: {error}")).with_source(error)
}

/// The terminal while it is ours.
#[derive(Debug)]
pub(super) struct OwnScreen {
    /// Strokes that came together with the last one.
    waiting: VecDeque<Stroke>,
}

impl OwnScreen {
    pub(super) fn take() -> Result<Self> {
        /// Otherwise a panic would be printed on the screen that disappears.
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                usual(panic);
            }));
        });
        enable_raw_mode().map_err(gone)?;
        TAKEN.store(true, Ordering::SeqCst);
        let taken = Self { waiting: VecDeque::new() };
        let mut commands = Vec::new();
        queue!(commands, EnterAlternateScreen, EnableBracketedPaste, Clear(ClearType::All)).map_err(gone)?;
        put(&commands).map_err(gone)?;
        Ok(taken)
    }
}

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
        let (width, height) = size().unwrap_or((0, 0));
        let picture = picture(frame, width, height);
        let mut commands = Vec::new();
        let mut draw = || -> io::Result<()> {
            queue!(commands, BeginSynchronizedUpdate, Hide)?;
            for (line, (text, look)) in (0..).zip(&picture.lines) {
                let attribute = match look {
                    Look::Plain => Attribute::Reset,
                    Look::Chosen => Attribute::Bold,
                    Look::Dim => Attribute::Dim,
                };
                queue!(commands, MoveTo(0, line), SetAttribute(attribute), Print(text))?;
                queue!(commands, SetAttribute(Attribute::Reset), Clear(ClearType::UntilNewLine))?;
            }
            queue!(commands, Clear(ClearType::FromCursorDown))?;
            let (column, line) = picture.cursor;
            queue!(commands, MoveTo(column, line), Show, EndSynchronizedUpdate)
        };
        draw().and_then(|()| put(&commands)).map_err(gone)
    }
}

/// What a key means; the usual ones of a shell's line besides those with a name.
fn stroke_of(event: Event) -> Option<Stroke> {
    match event {
        Event::Paste(text) => Some(Stroke::Text(text)),
        Event::Resize(..) => Some(Stroke::Resize),
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
        'c' | 'd' | 'g' => Stroke::Leave,
        'p' => Stroke::Up,
        'n' => Stroke::Down,
        'b' => Stroke::Left,
        'f' => Stroke::Right,
        'a' => Stroke::Home,
        'e' => Stroke::End,
        'h' => Stroke::Backspace,
        'w' => Stroke::EraseWord,
        'u' => Stroke::EraseLine,
        'l' => Stroke::Resize,
        'j' | 'm' => Stroke::Enter,
        _ => return None,
    })
}

fn named(key: KeyEvent) -> Option<Stroke> {
    Some(match key.code {
        KeyCode::Char(letter) => Stroke::Text(letter.to_string()),
        KeyCode::Enter => Stroke::Enter,
        KeyCode::Esc => Stroke::Leave,
        KeyCode::Up | KeyCode::BackTab => Stroke::Up,
        KeyCode::Down | KeyCode::Tab => Stroke::Down,
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
    fn keys_mean_what_they_mean_in_a_shell() {
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
