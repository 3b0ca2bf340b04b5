//! Commands of every kind, typed one after another, some killed at a random moment and some met by a fault; then
//! everything is delivered and TMDB is held against what was typed. A killed command may have been kept or not: what the
//! lists show afterwards tells, and that must be one of the two. Not for how often and how late requests are repeated:
//! the simulation judges that by its own clock.
//!
//! `FLIXIR_KILLS=2000 FLIXIR_KILLS_SEED=7 cargo test --test crash kills` runs longer, and from elsewhere.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use flixir::domain::Timestamp;
use flixir::sandbox::Fault;
use serde_json::Value;

use super::machine::{Machine, PATIENCE};
use super::random::Random;

/// Movies that the sandbox knows.
const FILMS: [u32; 8] = [603, 604, 605, 11, 841, 438_631, 693_134, 329_865];
/// What may happen to a write on its way, once.
const WEATHER: [&str; 6] = ["lost", "drop", "503", "503 applied", "truncated", "cut half"];
/// How far the clock goes on with each command, and while everything is delivered at the end.
const STEP: Duration = Duration::from_secs(2);
const STRIDE: Duration = Duration::from_secs(200);

/// A list as it has to be in the end.
#[derive(Clone, Debug, PartialEq)]
struct List {
    name: String,
    films: Vec<u32>,
}

/// All lists, in the order of their names, and what is on the watchlist.
#[derive(Clone, Debug, Default, PartialEq)]
struct Account {
    lists: Vec<List>,
    watched: BTreeSet<u32>,
}

/// A command, in words and in what it does.
#[derive(Clone, Debug)]
enum Wish {
    Create(String),
    Rename(String, String),
    Delete(String),
    Clear(String),
    Add(String, u32),
    Remove(String, u32),
    Watch(Vec<u32>),
    Unwatch(u32),
}

impl Wish {
    fn words(&self) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match self {
            Self::Create(name) => words(&["lists", "create", name]),
            Self::Rename(old, new) => words(&["lists", "edit", old, "--name", new]),
            Self::Delete(name) => words(&["lists", "delete", name, "--yes"]),
            Self::Clear(name) => words(&["lists", "clear", name, "--yes"]),
            Self::Add(name, film) => words(&["lists", "add", name, &film.to_string()]),
            Self::Remove(name, film) => words(&["lists", "remove", name, &film.to_string()]),
            Self::Watch(films) => {
                let mut words = words(&["watchlist", "add"]);
                words.extend(films.iter().map(|film| format!("movie:{film}")));
                words
            }
            Self::Unwatch(film) => words(&["watchlist", "remove", &format!("movie:{film}")]),
        }
    }

    fn apply(&self, account: &mut Account) {
        let Account { lists, watched } = account;
        let mut change = |name: &str, change: &dyn Fn(&mut List)| {
            lists.iter_mut().filter(|list| list.name == name).for_each(change);
        };
        match self {
            Self::Create(name) => lists.push(List { name: name.clone(), films: Vec::new() }),
            Self::Rename(old, new) => change(old, &|list| list.name.clone_from(new)),
            Self::Delete(name) => lists.retain(|list| list.name != *name),
            Self::Clear(name) => change(name, &|list| list.films.clear()),
            Self::Remove(name, film) => change(name, &|list| list.films.retain(|held| held != film)),
            Self::Watch(films) => watched.extend(films),
            Self::Unwatch(film) => {
                watched.remove(film);
            }
            Self::Add(name, film) => change(name, &|list| {
                if !list.films.contains(film) {
                    list.films.push(*film);
                }
            }),
        }
    }
}

struct Life {
    machine: Machine,
    now: Timestamp,
    random: Random,
    account: Account,
    made: usize,
    killed: usize,
    typed: usize,
    history: Vec<String>,
}

