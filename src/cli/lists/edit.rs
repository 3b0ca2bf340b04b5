//! `lists edit` without options: the list as text in the person's editor.

use super::apply::{exit_of, plan_text};
use super::rows::{ChangeMeta, ListRow};
use crate::cli::queued::tell_queued;
use crate::cli::{Exit, Session};
use crate::error::{Error, ErrorKind, Result};
use crate::output::Report;
use crate::services::identity::Identity;
use crate::services::mirror;
use crate::services::outbox::Outcome;
use crate::services::transfer::apply::{FilePlan, carry_out};
use crate::services::transfer::edit::{Draft, editor};

pub(super) fn edit_as_text(session: &Session, list: &str) -> Result<Exit> {
    let identity = session.account()?;
    let draft = Draft::begin(&session.context, &identity, list)?;
    match change(session, &identity, &draft) {
        Ok(exit) => {
            draft.discard();
            Ok(exit)
        }
        Err(error) if draft.is_changed() => Err(draft.keep(error)),
        Err(error) => {
            draft.discard();
            Err(error)
        }
    }
}

/// Has the text edited until it makes sense or the person gives up, and does what it asks for.
fn change(session: &Session, identity: &Identity, draft: &Draft) -> Result<Exit> {
    let context = &session.context;
    let editor = editor(context);
    loop {
        open(session, &editor, draft)?;
        if !draft.is_changed() {
            return unchanged(session, draft);
        }
        match draft.plan(context, identity) {
            Ok(plan) if plan.plan.is_empty() => {
                session.streams.explain(plan_text(session, &plan.plan))?;
                return unchanged(session, draft);
            }
            Ok(plan) => return settle(session, identity, draft, &plan),
            Err(error) if is_fixable(&error) && !context.settings.yes => {
                session.streams.fail(&error);
                if !session.talk.prompt.confirm("Edit it again?")? {
                    return Err(Error::cancelled());
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn open(session: &Session, editor: &str, draft: &Draft) -> Result<()> {
    let failed = |how: String| {
        Error::usage(format!("the editor '{editor}' {how}; nothing was changed"))
            .with_hint("name another one in $VISUAL or $EDITOR")
    };
    match session.talk.editor.edit(editor, draft.path()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(failed("ended with a failure".to_owned())),
        Err(error) => Err(failed(format!("can't be started: {error}"))),
    }
}

/// Errors that the person can fix by editing the text again.
fn is_fixable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Usage | ErrorKind::NotFound | ErrorKind::Unsupported | ErrorKind::Ambiguous
    )
}

/// Asks, and does it.
fn settle(session: &Session, identity: &Identity, draft: &Draft, plan: &FilePlan) -> Result<Exit> {
    let context = &session.context;
    session.streams.explain(plan_text(session, &plan.plan))?;
    if context.settings.dry_run {
        session.streams.note("nothing was changed (--dry-run). This is what would happen");
        return report(
            session,
            draft,
            ChangeMeta { outcome: Outcome::Done, operation_id: None, dry_run: true },
        );
    }
    let question = format!("Make these changes to the list '{}'?", draft.name());
    if !context.settings.yes && !session.talk.prompt.confirm(&question)? {
        return Err(Error::cancelled());
    }
    let done = carry_out(context, identity, plan)?;
    for (item, error) in &done.failed {
        let message = error.as_ref().map_or("TMDB rejected it", |error| &error.message);
        let item = item.map_or_else(|| "the list".to_owned(), |item| item.to_string());
        context.warn(format!("{item}: {message}"));
    }
    let outcome = if done.queued > 0 { Outcome::Queued } else { Outcome::Done };
    if done.queued > 0 {
        tell_queued(session, None, None)?;
    }
    report(session, draft, ChangeMeta { outcome, operation_id: None, dry_run: false })?;
    Ok(exit_of(vec![done], None))
}

fn unchanged(session: &Session, draft: &Draft) -> Result<Exit> {
    session.streams.note("nothing changed");
    report(
        session,
        draft,
        ChangeMeta { outcome: Outcome::Done, operation_id: None, dry_run: session.context.settings.dry_run },
    )
}

fn report(session: &Session, draft: &Draft, meta: ChangeMeta) -> Result<Exit> {
    let found = mirror::list_by_now(&session.context, draft.local_id())?;
    let (_, whole) = found.ok_or_else(|| Error::not_found("list", draft.name()))?;
    session.streams.report(Report::one(ListRow(whole.list), meta))?;
    Ok(Exit::Done)
}
