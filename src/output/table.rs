//! Tables for people: aligned columns two spaces apart below a line of headings, without borders. Not for machines,
//! though a piped table is plain, complete text.
//!
//! `comfy_table` lays the lines out; what is decided here is how wide each column is. On a terminal the table fits:
//! columns with a weight give up room and are cut with `…`, or wrapped; where that isn't enough, spare columns go; and
//! where even that isn't, every row becomes a block of `Heading: value` lines. Cells come to the layout already cut and
//! with their escape sequences, because the layout shortens by words and drops links, and its colors follow the
//! environment instead of the settings.

use comfy_table::{CellAlignment, ColumnConstraint, Table, Width, presets};

use super::cell::Cell;
use super::render::Overflow;
use super::style::{Canvas, Piece, Style, width_of, wrap};

/// Columns between two columns.
const GAP: u16 = 2;
/// What a column that may be cut keeps at least, if it has that much.
const LEAST: usize = 8;
/// What a column that is wrapped keeps at least: sentences in a narrower one read badly.
const LEAST_WRAPPED: usize = 16;
/// What the main column gets before any other is widened, if it needs that much: most titles fit.
const COMFORT: usize = 32;
/// So many columns are better cut than shown as blocks.
const FEWEST: usize = 3;
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
    pub(super) overflow: Overflow,
    /// Whether it goes first where there is no room.
    pub(super) is_spare: bool,
    /// What it says where there is nothing to say.
    pub(super) usual: Option<&'static str>,
}

impl Grid {
    /// Leaves out columns in which every row says the usual thing: a person learns nothing from them.
    pub(super) fn without_usual(mut self) -> Self {
        let is_usual = |at: usize, usual: &str| {
            self.rows
                .iter()
                .all(|row| matches!(row[at].plain().as_str(), "" | "-") || row[at].plain() == usual)
        };
        let kept: Vec<bool> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| !column.usual.is_some_and(|usual| is_usual(at, usual)))
            .collect();
        let mut keep = kept.iter();
        self.columns.retain(|_| *keep.next().unwrap_or(&true));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.retain(|_| *keep.next().unwrap_or(&true));
        }
        self
    }
}

impl GridColumn {
    /// What it keeps of its natural width.
    fn least(&self, natural: usize) -> usize {
        match (self.weight, self.overflow) {
            (0, _) => natural,
            (_, Overflow::Cut) => natural.min(LEAST),
            (_, Overflow::Wrap) => natural.min(LEAST_WRAPPED),
        }
    }
}

/// Draws `grid`; every line ends with a line feed and none with spaces.
pub(super) fn draw(grid: &Grid, canvas: Canvas, header: bool) -> String {
    let headings: Vec<Piece> =
        grid.columns.iter().map(|column| Piece::styled(&column.heading, Style::Bold)).collect();
    let rows: Vec<Vec<Piece>> =
        grid.rows.iter().map(|row| row.iter().map(|cell| Piece::of(cell, canvas)).collect()).collect();
    let demands: Vec<Demand> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let heading = if header { headings[at].width() } else { 0 };
            // The layout gives an empty column one space, too.
            let natural = rows.iter().map(|row| row[at].width()).fold(heading.max(1), usize::max);
            Demand { natural, least: column.least(natural), weight: column.weight }
        })
        .collect();
    let Some((kept, widths)) = fit(grid, &demands, canvas.width) else { return stacked(grid, canvas) };
    let pick = |row: Vec<Piece>| -> Vec<Piece> {
        row.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, piece)| piece).collect()
    };
    let (headings, rows) = (pick(headings), rows.into_iter().map(pick).collect::<Vec<_>>());
    let overflow: Vec<Overflow> = kept.iter().map(|&at| grid.columns[at].overflow).collect();
    let is_numeric: Vec<bool> = (0..headings.len())
        .map(|at| {
            let mut filled =
                rows.iter().map(|row| &row[at]).filter(|piece| !piece.text.is_empty()).peekable();
            filled.peek().is_some() && filled.all(|piece| piece.is_number)
        })
        .collect();
    let cells = |row: Vec<Piece>| -> Vec<String> {
        let columns = row.into_iter().zip(&widths).zip(&overflow);
        let cell = |((piece, &width), overflow): ((Piece, &u16), &Overflow)| match overflow {
            Overflow::Cut => piece.cut(width.into()).draw(canvas),
            Overflow::Wrap => piece.draw_wrapped(width.into(), canvas),
        };
        columns.map(cell).collect()
    };
    let mut table = new_table();
    // The marks and lines of a plan have no headings.
    if header && headings.iter().any(|heading| !heading.text.is_empty()) {
        table.set_header(cells(headings));
    }
    table.add_rows(rows.into_iter().map(cells));
    for ((column, &width), &is_numeric) in table.column_iter_mut().zip(&widths).zip(&is_numeric) {
        // The layout counts a column's padding as part of its width.
        let padded = width.saturating_add(GAP);
        column.set_padding((0, GAP)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
        column.set_cell_alignment(if is_numeric { CellAlignment::Right } else { CellAlignment::Left });
    }
    lay_out(&table)
}

