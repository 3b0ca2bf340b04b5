//! What came of one try of an operation.

use std::borrow::Cow;

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptClass {
    /// TMDB did it.
    Done,
    /// TMDB refused it for good.
    Refused,
    /// The login's API can't do it.
    Unsupported,
    /// TMDB certainly didn't do it this time.
    NotSent,
    /// TMDB could not be looked at before or after.
    LookFailed,
    /// TMDB may have done it, or may still do it.
    Unknown,
    /// TMDB took it for spam.
    Spam,
    /// A look at TMDB showed what became of it.
    Verified,
    /// The answer was too old to show what became of it.
    TooOld,
    /// Somebody else changed the same thing: a person decides.
    Conflict,
    /// Its list is gone on TMDB.
    Gone,
    /// It was done without its comment.
    CommentLeft,
    /// A word that this version doesn't know.
    Other(String),
}

impl AttemptClass {
    const KNOWN: [Self; 12] = [
        Self::Done,
        Self::Refused,
        Self::Unsupported,
        Self::NotSent,
        Self::LookFailed,
        Self::Unknown,
        Self::Spam,
        Self::Verified,
        Self::TooOld,
        Self::Conflict,
        Self::Gone,
        Self::CommentLeft,
    ];

    /// Returns the word: stored, and printed by `queue show`.
    pub fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unsupported => "unsupported",
            Self::NotSent => "not_sent",
            Self::LookFailed => "look_failed",
            Self::Unknown => "unknown",
            Self::Spam => "spam",
            Self::Verified => "verified",
            Self::TooOld => "too_old",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::CommentLeft => "comment_left",
            Self::Other(word) => return Cow::Owned(word.clone()),
        })
    }

    /// Returns the class with that word; nothing is decided by one that isn't known.
    pub fn of(word: &str) -> Self {
        let known = Self::KNOWN.into_iter().find(|class| class.name() == word);
        known.unwrap_or_else(|| Self::Other(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_from_its_word() {
        for class in AttemptClass::KNOWN.into_iter().chain([AttemptClass::Other("lost".to_owned())]) {
            assert_eq!(AttemptClass::of(&class.name()), class);
        }
    }
}
