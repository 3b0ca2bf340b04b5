//! Lists over both of TMDB's APIs: what each can do, how a write is asked for, and complete reads. One list object is
//! behind both; v3 sees movies only when writing (`docs/what-tmdb-really-does.md`: Lists with v3, Lists with v4).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::pages;
use super::request::{Authority, Replay, Request};
use super::wire;
use crate::domain::{ListFields, Media, MediaRef, MediaType, Misfit, Timestamp};
use crate::error::{Error, ErrorKind, Result};
use crate::ports::Method;

/// Items that one v4 request may carry (`docs/what-tmdb-really-does.md`: Lists with v4).
pub const LARGEST_BATCH: usize = 100;
/// Characters of an item's comment that TMDB is known to keep (`docs/what-tmdb-really-does.md`: Lists with v4).
pub const LONGEST_COMMENT: usize = 500;
/// How often a list that changes while it is being read is read again.
const READS_OF_A_DRIFTING_LIST: u32 = 3;

/// Which of TMDB's APIs writes go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListApi {
    /// With a v3 session: movies, one at a time; no renaming, no privacy.
    V3,
    /// With a v4 user token: everything.
    V4 {
        /// The account as v4 names it.
        object_id: String,
    },
}

impl ListApi {
    /// Returns whether shows can be put on lists, and lists be renamed, described and made private.
    pub const fn is_v4(&self) -> bool {
        matches!(self, Self::V4 { .. })
    }
}

/// Refuses what v3 can't do, with a hint.
pub fn unsupported_on_v3(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("{what} needs TMDB's v4 API, and this login uses v3"))
        .with_hint("set TMDB_ACCESS_TOKEN to the API Read Access Token and log in with: flixir auth login")
}

/// The head of a list as either API shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListHead {
    /// TMDB's number.
    pub id: u64,
    /// The name.
    pub name: Option<String>,
    /// The description; empty on TMDB is none.
    pub description: Option<String>,
    /// Whether everyone may read it; v3 doesn't say.
    pub public: Option<bool>,
    /// Its sort order (v4, single list only).
    pub sort_by: Option<String>,
    /// Its number of items.
    pub count: Option<u64>,
    /// When it was made (v4 list of lists only).
    pub created_at: Option<Timestamp>,
    /// When it last changed (v4 list of lists only).
    pub updated_at: Option<Timestamp>,
}

impl ListHead {
    /// Reads a list, or a row of the list of lists. `None` where it has no number.
    pub fn read(row: &Value) -> Option<Self> {
        let time = |key: &str| wire::text(row, key).as_deref().and_then(Timestamp::parse_tmdb);
        Some(Self {
            id: wire::id(row, "id")?,
            name: wire::text(row, "name"),
            description: wire::text(row, "description"),
            public: wire::flag(row, "public"),
            sort_by: wire::text(row, "sort_by").filter(|order| order.contains('.')),
            count: wire::number(row, "item_count")
                .or_else(|| wire::number(row, "number_of_items"))
                .or_else(|| wire::number(row, "total_results")),
            created_at: time("created_at"),
            updated_at: time("updated_at"),
        })
    }
}

/// One item of a list as read.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteItem {
    /// The title.
    pub media: Media,
    /// The owner's comment (v4).
    pub comment: Option<String>,
    /// The score, among the ratings.
    pub score: Option<f64>,
}

/// A list as read.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteList {
    /// Its head.
    pub head: ListHead,
    /// Its items, in order.
    pub items: Vec<RemoteItem>,
    /// When this was current: the oldest page's moment.
    pub as_of: Timestamp,
    /// Whether every item was read, and none moved meanwhile. Only then may absence be believed.
    pub is_complete: bool,
    /// Rows that couldn't be read: a title of an unknown kind, or a broken row. Such a list is never complete.
    pub skipped: u64,
    /// Whether items came or went while it was read, or TMDB's count doesn't fit what it gave.
    pub has_moved: bool,
    /// A total that doesn't fit the rows although the list stood still, in each of several reads.
    pub misfit: Option<Misfit>,
}

impl RemoteList {
    /// Returns whether an item that it doesn't show isn't on it. A row that can't be read stands for an item that flixir
    /// never put there.
    pub const fn proves_absence_of_ours(&self) -> bool {
        !self.has_moved
    }

    /// Returns the items' names.
    pub fn refs(&self) -> Vec<MediaRef> {
        self.items.iter().map(|item| item.media.item()).collect()
    }
}

