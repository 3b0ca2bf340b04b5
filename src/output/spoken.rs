//! Numbers, sizes and times as a person reads them on a terminal. Not for pipes and machine formats: those get exact values.

use std::time::Duration;

use crate::domain::Timestamp;
use crate::domain::text::grouped;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Columns of the bar that stands for the whole.
const LONGEST_BAR: u64 = 24;
/// Further away than this, a date says more than a number of days.
const SOON: u64 = 7 * DAY;

/// Returns a whole number with its thousands set apart: `27,953`.
pub fn thousands(number: i64) -> String {
    let text = grouped(number.unsigned_abs());
    if number < 0 { format!("-{text}") } else { text }
}

/// Returns a count with its noun: `1 item`, `1,204 items`.
pub fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", thousands(i64::try_from(count).unwrap_or(i64::MAX))),
    }
}

/// Returns a size in its largest unit of 1,000 bytes: `390 KB`.
pub fn bytes(count: u64) -> String {
    const KB: u64 = 1_000;
    match count {
        0..KB => format!("{count} B"),
        KB..1_000_000 => format!("{} KB", count / KB),
        1_000_000..1_000_000_000 => format!("{} MB", count / 1_000_000),
        _ => format!("{:.1} GB", f64::from(u32::try_from(count / 1_000_000).unwrap_or(u32::MAX)) / 1000.0),
    }
}

/// Returns a bar of at most `LONGEST_BAR` columns; whatever there is at all is seen.
pub fn bar(part: u64, whole: u64) -> String {
    let eighths = part.saturating_mul(LONGEST_BAR * 8).checked_div(whole).unwrap_or(0).min(LONGEST_BAR * 8);
    let eighths = if part > 0 { eighths.max(1) } else { 0 };
    let full = "█".repeat(usize::try_from(eighths / 8).unwrap_or(0));
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let rest = usize::try_from(eighths % 8).ok().and_then(|eighth| rest.get(eighth)).copied();
    full + rest.unwrap_or_default()
}

/// Returns a span in its largest unit: `25 s`, `3 min`, `5 h`, `2 days`.
pub fn span(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..MINUTE => format!("{seconds} s"),
        seconds @ MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        seconds @ HOUR..DAY => format!("{} h", seconds / HOUR),
        seconds => counted(seconds / DAY, "day"),
    }
}

/// Returns a moment as seen from `now`: `3 min ago`, `in 25 s`, and its day where it is more than a week away.
pub fn moment(moment: Timestamp, now: Timestamp) -> String {
    let (past, future) = (now.since(moment), moment.since(now));
    if past.max(future).as_secs() > SOON {
        return date(moment, now);
    }
    match (past.as_secs(), future.as_secs()) {
        (0, 0) => "now".to_owned(),
        (0, _) => format!("in {}", span(future)),
        _ => format!("{} ago", span(past)),
    }
}

/// Returns the day of a moment, with its year where that is another one: `28 Nov`, `28 Nov 2025`.
fn date(moment: Timestamp, now: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = moment.day();
    let part = |at: usize| day.split('-').nth(at).and_then(|part| part.parse::<usize>().ok());
    let (Some(month), Some(number)) = (part(1), part(2)) else { return day };
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    if moment.year() == now.year() {
        format!("{number} {month}")
    } else {
        format!("{number} {month} {}", moment.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_read_well() {
        assert_eq!([thousands(0), thousands(999), thousands(27_953)], ["0", "999", "27,953"]);
        assert_eq!([thousands(-1_000_000), thousands(1_000)], ["-1,000,000", "1,000"]);
        assert_eq!(
            [counted(1, "item"), counted(0, "item"), counted(1204, "item")],
            ["1 item", "0 items", "1,204 items"]
        );
        let sizes = [999, 390_123, 5_000_000, 2_500_000_000].map(bytes);
        assert_eq!(sizes, ["999 B", "390 KB", "5 MB", "2.5 GB"]);
    }

    #[test]
    fn bars_show_parts_of_a_whole() {
        assert_eq!(bar(10, 10).chars().count(), 24);
        assert_eq!([bar(0, 10), bar(1, 1000), bar(1, 0)], ["", "▏", "▏"]);
        assert_eq!(bar(1, 16), "█▌");
    }

    #[test]
    fn times_are_told_from_now() {
        let now = Timestamp::parse_rfc3339("2026-11-28T21:05:00Z").unwrap();
        let told = |text: &str| moment(Timestamp::parse_rfc3339(text).unwrap(), now);
        assert_eq!(told("2026-11-28T21:05:25Z"), "in 25 s");
        assert_eq!(told("2026-11-28T21:05:00Z"), "now");
        assert_eq!(told("2026-11-28T21:01:30Z"), "3 min ago");
        assert_eq!(told("2026-11-26T21:05:00Z"), "2 days ago");
        assert_eq!(told("2026-11-02T21:05:00Z"), "2 Nov");
        assert_eq!(told("2025-12-31T21:05:00Z"), "31 Dec 2025");
    }
}
