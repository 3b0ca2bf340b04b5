//! TMDB in memory: users, logins, lists and collections, with a record of every change. Knows nothing of HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::seed::{Catalogue, Key};
use crate::domain::Timestamp;

/// The first number that a new list gets.
const FIRST_LIST: u64 = 8_500_001;
/// How long an unused v3 request token lives.
pub(super) const V3_TOKEN_LIFE: Duration = Duration::from_hours(1);
/// How long an unused v4 request token lives.
pub(super) const V4_TOKEN_LIFE: Duration = Duration::from_mins(15);

/// The orders that a list may have, as v4 names them.
pub(super) const LIST_ORDERS: [&str; 10] = [
    "original_order.asc",
    "original_order.desc",
    "vote_average.asc",
    "vote_average.desc",
    "primary_release_date.asc",
    "primary_release_date.desc",
    "release_date.asc",
    "release_date.desc",
    "title.asc",
    "title.desc",
];

/// A user's titles of one sort (favorites, watchlist, ratings) in the order they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Collection {
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) added_at: Timestamp,
    /// The rating; 0 elsewhere.
    pub(super) value: f64,
}

impl Collection {
    pub(super) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Adds or changes; returns whether the title was there before.
    fn put(&mut self, key: Key, value: f64, now: Timestamp) -> bool {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.value = value;
            return true;
        }
        self.entries.push(Entry { key, added_at: now, value });
        false
    }

    fn remove(&mut self, key: Key) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.key != key);
        self.entries.len() < before
    }

    fn to_value(&self) -> Value {
        let rows = self.entries.iter().map(|entry| {
            json!({"media_type": entry.key.kind.as_str(), "id": entry.key.id,
                   "value": entry.value, "added_at": entry.added_at.to_string()})
        });
        Value::Array(rows.collect())
    }
}

/// Which of a user's collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CollectionName {
    Favorites,
    Watchlist,
    Ratings,
}

impl CollectionName {
    /// Returns the collection that a path names.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "favorite" | "favorites" => Self::Favorites,
            "watchlist" => Self::Watchlist,
            _ => Self::Ratings,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Favorites => "favorites",
            Self::Watchlist => "watchlist",
            Self::Ratings => "ratings",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) id: u64,
    /// 24 hexadecimal digits; what v4 calls the account.
    pub(super) object_id: String,
    pub(super) favorites: Collection,
    pub(super) watchlist: Collection,
    pub(super) ratings: Collection,
}

impl User {
    pub(super) fn collection(&self, which: CollectionName) -> &Collection {
        match which {
            CollectionName::Favorites => &self.favorites,
            CollectionName::Watchlist => &self.watchlist,
            CollectionName::Ratings => &self.ratings,
        }
    }

    fn collection_mut(&mut self, which: CollectionName) -> &mut Collection {
        match which {
            CollectionName::Favorites => &mut self.favorites,
            CollectionName::Watchlist => &mut self.watchlist,
            CollectionName::Ratings => &mut self.ratings,
        }
    }
}

/// A v3 or v4 request token.
#[derive(Clone, Debug)]
pub(super) struct RequestToken {
    pub(super) version: u8,
    pub(super) number: u64,
    pub(super) expires_at: Timestamp,
    pub(super) redirect_to: Option<String>,
    pub(super) verdict: Verdict,
}

/// What the user said to a request token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Open,
    Approved(usize),
    Denied,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) key: Key,
    pub(super) comment: Option<String>,
    pub(super) added_at: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) id: u64,
    pub(super) owner: usize,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) public: bool,
    /// Index into [`LIST_ORDERS`].
    pub(super) order: usize,
    pub(super) iso_639_1: String,
    pub(super) iso_3166_1: String,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) items: Vec<Item>,
}

impl List {
    pub(super) fn holds(&self, key: Key) -> bool {
        self.items.iter().any(|item| item.key == key)
    }
}

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Actor {
    /// The user, by place.
    pub(super) user: usize,
    /// When.
    pub(super) now: Timestamp,
}

/// What a new list starts with.
#[derive(Clone, Debug)]
pub(super) struct NewList {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) public: bool,
    pub(super) order: usize,
    pub(super) iso_639_1: String,
    pub(super) iso_3166_1: String,
}

/// Fields of a list that change together.
#[derive(Clone, Debug, Default)]
pub(super) struct ListChange {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) public: Option<bool>,
    pub(super) order: Option<usize>,
}

