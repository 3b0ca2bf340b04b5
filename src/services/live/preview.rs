//! The details of the row under the cursor, as short paragraphs. Not for all that is known of a title, which `flixir info`
//! shows.

use crate::domain::text::{counted, grouped, running_time};
use crate::domain::{Media, MediaType};
use crate::ports::{FrameText, Weight};
use crate::services::details::{CrewMember, Details};

/// Names of a kind that are shown.
const SHOWN: usize = 4;

/// What is known about a title besides its row.
#[derive(Debug)]
pub(super) enum Described {
    /// TMDB was asked.
    Asked,
    /// All of it.
    Ready(Box<Details>),
    /// TMDB can't be asked; the reason.
    Failed(String),
}

/// Returns the paragraphs about a row.
pub(super) fn paragraphs(row: &Media, described: Option<&Described>) -> Vec<FrameText> {
    let details = match described {
        Some(Described::Ready(details)) => Some(&**details),
        _ => None,
    };
    let media = details.map_or(row, |details| &details.media);
    let mut text = Text::default();
    text.add(Weight::Strong, Some(row.label()));
    text.add(Weight::Faint, Some(facts(media, details)));
    text.add(Weight::Plain, rating(media));
    if let Some(details) = details {
        text.add(Weight::Plain, labelled("Directed by", &directors(details)));
        text.add(Weight::Plain, labelled("Created by", details.created_by.as_deref().unwrap_or_default()));
        let cast = details.cast.iter().flatten().filter_map(|member| member.name.clone());
        text.add(Weight::Plain, labelled("With", &cast.collect::<Vec<_>>()));
        let streaming = details.providers.as_ref().map(|providers| providers.flatrate.as_slice());
        text.add(Weight::Plain, labelled("Stream on", streaming.unwrap_or_default()));
    }
    text.add(Weight::Plain, labelled("Known for", &known_for(row, details)));
    text.add(Weight::Plain, media.overview.clone().or_else(|| row.overview.clone()));
    match described {
        Some(Described::Asked) => text.add(Weight::Faint, Some("Loading details...".to_owned())),
        Some(Described::Failed(reason)) => text.add(Weight::Faint, Some(format!("No details: {reason}"))),
        _ => {}
    }
    text.0
}

#[derive(Default)]
struct Text(Vec<FrameText>);

impl Text {
    fn add(&mut self, weight: Weight, text: Option<String>) {
        self.0.extend(text.filter(|text| !text.is_empty()).map(|text| FrameText { text, weight }));
    }
}

/// What it is, in a few words: `Movie · 2 h 16 min · R · Action, Science Fiction`.
fn facts(media: &Media, details: Option<&Details>) -> String {
    let kind = match media.media_type {
        MediaType::Movie => "Movie",
        MediaType::Tv => "TV show",
        MediaType::Person => "Person",
    };
    let seasons = details.and_then(|details| details.number_of_seasons);
    let department = details.and_then(|details| details.known_for_department.clone());
    let born = details.and_then(|details| details.birthday.as_ref());
    let parts = [
        Some(kind.to_owned()),
        details.and_then(|details| details.runtime).map(running_time),
        seasons.map(|seasons| counted(seasons, "season", "seasons")),
        details.and_then(|details| details.certification.clone()),
        department.or_else(|| media.known_for_department.clone()),
        born.map(|day| format!("born {day}")),
        Some(media.genres.join(", ")).filter(|genres| !genres.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn rating(media: &Media) -> Option<String> {
    let mean = media.mean()?;
    let votes = media.vote_count.map(|votes| {
        let noun = if votes == 1 { "vote" } else { "votes" };
        format!(" ({} {noun})", grouped(votes))
    });
    Some(format!("Rating {mean:.1}{}", votes.unwrap_or_default()))
}

fn directors(details: &Details) -> Vec<String> {
    let is_director = |member: &&CrewMember| member.job.as_deref() == Some("Director");
    let crew = details.crew.iter().flatten().filter(is_director);
    let is_movie = details.media.media_type == MediaType::Movie;
    crew.filter(|_| is_movie).filter_map(|member| member.name.clone()).collect()
}

/// Titles that a person is known for.
fn known_for(row: &Media, details: Option<&Details>) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    let credits = details.and_then(|details| details.credits.as_deref()).unwrap_or_default();
    for title in credits.iter().filter_map(|credit| credit.title.as_ref()) {
        if !titles.contains(title) {
            titles.push(title.clone());
        }
    }
    if titles.is_empty() { row.known_for.clone() } else { titles }
}

fn labelled(label: &str, names: &[String]) -> Option<String> {
    let shown = &names[..names.len().min(SHOWN)];
    (!shown.is_empty()).then(|| format!("{label} {}", shown.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::MediaRef;

    fn texts(row: &Media, described: Option<&Described>) -> Vec<String> {
        paragraphs(row, described).into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn a_row_tells_what_it_knows_until_the_details_are_there() {
        let row = Media {
            title: Some("The Matrix".into()),
            year: Some(1999),
            vote_average: Some(8.2),
            vote_count: Some(27_953),
            overview: Some("A hacker learns the truth.".into()),
            ..Media::unknown(MediaRef::movie(603))
        };
        let short = ["The Matrix (1999)", "Movie", "Rating 8.2 (27,953 votes)", "A hacker learns the truth."];
        assert_eq!(texts(&row, None), short);
        let asked = texts(&row, Some(&Described::Asked));
        assert_eq!((asked.len(), asked[4].as_str()), (5, "Loading details..."));
        let failed = texts(&row, Some(&Described::Failed("TMDB is unavailable".into())));
        assert_eq!(failed[4], "No details: TMDB is unavailable");
        let body = json!({
            "id": 603, "title": "The Matrix", "runtime": 136, "overview": "A hacker learns the truth.",
            "vote_average": 8.2, "vote_count": 1, "genres": [{"id": 28, "name": "Action"}],
            "credits": {
                "cast": [{"id": 1, "name": "Keanu Reeves", "character": "Neo"}],
                "crew": [
                    {"id": 2, "name": "Lana Wachowski", "job": "Director", "department": "Directing"},
                    {"id": 3, "name": "Don Davis", "job": "Music", "department": "Sound"},
                ],
            },
        });
        let details = Details::read(&body, MediaType::Movie, "en-US", "US").unwrap();
        assert_eq!(
            texts(&row, Some(&Described::Ready(Box::new(details)))),
            [
                "The Matrix (1999)",
                "Movie · 2 h 16 min · Action",
                "Rating 8.2 (1 vote)",
                "Directed by Lana Wachowski",
                "With Keanu Reeves",
                "A hacker learns the truth.",
            ]
        );
    }

    #[test]
    fn a_person_is_known_for_titles() {
        let row = Media {
            title: Some("Keanu Reeves".into()),
            known_for_department: Some("Acting".into()),
            known_for: vec!["The Matrix".into(), "John Wick".into()],
            ..Media::unknown(MediaRef { media_type: MediaType::Person, id: 6384 })
        };
        assert_eq!(texts(&row, None), ["Keanu Reeves", "Person · Acting", "Known for The Matrix, John Wick"]);
        let body = json!({"id": 6384, "name": "Keanu Reeves", "birthday": "1964-09-02",
            "combined_credits": {"cast": [{"id": 603, "media_type": "movie", "title": "The Matrix"}]}});
        let details = Details::read(&body, MediaType::Person, "en-US", "US").unwrap();
        let told = texts(&row, Some(&Described::Ready(Box::new(details))));
        assert_eq!(told[1..], ["Person · born 1964-09-02", "Known for The Matrix"]);
    }
}
