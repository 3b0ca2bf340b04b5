//! Kodi's and Jellyfin's files of metadata (`formats.md` §6): which title does one describe? The home of quick-xml.
//! Pure; not for reading files, and not for anything else that the files tell.
//!
//! quick-xml resolves no entities but the five of XML and never fetches anything, so a malicious file can't expand or
//! read other files. The files are often not quite XML (text behind the root, bare ampersands), so reading stops
//! silently at the first fault and uses what it has.

use std::fmt;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use crate::domain::item::{imdb_id, tmdb_id};
use crate::domain::{ItemSpec, MediaRef, MediaType, parse_item, year_of};

/// The largest file worth reading, in bytes. Real ones have a few kilobytes.
pub const MAX_NFO: u64 = 4 * 1024 * 1024;

/// Why a file of metadata names no title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NfoProblem {
    /// It describes an episode or a season. Its ids are the episode's, never the show's; a folder of a show is full of
    /// these, so they are skipped there.
    PartOfShow,
    /// It describes a collection of movies (`set.nfo`), whose id is no movie's.
    Collection,
    /// It describes something else, such as an album: the name of its root element.
    Other(String),
    /// It describes a movie or a show without an id.
    NoId {
        /// Which of the two.
        media_type: MediaType,
        /// Its title, for a search.
        title: Option<String>,
        /// Its year, likewise.
        year: Option<i32>,
    },
    /// There is neither XML nor an address in it.
    Nothing,
}

impl fmt::Display for NfoProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PartOfShow => f.write_str("describes an episode or a season, not a title"),
            Self::Collection => f.write_str("describes a collection, not a movie"),
            Self::Other(root) => write!(f, "describes a '{root}', not a movie or a TV show"),
            Self::NoId { title: Some(title), .. } => write!(f, "has no id for '{title}'"),
            Self::NoId { title: None, .. } => f.write_str("has neither an id nor a title"),
            Self::Nothing => f.write_str("has no metadata and no address in it"),
        }
    }
}

impl std::error::Error for NfoProblem {}

/// Returns the title that the text of a `.nfo` file describes. Its own ids count before an address behind them;
/// TMDB's before IMDb's before TVDB's (shows only).
///
/// # Errors
/// [`NfoProblem`] says what it describes instead.
pub fn parse_nfo(text: &str) -> Result<ItemSpec, NfoProblem> {
    let Some(document) = read(text) else {
        return address_in(text).ok_or(NfoProblem::Nothing);
    };
    let media_type = match document.root.to_ascii_lowercase().as_str() {
        "movie" => MediaType::Movie,
        "tvshow" => MediaType::Tv,
        "episodedetails" | "season" => return Err(NfoProblem::PartOfShow),
        "set" | "collection" => return Err(NfoProblem::Collection),
        _ => return address_in(&document.outside).ok_or(NfoProblem::Other(document.root)),
    };
    id_of(&document, media_type).or_else(|| address_in(&document.outside)).ok_or_else(|| NfoProblem::NoId {
        media_type,
        title: document.text_of("title").map(str::to_owned),
        year: document
            .text_of("year")
            .or_else(|| document.text_of("premiered"))
            .or_else(|| document.text_of("releasedate"))
            .and_then(year_of),
    })
}

fn id_of(document: &Document, media_type: MediaType) -> Option<ItemSpec> {
    let tmdb = || {
        document
            .ids("tmdb", &["tmdbid", "tmdb_id"])
            .find_map(tmdb_id)
            .map(|id| ItemSpec::Title(MediaRef { media_type, id }))
    };
    // Older files keep in <id> what their scraper used: IMDb's for movies, TVDB's for shows.
    let imdb = || document.ids("imdb", &["imdbid", "imdb_id", "id"]).find_map(imdb_id).map(ItemSpec::Imdb);
    // An <id> beside the id of yet another service is that service's.
    let names: &[&str] =
        if document.has_other_service() { &["tvdbid", "tvdb_id"] } else { &["tvdbid", "tvdb_id", "id"] };
    let tvdb = || {
        let mut ids = document.ids("tvdb", names);
        (media_type == MediaType::Tv).then(|| ids.find_map(tmdb_id)).flatten().map(ItemSpec::Tvdb)
    };
    tmdb().or_else(imdb).or_else(tvdb)
}

/// The root's own children; an actor's ids, deeper down, are not the title's.
struct Document {
    root: String,
    children: Vec<Child>,
    /// Text before and behind the root.
    outside: String,
}

struct Child {
    name: String,
    kind: String,
    text: String,
}

impl Document {
    fn text_of(&self, name: &str) -> Option<&str> {
        self.children
            .iter()
            .filter(|child| child.name == name)
            .map(|child| child.text.trim())
            .find(|it| !it.is_empty())
    }

