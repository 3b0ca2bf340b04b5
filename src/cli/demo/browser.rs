//! A person with a browser, as far as a login needs one: opens the approval page, presses Approve, and goes where the
//! page sends them. Speaks HTTP on a plain socket, to this machine only. Not a client of TMDB's API.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;
use url::form_urlencoded::Serializer;

use crate::ports::Browser;

/// Longest time that a page on this machine may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest page taken.
const LARGEST_PAGE: u64 = 256 * 1024;

/// Approves what it opens.
#[derive(Clone, Copy, Debug)]
pub(super) struct ApprovingBrowser;

impl Browser for ApprovingBrowser {
    fn open(&self, url: &str) -> bool {
        approve(url).is_ok()
    }
}

fn approve(address: &str) -> io::Result<()> {
    let page = Url::parse(address).map_err(io::Error::other)?;
    let shown = exchange("GET", &page, "")?;
    let form = Form::find(&shown.body).ok_or_else(|| io::Error::other("there is no form to approve"))?;
    let target = page.join(&form.action).map_err(io::Error::other)?;
    let answer = exchange("POST", &target, &form.filled("approve"))?;
    if let (300..400, Some(location)) = (answer.status, &answer.location) {
        exchange("GET", &target.join(location).map_err(io::Error::other)?, "")?;
    }
    Ok(())
}

struct Page {
    status: u16,
    location: Option<String>,
    body: String,
}

/// One exchange with a server on this machine; any status but a good one or a redirect is an error.
fn exchange(method: &str, url: &Url, body: &str) -> io::Result<Page> {
    let (Some("127.0.0.1"), Some(port)) = (url.host_str(), url.port()) else {
        return Err(io::Error::other("the demo's browser stays on this machine"));
    };
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let head = format!(
        "{method} {}{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        url.path(),
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes())?;
    let mut answer = Vec::new();
    stream.take(LARGEST_PAGE).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    if !(200..400).contains(&status) {
        return Err(io::Error::other(format!("{method} {} answered {status}", url.path())));
    }
    let location = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
    });
    Ok(Page { status, location, body: body.to_owned() })
}

/// The form of a page, as far as this person reads it.
struct Form {
    action: String,
    /// Names and values of what is chosen already.
    chosen: Vec<(String, String)>,
    /// Names and values of the buttons.
    buttons: Vec<(String, String)>,
}

impl Form {
    fn find(page: &str) -> Option<Self> {
        let form = page.split("<form").nth(1)?.split("</form>").next()?;
        let field = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value")?));
        Some(Self {
            action: attribute(form, "action")?,
            chosen: tags(form, "<input").filter(|tag| tag.contains(" checked")).filter_map(field).collect(),
            buttons: tags(form, "<button").filter_map(field).collect(),
        })
    }

    /// Returns the body that pressing the button with this value sends.
    fn filled(&self, button: &str) -> String {
        let pressed = self.buttons.iter().filter(|(_, value)| value == button);
        Serializer::new(String::new()).extend_pairs(self.chosen.iter().chain(pressed)).finish()
    }
}

fn tags<'a>(html: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(opening).skip(1).map(|rest| rest.split('>').next().unwrap_or_default())
}

/// Returns an attribute of the tag that `html` begins with.
fn attribute(html: &str, name: &str) -> Option<String> {
    let tag = html.split('>').next()?;
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_filled_as_the_page_offers_it() {
        let page = "<html><form method=\"post\" action=\"/allow?a=1&amp;b=2\"><label><input type=\"radio\" name=\"as\" \
                    value=\"ada\"> </label><input type=\"radio\" name=\"as\" value=\"b &amp; c\" checked>\
                    <button name=\"decision\" value=\"approve\" class=\"yes\">Yes</button>\
                    <button name=\"decision\" value=\"deny\">No</button></form>";
        let form = Form::find(page).unwrap();
        assert_eq!(form.action, "/allow?a=1&b=2");
        assert_eq!(form.filled("approve"), "as=b+%26+c&decision=approve");
        assert!(Form::find("<h1>Not valid</h1>").is_none());
    }

    #[test]
    fn it_never_leaves_this_machine() {
        for address in ["http://example.org:80/x", "http://localhost.example.org:1/", "file:///etc/hosts"] {
            let refused = exchange("GET", &Url::parse(address).unwrap(), "").err().unwrap();
            assert!(refused.to_string().contains("stays on this machine"), "{address}: {refused}");
        }
    }
}
