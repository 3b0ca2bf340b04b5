//! `flixir schema`: the JSON Schema of each command's output, from one table of small pieces. Not for printing any of it:
//! a test holds what the commands really print against this table.

use serde_json::{Map, Value, json};

use super::{Exit, Session};
use crate::error::{Error, ErrorKind, Result};

/// Print the JSON Schema of a command's output, or of all
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

/// Every command with JSON of its own, and the error line.
const TABLE: &[&str] = &[
    "search",
    "movies",
    "tv",
    "info",
    "reviews",
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
        "search" => {
            let address = object(&[("url", text()), ("opened", flag())]);
            (any_of(&[list(media()), address]), any_of(&[listing_meta(), nothing()]))
        }
        "movies" | "tv" => (list(media()), listing_meta()),
        "info" => (list(details()), info_meta()),
        "reviews" => (list(review()), with(paging_meta(), &[("item", item())])),
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
        "lists show" => (list_with_items(), list_page_meta()),
        "lists create" | "lists edit" | "lists delete" | "lists clear" => (list_head(), change_meta()),
        "lists add" | "lists remove" | "favorites add" | "favorites remove" | "watchlist add"
        | "watchlist remove" | "ratings add" | "ratings remove" => (list(item_outcome()), items_meta()),
        "favorites ls" | "watchlist ls" => (list(kept()), list_page_meta()),
        "ratings ls" => (list(with(kept(), &[("score", or_null(number()))])), list_page_meta()),
        "lists import" => (
            list(with(item_outcome(), &[("source", text()), ("line", count()), ("list", text())])),
            import_meta(),
        ),
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
        "lists union" | "lists intersect" | "lists minus" => (list(media()), nothing()),
        "queue ls" | "queue cancel" => (list(operation()), nothing()),
        "queue show" => (with(operation(), &[("attempts_log", list(attempt()))]), nothing()),
        "queue retry" => (list(operation()), retry_meta()),
        "queue stats" => (queue_stats(), nothing()),
        "queue prune" => (object(&[("deleted", count())]), nothing()),
        "queue schedule" => (schedule(), nothing()),
        "cache stats" => (with(cache_counts(), &[("by_kind", map_of(cache_counts()))]), nothing()),
        "cache clear" => (object(&[("entries", count()), ("bytes", count())]), nothing()),
        "cache warm" => {
            let counts = ["lists", "warmed", "fetched", "failed"].map(|name| (name, count()));
            (object(&counts), nothing())
        }
        "catalog update" => {
            (catalog_status(), object(&[("outcome", one_of(&["updated", "current"])), ("skipped", count())]))
        }
        "catalog status" => (catalog_status(), nothing()),
        "catalog clear" => (object(&[("cleared", flag())]), nothing()),
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

fn text() -> Value {
    json!({ "type": "string" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn integer() -> Value {
    json!({ "type": "integer" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// RFC 3339 in UTC.
fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn one_of(words: &[&str]) -> Value {
    json!({ "enum": words })
}

fn any_of(shapes: &[Value]) -> Value {
    json!({ "anyOf": shapes })
}

fn or_null(shape: Value) -> Value {
    any_of(&[shape, json!({ "type": "null" })])
}

fn list(element: Value) -> Value {
    json!({ "type": "array", "items": element })
}

/// Names that aren't known beforehand, with values of one shape.
fn map_of(value: Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

fn any_object() -> Value {
    json!({ "type": "object" })
}

/// Every key is always there: unknown is null. Keys may be added in later versions. A name with `?` at its end names a
/// key that is there only at times.
fn object(properties: &[(&str, Value)]) -> Value {
    let name = |key: &str| key.trim_end_matches('?').to_owned();
    let required: Vec<String> =
        properties.iter().filter(|(key, _)| !key.ends_with('?')).map(|(key, _)| name(key)).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(key, shape)| (name(key), shape.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Adds properties to an object's shape.
fn with(mut shape: Value, more: &[(&str, Value)]) -> Value {
    let more = object(more);
    for key in ["properties", "required"] {
        match (shape.get_mut(key), more.get(key)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                old.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => old.extend(new.iter().cloned()),
            _ => {}
        }
    }
    shape
}

fn media_type() -> Value {
    one_of(&["movie", "tv", "person"])
}

fn item() -> Value {
    object(&[("media_type", media_type()), ("id", count())])
}

fn media() -> Value {
    with(
        item(),
        &[
            ("title", or_null(text())),
            ("original_title", or_null(text())),
            ("release_date", or_null(text())),
            ("year", or_null(integer())),
            ("popularity", or_null(number())),
            ("vote_average", or_null(number())),
            ("vote_count", or_null(count())),
            ("overview", or_null(text())),
            ("original_language", or_null(text())),
            ("genres", list(text())),
            ("poster_path", or_null(text())),
            ("adult", or_null(flag())),
            ("url", text()),
        ],
    )
}

fn details() -> Value {
    let word = || or_null(text());
    let number = || or_null(count());
    let names = || or_null(list(text()));
    let named = || object(&[("id", count()), ("name", word())]);
    let credit = with(
        item(),
        &[("title", word()), ("year", or_null(integer())), ("character", word()), ("job", word())],
    );
    let season = object(&[
        ("season_number", count()),
        ("name", word()),
        ("episode_count", number()),
        ("air_date", word()),
    ]);
    with(
        media(),
        &[
            ("runtime", number()),
            ("tagline", word()),
            ("status", word()),
            ("imdb_id", word()),
            ("tvdb_id", number()),
            ("homepage", word()),
            ("backdrop_path", word()),
            ("origin_country", list(text())),
            ("spoken_languages", list(text())),
            ("production_companies", list(text())),
            ("budget", number()),
            ("revenue", number()),
            ("collection", word()),
            ("certification", word()),
            ("keywords", names()),
            ("trailer", word()),
            ("cast", or_null(list(with(named(), &[("character", word())])))),
            ("crew", or_null(list(with(named(), &[("job", word()), ("department", word())])))),
            ("providers", or_null(providers())),
            ("created_by", names()),
            ("networks", names()),
            ("number_of_seasons", number()),
            ("number_of_episodes", number()),
            ("seasons", or_null(list(season))),
            ("last_air_date", word()),
            ("next_air_date", word()),
            ("in_production", or_null(flag())),
            ("known_for_department", word()),
            ("birthday", word()),
            ("deathday", word()),
            ("place_of_birth", word()),
            ("credits", or_null(list(credit))),
        ],
    )
}

fn providers() -> Value {
    object(&[
        ("region", text()),
        ("link", or_null(text())),
        ("flatrate", list(text())),
        ("free", list(text())),
        ("ads", list(text())),
        ("rent", list(text())),
        ("buy", list(text())),
        ("attribution", text()),
    ])
}

/// How TMDB's answer came here.
fn source() -> Value {
    one_of(&["network", "cache", "revalidated", "stale", "catalog"])
}

fn info_meta() -> Value {
    let failed = object(&[("item", text()), ("error", error_object())]);
    object(&[("source", source()), ("fetched_at", time()), ("region", text()), ("failed", list(failed))])
}

fn review() -> Value {
    object(&[
        ("id", text()),
        ("author", or_null(text())),
        ("rating", or_null(number())),
        ("content", or_null(text())),
        ("created_at", or_null(time())),
        ("updated_at", or_null(time())),
        ("url", or_null(text())),
    ])
}

fn listing_meta() -> Value {
    with(paging_meta(), &[("query", or_null(text()))])
}

fn paging_meta() -> Value {
    object(&[
        ("page", count()),
        ("pages", count()),
        ("per_page", count()),
        ("total_pages", count()),
        ("total_results", count()),
        ("source", source()),
        ("fetched_at", or_null(time())),
        ("skipped", count()),
    ])
}

fn account() -> Value {
    object(&[("id", or_null(count())), ("username", or_null(text())), ("name", or_null(text()))])
}

/// An account with what TMDB v4 calls it.
fn whole_account() -> Value {
    with(account(), &[("object_id", or_null(text()))])
}

fn place() -> Value {
    one_of(&["keyring", "file", "command", "environment"])
}

fn auth_status() -> Value {
    object(&[
        ("profile", text()),
        ("logged_in", or_null(flag())),
        ("account", or_null(whole_account())),
        ("api", or_null(one_of(&["v3", "v4"]))),
        ("capabilities", list(text())),
        ("credential_source", or_null(place())),
        ("session_store", or_null(place())),
        ("created_at", or_null(time())),
        ("last_used_at", or_null(time())),
        ("expires_at", or_null(time())),
        ("valid", or_null(flag())),
        ("waiting_operations", count()),
        ("problem", or_null(text())),
    ])
}

fn logout() -> Value {
    let purged = object(&[
        ("lists", count()),
        ("waiting_operations", count()),
        ("settled_operations", count()),
        ("snapshots", count()),
        ("sessions", count()),
        ("cache", flag()),
        ("login", flag()),
    ]);
    object(&[
        ("profile", text()),
        ("account", or_null(whole_account())),
        ("revoked", or_null(flag())),
        ("waiting_operations", count()),
        ("purged", or_null(purged)),
    ])
}

fn token() -> Value {
    object(&[
        ("profile", text()),
        ("session_id", or_null(text())),
        ("user_token", or_null(text())),
        ("account", or_null(whole_account())),
    ])
}

fn list_name() -> Value {
    object(&[("id", or_null(count())), ("local_id", text()), ("name", or_null(text()))])
}

fn list_head() -> Value {
    with(
        list_name(),
        &[
            ("description", or_null(text())),
            ("public", or_null(flag())),
            ("item_count", count()),
            ("sync_status", one_of(&["synced", "pending", "error", "remote_deleted"])),
            ("pending_operations", count()),
            ("created_at", or_null(time())),
            ("updated_at", or_null(time())),
            ("synced_at", or_null(time())),
            ("url", or_null(text())),
        ],
    )
}

fn list_with_items() -> Value {
    with(list_head(), &[("items", list(with(kept(), &[("comment", or_null(text()))])))])
}

fn kept() -> Value {
    with(
        media(),
        &[("added_at", or_null(time())), ("state", one_of(&["synced", "pending_add", "pending_remove"]))],
    )
}

fn mirror_source() -> Value {
    one_of(&["network", "cache", "stale"])
}

fn list_page_meta() -> Value {
    object(&[
        ("source", mirror_source()),
        ("page", or_null(count())),
        ("total_pages", count()),
        ("total_results", count()),
    ])
}

fn change_meta() -> Value {
    object(&[
        ("outcome", one_of(&["done", "queued"])),
        ("operation_id", or_null(text())),
        ("dry_run?", flag()),
    ])
}

fn item_outcome() -> Value {
    let outcomes = [
        "added",
        "already_present",
        "removed",
        "not_present",
        "queued",
        "failed",
        "ambiguous",
        "unmatched",
        "unsupported",
    ];
    object(&[
        ("media_type", or_null(media_type())),
        ("id", or_null(count())),
        ("title", or_null(text())),
        ("outcome", one_of(&outcomes)),
        ("operation_id", or_null(text())),
        ("error", or_null(error_object())),
    ])
}

fn items_meta() -> Value {
    object(&[("list", list_name()), ("counts", map_of(count())), ("dry_run?", flag())])
}

fn import_meta() -> Value {
    object(&[
        ("list", or_null(list_name())),
        ("lists", list(list_name())),
        ("counts", map_of(count())),
        ("format", text()),
        ("unmatched_file", or_null(text())),
        ("dry_run", flag()),
    ])
}

fn apply_row() -> Value {
    let item = || or_null(with(item(), &[("title", or_null(text()))]));
    let action = object(&[
        ("direction", one_of(&["push"])),
        ("type", one_of(&["create", "update", "add", "remove"])),
        ("item", item()),
        ("fields", or_null(any_object())),
        ("reason", one_of(&["added_in_file", "removed_from_file", "changed_in_file", "drift"])),
    ]);
    let drift = object(&[
        ("type", one_of(&["added_on_tmdb", "removed_on_tmdb", "changed_on_tmdb"])),
        ("item", item()),
        ("field", or_null(text())),
        ("tmdb", or_null(text())),
        ("file", or_null(text())),
    ]);
    object(&[
        ("file", text()),
        ("list", list_name()),
        ("outcome", one_of(&["planned", "unchanged", "applied", "queued", "failed"])),
        ("pushed", count()),
        ("queued", count()),
        ("failed", count()),
        ("actions", list(action)),
        ("drift", list(drift)),
        ("errors", list(any_object())),
    ])
}

fn sync_row() -> Value {
    let action = object(&[
        ("direction", one_of(&["push", "pull"])),
        ("type", one_of(&["add", "remove", "create", "update", "clear", "delete"])),
        ("item", or_null(with(item(), &[("title", or_null(text()))]))),
        ("reason", or_null(text())),
    ]);
    object(&[
        ("list", list_name()),
        ("pushed", count()),
        ("pulled", count()),
        ("conflicts", count()),
        ("actions", list(action)),
        ("error", or_null(error_object())),
    ])
}

fn exported() -> Value {
    object(&[
        ("file", text()),
        ("format", text()),
        ("list", list_name()),
        ("items", count()),
        ("left_out", list(with(item(), &[("reason", text())]))),
    ])
}

fn list_stats() -> Value {
    object(&[
        ("list", list_name()),
        ("items", count()),
        ("movies", count()),
        ("shows", count()),
        ("pending", count()),
        ("decades", map_of(count())),
        ("genres", map_of(count())),
        ("vote_average", or_null(number())),
        ("runtime", or_null(count())),
        ("runtime_items", count()),
    ])
}

fn shared() -> Value {
    object(&[
        ("list", list_name()),
        ("url", text()),
        ("public", or_null(flag())),
        ("opened", flag()),
        ("copied", flag()),
    ])
}

fn dead_item() -> Value {
    with(kept(), &[("list", list_name()), ("comment", or_null(text()))])
}

fn dead_meta() -> Value {
    object(&[
        ("catalog_date", text()),
        ("checked", count()),
        ("unknown", count()),
        ("unread", list(list_name())),
    ])
}

fn snapshot() -> Value {
    object(&[
        ("taken_at", time()),
        ("reason", text()),
        ("name", or_null(text())),
        ("items", count()),
        ("list", list_name()),
    ])
}

fn restored() -> Value {
    object(&[("taken_at", time()), ("reason", text()), ("items", count())])
}

fn hold() -> Value {
    or_null(one_of(&[
        "auth",
        "rate_limit",
        "outage",
        "dependency",
        "conflict",
        "spam",
        "checking",
        "cancel_requested",
    ]))
}

fn operation() -> Value {
    let types = [
        "create_list",
        "update_list",
        "delete_list",
        "clear_list",
        "add_movie",
        "remove_movie",
        "add_tv",
        "remove_tv",
        "favorite",
        "unfavorite",
        "watch",
        "unwatch",
        "rate",
        "unrate",
    ];
    object(&[
        ("id", text()),
        ("type", one_of(&types)),
        ("list", or_null(list_name())),
        ("payload", any_object()),
        ("status", one_of(&["pending", "processing", "completed", "failed", "cancelled"])),
        ("reason", or_null(text())),
        ("hold", hold()),
        ("attempts", count()),
        ("max_attempts", count()),
        ("next_attempt_at", or_null(time())),
        ("last_error", or_null(error_object())),
        ("created_at", time()),
        ("updated_at", time()),
    ])
}

fn attempt() -> Value {
    object(&[
        ("attempt", count()),
        ("started_at", time()),
        ("ended_at", or_null(time())),
        ("outcome", or_null(text())),
        ("http_status", or_null(count())),
        ("tmdb_status_code", or_null(count())),
        ("note", or_null(text())),
    ])
}

fn retry_meta() -> Value {
    object(&[
        ("processed", count()),
        ("completed", count()),
        ("failed", count()),
        ("rescheduled", count()),
        ("remaining", count()),
        ("paused", or_null(one_of(&["auth", "outage", "rate_limit"]))),
        ("stopped_by?", one_of(&["limit", "max_time"])),
    ])
}

fn queue_stats() -> Value {
    object(&[
        ("by_status", map_of(count())),
        ("by_type", map_of(count())),
        ("oldest_pending_at", or_null(time())),
        ("next_attempt_at", or_null(time())),
        ("hold", hold()),
        ("success_rate", or_null(number())),
        ("last_run_at", or_null(time())),
        ("oldest_by_status", map_of(or_null(time()))),
        ("held", map_of(count())),
        ("breaker", object(&[("is_open", flag()), ("opens", count()), ("next_probe_at", or_null(time()))])),
        (
            "delivery",
            object(&[("operations", count()), ("p50_s", or_null(number())), ("p95_s", or_null(number()))]),
        ),
        ("totals", map_of(count())),
        ("days", list(day())),
    ])
}

fn day() -> Value {
    let names = [
        "enqueued",
        "coalesced",
        "completed",
        "already_present",
        "failed",
        "cancelled",
        "unknown",
        "verified",
        "adopted",
        "conflicts",
    ];
    with(object(&[("day", text())]), &names.map(|name| (name, count())))
}

fn schedule() -> Value {
    object(&[
        ("kind", one_of(&["systemd", "cron", "launchd"])),
        ("outcome", one_of(&["printed", "installed", "removed", "absent"])),
        ("files", list(object(&[("path", text()), ("text", text())]))),
    ])
}

fn cache_counts() -> Value {
    object(&[
        ("entries", count()),
        ("bytes", count()),
        ("hits", count()),
        ("misses", count()),
        ("writes", count()),
        ("revalidations", count()),
    ])
}

fn catalog_status() -> Value {
    object(&[
        ("loaded", flag()),
        ("date", or_null(text())),
        ("movies", or_null(count())),
        ("shows", or_null(count())),
        ("people", or_null(count())),
        ("bytes", count()),
        ("built_at", or_null(time())),
    ])
}

fn status() -> Value {
    object(&[
        ("profile", text()),
        ("account", or_null(account())),
        ("session_ended", or_null(flag())),
        ("lists", count()),
        ("pending", count()),
        ("failed", count()),
        ("hold", hold()),
        ("oldest_pending_at", or_null(time())),
        ("next_attempt_at", or_null(time())),
        ("last_run_at", or_null(time())),
        ("cache_bytes", or_null(count())),
        ("catalog_bytes", or_null(count())),
    ])
}

fn setting() -> Value {
    object(&[
        ("key", text()),
        ("value", or_null(text())),
        ("origin", one_of(&["flag", "environment", "config", "default"])),
        ("about", text()),
    ])
}

fn finding() -> Value {
    object(&[
        ("check", text()),
        ("status", one_of(&["ok", "warn", "fail"])),
        ("message", text()),
        ("mend", or_null(text())),
    ])
}

/// What stands on the error line, and with each item and operation that failed.
fn error_object() -> Value {
    let kinds: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    object(&[
        ("type", one_of(&kinds)),
        ("message", text()),
        ("details", any_object()),
        ("retry_after", or_null(count())),
    ])
}

/// Says where a value differs from a schema of this file's making; for tests.
///
/// # Errors
/// The path and what was expected there.
#[cfg(test)]
pub(super) fn validate(value: &Value, schema: &Value, path: &str) -> Result<(), String> {
    if let Some(shapes) = schema.get("anyOf").and_then(Value::as_array) {
        let faults: Vec<String> =
            shapes.iter().filter_map(|shape| validate(value, shape, path).err()).collect();
        return if faults.len() < shapes.len() { Ok(()) } else { Err(faults.join(", nor ")) };
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return if words.contains(value) {
            Ok(())
        } else {
            Err(format!("{path}: {value} is none of the words"))
        };
    }
    let is_fit = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") if schema.get("minimum").is_some() => value.is_u64(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => return Err(format!("{path}: the schema has the unknown type {other:?}")),
    };
    if !is_fit {
        return Err(format!("{path}: {value} is no {}", schema["type"]));
    }
    if schema["format"] == "date-time"
        && crate::domain::Timestamp::parse_rfc3339(value.as_str().unwrap_or("")).is_none()
    {
        return Err(format!("{path}: {value} is no time"));
    }
    for (index, element) in value.as_array().into_iter().flatten().enumerate() {
        validate(element, &schema["items"], &format!("{path}[{index}]"))?;
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(key) {
            return Err(format!("{path}: there is no \"{key}\""));
        }
    }
    // A schema allows keys that later versions add; what this version prints it has to name.
    for (key, inner) in object {
        let known = schema.get("properties").and_then(Value::as_object);
        match (known.and_then(|known| known.get(key)).or_else(|| schema.get("additionalProperties")), known) {
            (Some(shape), _) => validate(inner, shape, &format!("{path}.{key}"))?,
            (None, Some(_)) => return Err(format!("{path}: \"{key}\" is not in the schema")),
            (None, None) => {}
        }
    }
    Ok(())
}

/// Returns whether the command at `path` has a schema; for tests.
#[cfg(test)]
pub(super) fn is_promised(path: &str) -> bool {
    TABLE.contains(&path)
}

/// Holds a line of `--jsonl` against a command's schema; for tests.
#[cfg(test)]
#[track_caller]
pub(super) fn hold_element_to_promise(path: &str, element: &Value) {
    let (data, _) = output(path).unwrap_or_else(|| panic!("no schema for '{path}'"));
    // Where there are both one and several (`auth status --all`), either is an element.
    let shapes = data["anyOf"].as_array().cloned().unwrap_or_else(|| vec![data]);
    let shapes: Vec<Value> =
        shapes.into_iter().map(|shape| shape.get("items").cloned().unwrap_or(shape)).collect();
    if let Err(fault) = validate(element, &any_of(&shapes), "") {
        panic!("flixir {path} --jsonl: {fault}\n{element}");
    }
}

/// Holds a printed document against a command's schema; for tests.
#[cfg(test)]
#[track_caller]
pub(super) fn hold_to_promise(path: &str, printed: &str) -> Value {
    let value: Value =
        serde_json::from_str(printed).unwrap_or_else(|error| panic!("{path}: {error}: {printed}"));
    let schema = document(path).unwrap_or_else(|| panic!("no schema for '{path}'"));
    if let Err(fault) = validate(&value, &schema, "") {
        panic!("flixir {path}: {fault}\n{printed}");
    }
    value
}

#[cfg(test)]
mod tests {
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
