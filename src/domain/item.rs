//! ITEM: every way in which a person or a script names a title (`cli.md` §1). Pure: reading files, standard input and
//! asking TMDB what an IMDb id stands for is the caller's. Not for titles as words (`--search`) nor for rows of
//! exports (`services::transfer`).

mod lines;

use std::fmt;
use std::path::PathBuf;

pub use lines::{ItemLine, ListText, MAX_INPUT, one_line, parse_lines, parse_text};

use super::{MediaRef, MediaType};
use crate::error::Error;

/// TMDB's ids are signed 32-bit numbers.
pub const MAX_ID: u64 = i32::MAX as u64;

/// What an ITEM names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ItemSpec {
    /// A movie, TV show or person by TMDB's number. People parse; lists refuse them.
    Title(MediaRef),
    /// An IMDb id (`tt` and at least seven digits), which TMDB must be asked about.
    Imdb(String),
    /// A TVDB number, which TMDB must be asked about; always a show.
    Tvdb(u64),
    /// `-`: items come from standard input ([`parse_lines`]).
    Stdin,
    /// A Kodi or Jellyfin file of metadata, whose text names the title.
    NfoFile(PathBuf),
}

impl fmt::Display for ItemSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title(item) => item.fmt(f),
            Self::Imdb(id) => f.write_str(id),
            Self::Tvdb(id) => write!(f, "tvdb://{id}"),
            Self::Stdin => f.write_str("-"),
            Self::NfoFile(path) => path.display().fmt(f),
        }
    }
}

/// An ITEM that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemError {
    /// What was typed, shortened where it is long.
    pub text: String,
    /// What is wrong with it, as the end of a sentence.
    pub problem: String,
    /// Whether nothing in it marks it as an item, so that it may be a title in words.
    pub is_words: bool,
}

impl ItemError {
    fn new(text: &str, problem: impl Into<String>) -> Self {
        const SHOWN: usize = 120;
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self { text: shown, problem: problem.into(), is_words: false }
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}': {}", self.text, self.problem)
    }
}

impl std::error::Error for ItemError {}

impl From<ItemError> for Error {
    fn from(error: ItemError) -> Self {
        Self::usage(error.to_string())
            .with_hint(
                "an item is movie:603, tv:1399, a number, an IMDb id, an address on TMDB or IMDb, or a .nfo file",
            )
            .with_detail("item", error.text)
    }
}

/// Reads one ITEM. A number alone is of the `assumed` type (`--type`), and so is `tmdb://603` and an id in a file
/// name; only where a path looks like a show's (a folder `tv`, `shows` or `series`, `Season 1`, `S01E01`) its id is
/// a show's, whatever was assumed.
///
/// # Errors
/// [`ItemError`] names the item and says what is wrong.
pub fn parse_item(text: &str, assumed: MediaType) -> Result<ItemSpec, ItemError> {
    let text = text.trim();
    let fail = |problem: &str| Err(ItemError::new(text, problem));
    if text.is_empty() {
        return fail("an item is empty");
    }
    if text == "-" {
        return Ok(ItemSpec::Stdin);
    }
    if is_number(text) {
        return title(text, assumed, text);
    }
    if let Some(imdb) = imdb_id(text) {
        return Ok(ItemSpec::Imdb(imdb));
    }
    if is_imdb_name(text) {
        return fail("that is a person on IMDb, not a title");
    }
    if let Some((scheme, rest)) = text.split_once(':')
        && let Some(found) = parse_scheme(text, scheme, rest, assumed)
    {
        return found;
    }
    if let Some(found) = parse_address(text) {
        return found;
    }
    if is_nfo(text) {
        return Ok(ItemSpec::NfoFile(PathBuf::from(text)));
    }
    if let Some(found) = parse_path(text, assumed) {
        return found;
    }
    let error = ItemError::new(text, "that is not an item (to name a title in words, use --search)");
    Err(ItemError { is_words: true, ..error })
}

/// Returns TMDB's number in `text`: digits only, no leading zero, at most [`MAX_ID`].
pub fn tmdb_id(text: &str) -> Option<u64> {
    let sane = is_number(text) && !text.starts_with('0') && text.len() <= 10;
    sane.then(|| text.parse().ok()).flatten().filter(|id| *id <= MAX_ID)
}

