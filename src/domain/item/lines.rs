//! Items from standard input and from lists kept as text files (`cli.md` §4): one a line, the text form with its
//! headers, JSON Lines as `flixir search` prints them, or names between NULs (`find -print0`).

use std::io::{self, Read};

use serde_json::Value;

use super::{ItemError, ItemSpec, imdb_id, is_nfo, parse_item, tmdb_id};
use crate::domain::{MediaRef, MediaType, text};

/// The most that is read, in bytes: a million lines of sixty characters.
pub const MAX_INPUT: u64 = 64 * 1024 * 1024;

/// One item that was read, or why it could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLine {
    /// Its line, from 1; where NULs separate names, their count.
    pub line: u64,
    /// The line as it stood, without a comment.
    pub text: String,
    /// The comment behind it: the title, in files that flixir writes.
    pub label: Option<String>,
    /// What it names.
    pub item: Result<ItemSpec, ItemError>,
}

/// A list as text: headers, where there are any, and items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListText {
    /// `# name:`.
    pub name: Option<String>,
    /// `# description:`; several such lines make several lines.
    pub description: Option<String>,
    /// `# public:`.
    pub public: Option<bool>,
    /// `# base:`: which version of which list was exported, as it stands.
    pub base: Option<String>,
    /// Every item, and every line that could not be read.
    pub lines: Vec<ItemLine>,
}

/// Returns a name or a title as the text form holds it: on one line. Line and paragraph separators end a line in some
/// programs, too.
pub fn one_line(text: &str) -> String {
    let is_break = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    text.replace(is_break, " ").trim().to_owned()
}

/// Reads items from a stream to its end.
///
/// # Errors
/// Those of reading; `InvalidData` where there is more than [`MAX_INPUT`], or no text at all. A line that can't be
/// understood is a value in [`ListText::lines`], not an error.
pub fn parse_lines(reader: impl Read, assumed: MediaType) -> io::Result<ListText> {
    let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
    let mut bytes = Vec::new();
    let read = reader.take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if read as u64 > MAX_INPUT {
        return Err(invalid(format!("there is more than {} MB of items", MAX_INPUT / (1024 * 1024))));
    }
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    // Names between NULs have no line breaks.
    let is_unmarked = || text::unmarked_utf16(&bytes).is_some_and(|text| text.contains('\n'));
    if bytes.contains(&0) && !is_utf16 && !is_unmarked() {
        return Ok(ListText { lines: nul_separated(&bytes, assumed), ..ListText::default() });
    }
    let (decoded, _) = text::decode(&bytes).map_err(|error| invalid(format!("the input {error}")))?;
    Ok(parse_text(&decoded, assumed))
}

/// Reads items from text, as [`parse_lines`] does.
pub fn parse_text(text: &str, assumed: MediaType) -> ListText {
    let mut list = ListText::default();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim_start().starts_with(['[', '{'])
        && let Ok(document) = serde_json::from_str::<Value>(text)
    {
        take_json(&document, 1, assumed, &mut list.lines);
        return list;
    }
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            if list.lines.is_empty() {
                take_header(&mut list, number, line, comment);
            }
        } else if line.starts_with('{') {
            match serde_json::from_str(line) {
                Ok(value) => take_json(&value, number, assumed, &mut list.lines),
                Err(_) if line.starts_with("{\"") => {
                    list.lines.push(refused(number, line, "that line is not valid JSON"));
                }
                Err(_) => list.lines.push(plain_line(number, line, assumed)),
            }
        } else if !line.is_empty() {
            list.lines.push(plain_line(number, line, assumed));
        }
    }
    list
}

fn take_header(list: &mut ListText, number: u64, line: &str, comment: &str) {
    let Some((key, value)) = comment.split_once(':') else { return };
    let value = value.trim();
    match key.trim().to_ascii_lowercase().as_str() {
        "name" => list.name = Some(value.to_owned()).filter(|name| !name.is_empty()),
        "description" => match &mut list.description {
            Some(text) => {
                text.push('\n');
                text.push_str(value);
            }
            None => list.description = Some(value.to_owned()),
        },
        "public" => match value.to_ascii_lowercase().as_str() {
            "true" | "yes" => list.public = Some(true),
            "false" | "no" => list.public = Some(false),
            _ => list.lines.push(refused(number, line, "public is true or false")),
        },
        "base" => list.base = Some(value.to_owned()),
        _ => {}
    }
}

fn refused(line: u64, text: &str, problem: &str) -> ItemLine {
    ItemLine { line, text: text.to_owned(), label: None, item: Err(ItemError::new(text, problem)) }
}

