//! Whose profile it is: logging in as somebody else in a profile that holds another account's lists or queue is asked
//! about first. Nothing would be mixed, because every list and operation belongs to its account, but it is probably a
//! mistake.

use crate::domain::AccountIdentity;
use crate::error::{Error, ErrorKind, Result};
use crate::services::{Context, Talk};
use crate::store::{AccountRow, Holdings, State};

/// Another account, and what it has in the profile.
struct Other {
    account: AccountRow,
    holdings: Holdings,
}

/// Lets `who` into the profile, asking where another account has lists or operations in it.
///
/// # Errors
/// `conflict` without a terminal, or where the answer is no; `storage`.
pub(super) fn check(context: &Context, talk: &Talk, who: &AccountIdentity) -> Result<()> {
    if !State::exists(&context.settings.profile_folder()) {
        return Ok(());
    }
    let others = context.state()?.read(|tx| {
        let mut others = Vec::new();
        for account in tx.accounts()? {
            let holdings = tx.holdings(&account.id)?;
            if !is_same(&account, who) && !holdings.is_empty() {
                others.push(Other { account, holdings });
            }
        }
        Ok(others)
    })?;
    for other in others {
        if other.account.confirmed {
            ask_about_switch(context, talk, who, &other)?;
        } else {
            claim(context, talk, who, &other)?;
        }
    }
    Ok(())
}

/// Tells whether an account is the one that logs in; until now only its object id may have been known.
fn is_same(account: &AccountRow, who: &AccountIdentity) -> bool {
    account.id == who.id.to_string() || who.object_id.as_ref().is_some_and(|id| *id == account.id)
}

fn ask_about_switch(context: &Context, talk: &Talk, who: &AccountIdentity, other: &Other) -> Result<()> {
    let profile = &context.settings.profile;
    let (new, old) = (name_of_identity(who), name_of(&other.account));
    let kept = describe(other.holdings);
    if context.settings.yes {
        talk.voice.note(&format!("profile '{profile}' has {kept} of {old}. They stay separate"));
        return Ok(());
    }
    let refusal = |message: String| {
        Err(Error::new(ErrorKind::Conflict, message)
            .with_hint(format!("use a separate profile: flixir auth login --profile {}", suggestion(who)))
            .with_detail("account", new.as_str())
            .with_detail("other_account", old.as_str()))
    };
    if !talk.prompt.is_interactive() {
        return refusal(format!("profile '{profile}' belongs to {old} ({kept}), and this login is {new}'s"));
    }
    let question = format!(
        "Profile '{profile}' has {kept} of {old}. Log in as {new} in the same profile? (They stay queued until {old} logs in again.)"
    );
    if talk.prompt.confirm(&question)? {
        return Ok(());
    }
    Err(Error::cancelled())
}

/// Operations made under a session that TMDB never confirmed belong to no account yet; only the person knows to which.
fn claim(context: &Context, talk: &Talk, who: &AccountIdentity, other: &Other) -> Result<()> {
    let kept = describe(other.holdings);
    if !talk.prompt.is_interactive() || context.settings.yes {
        context.warn(format!(
            "{kept} of an unconfirmed session stay queued. Log in on a terminal to send them, or cancel them with: flixir queue cancel"
        ));
        return Ok(());
    }
    let question = format!(
        "{kept} were made here offline, before anyone was logged in. Do they belong to {}?",
        name_of_identity(who)
    );
    if talk.prompt.confirm(&question)? {
        context.state()?.write(|tx| {
            let account = tx.confirm_account(who)?;
            tx.adopt_provisional(&other.account.id, &account)
        })?;
    }
    Ok(())
}

/// Names an account for people.
pub(super) fn name_of(account: &AccountRow) -> String {
    named(account.username.as_deref(), account.name.as_deref(), &account.id)
}

fn name_of_identity(who: &AccountIdentity) -> String {
    named(who.username.as_deref(), who.name.as_deref(), &who.id.to_string())
}

fn named(username: Option<&str>, name: Option<&str>, id: &str) -> String {
    username.or(name).map_or_else(|| format!("account {id}"), |name| format!("'{name}'"))
}

/// Says what there is in words: `2 lists and 3 operations`.
pub(super) fn describe(holdings: Holdings) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        counted(holdings.lists, "list", "lists"),
        counted(holdings.waiting, "waiting operation", "waiting operations"),
        counted(holdings.failed, "failed operation", "failed operations"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" and ") }
}

fn suggestion(who: &AccountIdentity) -> String {
    let usable = |name: &&str| {
        !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
    };
    who.username.as_deref().filter(usable).unwrap_or("NAME").to_owned()
}
