//! `flixir completions`: the script that teaches a shell to complete flixir, and the answers to that script. The
//! commands and options come from the parser, the values from local data. Not for finding the values: that is
//! `services::completion`.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, Command, ValueEnum};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::{Exit, Session};
use crate::domain::{MediaType, Status};
use crate::error::Result;
use crate::services::completion::{self, Suggestion};
use crate::services::doctor;
use crate::settings::{CONFIG_KEYS, GlobalOptions, Settings};

/// The variable that a script sets to the shell's name. Not clap's usual `COMPLETE`: another program's variable of that name
/// would turn every command into a request for completions.
pub const VARIABLE: &str = "FLIXIR_COMPLETE";

/// The variable in which the script for Bash hands over the line up to the cursor: Bash cuts words at colons, and what
/// stood there is lost.
const LINE: &str = "FLIXIR_COMPLETE_LINE";

/// The shells
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash 4.4 or newer
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    Powershell,
    /// Elvish
    Elvish,
    /// Nushell (commands and options, no values)
    Nushell,
}

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
    session.streams.raw(script(args.shell, super::args::command()).as_bytes())?;
    Ok(Exit::Done)
}

/// Returns the script of a shell for `command`.
pub fn script(shell: Shell, mut command: Command) -> String {
    let mut bytes = Vec::new();
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::Powershell => &Powershell,
        Shell::Elvish => &Elvish,
        Shell::Nushell => {
            clap_complete::generate(clap_complete_nushell::Nushell, &mut command, "flixir", &mut bytes);
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    };
    // Writing to memory doesn't fail.
    completer.write_registration(VARIABLE, "flixir", "flixir", "flixir", &mut bytes).ok();
    let mut text = String::from_utf8_lossy(&bytes).trim().to_owned() + "\n";
    if shell == Shell::Bash {
        let asker = format!("{VARIABLE}=\"bash\" \\\n");
        text = text.replace(&asker, &format!("{asker}        {LINE}=\"${{COMP_LINE:0:COMP_POINT}}\" \\\n"));
    }
    if shell == Shell::Zsh {
        // A file in fpath is run as the function itself at the first TAB; without this that TAB would do nothing.
        text.push_str(
            "if [ \"${funcstack[1]}\" = \"_flixir\" ]; then\n    _clap_dynamic_completer_flixir \"$@\"\nfi\n",
        );
    }
    text
}

/// Returns the scripts that are put into files, for `doctor`.
pub(super) fn scripts() -> Vec<doctor::Script> {
    let script = |shell: &Shell| {
        let name = match shell {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Elvish => "elvish",
            Shell::Nushell => "nushell",
        };
        doctor::Script { shell: name, text: self::script(*shell, super::args::command()) }
    };
    Shell::value_variants().iter().map(script).collect()
}

/// Answers a shell: `arguments` are what the script hands over (`-- flixir lists sh`). `None` where no shell asks.
pub fn answer(arguments: &[OsString], environment: &BTreeMap<String, String>) -> Option<String> {
    let asker = environment.get(VARIABLE).filter(|name| !name.is_empty())?;
    let Ok(shell) = Shell::from_str(asker, true) else { return Some(String::new()) };
    let start = arguments.iter().position(|word| word == "--").map_or(arguments.len(), |at| at + 1);
    let mut words = arguments.get(start..).unwrap_or_default().to_vec();
    if words.is_empty() {
        return Some(String::new());
    }
    let told = environment.get("_CLAP_COMPLETE_INDEX").and_then(|index| index.parse().ok());
    let mut index: usize = told.unwrap_or(words.len() - 1);
    if words.len() <= index {
        words.resize(index + 1, OsString::new());
    }
    let line = environment.get(LINE).filter(|_| shell == Shell::Bash);
    let given = line.and_then(|line| join_at_colons(&mut words, &mut index, line)).unwrap_or_default();
    // The commands that `flixir help` takes are those that `flixir` takes.
    if index > 1 && words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        index -= 1;
    }
    let current = words.get(index).and_then(|word| word.to_str()).unwrap_or_default().to_owned();
    let typed: Vec<String> =
        words.iter().take(index).filter_map(|word| word.to_str().map(str::to_owned)).collect();
    let mut command = with_values(super::args::command(), &typed, environment);
    let found = clap_complete::engine::complete(&mut command, words, index, None).unwrap_or_default();
    let separator = environment.get("_CLAP_IFS").map_or("\n", String::as_str);
    let found = without_option_flood(found, &current).into_iter().filter_map(|candidate| {
        let rest = candidate.get_value().to_str()?.strip_prefix(&given)?.to_owned();
        let help = candidate.get_help().cloned();
        Some(if given.is_empty() { candidate } else { CompletionCandidate::new(rest).help(help) })
    });
    Some(print(shell, separator, &found.collect::<Vec<_>>()))
}

