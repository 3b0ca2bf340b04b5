//! The real program at a terminal: a pseudo-terminal of a given size, which is what nothing in process can stand in for.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};
use unicode_width::UnicodeWidthStr;

use flixir::sandbox::Fault;

use crate::binary::{Machine, exits};

/// A terminal with somebody at it.
pub(crate) struct Terminal {
    ours: File,
    theirs: OwnedFd,
}

/// What was seen of a command, and its exit code.
pub(crate) struct Seen {
    pub(crate) text: String,
    pub(crate) code: i32,
}

impl Terminal {
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
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
    pub(crate) fn run(self, command: Command, prompt: &str, keys: &str) -> Seen {
        let mut sitting = self.sit_down(command);
        if !keys.is_empty() {
            sitting.until(prompt);
            sitting.write(keys);
        }
        sitting.end()
    }

    /// Runs a command here for somebody who reads and types.
    fn sit_down(self, mut command: Command) -> Sitting {
        let Self { ours, theirs } = self;
        let child = command
            .stdin(theirs.try_clone().unwrap())
            .stdout(theirs.try_clone().unwrap())
            .stderr(theirs)
            // A suspended program stops its group: not that of the tests.
            .process_group(0)
            .spawn()
            .unwrap();
        // It holds copies of our end of the line; while it has them, reading never ends.
        drop(command);
        Sitting { ours, child, seen: Vec::new(), read: 0 }
    }
}

/// A command at a terminal, and what was seen of it.
struct Sitting {
    ours: File,
    child: Child,
    seen: Vec<u8>,
    /// How much of it was looked for already.
    read: usize,
}

