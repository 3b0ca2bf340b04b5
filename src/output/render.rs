//! What a command hands over to be printed: rows that know their columns, cells, reports. Not for how any of it looks.

use serde::Serialize;

use super::fields::Sheet;
use super::human::HumanText;
use crate::domain::Timestamp;
use crate::error::Error;

/// A row that knows its columns: one list feeds the table, CSV, TSV and `--fields`.
pub trait Render: Serialize + 'static {
    /// Returns the columns in the order in which they are printed. Keys are those of the serialised form wherever
    /// that has the value; then `--fields`, CSV and TSV print the exact value, and only the table prints the cell.
    fn columns() -> &'static [Column<Self>]
    where
        Self: Sized;

    /// Returns the top-level keys of the serialised form that aren't columns. Only
    /// [`Streams::check_fields`](super::Streams::check_fields) needs them: once there are rows, they show their keys.
    fn more_keys() -> &'static [&'static str]
    where
        Self: Sized,
    {
        &[]
    }
}

/// One column of a [`Render`] type.
pub struct Column<T> {
    /// The name in `--fields` and in the header line of CSV and TSV; a dotted path reaches into objects.
    pub key: &'static str,
    /// The heading in a table.
    pub heading: &'static str,
    /// Makes the table's cell.
    pub cell: fn(&T) -> Cell,
    /// Where the column shows without being asked for.
    pub shown: Shown,
    /// The column's share of the room where a table must shrink; 0 is never cut.
    pub weight: u16,
    /// What becomes of a cell that is too wide for the column.
    pub overflow: Overflow,
    /// Whether the column is left out of a terminal that has no room for it, before rows become blocks.
    pub is_spare: bool,
}

impl<T> Column<T> {
    /// Makes a column that shows everywhere and is never cut.
    pub const fn new(key: &'static str, heading: &'static str, cell: fn(&T) -> Cell) -> Self {
        Self { key, heading, cell, shown: Shown::Always, weight: 0, overflow: Overflow::Cut, is_spare: false }
    }

    /// Keeps the column out of tables, unless `--fields` names it.
    #[must_use]
    pub const fn detail(mut self) -> Self {
        self.shown = Shown::Detail;
        self
    }

    /// Lets the column be cut where a table must shrink, to a share of the room by `weight`.
    #[must_use]
    pub const fn weight(mut self, weight: u16) -> Self {
        self.weight = weight;
        self
    }

    /// Breaks a cell into lines where it doesn't fit, instead of cutting it: for sentences that must be read whole.
    #[must_use]
    pub const fn wrapped(mut self) -> Self {
        self.overflow = Overflow::Wrap;
        self
    }

    /// Leaves the column out where a terminal has no room for it.
    #[must_use]
    pub const fn spare(mut self) -> Self {
        self.is_spare = true;
        self
    }
}

/// What becomes of a cell that is too wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// It ends with `…`.
    Cut,
    /// It goes on in the next line.
    Wrap,
}

/// Where a column shows without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In every format.
    Always,
    /// In CSV and TSV; in a table only where `--fields` names it.
    Detail,
}

/// One value as a table shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, left-aligned; any text, it is made safe when printed.
    Text(String),
    /// A number, right-aligned.
    Number(Number),
    /// Text that leads to a web page, where the terminal can do that.
    Link {
        /// What is read.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// A word whose colour says whether it is good news.
    Mark(String, Tone),
}

/// A number and how it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A number with this many decimals.
    Decimal(f64, usize),
}

/// What a [`Cell::Mark`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, in order.
    Good,
    /// Pending, needs a look.
    Warn,
    /// Failed.
    Bad,
    /// Of little interest.
    Dim,
    /// Neither.
    Plain,
}

impl Cell {
    /// Makes a cell of text; empty text is [`Cell::Empty`].
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Makes a cell of a whole number.
    pub fn integer(number: impl Into<i64>) -> Self {
        Self::Number(Number::Integer(number.into()))
    }

    /// Makes a cell of a count, saturating.
    pub fn count(count: usize) -> Self {
        Self::integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Makes a cell of a number with `places` decimals; empty where it isn't finite.
    pub fn decimal(number: impl Into<f64>, places: usize) -> Self {
        let number = number.into();
        if number.is_finite() { Self::Number(Number::Decimal(number, places)) } else { Self::Empty }
    }

    /// Makes a cell whose text leads to `url`.
    pub fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link { text: text.into(), url: url.into() }
    }

