//! A delivery run: cron's `queue retry`, and the moment after every write typed in a shell. One process takes the run's
//! lock, frees what dead runs held, and delivers list by list. The account's pauses are kept here: a session that ended,
//! a limit, an outage.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::Scope;
use std::time::Duration;

use super::claim::{Audience, Batch, ClaimRules, Unsure, claim, has_ready};
use super::lanes::{Board, Claimed};
use super::waits::{after, next_wait};
use crate::domain::{Hold, ListKind, Operation, OperationKind, Status, Timestamp, is_provisional, millis_of};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{LockState, RunGuard};
use crate::services::identity::{self, Identity};
use crate::services::mirror::{list_name, told_of_unreadable};
use crate::services::{Context, login};
use crate::store::{State, Tx};
use crate::tmdb::account::{AccountLists, fetch_account_lists_expecting};
use crate::tmdb::{Authority, Client, Request};

/// Longest time that a write may take; what may still be carried out after a crash counts from its dispatch plus this.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_mins(1);
/// Answers of a failing TMDB in a row after which the run stops.
const FAILURES_BEFORE_PAUSE: u32 = 3;
/// How long an operation of a run whose lock file vanished is left alone.
const LOST_LOCK_GRACE: Duration = Duration::from_mins(10);
/// The most that the look whether TMDB is back may take.
const PROBE_LIMIT: Duration = Duration::from_secs(5);
/// How long a run whose time is over waits for the answers that it still expects.
const LAST_ANSWER: Duration = Duration::from_secs(10);
/// For a `429` that doesn't say how long.
const RATE_PAUSE: Duration = Duration::from_secs(30);
/// How long our own writes are kept against stale reads.
const RECENT_WRITES_KEPT: Duration = Duration::from_hours(24);

/// How long a typed write waits for another run that has its list in its hands.
pub(super) const PATIENCE_OF_A_WRITE: Duration = Duration::from_secs(5);
/// How often it looks whether that is over.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What a run may do.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Only these lists (local ids).
    pub lists: Option<Vec<String>>,
    /// Ignore waits (`--now`); never the settle time, nor a pause that TMDB asked for.
    pub ignores_waits: bool,
    /// A person waits for this run: the pause of an outage doesn't keep it from trying.
    pub is_typed: bool,
    /// How long it waits for another run that has one of the lists in its hands.
    pub patience: Duration,
    /// Whether a person reads what the run says.
    pub audience: Audience,
    /// What becomes of operations that may have been sent before.
    pub unsure: Unsure,
    /// Most operations to touch.
    pub limit: Option<usize>,
    /// After this nothing more is started; what is under way is awaited for a while, so that its outcome isn't lost.
    pub max_time: Option<Duration>,
}

/// Why a run stopped while work was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// The account waits for a login.
    Auth,
    /// TMDB is unreachable or failing.
    Outage,
    /// TMDB asked for a pause.
    RateLimit,
}

/// What the person set, by which a run ended before all that was due was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// `--limit`.
    Limit,
    /// `--max-time`.
    MaxTime,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct RunSummary {
    /// The operations that it touched, in order.
    pub touched: Vec<String>,
    /// Why it stopped while work was left.
    pub pause: Option<Pause>,
    /// The fault behind the pause.
    pub fault: Option<Error>,
    /// What the person set, where that ended it.
    pub bound: Option<Bound>,
    /// Whether a signal ended it.
    pub was_interrupted: bool,
    /// Things that the person should know.
    pub warnings: Vec<String>,
}