/// Makes a table without borders that asks nobody about terminals: cells bring their own colors.
fn new_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).force_no_tty();
    table
}

fn lay_out(table: &Table) -> String {
    let mut drawn = String::new();
    for line in table.lines() {
        drawn.push_str(line.trim_end_matches(' '));
        drawn.push('\n');
    }
    drawn
}

/// How wide a column would be, how narrow it may get, and its share of what is in between.
#[derive(Clone, Copy, Debug)]
struct Demand {
    natural: usize,
    least: usize,
    weight: u16,
}

/// Chooses columns and their widths: all of them if that can be, else without spare ones from the right, then without
/// others from the right down to [`FEWEST`]. The main column, a title say, is cut last. Returns nothing where not even that
/// can be, or a column is wider than the layout can count.
fn fit(grid: &Grid, demands: &[Demand], room: Option<usize>) -> Option<(Vec<usize>, Vec<u16>)> {
    let main = main_of(demands);
    let mut kept: Vec<usize> = (0..demands.len()).collect();
    loop {
        let chosen: Vec<Demand> = kept.iter().map(|&at| demands[at]).collect();
        let widths = share_out(&chosen, room);
        let spare = kept.iter().rposition(|&at| grid.columns[at].is_spare && Some(at) != main);
        let other = || kept.iter().rposition(|&at| Some(at) != main).filter(|_| kept.len() > FEWEST);
        let position = main.and_then(|main| kept.iter().position(|&at| at == main));
        let is_comfortable =
            |widths: &[usize]| position.is_none_or(|at| widths[at] >= chosen[at].natural.min(COMFORT));
        let given_up = match &widths {
            Some(widths) if is_comfortable(widths) || spare.is_none() => None,
            Some(_) => spare,
            None => Some(spare.or_else(other)?),
        };
        let Some(given_up) = given_up else {
            let narrow = |width| u16::try_from(width).ok().filter(|width| *width <= u16::MAX - GAP);
            return Some((kept, widths?.into_iter().map(narrow).collect::<Option<_>>()?));
        };
        kept.remove(given_up);
    }
}

/// Returns the column that people read the table for: the one with the greatest share of the room.
fn main_of(demands: &[Demand]) -> Option<usize> {
    let heaviest = demands.iter().map(|demand| demand.weight).max().filter(|weight| *weight > 0)?;
    demands.iter().position(|demand| demand.weight == heaviest)
}

/// Shares out `room`: each column gets what it needs at least, and what is left goes by weight. Returns nothing where
/// that is too much.
fn share_out(demands: &[Demand], room: Option<usize>) -> Option<Vec<usize>> {
    let gaps = usize::from(GAP) * demands.len().saturating_sub(1);
    let room = match room {
        Some(room) if demands.iter().map(|demand| demand.natural).sum::<usize>() + gaps > room => room,
        _ => return Some(demands.iter().map(|demand| demand.natural).collect()),
    };
    let mut widths: Vec<usize> = demands.iter().map(|demand| demand.least).collect();
    let mut extra = room.checked_sub(gaps + widths.iter().sum::<usize>())?;
    if let Some(main) = main_of(demands) {
        let first = extra.min(demands[main].natural.min(COMFORT).saturating_sub(widths[main]));
        widths[main] += first;
        extra -= first;
    }
    // Each round shares out what is left by weight; what a column doesn't need goes into the next round.
    loop {
        let wanting: Vec<usize> = (0..widths.len()).filter(|&at| widths[at] < demands[at].natural).collect();
        let total: usize = wanting.iter().map(|&at| usize::from(demands[at].weight)).sum();
        if extra == 0 || total == 0 {
            return Some(widths);
        }
        let shared = extra;
        for at in wanting {
            let Demand { natural, weight, .. } = demands[at];
            let share = (shared * usize::from(weight) / total).max(1).min(extra).min(natural - widths[at]);
            widths[at] += share;
            extra -= share;
        }
    }
}

/// Draws every row as a block of `Heading: value` lines, with an empty line between two. What is unknown has no line.
pub(super) fn stacked(grid: &Grid, canvas: Canvas) -> String {
    let headings = || grid.columns.iter().map(|column| column.heading.as_str());
    let lines = |row| headings().zip(row).filter(|(_, cell): &(&str, &Cell)| !cell.plain().is_empty());
    let blocks: Vec<String> = grid.rows.iter().map(|row| pairs(lines(row), canvas)).collect();
    blocks.join("\n")
}

