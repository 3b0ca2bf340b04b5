//! HTTP/1.1 on one accepted connection: reading a request and turning an answer into bytes. Knows nothing of
//! listening, threads or routes, and for connections from this machine only. The time and size of what a peer sends are
//! limited.

use std::io::{self, BufRead, Read, Write};

/// The most bytes that a request line with its headers may have.
const HEAD_LIMIT: usize = 64 * 1024;
/// The most bytes of a body that are kept; a longer one is refused with 413.
const BODY_LIMIT: usize = 1024 * 1024;
/// Lines that may follow a body in pieces.
const MOST_TRAILERS: usize = 100;

/// A request as it came, body included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, as sent (`GET`).
    pub method: String,
    /// The path, not decoded.
    pub path: String,
    /// The query without its question mark, not decoded; empty where there is none.
    pub query: String,
    /// Headers in the order they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, at most 1 MiB.
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the first header of this (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// An answer. Length and `Connection: close` are added when it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers, sent in this order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Makes an answer with one `Content-Type` header.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }
}

/// Why no request could be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The peer went away or stayed silent for too long; nobody can be answered.
    Gone,
    /// What came is not a request that this server takes; answer with this status.
    Refused(u16),
}

impl From<io::Error> for Unreadable {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Reads one request from `stream`, body included.
pub(super) fn read_request<S: Read + Write>(stream: &mut S) -> Result<Request, Unreadable> {
    let (head, mut rest) = read_head(stream, HEAD_LIMIT)?;
    let head = std::str::from_utf8(&head).map_err(|_| Unreadable::Refused(400))?;
    let mut lines = head.split("\r\n");
    let (method, target) = request_line(lines.next().unwrap_or(""))?;
    let mut headers = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or(Unreadable::Refused(400))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut request = Request { method, path, query, headers, body: Vec::new() };
    request.body = read_body(stream, &request, &mut rest)?;
    Ok(request)
}

/// Returns the head without its final empty line, and what came after it; one of more than about `most` bytes is refused.
pub(super) fn read_head<S: Read>(stream: &mut S, most: usize) -> Result<(Vec<u8>, Vec<u8>), Unreadable> {
    let mut taken = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        if let Some(end) = taken.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = taken.split_off(end + 4);
            taken.truncate(end);
            return Ok((taken, rest));
        }
        if taken.len() > most {
            return Err(Unreadable::Refused(431));
        }
        match stream.read(&mut buffer)? {
            0 => return Err(Unreadable::Gone),
            count => taken.extend_from_slice(&buffer[..count]),
        }
    }
}

/// Returns a head of [`read_head`] with its empty line again where it is one that any server understands.
pub(super) fn checked_head(mut head: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let text = std::str::from_utf8(&head).map_err(|_| Unreadable::Refused(400))?;
    let mut lines = text.split("\r\n");
    request_line(lines.next().unwrap_or(""))?;
    if !text.is_ascii() || !lines.all(|line| line.contains(':')) {
        return Err(Unreadable::Refused(400));
    }
    head.extend_from_slice(b"\r\n\r\n");
    Ok(head)
}

fn request_line(line: &str) -> Result<(String, String), Unreadable> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [method, target, version] = parts[..] else { return Err(Unreadable::Refused(400)) };
    if !version.starts_with("HTTP/1.") {
        return Err(Unreadable::Refused(505));
    }
    // A client that uses this address as its proxy sends the whole URL.
    let target = match target.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target,
    };
    if target.starts_with('/') && !method.is_empty() {
        return Ok((method.to_owned(), target.to_owned()));
    }
    Err(Unreadable::Refused(400))
}

fn read_body<S: Read + Write>(
    stream: &mut S,
    request: &Request,
    rest: &mut Vec<u8>,
) -> Result<Vec<u8>, Unreadable> {
    let length = request.header("content-length");
    let coding = request.header("transfer-encoding");
    let expects_leave =
        request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
    if expects_leave && (length.is_some() || coding.is_some()) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    match (length, coding) {
        (None, None) => Ok(Vec::new()),
        // Two lengths allow request smuggling.
        (Some(_), Some(_)) => Err(Unreadable::Refused(400)),
        (Some(length), None) => {
            let length: usize = length.parse().map_err(|_| Unreadable::Refused(400))?;
            read_measured(stream, length, rest)
        }
        (None, Some(coding)) if coding.eq_ignore_ascii_case("chunked") => read_chunked(stream, rest),
        (None, Some(_)) => Err(Unreadable::Refused(501)),
    }
}

fn read_measured<S: Read>(stream: &mut S, length: usize, rest: &mut Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    if length > BODY_LIMIT {
        return Err(Unreadable::Refused(413));
    }
    let mut body = std::mem::take(rest);
    body.truncate(length);
    let missing = length - body.len();
    stream.take(missing as u64).read_to_end(&mut body)?;
    if body.len() == length { Ok(body) } else { Err(Unreadable::Gone) }
}

fn read_chunked<S: Read>(stream: &mut S, rest: &mut Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let mut source = io::BufReader::new(io::Cursor::new(std::mem::take(rest)).chain(stream));
    let mut body = Vec::new();
    loop {
        let line = read_line(&mut source)?;
        let digits = line.split(';').next().unwrap_or("").trim();
        let size = usize::from_str_radix(digits, 16).map_err(|_| Unreadable::Refused(400))?;
        if size == 0 {
            for _ in 0..MOST_TRAILERS {
                if read_line(&mut source)?.is_empty() {
                    return Ok(body);
                }
            }
            return Err(Unreadable::Refused(431));
        }
        if size > BODY_LIMIT - body.len() {
            return Err(Unreadable::Refused(413));
        }
        let already = body.len();
        source.by_ref().take(size as u64).read_to_end(&mut body)?;
        if body.len() - already < size || !read_line(&mut source)?.is_empty() {
            return Err(Unreadable::Gone);
        }
    }
}

fn read_line<S: BufRead>(source: &mut S) -> Result<String, Unreadable> {
    let mut line = Vec::new();
    source.by_ref().take(8192).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(Unreadable::Gone);
    }
    String::from_utf8(line).map(|text| text.trim_end().to_owned()).map_err(|_| Unreadable::Refused(400))
}

/// Returns the answer as it goes over the wire, and how many bytes of it are head.
///
/// Every answer says `Connection: close`: one request per connection leaves no idle connection whose loss a
/// client would have to guess at.
pub(super) fn encode(response: &Response, without_body: bool) -> (Vec<u8>, usize) {
    let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        for part in [name.as_str(), ": ", value.as_str(), "\r\n"] {
            head.push_str(part);
        }
    }
    let measured = response.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    if !measured && response.status != 304 && response.status != 204 {
        head.push_str("Content-Length: ");
        head.push_str(&response.body.len().to_string());
        head.push_str("\r\n");
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut bytes = head.into_bytes();
    let head_length = bytes.len();
    if !without_body {
        bytes.extend_from_slice(&response.body);
    }
    (bytes, head_length)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        // A reason phrase may be empty.
        _ => "",
    }
}
