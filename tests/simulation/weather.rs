//! What may go wrong between the client and TMDB, request by request.

use flixir::ports::{Fault, HttpResponse, Reach, TransportError};
use serde_json::json;

use crate::random::Random;
use crate::server::{Call, answer, code};

/// Longest time that TMDB may go on carrying a request out after the client has given up, in milliseconds.
pub(crate) const LATEST: i64 = 50_000;

/// Chances of each fault, drawn for each history.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weather {
    pub(crate) not_sent: f64,
    pub(crate) lost_after: f64,
    pub(crate) lost_before: f64,
    pub(crate) late: f64,
    pub(crate) error_before: f64,
    pub(crate) error_after: f64,
    pub(crate) maintenance: f64,
    pub(crate) rate: f64,
    pub(crate) portal: f64,
    pub(crate) truncated: f64,
    pub(crate) half: f64,
    pub(crate) slow: f64,
    /// Only writes whose path holds this meet any fault.
    pub(crate) only: Option<&'static str>,
}

impl Weather {
    pub(crate) fn draw(random: &mut Random) -> Self {
        if random.chance(0.15) {
            return Self::default();
        }
        let mut odds = |most: f64| if random.chance(0.5) { most * random.fraction() } else { 0.0 };
        Self {
            not_sent: odds(0.2),
            lost_after: odds(0.3),
            lost_before: odds(0.3),
            late: odds(0.3),
            error_before: odds(0.15),
            error_after: odds(0.15),
            maintenance: odds(0.06),
            rate: odds(0.08),
            portal: odds(0.1),
            truncated: odds(0.1),
            half: odds(0.3),
            slow: odds(0.2),
            only: None,
        }
    }
}

/// What is given back in the place of the real answer.
#[derive(Clone, Debug)]
pub(crate) enum Instead {
    Nothing,
    NotSent,
    Broken,
    TimedOut,
    Answer(HttpResponse),
    /// The real answer cut in half.
    Truncated,
    /// Every second row of a bulk answer left out.
    Half,
}

/// What happens to a request; times from its start, in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) name: &'static str,
    pub(crate) applied_after: Option<i64>,
    pub(crate) answered_after: i64,
    pub(crate) instead: Instead,
}

impl Fate {
    pub(crate) fn fair(random: &mut Random) -> Self {
        let latency = random.between(20, 400);
        Self {
            name: "fair",
            applied_after: Some(latency / 2),
            answered_after: latency,
            instead: Instead::Nothing,
        }
    }
}

pub(crate) fn transport_error(reach: Reach, fault: Fault) -> TransportError {
    TransportError { reach, fault, source: "simulated".into() }
}

/// Draws what happens to a call. A read that is lost does no harm, so its faults are those of the way only.
pub(crate) fn draw(weather: &Weather, call: &Call, timeout: i64, random: &mut Random) -> Fate {
    let is_write = call.is_write();
    let mut fate = Fate::fair(random);
    if weather.only.is_some_and(|path| !is_write || !call.path.contains(path)) {
        return fate;
    }
    let mut roll = random.fraction();
    let mut falls = |odds: f64| {
        let hit = roll < odds;
        roll -= odds;
        hit
    };
    if falls(weather.not_sent) {
        return Fate { name: "not sent", applied_after: None, instead: Instead::NotSent, ..fate };
    }
    if falls(weather.lost_after) {
        // Carried out at any moment while the client waits.
        let quick = random.chance(0.5);
        let at = if quick { random.between(10, 500) } else { random.between(10, timeout - 1) };
        let end = if quick { at + 50 } else { timeout };
        let instead = if quick { Instead::Broken } else { Instead::TimedOut };
        return Fate { name: "lost after", applied_after: Some(at), answered_after: end, instead };
    }
    if falls(weather.lost_before) {
        let quick = random.chance(0.5);
        let instead = if quick { Instead::Broken } else { Instead::TimedOut };
        let end = if quick { random.between(10, 2000) } else { timeout };
        return Fate { name: "lost before", applied_after: None, answered_after: end.min(timeout), instead };
    }
    if falls(weather.late) && is_write {
        let quick = random.chance(0.7);
        let end = if quick { random.between(10, 2000).min(timeout) } else { timeout };
        let instead = if quick { Instead::Broken } else { Instead::TimedOut };
        let at = end + random.between(1, LATEST);
        return Fate { name: "late", applied_after: Some(at), answered_after: end, instead };
    }
    if falls(weather.error_before) {
        fate.name = "error before";
        fate.applied_after = None;
        fate.instead = Instead::Answer(server_error(random));
        return fate;
    }
    if falls(weather.error_after) {
        fate.name = "error after";
        fate.instead = Instead::Answer(server_error(random));
        return fate;
    }
    if falls(weather.maintenance) {
        let mut response = code(503, *random.pick(&[9, 46]));
        if random.chance(0.3) {
            response.headers.push(("retry-after".to_owned(), "90".to_owned()));
        }
        let instead = Instead::Answer(response);
        return Fate { name: "maintenance", applied_after: None, instead, ..fate };
    }
    if falls(weather.rate) {
        let mut response = code(429, 25);
        if let Some(value) = *random.pick(&[None, Some("0"), Some("7"), Some("200"), Some("soon")]) {
            response.headers.push(("retry-after".to_owned(), value.to_owned()));
        }
        return Fate { name: "rate", applied_after: None, instead: Instead::Answer(response), ..fate };
    }
    if falls(weather.portal) {
        let status = *random.pick(&[200, 302, 403, 511]);
        let response = HttpResponse {
            status,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: b"<html>please log in</html>".to_vec(),
        };
        return Fate { name: "portal", applied_after: None, instead: Instead::Answer(response), ..fate };
    }
    if falls(weather.truncated) {
        return Fate { name: "truncated", instead: Instead::Truncated, ..fate };
    }
    if falls(weather.half) && call.path.ends_with("/items") {
        return Fate { name: "half", instead: Instead::Half, ..fate };
    }
    if falls(weather.slow) {
        fate.name = "slow";
        fate.answered_after = random.between(1000, 25_000).min(timeout - 1);
    }
    fate
}

fn server_error(random: &mut Random) -> HttpResponse {
    let (status, number) = *random.pick(&[(500, 11), (500, 15), (502, 43), (504, 24), (500, 0), (502, 0)]);
    if number == 0 {
        return HttpResponse { status, headers: Vec::new(), body: b"<html>oops</html>".to_vec() };
    }
    code(status, number)
}

/// Leaves every second row of a bulk answer out.
pub(crate) fn halve(response: &HttpResponse) -> HttpResponse {
    let mut body: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or(json!(null));
    if let Some(rows) = body.get_mut("results").and_then(|rows| rows.as_array_mut()) {
        let mut index = 0;
        rows.retain(|_| {
            index += 1;
            index % 2 == 0
        });
    }
    answer(response.status, &body)
}
