//! Scenarios that are played with a process killed at every point that it reaches, one after another: exhaustive where the
//! histories are random.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use flixir::domain::MediaRef;

use crate::history::{Arena, Command, Outcome, Plan, Step, play};
use crate::server::{Edge, FOREIGN, INVALID};
use crate::weather::Weather;

const A: MediaRef = MediaRef::movie(1);
const B: MediaRef = MediaRef::movie(2);
const C: MediaRef = MediaRef::tv(1);
const D: MediaRef = MediaRef::movie(3);
/// TMDB hasn't got it.
const GONE: MediaRef = MediaRef::movie(INVALID);
const STRANGE: MediaRef = MediaRef::movie(FOREIGN);

fn process(command: Command) -> Step {
    Step::Process { command, delivers: true, kill_at: None, stop_at: None }
}

fn offline(command: Command) -> Step {
    Step::Process { command, delivers: false, kill_at: None, stop_at: None }
}

fn items(list: usize, add: bool, items: &[MediaRef]) -> Command {
    Command::Items { list, add, items: items.to_vec(), with_comments: false }
}

fn commented(items: &[MediaRef]) -> Command {
    Command::Items { list: 0, add: true, items: items.to_vec(), with_comments: true }
}

fn create(name: &str) -> Command {
    Command::Create { name: name.to_owned() }
}

fn run() -> Command {
    Command::Run { now: false, limit: None }
}

/// What happens, and which step of it is the process that is killed.
struct Scenario {
    name: String,
    plan: Plan,
    victim: usize,
}

/// A scenario on v4 without faults, its steps in order with growing distances; the first process is killed.
fn scenario(name: &str, start: &[(&str, &[MediaRef])], steps: Vec<Step>) -> Scenario {
    let start = start.iter().map(|(name, held)| ((*name).to_owned(), held.to_vec(), true)).collect();
    let victim = steps.iter().position(|step| matches!(step, Step::Process { delivers: true, .. })).unwrap();
    let steps = (0_i64..).zip(steps).map(|(at, step)| (at * 1000 * at + 100, step)).collect();
    Scenario { name: name.to_owned(), plan: Plan { v4: true, start, steps, ..Plan::default() }, victim }
}

impl Scenario {
    fn on_v3(mut self) -> Self {
        self.plan.v4 = false;
        self
    }

    fn in_weather(mut self, weather: &Weather) -> Self {
        self.plan.weather = weather.clone();
        self
    }

    fn with_old_answers(mut self) -> Self {
        self.plan.edge = Some(Edge { honours_fresh: false, with_age: true });
        self
    }

    fn with_refusals(mut self, odds: f64) -> Self {
        self.plan.refusals = odds;
        self
    }

    /// With time for what was sent to settle between the steps.
    fn slowly(mut self) -> Self {
        self.plan.steps.iter_mut().for_each(|(at, _)| *at *= 40);
        self
    }

    fn killing(mut self, step: usize) -> Self {
        self.victim = step;
        self
    }
}

fn lost() -> Weather {
    Weather { lost_after: 0.5, lost_before: 0.2, ..Weather::default() }
}

fn late() -> Weather {
    Weather { late: 0.6, ..Weather::default() }
}

/// Each kind of write, on each API that has it, with answers that are lost and with requests that are carried out late.
fn kinds() -> Vec<Scenario> {
    let rename = Command::Rename { list: 0, name: "delta".to_owned() };
    let kinds: [(&str, Command, &[bool]); 8] = [
        ("create", create("gamma"), &[true, false]),
        ("update", rename, &[true]),
        ("delete", Command::Delete { list: 0 }, &[true, false]),
        ("clear", Command::Clear { list: 0 }, &[true, false]),
        ("add", items(0, true, &[B, D]), &[true, false]),
        ("remove", items(0, false, &[A, D]), &[true, false]),
        ("favourite", items(9, true, &[A, B]), &[true]),
        ("unfavourite", items(9, false, &[A]), &[true]),
    ];
    let mut all = Vec::new();
    for (name, command, apis) in kinds {
        for v4 in apis {
            for (outcome, weather) in [("lost", lost()), ("late", late())] {
                let name = format!("{name} {outcome} on {}", if *v4 { "v4" } else { "v3" });
                let first = if name.starts_with("unfavourite") {
                    vec![offline(items(9, true, &[A]))]
                } else {
                    vec![]
                };
                let steps = first.into_iter().chain([process(command.clone()), process(run())]).collect();
                let made = scenario(&name, &[("alpha", &[A, B])], steps).in_weather(&weather);
                all.push(if *v4 { made } else { made.on_v3() });
            }
        }
    }
    all
}

