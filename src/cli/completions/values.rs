//! Which argument has which values. They are found by the names that the help shows for arguments, so that a new command
//! with a `LIST` completes lists without a word about it. Not for reading the values: that is `services::completion`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};

use super::line::is_harmless;
use crate::cli::schema;
use crate::domain::MediaType;
use crate::services::answers::AnswerKind;
use crate::services::completion::{self, Collections, ListChoice, Suggestion, Verb};
use crate::settings::{CONFIG_KEYS, GlobalOptions, Settings, ValueKind};
use crate::store::TITLES;
use crate::tmdb::discover::NameKind;

/// Gives arguments their values.
pub(super) fn with_values(
    command: Command,
    typed: &[String],
    environment: &BTreeMap<String, String>,
) -> Command {
    let region = value_of(typed, "--region");
    let options = GlobalOptions { profile: value_of(typed, "--profile"), region, ..GlobalOptions::default() };
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

    /// Returns where the items of a command must be, where they must be somewhere.
    fn source(&self) -> Option<&str> {
        match self.path.as_str() {
            "lists remove" | "lists copy" | "lists move" => self.words.first().map(String::as_str),
            "watchlist remove" => Some("@watchlist"),
            "favorites remove" => Some("@favorites"),
            "ratings remove" => Some("@rated"),
            _ => None,
        }
    }
}

fn hang(command: Command, chosen: &Chosen, settings: &Settings, path: &str) -> Command {
    command
        .mut_args(|argument| match values_of(&argument, chosen, path) {
            Some(values) => {
                let settings = settings.clone();
                argument
                    .add(ArgValueCompleter::new(move |current: &OsStr| values.complete(&settings, current)))
            }
            None => argument,
        })
        .mut_subcommands(|inner| {
            let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
            hang(inner, chosen, settings, &path)
        })
}

/// What an argument's values are.
#[derive(Clone)]
enum Values {
    /// Lists, and which collections count as one.
    Lists(Collections),
    /// Lists that can be restored.
    PastLists,
    /// Lists, and files with one in it.
    ListsAndFiles,
    /// Lists as `queue ls --list` takes them.
    QueuedLists,
    Operations(Verb),
    Profiles,
    ConfigKeys,
    /// The values of a setting.
    OfSetting(String),
    Fields(String),
    /// By number; a number alone is of this type.
    Items(MediaType),
    /// Those on a list, without those typed already.
    ItemsOn {
        list: String,
        used: Vec<String>,
        assumed: MediaType,
    },
    /// Words of titles, after these.
    Words(Vec<String>),
    Titles,
    /// Of both kinds of titles where the line doesn't tell which.
    Genres(Option<MediaType>),
    Providers(Option<MediaType>),
    Certifications,
    Names(NameKind),
    /// The next word of a command with a schema, after these.
    Schemas(Vec<String>),
    CacheKinds,
}

impl Values {
    fn complete(&self, settings: &Settings, current: &OsStr) -> Vec<CompletionCandidate> {
        let typed = current.to_string_lossy();
        let found = self.find(settings, &typed).into_iter().filter(|found| found.value.starts_with(&*typed));
        let mut candidates: Vec<CompletionCandidate> = found
            .map(|Suggestion { value, about }| {
                CompletionCandidate::new(value).help((!about.is_empty()).then(|| about.into()))
            })
            .collect();
        match self {
            Self::Items(_) => candidates.extend(files(current, names_a_title)),
            Self::ListsAndFiles => candidates.extend(files(current, Path::is_file)),
            _ => {}
        }
        candidates
    }

    fn find(&self, settings: &Settings, typed: &str) -> Vec<Suggestion> {
        match self {
            Self::Items(assumed) => completion::items(settings, typed, *assumed),
            Self::ItemsOn { list, used, assumed } => {
                completion::items_on(settings, list, typed, used, *assumed)
            }
            Self::Words(before) => completion::words(settings, before, typed),
            Self::Titles => completion::titles(settings, typed),
            Self::Genres(media_type) => completion::genres(*media_type, typed),
            Self::Providers(media_type) => completion::providers(settings, *media_type, typed, '|'),
            Self::Certifications => completion::certifications(settings, typed),
            Self::Names(kind) => completion::names(settings, *kind, typed),
            Self::Lists(collections) => lists(settings, typed, *collections, false),
            Self::PastLists => lists(settings, typed, Collections::All, true),
            Self::ListsAndFiles => lists(settings, typed, Collections::All, false),
            Self::QueuedLists => {
                let mut found = lists(settings, typed, Collections::None, false);
                found.extend(["favorites", "watchlist", "ratings"].map(|word| plain(word, "")));
                found
            }
            Self::Operations(verb) => completion::operations(settings, typed, *verb),
            Self::Profiles => completion::profiles(settings),
            Self::ConfigKeys => CONFIG_KEYS.iter().map(|key| plain(key.key, key.about)).collect(),
            Self::OfSetting(key) => values_of_setting(settings, key, typed),
            Self::Fields(path) => schema::fields(path).iter().map(|field| plain(field, "")).collect(),
            Self::Schemas(before) => {
                schema::continuations(before).into_iter().map(|(word, about)| plain(word, about)).collect()
            }
            Self::CacheKinds => {
                AnswerKind::ALL.iter().map(|kind| plain(kind.name(), "")).chain([plain(TITLES, "")]).collect()
            }
        }
    }
}

