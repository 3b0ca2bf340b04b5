//! `flixir completions`: the script that teaches a shell to complete flixir, and the answers to that script. The
//! commands and options come from the parser, the values from local data. Not for finding the values: that is
//! `services::completion`.

mod line;
mod shell;
mod values;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::{Command, ValueEnum};
use clap_complete::engine::CompletionCandidate;

pub use shell::Shell;

use super::{Exit, Session};
use crate::error::Result;
use crate::output::sanitize;
use crate::services::doctor;

/// The variable that a script sets to the shell's name. Not clap's usual `COMPLETE`: another program's variable of that name
/// would turn every command into a request for completions.
pub const VARIABLE: &str = "FLIXIR_COMPLETE";

/// The variable in which a script passes the line up to the cursor. Bash and Nushell don't give words without their
/// quotes.
const LINE: &str = "FLIXIR_COMPLETE_LINE";

/// The variable in which the script for `PowerShell` passes the words, one per line. Older versions lose empty ones
/// among a program's
/// arguments.
const WORDS: &str = "FLIXIR_COMPLETE_WORDS";

/// Print a shell's completion script
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// `storage` where standard output can't be written.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.raw(script(args.shell, (session.parser)()).as_bytes())?;
    Ok(Exit::Done)
}

/// Returns the script of a shell for `command`.
pub fn script(shell: Shell, mut command: Command) -> String {
    match shell {
        Shell::Bash => include_str!("scripts/flixir.bash").to_owned(),
        Shell::Zsh => include_str!("scripts/_flixir").to_owned(),
        Shell::Fish => include_str!("scripts/flixir.fish").to_owned(),
        Shell::Powershell => include_str!("scripts/flixir.ps1").to_owned(),
        Shell::Elvish => include_str!("scripts/flixir.elv").to_owned(),
        Shell::Nushell => {
            let mut bytes = Vec::new();
            clap_complete::generate(clap_complete_nushell::Nushell, &mut command, "flixir", &mut bytes);
            with_nushell_values(&String::from_utf8_lossy(&bytes))
        }
    }
}

/// Lets every value that Nushell has no list for be completed by flixir. Nushell refuses a required argument behind an optional one
/// (`ratings add [ITEM] SCORE`), so there it is optional; flixir's parser still requires it.
fn with_nushell_values(script: &str) -> String {
    const TYPE: &str = ": string";
    let mut text = String::with_capacity(script.len() * 2);
    let mut has_optional = false;
    for line in script.trim().lines() {
        let code = line.split_once('#').map_or(line, |(code, _)| code);
        let comment = &line[code.len()..];
        let name = code.trim_start();
        has_optional &= !name.starts_with("export extern");
        let is_positional = !name.starts_with(['-', '.']) && name.contains(": ");
        let is_optional = is_positional && name.contains("?: ");
        let code = if is_positional && !is_optional && has_optional {
            code.replacen(": ", "?: ", 1)
        } else {
            code.to_owned()
        };
        has_optional |= is_optional;
        match code.trim_end().strip_suffix(TYPE) {
            Some(argument) => {
                text += argument;
                text += ": string@\"nu-complete flixir values\"";
                text += &code[code.trim_end().len()..];
            }
            None => text += &code,
        }
        text += comment;
        text.push('\n');
        if line == "module completions {" {
            text.push('\n');
            text += include_str!("scripts/values.nu");
        }
    }
    text
}

/// Returns the scripts that are put into files, for `doctor`.
pub(super) fn scripts(parser: fn() -> Command) -> Vec<doctor::Script> {
    let script = |shell: &Shell| {
        let name = match shell {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Elvish => "elvish",
            Shell::Nushell => "nushell",
        };
        doctor::Script { shell: name, text: self::script(*shell, parser()) }
    };
    Shell::value_variants().iter().map(script).collect()
}

/// What a shell asks about.
struct Question {
    /// The words up to the one at the cursor, without quotes.
    words: Vec<String>,
    /// The quote that is open at the cursor.
    quote: Option<char>,
    /// How much of the word at the cursor the shell keeps in the line by itself.
    kept: String,
}

