//! One history: a world, people's commands, cron's runs and everything that goes wrong, all from one seed; then rest, and
//! the questions that must have the right answer at rest.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flixir::domain::{
    AccountIdentity, Change, ClearScope, Hold, ItemState, ListFields, ListKind, Media, MediaRef,
    OperationKind, Reason, Secret, Status, Timestamp,
};
use flixir::services::lists;
use flixir::services::login::session_accepted;
use flixir::services::mirror::{self, Freshness};
use flixir::services::outbox;
use flixir::services::outbox::{Pause, RunOptions, Wish, cancel, deliver, prune, revive};
use flixir::services::sync::{SyncOptions, sync};
use flixir::services::{Context, identity, login};
use flixir::settings::Settings;
use flixir::store::{ListRow, ListState, State};
use flixir::{Error, ErrorKind};

use crate::check;
use crate::model::{Model, ModelList, Plain, Standing};
use crate::ports;
use crate::random::Random;
use crate::scheduler::{Actor, Sim};
use crate::server::{ACCOUNT, EPOCH, Edge, FOREIGN, INVALID, OBJECT_ID, Who};
use crate::weather::Weather;

/// A guard taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ablation {
    /// A creation of unknown outcome is made again without a look.
    NoLookForCreations,
    /// No time is left for a request to be carried out late.
    NoSettling,
    /// Opening the database makes everything that is being sent pending.
    ResetAtOpen,
    /// The lists known before a creation are forgotten.
    NoPreimage,
    /// A run's lock counts for 30 s only.
    NoOsLock,
    /// "add, then remove" sends nothing.
    AddAndRemoveCancelOut,
    /// Several creations may be open at once.
    SeveralOpenCreates,
    /// Two creations of one run may be under way at once, each in a lane of its own.
    TwoCreationsAtOnce,
    /// Answers' `Age` isn't looked at.
    NoAge,
    /// A read of a list's items moves *agreed*.
    ReadMovesAgreed,
    /// That a list has diverged is forgotten at once.
    DivergedNotStored,
    /// What a waiting update starts from is whatever TMDB shows now.
    FromFollowsTheMirror,
    /// A dry run agrees on what it saw.
    DryRunAgrees,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Create {
        name: String,
    },
    Items {
        list: usize,
        add: bool,
        items: Vec<MediaRef>,
        with_comments: bool,
    },
    Rename {
        list: usize,
        name: String,
    },
    Clear {
        list: usize,
    },
    Delete {
        list: usize,
    },
    Cancel {
        pick: u64,
    },
    RetryFailed {
        force: bool,
    },
    RetryOne {
        pick: u64,
    },
    View {
        list: usize,
    },
    /// Makes a list what a file says: removals, then additions, kept together.
    Apply {
        list: usize,
        items: Vec<MediaRef>,
    },
    /// Puts back what the newest snapshot of a list holds; a list that is gone is made again.
    Restore {
        list: usize,
    },
    Sync,
    Prune,
    Run {
        now: bool,
        limit: Option<usize>,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A process; without `delivers` it only keeps the wish, as offline.
    Process {
        command: Command,
        delivers: bool,
        kill_at: Option<u64>,
        stop_at: Option<(u64, i64)>,
    },
    ForeignAdd {
        pick: u64,
    },
    ForeignRemove {
        pick: u64,
    },
    ForeignRename {
        pick: u64,
    },
    ForeignDelete {
        pick: u64,
    },
    ForeignMeddle {
        pick: u64,
    },
    ForeignCreate {
        name: &'static str,
    },
    Jump {
        millis: i64,
    },
    EndSession,
    Login,
    LoginAsSomebodyElse,
}

/// Everything that a seed decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) v4: bool,
    pub(crate) weather: Weather,
    pub(crate) edge: Option<Edge>,
    pub(crate) deletion_answers_500: bool,
    pub(crate) refusals: f64,
    pub(crate) spam: u32,
    pub(crate) loses_comments: f64,
    /// Lists on TMDB before it begins: name, items, whether the client has read them.
    pub(crate) start: Vec<(String, Vec<MediaRef>, bool)>,
    pub(crate) steps: Vec<(i64, Step)>,
    pub(crate) shuffles: bool,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "v4 {}, edge {:?}, 500 for deletions {}, refusals {:.2}, spam {}",
            self.v4, self.edge, self.deletion_answers_500, self.refusals, self.spam
        )?;
        writeln!(f, "{:?}", self.weather)?;
        writeln!(f, "start {:?}", self.start)?;
        for (time, step) in &self.steps {
            #[expect(clippy::cast_precision_loss, reason = "for people")]
            let seconds = *time as f64 / 1000.0;
            writeln!(f, "{seconds:>9.3} {step:?}")?;
        }
        Ok(())
    }
}

const NAMES: [&str; 3] = ["alpha", "beta", "gamma"];

fn item(random: &mut Random, v4: bool) -> MediaRef {
    if random.chance(0.03) {
        return MediaRef::movie(INVALID);
    }
    if v4 && random.chance(0.3) {
        MediaRef::tv(1 + random.below(3))
    } else {
        MediaRef::movie(1 + random.below(5))
    }
}

