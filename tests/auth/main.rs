//! `flixir auth` in process: real HTTP against the sandbox, real SQLite, and a person made of closures.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod every_command;
mod life;
mod login;
mod logout;
mod moving;
mod secrets;
mod status;
#[path = "../support/mod.rs"]
mod support;
mod waiting;
