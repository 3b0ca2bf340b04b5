//! The recipes of flixir-recipes(7), each line typed as it is written, in a shell.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::binary::{Machine, exits};

const PAGE: &str = include_str!("../assets/recipes.man");

/// The lines between `.EX` and `.EE`, as a reader sees them, by the heading above them.
fn recipes() -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_example = false;
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix(".SH ") {
            found.push((heading.trim_matches('"').to_owned(), Vec::new()));
        } else if line == ".EX" || line == ".EE" {
            is_example = line == ".EX";
        } else if is_example {
            let typed = line.replace("\\-", "-").replace("\\(aq", "'");
            assert!(!typed.contains('\\'), "{typed}");
            found.last_mut().unwrap().1.push(typed);
        }
    }
    found.retain(|(_, lines)| !lines.is_empty());
    found
}

/// A line of a crontab without its five fields is what cron runs.
fn of_cron(line: &str) -> &str {
    if line.starts_with(|sign: char| sign.is_ascii_digit()) {
        line.splitn(6, ' ').nth(5).unwrap()
    } else {
        line
    }
}

#[test]
fn every_recipe_works_as_it_is_written() {
    let machine = Machine::new();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("public")).unwrap();
    let program = assert_cmd::cargo::cargo_bin!("flixir").parent().unwrap().to_owned();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", program.display());
    let shell = |line: &str| {
        let mut command = Command::new("sh");
        machine.surround(command.args(["-c", line]));
        let output = command.env("PATH", &path).current_dir(folder.path()).output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line}\n{complaint}");
        assert!(!complaint.contains("error") && !complaint.contains("warning"), "{line}\n{complaint}");
        String::from_utf8(output.stdout).unwrap()
    };
    exits(&machine.run(&["watchlist", "add", "146", "604", "-q"]), 0);
    let recipes = recipes();
    let mut said = Vec::new();
    for (heading, lines) in &recipes {
        for line in lines {
            said.push((heading.as_str(), shell(of_cron(line))));
        }
    }
    let last = |heading: &str| {
        let mut own = said.iter().filter(|(above, _)| above.starts_with(heading));
        own.next_back().unwrap_or_else(|| panic!("no recipe {heading}")).1.clone()
    };
    assert_eq!(recipes.len(), 5);
    let tonight = last("TONIGHT");
    assert!(tonight.contains("Crouching Tiger") || tonight.contains("Reloaded"), "{tonight}");
    let missing = last("EVERYTHING");
    assert!(missing.contains("movie:603") && missing.contains("movie:605"), "{missing}");
    assert!(!missing.contains("movie:604"), "it is on the watchlist: {missing}");
    assert!(last("A MARATHON").contains("The Matrix Reloaded"));
    let grown = last("A LIST THAT GROWS");
    assert!(grown.contains("added") && grown.lines().count() > 5, "{grown}");
    let file: Value =
        serde_json::from_slice(&fs::read(folder.path().join("public/marathon.json")).unwrap()).unwrap();
    let ids: Vec<u64> = file.as_array().unwrap().iter().map(|movie| movie["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [603, 604, 605]);
    // A week later nothing is new, and nothing is wrong.
    let cron = recipes.iter().flat_map(|(_, lines)| lines).find(|line| line.starts_with("0 7")).unwrap();
    assert!(!shell(of_cron(cron)).contains(" added"));
    assert_eq!(
        shell("flixir discover movie --genre horror --year 1890 --jsonl | flixir lists add Marathon - -q"),
        ""
    );
}
