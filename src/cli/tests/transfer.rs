//! `lists import`, `export`, `apply`, `union`, `intersect` and `minus`.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{Ran, World};
use crate::adapters::http::HttpTransport;
use crate::ports::{HttpRequest, HttpResponse, Transport, TransportError};

impl World {
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join("files").join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// What TMDB has on a list, as `movie:603`, in order; `None` where there is no such list.
    fn on_tmdb(&self, name: &str) -> Option<Vec<String>> {
        let state = self.sandbox.state();
        let list = state["lists"].as_array().unwrap().iter().find(|list| list["name"] == name)?.clone();
        Some(refs(&list["items"]))
    }

    /// What TMDB has in a collection of the first account.
    fn collection(&self, name: &str) -> Vec<String> {
        refs(&self.sandbox.state()["users"][0][name])
    }

    /// How many requests to paths with this in them TMDB has seen.
    fn asked(&self, part: &str) -> usize {
        let log = self.sandbox.log();
        log.iter().filter(|request| request["path"].as_str().is_some_and(|path| path.contains(part))).count()
    }

    fn write_requests(&self) -> usize {
        // Logging in left two.
        self.sandbox.effects().len() - 2
    }
}

fn refs(items: &Value) -> Vec<String> {
    let name = |item: &Value| format!("{}:{}", item["media_type"].as_str().unwrap(), item["id"]);
    items.as_array().unwrap().iter().map(name).collect()
}

fn data(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{} {}", ran.stdout, ran.stderr))
}

/// Line, title and outcome of each row.
fn outcomes(ran: &Ran) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let row = |row: &Value| (row["line"].as_u64().unwrap(), text(&row["title"]), text(&row["outcome"]));
    data(ran)["data"].as_array().unwrap().iter().map(row).collect()
}

fn words(rows: &[(u64, String, String)]) -> Vec<&str> {
    rows.iter().map(|(_, _, outcome)| outcome.as_str()).collect()
}

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_whole_letterboxd_export_finds_its_places() {
    let world = World::with_v4();
    let list = "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2026-01-02,Winter,,https://boxd.it/a,Snow\n\n\
                Position,Name,Year,URL,Description\n1,The Matrix,1999,https://boxd.it/1,\n2,Solaris,2002,https://boxd.it/2,\n\
                3,Dark,2017,https://boxd.it/3,\n4,Fargo,1997,https://boxd.it/4,\n";
    let head = "Date,Name,Year,Letterboxd URI";
    let export = zipped(&[
        ("profile.csv", "Email Address\nsecret@example.org\n"),
        ("lists/winter.csv", list),
        ("watchlist.csv", &format!("{head}\n2026-01-02,Dune,2021,https://boxd.it/5\n")),
        ("ratings.csv", &format!("{head},Rating\n2026-01-02,Heat,1995,https://boxd.it/6,4.5\n")),
        ("likes/films.csv", &format!("{head}\n2026-01-02,Alien,1979,https://boxd.it/7\n")),
        ("watched.csv", &format!("{head}\n2026-01-02,Amélie,2001,https://boxd.it/8\n")),
    ]);
    let file = world.file("letterboxd.zip", export);
    let without = world.run(&["lists", "import", &file, "--json"]);
    assert_eq!((without.code, without.error().as_str()), (3, "not_found"));

    let ran = world.run(&["lists", "import", &file, "--create", "--json"]);
    assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
    assert_eq!(words(&outcomes(&ran)), ["added"; 7], "{}", ran.stdout);
    let meta = &data(&ran)["meta"];
    assert_eq!(
        (&meta["format"], &meta["counts"]["added"], &meta["counts"]["failed"]),
        (&json!("letterboxd"), &json!(7), &json!(0))
    );
    assert_eq!(meta["lists"].as_array().unwrap().len(), 4);
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603", "movie:2103", "tv:70523", "movie:275"]);
    assert_eq!(
        (world.collection("watchlist"), world.collection("favorites")),
        (vec!["movie:438631".to_owned()], vec!["movie:348".to_owned()])
    );
    assert_eq!(world.sandbox.state()["users"][0]["ratings"][0]["value"], json!(9.0));
    assert!(ran.stderr.contains("watched.csv"), "{}", ran.stderr);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("secret@example.org"));
}

const IMDB: &str = "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n\
    1,tt0133093,2026-01-01,2026-01-01,,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093/,Movie,8.7,136,1999,Action,1,1999-03-31,x,,\n\
    2,tt0944947,2026-01-01,2026-01-01,,Game of Thrones,Game of Thrones,https://www.imdb.com/title/tt0944947/,TV Series,9.2,57,2011,Drama,1,2011-04-17,,,\n\
    3,tt0133093,2026-01-01,2026-01-01,,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093/,Movie,8.7,136,1999,Action,1,1999-03-31,x,,\n\
    4,tt0959621,2026-01-01,2026-01-01,,Pilot,Pilot,https://www.imdb.com/title/tt0959621/,TV Episode,9.0,58,2008,Drama,1,2008-01-20,,,\n";

#[test]
fn imdb_rows_are_looked_up_once_and_for_all() {
    let world = World::with_v4();
    let file = world.file("c3b0.csv", IMDB);
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
    assert_eq!(words(&outcomes(&ran)), ["added", "added", "already_present", "unsupported"]);
    assert_eq!(world.on_tmdb("Seen").unwrap(), ["movie:603", "tv:1399"]);
    let looked_up = world.asked("/find/");
    assert_eq!(looked_up, 2, "the repeated row and the episode ask nothing");

    world.advance(86_400);
    let writes = world.write_requests();
    let again = world.run(&["lists", "import", &file, "--to", "Seen", "--json"]);
    assert_eq!(
        words(&outcomes(&again)),
        ["already_present", "already_present", "already_present", "unsupported"]
    );
    assert_eq!(again.code, 0);
    assert_eq!((world.asked("/find/"), world.write_requests()), (looked_up, writes));
}