impl Life {
    fn run(&self, arguments: &[&str]) -> (Option<i32>, Value, String) {
        let mut command = self.machine.command(arguments);
        let output = command.arg("--json").env("FLIXIR_NOW", self.now.to_string()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), serde_json::from_str(&text).unwrap_or(Value::Null), complaint)
    }

    /// What the account looks like from here.
    fn view(&self) -> Account {
        let heads = self.told_offline(&["lists", "ls"], self.account.lists.is_empty());
        let uids = heads.iter().map(|head| head["local_id"].as_str().unwrap());
        let show = |uid: &str| {
            let (code, shown, complaint) = self.run(&["lists", "show", uid, "--all", "--offline"]);
            assert_eq!(code, Some(0), "{complaint}{}", self.told());
            read(&shown["data"])
        };
        let lists = uids.map(show).collect();
        let watched = self.told_offline(&["watchlist", "ls", "--all"], false);
        sorted(lists, &films(&watched))
    }

    /// What a command tells of what is stored here; nothing where nothing was kept yet, and TMDB was never asked.
    fn told_offline(&self, words: &[&str], may_be_unknown: bool) -> Vec<Value> {
        let (code, told, complaint) = self.run(&[words, &["--offline"]].concat());
        if code == Some(5) && may_be_unknown {
            return Vec::new();
        }
        assert_eq!(code, Some(0), "{complaint}{}", self.told());
        told["data"].as_array().unwrap().clone()
    }

    fn wish(&mut self) -> Wish {
        if self.random.chance(0.15) {
            let films = (0..=self.random.below(3)).map(|_| *self.random.pick(&FILMS)).collect();
            let film = *self.random.pick(&FILMS);
            return if self.random.chance(0.6) { Wish::Watch(films) } else { Wish::Unwatch(film) };
        }
        let lists = &self.account.lists;
        if lists.is_empty() || (lists.len() < 6 && self.random.chance(0.12)) {
            self.made += 1;
            return Wish::Create(format!("List {}", self.made));
        }
        let name = self.random.pick(&self.account.lists).name.clone();
        let film = *self.random.pick(&FILMS);
        match self.random.below(20) {
            0 => Wish::Delete(name),
            1 => Wish::Clear(name),
            2 | 3 => {
                self.made += 1;
                Wish::Rename(name, format!("List {}", self.made))
            }
            4..=8 => Wish::Remove(name, film),
            _ => Wish::Add(name, film),
        }
    }

    /// Types one command, perhaps with a fault on its way, and perhaps kills it.
    fn step(&mut self) {
        self.now = self.now.plus(STEP);
        let is_delivery = self.random.chance(0.2);
        let wish = self.wish();
        let mut words =
            if is_delivery { ["queue", "retry", "--now"].map(str::to_owned).to_vec() } else { wish.words() };
        if !is_delivery && self.random.chance(0.5) {
            words.push("--offline".to_owned());
        }
        if self.random.chance(0.25) {
            let weather = self.random.pick(&WEATHER);
            let method = self.random.pick(&["POST", "PUT", "DELETE"]);
            self.machine.sandbox.add_fault(Fault::parse(&format!("{method} *: {weather} x1")).unwrap());
        }
        let kills = self.random.chance(0.5);
        let moment = Duration::from_micros(self.random.below(60_000));
        self.typed += 1;
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = self.machine.command(&arguments);
        let command = command.arg("--json").env("FLIXIR_NOW", self.now.to_string());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if kills {
            self.machine.clock.sleep(moment);
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let code = output.status.code();
        self.history.push(format!("{} {}: {code:?}", self.now, words.join(" ")));
        if is_delivery {
            self.killed += usize::from(code.is_none());
            return;
        }
        let mut carried_out = self.account.clone();
        wish.apply(&mut carried_out);
        carried_out.lists.sort_by(|left, right| left.name.cmp(&right.name));
        match code {
            Some(0) => self.account = carried_out,
            None => {
                self.killed += 1;
                let seen = self.view();
                if seen == carried_out {
                    self.account = carried_out;
                } else {
                    assert_eq!(seen, self.account, "neither with nor without{}", self.told());
                }
            }
            Some(other) => {
                let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
                panic!("{other}: {complaint}{}", self.told());
            }
        }
    }

    /// Delivers everything, and holds TMDB and the mirror against what was typed.
    fn settle(&mut self) {
        self.machine.sandbox.clear_faults();
        // The clock may not be put forward by minutes while a request that a killed command left behind is still to be served.
        assert!(self.machine.sandbox.wait_until_idle(PATIENCE), "the sandbox is busy");
        for _ in 0..30 {
            self.now = self.now.plus(STRIDE);
            self.run(&["queue", "retry"]);
            let (_, rows, _) = self.run(&["queue", "ls"]);
            if rows["data"].as_array().is_some_and(Vec::is_empty) {
                break;
            }
        }
        let (_, rows, _) = self.run(&["queue", "ls"]);
        assert_eq!(rows["data"], serde_json::json!([]), "left over{}", self.told());
        let state = self.machine.sandbox.state();
        let lists = state["lists"].as_array().unwrap().iter().map(read).collect();
        let there = sorted(lists, &films(state["users"][0]["watchlist"].as_array().unwrap()));
        assert_eq!(there, self.account, "on TMDB{}", self.told());
        assert_eq!(self.view(), self.account, "in the mirror{}", self.told());
        assert!(self.machine.is_whole());
    }

    /// What was typed, and what TMDB was asked to write.
    fn told(&self) -> String {
        let log = self.machine.sandbox.log();
        let is_write = |entry: &&Value| entry["method"] != "GET";
        let mut writes: Vec<String> = log
            .iter()
            .rev()
            .filter(is_write)
            .take(60)
            .map(|entry| {
                let words = ["at", "method", "path", "body", "faults", "status", "applied"];
                words.map(|word| entry[word].to_string()).join(" ")
            })
            .collect();
        writes.reverse();
        format!("\n{}\n{}", self.history.join("\n"), writes.join("\n"))
    }
}

