//! Where the demo plays: a sandbox, a home, and command lines that run in this process as if they had been typed.
//! Not for what is played.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::browser::ApprovingBrowser;
use super::home::{Home, MemoryKeyring};
use crate::cli::{NestedRun, Session};
use crate::domain::text::quoted_for_shell;
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Buffer, Column, HumanText, Render, StreamParts, Streams};
use crate::sandbox::{Options, SANDBOX_TOKEN, Sandbox};

/// A command line that was played.
#[derive(Serialize)]
pub(super) struct Step {
    pub(super) command: String,
    pub(super) exit_code: u8,
    pub(super) output: String,
}

impl Render for Step {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("command", "Command", |step: &Self| (&step.command).into()).weight(3),
                Column::new("exit_code", "Exit", |step: &Self| u32::from(step.exit_code).into()),
                Column::new("output", "Output", |step: &Self| (&step.output).into()).detail(),
            ]
        }
    }
}

/// The demo's little world. The sandbox is dropped before the home.
pub(super) struct Stage<'a> {
    session: &'a Session,
    pub(super) sandbox: Sandbox,
    home: Home,
    environment: BTreeMap<String, String>,
    keyring: Arc<MemoryKeyring>,
    is_watched: bool,
    steps: Vec<Step>,
    /// How many steps there were when something was last said.
    said_after: Option<usize>,
}

impl<'a> Stage<'a> {
    /// Starts the sandbox on a free port and makes the home; `is_watched` where everything is printed as it happens.
    ///
    /// # Errors
    /// `storage`.
    pub(super) fn open(session: &'a Session, is_watched: bool) -> Result<Self> {
        let context = &session.context;
        let home = Home::make(&context.environment, context.entropy.as_ref())?;
        let sandbox = Sandbox::start(Options::default(), Arc::clone(&context.clock)).map_err(|error| {
            Error::storage(format!("can't listen on any port of 127.0.0.1: {error}"), error)
        })?;
        let environment = environment(home.path(), &sandbox, session.streams.color());
        Ok(Self {
            session,
            sandbox,
            home,
            environment,
            keyring: Arc::default(),
            is_watched,
            steps: Vec::new(),
            said_after: None,
        })
    }

    pub(super) fn home_path(&self) -> &Path {
        self.home.path()
    }

