//! As many made-up movies and shows as somebody asks for, beside the written catalog: the n-th is the same in
//! every run. For long lists, big imports and paging; not for what a title's details say beyond its row.

use super::seed::{Key, Kind, MOVIE_GENRES, TV_GENRES, Title, fold};
use super::world::spread;

/// Where invented numbers begin, for movies as for shows; the written catalog ends below.
const FIRST_ID: u64 = 5_000_001;
/// Where invented IMDb numbers begin; nothing real is that high.
const FIRST_IMDB: u64 = 90_000_001;
/// Of how many titles one is a show.
const SHOW_EVERY: u64 = 5;

const QUALITIES: [&str; 32] = [
    "Amber",
    "Ashen",
    "Borrowed",
    "Broken",
    "Copper",
    "Crooked",
    "Distant",
    "Drowned",
    "Eastern",
    "Empty",
    "Faithful",
    "Feral",
    "Frozen",
    "Gilded",
    "Hidden",
    "Hollow",
    "Inland",
    "Last",
    "Lesser",
    "Lonely",
    "Marble",
    "Narrow",
    "Northern",
    "Painted",
    "Quiet",
    "Restless",
    "Salted",
    "Second",
    "Tender",
    "Unlit",
    "Wandering",
    "Winter",
];
const THINGS: [&str; 32] = [
    "Archive",
    "Bakery",
    "Beekeeper",
    "Bridge",
    "Cartographer",
    "Causeway",
    "Clockmaker",
    "Courier",
    "Estuary",
    "Ferry",
    "Garrison",
    "Glacier",
    "Harbour",
    "Heron",
    "Inheritance",
    "Juror",
    "Lantern",
    "Lighthouse",
    "Locksmith",
    "Meridian",
    "Observatory",
    "Orchard",
    "Parade",
    "Quarry",
    "Reservoir",
    "Sister",
    "Switchboard",
    "Tannery",
    "Understudy",
    "Viaduct",
    "Weather",
    "Witness",
];
const SHAPES: usize = 4;
const LANGUAGES: [&str; 8] = ["en", "en", "en", "en", "fr", "ja", "de", "es"];
const OVERVIEWS: [&str; 4] = [
    "Made up for the sandbox: nobody has seen it.",
    "Made up for the sandbox: two strangers, one suitcase, no way back.",
    "Made up for the sandbox: a town keeps quiet about the flood.",
    "Made up for the sandbox: everyone remembers that summer differently.",
];

/// Returns the first `count` invented titles, best known first.
pub(super) fn titles(count: usize) -> impl Iterator<Item = Title> {
    (0_u64..).take(count).map(title)
}

fn title(number: u64) -> Title {
    let dice = spread(number ^ 0x0007_1713);
    // So many different things can be read off one number: each takes its own bits.
    let roll = |shift: u32, sides: u64| (dice >> shift) % sides;
    let kind = if number % SHOW_EVERY == SHOW_EVERY - 1 { Kind::Tv } else { Kind::Movie };
    let name = name(number);
    let fame = 20.0 / (1.0 + f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / 100.0);
    let popularity = ((fame + 0.6) * 1e4).round() / 1e4;
    let genres = match kind {
        Kind::Movie => [roll(0, 19), roll(8, 19)].map(|at| MOVIE_GENRES[index(at)]).to_vec(),
        Kind::Tv => [roll(0, 16), roll(8, 16)].map(|at| TV_GENRES[index(at)]).to_vec(),
    };
    let genres = if genres[0] == genres[1] { genres[..1].to_vec() } else { genres };
    Title {
        key: Key { kind, id: FIRST_ID + number },
        imdb_id: format!("tt{}", FIRST_IMDB + number),
        words: vec![fold(&name)],
        original_name: name.clone(),
        name,
        original_language: LANGUAGES[index(roll(16, 8))].to_owned(),
        date: format!("{}-{:02}-{:02}", 1950 + roll(24, 75), 1 + roll(32, 12), 1 + roll(40, 28)),
        genres,
        runtime: Some(if kind == Kind::Tv { 20 + roll(48, 41) } else { 75 + roll(48, 100) }),
        popularity,
        vote_average: [3.9, 4.8, 5.4, 5.9, 6.3, 6.7, 7.2, 8.1][index(roll(56, 8))],
        vote_count: 4_000 / (1 + number / 10),
        adult: false,
        overview: OVERVIEWS[index(roll(60, 4))].to_owned(),
    }
}

/// Returns a name that no other number has: where the plain ones are used up, the sequels begin.
fn name(number: u64) -> String {
    let plain = (QUALITIES.len() * THINGS.len() * SHAPES) as u64;
    // An odd factor walks through all the plain names before it comes back to one.
    let at = index(number.wrapping_mul(0x9E5) % plain);
    let quality = QUALITIES[at % QUALITIES.len()];
    let thing = THINGS[at / QUALITIES.len() % THINGS.len()];
    let other = THINGS[(at / QUALITIES.len() + 7 + at % QUALITIES.len()) % THINGS.len()];
    let name = match at / (QUALITIES.len() * THINGS.len()) {
        0 => format!("The {quality} {thing}"),
        1 => format!("{quality} {thing}"),
        2 if quality.starts_with(['A', 'E', 'I', 'O', 'U']) => format!("An {quality} {thing} for {other}"),
        2 => format!("A {quality} {thing} for {other}"),
        _ => format!("{quality} as the {thing}"),
    };
    match number / plain {
        0 => name,
        sequels => format!("{name} {}", sequels + 1),
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sandbox::seed::Catalogue;

    #[test]
    fn names_and_numbers_are_unique_and_the_same_in_every_run() {
        let some: Vec<Title> = titles(10_000).collect();
        assert_eq!(some.iter().map(|title| &title.name).collect::<HashSet<_>>().len(), some.len());
        assert_eq!(some.iter().map(|title| &title.imdb_id).collect::<HashSet<_>>().len(), some.len());
        let again: Vec<String> = titles(10_000).map(|title| title.name).collect();
        assert!(some.iter().zip(&again).all(|(first, again)| first.name == *again));
        assert!(some.is_sorted_by(|a, b| a.popularity >= b.popularity));
        assert_eq!(some.iter().filter(|title| title.key.kind == Kind::Tv).count(), 2_000);
    }

    #[test]
    fn the_written_catalogue_is_still_there_and_nothing_hides_it() {
        let written = Catalogue::shared();
        let more = Catalogue::with(titles(3_000).collect());
        assert_eq!(more.titles.len(), written.titles.len() + 3_000);
        for title in &written.titles {
            assert_eq!(more.title(title.key).unwrap().name, title.name);
        }
        let invented = more.title(Key { kind: Kind::Movie, id: FIRST_ID }).unwrap();
        assert_eq!(
            more.by_imdb(&invented.imdb_id).map(|found| found.key).collect::<Vec<_>>(),
            [invented.key]
        );
    }
}
