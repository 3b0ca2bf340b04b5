//! Rows that know their columns. Not for how any of it looks, nor for what comes with the rows: that is a `report`.

use serde::Serialize;

use super::cell::Cell;

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
    /// Whether the column is left out of a table in which no row has anything to say in it.
    pub is_optional: bool,
    /// What most rows say; a terminal leaves the column out where all do.
    pub usual: Option<&'static str>,
}

impl<T> Column<T> {
    /// Makes a column that shows everywhere and is never cut.
    pub const fn new(key: &'static str, heading: &'static str, cell: fn(&T) -> Cell) -> Self {
        Self {
            key,
            heading,
            cell,
            shown: Shown::Always,
            weight: 0,
            overflow: Overflow::Cut,
            is_spare: false,
            is_optional: false,
            usual: None,
        }
    }

    /// Leaves the column out of a terminal where every row says `value`, or nothing.
    #[must_use]
    pub const fn usually(mut self, value: &'static str) -> Self {
        self.usual = Some(value);
        self
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

    /// Leaves the column out of a table where it would be empty; CSV and TSV keep it, because programs count on it.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.is_optional = true;
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