/// Makes the read of one page of a list (`GET /{3|4}/list/{id}`). It carries the person's credential, or private lists
/// would be refused.
pub fn list_page(api: &ListApi, id: u64, page: u32, language: &str) -> Request {
    let request = match api {
        ListApi::V3 => Request::get(format!("/list/{id}")).authority(Authority::Session),
        ListApi::V4 { .. } => Request::get_v4(format!("/list/{id}"))
            .query("sort_by", "original_order.asc")
            .authority(Authority::User),
    };
    request.query("page", page).query("language", language).fresh()
}

/// Reads a list completely. A list that keeps changing is given back as incomplete after three tries; one with rows that
/// can't be read after one, since another try wouldn't help, and so is one whose total is known not to fit its rows (`known`).
///
/// # Errors
/// `not_found`, `permission_denied`, or an outage; a list of which a page can't be read is an error, never a short list.
pub fn fetch_list(
    client: &Client,
    api: &ListApi,
    id: u64,
    language: &str,
    known: Option<Misfit>,
) -> Result<RemoteList> {
    let mut list = read_once(client, api, id, language)?;
    for _ in 1..READS_OF_A_DRIFTING_LIST {
        if !list.has_moved || (list.misfit.is_some() && list.misfit == known) {
            break;
        }
        list = read_once(client, api, id, language)?;
    }
    Ok(list)
}

/// Reads the first page of a list; `Some` where the list has no other.
///
/// # Errors
/// As [`fetch_list`].
pub fn fetch_if_short(client: &Client, api: &ListApi, id: u64, language: &str) -> Result<Option<RemoteList>> {
    let (head, page, reading) = read_first(client, api, id, language)?;
    Ok((page.total_pages <= 1).then(|| reading.finish(head)))
}

fn read_first(
    client: &Client,
    api: &ListApi,
    id: u64,
    language: &str,
) -> Result<(ListHead, wire::Page, ReadSoFar)> {
    let first = client.fetch(&list_page(api, id, 1, language))?;
    let body = first.json()?;
    let head = ListHead::read(&body).ok_or_else(|| wire::not_understood("a list"))?;
    let page = wire::Page::read(body)?;
    let reading = ReadSoFar::begin(&first, &page);
    Ok((head, page, reading))
}

fn read_once(client: &Client, api: &ListApi, id: u64, language: &str) -> Result<RemoteList> {
    let (head, page, mut reading) = read_first(client, api, id, language)?;
    if page.total_pages > 1 {
        for answer in pages::fetch_rest(client, |page| list_page(api, id, page, language), page.total_pages)?
        {
            reading.take(&answer, &wire::Page::read(answer.json()?)?);
        }
        let again = wire::Page::read(client.fetch(&list_page(api, id, 1, language))?.json()?)?;
        reading.agrees &= refs(&again) == refs(&page) && again.total_results == page.total_results;
    }
    Ok(reading.finish(head))
}

/// Reads the comments of the items that were put on last, so many of them: what was just put on stands at the end.
///
/// # Errors
/// As [`fetch_list`].
pub fn fetch_last_comments(
    client: &Client,
    api: &ListApi,
    id: u64,
    count: usize,
    language: &str,
) -> Result<BTreeMap<MediaRef, Option<String>>> {
    let mut comments = BTreeMap::new();
    for page in 1.. {
        let request = list_page(api, id, page, language).query("sort_by", "original_order.desc");
        let answer = client.fetch(&request)?;
        let content = wire::Page::read(answer.json()?)?;
        let reading = ReadSoFar::begin(&answer, &content);
        if reading.items.is_empty() {
            break;
        }
        comments.extend(reading.items.into_iter().map(|item| (item.media.item(), item.comment)));
        if comments.len() >= count || page >= content.total_pages {
            break;
        }
    }
    Ok(comments)
}

fn refs(page: &wire::Page) -> Vec<MediaRef> {
    page.rows.iter().filter_map(|row| wire::media(row, None)).map(|media| media.item()).collect()
}

/// What has been read of a list so far.
struct ReadSoFar {
    /// How many items the first page told of.
    told: u64,
    items: Vec<RemoteItem>,
    as_of: Timestamp,
    agrees: bool,
    skipped: u64,
}

impl ReadSoFar {
    fn begin(answer: &Answer, page: &wire::Page) -> Self {
        let mut reading = Self {
            told: page.total_results,
            items: Vec::new(),
            as_of: answer.as_of,
            agrees: true,
            skipped: 0,
        };
        reading.take(answer, page);
        reading
    }

    fn take(&mut self, answer: &Answer, page: &wire::Page) {
        self.as_of = self.as_of.min(answer.as_of);
        self.agrees &= page.total_results == self.told;
        for row in &page.rows {
            // A person on a list is as unknown as a kind that TMDB may invent.
            let title = wire::media(row, None).filter(|media| media.media_type != MediaType::Person);
            let Some(media) = title else {
                self.skipped += 1;
                continue;
            };
            let comment = wire::text(&page.comments, &media.item().to_string());
            self.items.push(RemoteItem { media, comment, score: None });
        }
    }