impl Plan {
    pub(crate) fn draw(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let v4 = random.chance(0.7);
        let mut plan = Self {
            v4,
            weather: Weather::draw(random),
            edge: random.chance(0.6).then(|| {
                let honours_fresh = random.chance(0.5);
                Edge { honours_fresh, with_age: !honours_fresh || random.chance(0.5) }
            }),
            deletion_answers_500: random.chance(0.3),
            refusals: if random.chance(0.3) { 0.05 } else { 0.0 },
            spam: if random.chance(0.05) { 1 + u32::try_from(random.below(4)).unwrap() } else { 0 },
            shuffles: random.chance(0.7),
            ..Self::default()
        };
        for _ in 0..random.below(3) {
            let mut items: Vec<MediaRef> = (0..random.below(4)).map(|_| item(random, true)).collect();
            items.retain(|item| item.id < INVALID);
            items.extend((0..random.below(2)).map(|_| MediaRef::movie(FOREIGN + random.below(3))));
            let mut seen = Vec::new();
            items.retain(|item| {
                !seen.contains(item) && {
                    seen.push(*item);
                    true
                }
            });
            plan.start.push(((*random.pick(&NAMES)).to_owned(), items, random.chance(0.85)));
        }
        let kills = *random.pick(&[0.0, 0.0, 0.15, 0.5]);
        let stops = *random.pick(&[0.0, 0.0, 0.1]);
        let online = *random.pick(&[0.0, 0.5, 1.0]);
        let foreign = *random.pick(&[0.0, 0.0, 0.25]);
        let jumps = *random.pick(&[0.0, 0.0, 0.1]);
        let sessions = *random.pick(&[0.0, 0.0, 0.1]);
        let crowd = *random.pick(&[0.1, 0.4]);
        let mut time = 1000;
        let mut lists = plan.start.len();
        for _ in 0..3 + random.below(14) {
            time += match random.below(4) {
                0 | 1 => random.between(0, 3000),
                2 => random.between(5000, 70_000),
                _ => random.between(100_000, 400_000),
            };
            if random.chance(foreign) {
                let pick = random.next();
                plan.steps.push((
                    time,
                    match random.below(12) {
                        0..5 => Step::ForeignAdd { pick },
                        5..8 => Step::ForeignRemove { pick },
                        8..10 => Step::ForeignRename { pick },
                        10 => Step::ForeignDelete { pick },
                        _ => Step::ForeignMeddle { pick },
                    },
                ));
            }
            if random.chance(jumps) {
                let millis = *random.pick(&[-30_000, -3_600_000, -86_400_000, 45_000, 3_600_000, 86_400_000]);
                plan.steps.push((time, Step::Jump { millis }));
            }
            if random.chance(sessions) {
                plan.steps.push((time, Step::EndSession));
                let gap = random.between(1000, 300_000);
                if random.chance(0.3) {
                    plan.steps.push((time + gap / 2, Step::LoginAsSomebodyElse));
                    plan.steps.push((
                        time + gap / 2 + 500,
                        Self::process(random, Command::Run { now: false, limit: None }, kills, stops, true),
                    ));
                }
                plan.steps.push((time + gap, Step::Login));
            }
            let command = if lists == 0 {
                Command::Create { name: (*random.pick(&NAMES)).to_owned() }
            } else {
                Self::command(random, v4, lists)
            };
            if matches!(command, Command::Create { .. }) {
                lists += 1;
            }
            let delivers = random.chance(online);
            plan.steps.push((time, Self::process(random, command, kills, stops, delivers)));
            if random.chance(crowd) {
                for _ in 0..=random.below(2) {
                    let run =
                        Command::Run { now: random.chance(0.2), limit: random.chance(0.1).then_some(1) };
                    plan.steps.push((
                        time + random.between(0, 3000),
                        Self::process(random, run, kills, stops, true),
                    ));
                }
            }
        }
        plan.comment(seed);
        plan
    }

    /// Gives some additions comments, with separate randomness: everything else that a seed decides stays the same.
    fn comment(&mut self, seed: u64) {
        let random = &mut Random::new(seed ^ 0x00c0_4447);
        if !self.v4 || random.chance(0.5) {
            return;
        }
        self.loses_comments = *random.pick(&[0.0, 0.0, 0.3]);
        for (_, step) in &mut self.steps {
            if let Step::Process { command: Command::Items { add: true, with_comments, .. }, .. } = step {
                *with_comments = random.chance(0.6);
            }
        }
    }

    /// The plan of a seed: every other one is hostile, and some are about creations, refusals or `lists sync`.
    pub(crate) fn of(seed: u64) -> Self {
        match seed % 10 {
            9 => Self::creations(seed),
            odd if odd % 2 == 1 => Self::hostile(seed),
            2 => Self { refusals: 0.3, ..Self::draw(seed) },
            6 => Self::with_syncs(seed),
            _ => Self::draw(seed),
        }
    }

    /// A plan in which people sync, restore, apply and prune, where they would only have looked or retried.
    fn with_syncs(seed: u64) -> Self {
        let mut plan = Self::draw(seed);
        let random = &mut Random::new(seed ^ 0x5f1c);
        let v4 = plan.v4;
        if plan.edge.is_some_and(|edge| !edge.honours_fresh) {
            // Where every look may be answered from the cache, a clock put forward makes old answers look new for good.
            plan.steps.retain(|(_, step)| !matches!(step, Step::Jump { millis } if *millis > 0));
        }
        for (_, step) in &mut plan.steps {
            let Step::Process { command, .. } = step else { continue };
            match command {
                Command::View { .. } => *command = Command::Sync,
                Command::Run { .. } if random.chance(0.4) => {
                    *command = if random.chance(0.8) { Command::Sync } else { Command::Prune };
                }
                Command::Items { list, .. } if random.chance(0.3) => {
                    *command = if random.chance(0.4) {
                        Command::Restore { list: *list }
                    } else {
                        let items = (0..random.below(4)).map(|_| item(random, v4)).collect();
                        Command::Apply { list: *list, items }
                    };
                }
                _ => {}
            }
        }
        plan
    }

    /// A plan of the same kind with the most faults, to show what a guard is for.
    pub(crate) fn hostile(seed: u64) -> Self {
        let mut plan = Self::draw(seed);
        let random = &mut Random::new(seed ^ 0xdead);
        plan.weather =
            Weather { lost_after: 0.25, lost_before: 0.1, late: 0.25, slow: 0.1, ..Weather::default() };
        plan.refusals = 0.0;
        plan.spam = 0;
        plan.edge = random.chance(0.7).then_some(Edge { honours_fresh: false, with_age: true });
        plan.steps
            .retain(|(_, step)| !matches!(step, Step::ForeignMeddle { .. } | Step::ForeignDelete { .. }));
        for (_, step) in &mut plan.steps {
            if let Step::Process { delivers, kill_at, stop_at, .. } = step {
                *delivers = random.chance(0.6);
                if kill_at.is_none() && stop_at.is_none() {
                    *kill_at = random.chance(0.15).then(|| 1 + random.below(20));
                    *stop_at = (kill_at.is_none() && random.chance(0.1))
                        .then(|| (1 + random.below(20), random.between(60_000, 700_000)));
                }
            }
        }
        plan
    }

