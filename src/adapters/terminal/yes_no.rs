//! A question that is answered with one key. Not by dialoguer: its question stays on the screen twice if it is longer than a
//! line, and Ctrl-C leaves the cursor hidden and the line unfinished.

use std::io::{self, Write};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use dialoguer::console::Term;

use super::raw::RawMode;
use crate::output::folded;

/// Asks; `None` if the person broke off with Ctrl-C or Esc. Enter alone is no.
///
/// # Errors
/// The terminal can't be used.
pub(super) fn ask(question: &str) -> io::Result<Option<bool>> {
    let mut terminal = Term::stderr();
    let raw = RawMode::enter()?;
    // A terminal in raw mode needs both to begin a line.
    let shown = folded(&format!("{question} [y/N]"), usize::from(terminal.size().1)).replace('\n', "\r\n");
    terminal.write_all(format!("{shown} ").as_bytes())?;
    terminal.flush()?;
    let answer = loop {
        if let Some(answer) = answer(&read()?) {
            break answer;
        }
    };
    drop(raw);
    terminal.write_line(match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::BrokenOff => "",
    })?;
    Ok(match answer {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::BrokenOff => None,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    BrokenOff,
}

/// Returns what a key answers; nothing for a key that is no answer.
fn answer(event: &Event) -> Option<Answer> {
    let Event::Key(KeyEvent { code, modifiers, kind, .. }) = event else { return None };
    if *kind == KeyEventKind::Release {
        return None;
    }
    if modifiers.contains(KeyModifiers::CONTROL) {
        return match code {
            KeyCode::Char('c' | 'd') => Some(Answer::BrokenOff),
            KeyCode::Char('j' | 'm') => Some(Answer::No),
            _ => None,
        };
    }
    match code {
        KeyCode::Char('y' | 'Y') => Some(Answer::Yes),
        KeyCode::Char('n' | 'N') | KeyCode::Enter => Some(Answer::No),
        KeyCode::Esc => Some(Answer::BrokenOff),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_answers() {
        let press = |code, modifiers| answer(&Event::Key(KeyEvent::new(code, modifiers)));
        let plain = |code| press(code, KeyModifiers::NONE);
        assert_eq!(plain(KeyCode::Char('y')), Some(Answer::Yes));
        assert_eq!(press(KeyCode::Char('Y'), KeyModifiers::SHIFT), Some(Answer::Yes));
        assert_eq!(plain(KeyCode::Char('n')), Some(Answer::No));
        assert_eq!(plain(KeyCode::Enter), Some(Answer::No), "the default is no");
        assert_eq!(plain(KeyCode::Char('x')), None);
        assert_eq!(press(KeyCode::Char('y'), KeyModifiers::CONTROL), None);
        assert_eq!(plain(KeyCode::Esc), Some(Answer::BrokenOff));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Answer::BrokenOff));
        assert_eq!(answer(&Event::Paste("y".to_owned())), None, "pasted text is no answer");
    }
}
