//! Views for people that aren't one grid: details of a movie, a sync plan. Not for data: scripts see the report's rows.

use super::cell::Cell;
use super::fields::Sheet;
use super::render::{Overflow, Render};
use super::sanitize;
use super::style::{Canvas, Piece, Style};
use super::table::{self, Grid, GridColumn};
use crate::error::Error;

/// Text for a person, built block by block; it is made safe, wrapped and colored when printed.
#[derive(Default)]
pub struct HumanText {
    blocks: Vec<Block>,
}

enum Block {
    Styled(String, Style),
    Line(Vec<Cell>),
    Pairs(Vec<(String, Cell)>),
    Paragraph(String),
    Grid(Grid),
    /// Rows that draw themselves; a row without JSON form shows only when the text is printed.
    Rows(Result<Grid, Error>),
    Blank,
}

impl HumanText {
    /// Makes an empty text.
    pub fn new() -> Self {
        Self::default()
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Adds a bold line.
    #[must_use]
    pub fn title(self, text: impl Into<String>) -> Self {
        self.with(Block::Styled(text.into(), Style::Bold))
    }

    /// Adds a dim line.
    #[must_use]
    pub fn dim(self, text: impl Into<String>) -> Self {
        self.with(Block::Styled(text.into(), Style::Dim))
    }

    /// Adds one line.
    #[must_use]
    pub fn line(self, cell: impl Into<Cell>) -> Self {
        self.with(Block::Line(vec![cell.into()]))
    }

    /// Adds one line of several cells, a space between two; empty ones are left out.
    #[must_use]
    pub fn cells(self, cells: Vec<Cell>) -> Self {
        self.with(Block::Line(cells))
    }

    /// Adds a line `Label: value`; neighbouring ones are aligned. A line without a value is left out.
    #[must_use]
    pub fn pair(mut self, label: impl Into<String>, value: impl Into<Cell>) -> Self {
        let value = value.into();
        if value == Cell::Empty {
            return self;
        }
        if let Some(Block::Pairs(pairs)) = self.blocks.last_mut() {
            pairs.push((label.into(), value));
            return self;
        }
        self.with(Block::Pairs(vec![(label.into(), value)]))
    }

    /// Adds running text, wrapped on a terminal; line feeds stay.
    #[must_use]
    pub fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Block::Paragraph(text.into()))
    }

    /// Adds a table of `(heading, weight)` columns (see [`Column::weight`](super::Column::weight)), whose long cells are
    /// wrapped; rows that are too short are filled up.
    #[must_use]
    pub fn grid(self, columns: &[(&str, u16)], mut rows: Vec<Vec<Cell>>) -> Self {
        for row in &mut rows {
            row.resize(columns.len(), Cell::Empty);
        }
        let column = |&(heading, weight): &(&str, u16)| GridColumn {
            heading: heading.to_owned(),
            weight,
            overflow: Overflow::Wrap,
            is_spare: false,
            usual: None,
        };
        self.with(Block::Grid(Grid { columns: columns.iter().map(column).collect(), rows }))
    }

    /// Adds a table of rows that know their columns.
    #[must_use]
    pub fn rows<R: Render>(self, rows: &[R]) -> Self {
        self.with(Block::Rows(Sheet::of(rows).and_then(|sheet| sheet.grid(None))))
    }

    /// Adds an empty line.
    #[must_use]
    pub fn blank(self) -> Self {
        self.with(Block::Blank)
    }

    pub(super) fn draw(self, canvas: Canvas, header: bool) -> Result<String, Error> {
        let mut drawn = String::new();
        for block in self.blocks {
            match block {
                Block::Styled(text, style) => {
                    drawn.push_str(&(Piece::styled(&text, style).draw(canvas) + "\n"));
                }
                Block::Line(cells) => drawn.push_str(&line(&cells, canvas)),
                Block::Pairs(pairs) => {
                    let lines = pairs.iter().map(|(label, value)| (label.as_str(), value));
                    drawn.push_str(&table::pairs(lines, canvas));
                }
                Block::Paragraph(text) => drawn.push_str(&table::paragraph(&sanitize::text(&text), canvas)),
                Block::Grid(grid) => drawn.push_str(&table::draw(&grid, canvas, header)),
                Block::Rows(grid) => {
                    let grid = if canvas.width.is_some() { grid?.without_usual() } else { grid? };
                    drawn.push_str(&table::draw(&grid, canvas, header));
                }
                Block::Blank => drawn.push('\n'),
            }
        }
        Ok(drawn)
    }
}

impl<T: Into<String>> From<T> for HumanText {
    fn from(text: T) -> Self {
        Self::new().paragraph(text)
    }
}

fn line(cells: &[Cell], canvas: Canvas) -> String {
    let pieces = cells.iter().map(|cell| Piece::of(cell, canvas)).filter(|piece| !piece.text.is_empty());
    pieces.map(|piece| piece.draw(canvas)).collect::<Vec<_>>().join(" ") + "\n"
}
