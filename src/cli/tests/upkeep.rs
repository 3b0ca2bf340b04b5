//! The commands around the main job: configuration, doctor, status, schedule.

use std::sync::Arc;

use serde_json::json;

use super::World;
use crate::ports::{
    Disk, Fault as TransportFault, HttpRequest, HttpResponse, Reach, Transport, TransportError,
};
use crate::sandbox::faults::Substitute;
use crate::sandbox::{Action, Fault};
use crate::store::State;

impl World {
    fn config_file(&self) -> std::path::PathBuf {
        self.home.path().join(".config/flixir/config.toml")
    }

    fn profile_folder(&self) -> std::path::PathBuf {
        self.home.path().join(".local/share/flixir/profiles/default")
    }

    /// `check: status` of each finding that isn't in order.
    fn complaints(&self, arguments: &[&str]) -> (u8, Vec<String>) {
        let expression = ".data[] | select(.status != \"ok\") | \"\\(.check): \\(.status)\"";
        let arguments: Vec<&str> = ["doctor", "--jq", expression].iter().chain(arguments).copied().collect();
        let ran = self.run(&arguments);
        (ran.code, ran.stdout.lines().map(str::to_owned).collect())
    }
}

#[test]
fn a_setting_is_written_read_and_taken_out() {
    let world = World::new();
    let ran = world.run(&["config", "set", "language", "de-DE"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(world.run(&["config", "get", "language"]).stdout, "de-DE\n");
    let data = world.run(&["config", "get", "language", "--json"]).json();
    assert_eq!((&data["data"]["value"], &data["data"]["origin"]), (&json!("de-DE"), &json!("config")));
    assert_eq!(world.run(&["config", "get", "region"]).stdout, "\n", "nothing is an empty line");
    assert_eq!(world.run(&["config", "unset", "language", "--json"]).json()["data"]["changed"], true);
    assert_eq!(world.run(&["config", "unset", "language", "--json"]).json()["data"]["changed"], false);
}

#[test]
fn a_setting_that_the_environment_beats_is_said_to_be() {
    let world = World::new();
    let ran = world.run(&["config", "set", "tmdb.base_url", "https://example.org/3"]);
    assert!(ran.stderr.contains("TMDB_BASE_URL is set and takes precedence"), "{}", ran.stderr);
}

#[test]
fn a_broken_configuration_can_be_fixed_with_config() {
    let world = World::new();
    std::fs::create_dir_all(world.config_file().parent().unwrap()).unwrap();
    std::fs::write(world.config_file(), "languge = \"de\"\n").unwrap();
    let ran = world.run(&["config", "ls", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (2, "config"));
    assert_eq!(world.run(&["config", "path"]).stdout, format!("{}\n", world.config_file().display()));
    assert_eq!(world.complaints(&["--offline"]).1[0], "configuration: fail");
    assert_eq!(world.run(&["config", "unset", "languge"]).code, 0);
    assert_eq!(world.run(&["config", "ls"]).code, 0);
}

#[test]
fn the_doctor_finds_a_sound_machine_sound() {
    let world = World::new();
    let (code, complaints) = world.complaints(&[]);
    assert_eq!(
        (code, complaints),
        (0, vec!["session: warn".to_owned()]),
        "nobody is logged in, which is no fault"
    );
}

#[test]
fn the_doctor_tells_one_ill_from_another() {
    let mut world = World::new();
    world.fault("GET /3/configuration: 503");
    assert!(world.complaints(&[]).1.contains(&"network: fail".to_owned()));
    world.sandbox.clear_faults();
    *world.machine.disk.lock().unwrap() = Disk { free_bytes: Some(1000), network: Some("nfs") };
    let (code, complaints) = world.complaints(&[]);
    assert_eq!(code, 0, "it works, if not well");
    assert_eq!(complaints, ["session: warn", "file system: warn", "free space: warn"]);
    world.environment.insert("TMDB_API_KEY".to_owned(), "wrong".to_owned());
    let (code, complaints) = world.complaints(&[]);
    assert_eq!(code, 1);
    assert!(complaints.contains(&"credential: fail".to_owned()), "{complaints:?}");
}

/// A network with one answer, or one fault, for everything.
struct Canned(Result<(u16, &'static str), TransportFault>);

impl Transport for Canned {
    fn exchange(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        match self.0 {
            Ok((status, body)) => {
                Ok(HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
            }
            Err(fault) => Err(TransportError { reach: Reach::NotSent, fault, source: "for a reason".into() }),
        }
    }
}

#[test]
fn the_doctor_tells_one_network_trouble_from_another() {
    const REFUSAL: &str = r#"{"status_code":7,"status_message":"Invalid API key","success":false}"#;
    const LOGIN_PAGE: &str = "<html>log in to the hotel</html>";
    let mut world = World::new();
    world.environment.insert("TMDB_BASE_URL".to_owned(), "https://tmdb.example/3".to_owned());
    world.environment.remove("TMDB_API_KEY");
    let mut see = |resolved: Option<Result<Vec<String>, std::io::ErrorKind>>,
                   answer: Result<(u16, &'static str), TransportFault>,
                   proxy: Option<&str>| {
        *world.machine.resolved.lock().unwrap() = resolved;
        world.transport = Some(Arc::new(Canned(answer)));
        world.environment.remove("HTTPS_PROXY");
        world.environment.extend(proxy.map(|proxy| ("HTTPS_PROXY".to_owned(), proxy.to_owned())));
        let ran = world.run(&["doctor", "--json"]);
        assert!(!ran.stdout.contains("hunter2"), "the proxy's password: {}", ran.stdout);
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let is_wanted = |row: &&serde_json::Value| {
            ["dns", "proxy", "network"].contains(&row["check"].as_str().unwrap_or_default())
        };
        let word = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let line = |row: &serde_json::Value| {
            let keys = ["check", "status", "message", "fix"];
            keys.map(|key| word(row, key)).join(" | ") + "\n"
        };
        document["data"].as_array().unwrap().iter().filter(is_wanted).map(line).collect::<String>()
    };
    let address = || Some(Ok(vec!["18.155.1.2".to_owned()]));
    let all = [
        see(address(), Ok((401, REFUSAL)), None),
        see(Some(Err(std::io::ErrorKind::NotFound)), Err(TransportFault::Connect), None),
        see(Some(Ok(vec!["0.0.0.0".to_owned()])), Err(TransportFault::Connect), None),
        see(address(), Err(TransportFault::Connect), None),
        see(address(), Err(TransportFault::Certificate), None),
        see(address(), Err(TransportFault::TimedOut), None),
        see(address(), Err(TransportFault::Connect), Some("http://ada:hunter2@proxy.example:3128")),
        see(address(), Ok((200, LOGIN_PAGE)), None),
        see(address(), Ok((403, LOGIN_PAGE)), None),
        see(address(), Ok((429, REFUSAL)), None),
        see(address(), Ok((503, LOGIN_PAGE)), None),
    ];
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("doctor-on-networks", all.join("\n"));
    });
}

#[test]
fn the_doctor_compares_completions_with_those_of_this_version() {
    let mut world = World::new();
    let look = |world: &World| {
        let expression = ".data[] | select(.check == \"completions\") | [.status, .message, .fix] | @json";
        let ran = world.run(&["doctor", "--offline", "--jq", expression]);
        ran.stdout.replace(&world.home.path().display().to_string(), "~")
    };
    assert_eq!(look(&world), "[\"ok\",\"no completions are installed\",null]\n");
    world.environment.insert("SHELL".to_owned(), "/usr/bin/fish".to_owned());
    let place = "~/.config/fish/completions";
    let missing = format!(
        "[\"warn\",\"no completions are installed for fish\",\"mkdir -p '{place}' && flixir completions fish > '{place}/flixir.fish'\"]\n"
    );
    assert_eq!(look(&world), missing);
    let fish = world.run(&["completions", "fish"]).stdout;
    world.file("../.config/fish/completions/flixir.fish", &fish);
    assert_eq!(look(&world), "[\"ok\",\"installed for fish\",null]\n");
    world.file("../share/zsh/site-functions/_flixir", "# of last year");
    let old = "'~/share/zsh/site-functions/_flixir'";
    let stale = format!(
        "[\"warn\",\"{old} is from another version of flixir\",\"flixir completions zsh > {old}\"]\n[\"ok\",\"installed for fish\",null]\n"
    );
    assert_eq!(look(&world), stale);
    world.environment.insert("SHELL".to_owned(), "/bin/bash".to_owned());
    world.file("../share/zsh/site-functions/_flixir", world.run(&["completions", "zsh"]).stdout);
    world.file("../.bashrc", "eval \"$(flixir completions bash)\"\n");
    assert_eq!(look(&world), "[\"ok\",\"installed for bash, zsh, fish\",null]\n");
}

#[test]
fn a_clock_that_is_wrong_is_found_by_tmdb_s() {
    let world = World::new();
    // The sandbox uses the same clock, so its answer is replaced.
    world.sandbox.add_fault(Fault::new(
        None,
        "/3/configuration",
        Action::Answer(Box::new(Substitute {
            status: 200,
            content_type: "application/json;charset=utf-8",
            headers: vec![("Date".to_owned(), "Wed, 04 Mar 2026 04:00:00 GMT".to_owned())],
            body: br#"{"images":{}}"#.to_vec(),
            applied: false,
        })),
    ));
    assert!(world.complaints(&[]).1.contains(&"clock: fail".to_owned()));
}

#[test]
fn a_damaged_database_is_rebuilt_and_kept() {
    let world = World::new();
    drop(State::open(&world.profile_folder()).unwrap());
    std::fs::write(world.profile_folder().join("state.db"), vec![b'x'; 9000]).unwrap();
    let (code, complaints) = world.complaints(&["--offline"]);
    assert_eq!(code, 1);
    assert!(complaints.contains(&"state.db: fail".to_owned()), "{complaints:?}");
    let told = world.run(&["doctor", "--offline", "--json"]);
    assert_eq!((told.code, told.error().as_str()), (1, "storage"));
    let dry = world.run(&["doctor", "--recover", "--dry-run", "--offline"]);
    assert!(dry.stdout.contains("would be rebuilt"), "{}", dry.stdout);
    let ran = world.run(&["doctor", "--recover", "--offline", "--json"]);
    let first = &ran.json()["data"][0];
    assert_eq!((&first["check"], &first["status"]), (&json!("recovery"), &json!("ok")));
    let kept = world.profile_folder().join("state.db.damaged-20260304T050607Z");
    assert_eq!(std::fs::read(kept).unwrap().len(), 9000);
    let again = world.run(&["doctor", "--recover", "--offline"]);
    assert!(again.stdout.contains("nothing was done"), "{}", again.stdout);
}

#[test]
fn a_lost_database_is_an_error_until_the_person_wants_a_new_one() {
    let world = World::new();
    let path = world.profile_folder().join("state.db");
    drop(State::open(&world.profile_folder()).unwrap());
    std::fs::remove_file(&path).unwrap();
    for command in [&["queue", "ls", "--json"][..], &["status", "--json"], &["doctor", "--offline", "--json"]]
    {
        let ran = world.run(command);
        assert_eq!((ran.code, ran.error().as_str()), (1, "storage"), "{command:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("is missing") && ran.stderr.contains("doctor --recover"),
            "{}",
            ran.stderr
        );
    }
    let unasked = world.run(&["doctor", "--recover", "--offline", "--json"]);
    assert_eq!((unasked.code, unasked.error().as_str()), (2, "usage"), "there is nobody to ask");
    let dry = world.run(&["doctor", "--recover", "--dry-run", "--offline"]);
    assert!(dry.stdout.contains("would be started") && !path.exists(), "{}", dry.stdout);
    let begun = world.run(&["doctor", "--recover", "--yes", "--offline", "--json"]);
    assert_eq!(begun.json()["data"][0]["status"], json!("ok"), "{}", begun.stderr);
    assert_eq!(world.run(&["queue", "ls", "--offline"]).code, 0);
    assert!(path.exists());
}

#[test]
fn a_server_that_repeats_secrets_does_not_get_them_printed() {
    use crate::adapters::loopback::{Loopback, Request, Response};
    let server = Loopback::start(0, |request: Request| {
        let said = format!("{}?{} {:?}", request.path, request.query, request.headers);
        let body = json!({"status_code": 7, "status_message": said, "success": false});
        Response::new(401, "application/json", body.to_string()).into()
    });
    let server = server.unwrap();
    let mut world = World::logged_in();
    let base = format!("http://ada:pa%2Fss@{}", server.address());
    world.environment.insert("TMDB_BASE_URL".to_owned(), base);
    world.environment.insert("TMDB_API_KEY".to_owned(), "0123456789abcdef".to_owned());
    world.environment.remove("TMDB_ACCESS_TOKEN");
    let session = world.environment["TMDB_SESSION_ID"].clone();
    for command in [
        &["search", "dune", "--json"][..],
        &["search", "dune", "-vv"],
        &["lists", "ls", "--refresh", "-v"],
        &["api", "/account"],
    ] {
        let ran = world.run(command);
        assert_ne!(ran.code, 0);
        let printed = ran.stdout + &ran.stderr;
        for secret in ["0123456789abcdef", &session, "pa%2Fss", "pa/ss"] {
            assert!(!printed.contains(secret), "{command:?} shows {secret}: {printed}");
        }
    }
}

#[test]
fn recovery_waits_for_a_run_that_delivers() {
    use crate::ports::RunLocks;
    let world = World::new();
    drop(State::open(&world.profile_folder()).unwrap());
    std::fs::write(world.profile_folder().join("state.db"), vec![b'x'; 9000]).unwrap();
    let locks = crate::adapters::run_locks::FileLocks::new(world.profile_folder().join("runs"));
    let _guard = locks.acquire("busy").unwrap();
    let ran = world.run(&["doctor", "--recover", "--offline", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (1, "conflict"));
}

#[test]
fn status_asks_nobody_and_makes_nothing() {
    let world = World::new();
    let ran = world.run(&["status", "--short"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let data = world.run(&["status", "--json"]).json();
    assert_eq!((&data["data"]["account"], &data["data"]["pending"]), (&json!(null), &json!(0)));
    assert!(!world.profile_folder().exists());
    assert_eq!((world.requests(), world.keyring.0.load(std::sync::atomic::Ordering::Relaxed)), (0, 0));
    drop(State::open(&world.profile_folder()).unwrap());
    assert_eq!(world.run(&["status", "--short"]).stdout, "default: ok\n");
}

#[test]
fn a_crontab_keeps_what_is_not_ours() {
    let world = World::new();
    let ours = "*/5 * * * * /usr/bin/flixir queue retry -q # flixir-queue\n";
    let without_test_addresses = |text: String| {
        text.split_whitespace().filter(|word| !word.starts_with("TMDB_")).collect::<Vec<_>>().join(" ") + "\n"
    };
    let printed = world.run(&["queue", "schedule", "--kind", "cron"]).stdout;
    assert_eq!(without_test_addresses(printed.clone()), ours);
    let crontab = || world.machine.crontab.lock().unwrap().clone().unwrap_or_default();
    *world.machine.crontab.lock().unwrap() = Some("0 1 * * * backup\n".to_owned());
    for _ in 0..2 {
        assert_eq!(world.run(&["queue", "schedule", "--kind", "cron", "--install"]).code, 0);
        assert_eq!(crontab(), format!("0 1 * * * backup\n{printed}"), "once, however often it is installed");
    }
    let installed =
        world.run(&["doctor", "--offline", "--jq", ".data[] | select(.check == \"schedule\").message"]);
    assert_eq!(installed.stdout, "queued changes are sent by cron\n");
    let removed = world.run(&["queue", "schedule", "--kind", "cron", "--remove", "--json"]);
    assert_eq!(removed.json()["data"]["outcome"], "removed");
    assert_eq!(crontab(), "0 1 * * * backup\n");
    let absent = world.run(&["queue", "schedule", "--kind", "cron", "--remove", "--json"]);
    assert_eq!(absent.json()["data"]["outcome"], "absent");
}

#[test]
fn a_crontab_that_cannot_be_read_is_not_overwritten() {
    let world = World::new();
    world.machine.broken.lock().unwrap().insert("crontab".to_owned(), "permission denied".to_owned());
    let ran = world.run(&["queue", "schedule", "--kind", "cron", "--install", "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (2, "unsupported"));
    assert_eq!(*world.machine.ran.lock().unwrap(), ["crontab -l"]);
}

#[test]
fn a_timer_is_written_enabled_and_removed() {
    let world = World::new();
    let unit = |name: &str| world.home.path().join(".config/systemd/user").join(name);
    let dry = world.run(&["queue", "schedule", "--kind", "systemd", "--install", "--dry-run"]);
    assert_eq!(dry.code, 0);
    assert!(!unit("flixir-queue.timer").exists());
    let ran = world.run(&["queue", "schedule", "--kind", "systemd", "--install"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no stored login"), "{}", ran.stderr);
    let timer = std::fs::read_to_string(unit("flixir-queue.timer")).unwrap();
    assert!(timer.contains("Persistent=true") && timer.contains("RandomizedDelaySec=60"), "{timer}");
    let service = std::fs::read_to_string(unit("flixir-queue.service")).unwrap();
    assert!(service.contains("ExecStart=/usr/bin/flixir queue retry -q\n"), "{service}");
    assert!(!service.contains(world.sandbox.key()), "no secret in a unit file");
    assert_eq!(
        *world.machine.ran.lock().unwrap(),
        ["systemctl --user daemon-reload", "systemctl --user enable --now flixir-queue.timer"]
    );
    assert_eq!(world.run(&["queue", "schedule", "--kind", "systemd", "--remove"]).code, 0);
    assert!(!unit("flixir-queue.timer").exists() && !unit("flixir-queue.service").exists());
}

#[test]
fn where_systemd_does_not_take_it_nothing_is_left() {
    let world = World::new();
    let said = "Failed to connect to bus: No medium found";
    world.machine.broken.lock().unwrap().insert("systemctl".to_owned(), said.to_owned());
    let ran = world.run(&["queue", "schedule", "--kind", "systemd", "--install"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("No medium found") && ran.stderr.contains("--kind"), "{}", ran.stderr);
    assert!(!world.home.path().join(".config/systemd/user/flixir-queue.timer").exists());
}

#[test]
fn completions_are_printed_for_every_shell() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let ran = world.run(&["completions", shell]);
        assert!(ran.code == 0 && ran.stdout.contains("flixir"), "{shell}");
    }
    assert_eq!(world.run(&["completions", "tcsh"]).code, 2);
}

/// The line below `queue ls` on a terminal names what sends the changes, and nothing that a wait stops.
#[test]
fn the_line_below_the_queue_offers_what_helps() {
    let world = World::with_v4();
    let line = || {
        let shown = world.run_at(Some(100), "", &["queue", "ls"]).stdout;
        let line = shown.lines().last().unwrap_or_default().to_owned();
        line.replace("\u{1b}[2m", "").replace("\u{1b}[0m", "")
    };
    assert_eq!(world.run(&["lists", "create", "Films"]).code, 0);
    world.fault("POST *: lost x1");
    assert_eq!(world.run(&["lists", "add", "Films", "603"]).code, 0);
    assert_eq!(world.run(&["lists", "add", "Films", "11"]).code, 0);
    assert!(line().starts_with("What may have reached TMDB can be checked in "), "{}", line());
    assert_eq!(world.run(&["lists", "create", "More", "--offline"]).code, 0);
    assert_eq!(world.run(&["lists", "add", "More", "11", "--offline"]).code, 0);
    assert_eq!(line(), "Will be sent with your next command. Send now: flixir queue retry --now");
    world.advance(70);
    assert_eq!(world.run(&["queue", "retry"]).code, 0);
    world.fault("POST *: 429 retry-after 60 x1");
    assert_eq!(world.run(&["lists", "add", "Films", "12"]).code, 0);
    assert!(line().starts_with("Will be sent in ") && !line().contains("now"), "{}", line());
}
