//! Questions on a terminal, by dialoguer, and the person's browser. Every question is gated: dialoguer off a terminal
//! waits or spins for ever.

use dialoguer::console::Term;
use dialoguer::{Confirm, FuzzySelect, Input, Password};

use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::output::sanitize;
use crate::ports::{Browser, Prompt};

/// Asks on standard error, reads from the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    interactive: bool,
}

impl Terminal {
    /// Makes a prompt; `interactive` where both standard input and standard error are terminals.
    pub const fn new(interactive: bool) -> Self {
        Self { interactive }
    }

    fn gate(self) -> Result<Term> {
        if self.interactive {
            Ok(Term::stderr())
        } else {
            Err(Error::usage("this needs an answer, and there is no terminal to ask at"))
        }
    }
}

fn broken_off(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    if error.kind() == std::io::ErrorKind::Interrupted {
        return Error::interrupted();
    }
    Error::new(ErrorKind::Usage, format!("the terminal can't be asked: {error}")).with_source(error)
}

impl Prompt for Terminal {
    fn is_interactive(&self) -> bool {
        self.interactive
    }

    fn confirm(&self, question: &str) -> Result<bool> {
        let terminal = self.gate()?;
        Confirm::new()
            .with_prompt(sanitize::line(question))
            .default(false)
            .interact_on(&terminal)
            .map_err(broken_off)
    }

    fn line(&self, question: &str) -> Result<String> {
        let terminal = self.gate()?;
        Input::<String>::new()
            .with_prompt(sanitize::line(question))
            .allow_empty(true)
            .interact_text_on(&terminal)
            .map_err(broken_off)
    }

    fn secret(&self, question: &str) -> Result<Option<Secret>> {
        let terminal = self.gate()?;
        let text = Password::new()
            .with_prompt(sanitize::line(question))
            .allow_empty_password(true)
            .interact_on(&terminal)
            .map_err(broken_off)?;
        Ok(Secret::new(&text))
    }

    fn choose(&self, question: &str, choices: &[String]) -> Result<Option<usize>> {
        let terminal = self.gate()?;
        let shown: Vec<String> = choices.iter().map(|choice| sanitize::line(choice).to_string()).collect();
        FuzzySelect::new()
            .with_prompt(sanitize::line(question))
            .items(&shown)
            .default(0)
            .interact_on_opt(&terminal)
            .map_err(broken_off)
    }
}

/// The desktop's browser, where there is a desktop.
#[derive(Clone, Copy, Debug)]
pub struct DesktopBrowser {
    has_display: bool,
}

impl DesktopBrowser {
    /// Makes a browser; `has_display` says whether there is a screen to open it on.
    pub const fn new(has_display: bool) -> Self {
        Self { has_display }
    }
}

impl Browser for DesktopBrowser {
    fn open(&self, url: &str) -> bool {
        self.has_display && open::that_detached(url).is_ok()
    }
}
