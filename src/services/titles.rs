//! Titles in the person's language, where only the original ones of the offline catalog are known here. Not for
//! everything about a title (`details`).

use super::Context;
use super::answers::{AnswerKind, read_each};
use crate::domain::{Media, MediaRef};
use crate::tmdb::titles::brief;
use crate::tmdb::{Request, wire};

/// Titles that are asked for at most: nobody reads more of them beside what a command did.
const MOST: usize = 20;

/// Asks TMDB for the titles of items that the catalog alone knows. Only where this command has reached TMDB anyway, and no
/// failure is told: the original title, marked as such, does as well.
pub fn learn_translated(context: &Context, items: impl Iterator<Item = MediaRef>) {
    if context.settings.offline || !context.has_reached_tmdb() {
        return;
    }
    let is_original =
        |item: &MediaRef| context.title_here(*item).is_some_and(|media| media.title_is_original);
    let wanted: Vec<MediaRef> = items.filter(is_original).take(MOST).collect();
    if wanted.is_empty() {
        return;
    }
    let locale = context.locale();
    let requests: Vec<Request> = wanted.iter().map(|item| brief(*item, &locale)).collect();
    let Ok(answers) = read_each(context, AnswerKind::Details, &requests, wire::json) else { return };
    let titles: Vec<Media> = wanted
        .iter()
        .zip(answers)
        .filter_map(|(item, answer)| wire::media(&answer.ok()?.value, Some(item.media_type)))
        .collect();
    context.learn_titles(&titles);
}