/// Everything that TMDB remembers.
#[derive(Debug)]
pub(super) struct World {
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) users: Vec<User>,
    pub(super) request_tokens: BTreeMap<String, RequestToken>,
    /// v3 session id → user.
    pub(super) sessions: BTreeMap<String, usize>,
    /// v4 user token → user; `None` once revoked.
    pub(super) user_tokens: BTreeMap<String, Option<usize>>,
    pub(super) lists: BTreeMap<u64, List>,
    /// Every change in the order it happened.
    pub(super) effects: Vec<Value>,
    /// Moments of creations with machine-like names, for the spam filter.
    suspicious: Vec<Timestamp>,
    next_list: u64,
    counter: u64,
}

impl World {
    /// Makes a world with these users, and one named `demo` where there are none.
    pub(super) fn new(accounts: &[String], catalogue: Arc<Catalogue>) -> Self {
        let names: Vec<String> =
            if accounts.is_empty() { vec!["demo".to_owned()] } else { accounts.to_vec() };
        let users = names.into_iter().zip(0_u64..).map(|(name, number)| User {
            object_id: hex(0xACC0 + number, 24),
            id: 21_700_001 + number,
            name,
            favorites: Collection::default(),
            watchlist: Collection::default(),
            ratings: Collection::default(),
        });
        Self {
            catalogue,
            users: users.collect(),
            request_tokens: BTreeMap::new(),
            sessions: BTreeMap::new(),
            user_tokens: BTreeMap::new(),
            lists: BTreeMap::new(),
            effects: Vec::new(),
            suspicious: Vec::new(),
            next_list: FIRST_LIST,
            counter: 0,
        }
    }

    pub(super) fn user_named(&self, name: &str) -> Option<usize> {
        self.users.iter().position(|user| user.name == name)
    }

    fn act(&mut self, actor: Actor, kind: &str, details: &Value) {
        self.record(actor.now, kind, Some(actor.user), details);
    }

    fn record(&mut self, now: Timestamp, kind: &str, user: Option<usize>, details: &Value) {
        let mut effect = json!({"n": self.effects.len() + 1, "at": now.to_string(), "effect": kind,
            "user": user.map(|user| self.users[user].name.as_str())});
        if let (Some(effect), Some(details)) = (effect.as_object_mut(), details.as_object()) {
            effect.extend(details.clone());
        }
        self.effects.push(effect);
    }

    fn next_number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Returns a fresh string in hexadecimal; the same in every run.
    pub(super) fn fresh_hex(&mut self, digits: usize) -> String {
        let number = self.next_number();
        hex(number, digits)
    }

    // Logging in.

    pub(super) fn request_token(
        &mut self,
        version: u8,
        redirect_to: Option<String>,
        now: Timestamp,
    ) -> (String, Timestamp) {
        let life = if version == 3 { V3_TOKEN_LIFE } else { V4_TOKEN_LIFE };
        let expires_at = now.plus(life);
        let number = self.next_number();
        let token = if version == 3 {
            hex(number, 40)
        } else {
            let claims = json!({"nbf": now.millis() / 1000, "exp": expires_at.millis() / 1000,
                "jti": hex(number, 24), "redirect_to": redirect_to, "scopes": ["pending_request_token"],
                "version": 1});
            jwt(&claims, number)
        };
        let entry = RequestToken { version, number, expires_at, redirect_to, verdict: Verdict::Open };
        self.request_tokens.insert(token.clone(), entry);
        (token, expires_at)
    }

    /// Returns a token that can still be used.
    pub(super) fn live_token(&self, token: &str, version: u8, now: Timestamp) -> Option<&RequestToken> {
        self.request_tokens.get(token).filter(|entry| entry.version == version && now < entry.expires_at)
    }

    /// Returns the newest token that nobody has approved or denied.
    pub(super) fn newest_open_token(&self, now: Timestamp) -> Option<String> {
        let open = self
            .request_tokens
            .iter()
            .filter(|(_, entry)| entry.verdict == Verdict::Open && now < entry.expires_at);
        open.max_by_key(|(_, entry)| entry.number).map(|(token, _)| token.clone())
    }

    /// Notes what the user said; false where the token is unknown or expired.
    pub(super) fn decide(&mut self, token: &str, verdict: Verdict, now: Timestamp) -> bool {
        match self.request_tokens.get_mut(token).filter(|entry| now < entry.expires_at) {
            Some(entry) => {
                entry.verdict = verdict;
                true
            }
            None => false,
        }
    }

    pub(super) fn open_session(&mut self, user: usize, now: Timestamp) -> String {
        let session = self.fresh_hex(40);
        self.sessions.insert(session.clone(), user);
        self.record(now, "open_session", Some(user), &Value::Null);
        session
    }

    pub(super) fn close_session(&mut self, session: &str, now: Timestamp) -> bool {
        let Some(user) = self.sessions.remove(session) else { return false };
        self.record(now, "close_session", Some(user), &Value::Null);
        true
    }

