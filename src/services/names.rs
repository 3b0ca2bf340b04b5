//! People, keywords and companies by name, for filters: TMDB is asked for the number. A name that doesn't fit
//! exactly one of what TMDB finds is refused with the candidates, never guessed. Not for titles (`items`).

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::answers::{AnswerKind, read_each};
use crate::domain::letters;
use crate::error::{Error, ErrorKind, Result};
use crate::tmdb::discover::{self, Match, NameKind};
use crate::tmdb::{Request, genres, wire};

/// A number, and the name that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// TMDB's number.
    pub id: u64,
    /// The name; `None` where only the number was given.
    pub name: Option<String>,
}

/// Values of one filter, and how they go together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group<T = Named> {
    /// Whether all of them must fit, or any.
    #[serde(rename = "match")]
    pub join: Match,
    /// The values.
    pub values: Vec<T>,
}

impl<T> Group<T> {
    /// Changes each value.
    ///
    /// # Errors
    /// The first failure.
    pub fn try_map<U>(self, change: impl FnMut(T) -> Result<U>) -> Result<Group<U>> {
        Ok(Group { join: self.join, values: self.values.into_iter().map(change).collect::<Result<_>>()? })
    }
}

impl Group {
    /// Returns the numbers for TMDB.
    pub fn ids(&self) -> discover::Ids {
        discover::Ids { ids: self.values.iter().map(|one| one.id).collect(), join: self.join }
    }
}

/// Reads the values of an option: several mean all of them, `a|b` in one means any.
///
/// # Errors
/// `usage` where both are asked for at once, which TMDB can't answer; for a name that is blank.
pub fn group(option: &str, values: &[String]) -> Result<Group<String>> {
    let has_choice = values.iter().any(|value| value.contains('|'));
    if has_choice && values.len() > 1 {
        return Err(Error::usage(format!(
            "{option} takes either one value with '|' or several values, not both"
        ))
        .with_hint("TMDB can search for all of them or for any of them, not for a mixture"));
    }
    let join = if has_choice { Match::Any } else { Match::All };
    let values: Vec<String> =
        values.iter().flat_map(|value| value.split('|')).map(|value| value.trim().to_owned()).collect();
    if values.iter().any(String::is_empty) {
        return Err(Error::usage(format!("{option} has an empty name")));
    }
    Ok(Group { join, values })
}

/// What a kind of name is called, and the option that takes it.
const fn words(kind: NameKind) -> (&'static str, &'static str) {
    match kind {
        NameKind::Person => ("person", "--person"),
        NameKind::Keyword => ("keyword", "--keyword"),
        NameKind::Company => ("company", "--company"),
    }
}

/// Finds the numbers of names; a number stands for itself.
///
/// # Errors
/// `usage` for a name that TMDB doesn't know; `ambiguous` with the candidates for one that fits several or none exactly;
/// why TMDB can't answer.
pub fn find(context: &Context, kind: NameKind, names: Group<String>) -> Result<Group> {
    let locale = context.locale();
    let searched: Vec<&String> = names.values.iter().filter(|name| number(kind, name).is_none()).collect();
    let requests: Vec<Request> =
        searched.iter().map(|name| discover::search_names(kind, name, &locale)).collect();
    let answers = read_each(context, AnswerKind::Search, &requests, read)?;
    let mut found = searched.iter().zip(answers).map(|(name, answer)| choose(kind, name, answer?.value));
    let mut chosen = Vec::new();
    for name in &names.values {
        match number(kind, name) {
            Some(id) => chosen.push(Named { id, name: None }),
            None => chosen.extend(found.next().transpose()?),
        }
    }
    Ok(Group { join: names.join, values: chosen })
}

fn number(kind: NameKind, name: &str) -> Option<u64> {
    let digits = if kind == NameKind::Person { name.strip_prefix("person:").unwrap_or(name) } else { name };
    digits.parse().ok().filter(|id| *id > 0)
}

/// A result: its number, its name, and what distinguishes it from others of the same name.
#[derive(Clone, Debug)]
struct Candidate {
    id: u64,
    name: String,
    about: Option<String>,
}

/// Returns the names in an answer to a search; none where it can't be read.
pub(super) fn names_in(body: &[u8]) -> Vec<String> {
    read(body).unwrap_or_default().into_iter().map(|candidate| candidate.name).collect()
}

