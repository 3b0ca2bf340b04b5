//! Snapshots: what lists held before something destructive was done to them, and bringing that back. A list that still
//! exists gets the difference through the queue; one that is gone is created again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use crate::domain::text::counted;
use crate::domain::{Change, ItemState, ListFields, ListKind, ListName, ListWithItems, MediaRef, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::services::Context;
use crate::services::identity::Identity;
use crate::services::mirror::{
    RemovalGuard, keep_snapshot, known, known_of, list_name, one_view, summarise, typed,
};
use crate::services::outbox::{
    Queue, Wish, WriteReport, check_options, check_supported, deliver_and_report, enqueue_all,
    preview_of_new, write,
};
use crate::store::{Holding, ListRow, ListState, SnapshotKind, SnapshotRow, Tx};

/// A snapshot as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SnapshotReport {
    /// When it was taken.
    pub taken_at: Timestamp,
    /// What was about to be done.
    pub reason: String,
    /// The name then.
    pub name: Option<String>,
    /// How many items it has.
    pub items: usize,
    /// The list, as it is called now.
    pub list: ListName,
}

/// What a name stands for among the lists that are, and those that were.
#[derive(Debug)]
pub struct Past {
    /// As the person wrote it.
    pub text: String,
    /// The list that the name stands for here: on TMDB, or gone there with its copy kept.
    pub home: Option<ListRow>,
    /// Snapshots, newest first: of the living list, or else of those that are gone.
    pub snapshots: Vec<SnapshotRow>,
    /// The local id of a list that is gone, of the same name as the living one, and has snapshots.
    pub namesake: Option<String>,
}

/// Returns the snapshots kept, newest first: all, or those of the lists that are or were called so.
///
/// # Errors
/// `not_found` where no list is or was called so; `storage`.
pub fn history(context: &Context, identity: &Identity, text: Option<&str>) -> Result<Vec<SnapshotReport>> {
    context.state()?.read(|tx| {
        let own = identity.account_in(tx)?;
        let mut snapshots = tx.snapshots(&own, None)?;
        if let Some(text) = text {
            let called = lists_called(context, tx, &own, text)?;
            if called.is_empty() {
                return Err(never_known(text));
            }
            snapshots.retain(|snapshot| called.contains(&snapshot.list));
        }
        let report = |snapshot: SnapshotRow| {
            Ok(SnapshotReport {
                taken_at: snapshot.taken_at,
                reason: snapshot.reason,
                name: snapshot.name,
                items: snapshot.items.len(),
                list: list_name(tx, &snapshot.list)?,
            })
        };
        snapshots.into_iter().map(report).collect()
    })
}

fn never_known(text: &str) -> Error {
    Error::not_found("list", text).with_hint("see: flixir lists log")
}

/// Returns the local ids of every list that is, or was, called `text`.
fn lists_called(context: &Context, tx: &Tx<'_>, account: &str, text: &str) -> Result<BTreeSet<String>> {
    let text = text.trim();
    let wanted = text.to_lowercase();
    let number: Option<u64> = text.parse().ok();
    let fits = |name: Option<&String>| name.is_some_and(|name| name.trim().to_lowercase() == wanted);
    let mut called = BTreeSet::new();
    if let Some(list_kind) = collection_of(text) {
        called.extend(tx.collection_if_known(account, list_kind)?.map(|row| row.uid));
        return Ok(called);
    }
    for row in tx.lists(account)? {
        let is_numbered = number.is_some() && row.remote_id == number;
        let (list, _) = summarise(context, tx, &row)?;
        if row.uid == text || is_numbered || fits(list.name.as_ref()) {
            called.insert(row.uid);
        }
    }
    let snapshots = tx.snapshots(account, None)?;
    called.extend(
        snapshots.into_iter().filter(|snapshot| fits(snapshot.name.as_ref())).map(|snapshot| snapshot.list),
    );
    Ok(called)
}

