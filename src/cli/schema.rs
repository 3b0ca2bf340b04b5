//! `flixir schema`: the JSON Schema of each command's output.

/// Returns the fields that `--fields` takes for the command at `path` (`lists show`).
pub fn fields(_path: &str) -> Vec<String> {
    Vec::new()
}
