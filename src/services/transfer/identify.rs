//! From rows to titles: by id first, then by title and year (`matching`). Decisions are remembered, so that a second run,
//! or one after Ctrl-C, asks for the rest only. Not for what becomes of the titles.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::formats::{Ids, Row};
use super::matching::{self, Match, Scored, Wanted};
use crate::domain::{Media, MediaRef, MediaType};
use crate::error::{Error, Result};
use crate::services::Context;
use crate::services::answers::{AnswerKind, Reading, read_each};
use crate::tmdb::Request;
use crate::tmdb::titles::{ExternalId, TitleSearch, find, search};
use crate::tmdb::wire;

/// Rows looked up together; after each such lot the decisions are kept.
const LOT: usize = 20;
/// TMDB's terms allow six months.
const KEPT: Duration = Duration::from_hours(24 * 180);

/// What a row turned out to be.
#[derive(Clone, Debug)]
pub enum Identified {
    /// This title.
    Title(MediaRef),
    /// One of these, or none: a person must say.
    Ambiguous(Vec<Scored>),
    /// Nothing that TMDB has.
    Unmatched,
    /// No title at all: why.
    Refused(String),
    /// It could not be asked about; why.
    Failed(Problem),
}

/// Why a row could not be asked about: the same for many rows, so it can be repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The error as printed.
    pub object: Value,
    /// Whether trying later helps.
    pub is_outage: bool,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        Self { object: error.to_object(), is_outage: error.kind().is_outage() }
    }
}

/// Finds out what rows mean, in their order. `assumed` is the type of what doesn't say. `show` is told how many of how
/// many are done.
///
/// # Errors
/// `interrupted`, with everything decided so far kept; `missing_credentials`; `storage`. A row that can't be asked
/// about is a value; once TMDB is out of reach, no further row is asked about.
pub fn identify(
    context: &Context,
    rows: &[&Row],
    assumed: MediaType,
    show: &dyn Fn(usize, usize),
) -> Result<Vec<Identified>> {
    let world = &context.settings.api_root;
    let questions: Vec<Question> = rows.iter().map(|row| Question::of(row, assumed, world)).collect();
    let keys: BTreeSet<&str> = questions.iter().filter_map(Question::key).collect();
    let known = context.state()?.read(|tx| tx.decisions(keys.iter().copied()))?;
    let mut answers: BTreeMap<String, Identified> =
        known.into_iter().map(|(key, item)| (key, Identified::Title(item))).collect();
    let open: Vec<Asking> = {
        let mut seen = BTreeSet::new();
        questions
            .iter()
            .filter_map(Question::asking)
            .filter(|asking| !answers.contains_key(&asking.key) && seen.insert(asking.key.clone()))
            .cloned()
            .collect()
    };
    let total = open.len();
    let mut outage: Option<Problem> = None;
    for (lot, askings) in open.chunks(LOT).enumerate() {
        show(lot * LOT, total);
        context.check_interrupted()?;
        let found: Vec<Identified> = match &outage {
            Some(problem) => askings.iter().map(|_| Identified::Failed(problem.clone())).collect(),
            None => ask(context, askings, assumed)?,
        };
        outage = outage.or_else(|| found.iter().find_map(outage_in).cloned());
        remember(context, askings, &found)?;
        answers.extend(askings.iter().map(|asking| asking.key.clone()).zip(found));
    }
    show(total, total);
    let found: Vec<Identified> = questions.into_iter().map(|question| question.answer(&answers)).collect();
    keep_persons_word(context, rows, &found)?;
    Ok(found)
}

fn outage_in(found: &Identified) -> Option<&Problem> {
    match found {
        Identified::Failed(problem) if problem.is_outage => Some(problem),
        _ => None,
    }
}

fn remember(context: &Context, askings: &[Asking], found: &[Identified]) -> Result<()> {
    if context.settings.dry_run {
        return Ok(());
    }
    let now = context.clock.now();
    let decided: Vec<_> = askings
        .iter()
        .zip(found)
        .filter_map(|(asking, found)| match found {
            Identified::Title(item) => Some((&asking.key, *item)),
            _ => None,
        })
        .collect();
    context.state()?.write(|tx| {
        tx.sweep_decisions(now.minus(KEPT))?;
        decided.iter().try_for_each(|(key, item)| tx.keep_decision(key, *item, false, now))
    })
}

