//! Trakt's objects (`formats.md` §3): a list item, rating or history entry wraps a movie or a show, which has the ids.

use serde_json::{Map, Value};

use super::archive;
use super::cells::ReadRow;
use super::file::{MAX_ROWS, file_name, stem, too_many_rows};
use super::ratings::rating_of;
use super::sheet::{Ids, Raw, Row, Sheet, Target};
use super::years::moment_in;
use crate::domain::item::{MAX_ID, imdb_id};
use crate::domain::{MediaType, Timestamp, text};
use crate::error::Result;

/// A file of the export that we read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Watchlist,
    Favorites,
    Ratings,
    /// Names and descriptions of lists.
    Lists,
    /// The items of the list with this number.
    List(String),
}

/// Returns which part of the export a file is; `None` for history, comments and what belongs to the account.
pub(super) fn part_of(name: &str) -> Option<Part> {
    let stem = name.strip_suffix(".json")?;
    // Large accounts' files come in pieces with a number behind.
    let whole = stem.trim_end_matches(|character: char| character.is_ascii_digit()).trim_end_matches('-');
    match whole {
        "lists-watchlist" => return Some(Part::Watchlist),
        "lists-favorites" => return Some(Part::Favorites),
        "lists-lists" => return Some(Part::Lists),
        "ratings-movies" | "ratings-shows" => return Some(Part::Ratings),
        _ => {}
    }
    let number = stem.strip_prefix("lists-list-")?.split('-').next()?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Part::List(number.to_owned()))
}

/// Reads the ZIP.
///
/// # Errors
/// `usage` for a damaged or insane archive.
pub(super) fn read_archive(name: &str, bytes: &[u8], notes: &mut Vec<String>) -> Result<Vec<Sheet>> {
    let members = archive::read(name, bytes, notes, |path| part_of(file_name(path)).is_some())?;
    let mut abouts = Vec::new();
    let mut lists: Vec<(String, Sheet)> = Vec::new();
    let mut collections = Vec::new();
    for (path, bytes) in members {
        let parsed =
            text::decode(&bytes).ok().and_then(|(text, _)| serde_json::from_str::<Value>(&text).ok());
        let Some(Value::Array(elements)) = parsed else {
            notes.push(format!("'{path}' in '{name}' is not a JSON array"));
            continue;
        };
        if elements.len() > MAX_ROWS {
            return Err(too_many_rows(&path));
        }
        match part_of(file_name(&path)) {
            Some(Part::Lists) => abouts.extend(elements),
            Some(Part::List(number)) => match lists.iter_mut().find(|(own, _)| *own == number) {
                Some((_, sheet)) => fill(sheet, elements),
                None => lists.push((number, sheet(&path, Target::List, elements))),
            },
            Some(Part::Watchlist) => collections.push(sheet(&path, Target::Watchlist, elements)),
            Some(Part::Favorites) => collections.push(sheet(&path, Target::Favorites, elements)),
            Some(Part::Ratings) => collections.push(sheet(&path, Target::Ratings, elements)),
            None => {}
        }
    }
    for (number, sheet) in &mut lists {
        describe(sheet, number, &abouts);
    }
    let members = archive::names(name, bytes)?;
    let has = |starts: &[&str]| {
        members.iter().any(|path| starts.iter().any(|start| file_name(path).starts_with(start)))
    };
    if has(&["watched-", "collection-"]) {
        notes.push("watched and collected titles were skipped, because TMDB has no watch history".to_owned());
    }
    if has(&["ratings-seasons", "ratings-episodes", "comments-"]) {
        notes.push(
            "comments and ratings of seasons and episodes were skipped: flixir rates movies and TV shows"
                .to_owned(),
        );
    }
    Ok(lists.into_iter().map(|(_, sheet)| sheet).chain(collections).collect())
}

fn sheet(path: &str, target: Target, elements: Vec<Value>) -> Sheet {
    let mut sheet = Sheet::new(path, target);
    fill(&mut sheet, elements);
    sheet
}

fn fill(sheet: &mut Sheet, elements: Vec<Value>) {
    for (line, element) in (1..).zip(elements) {
        match element {
            Value::Object(object) => sheet.rows.push(reading(line, &object).row),
            _ => sheet.broken(line, "is not an object"),
        }
    }
}

