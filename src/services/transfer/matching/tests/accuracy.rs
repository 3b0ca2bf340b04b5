//! How often are rows matched right, where TMDB searches by all words of titles and other names? Two sets of real titles
//! with the traps of real files: same-named movies, remakes a year apart, movies and TV shows of one name, other languages,
//! subtitles, numbers, accents. The rows of `held.txt` were written before the rules and are never used to tune them;
//! `tuned.txt` may be.
//!
//! # The format
//! `film|TITLE = ORIGINAL ; OTHER NAME|YEAR|VOTES` or `show|…` is a title that TMDB has; the original title and other
//! names may be left out. `> ROW` below it is a row of a file that means it, `? ROW` anywhere one that must not be matched
//! without a question. A row is a title with `(YEAR)`, `[movie]` or `[tv]`, and `{ORIGINAL TITLE}`, each where it has it.

use std::collections::BTreeMap;

use super::super::*;
use crate::domain::{Media, MediaRef, MediaType};
use crate::services::transfer::formats::Ids;

const HELD: &str = include_str!("held.txt");
const TUNED: &str = include_str!("tuned.txt");

struct Known {
    media: Media,
    other_names: Vec<String>,
}

struct Case {
    text: String,
    evidence: Evidence,
    /// `None` where a question is the right answer.
    meant: Option<MediaRef>,
}

fn read(text: &str) -> (Vec<Known>, Vec<Case>) {
    let (mut titles, mut cases): (Vec<Known>, Vec<Case>) = (Vec::new(), Vec::new());
    for (id, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let meant = titles.last().map(|known| known.media.item());
        if let Some(row) = line.strip_prefix("> ") {
            cases.push(Case { text: row.to_owned(), evidence: evidence(row), meant });
        } else if let Some(row) = line.strip_prefix("? ") {
            cases.push(Case { text: row.to_owned(), evidence: evidence(row), meant: None });
        } else {
            titles.push(known(id, line));
        }
    }
    (titles, cases)
}

fn known(id: u64, line: &str) -> Known {
    let parts: Vec<&str> = line.split('|').collect();
    let [kind, names, year, votes] = parts.as_slice() else { panic!("{line}") };
    let media_type = if *kind == "show" { MediaType::Tv } else { MediaType::Movie };
    let mut names = names.split(" ; ");
    let main = names.next().unwrap();
    let (title, original) = main.split_once(" = ").unwrap_or((main, main));
    let media = Media {
        title: Some(title.to_owned()),
        original_title: Some(original.to_owned()),
        year: Some(year.parse().unwrap()),
        vote_count: Some(votes.parse().unwrap()),
        ..Media::unknown(MediaRef { media_type, id })
    };
    Known { media, other_names: names.map(str::to_owned).collect() }
}

fn evidence(row: &str) -> Evidence {
    let (mut title, mut kind, mut year, mut original) = (row.trim().to_owned(), Kind::Unsaid, None, None);
    for (word, media_type) in [("[movie]", MediaType::Movie), ("[tv]", MediaType::Tv)] {
        if title.contains(word) {
            title = title.replace(word, "");
            kind = Kind::Is(media_type);
        }
    }
    if let Some((head, tail)) = title.clone().split_once('{') {
        original = tail.split('}').next().map(str::to_owned);
        title = head.to_owned();
    }
    if let Some((head, tail)) = title.trim().to_owned().rsplit_once('(')
        && let Ok(found) = tail.trim_end_matches(')').parse()
    {
        year = Some(found);
        title = head.to_owned();
    }
    let titles = std::iter::once(title.trim().to_owned()).chain(original).collect();
    Evidence { ids: Ids::default(), titles, year, kind, ..Evidence::default() }
}

/// A search as TMDB answers it: every word stands in the title, the original title or another name.
fn search(titles: &[Known], text: &str, media_type: MediaType, year: Option<i32>) -> Vec<Media> {
    let words = |text: &str| -> Vec<String> { folded(text).split_whitespace().map(str::to_owned).collect() };
    let wanted = words(text);
    let fits = |known: &&Known| {
        let names = known.media.title.iter().chain(&known.media.original_title).chain(&known.other_names);
        let held: Vec<String> = names.flat_map(|name| words(name)).collect();
        known.media.media_type == media_type
            && year.is_none_or(|year| known.media.year == Some(year))
            && !wanted.is_empty()
            && wanted.iter().all(|word| held.iter().any(|held| held.starts_with(word.as_str())))
    };
    titles.iter().filter(fits).map(|known| known.media.clone()).collect()
}

/// Asks and decides as an import does; returns how much was asked, too.
fn matched(titles: &[Known], evidence: &Evidence) -> (Match, usize) {
    let mut answers = Answers::default();
    let mut asked = 0;
    while let Some(question) = next(evidence, &answers) {
        asked += 1;
        let Question::Search { text, media_type, year } = &question else { panic!("{question:?}") };
        let results = search(titles, text, *media_type, *year);
        answers.take_results(question, results, true);
    }
    (decide(evidence, &answers), asked)
}

#[derive(Default)]
struct Tally {
    rows: usize,
    meant: usize,
    matched: usize,
    right: usize,
    asked: usize,
    faults: Vec<String>,
    by: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn of(text: &str) -> Self {
        let (titles, cases) = read(text);
        let mut tally = Self { rows: cases.len(), ..Self::default() };
        for case in &cases {
            tally.take(case, matched(&titles, &case.evidence));
        }
        tally
    }

    fn take(&mut self, case: &Case, (found, asked): (Match, usize)) {
        assert!(asked <= 4, "{} asked {asked} times", case.text);
        self.asked += asked;
        self.meant += usize::from(case.meant.is_some());
        match found {
            Match::Title(item, rule) => {
                self.matched += 1;
                *self.by.entry(rule.name()).or_default() += 1;
                if case.meant == Some(item) {
                    self.right += 1;
                } else {
                    self.faults.push(format!(
                        "WRONG {} -> {item} by {}, meant {:?}",
                        case.text,
                        rule.name(),
                        case.meant
                    ));
                }
            }
            _ if case.meant.is_some() => self.faults.push(format!("asks {}", case.text)),
            _ => {}
        }
    }

    fn precision(&self) -> f64 {
        share(self.right, self.matched)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.meant)
    }
}

/// A part of a whole, in percent.
fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    100.0 * number(part) / number(whole)
}

#[test]
fn titles_are_matched_right_or_asked_about() {
    let mut rows = 0;
    for (name, text) in [("held", HELD), ("tuned", TUNED)] {
        let tally = Tally::of(text);
        println!(
            "{name}: {} rows, {} matched, precision {:.1} %, recall {:.1} %, {} requests, by {:?}\n  {}",
            tally.rows,
            tally.matched,
            tally.precision(),
            tally.recall(),
            tally.asked,
            tally.by,
            tally.faults.join("\n  ")
        );
        rows += tally.rows;
        assert_eq!(tally.right, tally.matched, "{name}: wrong titles: {:?}", tally.faults);
        assert!(tally.recall() >= 97.0, "{name}: recall {:.1} %: {:?}", tally.recall(), tally.faults);
    }
    assert!(rows >= 400, "{rows} rows");
}
