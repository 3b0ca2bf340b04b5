//! What a person sees of every command: through a pipe and on terminals of 60, 80, 100 and 140 columns, where there is
//! nothing, and where it fails. The same runs' JSON is held against `flixir schema`.
//!
//! A new command needs a scene here. After a change that is meant, read the difference as its user would, then
//! `INSTA_UPDATE=always cargo test --lib views` writes the files.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use super::{Ran, World, commands, words};
use crate::cli::schema::fields;
use crate::cli::schema::promise::{hold_element_to_promise, hold_to_promise, is_promised};

const WIDTHS: [(&str, Option<usize>); 5] =
    [("a pipe", None), ("60", Some(60)), ("80", Some(80)), ("100", Some(100)), ("140 columns", Some(140))];

/// Commands that have tests of all they print elsewhere.
const ELSEWHERE: [(&str, &str); 2] =
    [("demo", "tests/demo.rs"), ("completions", "tests/assets.rs and tests/shells.rs")];

/// A run that is looked at.
struct Take {
    /// What there is beforehand.
    world: fn() -> World,
    /// The line, as typed after `flixir`.
    line: &'static str,
}

const fn take(world: fn() -> World, line: &'static str) -> Take {
    Take { world, line }
}

/// A command, as typed after `flixir`, with its usual run, and with those where it has nothing or fails.
struct Scene {
    path: &'static str,
    usual: Take,
    others: &'static [(&'static str, Take)],
}

/// Nobody is logged in.
pub(super) fn nobody() -> World {
    let mut world = World::new();
    world.environment.insert("TMDB_WEB_URL".to_owned(), "https://www.themoviedb.org".to_owned());
    world.environment.insert("NO_COLOR".to_owned(), "1".to_owned());
    world
}

/// Somebody without lists.
pub(super) fn member() -> World {
    let mut world = World::with_v4();
    world.environment.extend(
        nobody().environment.into_iter().filter(|(name, _)| name == "TMDB_WEB_URL" || name == "NO_COLOR"),
    );
    world
}

