//! Coalescing: what a new wish does to the operations that wait on its list (docs/how-the-queue-keeps-its-promises.md). Pure.
//!
//! Only what a later wish makes void is dropped, and only among operations that were never claimed: one that was
//! claimed may already stand on TMDB, or before something that was asked since.

use crate::domain::{MediaRef, Operation, OperationKind, Payload, Status};

/// What the person asks for, of one list.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What to do.
    pub kind: OperationKind,
    /// To which item.
    pub item: Option<MediaRef>,
    /// With what.
    pub payload: Payload,
    /// The operation of another list that must be done before this one.
    pub after: Option<String>,
}

impl Wish {
    /// Puts an item on.
    pub fn add(item: MediaRef) -> Self {
        Self { kind: OperationKind::Add, item: Some(item), payload: Payload::default(), after: None }
    }

    /// Gives an item a comment.
    #[must_use]
    pub fn with_comment(mut self, comment: Option<String>) -> Self {
        self.payload.comment = comment;
        self
    }

    /// Takes an item off.
    pub fn remove(item: MediaRef) -> Self {
        Self { kind: OperationKind::Remove, item: Some(item), payload: Payload::default(), after: None }
    }

    /// Lets it wait for an operation of another list.
    #[must_use]
    pub fn after(mut self, operation: Option<String>) -> Self {
        self.after = operation;
        self
    }

    /// Does something to the list as a whole.
    pub fn whole(kind: OperationKind, payload: Payload) -> Self {
        Self { kind, item: None, payload, after: None }
    }
}

/// What becomes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// It is kept as an operation of its own, at the end.
    Append,
    /// It is what this operation does already, perhaps with a new payload.
    Within {
        /// The operation.
        id: String,
        /// What it now carries, where that changes.
        payload: Option<Box<Payload>>,
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
    let place = match wish.kind {
        OperationKind::Add => place_add(&editable, wish),
        OperationKind::Remove => place_remove(&mut editable, wish, &mut cancelled),
        OperationKind::Create => Place::Append,
        OperationKind::Update => place_update(&editable, wish),
        OperationKind::Clear => place_clear(&editable, wish, &mut cancelled),
        OperationKind::Delete => {
            cancelled.extend(editable.iter().map(|operation| operation.id.clone()));
            let is_uncreated = editable.iter().any(|operation| operation.kind == OperationKind::Create);
            if is_uncreated { Place::Nothing } else { Place::Append }
        }
    };
    Coalesced { cancelled, place }
}

fn is_editable(operation: &Operation) -> bool {
    // Also what waits for a person's decision: it was never sent either.
    operation.status == Status::Pending && operation.tries == 0
}

fn find<'a>(editable: &[&'a Operation], kind: OperationKind) -> Option<&'a Operation> {
    editable.iter().rev().find(|operation| operation.kind == kind).copied()
}

fn place_add(editable: &[&Operation], wish: &Wish) -> Place {
    let last =
        editable.iter().rev().find(|operation| operation.item.is_some() && operation.item == wish.item);
    match last {
        Some(operation) if operation.kind == OperationKind::Add => {
            let changed = wish.payload != Payload::default() && wish.payload != operation.payload;
            Place::Within {
                id: operation.id.clone(),
                payload: changed.then(|| Box::new(wish.payload.clone())),
            }
        }
        _ => Place::Append,
    }
}

fn place_remove(editable: &mut Vec<&Operation>, wish: &Wish, cancelled: &mut Vec<String>) -> Place {
    editable.retain(|operation| {
        let undone = operation.kind == OperationKind::Add && operation.item == wish.item;
        if undone {
            cancelled.push(operation.id.clone());
        }
        !undone
    });
    // Absent by then in any case: taken off already, cleared, or on a list that TMDB has never seen.
    if let Some(remove) = editable
        .iter()
        .rev()
        .find(|operation| operation.kind == OperationKind::Remove && operation.item == wish.item)
    {
        return Place::Within { id: remove.id.clone(), payload: None };
    }
    if let Some(clear) = find(editable, OperationKind::Clear)
        && clear_covers(clear, wish.item)
    {
        return Place::Within { id: clear.id.clone(), payload: None };
    }
    if find(editable, OperationKind::Create).is_some() {
        return Place::Nothing;
    }
    Place::Append
}

