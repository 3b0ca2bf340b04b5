//! What is wrong with a command line, in one sentence, and what the person probably meant. Not for the parser: that is
//! `args`.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind as Refusal};

use strsim::damerau_levenshtein;

use super::args::command;
use super::help::named_command;
use crate::error::Error;

/// Words that people type for a command that has another name, below which command (`""` is `flixir` itself), and what
/// they most probably mean. What only differs by a letter or two the parser finds itself.
const MEANT: &[(&str, &str, &str)] = &[
    ("", "login", "auth login"),
    ("", "signin", "auth login"),
    ("", "logout", "auth logout"),
    ("", "whoami", "auth status"),
    ("", "token", "auth token"),
    ("", "sync", "lists sync"),
    ("", "pull", "lists sync"),
    ("", "push", "queue retry"),
    ("", "flush", "queue retry"),
    ("", "retry", "queue retry"),
    ("", "cancel", "queue cancel"),
    ("", "pending", "queue ls"),
    ("", "import", "lists import"),
    ("", "export", "lists export"),
    ("", "apply", "lists apply"),
    ("", "create", "lists create"),
    ("", "new", "lists create"),
    ("", "add", "lists add"),
    ("", "remove", "lists remove"),
    ("", "rm", "lists remove"),
    ("", "delete", "lists delete"),
    ("", "ls", "lists ls"),
    ("", "list", "lists ls"),
    ("", "show", "lists show"),
    ("", "find", "search"),
    ("", "details", "info"),
    ("", "view", "info"),
    ("", "movie", "info"),
    ("", "person", "info"),
    ("", "actor", "info"),
    ("", "film", "movies"),
    ("", "films", "movies"),
    ("", "popular", "movies popular"),
    ("", "trending", "movies trending"),
    ("", "upcoming", "movies upcoming"),
    ("", "shows", "tv"),
    ("", "fav", "favorites"),
    ("", "favs", "favorites"),
    ("", "favourite", "favorites"),
    ("", "favourites", "favorites"),
    ("", "watch", "watchlist"),
    ("", "rate", "ratings add"),
    ("", "rating", "ratings"),
    ("", "server", "sandbox"),
    ("", "serve", "sandbox"),
    ("", "tutorial", "demo"),
    ("", "check", "doctor"),
    ("", "settings", "config"),
    ("", "version", "--version"),
    ("auth", "whoami", "auth status"),
    ("auth", "signin", "auth login"),
    ("lists", "list", "lists ls"),
    ("lists", "view", "lists show"),
    ("lists", "new", "lists create"),
    ("lists", "make", "lists create"),
    ("lists", "rename", "lists edit"),
    ("lists", "rm", "lists remove"),
    ("lists", "del", "lists delete"),
    ("lists", "history", "lists log"),
    ("lists", "undo", "lists restore"),
    ("favorites", "list", "favorites ls"),
    ("favorites", "rm", "favorites remove"),
    ("watchlist", "list", "watchlist ls"),
    ("watchlist", "rm", "watchlist remove"),
    ("ratings", "list", "ratings ls"),
    ("ratings", "set", "ratings add"),
    ("ratings", "rm", "ratings remove"),
    ("queue", "list", "queue ls"),
    ("queue", "status", "queue ls"),
    ("queue", "run", "queue retry"),
    ("queue", "flush", "queue retry"),
    ("queue", "push", "queue retry"),
    ("queue", "rm", "queue cancel"),
    ("queue", "clear", "queue prune"),
    ("cache", "status", "cache stats"),
    ("cache", "prune", "cache clear"),
    ("catalog", "stats", "catalog status"),
    ("config", "list", "config ls"),
    ("config", "show", "config ls"),
];

