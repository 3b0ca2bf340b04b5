//! A disk that is really full: a small file system in memory, mounted in a namespace of its own, which needs no rights.
//! Where that isn't allowed the tests say so and leave themselves out; limits on the size of files are tried everywhere.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::Value;

use crate::SETTLED;
use crate::machine::{Machine, PATIENCE};

fn is_possible() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=64k tmpfs '{}'", folder.path().display());
    let can = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).output();
    let can = can.is_ok_and(|output| output.status.success());
    if !can {
        println!("left out: no file system can be mounted in a namespace here");
    }
    can
}

/// Runs a script in whose eyes the data folder is a file system of four megabytes. `$OUT` is a folder outside of it.
fn begin(machine: &Machine, script: &str) -> Child {
    fs::create_dir_all(machine.data()).unwrap();
    let out = machine.home.path().join("out");
    fs::create_dir_all(&out).unwrap();
    let script = format!(
        "set -u
         mount -t tmpfs -o size=4m tmpfs \"$FLIXIR_DATA_DIR\" || exit 90
         fill() {{ dd if=/dev/zero of=\"$FLIXIR_DATA_DIR/filler\" bs=4k 2>/dev/null; true; }}
         \"$FLIXIR\" lists create Films -q >/dev/null || exit 91
         \"$FLIXIR\" lists add Films 603 --offline -q >/dev/null || exit 92
         {script}
         rm \"$FLIXIR_DATA_DIR/filler\"
         FLIXIR_NOW=$LATER \"$FLIXIR\" queue retry --json >\"$OUT/last\" || exit 93
         \"$FLIXIR\" queue ls --all --json >\"$OUT/left\" || exit 94"
    );
    let later = machine.clock.now().plus(SETTLED).to_string();
    let mut command = Command::new("unshare");
    machine.surround(command.args(["-rm", "sh", "-c", &script])).env("OUT", out).env("LATER", later);
    command.spawn().unwrap()
}

fn told(machine: &Machine, name: &str) -> String {
    fs::read_to_string(machine.home.path().join("out").join(name)).unwrap().trim().to_owned()
}

/// Looks again and again until a file is there.
fn await_file(machine: &Machine, path: &Path) {
    let began = machine.clock.elapsed();
    while !path.exists() {
        assert!(machine.clock.elapsed() < began + PATIENCE, "{}", path.display());
        machine.clock.sleep(Duration::from_millis(10));
    }
}

fn statuses(machine: &Machine) -> Vec<String> {
    let left: Value = serde_json::from_str(&told(machine, "left")).unwrap();
    let rows = left["data"].as_array().unwrap().iter();
    rows.map(|row| format!("{} {}", row["type"].as_str().unwrap(), row["status"].as_str().unwrap())).collect()
}

fn additions_sent(machine: &Machine) -> usize {
    let log = machine.sandbox.log();
    log.iter()
        .filter(|entry| entry["method"] == "POST" && entry["path"].as_str().unwrap().ends_with("/items"))
        .count()
}

#[test]
fn on_a_full_disk_nothing_is_kept_and_nothing_is_sent() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new();
    let script = "fill
        \"$FLIXIR\" lists add Films 11 --offline --json >\"$OUT/refused\" 2>&1; echo $? >\"$OUT/refused.exit\"
        \"$FLIXIR\" queue retry --json >\"$OUT/retry\" 2>&1; echo $? >\"$OUT/retry.exit\"";
    let ended = begin(&machine, script).wait().unwrap();
    assert!(ended.success(), "{ended}");
    assert_eq!(
        (told(&machine, "refused.exit"), told(&machine, "retry.exit")),
        ("1".to_owned(), "1".to_owned())
    );
    for said in ["refused", "retry"] {
        let error: Value = serde_json::from_str(&told(&machine, said)).unwrap();
        assert_eq!(error["error"]["type"], "storage");
        assert!(error["error"]["message"].as_str().unwrap().contains("full"), "{error}");
    }
    assert_eq!(statuses(&machine), ["create_list completed", "add_movie completed"]);
    assert_eq!(additions_sent(&machine), 1, "while the disk was full nothing was sent");
}

#[test]
fn a_disk_that_fills_up_while_tmdb_works_takes_its_answer_all_the_same() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new();
    machine.sandbox.add_fault(flixir::sandbox::Fault::parse("POST /4/list/*/items: hold-after x1").unwrap());
    let script = "\"$FLIXIR\" queue retry --json >\"$OUT/retry\" 2>&1 & run=$!
        until [ -e \"$OUT/held\" ]; do sleep 0.02; done
        fill
        touch \"$OUT/full\"
        wait $run; echo $? >\"$OUT/retry.exit\"
        find \"$FLIXIR_DATA_DIR\" -name ballast >\"$OUT/ballast\"";
    let mut script = begin(&machine, script);
    assert!(machine.sandbox.wait_for_held(1, PATIENCE));
    fs::write(machine.home.path().join("out/held"), "").unwrap();
    await_file(&machine, &machine.home.path().join("out/full"));
    machine.sandbox.release();
    let ended = script.wait().unwrap();
    assert!(ended.success(), "{ended}");
    assert_eq!(told(&machine, "retry.exit"), "0", "{}", told(&machine, "retry"));
    assert_eq!(told(&machine, "ballast"), "", "it gave up its own room for that");
    assert_eq!(statuses(&machine), ["create_list completed", "add_movie completed"]);
    assert_eq!(additions_sent(&machine), 1);
}
