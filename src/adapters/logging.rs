//! Log lines: on standard error where `-v` asks for them, and in the file that `log.file` names. Not for what a person
//! must read: that goes through `output`. Off by default; only the real binary installs it, because a process has one
//! logger.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use log::kv::{Key, Value as KvValue, VisitSource};
use log::{Level, LevelFilter, Log, Metadata, Record};
use serde_json::{Map, Value};

use crate::domain::{Redactor, Timestamp};
use crate::error::{Error, Result};
use crate::output::sanitize;
use crate::ports::Clock;
use crate::private_files;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFormat {
    /// `2026-03-04T05:06:07.089Z INFO message key=value`
    Text,
    /// One JSON object.
    Json,
}

impl LineFormat {
    /// Returns the format of that name; text for any other.
    pub fn parse(name: &str) -> Self {
        if name == "json" { Self::Json } else { Self::Text }
    }
}

/// Which lines go where.
#[derive(Clone, Copy, Debug)]
pub struct LogPlan<'a> {
    /// How often `-v` was given: once for what was sent and decided, twice for every step.
    pub verbosity: u8,
    /// Form of lines on standard error.
    pub format: LineFormat,
    /// A file that every line is added to.
    pub file: Option<&'a Path>,
    /// Form of lines in the file.
    pub file_format: LineFormat,
}

/// Installs the logger of this process; does nothing where no lines are wanted or one is installed already.
///
/// # Errors
/// `storage` where the file can't be opened.
pub fn install(plan: &LogPlan<'_>, clock: Arc<dyn Clock>, redactor: Arc<Redactor>) -> Result<()> {
    let level = match plan.verbosity {
        0 => LevelFilter::Off,
        1 => LevelFilter::Info,
        _ => LevelFilter::Debug,
    };
    let mut targets = Vec::new();
    if level != LevelFilter::Off {
        targets.push(Target { level, format: plan.format, sink: Mutex::new(Box::new(std::io::stderr())) });
    }
    if let Some(path) = plan.file {
        let file = open_file(path, MOST_BYTES).map_err(|error| {
            Error::storage(format!("can't write the log file '{}'", path.display()), error)
                .with_hint("type: flixir config unset log.file")
        })?;
        targets.push(Target {
            level: LevelFilter::Debug,
            format: plan.file_format,
            sink: Mutex::new(Box::new(file)),
        });
    }
    let Some(most) = targets.iter().map(|target| target.level).max() else { return Ok(()) };
    if log::set_boxed_logger(Box::new(Logger { clock, redactor, targets })).is_ok() {
        log::set_max_level(most);
    }
    Ok(())
}

/// A log file that is larger than this is renamed when a run begins.
const MOST_BYTES: u64 = 8 << 20;

/// Opens the log file. One that has grown large becomes `NAME.1`, in place of an older one: so there are never more
/// than two, without log rotation.
fn open_file(path: &Path, most_bytes: u64) -> std::io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_files::make_folder(folder)?;
    }
    let is_large = std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > most_bytes);
    if is_large {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".1");
        // Two runs at once may both try; the second one renames a small file, or none. If that fails, the file keeps
        // growing, which is better than no log.
        std::fs::rename(path, aside).ok();
    }
    private_files::options().create(true).append(true).open(path)
}

struct Target {
    level: LevelFilter,
    format: LineFormat,
    sink: Mutex<Box<dyn std::io::Write + Send>>,
}

struct Logger {
    clock: Arc<dyn Clock>,
    redactor: Arc<Redactor>,
    targets: Vec<Target>,
}

impl Log for Logger {
    /// Libraries keep quiet: their lines are about their own internals, and might print a header that contains a
    /// secret.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().split("::").next() == Some("flixir")
            && self.targets.iter().any(|target| metadata.level() <= target.level)
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let line = Line::of(record, self.clock.now());
        for target in self.targets.iter().filter(|target| record.level() <= target.level) {
            let text = line.print(target.format);
            let text = self.redactor.hide(&text);
            let mut sink = target.sink.lock().unwrap_or_else(PoisonError::into_inner);
            // One write a line, so that lines of several processes don't mix. If it fails, there is no way to report
            // it.
            sink.write_all(text.as_bytes()).and_then(|()| sink.flush()).ok();
        }
    }

    fn flush(&self) {}
}

/// A line before it has a form.
struct Line {
    time: Timestamp,
    level: Level,
    message: String,
    fields: Fields,
}

impl Line {
    fn of(record: &Record<'_>, time: Timestamp) -> Self {
        let mut fields = Fields::default();
        // The visitor never fails.
        record.key_values().visit(&mut fields).ok();
        Self { time, level: record.level(), message: masked(&record.args().to_string()), fields }
    }

