//! The real program at a terminal: a pseudo-terminal of a given size, which is what nothing in process can stand in for.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::Command;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use unicode_width::UnicodeWidthStr;

use crate::binary::{Machine, exits};

/// A terminal with somebody at it.
struct Terminal {
    ours: File,
    theirs: OwnedFd,
}

/// What was seen of a command, and its exit code.
struct Seen {
    text: String,
    code: i32,
}

impl Terminal {
    fn new(columns: u16, rows: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&theirs, size).unwrap();
        Self { ours: ours.into(), theirs }
    }

    /// Runs a command here, and types `keys` as soon as `prompt` is seen.
    fn run(self, mut command: Command, prompt: &str, keys: &str) -> Seen {
        let Self { mut ours, theirs } = self;
        let mut child = command
            .stdin(theirs.try_clone().unwrap())
            .stdout(theirs.try_clone().unwrap())
            .stderr(theirs)
            .spawn()
            .unwrap();
        // It holds copies of our end of the line; while it has them, reading never ends.
        drop(command);
        let (mut seen, mut is_typed) = (Vec::new(), keys.is_empty());
        let mut piece = [0; 4096];
        // Linux tells the end of a pseudo-terminal as an error.
        while let Ok(count @ 1..) = ours.read(&mut piece) {
            seen.extend_from_slice(&piece[..count]);
            if !is_typed && String::from_utf8_lossy(&seen).contains(prompt) {
                ours.write_all(keys.as_bytes()).unwrap();
                is_typed = true;
            }
        }
        let status = child.wait().unwrap();
        let text = String::from_utf8(seen).unwrap().replace("\r\n", "\n");
        assert!(is_typed, "the question never came: {text}");
        Seen { text, code: status.code().unwrap_or(-1) }
    }
}

fn see(machine: &Machine, columns: u16, environment: &[(&str, &str)], arguments: &[&str]) -> Seen {
    let mut command = machine.command(arguments);
    command.envs(environment.iter().copied());
    Terminal::new(columns, 50).run(command, "", "")
}

#[test]
fn a_table_fits_the_terminal_and_is_whole_in_a_pipe() {
    let machine = Machine::new();
    let piped = exits(&machine.run(&["movies", "popular", "--limit", "8"]), 0);
    assert!(!piped.contains('…') && !piped.contains('\u{1b}'), "{piped}");
    for columns in [60, 100, 140] {
        let seen = see(&machine, columns, &[("NO_COLOR", "1")], &["movies", "popular", "--limit", "8"]);
        assert_eq!(seen.code, 0, "{}", seen.text);
        let widest = seen.text.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= columns.into(), "{widest} columns: {}", seen.text);
        let heading = seen.text.lines().next().unwrap_or_default();
        assert!(
            heading.contains("Title") && heading.contains("Year") && heading.contains("Rating"),
            "{heading}"
        );
        assert_eq!(heading.contains("Genres"), columns > 60, "{heading}");
        assert!(!seen.text.contains('…'), "other columns go before a title is cut: {}", seen.text);
        assert!(seen.text.contains("page 1 of"), "{}", seen.text);
    }
}

#[test]
fn colour_and_links_are_for_terminals_and_obey_the_environment() {
    let machine = Machine::new();
    let looks = |seen: &str| (seen.contains("\u{1b}[1m"), seen.contains("\u{1b}]8;;"));
    let at_terminal = |environment: &[(&str, &str)], more: &[&str]| {
        let arguments = [&["search", "matrix"], more].concat();
        looks(&see(&machine, 100, environment, &arguments).text)
    };
    assert_eq!(at_terminal(&[], &[]), (true, true));
    assert_eq!(at_terminal(&[("NO_COLOR", "1")], &[]), (false, false));
    assert_eq!(at_terminal(&[("NO_COLOR", "")], &[]), (true, true), "an empty variable is none");
    assert_eq!(at_terminal(&[("TERM", "dumb")], &[]), (false, false));
    assert_eq!(at_terminal(&[], &["--color", "never"]), (false, false));
    assert_eq!(at_terminal(&[("NO_COLOR", "1")], &["--color", "always"]), (true, true));
    let piped = |environment: &[(&str, &str)], more: &[&str]| {
        let arguments = [&["search", "matrix"], more].concat();
        let output = machine.command(&arguments).envs(environment.iter().copied()).output().unwrap();
        looks(&exits(&output, 0))
    };
    assert_eq!(piped(&[], &[]), (false, false));
    assert_eq!(piped(&[("CLICOLOR_FORCE", "1")], &[]), (true, false), "links are for terminals only");
    assert_eq!(piped(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]), (false, false));
    assert_eq!(piped(&[], &["--color", "always"]), (true, false));
}