fn describe(sheet: &mut Sheet, number: &str, abouts: &[Value]) {
    let about = abouts.iter().find(|about| {
        about.pointer("/ids/trakt").and_then(Value::as_u64).is_some_and(|id| id.to_string() == number)
    });
    let text_of = |key: &str| {
        let text = about?.get(key)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let slug =
        || stem(&sheet.source).strip_prefix("lists-list-")?.split_once('-').map(|(_, slug)| slug.to_owned());
    let name = text_of("name").or_else(slug).unwrap_or_else(|| number.to_owned());
    sheet.name = Some(name);
    sheet.description = text_of("description");
    sheet.public = text_of("privacy").map(|privacy| privacy == "public");
}

/// Tells whether a value looks like one of Trakt's objects.
pub(super) fn is_item(value: &Value) -> bool {
    let has_ids = |value: Option<&Value>| {
        value
            .and_then(|value| value.get("ids"))
            .is_some_and(|ids| ids.get("trakt").is_some() || ids.get("slug").is_some())
    };
    ["movie", "show", "person"].into_iter().any(|kind| has_ids(value.get(kind)))
        || (has_ids(Some(value)) && value.get("title").is_some())
}

/// Reads one object.
pub(super) fn reading(line: u64, object: &Map<String, Value>) -> ReadRow {
    let kind = object.get("type").and_then(Value::as_str);
    let (media_type, refused) = match kind {
        Some("movie") => (Some(MediaType::Movie), None),
        Some("show") => (Some(MediaType::Tv), None),
        Some("episode") => (None, Some("it is an episode")),
        Some("season") => (None, Some("it is a season")),
        Some("person") => (None, Some("it is a person")),
        _ if object.contains_key("episode") => (None, Some("it is an episode")),
        _ if object.contains_key("season") => (None, Some("it is a season")),
        _ if object.contains_key("movie") => (Some(MediaType::Movie), None),
        _ if object.contains_key("show") => (Some(MediaType::Tv), None),
        _ => (None, None),
    };
    let inner = ["movie", "show", "person"]
        .into_iter()
        .find_map(|key| object.get(key).and_then(Value::as_object))
        .unwrap_or(object);
    let text_of = |object: &Map<String, Value>, key: &str| {
        object.get(key).and_then(Value::as_str).map(str::to_owned).filter(|text| !text.trim().is_empty())
    };
    let number_of = |value: &Value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    let id_of =
        |key: &str| inner.get("ids")?.get(key).and_then(number_of).filter(|id| (1..=MAX_ID).contains(id));
    let text_of_date =
        ["rated_at", "listed_at", "last_watched_at", "watched_at", "last_collected_at", "collected_at"]
            .into_iter()
            .find_map(|key| object.get(key).and_then(Value::as_str));
    let moment = text_of_date.and_then(moment_in);
    let ids = Ids {
        tmdb: id_of("tmdb"),
        imdb: inner.get("ids").and_then(|ids| ids.get("imdb")).and_then(Value::as_str).and_then(imdb_id),
        tvdb: id_of("tvdb"),
    };
    let mut row = Row {
        line,
        title: text_of(inner, "title").or_else(|| text_of(inner, "name")),
        original_title: text_of(inner, "original_title"),
        year: inner.get("year").and_then(number_of).and_then(|year| i32::try_from(year).ok()),
        media_type,
        rating: object.get("rating").and_then(Value::as_f64).and_then(rating_of),
        moment,
        comment: text_of(object, "notes"),
        refused: refused.map(str::to_owned),
        ids,
        ..Row::default()
    };
    if row.refused.is_none() && row.ids == Ids::default() && row.title.is_none() {
        row.refused = Some("it has neither an id nor a title".to_owned());
    }
    row.raw = raw(&row);
    ReadRow { row, target: None, place: None, is_rating_joined: false, plain_rating: None }
}

/// The object as a table's row, for `--unmatched`.
fn raw(row: &Row) -> Raw {
    let text = |value: Option<String>| value.unwrap_or_default();
    vec![
        ("media_type".into(), text(row.media_type.map(|media_type| media_type.name().to_owned()))),
        ("title".into(), text(row.title.clone())),
        ("year".into(), text(row.year.map(|year| year.to_string()))),
        ("tmdb_id".into(), text(row.ids.tmdb.map(|id| id.to_string()))),
        ("imdb_id".into(), text(row.ids.imdb.clone())),
        ("tvdb_id".into(), text(row.ids.tvdb.map(|id| id.to_string()))),
        ("rating".into(), text(row.rating.map(|rating| rating.to_string()))),
        ("date".into(), text(row.moment.map(Timestamp::day))),
        ("notes".into(), text(row.comment.clone())),
    ]
}