/// Puts the word under the cursor together again where Bash cut it at its colons; returns how much of it stands in the
/// line already and is not to be given again.
fn join_at_colons(words: &mut Vec<OsString>, index: &mut usize, line: &str) -> Option<String> {
    let word = line.rsplit([' ', '\t']).next()?;
    let end = word.rfind(':')? + 1;
    // Somebody may have taken the colon out of COMP_WORDBREAKS.
    if words.get(*index).is_some_and(|current| current == word) {
        return None;
    }
    let pieces =
        word.split_inclusive(':').map(|piece| if piece.len() > 1 && piece.ends_with(':') { 2 } else { 1 });
    let start = (*index + 1).checked_sub(pieces.sum())?;
    words.splice(start..=*index, [OsString::from(word)]);
    *index = start;
    Some(word[..end].to_owned())
}

/// Where there are values or commands to choose from and nothing is typed yet, thirty options would bury them.
fn without_option_flood(mut found: Vec<CompletionCandidate>, current: &str) -> Vec<CompletionCandidate> {
    let is_option =
        |candidate: &CompletionCandidate| candidate.get_value().to_string_lossy().starts_with('-');
    if current.is_empty() && found.iter().any(|candidate| !is_option(candidate)) {
        found.retain(|candidate| !is_option(candidate));
    }
    found
}

/// Puts the candidates into the form that each script reads.
fn print(shell: Shell, separator: &str, found: &[CompletionCandidate]) -> String {
    let lines = found.iter().map(|candidate| {
        let value = candidate.get_value().to_string_lossy();
        let help = candidate.get_help().map(ToString::to_string);
        let help = help.as_deref().and_then(|help| help.lines().next()).unwrap_or_default();
        match (shell, help) {
            (Shell::Bash, _) => escape_for_bash(&value),
            (Shell::Zsh, "") => escape_for_zsh(&value),
            (Shell::Zsh, help) => format!("{}:{}", escape_for_zsh(&value), help.replace('\\', "\\\\")),
            (Shell::Elvish | Shell::Nushell, _) | (_, "") => value.into_owned(),
            (Shell::Fish | Shell::Powershell, help) => format!("{value}\t{help}"),
        }
    });
    match shell {
        Shell::Fish | Shell::Powershell => lines.map(|line| line + "\n").collect(),
        _ => lines.collect::<Vec<_>>().join(separator),
    }
}

