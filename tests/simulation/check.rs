//! The checks: does the view show what was asked for, does TMDB have it, did each effect happen once, and is everything
//! that was acknowledged somewhere with a reason.

use std::collections::BTreeMap;

use flixir::domain::{
    AttemptClass, Change, Hold, ItemState, ListKind, MediaRef, Operation, OperationKind, Reason, Status,
};
use flixir::services::mirror::{self, Freshness};
use flixir::services::outbox::Wish;
use flixir::services::{Context, identity};
use flixir::store::ListState;

use crate::history::World;
use crate::model::{ModelList, Standing, changes, own};
use crate::server::{RemoteList, Who};

/// Returns whether an operation waits for a person, or behind one that does.
pub(crate) fn is_held(operation: &Operation, standing: &Standing) -> bool {
    let waits = |operation: &Operation| matches!(operation.hold, Some(Hold::Conflict | Hold::Dependency));
    let live = || standing.values().filter(|other| other.status.is_live());
    if waits(operation) {
        return true;
    }
    let behind = live().filter(|other| other.list == operation.list && other.seq <= operation.seq).any(waits);
    let is_open =
        |other: &Operation| other.kind() == OperationKind::Create && other.maybe_sent && waits(other);
    let needs_create =
        live().any(|other| other.list == operation.list && other.kind() == OperationKind::Create);
    behind || (needs_create && live().any(is_open))
}

fn remote(world: &World, id: Option<u64>) -> Option<RemoteList> {
    id.and_then(|id| world.sim.lock().server.lists.get(&id).cloned())
}

fn sorted(mut items: Vec<MediaRef>) -> Vec<MediaRef> {
    items.sort_unstable();
    items
}

/// Removals that follow one another in any order come to the same.
fn with_removals_sorted(changes: &[(bool, MediaRef)]) -> Vec<(bool, MediaRef)> {
    let mut changes = changes.to_vec();
    changes.chunk_by_mut(|(one_adds, _), (other_adds, _)| one_adds == other_adds).for_each(|run| {
        if run.iter().all(|(adds, _)| !adds) {
            run.sort_unstable();
        }
    });
    changes
}

/// What a clear was to take off may be gone although it ended without that: one that spares new items takes off one by one, and stands
/// as failed where TMDB rejects one of them; one that was to be taken back may have been carried out in part, or as a whole before
/// somebody put something back (docs/how-the-queue-keeps-its-promises.md, *What it can't know*).
fn may_have_cleared(operation: &Operation) -> bool {
    let has_ended = matches!(operation.status, Status::Failed | Status::Cancelled);
    let is_taken_back = operation.hold == Some(Hold::CancelRequested);
    operation.kind() == OperationKind::Clear && operation.tries > 0 && (has_ended || is_taken_back)
}

