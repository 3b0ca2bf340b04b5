//! `--web`: opens what a command is about on TMDB's web site, in place of printing it. Not for lists' addresses as such:
//! `lists share` prints and copies those.

use serde::Serialize;

use super::{Exit, Session};
use crate::domain::{List, MediaRef};
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Column, Data, HumanText, Render, Report};
use crate::services::Context;

/// An address, and whether a browser took it.
#[derive(Serialize)]
struct Address {
    url: String,
    opened: bool,
}

impl Render for Address {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("url", "Address", |row: &Self| row.url.clone().into()),
                Column::new("opened", "Opened", |row: &Self| row.opened.into()),
            ]
        }
    }
}

/// Opens an address in the person's browser and prints it; `left_out` is a warning about what the site isn't asked for.
///
/// # Errors
/// As [`crate::output::Streams::report`].
pub(super) fn open(session: &Session, url: String, left_out: Option<&str>) -> Result<Exit> {
    session.streams.check_fields::<Address>()?;
    let address = try_browser(session, url);
    let is_opened = address.opened;
    finish(session, Report::one(address, ()), is_opened, left_out)
}

/// The same for several addresses: JSON has a row for each.
///
/// # Errors
/// As [`open`].
pub(super) fn open_all(session: &Session, urls: Vec<String>) -> Result<Exit> {
    session.streams.check_fields::<Address>()?;
    let rows: Vec<Address> = urls.into_iter().map(|url| try_browser(session, url)).collect();
    let is_opened = rows.iter().all(|address| address.opened);
    finish(session, Report::rows(rows, ()), is_opened, None)
}

fn try_browser(session: &Session, url: String) -> Address {
    let opened = session.talk.browser.open(&url);
    Address { url, opened }
}

fn finish(
    session: &Session,
    report: Report<Address, ()>,
    is_opened: bool,
    left_out: Option<&str>,
) -> Result<Exit> {
    let mut report = report.human(|data: &Data<Address>, ()| {
        data.as_slice().iter().fold(HumanText::new(), |text, row| text.line(row.url.as_str()))
    });
    if !is_opened {
        report = report.warn("no browser could be opened");
    }
    if let Some(said) = left_out {
        report = report.warn(said);
    }
    session.streams.report(report)?;
    Ok(Exit::Done)
}

/// Returns the page of a title or person.
pub(super) fn title_address(context: &Context, item: MediaRef) -> String {
    format!("{}/{}/{}", context.settings.web_url, item.media_type.name(), item.id)
}

/// Returns the page of a list; `text` is how the person named it.
///
/// # Errors
/// `not_found` where TMDB has no such list, not yet or no longer.
pub(super) fn list_address(list: &List, is_gone: bool, text: &str) -> Result<String> {
    let name = list.name.as_deref().unwrap_or(text);
    let refuse = |why: String, hint: &str| Err(Error::new(ErrorKind::NotFound, why).with_hint(hint));
    if is_gone {
        return refuse(
            format!("the list '{name}' no longer exists on TMDB, so it has no address"),
            "create it again with: flixir lists restore, or lists sync --recreate",
        );
    }
    match &list.url {
        Some(url) => Ok(url.clone()),
        None => refuse(
            format!("the list '{name}' has not been sent to TMDB yet, so it has no address"),
            "send it now with: flixir queue retry",
        ),
    }
}
