//! What a batch does at TMDB, with all that this needs: known when it is claimed, so that nothing behind the claim has to ask
//! whether TMDB has the list. Not for how it is done: that is [`super::send`] and [`super::verify`].

use crate::domain::{Change, ClearScope, ListFields, ListKind, MediaRef, Operation};
use crate::store::ListRow;

/// What a batch does at TMDB. `list` is TMDB's number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Job {
    /// Creates a list.
    Create(ListFields),
    /// Changes fields of a list.
    Update {
        list: u64,
        fields: ListFields,
        /// TMDB's values when the change was asked for.
        from: Option<ListFields>,
    },
    /// Deletes a list.
    Delete { list: u64 },
    /// Removes the items of a list.
    Clear { list: u64, scope: ClearScope },
    /// Adds items to a list, or removes them.
    Items { list: u64, adds: bool },
    /// Adds an item to one of the account's collections, or removes it.
    Collect { list_kind: ListKind, item: MediaRef, score: Option<f64>, adds: bool },
}

impl Job {
    /// Returns what an operation does; `None` where its list isn't on TMDB yet.
    pub(super) fn of(operation: &Operation, list: &ListRow) -> Option<Self> {
        let list_kind = operation.list_kind;
        if list_kind != ListKind::List {
            return match operation.change {
                Change::Add { item, score, .. } => Some(Self::Collect { list_kind, item, score, adds: true }),
                Change::Remove { item } => Some(Self::Collect { list_kind, item, score: None, adds: false }),
                // The store reads no such operation.
                Change::Create(_) | Change::Update { .. } | Change::Delete | Change::Clear(_) => None,
            };
        }
        match (&operation.change, list.remote_id) {
            (Change::Create(fields), _) => Some(Self::Create(fields.clone())),
            (_, None) => None,
            (Change::Update { fields, from }, Some(list)) => {
                Some(Self::Update { list, fields: fields.clone(), from: from.clone() })
            }
            (Change::Delete, Some(list)) => Some(Self::Delete { list }),
            (Change::Clear(scope), Some(list)) => Some(Self::Clear { list, scope: scope.clone() }),
            (Change::Add { .. }, Some(list)) => Some(Self::Items { list, adds: true }),
            (Change::Remove { .. }, Some(list)) => Some(Self::Items { list, adds: false }),
        }
    }

    /// Returns TMDB's number of the list that it changes; `None` for a creation and for a collection.
    pub(super) const fn list(&self) -> Option<u64> {
        match self {
            Self::Update { list, .. }
            | Self::Delete { list }
            | Self::Clear { list, .. }
            | Self::Items { list, .. } => Some(*list),
            Self::Create(_) | Self::Collect { .. } => None,
        }
    }
}
