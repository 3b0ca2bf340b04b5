//! The three-way plan of one list (docs/three-memories-of-a-list.md): *agreed*, the live operations, and *seen*. Pure. What is
//! carried out is the plan and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::text::counted;
use crate::domain::{
    Change, Hold, ListFields, ListName, MediaRef, MediaType, Operation, OperationKind, Reason,
};
use crate::services::mirror::{Known, fold, lost};
use crate::services::outbox::{FieldConflict, field_conflicts, told, ways_of_conflict};
use crate::store::HeldItem;

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From here to TMDB.
    Push,
    /// From TMDB to here.
    Pull,
}

/// What a change does (`cli.md` §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    /// Make the list.
    Create,
    /// Change name, description, privacy or order.
    Update,
    /// Delete the list.
    Delete,
    /// Take every item off.
    Clear,
    /// Put an item on.
    Add,
    /// Take an item off.
    Remove,
}

impl From<OperationKind> for ActionKind {
    fn from(kind: OperationKind) -> Self {
        match kind {
            OperationKind::Create => Self::Create,
            OperationKind::Update => Self::Update,
            OperationKind::Delete => Self::Delete,
            OperationKind::Clear => Self::Clear,
            OperationKind::Add => Self::Add,
            OperationKind::Remove => Self::Remove,
        }
    }
}

/// An item of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanItem {
    /// Movie or show.
    pub media_type: MediaType,
    /// TMDB's number.
    pub id: u64,
    /// The title, where known.
    pub title: Option<String>,
}

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    /// Which way it goes.
    pub direction: Direction,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: ActionKind,
    /// To which item; `None` for the list as a whole.
    pub item: Option<PlanItem>,
    /// Why.
    pub reason: String,
    /// The operation behind it, where it goes to TMDB.
    #[serde(skip)]
    pub operation: Option<String>,
    /// Whether TMDB shows it already, so that nothing has to be sent.
    #[serde(skip)]
    pub is_done: bool,
}

/// Something that a person must decide, or that was decided by a rule and should be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What contradicts what, and what happens.
    pub reason: String,
    /// Whether nothing happens until a person decides.
    pub is_open: bool,
}

/// What is to become of a list that is gone on TMDB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostList {
    /// Create it again.
    Recreate,
    /// Give up what waits for it.
    Drop,
}

/// What the person decided in advance.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decisions {
    /// What is to become of the list where it is gone on TMDB.
    pub(super) lost: Option<LostList>,
    /// Whether TMDB's name and description win where both sides changed them.
    pub(super) prefers_remote: bool,
}

/// What TMDB shows of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Remote {
    /// TMDB hasn't got it yet.
    Unsent,
    /// It no longer exists.
    Gone,
    /// It is there.
    Shown {
        /// Name, description, privacy and order, as in *seen*.
        fields: ListFields,
        /// The items that the answer itself shows; `None` where it is too old to spare a write.
        items: Option<Vec<MediaRef>>,
        /// The items in *seen*: those of the answer, with our own recent writes standing where it may be older.
        seen: Vec<HeldItem>,
    },
}

/// What goes into a plan.
#[derive(Clone, Debug)]
pub(super) struct Sides<'a> {
    /// The list's names.
    pub(super) list: ListName,
    /// The fields in *agreed*; `None` where they were never seen.
    pub(super) agreed_fields: Option<ListFields>,
    /// The items in *agreed*; `None` where they were never seen completely.
    pub(super) agreed: Option<&'a [HeldItem]>,
    /// The live operations, in order.
    pub(super) live: &'a [Operation],
    /// For each live update, the fields that earlier operations of ours wrote.
    pub(super) earlier: &'a BTreeMap<String, Vec<ListFields>>,
    /// What TMDB shows now.
    pub(super) remote: Remote,
    /// Titles that are known.
    pub(super) titles: &'a BTreeMap<MediaRef, String>,
    /// What the person decided.
    pub(super) decisions: Decisions,
}

/// The plan of one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListPlan {
    /// The list.
    pub list: ListName,
    /// The changes, sorted.
    pub actions: Vec<Action>,
    /// What contradicts.
    pub conflicts: Vec<Conflict>,
    /// Items in *agreed*.
    #[serde(skip)]
    pub held: usize,
    /// Items of *agreed* that TMDB lost and that no operation of ours explains: what the guard counts.
    #[serde(skip)]
    pub lost: Vec<MediaRef>,
    /// Whether the list no longer exists on TMDB and nobody has decided what becomes of it.
    #[serde(skip)]
    pub is_gone: bool,
}

