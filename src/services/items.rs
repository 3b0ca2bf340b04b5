//! From what the person names to titles: ITEM arguments, standard input, NFO files and IMDb ids become (media type, id).
//! Not for rows of exports (`services::transfer`).

use std::path::Path;

use serde_json::Value;

use super::Context;
use super::login;
use super::transfer::nfo::parse_nfo;
use crate::domain::{ItemSpec, MediaRef, MediaType, parse_item, parse_lines};
use crate::error::{Error, ErrorKind, Result};
use crate::tmdb::{Client, Request, wire};

/// Largest NFO file read.
const LARGEST_NFO: u64 = 1024 * 1024;

/// One item that the person named.
#[derive(Debug)]
pub struct NamedItem {
    /// As typed or read.
    pub text: String,
    /// What it stands for, or why that can't be told.
    pub item: Result<MediaRef>,
}

/// Finds out what the items stand for. Text that can't be understood is an error before anything is asked; an id that
/// TMDB doesn't know, or a file that can't be read, fails alone.
///
/// # Errors
/// `usage`, naming the item (and its line on standard input).
pub fn find_items(context: &Context, texts: &[String], assumed: MediaType) -> Result<Vec<NamedItem>> {
    let mut specs = Vec::new();
    for text in texts {
        match parse_item(text, assumed)? {
            ItemSpec::Stdin => specs.extend(read_stdin(context, assumed)?),
            spec => specs.push((text.clone(), Ok(spec))),
        }
    }
    let mut finder = Finder { context, client: None };
    let find = |(text, spec): (String, Result<ItemSpec>)| {
        let item = spec.and_then(|spec| finder.find(&spec, assumed));
        NamedItem { text, item }
    };
    Ok(specs.into_iter().map(find).collect())
}

fn read_stdin(context: &Context, assumed: MediaType) -> Result<Vec<(String, Result<ItemSpec>)>> {
    let mut stdin = context.stdin.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let list = parse_lines(&mut **stdin, assumed)
        .map_err(|error| Error::usage(format!("standard input can't be read: {error}")).with_source(error))?;
    let mut specs = Vec::new();
    for line in list.lines {
        match line.item {
            Ok(spec) => specs.push((line.text, Ok(spec))),
            Err(error) => {
                return Err(Error::usage(format!("line {} of standard input: {error}", line.line))
                    .with_hint("nothing was changed; mend the line, or leave it out"));
            }
        }
    }
    Ok(specs)
}

struct Finder<'a> {
    context: &'a Context,
    client: Option<Client>,
}

impl Finder<'_> {
    fn find(&mut self, spec: &ItemSpec, assumed: MediaType) -> Result<MediaRef> {
        match spec {
            ItemSpec::Title(item) => Ok(*item),
            ItemSpec::Imdb(id) => self.look_up(id, "imdb_id", assumed),
            ItemSpec::Tvdb(id) => self.look_up(&id.to_string(), "tvdb_id", MediaType::Tv),
            ItemSpec::NfoFile(path) => {
                let inner = read_nfo(path)?;
                match inner {
                    ItemSpec::NfoFile(_) | ItemSpec::Stdin => {
                        Err(Error::usage(format!("'{}' names no title", path.display())))
                    }
                    inner => self.find(&inner, assumed),
                }
            }
            ItemSpec::Stdin => Err(Error::bug("standard input was read already")),
        }
    }

    /// Asks TMDB what a foreign id stands for (`GET /3/find/{id}`); it may be a film and a show, or an episode of one.
    fn look_up(&mut self, id: &str, source: &str, assumed: MediaType) -> Result<MediaRef> {
        if self.client.is_none() {
            self.client = Some(self.context.client(login::public_credentials(self.context)?));
        }
        let Some(client) = &self.client else { return Err(Error::bug("the client was just made")) };
        let request = Request::get(format!("/find/{id}"))
            .query("external_source", source)
            .query("language", &self.context.settings.language);
        let body = client.fetch_json(&request)?;
        let first = |key: &str| -> Option<&Value> { body.get(key)?.as_array()?.first() };
        let film = first("movie_results").and_then(|row| wire::id(row, "id")).map(MediaRef::movie);
        let show = first("tv_results").and_then(|row| wire::id(row, "id")).map(MediaRef::tv);
        let found = if assumed == MediaType::Tv { show.or(film) } else { film.or(show) };
        found.ok_or_else(|| {
            let error = Error::new(ErrorKind::NotFound, format!("TMDB has no film or show for '{id}'"));
            if first("tv_episode_results").is_some() {
                error.with_hint("it is an episode; name the show instead")
            } else {
                error
            }
        })
    }
}

fn read_nfo(path: &Path) -> Result<ItemSpec> {
    use std::io::Read;
    let failed = |error: std::io::Error| {
        let kind = if error.kind() == std::io::ErrorKind::NotFound {
            ErrorKind::NotFound
        } else {
            ErrorKind::Storage
        };
        Error::new(kind, format!("can't read '{}': {error}", path.display())).with_source(error)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_NFO).read_to_end(&mut bytes).map_err(failed)?;
    parse_nfo(&String::from_utf8_lossy(&bytes))
        .map_err(|problem| Error::usage(format!("'{}': {problem}", path.display())).with_source(problem))
}
