//! `flixir schema`: the JSON Schema of each command's output, from one table of small pieces. Not for printing any of it:
//! a test holds what the commands really print against this table.

mod pieces;
#[cfg(test)]
pub(super) mod promise;
mod shapes;

use serde_json::{Map, Value};

use self::pieces::{
    apply_row, attempt, auth_status, cache_counts, catalog_status, change_meta, collection, credit,
    dead_item, dead_meta, details, episode_row, error_object, exported, fetched_meta, filters, finding,
    found, import_meta, import_row, info_meta, item, item_outcome, items_meta, kept, list_difference,
    list_head, list_name, list_page_meta, list_stats, list_with_items, listing_meta, logout, media,
    mirror_source, operation, paging_meta, provider, queue_stats, restored, retry_meta, review, schedule,
    setting, shared, snapshot, status, sync_row, token, web_address,
};
use self::shapes::{any_of, count, flag, list, map_of, number, object, one_of, or_null, text, with};
use super::{Exit, Session};
use crate::error::{Error, ErrorKind, Result};

/// Print the JSON Schema of each command's output
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The command as typed after flixir, such as lists show; or error, for the line on standard error
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// `not_found` for a command that isn't there, or has no JSON of its own.
pub fn run(args: &Args, session: &Session) -> Result<Exit> {
    let path = args.command.join(" ");
    let document = if path.is_empty() {
        let all = TABLE.iter().map(|path| ((*path).to_owned(), document(path).unwrap_or_default()));
        Value::Object(all.collect())
    } else {
        document(&path).ok_or_else(|| unknown(&path))?
    };
    session.streams.value(&document)?;
    Ok(Exit::Done)
}

fn unknown(path: &str) -> Error {
    let within: Vec<&str> =
        TABLE.iter().copied().filter(|known| known.starts_with(&format!("{path} "))).collect();
    let nearest = TABLE
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, path), *known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    let error = Error::new(ErrorKind::NotFound, format!("no schema for '{path}'"));
    match (within.as_slice(), nearest) {
        ([], Some((_, known))) => error.with_hint(format!("did you mean: flixir schema {known}")),
        ([], None) => error.with_hint("see: flixir schema --jq keys"),
        (within, _) => error.with_hint(format!("one of: {}", within.join(", "))),
    }
}

/// Returns the fields that `--fields` takes for the command at `path` (`lists show`).
pub fn fields(path: &str) -> Vec<String> {
    let Some((data, _)) = output(path) else { return Vec::new() };
    // Where there are several shapes, the first is the usual one.
    let data = data.pointer("/anyOf/0").unwrap_or(&data);
    let element = data.get("items").unwrap_or(data);
    // What holds rows inside prints those (`lists show`).
    let inner = element.pointer("/properties/items/items").unwrap_or(element);
    let properties = inner.get("properties").and_then(Value::as_object);
    properties.map_or_else(Vec::new, |properties| properties.keys().cloned().collect())
}

/// Returns the words that may follow `before` in a command with a schema, each with what it completes or begins.
pub(super) fn continuations(before: &[String]) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for path in TABLE {
        let words: Vec<&str> = path.split(' ').collect();
        let Some(next) = words.get(before.len()) else { continue };
        let is_begun = before.iter().zip(&words).all(|(typed, word)| typed == word);
        if is_begun && !found.iter().any(|(known, _)| known == next) {
            found.push((next, if words.len() == before.len() + 1 { "" } else { "…" }));
        }
    }
    found
}

/// Every command with JSON of its own, and the error line.
const TABLE: &[&str] = &[
    "search",
    "discover",
    "movies",
    "tv",
    "info",
    "reviews",
    "similar",
    "recommended",
    "series",
    "credits",
    "episodes",
    "providers",
    "auth login",
    "auth logout",
    "auth status",
    "auth token",
    "lists ls",
    "lists show",
    "lists create",
    "lists edit",
    "lists delete",
    "lists clear",
    "lists add",
    "lists remove",
    "lists contains",
    "lists sync",
    "lists link",
    "lists status",
    "lists stats",
    "lists share",
    "lists log",
    "lists restore",
    "lists import",
    "lists export",
    "lists apply",
    "lists copy",
    "lists move",
    "lists diff",
    "lists union",
    "lists intersect",
    "lists minus",
    "favorites ls",
    "favorites add",
    "favorites remove",
    "watchlist ls",
    "watchlist add",
    "watchlist remove",
    "ratings ls",
    "ratings add",
    "ratings remove",
    "queue ls",
    "queue show",
    "queue retry",
    "queue adopt",
    "queue cancel",
    "queue stats",
    "queue prune",
    "queue schedule",
    "cache stats",
    "cache clear",
    "cache warm",
    "catalog update",
    "catalog status",
    "catalog clear",
    "status",
    "config path",
    "config get",
    "config set",
    "config unset",
    "config ls",
    "doctor",
    "error",
];

