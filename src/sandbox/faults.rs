//! Rules that make the sandbox misbehave, and the text they are written in. What they do to a request is carried
//! out by the engine (`server.rs`).
//!
//! # Grammar
//! ```text
//! rule     = [METHOD] PATH ":" action { modifier }
//! PATH     = the path without its query; "*" stands for any characters, also slashes
//! action   = "latency" SPAN          answer that much later
//!          | "hold"                  wait until released, then apply and answer
//!          | "hold-after"            apply, wait until released, then answer
//!          | "drop"                  close the connection; nothing was applied
//!          | "lost"                  apply, then close the connection without an answer
//!          | "cut" POINT             apply, answer in part: head | headers | half | NUMBER of bytes
//!          | "late" SPAN             close the connection at once, apply that much later
//!          | STATUS [ BODY ]         an HTTP status: html | empty | json | code NUMBER | body "TEXT"
//!          | "bad-json" | "html"     status 200 and a body that is not TMDB's
//!          | "truncated"             apply, answer with half of the JSON
//!          | "huge" SIZE             status 200 and a JSON body of that size
//!          | "deep" NUMBER           status 200 and JSON nested that deep
//!          | "drip" SPAN             apply, answer in small pieces with that pause between them
//!          | "redirect" URL          302 to somewhere else
//!          | "half-items"            refuse every second item of a v4 batch
//!          | "session-ended"         401 with code 3
//!          | "delete-500"            apply, answer a successful deletion with 500 and code 11
//!          | "spam"                  400 with code 18 and "Content is suspected to be spam"
//!          | "stale" SPAN [ "by-path" ]
//!                                    an edge cache: one GET address is answered from memory for that long;
//!                                    by-path: of the query only page counts, so that no address is fresh
//! modifier = "x" NUMBER              only so many times (x3)
//!          | "after" NUMBER          not the first so many matching requests
//!          | "every" NUMBER          only every so manieth of the rest
//!          | "applied"               with a status, bad-json, html, huge, deep, redirect, drop: apply nevertheless
//!                                    ("503 applied" is a gateway's page: TMDB's own 503 says that nothing was done)
//!          | "retry-after" VALUE     a Retry-After header, as given
//! SPAN     = NUMBER ( "ms" | "s" | "m" );  SIZE = NUMBER [ "kB" | "MB" ];  quotes keep words together
//! ```
//! Of several matching rules, all waits and switches apply, and the first that decides the answer decides it.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::{HTML, JSON, Outcome, invalid, status_object};
use crate::adapters::loopback::CutPoint;

/// A rule: which requests, how often, and what happens to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The method that it is about; `None` for all.
    pub method: Option<String>,
    /// The path that it is about; `*` stands for any characters.
    pub path: String,
    /// How many matching requests go by first.
    pub after: u64,
    /// Of the rest, only every so manieth; at least 1.
    pub every: u64,
    /// How often it acts; `None` for always.
    pub times: Option<u64>,
    /// What happens.
    pub action: Action,
}

/// What a rule does. See the grammar in the module documentation.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Answer later.
    Latency(Duration),
    /// Wait for a release before anything is applied.
    Hold,
    /// Wait for a release after applying.
    HoldAfter,
    /// Close the connection unanswered.
    Drop {
        /// Whether the request takes effect first.
        applied: bool,
    },
    /// Apply, and answer only in part.
    Cut(CutPoint),
    /// Close the connection, and apply later.
    Late(Duration),
    /// Answer something else.
    Answer(Box<Substitute>),
    /// Apply, and answer with half of the body; the length is that of the half.
    Truncated,
    /// Apply, and answer piece by piece.
    Drip(Duration),
    /// Refuse every second item of a batch.
    HalfItems,
    /// Apply, and answer a successful deletion with 500.
    DeleteAnswers500,
    /// Answer GETs from an edge cache.
    Stale {
        /// How long an answer stays.
        span: Duration,
        /// Whether addresses that differ only in their query, `page` excepted, count as the same.
        by_path: bool,
    },
}

/// An answer that takes the place of the real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// The HTTP status.
    pub status: u16,
    /// The body's type.
    pub content_type: &'static str,
    /// Headers beside it.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the request takes effect first.
    pub applied: bool,
}

impl Substitute {
    pub(super) fn to_outcome(&self) -> Outcome {
        let mut outcome = Outcome::bytes(self.status, self.content_type, self.body.clone());
        outcome.headers.clone_from(&self.headers);
        outcome
    }
}

