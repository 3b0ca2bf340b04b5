//! Tables: comma, semicolon or tab between cells, quotes as in RFC 4180, and everything that programs get wrong about
//! it.

use super::cells::{self, Columns, Dialect, Held};
use super::file::{MAX_ROWS, excerpt, file_name, stem, target_of_name, too_many_rows, unsupported};
use super::scale::settle_scale;
use super::sheet::{Format, Sheet, Target};
use super::subject;
use crate::error::{Error, Result};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Columns of tables about something else.
const OTHERS: [(&str, &str); 14] = [
    ("isbn", "books"),
    ("isbn13", "books"),
    ("bookid", "books"),
    ("author", "books"),
    ("authors", "books"),
    ("autor", "books"),
    ("artist", "music"),
    ("artists", "music"),
    ("artistname", "music"),
    ("artistnames", "music"),
    ("album", "music"),
    ("albumname", "music"),
    ("appid", "games"),
    ("steamid", "games"),
];

/// Tells whether text is a table with a header that we understand, and whose.
pub(super) fn detect(text: &str) -> Option<Format> {
    // "# name: x" is the text form's; a column may be called "#" too.
    if text.trim_start().strip_prefix('#').is_some_and(|rest| !rest.starts_with([',', ';', '\t'])) {
        return None;
    }
    let Header { names: header, held, .. } = header_of(text)?;
    // Everything has a name: people, packages, places.
    let known: Vec<String> =
        header.iter().map(|name| cells::normal(name)).filter(|name| cells::is_known(name)).collect();
    if known == ["name"] && header.len() > 1 && held.is_empty() {
        return None;
    }
    Some(match Dialect::of(&header, Format::Csv) {
        Dialect::Letterboxd => Format::Letterboxd,
        Dialect::Imdb => Format::Imdb,
        Dialect::Tmdb => Format::Tmdb,
        Dialect::Trakt => Format::Trakt,
        Dialect::Simkl => Format::Simkl,
        _ => Format::Csv,
    })
}

/// Reads a table whose header is its first line.
///
/// # Errors
/// `usage` where there is no header to go by, or too many rows.
pub(super) fn read(name: &str, text: &str, format: Format) -> Result<Vec<Sheet>> {
    let Some(Header { names: header, layout, belied, held, .. }) = header_of(text) else {
        return Err(without_header(name, text));
    };
    let names: Vec<String> = header.iter().map(|header| cells::normal(header)).collect();
    let has = |column: &str| names.iter().any(|own| own == column);
    if has("knownfor") && has("birthdate") {
        return Err(Error::usage(format!(
            "'{name}' is a list of people, but lists can only contain movies and TV shows"
        )));
    }
    let names_titles = ["tmdbid", "imdbid", "const", "director", "directors"].into_iter().any(&has);
    for (column, what) in OTHERS {
        if has(column) && !names_titles {
            return Err(unsupported(format!(
                "'{name}' is a list of {what}, but lists only hold movies and TV shows"
            )));
        }
    }
    if format == Format::Imdb && !has("const") {
        return Err(Error::usage(format!("'{name}' is not IMDb's: it has no column 'Const'"))
            .with_hint("leave out --from, and flixir finds the format itself"));
    }
    let dialect = Dialect::of(&header, format);
    let width = header.len();
    let plain_header: Vec<String> = header.iter().map(|name| cells::normal(name)).collect();
    let columns = Columns::new(header, dialect).with_held(&held).without(&belied).between(layout.delimiter);
    let is_long_file = has_more_cells(text, layout, width, columns.may_split_ratings());
    let mut readings = Vec::new();
    let mut sheet = Sheet::new(name, target_of(name, dialect, &has));
    for_each_record(text, layout, |line, record| {
        if readings.len() >= MAX_ROWS {
            return Err(too_many_rows(name));
        }
        match record {
            // Files that were put together have their header again.
            Ok(cells) if is_header_again(&cells, &plain_header) => {}
            Ok(cells) => readings.push(columns.row(line, cells, is_long_file)),
            Err(reason) => sheet.broken(line, reason),
        }
        Ok(())
    })?;
    sheet.name = Some(stem(name).to_owned()).filter(|_| sheet.target == Target::List);
    sheet.rating_notes = settle_scale(name, &mut readings);
    Ok(split(sheet, readings))
}

fn is_header_again(cells: &[String], header: &[String]) -> bool {
    header.len() > 1
        && cells.len() >= header.len()
        && header.iter().zip(cells).all(|(name, cell)| *name == cells::normal(cell))
}

