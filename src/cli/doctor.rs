//! `flixir doctor`: what is wrong, and how to fix it.

use super::{Exit, Session, completions};
use crate::domain::text::counted;
use crate::error::{Error, ErrorKind, Result};
use crate::output::{Cell, Column, HumanText, Render, Report, Tone};
use crate::services::doctor::{self, Finding, Health};

/// Find problems with flixir's setup and show how to fix them
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Rebuild a damaged database from what can be read. The damaged file is kept
    #[arg(long)]
    recover: bool,
}

fn mark(status: Health) -> Cell {
    let tone = match status {
        Health::Ok => Tone::Good,
        Health::Warn => Tone::Warn,
        Health::Fail => Tone::Bad,
    };
    Cell::mark(status.name(), tone)
}

impl Render for Finding {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("check", "Check", |row: &Self| row.check.into()),
                Column::new("status", "Status", |row: &Self| mark(row.status)),
                Column::new("message", "Message", |row: &Self| (&row.message).into()).weight(3),
                Column::new("fix", "Fix", |row: &Self| row.fix.clone().into()).weight(2),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `conflict` and `storage`, for `--recover`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Finding>()?;
    let mut found = if args.recover { doctor::recover(&session.context, &session.talk)? } else { Vec::new() };
    found.extend(doctor::examine_all(&session.context, &completions::scripts(session.parser)));
    let is_sound = found.iter().all(|finding| finding.status != Health::Fail);
    let damage = damage(&found);
    session.streams.report(Report::rows(found, ()).human(|data, ()| view(data.as_slice())))?;
    Ok(match damage {
        Some(error) => Exit::Failed(error),
        None if is_sound => Exit::Done,
        None => Exit::Findings,
    })
}

/// Returns the error that every other command ends with, where the precious database can't be used.
fn damage(found: &[Finding]) -> Option<Error> {
    let finding =
        found.iter().find(|finding| finding.check == "state.db" && finding.status == Health::Fail)?;
    let error = Error::new(ErrorKind::Storage, finding.message.as_str());
    Some(finding.fix.iter().fold(error, |error, fix| error.with_hint(fix.as_str())))
}

/// A line for each finding, its fix below it, and a verdict at the end.
fn view(rows: &[Finding]) -> HumanText {
    let mut lines = Vec::new();
    let mut before = "";
    for row in rows {
        // A second finding of a check stands below the first.
        let check = if row.check == before { "" } else { row.check };
        before = row.check;
        lines.push(vec![check.into(), mark(row.status), (&row.message).into()]);
        if let Some(fix) = &row.fix {
            lines.push(vec!["".into(), Cell::Empty, format!("fix: {fix}").into()]);
        }
    }
    HumanText::new().grid(&[("", 0), ("", 0), ("", 1)], lines).blank().line(verdict(rows))
}

fn verdict(rows: &[Finding]) -> Cell {
    let count = |status: Health| rows.iter().filter(|row| row.status == status).count() as u64;
    let problems = counted(count(Health::Fail), "problem", "problems");
    let warnings = counted(count(Health::Warn), "warning", "warnings");
    match (count(Health::Fail), count(Health::Warn)) {
        (0, 0) => Cell::mark("Everything is in order.", Tone::Good),
        (0, _) => Cell::mark(format!("No problems, {warnings}."), Tone::Warn),
        (_, 0) => Cell::mark(format!("{problems} found."), Tone::Bad),
        _ => Cell::mark(format!("{problems} and {warnings} found."), Tone::Bad),
    }
}
