//! What the user chose about output. Not for reading it from flags or the environment: `cli` does that.

use std::sync::Arc;

use super::jq;
use super::pager::Pager;
use crate::domain::Redactor;
use crate::domain::Timestamp;
use crate::error::{Error, ErrorKind};

/// The five formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns, for people.
    #[default]
    Table,
    /// One document, `{"data": …, "meta": …}`.
    Json,
    /// The elements of `data`, one a line.
    Jsonl,
    /// RFC 4180.
    Csv,
    /// Tab-separated, one line a row.
    Tsv,
}

impl Format {
    /// All formats, in the order in which help names them.
    pub const ALL: [Self; 5] = [Self::Table, Self::Json, Self::Jsonl, Self::Csv, Self::Tsv];

    /// Returns the name as typed after `-o`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
        }
    }

    /// Returns the format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// On terminals, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// All choices, in the order in which help names them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];

    /// Returns the name as typed after `--color`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// Returns the choice of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// What the user chose about output.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct OutputOptions {
    /// `-o`, `--json`, `--jsonl`.
    pub format: Format,
    /// `--fields`, already split at the commas.
    pub fields: Option<Vec<String>>,
    /// `--jq`; implies JSON, whatever `format` says.
    pub jq: Option<String>,
    /// The line of headings (`--no-header` makes it false).
    pub header: bool,
    /// `--null`: records end with NUL instead of a line feed.
    pub null: bool,
    /// `-q`: nothing but results and errors.
    pub quiet: bool,
    /// `-v`: failures name their causes.
    pub verbose: bool,
    /// `--color`.
    pub color: ColorChoice,
    /// Shows tables that are longer than the screen; only where standard output is a terminal.
    pub pager: Option<Pager>,
    /// Whether a spinner may turn on standard error; only where that is a terminal.
    pub spinner: bool,
    /// The present, for times that a person reads.
    pub now: Option<Timestamp>,
    /// Whether the environment forbids color (`NO_COLOR` not empty, `TERM=dumb`).
    pub no_color: bool,
    /// Whether the environment wants color even off a terminal (`CLICOLOR_FORCE` not empty and not `0`).
    pub force_color: bool,
    /// The secrets that no message may show.
    pub redactor: Arc<Redactor>,
}

impl OutputOptions {
    /// Returns whether results and failures are JSON.
    pub fn is_json(&self) -> bool {
        self.jq.is_some() || matches!(self.format, Format::Json | Format::Jsonl)
    }

    /// Checks what can be checked before anything is sent: the jq expression, and combinations that mean nothing.
    /// Call it before a command starts, so that a write isn't done and then reported as bad usage.
    ///
    /// # Errors
    /// `Usage`.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(expression) = &self.jq {
            jq::check(expression)?;
        }
        let fields = self.fields.as_deref();
        if fields
            .is_some_and(|fields| fields.is_empty() || fields.iter().any(|field| field.trim().is_empty()))
        {
            return Err(Error::new(ErrorKind::Usage, "--fields needs names, separated by commas"));
        }
        if self.null && !self.is_json() && fields.is_none_or(|fields| fields.len() != 1) {
            let message = "--null needs --jsonl, --jq or exactly one name in --fields";
            return Err(Error::new(ErrorKind::Usage, message));
        }
        Ok(())
    }

    /// Returns whether a stream gets color: a flag beats the environment, `NO_COLOR` beats `CLICOLOR_FORCE`.
    pub fn has_color(&self, is_terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => !self.no_color && (self.force_color || is_terminal),
        }
    }

    /// Returns what ends a record.
    pub(super) fn end(&self) -> char {
        if self.null { '\0' } else { '\n' }
    }
}
