//! The rules one by one: what a row says, what TMDB answers, what comes of it.

mod accuracy;

use proptest::prelude::*;

use super::*;
use crate::domain::{Media, MediaRef, MediaType};
use crate::services::transfer::formats::Ids;

fn media(item: MediaRef, title: &str, year: i32, votes: u64) -> Media {
    Media {
        title: Some(title.to_owned()),
        original_title: Some(title.to_owned()),
        year: Some(year).filter(|year| *year > 0),
        vote_count: Some(votes),
        ..Media::unknown(item)
    }
}

fn film(id: u64, title: &str, year: i32, votes: u64) -> Media {
    media(MediaRef::movie(id), title, year, votes)
}

fn show(id: u64, title: &str, year: i32, votes: u64) -> Media {
    media(MediaRef::tv(id), title, year, votes)
}

fn row(title: &str, year: i32) -> Evidence {
    let titles = Some(title.to_owned()).filter(|title| !title.is_empty()).into_iter().collect();
    Evidence { titles, year: Some(year).filter(|year| *year > 0), ..Evidence::default() }
}

fn with_ids(evidence: Evidence, tmdb: u64, imdb: &str, tvdb: u64) -> Evidence {
    let number = |id: u64| Some(id).filter(|id| *id > 0);
    let imdb = Some(imdb.to_owned()).filter(|imdb| !imdb.is_empty());
    Evidence { ids: Ids { tmdb: number(tmdb), imdb, tvdb: number(tvdb) }, ..evidence }
}

fn of_kind(evidence: Evidence, media_type: MediaType) -> Evidence {
    Evidence { kind: Kind::Is(media_type), ..evidence }
}

/// A TMDB that knows these titles, and these ids of other services.
#[derive(Default)]
struct Tmdb {
    titles: Vec<Media>,
    ids: Vec<(&'static str, Media)>,
    episodes: Vec<&'static str>,
    /// How many results a search shows; 0 for all.
    per_page: usize,
}

impl Tmdb {
    fn of(titles: &[Media]) -> Self {
        Self { titles: titles.to_vec(), ..Self::default() }
    }

    fn knowing(mut self, id: &'static str, media: &Media) -> Self {
        self.ids.push((id, media.clone()));
        self.titles.push(media.clone());
        self
    }

    fn found(&self, id: &str) -> Found {
        if self.episodes.contains(&id) {
            return Found::Other("it is an episode");
        }
        Found::Titles(
            self.ids.iter().filter(|(known, _)| *known == id).map(|(_, media)| media.clone()).collect(),
        )
    }

    /// The first page of a search, and whether it is all.
    fn results(&self, text: &str, media_type: MediaType, year: Option<i32>) -> (Vec<Media>, bool) {
        let fits = |media: &&Media| {
            media.media_type == media_type
                && year.is_none_or(|year| media.year == Some(year))
                && folded(media.title.as_deref().unwrap()).contains(&folded(text))
        };
        let mut found: Vec<Media> = self.titles.iter().filter(fits).cloned().collect();
        let is_whole = self.per_page == 0 || found.len() <= self.per_page;
        if !is_whole {
            found.truncate(self.per_page);
        }
        (found, is_whole)
    }

    fn asked(&self, evidence: &Evidence) -> (Match, Vec<Question>) {
        let mut answers = Answers::default();
        let mut asked = Vec::new();
        while let Some(question) = next(evidence, &answers) {
            asked.push(question.clone());
            match &question {
                Question::Imdb(id) => answers.take_found(&question, self.found(id)),
                Question::Tvdb(id) => answers.take_found(&question, self.found(&id.to_string())),
                Question::Number(item) => {
                    answers
                        .take_number(*item, self.titles.iter().find(|media| media.item() == *item).cloned());
                }
                Question::Search { text, media_type, year } => {
                    let (results, is_whole) = self.results(text, *media_type, *year);
                    answers.take_results(question, results, is_whole);
                }
            }
        }
        (decide(evidence, &answers), asked)
    }

