//! Keeps `completions/` and `man/` in step with the parser: compares, or, with `FLIXIR_BLESS=1`, rewrites them. Not for
//! what the pages say: that is help texts, `cli::examples` and the texts in `tests/assets/`.
#![expect(clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use flixir::cli::completions::{Shell, script};
use flixir::cli::{args, examples};
use flixir::settings::{CONFIG_KEYS, ConfigKey};

const EXIT_CODES: &str = include_str!("assets/exit-codes.man");
const FORMATS: &str = include_str!("assets/formats.man");
const QUEUE: &str = include_str!("assets/queue.man");
const FAULTS: &str = include_str!("assets/faults.man");
const RECIPES: &str = include_str!("assets/recipes.man");
const SANDBOX: &str = include_str!("assets/sandbox.man");
const LIMITS: &str = include_str!("assets/limits.man");
const ENVIRONMENT: &str = include_str!("assets/environment.man");

/// The day of the version in `Cargo.toml`; it changes with it.
const RELEASED: &str = "2026-11-21";
/// Longest line of running text that mandoc likes.
const LONGEST_LINE: usize = 78;

/// What every page says about exit codes, in short.
const EXIT_STATUS: &str = "\
.TP
\\fB0\\fR
Done, or safely queued.
.TP
\\fB1\\fR
Failed for good: TMDB refused, an unexpected error, or you answered no.
.TP
\\fB2\\fR
Bad usage, input or configuration; nothing was sent.
.TP
\\fB3\\fR
The thing named does not exist.
.TP
\\fB4\\fR
Not logged in, or the keyring is out of reach.
.TP
\\fB5\\fR
TMDB can\\(aqt be reached; nothing is lost, try later.
.TP
\\fB6\\fR
Some of several items failed, are unmatched, or conflict.
.TP
\\fB7\\fR
Refused by a safety guard.
.TP
\\fB8\\fR
There are differences (\\fB\\-\\-check\\fR).
.PP
See
.BR flixir\\-exit\\-codes (7).
";

const FILES: &str = "\
.TP
\\fI~/.config/flixir/config.toml\\fR
The configuration; see \\fBflixir config ls\\fR.
.TP
\\fI~/.local/share/flixir/profiles/NAME/state.db\\fR
Queue and mirror of a profile. Precious.
.TP
\\fI~/.local/share/flixir/logins/NAME.login\\fR
The login of a profile, where \\fB\\-\\-insecure\\-storage\\fR was chosen; else it is in the keyring.
.TP
\\fI~/.cache/flixir/\\fR
Cached answers and the offline catalog. Can be deleted at any time.
.PP
On macOS these are in \\fI~/Library/Application Support/flixir\\fR and \\fI~/Library/Caches/flixir\\fR, on Windows in
\\fI%APPDATA%\\eflixir\\fR and \\fI%LOCALAPPDATA%\\eflixir\\fR. The XDG variables are obeyed.
";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Makes text safe for a line of man(7).
fn escaped(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => line.push_str("\\e"),
            '-' => line.push_str("\\-"),
            '\'' => line.push_str("\\(aq"),
            '`' => line.push_str("\\(ga"),
            '^' => line.push_str("\\(ha"),
            '~' => line.push_str("\\(ti"),
            '…' => line.push_str("..."),
            other => line.push(other),
        }
    }
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}

/// Every page of section 1: the command and those below it, each with the path that is typed for it.
fn commands(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set())
    {
        let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
        commands(inner, &path, found);
        found.push((path, inner.clone()));
    }
}

