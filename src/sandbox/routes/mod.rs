//! Which path and method lead where, and who may call at all. The groups of endpoints have a file each.

mod account;
mod auth;
mod exports;
mod lists;
mod lists3;
mod lists4;
mod pages;
mod rows;
mod titles;

pub(super) use auth::redirect;
pub(super) use exports::gzip;

use super::call::{
    Answer, Body, Call, Credential, Outcome, Rules, bad_credential, bad_parameters, not_found,
};
use super::seed::Kind;
use super::world::{CollectionName, World};

/// Answers one call and applies what it asks for.
pub(super) fn answer(world: &mut World, call: &Call, rules: Rules) -> Outcome {
    let result = dispatch(world, call, rules);
    match result {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn dispatch(world: &mut World, call: &Call, rules: Rules) -> Answer {
    let segments: Vec<&str> = call.path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.split_first() {
        Some((&"3", rest)) => {
            check_v3(call)?;
            check_shape(call)?;
            version_3(world, call, rules, rest)
        }
        Some((&"4", rest)) => {
            check_v4(call, rest)?;
            check_shape(call)?;
            version_4(world, call, rules, rest)
        }
        Some((&"p", ["exports", name])) => {
            only(call, "GET")?;
            exports::file(world, call, name)
        }
        _ => pages::answer(world, call, rules, &segments),
    }
}

fn check_v3(call: &Call) -> Result<(), Outcome> {
    match call.credential {
        Credential::Key | Credential::ReadToken | Credential::UserToken(_) => Ok(()),
        Credential::Revoked => Err(Outcome::code(401, 35)),
        Credential::None | Credential::Wrong => Err(bad_credential()),
    }
}

/// A v3 key only opens single public lists; everything else asks for a bearer, also where there is no route.
fn check_v4(call: &Call, rest: &[&str]) -> Result<(), Outcome> {
    match call.credential {
        Credential::ReadToken | Credential::UserToken(_) => Ok(()),
        Credential::Key if call.method == "GET" && matches!(rest, ["list", _]) => Ok(()),
        Credential::Revoked => Err(Outcome::code(401, 35)),
        _ => Err(bad_credential()),
    }
}

/// Refuses what TMDB refuses everywhere: a repeated key in the query, a page that is none, a broken body.
fn check_shape(call: &Call) -> Result<(), Outcome> {
    if call.repeated || call.body == Body::Unusable {
        return Err(bad_parameters());
    }
    call.page().map(|_| ())
}

/// Refuses every other method with 405.
fn only(call: &Call, method: &str) -> Result<(), Outcome> {
    if call.method == method { Ok(()) } else { Err(Outcome::code(405, 42)) }
}

fn version_3(world: &mut World, call: &Call, rules: Rules, rest: &[&str]) -> Answer {
    match rest {
        ["authentication", more @ ..] => authentication_3(world, call, more),
        ["account", more @ ..] => account_3(world, call, more),
        ["list", more @ ..] => list_3(world, call, rules, more),
        [kind @ ("movie" | "tv"), id, "rating"] => {
            let kind = Kind::parse(kind).ok_or_else(not_found)?;
            match call.method.as_str() {
                "POST" => account::rate(world, call, kind, id),
                "DELETE" => account::unrate(world, call, kind, id),
                _ => Err(Outcome::code(405, 42)),
            }
        }
        [kind @ ("movie" | "tv"), id, "account_states"] => {
            only(call, "GET")?;
            account::states(world, call, Kind::parse(kind).ok_or_else(not_found)?, id)
        }
        _ => {
            let found = titles::answer(world, call, rest);
            // Everything else in v3 is read-only; what exists says so, what doesn't is 404.
            if call.method != "GET" && call.method != "HEAD" {
                return found.and_then(|_| Err(Outcome::code(405, 42)));
            }
            found
        }
    }
}

fn authentication_3(world: &mut World, call: &Call, rest: &[&str]) -> Answer {
    let method = match rest {
        [] | ["token", "new"] => "GET",
        ["session", "new"] | ["session", "convert", "4"] => "POST",
        ["session"] => "DELETE",
        _ => return Err(not_found()),
    };
    only(call, method)?;
    match rest {
        [] => Ok(auth::validate_key()),
        ["token", ..] => Ok(auth::new_v3_token(world, call)),
        ["session"] => auth::delete_session(world, call),
        ["session", "new"] => auth::new_session(world, call),
        _ => auth::convert_session(world, call),
    }
}

fn account_3(world: &mut World, call: &Call, rest: &[&str]) -> Answer {
    match rest {
        [] | [_] => {
            only(call, "GET")?;
            account::details(world, call)
        }
        [_, "lists"] => {
            only(call, "GET")?;
            account::lists(world, call)
        }
        [_, collection @ ("favorite" | "watchlist")] => {
            only(call, "POST")?;
            account::set_flag(world, call, collection)
        }
        [_, "rated", "tv", "episodes"] => {
            only(call, "GET")?;
            account::rated_episodes(world, call)
        }
        [_, collection @ ("favorite" | "watchlist" | "rated"), kind @ ("movies" | "tv")] => {
            only(call, "GET")?;
            let kind = if *kind == "tv" { Kind::Tv } else { Kind::Movie };
            let user = auth::session_user(world, call)?;
            account::collection(world, call, user, CollectionName::named(collection), kind)
        }
        _ => Err(not_found()),
    }
}

fn list_3(world: &mut World, call: &Call, rules: Rules, rest: &[&str]) -> Answer {
    match rest {
        [] => {
            only(call, "POST")?;
            lists3::create(world, call, rules)
        }
        [id] => match call.method.as_str() {
            "GET" => lists3::read(world, call, id),
            "DELETE" => lists3::delete(world, call, id),
            _ => Err(Outcome::code(405, 42)),
        },
        [id, "item_status"] => {
            only(call, "GET")?;
            lists3::item_status(world, call, id)
        }
        [id, action @ ("add_item" | "remove_item" | "clear")] => {
            only(call, "POST")?;
            match *action {
                "add_item" => lists3::add_item(world, call, id),
                "remove_item" => lists3::remove_item(world, call, id),
                _ => lists3::clear(world, call, id),
            }
        }
        _ => Err(not_found()),
    }
}

fn version_4(world: &mut World, call: &Call, rules: Rules, rest: &[&str]) -> Answer {
    match rest {
        ["auth", "request_token"] => {
            only(call, "POST")?;
            auth::new_v4_token(world, call)
        }
        ["auth", "access_token"] => match call.method.as_str() {
            "POST" => auth::new_user_token(world, call),
            "DELETE" => auth::delete_user_token(world, call),
            _ => Err(Outcome::code(405, 42)),
        },
        ["account", object_id, "lists"] => {
            only(call, "GET")?;
            lists4::account_lists(world, call, object_id)
        }
        [
            "account",
            object_id,
            kind @ ("movie" | "tv"),
            collection @ ("favorites" | "watchlist" | "rated" | "recommendations"),
        ] => {
            only(call, "GET")?;
            let kind = Kind::parse(kind).ok_or_else(not_found)?;
            account::collection_4(world, call, object_id, kind, collection)
        }
        ["list", more @ ..] => list_4(world, call, rules, more),
        _ => Err(not_found()),
    }
}

fn list_4(world: &mut World, call: &Call, rules: Rules, rest: &[&str]) -> Answer {
    match (rest, call.method.as_str()) {
        ([], "POST") => lists4::create(world, call, rules),
        ([id], "GET") => lists4::read(world, call, id),
        ([id], "PUT") => lists4::update(world, call, id),
        ([id], "DELETE") => lists4::delete(world, call, id),
        ([id, "clear"], "GET") => lists4::clear(world, call, id),
        ([id, "items"], "POST" | "PUT" | "DELETE") => lists4::items(world, call, id),
        ([id, "item_status"], "GET") => lists4::item_status(world, call, id),
        ([] | [_] | [_, "items" | "item_status"], _) => Err(Outcome::code(405, 42)),
        // Also a POST to `clear`: clearing is a GET, and the POST that one would expect is not there.
        _ => Err(not_found()),
    }
}
