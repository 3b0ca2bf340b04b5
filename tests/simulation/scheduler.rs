//! Time and turns: threads stand for processes and for their lanes, exactly one runs at a time, and the seed decides whose turn
//! is next. A process is killed by unwinding all of its threads, the first at a point that it reaches.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use flixir::ports::{HttpRequest, HttpResponse, Lane};

use crate::random::Random;
use crate::server::{Call, Server};
use crate::weather::Weather;

/// A process that was killed unwinds with this.
pub(crate) struct Killed;

/// Requests after which a history counts as an endless loop.
const REQUESTS_OF_A_LOOP: u64 = 20_000;

thread_local! {
    /// The actor that this thread plays.
    static ME: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Returns the actor that this thread plays; `process` outside of a history's threads.
pub(crate) fn me(process: usize) -> usize {
    ME.get().unwrap_or(process)
}

/// A process, or a lane of one. What is about the process as a whole stands with its first thread.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of the process")]
pub(crate) struct Actor {
    /// The first thread of its process.
    process: usize,
    /// Lanes that have not ended.
    lanes: usize,
    /// The first thread waits for the lanes.
    awaits_lanes: bool,
    /// None of its threads does anything before this.
    stopped_until: i64,
    pub(crate) points: u64,
    pub(crate) kill_at: Option<u64>,
    pub(crate) stop_at: Option<(u64, i64)>,
    pub(crate) is_over: bool,
    /// Its threads end as soon as they have their turn.
    pub(crate) was_killed: bool,
    /// It reads lists to store what it reads.
    pub(crate) looks: bool,
    /// Requests that it sent.
    pub(crate) requests: u64,
    /// Wakes this process alone.
    turn: Arc<Condvar>,
}

enum Event {
    Wake(usize),
    Apply { exchange: u64, call: Box<Call> },
    Script(usize),
}

pub(crate) struct Inner {
    /// Milliseconds since the beginning; never runs backwards.
    pub(crate) now: i64,
    /// What the clients' wall clock is off by.
    pub(crate) offset: i64,
    queue: BTreeMap<(i64, u64, u64), Event>,
    next_event: u64,
    pub(crate) random: Random,
    pub(crate) actors: Vec<Actor>,
    current: Option<usize>,
    pub(crate) server: Server,
    pub(crate) weather: Weather,
    answers: BTreeMap<u64, HttpResponse>,
    next_exchange: u64,
    /// Who holds which run's lock, and since when.
    pub(crate) locks: BTreeMap<String, (usize, i64)>,
    trace: u64,
    pub(crate) lines: Option<String>,
    pub(crate) violations: Vec<String>,
    pub(crate) marks: BTreeSet<String>,
    pub(crate) requests: u64,
    pub(crate) faulty: u64,
    /// Pauses that TMDB asked for: from, to, and how many writes may still have been on their way.
    pub(crate) pauses: Vec<(i64, i64, i64)>,
    pub(crate) strips_age: bool,
    /// Whether processes may be interleaved at any point, not only while they wait for an answer.
    pub(crate) shuffles: bool,
}

/// A world of its own.
pub(crate) struct Sim {
    inner: Mutex<Inner>,
    /// Nobody has the turn.
    idle: Condvar,
}

impl Sim {
    pub(crate) fn new(seed: u64, verbose: bool) -> Arc<Self> {
        Arc::new(Self {
            inner: Mutex::new(Inner {
                now: 0,
                offset: 0,
                queue: BTreeMap::new(),
                next_event: 0,
                random: Random::new(seed),
                actors: Vec::new(),
                current: None,
                server: Server::default(),
                weather: Weather::default(),
                answers: BTreeMap::new(),
                next_exchange: 0,
                locks: BTreeMap::new(),
                trace: 0xcbf2_9ce4_8422_2325,
                lines: verbose.then(String::new),
                violations: Vec::new(),
                marks: BTreeSet::new(),
                requests: 0,
                faulty: 0,
                pauses: Vec::new(),
                strips_age: false,
                shuffles: true,
            }),
            idle: Condvar::new(),
        })
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, text: &str) {
        self.lock().note(text);
    }

    pub(crate) fn violate(&self, text: impl Into<String>) {
        let text = text.into();
        let mut inner = self.lock();
        inner.note(&format!("VIOLATION {text}"));
        inner.violations.push(text);
    }

    pub(crate) fn mark(&self, text: impl Into<String>) {
        self.lock().marks.insert(text.into());
    }

    /// Begins a process, which runs when its turn comes.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        prepare: impl FnOnce(&mut Actor),
        body: impl FnOnce(usize) + Send + 'static,
    ) -> usize {
        let mut inner = self.lock();
        let me = inner.actors.len();
        let mut actor = Actor { process: me, ..Actor::default() };
        prepare(&mut actor);
        inner.actors.push(actor);
        let now = inner.now;
        inner.schedule(now, Event::Wake(me));
        drop(inner);
        let sim = Arc::clone(self);
        let run = move || {
            ME.set(Some(me));
            sim.await_turn(me);
            let outcome = catch_unwind(AssertUnwindSafe(|| body(me)));
            let mut inner = sim.lock();
            inner.actors[me].is_over = true;
            if let Err(payload) = outcome {
                if payload.is::<Killed>() || inner.actors[me].was_killed {
                    inner.actors[me].was_killed = true;
                    inner.marks.insert("process killed".to_owned());
                    inner.note(&format!("{me} killed"));
                } else {
                    let text = payload
                        .downcast_ref::<String>()
                        .cloned()
                        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                        .unwrap_or_default();
                    inner.violations.push(format!("process {me} panicked: {text}"));
                }
            }
            inner.current = None;
            drop(inner);
            sim.idle.notify_one();
        };
        drop(std::thread::Builder::new().stack_size(1024 * 1024).spawn(run).unwrap());
        me
    }

    fn await_turn(&self, me: usize) {
        let mut inner = self.lock();
        let turn = Arc::clone(&inner.actors[me].turn);
        while inner.current != Some(me) {
            inner = turn.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives up the turn until it comes again; a process that was killed meanwhile ends here, a stopped one waits on.
    fn resume(&self, me: usize) {
        loop {
            self.await_turn(me);
            let mut inner = self.lock();
            let process = &inner.actors[inner.actors[me].process];
            if process.was_killed {
                drop(inner);
                resume_unwind(Box::new(Killed));
            }
            let until = process.stopped_until;
            if until <= inner.now {
                return;
            }
            inner.schedule(until, Event::Wake(me));
            inner.current = None;
            drop(inner);
            self.idle.notify_one();
        }
    }

    /// Announces a lane of the process that has the turn.
    pub(crate) fn add_lane(self: &Arc<Self>, of: usize) -> Box<dyn Lane> {
        let mut inner = self.lock();
        let me = inner.actors.len();
        let process = inner.actors[of].process;
        inner.actors.push(Actor { process, ..Actor::default() });
        inner.actors[process].lanes += 1;
        inner.marks.insert("several lanes".to_owned());
        let now = inner.now;
        inner.schedule(now, Event::Wake(me));
        Box::new(SimulatedLane { sim: Arc::clone(self), me })
    }

    /// Lets the lanes of a process have their turns until all have ended.
    pub(crate) fn await_lanes(&self, me: usize) {
        loop {
            let mut inner = self.lock();
            let has_lanes = inner.actors[me].lanes > 0;
            inner.actors[me].awaits_lanes = has_lanes;
            if !has_lanes {
                return;
            }
            inner.current = None;
            drop(inner);
            self.idle.notify_one();
            self.await_turn(me);
        }
    }

    /// Lets time pass for a process; others have their turn meanwhile.
    pub(crate) fn wait_until(&self, me: usize, time: i64) {
        let mut inner = self.lock();
        loop {
            let first = inner.queue.first_key_value().map(|(key, _)| key.0);
            if first.is_none_or(|first| first > time) {
                inner.now = inner.now.max(time);
                return;
            }
            if inner.apply_next() {
                continue;
            }
            inner.schedule(time, Event::Wake(me));
            inner.current = None;
            drop(inner);
            self.idle.notify_one();
            self.resume(me);
            return;
        }
    }

    /// A process has come to a point at which it may be killed, stopped or overtaken.
    pub(crate) fn point(&self, me: usize, name: &str) {
        let mut inner = self.lock();
        let process = inner.actors[me].process;
        if inner.actors[process].was_killed {
            drop(inner);
            resume_unwind(Box::new(Killed));
        }
        inner.actors[process].points += 1;
        let points = inner.actors[process].points;
        inner.note(&format!("{me} at {name} ({points})"));
        if inner.actors[process].kill_at == Some(points) || inner.requests > REQUESTS_OF_A_LOOP {
            if inner.requests > REQUESTS_OF_A_LOOP {
                inner.violations.push("requests without end".to_owned());
            }
            inner.end_process(process, me);
            drop(inner);
            resume_unwind(Box::new(Killed));
        }
        let now = inner.now;
        if let Some((at, span)) = inner.actors[process].stop_at
            && at == points
        {
            inner.marks.insert("process stopped for a while".to_owned());
            inner.actors[process].stopped_until = now + span;
            drop(inner);
            self.wait_until(me, now + span);
            return;
        }
        if inner.shuffles && inner.random.chance(0.2) {
            let span = inner.random.between(0, 300);
            drop(inner);
            self.wait_until(me, now + span);
        }
    }

    /// Runs what is scheduled until nothing is; `script` carries script events out.
    pub(crate) fn run(&self, mut script: impl FnMut(usize)) {
        loop {
            let mut inner = self.lock();
            if inner.apply_next() {
                continue;
            }
            let Some(((time, ..), event)) = inner.queue.pop_first() else { return };
            inner.now = inner.now.max(time);
            match event {
                // It has ended before its time.
                Event::Wake(actor) if inner.actors[actor].is_over => {}
                Event::Wake(actor) => {
                    inner.current = Some(actor);
                    inner.actors[actor].turn.notify_one();
                    while inner.current.is_some() {
                        inner = self.idle.wait(inner).unwrap_or_else(PoisonError::into_inner);
                    }
                }
                Event::Script(index) => {
                    drop(inner);
                    script(index);
                }
                Event::Apply { .. } => unreachable!("applied above"),
            }
        }
    }

    pub(crate) fn at(&self, time: i64, script: usize) {
        self.lock().schedule(time, Event::Script(script));
    }

    /// Sends a request that is carried out at `time`; returns its number.
    pub(crate) fn send(&self, time: Option<i64>, request: &HttpRequest) -> u64 {
        let mut inner = self.lock();
        inner.next_exchange += 1;
        let exchange = inner.next_exchange;
        if let Some(time) = time {
            inner.schedule(time, Event::Apply { exchange, call: Box::new(Call::read(request)) });
        }
        exchange
    }

    pub(crate) fn take_answer(&self, exchange: u64) -> Option<HttpResponse> {
        self.lock().answers.remove(&exchange)
    }

    pub(crate) fn trace(&self) -> u64 {
        self.lock().trace
    }
}

/// A lane of a simulated process.
struct SimulatedLane {
    sim: Arc<Sim>,
    me: usize,
}

impl Lane for SimulatedLane {
    fn begin(&self) {
        ME.set(Some(self.me));
        self.sim.resume(self.me);
    }
}

impl Drop for SimulatedLane {
    fn drop(&mut self) {
        let mut inner = self.sim.lock();
        inner.actors[self.me].is_over = true;
        let process = inner.actors[self.me].process;
        inner.actors[process].lanes -= 1;
        if inner.actors[process].lanes == 0 && inner.actors[process].awaits_lanes {
            let now = inner.now;
            inner.schedule(now, Event::Wake(process));
        }
        if inner.current == Some(self.me) {
            inner.current = None;
            drop(inner);
            self.sim.idle.notify_one();
        }
    }
}

impl Inner {
    /// A process was killed in one of its threads: the others end at the same moment.
    fn end_process(&mut self, process: usize, me: usize) {
        self.actors[process].was_killed = true;
        let now = self.now;
        let others = (0..self.actors.len()).filter(|other| {
            *other != me && self.actors[*other].process == process && !self.actors[*other].is_over
        });
        for other in others.collect::<Vec<_>>() {
            self.schedule(now, Event::Wake(other));
        }
    }

    fn schedule(&mut self, time: i64, event: Event) {
        let tie = self.random.below(4);
        self.next_event += 1;
        self.queue.insert((time, tie, self.next_event), event);
    }

    /// Carries the next event out where it is a request's arrival.
    fn apply_next(&mut self) -> bool {
        let Some(entry) = self.queue.first_entry() else { return false };
        if !matches!(entry.get(), Event::Apply { .. }) {
            return false;
        }
        let ((time, ..), event) = entry.remove_entry();
        self.now = self.now.max(time);
        if let Event::Apply { exchange, call } = event {
            let response = self.server.serve(&call, self.now, &mut self.random);
            self.note(&format!(
                "applied #{exchange} {:?} {} {} -> {} {}",
                call.method,
                call.path,
                call.body,
                response.status,
                String::from_utf8_lossy(&response.body)
            ));
            self.answers.insert(exchange, response);
        }
        true
    }

    /// Processes so far, without their lanes.
    pub(crate) fn processes(&self) -> u64 {
        self.actors.iter().enumerate().filter(|(index, actor)| actor.process == *index).count() as u64
    }

    /// Whether requests are on their way that have yet to be carried out.
    /// No process may have an answer in its hands.
    pub(crate) fn hears_nothing(&self) -> bool {
        self.actors.iter().all(|actor| actor.is_over || actor.requests == 0)
    }

    /// No process may have read something that it hasn't stored yet.
    pub(crate) fn stores_nothing(&self) -> bool {
        self.actors.iter().all(|actor| actor.is_over || actor.requests == 0 || !actor.looks)
    }

    pub(crate) fn has_requests_under_way(&self) -> bool {
        self.queue.values().any(|event| matches!(event, Event::Apply { .. }))
    }

    pub(crate) fn note(&mut self, text: &str) {
        for byte in text.bytes().chain(self.now.to_le_bytes()) {
            self.trace = (self.trace ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        if let Some(lines) = &mut self.lines {
            let (seconds, millis) = (self.now / 1000, self.now % 1000);
            let _ = writeln!(lines, "{seconds:>5}.{millis:03} {text}");
        }
    }
}
