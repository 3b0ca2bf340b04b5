//! What a command or a program asks of the lists here, each question in a transaction of its own. Not for work that needs several
//! answers of one moment: that takes [`super::one_view`] and its like into its own transaction.

use super::remarks::remarks;
use super::view::{all_views, list_name, one_view};
use crate::domain::{List, ListName, ListWithItems};
use crate::error::Result;
use crate::services::Context;
use crate::services::identity::Identity;
use crate::store::ListRow;

/// Returns every list that the person can write to and hasn't deleted, oldest first: lists of other people were only looked at.
///
/// # Errors
/// `storage`.
pub fn own_lists(context: &Context, identity: &Identity) -> Result<Vec<(ListRow, List)>> {
    let views = context.state()?.read(|tx| all_views(context, tx, &identity.account_in(tx)?))?;
    Ok(views.into_iter().filter(|(row, _)| row.writable).collect())
}

/// Returns a list with its items, as it is known here.
///
/// # Errors
/// `storage`.
pub fn list_here(context: &Context, row: &ListRow) -> Result<ListWithItems> {
    context.state()?.read(|tx| one_view(context, tx, row))
}

/// Returns a list with its items and its row, as it is known here by now; `None` if its local id stands for none any more: what was
/// found under a session belongs to the account that TMDB has named for it since.
///
/// # Errors
/// `storage`.
pub fn list_by_now(context: &Context, uid: &str) -> Result<Option<(ListRow, ListWithItems)>> {
    context.state()?.read(|tx| {
        let row = tx.list(uid)?;
        row.map(|row| one_view(context, tx, &row).map(|whole| (row, whole))).transpose()
    })
}

/// Returns a list's names.
///
/// # Errors
/// `storage`.
pub fn names_of(context: &Context, uid: &str) -> Result<ListName> {
    context.state()?.read(|tx| list_name(tx, uid))
}

/// Warns of what a person must know of a list besides its items.
///
/// # Errors
/// `storage`.
pub fn warn_of(context: &Context, row: &ListRow, list: &List) -> Result<()> {
    let name = list.name.as_deref().unwrap_or(row.label());
    for said in context.state()?.read(|tx| remarks(tx, row, name))? {
        context.warn(said);
    }
    Ok(())
}