/// Finds the list to be restored, and its snapshots. Asks nobody: what is to be restored was seen here.
///
/// # Errors
/// `not_found`; `ambiguous` where several lists have the name.
pub fn past(context: &Context, identity: &Identity, text: &str) -> Result<Past> {
    let home = match collection_of(text) {
        Some(list_kind) => Some(collection_row(context, identity, list_kind)?),
        None => known(context, identity, text)?.map(|named| named.row),
    };
    let (snapshots, namesake) = context.state()?.read(|tx| {
        let own = identity.account_in(tx)?;
        let called = lists_called(context, tx, &own, text)?;
        if called.is_empty() {
            return Err(never_known(text));
        }
        let mut all = tx.snapshots(&own, None)?;
        all.retain(|snapshot| called.contains(&snapshot.list) && snapshot.kind == SnapshotKind::Items);
        let Some(row) = &home else { return Ok((all, None)) };
        let other = all.iter().find(|snapshot| snapshot.list != row.uid).map(|found| found.list.clone());
        all.retain(|snapshot| snapshot.list == row.uid);
        Ok((all, other))
    })?;
    Ok(Past { text: text.to_owned(), home, snapshots, namesake })
}

/// Reads `@watchlist` and the like.
fn collection_of(text: &str) -> Option<ListKind> {
    let name = text.trim().strip_prefix('@')?.to_ascii_lowercase();
    let name = if name == "rated" { "ratings" } else { &name };
    name.parse().ok().filter(|list_kind| *list_kind != ListKind::List)
}

fn collection_row(context: &Context, identity: &Identity, list_kind: ListKind) -> Result<ListRow> {
    let (uid, now) = (context.entropy.local_id(), context.clock.now());
    context.state()?.write(|tx| tx.collection(&identity.account_in(tx)?, list_kind, &uid, now))
}

/// Reads a moment: RFC 3339, or a day, which is meant to its end (UTC). What is printed has whole seconds, so all of the
/// second counts.
///
/// # Errors
/// `usage`.
pub fn parse_moment(text: &str) -> Result<Timestamp> {
    const REST_OF_SECOND: Duration = Duration::from_millis(999);
    const REST_OF_DAY: Duration = Duration::from_millis(24 * 60 * 60 * 1000 - 1);
    if let Some(moment) = Timestamp::parse_rfc3339(text) {
        return Ok(
            Timestamp::from_millis(moment.millis() - moment.millis().rem_euclid(1000)).plus(REST_OF_SECOND)
        );
    }
    let day = Some(text.trim()).filter(|text| text.len() == 10).and_then(Timestamp::parse_tmdb);
    day.map(|day| day.plus(REST_OF_DAY)).ok_or_else(|| {
        Error::usage(format!("'{text}' is not a time"))
            .with_hint("write a time such as 2026-03-04T05:06:07Z, or a day such as 2026-03-04")
    })
}

/// What restoring does.
#[derive(Debug)]
pub struct RestorePlan {
    /// What is brought back.
    pub snapshot: SnapshotRow,
    /// The list that gets the difference; `None` if one is created again.
    pub target: Option<ListRow>,
    /// A list that is gone on TMDB, whose copy here the new one replaces.
    pub replaces: Option<ListRow>,
    /// Items to put on, in the order of the snapshot.
    pub adds: Vec<MediaRef>,
    /// Items to take off.
    pub removes: Vec<MediaRef>,
    /// Items that the list holds now.
    pub held: usize,
    /// The name of the list.
    pub name: String,
}

impl RestorePlan {
    /// Returns whether nothing has to be done.
    pub fn is_empty(&self) -> bool {
        self.target.is_some() && self.adds.is_empty() && self.removes.is_empty()
    }

    /// Returns why the plan must not be carried out without the person's word.
    pub fn refusal(&self, guard: RemovalGuard) -> Option<Error> {
        // What comes back in the same breath doesn't empty a list.
        let empties = self.adds.is_empty() && self.removes.len() == self.held;
        let held = if empties { self.held } else { self.held.max(self.removes.len() + 1) };
        guard.refuses(self.removes.len(), held).then(|| {
            let message = format!(
                "this would remove {} of {} items from '{}'",
                self.removes.len(),
                self.held,
                self.name
            );
            Error::new(ErrorKind::Guard, message)
                .with_hint("look at it with --dry-run. Go ahead with --max-delete N or --force")
                .with_detail("removals", self.removes.len())
                .with_detail("items", self.held)
        })
    }

    fn fields(&self) -> ListFields {
        ListFields {
            name: self.snapshot.name.clone(),
            description: self.snapshot.description.clone().filter(|text| !text.is_empty()),
            public: self.snapshot.public,
            sort_by: None,
        }
    }