/// Bash puts a candidate into the line as it is, so what it would split or expand is escaped here.
fn escape_for_bash(value: &str) -> String {
    let mut shown = String::with_capacity(value.len());
    for letter in value.chars() {
        let is_plain = letter.is_alphanumeric() || "-_./,:=+@%".contains(letter) || !letter.is_ascii();
        if !is_plain {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

fn escape_for_zsh(value: &str) -> String {
    value.replace('\\', "\\\\").replace(':', "\\:")
}

/// Hangs values on the arguments that take them, by the names that the help shows for them: a new command with a `LIST`
/// completes lists without a word about it.
fn with_values(command: Command, typed: &[String], environment: &BTreeMap<String, String>) -> Command {
    let options = GlobalOptions { profile: profile_of(typed), ..GlobalOptions::default() };
    let Ok(settings) = Settings::resolve(&options, environment) else { return command };
    let chosen = Chosen {
        path: path_of(&command, typed).join(" "),
        words: free_words(&command, typed),
        assumed: if wants_shows(typed) { MediaType::Tv } else { MediaType::Movie },
    };
    hang(command, &chosen, &settings, "")
}

/// What was typed before the word that is to be completed.
struct Chosen {
    /// The commands.
    path: String,
    /// What is neither a command nor an option, nor an option's value.
    words: Vec<String>,
    /// What a number alone is.
    assumed: MediaType,
}

impl Chosen {
    /// Returns whether the line is about movies or about shows, where it tells.
    fn titles_of(&self) -> Option<MediaType> {
        match self.path.as_str() {
            "movies" => Some(MediaType::Movie),
            "tv" => Some(MediaType::Tv),
            "discover" => self.words.first()?.parse().ok(),
            _ => None,
        }
    }
}

fn hang(command: Command, chosen: &Chosen, settings: &Settings, path: &str) -> Command {
    command
        .mut_args(|argument| match values_of(&argument, chosen, path) {
            Some(values) => {
                let settings = settings.clone();
                argument.add(ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
                    let current = current.to_string_lossy();
                    candidates(values.find(&settings, &current), &current)
                }))
            }
            None => argument,
        })
        .mut_subcommands(|inner| {
            let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
            hang(inner, chosen, settings, &path)
        })
}

fn candidates(found: Vec<Suggestion>, current: &str) -> Vec<CompletionCandidate> {
    // A control, bidi or zero-width character could do anything to a prompt; such a name can still be reached by its id.
    let fits = |suggestion: &Suggestion| {
        suggestion.value.starts_with(current)
            && crate::output::sanitize::line(&suggestion.value) == suggestion.value
    };
    let candidate = |suggestion: Suggestion| {
        let about = crate::output::sanitize::line(&suggestion.about).into_owned();
        CompletionCandidate::new(suggestion.value).help((!about.is_empty()).then(|| about.into()))
    };
    found.into_iter().filter(fits).map(candidate).collect()
}

/// What an argument's values are.
#[derive(Clone)]
enum Values {
    Lists,
    Operations(&'static [Status]),
    Profiles,
    ConfigKeys,
    Fields(String),
    /// By number; a number alone is of this type.
    Items(MediaType),
    /// Words of titles, after these.
    Words(Vec<String>),
    Titles,
    /// Names of genres; of both kinds of titles where the line doesn't tell which.
    Genres(Option<MediaType>),
}

impl Values {
    fn find(&self, settings: &Settings, current: &str) -> Vec<Suggestion> {
        match self {
            Self::Items(assumed) => completion::items(settings, current, *assumed),
            Self::Words(before) => completion::words(settings, before, current),
            Self::Titles => completion::titles(settings, current),
            Self::Genres(media_type) => completion::genres(*media_type, current),
            Self::Lists => completion::lists(settings),
            Self::Operations(statuses) => completion::operations(settings, statuses),
            Self::Profiles => completion::profiles(settings),
            Self::ConfigKeys => CONFIG_KEYS
                .iter()
                .map(|key| Suggestion { value: key.key.to_owned(), about: key.about.to_owned() })
                .collect(),
            Self::Fields(path) => super::schema::fields(path)
                .into_iter()
                .map(|field| Suggestion { value: field, about: String::new() })
                .collect(),
        }
    }
}

fn values_of(argument: &Arg, chosen: &Chosen, path: &str) -> Option<Values> {
    match argument.get_long() {
        Some("profile") => return Some(Values::Profiles),
        Some("fields") => return Some(Values::Fields(chosen.path.clone())),
        Some("search") => return Some(Values::Titles),
        Some("genre") => return Some(Values::Genres(chosen.titles_of())),
        _ => {}
    }
    let name = argument.get_value_names().and_then(|names| names.first()).map(|name| name.as_str())?;
    match (name, path) {
        ("LIST" | "LISTS" | "A" | "B", _) => Some(Values::Lists),
        ("ID", "queue cancel" | "queue adopt") => Some(Values::Operations(&[Status::Pending])),
        ("ID", "queue retry") => Some(Values::Operations(&[Status::Pending, Status::Failed])),
        ("ID", "queue show") => Some(Values::Operations(&Status::ALL)),
        ("KEY", path) if path.starts_with("config") => Some(Values::ConfigKeys),
        ("ITEM", _) => Some(Values::Items(chosen.assumed)),
        ("QUERY", "search") => Some(Values::Words(chosen.words.clone())),
        _ => None,
    }
}

/// Returns the commands among the words typed so far.
fn path_of<'a>(command: &'a Command, typed: &[String]) -> Vec<&'a str> {
    let mut path = Vec::new();
    let mut here = command;
    for word in typed.iter().skip(1) {
        if let Some(inner) = here.find_subcommand(word) {
            path.push(inner.get_name());
            here = inner;
        }
    }
    path
}

/// Returns the words typed so far that are neither commands nor options, nor options' values.
fn free_words(command: &Command, typed: &[String]) -> Vec<String> {
    let mut here = command;
    let mut words = Vec::new();
    let mut is_value = false;
    for word in typed.iter().skip(1) {
        if std::mem::take(&mut is_value) {
            continue;
        }
        if let Some(inner) = here.find_subcommand(word) {
            here = inner;
        } else if let Some(option) = word.strip_prefix('-') {
            let takes_value = |argument: &Arg| {
                let name = option.strip_prefix('-');
                let is_it = match name {
                    Some(long) => argument.get_long() == Some(long),
                    None => argument.get_short().is_some_and(|short| option.chars().eq([short])),
                };
                is_it && argument.get_action().takes_values()
            };
            is_value = here.get_arguments().chain(command.get_arguments()).any(takes_value);
        } else {
            words.push(word.clone());
        }
    }
    words
}

fn wants_shows(typed: &[String]) -> bool {
    typed.windows(2).any(|pair| pair[0] == "--type" && pair[1] == "tv")
        || typed.iter().any(|word| word == "--type=tv")
}

