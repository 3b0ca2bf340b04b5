//! The faults: what is wrong with TMDB, with the way to it, or with the machine.

use flixir::sandbox::faults::Substitute;
use flixir::sandbox::{Action, Fault};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Calm,
    /// A rule of the sandbox, by the clock of the test.
    Rule(&'static str),
    /// A rule of the sandbox whose waits are real, with `--timeout 1`.
    Slow(&'static str),
    /// Well-formed JSON that says nothing.
    Nonsense,
    /// More than flixir takes.
    Huge,
    /// The port is closed.
    Refused,
    /// TMDB's name leads nowhere.
    NoSuchHost,
    /// The wall clock jumps by so many seconds.
    Clock(i64),
    /// Not a byte can be written.
    DiskFull,
    /// A folder can't be made, because a file is in its place.
    Blocked(&'static str),
    /// Everything below the home is read-only.
    ReadOnly,
    /// There is no `HOME`.
    NoHome,
    /// `HOME` names a folder that doesn't exist.
    NewHome,
}

/// Each fault with its name on the page.
pub(crate) const FAULTS: &[(&str, Kind)] = &[
    ("none", Kind::Calm),
    ("connection refused", Kind::Refused),
    ("host not found", Kind::NoSuchHost),
    ("cut off before it was done", Kind::Rule("*: drop")),
    ("cut off after it was done", Kind::Rule("*: lost")),
    ("answer cut in half", Kind::Rule("*: cut half")),
    ("slow drip (--timeout 1)", Kind::Slow("*: drip 100ms")),
    ("no answer (--timeout 1)", Kind::Slow("*: hold")),
    ("401, session ended (3)", Kind::Rule("*: 401 code 3")),
    ("401, invalid key (7)", Kind::Rule("*: 401 code 7")),
    ("401, may only read (36)", Kind::Rule("*: 401 code 36")),
    ("403, suspended (45)", Kind::Rule("*: 403 code 45")),
    ("403, a web page", Kind::Rule("*: 403 html")),
    ("404, not found (34)", Kind::Rule("*: 404 code 34")),
    ("422, invalid (47)", Kind::Rule("*: 422 code 47")),
    ("429, seconds", Kind::Rule("*: 429 retry-after 7")),
    ("429, a date", Kind::Rule("*: 429 retry-after \"Sun, 01 Nov 2026 15:00:00 GMT\"")),
    ("429, no time", Kind::Rule("*: 429")),
    ("500, internal error (11)", Kind::Rule("*: 500 code 11")),
    ("502, a web page", Kind::Rule("*: 502 html")),
    ("503, maintenance (9)", Kind::Rule("*: 503")),
    ("200, truncated JSON", Kind::Rule("*: truncated")),
    ("200, other JSON", Kind::Nonsense),
    ("200, a web page", Kind::Rule("*: html")),
    ("200, 33 MB", Kind::Huge),
    ("302, to another site", Kind::Rule("*: redirect http://127.0.0.1:9/login")),
    ("clock 30 days back", Kind::Clock(-30 * 86_400)),
    ("clock 30 days forward", Kind::Clock(30 * 86_400)),
    ("disk full", Kind::DiskFull),
    ("no config folder", Kind::Blocked("FLIXIR_CONFIG_DIR")),
    ("no data folder", Kind::Blocked("FLIXIR_DATA_DIR")),
    ("no cache folder", Kind::Blocked("FLIXIR_CACHE_DIR")),
    ("read-only folders", Kind::ReadOnly),
    ("no HOME", Kind::NoHome),
    ("HOME doesn't exist", Kind::NewHome),
];

impl Kind {
    /// Whether it is about TMDB or the way to it, so that lifting it lets everything go out.
    pub(crate) fn rule(self) -> Option<Fault> {
        let answer = |content_type, body: Vec<u8>| {
            let substitute =
                Substitute { status: 200, content_type, headers: Vec::new(), body, applied: false };
            Some(Fault::new(None, "*", Action::Answer(Box::new(substitute))))
        };
        match self {
            Self::Rule(rule) | Self::Slow(rule) => Some(Fault::parse(rule).unwrap()),
            Self::Nonsense => answer("application/json", br#"{"surprise":[1,{"a":null}]}"#.to_vec()),
            // Not as JSON: the sandbox would take its time to compress it.
            Self::Huge => answer("text/plain", vec![b' '; 33 << 20]),
            _ => None,
        }
    }

    /// Whether time passes by itself.
    pub(crate) fn is_slow(self) -> bool {
        matches!(self, Self::Slow(_))
    }

    /// Whether it is the machine's fault.
    pub(crate) fn is_local(self) -> bool {
        matches!(
            self,
            Self::DiskFull
                | Self::Blocked(_)
                | Self::ReadOnly
                | Self::NoHome
                | Self::NewHome
                | Self::Clock(_)
        )
    }
}