/// Returns the columns of a table that has titles, and of which no column says that they are of movies or TV shows.
pub(super) fn columns_about_others(name: &str, text: &str) -> Option<Vec<String>> {
    let Header { names, rows, .. } = header_of(text)?;
    let column = |at: usize| rows.iter().filter_map(move |row| row.get(at)).map(String::as_str);
    let is_told = subject::is_of_titles(file_name(name), std::iter::empty())
        || names.iter().enumerate().any(|(at, name)| subject::is_of_titles(name, column(at)))
        || names.iter().all(|name| cells::is_plain(name));
    (!is_told).then_some(names)
}

/// Tells whether nearly every row has more cells than the header: then the columns behind the last one have no names. Where
/// few rows have, a cell with a comma in it was not quoted.
fn has_more_cells(text: &str, layout: Layout, width: usize, has_ratings: bool) -> bool {
    const LOOKED_AT: usize = 200;
    let (mut rows, mut longer) = (0, 0);
    for_each_record_until(text, layout, |_, record| {
        rows += 1;
        longer += usize::from(record.is_ok_and(|cells| {
            let rest: Vec<&str> = cells.iter().skip(width).map(|cell| cell.trim()).collect();
            let rest: Vec<&str> = rest.into_iter().filter(|cell| !cell.is_empty()).collect();
            // One number behind the last cell may be the rest of a rating.
            let may_be_rating = has_ratings && rest.len() == 1 && rest[0].parse::<u8>().is_ok();
            !rest.is_empty() && !may_be_rating
        }));
        rows < LOOKED_AT
    });
    rows > 1 && longer * 10 >= rows * 9
}

/// The error for a table whose columns say nothing.
pub(super) fn without_header(name: &str, text: &str) -> Error {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let message = format!(
        "'{name}' has no line with column names that flixir knows; it begins with: {}",
        excerpt(first)
    );
    unsupported(message)
        .with_hint("name at least one column tmdb_id, imdb_id, title or url, in the first line")
}

/// Tells whether text has the same delimiter so often in each of its first lines that it is a table.
pub(super) fn looks_like_table(text: &str) -> bool {
    const LOOKED_AT: usize = 20;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    DELIMITERS.into_iter().any(|delimiter| {
        let counts: Vec<usize> =
            lines.iter().map(|line| line.bytes().filter(|byte| *byte == delimiter).count()).collect();
        let fewest = counts.iter().copied().min().unwrap_or(0);
        // "I, Robot" has a comma too; nobody writes a title with a tab in it.
        let ends_in_data = |line: &&str| line.rsplit(',').next().is_some_and(cells::is_data);
        let enough = match delimiter {
            b'\t' => fewest >= 1,
            b',' => fewest >= 2 || (fewest >= 1 && (lines.len() >= 3 || lines.iter().all(ends_in_data))),
            _ => fewest >= 1 && lines.len() >= 2,
        };
        enough && (fewest >= 3 || counts.iter().all(|count| *count == fewest))
    })
}

/// Tells whether a file is called a table and has more than one column in some line.
pub(super) fn is_named_table(name: &str, text: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_quoted =
        |line: &str| line.starts_with('"') && line.ends_with('"') && line.matches('"').count() == 2;
    matches!(ending.as_deref(), Some("csv" | "tsv"))
        && text.lines().map(str::trim).any(|line| !is_quoted(line) && line.contains([',', ';', '\t']))
}

/// Where a table's rows belong: what its columns say, else the file's name.
fn target_of(name: &str, dialect: Dialect, has: &dyn Fn(&str) -> bool) -> Target {
    match dialect {
        // Ratings come without a position, lists and the watchlist with one.
        Dialect::Imdb if has("yourrating") && !has("position") => Target::Ratings,
        Dialect::Letterboxd if has("watcheddate") => Target::History,
        Dialect::Letterboxd if has("rating") => Target::Ratings,
        Dialect::Movary if has("userrating") => Target::Ratings,
        Dialect::Movary if has("addedat") => Target::Watchlist,
        Dialect::Movary if has("watchedat") => Target::History,
        Dialect::MovieLens | Dialect::Criticker => Target::Ratings,
        _ => target_of_name(name),
    }
}

/// Splits rows by what each says of its place: programs that keep everything in one table, and `--unmatched` files.
pub(super) fn split(sheet: Sheet, readings: Vec<cells::ReadRow>) -> Vec<Sheet> {
    let mut sheets = vec![sheet];
    for reading in readings {
        let place = match (&reading.place, reading.target) {
            (Some(place), _) => place_of(place),
            (None, Some(target)) => (target, None),
            (None, None) => (sheets[0].target, sheets[0].name.clone()),
        };
        let found = sheets.iter().position(|sheet| sheet.target == place.0 && sheet.name == place.1);
        let at = found.unwrap_or_else(|| {
            let mut sheet = Sheet::new(&sheets[0].source, place.0);
            sheet.name = place.1;
            sheets.push(sheet);
            sheets.len() - 1
        });
        sheets[at].rows.push(reading.row);
    }
    let notes = sheets[0].rating_notes.clone();
    for sheet in &mut sheets {
        sheet.rating_notes.clone_from(&notes);
    }
    if sheets.len() > 1 && sheets[0].rows.is_empty() && sheets[0].problems.is_empty() {
        sheets.remove(0);
    }
    sheets
}