fn page(path: &str, command: Command) -> (String, String) {
    let typed = format!("flixir {path}").trim_end().to_owned();
    let name = typed.replace(' ', "-");
    let is_root = path.is_empty();
    let has_commands = command.has_subcommands();
    let command = command
        .mut_args(|argument| {
            let is_everywhere = argument.is_global_set() || argument.get_id() == "help";
            if is_everywhere && !is_root { argument.hide(true) } else { argument }
        })
        .mut_subcommands(|inner| if inner.get_name() == "help" { inner.hide(true) } else { inner })
        .display_name(name.clone())
        .bin_name(typed);
    let man = Man::new(command)
        .title(name.to_uppercase())
        .date("")
        .source(concat!("flixir ", env!("CARGO_PKG_VERSION")))
        .manual("flixir manual");
    let mut bytes = Vec::new();
    let written = (|| {
        man.render_title(&mut bytes)?;
        man.render_name_section(&mut bytes)?;
        man.render_synopsis_section(&mut bytes)?;
        man.render_description_section(&mut bytes)?;
        man.render_options_section(&mut bytes)?;
        if has_commands {
            man.render_subcommands_section(&mut bytes)?;
        }
        Ok::<_, std::io::Error>(())
    })();
    written.expect("a page is written to memory");
    let mut text = tidy(&String::from_utf8(bytes).expect("a page is text"), &name);
    if !is_root {
        text.push_str(".PP\nThe global options of\n.BR flixir (1)\nhold here too.\n");
    }
    text.push_str(&example_section(path));
    let _ = write!(text, ".SH \"EXIT STATUS\"\n{EXIT_STATUS}");
    text.push_str(".SH ENVIRONMENT\n");
    if is_root {
        text.push_str(&environment_entries());
    } else {
        text.push_str("See\n.BR flixir\\-environment (7).\n");
    }
    let _ = write!(text, ".SH FILES\n{FILES}");
    text.push_str(".SH \"SEE ALSO\"\n");
    if !is_root {
        text.push_str(".BR flixir (1),\n");
    }
    text.push_str(
        ".BR flixir\\-exit\\-codes (7),\n.BR flixir\\-faults (7),\n.BR flixir\\-formats (7),\n.BR flixir\\-environment (7),\n",
    );
    text.push_str(".BR flixir\\-queue (7),\n.BR flixir\\-recipes (7),\n.BR flixir\\-sandbox (7)\n");
    (format!("{name}.1"), text)
}

