//! The sandbox's catalog of titles and people, read from two tables that are part of the binary. Not for what
//! users do with titles: that is [`super::world`].

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

const TITLES: &str = include_str!("catalogue/titles.tsv");
const PEOPLE: &str = include_str!("catalogue/people.tsv");

/// TMDB's nineteen movie genres.
pub(super) const MOVIE_GENRES: [(u64, &str); 19] = [
    (28, "Action"),
    (12, "Adventure"),
    (16, "Animation"),
    (35, "Comedy"),
    (80, "Crime"),
    (99, "Documentary"),
    (18, "Drama"),
    (10751, "Family"),
    (14, "Fantasy"),
    (36, "History"),
    (27, "Horror"),
    (10402, "Music"),
    (9648, "Mystery"),
    (10749, "Romance"),
    (878, "Science Fiction"),
    (10770, "TV Movie"),
    (53, "Thriller"),
    (10752, "War"),
    (37, "Western"),
];

/// TMDB's sixteen genres of shows.
pub(super) const TV_GENRES: [(u64, &str); 16] = [
    (10759, "Action & Adventure"),
    (16, "Animation"),
    (35, "Comedy"),
    (80, "Crime"),
    (99, "Documentary"),
    (18, "Drama"),
    (10751, "Family"),
    (10762, "Kids"),
    (9648, "Mystery"),
    (10763, "News"),
    (10764, "Reality"),
    (10765, "Sci-Fi & Fantasy"),
    (10766, "Soap"),
    (10767, "Talk"),
    (10768, "War & Politics"),
    (37, "Western"),
];

/// Whether a title is a movie or a show. Their numbers overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Movie,
    Tv,
}

impl Kind {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "movie" => Some(Self::Movie),
            "tv" => Some(Self::Tv),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Tv => "tv",
        }
    }

    pub(super) fn genres(self) -> &'static [(u64, &'static str)] {
        match self {
            Self::Movie => &MOVIE_GENRES,
            Self::Tv => &TV_GENRES,
        }
    }
}

/// What identifies a title: always kind and number together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) id: u64,
}

/// A movie or show.
#[derive(Clone, Debug)]
pub(super) struct Title {
    pub(super) key: Key,
    pub(super) imdb_id: String,
    pub(super) name: String,
    pub(super) original_name: String,
    pub(super) original_language: String,
    /// `YYYY-MM-DD`, or empty where unknown.
    pub(super) date: String,
    pub(super) genres: Vec<(u64, &'static str)>,
    /// Minutes; of one episode for a show.
    pub(super) runtime: Option<u64>,
    pub(super) popularity: f64,
    pub(super) vote_average: f64,
    pub(super) vote_count: u64,
    pub(super) adult: bool,
    pub(super) overview: String,
    /// Titles folded for searching.
    pub(super) words: Vec<Vec<String>>,
}

impl Title {
    pub(super) fn year(&self) -> &str {
        self.date.split('-').next().unwrap_or("")
    }
}

/// Somebody before or behind the camera.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) imdb_id: String,
    pub(super) name: String,
    pub(super) department: String,
    pub(super) popularity: f64,
    pub(super) known_for: Vec<Key>,
    pub(super) words: Vec<String>,
}

/// All titles and people, most popular first.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) titles: Vec<Title>,
    pub(super) people: Vec<Person>,
    by_key: HashMap<Key, usize>,
    /// By the digits of IMDb ids; a movie and a TV show can have the same.
    by_imdb: HashMap<u64, Vec<usize>>,
    by_person: HashMap<u64, usize>,
}

impl Catalogue {
    /// Returns the built-in catalog; it is read once.
    pub(super) fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Arc<Catalogue>> = OnceLock::new();
        Arc::clone(SHARED.get_or_init(|| Arc::new(Self::read(TITLES, PEOPLE))))
    }

    /// Returns the built-in catalog with more titles.
    pub(super) fn with(more: Vec<Title>) -> Arc<Self> {
        let written = Self::shared();
        if more.is_empty() {
            return written;
        }
        let titles = written.titles.iter().cloned().chain(more);
        Arc::new(Self::of(titles.collect(), written.people.clone()))
    }

    pub(super) fn read(titles: &str, people: &str) -> Self {
        let titles = titles.lines().skip(1).filter_map(read_title).collect();
        Self::of(titles, people.lines().skip(1).filter_map(read_person).collect())
    }

    fn of(mut titles: Vec<Title>, mut people: Vec<Person>) -> Self {
        titles.sort_by(|a, b| b.popularity.total_cmp(&a.popularity).then(a.key.cmp(&b.key)));
        people.sort_by(|a, b| b.popularity.total_cmp(&a.popularity).then(a.id.cmp(&b.id)));
        let by_key = titles.iter().enumerate().map(|(at, title)| (title.key, at)).collect();
        let by_person = people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
        let mut by_imdb: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, title) in titles.iter().enumerate() {
            if let Some(number) = imdb_number(&title.imdb_id) {
                by_imdb.entry(number).or_default().push(at);
            }
        }
        Self { titles, people, by_key, by_imdb, by_person }
    }

    pub(super) fn title(&self, key: Key) -> Option<&Title> {
        self.by_key.get(&key).map(|&at| &self.titles[at])
    }

    /// Returns the titles with this IMDb id.
    pub(super) fn by_imdb(&self, imdb_id: &str) -> impl Iterator<Item = &Title> {
        let found = imdb_number(imdb_id).and_then(|number| self.by_imdb.get(&number));
        found.into_iter().flatten().map(|&at| &self.titles[at]).filter(move |title| title.imdb_id == imdb_id)
    }

    pub(super) fn person(&self, id: u64) -> Option<&Person> {
        self.by_person.get(&id).map(|&at| &self.people[at])
    }

    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Title> {
        self.titles.iter().filter(move |title| title.key.kind == kind)
    }
}

