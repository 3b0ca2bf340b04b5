//! Scenarios that are played with a process killed at every point that it reaches, one after another: exhaustive where the
//! histories are random.

use flixir::domain::MediaRef;

use crate::history::{Arena, Command, Outcome, Plan, Step, play};
use crate::server::{Edge, FOREIGN};
use crate::weather::Weather;

const A: MediaRef = MediaRef::movie(1);
const B: MediaRef = MediaRef::movie(2);
const C: MediaRef = MediaRef::tv(1);

fn process(command: Command) -> Step {
    Step::Process { command, delivers: true, kill_at: None, stop_at: None }
}

fn offline(command: Command) -> Step {
    Step::Process { command, delivers: false, kill_at: None, stop_at: None }
}

fn items(list: usize, add: bool, items: &[MediaRef]) -> Command {
    Command::Items { list, add, items: items.to_vec(), with_comments: false }
}

fn commented(list: usize, items: &[MediaRef]) -> Command {
    Command::Items { list, add: true, items: items.to_vec(), with_comments: true }
}

fn create(name: &str) -> Command {
    Command::Create { name: name.to_owned() }
}

fn run() -> Command {
    Command::Run { now: false, limit: None }
}

/// Plans with the number of the step that is killed.
#[expect(clippy::too_many_lines, reason = "one entry for each scenario")]
fn scenarios() -> Vec<(&'static str, Plan, usize)> {
    let list = |name: &str, held: &[MediaRef]| (name.to_owned(), held.to_vec(), true);
    let plan = |v4: bool, start: Vec<(String, Vec<MediaRef>, bool)>, steps: Vec<Step>| {
        let steps = (0_i64..).zip(steps).map(|(at, step)| (at * 1000 * at + 100, step)).collect();
        Plan { v4, start, steps, ..Plan::default() }
    };
    let lost = Weather { lost_after: 0.5, lost_before: 0.2, ..Weather::default() };
    let late = Weather { late: 0.6, ..Weather::default() };
    let stale = Some(Edge { honours_fresh: false, with_age: true });
    vec![
        (
            "create and fill",
            plan(
                true,
                vec![],
                vec![offline(create("alpha")), offline(items(0, true, &[A, B, C])), process(run())],
            ),
            2,
        ),
        (
            "create on v3",
            plan(
                false,
                vec![],
                vec![offline(create("alpha")), offline(items(0, true, &[A, B])), process(run())],
            ),
            2,
        ),
        (
            "two creations of one name",
            plan(
                true,
                vec![list("alpha", &[])],
                vec![offline(create("alpha")), offline(create("alpha")), process(run())],
            ),
            2,
        ),
        (
            "a lost creation",
            Plan {
                weather: lost.clone(),
                ..plan(
                    true,
                    vec![],
                    vec![process(create("alpha")), process(items(0, true, &[A])), process(run())],
                )
            },
            0,
        ),
        (
            "a creation carried out late",
            Plan {
                weather: late.clone(),
                edge: stale,
                ..plan(
                    true,
                    vec![],
                    vec![process(create("alpha")), process(run()), process(items(0, true, &[A]))],
                )
            },
            0,
        ),
        (
            "put on and taken off",
            Plan {
                weather: late.clone(),
                ..plan(
                    true,
                    vec![list("alpha", &[B])],
                    vec![
                        process(items(0, true, &[A])),
                        process(items(0, false, &[A, B])),
                        process(items(0, true, &[B])),
                        process(run()),
                    ],
                )
            },
            1,
        ),
        (
            "cleared",
            plan(
                true,
                vec![list("alpha", &[A, B, C])],
                vec![process(Command::Clear { list: 0 }), process(items(0, true, &[B])), process(run())],
            ),
            0,
        ),
        (
            "cleared with strangers",
            Plan {
                weather: lost.clone(),
                ..plan(
                    true,
                    vec![list("alpha", &[A, B])],
                    vec![
                        Step::ForeignAdd { pick: 0 },
                        process(Command::Clear { list: 0 }),
                        process(items(0, true, &[B])),
                        process(run()),
                    ],
                )
            },
            1,
        ),
        (
            "renamed and deleted",
            plan(
                true,
                vec![list("alpha", &[A]), list("beta", &[MediaRef::movie(FOREIGN)])],
                vec![
                    process(Command::Rename { list: 0, name: "delta".to_owned() }),
                    process(Command::Delete { list: 1 }),
                    process(run()),
                ],
            ),
            0,
        ),
        (
            "a deletion that is answered with 500",
            Plan {
                deletion_answers_500: true,
                ..plan(
                    false,
                    vec![list("alpha", &[A])],
                    vec![process(Command::Delete { list: 0 }), process(run())],
                )
            },
            0,
        ),
        (
            "put on with comments",
            plan(
                true,
                vec![list("alpha", &[B])],
                vec![offline(items(0, true, &[A])), process(commented(0, &[A, B, C])), process(run())],
            ),
            1,
        ),
        (
            "comments that are lost on the way",
            Plan {
                weather: lost.clone(),
                loses_comments: 0.3,
                ..plan(
                    true,
                    vec![list("alpha", &[])],
                    vec![
                        process(commented(0, &[A, B])),
                        process(items(0, false, &[A])),
                        process(commented(0, &[A, C])),
                        process(run()),
                    ],
                )
            },
            0,
        ),
        (
            "comments written late",
            Plan {
                weather: late.clone(),
                edge: stale,
                ..plan(
                    true,
                    vec![list("alpha", &[])],
                    vec![
                        process(commented(0, &[A])),
                        process(items(0, false, &[A])),
                        process(commented(0, &[A, B])),
                        process(run()),
                    ],
                )
            },
            0,
        ),
        (
            "favourites",
            plan(
                false,
                vec![],
                vec![offline(items(0, true, &[A, B])), offline(items(0, false, &[A])), process(run())],
            ),
            2,
        ),
    ]
}

