//! Values for the shell to complete: lists, operations, profiles. From local data only, without a lock that anyone could
//! notice; whatever fails gives no values, because a prompt is no place for errors.

use std::path::Path;

use super::queue::fold;
use crate::domain::{ListFields, Status};
use crate::error::Result;
use crate::settings::Settings;
use crate::store::{ListState, State, Tx};

/// Most values of one kind: more is no help to anyone.
const MOST: usize = 500;

/// A value and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is typed.
    pub value: String,
    /// What the shell shows beside it.
    pub about: String,
}

impl Suggestion {
    fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// Returns the lists of the profile: each by name, and by TMDB's id, or by the local id where TMDB has none yet.
pub fn lists(settings: &Settings) -> Vec<Suggestion> {
    read(settings, |tx| {
        let mut found = Vec::new();
        for account in tx.accounts()? {
            for row in tx.lists(&account.id)?.into_iter().filter(|row| row.state == ListState::Live) {
                let base = ListFields { name: row.name.clone(), ..ListFields::default() };
                let view = fold(base, Vec::new(), &tx.live_operations_on_the_whole(&row.uid)?);
                if view.is_deleted {
                    continue;
                }
                let name = view.fields.name.unwrap_or_default();
                let id = row.remote_id.map_or(row.uid, |id| id.to_string());
                if !name.is_empty() {
                    found.push(Suggestion::new(&name, format!("list {id}")));
                }
                found.push(Suggestion::new(id, name));
            }
        }
        Ok(found)
    })
}

/// Returns the operations in one of `statuses`, newest first.
pub fn operations(settings: &Settings, statuses: &[Status]) -> Vec<Suggestion> {
    read(settings, |tx| {
        let mut rows = tx.operations(statuses, None)?;
        rows.sort_by_key(|operation| std::cmp::Reverse(operation.seq));
        let about = |operation: &crate::domain::Operation| match operation.item {
            Some(item) => format!("{} {item}, {}", operation.contract_type(), operation.status),
            None => format!("{}, {}", operation.contract_type(), operation.status),
        };
        Ok(rows.into_iter().map(|operation| Suggestion::new(&operation.id, about(&operation))).collect())
    })
}

/// Returns the profiles that have data here.
pub fn profiles(settings: &Settings) -> Vec<Suggestion> {
    let mut names = folder_names(&settings.folders.data.join("profiles"));
    names.sort();
    names.into_iter().take(MOST).map(|name| Suggestion::new(name, "profile")).collect()
}

fn folder_names(path: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn read(settings: &Settings, work: impl FnOnce(&Tx<'_>) -> Result<Vec<Suggestion>>) -> Vec<Suggestion> {
    let found = State::open_read_only(&settings.profile_folder()).and_then(|state| match state {
        Some(state) => state.read(work),
        None => Ok(Vec::new()),
    });
    let mut found = found.unwrap_or_default();
    found.truncate(MOST);
    found
}
