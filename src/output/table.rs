//! Tables for people: aligned columns two spaces apart below a line of headings, without borders. Not for machines,
//! though a piped table is plain, complete text.
//!
//! On a terminal the table fits: columns with a weight give up room and are cut with `…`; where even that isn't
//! enough, every row becomes a block of `Heading: value` lines.

use super::render::Cell;
use super::style::{Canvas, Piece, Style, width_of, wrap};

/// Columns between two columns.
const GAP: usize = 2;
/// What a column that may be cut keeps at least, if it has that much.
const LEAST: usize = 8;
/// Below this much room a value isn't wrapped beside its heading.
const LEAST_VALUE: usize = 20;

/// What a table shows.
pub(super) struct Grid {
    pub(super) columns: Vec<GridColumn>,
    /// One cell a column in each.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A column's heading, and its share of the room where the table must shrink (0: never cut).
pub(super) struct GridColumn {
    pub(super) heading: String,
    pub(super) weight: u16,
}

/// Draws `grid`; every line ends with a line feed and none with spaces.
pub(super) fn draw(grid: &Grid, canvas: Canvas, header: bool) -> String {
    let headings: Vec<Piece> =
        grid.columns.iter().map(|column| Piece::styled(&column.heading, Style::Bold)).collect();
    let rows: Vec<Vec<Piece>> = grid.rows.iter().map(|row| row.iter().map(Piece::of).collect()).collect();
    let natural: Vec<usize> = (0..headings.len())
        .map(|at| {
            let heading = if header { headings[at].width() } else { 0 };
            rows.iter().map(|row| row[at].width()).fold(heading, usize::max)
        })
        .collect();
    let weights: Vec<u16> = grid.columns.iter().map(|column| column.weight).collect();
    let Some(widths) = fit(&natural, &weights, canvas.width) else { return stacked(grid, canvas) };
    let is_numeric: Vec<bool> = (0..headings.len())
        .map(|at| {
            let mut filled =
                rows.iter().map(|row| &row[at]).filter(|piece| !piece.text.is_empty()).peekable();
            filled.peek().is_some() && filled.all(|piece| piece.is_number)
        })
        .collect();
    let mut drawn = String::new();
    for row in header.then_some(headings).into_iter().chain(rows) {
        draw_line(&mut drawn, row, &widths, &is_numeric, canvas);
    }
    drawn
}

fn draw_line(drawn: &mut String, row: Vec<Piece>, widths: &[usize], is_numeric: &[bool], canvas: Canvas) {
    let mut spaces = 0;
    for (at, piece) in row.into_iter().enumerate() {
        let piece = piece.cut(widths[at]);
        let padding = widths[at].saturating_sub(piece.width());
        let (before, after) = if is_numeric[at] { (padding, 0) } else { (0, padding) };
        spaces += before;
        // Spaces wait for text behind them, so that no line ends with any.
        if !piece.text.is_empty() {
            drawn.extend(std::iter::repeat_n(' ', spaces));
            drawn.push_str(&piece.draw(canvas));
            spaces = 0;
        }
        spaces += after + GAP;
    }
    drawn.push('\n');
}

/// Shares out `room`: columns without weight keep their natural width, the others at least `LEAST` and then by weight.
/// Returns nothing where that can't be done.
fn fit(natural: &[usize], weights: &[u16], room: Option<usize>) -> Option<Vec<usize>> {
    let gaps = GAP * natural.len().saturating_sub(1);
    let room = match room {
        Some(room) if natural.iter().sum::<usize>() + gaps > room => room,
        _ => return Some(natural.to_vec()),
    };
    let is_flexible = |at: usize| weights[at] > 0;
    let mut widths: Vec<usize> = natural
        .iter()
        .enumerate()
        .map(|(at, &width)| if is_flexible(at) { width.min(LEAST) } else { width })
        .collect();
    let mut extra = room.checked_sub(gaps + widths.iter().sum::<usize>())?;
    // Each round shares out what is left by weight; what a column doesn't need goes into the next round.
    loop {
        let wanting: Vec<usize> =
            (0..widths.len()).filter(|&at| is_flexible(at) && widths[at] < natural[at]).collect();
        let total: usize = wanting.iter().map(|&at| usize::from(weights[at])).sum();
        if extra == 0 || total == 0 {
            return Some(widths);
        }
        let shared = extra;
        for at in wanting {
            let share =
                (shared * usize::from(weights[at]) / total).max(1).min(extra).min(natural[at] - widths[at]);
            widths[at] += share;
            extra -= share;
        }
    }
}

/// Draws every row as a block of `Heading: value` lines, with an empty line between two.
pub(super) fn stacked(grid: &Grid, canvas: Canvas) -> String {
    let headings = || grid.columns.iter().map(|column| column.heading.as_str());
    let blocks: Vec<String> = grid.rows.iter().map(|row| pairs(headings().zip(row), canvas)).collect();
    blocks.join("\n")
}

/// Draws `Heading: value` lines with the values below each other; on a terminal long values are wrapped there.
pub(super) fn pairs<'a>(lines: impl Iterator<Item = (&'a str, &'a Cell)>, canvas: Canvas) -> String {
    let lines: Vec<(Piece, Piece)> = lines
        .map(|(heading, cell)| (Piece::styled(&format!("{heading}:"), Style::Bold), Piece::of(cell)))
        .collect();
    let indent = lines.iter().map(|(heading, _)| heading.width()).max().unwrap_or(0) + 1;
    let room = canvas.width.map(|width| width.saturating_sub(indent)).filter(|room| *room >= LEAST_VALUE);
    let mut drawn = String::new();
    for (heading, value) in &lines {
        drawn.push_str(&heading.draw(canvas));
        let wrapped = match room {
            Some(room) if value.width() > room => wrap(&value.text, room),
            _ => Vec::new(),
        };
        if wrapped.is_empty() {
            if !value.text.is_empty() {
                drawn.extend(std::iter::repeat_n(' ', indent - heading.width()));
                drawn.push_str(&value.draw(canvas));
            }
            drawn.push('\n');
        }
        for (at, line) in wrapped.iter().enumerate() {
            let margin = if at == 0 { indent - heading.width() } else { indent };
            drawn.extend(std::iter::repeat_n(' ', margin));
            drawn.push_str(line);
            drawn.push('\n');
        }
    }
    drawn
}

