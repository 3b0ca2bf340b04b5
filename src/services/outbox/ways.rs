//! The commands that end an operation's wait, for each thing that can keep it: what hints, `queue ls`, `queue show` and `sync`
//! offer. `tests/cli/ways.rs` shows for each that it does. Not for carrying them out.

use std::fmt;

use serde::Serialize;

use crate::domain::{Hold, Operation, OperationKind, Reason, Status};

/// A command that ends an operation's wait, or brings its end nearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// What it does, as a request.
    pub effect: &'static str,
    /// As it is typed; `ID` stands for TMDB's number of a list, which the person must know.
    pub command: String,
}

/// As a hint says it: `send it now: flixir queue retry --now`.
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.effect, self.command)
    }
}

fn way(effect: &'static str, command: String) -> Way {
    Way { effect, command: format!("flixir {command}") }
}

/// What keeps an operation, beyond what is stored with it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keeper {
    /// The hold that is shown.
    pub(super) hold: Option<Hold>,
    /// The number of the operation that it waits for.
    pub(super) blocker: Option<u64>,
    /// Whether its list no longer exists on TMDB.
    pub(super) is_list_gone: bool,
}

/// Returns the commands that end the wait of an operation, the most useful first; none for one that has ended.
pub(super) fn ways_out(operation: &Operation, keeper: Keeper) -> Vec<Way> {
    let number = operation.number;
    let cancel = || way("cancel it", format!("queue cancel {number}"));
    let retry = |effect| way(effect, format!("queue retry {number}"));
    match operation.status {
        Status::Completed | Status::Cancelled => return Vec::new(),
        Status::Processing => return vec![way("finish it, if flixir was ended", "queue retry".to_owned())],
        // It comes back with the creation that it needs.
        Status::Failed if operation.reason == Some(Reason::Dependency) => {
            return vec![way("try all failed changes again", "queue retry --failed".to_owned()), cancel()];
        }
        Status::Failed => return vec![retry("try it again"), cancel()],
        Status::Pending => {}
    }
    let list = &operation.list;
    match keeper.hold {
        Some(Hold::Auth) => vec![way("log in", "auth login".to_owned()), cancel()],
        Some(Hold::Login) => {
            vec![
                way("send it with the account that you are logged in to", "queue adopt".to_owned()),
                cancel(),
            ]
        }
        Some(Hold::Conflict) if keeper.is_list_gone => vec![
            way("create the list again", format!("lists sync {list} --recreate")),
            way("give the list up", format!("lists sync {list} --drop")),
            cancel(),
        ],
        Some(Hold::Conflict) => ways_of_conflict(operation),
        Some(Hold::Spam) => vec![retry("send it now"), cancel()],
        Some(Hold::Dependency) => {
            let blocker =
                keeper.blocker.map(|other| way("see what it waits for", format!("queue show {other}")));
            blocker.into_iter().chain([cancel()]).collect()
        }
        Some(Hold::CancelRequested) => vec![way("check it, when it is due", "queue retry".to_owned())],
        Some(Hold::Checking) => vec![way("check it, when it is due", "queue retry".to_owned()), cancel()],
        Some(Hold::RateLimit) => {
            vec![way("send it, when the pause is over", "queue retry".to_owned()), cancel()]
        }
        Some(Hold::Outage) | None => {
            vec![way("send it now", "queue retry --now".to_owned()), cancel()]
        }
    }
}

/// Returns the commands that end a conflict that is stored with an operation.
pub(in crate::services) fn ways_of_conflict(operation: &Operation) -> Vec<Way> {
    let number = operation.number;
    let cancel = |effect| way(effect, format!("queue cancel {number}"));
    match operation.kind() {
        OperationKind::Create => vec![
            way("tell flixir which list it is", format!("lists link {} ID", operation.list)),
            cancel("cancel it"),
        ],
        OperationKind::Update => {
            // One that was never sent goes on as soon as somebody is told.
            let force = if operation.maybe_sent { " --force" } else { "" };
            vec![way("send yours", format!("queue retry {number}{force}")), cancel("keep TMDB's")]
        }
        _ => vec![cancel("cancel it")],
    }
}

/// Returns the commands that end the wait behind an operation that can't be read.
pub(super) fn ways_of_unreadable(number: u64) -> Vec<Way> {
    vec![way("remove it", format!("queue cancel {number}"))]
}

/// Returns commands as a hint: `send yours: flixir …; keep TMDB's: flixir …`.
pub(in crate::services) fn told(ways: &[Way]) -> String {
    ways.iter().map(Way::to_string).collect::<Vec<_>>().join("; ")
}