impl Fault {
    /// Makes a rule that always acts. A path without `*` means exactly that path.
    pub fn new(method: Option<&str>, path: &str, action: Action) -> Self {
        let method = method.map(str::to_owned);
        Self { method, path: path.to_owned(), after: 0, every: 1, times: None, action }
    }

    /// Reads a rule in the grammar of this module, for example `POST /3/list/*: 503 x3`.
    ///
    /// # Errors
    /// Says which word it stumbled over.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (target, rest) = text.split_once(": ").ok_or_else(|| format!("write METHOD PATH: ACTION, such as \"POST /3/list/*: 503 x3\"; there is no \": \" in \"{text}\""))?;
        let target: Vec<&str> = target.split_whitespace().collect();
        let (method, path) = match target[..] {
            [path] | ["*", path] => (None, path),
            [method, path] => (Some(method.to_ascii_uppercase()), path),
            _ => {
                return Err(format!(
                    "before the colon stand a method and a path, such as \"POST /3/list/*: 503\", not \"{text}\""
                ));
            }
        };
        if let Some(method) = method.as_deref().filter(|method| !METHODS.contains(method)) {
            return Err(format!("\"{method}\" is not a method; write {}", METHODS.join(", ")));
        }
        if !path.starts_with(['/', '*']) {
            return Err(format!("a path begins with / or *, but \"{path}\" doesn't"));
        }
        let mut words = Words { words: split_words(rest)?, at: 0 };
        let action = words.action()?;
        let mut fault = Self { method, ..Self::new(None, path, action) };
        words.modifiers(&mut fault)?;
        Ok(fault)
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && fits(self.path.as_bytes(), path.as_bytes())
    }
}

/// Compares a path with a pattern in which `*` stands for anything.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|skipped| fits(rest, &path[skipped..])),
        Some((letter, rest)) => {
            path.split_first().is_some_and(|(first, more)| first == letter && fits(rest, more))
        }
    }
}

/// Splits at spaces; double quotes keep words together.
fn split_words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    if text.matches('"').count() % 2 == 1 {
        Err(format!("a closing quote is missing in \"{text}\""))
    } else {
        Ok(words)
    }
}

/// What a rule can do, for the person whose rule names something else.
const ACTIONS: &str = "an action is an HTTP status (503) or one of latency, hold, hold-after, drop, lost, cut, late, \
    truncated, drip, half-items, delete-500, stale, bad-json, html, huge, deep, redirect, session-ended, spam";

/// The methods of HTTP that TMDB knows.
const METHODS: [&str; 5] = ["GET", "HEAD", "POST", "PUT", "DELETE"];

/// The largest body that a rule makes, in bytes.
const LARGEST: usize = 256 * 1024 * 1024;

struct Words {
    words: Vec<String>,
    at: usize,
}

