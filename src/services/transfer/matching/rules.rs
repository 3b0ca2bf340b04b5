//! The rules by which a row is matched, and the doubts that make it ambiguous. The table of them is at the head of the
//! room (`matching`).

use std::cmp::Ordering;

use super::answers::{Answers, Found};
use super::evidence::{Evidence, Kind};
use super::titles::{has_subtitle, likeness, shares_word};
use crate::domain::{Media, MediaRef, MediaType};

/// Votes from which a title counts as well known.
pub const KNOWN_VOTES: u64 = 100;
/// How many times better known one namesake must be to count as the one that is meant.
pub const KNOWN_TIMES: u64 = 50;
/// How many times better known a namesake that fits a year worse must be to raise a doubt. About one row in twenty of other
/// catalogs has another year than TMDB: where a namesake is five times better known, a person wants to look.
pub const NEAR_TIMES: u64 = 5;
/// The same for a namesake that fits two years worse, which is much rarer.
pub const FAR_TIMES: u64 = 20;
/// How many times better known a namesake of the other type must be to raise a doubt about the row's type word.
pub const KIND_TIMES: u64 = 10;
/// Fewer votes than these are no measure of fame.
const LEAST_VOTES: u64 = 10;
/// More votes than any movie or TV show has on TMDB (38,000 in 2026).
const MOST_VOTES: u64 = 40_000;
/// The most candidates that a person is shown.
const MOST_CANDIDATES: usize = 5;
/// Titles that are at least this alike mean the same or leave a subtitle out.
const ALIKE: f64 = 0.9;

/// What convinced: the rule's name in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A person said so earlier.
    Decision,
    /// TMDB's own number.
    TmdbId,
    /// An IMDb id.
    ImdbId,
    /// TVDB's number of a TV show.
    TvdbId,
    /// Title and year.
    ExactTitleYear,
    /// The title, and the year before or after.
    TitleYearOffByOne,
    /// The year, and the title but for its subtitle.
    SubtitleLeftOut,
    /// The title alone.
    OnlyTitle,
}

impl Rule {
    /// Every rule, strongest first.
    pub const ALL: [Self; 8] = [
        Self::Decision,
        Self::TmdbId,
        Self::ImdbId,
        Self::TvdbId,
        Self::ExactTitleYear,
        Self::TitleYearOffByOne,
        Self::SubtitleLeftOut,
        Self::OnlyTitle,
    ];

    /// Returns the name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::TmdbId => "tmdb_id",
            Self::ImdbId => "imdb_id",
            Self::TvdbId => "tvdb_id",
            Self::ExactTitleYear => "exact_title_year",
            Self::TitleYearOffByOne => "title_year_off_by_one",
            Self::SubtitleLeftOut => "subtitle_left_out",
            Self::OnlyTitle => "only_title",
        }
    }

    /// Returns the rule of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Returns whether no id and no person stands behind it.
    pub const fn is_weak(self) -> bool {
        !matches!(self, Self::Decision | Self::TmdbId | Self::ImdbId | Self::TvdbId)
    }
}

/// A candidate with its score, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The title.
    pub media: Media,
    /// How well title and year fit.
    pub score: f64,
}

/// What a row means.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// This title, by this rule.
    Title(MediaRef, Rule),
    /// One of these, or none: a person must say.
    Ambiguous {
        /// What TMDB offered, best first.
        candidates: Vec<Scored>,
        /// The reason against the best one, a sentence without a full stop.
        doubt: Option<String>,
    },
    /// TMDB offers nothing.
    Unmatched {
        /// What else there is to say, such as an id that TMDB doesn't know.
        doubt: Option<String>,
    },
    /// An id of the row names something that can't be on a list: `it is an episode`.
    Other(&'static str),
}

/// Decides what a row means, by the rules below.
pub fn decide(evidence: &Evidence, answers: &Answers) -> Match {
    if let Some(item) = evidence.plain_number() {
        return Match::Title(item, Rule::TmdbId);
    }
    if let Some((item, rule)) = by_ids(evidence, answers) {
        return Match::Title(item, rule);
    }
    if let Some(Found::Other(what)) = other(answers) {
        return Match::Other(what);
    }
    if evidence.is_noted
        && best_by_title(evidence, answers).is_none()
        && !answers.numbers.values().any(Option::is_none)
        && let Some((item, rule)) = by_ids(&evidence.clone().without_note(), answers)
    {
        return Match::Title(item, rule);
    }
    let found = by_title(evidence, answers);
    let doubt = doubt_of(evidence, answers, found.as_ref().map(|(_, rule)| *rule));
    if let (Some((media, rule)), None) = (&found, &doubt) {
        return Match::Title(media.item(), *rule);
    }
    let candidates = candidates(evidence, answers);
    if candidates.is_empty() { Match::Unmatched { doubt } } else { Match::Ambiguous { candidates, doubt } }
}

