//! `lists apply`: list files kept in git, three ways with the state that was last applied and TMDB (`apply_plan`). All files
//! are read and planned, and the guard has checked them, before anything is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::apply_plan::{ApplyPlan, Drift, ListContent, Prune, Step, plan};
use super::base::{self, BaseLine};
use super::files::read_file;
use super::formats::Row;
use super::identify::{Identified, identify};
use super::place::{self, Knowledge, Purpose};
use crate::domain::{
    Change, ItemSpec, ListFields, ListName, ListText, ListWithItems, MediaRef, MediaType, parse_text, text,
};
use crate::error::{Error, ErrorKind, ErrorObject, Result};
use crate::services::Context;
use crate::services::identity::Identity;
use crate::services::mirror::RemovalGuard;
use crate::services::mirror::{Freshness, keep_snapshot};
use crate::services::outbox::Wish;
use crate::services::outbox::{self, LOT, Outcome, WriteReport, check_options, check_supported, write};
use crate::store::{AppliedRow, ListRow, VersionRole};

/// What the person wants of an apply.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions {
    /// Whether TMDB's own changes are undone.
    pub prune: Prune,
    /// Whether the guard is overridden.
    pub force: bool,
    /// The most removals for each list, in place of the guard's own measure.
    pub max_delete: Option<usize>,
    /// Whether lists that don't exist are made.
    pub create: bool,
}

/// A file and what it has to do.
#[derive(Debug)]
pub struct FilePlan {
    /// The file.
    pub path: PathBuf,
    /// The list, as it stands; without ids where it is to be made.
    pub list: ListName,
    /// What is to be done.
    pub plan: ApplyPlan,
    /// What the file asks for.
    content: ListContent,
    row: Option<ListRow>,
    origin: Origin,
    present: usize,
}

/// Where a plan comes from.
#[derive(Clone, Debug)]
enum Origin {
    /// A file that is applied again and again: what it asked for is remembered under its address.
    File {
        /// Its address.
        source: String,
        /// The hash in its `# base:` line.
        hash: Option<String>,
    },
    /// A text that a person edited once. Files that manage the same list go on as if TMDB had been changed.
    Draft,
}

impl Origin {
    /// The reason of the snapshot that is kept before removals.
    const fn reason(&self) -> &'static str {
        match self {
            Self::File { .. } => "apply",
            Self::Draft => "edit",
        }
    }
}

/// What came of a file.
#[derive(Debug)]
pub struct FileReport {
    /// The list, as it stands now.
    pub list: ListName,
    /// Steps that are done or kept.
    pub pushed: usize,
    /// Steps among them that wait for TMDB.
    pub queued: usize,
    /// What TMDB refused: the item, where it was one, and the error as printed.
    pub failed: Vec<(Option<MediaRef>, Option<ErrorObject>)>,
    /// The fault to report although everything is kept: a session that ended.
    pub login_fault: Option<Error>,
    /// Whether something waits for a person's decision.
    pub has_conflict: bool,
}

/// Finds the files that paths name: files as they are, and of folders every `*.list`, and every `*.txt` that begins
/// with `# name:`, in the order of their names.
///
/// # Errors
/// `not_found`, `storage`; `usage` for a folder without any.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |error: std::io::Error| {
            Error::storage(format!("can't read the folder '{}': {error}", path.display()), error)
        };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?.path();
            if entry.is_file() && is_list_file(&entry) {
                found.push(entry);
            }
        }
        if found.is_empty() {
            return Err(Error::usage(format!("there are no list files in '{}'", path.display()))
                .with_hint("name them *.list, or *.txt with a first line '# name: …'"));
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

fn is_list_file(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        _ if is_hidden => false,
        Some("list") => true,
        Some("txt") => read_file(path).ok().is_some_and(|bytes| {
            let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            String::from_utf8_lossy(start).lines().next().is_some_and(is_name_line)
        }),
        _ => false,
    }
}

