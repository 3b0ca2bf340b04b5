//! Colors, links, widths, cutting and wrapping of text that is already safe to print. Not for deciding whether the
//! stream can show any of it: `streams` does.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cell::{Cell, Tone};
use super::sanitize;
use crate::domain::Timestamp;

/// What the place where text is shown can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canvas {
    /// The room in columns; `None` is unlimited (a pipe or a file).
    pub(super) width: Option<usize>,
    pub(super) color: bool,
    pub(super) links: bool,
    /// The present, where a person reads; a pipe gets exact values.
    pub(super) now: Option<Timestamp>,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Warn,
    Bad,
    /// A key of a JSON object.
    Key,
}

impl From<Tone> for Style {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Good => Self::Good,
            Tone::Warn => Self::Warn,
            Tone::Bad => Self::Bad,
            Tone::Dim => Self::Dim,
        }
    }
}

impl Canvas {
    /// Returns `text` in `style`, as it is where there is no color.
    pub(super) fn paint(self, text: &str, style: Style) -> String {
        // The sixteen basic colors follow the user's theme.
        let code = match style {
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Good => "32",
            Style::Warn => "33",
            Style::Bad => "31",
            Style::Key => "1;34",
        };
        if !self.color || code.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// A cell as one line of safe text, with its looks kept apart so that it can be measured and cut.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    style: Style,
    url: Option<String>,
    pub(super) is_number: bool,
}

impl Piece {
    pub(super) fn of(cell: &Cell, canvas: Canvas) -> Self {
        let said = match cell {
            Cell::Noted { text, note, .. } => format!("{text} ({note})"),
            _ => canvas.now.map_or_else(|| cell.plain(), |now| cell.spoken(now)),
        };
        let text = sanitize::line(&said).into_owned();
        let style = if let Cell::Mark(_, tone) = cell { Style::from(*tone) } else { Style::Plain };
        let url = match cell {
            Cell::Link { url, .. } | Cell::Noted { url: Some(url), .. } if is_safe_url(url) => {
                Some(url.clone())
            }
            _ => None,
        };
        Self { text, style, url, is_number: matches!(cell, Cell::Number(_) | Cell::Bytes(_)) }
    }

    pub(super) fn styled(text: &str, style: Style) -> Self {
        Self { text: sanitize::line(text).into_owned(), style, url: None, is_number: false }
    }

    pub(super) fn width(&self) -> usize {
        width_of(&self.text)
    }

    /// Cuts the text to `width` columns.
    pub(super) fn cut(mut self, width: usize) -> Self {
        if let Some(shorter) = cut(&self.text, width) {
            self.text = shorter;
        }
        self
    }

    /// Returns the text in lines of at most `width` columns, each with color and link of its own.
    pub(super) fn draw_wrapped(&self, width: usize, canvas: Canvas) -> String {
        if self.width() <= width {
            return self.draw(canvas);
        }
        let lines = wrap(&self.text, width);
        lines.iter().map(|line| self.draw_part(line, canvas)).collect::<Vec<_>>().join("\n")
    }

    /// Returns the text with color and link, as far as `canvas` can show them.
    pub(super) fn draw(&self, canvas: Canvas) -> String {
        self.draw_part(&self.text, canvas)
    }

