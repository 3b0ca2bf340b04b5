//! What a person sees of a list: what is known of TMDB's copy, folded with the live operations (*wished*). Pure. A refused
//! operation is no longer folded in, so rollback needs no code.

use std::collections::{HashMap, HashSet};

use crate::domain::{Change, ItemState, ListFields, MediaRef, Operation};
use crate::store::HeldItem;

/// One item of the view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewItem {
    /// The item as stored or asked for.
    pub held: HeldItem,
    /// How it stands.
    pub state: ItemState,
    /// Whether it is known from TMDB: then it stays in sight until its removal is through.
    is_known: bool,
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

/// What is known of TMDB's copy of a list, as far as the person is to see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Name, description, privacy and order.
    pub fields: ListFields,
    /// The items, in list order.
    pub items: Vec<HeldItem>,
    /// Those of them that TMDB lost, in a list that has diverged.
    pub gone: HashSet<MediaRef>,
}

/// Folds the live operations, in order, into what is known.
pub fn fold(known: Known, live: &[Operation]) -> View {
    let state =
        |held: &HeldItem| if known.gone.contains(&held.item) { ItemState::Gone } else { ItemState::Synced };
    let items: Vec<ViewItem> = known
        .items
        .iter()
        .map(|held| ViewItem { held: held.clone(), state: state(held), is_known: true })
        .collect();
    let view = View { fields: known.fields, items, is_deleted: false };
    let mut folding = Folding { view, shown: HashSet::new() };
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
pub fn count(known: &[HeldItem], changes: &[(MediaRef, bool)]) -> Counted {
    let mut states: HashMap<MediaRef, ItemState> =
        known.iter().map(|held| (held.item, ItemState::Synced)).collect();
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
        match &operation.change {
            Change::Create(fields) | Change::Update { fields, .. } => {
                self.view.fields = self.view.fields.overlaid(fields);
            }
            Change::Delete => self.view.is_deleted = true,
            Change::Clear(scope) => self.take_off(|item| scope.covers(item)),
            Change::Add { item, comment, score } => {
                let added_at = Some(operation.created_at);
                self.put_on(HeldItem { item: *item, added_at, comment: comment.clone(), score: *score });
            }
            Change::Remove { item } => {
                if self.shown.contains(item) {
                    self.take_off(|held| held == *item);
                }
            }
        }
    }

    fn put_on(&mut self, wanted: HeldItem) {
        let item = wanted.item;
        let at = if self.shown.insert(item) { None } else { self.place_of(item) };
        let mut is_known = false;
        let mut score = None;
        if let Some(at) = at {
            let standing = &mut self.view.items[at];
            if standing.state == ItemState::Gone {
                // It comes back where it stood here.
                standing.state = ItemState::PendingAdd;
            }
            if standing.state != ItemState::PendingRemove {
                if wanted.score.is_some() && standing.held.score != wanted.score {
                    standing.held.score = wanted.score;
                    standing.state = ItemState::PendingAdd;
                }
                // TMDB changes no comment that is there.
                if wanted.comment.is_some() && standing.held.comment.is_none() {
                    standing.held.comment = wanted.comment;
                    standing.state = ItemState::PendingAdd;
                }
                return;
            }
            // Taken off and put on again: it moves to the end, as it will on TMDB.
            let standing = self.view.items.remove(at);
            is_known = standing.is_known;
            score = standing.held.score;
        }
        let held = HeldItem { score: wanted.score.or(score), ..wanted };
        self.view.items.push(ViewItem { held, state: ItemState::PendingAdd, is_known });
    }

    fn place_of(&self, item: MediaRef) -> Option<usize> {
        self.view.items.iter().position(|held| held.held.item == item)
    }

    fn take_off(&mut self, concerns: impl Fn(MediaRef) -> bool) {
        self.view.items.retain(|item| {
            let stays = item.is_known || !concerns(item.held.item);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ClearScope;

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::tv(1);
    const C: MediaRef = MediaRef::movie(3);

    use ItemState::{PendingAdd, PendingRemove, Synced};

    fn add(item: MediaRef) -> Operation {
        Operation::fresh(0, Change::add(item))
    }

    fn remove(item: MediaRef) -> Operation {
        Operation::fresh(0, Change::Remove { item })
    }

    fn clear(scope: ClearScope) -> Operation {
        Operation::fresh(0, Change::Clear(scope))
    }

    fn rated(item: MediaRef, score: f64) -> Operation {
        Operation::fresh(0, Change::Add { item, comment: None, score: Some(score) })
    }

    /// The items of a fold with their states, and their scores.
    fn seen(base: Vec<HeldItem>, live: &[Operation]) -> Vec<(MediaRef, ItemState, Option<f64>)> {
        let view = fold(Known { items: base, ..Known::default() }, live);
        view.items.iter().map(|item| (item.held.item, item.state, item.held.score)).collect()
    }

    fn bare(items: &[MediaRef]) -> Vec<HeldItem> {
        items.iter().map(|item| HeldItem::bare(*item)).collect()
    }

    #[test]
    fn what_waits_is_shown_where_it_will_be() {
        let live = [add(C), remove(A), add(B)];
        let expected = [(A, PendingRemove, None), (B, Synced, None), (C, PendingAdd, None)];
        assert_eq!(seen(bare(&[A, B]), &live), expected, "what is there stays as it is");
        let view = fold(Known { items: bare(&[A, B]), ..Known::default() }, &live);
        assert_eq!(view.present().collect::<Vec<_>>(), [B, C]);
    }

    #[test]
    fn taken_off_and_put_on_again_it_moves_to_the_end() {
        let live = [remove(A), add(A)];
        assert_eq!(
            seen(bare(&[A, B, C]), &live),
            [(B, Synced, None), (C, Synced, None), (A, PendingAdd, None)]
        );
        let again = [&live[..], &[remove(A)]].concat();
        let expected = [(B, Synced, None), (C, Synced, None), (A, PendingRemove, None)];
        assert_eq!(seen(bare(&[A, B, C]), &again), expected, "TMDB still has it");
    }

    #[test]
    fn what_was_never_there_goes_without_a_trace() {
        let live = [add(A), remove(A)];
        assert_eq!(seen(Vec::new(), &live), []);
        let again = [&live[..], &[add(A)]].concat();
        assert_eq!(seen(Vec::new(), &again), [(A, PendingAdd, None)]);
    }

    #[test]
    fn a_clear_spares_what_the_person_did_not_see() {
        let base = || bare(&[A, B]);
        let spared = [(A, PendingRemove, None), (B, Synced, None)];
        assert_eq!(seen(base(), &[clear(ClearScope::Seen(vec![A]))]), spared);
        assert_eq!(seen(base(), &[add(C), clear(ClearScope::Seen(vec![A, C]))]), spared);
        assert_eq!(
            seen(base(), &[clear(ClearScope::Everything)]),
            [(A, PendingRemove, None), (B, PendingRemove, None)]
        );
    }

    #[test]
    fn a_new_score_is_news_and_the_same_is_not() {
        let base = || vec![HeldItem { score: Some(7.0), ..HeldItem::bare(A) }, HeldItem::bare(B)];
        assert_eq!(seen(base(), &[rated(A, 8.0)]), [(A, PendingAdd, Some(8.0)), (B, Synced, None)]);
        assert_eq!(seen(base(), &[rated(A, 7.0)]), [(A, Synced, Some(7.0)), (B, Synced, None)]);
        assert_eq!(seen(base(), &[add(A)]), [(A, Synced, Some(7.0)), (B, Synced, None)]);
    }
}
