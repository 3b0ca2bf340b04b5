//! Requests for discovery, and for what its filters are made of: keywords, companies and people by name, streaming services
//! by region, age ratings by country (`tmdb-api.md` §9, *Discover*; TMDB's `OpenAPI` document). Not for turning names into
//! numbers, nor for the presets that ready-made lists are (`titles`).

use serde::Serialize;

use super::request::Request;
use super::titles::Locale;
use crate::domain::MediaType;

/// How several values of one filter go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// All of them must fit.
    #[default]
    All,
    /// One of them is enough.
    Any,
}

impl Match {
    /// Returns what stands between values: TMDB reads a comma as "and", a bar as "or".
    const fn separator(self) -> &'static str {
        match self {
            Self::All => ",",
            Self::Any => "|",
        }
    }
}

/// Numbers that a filter names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// The numbers.
    pub ids: Vec<u64>,
    /// How they go together.
    pub join: Match,
}

impl Ids {
    fn joined(&self) -> Option<String> {
        let ids: Vec<String> = self.ids.iter().map(u64::to_string).collect();
        (!ids.is_empty()).then(|| ids.join(self.join.separator()))
    }
}

/// What TMDB sorts by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiscoverSort {
    /// By popularity.
    #[default]
    Popularity,
    /// By the mean of the votes.
    Rating,
    /// By the number of votes.
    Votes,
    /// By first release or first broadcast.
    Date,
    /// By title.
    Title,
    /// By what a movie took in. Shows have none.
    Revenue,
}

impl DiscoverSort {
    /// Returns TMDB's word; movies and shows differ.
    const fn word(self, media_type: MediaType) -> &'static str {
        match (self, media_type) {
            (Self::Popularity, _) => "popularity",
            (Self::Rating, _) => "vote_average",
            (Self::Votes, _) => "vote_count",
            (Self::Date, MediaType::Tv) => "first_air_date",
            (Self::Date, _) => "primary_release_date",
            (Self::Title, MediaType::Tv) => "name",
            (Self::Title, _) => "title",
            (Self::Revenue, _) => "revenue",
        }
    }
}

/// What is discovered, in TMDB's terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discovery {
    /// Genres.
    pub genres: Ids,
    /// People before or behind the camera. Movies only.
    pub people: Ids,
    /// Keywords.
    pub keywords: Ids,
    /// Companies.
    pub companies: Ids,
    /// Streaming services in `watch_region`; one of them is enough.
    pub providers: Vec<u64>,
    /// Kinds of offers there (`flatrate`, `free`, `ads`, `rent`, `buy`); one of them is enough.
    pub offers: Vec<&'static str>,
    /// Where the services and offers count, ISO 3166-1.
    pub watch_region: Option<String>,
    /// Age ratings; one of them is enough. Movies only.
    pub certifications: Vec<String>,
    /// The country whose ratings they are, ISO 3166-1.
    pub certification_country: Option<String>,
    /// Year of first release or first broadcast.
    pub year: Option<u16>,
    /// The first day of release or broadcast, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// The least mean of the votes, 0 to 10.
    pub min_rating: Option<f64>,
    /// The least and the greatest running time in minutes; of an episode for shows.
    pub runtime: (Option<u32>, Option<u32>),
    /// ISO 639-1.
    pub original_language: Option<String>,
    /// What TMDB sorts by.
    pub sort: DiscoverSort,
    /// Whether the least comes first.
    pub is_ascending: bool,
}

