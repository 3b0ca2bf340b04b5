//! `lists import`, `export`, `union`, `intersect` and `minus`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::cli::media::TypeArg;
use crate::cli::{Exit, Session};
use crate::domain::{ListName, Media, MediaRef};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::output::{Cell, Column, Format as OutputFormat, HumanText, Render, Report, Tone, sanitize};
use crate::services::transfer::export::{ExportOptions, Exported, export as write_list};
use crate::services::transfer::formats::{AskedIds, ExportFormat, Format};
use crate::services::transfer::import::{
    ImportOptions, ImportOutcome, ImportReport, RowReport, Stage, import as run_import, unmatched,
};
use crate::services::transfer::matching::Rule;
use crate::services::transfer::sets::{Combination, combine};
use crate::services::transfer::{read_file, read_stream, write_file};

/// Rows that a person is shown of an import; all of them are in the other formats.
const SHOWN: usize = 12;
/// Rows that were matched by title of which a person is shown at most.
const SHOWN_WEAK: usize = 8;

#[derive(clap::Args, Debug)]
pub(super) struct ImportArgs {
    /// The file to import. - reads standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    /// Add everything to this list, or to @watchlist, @favorites or @rated
    #[arg(long, value_name = "LIST")]
    to: Option<String>,
    /// Create lists that don't exist
    #[arg(long)]
    create: bool,
    /// The file's format (default: flixir finds it out)
    #[arg(long, value_name = "FORMAT", value_parser = from_parser())]
    from: Option<Format>,
    /// Write the rows that need your decision to this file. Fill it in and import it again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    unmatched: Option<PathBuf>,
    /// Also write the rows that were matched without an id to that file
    #[arg(long, requires = "unmatched")]
    review: bool,
    /// The type of rows that don't have one (default: search movies and TV shows)
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    media_type: Option<TypeArg>,
    /// Don't import the comments in the file
    #[arg(long)]
    no_comments: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct ExportArgs {
    /// The list: its name, its TMDB id or its local id; or @watchlist, @favorites or @rated
    list: String,
    /// The format to write
    #[arg(long, value_name = "FORMAT", value_parser = to_parser())]
    to: ExportFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Ask TMDB for the IMDb and TVDB ids that are not stored here, for csv, json, jsonl and radarr. The other formats that have
    /// ids always ask
    #[arg(long)]
    with_ids: bool,
    /// In csv: leave cells as they are. Without it, cells that a spreadsheet would run begin with a ', which import removes
    #[arg(long)]
    raw: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct SetArgs {
    /// Lists, list files, @watchlist, @favorites or @rated
    #[arg(required = true, num_args = 2.., value_name = "LIST")]
    list: Vec<String>,
}

fn from_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .try_map(|word| Format::ALL.into_iter().find(|format| format.name() == word).ok_or("no such format"))
}

fn to_parser() -> impl TypedValueParser<Value = ExportFormat> {
    PossibleValuesParser::new(ExportFormat::ALL.map(ExportFormat::name)).try_map(|word| {
        ExportFormat::ALL.into_iter().find(|format| format.name() == word).ok_or("no such format")
    })
}

/// What came of one row.
#[derive(Serialize)]
struct ImportRow {
    media_type: Option<&'static str>,
    id: Option<u64>,
    title: Option<String>,
    outcome: &'static str,
    operation_id: Option<String>,
    error: Option<ErrorObject>,
    /// The line or position in the source; of an archive with the file's name before it.
    row: Value,
    /// The list's name, or `@watchlist`.
    to: Arc<str>,
    by: Option<&'static str>,
    candidates: Vec<Media>,
    source: Arc<str>,
    line: u64,
    list: Arc<str>,
    /// The row in the file's own words.
    #[serde(skip)]
    label: String,
    #[serde(skip)]
    is_weak: bool,
}

impl Render for ImportRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("row", "Row", |row: &Self| row_cell(row)),
                Column::new("media_type", "Type", |row: &Self| row.media_type.map(str::to_owned).into()),
                Column::new("id", "ID", |row: &Self| row.id.into()),
                Column::new("title", "Title", |row: &Self| row.title.clone().into()).weight(3),
                Column::new("outcome", "Outcome", |row: &Self| outcome_cell(row)).weight(4).wrapped(),
                Column::new("by", "By", |row: &Self| row.by.map(str::to_owned).into()),
                Column::new("to", "To", |row: &Self| (&*row.to).into()).weight(1),
                Column::new("list", "List", |row: &Self| (&*row.list).into()).detail(),
                Column::new("source", "File", |row: &Self| (&*row.source).into()).detail(),
                Column::new("line", "Line", |row: &Self| row.line.into()).detail(),
                Column::new("operation_id", "Operation", |row: &Self| row.operation_id.clone().into())
                    .detail(),
                Column::new("error", "Error", |row: &Self| message_of(row.error.as_ref()).into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["candidates"]
    }
}

