//! Standard output and standard error: the only place that knows terminals, widths, color and closed pipes. Results go
//! to standard output, everything else to standard error. Not for how a format looks.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::activity::{Activity, Messages, Progress, Room};
use super::delimited;
use super::failure;
use super::fields::{self, Sheet};
use super::human::HumanText;
use super::jq;
use super::json;
use super::options::{Format, OutputOptions};
use super::render::Render;
use super::report::{Data, MakeSheet, Report};
use super::sanitize;
use super::style::{Canvas, Style, folded};
use super::table;
use super::values::one_line;
use crate::error::{Error, ErrorKind};

/// The width of a terminal that doesn't tell, or says 0 (some pseudo-terminals).
const USUAL_WIDTH: usize = 80;
/// In a narrower window lines of a message are left to the terminal.
const NARROWEST_MESSAGE: usize = 20;

/// What [`Streams`] is built from: the process's own streams, or buffers in a test.
pub struct StreamParts {
    /// For results.
    pub stdout: Box<dyn Write + Send>,
    /// For everything else.
    pub stderr: Box<dyn Write + Send>,
    /// Whether results go to a terminal.
    pub stdout_is_terminal: bool,
    /// Whether messages go to a terminal.
    pub stderr_is_terminal: bool,
    /// Whether a person can type.
    pub stdin_is_terminal: bool,
    /// Tells the terminal's width.
    pub width: Width,
}

impl StreamParts {
    /// Returns whether any of them is a terminal.
    pub fn has_terminal(&self) -> bool {
        self.stdin_is_terminal || self.stdout_is_terminal || self.stderr_is_terminal
    }
}

/// Tells a terminal's width in columns, where that is known. Asked again for each drawing, because people resize their
/// windows.
pub type Width = Box<dyn Fn() -> Option<usize> + Send + Sync>;

/// The streams of one run, and what the user chose about them.
pub struct Streams {
    options: OutputOptions,
    stdout: Mutex<BufWriter<Box<dyn Write + Send>>>,
    stderr: Messages,
    stdout_is_terminal: bool,
    stderr_is_terminal: bool,
    width: Room,
    color: bool,
    message_canvas: Canvas,
    activity: Activity,
    closed: AtomicBool,
}

impl Streams {
    /// Builds the streams; [`OutputOptions::check`] tells whether the options make sense.
    pub fn new(parts: StreamParts, options: OutputOptions) -> Self {
        let color = options.has_color(parts.stdout_is_terminal);
        let message_color = options.has_color(parts.stderr_is_terminal);
        let stderr: Messages = Arc::new(Mutex::new(parts.stderr));
        let width: Room = Arc::from(parts.width);
        // Log lines go past the streams, and a spinner would stand in their way.
        let has_spinner = options.spinner && parts.stderr_is_terminal && !options.quiet && !options.verbose;
        let seen = has_spinner.then(|| (Arc::clone(&stderr), Arc::clone(&width)));
        Self {
            activity: Activity::new(seen),
            stdout: Mutex::new(BufWriter::new(parts.stdout)),
            stderr,
            stdout_is_terminal: parts.stdout_is_terminal,
            stderr_is_terminal: parts.stderr_is_terminal,
            width,
            color,
            message_canvas: Canvas { width: None, color: message_color, links: false, now: None },
            closed: AtomicBool::new(false),
            options,
        }
    }

    /// Returns what the place where results are shown can do now.
    fn canvas(&self) -> Canvas {
        let width = self.width();
        let now = self.options.now.filter(|_| width.is_some());
        Canvas { width, color: self.color, links: self.color && self.stdout_is_terminal, now }
    }

    /// Checks `--fields` against the columns and keys of `T`, before anything is sent.
    ///
    /// # Errors
    /// `Usage`, with the valid names.
    pub fn check_fields<T: Render>(&self) -> Result<(), Error> {
        self.options.fields.as_deref().map_or(Ok(()), fields::check::<T>)
    }

    /// Prints a report in the chosen format, then its warnings.
    ///
    /// # Errors
    /// `Usage` for a field that isn't there or a jq expression that fails; `Storage` where standard output can't be
    /// written, except for a closed pipe.
    pub fn report<T: Render, M: Serialize>(&self, mut report: Report<T, M>) -> Result<(), Error> {
        let warnings = std::mem::take(&mut report.warnings);
        let printed = self.print(report);
        for warning in warnings {
            self.warn(&warning.message);
        }
        printed
    }

