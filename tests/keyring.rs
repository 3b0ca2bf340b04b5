//! The real keyring: gnome-keyring on a D-Bus of its own. Runs where `FLIXIR_KEYRING_TESTS=1` says that the packages
//! gnome-keyring, dbus, libsecret-tools, libglib2.0-bin and dbus-tests are there (`.ci/run` does); passes with a
//! message elsewhere.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

use flixir::adapters::keyring::Keyring;
use flixir::domain::Secret;
use flixir::ports::{Secrets, Unreachable};

/// Which part of this file the process plays when it is started again inside a bus.
const ROLE: &str = "FLIXIR_KEYRING_ROLE";

/// Starts the daemon and waits until it owns its name: it forks before that, and a call in between would start a second.
const WITH_DAEMON: &str = "printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
gdbus wait --session --timeout 20 org.freedesktop.secrets
";
const LOCK: &str =
    "gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\" >/dev/null
";

fn is_wanted() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a test's own switch")]
    let wanted = std::env::var("FLIXIR_KEYRING_TESTS").is_ok_and(|value| value == "1");
    if !wanted {
        println!("skipped: FLIXIR_KEYRING_TESTS is not 1");
    }
    wanted
}

/// Plays `role` in a process of its own, on a fresh bus and in a fresh home, after `prologue`.
fn play(role: &str, prologue: &str, epilogue: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let myself = std::env::current_exe().unwrap();
    let script =
        format!("set -e\n{prologue}\"{}\" --exact role --ignored --nocapture\n{epilogue}", myself.display());
    bus(home.path(), &script, role)
}

fn bus(home: &Path, script: &str, role: &str) -> Output {
    let runtime = home.join("run");
    std::fs::create_dir(&runtime).unwrap();
    Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", &runtime)
        .env(ROLE, role)
        .output()
        .expect("dbus-run-session (package dbus)")
}

fn assert_ok(output: &Output) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "the role was played: {out}");
}

/// The other half of the tests below, inside the bus.
#[test]
#[ignore = "started by the other tests"]
fn role() {
    #[expect(clippy::disallowed_methods, reason = "how the other half of this test is told what to do")]
    let role = std::env::var(ROLE).unwrap();
    let keyring = Keyring::new();
    let why = || keyring.get("default").expect_err("out of reach").why;
    match role.as_str() {
        "keeps" => {
            assert_eq!(keyring.get("default").unwrap(), None);
            keyring.delete("default").unwrap();
            keyring.set("default", &Secret::new("one").unwrap()).unwrap();
            keyring.set("other", &Secret::new("two").unwrap()).unwrap();
            keyring.set("default", &Secret::new("three").unwrap()).unwrap();
            assert_eq!(keyring.get("default").unwrap(), Secret::new("three"));
            keyring.delete("other").unwrap();
            assert_eq!(keyring.get("other").unwrap(), None);
        }
        "unreadable" => assert_eq!(why(), Unreachable::Locked),
        "silent" => {
            assert_eq!(why(), Unreachable::TimedOut);
            // The second call doesn't wait as long again.
            assert_eq!(why(), Unreachable::TimedOut);
        }
        "no service" => assert_eq!(why(), Unreachable::NoService),
        other => unreachable!("{other}"),
    }
}

#[test]
fn keeps_replaces_and_forgets() {
    if is_wanted() {
        let found = "test \"$(secret-tool lookup service flixir username default)\" = three\n";
        assert_ok(&play("keeps", WITH_DAEMON, found));
    }
}

#[test]
fn cron_finds_the_bus_of_the_user() {
    if is_wanted() {
        // As under cron: no address, but the socket where systemd puts it.
        let prologue = "ln -s \"$(echo \"$DBUS_SESSION_BUS_ADDRESS\" | sed 's/^unix:path=//; s/,.*//')\" \"$XDG_RUNTIME_DIR/bus\"\n\
            unset DBUS_SESSION_BUS_ADDRESS\n";
        assert_ok(&play("keeps", &format!("{WITH_DAEMON}{prologue}"), ""));
    }
}

#[test]
fn a_locked_keyring_is_told_apart() {
    if is_wanted() {
        let stored = "printf x | secret-tool store --label=x service flixir username default\n";
        assert_ok(&play("unreadable", &format!("{WITH_DAEMON}{stored}{LOCK}"), ""));
    }
}

#[test]
fn a_keyring_that_waits_for_an_answer_nobody_gives_is_given_up() {
    if is_wanted() {
        let stored = "printf x | secret-tool store --label=x service flixir username default\n";
        let deaf = "dbus-test-tool black-hole --session --name=org.gnome.keyring.SystemPrompter &\n\
            gdbus wait --session --timeout 20 org.gnome.keyring.SystemPrompter\n";
        assert_ok(&play("silent", &format!("{WITH_DAEMON}{stored}{LOCK}{deaf}"), "kill $!\n"));
    }
}

#[test]
fn no_service_is_told_apart() {
    if is_wanted() {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        std::fs::write(
            &config,
            "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
        )
        .unwrap();
        let myself = std::env::current_exe().unwrap();
        let script = format!(
            "exec dbus-run-session --config-file='{}' -- \"{}\" --exact role --ignored --nocapture",
            config.display(),
            myself.display()
        );
        assert_ok(&bus(home.path(), &script, "no service"));
    }
}

#[test]
fn no_bus_is_no_service() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "role", "--ignored", "--nocapture"])
        .env_clear()
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env(ROLE, "no service")
        .output()
        .unwrap();
    assert_ok(&output);
}