impl Words {
    fn next(&mut self, what: &str) -> Result<String, String> {
        let word = self.words.get(self.at).cloned().ok_or_else(|| format!("{what} is missing"))?;
        self.at += 1;
        Ok(word)
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, String> {
        let word = self.next(what)?;
        word.parse().map_err(|_| format!("\"{word}\" is not a {what}"))
    }

    fn span(&mut self) -> Result<Duration, String> {
        let word = self.next("a time")?;
        let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
        let count: u64 =
            word[..end].parse().map_err(|_| format!("\"{word}\" is not a time; write 200ms, 3s or 5m"))?;
        match &word[end..] {
            "ms" => Ok(Duration::from_millis(count)),
            "s" => Ok(Duration::from_secs(count)),
            "m" => Ok(Duration::from_secs(count.saturating_mul(60))),
            _ => Err(format!("\"{word}\" is not a time; write 200ms, 3s or 5m")),
        }
    }

    fn size(&mut self) -> Result<usize, String> {
        let word = self.next("a size")?;
        let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
        let count: usize =
            word[..end].parse().map_err(|_| format!("\"{word}\" is not a size; write 64kB or 10MB"))?;
        let unit = match &word[end..] {
            "" | "B" => 1,
            "kB" | "KB" => 1024,
            "MB" => 1024 * 1024,
            _ => return Err(format!("\"{word}\" is not a size; write 64kB or 10MB")),
        };
        let size = count.checked_mul(unit).filter(|size| *size <= LARGEST);
        size.ok_or_else(|| format!("\"{word}\" is more than 256MB"))
    }

    fn action(&mut self) -> Result<Action, String> {
        let word = self.next("an action")?;
        Ok(match word.as_str() {
            "latency" => Action::Latency(self.span()?),
            "hold" => Action::Hold,
            "hold-after" => Action::HoldAfter,
            "drop" => Action::Drop { applied: false },
            "lost" => Action::Drop { applied: true },
            "cut" => Action::Cut(self.cut_point()?),
            "late" => Action::Late(self.span()?),
            "truncated" => Action::Truncated,
            "drip" => Action::Drip(self.span()?),
            "half-items" => Action::HalfItems,
            "delete-500" => Action::DeleteAnswers500,
            "stale" => {
                let span = self.span()?;
                let by_path = self.peek() == Some("by-path");
                self.at += usize::from(by_path);
                Action::Stale { span, by_path }
            }
            "bad-json" => substitute(200, JSON, "{\"success\": true, \"results\": [".to_owned()),
            "html" => substitute(200, HTML, SIGN_IN.to_owned()),
            "huge" => {
                let size = self.size()?;
                substitute(200, JSON, format!("{{\"padding\":\"{}\"}}", "x".repeat(size.saturating_sub(14))))
            }
            "deep" => {
                let depth: usize = self.number("depth")?;
                if depth > LARGEST / 2 {
                    return Err(format!("\"{depth}\" is too deep"));
                }
                substitute(200, JSON, format!("{}{}", "[".repeat(depth), "]".repeat(depth)))
            }
            "redirect" => {
                let address = self.next("an address")?;
                answer(Substitute {
                    headers: vec![("Location".to_owned(), address)],
                    ..raw(302, HTML, String::new())
                })
            }
            "session-ended" => substitute(401, JSON, status_object(3).to_string()),
            "spam" => {
                let refusal = invalid("Content is suspected to be spam");
                answer(Substitute { body: refusal.body, ..raw(400, JSON, String::new()) })
            }
            status => self.status(status)?,
        })
    }

    fn cut_point(&mut self) -> Result<CutPoint, String> {
        let word = self.next("where to cut")?;
        match word.as_str() {
            "head" => Ok(CutPoint::InHead),
            "headers" => Ok(CutPoint::AfterHead),
            "half" => Ok(CutPoint::HalfBody),
            number => number
                .parse()
                .map(CutPoint::Bytes)
                .map_err(|_| format!("cut at head, headers, half or a number of bytes, not \"{number}\"")),
        }
    }

    fn status(&mut self, word: &str) -> Result<Action, String> {
        let status = word.parse().ok().filter(|status| (200..=599).contains(status));
        let status: u16 = status.ok_or_else(|| format!("there is no action \"{word}\"; {ACTIONS}"))?;
        let page = || raw(status, HTML, format!("<html><body><h1>{status}</h1></body></html>"));
        let body = match self.peek() {
            // TMDB's own 503 says that nothing was done. Where something was, a gateway in front of TMDB answered.
            Some("applied") if status == 503 => return Ok(answer(page())),
            Some("html") => page(),
            Some("empty") => raw(status, HTML, String::new()),
            Some("json") => raw(status, JSON, status_object(usual_code(status)).to_string()),
            Some("code") => {
                self.at += 1;
                let code = self.words.get(self.at).and_then(|code| code.parse().ok());
                let code: u16 = code.ok_or("code needs a number")?;
                raw(status, JSON, status_object(code).to_string())
            }
            Some("body") => {
                self.at += 1;
                let text = self.peek().ok_or("body needs a text")?.to_owned();
                let content_type =
                    if text.starts_with(['{', '[']) { JSON } else { "text/plain; charset=utf-8" };
                raw(status, content_type, text)
            }
            _ => return Ok(substitute(status, JSON, status_object(usual_code(status)).to_string())),
        };
        self.at += 1;
        Ok(answer(body))
    }

    fn modifiers(&mut self, fault: &mut Fault) -> Result<(), String> {
        while let Some(word) = self.peek().map(str::to_owned) {
            self.at += 1;
            match word.as_str() {
                "after" => fault.after = self.number("number")?,
                "every" => match self.number("number")? {
                    0 => return Err("\"every 0\" never acts; write every 1 or more".to_owned()),
                    every => fault.every = every,
                },
                "applied" => match &mut fault.action {
                    Action::Answer(substitute) => substitute.applied = true,
                    Action::Drop { applied } => *applied = true,
                    _ => return Err("\"applied\" does not go with this action".to_owned()),
                },
                "retry-after" => {
                    let value = self.next("a value for retry-after")?;
                    let Action::Answer(substitute) = &mut fault.action else {
                        return Err("\"retry-after\" only goes with a status, such as 429".to_owned());
                    };
                    substitute.headers.push(("Retry-After".to_owned(), value));
                }
                other => {
                    let times = other.strip_prefix('x').and_then(|times| times.parse().ok());
                    if times == Some(0) {
                        return Err("a rule with x0 never acts; write x1 or more".to_owned());
                    }
                    fault.times = Some(times.ok_or_else(|| format!("there is no modifier \"{other}\"; write x3, after 2, every 3, applied or retry-after 10"))?);
                }
            }
        }
        Ok(())
    }
}

const SIGN_IN: &str = "<!doctype html><html><head><title>Sign in to this network</title></head>\
    <body><h1>Please sign in</h1></body></html>";

fn raw(status: u16, content_type: &'static str, body: String) -> Substitute {
    Substitute { status, content_type, headers: Vec::new(), body: body.into_bytes(), applied: false }
}

fn answer(substitute: Substitute) -> Action {
    Action::Answer(Box::new(substitute))
}

fn substitute(status: u16, content_type: &'static str, body: String) -> Action {
    answer(raw(status, content_type, body))
}

/// Returns the code that TMDB usually sends with an HTTP status.
fn usual_code(status: u16) -> u16 {
    match status {
        200 => 1,
        201 => 12,
        400 | 422 => 5,
        401 => 7,
        403 => 8,
        404 => 34,
        405 => 42,
        429 => 25,
        500 => 11,
        502 => 43,
        503 => 9,
        504 => 24,
        _ => 15,
    }
}

/// What the rules have in store for one request.
#[expect(clippy::struct_excessive_bools, reason = "switches that know nothing of each other")]
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) rules: Vec<u64>,
    pub(super) latency: Duration,
    pub(super) hold: bool,
    pub(super) hold_after: bool,
    pub(super) half_items: bool,
    pub(super) delete_500: bool,
    /// How long the edge cache keeps an answer, and whether it goes by path.
    pub(super) stale: Option<(Duration, bool)>,
    pub(super) ending: Option<Action>,
}

