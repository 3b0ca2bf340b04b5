//! The composition root: arguments and surroundings in, exit code out. The only place that knows which adapter stands
//! behind which port.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::adapters::attended::Attended;
use crate::adapters::callback::LoopbackCallbacks;
use crate::adapters::editor::ShellEditor;
use crate::adapters::http::{HttpTransport, OfflineTransport};
use crate::adapters::keyring::Keyring;
use crate::adapters::logging::{self, LineFormat, LogPlan};
use crate::adapters::machine::LocalMachine;
use crate::adapters::pace_file::FilePace;
use crate::adapters::run_locks::FileLocks;
use crate::adapters::secret_file::SecretFile;
use crate::adapters::session_command::SessionCommand;
use crate::adapters::signals::{Watch, Watched};
use crate::adapters::system::{SystemClock, SystemEntropy};
use crate::adapters::terminal::{self, DesktopBrowser, DesktopClipboard, Terminal};
use clap::builder::StyledStr;

use crate::cli::args::{self, LogFormatArg, early_options};
use crate::cli::exit::code_of;
use crate::cli::{Cli, Exit, NestedRun, Session, completions, help, usage};
use crate::error::{Error, ErrorKind};
use crate::output::{OutputOptions, Pager, StreamParts, Streams};
use crate::ports::{
    Browser, Clipboard, Clock, Editor, Entropy, Machine, NoProbe, Probe, Progress, Prompt, Secrets,
    Transport, Voice,
};
use crate::services::completion::profiles;
use crate::services::{Context, ContextParts, Talk, login, outbox};
use crate::settings::Settings;

/// The world around a run. [`Surroundings::of_process`] is the real one; tests bring their own.
pub struct Surroundings {
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Standard input.
    pub stdin: Box<dyn Read + Send>,
    /// Standard output and standard error.
    pub streams: StreamParts,
    /// Carries requests; `None` for the network.
    pub transport: Option<Arc<dyn Transport>>,
    /// The clock; `None` for the machine's.
    pub clock: Option<Arc<dyn Clock>>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// The keyring; `None` for the machine's.
    pub keyring: Option<Arc<dyn Secrets>>,
    /// Questions; `None` for the terminal.
    pub prompt: Option<Arc<dyn Prompt>>,
    /// The browser; `None` for the desktop's.
    pub browser: Option<Arc<dyn Browser>>,
    /// The clipboard; `None` for the desktop's or the terminal's.
    pub clipboard: Option<Arc<dyn Clipboard>>,
    /// The text editor.
    pub editor: Arc<dyn Editor>,
    /// Disks, resolver and programs; `None` for this machine's.
    pub machine: Option<Arc<dyn Machine>>,
    /// Watches delivery.
    pub probe: Arc<dyn Probe>,
    /// Set by a signal.
    pub interrupted: Arc<AtomicBool>,
    /// The number of that signal.
    pub signal: Arc<AtomicUsize>,
    /// Who waits for signals; `None` where somebody else does.
    pub watch: Option<Arc<Watch>>,
    /// Whether this run may install the process's logger: the binary's may, tests in one process would fight over it.
    pub logs: bool,
    /// Shows what is longer than the screen.
    pub pager: Option<Pager>,
}

impl Surroundings {
    /// Returns surroundings for a run inside another program: this machine's adapters, no logger, no pager, no signals.
    /// Fields that should differ are set on top of it: `Surroundings { clock: Some(clock), ..Surroundings::of(…) }`.
    pub fn of(environment: BTreeMap<String, String>, streams: StreamParts) -> Self {
        Self {
            environment,
            stdin: Box::new(std::io::empty()),
            streams,
            transport: None,
            clock: None,
            entropy: Arc::new(SystemEntropy),
            keyring: None,
            prompt: None,
            browser: None,
            clipboard: None,
            editor: Arc::new(ShellEditor::default()),
            machine: None,
            probe: Arc::new(NoProbe),
            interrupted: Arc::new(AtomicBool::new(false)),
            signal: Arc::new(AtomicUsize::new(0)),
            watch: None,
            logs: false,
            pager: None,
        }
    }

