//! What the answer to a write means to the queue (docs/how-the-queue-keeps-its-promises.md): the body first, then the HTTP status. Pure.
//!
//! There are three values: TMDB did it, TMDB rejected it, or it is unknown. No code may turn the third into the
//! second: only TMDB's own JSON, with a status code, is a refusal.

use std::time::Duration;

use serde_json::Value;

use super::failure::TmdbStatus;
use crate::domain::{MediaRef, MediaType};
use crate::error::ErrorKind;
use crate::ports::{Fault, HttpResponse, Reach, TransportError};

/// What TMDB did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landed {
    /// As asked.
    Done,
    /// It was there already.
    AlreadyPresent,
    /// It wasn't there.
    NotPresent,
}

/// A refusal by TMDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub http: u16,
    /// TMDB's status code.
    pub code: Option<u64>,
    /// TMDB's sentence.
    pub message: String,
}

/// What became of one item of a bulk write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemVerdict {
    /// TMDB did it.
    Landed(Landed),
    /// TMDB refused it.
    Refused(String),
    /// The answer doesn't mention it.
    Unmentioned,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// TMDB did it.
    Landed(Landed),
    /// TMDB made a list and gave it this number.
    Created(u64),
    /// Item by item, in the order asked.
    Items(Vec<ItemVerdict>),
    /// TMDB refused it for good.
    Refused(Refusal),
    /// TMDB doesn't have the list or the item: which, is to be looked up.
    Gone(Refusal),
    /// The session or the credential doesn't count; holds for the whole account.
    Auth(Refusal),
    /// Too many requests; not carried out.
    Rate(Option<Duration>),
    /// TMDB as a whole, or the way to it, is down; not carried out.
    Outage {
        /// For people and the log.
        reason: String,
        /// The pause that TMDB asks for.
        retry_after: Option<Duration>,
        /// Whether not a byte reached TMDB, in which case there is no use in trying others.
        not_sent: bool,
    },
    /// TMDB considers a new list spam.
    Spam(Refusal),
    /// It may have been carried out.
    Unknown {
        /// For people and the log.
        reason: String,
        /// Whether TMDB was late, failed, or made no sense, for the person.
        kind: ErrorKind,
        /// HTTP status, where there was an answer.
        http: Option<u16>,
        /// TMDB's status code, where the answer had one.
        code: Option<u64>,
    },
}

/// What was asked, as far as its answer's meaning depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Make a list.
    Create,
    /// Put these on, or take them off.
    Items {
        /// The items, in the order asked.
        items: Vec<MediaRef>,
        /// Whether they are put on.
        add: bool,
    },
    /// Put a title into one of the account's own collections.
    Keep,
    /// Anything else on a list, or taking a title out of a collection: TMDB doesn't tell whether it was there.
    Whole,
}

/// Judges the outcome of a write.
pub fn judge(
    asked: &Asked,
    outcome: &Result<HttpResponse, TransportError>,
    retry_after: Option<Duration>,
) -> Verdict {
    match outcome {
        Err(error) if error.reach == Reach::NotSent => {
            Verdict::Outage { reason: not_sent_reason(error), retry_after: None, not_sent: true }
        }
        Err(error) => {
            let kind = match error.fault {
                Fault::TimedOut => ErrorKind::TimedOut,
                Fault::NoAnswer => ErrorKind::NetworkError,
                _ => ErrorKind::InvalidResponse,
            };
            Verdict::Unknown { reason: error.to_string(), kind, http: None, code: None }
        }
        Ok(response) => judge_answer(asked, response, retry_after),
    }
}

fn not_sent_reason(error: &TransportError) -> String {
    match error.fault {
        Fault::Certificate => "TMDB's certificate is not trusted here".to_owned(),
        Fault::Offline => "offline (--offline)".to_owned(),
        _ => "TMDB can't be reached".to_owned(),
    }
}

