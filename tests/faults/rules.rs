//! What is expected of a meeting: a few rules by class of command and kind of fault, and the exceptions by name.

use flixir::ErrorKind;
use flixir::cli::exit::code_of;
use serde_json::Value;

use crate::bench::{Api, Meeting};
use crate::commands::{Class, Line};
use crate::weather::Kind;

/// The time that a command has, by its own clock.
const TIMEOUT_SECONDS: u64 = 120;
/// Where time passes by itself and one second is allowed, this is a hang on any machine.
const HANG_SECONDS: u64 = 60;

/// How a command is to end: exit code and error type.
pub(crate) type End = (u8, Option<&'static str>);

const DONE: End = (0, None);

fn fails(kind: ErrorKind) -> End {
    (code_of(kind), Some(kind.name()))
}

/// What TMDB, or the way to it, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    Fine,
    /// It can't serve us; the type that says so.
    Outage(ErrorKind),
    /// It refuses the login, or the application.
    Login(ErrorKind),
    /// It refuses what is asked for.
    Refusal(ErrorKind),
}

fn weather(name: &str, kind: Kind) -> Weather {
    use ErrorKind::{
        AuthenticationFailed, InvalidResponse, NetworkError, NotFound, RateLimited, SessionExpired, TimedOut,
        Unavailable, Validation,
    };
    match (kind, name.get(..3)) {
        (Kind::Refused | Kind::NoSuchHost | Kind::Rule("*: drop" | "*: lost"), _) => {
            Weather::Outage(NetworkError)
        }
        (Kind::Slow(_), _) => Weather::Outage(TimedOut),
        (Kind::Rule(_), Some("401" | "403")) if name.contains("(3)") => Weather::Login(SessionExpired),
        (Kind::Rule(_), Some("401" | "403")) if name.ends_with(')') => Weather::Login(AuthenticationFailed),
        (Kind::Rule(_), Some("404")) => Weather::Refusal(NotFound),
        (Kind::Rule(_), Some("422")) => Weather::Refusal(Validation),
        (Kind::Rule(_), Some("429")) => Weather::Outage(RateLimited),
        (Kind::Rule(_), Some("500" | "502" | "503")) => Weather::Outage(Unavailable),
        (Kind::Rule(_) | Kind::Nonsense | Kind::Huge, _) => Weather::Outage(InvalidResponse),
        _ => Weather::Fine,
    }
}

/// Ends that the rules below don't give, each with its reason.
fn exception(line: &Line, name: &str, kind: Kind, api: Api, is_stored: bool) -> Option<End> {
    let path = line.path;
    let lists_alone_know = [
        "lists show",
        "lists contains",
        "lists stats",
        "lists export",
        "lists diff",
        "lists union",
        "lists intersect",
        "lists minus",
        "favorites ls",
        "watchlist ls",
        "ratings ls",
    ];
    Some(match (path, kind) {
        // Only v4 can rename.
        ("lists edit", Kind::Calm) if api == Api::V3 => fails(ErrorKind::Unsupported),
        // What it is about was made in another home.
        ("lists link" | "lists restore" | "queue show" | "queue cancel", Kind::NewHome) => {
            fails(ErrorKind::NotFound)
        }
        // A web page instead of TMDB's answer means that nothing was done.
        ("queue retry", Kind::Rule("*: 403 html")) => fails(ErrorKind::Unavailable),
        // A 304 has no body that could be cut.
        ("cache warm", Kind::Rule(_)) if name == "answer cut in half" && is_stored => DONE,
        // Which services there are is used for a day without asking.
        ("providers", Kind::Rule(_) | Kind::Nonsense | Kind::Huge | Kind::Slow(_) | Kind::Refused)
            if is_stored =>
        {
            DONE
        }
        // The row's title came from another server's answer, so it is looked up again.
        ("lists import", Kind::NoSuchHost) if is_stored => fails(ErrorKind::NetworkError),
        // Any JSON will do.
        ("api", Kind::Nonsense) => DONE,
        // Whatever TMDB says of the session, it is forgotten here.
        ("auth logout", _) if !kind.is_local() => DONE,
        // No export is to be had, whatever the reason; how it fails is reported where it is no answer at all.
        ("catalog update", Kind::Rule(_)) if name.starts_with(['3', '4', '5']) => {
            fails(ErrorKind::Unavailable)
        }
        // TMDB says that the list is not there, and asked for all lists says the same: it is marked so.
        ("lists sync", Kind::Rule(_)) if name.starts_with("404") => (6, None),
        ("lists import" | "lists apply", Kind::Rule(_)) if name.starts_with("404") && is_stored => (6, None),
        // It is not there, which is what the command asked for.
        (_, Kind::Rule(_)) if removes(line) && name.starts_with("404") && is_stored => DONE,
        // What TMDB doesn't have may still be in the queue, so this is no error.
        _ if lists_alone_know.contains(&path) && name.starts_with("404") && is_stored => DONE,
        // What is queued is rejected, item by item.
        ("queue retry", Kind::Rule(_)) if name.starts_with("404") || name.starts_with("422") => (6, None),
        _ => return None,
    })
}