    /// Returns the real surroundings of this process.
    pub fn of_process() -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        let signal = Arc::new(AtomicUsize::new(0));
        // Set while a pager or an editor has the terminal.
        let is_paging = Arc::new(AtomicBool::new(false));
        let watch = Some(Arc::new(Watch::new(&interrupted, &signal, &is_paging, terminal::give_back)));
        let mut environment = process_environment();
        if !terminal::obeys_escapes() {
            environment.entry("TERM".to_owned()).or_insert_with(|| "dumb".to_owned());
        }
        let width = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let height = || terminal_size::terminal_size().map(|(_, height)| usize::from(height.0));
        let editor = Arc::new(ShellEditor::new(Arc::clone(&is_paging)));
        let stdout_is_terminal = std::io::stdout().is_terminal();
        // Only a terminal has use for one, and `less` is looked for in every folder of PATH.
        let pager =
            stdout_is_terminal.then(|| Pager::of_environment(&environment, height, is_paging)).flatten();
        let streams = StreamParts {
            stdout: Box::new(std::io::stdout()),
            stderr: Box::new(std::io::stderr()),
            stdout_is_terminal,
            stderr_is_terminal: std::io::stderr().is_terminal(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            width: Box::new(width),
        };
        let stdin = Box::new(std::io::stdin());
        Self {
            stdin,
            interrupted,
            signal,
            watch,
            editor,
            logs: true,
            pager,
            ..Self::of(environment, streams)
        }
    }
}

/// Returns the environment variables of this process that are text.
pub(crate) fn process_environment() -> BTreeMap<String, String> {
    let text =
        |(key, value): (OsString, OsString)| Some((key.into_string().ok()?, value.into_string().ok()?));
    std::env::vars_os().filter_map(text).collect()
}

impl Surroundings {
    /// Returns surroundings in which nothing is printed and nobody can be asked.
    pub(crate) fn silent() -> Self {
        let streams = StreamParts {
            stdout: Box::new(std::io::sink()),
            stderr: Box::new(std::io::sink()),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
            width: Box::new(|| None),
        };
        Self::of(BTreeMap::new(), streams)
    }
}

/// Returns what services work with in another program, which prints nothing.
pub(crate) fn silent(settings: Settings, surroundings: Surroundings) -> (Context, Talk) {
    let Session { context, talk, .. } = compose(settings, OutputOptions::default(), surroundings);
    (context, talk)
}

/// Runs one command line (without the program's name) and returns its exit code.
pub fn run(arguments: Vec<OsString>, mut surroundings: Surroundings) -> u8 {
    if let Some(completions) = completions::answer(&arguments, &surroundings.environment, args::command) {
        // A shell that no longer listens is no failure.
        drop(surroundings.streams.stdout.write_all(completions.as_bytes()));
        return 0;
    }
    let early = early_options(&arguments, &surroundings.environment);
    if let Some(page) = help::before_parsing(&arguments) {
        return show_help(&page, surroundings, early);
    }
    let command_line: Vec<OsString> = std::iter::once(OsString::from("flixir")).chain(arguments).collect();
    let cli = match args::parse(&command_line) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, &command_line, surroundings, early),
    };
    // At a terminal something is drawn or asked, and has to be put back in order.
    if let Some(watch) = surroundings.watch.as_ref()
        && (surroundings.streams.has_terminal() || !cli.command.only_looks())
    {
        watch.begin();
    }
    let settings = resolve_settings(&cli, &surroundings.environment);
    let options = cli.global.output_options(settings.as_ref().ok(), &surroundings.environment);
    let (settings, options) = match (settings, options) {
        (Ok(settings), Ok(options)) => (settings, options),
        (Err(error), _) | (_, Err(error)) => return fail_early(&error, surroundings.streams, early),
    };
    let options = OutputOptions { pager: surroundings.pager.take(), ..options };
    let signal = Arc::clone(&surroundings.signal);
    let wants_logs = surroundings.logs;
    let is_the_process = surroundings.watch.is_some();
    let mut session = compose(settings, options, surroundings);
    if let Some(error) = wants_logs.then(|| install_logger(&cli, &session.context).err()).flatten() {
        session.streams.warn(error.message());
    }
    tell_of_new_profile(&cli, &session.context);
    let outcome = cli.command.run(&session);
    for warning in session.context.take_warnings() {
        session.streams.warn(&warning);
    }
    let delivers = cli.command.may_deliver_after();
    let code = told(&session, outcome, &signal);
    if delivers {
        deliver_afterwards(&session, is_the_process);
    }
    if is_the_process {
        session.context.leave_cache_open();
    }
    code
}

/// Sends what is due now that TMDB has answered. A reader of standard output must not wait for it, so that is closed first.
fn deliver_afterwards(session: &Session, is_the_process: bool) {
    let is_watched = session.streams.stderr_is_terminal();
    if is_the_process
        && session.context.has_reached_tmdb()
        && !crate::adapters::system::close_stdout()
        && !is_watched
    {
        return;
    }
    match outbox::deliver_what_is_due(&session.context, is_watched) {
        Ok(Some(rejected)) if !session.streams.options().quiet => session.streams.warn(&rejected),
        Ok(_) => {}
        // The command is done, and what is queued stays queued.
        Err(error) => log::debug!("what is due could not be sent: {error}"),
    }
}