fn row_cell(row: &ImportRow) -> Cell {
    match &row.row {
        Value::String(place) => Cell::text(place.as_str()),
        _ => row.line.into(),
    }
}

fn message_of(error: Option<&ErrorObject>) -> Option<String> {
    Some(error?.message.clone())
}

fn outcome_cell(row: &ImportRow) -> Cell {
    let tone = match row.outcome {
        "added" | "already_present" => Tone::Good,
        "queued" => Tone::Warn,
        "superseded" => Tone::Dim,
        _ => Tone::Bad,
    };
    match message_of(row.error.as_ref()) {
        Some(message) => Cell::mark(format!("{}: {message}", row.outcome), tone),
        None if row.outcome == "superseded" => {
            Cell::mark("superseded: replaced by a later rating of the same title", tone)
        }
        None => Cell::mark(row.outcome, tone),
    }
}

#[derive(Serialize)]
struct ImportMeta {
    /// The list; null where the file went to several.
    list: Option<ListName>,
    lists: Vec<ListName>,
    counts: Map<String, Value>,
    format: &'static str,
    unmatched_file: Option<String>,
    dry_run: bool,
}

pub(super) fn import(args: &ImportArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ImportRow>()?;
    let identity = session.account()?;
    let (name, bytes) = read_input(args, session)?;
    let options = ImportOptions {
        from: args.from,
        to: args.to.clone(),
        create: args.create,
        assumed: args.media_type.map(TypeArg::media_type),
        with_comments: !args.no_comments,
    };
    let progress = session.streams.progress();
    let show = |stage: Stage, done: usize, total: usize| {
        let what = if stage == Stage::Identifying { "Looking up titles" } else { "Adding titles" };
        progress.of(what, done as u64, total as u64);
    };
    let mut report = run_import(context, &identity, (&name, &bytes), &options, &show)?;
    drop(progress);
    if let Some(path) = args.unmatched.as_ref().filter(|_| !context.settings.dry_run) {
        write_file(path, unmatched(&report.rows, args.review)?.as_bytes())?;
    }
    for note in std::mem::take(&mut report.notes) {
        session.streams.note(&note);
    }
    if context.settings.dry_run {
        session.announce_dry_run();
    }
    let exit = exit_of(&mut report);
    print_import(args, session, report)?;
    Ok(exit)
}

fn read_input(args: &ImportArgs, session: &Session) -> Result<(String, Vec<u8>)> {
    if args.file.as_os_str() == "-" {
        let bytes = session.talk.read_stdin(|stdin| read_stream(stdin, "standard input"))?;
        return Ok(("standard input".to_owned(), bytes));
    }
    Ok((args.file.display().to_string(), read_file(&args.file)?))
}

/// All rows failed for one reason: that reason's code. Some need a person, or none could be used: partial.
fn exit_of(report: &mut ImportReport) -> Exit {
    let rows = &report.rows;
    let failed: Vec<&RowReport> = rows.iter().filter(|row| row.outcome == ImportOutcome::Failed).collect();
    let kind = |row: &RowReport| row.error.as_ref().map(|error| error.kind);
    if !failed.is_empty() && failed.len() == rows.len() {
        let kinds: Vec<Option<ErrorKind>> = failed.iter().map(|row| kind(row)).collect();
        if let Some(Some(kind)) = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)) {
            let message = message_of(failed[0].error.as_ref()).unwrap_or_else(|| "refused".to_owned());
            let error = Error::new(*kind, format!("all {} rows failed: {message}", rows.len()));
            return Exit::Failed(error.with_hint("run the same command again to continue where it stopped"));
        }
    }
    let needs_person = rows.iter().any(|row| row.outcome.needs_person());
    let is_useless = !rows.is_empty() && rows.iter().all(|row| row.outcome == ImportOutcome::Unsupported);
    if needs_person || is_useless {
        return Exit::Partial;
    }
    match report.login_fault.take() {
        Some(fault) => Exit::Failed(fault),
        None if report.has_conflict => Exit::Partial,
        None => Exit::Done,
    }
}

