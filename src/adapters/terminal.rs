//! Questions on a terminal, and the person's browser and clipboard. Questions are only asked on a
//! terminal: elsewhere dialoguer waits or loops forever. Choices that change while one types are `screen`'s.

mod hidden;
mod raw;
mod screen;
mod yes_no;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dialoguer::console::Term;
use dialoguer::{FuzzySelect, Input};

use crate::children;
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Activity, activity, sanitize};
use crate::ports::{Browser, Clipboard, Prompt, Screen};

pub use screen::obeys_escapes;

/// Gives the terminal back, where it was taken over; when the owner is not reached: after a panic or a signal.
pub fn give_back() {
    screen::give_back();
    raw::give_back();
    if let Some(eraser) = activity::eraser() {
        drop(Term::stderr().write_all(eraser.as_bytes()));
    }
}

/// Asks on standard error, reads from the terminal.
#[derive(Clone)]
pub struct Terminal {
    interactive: bool,
    can_draw: bool,
    activity: Activity,
}

impl Terminal {
    /// Makes a prompt; `interactive` where both standard input and standard error are terminals, `can_draw` where these
    /// can do more than print one line after the other. `activity` makes room for questions.
    pub const fn new(interactive: bool, can_draw: bool, activity: Activity) -> Self {
        Self { interactive, can_draw, activity }
    }

    fn gate(&self) -> Result<Term> {
        if self.interactive {
            Ok(Term::stderr())
        } else {
            Err(Error::usage("this command needs an answer, and there is no terminal to ask on"))
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
        drop(self.gate()?);
        let _hidden = self.activity.hide();
        let answer = yes_no::ask(&sanitize::line(question)).map_err(|error| broken_off(error.into()))?;
        answer.ok_or_else(Error::interrupted)
    }

    fn line(&self, question: &str) -> Result<String> {
        let terminal = self.gate()?;
        let _hidden = self.activity.hide();
        Input::<String>::new()
            .with_prompt(sanitize::line(question))
            .allow_empty(true)
            .interact_text_on(&terminal)
            .map_err(broken_off)
    }

    fn secret(&self, question: &str) -> Result<Option<Secret>> {
        drop(self.gate()?);
        let _hidden = self.activity.hide();
        let typed = hidden::ask(&sanitize::line(question)).map_err(|error| broken_off(error.into()))?;
        Ok(Secret::new(&typed.ok_or_else(Error::interrupted)?))
    }

    fn choose(&self, question: &str, choices: &[String]) -> Result<Option<usize>> {
        let terminal = self.gate()?;
        let _hidden = self.activity.hide();
        let shown: Vec<String> = choices.iter().map(|choice| sanitize::line(choice).to_string()).collect();
        FuzzySelect::new()
            .with_prompt(sanitize::line(question))
            .items(&shown)
            .default(0)
            .interact_on_opt(&terminal)
            .map_err(broken_off)
    }

    fn take_screen(&self) -> Result<Box<dyn Screen>> {
        drop(self.gate()?);
        if !self.can_draw {
            return Err(Error::usage("this terminal can't show results while you type (TERM=dumb)"));
        }
        Ok(Box::new(screen::OwnScreen::take(self.activity.hide())?))
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
        self.has_display && open::commands(url).into_iter().any(launch)
    }
}

/// How long a browser's launcher is watched: one that finds no browser ends at once, and the next one is tried.
const LAUNCH: Duration = Duration::from_millis(400);
/// How long one look at it takes.
const LOOK: Duration = Duration::from_millis(20);

/// Starts a launcher on its own, so that Ctrl-C here doesn't reach the browser; returns whether it does its work.
fn launch(mut command: Command) -> bool {
    children::without_credentials(&mut command);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return false };
    for _ in 0..LAUNCH.as_millis() / LOOK.as_millis() {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::park_timeout(LOOK),
            Err(_) => return false,
        }
    }
    true
}

/// How long a clipboard's program may take: without its display some wait forever.
const CLIPBOARD_PATIENCE: Duration = Duration::from_secs(3);

/// A program that puts its standard input on the clipboard.
type Tool = &'static [&'static str];

/// The desktop's clipboard, by one of the usual programs, or the terminal's, by its escape sequence (OSC 52).
#[derive(Clone, Debug)]
pub struct DesktopClipboard {
    tools: Vec<Tool>,
    has_terminal: bool,
    is_remote: bool,
}

impl DesktopClipboard {
    /// Makes a clipboard; `has_terminal` says whether standard error is one.
    pub fn new(environment: &BTreeMap<String, String>, has_terminal: bool) -> Self {
        let is_set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        let is_remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
        Self { tools: tools(is_set), has_terminal, is_remote }
    }

    /// The terminal doesn't say whether it worked.
    fn tell_terminal(text: &str) -> bool {
        let sequence = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
        Term::stderr().write_all(sequence.as_bytes()).is_ok()
    }
}

fn tools(is_set: impl Fn(&str) -> bool) -> Vec<Tool> {
    if cfg!(windows) {
        return vec![&["clip"]];
    }
    if cfg!(target_os = "macos") {
        return vec![&["pbcopy"]];
    }
    let mut tools: Vec<Tool> = Vec::new();
    if is_set("WAYLAND_DISPLAY") {
        tools.push(&["wl-copy"]);
    }
    if is_set("DISPLAY") {
        tools.push(&["xclip", "-selection", "clipboard"]);
        tools.push(&["xsel", "--clipboard", "--input"]);
    }
    if is_set("WSL_DISTRO_NAME") {
        tools.push(&["clip.exe"]);
    }
    tools
}

impl Clipboard for DesktopClipboard {
    fn copy(&self, text: &str) -> bool {
        // Over SSH the programs' clipboard is that of the wrong machine; the terminal's clipboard is on the person's
        // machine.
        if self.is_remote && self.has_terminal {
            return Self::tell_terminal(text);
        }
        self.tools.iter().any(|tool| feed(tool, text)) || (self.has_terminal && Self::tell_terminal(text))
    }
}

/// Hands text to a program. It may leave a child behind that serves the clipboard, so nothing of its output is waited for.
fn feed(tool: Tool, text: &str) -> bool {
    let (sender, receiver) = mpsc::channel();
    let text = text.to_owned();
    std::thread::spawn(move || drop(sender.send(hand_over(tool, &text))));
    matches!(receiver.recv_timeout(CLIPBOARD_PATIENCE), Ok(Ok(true)))
}

fn hand_over(tool: Tool, text: &str) -> io::Result<bool> {
    let [program, arguments @ ..] = tool else { return Ok(false) };
    let mut child = children::command(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    Ok(child.wait()?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_programs_are_those_of_the_session() {
        let names = |set: &[&str]| -> Vec<&str> {
            tools(|name| set.contains(&name)).iter().filter_map(|tool| tool.first().copied()).collect()
        };
        assert_eq!(names(&["WAYLAND_DISPLAY", "DISPLAY"]), ["wl-copy", "xclip", "xsel"]);
        assert_eq!(names(&["WSL_DISTRO_NAME"]), ["clip.exe"]);
        assert!(names(&[]).is_empty());
        let nowhere = DesktopClipboard::new(&BTreeMap::new(), false);
        assert!(!nowhere.copy("x"), "neither a program nor a terminal");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_counts_by_how_it_ends() {
        assert!(feed(&["cat"], "text"));
        assert!(!feed(&["false"], ""));
        assert!(!feed(&["flixir-no-such-program"], "text"));
    }
}