/// What kinds of writes do to each other, and the other commands.
#[expect(clippy::too_many_lines, reason = "one entry for each scenario")]
fn stories() -> Vec<Scenario> {
    let clear = || process(Command::Clear { list: 0 });
    let delete = |list| process(Command::Delete { list });
    let stranger = || Step::ForeignAdd { pick: 0 };
    let alpha: &[(&str, &[MediaRef])] = &[("alpha", &[A, B, C])];
    vec![
        scenario(
            "create and fill",
            &[],
            vec![offline(create("alpha")), offline(items(0, true, &[A, B, C])), process(run())],
        ),
        scenario(
            "create and fill on v3",
            &[],
            vec![offline(create("alpha")), offline(items(0, true, &[A, B])), process(run())],
        )
        .on_v3(),
        scenario(
            "two creations of one name",
            &[("alpha", &[])],
            vec![offline(create("alpha")), offline(create("alpha")), process(run())],
        ),
        scenario(
            "adopted, then filled",
            &[],
            vec![process(create("alpha")), process(items(0, true, &[A])), process(run())],
        )
        .in_weather(&lost()),
        scenario(
            "adopted late, seen late",
            &[],
            vec![process(create("alpha")), process(run()), process(items(0, true, &[A]))],
        )
        .in_weather(&late())
        .with_old_answers(),
        scenario(
            "put on and taken off",
            &[("alpha", &[B])],
            vec![
                process(items(0, true, &[A])),
                process(items(0, false, &[A, B])),
                process(items(0, true, &[B])),
                process(run()),
            ],
        )
        .in_weather(&late())
        .killing(1),
        scenario(
            "half of a bulk write answered",
            alpha,
            vec![process(items(0, false, &[A, B, C])), process(run())],
        )
        .in_weather(&Weather { half: 1.0, ..Weather::default() }),
        scenario(
            "a bulk write with items that don't exist",
            &[("alpha", &[A])],
            vec![process(items(0, true, &[A, GONE, B])), process(run())],
        ),
        scenario("cleared, then filled", alpha, vec![clear(), process(items(0, true, &[B])), process(run())]),
        scenario(
            "a clear swallows what waits",
            alpha,
            vec![offline(items(0, true, &[D])), offline(items(0, false, &[A])), clear(), process(run())],
        ),
        scenario(
            "cleared with strangers",
            alpha,
            vec![stranger(), clear(), process(items(0, true, &[B])), process(run())],
        )
        .in_weather(&lost()),
        scenario(
            "cleared with strangers on v3",
            &[("alpha", &[A, B])],
            vec![stranger(), clear(), process(run())],
        )
        .on_v3(),
        scenario(
            "renamed and deleted",
            &[("alpha", &[A]), ("beta", &[STRANGE])],
            vec![process(Command::Rename { list: 0, name: "delta".to_owned() }), delete(1), process(run())],
        ),
        scenario(
            "deleted before it was made",
            &[],
            vec![offline(create("alpha")), offline(items(0, true, &[A])), delete(0)],
        ),
        Scenario {
            plan: Plan {
                deletion_answers_500: true,
                ..scenario("", &[("alpha", &[A])], vec![delete(0), process(run())]).on_v3().plan
            },
            ..scenario("a deletion that is answered with 500", &[], vec![delete(0)])
        },
        scenario(
            "deleted elsewhere meanwhile",
            &[("alpha", &[A])],
            vec![Step::ForeignDelete { pick: 0 }, delete(0), process(run())],
        ),
        scenario(
            "what waits for a list that is gone",
            &[("alpha", &[A])],
            vec![
                Step::ForeignDelete { pick: 0 },
                process(items(0, true, &[B])),
                process(Command::View { list: 0 }),
                process(run()),
            ],
        ),
        scenario(
            "restored",
            alpha,
            vec![offline(Command::Clear { list: 0 }), process(Command::Restore { list: 0 }), process(run())],
        )
        .in_weather(&lost()),
        scenario(
            "restored after its deletion",
            alpha,
            vec![delete(0), process(run()), process(Command::Restore { list: 0 }), process(run())],
        )
        .killing(2),
        scenario(
            "applied with removals",
            alpha,
            vec![process(Command::Apply { list: 0, items: vec![D, B] }), process(run())],
        )
        .in_weather(&lost()),
        scenario(
            "applied on v3",
            &[("alpha", &[A, B])],
            vec![process(Command::Apply { list: 0, items: vec![B, D] }), process(run())],
        )
        .on_v3(),
        scenario(
            "refused, and tried again with what it took along",
            &[],
            vec![
                offline(create("alpha")),
                offline(items(0, true, &[A, B])),
                process(run()),
                process(Command::RetryFailed { force: false }),
                process(run()),
            ],
        )
        .with_refusals(0.6)
        .killing(3),
        scenario(
            "a retry that overrules what is newer",
            &[("alpha", &[])],
            vec![
                process(items(0, true, &[A])),
                offline(items(0, false, &[A])),
                process(Command::RetryFailed { force: true }),
                process(run()),
            ],
        )
        .with_refusals(0.6)
        .killing(2),
        scenario(
            "taken back",
            &[("alpha", &[A])],
            vec![process(items(0, true, &[B])), process(Command::Cancel { pick: 0 }), process(run())],
        )
        .in_weather(&Weather { lost_after: 0.5, lost_before: 0.5, ..Weather::default() })
        .slowly()
        .killing(2),
        scenario(
            "pruned",
            alpha,
            vec![
                process(items(0, true, &[D])),
                Step::Jump { millis: 2 * 86_400_000 },
                process(Command::Prune),
                process(items(0, false, &[D])),
            ],
        )
        .killing(2),
        scenario(
            "synced with changes on both sides",
            alpha,
            vec![stranger(), offline(items(0, true, &[D])), process(Command::Sync), process(Command::Sync)],
        )
        .in_weather(&lost()),
        scenario(
            "synced with a list that is gone",
            &[("alpha", &[A]), ("beta", &[B])],
            vec![
                Step::ForeignDelete { pick: 0 },
                offline(items(0, true, &[D])),
                process(Command::Sync),
                process(run()),
            ],
        ),
        scenario(
            "the session ends and begins again",
            &[("alpha", &[A])],
            vec![
                Step::EndSession,
                process(items(0, true, &[B])),
                process(create("beta")),
                Step::Login,
                process(run()),
            ],
        ),
        scenario(
            "asked to wait",
            &[("alpha", &[A])],
            vec![process(items(0, true, &[B])), process(create("beta")), process(run())],
        )
        .in_weather(&Weather { rate: 0.5, ..Weather::default() }),
        scenario(
            "behind a portal",
            &[("alpha", &[A])],
            vec![process(items(0, true, &[B])), process(create("beta")), process(run())],
        )
        .in_weather(&Weather { portal: 0.5, ..Weather::default() }),
        scenario(
            "put on with comments",
            &[("alpha", &[B])],
            vec![offline(items(0, true, &[A])), process(commented(&[A, B, C])), process(run())],
        ),
        losing_comments(
            scenario(
                "comments that are lost on the way",
                &[("alpha", &[])],
                vec![
                    process(commented(&[A, B])),
                    process(items(0, false, &[A])),
                    process(commented(&[A, C])),
                    process(run()),
                ],
            )
            .in_weather(&lost()),
        ),
        scenario(
            "comments written late",
            &[("alpha", &[])],
            vec![
                process(commented(&[A])),
                process(items(0, false, &[A])),
                process(commented(&[A, B])),
                process(run()),
            ],
        )
        .in_weather(&late())
        .with_old_answers(),
        scenario(
            "favourites",
            &[],
            vec![offline(items(0, true, &[A, B])), offline(items(0, false, &[A])), process(run())],
        )
        .on_v3(),
    ]
}

