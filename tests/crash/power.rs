//! Power cuts. A day's work of the real program is recorded call by call; then the disk is rebuilt as a power cut at any
//! moment may leave it: what was synced is there, of everything else any part may be, down to single sectors. Each such
//! disk is opened, and delivered from, at a later time.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use flixir::app::{self, Surroundings};
use flixir::domain::{Status, Timestamp};
use flixir::output::StreamParts;
use flixir::ports::Clock;
use flixir::sandbox::{Options, Sandbox};
use flixir::store::State;
use serde_json::{Value, json};

use crate::machine::Machine;
use crate::trace::{Call, RECORD, is_possible, is_write, read, wrapped};

const SECTOR: usize = 512;
/// Disks that are tried.
const DISKS: usize = 3000;

/// Chance from a seed (xorshift), so that a red disk can be made again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What happened, in order.
#[derive(Debug)]
enum Event {
    Disk(Call),
    /// A request that TMDB carried out.
    Sent(Value),
    /// A command said so: what it was asked for is acknowledged.
    Acknowledged(usize),
}

/// A file as it is on the disk for sure, and what may have reached it besides.
#[derive(Clone, Debug, Default)]
struct OnDisk {
    sure: Option<Vec<u8>>,
    perhaps: Vec<Call>,
    /// Whether it got its name by [`Call::Link`], and its folder wasn't synced since.
    may_lack_its_name: bool,
}

impl OnDisk {
    fn apply(content: &mut Option<Vec<u8>>, call: &Call, chance: Option<&mut Chance>) {
        match call {
            Call::Create { .. } => {
                content.get_or_insert_with(Vec::new);
            }
            Call::Unlink { .. } => *content = None,
            Call::Truncate { length, .. } => {
                content.get_or_insert_with(Vec::new).resize(usize::try_from(*length).unwrap(), 0);
            }
            Call::Write { at, bytes, .. } => {
                let content = content.get_or_insert_with(Vec::new);
                let at = usize::try_from(*at).unwrap();
                content.resize(content.len().max(at + bytes.len()), 0);
                let mut chance = chance;
                // Sectors begin where the disk's do, not where the write does.
                let mut from = 0;
                while from < bytes.len() {
                    let to = bytes.len().min(from + SECTOR - (at + from) % SECTOR);
                    if chance.as_mut().is_none_or(|chance| chance.below(2) == 0) {
                        content[at + from..at + to].copy_from_slice(&bytes[from..to]);
                    }
                    from = to;
                }
            }
            Call::Link { .. } | Call::Sync { .. } | Call::Send { .. } | Call::Say => {}
        }
    }

    /// What a power cut leaves of it.
    fn after_a_cut(&self, chance: &mut Chance) -> Option<Vec<u8>> {
        if self.may_lack_its_name && chance.below(2) == 0 {
            return None;
        }
        let mut content = self.sure.clone();
        // All of it, nothing of it, or any part.
        let fate = chance.below(4);
        for call in &self.perhaps {
            let (arrives, torn) = match fate {
                0 => (true, false),
                1 => (false, false),
                _ => (chance.below(3) > 0, chance.below(3) == 0),
            };
            if arrives {
                Self::apply(&mut content, call, torn.then_some(&mut *chance));
            }
        }
        content
    }
}

/// The queue's two files under a record of calls. The index beside the journal lives in memory and is lost in any cut.
#[derive(Clone, Debug, Default)]
struct Disk(BTreeMap<&'static str, OnDisk>);

/// The database while it is made, whatever number is in its name.
const MAKING: &str = "state.db.new";
const FILES: [&str; 4] = ["state.db", "state.db-wal", MAKING, "state.db.new-wal"];

fn known(path: &Path) -> Option<&'static str> {
    let found = path.file_name()?.to_str()?;
    if found.starts_with("state.db.new-") {
        return match found.rsplit('-').next()? {
            "wal" => Some("state.db.new-wal"),
            "shm" | "journal" => None,
            _ => Some(MAKING),
        };
    }
    FILES.into_iter().find(|name| *name == found)
}

