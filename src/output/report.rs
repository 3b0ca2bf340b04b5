//! What a command passes to be printed: its data, facts about them, warnings, and the view for people.
//! Not for any format: those take a report apart.

use std::borrow::Cow;

use serde::Serialize;

use super::fields::Sheet;
use super::human::HumanText;
use super::render::Render;
use crate::error::Error;

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

/// What a command passes to be printed: `{"data": …, "meta": …}`, with warnings apart.
pub struct Report<T, M> {
    /// What was asked for.
    pub data: Data<T>,
    /// Facts about the answer; `()` prints as `{}`.
    pub meta: M,
    /// For standard error.
    pub warnings: Vec<Warning>,
    /// The sentence for a person where there are no rows; on standard error, so that a script sees none.
    pub empty: Cow<'static, str>,
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
        Self {
            data,
            meta,
            warnings: Vec::new(),
            empty: Cow::Borrowed(""),
            footer: None,
            human: None,
            sheet: None,
        }
    }

    /// Adds a warning.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<Warning>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// Says what a person reads where there are no rows.
    #[must_use]
    pub fn empty(mut self, sentence: impl Into<Cow<'static, str>>) -> Self {
        self.empty = sentence.into();
        self
    }

    /// Adds a dim line below what a person sees on a terminal (`page 1 of 5`).
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
