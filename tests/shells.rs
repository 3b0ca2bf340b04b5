//! The completion scripts in the real bash, zsh, fish, elvish and nushell, with values from a real database. A shell that isn't
//! installed is left out; `FLIXIR_NUSHELL` can name the program `nu`.
#![expect(clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::path::Path;
use std::process::Command;

use flixir::cli::args;
use flixir::cli::completions::{Shell, script};
use flixir::domain::{Media, MediaRef, Timestamp};
use flixir::store::{HeldItem, State};

/// A home with one list of two titles, `Sci fi`, number 8068 on TMDB.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let state = State::open(&home.path().join("data/profiles/default")).expect("a database");
    let now = Timestamp::from_millis(1);
    let titles = [(MediaRef::movie(603), "The Matrix"), (MediaRef::tv(60), "Matrix of Love")];
    state
        .write(|tx| {
            tx.add_provisional_account("7")?;
            tx.add_list("uid-1", "7", Some(8068), now)?;
            let mut row = tx.list("uid-1")?.expect("the list just made");
            row.seen.fields.name = Some("Sci fi".to_owned());
            row.seen.fields.public = Some(true);
            row.seen.count = Some(2);
            tx.save_seen(&row)?;
            let held: Vec<HeldItem> = titles.iter().map(|(item, _)| HeldItem::bare(*item)).collect();
            tx.save_seen_items("uid-1", &held, now)?;
            let media =
                titles.map(|(item, title)| Media { title: Some(title.to_owned()), ..Media::unknown(item) });
            tx.save_titles(&media, now)
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
    // Bash passes the line, the words with their quotes, and the word at the cursor without an open quote.
    let complete = |line: &str, words: &str, current: &str| {
        let program = format!(
            "source '{file}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE={line:?}; \
             COMP_POINT=${{#COMP_LINE}}; _flixir flixir {current:?} ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        run("bash", &["--norc", "--noprofile", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf", "flixir conf", "conf") else { return };
    assert_eq!(said, "config\n");
    let complete =
        |line: &str, words: &str, current: &str| complete(line, words, current).unwrap_or_default();
    assert_eq!(
        complete("flixir config get queue.se", "flixir config get queue.se", "queue.se"),
        "queue.settle\n"
    );
    assert_eq!(complete("flixir --profile ", "flixir --profile ''", ""), "default\n");
    assert_eq!(
        complete("flixir lists show ", "flixir lists show ''", ""),
        "Sci\\ fi\n@watchlist\n@favorites\n@rated\n"
    );
    assert_eq!(complete("flixir lists show 'Sci f", "flixir lists show \\'Sci\\ f", "Sci f"), "Sci fi\n");
    assert_eq!(
        complete("flixir lists remove 'Sci fi' ", "flixir lists remove \\'Sci\\ fi\\' ''", ""),
        "movie:603\ntv:60\n"
    );
    assert_eq!(
        complete("flixir lists remove 'Sci fi' movie:", "flixir lists remove \\'Sci\\ fi\\' movie :", ""),
        "603\n"
    );
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
    assert_eq!(complete("flixir lists share \"Sci f").as_deref(), Some("Sci fi\t2 items, public, 8068\n"));
    assert_eq!(complete("flixir lists remove \"Sci fi\" m").as_deref(), Some("movie:603\tThe Matrix\n"));
}

#[test]
fn zsh_completes_with_help() {
    let home = home();
    let file = script_file(Shell::Zsh, home.path());
    // Outside an interactive line there is no completion system; what the function hands to it is printed instead.
    let complete = |words: &str, prefix: &str| {
        let program = format!(
            "compdef() {{ : }}; _describe() {{ print -rl -- ${{(P)3}} }}; source '{file}'; \
             words=({words}); CURRENT=$#words; PREFIX={prefix:?}; _flixir"
        );
        run("zsh", &["-f", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf", "conf") else { return };
    assert_eq!(said, "config:Show and change settings\n");
    assert_eq!(complete("flixir --profile ''", "").as_deref(), Some("default:profile\n"));
    assert_eq!(
        complete("flixir lists share 'Sci\\ f'", "Sci\\ f").as_deref(),
        Some("Sci fi:2 items, public, 8068\n")
    );
    assert_eq!(
        complete("flixir lists remove 'Sci\\ fi' movie:", "movie:").as_deref(),
        Some("movie\\:603:The Matrix\n")
    );
}

#[test]
fn elvish_completes_commands_and_values() {
    let home = home();
    let file = script_file(Shell::Elvish, home.path());
    // The editor's module is there only at an interactive prompt; the script gets one of the same form.
    let complete = |words: &str| {
        let program = format!(
            "var completion: = (ns [&arg-completer=[&]]); var edit: = (ns [&completion:=$completion: \
             &complex-candidate~={{ |value &display=''| put $value' / '$display }}]); \
             eval (slurp < '{file}') &ns=(ns [&edit:=$edit:]); $edit:completion:arg-completer[flixir] {words} | to-lines"
        );
        run("elvish", &["-norc", "-c", &program], home.path())
    };
    let Some(said) = complete("flixir conf") else { return };
    assert_eq!(said, "config / config  (Show and change settings)\n");
    assert_eq!(complete("flixir config set queue.auto fa").as_deref(), Some("false\n"));
    assert_eq!(complete("flixir lists show 80").as_deref(), Some("8068 / 8068  (Sci fi)\n"));
    assert_eq!(
        complete("flixir lists remove 'Sci fi' tv").as_deref(),
        Some("tv:60 / tv:60  (Matrix of Love)\n")
    );
}

#[test]
fn nushell_completes_commands_options_and_values() {
    let home = home();
    let file = home.path().join("flixir.nu");
    std::fs::write(&file, script(Shell::Nushell, args::command())).expect("the script is written");
    #[expect(clippy::disallowed_methods, reason = "where this machine has Nushell")]
    let nushell = std::env::var("FLIXIR_NUSHELL").unwrap_or_else(|_| "nu".to_owned());
    // What the editor of a person would be shown at the end of a file.
    let complete = |line: &str| {
        let path = home.path().join("line.nu");
        let program = format!("use '{}' *\n{line}", file.display());
        std::fs::write(&path, &program).expect("a line to complete");
        let path = path.to_string_lossy().into_owned();
        let said = run(
            &nushell,
            &["--no-config-file", "--ide-complete", &program.len().to_string(), &path],
            home.path(),
        )?;
        Some(said.trim().to_owned())
    };
    let Some(said) = complete("flixir conf") else { return };
    assert!(said.contains("\"flixir config\""), "{said}");
    let complete = |line: &str| complete(line).unwrap_or_default();
    // Nushell doesn't escape the quotes of a value in this listing.
    assert_eq!(complete("flixir lists share "), r#"{"completions": ["'Sci fi'"]}"#);
    assert_eq!(complete("flixir lists remove 'Sci fi' m"), r#"{"completions": ["movie:603"]}"#);
    assert_eq!(complete("flixir config get queue.se"), r#"{"completions": ["queue.settle"]}"#);
    // A script with an error in it would complete, but not load.
    let program = format!("use '{}' *; scope externs | where name =~ flixir | length", file.display());
    let loaded = run(&nushell, &["--no-config-file", "--commands", &program], home.path());
    assert!(loaded.is_some_and(|count| count.trim().parse::<u32>().is_ok_and(|count| count > 40)));
}

/// Nothing is listening, and an address that is asked for anyway would be told by what listens.
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
