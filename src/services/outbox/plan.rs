//! Coalescing: what a new wish does to the operations that wait on its list (docs/how-the-queue-keeps-its-promises.md). Pure.
//!
//! Only what a later wish makes void is dropped, and only among operations that were never claimed: one that was
//! claimed may already stand on TMDB, or before something that was asked since.

use crate::domain::{Change, ClearScope, ListFields, MediaRef, Operation, OperationKind, Status};

/// What the person asks for, of one list.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What to do.
    pub change: Change,
    /// The operation of another list that must be done before this one.
    pub after: Option<String>,
}

impl From<Change> for Wish {
    fn from(change: Change) -> Self {
        Self { change, after: None }
    }
}

impl Wish {
    /// Adds an item.
    pub fn add(item: MediaRef) -> Self {
        Change::add(item).into()
    }

    /// Adds an item with a comment.
    pub fn add_with_comment(item: MediaRef, comment: Option<String>) -> Self {
        Change::Add { item, comment, score: None }.into()
    }

    /// Removes an item.
    pub fn remove(item: MediaRef) -> Self {
        Change::Remove { item }.into()
    }

    /// Returns the kind of what it does.
    pub const fn kind(&self) -> OperationKind {
        self.change.kind()
    }

    /// Returns the item that it is about.
    pub const fn item(&self) -> Option<MediaRef> {
        self.change.item()
    }

    /// Lets it wait for an operation of another list.
    #[must_use]
    pub fn after(mut self, operation: Option<String>) -> Self {
        self.after = operation;
        self
    }
}

/// What becomes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// It is kept as an operation of its own, at the end.
    Append,
    /// It is what this operation does already, or does once it is changed.
    Within {
        /// The operation.
        id: String,
        /// What it does now, where that changes.
        change: Option<Box<Change>>,
    },
    /// Nothing has to be sent any more: the list never reached TMDB.
    Nothing,
}

/// What a wish does to the operations that wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Coalesced {
    /// Operations that it makes void.
    pub cancelled: Vec<String>,
    /// What becomes of the wish itself.
    pub place: Place,
}

/// Decides what a wish does to the unsettled operations of its list, given in order.
pub fn coalesce(live: &[Operation], wish: &Wish) -> Coalesced {
    // Nothing before the last claimed operation may be touched: a claimed one may be carried out at any time.
    let begin = live.iter().rposition(|operation| !is_editable(operation)).map_or(0, |last| last + 1);
    let mut editable: Vec<&Operation> = live[begin..].iter().collect();
    let mut cancelled = Vec::new();
    let place = match &wish.change {
        Change::Add { item, .. } => place_add(&editable, *item, &wish.change),
        Change::Remove { item } => place_remove(&mut editable, *item, &mut cancelled),
        Change::Create(_) => Place::Append,
        Change::Update { fields, from } => place_update(&editable, fields, from.as_ref()),
        Change::Clear(scope) => place_clear(&editable, scope, &mut cancelled),
        Change::Delete => {
            cancelled.extend(editable.iter().map(|operation| operation.id.clone()));
            let is_uncreated = editable.iter().any(|operation| operation.kind() == OperationKind::Create);
            if is_uncreated { Place::Nothing } else { Place::Append }
        }
    };
    Coalesced { cancelled, place }
}

fn is_editable(operation: &Operation) -> bool {
    // Also what waits for a person's decision: it was never sent either.
    operation.status == Status::Pending && operation.tries == 0
}

fn place_add(editable: &[&Operation], item: MediaRef, wished: &Change) -> Place {
    let last = editable.iter().rev().find(|operation| operation.item() == Some(item));
    match last {
        Some(operation) if operation.kind() == OperationKind::Add => {
            // Asking again without a comment or a score leaves those that were given.
            let changed = *wished != Change::add(item) && *wished != operation.change;
            Place::Within { id: operation.id.clone(), change: changed.then(|| Box::new(wished.clone())) }
        }
        _ => Place::Append,
    }
}