/// Reads a list, as flixir prints it or as the sandbox holds it.
fn read(list: &Value) -> List {
    List { name: list["name"].as_str().unwrap().to_owned(), films: films(list["items"].as_array().unwrap()) }
}

/// Reads items, without those that are about to be taken off.
fn films(items: &[Value]) -> Vec<u32> {
    let stays = |item: &&Value| item["state"] != "pending_remove";
    let film = |item: &Value| u32::try_from(item["id"].as_u64().unwrap()).unwrap();
    items.iter().filter(stays).map(film).collect()
}

fn sorted(mut lists: Vec<List>, watched: &[u32]) -> Account {
    lists.sort_by(|left, right| left.name.cmp(&right.name));
    Account { lists, watched: watched.iter().copied().collect() }
}

#[test]
fn kills_at_random_moments_lose_nothing_and_double_nothing() {
    #[expect(clippy::disallowed_methods, reason = "a test's own switches")]
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let wanted = usize::try_from(number("FLIXIR_KILLS", 30)).unwrap();
    let seed = number("FLIXIR_KILLS_SEED", 1);
    let machine = Machine::new();
    let now = machine.clock.now();
    let (account, history) = (Account::default(), vec![format!("seed {seed}")]);
    let random = Random::new(seed);
    let mut life = Life { machine, now, random, account, made: 0, killed: 0, typed: 0, history };
    // What is on the watchlist is told offline only after it was read once.
    let (code, _, complaint) = life.run(&["watchlist", "ls"]);
    assert_eq!(code, Some(0), "{complaint}");
    while life.killed < wanted {
        for _ in 0..20 {
            life.step();
        }
        life.settle();
        life.history.clear();
    }
    let effects = life.machine.effects();
    eprintln!("{} commands typed, {} killed; on TMDB: {effects:?}", life.typed, life.killed);
}
