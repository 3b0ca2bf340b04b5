//! `flixir auth`: login, logout, status, token.

use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;

use super::numbers::whole;
use super::{Exit, Session};
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, Format, HumanText, Render, Report, Tone};
use crate::services::auth::{self, AccountInfo, LoginOptions, Logout, Purged, Status, StatusRow};
use crate::services::login::SessionStore;

/// Log in to TMDB, log out, show who is logged in
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

impl Args {
    /// Returns whether the command logs in, and so may start a profile.
    pub fn logs_in(&self) -> bool {
        matches!(self.command, Command::Login(_))
    }
}

const LOGIN_ABOUT: &str = "\
Log in: approve flixir on TMDB's web site

Needs the API Read Access Token (TMDB_ACCESS_TOKEN) or the API key (TMDB_API_KEY) from TMDB's API settings page. On a terminal, flixir asks for it if it is missing and stores it with the login. With the token, lists can contain TV shows, be renamed and be private. With the key alone they can't.

flixir prints the address of the approval page and opens the browser. It waits until the browser returns or TMDB reports your approval. The browser can be on another machine.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Log in: you approve flixir on TMDB's web site
    #[command(long_about = LOGIN_ABOUT)]
    Login(LoginArgs),
    /// Log out: end the session at TMDB and delete it here
    ///
    /// Queued changes stay, and are sent after the next login of the same account. The session is deleted here even
    /// if TMDB can't be reached.
    Logout(LogoutArgs),
    /// Show who is logged in, and where the login is stored
    ///
    /// Exits 4 if nobody is logged in, or if the keyring can't be reached.
    Status(StatusArgs),
    /// Print the session, to log in on another machine with it
    ///
    /// For example: flixir auth token --json | ssh HOST flixir auth login --with-session
    Token,
}

#[derive(clap::Args, Debug)]
struct LoginArgs {
    /// Print the address instead of opening a browser
    #[arg(long)]
    no_browser: bool,
    /// Seconds to wait for the approval
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = whole(1..=u32::MAX), allow_negative_numbers = true)]
    wait: u32,
    /// Store the login in a file that only you can read, instead of the keyring
    #[arg(long)]
    insecure_storage: bool,
    /// Read an existing session from standard input, as 'flixir auth token' prints it
    ///
    /// flixir asks TMDB whose session it is before it stores it. With --offline it is stored without a check.
    #[arg(long)]
    with_session: bool,
}

#[derive(clap::Args, Debug)]
struct LogoutArgs {
    /// Also delete everything flixir stored about the account on this machine
    #[arg(long)]
    purge: bool,
}

#[derive(clap::Args, Debug)]
struct StatusArgs {
    /// Ask TMDB whether the session is still valid. A session that has ended is deleted here
    #[arg(long)]
    check: bool,
    /// Show every profile on this machine
    #[arg(long)]
    all: bool,
}

/// Runs the command.
///
/// # Errors
/// As the services of [`crate::services::auth`].
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    match &args.command {
        Command::Login(args) => login(args, session),
        Command::Logout(args) => logout(args, session),
        Command::Status(args) if args.all => status_of_all(args, session),
        Command::Status(args) => status(args, session),
        Command::Token => token(session),
    }
}

fn login(args: &LoginArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<StatusView>()?;
    let options = LoginOptions {
        no_browser: args.no_browser,
        wait: Duration::from_secs(args.wait.into()),
        insecure_storage: args.insecure_storage,
        with_session: args.with_session,
    };
    let status = match auth::login(&session.context, &session.talk, &options) {
        Err(error) if error.kind() == ErrorKind::KeyringUnavailable => return Err(offer_file(error)),
        outcome => outcome?,
    };
    session
        .streams
        .report(Report::one(StatusView(status), ()).human(|data, ()| describe(&data.as_slice()[0].0)))?;
    Ok(Exit::Done)
}

/// A login needs a place to be kept; `TMDB_SESSION_ID`, the other way out, is for those who have a session.
fn offer_file(error: Error) -> Error {
    error.with_hint(
        "unlock the keyring, or keep the login in a file that only you can read: flixir auth login --insecure-storage",
    )
}

