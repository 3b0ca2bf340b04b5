//! Which title of TMDB does a row mean that gives words and a year instead of an id? Pure: candidates come in, a
//! decision goes out. Not for asking TMDB, and not for rows with ids.
//!
//! # The rule
//! A candidate's score is the likeness of the titles (best of title and original title on both sides), from 0 to 1,
//! times what the years say:
//!
//! | titles | likeness |  | years | factor |
//! | --- | --- | --- | --- | --- |
//! | the same but for case, accents and punctuation | 1 |  | the same | 1 |
//! | the same but for an article, "and", a Roman numeral | 0.97 |  | one apart | 0.96 |
//! | one lacks the other's subtitle | 0.91 |  | one unknown | 0.95 |
//! | small differences in spelling | up to 0.95 |  | further apart | 0.75 |
//! | different numbers in them ("Rocky 2", "Rocky 3") | at most 0.7 |  |  |  |
//!
//! The best candidate is taken where it scores at least [`ACCEPT`] and no other comes within [`MARGIN`] of it. Where
//! others do, it is still taken when it is known beyond comparison: at least [`KNOWN_VOTES`] votes, and
//! [`KNOWN_TIMES`] times as many as any other (TMDB holds many obscure namesakes of famous films). All else from
//! [`SUGGEST`] on is for a person to decide: a wrong title on a list costs more than a question.

use std::cmp::Ordering;

use super::formats::Row;
use crate::domain::letters::{is_mark, plain_letter};
use crate::domain::{Media, MediaType};

/// The score from which a candidate may be taken without asking.
pub const ACCEPT: f64 = 0.9;
/// The score from which a candidate is worth showing.
pub const SUGGEST: f64 = 0.7;
/// Candidates whose scores are nearer than this are equally good.
pub const MARGIN: f64 = 0.02;
/// Votes from which a title counts as well known.
pub const KNOWN_VOTES: u64 = 100;
/// How many times better known one namesake must be to be taken for the one that is meant.
pub const KNOWN_TIMES: u64 = 50;
/// The most candidates that a person is shown.
pub const MOST_CANDIDATES: usize = 5;

/// What a row says of its title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The title, and the original one where the row has both.
    pub titles: Vec<String>,
    /// Its year.
    pub year: Option<i32>,
    /// Film or show, where known.
    pub media_type: Option<MediaType>,
}

impl From<&Row> for Wanted {
    fn from(row: &Row) -> Self {
        Self {
            titles: row.title.iter().chain(&row.original_title).cloned().collect(),
            year: row.year,
            media_type: row.media_type,
        }
    }
}

/// A candidate with its score, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The title.
    pub media: Media,
    /// How well it fits.
    pub score: f64,
}

/// What a row means.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// This title.
    Exact(Box<Media>),
    /// One of these, or none: best first, at most [`MOST_CANDIDATES`].
    Ambiguous(Vec<Scored>),
    /// Nothing that TMDB offers.
    None,
}

/// Decides which of TMDB's answers a row means, by the rule of this module. People are never meant.
pub fn decide(wanted: &Wanted, candidates: &[Media]) -> Match {
    let mut scored: Vec<Scored> = Vec::new();
    for media in candidates {
        let is_type = media.media_type != MediaType::Person
            && wanted.media_type.is_none_or(|media_type| media_type == media.media_type);
        if !is_type || scored.iter().any(|other| other.media.item() == media.item()) {
            continue;
        }
        let score = score(wanted, media);
        if score >= SUGGEST {
            scored.push(Scored { media: media.clone(), score });
        }
    }
    scored.sort_by(|one, other| {
        let by_score = other.score.partial_cmp(&one.score).unwrap_or(Ordering::Equal);
        by_score
            .then(votes(&other.media).cmp(&votes(&one.media)))
            .then(one.media.item().cmp(&other.media.item()))
    });
    let Some(best) = scored.first() else { return Match::None };
    if best.score >= ACCEPT {
        let equals: Vec<&Scored> =
            scored.iter().take_while(|other| best.score - other.score < MARGIN).collect();
        if let Some(media) = only_one(&equals) {
            return Match::Exact(Box::new(media.clone()));
        }
    }
    scored.truncate(MOST_CANDIDATES);
    Match::Ambiguous(scored)
}

