//! A screen that changes while a person types: what they do, and what they are shown. Not for plain questions, which are
//! [`super::Prompt`]'s, nor for what the strokes mean.

use std::time::Duration;

use crate::error::Result;

/// What a person does at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Types, or pastes.
    Text(String),
    /// Takes what is chosen.
    Enter,
    /// Leaves without taking anything.
    Leave,
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
    /// Gave the window another size.
    Resize,
}

/// A row to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameRow {
    /// What it is; cut last.
    pub text: String,
    /// More about it; left out where there is no room.
    pub aside: String,
}

/// What is shown. Text may come from other people: the screen makes it safe.
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
    /// The chosen one.
    pub chosen: Option<usize>,
    /// How things stand.
    pub status: String,
}

/// A terminal taken over; given back when dropped.
pub trait Screen {
    /// Waits for the person, at most so long; `None` where they did nothing.
    ///
    /// # Errors
    /// `usage` where the terminal is gone.
    fn wait(&mut self, most: Duration) -> Result<Option<Stroke>>;

    /// Shows a frame in place of the last one.
    ///
    /// # Errors
    /// `usage` where the terminal is gone.
    fn show(&mut self, frame: &Frame) -> Result<()>;
}
