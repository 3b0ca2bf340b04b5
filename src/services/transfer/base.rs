//! The `# base: ID@HASH` line of exported list files: it says which list, in which version, a file was exported from.
//! Not for
//! comparing (`apply_plan`).

use sha2::{Digest as _, Sha256};

use super::apply_plan::ListContent;
use crate::domain::{ItemSpec, ListText, MediaType, parse_text};
use crate::error::Result;
use crate::services::Context;
use crate::services::identity::Identity;
use crate::store::{AppliedRow, ListRow, ListState, VersionRole};

/// Hexadecimal digits of a hash in a file: enough that no two versions of a list ever share one.
const DIGITS: usize = 16;

/// A `# base:` line. A damaged one names no list and no version that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaseLine {
    /// TMDB's id of the list; the local id of one that TMDB didn't have yet.
    pub(super) id: String,
    /// The hash of the version.
    pub(super) hash: String,
}

impl BaseLine {
    /// Reads what stands behind `# base:`.
    pub(super) fn parse(text: &str) -> Self {
        let (id, hash) = text.trim().split_once('@').unwrap_or((text, ""));
        Self { id: id.trim().to_owned(), hash: hash.trim().to_owned() }
    }

    /// Whether the list is named by TMDB's id, which TMDB can be asked for.
    pub(super) fn is_remote(&self) -> bool {
        self.id.parse::<u64>().is_ok()
    }
}

/// Finds the list of this account that a line names; `None` where it has none, or no longer.
pub(super) fn list_of(context: &Context, identity: &Identity, line: &BaseLine) -> Result<Option<ListRow>> {
    context.state()?.read(|tx| {
        let account = identity.account_in(tx)?;
        let row = match line.id.parse() {
            Ok(id) => tx.list_by_remote_id(&account, id)?,
            Err(_) => tx.list(&line.id)?.filter(|row| row.account == account),
        };
        Ok(row.filter(|row| matches!(row.state(), ListState::Live | ListState::Unsent)))
    })
}

/// Stores the version that a list's text is, and returns the text with the line that names it. Under `--dry-run` nothing
/// is stored.
pub(super) fn keep_exported(context: &Context, uid: &str, text: &str) -> Result<String> {
    let content = content_of_text(parse_text(text, MediaType::Movie));
    let hash = hash_of(&content);
    let ListContent { name, description, public, items } = content;
    let version =
        AppliedRow { list: uid.to_owned(), source: String::new(), name, description, public, items };
    let now = context.clock.now();
    let row = context.state()?.read(|tx| tx.list(uid))?;
    let id = row.and_then(|row| row.remote_id).map_or_else(|| uid.to_owned(), |id| id.to_string());
    if !context.settings.dry_run {
        context.state()?.write(|tx| tx.keep_version(&version, &hash, VersionRole::Exported, now))?;
    }
    Ok(with_line(text, &format!("# base: {id}@{hash}")))
}

/// What a text of our own says: the version is what the file will be read as, not what the list had before its lines
/// were made fit for a file.
fn content_of_text(text: ListText) -> ListContent {
    let titles = text.lines.iter().filter_map(|line| match line.item {
        Ok(ItemSpec::Title(item)) => Some(item),
        _ => None,
    });
    ListContent {
        items: titles.collect(),
        name: text.name,
        description: text.description,
        public: text.public,
    }
}

/// Names a version. The order of the items is nobody's change.
fn hash_of(content: &ListContent) -> String {
    let mut items = content.items.clone();
    items.sort();
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    let text = serde_json::json!([content.name, content.description, content.public, items]).to_string();
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(DIGITS / 2).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Puts a line below the headers.
fn with_line(text: &str, line: &str) -> String {
    let headers: usize =
        text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
    let (head, items) = text.split_at(headers);
    format!("{head}{line}\n{items}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stands_below_the_headers() {
        let text = "# name: A\n# public: true\nmovie:603 # The Matrix\n";
        let with = with_line(text, "# base: 5@ab");
        assert_eq!(with, "# name: A\n# public: true\n# base: 5@ab\nmovie:603 # The Matrix\n");
        let read = parse_text(&with, MediaType::Movie);
        assert_eq!(
            BaseLine::parse(&read.base.unwrap()),
            BaseLine { id: "5".to_owned(), hash: "ab".to_owned() }
        );
        assert_eq!(with_line("", "# base: 5@ab"), "# base: 5@ab\n");
        assert_eq!(BaseLine::parse("5").hash, "");
    }

    #[test]
    fn a_version_is_its_fields_and_items_in_any_order() {
        let hash = |text: &str| hash_of(&content_of_text(parse_text(text, MediaType::Movie)));
        let one = hash("# name: A\nmovie:1 # One\ntv:2\n");
        assert_eq!(one.len(), DIGITS);
        assert_eq!(one, hash("# name: A\ntv:2\nmovie:1\n"));
        for other in
            ["# name: B\nmovie:1\ntv:2", "# name: A\nmovie:1", "# name: A\n# public: true\nmovie:1\ntv:2"]
        {
            assert_ne!(one, hash(other));
        }
    }
}
