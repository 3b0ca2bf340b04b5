//! The line that a person types into. Not for what is looked for with it.

use crate::ports::Stroke;

/// Nobody types more; a pasted book is cut.
const LONGEST_TEXT: usize = 200;

/// The line that is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// In bytes, between two letters.
    pub(super) cursor: usize,
}

impl Line {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn previous(&self) -> usize {
        self.before().char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + after.chars().next().map_or(0, char::len_utf8)
    }

    fn erase(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn insert(&mut self, typed: &str) {
        let room = LONGEST_TEXT.saturating_sub(self.text.chars().count());
        let clean: String =
            typed.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(room).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Does what a key does in a shell's line; returns whether the text has changed.
    pub(super) fn edit(&mut self, stroke: &Stroke) -> bool {
        let length = self.text.len();
        match stroke {
            Stroke::Text(typed) => self.insert(typed),
            Stroke::Backspace => self.erase(self.previous(), self.cursor),
            Stroke::Delete => self.erase(self.cursor, self.next()),
            Stroke::EraseLine => self.erase(0, self.cursor),
            Stroke::EraseWord | Stroke::ControlW => {
                let words = self.before().trim_end();
                let start = words.rfind(char::is_whitespace);
                let start = start.map_or(0, |at| at + words[at..].chars().next().map_or(0, char::len_utf8));
                self.erase(start, self.cursor);
            }
            Stroke::Left => self.cursor = self.previous(),
            Stroke::Right => self.cursor = self.next(),
            Stroke::Home | Stroke::ControlA => self.cursor = 0,
            Stroke::End => self.cursor = length,
            _ => {}
        }
        self.text.len() != length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        let mut line = Line::new("the mätrix");
        let mut edit = |stroke: Stroke| {
            let is_changed = line.edit(&stroke);
            (line.text.clone(), line.cursor, is_changed)
        };
        assert_eq!(edit(Stroke::EraseWord), ("the ".into(), 4, true));
        assert_eq!(edit(Stroke::EraseWord), (String::new(), 0, true));
        assert_eq!(edit(Stroke::Backspace), (String::new(), 0, false));
        assert_eq!(edit(Stroke::Text("é\nü".into())), ("é ü".into(), 5, true));
        assert_eq!(edit(Stroke::Left).1, 3);
        assert_eq!(edit(Stroke::Backspace), ("éü".into(), 2, true));
        assert_eq!(edit(Stroke::Delete), ("é".into(), 2, true));
        assert_eq!(edit(Stroke::Delete), ("é".into(), 2, false));
        assert_eq!(edit(Stroke::Home).1, 0);
        assert_eq!(edit(Stroke::Right).1, 2);
        assert_eq!(edit(Stroke::Text("x".repeat(500))).0.chars().count(), LONGEST_TEXT);
        assert_eq!(edit(Stroke::EraseLine), (String::new(), 0, true));
    }
}
