//! From what a person types to a title: items from arguments, standard input and files, ids of other databases, and titles
//! in words. Not for parsing ([`crate::domain::item`]).

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::answers::{AnswerKind, read_each};
use super::listing::{PageCount, Paging, Selection};
use super::live;
use super::search::{self, SearchRequest};
use super::transfer::{matching, nfo};
use super::{Context, Talk};
use crate::domain::{ItemLine, ItemSpec, Media, MediaRef, MediaType, parse_item, parse_lines, text};
use crate::error::{Error, ErrorKind, Result};
use crate::tmdb::titles::{self, ExternalId};
use crate::tmdb::wire;

/// One item that the person named.
#[derive(Debug)]
pub struct NamedItem {
    /// As typed or read.
    pub text: String,
    /// What it stands for, or why that can't be told.
    pub item: Result<MediaRef>,
}

/// Finds out what the items stand for; a number alone is of the `assumed` type, and `-` reads standard input. TMDB is asked
/// about ids of other databases only, through the cache. Text that can't be understood is an error before anything is
/// asked; an id that TMDB doesn't know, or a file that can't be read, fails alone.
///
/// # Errors
/// `usage`, naming the item (and its line on standard input); what concerns all items, such as a missing credential.
pub fn find_items(
    context: &Context,
    talk: &Talk,
    texts: &[String],
    assumed: MediaType,
) -> Result<Vec<NamedItem>> {
    let mut specs = Vec::new();
    for text in texts {
        match parse_item(text, assumed)? {
            ItemSpec::Stdin => {
                let named = read_stdin(talk, assumed)?.into_iter().map(read_file_of).collect();
                specs.extend(without_episodes(context, named));
            }
            spec => specs.push(read_file_of((text.clone(), spec))),
        }
    }
    look_up(context, specs, assumed)
}

/// What an item is named by, once files and standard input are read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    /// TMDB's own number.
    Title(MediaRef),
    /// The id of another database, which TMDB must be asked about.
    Elsewhere(ExternalId),
}

impl Name {
    /// Returns the name that an item is typed as; `None` for a file and for standard input.
    fn of(spec: ItemSpec) -> Option<Self> {
        match spec {
            ItemSpec::Title(item) => Some(Self::Title(item)),
            ItemSpec::Imdb(id) => Some(Self::Elsewhere(ExternalId::Imdb(id))),
            ItemSpec::Tvdb(id) => Some(Self::Elsewhere(ExternalId::Tvdb(id))),
            ItemSpec::Stdin | ItemSpec::NfoFile(_) => None,
        }
    }
}

type ReadItem = (String, Result<Name>);

fn read_file_of((text, spec): (String, ItemSpec)) -> ReadItem {
    let name = match spec {
        ItemSpec::NfoFile(path) => read_nfo(&path),
        spec => Name::of(spec).ok_or_else(|| Error::usage("standard input can't name itself")),
    };
    (text, name)
}

/// A folder of TV shows (`find … -name '*.nfo'`) has a file for each episode and season beside that of the show. They
/// are skipped without an error.
fn without_episodes(context: &Context, mut items: Vec<ReadItem>) -> Vec<ReadItem> {
    let is_part = |item: &ReadItem| {
        let source = item.1.as_ref().err().and_then(std::error::Error::source);
        source.and_then(|source| source.downcast_ref()) == Some(&nfo::NfoProblem::PartOfShow)
    };
    let all = items.len();
    items.retain(|item| !is_part(item));
    if items.len() < all {
        let files = match all - items.len() {
            1 => "one file of an episode or season was".to_owned(),
            count => format!("{count} files of episodes and seasons were"),
        };
        context.warn(format!("{files} skipped"));
    }
    items
}

fn read_stdin(talk: &Talk, assumed: MediaType) -> Result<Vec<(String, ItemSpec)>> {
    let list = talk
        .read_stdin(|stdin| parse_lines(stdin, assumed))
        .map_err(|error| Error::usage(format!("standard input can't be read: {error}")).with_source(error))?;
    let read = |line: ItemLine| match line.item {
        Ok(spec) => Ok((line.text, spec)),
        Err(error) => Err(Error::usage(format!("line {} of standard input: {error}", line.line))
            .with_hint("nothing was changed. Fix the line or remove it")),
    };
    list.lines.into_iter().map(read).collect()
}

