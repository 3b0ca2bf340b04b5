//! The engine: the open port, the state behind one lock, outages, and requests that are held. Not for what becomes of a
//! request: that is `exchange`.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::call::Outcome;
use super::faults::Faults;
use super::invented;
use super::options::Options;
use super::seed::Catalogue;
use super::world::World;
use crate::adapters::loopback::{Loopback, Reply, Request};
use crate::domain::Timestamp;
use crate::ports::Clock;

/// Waits are cut into slices of this length, so that stopping never waits for long.
const SLICE: Duration = Duration::from_millis(25);

/// Answers a request.
pub(super) type Handler = fn(&Arc<Engine>, Request) -> Reply;

pub(super) struct Engine {
    pub(super) options: Options,
    pub(super) clock: Arc<dyn Clock>,
    state: Mutex<State>,
    changed: Condvar,
    closing: AtomicBool,
    /// The open server; none during an outage.
    gate: Mutex<Option<Loopback>>,
    /// Servers that an outage has closed; dropped at the end.
    closed: Mutex<Vec<Loopback>>,
    address: Mutex<Option<SocketAddr>>,
    handler: Handler,
}

/// Everything that changes, behind one lock: what one request does is seen by others at once or not at all.
pub(super) struct State {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) log: Vec<Value>,
    pub(super) requests: u64,
    /// When the requests of the last second were let in, by the clock's `elapsed`; the oldest first.
    pub(super) let_in: VecDeque<Duration>,
    /// What the edge cache holds, by address.
    pub(super) edge: HashMap<String, (Timestamp, Outcome)>,
    releases: u64,
    held: usize,
}

impl State {
    fn new(options: &Options, catalogue: Arc<Catalogue>) -> Self {
        let mut faults = Faults::default();
        for fault in &options.faults {
            faults.add(fault.clone());
        }
        Self {
            world: World::new(&options.accounts, catalogue),
            faults,
            log: Vec::new(),
            requests: 0,
            let_in: VecDeque::new(),
            edge: HashMap::new(),
            releases: 0,
            held: 0,
        }
    }

    /// Counts a request that arrives at `now`; false where it is more than `limit` in one second. What is refused doesn't count.
    pub(super) fn let_in(&mut self, limit: u32, now: Duration) -> bool {
        let second = Duration::from_secs(1);
        while self.let_in.front().is_some_and(|moment| *moment + second <= now) {
            self.let_in.pop_front();
        }
        let fits = self.let_in.len() < limit as usize;
        if fits {
            self.let_in.push_back(now);
        }
        fits
    }

    /// Adds to the log what became of a request.
    pub(super) fn note(&mut self, number: u64, key: &str, value: Value) {
        if let Some(entry) = self.log.iter_mut().rev().find(|entry| entry["n"] == number) {
            entry[key] = value;
        }
    }
}

impl Engine {
    pub(super) fn start(options: Options, clock: Arc<dyn Clock>, handler: Handler) -> io::Result<Arc<Self>> {
        let port = options.port;
        let engine = Arc::new(Self {
            state: Mutex::new(State::new(
                &options,
                Catalogue::with(invented::titles(options.titles).collect()),
            )),
            options,
            clock,
            changed: Condvar::new(),
            closing: AtomicBool::new(false),
            gate: Mutex::new(None),
            closed: Mutex::default(),
            address: Mutex::new(None),
            handler,
        });
        engine.listen(port)?;
        Ok(engine)
    }

    fn listen(self: &Arc<Self>, port: u16) -> io::Result<()> {
        let engine = Arc::clone(self);
        let server = Loopback::start(port, move |request| (engine.handler)(&engine, request))?;
        *lock(&self.address) = Some(server.address());
        *lock(&self.gate) = Some(server);
        Ok(())
    }

    pub(super) fn address(&self) -> SocketAddr {
        let unbound = SocketAddr::from(([127, 0, 0, 1], self.options.port));
        lock(&self.address).unwrap_or(unbound)
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address())
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Closes the port. What is being worked on goes on; nobody hears of it.
    pub(super) fn go_down(&self) {
        let mut gate = lock(&self.gate);
        if let Some(server) = gate.as_mut() {
            server.close();
        }
        // Dropping the server waits for requests at work, which may be held: not here.
        if let Some(server) = gate.take() {
            lock(&self.closed).push(server);
        }
    }

    /// Opens the same port again; nothing happens where it is open.
    pub(super) fn come_back(self: &Arc<Self>) -> io::Result<()> {
        if lock(&self.gate).is_some() {
            return Ok(());
        }
        self.listen(self.address().port())
    }

    /// Goes down, and comes back after a while.
    pub(super) fn go_down_for(self: &Arc<Self>, span: Option<Duration>) {
        let engine = Arc::clone(self);
        // Without a thread there is no outage, which the caller sees at its next request.
        drop(thread::Builder::new().name("sandbox-outage".to_owned()).spawn(move || {
            engine.go_down();
            if let Some(span) = span {
                engine.pause(span);
                while !engine.closing.load(Ordering::SeqCst) && engine.come_back().is_err() {
                    engine.clock.sleep(SLICE);
                }
            }
        }));
    }

    pub(super) fn is_up(&self) -> bool {
        lock(&self.gate).is_some()
    }

    pub(super) fn stop(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.release();
        let server = lock(&self.gate).take();
        let closed = std::mem::take(&mut *lock(&self.closed));
        drop((server, closed));
    }

    /// Lets go of every request that is held.
    pub(super) fn release(&self) -> usize {
        let mut state = self.state();
        state.releases += 1;
        let held = state.held;
        drop(state);
        self.changed.notify_all();
        held
    }

    /// Waits until so many requests are held; false where that takes longer than `patience`.
    pub(super) fn wait_for_held(&self, count: usize, patience: Duration) -> bool {
        let state = self.state();
        let waited = self.changed.wait_timeout_while(state, patience, |state| state.held < count);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.held >= count
    }

    /// Waits until everything that was sent before has been carried out, but for what is held or late by a rule.
    pub(super) fn wait_until_idle(&self, patience: Duration) -> bool {
        lock(&self.gate).as_ref().is_none_or(|server| server.wait_until_idle(patience))
    }

    pub(super) fn reset(&self) {
        let mut state = self.state();
        let (requests, releases, held) = (state.requests, state.releases, state.held);
        let catalogue = Arc::clone(&state.world.catalogue);
        *state = State { requests, releases, held, ..State::new(&self.options, catalogue) };
    }

    /// Waits until somebody lets go.
    pub(super) fn hold(&self) {
        let mut state = self.state();
        let generation = state.releases;
        state.held += 1;
        self.changed.notify_all();
        let waited = self
            .changed
            .wait_while(state, |state| state.releases == generation && !self.closing.load(Ordering::SeqCst));
        waited.unwrap_or_else(PoisonError::into_inner).held -= 1;
    }

    /// Lets time pass; ends early when the sandbox stops. Returns false then.
    pub(super) fn pause(&self, span: Duration) -> bool {
        let end = self.clock.elapsed() + span;
        // Counted as well, for clocks whose sleeping does not make time pass.
        let mut left = span;
        while left > Duration::ZERO && self.clock.elapsed() < end {
            if self.closing.load(Ordering::SeqCst) {
                return false;
            }
            let slice = left.min(SLICE);
            self.clock.sleep(slice);
            left -= slice;
        }
        true
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