    fn print(&self, format: LineFormat) -> String {
        let second = self.time.to_string();
        let time = format!("{}.{:03}Z", second.trim_end_matches('Z'), self.time.millis().rem_euclid(1000));
        if format == LineFormat::Json {
            let mut object = Map::new();
            object.insert("timestamp".to_owned(), time.into());
            object.insert("level".to_owned(), self.level.as_str().to_ascii_lowercase().into());
            object.insert("message".to_owned(), self.message.clone().into());
            object.insert("request_id".to_owned(), Value::Null);
            object.extend(self.fields.0.clone());
            return Value::Object(object).to_string() + "\n";
        }
        let mut text = format!("{time} {:<5} {}", self.level, self.message);
        for (key, value) in &self.fields.0 {
            // Writing to a String can't fail.
            let _ = match value {
                Value::String(word) => write!(text, " {key}={word}"),
                other => write!(text, " {key}={other}"),
            };
        }
        sanitize::line(&text).into_owned() + "\n"
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(
        &mut self,
        key: Key<'kvs>,
        value: KvValue<'kvs>,
    ) -> std::result::Result<(), log::kv::Error> {
        let value = match (value.to_u64(), value.to_i64(), value.to_bool()) {
            (Some(number), ..) => number.into(),
            (_, Some(number), _) => number.into(),
            (.., Some(flag)) => flag.into(),
            _ => masked(&value.to_string()).into(),
        };
        self.0.insert(key.as_str().to_owned(), value);
        Ok(())
    }
}

/// The text before a secret, in addresses, headers and TMDB's bodies: addresses, headers, TMDB's bodies.
const MARKS: [&str; 8] = [
    "api_key=",
    "session_id=",
    "request_token=",
    "access_token=",
    "Bearer ",
    "\"session_id\":\"",
    "\"request_token\":\"",
    "\"access_token\":\"",
];

/// Returns text with everything after a mark replaced. Requests are printed masked already; this is the last
/// protection.
fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, mark)) =
        MARKS.iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark))).min_by_key(|(at, _)| *at)
    {
        let secret = at + mark.len();
        shown.push_str(&rest[..secret]);
        rest = &rest[secret..];
        let end = rest.find(|letter: char| {
            letter.is_whitespace() || matches!(letter, '&' | '"' | '\'' | ',' | ')' | '}' | ';')
        });
        shown.push_str("***");
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(format: LineFormat) -> String {
        let pairs = [("request_id", "7f3a-1"), ("operation_id", "0190-x")];
        let record = Record::builder()
            .args(format_args!("GET http://h/3/x?api_key=abc&page=1 answered 200"))
            .level(Level::Info)
            .target("flixir::tmdb")
            .key_values(&pairs)
            .build();
        Line::of(&record, Timestamp::from_millis(1_772_600_767_089)).print(format)
    }

    #[test]
    fn a_line_reads_well_and_parses_well() {
        assert_eq!(
            line(LineFormat::Text),
            "2026-03-04T05:06:07.089Z INFO  GET http://h/3/x?api_key=***&page=1 answered 200 \
             request_id=7f3a-1 operation_id=0190-x\n"
        );
        let object: Value = serde_json::from_str(&line(LineFormat::Json)).unwrap();
        assert_eq!(object["level"], "info");
        assert_eq!(object["request_id"], "7f3a-1");
        assert_eq!(object["operation_id"], "0190-x");
        assert_eq!(object["timestamp"], "2026-03-04T05:06:07.089Z");
    }

    #[test]
    fn no_secret_gets_through() {
        for (text, shown) in [
            ("authorization: Bearer abc.def", "authorization: Bearer ***"),
            (r#"{"session_id":"abc","x":1}"#, r#"{"session_id":"***","x":1}"#),
            ("a?session_id=abc&api_key=def b", "a?session_id=***&api_key=*** b"),
            ("nothing here", "nothing here"),
            ("ends with Bearer ", "ends with Bearer ***"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn libraries_keep_quiet() {
        let target = Target {
            level: LevelFilter::Debug,
            format: LineFormat::Text,
            sink: Mutex::new(Box::new(std::io::sink())),
        };
        let clock = Arc::new(crate::adapters::system::SystemClock::new(None));
        let logger = Logger { clock, redactor: Arc::default(), targets: vec![target] };
        let asks = |target, level| logger.enabled(&Metadata::builder().target(target).level(level).build());
        assert!(asks("flixir::tmdb::client", Level::Debug));
        assert!(!asks("flixir::tmdb::client", Level::Trace));
        assert!(!asks("hyper_util::client", Level::Debug));
        assert!(!asks("flixirish", Level::Error));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private_and_added_to() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/flixir.log");
        for word in ["one\n", "two\n"] {
            open_file(&path, 100).unwrap().write_all(word.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_has_grown_large_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flixir.log");
        for word in ["one\n", "two\n", "three\n"] {
            open_file(&path, 5).unwrap().write_all(word.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three\n");
        assert_eq!(std::fs::read_to_string(folder.path().join("flixir.log.1")).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn a_log_that_cannot_be_written_stops_nothing() {
        struct Full;
        impl std::io::Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
        }
        let target =
            Target { level: LevelFilter::Debug, format: LineFormat::Json, sink: Mutex::new(Box::new(Full)) };
        let clock = Arc::new(crate::adapters::system::SystemClock::new(None));
        let logger = Logger { clock, redactor: Arc::default(), targets: vec![target] };
        let record =
            Record::builder().args(format_args!("x")).level(Level::Info).target("flixir::tmdb").build();
        logger.log(&record);
        logger.log(&record);
    }
}