fn read_nfo(path: &Path) -> Result<Name> {
    let failed = |error: std::io::Error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        let kind = if is_missing { ErrorKind::NotFound } else { ErrorKind::Storage };
        Error::new(kind, format!("can't read '{}': {error}", path.display())).with_source(error)
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(nfo::MAX_NFO + 1).read_to_end(&mut bytes).map_err(failed)?;
    let refuse = |problem: &dyn std::fmt::Display| Error::usage(format!("'{}' {problem}", path.display()));
    if bytes.len() as u64 > nfo::MAX_NFO {
        return Err(refuse(&format!("is larger than {} MB, so it is not a .nfo file", nfo::MAX_NFO >> 20)));
    }
    let (text, _) = text::decode(&bytes).map_err(|problem| refuse(&problem))?;
    let told = |problem: nfo::NfoProblem| {
        let error = refuse(&problem);
        match &problem {
            nfo::NfoProblem::NoId { title: Some(title), .. } => {
                let hint = format!("flixir search '{}'", title.replace('\'', "'\\''"));
                error.with_hint(hint).with_source(problem)
            }
            _ => error.with_source(problem),
        }
    };
    Name::of(nfo::parse_nfo(&text).map_err(told)?).ok_or_else(|| refuse(&"names no title"))
}

/// Asks TMDB about ids of other databases, all at once.
fn look_up(context: &Context, items: Vec<ReadItem>, assumed: MediaType) -> Result<Vec<NamedItem>> {
    let locale = context.locale();
    let (mut named, mut asked, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (text, name)) in items.into_iter().enumerate() {
        match name {
            Ok(Name::Title(item)) => named.push((at, NamedItem { text, item: Ok(item) })),
            Err(error) => named.push((at, NamedItem { text, item: Err(error) })),
            Ok(Name::Elsewhere(id)) => {
                asked.push((at, text));
                requests.push(titles::find(&id, &locale));
            }
        }
    }
    if !requests.is_empty() {
        let parse = |body: &[u8]| FoundTitles::read(&wire::json(body)?);
        let answers = read_each(context, AnswerKind::Details, &requests, parse)?;
        named.extend(asked.into_iter().zip(answers).map(|((at, text), answer)| {
            let item = answer.and_then(|answer| answer.value.best(context, &text, assumed));
            (at, NamedItem { text, item })
        }));
        named.sort_by_key(|(at, _)| *at);
    }
    Ok(named.into_iter().map(|(_, item)| item).collect())
}

/// What TMDB knows under another database's id (`GET /3/find/{id}`): it may be a movie and a show, or a part of one.
#[derive(Clone, Debug, Default)]
struct FoundTitles {
    film: Option<MediaRef>,
    show: Option<MediaRef>,
    /// The show that the id's episode belongs to.
    show_of_episode: Option<MediaRef>,
    other: Option<&'static str>,
}

impl FoundTitles {
    fn read(body: &Value) -> Result<Self> {
        let rows = |key: &str| body.get(key).and_then(Value::as_array);
        if rows("movie_results").is_none() && rows("tv_results").is_none() {
            return Err(wire::not_understood("what stands under an id"));
        }
        let first = |key: &str| rows(key)?.iter().find_map(|row| wire::id(row, "id"));
        let show_of = |row: &Value| wire::id(row, "show_id").map(MediaRef::tv);
        let is_part = first("tv_episode_results").or_else(|| first("tv_season_results")).is_some();
        Ok(Self {
            film: first("movie_results").map(MediaRef::movie),
            show: first("tv_results").map(MediaRef::tv),
            show_of_episode: rows("tv_episode_results").and_then(|rows| rows.iter().find_map(show_of)),
            other: if is_part {
                Some("it is part of a TV show; use the TV show instead")
            } else {
                first("person_results").map(|_| "it is a person")
            },
        })
    }

    /// Returns the title that is meant. The id of an episode leads to its show, which is said.
    fn best(&self, context: &Context, text: &str, assumed: MediaType) -> Result<MediaRef> {
        let found = if assumed == MediaType::Tv { self.show.or(self.film) } else { self.film.or(self.show) };
        if let Some(show) = self.show_of_episode.filter(|_| found.is_none()) {
            context.warn(format!("'{text}' is an episode; flixir uses its show, {show}"));
            return Ok(show);
        }
        found.ok_or_else(|| {
            let error = Error::new(ErrorKind::NotFound, format!("TMDB has no movie or TV show for '{text}'"));
            match self.other {
                Some(hint) => error.with_hint(hint),
                None => error,
            }
        })
    }
}

/// What names several titles; `details.candidates` holds them.
pub fn ambiguous(text: &str, candidates: &[Media]) -> Error {
    const SHOWN: usize = 10;
    let shown: Vec<Value> = candidates
        .iter()
        .take(SHOWN)
        .map(|media| {
            serde_json::json!({"media_type": media.media_type, "id": media.id, "title": media.title, "year": media.year})
        })
        .collect();
    let named: Vec<String> = candidates
        .iter()
        .take(3)
        .map(|media| match &media.title {
            Some(_) => format!("{} {}", media.item(), media.label()),
            None => media.label(),
        })
        .collect();
    Error::new(ErrorKind::Ambiguous, format!("'{text}' may be several titles: {}", named.join(", ")))
        .with_hint("use the id of one of them")
        .with_detail("candidates", shown)
}

/// Pages that are read before a title counts as the only one of its name.
const PAGES_FOR_ONLY: u32 = 3;