    /// A plan in which one name is made again and again, by overlapping runs whose answers are lost.
    pub(crate) fn creations(seed: u64) -> Self {
        let random = &mut Random::new(seed ^ 0x00c0_ffee);
        let mut plan = Self::hostile(seed);
        plan.start.clear();
        plan.steps.clear();
        for round in 0..4 {
            let time = 1000 + round * random.between(200, 3000);
            let step = |command| Step::Process { command, delivers: true, kill_at: None, stop_at: None };
            plan.steps.push((time, step(Command::Create { name: "alpha".to_owned() })));
            plan.steps
                .push((time + random.between(0, 90_000), step(Command::Run { now: false, limit: None })));
        }
        plan
    }

    /// A plan in which one name is made again and again while TMDB is unreachable; then runs deliver, one after another.
    pub(crate) fn creations_of_one_run(seed: u64) -> Self {
        let mut plan = Self::creations(seed);
        let random = &mut Random::new(seed ^ 0x1a9e5);
        plan.steps.clear();
        let step = |command, delivers| Step::Process { command, delivers, kill_at: None, stop_at: None };
        for time in 1..5 {
            plan.steps.push((time * 1000, step(Command::Create { name: "alpha".to_owned() }, false)));
        }
        for round in 0..3 {
            let time = 100_000 + round * 300_000 + random.between(0, 100_000);
            plan.steps.push((time, step(Command::Run { now: false, limit: None }, true)));
        }
        plan
    }

    fn process(random: &mut Random, command: Command, kills: f64, stops: f64, delivers: bool) -> Step {
        let kill_at = random.chance(kills).then(|| 1 + random.below(24));
        let stops_here = kill_at.is_none() && random.chance(stops);
        let stop_at = stops_here.then(|| (1 + random.below(20), random.between(60_000, 700_000)));
        Step::Process { command, delivers, kill_at, stop_at }
    }

    fn command(random: &mut Random, v4: bool, lists: usize) -> Command {
        let list = usize::try_from(random.below(lists as u64 + 1)).unwrap();
        match random.below(100) {
            0..12 => Command::Create { name: (*random.pick(&NAMES)).to_owned() },
            12..46 => {
                let count = *random.pick(&[1, 1, 2, 4]);
                let items = (0..count).map(|_| item(random, v4)).collect();
                Command::Items { list, add: true, items, with_comments: false }
            }
            46..66 => {
                let count = *random.pick(&[1, 1, 2, 3]);
                let items = (0..count).map(|_| item(random, v4)).collect();
                Command::Items { list, add: false, items, with_comments: false }
            }
            66..73 if v4 => {
                Command::Rename { list, name: (*random.pick(&["delta", "epsilon", "zeta"])).to_owned() }
            }
            66..78 => Command::Clear { list },
            78..83 => Command::Delete { list },
            83..89 => Command::Cancel { pick: random.next() },
            89..92 => Command::RetryFailed { force: random.chance(0.3) },
            92..95 => Command::RetryOne { pick: random.next() },
            _ => Command::View { list },
        }
    }
}

#[derive(Clone, Debug)]
struct Session {
    number: u64,
    is_stranger: bool,
}

/// One installation in one world.
pub(crate) struct World {
    arena: Arc<Arena>,
    pub(crate) sim: Arc<Sim>,
    pub(crate) model: Mutex<Model>,
    /// Settled operations as they stood before a prune.
    archive: Mutex<Standing>,
    session: Mutex<Session>,
    pub(crate) plan: Plan,
    /// A mirror read, or a bulk write settled in parts, may have brought another order into the mirror.
    pub(crate) has_views: bool,
}

/// What became of a history.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) trace: u64,
    pub(crate) violations: Vec<String>,
    pub(crate) commands: u64,
    pub(crate) requests: u64,
    pub(crate) faulty: u64,
    pub(crate) kills: u64,
    pub(crate) marks: std::collections::BTreeSet<String>,
    pub(crate) log: String,
}

/// A database that histories use one after another, and the connections to it. A process that begins takes one that nobody
/// holds: that SQLite parses each statement once, and not in each process, is most of what a history would cost.
pub(crate) struct Arena {
    settings: Settings,
    ablation: Option<Ablation>,
    connections: Mutex<Vec<Arc<State>>>,
    janitor: Mutex<Janitor>,
    _folder: tempfile::TempDir,
}

/// Makes the database what it was when it was new.
#[expect(clippy::disallowed_types, reason = "no client does this to its own database")]
struct Janitor {
    connection: rusqlite::Connection,
    tables: Vec<String>,
}

const TRIGGERS: [(Ablation, &str); 7] = [
    (
        Ablation::NoLookForCreations,
        "CREATE TRIGGER a AFTER UPDATE OF status ON op WHEN NEW.status = 'pending' AND NEW.kind = 'create' AND NEW.maybe_sent = 1
         BEGIN UPDATE op SET maybe_sent = 0 WHERE id = NEW.id; END",
    ),
    (
        Ablation::NoPreimage,
        "CREATE TRIGGER a AFTER UPDATE OF preimage ON op WHEN NEW.kind = 'create' AND NEW.preimage <> '{}'
         BEGIN UPDATE op SET preimage = '{}' WHERE id = NEW.id; END",
    ),
    (Ablation::SeveralOpenCreates, "DROP INDEX op_one_create"),
    (Ablation::TwoCreationsAtOnce, "DROP INDEX op_one_create"),
    (
        Ablation::ReadMovesAgreed,
        "CREATE TRIGGER a AFTER UPDATE OF seen_items_as_of ON list WHEN NEW.agreed_items = 1
         BEGIN
           DELETE FROM agreed_item WHERE list = NEW.uid;
           INSERT INTO agreed_item(list, media, media_id, pos, added_at, comment)
             SELECT list, media, media_id, pos, added_at, comment FROM seen_item WHERE list = NEW.uid;
         END",
    ),
    (
        Ablation::DivergedNotStored,
        "CREATE TRIGGER a AFTER UPDATE OF diverged ON list WHEN NEW.diverged = 1
         BEGIN UPDATE list SET diverged = 0 WHERE uid = NEW.uid; END",
    ),
    (
        Ablation::FromFollowsTheMirror,
        "CREATE TRIGGER a AFTER UPDATE OF seen_name ON list
         BEGIN UPDATE op SET payload = json_set(payload, '$.from.name', NEW.seen_name)
           WHERE list = NEW.uid AND kind = 'update' AND status IN ('pending', 'processing'); END",
    ),
];

