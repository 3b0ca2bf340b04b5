//! The ports of a simulated process: each belongs to one process of one world.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flixir::adapters::machine::LocalMachine;
use flixir::domain::{Secret, Timestamp};
use flixir::ports::{
    Clock, Entropy, Fault, HttpRequest, HttpResponse, Lane, LockState, NoPace, NoProgress, Probe, Reach,
    RunGuard, RunLocks, Secrets, SecretsError, Transport, TransportError,
};
use flixir::services::{Context, ContextParts};
use flixir::settings::{GlobalOptions, Settings};

use crate::random::Random;
use crate::scheduler::{self, Sim};
use crate::server::{Call, EPOCH};
use crate::weather::{Instead, draw, halve, transport_error};

/// The ports of process `me`.
#[derive(Clone)]
struct Process {
    sim: Arc<Sim>,
    me: usize,
    random: Arc<Mutex<Random>>,
    /// With the guard taken away, a lock counts for so long only, in milliseconds.
    lease: Option<i64>,
    /// The guard that is taken away.
    removed: Option<&'static str>,
}

impl Process {
    /// The thread of the process that is at work.
    fn thread(&self) -> usize {
        scheduler::me(self.me)
    }

    fn chance<T>(&self, draw: impl FnOnce(&mut Random) -> T) -> T {
        draw(&mut self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lanes of each run.
const LANES: usize = 8;

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4)
}

impl Clock for Process {
    fn now(&self) -> Timestamp {
        let inner = self.sim.lock();
        Timestamp::from_millis(EPOCH + inner.now + inner.offset)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.sim.lock().now).unwrap_or(0))
    }

    fn sleep(&self, span: Duration) {
        self.sim.point(self.thread(), "sleep");
        let until = self.sim.lock().now + millis(span);
        self.sim.wait_until(self.thread(), until);
    }
}

impl Entropy for Process {
    fn fraction(&self) -> f64 {
        self.chance(Random::fraction)
    }

    fn time_ordered_id(&self, now: Timestamp) -> String {
        let (a, b) = self.chance(|random| (random.next(), random.next()));
        let time = format!("{:012x}", now.millis());
        format!(
            "{}-{}-7{:03x}-a{:03x}-{:012x}",
            &time[..8],
            &time[8..12],
            a & 0xfff,
            (a >> 16) & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }

    fn token(&self) -> String {
        self.chance(|random| format!("{:016x}{:016x}", random.next(), random.next()))
    }
}

impl Probe for Process {
    fn reached(&self, point: &'static str) {
        self.sim.point(self.thread(), point);
    }

    fn removes(&self, guard: &'static str) -> bool {
        self.removed == Some(guard)
    }

    fn lanes(&self, _most: usize) -> usize {
        LANES
    }

    fn lane(&self) -> Box<dyn Lane> {
        self.sim.add_lane(self.thread())
    }

    fn lanes_end(&self) {
        self.sim.await_lanes(self.thread());
    }
}

impl Transport for Process {
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let (sim, me) = (&self.sim, self.thread());
        sim.point(me, "before a request");
        let call = Call::read(request);
        let timeout = millis(request.timeout).max(2);
        let (fate, started) = {
            let mut inner = sim.lock();
            let weather = inner.weather.clone();
            let mut random = inner.random.fork();
            let fate = draw(&weather, &call, timeout, &mut random);
            inner.requests += 1;
            inner.actors[self.me].requests += 1;
            inner.faulty += u64::from(fate.name != "fair");
            let kind = if call.is_write() { "write" } else { "read" };
            inner.marks.insert(format!("{kind}: {}", fate.name));
            let now = inner.now;
            inner.note(&format!("{me} sends {:?} {} {} ({})", call.method, call.path, call.body, fate.name));
            if call.is_write() {
                let mut broken = false;
                for (from, to, allowed) in &mut inner.pauses {
                    if (*from..*to).contains(&now) {
                        *allowed -= 1;
                        broken |= *allowed < 0;
                    }
                }
                if broken {
                    inner.violations.push(format!("{} was sent before Retry-After", call.path));
                }
            }
            (fate, now)
        };
        let applied_at = fate.applied_after.map(|after| started + after);
        let exchange = sim.send(applied_at, request);
        sim.point(me, "while a request is under way");
        sim.wait_until(me, started + fate.answered_after.min(timeout));
        let response = sim.take_answer(exchange);
        let mut answer = match fate.instead {
            Instead::NotSent => Err(transport_error(Reach::NotSent, Fault::Connect)),
            Instead::Broken => Err(transport_error(Reach::Unknown, Fault::Broken)),
            Instead::TimedOut => Err(transport_error(Reach::Unknown, Fault::TimedOut)),
            Instead::Answer(response) => Ok(response),
            Instead::Nothing | Instead::Truncated | Instead::Half => match response {
                None => Err(transport_error(Reach::Unknown, Fault::TimedOut)),
                Some(mut response) => {
                    if matches!(fate.instead, Instead::Truncated) {
                        response.body.truncate(response.body.len() / 2);
                    }
                    if matches!(fate.instead, Instead::Half) {
                        let headers = response.headers.clone();
                        response = halve(&response);
                        response.headers = headers;
                    }
                    Ok(response)
                }
            },
        };
        if let Ok(response) = &mut answer {
            let mut inner = sim.lock();
            if inner.strips_age {
                response.headers.retain(|(name, _)| name != "age");
            }
            let asked = response.header("retry-after").and_then(|value| value.parse::<i64>().ok());
            if response.status == 429
                && call.is_write()
                && let Some(seconds) = asked
            {
                // A run that had claimed before this answer came may still send; so may a run that is about to hear of
                // it.
                let others = inner.actors.iter().filter(|actor| !actor.is_over).count();
                let now = inner.now;
                let allowed = i64::try_from(others).unwrap_or(0) - 1;
                let will_end =
                    inner.actors[self.me].kill_at.is_some() || inner.actors[self.me].stop_at.is_some();
                if !will_end {
                    inner.pauses.push((now + 2000, now + seconds.max(1) * 1000, allowed));
                }
            }
        }
        let told = match &answer {
            Ok(response) => response.status.to_string(),
            Err(error) => error.to_string(),
        };
        sim.note(&format!("{me} hears {told}"));
        sim.point(me, "after a request");
        answer
    }
}