    /// Returns the wishes, in the order in which they are kept.
    pub fn wishes(&self) -> Vec<Wish> {
        let create = self.target.is_none().then(|| Change::Create(self.fields()).into());
        let adds = self.adds.iter().map(|item| {
            let comment = self.snapshot.comments.get(item).cloned();
            let score = self.snapshot.scores.get(item).copied();
            Change::Add { item: *item, comment, score }.into()
        });
        let removes = self.removes.iter().map(|item| Wish::remove(*item));
        create.into_iter().chain(adds).chain(removes).collect()
    }
}

/// Plans a restoration to the newest snapshot, or to the newest at or before `at`.
///
/// # Errors
/// `not_found` where there is no such snapshot; `conflict` where writes for a list that is gone on TMDB wait for a
/// decision; `unsupported` for what the login's API can't do.
pub fn plan_restore(
    context: &Context,
    identity: &Identity,
    past: &Past,
    at: Option<Timestamp>,
) -> Result<RestorePlan> {
    let wanted = wanted(context, past, at)?;
    let (home, whole, waiting, typed) = context.state()?.read(|tx| {
        let uid = past.home.as_ref().map_or(&wanted.list, |row| &row.uid);
        let Some(row) = tx.list(uid)? else { return Err(Error::bug("a snapshot without its list")) };
        let whole = one_view(context, tx, &row)?;
        let waiting = tx.live_operations(&row.uid)?.len();
        let typed = typed(tx, &row)?;
        Ok((row, whole, waiting, typed))
    })?;
    let name = wanted.name.clone().or_else(|| whole.list.name.clone()).unwrap_or_else(|| past.text.clone());
    let state = home.state();
    if state == ListState::Gone && waiting > 0 {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!(
                "'{name}' no longer exists on TMDB, and {} for it",
                counted(waiting as u64, "change is queued", "changes are queued")
            ),
        )
        .with_hint(format!(
            "create it again with: flixir lists sync {typed} --recreate; give it up with: flixir lists sync {typed} --drop"
        )));
    }
    let mut plan = RestorePlan {
        adds: wanted.items.clone(),
        snapshot: wanted,
        target: None,
        replaces: None,
        removes: Vec::new(),
        held: 0,
        name,
    };
    if past.home.is_some() && matches!(state, ListState::Live | ListState::Unsent) {
        let there = on_tmdb(&whole);
        let keeps: BTreeSet<MediaRef> = plan.snapshot.items.iter().copied().collect();
        plan.adds.retain(|item| !there.contains(item));
        plan.removes = there.iter().copied().filter(|item| !keeps.contains(item)).collect();
        if home.is_diverged && at.is_none() {
            // What TMDB lost comes back; what it has besides stays.
            plan.removes.clear();
        }
        plan.held = there.len();
        plan.target = Some(home.clone());
    } else {
        if plan.snapshot.name.is_none() {
            plan.snapshot.name = Some(plan.name.clone());
        }
        preview_of_new(context, identity, &plan.fields())?;
        plan.replaces = (state == ListState::Gone).then(|| home.clone());
    }
    for wish in plan.wishes() {
        check_supported(&identity.api, &home, &wish)?;
    }
    Ok(plan)
}

/// Returns what is to be restored: the newest snapshot, or the newest at or before `at`; without `at`, of a list that has
/// diverged or no longer exists on TMDB, the copy that is kept here.
fn wanted(context: &Context, past: &Past, at: Option<Timestamp>) -> Result<SnapshotRow> {
    let is_kept = |row: &&ListRow| row.is_diverged || row.state() == ListState::Gone;
    if let Some(row) = past.home.as_ref().filter(is_kept).filter(|_| at.is_none()) {
        return context.state()?.read(|tx| {
            let known = known_of(tx, row)?;
            Ok(SnapshotRow {
                id: 0,
                list: row.uid.clone(),
                taken_at: context.clock.now(),
                reason: "kept here".to_owned(),
                name: known.fields.name,
                description: known.fields.description,
                public: known.fields.public,
                kind: SnapshotKind::Items,
                items: known.items.iter().map(|held| held.item).collect(),
                scores: BTreeMap::new(),
                comments: known
                    .items
                    .into_iter()
                    .filter_map(|held| Some((held.item, held.comment?)))
                    .collect(),
            })
        });
    }
    let fits = |snapshot: &&SnapshotRow| at.is_none_or(|at| snapshot.taken_at <= at);
    past.snapshots.iter().find(fits).cloned().ok_or_else(|| no_snapshot(past, at))
}