fn print_import(args: &ImportArgs, session: &Session, report: ImportReport) -> Result<()> {
    let counts = ImportOutcome::ALL.into_iter().map(|outcome| {
        let count = report.rows.iter().filter(|row| row.outcome == outcome).count();
        (outcome.name().to_owned(), Value::from(count))
    });
    let mut lists: Vec<ListName> = Vec::new();
    for list in report.lists {
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    let meta = ImportMeta {
        counts: counts.collect(),
        list: if let [only] = lists.as_slice() { Some(only.clone()) } else { None },
        lists,
        format: report.format.name(),
        unmatched_file: args.unmatched.as_ref().map(|path| path.display().to_string()),
        dry_run: session.context.settings.dry_run,
    };
    let titles = known_titles(session, &report.rows);
    // In an archive, the line alone doesn't identify the row.
    let is_archive = report.rows.iter().any(|row| row.source != report.rows[0].source);
    let rows: Vec<ImportRow> =
        report.rows.into_iter().map(|row| import_row(row, &titles, is_archive)).collect();
    let printed = Report::rows(rows, meta).empty("the file has no rows");
    session.streams.report(printed.human(|data, meta| import_view(data.as_slice(), meta)))
}

fn known_titles(session: &Session, rows: &[RowReport]) -> BTreeMap<MediaRef, Media> {
    let items: BTreeSet<MediaRef> = rows.iter().filter_map(|row| row.item).collect();
    session.context.titles_here(&items.into_iter().collect::<Vec<_>>())
}

fn import_row(row: RowReport, titles: &BTreeMap<MediaRef, Media>, is_archive: bool) -> ImportRow {
    let known = row.item.and_then(|item| titles.get(&item));
    let title = known.and_then(|media| media.title.clone());
    ImportRow {
        media_type: row.item.map(|item| item.media_type.name()),
        id: row.item.map(|item| item.id),
        title: title.or_else(|| Some(row.label.clone())),
        outcome: row.outcome.name(),
        operation_id: row.operation_id,
        error: row.error,
        row: if is_archive { format!("{}:{}", row.source, row.line).into() } else { row.line.into() },
        to: Arc::clone(&row.place),
        by: row.by.map(Rule::name),
        candidates: row.candidates.into_iter().map(|scored| scored.media).collect(),
        source: row.source,
        line: row.line,
        list: row.place,
        is_weak: row.by.is_some_and(Rule::is_weak),
        label: known.map_or(row.label.clone(), |media| format!("{} → {}", row.label, media.label())),
    }
}

/// For people, on one screen: what goes where, what was matched without an id, and what wants a decision.
fn import_view(rows: &[ImportRow], meta: &ImportMeta) -> HumanText {
    let mut text = places_view(rows, meta);
    let is_fine = |row: &&ImportRow| matches!(row.outcome, "added" | "already_present" | "queued");
    let weak: Vec<&ImportRow> = rows.iter().filter(is_fine).filter(|row| row.is_weak).collect();
    if !weak.is_empty() {
        text = text.blank().title(format!("Matched by title, without an id: {}", weak.len()));
        let columns = [("Row", 0), ("In the file → on TMDB", 3), ("By", 0)];
        let line = |row: &&ImportRow| {
            vec![row_cell(row), Cell::from(row.label.clone()), row.by.map(str::to_owned).into()]
        };
        // A match by exact title and year needs a review least.
        let mut first = weak.clone();
        first.sort_by_key(|row| row.by == Some(Rule::ExactTitleYear.name()));
        text = text.grid(&columns, first.iter().take(SHOWN_WEAK).map(line).collect());
        text = more(text, weak.len().saturating_sub(SHOWN_WEAK))
            .dim("to review them, add: --unmatched FILE --review");
    }
    let wanting: Vec<&ImportRow> = rows.iter().filter(|row| !is_fine(row)).collect();
    if wanting.is_empty() {
        return text;
    }
    text = text.blank().title(format!("Not put on: {}", wanting.len()));
    let columns = [("Row", 0), ("In the file", 2), ("Outcome", 4)];
    let line = |row: &&ImportRow| vec![row_cell(row), Cell::from(row.label.clone()), outcome_cell(row)];
    text = text.grid(&columns, wanting.iter().take(SHOWN).map(line).collect());
    text = more(text, wanting.len().saturating_sub(SHOWN));
    let can_help = wanting.iter().any(|row| !matches!(row.outcome, "unsupported" | "superseded"));
    match &meta.unmatched_file {
        _ if !can_help => text,
        Some(file) => text.dim(format!("fill in the column 'item' in {file} and import that file")),
        None => text.dim("to fill them in, add: --unmatched FILE"),
    }
}

fn more(text: HumanText, hidden: usize) -> HumanText {
    if hidden == 0 { text } else { text.dim(format!("… and {hidden} more; all of them: -o csv")) }
}

/// How many of each outcome, place by place where there are several.
fn places_view(rows: &[ImportRow], meta: &ImportMeta) -> HumanText {
    let mut places: Vec<&str> = Vec::new();
    for row in rows {
        if !places.contains(&&*row.to) {
            places.push(&row.to);
        }
    }
    let mut text = HumanText::new();
    if let [only] = places.as_slice() {
        text = text.pair("to", (*only).to_owned());
        for (word, count) in &meta.counts {
            if let Some(count) = count.as_u64().filter(|count| *count > 0) {
                text = text.pair(word.replace('_', " "), count);
            }
        }
        return text;
    }
    for place in places {
        let counts = meta.counts.keys().filter_map(|word| {
            let count = rows.iter().filter(|row| *row.to == *place && row.outcome == word).count();
            (count > 0).then(|| format!("{count} {}", word.replace('_', " ")))
        });
        text = text.pair(place.to_owned(), counts.collect::<Vec<_>>().join(", "));
    }
    text
}

/// What was written to a file.
#[derive(Serialize)]
struct ExportRow {
    file: String,
    format: &'static str,
    list: ListName,
    items: usize,
    left_out: Vec<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    #[serde(flatten)]
    item: MediaRef,
    reason: &'static str,
}

impl Render for ExportRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("file", "File", |row: &Self| row.file.as_str().into()).weight(2),
                Column::new("format", "Format", |row: &Self| row.format.into()),
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("items", "Items", |row: &Self| row.items.into()),
                Column::new("left_out", "Left out", |row: &Self| row.left_out.len().into()),
            ]
        }
    }
}

