//! Every command against every fault: exit code and error type, well-formed output, no panic, no request after
//! `--timeout`, nothing lost and nothing twice once the fault is over. What comes out is the table of flixir-faults(7).
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod bench;
mod commands;
#[path = "../support/mod.rs"]
mod support;
mod weather;

use std::collections::BTreeMap;
use std::sync::Mutex;

use bench::{Api, Bench, Meeting};
use commands::{LINES, Line, leaves};
use weather::{FAULTS, Kind};

#[test]
fn no_command_is_forgotten() {
    let mut known = Vec::new();
    leaves(&flixir::cli::args::command(), "", &mut known);
    let mut listed: Vec<String> = LINES.iter().map(|line| line.path.to_owned()).collect();
    known.sort();
    listed.sort();
    assert_eq!(listed, known);
}

type Key = (usize, usize, Api, bool);

#[test]
fn observe() {
    let mut cells: Vec<Key> = Vec::new();
    for (row, line) in LINES.iter().enumerate() {
        for (column, (_, kind)) in FAULTS.iter().enumerate() {
            cells.push((row, column, Api::V4, true));
            if line.class != commands::Class::Local && !kind.is_local() {
                cells.push((row, column, Api::V3, false));
            }
        }
    }
    let total = cells.len();
    let (slow, fast): (Vec<Key>, Vec<Key>) = cells.into_iter().partition(|key| FAULTS[key.1].1.is_slow());
    let queue = [Mutex::new(fast), Mutex::new(slow)];
    let found: Mutex<BTreeMap<Key, Meeting>> = Mutex::default();
    let began = std::time::Instant::now();
    let spent: Mutex<BTreeMap<String, f64>> = Mutex::default();
    std::thread::scope(|scope| {
        for worker in 0..10 {
            let (queue, found, spent) = (&queue[usize::from(worker >= 2)], &found, &spent);
            scope.spawn(move || {
                let mut bench = Bench::new();
                loop {
                    let Some(key) = queue.lock().unwrap().pop() else { return };
                    let t = std::time::Instant::now();
                    let (line, kind): (&Line, Kind) = (&LINES[key.0], FAULTS[key.1].1);
                    if let Some(meeting) = bench.meet(line, kind, key.2, key.3) {
                        found.lock().unwrap().insert(key, meeting);
                    }
                    let t = t.elapsed().as_secs_f64();
                    *spent.lock().unwrap().entry(format!("c {}", line.path)).or_default() += t;
                    *spent.lock().unwrap().entry(format!("f {}", FAULTS[key.1].0)).or_default() += t;
                }
            });
        }
    });
    let mut out = String::new();
    use std::fmt::Write;
    writeln!(out, "{total} cells {:?}", began.elapsed()).unwrap();
    let mut spent: Vec<_> = spent.into_inner().unwrap().into_iter().collect();
    spent.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (name, t) in spent.iter().take(40) { writeln!(out, "T {name} {t:.2}").unwrap(); }
    let found = found.into_inner().unwrap();
    for (row, line) in LINES.iter().enumerate() {
        for (api, stored) in [(Api::V4, true), (Api::V3, false)] {
            let calm = found.get(&(row, 0, api, stored));
            for (column, (name, _)) in FAULTS.iter().enumerate() {
                let Some(m) = found.get(&(row, column, api, stored)) else { continue };
                let calm = calm.or_else(|| found.get(&(row, 0, Api::V4, true))).unwrap();
                let fate = if m.end == calm.end && m.end == m.start { "same" } else if m.end == calm.end { "DONE" } else if m.end.state == calm.end.state { "DONE*" } else if m.end == m.start { "start" } else if m.end.state == m.start.state { "start*" } else { "OTHER" };
                writeln!(out, "{:?}{} {:18} {:30} {:3} {:22} {:6} left {} {:?} | {}", api, if stored {"w"} else {"c"}, line.path, name, m.ran.code, m.ran.kind().unwrap_or_default(), fate, m.left.len(), m.took, m.ran.stderr.lines().next().unwrap_or("").chars().take(200).collect::<String>()).unwrap();
            }
        }
    }
    std::fs::write("observed.txt", out).unwrap();
}