fn place_remove(editable: &mut Vec<&Operation>, item: MediaRef, cancelled: &mut Vec<String>) -> Place {
    editable.retain(|operation| {
        let undone = operation.kind() == OperationKind::Add && operation.item() == Some(item);
        if undone {
            cancelled.push(operation.id.clone());
        }
        !undone
    });
    // Absent by then in any case: removed already, cleared, or on a list that TMDB has never seen.
    let is_removed = |operation: &&&Operation| operation.change == Change::Remove { item };
    if let Some(remove) = editable.iter().rev().find(is_removed) {
        return Place::Within { id: remove.id.clone(), change: None };
    }
    // A clear removes only what the person saw; removing anything else is a wish of its own.
    if let Some((clear, scope)) = find_clear(editable)
        && scope.covers(item)
    {
        return Place::Within { id: clear.id.clone(), change: None };
    }
    if has_creation(editable) { Place::Nothing } else { Place::Append }
}

fn find_clear<'a>(editable: &[&'a Operation]) -> Option<(&'a Operation, &'a ClearScope)> {
    editable.iter().rev().find_map(|operation| match &operation.change {
        Change::Clear(scope) => Some((*operation, scope)),
        _ => None,
    })
}

fn has_creation(editable: &[&Operation]) -> bool {
    editable.iter().any(|operation| operation.kind() == OperationKind::Create)
}

fn place_update(editable: &[&Operation], fields: &ListFields, from: Option<&ListFields>) -> Place {
    let creation = editable.iter().rev().find_map(|operation| match &operation.change {
        Change::Create(held) => Some((*operation, Change::Create(held.overlaid(fields)))),
        _ => None,
    });
    let update = || {
        editable.iter().rev().find_map(|operation| match &operation.change {
            Change::Update { fields: held, from: older } => {
                let fields = held.overlaid(fields);
                // The older start stays, field by field: between the two wishes nothing was sent.
                let from = from
                    .map(|newer| older.as_ref().map_or_else(|| newer.clone(), |older| newer.overlaid(older)));
                Some((*operation, Change::Update { fields, from }))
            }
            _ => None,
        })
    };
    match creation.or_else(update) {
        Some((operation, change)) => {
            Place::Within { id: operation.id.clone(), change: Some(Box::new(change)) }
        }
        None => Place::Append,
    }
}

