//! Delivery by the clock: a systemd user timer, a crontab line or a launchd job that runs `flixir queue retry -q`. Not for
//! delivering: that is the queue's.

use std::path::{Path, PathBuf};

use super::Context;
use super::login::{self, SessionStore};
use crate::domain::text::quoted_for_shell;
use crate::error::{Error, ErrorKind, Result};
use crate::private_files;
use crate::settings::CONFIG_KEYS;

/// What runs flixir by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A systemd user timer.
    Systemd,
    /// A line of the user's crontab.
    Cron,
    /// A launchd agent.
    Launchd,
}

impl Kind {
    /// Returns what fits this machine.
    ///
    /// # Errors
    /// `unsupported` where flixir knows nothing that fits.
    pub fn of_platform() -> Result<Self> {
        if cfg!(target_os = "macos") {
            return Ok(Self::Launchd);
        }
        if cfg!(windows) {
            return Err(Error::new(ErrorKind::Unsupported, "flixir can't make a schedule on Windows")
                .with_hint(
                    "type: schtasks /create /sc minute /mo 5 /tn flixir /tr \"flixir queue retry -q\"",
                ));
        }
        // The test that sd_booted(3) makes.
        Ok(if Path::new("/run/systemd/system").is_dir() { Self::Systemd } else { Self::Cron })
    }

    /// Returns its name, as after `--kind`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Systemd => "systemd",
            Self::Cron => "cron",
            Self::Launchd => "launchd",
        }
    }
}

/// A piece of a schedule: a file and its text, or the crontab and its line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    /// Where it goes; `crontab` for a line of that.
    pub path: String,
    /// What goes there.
    pub text: String,
}

/// Returns the pieces of a schedule for this profile.
///
/// # Errors
/// `config` where there is no home folder to put it; `unsupported` where a path holds a line feed.
pub fn pieces(context: &Context, kind: Kind) -> Result<Vec<Piece>> {
    let job = Job::of(context);
    job.refuse_line_feeds()?;
    Ok(match kind {
        Kind::Cron => vec![Piece { path: "crontab".to_owned(), text: job.crontab_line() + "\n" }],
        Kind::Systemd => {
            let folder = systemd_folder(context)?;
            vec![
                piece(&folder.join(format!("{}.service", job.name)), job.systemd_service()),
                piece(&folder.join(format!("{}.timer", job.name)), SYSTEMD_TIMER.to_owned()),
            ]
        }
        Kind::Launchd => vec![piece(&launchd_file(context, &job.name)?, job.launchd_agent())],
    })
}

fn piece(path: &Path, text: String) -> Piece {
    Piece { path: path.display().to_string(), text }
}

/// Installs the schedule; an older one of the same profile is replaced.
///
/// # Errors
/// `storage` where a file can't be written; `unsupported` where the platform's program doesn't take it.
pub fn install(context: &Context, kind: Kind) -> Result<Vec<Piece>> {
    let pieces = pieces(context, kind)?;
    warn_of_what_it_lacks(context);
    if context.settings.dry_run {
        return Ok(pieces);
    }
    let job = Job::of(context);
    if kind == Kind::Cron {
        let mut lines = other_crontab_lines(context, &job)?;
        lines.push(job.crontab_line());
        write_crontab(context, &lines)?;
        return Ok(pieces);
    }
    for piece in &pieces {
        write_file(Path::new(&piece.path), &piece.text)?;
    }
    let started = match kind {
        Kind::Launchd => {
            let path = pieces.first().map(|piece| piece.path.clone()).unwrap_or_default();
            // An older one must go first; where there is none that is no failure.
            drop(context.machine.run("launchctl", &["unload", &path], ""));
            run(context, "launchctl", &["load", "-w", &path])
        }
        _ => run(context, "systemctl", &["--user", "daemon-reload"])
            .and_then(|()| run(context, "systemctl", &["--user", "enable", "--now", &job.timer_name()])),
    };
    started.inspect_err(|_| {
        for piece in &pieces {
            drop(std::fs::remove_file(&piece.path));
        }
    })?;
    Ok(pieces)
}

/// Removes the schedule; returns whether there was one.
///
/// # Errors
/// As [`install`].
pub fn remove(context: &Context, kind: Kind) -> Result<bool> {
    let job = Job::of(context);
    if !is_installed(context, kind, &job) {
        return Ok(false);
    }
    if context.settings.dry_run {
        return Ok(true);
    }
    match kind {
        Kind::Cron => write_crontab(context, &other_crontab_lines(context, &job)?)?,
        Kind::Systemd => run(context, "systemctl", &["--user", "disable", "--now", &job.timer_name()])?,
        Kind::Launchd => {
            let path = launchd_file(context, &job.name)?.display().to_string();
            run(context, "launchctl", &["unload", "-w", &path])?;
        }
    }
    if kind != Kind::Cron {
        for piece in pieces(context, kind)? {
            match std::fs::remove_file(&piece.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::storage(format!("can't remove '{}'", piece.path), error));
                }
                _ => {}
            }
        }
    }
    Ok(true)
}

