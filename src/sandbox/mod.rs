//! A local, TMDB-compatible server: for trying flixir without an account, for users' script tests and for flixir's
//! own. It behaves as TMDB's API (v3, v4, daily exports, approval pages) is documented and measured to behave,
//! quirks included, and can be made to fail in many ways. It shares no type with flixir's client, so that the two
//! can't share a mistake. Not for serving anyone but this machine.
//!
//! `TMDB_BASE_URL`, `TMDB_WEB_URL` and `TMDB_EXPORTS_URL` may all be the one address of the sandbox. Unless told
//! otherwise it accepts [`SANDBOX_KEY`] and [`SANDBOX_TOKEN`], and has one account, `demo`.
//!
//! # Control over HTTP
//! Bodies are JSON with `Content-Type: application/json`; no credential is asked for.
//!
//! | request | effect |
//! | --- | --- |
//! | `GET /sandbox/log` | every request in order (the newest 200,000): `n`, `at`, `at_ms`, `method`, `path`, `query`, `body` (secrets as `***`), `credential`, `faults`, `status` (null: none was sent), `applied` |
//! | `GET /sandbox/effects` | every change in order: `n`, `at`, `effect`, `user`, `request` (its `n` in the log; missing for changes made here), and what changed |
//! | `GET /sandbox/state` | accounts with their collections, lists with all items |
//! | `POST /sandbox/faults` | `{"rule": "POST /3/list/*: 503 x3"}` in the grammar of [`faults`], or `{"method", "path", "do": "503", "times", "after", "every"}`, or any answer: `{"path", "status", "headers": {}, "body": text or JSON, "applied"}`; answers `{"id"}` |
//! | `GET`, `DELETE /sandbox/faults`, `DELETE /sandbox/faults/{id}` | shows them, removes all or one |
//! | `POST /sandbox/down` | `{"for_ms": 500}`: refuses connections for so long; without it until the process ends or [`Sandbox::come_back`] |
//! | `POST /sandbox/release` | lets go of all held requests |
//! | `POST /sandbox/approve` | `{"token", "as", "deny", "redirect_to"}`, all optional (the newest open token, the first account); answers with the `redirect` that a browser would follow |
//! | `POST /sandbox/login` | `{"as"}`: logs in without a page; answers `{"session_id", "user_token", "account_id", "account_object_id", "username"}` |
//! | `POST /sandbox/logout` | `{"as"}`: ends all of an account's sessions and user tokens |
//! | `POST /sandbox/lists` | another client of the owner: `{"do": "create", "as", "name", "description", "public", "items": ["movie:603"]}`, `{"do": "update", "list", "name", …}`, `{"do": "add"` or `"remove", "list", "items"}`, `{"do": "clear"` or `"delete", "list"}` |
//! | `POST /sandbox/reset` | forgets everything; the faults are those of the start again |

mod call;
mod control;
mod exchange;
mod facts;
pub mod faults;
mod invented;
mod options;
mod routes;
mod seed;
mod server;
mod world;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub use faults::{Action, Fault};
pub use options::{Options, SANDBOX_KEY, SANDBOX_TOKEN, TMDB_RATE_LIMIT};

use crate::adapters::system::SystemClock;
use crate::ports::Clock;
use server::Engine;

