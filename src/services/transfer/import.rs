//! `lists import`: rows of a file become titles on lists and on the account's own collections. Each row ends as exactly
//! one outcome. Titles go onto a list in the order of the rows while later rows are still being looked up; what was
//! decided and what was written stays, so that Ctrl-C only loses requests that were running, and says what was done.
//!
//! Two things need every row first: of several ratings of one title the newest counts, and of several rows about one title
//! any may bring the comment. So ratings, and lists with comments, are written when everything is looked up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::formats::{self, Format, Problem, Raw, Row, Sheet, Target};
use super::identify::{RowMatch, Taker, match_rows};
use super::matching::{Match, Rule, Scored, folded};
use super::place::{self, Knowledge, Purpose};
use crate::domain::{Change, ListFields, ListKind, ListName, MediaRef, MediaType};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::services::Context;
use crate::services::identity::Identity;
use crate::services::mirror::Freshness;
use crate::services::outbox::Wish;
use crate::services::outbox::{self, LOT, Outcome, WriteReport, check_options, check_supported, write};
use crate::store::ListRow;
use crate::tmdb::lists::{LARGEST_BATCH, LONGEST_COMMENT};

/// Candidates that a message names; the details have all.
const SHOWN_CANDIDATES: usize = 3;

/// What the person wants of an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// What the file is; guessed where `None`.
    pub from: Option<Format>,
    /// Where everything goes; each part to its own place where `None`.
    pub to: Option<String>,
    /// Whether lists that don't exist are made.
    pub create: bool,
    /// The type of what doesn't say, where the person tells.
    pub assumed: Option<MediaType>,
    /// Whether comments come along.
    pub with_comments: bool,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportOutcome {
    /// Put on.
    Added,
    /// It was there already, or stands in the file twice.
    AlreadyPresent,
    /// Another row of the file rates the same title, later.
    Superseded,
    /// Kept, to be delivered.
    Queued,
    /// Several titles may be meant.
    Ambiguous,
    /// TMDB has no such title.
    Unmatched,
    /// It is not a title, or the login's API can't put it on a list.
    Unsupported,
    /// TMDB refused it, or it could not be read or asked about.
    Failed,
}

impl ImportOutcome {
    /// Every outcome, in the contract's order.
    pub const ALL: [Self; 8] = [
        Self::Added,
        Self::AlreadyPresent,
        Self::Queued,
        Self::Failed,
        Self::Ambiguous,
        Self::Unmatched,
        Self::Unsupported,
        Self::Superseded,
    ];

    /// Returns the contract's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::AlreadyPresent => "already_present",
            Self::Superseded => "superseded",
            Self::Queued => "queued",
            Self::Ambiguous => "ambiguous",
            Self::Unmatched => "unmatched",
            Self::Unsupported => "unsupported",
            Self::Failed => "failed",
        }
    }

    /// Returns whether a person can help: such rows go to the `--unmatched` file.
    pub const fn needs_person(self) -> bool {
        matches!(self, Self::Ambiguous | Self::Unmatched | Self::Failed)
    }
}

/// What became of one row.
#[derive(Clone, Debug)]
pub struct RowReport {
    /// The file in an archive, or the file itself.
    pub source: Arc<str>,
    /// Its line, from 1.
    pub line: u64,
    /// The row in a few words.
    pub label: String,
    /// The title that it means.
    pub item: Option<MediaRef>,
    /// The rule by which it was matched.
    pub by: Option<Rule>,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// The operation that carries it.
    pub operation_id: Option<String>,
    /// Why it isn't on the list.
    pub error: Option<ErrorObject>,
    /// What it may mean, best first.
    pub candidates: Vec<Scored>,
    /// Where it was to go: a list's name, or `@watchlist`.
    pub place: Arc<str>,
    /// The row as it stood.
    pub raw: Raw,
}

/// What became of an import.
#[derive(Debug)]
pub struct ImportReport {
    /// What the file turned out to be.
    pub format: Format,
    /// Every row, in the file's order.
    pub rows: Vec<RowReport>,
    /// The lists and collections that were written to.
    pub lists: Vec<ListName>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// The fault to report although everything is kept: a session that ended.
    pub login_fault: Option<Error>,
    /// Whether something waits for a person's decision.
    pub has_conflict: bool,
}