    fn print<T: Render, M: Serialize>(&self, report: Report<T, M>) -> Result<(), Error> {
        let fields = self.options.fields.as_deref();
        if self.options.jq.is_some() || (self.options.format == Format::Json && self.is_read_by_eye()) {
            return self.value(&json::document(&report.data, &report.meta, fields)?);
        }
        if self.options.format == Format::Json {
            self.record(&json::document_line(&report.data, &report.meta, fields)?)?;
            return self.flush();
        }
        if self.options.format == Format::Jsonl {
            for element in json::element_lines(&report.data, fields)? {
                self.record(&element)?;
            }
            return self.flush();
        }
        if self.options.format == Format::Table && !self.options.null {
            return self.table(report);
        }
        let (keys, rows) = sheet(report.sheet, &report.data)?.records(fields)?;
        match self.options.format {
            _ if self.options.null => self.raw(delimited::nul_separated(&rows).as_bytes()),
            Format::Csv => self.raw(&delimited::csv(&keys, &rows, self.options.header)?),
            _ => self.raw(delimited::tsv(&keys, &rows, self.options.header).as_bytes()),
        }
    }

    fn table<T: Render, M: Serialize>(&self, report: Report<T, M>) -> Result<(), Error> {
        let fields = self.options.fields.as_deref();
        let Report { data, meta, empty, footer, human, sheet: make_sheet, .. } = report;
        let is_nothing = data.as_slice().is_empty() && !empty.is_empty();
        let footer = footer.filter(|_| self.stdout_is_terminal && !self.options.quiet);
        let footer = footer.map_or_else(String::new, |footer| {
            let footer = sanitize::line(&footer);
            let canvas = self.canvas();
            canvas.paint(
                &canvas.width.map_or_else(|| footer.to_string(), |width| folded(&footer, width)),
                Style::Dim,
            ) + "\n"
        });
        if let (Some(human), None, false) = (human, fields, is_nothing) {
            return self.page(&(human(&data, &meta).draw(self.canvas(), self.options.header)? + &footer));
        }
        let is_grid = make_sheet.is_some() || matches!(data, Data::Rows(_));
        let sheet = sheet(make_sheet, &data)?;
        let grid = sheet.grid(fields)?;
        if sheet.is_empty() {
            if !empty.is_empty() {
                self.note(&empty);
            }
            return Ok(());
        }
        let grid = if self.stdout_is_terminal && is_grid { grid.without_usual() } else { grid };
        if !is_grid {
            return self.page(&table::stacked(&grid, self.canvas()));
        }
        self.page(&(table::draw(&grid, self.canvas(), self.options.header) + &footer))
    }

    /// Prints text for a person, through the pager where it is longer than the screen.
    ///
    /// # Errors
    /// `Storage`, except for a closed pipe.
    pub fn page(&self, text: &str) -> Result<(), Error> {
        let pager = self.options.pager.as_ref().filter(|_| self.stdout_is_terminal);
        if let Some(pager) = pager.filter(|pager| pager.is_wanted(text)) {
            let _hidden = self.activity.hide();
            if pager.show(text) {
                return Ok(());
            }
        }
        self.raw(text.as_bytes())
    }

