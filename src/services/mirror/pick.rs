//! Which of the lists that are known here a text means, and what a person types for one. Not for asking TMDB (`names`).

use super::view::{all_names, list_name};
use crate::domain::one_line;
use crate::error::{Error, ErrorKind, Result};
use crate::store::{ListRow, ListState, Tx};

/// Returns a list as a command in a message names it: its name in quotes, or its number (the local id where TMDB has none) where
/// the name would lead to another list, or a shell would not read it as one word.
///
/// # Errors
/// `storage`.
pub fn typed(tx: &Tx<'_>, row: &ListRow) -> Result<String> {
    let name = list_name(tx, &row.uid)?.name.filter(|name| is_one_word(name));
    let leads_here = |name: &String| -> Result<bool> {
        // A name of several lists is an error there, and no way to this one here.
        let found = pick(all_names(tx, &row.account)?, name).unwrap_or(None);
        Ok(found.is_some_and(|found| found.uid == row.uid))
    };
    match name {
        Some(name) if leads_here(&name)? => Ok(format!("'{name}'")),
        _ => Ok(row.remote_id.map_or_else(|| row.uid.clone(), |id| id.to_string())),
    }
}

/// Returns whether a name between single quotes is one word for a shell, and no option.
fn is_one_word(name: &str) -> bool {
    !name.starts_with('-') && !name.chars().any(|letter| letter == '\'' || letter.is_control())
}

/// Returns which of some lists a text means: by TMDB's number, the local id or the name.
///
/// # Errors
/// `ambiguous` (naming the ids).
pub(super) fn pick(mut lists: Vec<(ListRow, Option<String>)>, text: &str) -> Result<Option<ListRow>> {
    let number = text.parse::<u64>().ok();
    if let Some(at) =
        lists.iter().position(|(row, _)| row.uid == text || (number.is_some() && row.remote_id == number))
    {
        return Ok(Some(lists.swap_remove(at).0));
    }
    // A name with line feeds in it is written on one line in files.
    let folded = |name: &str| one_line(name).to_lowercase();
    let wanted = folded(text);
    lists.retain(|(_, name)| name.as_deref().is_some_and(|name| folded(name) == wanted));
    // A list that is gone on TMDB gives way to a living one of its name.
    let is_there = |row: &ListRow| row.state() != ListState::Gone;
    if lists.iter().any(|(row, _)| is_there(row)) {
        lists.retain(|(row, _)| is_there(row));
    }
    if lists.len() > 1 {
        let ids: Vec<String> = lists
            .iter()
            .map(|(row, _)| row.remote_id.map_or_else(|| row.uid.clone(), |id| id.to_string()))
            .collect();
        return Err(Error::new(
            ErrorKind::Ambiguous,
            format!("several lists are named '{text}': {}", ids.join(", ")),
        )
        .with_hint("name the list by its id")
        .with_detail("candidates", ids));
    }
    Ok(lists.pop().map(|(row, _)| row))
}
