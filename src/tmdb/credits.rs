//! Who played in a movie or TV show and who made it, out of whichever section tells more. `credits` of a TV show is the cast
//! of its latest season only; `aggregate_credits` has everybody, with the number of episodes
//! (`docs/what-tmdb-really-does.md`: Details, genres, reviews).

use serde::Serialize;
use serde_json::Value;

use super::wire;

/// A person in front of the camera.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CastMember {
    /// TMDB's number.
    pub id: u64,
    /// Name.
    pub name: Option<String>,
    /// Whom they play; of several roles in a show those with most episodes first.
    pub character: Option<String>,
    /// In how many episodes of a show; `None` for movies.
    pub episode_count: Option<u64>,
}

/// A person behind the camera.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrewMember {
    /// TMDB's number.
    pub id: u64,
    /// Name.
    pub name: Option<String>,
    /// What they do.
    pub job: Option<String>,
    /// Where they do it.
    pub department: Option<String>,
    /// In how many episodes of a show; `None` for movies.
    pub episode_count: Option<u64>,
}

/// Reads the cast out of details with `aggregate_credits` or `credits`, or out of such a section alone; of a show those of
/// most episodes first. `None` where there is no such section.
pub fn cast(body: &Value) -> Option<Vec<CastMember>> {
    let mut cast: Vec<CastMember> = section(body, "cast")?.iter().filter_map(cast_member).collect();
    // The order of those with as many episodes is TMDB's.
    cast.sort_by_key(|member| std::cmp::Reverse(member.episode_count));
    Some(cast)
}

/// Reads the crew, one entry for each job, as [`cast`].
pub fn crew(body: &Value) -> Option<Vec<CrewMember>> {
    let mut crew: Vec<CrewMember> = section(body, "crew")?.iter().flat_map(crew_member).collect();
    crew.sort_by_key(|member| std::cmp::Reverse(member.episode_count));
    Some(crew)
}

fn section<'a>(body: &'a Value, key: &str) -> Option<&'a [Value]> {
    let whole = ["aggregate_credits", "credits"].iter().find_map(|name| body.get(*name)?.get(key));
    whole.or_else(|| body.get(key))?.as_array().map(Vec::as_slice)
}

/// Returns the rows of a list in a row, those of most episodes first.
fn by_episodes<'a>(row: &'a Value, key: &str) -> Vec<&'a Value> {
    let mut parts: Vec<&Value> = row
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|part| part.is_object())
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse(wire::number(part, "episode_count")));
    parts
}

fn cast_member(row: &Value) -> Option<CastMember> {
    let mut characters: Vec<String> = Vec::new();
    for role in by_episodes(row, "roles") {
        characters.extend(wire::text(role, "character").filter(|name| !characters.contains(name)));
    }
    let character = Some(characters.join(" / ")).filter(|names| !names.is_empty());
    Some(CastMember {
        id: wire::id(row, "id")?,
        name: wire::text(row, "name"),
        character: character.or_else(|| wire::text(row, "character")),
        episode_count: wire::number(row, "total_episode_count"),
    })
}

fn crew_member(row: &Value) -> Vec<CrewMember> {
    let Some(id) = wire::id(row, "id") else { return Vec::new() };
    let jobs = by_episodes(row, "jobs");
    let parts = if jobs.is_empty() { vec![row] } else { jobs };
    let member = |part: &Value| CrewMember {
        id,
        name: wire::text(row, "name"),
        job: wire::text(part, "job"),
        department: wire::text(row, "department"),
        episode_count: wire::number(part, "episode_count"),
    };
    parts.into_iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everybody_of_a_show_those_of_most_episodes_first() {
        let body = json!({
            "credits": {"cast": [{"id": 5, "name": "Late Comer", "character": "Heir"}], "crew": []},
            "aggregate_credits": {
                "cast": [
                    {"id": 2, "name": "Short Lived", "order": 0, "total_episode_count": 10,
                        "roles": [{"character": "Lord", "episode_count": 10}]},
                    {"id": 1, "name": "Of All", "order": 1, "total_episode_count": 73,
                        "roles": [{"character": "Extra", "episode_count": 1}, {"character": "Dwarf", "episode_count": 72}, null]},
                    {"name": "no id"}, 7,
                ],
                "crew": [{"id": 3, "name": "Maker", "department": "Writing", "total_episode_count": 12,
                    "jobs": [{"job": "Story", "episode_count": 2}, {"job": "Writer", "episode_count": "10"}]}],
            },
        });
        let cast = cast(&body).unwrap();
        let told: Vec<_> = cast
            .iter()
            .map(|member| (member.id, member.character.as_deref(), member.episode_count))
            .collect();
        assert_eq!(told, [(1, Some("Dwarf / Extra"), Some(73)), (2, Some("Lord"), Some(10))]);
        let jobs: Vec<_> =
            crew(&body).unwrap().into_iter().map(|member| (member.job, member.episode_count)).collect();
        assert_eq!(jobs, [(Some("Writer".to_owned()), Some(10)), (Some("Story".to_owned()), Some(2))]);
    }

    #[test]
    fn a_movie_has_no_episodes_and_keeps_tmdb_s_order() {
        let body = json!({"credits": {
            "cast": [{"id": 9, "character": ""}, {"id": 1, "character": "Neo"}],
            "crew": [{"id": 4, "job": "Director", "department": "Directing"}]}});
        let cast = cast(&body).unwrap();
        assert_eq!(cast.iter().map(|member| member.id).collect::<Vec<_>>(), [9, 1]);
        assert_eq!((cast[0].character.as_deref(), cast[0].episode_count), (None, None));
        assert_eq!(crew(&body).unwrap()[0].department.as_deref(), Some("Directing"));
        assert_eq!(super::cast(&json!({"credits": []})), None);
        assert_eq!(super::cast(&body["credits"]).map(|cast| cast.len()), Some(2), "the section alone");
    }
}
