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
            example("flixir search blade runner", "Search films, shows and people"),
            example("flixir search", "Search while you type, and print what you choose"),
            example("flixir search dune --type movie --year 2021", "Search films of one year"),
            example(
                "flixir search alien --type movie --all --fields id,title,year -o csv",
                "Write every page as CSV",
            ),
            example("flixir search dune --jsonl | flixir lists add winter -", "Put what was found on a list"),
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
                "Show well-known films that rate highly",
            ),
        ],
    ),
    ("tv", &[example("flixir tv on-the-air --region DE", "Show what is on now")]),
    (
        "info",
        &[
            example("flixir info movie:603", "Show a film"),
            example("flixir info tt0133093 tv:1399 --jq '.data[].title'", "Print two titles"),
            example("flixir info --search \"blade runner 2049\"", "Take a title instead of an id"),
        ],
    ),
    ("similar", &[example("flixir similar movie:603 --limit 10", "Show movies that are like this one")]),
    (
        "recommended",
        &[example(
            "flixir recommended tv:1399 --jsonl | flixir watchlist add -",
            "Put what others also liked on the watchlist",
        )],
    ),
    (
        "series",
        &[example(
            "flixir series movie:603 --jsonl | flixir lists add marathon -",
            "Put all movies of a collection on a list",
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
            example("flixir config set providers \"netflix,mubi\"", "Say which of them are yours"),
        ],
    ),
    ("reviews", &[example("flixir reviews movie:603", "Read what people wrote about a film")]),
    (
        "auth login",
        &[
            example("flixir auth login", "Log in with the browser"),
            example("flixir auth login --no-browser --wait 600", "Print the address, to be opened elsewhere"),
            example(
                "flixir auth login --insecure-storage",
                "Keep the session in a file where there is no keyring",
            ),
        ],
    ),
    ("auth logout", &[example("flixir auth logout", "End the session, at TMDB and here")]),
    (
        "auth status",
        &[
            example("flixir auth status", "Say who is logged in, and where the session is kept"),
            example("flixir auth status --check", "Ask TMDB whether it still accepts the session"),
        ],
    ),
    (
        "auth token",
        &[example("flixir auth token --json", "Print the session, to move it to another machine")],
    ),
    (
        "lists ls",
        &[
            example("flixir lists ls", "List the lists"),
            example("flixir lists ls --refresh --json", "Ask TMDB now"),
        ],
    ),
    (
        "lists show",
        &[
            example("flixir lists show winter", "Show a list, with what is still to be delivered"),
            example(
                "flixir lists show winter --genre \"comedy|romance\" --runtime ..100 --sort random --limit 1",
                "Pick a short comedy or romance for tonight",
            ),
            example(
                "flixir lists show 8068 --all --fields media_type,id,title -o tsv",
                "Write all of it as columns",
            ),
        ],
    ),
    (
        "lists create",
        &[example(
            "flixir lists create \"Sci-fi for winter\" --description \"Snow outside\" --private",
            "Make a private list",
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
    ("lists clear", &[example("flixir lists clear winter", "Take every item off a list, after asking")]),
    (
        "lists add",
        &[
            example("flixir lists add winter movie:603 tv:1399", "Add a film and a show"),
            example("flixir lists add winter --search \"blade runner 2049\"", "Add a title by its name"),
            example("flixir lists add winter - < items.txt", "Add what a file names, one item a line"),
            example("flixir lists add winter movie:603 --comment \"Seen in 35 mm\"", "Say why it is there"),
        ],
    ),
    ("lists remove", &[example("flixir lists remove winter movie:603", "Take a film off a list")]),
    (
        "lists contains",
        &[example(
            "flixir lists contains winter movie:603 >/dev/null && echo yes",
            "Tell by the exit code (0 or 3) whether it is there",
        )],
    ),
    (
        "lists sync",
        &[
            example("flixir lists sync --dry-run", "Show what would be pushed and pulled"),
            example("flixir lists sync winter", "Bring one list in step with TMDB"),
        ],
    ),
    (
        "lists status",
        &[
            example("flixir lists status", "Show which lists have something waiting"),
            example(
                "flixir lists status winter --dead --jsonl | flixir lists remove winter -",
                "Take off what TMDB no longer knows",
            ),
        ],
    ),
    ("lists stats", &[example("flixir lists stats winter", "Count decades and genres")]),
    ("lists share", &[example("flixir lists share winter --copy", "Copy the list's address")]),
    (
        "lists import",
        &[example(
            "flixir lists import watched.csv --to seen --create --from letterboxd --unmatched left.csv",
            "Import from Letterboxd, and keep the rows that need a person",
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
            example(
                "flixir lists apply lists/winter.list --check",
                "Tell by the exit code (0 or 8) whether it differs",
            ),
        ],
    ),
    ("lists log", &[example("flixir lists log winter", "Show the snapshots kept before deletions")]),
    (
        "lists restore",
        &[example(
            "flixir lists restore winter --at 2026-03-04T05:06:07Z",
            "Bring back what a list held then",
        )],
    ),
    ("lists link", &[example("flixir lists link winter 8068", "Bind a local list to one on TMDB")]),
    ("lists union", &[example("flixir lists union winter summer", "Print the items on either list")]),
    (
        "lists intersect",
        &[example(
            "flixir lists intersect winter seen | flixir lists remove winter -",
            "Take what was seen off a list",
        )],
    ),
    ("lists minus", &[example("flixir lists minus winter seen", "Print what is on the first list only")]),
    ("favorites ls", &[example("flixir favorites ls", "List the favourites")]),
    ("favorites add", &[example("flixir favorites add movie:603", "Mark a film as a favourite")]),
    ("favorites remove", &[example("flixir favorites remove movie:603", "Take the mark off")]),
    (
        "watchlist ls",
        &[
            example(
                "flixir watchlist ls --provider mine --region DE --released --sort rating",
                "Show what you can stream of your watchlist, best first",
            ),
            example("flixir watchlist ls --json", "List the watchlist"),
        ],
    ),
    ("watchlist add", &[example("flixir watchlist add tv:1399", "Put a show on the watchlist")]),
    ("watchlist remove", &[example("flixir watchlist remove tv:1399", "Take it off again")]),
    ("ratings ls", &[example("flixir ratings ls -o csv", "List the ratings as CSV")]),
    ("ratings add", &[example("flixir ratings add movie:603 8.5", "Rate a film")]),
    ("ratings remove", &[example("flixir ratings remove movie:603", "Take a rating back")]),
    (
        "queue ls",
        &[
            example("flixir queue ls", "List what waits or failed"),
            example("flixir queue ls --status failed --jsonl", "Print what failed, one object a line"),
        ],
    ),
    ("queue show", &[example("flixir queue show 019c2f6e", "Show an operation with its attempts")]),
    (
        "queue retry",
        &[
            example("flixir queue retry -q", "Deliver what is due; for cron"),
            example("flixir queue retry --now", "Don't wait for the next attempt's time"),
            example("flixir queue retry --failed", "Give everything that failed another chance"),
        ],
    ),
    ("queue cancel", &[example("flixir queue cancel 019c2f6e", "Take back what was not sent yet")]),
    (
        "queue stats",
        &[
            example("flixir queue stats", "Count operations by status and type"),
            example("flixir queue stats --check", "Tell a monitor by the exit code"),
            example(
                "flixir queue stats --prometheus /var/lib/node_exporter/flixir.prom",
                "Write them where Prometheus' node exporter reads",
            ),
        ],
    ),
    ("queue prune", &[example("flixir queue prune --older-than 30d", "Forget what was settled a month ago")]),
    (
        "queue schedule",
        &[
            example("flixir queue schedule", "Print a schedule for this platform"),
            example("flixir queue schedule --install", "Deliver every five minutes from now on"),
            example("flixir queue schedule --kind cron", "Print a crontab line"),
        ],
    ),
    ("cache stats", &[example("flixir cache stats", "Show size, hits and misses")]),
    ("cache clear", &[example("flixir cache clear", "Forget every cached answer")]),
    ("cache warm", &[example("flixir cache warm", "Fetch what will be wanted offline")]),
    ("catalog update", &[example("flixir catalog update", "Load today's titles, for searching offline")]),
    ("catalog status", &[example("flixir catalog status", "Show what the catalogue holds")]),
    ("catalog clear", &[example("flixir catalog clear", "Delete the catalogue")]),
    (
        "status",
        &[
            example("flixir status", "Sum it all up on one screen"),
            example("PS1='$(flixir status --short) \\$ '", "Show what waits in the prompt"),
        ],
    ),
    (
        "api",
        &[
            example("flixir api GET /movie/603", "Ask TMDB for anything"),
            example("flixir api GET /discover/movie -f with_genres=878 --paginate", "Walk all pages"),
        ],
    ),
    ("config path", &[example("flixir config path", "Print where config.toml is")]),
    ("config get", &[example("flixir config get language", "Print one value")]),
    ("config set", &[example("flixir config set language de-DE", "Ask for German titles from now on")]),
    ("config unset", &[example("flixir config unset language", "Go back to the default")]),
    ("config ls", &[example("flixir config ls", "List every setting and where it comes from")]),
    (
        "doctor",
        &[
            example("flixir doctor", "Check everything and say how to mend it"),
            example(
                "flixir doctor --json --jq '.data[] | select(.status != \"ok\")'",
                "Print what is not in order",
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
            example("flixir sandbox --titles 5000 --latency 50", "Try long lists and big imports on it"),
        ],
    ),
    ("demo", &[example("flixir demo", "Watch the main job end to end, without a key or a network")]),
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