/// What is on screen is what was asked for, whatever has been delivered of it.
pub(crate) fn view(world: &World, context: &Context) {
    let standing = world.standing(context);
    let model = world.model();
    let lists: Vec<ModelList> = model.all().cloned().collect();
    drop(model);
    let state = context.state().unwrap();
    for list in lists.iter().filter(|list| list.is_known) {
        let Some(expected) = list.expected(&standing, true) else { continue };
        let row = state.read(|tx| tx.list(&list.uid)).unwrap();
        let Some(row) = row else {
            world.sim.violate(format!("the list '{}' is lost", expected.name));
            continue;
        };
        let on_tmdb = remote(world, row.remote_id);
        let is_half_cleared =
            standing.values().any(|operation| operation.list == list.uid && may_have_cleared(operation));
        if is_half_cleared {
            continue;
        }
        if on_tmdb.as_ref().is_some_and(|there| there.wild || there.deleted_by == Some(Who::Foreign)) {
            continue;
        }
        let seen = state.read(|tx| mirror::one_view(context, tx, &row)).unwrap();
        let shown: Vec<MediaRef> = seen
            .items
            .iter()
            .filter(|item| item.state != ItemState::PendingRemove)
            .map(|item| item.media.item())
            .collect();
        // Items that TMDB will refuse are shown until it does.
        let (mut shown, mut wanted) = (shown, expected.items.clone());
        shown.retain(|item| item.id < crate::server::FOREIGN || item.id >= crate::server::INVALID);
        // They have no place among the others: what was asked for later may be there already.
        let is_refused = |item: &MediaRef| item.id >= crate::server::INVALID;
        shown.sort_by_key(is_refused);
        wanted.sort_by_key(is_refused);
        if world.has_views || list.list_kind != ListKind::List {
            (shown, wanted) = (sorted(shown), sorted(wanted));
        }
        if shown != wanted {
            world.sim.violate(format!("the view of '{}' shows {shown:?}, not {wanted:?}", expected.name));
        }
        let is_renamed = on_tmdb.is_some_and(|there| there.renamed);
        if list.list_kind == ListKind::List
            && !is_renamed
            && seen.list.name.as_deref() != Some(&expected.name)
        {
            world.sim.violate(format!("the view names {:?}, not '{}'", seen.list.name, expected.name));
        }
    }
}

/// Asks everything that must hold at rest.
pub(crate) fn at_rest(world: &World, context: &Context) {
    view(world, context);
    let identity = identity::local(context).unwrap();
    let standing = world.standing(context);
    let all: Vec<ModelList> = world.model().all().cloned().collect();
    for operation in standing.values() {
        if operation.status == Status::Processing {
            world.sim.violate(format!("{} {} is still processing", operation.kind().name(), operation.id));
        }
        if operation.status == Status::Failed && operation.last_error.is_none() {
            world.sim.violate(format!(
                "{} {} failed without a reason",
                operation.kind().name(),
                operation.id
            ));
        }
        if operation.status.is_live() && !is_held(operation, &standing) {
            world.sim.violate(format!("waits for nothing: {operation:?}"));
        }
    }
    let state = context.state().unwrap();
    let mut bound = BTreeMap::new();
    for list in &all {
        let Some(row) = state.read(|tx| tx.list(&list.uid)).unwrap() else {
            world.sim.violate(format!("the list {} is lost", list.uid));
            continue;
        };
        let own_operations = operations_of(list, &standing);
        if list.list_kind == ListKind::Favorites {
            favorites(world, list, &standing, &own_operations);
            continue;
        }
        let on_tmdb = remote(world, row.remote_id);
        if let Some(id) = row.remote_id {
            bound.insert(id, list.uid.clone());
        }
        let made = own_operations.iter().find(|operation| operation.kind() == OperationKind::Create);
        match (&on_tmdb, made) {
            (None, Some(made)) if made.status == Status::Completed => {
                world.sim.violate("a creation is completed, and its list is not bound");
            }
            (None, None) => world.sim.violate(format!("the list {} lost its number", list.uid)),
            (Some(there), _) => {
                if there.deleted_by.is_none() && row.state() == ListState::Gone {
                    world.sim.violate(format!("'{}' is taken for deleted", there.name));
                }
                one_list(world, list, there, &standing, &own_operations);
                comments(world, context, there, &own_operations);
            }
            (None, Some(_)) => {}
        }
    }
    creations(world, &bound, &standing);
    let state = context.state().unwrap();
    // A look at TMDB, now that no cache is in the way: the view is what is there.
    mirror::refresh_heads(context, &identity, Freshness::Now).unwrap();
    for list in all.iter().filter(|list| list.list_kind == ListKind::List) {
        let row = state.read(|tx| tx.list(&list.uid)).unwrap().unwrap();
        let Some(there) = remote(world, row.remote_id).filter(|there| there.deleted_by.is_none()) else {
            continue;
        };
        mirror::fetch_contents(context, &identity, &row, Freshness::Now).unwrap();
        let row = state.read(|tx| tx.list(&list.uid)).unwrap().unwrap();
        let waits =
            standing.values().any(|operation| operation.list == list.uid && operation.status.is_live());
        let seen = state.read(|tx| mirror::one_view(context, tx, &row)).unwrap();
        let shown: Vec<MediaRef> = seen.items.iter().map(|item| item.media.item()).collect();
        if !waits && shown != there.items {
            world.sim.violate(format!(
                "after a look the view of '{}' shows {shown:?}, TMDB has {:?}",
                there.name, there.items
            ));
        }
        let expected: BTreeMap<MediaRef, String> =
            seen.items.iter().filter_map(|item| Some((item.media.item(), item.comment.clone()?))).collect();
        if !waits && expected != there.comments {
            world
                .sim
                .violate(format!("after a look the comments are {expected:?}, not {:?}", there.comments));
        }
        if !waits && seen.list.name.as_deref() != Some(&there.name) {
            world
                .sim
                .violate(format!("after a look the view names {:?}, TMDB '{}'", seen.list.name, there.name));
        }
    }
    if !state.integrity().unwrap().is_empty() {
        world.sim.violate("the database is damaged");
    }
    attempts(world, context, &standing);
    let (requests, runs) = {
        let inner = world.sim.lock();
        (inner.requests, inner.processes())
    };
    let bound = 100 + 30 * standing.len() as u64 + 15 * runs;
    if requests > bound {
        world.sim.violate(format!("{requests} requests for {} operations in {runs} runs", standing.len()));
    }
}

