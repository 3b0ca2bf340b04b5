//! A line that is typed without echo. Not by dialoguer: its hidden input reads on after the first Ctrl-C, and what is
//! typed next would be read as the secret.

use std::io::{self, Write};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use dialoguer::console::Term;

use super::raw::RawMode;

/// Asks, and returns what was typed; nothing where the person broke off with Ctrl-C or Esc.
///
/// # Errors
/// The terminal can't be used.
pub(super) fn ask(question: &str) -> io::Result<Option<String>> {
    let mut terminal = Term::stderr();
    // First of all: what is typed as soon as the question shows is not to be seen.
    let raw = RawMode::enter()?;
    terminal.write_all(format!("{question}: ").as_bytes())?;
    terminal.flush()?;
    let mut typed = String::new();
    let end = loop {
        match take(read()?, &mut typed) {
            Step::More => {}
            end => break end,
        }
    };
    drop(raw);
    terminal.write_line("")?;
    Ok(matches!(end, Step::Done).then_some(typed))
}

/// What comes after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    More,
    Done,
    BrokenOff,
}

/// Does what a key means in a shell's line, as far as it makes sense where nothing is seen.
fn take(event: Event, typed: &mut String) -> Step {
    let key = match event {
        Event::Paste(text) => {
            typed.push_str(text.trim_end_matches(['\r', '\n']));
            return Step::More;
        }
        Event::Key(key) if key.kind != KeyEventKind::Release => key,
        _ => return Step::More,
    };
    let KeyEvent { code, modifiers, .. } = key;
    let is_control = modifiers.contains(KeyModifiers::CONTROL) && !modifiers.contains(KeyModifiers::ALT);
    match code {
        KeyCode::Char('c') if is_control => return Step::BrokenOff,
        KeyCode::Char('d') if is_control && typed.is_empty() => return Step::Done,
        KeyCode::Char('j' | 'm') if is_control => return Step::Done,
        KeyCode::Char('u' | 'w') if is_control => typed.clear(),
        KeyCode::Char('h') if is_control => drop(typed.pop()),
        KeyCode::Char(letter) if !is_control => typed.push(letter),
        KeyCode::Enter => return Step::Done,
        KeyCode::Esc => return Step::BrokenOff,
        KeyCode::Backspace => drop(typed.pop()),
        _ => {}
    }
    Step::More
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keys: &[(KeyCode, KeyModifiers)]) -> (Step, String) {
        let mut typed = String::new();
        let mut step = Step::More;
        for (code, modifiers) in keys {
            assert_eq!(step, Step::More, "a key after the end");
            step = take(Event::Key(KeyEvent::new(*code, *modifiers)), &mut typed);
        }
        (step, typed)
    }

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

    #[test]
    fn keys_mean_what_they_mean_in_a_shell() {
        let letter = |letter| (KeyCode::Char(letter), NONE);
        let enter = (KeyCode::Enter, NONE);
        assert_eq!(press(&[letter('a'), letter('b'), enter]), (Step::Done, "ab".to_owned()));
        assert_eq!(press(&[letter('a'), (KeyCode::Backspace, NONE), letter('c'), enter]).1, "c");
        assert_eq!(press(&[letter('a'), (KeyCode::Char('u'), CONTROL), letter('c')]).1, "c");
        assert_eq!(press(&[enter]), (Step::Done, String::new()));
        assert_eq!(press(&[(KeyCode::Char('d'), CONTROL)]).0, Step::Done);
        let mut typed = String::new();
        assert_eq!(take(Event::Paste("key\n".to_owned()), &mut typed), Step::More);
        assert_eq!(typed, "key");
    }

    #[test]
    fn one_ctrl_c_ends_it() {
        assert_eq!(press(&[(KeyCode::Char('a'), NONE), (KeyCode::Char('c'), CONTROL)]).0, Step::BrokenOff);
        assert_eq!(press(&[(KeyCode::Esc, NONE)]).0, Step::BrokenOff);
    }
}
