//! What is between flixir and TMDB: resolver, proxy, filters, certificates, clocks, and whether TMDB accepts what
//! flixir
//! shows it.

use std::time::Duration;

use super::finding::Finding;
use crate::error::Result;
use crate::ports::{Fault, HttpRequest, HttpResponse, Method, TransportError};
use crate::services::Context;
use crate::services::login::{self, Login};
use crate::tmdb::{Authority, Request, http_date};

/// A clock this wrong breaks TLS and makes waits odd.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks at the way to TMDB; asks nothing where `--offline` is set.
pub(super) fn network(context: &Context, login: Option<&Login>) -> Vec<Finding> {
    if context.settings.offline {
        return vec![Finding::warn("network", "not checked (--offline)", "run it without --offline")];
    }
    let root = &context.settings.api_root;
    let mut found = Vec::new();
    let proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .find(|name| context.environment.get(**name).is_some_and(|value| !value.is_empty()))
        .filter(|_| !context.settings.is_loopback());
    if let Some(name) = proxy {
        // The address may hold a password.
        found.push(Finding::ok("proxy", format!("requests go through the proxy in {name}")));
    } else if let Some((host, port)) = host_and_port(root) {
        found.push(resolver(context, &host, port));
    }
    let request = HttpRequest {
        method: Method::Get,
        url: format!("{root}/3/configuration"),
        headers: vec![("accept", "application/json".to_owned())],
        body: None,
        timeout: PATIENCE,
    };
    let answer = context.transport.exchange(&request);
    found.push(reachability(root, &answer, proxy.is_some()));
    if let Ok(answer) = &answer {
        found.extend(clock(context, answer));
        if is_tmdb(answer) {
            found.extend(acceptance(context, login));
        }
    }
    found
}

fn host_and_port(root: &str) -> Option<(String, u16)> {
    let address = url::Url::parse(root).ok()?;
    Some((address.host_str()?.trim_matches(['[', ']']).to_owned(), address.port_or_known_default()?))
}

fn resolver(context: &Context, host: &str, port: u16) -> Finding {
    match context.machine.resolve(host, port) {
        Ok(found) if found.is_empty() => {
            Finding::fail("dns", format!("'{host}' has no address"), "check the DNS server, or TMDB_BASE_URL")
        }
        // Filters answer so for what they block.
        Ok(found) if !context.settings.is_loopback() && found.iter().all(|address| is_nowhere(address)) => {
            Finding::fail(
                "dns",
                format!("'{host}' resolves to {}, which is not one of TMDB's addresses", found.join(", ")),
                "a filter on this network blocks TMDB. Use another DNS server",
            )
        }
        Ok(found) => Finding::ok("dns", format!("'{host}' resolves to {}", found.join(", "))),
        Err(error) => Finding::fail(
            "dns",
            format!("'{host}' can't be resolved: {error}"),
            "check the connection and the DNS server. Until then flixir uses what is stored and queues your changes",
        ),
    }
}

fn is_nowhere(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_unspecified() || address.is_loopback())
}

/// TMDB answers 401 with a body of its own where no credential is shown: that is all that is asked for.
fn is_tmdb(answer: &HttpResponse) -> bool {
    let body = serde_json::from_slice::<serde_json::Value>(&answer.body);
    body.is_ok_and(|body| body.get("status_code").is_some() || body.get("images").is_some())
}