fn operations_of<'a>(list: &ModelList, standing: &'a Standing) -> Vec<&'a Operation> {
    let mut own: Vec<&Operation> = standing.values().filter(|operation| operation.list == list.uid).collect();
    own.sort_by_key(|operation| operation.seq);
    own
}

fn completed<'a>(operations: &[&'a Operation]) -> Vec<&'a Operation> {
    operations.iter().copied().filter(|operation| operation.status == Status::Completed).collect()
}

fn favorites(world: &World, list: &ModelList, standing: &Standing, operations: &[&Operation]) {
    let wanted = list.expected(standing, false).map(|plain| plain.items).unwrap_or_default();
    let inner = world.sim.lock();
    let there: Vec<MediaRef> = inner.server.favorites.iter().copied().collect();
    let done = inner.server.favorite_changes.clone();
    drop(inner);
    if sorted(wanted.clone()) != there {
        world.sim.violate(format!("the favourites are {there:?}, not {wanted:?}"));
    }
    // Nobody sees in which order different items were changed; each item's own changes have theirs.
    let by_item = |mut changes: Vec<(bool, MediaRef)>| {
        changes.sort_by_key(|(_, item)| *item);
        changes
    };
    let (due, done) = (by_item(changes(&[], &completed(operations))), by_item(done));
    if due != done {
        world.sim.violate(format!("the favourites were changed {done:?}, not {due:?}"));
    }
}