/// Returns what delivers this profile's queue by the clock, as far as flixir arranged it.
pub fn installed(context: &Context) -> Option<&'static str> {
    let job = Job::of(context);
    let kinds = [(Kind::Systemd, "a systemd timer"), (Kind::Launchd, "a launchd job"), (Kind::Cron, "cron")];
    kinds.into_iter().find(|(kind, _)| is_installed(context, *kind, &job)).map(|(_, name)| name)
}

fn is_installed(context: &Context, kind: Kind, job: &Job) -> bool {
    match kind {
        Kind::Systemd => systemd_folder(context).is_ok_and(|folder| folder.join(job.timer_name()).exists()),
        Kind::Launchd => launchd_file(context, &job.name).is_ok_and(|path| path.exists()),
        Kind::Cron => crontab(context).is_ok_and(|lines| lines.iter().any(|line| job.is_mine(line))),
    }
}

/// A schedule has neither this shell's variables nor its secrets: only what a login keeps.
fn warn_of_what_it_lacks(context: &Context) {
    let kept = match login::find(context) {
        Ok(Some(login)) if login.store != SessionStore::Environment => Some(login.stored),
        // A keyring that can't be reached now may be reachable then.
        Err(_) => return,
        _ => None,
    };
    let Some(kept) = kept else {
        context.warn(
            "there is no stored login, so the schedule can't send changes. Log in with: flixir auth login",
        );
        return;
    };
    if !kept.stands_alone() {
        context.warn(
            "the stored login has no API key or access token, and the schedule doesn't see this shell's variables. Log in again with neither TMDB_API_KEY nor TMDB_ACCESS_TOKEN set, or set one in the crontab or unit",
        );
    }
}

const SYSTEMD_TIMER: &str = "\
[Unit]
Description=Send flixir's queued changes every five minutes

[Timer]
OnCalendar=*:0/5
RandomizedDelaySec=60
Persistent=true

[Install]
WantedBy=timers.target
";

/// What is run, and as whom.
struct Job {
    name: String,
    program: String,
    arguments: Vec<String>,
    /// Folders and addresses that were given by the environment, and that a bare environment would lack.
    environment: Vec<(String, String)>,
}