/// What an import is doing, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding out what rows mean.
    Identifying,
    /// Putting titles on lists.
    Writing,
}

/// Imports a file.
///
/// # Errors
/// `usage` for a file that can't be read, or a place that isn't named; `not_found` for a list that isn't there and may
/// not be made; `interrupted`. What concerns single rows is in the report.
pub fn import(
    context: &Context,
    identity: &Identity,
    (name, bytes): (&str, &[u8]),
    options: &ImportOptions,
    show: &(dyn Fn(Stage, usize, usize) + Sync),
) -> Result<ImportReport> {
    check_options(context)?;
    let reading = formats::read(name, bytes, options.from)?;
    let mut notes = in_brief(reading.notes);
    let identity = &place::confirmed_or_as_is(context, identity)?;
    let mut parts = Vec::new();
    for sheet in reading.sheets {
        if sheet.target == Target::History && options.to.is_none() {
            notes.push(format!(
                "'{}' is a watch history ({} rows), which TMDB doesn't store; make a list of it with --to",
                sheet.source,
                sheet.rows.len()
            ));
            continue;
        }
        let mut part = Part::new(context, identity, sheet, options)?;
        notes.extend(part.settle_comments(identity, options.with_comments));
        parts.push(part);
    }
    let rows: Vec<&Row> = parts.iter().flat_map(|part| &part.sheet.rows).collect();
    let total = rows.len();
    let report = ImportReport {
        format: reading.format,
        rows: Vec::with_capacity(total),
        lists: Vec::new(),
        notes,
        login_fault: None,
        has_conflict: false,
    };
    let mut writing = Writing { context, identity, parts: &parts, begun: None, report };
    let looked_up = match_rows(
        context,
        &rows,
        options.assumed,
        &|done, total| show(Stage::Identifying, done, total),
        &mut writing,
    );
    looked_up.map_err(|error| writing.told(error))?;
    let mut report = writing.finish(&|done| show(Stage::Writing, done, total))?;
    show(Stage::Writing, total, total);
    drop(rows);
    give_cells(&mut report.rows, parts);
    Ok(report)
}

/// Gives reports the rows as they stood. Problems have none.
fn give_cells(reports: &mut [RowReport], parts: Vec<Part>) {
    let mut at = 0;
    for part in parts {
        let problems = part.sheet.problems.len();
        for row in part.sheet.rows {
            reports[at].raw = row.raw;
            at += 1;
        }
        at += problems;
    }
}

/// An archive may hold thousands of files that are none of ours.
fn in_brief(mut notes: Vec<String>) -> Vec<String> {
    const SHOWN: usize = 10;
    let more = notes.len().saturating_sub(SHOWN);
    if more > 1 {
        notes.truncate(SHOWN);
        notes.push(format!("… and {more} more like these"));
    }
    notes
}

/// Counts rows in words.
fn rows_in_words(count: usize) -> String {
    if count == 1 { "one row".to_owned() } else { format!("{count} rows") }
}

/// A sheet and where it goes.
struct Part {
    sheet: Sheet,
    /// As the reports of its rows have it: there may be many.
    source: Arc<str>,
    place: Arc<str>,
    /// `None` where the list is to be made.
    row: Option<ListRow>,
}

impl Part {
    fn new(context: &Context, identity: &Identity, sheet: Sheet, options: &ImportOptions) -> Result<Self> {
        let own = match sheet.target {
            Target::Watchlist => place::word_of(ListKind::Watchlist).map(str::to_owned),
            Target::Favorites => place::word_of(ListKind::Favorites).map(str::to_owned),
            Target::Ratings => place::word_of(ListKind::Ratings).map(str::to_owned),
            Target::List | Target::History => sheet.name.clone().filter(|name| !name.trim().is_empty()),
        };
        let Some(place) = options.to.clone().or(own) else {
            return Err(Error::usage(format!("'{}' doesn't say which list it is", sheet.source))
                .with_hint("name the list with --to LIST"));
        };
        let row = place::find_or_none(context, identity, &place, options.create)?;
        if row.is_none() && !options.create {
            return Err(Error::not_found("list", &place)
                .with_hint("add --create to create it, or use another list with --to LIST"));
        }
        if row.is_none() {
            // What the login's API can't do is an error before anything is done.
            outbox::preview_of_new(context, identity, &fields_of(&sheet, &place))?;
        }
        Ok(Self { source: sheet.source.as_str().into(), sheet, place: place.into(), row })
    }

