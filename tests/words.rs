//! Plain words: help, messages, manual, the pages beside the code and the comments in it use none of the words that are hard for
//! readers of English as a second language, and one spelling. Not for style that a list of words can't judge.
#![expect(clippy::expect_used, reason = "a test's helpers fail by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Command;
use flixir::cli::{args, examples};
use flixir::settings::CONFIG_KEYS;

/// Words to avoid, each with what to write instead.
const AVOIDED: &[(&str, &str)] = &[
    ("anew", "again"),
    ("bear", "have"),
    ("bears", "has"),
    ("behaviour", "behavior"),
    ("catalogue", "catalog"),
    ("catalogues", "catalogs"),
    ("colour", "color"),
    ("coloured", "colored"),
    ("colours", "colors"),
    ("favourite", "favorite"),
    ("favourites", "favorites"),
    ("film", "movie"),
    ("films", "movies"),
    ("heed", "obey"),
    ("heeds", "obeys"),
    ("honoured", "obeyed"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("mends", "fixes"),
    ("nonsense", "say what is wrong"),
    ("recognise", "recognize"),
    ("recognised", "recognized"),
    ("thereof", "of it"),
    ("unborn", "say what it is"),
    ("wherein", "in which"),
];

/// Words and phrases to avoid in comments as well, each with what to write instead. Names in backquotes are not looked at.
const AVOIDED_IN_COMMENTS: &[(&str, &str)] = &[
    ("all the same", "anyway"),
    ("amid", "among"),
    ("aught", "anything"),
    ("begun", "started"),
    ("borne", "had"),
    ("foretell", "predict"),
    ("for ever", "forever"),
    ("hands on", "passes on"),
    ("hands over", "passes"),
    ("hence", "so"),
    ("in force", "in use"),
    ("kin", "the like"),
    ("lest", "so that ... not"),
    ("out of reach", "unreachable"),
    ("shelf", "collection"),
    ("shelves", "collections"),
    ("slip of the pen", "mistyped"),
    ("taken for", "read as, or treated as"),
    ("throw-away", "temporary"),
    ("thus", "so"),
    ("TMDB holds", "TMDB has"),
    ("TMDB takes", "TMDB accepts"),
    ("TMDB talks", "TMDB returns"),
    ("upon", "on"),
    ("whence", "from which"),
    ("whoever", "a person who, or code that"),
    ("withal", "also"),
];

/// Words to avoid in the names of functions, types and fields, too.
const AVOIDED_IN_NAMES: &[&str] = &[
    "anew", "bear", "bears", "heed", "heeds", "mend", "mends", "shelf", "shelves", "unborn", "whence",
    "whoever",
];

/// Files in which such words are what people type or other programs write, or names of files.
const EXEMPT: &[&str] = &[
    "src/cli/usage.rs",
    "src/domain/item.rs",
    "src/domain/reason.rs",
    "src/sandbox/seed.rs",
    "src/services/transfer/formats/cells.rs",
    "src/services/transfer/formats/json.rs",
    "src/services/transfer/formats/letterboxd.rs",
    "src/services/transfer/formats/file.rs",
    "src/services/transfer/formats/subject.rs",
    "src/services/transfer/place.rs",
];

/// Pages beside the code.
const PAGES: [&str; 4] = ["README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file of the repository is text")
}

/// Returns the words to avoid in a text.
fn found(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-');
    let lower = words.map(str::to_lowercase);
    lower.filter(|word| AVOIDED.iter().any(|(avoided, _)| avoided == word)).collect()
}

/// Returns the text in quotes of a source file, without comments and tests.
fn literals(source: &str) -> String {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut text = String::new();
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let line = line.replace("\\\"", "'").replace("'\"'", "");
        // A literal that goes on in the next line has one quote in each of them.
        let quoted = line.split('"').skip(1).step_by(2);
        text.extend(quoted.flat_map(|part| [part, "\n"]));
    }
    text
}

/// Returns the comments of a source file as one text, without what stands in backquotes.
fn comments(source: &str) -> String {
    let lines = source.lines().map(str::trim_start).filter(|line| line.starts_with("//"));
    let text: Vec<&str> = lines.map(|line| line.trim_start_matches(['/', '!']).trim()).collect();
    text.join(" ").split('`').step_by(2).collect()
}

/// Returns the words and phrases to avoid in comments.
fn found_in_comments(text: &str) -> BTreeSet<String> {
    let plain: String = text
        .chars()
        .map(|letter| match letter {
            '-' => '-',
            letter if letter.is_alphanumeric() => letter.to_ascii_lowercase(),
            letter if letter.is_whitespace() => ' ',
            _ => '\n',
        })
        .collect();
    // A phrase doesn't go on behind a full stop.
    let plain = plain.replace('\n', " . ");
    let plain = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    let avoided = AVOIDED.iter().chain(AVOIDED_IN_COMMENTS).map(|(word, _)| *word);
    avoided
        .filter(|word| plain.contains(&format!(" {} ", word.to_ascii_lowercase())))
        .map(str::to_owned)
        .collect()
}

