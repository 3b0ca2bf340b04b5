//! From rows to titles: asks TMDB what `matching` needs to know about each row, and remembers what was decided, so that a second run, or
//! one after Ctrl-C, asks for the rest only. Not for what becomes of the titles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::formats::Row;
use super::matching::{self, Answers, Evidence, Found, Match, Question, Rule, Scored};
use crate::domain::{Media, MediaRef, MediaType};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::services::Context;
use crate::services::answers::AnswerKind;
use crate::services::flow::Flow;
use crate::store::Decision;
use crate::tmdb::titles::{ExternalId, TitleSearch, brief, find, search};
use crate::tmdb::{Request, walk_in_order, wire};

/// TMDB's terms allow six months.
const KEPT: Duration = Duration::from_hours(24 * 180);

/// Rows asked about at the same time. A look-up that takes 300 ms and a little needs more than twelve connections for 40
/// requests in a second; nearer by, fewer are open at once, because the limit on requests comes first. TMDB allows about 20
/// (`docs/what-tmdb-really-does.md`: Limits and caching).
const LOOKS_AT_ONCE: u32 = 14;

/// What became of a row.
#[derive(Clone, Debug)]
pub enum RowMatch {
    /// This, a title or a question for a person.
    Decided(Match),
    /// No title at all: why.
    Refused(String),
    /// It could not be asked about; why.
    Failed(Problem),
}

/// What a row turned out to be, where only the title counts.
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

impl Identified {
    /// Returns the title, where the row is one.
    pub const fn title(&self) -> Option<MediaRef> {
        match self {
            Self::Title(item) => Some(*item),
            _ => None,
        }
    }
}

impl From<RowMatch> for Identified {
    fn from(found: RowMatch) -> Self {
        match found {
            RowMatch::Decided(Match::Title(item, _)) => Self::Title(item),
            RowMatch::Decided(Match::Ambiguous { candidates, .. }) => Self::Ambiguous(candidates),
            RowMatch::Decided(Match::Unmatched { .. }) => Self::Unmatched,
            RowMatch::Decided(Match::Other(what)) => Self::Refused(what.to_owned()),
            RowMatch::Refused(reason) => Self::Refused(reason),
            RowMatch::Failed(problem) => Self::Failed(problem),
        }
    }
}

/// Finds out what the items of a list file mean. A number without a type is of the `assumed` one. Comments say nothing.
///
/// # Errors
/// As [`match_rows`].
pub fn identify(
    context: &Context,
    rows: &[&Row],
    assumed: MediaType,
    show: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Identified>> {
    let assumed = Some(assumed).filter(|assumed| *assumed != MediaType::Movie);
    let evidence = |row: &Row| Evidence::of(row, assumed).without_note();
    let mut found: Vec<RowMatch> = Vec::with_capacity(rows.len());
    match_evidence(context, rows, &evidence, show, &mut found)?;
    Ok(found.into_iter().map(Identified::from).collect())
}

/// Why a row could not be asked about: the same for many rows, so it can be repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The error as printed.
    pub object: ErrorObject,
    /// Whether trying later helps.
    pub is_outage: bool,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        Self { object: error.to_object(), is_outage: error.kind().is_outage() }
    }
}

/// What is done with rows as soon as it is known what they mean, while later ones are being looked up.
pub trait Taker {
    /// Takes what the next row means, in the order of the rows.
    ///
    /// # Errors
    /// Those end the look-ups.
    fn take(&mut self, found: RowMatch) -> Result<()>;

    /// Is called when no more is known at the moment: what was taken may be used.
    ///
    /// # Errors
    /// As [`Taker::take`].
    fn pause(&mut self) -> Result<()>;
}

impl Taker for Vec<RowMatch> {
    fn take(&mut self, found: RowMatch) -> Result<()> {
        self.push(found);
        Ok(())
    }