fn judge_answer(asked: &Asked, response: &HttpResponse, retry_after: Option<Duration>) -> Verdict {
    let status = TmdbStatus::read(&response.body);
    let http = response.status;
    let refusal = || Refusal {
        http,
        code: status.code,
        message: status.message.clone().unwrap_or_else(|| format!("HTTP status {http}")),
    };
    let unknown = |reason: &str| Verdict::Unknown {
        reason: reason.to_owned(),
        kind: if http >= 500 { ErrorKind::Unavailable } else { ErrorKind::InvalidResponse },
        http: Some(http),
        code: status.code,
    };
    let outage = |reason: String| Verdict::Outage { reason, retry_after, not_sent: false };
    if http == 429 || (status.code == Some(25) && http >= 400) {
        return Verdict::Rate(retry_after);
    }
    if !status.is_json || (status.code.is_none() && status.message.is_none() && status.success.is_none()) {
        return match http {
            400..=499 => outage(format!("the answer is not TMDB's (HTTP status {http})")),
            _ => unknown("the answer is not TMDB's"),
        };
    }
    if let Asked::Items { items, add } = asked
        && (200..300).contains(&http)
        && let Some(results) = bulk_results(&response.body)
    {
        return Verdict::Items(items.iter().map(|item| item_verdict(*item, &results, *add)).collect());
    }
    match (http, status.code) {
        (_, Some(9 | 46)) => outage("TMDB is down for maintenance".to_owned()),
        (_, Some(3 | 7 | 10 | 14 | 16 | 17 | 30..=33 | 35 | 36 | 37 | 45)) => Verdict::Auth(refusal()),
        // "Duplicate" and "not found" are about items; a list that TMDB refuses to make is not there for that.
        (_, Some(8)) if *asked == Asked::Create => Verdict::Refused(refusal()),
        (_, Some(21)) if *asked == Asked::Create => unknown("TMDB's answer doesn't mention a new list"),
        (_, Some(8)) => Verdict::Landed(Landed::AlreadyPresent),
        (_, Some(21)) => Verdict::Landed(Landed::NotPresent),
        (_, Some(6 | 34)) => Verdict::Gone(refusal()),
        (_, Some(18)) if *asked == Asked::Create && mentions_spam(&status) => Verdict::Spam(refusal()),
        (_, Some(11 | 15 | 24 | 43)) => unknown("TMDB failed with an internal error"),
        (200..300, Some(1 | 12 | 13 | 40) | None) => landed(asked, response, &status),
        // 501 with code 2, "service does not exist", is TMDB's own word for a route that it doesn't have.
        (400..=499, _) | (501, Some(2)) => Verdict::Refused(refusal()),
        _ => unknown("TMDB returned an answer that flixir can't read"),
    }
}

fn landed(asked: &Asked, response: &HttpResponse, status: &TmdbStatus) -> Verdict {
    if status.success == Some(false) {
        // v3 creation is known to answer so, now and then, with nothing made and no status code.
        return Verdict::Unknown {
            reason: status
                .message
                .clone()
                .unwrap_or_else(|| "TMDB reported a failure without a reason".to_owned()),
            kind: ErrorKind::InvalidResponse,
            http: Some(response.status),
            code: status.code,
        };
    }
    if *asked == Asked::Keep && status.code == Some(12) {
        // "Updated" instead of "created": it was there.
        return Verdict::Landed(Landed::AlreadyPresent);
    }
    if *asked != Asked::Create {
        return Verdict::Landed(Landed::Done);
    }
    match created_id(&response.body) {
        Some(id) => Verdict::Created(id),
        None => Verdict::Unknown {
            reason: "TMDB created a list and didn't return its id".to_owned(),
            kind: ErrorKind::InvalidResponse,
            http: Some(response.status),
            code: status.code,
        },
    }
}

fn mentions_spam(status: &TmdbStatus) -> bool {
    status.message.as_deref().is_some_and(|message| message.to_ascii_lowercase().contains("spam"))
}

/// v3 says `list_id`, v4 `id`; either may be a number or a text.
fn created_id(body: &[u8]) -> Option<u64> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let id = value.get("list_id").or_else(|| value.get("id"))?;
    id.as_u64().or_else(|| id.as_str()?.parse().ok())
}

fn bulk_results(body: &[u8]) -> Option<Vec<Value>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("results")?.as_array().cloned()
}