fn plain_line(number: u64, line: &str, assumed: MediaType) -> ItemLine {
    let whole = |text: &str, label: Option<&str>, item| ItemLine {
        line: number,
        text: text.to_owned(),
        label: label.map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned),
        item,
    };
    // A '#' may belong to the name of a file, so it is a comment only where what precedes it is an item.
    if !is_nfo(line)
        && let Some((before, comment)) = split_comment(line)
    {
        let item = one(before, assumed);
        if item.is_ok() || parse_item(line, assumed).is_err() {
            return whole(before, Some(comment), item);
        }
    }
    whole(line, None, one(line, assumed))
}

fn split_comment(line: &str) -> Option<(&str, &str)> {
    line.match_indices('#')
        .find(|(at, _)| line[..*at].ends_with(char::is_whitespace))
        .map(|(at, _)| (line[..at].trim_end(), &line[at + 1..]))
}

fn one(text: &str, assumed: MediaType) -> Result<ItemSpec, ItemError> {
    match parse_item(text, assumed)? {
        ItemSpec::Stdin => Err(ItemError::new(text, "the input can't name itself")),
        spec => Ok(spec),
    }
}

fn nul_separated(bytes: &[u8], assumed: MediaType) -> Vec<ItemLine> {
    (1..)
        .zip(bytes.split(|byte| *byte == 0))
        .filter(|(_, name)| !name.trim_ascii().is_empty())
        .map(|(line, name)| match std::str::from_utf8(name) {
            Ok(name) => ItemLine { line, text: name.to_owned(), label: None, item: one(name, assumed) },
            Err(_) => refused(line, &String::from_utf8_lossy(name), "that name is not UTF-8"),
        })
        .collect()
}

/// Takes the items of a JSON value: an item, an array of them, a report (`{"data": …}`), or a list with its items.
fn take_json(value: &Value, line: u64, assumed: MediaType, lines: &mut Vec<ItemLine>) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                take_json(element, line, assumed, lines);
            }
        }
        Value::Object(object) => {
            if let Some(inner @ Value::Array(_)) = object.get("items").or_else(|| object.get("data")) {
                return take_json(inner, line, assumed, lines);
            }
            if let Some(inner @ Value::Object(_)) = object.get("data") {
                return take_json(inner, line, assumed, lines);
            }
            let text = value.to_string();
            let item = json_item(value, assumed).map_err(|problem| ItemError::new(&text, problem));
            let label = json_label(value);
            lines.push(ItemLine { line, text, label, item });
        }
        Value::String(text) => {
            lines.push(ItemLine { line, text: text.clone(), label: None, item: one(text, assumed) });
        }
        other => {
            let text = other.to_string();
            lines.push(ItemLine { line, item: one(&text, assumed), text, label: None });
        }
    }
}

/// A bare `id` says nothing without its `media_type`: lists and operations have ids too.
fn json_item(object: &Value, assumed: MediaType) -> Result<ItemSpec, &'static str> {
    let text_of = |key: &str| match object.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let media_type = match text_of("media_type").as_deref() {
        Some("show") => Some(MediaType::Tv),
        Some(word) => Some(word.parse().map_err(|()| "media_type is movie, tv or person")?),
        None => None,
    };
    let id = match media_type {
        Some(_) => text_of("tmdb_id").or_else(|| text_of("id")),
        None => text_of("tmdb_id"),
    };
    if let Some(id) = id {
        let id = tmdb_id(&id).ok_or("its id is not a TMDB id")?;
        return Ok(ItemSpec::Title(MediaRef { media_type: media_type.unwrap_or(assumed), id }));
    }
    match text_of("imdb_id") {
        Some(imdb) => imdb_id(&imdb).map(ItemSpec::Imdb).ok_or("its imdb_id is not an IMDb id"),
        None => Err("that object has no media_type and id"),
    }
}

