//! Everything about a movie, show or person, and what people wrote about it. Not for
//! finding out which title is meant (`items`).

use serde::Serialize;
use serde_json::{Map, Value};

use super::Context;
use super::answers::{AnswerKind, Reading, Source, read_each};
use super::listing::{self, Listing, PagesWanted, Paging};
use crate::domain::{Media, MediaRef, MediaType, Timestamp};
use crate::error::{Error, Result};
pub use crate::tmdb::credits::{CastMember, CrewMember};
use crate::tmdb::credits::{cast, crew};
use crate::tmdb::episodes::Episode;
use crate::tmdb::titles::{self, base_language};
use crate::tmdb::wire::{self, Page};

/// Where a title can be watched in one country. The data is `JustWatch`'s, which TMDB's terms ask to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Providers {
    /// ISO 3166-1.
    pub region: String,
    /// TMDB's page about it.
    pub link: Option<String>,
    /// With a subscription.
    pub flatrate: Vec<String>,
    /// Without paying.
    pub free: Vec<String>,
    /// Without paying, between advertisements.
    pub ads: Vec<String>,
    /// For a while.
    pub rent: Vec<String>,
    /// For good.
    pub buy: Vec<String>,
    /// Whose data this is.
    pub attribution: &'static str,
}

/// A season of a show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Season {
    /// 0 for specials.
    pub season_number: u64,
    /// Name.
    pub name: Option<String>,
    /// How many episodes.
    pub episode_count: Option<u64>,
    /// First broadcast.
    pub air_date: Option<String>,
}

/// A title that a person had a part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Credit {
    /// Movie or show.
    pub media_type: MediaType,
    /// TMDB's number.
    pub id: u64,
    /// Title.
    pub title: Option<String>,
    /// Year of first release or first broadcast.
    pub year: Option<i32>,
    /// Whom they play, where they act.
    pub character: Option<String>,
    /// What they do, where they don't.
    pub job: Option<String>,
}

/// A title or person with everything about it. What TMDB doesn't know or left out, or what makes no sense for its type,
/// is
/// `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    /// What every row tells.
    #[serde(flatten)]
    pub media: Media,
    /// The language of `title` (ISO 639-1) where TMDB has none in the language asked for.
    pub title_language: Option<String>,
    /// The language of `overview` (a person's biography) where TMDB has none in the language asked for.
    pub overview_language: Option<String>,
    /// The language of `tagline` where TMDB has none in the language asked for.
    pub tagline_language: Option<String>,
    /// Minutes; of a show's episode.
    pub runtime: Option<u64>,
    /// A sentence from the poster.
    pub tagline: Option<String>,
    /// `Released`, `Ended`, …; TMDB's words.
    pub status: Option<String>,
    /// IMDb's id.
    pub imdb_id: Option<String>,
    /// `TheTVDB`'s number.
    pub tvdb_id: Option<u64>,
    /// Its own site.
    pub homepage: Option<String>,
    /// Path below TMDB's image address.
    pub backdrop_path: Option<String>,
    /// ISO 3166-1 of where it was made.
    pub origin_country: Vec<String>,
    /// Names of the languages spoken in it.
    pub spoken_languages: Vec<String>,
    /// Names of the companies that made it.
    pub production_companies: Vec<String>,
    /// US dollars.
    pub budget: Option<u64>,
    /// US dollars.
    pub revenue: Option<u64>,
    /// The series of movies that it belongs to.
    pub collection: Option<String>,
    /// Age rating in the region.
    pub certification: Option<String>,
    /// What it is about, in single words.
    pub keywords: Option<Vec<String>>,
    /// Address of a trailer.
    pub trailer: Option<String>,
    /// Who plays in it, most important first.
    pub cast: Option<Vec<CastMember>>,
    /// Who made it.
    pub crew: Option<Vec<CrewMember>>,
    /// Where it can be watched.
    pub providers: Option<Providers>,
    /// Who invented the show.
    pub created_by: Option<Vec<String>>,
    /// Who broadcasts the show.
    pub networks: Option<Vec<String>>,
    /// How many seasons the show has.
    pub number_of_seasons: Option<u64>,
    /// How many episodes the show has.
    pub number_of_episodes: Option<u64>,
    /// The show's seasons.
    pub seasons: Option<Vec<Season>>,
    /// Last broadcast.
    pub last_air_date: Option<String>,
    /// Next broadcast.
    pub next_air_date: Option<String>,
    /// The show's episode that aired last.
    pub last_episode: Option<Episode>,
    /// The show's episode that airs next.
    pub next_episode: Option<Episode>,
    /// Whether more is made of the show.
    pub in_production: Option<bool>,
    /// What the person does most.
    pub known_for_department: Option<String>,
    /// The person's birth.
    pub birthday: Option<String>,
    /// The person's death.
    pub deathday: Option<String>,
    /// Where the person was born.
    pub place_of_birth: Option<String>,
    /// What the person had a part in, best known first.
    pub credits: Option<Vec<Credit>>,
}

