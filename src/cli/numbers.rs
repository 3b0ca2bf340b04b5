//! Numbers, ranges and days on the command line: one parser of each, so that each option says in the same words what it
//! takes. Not for ages and scores, which aren't whole numbers.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::domain::Timestamp;

/// A greatest number that no person would care for: it is the machine's.
const BEYOND_CARE: u64 = u32::MAX as u64;

/// Makes a parser of whole numbers in `range`. Its option wants `allow_negative_numbers` besides: a number below the range
/// would be read as an option.
pub(super) fn whole<N>(
    range: RangeInclusive<N>,
) -> impl Fn(&str) -> Result<N, String> + Clone + Send + Sync + 'static
where
    N: Copy + Display + FromStr + PartialOrd + Send + Sync + TryInto<u64> + 'static,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("must be {}", expected(&range)))
    }
}

/// A year of four digits, which every title has that has one.
pub(super) fn year(text: &str) -> Result<u16, String> {
    whole(1000..=9999)(text)
}

/// Numbers from one to another, both included; either end may be open, but not both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range<N> {
    /// The least.
    pub(super) from: Option<N>,
    /// The greatest.
    pub(super) to: Option<N>,
}

/// A range as `80..120`, `80..`, `..120`, or one number for itself.
pub(super) fn range<N: Copy + Display + FromStr + PartialOrd>(text: &str) -> Result<Range<N>, String> {
    let number = |text: &str| match text.trim() {
        "" => Ok(None),
        text => {
            text.parse().map(Some).map_err(|_| "must be a range such as 80..120, 80.. or ..120".to_owned())
        }
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to) = (number(from)?, number(to)?);
    match (from, to) {
        (None, None) => Err("must have at least one end: FROM.. or ..TO".to_owned()),
        (Some(from), Some(to)) if from > to => {
            Err(format!("is empty: {from} is greater than {to}; perhaps you mean {to}..{from}"))
        }
        _ => Ok(Range { from, to }),
    }
}

/// A mean of votes, 0 to 10.
pub(super) fn rating(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=10.0).contains(number));
    number.ok_or_else(|| "must be a number from 0 to 10".to_owned())
}

/// A day, `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Result<String, String> {
    let parsed = Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z"));
    let is_day = parsed.is_some_and(|moment| moment.day() == text);
    if is_day { Ok(text.to_owned()) } else { Err("must be a day such as 2026-03-04".to_owned()) }
}

fn expected<N: Copy + Display + TryInto<u64>>(range: &RangeInclusive<N>) -> String {
    let (least, greatest) = (range.start(), range.end());
    match (*greatest).try_into() {
        Ok(bound) if bound < BEYOND_CARE => format!("a whole number from {least} to {greatest}"),
        _ => format!("a whole number, {least} or more"),
    }
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;

    use clap::{Arg, Command};

    use super::*;
    use crate::cli::args::{command, parser};

    #[test]
    fn what_is_not_in_the_range_is_told_it() {
        let page = whole(1..=500_u32);
        assert_eq!(page("7"), Ok(7));
        for wrong in ["", "0", "501", "-1", "1.5", "many", "99999999999999999999"] {
            assert_eq!(page(wrong), Err("must be a whole number from 1 to 500".to_owned()), "{wrong}");
        }
        assert_eq!(whole(1..=u32::MAX)("0"), Err("must be a whole number, 1 or more".to_owned()));
        assert_eq!(whole(0..=u16::MAX)("70000"), Err("must be a whole number from 0 to 65535".to_owned()));
        assert_eq!(year("1999"), Ok(1999));
    }

    #[test]
    fn ranges_have_at_least_one_end() {
        let both = |from, to| Ok(Range { from, to });
        assert_eq!(range::<u32>("80..120"), both(Some(80), Some(120)));
        assert_eq!(range::<u32>("80.."), both(Some(80), None));
        assert_eq!(range::<u32>("..120"), both(None, Some(120)));
        assert_eq!(range::<u32>("90"), both(Some(90), Some(90)));
        for wrong in ["..", "", "120..80", "a..b", "-1..5", "80...120"] {
            assert!(range::<u32>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_and_ratings_are_what_they_say() {
        assert_eq!(day("2024-02-29").as_deref(), Ok("2024-02-29"));
        for wrong in ["2023-02-29", "2024-2-9", "yesterday", "2024-02-29T00:00:00Z", ""] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
        assert_eq!(rating("7.5"), Ok(7.5));
        for wrong in ["-1", "10.5", "NaN", "inf", ""] {
            assert!(rating(wrong).is_err(), "{wrong}");
        }
    }

    /// Returns every number that the command line takes, with the words that lead to it.
    fn numbers(command: &Command, above: &[String]) -> Vec<(Vec<String>, Arg)> {
        let of_numbers = |arg: &&Arg| {
            let kinds =
                [TypeId::of::<u16>(), TypeId::of::<u32>(), TypeId::of::<u64>(), TypeId::of::<usize>()];
            kinds.iter().any(|kind| arg.get_value_parser().type_id() == *kind)
        };
        // The global options are in the root, too.
        let own = command.get_arguments().filter(|arg| above.is_empty() || !arg.is_global_set());
        let mut found: Vec<_> = own.filter(of_numbers).map(|arg| (above.to_vec(), arg.clone())).collect();
        for inner in command.get_subcommands() {
            let words = [above, &[inner.get_name().to_owned()]].concat();
            found.extend(numbers(inner, &words));
        }
        found
    }

    #[test]
    fn every_number_is_refused_in_the_same_words() {
        let found = numbers(&command(), &[]);
        let names: Vec<String> = found.iter().map(|(_, arg)| arg.get_id().to_string()).collect();
        for known in ["timeout", "year", "page", "limit", "max_delete", "port", "max_time", "id"] {
            assert!(names.iter().any(|name| name == known), "{known} is in {names:?}");
        }
        for (words, arg) in found {
            for wrong in ["many", "-1", "1.5"] {
                let mut line = vec!["flixir".to_owned()];
                line.extend(words.clone());
                match arg.get_long() {
                    Some(long) => line.extend([format!("--{long}"), wrong.to_owned()]),
                    // Any word can be before it; only `lists link LIST ID` has such a number.
                    None => line.extend(["x".to_owned(), wrong.to_owned()]),
                }
                let refused = parser().try_get_matches_from(&line).unwrap_err().to_string();
                assert!(refused.contains(&format!("invalid value '{wrong}'")), "{line:?}: {refused}");
                assert!(refused.contains(": must be a whole number"), "{line:?}: {refused}");
            }
        }
    }
}
