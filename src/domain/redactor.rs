//! Takes the secrets that this run knows out of text that leaves it: messages, logs, error details, what a server repeats.
//! Not for text that is to show a secret (`auth token`, the address of the approval page).

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::byte_serialize;
use url::{Url, form_urlencoded};

use super::Secret;

/// What stands in a secret's place.
const HIDDEN: &str = "***";
/// A shorter secret is not looked for: too many harmless words would be hidden with it.
const SHORTEST: usize = 4;

/// The secrets of a run, in every form in which a server or a library may write them.
#[derive(Default)]
pub struct Redactor {
    /// Longest first, so that no secret is hidden in part.
    forms: Mutex<Vec<String>>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(…)")
    }
}

impl Redactor {
    /// Remembers a secret.
    pub fn learn(&self, secret: &Secret) {
        self.learn_text(secret.expose());
    }

    /// Remembers a secret that may be absent.
    pub fn learn_if_any(&self, secret: Option<Secret>) {
        if let Some(secret) = secret {
            self.learn(&secret);
        }
    }

    fn learn_text(&self, text: &str) {
        if text.len() < SHORTEST {
            return;
        }
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        for form in forms_of(text) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Remembers the password in an address, as it stands there, decoded, and as `Authorization: Basic` carries it.
    pub fn learn_address(&self, address: &str) {
        let Ok(url) = Url::parse(address) else { return };
        let Some(password) = url.password() else { return };
        self.learn_text(password);
        let decoded = decode(password);
        self.learn_text(&decoded);
        self.learn_text(&STANDARD.encode(format!("{}:{decoded}", decode(url.username()))));
    }

    /// Returns text without the secrets.
    pub fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.iter().fold(Cow::Borrowed(text), |text, form| {
            if text.contains(form.as_str()) { Cow::Owned(text.replace(form.as_str(), HIDDEN)) } else { text }
        })
    }

    /// Takes the secrets out of the body of an answer.
    pub fn hide_in_body(&self, body: &mut Vec<u8>) {
        let Ok(text) = std::str::from_utf8(body) else { return };
        if let Cow::Owned(hidden) = self.hide(text) {
            *body = hidden.into_bytes();
        }
    }
}

/// As it is, in an address (either way to write the digits), and in JSON.
fn forms_of(text: &str) -> Vec<String> {
    let plus: String = byte_serialize(text.as_bytes()).collect();
    let percent = plus.replace('+', "%20");
    let json = serde_json::Value::from(text).to_string();
    let json = json.trim_matches('"').to_owned();
    let mut forms = vec![text.to_owned(), lower_digits(&percent), percent, plus, json];
    forms.dedup();
    forms
}

/// `%2F` as `%2f`.
fn lower_digits(text: &str) -> String {
    let mut after_percent = 0_u8;
    let lower = |letter: char| {
        after_percent = if letter == '%' { 3 } else { after_percent.saturating_sub(1) };
        if after_percent > 0 { letter.to_ascii_lowercase() } else { letter }
    };
    text.chars().map(lower).collect()
}

/// A plus sign stands for itself in a password.
fn decode(text: &str) -> String {
    let text = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(text.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_in_every_form() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("s3/cr\"t +x").unwrap());
        for text in ["s3/cr\"t +x", "s3%2Fcr%22t+%2Bx", "s3%2fcr%22t%20%2bx", "s3/cr\\\"t +x"] {
            assert_eq!(redactor.hide(&format!("said {text}!")), "said ***!", "{text}");
        }
        assert_eq!(redactor.hide("s3"), "s3");
        assert_eq!(format!("{redactor:?}"), "Redactor(…)");
    }

    #[test]
    fn a_longer_secret_is_not_hidden_in_part() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("abcd").unwrap());
        redactor.learn(&Secret::new("abcdef").unwrap());
        assert_eq!(redactor.hide("abcdef abcd"), "*** ***");
    }

    #[test]
    fn the_password_of_an_address_is_a_secret() {
        let redactor = Redactor::default();
        redactor.learn_address("https://ada:pass%2Fw0rd@proxy.example/3");
        redactor.learn_address("https://example.org/");
        redactor.learn_address("no address");
        let basic = STANDARD.encode("ada:pass/w0rd");
        assert_eq!(
            redactor.hide(&format!("https://ada:pass%2Fw0rd@x pass/w0rd {basic}")),
            "https://ada:***@x *** ***"
        );
    }

    #[test]
    fn a_word_too_short_to_tell_apart_is_left() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("a").unwrap());
        assert_eq!(redactor.hide("a banana"), "a banana");
    }
}
