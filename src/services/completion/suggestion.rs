//! A value to complete, and how those that begin as typed are found.

/// Most values of one kind. More can't be read on a screen.
pub(super) const MOST: usize = 500;

/// A value and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is typed.
    pub value: String,
    /// What the shell shows beside it.
    pub about: String,
}

impl Suggestion {
    pub(super) fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// Returns the values that begin as typed, with what each stands for. After a `separator` another value begins, and case makes
/// no difference: what is typed stays as it is, because a shell takes only what continues it.
pub(super) fn finished<'a>(
    values: impl Iterator<Item = (&'a str, &'a str)>,
    typed: &str,
    separator: char,
) -> Vec<Suggestion> {
    let (before, begun) = typed.rfind(separator).map_or(("", typed), |at| typed.split_at(at + 1));
    let finish = |(value, about): (&'a str, &'a str)| {
        Some(Suggestion::new(format!("{before}{begun}{}", rest_of(value, begun)?), about))
    };
    values.filter_map(finish).take(MOST).collect()
}

/// Returns what comes after `beginning` in `text`, where that is how it begins; case makes no difference.
pub(super) fn rest_of<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for letter in beginning.chars() {
        let own = rest.next()?;
        if own != letter && !own.to_lowercase().eq(letter.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}