/// Delivers what may be delivered of the account in use.
///
/// # Errors
/// `storage`, and a broken invariant. Faults of the network end the run with a pause instead.
pub fn deliver(context: &Context, identity: &Identity, options: RunOptions) -> Result<RunSummary> {
    let state = context.state()?;
    let now = context.clock.now();
    let (work, others) = state.read(|tx| {
        let own = identity.account_in(tx)?;
        let others = tx.accounts_with_live_operations()?.iter().any(|account| *account != own);
        Ok((has_ready_work(tx, &own, &options, now)?, others))
    })?;
    let may_belong_here = others && !identity.is_confirmed;
    let mut summary = RunSummary::default();
    if context.settings.offline {
        // Being told to stay offline is no outage: nothing is claimed, and no wait begins.
        if work {
            summary.pause = Some(Pause::Outage);
            summary.fault = Some(
                Error::new(ErrorKind::Unavailable, "queued changes can't be sent with --offline")
                    .with_hint("run it without --offline"),
            );
        }
        return Ok(summary);
    }
    if work || may_belong_here {
        let run = Run::begin(context, identity, options.clone())?;
        summary = run.work()?;
    }
    summary
        .warnings
        .extend(state.read(|tx| stopped_lists(tx, &identity.account_in(tx)?, options.lists.as_ref()))?);
    if others && summary.pause.is_none() && summary.touched.is_empty() {
        // The run may have found out whose session it is.
        let (left, session) =
            state.read(|tx| Ok((tx.accounts_with_live_operations()?, tx.session(&identity.fingerprint)?)))?;
        let account = session.map_or_else(|| identity.account.clone(), |session| session.account);
        let others: Vec<&String> = left.iter().filter(|other| **other != account).collect();
        if !others.is_empty() {
            summary.pause = Some(Pause::Auth);
            summary.fault = Some(waits_for_another_login(&others));
        }
    }
    Ok(summary)
}

/// Says which of the lists wait behind a change that can't be read.
fn stopped_lists(tx: &Tx<'_>, account: &str, meant: Option<&Vec<String>>) -> Result<Vec<String>> {
    let mut said = Vec::new();
    for uid in tx.lists_with_live_operations(account)? {
        if meant.is_none_or(|lists| lists.contains(&uid))
            && let Some(unreadable) = tx.line(&uid, 1)?.stopped_by
        {
            let name = list_name(tx, &uid)?;
            said.push(told_of_unreadable(&name.name.unwrap_or(name.local_id), &unreadable));
        }
    }
    Ok(said)
}

/// `add_movie movie:603`, `create_list`.
fn described(operation: &Operation) -> String {
    match operation.item() {
        Some(item) => format!("{} {item}", operation.contract_type()),
        None => operation.contract_type().to_owned(),
    }
}

/// Says that only a login lets on what waits. What was queued under a session that TMDB never confirmed has no account that
/// could log in; the person may give it to the one that is.
fn waits_for_another_login(others: &[&String]) -> Error {
    if others.iter().all(|other| is_provisional(other)) {
        let message = "some changes were queued under a session that TMDB never confirmed";
        return Error::new(ErrorKind::SessionExpired, message).with_hint(
            "send them with the account that you are logged in to: flixir queue adopt; or see them: flixir queue ls",
        );
    }
    Error::new(ErrorKind::SessionExpired, "changes of another account are queued until it logs in")
        .with_hint("see: flixir queue ls; log in as that account with: flixir auth login")
}