fn rows<'a>(object: &'a Value, path: &[&str]) -> Option<&'a [Value]> {
    let found = path.iter().try_fold(object, |object, key| object.get(*key))?;
    found.as_array().map(Vec::as_slice)
}

fn names(object: &Value, path: &[&str], key: &str) -> Option<Vec<String>> {
    rows(object, path).map(|rows| rows.iter().filter_map(|row| wire::text(row, key)).collect())
}

fn texts(object: &Value, key: &str) -> Vec<String> {
    let texts = rows(object, &[key]).unwrap_or_default().iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// TMDB writes 0 where it doesn't know.
fn known_number(object: &Value, key: &str) -> Option<u64> {
    wire::number(object, key).filter(|number| *number > 0)
}

impl Details {
    /// Reads TMDB's answer; `region` picks providers and age rating, `language` (ISO 639-1, as asked for) the trailer. Texts
    /// that TMDB has in English only are taken from there.
    pub fn read(body: &Value, media_type: MediaType, language: &str, region: &str) -> Option<Self> {
        let language = base_language(language);
        let mut media = wire::media(body, Some(media_type))?;
        // Details say it in a place of their own.
        media.known_for_department = None;
        let mut tagline = wire::text(body, "tagline");
        let languages = fill_from_english(body, language, &mut media, &mut tagline);
        let empty = Value::Object(Map::new());
        let external = body.get("external_ids").unwrap_or(&empty);
        let text = |key: &str| wire::text(body, key);
        let is_show = media_type == MediaType::Tv;
        let is_person = media_type == MediaType::Person;
        Some(Self {
            runtime: titles::minutes(body),
            tagline,
            title_language: languages.title,
            overview_language: languages.overview,
            tagline_language: languages.tagline,
            status: text("status"),
            imdb_id: text("imdb_id").or_else(|| wire::text(external, "imdb_id")),
            tvdb_id: known_number(external, "tvdb_id"),
            homepage: text("homepage"),
            backdrop_path: text("backdrop_path"),
            origin_country: texts(body, "origin_country"),
            spoken_languages: spoken_languages(body),
            production_companies: names(body, &["production_companies"], "name").unwrap_or_default(),
            budget: known_number(body, "budget"),
            revenue: known_number(body, "revenue"),
            collection: body.get("belongs_to_collection").and_then(|set| wire::text(set, "name")),
            certification: certification(body, region),
            keywords: names(body, &["keywords", "keywords"], "name")
                .or_else(|| names(body, &["keywords", "results"], "name")),
            trailer: trailer(body, language),
            cast: if is_person { None } else { cast(body) },
            crew: if is_person { None } else { crew(body) },
            providers: body.get("watch/providers").and_then(|section| providers(section, region)),
            created_by: names(body, &["created_by"], "name").filter(|_| is_show),
            networks: names(body, &["networks"], "name").filter(|_| is_show),
            number_of_seasons: wire::number(body, "number_of_seasons"),
            number_of_episodes: wire::number(body, "number_of_episodes"),
            seasons: rows(body, &["seasons"]).map(seasons),
            last_air_date: wire::date(body, "last_air_date"),
            next_air_date: body.get("next_episode_to_air").and_then(|next| wire::date(next, "air_date")),
            last_episode: body.get("last_episode_to_air").and_then(|row| Episode::read(row, None)),
            next_episode: body.get("next_episode_to_air").and_then(|row| Episode::read(row, None)),
            in_production: wire::flag(body, "in_production"),
            known_for_department: text("known_for_department"),
            birthday: wire::date(body, "birthday"),
            deathday: wire::date(body, "deathday"),
            place_of_birth: text("place_of_birth"),
            credits: body
                .get("combined_credits")
                .map(|section| credits(section, wire::text(body, "known_for_department").as_deref())),
            media,
        })
    }
}

/// Answers from before 2020 name languages in themselves only.
fn spoken_languages(body: &Value) -> Vec<String> {
    let languages = rows(body, &["spoken_languages"]).unwrap_or_default().iter();
    languages.filter_map(|row| wire::text(row, "english_name").or_else(|| wire::text(row, "name"))).collect()
}

fn seasons(rows: &[Value]) -> Vec<Season> {
    let read = |row: &Value| {
        Some(Season {
            season_number: wire::number(row, "season_number")?,
            name: wire::text(row, "name"),
            episode_count: wire::number(row, "episode_count"),
            air_date: wire::date(row, "air_date"),
        })
    };
    rows.iter().filter_map(read).collect()
}

/// Reads what a person had a part in, what he or she is best known for first: in the person's own department before
/// anything else, not as oneself (a guest of a talk show), and then what many people voted for and look at.
fn credits(section: &Value, department: Option<&str>) -> Vec<Credit> {
    let parts = ["cast", "crew"].iter().filter_map(|key| Some((*key, rows(section, &[key])?)));
    let mut credits: Vec<((bool, f64), Credit)> = parts
        .flat_map(|(key, rows)| rows.iter().map(move |row| (key, row)))
        .filter_map(|(key, row)| {
            let media = wire::media(row, None)?;
            let character = wire::text(row, "character");
            let of = wire::text(row, "department").or_else(|| (key == "cast").then(|| "Acting".to_owned()));
            let is_own = department.is_none() || of.as_deref() == department;
            let is_oneself = character.as_deref().is_some_and(|name| {
                name.starts_with("Self") || name.starts_with("Himself") || name.starts_with("Herself")
            });
            let votes = u32::try_from(media.vote_count.unwrap_or(0)).map_or(f64::from(u32::MAX), f64::from);
            let fame = (1.0 + votes).ln() + (1.0 + media.popularity.unwrap_or(0.0).max(0.0)).ln();
            let credit = Credit {
                media_type: media.media_type,
                id: media.id,
                title: media.title,
                year: media.year,
                character,
                job: wire::text(row, "job"),
            };
            Some(((is_own && !is_oneself, fame), credit))
        })
        .collect();
    credits.sort_by(|(a, _), (b, _)| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    credits.into_iter().map(|(_, credit)| credit).collect()
}

/// Reads the offers of one country; TMDB leaves out the kinds that it has none of.
fn providers(section: &Value, region: &str) -> Option<Providers> {
    let countries = section.get("results")?.as_object()?;
    let place = countries.get(region);
    let offers =
        |kind: &str| place.and_then(|place| names(place, &[kind], "provider_name")).unwrap_or_default();
    Some(Providers {
        region: region.to_owned(),
        link: place.and_then(|place| wire::text(place, "link")),
        flatrate: offers("flatrate"),
        free: offers("free"),
        ads: offers("ads"),
        rent: offers("rent"),
        buy: offers("buy"),
        attribution: "JustWatch",
    })
}

fn certification(body: &Value, region: &str) -> Option<String> {
    let of_region = |section: &str| {
        rows(body, &[section, "results"])?
            .iter()
            .find(|country| wire::text(country, "iso_3166_1").as_deref() == Some(region))
    };
    let film = || {
        let dates = of_region("release_dates")?.get("release_dates")?.as_array()?;
        dates.iter().find_map(|date| wire::text(date, "certification"))
    };
    film().or_else(|| wire::text(of_region("content_ratings")?, "rating"))
}

/// Picks the trailer: an official one before others, in the person's language before others, and the newest of those.
fn trailer(body: &Value, language: &str) -> Option<String> {
    let videos = rows(body, &["videos", "results"])?;
    let is = |video: &Value, key: &str, value: &str| wire::text(video, key).as_deref() == Some(value);
    let trailers = videos.iter().filter(|video| is(video, "type", "Trailer") && is(video, "site", "YouTube"));
    let worth = |video: &&Value| {
        let tongue = match wire::text(video, "iso_639_1") {
            Some(tongue) if tongue == language => 2,
            Some(tongue) if tongue == "en" => 1,
            _ => 0,
        };
        (wire::flag(video, "official").unwrap_or(false), tongue, wire::text(video, "published_at"))
    };
    // Of equals TMDB's first: it has the newest first.
    let video = trailers.rev().max_by_key(worth)?;
    let key = wire::text(video, "key")?;
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    plain.then(|| format!("https://www.youtube.com/watch?v={key}"))
}

/// Which languages texts are in that are not in the one asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Languages {
    title: Option<String>,
    overview: Option<String>,
    tagline: Option<String>,
}

/// Puts English texts where TMDB has none in the language asked for: it leaves such a text empty, and gives the original
/// title. Needs the translations; without them nothing is changed.
fn fill_from_english(
    body: &Value,
    language: &str,
    media: &mut Media,
    tagline: &mut Option<String>,
) -> Languages {
    let mut languages = Languages::default();
    let Some(translations) = rows(body, &["translations", "translations"]).filter(|_| language != "en")
    else {
        return languages;
    };
    let of = |language: &str, keys: &[&str]| {
        let of_language =
            translations.iter().filter(|row| wire::text(row, "iso_639_1").as_deref() == Some(language));
        of_language
            .filter_map(|row| row.get("data"))
            .find_map(|data| keys.iter().find_map(|key| wire::text(data, key)))
    };
    let fill = |place: &mut Option<String>, keys: &[&str]| {
        *place = place.take().or_else(|| of(language, keys));
        if place.is_none() {
            *place = of("en", keys);
            return place.is_some().then(|| "en".to_owned());
        }
        None
    };
    languages.overview = fill(&mut media.overview, &["overview", "biography"]);
    languages.tagline = fill(tagline, &["tagline"]);
    let keys = ["title", "name"];
    let original = media.original_language.clone().filter(|original| original != language);
    if let Some(original) =
        original.filter(|_| media.title == media.original_title && of(language, &keys).is_none())
    {
        let english = of("en", &keys);
        languages.title = Some(if english.is_some() { "en".to_owned() } else { original });
        media.title = english.or_else(|| media.title.take());
    }
    languages
}

/// Details of several items: those found, and why others were not.
#[derive(Debug)]
pub struct DetailsReport {
    /// In the order asked for.
    pub found: Vec<Details>,
    /// What was asked for, and why it isn't there.
    pub failed: Vec<(MediaRef, Error)>,
    /// Where the answers came from.
    pub source: Source,
    /// When TMDB gave or last confirmed the oldest of them.
    pub fetched_at: Timestamp,
    /// How many of those found TMDB gave or confirmed just now.
    pub fetched: u64,
    /// How many of those found the cache had, fresh.
    pub fresh: u64,
}

/// Returns the country for which offers and age ratings are picked: `--region`, else that of the language.
pub fn region(context: &Context) -> String {
    let settings = &context.settings;
    let of_language = || settings.language.split_once('-').map(|(_, region)| region.to_owned());
    settings.region.clone().or_else(of_language).unwrap_or_else(|| "US".to_owned()).to_uppercase()
}

/// Reads everything about several items, in parallel.
///
/// # Errors
/// Those that concern all items; what concerns one is in the report.
pub fn details(context: &Context, items: &[MediaRef]) -> Result<DetailsReport> {
    let locale = context.locale();
    let region = region(context);
    let requests: Vec<_> = items.iter().map(|item| titles::details(*item, &locale)).collect();
    let parse = |body: &[u8]| {
        let body = wire::json(body)?;
        wire::id(&body, "id").map(|_| body).ok_or_else(|| wire::not_understood("a title"))
    };
    let readings = read_each(context, AnswerKind::Details, &requests, parse)?;
    let mut report = DetailsReport {
        found: Vec::new(),
        failed: Vec::new(),
        source: Source::Cache,
        fetched_at: context.clock.now(),
        fetched: 0,
        fresh: 0,
    };
    let mut learnt = Vec::new();
    for (item, reading) in items.iter().zip(readings) {
        let read = reading.and_then(|reading: Reading<Value>| {
            let details = Details::read(&reading.value, item.media_type, &locale.language, &region)
                .ok_or_else(|| wire::not_understood("a title"))?;
            Ok((details, reading.source, reading.fetched_at))
        });
        match read {
            Ok((details, source, fetched_at)) => {
                report.source = report.source.max(source);
                report.fetched_at = report.fetched_at.min(fetched_at);
                match source {
                    Source::Network | Source::Revalidated => report.fetched += 1,
                    Source::Cache => report.fresh += 1,
                    Source::Stale | Source::Catalog => {}
                }
                if source == Source::Network {
                    learnt.push(details.media.clone());
                }
                report.found.push(details);
            }
            Err(error) => report.failed.push((*item, named(*item, error))),
        }
    }
    if !learnt.is_empty() {
        context.learn_titles(&learnt);
    }
    Ok(report)
}

/// Says which item TMDB doesn't know.
fn named(item: MediaRef, error: Error) -> Error {
    if error.kind() == crate::ErrorKind::NotFound {
        return error.with_message(format!("TMDB has no {item}"));
    }
    let message = format!("{item}: {}", error.message());
    error.with_message(message)
}

/// What somebody wrote about a title.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Review {
    /// TMDB's id.
    pub id: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// 0.5 to 10.
    pub rating: Option<f64>,
    /// Markdown.
    pub content: Option<String>,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// Its page on TMDB's site.
    pub url: Option<String>,
}

