//! ZIP files: the home of the zip crate. Members are read into memory, under limits, and never written anywhere, so
//! their paths can do no harm; a ZIP inside a ZIP is not opened.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::file::unreadable;
use crate::error::{Error, Result};

/// The most members that an archive may list. Letterboxd makes one a list; accounts have hundreds.
const MAX_MEMBERS: usize = 10_000;
/// The largest member, in bytes, unpacked.
const MAX_MEMBER: u64 = 32 * 1024 * 1024;
/// The most that all members that we read may have together, in bytes, unpacked.
const MAX_TOTAL: u64 = 128 * 1024 * 1024;
/// The most a member may grow. Real CSV and JSON shrink to a tenth, seldom to a fiftieth.
const MAX_RATIO: u64 = 200;
/// Below this many bytes growth is harmless.
const RATIO_FROM: u64 = 1024 * 1024;

/// Tells whether bytes begin as a ZIP file does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Returns the paths of an archive's files.
///
/// # Errors
/// `usage` for a damaged archive, or one with too many members.
pub(super) fn names(name: &str, bytes: &[u8]) -> Result<Vec<String>> {
    let mut archive = open(name, bytes)?;
    Ok((0..archive.len()).filter_map(|index| member_name(&mut archive, index)).collect())
}

/// Reads the members whose path is `wanted`, in the order of their paths. One that can't be read is reported in `notes`.
///
/// # Errors
/// `usage` for a damaged archive, or one that is too large or grows too much: then no part of it is used.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    notes: &mut Vec<String>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(String, Vec<u8>)>> {
    let mut archive = open(name, bytes)?;
    let mut members = Vec::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let Some(path) = member_name(&mut archive, index).filter(|path| wanted(path)) else { continue };
        let member = match archive.by_index(index) {
            Ok(member) => member,
            Err(error) => {
                notes.push(format!("'{path}' in '{name}' can't be read: {error}"));
                continue;
            }
        };
        let packed = member.compressed_size();
        let mut content = Vec::new();
        // What the archive says of its sizes is not believed.
        let read = member.take(MAX_MEMBER + 1).read_to_end(&mut content);
        let size = content.len() as u64;
        total += size;
        if size > MAX_MEMBER || total > MAX_TOTAL || (size > RATIO_FROM && size / packed.max(1) > MAX_RATIO) {
            return Err(Error::usage(format!("'{path}' in '{name}' is too large when unpacked"))
                .with_detail("member", path));
        }
        match read {
            Ok(_) => members.push((path, content)),
            Err(error) => notes.push(format!("'{path}' in '{name}' can't be read: {error}")),
        }
    }
    members.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(members)
}

fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<ZipArchive<Cursor<&'a [u8]>>> {
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| unreadable(name, "is a damaged ZIP file", error))?;
    if archive.len() > MAX_MEMBERS {
        return Err(Error::usage(format!("'{name}' has more than {MAX_MEMBERS} files in it")));
    }
    Ok(archive)
}

/// Returns a file's path; nothing for folders and for what file systems leave in archives (`__MACOSX/._x`).
fn member_name(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<String> {
    let member = archive.by_index_raw(index).ok()?;
    let path = member.name().ok()?.replace('\\', "/");
    let is_litter = path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    (!member.is_dir() && !is_litter).then_some(path)
}
