//! Every command against every fault: exit code and error type, well-formed output, no panic, no request after
//! `--timeout`, nothing lost and nothing twice once the fault is over. What comes out is `docs/faults.md`.
//! Not for single situations: those have tests of their own.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod bench;
mod commands;
mod limits;
mod page;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod weather;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use bench::{Api, Bench, Meeting};
use commands::{Class, LINES, leaves};
use rules::{complaints, expected};
use weather::{FAULTS, Kind};

/// Workers for faults under which the processor has work, and for those under which one waits.
const BUSY: usize = 2;
const WAITING: usize = 8;

#[test]
fn no_command_is_forgotten() {
    let mut known = Vec::new();
    leaves(&flixir::cli::args::command(), "", &mut known);
    let mut listed: Vec<String> = LINES.iter().map(|line| line.path.to_owned()).collect();
    known.sort();
    listed.sort();
    assert_eq!(listed, known, "every command has its line in tests/faults/commands.rs");
}

/// Command, fault, API, and whether what it needs was looked at before.
type Cell = (usize, usize, Api, bool);

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (row, line) in LINES.iter().enumerate() {
        for (column, (_, kind)) in FAULTS.iter().enumerate() {
            // A command that doesn't ask TMDB can't distinguish one outage from another.
            if line.class == Class::Local && !kind.is_local() && !matches!(kind, Kind::Calm | Kind::Refused) {
                continue;
            }
            cells.push((row, column, Api::V4, true));
            let is_cold_too = !matches!(line.class, Class::Local | Class::Findings);
            if is_cold_too && !kind.is_local() && *kind != Kind::Huge {
                cells.push((row, column, Api::V3, false));
            }
        }
    }
    cells
}

fn meet_all() -> BTreeMap<Cell, Meeting> {
    let (slow, fast): (Vec<Cell>, Vec<Cell>) =
        cells().into_iter().partition(|cell| FAULTS[cell.1].1.is_slow());
    let queues = [Mutex::new(fast), Mutex::new(slow)];
    let found: Mutex<BTreeMap<Cell, Meeting>> = Mutex::default();
    std::thread::scope(|scope| {
        for worker in 0..BUSY + WAITING {
            let (queue, found) = (&queues[usize::from(worker >= BUSY)], &found);
            scope.spawn(move || {
                let mut bench = Bench::new();
                loop {
                    let next = queue.lock().unwrap().pop();
                    let Some(cell) = next else { return };
                    let met = bench.meet(&LINES[cell.0], FAULTS[cell.1].1, cell.2, cell.3);
                    if let Some(met) = met {
                        found.lock().unwrap().insert(cell, met);
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn every_command_survives_every_fault() {
    let found = meet_all();
    let mut wrong = Vec::new();
    for (cell, met) in &found {
        let (row, column, api, is_stored) = *cell;
        let (line, (name, kind)) = (&LINES[row], FAULTS[column]);
        let calm = &found[&(row, 0, api, is_stored)];
        let end = (met.ran.code, met.ran.kind());
        let due = expected(line, name, kind, api, is_stored);
        let due = (due.0, due.1.map(str::to_owned));
        let mut complaints = complaints(line, name, kind, met, calm);
        if end != due {
            complaints.insert(0, format!("ended with {end:?} instead of {due:?}: {}", met.ran.stderr.trim()));
        }
        if !complaints.is_empty() {
            let stored = if is_stored { "stored" } else { "nothing stored" };
            wrong.push(format!("{} / {name} / {api:?}, {stored}: {}", line.path, complaints.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} went wrong:\n{}", wrong.len(), found.len(), wrong.join("\n"));
    hold_page(&page::body(&columns(&found)));
}

fn columns(found: &BTreeMap<Cell, Meeting>) -> BTreeMap<usize, page::Column> {
    let mut columns = BTreeMap::new();
    for (row, line) in LINES.iter().enumerate() {
        let cell = |column: usize| {
            let code = |api, is_stored| found.get(&(row, column, api, is_stored)).map(|met| met.ran.code);
            match (code(Api::V4, true), code(Api::V3, false)) {
                (Some(stored), Some(cold)) if stored != cold => format!("{stored},{cold}"),
                (Some(stored), _) => stored.to_string(),
                // If file modes have no effect here, the page still says what they do elsewhere.
                (None, _) if FAULTS[column].1 == Kind::ReadOnly => {
                    expected(line, FAULTS[column].0, Kind::ReadOnly, Api::V4, true).0.to_string()
                }
                // Not tried, because it asks nobody: as where nobody answers.
                (None, _) if line.class == Class::Local && !FAULTS[column].1.is_local() => {
                    found[&(row, 1, Api::V4, true)].ran.code.to_string()
                }
                (None, _) => "-".to_owned(),
            }
        };
        columns.insert(row, (0..FAULTS.len()).map(cell).collect());
    }
    columns
}

/// Compares the page with what was found, or rewrites it.
fn hold_page(body: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    if std::env::vars().any(|(name, value)| name == "FLIXIR_BLESS" && value == "1") {
        std::fs::write(&path, body).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, body, "out of step; rewrite with: FLIXIR_BLESS=1 cargo test --test faults");
}
