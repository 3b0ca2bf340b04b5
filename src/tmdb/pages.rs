//! Many pages at once, in order (`architecture.md` §9): a few threads take page numbers, results are put back in order.
//! Not for what is in the pages, nor for caching them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::client::{Answer, Client};
use super::request::Request;
use super::wire::{LAST_PAGE, Page};
use crate::error::{Error, ErrorKind, Result};

/// Pages asked for at the same time; TMDB wants few connections (`tmdb-api.md` §11). Three rounds of nine make 25 pages.
const WORKERS: u32 = 9;

/// The most pages of one list, or of an account's lists, that are read: 50,000 items. All are held at once, and an answer
/// may tell of any number.
const MOST_PAGES: u32 = 2_500;

/// What a walk over pages brought: the pages before the first that failed, and why that one did.
#[derive(Debug)]
pub struct Walk<T> {
    /// Number and content of each page, in order, without a gap.
    pub done: Vec<(u32, T)>,
    /// Why the walk ended early, where it did.
    pub failure: Option<Error>,
}

/// Fetches the pages `from..=to`, up to nine at the same time. `fetch` gets one of them; where `is_end` says so of a
/// page, it is the last. The first failure stops new pages.
pub fn walk<T: Send>(
    from: u32,
    to: u32,
    fetch: impl Fn(u32) -> Result<T> + Sync,
    is_end: impl Fn(&T) -> bool + Sync,
) -> Walk<T> {
    let next = AtomicU32::new(from);
    let last = AtomicU32::new(to);
    let results = Mutex::new(Vec::new());
    let work = || {
        loop {
            let page = next.fetch_add(1, Ordering::Relaxed);
            if page > last.load(Ordering::Relaxed) {
                break;
            }
            let outcome = fetch(page);
            if outcome.as_ref().map_or(true, &is_end) {
                last.fetch_min(page, Ordering::Relaxed);
            }
            results.lock().unwrap_or_else(PoisonError::into_inner).push((page, outcome));
        }
    };
    let workers = WORKERS.min(to.saturating_add(1).saturating_sub(from));
    if workers <= 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(work);
            }
        });
    }
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(page, _)| *page);
    let last = last.into_inner();
    let mut walk = Walk { done: Vec::new(), failure: None };
    // Pages beyond the last were asked for before it was known to be the last.
    for (page, outcome) in results.into_iter().take_while(|(page, _)| *page <= last) {
        match outcome {
            Ok(content) => walk.done.push((page, content)),
            Err(error) => {
                walk.failure = Some(error);
                break;
            }
        }
    }
    walk
}

/// Fetches the pages after the first of what has to be read whole, where an empty page isn't the end but a fault to notice.
///
/// # Errors
/// `invalid_response` for more pages than flixir reads; the first page's failure by number.
pub(super) fn fetch_rest(
    client: &Client,
    make: impl Fn(u32) -> Request + Sync,
    total: u32,
) -> Result<Vec<Answer>> {
    if total > MOST_PAGES {
        let message =
            format!("TMDB tells of {total} pages, and flixir reads at most {MOST_PAGES} of one list");
        return Err(Error::new(ErrorKind::InvalidResponse, message));
    }
    let rest = walk(2, total, |page| client.fetch(&make(page)), |_| false);
    match rest.failure {
        Some(error) => Err(error),
        None => Ok(rest.done.into_iter().map(|(_, answer)| answer).collect()),
    }
}