    /// Returns whether the file names a service that TMDB links no ids of (`tvmaze`, `anidb`): in a `uniqueid`, in the
    /// `<id>` itself, or in an element such as `<tvmazeid>` that has the number of the `<id>`.
    fn has_other_service(&self) -> bool {
        let ours = ["tvdb", "tmdb", "imdb"];
        let numbers =
            || self.children.iter().filter(|child| child.name == "id").map(|child| child.text.trim());
        self.children.iter().any(|child| match child.name.as_str() {
            "uniqueid" | "id" => {
                !matches!(child.kind.as_str(), "" | "unknown") && !ours.contains(&child.kind.as_str())
            }
            name => name.strip_suffix("id").map(|name| name.trim_end_matches('_')).is_some_and(|service| {
                !ours.contains(&service) && numbers().any(|number| number == child.text.trim())
            }),
        })
    }

    fn ids<'a>(&'a self, kind: &'a str, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let unique = self.children.iter().filter(move |child| child.name == "uniqueid" && child.kind == kind);
        let plain = self.children.iter().filter(move |child| names.contains(&child.name.as_str()));
        unique.chain(plain).map(|child| child.text.trim())
    }
}

/// Reads as far as the text is XML; `None` where it has no root element.
fn read(text: &str) -> Option<Document> {
    const MOST_CHILDREN: usize = 10_000;
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut document: Option<Document> = None;
    let mut before = String::new();
    let mut depth = 0_usize;
    // Stops at the end, at the first fault, or if a file has more than any real one.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(start) => {
                match (&mut document, depth) {
                    (None, _) => {
                        document = Some(Document {
                            root: start.local_name().as_ref().to_owned(),
                            children: Vec::new(),
                            outside: std::mem::take(&mut before),
                        });
                    }
                    (Some(document), 1) if document.children.len() < MOST_CHILDREN => {
                        document.children.push(child(&start));
                    }
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) => put(&mut document, &mut before, depth, &text),
            Event::CData(text) => put(&mut document, &mut before, depth, &text),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let resolved = character.or_else(|| resolve_xml_entity(&reference).map(str::to_owned));
                put(&mut document, &mut before, depth, &resolved.unwrap_or_default());
            }
            _ => {}
        }
    }
    document
}

fn child(start: &BytesStart<'_>) -> Child {
    // Older files name the service of an <id> in `moviedb`.
    let attribute = |name| start.try_get_attribute(name).ok().flatten();
    let kind = attribute("type").or_else(|| attribute("moviedb"));
    let kind = kind.and_then(|kind| kind.normalized_value(XmlVersion::Implicit1_0).ok());
    Child {
        name: start.local_name().as_ref().to_ascii_lowercase(),
        kind: kind.unwrap_or_default().trim().to_ascii_lowercase(),
        text: String::new(),
    }
}

fn put(document: &mut Option<Document>, before: &mut String, depth: usize, text: &str) {
    match (document, depth) {
        (None, _) => before.push_str(text),
        (Some(document), 0) => document.outside.push_str(text),
        (Some(document), 2) => {
            if let Some(child) = document.children.last_mut() {
                child.text.push_str(text);
            }
        }
        _ => {}
    }
}