pub(super) fn export(args: &ExportArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    if args.file.is_some() {
        session.streams.check_fields::<ExportRow>()?;
    }
    let identity = session.account()?;
    let asked = if args.with_ids { AskedIds::All } else { AskedIds::Needed };
    let options = ExportOptions { format: args.to, asked, is_raw: args.raw };
    let Exported { list, export } = write_list(context, &identity, &args.list, options)?;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, reason) in &export.left_out {
        *reasons.entry(reason).or_default() += 1;
    }
    for (reason, count) in reasons {
        let items = if count == 1 { "one item was" } else { "items were" };
        let count = if count == 1 { String::new() } else { format!("{count} ") };
        context.warn(format!("{count}{items} left out: {reason}"));
    }
    let commented = list.items.iter().filter(|item| item.comment.is_some()).count();
    if commented > 0 && args.to.drops_comments() {
        context.warn(format!(
            "comments left out: {commented}; formats that keep them are csv, json, jsonl, imdb and markdown"
        ));
    }
    let Some(path) = &args.file else {
        // Titles may contain characters that control a terminal; JSON escapes them.
        let text = match args.to {
            ExportFormat::Json
            | ExportFormat::Jsonl
            | ExportFormat::Radarr
            | ExportFormat::Sonarr
            | ExportFormat::Stevenlu => sanitize::json(&export.text),
            _ => sanitize::text(&export.text),
        };
        session.streams.raw(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    if context.settings.dry_run {
        session.streams.note("nothing was written (--dry-run); this is what would be:");
    } else {
        write_file(path, export.text.as_bytes())?;
    }
    let row = ExportRow {
        file: path.display().to_string(),
        format: args.to.name(),
        items: list.items.len() - export.left_out.len(),
        list: ListName { id: list.list.id, local_id: list.list.local_id, name: list.list.name },
        left_out: export.left_out.into_iter().map(|(item, reason)| LeftOut { item, reason }).collect(),
    };
    session.streams.report(Report::one(row, ()))?;
    Ok(Exit::Done)
}

pub(super) fn combination(how: Combination, args: &SetArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Media>()?;
    let items = combine(&session.context, how, &args.list)?;
    let options = session.streams.options();
    let is_plain = options.format == OutputFormat::Table
        && options.jq.is_none()
        && options.fields.is_none()
        && !options.null;
    if !is_plain {
        session.streams.report(Report::rows(items, ()))?;
        return Ok(Exit::Done);
    }
    // Lines that `lists add LIST -` and list files take, on a terminal and in a pipe.
    let mut lines = Vec::with_capacity(items.len());
    for media in &items {
        let name = media.item().to_string();
        match &media.title {
            Some(_) => lines.push(format!("{name:<16} # {}\n", sanitize::line(&media.label()))),
            None => lines.push(name + "\n"),
        }
    }
    session.streams.raw(lines.concat().as_bytes())?;
    Ok(Exit::Done)
}