/// Returns the one of several equally good candidates that is known beyond comparison.
fn only_one<'a>(equals: &[&'a Scored]) -> Option<&'a Media> {
    let mut by_votes: Vec<&Media> = equals.iter().map(|scored| &scored.media).collect();
    by_votes.sort_by_key(|media| std::cmp::Reverse(votes(media)));
    match by_votes.as_slice() {
        [only] => Some(*only),
        [first, second, ..]
            if votes(first) >= KNOWN_VOTES && votes(first) >= votes(second).saturating_mul(KNOWN_TIMES) =>
        {
            Some(*first)
        }
        _ => None,
    }
}

fn votes(media: &Media) -> u64 {
    media.vote_count.unwrap_or(0)
}

fn score(wanted: &Wanted, media: &Media) -> f64 {
    let theirs = [&media.title, &media.original_title];
    let likeness = wanted
        .titles
        .iter()
        .flat_map(|mine| theirs.into_iter().flatten().map(move |theirs| likeness(mine, theirs)))
        .fold(0.0, f64::max);
    likeness * years(wanted.year, media.year)
}

fn years(mine: Option<i32>, theirs: Option<i32>) -> f64 {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => match (mine - theirs).abs() {
            0 => 1.0,
            1 => 0.96,
            _ => 0.75,
        },
        _ => 0.95,
    }
}

/// Returns how alike two titles are, 0 to 1.
pub fn likeness(one: &str, other: &str) -> f64 {
    let (mine, theirs) = (words(one), words(other));
    if mine.is_empty() || theirs.is_empty() {
        return 0.0;
    }
    if mine == theirs {
        return 1.0;
    }
    let (mine, theirs) = (canonical(mine), canonical(theirs));
    if mine == theirs {
        return 0.97;
    }
    if numbers(&mine) != numbers(&theirs) {
        return if has_subtitle(one, other) { 0.7 } else { 0.5 };
    }
    if has_subtitle(one, other) {
        return 0.91;
    }
    strsim::normalized_damerau_levenshtein(&mine.concat(), &theirs.concat()).min(0.95)
}

/// Tells whether two titles differ in nothing but case, accents, punctuation, articles and the like.
pub fn is_same_title(one: &str, other: &str) -> bool {
    likeness(one, other) >= 0.97
}

/// Returns a title as decisions about it are remembered: what differs in nothing but case, accents and punctuation is
/// one.
pub fn folded(title: &str) -> String {
    words(title).join(" ")
}

/// The words of a title, in lower case, without accents and punctuation.
fn words(title: &str) -> Vec<String> {
    let mut folded = String::with_capacity(title.len());
    for character in title.chars().flat_map(char::to_lowercase) {
        match plain_letter(character).or_else(|| sign(character)) {
            Some(plain) => folded.push_str(plain),
            None if character.is_alphanumeric() => folded.push(character),
            // Apostrophes join ("Schindler's"), everything else separates.
            None if matches!(character, '\'' | '’' | '`' | 'ʼ') => {}
            None if is_mark(character) => {}
            None => folded.push(' '),
        }
    }
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Words without what catalogues write differently: an article in front or behind, `and`, Roman numerals.
fn canonical(words: Vec<String>) -> Vec<String> {
    const ARTICLES: [&str; 21] = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los",
        "las", "il", "lo", "gli", "de", "het",
    ];
    let is_article = |word: Option<&String>| word.is_some_and(|word| ARTICLES.contains(&word.as_str()));
    let mut words: Vec<String> = words.into_iter().filter(|word| word != "and").map(arabic).collect();
    if words.len() > 1 && is_article(words.first()) {
        words.remove(0);
    } else if words.len() > 1 && is_article(words.last()) {
        words.pop();
    }
    words
}

/// `ii` to `ix`; single letters may be just that.
fn arabic(word: String) -> String {
    const NUMERALS: [(&str, &str); 7] =
        [("ii", "2"), ("iii", "3"), ("iv", "4"), ("vi", "6"), ("vii", "7"), ("viii", "8"), ("ix", "9")];
    NUMERALS.into_iter().find(|(roman, _)| *roman == word).map_or(word, |(_, digits)| digits.to_owned())
}

fn numbers(words: &[String]) -> Vec<&String> {
    words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).collect()
}

/// Tells whether one title is the other up to its colon, dash or bracket.
fn has_subtitle(one: &str, other: &str) -> bool {
    let heads = |title: &str| {
        let cut = [": ", " - ", " – ", " — ", " ("].into_iter().filter_map(|mark| title.find(mark)).min();
        cut.map(|at| canonical(words(&title[..at])))
    };
    let whole = |title: &str| canonical(words(title));
    heads(one).is_some_and(|head| head == whole(other)) || heads(other).is_some_and(|head| head == whole(one))
}

