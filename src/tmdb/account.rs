//! The person's account: who it is, which lists it has, and its own collections.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::lists::{ListApi, ListHead};
use super::login;
use super::pages;
use super::request::{Authority, Replay, Request};
use super::wire::{self, Page};
use crate::domain::{AccountIdentity, ListKind, MediaRef, MediaType, Secret, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::Method;

/// Returns who the session, or else the user token, belongs to (`GET /3/account`).
///
/// # Errors
/// `session_expired` where TMDB ended it; any outage.
pub fn fetch_identity(client: &Client) -> Result<AccountIdentity> {
    let body = match &client.credentials().user_token {
        Some(token) if client.credentials().session.is_none() => fetch_account_of(client, token)?,
        _ => client.fetch_json(&Request::get("/account").authority(Authority::Session).fresh())?,
    };
    let id = wire::id(&body, "id").ok_or_else(|| wire::not_understood("an account"))?;
    Ok(AccountIdentity {
        id,
        object_id: client.credentials().user_token.as_ref().and_then(object_id_in),
        username: wire::text(&body, "username"),
        name: wire::text(&body, "name"),
    })
}

/// Asks whose a user token is. Whether the token alone is enough for that isn't established
/// (`docs/what-tmdb-really-does.md`: Credentials); where it isn't, a session is made from it, asked with, and ended
/// again.
fn fetch_account_of(client: &Client, token: &Secret) -> Result<Value> {
    let request = Request::get("/account").fresh();
    match client.fetch_json(&request.clone().authority(Authority::User)) {
        Err(error) if matches!(error.kind(), ErrorKind::SessionExpired | ErrorKind::AuthenticationFailed) => {
        }
        answer => return answer,
    }
    let session = login::session_from_user_token(client, token)?;
    let answer = client.fetch_json(&request.query("session_id", session.expose()));
    if let Err(error) = login::end_session(client, &session) {
        log::debug!("the session made for one question was left behind: {error}");
    }
    answer
}

/// Reads the account object id out of a v4 user token: the `sub` of its claims. `None` where it isn't such a token.
pub fn object_id_in(token: &Secret) -> Option<String> {
    let claims = token.expose().split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    wire::text(&serde_json::from_slice(&claims).ok()?, "sub")
}

/// The account's list of lists, read completely.
#[derive(Clone, Debug)]
pub struct AccountLists {
    /// The lists.
    pub lists: Vec<ListHead>,
    /// When this was current: the oldest page's moment.
    pub as_of: Timestamp,
    /// Whether every page told its age.
    pub has_age: bool,
    /// The server's clock at the first page, in its own words.
    pub date: Option<String>,
    /// How many pages they fill.
    pub pages: u32,
}

/// Reads the list of lists completely, at a fresh address (`GET /3/account/{id}/lists`, `GET /4/account/{id}/lists`).
///
/// # Errors
/// As [`Client::fetch`]; `invalid_response` for a page that makes no sense.
pub fn fetch_account_lists(client: &Client, api: &ListApi, account: &str) -> Result<AccountLists> {
    fetch_account_lists_expecting(1, client, api, account)
}

/// As [`fetch_account_lists`]; so many pages are asked for at the same time, where an earlier read found as many.
///
/// # Errors
/// As [`fetch_account_lists`].
pub fn fetch_account_lists_expecting(
    expected: u32,
    client: &Client,
    api: &ListApi,
    account: &str,
) -> Result<AccountLists> {
    let make = |page: u32| match api {
        ListApi::V3 => Request::get(format!("/account/{account}/lists"))
            .authority(Authority::Session)
            .query("page", page)
            .fresh(),
        ListApi::V4 { object_id } => Request::get_v4(format!("/account/{object_id}/lists"))
            .authority(Authority::User)
            .query("page", page)
            .fresh(),
    };
    let walk = pages::walk(1, expected.max(1), |page| client.fetch(&make(page)), |_| false);
    let mut answers: Vec<Answer> = walk.done.into_iter().map(|(_, answer)| answer).collect();
    let Some(first) = answers.first() else {
        return Err(walk.failure.unwrap_or_else(|| Error::bug("a page came to nothing")));
    };
    let date = first.response.header("date").map(str::to_owned);
    let total = Page::read(first.json()?)?.total_pages.max(1);
    // What was asked for beyond the last page tells nothing, also where it failed.
    answers.truncate(total as usize);
    let there = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    if let Some(failure) = walk.failure.filter(|_| there < total) {
        return Err(failure);
    }
    if there < total {
        answers.extend(pages::fetch_after(there, client, make, total)?);
    }
    let mut lists = Vec::new();
    for answer in &answers {
        lists.extend(heads(&Page::read(answer.json()?)?));
    }
    let as_of = answers.iter().map(|answer| answer.as_of).min().unwrap_or_default();
    let has_age = answers.iter().all(Answer::has_age);
    let mut seen = std::collections::BTreeSet::new();
    lists.retain(|head| seen.insert(head.id));
    Ok(AccountLists { lists, as_of, has_age, date, pages: total })
}

fn heads(page: &Page) -> Vec<ListHead> {
    page.rows.iter().filter_map(ListHead::read).collect()
}

/// Returns the path of a collection's reads on v3: plural for movies, none for shows.
const fn collection_path(list_kind: ListKind) -> &'static str {
    match list_kind {
        ListKind::Watchlist => "watchlist",
        ListKind::Ratings => "rated",
        ListKind::Favorites | ListKind::List => "favorite",
    }
}

