//! `flixir config`: where the configuration is, and what it says.

use clap::Subcommand;
use serde::Serialize;

use super::{Exit, Session};
use crate::error::Result;
use crate::output::{Column, Render, Report};
use crate::settings::Origin;

/// Show and change the configuration
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print where config.toml is
    Path,
    /// List every setting with its value and where it comes from
    Ls,
}

#[derive(Serialize)]
struct SettingRow {
    key: &'static str,
    value: Option<String>,
    origin: Origin,
    about: &'static str,
}

impl Render for SettingRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("key", "Key", |row: &Self| row.key.into()),
                Column::new("value", "Value", |row: &Self| row.value.clone().into()).weight(2),
                Column::new("origin", "From", |row: &Self| row.origin.to_string().into()),
                Column::new("about", "About", |row: &Self| row.about.into()).weight(3),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `config`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let settings = &session.context.settings;
    match &args.command {
        Command::Path => session.streams.raw(format!("{}\n", settings.config_file().display()).as_bytes())?,
        Command::Ls => {
            let rows = settings
                .resolved
                .iter()
                .map(|(key, found)| SettingRow {
                    key: key.key,
                    value: Some(found.value.clone()).filter(|value| !value.is_empty()),
                    origin: found.origin,
                    about: key.about,
                })
                .collect();
            session.streams.report(Report::rows(rows, ()))?;
        }
    }
    Ok(Exit::Done)
}
