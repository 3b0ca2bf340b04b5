//! `flixir api`: any request to TMDB, its answer as it came. Public reads go through the cache; answers that need a
//! session never
//! enters it; writes go out once, past the queue.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Context;
use super::answers::{AnswerKind, read_pages};
use super::login;
use crate::error::{Error, ErrorKind, Result};
use crate::ports::Method;
use crate::tmdb::wire::{self, LAST_PAGE, Page};
use crate::tmdb::{ApiVersion, Authority, Client, Replay, Request, walk};

/// A request as the person wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCall {
    request: Request,
}

impl RawCall {
    /// Reads method, path and `KEY=VALUE` fields. The path may begin with `/3` or `/4` (3 where it doesn't), may be a whole
    /// address below `api_root`, and may carry a query. Fields are the query of a GET and the JSON body of anything else,
    /// where numbers, `true`, `false`, `null`, arrays, objects and quoted text keep their type.
    ///
    /// # Errors
    /// `usage`.
    pub fn parse(method: &str, path: &str, fields: &[String], api_root: &str) -> Result<Self> {
        let method = match method.to_ascii_uppercase().as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            _ => {
                return Err(Error::usage(format!("no method '{method}'"))
                    .with_hint("one of GET, POST, PUT and DELETE"));
            }
        };
        let (path, typed_query) = path.split_once('?').map_or((path, ""), |(path, query)| (path, query));
        let (version, path) = split_version(path, api_root)?;
        let mut query = BTreeMap::new();
        for (key, value) in url::form_urlencoded::parse(typed_query.as_bytes()) {
            put(&mut query, key.into_owned(), value.into_owned())?;
        }
        let mut body = Map::new();
        for field in fields {
            let (key, value) = field.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
                Error::usage("a field must be KEY=VALUE").with_detail("field", field.as_str())
            })?;
            if method == Method::Get {
                put(&mut query, key.to_owned(), value.to_owned())?;
            } else if body.insert(key.to_owned(), json_value(value)).is_some() {
                return Err(twice(key));
            }
        }
        let mut request = match version {
            ApiVersion::V3 => Request::write(method, path, Replay::Never),
            ApiVersion::V4 => Request::write_v4(method, path, Replay::Never),
        };
        request.query = query;
        if !body.is_empty() {
            request.body = Some(Value::Object(body));
        }
        if !request_changes_something(&request) {
            request.replay = Replay::Safe;
        }
        Ok(Self { request })
    }

    /// Returns the request.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Returns whether TMDB's state may be another afterwards.
    pub fn changes_something(&self) -> bool {
        self.request.replay != Replay::Safe
    }
}

fn put(query: &mut BTreeMap<String, String>, key: String, value: String) -> Result<()> {
    // TMDB refuses a key that stands twice, and a map would silently keep one (`docs/what-tmdb-really-does.md`:
    // Addresses and parameters).
    if query.contains_key(&key) {
        return Err(twice(&key));
    }
    query.insert(key, value);
    Ok(())
}

fn twice(key: &str) -> Error {
    Error::usage(format!("'{key}' is given twice; TMDB accepts each key once"))
}

fn json_value(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) => Value::String(text.to_owned()),
    }
}

/// TMDB decodes a path before it resolves `..`, so that a careless path can reach another endpoint
/// (`docs/what-tmdb-really-does.md`: Addresses and parameters).
fn split_version(path: &str, api_root: &str) -> Result<(ApiVersion, String)> {
    let below = path.strip_prefix(api_root).unwrap_or(path);
    let refuse = |why: &str| {
        Err(Error::usage(format!("'{path}' can't be a path of TMDB's API: {why}"))
            .with_hint("a path looks like /movie/603 or /4/list/1"))
    };
    if below.contains("://") {
        return refuse("it is an address on another site");
    }
    let trimmed = below.strip_prefix('/').unwrap_or(below);
    let trimmed = trimmed.strip_suffix('/').unwrap_or(trimmed);
    if trimmed.is_empty() {
        return refuse("it is empty");
    }
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.' | b',' | b'~' | b':')
    };
    if !trimmed.bytes().all(plain) {
        return refuse("it has characters that TMDB's paths don't have");
    }
    if trimmed.split('/').any(|segment| segment.is_empty() || segment.bytes().all(|byte| byte == b'.')) {
        return refuse("it has an empty part, '.' or '..'");
    }
    let (version, rest) = match trimmed.split_once('/') {
        Some(("3", rest)) => (ApiVersion::V3, rest),
        Some(("4", rest)) => (ApiVersion::V4, rest),
        _ => (ApiVersion::V3, trimmed),
    };
    Ok((version, format!("/{rest}")))
}

