//! `lists edit` as text: a list is shown to a person as `cli.md` §4 has it, and what the person made of it is compared, three
//! ways, with what was shown and what TMDB has by then. Not for starting the editor, and not for asking.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::apply::{self, AskedOfList, FilePlan};
use super::apply_plan::ListContent;
use super::files::read_file;
use super::formats::{self, ExportFormat};
use super::place;
use crate::domain::ListWithItems;
use crate::error::{Error, Result};
use crate::private_files;
use crate::services::Context;
use crate::services::identity::Identity;
use crate::services::mirror::resolve;
use crate::services::outbox::check_options;
use crate::store::ListRow;

/// What the text says of itself. It stands at the head, because editors continue a comment where a line is started
/// below
/// one, and people add items at the end.
const EXPLANATION: &str = "\
# Change the list and leave the editor; flixir then shows what would change, and asks.
# Each line is an item, such as movie:603, tv:1399, an IMDb id or an address. What stands
# behind a '#' is only for you to read, and the order of the lines doesn't matter.

";

/// What messages call the text: its file's name says nothing to the person.
const SHOWN: &str = "your text";

/// A list as text, in a private file of its own, until it is done with.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    row: ListRow,
    name: String,
    shown: ListContent,
    text: String,
}

impl Draft {
    /// Writes a list, as it is now, into a file for the person.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`; an outage where the list was never read; `storage`.
    pub fn begin(context: &Context, identity: &Identity, list: &str) -> Result<Self> {
        check_options(context)?;
        let identity = &place::confirmed_or_as_is(context, identity)?;
        let row = resolve(context, identity, list)?.row;
        let whole = apply::look_now(context, identity, &row)?;
        let name = whole.list.name.clone().unwrap_or_else(|| list.to_owned());
        let text = text_of(&whole)?;
        let folder = context.settings.profile_folder().join("edits");
        let path = folder.join(file_name(&name, &context.entropy.token()));
        write_new(&folder, &path, &text)
            .map_err(|error| Error::storage(format!("can't write '{}': {error}", path.display()), error))?;
        Ok(Self { path, row, name, shown: apply::content_of_remote(&whole), text })
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the list's name, as it was shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the list's local id.
    pub fn local_id(&self) -> &str {
        &self.row.uid
    }

    /// Returns whether the file says anything else than it did. One that can't be read says something else.
    pub fn is_changed(&self) -> bool {
        read_file(&self.path).map_or(true, |bytes| bytes != self.text.as_bytes())
    }

    /// Reads the file again and plans what it asks for. Nothing is written.
    ///
    /// # Errors
    /// `usage` for lines that can't be understood, `not_found` for titles that TMDB doesn't know, `unsupported`, an outage.
    pub fn plan(&self, context: &Context, identity: &Identity) -> Result<FilePlan> {
        let identity = &place::confirmed_or_as_is(context, identity)?;
        let text = apply::read_list(&self.path, SHOWN)?;
        let mut content = apply::content_of(context, SHOWN, text)?;
        // Elsewhere a file without a description doesn't manage it; here the person took the line away.
        if content.description.is_none() && self.shown.description.is_some() {
            content.description = Some(String::new());
        }
        let asked = AskedOfList { path: self.path.clone(), content, line: None };
        apply::plan_draft(context, identity, &self.row, asked, &self.shown)
    }

    /// Takes the file away.
    pub fn discard(self) {
        // The file that stays is private, and contains nothing that the stored lists don't.
        std::fs::remove_file(&self.path).ok();
        if let Some(folder) = self.path.parent() {
            std::fs::remove_dir(folder).ok();
        }
    }

    /// Adds where the person's text is to a fault, so that nothing is lost.
    pub fn keep(&self, error: Error) -> Error {
        let kept = format!("your text is kept in '{}'", self.path.display());
        let hint = error.hint().map_or_else(|| kept.clone(), |hint| format!("{hint}; {kept}"));
        error.with_hint(hint).with_detail("draft", self.path.display().to_string())
    }
}

/// Returns the person's editor, a command line: `VISUAL`, `EDITOR`, or what git would open.
pub fn editor(context: &Context) -> String {
    let named = |name: &str| {
        context.environment.get(name).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
    };
    let of_git = || {
        let said = context.machine.run("git", &["var", "GIT_EDITOR"], "").ok()?;
        Some(said.stdout.trim().to_owned()).filter(|line| said.success && !line.is_empty())
    };
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    named("VISUAL").or_else(|| named("EDITOR")).or_else(of_git).unwrap_or_else(|| usual.to_owned())
}

fn text_of(whole: &ListWithItems) -> Result<String> {
    let list = formats::export(whole, ExportFormat::List, &BTreeMap::new())?.text;
    // An empty line, for editors that would start the first item as a comment.
    let gap = if whole.items.is_empty() { "\n" } else { "" };
    Ok(format!("{EXPLANATION}{list}{gap}"))
}

/// A name that the person recognizes in the editor's title, and that is nobody else's.
fn file_name(list: &str, token: &str) -> String {
    const LONGEST: usize = 40;
    let plain: String = list
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .take(LONGEST)
        .collect();
    let plain = plain.trim_matches('-');
    let token = token.get(..8).unwrap_or(token);
    if plain.is_empty() { format!("list-{token}.list") } else { format!("{plain}-{token}.list") }
}

fn write_new(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    private_files::make_folder(folder)?;
    private_files::options().create_new(true).open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MediaType, parse_text};

    #[test]
    fn the_explanation_is_neither_item_nor_header() {
        for items in ["", "movie:603\n"] {
            let list = parse_text(&format!("{EXPLANATION}# name: Winter\n{items}"), MediaType::Movie);
            assert_eq!(list.name.as_deref(), Some("Winter"));
            assert_eq!((list.description, list.public), (None, None));
            assert_eq!(list.lines.len(), usize::from(!items.is_empty()));
        }
    }

    #[test]
    fn files_have_the_names_of_lists() {
        assert_eq!(file_name("Sci-fi: winter/../x", "0123456789"), "Sci-fi--winter----x-01234567.list");
        assert_eq!(file_name("🎬", "0123456789"), "list-01234567.list");
        assert!(file_name(&"é".repeat(500), "0123456789").len() < 100);
    }
}
