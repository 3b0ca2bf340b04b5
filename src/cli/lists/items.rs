//! `lists add`, `remove` and `contains`.

use serde::Serialize;
use serde_json::Value;

use crate::cli::media::ORIGINAL;
use crate::cli::media::TypeArg;
use crate::cli::numbers::year;
use crate::cli::queued::tell_queued;
use crate::cli::{Exit, Session};
use crate::domain::{ListName, Media, MediaRef, MediaType};
use crate::error::{Error, ErrorObject, Result};
use crate::output::{Cell, Column, Render, Report, Tone};
use crate::services::freshen::freshen;
use crate::services::identity::Identity;
use crate::services::items::{NamedItem, TitleWanted, find_items, find_title};
use crate::services::lists::move_items;
use crate::services::mirror::{list_by_now, list_here, names_of, resolve};
use crate::services::outbox::Wish;
use crate::services::outbox::{Outcome, WishReport, WriteReport, check_supported, foretold, write};
use crate::services::titles::learn_translated;
use crate::services::transfer::place;
use crate::store::ListRow as StoredList;
use crate::tmdb::lists::LONGEST_COMMENT;

/// Titles of a command that takes many
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct NamedTitles {
    /// movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
    #[arg(required_unless_present = "search", value_name = "ITEM")]
    item: Vec<String>,
    #[command(flatten)]
    words: TitleInWords,
}

/// A title in words, and what a number is
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct TitleInWords {
    /// The type of a bare number (default: movie), or what --search looks for (default: both)
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    media_type: Option<TypeArg>,
    /// Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    #[arg(long, value_name = "TITLE", conflicts_with = "item", num_args = 0..=1, default_missing_value = "")]
    pub(in crate::cli) search: Option<String>,
    /// The year of the title that --search looks for
    #[arg(long, value_name = "YEAR", requires = "search", value_parser = year, allow_negative_numbers = true)]
    year: Option<u16>,
}

#[derive(clap::Args, Debug)]
pub(super) struct AddArgs {
    #[command(flatten)]
    items: ItemsArgs,
    /// A comment for these items. Needs a login with the API Read Access Token; TMDB doesn't change an existing comment
    #[arg(long, value_name = "TEXT", value_parser = comment)]
    comment: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct ItemsArgs {
    /// The list: its name, its TMDB id or its local id
    list: String,
    #[command(flatten)]
    titles: NamedTitles,
}

#[derive(clap::Args, Debug)]
pub(super) struct ContainsArgs {
    /// The list: its name, its TMDB id or its local id
    list: String,
    /// movie:603, tv:1399, a number, an IMDb id or an address
    #[arg(required_unless_present = "search")]
    item: Option<String>,
    #[command(flatten)]
    words: TitleInWords,
}

/// What came of one item.
#[derive(Serialize)]
pub(in crate::cli) struct ItemRow {
    media_type: Option<&'static str>,
    id: Option<u64>,
    title: Option<String>,
    /// Whether the title is known in its original language only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    title_is_original: bool,
    outcome: &'static str,
    operation_id: Option<String>,
    error: Option<ErrorObject>,
    /// The list that it was copied or moved from.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<ListName>,
    /// The score that a rating was to get.
    #[serde(skip)]
    score: Option<f64>,
    #[serde(skip)]
    text: String,
}

impl Render for ItemRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", Self::media_type_cell),
                Column::new("id", "ID", Self::id_cell),
                Column::new("title", "Title", Self::title_cell).weight(3).optional(),
                Column::new("outcome", "Outcome", Self::outcome_cell).weight(4).wrapped(),
                Column::new("operation_id", "Operation", Self::operation_cell).detail(),
                Column::new("title_is_original", "Original", |row: &Self| row.title_is_original.into())
                    .detail(),
                Column::new("error", "Error", |row: &Self| error_text(row).into()).weight(2).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["from"]
    }
}

fn error_text(row: &ItemRow) -> Option<String> {
    Some(row.error.as_ref()?.message.clone())
}

impl ItemRow {
    pub(super) fn media_type_cell(&self) -> Cell {
        self.media_type.map(str::to_owned).into()
    }

    pub(super) fn id_cell(&self) -> Cell {
        self.id.into()
    }

