//! What commands print, piece by piece: a title, a list, an operation, an error. Which command prints which is the
//! table's.

use serde_json::Value;

use super::shapes::{
    any_object, any_of, count, flag, integer, list, map_of, number, object, one_of, or_null, text, time, with,
};
use crate::error::ErrorKind;
use crate::services::outbox::TOTALS;
use crate::services::transfer::matching::Rule;

fn media_type() -> Value {
    one_of(&["movie", "tv", "person"])
}

pub(super) fn item() -> Value {
    object(&[("media_type", media_type()), ("id", count())])
}

pub(super) fn media() -> Value {
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

/// What a search found: people tell besides what they are known for.
pub(super) fn found() -> Value {
    with(
        media(),
        &[("known_for_department?", text()), ("known_for?", list(text())), ("title_is_original?", flag())],
    )
}

pub(super) fn details() -> Value {
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
            ("title_language", word()),
            ("overview_language", word()),
            ("tagline", word()),
            ("tagline_language", word()),
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
            ("cast", or_null(list(with(named(), &[("character", word()), ("episode_count", number())])))),
            (
                "crew",
                or_null(list(with(
                    named(),
                    &[("job", word()), ("department", word()), ("episode_count", number())],
                ))),
            ),
            ("providers", or_null(providers())),
            ("created_by", names()),
            ("networks", names()),
            ("number_of_seasons", number()),
            ("number_of_episodes", number()),
            ("seasons", or_null(list(season))),
            ("last_air_date", word()),
            ("next_air_date", word()),
            ("last_episode", or_null(episode())),
            ("next_episode", or_null(episode())),
            ("in_production", or_null(flag())),
            ("known_for_department", word()),
            ("birthday", word()),
            ("deathday", word()),
            ("place_of_birth", word()),
            ("credits", or_null(list(credit))),
        ],
    )
}

