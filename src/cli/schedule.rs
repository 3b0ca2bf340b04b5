//! `flixir queue schedule`: prints, installs or removes delivery by the clock.

use clap::ValueEnum;
use serde::Serialize;

use super::{Exit, Session};
use crate::error::Result;
use crate::output::{Column, HumanText, Render, Report};
use crate::services::schedule::{self, Kind, Piece};

/// What runs flixir at regular times
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// A systemd user timer
    Systemd,
    /// A crontab line
    Cron,
    /// A launchd job (macOS)
    Launchd,
}

/// Send queued changes every five minutes: print, install or remove the schedule
#[derive(clap::Args, Debug)]
pub struct ScheduleArgs {
    /// Install the schedule for this user
    #[arg(long, conflicts_with = "remove")]
    install: bool,
    /// Remove the schedule
    #[arg(long)]
    remove: bool,
    /// The kind of schedule (default: what fits this machine)
    #[arg(long, value_name = "KIND")]
    kind: Option<KindArg>,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Printed,
    Installed,
    Removed,
    Absent,
}

#[derive(Serialize)]
struct Row {
    kind: Kind,
    outcome: Outcome,
    files: Vec<Piece>,
}

impl Row {
    fn outcome_word(&self) -> &'static str {
        match self.outcome {
            Outcome::Printed => "printed",
            Outcome::Installed => "installed",
            Outcome::Removed => "removed",
            Outcome::Absent => "absent",
        }
    }
}

impl Render for Row {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("kind", "Kind", |row: &Self| row.kind.name().into()),
                Column::new("outcome", "Outcome", |row: &Self| row.outcome_word().into()),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["files"]
    }
}

/// Runs the command.
///
/// # Errors
/// `unsupported` where the platform's program doesn't take the schedule; `storage`, `config`.
pub fn run(args: &ScheduleArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Row>()?;
    let context = &session.context;
    let kind = match args.kind {
        Some(KindArg::Systemd) => Kind::Systemd,
        Some(KindArg::Cron) => Kind::Cron,
        Some(KindArg::Launchd) => Kind::Launchd,
        None => Kind::of_platform()?,
    };
    let (outcome, files) = if args.install {
        (Outcome::Installed, schedule::install(context, kind)?)
    } else if args.remove {
        let was_there = schedule::remove(context, kind)?;
        (if was_there { Outcome::Removed } else { Outcome::Absent }, Vec::new())
    } else {
        (Outcome::Printed, schedule::pieces(context, kind)?)
    };
    if context.settings.dry_run {
        session.streams.note("nothing was changed (--dry-run)");
    }
    let row = Row { kind, outcome, files };
    if outcome == Outcome::Printed || session.streams.options().is_json() {
        session.streams.report(Report::one(row, ()).human(|data, ()| {
            let files = data.as_slice().iter().flat_map(|row| &row.files).enumerate();
            files.fold(HumanText::new(), |text, (index, file)| {
                view(if index > 0 { text.blank() } else { text }, file)
            })
        }))?;
        return Ok(Exit::Done);
    }
    session.streams.note(match outcome {
        Outcome::Removed => "the schedule is removed",
        Outcome::Absent => "there was no schedule",
        _ if kind == Kind::Systemd => {
            "queued changes are sent every five minutes while you are logged in to this machine. To send them at any time: loginctl enable-linger"
        }
        _ => "queued changes are sent every five minutes",
    });
    Ok(Exit::Done)
}

/// A crontab line stands alone, so that it can be piped; files are named.
fn view(text: HumanText, piece: &Piece) -> HumanText {
    let text = if piece.path == "crontab" { text } else { text.line(format!("# {}", piece.path)) };
    piece.text.lines().fold(text, |text, line| if line.is_empty() { text.blank() } else { text.line(line) })
}