impl Job {
    fn of(context: &Context) -> Self {
        let settings = &context.settings;
        let is_default = settings.profile == "default";
        let mut arguments: Vec<String> = ["queue", "retry", "-q"].map(str::to_owned).to_vec();
        if !is_default {
            arguments.extend(["--profile".to_owned(), settings.profile.clone()]);
        }
        let folders =
            ["FLIXIR_CONFIG_DIR", "FLIXIR_DATA_DIR", "FLIXIR_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
        let variables = folders
            .into_iter()
            .chain(CONFIG_KEYS.iter().filter_map(|key| key.env).filter(|name| *name != "FLIXIR_PROFILE"));
        let environment = variables
            .filter_map(|name| Some((name.to_owned(), context.environment.get(name)?.clone())))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let program = context.machine.executable().map(|path| path.display().to_string());
        Self {
            name: if is_default {
                "flixir-queue".to_owned()
            } else {
                format!("flixir-queue-{}", settings.profile)
            },
            program: program.unwrap_or_else(|| "flixir".to_owned()),
            arguments,
            environment,
        }
    }

    /// Refuses text that would end a line of a crontab or unit and start another one.
    fn refuse_line_feeds(&self) -> Result<()> {
        let program = std::iter::once(("the path of flixir", &self.program));
        let variables = self.environment.iter().map(|(name, value)| (name.as_str(), value));
        match program.chain(variables).find(|(_, value)| value.contains(['\n', '\r'])) {
            None => Ok(()),
            Some((what, _)) => Err(Error::new(
                ErrorKind::Unsupported,
                format!("{what} contains a line feed, which a schedule can't contain"),
            )
            .with_hint("use a path without line feeds")),
        }
    }

    fn timer_name(&self) -> String {
        format!("{}.timer", self.name)
    }

    /// The comment at the end marks our line. The shell ignores it.
    fn crontab_line(&self) -> String {
        let environment =
            self.environment.iter().map(|(name, value)| format!("{name}={} ", quoted_for_shell(value)));
        let arguments = self.arguments.iter().map(|word| format!(" {}", quoted_for_shell(word)));
        let command = format!(
            "{}{}{}",
            environment.collect::<String>(),
            quoted_for_shell(&self.program),
            arguments.collect::<String>()
        );
        // Cron reads a percent sign as a line feed.
        format!("*/5 * * * * {} # {}", command.replace('%', "\\%"), self.name)
    }

    fn is_mine(&self, line: &str) -> bool {
        line.trim_end().ends_with(&format!(" # {}", self.name)) && !line.trim_start().starts_with('#')
    }

    fn systemd_service(&self) -> String {
        let environment: Vec<String> = self
            .environment
            .iter()
            .map(|(name, value)| format!("Environment={}\n", quote_for_systemd(&format!("{name}={value}"))))
            .collect();
        let words = std::iter::once(&self.program).chain(&self.arguments);
        let command =
            words.map(|word| quote_for_systemd(&word.replace('$', "$$"))).collect::<Vec<_>>().join(" ");
        // Waiting for TMDB, or for a decision, is not a failure of the unit.
        format!(
            "[Unit]\nDescription=Send flixir's queued changes\nAfter=network-online.target\n\n[Service]\nType=oneshot\n\
             {}ExecStart={command}\nSuccessExitStatus=4 5\n",
            environment.concat()
        )
    }

    fn launchd_agent(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.arguments);
        let arguments: Vec<String> =
            words.map(|word| format!("    <string>{}</string>\n", escape_for_xml(word))).collect();
        let pairs: Vec<String> = self
            .environment
            .iter()
            .map(|(name, value)| {
                format!("    <key>{name}</key>\n    <string>{}</string>\n", escape_for_xml(value))
            })
            .collect();
        let environment = if pairs.is_empty() {
            String::new()
        } else {
            format!("  <key>EnvironmentVariables</key>\n  <dict>\n{}  </dict>\n", pairs.concat())
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
             <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{}</string>\n  <key>ProgramArguments</key>\n\
             \x20 <array>\n{}  </array>\n{environment}  <key>StartInterval</key>\n  <integer>300</integer>\n\
             \x20 <key>ProcessType</key>\n  <string>Background</string>\n</dict>\n</plist>\n",
            escape_for_xml(&self.name),
            arguments.concat()
        )
    }
}

/// systemd expands `%` everywhere; it also expands `$` in commands, which those lines handle.
fn quote_for_systemd(word: &str) -> String {
    let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    if word.contains([' ', '\'', '"', '\\', ';']) { format!("\"{word}\"") } else { word }
}

fn escape_for_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn home(context: &Context) -> Result<PathBuf> {
    context.environment.get("HOME").filter(|home| !home.is_empty()).map(PathBuf::from).ok_or_else(|| {
        Error::new(ErrorKind::Config, "HOME is not set, so there is no place for a schedule")
            .with_hint("set HOME")
    })
}

fn systemd_folder(context: &Context) -> Result<PathBuf> {
    let configured =
        context.environment.get("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match configured {
        Some(path) => path,
        None => home(context)?.join(".config"),
    };
    Ok(base.join("systemd/user"))
}

fn launchd_file(context: &Context, name: &str) -> Result<PathBuf> {
    Ok(home(context)?.join("Library/LaunchAgents").join(format!("{name}.plist")))
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    let write = || {
        if let Some(folder) = path.parent() {
            private_files::make_folder(folder)?;
        }
        std::fs::write(path, text)
    };
    write().map_err(|error| Error::storage(format!("can't write '{}'", path.display()), error))
}

fn run(context: &Context, program: &str, arguments: &[&str]) -> Result<()> {
    run_with_input(context, program, arguments, "")
}

fn run_with_input(context: &Context, program: &str, arguments: &[&str], input: &str) -> Result<()> {
    let output = context.machine.run(program, arguments, input).map_err(|error| {
        Error::new(ErrorKind::Unsupported, format!("can't run '{program}': {error}"))
            .with_hint("choose another --kind, or copy what `flixir queue schedule` prints")
            .with_source(error)
    })?;
    if output.success {
        return Ok(());
    }
    let said = output.stderr.lines().next().unwrap_or("it does not say why").trim().to_owned();
    Err(Error::new(ErrorKind::Unsupported, format!("'{program} {}' failed: {said}", arguments.join(" ")))
        .with_hint("choose another --kind, or copy what `flixir queue schedule` prints"))
}

