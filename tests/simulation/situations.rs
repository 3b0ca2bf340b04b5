//! Situations in which the queue once went wrong, each found by a history and written down small. Played with several seeds,
//! since which answer comes first is theirs to choose.

use flixir::domain::MediaRef;

use crate::history::{Arena, Command, Plan, Step, play};
use crate::server::{Edge, FOREIGN, INVALID};
use crate::weather::Weather;

const A: MediaRef = MediaRef::movie(1);
const B: MediaRef = MediaRef::movie(2);
const SHOW: MediaRef = MediaRef::tv(1);
const STALE: Option<Edge> = Some(Edge { honours_fresh: false, with_age: true });

fn at(seconds: i64, command: Command) -> (i64, Step) {
    (seconds * 1000, Step::Process { command, delivers: true, kill_at: None, stop_at: None })
}

fn offline_at(seconds: i64, command: Command) -> (i64, Step) {
    (seconds * 1000, Step::Process { command, delivers: false, kill_at: None, stop_at: None })
}

fn else_at(seconds: i64, step: Step) -> (i64, Step) {
    (seconds * 1000, step)
}

fn add(list: usize, items: &[MediaRef]) -> Command {
    Command::Items { list, add: true, items: items.to_vec(), with_comments: false }
}

fn remove(list: usize, items: &[MediaRef]) -> Command {
    Command::Items { list, add: false, items: items.to_vec(), with_comments: false }
}

fn create(name: &str) -> Command {
    Command::Create { name: name.to_owned() }
}

fn run() -> Command {
    Command::Run { now: false, limit: None }
}

fn list(name: &str, items: &[MediaRef]) -> (String, Vec<MediaRef>, bool) {
    (name.to_owned(), items.to_vec(), true)
}

fn v4(start: &[(String, Vec<MediaRef>, bool)], steps: Vec<(i64, Step)>) -> Plan {
    Plan { v4: true, start: start.to_vec(), steps, ..Plan::default() }
}

fn v3(start: &[(String, Vec<MediaRef>, bool)], steps: Vec<(i64, Step)>) -> Plan {
    Plan { v4: false, ..v4(start, steps) }
}

/// Faults of writes whose path holds `only`.
fn faults(only: &'static str, weather: Weather) -> Weather {
    Weather { only: Some(only), ..weather }
}

/// Plays a situation with several seeds; returns the logs.
#[track_caller]
fn holds(plan: &Plan) -> Vec<String> {
    let arena = Arena::new(None);
    let outcomes = (1..=12).map(|seed| play(&arena, seed, plan, true));
    let check = |outcome: crate::history::Outcome| {
        assert!(outcome.violations.is_empty(), "{plan}\n{}\n{:#?}", outcome.log, outcome.violations);
        outcome.log
    };
    outcomes.map(check).collect()
}

#[test]
fn taking_back_a_creation_takes_back_what_waits_for_its_list() {
    let weather = faults("/list", Weather { lost_before: 1.0, ..Weather::default() });
    let steps = vec![
        at(1, create("alpha")),
        offline_at(70, add(0, &[A])),
        at(71, Command::Cancel { pick: 0 }),
        at(400, run()),
    ];
    holds(&Plan { weather, ..v4(&[], steps) });
}

#[test]
fn a_typed_write_waits_five_seconds_for_the_run_that_holds_its_list() {
    // Some answers take one to twenty-five seconds; the removal is typed a second after the addition.
    let weather = faults("/items", Weather { slow: 0.6, ..Weather::default() });
    let steps = vec![at(1, add(0, &[A])), at(2, remove(0, &[B]))];
    let logs = holds(&Plan { weather, ..v4(&[list("alpha", &[B])], steps) });
    let told = |word: &str| logs.iter().filter(|log| log.contains(&format!("told {word}"))).count();
    assert!(told("removed") > 0, "none waited long enough");
    assert!(told("queued") > 0, "one waits five seconds, not twenty-five");
    for log in logs.iter().filter(|log| log.contains("told queued")) {
        let moment =
            |line: &str| line.trim_start().split('.').next().and_then(|text| text.parse::<i64>().ok());
        let second = |word: &str| log.lines().find(|line| line.contains(word)).and_then(moment).unwrap();
        let waited = second("told queued") - second("step Process { command: Items { list: 0, add: false");
        assert!((5..9).contains(&waited), "{waited} s");
    }
}