/// What isn't a letter and still is written in several ways.
fn sign(character: char) -> Option<&'static str> {
    Some(match character {
        '½' => " 1 2",
        '²' => " 2",
        '³' => " 3",
        '&' | '+' => " and ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::MediaRef;

    fn media(item: MediaRef, title: &str, original: &str, year: i32, votes: u64) -> Media {
        Media {
            title: Some(title.to_owned()),
            original_title: Some(original.to_owned()),
            year: Some(year).filter(|year| *year > 0),
            vote_count: Some(votes),
            ..Media::unknown(item)
        }
    }

    fn film(id: u64, title: &str, year: i32, votes: u64) -> Media {
        media(MediaRef::movie(id), title, title, year, votes)
    }

    fn wanted(title: &str, year: i32) -> Wanted {
        Wanted { titles: vec![title.to_owned()], year: Some(year).filter(|year| *year > 0), media_type: None }
    }

    fn shown(found: &Match) -> String {
        match found {
            Match::Exact(media) => format!("= {}", media.id),
            Match::Ambiguous(scored) => {
                let ids: Vec<String> = scored.iter().map(|scored| scored.media.id.to_string()).collect();
                format!("? {}", ids.join(" "))
            }
            Match::None => "-".to_owned(),
        }
    }

    #[test]
    fn likes_titles_that_mean_the_same() {
        for (one, other) in [
            ("The Matrix", "the matrix"),
            ("Amélie", "Amelie"),
            ("WALL·E", "Wall-E"),
            ("Schindler's List", "Schindler’s List"),
            ("Mission: Impossible", "Mission Impossible"),
            ("Léon", "Le\u{301}on"),
            ("Alien³", "Alien 3"),
            ("Straße", "STRASSE"),
            ("Fast & Furious", "Fast and Furious"),
            ("千と千尋の神隠し", "千と千尋の神隠し"),
        ] {
            assert!((likeness(one, other) - 1.0).abs() < 1e-9, "{one} / {other}");
        }
        for (one, other) in [("Matrix, The", "The Matrix"), ("Rocky II", "Rocky 2")] {
            assert!(
                (likeness(one, other) - 0.97).abs() < 1e-9 && is_same_title(one, other),
                "{one} / {other}"
            );
        }
        assert!((likeness("Spider-Man", "Spiderman") - 0.95).abs() < 1e-9);
        assert!((likeness("Birdman", "Birdman or (The Unexpected Virtue of Ignorance)")) < ACCEPT);
        assert!(
            (likeness("Dr. Strangelove", "Dr. Strangelove: How I Learned to Stop Worrying") - 0.91).abs()
                < 1e-9
        );
        assert!(likeness("Rocky II", "Rocky III") <= 0.5);
        assert!(likeness("Toy Story", "Toy Story 2") <= 0.7);
        assert!(likeness("Heat", "Alien") < SUGGEST);
        assert!(likeness("Tinker Tailor Soldier Spy", "Tinker Taylor Soldier Spy") >= ACCEPT);
        assert!(likeness("", "x") < 0.1 && likeness("!!!", "???") < 0.1);
    }

    #[test]
    fn decides() {
        let cases: Vec<(Wanted, Vec<Media>, &str)> = vec![
            (
                wanted("The Matrix", 1999),
                vec![film(603, "The Matrix", 1999, 25_000), film(2, "The Matrix Reloaded", 2003, 9)],
                "= 603",
            ),
            // One year apart is common between catalogues, more is not.
            (wanted("Heat", 1996), vec![film(949, "Heat", 1995, 7000)], "= 949"),
            (wanted("Heat", 1990), vec![film(949, "Heat", 1995, 7000)], "? 949"),
            // The year decides between remakes.
            (
                wanted("Solaris", 2002),
                vec![film(593, "Solaris", 1972, 900), film(2103, "Solaris", 2002, 800)],
                "= 2103",
            ),
            (
                wanted("Solaris", 0),
                vec![film(593, "Solaris", 1972, 900), film(2103, "Solaris", 2002, 800)],
                "? 593 2103",
            ),
            (wanted("Stalker", 0), vec![film(1398, "Stalker", 1979, 900)], "= 1398"),
            // Namesakes of one year: only a famous one is taken.
            (
                wanted("Parasite", 2019),
                vec![film(1, "Parasite", 2019, 2), film(496_243, "Parasite", 2019, 17_000)],
                "= 496243",
            ),
            (
                wanted("Dracula", 1931),
                vec![film(138, "Dracula", 1931, 900), film(139, "Dracula", 1931, 100)],
                "? 138 139",
            ),
            (wanted("Short", 2020), vec![film(7, "Short", 2020, 3), film(8, "Short", 2020, 0)], "? 7 8"),
            (wanted("Vegas", 2000), vec![film(1, "Las Vegas", 2000, 9), film(2, "Vegas", 2000, 9)], "= 2"),
            // An exact title beats one with a subtitle.
            (
                wanted("Alien", 1979),
                vec![film(348, "Alien", 1979, 9), film(9, "Alien: The Making", 1979, 9)],
                "= 348",
            ),
            (
                wanted("Dr. Strangelove", 1964),
                vec![film(935, "Dr. Strangelove or: How I Learned", 1964, 9)],
                "-",
            ),
            (wanted("Nothing like it", 1964), vec![film(935, "Heat", 1964, 9)], "-"),
            (wanted("Heat", 1995), vec![], "-"),
        ];
        for (wanted, candidates, expected) in cases {
            assert_eq!(shown(&decide(&wanted, &candidates)), expected, "{wanted:?}");
        }
    }

    #[test]
    fn types_and_original_titles_count() {
        let candidates = [
            media(MediaRef::movie(11), "Fargo", "Fargo", 2014, 3),
            media(MediaRef::tv(11), "Fargo", "Fargo", 2014, 3),
            media(MediaRef { media_type: MediaType::Person, id: 11 }, "Fargo", "Fargo", 2014, 3),
        ];
        assert!(
            matches!(decide(&wanted("Fargo", 2014), &candidates), Match::Ambiguous(both) if both.len() == 2)
        );
        let show = Wanted { media_type: Some(MediaType::Tv), ..wanted("Fargo", 2014) };
        assert_eq!(decide(&show, &candidates), Match::Exact(Box::new(candidates[1].clone())));

        let spirited = [media(MediaRef::movie(129), "Spirited Away", "千と千尋の神隠し", 2001, 9)];
        assert_eq!(shown(&decide(&wanted("千と千尋の神隠し", 2001), &spirited)), "= 129");
        let both = Wanted {
            titles: vec!["Chihiros Reise".to_owned(), "千と千尋の神隠し".to_owned()],
            ..wanted("", 2001)
        };
        assert_eq!(shown(&decide(&both, &spirited)), "= 129");
        let twice = [spirited[0].clone(), spirited[0].clone()];
        assert_eq!(shown(&decide(&wanted("Spirited Away", 2001), &twice)), "= 129");
    }

    fn any_film() -> impl Strategy<Value = Media> {
        ("(The )?(Heat|Alien|Rocky)( II| 2|: The End)?", 1990_i32..1994, 0_u64..400, 1_u64..20)
            .prop_map(|(title, year, votes, id)| film(id, &title, year, votes))
    }

    proptest! {
        #[test]
        fn likeness_is_a_fair_measure(one in any::<String>(), other in any::<String>()) {
            let likeness = likeness(&one, &other);
            prop_assert!((0.0..=1.0).contains(&likeness));
            prop_assert!((likeness - super::likeness(&other, &one)).abs() < 1e-9);
            if one.chars().any(|character| character.is_ascii_alphanumeric()) {
                prop_assert!((super::likeness(&one, &one) - 1.0).abs() < 1e-9);
            }
        }

        #[test]
        fn the_order_of_candidates_does_not_matter(films in prop::collection::vec(any_film(), 0..8), year in 1990_i32..1994) {
            // Two different films under one id would be no fair input.
            let mut films = films;
            films.sort_by_key(|media| media.id);
            films.dedup_by_key(|media| media.id);
            let forward = decide(&wanted("Heat", year), &films);
            films.reverse();
            prop_assert_eq!(forward, decide(&wanted("Heat", year), &films));
        }

        #[test]
        fn what_is_taken_is_never_far_off(films in prop::collection::vec(any_film(), 0..8), year in 1990_i32..1994) {
            if let Match::Exact(media) = decide(&wanted("Heat", year), &films) {
                prop_assert!((media.year.unwrap() - year).abs() <= 1);
                prop_assert!(media.title.unwrap().contains("Heat"));
            }
        }
    }
}
