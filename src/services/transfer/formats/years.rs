//! Years in cells and behind titles. Not for dates.

/// Finds a year in `1999`, `1999-03-31`, `2013–2023` or `(1999)`.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let text = text.trim().trim_start_matches('(');
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_whole = !text[4..].starts_with(|next: char| next.is_ascii_digit());
    digits.parse().ok().filter(|year| is_whole && (1870..=2200).contains(year))
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
