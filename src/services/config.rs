//! Changes `config.toml`: keeps comments and order, writes whole files only. Not for what settings mean: that is
//! [`crate::settings`].

use std::io::Write;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, Value};

use crate::error::{Error, ErrorKind, Result};
use crate::private_files;
use crate::settings::{ConfigKey, ValueKind, check_value, config_key, config_text};

/// Sets a key in the file, which is made where it doesn't exist.
///
/// # Errors
/// `config` for an unknown key, a secret one, or a value that it doesn't take; `storage`.
pub fn set(path: &Path, name: &str, value: &str) -> Result<&'static ConfigKey> {
    let key = config_key(name)?;
    check_value(key, value)?;
    let mut document = read(path)?;
    let (last, tables) = split(name);
    let mut table: &mut Table = document.as_table_mut();
    for part in tables {
        let item = table.entry(part).or_insert_with(|| Item::Table(Table::new()));
        if item.as_inline_table().is_some() {
            *item = Item::Table(std::mem::take(item).into_table().unwrap_or_default());
        }
        if !item.is_table() {
            *item = Item::Table(Table::new());
        }
        // Just made one where there was none.
        table = item.as_table_mut().ok_or_else(|| Error::bug("a table of config.toml is none"))?;
    }
    let fresh = typed(key, value);
    match table.get_mut(last).and_then(Item::as_value_mut) {
        // What surrounds the old value, such as a comment on its line, stays.
        Some(old) => {
            let decor = old.decor().clone();
            *old = fresh;
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(last, Item::Value(fresh));
        }
    }
    write(path, &document)?;
    Ok(key)
}

/// Takes a key out of the file, also one that flixir doesn't know, so that a mistyped name can be removed. Returns whether it was
/// there.
///
/// # Errors
/// `config` for an unknown key that isn't in the file either; `storage`.
pub fn unset(path: &Path, name: &str) -> Result<bool> {
    let mut document = read(path)?;
    let (last, tables) = split(name);
    let removed = remove(document.as_table_mut(), &tables, last);
    if !removed {
        config_key(name)?;
        return Ok(false);
    }
    write(path, &document)?;
    Ok(true)
}

fn remove(table: &mut dyn toml_edit::TableLike, tables: &[&str], last: &str) -> bool {
    let Some((first, rest)) = tables.split_first() else { return table.remove(last).is_some() };
    let Some(inner) = table.get_mut(first).and_then(Item::as_table_like_mut) else { return false };
    let removed = remove(inner, rest, last);
    if removed && inner.is_empty() {
        table.remove(first);
    }
    removed
}

fn split(name: &str) -> (&str, Vec<&str>) {
    let mut parts: Vec<&str> = name.split('.').collect();
    let last = parts.pop().unwrap_or(name);
    (last, parts)
}

fn typed(key: &ConfigKey, value: &str) -> Value {
    match key.kind {
        ValueKind::Seconds | ValueKind::Number => {
            value.parse::<i64>().map_or_else(|_| value.into(), Value::from)
        }
        ValueKind::Flag => (value == "true").into(),
        ValueKind::Text
        | ValueKind::Address
        | ValueKind::Language
        | ValueKind::Region
        | ValueKind::OneOf(_) => value.into(),
    }
}

fn read(path: &Path) -> Result<DocumentMut> {
    let text = match config_text(path) {
        Ok(text) => text?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::storage(format!("can't read '{}'", path.display()), error)),
    };
    text.parse().map_err(|error: toml_edit::TomlError| {
        Error::new(ErrorKind::Config, format!("'{}' is not valid TOML: {}", path.display(), error.message()))
            .with_hint("fix it in an editor first: flixir would lose what it can't read")
            .with_source(error)
    })
}

/// Writes beside the file, then takes its place: a reader sees the old text or the new one, never half of it.
fn write(path: &Path, document: &DocumentMut) -> Result<()> {
    // A symbolic link, as dotfile managers make them, stays one.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fresh = path.with_extension("toml.new");
    let replace = || {
        if let Some(folder) = path.parent() {
            private_files::make_folder(folder)?;
        }
        drop(std::fs::remove_file(&fresh));
        let mut file = private_files::options().create_new(true).open(&fresh)?;
        file.write_all(document.to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    };
    replace().map_err(|error: std::io::Error| {
        drop(std::fs::remove_file(&fresh));
        Error::storage(format!("can't write '{}'", path.display()), error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_order_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flixir/config.toml");
        set(&path, "queue.settle", "30").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[queue]\nsettle = 30\n");
        let text = "# mine\nlanguage = \"de-DE\" # at home\n\n[queue] # slow line\n# patience\nsettle = 30\n";
        std::fs::write(&path, text).unwrap();
        set(&path, "language", "fr-FR").unwrap();
        set(&path, "queue.rate", "10").unwrap();
        set(&path, "auth.insecure_storage", "true").unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "# mine\nlanguage = \"fr-FR\" # at home\n\n[queue] # slow line\n# patience\nsettle = 30\nrate = 10\n\n\
             [auth]\ninsecure_storage = true\n"
        );
        assert!(unset(&path, "auth.insecure_storage").unwrap());
        assert!(!unset(&path, "auth.insecure_storage").unwrap());
        assert!(!std::fs::read_to_string(&path).unwrap().contains("auth"), "an empty table goes");
    }

    #[test]
    fn what_is_wrong_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (key, value) in [("languge", "de"), ("api_key", "x"), ("queue.rate", "0"), ("output", "yaml")] {
            assert_eq!(set(&path, key, value).unwrap_err().kind(), ErrorKind::Config, "{key}");
        }
        assert!(!path.exists());
        std::fs::write(&path, "this is not TOML").unwrap();
        assert_eq!(set(&path, "language", "de").unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "this is not TOML");
    }

    #[test]
    fn a_mistyped_key_can_be_taken_out_and_inline_tables_are_understood() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "languge = \"de\"\nqueue = { settle = 30 }\n").unwrap();
        assert!(unset(&path, "languge").unwrap());
        assert!(unset(&path, "languge").is_err());
        set(&path, "queue.rate", "5").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("settle = 30") && text.contains("rate = 5"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.toml"), folder.path().join("config.toml"));
        std::fs::write(&real, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        set(&link, "language", "de").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "language = \"de\"\n");
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