/// Makes the request for one page of a discovery (`GET /3/discover/movie`, `/3/discover/tv`).
pub fn discover(media_type: MediaType, wanted: &Discovery, locale: &Locale, page: u32) -> Request {
    let is_show = media_type == MediaType::Tv;
    let (year, day) = if is_show {
        ("first_air_date_year", "first_air_date")
    } else {
        ("primary_release_year", "primary_release_date")
    };
    let direction = if wanted.is_ascending { "asc" } else { "desc" };
    let joined = |words: &[String]| (!words.is_empty()).then(|| words.join("|"));
    let offers: Vec<String> = wanted.offers.iter().map(ToString::to_string).collect();
    let providers = Ids { ids: wanted.providers.clone(), join: Match::Any };
    let (shortest, longest) = wanted.runtime;
    Request::get(format!("/discover/{media_type}"))
        .query("language", &locale.language)
        .query("page", page)
        .query("include_adult", false)
        .query("sort_by", format!("{}.{direction}", wanted.sort.word(media_type)))
        .query_some("with_genres", wanted.genres.joined())
        .query_some("with_people", wanted.people.joined())
        .query_some("with_keywords", wanted.keywords.joined())
        .query_some("with_companies", wanted.companies.joined())
        .query_some("with_watch_providers", providers.joined())
        .query_some("with_watch_monetization_types", joined(&offers))
        .query_some("watch_region", wanted.watch_region.as_ref())
        .query_some("certification", joined(&wanted.certifications))
        .query_some("certification_country", wanted.certification_country.as_ref())
        .query_some(year, wanted.year)
        .query_some(&format!("{day}.gte"), wanted.from.as_ref())
        .query_some(&format!("{day}.lte"), wanted.to.as_ref())
        .query_some("vote_count.gte", wanted.min_votes)
        .query_some("vote_average.gte", wanted.min_rating)
        .query_some("with_runtime.gte", shortest)
        .query_some("with_runtime.lte", longest)
        .query_some("with_original_language", wanted.original_language.as_ref())
        .query_some("region", locale.region.as_ref().filter(|_| !is_show))
}

/// What is searched by name for a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// Somebody before or behind the camera.
    Person,
    /// A keyword.
    Keyword,
    /// A company.
    Company,
}

/// Makes the request for the first page of a search by name (`GET /3/search/person`, `keyword`, `company`).
pub fn search_names(kind: NameKind, text: &str, locale: &Locale) -> Request {
    let request = match kind {
        NameKind::Person => Request::get("/search/person").query("language", &locale.language),
        NameKind::Keyword => Request::get("/search/keyword"),
        NameKind::Company => Request::get("/search/company"),
    };
    request.query("query", text).query("page", 1)
}

/// Makes the request for the streaming services of a region (`GET /3/watch/providers/{movie|tv}`).
pub fn providers(media_type: MediaType, region: &str, locale: &Locale) -> Request {
    Request::get(format!("/watch/providers/{media_type}"))
        .query("language", &locale.language)
        .query("watch_region", region)
}

/// Makes the request for the age ratings of movies in all countries (`GET /3/certification/movie/list`).
pub fn certifications() -> Request {
    Request::get("/certification/movie/list")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(media_type: MediaType, wanted: &Discovery) -> String {
        let locale = Locale { language: "de-DE".to_owned(), region: Some("DE".to_owned()) };
        discover(media_type, wanted, &locale, 2).cache_key()
    }

    #[test]
    fn every_filter_has_its_parameter() {
        let wanted = Discovery {
            genres: Ids { ids: vec![28, 878], join: Match::All },
            people: Ids { ids: vec![6384, 31], join: Match::Any },
            keywords: Ids { ids: vec![9882], join: Match::All },
            companies: Ids { ids: vec![9101], join: Match::Any },
            providers: vec![8, 11],
            offers: vec!["flatrate", "free"],
            watch_region: Some("DE".to_owned()),
            certifications: vec!["12".to_owned(), "16".to_owned()],
            certification_country: Some("DE".to_owned()),
            from: Some("1999-01-01".to_owned()),
            to: Some("1999-12-31".to_owned()),
            min_votes: Some(100),
            min_rating: Some(7.5),
            runtime: (Some(80), Some(120)),
            original_language: Some("fr".to_owned()),
            sort: DiscoverSort::Date,
            is_ascending: true,
            ..Discovery::default()
        };
        assert_eq!(
            query(MediaType::Movie, &wanted),
            "GET /3/discover/movie?certification=12|16&certification_country=DE&include_adult=false&language=de-DE&\
             page=2&primary_release_date.gte=1999-01-01&primary_release_date.lte=1999-12-31&region=DE&\
             sort_by=primary_release_date.asc&vote_average.gte=7.5&vote_count.gte=100&watch_region=DE&\
             with_companies=9101&with_genres=28,878&with_keywords=9882&with_original_language=fr&\
             with_people=6384|31&with_runtime.gte=80&with_runtime.lte=120&\
             with_watch_monetization_types=flatrate|free&with_watch_providers=8|11"
        );
    }

    #[test]
    fn shows_have_words_of_their_own() {
        let wanted = Discovery { year: Some(2011), sort: DiscoverSort::Title, ..Discovery::default() };
        assert_eq!(
            query(MediaType::Tv, &wanted),
            "GET /3/discover/tv?first_air_date_year=2011&include_adult=false&language=de-DE&page=2&sort_by=name.desc"
        );
    }
}