    /// Leaves comments out that can't be kept where the part goes, and shortens those that are too long; says so once.
    fn settle_comments(&mut self, identity: &Identity, are_wanted: bool) -> Option<String> {
        let rows = &mut self.sheet.rows;
        let commented = rows.iter().filter(|row| row.comment.is_some()).count();
        if commented == 0 {
            return None;
        }
        let is_list = self.row.as_ref().is_none_or(|row| row.list_kind == ListKind::List);
        if !are_wanted || !is_list || !identity.api.is_v4() {
            for row in rows.iter_mut() {
                row.comment = None;
            }
        }
        let (rows, source) = (rows_in_words(commented), &self.sheet.source);
        match (is_list, identity.api.is_v4()) {
            _ if !are_wanted => return None,
            (false, _) => {
                return Some(format!(
                    "comments of {rows} in '{source}' were skipped: TMDB has comments on lists only"
                ));
            }
            (true, false) => {
                return Some(format!(
                    "comments of {rows} in '{source}' were skipped: they need TMDB's v4 API, and this login uses v3"
                ));
            }
            (true, true) => {}
        }
        let mut shortened = 0;
        for comment in self.sheet.rows.iter_mut().filter_map(|row| row.comment.as_mut()) {
            if comment.chars().count() > LONGEST_COMMENT {
                *comment = comment.chars().take(LONGEST_COMMENT - 1).chain(['…']).collect();
                shortened += 1;
            }
        }
        (shortened > 0).then(|| {
            let rows = rows_in_words(shortened);
            format!(
                "comments of {rows} in '{source}' were cut to {LONGEST_COMMENT} characters, the most that TMDB stores"
            )
        })
    }
}

/// The parts on their way, one after the other.
struct Writing<'a> {
    context: &'a Context,
    identity: &'a Identity,
    /// Those whose rows are still to come.
    parts: &'a [Part],
    begun: Option<BegunPart<'a>>,
    report: ImportReport,
}

impl Taker for Writing<'_> {
    fn take(&mut self, found: RowMatch) -> Result<()> {
        let mut begun = self.begun.take();
        let begun = loop {
            match begun {
                Some(begun) if begun.rows.len() < begun.part.sheet.rows.len() => break begun,
                Some(whole) => whole.end(self.context, self.identity, &mut self.report, &|_| {})?,
                None => {}
            }
            begun = Some(self.begin()?);
        };
        let (context, identity, report) = (self.context, self.identity, &mut self.report);
        let begun = self.begun.insert(begun);
        begun.take(found, identity);
        if begun.pending.len() >= LOT { begun.deliver(context, identity, report, &|_| {}) } else { Ok(()) }
    }

    fn pause(&mut self) -> Result<()> {
        let (context, identity, report) = (self.context, self.identity, &mut self.report);
        match &mut self.begun {
            Some(begun) if begun.pending.len() >= LARGEST_BATCH => {
                begun.deliver(context, identity, report, &|_| {})
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Writing<'a> {
    /// Begins the next part.
    fn begin(&mut self) -> Result<BegunPart<'a>> {
        let (part, rest) =
            self.parts.split_first().ok_or_else(|| Error::bug("there are more rows than parts"))?;
        self.parts = rest;
        BegunPart::new(self.context, self.identity, part)
    }

    /// Ends the part whose rows came last, and those that have no rows.
    fn finish(mut self, show: &dyn Fn(usize)) -> Result<ImportReport> {
        if let Some(begun) = self.begun.take() {
            begun.end(self.context, self.identity, &mut self.report, show)?;
        }
        while !self.parts.is_empty() {
            self.begin()?.end(self.context, self.identity, &mut self.report, show)?;
        }
        Ok(self.report)
    }

    /// Returns the error that ended the look-ups, with what was done until then.
    fn told(&self, error: Error) -> Error {
        let is_done = |row: &&RowReport| row.operation_id.is_some();
        let begun = self.begun.as_ref().map_or(&[][..], |begun| &begun.rows);
        let done = self.report.rows.iter().chain(begun).filter(is_done).count();
        let is_told = error.message().contains("were queued");
        if is_told || (done == 0 && error.kind() != ErrorKind::Interrupted) {
            return error;
        }
        let done = match done {
            0 => "nothing was added yet".to_owned(),
            1 => "1 title was queued".to_owned(),
            done => format!("{done} titles were queued"),
        };
        Error::new(error.kind(), format!("{}, and {done}", error.message()))
            .with_hint("run the same command again to continue where it stopped")
    }
}

/// A part whose rows are coming, or are all there.
struct BegunPart<'a> {
    part: &'a Part,
    /// `None` where the list is to be made.
    row: Option<ListRow>,
    held: Held,
    /// Whether a row can be judged before those behind it are known.
    is_in_order: bool,
    rows: Vec<RowReport>,
    seen: BTreeSet<MediaRef>,
    /// Rows whose titles are still to be put on.
    pending: Vec<usize>,
    /// How many titles were passed to the queue.
    sent: usize,
    /// How many comments were left out because the titles have others.
    others: usize,
    /// Why nothing more can be put on.
    fault: Option<ErrorObject>,
}