    fn pause(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Finds out what rows mean, and passes it on in their order. `assumed` is the type of what doesn't say, where the person
/// told. `show` is told how many of how many are done.
///
/// # Errors
/// `interrupted`, with everything decided so far kept; `missing_credentials`; `storage`; those of `taker`. A row that can't
/// be asked about is a value; once TMDB can't be reached, no further row is looked up.
pub fn match_rows(
    context: &Context,
    rows: &[&Row],
    assumed: Option<MediaType>,
    show: &(dyn Fn(usize, usize) + Sync),
    taker: &mut dyn Taker,
) -> Result<()> {
    match_evidence(context, rows, &|row| Evidence::of(row, assumed), show, taker)
}

fn match_evidence(
    context: &Context,
    rows: &[&Row],
    evidence: &dyn Fn(&Row) -> Evidence,
    show: &(dyn Fn(usize, usize) + Sync),
    taker: &mut dyn Taker,
) -> Result<()> {
    let world = &context.settings.api_root;
    let questions: Vec<Wanted> = rows.iter().map(|row| Wanted::of(row, evidence, world)).collect();
    let mut answers = remembered(context, &questions)?;
    let mut seen = BTreeSet::new();
    let open: Vec<&Asking> = questions
        .iter()
        .filter_map(Wanted::asking)
        .filter(|asking| !answers.contains_key(&asking.key) && seen.insert(&asking.key))
        .collect();
    let mut next = 0;
    let mut words = Vec::new();
    let mut pass_on = |answers: &BTreeMap<String, RowMatch>, taker: &mut dyn Taker| -> Result<()> {
        while let Some(found) = questions.get(next).and_then(|wanted| wanted.answer(answers)) {
            words.extend(persons_word(rows[next], &found, world));
            taker.take(found)?;
            next += 1;
        }
        taker.pause()
    };
    pass_on(&answers, taker)?;
    ask_all(context, &open, show, &mut |place, found| {
        answers.insert(open[place].key.clone(), found);
        pass_on(&answers, taker)
    })?;
    keep_words(context, &words)
}

/// What is to be found out about a row.
enum Wanted {
    /// Nothing: it says itself.
    Known(RowMatch),
    Ask(Box<Asking>),
}

/// A row to ask TMDB about.
struct Asking {
    /// Under which its answer is remembered.
    key: String,
    /// Under which a person's decision about it is remembered.
    persons_key: String,
    evidence: Evidence,
}

impl Wanted {
    fn of(row: &Row, evidence: &dyn Fn(&Row) -> Evidence, world: &str) -> Self {
        if let Some(reason) = &row.refused {
            return Self::Known(RowMatch::Refused(reason.clone()));
        }
        let evidence = evidence(row);
        if evidence.is_empty() {
            return Self::Known(RowMatch::Refused("it has neither an id nor a title".to_owned()));
        }
        if let Some(item) = evidence.plain_number() {
            return Self::Known(RowMatch::Decided(Match::Title(item, Rule::TmdbId)));
        }
        Self::Ask(Box::new(Asking {
            key: evidence.key(world, false),
            persons_key: evidence.key(world, true),
            evidence,
        }))
    }

    fn asking(&self) -> Option<&Asking> {
        match self {
            Self::Ask(asking) => Some(asking),
            Self::Known(_) => None,
        }
    }

    /// Returns what the row means, as soon as it is known.
    fn answer(&self, answers: &BTreeMap<String, RowMatch>) -> Option<RowMatch> {
        let asking = match self {
            Self::Known(found) => return Some(found.clone()),
            Self::Ask(asking) => asking,
        };
        Some(match answers.get(&asking.key)? {
            // A number that a person typed needs TMDB only to compare its comment.
            RowMatch::Failed(problem) if problem.is_outage && asking.evidence.is_noted => {
                let number = asking.evidence.clone().without_note().plain_number();
                let failed = || RowMatch::Failed(problem.clone());
                number.map_or_else(failed, |item| RowMatch::Decided(Match::Title(item, Rule::TmdbId)))
            }
            found => found.clone(),
        })
    }
}

/// What earlier runs decided, a person's word before flixir's own.
fn remembered(context: &Context, questions: &[Wanted]) -> Result<BTreeMap<String, RowMatch>> {
    let askings: Vec<&Asking> = questions.iter().filter_map(Wanted::asking).collect();
    let keys: BTreeSet<&str> =
        askings.iter().flat_map(|asking| [asking.key.as_str(), asking.persons_key.as_str()]).collect();
    let known = context.state()?.read(|tx| tx.decisions(keys.iter().copied()))?;
    let title = |item, rule| RowMatch::Decided(Match::Title(item, rule));
    let mut answers = BTreeMap::new();
    for asking in askings {
        let said = asking.evidence.kind.media_type();
        let by_person = known
            .get(&asking.persons_key)
            .filter(|decision| said.is_none_or(|media_type| media_type == decision.item.media_type));
        let found = match (by_person, known.get(&asking.key)) {
            (Some(decision), _) => Some(title(decision.item, Rule::Decision)),
            (None, Some(Decision { item, rule: Some(rule) })) => {
                Rule::named(rule).map(|rule| title(*item, rule))
            }
            _ => None,
        };
        answers.extend(found.map(|found| (asking.key.clone(), found)));
    }
    Ok(answers)
}

/// Asks about rows side by side, each with one question after the other: no row waits for another's answer. What they mean is
/// passed on in their order, as soon as it is known.
fn ask_all(
    context: &Context,
    open: &[&Asking],
    show: &(dyn Fn(usize, usize) + Sync),
    take: &mut dyn FnMut(usize, RowMatch) -> Result<()>,
) -> Result<()> {
    let Some(last) = u32::try_from(open.len()).ok().and_then(|count| count.checked_sub(1)) else {
        return Ok(());
    };
    let flow = Flow::begin(context, open.iter().filter_map(|asking| first_request(context, asking)));
    let numbers: BTreeSet<MediaRef> = open.iter().filter_map(|asking| first_number(asking)).collect();
    let known = context.titles_here(&numbers.into_iter().collect::<Vec<_>>());
    let looks = Looks { context, flow: &flow, known: &known };
    let outage: Mutex<Option<Problem>> = Mutex::new(None);
    let done = AtomicUsize::new(0);
    show(0, open.len());
    let ask_one = |place: u32| {
        context.check_interrupted()?;
        let held = || outage.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held().clone();
        let found = match known {
            Some(problem) => RowMatch::Failed(problem),
            None => looks.ask(&open[place as usize].evidence)?,
        };
        if let RowMatch::Failed(problem) = &found
            && problem.is_outage
        {
            held().get_or_insert_with(|| problem.clone());
        }
        show(done.fetch_add(1, Ordering::Relaxed) + 1, open.len());
        Ok(found)
    };
    let mut decided = Vec::new();
    let (mut count, mut is_refused) = (0, false);
    let walked = walk_in_order(LOOKS_AT_ONCE, 0, last, ask_one, |place, found| {
        let place = place as usize;
        if let RowMatch::Decided(Match::Title(item, rule)) = &found {
            decided.push((open[place].key.as_str(), *item, rule.name()));
        }
        count += 1;
        take(place, found).inspect_err(|_| is_refused = true)
    });
    flow.keep();
    // Includes what was answered before a signal, so that the next run doesn't ask again.
    remember(context, &decided)?;
    match walked {
        Err(error) if error.kind() == ErrorKind::Interrupted && !is_refused => {
            Err(stopped(count, open.len()))
        }
        walked => walked,
    }
}

fn stopped(done: usize, total: usize) -> Error {
    Error::new(ErrorKind::Interrupted, format!("interrupted: {done} of {total} rows were looked up"))
        .with_hint("run the same command again to continue where it stopped")
}

fn remember(context: &Context, decided: &[(&str, MediaRef, &str)]) -> Result<()> {
    if context.settings.dry_run {
        return Ok(());
    }
    let now = context.clock.now();
    context.state()?.write(|tx| {
        tx.sweep_decisions(now.minus(KEPT))?;
        decided.iter().try_for_each(|(key, item, rule)| tx.keep_decision(key, *item, Some(rule), now))
    })
}

/// What a person filled in answers the same row of the original file, too.
fn persons_word(row: &Row, found: &RowMatch, world: &str) -> Option<(String, MediaRef)> {
    let (Some(given), RowMatch::Decided(Match::Title(item, _))) = (&row.filled_in, found) else {
        return None;
    };
    let bare = Row { ids: given.clone(), filled_in: None, is_certain: false, ..row.clone() };
    let evidence = Evidence::of(&bare, None);
    (!evidence.is_empty()).then(|| (evidence.key(world, true), *item))
}

fn keep_words(context: &Context, decided: &[(String, MediaRef)]) -> Result<()> {
    if context.settings.dry_run || decided.is_empty() {
        return Ok(());
    }
    let now = context.clock.now();
    context
        .state()?
        .write(|tx| decided.iter().try_for_each(|(key, item)| tx.keep_decision(key, *item, None, now)))
}

fn first_question(asking: &Asking) -> Option<Question> {
    matching::next(&asking.evidence, &Answers::default())
}

fn first_request(context: &Context, asking: &Asking) -> Option<(AnswerKind, Request)> {
    first_question(asking).map(|question| request(context, &question))
}

fn first_number(asking: &Asking) -> Option<MediaRef> {
    match first_question(asking) {
        Some(Question::Number(item)) => Some(item),
        _ => None,
    }
}

/// What rows are asked about with.
struct Looks<'a> {
    context: &'a Context,
    flow: &'a Flow<'a>,
    /// What was known here of the numbers that rows give.
    known: &'a BTreeMap<MediaRef, Media>,
}

impl Looks<'_> {
    /// Asks about one row until there is enough to decide.
    fn ask(&self, evidence: &Evidence) -> Result<RowMatch> {
        let mut answers = Answers::default();
        let mut refusal: Option<Problem> = None;
        while let Some(question) = matching::next(evidence, &answers) {
            self.context.check_interrupted()?;
            match self.answer(&question, &mut answers)? {
                Some(problem) if problem.is_outage => return Ok(RowMatch::Failed(problem)),
                // TMDB refused a question; another one may still answer.
                Some(problem) => {
                    answers.take_refusal(question);
                    refusal = Some(problem);
                }
                None => {}
            }
        }
        let decision = matching::decide(evidence, &answers);
        self.learn(&answers, &decision);
        Ok(match (decision, refusal) {
            (Match::Unmatched { .. }, Some(problem)) => RowMatch::Failed(problem),
            (decision, _) => RowMatch::Decided(decision),
        })
    }

