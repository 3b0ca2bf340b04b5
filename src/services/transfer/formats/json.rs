//! JSON of any program: arrays of objects whose keys name what they hold, Simkl's backup, `MDBList`, Watcharr, and the
//! documents and JSON Lines that flixir writes. Trakt's objects are read by `trakt`.

use serde_json::{Map, Value};

use super::cells::{self, Dialect};
use super::file::{MAX_ROWS, file_name, stem, target_of_name, too_many_rows, unsupported};
use super::scale::settle_scale;
use super::sheet::{Format, Ids, Sheet, Target};
use super::{archive, subject, table, trakt};
use crate::domain::{MediaType, parse_item, text};
use crate::error::{Error, Result};

/// Tells whose JSON a text is; `None` where it only begins like JSON (`[REC] (2007)`).
pub(super) fn detect(text: &str) -> Option<Format> {
    let Ok(Collected { rows, .. }) = rows_of(text) else {
        let begins = |open: char, next: &[char]| text.strip_prefix(open)?.trim_start().strip_prefix(next);
        let is_broken = begins('[', &['{', '"', '[']).or_else(|| begins('{', &['"'])).is_some();
        return is_broken.then_some(Format::Json);
    };
    Some(match rows.first() {
        Some(first) if first.group.kind.is_none() && trakt::is_item(&first.value) => Format::Trakt,
        Some(_) if rows.iter().any(|row| row.group.kind.is_some() && row.value.get("status").is_some()) => {
            Format::Simkl
        }
        _ => Format::Json,
    })
}

/// Tells whether a member of an archive is Simkl's backup.
pub(super) fn is_simkl_backup(name: &str) -> bool {
    name.to_lowercase()
        .split_once('.')
        .is_some_and(|(stem, ending)| stem.starts_with("simkl") && ending == "json")
}

/// Reads Simkl's backup from its ZIP.
///
/// # Errors
/// `usage` for a damaged archive.
pub(super) fn read_simkl_archive(name: &str, bytes: &[u8], notes: &mut Vec<String>) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for (path, bytes) in archive::read(name, bytes, notes, |path| is_simkl_backup(file_name(path)))? {
        match text::decode(&bytes) {
            Ok((text, _)) => sheets.extend(read(&path, &text, Format::Simkl, notes)?),
            Err(error) => notes.push(format!("'{path}' in '{name}' {error}")),
        }
    }
    Ok(sheets)
}

/// Reads JSON, or JSON Lines.
///
/// # Errors
/// `usage` where the text is neither.
pub(super) fn read(name: &str, text: &str, format: Format, notes: &mut Vec<String>) -> Result<Vec<Sheet>> {
    let Collected { rows, left_aside } = rows_of(text).map_err(|error| {
        unsupported(format!("'{name}' is not valid JSON: {error}")).with_detail("line", error.line())
    })?;
    if rows.len() > MAX_ROWS {
        return Err(too_many_rows(name));
    }
    for (key, count) in left_aside {
        let count = text::counted(count as u64, "entry", "entries");
        notes.push(format!("'{key}' in '{name}' ({count}) was skipped: flixir doesn't know what it is"));
    }
    let mut sheet = Sheet::new(name, target_of_name(name));
    sheet.name = Some(stem(name).to_owned()).filter(|_| sheet.target == Target::List);
    take_list_fields(&mut sheet, text);
    let mut readings = Vec::new();
    for row in rows {
        let Value::Object(object) = &row.value else {
            match &row.value {
                Value::String(text) => {
                    // A word in a list of titles is a title.
                    let is_words = parse_item(text, MediaType::Movie).is_err_and(|error| error.is_words);
                    let name = if is_words { "title" } else { "item" };
                    let cells = vec![(name.to_owned(), text.clone())];
                    readings.push(cells::row_of(row.line, cells, Dialect::Generic));
                }
                _ => sheet.broken(row.line, row.problem.unwrap_or_else(|| "is not an object".to_owned())),
            }
            continue;
        };
        let kind = row.group.kind;
        let mut reading = if kind.is_none() && (format == Format::Trakt || trakt::is_item(&row.value)) {
            trakt::reading(row.line, object)
        } else {
            cells::row_of(row.line, cells_of(object, kind), dialect_of(object, kind.is_some()))
        };
        reading.target = reading.target.or(row.group.target);
        readings.push(reading);
    }
    if let Some(error) = without_titles(name, &readings) {
        return Err(error);
    }
    sheet.rating_notes = settle_scale(name, &mut readings);
    let mut sheets = table::split(sheet, readings);
    // A backup's rows say where they belong; where none does, one empty sheet still tells of the file.
    sheets.sort_by_key(|sheet| sheet.target);
    Ok(sheets)
}

