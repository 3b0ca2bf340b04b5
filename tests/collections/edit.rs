//! `lists edit` in an editor: what is shown, what is done, and that a person's text is never lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{ParseFault as _, Ran, TestEditor, Visit, World};
use crate::{list_at_tmdb, logged_in, make_list, names};

fn winter(world: &World) {
    make_list(world, "Winter", &["movie:603", "movie:550"]);
}

/// Edits `Winter`; the person gives these answers.
fn edit(world: &World, editor: &Arc<TestEditor>, options: &[&str], answers: &[&str]) -> Ran {
    let visit = Visit { editor: Arc::clone(editor), ..Visit::default() }.answers(answers);
    world.visit(&[&["lists", "edit", "winter", "--json"], options].concat(), visit)
}

fn replacing(from: &'static str, to: &'static str) -> Arc<TestEditor> {
    TestEditor::new(move |text| {
        assert!(text.contains(from), "{text}");
        Some(text.replace(from, to))
    })
}

fn on_winter(world: &World) -> Vec<String> {
    names(&list_at_tmdb(world, "Winter").unwrap()["items"])
}

fn writes(world: &World) -> usize {
    world.sandbox.log().iter().filter(|entry| entry["method"] != "GET").count()
}

fn drafts(world: &World) -> Vec<String> {
    let is_draft = |path: &std::path::Path| path.parent().is_some_and(|folder| folder.ends_with("edits"));
    let kept = world.files().into_iter().filter(|(path, _)| is_draft(path));
    kept.map(|(_, content)| String::from_utf8(content).unwrap()).collect()
}

