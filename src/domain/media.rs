//! Movies, TV shows and people as every command prints them (`cli.md` §3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What kind of thing an id names. A movie and a TV show may have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MediaType {
    /// A movie.
    Movie,
    /// A television show.
    Tv,
    /// A person.
    Person,
}

impl MediaType {
    /// Returns TMDB's word: `movie`, `tv` or `person`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Tv => "tv",
            Self::Person => "person",
        }
    }
}

impl FromStr for MediaType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "movie" => Ok(Self::Movie),
            "tv" => Ok(Self::Tv),
            "person" => Ok(Self::Person),
            _ => Err(()),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One title or person: always the pair of type and number. Prints as `movie:603`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MediaRef {
    /// Movie, TV show or person.
    pub media_type: MediaType,
    /// TMDB's number.
    pub id: u64,
}

impl MediaRef {
    /// Names a movie.
    pub const fn movie(id: u64) -> Self {
        Self { media_type: MediaType::Movie, id }
    }

    /// Names a show.
    pub const fn tv(id: u64) -> Self {
        Self { media_type: MediaType::Tv, id }
    }

    /// Returns the address of the page on TMDB's site.
    pub fn url(self) -> String {
        format!("https://www.themoviedb.org/{}/{}", self.media_type, self.id)
    }
}

impl fmt::Display for MediaRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.media_type, self.id)
    }
}

/// A movie, TV show or person with what TMDB says about it. A show's `name` and `first_air_date` appear as `title` and
/// `release_date`, so that one script serves both. Unknown is `None`, never an empty string.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Movie, TV show or person.
    pub media_type: MediaType,
    /// TMDB's number.
    pub id: u64,
    /// Title or name in the language asked for.
    pub title: Option<String>,
    /// Title or name in the original language.
    pub original_title: Option<String>,
    /// First release or first air date, `YYYY-MM-DD`.
    pub release_date: Option<String>,
    /// Year of `release_date`.
    pub year: Option<i32>,
    /// TMDB's popularity figure; no unit.
    pub popularity: Option<f64>,
    /// Mean of the votes, 0 to 10.
    pub vote_average: Option<f64>,
    /// Number of votes.
    pub vote_count: Option<u64>,
    /// A paragraph on what it is about.
    pub overview: Option<String>,
    /// ISO 639-1.
    pub original_language: Option<String>,
    /// Names of genres.
    pub genres: Vec<String>,
    /// Path below TMDB's image address, begins with `/`.
    pub poster_path: Option<String>,
    /// Adult content.
    pub adult: Option<bool>,
    /// Page on TMDB's site.
    pub url: String,
    /// What a person does most (`Acting`); of rows of people only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_for_department: Option<String>,
    /// Titles that a person is known for; of rows of people only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_for: Vec<String>,
    /// Whether `title` is the original one only because nothing else is known: from the offline catalog, which has no others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub title_is_original: bool,
}

impl Media {
    /// Makes an entry of which nothing but its name is known.
    pub fn unknown(item: MediaRef) -> Self {
        Self {
            media_type: item.media_type,
            id: item.id,
            title: None,
            original_title: None,
            release_date: None,
            year: None,
            popularity: None,
            vote_average: None,
            vote_count: None,
            overview: None,
            original_language: None,
            genres: Vec::new(),
            poster_path: None,
            adult: None,
            url: item.url(),
            known_for_department: None,
            known_for: Vec::new(),
            title_is_original: false,
        }
    }

    /// Returns the pair of type and number.
    pub const fn item(&self) -> MediaRef {
        MediaRef { media_type: self.media_type, id: self.id }
    }

    /// Returns the mean of the votes. Of no votes there is none: TMDB gives 0.
    pub fn mean(&self) -> Option<f64> {
        self.vote_average.filter(|_| self.vote_count != Some(0))
    }

    /// Returns `The Matrix (1999)`, or `movie:603` where no title is known.
    pub fn label(&self) -> String {
        match (&self.title, self.year) {
            (Some(title), Some(year)) => format!("{title} ({year})"),
            (Some(title), None) => title.clone(),
            (None, _) => self.item().to_string(),
        }
    }
}

/// Returns the year of a TMDB date (`1999-03-31`).
pub fn year_of(date: &str) -> Option<i32> {
    date.get(..4)?.parse().ok().filter(|year| *year > 0)
}