impl Review {
    fn read(row: &Value) -> Option<Self> {
        let empty = Value::Null;
        let author = row.get("author_details").unwrap_or(&empty);
        let time = |key: &str| wire::text(row, key).as_deref().and_then(Timestamp::parse_tmdb);
        Some(Self {
            id: wire::text(row, "id")?,
            author: wire::text(row, "author").or_else(|| wire::text(author, "username")),
            rating: wire::float(author, "rating"),
            content: wire::text(row, "content").map(|text| text.replace("\r\n", "\n")),
            created_at: time("created_at"),
            updated_at: time("updated_at"),
            url: wire::text(row, "url"),
        })
    }
}

/// Reads the reviews of a title.
///
/// # Errors
/// `usage` for people; those of [`listing::pages`].
pub fn reviews(context: &Context, item: MediaRef, paging: Paging) -> Result<Listing<Review>> {
    if item.media_type == MediaType::Person {
        return Err(Error::usage("TMDB has no reviews of people"));
    }
    let make = |page| titles::reviews(item, page);
    let name = |review: &Review| review.id.clone();
    let read_page = |body: &[u8]| Ok(Page::read(wire::json(body)?)?.rows_as(Review::read));
    let wanted = PagesWanted { kind: AnswerKind::Reviews, make, paging };
    let pages = listing::pages(context, &wanted, read_page, name, true);
    let mut listing = pages.map_err(|error| named(item, error))?.into_listing(name);
    listing.keep(paging.limit);
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_film_with_every_section_and_one_with_none() {
        let body = json!({"id":603,"title":"The Matrix","release_date":"1999-03-30","runtime":136,"imdb_id":"tt0133093",
            "budget":63_000_000,"revenue":0,"homepage":"","genres":[{"id":28,"name":"Action"}],
            "belongs_to_collection":{"name":"The Matrix Collection"},
            "credits":{"cast":[{"id":6384,"name":"Keanu Reeves","character":"Neo"},{"name":"no id"}],
                "crew":[{"id":9340,"name":"Lana Wachowski","job":"Director","department":"Directing"}]},
            "release_dates":{"results":[{"iso_3166_1":"DE","release_dates":[{"certification":""},{"certification":"16"}]}]},
            "videos":{"results":[{"type":"Trailer","site":"YouTube","key":"abc_-1"}]},
            "keywords":{"keywords":[{"name":"dystopia"}]},
            "watch/providers":{"results":{"DE":{"link":"l","flatrate":[{"provider_name":"A"}]}}}});
        let film = Details::read(&body, MediaType::Movie, "en", "DE").unwrap();
        assert_eq!((film.runtime, film.budget, film.revenue), (Some(136), Some(63_000_000), None));
        assert_eq!((film.certification.as_deref(), film.homepage.as_deref()), (Some("16"), None));
        assert_eq!(film.cast.as_ref().map(Vec::len), Some(1));
        let providers = film.providers.unwrap();
        assert_eq!((providers.flatrate, providers.rent), (vec!["A".to_owned()], Vec::new()));
        assert!(film.trailer.unwrap().ends_with("abc_-1"));
        let bare = Details::read(&json!({"id":1}), MediaType::Movie, "en", "DE").unwrap();
        assert_eq!((bare.cast, bare.providers, bare.keywords, bare.seasons), (None, None, None, None));
        let elsewhere = Details::read(&body, MediaType::Movie, "en", "FR").unwrap();
        assert_eq!(elsewhere.providers.unwrap().link, None);
        assert_eq!(elsewhere.certification, None);
    }

    #[test]
    fn a_show_and_a_person() {
        let show = json!({"id":1399,"name":"Game of Thrones","episode_run_time":[60],"number_of_seasons":8,
            "external_ids":{"imdb_id":"tt0944947","tvdb_id":121_361},"seasons":[{"season_number":0,"episode_count":3}],
            "next_episode_to_air":null,"created_by":[{"name":"David Benioff"}],
            "content_ratings":{"results":[{"iso_3166_1":"US","rating":"TV-MA"}]}});
        let show = Details::read(&show, MediaType::Tv, "en", "US").unwrap();
        assert_eq!(
            (show.runtime, show.imdb_id.as_deref(), show.tvdb_id),
            (Some(60), Some("tt0944947"), Some(121_361))
        );
        assert_eq!(show.certification.as_deref(), Some("TV-MA"));
        let person = json!({"id":6384,"name":"Keanu Reeves","birthday":"1964-09-02","combined_credits":{
            "cast":[{"media_type":"movie","id":603,"title":"The Matrix","release_date":"1999-03-30","character":"Neo"}],
            "crew":[{"media_type":"movie","id":5,"title":"Later","release_date":"2013-01-01","job":"Director"}]}});
        let person = Details::read(&person, MediaType::Person, "en", "US").unwrap();
        let credits: Vec<u64> = person.credits.unwrap().iter().map(|credit| credit.id).collect();
        assert_eq!((credits, person.cast), (vec![603, 5], None));
    }

    #[test]
    fn a_person_is_known_for_what_many_people_know() {
        let row = |id: u64, votes: u64, popularity: f64, character: &str| {
            json!({"media_type": "movie", "id": id, "vote_count": votes, "popularity": popularity,
                "character": character, "release_date": format!("20{id:02}-01-01")})
        };
        let person = json!({"id": 62, "known_for_department": "Acting", "combined_credits": {
            "cast": [row(24, 3, 1.0, "Self (archive footage)"), row(25, 90_000, 90.0, "Self"), row(10, 11_000, 60.0, "John McClane"),
                row(20, 400, 4.0, "Cop")],
            "crew": [{"media_type": "movie", "id": 30, "vote_count": 20_000, "popularity": 70.0, "department": "Production", "job": "Producer"}]}});
        let person = Details::read(&person, MediaType::Person, "en", "US").unwrap();
        let order: Vec<u64> = person.credits.unwrap().iter().map(|credit| credit.id).collect();
        assert_eq!(order, [10, 20, 25, 30, 24]);
    }

    #[test]
    fn the_trailer_is_official_in_the_right_language_and_new() {
        let video = |key: &str, language: Value, official: bool, at: &str| json!({"type": "Trailer", "site": "YouTube", "key": key, "iso_639_1": language, "official": official, "published_at": at});
        let body = json!({"videos": {"results": [
            video("fan", json!("de"), false, "2026-01-01T00:00:00.000Z"),
            video("english", json!("en"), true, "2025-05-01T00:00:00.000Z"),
            video("german", json!("de"), true, "2020-01-01T00:00:00.000Z"),
            video("newer", json!("de"), true, "2021-01-01T00:00:00.000Z"),
            {"type": "Teaser", "site": "YouTube", "key": "teaser", "iso_639_1": "de", "official": true},
            {"type": "Trailer", "site": "Vimeo", "key": "1"}, null]}});
        let picked = |language: &str| trailer(&body, language).unwrap();
        assert!(picked("de").ends_with("=newer"));
        assert!(picked("en").ends_with("=english"));
        assert!(picked("fr").ends_with("=english"));
    }

    #[test]
    fn what_is_not_translated_is_told_in_english_and_marked() {
        let english = json!({"iso_639_1": "en", "iso_3166_1": "US",
            "data": {"title": "Seven Samurai", "overview": "A village hires seven.", "tagline": "Mighty."}});
        let body = |translations: Value| {
            json!({"id": 346, "title": "七人の侍", "original_title": "七人の侍", "original_language": "ja",
                "overview": "", "tagline": "", "translations": {"translations": translations}})
        };
        let bare = body(json!([english, {"iso_639_1": "de", "data": {"title": "", "overview": ""}}, null]));
        let film = Details::read(&bare, MediaType::Movie, "de-DE", "DE").unwrap();
        assert_eq!(film.media.title.as_deref(), Some("Seven Samurai"));
        assert_eq!(film.media.overview.as_deref(), Some("A village hires seven."));
        assert_eq!(film.tagline.as_deref(), Some("Mighty."));
        let marks = [film.title_language, film.overview_language, film.tagline_language];
        assert_eq!(marks, [Some("en".to_owned()), Some("en".to_owned()), Some("en".to_owned())]);
        let german = body(
            json!([english, {"iso_639_1": "de", "data": {"title": "Die sieben Samurai", "overview": "x"}}]),
        );
        let film = Details::read(&german, MediaType::Movie, "de-DE", "DE").unwrap();
        assert_eq!((film.title_language, film.overview_language), (None, None));
        let unknown = Details::read(&body(json!([])), MediaType::Movie, "de", "DE").unwrap();
        assert_eq!(unknown.title_language.as_deref(), Some("ja"), "the original title stays, and says so");
    }
}
