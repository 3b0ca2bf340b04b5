//! `lists share`: a list's address.

use serde::Serialize;

use crate::cli::web;
use crate::cli::{Exit, Session};
use crate::domain::ListName;
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Column, Data, HumanText, Render, Report};
use crate::services::mirror::{Freshness, refresh_heads, resolve};
use crate::store::ListState;

#[derive(clap::Args, Debug)]
pub(super) struct ShareArgs {
    /// The list: its name, its TMDB id or its local id
    list: String,
    /// Open the list in your browser
    #[arg(long)]
    open: bool,
    /// Copy the address to the clipboard
    #[arg(long)]
    copy: bool,
}

#[derive(Serialize)]
struct Shared {
    list: ListName,
    url: String,
    public: Option<bool>,
    opened: bool,
    copied: bool,
}

impl Render for Shared {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("url", "Address", |row: &Self| row.url.clone().into()),
                Column::new("public", "Public", |row: &Self| row.public.into()),
                Column::new("opened", "Opened", |row: &Self| row.opened.into()),
                Column::new("copied", "Copied", |row: &Self| row.copied.into()),
                Column::new("list.name", "List", |row: &Self| row.list.name.clone().into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list"]
    }
}

pub(super) fn share(args: &ShareArgs, session: &Session) -> Result<Exit> {
    let context = &session.context;
    session.streams.check_fields::<Shared>()?;
    let identity = session.account()?;
    let named = resolve(context, &identity, &args.list)?;
    // Whether it is private may have changed. If TMDB can't be asked, the last known value is printed.
    let named = match refresh_heads(context, &identity, Freshness::Settings) {
        Ok(_) => resolve(context, &session.account()?, &args.list)?,
        Err(error) if error.kind().is_outage() => {
            if !context.settings.offline {
                context.warn(format!("{}; this is what was last known", error.message()));
            }
            named
        }
        Err(error) => return Err(error),
    };
    let url = web::list_address(&named.list, named.row.state() == ListState::Gone, &args.list)?;
    let opened = args.open && session.talk.browser.open(&url);
    let copied = args.copy && session.talk.clipboard.copy(&url);
    let list = ListName { id: named.list.id, local_id: named.list.local_id, name: named.list.name };
    let shared = Shared { list, url, public: named.list.public, opened, copied };
    let mut report = Report::one(shared, ()).human(|data: &Data<Shared>, ()| {
        data.as_slice().iter().fold(HumanText::new(), |text, row| text.line(row.url.as_str()))
    });
    if named.list.public == Some(false) {
        report = report.warn("the list is private. Only its owner can open this address, after logging in");
    }
    if args.open && !opened {
        report = report.warn("no browser could be opened");
    }
    session.streams.report(report)?;
    if args.copy && !copied {
        let fault =
            Error::new(ErrorKind::Unsupported, "the address could not be copied: there is no clipboard");
        return Ok(Exit::Failed(
            fault.with_hint("install wl-clipboard, xclip or xsel, or copy it from above"),
        ));
    }
    Ok(Exit::Done)
}
