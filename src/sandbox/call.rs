//! One request as the routes see it, and what they answer. Not for deciding anything: that is [`super::routes`].

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::domain::Timestamp;

/// What a route returns: an answer, or one that ends its work early.
pub(super) type Answer = Result<Outcome, Outcome>;

/// Switches of the sandbox that routes look at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules {
    /// Refuse series of creations with machine-like names, as TMDB does.
    pub(super) spam_filter: bool,
    /// Approve request tokens as soon as their page is looked at.
    pub(super) approve_at_once: bool,
}

/// How long caches between TMDB and its clients may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cache {
    /// Says nothing.
    Silent,
    /// Personal: not to be kept.
    Private,
    /// Public for so many seconds.
    Public(u32),
}

/// An answer before it is turned into bytes.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cache: Cache,
}

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";

impl Outcome {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, JSON, body.to_string())
    }

    /// A 200 that may be cached for `seconds`.
    pub(super) fn public(seconds: u32, body: &Value) -> Self {
        Self { cache: Cache::Public(seconds), ..Self::json(200, body) }
    }

    /// A 200 with personal data.
    pub(super) fn private(body: &Value) -> Self {
        Self { cache: Cache::Private, ..Self::json(200, body) }
    }

    pub(super) fn html(status: u16, body: String) -> Self {
        Self { cache: Cache::Private, ..Self::bytes(status, HTML, body) }
    }

    pub(super) fn bytes(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type, body: body.into(), headers: Vec::new(), cache: Cache::Silent }
    }

    #[must_use]
    pub(super) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// TMDB's status object: `{success, status_code, status_message}`.
    pub(super) fn code(status: u16, code: u16) -> Self {
        Self::json(status, &status_object(code))
    }
}

/// Returns TMDB's status object for a code.
pub(super) fn status_object(code: u16) -> Value {
    let success = matches!(code, 1 | 12 | 13 | 40);
    let mut object = json!({"success": success, "status_code": code, "status_message": message(code)});
    // Recorded for codes 17 and 36.
    if matches!(code, 17 | 36) {
        object["failure"] = Value::Bool(true);
    }
    object
}

/// Returns the failure shape of v4's validations: a status object with `errors`.
pub(super) fn invalid(error: &str) -> Outcome {
    let mut object = status_object(18);
    object["errors"] = json!([error]);
    Outcome::json(400, &object)
}

/// The answer to something that does not exist.
pub(super) fn not_found() -> Outcome {
    Outcome::code(404, 34)
}

/// The answer to parameters or a body that can't be used.
pub(super) fn bad_parameters() -> Outcome {
    Outcome::code(400, 5)
}

/// The answer to a missing or wrong application credential. TMDB lets caches keep it for five minutes.
pub(super) fn bad_credential() -> Outcome {
    Outcome { cache: Cache::Public(300), ..Outcome::code(401, 7) }
}

fn message(code: u16) -> &'static str {
    match code {
        1 => "Success.",
        3 => "Authentication failed: You do not have permissions to access the service.",
        5 => "Invalid parameters: Your request parameters are incorrect.",
        7 => "Invalid API key: You must be granted a valid key.",
        8 => "Duplicate entry: The data you tried to submit already exists.",
        9 => "Service offline: This service is temporarily offline, try again later.",
        11 => "Internal error: Something went wrong, contact TMDB.",
        12 => "The item/record was updated successfully.",
        13 => "The item/record was deleted successfully.",
        17 => "Session denied.",
        18 => "Validation failed.",
        21 => "Entry not found: The item you are trying to edit cannot be found.",
        22 => "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.",
        24 => "Your request to the backend server timed out. Try again.",
        25 => "Your request count (#) is over the allowed limit of (40).",
        27 => "Too many append to response objects: The maximum number of remote calls is 20.",
        29 => "You must confirm this action: Please provide a confirm=true parameter.",
        33 => "Invalid request token: The request token is either expired or invalid.",
        34 => "The resource you requested could not be found.",
        35 => "Invalid token.",
        36 => "This token hasn't been granted write permission by the user.",
        37 => "The requested session could not be found.",
        38 => "You don't have permission to edit this resource.",
        39 => "This resource is private.",
        40 => "Nothing to update.",
        41 => "This request token hasn't been approved by the user.",
        42 => "This request method is not supported for this resource.",
        43 => "Couldn't connect to the backend server.",
        46 => "The API is undergoing maintenance. Try again later.",
        _ => "Failed.",
    }
}

/// Which credential came with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Credential {
    None,
    /// The v3 key, right.
    Key,
    /// The application's read token, right.
    ReadToken,
    /// A v4 user token and the number of its user.
    UserToken(usize),
    /// A v4 user token that was taken back.
    Revoked,
    /// Anything else.
    Wrong,
}

