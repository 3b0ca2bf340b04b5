//! The memory *agreed* (docs/three-memories-of-a-list.md): what the person and TMDB last agreed on, the common ancestor that a
//! sync compares with. It moves here and nowhere else: at first sight, as a whole by a sync or a link, and with each of our
//! own writes as it settles. A read never moves it, or a later sync would not tell what that read saw.

use crate::domain::{Change, ListFields, MediaRef, Operation, Timestamp};
use crate::error::Result;
use crate::store::{HeldItem, ListRow, Tx};

/// What is first seen of a list's fields is agreed on at once; so is each field that only the other API tells.
pub(super) fn first_sight_of_fields(tx: &Tx<'_>, row: &ListRow) -> Result<()> {
    if !row.can_agree() || row.seen.fields.name.is_none() {
        return Ok(());
    }
    let seen = &row.seen.fields;
    let fields = match &row.agreed.fields {
        None => seen.clone(),
        Some(agreed) => ListFields {
            public: agreed.public.or(seen.public),
            sort_by: agreed.sort_by.clone().or_else(|| seen.sort_by.clone()),
            ..agreed.clone()
        },
    };
    if row.agreed.fields.as_ref() == Some(&fields) {
        return Ok(());
    }
    tx.agree_on_fields(&row.uid, &fields)
}

/// What a first complete read shows of a list's items is agreed on at once.
pub(super) fn first_sight_of_items(tx: &Tx<'_>, row: &ListRow, now: Timestamp) -> Result<()> {
    tx.agree_on_seen_items(&row.uid)?;
    tx.set_agreed_at(&row.uid, now)
}

/// Agrees on all that was seen of a list: for a sync and a link, which tell the person what that changes.
///
/// # Errors
/// `storage`.
pub fn agree(tx: &Tx<'_>, row: &ListRow, now: Timestamp) -> Result<()> {
    if !row.can_agree() {
        return Ok(());
    }
    if row.seen.fields.name.is_some() {
        tx.agree_on_fields(&row.uid, &row.seen.fields)?;
    }
    tx.agree_on_seen_items(&row.uid)?;
    tx.set_diverged(&row.uid, false)?;
    tx.set_agreed_at(&row.uid, now)
}

/// Our own addition is on TMDB's list.
///
/// # Errors
/// `storage`.
pub fn settled_add(tx: &Tx<'_>, uid: &str, held: &HeldItem, now: Timestamp) -> Result<()> {
    tx.seen_add(uid, held, now)?;
    tx.agree_on_item(uid, held)
}

/// An item is off TMDB's list by our own write.
///
/// # Errors
/// `storage`.
pub fn settled_remove(tx: &Tx<'_>, uid: &str, item: MediaRef, now: Timestamp) -> Result<()> {
    tx.seen_remove(uid, item, now)?;
    tx.agree_on_absence(uid, item)
}

/// Our own clear is through: TMDB's list is empty. *agreed* gives up what was `removed`, and no item that neither TMDB nor the
/// person had in sight.
///
/// # Errors
/// `storage`.
pub fn settled_clear(tx: &Tx<'_>, uid: &str, removed: &[MediaRef], now: Timestamp) -> Result<()> {
    for held in tx.seen_items(uid)? {
        tx.seen_remove(uid, held.item, now)?;
    }
    removed.iter().try_for_each(|item| settled_remove(tx, uid, *item, now))
}

/// Our own change of fields is on TMDB. What later updates of the same fields change is this value now.
///
/// # Errors
/// `storage`.
pub fn settled_fields(tx: &Tx<'_>, uid: &str, fields: &ListFields, now: Timestamp) -> Result<()> {
    let Some(mut row) = tx.list(uid)? else { return Ok(()) };
    row.seen.fields = row.seen.fields.overlaid(fields);
    let wrote = &mut row.seen.wrote;
    wrote.name = fields.name.as_ref().map(|_| now).or(wrote.name);
    wrote.description = fields.description.as_ref().map(|_| now).or(wrote.description);
    wrote.public = fields.public.map(|_| now).or(wrote.public);
    wrote.sort_by = fields.sort_by.as_ref().map(|_| now).or(wrote.sort_by);
    tx.save_seen(&row)?;
    if let Some(agreed) = row.agreed.fields.as_ref().filter(|_| row.can_agree()) {
        tx.agree_on_fields(uid, &agreed.overlaid(fields))?;
    }
    for later in tx.live_operations(uid)? {
        rebase(tx, &later, fields, now)?;
    }
    Ok(())
}

/// Changes what a waiting update starts from, in the fields that it changes. Other operations start from nothing.
///
/// # Errors
/// `storage`.
pub fn rebase(tx: &Tx<'_>, update: &Operation, fields: &ListFields, now: Timestamp) -> Result<()> {
    let Change::Update { fields: wanted, from: Some(from) } = &update.change else { return Ok(()) };
    let newer = from.overlaid(&fields.only(wanted));
    if newer == *from {
        return Ok(());
    }
    let change = Change::Update { fields: wanted.clone(), from: Some(newer) };
    tx.edit_change(&update.id, &change, now)
}

/// Our own creation is on TMDB: an empty list of these fields.
///
/// # Errors
/// `storage`.
pub fn settled_creation(tx: &Tx<'_>, uid: &str, fields: &ListFields, now: Timestamp) -> Result<()> {
    let Some(mut row) = tx.list(uid)? else { return Ok(()) };
    row.seen.count = Some(0);
    row.seen.is_gone = false;
    tx.save_seen(&row)?;
    settled_fields(tx, uid, fields, now)?;
    tx.save_seen_items(uid, &[], now)?;
    let Some(row) = tx.list(uid)? else { return Ok(()) };
    agree(tx, &row, now)
}
