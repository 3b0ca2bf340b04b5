//! What belongs to a user beside lists: details, favorites, watchlist, ratings.

use serde_json::{Value, json};

use super::auth::session_user;
use super::lists4::own_account;
use super::rows::{self, Typed};
use crate::sandbox::call::{Answer, Call, Outcome, bad_parameters, leading_number, not_found, status_object};
use crate::sandbox::seed::{Key, Kind};
use crate::sandbox::world::{Actor, CollectionName, Entry, World};

pub(super) fn details(world: &World, call: &Call) -> Answer {
    let user = &world.users[session_user(world, call)?];
    Ok(Outcome::private(&json!({
        "avatar": {"gravatar": {"hash": "0bc83cb571cd1c50ba6f3e8a78ef1346"}, "tmdb": {"avatar_path": null}},
        "id": user.id, "iso_639_1": "en", "iso_3166_1": "US", "name": "", "include_adult": false,
        "username": user.name})))
}

/// A user's lists, private ones included; v3 does not say which those are.
pub(super) fn lists(world: &World, call: &Call) -> Answer {
    let user = session_user(world, call)?;
    let lists = world.lists.values().rev().filter(|list| list.owner == user);
    let rows = lists.map(|list| {
        json!({"description": list.description, "favorite_count": 0, "id": list.id,
            "item_count": list.items.len(), "iso_639_1": list.iso_639_1, "list_type": "movie",
            "name": list.name, "poster_path": null})
    });
    Ok(Outcome::private(&rows::page_object(call, rows.collect())?))
}

/// One page of a user's favorites, watchlist or ratings.
pub(super) fn collection(
    world: &World,
    call: &Call,
    user: usize,
    collection: CollectionName,
    kind: Kind,
) -> Answer {
    let is_v4 = call.path.starts_with("/4/");
    let mut entries: Vec<&Entry> = world.users[user]
        .collection(collection)
        .entries
        .iter()
        .filter(|entry| entry.key.kind == kind)
        .collect();
    if call.get("sort_by") == Some("created_at.desc") {
        entries.reverse();
    }
    let found = entries.iter().filter_map(|entry| {
        let mut row = rows::title(world.catalogue.title(entry.key)?, Typed::No);
        // v3 adds `rating`, v4 an `account_rating` object.
        if collection == CollectionName::Ratings && !is_v4 {
            row["rating"] = json!(entry.value);
        } else if collection == CollectionName::Ratings {
            row["account_rating"] = json!({"created_at": entry.added_at.to_string(), "value": entry.value});
        }
        Some(row)
    });
    Ok(Outcome::private(&rows::page_object(call, found.collect())?))
}

/// A v4 collection. Recommendations are popular titles that the user has not put anywhere yet.
pub(super) fn collection_4(world: &World, call: &Call, object_id: &str, kind: Kind, name: &str) -> Answer {
    let user = own_account(world, call, object_id)?;
    if name != "recommendations" {
        return collection(world, call, user, CollectionName::named(name), kind);
    }
    let known = |key: Key| {
        let collections = [CollectionName::Favorites, CollectionName::Watchlist, CollectionName::Ratings];
        collections.iter().any(|collection| world.users[user].collection(*collection).get(key).is_some())
    };
    let fresh = world.catalogue.of_kind(kind).filter(|title| !title.adult && !known(title.key));
    let found = fresh.take(40).map(|title| rows::title(title, Typed::Yes));
    Ok(Outcome::private(&rows::page_object(call, found.collect())?))
}

/// Rated episodes: always none, for the sandbox has no episodes.
pub(super) fn rated_episodes(world: &World, call: &Call) -> Answer {
    session_user(world, call)?;
    Ok(Outcome::private(&rows::page_object(call, Vec::new())?))
}

/// Adds to or takes off the favorites or the watchlist.
pub(super) fn set_flag(world: &mut World, call: &Call, name: &str) -> Answer {
    let user = session_user(world, call)?;
    let kind = Kind::parse(call.text("media_type")?).ok_or_else(bad_parameters)?;
    let object = call.object()?;
    let id = object.get("media_id").and_then(Value::as_u64).ok_or_else(bad_parameters)?;
    let wanted = object.get(name).and_then(Value::as_bool).ok_or_else(bad_parameters)?;
    let key = Key { kind, id };
    if world.catalogue.title(key).is_none() {
        return Err(not_found());
    }
    let collection = CollectionName::named(name);
    let actor = Actor { user, now: call.now };
    if !wanted {
        // The same answer whether or not the title was there.
        world.remove_from_collection(actor, collection, key);
        return Ok(Outcome::code(200, 13));
    }
    if world.users[user].collection(collection).get(key).is_some() {
        return Ok(Outcome::code(201, 12));
    }
    world.add_to_collection(actor, collection, key, 0.0);
    Ok(Outcome::code(201, 1))
}

fn existing(world: &World, kind: Kind, segment: &str) -> Result<Key, Outcome> {
    let key = Key { kind, id: leading_number(segment)? };
    if world.catalogue.title(key).is_some() { Ok(key) } else { Err(not_found()) }
}

fn bad_rating(text: &str) -> Outcome {
    let mut object = status_object(18);
    object["status_message"] = json!(format!("Value invalid: {text}"));
    Outcome::json(400, &object)
}

pub(super) fn rate(world: &mut World, call: &Call, kind: Kind, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let value = call.object()?.get("value").and_then(Value::as_f64).unwrap_or(0.0);
    if value < 0.5 {
        return Err(bad_rating("Value is too low, must be greater than 0.0."));
    }
    if value > 10.0 {
        return Err(bad_rating("Value is too high, must be less than, or equal to 10.0."));
    }
    if (value * 2.0).fract() != 0.0 {
        return Err(bad_rating("Values must be a multiple of 0.50."));
    }
    let key = existing(world, kind, segment)?;
    let known = world.add_to_collection(Actor { user, now: call.now }, CollectionName::Ratings, key, value);
    Ok(Outcome::code(201, if known { 12 } else { 1 }))
}

pub(super) fn unrate(world: &mut World, call: &Call, kind: Kind, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let key = existing(world, kind, segment)?;
    world.remove_from_collection(Actor { user, now: call.now }, CollectionName::Ratings, key);
    Ok(Outcome::code(200, 13))
}

/// What the user has done with a title. `rated` is false where it was not rated.
pub(super) fn states(world: &World, call: &Call, kind: Kind, segment: &str) -> Answer {
    let user = &world.users[session_user(world, call)?];
    let key = existing(world, kind, segment)?;
    let rated = user.ratings.get(key).map_or(Value::Bool(false), |entry| json!({"value": entry.value}));
    Ok(Outcome::private(&json!({"id": key.id, "favorite": user.favorites.get(key).is_some(),
        "rated": rated, "watchlist": user.watchlist.get(key).is_some()})))
}