/// A clear takes only what the person saw off; a stranger stays, and removing it is a wish of its own.
fn clear_covers(clear: &Operation, item: Option<MediaRef>) -> bool {
    covers(&clear.payload, item)
}

fn covers(payload: &Payload, item: Option<MediaRef>) -> bool {
    match (&payload.seen, item) {
        (Some(seen), Some(item)) => seen.contains(&item),
        _ => true,
    }
}

fn place_update(editable: &[&Operation], wish: &Wish) -> Place {
    let into = find(editable, OperationKind::Create).or_else(|| find(editable, OperationKind::Update));
    match into {
        Some(operation) => {
            let fields = operation.payload.fields.overlaid(&wish.payload.fields);
            // The older start stays, field by field: between the two wishes nothing was sent.
            let older = operation.payload.from.as_ref();
            let from = wish
                .payload
                .from
                .as_ref()
                .map(|newer| older.map_or_else(|| newer.clone(), |older| newer.overlaid(older)));
            let from = from.filter(|_| operation.kind == OperationKind::Update);
            let payload = Payload { fields, from, ..operation.payload.clone() };
            Place::Within { id: operation.id.clone(), payload: Some(Box::new(payload)) }
        }
        None => Place::Append,
    }
}

fn place_clear(editable: &[&Operation], wish: &Wish, cancelled: &mut Vec<String>) -> Place {
    let is_uncreated = find(editable, OperationKind::Create).is_some();
    // What was to be taken off isn't seen any more, so a clear that takes off what was seen doesn't take its place.
    let is_swallowed = |operation: &&&Operation| {
        let is_covered = || operation.kind == OperationKind::Add || covers(&wish.payload, operation.item);
        operation.item.is_some() && (is_uncreated || is_covered())
    };
    cancelled.extend(editable.iter().filter(is_swallowed).map(|operation| operation.id.clone()));
    if is_uncreated {
        return Place::Nothing;
    }
    match find(editable, OperationKind::Clear) {
        Some(clear) => {
            let mut payload = clear.payload.clone();
            if let (Some(seen), Some(more)) = (payload.seen.as_mut(), &wish.payload.seen) {
                seen.extend(more.iter().filter(|item| !clear_covers(clear, Some(**item))));
            }
            let changed = payload != clear.payload;
            Place::Within { id: clear.id.clone(), payload: changed.then(|| Box::new(payload)) }
        }
        None => Place::Append,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::{ItemState, ListFields};
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
        fn apply(&mut self, kind: OperationKind, item: Option<MediaRef>, payload: &Payload) {
            match (kind, item) {
                (OperationKind::Create, _) => {
                    *self = Self {
                        exists: true,
                        name: payload.fields.name.clone().unwrap_or_default(),
                        items: Vec::new(),
                    };
                }
                (OperationKind::Update, _) => {
                    self.name = payload.fields.name.clone().unwrap_or_else(|| self.name.clone());
                }
                (OperationKind::Delete, _) => *self = Self::default(),
                (OperationKind::Clear, _) => self.items.clear(),
                (OperationKind::Add, Some(item)) if !self.items.contains(&item) => self.items.push(item),
                (OperationKind::Remove, Some(item)) => self.items.retain(|held| *held != item),
                _ => {}
            }
        }
    }

    fn operation(id: usize, wish: &Wish, tries: u32) -> Operation {
        Operation { tries, ..Operation::fresh(id, wish.kind, wish.item, wish.payload.clone()) }
    }

    fn named(kind: OperationKind, name: &str) -> Wish {
        let fields = ListFields { name: Some(name.into()), ..ListFields::default() };
        Wish::whole(kind, Payload { fields, ..Payload::default() })
    }

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::tv(1);

    fn wishes() -> Vec<Wish> {
        vec![
            Wish::add(A),
            Wish::add(B),
            Wish::remove(A),
            Wish::remove(B),
            named(OperationKind::Update, "n"),
            Wish::whole(OperationKind::Clear, Payload::default()),
            Wish::whole(OperationKind::Delete, Payload::default()),
        ]
    }

    /// Plays wishes one after another: plainly, and through coalescing with the first `claimed` operations taken.
    fn check(start: &Model, born: bool, script: &[Wish], claimed: usize) {
        let mut plain = start.clone();
        let mut queue: Vec<Operation> = Vec::new();
        let mut script = script.to_vec();
        if !born {
            script.insert(0, named(OperationKind::Create, "c"));
        }
        let mut deleted = false;
        let mut wished = 0;
        for (index, wish) in script.iter().enumerate() {
            if deleted {
                break;
            }
            deleted = wish.kind == OperationKind::Delete;
            wished += 1;
            plain.apply(wish.kind, wish.item, &wish.payload);
            let outcome = coalesce(&queue, wish);
            queue.retain(|held| !outcome.cancelled.contains(&held.id));
            match outcome.place {
                Place::Append => queue.push(operation(index, wish, u32::from(index < claimed))),
                Place::Within { id, payload } => {
                    let held = queue.iter_mut().find(|held| held.id == id).unwrap();
                    assert_eq!(held.tries, 0, "a claimed operation was edited");
                    if let Some(payload) = payload {
                        held.payload = *payload;
                    }
                }
                Place::Nothing => {}
            }
        }
        let mut sent = start.clone();
        for held in &queue {
            sent.apply(held.kind, held.item, &held.payload);
        }
        assert_eq!(sent, plain, "claimed {claimed} of {script:?} became {queue:?}");
        assert!(queue.len() <= wished);
        let mut unsent: Vec<_> =
            queue.iter().filter(|held| held.tries == 0).map(|held| (held.kind, held.item)).collect();
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
        assert_eq!(outcome.place, Place::Within { id: "0".into(), payload: None });
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
        let seeing = |seen: Option<Vec<MediaRef>>| {
            let payload = Payload { seen, ..Payload::default() };
            coalesce(&queue, &Wish::whole(OperationKind::Clear, payload)).cancelled
        };
        assert_eq!(seeing(Some(vec![B])), Vec::<String>::new());
        assert_eq!(seeing(Some(vec![A])), ["1"]);
        assert_eq!(seeing(None), ["1"]);
    }

    #[test]
    fn a_new_score_replaces_the_one_that_waits() {
        let rated =
            |score| Wish { payload: Payload { score: Some(score), ..Payload::default() }, ..Wish::add(A) };
        let queue = [operation(0, &rated(7.0), 0)];
        let outcome = coalesce(&queue, &rated(8.0));
        assert_eq!(
            outcome.place,
            Place::Within { id: "0".into(), payload: Some(Box::new(rated(8.0).payload)) }
        );
    }

    #[test]
    fn asking_again_without_a_word_leaves_what_was_said() {
        let rated = Wish { payload: Payload { score: Some(7.0), ..Payload::default() }, ..Wish::add(A) };
        let queue = [operation(0, &rated, 0)];
        let same = Place::Within { id: "0".into(), payload: None };
        assert_eq!(coalesce(&queue, &Wish::add(A)).place, same);
        assert_eq!(coalesce(&queue, &rated).place, same);
    }

    fn clear(seen: &[MediaRef]) -> Wish {
        let payload = Payload { seen: Some(seen.to_vec()), ..Payload::default() };
        Wish::whole(OperationKind::Clear, payload)
    }

    #[test]
    fn a_clear_takes_off_what_the_person_saw_and_nothing_else() {
        let queue = [operation(0, &clear(&[A]), 0)];
        let within = Place::Within { id: "0".into(), payload: None };
        assert_eq!(coalesce(&queue, &Wish::remove(A)).place, within);
        assert_eq!(coalesce(&queue, &Wish::remove(B)).place, Place::Append, "a stranger");
    }

    #[test]
    fn two_clears_are_one_that_takes_off_what_was_seen_at_either() {
        let queue = [operation(0, &clear(&[A]), 0)];
        let again = |seen: &[MediaRef]| coalesce(&queue, &clear(seen)).place;
        assert_eq!(again(&[A]), Place::Within { id: "0".into(), payload: None });
        assert_eq!(
            again(&[B, A]),
            Place::Within { id: "0".into(), payload: Some(Box::new(clear(&[A, B]).payload)) }
        );
    }
}