fn read(body: &[u8]) -> Result<Vec<Candidate>> {
    let row = |row: &Value| {
        let about = wire::text(row, "known_for_department").or_else(|| wire::text(row, "origin_country"));
        Some(Candidate { id: wire::id(row, "id")?, name: wire::text(row, "name")?, about })
    };
    Ok(wire::Page::read(wire::json(body)?)?.rows_as(row).rows)
}

/// Takes the one with exactly this name; case, accents and punctuation don't count.
fn choose(kind: NameKind, name: &str, found: Vec<Candidate>) -> Result<Named> {
    let (word, option) = words(kind);
    let folded = |name: &str| genres::folded(&letters::folded(name));
    let wanted = folded(name);
    let exact: Vec<&Candidate> = found.iter().filter(|one| folded(&one.name) == wanted).collect();
    match (exact.as_slice(), found.is_empty()) {
        ([one], _) => Ok(Named { id: one.id, name: Some(one.name.clone()) }),
        (_, true) => Err(Error::usage(format!("TMDB has no {word} '{name}'"))),
        ([], false) => {
            let all: Vec<&Candidate> = found.iter().collect();
            Err(refuse(format!("no {word} has exactly the name '{name}'; TMDB finds"), option, &all))
        }
        (several, false) => Err(refuse(format!("several have the name '{name}':"), option, several)),
    }
}

fn refuse(what: String, option: &str, candidates: &[&Candidate]) -> Error {
    const NAMED: usize = 5;
    const SHOWN: usize = 20;
    let name = |one: &&Candidate| match &one.about {
        Some(about) => format!("{} {} ({about})", one.id, one.name),
        None => format!("{} {}", one.id, one.name),
    };
    let named: Vec<String> = candidates.iter().take(NAMED).map(name).collect();
    let row = |one: &&Candidate| serde_json::json!({"id": one.id, "name": one.name, "about": one.about});
    let shown: Vec<Value> = candidates.iter().take(SHOWN).map(row).collect();
    let error = Error::new(ErrorKind::Ambiguous, format!("{what} {}", named.join(", ")));
    let error = error.with_detail("candidates", shown);
    match candidates.first() {
        Some(first) => error.with_hint(format!("use a number, such as {option} {}", first.id)),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group_of(values: &[&str]) -> Result<Group<String>> {
        group("--genre", &values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn several_values_mean_all_and_a_bar_means_any() {
        let all = group_of(&["drama", "crime"]).unwrap();
        assert_eq!((all.join, all.values.len()), (Match::All, 2));
        let any = group_of(&["drama| crime"]).unwrap();
        assert_eq!((any.join, any.values), (Match::Any, vec!["drama".to_owned(), "crime".to_owned()]));
        for wrong in [&["drama|crime", "war"][..], &["drama|"], &[""]] {
            assert_eq!(group_of(wrong).unwrap_err().kind(), ErrorKind::Usage, "{wrong:?}");
        }
    }

    #[test]
    fn a_name_must_fit_exactly_one() {
        let candidate = |id: u64, name: &str| Candidate { id, name: name.to_owned(), about: None };
        let choose = |name: &str, found: &[Candidate]| choose(NameKind::Person, name, found.to_vec());
        let found = [candidate(1, "Ana de Armas"), candidate(2, "Ana Torrent"), candidate(3, "ANA TORRENT")];
        assert_eq!(choose("ana de ármas", &found).unwrap().id, 1);
        for (name, kind) in [("ana torrent", ErrorKind::Ambiguous), ("ana", ErrorKind::Ambiguous)] {
            let error = choose(name, &found).unwrap_err();
            assert_eq!(error.kind(), kind, "{name}");
            assert!(error.details()["candidates"].as_array().is_some_and(|all| all.len() >= 2));
        }
        assert_eq!(choose("ana", &[]).unwrap_err().kind(), ErrorKind::Usage);
    }

    #[test]
    fn numbers_stand_for_themselves() {
        assert_eq!(number(NameKind::Person, "person:31"), Some(31));
        assert_eq!(number(NameKind::Company, "9101"), Some(9101));
        assert_eq!(number(NameKind::Keyword, "person:31"), None);
    }
}
