//! The pure decision whether a read is tried again in place, and after how long. Writes never are: the queue is
//! their retry.

use std::time::Duration;

use crate::domain::Timestamp;

/// Tries of one read in all.
pub(super) const MAX_TRIES: u32 = 3;

/// How often one read is asked again because of too many requests, before flixir gives up. The rate halves each time.
pub(super) const MAX_PAUSES: u32 = 10;

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const SHORTEST_RETRY_AFTER: Duration = Duration::from_secs(1);
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(1);

/// Returns how long to wait before try number `tries_so_far + 1`, or `None` to give up.
///
/// `asked` is the server's `Retry-After`; `fraction` is chance in `0.0..1.0`; `left` is what remains of the command's
/// time. A wait that doesn't fit is not started.
pub(super) fn wait_before_retry(
    tries_so_far: u32,
    asked: Option<Duration>,
    fraction: f64,
    left: Duration,
) -> Option<Duration> {
    if tries_so_far >= MAX_TRIES {
        return None;
    }
    let grown = FIRST_WAIT.saturating_mul(1 << tries_so_far.saturating_sub(1).min(8));
    let own = (grown + Duration::from_secs_f64(fraction)).min(LONGEST_WAIT);
    let wait = asked.map_or(own, |asked| asked.max(SHORTEST_RETRY_AFTER));
    (wait <= LONGEST_WAIT && wait < left).then_some(wait)
}

/// Returns how long everybody pauses after TMDB refused a request as one too many: what it asks for, up to the longest time
/// that a person waits; where it says nothing, as TMDB does today, one to two seconds.
pub(super) fn pause_after_refusal(asked: Option<Duration>, fraction: f64) -> Duration {
    let own = SHORTEST_RETRY_AFTER + Duration::from_secs_f64(fraction);
    asked.map_or(own, |asked| asked.clamp(SHORTEST_RETRY_AFTER, LONGEST_WAIT))
}

/// Returns whether the pause that TMDB `asked` for is one that a person waits for, and fits what is `left` of the command's
/// time.
pub(super) fn may_be_awaited(asked: Option<Duration>, left: Duration) -> bool {
    let least = asked.unwrap_or(SHORTEST_RETRY_AFTER);
    least <= LONGEST_WAIT && least < left
}

/// Reads a `Retry-After` value: whole seconds, or an HTTP date, judged by the answer's own `Date` so that clocks
/// needn't agree. Clamped to one second … one hour; `None` where it makes no sense.
pub fn parse_retry_after(value: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let span = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits for a number is still "very long".
        Duration::from_secs(value.parse().unwrap_or(u64::from(u32::MAX)))
    } else {
        let until = http_date(value)?;
        let from = date.and_then(http_date).unwrap_or(now);
        until.since(from)
    };
    Some(span.clamp(SHORTEST_RETRY_AFTER, LONGEST_RETRY_AFTER))
}

/// Reads an HTTP date header.
pub fn http_date(value: &str) -> Option<Timestamp> {
    let time = httpdate::parse_http_date(value.trim()).ok()?;
    let span = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_millis(crate::domain::millis_of(span)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLENTY: Duration = Duration::from_secs(100);

    fn secs(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn the_schedule_of_reads() {
        let waits: Vec<_> = (1..=3).map(|tries| wait_before_retry(tries, None, 0.0, PLENTY)).collect();
        assert_eq!(waits, [Some(secs(0.5)), Some(secs(1.0)), None]);
        assert_eq!(wait_before_retry(1, None, 0.5, PLENTY), Some(secs(1.0)));
        assert_eq!(wait_before_retry(1, Some(Duration::ZERO), 0.0, PLENTY), Some(secs(1.0)));
        assert_eq!(wait_before_retry(1, Some(secs(7.0)), 0.0, PLENTY), Some(secs(7.0)));
        assert_eq!(wait_before_retry(1, Some(secs(11.0)), 0.0, PLENTY), None, "longer than a person waits");
        assert_eq!(wait_before_retry(1, None, 0.0, secs(0.4)), None, "longer than the command may take");
        assert_eq!(wait_before_retry(1, None, 0.0, secs(0.5)), None, "nothing would be left for the request");
    }

    #[test]
    fn a_pause_for_everybody() {
        assert_eq!(pause_after_refusal(None, 0.5), secs(1.5));
        assert_eq!(pause_after_refusal(Some(Duration::ZERO), 0.5), secs(1.0));
        assert_eq!(pause_after_refusal(Some(secs(7.0)), 0.5), secs(7.0));
        assert_eq!(pause_after_refusal(Some(secs(90.0)), 0.5), secs(10.0));
        assert!(may_be_awaited(None, PLENTY) && may_be_awaited(Some(secs(10.0)), PLENTY));
        assert!(!may_be_awaited(Some(secs(11.0)), PLENTY), "longer than a person waits");
        assert!(!may_be_awaited(None, secs(1.0)), "longer than the command may take");
    }

    #[test]
    fn retry_after_in_every_form() {
        let now = Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap();
        let read =
            |value: &str, date: Option<&str>| parse_retry_after(value, date, now).map(|span| span.as_secs());
        assert_eq!(read("7", None), Some(7));
        assert_eq!(read("0", None), Some(1));
        assert_eq!(read("86400", None), Some(3600));
        assert_eq!(read("99999999999999999999999", None), Some(3600));
        assert_eq!(read("Wed, 04 Mar 2026 05:06:37 GMT", None), Some(30));
        let date = Some("Wed, 04 Mar 2026 05:06:30 GMT");
        assert_eq!(read("Wed, 04 Mar 2026 05:06:37 GMT", date), Some(7), "the answer's own clock counts");
        assert_eq!(read("Wed, 04 Mar 2020 05:06:37 GMT", None), Some(1));
        for nonsense in ["", "soon", "-3", "1.5", "12 apples", "Wed, 99 Mar"] {
            assert_eq!(read(nonsense, None), None, "{nonsense}");
        }
    }

    proptest::proptest! {
        #[test]
        fn retry_after_never_panics_and_is_never_out_of_bounds(
            value in "[0-9]{1,30}|.{0,60}|(Sun|Wed), [0-3][0-9] (Mar|Nov) [0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-5][0-9] GMT",
            date in proptest::option::of(".{0,40}|Wed, [0-3][0-9] Nov [0-9]{4} 12:00:00 GMT"),
            now in i64::MIN..i64::MAX,
        ) {
            let span = parse_retry_after(&value, date.as_deref(), Timestamp::from_millis(now));
            if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
                proptest::prop_assert!(span.is_some());
            }
            if let Some(span) = span {
                proptest::prop_assert!(span >= Duration::from_secs(1) && span <= Duration::from_hours(1));
            }
        }
    }
}
