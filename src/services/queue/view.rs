//! The view: the last confirmed state of a list folded with the operations that still wait. Pure. A refused operation is
//! no longer folded in, so rollback needs no code.

use std::collections::{HashMap, HashSet};

use crate::domain::{ItemState, ListFields, MediaRef, Operation, OperationKind};
use crate::store::BaseItem;

/// One item of the view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewItem {
    /// The item as stored or asked for.
    pub held: BaseItem,
    /// How it stands.
    pub state: ItemState,
    /// Whether TMDB's list had it when last read.
    in_base: bool,
}

/// A list as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Name, description, privacy and order.
    pub fields: ListFields,
    /// Items in list order; those to be removed are still there.
    pub items: Vec<ViewItem>,
    /// Whether the person deleted it.
    pub is_deleted: bool,
}

impl View {
    /// Returns the items that will be there when everything is delivered.
    pub fn present(&self) -> impl Iterator<Item = MediaRef> + '_ {
        self.items.iter().filter(|item| item.state != ItemState::PendingRemove).map(|item| item.held.item)
    }
}

/// Folds the operations that wait, in order, into the last confirmed state.
pub fn fold(fields: ListFields, base: Vec<BaseItem>, live: &[Operation]) -> View {
    let items =
        base.into_iter().map(|held| ViewItem { held, state: ItemState::Synced, in_base: true }).collect();
    let mut folding = Folding { view: View { fields, items, is_deleted: false }, shown: HashSet::new() };
    folding.shown.extend(folding.view.items.iter().map(|item| item.held.item));
    for operation in live {
        folding.apply(operation);
    }
    folding.view
}

/// How many items a fold would show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Those that will be there when everything is delivered.
    pub present: u64,
    /// Of those, what waits to be put on.
    pub added: u64,
}

/// Counts what [`fold`] shows where nothing but items is put on (`true`) and taken off, without making the view.
pub fn count(base: &[BaseItem], changes: &[(MediaRef, bool)]) -> Counted {
    let mut states: HashMap<MediaRef, ItemState> =
        base.iter().map(|held| (held.item, ItemState::Synced)).collect();
    for (item, is_put_on) in changes {
        match (states.get_mut(item), is_put_on) {
            (Some(state @ ItemState::PendingRemove), true) => *state = ItemState::PendingAdd,
            (None, true) => {
                states.insert(*item, ItemState::PendingAdd);
            }
            (Some(state), false) => *state = ItemState::PendingRemove,
            (Some(_), true) | (None, false) => {}
        }
    }
    let of = |wanted: ItemState| states.values().filter(|state| **state == wanted).count() as u64;
    let added = of(ItemState::PendingAdd);
    Counted { present: of(ItemState::Synced) + added, added }
}

/// A fold under way.
struct Folding {
    view: View,
    /// What is among the items, so that a list to which thousands are added isn't searched for each.
    shown: HashSet<MediaRef>,
}

impl Folding {
    fn apply(&mut self, operation: &Operation) {
        match (operation.kind, operation.item) {
            (OperationKind::Create | OperationKind::Update, _) => {
                self.view.fields = self.view.fields.overlaid(&operation.payload.fields);
            }
            (OperationKind::Delete, _) => self.view.is_deleted = true,
            (OperationKind::Clear, _) => {
                let seen = operation.payload.seen.as_ref();
                self.take_off(|item| seen.is_none_or(|seen| seen.contains(&item)));
            }
            (OperationKind::Add, Some(item)) => self.put_on(item, operation),
            (OperationKind::Remove, Some(item)) if self.shown.contains(&item) => {
                self.take_off(|held| held == item);
            }
            (OperationKind::Add | OperationKind::Remove, _) => {}
        }
    }

    fn put_on(&mut self, item: MediaRef, operation: &Operation) {
        let at = if self.shown.insert(item) { None } else { self.place_of(item) };
        let mut in_base = false;
        let mut held = BaseItem::bare(item);
        if let Some(at) = at {
            let standing = &mut self.view.items[at];
            if standing.state != ItemState::PendingRemove {
                if operation.payload.score.is_some() && standing.held.score != operation.payload.score {
                    standing.held.score = operation.payload.score;
                    standing.state = ItemState::PendingAdd;
                }
                return;
            }
            // Taken off and put on again: it moves to the end, as it will on TMDB.
            let standing = self.view.items.remove(at);
            in_base = standing.in_base;
            held = standing.held;
        }
        held.added_at = Some(operation.created_at);
        held.score = operation.payload.score.or(held.score);
        self.view.items.push(ViewItem { held, state: ItemState::PendingAdd, in_base });
    }

    fn place_of(&self, item: MediaRef) -> Option<usize> {
        self.view.items.iter().position(|held| held.held.item == item)
    }

    fn take_off(&mut self, concerns: impl Fn(MediaRef) -> bool) {
        self.view.items.retain(|item| {
            let stays = item.in_base || !concerns(item.held.item);
            if !stays {
                self.shown.remove(&item.held.item);
            }
            stays
        });
        for item in &mut self.view.items {
            if concerns(item.held.item) {
                item.state = ItemState::PendingRemove;
            }
        }
    }
}
