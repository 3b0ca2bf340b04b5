//! Malicious data at every input: answers of TMDB, files to import, `config.toml`, requests to the login's listener,
//! `--jq`
//! and `--fields`. Whatever comes in, flixir answers with a value or an error. `PROPTEST_CASES=100000` runs for hours;
//! the other inputs (items, `Retry-After`, fault rules, the sanitizer) are tested beside their code. Not for what valid
//! data means.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod mutate;
#[path = "../support/random.rs"]
#[expect(dead_code, reason = "the simulation draws more kinds of numbers")]
mod random;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use flixir::adapters::loopback::{Loopback, Response};
use flixir::adapters::system::SystemEntropy;
use flixir::domain::{ListKind, MediaRef, MediaType, Secret, Timestamp};
use flixir::output::OutputOptions;
use flixir::ports::{Clock, Fault, HttpRequest, HttpResponse, NoPace, Reach, Transport, TransportError};
use flixir::sandbox::faults::Substitute;
use flixir::sandbox::{self, Action};
use flixir::services::details::Details;
use flixir::services::transfer::formats::{self, Format};
use flixir::services::transfer::nfo::parse_nfo;
use flixir::settings::{GlobalOptions, Settings};
use flixir::tmdb::account::{fetch_account_lists, fetch_identity, fetch_in_collections};
use flixir::tmdb::lists::{ListApi, fetch_list, fetch_presence};
use flixir::tmdb::verdict::{Asked, judge};
use flixir::tmdb::{ApplicationCredential, Client, ClientParts, Credentials, exports, login, media, wire};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use serde_json::Value;
use support::World;

use mutate::Chance;

/// Requests that a [`Parrot`] answers: an answer may promise thousands of pages, and to read them all shows no more.
const PATIENCE: u32 = 60;

/// Gives the same answer to every request, until it stops answering.
struct Parrot {
    says: HttpResponse,
    asked: AtomicU32,
}

impl Parrot {
    fn new(says: HttpResponse) -> Self {
        Self { says, asked: AtomicU32::new(0) }
    }
}

impl Transport for Parrot {
    fn exchange(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.asked.fetch_add(1, Ordering::Relaxed) < PATIENCE {
            return Ok(self.says.clone());
        }
        Err(TransportError { reach: Reach::NotSent, fault: Fault::Connect, source: "silent".into() })
    }
}

/// Time passes by sleeping only.
#[derive(Default)]
struct Still(Mutex<Duration>);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_793_534_400_000)
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, span: Duration) {
        *self.0.lock().unwrap() += span;
    }
}

fn client(response: HttpResponse) -> Client {
    let surroundings = ClientParts {
        transport: Arc::new(Parrot::new(response)),
        clock: Arc::new(Still::default()),
        entropy: Arc::new(SystemEntropy),
        pace: Arc::new(NoPace),
    };
    let credentials = Credentials {
        application: Some(ApplicationCredential::Token(secret())),
        session: Some(secret()),
        user_token: Some(secret()),
    };
    Client::new(surroundings, "http://127.0.0.1:9", credentials, 1_000_000, Duration::from_mins(2))
}

fn secret() -> Secret {
    Secret::new("0123456789abcdef").unwrap()
}