/// Returns the items that are on TMDB's list, or will be when what is queued is sent.
fn on_tmdb(whole: &ListWithItems) -> Vec<MediaRef> {
    let stays =
        whole.items.iter().filter(|item| !matches!(item.state, ItemState::PendingRemove | ItemState::Gone));
    stays.map(|item| item.media.item()).collect()
}

fn no_snapshot(past: &Past, at: Option<Timestamp>) -> Error {
    let text = &past.text;
    let message = match (at, past.snapshots.is_empty()) {
        (Some(at), false) => format!("there is no snapshot of '{text}' from {at} or earlier"),
        _ => format!("there are no snapshots of '{text}'"),
    };
    let taken: Vec<String> = past.snapshots.iter().map(|snapshot| snapshot.taken_at.to_string()).collect();
    let error = Error::new(ErrorKind::NotFound, message).with_detail("snapshots", taken);
    match &past.namesake {
        Some(uid) => error.with_hint(format!("a deleted list of that name has some. Use its id: {uid}")),
        None => error.with_hint("see: flixir lists log"),
    }
}

/// Carries a restoration out: keeps what is there, keeps the wishes, delivers what can be delivered now. The report's
/// wishes are those of [`RestorePlan::wishes`].
///
/// # Errors
/// As [`write()`].
pub fn restore(context: &Context, identity: &Identity, plan: &RestorePlan) -> Result<WriteReport> {
    let wishes = plan.wishes();
    if let Some(row) = &plan.target {
        keep_snapshot(context, row, "restore")?;
        let report = write(context, identity, row, &wishes)?;
        // The person has decided. If TMDB rejects the items, the next read finds them missing again.
        context.state()?.write(|tx| tx.set_diverged(&row.uid, false))?;
        return Ok(report);
    }
    check_options(context)?;
    let (uid, group, now) = (context.entropy.local_id(), context.entropy.token(), context.clock.now());
    let kept = context.state()?.write(|tx| {
        if let Some(lost) = &plan.replaces {
            let known = known_of(tx, lost)?;
            let holding = Holding { fields: &known.fields, items: &known.items, reason: "restore" };
            tx.take_snapshot(lost, holding, now)?;
            tx.set_list_deleted(&lost.uid)?;
        }
        let own = identity.account_in(tx)?;
        tx.add_list(&uid, &own, None, now)?;
        enqueue_all(context, tx, Queue { account: &own, list: &uid, group: &group }, &wishes)
    })?;
    context.probe.reached("op.enqueued");
    deliver_and_report(context, identity, &uid, &wishes, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_means_all_of_its_second_or_day() {
        let moment = |text: &str| parse_moment(text).unwrap().millis();
        let second = Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap().millis();
        assert_eq!(moment("2026-03-04T05:06:07Z"), second + 999);
        assert_eq!(moment("2026-03-04T06:06:07.250+01:00"), second + 999);
        let midnight = Timestamp::parse_rfc3339("2026-03-05T00:00:00Z").unwrap().millis();
        assert_eq!(moment("2026-03-04"), midnight - 1);
        for text in ["", "yesterday", "2026-13-01", "2026-03-04 05:06:07", "05:06"] {
            assert_eq!(parse_moment(text).unwrap_err().kind(), ErrorKind::Usage, "{text}");
        }
    }

    #[test]
    fn the_guard_looks_at_what_is_left() {
        let films = |count: u64| (1..=count).map(MediaRef::movie).collect::<Vec<_>>();
        let refuses = |adds: u64, removes: u64, held: usize| {
            let plan = RestorePlan {
                snapshot: SnapshotRow {
                    id: 1,
                    list: "l".to_owned(),
                    taken_at: Timestamp::default(),
                    reason: String::new(),
                    name: None,
                    description: None,
                    public: None,
                    kind: SnapshotKind::Items,
                    items: Vec::new(),
                    scores: BTreeMap::new(),
                    comments: std::collections::BTreeMap::new(),
                },
                target: None,
                replaces: None,
                adds: films(adds),
                removes: films(removes),
                held,
                name: "l".to_owned(),
            };
            plan.refusal(RemovalGuard { max_delete: None, is_off: false }).is_some()
        };
        assert!(refuses(0, 6, 6), "it would be empty");
        assert!(!refuses(1, 6, 6), "something else is on it then");
        assert!(!refuses(0, 5, 5));
        assert!(refuses(50, 21, 83) && !refuses(50, 21, 84) && refuses(1, 30, 30));
    }
}
