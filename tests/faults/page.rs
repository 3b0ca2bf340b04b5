//! The table of `docs/faults.md`, as the tests found it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::commands::LINES;
use crate::weather::FAULTS;

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
    let mut text = String::from(INTRODUCTION);
    for (index, (_, paths)) in groups.iter().enumerate() {
        let _ = writeln!(text, "- **{}**: {}", letter(index), paths.join(", "));
    }
    text.push_str("\n## Table\n");
    let columns: Vec<&Column> = groups.iter().map(|(column, _)| *column).collect();
    for (part, columns) in columns.chunks(COLUMNS_ACROSS).enumerate() {
        text.push('\n');
        text.push_str(&table(part * COLUMNS_ACROSS, columns));
    }
    text
}

fn letter(index: usize) -> char {
    ('A'..='Z').chain('a'..='z').nth(index).expect("a letter for every column")
}

/// One part of the table, narrow enough for a terminal; its first column is number `first`.
fn table(first: usize, columns: &[&Column]) -> String {
    let mut text = String::from("```text\n");
    let mut heading = " ".repeat(WIDEST_FAULT);
    for index in 0..columns.len() {
        let _ = write!(heading, " {:<3}", letter(first + index));
    }
    let _ = writeln!(text, "{}", heading.trim_end());
    for (row, (name, _)) in FAULTS.iter().enumerate() {
        let mut line = format!("{name:WIDEST_FAULT$}");
        for column in columns {
            let _ = write!(line, " {:<3}", column[row]);
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push_str("```\n");
    text
}

/// So many columns fit beside the faults' names.
const COLUMNS_ACROSS: usize = 12;
const WIDEST_FAULT: usize = 26;

const INTRODUCTION: &str = "\
# What every command does under every fault

`tests/faults` runs each command against a TMDB with each fault, or on a machine with it, and writes this page. In all of them
the output was well formed, the error type fitted the exit code, no request went out after the time that `--timeout` allows,
and once the fault was over everything that had been queued was delivered, each write once. For users, `flixir-faults(7)` tells
what each kind of trouble looks like and what to do.

A cell is an exit code (`flixir-exit-codes(7)`). Where two stand, the first holds where the lists or answers were read before,
and the second where nothing is stored. A hyphen says that this was not tried. A write that TMDB can't take now ends with 0: it
is queued. Commands that ask TMDB nothing were tried without it altogether.

## Commands

";