/// A title that is looked for by words (`--search`).
#[derive(Clone, Copy, Debug)]
pub struct TitleWanted<'a> {
    /// The words.
    pub text: &'a str,
    /// What it must be.
    pub media_type: Option<MediaType>,
    /// The year that it must be of.
    pub year: Option<u16>,
    /// Whether it may be a person.
    pub takes_people: bool,
}

/// Finds one title by words, or one person. On a terminal the person at it chooses, and may
/// type on; elsewhere title and year must fit exactly one of what is found. Case, accents and punctuation make no other title.
///
/// # Errors
/// `not_found`; `ambiguous` with the candidates; `interrupted` where the person wants none of them; those of
/// [`search::search`].
pub fn find_title(context: &Context, talk: &Talk, wanted: TitleWanted<'_>) -> Result<Media> {
    let TitleWanted { text, media_type, year, takes_people } = wanted;
    let is_asked = talk.prompt.is_interactive() && !context.settings.yes;
    let pages = if is_asked { 1 } else { PAGES_FOR_ONLY };
    let request = SearchRequest {
        text: text.to_owned(),
        media_type,
        year,
        paging: Paging { first: Some(1), count: PageCount::Up(pages), limit: None },
        selection: Selection { titles_only: !takes_people, ..Selection::default() },
        ..SearchRequest::default()
    };
    if is_asked {
        match live::choose_one(context, talk, &request) {
            // If the terminal can't draw, the plain question below is used.
            Err(error) if error.kind() == ErrorKind::Usage => {}
            outcome => return outcome,
        }
    }
    if text.trim().is_empty() {
        return Err(Error::usage("without a terminal, --search needs a TITLE"));
    }
    let found = search::search(context, &request)?.rows;
    if found.is_empty() {
        return Err(Error::not_found("title", text));
    }
    if is_asked {
        let choices: Vec<String> =
            found.iter().map(|media| format!("{} [{}]", media.label(), media.item())).collect();
        let chosen = talk.prompt.choose("Which title?", &choices)?;
        return chosen.and_then(|index| found.into_iter().nth(index)).ok_or_else(Error::interrupted);
    }
    match <[Media; 1]>::try_from(best_fits(&found, text, year)) {
        Ok([only]) => Ok(only),
        Err(exact) if exact.is_empty() => Err(ambiguous(text, &found)),
        Err(exact) => Err(ambiguous(text, &exact)),
    }
}

/// Returns those named so. Case and blanks make no other title; accents and punctuation make one only where another is
/// named exactly so: a person who can't type them still means this title.
fn best_fits(found: &[Media], text: &str, year: Option<u16>) -> Vec<Media> {
    let is_of_year = |media: &&Media| year.is_none_or(|year| media.year == Some(i32::from(year)));
    let spoken = |title: &str| title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let named_so = |fold: &dyn Fn(&str) -> String| -> Vec<Media> {
        let wanted = fold(text);
        let fits = |name: &Option<String>| {
            name.as_deref().is_some_and(|name| !wanted.is_empty() && fold(name) == wanted)
        };
        let so_named = found.iter().filter(|media| fits(&media.title) || fits(&media.original_title));
        so_named.filter(is_of_year).cloned().collect()
    };
    let exact = named_so(&spoken);
    if exact.is_empty() { named_so(&matching::folded) } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_nfo_file_is_not_read_for_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("movie.nfo");
        let mut text = "<movie><uniqueid type=\"tmdb\">603</uniqueid></movie>".to_owned();
        std::fs::write(&path, &text).unwrap();
        assert_eq!(read_nfo(&path).unwrap(), Name::Title(MediaRef::movie(603)));
        text.extend(std::iter::repeat_n(' ', usize::try_from(nfo::MAX_NFO).unwrap()));
        std::fs::write(&path, &text).unwrap();
        let error = read_nfo(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.message().contains("larger than 4 MB"), "{}", error.message());
    }

    #[test]
    fn accents_count_only_between_two_that_differ_in_nothing_else() {
        let film =
            |id, title: &str| Media { title: Some(title.into()), ..Media::unknown(MediaRef::movie(id)) };
        let ids = |found: &[Media], text: &str| -> Vec<u64> {
            best_fits(found, text, None).iter().map(|media| media.id).collect()
        };
        let films = [film(1, "Amélie"), film(2, "Spider-Man"), film(3, "WALL·E")];
        assert_eq!(ids(&films, "AMELIE"), [1]);
        assert_eq!(ids(&films, " spider  man "), [2]);
        assert_eq!(ids(&films, "wall e"), [3]);
        assert_eq!(ids(&films, "spider"), [0; 0]);
        assert_eq!(ids(&films, "!"), [0; 0]);
        let both = [film(1, "Amélie"), film(2, "Amelie"), film(3, "Amèlie")];
        assert_eq!(ids(&both, "amelie"), [2]);
        assert_eq!(ids(&both[..1], "Ame lie"), [0; 0]);
        assert_eq!(ids(&both, "Amêlie"), [1, 2, 3]);
    }
}
