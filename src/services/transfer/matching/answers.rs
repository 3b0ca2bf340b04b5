//! What is asked about a row, and all that TMDB answered. Which question comes next is decided in [`super::questions`].

use std::collections::BTreeMap;

use crate::domain::{Media, MediaRef, MediaType};

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

    /// Returns whether a search was answered, or refused.
    pub(super) fn has_asked(&self, question: &Question) -> bool {
        self.searches.iter().any(|search| search.question == *question) || self.refused.contains(question)
    }

    /// Returns whether a search left results on further pages.
    pub(super) fn has_more(&self, question: &Question) -> bool {
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
