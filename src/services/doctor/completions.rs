//! Completion scripts: which are installed, and whether they are those of this version. Not for making them.

use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::services::Context;

/// A completion script as this version prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The shell, as after `flixir completions`.
    pub shell: &'static str,
    /// The script.
    pub text: String,
}

/// Scripts that are out of date, and that of the person's own shell where there is none.
pub(super) fn completions(context: &Context, scripts: &[Script]) -> Vec<Finding> {
    const CHECK: &str = "completions";
    let mut found = Vec::new();
    let mut installed: Vec<&str> = Vec::new();
    for script in scripts {
        for place in script_places(context, script.shell) {
            let Ok(text) = std::fs::read_to_string(&place) else { continue };
            if text.trim() == script.text.trim() {
                installed.push(script.shell);
                continue;
            }
            found.push(Finding::warn(
                CHECK,
                format!("'{}' is from another version of flixir", place.display()),
                format!("flixir completions {} > '{}'", script.shell, place.display()),
            ));
        }
        if start_files(context, script.shell).iter().any(|path| loads_completions(path)) {
            installed.push(script.shell);
        }
    }
    installed.dedup();
    let own = context.environment.get("SHELL").and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let own = scripts.iter().map(|script| script.shell).find(|shell| *shell == own);
    match own.filter(|own| found.is_empty() && !installed.contains(own)) {
        Some(own) => {
            let place = script_places(context, own).into_iter().next().unwrap_or_default();
            let folder = place.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            found.push(Finding::warn(
                CHECK,
                format!("no completions are installed for {own}"),
                format!("mkdir -p '{folder}' && flixir completions {own} > '{}'", place.display()),
            ));
        }
        None if !installed.is_empty() => {
            found.push(Finding::ok(CHECK, format!("installed for {}", installed.join(", "))));
        }
        None if found.is_empty() => found.push(Finding::ok(CHECK, "no completions are installed")),
        None => {}
    }
    found
}

/// Where a shell looks for scripts, the person's own place first.
fn script_places(context: &Context, shell: &str) -> Vec<PathBuf> {
    let (home, config, data) =
        (home(context), base(context, "XDG_CONFIG_HOME"), base(context, "XDG_DATA_HOME"));
    let (own, shared) = match shell {
        "bash" => {
            (data.join("bash-completion/completions/flixir"), vec!["bash-completion/completions/flixir"])
        }
        "zsh" => (
            home.join(".zfunc/_flixir"),
            vec!["zsh/site-functions/_flixir", "zsh/vendor-completions/_flixir"],
        ),
        "fish" => {
            (config.join("fish/completions/flixir.fish"), vec!["fish/vendor_completions.d/flixir.fish"])
        }
        "elvish" => (config.join("elvish/lib/flixir.elv"), vec![]),
        "nushell" => (config.join("nushell/autoload/flixir.nu"), vec!["nushell/vendor/autoload/flixir.nu"]),
        _ => return Vec::new(),
    };
    let folders = context.environment.get("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let folders = folders.map_or("/usr/local/share:/usr/share:/opt/homebrew/share", String::as_str);
    let shared =
        folders.split(':').flat_map(|folder| shared.iter().map(move |path| PathBuf::from(folder).join(path)));
    std::iter::once(own).chain(shared).collect()
}

/// Files in which a shell may be told to load completions at its start.
fn start_files(context: &Context, shell: &str) -> Vec<PathBuf> {
    let (home, config) = (home(context), base(context, "XDG_CONFIG_HOME"));
    match shell {
        "bash" => vec![home.join(".bashrc"), home.join(".bash_profile"), home.join(".profile")],
        "zsh" => vec![home.join(".zshrc")],
        "fish" => vec![config.join("fish/config.fish")],
        "elvish" => vec![config.join("elvish/rc.elv")],
        "nushell" => vec![config.join("nushell/config.nu")],
        _ => Vec::new(),
    }
}

fn loads_completions(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.contains("flixir completions"))
}

fn home(context: &Context) -> PathBuf {
    context.environment.get("HOME").map(PathBuf::from).unwrap_or_default()
}

/// A base folder of the XDG specification.
fn base(context: &Context, variable: &str) -> PathBuf {
    let default = if variable == "XDG_DATA_HOME" { ".local/share" } else { ".config" };
    let set = context.environment.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    set.unwrap_or_else(|| home(context).join(default))
}
