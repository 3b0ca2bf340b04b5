//! Accounts, the sessions that belong to them, and the pauses that hold for all their operations.
//! Never for credentials: a session is known by a fingerprint.

use super::state::Tx;
use crate::domain::{AccountIdentity, Change, Hold, Timestamp, is_due};
use crate::error::Result;

/// An account as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// TMDB's number as text; the object id, where only a user token told the account; `session:…` until TMDB has confirmed
    /// the session.
    pub id: String,
    /// Whether TMDB has said so.
    pub confirmed: bool,
    /// The v4 account object id.
    pub object_id: Option<String>,
    /// The name it logs in with.
    pub username: Option<String>,
    /// The display name; may be empty on TMDB.
    pub name: Option<String>,
    /// A login that is needed, or an outage, which time ends; see [`AccountRow::held`].
    pub hold: Option<Hold>,
    /// Until when, for an outage.
    pub hold_until: Option<Timestamp>,
    /// The wait that led to `hold_until`, in milliseconds.
    pub hold_delay_ms: i64,
    /// Until when TMDB wants a pause. Beside the hold, because neither a session that ends nor a login shortens it.
    pub paused_until: Option<Timestamp>,
    /// The wait that led to `paused_until`, in milliseconds.
    pub pause_ms: i64,
    /// How often the breaker opened in a row.
    pub breaker_opens: u32,
    /// When its list of lists was last read completely.
    pub lists_as_of: Option<Timestamp>,
    /// When a delivery run last ended.
    pub last_run_at: Option<Timestamp>,
}

impl AccountRow {
    /// Returns what holds all operations of the account at `now`, and until when; a missing login has no end. Of several holds
    /// it is the one that has to be dealt with first.
    pub fn held(&self, now: Timestamp) -> Option<(Hold, Option<Timestamp>)> {
        let outage = || self.hold_until.filter(|until| !is_due(now, *until, self.hold_delay_ms));
        match self.hold {
            Some(Hold::Auth) => Some((Hold::Auth, None)),
            hold => match self.paused(now) {
                Some(until) => Some((Hold::RateLimit, Some(until))),
                None => hold.zip(outage()).map(|(hold, until)| (hold, Some(until))),
            },
        }
    }

    /// Returns until when TMDB wants a pause, where that is after `now`.
    pub fn paused(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| !is_due(now, *until, self.pause_ms))
    }
}

/// A session as stored: by fingerprint, never itself.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// The account it belongs to.
    pub account: String,
    /// When it was first used here.
    pub first_used_at: Timestamp,
    /// When it was last used here.
    pub last_used_at: Timestamp,
    /// When TMDB was found to have ended it.
    pub ended_at: Option<Timestamp>,
}

/// How much the database holds of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Lists that are known.
    pub lists: usize,
    /// Operations that have yet to be delivered.
    pub waiting: usize,
    /// Operations that failed for good and stand for a look.
    pub failed: usize,
    /// Operations that are completed or cancelled.
    pub settled: usize,
    /// Snapshots of lists.
    pub snapshots: usize,
    /// Sessions on record.
    pub sessions: usize,
}

impl Holdings {
    /// Returns whether nothing would be missed.
    pub const fn is_empty(&self) -> bool {
        self.lists == 0 && self.waiting == 0 && self.failed == 0
    }
}

const COLUMNS: &str = "id, confirmed, object_id, username, name, hold, hold_until, hold_delay_ms, paused_until, pause_ms, \
  breaker_opens, lists_as_of, last_run_at";

fn account_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        id: row.get(0)?,
        confirmed: row.get(1)?,
        object_id: row.get(2)?,
        username: row.get(3)?,
        name: row.get(4)?,
        hold: row.get::<_, Option<String>>(5)?.and_then(|word| word.parse().ok()),
        hold_until: row.get::<_, Option<i64>>(6)?.map(Timestamp::from_millis),
        hold_delay_ms: row.get(7)?,
        paused_until: row.get::<_, Option<i64>>(8)?.map(Timestamp::from_millis),
        pause_ms: row.get(9)?,
        breaker_opens: row.get(10)?,
        lists_as_of: row.get::<_, Option<i64>>(11)?.map(Timestamp::from_millis),
        last_run_at: row.get::<_, Option<i64>>(12)?.map(Timestamp::from_millis),
    })
}