    /// The title, or else what was typed, where that says more than the number beside it.
    pub(super) fn title_cell(&self) -> Cell {
        match &self.title {
            Some(title) if self.title_is_original => {
                return Cell::Noted { text: title.clone(), url: None, note: ORIGINAL };
            }
            Some(title) => return title.into(),
            None => {}
        }
        let number = self.id.map(|id| id.to_string()).unwrap_or_default();
        let item = format!("{}:{number}", self.media_type.unwrap_or_default());
        if self.text == number || self.text == item {
            return Cell::Empty;
        }
        Cell::mark(self.text.clone(), Tone::Dim)
    }

    pub(super) fn operation_cell(&self) -> Cell {
        self.operation_id.clone().into()
    }

    pub(super) fn outcome_cell(&self) -> Cell {
        match (self.outcome, error_text(self)) {
            ("failed", Some(message)) => Cell::mark(format!("failed: {message}"), Tone::Bad),
            (outcome, _) => {
                let tone = if outcome == "queued" { Tone::Warn } else { Tone::Good };
                match self.score {
                    Some(score) => Cell::mark(format!("{outcome}: {score}"), tone),
                    None => Cell::mark(outcome, tone),
                }
            }
        }
    }
}

/// Every outcome of `add`, or of `remove`, counted.
#[derive(Serialize)]
struct Meta {
    list: ListName,
    counts: serde_json::Map<String, Value>,
    dry_run: bool,
}

fn counts(adding: bool, rows: &[ItemRow]) -> serde_json::Map<String, Value> {
    let words = if adding {
        ["added", "already_present", "queued", "failed"]
    } else {
        ["removed", "not_present", "queued", "failed"]
    };
    outcome_counts(&words, rows)
}

/// Counts outcomes; those that didn't happen as 0.
pub(super) fn outcome_counts(words: &[&str], rows: &[ItemRow]) -> serde_json::Map<String, Value> {
    let count = |word: &str| rows.iter().filter(|row| row.outcome == word).count();
    words.iter().map(|word| ((*word).to_owned(), Value::from(count(word)))).collect()
}

fn comment(text: &str) -> std::result::Result<String, String> {
    match text.trim() {
        "" => Err("a comment needs a text".to_owned()),
        text if text.chars().count() > LONGEST_COMMENT => {
            Err(format!("TMDB keeps at most {LONGEST_COMMENT} characters of a comment"))
        }
        text => Ok(text.to_owned()),
    }
}

pub(super) fn add(args: &AddArgs, session: &Session) -> Result<Exit> {
    change(&args.items, session, true, &|item| Wish::add_with_comment(item, args.comment.clone()))
}

pub(super) fn remove(args: &ItemsArgs, session: &Session) -> Result<Exit> {
    change(args, session, false, &Wish::remove)
}

fn change(
    args: &ItemsArgs,
    session: &Session,
    adding: bool,
    make_wish: &dyn Fn(MediaRef) -> Wish,
) -> Result<Exit> {
    session.streams.check_fields::<ItemRow>()?;
    let identity = session.account()?;
    let found = args.titles.find(session)?;
    let named = resolve(&session.context, &identity, &args.list)?;
    let change = ItemsChange { list: &named.row, found: &found, adding, make_wish, from: None };
    carry_out(session, &identity, &change)
}

impl NamedTitles {
    /// Finds out what was named; nothing at all is a mistake, unless standard input was read.
    pub(in crate::cli) fn find(&self, session: &Session) -> Result<Vec<NamedItem>> {
        self.words.find(session, &self.item)
    }
}

impl TitleInWords {
    /// Finds the title in words, or out what the items stand for; nothing at all is a mistake, unless standard input was read.
    pub(in crate::cli) fn find(&self, session: &Session, texts: &[String]) -> Result<Vec<NamedItem>> {
        let context = &session.context;
        let media_type = self.media_type.map(TypeArg::media_type);
        if let Some(words) = &self.search {
            let wanted = TitleWanted { text: words, media_type, year: self.year, takes_people: false };
            let title = find_title(context, &session.talk, wanted)?;
            context.learn_titles(std::slice::from_ref(&title));
            return Ok(vec![NamedItem { text: words.clone(), item: Ok(title.item()) }]);
        }
        let found = find_items(context, &session.talk, texts, media_type.unwrap_or(MediaType::Movie))?;
        if found.is_empty() {
            if !texts.iter().any(|text| text == "-") {
                return Err(
                    Error::usage("no items were given").with_hint("give at least one, such as movie:603")
                );
            }
            // A search that found nothing may stand before the pipe.
            session.streams.note("There are no items on standard input.");
        }
        Ok(found)
    }
}

