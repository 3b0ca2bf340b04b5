//! Filtering and sorting what is on a list, here and offline first. What a filter can't judge is left out and counted, never
//! guessed. Not for TMDB's own filters (`discover`).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::facts::{self, Facts, Wanted};
use super::genres;
use super::listing::{Direction, ranked};
use super::names;
use super::providers;
use super::transfer::sets;
use crate::domain::{ListItem, Media, MediaRef, MediaType, letters};
use crate::error::Result;
use crate::tmdb::discover::Match;

/// Whether a title is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// It is.
    Out,
    /// It comes later.
    Coming,
}

/// What items are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// As the list has them.
    #[default]
    Added,
    /// By title.
    Title,
    /// By year.
    Year,
    /// By the mean of the votes.
    Rating,
    /// By the number of votes.
    Votes,
    /// By popularity.
    Popularity,
    /// By running time.
    Runtime,
    /// By the person's own score.
    Score,
    /// In another order each time.
    Random,
}

/// What is wanted of a list's items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiftRequest {
    /// Movies, or TV shows.
    pub media_type: Option<MediaType>,
    /// Names of genres: several mean all, `a|b` any.
    pub genres: Vec<String>,
    /// The first and the last year.
    pub years: (Option<i32>, Option<i32>),
    /// The least mean of the votes.
    pub min_rating: Option<f64>,
    /// The least number of votes.
    pub min_votes: Option<u64>,
    /// The least and the greatest running time in minutes.
    pub runtime: (Option<u64>, Option<u64>),
    /// Streaming services, any of them; or `mine`.
    pub providers: Vec<String>,
    /// Whether it must be out.
    pub release: Option<Release>,
    /// Words that the title must have.
    pub title: Option<String>,
    /// Lists, collections or files that must not have the item.
    pub not_in: Vec<String>,
    /// What items are sorted by.
    pub order: ListOrder,
    /// Which way; `None` for what suits the key.
    pub direction: Option<Direction>,
    /// The most items.
    pub limit: Option<u32>,
}

/// Items that fit, in order.
#[derive(Debug)]
pub struct Sifted {
    /// The items.
    pub items: Vec<ListItem>,
    /// How many could not be judged, and were left out.
    pub unknown: u64,
}

/// The same with names resolved.
#[derive(Debug)]
struct Filters<'a> {
    request: &'a SiftRequest,
    /// Where titles must be streamed, in capitals.
    region: String,
    /// Each genre by every name that a row may have it under.
    genres: Vec<BTreeSet<String>>,
    genres_join: Match,
    providers: Vec<u64>,
    words: Vec<String>,
    excluded: BTreeSet<MediaRef>,
    today: String,
}

/// Picks and sorts the items of a list. Details that are missing are fetched: `permit` hears of how many and may refuse,
/// `report` hears of the progress. Offline they stay unknown.
///
/// # Errors
/// `usage` for names that are unknown; what `permit` says; `interrupted`; those of [`providers::find`].
pub fn sift(
    context: &Context,
    items: Vec<ListItem>,
    request: &SiftRequest,
    permit: &dyn Fn(usize) -> Result<()>,
    report: &mut dyn FnMut(u64, u64),
) -> Result<Sifted> {
    let region = match request.providers.as_slice() {
        [] => context.settings.region.clone().unwrap_or_default().to_uppercase(),
        _ => providers::region(context, "--provider")?,
    };
    let filters = resolve(context, request, region)?;
    // What a row alone rules out needs no details.
    let mut items: Vec<ListItem> =
        items.into_iter().filter(|item| filters.judge_row(item) != Verdict::Out).collect();
    let facts = look_up(context, &mut items, &filters, permit, report)?;
    let mut unknown = 0;
    items.retain(|item| {
        let verdict = filters.judge(item, facts.get(&item.media.item()));
        unknown += u64::from(verdict == Verdict::Unknown);
        verdict == Verdict::In
    });
    sort(context, &mut items, request, &facts);
    items.truncate(request.limit.map_or(usize::MAX, |limit| limit as usize));
    Ok(Sifted { items, unknown })
}

