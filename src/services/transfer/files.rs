//! Files of the person: read within bounds, written whole. Not for what stands in them.

use std::io::{Read, Write};
use std::path::Path;

use super::formats;
use crate::error::{Error, ErrorKind, Result};

/// Reads a file that a person named, within bounds.
///
/// # Errors
/// `not_found`, `usage` for one that is too large, `storage`.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            std::io::ErrorKind::IsADirectory => ErrorKind::Usage,
            _ => ErrorKind::Storage,
        };
        Error::new(kind, format!("can't read '{}': {error}", path.display())).with_source(error)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    read_bounded(file, &path.display().to_string(), failed)
}

/// Reads a stream that a person named, within bounds.
///
/// # Errors
/// `usage` for one that is too large, `storage`.
pub fn read_stream(stream: &mut dyn Read, name: &str) -> Result<Vec<u8>> {
    read_bounded(stream, name, |error| Error::storage(format!("can't read {name}: {error}"), error))
}

fn read_bounded(
    stream: impl Read,
    name: &str,
    failed: impl FnOnce(std::io::Error) -> Error,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(formats::MAX_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > formats::MAX_FILE { Err(formats::too_large(name)) } else { Ok(bytes) }
}

/// Writes a file that a person named, whole or not at all: beside it first, then in its place.
///
/// # Errors
/// `storage`.
pub fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    let failed =
        |error: std::io::Error| Error::storage(format!("can't write '{}': {error}", path.display()), error);
    // A device or a pipe (`/dev/stdout`, `>(…)`) can't be replaced, only written to.
    let is_special = std::fs::metadata(path).is_ok_and(|data| !data.is_file());
    if is_special {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(content))
            .map_err(failed);
    }
    let Some(name) = path.file_name() else {
        return Err(Error::usage(format!("'{}' is not the name of a file", path.display())));
    };
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(".flixir-new");
    let beside = path.with_file_name(beside);
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        // A partly written file is useless. If it can't be removed, there is nothing more to do.
        std::fs::remove_file(&beside).ok();
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_whole_and_read_within_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        write_file(&path, b"one").unwrap();
        write_file(&path, b"two").unwrap();
        assert_eq!(read_file(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        assert_eq!(read_file(&folder.path().join("none")).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(read_file(folder.path()).unwrap_err().kind(), ErrorKind::Usage);
        let missing = folder.path().join("no/such/folder.csv");
        assert_eq!(write_file(&missing, b"x").unwrap_err().kind(), ErrorKind::Storage);
        let endless = read_stream(&mut std::io::repeat(b'x'), "standard input").unwrap_err();
        assert!(endless.message().contains("larger than 64 MB"), "{endless}");
    }
}