/// What is to be done with which items of which list, or collection.
pub(in crate::cli) struct ItemsChange<'a> {
    /// The list.
    pub(in crate::cli) list: &'a StoredList,
    /// The items.
    pub(in crate::cli) found: &'a [NamedItem],
    /// Whether they are put on.
    pub(in crate::cli) adding: bool,
    /// Makes the wish for one item.
    pub(in crate::cli) make_wish: &'a dyn Fn(MediaRef) -> Wish,
    /// Where the items come from, if they are copied or moved.
    pub(in crate::cli) from: Option<Origin<'a>>,
}

/// The list that items are copied or moved from.
pub(in crate::cli) struct Origin<'a> {
    /// The list.
    pub(in crate::cli) row: &'a StoredList,
    /// Its names.
    pub(in crate::cli) name: ListName,
    /// Whether they are removed from it.
    pub(in crate::cli) moves: bool,
}

/// Writes items, or says what would be written (`--dry-run`), and prints one row an item.
pub(in crate::cli) fn carry_out(
    session: &Session,
    identity: &Identity,
    change: &ItemsChange<'_>,
) -> Result<Exit> {
    let context = &session.context;
    let wishes: Vec<Wish> = change
        .found
        .iter()
        .filter_map(|found| found.item.as_ref().ok())
        .map(|item| (change.make_wish)(*item))
        .collect();
    for wish in &wishes {
        check_supported(&identity.api, change.list, wish)?;
    }
    if context.settings.dry_run {
        return foretell(session, change, &wishes);
    }
    let mut report = match &change.from {
        _ if wishes.is_empty() => None,
        Some(from) if from.moves => Some(move_items(context, identity, from.row, change.list, &wishes)?),
        _ => Some(write(context, identity, change.list, &wishes)?),
    };
    let why = report
        .as_ref()
        .and_then(|report| report.summary.fault.as_ref())
        .map(|fault| fault.message().to_owned());
    let login_fault = report.as_mut().and_then(WriteReport::take_standing_fault);
    let has_conflict = report.as_ref().is_some_and(|report| report.has_conflict);
    let (list, reports) = match report {
        Some(report) => (report.list, report.wishes),
        None => (names_of(context, &change.list.uid)?, Vec::new()),
    };
    learn_translated(context, change.found.iter().filter_map(|found| found.item.as_ref().ok()).copied());
    let items: Vec<MediaRef> = wishes.iter().filter_map(Wish::item).collect();
    let titles = context.titles_here(&items);
    let wished = change.found.iter().filter_map(|found| Some((&found.text, *found.item.as_ref().ok()?)));
    let rows = wished.zip(wishes.iter().zip(reports)).map(|((text, item), (wish, report))| {
        ItemRow::named(titles.get(&item).cloned(), text, item, report).with_score(wish)
    });
    let rows = with_unfound(rows.collect(), change);
    let queued = rows.iter().rfind(|row| row.outcome == Outcome::Queued.name());
    if let Some(queued) = queued.filter(|_| login_fault.is_none() && !has_conflict) {
        tell_queued(session, why.as_deref(), queued.operation_id.as_deref())?;
    }
    let exit = exit_of(&rows, login_fault, has_conflict);
    let meta = Meta { list, counts: counts(change.adding, &rows), dry_run: false };
    session.streams.report(Report::rows(rows, meta))?;
    Ok(exit)
}

/// Puts what was not found at its place among the rows, and says in each where its item comes from.
fn with_unfound(mut rows: Vec<ItemRow>, change: &ItemsChange<'_>) -> Vec<ItemRow> {
    for (at, found) in change.found.iter().enumerate() {
        if let Err(error) = &found.item {
            rows.insert(at.min(rows.len()), ItemRow::unfound(&found.text, error));
        }
    }
    for row in &mut rows {
        row.from = change.from.as_ref().map(|from| from.name.clone());
    }
    rows
}

