//! The three-way plan of one list: base (what TMDB last showed), what waits here, and what TMDB shows now. Pure. What is
//! carried out is the plan and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::text::counted;
use crate::domain::{ListFields, ListName, MediaRef, MediaType, Operation, OperationKind};
use crate::store::BaseItem;

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
    /// Film or show.
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

/// What TMDB shows of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Remote {
    /// TMDB hasn't got it yet.
    Unborn,
    /// It is gone.
    Gone,
    /// It is there.
    Shown {
        /// Name, description, privacy and order.
        fields: ListFields,
        /// The items that it shows.
        items: Vec<MediaRef>,
        /// The new base: those items, with our own recent writes standing where the answer may be older.
        merged: Vec<BaseItem>,
    },
}

/// What goes into a plan.
#[derive(Clone, Debug)]
pub(super) struct Sides<'a> {
    /// The list's names.
    pub(super) list: ListName,
    /// Name, description, privacy and order as TMDB last showed them.
    pub(super) base_fields: ListFields,
    /// The items that TMDB last showed; `None` where they were never read.
    pub(super) base: Option<&'a [BaseItem]>,
    /// What waits here, in order.
    pub(super) live: &'a [Operation],
    /// What TMDB shows now.
    pub(super) remote: Remote,
    /// Titles that are known.
    pub(super) titles: &'a BTreeMap<MediaRef, String>,
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
    /// Items that the copy here held before.
    #[serde(skip)]
    pub held: usize,
}

impl ListPlan {
    /// Counts the changes that go one way; what is done already goes nowhere.
    pub fn count(&self, direction: Direction) -> usize {
        self.actions.iter().filter(|action| action.direction == direction && !action.is_done).count()
    }

    /// Counts the items that would be taken off the copy here.
    pub fn removals(&self) -> usize {
        let taken =
            |action: &&Action| action.direction == Direction::Pull && action.kind == ActionKind::Remove;
        self.actions.iter().filter(taken).count()
    }

    /// Returns whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.conflicts.is_empty()
    }
}

/// Compares the three sides of a list.
pub(super) fn diff(sides: &Sides<'_>) -> ListPlan {
    let mut plan = ListPlan {
        list: sides.list.clone(),
        actions: Vec::new(),
        conflicts: Vec::new(),
        held: sides.base.map_or(0, <[BaseItem]>::len),
    };
    match &sides.remote {
        Remote::Unborn => push_all(sides, &mut plan, &[]),
        Remote::Gone => plan_lost(sides, &mut plan),
        Remote::Shown { fields, items, merged } => {
            pull_fields(sides, fields, &mut plan);
            pull_items(sides, merged, &mut plan);
            push_all(sides, &mut plan, items);
        }
    }
    if let Some(open) =
        sides.live.iter().find(|operation| operation.hold == Some(crate::domain::Hold::Conflict))
        && sides.remote != Remote::Gone
    {
        let reason = open.reason.clone().unwrap_or_else(|| "waits for a decision".to_owned());
        plan.conflicts
            .push(Conflict { reason: format!("{}: {reason}", open.contract_type()), is_open: true });
    }
    sort(&mut plan);
    plan
}

fn plan_item(sides: &Sides<'_>, item: MediaRef) -> PlanItem {
    PlanItem { media_type: item.media_type, id: item.id, title: sides.titles.get(&item).cloned() }
}

/// The list is gone on TMDB: deletions are through; anything else waits for a person.
fn plan_lost(sides: &Sides<'_>, plan: &mut ListPlan) {
    let deletion = sides.live.iter().find(|operation| operation.kind == OperationKind::Delete);
    if let Some(deletion) = deletion {
        plan.actions.push(Action {
            direction: Direction::Push,
            kind: ActionKind::Delete,
            item: None,
            reason: "it is gone already".to_owned(),
            operation: Some(deletion.id.clone()),
            is_done: true,
        });
    } else if !sides.live.is_empty() {
        plan.conflicts.push(Conflict {
            reason: format!(
                "the list is gone on TMDB and {} for it: --recreate makes it anew, --drop gives up what waits",
                counted(sides.live.len() as u64, "operation waits", "operations wait")
            ),
            is_open: true,
        });
    }
}

fn pull_fields(sides: &Sides<'_>, shown: &ListFields, plan: &mut ListPlan) {
    let update = sides.live.iter().rev().find(|operation| operation.kind == OperationKind::Update);
    let ours = update.map(|operation| &operation.payload.fields);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let changes = [
        (
            "name",
            text(&sides.base_fields.name),
            text(&shown.name),
            ours.and_then(|fields| fields.name.clone()),
        ),
        (
            "description",
            text(&sides.base_fields.description),
            text(&shown.description),
            ours.and_then(|fields| fields.description.clone()),
        ),
    ];
    for (field, base, remote, local) in changes {
        let was_known = sides.base_fields.name.is_some();
        if !was_known || base.trim() == remote.trim() {
            continue;
        }
        match local {
            Some(local) if local.trim() != remote.trim() => plan.conflicts.push(Conflict {
                reason: format!("{field} changed on both sides: '{local}' from here wins over '{remote}' on TMDB (--prefer remote keeps that)"),
                is_open: false,
            }),
            Some(_) => {}
            None => plan.actions.push(Action {
                direction: Direction::Pull,
                kind: ActionKind::Update,
                item: None,
                reason: format!("{field} is now '{remote}'"),
                operation: None,
                is_done: false,
            }),
        }
    }
}