fn lists(settings: &Settings, typed: &str, collections: Collections, with_deleted: bool) -> Vec<Suggestion> {
    // What begins with a dash would be an option, and with an @ a collection.
    let is_typable = |name: &str| is_harmless(name) && !name.starts_with(['-', '@']);
    completion::lists(settings, ListChoice { typed, collections, with_deleted, is_typable })
}

fn plain(value: &str, about: &str) -> Suggestion {
    Suggestion { value: value.to_owned(), about: about.to_owned() }
}

/// Returns the files that fit. Folders are offered, too, once a part of a name is typed.
fn files(current: &OsStr, fits: impl Fn(&Path) -> bool + Send + Sync + 'static) -> Vec<CompletionCandidate> {
    let all = PathCompleter::any()
        .current_dir(".")
        .filter(move |path| path.is_file() && fits(path))
        .complete(current);
    let is_folder = |candidate: &CompletionCandidate| {
        candidate.get_value().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR)
    };
    all.into_iter().filter(|candidate| !current.is_empty() || !is_folder(candidate)).collect()
}

/// Kodi's files name a title inside, others in their own name (`[tmdbid-603]`, `{tmdb-603}`).
fn names_a_title(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    Path::new(&name).extension().is_some_and(|extension| extension == "nfo")
        || name.contains("[tmdbid-")
        || name.contains("{tmdb-")
}

fn values_of_setting(settings: &Settings, key: &str, typed: &str) -> Vec<Suggestion> {
    match (key, CONFIG_KEYS.iter().find(|known| known.key == key)) {
        ("profile", _) => completion::profiles(settings),
        ("providers", _) => completion::providers(settings, None, typed, ','),
        (_, Some(known)) => match known.kind {
            ValueKind::Flag => {
                ["true", "false"].map(|word| plain(word, default_note(known.default, word))).into()
            }
            ValueKind::OneOf(words) => {
                words.iter().map(|word| plain(word, default_note(known.default, word))).collect()
            }
            _ if known.default.is_empty() => Vec::new(),
            _ => vec![plain(known.default, "the default")],
        },
        _ => Vec::new(),
    }
}

fn default_note(default: &str, word: &str) -> &'static str {
    if default == word { "the default" } else { "" }
}

fn values_of(argument: &Arg, chosen: &Chosen, path: &str) -> Option<Values> {
    match argument.get_long() {
        Some("profile") => return Some(Values::Profiles),
        Some("fields") => return Some(Values::Fields(chosen.path.clone())),
        Some("search") => return Some(Values::Titles),
        Some("genre") => return Some(Values::Genres(chosen.titles_of())),
        Some("provider") => return Some(Values::Providers(chosen.titles_of())),
        Some("certification") => return Some(Values::Certifications),
        Some("person") => return Some(Values::Names(NameKind::Person)),
        Some("keyword") => return Some(Values::Names(NameKind::Keyword)),
        Some("company") => return Some(Values::Names(NameKind::Company)),
        Some("not-in") => return Some(Values::ListsAndFiles),
        _ => {}
    }
    let name = argument.get_value_names().and_then(|names| names.first()).map(|name| name.as_str())?;
    match (name, path) {
        ("LIST", "lists restore") => Some(Values::PastLists),
        ("LIST", "queue ls") => Some(Values::QueuedLists),
        ("A" | "B", "lists diff") => Some(Values::ListsAndFiles),
        ("LIST" | "LISTS" | "A" | "B", _) => Some(Values::Lists(collections_of(path, argument.get_long()))),
        ("ID", "queue show") => Some(Values::Operations(Verb::Show)),
        ("ID", "queue retry") => Some(Values::Operations(Verb::Retry)),
        ("ID", "queue cancel") => Some(Values::Operations(Verb::Cancel)),
        ("ID", "queue adopt") => Some(Values::Operations(Verb::Adopt)),
        ("KEY", "config get" | "config set" | "config unset") => Some(Values::ConfigKeys),
        ("VALUE", "config set") => chosen.words.first().map(|key| Values::OfSetting(key.clone())),
        ("KIND", "cache clear") => Some(Values::CacheKinds),
        ("COMMAND", "schema") => Some(Values::Schemas(chosen.words.clone())),
        ("ITEM", _) => Some(match chosen.source() {
            Some(list) => {
                Values::ItemsOn { list: list.to_owned(), used: chosen.words.clone(), assumed: chosen.assumed }
            }
            None => Values::Items(chosen.assumed),
        }),
        ("QUERY", "search") => Some(Values::Words(chosen.words.clone())),
        _ => None,
    }
}

/// Returns the collections that a command takes for a list.
fn collections_of(path: &str, option: Option<&str>) -> Collections {
    match (path, option) {
        ("lists copy", Some("to")) | ("lists move", _) => Collections::Unrated,
        (
            "lists show" | "lists contains" | "lists copy" | "lists diff" | "lists union" | "lists intersect"
            | "lists minus" | "lists export",
            _,
        )
        | ("lists import", Some("to")) => Collections::All,
        _ => Collections::None,
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

/// Returns the value of a global option, given as `--option value` or `--option=value`.
fn value_of(typed: &[String], option: &str) -> Option<String> {
    typed.iter().enumerate().find_map(|(index, word)| match word.strip_prefix(option) {
        Some("") => typed.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    })
}