fn is_name_line(line: &str) -> bool {
    let header = line.strip_prefix('#').and_then(|rest| rest.split_once(':'));
    header.is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case("name"))
}

/// Reads files and plans what each has to do. Nothing is written.
///
/// # Errors
/// `usage` for a file that can't be understood in every line; `not_found` for a list that may not be made; `guard`;
/// an outage where a list that exists was never read.
pub fn plan_files(
    context: &Context,
    identity: &Identity,
    paths: &[PathBuf],
    options: &ApplyOptions,
) -> Result<Vec<FilePlan>> {
    check_options(context)?;
    let identity = &place::confirmed_or_as_is(context, identity)?;
    let mut texts = Vec::new();
    for path in files(paths)? {
        let text = read_list(&path, &quoted(&path))?;
        texts.push((path, text));
    }
    refuse_twins(&texts)?;
    let mut plans = Vec::with_capacity(texts.len());
    for (path, text) in texts {
        context.check_interrupted()?;
        let line = text.base.as_deref().map(BaseLine::parse);
        let content = content_of(context, &quoted(&path), text)?;
        plans.push(plan_file(context, identity, AskedOfList { path, content, line }, options)?);
    }
    refuse_same_list(&plans)?;
    for plan in &plans {
        guard(plan, options)?;
    }
    Ok(plans)
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// Reads a list file, which messages call `shown`. A line that can't be understood, or no name, refuses all of it.
pub(super) fn read_list(path: &Path, shown: &str) -> Result<ListText> {
    let bytes = read_file(path)?;
    let (text, _) = text::decode(&bytes).map_err(|error| Error::usage(format!("{shown} {error}")))?;
    let list = parse_text(&text, MediaType::Movie);
    let problems: Vec<String> = list
        .lines
        .iter()
        .filter_map(|line| line.item.as_ref().err().map(|error| format!("line {}: {error}", line.line)))
        .collect();
    match problems.as_slice() {
        [] if list.name.is_none() => Err(Error::usage(format!("{shown} doesn't say which list it is"))
            .with_hint("begin it with a line '# name: …'")),
        [] => Ok(list),
        [first, ..] => {
            let more =
                if problems.len() > 1 { format!(" ({} in all)", problems.len()) } else { String::new() };
            Err(Error::usage(format!("{shown}, {first}{more}"))
                .with_hint("nothing was changed. Fix the file and try again")
                .with_detail("problems", problems))
        }
    }
}

/// Two files for one list would undo each other forever.
fn refuse_twins(texts: &[(PathBuf, ListText)]) -> Result<()> {
    let mut seen: Vec<(String, &Path)> = Vec::new();
    // Files with a `# base:` line say which list they mean: two lists may have one name.
    for (path, text) in texts.iter().filter(|(_, text)| text.base.is_none()) {
        let name = text.name.as_deref().unwrap_or_default().trim().to_lowercase();
        if let Some((_, other)) = seen.iter().find(|(known, _)| *known == name) {
            return Err(Error::usage(format!(
                "'{}' and '{}' are both the list '{}'",
                other.display(),
                path.display(),
                text.name.as_deref().unwrap_or_default()
            )));
        }
        seen.push((name, path));
    }
    Ok(())
}

/// The same, where names alone don't tell it.
fn refuse_same_list(plans: &[FilePlan]) -> Result<()> {
    let uid = |plan: &FilePlan| plan.row.as_ref().map(|row| row.uid.clone());
    for (place, plan) in plans.iter().enumerate() {
        let same = plans[..place].iter().find(|other| {
            if plan.row.is_some() {
                uid(other) == uid(plan)
            } else {
                other.row.is_none() && has_name_of(other, plan)
            }
        });
        if let Some(other) = same {
            return Err(Error::usage(format!(
                "'{}' and '{}' are both the list '{}'",
                other.path.display(),
                plan.path.display(),
                plan.list.name.as_deref().unwrap_or_default()
            )));
        }
    }
    Ok(())
}

fn has_name_of(one: &FilePlan, other: &FilePlan) -> bool {
    let name = |plan: &FilePlan| plan.list.name.as_deref().unwrap_or_default().trim().to_lowercase();
    name(one) == name(other)
}

/// Turns the lines of a file, which messages call `shown`, into titles; foreign ids are asked of TMDB.
pub(super) fn content_of(context: &Context, shown: &str, list: ListText) -> Result<ListContent> {
    let mut rows = Vec::new();
    for line in &list.lines {
        let mut row = Row { line: line.line, ..Row::default() };
        match &line.item {
            Ok(ItemSpec::Title(item)) => {
                row.ids.tmdb = Some(item.id);
                row.media_type = Some(item.media_type);
                if item.media_type == MediaType::Person {
                    row.refused = Some("it is a person".to_owned());
                }
            }
            Ok(ItemSpec::Imdb(imdb)) => row.ids.imdb = Some(imdb.clone()),
            Ok(ItemSpec::Tvdb(tvdb)) => row.ids.tvdb = Some(*tvdb),
            Ok(ItemSpec::NfoFile(_) | ItemSpec::Stdin) => {
                row.refused = Some("a list file names titles, not files".to_owned());
            }
            Err(error) => return Err(error.clone().into()),
        }
        rows.push(row);
    }
    let found = identify(context, &rows.iter().collect::<Vec<_>>(), MediaType::Movie, &|_, _| {})?;
    let mut items = Vec::with_capacity(rows.len());
    for (line, found) in list.lines.iter().zip(found) {
        let place = format!("{shown}, line {}: '{}'", line.line, line.text);
        items.push(match found {
            Identified::Title(item) => item,
            Identified::Refused(reason) => return Err(Error::usage(format!("{place}: {reason}"))),
            Identified::Unmatched | Identified::Ambiguous(_) => {
                return Err(Error::new(ErrorKind::NotFound, format!("{place} is not a title on TMDB")));
            }
            Identified::Failed(problem) => {
                let message = format!("{place}: {}", problem.object.message);
                return Err(Error::new(problem.object.kind, message));
            }
        });
    }
    Ok(ListContent { name: list.name, description: list.description, public: list.public, items })
}

fn plan_file(
    context: &Context,
    identity: &Identity,
    asked: AskedOfList,
    options: &ApplyOptions,
) -> Result<FilePlan> {
    let source = std::path::absolute(&asked.path).unwrap_or_else(|_| asked.path.clone());
    let source = source.display().to_string();
    let meant = meant_by(context, identity, &asked, &source)?;
    let origin = Origin::File { source, hash: asked.line.as_ref().map(|line| line.hash.clone()) };
    let Some(row) = meant.row else {
        let AskedOfList { path, content, .. } = asked;
        let name = content.name.clone().unwrap_or_default();
        if !options.create {
            return Err(Error::not_found("list", &name).with_hint("leave out --no-create to create it"));
        }
        let plan = plan(&content, None, None, options.prune);
        let preview = outbox::preview_of_new(context, identity, &plan.fields)?;
        let list = ListName { id: None, local_id: preview.local_id, name: Some(name) };
        check_wishes(identity, None, &plan)?;
        return Ok(FilePlan { path, list, plan, content, row: None, origin, present: 0 });
    };
    let common = context.state()?.read(|tx| match &origin {
        _ if meant.is_foreign => Ok(None),
        Origin::File { hash: Some(hash), .. } => tx.common_version(&row.uid, hash),
        _ => tx.applied(&row.uid),
    })?;
    let base = Base { content: common.map(content_of_applied), prune: options.prune, origin };
    plan_existing(context, identity, row, asked, base)
}

/// The list that a file means.
struct Meant {
    row: Option<ListRow>,
    /// Whether the file was exported from a list that this account doesn't have, so that no version is common.
    is_foreign: bool,
}

/// Finds the list that a file means: by the id in its `# base:` line, whatever the list is called by now; without, or
/// where this account has no such list, by its name.
fn meant_by(context: &Context, identity: &Identity, asked: &AskedOfList, source: &str) -> Result<Meant> {
    let line = asked.line.as_ref();
    let by_id = || line.map_or(Ok(None), |line| base::list_of(context, identity, line));
    if let Some(row) = by_id()? {
        return Ok(Meant { row: Some(row), is_foreign: false });
    }
    // Another machine may have created the list since the lists of the account were read here.
    let was_asked = match line {
        Some(line) if line.is_remote() => place::ask_for_lists(context, identity)?,
        _ => true,
    };
    if let Some(row) = by_id()? {
        return Ok(Meant { row: Some(row), is_foreign: false });
    }
    let by_name = place::find_optional(context, identity, asked.content.name.as_deref().unwrap_or_default())?;
    let Some(line) = line else {
        let row = by_name.map_or_else(|| renamed(context, identity, source), |row| Ok(Some(row)))?;
        return Ok(Meant { row, is_foreign: false });
    };
    // Looking for the name may have read the lists of the account for the first time.
    if let Some(row) = by_id()? {
        return Ok(Meant { row: Some(row), is_foreign: false });
    }
    let instead = if by_name.is_some() { "the list of that name is taken" } else { "it is a new list here" };
    let unknown =
        if was_asked { "this account doesn't have" } else { "is not known here, and TMDB can't be asked" };
    context.warn(format!(
        "{} was exported from the list {}, which {unknown}; {instead}, and no common version is known",
        quoted(&asked.path),
        line.id
    ));
    Ok(Meant { row: by_name, is_foreign: true })
}

/// What a file, or a text that a person edited, asks of a list.
#[derive(Debug)]
pub(super) struct AskedOfList {
    /// The file.
    pub(super) path: PathBuf,
    /// What it says.
    pub(super) content: ListContent,
    /// Its `# base:` line.
    pub(super) line: Option<BaseLine>,
}

/// What a file is compared with besides TMDB.
struct Base {
    content: Option<ListContent>,
    prune: Prune,
    origin: Origin,
}

/// Plans what an edited text asks of a list, by what was shown to the person. What was changed on TMDB meanwhile stays.
///
/// # Errors
/// As [`plan_files`]; there is no guard, because the person sees the plan.
pub(super) fn plan_draft(
    context: &Context,
    identity: &Identity,
    row: &ListRow,
    asked: AskedOfList,
    shown: &ListContent,
) -> Result<FilePlan> {
    let base = Base { content: Some(shown.clone()), prune: Prune::Keep, origin: Origin::Draft };
    plan_existing(context, identity, row.clone(), asked, base)
}

/// Reads a list as it is now; a list that can't be asked for is taken as it was last read.
///
/// # Errors
/// An outage where it was never read.
pub(super) fn look_now(context: &Context, identity: &Identity, row: &ListRow) -> Result<ListWithItems> {
    let freshness = if context.settings.offline { Freshness::Settings } else { Freshness::Now };
    let (whole, knowledge) = place::look_at(context, identity, row, freshness, Purpose::Writing)?;
    let name = whole.list.name.as_deref().unwrap_or(&row.uid);
    match knowledge {
        Knowledge::Fresh => {}
        Knowledge::Stale => {
            context.warn(format!("TMDB can't be asked; '{name}' is compared as it was last read"));
        }
        Knowledge::None => {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!("TMDB can't be asked, and the list '{name}' was never read here"),
            )
            .with_hint("nothing was changed; try again later"));
        }
    }
    Ok(whole)
}