fn resolve<'a>(context: &Context, request: &'a SiftRequest, region: String) -> Result<Filters<'a>> {
    let group = names::group("--genre", &request.genres)?;
    let english = genres::find_all(context, &group.values, request.media_type)?;
    let providers = match request.providers.as_slice() {
        [] => Vec::new(),
        typed => providers::find(context, typed, &[MediaType::Movie, MediaType::Tv], &region)?,
    };
    let mut excluded = BTreeSet::new();
    for name in &request.not_in {
        excluded.extend(sets::items_of(context, name)?.iter().map(Media::item));
    }
    let words = request.title.as_deref().map(letters::folded).unwrap_or_default();
    Ok(Filters {
        request,
        region,
        genres: english.iter().map(|name| genres::spellings(context, name)).collect(),
        genres_join: group.join,
        providers: providers.into_iter().map(|one| one.id).collect(),
        words: words.split_whitespace().map(str::to_owned).collect(),
        excluded,
        today: context.clock.now().day(),
    })
}

/// Looks up what rows don't tell, where it is wanted.
fn look_up(
    context: &Context,
    items: &mut [ListItem],
    filters: &Filters<'_>,
    permit: &dyn Fn(usize) -> Result<()>,
    report: &mut dyn FnMut(u64, u64),
) -> Result<BTreeMap<MediaRef, Facts>> {
    let request = filters.request;
    let by_facts = request.runtime != (None, None)
        || !request.providers.is_empty()
        || request.order == ListOrder::Runtime;
    let sorts_rows = !matches!(request.order, ListOrder::Added | ListOrder::Score | ListOrder::Random);
    let is_wanted = |item: &&ListItem| {
        let is_bare = item.media.vote_count.is_none();
        by_facts || filters.judge_row(item) == Verdict::Unknown || (sorts_rows && is_bare)
    };
    let wanted_items: Vec<MediaRef> = items.iter().filter(is_wanted).map(|item| item.media.item()).collect();
    if wanted_items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted = Wanted { region: &filters.region, providers: !request.providers.is_empty() };
    let mut known = facts::known(context, &wanted_items, wanted);
    if !known.missing.is_empty() && !context.settings.offline {
        permit(known.missing.len())?;
        facts::fetch(context, &known.missing, wanted, &mut known.facts, report)?;
        for item in items.iter_mut().filter(|item| item.media.vote_count.is_none()) {
            if let Some(media) = context.cached_title(item.media.item()) {
                item.media = media;
            }
        }
    }
    Ok(known.facts)
}

/// Whether an item fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    In,
    Out,
    Unknown,
}

impl Verdict {
    fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::In,
            Some(false) => Self::Out,
            None => Self::Unknown,
        }
    }

    /// One that is out decides; then one that isn't known.
    fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().fold(Self::In, |whole, one| match (whole, one) {
            (Self::Out, _) | (_, Self::Out) => Self::Out,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::In,
        })
    }
}

/// Judges a number against two ends, of which either may be open.
fn between<N: PartialOrd>(value: Option<N>, (from, to): (Option<N>, Option<N>)) -> Verdict {
    if from.is_none() && to.is_none() {
        return Verdict::In;
    }
    Verdict::of(value.map(|value| from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to)))
}