fn imdb_number(imdb_id: &str) -> Option<u64> {
    imdb_id.strip_prefix("tt")?.parse().ok()
}

fn read_title(line: &str) -> Option<Title> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [kind, id, imdb_id, title, original_title, language, date, genres, runtime, rest @ ..] = &fields[..]
    else {
        return None;
    };
    let [popularity, vote_average, vote_count, adult, overview] = rest else { return None };
    let kind = Kind::parse(kind)?;
    Some(Title {
        key: Key { kind, id: id.parse().ok()? },
        imdb_id: (*imdb_id).to_owned(),
        name: (*title).to_owned(),
        original_name: (*original_title).to_owned(),
        original_language: (*language).to_owned(),
        date: (*date).to_owned(),
        genres: genres.split('|').filter_map(|name| genre(kind, name)).collect(),
        runtime: runtime.parse().ok(),
        popularity: popularity.parse().unwrap_or(0.0),
        vote_average: vote_average.parse().unwrap_or(0.0),
        vote_count: vote_count.parse().unwrap_or(0),
        adult: matches!(*adult, "true" | "1"),
        overview: (*overview).to_owned(),
        words: vec![fold(title), fold(original_title)],
    })
}

fn genre(kind: Kind, name: &str) -> Option<(u64, &'static str)> {
    kind.genres().iter().copied().find(|(_, known)| *known == name.trim())
}

fn read_person(line: &str) -> Option<Person> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, imdb_id, name, department, popularity, known_for] = fields[..] else { return None };
    let known_for = known_for.split('|').filter_map(|entry| {
        let (kind, id) = entry.split_once(':')?;
        Some(Key { kind: Kind::parse(kind)?, id: id.parse().ok()? })
    });
    Some(Person {
        id: id.parse().ok()?,
        imdb_id: imdb_id.to_owned(),
        name: name.to_owned(),
        department: department.to_owned(),
        popularity: popularity.parse().unwrap_or(0.0),
        known_for: known_for.collect(),
        words: fold(name),
    })
}

/// Returns the words of a text as searching compares them: lower case, without accents and punctuation.
pub(super) fn fold(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    plain
        .replace(['\'', '’'], "")
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => 'o',
        'ř' => 'r',
        'š' | 'ś' | 'ş' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_readable() {
        let catalogue = Catalogue::shared();
        assert_eq!(catalogue.titles.len(), TITLES.lines().count() - 1);
        assert_eq!(catalogue.people.len(), PEOPLE.lines().count() - 1);
        assert_eq!(catalogue.by_key.len(), catalogue.titles.len());
        let movie = catalogue.title(Key { kind: Kind::Movie, id: 1396 }).unwrap();
        let show = catalogue.title(Key { kind: Kind::Tv, id: 1396 }).unwrap();
        assert_ne!(movie.name, show.name);
        assert_eq!(catalogue.title(Key { kind: Kind::Movie, id: 603 }).unwrap().imdb_id, "tt0133093");
    }

    #[test]
    fn what_is_unknown_stays_unknown() {
        let head = "media_type\tid\n";
        let line = "movie\t7\t\tLost\tLost\ten\t\tDrama|Nonsense\t\t0.5\t0.0\t0\ttrue\t";
        let catalogue = Catalogue::read(&format!("{head}{line}\nnonsense\n"), "");
        let lost = catalogue.title(Key { kind: Kind::Movie, id: 7 }).unwrap();
        assert_eq!((lost.date.as_str(), lost.runtime, lost.adult), ("", None, true));
        assert_eq!(lost.genres, [(18, "Drama")]);
        assert_eq!(catalogue.titles.len(), 1);
    }

    #[test]
    fn folding_ignores_case_accents_and_punctuation() {
        assert_eq!(fold("Amélie's  Été: II"), ["amelies", "ete", "ii"]);
        assert_eq!(fold("千と千尋"), ["千と千尋"]);
    }
}
