//! Names of genres in the person's language: for rows that tell only numbers, and where a person types one. TMDB's lists
//! of them are kept for a day.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::answers::{AnswerKind, read_each};
use crate::domain::{Media, MediaType};
use crate::error::{Error, Result};
use crate::tmdb::{Request, genres, titles, wire};

/// Names by number.
type Names = BTreeMap<u64, String>;

/// Finds genres by name, in English or in the language asked for, and returns TMDB's English spelling of each.
///
/// # Errors
/// `usage`, with the valid names; for people, who have none.
pub(super) fn find_all(
    context: &Context,
    names: &[String],
    media_type: Option<MediaType>,
) -> Result<Vec<&'static str>> {
    let types: &[MediaType] = match &media_type {
        Some(one) => std::slice::from_ref(one),
        None => &[MediaType::Movie, MediaType::Tv],
    };
    if media_type == Some(MediaType::Person) && !names.is_empty() {
        return Err(Error::usage("people have no genres"));
    }
    let in_english = |name: &String| types.iter().find_map(|one| genres::find(*one, name));
    let translated = if names.iter().all(|name| in_english(name).is_some()) {
        Vec::new()
    } else {
        translations(context, types)
    };
    let in_language = |name: &String| {
        let wanted = genres::folded(name);
        translated.iter().find_map(|(media_type, known)| {
            let (id, _) = known.iter().find(|(_, known)| genres::folded(known) == wanted)?;
            genres::all(*media_type).iter().find(|(known, _)| known == id).copied()
        })
    };
    let find = |name: &String| {
        in_english(name).or_else(|| in_language(name)).map(|(_, name)| name).ok_or_else(|| {
            let english = types.iter().flat_map(|one| genres::all(*one)).map(|(_, name)| *name);
            let other = translated.iter().flat_map(|(_, known)| known.values()).map(String::as_str);
            let known: BTreeSet<&str> =
                if translated.is_empty() { english.collect() } else { other.collect() };
            let known: Vec<&str> = known.into_iter().collect();
            Error::usage(format!("no genre '{name}'")).with_hint(format!("one of: {}", known.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// Returns every name under which a row may have a genre: rows are kept in English, or in the language that was asked for.
pub(super) fn spellings(context: &Context, english: &str) -> BTreeSet<String> {
    let types = [MediaType::Movie, MediaType::Tv];
    let mut names = BTreeSet::from([english.to_owned()]);
    for (media_type, translated) in translations(context, &types) {
        let number = genres::find(media_type, english).map(|(number, _)| number);
        names.extend(number.and_then(|number| translated.get(&number)).cloned());
    }
    names
}

/// Puts the names of genres into the language asked for. They are English where TMDB can't be asked.
pub(super) fn translate(context: &Context, rows: &mut [Media]) {
    let has = |media_type: &MediaType| {
        rows.iter().any(|media| media.media_type == *media_type && !media.genres.is_empty())
    };
    let types: Vec<MediaType> = [MediaType::Movie, MediaType::Tv].into_iter().filter(has).collect();
    for (media_type, names) in translations(context, &types) {
        rename(rows, media_type, &names);
    }
}

/// Returns TMDB's names in the language asked for; none where that is English, or where TMDB can't be asked.
fn translations(context: &Context, types: &[MediaType]) -> Vec<(MediaType, Names)> {
    let locale = context.locale();
    let is_english = locale.language.split('-').next().is_none_or(|one| one.eq_ignore_ascii_case("en"));
    if is_english || types.is_empty() {
        return Vec::new();
    }
    let requests: Vec<Request> = types.iter().map(|one| titles::genre_list(*one, &locale)).collect();
    let answers = read_each(context, AnswerKind::Genres, &requests, names_in).unwrap_or_else(|error| {
        log::debug!("genres stay English: {error}");
        Vec::new()
    });
    let mut translated = Vec::new();
    for (media_type, answer) in types.iter().zip(answers) {
        match answer {
            Ok(names) => translated.push((*media_type, names.value)),
            Err(error) => log::debug!("genres stay English: {error}"),
        }
    }
    translated
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
