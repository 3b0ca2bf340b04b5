//! `flixir demo`: the main job end to end, by the same code as the commands, over real HTTP and real SQLite, against a
//! sandbox in this process and in a temporary home. Here is the story and the check of where it ends; how a command
//! line is played is `stage.rs`'s.

mod browser;
mod home;
mod stage;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Exit, Session};
use crate::error::{Error, Result};
use crate::output::{Cell, Format, HumanText, Report, Tone};
use stage::{Stage, Step};

const ABOUT: &str = "\
See how flixir works. Needs no account, key or network

Starts a sandbox in this process and runs real commands against it, in a temporary folder that is removed at the end: \
search, log in, create a list, lose the connection to TMDB, queue a change, get the connection back, send, sync, log out. \
Your own login, lists and queue are not touched.

Exits with 0 if the list, the queue and the session are as expected at the end, else with 1 and a line that says what is \
wrong. As JSON, it prints every command line with its exit code and output.";

/// See how flixir works. Needs no account, key or network
#[derive(clap::Args, Debug)]
#[command(long_about = ABOUT)]
pub struct Args {}

#[derive(Serialize)]
struct Meta {
    end_state: &'static str,
}

const LIST: &str = "Sci-fi for winter";
/// What is to be on the list at the end, sorted: nothing lost, nothing twice.
const ITEMS: [&str; 5] = ["movie:329865", "movie:438631", "movie:693134", "movie:841", "tv:95396"];
const VERDICT: &str = "Everything ended as expected: TMDB has one list with these five titles, each once. flixir shows the same. The queue is empty, and the session has ended.";

/// Plays the demo.
///
/// # Errors
/// `storage` where the end state or a step's exit code is wrong, or where a home can't be made; `interrupted`.
pub fn run(_args: &Args, session: &Session) -> Result<Exit> {
    let streams = &session.streams;
    streams.check_fields::<Step>()?;
    let options = streams.options();
    let is_watched =
        options.format == Format::Table && options.jq.is_none() && options.fields.is_none() && !options.null;
    let mut stage = Stage::open(session, is_watched)?;
    let findings = play(&mut stage)?;
    if !findings.is_empty() {
        return Err(Error::bug(format!("the demo's end state is wrong: {}", findings.join("; "))));
    }
    let steps = stage.close()?;
    if is_watched {
        streams.show(HumanText::new().blank().line(Cell::mark(VERDICT, Tone::Good)))?;
    } else {
        streams.report(Report::rows(steps, Meta { end_state: "right" }))?;
    }
    Ok(Exit::Done)
}

/// Plays the story; returns what is wrong at its end.
fn play(stage: &mut Stage) -> Result<Vec<String>> {
    stage.say(&format!(
        "flixir runs here against a sandbox: a local stand-in for TMDB at {}. Each line after a $ is a command that really runs, followed by what it prints. The temporary home {} is removed at the end.",
        stage.sandbox.base_url(),
        stage.home_path().display()
    ))?;
    search(stage)?;
    log_in_and_make_a_list(stage)?;
    lose_tmdb(stage)?;
    get_it_back(stage)?;
    let mut findings = check_here(stage)?;

    stage.say("Log out. That ends the session at TMDB too.")?;
    stage.play(&["auth", "logout"], 0)?;
    findings.extend(check_there(&stage.sandbox.state()));
    Ok(findings)
}

fn search(stage: &mut Stage) -> Result<()> {
    stage.say("Search for movies.")?;
    stage.play(&["search", "dune", "--type", "movie"], 0)?;
    stage.say(
        "The same as JSON, for scripts. The answer is now in the cache (\"source\"): this sends no request.",
    )?;
    let fields = "media_type,id,title,year,vote_average";
    stage.play(&["search", "dune", "--type", "movie", "--limit", "2", "--json", "--fields", fields], 0)?;
    stage.say("Filter the JSON. No jq is needed.")?;
    let shape = r#".data[] | "\(.media_type):\(.id)  # \(.title) (\(.year))""#;
    stage.play(&["search", "severance", "--type", "tv", "--jq", shape], 0)
}

fn log_in_and_make_a_list(stage: &mut Stage) -> Result<()> {
    stage.say(
        "Log in. TMDB asks you to approve in the browser. The demo opens that page and presses Approve. A session is normally stored in the keyring. The demo uses a private file, so that it needs no keyring.",
    )?;
    stage.play(&["auth", "login", "--insecure-storage"], 0)?;
    stage.say("Create a list, and add a movie and a TV show to it.")?;
    stage.play(&["lists", "create", LIST, "--description", "For when it snows"], 0)?;
    stage.play(&["lists", "add", LIST, "movie:438631", "tv:95396"], 0)
}

fn lose_tmdb(stage: &mut Stage) -> Result<()> {
    stage.sandbox.go_down();
    stage
        .say("Now TMDB becomes unavailable: the sandbox closes its port. Changes are queued from here on.")?;
    stage.play(&["lists", "add", LIST, "movie:693134", "movie:841"], 0)?;
    stage.say("The list shows the change immediately, marked as pending.")?;
    stage.play(&["lists", "show", LIST], 0)?;
    stage.play(&["queue", "ls"], 0)?;
    stage.say("Sending fails while TMDB is unavailable. Nothing is lost. A script sees exit code 5.")?;
    stage.play(&["queue", "retry", "--now"], 5)
}

