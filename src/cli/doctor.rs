//! `flixir doctor`: what is wrong, and how to mend it.

use serde::Serialize;

use super::{Exit, Session, completions};
use crate::error::Result;
use crate::output::{Cell, Column, HumanText, Render, Report, Tone};
use crate::services::doctor::{self, Finding, Health};

/// Check everything that flixir leans on, and say how to mend it
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Rebuild a damaged database from what can be read; the damaged file is kept
    #[arg(long)]
    recover: bool,
}

#[derive(Serialize)]
struct Row {
    check: &'static str,
    status: Health,
    message: String,
    mend: Option<String>,
}

impl From<Finding> for Row {
    fn from(finding: Finding) -> Self {
        Self { check: finding.check, status: finding.status, message: finding.message, mend: finding.mend }
    }
}

fn mark(status: Health) -> Cell {
    match status {
        Health::Ok => Cell::mark("ok", Tone::Good),
        Health::Warn => Cell::mark("warn", Tone::Warn),
        Health::Fail => Cell::mark("fail", Tone::Bad),
    }
}

impl Render for Row {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("check", "Check", |row: &Self| row.check.into()),
                Column::new("status", "Status", |row: &Self| mark(row.status)),
                Column::new("message", "Message", |row: &Self| (&row.message).into()).weight(3),
                Column::new("mend", "Mend", |row: &Self| row.mend.clone().into()).weight(2),
            ]
        }
    }
}

/// Runs the command.
///
/// # Errors
/// `conflict` and `storage`, for `--recover`.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Row>()?;
    let mut found = if args.recover { doctor::recover(&session.context)? } else { Vec::new() };
    found.extend(doctor::examine_all(&session.context, &completions::scripts()));
    let is_sound = found.iter().all(|finding| finding.status != Health::Fail);
    let rows = found.into_iter().map(Row::from).collect();
    session.streams.report(Report::rows(rows, ()).human(|data, ()| view(data.as_slice())))?;
    Ok(if is_sound { Exit::Done } else { Exit::Findings })
}

/// A line for each finding, its mend below it: a table would cut just the part that is to be typed.
fn view(rows: &[Row]) -> HumanText {
    let width = rows.iter().map(|row| row.check.len()).max().unwrap_or(0);
    rows.iter().fold(HumanText::new(), |text, row| {
        let check = format!("{:width$}", row.check);
        // The words differ in length, and colour must not count as width.
        let gap = " ".repeat(4 - row.status_word().len());
        let text = text.cells(vec![check.into(), mark(row.status), format!("{gap}{}", row.message).into()]);
        match &row.mend {
            Some(mend) => text.line(format!("{:width$}      mend: {mend}", "")),
            None => text,
        }
    })
}

impl Row {
    fn status_word(&self) -> &'static str {
        match self.status {
            Health::Ok => "ok",
            Health::Warn => "warn",
            Health::Fail => "fail",
        }
    }
}