    pub(super) fn issue_user_token(&mut self, user: usize, now: Timestamp) -> String {
        let number = self.next_number();
        let claims = json!({"aud": hex(0xA99, 32), "nbf": now.millis() / 1000, "sub": self.users[user].object_id,
            "jti": number.to_string(), "scopes": ["api_read", "api_write"], "version": 1});
        let token = jwt(&claims, number);
        self.user_tokens.insert(token.clone(), Some(user));
        self.record(now, "issue_user_token", Some(user), &Value::Null);
        token
    }

    pub(super) fn revoke_user_token(&mut self, token: &str, now: Timestamp) -> bool {
        let Some(user) = self.user_tokens.get_mut(token).and_then(Option::take) else { return false };
        self.record(now, "revoke_user_token", Some(user), &Value::Null);
        true
    }

    /// Ends every session and user token of a user, as they could on TMDB's settings page.
    pub(super) fn log_out(&mut self, user: usize, now: Timestamp) {
        self.sessions.retain(|_, owner| *owner != user);
        for owner in self.user_tokens.values_mut().filter(|owner| **owner == Some(user)) {
            *owner = None;
        }
        self.record(now, "log_out", Some(user), &Value::Null);
    }

    // Lists.

    pub(super) fn create_list(&mut self, actor: Actor, new: NewList) -> u64 {
        let id = self.next_list;
        self.next_list += 1;
        self.act(
            actor,
            "create_list",
            &json!({"list": id, "name": new.name, "description": new.description, "public": new.public}),
        );
        let list = List {
            id,
            owner: actor.user,
            name: new.name,
            description: new.description,
            public: new.public,
            order: new.order,
            iso_639_1: new.iso_639_1,
            iso_3166_1: new.iso_3166_1,
            created_at: actor.now,
            updated_at: actor.now,
            items: Vec::new(),
        };
        self.lists.insert(id, list);
        id
    }

    /// Tells whether a fourth machine-like name within a minute makes this creation look like spam.
    pub(super) fn looks_like_spam(&mut self, name: &str, now: Timestamp) -> bool {
        let digits = name.chars().rev().take_while(char::is_ascii_digit).count();
        if digits < 2 {
            return false;
        }
        self.suspicious.retain(|at| now.since(*at) < Duration::from_mins(1));
        self.suspicious.push(now);
        self.suspicious.len() > 3
    }

    pub(super) fn update_list(&mut self, actor: Actor, id: u64, change: ListChange) {
        let Some(list) = self.lists.get_mut(&id) else { return };
        list.name = change.name.unwrap_or_else(|| list.name.clone());
        list.description = change.description.unwrap_or_else(|| list.description.clone());
        list.public = change.public.unwrap_or(list.public);
        list.order = change.order.unwrap_or(list.order);
        list.updated_at = actor.now;
        let details = json!({"list": id, "name": list.name, "description": list.description,
            "public": list.public, "sort_by": LIST_ORDERS[list.order]});
        self.act(actor, "update_list", &details);
    }

    /// Empties a list; returns how many items went.
    pub(super) fn clear_list(&mut self, actor: Actor, id: u64) -> usize {
        let Some(list) = self.lists.get_mut(&id) else { return 0 };
        let count = list.items.len();
        list.items.clear();
        list.updated_at = actor.now;
        self.act(actor, "clear_list", &json!({"list": id, "items_deleted": count}));
        count
    }

    pub(super) fn delete_list(&mut self, actor: Actor, id: u64) {
        if self.lists.remove(&id).is_some() {
            self.act(actor, "delete_list", &json!({"list": id}));
        }
    }

    /// Appends a title; false where it was there already.
    pub(super) fn add_item(&mut self, actor: Actor, id: u64, key: Key) -> bool {
        let Some(list) = self.lists.get_mut(&id).filter(|list| !list.holds(key)) else { return false };
        list.items.push(Item { key, comment: None, added_at: actor.now });
        list.updated_at = actor.now;
        self.act(actor, "add_item", &item_details(id, key));
        true
    }

    /// Takes a title off; false where it was not there.
    pub(super) fn remove_item(&mut self, actor: Actor, id: u64, key: Key) -> bool {
        let Some(list) = self.lists.get_mut(&id).filter(|list| list.holds(key)) else { return false };
        list.items.retain(|item| item.key != key);
        list.updated_at = actor.now;
        self.act(actor, "remove_item", &item_details(id, key));
        true
    }