impl<'a> BegunPart<'a> {
    fn new(context: &Context, identity: &Identity, part: &'a Part) -> Result<Self> {
        // Two parts may go to one list that the first of them made.
        let row = match &part.row {
            Some(row) => Some(row.clone()),
            None => place::find_or_none(context, identity, &part.place, true)?,
        };
        let held = match &row {
            Some(row) => Held::of(context, identity, row)?,
            None => Held::default(),
        };
        let is_list = row.as_ref().is_none_or(|row| row.list_kind != ListKind::Ratings);
        Ok(Self {
            is_in_order: is_list && part.sheet.rows.iter().all(|row| row.comment.is_none()),
            part,
            row,
            held,
            rows: Vec::with_capacity(part.sheet.rows.len()),
            seen: BTreeSet::new(),
            pending: Vec::new(),
            sent: 0,
            others: 0,
            fault: None,
        })
    }

    fn list_kind(&self) -> ListKind {
        self.row.as_ref().map_or(ListKind::List, |row| row.list_kind)
    }

    fn take(&mut self, found: RowMatch, identity: &Identity) {
        let at = self.rows.len();
        self.rows.push(report_of(self.part, &self.part.sheet.rows[at], found));
        if self.is_in_order {
            self.judge(at, identity, &BTreeMap::new());
        }
    }

    /// Decides whether the title of a row goes on.
    fn judge(&mut self, at: usize, identity: &Identity, comments: &BTreeMap<MediaRef, &str>) {
        let list_kind = self.list_kind();
        let source = &self.part.sheet.rows[at];
        let report = &mut self.rows[at];
        let Some(item) = report.item.filter(|_| report.outcome == ImportOutcome::Added) else { return };
        if let Some(surplus) = source.surplus.as_ref().filter(|_| list_kind == ListKind::Ratings) {
            let error = Error::usage(format!("its rating is not clear: {surplus}"));
            return report.refuse(ImportOutcome::Failed, &error);
        }
        let wish = match wish_of(item, source, list_kind, comments) {
            Ok(wish) => wish,
            Err(reason) => {
                return report
                    .refuse(ImportOutcome::Unsupported, &Error::new(ErrorKind::Unsupported, reason));
            }
        };
        if let Err(error) = check(identity, self.row.as_ref(), &wish) {
            report.refuse(ImportOutcome::Unsupported, &error);
        } else if !self.seen.insert(item) || self.held.has(item, &wish.change) {
            self.others += usize::from(self.held.has_another(item, &wish.change));
            report.outcome = ImportOutcome::AlreadyPresent;
        } else {
            self.pending.push(at);
        }
    }

