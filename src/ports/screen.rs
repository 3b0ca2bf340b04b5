//! A screen that changes while a person types: the keys they press, and what they are shown. Not for plain questions, which
//! are [`super::Prompt`]'s, nor for what the keys mean.

use std::time::Duration;

use crate::error::Result;

/// A key that a person presses. What the control keys mean depends on what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Letters, typed or pasted.
    Text(String),
    /// Enter.
    Enter,
    /// Esc: back by one step.
    Back,
    /// Ctrl-C: the end.
    Leave,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Some rows up.
    PageUp,
    /// Some rows down.
    PageDown,
    /// One letter back in the text.
    Left,
    /// One letter on in the text.
    Right,
    /// To the beginning of the text.
    Home,
    /// To the end of the text.
    End,
    /// Erases the letter before the cursor.
    Backspace,
    /// Erases the letter under the cursor.
    Delete,
    /// Erases the word before the cursor.
    EraseWord,
    /// Erases everything before the cursor.
    EraseLine,
    /// Ctrl-A.
    ControlA,
    /// Ctrl-O.
    ControlO,
    /// Ctrl-W.
    ControlW,
    /// Ctrl-Z: gives the terminal to the shell until the person comes back.
    Suspend,
    /// The window has another size, or is to be drawn again.
    Redraw,
}

/// A row to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameRow {
    /// What it is; cut if the row is too long.
    pub text: String,
    /// Follows the text, and is never cut: the year.
    pub tail: String,
    /// More about it; left out if there is no room.
    pub aside: String,
    /// Whether the person has marked it.
    pub is_marked: bool,
}

/// How much a text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A heading.
    Strong,
    /// As any text.
    Plain,
    /// Less than any text.
    Faint,
}

/// A paragraph of the details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameText {
    /// The text, on one line; it is wrapped when drawn.
    pub text: String,
    /// How much it stands out.
    pub weight: Weight,
}

/// A key that does something, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// The key.
    pub key: &'static str,
    /// The key for a narrow window.
    pub short_key: &'static str,
    /// What it does.
    pub does: &'static str,
    /// The same for a narrow window.
    pub briefly: &'static str,
}

/// What is shown. Text may come from TMDB: the screen makes it safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Stands before the text.
    pub question: String,
    /// What was typed.
    pub typed: String,
    /// How much of it, in bytes, stands before the cursor.
    pub cursor: usize,
    /// The rows, best first.
    pub rows: Vec<FrameRow>,
    /// The row under the cursor.
    pub chosen: Option<usize>,
    /// Whether rows can be marked.
    pub can_mark: bool,
    /// Details of the row under the cursor; `None` if the frame has no place for them.
    pub details: Option<Vec<FrameText>>,
    /// How things stand.
    pub status: String,
    /// The keys, most important first.
    pub keys: Vec<KeyHint>,
}

/// A terminal taken over; given back when dropped.
pub trait Screen {
    /// Waits for a key, at most that long; `None` if none was pressed.
    ///
    /// # Errors
    /// `usage` if the terminal is gone.
    fn wait(&mut self, most: Duration) -> Result<Option<Stroke>>;

    /// Shows a frame in place of the last one.
    ///
    /// # Errors
    /// `usage` if the terminal is gone.
    fn show(&mut self, frame: &Frame) -> Result<()>;

    /// Returns whether the window has room for details beside or below the rows.
    fn has_room_for_details(&self) -> bool {
        false
    }

    /// Gives the terminal to the shell, and takes it again when the person comes back.
    ///
    /// # Errors
    /// `usage` if the terminal is gone.
    fn suspend(&mut self) -> Result<()> {
        Ok(())
    }
}