fn profile_of(typed: &[String]) -> Option<String> {
    typed.iter().enumerate().find_map(|(index, word)| match word.strip_prefix("--profile") {
        Some("") => typed.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MediaRef, Timestamp};
    use crate::store::{CatalogBuilder, CatalogFacts, State};

    fn home() -> (tempfile::TempDir, BTreeMap<String, String>) {
        let folder = tempfile::tempdir().unwrap();
        let environment = BTreeMap::from([("HOME".to_owned(), folder.path().to_string_lossy().into_owned())]);
        (folder, environment)
    }

    fn ask(shell: &str, environment: &BTreeMap<String, String>, words: &[&str]) -> String {
        let mut environment = environment.clone();
        environment.insert(VARIABLE.to_owned(), shell.to_owned());
        let arguments: Vec<OsString> = ["--", "flixir"].iter().chain(words).map(OsString::from).collect();
        answer(&arguments, &environment).unwrap()
    }

    #[test]
    fn nobody_is_answered_who_does_not_ask() {
        let (_folder, environment) = home();
        assert_eq!(answer(&["--".into(), "flixir".into()], &environment), None);
        assert_eq!(ask("tcsh", &environment, &[""]), "");
        let mut asked = environment;
        asked.insert(VARIABLE.to_owned(), "bash".to_owned());
        assert_eq!(answer(&[], &asked).as_deref(), Some(""));
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
        assert_eq!(completion::lists(&settings), [], "no database, no values");
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
        let values: Vec<String> = completion::lists(&settings).into_iter().map(|found| found.value).collect();
        assert_eq!(values, ["Sci fi", "8068"]);
        assert_eq!(ask("fish", &environment, &["--profile", ""]), "work\tprofile\n");
        assert_eq!(profile_of(&["--profile=work".to_owned()]).as_deref(), Some("work"));
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
        assert_eq!(ask("zsh", &environment, &["info", "movie:6"]), "movie\\:603:The Matrix");
        assert_eq!(ask("bash", &environment, &["info", ""]).lines().count(), 3);
        let at_colon = |line: &str, words: &[&str]| {
            let mut environment = environment.clone();
            environment.insert(LINE.to_owned(), line.to_owned());
            ask("bash", &environment, words)
        };
        assert_eq!(at_colon("flixir info tv:", &["info", "tv", ""]), "60");
        assert_eq!(at_colon("flixir info tv:6", &["info", "tv", ":", "6"]), "60");
        assert_eq!(at_colon("flixir info tv:6", &["info", "tv:6"]), "tv:60", "no colon breaks words there");
        assert_eq!(
            at_colon("flixir info tv:60 movie:2", &["info", "tv", ":", "60", "movie", ":", "2"]),
            "238"
        );
        assert!(ask("fish", &environment, &["search", "MAT"]).starts_with("MATrix\tMatrix: of"));
        assert_eq!(
            ask("fish", &environment, &["search", "--type", "tv", "the", "go"]),
            "godfather\tThe Godfather\n"
        );
        assert_eq!(ask("fish", &environment, &["info", "--search", "the g"]), "the godfather\tmovie:238\n");
        assert_eq!(ask("bash", &environment, &["info", "--search", "the g"]), "the\\ godfather");
    }

    #[test]
    fn genres_are_those_of_the_kind_of_title() {
        let (_folder, environment) = home();
        assert_eq!(ask("fish", &environment, &["discover", "tv", "--genre", "sci"]), "sci-Fi & Fantasy\n");
        assert_eq!(ask("bash", &environment, &["movies", "popular", "--genre", "S"]), "Science\\ Fiction");
        assert_eq!(
            ask("fish", &environment, &["discover", "movie", "--genre", "drama|thr"]),
            "drama|thriller\n"
        );
        assert_eq!(ask("fish", &environment, &["search", "x", "--genre", "an"]), "animation\n");
    }

    #[test]
    fn each_shell_reads_its_own_form() {
        let candidate = CompletionCandidate::new("Sci fi: $x").help(Some("list 8068".into()));
        let found = [candidate];
        assert_eq!(print(Shell::Bash, "\u{b}", &found), "Sci\\ fi:\\ \\$x");
        assert_eq!(print(Shell::Zsh, "\n", &found), "Sci fi\\: $x:list 8068");
        assert_eq!(print(Shell::Fish, "\n", &found), "Sci fi: $x\tlist 8068\n");
    }

    #[test]
    fn a_damaged_database_gives_no_values_and_no_error() {
        let (_folder, environment) = home();
        let settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
        std::fs::create_dir_all(settings.profile_folder()).unwrap();
        std::fs::write(settings.profile_folder().join("state.db"), vec![b'x'; 8192]).unwrap();
        assert_eq!(completion::lists(&settings), []);
    }
}