/// What a dry run must not do.
const AGREE: &str =
    "DELETE FROM agreed_item; INSERT INTO agreed_item(list, media, media_id, pos, added_at, comment)
    SELECT list, media, media_id, pos, added_at, comment FROM seen_item
    WHERE list IN (SELECT uid FROM list WHERE agreed_items = 1)";

impl Arena {
    pub(crate) fn new(ablation: Option<Ablation>) -> Arc<Self> {
        let memory = Path::new("/dev/shm");
        let mut builder = tempfile::Builder::new();
        builder.prefix("flixir-simulation-");
        let folder = if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.unwrap();
        let mut settings = ports::settings(folder.path());
        if ablation == Some(Ablation::NoSettling) {
            settings.settle = Duration::ZERO;
        }
        let state = State::open(&settings.profile_folder()).unwrap();
        let mut titles: Vec<Media> = (1..10).map(|id| Media::unknown(MediaRef::movie(id))).collect();
        titles.extend((1..10).map(|id| Media::unknown(MediaRef::tv(id))));
        titles.extend((FOREIGN..FOREIGN + 10).map(|id| Media::unknown(MediaRef::movie(id))));
        titles.push(Media::unknown(MediaRef::movie(INVALID)));
        state.write(|tx| tx.save_titles(&titles, Timestamp::from_millis(EPOCH + 4_000_000_000_000))).unwrap();
        let janitor =
            Janitor::new(&settings.profile_folder().join("state.db"), &folder.path().join("new.db"));
        for (_, sql) in TRIGGERS.iter().filter(|(guard, _)| Some(*guard) == ablation) {
            janitor.connection.execute_batch(sql).unwrap();
        }
        Arc::new(Self {
            settings,
            ablation,
            connections: Mutex::new(vec![Arc::new(state)]),
            janitor: Mutex::new(janitor),
            _folder: folder,
        })
    }

    fn janitor(&self) -> MutexGuard<'_, Janitor> {
        self.janitor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> Arc<State> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(free) = connections.iter().find(|state| Arc::strong_count(state) == 1) {
            return Arc::clone(free);
        }
        let state = Arc::new(State::open(&self.settings.profile_folder()).unwrap());
        connections.push(Arc::clone(&state));
        state
    }
}

#[expect(clippy::disallowed_types, reason = "no client does this to its own database")]
impl Janitor {
    fn new(database: &Path, copy: &Path) -> Self {
        let connection = rusqlite::Connection::open(database).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute("VACUUM INTO ?1", [copy.to_str()]).unwrap();
        connection.execute("ATTACH ?1 AS new", [copy.to_str()]).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        let tables = {
            let mut names =
                connection.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").unwrap();
            names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        Self { connection, tables }
    }

    fn clean(&self) {
        let run = |sql: &str| self.connection.prepare_cached(sql).unwrap().execute([]).unwrap();
        run("BEGIN IMMEDIATE");
        for table in &self.tables {
            run(&format!("DELETE FROM main.{table}"));
            run(&format!("INSERT INTO main.{table} SELECT * FROM new.{table}"));
        }
        run("COMMIT");
    }

    fn agree(&self) {
        self.connection.execute_batch(AGREE).unwrap();
    }

    /// Makes pending what is being sent.
    fn free_everything(&self) {
        let sql = "UPDATE op SET status = 'pending', token = NULL, batch_pos = 0, maybe_sent = 0 WHERE status = 'processing'";
        self.connection.prepare_cached(sql).unwrap().execute([]).unwrap();
    }
}

/// Plays a history to its end, and asks the questions.
pub(crate) fn play(arena: &Arc<Arena>, seed: u64, plan: &Plan, verbose: bool) -> Outcome {
    let sim = Sim::new(seed, verbose);
    arena.janitor().clean();
    {
        let mut inner = sim.lock();
        inner.strips_age = arena.ablation == Some(Ablation::NoAge);
        inner.shuffles = plan.shuffles;
        inner.server.deletion_answers_500 = plan.deletion_answers_500;
    }
    let views = plan
        .steps
        .iter()
        .any(|(_, step)| matches!(step, Step::Process { command: Command::View { .. } | Command::Sync, .. }));
    let world = Arc::new(World {
        arena: Arc::clone(arena),
        sim: Arc::clone(&sim),
        model: Mutex::default(),
        archive: Mutex::default(),
        session: Mutex::new(Session { number: 1, is_stranger: false }),
        plan: plan.clone(),
        has_views: views || plan.weather.half > 0.0 || plan.edge.is_some_and(|edge| !edge.honours_fresh),
    });
    world.login(false);
    world.begin();
    {
        let mut inner = sim.lock();
        inner.weather = plan.weather.clone();
        inner.server.edge = plan.edge;
        inner.server.refusals = plan.refusals;
        inner.server.spam = plan.spam;
        inner.server.loses_comments = plan.loses_comments;
    }
    let start = sim.lock().now;
    for (index, (time, _)) in plan.steps.iter().enumerate() {
        sim.at(start + time, index);
    }
    sim.run(|index| world.step(&plan.steps[index].1));
    world.rest();
    let commands = world.model.lock().unwrap_or_else(PoisonError::into_inner).next as u64;
    let mut inner = sim.lock();
    let mut marks = std::mem::take(&mut inner.marks);
    marks.append(&mut inner.server.marks);
    Outcome {
        trace: {
            inner.note("end");
            0
        },
        violations: std::mem::take(&mut inner.violations),
        commands,
        requests: inner.requests,
        faulty: inner.faulty,
        kills: inner.actors.iter().filter(|actor| actor.was_killed).count() as u64,
        marks,
        log: inner.lines.take().unwrap_or_default(),
    }
    .with_trace({
        drop(inner);
        sim.trace()
    })
}

impl Outcome {
    fn with_trace(mut self, trace: u64) -> Self {
        self.trace = trace;
        self
    }
}

impl World {
    /// A world at its beginning, without faults and with processes that nobody overtakes.
    pub(crate) fn open_new(arena: &Arc<Arena>, sim: &Arc<Sim>, plan: Plan) -> Arc<Self> {
        arena.janitor().clean();
        sim.lock().shuffles = false;
        let world = Arc::new(Self {
            arena: Arc::clone(arena),
            sim: Arc::clone(sim),
            model: Mutex::default(),
            archive: Mutex::default(),
            session: Mutex::new(Session { number: 1, is_stranger: false }),
            plan,
            has_views: true,
        });
        world.login(false);
        world.begin();
        world
    }

