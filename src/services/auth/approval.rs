//! From a request token to a session: shows where to approve, and waits for whichever is first, the browser coming
//! back or TMDB saying that the token was approved.

use std::time::Duration;

use url::form_urlencoded;

use super::application;
use super::callback::Said;
use super::listener::{Listener, Watch};
use super::options::{Api, LoginOptions};
use crate::domain::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::services::{Context, Talk};
use crate::tmdb::login::{self, Exchange, UserToken};
use crate::tmdb::{ApplicationCredential, Client, Credentials};

/// How often the listener is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How often TMDB is asked during the first minute, and later.
const ASK_OFTEN: Duration = Duration::from_secs(2);
const ASK_SELDOM: Duration = Duration::from_secs(5);
const OFTEN_FOR: Duration = Duration::from_mins(1);
/// Longest time for one question, so that a hanging one doesn't keep the browser's answer waiting.
const QUESTION: Duration = Duration::from_secs(10);
/// How long the listener stays after TMDB's word was first, so that the browser finds a page and not a closed port.
const LINGER: Duration = Duration::from_secs(2);

/// What an approval brings.
pub(super) struct Granted {
    pub(super) session: Option<Secret>,
    pub(super) user_token: Option<UserToken>,
    /// Kept until the login is through, see [`Granted::say_goodbye`].
    watch: Option<Watch>,
    browser_is_here: bool,
}

impl Granted {
    /// Gives the browser a moment to come back, where it is on this machine and hasn't been here yet.
    pub(super) fn say_goodbye(&mut self, context: &Context) {
        let Some(watch) = self.watch.take() else { return };
        let until = context.clock.elapsed() + LINGER;
        while self.browser_is_here
            && !watch.came_back()
            && context.clock.elapsed() < until
            && context.check_interrupted().is_ok()
        {
            context.clock.sleep(LOOK);
        }
    }
}

/// Has the person approve flixir at TMDB.
///
/// # Errors
/// `authentication_failed` where the credential is refused or the person denies, `timed_out`, `interrupted`, outages.
pub(super) fn obtain(
    context: &Context,
    talk: &Talk,
    credential: &ApplicationCredential,
    options: &LoginOptions,
) -> Result<Granted> {
    let api = application::api_of(credential);
    let credentials = Credentials { application: Some(credential.clone()), session: None, user_token: None };
    let listener = Listener::bind(context, talk)?;
    let redirect_to = listener.as_ref().map(|listener| listener.redirect_to().to_owned());
    let client = context.client(credentials.clone());
    let requested = match api {
        Api::V3 => login::new_request_token(&client),
        Api::V4 => login::new_v4_request_token(&client, redirect_to.as_deref()),
    };
    let token = requested.map_err(application::explain_refusal)?;
    context.redactor.learn(&token);
    let watch = listener.map(|listener| listener.watch(api, &token));
    let page = approval_page(context, api, &token, redirect_to.as_deref());
    let browser_is_here = show(talk, &page, options);

    let wait = Wait { context, api, watch: watch.as_ref(), span: options.wait };
    let ask = || -> Client {
        let limit = context.clock.elapsed() + QUESTION;
        context.client_until(credentials.clone(), limit)
    };
    talk.voice.waits_for(Some("Waiting for your approval"));
    let approved = match api {
        Api::V3 => wait.until(&mut || login::new_session(&ask(), &token)).map(|made| (Some(made), None)),
        Api::V4 => wait.until(&mut || login::new_user_token(&ask(), &token)).map(|made| (None, Some(made))),
    };
    talk.voice.waits_for(None);
    let (session, user_token) = approved?;
    Ok(Granted { session, user_token, watch, browser_is_here })
}