/// Answers a shell: `arguments` are what the script passes (`-- flixir lists sh`). `None` where no shell asks. `parser` makes the
/// parser with every command.
pub fn answer(
    arguments: &[OsString],
    environment: &BTreeMap<String, String>,
    parser: fn() -> Command,
) -> Option<String> {
    let asker = environment.get(VARIABLE).filter(|name| !name.is_empty())?;
    let Ok(shell) = Shell::from_str(asker, true) else { return Some(String::new()) };
    let Some(mut question) = question(shell, arguments, environment) else { return Some(String::new()) };
    // The commands that `flixir help` takes are those that `flixir` takes.
    if question.words.len() > 2 && question.words[1] == "help" {
        question.words.remove(1);
    }
    let current = question.words.last().cloned().unwrap_or_default();
    let index = question.words.len() - 1;
    let mut command = values::with_values(parser(), &question.words[..index], environment);
    let words = question.words.iter().map(OsString::from).collect();
    let found = clap_complete::engine::complete(&mut command, words, index, Some(Path::new(".")));
    let found = without_option_flood(found.unwrap_or_default(), &current);
    let lines = found.iter().filter_map(|candidate| written(shell, candidate, &question));
    Some(lines.map(|line| line + "\n").collect())
}

fn question(
    shell: Shell,
    arguments: &[OsString],
    environment: &BTreeMap<String, String>,
) -> Option<Question> {
    let start = arguments.iter().position(|word| word == "--").map_or(arguments.len(), |at| at + 1);
    let given = arguments.get(start..).unwrap_or_default();
    let mut given: Vec<String> = given.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let name = given.first().cloned()?;
    let mut quote = None;
    let mut kept = String::new();
    match (shell, environment.get(LINE), environment.get(WORDS)) {
        (Shell::Bash | Shell::Nushell, Some(line), _) => {
            let mut words = line::words(shell, line);
            let start = words.iter().rposition(|word| word.text.trim_start_matches('^') == name).unwrap_or(0);
            quote = words.last().and_then(|word| word.quote);
            // Bash replaces only what follows the last colon, equals sign or open quote.
            let replaced = given.last().map(|word| line::unquoted(shell, word)).unwrap_or_default();
            given = words.drain(start..).map(|word| word.text).collect();
            let current = given.last().map(String::as_str).unwrap_or_default();
            if shell == Shell::Bash {
                current.strip_suffix(&replaced).unwrap_or_default().clone_into(&mut kept);
            }
        }
        (Shell::Powershell, _, Some(words)) => given = words.split('\n').map(str::to_owned).collect(),
        // Only the last word still has its quotes.
        (Shell::Fish, ..) => {
            if let Some(current) = given.last_mut() {
                *current = line::unquoted(shell, current);
            }
        }
        _ => {}
    }
    (!given.is_empty()).then_some(Question { words: given, quote, kept })
}

/// Where there are values or commands to choose from and nothing is typed yet, thirty options would hide them.
fn without_option_flood(mut found: Vec<CompletionCandidate>, current: &str) -> Vec<CompletionCandidate> {
    let is_option =
        |candidate: &CompletionCandidate| candidate.get_value().to_string_lossy().starts_with('-');
    if current.is_empty() && found.iter().any(|candidate| !is_option(candidate)) {
        found.retain(|candidate| !is_option(candidate));
    }
    found
}

