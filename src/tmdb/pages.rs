//! Many pages at once, in order (`architecture.md` §9): a few threads take page numbers, results are put back in order.
//! Not for what is in the pages, nor for caching them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::client::{Answer, Client};
use super::request::Request;
use crate::error::{Error, ErrorKind, Result};

/// Pages asked for at the same time; TMDB wants few connections (`docs/what-tmdb-really-does.md`: Limits and caching).
/// Three rounds of nine make 25 pages.
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
    walk_with(WORKERS, from, to, fetch, is_end)
}

/// As [`walk`], with at most so many at the same time.
pub fn walk_with<T: Send>(
    most: u32,
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
    let workers = most.min(to.saturating_add(1).saturating_sub(from));
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

/// As [`walk_with`], but passes each result on as soon as it and all before it are there, while later ones are being fetched.
/// `take` runs on the calling thread.
///
/// # Errors
/// That of `take`, or the first failure by the page's number, behind which nothing is passed on.
pub fn walk_in_order<T: Send>(
    most: u32,
    from: u32,
    to: u32,
    fetch: impl Fn(u32) -> Result<T> + Sync,
    mut take: impl FnMut(u32, T) -> Result<()>,
) -> Result<()> {
    let next = AtomicU32::new(from);
    let last = AtomicU32::new(to);
    let arrivals = Arrivals::default();
    let work = || {
        let _presence = arrivals.enter();
        loop {
            let page = next.fetch_add(1, Ordering::Relaxed);
            if page > last.load(Ordering::Relaxed) {
                break;
            }
            let outcome = fetch(page);
            if outcome.is_err() {
                last.fetch_min(page, Ordering::Relaxed);
            }
            arrivals.put(page, outcome);
        }
    };
    let workers = most.max(1).min(to.saturating_add(1).saturating_sub(from));
    std::thread::scope(|scope| {
        // Counted before they start: one that is late is waited for.
        arrivals.expect(workers);
        for _ in 0..workers {
            scope.spawn(work);
        }
        let outcome = (from..=to).try_for_each(|page| match arrivals.wait(page) {
            Some(outcome) => take(page, outcome?),
            None => Err(Error::bug("a page was never fetched")),
        });
        last.store(0, Ordering::Relaxed);
        outcome
    })
}

/// Results that came in, and how many may still bring some.
struct Arrivals<T> {
    held: Mutex<(BTreeMap<u32, Result<T>>, u32)>,
    news: Condvar,
}

impl<T> Default for Arrivals<T> {
    fn default() -> Self {
        Self { held: Mutex::default(), news: Condvar::new() }
    }
}

impl<T> Arrivals<T> {
    fn expect(&self, workers: u32) {
        self.held().1 = workers;
    }

    /// Returns what tells, when it is dropped, that a worker brings nothing more: also if it panics.
    fn enter(&self) -> Presence<'_, T> {
        Presence(self)
    }

    fn put(&self, page: u32, outcome: Result<T>) {
        self.held().0.insert(page, outcome);
        self.news.notify_one();
    }

    /// Waits for a page; `None` where no worker is left to fetch it.
    fn wait(&self, page: u32) -> Option<Result<T>> {
        let mut held = self.held();
        loop {
            if let Some(outcome) = held.0.remove(&page) {
                return Some(outcome);
            }
            if held.1 == 0 {
                return None;
            }
            held = self.news.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn held(&self) -> MutexGuard<'_, (BTreeMap<u32, Result<T>>, u32)> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Presence<'a, T>(&'a Arrivals<T>);

impl<T> Drop for Presence<'_, T> {
    fn drop(&mut self) {
        self.0.held().1 -= 1;
        self.0.news.notify_one();
    }
}

/// Fetches the pages after the first of what has to be read whole, where an empty page isn't the end but a fault to notice.
///
/// # Errors
/// `invalid_response` for more pages than flixir reads; the first failure by the page's number.
pub fn fetch_rest(client: &Client, make: impl Fn(u32) -> Request + Sync, total: u32) -> Result<Vec<Answer>> {
    fetch_after(1, client, make, total)
}

/// As [`fetch_rest`], where the pages up to `last` are there already.
pub(super) fn fetch_after(
    last: u32,
    client: &Client,
    make: impl Fn(u32) -> Request + Sync,
    total: u32,
) -> Result<Vec<Answer>> {
    if total > MOST_PAGES {
        let message =
            format!("TMDB reports {total} pages, and flixir reads at most {MOST_PAGES} of one list");
        return Err(Error::new(ErrorKind::InvalidResponse, message));
    }
    let rest = walk(last + 1, total, |page| client.fetch(&make(page)), |_| false);
    match rest.failure {
        Some(error) => Err(error),
        None => Ok(rest.done.into_iter().map(|(_, answer)| answer).collect()),
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
    use crate::tmdb::{ApplicationCredential, ClientParts, Credentials};

    #[test]
    fn results_are_passed_on_in_order_while_later_ones_are_fetched() {
        for most in [1, 4, 30] {
            let fetched = AtomicU32::new(0);
            let mut taken = Vec::new();
            let fetch = |page| {
                fetched.fetch_add(1, Ordering::SeqCst);
                Ok(page * 10)
            };
            let outcome = walk_in_order(most, 0, 19, fetch, |page, value| {
                assert_eq!(value, page * 10);
                taken.push(page);
                Ok(())
            });
            assert!(outcome.is_ok());
            assert_eq!((taken, fetched.into_inner()), ((0..20).collect(), 20), "{most}");
        }
        // The first result is taken before the last is fetched.
        let (is_taken, news) = (Mutex::new(false), Condvar::new());
        let fetch = |page| {
            if page == 1 {
                let held = is_taken.lock().unwrap();
                drop(news.wait_while(held, |is_taken| !*is_taken).unwrap());
            }
            Ok(page)
        };
        let take = |_, _| {
            *is_taken.lock().unwrap() = true;
            news.notify_all();
            Ok(())
        };
        assert!(walk_in_order(2, 0, 1, fetch, take).is_ok());
    }

    #[test]
    fn a_failure_ends_what_is_passed_on() {
        let mut taken = Vec::new();
        let failing = |page| if page == 3 { Err(Error::usage("3")) } else { Ok(page) };
        let failed = walk_in_order(4, 0, 9, failing, |page, _| {
            taken.push(page);
            Ok(())
        });
        assert_eq!((failed.unwrap_err().message(), taken), ("3", vec![0, 1, 2]));
        let refused =
            walk_in_order(
                4,
                0,
                9,
                Ok,
                |page, _: u32| {
                    if page == 2 { Err(Error::usage("enough")) } else { Ok(()) }
                },
            );
        assert_eq!(refused.unwrap_err().message(), "enough");
    }

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
        let surroundings = ClientParts {
            pace: Arc::new(crate::ports::NoPace),
            transport: Arc::clone(&transport) as Arc<dyn Transport>,
            clock: Arc::new(StillClock),
            entropy: Arc::new(NoChance),
        };
        let application = Secret::new("k").map(ApplicationCredential::Key);
        let credentials = Credentials { application, ..Credentials::default() };
        (Client::new(surroundings, "http://h", credentials, 40, Duration::from_mins(1)), transport)
    }

    /// Walks over pages of which `rows` tells how many rows they have; returns the pages in order, and the numbers asked for.
    fn rows_of_walk(from: u32, to: u32, rows: impl Fn(u32) -> Result<u32> + Sync) -> (Walk<u32>, Vec<u32>) {
        let asked = Mutex::new(Vec::new());
        let fetch = |page| {
            asked.lock().unwrap().push(page);
            rows(page)
        };
        let walked = walk(from, to, fetch, |rows| *rows == 0);
        let mut asked = asked.into_inner().unwrap();
        asked.sort_unstable();
        (walked, asked)
    }

    fn numbers(walked: &Walk<u32>) -> Vec<u32> {
        walked.done.iter().map(|(page, _)| *page).collect()
    }

    #[test]
    fn pages_come_in_order_and_short_ones_go_on() {
        let (walked, asked) = rows_of_walk(1, 30, |page| Ok(if page == 3 { 2 } else { 20 }));
        assert!(walked.failure.is_none());
        assert_eq!(numbers(&walked), (1..=30).collect::<Vec<_>>());
        assert_eq!(asked, (1..=30).collect::<Vec<_>>(), "each is asked for once");
        assert_eq!(rows_of_walk(7, 7, Ok).1, [7]);
        assert_eq!(rows_of_walk(8, 7, Ok).1, [] as [u32; 0]);
    }

    #[test]
    fn an_empty_page_ends_the_walk() {
        let (walked, asked) = rows_of_walk(1, 400, |page| Ok(u32::from(page < 5)));
        assert!(walked.failure.is_none());
        assert_eq!(numbers(&walked), [1, 2, 3, 4, 5]);
        assert!(asked.len() <= 5 + 9, "one page a worker beyond the end at most: {asked:?}");
    }

    #[test]
    fn a_failure_stops_new_pages_and_is_told() {
        let (walked, asked) =
            rows_of_walk(1, 400, |page| if page > 2 { Err(Error::interrupted()) } else { Ok(20) });
        assert_eq!(walked.failure.unwrap().kind(), ErrorKind::Interrupted);
        assert_eq!(walked.done, [(1, 20), (2, 20)], "what came before it is kept");
        assert!(asked.len() <= 3 + 9, "one page a worker beyond it at most: {asked:?}");
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
}
