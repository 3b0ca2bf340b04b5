//! `flixir status`: where the profile stands, on one screen or one line.

use serde::Serialize;

use super::{Exit, Session};
use crate::domain::text::counted;
use crate::domain::{Hold, Timestamp};
use crate::error::Result;
use crate::output::spoken::span;
use crate::output::{Cell, Column, Data, HumanText, Render, Report, Tone};
use crate::services::status::{Standing, standing};

/// Show your account, lists and queued changes at a glance
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Print one line, for a prompt or a status bar. Prints nothing if there is no data yet
    #[arg(long)]
    short: bool,
}

#[derive(Serialize)]
struct Account {
    id: Option<u64>,
    username: Option<String>,
    name: Option<String>,
}

#[derive(Serialize)]
struct Row {
    profile: String,
    account: Option<Account>,
    session_ended: Option<bool>,
    lists: u64,
    pending: u64,
    failed: u64,
    conflicts: u64,
    hold: Option<Hold>,
    oldest_pending_at: Option<Timestamp>,
    next_attempt_at: Option<Timestamp>,
    last_run_at: Option<Timestamp>,
    cache_bytes: Option<u64>,
    catalog_bytes: Option<u64>,
    #[serde(skip)]
    is_stuck: bool,
    #[serde(skip)]
    has_data: bool,
}

impl Row {
    fn new(profile: &str, standing: Standing) -> Self {
        let has_data = standing.summary.is_some();
        let summary = standing.summary.unwrap_or_default();
        let last_run_at = summary.account.as_ref().and_then(|account| account.last_run_at);
        Self {
            profile: profile.to_owned(),
            account: summary.account.map(|account| Account {
                id: account.id.parse().ok(),
                username: account.username,
                name: account.name.filter(|name| !name.is_empty()),
            }),
            session_ended: summary.session_ended,
            lists: summary.lists,
            pending: summary.pending,
            failed: summary.failed,
            conflicts: summary.conflicts,
            is_stuck: summary.is_stuck,
            hold: standing.hold,
            oldest_pending_at: summary.oldest_pending_at,
            next_attempt_at: standing.next_attempt_at,
            last_run_at,
            cache_bytes: standing.cache_bytes,
            catalog_bytes: standing.catalog_bytes,
            has_data,
        }
    }

    /// The person's name here: that of the account, or that of the profile until TMDB has told it.
    fn who(&self) -> &str {
        let username = self.account.as_ref().and_then(|account| account.username.as_deref());
        username.unwrap_or(&self.profile)
    }

    fn needs_login(&self) -> bool {
        self.hold == Some(Hold::Auth) || self.session_ended == Some(true)
    }

    /// Whether TMDB rejects the stored login: the API key is wrong, or the token may only read. Logging in again may not
    /// help.
    fn is_refused(&self) -> bool {
        self.hold == Some(Hold::Auth) && self.session_ended == Some(false)
    }
}

impl Render for Row {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("profile", "Profile", |row: &Self| (&row.profile).into()),
                Column::new("account", "Account", |row: &Self| row.who().into()),
                Column::new("lists", "Lists", |row: &Self| row.lists.into()),
                Column::new("pending", "Pending", |row: &Self| row.pending.into()),
                Column::new("failed", "Failed", |row: &Self| row.failed.into()),
                Column::new("conflicts", "Conflicts", |row: &Self| row.conflicts.into()).detail(),
                Column::new("hold", "Hold", |row: &Self| row.hold.map(Hold::name).into()),
                Column::new("session_ended", "Session ended", |row: &Self| row.session_ended.into()).detail(),
                Column::new("oldest_pending_at", "Oldest", |row: &Self| row.oldest_pending_at.into()),
                Column::new("next_attempt_at", "Next attempt", |row: &Self| row.next_attempt_at.into()),
                Column::new("last_run_at", "Last run", |row: &Self| row.last_run_at.into()),
                Column::new("cache_bytes", "Cache bytes", |row: &Self| {
                    row.cache_bytes.map(Cell::Bytes).into()
                }),
                Column::new("catalog_bytes", "Catalog bytes", |row: &Self| {
                    row.catalog_bytes.map(Cell::Bytes).into()
                }),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `storage`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let row = Row::new(&session.context.settings.profile, standing(&session.context)?);
    let options = session.streams.options();
    if args.short && !row.has_data && !options.is_json() && options.fields.is_none() {
        return Ok(Exit::Done);
    }
    let (now, is_short) = (session.context.clock.now(), args.short);
    let report = Report::one(row, ()).human(move |data: &Data<Row>, ()| {
        let Some(row) = data.as_slice().first() else { return HumanText::new() };
        if is_short { HumanText::new().line(short(row, now)) } else { screen(row, now) }
    });
    session.streams.report(report)?;
    Ok(Exit::Done)
}