    fn shown(&self, evidence: &Evidence) -> String {
        match self.asked(evidence).0 {
            Match::Title(item, rule) => format!("{item} by {}", rule.name()),
            Match::Ambiguous { candidates, doubt } => {
                let items: Vec<String> =
                    candidates.iter().map(|scored| scored.media.item().to_string()).collect();
                format!(
                    "? {}{}",
                    items.join(" "),
                    doubt.map(|doubt| format!(": {doubt}")).unwrap_or_default()
                )
            }
            Match::Unmatched { doubt } => {
                format!("-{}", doubt.map(|doubt| format!(" {doubt}")).unwrap_or_default())
            }
            Match::Other(what) => format!("! {what}"),
        }
    }
}

#[test]
fn titles_and_years_decide() {
    let cases: Vec<(Evidence, Vec<Media>, &str)> = vec![
        (
            row("The Matrix", 1999),
            vec![film(603, "The Matrix", 1999, 25_000), film(2, "The Matrix Reloaded", 2003, 9)],
            "movie:603 by exact_title_year",
        ),
        // One year apart is common between catalogs, more is not.
        (row("Heat", 1996), vec![film(949, "Heat", 1995, 7000)], "movie:949 by title_year_off_by_one"),
        (row("Heat", 1990), vec![film(949, "Heat", 1995, 7000)], "? movie:949"),
        // The year decides between remakes.
        (
            row("Solaris", 2002),
            vec![film(593, "Solaris", 1972, 900), film(2103, "Solaris", 2002, 800)],
            "movie:2103 by exact_title_year",
        ),
        (
            row("Solaris", 0),
            vec![film(593, "Solaris", 1972, 900), film(2103, "Solaris", 2002, 800)],
            "? movie:593 movie:2103",
        ),
        (row("Stalker", 0), vec![film(1398, "Stalker", 1979, 900)], "movie:1398 by only_title"),
        (row("Stalker", 0), vec![film(1398, "Stalker", 1979, 3)], "? movie:1398"),
        // Namesakes of one year: only a famous one is taken.
        (
            row("Parasite", 2019),
            vec![film(1, "Parasite", 2019, 2), film(496_243, "Parasite", 2019, 17_000)],
            "movie:496243 by exact_title_year",
        ),
        (
            row("Dracula", 1931),
            vec![film(138, "Dracula", 1931, 900), film(139, "Dracula", 1931, 100)],
            "? movie:138 movie:139",
        ),
        // The movie that everybody means is a year off, and an unknown one of that year isn't.
        (
            row("The Witch", 2015),
            vec![film(310_131, "The Witch", 2016, 7000), film(7, "The Witch", 2015, 3)],
            "? movie:7 movie:310131",
        ),
        (
            row("Vegas", 2000),
            vec![film(1, "The Vegas", 2000, 9), film(2, "Vegas", 2000, 9)],
            "movie:2 by exact_title_year",
        ),
        // A movie and a TV show of one name and year: the better known, or a question.
        (
            row("Normal People", 2020),
            vec![film(8, "Normal People", 2020, 1), show(9, "Normal People", 2020, 900)],
            "tv:9 by exact_title_year",
        ),
        (row("Fargo", 2014), vec![film(8, "Fargo", 2014, 3), show(9, "Fargo", 2014, 3)], "? movie:8 tv:9"),
        (
            of_kind(row("Fargo", 2014), MediaType::Tv),
            vec![film(8, "Fargo", 2014, 3), show(9, "Fargo", 2014, 3)],
            "tv:9 by exact_title_year",
        ),
        // A subtitle may be left out; what is only somewhat alike is offered.
        (
            row("Borat", 2006),
            vec![film(496, "Borat: Cultural Learnings of America", 2006, 7000)],
            "movie:496 by subtitle_left_out",
        ),
        (
            row("Dr. Strangelove", 1964),
            vec![film(935, "Dr. Strangelove or: How I Learned", 1964, 9)],
            "? movie:935",
        ),
        (row("Nothing like it", 1964), vec![film(935, "Heat", 1964, 9)], "-"),
        (row("Heat", 1995), vec![], "-"),
    ];
    for (evidence, titles, expected) in cases {
        assert_eq!(Tmdb::of(&titles).shown(&evidence), expected, "{evidence:?}");
    }
}

#[test]
fn ids_decide_where_nothing_contradicts() {
    let inception = film(27_205, "Inception", 2010, 37_000);
    let nemo = film(12, "Finding Nemo", 2003, 19_000);
    let thrones = show(1399, "Game of Thrones", 2011, 20_000);
    let tmdb =
        Tmdb::of(std::slice::from_ref(&nemo)).knowing("tt1375666", &inception).knowing("tt0944947", &thrones);
    let tmdb = tmdb.knowing("121361", &thrones);
    let movie = |evidence| of_kind(evidence, MediaType::Movie);
    let bare = |evidence, id| Evidence { bare_id: Some(id), ..evidence };
    for (evidence, expected) in [
        (with_ids(row("Inception", 2010), 0, "tt1375666", 0), "movie:27205 by imdb_id"),
        (with_ids(row("Origen", 2010), 0, "tt1375666", 0), "movie:27205 by imdb_id"),
        (with_ids(row("", 0), 0, "tt1375666", 0), "movie:27205 by imdb_id"),
        (
            with_ids(row("Finding Nemo", 2003), 0, "tt1375666", 0),
            "? movie:12 movie:27205: tt1375666 is Inception (2010) on TMDB",
        ),
        (with_ids(movie(row("Inception", 2010)), 27_205, "tt1375666", 0), "movie:27205 by tmdb_id"),
        (
            with_ids(movie(row("Inception", 2010)), 12, "tt1375666", 0),
            "? movie:27205 movie:12: tt1375666 is Inception (2010) (movie:27205), not TMDB's number 12",
        ),
        (
            with_ids(movie(row("Inception", 2010)), 12, "", 0),
            "? movie:27205 movie:12: movie:12 is Finding Nemo (2003) on TMDB",
        ),
        (with_ids(movie(row("Findet Nemo", 2003)), 12, "", 0), "movie:12 by tmdb_id"),
        (with_ids(movie(row("Inception", 2010)), 999, "", 0), "? movie:27205: TMDB has no movie:999"),
        (with_ids(movie(row("", 0)), 999, "", 0), "movie:999 by tmdb_id"),
        // A column that is only called `id` is TMDB's where both title and year agree.
        (bare(movie(row("Inception", 2010)), 12), "movie:27205 by exact_title_year"),
        (bare(movie(row("Finding Nemo", 2003)), 12), "movie:12 by tmdb_id"),
        (with_ids(bare(movie(row("Inception", 2010)), 12), 0, "tt1375666", 0), "movie:27205 by imdb_id"),
        // Without a type the number's title tells which it is.
        (with_ids(row("Game of Thrones", 2011), 1399, "", 0), "tv:1399 by tmdb_id"),
        (with_ids(row("Game of Thrones", 2011), 0, "", 121_361), "tv:1399 by tvdb_id"),
        // TVDB numbers movies apart.
        (with_ids(movie(row("Inception", 2010)), 0, "", 121_361), "movie:27205 by exact_title_year"),
        (with_ids(row("Inception", 2010), 0, "tt1375666", 121_361), "movie:27205 by imdb_id"),
        // An id that TMDB doesn't have leaves the title, where the row says what it is.
        (with_ids(movie(row("Inception", 2010)), 0, "tt0000009", 0), "movie:27205 by exact_title_year"),
        (with_ids(row("Inception", 2010), 0, "tt0000009", 0), "? movie:27205: TMDB doesn't have tt0000009"),
        (with_ids(row("", 0), 0, "tt0000009", 0), "- TMDB doesn't have tt0000009"),
    ] {
        assert_eq!(tmdb.shown(&evidence), expected, "{evidence:?}");
    }
    let foreign = Evidence { kind: Kind::Foreign("Odcinki".to_owned()), ..row("Inception", 2010) };
    assert_eq!(tmdb.shown(&foreign), "? movie:27205: 'Odcinki' is not a type that flixir knows");
    let shifted = Evidence {
        oddity: Some("the value for the year is not a year".to_owned()),
        ..row("Finding Nemo", 0)
    };
    assert_eq!(tmdb.shown(&shifted), "? movie:12: the value for the year is not a year");
    let episode = Tmdb { episodes: vec!["tt7"], ..Tmdb::of(&[film(1, "Pilot", 2013, 9)]) };
    assert_eq!(episode.shown(&with_ids(row("Pilot", 2013), 0, "tt7", 0)), "! it is an episode");
}

#[test]
fn no_more_is_asked_than_is_needed() {
    let matrix = film(603, "The Matrix", 1999, 25_000);
    let tmdb = Tmdb::of(std::slice::from_ref(&matrix)).knowing("tt0133093", &matrix);
    let asked = |evidence: &Evidence| tmdb.asked(evidence).1.len();
    let movie = |evidence| of_kind(evidence, MediaType::Movie);
    for (evidence, count) in [
        (movie(row("The Matrix", 1999)), 1),
        (row("The Matrix", 1999), 2),
        (row("The Matrix", 1998), 2),
        (row("No Such Title", 1999), 2),
        // The type word may be wrong where nothing famous has the name.
        (movie(row("No Such Title", 1999)), 2),
        (with_ids(movie(row("The Matrix", 1999)), 603, "tt0133093", 0), 1),
        (with_ids(movie(row("The Matrix", 1999)), 603, "", 0), 1),
        (with_ids(movie(row("", 0)), 603, "", 0), 0),
        (with_ids(row("", 0), 0, "tt0133093", 0), 1),
        (Evidence { is_certain: true, ..with_ids(movie(row("Matrix", 1990)), 603, "tt0133093", 0) }, 0),
    ] {
        assert_eq!(asked(&evidence), count, "{evidence:?}");
    }
    let two = Evidence { titles: vec!["A Title".to_owned(), "Another".to_owned()], ..row("", 1999) };
    assert_eq!(asked(&two), 4);
    let original =
        Evidence { titles: vec!["Die Matrix da".to_owned(), "The Matrix".to_owned()], ..row("", 1999) };
    assert_eq!(tmdb.shown(&original), "movie:603 by exact_title_year");
}

#[test]
fn a_comment_behind_an_id_counts_where_it_is_another_title() {
    let tmdb = Tmdb::of(&[film(12, "Finding Nemo", 2003, 19_000), film(5, "Seen", 1988, 3)])
        .knowing("tt1375666", &film(27_205, "Inception", 2010, 37_000));
    let typed = |note: &str, year, id| {
        let evidence = of_kind(with_ids(row(note, year), id, "", 0), MediaType::Movie);
        Evidence { is_certain: true, is_noted: true, ..evidence }
    };
    for (evidence, expected) in [
        (typed("Finding Nemo", 2003, 12), "movie:12 by tmdb_id"),
        (typed("Findet Nemo", 0, 12), "movie:12 by tmdb_id"),
        (typed("watch it with Ann", 0, 12), "movie:12 by tmdb_id"),
        (typed("seen", 2019, 12), "movie:12 by tmdb_id"),
        (
            typed("Inception", 0, 12),
            "? movie:27205 movie:12: movie:12 is Finding Nemo (2003) on TMDB, and the comment says 'Inception'",
        ),
        (
            typed("Inception", 2010, 12),
            "? movie:27205 movie:12: movie:12 is Finding Nemo (2003) on TMDB, and the comment says 'Inception (2010)'",
        ),
        (
            typed("Inception", 2010, 99),
            "? movie:27205: TMDB has no movie:99, and the comment says 'Inception (2010)'",
        ),
        (
            Evidence { is_noted: true, ..with_ids(row("my favorite", 0), 0, "tt1375666", 0) },
            "movie:27205 by imdb_id",
        ),
        (
            Evidence { is_noted: true, ..with_ids(row("Finding Nemo", 2003), 0, "tt1375666", 0) },
            "? movie:12 movie:27205: tt1375666 is Inception (2010) on TMDB, and the comment says 'Finding Nemo (2003)'",
        ),
    ] {
        assert_eq!(tmdb.shown(&evidence), expected, "{evidence:?}");
    }
    assert_eq!(typed("Inception", 0, 12).without_note().plain_number(), Some(MediaRef::movie(12)));
}

#[test]
fn a_type_word_is_no_proof() {
    let movie = |evidence| of_kind(evidence, MediaType::Movie);
    let tv = |evidence| of_kind(evidence, MediaType::Tv);
    let film = |year, votes| film(8, "Normal People", year, votes);
    let show = |year, votes| show(9, "Normal People", year, votes);
    let asked = row("Normal People", 2020);
    for (evidence, titles, expected) in [
        (movie(asked.clone()), vec![film(2020, 2), show(2020, 900)], "? tv:9 movie:8"),
        (movie(asked.clone()), vec![film(2020, 90), show(2020, 900)], "? tv:9 movie:8"),
        (movie(asked.clone()), vec![film(2020, 2), show(2019, 900)], "? movie:8 tv:9"),
        (movie(asked.clone()), vec![film(2019, 300), show(2020, 900)], "? tv:9 movie:8"),
        (movie(row("Normal People", 0)), vec![film(2020, 120), show(2020, 9000)], "? tv:9 movie:8"),
        (tv(asked.clone()), vec![film(2020, 900), show(2020, 2)], "? movie:8 tv:9"),
        // No movie has the name: the show is offered, not taken.
        (movie(asked.clone()), vec![show(2020, 900)], "? tv:9"),
        // Not far better known, or of another time: the word counts.
        (movie(asked.clone()), vec![film(2020, 200), show(2020, 900)], "movie:8 by exact_title_year"),
        (movie(asked.clone()), vec![film(2020, 2), show(2015, 9000)], "movie:8 by exact_title_year"),
        (movie(asked.clone()), vec![film(2020, 0), show(2020, 90)], "movie:8 by exact_title_year"),
        (movie(row("Normal People", 0)), vec![film(2020, 1200), show(2020, 9000)], "movie:8 by only_title"),
    ] {
        assert_eq!(Tmdb::of(&titles).shown(&evidence), expected, "{evidence:?} {titles:?}");
    }
    let with_subtitle = media(MediaRef::movie(8), "Normal People: The Film", 2020, 9000);
    let both = |votes| Tmdb::of(&[with_subtitle.clone(), show(2020, votes)]).shown(&movie(asked.clone()));
    assert_eq!(both(9500), "? tv:9 movie:8");
    assert_eq!(both(20), "movie:8 by subtitle_left_out");
}

#[test]
fn a_namesake_of_a_year_nearby_is_compared_by_fame() {
    let witch = |exact, near, far| {
        let titles = [
            film(7, "The Witch", 2015, exact),
            film(310_131, "The Witch", 2016, near),
            film(9, "The Witch", 2013, far),
        ];
        Tmdb::of(&titles).shown(&row("The Witch", 2015))
    };
    for (exact, near, far, expected) in [
        (1200, 7000, 0, "? movie:7 movie:310131 movie:9"),
        (300, 1600, 0, "? movie:7 movie:310131 movie:9"),
        (1600, 7000, 0, "movie:7 by exact_title_year"),
        // Two years off is rarer than one.
        (900, 0, 8000, "movie:7 by exact_title_year"),
        (300, 0, 8000, "? movie:7 movie:310131 movie:9"),
        // A dozen votes are no fame.
        (0, 40, 0, "movie:7 by exact_title_year"),
    ] {
        assert_eq!(witch(exact, near, far), expected, "{exact} {near} {far}");
    }
    let off_by_one = [film(1, "Heat", 1995, 900), film(2, "Heat", 1994, 9000)];
    assert_eq!(Tmdb::of(&off_by_one).shown(&row("Heat", 1996)), "? movie:1 movie:2");
}

#[test]
fn the_year_is_asked_for_where_a_search_has_more_pages() {
    let many = |first: Media, second: Media| {
        let mut titles: Vec<Media> = vec![first];
        titles.extend((1..20).map(|id| film(id, &format!("Alone {id}"), 2005, 1)));
        titles.push(second);
        Tmdb { per_page: 20, ..Tmdb::of(&titles) }
    };
    let asked = of_kind(row("Alone", 2020), MediaType::Movie);
    for (first, second, expected, questions) in [
        // The one of this year stands on the second page.
        (film(98, "Alone", 2009, 90), film(99, "Alone", 2020, 600), "movie:99 by exact_title_year", 3),
        (film(98, "Alone", 2019, 9000), film(99, "Alone", 2020, 600), "? movie:99 movie:98 movie:1", 3),
        // Another of this year does.
        (film(98, "Alone", 2020, 700), film(99, "Alone", 2020, 300), "? movie:98 movie:99", 3),
        (film(98, "Alone", 2020, 5000), film(99, "Alone", 2020, 300), "movie:98 by exact_title_year", 1),
    ] {
        let tmdb = many(first, second);
        let shown = tmdb.shown(&asked);
        assert!(shown.starts_with(expected), "{shown}, not {expected}");
        assert_eq!(tmdb.asked(&asked).1.len(), questions, "{expected}");
    }
    let none = many(film(98, "Alone", 2009, 90), film(99, "Alone", 2009, 90));
    assert_eq!(none.asked(&row("Alone", 2020)).1.len(), 3, "no TV show has the name: nothing more is asked");
}

#[test]
fn a_persons_key_needs_no_type() {
    let plain = row("Amélie", 2001);
    let typed = of_kind(row("AMELIE", 2001), MediaType::Movie);
    assert_eq!(plain.key("w", true), typed.key("w", true));
    assert_ne!(plain.key("w", false), typed.key("w", false));
    assert_ne!(row("...", 0).key("w", true), row("!!!", 0).key("w", true));
}

fn any_film() -> impl Strategy<Value = Media> {
    ("(The )?(Heat|Alien|Rocky)( II| 2|: The End)?", 1990_i32..1994, 0_u64..400, 1_u64..20)
        .prop_map(|(title, year, votes, id)| film(id, &title, year, votes))
}

proptest! {
    #[test]
    fn the_order_of_titles_does_not_matter(films in prop::collection::vec(any_film(), 0..8), year in 1990_i32..1994) {
        // Two different movies under one id would be no fair input.
        let mut films = films;
        films.sort_by_key(|media| media.id);
        films.dedup_by_key(|media| media.id);
        let forward = Tmdb::of(&films).shown(&row("Heat", year));
        films.reverse();
        prop_assert_eq!(forward, Tmdb::of(&films).shown(&row("Heat", year)));
    }

    #[test]
    fn what_is_taken_is_never_far_off(films in prop::collection::vec(any_film(), 0..8), year in 1990_i32..1994) {
        let tmdb = Tmdb::of(&films);
        if let Match::Title(item, _) = tmdb.asked(&row("Heat", year)).0 {
            let is_near = |media: &&Media| (media.year.unwrap() - year).abs() <= 1;
            prop_assert!(films.iter().filter(|media| media.item() == item).any(|media| is_near(&media)));
        }
    }
}

#[test]
fn a_subtitle_is_no_help_where_the_name_is_another_movies() {
    let titles =
        [film(19_995, "Avatar", 2009, 31_500), film(76_600, "Avatar: The Way of Water", 2022, 12_000)];
    assert_eq!(Tmdb::of(&titles).shown(&row("Avatar", 2022)), "? movie:76600 movie:19995");
    assert_eq!(Tmdb::of(&titles[1..]).shown(&row("Avatar", 2022)), "movie:76600 by subtitle_left_out");
}

#[test]
fn another_name_in_brackets_is_no_part_of_the_title() {
    use crate::services::transfer::formats::Row;
    let of = |title: &str, year| {
        let row = Row { title: Some(title.to_owned()), year, ..Row::default() };
        Evidence::of(&row, Some(MediaType::Movie))
    };
    let tmdb = Tmdb::of(&[
        film(807, "Se7en", 1995, 21_000),
        film(346, "Seven Samurai", 1954, 4000),
        film(194_662, "Birdman or (The Unexpected Virtue of Ignorance)", 2014, 13_000),
        film(109_445, "Frozen", 2013, 17_000),
    ]);
    for (title, year, expected) in [
        ("Seven (a.k.a. Se7en)", 1995, "movie:807 by exact_title_year"),
        ("Seven Samurai (Shichinin no samurai)", 1954, "movie:346 by exact_title_year"),
        ("Birdman or (The Unexpected Virtue of Ignorance)", 2014, "movie:194662 by exact_title_year"),
        ("Frozen (II)", 2019, "? movie:109445"),
    ] {
        assert_eq!(tmdb.shown(&of(title, Some(year))), expected, "{title}");
    }
    assert_eq!(of("Frozen (II)", None).titles, ["Frozen (II)"], "without a year it may be another movie");
}

#[test]
fn a_word_that_is_no_article_in_english_counts() {
    let bond = film(36_669, "Die Another Day", 2002, 6800);
    assert_eq!(Tmdb::of(&[bond]).shown(&row("Another Day", 2002)), "? movie:36669");
}

#[test]
fn a_number_of_tvdb_without_a_type_needs_a_title_that_fits() {
    let show = show(94_305, "The Walking Dead: World Beyond", 2020, 2000);
    let tmdb = Tmdb::of(&[film(700, "Beyond Utopia", 2023, 150)]).knowing("372787", &show);
    for (title, year) in [("Beyond Utopia", 0), ("Beyond Utopia", 2020)] {
        let found = tmdb.shown(&with_ids(row(title, year), 0, "", 372_787));
        assert!(found.starts_with("? "), "{title} {year}: {found}");
    }
    let fits = with_ids(row("The Walking Dead World Beyond", 0), 0, "", 372_787);
    assert_eq!(tmdb.shown(&fits), "tv:94305 by tvdb_id");
    let said = of_kind(with_ids(row("Die Welt danach", 2020), 0, "", 372_787), MediaType::Tv);
    assert_eq!(tmdb.shown(&said), "tv:94305 by tvdb_id");
}

#[test]
fn a_number_of_tmdb_s_counts_although_another_id_is_unknown() {
    let tmdb = Tmdb::of(&[
        film(603, "The Matrix", 1999, 26_000),
        film(12, "Nemo", 2003, 9),
        show(12, "Other", 2003, 9),
    ]);
    assert_eq!(tmdb.shown(&with_ids(row("", 0), 603, "tt9999999", 0)), "movie:603 by tmdb_id");
    let either = tmdb.shown(&with_ids(row("", 0), 12, "tt9999999", 0));
    assert!(either.starts_with("? movie:12 tv:12"), "{either}");
}