    /// Writes a comment. One that is there already stays, yet the answer is the same, as measured at TMDB.
    pub(super) fn comment_item(&mut self, actor: Actor, id: u64, key: Key, comment: &str) -> bool {
        let list = self.lists.get_mut(&id);
        let Some(item) = list.and_then(|list| list.items.iter_mut().find(|item| item.key == key)) else {
            return false;
        };
        if item.comment.is_none() {
            item.comment = Some(comment.to_owned());
            let mut details = item_details(id, key);
            details["comment"] = json!(comment);
            self.act(actor, "comment_item", &details);
        }
        true
    }

    // Favorites, watchlist, ratings.

    /// Adds or changes; returns whether the title was there before.
    pub(super) fn add_to_collection(
        &mut self,
        actor: Actor,
        which: CollectionName,
        key: Key,
        value: f64,
    ) -> bool {
        let known = self.users[actor.user].collection_mut(which).put(key, value, actor.now);
        let details = json!({"collection": which.as_str(), "media_type": key.kind.as_str(), "media_id": key.id,
            "value": value, "changed": known});
        self.act(actor, "add_to_collection", &details);
        known
    }

    pub(super) fn remove_from_collection(&mut self, actor: Actor, which: CollectionName, key: Key) {
        if self.users[actor.user].collection_mut(which).remove(key) {
            let details =
                json!({"collection": which.as_str(), "media_type": key.kind.as_str(), "media_id": key.id});
            self.act(actor, "remove_from_collection", &details);
        }
    }

    /// Returns users and whole lists, for tests to look at.
    pub(super) fn to_value(&self) -> Value {
        let lists = self.lists.values().map(|list| {
            let items = list.items.iter().map(|item| {
                json!({"media_type": item.key.kind.as_str(), "id": item.key.id, "comment": item.comment,
                       "added_at": item.added_at.to_string()})
            });
            json!({"id": list.id, "owner": self.users[list.owner].name, "name": list.name,
                "description": list.description, "public": list.public, "sort_by": LIST_ORDERS[list.order],
                "created_at": list.created_at.to_string(), "updated_at": list.updated_at.to_string(),
                "items": items.collect::<Vec<_>>()})
        });
        let users = self.users.iter().map(|user| {
            json!({"name": user.name, "id": user.id, "object_id": user.object_id,
                "favorites": user.favorites.to_value(), "watchlist": user.watchlist.to_value(),
                "ratings": user.ratings.to_value()})
        });
        json!({"users": users.collect::<Vec<_>>(), "lists": lists.collect::<Vec<_>>(),
            "sessions": self.sessions.len(),
            "user_tokens": self.user_tokens.values().filter(|owner| owner.is_some()).count()})
    }
}

fn item_details(list: u64, key: Key) -> Value {
    json!({"list": list, "media_type": key.kind.as_str(), "media_id": key.id})
}

/// Spreads a number over 64 bits (splitmix64): looks random, is the same in every run.
pub(super) fn spread(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678_9ABC_DEF1);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Returns so many hexadecimal digits that belong to `number`.
pub(super) fn hex(number: u64, digits: usize) -> String {
    let mut text = String::new();
    let mut part = spread(number);
    while text.len() < digits {
        text.extend(
            (0..16).rev().filter_map(|place| char::from_digit((part >> (4 * place) & 15) as u32, 16)),
        );
        part = spread(part);
    }
    text.truncate(digits);
    text
}

/// Returns something that looks like a JSON Web Token; nobody checks its signature.
fn jwt(claims: &Value, number: u64) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let parts = [header.to_string(), claims.to_string()].map(|part| base64(part.as_bytes()));
    format!("{}.{}.{}", parts[0], parts[1], hex(number ^ 0x51_6E, 43))
}

/// Encodes in the URL-safe alphabet without padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut bits = 0_usize;
        for at in 0..3 {
            bits = bits << 8 | usize::from(group.get(at).copied().unwrap_or(0));
        }
        for at in 0..=group.len() {
            text.push(char::from(ALPHABET[bits >> (18 - 6 * at) & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_fresh_and_the_same_in_every_run() {
        let mut first = World::new(&[], Catalogue::shared());
        let mut second = World::new(&[], Catalogue::shared());
        let tokens: Vec<String> = (0..50).map(|_| first.fresh_hex(40)).collect();
        let again: Vec<String> = (0..50).map(|_| second.fresh_hex(40)).collect();
        assert_eq!(tokens, again);
        let mut unique = tokens.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), 50);
        assert!(tokens.iter().all(|token| token.len() == 40));
    }

    #[test]
    fn tokens_read_like_json_web_tokens() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE");
        assert_eq!(base64(b"{\"a\":1}"), "eyJhIjoxfQ");
        assert_eq!(jwt(&json!({}), 1).split('.').count(), 3);
    }
}
