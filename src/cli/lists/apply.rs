//! `lists apply`: lists as text files, kept in git.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::cli::numbers::whole;
use crate::cli::{Exit, Session};
use crate::domain::{ListName, MediaRef};
use crate::error::{Error, ErrorObject, Result};
use crate::output::{Cell, Column, HumanText, Render, Report, Tone};
use crate::services::transfer::apply::{
    ApplyOptions, FilePlan, FileReport, carry_out, differs, drift_word, plan_files,
};
use crate::services::transfer::apply_plan::{ApplyPlan, Drift, Prune, Reason};

/// Steps that a person is shown of each list; all of them are in JSON.
const SHOWN: usize = 50;

#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag of the contract")]
pub(super) struct ApplyArgs {
    /// List files, or folders with list files (*.list, and *.txt that begin with '# name:')
    #[arg(required = true, value_hint = clap::ValueHint::FilePath)]
    file: Vec<PathBuf>,
    /// Exit 8 if anything differs, and print what differs (not with -q). Changes nothing
    #[arg(long)]
    check: bool,
    /// Also undo changes made on TMDB, so that the lists match the files exactly
    #[arg(long)]
    prune: bool,
    /// Apply even if this removes many items
    #[arg(long)]
    force: bool,
    /// The most items that may be removed from a list
    #[arg(long, value_name = "N", value_parser = whole(0..=usize::MAX), allow_negative_numbers = true)]
    max_delete: Option<usize>,
    /// Don't create lists that don't exist
    #[arg(long)]
    no_create: bool,
}

impl ApplyArgs {
    /// Returns whether nothing is applied.
    pub(super) const fn only_tells(&self) -> bool {
        self.check
    }
}

/// A file and what came of it.
/// A change that TMDB rejected.
#[derive(Serialize)]
struct Refused {
    /// The item; `None` for the list as a whole.
    item: Option<String>,
    error: Option<ErrorObject>,
}

#[derive(Serialize)]
struct ApplyRow {
    file: String,
    list: ListName,
    outcome: &'static str,
    pushed: usize,
    queued: usize,
    failed: usize,
    actions: Vec<PlannedRow>,
    drift: Vec<DriftRow>,
    errors: Vec<Refused>,
}

#[derive(Serialize)]
struct PlannedRow {
    direction: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    item: Option<Item>,
    fields: Option<Value>,
    reason: &'static str,
}

#[derive(Serialize)]
struct DriftRow {
    #[serde(rename = "type")]
    kind: &'static str,
    item: Option<Item>,
    field: Option<&'static str>,
    tmdb: Option<String>,
    file: Option<String>,
}

#[derive(Serialize)]
struct Item {
    #[serde(flatten)]
    item: MediaRef,
    title: Option<String>,
}

impl Render for ApplyRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("file", "File", |row: &Self| row.file.as_str().into()).weight(2),
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).weight(2),
                Column::new("outcome", "Outcome", |row: &Self| outcome_cell(row.outcome)),
                Column::new("pushed", "Pushed", |row: &Self| row.pushed.into()),
                Column::new("queued", "Queued", |row: &Self| row.queued.into()),
                Column::new("failed", "Failed", |row: &Self| row.failed.into()),
                Column::new("drift", "Drift", |row: &Self| row.drift.len().into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "actions", "errors"]
    }
}

fn outcome_cell(outcome: &'static str) -> Cell {
    let tone = match outcome {
        "failed" => Tone::Bad,
        "queued" | "planned" => Tone::Warn,
        "unchanged" => Tone::Dim,
        _ => Tone::Good,
    };
    Cell::mark(outcome, tone)
}

#[derive(Serialize)]
struct Meta {
    counts: Map<String, Value>,
    dry_run: bool,
}