/// Returns the title that the row's ids name, where nothing contradicts.
pub(super) fn by_ids(evidence: &Evidence, answers: &Answers) -> Option<(MediaRef, Rule)> {
    let foreign = by_foreign_ids(evidence, answers);
    let Some((first, rule)) = foreign.first().copied() else {
        return own_number(evidence, answers).map(|item| (item, Rule::TmdbId));
    };
    if foreign.iter().any(|(media, _)| media.item() != first.item()) {
        return None;
    }
    match evidence.ids.tmdb {
        Some(id) if id == first.id => Some((first.item(), Rule::TmdbId)),
        Some(_) => None,
        None => {
            let is_other = rule == Rule::TvdbId && is_number_of_a_film(evidence, first);
            (!is_other && !contradicts(evidence, first)).then_some((first.item(), rule))
        }
    }
}

/// TVDB numbers movies apart from TV shows. Where the row doesn't say that it is a show, its title must.
fn is_number_of_a_film(evidence: &Evidence, show: &Media) -> bool {
    let is_said = evidence.kind == Kind::Is(MediaType::Tv);
    !is_said && !evidence.titles.is_empty() && alikeness(evidence, show) < ALIKE
}

/// Titles that ids of other services name, each with the service's rule.
fn by_foreign_ids<'a>(evidence: &Evidence, answers: &'a Answers) -> Vec<(&'a Media, Rule)> {
    let imdb = answers.imdb.as_ref().and_then(|found| one_of(evidence, found.titles()));
    let shows = answers.tvdb.as_ref().map_or(&[][..], Found::titles).iter();
    let tvdb = shows
        .filter(|media| media.media_type == MediaType::Tv)
        .find(|_| evidence.kind != Kind::Is(MediaType::Movie));
    let by = |rule| move |media| (media, rule);
    imdb.map(by(Rule::ImdbId)).into_iter().chain(tvdb.map(by(Rule::TvdbId))).collect()
}

/// One id may name a movie and a TV show on TMDB: the row's type tells, else what fits its title.
fn one_of<'a>(evidence: &Evidence, titles: &'a [Media]) -> Option<&'a Media> {
    let is_said = |media: &&Media| evidence.kind.media_type() == Some(media.media_type);
    let fits = |media: &&Media| !contradicts(evidence, media);
    titles.iter().find(is_said).or_else(|| titles.iter().find(fits)).or_else(|| titles.first())
}

/// Numbers of TMDB's that the row gives and that no other id confirms: what they stand for must be compared.
pub(super) fn numbers_in_doubt(evidence: &Evidence, answers: &Answers) -> Vec<MediaRef> {
    let foreign = by_foreign_ids(evidence, answers);
    let confirms = |id: u64| foreign.iter().any(|(media, _)| media.id == id);
    if evidence.titles.is_empty() {
        // With a type, or beside an id that TMDB knows, nothing is left to compare.
        let is_open = evidence.kind.media_type().is_none() && foreign.is_empty();
        let id = evidence.ids.tmdb.filter(|_| is_open);
        return id.map_or_else(Vec::new, |id| vec![MediaRef::movie(id), MediaRef::tv(id)]);
    }
    let Some(id) = evidence.ids.tmdb else {
        let bare = evidence.bare_id.filter(|_| foreign.is_empty()).zip(evidence.kind.media_type());
        return bare.map(|(id, media_type)| MediaRef { media_type, id }).into_iter().collect();
    };
    if confirms(id) {
        return Vec::new();
    }
    if let Some(media_type) = evidence.kind.media_type() {
        return vec![MediaRef { media_type, id }];
    }
    let movie = MediaRef::movie(id);
    let is_movie = known_number(answers, movie).is_some_and(|media| fits(evidence, media));
    if is_movie || !answers.numbers.contains_key(&movie) {
        vec![movie]
    } else {
        vec![movie, MediaRef::tv(id)]
    }
}

fn known_number(answers: &Answers, item: MediaRef) -> Option<&Media> {
    answers.numbers.get(&item)?.as_ref()
}