/// Somebody whose login is in a file.
pub(super) fn settled() -> World {
    let mut world = nobody();
    let login = world.sandbox.log_in(None).unwrap();
    world.typed = login["session_id"].as_str().unwrap().to_owned();
    let ran = world.run_with(&world.typed, &["auth", "login", "--with-session", "--insecure-storage"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    world
}

/// A login that TMDB has ended.
pub(super) fn ended() -> World {
    let world = stocked();
    world.sandbox.log_out(None).unwrap();
    world
}

/// Does something that has to work.
pub(super) fn done(world: &World, line: &str) {
    let words = words(line);
    let ran = world.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
}

/// Somebody with a list of four titles.
pub(super) fn stocked() -> World {
    let world = member();
    done(&world, "lists create Winter --description 'What to watch when it snows'");
    done(&world, "lists add Winter movie:603 movie:129 tv:1399 movie:146");
    world
}

/// The same with more lists, of names that are hard to lay out, and queued changes.
fn crowded() -> World {
    let world = stocked();
    done(
        &world,
        "lists create 'Films that I promised to watch with the whole family before the year is over'",
    );
    done(&world, "lists create '夜の映画 🌙 👩‍👩‍👧 été'");
    done(&world, "lists add Winter movie:604 --offline");
    done(&world, "lists remove Winter movie:603 --offline");
    done(&world, "lists create Summer --offline --private");
    world
}

/// Operations of every status.
pub(super) fn busy() -> World {
    let world = crowded();
    let ran = world.run(&["lists", "add", "夜の映画 🌙 👩‍👩‍👧 été", "movie:999999999"]);
    assert_ne!(ran.code, 0);
    done(&world, "lists create Autumn --offline");
    let ran = world.run(&["queue", "ls", "--jq", ".data[-1].id"]);
    done(&world, &format!("queue cancel {}", ran.stdout.trim()));
    world
}

/// The same after TMDB went down.
pub(super) fn cut_off() -> World {
    let world = busy();
    world.sandbox.go_down();
    world
}

/// A list with a snapshot of what it held.
pub(super) fn cleared() -> World {
    let world = stocked();
    done(&world, "lists clear Winter --yes");
    world
}

/// A list that is gone on TMDB.
pub(super) fn lost() -> World {
    let world = stocked();
    done(&world, "lists add Winter movie:604 --offline");
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    world.sandbox.edit_list(&json!({ "do": "delete", "list": id })).unwrap();
    world
}

/// A list that was changed on TMDB's site, too.
pub(super) fn drifted() -> World {
    let world = stocked();
    let id = world.sandbox.state()["lists"][0]["id"].clone();
    for edit in [
        json!({ "do": "add", "list": id, "items": ["movie:949"] }),
        json!({ "do": "remove", "list": id, "items": ["tv:1399"] }),
    ] {
        world.sandbox.edit_list(&edit).unwrap();
    }
    done(&world, "lists add Winter movie:604 --offline");
    world
}

/// A list that TMDB hasn't got, and one on TMDB that isn't known here.
fn unbound() -> World {
    let world = stocked();
    done(&world, "lists create Summer --offline");
    let made = json!({ "do": "create", "name": "Elsewhere", "items": ["movie:13"] });
    assert_eq!(world.sandbox.edit_list(&made).unwrap(), 8_500_002);
    world
}

/// Two lists that overlap.
fn paired() -> World {
    let world = stocked();
    done(&world, "lists create Seen");
    done(&world, "lists add Seen movie:603 movie:128");
    world
}

/// Collections with something in them.
pub(super) fn collected() -> World {
    let world = member();
    for line in
        ["favorites add movie:129 tv:1399", "watchlist add movie:603 movie:146", "ratings add movie:603 8.5"]
    {
        done(&world, line);
    }
    done(&world, "favorites add movie:604 --offline");
    world
}

/// Titles that are hard to lay out, and some that are malicious.
fn odd_titles() -> World {
    let world = nobody();
    let row = |id: u64, title: &str, date: &str, votes: u64| {
        json!({
            "media_type": "movie", "id": id, "title": title, "original_title": title, "release_date": date,
            "genre_ids": [18, 878], "vote_average": 7.25, "vote_count": votes, "popularity": 3.5, "overview": "",
            "original_language": "ja", "poster_path": null, "adult": false,
        })
    };
    let rows = [
        row(1, "千と千尋の神隠し", "2001-07-20", 17200),
        row(2, "👩‍👩‍👧 Family 🇩🇪 Ame\u{301}lie", "", 0),
        row(3, "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", "1964-01-29", 5600),
        row(4, "evil\u{202E}gpj.\u{1b}[31mexe\u{200B}\r\nsecond line\t=1+1", "1999-12-31", 1),
        row(5, "風の谷のナウシカと長い長い題名のとても長い映画のための物語", "1984-03-11", 4100),
        row(6, "", "2030", 12),
    ];
    let document = json!({ "page": 1, "results": rows, "total_pages": 1, "total_results": rows.len() });
    world.answer("/3/search/*", &document);
    world
}

pub(super) fn with_files(world: World) -> World {
    world.file("rows.txt", "movie:603\nSolaris\nNo such film (1911)\nperson:31\nmovie:x\n");
    world.file("winter.list", "# name: Winter\nmovie:603\nmovie:949\n");
    world.file("new.list", "# name: Spring\n# description: When it thaws\nmovie:603\nmovie:129\n");
    world.file("empty.list", "");
    world
}

fn without_key(mut world: World) -> World {
    world.environment.remove("TMDB_API_KEY");
    world
}

fn catalogued() -> World {
    let world = nobody();
    done(&world, "catalog update");
    world
}

fn warmed() -> World {
    let world = stocked();
    done(&world, "cache warm");
    done(&world, "search matrix");
    world
}

fn configured() -> World {
    let world = nobody();
    done(&world, "config set language de-DE");
    world
}

fn scheduled() -> World {
    let world = settled();
    done(&world, "queue schedule --kind cron --install");
    world
}

fn interrupted() -> World {
    let world = nobody();
    world.interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
    world
}

fn broken() -> World {
    let world = cut_off();
    world.file("../.config/flixir/config.toml", "languge = \"de\"\n");
    *world.machine.disk.lock().unwrap() =
        crate::ports::Disk { free_bytes: Some(5 << 20), network: Some("nfs") };
    world
}

/// Every command in the order of the contract.
const SCENES: &[Scene] = &[
    Scene {
        path: "search",
        usual: take(odd_titles, "search anything"),
        others: &[
            ("nothing", take(nobody, "search nosuchtitleatall")),
            ("no network", take(nobody, "search matrix --offline")),
            ("mistyped", take(nobody, "search matrix --fields id,titel")),
        ],
    },
    Scene {
        path: "discover",
        usual: take(nobody, "discover movie --genre drama --year 1999 --sort votes --limit 4"),
        others: &[
            ("nothing", take(nobody, "discover movie --year 1900")),
            ("no region", take(nobody, "discover movie --offer stream")),
            ("unknown genre", take(nobody, "discover tv --genre horror")),
            ("several fit", take(nobody, "discover movie --company 'northern light'")),
            ("of movies only", take(nobody, "discover tv --person 31")),
        ],
    },
    Scene {
        path: "movies",
        usual: take(nobody, "movies popular --limit 4"),
        others: &[
            ("nothing", take(nobody, "movies popular --year 1900")),
            ("mistyped", take(nobody, "movies populr")),
        ],
    },
    Scene {
        path: "tv",
        usual: take(nobody, "tv top-rated --limit 4"),
        others: &[("misused", take(nobody, "tv popular --window day"))],
    },
    Scene {
        path: "info",
        usual: take(nobody, "info movie:129 tv:1399"),
        others: &[
            ("a person", take(nobody, "info person:6384")),
            ("not there", take(nobody, "info movie:999999999")),
            ("one of two", take(nobody, "info movie:999999999 movie:603")),
            ("several fit", take(nobody, "info --search alien")),
        ],
    },
    Scene {
        path: "reviews",
        usual: take(nobody, "reviews movie:603"),
        others: &[("of a person", take(nobody, "reviews person:6384"))],
    },
    Scene {
        path: "similar",
        usual: take(nobody, "similar movie:603 --limit 4"),
        others: &[
            ("of a person", take(nobody, "similar person:6384")),
            ("not there", take(nobody, "similar movie:999999999")),
        ],
    },
    Scene { path: "recommended", usual: take(nobody, "recommended tv:1399 --limit 4"), others: &[] },
    Scene {
        path: "series",
        usual: take(nobody, "series movie:603"),
        others: &[
            ("in none", take(nobody, "series movie:129")),
            ("of a show", take(nobody, "series tv:1399")),
        ],
    },
    Scene {
        path: "credits",
        usual: take(nobody, "credits movie:603"),
        others: &[
            ("of a person", take(nobody, "credits person:608 --sort date")),
            ("no such department", take(nobody, "credits movie:603 --department Sound")),
        ],
    },
    Scene {
        path: "episodes",
        usual: take(nobody, "episodes tv:1399"),
        others: &[
            ("no such season", take(nobody, "episodes tv:1399 --season 9")),
            ("of a movie", take(nobody, "episodes movie:603")),
        ],
    },
    Scene {
        path: "providers",
        usual: take(nobody, "providers --region DE"),
        others: &[
            ("no region", take(nobody, "providers")),
            ("none there", take(nobody, "providers --region AQ")),
        ],
    },
    Scene {
        path: "auth login",
        usual: take(settled, "auth login --with-session --insecure-storage"),
        others: &[
            ("no credential", take(|| without_key(nobody()), "auth login --no-browser")),
            ("not a session", take(nobody, "auth login --with-session --insecure-storage")),
        ],
    },
    Scene {
        path: "auth logout",
        usual: take(settled, "auth logout"),
        others: &[
            ("nobody is logged in", take(nobody, "auth logout")),
            ("a session of the environment", take(member, "auth logout")),
        ],
    },
    Scene {
        path: "auth status",
        usual: take(settled, "auth status --check"),
        others: &[
            ("every profile", take(settled, "auth status --all")),
            ("nobody is logged in", take(nobody, "auth status")),
            ("ended", take(ended, "auth status --check")),
        ],
    },
    Scene {
        path: "auth token",
        usual: take(settled, "auth token"),
        others: &[("nobody is logged in", take(nobody, "auth token"))],
    },
    Scene {
        path: "lists ls",
        usual: take(crowded, "lists ls"),
        others: &[
            ("nothing", take(member, "lists ls")),
            ("nobody is logged in", take(nobody, "lists ls")),
            ("ended", take(ended, "lists ls --refresh")),
        ],
    },
    Scene {
        path: "lists show",
        usual: take(crowded, "lists show Winter"),
        others: &[
            ("nothing", take(crowded, "lists show Summer")),
            ("mistyped", take(stocked, "lists show Wintre")),
        ],
    },
    Scene {
        path: "lists create",
        usual: take(member, "lists create Spring --description 'When it thaws'"),
        others: &[
            ("queued", take(member, "lists create Spring --offline")),
            ("foretold", take(member, "lists create Spring --dry-run")),
            ("no name", take(member, "lists create ''")),
            ("nobody is logged in", take(nobody, "lists create Spring")),
        ],
    },
    Scene {
        path: "lists edit",
        usual: take(stocked, "lists edit Winter --name 'Winter 2026'"),
        others: &[("nothing to do", take(stocked, "lists edit Winter"))],
    },
    Scene {
        path: "lists delete",
        usual: take(stocked, "lists delete Winter --yes"),
        others: &[
            ("unconfirmed", take(stocked, "lists delete Winter")),
            ("foretold", take(stocked, "lists delete Winter --dry-run")),
        ],
    },
    Scene {
        path: "lists clear",
        usual: take(stocked, "lists clear Winter --yes"),
        others: &[("not there", take(stocked, "lists clear Autumn --yes"))],
    },
    Scene {
        path: "lists add",
        usual: take(stocked, "lists add Winter movie:604 movie:603 movie:999999999"),
        others: &[
            ("queued", take(stocked, "lists add Winter movie:604 --offline")),
            ("foretold", take(stocked, "lists add Winter movie:604 movie:603 --dry-run")),
            ("bad item", take(stocked, "lists add Winter film:604")),
            ("all fail", take(stocked, "lists add Winter movie:999999999")),
            ("ended", take(ended, "lists add Winter movie:604")),
        ],
    },
    Scene {
        path: "lists remove",
        usual: take(stocked, "lists remove Winter movie:603 movie:604"),
        others: &[("mistyped", take(stocked, "lists remove wintr movie:603"))],
    },
    Scene {
        path: "lists contains",
        usual: take(stocked, "lists contains Winter movie:603"),
        others: &[
            ("absent", take(stocked, "lists contains Winter movie:604")),
            ("no such list", take(stocked, "lists contains Autumn movie:604")),
        ],
    },
    Scene {
        path: "lists sync",
        usual: take(drifted, "lists sync --dry-run"),
        others: &[
            ("carried out", take(drifted, "lists sync")),
            ("nothing to do", take(stocked, "lists sync")),
            ("gone on TMDB", take(lost, "lists sync")),
            ("another plan", take(drifted, "lists sync --plan 0123456789abcdef")),
        ],
    },
    Scene {
        path: "lists status",
        usual: take(crowded, "lists status"),
        others: &[
            ("nothing", take(member, "lists status")),
            ("one of two", take(stocked, "lists status Winter Autumn")),
        ],
    },
    Scene {
        path: "lists stats",
        usual: take(crowded, "lists stats"),
        others: &[
            ("one list", take(crowded, "lists stats Winter")),
            ("nothing", take(member, "lists stats")),
            ("not there", take(stocked, "lists stats Autumn")),
        ],
    },
    Scene {
        path: "lists share",
        usual: take(stocked, "lists share Winter"),
        others: &[("not on TMDB yet", take(crowded, "lists share Summer --offline"))],
    },
    Scene {
        path: "lists import",
        usual: take(|| with_files(stocked()), "lists import FILES/rows.txt --to Winter"),
        others: &[
            (
                "nothing",
                take(|| with_files(stocked()), "lists import FILES/empty.list --to Winter --from list"),
            ),
            ("no such list", take(|| with_files(stocked()), "lists import FILES/rows.txt --to Autumn")),
            ("no such file", take(stocked, "lists import FILES/absent.csv --to Winter")),
        ],
    },
    Scene {
        path: "lists export",
        usual: take(crowded, "lists export Winter --to list"),
        others: &[
            (
                "to a file",
                take(|| with_files(stocked()), "lists export Winter --to csv --file FILES/winter.csv"),
            ),
            ("with the ids of other catalogs", take(stocked, "lists export Winter --to csv --with-ids")),
            ("mistyped", take(stocked, "lists export Winter --to lettrboxd")),
        ],
    },
    Scene {
        path: "lists apply",
        usual: take(|| with_files(drifted()), "lists apply FILES/winter.list FILES/new.list --dry-run"),
        others: &[
            ("carried out", take(|| with_files(stocked()), "lists apply FILES/winter.list FILES/new.list")),
            ("no name", take(|| with_files(stocked()), "lists apply FILES/empty.list")),
        ],
    },
    Scene {
        path: "lists log",
        usual: take(cleared, "lists log"),
        others: &[("nothing", take(member, "lists log")), ("not there", take(member, "lists log Autumn"))],
    },
    Scene {
        path: "lists restore",
        usual: take(cleared, "lists restore Winter"),
        others: &[
            ("foretold", take(cleared, "lists restore Winter --dry-run")),
            ("no snapshot", take(stocked, "lists restore Winter")),
            ("not a time", take(cleared, "lists restore Winter --at yesterday")),
        ],
    },
    Scene {
        path: "lists link",
        usual: take(unbound, "lists link Summer 8500002"),
        others: &[
            ("not there", take(unbound, "lists link Summer 999999")),
            ("bound already", take(unbound, "lists link Summer 8500001")),
        ],
    },
    Scene {
        path: "lists copy",
        usual: take(paired, "lists copy Winter --all --to Seen"),
        others: &[("not on it", take(paired, "lists copy Winter movie:999 --to Seen"))],
    },
    Scene {
        path: "lists move",
        usual: take(paired, "lists move Winter movie:603 --to Seen"),
        others: &[("foretold", take(paired, "lists move Winter movie:603 --to Seen --dry-run"))],
    },
    Scene {
        path: "lists diff",
        usual: take(paired, "lists diff Winter Seen"),
        others: &[("the same", take(paired, "lists diff Winter Winter --check"))],
    },
    Scene {
        path: "lists union",
        usual: take(paired, "lists union Winter Seen"),
        others: &[
            ("nothing", take(|| with_files(crowded()), "lists union Summer Summer")),
            ("mistyped", take(paired, "lists union Winter Sen")),
        ],
    },
    Scene {
        path: "lists intersect",
        usual: take(paired, "lists intersect Winter Seen"),
        others: &[("alone", take(paired, "lists intersect Winter"))],
    },
    Scene {
        path: "lists minus",
        usual: take(paired, "lists minus Winter Seen"),
        others: &[("alone", take(paired, "lists minus Winter"))],
    },
    Scene {
        path: "favorites ls",
        usual: take(collected, "favorites ls"),
        others: &[
            ("nothing", take(member, "favorites ls")),
            ("nobody is logged in", take(nobody, "favorites ls")),
        ],
    },
    Scene {
        path: "favorites add",
        usual: take(member, "favorites add movie:603 movie:999999999"),
        others: &[("a person", take(member, "favorites add person:6384"))],
    },
    Scene {
        path: "favorites remove",
        usual: take(collected, "favorites remove movie:129"),
        others: &[("queued", take(collected, "favorites remove movie:129 --offline"))],
    },
    Scene {
        path: "watchlist ls",
        usual: take(collected, "watchlist ls"),
        others: &[("nothing", take(member, "watchlist ls"))],
    },
    Scene {
        path: "watchlist add",
        usual: take(member, "watchlist add movie:603"),
        others: &[("no network, no queue", take(member, "watchlist add movie:603 --offline --no-queue"))],
    },
    Scene {
        path: "watchlist remove",
        usual: take(collected, "watchlist remove movie:603"),
        others: &[("no item", take(collected, "watchlist remove"))],
    },
    Scene {
        path: "ratings ls",
        usual: take(collected, "ratings ls"),
        others: &[("nothing", take(member, "ratings ls"))],
    },
    Scene {
        path: "ratings add",
        usual: take(member, "ratings add movie:603 8.5"),
        others: &[
            ("no such score", take(member, "ratings add movie:603 8.3")),
            ("no score", take(member, "ratings add movie:603")),
            ("no title", take(member, "ratings add 8.5")),
        ],
    },
    Scene {
        path: "ratings remove",
        usual: take(collected, "ratings remove movie:603"),
        others: &[("nobody is logged in", take(nobody, "ratings remove movie:603"))],
    },
    Scene {
        path: "queue ls",
        usual: take(busy, "queue ls --all"),
        others: &[
            ("nothing", take(member, "queue ls")),
            ("mistyped", take(member, "queue ls --status faild")),
        ],
    },
    Scene {
        path: "queue show",
        usual: take(cut_off, "queue show FAILED"),
        others: &[("not there", take(busy, "queue show 12345678"))],
    },
    Scene {
        path: "queue retry",
        usual: take(busy, "queue retry --now"),
        others: &[
            ("nothing", take(member, "queue retry")),
            ("no network", take(cut_off, "queue retry --now")),
            ("no network, quiet", take(cut_off, "queue retry --now -q")),
            ("nobody is logged in", take(nobody, "queue retry")),
        ],
    },
    Scene {
        path: "queue cancel",
        usual: take(busy, "queue cancel WAITING"),
        others: &[
            ("not there", take(busy, "queue cancel 12345678")),
            ("too late", take(busy, "queue cancel FAILED")),
        ],
    },
    Scene {
        path: "queue adopt",
        usual: take(member, "queue adopt --yes"),
        others: &[("not there", take(busy, "queue adopt 12345678 --yes"))],
    },
    Scene {
        path: "queue stats",
        usual: take(busy, "queue stats"),
        others: &[
            ("nothing", take(nobody, "queue stats")),
            ("for a monitor", take(busy, "queue stats --check")),
        ],
    },
    Scene {
        path: "queue prune",
        usual: take(busy, "queue prune --failed --older-than 24h"),
        others: &[("too young", take(busy, "queue prune --older-than 5m"))],
    },
    Scene {
        path: "queue schedule",
        usual: take(settled, "queue schedule --kind cron"),
        others: &[
            ("a timer", take(settled, "queue schedule --kind systemd")),
            ("a launchd job", take(settled, "queue schedule --kind launchd")),
            ("installed", take(settled, "queue schedule --kind cron --install")),
            ("removed", take(scheduled, "queue schedule --kind cron --remove")),
            ("nothing to remove", take(settled, "queue schedule --kind cron --remove")),
            ("mistyped", take(settled, "queue schedule --kind corn")),
        ],
    },
    Scene {
        path: "cache stats",
        usual: take(warmed, "cache stats"),
        others: &[("nothing", take(nobody, "cache stats"))],
    },
    Scene {
        path: "cache clear",
        usual: take(warmed, "cache clear"),
        others: &[
            ("foretold", take(warmed, "cache clear --dry-run")),
            ("no such kind", take(warmed, "cache clear --kind serch")),
        ],
    },
    Scene {
        path: "cache warm",
        usual: take(stocked, "cache warm"),
        others: &[
            ("nothing", take(nobody, "cache warm")),
            ("no network", take(stocked, "cache warm movie:603 --offline")),
        ],
    },
    Scene {
        path: "catalog update",
        usual: take(nobody, "catalog update"),
        others: &[("no network", take(nobody, "catalog update --offline"))],
    },
    Scene {
        path: "catalog status",
        usual: take(catalogued, "catalog status"),
        others: &[("nothing", take(nobody, "catalog status"))],
    },
    Scene {
        path: "catalog clear",
        usual: take(catalogued, "catalog clear"),
        others: &[("nothing", take(nobody, "catalog clear"))],
    },
    Scene {
        path: "status",
        usual: take(busy, "status"),
        others: &[
            ("one line", take(busy, "status --short")),
            ("nothing", take(nobody, "status")),
            (
                "ended",
                take(
                    || {
                        let world = ended();
                        world.run(&["lists", "add", "Winter", "movie:603"]);
                        world
                    },
                    "status",
                ),
            ),
        ],
    },
    Scene {
        path: "api",
        usual: take(nobody, "api GET /genre/tv/list"),
        others: &[
            ("not there", take(nobody, "api GET /movie/999999999")),
            ("no such method", take(nobody, "api FETCH /movie/603")),
        ],
    },
    Scene { path: "config path", usual: take(nobody, "config path"), others: &[] },
    Scene {
        path: "config get",
        usual: take(configured, "config get language"),
        others: &[("mistyped", take(nobody, "config get langauge"))],
    },
    Scene {
        path: "config set",
        usual: take(nobody, "config set language de-DE"),
        others: &[
            ("mistyped", take(nobody, "config set langauge de-DE")),
            ("a secret", take(nobody, "config set tmdb.api_key abc")),
            ("a bad value", take(nobody, "config set output pretty")),
        ],
    },
    Scene {
        path: "config unset",
        usual: take(configured, "config unset language"),
        others: &[("nothing", take(nobody, "config unset language"))],
    },
    Scene { path: "config ls", usual: take(configured, "config ls"), others: &[] },
    Scene {
        path: "doctor",
        usual: take(settled, "doctor"),
        others: &[("much is wrong", take(broken, "doctor"))],
    },
    Scene {
        path: "schema",
        usual: take(nobody, "schema config path"),
        others: &[("mistyped", take(nobody, "schema lists shwo"))],
    },
    Scene {
        path: "sandbox",
        usual: take(interrupted, "sandbox --port 0 --logged-in"),
        others: &[("a bad rule", take(nobody, "sandbox --fault nonsense"))],
    },
];

/// A run, with what changes from run to run replaced by something as wide.
fn run(world: &World, take: &Take, width: Option<usize>, more: &[&str]) -> Ran {
    let home = world.home.path().display().to_string();
    let operation = |status: &str| {
        let expression = format!("[.data[] | select(.status == \"{status}\")][0].id");
        world.run(&["queue", "ls", "--all", "--jq", &expression]).stdout.trim().to_owned()
    };
    let mut line = take.line.replace("FILES", &format!("{home}/files"));
    for (word, status) in [("FAILED", "failed"), ("WAITING", "pending")] {
        if line.contains(word) {
            line = line.replace(word, &operation(status));
        }
    }
    let mut arguments = words(&line);
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = world.run_at(width, &world.typed, &arguments);
    let steady = |text: String| steady(world, &text.replace(&home, "/home/lovelace"));
    Ran { code: ran.code, stdout: steady(ran.stdout), stderr: steady(ran.stderr) }
}

/// Ports and sessions are other ones in every run, but equally long.
fn steady(world: &World, text: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = text.split(HOST);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        text.extend([HOST, if rest.len() < part.len() { "12345" } else { "" }, rest]);
    }
    let sessions = world.environment.get("TMDB_SESSION_ID").into_iter().chain([&world.typed]);
    for session in sessions.filter(|session| !session.is_empty()) {
        text = text.replace(session, &"5".repeat(session.len()));
    }
    text
}

fn shown(ran: &Ran) -> String {
    let mut text = ran.stdout.clone();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str("(no line feed)\n");
    }
    for line in ran.stderr.lines() {
        text.push_str(format!("2> {line}").trim_end());
        text.push('\n');
    }
    if ran.code != 0 {
        writeln!(text, "[exit {}]", ran.code).unwrap();
    }
    assert!(!text.contains('\u{1b}'), "NO_COLOR, and yet: {text:?}");
    text
}