fn episode() -> Value {
    object(&[
        ("season", count()),
        ("episode", count()),
        ("title", or_null(text())),
        ("air_date", or_null(text())),
        ("runtime", or_null(count())),
    ])
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

pub(super) fn info_meta() -> Value {
    let failed = object(&[("item", text()), ("error", error_object())]);
    object(&[("source", source()), ("fetched_at", time()), ("region", text()), ("failed", list(failed))])
}

pub(super) fn review() -> Value {
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

pub(super) fn listing_meta() -> Value {
    with(paging_meta(), &[("query", or_null(text()))])
}

pub(super) fn paging_meta() -> Value {
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

/// What a discovery was asked for.
pub(super) fn filters() -> Value {
    let named = || object(&[("id", count()), ("name", or_null(text()))]);
    let group = || object(&[("match", one_of(&["all", "any"])), ("values", list(named()))]);
    object(&[
        ("genres", group()),
        ("people", group()),
        ("keywords", group()),
        ("companies", group()),
        ("providers", list(provider())),
        ("offers", list(one_of(&["stream", "free", "ads", "rent", "buy"]))),
        ("certifications", list(text())),
        ("region", or_null(text())),
        ("year", or_null(count())),
        ("from", or_null(text())),
        ("to", or_null(text())),
        ("min_votes", or_null(count())),
        ("min_rating", or_null(number())),
        ("min_runtime", or_null(count())),
        ("max_runtime", or_null(count())),
        ("original_language", or_null(text())),
    ])
}

/// A part in a title: the person of a title, or the title of a person.
pub(super) fn credit() -> Value {
    with(
        media(),
        &[
            ("department", or_null(text())),
            ("job", or_null(text())),
            ("character", or_null(text())),
            ("episode_count", or_null(count())),
        ],
    )
}

pub(super) fn episode_row() -> Value {
    object(&[
        ("season", count()),
        ("episode", count()),
        ("title", or_null(text())),
        ("air_date", or_null(text())),
        ("runtime", or_null(count())),
        ("url", text()),
    ])
}

/// TMDB's collection of movies.
pub(super) fn collection() -> Value {
    object(&[("id", count()), ("name", or_null(text()))])
}

/// Where an answer that isn't paged came from.
pub(super) fn fetched_meta() -> Value {
    object(&[("source", source()), ("fetched_at", time())])
}

/// A streaming service.
pub(super) fn provider() -> Value {
    object(&[("id", count()), ("name", text()), ("display_priority", or_null(count()))])
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

pub(super) fn auth_status() -> Value {
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

pub(super) fn logout() -> Value {
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

pub(super) fn token() -> Value {
    object(&[
        ("profile", text()),
        ("session_id", or_null(text())),
        ("user_token", or_null(text())),
        ("account", or_null(whole_account())),
    ])
}

pub(super) fn list_name() -> Value {
    object(&[("id", or_null(count())), ("local_id", text()), ("name", or_null(text()))])
}

pub(super) fn list_head() -> Value {
    with(
        list_name(),
        &[
            ("description", or_null(text())),
            ("public", or_null(flag())),
            ("item_count", count()),
            ("sync_status", one_of(&["synced", "pending", "error", "remote_deleted", "diverged"])),
            ("remote_count", or_null(count())),
            ("pending_operations", count()),
            ("created_at", or_null(time())),
            ("updated_at", or_null(time())),
            ("synced_at", or_null(time())),
            ("url", or_null(text())),
        ],
    )
}

pub(super) fn list_with_items() -> Value {
    with(list_head(), &[("items", list(with(kept(), &[("comment", or_null(text()))])))])
}

pub(super) fn kept() -> Value {
    with(
        media(),
        &[
            ("added_at", or_null(time())),
            ("state", one_of(&["synced", "pending_add", "pending_remove", "gone"])),
            ("title_is_original?", flag()),
        ],
    )
}

pub(super) fn mirror_source() -> Value {
    one_of(&["network", "cache", "stale"])
}

pub(super) fn list_page_meta() -> Value {
    object(&[
        ("source", mirror_source()),
        ("page", or_null(count())),
        ("total_pages", count()),
        ("total_results", count()),
        ("skipped", count()),
        ("unknown", count()),
    ])
}

pub(super) fn change_meta() -> Value {
    object(&[
        ("outcome", one_of(&["done", "queued"])),
        ("operation_id", or_null(text())),
        ("dry_run?", flag()),
    ])
}

pub(super) fn list_difference() -> Value {
    object(&[
        ("media_type", media_type()),
        ("id", count()),
        ("title", or_null(text())),
        ("side", one_of(&["a", "b"])),
    ])
}

pub(super) fn item_outcome() -> Value {
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
        "superseded",
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

pub(super) fn items_meta() -> Value {
    object(&[("list", list_name()), ("counts", map_of(count())), ("dry_run?", flag())])
}

pub(super) fn import_row() -> Value {
    let rules = Rule::ALL.map(Rule::name);
    with(
        item_outcome(),
        &[
            // A line's number; in an archive with the file before it.
            ("row", any_of(&[count(), text()])),
            ("to", text()),
            ("by", or_null(one_of(&rules))),
            ("candidates", list(media())),
            ("source", text()),
            ("line", count()),
            ("list", text()),
        ],
    )
}

pub(super) fn import_meta() -> Value {
    object(&[
        ("list", or_null(list_name())),
        ("lists", list(list_name())),
        ("counts", map_of(count())),
        ("format", text()),
        ("unmatched_file", or_null(text())),
        ("dry_run", flag()),
    ])
}

pub(super) fn apply_row() -> Value {
    let item = || or_null(with(item(), &[("title", or_null(text()))]));
    let action = object(&[
        ("direction", one_of(&["push"])),
        ("type", one_of(&["create", "update", "add", "remove"])),
        ("item", item()),
        ("fields", or_null(any_object())),
        ("reason", one_of(&["added_in_file", "removed_from_file", "changed_in_file", "drift"])),
    ]);
    let drift = object(&[
        ("type", one_of(&["added_on_tmdb", "no_common_version", "removed_on_tmdb", "changed_on_tmdb"])),
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

pub(super) fn sync_row() -> Value {
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

pub(super) fn exported() -> Value {
    object(&[
        ("file", text()),
        ("format", text()),
        ("list", list_name()),
        ("items", count()),
        ("left_out", list(with(item(), &[("reason", text())]))),
    ])
}

pub(super) fn list_stats() -> Value {
    object(&[
        ("list", list_name()),
        ("items", count()),
        ("movies", count()),
        ("shows", count()),
        ("pending", count()),
        ("decades", map_of(count())),
        ("genres", map_of(count())),
        ("ratings", map_of(count())),
        ("vote_average", or_null(number())),
        ("runtime", or_null(count())),
        ("runtime_items", count()),
    ])
}

pub(super) fn web_address() -> Value {
    object(&[("url", text()), ("opened", flag())])
}

pub(super) fn shared() -> Value {
    object(&[
        ("list", list_name()),
        ("url", text()),
        ("public", or_null(flag())),
        ("opened", flag()),
        ("copied", flag()),
    ])
}

pub(super) fn dead_item() -> Value {
    with(kept(), &[("list", list_name()), ("comment", or_null(text()))])
}

pub(super) fn dead_meta() -> Value {
    object(&[
        ("catalog_date", text()),
        ("checked", count()),
        ("unknown", count()),
        ("unread", list(list_name())),
    ])
}

pub(super) fn snapshot() -> Value {
    object(&[
        ("taken_at", time()),
        ("reason", text()),
        ("name", or_null(text())),
        ("items", count()),
        ("list", list_name()),
    ])
}

pub(super) fn restored() -> Value {
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
        "login",
    ]))
}

pub(super) fn operation() -> Value {
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
        ("number", count()),
        // An operation that can't be read hasn't got the next three.
        ("type", or_null(one_of(&types))),
        ("list", or_null(list_name())),
        ("payload", or_null(any_object())),
        ("status", or_null(one_of(&["pending", "processing", "completed", "failed", "cancelled"]))),
        ("reason", or_null(text())),
        ("hold", hold()),
        ("waits_for", or_null(text())),
        ("attempts", count()),
        ("max_attempts", count()),
        ("next_attempt_at", or_null(time())),
        ("commands", list(object(&[("effect", text()), ("command", text())]))),
        ("last_error", or_null(error_object())),
        ("created_at", time()),
        ("updated_at", time()),
    ])
}

pub(super) fn attempt() -> Value {
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

pub(super) fn retry_meta() -> Value {
    object(&[
        ("processed", count()),
        ("completed", count()),
        ("failed", count()),
        ("rescheduled", count()),
        ("remaining", count()),
        ("paused", or_null(one_of(&["auth", "outage", "rate_limit"]))),
        ("stopped_by?", one_of(&["limit", "max_time"])),
        ("dry_run?", flag()),
    ])
}

pub(super) fn queue_stats() -> Value {
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
    with(object(&[("day", text())]), &TOTALS.map(|name| (name, count())))
}

pub(super) fn schedule() -> Value {
    object(&[
        ("kind", one_of(&["systemd", "cron", "launchd"])),
        ("outcome", one_of(&["printed", "installed", "removed", "absent"])),
        ("files", list(object(&[("path", text()), ("text", text())]))),
    ])
}

pub(super) fn cache_counts() -> Value {
    object(&[
        ("entries", count()),
        ("bytes", count()),
        ("hits", count()),
        ("misses", count()),
        ("writes", count()),
        ("revalidations", count()),
    ])
}

pub(super) fn catalog_status() -> Value {
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

pub(super) fn status() -> Value {
    object(&[
        ("profile", text()),
        ("account", or_null(account())),
        ("session_ended", or_null(flag())),
        ("lists", count()),
        ("pending", count()),
        ("failed", count()),
        ("conflicts", count()),
        ("hold", hold()),
        ("oldest_pending_at", or_null(time())),
        ("next_attempt_at", or_null(time())),
        ("last_run_at", or_null(time())),
        ("cache_bytes", or_null(count())),
        ("catalog_bytes", or_null(count())),
    ])
}

pub(super) fn setting() -> Value {
    object(&[
        ("key", text()),
        ("value", or_null(text())),
        ("origin", one_of(&["flag", "environment", "config", "default"])),
        ("about", text()),
    ])
}

pub(super) fn finding() -> Value {
    object(&[
        ("check", text()),
        ("status", one_of(&["ok", "warn", "fail"])),
        ("message", text()),
        ("fix", or_null(text())),
    ])
}

/// What stands on the error line, and with each item and operation that failed.
pub(super) fn error_object() -> Value {
    let kinds: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    object(&[
        ("type", one_of(&kinds)),
        ("message", text()),
        ("details", any_object()),
        ("retry_after", or_null(count())),
    ])
}
