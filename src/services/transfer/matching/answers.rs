//! What is asked about a row, and all that TMDB answered. Which question comes next is decided here, without asking:
//! ids first, then the title. The title is searched for without its year: one answer then shows namesakes of this year and
//! better known ones of other years. With the year it is searched for only where there are too many namesakes to see
//! those of this year.

use std::collections::BTreeMap;

use super::evidence::{Evidence, Kind};
use super::rules;
use crate::domain::{Media, MediaRef, MediaType};

/// The most questions about a row without ids.
const MOST_SEARCHES: usize = 4;

/// One question to TMDB.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What is known under an IMDb id.
    Imdb(String),
    /// Which TV show has this number at TVDB.
    Tvdb(u64),
    /// What TMDB's own number stands for.
    Number(MediaRef),
    /// Titles by their words.
    Search {
        /// The words.
        text: String,
        /// Movies or TV shows.
        media_type: MediaType,
        /// Of this year only.
        year: Option<i32>,
    },
}

/// What TMDB knows under another service's id.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// These titles; none where the id is unknown to TMDB.
    Titles(Vec<Media>),
    /// Something that can't be on a list: `it is an episode`.
    Other(&'static str),
}

/// What a search gave.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Search {
    pub(super) question: Question,
    pub(super) results: Vec<Media>,
    /// Whether TMDB has no more than these: a search is read as far as its first page.
    pub(super) is_whole: bool,
}

/// All that TMDB answered about a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    pub(super) imdb: Option<Found>,
    pub(super) tvdb: Option<Found>,
    pub(super) numbers: BTreeMap<MediaRef, Option<Media>>,
    pub(super) searches: Vec<Search>,
    /// Questions that TMDB didn't answer; they are not asked again.
    pub(super) refused: Vec<Question>,
}

impl Answers {
    /// Takes what TMDB knows under another service's id.
    pub fn take_found(&mut self, question: &Question, found: Found) {
        match question {
            Question::Imdb(_) => self.imdb = Some(found),
            _ => self.tvdb = Some(found),
        }
    }

    /// Takes what a number of TMDB's stands for; `None` where TMDB has no such title.
    pub fn take_number(&mut self, item: MediaRef, media: Option<Media>) {
        self.numbers.insert(item, media);
    }

    /// Takes the results of a search; `is_whole` where TMDB has no more than these.
    pub fn take_results(&mut self, question: Question, results: Vec<Media>, is_whole: bool) {
        self.searches.push(Search { question, results, is_whole });
    }

    /// Notes that a question has no answer.
    pub fn take_refusal(&mut self, question: Question) {
        self.refused.push(question);
    }

    /// Returns what is known of a title from any answer.
    pub fn media(&self, item: MediaRef) -> Option<&Media> {
        self.all().find(|media| media.item() == item)
    }

    /// Every title in the answers; one may come several times.
    pub(super) fn all(&self) -> impl Iterator<Item = &Media> {
        let found = self.imdb.iter().chain(&self.tvdb).flat_map(Found::titles);
        found.chain(self.numbers.values().flatten()).chain(self.results())
    }

    /// Every title that a search gave.
    pub(super) fn results(&self) -> impl Iterator<Item = &Media> {
        self.searches.iter().flat_map(|search| &search.results)
    }

    fn has_asked(&self, question: &Question) -> bool {
        self.searches.iter().any(|search| search.question == *question) || self.refused.contains(question)
    }

    /// Returns whether a search left results on further pages.
    fn has_more(&self, question: &Question) -> bool {
        self.searches.iter().any(|search| search.question == *question && !search.is_whole)
    }
}

impl Found {
    /// The titles; none where it is something else.
    pub fn titles(&self) -> &[Media] {
        match self {
            Self::Titles(titles) => titles,
            Self::Other(_) => &[],
        }
    }
}

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