fn status(args: &StatusArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<StatusView>()?;
    let StatusRow { status, error } = auth::status(&session.context, args.check)?;
    session
        .streams
        .report(Report::one(StatusView(status), ()).human(|data, ()| describe(&data.as_slice()[0].0)))?;
    Ok(error.map_or(Exit::Done, Exit::Failed))
}

fn status_of_all(args: &StatusArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<StatusView>()?;
    let rows = auth::status_of_all(&session.context, args.check)?;
    let somebody = rows.iter().any(|row| row.status.logged_in == Some(true));
    let (mut views, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        views.push(StatusView(row.status));
        errors.extend(row.error);
    }
    session.streams.report(Report::rows(views, ()))?;
    // A profile without a login is not an error if another one is in use.
    let faults = errors.iter().any(|error| error.kind() != ErrorKind::MissingCredentials);
    Ok(match errors.into_iter().next() {
        Some(error) if !somebody => Exit::Failed(error),
        Some(_) if faults => Exit::Partial,
        _ => Exit::Done,
    })
}

fn logout(args: &LogoutArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<LogoutView>()?;
    let done = auth::logout(&session.context, &session.talk, args.purge)?;
    let report = Report::one(LogoutView(done), ());
    session.streams.report(report.human(|data, ()| describe_logout(&data.as_slice()[0].0)))?;
    Ok(Exit::Done)
}