impl Disk {
    fn take(&mut self, call: &Call) {
        match call {
            Call::Write { path, .. }
            | Call::Truncate { path, .. }
            | Call::Unlink { path }
            | Call::Create { path } => {
                if let Some(name) = known(path) {
                    self.0.entry(name).or_default().perhaps.push(call.clone());
                }
            }
            Call::Sync { path } => {
                let is_a_folder = path.extension().is_none();
                if is_a_folder {
                    self.0.values_mut().for_each(|file| file.may_lack_its_name = false);
                }
                if let Some(name) = known(path) {
                    let file = self.0.entry(name).or_default();
                    let waiting = std::mem::take(&mut file.perhaps);
                    for call in &waiting {
                        OnDisk::apply(&mut file.sure, call, None);
                    }
                }
            }
            Call::Link { from, to } => {
                if let (Some(from), Some(to)) = (known(from), known(to)) {
                    let whole = &self.0[from];
                    assert!(whole.perhaps.is_empty(), "all of it is on the disk before it gets its name");
                    let file =
                        OnDisk { sure: whole.sure.clone(), may_lack_its_name: true, ..OnDisk::default() };
                    self.0.insert(to, file);
                }
            }
            Call::Send { .. } | Call::Say => {}
        }
    }

    fn after_a_cut(&self, chance: &mut Chance) -> BTreeMap<&'static str, Vec<u8>> {
        let files = self.0.iter();
        files.filter_map(|(name, file)| Some((*name, file.after_a_cut(chance)?))).collect()
    }
}

/// What a person asks for, one command after another, and what must come of each: a list's name, or a movie on Movies.
const DAY: [(&[&str], &[&str]); 8] = [
    (&["lists", "create", "Films", "--offline"], &["Films"]),
    (&["lists", "add", "Films", "603", "11", "--offline"], &["603", "11"]),
    (&["queue", "retry"], &[]),
    (&["lists", "add", "Films", "12"], &["12"]),
    (&["lists", "create", "Shows"], &["Shows"]),
    (&["lists", "add", "Films", "13", "--offline"], &["13"]),
    (&["lists", "create", "Winter", "--offline"], &["Winter"]),
    (&["queue", "retry"], &[]),
];

/// Works through a day on an empty home and records it.
fn record_a_day(machine: &Machine) -> Vec<Event> {
    let record = machine.home.path().join("record");
    let mut events = Vec::new();
    for (number, (arguments, _)) in DAY.iter().enumerate() {
        let output = wrapped(&machine.command(arguments), &RECORD, &record).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        for call in read(&record) {
            match call {
                Call::Send { bytes } if is_write(&bytes) => {
                    let text = String::from_utf8(bytes).unwrap();
                    let body = text.split_once("\r\n\r\n").unwrap().1;
                    events.push(Event::Sent(serde_json::from_str(body).unwrap()));
                }
                Call::Send { .. } => {}
                Call::Say => events.push(Event::Acknowledged(number)),
                other => events.push(Event::Disk(other)),
            }
        }
    }
    events
}

/// A clock that stands long after the day.
struct Later(Timestamp);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _span: Duration) {}
}

/// Puts a TMDB into the state that these requests left, in which it was when the power went.
fn tmdb_after(sent: &[&Value], clock: &Arc<dyn Clock>) -> (Sandbox, Value) {
    let sandbox = Sandbox::start(Options::default(), Arc::clone(clock)).unwrap();
    let login = sandbox.log_in(None).unwrap();
    let mut films = None;
    for body in sent {
        let edit = match (body.get("name"), films) {
            (Some(name), _) => json!({"do": "create", "name": name, "description": body["description"]}),
            (None, Some(id)) => {
                let items = body["items"].as_array().unwrap().iter();
                let items = items.map(|item| format!("movie:{}", item["media_id"]));
                json!({"do": "add", "list": id, "items": items.collect::<Vec<String>>()})
            }
            (None, None) => unreachable!("items before their list"),
        };
        let id = sandbox.edit_list(&edit).unwrap();
        films = films.or(Some(id));
    }
    (sandbox, login)
}

