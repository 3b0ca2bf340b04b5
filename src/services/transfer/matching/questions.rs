//! Which question about a row comes next, decided without asking: ids first, then the title. The title is searched for without
//! its year: one answer then shows namesakes of this year and better known ones of other years. With the year it is searched for
//! only where there are too many namesakes to see those of this year.

use super::answers::{Answers, Found, Question};
use super::evidence::{Evidence, Kind};
use super::rules;
use crate::domain::MediaType;

/// The most questions about a row without ids.
const MOST_SEARCHES: usize = 4;

/// Returns the next question about a row; `None` where the answers are enough to decide.
pub fn next(evidence: &Evidence, answers: &Answers) -> Option<Question> {
    if evidence.plain_number().is_some() {
        return None;
    }
    let about_ids = about_ids(evidence, answers).filter(|question| !answers.refused.contains(question));
    about_ids.or_else(|| next_search(evidence, answers))
}

fn about_ids(evidence: &Evidence, answers: &Answers) -> Option<Question> {
    let ids = &evidence.ids;
    if let (Some(imdb), None) = (&ids.imdb, &answers.imdb) {
        let question = Question::Imdb(imdb.clone());
        if !answers.refused.contains(&question) {
            return Some(question);
        }
    }
    if let (Some(tvdb), None) = (ids.tvdb, &answers.tvdb)
        && wants_tvdb(evidence, answers)
    {
        return Some(Question::Tvdb(tvdb));
    }
    let number = rules::numbers_in_doubt(evidence, answers).into_iter();
    number.map(Question::Number).find(|question| match question {
        Question::Number(item) => !answers.numbers.contains_key(item) && !answers.refused.contains(question),
        _ => false,
    })
}

/// TVDB numbers movies apart from TV shows, and TMDB links its numbers of TV shows only.
fn wants_tvdb(evidence: &Evidence, answers: &Answers) -> bool {
    let by_imdb = answers.imdb.as_ref().map_or(&[][..], Found::titles);
    let is_movie = evidence.kind == Kind::Is(MediaType::Movie)
        || by_imdb.iter().any(|media| media.media_type == MediaType::Movie);
    // Two ids that say the same need no third.
    let is_settled = by_imdb.iter().any(|media| Some(media.id) == evidence.ids.tmdb);
    !is_movie && !is_settled
}

fn next_search(evidence: &Evidence, answers: &Answers) -> Option<Question> {
    let asked = answers.searches.len() + answers.refused.len();
    if asked >= MOST_SEARCHES || rules::by_ids(evidence, answers).is_some() || rules::is_other(answers) {
        return None;
    }
    searches(evidence, answers).into_iter().find(|question| !answers.has_asked(question))
}

/// The searches that a row needs, in their order; as answers come in there may be more of them.
fn searches(evidence: &Evidence, answers: &Answers) -> Vec<Question> {
    let Some(title) = evidence.titles.first() else { return Vec::new() };
    let search = |text: &str, media_type, year| Question::Search { text: text.to_owned(), media_type, year };
    let said = evidence.kind.media_type();
    let kinds = said.map_or_else(|| vec![MediaType::Movie, MediaType::Tv], |said| vec![said]);
    let mut wanted: Vec<Question> = kinds.iter().map(|kind| search(title, *kind, None)).collect();
    if !wanted.iter().all(|question| answers.has_asked(question)) {
        return wanted;
    }
    // A type word may be wrong: some programs call everything a movie.
    if let Some(said) = said.filter(|_| !rules::is_known_beyond_kinds(evidence, answers)) {
        wanted.push(search(title, other_kind(said), None));
    }
    if !rules::has_namesake(evidence, answers) {
        let others = evidence.titles.iter().skip(1);
        wanted.extend(others.flat_map(|other| kinds.iter().map(|kind| search(other, *kind, None))));
    }
    if evidence.year.is_some() && !rules::is_known_beyond_pages(evidence, answers) {
        for text in &evidence.titles {
            let open = kinds.iter().filter(|kind| answers.has_more(&search(text, **kind, None)));
            wanted.extend(open.map(|kind| search(text, *kind, evidence.year)));
        }
    }
    wanted
}

const fn other_kind(media_type: MediaType) -> MediaType {
    match media_type {
        MediaType::Tv => MediaType::Movie,
        _ => MediaType::Tv,
    }
}
