//! The person's text editor, started as git starts it: the platform's shell runs the command line, followed by the
//! file's name. Not for choosing one, nor for the file.

use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::children;
use crate::ports::Editor;

/// Starts editors through the shell.
#[derive(Clone, Debug, Default)]
pub struct ShellEditor {
    /// True while the editor has the terminal: Ctrl-C is then its own.
    has_terminal: Arc<AtomicBool>,
}

impl ShellEditor {
    /// Makes one that sets `has_terminal` while it runs.
    pub const fn new(has_terminal: Arc<AtomicBool>) -> Self {
        Self { has_terminal }
    }
}

impl Editor for ShellEditor {
    fn edit(&self, command: &str, file: &Path) -> io::Result<bool> {
        self.has_terminal.store(true, Ordering::Relaxed);
        // Results may go to a file or a pipe; standard error is known to be the person's terminal.
        let ended = shell(command, file).stdout(std::io::stderr()).status();
        self.has_terminal.store(false, Ordering::Relaxed);
        Ok(ended?.success())
    }
}

#[cfg(unix)]
fn shell(line: &str, file: &Path) -> Command {
    let mut command = children::command("sh");
    command.arg("-c").arg(format!("{line} \"$1\"")).arg("sh").arg(file);
    command
}

#[cfg(not(unix))]
fn shell(line: &str, file: &Path) -> Command {
    let quoted = line.trim().strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let (program, options) = quoted.unwrap_or_else(|| line.trim().split_once(' ').unwrap_or((line, "")));
    let mut command = children::command("cmd");
    command.args(["/C", program]).args(options.split_whitespace()).arg(file);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_gets_the_file_behind_its_options() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a list's \"name\".list");
        std::fs::write(&file, "movie:1\n").unwrap();
        let editor = ShellEditor::default();
        assert!(editor.edit("sed -i -e 's/1/2/'", &file).unwrap());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "movie:2\n");
        assert!(!editor.edit("false", &file).unwrap());
        assert!(!editor.edit("exec flixir-no-such-editor 2>/dev/null", &file).unwrap());
    }
}