/// Every width, those that look alike together.
fn all_widths(take: &Take) -> String {
    let mut parts: Vec<(Vec<&str>, String)> = Vec::new();
    for (name, width) in WIDTHS {
        let text = shown(&run(&(take.world)(), take, width, &[]));
        match parts.last_mut() {
            Some((names, last)) if *last == text => names.push(name),
            _ => parts.push((vec![name], text)),
        }
    }
    let parts = parts.iter().map(|(names, text)| format!("-- {} --\n{text}", names.join(", ")));
    parts.collect::<Vec<_>>().concat()
}

fn hold_json(scene: &Scene, take: &Take) {
    let is_raw = scene.path == "lists export" && !take.line.contains("--file");
    if is_raw || !is_promised(scene.path) {
        return;
    }
    let world = (take.world)();
    let ran = run(&world, take, None, &["--json"]);
    if !ran.stdout.is_empty() {
        hold_to_promise(scene.path, &ran.stdout);
    }
    let faults: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with('{')).collect();
    assert!(faults.len() <= 1, "{}: {}", take.line, ran.stderr);
    for line in &faults {
        hold_to_promise("error", line);
    }
    let is_told = !faults.is_empty() || !ran.stdout.is_empty() || scene.path == "lists apply";
    assert!(is_told, "{}: {}", take.line, ran.stderr);
    let base = ran.code;
    let ran = run(&(take.world)(), take, None, &["--jsonl"]);
    for line in ran.stdout.lines() {
        let element: Value = serde_json::from_str(line).unwrap();
        hold_element_to_promise(scene.path, &element);
    }
    let fields = fields(scene.path).join(",");
    let ran = run(&(take.world)(), take, None, &["-o", "tsv", "--fields", &fields]);
    assert_eq!(ran.code, base, "{} --fields {fields}: {}", take.line, ran.stderr);
    if [0, 1, 6].contains(&base) {
        let world = (take.world)();
        let effects = world.sandbox.effects().len();
        let ran = run(&world, take, None, &["-o", "tsv", "--fields", "id,nonsense"]);
        let is_told = ran.code == 2 && ran.stderr.contains("the fields are:");
        assert!(is_told, "{} --fields nonsense: {} {}", take.line, ran.code, ran.stderr);
        assert_eq!(world.sandbox.effects().len(), effects, "{}: bad usage, and yet sent", take.line);
    }
}