fn plan_existing(
    context: &Context,
    identity: &Identity,
    row: ListRow,
    asked: AskedOfList,
    base: Base,
) -> Result<FilePlan> {
    let AskedOfList { path, content, .. } = asked;
    let remote = content_of_remote(&look_now(context, identity, &row)?);
    let plan = plan(&content, base.content.as_ref(), Some(&remote), base.prune);
    check_wishes(identity, Some(&row), &plan)?;
    let list = place::name_of(context, &row.uid)?;
    let present = remote.items.len();
    Ok(FilePlan { path, list, plan, content, row: Some(row), origin: base.origin, present })
}

/// A list that this very file was applied to under another name: the file renames it.
fn renamed(context: &Context, identity: &Identity, source: &str) -> Result<Option<ListRow>> {
    context.state()?.read(|tx| {
        for applied in tx.applied_from(&identity.account_in(tx)?, source)? {
            if let Some(row) = tx.list(&applied.list)?
                && matches!(row.state(), crate::store::ListState::Live | crate::store::ListState::Unsent)
            {
                return Ok(Some(row));
            }
        }
        Ok(None)
    })
}

fn content_of_applied(applied: AppliedRow) -> ListContent {
    ListContent {
        name: applied.name,
        description: applied.description,
        public: applied.public,
        items: applied.items,
    }
}