impl ListPlan {
    /// Counts the changes that go one way; what is done already goes nowhere.
    pub fn count(&self, direction: Direction) -> usize {
        self.actions.iter().filter(|action| action.direction == direction && !action.is_done).count()
    }

    /// Returns whether items would be taken off the copy here.
    pub fn removes(&self) -> bool {
        self.actions
            .iter()
            .any(|action| action.direction == Direction::Pull && action.kind == ActionKind::Remove)
    }

    /// Returns whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.conflicts.is_empty() && !self.is_gone
    }
}

/// Compares the three sides of a list.
pub(super) fn diff(sides: &Sides<'_>) -> ListPlan {
    let mut plan = ListPlan {
        list: sides.list.clone(),
        actions: Vec::new(),
        conflicts: Vec::new(),
        held: sides.agreed.map_or(0, <[HeldItem]>::len),
        lost: Vec::new(),
        is_gone: false,
    };
    match &sides.remote {
        Remote::Unsent => push_all(sides, &mut plan, &[], None),
        Remote::Gone => plan_lost(sides, &mut plan),
        Remote::Shown { fields, items, seen } => {
            plan.lost = lost(sides.agreed.unwrap_or_default(), seen, sides.live);
            pull_fields(sides, fields, &mut plan);
            pull_items(sides, seen, &mut plan);
            push_all(sides, &mut plan, seen, items.as_deref());
        }
    }
    if sides.remote != Remote::Gone {
        plan.conflicts.extend(sides.live.iter().find(|live| is_open(sides, live)).map(told_of_open));
    }
    sort(&mut plan);
    plan
}

/// Whether an operation needs your decision that this sync doesn't make. An update that was never sent is decided by it; one
/// that may have been sent, only where TMDB's side is preferred.
fn is_open(sides: &Sides<'_>, operation: &Operation) -> bool {
    let is_decided = operation.kind() == OperationKind::Update && !operation.maybe_sent;
    operation.hold == Some(Hold::Conflict) && !is_decided && !is_given_up(sides, operation)
}

/// Says what needs your decision, and for an update what decides it.
fn told_of_open(open: &Operation) -> Conflict {
    let reason = open.reason.as_ref().map_or("needs your decision".into(), Reason::text);
    let ways = told(&ways_of_conflict(open));
    Conflict { reason: format!("{}: {reason} ({ways})", open.contract_type()), is_open: true }
}

fn plan_item(sides: &Sides<'_>, item: MediaRef) -> PlanItem {
    PlanItem { media_type: item.media_type, id: item.id, title: sides.titles.get(&item).cloned() }
}

/// The list is gone on TMDB: deletions are through; anything else waits for a person.
fn plan_lost(sides: &Sides<'_>, plan: &mut ListPlan) {
    let deletion = sides.live.iter().find(|operation| operation.kind() == OperationKind::Delete);
    if let Some(deletion) = deletion {
        plan.actions.push(Action {
            direction: Direction::Push,
            kind: ActionKind::Delete,
            item: None,
            reason: "it is gone already".to_owned(),
            operation: Some(deletion.id.clone()),
            is_done: true,
        });
        return;
    }
    let waiting = counted(sides.live.len() as u64, "change is queued", "changes are queued");
    match sides.decisions.lost {
        Some(LostList::Recreate) => plan_recreation(sides, plan),
        Some(LostList::Drop) => plan.conflicts.push(Conflict {
            reason: if sides.live.is_empty() {
                "the list no longer exists on TMDB: the copy here is given up".to_owned()
            } else {
                format!("the list no longer exists on TMDB and {waiting} for it: given up")
            },
            is_open: false,
        }),
        None if sides.live.is_empty() => plan.is_gone = true,
        None => {
            plan.is_gone = true;
            plan.conflicts.push(Conflict {
                reason: format!(
                    "the list no longer exists on TMDB and {waiting} for it: --recreate creates it again, --drop gives it up"
                ),
                is_open: true,
            });
        }
    }
}