/// What a sandbox says at the endpoints that flixir reads: the seeds of what is broken here.
static ANSWERS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let world = World::with_token();
    let login = world.sandbox.log_in(Some("ada")).unwrap();
    let edit =
        serde_json::json!({"do": "create", "as": "ada", "name": "Films", "items": ["movie:603", "tv:1399"]});
    let list = world.sandbox.edit_list(&edit).unwrap();
    let (session, user) = (login["session_id"].as_str().unwrap(), login["user_token"].as_str().unwrap());
    let (account, object) = (&login["account_id"], login["account_object_id"].as_str().unwrap());
    let mut answers: Vec<Value> = [
        "3/search/multi?query=matrix".to_owned(),
        "3/search/person?query=reeves".to_owned(),
        "3/movie/popular".to_owned(),
        "3/discover/movie?with_genres=878".to_owned(),
        "3/movie/603?append_to_response=credits,external_ids,release_dates,watch/providers,videos".to_owned(),
        "3/tv/1399?append_to_response=aggregate_credits,external_ids,content_ratings,watch/providers".to_owned(),
        "3/person/6384?append_to_response=combined_credits,external_ids".to_owned(),
        "3/movie/603/reviews".to_owned(),
        "3/movie/603/external_ids".to_owned(),
        "3/find/tt0133093?external_source=imdb_id".to_owned(),
        format!("3/account?session_id={session}"),
        format!("3/account/{account}/lists?session_id={session}"),
        format!("3/account/{account}/favorite/movies?session_id={session}"),
        format!("3/movie/603/account_states?session_id={session}"),
        format!("3/list/{list}?session_id={session}"),
        format!("3/list/{list}/item_status?movie_id=603&session_id={session}"),
        format!("4/list/{list}"),
        format!("4/account/{object}/lists"),
        "3/authentication/token/new".to_owned(),
        "3/nothing".to_owned(),
    ]
    .iter()
    .map(|path| {
        let host = world.sandbox.address().to_string();
        let token = if path.starts_with('4') { user } else { world.sandbox.token() };
        let request =
            format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
        serde_json::from_str(&support::raw(&host, &request).2).unwrap()
    })
    .collect();
    answers.extend([
        serde_json::json!({"success": true, "status_code": 1, "results": [
            {"media_type": "movie", "media_id": 603, "success": true},
            {"media_type": "tv", "media_id": "1399", "success": false, "error": ["Media has already been taken"]}]}),
        serde_json::json!({"success": false, "status_code": 18, "status_message": "m", "errors": ["spam"]}),
        serde_json::json!({"success": true, "session_id": "a", "request_token": "b", "access_token": "c",
            "account_id": "d", "expires_at": "2026-11-01 12:00:00 UTC", "list_id": 5, "id": "7"}),
    ]);
    answers
});

fn answer(chance: &mut Chance) -> HttpResponse {
    let mut value = chance.pick(&ANSWERS).clone();
    for _ in 0..chance.below(4) {
        mutate::json(&mut value, chance);
    }
    let mut body = value.to_string().into_bytes();
    if chance.one_in(4) {
        mutate::bytes(&mut body, chance);
    }
    let status = *chance.pick(&[200, 200, 200, 201, 400, 401, 403, 404, 422, 429, 500, 503, 304]);
    let mut headers = Vec::new();
    for name in ["age", "date", "retry-after", "etag"] {
        if chance.one_in(4) {
            headers.push((name.to_owned(), mutate::word(chance)));
        }
    }
    HttpResponse { status, headers, body }
}

