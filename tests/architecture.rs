//! The rules of the architecture that the compiler can't check: each library in its file, imports between modules in
//! one direction, no
//! files that import in a circle, a purpose at the head of every file. A plain text scan of the sources, their tests left out.
#![expect(clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A source file without comments and without its tests.
struct Source {
    /// Path below `src/`, with slashes.
    path: String,
    text: String,
    code: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, base: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, base, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let parts = path.strip_prefix(base).expect("a path below the base").iter();
            let path = parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let body = text.split("\nmod tests {").next().unwrap_or_default();
            let code = body.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            found.push(Source { path, text, code });
        }
    }
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join("src"), &root().join("src"), &mut found);
    found.retain(|source| !source.path.ends_with("tests.rs") && !source.path.contains("/tests/"));
    assert!(found.len() > 50, "the scan reads the sources");
    found
}

/// Returns whether `code` names `path` from its root: `open::that` isn't found in `crate::store::open::that`.
fn names(code: &str, path: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + path.len()..].chars().next();
        let is_whole = path.ends_with(':') || !after.is_some_and(is_part);
        is_whole && !before.is_some_and(|letter| is_part(letter) || letter == ':' || letter == '.')
    })
}

/// Each library's crate name, and the files or folders that may name it.
const HOMES: [(&str, &[&str]); 25] = [
    ("reqwest", &["adapters/http.rs"]),
    ("rustls", &["adapters/http.rs"]),
    ("rusqlite", &["store/"]),
    ("keyring", &["adapters/keyring.rs"]),
    ("miniz_oxide", &["store/cache.rs"]),
    ("tiny_http", &["adapters/loopback.rs"]),
    ("socket2", &["adapters/loopback.rs"]),
    ("comfy_table", &["output/table.rs", "output/style.rs"]),
    ("crossterm", &["adapters/terminal/"]),
    ("dialoguer", &["adapters/terminal.rs", "adapters/terminal/"]),
    ("open", &["adapters/terminal.rs"]),
    ("clap", &["cli/", "app.rs"]),
    ("clap_complete", &["cli/completions/"]),
    ("clap_complete_nushell", &["cli/completions/"]),
    ("jaq_core", &["output/jq.rs"]),
    ("jaq_json", &["output/jq.rs"]),
    ("jaq_std", &["output/jq.rs"]),
    ("getrandom", &["adapters/system.rs"]),
    ("signal_hook", &["adapters/signals.rs"]),
    ("terminal_size", &["app.rs"]),
    ("toml_edit", &["settings/file.rs", "services/config.rs"]),
    ("unicode_width", &["output/"]),
    ("csv", &["output/delimited.rs", "services/transfer/formats/table.rs"]),
    ("zip", &["services/transfer/formats/archive.rs"]),
    ("quick_xml", &["services/transfer/nfo.rs"]),
];