fn token(session: &Session) -> Result<Exit> {
    let streams = &session.streams;
    streams.check_fields::<TokenRow>()?;
    let token = auth::token(&session.context)?;
    let options = streams.options();
    let is_bare = options.format == Format::Table && options.jq.is_none() && options.fields.is_none();
    if is_bare {
        let secret = token.session.ok_or_else(|| {
            Error::new(ErrorKind::MissingCredentials, "there is a user token, but no session id")
                .with_hint("to print the user token: flixir auth token --jq .data.user_token")
        })?;
        streams.raw(format!("{}\n", secret.expose()).as_bytes())?;
        return Ok(Exit::Done);
    }
    let row = TokenRow {
        profile: token.profile,
        session_id: token.session.map(|secret| secret.expose().to_owned()),
        user_token: token.user_token.map(|secret| secret.expose().to_owned()),
        account: token.account,
    };
    streams.report(Report::one(row, ()))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct TokenRow {
    profile: String,
    session_id: Option<String>,
    user_token: Option<String>,
    account: Option<AccountInfo>,
}

impl Render for TokenRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("profile", "Profile", |row: &Self| (&row.profile).into()),
                Column::new("session_id", "Session", |row: &Self| row.session_id.clone().into()),
                Column::new("user_token", "User token", |row: &Self| row.user_token.clone().into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["account"]
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct StatusView(Status);

impl Render for StatusView {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("profile", "Profile", |row: &Self| (&row.0.profile).into()),
                Column::new("logged_in", "Logged in", |row: &Self| logged_in(&row.0)),
                Column::new("account.username", "Account", |row: &Self| account(row.0.account.as_ref()))
                    .weight(1),
                Column::new("api", "API", |row: &Self| row.0.api.map(auth::Api::name).into()),
                Column::new("session_store", "Kept in", |row: &Self| row.0.session_store.map(store).into()),
                Column::new("credential_source", "Credential", |row: &Self| {
                    row.0.credential_source.map(store).into()
                })
                .detail(),
                Column::new("created_at", "Since", |row: &Self| row.0.created_at.into()).detail(),
                Column::new("last_used_at", "Last used", |row: &Self| row.0.last_used_at.into()).spare(),
                Column::new("expires_at", "Ends", |row: &Self| row.0.expires_at.into()).detail(),
                Column::new("valid", "Valid", |row: &Self| row.0.valid.into()),
                Column::new("waiting_operations", "Waiting", |row: &Self| row.0.waiting_operations.into()),
                Column::new("problem", "Problem", |row: &Self| row.0.problem.clone().into())
                    .weight(2)
                    .wrapped(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["account", "capabilities"]
    }
}

fn logged_in(status: &Status) -> Cell {
    match status.logged_in {
        Some(true) => Cell::mark("yes", Tone::Good),
        Some(false) => Cell::mark("no", Tone::Dim),
        None => Cell::mark("unknown", Tone::Bad),
    }
}

fn account(account: Option<&AccountInfo>) -> Cell {
    match account {
        Some(AccountInfo { username: Some(username), name: Some(name), .. }) if username != name => {
            Cell::text(format!("{username} ({name})"))
        }
        Some(AccountInfo { username: Some(name), .. } | AccountInfo { name: Some(name), .. }) => {
            Cell::text(name)
        }
        Some(account) => Cell::text(format!("account {}", account.id)),
        None => Cell::Empty,
    }
}

const fn store(store: SessionStore) -> &'static str {
    match store {
        SessionStore::Keyring => "keyring",
        SessionStore::File => "file",
        SessionStore::Command => "command",
        SessionStore::Environment => "environment",
    }
}

fn describe(status: &Status) -> HumanText {
    let known = match status.logged_in {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    };
    let api = status.api.map(|api| {
        let what = match api {
            auth::Api::V3 => "movies in lists, favorites, watchlist, ratings. For TV shows, renaming and private lists log in with the API Read Access Token",
            auth::Api::V4 => "movies and TV shows in lists, favorites, watchlist, ratings, renaming, private lists",
        };
        format!("{} ({what})", api.name())
    });
    let place = |place: SessionStore| match place {
        SessionStore::Keyring => "the keyring",
        SessionStore::File => "a file that only you can read",
        SessionStore::Command => "the output of auth.session_command",
        SessionStore::Environment => "the environment",
    };
    let valid = status.valid.map(|valid| if valid { "yes, confirmed by TMDB" } else { "no, TMDB ended it" });
    let waiting = match status.waiting_operations {
        0 => None,
        1 => Some("1 operation".to_owned()),
        count => Some(format!("{count} operations")),
    };
    HumanText::new()
        .pair("Profile", &status.profile)
        .pair("Logged in", known)
        .pair("Account", account(status.account.as_ref()))
        .pair("API", api)
        .pair("Session in", status.session_store.map(place))
        .pair("Credential in", status.credential_source.map(place))
        .pair("Since", status.created_at)
        .pair("Last used", status.last_used_at)
        .pair("Ends", status.expires_at)
        .pair("Valid", valid)
        .pair("In the queue", waiting)
}

#[derive(Serialize)]
#[serde(transparent)]
struct LogoutView(Logout);

impl Render for LogoutView {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("profile", "Profile", |row: &Self| (&row.0.profile).into()),
                Column::new("account.username", "Account", |row: &Self| account(row.0.account.as_ref())),
                Column::new("revoked", "Ended at TMDB", |row: &Self| row.0.revoked.into()),
                Column::new("waiting_operations", "Waiting", |row: &Self| row.0.waiting_operations.into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["account", "purged"]
    }
}

fn describe_logout(done: &Logout) -> HumanText {
    let who = account(done.account.as_ref()).plain();
    let subject = if who.is_empty() { format!("profile '{}'", done.profile) } else { who };
    let mut text = HumanText::new().line(match done.revoked {
        Some(true) => format!("Logged out {subject}; TMDB has ended the session."),
        Some(false) => format!("Logged out {subject} here; TMDB has not ended the session."),
        None => format!("Nobody was logged in to profile '{}'.", done.profile),
    });
    text = match done.waiting_operations {
        0 => text,
        1 => text
            .line("1 queued change stays here. It will be sent after you log in to the same account again."),
        count => text.line(format!(
            "{count} queued changes stay here. They will be sent after you log in to the same account again."
        )),
    };
    match &done.purged {
        Some(purged) => describe_purge(text, purged),
        None => text,
    }
}

fn describe_purge(text: HumanText, purged: &Purged) -> HumanText {
    let mut parts = vec![
        format!("lists: {}", purged.lists),
        format!("queued changes: {}", purged.waiting_operations),
        format!("records of finished changes: {}", purged.settled_operations),
        format!("snapshots: {}", purged.snapshots),
    ];
    if purged.login {
        parts.push("the login".to_owned());
    }
    if purged.cache {
        parts.push("the answer cache".to_owned());
    }
    text.line(format!("Deleted here ({}). Lists on TMDB are untouched.", parts.join(", ")))
}
