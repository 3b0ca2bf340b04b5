//! TMDB in memory: the list endpoints of v3 and v4, an edge cache, and what each request changed. Not for faults of
//! the way there: that is `weather.rs`.

use std::collections::{BTreeMap, BTreeSet};

use flixir::domain::{MediaRef, Timestamp};
use flixir::ports::{HttpRequest, HttpResponse, Method};
use serde_json::{Value, json};

use crate::random::Random;

/// When histories begin.
pub(crate) const EPOCH: i64 = 1_772_600_767_000;
/// The only account's number, and how v4 names it.
pub(crate) const ACCOUNT: u64 = 7;
pub(crate) const OBJECT_ID: &str = "4bc8892a017a3c0f92000002";
/// Items from here on are known to the foreign editor only.
pub(crate) const FOREIGN: u64 = 100;
/// Items from here on don't exist.
pub(crate) const INVALID: u64 = 9000;
/// How long the edge keeps an answer, in milliseconds.
const EDGE_KEEPS: i64 = 300_000;

/// Who changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Client,
    Foreign,
}

#[derive(Clone, Debug)]
pub(crate) struct RemoteList {
    pub(crate) name: String,
    /// Its name when it was made.
    pub(crate) born_as: String,
    pub(crate) description: String,
    pub(crate) items: Vec<MediaRef>,
    pub(crate) comments: BTreeMap<MediaRef, String>,
    pub(crate) created_at: i64,
    pub(crate) made_by: Who,
    pub(crate) deleted_by: Option<Who>,
    /// The foreign editor renamed it.
    pub(crate) renamed: bool,
    /// The foreign editor touched items of the person.
    pub(crate) wild: bool,
    /// So many rows of its answer that nobody can read.
    pub(crate) unreadable: u64,
    /// Our changes to items of the person's pool, in order.
    pub(crate) changes: Vec<(bool, MediaRef)>,
}

/// How answers are cached between TMDB and the client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) honours_fresh: bool,
    pub(crate) with_age: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) lists: BTreeMap<u64, RemoteList>,
    pub(crate) favorites: BTreeSet<MediaRef>,
    pub(crate) favorite_changes: Vec<(bool, MediaRef)>,
    pub(crate) sessions: BTreeSet<String>,
    pub(crate) strangers: BTreeSet<String>,
    pub(crate) edge: Option<Edge>,
    /// A deletion that works is answered with 500 and code 11.
    pub(crate) deletion_answers_500: bool,
    /// Chance of a permanent refusal of a write.
    pub(crate) refusals: f64,
    pub(crate) spam: u32,
    /// Chance that a comment is lost although its write is reported as done.
    pub(crate) loses_comments: f64,
    pub(crate) next_id: u64,
    cache: BTreeMap<String, (i64, HttpResponse)>,
    pub(crate) marks: BTreeSet<String>,
}

pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) body: Value,
    pub(crate) token: String,
}

impl Call {
    pub(crate) fn read(request: &HttpRequest) -> Self {
        let url = url::Url::parse(&request.url).unwrap();
        let query: BTreeMap<String, String> =
            url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
        let bearer = request.headers.iter().find(|(name, _)| *name == "authorization");
        let bearer = bearer.map(|(_, value)| value.trim_start_matches("Bearer ").to_owned());
        let token = query.get("session_id").cloned().or(bearer).unwrap_or_default();
        let body = request.body.as_deref().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        Self { method: request.method, path: url.path().to_owned(), query, body, token }
    }

    /// v4's clear is a GET.
    pub(crate) fn is_write(&self) -> bool {
        self.method != Method::Get || self.path.ends_with("/clear")
    }

    fn key(&self, honours_fresh: bool) -> String {
        let query: Vec<String> = self
            .query
            .iter()
            .filter(|(key, _)| honours_fresh || *key != "_")
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        format!("{}?{}", self.path, query.join("&"))
    }
}

pub(crate) fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}

pub(crate) fn code(status: u16, code: u64) -> HttpResponse {
    let fine = matches!(code, 1 | 12 | 13 | 40);
    answer(status, &json!({"success": fine, "status_code": code, "status_message": format!("status {code}")}))
}