fn place_of(place: &str) -> (Target, Option<String>) {
    match place {
        "@watchlist" => (Target::Watchlist, None),
        "@favorites" => (Target::Favorites, None),
        "@rated" => (Target::Ratings, None),
        name => (Target::List, Some(name.to_owned())),
    }
}

/// How a table is laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    delimiter: u8,
    /// Records before the first row: the header, and Excel's `sep=;`.
    skip: usize,
}

/// A table's first line that says what its columns are.
struct Header {
    names: Vec<String>,
    layout: Layout,
    /// Columns that don't hold what their names say.
    belied: Vec<usize>,
    /// Columns whose names say nothing, and whose cells do.
    held: Vec<(usize, Held)>,
    /// The first rows.
    rows: Vec<Vec<String>>,
}

/// Finds the header and the delimiter under which most of its columns mean something.
fn header_of(text: &str) -> Option<Header> {
    const LOOKED_AT: usize = 20;
    let (hint, skip) = match text.lines().next().map(str::trim) {
        Some(line) if line.len() == 5 && line.to_ascii_lowercase().starts_with("sep=") => {
            (line.bytes().last(), 1)
        }
        _ => (None, 0),
    };
    let delimiters = hint.map_or_else(|| DELIMITERS.to_vec(), |hint| vec![hint]);
    let headers = delimiters.into_iter().filter_map(|delimiter| {
        let layout = Layout { delimiter, skip };
        let mut records = Vec::new();
        for_each_record_until(text, layout, |_, record| {
            records.extend(record.ok());
            records.len() < LOOKED_AT
        });
        let mut records = records.into_iter();
        let header = records.next()?;
        let rows: Vec<Vec<String>> = records.collect();
        // A column called "imdb" with a title in it is a row about IMDb, not a header.
        let is_belied = |column: &usize| {
            let cells = || rows.iter().filter_map(|row| row.get(*column)).map(String::as_str);
            cells::belies_ids(&header[*column], cells())
                || cells::holds_scores(&header[*column], cells())
                || cells::belies_titles(&header[*column], cells())
        };
        let belied: Vec<usize> = (0..header.len()).filter(is_belied).collect();
        let column = |at: usize| rows.iter().filter_map(move |row| row.get(at)).map(String::as_str);
        let held: Vec<(usize, Held)> =
            (0..header.len()).filter_map(|at| Some((at, cells::held(&header[at], column(at))?))).collect();
        let telling = cells::telling(&header).saturating_sub(belied.len()) + held.len();
        // One word that happens to be a column's name is no table: a list of titles may begin with "Title". Nor is a
        // line with data in it: numbers, ids, dates.
        let is_header = telling > 0
            && (header.len() > 1 || cells::may_stand_alone(&header[0]))
            && !header.iter().any(|cell| cells::is_data(cell));
        let layout = Layout { delimiter, skip: skip + 1 };
        is_header.then_some((telling, Header { names: header, layout, belied, held, rows }))
    });
    headers.max_by_key(|(telling, header)| (*telling, header.names.len())).map(|(_, header)| header)
}

/// Calls `take` with line and cells of every record behind those that the layout skips.
pub(super) fn for_each_record(
    text: &str,
    layout: Layout,
    mut take: impl FnMut(u64, Result<Vec<String>, String>) -> Result<()>,
) -> Result<()> {
    let mut outcome = Ok(());
    for_each_record_until(text, layout, |line, record| {
        outcome = take(line, record);
        outcome.is_ok()
    });
    outcome
}

/// Returns every record of a text with commas, with its line.
pub(super) fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let mut records = Vec::new();
    for_each_record_until(text, Layout { delimiter: b',', skip: 0 }, |line, record| {
        records.extend(record.ok().map(|cells| (line, cells)));
        records.len() <= MAX_ROWS
    });
    records
}

