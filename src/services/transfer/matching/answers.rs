//! What is asked about a row, and all that TMDB answered. Which question comes next is decided here, without asking:
//! ids first, then the title with its year, then without where that leaves a doubt.

use std::collections::BTreeMap;

use super::evidence::{Evidence, Kind};
use super::rules;
use super::titles::folded;
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

/// All that TMDB answered about a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    pub(super) imdb: Option<Found>,
    pub(super) tvdb: Option<Found>,
    pub(super) numbers: BTreeMap<MediaRef, Option<Media>>,
    pub(super) searches: Vec<(Question, Vec<Media>)>,
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

    /// Takes the results of a search.
    pub fn take_results(&mut self, question: Question, results: Vec<Media>) {
        self.searches.push((question, results));
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
        self.searches.iter().flat_map(|(_, results)| results)
    }

    fn has_asked(&self, question: &Question) -> bool {
        self.searches.iter().any(|(asked, _)| asked == question) || self.refused.contains(question)
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
    let open = searches(evidence, answers).into_iter().find(|question| !answers.has_asked(question))?;
    let is_first = matches!(&open, Question::Search { text, year, .. }
        if *year == evidence.year && Some(text) == evidence.titles.first());
    if !is_first && rules::is_beyond_doubt(evidence, answers) {
        return None;
    }
    Some(open)
}

/// The searches for a row in their order: with its year for every type that it may be, then without, then its other title.
fn searches(evidence: &Evidence, answers: &Answers) -> Vec<Question> {
    let kinds = evidence
        .kind
        .media_type()
        .map_or_else(|| vec![MediaType::Movie, MediaType::Tv], |media_type| vec![media_type]);
    let search = |text: &str, year| {
        let text = text.to_owned();
        kinds.clone().into_iter().map(move |media_type| Question::Search {
            text: text.clone(),
            media_type,
            year,
        })
    };
    let Some(title) = evidence.titles.first() else { return Vec::new() };
    let mut wanted: Vec<Question> = search(title, evidence.year).collect();
    let other = evidence.titles.get(1).filter(|other| folded(other) != folded(title));
    let is_silent = answers.searches.len() >= wanted.len() && answers.results().next().is_none();
    if let Some(other) = other.filter(|_| is_silent) {
        wanted.extend(search(other, evidence.year));
    }
    wanted.extend(search(title, None));
    if let Some(other) = other {
        wanted.extend(search(other, None));
    }
    wanted
}
