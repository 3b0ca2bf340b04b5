//! `flixir search` without a query: a scripted person at a screen of their own, TMDB in the background.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::{OwnClock, Ran, World};
use crate::domain::Secret;
use crate::ports::{Frame, Prompt, Screen, Stroke};

enum Step {
    Do(Stroke),
    /// Lets that many milliseconds pass.
    Rest(u64),
    /// Waits until the status says that.
    Until(&'static str),
    /// Waits until the status doesn't say that any more.
    UntilNot(&'static str),
}

/// A person who does as the script says; their frames are kept.
struct Typist {
    clock: Arc<OwnClock>,
    steps: Mutex<VecDeque<Step>>,
    frames: Arc<Mutex<Vec<Frame>>>,
}

struct OwnScreen {
    clock: Arc<OwnClock>,
    steps: VecDeque<Step>,
    frames: Arc<Mutex<Vec<Frame>>>,
    glances: u64,
}

impl Prompt for Typist {
    fn is_interactive(&self) -> bool {
        true
    }

    fn confirm(&self, question: &str) -> crate::Result<bool> {
        panic!("asked: {question}")
    }

    fn line(&self, question: &str) -> crate::Result<String> {
        panic!("asked: {question}")
    }

    fn secret(&self, question: &str) -> crate::Result<Option<Secret>> {
        panic!("asked: {question}")
    }

    fn choose(&self, question: &str, _choices: &[String]) -> crate::Result<Option<usize>> {
        panic!("asked: {question}")
    }

    fn take_screen(&self) -> crate::Result<Box<dyn Screen>> {
        let steps = std::mem::take(&mut *self.steps.lock().unwrap());
        Ok(Box::new(OwnScreen {
            clock: Arc::clone(&self.clock),
            steps,
            frames: Arc::clone(&self.frames),
            glances: 0,
        }))
    }
}

impl OwnScreen {
    /// Looks whether the status says something, and comes back to the step until it does, or doesn't.
    fn look_for(&mut self, status: &str, is_wanted: bool, step: Step) {
        let frames = self.frames.lock().unwrap();
        if frames.last().is_some_and(|frame| frame.status.contains(status) == is_wanted) {
            return;
        }
        self.glances += 1;
        assert!(self.glances < 5_000_000, "never '{status}': {:?}", frames.last());
        drop(frames);
        self.steps.push_front(step);
        std::thread::yield_now();
    }
}

impl Screen for OwnScreen {
    fn wait(&mut self, most: Duration) -> crate::Result<Option<Stroke>> {
        match self.steps.pop_front().expect("the script goes on") {
            Step::Do(stroke) => return Ok(Some(stroke)),
            Step::Rest(millis) => {
                let span = most.min(Duration::from_millis(millis));
                self.clock.advance(span);
                let left = millis - u64::try_from(span.as_millis()).unwrap();
                if left > 0 {
                    self.steps.push_front(Step::Rest(left));
                }
            }
            Step::Until(status) => self.look_for(status, true, Step::Until(status)),
            Step::UntilNot(status) => self.look_for(status, false, Step::UntilNot(status)),
        }
        Ok(None)
    }

    fn show(&mut self, frame: &Frame) -> crate::Result<()> {
        self.frames.lock().unwrap().push(frame.clone());
        Ok(())
    }
}

fn text(typed: &str) -> Step {
    Step::Do(Stroke::Text(typed.to_owned()))
}

fn typist(world: &World, steps: Vec<Step>) -> Arc<Typist> {
    Arc::new(Typist {
        clock: Arc::clone(&world.clock),
        steps: Mutex::new(steps.into()),
        frames: Arc::default(),
    })
}

#[test]
fn the_choice_is_printed_in_the_chosen_format() {
    let world = World::new();
    let person = typist(
        &world,
        vec![text("the matrix"), Step::Rest(310), Step::Until("on TMDB"), Step::Do(Stroke::Enter)],
    );
    let ran = world.run_by(Arc::clone(&person) as Arc<dyn Prompt>, &["search", "--type", "movie", "--json"]);
    let found = ran.json();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!((&found["data"][0]["id"], &found["data"][0]["title"]), (&json!(603), &json!("The Matrix")));
    assert_eq!(
        (&found["meta"]["query"], &found["meta"]["source"]),
        (&json!("the matrix"), &json!("network"))
    );
    let frames = person.frames.lock().unwrap();
    assert_eq!((frames[0].question.as_str(), frames[0].rows.len()), ("Search", 0));
    let row = &frames.last().unwrap().rows[0];
    assert_eq!(
        (row.text.as_str(), row.tail.as_str(), row.aside.as_str()),
        ("The Matrix", " (1999)", "movie:603")
    );
    let again = typist(
        &world,
        vec![text("the matrix"), Step::Rest(310), Step::Until("cached"), Step::Do(Stroke::Enter)],
    );
    let table = world.run_by(again, &["search", "--type", "movie", "-o", "csv", "--fields", "id,title"]);
    assert_eq!(table.stdout, "id,title\n603,The Matrix\n");
}

#[test]
fn a_title_in_words_may_be_typed_altogether() {
    let world = World::new();
    let chosen = || {
        let rest = [Step::Rest(310), Step::Until("on TMDB"), Step::Do(Stroke::Enter)];
        typist(&world, std::iter::once(text("keanu reeves")).chain(rest).collect())
    };
    let ran = world.run_by(chosen(), &["info", "--json", "--search"]);
    assert_eq!(ran.json()["data"][0]["media_type"], "person");
    let rest = [Step::Rest(310), Step::Until("nothing found"), Step::Do(Stroke::Leave)];
    let person = typist(&world, std::iter::once(text("keanu reeves")).chain(rest).collect());
    let ran = world.run_by(Arc::clone(&person) as Arc<dyn Prompt>, &["reviews", "--json", "--search"]);
    assert_eq!(ran.stdout, "");
    assert!(person.frames.lock().unwrap().iter().all(|frame| frame.rows.is_empty()), "nobody reviews people");
}

#[test]
fn the_catalogue_answers_before_tmdb_and_without_it() {
    let world = World::new();
    world.run(&["catalog", "update"]);
    let asked = world.requests();
    let person = typist(&world, vec![text("mat"), text("rix"), Step::Do(Stroke::Enter)]);
    let ran = world.run_by(Arc::clone(&person) as Arc<dyn Prompt>, &["search", "--json"]);
    assert_eq!(
        (&ran.json()["data"][0]["id"], &ran.json()["meta"]["source"]),
        (&json!(603), &json!("catalog"))
    );
    assert_eq!(world.requests(), asked, "the keyboard never rested");
    world.sandbox.go_down();
    let person = typist(
        &world,
        vec![
            text("matrix"),
            Step::Rest(310),
            Step::Until("These results are from the offline catalog"),
            Step::Do(Stroke::Enter),
        ],
    );
    let ran = world.run_by(person, &["search", "--json"]);
    assert_eq!(ran.json()["meta"]["source"], "catalog", "{}", ran.stderr);
}

#[test]
fn leaving_ends_with_130_and_wrong_usage_asks_nothing() {
    let mut world = World::new();
    let person = typist(&world, vec![text("m"), Step::Do(Stroke::Leave)]);
    let ran = world.run_by(person, &["search", "--json"]);
    assert_eq!((ran.code, ran.error().as_str(), ran.stdout.as_str()), (130, "interrupted", ""));
    for arguments in [
        &["search", "--json", "--web"][..],
        &["search", "--json", "--all"],
        &["search", "--json", "--genre", "nonsense"],
        &["search", "--json", "--fields", "nonsense"],
        &["search", "--json", "--yes"],
    ] {
        let ran = world.run_by(typist(&world, Vec::new()), arguments);
        assert_eq!((ran.code, ran.error().as_str()), (2, "usage"), "{arguments:?}");
    }
    assert_eq!(world.requests(), 0);
    world.environment.remove("TMDB_API_KEY");
    let person = typist(&world, vec![text("m"), Step::Rest(310), Step::Until("never")]);
    let ran = world.run_by(person, &["search", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (4, "missing_credentials"));
}

#[test]
fn all_that_is_marked_is_printed() {
    let world = World::new();
    let steps = vec![
        text("the matrix"),
        Step::Rest(310),
        Step::Until("on TMDB"),
        Step::Do(Stroke::Down),
        Step::Do(Stroke::Tab),
        Step::Do(Stroke::Up),
        Step::Do(Stroke::Up),
        Step::Do(Stroke::Tab),
        Step::Do(Stroke::Enter),
    ];
    let arguments = ["search", "--type", "movie", "-o", "tsv", "--fields", "id", "--no-header"];
    let ran = world.run_by(typist(&world, steps), &arguments);
    let ids: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!((ids.len(), ids[1]), (2, "603"), "in the order of marking: {ids:?}");
}

#[test]
fn the_next_page_is_printed_like_the_first() {
    let world = World::new();
    let second = vec![
        text("the"),
        Step::Rest(310),
        Step::Until("on TMDB"),
        Step::Do(Stroke::PageDown),
        Step::Do(Stroke::PageDown),
        Step::Until("loading more"),
        Step::UntilNot("loading more"),
        Step::Do(Stroke::PageDown),
        Step::Do(Stroke::Enter),
    ];
    let person = typist(&world, second);
    let ran = world.run_by(Arc::clone(&person) as Arc<dyn Prompt>, &["search", "--type", "movie", "--json"]);
    let rows = person.frames.lock().unwrap().last().unwrap().rows.len();
    assert_eq!(rows, 40, "two pages");
    let page = world.run(&["search", "the", "--type", "movie", "--page", "2", "--json"]).json();
    assert_eq!(ran.json()["data"][0], page["data"][9], "{}", ran.stdout);
}

/// Searches for The Matrix, presses the keys, waits for a status and leaves.
fn after(world: &World, keys: Vec<Step>, status: &'static str) -> Ran {
    let begin = vec![text("the matrix"), Step::Rest(310), Step::Until("on TMDB")];
    let end = vec![Step::Until(status), Step::Do(Stroke::Leave)];
    let steps = begin.into_iter().chain(keys).chain(end).collect();
    let ran = world.run_by(typist(world, steps), &["search", "--type", "movie", "--json"]);
    assert_eq!(ran.code, 130, "{}", ran.stderr);
    ran
}

fn add_to(list: &'static str) -> Vec<Step> {
    vec![Step::Do(Stroke::ControlA), Step::UntilNot("Loading"), text(list), Step::Do(Stroke::Enter)]
}

#[test]
fn titles_are_added_to_a_list_and_to_the_watchlist() {
    let world = World::logged_in();
    world.run(&["lists", "create", "Space"]);
    world.run(&["lists", "create", "Westerns"]);
    let mark = [Stroke::Tab, Stroke::Tab].map(Step::Do);
    let ran = after(&world, mark.into_iter().chain(add_to("spa")).collect(), "Added 2 titles to \"Space\".");
    assert!(ran.stderr.contains("Added 2 titles to \"Space\"."), "told again: {}", ran.stderr);
    let items = |list: &str| world.run(&["lists", "show", list, "--json"]).json()["data"]["items"].clone();
    assert_eq!(items("Space").as_array().unwrap().len(), 2);
    assert_eq!(items("Westerns"), json!([]));
    after(&world, add_to("spa"), "The Matrix (1999) is already on \"Space\".");
    after(&world, vec![Step::Do(Stroke::ControlW)], "Added The Matrix (1999) to your watchlist.");
    assert_eq!(world.run(&["watchlist", "ls", "--json"]).json()["data"][0]["id"], 603);
}

#[test]
fn an_addition_that_tmdb_can_t_take_is_queued() {
    let world = World::logged_in();
    world.run(&["lists", "create", "Space"]);
    world.fault("POST *: 503");
    let ran = after(&world, add_to("space"), "Queued: add The Matrix (1999) to \"Space\".");
    assert!(ran.stderr.contains("TMDB is down for maintenance"), "why: {}", ran.stderr);
    let queue = world.run(&["queue", "ls", "--json"]).json();
    assert_eq!(
        (&queue["data"][0]["type"], &queue["data"][0]["status"]),
        (&json!("add_movie"), &json!("pending"))
    );
}

#[test]
fn without_a_login_it_says_how_to_log_in() {
    let world = World::new();
    let ran = after(&world, vec![Step::Do(Stroke::ControlW)], "not added");
    assert!(ran.stderr.contains("flixir auth login"), "{}", ran.stderr);
    after(&world, vec![Step::Do(Stroke::ControlA)], "Your lists can't be shown");
}

#[test]
fn a_dry_run_adds_nothing() {
    let world = World::logged_in();
    let steps = vec![
        text("the matrix"),
        Step::Rest(310),
        Step::Until("on TMDB"),
        Step::Do(Stroke::ControlW),
        Step::Until("Dry run: The Matrix (1999) would be added to your watchlist."),
        Step::Do(Stroke::Back),
    ];
    world.run_by(typist(&world, steps), &["search", "--type", "movie", "--dry-run"]);
    assert_eq!(world.run(&["watchlist", "ls", "--json"]).json()["data"], json!([]));
}

#[test]
fn the_page_of_a_title_opens_in_the_browser() {
    let world = World::new();
    after(&world, vec![Step::Do(Stroke::ControlO)], "Opened https://www.themoviedb.org/movie/603");
    assert_eq!(*world.browser.0.lock().unwrap(), ["https://www.themoviedb.org/movie/603"]);
}
