//! Lists as text: the form of `cli.md` §4, and plain titles with years, one a line. Also mixed.

use super::cells::year_in;
use super::{Ids, Raw, Row, Sheet, Target, target_of_name};
use crate::domain::{ItemLine, ItemSpec, MediaType, parse_text};

/// Reads a list from text. Lines that mark themselves as items and are malformed are problems; all others that are no
/// items are titles.
pub(super) fn read(name: &str, text: &str) -> Sheet {
    let list = parse_text(text, MediaType::Movie);
    let mut sheet = Sheet::new(name, target_of_name(name));
    sheet.name = list.name;
    sheet.description = list.description;
    sheet.public = list.public;
    if sheet.name.is_some() {
        sheet.target = Target::List;
    } else if sheet.target == Target::List {
        sheet.name = Some(super::stem(name).to_owned());
    }
    let is_numbered = is_numbered(&list.lines);
    for line in list.lines {
        match &line.item {
            Ok(spec) => sheet.rows.push(row_of(&line, spec)),
            Err(error) if error.is_words => sheet.rows.push(title_row(&line, is_numbered)),
            Err(error) => sheet.broken(line.line, error.to_string()),
        }
    }
    sheet
}

fn row_of(line: &ItemLine, spec: &ItemSpec) -> Row {
    let (title, year) = line.label.as_deref().map_or((None, None), title_and_year);
    let mut row = Row { line: line.line, title, year, raw: raw(&line.text), ..Row::default() };
    match spec {
        ItemSpec::Title(item) if item.media_type == MediaType::Person => {
            row.refused = Some("it is a person".to_owned());
        }
        ItemSpec::Title(item) => {
            row.ids.tmdb = Some(item.id);
            row.media_type = Some(item.media_type);
        }
        ItemSpec::Imdb(imdb) => row.ids = Ids { imdb: Some(imdb.clone()), ..Ids::default() },
        ItemSpec::Tvdb(tvdb) => row.ids = Ids { tvdb: Some(*tvdb), ..Ids::default() },
        ItemSpec::Stdin | ItemSpec::NfoFile(_) => {
            row.refused = Some("it is a file; give it to 'lists add'".to_owned());
        }
    }
    row
}

fn title_row(line: &ItemLine, is_numbered: bool) -> Row {
    // What looked like a comment may belong to the title: only an item has a comment behind it.
    let whole = match &line.label {
        Some(label) => format!("{} #{label}", line.text),
        None => line.text.clone(),
    };
    let text = without_bullet(&whole);
    let text = if is_numbered { without_number(text).unwrap_or(text) } else { text };
    let (title, year) = title_and_year(text);
    let refused = title.is_none().then(|| "it has neither an id nor a title".to_owned());
    Row { line: line.line, title, year, refused, raw: raw(&whole), ..Row::default() }
}

fn raw(text: &str) -> Raw {
    vec![("title".into(), text.to_owned())]
}

/// Splits `The Matrix (1999)`.
fn title_and_year(text: &str) -> (Option<String>, Option<i32>) {
    let text = text.trim();
    let split = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (title, year) = text.strip_suffix(close)?.rsplit_once(open)?;
        let year = year.trim();
        Some((title.trim_end(), year_in(year).filter(|_| year.len() == 4 || year.len() > 6)?))
    });
    let (title, year) = split.map_or((text, None), |(title, year)| (title, Some(year)));
    (Some(title.to_owned()).filter(|title| !title.is_empty()), year)
}

fn without_bullet(text: &str) -> &str {
    let boxes = ["- [ ] ", "- [x] ", "* [ ] ", "* [x] ", "- ", "* ", "• "];
    boxes.into_iter().find_map(|bullet| text.strip_prefix(bullet)).unwrap_or(text).trim()
}

/// Removes the number of `12. Title`.
fn without_number(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    (digits > 0 && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// Tells whether the lines are numbered 1, 2, 3: then the numbers are none of the titles'. "9. April" is a film.
fn is_numbered(lines: &[ItemLine]) -> bool {
    lines.len() > 1
        && (1_usize..).zip(lines).all(|(number, line)| {
            let text = without_bullet(&line.text);
            without_number(text).is_some() && text.starts_with(&number.to_string())
        })
}