/// Puts a candidate into the form that each script reads. `None` for one that can't be put into a line.
fn written(shell: Shell, candidate: &CompletionCandidate, question: &Question) -> Option<String> {
    let value = candidate.get_value().to_str()?;
    if !line::is_harmless(value) {
        return None;
    }
    // Nushell knows the options from its own declarations.
    if shell == Shell::Nushell && value.starts_with('-') {
        return None;
    }
    let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
    let about = sanitize::line(help.lines().next().unwrap_or_default()).into_owned();
    Some(match shell {
        Shell::Bash => line::for_bash(value.strip_prefix(&question.kept)?, question.quote),
        Shell::Zsh if about.is_empty() => line::for_zsh(value),
        Shell::Zsh => format!("{}:{}", line::for_zsh(value), about.replace('\\', "\\\\")),
        Shell::Powershell => {
            let about = if about.is_empty() { value } else { &about };
            format!("{}\t{value}\t{about}", line::for_powershell(value))
        }
        Shell::Nushell => with_about(line::for_nushell(value, question.quote), &about),
        Shell::Fish | Shell::Elvish => with_about(value.to_owned(), &about),
    })
}

fn with_about(value: String, about: &str) -> String {
    if about.is_empty() { value } else { format!("{value}\t{about}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::command;
    use crate::domain::{Change, Hold, MediaRef, MediaType, Reason, Timestamp};
    use crate::error::Error;
    use crate::services::completion::{self, Collections, ListChoice};
    use crate::settings::{GlobalOptions, Settings};
    use crate::store::{Cache, CatalogBuilder, CatalogFacts, NewAnswer, NewOperation, State};
    use crate::tmdb::discover::{self, NameKind};
    use crate::tmdb::titles::Locale;

    fn home() -> (tempfile::TempDir, BTreeMap<String, String>) {
        let folder = tempfile::tempdir().unwrap();
        let environment = BTreeMap::from([("HOME".to_owned(), folder.path().to_string_lossy().into_owned())]);
        (folder, environment)
    }

    fn ask(shell: &str, environment: &BTreeMap<String, String>, words: &[&str]) -> String {
        let mut environment = environment.clone();
        environment.insert(VARIABLE.to_owned(), shell.to_owned());
        let arguments: Vec<OsString> = ["--", "flixir"].iter().chain(words).map(OsString::from).collect();
        answer(&arguments, &environment, command).unwrap()
    }

    #[test]
    fn nobody_is_answered_who_does_not_ask() {
        let (_folder, environment) = home();
        assert_eq!(answer(&["--".into(), "flixir".into()], &environment, command), None);
        assert_eq!(ask("tcsh", &environment, &[""]), "");
        let mut asked = environment;
        asked.insert(VARIABLE.to_owned(), "bash".to_owned());
        assert_eq!(answer(&[], &asked, command).as_deref(), Some(""));
    }

    #[test]
    fn commands_options_and_settings_come_with_their_help() {
        let (_folder, environment) = home();
        assert!(ask("fish", &environment, &["conf"]).starts_with("config\tShow and change settings\n"));
        assert!(
            ask("fish", &environment, &["config", "get", "queue.set"]).starts_with("queue.settle\tHow long")
        );
        let helped = ask("bash", &environment, &["help", "lists", ""]);
        assert!(helped.starts_with("ls") && helped.contains("restore"), "{helped}");
        assert!(ask("bash", &environment, &["--no-h"]).starts_with("--no-header"));
        assert!(!ask("bash", &environment, &[""]).contains("--"), "options wait until a dash is typed");
    }

    #[test]
    fn values_come_from_the_profile_that_is_named() {
        let (_folder, environment) = home();
        let options = GlobalOptions { profile: Some("work".into()), ..GlobalOptions::default() };
        let settings = Settings::resolve(&options, &environment).unwrap();
        assert_eq!(
            ask("fish", &environment, &["--profile", "work", "lists", "share", "S"]),
            "",
            "no database"
        );
        assert!(!settings.profile_folder().exists(), "a look makes nothing");
        let state = State::open(&settings.profile_folder()).unwrap();
        let now = Timestamp::from_millis(1);
        state
            .write(|tx| {
                tx.add_provisional_account("7")?;
                tx.add_list("uid-1", "7", Some(8068), now)?;
                let mut row = tx.list("uid-1")?.unwrap();
                row.seen.fields.name = Some("Sci fi".to_owned());
                tx.save_seen(&row)
            })
            .unwrap();
        let share = |typed: &str| ask("fish", &environment, &["--profile=work", "lists", "share", typed]);
        assert_eq!(share(""), "Sci fi\t8068\n", "each list once");
        assert_eq!(share("sci"), "sci fi\t8068\n");
        assert_eq!(share("80"), "8068\tSci fi\n");
        assert_eq!(ask("fish", &environment, &["--profile", ""]), "work\tprofile\n");
    }

    #[test]
    fn titles_come_from_the_catalogue() {
        let (_folder, environment) = home();
        let settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
        assert_eq!(ask("fish", &environment, &["info", "movie:6"]), "", "no catalogue, no values");
        assert!(!settings.folders.cache.exists(), "a look makes nothing");
        let titles = [
            (MediaRef::movie(603), "The Matrix", 90.0),
            (MediaRef::tv(60), "Matrix: of \u{1b}[2J Love", 50.0),
            (MediaRef::movie(238), "The Godfather", 35.0),
        ];
        let builder = CatalogBuilder::begin(&settings.folders.cache).unwrap();
        builder.add(titles.into_iter(), |_| Ok(())).unwrap();
        let built_at = Timestamp::from_millis(1);
        let facts = CatalogFacts { date: "2026-03-04".into(), built_at, movies: 2, shows: 1, people: 0 };
        builder.finish(&facts).unwrap();
        assert_eq!(ask("fish", &environment, &["info", "movie:6"]), "movie:603\tThe Matrix\n");
        assert_eq!(ask("fish", &environment, &["lists", "add", "x", "6"]), "603\tThe Matrix\n");
        let show = ask("fish", &environment, &["info", "--type", "tv", "6"]);
        assert!(show.starts_with("60\tMatrix: of") && !show.contains('\u{1b}'), "{show:?}");
        assert_eq!(ask("zsh", &environment, &["info", "movie:6"]), "movie\\:603:The Matrix\n");
        assert_eq!(ask("bash", &environment, &["info", ""]).lines().count(), 3);
        let at_colon = |line: &str, words: &[&str]| {
            let mut environment = environment.clone();
            environment.insert(LINE.to_owned(), line.to_owned());
            ask("bash", &environment, words)
        };
        assert_eq!(at_colon("flixir info tv:", &["info", "tv", ""]), "60\n");
        assert_eq!(at_colon("flixir info tv:6", &["info", "tv", ":", "6"]), "60\n");
        assert_eq!(at_colon("flixir info tv:6", &["info", "tv:6"]), "tv:60\n", "no colon breaks words there");
        assert_eq!(
            at_colon("flixir info tv:60 movie:2", &["info", "tv", ":", "60", "movie", ":", "2"]),
            "238\n"
        );
        assert!(ask("fish", &environment, &["search", "MAT"]).starts_with("MATrix\tMatrix: of"));
        assert_eq!(
            ask("fish", &environment, &["search", "--type", "tv", "the", "go"]),
            "godfather\tThe Godfather\n"
        );
        assert_eq!(ask("fish", &environment, &["info", "--search", "the g"]), "the godfather\tmovie:238\n");
        assert_eq!(ask("bash", &environment, &["info", "--search", "the g"]), "the\\ godfather\n");
    }

    #[test]
    fn genres_are_those_of_the_kind_of_title() {
        let (_folder, environment) = home();
        assert_eq!(ask("fish", &environment, &["discover", "tv", "--genre", "sci"]), "sci-Fi & Fantasy\n");
        assert_eq!(ask("bash", &environment, &["movies", "popular", "--genre", "S"]), "Science\\ Fiction\n");
        assert_eq!(
            ask("fish", &environment, &["discover", "movie", "--genre", "drama|thr"]),
            "drama|thriller\n"
        );
        assert_eq!(ask("fish", &environment, &["search", "x", "--genre", "an"]), "animation\n");
    }

    #[test]
    fn each_shell_reads_its_own_form() {
        let candidate = CompletionCandidate::new("Sci fi: $x").help(Some("list 8068".into()));
        let asked = |quote, kept: &str| Question { words: Vec::new(), quote, kept: kept.to_owned() };
        let form = |shell, question: &Question| written(shell, &candidate, question).unwrap();
        let bare = asked(None, "");
        assert_eq!(form(Shell::Bash, &bare), "Sci\\ fi:\\ \\$x");
        assert_eq!(form(Shell::Bash, &asked(Some('"'), "Sci fi:")), " \\$x");
        assert_eq!(form(Shell::Zsh, &bare), "Sci fi\\: $x:list 8068");
        assert_eq!(form(Shell::Fish, &bare), "Sci fi: $x\tlist 8068");
        assert_eq!(form(Shell::Elvish, &bare), "Sci fi: $x\tlist 8068");
        assert_eq!(form(Shell::Nushell, &bare), "'Sci fi: $x'\tlist 8068");
        assert_eq!(form(Shell::Powershell, &bare), "'Sci fi: $x'\tSci fi: $x\tlist 8068");
        for name in ["Sci\u{200B}fi", "Sci\u{202E}fi", "a\u{1b}[2J"] {
            assert_eq!(written(Shell::Fish, &CompletionCandidate::new(name), &bare), None, "{name:?}");
        }
        assert!(written(Shell::Fish, &CompletionCandidate::new("👨\u{200D}👩\u{200D}👧"), &bare).is_some());
    }

    #[test]
    fn words_come_without_their_quotes() {
        let (_folder, mut environment) = home();
        let asked = |shell: Shell, words: &[&str], environment: &BTreeMap<String, String>| {
            let arguments: Vec<OsString> = ["--"].iter().chain(words).map(OsString::from).collect();
            question(shell, &arguments, environment).unwrap()
        };
        assert_eq!(asked(Shell::Fish, &["flixir", "lists", "\"Sci f"], &environment).words[2], "Sci f");
        environment.insert(LINE.to_owned(), "flixir lists show --list=\"Sci f".to_owned());
        let bash = asked(Shell::Bash, &["flixir", "lists", "show", "Sci f"], &environment);
        assert_eq!(bash.words, ["flixir", "lists", "show", "--list=Sci f"]);
        assert_eq!((bash.quote, bash.kept.as_str()), (Some('"'), "--list="));
        environment.insert(LINE.to_owned(), "ls | ^flixir lists show ".to_owned());
        assert_eq!(asked(Shell::Nushell, &["flixir"], &environment).words.len(), 4);
        environment.insert(WORDS.to_owned(), "flixir\nlists\nSci f".to_owned());
        assert_eq!(asked(Shell::Powershell, &["flixir"], &environment).words[2], "Sci f");
    }

    #[test]
    fn settings_schemas_and_caches_have_their_words() {
        let (_folder, environment) = home();
        assert_eq!(
            ask("fish", &environment, &["config", "set", "queue.auto", ""]),
            "true\tthe default\nfalse\n"
        );
        assert_eq!(ask("fish", &environment, &["config", "set", "queue.settle", ""]), "60\tthe default\n");
        assert!(ask("fish", &environment, &["schema", "lists", ""]).starts_with("ls\nshow\n"));
        assert!(ask("fish", &environment, &["schema", "que"]).starts_with("queue\t"));
        assert_eq!(ask("fish", &environment, &["cache", "clear", "--kind", "pro"]), "providers\n");
        assert_eq!(
            ask("fish", &environment, &["search", "--fields", "id,tit"]),
            "id,title\nid,title_is_original\n"
        );
        assert_eq!(ask("fish", &environment, &["discover", "movie", "--sort", "rev"]).lines().count(), 1);
    }

    #[test]
    fn queued_changes_are_offered_to_the_commands_that_can_act_on_them() {
        let (_folder, environment) = home();
        let settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
        let state = State::open(&settings.profile_folder()).unwrap();
        let now = Timestamp::from_millis(1);
        let id = |number: u64| format!("00000000-0000-7000-8000-00000000000{number}");
        state
            .write(|tx| {
                tx.add_provisional_account("7")?;
                tx.add_list("uid-1", "7", Some(8068), now)?;
                for number in 1..=4 {
                    let new = NewOperation {
                        id: id(number),
                        account: "7".to_owned(),
                        list: "uid-1".to_owned(),
                        change: Change::add(MediaRef::movie(600 + number)),
                        group: None,
                        after: None,
                    };
                    tx.append_operation(&new, now)?;
                }
                tx.fail_waiting(&id(2), &Reason::Dependency, &Error::rejected().to_object(), now)?;
                tx.cancel(&id(3), &Reason::Cancelled, now)?;
                tx.hold_operation(&id(4), Some(Hold::CancelRequested), None, now)
            })
            .unwrap();
        let numbers = |verb: &str| -> Vec<String> {
            let said = ask("fish", &environment, &["queue", verb, ""]);
            said.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
        };
        assert_eq!(numbers("show"), ["4", "3", "2", "1"]);
        assert_eq!(numbers("retry"), ["4", "2", "1"]);
        assert_eq!(numbers("cancel"), ["2", "1"]);
        assert_eq!(ask("fish", &environment, &["queue", "cancel", "2"]), "2\tadd movie:602, failed\n");
        assert!(ask("fish", &environment, &["queue", "show", "0000"]).starts_with(&id(4)));
    }

    #[test]
    fn names_that_tmdb_gave_before_are_offered() {
        let (_folder, environment) = home();
        let settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
        let locale = Locale { language: "en-US".to_owned(), region: None };
        let answers = [
            (
                discover::providers(MediaType::Movie, "US", &locale),
                r#"{"results":[{"provider_id":8,"provider_name":"Netflix"},{"provider_id":9,"provider_name":"Hulu"}]}"#,
            ),
            (
                discover::certifications(),
                r#"{"certifications":{"US":[{"certification":"PG-13","order":2},{"certification":"R","order":3}]}}"#,
            ),
            (
                discover::search_names(NameKind::Keyword, "heist", &locale),
                r#"{"results":[{"id":1,"name":"heist"},{"id":2,"name":"heist gone wrong"}]}"#,
            ),
        ];
        let cache = Cache::open(&settings.profile_cache_folder(), 1 << 20).unwrap();
        for (request, body) in &answers {
            let key = request.cache_key();
            let answer = NewAnswer { key: &key, kind: "search", etag: None, body: body.as_bytes() };
            cache.keep(&[answer], Timestamp::from_millis(1)).unwrap();
        }
        drop(cache);
        let discover = |option: &str, typed: &str| {
            ask("fish", &environment, &["discover", "movie", "--region", "us", option, typed])
        };
        assert_eq!(discover("--provider", "net"), "netflix\n");
        assert_eq!(discover("--provider", "Hulu|"), "Hulu|Netflix\nHulu|Hulu\n");
        assert_eq!(discover("--certification", "P"), "PG-13\n");
        assert_eq!(discover("--keyword", "heist"), "heist\nheist gone wrong\n");
        assert_eq!(discover("--person", "k"), "", "nobody was searched for");
    }

    #[test]
    fn nushell_asks_for_what_it_has_no_list_for() {
        let text = script(Shell::Nushell, command());
        assert!(text.contains("def \"nu-complete flixir values\""));
        assert!(text.contains("--profile: string@\"nu-complete flixir values\""));
        assert!(text.contains("--output(-o): string@\"nu-complete flixir output\""));
        assert!(text.contains("score?: string@"), "no required argument behind an optional one");
    }

    #[test]
    fn a_damaged_database_gives_no_values_and_no_error() {
        let (_folder, environment) = home();
        let settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
        std::fs::create_dir_all(settings.profile_folder()).unwrap();
        std::fs::write(settings.profile_folder().join("state.db"), vec![b'x'; 8192]).unwrap();
        let choice = ListChoice {
            typed: "",
            collections: Collections::None,
            with_deleted: false,
            is_typable: |_| true,
        };
        assert_eq!(completion::lists(&settings, choice), []);
    }
}
