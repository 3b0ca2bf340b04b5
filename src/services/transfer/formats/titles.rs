//! Lists as text: the form of `cli.md` §4, and plain titles with years, one a line. Also mixed.

use super::file::{stem, target_of_name};
use super::parts::part_in;
use super::ratings::{rating_of, spelled_rating};
use super::sheet::{Ids, Raw, Row, Sheet, Target};
use super::years::{title_and_year, year_in};
use super::{cells, table};
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
        sheet.name = Some(stem(name).to_owned());
    }
    let habits =
        Habits { is_numbered: is_numbered(&list.lines), ends_with_year: all_end_with_year(&list.lines) };
    let has_titles = list.lines.iter().any(|line| line.item.as_ref().is_err_and(|error| error.is_words));
    for line in list.lines {
        match &line.item {
            // Among titles a number is as likely a title: 1917, 300.
            Ok(ItemSpec::Title(item)) if has_titles && is_bare_number(&line.text) => {
                sheet.rows.push(numbered_row(&line, item.id));
            }
            Ok(spec) => sheet.rows.push(row_of(&line, spec)),
            Err(error) if error.is_words => sheet.rows.push(title_row(&line, habits)),
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

/// How a whole file writes its titles.
#[derive(Clone, Copy, Default)]
struct Habits {
    /// Each has its number in front.
    is_numbered: bool,
    /// Each has its year at the end, without brackets.
    ends_with_year: bool,
}

fn title_row(line: &ItemLine, habits: Habits) -> Row {
    let whole = whole_of(line);
    let text = without_bullet(&whole);
    let text = if habits.is_numbered { without_number(text).unwrap_or(text) } else { text };
    let mut row = Row { line: line.line, raw: raw(&whole), ..Row::default() };
    let text = take_rating(&mut row, text);
    (row.title, row.year) = match title_and_year(text) {
        (title, None) => {
            split_behind_year(&mut row, text).or_else(|| plain_year(text, habits)).unwrap_or((title, None))
        }
        both => both,
    };
    if !habits.is_numbered {
        // In a list with a few numbers, they may belong to the titles: "9. April".
        row.original_title = row.title.as_deref().and_then(without_number).map(str::to_owned);
    }
    row.refused = match &row.title {
        None => Some("it has neither an id nor a title".to_owned()),
        Some(title) => part_in(title).map(str::to_owned),
    };
    row
}

/// Takes a rating off the end of a line: `Heat (1995) - 9/10`.
fn take_rating<'a>(row: &mut Row, text: &'a str) -> &'a str {
    let is_spelled = |word: &str| word.contains(['/', '★']) && !word.starts_with('/');
    let Some((title, word)) = text.rsplit_once(' ').filter(|(_, word)| is_spelled(word)) else { return text };
    match spelled_rating(word).and_then(rating_of) {
        Some(rating) if !without_marks(title).is_empty() => {
            row.rating = Some(rating);
            without_marks(title)
        }
        _ => text,
    }
}

fn without_marks(text: &str) -> &str {
    text.trim_end_matches([' ', '-', '–', '—', ':', '|', ','])
}

/// Splits `Heat (1995): with Ann` behind the year. What follows is the person's own words.
fn split_behind_year(row: &mut Row, text: &str) -> Option<(Option<String>, Option<i32>)> {
    let end = [')', ']'].into_iter().filter_map(|mark| text.rfind(mark)).max()? + 1;
    let (title, year) = title_and_year(&text[..end]);
    let (title, year) = (title.filter(|title| !title.is_empty())?, year?);
    let rest = text[end..].trim_start_matches([' ', '-', '–', '—', ':', '|', ',', '#']).trim();
    row.comment = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
    Some((Some(title), Some(year)))
}

/// Splits `Heat - 1995` and `Heat, 1995`, and `Heat 1995` where the whole file is like this.
fn plain_year(text: &str, habits: Habits) -> Option<(Option<String>, Option<i32>)> {
    let (title, year) = text.rsplit_once(' ').filter(|(_, year)| is_year(year))?;
    let plain = without_marks(title);
    let is_apart = plain.len() < title.len() || habits.ends_with_year;
    (is_apart && !plain.is_empty()).then(|| (Some(plain.to_owned()), year.parse().ok()))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && year_in(word).is_some_and(|year| year <= 2040)
}

/// Tells whether each of some titles ends with a bare year. One or two may be called so: "Wonder Woman 1984".
fn all_end_with_year(lines: &[ItemLine]) -> bool {
    const FEWEST: usize = 3;
    let ends = |line: &ItemLine| line.text.rsplit_once(' ').is_some_and(|(_, word)| is_year(word));
    lines.len() >= FEWEST && lines.iter().all(ends)
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
    let mut row = title_row(line, Habits::default());
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
    const PARTS: [&str; 21] = [
        "\t", "   ", "|", "</", "=>", "==", "::", "();", " := ", "\": ", " = ", "-->", "](", "||", "&&",
        ".1080p", ".720p", ".2160p", ".BluRay", ".x264", ".x265",
    ];
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

/// Tells whether text is one column of numbers or ids below its name: without a type beside them they say nothing.
pub(super) fn is_column_of_data(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_name = lines.next().is_some_and(cells::is_known);
    let mut rest = lines.peekable();
    is_name && rest.peek().is_some() && rest.all(cells::is_data)
}

/// A line of a log, a chat or a diary: it has a day, or a time of day with seconds or in brackets.
fn is_dated(line: &str) -> bool {
    let is_clock = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_digit());
        word.len() == 8
            && word.split(':').count() == 3
            && word.split(':').all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_day = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_digit());
        let parts: Vec<&str> = word.split(['-', '/']).collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let is_of_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        is_of_digits && matches!(lengths.as_slice(), [4, 2, 2] | [1 | 2, 1 | 2, 4])
    };
    let is_moment = |word: &str| {
        let inner = word.strip_prefix('[').and_then(|word| word.strip_suffix(']'));
        inner.and_then(|inner| inner.split_once(':')).is_some_and(|(hour, minute)| {
            [hour, minute]
                .iter()
                .all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    line.split_whitespace().any(|word| is_clock(word) || is_day(word) || is_moment(word))
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
            // `KEY=value` has no blank around its sign, `key: value` has one.
            let is_assigned = line.as_bytes().get(key.len()) == Some(&b'=') && !value.is_empty();
            let is_key = |byte: u8| {
                byte.is_ascii_lowercase()
                    || byte.is_ascii_digit()
                    || matches!(byte, b'_' | b'-' | b'.')
                    || (is_assigned && byte.is_ascii_uppercase())
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