/// Returns what a list holds, as a file would say it.
pub(super) fn content_of_remote(whole: &ListWithItems) -> ListContent {
    let present = place::present(whole);
    ListContent {
        name: whole.list.name.clone(),
        description: whole.list.description.clone(),
        public: whole.list.public,
        items: whole
            .items
            .iter()
            .map(|item| item.media.item())
            .filter(|item| present.contains(item))
            .collect(),
    }
}

/// What the login's API can't do is an error before anything is done.
fn check_wishes(identity: &Identity, row: Option<&ListRow>, plan: &ApplyPlan) -> Result<()> {
    if let Some(row) = row {
        return wishes_of(plan).iter().try_for_each(|wish| check_supported(&identity.api, row, wish));
    }
    let show = plan.add.iter().find(|step| step.item.media_type == MediaType::Tv);
    match show {
        Some(step) if !identity.api.is_v4() => {
            Err(crate::tmdb::lists::unsupported_on_v3(&format!("a TV show on a list ('{}')", step.item)))
        }
        _ => Ok(()),
    }
}

fn guard(plan: &FilePlan, options: &ApplyOptions) -> Result<()> {
    let removed = plan.plan.remove.len();
    let name = plan.list.name.as_deref().unwrap_or_default();
    let guard = RemovalGuard { max_delete: options.max_delete, is_off: options.force };
    if !guard.refuses(removed, plan.present) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Guard,
        format!(
            "applying '{}' would remove {removed} of {} items of '{name}'",
            plan.path.display(),
            plan.present
        ),
    )
    .with_hint("nothing was changed; see what it would do with --dry-run --force, and go ahead with --force")
    .with_detail("removals", removed)
    .with_detail("items", plan.present))
}

