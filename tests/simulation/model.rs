//! What the person asked for, command after command, as plain sets: what TMDB must hold in the end.

use std::collections::{BTreeMap, BTreeSet};

use flixir::domain::{Change, ListKind, MediaRef, Operation, Status};
use flixir::services::outbox::Wish;

use crate::server::FOREIGN;

/// One acknowledged wish.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(crate) number: usize,
    pub(crate) change: Change,
    /// The operation that carries it.
    pub(crate) operation: Option<String>,
    /// The later wish that made it void before it was sent.
    pub(crate) swallowed_by: Option<usize>,
}

/// A list as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) name: String,
    pub(crate) items: Vec<MediaRef>,
}

#[derive(Clone, Debug)]
pub(crate) struct ModelList {
    pub(crate) uid: String,
    pub(crate) list_kind: ListKind,
    /// What TMDB held before the history began; `None` for a list made in it.
    pub(crate) start: Option<Plain>,
    pub(crate) intents: Vec<Intent>,
    /// Whether the client has read what TMDB held.
    pub(crate) is_known: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) lists: Vec<ModelList>,
    pub(crate) favorites: Option<ModelList>,
    /// Wishes so far.
    pub(crate) next: usize,
}

impl Model {
    /// The list of that number; the one past the last are the favorites.
    pub(crate) fn get(&self, index: usize) -> Option<&ModelList> {
        if index < self.lists.len() { self.lists.get(index) } else { self.favorites.as_ref() }
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut ModelList> {
        if index < self.lists.len() { self.lists.get_mut(index) } else { self.favorites.as_mut() }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &ModelList> {
        self.lists.iter().chain(self.favorites.as_ref())
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut ModelList> {
        self.lists.iter_mut().chain(self.favorites.as_mut())
    }
}

/// Where every operation stands.
pub(crate) type Standing = BTreeMap<String, Operation>;

impl ModelList {
    /// Returns what the list must be once everything that stands as it does is delivered; `None` where there is none.
    /// What is still live counts where `with_live`.
    pub(crate) fn expected(&self, standing: &Standing, with_live: bool) -> Option<Plain> {
        let mut dropped = BTreeSet::new();
        // Later wishes first: they may have swallowed earlier ones.
        for intent in self.intents.iter().rev() {
            let own = intent.operation.as_ref().and_then(|id| standing.get(id));
            let is_dropped = match (intent.swallowed_by, own) {
                (Some(by), _) => dropped.contains(&by),
                (None, None) => false,
                (None, Some(operation)) => match operation.status {
                    Status::Completed => false,
                    Status::Pending | Status::Processing => !with_live,
                    Status::Failed | Status::Cancelled => true,
                },
            };
            if is_dropped {
                dropped.insert(intent.number);
            }
        }
        let mut plain = self.start.clone();
        for intent in self.intents.iter().filter(|intent| !dropped.contains(&intent.number)) {
            apply(&mut plain, intent);
        }
        plain
    }

    /// Keeps an acknowledged wish.
    pub(crate) fn keep(&mut self, number: usize, wish: &Wish, operation: Option<String>, void: &[String]) {
        for intent in &mut self.intents {
            let is_void = intent.operation.as_ref().is_some_and(|id| void.contains(id));
            if is_void && intent.swallowed_by.is_none() {
                intent.swallowed_by = Some(number);
            }
        }
        self.intents.push(Intent { number, change: wish.change.clone(), operation, swallowed_by: None });
    }

    /// Follows operations that were moved to the end of the order.
    pub(crate) fn reorder(&mut self, before: &Standing, after: &Standing) {
        let mut moved: Vec<(i64, String)> = after
            .values()
            .filter(|operation| operation.list == self.uid)
            .filter(|operation| before.get(&operation.id).is_some_and(|old| old.seq != operation.seq))
            .map(|operation| (operation.seq, operation.id.clone()))
            .collect();
        moved.sort();
        for (_, id) in moved {
            let (mut tail, rest): (Vec<Intent>, Vec<Intent>) = std::mem::take(&mut self.intents)
                .into_iter()
                .partition(|intent| intent.swallowed_by.is_none() && intent.operation.as_ref() == Some(&id));
            self.intents = rest;
            self.intents.append(&mut tail);
        }
    }
}

fn apply(plain: &mut Option<Plain>, intent: &Intent) {
    if let Change::Create(fields) = &intent.change {
        *plain = Some(Plain { name: fields.name.clone().unwrap_or_default(), items: Vec::new() });
        return;
    }
    let Some(list) = plain else { return };
    match &intent.change {
        Change::Update { fields, .. } => {
            if let Some(name) = &fields.name {
                list.name.clone_from(name);
            }
        }
        Change::Delete => *plain = None,
        Change::Clear(scope) => list.items.retain(|item| !scope.covers(*item)),
        Change::Add { item, .. } if !list.items.contains(item) => list.items.push(*item),
        Change::Remove { item } => list.items.retain(|held| held != item),
        Change::Create(_) | Change::Add { .. } => {}
    }
}

/// Returns the changes to the person's items that completed operations must have made, in order, each once.
pub(crate) fn changes(start: &[MediaRef], completed: &[&Operation]) -> Vec<(bool, MediaRef)> {
    let mut items: Vec<MediaRef> = start.to_vec();
    let mut changes = Vec::new();
    for operation in completed {
        match operation.change {
            Change::Add { item, .. } if !items.contains(&item) => {
                items.push(item);
                changes.push((true, item));
            }
            Change::Remove { item } if items.contains(&item) => {
                items.retain(|held| *held != item);
                changes.push((false, item));
            }
            Change::Clear(ref scope) => {
                let (gone, kept): (Vec<MediaRef>, Vec<MediaRef>) =
                    items.iter().partition(|item| scope.covers(**item));
                changes.extend(gone.into_iter().map(|item| (false, item)));
                items = kept;
            }
            _ => {}
        }
    }
    changes
}

/// Returns the items of the person's own pool.
pub(crate) fn own(items: &[MediaRef]) -> Vec<MediaRef> {
    items.iter().copied().filter(|item| item.id < FOREIGN).collect()
}
