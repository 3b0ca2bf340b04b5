//! Finding movies and TV shows by filters (`flixir discover`): names become TMDB's numbers, and TMDB does the rest. Not for
//! filtering what is on a list.

use serde::Serialize;

use super::Context;
use super::answers::{AnswerKind, read_each};
use super::listing::{self, Direction, Listing, PagesWanted, Paging, Selection};
use super::names::{self, Group, Named};
use super::providers::{self, Provider};
use crate::domain::MediaType;
use crate::error::{Error, Result};
use crate::tmdb::discover::{self, DiscoverSort, Discovery, NameKind};
use crate::tmdb::{genres, wire};

/// A kind of offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Offer {
    /// Part of a subscription.
    Stream,
    /// Free.
    Free,
    /// Free with advertisements.
    Ads,
    /// To rent.
    Rent,
    /// To buy.
    Buy,
}

impl Offer {
    /// Returns TMDB's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stream => "flatrate",
            Self::Free => "free",
            Self::Ads => "ads",
            Self::Rent => "rent",
            Self::Buy => "buy",
        }
    }
}

/// What is looked for, as typed.
#[derive(Clone, Debug)]
pub struct DiscoverRequest {
    /// Movies or TV shows.
    pub media_type: MediaType,
    /// Names of genres.
    pub genres: Vec<String>,
    /// Names or numbers of people.
    pub people: Vec<String>,
    /// Names or numbers of keywords.
    pub keywords: Vec<String>,
    /// Names or numbers of companies.
    pub companies: Vec<String>,
    /// Names or numbers of streaming services, or `mine`.
    pub providers: Vec<String>,
    /// Kinds of offers.
    pub offers: Vec<Offer>,
    /// Age ratings.
    pub certifications: Vec<String>,
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
    /// The least and the greatest running time in minutes.
    pub runtime: (Option<u32>, Option<u32>),
    /// ISO 639-1.
    pub original_language: Option<String>,
    /// What TMDB sorts by.
    pub sort: DiscoverSort,
    /// Which way; `None` for what suits the key.
    pub direction: Option<Direction>,
    /// Which pages.
    pub paging: Paging,
}

/// What TMDB was asked for, in numbers and names (`meta.filters`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filters {
    genres: Group,
    people: Group,
    keywords: Group,
    companies: Group,
    providers: Vec<Provider>,
    offers: Vec<Offer>,
    certifications: Vec<String>,
    /// Where services, offers and age ratings count; `None` where none of them is asked for.
    region: Option<String>,
    year: Option<u16>,
    from: Option<String>,
    to: Option<String>,
    min_votes: Option<u64>,
    min_rating: Option<f64>,
    min_runtime: Option<u32>,
    max_runtime: Option<u32>,
    original_language: Option<String>,
}

/// Finds titles.
///
/// # Errors
/// `usage` and `ambiguous` for filters that TMDB can't apply, before it is asked for titles; those of [`listing::list`].
pub fn discover(context: &Context, request: &DiscoverRequest) -> Result<(Listing, Filters)> {
    check(request)?;
    let media_type = request.media_type;
    let filters = resolve(context, request)?;
    let terms = in_tmdbs_terms(&filters, request);
    let locale = context.locale();
    let make = |page| discover::discover(media_type, &terms, &locale, page);
    let wanted = PagesWanted { kind: AnswerKind::Browse, make, paging: request.paging };
    let listing = listing::list(context, &wanted, Some(media_type), &Selection::default())?;
    Ok((listing, filters))
}

/// Refuses what can be refused without asking anybody.
fn check(request: &DiscoverRequest) -> Result<()> {
    if request.media_type == MediaType::Tv {
        let of_movies = [
            ("--person", !request.people.is_empty()),
            ("--certification", !request.certifications.is_empty()),
            ("--sort revenue", request.sort == DiscoverSort::Revenue),
        ];
        if let Some((option, _)) = of_movies.iter().find(|(_, is_used)| *is_used) {
            return Err(Error::usage(format!(
                "{option} works for movies only: TMDB has no such filter for TV shows"
            ))
            .with_hint("type: flixir discover movie …"));
        }
    }
    match (&request.from, &request.to) {
        (Some(from), Some(to)) if from > to => Err(Error::usage(format!("--from {from} is after --to {to}"))),
        _ => Ok(()),
    }
}