#[test]
fn what_the_person_changed_is_shown_asked_and_done() {
    let mut world = logged_in();
    winter(&world);
    world.set("NO_COLOR", "1");
    world.set("EDITOR", "ed");
    world.set("VISUAL", "code --wait");
    let editor = TestEditor::new(|text| {
        let text =
            text.replace("# name: Winter", "# name: Winter\n# description: Snow\n# description: and ice");
        Some(text.replace("movie:550 ", "tv:1399 # movie:550") + "tt0068646\n")
    });
    let ran = edit(&world, &editor, &[], &["yes"]);
    ran.fails_not();
    let (command, shown) = editor.opened.lock().unwrap()[0].clone();
    assert_eq!(command, "code --wait");
    assert!(
        shown.contains("\n\n# name: Winter\n# public: true\nmovie:603        # The Matrix (1999)\n"),
        "{shown}"
    );

    assert!(ran.stderr.contains("  - movie:550 Fight Club\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("  + tv:1399"), "{}", ran.stderr);
    assert_eq!(on_winter(&world), ["movie:603", "tv:1399", "movie:238"]);
    let list = list_at_tmdb(&world, "Winter").unwrap();
    assert_eq!(list["description"], "Snow\nand ice");
    assert_eq!(ran.json()["data"]["item_count"], 3);
    assert_eq!(ran.json()["meta"]["outcome"], "done");
    assert!(drafts(&world).is_empty());
    let log = world.run(&["lists", "log", "Winter", "--json"]).json();
    assert_eq!((&log["data"][0]["reason"], &log["data"][0]["items"]), (&"edit".into(), &2.into()));
}

#[test]
fn nothing_changed_is_nothing_done() {
    let world = logged_in();
    winter(&world);
    let same = TestEditor::new(|text| Some(text.to_owned()));
    let ran = edit(&world, &same, &[], &[]);
    assert!(ran.stderr.contains("nothing changed"), "{ran:?}");
    // Neither order nor titles mean anything.
    let turned = TestEditor::new(|text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(6, 7);
        Some(lines.join("\n").replace("# The Matrix", "# the one with the pills"))
    });
    let again = edit(&world, &turned, &[], &[]);
    assert!(again.stderr.contains("nothing changed"), "{again:?}");
    assert_eq!((ran.code, again.code), (0, 0));
    let failing = TestEditor::new(|_| None);
    assert_eq!(edit(&world, &failing, &[], &[]).fails(2), "usage");
    assert!(drafts(&world).is_empty(), "there is nothing in them");
    assert_eq!(on_winter(&world), ["movie:603", "movie:550"]);
}

#[test]
fn a_text_that_makes_no_sense_is_opened_again_or_kept() {
    let world = logged_in();
    winter(&world);
    let round = AtomicUsize::new(0);
    let editor = TestEditor::new(move |text| {
        let (from, to) = [("movie:550", "Fight Club"), ("Fight Club ", "movie:11 ")]
            [round.fetch_add(1, Ordering::Relaxed)];
        Some(text.replacen(from, to, 1))
    });
    edit(&world, &editor, &[], &["yes", "yes"]).fails_not();
    assert_eq!(on_winter(&world), ["movie:603", "movie:11"]);
    assert!(
        editor.opened.lock().unwrap()[1].1.contains("\nFight Club"),
        "the second look shows the person's own text"
    );

    let writes_before = writes(&world);
    let ran = edit(&world, &replacing("movie:603", "Heat"), &[], &["no"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("line 7"), "{ran:?}");
    let draft = ran.stderr.rsplit("\"draft\":\"").next().unwrap().split('"').next().unwrap();
    assert!(std::fs::read_to_string(draft).unwrap().contains("\nHeat "), "{draft}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(draft).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Without questions there is no second look.
    assert_eq!(edit(&world, &replacing("# name: Winter\n", ""), &["--yes"], &[]).fails(2), "usage");
    assert_eq!((drafts(&world).len(), writes(&world)), (2, writes_before));
}

#[test]
fn a_plan_that_is_not_wanted_leaves_the_text_and_nothing_else() {
    let world = logged_in();
    winter(&world);
    let before = writes(&world);
    let ran = edit(&world, &replacing("movie:603", "movie:11"), &[], &["no"]);
    assert_eq!(ran.fails(1), "cancelled");
    assert_eq!(drafts(&world).len(), 1);
    let dry = edit(&world, &replacing("movie:603", "movie:11"), &["--dry-run"], &[]);
    assert_eq!(dry.json()["meta"]["dry_run"], true);
    assert_eq!((writes(&world), drafts(&world).len()), (before, 1));
}

#[test]
fn what_others_do_meanwhile_stays() {
    let world = Arc::new(logged_in());
    let list = make_list(&world, "Winter", &["movie:603", "movie:550"]);
    let other = Arc::clone(&world);
    let editor = TestEditor::new(move |text| {
        let change = |what, items: [&str; 1]| serde_json::json!({"do": what, "list": list, "items": items});
        other.sandbox.edit_list(&change("add", ["movie:13"])).unwrap();
        other.sandbox.edit_list(&change("remove", ["movie:603"])).unwrap();
        Some(text.replace("movie:550", "movie:11"))
    });
    let ran = edit(&world, &editor, &["-y"], &[]);
    ran.fails_not();
    assert!(ran.stderr.contains("movie:13"), "it is told: {ran:?}");
    assert_eq!(on_winter(&world), ["movie:13", "movie:11"]);
}

#[test]
fn a_file_that_manages_the_list_is_not_taken_for_applied() {
    let world = logged_in();
    winter(&world);
    let file = world.home.path().join("winter.list");
    std::fs::write(&file, "# name: Winter\nmovie:603\nmovie:550\n").unwrap();
    let apply = ["lists", "apply", file.to_str().unwrap(), "--json"];
    world.run(&apply).fails_not();
    edit(&world, &replacing("movie:550", "movie:11"), &["-y"], &[]).fails_not();
    let drift = world.run(&apply).json()["data"][0]["drift"].clone();
    assert_eq!(drift.as_array().unwrap().len(), 2, "one gone, one more: {drift}");
    assert_eq!(on_winter(&world), ["movie:603", "movie:11"]);
}

#[test]
fn while_tmdb_is_away_it_is_queued_and_after_a_fault_the_text_is_there() {
    let world = logged_in();
    winter(&world);
    world.run(&["lists", "show", "winter"]).fails_not();
    let ran = edit(&world, &replacing("movie:550", "movie:11"), &["-y", "--offline"], &[]);
    assert_eq!(ran.json()["meta"]["outcome"], "queued");
    world.run(&["queue", "retry"]).fails_not();
    assert_eq!(on_winter(&world), ["movie:603", "movie:11"]);
    // An id of IMDb must be asked about, and that fails.
    world.sandbox.add_fault("GET /3/find/*: 503".parse_fault());
    let ran = edit(&world, &replacing("movie:11 ", "tt0068646 "), &["-y"], &[]);
    assert_eq!(ran.fails(5), "unavailable");
    assert!(drafts(&world)[0].contains("tt0068646"));
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let world = logged_in();
    winter(&world);
    let ran = world.run(&["lists", "edit", "winter", "--json"]);
    assert_eq!(ran.fails(2), "usage");
    let human = world.run(&["lists", "edit", "winter"]);
    assert!(
        human.stderr.contains("lists export") && human.stderr.contains("lists apply"),
        "{}",
        human.stderr
    );
}