    /// Puts the rest on, and tells what became of the part.
    fn end(
        mut self,
        context: &Context,
        identity: &Identity,
        report: &mut ImportReport,
        show: &dyn Fn(usize),
    ) -> Result<()> {
        let (part, list_kind) = (self.part, self.list_kind());
        if !self.is_in_order {
            let superseded = superseded(&part.sheet, &self.rows, list_kind);
            let comments = comments_of(&part.sheet, &self.rows, list_kind);
            for at in 0..self.rows.len() {
                if superseded.contains(&at) {
                    self.rows[at].outcome = ImportOutcome::Superseded;
                } else {
                    self.judge(at, identity, &comments);
                }
            }
        }
        if list_kind == ListKind::Ratings {
            report.notes.extend(part.sheet.rating_notes.iter().cloned());
        }
        if self.others > 0 {
            let rows = rows_in_words(self.others);
            report.notes.push(format!(
                "comments of {rows} in '{}' were skipped: the titles already have comments on the list, and TMDB can't change them",
                part.sheet.source
            ));
        }
        if context.settings.dry_run {
            if let Some(row) = &self.row {
                report.lists.push(place::name_of(context, &row.uid)?);
            }
        } else {
            let before = report.rows.len();
            self.deliver(context, identity, report, &|more| show(before + more))?;
            // A list with nothing to put on it is not made.
            if let Some(row) = &self.row {
                report.lists.push(place::name_of(context, &row.uid)?);
            }
        }
        report.notes.extend(meetings(&part.sheet, &self.rows));
        report.rows.append(&mut self.rows);
        report.rows.extend(part.sheet.problems.iter().map(|problem| report_of_problem(part, problem)));
        Ok(())
    }

