//! Requests for movies, shows and people: search, ready-made lists, discovery, details, reviews
//! (`docs/what-tmdb-really-does.md`: Search and pages, Details, genres, reviews). Not for caching them, nor for what
//! becomes of the answers.

use serde_json::Value;

use super::request::Request;
use super::wire;
use crate::domain::{MediaRef, MediaType, Timestamp};

/// What every request for titles says about the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locale {
    /// ISO 639-1, optionally with a region.
    pub language: String,
    /// ISO 3166-1.
    pub region: Option<String>,
}

/// A search for titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleSearch {
    /// What to look for; not blank.
    pub text: String,
    /// Movies, shows or people; `None` for all of them.
    pub media_type: Option<MediaType>,
    /// Year of first release or first broadcast. TMDB accepts it for movies and for TV shows only.
    pub year: Option<u16>,
    /// Whether adult titles are wanted.
    pub adult: bool,
}

/// Makes the request for one page of a search (`GET /3/search/movie`, `tv`, `person` or `multi`).
pub fn search(search: &TitleSearch, locale: &Locale, page: u32) -> Request {
    let (path, year) = match search.media_type {
        Some(MediaType::Movie) => ("/search/movie", Some("primary_release_year")),
        Some(MediaType::Tv) => ("/search/tv", Some("first_air_date_year")),
        Some(MediaType::Person) => ("/search/person", None),
        None => ("/search/multi", None),
    };
    let request = Request::get(path)
        .query("query", &search.text)
        .query("language", &locale.language)
        .query("page", page)
        .query("include_adult", search.adult);
    let request = match (year, search.year) {
        (Some(key), Some(year)) => request.query(key, year),
        _ => request,
    };
    let region = locale.region.as_ref().filter(|_| search.media_type == Some(MediaType::Movie));
    request.query_some("region", region)
}

/// A list that TMDB keeps ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyMade {
    /// What people look at most.
    Popular,
    /// What they like best.
    TopRated,
    /// Movies that come to cinemas soon.
    Upcoming,
    /// Movies in cinemas.
    NowPlaying,
    /// Shows with an episode in the next seven days.
    OnTheAir,
    /// Shows with an episode today.
    AiringToday,
    /// What is talked of, by day or by week.
    Trending(Window),
}

/// How far back a trend looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// A day.
    #[default]
    Day,
    /// A week.
    Week,
}

/// A ready-made list of movies or of shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyMadeList {
    /// Which list.
    pub list: ReadyMade,
    /// Of movies or of shows.
    pub media_type: MediaType,
}

/// Makes the request for one page of a ready-made list (`GET /3/{movie|tv}/{list}`, or
/// `GET /3/trending/{movie|tv}/{day|week}`).
pub fn ready_made(of: ReadyMadeList, locale: &Locale, page: u32) -> Request {
    let ReadyMadeList { list, media_type } = of;
    let word = match list {
        ReadyMade::Popular => "popular",
        ReadyMade::TopRated => "top_rated",
        ReadyMade::Upcoming => "upcoming",
        ReadyMade::NowPlaying => "now_playing",
        ReadyMade::OnTheAir => "on_the_air",
        ReadyMade::AiringToday => "airing_today",
        ReadyMade::Trending(Window::Day) => "trending/day",
        ReadyMade::Trending(Window::Week) => "trending/week",
    };
    let path = match word.strip_prefix("trending/") {
        Some(window) => format!("/trending/{media_type}/{window}"),
        None => format!("/{media_type}/{word}"),
    };
    // Trends have no region: TMDB ignores it.
    let takes_region = media_type == MediaType::Movie && !matches!(list, ReadyMade::Trending(_));
    let region = locale.region.as_ref().filter(|_| takes_region);
    Request::get(path).query("language", &locale.language).query("page", page).query_some("region", region)
}

/// What narrows a ready-made list down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Genres by number; all of them must fit.
    pub genres: Vec<u64>,
    /// Year of first release or first broadcast.
    pub year: Option<u16>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
}