/// Finds the first address of a title on TMDB, else on IMDb, anywhere in the text.
fn address_in(text: &str) -> Option<ItemSpec> {
    let lower = text.to_ascii_lowercase();
    ["themoviedb.org/", "imdb.com/"].into_iter().find_map(|host| {
        lower.match_indices(host).find_map(|(at, _)| {
            let path = at + host.len();
            let rest = &text[path..];
            let is_path = |character: char| character.is_ascii_alphanumeric() || "/-_".contains(character);
            let end = path + rest.find(|character| !is_path(character)).unwrap_or(rest.len());
            parse_item(&text[at..end], MediaType::Movie).ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        match parse_nfo(text) {
            Ok(spec) => spec.to_string(),
            Err(problem) => format!("! {problem}"),
        }
    }

    #[test]
    fn reads_what_media_servers_write() {
        let cases = [
            (
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<movie><title>The Matrix</title>\
                 <uniqueid type=\"imdb\" default=\"true\">tt0133093</uniqueid><uniqueid type=\"tmdb\"> 603 </uniqueid>\
                 <actor><name>Keanu Reeves</name><tmdbid>6384</tmdbid></actor></movie>",
                "movie:603",
            ),
            (
                "<movie><actor><tmdbid>6384</tmdbid></actor><uniqueid type='imdb'>tt0133093</uniqueid></movie>",
                "tt0133093",
            ),
            ("<movie><id>tt0133093</id></movie>", "tt0133093"),
            ("<movie><tmdbid>603</tmdbid><imdbid>tt0133093</imdbid></movie>", "movie:603"),
            ("<movie><tmdbid></tmdbid><imdbid>tt0133093</imdbid></movie>", "tt0133093"),
            ("<movie><uniqueid type=\"tmdb\"/><title>X</title></movie>", "! has no id for 'X'"),
            ("<tvshow><uniqueid type=\"TMDB\">1399</uniqueid><id>121361</id></tvshow>", "tv:1399"),
            ("<tvshow><id>121361</id></tvshow>", "tvdb://121361"),
            ("<tvshow><id>121361</id><uniqueid type='unknown'>121361</uniqueid></tvshow>", "tvdb://121361"),
            (
                "<tvshow><title>X</title><id>82</id><uniqueid type='tvmaze' default='true'>82</uniqueid></tvshow>",
                "! has no id for 'X'",
            ),
            ("<tvshow><title>X</title><id moviedb='tvmaze'>82</id></tvshow>", "! has no id for 'X'"),
            ("<tvshow><title>X</title><id>82</id><tvmazeid>82</tvmazeid></tvshow>", "! has no id for 'X'"),
            ("<tvshow><id>121361</id><tvmazeid>82</tvmazeid></tvshow>", "tvdb://121361"),
            (
                "<tvshow><id>82</id><uniqueid type='anidb'>7</uniqueid><title>X</title></tvshow>",
                "! has no id for 'X'",
            ),
            (
                "<tvshow><id>82</id><uniqueid type='TVmaze'>82</uniqueid><uniqueid type='tvdb'>121361</uniqueid></tvshow>",
                "tvdb://121361",
            ),
            ("<tvshow><imdb_id>tt0944947</imdb_id><tvdbid>121361</tvdbid></tvshow>", "tt0944947"),
            ("<movie><id>121361</id></movie>", "! has neither an id nor a title"),
            ("<movie><tmdbid><![CDATA[603]]></tmdbid></movie>", "movie:603"),
            ("<movie><tmdbid>6&#48;3</tmdbid></movie>", "movie:603"),
            ("<movie><title>Tom & Jerry</title><tmdbid>603</tmdbid></movie>", "movie:603"),
            ("<movie><tmdbid>603</tmdbid><plot>cut off", "movie:603"),
            (
                "<movie><title>x</title></movie>\nhttps://www.themoviedb.org/tv/67468-dark?language=de\n",
                "tv:67468",
            ),
            ("<movie><tmdbid>603</tmdbid></movie>\nhttps://www.imdb.com/title/tt0944947/", "movie:603"),
            ("https://www.themoviedb.org/tv/67468", "tv:67468"),
            ("\u{FEFF}http://www.imdb.com/title/tt0133093/.", "tt0133093"),
            (
                "▄▄▄ RELEASE ▄▄▄\n iMDB: http://www.imdb.com/title/tt0133093/ (8.7)\n TMDB: (themoviedb.org/movie/603).",
                "movie:603",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_title_is_never_taken_for_one() {
        let cases = [
            (
                "<episodedetails><uniqueid type=\"tmdb\">63056</uniqueid></episodedetails>",
                NfoProblem::PartOfShow,
            ),
            (
                "<episodedetails/>\nhttps://www.themoviedb.org/tv/1399/season/1/episode/1",
                NfoProblem::PartOfShow,
            ),
            ("<season><uniqueid type=\"tmdb\">3624</uniqueid></season>", NfoProblem::PartOfShow),
            ("<set><uniqueid type=\"tmdb\">2344</uniqueid></set>", NfoProblem::Collection),
            ("<collection><tmdbid>2344</tmdbid></collection>", NfoProblem::Collection),
            ("<album><title>x</title></album>", NfoProblem::Other("album".to_owned())),
            ("https://www.themoviedb.org/collection/2344", NfoProblem::Nothing),
            ("", NfoProblem::Nothing),
            (
                "<movie><title>Solaris &amp; more</title><premiered>1972-03-20</premiered></movie>",
                NfoProblem::NoId {
                    media_type: MediaType::Movie,
                    title: Some("Solaris & more".to_owned()),
                    year: Some(1972),
                },
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_nfo(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn entities_of_its_own_do_nothing() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"6\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
                    <movie><tmdbid>&b;&f;</tmdbid><title>&f;T</title></movie>";
        assert_eq!(shown(bomb), "! has no id for 'T'");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            drop(parse_nfo(&text));
        }

        #[test]
        fn never_panics_near_xml(
            text in "(<(movie|tvshow|/movie|uniqueid type=\"tmdb\"|/uniqueid|tmdbid|!\\[CDATA\\[|!--)?>?|&#?[a-z0-9]{0,4};?|[0-9]{1,3}|imdb.com/title/tt|é){0,12}"
        ) {
            drop(parse_nfo(&text));
        }
    }
}