/// The error for JSON of which no entry says anything about a title.
fn without_titles(name: &str, readings: &[cells::ReadRow]) -> Option<Error> {
    const SHOWN: usize = 8;
    let says_nothing = |reading: &cells::ReadRow| {
        let row = &reading.row;
        row.ids == Ids::default()
            && row.bare_id.is_none()
            && row.title.is_none()
            && row.original_title.is_none()
    };
    let is_item = |reading: &cells::ReadRow| reading.row.filled_in.is_some();
    let first = readings.first()?;
    // Everything has a name: people, packages, places.
    let is_only_named = |reading: &cells::ReadRow| {
        let keys = || reading.row.raw.iter().map(|(key, _)| cells::normal(key));
        keys().count() > 1 && keys().filter(|key| cells::is_known(key)).eq(["name"])
    };
    if readings.iter().any(|reading| is_item(reading) || !(says_nothing(reading) || is_only_named(reading))) {
        return None;
    }
    let keys: Vec<&str> = first.row.raw.iter().map(|(key, _)| key.as_ref()).take(SHOWN).collect();
    let seen = if keys.is_empty() { "nothing in it that flixir knows".to_owned() } else { keys.join(", ") };
    let message = format!(
        "flixir doesn't recognize the JSON in '{name}': no entry has a title or an id; the first has {seen}"
    );
    Some(
        unsupported(message)
            .with_hint("flixir knows keys such as tmdb_id, imdb_id, title, year and media_type"),
    )
}

/// Returns the keys of JSON that has titles, and of which no key says that they are of movies or TV shows.
pub(super) fn keys_about_others(name: &str, text: &str) -> Option<Vec<String>> {
    const LOOKED_AT: usize = 20;
    let rows = rows_of(text).ok()?.rows;
    let objects: Vec<Vec<(String, String)>> = rows
        .iter()
        .take(LOOKED_AT)
        .filter_map(|row| Some(cells_of(row.value.as_object()?, row.group.kind)))
        .collect();
    // A list of words has no keys, and what has no title is refused for that.
    let has_title = |cells: &&Vec<(String, String)>| cells.iter().any(|(key, _)| cells::is_title(key));
    let first = objects.iter().find(has_title)?;
    let says = |cells: &Vec<(String, String)>| {
        cells.iter().any(|(key, cell)| subject::is_of_titles(key, std::iter::once(cell.as_str())))
            || cells.iter().all(|(key, _)| cells::is_plain(key))
    };
    let is_told = subject::is_of_titles(file_name(name), std::iter::empty())
        || rows.iter().any(|row| row.group.says_something())
        || objects.iter().any(says);
    (!is_told).then(|| first.iter().map(|(key, _)| key.clone()).collect())
}

/// Takes the list's own fields from a document as `lists export --to json` writes it.
fn take_list_fields(sheet: &mut Sheet, text: &str) {
    let Ok(Value::Object(mut document)) = serde_json::from_str::<Value>(text) else { return };
    if let Some(Value::Object(inner)) = document.remove("data") {
        document = inner;
    }
    if !document.get("items").is_some_and(Value::is_array) {
        return;
    }
    let text_of = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(name) = text_of("name").filter(|name| !name.trim().is_empty()) {
        sheet.name = Some(name);
        sheet.target = Target::List;
    }
    sheet.description = text_of("description");
    sheet.public = document.get("public").and_then(Value::as_bool);
}