/// Returns an IMDb title id in its usual form: `tt` and at least seven digits (`TT133093` becomes `tt0133093`).
pub fn imdb_id(text: &str) -> Option<String> {
    let digits =
        text.strip_prefix("tt").or_else(|| text.strip_prefix("TT")).or_else(|| text.strip_prefix("Tt"))?;
    let digits_only = is_number(digits) && digits.len() <= 10;
    let number: u64 = digits_only.then(|| digits.parse().ok()).flatten()?;
    (number > 0).then(|| format!("tt{number:07}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_imdb_name(text: &str) -> bool {
    text.strip_prefix("nm").is_some_and(is_number)
}

fn is_nfo(text: &str) -> bool {
    let tail = text.len().checked_sub(4).and_then(|at| text.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(".nfo"))
}

fn title(whole: &str, media_type: MediaType, id: &str) -> Result<ItemSpec, ItemError> {
    match tmdb_id(id) {
        Some(id) => Ok(ItemSpec::Title(MediaRef { media_type, id })),
        None if id.is_empty() => Err(ItemError::new(whole, "the number is missing")),
        None => Err(ItemError::new(whole, format!("a TMDB id is a number from 1 to {MAX_ID}"))),
    }
}

fn parse_scheme(
    whole: &str,
    scheme: &str,
    rest: &str,
    assumed: MediaType,
) -> Option<Result<ItemSpec, ItemError>> {
    let scheme = scheme.to_ascii_lowercase();
    if let Ok(media_type) = scheme.parse() {
        return Some(title(whole, media_type, rest));
    }
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let found = match scheme.as_str() {
        "tmdb" => match rest.split_once('/') {
            None => title(whole, assumed, rest),
            Some((kind, id)) => match kind.to_ascii_lowercase().parse() {
                Ok(media_type) => title(whole, media_type, id),
                Err(()) => Err(ItemError::new(whole, "the type before the number is movie, tv or person")),
            },
        },
        "imdb" => imdb_id(rest).map(ItemSpec::Imdb).ok_or_else(|| not_imdb(whole)),
        "tvdb" => tmdb_id(rest)
            .map(ItemSpec::Tvdb)
            .ok_or_else(|| ItemError::new(whole, format!("a TVDB id is a number from 1 to {MAX_ID}"))),
        "show" | "series" => Err(ItemError::new(whole, format!("the type is tv, as in tv:{rest}"))),
        "film" => Err(ItemError::new(whole, format!("the type is movie, as in movie:{rest}"))),
        _ => return None,
    };
    Some(found)
}

fn not_imdb(whole: &str) -> ItemError {
    ItemError::new(whole, "an IMDb id is tt and seven to ten digits")
}

/// Reads an address on TMDB or IMDb; `None` where the text is no address at all.
fn parse_address(text: &str) -> Option<Result<ItemSpec, ItemError>> {
    let lower = text.to_ascii_lowercase();
    let (has_scheme, start) = match ["https://", "http://", "//"].into_iter().find(|it| lower.starts_with(it))
    {
        Some(scheme) => (true, scheme.len()),
        None => (false, 0),
    };
    let rest = &text[start..];
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = rest[..end].to_ascii_lowercase();
    let bare = ["www.", "m."].into_iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(&host);
    let path = rest[end..].split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let found = match bare {
        "themoviedb.org" | "tmdb.org" => tmdb_page(text, &segments),
        "imdb.com" => imdb_page(text, &segments),
        _ if has_scheme => Err(ItemError::new(text, "only addresses on TMDB and IMDb can be used")),
        _ => return None,
    };
    Some(found)
}

fn tmdb_page(whole: &str, segments: &[&str]) -> Result<ItemSpec, ItemError> {
    let fail = |problem: &str| Err(ItemError::new(whole, problem));
    if segments.iter().any(|segment| matches!(*segment, "." | "..")) {
        return fail("an address must not contain '..'");
    }
    match without_locale(segments) {
        [kind, id, rest @ ..] => {
            let Ok(media_type) = kind.to_ascii_lowercase().parse::<MediaType>() else {
                return fail("that page on TMDB is not about a movie or a TV show");
            };
            if matches!(rest, ["season" | "episode_group", _, ..]) {
                return fail("seasons and episodes can't be named, only the show");
            }
            title(whole, media_type, id.split('-').next().unwrap_or_default())
        }
        _ => fail("that page on TMDB is not about a movie or a TV show"),
    }
}

fn imdb_page(whole: &str, segments: &[&str]) -> Result<ItemSpec, ItemError> {
    match without_locale(segments) {
        ["title", id, ..] => imdb_id(id).map(ItemSpec::Imdb).ok_or_else(|| not_imdb(whole)),
        ["name", ..] => Err(ItemError::new(whole, "that is a person on IMDb, not a title")),
        _ => Err(ItemError::new(whole, "that page on IMDb is not a title's")),
    }
}

/// Both sites put a language in front of some paths (`/de/title/…`, `/pt-BR/movie/…`).
fn without_locale<'a, 'b>(segments: &'a [&'b str]) -> &'a [&'b str] {
    let is_locale = |segment: &str| {
        let (language, region) = segment.split_once('-').unwrap_or((segment, ""));
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
        language.len() == 2 && segment != "tv" && region.len() <= 3 && letters(language) && letters(region)
    };
    match segments {
        [first, rest @ ..] if is_locale(first) => rest,
        _ => segments,
    }
}

