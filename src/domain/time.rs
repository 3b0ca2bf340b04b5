//! Points in time and spans as flixir stores and prints them. Not for asking what time it is: that is
//! [`crate::ports::Clock`].

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// A point in time: milliseconds since 1970-01-01 UTC.
///
/// Prints and serialises as RFC 3339 in UTC with whole seconds (`2026-03-04T05:06:07Z`), because that is what
/// scripts compare; the milliseconds stay in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Wraps milliseconds since 1970-01-01 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns milliseconds since 1970-01-01 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Parses RFC 3339 (`2026-03-04T05:06:07Z`, any offset, with or without a fraction).
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text.trim(), &Rfc3339).ok().map(Self::from_offset)
    }

    /// Parses what TMDB writes: `2026-03-04 05:06:07 UTC`, RFC 3339, or a bare `2026-03-04`.
    pub fn parse_tmdb(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(time) = Self::parse_rfc3339(text) {
            return Some(time);
        }
        let stripped = text.strip_suffix("UTC").unwrap_or(text).trim_end();
        let seconds = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        if let Ok(time) = PrimitiveDateTime::parse(stripped, seconds) {
            return Some(Self::from_offset(time.assume_utc()));
        }
        let day = format_description!("[year]-[month]-[day]");
        let date = time::Date::parse(stripped, day).ok()?;
        Some(Self::from_offset(date.midnight().assume_utc()))
    }

    fn from_offset(time: OffsetDateTime) -> Self {
        let millis = time.unix_timestamp_nanos() / 1_000_000;
        Self(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn to_offset(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Returns this moment moved forward by `span`.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(span)))
    }

    /// Returns this moment moved back by `span`.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(span)))
    }

    /// Returns how long ago `earlier` was; zero where it lies in the future.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Returns the day in UTC as `2026-03-04`.
    pub fn day(self) -> String {
        let date = self.to_offset().date();
        format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }

    /// Returns the year in UTC.
    pub fn year(self) -> i32 {
        self.to_offset().year()
    }

    /// Returns the moment as TMDB writes it in logins and lists: `2026-03-04 05:06:07 UTC`.
    pub fn to_tmdb(self) -> String {
        let time = self.to_offset();
        format!("{} {:02}:{:02}:{:02} UTC", self.day(), time.hour(), time.minute(), time.second())
    }
}

/// Returns a span in whole milliseconds, saturating.
pub fn millis_of(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.to_offset();
        write!(f, "{}T{:02}:{:02}:{:02}Z", self.day(), time.hour(), time.minute(), time.second())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_rfc3339(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// Returns whether something that becomes due at `due_at`, after a wait of `delay_ms`, is due at `now`. Where the clock was
/// put back, so that more seems to be left than the whole wait, it is due.
pub const fn is_due(now: Timestamp, due_at: Timestamp, delay_ms: i64) -> bool {
    now.0 >= due_at.0 || due_at.0.saturating_sub(now.0) > delay_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back_the_forms_tmdb_uses() {
        let moment = Timestamp::parse_rfc3339("2026-03-04T05:06:07.250Z").unwrap();
        assert_eq!(moment.to_string(), "2026-03-04T05:06:07Z");
        assert_eq!(moment.millis() % 1000, 250);
        assert_eq!(moment.to_tmdb(), "2026-03-04 05:06:07 UTC");
        let whole = Timestamp::parse_rfc3339("2026-03-04T05:06:07Z");
        assert_eq!(Timestamp::parse_tmdb("2026-03-04 05:06:07 UTC"), whole);
        assert_eq!(Timestamp::parse_tmdb("2026-03-04").map(Timestamp::day).as_deref(), Some("2026-03-04"));
        assert_eq!(Timestamp::parse_tmdb(""), None);
    }
}
