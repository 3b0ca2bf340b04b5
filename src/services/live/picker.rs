//! Choosing the list that titles are added to: a line that narrows the lists down, and a cursor. Not for finding the lists,
//! nor for adding to one.

use super::line::Line;
use super::values::{Target, Title, named};
use crate::domain::letters::folded;
use crate::domain::text::counted;
use crate::ports::{Frame, FrameRow, KeyHint, Stroke};

/// The keys that are shown.
const KEYS: &[KeyHint] = &[
    KeyHint { key: "Enter", short_key: "Enter", does: "add", briefly: "add" },
    KeyHint { key: "Esc", short_key: "Esc", does: "back to the search", briefly: "back" },
];

/// Rows that Page Up and Page Down move by.
const PAGE: usize = 10;

/// A list being chosen.
#[derive(Debug)]
pub(super) struct Picker {
    titles: Vec<Title>,
    line: Line,
    /// The account's lists, once they are known.
    lists: Option<Vec<Target>>,
    chosen: usize,
}

/// What a key led to.
#[derive(Debug, PartialEq)]
pub(super) enum Picked {
    /// The person is still choosing.
    Nothing,
    /// They want none.
    Nowhere,
    /// They chose.
    List(Target, Vec<Title>),
}

impl Picker {
    /// Begins to choose a list for these titles.
    pub(super) fn new(titles: Vec<Title>) -> Self {
        Self { titles, line: Line::default(), lists: None, chosen: 0 }
    }

    /// Takes the lists to choose from.
    pub(super) fn offer(&mut self, lists: Vec<Target>) {
        self.lists = Some(lists);
        self.chosen = 0;
    }

    /// Does what a key means here.
    pub(super) fn press(&mut self, stroke: &Stroke) -> Picked {
        let most = self.fitting().count().saturating_sub(1);
        match stroke {
            Stroke::Back => return Picked::Nowhere,
            Stroke::Enter => {
                let chosen = self.fitting().nth(self.chosen).cloned();
                return match chosen {
                    Some(target) => Picked::List(target, std::mem::take(&mut self.titles)),
                    None => Picked::Nothing,
                };
            }
            Stroke::Up | Stroke::BackTab => self.chosen = self.chosen.saturating_sub(1),
            Stroke::Down | Stroke::Tab => self.chosen = (self.chosen + 1).min(most),
            Stroke::PageUp => self.chosen = self.chosen.saturating_sub(PAGE),
            Stroke::PageDown => self.chosen = (self.chosen + PAGE).min(most),
            stroke => {
                if self.line.edit(stroke) {
                    self.chosen = 0;
                }
            }
        }
        Picked::Nothing
    }

    /// The lists whose names have all the words that were typed.
    fn fitting(&self) -> impl Iterator<Item = &Target> {
        let words: Vec<String> = self.line.text.split_whitespace().map(folded).collect();
        let fits = move |target: &&Target| {
            let name = folded(&target.name);
            words.iter().all(|word| name.contains(word))
        };
        self.lists.iter().flatten().filter(fits)
    }

    /// Returns what is shown.
    pub(super) fn frame(&self) -> Frame {
        let rows: Vec<FrameRow> = self
            .fitting()
            .map(|target| FrameRow {
                text: target.name.clone(),
                aside: counted(target.item_count, "item", "items"),
                ..FrameRow::default()
            })
            .collect();
        let status = match &self.lists {
            None => "Loading your lists...".to_owned(),
            Some(_) if rows.is_empty() => "No list has this name.".to_owned(),
            Some(_) => counted(rows.len() as u64, "list", "lists"),
        };
        Frame {
            question: format!("Add {} to list", named(&self.titles)),
            typed: self.line.text.clone(),
            cursor: self.line.cursor,
            chosen: (!rows.is_empty()).then_some(self.chosen),
            rows,
            status,
            keys: KEYS.to_vec(),
            ..Frame::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MediaRef;

    fn target(name: &str) -> Target {
        Target { local_id: name.to_lowercase(), name: name.to_owned(), item_count: 1 }
    }

    fn picker() -> Picker {
        Picker::new(vec![Title { item: MediaRef::movie(603), label: "The Matrix (1999)".into() }])
    }

    fn names(picker: &Picker) -> Vec<String> {
        picker.frame().rows.into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn the_line_narrows_the_lists_down() {
        let mut picker = picker();
        assert_eq!(picker.frame().status, "Loading your lists...");
        assert_eq!(picker.press(&Stroke::Enter), Picked::Nothing);
        picker.offer(vec![target("Westerns"), target("Été 2026"), target("Wild West")]);
        assert_eq!(names(&picker), ["Westerns", "Été 2026", "Wild West"]);
        assert_eq!(picker.frame().question, "Add The Matrix (1999) to list");
        picker.press(&Stroke::Down);
        assert_eq!(picker.frame().chosen, Some(1));
        picker.press(&Stroke::Text("west w".into()));
        assert_eq!(names(&picker), ["Westerns", "Wild West"]);
        picker.press(&Stroke::Text("i".into()));
        assert_eq!((names(&picker), picker.frame().chosen), (vec!["Wild West".to_owned()], Some(0)));
        picker.press(&Stroke::EraseLine);
        picker.press(&Stroke::Text("ete".into()));
        assert_eq!(names(&picker), ["Été 2026"]);
        let Picked::List(chosen, titles) = picker.press(&Stroke::Enter) else { panic!("nothing picked") };
        assert_eq!((chosen.name.as_str(), titles.len()), ("Été 2026", 1));
    }

    #[test]
    fn the_cursor_stays_on_the_lists_and_esc_goes_back() {
        let mut picker = picker();
        picker.offer(vec![target("A"), target("B")]);
        picker.press(&Stroke::PageDown);
        assert_eq!(picker.frame().chosen, Some(1));
        picker.press(&Stroke::Up);
        picker.press(&Stroke::Up);
        assert_eq!(picker.frame().chosen, Some(0));
        picker.press(&Stroke::Text("zzz".into()));
        assert_eq!((picker.frame().chosen, picker.frame().status.as_str()), (None, "No list has this name."));
        assert_eq!(picker.press(&Stroke::Enter), Picked::Nothing);
        assert_eq!(picker.press(&Stroke::Back), Picked::Nowhere);
    }
}