/// Returns how many processes were killed, and what went wrong.
pub(crate) fn kill_everywhere() -> (u64, Vec<String>) {
    let arena = Arena::new(None);
    let mut kills = 0;
    let mut wrong = Vec::new();
    for (name, plan, victim) in scenarios() {
        for seed in 1..=3 {
            let last = play(&arena, seed, &plan, false).most_points;
            for k in 1..=last {
                let mut plan = plan.clone();
                if let Step::Process { kill_at, .. } = &mut plan.steps[victim].1 {
                    *kill_at = Some(k);
                }
                let outcome = play(&arena, seed, &plan, false);
                kills += outcome.kills;
                wrong.extend(
                    outcome
                        .violations
                        .iter()
                        .map(|text| format!("{name}, seed {seed}, killed at {k}: {text}")),
                );
            }
        }
    }
    (kills, wrong)
}

fn at(seconds: i64, step: Step) -> (i64, Step) {
    (seconds * 1000, step)
}

/// A creation is lost on its way back, and somebody makes a list of the same name: nobody can tell which is whose.
/// Returns what became of it, and what must have been met.
pub(crate) fn two_lists_fit() -> (Outcome, &'static str) {
    let plan = Plan {
        v4: true,
        weather: Weather { lost_after: 1.0, only: Some("/list"), ..Weather::default() },
        steps: vec![
            at(1, process(create("alpha"))),
            at(70, Step::ForeignCreate { name: "alpha" }),
            at(71, offline(create("beta"))),
            at(200, process(run())),
        ],
        ..Plan::default()
    };
    (play(&Arena::new(None), 1, &plan, true), "1.8: create conflict")
}

/// The writes to one list never arrive, while those to another do: that counts against them, five times.
pub(crate) fn one_keeps_failing() -> (Outcome, &'static str) {
    let mut steps = vec![at(1, offline(items(1, true, &[A])))];
    for round in 1..14 {
        steps.push(at(round * 700, process(items(0, round % 2 == 1, &[B]))));
        steps.push(at(round * 700 + 1, process(run())));
    }
    let list = |name: &str| (name.to_owned(), Vec::new(), true);
    let plan = Plan {
        v4: true,
        start: vec![list("alpha"), list("beta")],
        weather: Weather { lost_before: 1.0, only: Some("/list/8002/items"), ..Weather::default() },
        steps,
        ..Plan::default()
    };
    (play(&Arena::new(None), 1, &plan, true), "1.4: failed after all tries")
}

/// A new name is refused for good: the list is called what it was, and the wish stands as failed.
pub(crate) fn a_name_is_refused() -> (Outcome, &'static str) {
    let rename = Command::Rename { list: 0, name: "gamma".to_owned() };
    let plan = Plan {
        v4: true,
        start: vec![("alpha".to_owned(), vec![A], true)],
        refusals: 1.0,
        steps: vec![at(1, process(rename)), at(100, process(run()))],
        ..Plan::default()
    };
    (play(&Arena::new(None), 1, &plan, true), "1.4: update failed")
}
