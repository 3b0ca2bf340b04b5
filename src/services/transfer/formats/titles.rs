//! Lists as text: the form of `cli.md` §4, and plain titles with years, one a line. Also mixed.

use super::years::title_and_year;
use super::{Ids, Raw, Row, Sheet, Target, table, target_of_name};
use crate::domain::{ItemError, ItemLine, ItemSpec, ListText, MediaType, parse_item, parse_text};

/// Reads a list from text. Lines that mark themselves as items and are malformed are problems; all others that are no
/// items are titles.
pub(super) fn read(name: &str, text: &str) -> Sheet {
    let list = with_hash_titles(parse_text(text, MediaType::Movie), text);
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
    let has_titles = list.lines.iter().any(|line| line.item.as_ref().is_err_and(|error| error.is_words));
    for line in list.lines {
        match &line.item {
            // Among titles a number is as likely a title: 1917, 300.
            Ok(ItemSpec::Title(item)) if has_titles && is_bare_number(&line.text) => {
                sheet.rows.push(numbered_row(&line, item.id));
            }
            Ok(spec) => sheet.rows.push(row_of(&line, spec)),
            Err(error) if error.is_words => sheet.rows.push(title_row(&line, is_numbered)),
            Err(error) => sheet.broken(line.line, error.to_string()),
        }
    }
    sheet
}

fn row_of(line: &ItemLine, spec: &ItemSpec) -> Row {
    let mut row =
        Row { line: line.line, note: line.label.clone(), raw: raw_of_item(line, spec), ..Row::default() };
    match spec {
        ItemSpec::Title(item) if item.media_type == MediaType::Person => {
            row.refused = Some("it is a person".to_owned());
        }
        ItemSpec::Title(item) => {
            row.ids.tmdb = Some(item.id);
            row.media_type = Some(item.media_type);
            row.is_certain = true;
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
    let whole = whole_of(line);
    let text = without_bullet(&whole);
    let text = if is_numbered { without_number(text).unwrap_or(text) } else { text };
    let (title, year) = title_and_year(text);
    let refused = title.is_none().then(|| "it has neither an id nor a title".to_owned());
    Row { line: line.line, title, year, refused, raw: raw(&whole), ..Row::default() }
}

/// What looked like a comment may belong to the title: only an item has a comment behind it.
fn whole_of(line: &ItemLine) -> String {
    match &line.label {
        Some(label) => format!("{} #{label}", line.text),
        None => line.text.clone(),
    }
}

fn is_bare_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number that may be TMDB's or a title: what TMDB's number stands for decides.
fn numbered_row(line: &ItemLine, id: u64) -> Row {
    let mut row = title_row(line, false);
    row.ids.tmdb = Some(id);
    row
}

/// The text form's comments begin with `#`; so do titles: "#Alive (2020)". What ends with a year is one, and so is every
/// such line without a blank behind its `#` in a file of nothing but titles.
fn with_hash_titles(mut list: ListText, text: &str) -> ListText {
    let is_of_titles = !list.lines.is_empty()
        && list
            .lines
            .iter()
            .all(|line| line.item.as_ref().is_err_and(|error| error.is_words) || is_bare_number(&line.text));
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches('\u{FEFF}');
        let is_tag = line.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let is_header = line.contains(": ") && list.lines.first().is_none_or(|first| number < first.line);
        let has_year = title_and_year(line).1.is_some();
        if is_tag && !is_header && (has_year || is_of_titles) {
            let error =
                ItemError { text: line.to_owned(), problem: "it is a title".to_owned(), is_words: true };
            let item = Err(error);
            list.lines.push(ItemLine { line: number, text: line.to_owned(), label: None, item });
        }
    }
    list.lines.sort_by_key(|line| line.line);
    list
}

/// Tells whether text has the header of a list's text form.
pub(super) fn is_text_form(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("# name:") || start.starts_with("# base:")
}

/// Tells whether text looks like titles, one a line, and not like something else that nobody meant to import.
pub(super) fn looks_like_titles(text: &str) -> bool {
    const MOST_STRANGE_IN_HUNDRED: usize = 10;
    let is_comment = |line: &&str| line.starts_with('#') && !line.starts_with("#!");
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)).collect();
    if lines.is_empty() {
        return true;
    }
    let strange = lines.iter().filter(|line| is_strange(line)).count();
    strange * 100 <= lines.len() * MOST_STRANGE_IN_HUNDRED
        && !is_settings(&lines)
        && !table::looks_like_table(text)
}