/// Puts the parser's refusal into one sentence and a hint.
pub fn error(refusal: &clap::Error, command_line: &[OsString]) -> Error {
    let named = named_command(command_line);
    if let Some(ContextValue::String(typed)) = refusal.get(ContextKind::InvalidSubcommand) {
        return no_command(&named, typed);
    }
    let text = refusal.render().to_string();
    let (head, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = head.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
    // The advice to pass an unknown option as a value doesn't help a person who meant an option.
    let tip = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let tip = tip.filter(|tip| !tip.starts_with("to pass '"));
    let usage = rest.lines().find_map(|line| line.trim().strip_prefix("Usage: "));
    // The usage doesn't name the options.
    let usage = usage.filter(|_| refusal.kind() != Refusal::UnknownArgument);
    let hint = match (tip, usage) {
        (Some(tip), _) => tip.to_owned(),
        (None, Some(usage)) => format!("usage: {usage}"),
        (None, None) => format!("see: {named} --help"),
    };
    Error::usage(message).with_hint(hint)
}

fn no_command(named: &str, typed: &str) -> Error {
    let hint = match meant(named, &typed.to_lowercase()) {
        Some(meant) => format!("did you mean: flixir {meant}"),
        None => format!("see: {named} --help"),
    };
    Error::usage(format!("there is no command '{named} {typed}'")).with_hint(hint)
}

/// Returns the command that a person means who typed, after `named`, a word that is no command.
fn meant(named: &str, typed: &str) -> Option<String> {
    let below = named.strip_prefix("flixir").unwrap_or_default().trim_start();
    let by_meaning = MEANT.iter().filter(|(at, ..)| *at == below);
    let by_meaning = by_meaning.map(|(_, word, meant)| ((*word).to_owned(), (*meant).to_owned()));
    let names = names_below(below).into_iter();
    let by_name = names.map(|name| (name.clone(), format!("{below} {name}").trim_start().to_owned()));
    let near = by_meaning.chain(by_name).map(|(word, meant)| (damerau_levenshtein(&word, typed), meant));
    near.filter(|(distance, _)| *distance <= typing_errors(typed))
        .min_by_key(|found| found.0)
        .map(|found| found.1)
}

/// Returns the names of the commands directly below one.
fn names_below(path: &str) -> Vec<String> {
    let tree = command();
    let found = path.split_whitespace().try_fold(&tree, |found, word| found.find_subcommand(word));
    let inner = found.into_iter().flat_map(clap::Command::get_subcommands);
    inner.map(|inner| inner.get_name().to_owned()).collect()
}

/// How many letters may be wrong in a word before it is another word.
fn typing_errors(word: &str) -> usize {
    match word.chars().count() {
        0..3 => 0,
        3..6 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::parse;
    use crate::cli::tests::commands;

    fn hint(line: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        error(&parse(&words).unwrap_err(), &words).hint().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_word_that_is_no_command_leads_to_what_is_meant() {
        assert_eq!(hint("flixir login"), "did you mean: flixir auth login");
        assert_eq!(hint("flixir Sync"), "did you mean: flixir lists sync");
        assert_eq!(hint("flixir favourites"), "did you mean: flixir favorites");
        assert_eq!(hint("flixir --json queue run"), "did you mean: flixir queue retry");
        assert_eq!(hint("flixir serach dune"), "did you mean: flixir search");
        assert_eq!(hint("flixir lsits ls"), "did you mean: flixir lists");
        assert_eq!(hint("flixir logn"), "did you mean: flixir auth login");
        assert_eq!(hint("flixir lists rn"), "see: flixir lists --help");
        assert_eq!(hint("flixir xyzzy"), "see: flixir --help");
        assert_eq!(hint("flixir lists xyzzy"), "see: flixir lists --help");
    }

    #[test]
    fn only_what_there_is_can_be_meant() {
        let known = commands();
        let tree = command();
        for (below, word, meant) in MEANT {
            let exists = |path: &str| {
                let is_below =
                    |known: &String| path.strip_prefix(known).is_some_and(|rest| rest.starts_with(' '));
                known.iter().any(|known| known == path || is_below(known))
                    || tree.find_subcommand(path).is_some()
            };
            assert!(meant.starts_with("--") || exists(meant), "{meant}");
            let typed = format!("{below} {word}").trim_start().to_owned();
            assert!(!known.contains(&typed), "{typed} is a command");
        }
    }
}