/// What a person filled in answers the same row of the original file, too.
fn keep_persons_word(context: &Context, rows: &[&Row], found: &[Identified]) -> Result<()> {
    if context.settings.dry_run {
        return Ok(());
    }
    let world = &context.settings.api_root;
    let mut decided = Vec::new();
    for (row, found) in rows.iter().zip(found) {
        let (Some(given), Identified::Title(item)) = (&row.filled_in, found) else { continue };
        // The type may come from the person, so the row may have said it or not.
        for media_type in [None, Some(item.media_type)] {
            for assumed in [MediaType::Movie, MediaType::Tv] {
                let bare = Row { ids: given.clone(), filled_in: None, media_type, ..(*row).clone() };
                if let Some(key) = Question::of(&bare, assumed, world).key() {
                    decided.push((key.to_owned(), *item));
                }
            }
        }
    }
    if decided.is_empty() {
        return Ok(());
    }
    let now = context.clock.now();
    context
        .state()?
        .write(|tx| decided.iter().try_for_each(|(key, item)| tx.keep_decision(key, *item, true, now)))
}

/// What is to be found out about a row.
enum Question {
    /// Nothing: it says itself.
    Known(MediaRef),
    /// Nothing: it is no title.
    Refused(String),
    Ask(Asking),
}

impl Question {
    fn of(row: &Row, assumed: MediaType, world: &str) -> Self {
        if let Some(reason) = &row.refused {
            return Self::Refused(reason.clone());
        }
        match (row.ids.tmdb, row.media_type, &row.ids) {
            (Some(id), Some(media_type), _) => return Self::Known(MediaRef { media_type, id }),
            // A number without a type may be a film's and a show's: another id tells, else what is assumed.
            (Some(id), None, Ids { imdb: None, tvdb: None, .. }) => {
                return Self::Known(MediaRef { media_type: assumed, id });
            }
            _ => {}
        }
        let wanted = Wanted::from(row);
        if row.ids.imdb.is_none() && row.ids.tvdb.is_none() && wanted.titles.is_empty() {
            return Self::Refused("it has neither an id nor a title".to_owned());
        }
        Self::Ask(Asking {
            key: key_of(row, &wanted, assumed, world),
            steps: steps(row, &wanted, assumed),
            wanted,
        })
    }

    fn key(&self) -> Option<&str> {
        self.asking().map(|asking| asking.key.as_str())
    }

    fn asking(&self) -> Option<&Asking> {
        match self {
            Self::Ask(asking) => Some(asking),
            _ => None,
        }
    }

    fn answer(self, answers: &BTreeMap<String, Identified>) -> Identified {
        match self {
            Self::Known(item) => Identified::Title(item),
            Self::Refused(reason) => Identified::Refused(reason),
            Self::Ask(asking) => answers.get(&asking.key).cloned().unwrap_or(Identified::Unmatched),
        }
    }
}

/// A row to ask TMDB about.
#[derive(Clone)]
struct Asking {
    /// Under which its answer is remembered.
    key: String,
    /// What to ask, one after the other until one answers.
    steps: Vec<Step>,
    wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Find(ExternalId),
    Search { text: String, media_type: MediaType, year: Option<u16> },
}

/// The same row always has the same key; rows of different meaning never.
fn key_of(row: &Row, wanted: &Wanted, assumed: MediaType, world: &str) -> String {
    let kind = row.media_type.map_or_else(|| format!("?{assumed}"), |media_type| media_type.to_string());
    match &row.ids {
        Ids { imdb: Some(imdb), .. } => format!("{world} imdb {kind} {imdb}"),
        Ids { tvdb: Some(tvdb), .. } => format!("{world} tvdb {kind} {tvdb}"),
        Ids { .. } => {
            let year = wanted.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
            let titles: Vec<String> = wanted.titles.iter().map(|title| matching::folded(title)).collect();
            format!("{world} title {kind} {year} {}", titles.join(" / "))
        }
    }
}

/// Ids first; then the title with its year, which keeps namesakes away, and without, because catalogues differ by one;
/// then the other type, where the row doesn't say.
fn steps(row: &Row, wanted: &Wanted, assumed: MediaType) -> Vec<Step> {
    let mut steps = Vec::new();
    steps.extend(row.ids.imdb.clone().map(|id| Step::Find(ExternalId::Imdb(id))));
    steps.extend(row.ids.tvdb.map(|id| Step::Find(ExternalId::Tvdb(id))));
    let other = if assumed == MediaType::Tv { MediaType::Movie } else { MediaType::Tv };
    let kinds = row.media_type.map_or_else(|| vec![assumed, other], |media_type| vec![media_type]);
    let year = wanted.year.and_then(|year| u16::try_from(year).ok());
    for media_type in kinds {
        for text in &wanted.titles {
            let text = text.trim().to_owned();
            if text.is_empty() {
                continue;
            }
            if year.is_some() {
                steps.push(Step::Search { text: text.clone(), media_type, year });
            }
            steps.push(Step::Search { text, media_type, year: None });
        }
    }
    steps
}

/// One row on its way to an answer.
struct Progress<'a> {
    asking: &'a Asking,
    next: usize,
    candidates: Vec<Media>,
    found: Option<Identified>,
    /// TMDB refused a question; another one may still answer.
    refusal: Option<Problem>,
}

