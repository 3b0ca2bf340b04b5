//! `state.db` in a few numbers, by queries that stay fast however long the queue is (`flixir status`).

use super::accounts::AccountRow;
use super::state::Tx;
use crate::domain::{Hold, Timestamp};
use crate::error::Result;

/// A profile in a few numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The account used last.
    pub account: Option<AccountRow>,
    /// Whether TMDB is known to have ended its session; `None` where no session is known.
    pub session_ended: Option<bool>,
    /// Lists of that account that aren't deleted.
    pub lists: u64,
    /// Operations that wait or are being sent, over all accounts.
    pub pending: u64,
    /// Operations that failed for good.
    pub failed: u64,
    /// When the oldest of those waiting was made.
    pub oldest_pending_at: Option<Timestamp>,
    /// When the next attempt is due, where one is put off.
    pub next_attempt_at: Option<Timestamp>,
    /// How many of those waiting need a decision.
    pub conflicts: u64,
    /// Whether all that waits needs a decision first, so that no attempt is due or planned.
    pub is_stuck: bool,
}

pub(super) const WAITING: &str =
    "SELECT count(*), min(op.created_at) FROM list CROSS JOIN op INDEXED BY op_by_list
  ON op.list = list.uid AND op.status IN ('pending', 'processing')";

impl Tx<'_> {
    /// Sums the profile up.
    ///
    /// # Errors
    /// `storage`.
    pub fn summary(&self) -> Result<Summary> {
        let time = |value: Option<i64>| value.map(Timestamp::from_millis);
        let number = |value: i64| u64::try_from(value).unwrap_or(0);
        let latest = self.latest_account()?;
        let account = match &latest {
            Some(id) => self.account(id)?,
            None => self.accounts()?.into_iter().next(),
        };
        let session_ended = self.first(
            "SELECT ended_at IS NOT NULL FROM session ORDER BY last_used_at DESC, rowid DESC LIMIT 1",
            [],
            |row| row.get(0),
        )?;
        let lists = match &account {
            Some(account) => self.first(
                "SELECT count(*) FROM list WHERE account = ?1 AND shelf = 'list' AND deleted = 0",
                [&account.id],
                |row| row.get::<_, i64>(0),
            )?,
            None => None,
        };
        let waiting =
            self.first(WAITING, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?)))?;
        let failed =
            self.first("SELECT count(*) FROM op INDEXED BY op_failed WHERE status = 'failed'", [], |row| {
                row.get::<_, i64>(0)
            })?;
        let (pending, oldest) = waiting.unwrap_or((0, None));
        let conflicts = self.tally_of_holds()?.into_iter().filter(|(hold, _)| *hold == Hold::Conflict);
        let next = self.next_try()?;
        Ok(Summary {
            account,
            session_ended,
            lists: number(lists.unwrap_or(0)),
            pending: number(pending),
            failed: number(failed.unwrap_or(0)),
            oldest_pending_at: time(oldest),
            next_attempt_at: next.filter(|due| due.millis() > 0),
            conflicts: conflicts.map(|(_, count)| count).sum(),
            is_stuck: pending > 0 && next.is_none(),
        })
    }
}
