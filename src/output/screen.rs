//! How a frame of live search fits into a window: what is cut, what scrolls, where the details go, where the cursor stands.
//! Not for the terminal itself, which is `adapters::terminal`'s.

use super::sanitize;
use super::style::{head, shortened, width_of, wrap};
use crate::ports::{Frame, FrameRow, FrameText, KeyHint, Weight};

/// Between a row's text and what is told beside it, and between two keys.
const GAP: usize = 2;
/// From this width on, details stand beside the rows; in a narrower window, below them.
const WIDE: usize = 100;
/// Rows and details together need at least so many lines, or there are no details.
const ROOM_FOR_BOTH: usize = 12;
/// Between the rows and the details beside them.
const BORDER: &str = " │ ";

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As any text.
    Plain,
    /// The row under the cursor, a heading, a key.
    Strong,
    /// Of less weight.
    Dim,
}

/// A text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Its look.
    pub look: Look,
}

fn span(text: impl Into<String>, look: Look) -> Span {
    Span { text: text.into(), look }
}

/// A frame, cut to a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The lines from the top.
    pub lines: Vec<Vec<Span>>,
    /// Column and line of the cursor.
    pub cursor: (u16, u16),
}

/// Where the parts of a frame go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    /// Columns of a line.
    room: usize,
    /// Lines for the rows.
    rows: usize,
    /// Columns for a row.
    row_room: usize,
    details: Details,
    has_status: bool,
    has_keys: bool,
}

/// Where the details go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Details {
    Nowhere,
    /// In so many columns.
    Beside(usize),
    /// In so many lines.
    Below(usize),
}

impl Layout {
    fn of(width: u16, height: u16, wants_details: bool) -> Self {
        // A terminal that doesn't tell its size says 0.
        let width = if width == 0 { 80 } else { usize::from(width) };
        let height = if height == 0 { 24 } else { usize::from(height) };
        // The last column stays empty: some terminals wrap as soon as it is filled.
        let room = width.saturating_sub(1);
        let (has_status, has_keys) = (height > 1, height > 3);
        let body = height.saturating_sub(1 + usize::from(has_status) + usize::from(has_keys));
        let row_room = if width >= WIDE { room * 11 / 20 } else { room };
        let details = match (wants_details && body >= ROOM_FOR_BOTH, width >= WIDE) {
            (false, _) => Details::Nowhere,
            (true, true) => Details::Beside(room - row_room - width_of(BORDER)),
            // One line more is the border.
            (true, false) => Details::Below((body * 2 / 5).clamp(6, 11) - 1),
        };
        let (rows, row_room) = match details {
            Details::Nowhere => (body, room),
            Details::Beside(_) => (body, row_room),
            Details::Below(lines) => (body - lines - 1, room),
        };
        Self { room, rows, row_room, details, has_status, has_keys }
    }
}

/// Returns whether a window has room for details.
pub fn has_room_for_details(width: u16, height: u16) -> bool {
    Layout::of(width, height, true).details != Details::Nowhere
}

/// Fits a frame into `width` columns and `height` lines. Status and keys have the last of them, rows and details what is
/// left.
pub fn picture(frame: &Frame, width: u16, height: u16) -> Picture {
    let layout = Layout::of(width, height, frame.details.is_some());
    let (input, column) = input(frame, layout.room);
    let mut lines = vec![vec![span(input, Look::Plain)]];
    let mut body = rows(frame, &layout);
    let details = frame.details.as_deref().unwrap_or_default();
    match layout.details {
        Details::Nowhere => {}
        Details::Beside(room) => {
            let mut details = paragraphs(details, room, layout.rows).into_iter();
            body.resize_with(layout.rows, Vec::new);
            for line in &mut body {
                let taken: usize = line.iter().map(|span| width_of(&span.text)).sum();
                let blank = " ".repeat(layout.row_room.saturating_sub(taken));
                line.push(span(format!("{blank}{BORDER}"), Look::Dim));
                line.extend(details.next());
            }
        }
        Details::Below(room) => {
            body.resize_with(layout.rows, Vec::new);
            body.push(vec![span("─".repeat(layout.room), Look::Dim)]);
            body.extend(paragraphs(details, layout.room, room).into_iter().map(|line| vec![line]));
        }
    }
    // Status and keys stay at the bottom.
    if frame.details.is_some() || !frame.keys.is_empty() {
        let below = if let Details::Below(lines) = layout.details { lines + 1 } else { 0 };
        body.resize_with(layout.rows + below, Vec::new);
    }
    lines.extend(body);
    if layout.has_status {
        lines.push(vec![span(shortened(&sanitize::line(&frame.status), layout.room), Look::Dim)]);
    }
    if layout.has_keys && !frame.keys.is_empty() {
        lines.push(keys(&frame.keys, layout.room));
    }
    Picture { lines, cursor: (u16::try_from(column).unwrap_or(u16::MAX), 0) }
}