/// Returns whether any list has something that time and holds let go.
fn has_ready_work(tx: &Tx<'_>, account: &str, options: &RunOptions, now: Timestamp) -> Result<bool> {
    // What a dead run left is work as well.
    if !tx.runs_in_progress()?.is_empty() {
        return Ok(true);
    }
    for uid in tx.lists_with_live_operations(account)? {
        let is_meant = options.lists.as_ref().is_none_or(|lists| lists.contains(&uid));
        if is_meant && has_ready(tx, &uid, now, options.ignores_waits, options.audience)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A run in progress.
pub(super) struct Run<'a> {
    pub(super) context: &'a Context,
    pub(super) state: &'a State,
    pub(super) client: Client,
    pub(super) identity: Identity,
    pub(super) options: RunOptions,
    pub(super) id: String,
    guard: Box<dyn RunGuard>,
    stop: AtomicBool,
    budget: Mutex<usize>,
    /// By the clock's `elapsed`.
    last_begin: Option<Duration>,
    /// How many pages the account's lists filled when they were last read.
    pages_of_lists: AtomicU32,
    shared: Mutex<Shared>,
}

/// What ends a lane before its time, and with it the run.
enum Trouble {
    Error(Error),
    /// The lane's thread panicked with this.
    Panic(Box<dyn Any + Send>),
}

#[derive(Default)]
struct Shared {
    summary: RunSummary,
    failures_in_a_row: u32,
    successes: u32,
    /// Why a lane broke off.
    trouble: Option<Trouble>,
}

impl<'a> Run<'a> {
    fn begin(context: &'a Context, identity: &Identity, options: RunOptions) -> Result<Self> {
        let id = context.entropy.token();
        let guard = context.locks.acquire(&id)?;
        let deadline = match options.max_time {
            Some(span) => context.deadline().min(context.clock.elapsed() + span + LAST_ANSWER),
            None => context.deadline(),
        };
        let client = context.client_until(identity.credentials(context), deadline);
        let last_begin = options.max_time.map(|span| context.clock.elapsed() + span);
        let budget = Mutex::new(options.limit.unwrap_or(usize::MAX));
        Ok(Self {
            context,
            state: context.state()?,
            client,
            identity: identity.clone(),
            options,
            id,
            guard,
            stop: AtomicBool::new(false),
            budget,
            last_begin,
            pages_of_lists: AtomicU32::new(1),
            shared: Mutex::new(Shared::default()),
        })
    }

    fn work(mut self) -> Result<RunSummary> {
        let outcome = self.work_through();
        // A run that broke off may have left operations in its hands, which the next run takes over by this lock.
        let may_hold = outcome.is_err()
            && self
                .state
                .read(|tx| tx.runs_in_progress())
                .map_or(true, |runs| runs.iter().any(|(run, _)| *run == self.id));
        if !may_hold {
            self.guard.end();
        }
        outcome?;
        let shared = self.shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(shared.summary)
    }

    fn work_through(&mut self) -> Result<()> {
        self.recover()?;
        if self.may_begin()? {
            let until = self.context.clock.elapsed() + self.options.patience.min(self.client.time_left());
            loop {
                self.deliver_lists()?;
                if self.has_stopped() || self.context.clock.elapsed() >= until || !self.is_held_elsewhere()? {
                    break;
                }
                self.context.clock.sleep(LOOK_AGAIN);
                // The other run may have died.
                self.recover()?;
            }
        }
        if let Err(error) = self.tidy() {
            // What was delivered is recorded, and the next run tidies up.
            self.warn(format!("the end of the delivery could not be noted: {error}"));
        }
        Ok(())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    pub(super) fn settle(&self) -> Duration {
        self.context.settings.settle
    }

    /// Reads the account's lists completely, for what a creation must know.
    pub(super) fn account_lists(&self) -> Result<AccountLists> {
        let expected = self.pages_of_lists.load(Ordering::Relaxed);
        let lists = fetch_account_lists_expecting(
            expected,
            &self.client,
            &self.identity.api,
            &self.identity.account,
        )?;
        self.pages_of_lists.store(lists.pages, Ordering::Relaxed);
        Ok(lists)
    }

    /// Frees what dead runs held. The kernel has freed their locks, so nothing needs to be waited for.
    fn recover(&self) -> Result<()> {
        let now = self.now();
        let settle_ms = millis_of(REQUEST_TIMEOUT + self.settle());
        for (run, last_seen) in self.state.read(|tx| tx.runs_in_progress())? {
            let is_dead = match self.context.locks.examine(&run) {
                LockState::Held => false,
                LockState::Free => true,
                // Somebody deleted the file: its run stops by itself before its next claim.
                LockState::Missing => now.since(last_seen) > LOST_LOCK_GRACE || last_seen > now,
            };
            if is_dead {
                let freed = self.state.write(|tx| tx.recover_run(&run, settle_ms, now))?;
                self.context.locks.forget(&run);
                log::info!("freed {freed} operations that a dead run held");
            }
        }
        Ok(())
    }

    /// Looks at the account's pauses; also finds out whose session it is where that isn't known.
    fn may_begin(&mut self) -> Result<bool> {
        self.identity = identity::renewed(self.context, &self.identity)?;
        // Of runs that begin together each may find out whose session it is: what the others read then has moved.
        let account = self.state.read(|tx| tx.account(&self.identity.account_in(tx)?))?;
        let Some(account) = account else { return Err(Error::bug("the account's row is missing")) };
        let now = self.now();
        match account.held(now) {
            Some((Hold::RateLimit, until)) => {
                self.pause(Pause::RateLimit, rate_limited(until, now));
                return Ok(false);
            }
            Some((Hold::Outage, until)) if !self.options.is_typed && !self.options.ignores_waits => {
                let error = Error::new(ErrorKind::Unavailable, "TMDB could not be reached a moment ago")
                    .with_retry_after(until.map(|until| until.since(now)))
                    .with_hint("flixir tries again later, or now with: flixir queue retry --now");
                self.pause(Pause::Outage, error);
                return Ok(false);
            }
            _ => {}
        }
        let ended = self.state.read(|tx| tx.session(&self.identity.fingerprint))?;
        let is_doubtful = ended.is_some_and(|session| session.ended_at.is_some());
        if !self.identity.is_confirmed || account.hold == Some(Hold::Auth) || is_doubtful {
            return self.confirm_identity();
        }
        if account.breaker_opens > 0 && !self.options.is_typed && !self.options.ignores_waits {
            return self.probe(account.hold_delay_ms);
        }
        Ok(true)
    }

    fn confirm_identity(&mut self) -> Result<bool> {
        let probe = self.client_for_a_look();
        match identity::confirm(self.context, &self.identity, &probe) {
            Ok(confirmed) => {
                self.identity = confirmed;
                self.succeeded()?;
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::Storage => Err(error),
            Err(error) => {
                if let Some(refusal) = self.hold_for(error)? {
                    self.session_ended(refusal)?;
                }
                Ok(false)
            }
        }
    }

    /// Lets one process look whether TMDB is back, before anything is sent.
    fn probe(&self, last_delay_ms: i64) -> Result<bool> {
        let now = self.now();
        // Keeps other runs waiting meanwhile.
        self.state.write(|tx| {
            let until = now.plus(PROBE_LIMIT * 2);
            let delay_ms = last_delay_ms.max(millis_of(PROBE_LIMIT * 2));
            self.hold_for_outage(tx, until, delay_ms)
        })?;
        let request = Request::get("/account").authority(Authority::Session).fresh();
        let request = if self.identity.login.stored.session.is_some() {
            request
        } else {
            request.authority(Authority::User)
        };
        if let Err(error) = self.client_for_a_look().submit(&request)
            && self.hold_for(error)?.is_none()
        {
            return Ok(false);
        }
        // A refusal by TMDB itself shows as well that it is back.
        self.succeeded()?;
        Ok(true)
    }

    fn client_for_a_look(&self) -> Client {
        let deadline = self.context.clock.elapsed() + PROBE_LIMIT.min(self.client.time_left());
        self.context.client_until(self.identity.credentials(self.context), deadline)
    }

    /// Returns whether another run has any of this run's lists in its hands.
    fn is_held_elsewhere(&self) -> Result<bool> {
        let lists = self.options.lists.as_deref().unwrap_or_default();
        self.state.read(|tx| {
            for uid in lists {
                if tx.is_in_hand(uid)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Delivers list after list, several at once, until nothing more may be touched.
    fn deliver_lists(&self) -> Result<()> {
        let probe = &self.context.probe;
        let board = Mutex::new(Board::new(probe.lanes(self.context.settings.parallel as usize)));
        // Until TMDB has answered, requests go one by one: where it is down, the first few find out for all.
        while !self.was_answered() {
            let Some(batch) = self.take_turn(&board)? else { return Ok(()) };
            self.work_on(&board, &batch)?;
        }
        std::thread::scope(|scope| {
            let _end = EndOfLanes(self);
            self.lane(scope, &board);
        });
        match self.lock().trouble.take() {
            None => Ok(()),
            Some(Trouble::Error(error)) => Err(error),
            Some(Trouble::Panic(payload)) => resume_unwind(payload),
        }
    }

    /// Works until nothing more may be touched. Where there is work for another lane, that is started.
    fn lane<'scope, 'env>(&'env self, scope: &'scope Scope<'scope, 'env>, board: &'env Mutex<Board>) {
        if let Err(error) = self.work_in_lane(scope, board) {
            self.break_off(Trouble::Error(error));
        }
        lock(board).ends_a_lane();
    }

    fn work_in_lane<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        board: &'env Mutex<Board>,
    ) -> Result<()> {
        while let Some(batch) = self.take_turn(board)? {
            if lock(board).begins_a_lane() {
                let seat = self.context.probe.lane();
                let begun = std::thread::Builder::new().spawn_scoped(scope, move || {
                    let lane = || {
                        seat.begin();
                        self.lane(scope, board);
                    };
                    if let Err(payload) = catch_unwind(AssertUnwindSafe(lane)) {
                        self.break_off(Trouble::Panic(payload));
                    }
                    drop(seat);
                });
                if begun.is_err() {
                    lock(board).ends_a_lane();
                }
            }
            self.work_on(board, &batch)?;
        }
        Ok(())
    }

    /// Notes the first trouble, and ends the run.
    fn break_off(&self, trouble: Trouble) {
        self.stop.store(true, Ordering::Relaxed);
        self.lock().trouble.get_or_insert(trouble);
    }

    /// Claims what a lane does next.
    fn take_turn(&self, board: &Mutex<Board>) -> Result<Option<Batch>> {
        // Held until the claim is made, so that lists are started in their order.
        let mut board = lock(board);
        loop {
            if self.has_stopped() {
                return Ok(None);
            }
            if !self.guard.is_intact() {
                self.stop.store(true, Ordering::Relaxed);
                self.warn("the run's lock file was removed, so this run stops".to_owned());
                return Ok(None);
            }
            let Some(turn) = board.next() else {
                let mut lists =
                    self.state.read(|tx| tx.lists_with_live_operations(&self.identity.account))?;
                lists.retain(|uid| self.options.lists.as_ref().is_none_or(|lists| lists.contains(uid)));
                if board.offer(lists) {
                    continue;
                }
                return Ok(None);
            };
            let claimed = self.claim_next(&turn.uid)?;
            let is_wide = matches!(&claimed, Claimed::Work(batch) if batch.list.list_kind != ListKind::List);
            board.tried(turn, &claimed, is_wide);
            if let Claimed::Work(batch) = claimed {
                return Ok(Some(batch));
            }
        }
    }

    /// Carries claimed operations out, and tells the board for whom the way is clear now.
    fn work_on(&self, board: &Mutex<Board>, batch: &Batch) -> Result<()> {
        self.context.probe.reached("claim.committed");
        for operation in &batch.operations {
            log::debug!(operation_id = operation.id.as_str(); "{} goes out", described(operation));
        }
        let outcome = self.carry_out(batch);
        self.log_outcome(batch);
        outcome?;
        let freed = self.state.read(|tx| {
            let mut freed = Vec::new();
            if tx.has_waiting_for_others(&self.identity.account)? {
                for operation in &batch.operations {
                    freed.extend(tx.operations_after(&operation.id)?);
                }
            }
            Ok(freed)
        })?;
        let mut board = lock(board);
        board.done(&batch.list.uid, batch.operations[0].kind() == OperationKind::Create);
        for operation in freed {
            board.wake(operation.list);
        }
        Ok(())
    }

    /// Logs how the operations stand now; where nobody reads that, nothing is asked.
    fn log_outcome(&self, batch: &Batch) {
        if !log::log_enabled!(log::Level::Info) {
            return;
        }
        for operation in &batch.operations {
            let Ok(Some(now)) = self.state.read(|tx| tx.operation(&operation.id)) else { continue };
            let reason = now.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            log::info!(
                operation_id = now.id.as_str(), attempts = now.attempts, hold = now.hold.map_or("", Hold::name);
                "{} is {}{reason}", described(&now), now.status
            );
        }
    }

    fn claim_next(&self, uid: &str) -> Result<Claimed<Batch>> {
        let token = self.context.entropy.token();
        // Held until what is claimed has been taken from it, or two lists would claim the same rest.
        let mut budget = self.budget();
        let rules = ClaimRules {
            account: &self.identity.account,
            run: &self.id,
            token: &token,
            now: self.now(),
            ignores_waits: self.options.ignores_waits,
            limit: *budget,
            batches: self.identity.api.is_v4(),
            settle: REQUEST_TIMEOUT + self.settle(),
            audience: self.options.audience,
            unsure: self.options.unsure,
            guards_creates: !self.context.probe.removes("one open creation"),
        };
        let began = self.context.clock.elapsed();
        let claimed = self.state.write(|tx| match rate_pause(tx, rules.account, rules.now)? {
            Some(until) => Ok(Err(until)),
            None => claim(tx, uid, &rules).map(Ok),
        })?;
        let took_us = self.context.clock.elapsed().saturating_sub(began).as_micros();
        let claimed = match claimed {
            Ok(claimed) => claimed,
            Err(until) => {
                // Another run was told to pause.
                self.pause(Pause::RateLimit, rate_limited(Some(until), rules.now));
                return Ok(Claimed::Nothing);
            }
        };
        if let Claimed::Work(batch) = &claimed {
            let taken = batch.operations.len();
            log::debug!(claim_us = took_us; "claimed {taken} operations");
            if *budget != usize::MAX {
                *budget = budget.saturating_sub(taken);
            }
            let mut shared = self.lock();
            shared.summary.touched.extend(batch.operations.iter().map(|operation| operation.id.clone()));
        }
        Ok(claimed)
    }

    /// Returns how many operations may still be claimed.
    fn budget(&self) -> MutexGuard<'_, usize> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_stopped(&self) -> bool {
        if self.context.interrupted.load(Ordering::Relaxed) {
            self.lock().summary.was_interrupted = true;
            return true;
        }
        let bound = if *self.budget() == 0 {
            Some(Bound::Limit)
        } else {
            self.last_begin.filter(|last| self.context.clock.elapsed() >= *last).map(|_| Bound::MaxTime)
        };
        if bound.is_some() {
            self.lock().summary.bound = bound;
        }
        bound.is_some() || self.stop.load(Ordering::Relaxed)
    }

    /// Stops the run with work left.
    pub(super) fn pause(&self, pause: Pause, fault: Error) {
        self.stop.store(true, Ordering::Relaxed);
        self.note_fault(pause, fault);
    }

    /// Notes a fault that doesn't stop the run but leaves work for later.
    pub(super) fn note_fault(&self, pause: Pause, fault: Error) {
        let mut shared = self.lock();
        if shared.summary.pause.is_none() {
            shared.summary.pause = Some(pause);
            shared.summary.fault = Some(fault);
        }
    }

    pub(super) fn warn(&self, message: String) {
        let warnings = &mut self.lock().summary.warnings;
        if !warnings.contains(&message) {
            warnings.push(message);
        }
    }

    /// TMDB answered with a verdict: it is there.
    pub(super) fn succeeded(&self) -> Result<()> {
        let was_failing = {
            let mut shared = self.lock();
            shared.failures_in_a_row = 0;
            shared.successes += 1;
            shared.successes == 1
        };
        if !was_failing {
            return Ok(());
        }
        self.state.write(|tx| {
            let account = tx.account(&self.identity.account)?;
            let hold = account.as_ref().and_then(|row| row.hold);
            if hold == Some(Hold::Outage) {
                tx.hold_account(&self.identity.account, None, None, 0)?;
            }
            tx.set_breaker_opens(&self.identity.account, 0)
        })
    }

    /// Returns whether TMDB has answered anything in this run.
    fn was_answered(&self) -> bool {
        self.lock().successes > 0
    }

    /// TMDB failed as a whole, once; the third time in a row stops the run.
    pub(super) fn failed_once(&self, fault: Error) -> Result<()> {
        let failures = {
            let mut shared = self.lock();
            shared.failures_in_a_row += 1;
            shared.failures_in_a_row
        };
        if failures >= FAILURES_BEFORE_PAUSE {
            return self.open_breaker(fault);
        }
        self.note_fault(Pause::Outage, fault);
        Ok(())
    }

    /// TMDB is unreachable: stops the run, and others for a while.
    pub(super) fn open_breaker(&self, fault: Error) -> Result<()> {
        let now = self.now();
        let fraction = self.context.entropy.fraction();
        self.state.write(|tx| {
            let account = tx.account(&self.identity.account)?;
            let (opens, last) = account.map_or((0, 0), |row| (row.breaker_opens, row.hold_delay_ms));
            let own = next_wait(if opens == 0 { 0 } else { last }, fraction);
            let (until, delay_ms) = after(now, fault.retry_after().map_or(own, |asked| asked.max(own)));
            tx.set_breaker_opens(&self.identity.account, opens.saturating_add(1))?;
            self.hold_for_outage(tx, until, delay_ms)
        })?;
        self.pause(Pause::Outage, fault);
        Ok(())
    }

    /// TMDB asked for a pause: nothing of this account is sent before it is over, by any run.
    pub(super) fn rate_limited(&self, asked: Option<Duration>) -> Result<()> {
        let now = self.now();
        let (until, delay_ms) = after(now, asked.unwrap_or(RATE_PAUSE));
        self.state.write(|tx| match rate_pause(tx, &self.identity.account, now)? {
            // Another run was told to pause for longer.
            Some(standing) if standing > until => Ok(()),
            _ => tx.pause_account(&self.identity.account, until, delay_ms),
        })?;
        self.pause(Pause::RateLimit, rate_limited(Some(until), now));
        Ok(())
    }

    /// Holds the account because TMDB can't be reached, unless another run found meanwhile that it needs a login.
    fn hold_for_outage(&self, tx: &Tx<'_>, until: Timestamp, delay_ms: i64) -> Result<()> {
        let account = &self.identity.account;
        if tx.account(account)?.is_some_and(|row| row.hold == Some(Hold::Auth)) {
            return Ok(());
        }
        tx.hold_account(account, Some(Hold::Outage), Some(until), delay_ms)
    }

    /// TMDB ended the session: the account's operations wait for a login.
    pub(super) fn session_ended(&self, fault: Error) -> Result<()> {
        if fault.kind() == ErrorKind::SessionExpired && self.identity.has_session() {
            login::session_was_ended(self.context, &self.identity.login)?;
        }
        // A wrong API key holds the account as well, but ends no login.
        self.state.write(|tx| tx.hold_account(&self.identity.account, Some(Hold::Auth), None, 0))?;
        self.pause(Pause::Auth, fault);
        Ok(())
    }

    /// Ends the run: notes it, sweeps what is kept for a time only.
    fn tidy(&self) -> Result<()> {
        let now = self.now();
        let kept = Duration::from_hours(24) * self.context.settings.keep_days;
        self.state.write(|tx| {
            tx.set_last_run(&self.identity.account, now)?;
            tx.sweep_recent_writes(now.minus(RECENT_WRITES_KEPT))?;
            tx.prune(&[Status::Completed, Status::Cancelled], now.minus(kept.max(RECENT_WRITES_KEPT)), 500)?;
            Ok(())
        })
    }
}

/// Waits for the lanes where a test gives them their turns; a run that breaks off by a panic begins nothing more meanwhile.
struct EndOfLanes<'a>(&'a Run<'a>);

impl Drop for EndOfLanes<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop.store(true, Ordering::Relaxed);
        }
        self.0.context.probe.lanes_end();
    }
}

fn lock(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns until when TMDB wants a pause of this account.
pub(super) fn rate_pause(tx: &Tx<'_>, account: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    Ok(tx.account(account)?.and_then(|row| row.paused(now)))
}

pub(super) fn rate_limited(until: Option<Timestamp>, now: Timestamp) -> Error {
    Error::new(ErrorKind::RateLimited, "TMDB asked for a pause")
        .with_retry_after(until.map(|until| until.since(now)))
        .with_hint("queued changes are sent when the pause is over")
}