fn json_label(object: &Value) -> Option<String> {
    let title = object.get("title").and_then(Value::as_str)?;
    match object.get("year").and_then(Value::as_i64) {
        Some(year) => Some(format!("{title} ({year})")),
        None => Some(title.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> ListText {
        parse_text(text, MediaType::Movie)
    }

    fn shown(list: &ListText) -> Vec<(u64, String)> {
        list.lines
            .iter()
            .map(|line| match &line.item {
                Ok(spec) => (line.line, spec.to_string()),
                Err(error) => (line.line, format!("! {}", error.problem)),
            })
            .collect()
    }

    fn expect(text: &str, expected: &[(u64, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
        assert_eq!(shown(&parse(text)), expected, "{text}");
    }

    #[test]
    fn reads_the_text_form() {
        let list = parse(
            "\u{FEFF}# name: Sci-fi: winter\r\n# Description: What to watch\r\n# description: when it snows\r\n# public: true\r\n\r\n\
             movie:603        # The Matrix (1999)\r\ntv:1399\t# Game of Thrones (2011)\r\n# name: not a header any more\r\n",
        );
        assert_eq!(list.name.as_deref(), Some("Sci-fi: winter"));
        assert_eq!(list.description.as_deref(), Some("What to watch\nwhen it snows"));
        assert_eq!(list.public, Some(true));
        assert_eq!(shown(&list), [(6, "movie:603".to_owned()), (7, "tv:1399".to_owned())]);
        assert_eq!(list.lines[0].label.as_deref(), Some("The Matrix (1999)"));
    }

    #[test]
    fn reads_lines_and_says_which_are_wrong() {
        expect(
            "# mine\n\n603\nnonsense\n  tt0133093  # by id\nmovie:1 movie:2\n-\n# public: perhaps\n",
            &[
                (3, "movie:603"),
                (4, "! that is not an item (to name a title in words, use --search)"),
                (5, "tt0133093"),
                (6, "! a TMDB id is a number from 1 to 2147483647"),
                (7, "! the input can't name itself"),
            ],
        );
        expect("# public: perhaps\n603", &[(1, "! public is true or false"), (2, "movie:603")]);
    }

    #[test]
    fn a_hash_may_belong_to_a_file_name() {
        expect(
            "/media/Take #1 (1999)/movie.nfo\n/media/Take #1 [tmdbid-5]/x.mkv\nhttps://www.themoviedb.org/tv/1#top\n{tmdb-7} film.mkv",
            &[(1, "/media/Take #1 (1999)/movie.nfo"), (2, "movie:5"), (3, "tv:1"), (4, "movie:7")],
        );
    }

    #[test]
    fn reads_what_search_prints() {
        let lines = "{\"media_type\":\"movie\",\"id\":603,\"title\":\"The Matrix\",\"year\":1999}\n\
                     {\"media_type\":\"tv\",\"id\":1399,\"title\":\"Game of Thrones\",\"year\":null}\n\
                     {\"id\":12,\"name\":\"a list\"}\n\
                     {\"imdb_id\":\"tt0133093\"}\n\
                     {\"media_type\":\"movie\",\n\
                     {\"media_type\":\"movie\",\"id\":-1}\n";
        expect(
            lines,
            &[
                (1, "movie:603"),
                (2, "tv:1399"),
                (3, "! that object has no media_type and id"),
                (4, "tt0133093"),
                (5, "! that line is not valid JSON"),
                (6, "! its id is not a TMDB id"),
            ],
        );
        assert_eq!(parse(lines).lines[0].label.as_deref(), Some("The Matrix (1999)"));
        assert_eq!(parse(lines).lines[1].label.as_deref(), Some("Game of Thrones"));
    }

    #[test]
    fn reads_whole_documents_too() {
        let items = "{\"media_type\":\"movie\",\"id\":603},\n {\"media_type\":\"tv\",\"id\":1}";
        for document in [
            format!("[{items}]"),
            format!("{{\"data\": [{items}], \"meta\": {{}}}}"),
            format!("{{\"data\": {{\"id\": 5, \"items\": [{items}]}}, \"meta\": {{}}}}"),
            format!("{{\"id\": 5, \"name\": \"x\", \"items\": [{items}]}}"),
            "[\"movie:603\", \"https://www.themoviedb.org/tv/1\"]".to_owned(),
        ] {
            expect(&document, &[(1, "movie:603"), (1, "tv:1")]);
        }
    }

    #[test]
    fn reads_names_between_nuls_and_other_encodings() {
        let read = |bytes: &[u8]| parse_lines(bytes, MediaType::Movie).map(|list| shown(&list));
        assert_eq!(
            read(b"/a\nb/movie.nfo\0# [tmdbid-7]\0\0caf\xE9.nfo\0").unwrap(),
            [
                (1, "/a\nb/movie.nfo".to_owned()),
                (2, "movie:7".to_owned()),
                (4, "! that name is not UTF-8".to_owned())
            ]
        );
        assert_eq!(read(b"\xFF\xFE6\x000\x003\0\r\0\n\0").unwrap(), [(1, "movie:603".to_owned())]);
        assert_eq!(read(b"").unwrap(), []);
        let endless = parse_lines(io::repeat(b'1'), MediaType::Movie).unwrap_err();
        assert_eq!(endless.kind(), io::ErrorKind::InvalidData);
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            drop(parse_lines(bytes.as_slice(), MediaType::Movie));
        }

        #[test]
        fn every_line_is_an_item_or_a_named_problem(
            lines in prop::collection::vec("(movie:[0-9]{1,3}|[a-z#:{}\" ]{0,12})", 0..20)
        ) {
            let text = lines.join("\n");
            let wanted = lines.iter().filter(|line| {
                let line = line.trim();
                !line.is_empty() && !line.starts_with('#')
            });
            let read = parse(&text);
            prop_assert_eq!(read.lines.iter().filter(|line| !line.text.starts_with('#')).count(), wanted.count());
        }
    }
}