    /// Takes away that a dry run agrees on nothing.
    pub(crate) fn after_a_dry_run(&self) {
        if self.arena.ablation == Some(Ablation::DryRunAgrees) {
            self.arena.janitor().agree();
        }
    }

    pub(crate) fn model(&self) -> std::sync::MutexGuard<'_, Model> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tokens(&self) -> (String, String) {
        let session = self.session();
        let sub = if session.is_stranger { "000000000000000000000000" } else { OBJECT_ID };
        let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{sub}"}}"#));
        (format!("session-number-{}", session.number), format!("e30.{claims}.s{}", session.number))
    }

    fn login(&self, as_stranger: bool) {
        {
            let mut session = self.session();
            session.number += 1;
            session.is_stranger = as_stranger;
        }
        let (session, token) = self.tokens();
        let mut inner = self.sim.lock();
        let known = if as_stranger { &mut inner.server.strangers } else { &mut inner.server.sessions };
        known.extend([session, token]);
    }

    /// Logs in, as `auth login` does: whose session it is is known from then on.
    fn log_in(&self, as_stranger: bool) {
        self.login(as_stranger);
        let context = self.open(0);
        let login = login::require(&context).unwrap();
        let who = AccountIdentity {
            id: if as_stranger { ACCOUNT + 1 } else { ACCOUNT },
            object_id: self.plan.v4.then(|| OBJECT_ID.to_owned()),
            ..AccountIdentity::default()
        };
        session_accepted(&context, &login, &who).unwrap();
    }

    /// Begins a process of this installation.
    pub(crate) fn open(&self, me: usize) -> Context {
        let mut settings = self.arena.settings.clone();
        let (session, token) = self.tokens();
        settings.session_id = Secret::new(&session);
        settings.user_token = self.plan.v4.then(|| Secret::new(&token)).flatten();
        if self.arena.ablation == Some(Ablation::ResetAtOpen) {
            self.arena.janitor().free_everything();
        }
        let guards_none =
            matches!(self.arena.ablation, Some(Ablation::SeveralOpenCreates | Ablation::TwoCreationsAtOnce));
        let removed = guards_none.then_some("one open creation");
        let lease = (self.arena.ablation == Some(Ablation::NoOsLock)).then_some(30_000);
        ports::context(&self.sim, me, settings, lease, removed).on(self.arena.connect())
    }

    /// Runs a process by itself to its end.
    pub(crate) fn alone(self: &Arc<Self>, body: impl FnOnce(&Self, &Context) + Send + 'static) {
        let world = Arc::clone(self);
        self.sim.spawn(
            |_| {},
            move |me| {
                let context = world.open(me);
                body(&world, &context);
            },
        );
        self.sim.run(|_| unreachable!("no script"));
    }

    /// Puts the first lists on TMDB, and reads them.
    fn begin(self: &Arc<Self>) {
        let start = self.plan.start.clone();
        for (name, items, _) in &start {
            self.sim.lock().server.make_list(name, items.clone(), Who::Foreign, -86_400_000);
        }
        self.alone(move |world, context| {
            let identity = identity::local(context).unwrap();
            let identity = mirror::confirmed(context, &identity).unwrap();
            mirror::refresh_heads(context, &identity, Freshness::Now).unwrap();
            let state = context.state().unwrap();
            let mut rows = state.read(|tx| tx.lists(&identity.account)).unwrap();
            rows.sort_by_key(|row| row.remote_id);
            for (row, (name, items, is_read)) in rows.iter().zip(&start) {
                if *is_read {
                    mirror::fetch_contents(context, &identity, row, Freshness::Now).unwrap();
                }
                world.model().lists.push(ModelList {
                    uid: row.uid.clone(),
                    list_kind: ListKind::List,
                    start: Some(Plain { name: name.clone(), items: crate::model::own(items) }),
                    intents: Vec::new(),
                    is_known: *is_read,
                });
            }
            // The favorites are one more list, the last of all in the model's order.
            let now = context.clock.now();
            let favorites = state
                .write(|tx| tx.collection(&identity.account, ListKind::Favorites, "favorites-uid", now))
                .unwrap();
            world.model().favorites = Some(ModelList {
                uid: favorites.uid,
                list_kind: ListKind::Favorites,
                start: Some(Plain { name: "favorites".to_owned(), items: Vec::new() }),
                intents: Vec::new(),
                is_known: true,
            });
        });
    }

    fn step(self: &Arc<Self>, step: &Step) {
        self.sim.note(&format!("step {step:?}"));
        match step {
            Step::Process { command, delivers, kill_at, stop_at } => {
                if self.session().is_stranger && !matches!(command, Command::Run { .. }) {
                    return;
                }
                let (world, command, delivers) = (Arc::clone(self), command.clone(), *delivers);
                let looks = matches!(command, Command::View { .. } | Command::Sync);
                let prepare = |actor: &mut Actor| {
                    actor.kill_at = *kill_at;
                    actor.stop_at = *stop_at;
                    actor.looks = looks;
                };
                self.sim.spawn(prepare, move |me| {
                    let context = world.open(me);
                    let outcome = world.act(&context, &command, delivers);
                    world
                        .sim
                        .note(&format!("{me} ends {:?}", outcome.as_ref().err().map(ToString::to_string)));
                    if let Err(error) = outcome {
                        world.judge_error(&error);
                    }
                    if !world.session().is_stranger {
                        check::view(&world, &context);
                    }
                });
            }
            Step::Jump { millis } => {
                let mut inner = self.sim.lock();
                // A jump while a request may still be carried out, or while an answer is under way or not yet used, can't be told
                // from time that has passed. One back matters to nobody but those that store what they read.
                let is_known = if *millis < 0 {
                    inner.stores_nothing()
                } else {
                    !inner.has_requests_under_way() && inner.hears_nothing()
                };
                if is_known {
                    inner.offset += millis;
                    if *millis > 0 {
                        // Nor can an answer from before it be told from a younger one.
                        inner.server.forget_answers();
                    }
                    inner.pauses.clear();
                    inner
                        .marks
                        .insert(if *millis < 0 { "clock put back" } else { "clock put forward" }.to_owned());
                }
            }
            Step::ForeignCreate { name } => {
                let mut inner = self.sim.lock();
                let now = inner.now;
                inner.server.make_list(name, Vec::new(), Who::Foreign, now);
            }
            Step::EndSession => {
                let mut inner = self.sim.lock();
                inner.server.sessions.clear();
                inner.server.strangers.clear();
            }
            Step::Login => self.log_in(false),
            Step::LoginAsSomebodyElse => self.log_in(true),
            foreign => self.edit(foreign),
        }
    }