/// A running sandbox; stops when dropped.
pub struct Sandbox {
    engine: Arc<Engine>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address()).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox. All its times come from `clock`.
    ///
    /// # Errors
    /// Where the port is taken or not allowed.
    pub fn start(options: Options, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self { engine: Engine::start(options, clock, Engine::handle)? })
    }

    /// Starts a sandbox as it is without any option, at a free port and by the machine's clock.
    ///
    /// # Errors
    /// Where no port can be opened.
    pub fn local() -> io::Result<Self> {
        Self::start(Options::default(), Arc::new(SystemClock::new(None)))
    }

    /// Returns where it listens; the same after an outage.
    pub fn address(&self) -> SocketAddr {
        self.engine.address()
    }

    /// Returns its address as a URL without a path (`http://127.0.0.1:8080`).
    pub fn base_url(&self) -> String {
        self.engine.base_url()
    }

    /// Returns the v3 key that it accepts.
    pub fn key(&self) -> &str {
        &self.engine.options.key
    }

    /// Returns the read token that it accepts.
    pub fn token(&self) -> &str {
        &self.engine.options.token
    }

    /// Closes the port: connections are refused, open ones break off. Requests that are held stay held.
    pub fn go_down(&self) {
        self.engine.go_down();
    }

    /// Opens the same port again after [`Sandbox::go_down`].
    ///
    /// # Errors
    /// Where somebody else has taken the port meanwhile.
    pub fn come_back(&self) -> io::Result<()> {
        self.engine.come_back()
    }

    /// Tells whether the port is open; it is not during an outage.
    pub fn is_up(&self) -> bool {
        self.engine.is_up()
    }

    /// Returns accounts and whole lists, as `GET /sandbox/state` does.
    pub fn state(&self) -> Value {
        self.engine.state().world.to_value()
    }

    /// Returns every request so far, as `GET /sandbox/log` does.
    pub fn log(&self) -> Vec<Value> {
        self.engine.state().log.clone()
    }

    /// Returns every change so far in order, as `GET /sandbox/effects` does.
    pub fn effects(&self) -> Vec<Value> {
        self.engine.state().world.effects.clone()
    }

    /// Activates a rule; returns its number.
    pub fn add_fault(&self, fault: Fault) -> u64 {
        self.engine.state().faults.add(fault)
    }

    /// Takes all rules out of force.
    pub fn clear_faults(&self) {
        self.engine.state().faults.clear();
    }

    /// Approves a request token as the first account.
    ///
    /// # Errors
    /// Says why where the token is unknown, used or too old.
    pub fn approve(&self, token: &str) -> Result<(), String> {
        control::decide(&self.engine, Some(token.to_owned()), None, false).map(|_| ())
    }

    /// Approves the newest token that waits, as `account` (the first where `None`); returns the token.
    ///
    /// # Errors
    /// Says why where no token waits or there is no such account.
    pub fn approve_newest(&self, account: Option<&str>) -> Result<String, String> {
        control::decide(&self.engine, None, account, false).map(|(token, _)| token)
    }

    /// Logs in as `account` (the first where `None`) without a page; returns the object that
    /// `POST /sandbox/login` answers with.
    ///
    /// # Errors
    /// Where there is no such account.
    pub fn log_in(&self, account: Option<&str>) -> Result<Value, String> {
        let now = self.engine.clock.now();
        control::log_in(&mut self.engine.state().world, account, now)
    }

    /// Ends all sessions and user tokens of `account` (the first where `None`).
    ///
    /// # Errors
    /// Where there is no such account.
    pub fn log_out(&self, account: Option<&str>) -> Result<(), String> {
        let now = self.engine.clock.now();
        let mut state = self.engine.state();
        let user = control::account_named(&state.world, account)?;
        state.world.log_out(user, now);
        Ok(())
    }

    /// Changes a list as another client of its owner would; `edit` is the body of `POST /sandbox/lists`.
    /// Returns the list's number.
    ///
    /// # Errors
    /// Says what is wrong with the edit.
    pub fn edit_list(&self, edit: &Value) -> Result<u64, String> {
        let now = self.engine.clock.now();
        let body = edit.as_object().ok_or("the edit is no JSON object")?;
        let told = control::edit(&mut self.engine.state().world, now, body)?;
        told["list"].as_u64().ok_or_else(|| "no list".to_owned())
    }

    /// Lets go of every held request; returns how many there were.
    pub fn release(&self) -> usize {
        self.engine.release()
    }

    /// Waits until so many requests are held; false where that takes longer than `patience`.
    pub fn wait_for_held(&self, count: usize, patience: Duration) -> bool {
        self.engine.wait_for_held(count, patience)
    }

    /// Waits until every request that was sent before has been carried out, also those of clients that died since; false where
    /// that takes longer than `patience`. Not for requests that are held.
    pub fn wait_until_idle(&self, patience: Duration) -> bool {
        self.engine.wait_until_idle(patience)
    }

    /// Forgets accounts' lists, logins, log and effects; the faults are those of the start again.
    pub fn reset(&self) {
        self.engine.reset();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

#[cfg(test)]
mod tests;