impl Credential {
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Key => "api_key",
            Self::ReadToken => "read_token",
            Self::UserToken(_) => "user_token",
            Self::Revoked => "revoked_token",
            Self::Wrong => "wrong",
        }
    }
}

/// The body as it came.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    Empty,
    Json(Value),
    /// Not JSON, or not declared as JSON.
    Unusable,
}

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: String,
    /// Decoded once, dot segments resolved; begins with a slash.
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    /// Whether a key stood in the query twice.
    pub(super) repeated: bool,
    pub(super) body: Body,
    /// The body as text, for forms.
    pub(super) form: BTreeMap<String, String>,
    pub(super) credential: Credential,
    pub(super) now: Timestamp,
    /// This server's own address, for links.
    pub(super) base_url: String,
    /// A fault asks that every second item of a batch be refused.
    pub(super) refuse_half: bool,
}

impl Call {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.query.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some("true" | "1"))
    }

    pub(super) fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// Returns the page asked for (1 to 500; default 1), or TMDB's refusal.
    pub(super) fn page(&self) -> Result<usize, Outcome> {
        match self.query.get("page") {
            None => Ok(1),
            Some(text) => match text.parse::<usize>() {
                Ok(page) if (1..=500).contains(&page) => Ok(page),
                _ => Err(Outcome::code(400, 22)),
            },
        }
    }

    /// Returns the body's object; an empty or broken body is refused.
    pub(super) fn object(&self) -> Result<&Map<String, Value>, Outcome> {
        match &self.body {
            Body::Json(Value::Object(object)) => Ok(object),
            _ => Err(bad_parameters()),
        }
    }

    /// Returns the body's object, or an empty one where there is no body.
    pub(super) fn optional_object(&self) -> Result<Map<String, Value>, Outcome> {
        match &self.body {
            Body::Empty => Ok(Map::new()),
            _ => self.object().cloned(),
        }
    }

    /// Returns a text field of the body.
    pub(super) fn text(&self, key: &str) -> Result<&str, Outcome> {
        self.object()?
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .ok_or_else(bad_parameters)
    }

    /// Returns the user of a v4 call; an application's token may not write.
    pub(super) fn v4_user(&self) -> Result<usize, Outcome> {
        match self.credential {
            Credential::UserToken(user) => Ok(user),
            _ => Err(Outcome::code(401, 36)),
        }
    }
}

/// Decodes a part of a query or form, where plus signs stand for spaces.
fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}

/// Decodes percent signs. Broken escapes stay as they are.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match (bytes[at], escape.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Takes a query or form apart; the flag says whether a key came twice. Of such a key the first value stays.
pub(super) fn pairs(text: &str) -> (BTreeMap<String, String>, bool) {
    let mut found = BTreeMap::new();
    let mut repeated = false;
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decode_form(key), decode_form(value));
        repeated |= found.contains_key(&key);
        found.entry(key).or_insert(value);
    }
    (found, repeated)
}

/// Decodes a path once and then resolves dot segments, as TMDB's edge does.
pub(super) fn clean_path(raw: &str) -> String {
    let decoded = decode(raw);
    let mut kept: Vec<&str> = Vec::new();
    for segment in decoded.split('/').filter(|segment| !segment.is_empty() && *segment != ".") {
        if segment == ".." {
            kept.pop();
        } else {
            kept.push(segment);
        }
    }
    format!("/{}", kept.join("/"))
}

/// Escapes a value for a query.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    encoded
}

/// Returns the number that a path segment starts with; TMDB ignores what follows the digits.
pub(super) fn leading_number(segment: &str) -> Result<u64, Outcome> {
    let digits = segment.find(|letter: char| !letter.is_ascii_digit()).map_or(segment, |end| &segment[..end]);
    digits.parse().map_err(|_| not_found())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn whatever_is_escaped_comes_back(text in ".{0,30}") {
            proptest::prop_assert_eq!(decode_form(&encode(&text)), text);
        }

        #[test]
        fn no_path_leaves_the_root(text in "[./%a-f0-9ü]{0,30}") {
            let path = clean_path(&text);
            proptest::prop_assert!(path.starts_with('/') && !path.split('/').any(|segment| segment == ".."));
        }
    }

    #[test]
    fn paths_and_queries_decode_as_at_the_edge() {
        assert_eq!(clean_path("/3/movie/%2e%2e/list/5"), "/3/list/5");
        assert_eq!(clean_path("/3//x/./y%zz"), "/3/x/y%zz");
        let (found, repeated) = pairs("query=a+b%26&page=1&page=2");
        assert_eq!(found["query"], "a b&");
        assert_eq!(found["page"], "1");
        assert!(repeated);
        assert_eq!(decode(&encode("a b/ü&")), "a b/ü&");
        assert_eq!(leading_number("527abc").unwrap(), 527);
        assert!(leading_number("abc").is_err());
    }
}
