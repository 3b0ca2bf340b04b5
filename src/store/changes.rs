//! How what an operation does is stored: its kind and item in columns, what it carries and what TMDB showed before it as JSON.
//! All of it is written and read here, and what can't be read is an error: a `clear` that lost its items must not become one
//! that removes everything.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::lists::{item_of, parse_ref};
use super::words::{unreadable, word};
use crate::domain::{Before, Change, ClearScope, ListFields, MediaRef, OperationKind};
use crate::error::{Error, ErrorObject, Result};

/// What a `create` or an `update` carries.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<ListFields>,
}

impl StoredFields {
    fn of(fields: &ListFields, from: Option<&ListFields>) -> Self {
        let ListFields { name, description, public, sort_by } = fields.clone();
        Self { name, description, public, sort_by, from: from.cloned() }
    }

    fn fields(self) -> ListFields {
        let Self { name, description, public, sort_by, from: _ } = self;
        ListFields { name, description, public, sort_by }
    }
}

/// What a `clear` carries: the items, or that every item is meant.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum StoredScope {
    #[serde(rename = "all")]
    All(bool),
    #[serde(rename = "seen")]
    Seen(Vec<MediaRef>),
}

/// What an `add` carries besides its item.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredAddition {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

/// What a `delete` or a `remove` carries.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Returns the JSON of what a change carries besides its kind and item.
pub(super) fn payload_of(change: &Change) -> Result<String> {
    let text = match change {
        Change::Create(fields) => serde_json::to_string(&StoredFields::of(fields, None)),
        Change::Update { fields, from } => serde_json::to_string(&StoredFields::of(fields, from.as_ref())),
        Change::Clear(ClearScope::Everything) => serde_json::to_string(&StoredScope::All(true)),
        Change::Clear(ClearScope::Seen(seen)) => serde_json::to_string(&StoredScope::Seen(seen.clone())),
        Change::Add { score: None, comment: None, .. } | Change::Delete | Change::Remove { .. } => {
            return Ok("{}".to_owned());
        }
        Change::Add { comment, score, .. } => {
            serde_json::to_string(&StoredAddition { score: *score, comment: comment.clone() })
        }
    };
    text.map_err(Error::bug)
}

/// Reads the change of a row with the columns `kind`, `media`, `media_id` and `payload`.
pub(super) fn change_of(row: &Row<'_>) -> rusqlite::Result<Change> {
    let kind: OperationKind = word(row, "kind")?;
    let payload = row.get_ref("payload")?.as_str()?;
    let item = || match row.get_ref("media_id")? {
        ValueRef::Null => Err(unreadable("item", "")),
        _ => item_of(row),
    };
    Ok(match kind {
        OperationKind::Create => Change::Create(parse::<StoredFields>(payload)?.fields()),
        OperationKind::Update => {
            let mut stored: StoredFields = parse(payload)?;
            let from = stored.from.take();
            let fields = stored.fields();
            if fields.is_empty() {
                return Err(unreadable("payload", payload));
            }
            Change::Update { fields, from }
        }
        OperationKind::Clear => match parse(payload)? {
            StoredScope::All(true) => Change::Clear(ClearScope::Everything),
            StoredScope::All(false) => return Err(unreadable("payload", payload)),
            StoredScope::Seen(seen) => Change::Clear(ClearScope::Seen(seen)),
        },
        OperationKind::Delete => {
            parse::<Nothing>(payload)?;
            Change::Delete
        }
        OperationKind::Add => {
            // Most operations carry nothing but their item.
            let StoredAddition { score, comment } =
                if payload == "{}" { StoredAddition::default() } else { parse(payload)? };
            Change::Add { item: item()?, comment, score }
        }
        OperationKind::Remove => {
            if payload != "{}" {
                parse::<Nothing>(payload)?;
            }
            Change::Remove { item: item()? }
        }
    })
}

/// What TMDB showed before an operation was sent.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum StoredBefore {
    Lists { ids: Vec<u64>, date: Option<String> },
    Items { items: Vec<String> },
    Fields { fields: ListFields },
    Nothing {},
}

/// Returns the JSON of what TMDB showed before an operation was sent.
pub(super) fn text_of_before(before: &Before) -> Result<String> {
    let stored = match before.clone() {
        Before::Lists { ids, date } => StoredBefore::Lists { ids, date },
        Before::Items(items) => {
            StoredBefore::Items { items: items.iter().map(ToString::to_string).collect() }
        }
        Before::Fields(fields) => StoredBefore::Fields { fields },
    };
    serde_json::to_string(&stored).map_err(Error::bug)
}

/// Reads the column `preimage`.
pub(super) fn before_of(row: &Row<'_>) -> rusqlite::Result<Option<Before>> {
    let Some(text) = row.get::<_, Option<String>>("preimage")? else { return Ok(None) };
    let unknown = || unreadable("preimage", &text);
    Ok(match serde_json::from_str(&text).map_err(|_| unknown())? {
        StoredBefore::Lists { ids, date } => Some(Before::Lists { ids, date }),
        StoredBefore::Items { items } => {
            let items: Option<Vec<MediaRef>> = items.iter().map(|text| parse_ref(text)).collect();
            Some(Before::Items(items.ok_or_else(unknown)?))
        }
        StoredBefore::Fields { fields } => Some(Before::Fields(fields)),
        StoredBefore::Nothing {} => None,
    })
}