/// Makes the read of one page of a collection, oldest first (`GET /3/account/{id}/{favorite|watchlist|rated}/{movies|tv}`).
pub fn collection_page(
    list_kind: ListKind,
    account: &str,
    media: MediaType,
    page: u32,
    language: &str,
) -> Request {
    let plural = if media == MediaType::Tv { "tv" } else { "movies" };
    Request::get(format!("/account/{account}/{}/{plural}", collection_path(list_kind)))
        .authority(Authority::Session)
        .query("page", page)
        .query("sort_by", "created_at.asc")
        .query("language", language)
        .fresh()
}

/// Makes the write that puts a title into a collection, or takes it out (`POST /3/account/{id}/{favorite|watchlist}`, and
/// `POST` or `DELETE /3/{movie|tv}/{id}/rating`). Setting a state twice is the same as once.
///
/// # Errors
/// `usage` for a rating without a score.
pub fn collection_write(
    list_kind: ListKind,
    account: &str,
    item: MediaRef,
    add: bool,
    score: Option<f64>,
) -> Result<Request> {
    let media = item.media_type.name();
    let request = match list_kind {
        ListKind::Favorites | ListKind::List => {
            Request::write(Method::Post, format!("/account/{account}/favorite"), Replay::Safe)
                .body(json!({ "media_type": media, "media_id": item.id, "favorite": add }))
        }
        ListKind::Watchlist => {
            Request::write(Method::Post, format!("/account/{account}/watchlist"), Replay::Safe)
                .body(json!({ "media_type": media, "media_id": item.id, "watchlist": add }))
        }
        ListKind::Ratings if add => {
            let score = score.ok_or_else(|| Error::new(ErrorKind::Usage, "a rating needs a score"))?;
            Request::write(Method::Post, format!("/{media}/{}/rating", item.id), Replay::Safe)
                .body(json!({ "value": score }))
        }
        ListKind::Ratings => {
            Request::write(Method::Delete, format!("/{media}/{}/rating", item.id), Replay::Safe)
        }
    };
    Ok(request.authority(Authority::Session))
}

/// How a title stands in one of the account's collections.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Presence {
    /// Whether it is in it.
    pub is_present: bool,
    /// Its score, among the ratings.
    pub score: Option<f64>,
}

/// Returns whether a title is in a collection, with the moment that the answer is about
/// (`GET /3/{movie|tv}/{id}/account_states`).
///
/// # Errors
/// As [`Client::fetch`]; `invalid_response` for an answer that doesn't say.
pub fn fetch_in_collections(
    client: &Client,
    list_kind: ListKind,
    item: MediaRef,
) -> Result<(Presence, Timestamp)> {
    let request = Request::get(format!("/{}/{}/account_states", item.media_type.name(), item.id))
        .authority(Authority::Session)
        .fresh();
    let answer = client.fetch(&request)?;
    let body = answer.json()?;
    let score = body.get("rated").and_then(|rated| wire::float(rated, "value"));
    let is_present = match list_kind {
        ListKind::Favorites | ListKind::List => wire::flag(&body, "favorite"),
        ListKind::Watchlist => wire::flag(&body, "watchlist"),
        ListKind::Ratings => body.get("rated").map(|_| score.is_some()),
    };
    let is_present = is_present.ok_or_else(|| wire::not_understood("a title's place in the collections"))?;
    Ok((Presence { is_present, score }, answer.as_of))
}

/// Reads the score of a row of rated titles: v3 has `rating`, v4 `account_rating.value`.
pub fn score_of(row: &Value) -> Option<f64> {
    wire::float(row, "rating").or_else(|| wire::float(row.get("account_rating")?, "value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_token_tells_the_account_object_id() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"sub":"4bc8892a017a3c0f92000002","scopes":["api_write"]}"#);
        let token = Secret::new(&format!("e30.{claims}.x")).unwrap();
        assert_eq!(object_id_in(&token).as_deref(), Some("4bc8892a017a3c0f92000002"));
        assert_eq!(object_id_in(&Secret::new("not-a-token").unwrap()), None);
    }
}
