//! `flixir demo` as a new user runs it: in process, on an empty machine. Not for the commands that it
//! plays: they have tests of their own.
#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

#[path = "demo/picture.rs"]
mod picture;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use flixir::app::{self, Surroundings};
use flixir::domain::Secret;
use flixir::output::{Buffer, StreamParts};
use flixir::ports::{Browser, Secrets, SecretsError, Unreachable};
use serde_json::Value;

/// The person's own keyring and browser, which the demo must leave alone.
struct OffLimits;

impl OffLimits {
    fn refuse<T>() -> Result<T, SecretsError> {
        Err(SecretsError {
            why: Unreachable::Other,
            message: "the demo touched the real keyring".to_owned(),
            cause: None,
        })
    }
}

impl Secrets for OffLimits {
    fn get(&self, _name: &str) -> Result<Option<Secret>, SecretsError> {
        Self::refuse()
    }

    fn set(&self, _name: &str, _secret: &Secret) -> Result<(), SecretsError> {
        Self::refuse()
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Self::refuse()
    }
}

impl Browser for OffLimits {
    fn open(&self, _url: &str) -> bool {
        false
    }
}

struct Ran {
    code: u8,
    stdout: String,
    stderr: String,
}

/// Runs the demo with `temporary` for its temporary files, on a terminal of `width` columns where one is given.
fn demo(arguments: &[&str], temporary: &Path, width: Option<usize>, interrupted: bool) -> Ran {
    let (stdout, stderr) = (Buffer::default(), Buffer::default());
    let environment = BTreeMap::from([
        ("TMPDIR".to_owned(), temporary.to_str().unwrap().to_owned()),
        // Nothing of the person's own may get into the demo, not even where it is wrong.
        ("TMDB_BASE_URL".to_owned(), "nonsense".to_owned()),
        ("TMDB_SESSION_ID".to_owned(), "the-person-s-own-session".to_owned()),
    ]);
    let streams = StreamParts {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        stdout_is_terminal: width.is_some(),
        stderr_is_terminal: width.is_some(),
        stdin_is_terminal: width.is_some(),
        width: Box::new(move || width),
    };
    let surroundings = Surroundings {
        keyring: Some(Arc::new(OffLimits)),
        browser: Some(Arc::new(OffLimits)),
        interrupted: Arc::new(AtomicBool::new(interrupted)),
        ..Surroundings::of(environment, streams)
    };
    let arguments = std::iter::once("demo").chain(arguments.iter().copied()).map(Into::into).collect();
    let code = app::run(arguments, surroundings);
    Ran { code, stdout: stdout.text(), stderr: stderr.text() }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn a_stranger_watches_the_main_job() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&[], temporary.path(), None, false);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stderr, "");
    let mut rest = ran.stdout.as_str();
    for line in [
        "\n$ flixir search dune --type movie\nType ",
        "\"source\":\"cache\"",
        "\ntv:95396  # Severance (2022)\n",
        "\n$ flixir auth login --insecure-storage\n",
        "\nLogged in:     yes\n",
        "\n$ flixir lists create 'Sci-fi for winter' ",
        "  added\n",
        "  queued\n",
        " 4 items · pending · 2 waiting\n",
        "  + pending\n",
        "\n$ flixir queue retry --now\n",
        "error: TMDB can't be reached\n[exit 5]\n",
        "\n$ flixir queue retry --now\n",
        "  completed ",
        "\n$ flixir lists sync\n",
        "movie:329865  Arrival (2016)  added on TMDB\n",
        " 5 items · synced",
        "\n$ flixir auth logout\nLogged out demo; TMDB has ended the session.\n",
        "\nEverything ended as expected: ",
    ] {
        let found = rest.find(line);
        assert!(found.is_some(), "{line:?} is missing, or at the wrong place, in:\n{}", ran.stdout);
        rest = &rest[found.unwrap_or(0)..];
    }
    assert!(!ran.stdout.contains('\u{1b}'), "no colour in a pipe");
    assert!(is_empty(temporary.path()), "something was left behind");
}

#[test]
fn on_a_terminal_it_is_coloured_and_fits() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&[], temporary.path(), Some(100), false);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("\u{1b}[1m$ flixir search dune --type movie\u{1b}[0m\n"), "{}", ran.stdout);
    let table = ran.stdout.lines().skip_while(|line| !line.contains("$ flixir queue ls")).nth(2).unwrap();
    assert!(table.chars().count() <= 130, "cut to the width, colour apart: {table:?}");
}

#[test]
fn a_script_gets_every_step() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&["--json"], temporary.path(), None, false);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["meta"]["end_state"], "right");
    let steps = document["data"].as_array().unwrap();
    let failed: Vec<&str> = steps
        .iter()
        .filter(|step| step["exit_code"] == 5)
        .map(|step| step["command"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["flixir queue retry --now"]);
    assert!(steps[0]["output"].as_str().unwrap().contains("Dune: Part Two"));
    assert!(is_empty(temporary.path()));
}

#[test]
fn an_interrupted_demo_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&[], temporary.path(), None, true);
    assert_eq!((ran.code, ran.stderr.as_str()), (130, "error: interrupted\n"), "{}", ran.stdout);
    assert!(is_empty(temporary.path()));
}

#[test]
fn without_room_for_a_home_it_says_so() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&[], &temporary.path().join("missing"), None, false);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stderr.starts_with("error: can't make a folder for the demo: "), "{}", ran.stderr);
}

/// The steps of the demo that the README shows, by how their command lines begin.
const PICTURED: [&str; 4] = [
    "flixir search dune --type movie",
    "flixir lists add 'Sci-fi for winter' movie:693134",
    "flixir lists show 'Sci-fi for winter'",
    "flixir lists sync --dry-run",
];

#[test]
fn the_picture_in_the_readme_is_of_this_version() {
    let temporary = tempfile::tempdir().unwrap();
    let ran = demo(&[], temporary.path(), Some(80), false);
    let steps: Vec<&str> = ran.stdout.split("\n\u{1b}[1m$ ").skip(1).collect();
    let shown = PICTURED.map(|wanted| {
        let step = steps.iter().find(|step| step.starts_with(wanted)).unwrap();
        // What the next step is about stands behind the last empty line, where anything is said about it.
        let is_announced = !step.ends_with('\n');
        let end = step.rfind("\n\n").filter(|_| is_announced).unwrap_or(step.len());
        // The name of a plan covers the random ids of operations, so it differs at every run.
        let lines: Vec<&str> = step[..end].lines().filter(|line| !line.contains("plan ")).collect();
        format!("\u{1b}[1m$ {}", lines.join("\n").trim_end())
    });
    let drawn = picture::draw(&shown.join("\n\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/demo.svg");
    if std::env::vars().any(|(name, value)| name == "FLIXIR_BLESS" && value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "docs/demo.svg is old; draw it with: FLIXIR_BLESS=1 cargo test --test demo");
}