/// Reads until `take` says no. A quote that is never closed would swallow the rest of the file: its line is reported,
/// and reading goes on behind it.
fn for_each_record_until(
    text: &str,
    layout: Layout,
    mut take: impl FnMut(u64, Result<Vec<String>, String>) -> bool,
) {
    const MOST_UNCLOSED: usize = 100;
    let mut places = Places { text, at: 0, line: 1 };
    let mut from = 0;
    let mut seen = 0;
    for _ in 0..=MOST_UNCLOSED {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(layout.delimiter)
            .from_reader(&text.as_bytes()[from..]);
        let mut record = csv::StringRecord::new();
        let mut unclosed = None;
        while let Ok(true) = reader.read_record(&mut record) {
            let byte = record.position().map_or(0, csv::Position::byte);
            let (start, line) = places.of(from + usize::try_from(byte).unwrap_or(usize::MAX));
            let is_last = reader.position().byte() >= (text.len() - from) as u64;
            if is_last && is_unclosed(&text[start..], &record) {
                unclosed = Some((start, line));
                break;
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            seen += 1;
            let cells = record.iter().map(plain_cell).collect();
            if seen > layout.skip && !take(line, Ok(cells)) {
                return;
            }
        }
        let Some((start, line)) = unclosed else { return };
        if !take(line, Err("a quote is opened and never closed".to_owned())) {
            return;
        }
        from = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
    }
}

/// Returns a cell as it was meant: without the apostrophe of [`guard`], and without the formula that some programs make of text
/// for a spreadsheet (`="tt0133093"`).
fn plain_cell(cell: &str) -> String {
    match cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => text.replace("\"\"", "\""),
        None => unguard(cell).to_owned(),
    }
}

/// Tells whether the last record of a text ran to its end because of a quote without a partner.
fn is_unclosed(rest: &str, record: &csv::StringRecord) -> bool {
    let quotes = rest.bytes().filter(|byte| *byte == b'"').count();
    !quotes.is_multiple_of(2) && record.iter().any(|cell| cell.contains('\n'))
}

/// Finds lines of places that only move forward.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Places<'_> {
    /// Returns where the record that was looked for from `byte` begins, behind blank lines, and its line.
    fn of(&mut self, byte: usize) -> (usize, u64) {
        let byte = byte.clamp(self.at, self.text.len());
        let bytes = self.text.as_bytes();
        let blank = bytes[byte..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = byte + blank;
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.at = start;
        (start, self.line)
    }
}

/// Writes a table with commas, with formulas made harmless.
///
/// # Errors
/// `storage` where the writer fails, which it doesn't in memory.
pub fn write(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String> {
    write_raw(header, rows.map(|row| row.iter().map(|cell| guard(cell).into_owned()).collect()))
}

/// Writes a table with commas, cells as they are.
///
/// # Errors
/// `storage` where the writer fails, which it doesn't in memory.
pub(super) fn write_raw(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String> {
    let failed = |source: csv::Error| Error::storage("could not write the table", source);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::storage("could not write the table", error.into_error()))?;
    String::from_utf8(bytes).map_err(Error::bug)
}

/// Returns a cell with an apostrophe in front where a spreadsheet would run it as a formula (OWASP, "CSV Injection"),
/// and where one stands there already, so that [`unguard`] gives back exactly what was there.
pub fn guard(cell: &str) -> std::borrow::Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell.into() }
}

/// Returns a cell without the apostrophe that [`guard`] put in front.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Tells whether a spreadsheet may run a cell: it begins with a sign of a formula, or one stands behind a `;` or TAB, where
/// a spreadsheet that takes these for delimiters begins a cell.
fn is_formula(text: &str) -> bool {
    if matches!(text.chars().next(), Some('\t' | '\r' | '\n')) {
        return true;
    }
    let is_number = |cell: &str| cell.parse::<f64>().is_ok_and(f64::is_finite);
    let begins = |cell: &str| match cell.trim_start_matches([' ', '"', '\'']).chars().next() {
        Some('+' | '-') => !is_number(cell.trim()),
        Some('=' | '@' | '＝' | '＋' | '－' | '＠') => true,
        _ => false,
    };
    let is_first = match text.chars().next() {
        Some('+' | '-') => !is_number(text),
        Some('=' | '@' | '＝' | '＋' | '－' | '＠') => true,
        _ => false,
    };
    is_first || text.split([';', '\t']).skip(1).any(begins)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn guards_formulas_only() {
        for (cell, guarded) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1+cmd", "'+1+cmd"),
            ("-5", "-5"),
            ("-30-", "'-30-"),
            ("'=1", "''=1"),
            ("\t=1", "'\t=1"),
            ("'Round Midnight", "'Round Midnight"),
            ("The Matrix", "The Matrix"),
            ("＝1+1", "'＝1+1"),
            ("＠x", "'＠x"),
            ("Heat;=1+1", "'Heat;=1+1"),
            ("Heat\t+1+cmd", "'Heat\t+1+cmd"),
            ("Heat; -5", "Heat; -5"),
            ("Heat = 1", "Heat = 1"),
        ] {
            assert_eq!(guard(cell), guarded, "{cell}");
            assert_eq!(unguard(guarded), cell, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn guarding_is_undone(cell in "['=@+\\-\t;＝＠ \"a1]{0,6}") {
            let guarded = guard(&cell);
            prop_assert!(!is_formula(&cell) || guarded.starts_with('\''));
            prop_assert_eq!(unguard(&guarded), cell.as_str());
        }
    }
}