fn dialect_of(object: &Map<String, Value>, is_grouped: bool) -> Dialect {
    let is_object = |key: &str| object.get(key).is_some_and(Value::is_object);
    if is_object("content") && object.contains_key("status") {
        return Dialect::Watcharr;
    }
    if is_grouped && object.contains_key("status") && (is_object("movie") || is_object("show")) {
        return Dialect::Simkl;
    }
    Dialect::Generic
}

/// One element of a document, with the group it stood in.
struct Element {
    line: u64,
    group: Group,
    value: Value,
    problem: Option<String>,
}

/// Finds the rows of a document, or of JSON Lines.
fn rows_of(text: &str) -> Result<Collected, serde_json::Error> {
    let error = match serde_json::from_str::<Value>(text) {
        Ok(document) => {
            let mut found = Collected::default();
            found.take(document, Group::default());
            return Ok(found);
        }
        Err(error) => error,
    };
    let mut found = Collected::default();
    let mut good = 0;
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let (value, problem) = match serde_json::from_str(text) {
            Ok(value) => (value, None),
            Err(_) => (Value::Null, Some("is not valid JSON".to_owned())),
        };
        good += usize::from(problem.is_none());
        found.rows.push(Element { line, group: Group::default(), value, problem });
    }
    // JSON Lines have a value on each line; a document that is cut off has not.
    if good * 2 > found.rows.len() { Ok(found) } else { Err(error) }
}

/// What the key of an array says about its elements.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// A type word.
    kind: Option<&'static str>,
    /// Where they belong.
    target: Option<Target>,
}

impl Group {
    /// Finds out by its name what a part of a document holds; `None` where that says nothing.
    fn named(key: &str, outer: Self) -> Option<Self> {
        let (kind, target) = match cells::normal(key).as_str() {
            "movies" | "films" => (Some("movie"), None),
            "shows" | "tv" | "tvshows" | "series" | "tvseries" => (Some("tv"), None),
            "anime" | "animes" => (Some("anime"), None),
            "episodes" => (Some("episode"), None),
            "people" | "persons" => (Some("person"), None),
            "watchlist" => (None, Some(Target::Watchlist)),
            "favorites" | "favourites" | "likes" => (None, Some(Target::Favorites)),
            "ratings" | "rated" => (None, Some(Target::Ratings)),
            "history" | "watched" => (None, Some(Target::History)),
            "data" | "items" | "results" | "parts" | "list" | "mediacontainer" | "metadata" | "response"
            | "result" | "records" | "entries" | "library" => (None, None),
            _ => return None,
        };
        Some(Self { kind: kind.or(outer.kind), target: target.or(outer.target) })
    }

    const fn says_something(self) -> bool {
        self.kind.is_some() || self.target.is_some()
    }
}

/// What was found in a document.
#[derive(Default)]
struct Collected {
    rows: Vec<Element>,
    /// Parts under names that say nothing, with the count of their entries.
    left_aside: Vec<(String, usize)>,
}

impl Collected {
    fn take(&mut self, value: Value, group: Group) {
        match value {
            Value::Array(elements) => elements.into_iter().for_each(|value| self.push(value, group)),
            Value::Object(object) => {
                // A title has ratings of its own.
                let is_title = object
                    .keys()
                    .any(|key| matches!(cells::normal(key).as_str(), "title" | "imdbid" | "tmdbid"));
                let part = |key: &str, value: &Value| {
                    let named = Group::named(key, group).filter(|_| is_container(value))?;
                    (!is_title || !Group::named(key, Group::default())?.says_something()).then_some(named)
                };
                if !object.iter().any(|(key, value)| part(key, value).is_some()) {
                    return self.push(Value::Object(object), group);
                }
                for (key, value) in object {
                    match part(&key, &value) {
                        Some(inner) => self.take(value, inner),
                        None if is_of_objects(&value) => {
                            let count = value.as_array().map_or(0, Vec::len);
                            self.left_aside.push((key, count));
                        }
                        None => {}
                    }
                }
            }
            other => self.push(other, group),
        }
    }

