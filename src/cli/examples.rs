//! Examples of every command: one table for `--help`, the manual and the tests. Not for recipes: those are README.md's.

/// An example: the line as typed, and what it is good for.
pub struct Example {
    /// The command line.
    pub line: &'static str,
    /// What it does, imperative, without a full stop.
    pub about: &'static str,
}

const fn example(line: &'static str, about: &'static str) -> Example {
    Example { line, about }
}

/// Examples by command, as typed after `flixir`.
const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "search",
        &[
            example("flixir search blade runner", "Search movies, TV shows and people"),
            example("flixir search", "Search as you type, mark titles, add them to a list or print them"),
            example("flixir search dune --type movie --year 2021", "Search movies of one year"),
            example(
                "flixir search alien --type movie --all --fields id,title,year -o csv",
                "Write every page as CSV",
            ),
            example("flixir search dune --jsonl | flixir lists add winter -", "Add what was found to a list"),
        ],
    ),
    (
        "discover",
        &[
            example(
                "flixir discover movie --genre drama --year 1999 --sort rating --min-votes 1000",
                "Find the best dramas of a year",
            ),
            example(
                "flixir discover movie --genre \"comedy|romance\" --runtime ..100 --provider mine --region US",
                "Find a short movie on your streaming services",
            ),
            example(
                "flixir discover movie --person \"Hayao Miyazaki\" --sort date",
                "Find everything by a director",
            ),
            example(
                "flixir discover tv --from 2026-01-01 --min-votes 50 --jsonl | flixir lists add new -",
                "Add new TV shows to a list",
            ),
        ],
    ),
    (
        "movies",
        &[
            example("flixir movies popular --limit 10", "Show what is popular now"),
            example(
                "flixir movies top-rated --pages 5 --min-votes 5000",
                "Show well-known movies with high ratings",
            ),
        ],
    ),
    ("tv", &[example("flixir tv on-the-air --region DE", "Show what is on TV now")]),
    (
        "info",
        &[
            example("flixir info movie:603", "Show a movie"),
            example("flixir info tt0133093 tv:1399 --jq '.data[].title'", "Print two titles"),
            example("flixir info --search \"blade runner 2049\"", "Find it by its title"),
            example("flixir info movie:603 --web", "Open its page in the browser"),
        ],
    ),
    ("similar", &[example("flixir similar movie:603 --limit 10", "Show movies that are like this one")]),
    (
        "recommended",
        &[example(
            "flixir recommended tv:1399 --jsonl | flixir watchlist add -",
            "Add what others also liked to your watchlist",
        )],
    ),
    (
        "series",
        &[example(
            "flixir series movie:603 --jsonl | flixir lists add marathon -",
            "Add all movies of a collection to a list",
        )],
    ),
    (
        "credits",
        &[
            example("flixir credits movie:603 --department Directing", "Show who directed a movie"),
            example("flixir credits person:608 --sort date", "Show what a person was in, newest first"),
        ],
    ),
    ("episodes", &[example("flixir episodes tv:1399 --season 1", "Show a season with its air dates")]),
    (
        "providers",
        &[
            example("flixir providers --region DE", "List the streaming services of a region"),
            example("flixir config set providers \"netflix,mubi\"", "Set which of them you have"),
        ],
    ),
    ("reviews", &[example("flixir reviews movie:603", "Read the reviews of a movie")]),
    (
        "auth login",
        &[
            example("flixir auth login", "Log in with the browser"),
            example(
                "flixir auth login --no-browser --wait 600",
                "Print the address, to open it on another machine",
            ),
            example(
                "flixir auth login --insecure-storage",
                "Store the session in a file if there is no keyring",
            ),
        ],
    ),
    ("auth logout", &[example("flixir auth logout", "End the session at TMDB and here")]),
    (
        "auth status",
        &[
            example("flixir auth status", "Show who is logged in and where the session is stored"),
            example("flixir auth status --check", "Ask TMDB whether it still accepts the session"),
        ],
    ),
    ("auth token", &[example("flixir auth token --json", "Print the session, to use it on another machine")]),
    (
        "lists ls",
        &[
            example("flixir lists ls", "Show your lists"),
            example("flixir lists ls --refresh --json", "Fetch them from TMDB now"),
        ],
    ),
    (
        "lists show",
        &[
            example("flixir lists show winter", "Show a list, with changes that are still queued"),
            example(
                "flixir lists show winter --genre \"comedy|romance\" --runtime ..100 --sort random --limit 1",
                "Pick a short comedy or romance for tonight",
            ),
            example(
                "flixir lists show 8068 --all --fields media_type,id,title -o tsv",
                "Write all items as tab-separated columns",
            ),
        ],
    ),
    (
        "lists create",
        &[example(
            "flixir lists create \"Sci-fi for winter\" --description \"Snow outside\" --private",
            "Create a private list",
        )],
    ),
    (
        "lists edit",
        &[
            example("flixir lists edit winter --name \"Winter 2026\"", "Rename a list"),
            example("flixir lists edit winter", "Edit a list as text in $EDITOR"),
        ],
    ),
    ("lists delete", &[example("flixir lists delete winter --yes", "Delete a list without being asked")]),
    ("lists clear", &[example("flixir lists clear winter", "Remove all items from a list, after asking")]),
    (
        "lists add",
        &[
            example("flixir lists add winter movie:603 tv:1399", "Add a movie and a TV show"),
            example("flixir lists add winter --search \"blade runner 2049\"", "Add a title by its name"),
            example("flixir lists add winter - < items.txt", "Add the items in a file, one per line"),
            example(
                "flixir lists add winter movie:603 --comment \"Seen in 35 mm\"",
                "Add a movie with a comment",
            ),
        ],
    ),
    ("lists remove", &[example("flixir lists remove winter movie:603", "Remove a movie from a list")]),
    (
        "lists contains",
        &[example(
            "flixir lists contains winter movie:603 >/dev/null && echo yes",
            "Exit 0 if the movie is on the list, 3 if it is not",
        )],
    ),
    (
        "lists sync",
        &[
            example("flixir lists sync --dry-run", "Show what would be sent and fetched"),
            example("flixir lists sync winter", "Sync one list with TMDB"),
        ],
    ),
    (
        "lists status",
        &[
            example("flixir lists status", "Show which lists have queued changes"),
            example(
                "flixir lists status winter --dead --jsonl | flixir lists remove winter -",
                "Remove titles that TMDB has deleted",
            ),
        ],
    ),
    ("lists stats", &[example("flixir lists stats winter", "Count decades, genres and ratings")]),
    ("lists share", &[example("flixir lists share winter --copy", "Copy the list's address")]),
    (
        "lists import",
        &[example(
            "flixir lists import watched.csv --to seen --create --from letterboxd --unmatched left.csv",
            "Import from Letterboxd, and write rows that need your decision to a file",
        )],
    ),
    (
        "lists export",
        &[example(
            "flixir lists export winter --to list --file winter.list",
            "Write a list as text, for git",
        )],
    ),
    (
        "lists apply",
        &[
            example("flixir lists apply winter.list --dry-run", "Show what a file would change"),
            example("flixir lists apply lists/winter.list --check", "Exit 0 if they match, 8 if they differ"),
        ],
    ),
    ("lists log", &[example("flixir lists log winter", "Show the snapshots of a list")]),
    (
        "lists restore",
        &[example("flixir lists restore winter --at 2026-03-04T05:06:07Z", "Restore a list as it was then")],
    ),
    ("lists link", &[example("flixir lists link winter 8068", "Connect a local list to one on TMDB")]),
    (
        "lists copy",
        &[example("flixir lists copy winter --all --to summer", "Copy every item to another list")],
    ),
    (
        "lists move",
        &[example(
            "flixir lists move @watchlist movie:603 --to seen",
            "Move a movie from the watchlist to a list",
        )],
    ),
    (
        "lists diff",
        &[
            example("flixir lists diff winter winter.list", "Print what only the list or only the file has"),
            example("flixir lists diff winter summer --check", "Exit 8 if two lists differ"),
        ],
    ),
    ("lists union", &[example("flixir lists union winter summer", "Print the items on either list")]),
    (
        "lists intersect",
        &[example(
            "flixir lists intersect winter seen | flixir lists remove winter -",
            "Remove what you have seen from a list",
        )],
    ),
    ("lists minus", &[example("flixir lists minus winter seen", "Print what is on the first list only")]),
    ("favorites ls", &[example("flixir favorites ls", "Show your favorites")]),
    ("favorites add", &[example("flixir favorites add movie:603", "Add a movie to your favorites")]),
    ("favorites remove", &[example("flixir favorites remove movie:603", "Remove it from your favorites")]),
    (
        "watchlist ls",
        &[
            example(
                "flixir watchlist ls --provider mine --region DE --released --sort rating",
                "Show what you can stream of your watchlist, best first",
            ),
            example("flixir watchlist ls --json", "Print your watchlist as JSON"),
        ],
    ),
    ("watchlist add", &[example("flixir watchlist add tv:1399", "Add a TV show to your watchlist")]),
    ("watchlist remove", &[example("flixir watchlist remove tv:1399", "Remove it from your watchlist")]),
    ("ratings ls", &[example("flixir ratings ls -o csv", "Print your ratings as CSV")]),
    ("ratings add", &[example("flixir ratings add movie:603 8.5", "Rate a movie")]),
    ("ratings remove", &[example("flixir ratings remove movie:603", "Remove a rating")]),
    (
        "queue ls",
        &[
            example("flixir queue ls", "Show pending and failed changes"),
            example(
                "flixir queue ls --status failed --jsonl",
                "Print failed changes, one JSON object per line",
            ),
        ],
    ),
    ("queue show", &[example("flixir queue show 019c2f6e", "Show a change with its attempts")]),
    (
        "queue retry",
        &[
            example("flixir queue retry -q", "Send what is due, for cron"),
            example("flixir queue retry --now", "Send now, without waiting for the scheduled time"),
            example("flixir queue retry --failed", "Try every failed change again"),
        ],
    ),
    ("queue cancel", &[example("flixir queue cancel 41", "Cancel a change that has not been sent")]),
    ("queue adopt", &[example("flixir queue adopt", "Send what was queued before TMDB confirmed the login")]),
    (
        "queue stats",
        &[
            example("flixir queue stats", "Count changes by status and type"),
            example("flixir queue stats --check", "Exit 1 if something needs attention, for monitoring"),
            example(
                "flixir queue stats --prometheus /var/lib/node_exporter/flixir.prom",
                "Write them for Prometheus' node exporter",
            ),
        ],
    ),
    (
        "queue prune",
        &[example("flixir queue prune --older-than 30d", "Delete records of changes older than 30 days")],
    ),
    (
        "queue schedule",
        &[
            example("flixir queue schedule", "Print a schedule for this platform"),
            example("flixir queue schedule --install", "Send queued changes every five minutes from now on"),
            example("flixir queue schedule --kind cron", "Print a crontab line"),
        ],
    ),
    ("cache stats", &[example("flixir cache stats", "Show size, hits and misses")]),
    ("cache clear", &[example("flixir cache clear", "Delete all cached answers")]),
    ("cache warm", &[example("flixir cache warm", "Fetch your lists with all titles, to have them offline")]),
    ("catalog update", &[example("flixir catalog update", "Download today's titles, to search offline")]),
    ("catalog status", &[example("flixir catalog status", "Show what is in the catalog")]),
    ("catalog clear", &[example("flixir catalog clear", "Delete the catalog")]),
    (
        "status",
        &[
            example("flixir status", "Show account, lists and queue on one screen"),
            example("PS1='$(flixir status --short) \\$ '", "Show queued changes in the prompt"),
        ],
    ),
    (
        "api",
        &[
            example("flixir api GET /movie/603", "Fetch any address of TMDB's API"),
            example("flixir api GET /discover/movie -f with_genres=878 --paginate", "Fetch all pages"),
        ],
    ),
    ("config path", &[example("flixir config path", "Print where config.toml is")]),
    ("config get", &[example("flixir config get language", "Print one value")]),
    ("config set", &[example("flixir config set language de-DE", "Get German titles from now on")]),
    ("config unset", &[example("flixir config unset language", "Go back to the default")]),
    ("config ls", &[example("flixir config ls", "List every setting and where it comes from")]),
    (
        "doctor",
        &[
            example("flixir doctor", "Find problems and show how to fix them"),
            example(
                "flixir doctor --json --jq '.data[] | select(.status != \"ok\")'",
                "Print only what is wrong",
            ),
            example("flixir doctor --recover", "Rebuild a damaged database from what can be read"),
        ],
    ),
    (
        "schema",
        &[
            example("flixir schema lists show", "Print the JSON Schema of one command's output"),
            example("flixir schema", "Print those of all commands"),
        ],
    ),
    (
        "sandbox",
        &[
            example("flixir sandbox --port 0", "Run a local TMDB on a free port"),
            example("flixir sandbox --logged-in", "Run it with a user logged in"),
            example("flixir sandbox --fault \"*: 503 x5\"", "See what flixir does while TMDB is down"),
            example("flixir sandbox --titles 5000 --latency 50", "Try long lists and big imports"),
        ],
    ),
    ("demo", &[example("flixir demo", "See how flixir works, without a key or a network")]),
    (
        "completions",
        &[
            example(
                "flixir completions bash > ~/.local/share/bash-completion/completions/flixir",
                "Install for Bash",
            ),
            example("flixir completions zsh > ~/.zfunc/_flixir", "Install for Zsh, with ~/.zfunc in fpath"),
            example("flixir completions fish > ~/.config/fish/completions/flixir.fish", "Install for Fish"),
        ],
    ),
];

/// Returns the examples of the command at `path` (`lists show`).
pub fn of(path: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(known, _)| *known == path).map_or(&[], |(_, examples)| examples)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::cli::args::parser;
    use crate::cli::tests::{commands, words};

    #[test]
    fn every_command_has_an_example() {
        let without: Vec<String> = commands().into_iter().filter(|path| of(path).is_empty()).collect();
        assert!(without.is_empty(), "add examples for: {without:?}");
    }

    #[test]
    fn every_example_is_understood_by_the_parser() {
        let known = commands();
        for (path, examples) in EXAMPLES.iter().filter(|(path, _)| known.iter().any(|known| known == path)) {
            for example in examples.iter().filter(|example| example.line.starts_with("flixir ")) {
                let parsed = parser().try_get_matches_from(words(example.line));
                assert!(parsed.is_ok(), "{path}: {}\n{}", example.line, parsed.unwrap_err());
            }
        }
    }
}
