//! The simulation: histories of the queue from seeds, in process, with everything going wrong that may go wrong
//! (`queue-design.md` §4). `FLIXIR_SIM_SEEDS` says how many histories, `FLIXIR_SIM_START` from which seed on.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod check;
mod history;
mod model;
mod ports;
mod random;
mod scheduler;
mod server;
mod weather;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use history::{Arena, Outcome, Plan, play};

/// Histories in a normal test run.
const SEEDS: u64 = 2000;

#[expect(clippy::disallowed_methods, reason = "a test's own switches")]
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Totals {
    histories: u64,
    commands: u64,
    requests: u64,
    faulty: u64,
    kills: u64,
    marks: BTreeSet<String>,
    red: Vec<(u64, Vec<String>)>,
}

impl Totals {
    fn take(&mut self, seed: u64, outcome: Outcome) {
        self.histories += 1;
        self.commands += outcome.commands;
        self.requests += outcome.requests;
        self.faulty += outcome.faulty;
        self.kills += outcome.kills;
        self.marks.extend(outcome.marks);
        if !outcome.violations.is_empty() {
            self.red.push((seed, outcome.violations));
        }
    }
}

fn replay(seed: u64) -> String {
    let plan = Plan::draw(seed);
    let outcome = play(&Arena::new(), seed, &plan, None, true);
    format!("seed {seed}\n{plan}\n{}\n{:#?}", outcome.log, outcome.violations)
}

/// Plays seeds on two threads, each twice.
fn play_all(start: u64, count: u64) -> Totals {
    let next = AtomicU64::new(start);
    let stop = AtomicBool::new(false);
    let totals = Mutex::new(Totals::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let arena = Arena::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= start + count || stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let plan = Plan::draw(seed);
                    let mut outcome = play(&arena, seed, &plan, None, false);
                    let again = play(&arena, seed, &plan, None, false);
                    if again.trace != outcome.trace {
                        outcome.violations.push("the same seed took another course".to_owned());
                    }
                    let mut totals = totals.lock().unwrap();
                    totals.take(seed, outcome);
                    if totals.red.len() >= 20 {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    totals.into_inner().unwrap()
}

#[test]
fn histories_end_as_the_person_asked() {
    let start = number("FLIXIR_SIM_START", 1);
    let totals = play_all(start, number("FLIXIR_SIM_SEEDS", SEEDS));
    println!(
        "{} histories, {} commands, {} requests, {} % of them faulty, {} processes killed",
        totals.histories,
        totals.commands,
        totals.requests,
        100 * totals.faulty / totals.requests.max(1),
        totals.kills
    );
    if number("FLIXIR_SIM_MARKS", 0) > 0 {
        for mark in &totals.marks {
            println!("  {mark}");
        }
    }
    for (seed, violations) in &totals.red {
        println!("red {seed}: {violations:#?}");
    }
    if let Some((seed, _)) = totals.red.first() {
        if number("FLIXIR_SIM_QUIET", 0) == 0 {
            println!("{}", replay(*seed));
        }
        panic!("{} of {} histories are red", totals.red.len(), totals.histories);
    }
}