    fn push(&mut self, value: Value, group: Group) {
        let line = self.rows.len() as u64 + 1;
        self.rows.push(Element { line, group, value, problem: None });
    }
}

fn is_of_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|elements| elements.iter().any(Value::is_object))
}

fn is_container(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(object) => object.values().any(|inner| {
            inner.is_array() || inner.as_object().is_some_and(|inner| inner.values().any(Value::is_array))
        }),
        _ => false,
    }
}

/// Flattens an object to named cells: `movie.ids.tmdb` becomes `tmdb`.
fn cells_of(object: &Map<String, Value>, group: Option<&'static str>) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    flatten(object, 0, &mut cells);
    if let Some(kind) = library_kind(object) {
        // Its `id` is that of a row in Sonarr's or Radarr's database.
        cells.retain(|(key, _)| key != "id");
        cells.push(("media_type".to_owned(), kind.to_owned()));
    } else if is_radarr(object) {
        for (key, _) in cells.iter_mut().filter(|(key, _)| key == "id") {
            "tmdb_id".clone_into(key);
        }
        cells.push(("media_type".to_owned(), "movie".to_owned()));
    }
    match group {
        // Anime holds movies and series; Simkl says which apart.
        Some("anime") => {
            let kind = object.get("anime_type").and_then(Value::as_str);
            cells.push((
                "media_type".to_owned(),
                if kind == Some("movie") { "movie" } else { "tv" }.to_owned(),
            ));
        }
        Some(kind) => cells.push(("media_type".to_owned(), kind.to_owned())),
        None => {}
    }
    cells
}

fn flatten(object: &Map<String, Value>, depth: usize, cells: &mut Vec<(String, String)>) {
    const INNER: [&str; 14] = [
        "ids",
        "uniqueid",
        "uniqueids",
        "id",
        "movie",
        "show",
        "anime",
        "content",
        "media",
        "film",
        "item",
        "providerids",
        "externalids",
        "guids",
    ];
    for (key, value) in object {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Array(guids) if matches!(cells::normal(key).as_str(), "guid" | "guids") => guids_in(guids),
            Value::Object(inner) if depth < 3 && INNER.contains(&cells::normal(key).as_str()) => {
                flatten(inner, depth + 1, cells);
                continue;
            }
            _ => continue,
        };
        cells.push((key.clone(), text));
    }
}

/// Plex writes ids as `[{"id": "imdb://tt0133093"}, …]`.
fn guids_in(guids: &[Value]) -> String {
    let text = |guid: &Value| guid.as_str().or_else(|| guid.get("id")?.as_str()).map(str::to_owned);
    guids.iter().filter_map(text).collect::<Vec<_>>().join("|")
}

/// Sonarr's and Radarr's own API say by their keys what they hold.
fn library_kind(object: &Map<String, Value>) -> Option<&'static str> {
    const SONARR: [&str; 5] = ["seriesType", "seasonFolder", "seasonCount", "tvRageId", "tvMazeId"];
    const RADARR: [&str; 6] =
        ["hasFile", "movieFile", "inCinemas", "digitalRelease", "physicalRelease", "minimumAvailability"];
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    match (has(&SONARR), has(&RADARR)) {
        (true, _) => Some("tv"),
        (false, true) if object.contains_key("tmdbId") => Some("movie"),
        _ => None,
    }
}

/// Radarr's custom lists give TMDB's number as a bare `id`, and nothing else that would contradict.
fn is_radarr(object: &Map<String, Value>) -> bool {
    const KEYS: [&str; 6] = ["id", "imdb_id", "title", "release_year", "clean_title", "adult"];
    object.get("id").is_some_and(Value::is_u64) && object.keys().all(|key| KEYS.contains(&key.as_str()))
}