fn media(item: MediaRef) -> Value {
    json!({"media_type": item.media_type.name(), "id": item.id, "title": item.to_string()})
}

fn date(now: i64) -> String {
    let seconds = u64::try_from((EPOCH + now) / 1000).unwrap();
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}

impl Server {
    /// Empties the edge.
    pub(crate) fn forget_answers(&mut self) {
        self.cache.clear();
    }

    /// Carries a call out, or answers it from the edge.
    pub(crate) fn serve(&mut self, call: &Call, now: i64, random: &mut Random) -> HttpResponse {
        let Some(edge) = self.edge.filter(|_| !call.is_write()) else {
            let mut response = self.carry_out(call, now, random);
            response.headers.push(("date".to_owned(), date(now)));
            return response;
        };
        let key = call.key(edge.honours_fresh);
        if let Some((stored_at, response)) = self.cache.get(&key)
            && now - stored_at < EDGE_KEEPS
        {
            let mut response = response.clone();
            if now - stored_at > 1000 {
                self.marks.insert("read: stale".to_owned());
            }
            response.headers.push(("age".to_owned(), ((now - stored_at) / 1000).to_string()));
            return response;
        }
        let mut response = self.carry_out(call, now, random);
        response.headers.push(("date".to_owned(), date(now)));
        if matches!(response.status, 200 | 404) && !edge.honours_fresh {
            self.cache.insert(key, (now, response.clone()));
        }
        if edge.with_age {
            response.headers.push(("age".to_owned(), "0".to_owned()));
        }
        response
    }

    fn carry_out(&mut self, call: &Call, now: i64, random: &mut Random) -> HttpResponse {
        let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        let is_stranger = self.strangers.contains(&call.token);
        if !self.sessions.contains(&call.token) && !is_stranger {
            self.marks.insert("answer: 401 session".to_owned());
            return code(401, 3);
        }
        match (call.method, parts.as_slice()) {
            (Method::Get, ["3", "account"]) => {
                let id = if is_stranger { ACCOUNT + 1 } else { ACCOUNT };
                answer(200, &json!({"id": id, "username": "ada"}))
            }
            _ if is_stranger && call.is_write() => panic!("sent as somebody else: {}", call.path),
            (Method::Get, ["3" | "4", "account", _, "lists"]) => self.lists_page(),
            (Method::Post, ["3", "account", _, "favorite"]) => self.favorite(&call.body),
            (Method::Post, [version @ ("3" | "4"), "list"]) => self.create(version, &call.body, now, random),
            (Method::Get, ["3", media, id, "account_states"]) => {
                let item = MediaRef { media_type: media.parse().unwrap(), id: id.parse().unwrap() };
                let favorite = self.favorites.contains(&item);
                answer(200, &json!({"id": item.id, "favorite": favorite, "watchlist": false, "rated": false}))
            }
            (_, ["3" | "4", "list", id, rest @ ..]) => self.on_list(id.parse().unwrap(), rest, call, random),
            _ => panic!("no such endpoint: {:?} {}", call.method, call.path),
        }
    }

    fn lists_page(&self) -> HttpResponse {
        let rows: Vec<Value> = self
            .lists
            .iter()
            .filter(|(_, list)| list.deleted_by.is_none())
            .map(|(id, list)| {
                json!({"id": id, "name": list.name, "description": list.description, "public": 1,
                    "number_of_items": list.items.len(),
                    "created_at": Timestamp::from_millis(EPOCH + list.created_at).to_tmdb()})
            })
            .collect();
        answer(200, &json!({"page": 1, "total_pages": 1, "total_results": rows.len(), "results": rows}))
    }

    fn favorite(&mut self, body: &Value) -> HttpResponse {
        let item = read_item(body);
        let add = body["favorite"].as_bool().unwrap();
        let changed = if add { self.favorites.insert(item) } else { self.favorites.remove(&item) };
        if changed {
            self.favorite_changes.push((add, item));
        }
        if add { code(201, 12) } else { code(200, 13) }
    }