/// Puts the generator's page into the form that mandoc asks for.
fn tidy(text: &str, name: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // The generator's preamble is for an apostrophe that these pages write as \(aq.
        if line.starts_with(".ie ") || line.starts_with(".el ") || line.is_empty() {
            continue;
        }
        let line = line.trim_end().replace("\\*(Aq", "\\(aq").replace('…', "...");
        let line = if let Some(rest) = line.strip_prefix(".TH ") {
            format!(
                ".TH {} 1 {RELEASED} {}",
                escaped(&name.to_uppercase()),
                &rest[rest.find("\"flixir ").unwrap_or(0)..]
            )
        } else {
            line
        };
        // A break before or after a paragraph's end breaks nothing.
        if line == ".br" && lines.last().is_none_or(|last| last == ".br" || last.starts_with(".SH")) {
            continue;
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

fn example_section(path: &str) -> String {
    let found = if path.is_empty() {
        ["search", "auth login", "lists add", "queue retry"].as_slice()
    } else {
        &[path]
    };
    let mut text = String::new();
    for example in found.iter().flat_map(|path| examples::of(path)) {
        let _ = write!(text, ".TP\n\\fB{}\\fR\n{}.\n", escaped(example.line), escaped(example.about));
    }
    if text.is_empty() { text } else { format!(".SH EXAMPLES\n{text}") }
}

fn environment_entries() -> String {
    let mut text = String::new();
    let mut entry = |name: &str, about: &str| {
        let _ = write!(text, ".TP\n\\fB{}\\fR\n{}.\n", escaped(name), escaped(about));
    };
    for (name, about) in OTHER_VARIABLES {
        entry(name, about);
    }
    let beaten = |key: &ConfigKey| {
        let default =
            if key.default.is_empty() { String::new() } else { format!(" (default: {})", key.default) };
        format!("{}{default}. Beats \"{}\" of config.toml", key.about, key.key)
    };
    for key in CONFIG_KEYS {
        if let Some(name) = key.env {
            entry(name, &beaten(key));
        }
    }
    text
}

/// Variables that aren't settings.
const OTHER_VARIABLES: [(&str, &str); 13] = [
    ("TMDB_API_KEY", "The application's API key (v3)"),
    ("TMDB_ACCESS_TOKEN", "The application's API Read Access Token; with it flixir uses TMDB v4"),
    ("TMDB_SESSION_ID", "A session to use instead of the stored one"),
    ("TMDB_USER_TOKEN", "A v4 user access token to use instead of the stored one"),
    ("FLIXIR_CONFIG_DIR", "The folder of config.toml"),
    ("FLIXIR_DATA_DIR", "The folder of queue and mirror"),
    ("FLIXIR_CACHE_DIR", "The folder of cache and catalog"),
    (
        "FLIXIR_NOW",
        "The time that flixir uses as the present (RFC 3339). Only with a TMDB_BASE_URL on this machine",
    ),
    (
        "FLIXIR_PAGER, PAGER",
        "The pager for output longer than the screen (default: less); empty or \"cat\" for none",
    ),
    ("EDITOR, VISUAL", "The editor of \"lists edit\""),
    ("NO_COLOR, CLICOLOR_FORCE", "No colors; colors even if output is not a terminal"),
    ("BROWSER", "The browser of \"auth login\""),
    (
        "HTTPS_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy for TMDB (http, https, socks5, socks5h), and hosts that need none",
    ),
];

fn topic(name: &str, about: &str, body: &str) -> (String, String) {
    let title = format!("flixir-{name}");
    let text = format!(
        ".TH {} 7 {RELEASED} \"flixir {}\" \"flixir manual\"\n.SH NAME\n{} \\- {}\n{}.SH \"SEE ALSO\"\n.BR flixir (1)\n",
        escaped(&title.to_uppercase()),
        env!("CARGO_PKG_VERSION"),
        escaped(&title),
        escaped(about),
        body,
    );
    (format!("{title}.7"), text)
}

/// Breaks long lines of running text, which fill the same: what follows `.TP` is a heading, and examples stay as typed.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    let (mut is_heading, mut is_example) = (false, false);
    for line in text.lines() {
        is_example = line.starts_with(".EX") || (is_example && !line.starts_with(".EE"));
        if line.starts_with('.') || is_heading || is_example {
            folded.push_str(line);
        } else {
            let mut width = 0;
            for (index, word) in line.split(' ').enumerate() {
                let is_full = width + 1 + word.len() > LONGEST_LINE && !word.starts_with(['.', '\'']);
                if index > 0 {
                    folded.push(if is_full { '\n' } else { ' ' });
                }
                width = if is_full { word.len() } else { width + 1 + word.len() };
                folded.push_str(word);
            }
        }
        folded.push('\n');
        is_heading = line == ".TP";
    }
    folded
}

fn pages() -> BTreeMap<String, String> {
    let command = args::command();
    let mut found = Vec::new();
    commands(&command, "", &mut found);
    let mut pages: BTreeMap<String, String> =
        found.into_iter().map(|(path, command)| page(&path, command)).collect();
    pages.extend([
        page("", command),
        topic("exit-codes", "exit codes and error types of flixir", EXIT_CODES),
        topic("formats", "output and input formats of flixir", FORMATS),
        topic("faults", "what flixir does when TMDB, the network or the machine fails", FAULTS),
        topic("queue", "how flixir keeps and sends changes", QUEUE),
        topic("recipes", "lines to copy for everyday things", RECIPES),
        topic("sandbox", "a local TMDB for trying things, with faults on demand", SANDBOX),
        topic(
            "environment",
            "environment variables and settings of flixir",
            &format!(
                "{ENVIRONMENT}.SH VARIABLES\n{}.SH SETTINGS\n{}{LIMITS}",
                environment_entries(),
                setting_entries()
            ),
        ),
    ]);
    pages.into_iter().map(|(name, text)| (name, folded(&text))).collect()
}

fn setting_entries() -> String {
    let mut text = String::new();
    for key in CONFIG_KEYS {
        let default = if key.default.is_empty() { "unset" } else { key.default };
        let _ = write!(
            text,
            ".TP\n\\fB{}\\fR\n{}. Default: {}.\n",
            escaped(key.key),
            escaped(key.about),
            escaped(default)
        );
    }
    text
}

fn scripts() -> BTreeMap<String, String> {
    let shells = [
        ("flixir.bash", Shell::Bash),
        ("_flixir", Shell::Zsh),
        ("flixir.fish", Shell::Fish),
        ("flixir.ps1", Shell::Powershell),
        ("flixir.elv", Shell::Elvish),
        ("flixir.nu", Shell::Nushell),
    ];
    shells.into_iter().map(|(name, shell)| (name.to_owned(), script(shell, args::command()))).collect()
}

/// Compares a folder with what it should hold, or rewrites it.
fn hold(folder: &Path, wanted: &BTreeMap<String, String>) {
    let bless = std::env::vars().any(|(name, value)| name == "FLIXIR_BLESS" && value == "1");
    let mut stale = Vec::new();
    for (name, text) in wanted {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|found| found == *text) {
            continue;
        }
        if bless {
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, text))
                .expect("an asset is written");
        } else {
            stale.push(name.clone());
        }
    }
    for entry in std::fs::read_dir(folder).expect("the folder of assets").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if wanted.contains_key(&name) {
            continue;
        }
        if bless {
            std::fs::remove_file(entry.path()).expect("a stale asset is removed");
        } else {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "{} is out of step: {}\nrewrite with: FLIXIR_BLESS=1 cargo test --test assets",
        folder.display(),
        stale.join(", ")
    );
}