/// Returns the JSON of a fault.
pub(super) fn text_of_error(error: &ErrorObject) -> Result<String> {
    serde_json::to_string(error).map_err(Error::bug)
}

/// Reads the column `last_error`.
pub(super) fn error_of(row: &Row<'_>) -> rusqlite::Result<Option<ErrorObject>> {
    let Some(text) = row.get::<_, Option<String>>("last_error")? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|_| unreadable("last_error", &text))
}

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|_| unreadable("payload", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::store::{NewOperation, State};

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn named(name: &str) -> ListFields {
        ListFields { name: Some(name.to_owned()), public: Some(false), ..ListFields::default() }
    }

    /// A queue with one operation of each of these changes, and its folder.
    fn queue_of(changes: &[Change]) -> (tempfile::TempDir, State) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        state
            .write(|tx| {
                tx.add_provisional_account("1")?;
                for (place, change) in changes.iter().enumerate() {
                    let list = format!("list-{place}");
                    tx.add_list(&list, "1", None, NOW)?;
                    let new = NewOperation {
                        id: place.to_string(),
                        account: "1".to_owned(),
                        list,
                        change: change.clone(),
                        group: None,
                        after: None,
                    };
                    tx.append_operation(&new, NOW)?;
                }
                Ok(())
            })
            .unwrap();
        (folder, state)
    }

    #[test]
    fn what_is_stored_is_what_is_read() {
        let item = MediaRef::tv(1399);
        let changes = [
            Change::Create(ListFields::default()),
            Change::Create(named("Westerns")),
            Change::Update { fields: named("Westerns"), from: None },
            Change::Update { fields: named("Westerns"), from: Some(named("Films")) },
            Change::Delete,
            Change::Clear(ClearScope::Everything),
            Change::Clear(ClearScope::Seen(vec![])),
            Change::Clear(ClearScope::Seen(vec![item, MediaRef::movie(603)])),
            Change::add(item),
            Change::Add { item, comment: Some("{}".to_owned()), score: None },
            Change::Add { item, comment: None, score: Some(7.5) },
            Change::Remove { item },
        ];
        let (_folder, state) = queue_of(&changes);
        let read = state.read(|tx| tx.operations(&crate::domain::Status::ALL, None)).unwrap();
        assert_eq!(read.into_iter().map(|operation| operation.change).collect::<Vec<_>>(), changes);
    }

    #[test]
    fn what_was_there_before_is_stored_and_read() {
        let (_folder, state) = queue_of(&[Change::Delete]);
        for before in [
            Before::Lists { ids: vec![1, 2], date: Some("Sun, 01 Nov 2026 00:00:00 GMT".to_owned()) },
            Before::Lists { ids: vec![], date: None },
            Before::Items(vec![MediaRef::movie(603), MediaRef::tv(1399)]),
            Before::Items(vec![]),
            Before::Fields(named("Westerns")),
            Before::Fields(ListFields::default()),
        ] {
            let text = text_of_before(&before).unwrap();
            state.write(|tx| tx.execute("UPDATE op SET preimage = ?1", [text])).unwrap();
            let read = state.read(|tx| tx.operation("0")).unwrap().unwrap();
            assert_eq!(read.preimage, Some(before));
        }
        state.write(|tx| tx.execute("UPDATE op SET preimage = '{}'", [])).unwrap();
        assert_eq!(state.read(|tx| tx.operation("0")).unwrap().unwrap().preimage, None);
    }

    #[test]
    fn an_operation_that_lost_what_it_carries_is_an_error_that_names_it() {
        let item = MediaRef::movie(603);
        let clear = Change::Clear(ClearScope::Seen(vec![item]));
        let update = Change::Update { fields: named("Westerns"), from: None };
        for (change, damage) in [
            (clear.clone(), "payload = '{}'"),
            (clear.clone(), "payload = '{\"all\":false}'"),
            (clear, "payload = '{\"seen\":[{\"media_type\":\"song\",\"id\":1}]}'"),
            (update.clone(), "payload = '{}'"),
            (update, "payload = '{\"named\":\"x\"}'"),
            (Change::add(item), "payload = '{\"comment\":7}'"),
            (Change::add(item), "media_id = -1"),
            (Change::Remove { item }, "payload = '{\"seen\":[]}'"),
            (Change::Delete, "payload = '{\"all\":true}'"),
            (Change::Delete, "preimage = '{\"items\":[\"movie\"]}'"),
            (Change::Delete, "preimage = '{\"item\":[]}'"),
            (Change::Delete, "last_error = '{\"type\":\"odd\",\"message\":\"x\"}'"),
        ] {
            let (_folder, state) = queue_of(&[change]);
            state.write(|tx| tx.execute(&format!("UPDATE op SET {damage}"), [])).unwrap();
            let error = state.read(|tx| tx.operation("0")).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Storage, "{damage}");
            assert!(error.message().starts_with("change 1 can't be read: unknown "), "{damage}: {error}");
            assert!(error.hint().unwrap().ends_with("flixir queue cancel 1"), "{damage}: {error:?}");
        }
    }
}