    fn create(&mut self, version: &str, body: &Value, now: i64, random: &mut Random) -> HttpResponse {
        if self.spam > 0 {
            self.spam -= 1;
            self.marks.insert("answer: 400/18 spam".to_owned());
            return answer(
                400,
                &json!({"success": false, "status_code": 18, "status_message": "Validation failed.",
                    "errors": ["Content is suspected to be spam"]}),
            );
        }
        if random.chance(self.refusals) {
            self.marks.insert("answer: 422/5 create".to_owned());
            return code(422, 5);
        }
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let id = self.make_list(&text("name"), Vec::new(), Who::Client, now);
        if let Some(list) = self.lists.get_mut(&id) {
            list.description = text("description");
        }
        let key = if version == "3" { "list_id" } else { "id" };
        answer(201, &json!({"success": true, "status_code": 1, "status_message": "ok", key: id}))
    }

    pub(crate) fn make_list(&mut self, name: &str, items: Vec<MediaRef>, made_by: Who, now: i64) -> u64 {
        self.next_id += 1;
        let id = 8000 + self.next_id;
        self.lists.insert(
            id,
            RemoteList {
                name: name.to_owned(),
                born_as: name.to_owned(),
                description: String::new(),
                items,
                comments: BTreeMap::new(),
                created_at: now,
                made_by,
                deleted_by: None,
                renamed: false,
                wild: false,
                unreadable: 0,
                changes: Vec::new(),
            },
        );
        id
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each endpoint")]
    fn on_list(&mut self, id: u64, rest: &[&str], call: &Call, random: &mut Random) -> HttpResponse {
        let is_v3 = call.path.trim_start_matches('/').starts_with("3/");
        let Some(list) = self.lists.get_mut(&id).filter(|list| list.deleted_by.is_none()) else {
            if call.is_write() {
                self.marks.insert("answer: 404/34 list".to_owned());
            }
            return code(404, 34);
        };
        if call.is_write() && random.chance(self.refusals) {
            let (status, number) = *random.pick(&[(401, 39), (422, 47), (400, 22)]);
            self.marks.insert(format!("answer: {status}/{number}"));
            return code(status, number);
        }
        match (call.method, rest) {
            (Method::Get, []) => {
                let mut rows: Vec<Value> = list.items.iter().map(|item| media(*item)).collect();
                if call.query.get("sort_by").is_some_and(|order| order == "original_order.desc") {
                    rows.reverse();
                }
                rows.extend((0..list.unreadable).map(|_| json!({"media_type": "movie"})));
                let comments: serde_json::Map<String, Value> = list
                    .items
                    .iter()
                    .map(|item| (item.to_string(), json!(list.comments.get(item))))
                    .collect();
                let key = if is_v3 { "items" } else { "results" };
                answer(
                    200,
                    &json!({"id": id, "name": list.name, "description": list.description, "page": 1, "total_pages": 1,
                        "total_results": rows.len(), "item_count": rows.len(), "comments": comments, key: rows}),
                )
            }
            (Method::Get, ["item_status"]) if is_v3 => {
                let item = MediaRef::movie(call.query["movie_id"].parse().unwrap());
                answer(200, &json!({"id": id, "item_present": list.items.contains(&item)}))
            }
            (Method::Get, ["item_status"]) => {
                let item = MediaRef {
                    media_type: call.query["media_type"].parse().unwrap(),
                    id: call.query["media_id"].parse().unwrap(),
                };
                if list.items.contains(&item) {
                    answer(200, &json!({"success": true, "status_code": 1, "id": id, "media_id": item.id}))
                } else {
                    code(404, 34)
                }
            }
            (Method::Get | Method::Post, ["clear"]) => {
                list.comments.clear();
                let items = std::mem::take(&mut list.items);
                list.changes.extend(items.iter().filter(|item| item.id < FOREIGN).map(|item| (false, *item)));
                code(200, if is_v3 { 12 } else { 1 })
            }
            (Method::Delete, []) => {
                list.deleted_by = Some(Who::Client);
                if self.deletion_answers_500 {
                    self.marks.insert("answer: 500/11 for a deletion that worked".to_owned());
                    return code(500, 11);
                }
                code(200, 13)
            }
            (Method::Put, []) => {
                if let Some(name) = call.body["name"].as_str() {
                    name.clone_into(&mut list.name);
                }
                if let Some(description) = call.body["description"].as_str() {
                    description.clone_into(&mut list.description);
                }
                code(201, 12)
            }
            (Method::Post, ["add_item"]) => {
                match list.put_on(MediaRef::movie(call.body["media_id"].as_u64().unwrap())) {
                    Some(true) => code(201, 12),
                    Some(false) => {
                        self.marks.insert("answer: 403/8".to_owned());
                        code(403, 8)
                    }
                    None => {
                        self.marks.insert("answer: 404/34 item".to_owned());
                        code(404, 34)
                    }
                }
            }
            (Method::Post, ["remove_item"]) => {
                if list.take_off(MediaRef::movie(call.body["media_id"].as_u64().unwrap())) {
                    return code(200, 13);
                }
                let (status, number) = *random.pick(&[(200, 21), (404, 34)]);
                self.marks.insert(format!("answer: {status}/{number} for an absent item"));
                code(status, number)
            }
            (Method::Put, ["items"]) => {
                let loses = self.loses_comments;
                let mut rows = Vec::new();
                for row in call.body["items"].as_array().unwrap() {
                    let item = read_item(row);
                    let is_there = list.items.contains(&item);
                    let has_one = list.comments.contains_key(&item);
                    let mut told = json!({"media_type": item.media_type.name(), "media_id": item.id, "success": is_there});
                    if !is_there {
                        told["error"] = json!(["Media could not be found"]);
                        self.marks.insert("answer: a comment on an absent item".to_owned());
                    } else if has_one {
                        self.marks.insert("answer: a comment that stands already".to_owned());
                    } else if random.chance(loses) {
                        self.marks.insert("answer: a comment that is lost".to_owned());
                    } else {
                        list.comments.insert(item, row["comment"].as_str().unwrap().to_owned());
                    }
                    rows.push(told);
                }
                answer(
                    200,
                    &json!({"success": true, "status_code": 1, "status_message": "ok", "results": rows}),
                )
            }
            (Method::Post | Method::Delete, ["items"]) => {
                let mut rows = Vec::new();
                for row in call.body["items"].as_array().unwrap() {
                    let item = read_item(row);
                    let mut told =
                        json!({"media_type": item.media_type.name(), "media_id": item.id, "success": true});
                    if call.method == Method::Delete {
                        told["success"] = list.take_off(item).into();
                    } else {
                        match list.put_on(item) {
                            Some(true) => {}
                            Some(false) => {
                                told["success"] = false.into();
                                told["error"] = json!(["Media has already been taken"]);
                            }
                            None => {
                                self.marks.insert("answer: item success:false".to_owned());
                                told["success"] = false.into();
                                told["error"] = json!(["Media is invalid"]);
                            }
                        }
                    }
                    rows.push(told);
                }
                answer(
                    200,
                    &json!({"success": true, "status_code": 1, "status_message": "ok", "results": rows}),
                )
            }
            _ => panic!("no such endpoint: {:?} {}", call.method, call.path),
        }
    }
}

impl RemoteList {
    /// `None` where TMDB doesn't have the item; else whether it was new.
    fn put_on(&mut self, item: MediaRef) -> Option<bool> {
        if item.id >= INVALID {
            return None;
        }
        if self.items.contains(&item) {
            return Some(false);
        }
        self.items.push(item);
        if item.id < FOREIGN {
            self.changes.push((true, item));
        }
        Some(true)
    }

    pub(crate) fn take_off(&mut self, item: MediaRef) -> bool {
        let was = self.items.len();
        self.items.retain(|held| *held != item);
        self.comments.remove(&item);
        let removed = self.items.len() < was;
        if removed && item.id < FOREIGN {
            self.changes.push((false, item));
        }
        removed
    }
}

fn read_item(row: &Value) -> MediaRef {
    MediaRef {
        media_type: row["media_type"].as_str().unwrap().parse().unwrap(),
        id: row["media_id"].as_u64().unwrap(),
    }
}
