//! TMDB's daily files of every movie, show and person (`docs/what-tmdb-really-does.md`: Daily files): their addresses,
//! and reading them while they come in. They need no credential. Not for keeping what they say.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::time::Duration;

use flate2::write::MultiGzDecoder;
use serde::Deserialize;
use serde_json::Value;

use super::{failure, wire};
use crate::domain::{MediaType, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{HttpRequest, Method, Transport};

/// A line longer than this is no title.
const LONGEST_LINE: usize = 64 * 1024;

/// One title or person of an export. Titles are originals, in any script, without a year.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRow<'a> {
    /// TMDB's number.
    pub id: u64,
    /// Original title, or name.
    pub title: Cow<'a, str>,
    /// TMDB's popularity figure.
    pub popularity: f64,
}

#[derive(Deserialize)]
struct Line<'a> {
    id: u64,
    #[serde(borrow, alias = "original_name", alias = "name")]
    original_title: Cow<'a, str>,
    #[serde(default)]
    popularity: Option<f64>,
}

/// Reads a line with numbers in quotes, as TMDB's answers have them now and then.
fn loose<'a>(line: &[u8]) -> Option<Line<'a>> {
    let row: Value = serde_json::from_slice(line).ok()?;
    let title =
        ["original_title", "original_name", "name"].into_iter().find_map(|key| wire::text(&row, key))?;
    let popularity =
        row.get("popularity").and_then(|figure| figure.as_f64().or_else(|| figure.as_str()?.parse().ok()));
    Some(Line { id: wire::id(&row, "id")?, original_title: title.into(), popularity })
}

/// Returns the address of the export of a day (`/p/exports/{movie|tv_series|person}_ids_MM_DD_YYYY.json.gz`).
pub fn address(exports_url: &str, media_type: MediaType, day: Timestamp) -> String {
    let name = match media_type {
        MediaType::Movie => "movie_ids",
        MediaType::Tv => "tv_series_ids",
        MediaType::Person => "person_ids",
    };
    let day = day.day();
    let mut parts = day.split('-');
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    let [year, month, date] = [year, month, date].map(Option::unwrap_or_default);
    format!("{exports_url}/p/exports/{name}_{month}_{date}_{year}.json.gz")
}

/// What became of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Download {
    /// It came whole.
    Whole {
        /// Lines that could not be read.
        skipped: u64,
    },
    /// There is no export of that day, not yet or no longer.
    Absent,
}

/// Downloads an export and passes on its rows as they arrive.
///
/// `progress` gets the number of bytes so far and in all, and its error ends the download.
///
/// # Errors
/// Of a kind with [`ErrorKind::is_outage`]; `invalid_response` for what is no export or not a whole one. Rows may have been
/// passed on by then.
pub fn download(
    transport: &dyn Transport,
    url: &str,
    timeout: Duration,
    mut row: impl FnMut(ExportRow<'_>),
    mut progress: impl FnMut(u64) -> Result<()>,
) -> Result<Download> {
    let request = HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: vec![("accept", "*/*".to_owned()), ("accept-encoding", "identity".to_owned())],
        body: None,
        timeout,
    };
    let mut lines = Some(Lines::new(&mut row));
    let mut unpacker = None;
    // What came before there was enough to tell whether it is packed.
    let mut begun = Vec::new();
    let mut failure = None;
    let mut received = 0;
    let response = transport
        .stream(&request, &mut |piece| {
            received += piece.len() as u64;
            begun.extend_from_slice(if unpacker.is_none() { piece } else { &[] });
            let taken = match (&mut unpacker, begun.len() >= GZIP.len()) {
                (Some(unpacker), _) => Unpacker::take(unpacker, piece),
                (None, false) => Ok(()),
                (None, true) => match lines.take() {
                    Some(lines) => unpacker.insert(Unpacker::of(&begun, lines)).take(&begun),
                    None => Ok(()),
                },
            };
            let taken = taken.map_err(|error| broken(url, error));
            match taken.and_then(|()| progress(received)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        })
        .map_err(failure::from_transport)?;
    if let Some(error) = failure {
        return Err(error);
    }
    match response.status {
        200..300 => {}
        // S3 answers 403 for what isn't there (`docs/what-tmdb-really-does.md`: Daily files).
        403 | 404 => return Ok(Download::Absent),
        status => {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!("TMDB's exports are unavailable (HTTP status {status})"),
            )
            .with_hint("try again later")
            .with_detail("http_status", status));
        }
    }
    let lines = unpacker.map(Unpacker::finish).transpose().map_err(|error| broken(url, error))?;
    let (read, skipped) = lines.map(Lines::finish).unwrap_or_default();
    if read == 0 || skipped > read {
        return Err(Error::new(ErrorKind::InvalidResponse, format!("the export at '{url}' has no titles"))
            .with_hint("try again later"));
    }
    Ok(Download::Whole { skipped })
}

fn broken(url: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("the export at '{url}' is incomplete"))
        .with_hint("try again later")
        .with_source(error)
}

/// The first bytes of everything that gzip packed.
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Unpacks an export. The file is packed, but a server that says so in `Content-Encoding` has it unpacked on the way.
enum Unpacker<W: Write> {
    Packed(MultiGzDecoder<W>),
    Plain(W),
}

impl<W: Write> Unpacker<W> {
    fn of(first_bytes: &[u8], lines: W) -> Self {
        if first_bytes.starts_with(&GZIP) {
            Self::Packed(MultiGzDecoder::new(lines))
        } else {
            Self::Plain(lines)
        }
    }

    fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Packed(unpacker) => unpacker.write_all(piece),
            Self::Plain(lines) => lines.write_all(piece),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Self::Packed(unpacker) => unpacker.finish(),
            Self::Plain(lines) => Ok(lines),
        }
    }
}

/// Splits what is written to it into lines, and reads each.
struct Lines<F> {
    row: F,
    rest: Vec<u8>,
    read: u64,
    skipped: u64,
}

impl<F: FnMut(ExportRow<'_>)> Lines<F> {
    fn new(row: F) -> Self {
        Self { row, rest: Vec::new(), read: 0, skipped: 0 }
    }

    fn line(&mut self, line: &[u8]) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let read = serde_json::from_slice::<Line<'_>>(line).ok().or_else(|| loose(line));
        match read {
            Some(line) if line.id > 0 && u32::try_from(line.id).is_ok() => {
                self.read += 1;
                let popularity = line.popularity.filter(|figure| figure.is_finite()).unwrap_or(0.0);
                (self.row)(ExportRow { id: line.id, title: line.original_title, popularity });
            }
            _ => self.skipped += 1,
        }
    }

    /// Reads what stands behind the last line feed.
    fn finish(mut self) -> (u64, u64) {
        let rest = std::mem::take(&mut self.rest);
        self.line(&rest);
        (self.read, self.skipped)
    }
}

impl<F: FnMut(ExportRow<'_>)> Write for Lines<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut left = bytes;
        while let Some(end) = left.iter().position(|byte| *byte == b'\n') {
            let (line, after) = left.split_at(end);
            left = &after[1..];
            if self.rest.is_empty() {
                self.line(line);
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                self.line(&whole);
                whole.clear();
                self.rest = whole;
            }
        }
        self.rest.extend_from_slice(left);
        if self.rest.len() > LONGEST_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::{Fault, HttpResponse, Reach, TransportError};

    /// Hands a body on in pieces of this size, then fails where told to.
    struct Pieces {
        status: u16,
        body: Vec<u8>,
        size: usize,
        fails: bool,
    }

    impl Transport for Pieces {
        fn exchange(&self, _request: &HttpRequest) -> std::result::Result<HttpResponse, TransportError> {
            Ok(HttpResponse { status: self.status, headers: Vec::new(), body: self.body.clone() })
        }

        fn stream(
            &self,
            request: &HttpRequest,
            take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
        ) -> std::result::Result<HttpResponse, TransportError> {
            if self.status != 200 {
                return self.exchange(request);
            }
            for piece in self.body.chunks(self.size) {
                if take(piece).is_break() {
                    break;
                }
            }
            if self.fails {
                return Err(TransportError {
                    reach: Reach::Unknown,
                    fault: Fault::Broken,
                    source: "cut".into(),
                });
            }
            Ok(HttpResponse { status: 200, headers: Vec::new(), body: Vec::new() })
        }
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    }

    fn run(transport: &Pieces) -> (Result<Download>, Vec<String>) {
        let mut rows = Vec::new();
        let outcome = download(
            transport,
            "http://h/p/exports/x.json.gz",
            Duration::from_secs(1),
            |row| rows.push(format!("{} {} {}", row.id, row.title, row.popularity)),
            |_| Ok(()),
        );
        (outcome, rows)
    }

    fn pieces(body: Vec<u8>) -> Pieces {
        Pieces { status: 200, body, size: 7, fails: false }
    }

    const LINES: &str = "{\"adult\":false,\"id\":3924,\"original_title\":\"Blondie \\u00e9\",\"popularity\":1.8,\"video\":false}\n\
         {\"id\":1,\"original_name\":\"プライド\",\"popularity\":null}\nnonsense\n{\"id\":0,\"name\":\"x\"}\n\
         {\"id\":5,\"name\":\"No line feed\"}";

    #[test]
    fn rows_come_in_whatever_pieces() {
        let (outcome, rows) = run(&pieces(gzip(LINES)));
        assert_eq!(rows, ["3924 Blondie é 1.8", "1 プライド 0", "5 No line feed 0"]);
        assert_eq!(outcome.unwrap(), Download::Whole { skipped: 2 });
    }

    #[test]
    fn what_is_no_whole_export_is_an_error() {
        let whole = gzip(LINES);
        let cut = whole[..whole.len() - 9].to_vec();
        for body in
            [cut, b"<html>not found</html>".to_vec(), gzip(""), gzip("x\ny\n"), gzip(&"x".repeat(200_000))]
        {
            assert_eq!(run(&pieces(body)).0.unwrap_err().kind(), ErrorKind::InvalidResponse);
        }
        let broken = Pieces { fails: true, ..pieces(whole) };
        assert!(run(&broken).0.unwrap_err().kind().is_outage());
    }

    #[test]
    fn a_day_without_an_export_is_no_failure() {
        for (status, absent) in [(403, true), (404, true), (503, false)] {
            let outcome = run(&Pieces { status, ..pieces(Vec::new()) }).0;
            assert_eq!(outcome.is_ok_and(|outcome| outcome == Download::Absent), absent, "{status}");
        }
        let day = Timestamp::parse_rfc3339("2026-08-31T10:00:00Z").unwrap();
        let url = address("https://files.tmdb.org", MediaType::Tv, day);
        assert_eq!(url, "https://files.tmdb.org/p/exports/tv_series_ids_08_31_2026.json.gz");
    }

    #[test]
    fn the_one_who_watches_can_break_it_off() {
        let outcome = download(
            &pieces(gzip(LINES)),
            "u",
            Duration::from_secs(1),
            |_| {},
            |_| Err(Error::interrupted()),
        );
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Interrupted);
    }
}