/// Returns how a command is to end.
pub(crate) fn expected(line: &Line, name: &str, kind: Kind, api: Api, is_stored: bool) -> End {
    if let Some(end) = exception(line, name, kind, api, is_stored) {
        return end;
    }
    if kind.is_local() {
        return expected_here(line, kind);
    }
    let weather = weather(name, kind);
    let is_public = line.class == Class::Public || line.path == "auth login";
    match (line.class, weather) {
        (Class::Local, _) | (_, Weather::Fine) => DONE,
        (Class::Findings, _) => (1, None),
        // An answer from another host doesn't count.
        (Class::Public, Weather::Outage(error)) if kind == Kind::NoSuchHost => fails(error),
        // `cache warm` renews answers, so stored ones don't help.
        (Class::Public, Weather::Outage(_)) if is_stored && line.path == "cache warm" => {
            fails(ErrorKind::Unavailable)
        }
        (Class::Public | Class::Mirrored | Class::Queued, Weather::Outage(_)) if is_stored => DONE,
        (Class::Queued, Weather::Outage(_)) if is_known_without(line) => DONE,
        (Class::Compared, Weather::Outage(_)) if is_stored && line.path != "lists sync" => DONE,
        (_, Weather::Login(_)) if is_public => fails(ErrorKind::AuthenticationFailed),
        (_, Weather::Outage(error) | Weather::Login(error) | Weather::Refusal(error)) => fails(error),
    }
}

/// Whether a write needs no list to be looked up first.
fn is_known_without(line: &Line) -> bool {
    line.path == "lists create" || !line.path.starts_with("lists ")
}

/// A fault of the machine matters to commands that store something there.
#[expect(clippy::match_same_arms, reason = "the order of the rows is the rule")]
fn expected_here(line: &Line, kind: Kind) -> End {
    let path = line.path;
    let keeps_nothing = ["completions", "schema", "sandbox", "demo"].contains(&path);
    let reads_state = line.class != Class::Public
        && line.class != Class::Findings
        && !keeps_nothing
        && !["config", "cache ", "catalo"].iter().any(|start| path.starts_with(start))
        && path != "queue schedule";
    match kind {
        Kind::NoHome | Kind::Blocked("FLIXIR_CONFIG_DIR") if keeps_nothing => DONE,
        Kind::NoHome => fails(ErrorKind::Config),
        Kind::Blocked("FLIXIR_CONFIG_DIR") if path == "config path" => DONE,
        Kind::Blocked("FLIXIR_CONFIG_DIR") if path == "config set" || path == "config unset" => {
            fails(ErrorKind::Storage)
        }
        Kind::Blocked("FLIXIR_CONFIG_DIR") if path == "doctor" => (1, None),
        Kind::Blocked("FLIXIR_CONFIG_DIR") => fails(ErrorKind::Config),
        // A database that can't be used is an error like everywhere else.
        Kind::Blocked("FLIXIR_DATA_DIR") | Kind::DiskFull | Kind::ReadOnly if path == "doctor" => {
            fails(ErrorKind::Storage)
        }
        Kind::Blocked("FLIXIR_DATA_DIR") if reads_state => fails(ErrorKind::Storage),
        Kind::Blocked("FLIXIR_CACHE_DIR")
            if path == "cache stats" || path == "cache clear" || path.starts_with("catalog ") =>
        {
            if path == "catalog status" { DONE } else { fails(ErrorKind::Storage) }
        }
        Kind::DiskFull | Kind::ReadOnly if path == "demo" && kind == Kind::DiskFull => {
            fails(ErrorKind::Storage)
        }
        Kind::DiskFull | Kind::ReadOnly
            if reads_state || ["config set", "cache clear", "catalog update"].contains(&path) =>
        {
            fails(ErrorKind::Storage)
        }
        _ => DONE,
    }
}

