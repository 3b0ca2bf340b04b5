//! Reading `config.toml`. Writing it, with its comments kept, is `services::config`.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::keys::{check_value, config_key};
use crate::error::{Error, ErrorKind, Result};

/// Checks all of a `config.toml`, also the values that an environment variable beats in this run.
///
/// # Errors
/// `config`, as [`crate::settings::Settings::resolve`].
pub fn check_file(path: &Path) -> Result<()> {
    for (name, value) in read_config(path)? {
        check_value(config_key(&name)?, &value)?;
    }
    Ok(())
}

/// The largest `config.toml` that is read, in bytes.
const LARGEST_CONFIG: u64 = 1024 * 1024;

/// Returns the text of `config.toml`; the inner error is that it is too large.
///
/// # Errors
/// What keeps it from being read.
pub fn config_text(path: &Path) -> std::io::Result<Result<String>> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LARGEST_CONFIG + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_CONFIG {
        return Ok(Err(Error::new(ErrorKind::Config, format!("'{}' is larger than 1 MB", path.display()))));
    }
    Ok(Ok(text))
}

/// Reads `config.toml` into dotted keys; a file that doesn't exist is empty.
pub(super) fn read_config(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = match config_text(path) {
        Ok(text) => text?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => {
            return Err(
                Error::new(ErrorKind::Config, format!("can't read '{}'", path.display())).with_source(error)
            );
        }
    };
    let document = text.parse::<toml_edit::DocumentMut>().map_err(|error| {
        Error::new(ErrorKind::Config, format!("'{}' is not valid TOML: {}", path.display(), error.message()))
            .with_source(error)
    })?;
    let mut values = BTreeMap::new();
    flatten("", document.as_table(), &mut values)?;
    for key in values.keys() {
        config_key(key).map_err(|error| {
            let named = Error::new(error.kind(), format!("{} (in '{}')", error.message(), path.display()));
            match error.hint() {
                Some(hint) => named.with_hint(hint),
                None => named,
            }
        })?;
    }
    Ok(values)
}

fn flatten(
    prefix: &str,
    table: &dyn toml_edit::TableLike,
    values: &mut BTreeMap<String, String>,
) -> Result<()> {
    for (name, item) in table.iter() {
        let key = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
        if let Some(inner) = item.as_table_like() {
            flatten(&key, inner, values)?;
            continue;
        }
        let value = match item.as_value() {
            Some(toml_edit::Value::String(text)) => text.value().clone(),
            Some(toml_edit::Value::Integer(number)) => number.value().to_string(),
            Some(toml_edit::Value::Boolean(flag)) => flag.value().to_string(),
            _ => {
                return Err(Error::new(
                    ErrorKind::Config,
                    format!("'{key}' must be a text, a whole number, true or false"),
                ));
            }
        };
        values.insert(key, value);
    }
    Ok(())
}
