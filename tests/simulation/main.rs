//! The simulation: histories of the queue from seeds, in process, with everything going wrong that may go wrong
//! (docs/how-the-queue-keeps-its-promises.md). `FLIXIR_SIM_SEEDS` says how many histories, `FLIXIR_SIM_START` from which seed on,
//! `FLIXIR_SIM_TWICE=8` that only every eighth is played twice, `FLIXIR_SIM_MARKS=1` prints what was met.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod canned;
mod check;
mod history;
mod marks;
mod memories;
mod model;
mod ports;
#[path = "../support/random.rs"]
mod random;
mod scheduler;
mod server;
mod situations;
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

/// How many histories are played at once: one more than there are processors, since each waits for its own threads at times.
fn lanes() -> usize {
    1 + std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
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
    let plan = Plan::of(seed);
    let outcome = play(&Arena::new(None), seed, &plan, true);
    format!("seed {seed}\n{plan}\n{}\n{:#?}", outcome.log, outcome.violations)
}

/// Plays seeds side by side; each twice, or every so manieth, which must take the same course.
fn play_all(start: u64, count: u64) -> Totals {
    let twice = number("FLIXIR_SIM_TWICE", 1).max(1);
    let next = AtomicU64::new(start);
    let stop = AtomicBool::new(false);
    let totals = Mutex::new(Totals::default());
    std::thread::scope(|scope| {
        for _ in 0..lanes() {
            scope.spawn(|| {
                let arena = Arena::new(None);
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= start + count || stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let plan = Plan::of(seed);
                    let mut outcome = play(&arena, seed, &plan, false);
                    if seed.is_multiple_of(twice) && play(&arena, seed, &plan, false).trace != outcome.trace {
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
    if start == 1 && totals.histories >= SEEDS {
        let missing: Vec<&&str> =
            marks::REQUIRED.iter().filter(|mark| !totals.marks.contains(**mark)).collect();
        assert!(missing.is_empty(), "no history met {missing:#?}");
    }
    if let Some((seed, _)) = totals.red.first() {
        if number("FLIXIR_SIM_QUIET", 0) == 0 {
            println!("{}", replay(*seed));
        }
        panic!("{} of {} histories are red", totals.red.len(), totals.histories);
    }
}

/// Seeds beyond those of a normal run that found something once.
const ONCE_RED: [u64; 28] = [
    101_842, 103_813, 104_186, 106_321, 108_500, 108_556, 111_722, 112_402, 112_703, 115_398, 116_387,
    413_623, 437_135, 443_574, 451_022, 460_588, 502_916, 604_184, 608_376, 608_873, 616_514, 664_446,
    709_996, 891_196, 1_016_650, 1_039_770, 1_046_696, 1_048_351,
];

#[test]
fn what_was_red_once_stays_green() {
    let arena = Arena::new(None);
    let red: Vec<(u64, Vec<String>)> = ONCE_RED
        .into_iter()
        .map(|seed| (seed, play(&arena, seed, &Plan::of(seed), false).violations))
        .filter(|(_, violations)| !violations.is_empty())
        .collect();
    assert!(red.is_empty(), "{red:#?}");
}

/// Seeds within which each guard that is taken away must show.
const SEEDS_OF_AN_ABLATION: u64 = 4000;

/// Takes a guard away and plays until a history is red; returns its seed and what is wrong. `from` only saves time.
fn first_red(ablation: history::Ablation, from: u64) -> Option<(u64, Vec<String>)> {
    let next = AtomicU64::new(from);
    let found = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..lanes() {
            scope.spawn(|| {
                let arena = Arena::new(Some(ablation));
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > from + SEEDS_OF_AN_ABLATION || found.lock().unwrap().is_some() {
                        break;
                    }
                    let plan = match ablation {
                        history::Ablation::SeveralOpenCreates => Plan::creations(seed),
                        history::Ablation::TwoCreationsAtOnce => Plan::creations_of_one_run(seed),
                        _ => Plan::hostile(seed),
                    };
                    let outcome = play(&arena, seed, &plan, false);
                    if !outcome.violations.is_empty() {
                        *found.lock().unwrap() = Some((seed, outcome.violations));
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

macro_rules! ablations {
    ($($name:ident: $guard:ident from $from:literal),* $(,)?) => {
        $(#[test]
        fn $name() {
            let found = first_red(history::Ablation::$guard, $from);
            println!("{found:?}");
            assert!(found.is_some(), "nobody would notice");
        })*
    };
}

ablations! {
    without_a_look_lists_are_made_twice: NoLookForCreations from 1,
    without_settling_late_requests_do_harm: NoSettling from 240,
    opening_the_database_must_not_free_what_is_being_sent: ResetAtOpen from 1,
    without_the_lists_known_before_a_stranger_is_adopted: NoPreimage from 170,
    a_lease_by_time_is_no_lock: NoOsLock from 20,
    add_and_remove_do_not_cancel_out: AddAndRemoveCancelOut from 120,
    two_open_creations_are_mixed_up: SeveralOpenCreates from 1,
    two_creations_at_once_are_mixed_up: TwoCreationsAtOnce from 1,
    an_answer_s_age_counts: NoAge from 1,
}

#[test]
fn killed_at_every_point_nothing_is_lost_or_doubled() {
    let (scenarios, kills, wrong) = canned::kill_everywhere();
    println!("{kills} processes killed, one at each point of each of {scenarios} scenarios");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(kills > 300, "the points were not reached: {kills}");
}

#[test]
fn what_only_a_person_can_decide_waits_for_one() {
    let (outcome, wanted) = canned::two_lists_fit();
    assert_eq!(outcome.violations, Vec::<String>::new(), "{}", outcome.log);
    assert!(outcome.marks.contains(wanted), "{:#?}", outcome.marks);
}

#[test]
fn a_name_that_tmdb_refuses_stands_as_failed() {
    let (outcome, wanted) = canned::a_name_is_refused();
    assert_eq!(outcome.violations, Vec::<String>::new(), "{}", outcome.log);
    assert!(outcome.marks.contains(wanted), "{:#?}", outcome.marks);
}

#[test]
fn what_fails_while_others_go_through_fails_for_good() {
    let (outcome, wanted) = canned::one_keeps_failing();
    assert_eq!(outcome.violations, Vec::<String>::new(), "{}", outcome.log);
    assert!(outcome.marks.contains(wanted), "{:#?}", outcome.marks);
}