/// The active rules.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<Armed>,
    last_id: u64,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    fault: Fault,
    seen: u64,
    used: u64,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) -> u64 {
        self.last_id += 1;
        self.rules.push(Armed { id: self.last_id, fault, seen: 0, used: 0 });
        self.last_id
    }

    pub(super) fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    /// Looks up what happens to a request, and counts it.
    pub(super) fn plan(&mut self, method: &str, path: &str) -> Plan {
        let mut plan = Plan::default();
        for rule in self.rules.iter_mut().filter(|rule| rule.fault.matches(method, path)) {
            let ends = !matches!(
                rule.fault.action,
                Action::Latency(_)
                    | Action::Hold
                    | Action::HoldAfter
                    | Action::HalfItems
                    | Action::DeleteAnswers500
                    | Action::Stale { .. }
            );
            // A rule that another has forestalled keeps its turn for a later request.
            if (ends && plan.ending.is_some()) || !rule.due() {
                continue;
            }
            plan.rules.push(rule.id);
            match &rule.fault.action {
                Action::Latency(span) => plan.latency += *span,
                Action::Hold => plan.hold = true,
                Action::HoldAfter => plan.hold_after = true,
                Action::HalfItems => plan.half_items = true,
                Action::DeleteAnswers500 => plan.delete_500 = true,
                Action::Stale { span, by_path } => plan.stale = Some((*span, *by_path)),
                other => plan.ending = Some(other.clone()),
            }
        }
        plan
    }

    pub(super) fn to_value(&self) -> Value {
        let rows = self.rules.iter().map(|rule| {
            json!({"id": rule.id, "method": rule.fault.method, "path": rule.fault.path,
                "action": format!("{:.200}", format!("{:?}", rule.fault.action)), "seen": rule.seen,
                "used": rule.used, "times": rule.fault.times})
        });
        Value::Array(rows.collect())
    }
}