/// Reads the id that media servers put into names of files and folders: `[tmdbid-603]` and `[imdbid-tt…]` (Jellyfin,
/// Emby), `{tmdb-603}` and `{imdb-tt…}` (Plex). The deepest folder or file that has one counts, except that a
/// folder beats the name of an episode's file.
fn parse_path(text: &str, assumed: MediaType) -> Option<Result<ItemSpec, ItemError>> {
    let assumed = if looks_like_show(text) { MediaType::Tv } else { assumed };
    let (episodes, others): (Vec<&str>, Vec<&str>) =
        text.rsplit(['/', '\\']).partition(|component| has_episode_number(component));
    others.into_iter().chain(episodes).find_map(|component| marked_id(text, component, assumed))
}

/// Tells whether a path looks like one of a show: see [`parse_item`].
pub fn looks_like_show(path: &str) -> bool {
    const FOLDERS: [&str; 8] =
        ["tv", "tv shows", "tvshows", "tv-shows", "tv_shows", "tv series", "shows", "series"];
    path.split(['/', '\\']).any(|component| {
        let lower = component.trim().to_lowercase();
        let is_season = ["season", "staffel", "saison", "temporada"].into_iter().any(|word| {
            lower
                .strip_prefix(word)
                .is_some_and(|rest| is_number(rest.trim_start_matches([' ', '_', '.', '-'])))
        });
        FOLDERS.contains(&lower.as_str()) || is_season || has_episode_number(component)
    })
}

/// Finds `S01E02` in any case.
fn has_episode_number(component: &str) -> bool {
    let bytes = component.as_bytes();
    bytes.iter().enumerate().filter(|(_, byte)| byte.eq_ignore_ascii_case(&b's')).any(|(at, _)| {
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let season = digits(at + 1);
        let episode = at + 1 + season;
        let has_e = bytes.get(episode).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e'));
        starts_word && season > 0 && has_e && digits(episode + 1) > 0
    })
}

fn marked_id(whole: &str, component: &str, assumed: MediaType) -> Option<Result<ItemSpec, ItemError>> {
    let found: Vec<(&str, &str)> = markers(component).collect();
    ["tmdb", "tvdb", "imdb"].into_iter().find_map(|source| {
        let mut ids = found.iter().filter(|(name, _)| *name == source).map(|(_, id)| *id);
        let id = ids.next()?;
        if ids.any(|other| other != id) {
            return Some(Err(ItemError::new(whole, format!("the name has two different {source} ids"))));
        }
        Some(match source {
            "imdb" => imdb_id(id).map(ItemSpec::Imdb).ok_or_else(|| not_imdb(whole)),
            "tvdb" => tmdb_id(id)
                .map(ItemSpec::Tvdb)
                .ok_or_else(|| ItemError::new(whole, format!("a TVDB id is a number from 1 to {MAX_ID}"))),
            _ => title(whole, assumed, id),
        })
    })
}

