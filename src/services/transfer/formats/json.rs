//! JSON of any program: arrays of objects whose keys name what they hold, Simkl's backup, `MDBList`, Watcharr, and the
//! documents and JSON Lines that flixir writes. Trakt's objects are read by `trakt`.

use serde_json::{Map, Value};

use super::cells::{self, Dialect};
use super::{
    Format, MAX_ROWS, Sheet, Target, archive, file_name, stem, table, target_of_name, too_many_rows, trakt,
};
use crate::domain::text;
use crate::error::{Error, Result};

/// Tells whose JSON a text is; `None` where it only begins like JSON (`[REC] (2007)`).
pub(super) fn detect(text: &str) -> Option<Format> {
    let Ok(rows) = rows_of(text) else {
        let begins = |open: char, next: &[char]| text.strip_prefix(open)?.trim_start().strip_prefix(next);
        let is_broken = begins('[', &['{', '"', '[']).or_else(|| begins('{', &['"'])).is_some();
        return is_broken.then_some(Format::Json);
    };
    Some(match rows.first() {
        Some(first) if first.group.is_none() && trakt::is_item(&first.value) => Format::Trakt,
        Some(_) if rows.iter().any(|row| row.group.is_some() && row.value.get("status").is_some()) => {
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
            Ok((text, _)) => sheets.extend(read(&path, &text, Format::Simkl)?),
            Err(error) => notes.push(format!("'{path}' in '{name}' {error}")),
        }
    }
    Ok(sheets)
}

/// Reads JSON, or JSON Lines.
///
/// # Errors
/// `usage` where the text is neither.
pub(super) fn read(name: &str, text: &str, format: Format) -> Result<Vec<Sheet>> {
    let rows = rows_of(text).map_err(|error| {
        super::unsupported(format!("'{name}' is not valid JSON: {error}")).with_detail("line", error.line())
    })?;
    if rows.len() > MAX_ROWS {
        return Err(too_many_rows(name));
    }
    let mut sheet = Sheet::new(name, target_of_name(name));
    sheet.name = Some(stem(name).to_owned()).filter(|_| sheet.target == Target::List);
    take_list_fields(&mut sheet, text);
    let mut readings = Vec::new();
    for row in rows {
        let Value::Object(object) = &row.value else {
            match &row.value {
                Value::String(text) => {
                    let cells = vec![("item".to_owned(), text.clone())];
                    readings.push(cells::row_of(row.line, cells, Dialect::Generic));
                }
                _ => sheet.broken(row.line, row.problem.unwrap_or_else(|| "is not an object".to_owned())),
            }
            continue;
        };
        if row.group.is_none() && (format == Format::Trakt || trakt::is_item(&row.value)) {
            readings.push(trakt::reading(row.line, object));
            continue;
        }
        let dialect = dialect_of(object, row.group.is_some());
        readings.push(cells::row_of(row.line, cells_of(object, row.group), dialect));
    }
    if let Some(error) = without_titles(name, &readings) {
        return Err(error);
    }
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
        row.ids == super::Ids::default()
            && row.bare_id.is_none()
            && row.title.is_none()
            && row.original_title.is_none()
    };
    let is_item = |reading: &cells::ReadRow| reading.row.filled_in.is_some();
    let first = readings.first()?;
    if readings.iter().any(|reading| !says_nothing(reading) || is_item(reading)) {
        return None;
    }
    let keys: Vec<&str> = first.row.raw.iter().map(|(key, _)| key.as_ref()).take(SHOWN).collect();
    let seen = if keys.is_empty() { "nothing in it that flixir knows".to_owned() } else { keys.join(", ") };
    let message = format!(
        "flixir doesn't recognize the JSON in '{name}': no entry has a title or an id; the first has {seen}"
    );
    Some(
        super::unsupported(message)
            .with_hint("flixir knows keys such as tmdb_id, imdb_id, title, year and media_type"),
    )
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
    if let Some(name) = text_of("name") {
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
    group: Option<&'static str>,
    value: Value,
    problem: Option<String>,
}

/// Finds the rows of a document, or of JSON Lines.
fn rows_of(text: &str) -> Result<Vec<Element>, serde_json::Error> {
    let error = match serde_json::from_str::<Value>(text) {
        Ok(document) => {
            let mut rows = Vec::new();
            collect(document, None, &mut rows);
            return Ok(rows);
        }
        Err(error) => error,
    };
    let mut rows = Vec::new();
    let mut good = 0;
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let (value, problem) = match serde_json::from_str(text) {
            Ok(value) => (value, None),
            Err(_) => (Value::Null, Some("is not valid JSON".to_owned())),
        };
        good += usize::from(problem.is_none());
        rows.push(Element { line, group: None, value, problem });
    }
    // JSON Lines have a value on each line; a document that is cut off has not.
    if good * 2 > rows.len() { Ok(rows) } else { Err(error) }
}

fn collect(value: Value, group: Option<&'static str>, rows: &mut Vec<Element>) {
    const GROUPS: [(&str, &str); 5] =
        [("movies", "movie"), ("shows", "tv"), ("tv", "tv"), ("series", "tv"), ("anime", "anime")];
    const WRAPPERS: [&str; 9] =
        ["data", "items", "Items", "results", "parts", "watchlist", "list", "MediaContainer", "Metadata"];
    match value {
        Value::Array(elements) => {
            for value in elements {
                let line = rows.len() as u64 + 1;
                rows.push(Element { line, group, value, problem: None });
            }
        }
        Value::Object(mut object) => {
            let wrapper = WRAPPERS.into_iter().find(|key| object.get(*key).is_some_and(is_container));
            if let Some(inner) = wrapper.and_then(|key| object.remove(key)) {
                return collect(inner, group, rows);
            }
            let groups: Vec<_> =
                GROUPS.into_iter().filter(|(key, _)| object.get(*key).is_some_and(Value::is_array)).collect();
            for (key, kind) in &groups {
                collect(object.remove(*key).unwrap_or_default(), Some(kind), rows);
            }
            if groups.is_empty() {
                let line = rows.len() as u64 + 1;
                rows.push(Element { line, group, value: Value::Object(object), problem: None });
            }
        }
        other => {
            let line = rows.len() as u64 + 1;
            rows.push(Element { line, group, value: other, problem: None });
        }
    }
}

fn is_container(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(object) => object.values().any(Value::is_array),
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
    const INNER: [&str; 12] = [
        "ids",
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
