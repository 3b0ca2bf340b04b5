//! The queue in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::domain::{Hold, Status, Timestamp};
use crate::error::Result;
use crate::services::Context;
use crate::store::{AccountRow, Tx};

/// The queue in numbers (`cli.md` §3).
#[derive(Clone, Debug, Serialize)]
pub struct QueueStats {
    /// Operations by status; every status is there.
    pub by_status: BTreeMap<&'static str, u64>,
    /// Operations that aren't settled, by type.
    pub by_type: BTreeMap<&'static str, u64>,
    /// When the oldest that waits was asked for.
    pub oldest_pending_at: Option<Timestamp>,
    /// When the next is due.
    pub next_attempt_at: Option<Timestamp>,
    /// What holds the account's operations.
    pub hold: Option<Hold>,
    /// Completed among those that ended at TMDB, 0 to 1; `None` before the first.
    pub success_rate: Option<f64>,
    /// When a run last ended.
    pub last_run_at: Option<Timestamp>,
    /// When the oldest operation of each status was asked for.
    pub oldest_by_status: BTreeMap<&'static str, Option<Timestamp>>,
    /// Operations that wait for more than time, by what they wait for. What holds the whole account is in `hold`.
    pub held: BTreeMap<&'static str, u64>,
    /// Whether TMDB is being left alone after an outage.
    pub breaker: Breaker,
    /// Time from the wish until TMDB had it.
    pub delivery: Delivery,
    /// What happened since the beginning, by name.
    pub totals: BTreeMap<&'static str, u64>,
    /// What happened on each of the last days, the oldest first; days on which nothing did are left out.
    pub days: Vec<Day>,
}

/// The pause after an outage.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Breaker {
    /// Whether requests are held back now.
    pub is_open: bool,
    /// Outages in a row that led here.
    pub opens: u32,
    /// When one request looks whether TMDB is back.
    pub next_probe_at: Option<Timestamp>,
}

/// How long the latest operations took from the wish until TMDB had it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Delivery {
    /// Operations looked at.
    pub operations: usize,
    /// Half of them took no longer, in seconds.
    pub p50_s: Option<f64>,
    /// 95 of 100 took no longer, in seconds.
    pub p95_s: Option<f64>,
}

/// What happened on a day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// The day in UTC.
    pub day: String,
    /// How often, by name.
    #[serde(flatten)]
    pub counts: BTreeMap<&'static str, u64>,
}

/// What is counted, day by day, and outlives the operations.
pub const TOTALS: [&str; 10] = [
    "enqueued",
    "coalesced",
    "completed",
    "already_present",
    "failed",
    "cancelled",
    "unknown",
    "verified",
    "adopted",
    "conflicts",
];
/// How many days are told one by one.
const DAYS: u32 = 14;
/// Of how many operations the time of delivery is told.
const LATEST: u32 = 1000;

/// Counts the queue.
///
/// # Errors
/// `storage`.
pub fn stats(context: &Context) -> Result<QueueStats> {
    let now = context.clock.now();
    context.state()?.read(|tx| {
        let mut by_status: BTreeMap<&'static str, u64> =
            Status::ALL.iter().map(|status| (status.name(), 0)).collect();
        let mut by_type = BTreeMap::new();
        let mut oldest_by_status: BTreeMap<&'static str, Option<Timestamp>> =
            Status::ALL.iter().map(|status| (status.name(), None)).collect();
        let mut oldest_pending_at: Option<Timestamp> = None;
        for row in tx.tally()? {
            // What can't be read is counted as far as it can.
            if let Some(kind) = row.kind {
                *by_type.entry(kind.contract_name(row.list_kind, row.media)).or_insert(0) += row.count;
            }
            let Some(status) = row.status else { continue };
            *by_status.entry(status.name()).or_insert(0) += row.count;
            let oldest = oldest_by_status.entry(status.name()).or_insert(None);
            *oldest = Some(oldest.map_or(row.oldest, |oldest| oldest.min(row.oldest)));
            if status.is_live() {
                oldest_pending_at =
                    Some(oldest_pending_at.map_or(row.oldest, |oldest| oldest.min(row.oldest)));
            }
        }
        let accounts = tx.accounts()?;
        let held: Vec<_> = accounts.iter().filter_map(|row| row.held(now)).collect();
        let hold = held.first().map(|(hold, _)| *hold);
        let totals: BTreeMap<&'static str, u64> =
            TOTALS.iter().map(|name| Ok((*name, tx.total(name)?))).collect::<Result<_>>()?;
        let (completed, failed) = (totals["completed"], totals["failed"]);
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
        let success_rate = (completed + failed > 0).then(|| completed as f64 / (completed + failed) as f64);
        let next = tx.next_due()?;
        let held_until = held.iter().filter_map(|(_, until)| *until).max();
        Ok(QueueStats {
            by_status,
            by_type,
            oldest_pending_at,
            next_attempt_at: next
                .map(|next| next.max(held_until.unwrap_or_default()))
                .filter(|_| hold != Some(Hold::Auth)),
            hold,
            success_rate,
            last_run_at: accounts.iter().filter_map(|row| row.last_run_at).max(),
            oldest_by_status,
            held: held_operations(tx)?,
            breaker: breaker(&accounts, now),
            delivery: delivery(tx.latest_waits(LATEST)?),
            totals,
            days: days(tx, now)?,
        })
    })
}

fn held_operations(tx: &Tx<'_>) -> Result<BTreeMap<&'static str, u64>> {
    let mut held: BTreeMap<&'static str, u64> =
        [Hold::Checking, Hold::Conflict, Hold::Dependency, Hold::Spam].map(|hold| (hold.name(), 0)).into();
    for (hold, count) in tx.tally_of_holds()? {
        // What is to be taken back may have been sent, and is counted so.
        if hold != Hold::CancelRequested {
            *held.entry(hold.name()).or_insert(0) += count;
        }
    }
    Ok(held)
}

fn breaker(accounts: &[AccountRow], now: Timestamp) -> Breaker {
    let until = accounts.iter().filter(|row| row.hold == Some(Hold::Outage)).filter_map(|row| row.hold_until);
    let next_probe_at = until.filter(|until| *until > now).max();
    let opens = accounts.iter().map(|row| row.breaker_opens).max().unwrap_or(0);
    Breaker { is_open: next_probe_at.is_some(), opens, next_probe_at }
}

fn delivery(mut waits: Vec<Duration>) -> Delivery {
    waits.sort_unstable();
    let share = |hundredths: usize| {
        let at = (waits.len() * hundredths).div_ceil(100).saturating_sub(1);
        waits.get(at).map(Duration::as_secs_f64)
    };
    Delivery { operations: waits.len(), p50_s: share(50), p95_s: share(95) }
}

fn days(tx: &Tx<'_>, now: Timestamp) -> Result<Vec<Day>> {
    let from = now.minus(Duration::from_hours(24) * (DAYS - 1));
    let mut days: Vec<Day> = Vec::new();
    for (day, name, count) in tx.days(from)? {
        let Some(name) = TOTALS.into_iter().find(|known| *known == name) else { continue };
        if days.last().is_none_or(|last| last.day != day) {
            days.push(Day { day, counts: TOTALS.iter().map(|name| (*name, 0)).collect() });
        }
        if let Some(last) = days.last_mut() {
            last.counts.insert(name, count);
        }
    }
    Ok(days)
}
