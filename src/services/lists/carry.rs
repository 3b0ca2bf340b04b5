//! `lists move`: an item is added to one list and, once TMDB has confirmed that, removed from another. The removal waits in the
//! queue for the addition, so that the item is always on at least one list, whatever fails or is killed in between.

use crate::error::Result;
use crate::services::Context;
use crate::services::identity::{Identity, renewed};
use crate::services::outbox::{
    LOT, Queue, RunOptions, Wish, WriteReport, check_options, check_supported, deliver, deliver_and_report,
    enqueue_all, in_lots,
};
use crate::store::ListRow;

/// Queues additions to `target` and the removals from `source` that wait for them, each pair in one transaction, and delivers what
/// can be delivered now. The report is about the additions.
///
/// # Errors
/// As [`crate::services::outbox::write`].
pub fn move_items(
    context: &Context,
    identity: &Identity,
    source: &ListRow,
    target: &ListRow,
    additions: &[Wish],
) -> Result<WriteReport> {
    check_options(context)?;
    let identity = &renewed(context, identity)?;
    for wish in additions {
        check_supported(&identity.api, target, wish)?;
        if let Some(item) = wish.item() {
            check_supported(&identity.api, source, &Wish::remove(item))?;
        }
    }
    let group = context.entropy.token();
    // Each item is two operations, which are kept together.
    let kept = in_lots(context, additions, LOT / 2, |lot| {
        context.state()?.write(|tx| {
            let own = identity.account_in(tx)?;
            let queue = |list| Queue { account: &own, list, group: &group };
            let added = enqueue_all(context, tx, queue(&target.uid), lot)?;
            let items = lot.iter().zip(&added).filter_map(|(wish, added)| Some((wish.item()?, added)));
            let removals: Vec<Wish> =
                items.map(|(item, added)| Wish::remove(item).after(added.operation.clone())).collect();
            enqueue_all(context, tx, queue(&source.uid), &removals)?;
            Ok(added)
        })
    })?;
    context.probe.reached("op.enqueued");
    let report = deliver_and_report(context, identity, &target.uid, additions, &kept)?;
    if !context.settings.offline && report.summary.pause.is_none() {
        let options =
            RunOptions { lists: Some(vec![source.uid.clone()]), is_typed: true, ..RunOptions::default() };
        let mut summary = deliver(context, identity, options)?;
        for warning in std::mem::take(&mut summary.warnings) {
            context.warn(warning);
        }
    }
    Ok(report)
}
