//! The thin binary: hands the command line and the real surroundings to the library.

use std::process::ExitCode;

use flixir::app::{Surroundings, run};

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os().skip(1).collect(), Surroundings::of_process()))
}