proptest! {
    #[test]
    fn answers_of_every_endpoint(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let response = answer(&mut chance);
        if let Ok(value) = wire::json(&response.body) {
            drop(media(&value, Some(MediaType::Movie)));
            for media_type in [MediaType::Movie, MediaType::Tv, MediaType::Person] {
                drop(Details::read(&value, media_type, "de-DE", "DE"));
            }
        }
        let items = vec![MediaRef::movie(603), MediaRef::tv(1399)];
        for asked in [Asked::Create, Asked::Items { items, add: true }, Asked::Keep, Asked::Whole] {
            drop(judge(&asked, &Ok(response.clone()), None));
        }
        let client = client(response);
        let v4 = ListApi::V4 { object_id: "5".to_owned() };
        for api in [&ListApi::V3, &v4] {
            if let Ok(list) = fetch_list(&client, api, 1, "en", None) {
                let mut names = list.refs();
                let count = names.len();
                names.sort_unstable();
                names.dedup();
                prop_assert_eq!(names.len(), count, "an item twice on one list");
            }
            drop(fetch_presence(&client, api, 1, MediaRef::movie(603)));
            drop(fetch_account_lists(&client, api, "1"));
        }
        drop(fetch_identity(&client));
        drop(fetch_in_collections(&client, ListKind::Favorites, MediaRef::movie(603)));
        drop(login::new_request_token(&client));
        drop(login::new_v4_request_token(&client, None));
        drop(login::new_session(&client, &secret()));
        drop(login::new_user_token(&client, &secret()));
        drop(login::session_from_user_token(&client, &secret()));
    }

    #[test]
    fn daily_exports(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let mut lines = r#"{"adult":false,"id":603,"original_title":"The Matrix","popularity":60.1,"video":false}
{"id":1399,"original_name":"Game of Thrones","popularity":9}
"#.as_bytes().to_vec();
        mutate::bytes(&mut lines, &mut chance);
        let mut packed = gzipped(&lines);
        if chance.one_in(2) {
            mutate::bytes(&mut packed, &mut chance);
        }
        let parrot = Parrot::new(HttpResponse { status: 200, headers: Vec::new(), body: packed });
        drop(exports::download(&parrot, "http://127.0.0.1:9/x.gz", Duration::from_secs(1), |row| assert!(row.id > 0), |_| Ok(())));
    }

    #[test]
    fn files_to_import(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let (name, seed_text) = *chance.pick(&FILES);
        let mut bytes = seed_text.as_bytes().to_vec();
        for _ in 0..chance.below(6) {
            mutate::bytes(&mut bytes, &mut chance);
        }
        if chance.one_in(4) {
            bytes = zipped(name, &bytes);
            if chance.one_in(2) {
                mutate::bytes(&mut bytes, &mut chance);
            }
        }
        let formats = [None, Some(Format::Letterboxd), Some(Format::Imdb), Some(Format::Trakt), Some(Format::Tmdb),
            Some(Format::Simkl), Some(Format::Csv), Some(Format::Json), Some(Format::List)];
        drop(formats::read(name, &bytes, *chance.pick(&formats)));
        drop(formats::detect(name, &bytes));
        drop(parse_nfo(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn configuration_files(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let mut bytes = CONFIG.as_bytes().to_vec();
        for _ in 0..chance.below(6) {
            mutate::bytes(&mut bytes, &mut chance);
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), bytes).unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let environment: BTreeMap<String, String> =
            ["FLIXIR_CONFIG_DIR", "FLIXIR_DATA_DIR", "FLIXIR_CACHE_DIR"].map(|name| (name.to_owned(), path.clone())).into();
        if let Ok(settings) = Settings::resolve(&GlobalOptions::default(), &environment) {
            prop_assert!(settings.api_root.starts_with("http"));
        }
    }
}

proptest! {
    // Each of these takes as long as hundreds of the others.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(16), ..ProptestConfig::default() })]

    #[test]
    fn expressions_and_columns(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let mut expression = String::new();
        for _ in 0..=chance.below(12) {
            expression.push_str(JQ[chance.below(JQ.len())]);
        }
        if chance.one_in(8) {
            expression = expression.repeat(chance.below(2000));
        }
        let fields = (0..chance.below(4)).map(|_| mutate::word(&mut chance)).collect();
        drop(OutputOptions { jq: Some(expression), ..OutputOptions::default() }.check());
        drop(OutputOptions { fields: Some(fields), ..OutputOptions::default() }.check());
    }

    #[test]
    fn requests_to_a_listener(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let mut bytes = chance.pick(&REQUESTS).as_bytes().to_vec();
        for _ in 0..chance.below(5) {
            mutate::bytes(&mut bytes, &mut chance);
        }
        let mut stream = TcpStream::connect(LISTENER.address()).unwrap();
        // The listener may refuse and hang up before it has read everything.
        drop(stream.write_all(&bytes));
        drop(stream.shutdown(std::net::Shutdown::Write));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 "), "{answer:?}");
        let (status, _, body) = support::raw(
            &LISTENER.address().to_string(),
            "GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        );
        prop_assert_eq!((status, body.as_str()), (200, "yes"), "it still answers");
    }

    #[test]
    fn whole_commands(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let response = answer(&mut chance);
        let world = WORLD.lock().unwrap_or_else(PoisonError::into_inner);
        world.sandbox.clear_faults();
        let substitute = Substitute {
            status: response.status.max(200),
            content_type: "application/json",
            headers: Vec::new(),
            body: response.body,
            applied: false,
        };
        world.sandbox.add_fault(sandbox::Fault::new(None, "*", Action::Answer(Box::new(substitute))));
        let line = *chance.pick(&COMMANDS);
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend(*chance.pick(&[&["--json"][..], &["-o", "csv"], &["--jsonl"], &[]]));
        let ran = world.run(&words);
        prop_assert!([0, 1, 2, 3, 4, 5, 6, 7].contains(&ran.code), "{line}: {ran:?}");
        prop_assert!(!ran.stderr.contains("this is a bug"), "{line}: {ran:?}");
        prop_assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{line}: {ran:?}");
    }
}

static LISTENER: LazyLock<Loopback> = LazyLock::new(|| {
    Loopback::start(0, |request| {
        let said = if request.path == "/alive" { "yes" } else { "no" };
        Response::new(200, "text/plain", said).into()
    })
    .unwrap()
});

static WORLD: LazyLock<Mutex<World>> = LazyLock::new(|| {
    let mut world = World::with_token();
    let login = world.sandbox.log_in(Some("ada")).unwrap();
    for (name, key) in [("TMDB_SESSION_ID", "session_id"), ("TMDB_USER_TOKEN", "user_token")] {
        world.set(name, login[key].as_str().unwrap());
    }
    world.run(&["lists", "create", "Films"]).fails_not();
    Mutex::new(world)
});

const COMMANDS: [&str; 16] = [
    "search matrix --refresh",
    "search matrix --type person --refresh",
    "movies popular --refresh --pages 3",
    "tv top-rated --refresh",
    "info movie:603 --refresh",
    "info tv:1399 --refresh",
    "info person:6384 --refresh",
    "info tt0133093 --refresh",
    "reviews movie:603 --refresh",
    "api GET /movie/603 --refresh",
    "lists ls --refresh",
    "lists show Films --refresh",
    "lists stats Films",
    "ratings ls --refresh",
    "lists sync --dry-run",
    "auth status --check",
];

const REQUESTS: [&str; 4] = [
    "GET /callback?request_token=abc&approved=true HTTP/1.1\r\nHost: 127.0.0.1:1\r\nCookie: x=y\r\n\r\n",
    "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\nhello world",
    "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n",
    "GET http://127.0.0.1/x HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 18446744073709551615\r\n\r\n",
];

const JQ: [&str; 28] = [
    ".",
    "..",
    ".data[]",
    " | ",
    ", ",
    "(",
    ")",
    "[",
    "]",
    "{a: ",
    "}",
    "def f: f; ",
    "def g(x; $y): x; ",
    "f",
    "\"\\(",
    ")\"",
    "reduce . as $x (0; ",
    "if . then ",
    " end",
    "try ",
    "?//",
    " as [$a] ",
    "-",
    "1e999",
    "@csv",
    "$__loc__",
    "é",
    "label $l | break $l",
];

const CONFIG: &str = r#"# what I like
profile = "work"
language = 'de-DE'
timeout = 30
cache = { search = 1, max_bytes = 100000 }

[tmdb]
base_url = "https://api.themoviedb.org/3"

[queue]
settle = 60
rate = 0x28
"#;

const FILES: [(&str, &str); 9] = [
    (
        "watched.csv",
        "Date,Name,Year,Letterboxd URI\n2024-01-02,\"Alien, or: so\",1979,https://boxd.it/2awY\n2024,Heat,,\n",
    ),
    (
        "ratings.csv",
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year\ntt0133093,9,2024-01-02,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093,Movie,8.7,136,1999\n",
    ),
    (
        "history.json",
        r#"[{"rating":9,"rated_at":"2024-01-02T00:00:00.000Z","type":"movie","movie":{"title":"Heat","year":1995,"ids":{"tmdb":949,"imdb":"tt0113277"}}}]"#,
    ),
    (
        "simkl.json",
        r#"{"movies":[{"status":"completed","movie":{"title":"Heat","year":1995,"ids":{"tmdb":"949"}}}],"shows":[]}"#,
    ),
    (
        "tmdb.csv",
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n603,tt0133093,movie,The Matrix,1999-03-31,,,8.2,9,2024-01-02\n",
    ),
    ("table.csv", "tmdb_id;media_type;title\n603;movie;\"The \"\"Matrix\"\"\"\n1399;tv;x\n"),
    (
        "rows.jsonl",
        "{\"media_type\":\"movie\",\"id\":603}\n{\"media_type\":\"tv\",\"id\":1399,\"title\":\"x\"}\n",
    ),
    (
        "films.list",
        "# name: Films\n# public: yes\nmovie:603  # The Matrix (1999)\ntv:1399\nhttps://www.themoviedb.org/movie/550\n",
    ),
    (
        "movie.nfo",
        "<?xml version=\"1.0\"?><movie><title>Heat</title><year>1995</year><uniqueid type=\"tmdb\" default=\"true\">949</uniqueid></movie>\nhttps://www.imdb.com/title/tt0113277\n",
    ),
];

/// A ZIP with one stored member, as small as they come.
fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file(name, options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
