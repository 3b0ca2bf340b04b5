//! `flixir lists` and `flixir queue` against the command-line contract, seen from outside: arguments in, exit code and
//! output out, with the sandbox's log, effects and state as the judge. Not for what single functions do.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod accounts;
mod auto;
mod binary;
mod carry;
#[cfg(target_os = "linux")]
mod children;
mod faults;
mod lists;
mod memories;
mod offered;
mod pauses;
mod queue;
#[path = "../support/random.rs"]
#[expect(dead_code, reason = "the simulation draws more kinds of numbers")]
mod random;
#[cfg(unix)]
mod recipes;
mod scripts;
mod support;
mod sync;
#[cfg(unix)]
mod terminal;
mod unknown;
mod unreadable;
mod usage;
mod ways;