fn pull_items(sides: &Sides<'_>, merged: &[BaseItem], plan: &mut ListPlan) {
    let Some(base) = sides.base else {
        // Never read before: everything is new here, and none of it is news.
        for held in merged {
            plan.actions.push(pulled(sides, held.item, ActionKind::Add, "on TMDB"));
        }
        return;
    };
    let held: BTreeSet<MediaRef> = base.iter().map(|held| held.item).collect();
    let shown: BTreeSet<MediaRef> = merged.iter().map(|held| held.item).collect();
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

fn push_all(sides: &Sides<'_>, plan: &mut ListPlan, shown: &[MediaRef]) {
    let shown: BTreeSet<MediaRef> = shown.iter().copied().collect();
    let base: BTreeSet<MediaRef> = sides.base.unwrap_or_default().iter().map(|held| held.item).collect();
    // Only the first operation on an item meets what TMDB shows; later ones meet what it leaves.
    let mut met = BTreeSet::new();
    let mut is_first = true;
    for operation in sides.live {
        let is_new = operation.item.is_none_or(|item| met.insert(item));
        let there = operation.item.is_some_and(|item| shown.contains(&item));
        let undisturbed = is_first && is_new && !operation.maybe_sent;
        let (reason, is_done) = match (operation.kind, is_new, there) {
            (OperationKind::Add, true, true) if undisturbed && operation.payload.comment.is_none() => {
                ("already there", true)
            }
            (OperationKind::Remove, true, false) if undisturbed && sides.remote != Remote::Unborn => {
                ("gone already", true)
            }
            (OperationKind::Add, true, false) if operation.item.is_some_and(|item| base.contains(&item)) => {
                ("removed on TMDB, added here: adding", false)
            }
            _ if operation.maybe_sent => ("perhaps done; its outcome is being looked up", false),
            _ => ("waits here", false),
        };
        // What changes the whole list changes what later operations meet.
        is_first &= operation.item.is_some();
        plan.actions.push(Action {
            direction: Direction::Push,
            kind: operation.kind.into(),
            item: operation.item.map(|item| plan_item(sides, item)),
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

/// Returns the plan's hash: two plans with the same hash do the same.
pub(super) fn plan_hash(plans: &[ListPlan]) -> String {
    let mut hash = Sha256::new();
    for plan in plans {
        hash.update(plan.list.local_id.as_bytes());
        for action in &plan.actions {
            let item = action.item.as_ref().map(|item| format!("{}:{}", item.media_type, item.id));
            let line = format!(
                "\n{:?} {:?} {} {} {}",
                action.direction,
                action.kind,
                item.unwrap_or_default(),
                action.is_done,
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

/// How many removals are believed without a word.
#[derive(Clone, Copy, Debug)]
pub struct RemovalGuard {
    /// `--max-delete`: at most this many.
    pub max_delete: Option<usize>,
    /// `--force`: any number.
    pub is_off: bool,
}

/// A removal of more than this share …
const GUARDED_PERCENT: usize = 25;
/// … and more than this many …
const GUARDED_COUNT: usize = 20;
/// … or of everything, where it is more than this many, is refused.
const GUARDED_WHOLE: usize = 5;

impl RemovalGuard {
    /// Returns whether taking `removals` of `held` items off must be refused.
    pub const fn refuses(self, removals: usize, held: usize) -> bool {
        if self.is_off || removals == 0 {
            return false;
        }
        if let Some(most) = self.max_delete {
            return removals > most;
        }
        let is_large = removals > GUARDED_COUNT && removals * 100 > held * GUARDED_PERCENT;
        let is_everything = removals >= held && held > GUARDED_WHOLE;
        is_large || is_everything
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: MediaRef = MediaRef::movie(1);
    const B: MediaRef = MediaRef::movie(2);
    const C: MediaRef = MediaRef::tv(1);

    fn bare(items: &[MediaRef]) -> Vec<BaseItem> {
        items.iter().map(|item| BaseItem::bare(*item)).collect()
    }

    fn plan(base: &[MediaRef], remote: &[MediaRef]) -> ListPlan {
        let (base, titles) = (bare(base), BTreeMap::new());
        diff(&Sides {
            list: ListName { id: Some(1), local_id: "l".into(), name: None },
            base_fields: ListFields::default(),
            base: Some(&base),
            live: &[],
            remote: Remote::Shown {
                fields: ListFields::default(),
                items: remote.to_vec(),
                merged: bare(remote),
            },
            titles: &titles,
        })
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
    }

    #[test]
    fn the_guard_s_table() {
        let guard = RemovalGuard { max_delete: None, is_off: false };
        for (removals, held, refused) in [
            (0, 100, false),
            (20, 21, false),
            (21, 84, false),
            (21, 83, true),
            (5, 5, false),
            (6, 6, true),
            (30, 1000, false),
        ] {
            assert_eq!(guard.refuses(removals, held), refused, "{removals} of {held}");
        }
        assert!(!RemovalGuard { max_delete: Some(6), is_off: false }.refuses(6, 6));
        assert!(RemovalGuard { max_delete: Some(2), is_off: false }.refuses(3, 1000));
        assert!(!RemovalGuard { max_delete: None, is_off: true }.refuses(900, 1000));
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