fn rows(frame: &Frame, layout: &Layout) -> Vec<Vec<Span>> {
    let first = first_row(frame, layout.rows);
    let rows = frame.rows.iter().enumerate().skip(first).take(layout.rows);
    rows.map(|(index, row)| {
        let is_chosen = frame.chosen == Some(index);
        let mark = match (is_chosen, frame.can_mark, row.is_marked) {
            (true, false, _) => "> ",
            (false, false, _) => "  ",
            (true, true, false) => ">  ",
            (true, true, true) => ">* ",
            (false, true, false) => "   ",
            (false, true, true) => " * ",
        };
        let look = if is_chosen { Look::Strong } else { Look::Plain };
        vec![span(line_of(mark, row, layout.row_room), look)]
    })
    .collect()
}

/// Wraps paragraphs into at most `most` lines; a `…` at the end says that there is more.
fn paragraphs(texts: &[FrameText], room: usize, most: usize) -> Vec<Span> {
    let lines = texts.iter().flat_map(|paragraph| {
        let look = match paragraph.weight {
            Weight::Strong => Look::Strong,
            Weight::Plain => Look::Plain,
            Weight::Faint => Look::Dim,
        };
        wrap(&sanitize::line(&paragraph.text), room).into_iter().map(move |line| span(line, look))
    });
    let mut lines: Vec<Span> = lines.collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.text = shortened(&format!("{}…", last.text), room);
        }
    }
    lines
}

/// The line that names the keys: in full, or in short words, or as many as there is room for.
fn keys(keys: &[KeyHint], room: usize) -> Vec<Span> {
    let in_full: Vec<(&str, &str)> = keys.iter().map(|key| (key.key, key.does)).collect();
    let mut parts = in_full.clone();
    if width_of_keys(&parts) > room {
        parts = keys.iter().map(|key| (key.short_key, key.briefly)).collect();
    }
    while width_of_keys(&parts) > room && parts.len() > 1 {
        // The last one is the way out.
        parts.remove(parts.len() - 2);
    }
    let mut line = Vec::new();
    for (at, (key, does)) in parts.into_iter().enumerate() {
        let gap = if at == 0 { String::new() } else { " ".repeat(GAP) };
        line.push(span(format!("{gap}{}", head(key, room)), Look::Strong));
        line.push(span(format!(" {does}"), Look::Dim));
    }
    if line.iter().map(|span| width_of(&span.text)).sum::<usize>() > room { Vec::new() } else { line }
}