/// Draws `Heading: value` lines with the values below each other; on a terminal long values are wrapped there.
pub(super) fn pairs<'a>(lines: impl Iterator<Item = (&'a str, &'a Cell)>, canvas: Canvas) -> String {
    let lines: Vec<(Piece, Piece)> = lines
        .map(|(heading, cell)| (Piece::styled(&format!("{heading}:"), Style::Bold), Piece::of(cell, canvas)))
        .collect();
    let indent = lines.iter().map(|(heading, _)| heading.width()).max().unwrap_or(0) + 1;
    let room = canvas.width.map(|width| width.saturating_sub(indent)).filter(|room| *room >= LEAST_VALUE);
    let mut table = new_table();
    table.add_rows(lines.iter().map(|(heading, value)| {
        let value = match room {
            Some(room) => value.draw_wrapped(room, canvas),
            None => value.draw(canvas),
        };
        [heading.draw(canvas), value]
    }));
    for (column, padding) in table.column_iter_mut().zip([1, 0]) {
        column.set_padding((0, padding));
    }
    lay_out(&table)
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

    fn grid(columns: &[(u16, bool)]) -> Grid {
        let column = |&(weight, is_spare): &(u16, bool)| GridColumn {
            heading: String::new(),
            weight,
            overflow: Overflow::Cut,
            is_spare,
            usual: None,
        };
        Grid { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    fn widths(natural: &[usize], weights: &[u16], room: Option<usize>) -> Option<Vec<u16>> {
        let grid = grid(&weights.iter().map(|weight| (*weight, false)).collect::<Vec<_>>());
        fit(&grid, &demands(natural, &grid), room).map(|(_, widths)| widths)
    }

    fn demands(natural: &[usize], grid: &Grid) -> Vec<Demand> {
        let demand = |(natural, column): (&usize, &GridColumn)| Demand {
            natural: *natural,
            least: column.least(*natural),
            weight: column.weight,
        };
        natural.iter().zip(&grid.columns).map(demand).collect()
    }

    #[test]
    fn room_goes_by_weight_and_never_to_what_has_enough() {
        assert_eq!(widths(&[10, 40, 40], &[0, 3, 1], Some(64)), Some(vec![10, 40, 10]));
        assert_eq!(widths(&[10, 12, 80], &[0, 3, 1], Some(64)), Some(vec![10, 12, 38]));
        assert_eq!(widths(&[10, 40], &[0, 1], Some(19)), None);
        assert_eq!(widths(&[10, 40], &[0, 0], Some(40)), None);
        assert_eq!(widths(&[10, 40], &[0, 0], None), Some(vec![10, 40]));
        assert_eq!(widths(&[], &[], Some(1)), Some(vec![]));
        assert_eq!(widths(&[65_533, 70_000], &[0, 1], Some(65_560)), Some(vec![65_533, 25]));
        assert_eq!(widths(&[65_534], &[0], None), None);
    }

    #[test]
    fn spare_columns_go_from_the_right_and_only_where_they_must() {
        let grid = grid(&[(0, false), (0, true), (1, false), (0, true)]);
        let kept = |room| fit(&grid, &demands(&[10, 10, 30, 10], &grid), Some(room)).map(|(kept, _)| kept);
        assert_eq!(kept(66), Some(vec![0, 1, 2, 3]));
        assert_eq!(kept(54), Some(vec![0, 1, 2]), "the third is the main one, and cut last");
        assert_eq!(kept(44), Some(vec![0, 2]));
        assert_eq!(kept(31), Some(vec![0, 2]));
        assert_eq!(kept(19), None);
    }

    #[test]
    fn blocks_are_for_where_three_columns_don_t_fit() {
        let grid = grid(&[(0, false), (1, false), (0, false), (0, false)]);
        let kept = |room| fit(&grid, &demands(&[10, 30, 10, 10], &grid), Some(room)).map(|(kept, _)| kept);
        assert_eq!(kept(44), Some(vec![0, 1, 2, 3]));
        assert_eq!(kept(43), Some(vec![0, 1, 2]));
        assert_eq!(kept(31), None);
    }

    proptest! {
        #[test]
        fn a_table_that_must_shrink_fills_the_room(
            columns in prop::collection::vec((0_usize..60, 0_u16..4), 1..=FEWEST),
            room in 1_usize..200,
        ) {
            let (natural, weights): (Vec<usize>, Vec<u16>) = columns.into_iter().unzip();
            let gaps = usize::from(GAP) * (natural.len() - 1);
            let wanted = natural.iter().sum::<usize>() + gaps;
            if let Some(widths) = widths(&natural, &weights, Some(room)) {
                let widths: Vec<usize> = widths.into_iter().map(usize::from).collect();
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
