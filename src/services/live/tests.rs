//! A person's evening at live search, key by key, against the state alone: no thread, no terminal, no clock.

use std::time::Duration;

use super::state::{Live, Takes};
use super::values::{Act, Choice, Event, Found, Place, Target, Title};
use crate::domain::{Media, MediaRef, MediaType, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::{Frame, Stroke};
use crate::services::answers::Source;
use crate::services::listing::{Listing, PER_PAGE, Paging, Selection, SortKey};
use crate::services::search::SearchRequest;

/// Titles are known by their length, so that the same title is the same movie everywhere.
fn movie(title: &str) -> Media {
    Media { title: Some(title.to_owned()), ..Media::unknown(MediaRef::movie(title.len() as u64)) }
}

fn found_in(titles: &[&str], source: Source, total_pages: u32) -> Found {
    let all = u64::from(total_pages - 1) * u64::from(PER_PAGE) + titles.len() as u64;
    let listing = Listing {
        rows: titles.iter().map(|title| movie(title)).collect(),
        page: 1,
        pages: 1,
        total_pages,
        total_results: all,
        has_more: false,
        source,
        fetched_at: Timestamp::from_millis(5),
        skipped: 0,
    };
    Found { listing, warnings: Vec::new() }
}

fn found(titles: &[&str]) -> Found {
    found_in(titles, Source::Network, 1)
}

/// A person, the state, and what it asked for that wasn't answered yet.
struct Evening {
    live: Live,
    now: Duration,
    catalog: Vec<&'static str>,
    acts: Vec<Act>,
}

impl Evening {
    fn of(request: &SearchRequest, takes: Takes, catalog: &[&'static str]) -> Self {
        let now = Duration::from_secs(7);
        let live = Live::new(request, "Search", takes, now);
        let mut evening = Self { live, now, catalog: catalog.to_vec(), acts: Vec::new() };
        evening.happen(Event::Time);
        evening
    }

    fn new() -> Self {
        Self::of(&SearchRequest::default(), Takes::Many, &[])
    }

    /// With `titles` on the screen.
    fn showing(titles: &[&str]) -> Self {
        let mut evening = Self::new();
        evening.search("x", found(titles));
        evening
    }

    fn happen(&mut self, event: Event) {
        for act in self.live.step(event, self.now) {
            match act {
                Act::LookUp(number, text) => {
                    let fits: Vec<&str> =
                        self.catalog.iter().filter(|title| title.starts_with(&text)).copied().collect();
                    let known = (!self.catalog.is_empty()).then(|| found_in(&fits, Source::Catalog, 1));
                    self.happen(Event::Known(number, known));
                }
                act => self.acts.push(act),
            }
        }
    }

    fn press(&mut self, strokes: &[Stroke]) {
        for stroke in strokes {
            self.happen(Event::Stroke(stroke.clone()));
        }
    }

    fn write(&mut self, text: &str) {
        self.press(&[Stroke::Text(text.to_owned())]);
    }

    fn rest(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        self.happen(Event::Time);
    }

    /// TMDB answers the last question about that text.
    fn answer(&mut self, text: &str, answer: Result<Found>) {
        let (number, page) = self.asked(text);
        self.happen(Event::Answer(number, page, answer));
    }

    fn asked(&self, text: &str) -> (u64, u32) {
        let asked = self.acts.iter().rev().find_map(|act| match act {
            Act::Ask(number, page, about) if about == text => Some((*number, *page)),
            _ => None,
        });
        asked.unwrap_or_else(|| panic!("TMDB wasn't asked about {text}: {:?}", self.acts))
    }

    fn questions(&self) -> Vec<String> {
        let question = |act: &Act| match act {
            Act::Ask(_, page, text) => Some(format!("{text} {page}")),
            _ => None,
        };
        self.acts.iter().filter_map(question).collect()
    }

    fn search(&mut self, text: &str, answer: Found) {
        self.press(&[Stroke::EraseLine]);
        self.write(text);
        self.rest(301);
        self.answer(text, Ok(answer));
    }

    fn frame(&self) -> Frame {
        self.live.frame()
    }

    fn rows(&self) -> Vec<String> {
        self.frame().rows.into_iter().map(|row| row.text).collect()
    }

    fn marked(&self) -> Vec<String> {
        self.frame().rows.into_iter().filter(|row| row.is_marked).map(|row| row.text).collect()
    }

    fn status(&self) -> String {
        self.frame().status
    }

    fn end(&mut self) -> Option<Result<Choice>> {
        self.acts.drain(..).find_map(|act| match act {
            Act::End(outcome) => Some(outcome),
            _ => None,
        })
    }

    /// Presses Enter, and returns the titles that were taken.
    fn enter(&mut self) -> Vec<String> {
        self.press(&[Stroke::Enter]);
        let choice = self.end().expect("the end").expect("a choice");
        choice.media.into_iter().filter_map(|media| media.title).collect()
    }

    fn additions(&self) -> Vec<(String, Vec<String>)> {
        let addition = |act: &Act| match act {
            Act::Add(place, titles) => {
                Some((place.name(), titles.iter().map(|title| title.label.clone()).collect()))
            }
            _ => None,
        };
        self.acts.iter().filter_map(addition).collect()
    }
}

fn target(name: &str) -> Target {
    Target { local_id: name.to_lowercase(), name: name.to_owned(), item_count: 3 }
}

#[test]
fn the_catalog_answers_each_key_and_tmdb_a_pause() {
    let mut evening = Evening::of(&SearchRequest::default(), Takes::Many, &["alien", "alienated", "alice"]);
    evening.write("ali");
    assert_eq!(evening.rows(), ["alien", "alienated", "alice"]);
    evening.write("en");
    assert_eq!(evening.rows(), ["alien", "alienated"]);
    assert_eq!(evening.status(), "2 results in the offline catalog; searching...");
    evening.rest(301);
    evening.press(&[Stroke::Down]);
    evening.answer("alien", Ok(found(&["Aliens 3", "alien"])));
    assert_eq!(evening.rows(), ["Aliens 3", "alien", "alienated"]);
    evening.press(&[Stroke::Enter]);
    let choice = evening.end().unwrap().unwrap();
    assert_eq!(
        choice.media[0].title.as_deref(),
        Some("alienated"),
        "the person went there, so it stays theirs"
    );
    assert_eq!(choice.source, Source::Catalog);
    assert_eq!(evening.questions(), [""; 0]);
}

#[test]
fn answers_to_an_older_text_are_dropped() {
    let mut evening = Evening::new();
    evening.write("dun");
    evening.rest(301);
    evening.write("e");
    evening.rest(301);
    evening.answer("dune", Ok(found(&["Dune"])));
    evening.answer("dun", Ok(found(&["Dunkirk"])));
    assert_eq!(evening.rows(), ["Dune"]);
    evening.write("s");
    evening.rest(301);
    evening.answer("dune", Err(Error::interrupted()));
    assert_eq!(evening.status(), "searching...");
}

#[test]
fn enter_never_takes_what_answers_an_older_text() {
    let mut evening = Evening::new();
    evening.search("ali", found(&["Ali"]));
    evening.write("en");
    evening.press(&[Stroke::Enter]);
    assert_eq!(evening.questions(), ["ali 1", "alien 1"], "Enter asks without waiting for a pause");
    evening.answer("alien", Ok(found(&["Alien"])));
    assert_eq!(evening.enter(), ["Alien"]);
}

#[test]
fn an_outage_is_told_and_the_catalog_stays() {
    let down = || Error::new(ErrorKind::NetworkError, "TMDB can't be reached");
    let mut evening = Evening::of(&SearchRequest::default(), Takes::Many, &["dune"]);
    evening.write("du");
    evening.rest(301);
    evening.answer("du", Err(down()));
    assert_eq!(evening.rows(), ["dune"]);
    assert_eq!(evening.status(), "1 result in the offline catalog - TMDB can't be reached");
    let mut evening = Evening::new();
    evening.write("du");
    evening.rest(301);
    evening.answer("du", Err(down()));
    assert_eq!(evening.status(), "TMDB can't be reached");
    evening.press(&[Stroke::Enter]);
    assert!(evening.end().is_none(), "there is nothing to take");
}

#[test]
fn a_fault_that_typing_can_t_help_ends_it() {
    let mut evening = Evening::new();
    evening.write("du");
    evening.rest(301);
    evening.answer("du", Err(Error::new(ErrorKind::MissingCredentials, "no key")));
    assert_eq!(evening.end().unwrap().unwrap_err().kind(), ErrorKind::MissingCredentials);
}

#[test]
fn a_slow_tmdb_is_not_asked_ever_more() {
    let mut evening = Evening::new();
    for letter in ["a", "b", "c", "d", "e", "f"] {
        evening.write(letter);
        evening.rest(301);
    }
    assert_eq!(evening.questions(), ["a 1", "ab 1", "abc 1", "abcd 1"]);
    evening.answer("a", Ok(found(&["A"])));
    assert_eq!(evening.questions().last().unwrap(), "abcdef 1");
}

#[test]
fn a_request_may_begin_with_a_text_and_a_limit() {
    let request = SearchRequest {
        text: "dune".into(),
        paging: Paging { limit: Some(1), ..Paging::default() },
        ..SearchRequest::default()
    };
    let mut evening = Evening::of(&request, Takes::One, &["dune", "dune two"]);
    assert_eq!(evening.rows(), ["dune"]);
    evening.press(&[Stroke::EraseLine]);
    assert_eq!((evening.rows().len(), evening.status().as_str()), (0, "Type a title or a name."));
}

#[test]
fn tab_marks_and_enter_takes_all_that_is_marked() {
    let mut evening = Evening::showing(&["Alien", "Aliens", "Alien 3"]);
    evening.press(&[Stroke::Down, Stroke::Tab, Stroke::Up, Stroke::BackTab, Stroke::Down]);
    assert_eq!(evening.marked(), [""; 0], "the second time takes the mark away");
    evening.press(&[Stroke::Tab, Stroke::Up, Stroke::Up, Stroke::Tab]);
    assert_eq!(evening.frame().chosen, Some(1), "Tab goes on to the next row");
    assert_eq!(evening.marked(), ["Alien", "Aliens"]);
    evening.search("dune", found(&["Dune Part Two"]));
    assert_eq!(evening.status(), "2 marked - 1 result on TMDB", "marks stay over searches");
    evening.press(&[Stroke::Tab]);
    assert_eq!(evening.enter(), ["Aliens", "Alien", "Dune Part Two"]);
}

#[test]
fn without_marks_the_row_under_the_cursor_is_taken() {
    let mut evening = Evening::showing(&["Alien", "Aliens"]);
    evening.press(&[Stroke::Down]);
    assert_eq!(evening.enter(), ["Aliens"]);
}

#[test]
fn an_argument_takes_one_title_and_changes_nothing() {
    let mut evening = Evening::of(&SearchRequest::default(), Takes::One, &[]);
    evening.search("alien", found(&["Alien", "Aliens"]));
    evening.press(&[Stroke::Tab]);
    assert_eq!((evening.marked().len(), evening.frame().chosen), (0, Some(1)));
    evening.press(&[Stroke::ControlA]);
    assert_eq!(evening.frame().cursor, 0, "the beginning of the line, as in a shell");
    evening.press(&[Stroke::End, Stroke::ControlW]);
    assert_eq!((evening.frame().typed.as_str(), evening.additions().len()), ("", 0));
    let keys: Vec<&str> = evening.frame().keys.iter().map(|key| key.key).collect();
    assert_eq!(keys, ["Enter", "Ctrl-O", "Esc"]);
}

#[test]
fn the_next_page_comes_at_the_end_of_the_rows() {
    let mut evening = Evening::of(&SearchRequest::default(), Takes::Many, &["a film of the catalog"]);
    let page = ["1", "22", "333", "4444", "55555"];
    evening.search("a", found_in(&page, Source::Network, 3));
    assert_eq!(evening.rows().len(), 6);
    evening.press(&[Stroke::Down, Stroke::Down]);
    assert_eq!(evening.questions(), ["a 1"]);
    evening.press(&[Stroke::Down]);
    assert_eq!(evening.questions(), ["a 1", "a 2"]);
    assert!(evening.status().ends_with("; loading more..."), "{}", evening.status());
    evening.press(&[Stroke::PageDown]);
    assert_eq!(evening.questions().len(), 2, "one page after the other");
    evening.answer("a", Ok(found_in(&["333", "666666"], Source::Network, 3)));
    assert_eq!(evening.rows()[5..], ["a film of the catalog", "666666"], "after all that is there, once");
    assert_eq!(evening.frame().chosen, Some(5), "the cursor stays");
    evening.press(&[Stroke::Down]);
    evening.answer("a", Err(Error::new(ErrorKind::Unavailable, "TMDB is unavailable (503)")));
    assert!(evening.status().ends_with(" - TMDB is unavailable (503)"), "{}", evening.status());
    evening.press(&[Stroke::Down]);
    evening.answer("a", Ok(found_in(&["7777777"], Source::Network, 3)));
    evening.press(&[Stroke::PageDown]);
    assert_eq!(evening.questions(), ["a 1", "a 2", "a 3", "a 3"], "there are three pages");
}

#[test]
fn pages_are_sorted_together() {
    let selection = Selection { sort: SortKey::Title, ..Selection::default() };
    let request = SearchRequest { selection, ..SearchRequest::default() };
    let mut evening = Evening::of(&request, Takes::Many, &[]);
    evening.search("a", found_in(&["b", "dd"], Source::Network, 2));
    evening.press(&[Stroke::Down]);
    evening.answer("a", Ok(found_in(&["aaa", "cccc"], Source::Network, 2)));
    assert_eq!(evening.rows(), ["aaa", "b", "cccc", "dd"]);
    assert_eq!(evening.frame().chosen, Some(3), "the cursor stays on its row");
}

#[test]
fn what_is_marked_is_added_to_a_list_that_is_picked() {
    let mut evening = Evening::showing(&["Alien", "Aliens", "Alien 3"]);
    evening.press(&[Stroke::Tab, Stroke::Tab, Stroke::ControlA]);
    assert_eq!(evening.frame().question, "Add 2 titles to list");
    assert!(matches!(evening.acts.last(), Some(Act::FindLists)));
    evening.happen(Event::Lists(Ok(vec![target("Westerns"), target("Space")])));
    evening.write("sp");
    evening.press(&[Stroke::Enter]);
    assert_eq!(
        evening.additions(),
        [("\"Space\"".to_owned(), vec!["Alien".to_owned(), "Aliens".to_owned()])]
    );
    assert_eq!(evening.status(), "Adding 2 titles to \"Space\"...");
    let Some(Act::Add(_, titles)) = evening.acts.pop() else { panic!("nothing added") };
    evening.happen(Event::Added(titles, Ok("Added 2 titles to \"Space\".".to_owned())));
    assert_eq!((evening.status().as_str(), evening.marked().len()), ("Added 2 titles to \"Space\".", 0));
    evening.press(&[Stroke::Down]);
    assert_eq!(evening.status(), "3 results on TMDB");
    evening.press(&[Stroke::Back]);
    assert_eq!(evening.end().unwrap().unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(evening.live.record(), ["Added 2 titles to \"Space\"."], "told again when the screen is gone");
}

#[test]
fn the_row_under_the_cursor_goes_to_the_watchlist() {
    let mut evening = Evening::showing(&["Alien", "Aliens"]);
    evening.press(&[Stroke::Down, Stroke::ControlW]);
    assert_eq!(evening.additions(), [("your watchlist".to_owned(), vec!["Aliens".to_owned()])]);
    let titles = vec![Title { item: MediaRef::movie(6), label: "Aliens".into() }];
    let error =
        Error::new(ErrorKind::MissingCredentials, "You are not logged in.").with_hint("flixir auth login");
    evening.happen(Event::Added(titles, Err(error)));
    assert_eq!(evening.status(), "Aliens not added: You are not logged in. (flixir auth login)");
}

#[test]
fn people_are_on_no_list() {
    let mut evening = Evening::new();
    let mut answer = found(&["Keanu Reeves"]);
    answer.listing.rows[0].media_type = MediaType::Person;
    evening.search("keanu", answer);
    for stroke in [Stroke::ControlA, Stroke::ControlW] {
        evening.press(&[stroke]);
        assert_eq!(evening.status(), "Only movies and TV shows can be added.");
    }
    assert!(evening.additions().is_empty());
}

#[test]
fn without_a_list_to_pick_the_search_goes_on() {
    let mut evening = Evening::showing(&["Alien"]);
    evening.press(&[Stroke::ControlA, Stroke::Back]);
    assert!(evening.end().is_none(), "Esc leaves the lists only");
    assert_eq!(evening.frame().question, "Search");
    evening.happen(Event::Lists(Ok(vec![target("Late")])));
    assert_eq!(evening.frame().question, "Search", "an answer that comes too late");
    evening.press(&[Stroke::ControlA]);
    evening.happen(Event::Lists(Ok(Vec::new())));
    assert!(evening.status().contains("flixir lists create NAME"), "{}", evening.status());
    evening.press(&[Stroke::ControlA]);
    evening.happen(Event::Lists(Err(Error::new(ErrorKind::NetworkError, "TMDB can't be reached"))));
    assert_eq!(evening.status(), "Your lists can't be shown: TMDB can't be reached");
    evening.press(&[Stroke::ControlA, Stroke::Leave]);
    assert_eq!(evening.end().unwrap().unwrap_err().kind(), ErrorKind::Interrupted, "Ctrl-C ends it all");
}

#[test]
fn the_end_waits_for_what_is_being_added() {
    let begin = || {
        let mut evening = Evening::showing(&["Alien"]);
        evening.press(&[Stroke::ControlW, Stroke::Back]);
        let Some(Act::Add(Place::Watchlist, titles)) = evening.acts.pop() else { panic!("nothing added") };
        (evening, titles)
    };
    let (mut evening, titles) = begin();
    assert!(evening.end().is_none());
    assert_eq!(evening.status(), "Adding Alien to your watchlist... Press Esc to quit at once.");
    evening.write("ignored");
    assert_eq!(evening.frame().typed, "x");
    evening.happen(Event::Added(titles, Ok("Added.".to_owned())));
    assert!(evening.end().unwrap().is_err());
    let (mut evening, _) = begin();
    evening.press(&[Stroke::Back]);
    assert!(evening.end().unwrap().is_err(), "who doesn't want to wait needn't");
}

#[test]
fn details_are_asked_for_where_the_cursor_rests_and_there_is_room() {
    let describes =
        |evening: &Evening| evening.acts.iter().filter(|act| matches!(act, Act::Describe(_))).count();
    let mut evening = Evening::showing(&["Alien", "Aliens", "Alien 3"]);
    evening.rest(250);
    assert_eq!(describes(&evening), 0, "no room");
    evening.live.see(true);
    evening.press(&[Stroke::Down]);
    evening.rest(100);
    evening.press(&[Stroke::Down]);
    evening.rest(100);
    assert_eq!(describes(&evening), 0, "the cursor is still moving");
    evening.rest(101);
    assert!(matches!(evening.acts.last(), Some(Act::Describe(item)) if *item == MediaRef::movie(7)));
    let details = |evening: &Evening| evening.frame().details.unwrap().last().unwrap().text.clone();
    assert_eq!(details(&evening), "Loading details...");
    evening.happen(Event::Described(MediaRef::movie(7), Err(Error::new(ErrorKind::Unavailable, "down"))));
    assert_eq!(details(&evening), "No details: down");
    evening.rest(1000);
    assert_eq!(describes(&evening), 1, "once");
    evening.press(&[Stroke::Up, Stroke::Down]);
    evening.rest(201);
    assert_eq!(describes(&evening), 2, "what failed is tried again");
}

#[test]
fn other_keys_are_for_the_terminal_and_the_browser() {
    let mut evening = Evening::showing(&["Alien"]);
    evening.press(&[Stroke::ControlO]);
    assert!(
        matches!(evening.acts.last(), Some(Act::Open(url)) if url == "https://www.themoviedb.org/movie/5")
    );
    evening.happen(Event::Opened("Opened".to_owned()));
    assert_eq!(evening.status(), "Opened");
    evening.press(&[Stroke::Suspend]);
    assert!(matches!(evening.acts.last(), Some(Act::Suspend)));
}

#[test]
fn the_loop_waits_no_longer_than_needed() {
    let mut evening = Evening::new();
    let patience = |evening: &Evening| evening.live.patience(evening.now).as_millis();
    assert_eq!(patience(&evening), 250, "nothing to do but to look for signals");
    evening.write("a");
    assert_eq!(patience(&evening), 250);
    evening.rest(200);
    assert_eq!(patience(&evening), 100, "until TMDB is asked");
    evening.rest(100);
    assert_eq!(patience(&evening), 30, "an answer may come");
}