fn width_of_keys(keys: &[(&str, &str)]) -> usize {
    let widths: usize = keys.iter().map(|(key, does)| width_of(key) + 1 + width_of(does)).sum();
    widths + GAP * keys.len().saturating_sub(1)
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

fn line_of(mark: &str, row: &FrameRow, room: usize) -> String {
    let (title, tail) = (sanitize::line(&row.text), sanitize::line(&row.tail));
    // The title is cut and the year stays, as long as a title is left beside it.
    let for_title = room.saturating_sub(width_of(mark) + width_of(&tail));
    let text = if for_title > width_of(&tail) {
        format!("{mark}{}{tail}", shortened(&title, for_title))
    } else {
        shortened(&format!("{mark}{title}"), room)
    };
    let aside = sanitize::line(&row.aside);
    let taken = width_of(&text) + width_of(&aside);
    let is_cut = width_of(&title) > for_title;
    if aside.is_empty() || is_cut || taken + GAP > room {
        return text;
    }
    format!("{text}{}{aside}", " ".repeat(room - taken))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(text: &str, tail: &str, aside: &str) -> FrameRow {
        FrameRow { text: text.into(), tail: tail.into(), aside: aside.into(), is_marked: false }
    }

    fn frame() -> Frame {
        Frame {
            question: "Search".into(),
            typed: "千と".into(),
            cursor: "千と".len(),
            rows: vec![
                row("千と千尋の神隠し", " (2001)", "movie:129"),
                row("Spirited", " (2022)", "movie:856289"),
            ],
            chosen: Some(1),
            status: "2 results".into(),
            ..Frame::default()
        }
    }

    fn texts(picture: &Picture) -> Vec<String> {
        picture.lines.iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    #[test]
    fn what_is_told_beside_a_row_gives_way_first_and_the_year_stays() {
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
        assert_eq!((wide.cursor, wide.lines[2][0].look), ((12, 0), Look::Strong));
        let narrow = picture(&frame(), 20, 24);
        assert_eq!(texts(&narrow)[1..3], ["  千と千尋… (2001)", "> Spirited (2022)"]);
        let tiny = picture(&frame(), 12, 24);
        assert_eq!(texts(&tiny)[1..3], ["  千と千尋…", "> Spirited"]);
    }

    #[test]
    fn the_chosen_row_is_in_sight() {
        let rows: Vec<FrameRow> = (0..50).map(|n| row(&format!("row {n}"), "", "")).collect();
        let at = |chosen, height| {
            let picture = picture(&Frame { rows: rows.clone(), chosen, ..Frame::default() }, 40, height);
            let shown: Vec<String> = texts(&picture).iter().map(|text| text.trim().to_owned()).collect();
            (shown.len(), shown.get(1).cloned().unwrap_or_default())
        };
        assert_eq!(at(Some(0), 10), (9, "> row 0".into()));
        assert_eq!(at(Some(6), 10), (9, "row 0".into()));
        assert_eq!(at(Some(7), 10), (9, "row 1".into()));
        assert_eq!(at(None, 3), (3, "row 0".into()));
        assert_eq!(at(Some(3), 1).0, 1);
    }

    #[test]
    fn long_input_scrolls_with_the_cursor() {
        let typed = "a very long text that was typed";
        let end =
            Frame { question: "Search".into(), typed: typed.into(), cursor: typed.len(), ..Frame::default() };
        let shown = picture(&end, 20, 5);
        assert_eq!((texts(&shown)[0].as_str(), shown.cursor), ("Search:  was typed", (18, 0)));
        let start = picture(&Frame { cursor: 0, ..end }, 20, 5);
        assert_eq!((texts(&start)[0].as_str(), start.cursor), ("Search: a very long", (8, 0)));
    }

    fn with_details() -> Frame {
        let paragraph = |text: &str, weight| FrameText { text: text.into(), weight };
        let key = |key, does| KeyHint { key, short_key: key, does, briefly: does };
        let mut frame = Frame {
            can_mark: true,
            details: Some(vec![
                paragraph("Spirited (2022)", Weight::Strong),
                paragraph("Movie · 2 h 7 min", Weight::Faint),
                paragraph(&"It is a long story. ".repeat(30), Weight::Plain),
            ]),
            keys: vec![key("Tab", "mark"), key("Enter", "print"), key("Ctrl-A", "add"), key("Esc", "quit")],
            ..frame()
        };
        frame.rows[0].is_marked = true;
        frame
    }

    #[test]
    fn details_stand_beside_the_rows_of_a_wide_window() {
        let wide = picture(&with_details(), 140, 40);
        let drawn = texts(&wide);
        assert_eq!(drawn.len(), 40);
        assert!(drawn[1].starts_with(" * 千と千尋の神隠し (2001)"), "{}", drawn[1]);
        assert!(drawn[1].contains("movie:129 │ Spirited (2022)"), "{}", drawn[1]);
        assert!(drawn[2].starts_with(">  Spirited (2022)") && drawn[2].ends_with("│ Movie · 2 h 7 min"));
        assert_eq!(wide.lines[1][2].look, Look::Strong);
        assert!(drawn[3].contains("│ It is a long story."), "{}", drawn[3]);
        assert_eq!(drawn[39], "Tab mark  Enter print  Ctrl-A add  Esc quit");
        assert!(drawn[38].starts_with("2 results"));
    }

    #[test]
    fn details_stand_below_the_rows_where_there_is_room() {
        for (width, height) in [(80, 24), (60, 20)] {
            let drawn = texts(&picture(&with_details(), width, height));
            assert_eq!(drawn.len(), usize::from(height));
            let border = drawn.iter().position(|line| line.starts_with("──")).unwrap();
            assert_eq!(drawn[border + 1..border + 3], ["Spirited (2022)", "Movie · 2 h 7 min"]);
            assert!(drawn[usize::from(height) - 3].ends_with('…'), "{drawn:#?}");
            assert!(border > usize::from(height) / 2, "the rows have more: {drawn:#?}");
            assert!(has_room_for_details(width, height));
        }
        let low = texts(&picture(&with_details(), 80, 14));
        assert!(low.iter().all(|line| !line.contains("Movie")), "{low:#?}");
        assert!(!has_room_for_details(80, 14));
        assert!(has_room_for_details(0, 0), "a terminal that doesn't tell its size has the usual one");
    }

    #[test]
    fn the_keys_get_shorter_and_the_way_out_stays() {
        let key = |key, short_key, does, briefly| KeyHint { key, short_key, does, briefly };
        let hints = [
            key("Tab", "Tab", "mark", "mark"),
            key("Ctrl-A", "^A", "add to list", "list"),
            key("Esc", "Esc", "quit", "quit"),
        ];
        let line = |room| keys(&hints, room).into_iter().map(|span| span.text).collect::<String>();
        assert_eq!(line(60), "Tab mark  Ctrl-A add to list  Esc quit");
        assert_eq!(line(30), "Tab mark  ^A list  Esc quit");
        assert_eq!(line(20), "Tab mark  Esc quit");
        assert_eq!(line(8), "Esc quit");
        assert_eq!(line(5), "");
    }

    #[test]
    fn text_from_tmdb_can_t_control_the_screen() {
        let details = vec![FrameText { text: "a\u{1b}]0;b\n".into(), weight: Weight::Plain }];
        let evil = Frame {
            rows: vec![row("a\u{1b}[2Jb", "\u{7}", "\u{9b}1m")],
            details: Some(details),
            status: "x\u{7}".into(),
            ..Frame::default()
        };
        let drawn = texts(&picture(&evil, 80, 24)).concat();
        assert!(!drawn.chars().any(char::is_control), "{drawn:?}");
    }

    proptest! {
        #[test]
        fn a_picture_fits_its_window(
            typed in "[a-z 天気👩🏽é\u{301}]{0,30}", text in "[a-z 天気👩🏽é\u{301}🇩🇪]{0,40}",
            width in 2_u16..130, height in 1_u16..30, chosen in 0_usize..9,
        ) {
            let rows = vec![row(&text, " (1999)", "movie:1"); 9];
            let cursor = typed.len();
            let frame = Frame { typed, cursor, rows, chosen: Some(chosen), status: text.clone(), ..with_details() };
            let picture = picture(&frame, width, height);
            prop_assert!(picture.lines.len() <= usize::from(height));
            prop_assert!(picture.cursor.0 < width);
            for line in texts(&picture) {
                prop_assert!(width_of(&line) < usize::from(width), "{line:?}");
            }
        }
    }
}
