//! How a frame of a live choice fits into a window: what is cut, what scrolls, where the cursor stands. Not for the
//! terminal itself, which is `adapters::screen`'s.

use super::sanitize;
use super::style::{head, shortened, width_of};
use crate::ports::{Frame, FrameRow};

/// Stands before the chosen row, and blanks before the others.
const MARK: &str = "> ";
const NO_MARK: &str = "  ";
/// Between a row's text and what is reported beside it.
const GAP: usize = 2;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As any text.
    Plain,
    /// The chosen row.
    Chosen,
    /// Of less weight.
    Dim,
}

/// A frame, cut to a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The lines from the top.
    pub lines: Vec<(String, Look)>,
    /// Column and line of the cursor.
    pub cursor: (u16, u16),
}

/// Fits a frame into `width` columns and `height` lines. The status has the last of them, the rows what is left.
pub fn picture(frame: &Frame, width: u16, height: u16) -> Picture {
    // A terminal that doesn't tell its size says 0.
    let width = if width == 0 { 80 } else { usize::from(width) };
    let height = if height == 0 { 24 } else { usize::from(height) };
    // The last column stays empty: some terminals wrap as soon as it is filled.
    let room = width.saturating_sub(1);
    let (input, column) = input(frame, room);
    let mut lines = vec![(input, Look::Plain)];
    let shown = height.saturating_sub(2);
    let first = first_row(frame, shown);
    for (index, row) in frame.rows.iter().enumerate().skip(first).take(shown) {
        let look = if frame.chosen == Some(index) { Look::Chosen } else { Look::Plain };
        lines.push((line_of(row, look == Look::Chosen, room), look));
    }
    if height > 1 {
        lines.push((shortened(&sanitize::line(&frame.status), room), Look::Dim));
    }
    Picture { lines, cursor: (u16::try_from(column).unwrap_or(u16::MAX), 0) }
}

/// The question and what was typed. Where that is longer than the room, the end before the cursor is what one sees.
fn input(frame: &Frame, room: usize) -> (String, usize) {
    let question = shortened(&format!("{}: ", sanitize::line(&frame.question)), room / 2);
    let (before, after) = frame.typed.split_at_checked(frame.cursor).unwrap_or((&frame.typed, ""));
    let (before, after) = (sanitize::line(before).into_owned(), sanitize::line(after));
    let left = room.saturating_sub(width_of(&question) + 1);
    let mut visible = before.as_str();
    while width_of(visible) > left {
        let mut letters = visible.chars();
        if letters.next().is_none() {
            break;
        }
        visible = letters.as_str();
    }
    let column = width_of(&question) + width_of(visible);
    let rest = head(&after, room.saturating_sub(column));
    (format!("{question}{visible}{rest}"), column)
}

/// The first row shown, so that the chosen one is in sight.
fn first_row(frame: &Frame, shown: usize) -> usize {
    let chosen = frame.chosen.unwrap_or(0);
    (chosen + 1).saturating_sub(shown.max(1))
}

fn line_of(row: &FrameRow, is_chosen: bool, room: usize) -> String {
    let mark = if is_chosen { MARK } else { NO_MARK };
    let (text, aside) = (format!("{mark}{}", sanitize::line(&row.text)), sanitize::line(&row.aside));
    let taken = width_of(&text) + width_of(&aside);
    if aside.is_empty() || taken + GAP > room {
        return shortened(&text, room);
    }
    format!("{text}{}{aside}", " ".repeat(room - taken))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(text: &str, aside: &str) -> FrameRow {
        FrameRow { text: text.into(), aside: aside.into() }
    }

    fn frame() -> Frame {
        Frame {
            question: "Search".into(),
            typed: "千と".into(),
            cursor: "千と".len(),
            rows: vec![row("千と千尋の神隠し (2001)", "movie:129"), row("Spirited (2022)", "movie:856289")],
            chosen: Some(1),
            status: "2 results".into(),
        }
    }

    fn texts(picture: &Picture) -> Vec<&str> {
        picture.lines.iter().map(|(text, _)| text.as_str()).collect()
    }

    #[test]
    fn what_is_told_beside_a_row_gives_way_first() {
        let wide = picture(&frame(), 41, 24);
        assert_eq!(
            texts(&wide),
            [
                "Search: 千と",
                "  千と千尋の神隠し (2001)      movie:129",
                "> Spirited (2022)           movie:856289",
                "2 results"
            ]
        );
        assert_eq!((wide.cursor, wide.lines[2].1), ((12, 0), Look::Chosen));
        let narrow = picture(&frame(), 20, 24);
        assert_eq!(texts(&narrow), ["Search: 千と", "  千と千尋の神隠し…", "> Spirited (2022)", "2 results"]);
    }

    #[test]
    fn the_chosen_row_is_in_sight() {
        let rows: Vec<FrameRow> = (0..50).map(|n| row(&format!("row {n}"), "")).collect();
        let at = |chosen, height| {
            let picture = picture(&Frame { rows: rows.clone(), chosen, ..Frame::default() }, 40, height);
            let shown: Vec<String> = picture.lines.iter().map(|(text, _)| text.trim().to_owned()).collect();
            (shown.len(), shown.get(1).cloned().unwrap_or_default())
        };
        assert_eq!(at(Some(0), 10), (10, "> row 0".into()));
        assert_eq!(at(Some(7), 10), (10, "row 0".into()));
        assert_eq!(at(Some(8), 10), (10, "row 1".into()));
        assert_eq!(at(None, 4), (4, "row 0".into()));
        assert_eq!(at(Some(3), 1).0, 1);
    }

    #[test]
    fn long_input_scrolls_with_the_cursor() {
        let typed = "a very long text that was typed";
        let end =
            Frame { question: "Search".into(), typed: typed.into(), cursor: typed.len(), ..Frame::default() };
        let shown = picture(&end, 20, 5);
        assert_eq!((texts(&shown)[0], shown.cursor), ("Search:  was typed", (18, 0)));
        let start = picture(&Frame { cursor: 0, ..end }, 20, 5);
        assert_eq!((texts(&start)[0], start.cursor), ("Search: a very long", (8, 0)));
    }

    #[test]
    fn text_from_tmdb_can_t_control_the_screen() {
        let evil =
            Frame { rows: vec![row("a\u{1b}[2Jb", "\u{9b}1m")], status: "x\u{7}".into(), ..Frame::default() };
        let drawn = texts(&picture(&evil, 80, 24)).concat();
        assert!(!drawn.chars().any(char::is_control), "{drawn:?}");
    }

    proptest! {
        #[test]
        fn a_picture_fits_its_window(
            typed in "[a-z 天気👩🏽é\u{301}]{0,30}", text in "[a-z 天気👩🏽é\u{301}🇩🇪]{0,40}",
            width in 2_u16..60, height in 1_u16..12, chosen in 0_usize..9,
        ) {
            let rows = vec![row(&text, "movie:1"); 9];
            let cursor = typed.len();
            let frame = Frame { question: "Search".into(), typed, cursor, rows, chosen: Some(chosen), status: text };
            let picture = picture(&frame, width, height);
            prop_assert!(picture.lines.len() <= usize::from(height));
            prop_assert!(picture.cursor.0 < width);
            for (line, _) in &picture.lines {
                prop_assert!(width_of(line) < usize::from(width), "{line:?}");
            }
        }
    }
}