#[test]
fn a_clear_that_spares_strangers_ends_when_its_answer_is_lost() {
    let weather = faults("/items", Weather { lost_after: 0.5, lost_before: 0.5, ..Weather::default() });
    let steps = vec![
        else_at(1, Step::ForeignAdd { pick: 0 }),
        at(2, Command::Clear { list: 0 }),
        offline_at(3, add(0, &[B])),
        at(300, run()),
        at(600, run()),
    ];
    holds(&Plan { weather, ..v4(&[list("alpha", &[A, B])], steps) });
}

#[test]
fn a_clear_that_spares_strangers_keeps_items_that_are_not_spoken_of() {
    let weather = faults("/items", Weather { half: 1.0, ..Weather::default() });
    let steps =
        vec![else_at(1, Step::ForeignAdd { pick: 0 }), at(2, Command::Clear { list: 0 }), at(300, run())];
    holds(&Plan { weather, ..v4(&[list("alpha", &[A, B, SHOW])], steps) });
}

#[test]
fn an_old_answer_makes_no_strangers_of_what_was_taken_off() {
    let steps = vec![
        at(1, Command::View { list: 0 }),
        at(10, remove(0, &[A])),
        at(20, add(0, &[B])),
        at(30, Command::Clear { list: 0 }),
    ];
    holds(&Plan { edge: STALE, ..v4(&[list("alpha", &[A])], steps) });
}

#[test]
fn an_old_no_is_no_proof_of_a_removal() {
    // The look for the lost addition puts a "no" into the edge cache, which is then read again after the lost removal.
    let weather = faults("/items", Weather { lost_before: 0.6, ..Weather::default() });
    let steps =
        vec![at(1, add(0, &[A])), at(70, run()), at(75, remove(0, &[A])), at(140, run()), at(210, run())];
    holds(&Plan { weather, edge: STALE, ..v4(&[list("alpha", &[])], steps) });
}

#[test]
fn a_favourite_that_came_late_is_not_taken_back_as_if_never_sent() {
    let weather = faults("/favorite", Weather { late: 0.5, rate: 0.5, ..Weather::default() });
    let steps = vec![
        at(1, add(0, &[A])),
        at(130, run()),
        at(260, run()),
        at(520, run()),
        at(521, Command::Cancel { pick: 0 }),
        at(900, run()),
    ];
    holds(&Plan { weather, ..v3(&[], steps) });
}

#[test]
fn a_clock_put_back_by_a_day_holds_nothing_up_for_a_day() {
    let weather = faults("/items", Weather { lost_before: 1.0, ..Weather::default() });
    let mut steps = vec![at(1, add(0, &[A])), else_at(63, Step::Jump { millis: -86_400_000 })];
    steps.extend((1..10).map(|minute| at(63 + 60 * minute, run())));
    for log in holds(&Plan { weather, ..v4(&[list("alpha", &[])], steps) }) {
        let before_rest = log.split(" rest\n").next().unwrap_or_default();
        let times = before_rest.matches("sends Post /4/list/8001/items").count();
        assert!(times >= 2, "sent again within ten minutes: {log}");
    }
}

#[test]
fn a_clock_put_forward_makes_no_old_answer_young() {
    let weather = faults("/list", Weather { error_after: 1.0, ..Weather::default() });
    let mut steps = vec![at(1, create("alpha")), else_at(40, Step::Jump { millis: 86_400_000 })];
    steps.extend((0..8).map(|round| at(45 + 40 * round, run())));
    holds(&Plan { weather, edge: STALE, ..v4(&[], steps) });
}

