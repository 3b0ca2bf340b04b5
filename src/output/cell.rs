//! One value as a table shows it: text, a number, a link, a colored word. Not for how it is drawn: `style` does that.

use super::spoken;
use crate::domain::Timestamp;

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
    /// Text with something to know about it, which tables show behind it and data leaves out.
    Noted {
        /// What is read.
        text: String,
        /// Where it leads.
        url: Option<String>,
        /// What to know.
        note: &'static str,
    },
    /// A size in bytes.
    Bytes(u64),
    /// A moment.
    Time(Timestamp),
    /// A part of a whole, drawn as a bar for a person and left out elsewhere.
    Bar(u64, u64),
    /// A word whose color says whether it is good news.
    Mark(String, Tone),
}

/// A number and how it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number that counts something.
    Integer(i64),
    /// A whole number that names something.
    Id(u64),
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

    /// Makes a cell of a number that is a name.
    pub fn id(number: u64) -> Self {
        Self::Number(Number::Id(number))
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

    /// Makes a colored word.
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
            Self::Empty | Self::Bar(..) => String::new(),
            Self::Text(text) | Self::Mark(text, _) | Self::Noted { text, .. } => text.clone(),
            Self::Number(Number::Integer(number)) => number.to_string(),
            Self::Number(Number::Id(number)) => number.to_string(),
            Self::Bytes(count) => count.to_string(),
            Self::Time(moment) => moment.to_string(),
            Self::Number(Number::Decimal(number, places)) => format!("{number:.places$}"),
            Self::Link { text, url } => if text.is_empty() { url } else { text }.clone(),
        }
    }

    /// Returns what the cell says to a person at `now`, not yet made safe to print.
    pub(super) fn spoken(&self, now: Timestamp) -> String {
        match self {
            Self::Number(Number::Integer(number)) => spoken::thousands(*number),
            Self::Bytes(count) => spoken::bytes(*count),
            Self::Time(moment) => spoken::moment(*moment, now),
            Self::Bar(part, whole) => spoken::bar(*part, *whole),
            other => other.plain(),
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
        Self::Time(moment)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