impl Armed {
    /// Counts a matching request; tells whether it is hit.
    fn due(&mut self) -> bool {
        self.seen += 1;
        let fault = &self.fault;
        let turn =
            self.seen > fault.after && (self.seen - fault.after - 1).is_multiple_of(fault.every.max(1));
        if !turn || fault.times.is_some_and(|times| self.used >= times) {
            return false;
        }
        self.used += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Fault {
        Fault::parse(text).unwrap()
    }

    fn substituted(text: &str) -> Substitute {
        match parsed(text).action {
            Action::Answer(substitute) => *substitute,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rules_are_read() {
        let fault = parsed("POST /3/list/*: 503 x3");
        assert_eq!((fault.method.as_deref(), fault.path.as_str()), (Some("POST"), "/3/list/*"));
        assert_eq!((fault.times, fault.after, fault.every), (Some(3), 0, 1));
        assert_eq!(substituted("*: 503").status, 503);
        assert_eq!(parsed("* /3/*: latency 200ms").action, Action::Latency(Duration::from_millis(200)));
        assert_eq!(parsed("*: late 30s").action, Action::Late(Duration::from_secs(30)));
        assert_eq!(parsed("*: cut 17").action, Action::Cut(CutPoint::Bytes(17)));
        assert_eq!(parsed("*: cut half after 2 every 3").after, 2);
        assert_eq!(parsed("*: drop applied").action, Action::Drop { applied: true });
        assert_eq!(
            parsed("*: stale 5m").action,
            Action::Stale { span: Duration::from_mins(5), by_path: false }
        );
        let limited = substituted("GET *: 429 retry-after \"Wed, 21 Oct 2026 07:28:00 GMT\"");
        assert_eq!(limited.headers[0].1, "Wed, 21 Oct 2026 07:28:00 GMT");
        assert!(String::from_utf8(limited.body).unwrap().contains("\"status_code\":25"));
        assert_eq!(substituted("*: 502 html applied").content_type, HTML);
        assert!(substituted("*: 502 html applied").applied);
        assert_eq!(substituted("*: 500 empty").body, b"");
        assert_eq!(substituted("*: 418 body \"short and stout\"").body, b"short and stout");
        assert!(String::from_utf8(substituted("*: 401 code 38").body).unwrap().contains("38"));
        assert_eq!(substituted("*: huge 2kB").body.len(), 2048);
        assert_eq!(substituted("*: deep 3").body, b"[[[]]]");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "*",
            "/3/*:503",
            "GET POST /x: 503",
            "x: 503",
            "*: nonsense",
            "*: 99",
            "*: latency",
            "*: latency 5",
            "*: huge 257MB",
            "*: huge 99999999999999999999MB",
            "*: deep 99999999999",
            "*: stale by-path",
            "*: 503 y3",
            "*: cut nowhere",
            "*: hold applied",
            "*: drop retry-after 3",
            "*: 418 body \"open",
            "*: 401 code x",
        ] {
            assert!(Fault::parse(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_rule_makes_the_parser_panic(text in "(GET )?[/*][a-z/*]{0,6}: [ a-z0-9\"-]{0,40}|.{0,40}") {
            drop(Fault::parse(&text));
        }

        #[test]
        fn rules_mean_what_they_say(
            path in "/[a-z/*]{0,6}", status in proptest::sample::select(vec![404, 429, 503]), after in 0_u64..50, every in 1_u64..50
        ) {
            let fault = Fault::parse(&format!("GET {path}: {status} after {after} every {every}")).unwrap();
            proptest::prop_assert_eq!((fault.path.as_str(), fault.after, fault.every), (path.as_str(), after, every));
        }
    }

    #[test]
    fn patterns_match_whole_paths() {
        assert!(fits(b"/3/list/*", b"/3/list/1/add_item"));
        assert!(!fits(b"/3/list/*", b"/3/list"));
        assert!(fits(b"*", b"/anything"));
        assert!(fits(b"/4/list/*/items", b"/4/list/7/items"));
        assert!(!fits(b"/4/list/*/items", b"/4/list/7/itemsx"));
    }

    #[test]
    fn rules_act_when_it_is_their_turn() {
        let mut faults = Faults::default();
        faults.add(parsed("GET /a: 503 after 1 every 2 x2"));
        let hits: Vec<bool> = (0..8).map(|_| faults.plan("GET", "/a").ending.is_some()).collect();
        assert_eq!(hits, [false, true, false, true, false, false, false, false]);
        assert!(faults.plan("POST", "/a").ending.is_none());
    }

    #[test]
    fn the_first_rule_decides_and_the_next_keeps_its_turn() {
        let mut faults = Faults::default();
        faults.add(parsed("*: 503 x1"));
        faults.add(parsed("*: drop x1"));
        faults.add(parsed("*: latency 1s"));
        let first = faults.plan("GET", "/a");
        assert!(matches!(first.ending, Some(Action::Answer(_))) && first.latency == Duration::from_secs(1));
        assert_eq!(faults.plan("GET", "/a").ending, Some(Action::Drop { applied: false }));
        assert_eq!(faults.plan("GET", "/a").ending, None);
    }
}
