//! Is a table, or JSON, about movies or TV shows at all? Everything has a title: books, issues, bookmarks. Not for what the
//! columns mean (`cells`).

use super::cells;

/// Parts of names of columns that only tables about movies and TV shows have.
const WORDS: [&str; 38] = [
    "movie",
    "film",
    "cinema",
    "kino",
    "imdb",
    "tmdb",
    "tvdb",
    "letterboxd",
    "trakt",
    "simkl",
    "netflix",
    "plex",
    "show",
    "serie",
    "season",
    "staffel",
    "temporada",
    "episode",
    "director",
    "regie",
    "regista",
    "regisseur",
    "regissor",
    "regissör",
    "reżyser",
    "režie",
    "режисс",
    "監督",
    "genre",
    "жанр",
    "cast",
    "actor",
    "runtime",
    "watch",
    "seen",
    "gesehen",
    "poster",
    "releaseyear",
];

/// Parts of addresses of sites about movies and TV shows.
const SITES: [&str; 14] = [
    "themoviedb.org",
    "imdb.com",
    "letterboxd.com",
    "boxd.it",
    "trakt.tv",
    "simkl.com",
    "thetvdb.com",
    "netflix.com",
    "rottentomatoes.com",
    "metacritic.com/movie",
    "kinopoisk.ru",
    "filmweb.pl",
    "filmaffinity.com",
    "mubi.com",
];

/// Returns whether a column's name or its cells say that the table is about movies or TV shows, or says nothing else than a
/// list of titles does. `cells` are some of its cells.
pub(super) fn is_of_titles<'a>(name: &str, cells: impl Iterator<Item = &'a str> + Clone) -> bool {
    let plain = cells::normal(name);
    WORDS.iter().any(|word| plain.contains(word))
        || cells::says_of_titles(name, cells.clone())
        || cells.into_iter().any(|cell| SITES.iter().any(|site| cell.contains(site)))
}
