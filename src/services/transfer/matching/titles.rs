//! How alike two titles are. Pure; years, votes and ids are the rules' affair.

use crate::domain::letters::{is_mark, plain_letter};

/// Returns how alike two titles are, 0 to 1.
pub(super) fn likeness(one: &str, other: &str) -> f64 {
    let (mine, theirs) = (words(one), words(other));
    if mine.is_empty() || theirs.is_empty() {
        // Some titles are nothing but signs.
        let is_same = !one.trim().is_empty() && one.trim() == other.trim();
        return f64::from(u8::from(is_same));
    }
    if mine == theirs {
        return 1.0;
    }
    let (mine, theirs) = (canonical(mine), canonical(theirs));
    if mine == theirs {
        return 0.97;
    }
    if mine.concat() == theirs.concat() {
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
pub(super) fn is_same_title(one: &str, other: &str) -> bool {
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

/// Words without what catalogs write differently: an article in front or behind, `and`, Roman numerals.
fn canonical(words: Vec<String>) -> Vec<String> {
    const ARTICLES: [&str; 21] = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los",
        "las", "il", "lo", "gli", "de", "het",
    ];
    let is_article = |word: Option<&String>| word.is_some_and(|word| ARTICLES.contains(&word.as_str()));
    // In English titles it means something: "Die Another Day".
    let is_lost = |word: Option<&String>| is_article(word) && word.is_some_and(|word| word != "die");
    let mut words: Vec<String> = words.into_iter().filter(|word| word != "and").map(arabic).collect();
    if words.len() > 1 && is_article(words.last()) && !is_lost(words.first()) {
        words.rotate_right(1);
    }
    if words.len() > 1 && is_lost(words.first()) {
        words.remove(0);
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
pub(super) fn has_subtitle(one: &str, other: &str) -> bool {
    let heads = |title: &str| {
        let cut = [": ", " - ", " – ", " — ", " ("].into_iter().filter_map(|mark| title.find(mark)).min();
        cut.map(|at| canonical(words(&title[..at])))
    };
    let whole = |title: &str| canonical(words(title));
    heads(one).is_some_and(|head| head == whole(other)) || heads(other).is_some_and(|head| head == whole(one))
}

/// Tells whether two titles have a word in common, or can't be compared because they are in different scripts.
pub(super) fn shares_word(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 3;
    const LONG: usize = 5;
    let is_latin =
        |words: &[String]| words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let (mine, theirs) = (words(one), words(other));
    // "d'Amélie" is one word here.
    let holds = |long: &str, short: &str| short.chars().count() >= LONG && long.contains(short);
    let is_common = |mine: &String, theirs: &String| {
        (mine == theirs && mine.chars().count() >= SHORTEST) || holds(mine, theirs) || holds(theirs, mine)
    };
    is_latin(&mine) != is_latin(&theirs)
        || mine.iter().any(|mine| theirs.iter().any(|theirs| is_common(mine, theirs)))
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
    use super::*;

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
        assert!(is_same_title("Spider-Man", "Spiderman") && is_same_title("...", "..."));
        assert!(
            shares_word("Le Fabuleux Destin d'Amélie Poulain", "Amelie")
                && !shares_word("Inception", "Finding Nemo")
        );
        assert!(shares_word("千と千尋の神隠し", "Spirited Away"), "other scripts can't be compared");
        assert!((likeness("Birdman", "Birdman or (The Unexpected Virtue of Ignorance)")) < 0.9);
        assert!(
            (likeness("Dr. Strangelove", "Dr. Strangelove: How I Learned to Stop Worrying") - 0.91).abs()
                < 1e-9
        );
        assert!(is_same_title("Welle, Die", "Die Welle") && !is_same_title("Another Day", "Die Another Day"));
        assert!(likeness("Rocky II", "Rocky III") <= 0.5);
        assert!(likeness("Toy Story", "Toy Story 2") <= 0.7);
        assert!(likeness("Heat", "Alien") < 0.7);
        assert!(likeness("Tinker Tailor Soldier Spy", "Tinker Taylor Soldier Spy") >= 0.9);
        assert!(likeness("", "x") < 0.1 && likeness("!!!", "???") < 0.1);
    }
}
