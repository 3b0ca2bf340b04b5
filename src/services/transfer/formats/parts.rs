//! Titles that name a part of a TV show, such as `Dark: Season 1: Secrets` or `Dark S01E01`. Lists hold TV shows as a
//! whole, and a search for such a title finds nothing, or a movie that is called like the episode. Not for type words and
//! columns that say the same (`cells`).

use crate::domain::letters::folded;

const SEASONS: [&str; 12] = [
    "season",
    "series",
    "staffel",
    "saison",
    "temporada",
    "stagione",
    "seizoen",
    "sezon",
    "sasong",
    "kausi",
    "сезон",
    "シーズン",
];
const EPISODES: [&str; 7] = ["episode", "episodio", "folge", "capitulo", "chapter", "kapitel", "odcinek"];

/// Returns what part of a TV show a title names, as the end of a sentence.
pub(super) fn part_in(title: &str) -> Option<&'static str> {
    let plain = [" - ", " – ", " — "].iter().fold(folded(title), |plain, dash| plain.replace(dash, ": "));
    let all: Vec<&str> = words(&plain).collect();
    if all.iter().any(|word| is_season_and_episode(word))
        || (all.len() > 1 && all.iter().any(|word| is_short_form(word)))
    {
        return Some("it is an episode");
    }
    let parts: Vec<&str> = plain.split(": ").collect();
    let last = parts.len() - 1;
    if last == 0 {
        return None;
    }
    // The first part is the show's own name: "Open Season".
    match parts.iter().skip(1).position(|part| is_season(part)) {
        Some(at) if at + 1 == last => Some("it is a season"),
        Some(_) => Some("it is an episode"),
        // "Money Heist: Part 1: Episode 1"
        None => (last > 1 && is_numbered(parts[last], &EPISODES)).then_some("it is an episode"),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_number(word: &str) -> bool {
    matches!(word.len(), 1..=3) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `s01e01`
fn is_season_and_episode(word: &str) -> bool {
    let parts = word.strip_prefix('s').and_then(|rest| rest.split_once('e'));
    parts.is_some_and(|(season, episode)| is_number(season) && is_number(episode))
}

/// `1x01`; a movie is called "10x10".
fn is_short_form(word: &str) -> bool {
    word.split_once('x').is_some_and(|(season, episode)| {
        is_number(season) && is_number(episode) && season.len() < 3 && episode.len() == 2
    })
}

/// `season 1`, `2. staffel`, `the complete first season`
fn is_season(part: &str) -> bool {
    is_numbered(part, &SEASONS)
        || matches!(part.trim(), "limited series" | "miniseries")
        || (words(part).any(|word| word == "complete") && words(part).any(|word| SEASONS.contains(&word)))
}

/// Whether a part is nothing but one of the names and a number.
fn is_numbered(part: &str, names: &[&str]) -> bool {
    const NUMBERS: [&str; 10] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let words: Vec<&str> = words(part).collect();
    let is_count = |word: &str| {
        NUMBERS.contains(&word) || is_number(word.trim_end_matches(|letter: char| !letter.is_ascii_digit()))
    };
    matches!(words.as_slice(), [one, two]
        if (names.contains(one) && is_count(two)) || (names.contains(two) && is_count(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_parts_of_shows_from_movies() {
        for title in [
            "Dark: Season 1: Secrets",
            "Breaking Bad S01E01",
            "Breaking Bad - s1e1 - Pilot",
            "Game of Thrones - 1x01 - Winter Is Coming",
            "Money Heist: Part 1: Episode 1",
            "When They See Us: Limited Series: Part One",
            "Dark: Staffel 2: Anfänge und Enden",
            "La casa de papel: Temporada 2: Episodio 3",
        ] {
            assert_eq!(part_in(title), Some("it is an episode"), "{title}");
        }
        for title in [
            "Breaking Bad: Season 1",
            "Breaking Bad – Season Two",
            "Game of Thrones: The Complete First Season",
            "Tatort: 2. Staffel",
        ] {
            assert_eq!(part_in(title), Some("it is a season"), "{title}");
        }
        for title in [
            "Open Season 2",
            "Open Season: Scared Silly",
            "10x10",
            "Fear Street: Part 1: 1994",
            "Star Wars: Episode 4: A New Hope",
            "Star Wars: Episode IV",
            "The Hunger Games: Mockingjay: Part 1",
            "Dune: Part Two",
            "Season of the Witch",
            "S1m0ne",
            "Kill Bill: Vol. 1",
            "A Series of Unfortunate Events",
            "Mission: Impossible - Fallout",
            "",
        ] {
            assert_eq!(part_in(title), None, "{title}");
        }
    }
}