/// Says that a profile named on the command line is new: its name may be mistyped.
fn tell_of_new_profile(cli: &Cli, context: &Context) {
    let settings = &context.settings;
    let is_named = cli.global.profile.is_some() && settings.profile != "default";
    let has_profile = !cli.command.brings_its_own_world() && !cli.command.keeps_nothing();
    if !is_named || !has_profile || cli.command.starts_a_profile() || settings.profile_folder().exists() {
        return;
    }
    let known: Vec<String> = profiles(settings).into_iter().map(|profile| profile.value).collect();
    let known =
        if known.is_empty() { String::new() } else { format!(". Profiles here: {}", known.join(", ")) };
    context.warn(format!("profile '{}' is new, and nothing is stored for it{known}", settings.profile));
}

/// Says how a command ended, and returns its exit code.
fn told(session: &Session, outcome: crate::Result<Exit>, signal: &AtomicUsize) -> u8 {
    match outcome {
        Ok(Exit::Failed(error)) | Err(error) => {
            let error = login::fitted(&session.context, error);
            session.streams.fail(&error);
            let interrupted = error.kind() == ErrorKind::Interrupted;
            match u8::try_from(signal.load(Ordering::Relaxed)) {
                Ok(number) if interrupted && number > 0 => 128 + number,
                _ => code_of(error.kind()),
            }
        }
        Ok(exit) => exit.code(),
    }
}

/// Resolves the settings. A broken config.toml must not stop the commands that find and fix it, and nothing of the
/// person's own those that have nothing to do with it.
fn resolve_settings(cli: &Cli, environment: &BTreeMap<String, String>) -> crate::Result<Settings> {
    let options = cli.global.options();
    if cli.command.brings_its_own_world() {
        return Settings::resolve_without_file(&options, &nowhere().into());
    }
    match Settings::resolve(&options, environment) {
        Err(error) if error.kind() == ErrorKind::Config && cli.command.fixes_configuration() => {
            Settings::resolve_without_file(&options, environment)
        }
        outcome => outcome,
    }
    .or_else(|error| {
        if error.kind() != ErrorKind::Config || !cli.command.keeps_nothing() {
            return Err(error);
        }
        let mut environment = environment.clone();
        environment.extend(nowhere());
        Settings::resolve_without_file(&options, &environment)
    })
}

/// Folders for commands that keep nothing in them.
fn nowhere() -> [(String, String); 3] {
    let folder = std::env::temp_dir().display().to_string();
    ["FLIXIR_CONFIG_DIR", "FLIXIR_DATA_DIR", "FLIXIR_CACHE_DIR"].map(|name| (name.to_owned(), folder.clone()))
}

/// Begins to log as `-v`, `--log-format` and the configuration ask for.
fn install_logger(cli: &Cli, context: &Context) -> crate::Result<()> {
    let configured = LineFormat::parse(&context.settings.configured("log.format").unwrap_or_default());
    let plan = LogPlan {
        verbosity: cli.global.verbose,
        format: match cli.global.log_format {
            Some(LogFormatArg::Json) => LineFormat::Json,
            Some(LogFormatArg::Text) => LineFormat::Text,
            None => configured,
        },
        file: context.settings.log_file.as_deref(),
        file_format: configured,
    };
    logging::install(&plan, Arc::clone(&context.clock), Arc::clone(&context.redactor))
}