    /// Says what comes next.
    ///
    /// # Errors
    /// `interrupted`; `storage` where standard output can't be written.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        self.session.context.check_interrupted()?;
        let gap = if self.said_after.is_some() { HumanText::new().blank() } else { HumanText::new() };
        self.said_after = Some(self.steps.len());
        self.show(gap.paragraph(text))
    }

    /// Runs a command line before the person's eyes.
    ///
    /// # Errors
    /// `interrupted`; `storage` where it ends with another exit code than `expected`.
    pub(super) fn play(&mut self, words: &[&str], expected: u8) -> Result<()> {
        let quoted = words.iter().map(|word| quoted_for_shell(word)).collect::<Vec<_>>().join(" ");
        let command = format!("flixir {quoted}");
        let is_introduced = self.said_after == Some(self.steps.len());
        let gap = if is_introduced { HumanText::new() } else { HumanText::new().blank() };
        self.show(gap.title(format!("$ {command}")))?;
        let (exit_code, output) = self.run(words, self.is_watched);
        self.session.context.check_interrupted()?;
        if exit_code != 0 {
            self.show(HumanText::new().dim(format!("[exit {exit_code}]")))?;
        }
        if exit_code != expected {
            return Err(unexpected(&command, exit_code, expected, &output));
        }
        self.steps.push(Step { command, exit_code, output });
        Ok(())
    }

    /// Runs a command line out of sight and returns the JSON that it prints.
    ///
    /// # Errors
    /// `interrupted`; `storage` where it fails or prints no JSON.
    pub(super) fn ask(&self, words: &[&str]) -> Result<Value> {
        let (exit_code, output) = self.run(words, false);
        self.session.context.check_interrupted()?;
        match serde_json::from_str(&output) {
            Ok(document) if exit_code == 0 => Ok(document),
            _ => Err(unexpected(&format!("flixir {}", words.join(" ")), exit_code, 0, &output)),
        }
    }

    /// Returns the sandbox's number of the list with this name.
    ///
    /// # Errors
    /// A bug where there is none.
    pub(super) fn remote_list(&self, name: &str) -> Result<u64> {
        let state = self.sandbox.state();
        let lists = state["lists"].as_array().into_iter().flatten();
        let found = lists.filter(|list| list["name"] == name).find_map(|list| list["id"].as_u64());
        found.ok_or_else(|| Error::bug(format!("TMDB has no list '{name}'")))
    }

    /// Stops the sandbox, removes the home, and returns what was played.
    ///
    /// # Errors
    /// `storage` where something of the home stays.
    pub(super) fn close(self) -> Result<Vec<Step>> {
        drop(self.sandbox);
        self.home.remove()?;
        Ok(self.steps)
    }

    fn show(&self, text: HumanText) -> Result<()> {
        if self.is_watched { self.session.streams.show(text) } else { Ok(()) }
    }

    fn run(&self, words: &[&str], aloud: bool) -> (u8, String) {
        let (context, streams) = (&self.session.context, &self.session.streams);
        let sink = Sink { kept: Buffer::default(), aloud: aloud.then(|| Arc::clone(streams)) };
        let is_terminal = aloud && streams.stdout_is_terminal();
        let exit_code = (self.session.nested)(NestedRun {
            arguments: words.iter().map(Into::into).collect(),
            environment: self.environment.clone(),
            // One after the other in one stream, as on a terminal, so that the story also reads well from a file.
            streams: StreamParts {
                stdout: Box::new(sink.clone()),
                stderr: Box::new(sink.clone()),
                stdout_is_terminal: is_terminal,
                stderr_is_terminal: is_terminal,
                stdin_is_terminal: false,
                width: Box::new({
                    let streams = Arc::clone(streams);
                    move || streams.width()
                }),
            },
            clock: Arc::clone(&context.clock),
            entropy: Arc::clone(&context.entropy),
            machine: Arc::clone(&context.machine),
            keyring: Arc::clone(&self.keyring) as _,
            browser: Arc::new(ApprovingBrowser),
            interrupted: Arc::clone(&context.interrupted),
        });
        (exit_code, sink.kept.text())
    }
}

/// Returns all that the demo's commands know of the world; nothing of the person's own environment is in it.
fn environment(home: &Path, sandbox: &Sandbox, color: bool) -> BTreeMap<String, String> {
    let folder = |name: &str| home.join(name).display().to_string();
    let base = sandbox.base_url();
    let color = if color { ("CLICOLOR_FORCE", "1") } else { ("NO_COLOR", "1") };
    let pairs = [
        ("HOME", home.display().to_string()),
        ("FLIXIR_CONFIG_DIR", folder("config")),
        ("FLIXIR_DATA_DIR", folder("data")),
        ("FLIXIR_CACHE_DIR", folder("cache")),
        ("TMDB_BASE_URL", base.clone()),
        ("TMDB_WEB_URL", base.clone()),
        ("TMDB_EXPORTS_URL", base),
        ("TMDB_ACCESS_TOKEN", SANDBOX_TOKEN.to_owned()),
        (color.0, color.1.to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn unexpected(command: &str, exit_code: u8, expected: u8, output: &str) -> Error {
    let said = output.trim().lines().last().unwrap_or("nothing");
    let what = format!("'{command}' ended with exit code {exit_code} instead of {expected}");
    Error::new(ErrorKind::Storage, format!("the demo can't go on: {what}; it said: {said}"))
        .with_hint("check that the temporary folder has free space. If it has, please report this")
}

/// Keeps what a command prints, and prints it aloud where somebody watches.
#[derive(Clone)]
struct Sink {
    kept: Buffer,
    aloud: Option<Arc<Streams>>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.kept.write_all(bytes)?;
        if let Some(streams) = &self.aloud {
            streams.raw(bytes).map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
