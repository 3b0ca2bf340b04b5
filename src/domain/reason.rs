//! Why an operation stands as it does: a closed set of reasons, each with its text, and sentences of TMDB's or about its answers.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

/// Why an operation stands as it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// TMDB did it.
    Done,
    /// The item was on the list already.
    AlreadyPresent,
    /// The item was not on the list.
    NotPresent,
    /// TMDB created the list.
    Created,
    /// A list that is new on TMDB was recognized as this creation's.
    Adopted,
    /// The person said which list on TMDB it is.
    Linked,
    /// A look at TMDB showed that it was done.
    FoundDone,
    /// The list was gone already.
    GoneAlready,
    /// What others added since was kept.
    KeptNewItems,
    /// It was done before it could be cancelled.
    DoneBeforeCancel,
    /// A later operation, by its id, takes its place.
    Coalesced(String),
    /// A newer change of the same fields takes its place.
    Superseded,
    /// `--no-queue`.
    NotQueued,
    /// The person cancelled it.
    Cancelled,
    /// It failed, and the person gave it up.
    GivenUp,
    /// It was to be cancelled, and TMDB refused it.
    CancelledUnsent,
    /// The person asked for that while its outcome was unknown.
    ToBeCancelled,
    /// Its list was deleted.
    ListDeleted,
    /// The creation of its list was cancelled.
    CreationCancelled,
    /// Its list was to be deleted, and is gone.
    ListGone,
    /// Its list no longer exists on TMDB, and the person gave it up.
    ListGivenUp,
    /// Its list is created again.
    CreatedAgain,
    /// TMDB's side was preferred in a sync.
    RemotePreferred,
    /// The item that it removes was not added to the other list.
    NotMoved,
    /// Its list could not be created.
    Dependency,
    /// The answer doesn't show yet what became of it.
    TooOld,
    /// TMDB took it for spam.
    Spam,
    /// A sentence: TMDB's, or about what it answered.
    Said(String),
}

/// The reasons that have one text each.
const TEXTS: [(Reason, &str); 26] = [
    (Reason::Done, "done"),
    (Reason::AlreadyPresent, "already_present"),
    (Reason::NotPresent, "not_present"),
    (Reason::Created, "created"),
    (Reason::Adopted, "adopted"),
    (Reason::Linked, "linked"),
    (Reason::FoundDone, "found done"),
    (Reason::GoneAlready, "it was gone already"),
    (Reason::KeptNewItems, "kept what was added meanwhile"),
    (Reason::DoneBeforeCancel, "TMDB received it before it could be cancelled"),
    (Reason::Superseded, "superseded"),
    (Reason::NotQueued, "not queued (--no-queue)"),
    (Reason::Cancelled, "cancelled"),
    (Reason::GivenUp, "given up"),
    (Reason::CancelledUnsent, "cancelled before it was carried out"),
    (Reason::ToBeCancelled, "will be cancelled if TMDB has not received it"),
    (Reason::ListDeleted, "its list was deleted"),
    (Reason::CreationCancelled, "its list's creation was cancelled"),
    (Reason::ListGone, "the list is gone, as you asked"),
    (Reason::ListGivenUp, "given up: the list no longer exists on TMDB"),
    (Reason::CreatedAgain, "the list is created again"),
    (Reason::RemotePreferred, "TMDB's side was preferred"),
    (Reason::NotMoved, "the item was not added to the other list"),
    (Reason::Dependency, "dependency"),
    (Reason::TooOld, "TMDB's answer is too old to decide"),
    (Reason::Spam, "TMDB considers this new list spam"),
];
/// What earlier versions wrote for some of them.
const OLD_TEXTS: [(&str, Reason); 6] = [
    ("the list is gone, as was wished", Reason::ListGone),
    ("given up: the list is gone on TMDB", Reason::ListGivenUp),
    ("the list is made anew", Reason::CreatedAgain),
    ("it was carried out before it could be cancelled", Reason::DoneBeforeCancel),
    ("TMDB takes this creation for spam", Reason::Spam),
    ("TMDB's answer is too old to tell", Reason::TooOld),
];
const COALESCED: &str = "coalesced:";

impl Reason {
    /// Returns the text: stored, and printed in JSON.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Said(text) => Cow::Borrowed(text),
            Self::Coalesced(by) => Cow::Owned(format!("{COALESCED}{by}")),
            known => Cow::Borrowed(
                TEXTS.iter().find(|(reason, _)| reason == known).map(|(_, text)| *text).unwrap_or_default(),
            ),
        }
    }

    /// Returns the reason with that text; any other text is a sentence.
    pub fn of(text: &str) -> Self {
        if let Some(by) = text.strip_prefix(COALESCED) {
            return Self::Coalesced(by.to_owned());
        }
        let known = TEXTS.iter().find(|(_, known)| *known == text).map(|(reason, _)| reason);
        let known =
            known.or_else(|| OLD_TEXTS.iter().find(|(old, _)| *old == text).map(|(_, reason)| reason));
        known.map_or_else(|| Self::Said(text.to_owned()), Self::clone)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_from_its_text() {
        let others = [Reason::Coalesced("0199".to_owned()), Reason::Said("Not today.".to_owned())];
        for reason in TEXTS.into_iter().map(|(reason, _)| reason).chain(others) {
            assert!(!reason.text().is_empty(), "{reason:?}");
            assert_eq!(Reason::of(&reason.text()), reason);
        }
        for (old, reason) in OLD_TEXTS {
            assert_eq!(Reason::of(old), reason);
            assert_ne!(reason.text(), old, "a text of today");
        }
    }
}