/// Says what is wrong with a meeting, apart from how it ended; `calm` is the same without a fault.
pub(crate) fn complaints(line: &Line, name: &str, kind: Kind, met: &Meeting, calm: &Meeting) -> Vec<String> {
    let mut found = malformed(line, met);
    found.extend(unsaid(line, name, kind, met));
    let limit = if kind.is_slow() { HANG_SECONDS } else { TIMEOUT_SECONDS };
    // A login waits for a person without a limit.
    if met.took.as_secs() > limit && line.path != "auth login" && line.path != "demo" {
        found.push(format!("it took {:?}", met.took));
    }
    if line.class == Class::Local && met.requests > 0 {
        found.push(format!("it asked TMDB {} times", met.requests));
    }
    let is_as_calm = met.end == calm.end;
    let is_as_before = met.end == met.start;
    // If TMDB says that it is not there, that is what the command asked for.
    let is_denied = name.starts_with("404") && removes(line);
    if met.ran.code == 0 && !is_as_calm && !is_denied && kind != Kind::NewHome {
        found.push(format!("it said done, but {}", difference(met, calm)));
    }
    // If the command failed, what was queued before it is still sent.
    let is_undisturbed = met.ran.code != 0 && !line.before.is_empty();
    if !is_as_calm && !is_as_before && !is_undisturbed {
        found.push(format!("half done: {}", difference(met, calm)));
    }
    // The session ended before TMDB confirmed it, so its account is unknown: its changes are held, and shown.
    let is_nobodys =
        met.left.iter().all(|row| row["hold"] == "login") && !met.left.is_empty() && name.contains("(3)");
    let is_kept = line.class == Class::Queued && met.ran.stdout.contains(r#""outcome":"queued""#);
    // The list is gone, and its queued changes need a decision: the exit code says so.
    let is_a_persons = met.ran.code == 6 && met.left.iter().any(|row| row["hold"] == "conflict");
    if is_kept && !is_as_calm && !is_denied && !is_nobodys && !is_a_persons {
        found.push(format!("queued and never delivered; {}", difference(met, calm)));
    }
    let is_for_good = matches!(met.ran.code, 1 | 3 | 6);
    if !met.left.is_empty() && !is_for_good && !is_nobodys {
        found.push(format!("left in the queue: {}", brief(&met.left)));
    }
    if met.left.iter().any(|row| row["status"] != "failed" && row["hold"].is_null()) {
        found.push(format!("neither delivered nor failed nor held: {}", brief(&met.left)));
    }
    found
}

/// Whether a command removes something.
fn removes(line: &Line) -> bool {
    ["lists delete", "favorites remove", "watchlist remove", "ratings remove"].contains(&line.path)
}

/// Stored answers may be used, but with a warning, and an error about some of several items says which.
fn unsaid(line: &Line, name: &str, kind: Kind, met: &Meeting) -> Vec<String> {
    let mut found = Vec::new();
    // A 304 has no body that could be cut, and any JSON is an answer to `api`.
    // Which services there are is used for a day without asking.
    let is_an_answer = name == "answer cut in half"
        || (line.path == "api" && kind == Kind::Nonsense)
        || line.path == "providers";
    let stands_in = matches!(line.class, Class::Public | Class::Mirrored) && met.ran.code == 0;
    if stands_in
        && !is_an_answer
        && matches!(weather(name, kind), Weather::Outage(_))
        && !met.ran.stderr.contains("warning")
    {
        found.push(format!("what is stored answered without a warning: {:?}", met.ran.stderr));
    }
    if met.ran.code == 6 {
        let document: Value = serde_json::from_str(&met.ran.stdout).unwrap_or_default();
        let rows = document["data"].as_array().map_or(&[][..], Vec::as_slice);
        let is_told = |row: &Value| {
            row["outcome"] == "failed" || row["status"] == "failed" || row["conflicts"].as_u64() > Some(0)
        };
        if !rows.iter().any(is_told) && !met.ran.stderr.contains("no longer exists on TMDB") {
            found.push(format!("some of several failed, and none is said to: {}", met.ran.stdout));
        }
    }
    found
}

/// Standard output is one JSON document or nothing; standard error has one error line where an error type is due.
fn malformed(line: &Line, met: &Meeting) -> Vec<String> {
    let mut found = Vec::new();
    let ran = &met.ran;
    if line.is_json && !ran.stdout.is_empty() && serde_json::from_str::<Value>(&ran.stdout).is_err() {
        found.push(format!("no JSON on standard output: {}", ran.stdout));
    }
    if ran.code == 0 && ran.stdout.is_empty() {
        found.push("nothing on standard output".to_owned());
    }
    if ran.stderr.contains("panicked") || ran.stderr.contains("this is a bug") {
        found.push(format!("a bug: {}", ran.stderr));
    }
    let errors: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with('{')).collect();
    match errors[..] {
        [] => {}
        [error] => {
            let kind = serde_json::from_str::<Value>(error)
                .ok()
                .and_then(|document| ErrorKind::parse(document["error"]["type"].as_str()?));
            match kind {
                None => found.push(format!("not the contract's error line: {error}")),
                Some(kind) if code_of(kind) != ran.code && ran.code != 6 => {
                    found.push(format!("{} with exit code {}", kind.name(), ran.code));
                }
                Some(_) => {}
            }
        }
        _ => found.push(format!("{} error lines: {}", errors.len(), ran.stderr)),
    }
    found
}

/// How TMDB's end differs from that without a fault.
fn difference(met: &Meeting, calm: &Meeting) -> String {
    format!(
        "TMDB carried out {:?} instead of {:?}, and its state is {}; left: {}",
        met.end.effects,
        calm.end.effects,
        if met.end.state == calm.end.state { "the same" } else { "another" },
        brief(&met.left)
    )
}

fn brief(rows: &[Value]) -> String {
    let row = |row: &Value| {
        format!("{} {} (hold {}): {}", row["status"], row["kind"], row["hold"], row["last_error"]["message"])
    };
    rows.iter().map(row).collect::<Vec<_>>().join(", ")
}