impl Filters<'_> {
    fn judge(&self, item: &ListItem, facts: Option<&Facts>) -> Verdict {
        Verdict::all([self.judge_row(item), self.judge_facts(facts)])
    }

    fn judge_facts(&self, facts: Option<&Facts>) -> Verdict {
        let request = self.request;
        let services = facts.and_then(|facts| facts.providers.as_ref());
        let is_there = if self.providers.is_empty() {
            Verdict::In
        } else {
            Verdict::of(services.map(|ids| ids.iter().any(|id| self.providers.contains(id))))
        };
        Verdict::all([between(facts.and_then(|facts| facts.minutes), request.runtime), is_there])
    }

    /// Judges what a row tells.
    fn judge_row(&self, item: &ListItem) -> Verdict {
        let request = self.request;
        let media = &item.media;
        let is_kind = request.media_type.is_none_or(|wanted| media.media_type == wanted);
        let rating = match (media.mean(), media.vote_count) {
            // Nobody voted: it has no rating that could reach anything.
            (None, Some(0)) if request.min_rating.is_some() => Verdict::Out,
            (mean, _) => between(mean, (request.min_rating, None)),
        };
        Verdict::all([
            Verdict::of(Some(is_kind && !self.excluded.contains(&media.item()))),
            between(media.year, request.years),
            rating,
            between(media.vote_count, (request.min_votes, None)),
            self.judge_genres(media),
            self.judge_title(media),
            self.judge_release(media, request.release),
        ])
    }

    fn judge_genres(&self, media: &Media) -> Verdict {
        if self.genres.is_empty() {
            return Verdict::In;
        }
        // A title without votes is one of which only the name is known; TMDB's own rows may really have no genre.
        if media.genres.is_empty() && media.vote_count.is_none() {
            return Verdict::Unknown;
        }
        let has = |names: &BTreeSet<String>| media.genres.iter().any(|genre| names.contains(genre));
        Verdict::of(Some(match self.genres_join {
            Match::All => self.genres.iter().all(has),
            Match::Any => self.genres.iter().any(has),
        }))
    }

    fn judge_title(&self, media: &Media) -> Verdict {
        if self.words.is_empty() {
            return Verdict::In;
        }
        let titles = [&media.title, &media.original_title].into_iter().flatten();
        let folded: Vec<String> = titles.map(|title| letters::folded(title)).collect();
        let fits = |title: &String| self.words.iter().all(|word| title.contains(word.as_str()));
        Verdict::of((!folded.is_empty()).then(|| folded.iter().any(fits)))
    }

    fn judge_release(&self, media: &Media, release: Option<Release>) -> Verdict {
        let Some(release) = release else { return Verdict::In };
        let is_out = media.release_date.as_ref().map(|date| *date <= self.today);
        Verdict::of(is_out.map(|is_out| is_out == (release == Release::Out)))
    }
}

fn sort(
    context: &Context,
    items: &mut Vec<ListItem>,
    request: &SiftRequest,
    facts: &BTreeMap<MediaRef, Facts>,
) {
    let direction = request.direction.unwrap_or(match request.order {
        ListOrder::Added | ListOrder::Title | ListOrder::Runtime => Direction::Ascending,
        _ => Direction::Descending,
    });
    if request.order == ListOrder::Random {
        let keyed = items.drain(..).map(|item| (context.entropy.fraction(), item));
        let mut keyed: Vec<(f64, ListItem)> = keyed.collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        items.extend(keyed.into_iter().map(|(_, item)| item));
        return;
    }
    if request.order == ListOrder::Added {
        if direction == Direction::Descending {
            items.reverse();
        }
        return;
    }
    items.sort_by(|a, b| compare(a, b, request.order, direction, facts));
}