struct Guard {
    sim: Arc<Sim>,
    run: String,
}

impl RunGuard for Guard {
    fn is_intact(&self) -> bool {
        true
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.sim.lock().locks.remove(&self.run);
    }
}

impl RunLocks for Process {
    fn acquire(&self, run: &str) -> flixir::Result<Box<dyn RunGuard>> {
        let mut inner = self.sim.lock();
        let now = inner.now;
        inner.locks.insert(run.to_owned(), (self.me, now));
        Ok(Box::new(Guard { sim: Arc::clone(&self.sim), run: run.to_owned() }))
    }

    fn examine(&self, run: &str) -> LockState {
        let inner = self.sim.lock();
        match (inner.locks.get(run), self.lease) {
            (Some((_, since)), Some(lease)) if inner.now - since > lease => LockState::Free,
            (Some(_), _) => LockState::Held,
            (None, _) => LockState::Free,
        }
    }

    fn forget(&self, _run: &str) {}
}

/// Nothing is kept.
struct NoSecrets;

impl Secrets for NoSecrets {
    fn get(&self, _name: &str) -> Result<Option<Secret>, SecretsError> {
        Ok(None)
    }

    fn set(&self, _name: &str, _secret: &Secret) -> Result<(), SecretsError> {
        Ok(())
    }

    fn delete(&self, _name: &str) -> Result<(), SecretsError> {
        Ok(())
    }
}

/// The settings of a simulated installation.
pub(crate) fn settings(folder: &Path) -> Settings {
    let text = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let environment: BTreeMap<String, String> = [
        ("FLIXIR_CONFIG_DIR", text("config")),
        ("FLIXIR_DATA_DIR", text("data")),
        ("FLIXIR_CACHE_DIR", text("cache")),
        ("TMDB_BASE_URL", "http://127.0.0.1:1/3".to_owned()),
        ("TMDB_API_KEY", "key".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let mut settings = Settings::resolve(&GlobalOptions::default(), &environment).unwrap();
    settings.parallel = 1;
    settings.keep_days = 36_500;
    settings
}

/// Begins a process.
pub(crate) fn context(
    sim: &Arc<Sim>,
    me: usize,
    settings: Settings,
    lease: Option<i64>,
    removed: Option<&'static str>,
) -> Context {
    let random = sim.lock().random.fork();
    let process =
        Arc::new(Process { sim: Arc::clone(sim), me, random: Arc::new(Mutex::new(random)), lease, removed });
    let secrets = Arc::new(NoSecrets);
    Context::new(ContextParts {
        settings,
        environment: BTreeMap::new(),
        transport: Arc::clone(&process) as Arc<dyn Transport>,
        clock: Arc::clone(&process) as Arc<dyn Clock>,
        entropy: Arc::clone(&process) as Arc<dyn Entropy>,
        progress: Arc::new(NoProgress),
        keyring: Arc::clone(&secrets) as Arc<dyn Secrets>,
        secret_file: secrets,
        machine: Arc::new(LocalMachine),
        session_command: None,
        locks: Arc::clone(&process) as Arc<dyn RunLocks>,
        pace: Arc::new(NoPace),
        redactor: Arc::default(),
        probe: process,
        interrupted: Arc::new(AtomicBool::new(false)),
    })
}