impl Sitting {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).replace("\r\n", "\n")
    }

    /// Reads on; returns false at the end.
    fn read_on(&mut self) -> bool {
        let mut piece = [0; 4096];
        // Linux tells the end of a pseudo-terminal as an error.
        let Ok(count @ 1..) = self.ours.read(&mut piece) else { return false };
        self.seen.extend_from_slice(&piece[..count]);
        true
    }

    /// Reads until a text comes that wasn't there at the last look.
    #[track_caller]
    fn until(&mut self, text: &str) {
        let at = |seen: &[u8]| seen.windows(text.len()).position(|part| part == text.as_bytes());
        loop {
            if let Some(at) = at(&self.seen[self.read..]) {
                self.read += at + text.len();
                return;
            }
            assert!(self.read_on(), "'{text}' never came: {}", self.text());
        }
    }

    fn write(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).unwrap();
    }

    fn resize(&self, columns: u16, rows: u16) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&self.ours, size).unwrap();
        // The kernel tells the foreground group of a session; ours has no session of its own.
        kill_process(self.pid(), Signal::WINCH).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Whether keys come to the program one by one, unseen.
    fn is_raw(&self) -> bool {
        let modes = tcgetattr(&self.ours).unwrap().local_modes;
        !modes.intersects(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Waits until the program has stopped itself.
    fn wait_for_stop(&self) {
        let (_, status) = waitpid(Some(self.pid()), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped(), "{status:?}");
    }

    fn go_on(&self) {
        kill_process_group(self.pid(), Signal::CONT).unwrap();
    }

    /// Reads to the end.
    fn end(mut self) -> Seen {
        while self.read_on() {}
        let status = self.child.wait().unwrap();
        Seen { text: self.text(), code: status.code().unwrap_or(-1) }
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
fn one_ctrl_c_ends_a_question_on_a_line_of_its_own() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    for key in ["\u{3}", "\u{1b}"] {
        let delete = machine.command(&["lists", "delete", "Films"]);
        let seen = Terminal::new(80, 24).run(delete, "[y/N] ", key);
        assert_eq!(seen.code, 130, "{}", seen.text);
        assert!(seen.text.contains("[y/N] \n") && !seen.text.contains("?25l"), "{:?}", seen.text);
    }
    let lists = machine.sandbox.state()["lists"].as_array().unwrap().len();
    assert_eq!(lists, 1, "nothing was changed");
}

#[test]
fn a_long_wait_shows_a_spinner_and_leaves_nothing_behind() {
    let machine = Machine::new();
    let wait = |environment: &[(&str, &str)], options: &[&str], sign: Option<&str>| {
        machine.sandbox.add_fault(Fault::parse("GET /3/search/*: hold x1").unwrap());
        let mut command = machine.command(&[&["search", "matrix", "--refresh"], options].concat());
        command.env("NO_COLOR", "1").env("TERM", "xterm").envs(environment.iter().copied());
        let mut sitting = Terminal::new(80, 24).sit_down(command);
        if let Some(sign) = sign {
            sitting.until(sign);
        }
        while machine.sandbox.release() == 0 {
            std::thread::yield_now();
        }
        sitting.end()
    };
    let seen = wait(&[], &[], Some("Waiting for TMDB"));
    assert_eq!(seen.code, 0, "{}", seen.text);
    let (_, left) = seen.text.rsplit_once("\r\u{1b}[K").unwrap();
    assert!(left.contains("The Matrix") && !left.contains("Waiting"), "{left}");
    for (environment, options) in [(&[][..], &["-q"][..]), (&[("TERM", "dumb")], &[])] {
        let seen = wait(environment, options, None);
        assert!(!seen.text.contains("\u{1b}[K"), "{:?}", seen.text);
    }
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
    exits(&machine.run(&["lists", "create", "Long"]), 0);
    let items: Vec<String> = (1..=120).map(|number| format!("movie:{number}")).collect();
    let add: Vec<&str> =
        ["--offline", "lists", "add", "Long"].into_iter().chain(items.iter().map(String::as_str)).collect();
    exits(&machine.run(&add), 0);
    let rows = |environment: &[(&str, &str)]| {
        let seen = see(&machine, 100, environment, &["--offline", "lists", "show", "Long"]);
        seen.text.lines().filter(|line| line.contains("movie")).count()
    };
    assert_eq!(rows(&[pager]), 120, "a pager has room for all of them");
    assert_eq!(rows(&[]), 100);
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

const ALTERNATE: &str = "\u{1b}[?1049h";
const BACK: &str = "\u{1b}[?1049l";

/// Somebody at live search, who has found The Matrix.
fn at_live_search(machine: &Machine, columns: u16, rows: u16, arguments: &[&str]) -> Sitting {
    let mut command = machine.command(&[&["search"], arguments].concat());
    command.env("NO_COLOR", "1").env("TERM", "xterm");
    let mut sitting = Terminal::new(columns, rows).sit_down(command);
    sitting.until(ALTERNATE);
    sitting.until("Type a title or a name.");
    sitting.write("the matrix");
    sitting.until("on TMDB");
    sitting
}

/// The picture that was drawn last, without what steers the terminal.
fn last_picture(text: &str) -> String {
    let picture = text.rsplit("\u{1b}[?2026h").next().unwrap();
    let mut plain = String::new();
    let mut rest = picture;
    while let Some((before, command)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = command.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(0);
        if command[..=end].ends_with('H') {
            plain.push('\n');
        }
        rest = command.get(end + 1..).unwrap_or_default();
    }
    plain + rest
}

#[test]
fn live_search_marks_and_prints_below_the_screen_that_it_gives_back() {
    let machine = Machine::new();
    let mut sitting = at_live_search(&machine, 80, 24, &["--type", "movie"]);
    sitting.write("\t\t");
    sitting.until("2 marked");
    sitting.until("Tab");
    sitting.write("\r");
    let seen = sitting.end();
    assert_eq!(seen.code, 0, "{}", seen.text);
    let (screen, table) = seen.text.rsplit_once(BACK).unwrap();
    assert!(screen.contains("\u{1b}[?2004l"), "pasting is as it was");
    assert_eq!(table.lines().filter(|line| line.contains("Matrix")).count(), 2, "{table}");
    assert!(!table.contains('\u{1b}'), "{table:?}");
}

#[test]
fn live_search_fits_each_window() {
    let machine = Machine::new();
    for (columns, rows) in [(40, 8), (60, 20), (80, 24), (140, 40)] {
        let mut sitting = at_live_search(&machine, columns, rows, &["--type", "movie"]);
        if rows > 15 {
            sitting.until("Directed by");
            sitting.until("Esc");
        }
        sitting.write("\u{3}");
        let seen = sitting.end();
        assert_eq!(seen.code, 130, "{}", seen.text);
        let (screen, rest) = seen.text.rsplit_once(BACK).unwrap();
        assert!(rest.contains("interrupted"), "{rest}");
        let picture = last_picture(screen);
        assert!(picture.contains("(1999)") && picture.contains("Esc quit"), "{picture}");
        assert_eq!(picture.contains('│'), columns >= 100, "details beside: {picture}");
        for line in picture.lines() {
            assert!(line.width() < usize::from(columns), "{columns}: {line}");
        }
    }
}

#[test]
fn a_new_window_size_is_drawn_and_the_table_has_it() {
    let machine = Machine::new();
    let mut sitting = at_live_search(&machine, 140, 30, &["--type", "movie"]);
    sitting.until("│");
    // With the details the wide picture is complete: what is drawn from here on is narrow.
    sitting.until("2 h 16 min");
    sitting.until("quit");
    sitting.resize(40, 12);
    sitting.until("Esc\u{1b}[0m\u{1b}[2m quit");
    sitting.write("\r");
    let seen = sitting.end();
    let (screen, table) = seen.text.rsplit_once(BACK).unwrap();
    assert!(!last_picture(screen).contains('│'), "{}", last_picture(screen));
    assert!(table.contains("Matrix"), "{table}");
    assert!(table.lines().all(|line| line.width() <= 40), "{table}");
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_takes_it_again() {
    let machine = Machine::new();
    let mut sitting = at_live_search(&machine, 80, 24, &["--type", "movie"]);
    assert!(sitting.is_raw());
    sitting.write("\u{1a}");
    sitting.until(BACK);
    sitting.wait_for_stop();
    assert!(!sitting.is_raw(), "the shell has its terminal");
    sitting.go_on();
    sitting.until(ALTERNATE);
    sitting.until("The Matrix");
    sitting.until("quit");
    assert!(sitting.is_raw());
    sitting.write("\u{1b}");
    let seen = sitting.end();
    assert_eq!(seen.code, 130, "{}", seen.text);
}

#[test]
fn live_search_adds_to_a_list() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Space"]), 0);
    let mut sitting = at_live_search(&machine, 80, 24, &["--type", "movie"]);
    sitting.write("\u{1}");
    sitting.until("to list:");
    sitting.until("1 list");
    sitting.write("\r");
    sitting.until("Added The Matrix (1999) to \"Space\".");
    sitting.write("\u{1b}");
    let seen = sitting.end();
    assert_eq!(seen.code, 130, "{}", seen.text);
    assert!(exits(&machine.run(&["lists", "contains", "Space", "movie:603"]), 0).contains("Space"));
}
