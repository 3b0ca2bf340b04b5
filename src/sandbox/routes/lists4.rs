//! Lists as v4 sees them: movies and shows, batches, comments, privacy, order.

use serde_json::{Map, Value, json};

use super::auth::reader;
use super::lists::{DESCRIPTION_LIMIT, LIST_AGE, readable};
use super::rows::{self, Typed};
use crate::sandbox::call::{
    Answer, Call, Outcome, Rules, bad_parameters, invalid, leading_number, not_found, status_object,
};
use crate::sandbox::seed::{Key, Kind, Title};
use crate::sandbox::world::{Actor, Item, LIST_ORDERS, List, ListChange, NewList, World};

/// Returns the writing user and the number of a list that is theirs.
fn own_list(world: &World, call: &Call, segment: &str) -> Result<(usize, u64), Outcome> {
    let user = call.v4_user()?;
    let list = world.lists.get(&leading_number(segment)?).ok_or_else(not_found)?;
    if list.owner == user { Ok((user, list.id)) } else { Err(Outcome::code(401, 38)) }
}

fn order_named(name: &str) -> Result<usize, Outcome> {
    let known = LIST_ORDERS.iter().position(|order| *order == name);
    known.ok_or_else(|| invalid("Sort by is not included in the list"))
}

fn text_field(object: &Map<String, Value>, key: &str) -> Result<Option<String>, Outcome> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(bad_parameters()),
    }
}

fn description_field(object: &Map<String, Value>) -> Result<Option<String>, Outcome> {
    let description = text_field(object, "description")?;
    if description.as_ref().is_some_and(|text| text.chars().count() > DESCRIPTION_LIMIT) {
        return Err(invalid("Description is too long (maximum is 5000 characters)"));
    }
    Ok(description)
}

fn order_field(object: &Map<String, Value>) -> Result<Option<usize>, Outcome> {
    object.get("sort_by").and_then(Value::as_str).map(order_named).transpose()
}

pub(super) fn create(world: &mut World, call: &Call, rules: Rules) -> Answer {
    let owner = call.v4_user()?;
    let object = call.object()?;
    let name = text_field(object, "name")?.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| invalid("Name can't be blank"))?;
    let language = text_field(object, "iso_639_1")?.filter(|language| !language.is_empty());
    let iso_639_1 = language.ok_or_else(|| invalid("Iso 639 1 can't be blank"))?;
    let new = NewList {
        name,
        description: description_field(object)?.unwrap_or_default(),
        // Only an integer counts here; TMDB ignores `false` and makes the list public.
        public: object.get("public").and_then(Value::as_i64) != Some(0),
        order: order_field(object)?.unwrap_or(0),
        iso_639_1,
        iso_3166_1: text_field(object, "iso_3166_1")?.unwrap_or_else(|| "US".to_owned()),
    };
    if rules.spam_filter && world.looks_like_spam(&new.name, call.now) {
        return Err(invalid("Content is suspected to be spam"));
    }
    let id = world.create_list(Actor { user: owner, now: call.now }, new);
    let mut body = status_object(1);
    body["id"] = json!(id);
    Ok(Outcome::json(201, &body))
}

/// Returns a list's items with their titles, in one of the ten orders.
fn sorted<'w>(world: &'w World, list: &'w List, order: usize) -> Vec<(&'w Item, &'w Title)> {
    let titles = list.items.iter().filter_map(|item| Some((item, world.catalogue.title(item.key)?)));
    let mut titles: Vec<(&Item, &Title)> = titles.collect();
    let (key, direction) = LIST_ORDERS[order].split_once('.').unwrap_or(("", ""));
    match key {
        "vote_average" => titles.sort_by(|a, b| a.1.vote_average.total_cmp(&b.1.vote_average)),
        "primary_release_date" | "release_date" => titles.sort_by(|a, b| a.1.date.cmp(&b.1.date)),
        "title" => titles.sort_by_key(|(_, title)| title.name.to_lowercase()),
        _ => {}
    }
    if direction == "desc" {
        titles.reverse();
    }
    titles
}