fn place_clear(editable: &[&Operation], scope: &ClearScope, cancelled: &mut Vec<String>) -> Place {
    let is_uncreated = has_creation(editable);
    // What was to be removed isn't seen any more, so a clear that removes what was seen doesn't take its place.
    let is_swallowed = |operation: &&&Operation| match operation.change {
        Change::Add { .. } => true,
        Change::Remove { item } => is_uncreated || scope.covers(item),
        _ => false,
    };
    cancelled.extend(editable.iter().filter(is_swallowed).map(|operation| operation.id.clone()));
    if is_uncreated {
        return Place::Nothing;
    }
    let Some((clear, held)) = find_clear(editable) else { return Place::Append };
    let more: Vec<MediaRef> = scope.named().iter().copied().filter(|item| !held.covers(*item)).collect();
    let change = match held {
        ClearScope::Seen(seen) if !more.is_empty() => {
            Some(Box::new(Change::Clear(ClearScope::Seen([&seen[..], &more].concat()))))
        }
        _ => None,
    };
    Place::Within { id: clear.id.clone(), change }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::ItemState;
    use crate::services::mirror::{Counted, Known, count, fold};
    use crate::store::HeldItem;

    /// A list as plain data: what TMDB would hold.
    #[derive(Clone, Debug, PartialEq, Default)]
    struct Model {
        exists: bool,
        name: String,
        items: Vec<MediaRef>,
    }

    impl Model {
        fn apply(&mut self, change: &Change) {
            match change {
                Change::Create(fields) => {
                    let name = fields.name.clone().unwrap_or_default();
                    *self = Self { exists: true, name, items: Vec::new() };
                }
                Change::Update { fields, .. } => {
                    self.name = fields.name.clone().unwrap_or_else(|| self.name.clone());
                }
                Change::Delete => *self = Self::default(),
                Change::Clear(_) => self.items.clear(),
                Change::Add { item, .. } if !self.items.contains(item) => self.items.push(*item),
                Change::Add { .. } => {}
                Change::Remove { item } => self.items.retain(|held| held != item),
            }
        }
    }

    fn operation(id: usize, wish: &Wish, tries: u32) -> Operation {
        Operation { tries, ..Operation::fresh(id, wish.change.clone()) }
    }

    fn named(name: &str) -> ListFields {
        ListFields { name: Some(name.into()), ..ListFields::default() }
    }

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::tv(1);

    fn wishes() -> Vec<Wish> {
        vec![
            Wish::add(A),
            Wish::add(B),
            Wish::remove(A),
            Wish::remove(B),
            Change::Update { fields: named("n"), from: None }.into(),
            Change::Clear(ClearScope::Everything).into(),
            Change::Delete.into(),
        ]
    }

    /// Plays wishes one after another: plainly, and through coalescing with the first `claimed` operations taken.
    fn check(start: &Model, born: bool, script: &[Wish], claimed: usize) {
        let mut plain = start.clone();
        let mut queue: Vec<Operation> = Vec::new();
        let mut script = script.to_vec();
        if !born {
            script.insert(0, Change::Create(named("c")).into());
        }
        let mut deleted = false;
        let mut wished = 0;
        for (index, wish) in script.iter().enumerate() {
            if deleted {
                break;
            }
            deleted = wish.kind() == OperationKind::Delete;
            wished += 1;
            plain.apply(&wish.change);
            let outcome = coalesce(&queue, wish);
            queue.retain(|held| !outcome.cancelled.contains(&held.id));
            match outcome.place {
                Place::Append => queue.push(operation(index, wish, u32::from(index < claimed))),
                Place::Within { id, change } => {
                    let held = queue.iter_mut().find(|held| held.id == id).unwrap();
                    assert_eq!(held.tries, 0, "a claimed operation was edited");
                    if let Some(change) = change {
                        assert_eq!((held.kind(), held.item()), (change.kind(), change.item()));
                        held.change = *change;
                    }
                }
                Place::Nothing => {}
            }
        }
        let mut sent = start.clone();
        for held in &queue {
            sent.apply(&held.change);
        }
        assert_eq!(sent, plain, "claimed {claimed} of {script:?} became {queue:?}");
        assert!(queue.len() <= wished);
        let mut unsent: Vec<_> =
            queue.iter().filter(|held| held.tries == 0).map(|held| (held.kind(), held.item())).collect();
        let all = unsent.len();
        unsent.sort_unstable();
        unsent.dedup();
        assert_eq!(unsent.len(), all, "two unsent operations say the same: {queue:?}");
    }

    #[test]
    fn coalescing_is_the_same_as_sending_everything_one_by_one() {
        let starts: Vec<Model> = [vec![], vec![A], vec![B], vec![A, B], vec![B, A]]
            .into_iter()
            .map(|items| Model { exists: true, name: "old".into(), items })
            .collect();
        let choices = wishes();
        // Every script of up to four wishes, every split into claimed and unsent, every starting list.
        for length in 1..=4_u32 {
            for number in 0..choices.len().pow(length) {
                let script: Vec<Wish> = (0..length)
                    .map(|place| choices[number / choices.len().pow(place) % choices.len()].clone())
                    .collect();
                for claimed in 0..=script.len() {
                    for start in &starts {
                        check(start, true, &script, claimed);
                    }
                    check(&Model::default(), false, &script, claimed);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn counting_says_what_folding_shows(base in proptest::collection::vec(1_u64..5, 0..4), changes in proptest::collection::vec((1_u64..5, any::<bool>()), 0..12)) {
            let held: BTreeSet<u64> = base.into_iter().collect();
            let base: Vec<HeldItem> = held.into_iter().map(|id| HeldItem::bare(MediaRef::movie(id))).collect();
            let changes: Vec<(MediaRef, bool)> =
                changes.into_iter().map(|(id, is_put_on)| (MediaRef::movie(id), is_put_on)).collect();
            let wish = |(item, is_put_on): &(MediaRef, bool)| if *is_put_on { Wish::add(*item) } else { Wish::remove(*item) };
            let live: Vec<Operation> =
                changes.iter().enumerate().map(|(id, change)| operation(id, &wish(change), 0)).collect();
            let view = fold(Known { items: base.clone(), ..Known::default() }, &live);
            let added = view.items.iter().filter(|item| item.state == ItemState::PendingAdd).count() as u64;
            prop_assert_eq!(count(&base, &changes), Counted { present: view.present().count() as u64, added });
        }

        #[test]
        fn and_so_it_is_for_long_scripts(
            picks in proptest::collection::vec(0_usize..7, 0..40), claimed in 0_usize..40, born: bool, swap: bool
        ) {
            let choices = wishes();
            let script: Vec<Wish> = picks.iter().map(|pick| choices[*pick].clone()).collect();
            let items = if swap { vec![B, A] } else { vec![A] };
            let start = if born { Model { exists: true, name: "old".into(), items } } else { Model::default() };
            check(&start, born, &script, claimed);
        }
    }

    #[test]
    fn a_wish_that_waits_for_a_decision_already_is_not_kept_twice() {
        let held = Operation { hold: Some(crate::domain::Hold::Conflict), ..operation(0, &Wish::add(A), 0) };
        let outcome = coalesce(&[held], &Wish::add(A));
        assert_eq!(outcome.place, Place::Within { id: "0".into(), change: None });
    }

    #[test]
    fn add_then_remove_is_not_nothing() {
        let queue = [operation(0, &Wish::add(A), 0)];
        let outcome = coalesce(&queue, &Wish::remove(A));
        assert_eq!(outcome, Coalesced { cancelled: vec!["0".into()], place: Place::Append });
    }

    #[test]
    fn a_clear_leaves_a_removal_alone_that_it_does_not_take_the_place_of() {
        // The addition was claimed: it may be on TMDB when the clear is carried out, and the person no longer saw it.
        let queue = [operation(0, &Wish::add(A), 1), operation(1, &Wish::remove(A), 0)];
        let seeing = |scope: ClearScope| coalesce(&queue, &Change::Clear(scope).into()).cancelled;
        assert_eq!(seeing(ClearScope::Seen(vec![B])), Vec::<String>::new());
        assert_eq!(seeing(ClearScope::Seen(vec![A])), ["1"]);
        assert_eq!(seeing(ClearScope::Everything), ["1"]);
    }

    #[test]
    fn a_new_score_replaces_the_one_that_waits() {
        let queue = [operation(0, &rated(7.0), 0)];
        let outcome = coalesce(&queue, &rated(8.0));
        let place = Place::Within { id: "0".into(), change: Some(Box::new(rated(8.0).change)) };
        assert_eq!(outcome.place, place);
    }

    #[test]
    fn asking_again_without_a_word_leaves_what_was_said() {
        let rated = rated(7.0);
        let queue = [operation(0, &rated, 0)];
        let same = Place::Within { id: "0".into(), change: None };
        assert_eq!(coalesce(&queue, &Wish::add(A)).place, same);
        assert_eq!(coalesce(&queue, &rated).place, same);
    }

    fn rated(score: f64) -> Wish {
        Change::Add { item: A, comment: None, score: Some(score) }.into()
    }

    fn clear(seen: &[MediaRef]) -> Wish {
        Change::Clear(ClearScope::Seen(seen.to_vec())).into()
    }

    #[test]
    fn a_clear_takes_off_what_the_person_saw_and_nothing_else() {
        let queue = [operation(0, &clear(&[A]), 0)];
        let within = Place::Within { id: "0".into(), change: None };
        assert_eq!(coalesce(&queue, &Wish::remove(A)).place, within);
        assert_eq!(coalesce(&queue, &Wish::remove(B)).place, Place::Append, "a stranger");
    }

    #[test]
    fn two_clears_are_one_that_takes_off_what_was_seen_at_either() {
        let queue = [operation(0, &clear(&[A]), 0)];
        let again = |seen: &[MediaRef]| coalesce(&queue, &clear(seen)).place;
        assert_eq!(again(&[A]), Place::Within { id: "0".into(), change: None });
        assert_eq!(
            again(&[B, A]),
            Place::Within { id: "0".into(), change: Some(Box::new(clear(&[A, B]).change)) }
        );
    }
}