pub(super) fn apply(args: &ApplyArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ApplyRow>()?;
    let identity = session.account()?;
    let options = ApplyOptions {
        prune: if args.prune { Prune::Undo } else { Prune::Keep },
        // A plan that is only shown does no harm.
        force: args.force || context.settings.dry_run || args.check,
        max_delete: args.max_delete,
        create: !args.no_create,
    };
    let plans = plan_files(context, &identity, &args.file, &options)?;
    if args.check {
        return check(session, &plans);
    }
    if context.settings.dry_run {
        session.announce_dry_run();
        let rows = plans.iter().map(|plan| planned(session, plan)).collect();
        print(session, rows, true)?;
        tell_kept(session, &plans);
        return Ok(Exit::Done);
    }
    confirm_removals(session, &plans)?;
    let mut rows = Vec::new();
    let mut reports = Vec::new();
    let mut fault = None;
    for plan in &plans {
        match carry_out(context, &identity, plan) {
            Ok(report) => {
                rows.push(applied(session, plan, &report));
                reports.push(report);
            }
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    if let (Some(error), true) = (&fault, rows.is_empty()) {
        return Err(Error::new(error.kind(), error.message().to_owned()).with_hint(
            error.hint().unwrap_or("run the same command again to continue where it stopped").to_owned(),
        ));
    }
    print(session, rows, false)?;
    tell_kept(session, &plans);
    Ok(exit_of(reports, fault))
}

fn check(session: &Session, plans: &[FilePlan]) -> Result<Exit> {
    if !plans.iter().any(differs) {
        return Ok(Exit::Done);
    }
    if !session.streams.options().quiet {
        let rows = plans.iter().filter(|plan| differs(plan)).map(|plan| planned(session, plan)).collect();
        print(session, rows, true)?;
        tell_kept(session, plans);
    }
    Ok(Exit::Differences)
}

/// Says what drift is, and how it ends: `--check` reports it until then.
fn tell_kept(session: &Session, plans: &[FilePlan]) {
    if plans.iter().any(|plan| !plan.plan.drift.is_empty()) {
        session.streams.note(
            "lines marked '?' differ on TMDB and are kept there. To update the file, export the list again: flixir lists export --to list. To change TMDB to match the file, add --prune",
        );
    }
}

/// Asks before anything is removed. Where nobody can be asked, a line taken out of a file is the person's word; what only
/// `--prune` removes wants `--yes`.
fn confirm_removals(session: &Session, plans: &[FilePlan]) -> Result<()> {
    let removed: Vec<_> = plans.iter().flat_map(|plan| &plan.plan.remove).collect();
    let context = &session.context;
    let needs_word =
        session.talk.prompt.is_interactive() || removed.iter().any(|step| step.reason == Reason::Drift);
    if removed.is_empty() || !needs_word {
        return Ok(());
    }
    if session.talk.prompt.is_interactive() && !context.settings.yes {
        for step in removed.iter().take(SHOWN) {
            session.streams.note(&format!("  - {}", label(&item(session, step.item))));
        }
        if removed.len() > SHOWN {
            session.streams.note(&format!("  … and {} more", removed.len() - SHOWN));
        }
    }
    let items = if removed.len() == 1 { "1 item".to_owned() } else { format!("{} items", removed.len()) };
    session.confirm(&format!("Remove {items} from lists on TMDB?"), "pruning")
}

pub(super) fn exit_of(reports: Vec<FileReport>, fault: Option<Error>) -> Exit {
    if let Some(fault) = fault {
        return Exit::Failed(fault);
    }
    let failed = reports.iter().map(|report| report.failed.len()).sum::<usize>();
    let pushed = reports.iter().map(|report| report.pushed).sum::<usize>();
    if failed > 0 && pushed == 0 {
        let first = reports.into_iter().flat_map(|report| report.failed).find_map(|(_, error)| error);
        return Exit::Failed(first.map_or_else(Error::rejected, Error::from));
    }
    if failed > 0 {
        return Exit::Partial;
    }
    let has_conflict = reports.iter().any(|report| report.has_conflict);
    match reports.into_iter().find_map(|report| report.login_fault) {
        Some(fault) => Exit::Failed(fault),
        None if has_conflict => Exit::Partial,
        None => Exit::Done,
    }
}

fn item(session: &Session, item: MediaRef) -> Item {
    Item { item, title: session.context.title_here(item).and_then(|media| media.title) }
}

fn actions(session: &Session, plan: &ApplyPlan) -> Vec<PlannedRow> {
    let mut actions = Vec::new();
    let fields = serde_json::to_value(&plan.fields).ok();
    let whole = |kind, reason: Reason| PlannedRow {
        direction: "push",
        kind,
        item: None,
        fields: fields.clone(),
        reason: reason.name(),
    };
    if plan.create {
        actions.push(whole("create", Reason::AddedInFile));
    } else if !plan.fields.is_empty() {
        actions.push(whole("update", Reason::ChangedInFile));
    }
    let steps = plan.remove.iter().map(|step| ("remove", step));
    for (kind, step) in steps.chain(plan.add.iter().map(|step| ("add", step))) {
        actions.push(PlannedRow {
            direction: "push",
            kind,
            item: Some(item(session, step.item)),
            fields: None,
            reason: step.reason.name(),
        });
    }
    actions
}

fn drift(session: &Session, plan: &ApplyPlan) -> Vec<DriftRow> {
    let row = |drift: &Drift| {
        let kind = drift_word(drift);
        match drift {
            Drift::Extra(media) | Drift::Unknown(media) | Drift::Missing(media) => {
                DriftRow { kind, item: Some(item(session, *media)), field: None, tmdb: None, file: None }
            }
            Drift::Field(field, tmdb, file) => DriftRow {
                kind,
                item: None,
                field: Some(field),
                tmdb: Some(tmdb.clone()),
                file: Some(file.clone()),
            },
        }
    };
    plan.drift.iter().map(row).collect()
}

fn planned(session: &Session, plan: &FilePlan) -> ApplyRow {
    ApplyRow {
        file: plan.path.display().to_string(),
        list: plan.list.clone(),
        outcome: if plan.plan.is_empty() { "unchanged" } else { "planned" },
        pushed: 0,
        queued: 0,
        failed: 0,
        actions: actions(session, &plan.plan),
        drift: drift(session, &plan.plan),
        errors: Vec::new(),
    }
}

fn applied(session: &Session, plan: &FilePlan, report: &FileReport) -> ApplyRow {
    let outcome = match report {
        _ if plan.plan.is_empty() => "unchanged",
        FileReport { failed, .. } if !failed.is_empty() => "failed",
        FileReport { queued: 1.., .. } => "queued",
        _ => "applied",
    };
    let errors = report
        .failed
        .iter()
        .map(|(media, error)| Refused { item: media.map(|media| media.to_string()), error: error.clone() });
    ApplyRow {
        list: report.list.clone(),
        outcome,
        pushed: report.pushed,
        queued: report.queued,
        failed: report.failed.len(),
        errors: errors.collect(),
        ..planned(session, plan)
    }
}

fn print(session: &Session, rows: Vec<ApplyRow>, dry_run: bool) -> Result<()> {
    let sum = |count: fn(&ApplyRow) -> usize| Value::from(rows.iter().map(count).sum::<usize>());
    let counts = Map::from_iter([
        ("pushed".to_owned(), sum(|row| row.pushed)),
        ("queued".to_owned(), sum(|row| row.queued)),
        ("failed".to_owned(), sum(|row| row.failed)),
        ("drift".to_owned(), sum(|row| row.drift.len())),
    ]);
    let report = Report::rows(rows, Meta { counts, dry_run });
    session.streams.report(report.human(|data, _| view(data.as_slice())))
}

/// The steps and the drift of a plan, a line each, for the person whose plan it is: without the reasons.
pub(super) fn plan_text(session: &Session, plan: &ApplyPlan) -> HumanText {
    let mut actions = actions(session, plan);
    for action in &mut actions {
        action.reason = "";
    }
    steps(HumanText::new(), &actions, &drift(session, plan))
}

fn steps(mut text: HumanText, actions: &[PlannedRow], drift: &[DriftRow]) -> HumanText {
    for action in actions.iter().take(SHOWN) {
        text = text.cells(action_cells(action));
    }
    let hidden = actions.len().saturating_sub(SHOWN);
    if hidden > 0 {
        text = text.dim(format!("  … and {hidden} more; all of them: --json"));
    }
    drift.iter().take(SHOWN).fold(text, |text, drift| text.dim(drift_line(drift)))
}

fn view(rows: &[ApplyRow]) -> HumanText {
    let mut text = HumanText::new();
    for row in rows {
        let name = row.list.name.clone().unwrap_or_default();
        text =
            text.cells(vec![Cell::text(name), outcome_cell(row.outcome), Cell::mark(&row.file, Tone::Dim)]);
        text = steps(text, &row.actions, &row.drift);
        for error in &row.errors {
            let message = error.error.as_ref().map_or("TMDB rejected it", |error| &error.message);
            let item = error.item.as_deref().unwrap_or("the list");
            text = text.line(Cell::mark(format!("  ! {item}: {message}"), Tone::Bad));
        }
    }
    text
}

fn label(item: &Item) -> String {
    match &item.title {
        Some(title) => format!("{} {title}", item.item),
        None => item.item.to_string(),
    }
}

fn action_cells(action: &PlannedRow) -> Vec<Cell> {
    let (sign, tone) = match action.kind {
        "add" => ("+", Tone::Good),
        "remove" => ("-", Tone::Bad),
        _ => ("~", Tone::Warn),
    };
    let what = match (&action.item, &action.fields) {
        (Some(item), _) => label(item),
        (None, Some(fields)) => format!("{} {}", action.kind, fields_line(fields)),
        (None, None) => action.kind.to_owned(),
    };
    let reason =
        if action.reason.is_empty() { Cell::Empty } else { Cell::mark(spoken(action.reason), Tone::Dim) };
    vec![Cell::mark(format!("  {sign}"), tone), Cell::text(what), reason]
}

/// A word of the JSON form, as people read it.
fn spoken(word: &str) -> String {
    word.replace('_', " ").replace(" tmdb", " TMDB")
}

fn fields_line(fields: &Value) -> String {
    let pairs = fields.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| format!("'{text}'"));
    pairs.map(|(name, value)| format!("{name} {}", text(value))).collect::<Vec<_>>().join(", ")
}

fn drift_line(drift: &DriftRow) -> String {
    match (&drift.item, drift.field) {
        (Some(item), _) if drift.kind == "no_common_version" => {
            format!("  ? {} on TMDB but not in the file, no common version known, kept", label(item))
        }
        (Some(item), _) => format!("  ? {} {}, kept", label(item), spoken(drift.kind)),
        (None, Some(field)) => {
            let (tmdb, file) = (drift.tmdb.as_deref().unwrap_or(""), drift.file.as_deref().unwrap_or(""));
            format!("  ? {field} is '{tmdb}' on TMDB and '{file}' in the file, kept")
        }
        (None, None) => format!("  ? {}", spoken(drift.kind)),
    }
}