/// Returns the schema of a whole document.
fn document(path: &str) -> Option<Value> {
    let (title, mut body) = if path == "error" {
        ("the line on standard error".to_owned(), object(&[("error", error_object())]))
    } else {
        let (data, meta) = output(path)?;
        (format!("flixir {path}"), object(&[("data", data), ("meta", meta)]))
    };
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".to_owned(), title.into());
    if let Some(body) = body.as_object_mut() {
        schema.append(body);
    }
    Some(Value::Object(schema))
}

/// Returns what a command's `data` and `meta` look like.
fn output(path: &str) -> Option<(Value, Value)> {
    let nothing = || object(&[]);
    Some(match path {
        // With --web the address that was opened.
        "search" => (any_of(&[list(found()), web_address()]), any_of(&[listing_meta(), nothing()])),
        "discover" => (list(media()), with(paging_meta(), &[("filters", filters())])),
        "movies" | "tv" => (list(media()), listing_meta()),
        "info" => (any_of(&[list(details()), list(web_address())]), any_of(&[info_meta(), nothing()])),
        "reviews" => (list(review()), with(paging_meta(), &[("item", item())])),
        "similar" | "recommended" => (list(media()), with(paging_meta(), &[("item", item())])),
        "series" => {
            (list(media()), with(paging_meta(), &[("item", item()), ("collection", or_null(collection()))]))
        }
        "credits" => (list(credit()), with(fetched_meta(), &[("item", item())])),
        "episodes" => {
            (list(episode_row()), with(fetched_meta(), &[("item", item()), ("title", or_null(text()))]))
        }
        "providers" => (list(provider()), with(fetched_meta(), &[("region", text())])),
        "auth login" => (auth_status(), nothing()),
        // With --all one element a profile.
        "auth status" => (any_of(&[auth_status(), list(auth_status())]), nothing()),
        "auth logout" => (logout(), nothing()),
        "auth token" => (token(), nothing()),
        "lists ls" => (list(list_head()), object(&[("source", mirror_source())])),
        // With --dead one element an item that is gone.
        "lists status" => {
            (any_of(&[list(list_head()), list(dead_item())]), any_of(&[nothing(), dead_meta()]))
        }
        "lists link" => (list_head(), nothing()),
        "lists show" => (any_of(&[list_with_items(), web_address()]), any_of(&[list_page_meta(), nothing()])),
        "lists create" | "lists edit" | "lists delete" | "lists clear" => (list_head(), change_meta()),
        "lists add" | "lists remove" | "favorites add" | "favorites remove" | "watchlist add"
        | "watchlist remove" | "ratings add" | "ratings remove" => {
            (list(with(item_outcome(), &[("title_is_original?", flag())])), items_meta())
        }
        "favorites ls" | "watchlist ls" => {
            (any_of(&[list(kept()), web_address()]), any_of(&[list_page_meta(), nothing()]))
        }
        "ratings ls" => {
            let rated = with(kept(), &[("score", or_null(number()))]);
            (any_of(&[list(rated), web_address()]), any_of(&[list_page_meta(), nothing()]))
        }
        "lists import" => (list(import_row()), import_meta()),
        "lists contains" => {
            (object(&[("list", list_name()), ("item", item()), ("present", flag())]), nothing())
        }
        "lists sync" => (list(sync_row()), object(&[("plan", text()), ("dry_run", flag())])),
        "lists stats" => (list(list_stats()), object(&[("source", mirror_source())])),
        "lists share" => (shared(), nothing()),
        "lists log" => (list(snapshot()), nothing()),
        "lists restore" => (
            list(with(item_outcome(), &[("action", one_of(&["add", "remove"]))])),
            with(items_meta(), &[("created", flag()), ("snapshot", restored())]),
        ),
        "lists export" => (exported(), nothing()),
        "lists apply" => (list(apply_row()), object(&[("counts", map_of(count())), ("dry_run", flag())])),
        "lists copy" | "lists move" => (list(with(item_outcome(), &[("from", list_name())])), items_meta()),
        "lists diff" => (list(list_difference()), nothing()),
        "lists union" | "lists intersect" | "lists minus" => (list(media()), nothing()),
        "queue ls" | "queue cancel" | "queue adopt" => (list(operation()), nothing()),
        "queue show" => (with(operation(), &[("attempts_log", list(attempt()))]), nothing()),
        "queue retry" => (list(operation()), retry_meta()),
        "queue stats" => (queue_stats(), nothing()),
        "queue prune" => (object(&[("deleted", count())]), nothing()),
        "queue schedule" => (schedule(), nothing()),
        "cache stats" => (with(cache_counts(), &[("by_kind", map_of(cache_counts()))]), nothing()),
        "cache clear" => {
            (object(&[("entries", count()), ("bytes", count())]), object(&[("dry_run", flag())]))
        }
        "cache warm" => {
            let counts = ["lists", "warmed", "fetched", "failed"].map(|name| (name, count()));
            (object(&counts), nothing())
        }
        "catalog update" => (
            catalog_status(),
            object(&[
                ("outcome", one_of(&["updated", "current"])),
                ("skipped", count()),
                ("dry_run", flag()),
            ]),
        ),
        "catalog status" => (catalog_status(), nothing()),
        "catalog clear" => (object(&[("cleared", flag())]), object(&[("dry_run", flag())])),
        "status" => (status(), nothing()),
        "config path" => (object(&[("path", text()), ("exists", flag())]), nothing()),
        "config get" => (setting(), nothing()),
        "config ls" => (list(setting()), nothing()),
        "config set" | "config unset" => (
            object(&[("key", text()), ("value", or_null(text())), ("path", text()), ("changed", flag())]),
            nothing(),
        ),
        "doctor" => (list(finding()), nothing()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::promise::validate;
    use super::shapes::time;
    use super::*;
    use crate::cli::tests::commands;

    /// What has no JSON of its own: text, scripts, servers, TMDB's own answers, other people's formats.
    const WITHOUT: [&str; 5] = ["api", "schema", "completions", "sandbox", "demo"];

    #[test]
    fn every_command_is_in_the_table() {
        let mut found = commands();
        found.retain(|path| !TABLE.contains(&path.as_str()) && !WITHOUT.contains(&path.as_str()));
        assert!(found.is_empty(), "say what these print: {found:?}");
        assert!(TABLE.iter().all(|path| document(path).is_some()));
    }

    #[test]
    fn the_validator_finds_what_is_wrong() {
        let shape =
            object(&[("id", count()), ("name", or_null(text())), ("kind?", one_of(&["a"])), ("at", time())]);
        let check = |value: Value| validate(&value, &shape, "").err().unwrap_or_default();
        assert_eq!(check(json!({ "id": 1, "name": null, "at": "2026-03-04T05:06:07Z" })), "");
        let new = check(json!({ "id": 1, "name": null, "at": "2026-03-04T05:06:07Z", "new": 1 }));
        assert_eq!(new, ": \"new\" is not in the schema");
        assert_eq!(check(json!({ "id": 1, "at": "2026-03-04T05:06:07Z" })), ": there is no \"name\"");
        assert!(check(json!({ "id": -1, "name": "x", "at": "2026-03-04T05:06:07Z" })).starts_with(".id: -1"));
        assert!(check(json!({ "id": 1, "name": 1, "at": "2026-03-04T05:06:07Z" })).starts_with(".name: 1"));
        assert!(check(json!({ "id": 1, "name": "x", "at": "soon" })).contains("is no time"));
        assert!(
            check(json!({ "id": 1, "name": "x", "kind": "b", "at": "2026-03-04T05:06:07Z" }))
                .contains("none of")
        );
        assert!(validate(&json!([1, "x"]), &list(count()), "").is_err_and(|fault| fault.starts_with("[1]")));
        assert!(validate(&json!({ "x": "y" }), &map_of(count()), "").is_err());
    }

    #[test]
    fn fields_are_those_of_a_row() {
        assert!(fields("lists show").contains(&"state".to_owned()), "of the items that it prints");
        assert_eq!(fields("config path"), ["path", "exists"]);
        assert_eq!(fields("nonsense"), Vec::<String>::new());
    }
}
