//! `flixir search` without a query: a scripted person at a screen of their own, TMDB in the background.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::{OwnClock, World};
use crate::domain::Secret;
use crate::ports::{Frame, Prompt, Screen, Stroke};

enum Step {
    Do(Stroke),
    /// Lets that many milliseconds pass.
    Rest(u64),
    /// Waits until the status says that.
    Until(&'static str),
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
            Step::Until(status) => {
                let frames = self.frames.lock().unwrap();
                if !frames.last().is_some_and(|frame| frame.status.contains(status)) {
                    self.glances += 1;
                    assert!(self.glances < 5_000_000, "never '{status}': {:?}", frames.last());
                    self.steps.push_front(Step::Until(status));
                    std::thread::yield_now();
                }
            }
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
    assert_eq!((row.text.as_str(), row.aside.as_str()), ("The Matrix (1999)", "movie:603"));
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