fn reachability(root: &str, answer: &Result<HttpResponse, TransportError>, has_proxy: bool) -> Finding {
    const CHECK: &str = "network";
    const LATER: &str = "wait. Until then flixir uses what is stored and queues your changes";
    match answer {
        Ok(answer) if answer.status == 429 => {
            Finding::warn(CHECK, "TMDB's rate limit was reached (429)", LATER)
        }
        Ok(answer) if is_tmdb(answer) && answer.status < 500 => Finding::ok(CHECK, format!("{root} answers")),
        Ok(answer) if answer.status >= 500 => {
            Finding::fail(CHECK, format!("TMDB is down ({})", answer.status), LATER)
        }
        Ok(answer) => Finding::fail(
            CHECK,
            format!("another server answers instead of {root} ({})", answer.status),
            "a login page, a filter or a proxy may be in between. Open the address in a browser",
        ),
        Err(error) => {
            let fix = match error.fault {
                Fault::Certificate => {
                    "set the clock. If a company's proxy decrypts TLS, install its certificate on this system"
                }
                Fault::Connect if has_proxy => "check the proxy",
                Fault::Connect => "check the connection, the firewall, and HTTPS_PROXY if you need a proxy",
                Fault::Setup => "check TMDB_BASE_URL",
                _ => LATER,
            };
            Finding::fail(CHECK, format!("{root} can't be reached: {error} ({})", error.source), fix)
        }
    }
}

fn clock(context: &Context, answer: &HttpResponse) -> Option<Finding> {
    let theirs = http_date(answer.header("date")?)?;
    let ours = context.clock.now();
    let off = ours.since(theirs).max(theirs.since(ours));
    let minutes = off.as_secs() / 60;
    Some(if off > CLOCK_TOLERANCE {
        Finding::fail(
            "clock",
            format!("this machine's clock is {minutes} minutes off TMDB's"),
            "set it (timedatectl set-ntp true)",
        )
    } else {
        Finding::ok("clock", "this machine's clock agrees with TMDB's")
    })
}

/// Whether TMDB accepts the credential and the session.
fn acceptance(context: &Context, login: Option<&Login>) -> Vec<Finding> {
    let mut found = Vec::new();
    let application = login::application(context, login);
    if application.is_none() {
        return found;
    }
    let credentials = login.map(|login| login::credentials(context, login)).unwrap_or_default();
    let client = context.client(crate::tmdb::Credentials { application, ..credentials });
    let asked = client.fetch(&Request::get("/configuration"));
    if let Err(error) = &asked {
        found.push(Finding::of_error("credential", error));
        return found;
    }
    found.push(Finding::ok("credential", "TMDB accepts it"));
    if client.credentials().session.is_some() {
        found.push(match client.fetch(&Request::get("/account").authority(Authority::Session)) {
            Ok(_) => Finding::ok("session", "TMDB accepts it"),
            Err(error) => Finding::of_error("session", &error),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::doctor::Health;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    fn fault(fault: Fault) -> TransportError {
        TransportError { reach: crate::ports::Reach::NotSent, fault, source: "x".into() }
    }

    #[test]
    fn each_way_of_not_being_there_is_told_apart() {
        let see = |answer: Result<HttpResponse, TransportError>| {
            let finding = reachability("https://t", &answer, false);
            assert_eq!(finding.status == Health::Ok, finding.fix.is_none());
            (finding.status, finding.message)
        };
        let refusal = r#"{"status_code":7,"status_message":"Invalid API key"}"#;
        assert_eq!(see(Ok(answer(401, refusal))), (Health::Ok, "https://t answers".to_owned()));
        assert_eq!(see(Ok(answer(503, "{}"))), (Health::Fail, "TMDB is down (503)".to_owned()));
        assert_eq!(see(Ok(answer(429, "{}"))).0, Health::Warn);
        assert!(
            see(Ok(answer(200, "<html>log in to the hotel</html>"))).1.contains("another server answers")
        );
        assert!(see(Err(fault(Fault::Certificate))).1.contains("certificate"));
        assert!(see(Err(fault(Fault::TimedOut))).1.contains("no answer in time"));
    }

    #[test]
    fn the_address_is_taken_apart() {
        assert_eq!(host_and_port("https://api.themoviedb.org"), Some(("api.themoviedb.org".to_owned(), 443)));
        assert_eq!(host_and_port("http://[::1]:8080"), Some(("::1".to_owned(), 8080)));
        assert!(is_nowhere("0.0.0.0") && is_nowhere("127.0.0.1") && !is_nowhere("18.155.1.2"));
    }
}