/// The list is created again, with what the person sees on it.
fn plan_recreation(sides: &Sides<'_>, plan: &mut ListPlan) {
    let mut push = |kind, item, reason: &str| {
        plan.actions.push(Action {
            direction: Direction::Push,
            kind,
            item,
            reason: reason.to_owned(),
            operation: None,
            is_done: false,
        });
    };
    push(ActionKind::Create, None, "no longer on TMDB: created again");
    let items = sides.agreed.unwrap_or_default().to_vec();
    let known = Known { fields: sides.agreed_fields.clone().unwrap_or_default(), items, ..Known::default() };
    for item in fold(known, sides.live).present() {
        push(ActionKind::Add, Some(plan_item(sides, item)), "on the list here");
    }
}

/// Returns the fields of an update that both sides changed.
fn conflicts_of(sides: &Sides<'_>, update: &Operation, shown: &ListFields) -> Vec<FieldConflict> {
    let earlier = sides.earlier.get(&update.id).map(Vec::as_slice).unwrap_or_default();
    field_conflicts(update, shown, earlier)
}

/// Returns what is left of an update where TMDB's side is preferred: the fields that changed there, too, are given up.
pub(super) fn left_of(update: &ListFields, conflicts: &[FieldConflict]) -> ListFields {
    let gives_up = |field: &str| conflicts.iter().any(|conflict| conflict.field == field);
    ListFields {
        name: update.name.clone().filter(|_| !gives_up("name")),
        description: update.description.clone().filter(|_| !gives_up("description")),
        public: update.public.filter(|_| !gives_up("privacy")),
        sort_by: update.sort_by.clone(),
    }
}

/// Whether nothing is left of an operation because TMDB's side is preferred.
fn is_given_up(sides: &Sides<'_>, operation: &Operation) -> bool {
    let Remote::Shown { fields: shown, .. } = &sides.remote else { return false };
    let Change::Update { fields, .. } = &operation.change else { return false };
    if !sides.decisions.prefers_remote {
        return false;
    }
    let waits_for_it = operation.hold == Some(Hold::Conflict);
    let left = left_of(fields, &conflicts_of(sides, operation, shown));
    waits_for_it || (!operation.maybe_sent && left.is_empty())
}

fn pull_fields(sides: &Sides<'_>, shown: &ListFields, plan: &mut ListPlan) {
    // What may have been sent is neither sent again nor given up by a sync, unless it waits for exactly that decision.
    let is_decided = |live: &&Operation| {
        live.kind() == OperationKind::Update && (!live.maybe_sent || is_given_up(sides, live))
    };
    for update in sides.live.iter().filter(is_decided) {
        for conflict in conflicts_of(sides, update, shown) {
            let FieldConflict { field, theirs, ours } = &conflict;
            let wins = if sides.decisions.prefers_remote {
                format!("TMDB's '{theirs}' is kept, your '{ours}' is given up")
            } else {
                format!("your '{ours}' replaces TMDB's '{theirs}' (--prefer remote keeps TMDB's)")
            };
            let reason = format!("the {field} was changed on both sides: {wins}");
            plan.conflicts.push(Conflict { reason, is_open: false });
        }
    }
    let Some(agreed) = &sides.agreed_fields else { return };
    let word = |value: Option<bool>| value.map(|public| if public { "public" } else { "private" }.to_owned());
    let text = |value: &Option<String>| Some(value.as_deref().unwrap_or_default().trim().to_owned());
    let changes = [
        ("name", text(&agreed.name), text(&shown.name)),
        ("description", text(&agreed.description), text(&shown.description)),
        ("privacy", word(agreed.public), word(shown.public)),
    ];
    for (field, before, now) in changes {
        if let (Some(before), Some(now)) = (before, now)
            && before != now
        {
            plan.actions.push(Action {
                direction: Direction::Pull,
                kind: ActionKind::Update,
                item: None,
                reason: format!("{field} is now '{now}'"),
                operation: None,
                is_done: false,
            });
        }
    }
}

/// What changed between *agreed* and *seen*. Where the items were never agreed on, all of them are a first copy and no news.
fn pull_items(sides: &Sides<'_>, seen: &[HeldItem], plan: &mut ListPlan) {
    let Some(agreed) = sides.agreed else { return };
    let held: BTreeSet<MediaRef> = agreed.iter().map(|held| held.item).collect();
    let shown: BTreeSet<MediaRef> = seen.iter().map(|held| held.item).collect();
    for item in shown.difference(&held) {
        plan.actions.push(pulled(sides, *item, ActionKind::Add, "added on TMDB"));
    }
    for item in held.difference(&shown) {
        plan.actions.push(pulled(sides, *item, ActionKind::Remove, "removed on TMDB"));
    }
}

