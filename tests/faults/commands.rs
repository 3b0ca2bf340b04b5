//! Every command with a line that stands for it. Not for what a fault makes of it: that is `rules.rs`.

use clap::Command;

/// What a command needs of TMDB, which decides how it ends under a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Nothing: it works on what is here.
    Local,
    /// Public data, answered from the cache where TMDB can't.
    Public,
    /// The account's data, answered from the mirror where TMDB can't.
    Mirrored,
    /// TMDB's word and nothing else.
    Direct,
    /// A write that the queue takes where TMDB can't.
    Queued,
    /// TMDB's word on what is to be written, and then the queue.
    Compared,
    /// Findings about everything, TMDB included.
    Findings,
}

/// A command and the line that stands for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// As typed after `flixir`; the rest of the line follows in `rest`.
    pub(crate) path: &'static str,
    /// Arguments. `{id}` is the operation that waits, `{folder}` a folder with files to read.
    pub(crate) rest: &'static [&'static str],
    pub(crate) class: Class,
    /// What happens before the fault, so that there is something to do.
    pub(crate) before: &'static [&'static [&'static str]],
    /// Prints JSON; the others print what they are asked for.
    pub(crate) is_json: bool,
}

const fn line(path: &'static str, class: Class, rest: &'static [&'static str]) -> Line {
    Line { path, rest, class, before: &[], is_json: true }
}

const fn raw(path: &'static str, class: Class, rest: &'static [&'static str]) -> Line {
    Line { is_json: false, ..line(path, class, rest) }
}

const fn after(before: &'static [&'static [&'static str]], line: Line) -> Line {
    Line { before, ..line }
}

const WAITING: &[&[&str]] =
    &[&["lists", "show", "Films"], &["lists", "add", "Films", "movie:680", "--offline"]];
const OFFLINE: &[&[&str]] = &[&["lists", "create", "Offline", "--offline"]];
const LOGGED_IN: &[&[&str]] = &[&["auth", "login"]];

use Class::{Compared, Direct, Findings, Local, Mirrored, Public, Queued};

pub(crate) const LINES: &[Line] = &[
    line("lists ls", Mirrored, &[]),
    line("lists show", Mirrored, &["Films"]),
    line("lists create", Queued, &["New"]),
    line("lists edit", Queued, &["Films", "--name", "Renamed"]),
    line("lists delete", Queued, &["Films", "--yes"]),
    line("lists clear", Queued, &["Films", "--yes"]),
    line("lists add", Queued, &["Films", "movie:680", "movie:13"]),
    line("lists remove", Queued, &["Films", "movie:603"]),
    line("lists contains", Mirrored, &["Films", "movie:603"]),
    after(WAITING, line("lists sync", Compared, &["Films"])),
    after(OFFLINE, line("lists link", Direct, &["Offline", "{elsewhere}"])),
    line("lists status", Local, &[]),
    line("lists stats", Mirrored, &["Films"]),
    line("lists share", Mirrored, &["Films"]),
    line("lists import", Queued, &["{folder}/items.csv", "--to", "Films"]),
    raw("lists export", Mirrored, &["Films", "--to", "list"]),
    line("lists apply", Compared, &["{folder}/films.list"]),
    line("lists log", Local, &[]),
    after(&[&["lists", "clear", "Films", "--yes"]], line("lists restore", Compared, &["Films"])),
    line("lists copy", Queued, &["Films", "movie:603", "--to", "@favorites"]),
    line("lists move", Queued, &["Films", "movie:603", "--to", "@favorites"]),
    line("lists diff", Mirrored, &["Films", "Other"]),
    line("lists union", Mirrored, &["Films", "Other"]),
    line("lists intersect", Mirrored, &["Films", "Other"]),
    line("lists minus", Mirrored, &["Films", "Other"]),
    line("favorites ls", Mirrored, &[]),
    line("favorites add", Queued, &["movie:13"]),
    line("favorites remove", Queued, &["movie:603"]),
    line("watchlist ls", Mirrored, &[]),
    line("watchlist add", Queued, &["tv:1399"]),
    line("watchlist remove", Queued, &["movie:603"]),
    line("ratings ls", Mirrored, &[]),
    line("ratings add", Queued, &["movie:13", "8.5"]),
    line("ratings remove", Queued, &["movie:603"]),
    after(WAITING, line("queue ls", Local, &[])),
    after(WAITING, line("queue show", Local, &["{id}"])),
    after(WAITING, line("queue retry", Direct, &[])),
    after(WAITING, line("queue cancel", Local, &["{id}"])),
    line("queue adopt", Local, &["--yes"]),
    line("queue prune", Local, &[]),
    line("queue stats", Local, &[]),
    raw("queue schedule", Local, &["--kind", "cron"]),
    raw("sandbox", Local, &["--port", "0"]),
    raw("demo", Local, &[]),
    line("search", Public, &["matrix"]),
    line("discover", Public, &["movie", "--genre", "drama"]),
    line("movies", Public, &["popular"]),
    line("tv", Public, &["popular"]),
    line("info", Public, &["movie:603"]),
    line("reviews", Public, &["movie:603"]),
    line("similar", Public, &["movie:603"]),
    line("recommended", Public, &["movie:603"]),
    line("series", Public, &["movie:603"]),
    line("credits", Public, &["movie:603"]),
    line("episodes", Public, &["tv:1399"]),
    line("providers", Public, &["--region", "US"]),
    line("cache stats", Local, &[]),
    line("cache clear", Local, &[]),
    line("cache warm", Public, &["movie:603"]),
    line("catalog update", Direct, &[]),
    line("catalog status", Local, &[]),
    line("catalog clear", Local, &[]),
    line("api", Public, &["GET", "/movie/603"]),
    line("auth login", Direct, &[]),
    after(LOGGED_IN, line("auth logout", Direct, &[])),
    after(LOGGED_IN, line("auth status", Direct, &["--check"])),
    after(LOGGED_IN, line("auth token", Local, &[])),
    line("config path", Local, &[]),
    line("config ls", Local, &[]),
    line("config get", Local, &["language"]),
    line("config set", Local, &["language", "de-DE"]),
    line("config unset", Local, &["language"]),
    raw("completions", Local, &["bash"]),
    line("status", Local, &[]),
    line("doctor", Findings, &[]),
    raw("schema", Local, &["lists", "ls"]),
];

impl Line {
    /// Whether the person logs in with this machine's keyring instead of the environment.
    pub(crate) fn is_about_login(&self) -> bool {
        self.path.starts_with("auth ")
    }
}

impl Line {
    /// Whether it, or what comes before it, leaves something to deliver.
    pub(crate) fn writes(&self) -> bool {
        matches!(self.class, Class::Queued | Class::Compared) || !self.before.is_empty()
    }
}

/// Every command of the parser that runs something.
pub(crate) fn leaves(command: &Command, path: &str, found: &mut Vec<String>) {
    if !command.has_subcommands() {
        found.push(path.to_owned());
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        leaves(inner, format!("{path} {}", inner.get_name()).trim_start(), found);
    }
}