fn runtime(world: &World, list: &List) -> u64 {
    let titles = list.items.iter().filter_map(|item| world.catalogue.title(item.key));
    titles.filter_map(|title| title.runtime).sum()
}

fn average(world: &World, list: &List) -> f64 {
    let titles = list.items.iter().filter_map(|item| world.catalogue.title(item.key));
    let (count, sum) = titles.fold((0.0, 0.0), |(count, sum), title| (count + 1.0, sum + title.vote_average));
    if count > 0.0 { f64::round(sum / count * 10.0) / 10.0 } else { 0.0 }
}

pub(super) fn read(world: &World, call: &Call, segment: &str) -> Answer {
    let list = readable(world, segment, reader(world, call))?;
    let order = call.get("sort_by").map_or(Ok(list.order), order_named)?;
    let page = rows::paginate(call, sorted(world, list, order))?;
    let comments: Map<String, Value> = page
        .rows
        .iter()
        .map(|(item, _)| (format!("{}:{}", item.key.kind.as_str(), item.key.id), json!(item.comment)))
        .collect();
    let results: Vec<Value> = page.rows.iter().map(|(_, title)| rows::title(title, Typed::Yes)).collect();
    let owner = &world.users[list.owner];
    let body = json!({"average_rating": average(world, list), "backdrop_path": null, "comments": comments,
        "created_by": {"avatar_path": null, "gravatar_hash": "0bc83cb571cd1c50ba6f3e8a78ef1346",
            "id": owner.object_id, "name": "", "username": owner.name},
        "description": list.description, "id": list.id, "iso_3166_1": list.iso_3166_1,
        "iso_639_1": list.iso_639_1, "item_count": list.items.len(), "name": list.name, "object_ids": {},
        "page": page.number, "poster_path": null, "public": list.public, "results": results, "revenue": 0,
        "runtime": runtime(world, list), "sort_by": LIST_ORDERS[order], "total_pages": page.total_pages,
        "total_results": page.total_results});
    Ok(Outcome::public(LIST_AGE, &body))
}

pub(super) fn update(world: &mut World, call: &Call, segment: &str) -> Answer {
    let (user, id) = own_list(world, call, segment)?;
    let object = call.object()?;
    let name = text_field(object, "name")?;
    if name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(invalid("Name can't be blank"));
    }
    let public = match object.get("public") {
        Some(Value::Bool(public)) => Some(*public),
        Some(Value::Number(number)) => Some(number.as_i64() != Some(0)),
        _ => None,
    };
    let change =
        ListChange { name, description: description_field(object)?, public, order: order_field(object)? };
    let empty = change.name.is_none()
        && change.description.is_none()
        && change.public.is_none()
        && change.order.is_none();
    if empty {
        return Ok(Outcome::code(200, 40));
    }
    world.update_list(Actor { user, now: call.now }, id, change);
    Ok(Outcome::code(201, 12))
}

pub(super) fn clear(world: &mut World, call: &Call, segment: &str) -> Answer {
    let (user, id) = own_list(world, call, segment)?;
    let mut body = status_object(1);
    body["id"] = json!(id);
    body["items_deleted"] = json!(world.clear_list(Actor { user, now: call.now }, id));
    // A GET below a list's address: the edge may keep it as it keeps the list.
    Ok(Outcome::public(LIST_AGE, &body))
}

pub(super) fn delete(world: &mut World, call: &Call, segment: &str) -> Answer {
    let (user, id) = own_list(world, call, segment)?;
    world.delete_list(Actor { user, now: call.now }, id);
    Ok(Outcome::code(200, 13))
}