/// Puts an adapter behind each port.
fn compose(settings: Settings, options: OutputOptions, surroundings: Surroundings) -> Session {
    let environment = surroundings.environment;
    let transport = match surroundings.transport {
        _ if settings.offline => Arc::new(OfflineTransport) as Arc<dyn Transport>,
        Some(transport) => transport,
        None => Arc::new(HttpTransport::new(settings.is_loopback())),
    };
    let keyring = surroundings.keyring.unwrap_or_else(|| Arc::new(Keyring::new()));
    let session_command = settings
        .session_command
        .as_deref()
        .map(|line| Arc::new(SessionCommand::new(line)) as Arc<dyn Secrets>);
    let redactor = Arc::clone(&options.redactor);
    for address in [&settings.api_root, &settings.web_url, &settings.exports_url] {
        redactor.learn_address(address);
    }
    let clock = surroundings.clock.unwrap_or_else(|| Arc::new(SystemClock::new(settings.pinned_now)));
    let has_terminal = surroundings.streams.stderr_is_terminal;
    let can_draw = environment.get("TERM").is_none_or(|term| term != "dumb");
    let interactive = surroundings.streams.stdin_is_terminal && has_terminal;
    // In a test or another program nobody waits at a terminal.
    let spinner = can_draw && surroundings.watch.is_some();
    let options = OutputOptions { now: Some(clock.now()), spinner, ..options };
    let streams = Arc::new(Streams::new(surroundings.streams, options));
    let activity = streams.activity();
    let (transport, keyring, session_command) = match &surroundings.watch {
        None => (transport, keyring, session_command),
        Some(watch) => (
            Arc::new(Attended::new(
                activity.clone(),
                Arc::new(Watched::new(watch, transport)) as Arc<dyn Transport>,
            )) as Arc<dyn Transport>,
            Arc::new(Watched::new(watch, keyring)) as Arc<dyn Secrets>,
            session_command.map(|command| {
                let watched = Arc::new(Watched::new(watch, command)) as Arc<dyn Secrets>;
                Arc::new(Attended::new(activity.clone(), watched)) as Arc<dyn Secrets>
            }),
        ),
    };
    let secret_file: Arc<dyn Secrets> = Arc::new(SecretFile::new(settings.folders.data.join("logins")));
    let has_display = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"].iter().any(|name| environment.contains_key(*name));
    let clipboard =
        surroundings.clipboard.unwrap_or_else(|| Arc::new(DesktopClipboard::new(&environment, has_terminal)));
    let editor = Arc::new(Attended::new(activity.clone(), surroundings.editor));
    let talk = Talk {
        prompt: surroundings
            .prompt
            .unwrap_or_else(|| Arc::new(Terminal::new(interactive, can_draw, activity.clone()))),
        voice: Arc::clone(&streams) as Arc<dyn Voice>,
        browser: surroundings.browser.unwrap_or_else(|| Arc::new(DesktopBrowser::new(has_display))),
        callbacks: Arc::new(LoopbackCallbacks),
        clipboard,
        editor,
        stdin: Mutex::new(surroundings.stdin),
    };
    let parts = ContextParts {
        transport,
        clock,
        entropy: surroundings.entropy,
        progress: Arc::clone(&streams) as Arc<dyn Progress>,
        keyring,
        secret_file,
        machine: surroundings.machine.unwrap_or_else(|| Arc::new(LocalMachine)),
        session_command,
        locks: Arc::new(FileLocks::new(settings.profile_folder().join("runs"))),
        // One for all profiles: TMDB counts by address, not by account.
        pace: Arc::new(FilePace::new(settings.folders.cache.join("pace"))),
        probe: surroundings.probe,
        redactor,
        interrupted: surroundings.interrupted,
        environment,
        settings,
    };
    Session { context: Context::new(parts), talk, streams, nested: run_nested, parser: args::command }
}

/// Runs a command line inside a command, in the little world that comes with it.
fn run_nested(nested: NestedRun) -> u8 {
    let surroundings = Surroundings {
        clock: Some(nested.clock),
        entropy: nested.entropy,
        machine: Some(nested.machine),
        keyring: Some(nested.keyring),
        browser: Some(nested.browser),
        interrupted: nested.interrupted,
        ..Surroundings::of(nested.environment, nested.streams)
    };
    run(nested.arguments, surroundings)
}

impl Voice for Streams {
    fn note(&self, text: &str) {
        Self::note(self, text);
    }

    fn announce(&self, text: &str) {
        Self::announce(self, text);
    }

    fn waits_for(&self, what: Option<&str>) {
        self.activity().tell(what);
    }
}

impl Progress for Streams {
    fn has_sent(&self, changes: usize) {
        self.activity().has_sent(changes as u64);
    }
}

/// Prints what the parser has to say: help and version on standard output, refusals on standard error.
fn refuse(
    error: &clap::Error,
    command_line: &[OsString],
    mut surroundings: Surroundings,
    early: OutputOptions,
) -> u8 {
    use clap::error::ErrorKind as Refusal;
    match error.kind() {
        Refusal::DisplayHelp => show_help(&help::of_line(command_line), surroundings, early),
        Refusal::DisplayVersion => show_help(&error.render(), surroundings, early),
        Refusal::DisplayHelpOnMissingArgumentOrSubcommand => {
            let page = help::of_incomplete(command_line).to_string();
            drop(surroundings.streams.stderr.write_all(page.as_bytes()));
            code_of(ErrorKind::Usage)
        }
        _ => fail_early(&usage::error(error, command_line), surroundings.streams, early),
    }
}

/// Prints help on standard output, through the pager where it is longer than the screen.
fn show_help(page: &StyledStr, surroundings: Surroundings, early: OutputOptions) -> u8 {
    let styled = early.has_color(surroundings.streams.stdout_is_terminal);
    let text = if styled { page.ansi().to_string() } else { page.to_string() };
    let streams = Streams::new(surroundings.streams, OutputOptions { pager: surroundings.pager, ..early });
    match streams.page(&text) {
        Ok(()) => 0,
        Err(error) => {
            streams.fail(&error);
            code_of(error.kind())
        }
    }
}

/// Prints an error before the output options are known.
fn fail_early(error: &Error, streams: StreamParts, early: OutputOptions) -> u8 {
    Streams::new(streams, early).fail(error);
    code_of(error.kind())
}
