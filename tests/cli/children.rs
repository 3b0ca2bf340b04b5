//! What the real program's children inherit: pager, editor, browser, clipboard and crontab, each replaced by a program that
//! writes its environment down. Not for the session command, whose file tests it.

use std::path::PathBuf;
use std::process::Command;

use crate::binary::{Machine, exits};
use crate::terminal::Terminal;

/// Programs that flixir may start, and where what they saw is kept.
struct Spies<'a> {
    machine: &'a Machine,
    folder: PathBuf,
}

impl<'a> Spies<'a> {
    fn new(machine: &'a Machine, names: &[&str]) -> Self {
        let folder = machine.home.path().join("bin");
        std::fs::create_dir(&folder).unwrap();
        for name in names {
            let path = folder.join(name);
            let seen = folder.join(format!("{name}.seen"));
            // Crontab and clipboard get something to read.
            let text = format!("#!/bin/sh\nenv >'{}'\ncat >/dev/null </dev/stdin\n", seen.display());
            std::fs::write(&path, text).unwrap();
            let made = Command::new("chmod").arg("+x").arg(&path).status().unwrap();
            assert!(made.success());
        }
        Self { machine, folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.machine.command(arguments);
        command
            .env("PATH", format!("{}:/usr/bin:/bin", self.folder.display()))
            .env("TMDB_ACCESS_TOKEN", "secret-access")
            .env("TMDB_USER_TOKEN", "secret-user")
            .env("TMDB_WEB_URL", "http://ada:secret-password@127.0.0.1:9")
            .env("TMDB_EXPORTS_URL", "http://ada:secret-password@127.0.0.1:9")
            .env("DISPLAY", ":9")
            .env("ORDINARY", "passed on");
        command
    }

    /// A program was started, with the environment of flixir's but for its credentials.
    #[track_caller]
    fn saw_no_secret(&self, name: &str) {
        let seen = std::fs::read_to_string(self.folder.join(format!("{name}.seen")));
        let seen = seen.unwrap_or_else(|error| panic!("{name} was not started: {error}"));
        assert!(seen.contains("ORDINARY=passed on\n"), "{name}: {seen}");
        let key = self.machine.sandbox.key();
        let leaks = |line: &&str| line.starts_with("TMDB_") || line.contains("secret-") || line.contains(key);
        assert_eq!(seen.lines().find(leaks), None, "{name} inherited a credential");
    }
}

#[test]
fn no_child_inherits_a_credential() {
    let machine = Machine::new();
    exits(&machine.run(&["lists", "create", "Films"]), 0);
    exits(&machine.run(&["lists", "ls"]), 0);
    let spies = Spies::new(&machine, &["pager", "editor", "xdg-open", "xclip", "crontab"]);

    let mut paged = spies.command(&["config", "ls"]);
    paged.env("PAGER", "pager");
    assert_eq!(Terminal::new(100, 5).run(paged, "", "").code, 0);
    spies.saw_no_secret("pager");

    let mut edited = spies.command(&["lists", "edit", "Films", "--offline"]);
    edited.env("EDITOR", "editor </dev/null");
    let seen = Terminal::new(100, 50).run(edited, "", "");
    assert_eq!(seen.code, 0, "{}", seen.text);
    spies.saw_no_secret("editor");

    exits(&spies.command(&["lists", "share", "Films", "--copy", "--offline"]).output().unwrap(), 0);
    spies.saw_no_secret("xclip");
    exits(&spies.command(&["lists", "share", "Films", "--open", "--offline"]).output().unwrap(), 0);
    spies.saw_no_secret("xdg-open");
    let install = ["queue", "schedule", "--kind", "cron", "--install"];
    exits(&spies.command(&install).output().unwrap(), 0);
    spies.saw_no_secret("crontab");
}

#[test]
fn a_schedule_with_a_line_feed_in_a_path_is_refused_and_nothing_is_run() {
    let machine = Machine::new();
    let spies = Spies::new(&machine, &["crontab", "systemctl"]);
    for kind in ["cron", "systemd", "launchd"] {
        for install in [&[][..], &["--install"]] {
            let arguments = [&["queue", "schedule", "--kind", kind, "--json"], install].concat();
            let folder = machine.home.path().join("data\n* * * * * touch stolen");
            let output = spies.command(&arguments).env("FLIXIR_DATA_DIR", folder).output().unwrap();
            exits(&output, 2);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains("FLIXIR_DATA_DIR contains a line feed"), "{kind}: {told}");
        }
    }
    let run = ["crontab", "systemctl"].map(|name| spies.folder.join(format!("{name}.seen")).exists());
    assert_eq!(run, [false, false]);
    assert!(!machine.home.path().join(".config/systemd").exists());
}