#[test]
fn errors_of_the_parser_are_coloured_likewise() {
    let machine = Machine::new();
    let red = "\u{1b}[31merror:";
    assert!(see(&machine, 100, &[], &["lists", "frobnicate"]).text.contains(red));
    let plain = see(&machine, 100, &[("NO_COLOR", "1")], &["lists", "frobnicate"]);
    assert_eq!((plain.code, plain.text.contains('\u{1b}')), (2, false), "{}", plain.text);
}

#[test]
fn json_is_laid_out_and_coloured_on_a_terminal_only() {
    let machine = Machine::new();
    let arguments = ["search", "matrix", "--json"];
    let seen = see(&machine, 60, &[], &arguments).text;
    assert!(seen.starts_with("{\n  \u{1b}[1;34m\"data\"\u{1b}[0m: [\n"), "{seen}");
    let plain = see(&machine, 60, &[("NO_COLOR", "1")], &arguments).text;
    let piped = machine.command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
    let piped = exits(&piped, 0);
    assert_eq!(piped.lines().count(), 1, "one line for scripts, whatever the environment says");
    let (plain, piped): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(&plain).unwrap(), serde_json::from_str(&piped).unwrap());
    assert_eq!(plain["data"], piped["data"]);
}

#[test]
fn a_question_is_asked_and_answered() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    let delete = || machine.command(&["lists", "delete", "Films"]);
    let lists = || machine.sandbox.state()["lists"].as_array().unwrap().len();
    let seen = Terminal::new(80, 24).run(delete(), "Delete the list 'Films' with 0 items?", "n");
    assert_eq!((seen.code, lists()), (1, 1), "{}", seen.text);
    assert!(seen.text.contains("Nothing was changed."), "{}", seen.text);
    let seen = Terminal::new(80, 24).run(delete(), "Delete the list 'Films' with 0 items?", "y");
    assert_eq!((seen.code, lists()), (0, 0), "{}", seen.text);
    assert!(seen.text.contains("Deleted the list 'Films'"), "{}", seen.text);
}

#[test]
fn what_is_longer_than_the_screen_goes_through_the_pager() {
    let machine = Machine::new();
    let paged = |rows: u16, environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = machine.command(arguments);
        command.envs(environment.iter().copied());
        let seen = Terminal::new(100, rows).run(command, "", "");
        assert_eq!(seen.code, 0, "{}", seen.text);
        seen.text.lines().all(|line| line.starts_with("paged: "))
    };
    let pager = ("PAGER", "sed 's/^/paged: /'");
    assert!(paged(10, &[pager], &["config", "ls"]));
    assert!(paged(10, &[pager], &["config", "ls", "--json"]));
    assert!(!paged(200, &[pager], &["config", "ls"]), "it fits");
    assert!(!paged(10, &[pager, ("FLIXIR_PAGER", "cat")], &["config", "ls"]));
    assert!(!paged(10, &[], &["config", "ls"]), "nobody asked for one");
    let piped = machine.command(&["config", "ls"]).env("PAGER", "sed 's/^/paged: /'").output().unwrap();
    assert!(!exits(&piped, 0).contains("paged: "));
}

#[test]
fn one_ctrl_c_ends_a_hidden_question_and_nothing_is_read_after_it() {
    let machine = Machine::new();
    let mut login = machine.command(&["auth", "login", "--insecure-storage"]);
    login.env_remove("TMDB_API_KEY").env_remove("TMDB_SESSION_ID");
    let seen = Terminal::new(100, 24).run(login, "(not shown)", "0123\u{3}4567\r");
    assert_eq!(seen.code, 130, "{}", seen.text);
    assert!(seen.text.contains("interrupted") && !seen.text.contains("approve"), "{}", seen.text);
    assert!(!seen.text.contains("0123"), "{}", seen.text);
}
