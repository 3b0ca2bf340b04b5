//! `flixir config`: where the configuration is, what it says, and changes to it.

use clap::Subcommand;
use serde::Serialize;

use super::{Exit, Session};
use crate::error::Result;
use crate::output::{Column, HumanText, Render, Report};
use crate::services::config;
use crate::settings::{ConfigKey, Origin, Settings, Sourced, config_key};

/// Show and change settings
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print where config.toml is
    Path,
    /// Print the value of one setting
    Get {
        /// The setting's name, as 'flixir config ls' shows it
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Change a setting in config.toml
    Set {
        /// The setting's name, as 'flixir config ls' shows it
        #[arg(value_name = "KEY")]
        key: String,
        /// The new value
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: String,
    },
    /// Remove a setting from config.toml
    Unset {
        /// The setting's name, as 'flixir config ls' shows it
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// List every setting with its value and where it comes from
    Ls,
}

impl Args {
    /// Returns whether the command is useful even if config.toml is wrong, to find or fix it.
    pub fn fixes_configuration(&self) -> bool {
        matches!(self.command, Command::Path | Command::Set { .. } | Command::Unset { .. })
    }
}

#[derive(Serialize)]
struct PathRow {
    path: String,
    exists: bool,
}

impl Render for PathRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("path", "Path", |row: &Self| (&row.path).into()),
                Column::new("exists", "Exists", |row: &Self| row.exists.into()),
            ]
        }
    }
}

#[derive(Serialize)]
struct SettingRow {
    key: &'static str,
    value: Option<String>,
    origin: Origin,
    about: &'static str,
}

impl SettingRow {
    fn new(key: &'static ConfigKey, found: &Sourced<String>) -> Self {
        let value = Some(found.value.clone()).filter(|value| !value.is_empty());
        Self { key: key.key, value, origin: found.origin, about: key.about }
    }

    /// The setting as it stands in this run.
    fn of(settings: &Settings, name: &str) -> Result<Self> {
        let key = config_key(name)?;
        let found = settings.resolved.iter().find(|(known, _)| known.key == key.key);
        let default = Sourced { value: key.default.to_owned(), origin: Origin::Default };
        Ok(Self::new(key, found.map_or(&default, |(_, found)| found)))
    }
}

impl Render for SettingRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("key", "Key", |row: &Self| row.key.into()),
                Column::new("value", "Value", |row: &Self| row.value.clone().into()).weight(2),
                Column::new("origin", "From", |row: &Self| row.origin.to_string().into()),
                Column::new("about", "About", |row: &Self| row.about.into()).weight(3).wrapped().spare(),
            ]
        }
    }
}

#[derive(Serialize)]
struct ChangeRow {
    key: String,
    /// What config.toml now says; null where it no longer says anything.
    value: Option<String>,
    path: String,
    changed: bool,
}

impl Render for ChangeRow {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("key", "Key", |row: &Self| (&row.key).into()),
                Column::new("value", "Value", |row: &Self| row.value.clone().into()).weight(2),
                Column::new("path", "Path", |row: &Self| (&row.path).into()),
                Column::new("changed", "Changed", |row: &Self| row.changed.into()),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `config`, `storage`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let settings = &session.context.settings;
    match &args.command {
        Command::Path => {
            let path = settings.config_file();
            let row = PathRow { path: path.display().to_string(), exists: path.exists() };
            let human = HumanText::new().line(row.path.as_str());
            session.streams.report(Report::one(row, ()).human(move |_, ()| human))?;
        }
        Command::Get { key } => {
            let row = SettingRow::of(settings, key)?;
            let human = HumanText::new().line(row.value.clone().unwrap_or_default());
            session.streams.report(Report::one(row, ()).human(move |_, ()| human))?;
        }
        Command::Set { key, value } => set(session, key, value)?,
        Command::Unset { key } => unset(session, key)?,
        Command::Ls => {
            let rows = settings.resolved.iter().map(|(key, found)| SettingRow::new(key, found)).collect();
            session.streams.report(Report::rows(rows, ()))?;
        }
    }
    Ok(Exit::Done)
}

fn set(session: &Session, name: &str, value: &str) -> Result<()> {
    session.streams.check_fields::<ChangeRow>()?;
    let path = session.context.settings.config_file();
    if session.context.settings.dry_run {
        crate::settings::check_value(config_key(name)?, value)?;
    } else {
        config::set(&path, name, value)?;
    }
    warn_where_beaten(session, name);
    changed(session, name, Some(value), true)
}

fn unset(session: &Session, name: &str) -> Result<()> {
    session.streams.check_fields::<ChangeRow>()?;
    let path = session.context.settings.config_file();
    let was_there = !session.context.settings.dry_run && config::unset(&path, name)?;
    changed(session, name, None, was_there)
}

/// Says so if another value than the one just written is used.
fn warn_where_beaten(session: &Session, name: &str) {
    let beaten_by = config_key(name).ok().and_then(|key| key.env);
    if let Some(variable) = beaten_by.filter(|variable| session.context.environment.contains_key(*variable)) {
        session.context.warn(format!("{variable} is set and takes precedence over '{name}' in config.toml"));
    }
}

fn changed(session: &Session, name: &str, value: Option<&str>, changed: bool) -> Result<()> {
    let changed = changed && !session.context.settings.dry_run;
    let row = ChangeRow {
        key: name.to_owned(),
        value: value.map(str::to_owned),
        path: session.context.settings.config_file().display().to_string(),
        changed,
    };
    if session.streams.options().format == crate::output::Format::Table
        && !session.streams.options().is_json()
    {
        session.streams.note(&match (value, changed, session.context.settings.dry_run) {
            (_, _, true) => format!("nothing was changed in {} (--dry-run)", row.path),
            (Some(value), ..) => format!("{name} = {value} (in {})", row.path),
            (None, true, _) => format!("{name} is no longer set in {}", row.path),
            (None, false, _) => format!("{name} was not set in {}", row.path),
        });
        return Ok(());
    }
    session.streams.report(Report::one(row, ()))
}
