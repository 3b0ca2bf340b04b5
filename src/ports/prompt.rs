//! Talking with a person: questions on a terminal, what is said while a command works, their browser, clipboard and
//! editor.

use std::io;
use std::path::Path;

use super::Screen;
use crate::domain::Secret;
use crate::error::{Error, Result};

/// Asks questions on the terminal. Every question but [`Prompt::is_interactive`] needs one.
pub trait Prompt: Send + Sync {
    /// Returns whether there is a terminal on both standard input and standard error.
    fn is_interactive(&self) -> bool;

    /// Asks yes or no; the default answer is no.
    ///
    /// # Errors
    /// `interrupted` where the person breaks off.
    fn confirm(&self, question: &str) -> Result<bool>;

    /// Asks for a line of text.
    ///
    /// # Errors
    /// `interrupted` where the person breaks off.
    fn line(&self, question: &str) -> Result<String>;

    /// Asks for a secret without echo.
    ///
    /// # Errors
    /// `interrupted` where the person breaks off.
    fn secret(&self, question: &str) -> Result<Option<Secret>>;

    /// Asks for one of several; `None` where the person wants none of them.
    ///
    /// # Errors
    /// `interrupted` where the person breaks off.
    fn choose(&self, question: &str, choices: &[String]) -> Result<Option<usize>>;

    /// Takes the whole terminal over, for choices that change while the person types.
    ///
    /// # Errors
    /// `usage` where that can't be done.
    fn take_screen(&self) -> Result<Box<dyn Screen>> {
        Err(Error::usage("this needs a terminal"))
    }
}

/// Opens addresses for the person.
pub trait Browser: Send + Sync {
    /// Opens `url`; returns whether a browser took it.
    fn open(&self, url: &str) -> bool;
}

/// The person's clipboard.
pub trait Clipboard: Send + Sync {
    /// Puts text on it; returns whether there is one that took it.
    fn copy(&self, text: &str) -> bool;
}

/// The person's text editor.
pub trait Editor: Send + Sync {
    /// Opens a file in an editor, named by a command line with its options, and waits for its end; returns whether it
    /// ended well.
    ///
    /// # Errors
    /// It can't be started.
    fn edit(&self, command: &str, file: &Path) -> io::Result<bool>;
}

/// Says things on standard error while a command works.
pub trait Voice: Send + Sync {
    /// Says something useful; silent under `-q`.
    fn note(&self, text: &str);

    /// Says what can't be left out, whatever `-q` says: the address at which a login is approved.
    fn announce(&self, text: &str);

    /// Shows what is waited for, on a terminal, until it is told `None`.
    fn waits_for(&self, what: Option<&str>) {
        let _ = what;
    }
}
