//! `lists create`, `edit`, `clear` and `delete`: writes to a list as a whole.

use super::rows::{ChangeMeta, ListRow};
use crate::cli::queued::tell_queued;
use crate::cli::{Exit, Session};
use crate::domain::{Change, List, ListFields, OperationKind};
use crate::error::{Error, ErrorKind, Result};
use crate::output::spoken::counted;
use crate::output::{Cell, HumanText, Report};
use crate::services::identity::Identity;
use crate::services::mirror::{self, Named, resolve};
use crate::services::outbox::Wish;
use crate::services::outbox::{self, Outcome, WriteReport};

/// Longest name and description that TMDB accepts (`docs/what-tmdb-really-does.md`: Lists with v4; the name's limit is
/// flixir's own).
const LONGEST_NAME: usize = 500;
const LONGEST_DESCRIPTION: usize = 5000;

#[derive(clap::Args, Debug)]
pub(super) struct CreateArgs {
    /// The name of the new list
    name: String,
    /// The description of the new list
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Everyone can see the list (TMDB's default)
    #[arg(long, conflicts_with = "private")]
    public: bool,
    /// Only you can see the list. Needs a login with the API Read Access Token
    #[arg(long)]
    private: bool,
    /// Create it even if you have a list of this name
    #[arg(long)]
    force: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct ListArg {
    /// The list: its name, its TMDB id or its local id
    list: String,
}

/// TMDB's sort orders of a list
const SORT_KEYS: [&str; 10] = [
    "original_order.asc",
    "original_order.desc",
    "vote_average.asc",
    "vote_average.desc",
    "primary_release_date.asc",
    "primary_release_date.desc",
    "release_date.asc",
    "release_date.desc",
    "title.asc",
    "title.desc",
];

#[derive(clap::Args, Debug)]
pub(super) struct EditArgs {
    /// The list: its name, its TMDB id or its local id
    list: String,
    /// The new name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The new description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Everyone can see the list
    #[arg(long, conflicts_with = "private")]
    public: bool,
    /// Only you can see the list
    #[arg(long)]
    private: bool,
    /// The order in which TMDB shows the list
    #[arg(long, value_name = "KEY", value_parser = SORT_KEYS)]
    sort_by: Option<String>,
}

fn privacy(public: bool, private: bool) -> Option<bool> {
    match (public, private) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::usage("a list needs a name"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::usage(format!("a list's name has at most {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

fn check_description(description: &str) -> Result<String> {
    if description.chars().count() > LONGEST_DESCRIPTION {
        return Err(Error::usage(format!("a description has at most {LONGEST_DESCRIPTION} characters")));
    }
    Ok(description.to_owned())
}

pub(super) fn create(args: &CreateArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ListRow>()?;
    let fields = ListFields {
        name: Some(check_name(&args.name)?),
        description: args.description.as_deref().map(check_description).transpose()?,
        public: privacy(args.public, args.private),
        sort_by: None,
    };
    let identity = session.account()?;
    // What the login's API can't do is an error before TMDB is asked for anything.
    outbox::preview_of_new(context, &identity, &fields)?;
    if !args.force && !context.settings.dry_run {
        refuse_a_second_one(session, &identity, &args.name)?;
    }
    let created = outbox::create(context, &identity, fields)?;
    finish(session, created, OperationKind::Create)
}

/// A second list of one name is rarely meant: on a terminal the person is asked, elsewhere it is refused. Offline the names
/// that are known here decide.
fn refuse_a_second_one(session: &Session, identity: &Identity, name: &str) -> Result<()> {
    let context = &session.context;
    let Some(id) = mirror::namesake(context, identity, name)? else { return Ok(()) };
    if session.talk.prompt.is_interactive() {
        let question = format!("You have a list '{name}' ({id}). Create a second one?");
        return if session.talk.prompt.confirm(&question)? { Ok(()) } else { Err(Error::cancelled()) };
    }
    Err(Error::new(ErrorKind::Ambiguous, format!("you have a list '{name}' already ({id})"))
        .with_hint("create a second one with --force; add to the one you have with: flixir lists add")
        .with_detail("candidates", vec![id]))
}

pub(super) fn edit(args: &EditArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<ListRow>()?;
    let fields = ListFields {
        name: args.name.as_deref().map(check_name).transpose()?,
        description: args.description.as_deref().map(check_description).transpose()?,
        public: privacy(args.public, args.private),
        sort_by: args.sort_by.clone(),
    };
    if fields.is_empty() && session.talk.prompt.is_interactive() {
        return super::edit::edit_as_text(session, &args.list);
    }
    if fields.is_empty() {
        return Err(Error::usage("no change was given, and there is no terminal for an editor")
            .with_hint(
                "use --name, --description, --public, --private or --sort-by; or edit the output of 'flixir lists export LIST --to list' and apply it with 'flixir lists apply'",
            ));
    }
    let identity = session.account()?;
    let named = resolve(&session.context, &identity, &args.list)?;
    change(session, &identity, &named, &Change::Update { fields, from: None }.into())
}

pub(super) fn delete(args: &ListArg, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<ListRow>()?;
    let identity = session.account()?;
    let named = resolve(&session.context, &identity, &args.list)?;
    let name = named.list.name.clone().unwrap_or_else(|| args.list.clone());
    session.confirm(
        &format!("Delete the list '{name}' with {}?", counted(named.list.item_count, "item")),
        "deleting a list",
    )?;
    mirror::keep_snapshot(&session.context, &named.row, "delete")?;
    change(session, &identity, &named, &Change::Delete.into())
}

pub(super) fn clear(args: &ListArg, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<ListRow>()?;
    let identity = session.account()?;
    let named = resolve(context, &identity, &args.list)?;
    let name = named.list.name.clone().unwrap_or_else(|| args.list.clone());
    session.confirm(
        &format!("Remove all items from the list '{name}' ({})?", counted(named.list.item_count, "item")),
        "clearing a list",
    )?;
    let scope = mirror::clear_scope(context, &named.row)?;
    change(session, &identity, &named, &Change::Clear(scope).into())
}

fn change(session: &Session, identity: &Identity, named: &Named, wish: &Wish) -> Result<Exit> {
    let whole = outbox::change(&session.context, identity, &named.row, &named.list, wish)?;
    finish(session, whole, wish.kind())
}

fn finish(session: &Session, whole: outbox::Whole, kind: OperationKind) -> Result<Exit> {
    let outbox::Whole { list, report } = whole;
    let Some(mut report) = report else {
        session.announce_dry_run();
        let meta = ChangeMeta { outcome: Outcome::Done, operation_id: None, dry_run: true };
        print(session, list, meta, kind)?;
        return Ok(Exit::Done);
    };
    let login_fault = report.take_standing_fault();
    let wish = report.wishes.first();
    let outcome = wish.map_or(Outcome::Done, |wish| wish.outcome);
    if outcome == Outcome::Failed {
        return Err(failure(&report));
    }
    let meta = ChangeMeta {
        outcome: if outcome == Outcome::Queued { outcome } else { Outcome::Done },
        operation_id: wish.and_then(|wish| wish.operation_id.clone()),
        dry_run: false,
    };
    if outcome == Outcome::Queued {
        let operation = meta.operation_id.as_deref();
        tell_queued(session, report.summary.fault.as_ref().map(Error::message), operation)?;
    }
    print(session, list, meta, kind)?;
    Ok(match login_fault {
        Some(fault) => Exit::Failed(fault),
        None if report.has_conflict => Exit::Partial,
        None => Exit::Done,
    })
}

/// Returns the fault of a write to a list as a whole.
pub(super) fn failure(report: &WriteReport) -> Error {
    let error = report.wishes.first().and_then(|wish| wish.error.clone());
    error.map_or_else(Error::rejected, Error::from)
}

fn print(session: &Session, list: List, meta: ChangeMeta, kind: OperationKind) -> Result<()> {
    let report = Report::one(ListRow(list), meta);
    session.streams.report(report.human(move |data, meta| {
        data.as_slice().iter().fold(HumanText::new(), |text, row| {
            let text = text.line(sentence(&row.0, meta, kind));
            // A list that is gone, or will be, has no address any more.
            match &row.0.url {
                Some(url) if kind != OperationKind::Delete => text.line(Cell::link(url, url)),
                _ => text,
            }
        })
    }))
}

fn sentence(list: &List, meta: &ChangeMeta, kind: OperationKind) -> String {
    let (done, to_do) = match kind {
        OperationKind::Create => ("Created", "create"),
        OperationKind::Delete => ("Deleted", "delete"),
        OperationKind::Clear => ("Cleared", "clear"),
        _ => ("Changed", "change"),
    };
    let name = list.name.as_deref().unwrap_or("(no name)");
    let which = match list.id {
        Some(id) => format!("the list '{name}' ({id})"),
        None => format!("the list '{name}'"),
    };
    match (meta.dry_run, meta.outcome) {
        (true, _) => format!("Would {to_do} {which}."),
        (false, Outcome::Queued) => format!("Queued: {to_do} {which}."),
        (false, _) => format!("{done} {which}."),
    }
}