/// No title looks like this: markup, source text, an address of another site, a whole paragraph.
fn is_strange(line: &str) -> bool {
    const LONGEST: usize = 160;
    const STARTS: [&str; 24] = [
        "<", "{", "}", "/", "|", "\\", "--", "++", "@@", "*.", "$", "#!", "import ", "#include", "use ",
        "def ", "fn ", "return ", "var ", "let ", "const ", "echo ", "BEGIN:", "END:",
    ];
    const ENDS: [&str; 9] = [";", "{", "}", "\\", "/>", ".mkv", ".mp4", ".avi", ".m4v"];
    const PARTS: [&str; 15] =
        ["\t", "   ", "|", "</", "=>", "==", "::", "();", " := ", "\": ", " = ", "-->", "](", "||", "&&"];
    let is_item = parse_item(line.split('#').next().unwrap_or(line).trim(), MediaType::Movie).is_ok();
    !is_item
        && (line.chars().count() > LONGEST
            || line.contains("://")
            || is_sentence(line)
            || is_dated(line)
            || line.split_whitespace().any(is_mail_address)
            || STARTS.iter().any(|start| line.starts_with(start))
            || ENDS.iter().any(|end| line.ends_with(end))
            || PARTS.iter().any(|part| line.contains(part)))
}

/// A line of prose: a comma at its end, or a full stop behind many words. "Crazy, Stupid, Love." has few.
fn is_sentence(line: &str) -> bool {
    const FEWEST_WORDS: usize = 7;
    line.ends_with(',') || (line.ends_with('.') && line.split_whitespace().count() >= FEWEST_WORDS)
}

/// A line of a log: it has a time of day with seconds in it.
fn is_dated(line: &str) -> bool {
    let is_clock = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_digit());
        word.len() == 8
            && word.split(':').count() == 3
            && word.split(':').all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    line.split_whitespace().any(is_clock)
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        user.ends_with(|letter: char| letter.is_ascii_alphanumeric())
            && host.contains('.')
            && host.starts_with(|letter: char| letter.is_ascii_alphanumeric())
    })
}

/// Tells whether most lines are `key: value` or `key=value` with a key in small letters, as in YAML and INI files.
fn is_settings(lines: &[&str]) -> bool {
    let is_setting = |line: &&&str| {
        let line = line.trim_start_matches("- ");
        line.split_once([':', '=']).is_some_and(|(key, value)| {
            let is_key = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.')
            };
            !key.is_empty()
                && key.bytes().all(is_key)
                && (value.is_empty() || value.starts_with(' ') || line.contains('='))
        })
    };
    let is_item =
        |line: &&&str| parse_item(line.split('#').next().unwrap_or(line).trim(), MediaType::Movie).is_ok();
    lines.iter().filter(|line| is_setting(line) && !is_item(line)).count() * 2 >= lines.len()
}

/// An item as a table's row, for `--unmatched`: its comment may be its title.
fn raw_of_item(line: &ItemLine, spec: &ItemSpec) -> Raw {
    let mut cells: Raw = match spec {
        ItemSpec::Title(item) => vec![
            ("media_type".into(), item.media_type.name().to_owned()),
            ("tmdb_id".into(), item.id.to_string()),
        ],
        ItemSpec::Imdb(imdb) => vec![("imdb_id".into(), imdb.clone())],
        ItemSpec::Tvdb(tvdb) => vec![("tvdb_id".into(), tvdb.to_string())],
        ItemSpec::Stdin | ItemSpec::NfoFile(_) => return raw(&line.text),
    };
    cells.push(("title".into(), line.label.clone().unwrap_or_default()));
    cells
}

fn raw(text: &str) -> Raw {
    vec![("title".into(), text.to_owned())]
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

/// Tells whether the lines are numbered 1, 2, 3: then the numbers are none of the titles'. "9. April" is a movie.
fn is_numbered(lines: &[ItemLine]) -> bool {
    lines.len() > 1
        && (1_usize..).zip(lines).all(|(number, line)| {
            let whole = whole_of(line);
            let text = without_bullet(&whole);
            without_number(text).is_some() && text.starts_with(&number.to_string())
        })
}
