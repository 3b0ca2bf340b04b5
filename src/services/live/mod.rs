//! Searching while a person types: the offline catalog answers each key at once if it is loaded, TMDB when they pause, and
//! they choose from what is there. Not for the keyboard and the drawing (`ports::Screen`), nor for what becomes of the
//! choice.
//!
//! `state` decides, from keys and answers, what is shown and what is to be done; `desk` does it.

mod desk;
mod line;
mod picker;
mod preview;
mod state;
#[cfg(test)]
mod tests;
mod values;
mod writes;

use super::search::{self, SearchRequest};
use super::{Context, Talk};
use crate::domain::Media;
use crate::error::{Error, Result};
use crate::ports::Screen;
use desk::Desk;
use state::{Live, Takes};
use values::{Act, Event};

pub use values::Choice;

/// Lets a person search, mark and choose, and add titles to lists on the way; `request` narrows the search down, its text
/// is what the line begins with.
///
/// # Errors
/// `usage` without a terminal, or before anything is asked; `interrupted` if the person leaves; what keeps TMDB from being
/// asked at all, such as a missing credential, if there is no offline catalog either.
pub fn choose(context: &Context, talk: &Talk, request: &SearchRequest) -> Result<Choice> {
    run(context, talk, request, "Search", Takes::Many)
}

/// Lets a person search and choose one title or person.
///
/// # Errors
/// As [`choose`].
pub fn choose_one(context: &Context, talk: &Talk, request: &SearchRequest) -> Result<Media> {
    let choice = run(context, talk, request, "Title", Takes::One)?;
    choice.media.into_iter().next().ok_or_else(|| Error::bug("an empty choice"))
}

fn run(
    context: &Context,
    talk: &Talk,
    request: &SearchRequest,
    question: &str,
    takes: Takes,
) -> Result<Choice> {
    search::check(context, request)?;
    let mut screen = talk.prompt.take_screen()?;
    let mut live = Live::new(request, question, takes, context.clock.elapsed());
    let outcome = converse(context, Desk::new(context, talk, request), &mut live, screen.as_mut());
    drop(screen);
    for told in live.record() {
        talk.voice.note(&told);
    }
    outcome
}

fn converse(
    context: &Context,
    mut desk: Desk<'_>,
    live: &mut Live,
    screen: &mut dyn Screen,
) -> Result<Choice> {
    let (mut event, mut is_drawn) = (Event::Time, false);
    loop {
        context.check_interrupted()?;
        live.see(screen.has_room_for_details());
        let mut events = vec![event];
        while let Some(next) = events.pop().or_else(|| desk.news()) {
            is_drawn &= matches!(next, Event::Time);
            for act in live.step(next, context.clock.elapsed()) {
                is_drawn = false;
                match act {
                    Act::End(outcome) => return outcome,
                    Act::Suspend => screen.suspend()?,
                    act => events.extend(desk.carry_out(act)),
                }
            }
        }
        if !is_drawn {
            screen.show(&live.frame())?;
            is_drawn = true;
        }
        let stroke = screen.wait(live.patience(context.clock.elapsed()))?;
        event = stroke.map_or(Event::Time, Event::Stroke);
    }
}
