//! The pages where a user allows an application to act for them: real forms, no scripts. Answers the paths that
//! belong to TMDB's web site.

use super::auth;
use crate::sandbox::call::{Answer, Call, Outcome, Rules, encode, not_found};
use crate::sandbox::world::{RequestToken, Verdict, World};

pub(super) fn answer(world: &mut World, call: &Call, rules: Rules, segments: &[&str]) -> Answer {
    match segments {
        [] => Ok(Outcome::html(200, page("flixir sandbox", WELCOME))),
        ["authenticate", "allow"] | ["auth", "access", "approve"] => {
            Ok(Outcome::html(200, page("Approved", APPROVED)))
        }
        ["authenticate", token] => decide(world, call, rules, token, 3),
        ["auth", "access"] => {
            let token = call.get("request_token").unwrap_or("").to_owned();
            decide(world, call, rules, &token, 4)
        }
        _ => Err(not_found()),
    }
}

const WELCOME: &str = "<h1>flixir sandbox</h1><p>A stand-in for TMDB on this machine. Nothing here reaches the \
    real one.</p>";
const APPROVED: &str =
    "<h1>Approved</h1><p>The application may now act for you. You can close this window.</p>";
const DENIED: &str = "<h1>Denied</h1><p>The application was not let in. You can close this window.</p>";

fn decide(world: &mut World, call: &Call, rules: Rules, token: &str, version: u8) -> Answer {
    let Some(entry) = world.live_token(token, version, call.now) else {
        let text = "<h1>This request is no longer valid</h1><p>Its token is unknown, used or too old. \
            Start the login again.</p>";
        return Err(Outcome::html(404, page("Not valid", text)));
    };
    let redirect_to = match entry.redirect_to.clone().or_else(|| call.get("redirect_to").map(str::to_owned)) {
        Some(address) if !auth::is_web_address(&address) => {
            let text =
                "<h1>This request is not valid</h1><p>It would lead to something that is no web page.</p>";
            return Err(Outcome::html(400, page("Not valid", text)));
        }
        other => other,
    };
    match call.method.as_str() {
        "GET" | "HEAD" if rules.approve_at_once => {
            Ok(finish(world, call, token, redirect_to, Verdict::Approved(0)))
        }
        "GET" | "HEAD" => Ok(Outcome::html(200, form(world, token, entry, redirect_to.as_deref()))),
        "POST" => {
            let verdict = match call.form.get("decision").map(String::as_str) {
                Some("approve") => {
                    let name = call.form.get("as").map_or("", String::as_str);
                    Verdict::Approved(world.user_named(name).unwrap_or(0))
                }
                Some("deny") => Verdict::Denied,
                _ => return Err(Outcome::html(400, page("Not valid", "<h1>Approve or deny?</h1>"))),
            };
            Ok(finish(world, call, token, redirect_to, verdict))
        }
        _ => Err(Outcome::code(405, 42)),
    }
}

/// Notes the decision and shows where it led.
fn finish(
    world: &mut World,
    call: &Call,
    token: &str,
    redirect_to: Option<String>,
    verdict: Verdict,
) -> Outcome {
    world.decide(token, verdict, call.now);
    let approved = verdict != Verdict::Denied;
    if let Some(address) = redirect_to {
        let address = auth::redirect(&address, token, approved);
        return Outcome::html(303, page("On to the application", "")).with_header("Location", address);
    }
    let text = if approved { APPROVED } else { DENIED };
    let next = format!("{}/3/authentication/session/new?request_token={}", call.base_url, encode(token));
    Outcome::html(200, page("Done", text)).with_header("Authentication-Callback", next)
}

fn form(world: &World, token: &str, entry: &RequestToken, redirect_to: Option<&str>) -> String {
    let mut action = format!("/authenticate/{}", encode(token));
    if entry.version == 4 {
        action = format!("/auth/access?request_token={}", encode(token));
    } else if let Some(address) = redirect_to {
        action = format!("{action}?redirect_to={}", encode(address));
    }
    let mut users = String::new();
    for (at, user) in world.users.iter().enumerate() {
        let name = escape(&user.name);
        let checked = if at == 0 { " checked" } else { "" };
        users.extend(["<label><input type=\"radio\" name=\"as\" value=\"", &name, "\"", checked]);
        users.extend(["> ", &name, "</label>"]);
    }
    let body = format!(
        "<h1>Let an application in?</h1>\
         <p>An application on this machine asks to read and change lists, favorites, the watchlist and ratings. This is the flixir sandbox, not TMDB: nothing here reaches a real account.</p>\
         <form method=\"post\" action=\"{}\"><fieldset><legend>Act as</legend>{users}</fieldset>\
         <p><button name=\"decision\" value=\"approve\" class=\"yes\">Approve</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></p></form>\
         <p class=\"small\">This request is valid until {}.</p>",
        escape(&action),
        entry.expires_at
    );
    page("Let an application in?", &body)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>\
         body{{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.2rem;\
         color:#16202a;background:#f6f7f9}}@media(prefers-color-scheme:dark){{body{{color:#e6eaee;\
         background:#12181f}}}}h1{{font-size:1.5rem}}fieldset{{border:1px solid #8a97a3;border-radius:.5rem;\
         margin:1rem 0}}label{{display:block;padding:.2rem 0}}button{{font:inherit;padding:.5rem 1.4rem;\
         border:1px solid #8a97a3;border-radius:.5rem;cursor:pointer}}.yes{{background:#0b6e4f;color:#fff}}\
         .small{{font-size:.85rem;opacity:.75}}</style></head><body>{body}</body></html>"
    )
}