#[test]
fn each_library_is_named_at_its_home_only() {
    let mut strays = Vec::new();
    for source in sources() {
        for (library, homes) in HOMES {
            let is_home = homes.iter().any(|home| source.path == *home || source.path.starts_with(home));
            if !is_home && names(&source.code, &format!("{library}::")) {
                strays.push(format!(
                    "{} names {library}, whose home is {}",
                    source.path,
                    homes.join(" and ")
                ));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// Modules, and those of our own that they must not name (`lib.rs` tells which way data flows).
const ARROWS: [(&str, &[&str]); 11] = [
    (
        "domain/",
        &["ports", "tmdb", "store", "services", "adapters", "output", "cli", "sandbox", "app", "settings"],
    ),
    (
        "error.rs",
        &["ports", "tmdb", "store", "services", "adapters", "output", "cli", "sandbox", "app", "settings"],
    ),
    ("ports/", &["tmdb", "store", "services", "adapters", "output", "cli", "sandbox", "app", "settings"]),
    ("tmdb/", &["store", "services", "adapters", "output", "cli", "sandbox", "app", "settings"]),
    ("store/", &["ports", "tmdb", "services", "adapters", "output", "cli", "sandbox", "app", "settings"]),
    ("services/", &["adapters", "output", "cli", "sandbox", "app"]),
    ("adapters/", &["tmdb", "store", "services", "adapters", "cli", "sandbox", "app", "settings"]),
    // The streams are the voice of services that must speak before they end (`ports::Voice`).
    ("output/", &["tmdb", "store", "services", "adapters", "cli", "sandbox", "app", "settings"]),
    ("cli/", &["adapters"]),
    ("library/", &["cli", "output", "sandbox"]),
    // If both sides shared a type, they could share a mistake in it.
    ("sandbox/", &["tmdb", "store", "services", "output", "cli", "app", "settings"]),
];

#[test]
fn modules_lean_one_way() {
    let mut strays = Vec::new();
    for source in sources() {
        for (module, _) in ARROWS.iter().filter(|(module, _)| source.path.starts_with(module)) {
            for forbidden in
                ARROWS.iter().filter(|(known, _)| known == module).flat_map(|(_, names)| names.iter())
            {
                if imports(&source.code, forbidden) {
                    strays.push(format!("{} leans on {forbidden}, which {module} must not", source.path));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// Returns whether code names a module of ours, by a path of its own or in a nested `use crate::{…}`.
fn imports(code: &str, module: &str) -> bool {
    let direct = names(code, &format!("crate::{module}"));
    let nested = code.split("use crate::{").skip(1).any(|rest| {
        let list = rest.split("};").next().unwrap_or_default();
        names(list, &format!("{module}::")) || list.split(',').any(|part| part.trim() == module)
    });
    direct || nested
}

/// Splits a tree of imports into whole paths: `a::{b, c::{d, self}}` is `a::b`, `a::c::d` and `a::c::self`.
fn flat_paths(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let body = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in body.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&body[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&body[start..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(flat_paths).map(|inner| format!("{}{inner}", head.trim())).collect()
}

/// The paths of our own modules that code names, in `use` and elsewhere.
fn named_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = String::new();
    for (index, part) in code.split(';').enumerate() {
        let separator = if index == 0 { "" } else { ";" };
        let is_whole =
            |before: &str| !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        match part.rfind("use ").filter(|at| is_whole(&part[..*at]) && !part[*at..].contains(['(', '='])) {
            Some(at) => {
                found.extend(flat_paths(&part[at + 4..]));
                rest.extend([separator, &part[..at]]);
            }
            None => rest.extend([separator, part]),
        }
    }
    for root in ["crate::", "super::", "self::"] {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
        for (at, _) in rest.match_indices(root) {
            if !rest[..at].ends_with(is_part) {
                found.push(rest[at..].chars().take_while(|letter| is_part(*letter)).collect());
            }
        }
    }
    found
}

/// The module of a file: `output/mod.rs` is `[output]`.
fn module_of(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if matches!(parts.last(), Some(&("mod" | "lib"))) {
        parts.pop();
    }
    parts
}

/// A module, the files below it, and what it passes on from them.
struct House<'s> {
    files: BTreeMap<Vec<&'s str>, &'s Source>,
}

impl<'s> House<'s> {
    fn of(sources: &'s [Source]) -> Self {
        Self { files: sources.iter().map(|source| (module_of(&source.path), source)).collect() }
    }

    /// Returns whether the file's own files lie below it: it lists them and passes on what is theirs.
    fn is_hall(&self, module: &[&str]) -> bool {
        self.files.keys().any(|other| other.len() > module.len() && other.starts_with(module))
    }

    /// Puts a path that `module` names in terms of the crate; `None` for a library's.
    fn absolute<'p>(&self, module: &[&'p str], path: &'p str) -> Option<Vec<&'p str>> {
        let mut parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
        let mut base = module.to_vec();
        match *parts.first()? {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                while parts.get(1) == Some(&"super") {
                    base.pop();
                    parts.remove(0);
                }
                base.pop();
            }
            name => {
                let child: Vec<&str> = module.iter().copied().chain([name]).collect();
                if !self.files.keys().any(|known| *known == child) {
                    return None;
                }
                return Some(module.iter().copied().chain(parts).collect());
            }
        }
        base.extend(parts.into_iter().skip(1));
        Some(base)
    }

    /// Finds the file that a path leads to, through what modules hand on.
    fn resolve(&self, path: &[&str], patience: u8) -> Option<&'s Source> {
        let (module, source) = (0..=path.len()).rev().find_map(|length| {
            self.files.get_key_value(&path[..length]).map(|(module, source)| (module, *source))
        })?;
        // A path may end at the file itself: `use super::rules`.
        let Some(name) = path.get(module.len()) else { return Some(source) };
        let handed_on =
            source.code.split(';').filter_map(|part| part.split_once("pub").map(|(_, rest)| rest));
        let uses =
            handed_on.filter_map(|part| part.split_once("use ").filter(|(before, _)| before.len() < 24));
        for handed in uses.flat_map(|(_, tree)| flat_paths(tree)) {
            if patience > 0 && handed.rsplit("::").next() == Some(name) {
                let next = self.absolute(module, &handed)?;
                return self.resolve(&next, patience - 1).or(Some(source));
            }
        }
        Some(source)
    }

    /// Returns the paths of our own modules that a file uses. What it only passes on isn't among them: others import that
    /// from the file which has it.
    fn used_paths(&self, module: &[&str], source: &Source) -> Vec<String> {
        let (passed_on, code): (Vec<&str>, Vec<&str>) =
            source.code.split_inclusive(';').partition(|part| passes_on(part));
        let code = code.concat();
        let mut found = named_paths(&code);
        let passed_on = passed_on.iter().flat_map(|part| named_paths(part));
        found
            .extend(passed_on.filter(|path| path.rsplit("::").next().is_some_and(|name| names(&code, name))));
        // The head of a folder names the files in it without a root: `read::show(…)`.
        for (child, _) in self.files.iter().filter(|(child, _)| child.len() == module.len() + 1) {
            let Some(name) = child.strip_prefix(module).and_then(|rest| rest.first()) else { continue };
            let own = format!("{name}::");
            let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
            let starts = code.match_indices(&own).filter(|(at, _)| !code[..*at].ends_with(is_part));
            found.extend(
                starts.map(|(at, _)| code[at..].chars().take_while(|letter| is_part(*letter)).collect()),
            );
        }
        found
    }

    /// Returns the files that each file imports from. The head of a folder (`mod.rs`) is imported where an item is meant
    /// that it defines itself, not where it passes one on.
    fn imports(&self) -> BTreeMap<&'s str, BTreeSet<&'s str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, source) in &self.files {
            for path in self.used_paths(module, source) {
                let Some(absolute) = self.absolute(module, &path) else { continue };
                let Some(other) = self.resolve(&absolute, 4) else { continue };
                // A path that ends at a folder names no item of it: `use super::lists`.
                let is_item =
                    module_of(&other.path).len() < absolute.len() || !self.is_hall(&module_of(&other.path));
                if other.path != source.path && is_item {
                    found.entry(&source.path).or_default().insert(&other.path);
                }
            }
        }
        found
    }
}

/// Returns whether a statement passes on an item of another file: `pub use`, `pub(super) use`.
fn passes_on(statement: &str) -> bool {
    statement.rsplit_once("use ").is_some_and(|(before, _)| {
        let before = before.rsplit(['\n', '}']).next().unwrap_or_default().trim();
        before == "pub" || (before.starts_with("pub(") && before.ends_with(')'))
    })
}

/// Returns the groups of files in which each reaches each of the others.
fn circles<'p>(imports: &BTreeMap<&'p str, BTreeSet<&'p str>>) -> BTreeSet<BTreeSet<&'p str>> {
    let reached = |from: &'p str| {
        let (mut found, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            let others = imports.get(file).into_iter().flatten();
            next.extend(others.filter(|other| found.insert(**other)));
        }
        found
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|file| (*file, reached(file))).collect();
    let group = |file: &str| {
        all[file]
            .iter()
            .copied()
            .filter(|other| all.get(other).is_some_and(|back| back.contains(file)))
            .collect()
    };
    all.keys().map(|file| group(file)).filter(|group: &BTreeSet<&str>| !group.is_empty()).collect()
}

#[test]
fn no_files_import_in_a_circle() {
    let sources = sources();
    let imports = House::of(&sources).imports();
    let arrows: usize = imports.values().map(BTreeSet::len).sum();
    assert!(arrows > 300, "the scan reads the imports: {arrows}");
    assert!(imports["output/streams.rs"].contains("output/report.rs"));
    assert!(imports["cli/info.rs"].contains("output/cell.rs"), "through what output hands on");
    assert!(imports["cli/mod.rs"].contains("cli/info.rs"), "the head of a folder imports, too");
    assert!(imports["cli/args.rs"].contains("cli/mod.rs"), "and is imported for what it defines itself");
    let circles = circles(&imports);
    assert!(circles.is_empty(), "these import from each other, directly or in a circle: {circles:#?}");
}

/// Files that import what the `mod.rs` above them defines: the parser is made of the commands, and the promise is a part of
/// the tests.
const FROM_ABOVE: [&str; 2] = ["cli/args.rs", "cli/schema/promise.rs"];

#[test]
fn what_files_share_is_not_defined_above_them() {
    let sources = sources();
    let is_above = |folder: &str, file: &str| {
        folder.strip_suffix("mod.rs").is_some_and(|folder| file.starts_with(folder))
    };
    let mut strays = Vec::new();
    for (file, others) in House::of(&sources).imports() {
        let above = others.into_iter().filter(|other| is_above(other, file) && !FROM_ABOVE.contains(&file));
        strays.extend(
            above.map(|other| format!("{file} imports what {other} defines: move it to a file of its own")),
        );
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// The folder that a file stands in; a file with a folder of its own stands in that.
fn room_of<'p>(path: &'p str, rooms: &BTreeSet<&str>) -> &'p str {
    let own = path.trim_end_matches(".rs");
    if rooms.contains(own) { own } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) }
}

#[test]
fn no_two_rooms_import_each_other() {
    let sources = sources();
    let rooms: BTreeSet<&str> =
        sources.iter().filter_map(|source| source.path.rsplit_once('/')).map(|(folder, _)| folder).collect();
    // A folder's files and those of a folder in it are one story, told in two levels.
    let is_inside = |inner: &str, outer: &str| outer.is_empty() || inner.starts_with(&format!("{outer}/"));
    let mut arrows = BTreeSet::new();
    for (file, others) in House::of(&sources).imports() {
        for other in others {
            let (from, to) = (room_of(file, &rooms), room_of(other, &rooms));
            if from != to && !is_inside(from, to) && !is_inside(to, from) {
                arrows.insert((from, to));
            }
        }
    }
    assert!(arrows.contains(&("cli/lists", "services/outbox")), "the scan reads the rooms: {arrows:#?}");
    let pairs: Vec<_> = arrows.iter().filter(|(from, to)| arrows.contains(&(to, from))).collect();
    assert!(pairs.is_empty(), "these import each other: {pairs:#?}");
}

/// Crates that `Cargo.toml` asks for: those of the program, or those of the tests.
fn dependencies(table: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let manifest: toml_edit::DocumentMut = text.parse().expect("a manifest that parses");
    let of_unix = ["target", "cfg(unix)"].iter().try_fold(manifest.as_item(), |item, key| item.get(key));
    let tables = [manifest.get(table), of_unix.and_then(|unix| unix.get(table))];
    let names = tables.into_iter().flatten().filter_map(toml_edit::Item::as_table);
    names.flat_map(|table| table.iter().map(|(name, _)| name.to_owned())).collect()
}

#[test]
fn every_crate_is_used_and_has_its_reason_on_record() {
    let contributing = std::fs::read_to_string(root().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let sources = sources();
    let program = dependencies("dependencies");
    assert!(program.len() > 30, "the manifest is read");
    for name in &program {
        let path = format!("{}::", name.replace('-', "_"));
        assert!(sources.iter().any(|source| names(&source.code, &path)), "nothing uses {name}");
    }
    for name in program.iter().chain(&dependencies("dev-dependencies")) {
        assert!(names(&contributing, name), "CONTRIBUTING.md doesn't say what {name} is for");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut found = Vec::new();
    collect(&root().join("src"), &root(), &mut found);
    collect(&root().join("tests"), &root(), &mut found);
    let silent: Vec<&str> = found
        .iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| source.path.as_str())
        .collect();
    assert!(silent.is_empty(), "no //! at the head of: {}", silent.join(", "));
}

/// What only adapters may use: the text that does, and where.
const RIM: [(&str, &[&str]); 12] = [
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    ("std::io::stdout", &["app.rs"]),
    ("std::io::stderr", &["app.rs", "adapters/editor.rs", "adapters/signals.rs", "adapters/logging.rs"]),
    ("std::io::stdin", &["app.rs"]),
    ("std::env::vars_os", &["app.rs"]),
    ("std::env::args_os", &["main.rs"]),
    ("std::process::exit", &["adapters/signals.rs"]),
    ("UdpSocket", &[]),
];

#[test]
fn only_the_rim_touches_the_process() {
    let mut strays = Vec::new();
    for source in sources() {
        for (touch, homes) in RIM {
            if !homes.contains(&source.path.as_str()) && names(&source.code, touch) {
                strays.push(format!("{} uses {touch}", source.path));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// What talks to a person: the struct that has it all, and the ports in it.
const TALKING: [&str; 7] = ["Talk", "Prompt", "Voice", "Browser", "Callbacks", "Clipboard", "Editor"];
/// The services that may: logging in, live search, items on standard input, and repairs that need a word.
const TALKERS: [&str; 6] = [
    "services/auth/",
    "services/live/",
    "services/doctor/databases.rs",
    "services/items.rs",
    "services/mod.rs",
    "services/talk.rs",
];

#[test]
fn only_what_talks_to_a_person_can() {
    let mut strays = Vec::new();
    // A genre of TMDB's is called "Talk", and below the services nobody could name ours.
    let acts = |path: &str| ["services/", "store/"].iter().any(|room| path.starts_with(room));
    for source in sources().into_iter().filter(|source| acts(&source.path)) {
        let mut words = source.code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        if !TALKERS.iter().any(|home| source.path.starts_with(home))
            && words.any(|word| TALKING.contains(&word))
        {
            strays.push(source.path);
        }
    }
    assert!(strays.is_empty(), "these must work the same where nobody is there: {}", strays.join(", "));
}

/// What opens the database or a transaction of it: services do.
const TRANSACTIONS: [&str; 6] =
    ["context.state()", "State::open", "State::exists", ".read(|tx", ".write(|tx", ".rehearse(|tx"];

#[test]
fn the_command_line_opens_no_transaction() {
    let mut strays = Vec::new();
    for source in sources().into_iter().filter(|source| source.path.starts_with("cli/")) {
        let own = source.code.split("#[cfg(test)]").next().unwrap_or_default();
        strays.extend(
            TRANSACTIONS
                .iter()
                .filter(|call| own.contains(**call))
                .map(|call| format!("{} has {call}", source.path)),
        );
    }
    assert!(strays.is_empty(), "services do that: {}", strays.join("\n"));
}

/// The calls that move the memory *agreed*, the file that defines them, and the one that decides when.
const AGREEING: [&str; 2] = ["agree_on_", "set_agreed_at("];
const AGREED: [&str; 2] = ["store/agreed.rs", "services/mirror/agreed.rs"];

#[test]
fn programs_are_started_without_credentials() {
    let starts = |source: &Source| {
        let is_program = names(&source.code, "Command::new") && !source.code.contains("clap::");
        is_program || source.code.contains("process::Command::new")
    };
    let strays: Vec<_> = sources().into_iter().filter(starts).map(|source| source.path).collect();
    assert_eq!(strays, ["children.rs"], "it takes credentials out of what a child inherits");
}

#[test]
fn agreed_moves_in_one_place() {
    let mut found = BTreeSet::new();
    for source in sources() {
        if AGREEING.iter().any(|call| source.code.contains(call)) {
            found.insert(source.path);
        }
    }
    assert_eq!(found, BTreeSet::from(AGREED.map(str::to_owned)));
}

#[test]
fn no_test_file_is_left_unlisted() {
    let mut unlisted = Vec::new();
    for entry in std::fs::read_dir(root().join("tests")).expect("the tests").flatten() {
        let main = entry.path().join("main.rs");
        let Ok(listed) = std::fs::read_to_string(&main) else { continue };
        let mut found = Vec::new();
        collect(&entry.path(), &entry.path(), &mut found);
        for source in found.iter().filter(|source| !source.path.contains('/') && source.path != "main.rs") {
            let module = source.path.trim_end_matches(".rs");
            if !listed.lines().any(|line| line.trim_start_matches("pub ").trim() == format!("mod {module};"))
            {
                unlisted.push(source.path.clone());
            }
        }
    }
    assert!(unlisted.is_empty(), "not run: {}", unlisted.join(", "));
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    assert!(names("use rusqlite::Connection;", "rusqlite::"));
    assert!(names("let x = keyring::Entry::new();", "keyring::"));
    assert!(!names("use crate::adapters::keyring::Keyring;", "keyring::"));
    assert!(!names("context.keyring.get()", "keyring::"));
    assert!(names("println!(\"x\")", "println!") && !names("eprintln!(\"x\")", "println!"));
    assert!(imports("use crate::{\n    error::Error,\n    output::Report,\n};", "output"));
    assert!(imports("crate::output::sanitize::line(x)", "output"));
    assert!(!imports("use crate::outputs::x;", "output"));
    assert!(passes_on("mod a;\npub use a::B;") && passes_on("pub(super) use a::{B, C};"));
    assert!(!passes_on("pub fn f() {}\nuse a::B;") && !passes_on("pub struct A;"));
    assert_eq!(flat_paths("a::{b, c::{d as e, self}}"), ["a::b", "a::c::d", "a::c::self"]);
    assert_eq!(
        named_paths("use super::{a, b};\nfn f() { crate::c::d(x) }"),
        ["super::a", "super::b", "crate::c::d"]
    );
}
