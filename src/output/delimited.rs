//! CSV and TSV, and bare values between NULs. Not for tables: values here are exact, whole and machine-readable.
//!
//! CSV follows RFC 4180 and guards spreadsheets: text that one would run as a formula gets an apostrophe in front. TSV
//! has one line a row: `\t`, `\n`, `\r` and `\\` stand for what would break that, as `COPY` does it in databases.

use serde_json::Value;

use super::sanitize;
use super::values::flat;
use crate::error::{Error, ErrorKind};

/// Writes CSV with LF line ends, which every reader takes and pipes like better than CRLF.
///
/// # Errors
/// `Storage` where the writer fails, which it doesn't in memory.
pub(super) fn csv(keys: &[String], rows: &[Vec<Value>], header: bool) -> Result<Vec<u8>, Error> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::new(ErrorKind::Storage, "could not write the output as CSV").with_source(source)
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header && !keys.is_empty() {
        writer.write_record(keys).map_err(|source| failed(source.into()))?;
    }
    for row in rows {
        writer.write_record(row.iter().map(csv_field)).map_err(|source| failed(source.into()))?;
    }
    writer.into_inner().map_err(|source| failed(source.to_string().into()))
}

/// Writes TSV.
pub(super) fn tsv(keys: &[String], rows: &[Vec<Value>], header: bool) -> String {
    let head = header.then(|| keys.iter().map(|key| tsv_field(key)).collect::<Vec<_>>());
    let body = rows.iter().map(|row| row.iter().map(|value| tsv_field(&flat(value))).collect());
    head.into_iter().chain(body).map(|fields| fields.join("\t") + "\n").collect()
}

/// Writes the rows' values of one field, each ended by NUL: for `xargs -0`.
pub(super) fn nul_separated(rows: &[Vec<Value>]) -> String {
    rows.iter().flatten().map(|value| sanitize::text(&flat(value)).into_owned() + "\0").collect()
}

fn csv_field(value: &Value) -> String {
    let flat = flat(value);
    let text = sanitize::text(&flat);
    // Numbers come from TMDB or from us as numbers; only text can pretend to be a formula.
    if !value.is_number() && looks_like_formula(&flat) { format!("'{text}") } else { text.into_owned() }
}

/// Spreadsheets run cells that start with these (OWASP, "CSV Injection"); `-5` is just a number.
fn looks_like_formula(text: &str) -> bool {
    let number = |rest: &str| {
        rest.starts_with(|first: char| first.is_ascii_digit() || first == '.') && rest.parse::<f64>().is_ok()
    };
    match text.chars().next() {
        Some('+' | '-') => !number(&text[1..]),
        Some('=' | '@' | '\t' | '\r' | '\n') => true,
        _ => false,
    }
}

fn tsv_field(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\\' => escaped.push_str("\\\\"),
            other => escaped.push(other),
        }
    }
    sanitize::line(&escaped).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn keys(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn csv_quotes_guards_and_flattens() {
        let rows = vec![
            vec![json!("=HYPERLINK(\"http://evil\")"), json!(-5), json!(["Drama", "Science Fiction"])],
            vec![json!("-5"), json!(-1.5), json!([])],
            vec![json!("+1+cmd"), json!(null), json!([{"name": "x"}])],
            vec![json!("@SUM(A1)"), json!(true), json!("a\u{202e}b, \"c\"")],
            vec![json!("\t=1"), json!("\r=1"), json!("two\r\nlines")],
            vec![json!("-"), json!("-inf"), json!("+.5")],
        ];
        let printed = String::from_utf8(csv(&keys(&["a", "b", "c"]), &rows, true).unwrap()).unwrap();
        let expected = [
            "a,b,c",
            "\"'=HYPERLINK(\"\"http://evil\"\")\",-5,Drama; Science Fiction",
            "-5,-1.5,",
            "'+1+cmd,,\"[{\"\"name\"\":\"\"x\"\"}]\"",
            "'@SUM(A1),true,\"a\u{FFFD}b, \"\"c\"\"\"",
            "'\t=1,\"'\n=1\",\"two\nlines\"",
            "'-,'-inf,+.5",
            "",
        ];
        assert_eq!(printed, expected.join("\n"));
    }

    #[test]
    fn a_single_empty_field_is_still_a_row() {
        assert_eq!(csv(&keys(&["a"]), &[vec![json!(null)]], true).unwrap(), b"a\n\"\"\n");
    }

    #[test]
    fn tsv_is_one_line_a_row() {
        let rows = vec![vec![
            json!("tab\there"),
            json!("line\r\nbreak"),
            json!("back\\slash"),
            json!("esc\u{1b}[0m"),
        ]];
        assert_eq!(
            tsv(&keys(&["a", "b", "c", "d"]), &rows, true),
            "a\tb\tc\td\ntab\\there\tline\\r\\nbreak\tback\\\\slash\tesc\u{FFFD}[0m\n"
        );
        assert_eq!(tsv(&keys(&["a"]), &[vec![json!(1)]], false), "1\n");
    }

    #[test]
    fn nul_ends_each_value() {
        assert_eq!(
            nul_separated(&[vec![json!("a\nb")], vec![json!("c\u{0}d")], vec![json!(7)]]),
            "a\nb\0c\u{FFFD}d\x007\0"
        );
    }

    proptest! {
        #[test]
        fn csv_reads_back_as_what_was_printed(cells in prop::collection::vec(any::<String>(), 1..6)) {
            let row: Vec<Value> = cells.iter().map(|cell| json!(cell)).collect();
            let names: Vec<String> = (0..cells.len()).map(|at| format!("c{at}")).collect();
            let printed = csv(&names, &[row], true).unwrap();
            let mut reader = csv::Reader::from_reader(printed.as_slice());
            let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(records.len(), 1);
            for (read, cell) in records[0].iter().zip(&cells) {
                let clean = sanitize::text(cell);
                let is_guarded = read.strip_prefix('\'').is_some_and(|rest| rest == clean);
                prop_assert!(read == clean || is_guarded, "{:?} from {:?}", read, cell);
                prop_assert!(!read.starts_with(['=', '@', '\t', '\r']), "{read:?}");
            }
        }

        #[test]
        fn tsv_reads_back_field_by_field(cells in prop::collection::vec("[a\\\\\t\n\r天]{0,8}", 1..6)) {
            let row: Vec<Value> = cells.iter().map(|cell| json!(cell)).collect();
            let printed = tsv(&[], &[row], false);
            let line = printed.strip_suffix('\n').unwrap();
            let read: Vec<String> = line.split('\t').map(unescape).collect();
            prop_assert_eq!(read, cells);
        }
    }

    fn unescape(field: &str) -> String {
        let mut text = String::new();
        let mut rest = field.chars();
        while let Some(character) = rest.next() {
            text.push(match (character, character == '\\') {
                (plain, false) => plain,
                (_, true) => match rest.next() {
                    Some('t') => '\t',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('\\') => '\\',
                    other => panic!("unknown escape {other:?} in {field:?}"),
                },
            });
        }
        text
    }
}