fn pulled(sides: &Sides<'_>, item: MediaRef, kind: ActionKind, reason: &str) -> Action {
    Action {
        direction: Direction::Pull,
        kind,
        item: Some(plan_item(sides, item)),
        reason: reason.to_owned(),
        operation: None,
        is_done: false,
    }
}

/// Plans what waits for TMDB. Nothing has to be sent only where `items`, which TMDB shows just now, and the new base, in which
/// our own recent writes stand, say the same of an item: an old answer would make a lost write of it.
fn push_all(sides: &Sides<'_>, plan: &mut ListPlan, seen: &[HeldItem], items: Option<&[MediaRef]>) {
    let seen: BTreeSet<MediaRef> = seen.iter().map(|held| held.item).collect();
    let shown: Option<BTreeSet<MediaRef>> = items.map(|items| items.iter().copied().collect());
    let agreed: BTreeSet<MediaRef> = sides.agreed.unwrap_or_default().iter().map(|held| held.item).collect();
    // Only the first operation on an item meets what TMDB shows; later ones meet what it leaves.
    let mut met = BTreeSet::new();
    let mut is_first = true;
    for operation in sides.live.iter().filter(|operation| !is_given_up(sides, operation)) {
        let is_new = operation.item().is_none_or(|item| met.insert(item));
        let there = operation.item().is_some_and(|item| seen.contains(&item));
        let is_sure = operation
            .item()
            .is_some_and(|item| shown.as_ref().is_some_and(|shown| shown.contains(&item) == there));
        let undisturbed = is_first && is_new && is_sure && !operation.maybe_sent;
        let (reason, is_done) = match (operation.kind(), is_new, there) {
            (OperationKind::Add, true, true) if undisturbed && operation.change.comment().is_none() => {
                ("already there", true)
            }
            (OperationKind::Remove, true, false) if undisturbed => ("gone already", true),
            (OperationKind::Add, true, false)
                if operation.item().is_some_and(|item| agreed.contains(&item)) =>
            {
                ("removed on TMDB, added here: adding", false)
            }
            _ if is_open(sides, operation) => ("needs your decision", false),
            _ if operation.maybe_sent => ("may have reached TMDB; flixir is checking", false),
            _ => ("queued here", false),
        };
        // What changes the whole list changes what later operations meet.
        is_first &= operation.item().is_some();
        plan.actions.push(Action {
            direction: Direction::Push,
            kind: operation.kind().into(),
            item: operation.item().map(|item| plan_item(sides, item)),
            reason: reason.to_owned(),
            operation: Some(operation.id.clone()),
            is_done,
        });
    }
}

/// Pulls by item, pushes in the order in which they will be sent: the same plan prints the same every time.
fn sort(plan: &mut ListPlan) {
    let key = |action: &Action| action.item.as_ref().map(|item| (item.media_type, item.id));
    let (mut pulls, pushes): (Vec<Action>, Vec<Action>) =
        plan.actions.drain(..).partition(|action| action.direction == Direction::Pull);
    pulls.sort_by_key(|action| (action.kind, key(action)));
    plan.actions = pushes.into_iter().chain(pulls).collect();
    plan.conflicts.sort_by(|a, b| a.reason.cmp(&b.reason));
}

