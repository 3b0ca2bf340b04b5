//! What talks to a person: questions, answers on standard input, their browser, clipboard and editor. A service that takes
//! a [`Talk`] may ask and tell; one that takes only a [`Context`](super::Context) works the same where nobody is there.

use std::io::Read;
use std::sync::{Arc, Mutex};

use crate::ports::{Browser, Callbacks, Clipboard, Editor, Prompt, Voice};

/// What talks to the person who started the command.
pub struct Talk {
    /// Asks the person.
    pub prompt: Arc<dyn Prompt>,
    /// Says things while a command works.
    pub voice: Arc<dyn Voice>,
    /// Opens addresses.
    pub browser: Arc<dyn Browser>,
    /// Listens for the browser that comes back.
    pub callbacks: Arc<dyn Callbacks>,
    /// The person's clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// The person's text editor.
    pub editor: Arc<dyn Editor>,
    /// Standard input, for `-`.
    pub stdin: Mutex<Box<dyn Read + Send>>,
}

impl Talk {
    /// Reads from standard input.
    pub fn read_stdin<T>(&self, read: impl FnOnce(&mut dyn Read) -> T) -> T {
        read(&mut **self.stdin.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}