#[test]
fn rows_that_need_a_person_go_round() {
    let world = World::with_v4();
    let titles = "Heat (1995)\nSolaris\nNo Such Film At All (1911)\nmovie:nonsense\nFargo (1996)\n";
    let file = world.file("titles.txt", titles);
    let left = world.path("left.csv").display().to_string();
    let ran =
        world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--unmatched", &left, "--json"]);
    assert_eq!(ran.code, 6, "{}", ran.stderr);
    assert_eq!(
        outcomes(&ran).iter().map(|(line, _, outcome)| (*line, outcome.as_str())).collect::<Vec<_>>(),
        [(1, "added"), (2, "ambiguous"), (3, "unmatched"), (5, "added"), (4, "failed")]
    );
    let candidates = &data(&ran)["data"][1]["error"]["details"]["candidates"];
    assert_eq!(refs(candidates), ["movie:593", "movie:2103"]);
    let table = world.read("left.csv");
    assert_eq!(table.lines().next().unwrap(), "title,item,reason,candidates,flixir_target");
    assert!(table.contains("Solaris,,ambiguous:"), "{table}");
    assert!(table.contains("movie:593 Solaris (1972); movie:2103 Solaris (2002)"), "{table}");

    let filled =
        table.replace("Solaris,,", "Solaris,movie:593,").lines().take(2).collect::<Vec<_>>().join("\n");
    let filled = world.file("filled.csv", filled);
    let ran = world.run(&["lists", "import", &filled, "--json"]);
    assert_eq!((ran.code, words(&outcomes(&ran))), (0, vec!["added"]), "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Seen").unwrap(), ["movie:949", "movie:275", "movie:593"]);

    // What the person decided once also applies to the original file.
    let again = world.run(&["lists", "import", &file, "--to", "Seen", "--json"]);
    assert_eq!(words(&outcomes(&again))[..2], ["already_present", "already_present"]);
    let human = world.run(&["lists", "import", &file, "--to", "Seen"]);
    assert!(
        human.stdout.contains("already present: 3") && human.stdout.contains("No Such Film"),
        "{}",
        human.stdout
    );
}

#[test]
fn without_tmdb_what_is_known_is_queued() {
    let world = World::with_v4();
    let file = world.file("mine.list", "# name: Mine\nmovie:603\ntv:1399\n");
    assert_eq!(world.run(&["lists", "ls"]).code, 0);
    let ran = world.run(&["--offline", "lists", "import", &file, "--create", "--json"]);
    assert_eq!((ran.code, words(&outcomes(&ran))), (0, vec!["queued", "queued"]), "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Mine"), None);
    assert_eq!(world.run(&["queue", "retry", "--json"]).code, 0);
    assert_eq!(world.on_tmdb("Mine").unwrap(), ["movie:603", "tv:1399"]);
}