/// Yields source and id of every `[tmdbid-603]`, `[tmdbid=603]`, `{tmdb-603}` and the like.
fn markers(component: &str) -> impl Iterator<Item = (&'static str, &str)> {
    component.match_indices(['[', '{']).filter_map(|(at, open)| {
        let close = if open == "[" { ']' } else { '}' };
        let inside = &component[at + 1..];
        let inside = &inside[..inside.find(close)?];
        let (name, id) = inside.split_once(['-', '='])?;
        let source = match name.trim().to_ascii_lowercase().as_str() {
            "tmdb" | "tmdbid" => "tmdb",
            "imdb" | "imdbid" => "imdb",
            "tvdb" | "tvdbid" => "tvdb",
            _ => return None,
        };
        Some((source, id.trim()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<ItemSpec, String> {
        parse_item(text, MediaType::Movie).map_err(|error| error.problem)
    }

    fn movie(id: u64) -> ItemSpec {
        ItemSpec::Title(MediaRef::movie(id))
    }

    fn tv(id: u64) -> ItemSpec {
        ItemSpec::Title(MediaRef::tv(id))
    }

    fn imdb(id: &str) -> ItemSpec {
        ItemSpec::Imdb(id.to_owned())
    }

    #[test]
    fn reads_every_form_of_the_contract() {
        let person = ItemSpec::Title(MediaRef { media_type: MediaType::Person, id: 31 });
        let cases = [
            ("movie:603", movie(603)),
            ("tv:1399", tv(1399)),
            (" Movie:603 ", movie(603)),
            ("person:31", person),
            ("603", movie(603)),
            ("2147483647", movie(2_147_483_647)),
            ("tt0133093", imdb("tt0133093")),
            ("TT133093", imdb("tt0133093")),
            ("tt10872600", imdb("tt10872600")),
            ("https://www.themoviedb.org/movie/603-the-matrix", movie(603)),
            ("https://www.themoviedb.org/movie/603-the-matrix?language=de-DE#top", movie(603)),
            ("https://www.themoviedb.org/movie/603-the-matrix/cast", movie(603)),
            ("HTTPS://WWW.TheMovieDB.org/tv/1399", tv(1399)),
            ("http://themoviedb.org/tv/1399-game-of-thrones/", tv(1399)),
            ("www.themoviedb.org/movie/603", movie(603)),
            ("m.themoviedb.org/tv/1399", tv(1399)),
            ("themoviedb.org/pt-BR/movie/603", movie(603)),
            ("https://www.imdb.com/title/tt0133093/?ref_=nv_sr_1", imdb("tt0133093")),
            ("https://m.imdb.com/de/title/tt0133093", imdb("tt0133093")),
            ("imdb.com/title/tt0133093/fullcredits#cast", imdb("tt0133093")),
            ("tmdb://603", movie(603)),
            ("tmdb:603", movie(603)),
            ("tmdb://movie/603", movie(603)),
            ("tmdb://tv/1399", tv(1399)),
            ("imdb://tt0133093", imdb("tt0133093")),
            ("tvdb://121361", ItemSpec::Tvdb(121_361)),
            ("The Matrix (1999) [tmdbid-603].mkv", movie(603)),
            ("/films/The Matrix (1999) {tmdb-603}/The Matrix.mkv", movie(603)),
            ("C:\\Films\\The Matrix {tmdb-603}\\The Matrix.mkv", movie(603)),
            ("The Matrix [imdbid-tt0133093]", imdb("tt0133093")),
            ("The Matrix {imdb-tt0133093} {tmdb-603}", movie(603)),
            ("The Matrix [tmdbid=603]", movie(603)),
            ("/media/TV Shows/Game of Thrones {tmdb-1399}", tv(1399)),
            ("/media/Game of Thrones {tmdb-1399}/Season 01/e.mkv", tv(1399)),
            ("Game of Thrones {tmdb-1399} - S01E01.mkv", tv(1399)),
            ("Game of Thrones {tmdb-1399}/S01E01 {tmdb-63056}.mkv", tv(1399)),
            ("Show [tvdbid-121361]", ItemSpec::Tvdb(121_361)),
            ("/media/x [tmdbid-603]/Movie.NFO", ItemSpec::NfoFile("/media/x [tmdbid-603]/Movie.NFO".into())),
            ("-", ItemSpec::Stdin),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_bare_number_is_what_is_assumed() {
        let spec = Ok(ItemSpec::Title(MediaRef::tv(1399)));
        for text in ["1399", "tmdb://1399", "Game of Thrones [tmdbid-1399]"] {
            assert_eq!(parse_item(text, MediaType::Tv), spec, "{text}");
        }
        assert_eq!(parse_item("movie:603", MediaType::Tv), Ok(ItemSpec::Title(MediaRef::movie(603))));
    }

    #[test]
    fn says_what_is_wrong_and_with_which() {
        let cases = [
            ("", "empty"),
            ("movie:", "the number is missing"),
            ("movie:0", "from 1 to 2147483647"),
            ("movie:0603", "from 1 to"),
            ("movie:2147483648", "from 1 to"),
            ("99999999999999999999999", "from 1 to"),
            ("movie:-5", "from 1 to"),
            ("movie:603/../../account", "from 1 to"),
            ("movie:%36%30%33", "from 1 to"),
            ("movie:٦٠٣", "from 1 to"),
            ("show:1399", "tv:1399"),
            ("film:603", "movie:603"),
            ("tmdb://book/603", "movie, tv or person"),
            ("tt", "not an item"),
            ("tt12345678901", "not an item"),
            ("imdb://603", "tt and seven"),
            ("nm0000206", "a person on IMDb"),
            ("https://www.themoviedb.org/movie/..%2f603", "from 1 to"),
            ("https://www.themoviedb.org/movie/603/../../tv/1", "'..'"),
            ("https://www.themoviedb.org/tv/1399-game-of-thrones/season/1", "only the show"),
            ("https://www.themoviedb.org/list/10", "not about a movie"),
            ("https://www.themoviedb.org/", "not about a movie"),
            ("https://evil.example/movie/603", "only addresses on TMDB"),
            ("https://themoviedb.org.evil.example/movie/603", "only addresses on TMDB"),
            ("https://www.imdb.com/name/nm0000206/", "a person on IMDb"),
            ("https://letterboxd.com/film/the-matrix/", "only addresses on TMDB"),
            ("The Matrix", "--search"),
            ("../movie/603", "--search"),
            ("x {tmdb-603} {tmdb-604}", "two different tmdb ids"),
            ("x {tmdb-abc}", "from 1 to"),
        ];
        for (text, expected) in cases {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains(expected), "{text}: {problem}");
        }
        let error = Error::from(parse_item("show:1399", MediaType::Movie).unwrap_err());
        assert_eq!(error.message(), "'show:1399': the type is tv, as in tv:1399");
        assert!(
            parse_item("The Matrix", MediaType::Movie).unwrap_err().is_words
                && !parse_item("tv:", MediaType::Movie).unwrap_err().is_words
        );
        assert!(parse_item(&"x".repeat(5000), MediaType::Movie).unwrap_err().text.chars().count() == 121);
    }

    fn any_ref() -> impl Strategy<Value = MediaRef> {
        let media_type = prop_oneof![Just(MediaType::Movie), Just(MediaType::Tv), Just(MediaType::Person)];
        (media_type, 1..=MAX_ID).prop_map(|(media_type, id)| MediaRef { media_type, id })
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            drop(parse_item(&text, MediaType::Movie));
        }

        #[test]
        fn never_panics_near_real_forms(
            text in "(https://|//|)(www\\.|)(themoviedb\\.org|imdb\\.com|tmdb:|movie:|)[/a-z0-9tS1E{}\\[\\]\\-=%.é]{0,30}"
        ) {
            drop(parse_item(&text, MediaType::Tv));
        }

        #[test]
        fn what_prints_reads_back(item in any_ref()) {
            let spec = Ok(ItemSpec::Title(item));
            prop_assert_eq!(parse_item(&item.to_string(), MediaType::Movie), spec.clone());
            prop_assert_eq!(parse_item(&item.url(), MediaType::Movie), spec);
        }

        #[test]
        fn ids_are_always_within_bounds(before in "(movie:|tv:|tmdb://|tmdb://tv/|)", digits in "[0-9]{1,22}") {
            let number: Option<u64> = digits.parse().ok().filter(|number| (1..=MAX_ID).contains(number));
            let number = number.filter(|_| !digits.starts_with('0'));
            match parse_item(&format!("{before}{digits}"), MediaType::Movie) {
                Ok(ItemSpec::Title(item)) => prop_assert_eq!(Some(item.id), number),
                Ok(other) => prop_assert!(false, "{:?}", other),
                Err(_) => prop_assert_eq!(number, None),
            }
        }
    }
}
