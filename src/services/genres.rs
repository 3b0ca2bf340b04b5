//! Names of genres in the person's language, for rows that tell only numbers. TMDB's lists of them are kept for a day.

use std::collections::BTreeMap;

use super::Context;
use super::answers::{AnswerKind, read_each};
use crate::domain::{Media, MediaType};
use crate::error::Result;
use crate::tmdb::{Request, genres, titles, wire};

/// Names by number.
type Names = BTreeMap<u64, String>;

/// Puts the names of genres into the language asked for. They are English where TMDB can't be asked.
pub(super) fn translate(context: &Context, rows: &mut [Media]) {
    let locale = context.locale();
    if locale.language.split('-').next().is_none_or(|language| language.eq_ignore_ascii_case("en")) {
        return;
    }
    let has = |media_type: &MediaType| {
        rows.iter().any(|media| media.media_type == *media_type && !media.genres.is_empty())
    };
    let types: Vec<MediaType> = [MediaType::Movie, MediaType::Tv].into_iter().filter(has).collect();
    let requests: Vec<Request> = types.iter().map(|one| titles::genre_list(*one, &locale)).collect();
    if requests.is_empty() {
        return;
    }
    let read = read_each(context, AnswerKind::Genres, &requests, names_in);
    let answers = read.unwrap_or_else(|error| {
        log::debug!("genres stay English: {error}");
        Vec::new()
    });
    for (media_type, answer) in types.into_iter().zip(answers) {
        match answer {
            Ok(names) => rename(rows, media_type, &names.value),
            Err(error) => log::debug!("genres stay English: {error}"),
        }
    }
}

fn names_in(body: &[u8]) -> Result<Names> {
    let body = wire::json(body)?;
    let rows = body.get("genres").and_then(|rows| rows.as_array());
    let rows = rows.ok_or_else(|| wire::not_understood("a list of genres"))?;
    Ok(rows.iter().filter_map(|row| Some((wire::id(row, "id")?, wire::text(row, "name")?))).collect())
}

fn rename(rows: &mut [Media], media_type: MediaType, names: &Names) {
    for name in rows.iter_mut().filter(|row| row.media_type == media_type).flat_map(|row| &mut row.genres) {
        let number = genres::all(media_type).iter().find(|(_, english)| english == name);
        if let Some(translated) = number.and_then(|(number, _)| names.get(number)) {
            translated.clone_into(name);
        }
    }
}