#[test]
fn a_comment_in_a_list_file_is_never_shown_as_the_title() {
    let world = World::with_v4();
    let file = world
        .file("mine.list", "# name: Mine\nmovie:603 # Alien (1979)\nmovie:348 # watch with Ann\nmovie:949\n");
    let offline = world.run(&["--offline", "lists", "import", &file, "--create", "--dry-run", "--json"]);
    let titles: Vec<_> = outcomes(&offline).into_iter().map(|(_, title, _)| title).collect();
    assert_eq!(titles, ["movie:603", "movie:348", "movie:949"], "{}", offline.stderr);
    let ran = world.run(&["lists", "import", &file, "--create", "--json"]);
    let rows = outcomes(&ran);
    assert_eq!((ran.code, words(&rows)), (6, vec!["ambiguous", "added", "added"]), "{}", ran.stderr);
    assert_eq!(rows[1].1, "Alien", "{rows:?}");
    let message = data(&ran)["data"][0]["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("movie:603 is The Matrix (1999) on TMDB"), "{message}");
    assert!(message.contains("the comment says 'Alien (1979)'"), "{message}");
    assert_eq!(world.on_tmdb("Mine").unwrap(), ["movie:348", "movie:949"]);
}

#[test]
fn a_row_with_too_many_cells_gives_no_rating() {
    let world = World::with_v4();
    let file =
        world.file("ratings.csv", "Title,Year,Rating\nThe Matrix,1999,7,5\nAlien,1979,7,5,5\nHeat,1995,8\n");
    let ran = world.run(&["lists", "import", &file, "--to", "@rated", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "ambiguous", "added"], "{} {}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("decimal comma"), "{}", ran.stderr);
    let with_ids =
        world.file("rated.csv", "tmdb_id,type,rating\n603,movie,7,5,5\n348,movie,8\n949,movie,9\n");
    let ran = world.run(&["lists", "import", &with_ids, "--to", "@rated", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["failed", "added", "added"], "{} {}", ran.stdout, ran.stderr);
    let message = data(&ran)["data"][0]["error"]["message"].as_str().unwrap().to_owned();
    assert_eq!(message, "its rating is not clear: the row has 5 cells, and the header has 3");
}

#[test]
fn in_a_new_home_without_tmdb_an_import_is_queued_for_the_account_of_the_token() {
    let mut world = World::with_v4();
    world.environment.remove("TMDB_SESSION_ID");
    let file = world.file("rows.csv", "media_type,tmdb_id\nmovie,603\nmovie,11\n");
    let ran = world.run(&["--offline", "lists", "import", &file, "--to", "New", "--create", "--json"]);
    assert_eq!((ran.code, words(&outcomes(&ran))), (0, vec!["queued", "queued"]), "{}", ran.stderr);
    assert!(ran.stderr.contains("TMDB was not asked whether a list 'New' exists"), "{}", ran.stderr);
    let other = world.run(&["--offline", "lists", "import", &file, "--to", "Other", "--json"]);
    assert_eq!(other.code, 5, "without --create nothing is made: {}", other.stderr);
    assert_eq!(world.run(&["queue", "retry"]).code, 0);
    assert_eq!(world.on_tmdb("New").unwrap(), ["movie:603", "movie:11"]);
    assert_eq!(world.on_tmdb("Other"), None);
}

#[test]
fn an_outage_costs_only_what_was_not_yet_asked() {
    let world = World::with_v4();
    let file = world.file("c3b0.csv", IMDB);
    world.fault("GET /3/find/*: 503");
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(ran.code, 6, "{} {}", ran.stdout, ran.stderr);
    assert_eq!(words(&outcomes(&ran)), ["failed", "failed", "failed", "unsupported"]);
    assert_eq!(data(&ran)["data"][0]["error"]["type"], "unavailable");
    world.sandbox.clear_faults();
    let again = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(words(&outcomes(&again)), ["added", "added", "already_present", "unsupported"]);
}

#[test]
fn v3_takes_the_films_and_says_why_not_the_shows() {
    let mut world = World::with_v4();
    world.environment.remove("TMDB_USER_TOKEN");
    let file = world.file("c3b0.csv", IMDB);
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(words(&outcomes(&ran)), ["added", "unsupported", "already_present", "unsupported"]);
    assert_eq!(data(&ran)["data"][1]["error"]["type"], "unsupported");
    let shows = world.file("shows.txt", "tv:1399\n");
    assert_eq!(
        world.run(&["lists", "import", &shows, "--to", "Seen", "--json"]).code,
        6,
        "none could be used"
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let world = World::with_v4();
    let file = world.file("c3b0.csv", IMDB);
    let left = world.path("left.csv").display().to_string();
    let ran = world.run(&[
        "--dry-run",
        "lists",
        "import",
        &file,
        "--to",
        "New",
        "--create",
        "--unmatched",
        &left,
        "--json",
    ]);
    assert_eq!(
        (ran.code, words(&outcomes(&ran))),
        (0, vec!["added", "added", "already_present", "unsupported"])
    );
    assert_eq!((world.on_tmdb("New"), world.write_requests()), (None, 0));
    assert!(!world.path("left.csv").exists());
    assert_eq!(data(&ran)["meta"]["dry_run"], true);
}

#[test]
fn collections_are_places_too() {
    let world = World::with_v4();
    let file = world.file("x.csv", "tmdb_id,type,rating\n603,movie,8\n1399,tv,\n");
    let ran = world.run(&["lists", "import", &file, "--to", "@rated", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "unsupported"], "{}", ran.stdout);
    let ran = world.run(&["lists", "import", &file, "--to", "@watchlist", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "added"]);
    let again = world.run(&["lists", "import", &file, "--to", "@rated", "--json"]);
    assert_eq!(words(&outcomes(&again)), ["already_present", "unsupported"]);
    let other = world.file("y.csv", "tmdb_id,type,rating\n603,movie,9\n");
    assert_eq!(
        words(&outcomes(&world.run(&["lists", "import", &other, "--to", "@rated", "--json"]))),
        ["added"]
    );
    assert_eq!(world.sandbox.state()["users"][0]["ratings"][0]["value"], json!(9.0));
    assert_eq!(world.collection("watchlist"), ["movie:603", "tv:1399"]);
    let slip = world.run(&["lists", "import", &file, "--to", "@watched", "--create", "--json"]);
    assert_eq!((slip.code, slip.error().as_str()), (2, "usage"));
}

#[test]
fn unusable_files_are_refused_before_anything_happens() {
    let world = World::with_v4();
    for (name, content, code) in [
        ("people.csv", &b"Position,Const,Created,Modified,Description,Name,Known For,Birth Date\n"[..], 2),
        ("photo.jpg", &b"\xFF\xD8\0\0"[..], 2),
        ("cut.zip", &b"PK\x03\x04broken"[..], 2),
    ] {
        let file = world.file(name, content);
        let ran = world.run(&["lists", "import", &file, "--to", "X", "--create", "--json"]);
        assert_eq!(ran.code, code, "{name}: {}", ran.stderr);
    }
    let missing = world.run(&["lists", "import", "/no/such/file.csv", "--to", "X", "--json"]);
    assert_eq!((missing.code, missing.error().as_str()), (3, "not_found"));
    let empty = world.file("empty.csv", "tmdb_id\n");
    assert_eq!(world.run(&["lists", "import", &empty, "--to", "X", "--create", "--json"]).code, 0);
    let typed = world.run_with("603\n", &["lists", "import", "-", "--to", "X", "--create", "--json"]);
    assert_eq!(words(&outcomes(&typed)), ["added"], "{}", typed.stderr);
}

#[test]
fn lists_are_written_for_others_and_read_back() {
    let world = World::with_v4();
    let create = world.run(&["lists", "create", "Winter", "--description", "Snow", "--json"]);
    assert_eq!(create.code, 0, "{}", create.stderr);
    assert_eq!(world.run(&["lists", "add", "Winter", "movie:603", "tv:1399"]).code, 0);
    let text = world.run(&["lists", "export", "winter", "--to", "list"]);
    let (before, base) = text.stdout.split_once("# base: ").unwrap();
    let (base, after) = base.split_once('\n').unwrap();
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    assert!(base.starts_with(&format!("{id}@")), "{base}");
    assert_eq!(
        format!("{before}{after}"),
        "# name: Winter\n# description: Snow\n# public: true\nmovie:603        # The Matrix (1999)\ntv:1399          # Game of Thrones (2011)\n",
        "{}",
        text.stderr
    );
    let boxd = world.run(&["lists", "export", "Winter", "--to", "letterboxd"]);
    assert_eq!(boxd.stdout, "tmdbID,imdbID,Title,Year,Rating10\n603,tt0133093,The Matrix,1999,\n");
    assert!(boxd.stderr.contains("one item was left out: Letterboxd only has movies"), "{}", boxd.stderr);
    for (format, file) in
        [("csv", "w.csv"), ("json", "w.json"), ("jsonl", "w.jsonl"), ("list", "w.list"), ("imdb", "w2.csv")]
    {
        let path = world.path(file);
        world.file(file, "");
        let path = path.display().to_string();
        let ran = world.run(&["lists", "export", "Winter", "--to", format, "--file", &path, "--json"]);
        assert_eq!(data(&ran)["data"]["items"], 2, "{format}: {}", ran.stderr);
        let back = world.run(&["lists", "import", &path, "--to", "Winter", "--json"]);
        assert_eq!(words(&outcomes(&back)), ["already_present"; 2], "{format}: {}", back.stdout);
    }
    let dry = world.path("dry.csv").display().to_string();
    assert_eq!(world.run(&["--dry-run", "lists", "export", "Winter", "--to", "csv", "--file", &dry]).code, 0);
    assert!(!world.path("dry.csv").exists());
    assert_eq!(world.run(&["lists", "export", "None", "--to", "csv", "--json"]).code, 3);
}

#[test]
fn applying_a_file_makes_a_list_and_applying_it_again_does_nothing() {
    let world = World::with_v4();
    let file =
        world.file("winter.list", "# name: Winter\n# description: Snow\nmovie:603 # The Matrix\ntt0944947\n");
    let dry = world.run(&["--dry-run", "lists", "apply", &file, "--json"]);
    assert_eq!(data(&dry)["data"][0]["actions"].as_array().unwrap().len(), 3);
    assert_eq!(world.on_tmdb("Winter"), None);
    assert_eq!(world.run(&["lists", "apply", &file, "--check"]).code, 8);
    assert_eq!(world.run(&["lists", "apply", &file, "--no-create", "--json"]).code, 3);

    let ran = world.run(&["lists", "apply", &file, "--json"]);
    assert_eq!(ran.code, 0, "{} {}", ran.stdout, ran.stderr);
    assert_eq!(
        (&data(&ran)["data"][0]["outcome"], &data(&ran)["meta"]["counts"]["pushed"]),
        (&json!("applied"), &json!(3))
    );
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603", "tv:1399"]);
    let writes = world.write_requests();
    world.advance(60);
    let again = world.run(&["lists", "apply", &file, "--json"]);
    assert_eq!(data(&again)["data"][0]["outcome"], "unchanged");
    assert_eq!(world.write_requests(), writes);
    let check = world.run(&["lists", "apply", &file, "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""));

    // The file takes one off, puts one on, and gives the list another name.
    world.file("winter.list", "# name: Cold\n# description: Snow\nmovie:603\nmovie:348\n");
    world.advance(60);
    let changed = world.run(&["lists", "apply", &file]);
    assert_eq!(changed.code, 0, "{}", changed.stderr);
    assert!(changed.stdout.contains("- tv:1399 Game of Thrones removed from file"), "{}", changed.stdout);
    assert_eq!(
        (world.on_tmdb("Winter"), world.on_tmdb("Cold").unwrap()),
        (None, vec!["movie:603".to_owned(), "movie:348".to_owned()])
    );
}

#[test]
fn drift_is_told_and_kept_unless_pruned() {
    let world = World::with_v4();
    let file = world.file("winter.list", "# name: Winter\nmovie:603\nmovie:348\n");
    assert_eq!(world.run(&["lists", "apply", &file]).code, 0);
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    let edit = |what: &str, item: &str| {
        world.advance(60);
        world.sandbox.edit_list(&json!({"list": id, "do": what, "items": [item]})).unwrap();
    };
    edit("add", "movie:949");
    edit("remove", "movie:348");
    world.advance(60);
    let check = world.run(&["lists", "apply", &file, "--check"]);
    assert_eq!(check.code, 8);
    assert!(check.stdout.contains("? movie:949") && check.stderr.contains("add --prune"), "{check:?}");
    let quiet = world.run(&["lists", "apply", &file, "--check", "-q"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (8, "", ""));
    let ran = world.run(&["lists", "apply", &file, "--json"]);
    let drift: Vec<_> = data(&ran)["data"][0]["drift"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["type"].clone(), row["item"]["id"].clone()))
        .collect();
    assert_eq!(drift, [(json!("added_on_tmdb"), json!(949)), (json!("removed_on_tmdb"), json!(348))]);
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603", "movie:949"]);

    let unasked = world.run(&["lists", "apply", &file, "--prune", "--json"]);
    assert_eq!(
        (unasked.code, unasked.error().as_str()),
        (2, "usage"),
        "pruning wants --yes where nobody can be asked"
    );
    let pruned = world.run(&["--yes", "lists", "apply", &file, "--prune", "--json"]);
    assert_eq!(pruned.code, 0, "{}", pruned.stderr);
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603", "movie:348"]);
    let log = world.run(&["lists", "apply", &file, "--check"]);
    assert_eq!(log.code, 0, "{}", log.stderr);
}

/// The recipe of the README: export, take a line out, apply.
#[test]
fn a_line_taken_out_of_an_exported_file_is_a_removal() {
    let world = World::with_v4();
    assert_eq!(world.run(&["lists", "create", "Old masters"]).code, 0);
    assert_eq!(world.run(&["lists", "add", "Old masters", "movie:603", "movie:348", "movie:949"]).code, 0);
    let file = world.file("old-masters.list", "");
    world.advance(60);
    let export = world.run(&["lists", "export", "Old masters", "--to", "list", "--file", &file]);
    assert_eq!(export.code, 0, "{}", export.stderr);
    let text = std::fs::read_to_string(&file).unwrap();
    let check = world.run(&["lists", "apply", &file, "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""));
    let shorter: String = text.split_inclusive('\n').filter(|line| !line.starts_with("movie:348")).collect();
    world.file("old-masters.list", &shorter);
    assert_eq!(world.run(&["lists", "apply", &file, "--check"]).code, 8);
    let dry = world.run(&["lists", "apply", &file, "--dry-run"]);
    assert!(dry.stdout.contains("- movie:348") && dry.stdout.contains("removed from file"), "{dry:?}");
    let applied = world.run(&["lists", "apply", &file]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_eq!(world.on_tmdb("Old masters").unwrap(), ["movie:603", "movie:949"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), shorter, "apply never writes files");
    world.advance(60);
    let check = world.run(&["lists", "apply", &file, "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""));
}

/// One machine edits a file, somebody else renames the list and takes one off on the site.
#[test]
fn an_exported_file_finds_its_list_after_a_rename() {
    let world = World::with_v4();
    assert_eq!(world.run(&["lists", "create", "Winter"]).code, 0);
    assert_eq!(world.run(&["lists", "add", "Winter", "movie:603", "movie:348", "movie:949"]).code, 0);
    let text = world.run(&["lists", "export", "Winter", "--to", "list"]).stdout;
    let file = world.file("winter.list", text.replace("movie:603 ", "movie:11 #"));
    assert_eq!(world.run(&["lists", "apply", &file]).code, 0);
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    world.advance(60);
    world.sandbox.edit_list(&json!({"list": id, "do": "update", "name": "Snow"})).unwrap();
    world.sandbox.edit_list(&json!({"list": id, "do": "remove", "items": ["movie:348"]})).unwrap();
    world.advance(60);
    assert_eq!(world.run(&["lists", "ls", "--refresh"]).code, 0);
    let text = std::fs::read_to_string(&file).unwrap();
    world.file("winter.list", text.replace("movie:949 ", "movie:12 #"));
    let ran = world.run(&["lists", "apply", &file]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("? movie:348") && ran.stdout.contains("name is 'Snow' on TMDB"), "{ran:?}");
    assert_eq!(
        (world.on_tmdb("Snow").unwrap(), world.on_tmdb("Winter")),
        (vec!["movie:11".to_owned(), "movie:12".to_owned()], None)
    );
    // A new name in the file renames the list that the line names.
    let text = std::fs::read_to_string(&file).unwrap();
    world.file("winter.list", text.replace("# name: Winter", "# name: Ice"));
    world.advance(60);
    assert_eq!(world.run(&["lists", "apply", &file]).code, 0);
    assert_eq!((world.on_tmdb("Ice").unwrap().len(), world.on_tmdb("Snow")), (2, None));
}

#[test]
fn without_a_common_version_nothing_is_removed() {
    let world = World::with_v4();
    assert_eq!(world.run(&["lists", "create", "Winter"]).code, 0);
    assert_eq!(world.run(&["lists", "add", "Winter", "movie:603", "movie:348"]).code, 0);
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    for (line, told) in [
        (String::new(), false),
        (format!("# base: {id}@0123\n"), false),
        ("# base: 999999@0123\n".to_owned(), true),
        ("# base: nonsense\n".to_owned(), true),
    ] {
        world.advance(60);
        let file = world.file("winter.list", format!("# name: Winter\n{line}movie:603\n"));
        let ran = world.run(&["lists", "apply", &file, "--dry-run"]);
        let words = "on TMDB but not in the file, no common version known";
        assert!(ran.stdout.contains(words), "{line}: {ran:?}");
        assert_eq!(ran.stderr.contains("which this account doesn't have"), told, "{line}: {ran:?}");
    }
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603", "movie:348"]);
}

#[test]
fn the_guard_stops_an_apply_before_anything_is_written() {
    let world = World::with_v4();
    let many = [11, 12, 13, 14, 15, 18].map(|id| format!("movie:{id}\n")).concat();
    let file = world.file("many.list", format!("# name: Many\n{many}"));
    assert_eq!(world.run(&["lists", "apply", &file]).code, 0);
    let new = world.file("new.list", "# name: New\nmovie:603\n");
    world.file("many.list", "# name: Many\n");
    world.advance(60);
    let ran = world.run(&["lists", "apply", &new, &file, "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (7, "guard"));
    assert_eq!((world.on_tmdb("New"), world.on_tmdb("Many").unwrap().len()), (None, 6));
    assert_eq!(world.run(&["lists", "apply", &file, "--max-delete", "5", "--json"]).code, 7);
    assert_eq!(world.run(&["lists", "apply", &new, &file, "--force"]).code, 0);
    assert_eq!((world.on_tmdb("New").unwrap().len(), world.on_tmdb("Many").unwrap().len()), (1, 0));
}

#[test]
fn files_that_are_not_clear_in_every_line_change_nothing() {
    let world = World::with_v4();
    let good = world.file("good.list", "# name: Good\nmovie:603\n");
    for (text, code, words) in [
        ("# name: Bad\nmovie:603\nmovie:x\nThe Matrix\n", 2, "line 3"),
        ("movie:603\n", 2, "# name:"),
        ("# name: Bad\nperson:31\n", 2, "it is a person"),
        ("# name: Bad\n/x/movie.nfo\n", 2, "not files"),
        ("# name: Bad\ntt9999999\n", 3, "not a title on TMDB"),
        ("# name: good\nmovie:1\n", 2, "both the list"),
    ] {
        let bad = world.file("bad.list", text);
        let ran = world.run(&["lists", "apply", &good, &bad, "--json"]);
        assert_eq!(ran.code, code, "{text}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{text}: {}", ran.stderr);
    }
    assert_eq!(world.write_requests(), 0);
    std::fs::remove_file(world.path("bad.list")).unwrap();
    world.file("other.txt", "# name: Other\ntv:1399\n");
    let folder = world.path("").display().to_string();
    let ran = world.run(&["lists", "apply", &folder, "--json"]);
    assert_eq!(data(&ran)["data"].as_array().unwrap().len(), 2, "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Other").unwrap(), ["tv:1399"]);
}

#[test]
fn an_apply_without_tmdb_is_queued_or_refused() {
    let world = World::with_v4();
    let file = world.file("winter.list", "# name: Winter\nmovie:603\n");
    assert_eq!(world.run(&["lists", "ls"]).code, 0);
    let offline = world.run(&["--offline", "lists", "apply", &file, "--json"]);
    assert_eq!(
        (offline.code, &data(&offline)["data"][0]["outcome"]),
        (0, &json!("queued")),
        "{}",
        offline.stderr
    );
    assert_eq!(world.run(&["queue", "retry"]).code, 0);
    assert_eq!(world.on_tmdb("Winter").unwrap(), ["movie:603"]);
    assert_eq!(data(&world.run(&["lists", "apply", &file, "--json"]))["data"][0]["outcome"], "unchanged");
}

#[test]
fn a_walk_over_a_media_folder_adds_films_and_shows() {
    let world = World::with_v4();
    assert_eq!(world.run(&["lists", "create", "Owned"]).code, 0);
    let nfo = |name: &str, text: &str| world.file(name, text);
    let paths = [
        nfo("The Matrix/movie.nfo", "<movie><uniqueid type=\"tmdb\">603</uniqueid></movie>"),
        nfo("Thrones/tvshow.nfo", "<tvshow><uniqueid type=\"imdb\">tt0944947</uniqueid></tvshow>"),
        nfo(
            "Thrones/Season 1/e1.nfo",
            "<episodedetails><uniqueid type=\"tmdb\">63056</uniqueid></episodedetails>",
        ),
        nfo("Thrones/Season 1/season.nfo", "<season><uniqueid type=\"tmdb\">3624</uniqueid></season>"),
    ];
    let ran = world.run_with(&paths.join("\n"), &["lists", "add", "Owned", "-", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("2 files of episodes and seasons were skipped"), "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Owned").unwrap(), ["movie:603", "tv:1399"]);
    let named = world.run(&["lists", "add", "Owned", &paths[2], "--json"]);
    assert_eq!((named.code, named.error().as_str()), (2, "usage"), "named by itself, it is a mistake");
}

#[test]
fn sets_print_what_lists_add_takes() {
    let world = World::with_v4();
    for (name, items) in [("A", &["movie:603", "tv:1399", "movie:949"][..]), ("B", &["tv:1399", "movie:348"])]
    {
        assert_eq!(world.run(&["lists", "create", name]).code, 0);
        assert_eq!(world.run(&[&["lists", "add", name][..], items].concat()).code, 0);
    }
    let file = world.file("c.list", "movie:949\n");
    let union = world.run(&["lists", "union", "A", "B"]);
    assert_eq!(
        union.stdout,
        "movie:603        # The Matrix (1999)\ntv:1399          # Game of Thrones (2011)\nmovie:949        # Heat (1995)\nmovie:348        # Alien (1979)\n",
        "{}",
        union.stderr
    );
    let minus = world.run(&["lists", "minus", "A", "B", &file, "--jsonl"]);
    assert_eq!(minus.stdout.lines().count(), 1);
    let both = world.run(&["lists", "intersect", "A", "B", "--jq", ".data[].id"]);
    assert_eq!(both.stdout, "1399\n");
    assert_eq!(world.run(&["lists", "create", "C"]).code, 0);
    let added = world.run_with(&union.stdout, &["lists", "add", "C", "-", "--json"]);
    assert_eq!(added.json()["meta"]["counts"]["added"], 4);
    assert_eq!(world.run(&["lists", "minus", "A", "@watchlist", "--jsonl"]).stdout.lines().count(), 3);
    assert_eq!(world.run(&["lists", "union", "A", "Nowhere", "--json"]).code, 3);
}

#[test]
fn an_import_brings_comments_along_where_tmdb_keeps_them() {
    let world = World::with_v4();
    let long = "y".repeat(700);
    let file = world.file(
        "list.csv",
        format!("tmdb_id,type,comment,description\n603,movie,Seen twice,A plot\n1399,tv,,Another plot\n680,movie,{long},\n"),
    );
    let first = world.run(&["lists", "import", &file, "--to", "Notes", "--create", "--json"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(
        first.stderr.contains("comments of one row") && first.stderr.contains("were cut to 500 characters"),
        "{}",
        first.stderr
    );
    let comments = |world: &World| {
        let state = world.sandbox.state();
        let items = state["lists"][0]["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["comment"].as_str().map(|text| text.chars().count())).collect::<Vec<_>>()
    };
    assert_eq!(comments(&world), [Some(10), None, Some(500)]);

    // What flixir exports, it reads back, comments and all.
    for format in ["json", "jsonl", "csv"] {
        let exported = world.run(&["lists", "export", "Notes", "--to", format]).stdout;
        let again = world.file(&format!("again.{format}"), exported);
        let name = format!("Notes in {format}");
        assert_eq!(world.run(&["lists", "import", &again, "--to", &name, "--create"]).code, 0);
        let state = world.sandbox.state();
        let lists = state["lists"].as_array().unwrap();
        let [one, other] = ["Notes", name.as_str()].map(|name| {
            let list = lists.iter().find(|list| list["name"] == name).unwrap();
            let items = list["items"].as_array().unwrap().iter();
            items.map(|item| (item["id"].clone(), item["comment"].clone())).collect::<Vec<_>>()
        });
        assert_eq!(one, other, "{format}");
    }

    let other = world.file("other.csv", "tmdb_id,type,note\n603,movie,Changed my mind\n1399,tv,New\n");
    let second = world.run(&["lists", "import", &other, "--to", "Notes"]);
    assert!(
        second.stderr.contains("comments of one row") && second.stderr.contains("TMDB can't change them"),
        "{}",
        second.stderr
    );
    assert_eq!(comments(&world), [Some(10), Some(3), Some(500)]);
    let bare = world.run(&["lists", "import", &file, "--to", "Bare", "--create", "--no-comments"]);
    assert_eq!(bare.code, 0, "{}", bare.stderr);
    let watch = world.run(&["lists", "import", &other, "--to", "@watchlist"]);
    assert!(watch.stderr.contains("TMDB has comments on lists only"), "{}", watch.stderr);
}

#[test]
fn an_import_on_v3_leaves_comments_aside_and_says_so_once() {
    let world = World::logged_in();
    let file = world.file("list.csv", "tmdb_id,comment\n603,Seen twice\n680,Never\n");
    let ran = world.run(&["lists", "import", &file, "--to", "Notes", "--create"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("comments of 2 rows").count(), 1, "{}", ran.stderr);
}

#[test]
fn an_import_says_what_is_wrong_with_a_rating_or_an_id() {
    let world = World::with_v4();
    let file = world.file(
        "ratings.csv",
        "tmdb_id,type,rating\n603,movie,8\nabc,movie,5\n604,movie,11\n605,movie,great\n680,movie,\n,movie,5\n",
    );
    let ran = world.run(&["lists", "import", &file, "--to", "@rated", "--json"]);
    let messages: Vec<Value> =
        ran.json()["data"].as_array().unwrap().iter().map(|row| row["error"]["message"].clone()).collect();
    assert_eq!(
        messages,
        [
            Value::Null,
            json!("'abc' is no id, and there is no title beside it"),
            json!("its rating '11' is not a score from 0.5 to 10"),
            json!("its rating 'great' is not a score from 0.5 to 10"),
            json!("it has no rating"),
            json!("it has neither an id nor a title"),
        ]
    );
}

/// Sends a signal when so many look-ups have been answered.
struct SignalAfter {
    network: HttpTransport,
    left: AtomicUsize,
    interrupted: Arc<AtomicBool>,
}

impl Transport for SignalAfter {
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = self.network.exchange(request);
        if request.url.contains("/find/") && self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.interrupted.store(true, Ordering::Relaxed);
        }
        answer
    }
}

#[test]
fn after_ctrl_c_only_what_was_not_answered_is_asked() {
    const IDS: [&str; 16] = [
        "tt0076759",
        "tt0266543",
        "tt0109830",
        "tt0169547",
        "tt0033467",
        "tt0119116",
        "tt0017136",
        "tt0325980",
        "tt0266697",
        "tt0078788",
        "tt0105695",
        "tt0338013",
        "tt0245712",
        "tt0062622",
        "tt0114746",
        "tt0287467",
    ];
    let mut world = World::with_v4();
    let file = world.file("ids.csv", format!("const\n{}\n", IDS.join("\n")));
    world.transport = Some(Arc::new(SignalAfter {
        network: HttpTransport::new(true),
        left: AtomicUsize::new(1),
        interrupted: Arc::clone(&world.interrupted),
    }));
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(ran.code, 130, "{}", ran.stderr);
    assert!(ran.stderr.contains("of 16 rows were looked up, and nothing was added yet"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run the same command again to continue where it stopped"), "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Seen"), None);
    let asked = world.asked("/find/");
    assert!((1..16).contains(&asked), "{asked}");
    world.interrupted.store(false, Ordering::Relaxed);
    let again = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(again.json()["meta"]["counts"]["added"], 16, "{}", again.stderr);
    assert_eq!(world.asked("/find/"), 16);
}

/// A file of 100 movies whose numbers are known, and behind them some that must be looked up.
fn known_and_unknown(world: &World) -> String {
    let popular = world.run(&["movies", "popular", "--pages", "5", "--json"]).json();
    let known: Vec<String> =
        popular["data"].as_array().unwrap().iter().map(|media| format!("movie,{},\n", media["id"])).collect();
    assert_eq!(known.len(), 100);
    let unknown = ["tt0076759", "tt0266543", "tt0109830", "tt0169547", "tt0033467", "tt0119116"];
    let unknown: Vec<String> = unknown.iter().map(|id| format!(",,{id}\n")).collect();
    world.file("ids.csv", format!("media_type,tmdb_id,imdb_id\n{}{}", known.concat(), unknown.concat()))
}

#[test]
fn what_is_known_is_written_while_the_rest_is_looked_up() {
    let world = World::with_v4();
    let file = known_and_unknown(&world);
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let log = world.sandbox.log();
    let place = |is_it: &dyn Fn(&str, &str) -> bool| {
        let is_it = |request: &Value| {
            is_it(
                request["method"].as_str().unwrap_or_default(),
                request["path"].as_str().unwrap_or_default(),
            )
        };
        log.iter().position(is_it)
    };
    let written = place(&|method, path| method == "POST" && path.ends_with("/items"));
    let asked = place(&|_, path| path.contains("/find/"));
    assert!(written.is_some() && written < asked, "{written:?} {asked:?}");
}

#[test]
fn after_ctrl_c_an_import_says_what_it_added() {
    let mut world = World::with_v4();
    let file = known_and_unknown(&world);
    world.transport = Some(Arc::new(SignalAfter {
        network: HttpTransport::new(true),
        left: AtomicUsize::new(1),
        interrupted: Arc::clone(&world.interrupted),
    }));
    let command = ["lists", "import", &file, "--to", "Seen", "--create", "--json"];
    let ran = world.run(&command);
    assert_eq!(ran.code, 130, "{}", ran.stderr);
    // The signal comes during the look-ups, or between them and the last write.
    assert!(
        ran.stderr.contains("interrupted: ") && ran.stderr.contains("titles were queued"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains(" 100 "), "{}", ran.stderr);
    assert_eq!(world.on_tmdb("Seen").unwrap().len(), 100);
    world.interrupted.store(false, Ordering::Relaxed);
    let again = world.run(&command).json();
    let counts = &again["meta"]["counts"];
    let done = counts["added"].as_u64().unwrap() + counts["already_present"].as_u64().unwrap();
    assert_eq!((counts["failed"].as_u64(), done), (Some(0), 106), "{counts}");
}

/// Rows that are matched by an id, by title, and not at all.
const REVIEWED: &str = "Title,Year,imdb_id\nThe Matrix,1999,tt0133093\nHeat,1995,\nFargo,1997,\nSolaris,,\n";

#[test]
fn weak_matches_are_reviewed_and_a_person_s_word_is_remembered() {
    let world = World::with_v4();
    let file = world.file("mine.csv", REVIEWED);
    let left = world.path("left.csv").display().to_string();
    let import = ["lists", "import", &file, "--to", "Seen", "--create", "--json"];
    let ran = world.run(&[&import[..], &["--unmatched", &left, "--review"]].concat());
    let rows = data(&ran)["data"].clone();
    let by: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["by"]).collect();
    assert_eq!(
        by,
        [&json!("imdb_id"), &json!("exact_title_year"), &json!("title_year_off_by_one"), &Value::Null]
    );
    assert_eq!((&rows[0]["row"], &rows[0]["to"]), (&json!(2), &json!("Seen")));
    let table = world.read("left.csv");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "Title,Year,imdb_id,item,reason,candidates,flixir_target");
    assert_eq!(lines.len(), 4, "what an id named needs no review: {table}");
    assert!(lines[1].starts_with("Heat,1995,,movie:949,added by exact_title_year"), "{table}");
    assert!(lines[2].starts_with("Fargo,1997,,movie:275,added by title_year_off_by_one"), "{table}");
    assert!(lines[3].starts_with("Solaris,,,,ambiguous:"), "{table}");

    // The person meant the TV show, and the newer movie.
    let filled = table.replace("movie:275", "tv:60622").replace("Solaris,,,,", "Solaris,,,movie:2103,");
    let filled = world.file("filled.csv", filled);
    let again = world.run(&["lists", "import", &filled, "--json"]);
    assert_eq!(words(&outcomes(&again)), ["already_present", "added", "added"], "{}", again.stderr);
    let later = world.run(&import);
    let rows = data(&later)["data"].clone();
    let decided: Vec<(&Value, &Value)> =
        rows.as_array().unwrap().iter().map(|row| (&row["id"], &row["by"])).collect();
    assert_eq!(decided[2..], [(&json!(60_622), &json!("decision")), (&json!(2103), &json!("decision"))]);
    assert_eq!(later.code, 0, "{}", later.stderr);
}

#[test]
fn of_several_ratings_of_one_title_the_newest_counts() {
    let world = World::with_v4();
    let text = "Title,Year,Rating,Date\nHeat,1995,9,02.05.2024\nHeat,1995,3,01.01.2020\n\
        Dune,2021,5,2024-05-01T22:00:00Z\nDune,2021,2,2024-05-01T08:00:00Z\n";
    let file = world.file("rated.csv", text);
    let ran = world.run(&["lists", "import", &file, "--to", "@rated", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "superseded", "added", "superseded"], "{}", ran.stdout);
    assert_eq!(data(&ran)["meta"]["counts"]["superseded"], 2);
    let ratings = world.sandbox.state()["users"][0]["ratings"].clone();
    let scores: Vec<&Value> = ratings.as_array().unwrap().iter().map(|rating| &rating["value"]).collect();
    assert_eq!(scores, [&json!(9.0), &json!(5.0)]);
    let human = world.run(&["lists", "import", &file, "--to", "@rated"]);
    assert!(human.stdout.contains("superseded"), "{}", human.stdout);
}

#[test]
fn an_import_never_leaves_an_empty_list_behind() {
    let world = World::with_v4();
    for (name, text, code) in [
        ("none.csv", "Title,Year\nNo Such Film At All,1911\nNor This One,1912\n", 6),
        ("people.csv", "Const,Title,Title Type\ntt0959621,Pilot,TV Episode\n", 6),
        ("page.html", "<html>\n<li>Heat</li>\n</html>\n", 2),
        ("empty.csv", "Title,Year\n", 0),
    ] {
        let file = world.file(name, text);
        let ran = world.run(&["lists", "import", &file, "--to", "New", "--create", "--json"]);
        assert_eq!((ran.code, world.on_tmdb("New")), (code, None), "{name}: {}", ran.stderr);
    }
    assert_eq!(world.write_requests(), 0);
    world.fault("/3/search/*: 503");
    let file = world.file("down.csv", "Title,Year\nHeat,1995\n");
    let ran = world.run(&["lists", "import", &file, "--to", "New", "--create", "--json"]);
    assert_eq!((ran.code, world.on_tmdb("New")), (5, None), "{}", ran.stderr);
    let page = world.file("page.html", "<html>\n<li>Heat</li>\n</html>\n");
    let before = world.requests();
    world.run(&["lists", "import", &page, "--to", "Newer", "--create", "--json"]);
    assert_eq!(world.requests(), before, "refused before anything is asked");
}

#[test]
fn rows_that_end_on_one_title_are_told() {
    let world = World::with_v4();
    let file = world.file("two.csv", "Title,Year,tmdb_id,type\nHeat,1995,949,movie\nFeuer,1995,949,movie\n");
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "already_present"], "{}", ran.stdout);
    assert!(ran.stderr.contains("('Heat (1995)')") && ran.stderr.contains("movie:949"), "{}", ran.stderr);
}

#[test]
fn a_comment_is_kept_whichever_row_of_a_title_has_it() {
    let world = World::with_v4();
    let text = "Title,Year,Comment\nHeat,1995,\nHeat,1995,The diner\n";
    let file = world.file("twice.csv", text);
    let ran = world.run(&["lists", "import", &file, "--to", "Seen", "--create", "--json"]);
    assert_eq!(words(&outcomes(&ran)), ["added", "already_present"], "{}", ran.stdout);
    world.advance(60);
    let shown = world.run(&["lists", "show", "Seen", "--json"]).json();
    assert_eq!(shown["data"]["items"][0]["comment"], "The diner");
}
