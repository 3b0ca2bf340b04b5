//! Lays out the release binary for a quick start: `src/main.ld` tells the linker the order of its functions, and the unwinder
//! becomes a part of it. A short command takes a fifth less time with them. Only where rustc brings its own linker along;
//! with another the program is the same, and starts a little later.

#![expect(clippy::disallowed_methods, reason = "a build script is told everything by the environment")]

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/main.ld");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let usual_target = ["TARGET", "HOST"].iter().all(|name| is(name, "x86_64-unknown-linux-gnu"));
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let usual_linker = env::var_os("RUSTC_LINKER").is_none() && !flags.contains("link");
    if !usual_target || !usual_linker || !is("PROFILE", "release") {
        return;
    }
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    // Not with -Wl, which cuts at commas, and folders may have some.
    println!("cargo::rustc-link-arg-bin=flixir=-Xlinker");
    println!("cargo::rustc-link-arg-bin=flixir=--script={root}/src/main.ld");
    // One shared library less to find, map and initialise. A compiler that hasn't got it as an archive repeats the bare name.
    let asked = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    let archive = asked.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    if Path::new(archive.trim()).is_absolute() {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}