/// Fetches the pages from `from` on, at most up to `to`, page 500 and the last page that the first answer tells of. An
/// empty page ends the walk, a short one doesn't: TMDB has short pages in the middle (`tmdb-api.md` §8).
///
/// `make` makes the request for a page; `check` is asked before each, to stop between two where a signal wants it.
///
/// # Errors
/// The first page's failure by number: an incomplete read is an error. `invalid_response` for what is no page.
pub fn fetch_pages(
    client: &Client,
    make: impl Fn(u32) -> Request + Sync,
    check: impl Fn() -> Result<()> + Sync,
    from: u32,
    to: Option<u32>,
) -> Result<Vec<Page>> {
    let fetch = |page: u32| {
        check()?;
        Page::read(&client.fetch_json(&make(page))?)
    };
    let first = fetch(from)?;
    let last = to.unwrap_or(LAST_PAGE).min(first.total_pages).min(LAST_PAGE);
    if first.rows.is_empty() || last <= from {
        return Ok(vec![first]);
    }
    let rest = walk(from + 1, last, fetch, |page| page.rows.is_empty());
    match rest.failure {
        Some(error) => Err(error),
        None => Ok(std::iter::once(first).chain(rest.done.into_iter().map(|(_, page)| page)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::domain::{Secret, Timestamp};
    use crate::ports::{Clock, Entropy, HttpRequest, HttpResponse, Transport, TransportError};
    use crate::tmdb::{ApplicationCredential, Credentials, Surroundings};

    struct StillClock;

    impl Clock for StillClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        fn sleep(&self, _span: Duration) {}
    }

    struct NoChance;

    impl Entropy for NoChance {
        fn fraction(&self) -> f64 {
            0.0
        }

        fn time_ordered_id(&self, _now: Timestamp) -> String {
            String::new()
        }

        fn token(&self) -> String {
            String::new()
        }
    }

    /// Answers by page number and keeps the addresses asked for.
    struct Pages<F> {
        answer: F,
        asked: Mutex<Vec<u32>>,
    }

    impl<F: Fn(u32) -> (u16, String) + Send + Sync> Transport for Pages<F> {
        fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
            let page = request.url.rsplit_once("page=").unwrap().1.parse().unwrap();
            self.asked.lock().unwrap().push(page);
            let (status, body) = (self.answer)(page);
            Ok(HttpResponse { status, headers: Vec::new(), body: body.into_bytes() })
        }
    }

    fn body(page: u32, rows: u32, total_pages: u32) -> (u16, String) {
        let rows: Vec<_> = (0..rows).map(|row| json!({"id": page * 100 + row})).collect();
        (200, json!({"page":page,"results":rows,"total_pages":total_pages,"total_results":9}).to_string())
    }

    fn client<F: Fn(u32) -> (u16, String) + Send + Sync + 'static>(answer: F) -> (Client, Arc<Pages<F>>) {
        let transport = Arc::new(Pages { answer, asked: Mutex::new(Vec::new()) });
        let surroundings = Surroundings {
            pace: Arc::new(crate::ports::NoPace),
            transport: Arc::clone(&transport) as Arc<dyn Transport>,
            clock: Arc::new(StillClock),
            entropy: Arc::new(NoChance),
        };
        let application = Secret::new("k").map(ApplicationCredential::Key);
        let credentials = Credentials { application, ..Credentials::default() };
        (Client::new(surroundings, "http://h", credentials, 40, Duration::from_mins(1)), transport)
    }

    fn run(
        answer: impl Fn(u32) -> (u16, String) + Send + Sync + 'static,
        from: u32,
        to: Option<u32>,
    ) -> (Result<Vec<Page>>, Vec<u32>) {
        let (client, transport) = client(answer);
        let make = |page| Request::get("/x").query("page", page);
        let pages = fetch_pages(&client, make, || Ok(()), from, to);
        let mut asked = transport.asked.lock().unwrap().clone();
        asked.sort_unstable();
        (pages, asked)
    }

    fn numbers(pages: &[Page]) -> Vec<u32> {
        pages.iter().map(|page| page.page).collect()
    }

    #[test]
    fn pages_come_in_order_and_short_ones_go_on() {
        let (pages, asked) = run(|page| body(page, if page == 3 { 2 } else { 20 }, 30), 1, None);
        assert_eq!(numbers(&pages.unwrap()), (1..=30).collect::<Vec<_>>());
        assert_eq!(asked.len(), 30);
    }

    #[test]
    fn an_empty_page_ends_the_walk() {
        let (pages, _) = run(|page| body(page, u32::from(page < 5), 400), 1, None);
        assert_eq!(numbers(&pages.unwrap()), [1, 2, 3, 4, 5]);
        let (pages, asked) = run(|page| body(page, u32::from(page == 1), 400), 1, None);
        assert_eq!(numbers(&pages.unwrap()), [1, 2]);
        assert!(asked.len() <= 10, "one page a worker at most: {asked:?}");
        let (pages, asked) = run(|page| body(page, 0, 400), 1, None);
        assert_eq!((pages.unwrap().len(), asked), (1, vec![1]));
    }

    #[test]
    fn the_last_page_is_the_least_of_all_limits() {
        assert_eq!(run(|page| body(page, 1, 58_324), 498, None).1, [498, 499, 500]);
        assert_eq!(run(|page| body(page, 1, 58_324), 2, Some(4)).1, [2, 3, 4]);
        assert_eq!(run(|page| body(page, 1, 3), 2, Some(40)).1, [2, 3]);
        assert_eq!(run(|page| body(page, 1, 1), 1, None).1, [1]);
    }

    #[test]
    fn a_failure_stops_new_pages_and_is_told() {
        let gone = (404, r#"{"status_code":34}"#.to_owned());
        let (pages, asked) = run(move |page| if page > 1 { gone.clone() } else { body(1, 20, 400) }, 1, None);
        assert_eq!(pages.unwrap_err().kind(), ErrorKind::NotFound);
        assert!(asked.len() <= 10, "one page a worker at most: {asked:?}");
        let html = |page| if page == 2 { (200, "<html>".to_owned()) } else { body(page, 20, 2) };
        assert_eq!(run(html, 1, None).0.unwrap_err().kind(), ErrorKind::InvalidResponse);
    }

    #[test]
    fn a_list_of_endless_pages_is_refused_before_the_second() {
        let (client, transport) = client(|page| body(page, 20, u32::MAX));
        let make = |page| Request::get("/x").query("page", page);
        let refused = fetch_rest(&client, make, u32::MAX).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidResponse);
        assert!(transport.asked.lock().unwrap().is_empty());
        assert_eq!(fetch_rest(&client, make, 12).unwrap().len(), 11);
    }

    #[test]
    fn what_came_before_a_failure_is_kept_by_the_walk() {
        let walked =
            walk(1, 3, |page| if page == 3 { Err(Error::interrupted()) } else { Ok(page) }, |_| false);
        assert_eq!(walked.done, [(1, 1), (2, 2)]);
        assert_eq!(walked.failure.unwrap().kind(), ErrorKind::Interrupted);
    }
}