    /// Keeps and delivers what is pending, lot by lot: Ctrl-C between two leaves both whole.
    fn deliver(
        &mut self,
        context: &Context,
        identity: &Identity,
        report: &mut ImportReport,
        show: &dyn Fn(usize),
    ) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() || context.settings.dry_run {
            return Ok(());
        }
        let (sheet, place) = (&self.part.sheet, &*self.part.place);
        let row = match &self.row {
            Some(row) => row.clone(),
            None => make_list(context, identity, sheet, place, report)?,
        };
        self.row = Some(row.clone());
        let comments =
            if self.is_in_order { BTreeMap::new() } else { comments_of(sheet, &self.rows, row.list_kind) };
        let all = self.sent + pending.len();
        for places in pending.chunks(LOT) {
            show(self.sent);
            // Made when they are needed: those of a big file would fill the memory.
            let wish_at = |at: &usize| {
                let wish = wish_of(self.rows[*at].item?, &sheet.rows[*at], row.list_kind, &comments).ok()?;
                Some((*at, wish))
            };
            let (places, wishes): (Vec<usize>, Vec<Wish>) = places.iter().filter_map(wish_at).unzip();
            // A list that was just created gets its first titles in any case, so that it isn't left empty.
            if self.sent > 0 {
                context.check_interrupted().map_err(|_| stopped(place, self.sent, all))?;
            }
            if let Some(object) = &self.fault {
                for at in places {
                    self.rows[at].outcome = ImportOutcome::Failed;
                    self.rows[at].error = Some(object.clone());
                }
                continue;
            }
            match write(context, identity, &row, &wishes) {
                Ok(mut written) => {
                    report.login_fault = report.login_fault.take().or(written.take_standing_fault());
                    report.has_conflict |= written.has_conflict;
                    self.sent += places.len();
                    for (at, wish) in places.into_iter().zip(written.wishes) {
                        self.rows[at].outcome = outcome_of(wish.outcome);
                        self.rows[at].operation_id = wish.operation_id;
                        self.rows[at].error = wish.error;
                    }
                }
                // `--no-queue`: what was written stays, the rest fails for this reason.
                Err(error) if error.kind().is_outage() || error.kind().is_about_login() => {
                    for at in places {
                        self.rows[at].refuse(ImportOutcome::Failed, &error);
                    }
                    self.fault = Some(error.to_object());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Of several rows that rate one title the newest counts; without dates, the last. Returns the others.
fn superseded(sheet: &Sheet, rows: &[RowReport], list_kind: ListKind) -> BTreeSet<usize> {
    if list_kind != ListKind::Ratings {
        return BTreeSet::new();
    }
    let mut newest: BTreeMap<MediaRef, usize> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for (at, source) in sheet.rows.iter().enumerate().filter(|(_, source)| source.rating.is_some()) {
        let Some(item) = rows[at].item else { continue };
        let Some(before) = newest.insert(item, at) else { continue };
        if sheet.rows[before].moment > source.moment {
            newest.insert(item, before);
            others.insert(at);
        } else {
            others.insert(before);
        }
    }
    others
}

/// Returns the first comment of each title: of several rows about one it may be a later one that has it.
fn comments_of<'a>(sheet: &'a Sheet, rows: &[RowReport], list_kind: ListKind) -> BTreeMap<MediaRef, &'a str> {
    let mut comments = BTreeMap::new();
    if list_kind == ListKind::List {
        for (source, row) in sheet.rows.iter().zip(rows) {
            if let (Some(item), Some(comment)) = (row.item, &source.comment) {
                comments.entry(item).or_insert(comment.as_str());
            }
        }
    }
    comments
}

/// Tells of rows with different titles or years that turned out to mean one title.
fn meetings(sheet: &Sheet, rows: &[RowReport]) -> Vec<String> {
    let says = |row: &Row| Some((folded(row.title.as_deref()?), row.year));
    let mut first: BTreeMap<MediaRef, usize> = BTreeMap::new();
    let mut notes = Vec::new();
    for (at, source) in sheet.rows.iter().enumerate() {
        let Some((item, mine)) = rows[at].item.zip(says(source)) else { continue };
        let other = *first.entry(item).or_insert(at);
        if says(&sheet.rows[other]).is_some_and(|theirs| theirs != mine) {
            notes.push(format!(
                "rows {} ('{}') and {} ('{}') of '{}' are both {item}",
                rows[other].line, rows[other].label, rows[at].line, rows[at].label, sheet.source
            ));
        }
    }
    in_brief(notes)
}

fn fields_of(sheet: &Sheet, place: &str) -> ListFields {
    ListFields {
        name: Some(place.trim().to_owned()),
        description: sheet.description.clone(),
        public: sheet.public,
        sort_by: None,
    }
}

/// A list that is still to be made takes what any list of this account takes.
fn check(identity: &Identity, row: Option<&ListRow>, wish: &Wish) -> Result<()> {
    if let Some(row) = row {
        return check_supported(&identity.api, row, wish);
    }
    match wish.item() {
        Some(item) if item.media_type == MediaType::Tv && !identity.api.is_v4() => {
            Err(crate::tmdb::lists::unsupported_on_v3(&format!("a TV show on a list ('{item}')")))
        }
        _ => Ok(()),
    }
}

/// What a place holds already.
#[derive(Default)]
struct Held {
    items: BTreeMap<MediaRef, (Option<f64>, Option<String>)>,
}

impl Held {
    fn of(context: &Context, identity: &Identity, row: &ListRow) -> Result<Self> {
        let freshness = if context.settings.offline { Freshness::Settings } else { Freshness::Now };
        let (whole, knowledge) = place::look_at(context, identity, row, freshness, Purpose::Writing)?;
        if knowledge == Knowledge::None {
            return Ok(Self::default());
        }
        let present = place::present(&whole);
        let items = whole.items.iter().map(|held| (held.media.item(), (held.score, held.comment.clone())));
        Ok(Self { items: items.filter(|(item, _)| present.contains(item)).collect() })
    }

    /// A title with another score is to be rated again, and one without its comment is to get it.
    fn has(&self, item: MediaRef, wanted: &Change) -> bool {
        self.items.get(&item).is_some_and(|(score, comment)| {
            (wanted.score().is_none() || *score == wanted.score())
                && (wanted.comment().is_none() || comment.is_some())
        })
    }

    fn has_another(&self, item: MediaRef, wanted: &Change) -> bool {
        let comment = self.items.get(&item).and_then(|(_, comment)| comment.as_deref());
        wanted.comment().is_some() && comment.is_some() && comment != wanted.comment()
    }
}

/// What a row asks for; its comment may stand in another row about the same item.
fn wish_of(
    item: MediaRef,
    row: &Row,
    list_kind: ListKind,
    comments: &BTreeMap<MediaRef, &str>,
) -> std::result::Result<Wish, String> {
    let (comment, score) = match list_kind {
        ListKind::Ratings => {
            let score = row.rating.ok_or_else(|| match &row.odd_rating {
                Some(text) => format!("its rating '{text}' is not a score from 0.5 to 10"),
                None => "it has no rating".to_owned(),
            })?;
            (None, Some(score))
        }
        ListKind::List => {
            let comment = row.comment.as_deref().or_else(|| comments.get(&item).copied());
            (comment.map(str::to_owned), None)
        }
        ListKind::Favorites | ListKind::Watchlist => (None, None),
    };
    Ok(Change::Add { item, comment, score }.into())
}

/// Makes the report of a row as identified; what can be put on stands as added until it is known better.
fn report_of(part: &Part, row: &Row, found: RowMatch) -> RowReport {
    let mut report = RowReport {
        source: Arc::clone(&part.source),
        line: row.line,
        label: row.label(),
        item: None,
        by: None,
        outcome: ImportOutcome::Added,
        operation_id: None,
        error: None,
        candidates: Vec::new(),
        place: Arc::clone(&part.place),
        raw: Vec::new(),
    };
    report.take(found);
    report
}

fn report_of_problem(part: &Part, problem: &Problem) -> RowReport {
    let message = format!("line {}: {}", problem.line, problem.reason);
    RowReport {
        source: Arc::clone(&part.source),
        line: problem.line,
        label: format!("line {}", problem.line),
        item: None,
        by: None,
        outcome: ImportOutcome::Failed,
        operation_id: None,
        error: Some(Error::usage(message).to_object()),
        candidates: Vec::new(),
        place: Arc::clone(&part.place),
        raw: Vec::new(),
    }
}

impl RowReport {
    fn take(&mut self, found: RowMatch) {
        match found {
            RowMatch::Decided(Match::Title(item, rule)) => {
                self.item = Some(item);
                self.by = Some(rule);
            }
            RowMatch::Decided(Match::Ambiguous { candidates, doubt }) => self.doubt(candidates, doubt),
            RowMatch::Decided(Match::Unmatched { doubt }) => {
                let reason = doubt.map(|doubt| format!(": {doubt}")).unwrap_or_default();
                let message = format!("there is no movie or TV show '{}' on TMDB{reason}", self.label);
                self.refuse(ImportOutcome::Unmatched, &Error::new(ErrorKind::NotFound, message));
            }
            RowMatch::Decided(Match::Other(what)) => {
                self.refuse(ImportOutcome::Unsupported, &Error::new(ErrorKind::Unsupported, what));
            }
            RowMatch::Refused(reason) => {
                self.refuse(ImportOutcome::Unsupported, &Error::new(ErrorKind::Unsupported, reason));
            }
            RowMatch::Failed(problem) => {
                self.outcome = ImportOutcome::Failed;
                self.error = Some(problem.object);
            }
        }
    }

    fn doubt(&mut self, candidates: Vec<Scored>, doubt: Option<String>) {
        let nearest = candidates.iter().take(SHOWN_CANDIDATES);
        let nearest: Vec<String> = nearest.map(candidate_as_text).collect();
        let reason = doubt.map(|doubt| format!("; {doubt}")).unwrap_or_default();
        let message = format!("'{}' may be {}{reason}", self.label, nearest.join(" or "));
        let error = Error::new(ErrorKind::Ambiguous, message)
            .with_detail("candidates", candidates_as_json(&candidates));
        self.refuse(ImportOutcome::Ambiguous, &error);
        self.candidates = candidates;
    }

    fn refuse(&mut self, outcome: ImportOutcome, error: &Error) {
        self.outcome = outcome;
        self.error = Some(error.to_object());
    }
}

fn candidates_as_json(candidates: &[Scored]) -> Value {
    let one = |scored: &Scored| {
        let media = &scored.media;
        json!({
            "media_type": media.media_type,
            "id": media.id,
            "title": media.title,
            "year": media.year,
            "score": (scored.score * 100.0).round() / 100.0,
        })
    };
    candidates.iter().map(one).collect()
}

fn stopped(place: &str, done: usize, total: usize) -> Error {
    Error::new(
        ErrorKind::Interrupted,
        format!("interrupted: {done} of {total} titles were queued for '{place}'"),
    )
    .with_hint(
        "run the same command again to continue; what is already queued is sent with: flixir queue retry",
    )
}

fn make_list(
    context: &Context,
    identity: &Identity,
    sheet: &Sheet,
    place: &str,
    report: &mut ImportReport,
) -> Result<ListRow> {
    let (row, mut made) = place::make_list(context, identity, fields_of(sheet, place))?;
    let standing = made.as_mut().and_then(WriteReport::take_standing_fault);
    report.login_fault = report.login_fault.take().or(standing);
    Ok(row)
}

const fn outcome_of(outcome: Outcome) -> ImportOutcome {
    match outcome {
        Outcome::Added | Outcome::Done | Outcome::Removed => ImportOutcome::Added,
        Outcome::AlreadyPresent | Outcome::NotPresent => ImportOutcome::AlreadyPresent,
        Outcome::Queued => ImportOutcome::Queued,
        Outcome::Failed => ImportOutcome::Failed,
    }
}

/// Columns that [`unmatched`] adds, and drops where a file brings them along.
const ADDED: [&str; 4] = ["item", "reason", "candidates", "flixir_target"];

/// Returns the rows that need a person as a table in their own columns, to be filled in (`item`) and imported again;
/// `with_weak` also those that were matched by anything weaker than an id, with what they were matched to.
///
/// # Errors
/// `storage` where the writer fails, which it doesn't in memory.
pub fn unmatched(rows: &[RowReport], with_weak: bool) -> Result<String> {
    let is_weak = |row: &RowReport| with_weak && row.item.is_some() && row.by.is_some_and(Rule::is_weak);
    let wanted: Vec<&RowReport> =
        rows.iter().filter(|row| row.outcome.needs_person() || is_weak(row)).collect();
    let is_added = |name: &str| ADDED.iter().any(|own| own.eq_ignore_ascii_case(name.trim()));
    let mut header: Vec<&str> = Vec::new();
    for (name, _) in wanted.iter().flat_map(|row| &row.raw) {
        if !is_added(name) && !header.contains(&name.as_ref()) {
            header.push(name);
        }
    }
    if header.is_empty() {
        header.push("title");
    }
    let own = header.len();
    let lines: Vec<Vec<String>> = wanted
        .iter()
        .map(|row| {
            let cell = |name: &&str| {
                let found = row.raw.iter().find(|(own, _)| own.as_ref() == *name);
                found.map(|(_, cell)| cell.clone()).unwrap_or_default()
            };
            let mut cells: Vec<String> = header[..own].iter().map(cell).collect();
            cells.push(
                row.item
                    .filter(|_| !row.outcome.needs_person())
                    .map(|item| item.to_string())
                    .unwrap_or_default(),
            );
            cells.push(reason_of(row));
            cells.push(candidates_as_text(&row.candidates));
            cells.push(row.place.to_string());
            cells
        })
        .collect();
    header.extend(ADDED);
    formats::table_text(&header, lines.into_iter())
}

fn reason_of(row: &RowReport) -> String {
    match row.error.as_ref().map(|error| &error.message) {
        Some(message) => format!("{}: {message}", row.outcome.name()),
        None => match row.by {
            Some(rule) => format!("{} by {}", row.outcome.name(), rule.name()),
            None => row.outcome.name().to_owned(),
        },
    }
}

/// Ready to be copied into the column `item`: the first word of each.
fn candidates_as_text(candidates: &[Scored]) -> String {
    candidates.iter().map(candidate_as_text).collect::<Vec<_>>().join("; ")
}

fn candidate_as_text(scored: &Scored) -> String {
    format!("{} {}", scored.media.item(), scored.media.label())
}
