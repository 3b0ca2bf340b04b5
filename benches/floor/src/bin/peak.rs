//! Runs a command and prints the most memory that it had, in kilobytes. From a program as small as this one, because a child
//! is counted with the peak of the one that started it.

use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::from(2) };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => {}
        _ => return ExitCode::FAILURE,
    }
    // SAFETY: a plain C structure of numbers, which the call fills in.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage) != 0 {
            return ExitCode::FAILURE;
        }
        usage
    };
    println!("{}", usage.ru_maxrss);
    ExitCode::SUCCESS
}