/// Reads one item's row; "already taken" and "not there" are what was wanted.
fn item_verdict(item: MediaRef, results: &[Value], add: bool) -> ItemVerdict {
    let row = results.iter().find(|row| {
        let id = row.get("media_id").and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()));
        let media =
            row.get("media_type").and_then(Value::as_str).and_then(|word| word.parse::<MediaType>().ok());
        id == Some(item.id) && media.is_none_or(|media| media == item.media_type)
    });
    let Some(row) = row else { return ItemVerdict::Unmentioned };
    match row.get("success").and_then(Value::as_bool) {
        Some(true) => ItemVerdict::Landed(Landed::Done),
        None => ItemVerdict::Unmentioned,
        Some(false) if !add => ItemVerdict::Landed(Landed::NotPresent),
        Some(false) => {
            let errors = row.get("error").or_else(|| row.get("errors"));
            let message = match errors {
                Some(Value::Array(errors)) => {
                    errors.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
                }
                Some(Value::String(error)) => error.clone(),
                _ => String::new(),
            };
            if message.to_ascii_lowercase().contains("already been taken") {
                ItemVerdict::Landed(Landed::AlreadyPresent)
            } else if message.is_empty() {
                ItemVerdict::Refused("no reason given".to_owned())
            } else {
                ItemVerdict::Refused(message)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "the shape that is judged")]
    fn answer(status: u16, body: &str) -> Result<HttpResponse, TransportError> {
        Ok(HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
    }

    fn verdict(asked: &Asked, status: u16, body: &str) -> String {
        let text = format!("{:?}", judge(asked, &answer(status, body), None));
        text.split([' ', '(', '{']).take(2).collect::<Vec<_>>().join(" ").replace(')', "")
    }

    fn code(code: u64) -> String {
        format!(r#"{{"status_code":{code},"status_message":"m"}}"#)
    }

    #[test]
    fn the_table_of_the_design() {
        let film = Asked::Items { items: vec![MediaRef::movie(603)], add: true };
        for (status, number, expected) in [
            (201, 12, "Landed Done"),
            (200, 13, "Landed Done"),
            (200, 40, "Landed Done"),
            (403, 8, "Landed AlreadyPresent"),
            (200, 21, "Landed NotPresent"),
            (404, 34, "Gone Refusal"),
            (404, 6, "Gone Refusal"),
            (404, 37, "Auth Refusal"),
            (401, 3, "Auth Refusal"),
            (401, 7, "Auth Refusal"),
            (401, 36, "Auth Refusal"),
            (403, 45, "Auth Refusal"),
            (401, 38, "Refused Refusal"),
            (401, 39, "Refused Refusal"),
            (400, 5, "Refused Refusal"),
            (422, 47, "Refused Refusal"),
            (405, 42, "Refused Refusal"),
            (406, 19, "Refused Refusal"),
            (501, 2, "Refused Refusal"),
            (429, 25, "Rate None"),
            (503, 9, "Outage "),
            (503, 46, "Outage "),
            (500, 11, "Unknown "),
            (500, 15, "Unknown "),
            (502, 43, "Unknown "),
            (504, 24, "Unknown "),
            (500, 999, "Unknown "),
            (418, 999, "Refused Refusal"),
        ] {
            assert_eq!(verdict(&film, status, &code(number)), expected, "{status}/{number}");
        }
    }

    #[test]
    fn what_is_not_tmdb_s_is_never_a_verdict() {
        for (status, body, expected) in [
            (200, "<html>log in</html>", "Unknown "),
            (302, "", "Unknown "),
            (403, "<html>blocked</html>", "Outage "),
            (404, "", "Outage "),
            (502, "<html>", "Unknown "),
            (503, "<html>", "Unknown "),
            (200, "", "Unknown "),
            (201, r#"{"status_code":1,"success":true"#, "Unknown "),
            (200, "[]", "Unknown "),
            (200, "{}", "Unknown "),
        ] {
            assert_eq!(verdict(&Asked::Whole, status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_collection_tells_what_was_there_by_code_12() {
        assert_eq!(verdict(&Asked::Keep, 201, &code(1)), "Landed Done");
        assert_eq!(verdict(&Asked::Keep, 201, &code(12)), "Landed AlreadyPresent");
        assert_eq!(verdict(&Asked::Whole, 200, &code(13)), "Landed Done");
    }

    #[test]
    fn creations() {
        let made = |body: &str| judge(&Asked::Create, &answer(201, body), None);
        assert_eq!(made(r#"{"success":true,"status_code":1,"list_id":7}"#), Verdict::Created(7));
        assert_eq!(made(r#"{"success":true,"status_code":1,"id":"8"}"#), Verdict::Created(8));
        assert_eq!(verdict(&Asked::Create, 201, r#"{"success":true,"status_code":1}"#), "Unknown ");
        let spam = r#"{"success":false,"status_code":18,"status_message":"Validation failed.","errors":["Content is suspected to be spam"]}"#;
        assert_eq!(verdict(&Asked::Create, 400, spam), "Spam Refusal");
        assert_eq!(verdict(&Asked::Create, 403, &code(8)), "Refused Refusal");
        assert_eq!(verdict(&Asked::Create, 200, &code(21)), "Unknown ");
        let odd = r#"{"errors":["Invalid description"],"success":false,"list_id":null}"#;
        assert_eq!(verdict(&Asked::Create, 200, odd), "Unknown ");
    }

    #[test]
    fn bulk_answers_are_read_item_by_item() {
        let items = vec![MediaRef::movie(1), MediaRef::movie(2), MediaRef::tv(2), MediaRef::movie(4)];
        let body = r#"{"success":true,"status_code":1,"results":[
            {"media_type":"movie","media_id":1,"success":true},
            {"media_type":"tv","media_id":2,"success":false,"error":["Media has already been taken"]},
            {"media_type":"movie","media_id":2,"success":false,"error":["Media is invalid"]}]}"#;
        let verdict = judge(&Asked::Items { items, add: true }, &answer(200, body), None);
        let Verdict::Items(found) = verdict else { panic!("{verdict:?}") };
        assert_eq!(
            found,
            [
                ItemVerdict::Landed(Landed::Done),
                ItemVerdict::Refused("Media is invalid".into()),
                ItemVerdict::Landed(Landed::AlreadyPresent),
                ItemVerdict::Unmentioned,
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn judging_is_total_and_never_calls_an_outage_of_the_way_a_refusal(status in 100_u16..600, body in ".{0,80}") {
            let verdict = judge(&Asked::Whole, &answer(status, &body), None);
            if serde_json::from_str::<Value>(&body).is_err() {
                proptest::prop_assert!(!matches!(verdict, Verdict::Refused(_) | Verdict::Landed(_) | Verdict::Auth(_) | Verdict::Gone(_)));
            }
        }
    }
}