/// Returns the address at which the person approves (`docs/what-tmdb-really-does.md`: Logging in with v3, Logging in
/// with v4).
fn approval_page(context: &Context, api: Api, token: &Secret, redirect_to: Option<&str>) -> String {
    let web = &context.settings.web_url;
    let escaped = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let token = escaped(token.expose());
    match (api, redirect_to) {
        (Api::V3, Some(address)) => format!("{web}/authenticate/{token}?redirect_to={}", escaped(address)),
        (Api::V3, None) => format!("{web}/authenticate/{token}"),
        (Api::V4, _) => format!("{web}/auth/access?request_token={token}"),
    }
}

/// Shows the approval page; returns whether a browser on this machine took it.
fn show(talk: &Talk, page: &str, options: &LoginOptions) -> bool {
    talk.voice.announce(&format!("To log in, approve flixir at:\n  {page}"));
    let opened = !options.no_browser && talk.browser.open(page);
    let seconds = options.wait.as_secs();
    talk.voice.note(&if opened {
        format!("Your browser opens now. Waiting up to {seconds} s for your approval. Press Ctrl-C to cancel.")
    } else {
        format!(
            "Open it in any browser, on this machine or another. If your browser can't load the page after you approve, ignore it.\nWaiting up to {seconds} s for your approval. Press Ctrl-C to cancel."
        )
    });
    opened
}

struct Wait<'a> {
    context: &'a Context,
    api: Api,
    watch: Option<&'a Watch>,
    span: Duration,
}

impl Wait<'_> {
    /// Waits until `ask` brings the login, the browser brings a denial, or the time is over.
    fn until<T>(&self, ask: &mut dyn FnMut() -> Result<Exchange<T>>) -> Result<T> {
        let clock = &self.context.clock;
        let begun = clock.elapsed();
        let mut next_question = begun + ASK_OFTEN;
        let mut trouble = None;
        loop {
            self.context.check_interrupted()?;
            let heard = self.watch.and_then(Watch::heard);
            if heard == Some(Said::Denied) {
                return Err(denied());
            }
            let waited = clock.elapsed().saturating_sub(begun);
            if heard.is_some() || clock.elapsed() >= next_question {
                let pause = if waited < OFTEN_FOR { ASK_OFTEN } else { ASK_SELDOM };
                let mut asked_for = None;
                match ask() {
                    Ok(Exchange::Done(login)) => return Ok(login),
                    Ok(Exchange::Gone) => return Err(self.lapsed()),
                    Ok(Exchange::NotYet) => trouble = None,
                    // If TMDB can't be reached for a while, the login still continues.
                    Err(error) if error.kind().is_outage() => {
                        asked_for = error.retry_after();
                        trouble = Some(error);
                    }
                    Err(error) => return Err(error),
                }
                next_question = clock.elapsed() + asked_for.unwrap_or(pause).max(pause);
            }
            if waited >= self.span {
                return Err(self.too_late(trouble));
            }
            clock.sleep(LOOK.min(self.span.saturating_sub(waited)));
        }
    }

    fn too_late(&self, trouble: Option<Error>) -> Error {
        let seconds = self.span.as_secs();
        let error = match trouble {
            Some(error) => Error::new(
                ErrorKind::TimedOut,
                format!("no approval within {seconds} s, and TMDB could not be asked: {}", error.message()),
            )
            .with_source(error),
            None => Error::new(ErrorKind::TimedOut, format!("no approval within {seconds} s")),
        };
        error.with_hint(
            "nothing was stored. Try again with: flixir auth login (add --wait SECONDS to wait longer)",
        )
    }

    fn lapsed(&self) -> Error {
        let life = match self.api {
            Api::V3 => "60 minutes",
            Api::V4 => "15 minutes",
        };
        Error::new(
            ErrorKind::TimedOut,
            format!("the login request is no longer valid: it expires after {life}, or it was used already"),
        )
        .with_hint("nothing was stored. Start again with: flixir auth login")
    }
}

fn denied() -> Error {
    Error::new(ErrorKind::AuthenticationFailed, "the login was denied on TMDB's approval page")
        .with_hint("nothing was stored. Try again with: flixir auth login")
}