fn session_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        account: row.get(0)?,
        first_used_at: Timestamp::from_millis(row.get(1)?),
        last_used_at: Timestamp::from_millis(row.get(2)?),
        ended_at: row.get::<_, Option<i64>>(3)?.map(Timestamp::from_millis),
    })
}

impl Tx<'_> {
    /// Returns an account.
    ///
    /// # Errors
    /// `storage`.
    pub fn account(&self, id: &str) -> Result<Option<AccountRow>> {
        self.first(&format!("SELECT {COLUMNS} FROM account WHERE id = ?1"), [id], account_row)
    }

    /// Returns every account of the profile.
    ///
    /// # Errors
    /// `storage`.
    pub fn accounts(&self) -> Result<Vec<AccountRow>> {
        self.rows(&format!("SELECT {COLUMNS} FROM account ORDER BY id"), [], account_row)
    }

    /// Returns the account that has operations waiting, or the one used last, for commands that need no session.
    ///
    /// # Errors
    /// `storage`.
    pub fn latest_account(&self) -> Result<Option<String>> {
        self.first("SELECT account FROM session ORDER BY last_used_at DESC, rowid DESC LIMIT 1", [], |row| {
            row.get(0)
        })
    }

    /// Makes an account that is known only by the fingerprint of its session; fine where it exists.
    ///
    /// # Errors
    /// `storage`.
    pub fn add_provisional_account(&self, id: &str) -> Result<()> {
        self.execute("INSERT INTO account(id, confirmed) VALUES (?1, 0) ON CONFLICT(id) DO NOTHING", [id])?;
        Ok(())
    }

    /// Returns the account that a user token names, making it where none is known: by its object id until TMDB tells the number.
    ///
    /// # Errors
    /// `storage`.
    pub fn account_of_token(&self, object_id: &str) -> Result<String> {
        let known = "SELECT id FROM account WHERE object_id = ?1 AND confirmed = 1 ORDER BY id = ?1 LIMIT 1";
        if let Some(id) = self.first(known, [object_id], |row| row.get(0))? {
            return Ok(id);
        }
        self.execute("INSERT INTO account(id, confirmed, object_id) VALUES (?1, 1, ?1)", [object_id])?;
        Ok(object_id.to_owned())
    }

    /// Stores who an account is. What was made for it while only its object id was known goes over to it.
    ///
    /// # Errors
    /// `storage`.
    pub fn confirm_account(&self, who: &AccountIdentity) -> Result<String> {
        let id = who.id.to_string();
        self.execute(
            "INSERT INTO account(id, confirmed, object_id, username, name) VALUES (?1, 1, ?2, ?3, ?4)
             ON CONFLICT(id) DO UPDATE SET confirmed = 1, object_id = coalesce(excluded.object_id, object_id),
             username = coalesce(excluded.username, username), name = coalesce(excluded.name, name)",
            (&id, &who.object_id, &who.username, &who.name),
        )?;
        if let Some(object_id) = who.object_id.as_deref().filter(|object_id| *object_id != id)
            && self.account(object_id)?.is_some()
        {
            self.adopt_provisional(object_id, &id)?;
        }
        Ok(id)
    }

    /// Hands everything made under a provisional account to the account that it turned out to be.
    ///
    /// # Errors
    /// `storage`.
    pub fn adopt_provisional(&self, provisional: &str, account: &str) -> Result<()> {
        // The same list may have been named by its number under both; its operations then move over.
        let pairs: Vec<(String, String)> = self.rows(
            "SELECT a.uid, b.uid FROM list a JOIN list b ON b.account = ?2 AND
               ((a.remote_id IS NOT NULL AND a.remote_id = b.remote_id) OR (a.shelf <> 'list' AND a.shelf = b.shelf))
             WHERE a.account = ?1",
            (provisional, account),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (from, into) in pairs {
            self.start_updates(&from, &into)?;
            // Behind what waits there already, so that each list keeps one order.
            self.execute(
                "UPDATE op SET tries = max(tries, 1) WHERE list = ?1 AND status = 'pending'",
                [&from],
            )?;
            self.execute("UPDATE op SET list = ?2 WHERE list = ?1", (&from, &into))?;
            self.execute("DELETE FROM list WHERE uid = ?1", [&from])?;
        }
        self.execute("UPDATE op SET account = ?2 WHERE account = ?1", (provisional, account))?;
        self.execute("UPDATE list SET account = ?2 WHERE account = ?1", (provisional, account))?;
        self.execute("UPDATE session SET account = ?2 WHERE account = ?1", (provisional, account))?;
        self.execute(
            "UPDATE account SET (paused_until, pause_ms) = (SELECT paused_until, pause_ms FROM account WHERE id = ?1)
             WHERE id = ?2 AND coalesce(paused_until, 0) < (SELECT paused_until FROM account WHERE id = ?1)",
            (provisional, account),
        )?;
        self.execute("DELETE FROM account WHERE id = ?1", [provisional])?;
        Ok(())
    }

    /// Lets updates that were queued without knowing the list start from what the account has seen of it: otherwise nobody
    /// could tell whether somebody else changed the same field meanwhile.
    fn start_updates(&self, list: &str, known_as: &str) -> Result<()> {
        let Some(row) = self.list(known_as)? else { return Ok(()) };
        for update in self.live_operations(list)? {
            if let Change::Update { fields, from: None } = update.change {
                let from = row.start_of(&fields);
                self.edit_change(&update.id, &Change::Update { fields, from }, update.updated_at)?;
            }
        }
        Ok(())
    }

    /// Returns what is known of a session.
    ///
    /// # Errors
    /// `storage`.
    pub fn session(&self, fingerprint: &str) -> Result<Option<SessionRow>> {
        self.first(
            "SELECT account, first_used_at, last_used_at, ended_at FROM session WHERE fingerprint = ?1",
            [fingerprint],
            session_row,
        )
    }

    /// Notes that a session of `account` is in use.
    ///
    /// # Errors
    /// `storage`.
    pub fn touch_session(&self, fingerprint: &str, account: &str, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO session(fingerprint, account, first_used_at, last_used_at) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT(fingerprint) DO UPDATE SET account = excluded.account, last_used_at = excluded.last_used_at",
            (fingerprint, account, now.millis()),
        )?;
        Ok(())
    }

    /// Notes that TMDB ended a session, or, with `None`, that it accepts it after all.
    ///
    /// # Errors
    /// `storage`.
    pub fn mark_session_ended(&self, fingerprint: &str, ended_at: Option<Timestamp>) -> Result<()> {
        self.execute(
            "UPDATE session SET ended_at = ?2 WHERE fingerprint = ?1",
            (fingerprint, ended_at.map(Timestamp::millis)),
        )?;
        Ok(())
    }

    /// Forgets a session after logout; operations and lists stay.
    ///
    /// # Errors
    /// `storage`.
    pub fn forget_session(&self, fingerprint: &str) -> Result<()> {
        self.execute("DELETE FROM session WHERE fingerprint = ?1", [fingerprint])?;
        Ok(())
    }

    /// Holds, or with `None` releases, all operations of an account. A pause that TMDB asked for stays beside that.
    ///
    /// # Errors
    /// `storage`.
    pub fn hold_account(
        &self,
        account: &str,
        hold: Option<Hold>,
        until: Option<Timestamp>,
        delay_ms: i64,
    ) -> Result<()> {
        self.execute(
            "UPDATE account SET hold = ?2, hold_until = ?3, hold_delay_ms = ?4 WHERE id = ?1",
            (account, hold.map(Hold::name), until.map(Timestamp::millis), delay_ms),
        )?;
        Ok(())
    }

    /// Notes that TMDB wants no requests of an account until then, after a wait of `delay_ms`.
    ///
    /// # Errors
    /// `storage`.
    pub fn pause_account(&self, account: &str, until: Timestamp, delay_ms: i64) -> Result<()> {
        self.execute(
            "UPDATE account SET paused_until = ?2, pause_ms = ?3 WHERE id = ?1",
            (account, until.millis(), delay_ms),
        )?;
        Ok(())
    }

    /// Sets how often the breaker opened in a row; 0 closes it.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_breaker_opens(&self, account: &str, opens: u32) -> Result<()> {
        self.execute("UPDATE account SET breaker_opens = ?2 WHERE id = ?1", (account, opens))?;
        Ok(())
    }

    /// Notes when the account's list of lists was read completely.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_lists_as_of(&self, account: &str, as_of: Option<Timestamp>) -> Result<()> {
        self.execute(
            "UPDATE account SET lists_as_of = ?2 WHERE id = ?1",
            (account, as_of.map(Timestamp::millis)),
        )?;
        Ok(())
    }

    /// Notes when a delivery run ended.
    ///
    /// # Errors
    /// `storage`.
    pub fn set_last_run(&self, account: &str, at: Timestamp) -> Result<()> {
        self.execute("UPDATE account SET last_run_at = ?2 WHERE id = ?1", (account, at.millis()))?;
        Ok(())
    }

    /// Returns the session used last, and its fingerprint.
    ///
    /// # Errors
    /// `storage`.
    pub fn latest_session(&self) -> Result<Option<(String, SessionRow)>> {
        self.first(
            "SELECT account, first_used_at, last_used_at, ended_at, fingerprint FROM session
             ORDER BY last_used_at DESC, rowid DESC LIMIT 1",
            [],
            |row| Ok((row.get(4)?, session_row(row)?)),
        )
    }

    /// Forgets the sessions of an account that TMDB has ended, once a login or logout has answered that.
    ///
    /// # Errors
    /// `storage`.
    pub fn forget_ended_sessions(&self, account: &str) -> Result<()> {
        self.execute("DELETE FROM session WHERE account = ?1 AND ended_at IS NOT NULL", [account])?;
        Ok(())
    }

    /// Counts what is held of an account.
    ///
    /// # Errors
    /// `storage`.
    pub fn holdings(&self, account: &str) -> Result<Holdings> {
        let count = |sql: &str| -> Result<usize> {
            let found = self.first(sql, [account], |row| row.get::<_, i64>(0))?;
            Ok(usize::try_from(found.unwrap_or(0)).unwrap_or(0))
        };
        Ok(Holdings {
            lists: count("SELECT count(*) FROM list WHERE account = ?1 AND shelf = 'list' AND deleted = 0")?,
            waiting: count(
                "SELECT count(*) FROM op WHERE account = ?1 AND status IN ('pending', 'processing')",
            )?,
            failed: count("SELECT count(*) FROM op WHERE account = ?1 AND status = 'failed'")?,
            settled: count(
                "SELECT count(*) FROM op WHERE account = ?1 AND status IN ('completed', 'cancelled')",
            )?,
            snapshots: count(
                "SELECT count(*) FROM snapshot s JOIN list l ON l.uid = s.list WHERE l.account = ?1",
            )?,
            sessions: count("SELECT count(*) FROM session WHERE account = ?1")?,
        })
    }

    /// Deletes an account and everything that belongs to it; with the last account also the titles and counters of the
    /// profile. Returns what there was.
    ///
    /// # Errors
    /// `storage`.
    pub fn purge_account(&self, account: &str) -> Result<Holdings> {
        let holdings = self.holdings(account)?;
        for statement in [
            "DELETE FROM op WHERE account = ?1",
            "DELETE FROM list WHERE account = ?1",
            "DELETE FROM session WHERE account = ?1",
            "DELETE FROM account WHERE id = ?1",
        ] {
            self.execute(statement, [account])?;
        }
        if self.accounts()?.is_empty() {
            for statement in ["DELETE FROM title", "DELETE FROM stat_day"] {
                self.execute(statement, [])?;
            }
        }
        Ok(holdings)
    }
}
