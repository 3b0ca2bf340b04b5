//! `flixir doctor`: what is wrong, and how to mend it.

use super::{Exit, Session, completions};
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
                Column::new("mend", "Fix", |row: &Self| row.mend.clone().into()).weight(2),
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
    let mut found = if args.recover { doctor::recover(&session.context)? } else { Vec::new() };
    found.extend(doctor::examine_all(&session.context, &completions::scripts()));
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
    Some(finding.mend.iter().fold(error, |error, mend| error.with_hint(mend.as_str())))
}

/// A line for each finding, its fix below it: a table would cut just the part that is to be typed.
fn view(rows: &[Finding]) -> HumanText {
    let width = rows.iter().map(|row| row.check.len()).max().unwrap_or(0);
    rows.iter().fold(HumanText::new(), |text, row| {
        let check = format!("{:width$}", row.check);
        // The words differ in length, and colour must not count as width.
        let gap = " ".repeat(4 - row.status.name().len());
        let text = text.cells(vec![check.into(), mark(row.status), format!("{gap}{}", row.message).into()]);
        match &row.mend {
            Some(mend) => text.line(format!("{:width$}      fix: {mend}", "")),
            None => text,
        }
    })
}