/// Returns what TMDB's own number in the row stands for, where nothing contradicts.
fn own_number(evidence: &Evidence, answers: &Answers) -> Option<MediaRef> {
    let doubted = numbers_in_doubt(evidence, answers);
    if let Some(id) = evidence.ids.tmdb {
        if doubted.is_empty() {
            return evidence.kind.media_type().map(|media_type| MediaRef { media_type, id });
        }
        if evidence.titles.is_empty() {
            let mut known = doubted.into_iter().filter(|item| known_number(answers, *item).is_some());
            return known.next().filter(|_| known.next().is_none());
        }
        let is_typed = evidence.kind.media_type().is_some();
        return doubted.into_iter().find(|item| match answers.numbers.get(item) {
            Some(Some(media)) if is_typed => !contradicts(evidence, media),
            Some(Some(media)) => fits(evidence, media),
            _ => false,
        });
    }
    if evidence.titles.is_empty() {
        let has_others = evidence.ids.imdb.is_some() || evidence.ids.tvdb.is_some();
        let bare = evidence.bare_id.filter(|_| !has_others).zip(evidence.kind.media_type());
        return bare.map(|(id, media_type)| MediaRef { media_type, id });
    }
    doubted.into_iter().find(|item| known_number(answers, *item).is_some_and(|media| fits(evidence, media)))
}

/// Returns whether title and year of a title both are as the row says, as far as it says.
fn fits(evidence: &Evidence, media: &Media) -> bool {
    let is_near = distance(evidence, media).is_none_or(|years| years <= 1);
    is_near && alikeness(evidence, media) >= ALIKE
}

/// Returns whether a title can't be what the row says: another name and another year, or a movie of another time.
/// Titles in other languages, and years that are one off, are common.
fn contradicts(evidence: &Evidence, media: &Media) -> bool {
    if evidence.titles.is_empty() {
        return false;
    }
    let is_alike = alikeness(evidence, media) >= ALIKE;
    match distance(evidence, media) {
        Some(0 | 1) => false,
        Some(2) => !is_alike,
        Some(_) => !is_alike || media.media_type == MediaType::Movie,
        None => !is_alike && !shares_any_word(evidence, media),
    }
}

fn shares_any_word(evidence: &Evidence, media: &Media) -> bool {
    evidence.titles.iter().any(|mine| names_of(media).any(|theirs| shares_word(mine, theirs)))
}

/// Returns what is against a match by title. `rule` is the one that would match.
fn doubt_of(evidence: &Evidence, answers: &Answers, rule: Option<Rule>) -> Option<String> {
    if let Some(doubt) = doubt_of_ids(evidence, answers, rule) {
        let (title, year) = (evidence.titles.first(), evidence.year);
        let year = year.map(|year| format!(" ({year})")).unwrap_or_default();
        return Some(match title.filter(|_| evidence.is_noted) {
            Some(title) => format!("{doubt}, and the comment says '{title}{year}'"),
            None => doubt,
        });
    }
    match &evidence.kind {
        Kind::Foreign(word) => Some(format!("'{word}' is not a type that flixir knows")),
        _ => evidence.oddity.clone(),
    }
}

fn doubt_of_ids(evidence: &Evidence, answers: &Answers, rule: Option<Rule>) -> Option<String> {
    let foreign = by_foreign_ids(evidence, answers);
    let named = |rule: Rule| match (rule, &evidence.ids.imdb, evidence.ids.tvdb) {
        (Rule::ImdbId, Some(imdb), _) => imdb.clone(),
        (_, _, Some(tvdb)) => format!("tvdb://{tvdb}"),
        _ => "its id".to_owned(),
    };
    if let [(one, rule), (two, other), ..] = foreign.as_slice()
        && one.item() != two.item()
    {
        return Some(format!(
            "{} is {}, and {} is {}",
            named(*rule),
            one.label(),
            named(*other),
            two.label()
        ));
    }
    if let Some((media, rule)) = foreign.first() {
        return Some(match evidence.ids.tmdb {
            Some(id) if id != media.id => {
                format!("{} is {} ({}), not TMDB's number {id}", named(*rule), media.label(), media.item())
            }
            _ => format!("{} is {} on TMDB", named(*rule), media.label()),
        });
    }
    doubt_of_number(evidence, answers).or_else(|| {
        let imdb = evidence.ids.imdb.as_ref().filter(|_| answers.imdb.is_some())?;
        let is_plain = evidence.kind.media_type().is_some() && rule == Some(Rule::ExactTitleYear);
        (!is_plain).then(|| format!("TMDB doesn't have {imdb}"))
    })
}