#[test]
fn completions_are_in_step() {
    hold(&root().join("completions"), &scripts());
}

#[test]
fn manual_pages_are_in_step() {
    hold(&root().join("man"), &pages());
}

#[test]
fn manual_pages_are_clean() {
    for (name, text) in pages() {
        assert!(text.is_ascii(), "{name} has letters that old formatters don't know: {:?}", not_ascii(&text));
        for line in text.lines() {
            assert_eq!(line.trim_end(), line, "{name}: a blank at a line's end");
            assert!(!line.is_empty(), "{name}: an empty line");
        }
    }
}

fn not_ascii(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_ascii()).collect()
}

/// Runs only where mandoc is installed; CI's machine has it.
#[test]
fn mandoc_finds_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in pages() {
        std::fs::write(folder.path().join(&name), text).expect("a page is written");
    }
    let mut names: Vec<String> = pages().into_keys().collect();
    names.sort();
    let run = std::process::Command::new("mandoc")
        .args(["-T", "lint", "-W", "style"])
        .args(&names)
        .current_dir(folder.path())
        .output();
    let Ok(output) = run else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // The pages refer to each other, and aren't installed.
    let findings: Vec<&str> =
        said.lines().filter(|line| !line.contains("referenced manual not found")).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn the_topic_names_every_exit_code_and_error_type() {
    use flixir::ErrorKind;
    use flixir::cli::exit::code_of;
    // One kind for each code; the type's name must stand in that code's paragraph.
    for kind in ErrorKind::ALL {
        let code = code_of(kind);
        let heading = format!(".TP\n\\fB{code}\\fR");
        let Some(start) = EXIT_CODES.find(&heading) else { panic!("exit code {code} is not described") };
        let rest = &EXIT_CODES[start + heading.len()..];
        let paragraph = &rest[..rest.find(".TP").unwrap_or(rest.len())];
        assert!(paragraph.contains(kind.name()), "{} is not described under {code}", kind.name());
    }
}