impl ItemRow {
    /// Says what came of an item's wish.
    pub(super) fn of(session: &Session, text: &str, item: MediaRef, report: WishReport) -> Self {
        Self::named(session.context.title_here(item), text, item, report)
    }

    fn named(known: Option<Media>, text: &str, item: MediaRef, report: WishReport) -> Self {
        Self {
            title_is_original: known.as_ref().is_some_and(|media| media.title_is_original),
            title: known.and_then(|media| media.title),
            media_type: Some(item.media_type.name()),
            id: Some(item.id),
            outcome: report.outcome.name(),
            operation_id: report.operation_id,
            error: report.error,
            from: None,
            score: None,
            text: text.to_owned(),
        }
    }

    /// Says what would come of it.
    pub(super) fn foretold(session: &Session, text: &str, item: MediaRef, outcome: Outcome) -> Self {
        let report = WishReport { item: Some(item), outcome, operation_id: None, error: None };
        Self::of(session, text, item, report)
    }

    fn with_score(mut self, wish: &Wish) -> Self {
        self.score = wish.change.score();
        self
    }

    fn unfound(text: &str, error: &Error) -> Self {
        Self {
            media_type: None,
            id: None,
            title: None,
            title_is_original: false,
            outcome: Outcome::Failed.name(),
            operation_id: None,
            error: Some(error.to_object()),
            from: None,
            score: None,
            text: text.to_owned(),
        }
    }
}

/// All failed for one reason: that reason's code; some: partial. A login that is needed is reported beside the data.
pub(super) fn exit_of(rows: &[ItemRow], login_fault: Option<Error>, has_conflict: bool) -> Exit {
    let failed: Vec<&ItemRow> = rows.iter().filter(|row| row.outcome == "failed").collect();
    if !failed.is_empty() {
        let errors: Vec<&ErrorObject> = failed.iter().filter_map(|row| row.error.as_ref()).collect();
        return match errors.first() {
            Some(first)
                if failed.len() == rows.len() && errors.iter().all(|error| error.kind == first.kind) =>
            {
                let error = Error::from((*first).clone());
                Exit::Failed(match failed.len() {
                    1 => error,
                    many => error.with_message(format!("all {many} items failed: {}", first.message)),
                })
            }
            _ => Exit::Partial,
        };
    }
    match login_fault {
        Some(fault) => Exit::Failed(fault),
        None if has_conflict => Exit::Partial,
        None => Exit::Done,
    }
}

/// Says what the command would do, from the mirror.
fn foretell(session: &Session, change: &ItemsChange<'_>, wishes: &[Wish]) -> Result<Exit> {
    let context = &session.context;
    let whole = list_here(context, change.list)?;
    let wished = change.found.iter().filter_map(|found| Some((&found.text, *found.item.as_ref().ok()?)));
    let rows = wished.zip(wishes).map(|((text, item), wish)| {
        ItemRow::foretold(session, text, item, foretold(&whole, item, wish)).with_score(wish)
    });
    let rows = with_unfound(rows.collect(), change);
    let meta = Meta { list: whole.name(), counts: counts(change.adding, &rows), dry_run: true };
    session.announce_dry_run();
    session.streams.report(Report::rows(rows, meta))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Contained {
    list: ListName,
    item: MediaRef,
    present: bool,
}

impl Render for Contained {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("item", "Item", |row: &Self| row.item.to_string().into()),
                Column::new("present", "Present", |row: &Self| row.present.into()),
            ]
        }
    }
}

pub(super) fn contains(args: &ContainsArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    let identity = session.account()?;
    if args.item.as_deref().is_some_and(|item| item.trim() == "-") {
        return Err(Error::usage("lists contains needs one item"));
    }
    let found = args.words.find(session, args.item.as_slice())?;
    let Some(found) = found.into_iter().next() else { return Err(Error::usage("no item was named")) };
    let item = found.item?;
    let row = place::find(context, &identity, &args.list)?;
    freshen(context, &identity, &row)?;
    let (_, whole) = list_by_now(context, &row.uid)?.ok_or_else(|| Error::not_found("list", &args.list))?;
    let (list, present) = (whole.name(), whole.held(item).is_some());
    session.streams.report(Report::one(Contained { list, item, present }, ()))?;
    Ok(if present { Exit::Done } else { Exit::Absent })
}