/// A number that the row calls TMDB's, and that isn't this title's.
fn doubt_of_number(evidence: &Evidence, answers: &Answers) -> Option<String> {
    let id = evidence.ids.tmdb?;
    let known: Vec<&Media> = answers.numbers.values().flatten().filter(|media| media.id == id).collect();
    match (known.as_slice(), answers.numbers.keys().next()) {
        ([], None) => None,
        ([], Some(item)) => Some(format!("TMDB has no {item}")),
        (known, _) => {
            let each = known.iter().map(|media| format!("{} is {}", media.item(), media.label()));
            Some(format!("{} on TMDB", each.collect::<Vec<_>>().join(", ")))
        }
    }
}

fn other(answers: &Answers) -> Option<&Found> {
    let found = answers.imdb.iter().chain(&answers.tvdb);
    found.into_iter().find(|found| matches!(found, Found::Other(_)))
}

/// Returns whether an id names something that is no title.
pub(super) fn is_other(answers: &Answers) -> bool {
    other(answers).is_some()
}

/// Returns whether a title was found that no namesake of the other type can be far better known than.
pub(super) fn is_known_beyond_kinds(evidence: &Evidence, answers: &Answers) -> bool {
    by_title(evidence, answers).is_some_and(|(media, rule)| {
        matches!(rule, Rule::ExactTitleYear | Rule::OnlyTitle) && votes(media) > MOST_VOTES / KIND_TIMES
    })
}

/// Returns whether a title of this year was found that is known too well for a namesake on a later page of the search to
/// matter: that one has few votes, or it would stand before.
pub(super) fn is_known_beyond_pages(evidence: &Evidence, answers: &Answers) -> bool {
    by_title(evidence, answers).is_some_and(|(media, rule)| {
        rule == Rule::ExactTitleYear && votes(media) >= KNOWN_VOTES.saturating_mul(LEAST_VOTES)
    })
}

/// Returns whether a search found a title of this name, of any year.
pub(super) fn has_namesake(evidence: &Evidence, answers: &Answers) -> bool {
    offered(evidence, answers).into_iter().any(|media| evidence.names(names_of(media)))
}

/// Returns the title that the row's words mean, and by which rule; nothing where another one may be meant as well.
fn by_title<'a>(evidence: &Evidence, answers: &'a Answers) -> Option<(&'a Media, Rule)> {
    let (best, rule) = best_by_title(evidence, answers)?;
    let mut rivals = answers.results().filter(|media| evidence.names(names_of(media)));
    (!rivals.any(|rival| raises_doubt(evidence, rival, best, rule))).then_some((best, rule))
}

fn best_by_title<'a>(evidence: &Evidence, answers: &'a Answers) -> Option<(&'a Media, Rule)> {
    let offered = offered(evidence, answers);
    let namesakes: Vec<&Media> =
        offered.iter().copied().filter(|media| evidence.names(names_of(media))).collect();
    if evidence.year.is_none() {
        return only_one(&namesakes)
            .filter(|media| votes(media) >= KNOWN_VOTES)
            .map(|media| (media, Rule::OnlyTitle));
    }
    let apart = |years: i32| -> Vec<&Media> {
        namesakes.iter().copied().filter(|media| distance(evidence, media) == Some(years)).collect()
    };
    let (exact, near) = (apart(0), apart(1));
    let (pool, rule) =
        if exact.is_empty() { (&near, Rule::TitleYearOffByOne) } else { (&exact, Rule::ExactTitleYear) };
    if let Some(best) = only_one(&spelled_so(evidence, pool)).or_else(|| only_one(pool)) {
        return Some((best, rule));
    }
    // With a namesake of another year it takes a person to tell whether the year or the title is wrong.
    if !namesakes.is_empty() {
        return None;
    }
    let headed: Vec<&Media> = offered.into_iter().filter(|media| is_headed_so(evidence, media)).collect();
    match headed.as_slice() {
        [only] if votes(only) >= KNOWN_VOTES => Some((*only, Rule::SubtitleLeftOut)),
        _ => None,
    }
}

