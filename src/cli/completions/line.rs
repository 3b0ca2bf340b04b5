//! Command lines as shells write them: which words stand in one, and how a value is written so that the shell reads it as
//! one word again. Not for what the values are.

use super::shell::Shell;
use crate::output::sanitize;

/// A word of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// What the shell makes of it.
    pub(super) text: String,
    /// The quote that is still open at its end.
    pub(super) quote: Option<char>,
}

/// Returns the words of a line up to the cursor. The last one is the word at the cursor; it is empty after a blank.
pub(super) fn words(shell: Shell, line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut is_begun = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match word.quote {
            Some(quote) if letter == quote => word.quote = None,
            Some(quote) if letter == '\\' && is_escape(shell, quote, letters.peek().copied()) => {
                word.text.extend(letters.next());
            }
            None if letter.is_whitespace() => {
                if is_begun {
                    words.push(std::mem::take(&mut word));
                }
                is_begun = false;
                continue;
            }
            None if is_quote(shell, letter) => word.quote = Some(letter),
            None if letter == '\\' && shell != Shell::Nushell => word.text.extend(letters.next()),
            _ => word.text.push(letter),
        }
        is_begun = true;
    }
    words.push(word);
    words
}

/// Returns one word as the shell reads it.
pub(super) fn unquoted(shell: Shell, text: &str) -> String {
    let words = words(shell, text);
    words.into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

fn is_quote(shell: Shell, letter: char) -> bool {
    matches!(letter, '\'' | '"') || (letter == '`' && shell == Shell::Nushell)
}

/// Whether a backslash inside quotes takes the meaning from what follows it.
fn is_escape(shell: Shell, quote: char, next: Option<char>) -> bool {
    match (shell, quote) {
        (Shell::Fish, '\'') => matches!(next, Some('\'' | '\\')),
        (Shell::Nushell, '"') => matches!(next, Some('"' | '\\')),
        (_, '"') => matches!(next, Some('"' | '\\' | '$' | '`')),
        _ => false,
    }
}

/// Returns a value as it is put into a line of Bash, which inserts it unchanged.
pub(super) fn for_bash(value: &str, quote: Option<char>) -> String {
    match quote {
        Some('\'') => value.replace('\'', "'\\''"),
        Some(_) => escaped(value, |letter| matches!(letter, '"' | '\\' | '$' | '`')),
        None => {
            // The home folder stays a home folder.
            let (home, rest) = if value.starts_with("~/") { value.split_at(2) } else { ("", value) };
            let is_plain = |letter: char| {
                letter.is_alphanumeric() || "-_./,:=+@%".contains(letter) || !letter.is_ascii()
            };
            home.to_owned() + &escaped(rest, |letter| !is_plain(letter))
        }
    }
}

fn escaped(value: &str, needs_it: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(value.len());
    for letter in value.chars() {
        if needs_it(letter) {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

/// Returns a value in the form that the script for Zsh reads: a colon ends the value and begins its description.
pub(super) fn for_zsh(value: &str) -> String {
    value.replace('\\', "\\\\").replace(':', "\\:")
}

/// Returns a value as `PowerShell` quotes it: in single quotes, where a single quote is doubled (`about_Quoting_Rules`).
/// `PowerShell` takes curly quotes for quotes as well.
pub(super) fn for_powershell(value: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:+\\".contains(letter);
    let begins_plain = !value.starts_with(['.', '-', '+', '/']) || value.starts_with("--");
    if !value.is_empty() && begins_plain && value.chars().all(|letter| is_plain(letter) || letter == '=') {
        return value.to_owned();
    }
    let mut quoted = String::from("'");
    for letter in value.chars() {
        quoted.push(letter);
        if matches!(letter, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(letter);
        }
    }
    quoted.push('\'');
    quoted
}

/// Returns a value as Nushell quotes it, in the quotes that the person began with.
pub(super) fn for_nushell(value: &str, quote: Option<char>) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:@+%".contains(letter);
    let quote = match quote {
        None if !value.is_empty() && value.chars().all(is_plain) => return value.to_owned(),
        Some('"') => '"',
        Some(other) if !value.contains(other) => other,
        _ if !value.contains('\'') => '\'',
        _ => '"',
    };
    match quote {
        '"' => format!("\"{}\"", escaped(value, |letter| matches!(letter, '"' | '\\'))),
        quote => format!("{quote}{value}{quote}"),
    }
}

/// Whether a text can be put into a command line: a control, bidi or zero-width character could change what the prompt shows.
pub(super) fn is_harmless(text: &str) -> bool {
    sanitize::line(text) == text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(shell: Shell, line: &str) -> Vec<String> {
        words(shell, line).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_what_the_shell_makes_of_a_line() {
        assert_eq!(texts(Shell::Bash, "flixir lists  show "), ["flixir", "lists", "show", ""]);
        assert_eq!(texts(Shell::Bash, r#"a 'b c' "d \"e\" \f" g\ h"#), ["a", "b c", "d \"e\" \\f", "g h"]);
        assert_eq!(texts(Shell::Bash, "a '' "), ["a", "", ""]);
        assert_eq!(texts(Shell::Fish, r"'it\'s"), ["it's"]);
        assert_eq!(texts(Shell::Bash, r"'it\'s'"), ["it\\s"]);
        assert_eq!(texts(Shell::Nushell, r#"C:\a "b \"c" `d e`"#), ["C:\\a", "b \"c", "d e"]);
        let open = words(Shell::Bash, "show --list=\"Sci f");
        assert_eq!(open[1], Word { text: "--list=Sci f".to_owned(), quote: Some('"') });
        assert_eq!(unquoted(Shell::Fish, "\"Sci f"), "Sci f");
    }

    #[test]
    fn a_value_is_one_word_in_each_shell() {
        assert_eq!(for_bash("Sci fi: $x", None), "Sci\\ fi:\\ \\$x");
        assert_eq!(for_bash("Sci fi: $x's", Some('"')), "Sci fi: \\$x's");
        assert_eq!(for_bash("it's", Some('\'')), "it'\\''s");
        assert_eq!(for_bash("~/my films/~a", None), "~/my\\ films/\\~a");
        assert_eq!(for_zsh("movie:603"), "movie\\:603");
        assert_eq!(for_powershell("movie:603"), "movie:603");
        assert_eq!(for_powershell("--genre=drama"), "--genre=drama");
        assert_eq!(for_powershell("it's ‘here’"), "'it''s ‘‘here’’'");
        assert_eq!(for_powershell("@watchlist"), "'@watchlist'");
        assert_eq!(for_powershell("a|b"), "'a|b'");
        assert_eq!(for_nushell("movie:603", None), "movie:603");
        assert_eq!(for_nushell("Sci fi", None), "'Sci fi'");
        assert_eq!(for_nushell("it's", None), "\"it's\"");
        assert_eq!(for_nushell("Sci \"fi\"", Some('"')), "\"Sci \\\"fi\\\"\"");
        assert_eq!(for_nushell("Sci fi", Some('`')), "`Sci fi`");
    }
}
