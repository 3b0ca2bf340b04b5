//! Who is in a title and who made it, and what a person was in. Not for the few names that `details` shows.

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::answers::{Reading, Source};
use super::around::{about, one};
use super::genres;
use crate::domain::{Media, MediaRef, MediaType, Timestamp, letters};
use crate::error::{Error, Result};
use crate::tmdb::{around, wire};

/// The department of the cast, by TMDB's word in `known_for_department`.
const ACTING: &str = "Acting";

/// One part in a title: of a title the person who has it, of a person the title.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Credit {
    /// The person, or the title.
    #[serde(flatten)]
    pub media: Media,
    /// `Acting`, `Directing`, `Writing`, …
    pub department: Option<String>,
    /// What was done; `None` for actors.
    pub job: Option<String>,
    /// Who was played.
    pub character: Option<String>,
    /// In how many episodes of a show.
    pub episode_count: Option<u64>,
}

/// What credits are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CreditOrder {
    /// As TMDB gives them: cast before crew.
    #[default]
    Billing,
    /// By first release or first broadcast, the newest first.
    Date,
    /// By title or name.
    Title,
    /// By popularity.
    Popularity,
}

/// Credits and where they came from.
#[derive(Clone, Debug)]
pub struct Credits {
    /// The rows.
    pub rows: Vec<Credit>,
    /// Where they came from.
    pub source: Source,
    /// When TMDB gave or last confirmed them.
    pub fetched_at: Timestamp,
}

/// Reads the credits of a title or a person, of one department where one is named.
///
/// # Errors
/// `not_found`; `usage` for a department that has no credit here; why TMDB can't answer.
pub fn credits(
    context: &Context,
    item: MediaRef,
    department: Option<&str>,
    order: CreditOrder,
) -> Result<Credits> {
    let request = around::credits(item, &context.locale());
    let Reading { value, source, fetched_at } =
        one(context, &request, &["cast", "crew"]).map_err(|error| about(item, error))?;
    let mut rows = read(&value, item.media_type);
    if let Some(department) = department {
        check(department, &rows)?;
        rows.retain(|credit| is_of(credit, department));
    }
    sort(&mut rows, order);
    let mut media: Vec<Media> = rows.iter().map(|credit| credit.media.clone()).collect();
    if item.media_type == MediaType::Person {
        context.learn_titles(&media);
        genres::translate(context, &mut media);
        for (credit, media) in rows.iter_mut().zip(media) {
            credit.media = media;
        }
    }
    Ok(Credits { rows, source, fetched_at })
}

fn is_of(credit: &Credit, department: &str) -> bool {
    credit.department.as_ref().is_some_and(|known| letters::folded(known) == letters::folded(department))
}

/// Refuses a department that is mistyped: it would look as if nobody had worked there.
fn check(department: &str, rows: &[Credit]) -> Result<()> {
    if rows.is_empty() || rows.iter().any(|credit| is_of(credit, department)) {
        return Ok(());
    }
    let mut known: Vec<&str> = rows.iter().filter_map(|credit| credit.department.as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    Err(Error::usage(format!("there are no credits in the department '{department}'"))
        .with_hint(format!("one of: {}", known.join(", "))))
}

fn read(body: &Value, media_type: MediaType) -> Vec<Credit> {
    let rows = |key: &str| body.get(key).and_then(Value::as_array).into_iter().flatten();
    let cast = rows("cast").flat_map(|row| parts(row, media_type, "roles"));
    let cast = cast.map(|credit| Credit { department: Some(ACTING.to_owned()), job: None, ..credit });
    cast.chain(rows("crew").flat_map(|row| parts(row, media_type, "jobs"))).collect()
}

/// Reads a row. One of a show has a part each in `roles` or `jobs`.
fn parts(row: &Value, media_type: MediaType, key: &str) -> Vec<Credit> {
    let assumed = (media_type != MediaType::Person).then_some(MediaType::Person);
    let Some(media) = wire::media(row, assumed) else { return Vec::new() };
    // The credit's own department is printed; the person's main department would seem to contradict it.
    let media = Media { known_for_department: None, known_for: Vec::new(), ..media };
    let part = |part: &Value| Credit {
        media: media.clone(),
        department: wire::text(row, "department"),
        job: wire::text(part, "job"),
        character: wire::text(part, "character"),
        episode_count: wire::number(part, "episode_count"),
    };
    match row.get(key).and_then(Value::as_array) {
        Some(several) if !several.is_empty() => several.iter().map(part).collect(),
        _ => vec![part(row)],
    }
}

fn sort(rows: &mut [Credit], order: CreditOrder) {
    let title = |credit: &Credit| credit.media.title.as_deref().map(letters::folded);
    match order {
        CreditOrder::Billing => {}
        // What has no date yet is the newest.
        CreditOrder::Date => rows.sort_by(|a, b| {
            let (a, b) = (&a.media.release_date, &b.media.release_date);
            a.is_some().cmp(&b.is_some()).then_with(|| b.cmp(a))
        }),
        CreditOrder::Title => rows.sort_by_key(|credit| (title(credit).is_none(), title(credit))),
        CreditOrder::Popularity => rows.sort_by(|a, b| {
            let known = |credit: &Credit| credit.media.popularity.unwrap_or(0.0);
            known(b).total_cmp(&known(a))
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_show_has_a_part_for_each_role_and_job() {
        let body = json!({"cast": [{"id": 1, "name": "A", "roles": [{"character": "X", "episode_count": 3},
            {"character": "Y", "episode_count": 1}]}], "crew": [{"id": 2, "name": "B", "department": "Writing",
            "jobs": [{"job": "Writer", "episode_count": 2}]}, {"name": "no id"}]});
        let rows = read(&body, MediaType::Tv);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.media.id, row.character.as_deref().or(row.job.as_deref()), row.episode_count))
            .collect();
        assert_eq!(told, [(1, Some("X"), Some(3)), (1, Some("Y"), Some(1)), (2, Some("Writer"), Some(2))]);
        assert_eq!(rows[0].department.as_deref(), Some(ACTING));
        assert_eq!(rows[0].media.media_type, MediaType::Person);
        assert!(check("writing", &rows).is_ok());
        assert!(
            check("Sound", &rows).unwrap_err().hint().is_some_and(|hint| hint.contains("Acting, Writing"))
        );
    }

    #[test]
    fn the_newest_comes_first_and_before_it_what_has_no_date() {
        let body = json!({"cast": [
            {"id": 1, "media_type": "movie", "title": "b", "release_date": "1999-01-01"},
            {"id": 2, "media_type": "tv", "name": "A", "first_air_date": "2011-01-01"},
            {"id": 3, "media_type": "movie", "title": "c", "release_date": ""}]});
        let sorted = |order| {
            let mut rows = read(&body, MediaType::Person);
            sort(&mut rows, order);
            rows.iter().map(|row| row.media.id).collect::<Vec<_>>()
        };
        assert_eq!(sorted(CreditOrder::Date), [3, 2, 1]);
        assert_eq!(sorted(CreditOrder::Title), [2, 1, 3]);
        assert_eq!(sorted(CreditOrder::Billing), [1, 2, 3]);
    }
}