impl Narrowing {
    /// Returns whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Votes below which TMDB's own lists of the best leave a title out.
const VOTES_OF_THE_BEST: u64 = 200;
/// Genres of movies that TMDB's own list of the best leaves out: documentaries and music.
const NOT_AMONG_THE_BEST: &str = "99,10755";

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// Makes the request for one page of a ready-made list, narrowed down: these lists are presets of discovery
/// (`GET /3/discover/{movie|tv}`). `None` for trends, which have no such form.
pub fn discover(
    of: ReadyMadeList,
    narrowing: &Narrowing,
    locale: &Locale,
    today: Timestamp,
    page: u32,
) -> Option<Request> {
    let ReadyMadeList { list, media_type } = of;
    let genres = narrowing.genres.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let year = if media_type == MediaType::Movie { "primary_release_year" } else { "first_air_date_year" };
    let request = Request::get(format!("/discover/{media_type}"))
        .query("language", &locale.language)
        .query("page", page)
        .query("include_adult", false)
        .query("sort_by", "popularity.desc")
        .query_some(year, narrowing.year)
        .query_some("with_genres", Some(genres).filter(|genres| !genres.is_empty()))
        .query_some("vote_count.gte", narrowing.min_votes)
        .query_some("region", locale.region.as_ref().filter(|_| media_type == MediaType::Movie));
    let between = |request: Request, key: &str, from: Timestamp, to: Timestamp| {
        request.query(&format!("{key}.gte"), from.day()).query(&format!("{key}.lte"), to.day())
    };
    let in_cinemas = |from: Timestamp, to: Timestamp| {
        between(request.clone(), "release_date", from, to).query("with_release_type", "2|3")
    };
    match list {
        ReadyMade::Trending(_) => None,
        ReadyMade::Popular => Some(request),
        ReadyMade::TopRated => {
            let votes = narrowing.min_votes.unwrap_or(0).max(VOTES_OF_THE_BEST);
            let unwanted = Some(NOT_AMONG_THE_BEST).filter(|_| media_type == MediaType::Movie);
            let request = request.query("sort_by", "vote_average.desc").query("vote_count.gte", votes);
            Some(request.query_some("without_genres", unwanted))
        }
        // Both lists tell their windows in `dates`: 42 days that end in a week, and the 21 days after.
        ReadyMade::NowPlaying => Some(in_cinemas(today.minus(DAY * 35), today.plus(DAY * 7))),
        ReadyMade::Upcoming => Some(in_cinemas(today.plus(DAY * 8), today.plus(DAY * 28))),
        ReadyMade::OnTheAir => Some(between(request, "air_date", today, today.plus(DAY * 7))),
        ReadyMade::AiringToday => Some(between(request, "air_date", today, today)),
    }
}

/// Makes the request for everything about a movie, show or person (`GET /3/{movie|tv|person}/{id}` with
/// `append_to_response`). Appended sections may be missing in the answer: TMDB has broken that parameter in production
/// (`docs/what-tmdb-really-does.md`: Details, genres, reviews). Videos are asked for in the person's language, in English
/// and without language; texts that are missing in another language than English are read from the translations.
pub fn details(item: MediaRef, locale: &Locale) -> Request {
    let sections = match item.media_type {
        MediaType::Movie => "credits,keywords,release_dates,videos,watch/providers",
        MediaType::Tv => "aggregate_credits,content_ratings,external_ids,keywords,videos,watch/providers",
        MediaType::Person => "combined_credits",
    };
    let language = base_language(&locale.language);
    let sections = if language == "en" { sections.to_owned() } else { format!("{sections},translations") };
    let request = Request::get(format!("/{}/{}", item.media_type, item.id))
        .query("language", &locale.language)
        .query("append_to_response", sections);
    match (item.media_type, language) {
        (MediaType::Person, _) => request,
        (_, "en") => request.query("include_video_language", "en,null"),
        _ => request.query("include_video_language", format!("{language},en,null")),
    }
}

/// Returns a language without its region: `de` of `de-DE`.
pub fn base_language(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// Returns the minutes of a movie, or of one episode of a show: TMDB has left `episode_run_time` empty since 2025, and tells
/// the time with the episode that aired last, or that comes next.
pub fn minutes(body: &Value) -> Option<u64> {
    let known = |minutes: &u64| *minutes > 0;
    let usual = || {
        let times = body.get("episode_run_time")?.as_array()?;
        times.iter().filter_map(Value::as_u64).find(known)
    };
    let of_episode = |key: &str| wire::number(body.get(key)?, "runtime").filter(known);
    wire::number(body, "runtime")
        .filter(known)
        .or_else(usual)
        .or_else(|| of_episode("last_episode_to_air"))
        .or_else(|| of_episode("next_episode_to_air"))
}

/// Makes the request for a movie or show without anything appended (`GET /3/{movie|tv}/{id}`): a tenth of the size.
pub fn brief(item: MediaRef, locale: &Locale) -> Request {
    Request::get(format!("/{}/{}", item.media_type, item.id)).query("language", &locale.language)
}

/// An id that another database gave a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternalId {
    /// IMDb: `tt` and digits.
    Imdb(String),
    /// `TheTVDB`.
    Tvdb(u64),
}

/// Makes the request for what TMDB knows under another database's id (`GET /3/find/{id}`).
pub fn find(id: &ExternalId, locale: &Locale) -> Request {
    let (id, source) = match id {
        ExternalId::Imdb(id) => (id.clone(), "imdb_id"),
        ExternalId::Tvdb(id) => (id.to_string(), "tvdb_id"),
    };
    Request::get(format!("/find/{id}")).query("external_source", source).query("language", &locale.language)
}

/// Makes the request for the names of the genres of movies, or of shows (`GET /3/genre/{movie|tv}/list`).
pub fn genre_list(media_type: MediaType, locale: &Locale) -> Request {
    Request::get(format!("/genre/{media_type}/list")).query("language", &locale.language)
}

/// Makes the request for one page of a title's reviews (`GET /3/{movie|tv}/{id}/reviews`), in every language: nearly all are
/// in English, and TMDB gives none for others.
pub fn reviews(item: MediaRef, page: u32) -> Request {
    Request::get(format!("/{}/{}/reviews", item.media_type, item.id)).query("page", page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale() -> Locale {
        Locale { language: "de-DE".to_owned(), region: Some("DE".to_owned()) }
    }

    #[test]
    fn each_search_has_its_own_year() {
        let key = |media_type| {
            let wanted = TitleSearch { text: "a b".into(), media_type, year: Some(1999), adult: false };
            search(&wanted, &locale(), 2).cache_key()
        };
        let common = "include_adult=false&language=de-DE&page=2";
        assert_eq!(
            key(Some(MediaType::Movie)),
            format!("GET /3/search/movie?{common}&primary_release_year=1999&query=a b&region=DE")
        );
        assert_eq!(
            key(Some(MediaType::Tv)),
            format!("GET /3/search/tv?first_air_date_year=1999&{common}&query=a b")
        );
        assert_eq!(key(Some(MediaType::Person)), format!("GET /3/search/person?{common}&query=a b"));
        assert_eq!(key(None), format!("GET /3/search/multi?{common}&query=a b"));
    }

    #[test]
    fn details_ask_for_what_is_read_and_no_more() {
        let asked = |item, language: &str| {
            let query = details(item, &Locale { language: language.to_owned(), region: None }).query;
            (query["append_to_response"].clone(), query.get("include_video_language").cloned())
        };
        let (sections, videos) = asked(MediaRef::tv(1399), "de-DE");
        assert!(sections.contains("aggregate_credits") && !sections.contains(",credits"), "{sections}");
        assert!(sections.ends_with("translations"), "{sections}");
        assert_eq!(videos.as_deref(), Some("de,en,null"));
        let (sections, videos) = asked(MediaRef::movie(603), "en-US");
        assert!(!sections.contains("external_ids") && !sections.contains("translations"), "{sections}");
        assert_eq!(videos.as_deref(), Some("en,null"));
        assert_eq!(reviews(MediaRef::movie(603), 1).query.get("language"), None);
    }

    #[test]
    fn a_show_s_minutes_are_those_of_an_episode() {
        use serde_json::json;
        assert_eq!(minutes(&json!({"runtime": 136})), Some(136));
        assert_eq!(minutes(&json!({"episode_run_time": [0, 45]})), Some(45));
        let aired = json!({"episode_run_time": [], "last_episode_to_air": {"runtime": 80}, "next_episode_to_air": {"runtime": 50}});
        assert_eq!(minutes(&aired), Some(80));
        let coming = json!({"episode_run_time": [], "last_episode_to_air": null, "next_episode_to_air": {"runtime": "50"}});
        assert_eq!(minutes(&coming), Some(50));
        assert_eq!(minutes(&json!({"runtime": 0, "last_episode_to_air": {"runtime": null}})), None);
    }

    #[test]
    fn ready_made_lists_have_their_paths() {
        let path = |list, media_type| ready_made(ReadyMadeList { list, media_type }, &locale(), 1).path;
        assert_eq!(path(ReadyMade::TopRated, MediaType::Tv), "/tv/top_rated");
        assert_eq!(path(ReadyMade::Trending(Window::Week), MediaType::Movie), "/trending/movie/week");
        let region = |list| {
            ready_made(ReadyMadeList { list, media_type: MediaType::Movie }, &locale(), 1)
                .query
                .get("region")
                .cloned()
        };
        assert_eq!(region(ReadyMade::Popular).as_deref(), Some("DE"));
        assert_eq!(region(ReadyMade::Trending(Window::Day)), None);
    }

    #[test]
    fn narrowed_lists_are_discoveries() {
        let today = Timestamp::parse_rfc3339("2026-03-04T05:06:07Z").unwrap();
        let narrowing = Narrowing { genres: vec![28, 878], year: Some(1999), min_votes: Some(5) };
        let find =
            |list, media_type| discover(ReadyMadeList { list, media_type }, &narrowing, &locale(), today, 1);
        let best = find(ReadyMade::TopRated, MediaType::Movie).unwrap();
        assert_eq!(best.path, "/discover/movie");
        assert_eq!(
            (best.query["with_genres"].as_str(), best.query["vote_count.gte"].as_str()),
            ("28,878", "200")
        );
        assert_eq!(best.query["without_genres"], "99,10755");
        let window = |list| {
            let query = find(list, MediaType::Movie).unwrap().query;
            (query["release_date.gte"].clone(), query["release_date.lte"].clone())
        };
        assert_eq!(window(ReadyMade::NowPlaying), ("2026-01-28".to_owned(), "2026-03-11".to_owned()));
        assert_eq!(window(ReadyMade::Upcoming), ("2026-03-12".to_owned(), "2026-04-01".to_owned()));
        let today = find(ReadyMade::AiringToday, MediaType::Tv).unwrap();
        assert_eq!(
            (today.query["air_date.gte"].as_str(), today.query["air_date.lte"].as_str()),
            ("2026-03-04", "2026-03-04")
        );
        assert_eq!(find(ReadyMade::Trending(Window::Day), MediaType::Tv), None);
    }
}