fn files_below(folder: &Path, extensions: &[&str], all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
            files_below(&path, extensions, all);
        } else if extensions.contains(&extension) && path.file_name().is_some_and(|name| name != "tests.rs") {
            all.push(path);
        }
    }
}

fn all_files_below(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all_files_below(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

/// Collects what the help of a command and those below it says.
fn help_of(command: &Command, path: &str, all: &mut Vec<(String, String)>) {
    let mut text = command.get_about().map(ToString::to_string).unwrap_or_default();
    text += &command.get_long_about().map(ToString::to_string).unwrap_or_default();
    for argument in command.get_arguments() {
        let help = [argument.get_help(), argument.get_long_help()];
        text.extend(help.into_iter().flatten().map(|help| format!("\n{help}")));
        let values = argument.get_possible_values();
        text.extend(values.iter().filter_map(|value| value.get_help()).map(|help| format!("\n{help}")));
    }
    text.extend(examples::of(path).iter().map(|example| format!("\n{}", example.about)));
    all.push((format!("flixir {path} --help"), text));
    for inner in command.get_subcommands() {
        help_of(inner, format!("{path} {}", inner.get_name()).trim_start(), all);
    }
}

/// Returns everything that a person can meet, with where it is.
fn texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut command = args::command();
    command.build();
    help_of(&command, "", &mut all);
    let keys = CONFIG_KEYS.iter().map(|key| key.about).collect::<Vec<_>>().join("\n");
    all.push(("flixir config ls".to_owned(), keys));
    let mut files = Vec::new();
    files_below(&root().join("man"), &["1", "7"], &mut files);
    files.extend(PAGES.map(|page| root().join(page)));
    let mut sources = Vec::new();
    files_below(&root().join("src"), &["rs"], &mut sources);
    let name = |path: &Path| path.strip_prefix(root()).unwrap_or(path).display().to_string();
    all.extend(files.iter().map(|path| (name(path), read(path))));
    all.extend(sources.iter().map(|path| (name(path), literals(&read(path)))));
    all
}

#[test]
fn texts_use_plain_words() {
    let texts = texts();
    let offending: Vec<(&String, BTreeSet<String>)> =
        texts.iter().map(|(name, text)| (name, found(text))).filter(|(_, words)| !words.is_empty()).collect();
    let new: Vec<_> = offending.iter().filter(|(name, _)| !EXEMPT.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "write plain words instead (see AVOIDED in tests/words.rs): {new:#?}");
    for exempt in EXEMPT {
        let is_needed = offending.iter().any(|(name, _)| name == exempt);
        assert!(is_needed, "{exempt} is plain now: take it out of EXEMPT");
    }
}

#[test]
fn comments_use_plain_words() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        all_files_below(&root().join(folder), &mut files);
    }
    assert!(files.len() > 300, "{} files", files.len());
    let name = |path: &Path| path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let mut offending = Vec::new();
    for path in files.iter().filter(|path| !path.ends_with("tests/words.rs")) {
        let name = name(path);
        let words = found_in_comments(&comments(&read(path)));
        if !words.is_empty() {
            offending.push((name, words));
        }
    }
    assert!(
        offending.is_empty(),
        "write plain words instead (see AVOIDED in tests/words.rs): {offending:#?}"
    );
}

#[test]
fn names_use_plain_words() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        all_files_below(&root().join(folder), &mut files);
    }
    let mut offending = Vec::new();
    for path in files.iter().filter(|path| !path.ends_with("tests/words.rs")) {
        let source = read(path);
        for line in source.lines().map(str::trim_start) {
            let words: Vec<&str> = line.split([' ', '(', '<', ':', ',']).collect();
            let named =
                words.windows(2).find(|pair| ["fn", "struct", "enum", "mod", "let"].contains(&pair[0]));
            let Some(name) = named.map(|pair| pair[1].to_lowercase()).filter(|_| !line.starts_with("//"))
            else {
                continue;
            };
            if name.split('_').any(|word| AVOIDED_IN_NAMES.contains(&word)) {
                offending.push((path.display().to_string(), name));
            }
        }
    }
    assert!(offending.is_empty(), "give plain names instead: {offending:#?}");
}

#[test]
fn the_search_for_words_finds_them() {
    assert_eq!(comments("let x = 1; // no\n    /// Whoever `bears`\n//! it."), "Whoever  it.");
    assert_eq!(
        found_in_comments("Whoever is taken\nfor one; TMDB takes it."),
        BTreeSet::from(["whoever".to_owned(), "taken for".to_owned(), "TMDB takes".to_owned()])
    );
    assert_eq!(
        found("A Film, anew; a bearer of films_path."),
        BTreeSet::from(["film".to_owned(), "anew".to_owned()])
    );
    assert_eq!(literals("let x = \"one\"; // \"two\"\n// \"three\"\n#[cfg(test)]\n\"four\""), "one\ntwo\n");
    assert!(texts().iter().filter(|(_, text)| !text.is_empty()).count() > 150);
}