/// Returns the plan's hash: after two plans with the same hash everything is the same. Whether a write is spared because TMDB
/// shows it already isn't part of it: that depends on how old the answer is when it is looked at, and so on the moment.
pub(super) fn plan_hash(plans: &[ListPlan]) -> String {
    let mut hash = Sha256::new();
    for plan in plans {
        hash.update(plan.list.local_id.as_bytes());
        for action in &plan.actions {
            let item = action.item.as_ref().map(|item| format!("{}:{}", item.media_type, item.id));
            let line = format!(
                "\n{:?} {:?} {} {}",
                action.direction,
                action.kind,
                item.unwrap_or_default(),
                action.operation.as_deref().unwrap_or_default()
            );
            hash.update(line.as_bytes());
        }
        for conflict in &plan.conflicts {
            hash.update(format!("\n! {}", conflict.reason).as_bytes());
        }
        hash.update(b"\n\n");
    }
    hash.finalize().iter().take(8).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ClearScope;

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::movie(2);
    const C: MediaRef = MediaRef::tv(1);

    fn bare(items: &[MediaRef]) -> Vec<HeldItem> {
        items.iter().map(|item| HeldItem::bare(*item)).collect()
    }

    fn shown(items: &[MediaRef]) -> Remote {
        Remote::Shown { fields: ListFields::default(), items: Some(items.to_vec()), seen: bare(items) }
    }

    fn plan(base: &[MediaRef], remote: &[MediaRef]) -> ListPlan {
        plan_with(base, shown(remote), &[])
    }

    fn plan_with(base: &[MediaRef], remote: Remote, live: &[Operation]) -> ListPlan {
        plan_named(ListFields::default(), base, remote, live)
    }

    fn plan_named(
        base_fields: ListFields,
        base: &[MediaRef],
        remote: Remote,
        live: &[Operation],
    ) -> ListPlan {
        plan_decided(base_fields, base, remote, live, Decisions::default())
    }

    fn plan_decided(
        base_fields: ListFields,
        base: &[MediaRef],
        remote: Remote,
        live: &[Operation],
        decisions: Decisions,
    ) -> ListPlan {
        let (base, titles, earlier) = (bare(base), BTreeMap::new(), BTreeMap::new());
        let list = ListName { id: Some(1), local_id: "l".into(), name: None };
        diff(&Sides {
            list,
            agreed_fields: base_fields.name.is_some().then_some(base_fields),
            agreed: Some(&base),
            live,
            earlier: &earlier,
            remote,
            titles: &titles,
            decisions,
        })
    }

    fn adds(id: usize, item: MediaRef) -> Operation {
        Operation::fresh(id, Change::add(item))
    }

    fn removes(id: usize, item: MediaRef) -> Operation {
        Operation::fresh(id, Change::Remove { item })
    }

    fn named(name: &str) -> ListFields {
        ListFields { name: Some(name.into()), ..ListFields::default() }
    }

    /// What is said of what waits: its reason, and whether it is done.
    fn pushed(plan: &ListPlan) -> Vec<(&str, bool)> {
        let pushes = plan.actions.iter().filter(|action| action.direction == Direction::Push);
        pushes.map(|action| (action.reason.as_str(), action.is_done)).collect()
    }

    fn said(plan: &ListPlan) -> Vec<String> {
        plan.actions
            .iter()
            .map(|action| {
                let item = action
                    .item
                    .as_ref()
                    .map_or_else(String::new, |item| format!("{}:{}", item.media_type, item.id));
                format!("{:?} {:?} {item}", action.direction, action.kind)
            })
            .collect()
    }

    #[test]
    fn what_changed_on_tmdb_is_pulled() {
        assert_eq!(said(&plan(&[A, B], &[B, C])), ["Pull Add tv:1", "Pull Remove movie:1"]);
        assert!(plan(&[A, B], &[B, A]).is_empty());
        assert!(!plan(&[A], &[B]).is_empty());
    }

    #[test]
    fn what_waits_meets_what_tmdb_shows() {
        const WAITS: (&str, bool) = ("queued here", false);
        for (base, remote, operation, said) in [
            (&[][..], shown(&[]), adds(0, A), WAITS),
            (&[], shown(&[A]), adds(0, A), ("already there", true)),
            (&[A], shown(&[A]), removes(0, A), WAITS),
            (&[A], shown(&[]), removes(0, A), ("gone already", true)),
            (&[A], shown(&[]), adds(0, A), ("removed on TMDB, added here: adding", false)),
            (&[B], shown(&[B]), adds(0, A), WAITS),
            (&[], Remote::Unsent, adds(0, A), WAITS),
            (&[], Remote::Unsent, removes(0, A), WAITS),
        ] {
            let change = operation.change.clone();
            let plan = plan_with(base, remote.clone(), &[operation]);
            assert_eq!(pushed(&plan), [said], "{change:?} on {base:?}, {remote:?}");
            assert_eq!(plan.count(Direction::Push), usize::from(!said.1));
        }
    }

    #[test]
    fn what_was_perhaps_sent_is_never_taken_for_done() {
        for (operation, remote) in [(adds(0, A), shown(&[A])), (removes(0, A), shown(&[]))] {
            let sent = Operation { maybe_sent: true, ..operation };
            let plan = plan_with(&[], remote, &[sent]);
            assert_eq!(pushed(&plan), [("may have reached TMDB; flixir is checking", false)]);
        }
    }

    #[test]
    fn only_an_answer_of_this_moment_that_agrees_with_our_own_writes_spares_one() {
        let shown = |items: Option<&[MediaRef]>, merged: &[MediaRef]| Remote::Shown {
            fields: ListFields::default(),
            items: items.map(<[_]>::to_vec),
            seen: bare(merged),
        };
        for (operation, items, merged) in [
            (adds(0, A), None, &[A][..]),
            (adds(0, A), Some(&[A][..]), &[]),
            (removes(0, A), None, &[]),
            (removes(0, A), Some(&[]), &[A]),
        ] {
            let change = operation.change.clone();
            let plan = plan_with(merged, shown(items, merged), &[operation]);
            assert!(pushed(&plan).iter().all(|(_, is_done)| !is_done), "{change:?} {items:?} {merged:?}");
        }
    }

    #[test]
    fn later_operations_meet_what_earlier_ones_leave() {
        let live = [removes(0, A), adds(1, A), adds(2, B)];
        let plan = plan_with(&[A, B], shown(&[A, B]), &live);
        assert_eq!(pushed(&plan), [("queued here", false), ("queued here", false), ("already there", true)]);
        let live = [Operation::fresh(0, Change::Clear(ClearScope::Everything)), adds(1, A), removes(2, B)];
        let plan = plan_with(&[A], shown(&[A]), &live);
        assert_eq!(pushed(&plan), [("queued here", false); 3]);
        let named: Vec<_> = plan.actions.iter().filter_map(|action| action.operation.as_deref()).collect();
        assert_eq!(named, ["0", "1", "2"], "in the order in which they are sent");
    }

    #[test]
    fn what_goes_out_comes_first_and_what_comes_in_is_sorted() {
        let live = [adds(0, MediaRef::movie(9))];
        let plan = plan_with(&[B, A], shown(&[C, MediaRef::movie(7)]), &live);
        assert_eq!(
            said(&plan),
            [
                "Push Add movie:9",
                "Pull Add movie:7",
                "Pull Add tv:1",
                "Pull Remove movie:1",
                "Pull Remove movie:2"
            ]
        );
        assert_eq!((plan.count(Direction::Push), plan.count(Direction::Pull), plan.lost.len()), (1, 4, 2));
        assert_eq!(plan.held, 2);
    }

    #[test]
    fn removals_from_here_do_not_count_as_removals_there() {
        let plan = plan_with(&[A, B], shown(&[A, B]), &[removes(0, A)]);
        assert_eq!((plan.lost.len(), plan.count(Direction::Push)), (0, 1));
    }

    #[test]
    fn only_what_is_taken_off_here_is_a_removal() {
        assert_eq!(plan_with(&[A, B], shown(&[B]), &[]).lost.len(), 1);
        assert_eq!(plan_with(&[B], shown(&[A, B]), &[]).lost.len(), 0);
    }

    #[test]
    fn a_list_that_is_gone_asks_about_what_waits_for_it() {
        let live = [adds(0, A), adds(1, B)];
        let plan = plan_with(&[C], Remote::Gone, &live);
        assert!(plan.actions.is_empty());
        assert_eq!(plan.conflicts.len(), 1);
        assert!(plan.conflicts[0].is_open);
        assert!(plan.conflicts[0].reason.contains("2 changes are queued"), "{}", plan.conflicts[0].reason);
        let nothing_waits = plan_with(&[C], Remote::Gone, &[]);
        assert!(
            nothing_waits.actions.is_empty() && nothing_waits.conflicts.is_empty(),
            "it takes nothing along"
        );
        assert!(nothing_waits.is_gone && !nothing_waits.is_empty(), "and every sync tells");
    }

    #[test]
    fn a_list_that_is_gone_needs_no_deletion() {
        let live = [adds(0, A), Operation::fresh(1, Change::Delete)];
        for lost in [None, Some(LostList::Recreate), Some(LostList::Drop)] {
            let decisions = Decisions { lost, ..Decisions::default() };
            let plan = plan_decided(ListFields::default(), &[C], Remote::Gone, &live, decisions);
            assert_eq!(pushed(&plan), [("it is gone already", true)], "{lost:?}");
            assert_eq!(plan.actions[0].operation.as_deref(), Some("1"));
            assert!(plan.conflicts.is_empty());
        }
    }

    #[test]
    fn a_list_that_is_gone_is_created_again_or_given_up() {
        let live = [adds(0, A), removes(1, B)];
        let decided = |lost, live: &[Operation]| {
            let decisions = Decisions { lost: Some(lost), ..Decisions::default() };
            plan_decided(ListFields::default(), &[C, B], Remote::Gone, live, decisions)
        };
        let recreated = decided(LostList::Recreate, &live);
        assert_eq!(said(&recreated), ["Push Create ", "Push Add tv:1", "Push Add movie:1"]);
        assert_eq!((recreated.count(Direction::Push), recreated.conflicts.len()), (3, 0));
        let given_up = decided(LostList::Drop, &live);
        assert_eq!(given_up.actions, []);
        assert!(!given_up.conflicts[0].is_open);
        assert!(!given_up.is_empty(), "what is given up is shown");
        assert!(!decided(LostList::Drop, &[]).is_empty(), "the copy here is given up as well");
    }

    #[test]
    fn tmdb_s_name_wins_where_it_is_preferred_and_changed() {
        let fields = |name: &str, description: &str| ListFields {
            name: Some(name.into()),
            description: Some(description.into()),
            ..ListFields::default()
        };
        let plan = |base: &str, remote: &str, update: ListFields| {
            let change = Change::Update { fields: update, from: Some(fields(base, "d")) };
            let live = [Operation::fresh(0, change)];
            let shown =
                Remote::Shown { fields: fields(remote, "d"), items: Some(Vec::new()), seen: Vec::new() };
            let decisions = Decisions { prefers_remote: true, ..Decisions::default() };
            plan_decided(fields(base, "d"), &[], shown, &live, decisions)
        };
        let both = plan("Old", "Theirs", named("Ours"));
        assert_eq!(said(&both), ["Pull Update "]);
        assert!(
            both.conflicts[0].reason.contains("TMDB's 'Theirs' is kept, your 'Ours' is given up")
                && !both.conflicts[0].is_open
        );
        assert_eq!(said(&plan("Old", "Old", named("Ours"))), ["Push Update "], "only one side changed");
        assert_eq!(
            said(&plan("Old", "Theirs", fields("Ours", "e"))),
            ["Push Update ", "Pull Update "],
            "the description changed here alone"
        );
    }

    #[test]
    fn what_waits_for_a_decision_is_an_open_conflict() {
        let reason = Some(Reason::Said("two lists have the name".to_owned()));
        let held = |hold| Operation { hold, reason: reason.clone(), ..adds(0, A) };
        let conflicts = |hold, remote| plan_with(&[], remote, &[held(hold)]).conflicts;
        let told = "add_movie: two lists have the name (cancel it: flixir queue cancel 0)";
        let open = Conflict { reason: told.into(), is_open: true };
        assert_eq!(conflicts(Some(Hold::Conflict), shown(&[])), [open]);
        assert_eq!(conflicts(Some(Hold::Outage), shown(&[])), []);
        let gone = conflicts(Some(Hold::Conflict), Remote::Gone);
        assert_eq!(gone.len(), 1, "said once: {gone:?}");
    }

    #[test]
    fn an_update_that_waits_is_open_only_where_it_may_have_been_sent() {
        let held = |maybe_sent| {
            let change = Change::Update { fields: named("Ours"), from: Some(named("Old")) };
            let update = Operation::fresh(0, change);
            Operation { hold: Some(Hold::Conflict), maybe_sent, ..update }
        };
        let plan = |maybe_sent| {
            let shown = Remote::Shown { fields: named("Theirs"), items: Some(Vec::new()), seen: Vec::new() };
            plan_named(named("Theirs"), &[], shown, &[held(maybe_sent)])
        };
        let (decided, open) = (plan(false), plan(true));
        assert_eq!((decided.conflicts.len(), decided.conflicts[0].is_open), (1, false), "{decided:?}");
        assert_eq!((open.conflicts.len(), open.conflicts[0].is_open), (1, true), "{open:?}");
        assert_eq!(decided.actions[0].reason, "queued here");
        assert_eq!(open.actions[0].reason, "needs your decision");
    }

    #[test]
    fn names_change_on_either_side() {
        let rename = |from: &str, name: &str| {
            Operation::fresh(0, Change::Update { fields: named(name), from: Some(named(from)) })
        };
        let plan = |agreed: &str, seen: &str, live: &[Operation]| {
            let shown = Remote::Shown { fields: named(seen), items: Some(Vec::new()), seen: Vec::new() };
            let plan = plan_named(named(agreed), &[], shown, live);
            let pulled = plan.actions.iter().filter(|action| action.direction == Direction::Pull);
            let pulled: Vec<String> = pulled.map(|action| action.reason.clone()).collect();
            (pulled, plan.conflicts)
        };
        let theirs = vec!["name is now 'Theirs'".to_owned()];
        assert_eq!(plan("Old", "Old ", &[]), (vec![], vec![]), "blanks are no news");
        assert_eq!(plan("Old", "Theirs", &[]), (theirs.clone(), vec![]));
        assert_eq!(plan("Old", "Old", &[rename("Old", "Ours")]), (vec![], vec![]));
        assert_eq!(plan("Old", "Ours ", &[rename("Old", "Ours")]).1, [], "both did the same");
        assert_eq!(
            plan("Old", "Theirs", &[rename("Theirs", "Ours")]),
            (theirs.clone(), vec![]),
            "ours saw theirs"
        );
        let (pulled, conflicts) = plan("Old", "Theirs", &[rename("Old", "Ours")]);
        assert_eq!(pulled, theirs, "what changed is told, also where ours replaces it");
        assert!(!conflicts[0].is_open);
        assert!(
            conflicts[0].reason.contains("your 'Ours' replaces TMDB's 'Theirs'"),
            "{}",
            conflicts[0].reason
        );
    }

    #[test]
    fn the_name_of_a_list_that_was_never_read_is_no_news() {
        let shown = Remote::Shown { fields: named("Films"), items: Some(Vec::new()), seen: Vec::new() };
        assert!(plan_named(ListFields::default(), &[], shown, &[]).is_empty());
    }

    #[test]
    fn plans_that_do_the_same_have_one_hash_and_others_do_not() {
        let plan = || plan_with(&[A], shown(&[B]), &[adds(0, C)]);
        let first = plan_hash(&[plan()]);
        assert!(first.len() == 16 && first.bytes().all(|byte| byte.is_ascii_hexdigit()), "{first}");
        let mut renamed = plan();
        renamed.actions[0].reason = "in other words".into();
        renamed.list.name = Some("Films".into());
        renamed.actions[0].item.as_mut().unwrap().title = Some("Heat".into());
        assert_eq!(plan_hash(&[renamed]), first);
        let changes: [fn(&mut ListPlan); 7] = [
            |plan| plan.list.local_id = "m".into(),
            |plan| plan.actions[0].kind = ActionKind::Remove,
            |plan| plan.actions[0].direction = Direction::Pull,
            |plan| plan.actions[0].operation = Some("1".into()),
            |plan| plan.actions[0].item = None,
            |plan| drop(plan.actions.pop()),
            |plan| plan.conflicts.push(Conflict { reason: "x".into(), is_open: true }),
        ];
        let mut hashes = BTreeSet::from([first]);
        for change in changes {
            let mut other = plan();
            change(&mut other);
            hashes.insert(plan_hash(&[other]));
        }
        hashes.insert(plan_hash(&[plan(), plan()]));
        hashes.insert(plan_hash(&[]));
        assert_eq!(hashes.len(), changes.len() + 3);
    }

    #[test]
    fn a_plan_s_hash_does_not_depend_on_how_long_the_reading_took() {
        let shown = |items: Option<&[MediaRef]>| Remote::Shown {
            fields: ListFields::default(),
            items: items.map(<[_]>::to_vec),
            seen: bare(&[A]),
        };
        let live = [adds(0, A), removes(1, B)];
        let [young, old] = [Some(&[A][..]), None].map(|items| plan_with(&[], shown(items), &live));
        assert_ne!(pushed(&young), pushed(&old), "only an answer of this moment spares a write");
        assert_eq!(plan_hash(&[young]), plan_hash(&[old]));
    }

    proptest! {
        #[test]
        fn a_plan_carried_out_leaves_nothing_to_do(base in proptest::collection::btree_set(1_u64..8, 0..8), remote in proptest::collection::btree_set(1_u64..8, 0..8)) {
            let refs = |ids: &BTreeSet<u64>| ids.iter().map(|id| MediaRef::movie(*id)).collect::<Vec<_>>();
            let first = plan(&refs(&base), &refs(&remote));
            let mut held: BTreeSet<u64> = base;
            for action in &first.actions {
                let id = action.item.as_ref().map_or(0, |item| item.id);
                match action.kind {
                    ActionKind::Add => prop_assert!(held.insert(id)),
                    ActionKind::Remove => prop_assert!(held.remove(&id)),
                    _ => prop_assert!(false),
                }
            }
            prop_assert_eq!(&held, &remote);
            prop_assert!(plan(&refs(&held), &refs(&remote)).is_empty());
        }
    }
}