/// Draws a paragraph, wrapped to the room or to a width that reads well.
pub(super) fn paragraph(text: &str, canvas: Canvas) -> String {
    const READABLE: usize = 100;
    let mut drawn = String::new();
    for part in text.split('\n') {
        let lines = match canvas.width {
            Some(width) if width_of(part) > width.min(READABLE) => wrap(part, width.min(READABLE)),
            _ => vec![part.trim_end().to_owned()],
        };
        for line in lines {
            drawn.push_str(&line);
            drawn.push('\n');
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn room_goes_by_weight_and_never_to_what_has_enough() {
        assert_eq!(fit(&[10, 40, 40], &[0, 3, 1], Some(64)), Some(vec![10, 34, 16]));
        assert_eq!(fit(&[10, 12, 80], &[0, 3, 1], Some(64)), Some(vec![10, 12, 38]));
        assert_eq!(fit(&[10, 40], &[0, 1], Some(19)), None);
        assert_eq!(fit(&[10, 40], &[0, 0], Some(40)), None);
        assert_eq!(fit(&[10, 40], &[0, 0], None), Some(vec![10, 40]));
        assert_eq!(fit(&[], &[], Some(1)), Some(vec![]));
    }

    proptest! {
        #[test]
        fn a_table_that_must_shrink_fills_the_room(
            columns in prop::collection::vec((0_usize..60, 0_u16..4), 1..7),
            room in 1_usize..200,
        ) {
            let (natural, weights): (Vec<usize>, Vec<u16>) = columns.into_iter().unzip();
            let gaps = GAP * (natural.len() - 1);
            let wanted = natural.iter().sum::<usize>() + gaps;
            if let Some(widths) = fit(&natural, &weights, Some(room)) {
                prop_assert_eq!(widths.iter().sum::<usize>() + gaps, wanted.min(room));
                for at in 0..natural.len() {
                    prop_assert!(widths[at] <= natural[at]);
                    prop_assert!(widths[at] == natural[at] || (weights[at] > 0 && widths[at] >= LEAST));
                }
            } else {
                let least = |at: usize| if weights[at] > 0 { natural[at].min(LEAST) } else { natural[at] };
                prop_assert!((0..natural.len()).map(least).sum::<usize>() + gaps > room);
            }
        }
    }
}