fn compare(
    a: &ListItem,
    b: &ListItem,
    order: ListOrder,
    direction: Direction,
    facts: &BTreeMap<MediaRef, Facts>,
) -> Ordering {
    let minutes = |item: &ListItem| facts.get(&item.media.item()).and_then(|facts| facts.minutes);
    let title = |item: &ListItem| item.media.title.as_deref().map(letters::folded);
    match order {
        ListOrder::Added | ListOrder::Random => Ordering::Equal,
        ListOrder::Title => ranked(title(a), title(b), direction, String::cmp),
        ListOrder::Year => ranked(a.media.year, b.media.year, direction, Ord::cmp),
        ListOrder::Rating => ranked(a.media.mean(), b.media.mean(), direction, f64::total_cmp),
        ListOrder::Votes => ranked(a.media.vote_count, b.media.vote_count, direction, Ord::cmp),
        ListOrder::Popularity => ranked(a.media.popularity, b.media.popularity, direction, f64::total_cmp),
        ListOrder::Runtime => ranked(minutes(a), minutes(b), direction, Ord::cmp),
        ListOrder::Score => ranked(a.score, b.score, direction, f64::total_cmp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ItemState;

    fn item(media: Media) -> ListItem {
        ListItem { media, added_at: None, comment: None, score: None, state: ItemState::Synced }
    }

    fn film(year: Option<i32>, genres: &[&str], votes: Option<(f64, u64)>) -> ListItem {
        item(Media {
            title: Some("Amélie of Montmartre".to_owned()),
            year,
            release_date: year.map(|year| format!("{year}-05-01")),
            genres: genres.iter().map(|genre| (*genre).to_owned()).collect(),
            vote_average: votes.map(|(mean, _)| mean),
            vote_count: votes.map(|(_, count)| count),
            ..Media::unknown(MediaRef::movie(1))
        })
    }

    fn verdict(request: &SiftRequest, genres: &[&str], item: &ListItem, facts: Option<&Facts>) -> Verdict {
        let genres = genres.iter().map(|name| BTreeSet::from([(*name).to_owned()])).collect();
        let words = request.title.as_deref().map(letters::folded).unwrap_or_default();
        let filters = Filters {
            request,
            region: "US".to_owned(),
            genres,
            genres_join: Match::default(),
            providers: Vec::new(),
            words: words.split_whitespace().map(str::to_owned).collect(),
            excluded: BTreeSet::new(),
            today: "2026-03-04".to_owned(),
        };
        filters.judge(item, facts)
    }

    #[test]
    fn what_is_not_known_is_neither_in_nor_out() {
        let whole = film(Some(2001), &["Comedy"], Some((7.9, 100)));
        let bare = film(None, &[], None);
        let unvoted = film(Some(2001), &[], Some((0.0, 0)));
        let years = SiftRequest { years: (Some(1990), Some(2001)), ..SiftRequest::default() };
        let rated = SiftRequest { min_rating: Some(7.0), ..SiftRequest::default() };
        let long = SiftRequest { runtime: (Some(120), None), ..SiftRequest::default() };
        let out = SiftRequest { release: Some(Release::Out), ..SiftRequest::default() };
        let plain = SiftRequest::default();
        let minutes = |minutes| Some(Facts { minutes, providers: None });
        for (expected, request, genres, item, facts) in [
            (Verdict::In, &years, &[][..], &whole, None),
            (Verdict::Unknown, &years, &[], &bare, None),
            (Verdict::In, &plain, &["Comedy"], &whole, None),
            (Verdict::Out, &plain, &["Drama"], &whole, None),
            (Verdict::Unknown, &plain, &["Drama"], &bare, None),
            (Verdict::Out, &plain, &["Drama"], &unvoted, None),
            (Verdict::In, &rated, &[], &whole, None),
            (Verdict::Out, &rated, &[], &unvoted, None),
            (Verdict::Unknown, &rated, &[], &bare, None),
            (Verdict::Unknown, &long, &[], &whole, None),
            (Verdict::Unknown, &long, &[], &whole, minutes(None)),
            (Verdict::Out, &long, &[], &whole, minutes(Some(119))),
            (Verdict::In, &long, &[], &whole, minutes(Some(120))),
            (Verdict::Out, &long, &["Drama"], &whole, None),
            (Verdict::In, &out, &[], &whole, None),
            (Verdict::Unknown, &out, &[], &bare, None),
        ] {
            assert_eq!(verdict(request, genres, item, facts.as_ref()), expected, "{request:?} {item:?}");
        }
    }

    #[test]
    fn titles_are_found_by_words_in_any_order() {
        let titled = |words: &str| {
            let request = SiftRequest { title: Some(words.to_owned()), ..SiftRequest::default() };
            verdict(&request, &[], &film(None, &[], None), None)
        };
        assert_eq!(titled("montmartre AMELIE"), Verdict::In);
        assert_eq!(titled("amelie paris"), Verdict::Out);
    }
}
