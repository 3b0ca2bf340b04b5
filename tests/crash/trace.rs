//! What the real program asks of the kernel, by `strace`: as a record, or with one call made to fail or to kill. Where
//! there is no `strace`, or it may not trace, the tests that need it say so and leave themselves out.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns whether `strace` can be used here.
pub(crate) fn is_possible() -> bool {
    let can = Command::new("strace").args(["-qq", "-e", "trace=none", "true"]).output();
    let can = can.is_ok_and(|output| output.status.success());
    if !can {
        println!("left out: strace isn't installed, or isn't allowed to trace");
    }
    can
}

/// Puts `strace` before a command; what it saw goes to `record`.
pub(crate) fn wrapped(command: &Command, options: &[&str], record: &Path) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(record).args(options).arg("--");
    strace.arg(command.get_program()).args(command.get_args());
    strace.env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            strace.env(name, value);
        }
    }
    strace
}

/// A call, as far as the tests care.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Call {
    Write {
        path: PathBuf,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        length: u64,
    },
    Sync {
        path: PathBuf,
    },
    Unlink {
        path: PathBuf,
    },
    Create {
        path: PathBuf,
    },
    /// A second name for a file.
    Link {
        from: PathBuf,
        to: PathBuf,
    },
    /// Bytes to standard output: from here on something is promised.
    Say,
    /// Bytes to a socket.
    Send {
        bytes: Vec<u8>,
    },
}

/// Options under which [`read`] understands the record.
pub(crate) const RECORD: [&str; 6] = [
    "-y",
    "-xx",
    "-s",
    "300000",
    "-e",
    "trace=openat,pwrite64,ftruncate,fsync,fdatasync,unlink,link,linkat,write,writev,sendto,sendmsg",
];

/// Reads a record made with [`RECORD`]. Calls that failed are left out. A call that another thread's call was written
/// into the middle of counts when it ended.
pub(crate) fn read(record: &Path) -> Vec<Call> {
    let text = std::fs::read_to_string(record).unwrap();
    let mut begun = std::collections::BTreeMap::new();
    let mut calls = Vec::new();
    for line in text.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        let whole = if let Some(head) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread.to_owned(), head.to_owned());
            continue;
        } else if rest.starts_with("<... ") {
            let Some(head) = begun.remove(thread) else { continue };
            format!("{head}{}", rest.split_once("resumed>").unwrap().1)
        } else {
            rest.to_owned()
        };
        calls.extend(call(&whole));
    }
    calls
}

fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') || result.starts_with('?') {
        return None;
    }
    let arguments = arguments.trim_end().strip_suffix(')')?;
    // `6<\x2f\x74>, "\x00", 4096, 0`: the file is named after its number.
    let file = || {
        let name = arguments.split_once('<')?.1.split_once('>')?.0;
        Some(PathBuf::from(String::from_utf8(unhex(name)).ok()?))
    };
    let quoted = || Some(PathBuf::from(String::from_utf8(unhex(arguments.split('"').nth(1)?)).ok()?));
    let number = |from_end: usize| arguments.rsplit(", ").nth(from_end)?.parse::<u64>().ok();
    match name {
        "pwrite64" => {
            Some(Call::Write { path: file()?, at: number(0)?, bytes: unhex(arguments.split('"').nth(1)?) })
        }
        "ftruncate" => Some(Call::Truncate { path: file()?, length: number(0)? }),
        "fsync" | "fdatasync" => Some(Call::Sync { path: file()? }),
        "unlink" => Some(Call::Unlink { path: quoted()? }),
        "link" | "linkat" => {
            let mut names = arguments.split('"').skip(1).step_by(2);
            let mut name = || Some(PathBuf::from(String::from_utf8(unhex(names.next()?)).ok()?));
            Some(Call::Link { from: name()?, to: name()? })
        }
        "openat" if arguments.contains("O_CREAT") => Some(Call::Create { path: quoted()? }),
        "write" if arguments.starts_with("1<") => Some(Call::Say),
        "write" | "writev" | "sendto" | "sendmsg" => {
            let is_socket = file()?.to_str()?.starts_with("socket:");
            let bytes = arguments.split('"').skip(1).step_by(2).flat_map(unhex).collect();
            is_socket.then_some(Call::Send { bytes })
        }
        _ => None,
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<&str> = text.split("\\x").skip(1).collect();
    digits.iter().map(|pair| u8::from_str_radix(&pair[..2], 16).unwrap()).collect()
}

/// Returns whether bytes begin a request that changes something at TMDB.
pub(crate) fn is_write(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let line = text.lines().next().unwrap_or_default();
    ["POST /", "PUT /", "DELETE /"].iter().any(|verb| line.starts_with(verb))
        || (line.starts_with("GET /") && line.contains("/clear"))
}
