//! One file for each library or piece of the operating system that flixir leans on.

pub mod attended;
pub mod callback;
pub mod editor;
pub mod http;
pub mod keyring;
pub mod logging;
pub mod loopback;
pub mod machine;
pub mod pace_file;
pub mod run_locks;
pub mod secret_file;
pub mod session_command;
pub mod signals;
pub mod system;
pub mod terminal;
