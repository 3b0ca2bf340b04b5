//! The table of flixir-faults(7), as the tests found it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::commands::LINES;
use crate::weather::{FAULTS, Kind};

/// Codes by fault, for one command: with what it needs stored, and without where that differs.
pub(crate) type Column = Vec<String>;

/// Writes the page's body: commands that fare alike share a column.
pub(crate) fn body(columns: &BTreeMap<usize, Column>) -> String {
    let mut groups: Vec<(&Column, Vec<&str>)> = Vec::new();
    for (row, line) in LINES.iter().enumerate() {
        let column = &columns[&row];
        match groups.iter_mut().find(|(known, _)| *known == column) {
            Some((_, paths)) => paths.push(line.path),
            None => groups.push((column, vec![line.path])),
        }
    }
    let letter = |index: usize| char::from(b'A' + u8::try_from(index).unwrap());
    let mut text = String::from(INTRODUCTION);
    for (index, (_, paths)) in groups.iter().enumerate() {
        let _ = write!(text, ".TP\n\\fB{}\\fR\n{}.\n", letter(index), paths.join(", "));
    }
    text.push_str(".SH TABLE\n.EX\n");
    let widths: Vec<usize> =
        groups.iter().map(|(column, _)| column.iter().map(String::len).max().unwrap_or(1)).collect();
    let mut heading = format!("{:26}", "");
    for (index, width) in widths.iter().enumerate() {
        let _ = write!(heading, " {:<width$}", letter(index));
    }
    let _ = writeln!(text, "{}", heading.trim_end());
    // Root may write everywhere, so what is read-only has no place on a page that is the same for all.
    for (row, (name, _)) in FAULTS.iter().enumerate().filter(|(_, (_, kind))| *kind != Kind::ReadOnly) {
        let mut line = format!("{name:26}");
        for ((column, _), width) in groups.iter().zip(&widths) {
            let _ = write!(line, " {:<width$}", column[row]);
        }
        let _ = writeln!(text, "{}", line.trim_end().replace('-', "\\-").replace('\'', "\\(aq"));
    }
    text.push_str(".EE\n");
    text
}

const INTRODUCTION: &str = "\
.SH DESCRIPTION
What every command does under every fault, as the tests of this version found it: each was run against a TMDB with that
fault, or on a machine with it.
In all of them the output was well formed, the error type fitted the exit code, no request went out after the time that
\\fB\\-\\-timeout\\fR allows, and once the fault was over everything that had been queued was delivered, each write once.
.PP
A cell is an exit code; see
.BR flixir\\-exit\\-codes (7).
Where two stand, the first holds where the lists or answers were read before, and the second where nothing is stored.
\\(dq\\-\\(dq was not tried.
A write that TMDB can\\(aqt take ends with 0: it is queued.
Commands that ask TMDB nothing were tried without it altogether.
.SH COMMANDS
";
