//! `flixir discover`: movies and TV shows by filters.

use clap::ValueEnum;
use serde::Serialize;

use super::media::{self, OrderArg, PageArgs, PagingMeta};
use super::numbers::{Range, day, range, rating, whole, year};
use super::{Exit, Session};
use crate::domain::{Media, MediaType};
use crate::error::Result;
use crate::services::discover::{self, DiscoverRequest, Filters, Offer};
use crate::tmdb::discover::DiscoverSort;

/// Find movies or TV shows by genre, year, service and more
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Movies or TV shows
    #[arg(value_name = "TYPE")]
    kind: KindArg,
    /// Titles of this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    #[arg(long = "genre", value_name = "NAME")]
    genres: Vec<String>,
    /// Titles of this year
    #[arg(long, value_name = "YEAR", value_parser = year, allow_negative_numbers = true, conflicts_with_all = ["from", "to"])]
    year: Option<u16>,
    /// Titles released or first broadcast on this day (YYYY-MM-DD) or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<String>,
    /// Titles released or first broadcast on this day (YYYY-MM-DD) or earlier
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<String>,
    /// Titles with at least this many votes
    #[arg(long, value_name = "N", value_parser = whole(0..=u64::MAX), allow_negative_numbers = true)]
    min_votes: Option<u64>,
    /// Titles with at least this average rating (0 to 10)
    #[arg(long, value_name = "X", value_parser = rating, allow_negative_numbers = true)]
    min_rating: Option<f64>,
    /// Running time in minutes, such as 80..120, 80.. or ..120; of an episode for TV shows
    #[arg(long, value_name = "MIN..MAX", value_parser = range::<u32>, allow_hyphen_values = true)]
    runtime: Option<Range<u32>>,
    /// Movies with this age rating in your region. Give it several times, or a|b, for any of them
    #[arg(long = "certification", value_name = "RATING")]
    certifications: Vec<String>,
    /// Titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them
    #[arg(long = "provider", value_name = "NAME")]
    providers: Vec<String>,
    /// Titles that can be watched this way in your region. Give it several times for any of them
    #[arg(long = "offer", value_name = "KIND")]
    offers: Vec<OfferArg>,
    /// Movies with this person, by name or id. Give it several times for all of them, or a|b for any of them
    #[arg(long = "person", value_name = "PERSON")]
    people: Vec<String>,
    /// Titles with this keyword, by name or id. Give it several times for all of them, or a|b for any of them
    #[arg(long = "keyword", value_name = "KEYWORD")]
    keywords: Vec<String>,
    /// Titles by this company, by name or id. Give it several times for all of them, or a|b for any of them
    #[arg(long = "company", value_name = "COMPANY")]
    companies: Vec<String>,
    /// Titles whose original language is this one, by its two letters (ISO 639-1)
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    original_language: Option<String>,
    /// Sort by this
    #[arg(long, value_name = "KEY", default_value = "popularity")]
    sort: SortArg,
    /// The sort direction (default: title ascending, everything else descending)
    #[arg(long, value_name = "ORDER")]
    order: Option<OrderArg>,
    #[command(flatten)]
    pages: PageArgs,
}

/// Movies or TV shows
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// Movies
    Movie,
    /// TV shows
    Tv,
}

/// How a title can be watched
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OfferArg {
    /// With a subscription
    Stream,
    /// Free
    Free,
    /// Free with ads
    Ads,
    /// To rent
    Rent,
    /// To buy
    Buy,
}

/// Sort by this
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// By popularity
    Popularity,
    /// By average rating
    Rating,
    /// By number of votes
    Votes,
    /// By first release or first broadcast
    Date,
    /// By title
    Title,
    /// By revenue (movies only)
    Revenue,
}

/// A language of two letters, as TMDB writes it.
fn language(text: &str) -> Result<String, String> {
    let is_one = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_one { Ok(text.to_ascii_lowercase()) } else { Err("must be two letters, such as fr".to_owned()) }
}

impl Args {
    fn request(&self) -> DiscoverRequest {
        DiscoverRequest {
            media_type: match self.kind {
                KindArg::Movie => MediaType::Movie,
                KindArg::Tv => MediaType::Tv,
            },
            genres: self.genres.clone(),
            people: self.people.clone(),
            keywords: self.keywords.clone(),
            companies: self.companies.clone(),
            providers: self.providers.clone(),
            offers: self.offers.iter().map(|offer| offer.offer()).collect(),
            certifications: self.certifications.clone(),
            year: self.year,
            from: self.from.clone(),
            to: self.to.clone(),
            min_votes: self.min_votes,
            min_rating: self.min_rating,
            runtime: self.runtime.map_or((None, None), |range| (range.from, range.to)),
            original_language: self.original_language.clone(),
            sort: self.sort.sort(),
            direction: self.order.map(OrderArg::direction),
            paging: self.pages.paging(),
        }
    }
}

impl OfferArg {
    const fn offer(self) -> Offer {
        match self {
            Self::Stream => Offer::Stream,
            Self::Free => Offer::Free,
            Self::Ads => Offer::Ads,
            Self::Rent => Offer::Rent,
            Self::Buy => Offer::Buy,
        }
    }
}

impl SortArg {
    const fn sort(self) -> DiscoverSort {
        match self {
            Self::Popularity => DiscoverSort::Popularity,
            Self::Rating => DiscoverSort::Rating,
            Self::Votes => DiscoverSort::Votes,
            Self::Date => DiscoverSort::Date,
            Self::Title => DiscoverSort::Title,
            Self::Revenue => DiscoverSort::Revenue,
        }
    }
}

/// `meta`: the pages, and what TMDB was asked for.
#[derive(Serialize)]
struct Meta {
    #[serde(flatten)]
    paging: PagingMeta,
    filters: Filters,
}

/// Runs the command.
///
/// # Errors
/// `usage`, `ambiguous`; where nothing stored can answer, why TMDB can't.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Media>()?;
    let (listing, filters) = discover::discover(&session.context, &args.request())?;
    session.streams.report(media::report_with(listing, |paging| Meta { paging, filters }))?;
    Ok(Exit::Done)
}