fn look_at(group: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for scene in SCENES.iter().filter(|scene| scene.path.split(' ').next() == Some(group)) {
        let mut text = format!("$ flixir {}\n{}", scene.usual.line, all_widths(&scene.usual));
        hold_json(scene, &scene.usual);
        for (name, take) in scene.others {
            let ran = run(&(take.world)(), take, Some(100), &[]);
            write!(text, "\n# {name}\n$ flixir {}\n{}", take.line, shown(&ran)).unwrap();
            hold_json(scene, take);
        }
        settings.bind(|| assert_snapshot!(scene.path.replace(' ', "-"), text));
    }
}

#[test]
fn every_command_has_a_scene() {
    let seen: BTreeSet<&str> =
        SCENES.iter().map(|scene| scene.path).chain(ELSEWHERE.iter().map(|(path, _)| *path)).collect();
    let without: Vec<String> = commands().into_iter().filter(|path| !seen.contains(path.as_str())).collect();
    assert!(without.is_empty(), "nobody has looked at: {without:?}");
    assert_eq!(seen.len(), commands().len(), "and no others");
}

macro_rules! looks {
    ($($name:ident: $group:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            look_at($group);
        })+

        #[test]
        fn every_scene_is_looked_at() {
            let groups = [$($group),+];
            let left: Vec<&str> = SCENES
                .iter()
                .map(|scene| scene.path)
                .filter(|path| !groups.contains(&path.split(' ').next().unwrap_or_default()))
                .collect();
            assert!(left.is_empty(), "no test looks at {left:?}");
        }
    };
}

looks! {
    searches: "search",
    discoveries: "discover",
    similar_titles: "similar",
    recommended_titles: "recommended",
    collections_of_movies: "series",
    casts_and_crews: "credits",
    seasons: "episodes",
    streaming_services: "providers",
    films: "movies",
    shows: "tv",
    titles: "info",
    reviews: "reviews",
    logins: "auth",
    lists: "lists",
    favorites: "favorites",
    watchlists: "watchlist",
    ratings: "ratings",
    queues: "queue",
    caches: "cache",
    catalogues: "catalog",
    standings: "status",
    raw_requests: "api",
    settings: "config",
    health: "doctor",
    schemas: "schema",
    sandboxes: "sandbox",
}
