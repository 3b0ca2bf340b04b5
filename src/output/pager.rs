//! The pager for what doesn't fit on the screen, as git and gh have it. Not for deciding what is printed.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::children;

/// A pager and the screen it is for.
#[derive(Clone, Debug)]
pub struct Pager {
    /// The command line, for the shell.
    command: String,
    /// Tells how many lines the screen has, where that is known.
    height: fn() -> Option<usize>,
    /// Settings that the pager's own variables leave open.
    defaults: Vec<(&'static str, &'static str)>,
    /// True while the pager has the terminal: Ctrl-C is then its own.
    has_terminal: Arc<AtomicBool>,
}

impl Pager {
    /// Returns the pager that the environment asks for: `FLIXIR_PAGER`, else `PAGER`, else `less` where there is one, as
    /// git does; none where that is empty or `cat`. `has_terminal` is true while it runs.
    pub fn of_environment(
        environment: &BTreeMap<String, String>,
        height: fn() -> Option<usize>,
        has_terminal: Arc<AtomicBool>,
    ) -> Option<Self> {
        let asked = environment.get("FLIXIR_PAGER").or_else(|| environment.get("PAGER"));
        let command = match asked {
            Some(command) => command.trim().to_owned(),
            None => usual(environment)?.to_owned(),
        };
        if command.is_empty() || command == "cat" {
            return None;
        }
        // Colors are kept, and a page that fits stays on the screen.
        let defaults = [("LESS", "FRX"), ("LV", "-c")];
        let defaults = defaults.into_iter().filter(|(name, _)| !environment.contains_key(*name)).collect();
        Some(Self { command, height, defaults, has_terminal })
    }

    /// Returns whether text is too long for the screen; one line is for the prompt.
    pub(super) fn is_wanted(&self, text: &str) -> bool {
        (self.height)().is_some_and(|height| text.lines().count() >= height)
    }

    /// Shows text until the person has read enough; returns false where the pager can't be started.
    pub(super) fn show(&self, text: &str) -> bool {
        let mut command = shell(&self.command);
        command.envs(self.defaults.iter().copied()).stdin(Stdio::piped());
        self.has_terminal.store(true, Ordering::Relaxed);
        let started = command.spawn();
        let shown = match started {
            Ok(mut pager) => {
                if let Some(mut stdin) = pager.stdin.take() {
                    // Closing a pager early is not an error.
                    stdin.write_all(text.as_bytes()).ok();
                }
                // A shell that doesn't find the program ends with 127.
                pager.wait().is_ok_and(|status| status.code() != Some(127))
            }
            Err(_) => false,
        };
        self.has_terminal.store(false, Ordering::Relaxed);
        shown
    }
}

/// Returns the pager that nearly every machine has, where this one has it and the terminal can do what it asks for.
fn usual(environment: &BTreeMap<String, String>) -> Option<&'static str> {
    if cfg!(not(unix)) || environment.get("TERM").is_none_or(|term| term == "dumb") {
        return None;
    }
    let folders = environment.get("PATH").map(String::as_str).unwrap_or_default();
    std::env::split_paths(folders).any(|folder| folder.join("less").is_file()).then_some("less")
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = children::command("sh");
    command.args(["-c", line]);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = children::command("cmd");
    command.args(["/C", line]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pager(pairs: &[(&str, &str)]) -> Option<Pager> {
        let environment = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Pager::of_environment(&environment, || Some(3), Arc::default())
    }

    #[test]
    fn the_environment_chooses_the_pager() {
        assert!(pager(&[]).is_none(), "there is none");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("less"), "").unwrap();
        let path = folder.path().display().to_string();
        let with = |term| pager(&[("PATH", &path), ("TERM", term)]);
        assert_eq!(with("xterm").map(|pager| pager.command), cfg!(unix).then(|| "less".to_owned()));
        assert!(with("dumb").is_none());
        assert!(pager(&[("PAGER", "")]).is_none());
        assert!(pager(&[("PAGER", "less"), ("FLIXIR_PAGER", "cat")]).is_none());
        assert_eq!(pager(&[("PAGER", "less"), ("FLIXIR_PAGER", "most")]).unwrap().command, "most");
        assert_eq!(pager(&[("PAGER", "less"), ("LESS", "S")]).unwrap().defaults, [("LV", "-c")]);
    }

    #[test]
    fn only_what_does_not_fit_is_paged() {
        let pager = pager(&[("PAGER", "less")]).unwrap();
        assert!(!pager.is_wanted("1\n2\n"));
        assert!(pager.is_wanted("1\n2\n3\n"));
    }

    #[cfg(unix)]
    #[test]
    fn the_pager_gets_the_text_and_one_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("seen");
        let line = format!("cat > '{}'", file.display());
        assert!(pager(&[("PAGER", &line)]).unwrap().show("1\n2\n3\n"));
        assert_eq!(std::fs::read_to_string(file).unwrap(), "1\n2\n3\n");
        assert!(!pager(&[("PAGER", "flixir-no-such-pager 2>/dev/null")]).unwrap().show("1\n"));
    }
}