/// Asks about some rows, all of them one step at a time, in parallel.
fn ask(context: &Context, askings: &[Asking], assumed: MediaType) -> Result<Vec<Identified>> {
    let mut all: Vec<Progress<'_>> = askings
        .iter()
        .map(|asking| Progress { asking, next: 0, candidates: Vec::new(), found: None, refusal: None })
        .collect();
    loop {
        let is_open = |progress: &Progress<'_>| progress.found.is_none() && progress.step().is_some();
        if !all.iter().any(is_open) {
            break;
        }
        // Finding and searching are cached for different times, so each goes by itself.
        for kind in [AnswerKind::Details, AnswerKind::Search] {
            let these: Vec<usize> = (0..all.len())
                .filter(|at| is_open(&all[*at]) && all[*at].step().map(kind_of) == Some(kind))
                .collect();
            let requests: Vec<Request> =
                these.iter().filter_map(|at| all[*at].step()).map(|step| request(context, step)).collect();
            if requests.is_empty() {
                continue;
            }
            let readings = read_each(context, kind, &requests, wire::json)?;
            for (at, reading) in these.into_iter().zip(readings) {
                all[at].take(reading, assumed);
            }
        }
    }
    let found: Vec<Identified> = all.iter_mut().map(Progress::finish).collect();
    learn(context, &all, &found);
    Ok(found)
}

/// Lists then show names without asking once more.
fn learn(context: &Context, all: &[Progress<'_>], found: &[Identified]) {
    let meant: Vec<Media> = all
        .iter()
        .zip(found)
        .filter_map(|(progress, found)| match found {
            Identified::Title(item) => {
                progress.candidates.iter().find(|media| media.item() == *item).cloned()
            }
            _ => None,
        })
        .collect();
    if !meant.is_empty() {
        context.learn_titles(&meant);
    }
}

fn kind_of(step: &Step) -> AnswerKind {
    match step {
        Step::Find(_) => AnswerKind::Details,
        Step::Search { .. } => AnswerKind::Search,
    }
}

fn request(context: &Context, step: &Step) -> Request {
    match step {
        Step::Find(id) => find(id, &context.locale()),
        Step::Search { text, media_type, year } => {
            let wanted =
                TitleSearch { text: text.clone(), media_type: Some(*media_type), year: *year, adult: true };
            search(&wanted, &context.locale(), 1)
        }
    }
}

impl Progress<'_> {
    fn step(&self) -> Option<&Step> {
        self.asking.steps.get(self.next)
    }

    fn take(&mut self, reading: Result<Reading<Value>>, assumed: MediaType) {
        let Some(step) = self.asking.steps.get(self.next) else { return };
        self.next += 1;
        let body = match reading {
            Ok(reading) => reading.value,
            Err(error) => {
                let problem = Problem::from(&error);
                if problem.is_outage {
                    self.found = Some(Identified::Failed(problem));
                } else {
                    self.refusal = Some(problem);
                }
                return;
            }
        };
        match step {
            Step::Find(_) => self.take_found(&body, assumed),
            Step::Search { media_type, .. } => self.take_results(&body, *media_type),
        }
    }

    fn take_found(&mut self, body: &Value, assumed: MediaType) {
        let rows = |key: &str| body.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let first = |key: &str, kind| rows(key).iter().find_map(|row| wire::media(row, Some(kind)));
        let film = first("movie_results", MediaType::Movie);
        let show = first("tv_results", MediaType::Tv);
        let wants_show = self.asking.wanted.media_type.unwrap_or(assumed) == MediaType::Tv;
        if let Some(media) = if wants_show { show.or(film) } else { film.or(show) } {
            self.found = Some(Identified::Title(media.item()));
            self.candidates.push(media);
        } else if !rows("tv_episode_results").is_empty() {
            self.found = Some(Identified::Refused("it is an episode".to_owned()));
        } else if !rows("tv_season_results").is_empty() {
            self.found = Some(Identified::Refused("it is a season".to_owned()));
        } else if !rows("person_results").is_empty() {
            self.found = Some(Identified::Refused("it is a person".to_owned()));
        }
    }

    fn take_results(&mut self, body: &Value, media_type: MediaType) {
        if let Some(rows) = body.get("results").and_then(Value::as_array) {
            self.candidates.extend(rows.iter().filter_map(|row| wire::media(row, Some(media_type))));
        }
        if let Match::Exact(media) = matching::decide(&self.asking.wanted, &self.candidates) {
            self.found = Some(Identified::Title(media.item()));
        }
    }

    fn finish(&mut self) -> Identified {
        self.found.take().unwrap_or_else(|| match matching::decide(&self.asking.wanted, &self.candidates) {
            Match::Exact(media) => Identified::Title(media.item()),
            Match::Ambiguous(scored) => Identified::Ambiguous(scored),
            Match::None => self.refusal.take().map_or(Identified::Unmatched, Identified::Failed),
        })
    }
}