fn short(row: &Row, now: Timestamp) -> String {
    let mut parts = Vec::new();
    if row.pending > 0 {
        parts.push(format!("{} pending", row.pending));
    }
    if row.failed > 0 {
        parts.push(format!("{} failed", row.failed));
    }
    if row.conflicts > 0 {
        parts.push(counted(row.conflicts, "conflict", "conflicts"));
    }
    if row.is_refused() {
        parts.push("login refused".to_owned());
    } else if row.needs_login() {
        parts.push("log in".to_owned());
    } else if let Some(due) = row.next_attempt_at.filter(|due| row.pending > 0 && *due > now) {
        parts.push(format!("next in {}", span(due.since(now))));
    }
    if parts.is_empty() {
        parts.push("ok".to_owned());
    }
    format!("{}: {}", row.who(), parts.join(", "))
}

fn screen(row: &Row, now: Timestamp) -> HumanText {
    let account = match &row.account {
        Some(account) => account
            .username
            .clone()
            .or_else(|| account.name.clone())
            .map_or_else(|| Cell::mark("not confirmed by TMDB yet", Tone::Dim), Cell::text),
        None => Cell::mark("not logged in. Log in with: flixir auth login", Tone::Warn),
    };
    let count = |count: u64, tone: Tone| {
        if count == 0 { Cell::mark("0", Tone::Dim) } else { Cell::mark(count.to_string(), tone) }
    };
    let pending = match row.oldest_pending_at {
        Some(oldest) => {
            Cell::mark(format!("{} (oldest {} ago)", row.pending, span(now.since(oldest))), Tone::Warn)
        }
        None => count(row.pending, Tone::Warn),
    };
    let failed = if row.failed > 0 {
        Cell::mark(
            format!("{} (try again: flixir queue retry --failed, or see why: flixir queue ls)", row.failed),
            Tone::Bad,
        )
    } else {
        count(0, Tone::Bad)
    };
    let mut text = HumanText::new().pair("Profile", row.profile.as_str()).pair("Account", account);
    if row.needs_login() {
        let why = match row.session_ended {
            Some(true) => "ended. Log in again with: flixir auth login",
            Some(false) => "rejected by TMDB. See why: flixir auth status",
            None => "needed. Log in with: flixir auth login",
        };
        text = text.pair("Login", Cell::mark(why, Tone::Bad));
    }
    text = text.pair("Lists", row.lists).pair("Pending", pending).pair("Failed", failed);
    if row.conflicts > 0 {
        let changes = counted(row.conflicts, "change needs", "changes need");
        text = text.pair(
            "Conflicts",
            Cell::mark(format!("{changes} your decision. See: flixir queue ls"), Tone::Bad),
        );
    }
    if let Some(hold) = row.hold.filter(|hold| *hold != Hold::Auth) {
        text = text.pair("Held by", Cell::mark(hold.name(), Tone::Warn));
    }
    if row.pending > 0 && !row.needs_login() && !row.is_stuck {
        let next = row.next_attempt_at.filter(|due| *due > now);
        text = text.pair(
            "Next try",
            next.map_or_else(|| "now".to_owned(), |due| format!("in {}", span(due.since(now)))),
        );
    }
    if let Some(last) = row.last_run_at {
        text = text.pair("Last run", format!("{} ago", span(now.since(last))));
    }
    text.pair("Cache", row.cache_bytes.map(Cell::Bytes)).pair("Catalog", row.catalog_bytes.map(Cell::Bytes))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Summary;

    const NOW: Timestamp = Timestamp::from_millis(10_000_000);

    fn row(summary: Summary, hold: Option<Hold>) -> Row {
        let next = summary.next_attempt_at;
        Row::new(
            "home",
            Standing { summary: Some(summary), hold, next_attempt_at: next, ..Standing::default() },
        )
    }

    #[test]
    fn one_line_says_what_wants_attention() {
        assert_eq!(short(&row(Summary::default(), None), NOW), "home: ok");
        let due = Some(NOW.plus(Duration::from_secs(250)));
        let busy = Summary { pending: 3, failed: 1, next_attempt_at: due, ..Summary::default() };
        assert_eq!(short(&row(busy.clone(), None), NOW), "home: 3 pending, 1 failed, next in 4 min");
        assert_eq!(short(&row(busy.clone(), Some(Hold::Auth)), NOW), "home: 3 pending, 1 failed, log in");
        let with_wrong_key = Summary { session_ended: Some(false), ..busy };
        let refused = row(with_wrong_key, Some(Hold::Auth));
        assert_eq!(short(&refused, NOW), "home: 3 pending, 1 failed, login refused");
    }
}
