//! Which request to the login's listener is the right one, and the page that the browser shows for it. Pure; the
//! listening is [`super::listener`].

use url::form_urlencoded;

use super::options::Api;
use crate::domain::Secret;
use crate::ports::{CallbackPage, CallbackRequest};

/// What the listener waits for.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// Which API's approval page the browser comes from.
    pub(super) api: Api,
    /// The only path that is answered.
    pub(super) path: String,
    /// Whether nobody but TMDB and the browser can know the path.
    pub(super) path_is_secret: bool,
    /// The token that was asked for.
    pub(super) token: Secret,
}

/// What a request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The person approved.
    Approved,
    /// The person denied.
    Denied,
    /// The browser came back; TMDB must be asked how it went.
    Returned,
    /// It isn't the answer that is waited for.
    Foreign,
}

/// Judges a request.
pub(super) fn judge(request: &CallbackRequest, expected: &Expected) -> (Said, CallbackPage) {
    if request.method != "GET" || !comes_to_this_machine(&request.hosts) {
        return (Said::Foreign, wrong(400));
    }
    if request.path != expected.path {
        return (Said::Foreign, wrong(404));
    }
    match read(&request.query, expected) {
        Some(said) => (said, page_of(said)),
        None => (Said::Foreign, wrong(400)),
    }
}

/// A page on the web can send the browser here under a name of its own (DNS rebinding); its name then stands in `Host`.
fn comes_to_this_machine(hosts: &[String]) -> bool {
    let is_loopback = |host: &String| {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => {
                if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
                    return false;
                }
                name
            }
            _ => host,
        };
        matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]")
    };
    hosts.len() == 1 && hosts.iter().all(is_loopback)
}

fn read(query: &str, expected: &Expected) -> Option<Said> {
    let (mut tokens, mut approved, mut denied) = (Vec::new(), false, false);
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "request_token" => tokens.push(value),
            "approved" => approved = approved || value == "true",
            "denied" => denied = denied || value == "true",
            _ => {}
        }
    }
    let is_ours = match tokens.as_slice() {
        [token] => token == expected.token.expose(),
        // What v4 adds to the address is not documented, so it is enough that the path is the one that only TMDB was
        // given.
        [] => expected.api == Api::V4 && expected.path_is_secret,
        _ => false,
    };
    match (is_ours, approved, denied) {
        (true, true, false) => Some(Said::Approved),
        (true, false, true) => Some(Said::Denied),
        (true, false, false) => Some(Said::Returned),
        _ => None,
    }
}

fn page_of(said: Said) -> CallbackPage {
    let (mark, title, text) = match said {
        Said::Approved => (
            "good",
            "Done",
            "You approved flixir. The login continues in the terminal. You can close this page.",
        ),
        Said::Denied => (
            "bad",
            "Denied",
            "You denied access, and nothing was stored. You can close this page and go back to the terminal.",
        ),
        Said::Returned => (
            "plain",
            "Back to the terminal",
            "flixir now asks TMDB for your decision and shows it in the terminal. You can close this page.",
        ),
        Said::Foreign => return wrong(400),
    };
    CallbackPage { status: 200, html: page(mark, title, text) }
}

fn wrong(status: u16) -> CallbackPage {
    let text = "flixir can't use this answer: the address is incomplete or belongs to another login. Go back to the terminal. If the login has ended there, start it again.";
    CallbackPage { status, html: page("bad", "Something is wrong", text) }
}

/// Nothing of the request is repeated in a page, so that nothing can be smuggled into one.
fn page(mark: &str, title: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>flixir: {title}</title><style>{STYLE}</style>\
         </head><body><main class=\"{mark}\"><p class=\"name\">flixir</p><h1>{title}</h1><p>{text}</p></main>\
         </body></html>\n"
    )
}