fn get_it_back(stage: &mut Stage) -> Result<()> {
    stage.sandbox.come_back().map_err(|error| {
        Error::storage(format!("another program took the sandbox's port: {error}"), error)
    })?;
    stage.say("TMDB is back. Send the changes. From cron, use 'flixir queue retry -q'.")?;
    stage.play(&["queue", "retry", "--now"], 0)?;

    let edit = json!({"do": "add", "list": stage.remote_list(LIST)?, "items": ["movie:329865"]});
    stage.sandbox.edit_list(&edit).map_err(Error::bug)?;
    stage.say("Meanwhile, Arrival was added to the list on TMDB's web site. Look at what a sync would do, then run it.")?;
    stage.play(&["lists", "sync", "--dry-run"], 0)?;
    stage.play(&["lists", "sync"], 0)?;
    stage.say("Everything is in sync.")?;
    stage.play(&["lists", "show", LIST], 0)
}

/// Returns what is wrong with the list and the queue here.
fn check_here(stage: &Stage) -> Result<Vec<String>> {
    let shown = stage.ask(&["lists", "show", LIST, "--json"])?;
    let mut findings = Vec::from_iter(wrong_items("flixir's list", &shown["data"]["items"]));
    if shown["data"]["sync_status"] != "synced" {
        findings.push(format!("flixir says that the list is {}", shown["data"]["sync_status"]));
    }
    let waiting = stage.ask(&["queue", "ls", "--json"])?;
    match waiting["data"].as_array() {
        Some(operations) if operations.is_empty() => {}
        Some(operations) => findings.push(format!("{} operations are not through", operations.len())),
        None => findings.push("the queue can't be read".to_owned()),
    }
    Ok(findings)
}

/// Returns what is wrong with the sandbox's world (`GET /sandbox/state`).
fn check_there(state: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    match state["lists"].as_array().map(Vec::as_slice) {
        Some([list]) => {
            findings.extend(wrong_items("TMDB's list", &list["items"]));
            if list["name"] != LIST {
                findings.push(format!("TMDB's list is named {}", list["name"]));
            }
        }
        lists => findings.push(format!("TMDB has {} lists instead of one", lists.map_or(0, <[Value]>::len))),
    }
    for kind in ["sessions", "user_tokens"] {
        if state[kind] != 0 {
            findings.push(format!("{} {kind} are still open at TMDB", state[kind]));
        }
    }
    findings
}

/// Compares the items of a list with [`ITEMS`].
fn wrong_items(whose: &str, items: &Value) -> Option<String> {
    let name = |item: &Value| {
        format!("{}:{}", item["media_type"].as_str().unwrap_or("?"), item["id"].as_u64().unwrap_or(0))
    };
    let mut names: Vec<String> = items.as_array().into_iter().flatten().map(name).collect();
    names.sort();
    (names != ITEMS).then(|| format!("{whose} holds [{}] instead of [{}]", names.join(" "), ITEMS.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Value {
        ITEMS
            .iter()
            .map(|name| {
                let (kind, id) = name.split_once(':').unwrap();
                json!({"media_type": kind, "id": id.parse::<u64>().unwrap()})
            })
            .collect()
    }

    #[test]
    fn only_the_right_end_state_passes() {
        let right = json!({"lists": [{"name": LIST, "items": items()}], "sessions": 0, "user_tokens": 0});
        assert!(check_there(&right).is_empty());

        let wrong = |change: fn(&mut Value)| {
            let mut state = right.clone();
            change(&mut state);
            check_there(&state)
        };
        let mut lists_twice = right.clone();
        lists_twice["lists"] = json!([right["lists"][0], right["lists"][0]]);
        assert_eq!(check_there(&lists_twice), ["TMDB has 2 lists instead of one"]);
        assert_eq!(wrong(|state| state["lists"] = json!([])), ["TMDB has 0 lists instead of one"]);
        assert_eq!(wrong(|state| state["sessions"] = json!(1)), ["1 sessions are still open at TMDB"]);
        assert_eq!(wrong(|state| state["user_tokens"] = json!(1)), ["1 user_tokens are still open at TMDB"]);
        assert_eq!(wrong(|state| state["lists"][0]["name"] = json!("x")), ["TMDB's list is named \"x\""]);
        let one_less = wrong(|state| drop(state["lists"][0]["items"].as_array_mut().unwrap().pop()));
        assert!(one_less[0].starts_with("TMDB's list holds [movie:329865 movie:438631"), "{one_less:?}");
        let one_twice = wrong(|state| {
            let items = state["lists"][0]["items"].as_array_mut().unwrap();
            items.push(items[0].clone());
        });
        assert_eq!(one_twice.len(), 1, "{one_twice:?}");
    }
}