    fn finish(mut self, head: ListHead) -> RemoteList {
        let mut seen = BTreeSet::new();
        self.items.retain(|item| seen.insert(item.media.item()));
        let rows = self.items.len() as u64 + self.skipped;
        let has_moved = !self.agrees || rows != self.told;
        let misfit = (self.agrees && rows != self.told).then_some(Misfit { total: self.told, rows });
        let is_complete = !has_moved && self.skipped == 0;
        let (items, as_of, skipped) = (self.items, self.as_of, self.skipped);
        RemoteList { head, items, as_of, is_complete, skipped, has_moved, misfit }
    }
}

/// Returns whether an item is on a list, with the moment that the answer is about (`GET /{3|4}/list/{id}/item_status`).
/// A
/// v4 "no" and a missing list look the same, so the list itself is read then.
///
/// # Errors
/// `not_found` where the list is gone; any outage.
pub fn fetch_presence(client: &Client, api: &ListApi, id: u64, item: MediaRef) -> Result<(bool, Timestamp)> {
    let request = match api {
        ListApi::V3 => Request::get(format!("/list/{id}/item_status"))
            .query("movie_id", item.id)
            .authority(Authority::Session)
            .fresh(),
        ListApi::V4 { .. } => Request::get_v4(format!("/list/{id}/item_status"))
            .query("media_id", item.id)
            .query("media_type", item.media_type)
            .authority(Authority::User)
            .fresh(),
    };
    match (client.fetch(&request), api) {
        (Ok(answer), ListApi::V3) => {
            let present = wire::flag(&answer.json()?, "item_present");
            Ok((present.ok_or_else(|| wire::not_understood("whether an item is on a list"))?, answer.as_of))
        }
        (Ok(answer), ListApi::V4 { .. }) => {
            let body = answer.json()?;
            let present = wire::flag(&body, "item_present").or_else(|| wire::flag(&body, "success"));
            Ok((present.unwrap_or(true), answer.as_of))
        }
        (Err(error), ListApi::V4 { .. }) if error.kind() == ErrorKind::NotFound => {
            // That "no" may be older than the list's own answer, and has no age, so the list decides.
            let list = fetch_list(client, api, id, "en-US", None)?;
            let present = list.refs().contains(&item);
            let is_told = present || list.proves_absence_of_ours();
            Ok((present, if is_told { list.as_of } else { Timestamp::from_millis(0) }))
        }
        (Err(error), _) => Err(error),
    }
}

/// Makes the write that creates a list (`POST /{3|4}/list`). `public` goes as a number: TMDB ignores a boolean here. An empty
/// description is left out: TMDB refuses it now and then (`docs/what-tmdb-really-does.md`: Lists with v3).
pub fn create(api: &ListApi, fields: &ListFields, language: &str) -> Request {
    let name = fields.name.clone().unwrap_or_default();
    let description = fields.description.as_ref().filter(|text| !text.is_empty());
    let (language, region) = language.split_once('-').unwrap_or((language, "US"));
    let with_description = |mut body: Value| {
        if let Some(description) = description {
            body["description"] = json!(description);
        }
        body
    };
    match api {
        ListApi::V3 => Request::write(Method::Post, "/list", Replay::Verify)
            .body(with_description(json!({ "name": name, "language": language })))
            .authority(Authority::Session),
        ListApi::V4 { .. } => {
            let mut body =
                with_description(json!({ "name": name, "iso_639_1": language, "iso_3166_1": region }));
            if let Some(public) = fields.public {
                body["public"] = json!(u8::from(public));
            }
            if let Some(order) = &fields.sort_by {
                body["sort_by"] = json!(order);
            }
            Request::write_v4(Method::Post, "/list", Replay::Verify).body(body).authority(Authority::User)
        }
    }
}

/// Makes the write that changes a list's fields (`PUT /4/list/{id}`; v3 can't).
pub fn update(id: u64, fields: &ListFields) -> Request {
    let mut body = json!({});
    if let Some(name) = &fields.name {
        body["name"] = json!(name);
    }
    if let Some(description) = &fields.description {
        body["description"] = json!(description);
    }
    if let Some(public) = fields.public {
        body["public"] = json!(u8::from(public));
    }
    if let Some(order) = &fields.sort_by {
        body["sort_by"] = json!(order);
    }
    Request::write_v4(Method::Put, format!("/list/{id}"), Replay::Absorb)
        .body(body)
        .authority(Authority::User)
}