#[test]
fn a_pause_holds_for_runs_that_are_under_way() {
    let weather = faults("/list", Weather { rate: 0.5, slow: 0.5, ..Weather::default() });
    let mut steps = vec![];
    for index in 0..4 {
        steps.push(offline_at(1, create("alpha")));
        steps.push(offline_at(2, add(index, &[A, B])));
    }
    steps.extend((0..12).map(|round| at(10 + 7 * round, run())));
    holds(&Plan { weather, shuffles: true, ..v3(&[], steps) });
}

#[test]
fn a_clear_on_v3_that_must_spare_strangers_leaves_shows_and_says_so() {
    let steps = vec![
        else_at(1, Step::ForeignAdd { pick: 0 }),
        at(2, Command::Clear { list: 0 }),
        at(60, add(0, &[B])),
    ];
    holds(&v3(&[list("alpha", &[A, SHOW])], steps));
}

#[test]
fn the_same_wish_twice_for_a_lost_list_is_kept_once() {
    let steps = vec![
        else_at(1, Step::ForeignDelete { pick: 0 }),
        at(2, add(0, &[A])),
        at(3, add(0, &[B])),
        at(4, add(0, &[B])),
        at(5, remove(0, &[B])),
        at(6, remove(0, &[B])),
    ];
    holds(&v4(&[list("alpha", &[])], steps));
}

#[test]
fn what_waits_before_a_deletion_ends_with_a_lost_list() {
    let steps = vec![
        else_at(1, Step::ForeignDelete { pick: 0 }),
        offline_at(2, add(0, &[A])),
        at(3, Command::Run { now: false, limit: Some(1) }),
        offline_at(4, Command::Delete { list: 0 }),
        at(5, run()),
    ];
    holds(&v4(&[list("alpha", &[])], steps));
}

#[test]
fn a_failure_is_older_than_what_came_after_it_whatever_the_clock_says() {
    let steps = vec![
        at(1, add(0, &[MediaRef::movie(INVALID)])),
        else_at(10, Step::Jump { millis: -86_400_000 }),
        at(20, Command::Delete { list: 0 }),
        at(30, Command::RetryOne { pick: 0 }),
        at(40, Command::RetryFailed { force: true }),
    ];
    holds(&v4(&[list("alpha", &[])], steps));
}

#[test]
fn a_clear_also_takes_what_a_removal_hid() {
    let weather = faults("/items", Weather { late: 1.0, ..Weather::default() });
    let steps = vec![
        at(1, add(0, &[A, B])),
        offline_at(20, remove(0, &[A])),
        offline_at(21, Command::Clear { list: 0 }),
        at(200, run()),
    ];
    holds(&Plan { weather, ..v4(&[list("alpha", &[MediaRef::movie(FOREIGN)])], steps) });
}

#[test]
fn a_creation_that_failed_comes_back_with_what_it_took_along() {
    let steps = vec![
        offline_at(1, create("alpha")),
        offline_at(2, add(0, &[A, B])),
        offline_at(3, remove(0, &[A])),
        at(4, run()),
        at(60, Command::RetryOne { pick: 1 }),
        at(61, Command::RetryFailed { force: false }),
        at(62, Command::RetryFailed { force: true }),
    ];
    holds(&Plan { refusals: 0.6, ..v4(&[], steps) });
}

#[test]
fn what_comes_back_to_a_list_that_was_found_gone_waits_for_a_person() {
    let weather = faults("/items", Weather { rate: 1.0, ..Weather::default() });
    let gone = else_at(1, Step::ForeignDelete { pick: 0 });
    for (kill_at, stop_at) in [(None, Some((2, 60_000))), (Some(2), None)] {
        let adding = Step::Process { command: add(0, &[B]), delivers: true, kill_at, stop_at };
        let steps = vec![gone.clone(), else_at(2, adding), at(10, Command::View { list: 0 }), at(200, run())];
        holds(&Plan { weather: weather.clone(), ..v4(&[list("alpha", &[A])], steps) });
    }
}

#[test]
fn a_slow_answer_is_no_younger_than_its_question() {
    let weather = Weather { late: 0.4, slow: 0.6, ..Weather::default() };
    let mut steps = vec![at(1, create("alpha"))];
    steps.extend((1..20).map(|round| at(5 * round, run())));
    holds(&Plan { weather, ..v4(&[], steps) });
}