/// Adds, comments or removes a batch; each item has its own outcome.
pub(super) fn items(world: &mut World, call: &Call, segment: &str) -> Answer {
    let (user, id) = own_list(world, call, segment)?;
    let items = call.object()?.get("items").and_then(Value::as_array).ok_or_else(bad_parameters)?;
    let mut results = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let outcome = if call.refuse_half && at % 2 == 1 {
            Err("Item could not be processed")
        } else {
            one_item(world, call, user, id, item)
        };
        let mut row = json!({"media_type": item.get("media_type"), "media_id": item.get("media_id"),
            "success": outcome.is_ok()});
        if let Err(error) = outcome {
            row["error"] = json!([error]);
        }
        results.push(row);
    }
    let mut body = status_object(1);
    body["results"] = Value::Array(results);
    Ok(Outcome::json(200, &body))
}

fn one_item(
    world: &mut World,
    call: &Call,
    user: usize,
    list: u64,
    item: &Value,
) -> Result<(), &'static str> {
    let kind = item.get("media_type").and_then(Value::as_str).and_then(Kind::parse);
    let id = item.get("media_id").and_then(Value::as_u64);
    let (Some(kind), Some(id)) = (kind, id) else { return Err("Media type or id is not valid") };
    let key = Key { kind, id };
    let actor = Actor { user, now: call.now };
    let (done, error) = match call.method.as_str() {
        "DELETE" => (world.remove_item(actor, list, key), "Media could not be found"),
        "PUT" => {
            let comment = item.get("comment").and_then(Value::as_str).ok_or("Comment can't be blank")?;
            (world.comment_item(actor, list, key, comment), "Media could not be found")
        }
        _ if world.catalogue.title(key).is_none() => (false, "Media must exist"),
        // A comment that comes with an addition is accepted and dropped.
        _ => (world.add_item(actor, list, key), "Media has already been taken"),
    };
    if done { Ok(()) } else { Err(error) }
}

/// Tells whether an item is on a list. "No" looks like "no such list" and "not yours".
pub(super) fn item_status(world: &World, call: &Call, segment: &str) -> Answer {
    let (_, list) = own_list(world, call, segment).map_err(|_| not_found())?;
    let kind = call.get("media_type").and_then(Kind::parse).ok_or_else(bad_parameters)?;
    let id: u64 = call.number("media_id").ok_or_else(bad_parameters)?;
    if !world.lists[&list].holds(Key { kind, id }) {
        return Err(not_found());
    }
    let mut body = status_object(1);
    body["id"] = json!(list);
    body["media_id"] = json!(id);
    body["media_type"] = json!(kind.as_str());
    Ok(Outcome::public(LIST_AGE, &body))
}

/// Returns the user of a v4 account path; it must be the token's own.
pub(super) fn own_account(world: &World, call: &Call, object_id: &str) -> Result<usize, Outcome> {
    let user = call.v4_user()?;
    if world.users[user].object_id == object_id { Ok(user) } else { Err(Outcome::code(401, 39)) }
}

/// The list of lists, whose wire types differ from a list's own.
pub(super) fn account_lists(world: &World, call: &Call, object_id: &str) -> Answer {
    let user = own_account(world, call, object_id)?;
    let lists = world.lists.values().rev().filter(|list| list.owner == user);
    let rows = lists.map(|list| {
        json!({"account_object_id": object_id, "adult": 0, "average_rating": average(world, list),
            "backdrop_path": null, "created_at": list.created_at.to_tmdb(), "description": list.description,
            "featured": 0, "id": list.id, "iso_3166_1": list.iso_3166_1, "iso_639_1": list.iso_639_1,
            "name": list.name, "number_of_items": list.items.len(), "poster_path": null,
            "public": u8::from(list.public), "revenue": 0, "runtime": runtime(world, list).to_string(),
            "sort_by": list.order + 1, "updated_at": list.updated_at.to_tmdb()})
    });
    Ok(Outcome::public(LIST_AGE, &rows::page_object(call, rows.collect())?))
}