const STYLE: &str = "\
    :root{--ink:#1c2430;--paper:#f4f5f7;--card:#fff;--line:#d5dae1;--mark:#6b7685}\
    @media(prefers-color-scheme:dark){:root{--ink:#e7eaee;--paper:#12171d;--card:#1b222b;--line:#323c48}}\
    body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);\
    font:1.05rem/1.55 system-ui,sans-serif}\
    main{max-width:28rem;margin:1.5rem;padding:2rem 2.2rem;background:var(--card);border:1px solid var(--line);\
    border-top:4px solid var(--mark);border-radius:.6rem}\
    .good{--mark:#12805c}.bad{--mark:#c0392b}\
    .name{margin:0;font-size:.85rem;letter-spacing:.06em;opacity:.7}\
    h1{margin:.2rem 0 .8rem;font-size:1.6rem}p{margin:0}";

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(api: Api, path_is_secret: bool) -> Expected {
        Expected { api, path: "/done/abc".into(), path_is_secret, token: Secret::new("tok.en-1").unwrap() }
    }

    fn get(path: &str, query: &str) -> CallbackRequest {
        CallbackRequest {
            method: "GET".into(),
            path: path.into(),
            query: query.into(),
            hosts: vec!["127.0.0.1:4711".into()],
        }
    }

    fn said(query: &str, expected: &Expected) -> (Said, u16) {
        let (said, page) = judge(&get("/done/abc", query), expected);
        (said, page.status)
    }

    #[test]
    fn only_the_token_that_was_asked_for_counts() {
        let v3 = expected(Api::V3, true);
        assert_eq!(said("request_token=tok.en-1&approved=true", &v3), (Said::Approved, 200));
        assert_eq!(said("approved=true&request_token=tok%2Een-1", &v3), (Said::Approved, 200));
        assert_eq!(said("request_token=tok.en-1&denied=true", &v3), (Said::Denied, 200));
        assert_eq!(said("request_token=tok.en-1", &v3), (Said::Returned, 200));
        for bad in [
            "",
            "approved=true",
            "denied=true",
            "request_token=other&approved=true",
            "request_token=other&denied=true",
            "request_token=tok.en-1&request_token=tok.en-1&approved=true",
            "request_token=tok.en-1&approved=true&denied=true",
            "request_token=tok.en-12&approved=true",
        ] {
            assert_eq!(said(bad, &v3), (Said::Foreign, 400), "{bad}");
        }
    }

    #[test]
    fn v4_may_come_back_without_a_token_where_only_tmdb_knows_the_path() {
        let secret = expected(Api::V4, true);
        assert_eq!(said("", &secret), (Said::Returned, 200));
        assert_eq!(said("denied=true", &secret), (Said::Denied, 200));
        assert_eq!(said("request_token=other&denied=true", &secret), (Said::Foreign, 400));
        let chosen = expected(Api::V4, false);
        assert_eq!(said("denied=true", &chosen), (Said::Foreign, 400));
        assert_eq!(said("request_token=tok.en-1", &chosen), (Said::Returned, 200));
    }

    #[test]
    fn other_methods_paths_and_hosts_are_turned_away() {
        let v3 = expected(Api::V3, true);
        let right = "request_token=tok.en-1&approved=true";
        let judged = |request: &CallbackRequest| {
            let (said, page) = judge(request, &v3);
            assert_eq!(said, Said::Foreign, "{request:?}");
            page.status
        };
        assert_eq!(judged(&get("/", right)), 404);
        assert_eq!(judged(&get("/done/abc/", right)), 404);
        assert_eq!(judged(&get("/favicon.ico", "")), 404);
        for method in ["POST", "HEAD", "OPTIONS", "get"] {
            assert_eq!(judged(&CallbackRequest { method: method.into(), ..get("/done/abc", right) }), 400);
        }
        let foreign =
            ["example.org", "127.0.0.1.example.org", "example.org:80", "", "127.0.0.1:", "localhost:x"];
        for host in foreign {
            let hosts = vec![host.to_owned()];
            assert_eq!(judged(&CallbackRequest { hosts, ..get("/done/abc", right) }), 400, "{host}");
        }
        for hosts in [vec![], vec!["localhost".to_owned(), "evil.org".to_owned()]] {
            assert_eq!(judged(&CallbackRequest { hosts, ..get("/done/abc", right) }), 400);
        }
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]", "[::1]:9"] {
            let request = CallbackRequest { hosts: vec![host.to_owned()], ..get("/done/abc", right) };
            assert_eq!(judge(&request, &v3).0, Said::Approved, "{host}");
        }
    }

    #[test]
    fn pages_say_how_it_went_and_repeat_nothing_of_the_request() {
        let v3 = expected(Api::V3, true);
        let (_, done) = judge(&get("/done/abc", "request_token=tok.en-1&approved=true&x=<b>"), &v3);
        assert!(done.html.contains("<h1>Done</h1>") && !done.html.contains("tok.en-1"));
        let (_, wrong) = judge(&get("/done/abc", "request_token=%3Cscript%3E"), &v3);
        assert!(wrong.html.contains("Something is wrong") && !wrong.html.contains("script"));
    }
}