    /// Makes a coloured word.
    pub fn mark(text: impl Into<String>, tone: Tone) -> Self {
        Self::Mark(text.into(), tone)
    }

    /// Makes a cell of `yes` or `no`.
    pub fn yes(flag: bool) -> Self {
        Self::Text(if flag { "yes" } else { "no" }.to_owned())
    }

    /// Returns what the cell says, not yet made safe to print.
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Mark(text, _) => text.clone(),
            Self::Number(Number::Integer(number)) => number.to_string(),
            Self::Number(Number::Decimal(number, places)) => format!("{number:.places$}"),
            Self::Link { text, url } => if text.is_empty() { url } else { text }.clone(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::integer(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::integer(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::integer(number)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::count(count)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::yes(flag)
    }
}

impl From<Timestamp> for Cell {
    fn from(moment: Timestamp) -> Self {
        Self::Text(moment.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// What `data` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data<T> {
    /// An array; a table with a line for each.
    Rows(Vec<T>),
    /// One object; lines of `Heading: value`.
    One(T),
}

impl<T> Data<T> {
    /// Returns the rows; one where it is one object.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::Rows(rows) => rows,
            Self::One(one) => std::slice::from_ref(one),
        }
    }
}

impl<T: Serialize> Serialize for Data<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rows(rows) => rows.serialize(serializer),
            Self::One(one) => one.serialize(serializer),
        }
    }
}

/// Something that went less than well, printed on standard error beside the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// One sentence without a full stop.
    pub message: String,
}

impl<T: Into<String>> From<T> for Warning {
    fn from(message: T) -> Self {
        Self { message: message.into() }
    }
}

/// Makes the view for people.
pub(super) type MakeHuman<T, M> = Box<dyn FnOnce(&Data<T>, &M) -> HumanText>;
/// Makes the rows of the grid formats.
pub(super) type MakeSheet<T> = Box<dyn FnOnce(&Data<T>) -> Result<Sheet, Error>>;

/// What a command hands over: `{"data": …, "meta": …}`, with warnings apart.
pub struct Report<T, M> {
    /// What was asked for.
    pub data: Data<T>,
    /// Facts about the answer; `()` prints as `{}`.
    pub meta: M,
    /// For standard error.
    pub warnings: Vec<Warning>,
    /// The sentence for a person where there are no rows; on standard error, so that a script sees none.
    pub empty: &'static str,
    pub(super) footer: Option<String>,
    pub(super) human: Option<MakeHuman<T, M>>,
    pub(super) sheet: Option<MakeSheet<T>>,
}

impl<T: Render, M: Serialize> Report<T, M> {
    /// Makes a report whose `data` is an array.
    pub fn rows(rows: Vec<T>, meta: M) -> Self {
        Self::new(Data::Rows(rows), meta)
    }

    /// Makes a report whose `data` is one object.
    pub fn one(value: T, meta: M) -> Self {
        Self::new(Data::One(value), meta)
    }

    fn new(data: Data<T>, meta: M) -> Self {
        Self { data, meta, warnings: Vec::new(), empty: "", footer: None, human: None, sheet: None }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<Warning>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// Says what a person reads where there are no rows.
    #[must_use]
    pub fn empty(mut self, sentence: &'static str) -> Self {
        self.empty = sentence;
        self
    }

    /// Adds a dim line below a table on a terminal (`page 1 of 5`).
    #[must_use]
    pub fn footer(mut self, line: impl Into<String>) -> Self {
        self.footer = Some(line.into());
        self
    }

    /// Replaces the table for people, where a grid isn't the best view. `--fields` brings the grid back.
    #[must_use]
    pub fn human(mut self, view: impl FnOnce(&Data<T>, &M) -> HumanText + 'static) -> Self {
        self.human = Some(Box::new(view));
        self
    }

    /// Makes table, CSV and TSV show rows inside `data` (the items of a list), while JSON shows the whole object.
    #[must_use]
    pub fn grid_of<R: Render>(mut self, rows: fn(&T) -> &[R]) -> Self {
        self.sheet = Some(Box::new(move |data| Sheet::of(data.as_slice().iter().flat_map(rows))));
        self
    }
}