fn one_list(
    world: &World,
    list: &ModelList,
    there: &RemoteList,
    standing: &Standing,
    operations: &[&Operation],
) {
    let expected = list.expected(standing, false);
    let name = there.name.clone();
    let is_untouched = !there.wild && !there.renamed && there.deleted_by != Some(Who::Foreign);
    for operation in operations.iter().filter(|operation| operation.hold == Some(Hold::Conflict)) {
        if is_untouched {
            world.sim.violate(format!(
                "{} of '{name}' is a conflict, and nobody else touched the list: {:?}",
                operation.kind().name(),
                operation.reason
            ));
        }
    }
    if there.deleted_by == Some(Who::Foreign) {
        return;
    }
    let deletes = operations
        .iter()
        .any(|operation| operation.kind() == OperationKind::Delete && operation.status == Status::Completed);
    if there.deleted_by == Some(Who::Client) {
        if !deletes {
            world.sim.violate(format!("'{name}' was deleted, and no deletion is completed"));
        }
        return;
    }
    let Some(expected) = expected else {
        world.sim.violate(format!("'{name}' should be gone"));
        return;
    };
    let has_conflict = operations.iter().any(|operation| operation.status.is_live());
    if !there.renamed && !has_conflict && there.name != expected.name {
        world.sim.violate(format!("TMDB names '{}', wanted is '{}'", there.name, expected.name));
    }
    if there.wild {
        return;
    }
    let mine = own(&there.items);
    if operations.iter().any(|operation| may_have_cleared(operation)) {
        let strange: Vec<&MediaRef> = mine.iter().filter(|item| !expected.items.contains(item)).collect();
        if !strange.is_empty() {
            world.sim.violate(format!("TMDB has {strange:?} on '{name}', which nobody wanted there"));
        }
        return;
    }
    if mine != expected.items {
        world.sim.violate(format!("TMDB has {mine:?} on '{name}', wanted is {:?}", expected.items));
    }
    let start = list.start.as_ref().map(|plain| plain.items.clone()).unwrap_or_default();
    let due = changes(&start, &completed(operations));
    if with_removals_sorted(&due) != with_removals_sorted(&there.changes) {
        world.sim.violate(format!("'{name}' was changed {:?}, not {due:?}", there.changes));
    }
}

/// Each item has the comment that it was added with, or that it was given first.
fn comments(world: &World, context: &Context, there: &RemoteList, operations: &[&Operation]) {
    if there.wild || there.deleted_by.is_some() {
        return;
    }
    let state = context.state().unwrap();
    let mut due: BTreeMap<MediaRef, String> = BTreeMap::new();
    // Where TMDB refused or lost one, or it was cancelled on its way, the item may do without.
    let mut excused: Vec<MediaRef> = Vec::new();
    for operation in completed(operations) {
        let was_left = state
            .read(|tx| tx.attempts(&operation.id))
            .unwrap()
            .iter()
            .any(|attempt| attempt.class == Some(AttemptClass::CommentLeft));
        let was_cancelled = operation.reason == Some(Reason::DoneBeforeCancel);
        match &operation.change {
            Change::Add { item, comment: Some(comment), .. } => {
                if was_left || was_cancelled {
                    excused.push(*item);
                }
                due.entry(*item).or_insert_with(|| comment.clone());
                world.sim.mark(if was_left { "comment: left" } else { "comment: kept" });
            }
            Change::Remove { item } => {
                due.remove(item);
            }
            Change::Clear(scope) => due.retain(|item, _| !scope.covers(*item)),
            _ => {}
        }
    }
    let lossy = world.plan.loses_comments > 0.0;
    for (item, comment) in &due {
        match there.comments.get(item) {
            Some(found) if found == comment => {}
            _ if excused.contains(item) || lossy => {}
            found => {
                world.sim.violate(format!("{item} on '{}' bears {found:?}, not {comment:?}", there.name));
            }
        }
    }
    for (item, found) in &there.comments {
        if !due.contains_key(item) && !operations.iter().any(|operation| operation.status.is_live()) {
            world.sim.violate(format!("{item} on '{}' bears {found:?}, and nobody asked for it", there.name));
        }
    }
}

