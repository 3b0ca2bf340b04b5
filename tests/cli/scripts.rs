//! Random scripts of commands, typed offline and delivered later: TMDB ends up as if each command had been carried out
//! when it was typed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{FILMS, World, names};

/// A small generator of chance, so that a script can be played again from its seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap()
    }
}

/// Lists by the name that a script knows them under; what TMDB calls them may change.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    /// Script's name, then TMDB's name and items.
    lists: BTreeMap<&'static str, (String, Vec<String>)>,
}

const NAMES: [&str; 3] = ["Alpha", "Beta", "Gamma"];

/// What a run may meet.
const FAULTS: [&str; 8] = [
    "*: 503 x2",
    "* /4/list*: lost x1",
    "* /4/list*: drop x1",
    "* /4/list*: 500 code 11 applied after 1 x2",
    "* /4/list*: cut half after 1 x2",
    "*: 429 retry-after 5 after 1 x1",
    "*: html after 2 x1",
    "*: drop after 1 x3",
];

/// One command on both sides.
fn step(world: &World, model: &mut Model, chance: &mut Chance, number: usize, offline: bool) -> String {
    let key = NAMES[chance.below(NAMES.len())];
    let Some((name, items)) = model.lists.get_mut(key) else {
        model.lists.insert(key, (format!("{key} {number}"), Vec::new()));
        return command(world, &["lists", "create", &format!("{key} {number}")], offline);
    };
    let item = format!("movie:{}", FILMS[chance.below(4)]);
    let more = format!("movie:{}", FILMS[chance.below(4)]);
    let name_now = name.clone();
    match chance.below(12) {
        0..=4 => {
            for item in [&item, &more] {
                if !items.contains(item) {
                    items.push(item.clone());
                }
            }
            command(world, &["lists", "add", &name_now, &item, &more], offline)
        }
        5..=8 => {
            items.retain(|held| *held != item);
            command(world, &["lists", "remove", &name_now, &item], offline)
        }
        9 => {
            items.clear();
            command(world, &["lists", "clear", &name_now, "--yes"], offline)
        }
        10 => {
            *name = format!("{key} {number}");
            let new = name.clone();
            command(world, &["lists", "edit", &name_now, "--name", &new], offline)
        }
        _ => {
            model.lists.remove(key);
            command(world, &["lists", "delete", &name_now, "--yes"], offline)
        }
    }
}

fn command(world: &World, arguments: &[&str], offline: bool) -> String {
    let mut all = arguments.to_vec();
    if offline {
        all.push("--offline");
    }
    let ran = world.json(&all);
    assert_eq!(ran.code, 0, "{all:?}: {ran:#?}");
    all.join(" ")
}

fn expected(model: &Model) -> BTreeMap<String, Vec<String>> {
    model.lists.values().cloned().collect()
}

fn remote(world: &World) -> BTreeMap<String, Vec<String>> {
    let list = |list: &Value| (list["name"].as_str().unwrap().to_owned(), names(&list["items"]));
    world.remote_lists().iter().map(list).collect()
}

fn seen(world: &World) -> BTreeMap<String, Vec<String>> {
    let lists = world.json(&["lists", "ls", "--offline"]).data();
    let list = |list: &Value| {
        let shown = world.shown(list["local_id"].as_str().unwrap());
        let items = shown["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["state"] != "pending_remove")
            .cloned()
            .collect();
        (list["name"].as_str().unwrap().to_owned(), names(&Value::Array(items)))
    };
    lists.as_array().unwrap().iter().map(list).collect()
}

fn play(seed: u64) {
    let world = World::v4();
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut model = Model::default();
    let mut script = Vec::new();
    for number in 0..4 {
        script.push(step(&world, &mut model, &mut chance, number, false));
    }
    assert_eq!(remote(&world), expected(&model), "seed {seed}: {script:#?}");
    for number in 4..18 {
        script.push(step(&world, &mut model, &mut chance, number, true));
        // Some operations are claimed and come back, so that coalescing may no longer touch them.
        if chance.below(6) == 0 {
            let fault = FAULTS[chance.below(FAULTS.len())];
            world.fault(fault);
            world.json(&["queue", "retry", "--now"]);
            world.sandbox.clear_faults();
            world.clock.advance([0, 5, 40, 130][chance.below(4)]);
            script.push(format!("(a run that meets {fault})"));
        }
    }
    assert_eq!(seen(&world), expected(&model), "the view, seed {seed}: {script:#?}");
    world.drain(10);
    assert_eq!(remote(&world), expected(&model), "seed {seed}: {script:#?}");
    assert_eq!(seen(&world), expected(&model), "the mirror, seed {seed}: {script:#?}");
    assert!(world.queue(&[]).is_empty(), "seed {seed}");
    for (name, _) in expected(&model) {
        assert_eq!(world.shown(&name)["sync_status"], "synced", "seed {seed}");
    }
}

#[test]
fn scripts_typed_offline_end_as_if_carried_out_one_by_one() {
    std::thread::scope(|scope| {
        for part in 0..2_u64 {
            scope.spawn(move || (part * 6..part * 6 + 6).for_each(play));
        }
    });
}