/// Delivers from a disk, long after, until nothing is left; returns the exit codes.
fn deliver(data: &Path, sandbox: &Sandbox, login: &Value, clocks: &[Arc<dyn Clock>]) -> Vec<u8> {
    let environment: BTreeMap<String, String> = [
        ("HOME", data.to_str().unwrap().to_owned()),
        ("FLIXIR_DATA_DIR", data.to_str().unwrap().to_owned()),
        ("FLIXIR_CACHE_DIR", data.join("cache").to_str().unwrap().to_owned()),
        ("TMDB_BASE_URL", sandbox.base_url()),
        ("TMDB_API_KEY", sandbox.key().to_owned()),
        ("TMDB_SESSION_ID", login["session_id"].as_str().unwrap().to_owned()),
        ("TMDB_USER_TOKEN", login["user_token"].as_str().unwrap().to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let run = |clock: &Arc<dyn Clock>| {
        let streams = StreamParts {
            stdout: Box::new(std::io::sink()),
            stderr: Box::new(std::io::sink()),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
            width: Box::new(|| None),
        };
        let surroundings =
            Surroundings { clock: Some(Arc::clone(clock)), ..Surroundings::of(environment.clone(), streams) };
        app::run(vec![OsString::from("queue"), OsString::from("retry")], surroundings)
    };
    clocks.iter().map(run).collect()
}

/// What of a day a disk must still know: what was acknowledged before the cut.
fn promised(events: &[Event]) -> BTreeSet<&'static str> {
    let acknowledged = events.iter().filter_map(|event| match event {
        Event::Acknowledged(number) => Some(DAY[*number].1),
        _ => None,
    });
    acknowledged.flatten().copied().collect()
}

/// What the operations on a disk say, so that two disks that say the same are delivered from once.
fn told(state: &State) -> Vec<String> {
    state
        .read(|tx| {
            let rows = tx.operations(&Status::ALL, None)?;
            let row = |row: flixir::domain::Operation| {
                format!("{:?} {} {} {}", row.change, row.status, row.maybe_sent, row.tries)
            };
            Ok(rows.into_iter().map(row).collect())
        })
        .unwrap()
}

#[test]
fn after_a_power_cut_at_any_moment_nothing_is_lost_or_doubled() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new();
    let events = record_a_day(&machine);
    let profile = machine.profile();
    let profile = profile.strip_prefix(machine.data()).unwrap();
    let after: Timestamp = machine.clock.now();
    let at = |hours| Arc::new(Later(after.plus(Duration::from_hours(hours)))) as Arc<dyn Clock>;
    let clocks = [at(1), at(2), at(3)];
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut states, mut drained) = (BTreeSet::new(), BTreeMap::new());
    for _ in 0..DISKS {
        let cut = chance.below(events.len() + 1);
        let before = &events[..cut];
        let mut disk = Disk::default();
        for event in before {
            if let Event::Disk(call) = event {
                disk.take(call);
            }
        }
        let files = disk.after_a_cut(&mut chance);
        let home = home();
        let folder = home.path().join(profile);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in &files {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let promised = promised(before);
        if !files.contains_key("state.db") {
            assert!(promised.is_empty(), "cut {cut}: the database is gone");
            continue;
        }
        let state = State::open(&folder).unwrap_or_else(|error| panic!("cut {cut}: {error}"));
        assert_eq!(state.integrity().unwrap(), Vec::<String>::new(), "cut {cut}");
        let sent: Vec<&Value> = before
            .iter()
            .filter_map(|event| match event {
                Event::Sent(body) => Some(body),
                _ => None,
            })
            .collect();
        let told = told(&state);
        drop(state);
        states.insert((cut, files));
        let lasting = drained.entry((told.clone(), sent.len())).or_insert_with(|| {
            let (sandbox, login) = tmdb_after(&sent, &clocks[0]);
            let exits = deliver(home.path(), &sandbox, &login, &clocks);
            assert_eq!(exits.last(), Some(&0), "cut {cut}: {told:#?}");
            let left = State::open(&folder).unwrap().read(|tx| tx.count_live()).unwrap();
            assert_eq!(left, 0, "cut {cut}: all is settled");
            everything(&sandbox.state())
        });
        for wish in promised {
            let times = lasting.iter().filter(|found| *found == wish).count();
            assert_eq!(
                times, 1,
                "cut {cut}: '{wish}' was acknowledged; there is {lasting:?}; the disk said {told:#?}"
            );
        }
        let distinct: BTreeSet<&String> = lasting.iter().collect();
        assert_eq!(distinct.len(), lasting.len(), "cut {cut}: something is there twice: {lasting:?}");
    }
    println!(
        "{} calls recorded, {DISKS} power cuts, {} different disks, {} of them different to flixir",
        events.len(),
        states.len(),
        drained.len()
    );
    assert!(states.len() > 2000 && drained.len() > 20, "the cuts differ: {} {}", states.len(), drained.len());
}

/// Lists by name and movies by number, as they are on TMDB at the end.
fn everything(state: &Value) -> Vec<String> {
    let lists = state["lists"].as_array().unwrap();
    let names = lists.iter().map(|list| list["name"].as_str().unwrap().to_owned());
    let items = lists.iter().flat_map(|list| list["items"].as_array().unwrap());
    names.chain(items.map(|item| item["id"].to_string())).collect()
}

/// A folder in memory where there is one: what is tried here is not the real disk.
fn home() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
}