    /// Prints a document that isn't a report: as JSON, or what `--jq` makes of it.
    ///
    /// # Errors
    /// As [`Streams::report`].
    pub fn value(&self, document: &Value) -> Result<(), Error> {
        match &self.options.jq {
            None => {
                if self.is_read_by_eye() {
                    return self.page(&(json::painted(document, self.canvas()) + "\n"));
                }
                self.record(&one_line(document))?;
            }
            // Each result is printed immediately: an expression may run for long, or endlessly into `head`.
            Some(expression) => jq::run(expression, document, &mut |result| {
                self.record(result)?;
                self.flush()?;
                Ok(if self.closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?,
        }
        self.flush()
    }

    /// Tells whether JSON is laid out for a person.
    fn is_read_by_eye(&self) -> bool {
        self.stdout_is_terminal && self.options.format != Format::Jsonl && !self.options.null
    }

    /// Prints a text for people that belongs to no report: what a command says between two results.
    ///
    /// # Errors
    /// `Storage`, except for a closed pipe.
    pub fn show(&self, text: HumanText) -> Result<(), Error> {
        self.raw(text.draw(self.canvas(), self.options.header)?.as_bytes())
    }

    /// Shows a person what the question is about that comes next, whatever `-q` says: on standard error, where it is asked.
    ///
    /// # Errors
    /// As [`Streams::report`].
    pub fn explain(&self, text: HumanText) -> Result<(), Error> {
        let drawn = text.draw(self.message_canvas, false)?;
        if !drawn.is_empty() {
            self.message(drawn.trim_end_matches('\n'));
        }
        Ok(())
    }

    /// Prints bytes as they are: a token, TMDB's own answer, a text export.
    ///
    /// # Errors
    /// `Storage`, except for a closed pipe.
    pub fn raw(&self, bytes: &[u8]) -> Result<(), Error> {
        self.write(bytes)?;
        self.flush()
    }

    fn record(&self, text: &str) -> Result<(), Error> {
        self.write(text.as_bytes())?;
        self.write(self.options.end().encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// Says something useful to a person; silent under `-q`.
    pub fn note(&self, text: &str) {
        if !self.options.quiet {
            self.say(&sanitize::text(text));
        }
    }

    /// Says to a person what can't be left out, whatever `-q` says.
    pub fn announce(&self, text: &str) {
        self.message(&sanitize::text(text));
    }

    /// Says that something went less than well; silent under `-q`.
    pub fn warn(&self, text: &str) {
        if !self.options.quiet {
            let label = self.message_canvas.paint("warning:", Style::Warn);
            self.say(&format!("{label} {}", sanitize::line(text)));
        }
    }

    /// Begins to show progress, where standard error is a terminal and `-q` isn't given.
    pub fn progress(&self) -> Progress {
        Progress::new(self.activity.clone())
    }

    /// Returns the line that shows what is being done.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Returns whether a table that is longer than the screen is shown by a pager.
    pub fn has_pager(&self) -> bool {
        self.stdout_is_terminal && self.options.pager.is_some()
    }

    /// Prints a failure: as the contract's JSON line where the output is JSON, else for a person.
    pub fn fail(&self, error: &Error) {
        if self.options.is_json() {
            self.message(&self.options.redactor.hide(failure::json_line(error).trim_end_matches('\n')));
        } else {
            let prose = failure::prose(error, self.message_canvas, self.options.verbose);
            self.say(prose.trim_end_matches('\n'));
        }
    }

    /// Returns whether standard error is a terminal.
    pub fn stderr_is_terminal(&self) -> bool {
        self.stderr_is_terminal
    }

    /// Returns whether results go to a terminal.
    pub fn stdout_is_terminal(&self) -> bool {
        self.stdout_is_terminal
    }

    /// Returns the room for results in columns; unlimited where they don't go to a terminal.
    pub fn width(&self) -> Option<usize> {
        self.stdout_is_terminal.then(|| (self.width)().filter(|&width| width > 0).unwrap_or(USUAL_WIDTH))
    }

    /// Returns whether results are colored.
    pub fn color(&self) -> bool {
        self.color
    }

    /// Returns what the user chose.
    pub fn options(&self) -> &OutputOptions {
        &self.options
    }

    /// Returns whether the reader of standard output has gone away: what is printed from now on is lost, quietly.
    pub fn closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        self.with_stdout(|stdout| stdout.write_all(bytes))
    }

    fn flush(&self) -> Result<(), Error> {
        self.with_stdout(Write::flush)
    }

    fn with_stdout(
        &self,
        act: impl FnOnce(&mut BufWriter<Box<dyn Write + Send>>) -> io::Result<()>,
    ) -> Result<(), Error> {
        if self.closed() {
            return Ok(());
        }
        match self.activity.aside(|| act(&mut lock(&self.stdout))) {
            Ok(()) => Ok(()),
            Err(source) if source.kind() == io::ErrorKind::BrokenPipe => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(source) => {
                Err(Error::new(ErrorKind::Storage, format!("could not write the output: {source}"))
                    .with_source(source))
            }
        }
    }

    /// Prints sentences, without secrets, and on a terminal with lines that fit.
    fn say(&self, text: &str) {
        let text = self.options.redactor.hide(text);
        let width = (self.width)().filter(|&width| self.stderr_is_terminal && width >= NARROWEST_MESSAGE);
        self.message(&width.map_or_else(|| text.to_string(), |width| folded(&text, width)));
    }

    fn message(&self, text: &str) {
        self.activity.aside(|| {
            let mut stderr = lock(&self.stderr);
            // If even standard error can't be written, there is no way to report it.
            stderr.write_all(format!("{text}\n").as_bytes()).and_then(|()| stderr.flush()).ok();
        });
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        self.activity.finish();
    }
}

fn sheet<T: Render>(make: Option<MakeSheet<T>>, data: &Data<T>) -> Result<Sheet, Error> {
    make.map_or_else(|| Sheet::of(data.as_slice()), |make| make(data))
}

/// A panic elsewhere is no reason to stop printing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
