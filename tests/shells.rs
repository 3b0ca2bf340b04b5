//! The completion scripts in the real bash, zsh, fish and elvish, with values from a real database. A shell that isn't installed
//! is left out.
#![expect(clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::path::Path;
use std::process::Command;

use flixir::cli::args;
use flixir::cli::completions::{Shell, script};
use flixir::domain::Timestamp;
use flixir::store::State;

/// A home with one list, `Sci fi`, number 8068 on TMDB.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let state = State::open(&home.path().join("data/profiles/default")).expect("a database");
    state
        .write(|tx| {
            tx.add_provisional_account("7")?;
            tx.add_list("uid-1", "7", Some(8068), Timestamp::from_millis(1))?;
            let mut row = tx.list("uid-1")?.expect("the list just made");
            row.seen.fields.name = Some("Sci fi".to_owned());
            tx.save_seen(&row)
        })
        .expect("a list");
    home
}

/// Runs a shell's program with flixir in its path; `None` where the shell isn't installed.
fn run(shell: &str, arguments: &[&str], home: &Path) -> Option<String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_flixir"));
    let folder = binary.parent().expect("the binary's folder").to_string_lossy().into_owned();
    let output = Command::new(shell)
        .args(arguments)
        .env_clear()
        .env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"))
        .env("HOME", home)
        .env("FLIXIR_CONFIG_DIR", home.join("config"))
        .env("FLIXIR_DATA_DIR", home.join("data"))
        .env("FLIXIR_CACHE_DIR", home.join("cache"))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.is_empty(), "{shell} says nothing: {}", String::from_utf8_lossy(&output.stderr));
    Some(said)
}

fn script_file(shell: Shell, home: &Path) -> String {
    let path = home.join("script");
    std::fs::write(&path, script(shell, args::command())).expect("the script is written");
    path.to_string_lossy().into_owned()
}

#[test]
fn bash_completes_commands_and_escapes_values() {
    let home = home();
    let file = script_file(Shell::Bash, home.path());
    let complete = |words: &str, index: usize, current: &str| {
        let program = format!(
            "source '{file}'; COMP_WORDS=({words}); COMP_CWORD={index}; COMP_TYPE=9; \
             _clap_complete_flixir flixir '{current}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        run("bash", &["--norc", "--noprofile", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf", 1, "conf") else { return };
    assert_eq!(said, "config\n");
    assert_eq!(complete("flixir config get queue.se", 3, "queue.se").as_deref(), Some("queue.settle\n"));
    assert_eq!(complete("flixir --profile ''", 2, "").as_deref(), Some("default\n"));
}

#[test]
fn fish_completes_with_help() {
    let home = home();
    let file = script_file(Shell::Fish, home.path());
    let complete = |line: &str| {
        run("fish", &["--no-config", "-c", &format!("source '{file}'; complete -C '{line}'")], home.path())
    };
    let Some(said) = complete("flixir conf") else { return };
    assert_eq!(said, "config\tShow and change settings\n");
    let said = complete("flixir config get queue.se").unwrap_or_default();
    assert!(said.starts_with("queue.settle\tHow long"), "{said}");
}

#[test]
fn zsh_completes_with_help() {
    let home = home();
    let file = script_file(Shell::Zsh, home.path());
    // Outside an interactive line there is no completion system; what the function hands to it is printed instead.
    let complete = |words: &str, current: usize| {
        let program = format!(
            "compdef() {{ : }}; _describe() {{ print -l -- ${{(P)4:-${{(P)3}}}} }}; source '{file}'; \
             words=({words}); CURRENT={current}; _clap_dynamic_completer_flixir"
        );
        run("zsh", &["-f", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf", 2) else { return };
    assert_eq!(said, "config:Show and change settings\n");
    assert_eq!(complete("flixir --profile ''", 3).as_deref(), Some("default:profile\n"));
}

#[test]
fn elvish_completes_commands_and_values() {
    let home = home();
    let file = script_file(Shell::Elvish, home.path());
    // The editor's module is there only at an interactive prompt; the script gets one of the same form.
    let complete = |words: &str| {
        let program = format!(
            "var completion: = (ns [&arg-completer=[&]]); var edit: = (ns [&completion:=$completion:]); \
             eval (slurp < '{file}') &ns=(ns [&edit:=$edit:]); $edit:completion:arg-completer[flixir] {words}"
        );
        run("elvish", &["-norc", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf") else { return };
    assert_eq!(said, "config\n");
    assert_eq!(complete("flixir config get queue.se").as_deref(), Some("queue.settle\n"));
    assert_eq!(complete("flixir --profile ''").as_deref(), Some("default\n"));
    assert_eq!(complete("flixir lists show 80").as_deref(), Some("8068\n"));
}

/// Nothing is listening, and an address that is asked for all the same would be told by what listens.
#[test]
fn completing_asks_nobody() {
    let home = home();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.set_nonblocking(true).expect("a listener that doesn't wait");
    let address = listener.local_addr().expect("its address");
    let binary = Path::new(env!("CARGO_BIN_EXE_flixir"));
    for words in [
        &["lists", "show", ""] as &[&str],
        &["lists", "add", "Sci fi", ""],
        &["queue", "show", ""],
        &["--profile", ""],
        &["search", "--fields", ""],
        &["config", "get", ""],
    ] {
        let output = Command::new(binary)
            .args(["--", "flixir"])
            .args(words)
            .env_clear()
            .env("HOME", home.path())
            .env("FLIXIR_DATA_DIR", home.path().join("data"))
            .env("FLIXIR_COMPLETE", "fish")
            .env("TMDB_BASE_URL", format!("http://{address}/3"))
            .env("TMDB_API_KEY", "0123456789abcdef0123456789abcdef")
            .env("TMDB_SESSION_ID", "0123456789abcdef")
            .output()
            .expect("flixir runs");
        assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
        let is_called = listener.accept().is_ok();
        assert!(!is_called, "{words:?} asked TMDB");
    }
}
