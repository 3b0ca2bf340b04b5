//! Years in cells and behind titles, and the moments that tell which of several rows is the newest.

use crate::domain::Timestamp;

/// Finds a year in `1999`, `1999-03-31`, `2013–2023` or `(1999)`.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let text = text.trim().trim_start_matches('(');
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_whole = !text[4..].starts_with(|next: char| next.is_ascii_digit());
    digits.parse().ok().filter(|year| is_whole && (1870..=2200).contains(year))
}

/// Finds the year in what [`year_in`] or [`moment_in`] reads, or in `July 1999`.
pub(super) fn year_of_date(text: &str) -> Option<i32> {
    let with_month = || {
        let (month, year) = text.trim().split_once(' ')?;
        let is_month = month.len() >= 3 && month.bytes().all(|byte| byte.is_ascii_alphabetic());
        year_in(year).filter(|_| is_month && year.len() == 4 && moment_in(&format!("1 {text}")).is_some())
    };
    year_in(text).or_else(|| moment_in(text).and_then(|moment| year_in(&moment.day()))).or_else(with_month)
}

/// Splits `The Matrix (1999)`.
pub(super) fn title_and_year(text: &str) -> (Option<String>, Option<i32>) {
    let text = text.trim();
    let split = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (title, year) = text.strip_suffix(close)?.rsplit_once(open)?;
        let year = year.trim();
        Some((title.trim_end(), year_in(year).filter(|_| year.len() == 4 || year.len() > 6)?))
    });
    let (title, year) = split.map_or((text, None), |(title, year)| (title, Some(year)));
    (Some(title.to_owned()).filter(|title| !title.is_empty()), year)
}

/// Finds the moment in what programs write: `2026-07-01`, with or without a time of day, `01.07.2026`, `7/1/2026`,
/// `1 Jul 2026`, or seconds or milliseconds since 1970. Where day and month can't be told apart, dots and dashes stand
/// between day, month and year, and slashes between month, day and year.
pub(super) fn moment_in(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(moment) = Timestamp::parse_tmdb(text) {
        return Some(moment);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match text.len() {
            9 | 10 => Some(Timestamp::from_millis(number * 1000)),
            12 | 13 => Some(Timestamp::from_millis(number)),
            _ => None,
        };
    }
    let mut parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let day: [&str; 3] = [parts.next()?, parts.next()?, parts.next()?];
    // `2026-07-01T22:00` has its hour behind the T.
    let (last, hour) = day[2].split_once('T').unwrap_or((day[2], ""));
    let [year, month, day] = ordered([day[0], day[1], last], text.contains('/'))?;
    let mut clock = Some(hour).filter(|hour| !hour.is_empty()).into_iter().chain(parts).map(clock_part);
    let mut next = |most: u32| clock.next().flatten().filter(|number| *number <= most).unwrap_or(0);
    let (hour, minute, second) = (next(23), next(59), next(59));
    Timestamp::parse_tmdb(&format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"))
}

fn clock_part(text: &str) -> Option<u32> {
    text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok()
}

/// Puts the three parts of a date in the order year, month, day.
fn ordered(parts: [&str; 3], has_slashes: bool) -> Option<[u32; 3]> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month_of = |text: &str| {
        let start = text.get(..3)?.to_ascii_lowercase();
        MONTHS.into_iter().zip(1..).find(|(name, _)| *name == start).map(|(_, number)| number)
    };
    let number = |text: &str| text.parse::<u32>().ok();
    if let (Some(month), Some(day), Some(year)) = (month_of(parts[0]), number(parts[1]), number(parts[2])) {
        return Some([year, month, day]);
    }
    if let (Some(day), Some(month), Some(year)) = (number(parts[0]), month_of(parts[1]), number(parts[2])) {
        return Some([year, month, day]);
    }
    let [one, two, three] = [number(parts[0])?, number(parts[1])?, number(parts[2])?];
    if parts[0].len() == 4 {
        return Some([one, two, three]);
    }
    let year = if parts[2].len() == 2 { 2000 + three } else { three };
    let is_month_first = two > 12 || (has_slashes && one <= 12);
    Some(if is_month_first { [year, one, two] } else { [year, two, one] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_years_of_dates() {
        for (text, year) in [
            ("1995-12-15", Some(1995)),
            ("15.12.1995", Some(1995)),
            ("5/25/1979", Some(1979)),
            ("31 March 1999", Some(1999)),
            ("July 2010", Some(2010)),
            ("1995.0", Some(1995)),
            ("Robot 2004", None),
            ("I, Robot 2004", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(year_of_date(text), year, "{text}");
        }
    }

    #[test]
    fn finds_moments_in_what_programs_write() {
        for (text, expected) in [
            ("2026-07-01", "2026-07-01T00:00:00Z"),
            ("2026-07-01T10:20:30.000Z", "2026-07-01T10:20:30Z"),
            ("2026-07-01T10:20", "2026-07-01T10:20:00Z"),
            ("2026-07-01 10:20", "2026-07-01T10:20:00Z"),
            ("2026/07/01", "2026-07-01T00:00:00Z"),
            ("01.07.2026", "2026-07-01T00:00:00Z"),
            ("1.7.2026 8:05", "2026-07-01T08:05:00Z"),
            ("7/1/2026", "2026-07-01T00:00:00Z"),
            ("13/7/2026", "2026-07-13T00:00:00Z"),
            ("7/1/26", "2026-07-01T00:00:00Z"),
            ("1 Jul 2026", "2026-07-01T00:00:00Z"),
            ("July 1, 2026", "2026-07-01T00:00:00Z"),
            ("1782864000", "2026-07-01T00:00:00Z"),
            ("1782864000000", "2026-07-01T00:00:00Z"),
        ] {
            assert_eq!(moment_in(text).map(|moment| moment.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "soon", "2026", "2026-13-01", "99.99.2026", "é/é/é", "12345678901234567890"] {
            assert_eq!(moment_in(text), None, "{text}");
        }
    }
}