/// Carries a plan out: list, fields, removals, additions, in that order; then the file is what was applied.
///
/// # Errors
/// `storage`; with `--no-queue` the fault that kept TMDB from taking a write; `interrupted` between two lots, when what
/// was kept stands and the next run does the rest.
pub fn carry_out(context: &Context, identity: &Identity, file: &FilePlan) -> Result<FileReport> {
    let identity = &place::confirmed_or_as_is(context, identity)?;
    let mut report = FileReport {
        list: file.list.clone(),
        pushed: 0,
        queued: 0,
        failed: Vec::new(),
        login_fault: None,
        has_conflict: false,
    };
    let row = match &file.row {
        Some(row) => row.clone(),
        None => make_list(context, identity, &file.plan.fields, &mut report)?,
    };
    if !file.plan.remove.is_empty() {
        keep_snapshot(context, &row, file.origin.reason())?;
    }
    for lot in wishes_of(&file.plan).chunks(LOT) {
        context.check_interrupted()?;
        let mut written = write(context, identity, &row, lot)?;
        take(&mut report, &mut written);
    }
    if let Origin::File { source, hash } = &file.origin {
        remember(context, &applied_row(file, &row, source, &report), hash.as_deref())?;
    }
    report.list = place::name_of(context, &row.uid)?;
    Ok(report)
}

