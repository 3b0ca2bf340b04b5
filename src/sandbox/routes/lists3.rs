//! Lists as v3 sees them: movies only, no renaming, no privacy.

use serde_json::{Value, json};

use super::auth::{reader, session_user};
use super::lists::{DESCRIPTION_LIMIT, LIST_AGE, readable};
use super::rows::{self, Typed};
use crate::sandbox::call::{
    Answer, Call, Outcome, Rules, bad_parameters, invalid, leading_number, not_found, status_object,
};
use crate::sandbox::seed::{Key, Kind};
use crate::sandbox::world::{Actor, NewList, World};

/// Returns the number of a list that this user may change.
fn own_list(world: &World, user: usize, segment: &str) -> Result<u64, Outcome> {
    let id = leading_number(segment)?;
    let list = world.lists.get(&id).ok_or_else(not_found)?;
    if list.owner == user { Ok(id) } else { Err(Outcome::code(401, 38)) }
}

pub(super) fn create(world: &mut World, call: &Call, rules: Rules) -> Answer {
    let owner = session_user(world, call)?;
    let name = call.text("name")?;
    let object = call.object()?;
    let field = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let description = field("description");
    if description.chars().count() > DESCRIPTION_LIMIT {
        let refusal = json!({"errors": ["Invalid description"], "success": false, "list_id": null});
        return Err(Outcome::json(400, &refusal));
    }
    if rules.spam_filter && world.looks_like_spam(name, call.now) {
        return Err(invalid("Content is suspected to be spam"));
    }
    let language = Some(field("language")).filter(|language| !language.is_empty());
    let new = NewList {
        name: name.to_owned(),
        description,
        public: true,
        order: 0,
        iso_639_1: language.unwrap_or_else(|| "en".to_owned()),
        iso_3166_1: "US".to_owned(),
    };
    let id = world.create_list(Actor { user: owner, now: call.now }, new);
    let mut body = status_object(1);
    body["list_id"] = json!(id);
    Ok(Outcome::json(201, &body))
}

pub(super) fn read(world: &World, call: &Call, segment: &str) -> Answer {
    let list = readable(world, segment, reader(world, call))?;
    let titles = list.items.iter().filter_map(|item| world.catalogue.title(item.key));
    let page = rows::paginate(call, titles.collect())?;
    let items: Vec<Value> = page.rows.into_iter().map(|title| rows::title(title, Typed::Yes)).collect();
    let body = json!({"created_by": world.users[list.owner].name, "description": list.description,
        "favorite_count": 0, "id": list.id, "iso_639_1": list.iso_639_1, "item_count": list.items.len(),
        "items": items, "name": list.name, "page": page.number, "poster_path": null,
        "total_pages": page.total_pages, "total_results": page.total_results});
    Ok(Outcome::public(LIST_AGE, &body))
}

pub(super) fn item_status(world: &World, call: &Call, segment: &str) -> Answer {
    let list = readable(world, segment, reader(world, call))?;
    let id = call.number("movie_id").ok_or_else(bad_parameters)?;
    let present = list.holds(Key { kind: Kind::Movie, id });
    Ok(Outcome::public(LIST_AGE, &json!({"id": list.id, "item_present": present})))
}

fn movie(call: &Call) -> Result<Key, Outcome> {
    let id = call.object()?.get("media_id").and_then(Value::as_u64).ok_or_else(bad_parameters)?;
    Ok(Key { kind: Kind::Movie, id })
}

pub(super) fn add_item(world: &mut World, call: &Call, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let list = own_list(world, user, segment)?;
    let key = movie(call)?;
    if world.catalogue.title(key).is_none() {
        return Err(not_found());
    }
    if world.add_item(Actor { user, now: call.now }, list, key) {
        return Ok(Outcome::code(201, 12));
    }
    Err(Outcome::code(403, 8))
}

pub(super) fn remove_item(world: &mut World, call: &Call, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let list = own_list(world, user, segment)?;
    let key = movie(call)?;
    if world.remove_item(Actor { user, now: call.now }, list, key) {
        return Ok(Outcome::code(200, 13));
    }
    // An error with status 200.
    Err(Outcome::code(200, 21))
}

pub(super) fn clear(world: &mut World, call: &Call, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let list = own_list(world, user, segment)?;
    if call.get("confirm") != Some("true") {
        return Err(Outcome::code(400, 29));
    }
    world.clear_list(Actor { user, now: call.now }, list);
    Ok(Outcome::code(201, 12))
}

pub(super) fn delete(world: &mut World, call: &Call, segment: &str) -> Answer {
    let user = session_user(world, call)?;
    let list = own_list(world, user, segment)?;
    world.delete_list(Actor { user, now: call.now }, list);
    Ok(Outcome::code(200, 13))
}