/// Reads the crontab. One that can't be read is an error, not an empty one: writing would then lose it.
fn crontab(context: &Context) -> Result<Vec<String>> {
    let output = context.machine.run("crontab", &["-l"], "").map_err(|error| {
        Error::new(ErrorKind::Unsupported, format!("can't run 'crontab': {error}"))
            .with_hint("install cron, or choose another --kind")
            .with_source(error)
    })?;
    if output.success {
        return Ok(output.stdout.lines().map(str::to_owned).collect());
    }
    if output.stderr.contains("no crontab") {
        return Ok(Vec::new());
    }
    let said = output.stderr.lines().next().unwrap_or("it does not say why").trim().to_owned();
    Err(Error::new(ErrorKind::Unsupported, format!("the crontab can't be read: {said}")))
}

fn other_crontab_lines(context: &Context, job: &Job) -> Result<Vec<String>> {
    Ok(crontab(context)?.into_iter().filter(|line| !job.is_mine(line)).collect())
}

fn write_crontab(context: &Context, lines: &[String]) -> Result<()> {
    let text = if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" };
    run_with_input(context, "crontab", &["-"], &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job {
            name: "flixir-queue".to_owned(),
            program: "/opt/my apps/flixir".to_owned(),
            arguments: ["queue", "retry", "-q"].map(str::to_owned).to_vec(),
            environment: vec![("FLIXIR_DATA_DIR".to_owned(), "/data/100%".to_owned())],
        }
    }

    #[test]
    fn a_crontab_line_survives_cron_and_shell() {
        let line = job().crontab_line();
        assert_eq!(
            line,
            r"*/5 * * * * FLIXIR_DATA_DIR=/data/100\% '/opt/my apps/flixir' queue retry -q # flixir-queue"
        );
        assert!(job().is_mine(&line));
        assert!(!job().is_mine("*/5 * * * * flixir queue retry -q"), "a person's own line is left alone");
        assert!(!job().is_mine(&format!("{line}-work")), "and so is another profile's");
        assert_eq!(quoted_for_shell("it's"), r"'it'\''s'");
    }

    #[test]
    fn a_path_with_a_line_feed_is_refused() {
        assert!(job().refuse_line_feeds().is_ok());
        let mut folder = job();
        folder.environment[0].1 = "/data\n* * * * * reboot".to_owned();
        let error = folder.refuse_line_feeds().unwrap_err();
        assert!(error.message().starts_with("FLIXIR_DATA_DIR"), "{error}");
        let mut program = job();
        program.program = "/opt/a\rb".to_owned();
        assert!(program.refuse_line_feeds().is_err());
    }

    #[test]
    fn a_unit_is_quoted_as_systemd_reads_it() {
        let unit = job().systemd_service();
        assert!(unit.contains("ExecStart=\"/opt/my apps/flixir\" queue retry -q\n"), "{unit}");
        assert!(unit.contains("Environment=FLIXIR_DATA_DIR=/data/100%%\n"), "{unit}");
        let mut paid = job();
        paid.program = "/opt/a$b/flixir".to_owned();
        assert!(paid.systemd_service().contains("ExecStart=/opt/a$$b/flixir "), "it expands no variable");
    }

    #[test]
    fn an_agent_is_well_formed() {
        let mut job = job();
        job.program = "/a & b/flixir".to_owned();
        let agent = job.launchd_agent();
        assert!(agent.contains("<string>/a &amp; b/flixir</string>"), "{agent}");
        assert_eq!(agent.matches("<dict>").count(), agent.matches("</dict>").count());
    }

    #[cfg(unix)]
    #[test]
    fn an_agent_is_read_by_a_parser_of_property_lists() {
        use std::io::Write;
        use std::process::{Command, Stdio};

        let script = "import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), sort_keys=True))";
        let python = Command::new("python3")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn();
        let Ok(mut python) = python else {
            println!("left out: there is no python3 here");
            return;
        };
        let mut job = job();
        job.program = "/a & <b>/\"it's\"/flixir".to_owned();
        job.environment[0].1 = "/data/100% é".to_owned();
        python.stdin.take().unwrap().write_all(job.launchd_agent().as_bytes()).unwrap();
        let output = python.wait_with_output().unwrap();
        assert!(output.status.success());
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            read,
            serde_json::json!({
                "Label": job.name,
                "ProgramArguments": ["/a & <b>/\"it's\"/flixir", "queue", "retry", "-q"],
                "EnvironmentVariables": {"FLIXIR_DATA_DIR": "/data/100% é"},
                "StartInterval": 300,
                "ProcessType": "Background",
            })
        );
    }
}