/// Returns what a file asked for, as far as TMDB did it.
fn applied_row(file: &FilePlan, row: &ListRow, source: &str, report: &FileReport) -> AppliedRow {
    let failed: BTreeSet<MediaRef> = report.failed.iter().filter_map(|(item, _)| *item).collect();
    // What TMDB refused was not applied: the next run tries it again instead of calling it drift.
    let put_on = file.content.items.iter().copied().filter(|item| !failed.contains(item));
    let still_on = file.plan.remove.iter().map(|step| step.item).filter(|item| failed.contains(item));
    let items = put_on.chain(still_on).collect();
    AppliedRow {
        list: row.uid.clone(),
        source: source.to_owned(),
        name: file.content.name.clone(),
        description: file.content.description.clone(),
        public: file.content.public,
        items,
    }
}

/// Keeps what a file asked for, for its next comparison.
fn remember(context: &Context, applied: &AppliedRow, hash: Option<&str>) -> Result<()> {
    let now = context.clock.now();
    context.state()?.write(|tx| {
        if let Some(hash) = hash {
            tx.keep_version(applied, hash, VersionRole::Applied, now)?;
        }
        tx.keep_applied(applied, now)
    })
}

fn make_list(
    context: &Context,
    identity: &Identity,
    fields: &ListFields,
    report: &mut FileReport,
) -> Result<ListRow> {
    let (row, mut made) = place::make_list(context, identity, fields.clone())?;
    if let Some(made) = &mut made {
        take(report, made);
    }
    Ok(row)
}

fn take(report: &mut FileReport, written: &mut WriteReport) {
    report.login_fault = report.login_fault.take().or(written.take_standing_fault());
    report.has_conflict |= written.has_conflict;
    for wish in std::mem::take(&mut written.wishes) {
        match wish.outcome {
            Outcome::Failed => report.failed.push((wish.item, wish.error)),
            Outcome::Queued => {
                report.pushed += 1;
                report.queued += 1;
            }
            _ => report.pushed += 1,
        }
    }
}

/// The plan as wishes for a list that exists: fields, removals, additions.
fn wishes_of(plan: &ApplyPlan) -> Vec<Wish> {
    let mut wishes = Vec::new();
    if !plan.create && !plan.fields.is_empty() {
        wishes.push(Change::Update { fields: plan.fields.clone(), from: None }.into());
    }
    wishes.extend(plan.remove.iter().map(|step: &Step| Wish::remove(step.item)));
    wishes.extend(plan.add.iter().map(|step| Wish::add(step.item)));
    wishes
}

/// Returns whether anything differs between file and TMDB: what is to be done, and what is kept as drift.
pub fn differs(file: &FilePlan) -> bool {
    !file.plan.is_empty() || !file.plan.drift.is_empty()
}

/// Returns the word for drift in plans and JSON.
pub const fn drift_word(drift: &Drift) -> &'static str {
    match drift {
        Drift::Extra(_) => "added_on_tmdb",
        Drift::Unknown(_) => "no_common_version",
        Drift::Missing(_) => "removed_on_tmdb",
        Drift::Field(..) => "changed_on_tmdb",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_list_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("b.list", "movie:1");
        write("a.txt", "\u{FEFF}# Name: A\n");
        write("README.txt", "How to use these lists\n");
        write(".hidden.list", "");
        write("c.csv", "");
        std::fs::create_dir(folder.path().join("d.list")).unwrap();
        let found = files(&[folder.path().to_owned(), PathBuf::from("x.md")]).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.txt", "b.list", "x.md"]);
        let error = files(&[folder.path().join("d.list")]).unwrap_err();
        assert!(error.message().contains("no list files"), "{error}");
    }
}