fn resolve(context: &Context, request: &DiscoverRequest) -> Result<Filters> {
    let (shortest, longest) = request.runtime;
    let group = |option: &str, values: &[String]| names::group(option, values);
    // Empty or mixed values are refused before TMDB is asked for anything.
    let people = group("--person", &request.people)?;
    let keywords = group("--keyword", &request.keywords)?;
    let companies = group("--company", &request.companies)?;
    let genres = find_genres(context, request.media_type, group("--genre", &request.genres)?)?;
    let region = region(context, request)?;
    let here = region.as_deref().unwrap_or_default();
    let providers = match request.providers.as_slice() {
        [] => Vec::new(),
        typed => providers::find(context, typed, &[request.media_type], here)?,
    };
    Ok(Filters {
        certifications: find_certifications(context, &request.certifications, here)?,
        genres,
        people: names::find(context, NameKind::Person, people)?,
        keywords: names::find(context, NameKind::Keyword, keywords)?,
        companies: names::find(context, NameKind::Company, companies)?,
        providers,
        offers: request.offers.clone(),
        region,
        year: request.year,
        from: request.from.clone(),
        to: request.to.clone(),
        min_votes: request.min_votes,
        min_rating: request.min_rating,
        min_runtime: shortest,
        max_runtime: longest,
        original_language: request.original_language.clone(),
    })
}

/// Returns the region, where a filter needs one.
fn region(context: &Context, request: &DiscoverRequest) -> Result<Option<String>> {
    let needs = [
        ("--provider", !request.providers.is_empty()),
        ("--offer", !request.offers.is_empty()),
        ("--certification", !request.certifications.is_empty()),
    ];
    let option = needs.iter().find(|(_, is_used)| *is_used);
    option.map(|(option, _)| providers::region(context, option)).transpose()
}

fn find_genres(context: &Context, media_type: MediaType, names: Group<String>) -> Result<Group> {
    let english = super::genres::find_all(context, &names.values, Some(media_type))?;
    let named = |name: &&str| {
        genres::find(media_type, name).map(|(id, name)| Named { id, name: Some(name.to_owned()) })
    };
    Ok(Group { join: names.join, values: english.iter().filter_map(named).collect() })
}

/// Checks age ratings against TMDB's list of the country, and returns them as TMDB spells them.
fn find_certifications(context: &Context, typed: &[String], country: &str) -> Result<Vec<String>> {
    let typed: Vec<&str> = typed.iter().flat_map(|value| value.split('|')).map(str::trim).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let parse = |body: &[u8]| certifications_of(body, country);
    let known = match read_each(context, AnswerKind::Genres, &[discover::certifications()], parse)?.pop() {
        Some(reading) => reading?.value,
        None => Vec::new(),
    };
    if known.is_empty() {
        return Err(Error::usage(format!("TMDB has no age ratings of the region '{country}'")));
    }
    let find = |word: &&str| {
        known.iter().find(|one| one.eq_ignore_ascii_case(word)).cloned().ok_or_else(|| {
            Error::usage(format!("no age rating '{word}' in the region {country}"))
                .with_hint(format!("one of: {}", known.join(", ")))
        })
    };
    typed.iter().map(find).collect()
}

/// Reads the age ratings of a country, mildest first.
///
/// # Errors
/// `invalid_response`.
pub(super) fn certifications_of(body: &[u8], country: &str) -> Result<Vec<String>> {
    let body = wire::json(body)?;
    let all = body.get("certifications").filter(|all| all.is_object());
    let all = all.ok_or_else(|| wire::not_understood("a list of age ratings"))?;
    let rows = all.get(country).and_then(|rows| rows.as_array()).into_iter().flatten();
    let mut known: Vec<(u64, String)> = rows
        .filter_map(|row| {
            Some((wire::number(row, "order").unwrap_or(u64::MAX), wire::text(row, "certification")?))
        })
        .collect();
    known.sort();
    Ok(known.into_iter().map(|(_, name)| name).collect())
}

fn in_tmdbs_terms(filters: &Filters, request: &DiscoverRequest) -> Discovery {
    let is_about_offers = !filters.providers.is_empty() || !filters.offers.is_empty();
    let region = |is_needed: bool| filters.region.clone().filter(|_| is_needed);
    Discovery {
        genres: filters.genres.ids(),
        people: filters.people.ids(),
        keywords: filters.keywords.ids(),
        companies: filters.companies.ids(),
        providers: filters.providers.iter().map(|one| one.id).collect(),
        offers: filters.offers.iter().map(|offer| offer.word()).collect(),
        watch_region: region(is_about_offers),
        certifications: filters.certifications.clone(),
        certification_country: region(!filters.certifications.is_empty()),
        year: filters.year,
        from: filters.from.clone(),
        to: filters.to.clone(),
        min_votes: filters.min_votes,
        min_rating: filters.min_rating,
        runtime: (filters.min_runtime, filters.max_runtime),
        original_language: filters.original_language.clone(),
        sort: request.sort,
        is_ascending: match request.direction {
            Some(direction) => direction == Direction::Ascending,
            None => request.sort == DiscoverSort::Title,
        },
    }
}