/// TMDB's v4 *clear* is a GET (`docs/what-tmdb-really-does.md`: Lists with v4).
fn request_changes_something(request: &Request) -> bool {
    let clears = request.path.starts_with("/list/") && request.path.ends_with("/clear");
    request.method != Method::Get || clears || request.path.ends_with("/new")
}

/// Whether an answer may depend on who asks.
fn is_personal(request: &Request) -> bool {
    let first = request.path.split('/').nth(1).unwrap_or_default();
    let has_secret = ["session_id", "guest_session_id", "api_key", "access_token", "request_token"]
        .iter()
        .any(|key| request.query.contains_key(*key));
    request_changes_something(request)
        || has_secret
        || matches!(first, "account" | "list" | "guest_session" | "authentication" | "auth")
        || request.path.contains("/account_states")
        || request.path.contains("/rating")
        || request.query.get("append_to_response").is_some_and(|sections| sections.contains("account_states"))
}

/// Sends a request; the answer is one body, or one a page where `paginate` asks for all of them.
///
/// # Errors
/// `usage` for a write that can't be sent now; what TMDB refused.
pub fn call(context: &Context, call: &RawCall, paginate: bool) -> Result<Vec<Vec<u8>>> {
    let request = &call.request;
    if paginate && call.changes_something() {
        return Err(Error::usage("--paginate only works with GET"));
    }
    if call.changes_something() {
        if context.settings.offline {
            return Err(Error::usage(
                "flixir api sends changes immediately, which isn't possible with --offline",
            ));
        }
        let (client, authority) = personal_client(context, request)?;
        let answer = client.submit(&Request { authority, ..request.clone() })?;
        return Ok(vec![answer.response.body]);
    }
    if is_personal(request) {
        return read_personally(context, request, paginate);
    }
    let first = first_page(request)?;
    let parse = |body: &[u8]| RawPage::read(body);
    let read = |from: u32, to: u32| {
        let requests: Vec<Request> = (from..=to).map(|page| at_page(request, page, paginate)).collect();
        let pages = read_pages(context, AnswerKind::Api, &requests, parse, RawPage::is_empty)?;
        Ok(pages.into_iter().map(|page| page.value).collect())
    };
    all_pages(first, paginate, read)
}

/// Reads with the person's credentials where there are any; nothing of it is kept.
fn read_personally(context: &Context, request: &Request, paginate: bool) -> Result<Vec<Vec<u8>>> {
    let (client, authority) = personal_client(context, request)?;
    let request = Request { authority, ..request.clone() };
    let fetch = |page: u32| {
        context.check_interrupted()?;
        RawPage::read(&client.fetch(&at_page(&request, page, paginate))?.response.body)
    };
    let read = |from: u32, to: u32| {
        let walked = walk(from, to, fetch, RawPage::is_empty);
        match walked.failure {
            Some(error) => Err(error),
            None => Ok(walked.done.into_iter().map(|(_, page)| page).collect()),
        }
    };
    all_pages(first_page(&request)?, paginate, read)
}

fn first_page(request: &Request) -> Result<u32> {
    let Some(page) = request.query.get("page") else { return Ok(1) };
    page.parse()
        .ok()
        .filter(|page| (1..=LAST_PAGE).contains(page))
        .ok_or_else(|| Error::usage(format!("pages go from 1 to {LAST_PAGE}, not '{page}'")))
}

/// Without `--paginate` the request goes out as it was typed.
fn at_page(request: &Request, page: u32, paginate: bool) -> Request {
    if paginate { request.clone().query("page", page) } else { request.clone() }
}

fn all_pages(
    first: u32,
    paginate: bool,
    read: impl Fn(u32, u32) -> Result<Vec<RawPage>>,
) -> Result<Vec<Vec<u8>>> {
    let mut pages = read(first, first)?;
    let total = pages.first().and_then(|page| page.page.as_ref()).map_or(first, |page| page.total_pages);
    let last = total.min(LAST_PAGE);
    let goes_on = paginate && last > first && !pages.iter().any(RawPage::is_empty);
    if goes_on {
        pages.extend(read(first + 1, last)?.into_iter().take_while(|page| !page.is_empty()));
    }
    Ok(pages.into_iter().map(|page| page.body).collect())
}