/// Makes the write that deletes a list (`DELETE /{3|4}/list/{id}`).
pub fn delete(api: &ListApi, id: u64) -> Request {
    match api {
        ListApi::V3 => Request::write(Method::Delete, format!("/list/{id}"), Replay::Absorb)
            .authority(Authority::Session),
        ListApi::V4 { .. } => Request::write_v4(Method::Delete, format!("/list/{id}"), Replay::Absorb)
            .authority(Authority::User),
    }
}

/// Makes the write that empties a list (`POST /3/list/{id}/clear`, `GET /4/list/{id}/clear`, which nothing may cache or
/// repeat: at an address of its own no cache on the way can answer it).
pub fn clear(api: &ListApi, id: u64) -> Request {
    match api {
        ListApi::V3 => Request::write(Method::Post, format!("/list/{id}/clear"), Replay::Never)
            .query("confirm", "true")
            .authority(Authority::Session),
        ListApi::V4 { .. } => Request::write_v4(Method::Get, format!("/list/{id}/clear"), Replay::Never)
            .authority(Authority::User)
            .fresh(),
    }
}

/// Makes the write that gives items their comments (`PUT /4/list/{id}/items`). TMDB never changes one that is there, so a
/// repeat cannot show.
pub fn comment_items(id: u64, comments: &[(MediaRef, &str)]) -> Request {
    let one = |(item, comment): &(MediaRef, &str)| json!({ "media_type": item.media_type.name(), "media_id": item.id, "comment": comment });
    let items: Vec<Value> = comments.iter().map(one).collect();
    Request::write_v4(Method::Put, format!("/list/{id}/items"), Replay::Absorb)
        .body(json!({ "items": items }))
        .authority(Authority::User)
}

/// Makes the write that puts items on a list, or takes them off: one movie on v3 (`POST /3/list/{id}/add_item`,
/// `remove_item`), up to a hundred titles on v4 (`POST` or `DELETE /4/list/{id}/items`).
///
/// # Errors
/// `unsupported` for a show on v3.
pub fn change_items(api: &ListApi, id: u64, items: &[MediaRef], add: bool) -> Result<Request> {
    match api {
        ListApi::V3 => {
            let [item] = items else { return Err(Error::bug("v3 takes one item a request")) };
            if item.media_type != MediaType::Movie {
                return Err(unsupported_on_v3("a TV show on a list"));
            }
            let verb = if add { "add_item" } else { "remove_item" };
            Ok(Request::write(Method::Post, format!("/list/{id}/{verb}"), Replay::Absorb)
                .body(json!({ "media_id": item.id }))
                .authority(Authority::Session))
        }
        ListApi::V4 { .. } => {
            let items: Vec<Value> = items
                .iter()
                .map(|item| json!({ "media_type": item.media_type.name(), "media_id": item.id }))
                .collect();
            let method = if add { Method::Post } else { Method::Delete };
            Ok(Request::write_v4(method, format!("/list/{id}/items"), Replay::Absorb)
                .body(json!({ "items": items }))
                .authority(Authority::User))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &Value, told: u64) -> RemoteList {
        let page = wire::Page::read(json!({ "results": rows, "total_results": told })).unwrap();
        let response = crate::ports::HttpResponse { status: 200, headers: Vec::new(), body: Vec::new() };
        let answer = Answer { response, as_of: Timestamp::from_millis(5) };
        ReadSoFar::begin(&answer, &page).finish(ListHead::read(&json!({ "id": 1 })).unwrap())
    }

    #[test]
    fn a_row_that_can_t_be_read_is_counted_and_the_list_is_not_complete() {
        let film = json!({ "media_type": "movie", "id": 603 });
        let unknown = json!({ "media_type": "collection", "id": 10 });
        let whole = read(&json!([film]), 1);
        assert!(whole.is_complete && whole.proves_absence_of_ours());
        let broken = read(&json!([film, unknown, null]), 3);
        assert_eq!((broken.is_complete, broken.has_moved, broken.skipped), (false, false, 2));
        assert_eq!(broken.refs(), [MediaRef::movie(603)]);
        let moved = read(&json!([film]), 2);
        assert!(!moved.is_complete && moved.has_moved);
    }

    #[test]
    fn an_empty_description_is_left_out_and_clearing_has_an_address_of_its_own() {
        let v4 = ListApi::V4 { object_id: "a".to_owned() };
        let named = |description: &str| ListFields {
            name: Some("Films".to_owned()),
            description: Some(description.to_owned()),
            ..ListFields::default()
        };
        for api in [ListApi::V3, v4.clone()] {
            let sent = |description: &str| create(&api, &named(description), "de-DE").body.unwrap();
            assert_eq!(sent("").get("description"), None);
            assert_eq!(sent("Good ones")["description"], "Good ones");
        }
        assert!(clear(&v4, 1).fresh);
    }
}