fn losing_comments(mut scenario: Scenario) -> Scenario {
    scenario.plan.loses_comments = 0.3;
    scenario
}

/// Seeds of a scenario whose course chance decides.
const SEEDS: u64 = 2;

/// Plays a scenario once with each point of its victim; returns how many were killed, and what went wrong.
fn kill_at_each_point(arena: &Arc<Arena>, scenario: &Scenario) -> (u64, Vec<String>) {
    let Scenario { name, plan, victim } = scenario;
    let is_fair =
        plan.refusals == 0.0 && format!("{:?}", plan.weather) == format!("{:?}", Weather::default());
    let mut kills = 0;
    let mut wrong = Vec::new();
    for seed in 1..=if is_fair { 1 } else { SEEDS } {
        for k in 1.. {
            let mut plan = plan.clone();
            if let Step::Process { kill_at, .. } = &mut plan.steps[*victim].1 {
                *kill_at = Some(k);
            }
            let outcome = play(arena, seed, &plan, false);
            let told = |text: &String| format!("{name}, seed {seed}, killed at {k}: {text}");
            wrong.extend(outcome.violations.iter().map(told));
            if outcome.kills == 0 {
                break;
            }
            kills += 1;
        }
    }
    (kills, wrong)
}

/// Returns how many scenarios there are, how many processes were killed, and what went wrong.
pub(crate) fn kill_everywhere() -> (usize, u64, Vec<String>) {
    let scenarios: Vec<Scenario> = kinds().into_iter().chain(stories()).collect();
    let next = AtomicUsize::new(0);
    let found = Mutex::new((0, Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let arena = Arena::new(None);
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (kills, wrong) = kill_at_each_point(&arena, scenario);
                    let mut found = found.lock().unwrap();
                    if kills == 0 {
                        found.1.push(format!("{}: nobody was killed", scenario.name));
                    }
                    found.0 += kills;
                    found.1.extend(wrong);
                }
            });
        }
    });
    let (kills, wrong) = found.into_inner().unwrap();
    (scenarios.len(), kills, wrong)
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