/// Those of several namesakes that are spelled as the row spells them, articles and all.
fn spelled_so<'a>(evidence: &Evidence, pool: &[&'a Media]) -> Vec<&'a Media> {
    let is_so = |media: &&Media| alikeness(evidence, media) >= 1.0;
    pool.iter().copied().filter(is_so).collect()
}

fn is_headed_so(evidence: &Evidence, media: &Media) -> bool {
    distance(evidence, media) == Some(0)
        && evidence.titles.iter().any(|mine| names_of(media).any(|theirs| has_subtitle(mine, theirs)))
}

/// Returns the only one, or the one that is known beyond comparison.
fn only_one<'a>(pool: &[&'a Media]) -> Option<&'a Media> {
    let mut by_votes = pool.to_vec();
    by_votes.sort_by_key(|media| std::cmp::Reverse(votes(media)));
    match by_votes.as_slice() {
        [only] => Some(only),
        [first, second, ..]
            if votes(first) >= KNOWN_VOTES && votes(first) >= votes(second).saturating_mul(KNOWN_TIMES) =>
        {
            Some(first)
        }
        _ => None,
    }
}

/// Returns whether a namesake is so much better known than the title that fits best that a person would hesitate: TMDB has
/// little-known namesakes of famous titles, of the year that other catalogs give for the famous one, or of the other
/// type.
fn raises_doubt(evidence: &Evidence, rival: &Media, best: &Media, rule: Rule) -> bool {
    if rival.item() == best.item() || rival.media_type == MediaType::Person {
        return false;
    }
    let apart = distance(evidence, rival);
    let times = if evidence.kind.media_type().is_none_or(|said| said == rival.media_type) {
        match apart.map(|years| years - distance(evidence, best).unwrap_or(0)) {
            Some(years) if years <= 1 => NEAR_TIMES,
            Some(2) => FAR_TIMES,
            _ => return false,
        }
    } else if apart.is_some_and(|years| years > 1) {
        return false;
    } else if rule == Rule::SubtitleLeftOut || apart < distance(evidence, best) {
        // Its name or its year fits better, and only the type word is against it.
        1
    } else {
        KIND_TIMES
    };
    votes(rival) >= votes(best).max(LEAST_VOTES).saturating_mul(times)
}

/// Every title of a type that the row may mean, once. People are never meant.
fn offered<'a>(evidence: &Evidence, answers: &'a Answers) -> Vec<&'a Media> {
    let mut offered: Vec<&Media> = Vec::new();
    for media in answers.results() {
        let is_type = evidence.kind.media_type().is_none_or(|media_type| media_type == media.media_type);
        if media.media_type != MediaType::Person
            && is_type
            && !offered.iter().any(|known| known.item() == media.item())
        {
            offered.push(media);
        }
    }
    offered
}

/// Everything that TMDB offered, best first.
fn candidates(evidence: &Evidence, answers: &Answers) -> Vec<Scored> {
    let mut scored: Vec<Scored> = Vec::new();
    for media in answers.all().filter(|media| media.media_type != MediaType::Person) {
        if !scored.iter().any(|known| known.media.item() == media.item()) {
            scored.push(Scored { media: media.clone(), score: score(evidence, media) });
        }
    }
    scored.sort_by(|one, other| {
        let by_score = other.score.partial_cmp(&one.score).unwrap_or(Ordering::Equal);
        by_score
            .then(votes(&other.media).cmp(&votes(&one.media)))
            .then(one.media.item().cmp(&other.media.item()))
    });
    scored.truncate(MOST_CANDIDATES);
    scored
}

fn score(evidence: &Evidence, media: &Media) -> f64 {
    let years = match distance(evidence, media) {
        Some(0) => 1.0,
        Some(1) => 0.96,
        Some(_) => 0.75,
        None => 0.95,
    };
    alikeness(evidence, media) * years
}

/// How many years lie between the row's year and a title's, where both are known.
fn distance(evidence: &Evidence, media: &Media) -> Option<i32> {
    Some((evidence.year? - media.year?).abs())
}

/// How alike the best two of the row's titles and a title's are, 0 to 1.
fn alikeness(evidence: &Evidence, media: &Media) -> f64 {
    let each =
        evidence.titles.iter().flat_map(|mine| names_of(media).map(move |theirs| likeness(mine, theirs)));
    each.fold(0.0, f64::max)
}

fn names_of(media: &Media) -> impl Iterator<Item = &String> + Clone {
    media.title.iter().chain(&media.original_title)
}

fn votes(media: &Media) -> u64 {
    media.vote_count.unwrap_or(0)
}