    /// The foreign editor changes something on TMDB.
    fn edit(&self, step: &Step) {
        let mut inner = self.sim.lock();
        let (Step::ForeignAdd { pick }
        | Step::ForeignRemove { pick }
        | Step::ForeignRename { pick }
        | Step::ForeignDelete { pick }
        | Step::ForeignMeddle { pick }) = step
        else {
            return;
        };
        // Nobody renames or deletes what has just been made: that it is the list which a creation of unknown outcome made
        // could not be told then.
        let is_whole = matches!(step, Step::ForeignRename { .. } | Step::ForeignDelete { .. });
        let lists = inner.server.lists.values_mut();
        let mut living: Vec<_> = lists
            .filter(|list| list.deleted_by.is_none() && (!is_whole || list.made_by == Who::Foreign))
            .collect();
        if living.is_empty() {
            return;
        }
        let index = usize::try_from(pick % living.len() as u64).unwrap();
        let list = &mut *living[index];
        let item = MediaRef::movie(FOREIGN + pick / 1000 % 3);
        match step {
            Step::ForeignAdd { .. } if !list.items.contains(&item) => list.items.push(item),
            Step::ForeignRemove { .. } => {
                list.take_off(item);
            }
            Step::ForeignRename { .. } => {
                "renamed elsewhere".clone_into(&mut list.name);
                list.renamed = true;
            }
            Step::ForeignDelete { .. } => list.deleted_by = Some(Who::Foreign),
            Step::ForeignMeddle { .. } => {
                list.wild = true;
                if list.items.is_empty() {
                    list.items.push(MediaRef::movie(1));
                } else {
                    let gone = list.items.remove(0);
                    list.comments.remove(&gone);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn judge_error(&self, error: &Error) {
        let is_ours = error.kind() == ErrorKind::Storage || error.message().contains("bug");
        if is_ours {
            self.sim.violate(format!(
                "{error} ({:?})",
                std::error::Error::source(error).map(ToString::to_string)
            ));
        }
    }

    /// Where every operation stands, also those that were pruned.
    pub(crate) fn standing(&self, context: &Context) -> Standing {
        let mut operations = context.state().unwrap().read(|tx| tx.operations(&Status::ALL, None)).unwrap();
        // That a list is gone is not stored with its operations: the hold follows from the list.
        let is_gone = |uid: &str| {
            let list = context.state().unwrap().read(|tx| tx.list(uid)).unwrap();
            list.is_some_and(|row| row.state() == ListState::Gone)
        };
        let deleted: BTreeSet<String> = operations
            .iter()
            .filter(|operation| operation.status.is_live() && operation.kind() == OperationKind::Delete)
            .map(|operation| operation.list.clone())
            .collect();
        for operation in operations.iter_mut().filter(|operation| operation.status == Status::Pending) {
            if !deleted.contains(&operation.list) && is_gone(&operation.list) {
                operation.hold = Some(Hold::Conflict);
            }
        }
        let mut standing = self.archive.lock().unwrap_or_else(PoisonError::into_inner).clone();
        standing.extend(operations.into_iter().map(|operation| (operation.id.clone(), operation)));
        standing
    }

    /// Keeps wishes for a list, as `lists::write` does, and notes them in the model in the same breath.
    fn wish(&self, context: &Context, index: usize, wishes: &[Wish], delivers: bool) -> Result<(), Error> {
        let identity = identity::local(context)?;
        let Some((uid, is_list)) =
            self.model().get(index).map(|list| (list.uid.clone(), list.list_kind == ListKind::List))
        else {
            return Ok(());
        };
        let Some(row) = context.state()?.read(|tx| tx.list(&uid))? else { return Ok(()) };
        for wish in wishes {
            outbox::check_supported(&identity.api, &row, wish)?;
        }
        let mut wishes = wishes.to_vec();
        for wish in &mut wishes {
            if matches!(wish.kind(), OperationKind::Clear | OperationKind::Delete) {
                mirror::keep_snapshot(context, &row, wish.kind().name())?;
            }
            if let Change::Clear(scope) = &mut wish.change {
                *scope = mirror::clear_scope(context, &row)?;
            }
        }
        if !is_list && wishes.iter().any(|wish| wish.item().is_none()) {
            return Ok(());
        }
        let before = self.standing(context);
        let kept = outbox::enqueue(context, &identity, &uid, &wishes)?;
        let after = self.standing(context);
        let void: Vec<_> = before
            .values()
            .filter(|old| old.status == Status::Pending && after[&old.id].status == Status::Cancelled)
            .collect();
        let mut cancelled_out = Vec::new();
        {
            let mut model = self.model();
            for (wish, kept) in wishes.iter().zip(&kept) {
                model.next += 1;
                let number = model.next;
                let by_this: Vec<String> = void
                    .iter()
                    .filter(|old| wish.item().is_none() || wish.item() == old.item())
                    .map(|old| old.id.clone())
                    .collect();
                let mut carrier = kept.operation.clone();
                if self.arena.ablation == Some(Ablation::AddAndRemoveCancelOut)
                    && wish.kind() == OperationKind::Remove
                    && !by_this.is_empty()
                {
                    cancelled_out.extend(carrier.take());
                }
                let mut wish = wish.clone();
                if let Change::Clear(scope) = &mut wish.change
                    && let Some(operation) = kept.operation.as_ref().and_then(|id| after.get(id))
                    && let Change::Clear(meant) = &operation.change
                {
                    scope.clone_from(meant);
                }
                let wish = &wish;
                if let Some(list) = model.get_mut(index) {
                    list.keep(number, wish, carrier, &by_this);
                }
                let carrier = kept.operation.as_deref();
                self.sim.mark(check::coalescing(&before, &uid, wish, carrier, &by_this));
            }
        }
        for id in cancelled_out {
            let now = context.clock.now();
            context.state()?.write(|tx| tx.cancel(&id, &Reason::Coalesced("ablation".to_owned()), now))?;
        }
        context.probe.reached("op.enqueued");
        if delivers {
            let report = outbox::deliver_and_report(context, &identity, &uid, &wishes, &kept)?;
            let told: Vec<&str> = report.wishes.iter().map(|wish| wish.outcome.name()).collect();
            self.sim.note(&format!("told {}", told.join(" ")));
            if report
                .wishes
                .iter()
                .any(|wish| wish.outcome == outbox::Outcome::Failed && wish.error.is_none())
            {
                self.sim.violate("a write failed without a reason");
            }
            if let Some(fault) = &report.summary.fault {
                self.judge_error(fault);
            }
        }
        Ok(())
    }

    pub(crate) fn act(&self, context: &Context, command: &Command, delivers: bool) -> Result<(), Error> {
        match command {
            Command::Create { name } => self.create(context, name, delivers),
            Command::Items { list, add, items, with_comments } => {
                let is_list = self.model().get(*list).is_some_and(|list| list.list_kind == ListKind::List);
                let text = (*with_comments && is_list).then(|| format!("note {}", self.model().next));
                let wish = |item: &MediaRef| match add {
                    true => Wish::add_with_comment(*item, text.clone()),
                    false => Wish::remove(*item),
                };
                let wishes: Vec<Wish> = items.iter().map(wish).collect();
                self.wish(context, *list, &wishes, delivers)
            }
            Command::Rename { list, name } => {
                let change = Change::Update { fields: named(name), from: None };
                self.wish(context, *list, &[change.into()], delivers)
            }
            Command::Clear { list } => {
                let change = Change::Clear(ClearScope::Everything);
                self.wish(context, *list, &[change.into()], delivers)
            }
            Command::Delete { list } => self.wish(context, *list, &[Change::Delete.into()], delivers),
            Command::Cancel { pick } => self.cancel(context, *pick),
            Command::RetryFailed { force } => {
                let ids = failed_ids(context)?;
                if ids.is_empty() {
                    return Ok(());
                }
                self.retry(context, &ids, *force)
            }
            Command::RetryOne { pick } => {
                let ids = failed_ids(context)?;
                if ids.is_empty() {
                    return Ok(());
                }
                let index = usize::try_from(pick % ids.len() as u64).unwrap();
                self.retry(context, &ids[index..=index], false)
            }
            Command::View { list } => self.look(context, *list),
            Command::Apply { list, items } => self.apply(context, *list, items, delivers),
            Command::Restore { list } => self.restore(context, *list, delivers),
            Command::Sync => self.sync(context),
            Command::Prune => {
                let settled = self.standing(context).into_iter().filter(|(_, held)| !held.status.is_live());
                self.archive.lock().unwrap_or_else(PoisonError::into_inner).extend(settled);
                self.sim.mark("pruned");
                // What is younger than a day is evidence, which the command leaves alone.
                prune(context, Duration::from_hours(24), false).map(drop)
            }
            Command::Run { now, limit } => {
                let identity = identity::local(context)?;
                self.deliver(
                    context,
                    &identity,
                    RunOptions { ignores_waits: *now, limit: *limit, ..RunOptions::default() },
                )
                .map(drop)
            }
        }
    }

    fn create(&self, context: &Context, name: &str, delivers: bool) -> Result<(), Error> {
        self.begin_list(context, &[Change::Create(named(name)).into()], delivers)
    }

    /// Keeps a new list and its first wishes in one transaction, as `lists::create` and `lists::restore` do.
    fn begin_list(&self, context: &Context, wishes: &[Wish], delivers: bool) -> Result<(), Error> {
        let identity = identity::local(context)?;
        let preview = outbox::preview_of_new(context, &identity, wishes[0].change.fields().unwrap())?;
        let uid = preview.local_id;
        let now = context.clock.now();
        let kept = context.state()?.write(|tx| {
            tx.add_list(&uid, &identity.account, None, now)?;
            let queue = outbox::Queue { account: &identity.account, list: &uid, group: "group" };
            outbox::enqueue_all(context, tx, queue, wishes)
        })?;
        {
            let mut model = self.model();
            let mut list = ModelList {
                uid: uid.clone(),
                list_kind: ListKind::List,
                start: None,
                intents: Vec::new(),
                is_known: true,
            };
            for (wish, kept) in wishes.iter().zip(&kept) {
                model.next += 1;
                list.keep(model.next, wish, kept.operation.clone(), &[]);
            }
            model.lists.push(list);
        }
        context.probe.reached("op.enqueued");
        if delivers {
            outbox::deliver_and_report(context, &identity, &uid, wishes, &kept)?;
        }
        Ok(())
    }

    fn row(&self, context: &Context, index: usize) -> Result<Option<ListRow>, Error> {
        let Some(uid) = self.model().get(index).map(|list| list.uid.clone()) else { return Ok(None) };
        context.state()?.read(|tx| tx.list(&uid))
    }

    fn apply(
        &self,
        context: &Context,
        index: usize,
        items: &[MediaRef],
        delivers: bool,
    ) -> Result<(), Error> {
        let Some(row) = self.row(context, index)? else { return Ok(()) };
        let seen = context.state()?.read(|tx| mirror::one_view(context, tx, &row))?;
        let there = seen.items.iter().filter(|held| held.state != ItemState::PendingRemove);
        let there: Vec<MediaRef> =
            there.map(|held| held.media.item()).filter(|item| item.id < FOREIGN).collect();
        mirror::keep_snapshot(context, &row, "apply")?;
        let removals = there.iter().filter(|item| !items.contains(item)).map(|item| Wish::remove(*item));
        let additions = items.iter().filter(|item| !there.contains(item)).map(|item| Wish::add(*item));
        self.wish(context, index, &removals.chain(additions).collect::<Vec<_>>(), delivers)
    }

    fn restore(&self, context: &Context, index: usize, delivers: bool) -> Result<(), Error> {
        let identity = identity::local(context)?;
        let Some(row) = self.row(context, index)? else { return Ok(()) };
        let past = lists::past(context, &identity, &row.uid)?;
        let mut plan = lists::plan_restore(context, &identity, &past, None)?;
        // What somebody else put on or took off is none of the person's own items.
        plan.adds.retain(|item| item.id < FOREIGN);
        plan.removes.retain(|item| item.id < FOREIGN);
        if plan.target.is_some() {
            mirror::keep_snapshot(context, &row, "restore")?;
            self.sim.mark("restored");
            return self.wish(context, index, &plan.wishes(), delivers);
        }
        self.sim.mark("restored as a new list");
        self.begin_list(context, &plan.wishes(), delivers)
    }

    fn sync(&self, context: &Context) -> Result<(), Error> {
        let identity = identity::local(context)?;
        let report = sync(context, &identity, &[], &SyncOptions::default(), &|_, _| {})?;
        for fault in report.lists.iter().filter_map(|list| list.fault.as_ref()).chain(&report.summary.fault) {
            self.judge_error(fault);
        }
        if report.lists.iter().any(|list| list.pulled > 0) {
            self.sim.mark("sync: pulled");
        }
        Ok(())
    }

    fn cancel(&self, context: &Context, pick: u64) -> Result<(), Error> {
        let standing = self.standing(context);
        let mut candidates: Vec<_> = standing
            .values()
            .filter(|operation| operation.status.is_live() || operation.status == Status::Failed)
            .collect();
        candidates.sort_by_key(|operation| operation.seq);
        if candidates.is_empty() {
            return Ok(());
        }
        let operation = candidates[usize::try_from(pick % candidates.len() as u64).unwrap()];
        let text = if operation.status == Status::Failed {
            "1.4: cancel of failed".to_owned()
        } else {
            format!("1.4: cancel of {} maybe_sent={}", operation.status, operation.maybe_sent)
        };
        self.sim.mark(text);
        cancel(context, std::slice::from_ref(&operation.id)).map(drop)
    }

    fn retry(&self, context: &Context, ids: &[String], force: bool) -> Result<(), Error> {
        let identity = identity::local(context)?;
        let before = self.standing(context);
        let outcome = revive(context, ids, force);
        let after = self.standing(context);
        {
            let mut model = self.model();
            for list in model.all_mut() {
                list.reorder(&before, &after);
            }
        }
        match outcome {
            Err(error) => {
                self.sim.mark("1.4: retry refused");
                return Err(error);
            }
            Ok(_) => self.sim.mark("1.4: failed -> pending"),
        }
        self.deliver(context, &identity, RunOptions { is_typed: true, ..RunOptions::default() }).map(drop)
    }

    fn look(&self, context: &Context, index: usize) -> Result<(), Error> {
        let identity = identity::local(context)?;
        mirror::refresh_heads(context, &identity, Freshness::Now)?;
        let Some(uid) = self
            .model()
            .get(index)
            .filter(|list| list.list_kind == ListKind::List)
            .map(|list| list.uid.clone())
        else {
            return Ok(());
        };
        if let Some(row) = context.state()?.read(|tx| tx.list(&uid))? {
            mirror::fetch_contents(context, &identity, &row, Freshness::Now)?;
        }
        Ok(())
    }

    fn deliver(
        &self,
        context: &Context,
        identity: &identity::Identity,
        options: RunOptions,
    ) -> Result<Option<Pause>, Error> {
        let summary = deliver(context, identity, options)?;
        if let Some(fault) = &summary.fault {
            self.judge_error(fault);
        }
        if let Some(pause) = summary.pause {
            self.sim.mark(format!("pause: {pause:?}"));
        }
        Ok(summary.pause)
    }

    /// Ends all faults, lets time pass and runs until nothing is due; then checks.
    fn rest(self: &Arc<Self>) {
        {
            let mut inner = self.sim.lock();
            inner.weather = Weather::default();
            inner.server.refusals = 0.0;
            inner.server.spam = 0;
            inner.shuffles = false;
            inner.pauses.clear();
            inner.note("rest");
        }
        self.log_in(false);
        for round in 0..=200_u32 {
            let is_done = Arc::new(Mutex::new(false));
            let told = Arc::clone(&is_done);
            self.alone(move |world, context| {
                let identity = identity::local(context).unwrap();
                if let Err(error) = world.deliver(context, &identity, RunOptions::default()) {
                    world.judge_error(&error);
                    world.sim.violate(format!("a run at rest failed: {error}"));
                }
                *told.lock().unwrap_or_else(PoisonError::into_inner) = world.let_time_pass(context, round);
            });
            if *is_done.lock().unwrap_or_else(PoisonError::into_inner) {
                self.sim.mark(format!("rest within {}", if round < 20 { "20 rounds" } else { "200 rounds" }));
                break;
            }
            if round == 200 {
                self.sim.violate("no rest within 200 rounds");
            }
        }
        // Past whatever the edge keeps.
        let now = self.sim.lock().now;
        self.sim.lock().now = now + 400_000;
        self.alone(check::at_rest);
    }

    /// Returns whether nothing moves any more; else lets time pass until something may.
    fn let_time_pass(&self, context: &Context, round: u32) -> bool {
        let standing = self.standing(context);
        let live: Vec<_> = standing.values().filter(|operation| operation.status.is_live()).collect();
        if live.iter().all(|operation| check::is_held(operation, &standing)) {
            return true;
        }
        let now = context.clock.now();
        let state = context.state().unwrap();
        let spam: Vec<String> = live
            .iter()
            .filter(|operation| {
                operation.hold == Some(Hold::Spam) && operation.due_at.millis() - now.millis() > 86_400_000
            })
            .map(|operation| operation.id.clone())
            .collect();
        if !spam.is_empty() {
            // Only a person ends this wait.
            self.sim.mark("spam waits for a person");
            revive(context, &spam, false).unwrap();
        }
        let (next, accounts) = state.read(|tx| Ok((tx.next_due()?, tx.accounts()?))).unwrap();
        let held = accounts.iter().filter_map(|account| account.hold_until).max();
        let due = next.max(held).map_or(0, Timestamp::millis);
        let left = due - now.millis();
        // What is due and doesn't move waits behind something: somebody looks again in a while.
        let again = if round < 60 { 30_000 } else { 2 * 3_600_000 };
        let wait = if left <= 0 { again } else { left.clamp(1000, 7 * 3_600_000) };
        self.sim.lock().now += wait;
        false
    }
}

/// Returns the ids of everything that failed, oldest first.
fn failed_ids(context: &Context) -> Result<Vec<String>, Error> {
    let failed = context.state()?.read(|tx| tx.operations(&[Status::Failed], None))?;
    Ok(failed.into_iter().map(|operation| operation.id).collect())
}

fn named(name: &str) -> ListFields {
    ListFields { name: Some(name.to_owned()), ..ListFields::default() }
}