    /// Lists then show names without asking once more.
    fn learn(&self, answers: &Answers, decision: &Match) {
        if let Match::Title(item, _) = decision
            && let Some(media) = answers.media(*item)
        {
            self.flow.learn_title(media.clone());
        }
    }

    /// Asks one question and takes its answer; returns why there is none.
    fn answer(&self, question: &Question, answers: &mut Answers) -> Result<Option<Problem>> {
        if let Question::Number(item) = question
            && let Some(media) = self.title_here(*item)
        {
            answers.take_number(*item, Some(media));
            return Ok(None);
        }
        let (kind, request) = request(self.context, question);
        let body = match self.flow.read(kind, &request, wire::json)? {
            Ok(reading) => reading.value,
            Err(error) => match question {
                Question::Number(item) if error.kind() == ErrorKind::NotFound => {
                    answers.take_number(*item, None);
                    return Ok(None);
                }
                _ => return Ok(Some(Problem::from(&error))),
            },
        };
        match question {
            Question::Imdb(_) | Question::Tvdb(_) => answers.take_found(question, found_in(&body)),
            Question::Number(item) => {
                answers.take_number(*item, wire::media(&body, Some(item.media_type)));
            }
            Question::Search { media_type, .. } => {
                let rows = body.get("results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let results = rows.iter().filter_map(|row| wire::media(row, Some(*media_type))).collect();
                // TMDB always says how many pages there are. Without that, there is one.
                let pages = body.get("total_pages").and_then(Value::as_u64).unwrap_or(1);
                answers.take_results(question.clone(), results, pages <= 1);
            }
        }
        Ok(None)
    }

    fn title_here(&self, item: MediaRef) -> Option<Media> {
        let known = self.known.get(&item).cloned().or_else(|| self.context.title_here(item));
        known.filter(|media| media.title.is_some())
    }
}

fn request(context: &Context, question: &Question) -> (AnswerKind, Request) {
    let locale = context.locale();
    match question {
        Question::Imdb(id) => (AnswerKind::Details, find(&ExternalId::Imdb(id.clone()), &locale)),
        Question::Tvdb(id) => (AnswerKind::Details, find(&ExternalId::Tvdb(*id), &locale)),
        Question::Number(item) => (AnswerKind::Details, brief(*item, &locale)),
        Question::Search { text, media_type, year } => {
            let year = year.and_then(|year| u16::try_from(year).ok());
            let wanted = TitleSearch { text: text.clone(), media_type: Some(*media_type), year, adult: true };
            (AnswerKind::Search, search(&wanted, &locale, 1))
        }
    }
}

fn found_in(body: &Value) -> Found {
    let rows = |key: &str| body.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let titles = |key: &str, kind| -> Vec<Media> {
        rows(key).iter().filter_map(|row| wire::media(row, Some(kind))).collect()
    };
    let mut found = titles("movie_results", MediaType::Movie);
    found.extend(titles("tv_results", MediaType::Tv));
    let others = [
        ("tv_episode_results", "it is an episode"),
        ("tv_season_results", "it is a season"),
        ("person_results", "it is a person"),
    ];
    let other = others.into_iter().find(|(key, _)| !rows(key).is_empty());
    match other {
        Some((_, what)) if found.is_empty() => Found::Other(what),
        _ => Found::Titles(found),
    }
}