/// An answer as it came, and the page that it is, where it is one.
struct RawPage {
    body: Vec<u8>,
    page: Option<Page>,
}

impl RawPage {
    fn read(body: &[u8]) -> Result<Self> {
        let page = Page::read(wire::json(body)?).ok();
        Ok(Self { body: body.to_vec(), page })
    }

    fn is_empty(&self) -> bool {
        self.page.as_ref().is_some_and(Page::is_empty)
    }
}

/// Makes a client with the person's login, where there is one, and says which credential the request needs.
fn personal_client(context: &Context, request: &Request) -> Result<(Client, Authority)> {
    let Some(login) = login::find(context)? else {
        let credentials = login::public_credentials(context)?;
        return Ok((context.client(credentials), Authority::Application));
    };
    let credentials = login::credentials(context, &login);
    let first = request.path.split('/').nth(1).unwrap_or_default();
    let authority = match request.version {
        _ if matches!(first, "authentication" | "auth") => Authority::Application,
        ApiVersion::V4 if credentials.user_token.is_some() => Authority::User,
        ApiVersion::V3 if credentials.session.is_some() && !request.query.contains_key("session_id") => {
            Authority::Session
        }
        _ => Authority::Application,
    };
    Ok((context.client(credentials), authority))
}

/// Returns the answer as JSON, for `--jq`.
///
/// # Errors
/// `invalid_response`.
pub fn to_json(body: &[u8]) -> Result<Value> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    wire::json(body).map_err(|error| error.with_kind(ErrorKind::InvalidResponse))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "https://api.themoviedb.org";

    fn parse(method: &str, path: &str, fields: &[&str]) -> Result<Request> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        RawCall::parse(method, path, &fields, ROOT).map(|call| call.request)
    }

    #[test]
    fn paths_in_every_form() {
        for path in [
            "/movie/603",
            "movie/603",
            "/3/movie/603",
            "3/movie/603/",
            "https://api.themoviedb.org/3/movie/603",
        ] {
            let request = parse("get", path, &[]).unwrap();
            assert_eq!((request.version, request.path.as_str()), (ApiVersion::V3, "/movie/603"), "{path}");
        }
        assert_eq!(parse("GET", "/4/list/1", &[]).unwrap().version, ApiVersion::V4);
        for bad in [
            "",
            "/",
            "/movie/../account",
            "/movie/%2e%2e/account",
            "//x",
            "https://evil.org/3/movie/1",
            "/movie/1#x",
            "/movie/1 2",
            "/movie/./1",
        ] {
            assert_eq!(parse("GET", bad, &[]).unwrap_err().kind(), ErrorKind::Usage, "{bad}");
        }
        assert_eq!(parse("PATCH", "/movie/1", &[]).unwrap_err().kind(), ErrorKind::Usage);
    }

    #[test]
    fn fields_are_the_query_or_the_body() {
        let read = parse("GET", "/discover/movie?page=2", &["with_genres=878", "q=a=b"]).unwrap();
        assert_eq!(read.cache_key(), "GET /3/discover/movie?page=2&q=a=b&with_genres=878");
        let write = parse("POST", "/4/list", &["name=Twelve", "public=0", "x=\"1\"", "ok=true", "items=[1]"])
            .unwrap();
        assert_eq!(
            write.body.unwrap().to_string(),
            r#"{"name":"Twelve","public":0,"x":"1","ok":true,"items":[1]}"#
        );
        for bad in [&["page=1"][..], &["a=1", "a=2"], &["novalue"], &["=1"]] {
            assert_eq!(parse("GET", "/x/y?page=2", bad).unwrap_err().kind(), ErrorKind::Usage, "{bad:?}");
        }
    }

    #[test]
    fn what_a_person_s_credential_opens_is_never_kept() {
        let personal = |method: &str, path: &str| is_personal(&parse(method, path, &[]).unwrap());
        for path in [
            "/account",
            "/3/list/1",
            "/4/list/1",
            "/movie/1/account_states",
            "/tv/1?session_id=x",
            "/movie/1?append_to_response=credits,account_states",
            "/authentication",
            "/4/account/x/lists",
        ] {
            assert!(personal("GET", path), "{path}");
        }
        assert!(!personal("GET", "/movie/603/lists") && !personal("GET", "/search/movie?query=account"));
        assert!(personal("POST", "/movie/603/rating"));
        assert!(request_changes_something(&parse("GET", "/4/list/1/clear", &[]).unwrap()));
    }
}