/// Every list that was made by us is somebody's, and each creation made one.
fn creations(world: &World, bound: &BTreeMap<u64, String>, standing: &Standing) {
    let inner = world.sim.lock();
    let made: Vec<(u64, String)> = inner
        .server
        .lists
        .iter()
        .filter(|(_, list)| list.made_by == Who::Client)
        .map(|(id, list)| (*id, list.born_as.clone()))
        .collect();
    let by_others: Vec<String> = inner
        .server
        .lists
        .values()
        .filter(|list| list.made_by == Who::Foreign && list.created_at > 0)
        .map(|list| list.born_as.clone())
        .collect();
    drop(inner);
    for operation in standing.values().filter(|operation| operation.kind() == OperationKind::Create) {
        let name = operation.change.fields().and_then(|fields| fields.name.clone()).unwrap_or_default();
        if operation.hold == Some(Hold::Conflict) && !by_others.contains(&name) {
            world.sim.violate(format!("the creation of '{name}' is a conflict, and nobody else made one"));
        }
    }
    let creates = |status: &dyn Fn(Status) -> bool, name: &str| {
        standing
            .values()
            .filter(|operation| operation.kind() == OperationKind::Create && status(operation.status))
            .filter(|operation| {
                operation.change.fields().is_some_and(|fields| fields.name.as_deref() == Some(name))
            })
            .count()
    };
    let mut names: Vec<&String> = made.iter().map(|(_, name)| name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let times = made.iter().filter(|(_, born)| born == name).count();
        let done = creates(&|status| status == Status::Completed, name);
        let open = creates(&Status::is_live, name);
        if times > done + open || times < done {
            world.sim.violate(format!("'{name}' was made {times} times for {done} completed creations"));
        }
    }
    for (id, name) in made {
        let waits = standing.values().any(|operation| {
            operation.kind() == OperationKind::Create && operation.status.is_live() && operation.maybe_sent
        });
        if !bound.contains_key(&id) && !waits {
            world.sim.violate(format!("'{name}' ({id}) was made and belongs to nothing"));
        }
    }
}

/// Marks which classes of outcome were met, by kind.
fn attempts(world: &World, context: &Context, standing: &Standing) {
    let state = context.state().unwrap();
    for operation in standing.values() {
        let kind = operation.kind().name();
        world.sim.mark(format!("1.4: {kind} {}", operation.status));
        if operation.reason == Some(Reason::Dependency) {
            world.sim.mark("1.4: failed with what it needs");
        }
        if operation.attempts >= operation.max_attempts {
            world.sim.mark("1.4: failed after all tries");
        }
        for attempt in state.read(|tx| tx.attempts(&operation.id)).unwrap() {
            let class = attempt.class.as_ref().map_or("cut off".into(), AttemptClass::name);
            let where_it_goes = if operation.list_kind == ListKind::List { "" } else { " (collection)" };
            world.sim.mark(format!("1.8: {kind}{where_it_goes} {class}"));
            let note = attempt.note.unwrap_or_default();
            if matches!(attempt.class, Some(AttemptClass::Verified | AttemptClass::Done)) && note.len() < 60 {
                world.sim.mark(format!("1.8: {kind} {class}: {note}"));
            }
        }
    }
}

/// Says which row of the coalescing table a wish met.
pub(crate) fn coalescing(
    before: &Standing,
    uid: &str,
    wish: &Wish,
    carrier: Option<&str>,
    void: &[String],
) -> String {
    let unsent: Vec<&Operation> = before
        .values()
        .filter(|operation| {
            operation.list == uid && operation.status == Status::Pending && operation.tries == 0
        })
        .collect();
    let has = |kind: OperationKind, item: Option<MediaRef>| {
        unsent.iter().any(|operation| operation.kind() == kind && operation.item() == item)
    };
    let into = carrier.and_then(|id| before.get(id)).map(|operation| operation.kind().name());
    let found = if has(OperationKind::Add, wish.item()) && wish.item().is_some() {
        "add"
    } else if has(OperationKind::Remove, wish.item()) && wish.item().is_some() {
        "remove"
    } else if has(OperationKind::Create, None) {
        "create"
    } else if has(OperationKind::Clear, None) {
        "clear"
    } else {
        "nothing"
    };
    let place = match (carrier, into) {
        (None, _) => "nothing sent".to_owned(),
        (Some(_), Some(kind)) => format!("into {kind}"),
        (Some(_), None) => "appended".to_owned(),
    };
    let swallows = if void.is_empty() { "" } else { ", swallows" };
    format!("1.7: {} after {found}: {place}{swallows}", wish.kind().name())
}