    fn draw_part(&self, text: &str, canvas: Canvas) -> String {
        let painted = canvas.paint(text, self.style);
        match &self.url {
            Some(url) if canvas.links && !painted.is_empty() => {
                format!("\u{1b}]8;;{url}\u{1b}\\{painted}\u{1b}]8;;\u{1b}\\")
            }
            _ => painted,
        }
    }
}

/// Only such addresses go into an escape sequence: anything else could end it early.
fn is_safe_url(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns how many columns `text` takes.
pub(super) fn width_of(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Returns `text` cut to `width` columns with `…` at the end, or nothing where it fits.
fn cut(text: &str, width: usize) -> Option<String> {
    if width_of(text) <= width {
        return None;
    }
    let Some(room) = width.checked_sub(1) else { return Some(String::new()) };
    Some(format!("{}…", head(text, room).trim_end()))
}

/// Returns `text`, cut to `width` columns where it is longer.
pub(super) fn shortened(text: &str, width: usize) -> String {
    cut(text, width).unwrap_or_else(|| text.to_owned())
}

/// Returns the longest beginning of `text` that fits into `width` columns and splits no character cluster.
pub(super) fn head(text: &str, width: usize) -> &str {
    let mut fitting = 0;
    for end in cluster_ends(text) {
        // Measured from the start: a cluster's width can depend on what stands before it.
        if width_of(&text[..end]) > width {
            break;
        }
        fitting = end;
    }
    &text[..fitting]
}

/// Returns the byte positions where text can be parted: only before a character that takes room of its own (so not
/// before combining marks, selectors, skin tones, joiners and what they join), and not inside a flag.
fn cluster_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut flag_letters = 0_usize;
    let parts = text.char_indices().filter_map(move |(at, character)| {
        let is_flag_letter = matches!(character, '\u{1F1E6}'..='\u{1F1FF}');
        let ends_flag = is_flag_letter && flag_letters % 2 == 1;
        flag_letters = if is_flag_letter { flag_letters + 1 } else { 0 };
        let takes_room = UnicodeWidthChar::width(character) != Some(0)
            && width_of(&text[..at]) < width_of(&text[..at + character.len_utf8()]);
        (at > 0 && takes_room && !ends_flag).then_some(at)
    });
    parts.chain(std::iter::once(text.len()))
}

/// Breaks one paragraph into lines of at most `width` columns, at spaces where there are any.
pub(super) fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width_of(&line) + 1 + width_of(word) <= width {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width_of(rest) > width {
            let part = head(rest, width);
            // A cluster that is too wide gets its own line.
            let end =
                if part.is_empty() { cluster_ends(rest).next().unwrap_or(rest.len()) } else { part.len() };
            lines.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest.clone_into(&mut line);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns the columns that a word takes whose color is set by escape sequences.
fn width_without_color(word: &str) -> usize {
    let mut rest = word;
    let mut width = 0;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        width += width_of(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    width + width_of(rest)
}

/// What a continued line begins with.
const INDENT: &str = "  ";

/// Breaks a message for a terminal between words. A command that follows a colon stays whole, so that it can be copied: where it
/// is too long for a line, the terminal breaks it. The alternatives of a hint, which `; ` separates, get a line each. A line with
/// columns stays as it is.
pub fn folded(message: &str, width: usize) -> String {
    let lines: Vec<String> = message.split('\n').map(|line| folded_line(line, width)).collect();
    lines.join("\n")
}

fn folded_line(line: &str, width: usize) -> String {
    if width_without_color(line) <= width || line.contains("  ") || line.starts_with(' ') {
        return line.to_owned();
    }
    let is_hint = line.split(' ').next().is_some_and(|label| label.contains("hint:"));
    let mut folded = String::new();
    let mut used = 0;
    for piece in pieces(line) {
        let room = width_without_color(&piece);
        let begins_alternative = is_hint && folded.ends_with(';');
        if used == 0 {
        } else if begins_alternative || used + 1 + room > width {
            folded.push('\n');
            folded.push_str(INDENT);
            used = INDENT.len();
        } else {
            folded.push(' ');
            used += 1;
        }
        folded.push_str(&piece);
        used += room;
    }
    folded
}

/// Returns what isn't broken: words, and commands.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_command = false;
    let mut follows_colon = false;
    for word in line.split(' ') {
        if let Some(command) = pieces.last_mut().filter(|_| is_command) {
            command.push(' ');
            command.push_str(word);
        } else {
            is_command = word == "flixir" && follows_colon;
            pieces.push(word.to_owned());
        }
        is_command &= !word.ends_with([';', ',', '.']);
        follows_colon = word.trim_end_matches("\u{1b}[0m").ends_with(':');
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cutting_never_splits_a_cluster() {
        assert_eq!(cut("天気の子", 6).as_deref(), Some("天気…"));
        assert_eq!(cut("天気の子", 8), None);
        assert_eq!(cut("👩‍👩‍👧 family", 3).as_deref(), Some("👩‍👩‍👧…"));
        assert_eq!(cut("👩‍👩‍👧 family", 2).as_deref(), Some("…"));
        assert_eq!(cut("🇩🇪🇫🇷 x", 4).as_deref(), Some("🇩🇪…"));
        assert_eq!(cut("Ame\u{301}lie", 4).as_deref(), Some("Ame\u{301}…"));
        assert_eq!(cut("two words", 5).as_deref(), Some("two…"));
        assert_eq!(cut("x", 0).as_deref(), Some(""));
    }

    #[test]
    fn wrapping_fills_lines_and_breaks_long_words() {
        assert_eq!(wrap("the quick brown fox", 9), ["the quick", "brown fox"]);
        assert_eq!(wrap("a incomprehensible b", 6), ["a", "incomp", "rehens", "ible b"]);
        assert_eq!(wrap("天気の子", 4), ["天気", "の子"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn messages_break_between_words_and_never_in_a_command() {
        let hint = "\u{1b}[2mhint:\u{1b}[0m look at them: flixir lists sync 'Heist night' --dry-run; put them back: \
                    flixir lists restore 'Heist night'";
        assert_eq!(
            folded(hint, 70),
            "\u{1b}[2mhint:\u{1b}[0m look at them: flixir lists sync 'Heist night' --dry-run;\n  put them back: \
             flixir lists restore 'Heist night'"
        );
        assert_eq!(
            folded("hint: look at them: flixir lists sync 'Heist night' --dry-run", 40),
            "hint: look at them:\n  flixir lists sync 'Heist night' --dry-run",
            "the terminal breaks it, and it can be copied as a whole"
        );
        assert_eq!(
            folded("warning: a list has gone; it is kept, until flixir hears of it. Next", 30),
            "warning: a list has gone; it\n  is kept, until flixir hears\n  of it. Next"
        );
        for whole in
            ["error: fits", "id    name of something that is long", "  - movie:603  a row of a table"]
        {
            assert_eq!(folded(whole, 12), whole);
        }
    }

    #[test]
    fn a_link_is_drawn_only_where_it_cannot_break_out() {
        let canvas = Canvas { width: Some(80), color: true, links: true, now: None };
        let draw = |url: &str| Piece::of(&Cell::link("Dune", url), canvas).draw(canvas);
        assert_eq!(draw("https://t.org/1"), "\u{1b}]8;;https://t.org/1\u{1b}\\Dune\u{1b}]8;;\u{1b}\\");
        assert_eq!(draw("https://t.org/\u{1b}\\x"), "Dune");
        assert_eq!(draw("javascript:alert(1)"), "Dune");
    }

    proptest! {
        #[test]
        fn what_is_cut_or_wrapped_fits(input in "[a-z 天気👩🏽é\u{301}🇩🇪\u{200D}]{0,30}", width in 2_usize..20) {
            let input = sanitize::line(&input).into_owned();
            if let Some(shorter) = cut(&input, width) {
                prop_assert!(width_of(&shorter) <= width, "{shorter:?}");
            }
            for line in wrap(&input, width) {
                prop_assert!(width_of(&line) <= width, "{line:?}");
            }
        }
    }
}
