//! Makes text from other people safe to print: control, bidi and other invisible characters never reach a terminal or a
//! spreadsheet, and reach JSON only as escapes. Not for escaping what a format gives meaning to (quotes, tabs in TSV).
//!
//! What is replaced becomes U+FFFD, so that a reader sees that something was there. Soft hyphens are dropped. Some invisible
//! characters stay where they are part of the writing: a zero-width joiner between two pictographs (families,
//! professions), joiners and non-joiners inside words of scripts that are written with them (Persian, Sinhala,
//! Malayalam), and the tag characters of a subdivision flag (England, Scotland, Wales). Variation selectors and combining
//! marks stay.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What stands for a character that must not be printed.
const SUBSTITUTE: char = '\u{FFFD}';
const JOINER: char = '\u{200D}';
const NON_JOINER: char = '\u{200C}';
const SOFT_HYPHEN: char = '\u{AD}';
const BLACK_FLAG: char = '\u{1F3F4}';

/// Returns `text` fit for one line: line breaks and tabs become spaces, unprintable characters U+FFFD.
pub fn line(text: &str) -> Cow<'_, str> {
    clean(text, Breaks::Flatten)
}

/// Returns `text` fit for several lines: line feeds and tabs stay, other line breaks become line feeds, unprintable
/// characters U+FFFD.
pub fn text(text: &str) -> Cow<'_, str> {
    clean(text, Breaks::Keep)
}

/// Returns JSON, or a part of it, with DEL, U+0080–9F, bidi and invisible characters as `\uXXXX`. In valid JSON such
/// characters can only stand inside strings.
pub fn json(document: &str) -> Cow<'_, str> {
    // Nearly all JSON needs no escapes, and all of it comes through here.
    let is_plain = document.is_ascii() && !document.as_bytes().contains(&0x7F);
    if is_plain || !document.contains(is_escaped_in_json) {
        return Cow::Borrowed(document);
    }
    let mut escaped = String::with_capacity(document.len() + 16);
    for character in document.chars() {
        if is_escaped_in_json(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Tells whether `character` must never be printed as it is: control, bidi, or invisible.
pub fn is_unprintable(character: char) -> bool {
    // Nearly all text needs no change, and all text comes through here.
    let is_plain = matches!(character, ' '..='~');
    !is_plain && (character.is_control() || is_bidi(character) || is_invisible(character))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Keep,
    Flatten,
}

fn clean(text: &str, breaks: Breaks) -> Cow<'_, str> {
    let keeps = |character| breaks == Breaks::Keep && matches!(character, '\n' | '\t');
    if !text.contains(|character| is_unprintable(character) && !keeps(character)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 8);
    let (mut before, mut neighbor) = (None, None);
    let mut in_flag = false;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        in_flag = character == BLACK_FLAG || (in_flag && is_tag(character));
        match character {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\t' if breaks == Breaks::Flatten => cleaned.push(' '),
            '\r' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(character),
            JOINER
                if before.is_some_and(is_pictograph) && rest.peek().copied().is_some_and(is_pictograph) =>
            {
                cleaned.push(character);
            }
            JOINER | NON_JOINER if joins_letters(neighbor, rest.peek().copied()) => cleaned.push(character),
            SOFT_HYPHEN => {}
            _ if in_flag => cleaned.push(character),
            _ if is_unprintable(character) => cleaned.push(SUBSTITUTE),
            _ => cleaned.push(character),
        }
        // A selector or skin tone belongs to the pictograph before it.
        if !matches!(character, '\u{FE0F}') {
            before = Some(character);
        }
        neighbor = Some(character);
    }
    Cow::Owned(cleaned)
}

fn is_escaped_in_json(character: char) -> bool {
    // Control characters below U+0020 are escaped by the serializer; a line feed here is layout.
    character >= '\u{7F}' && (character <= '\u{9F}' || is_bidi(character) || is_invisible(character))
}

/// Characters that reorder text (Unicode's `Bidi_Control`).
fn is_bidi(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that show nothing (Unicode's `Default_Ignorable_Code_Point` and separators), but for variation selectors.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
        | '\u{200B}'..='\u{200D}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// Returns whether a joiner, or non-joiner, between these two is part of a word: between letters of a script that is written
/// with them, or behind the sign that takes a vowel away, as Malayalam writes the ends of words.
fn joins_letters(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_virama)
        || (before.is_some_and(is_of_joining_script) && after.is_some_and(is_of_joining_script))
}

/// Letters and marks of scripts whose writing uses joiners: Arabic, Syriac, N'Ko, those of India and Sri Lanka, Myanmar,
/// Mongolian (The Unicode Standard, section 23.2).
fn is_of_joining_script(character: char) -> bool {
    let is_letter = character.is_alphabetic() || is_virama(character);
    is_letter
        && matches!(character, '\u{0600}'..='\u{077F}' | '\u{07C0}'..='\u{07FF}' | '\u{0840}'..='\u{0DFF}'
            | '\u{1000}'..='\u{109F}' | '\u{1800}'..='\u{18AF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// The sign that takes a letter's vowel away, of each script of India and Sri Lanka.
fn is_virama(character: char) -> bool {
    matches!(
        character,
        '\u{094D}'
            | '\u{09CD}'
            | '\u{0A4D}'
            | '\u{0ACD}'
            | '\u{0B4D}'
            | '\u{0BCD}'
            | '\u{0C4D}'
            | '\u{0CCD}'
            | '\u{0D4D}'
            | '\u{0DCA}'
    )
}

fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0020}'..='\u{E007F}')
}

/// Roughly Unicode's `Extended_Pictographic`: enough to tell an emoji sequence from text.
pub(super) fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        assert_eq!(line("a\u{1b}[2Jb"), "a\u{FFFD}[2Jb");
        assert_eq!(line("evil\u{202E}gpj.exe"), "evil\u{FFFD}gpj.exe");
        assert_eq!(line("x\u{200B}y\u{200D}z\u{FEFF}"), "x\u{FFFD}y\u{FFFD}z\u{FFFD}");
        assert_eq!(line("c1\u{9b}31m"), "c1\u{FFFD}31m");
        assert_eq!(line("two\r\nlines\tand\rmore"), "two lines and more");
        assert_eq!(text("two\r\nlines\tand\rmore\u{7}"), "two\nlines\tand\nmore\u{FFFD}");
        assert!(matches!(line("Amélie 天気の子"), Cow::Borrowed(_)));
    }

    #[test]
    fn emoji_sequences_stay_whole() {
        for sequence in ["👩‍👩‍👧", "🏳️‍🌈", "👩🏽‍🚀", "❤️", "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"]
        {
            assert_eq!(line(sequence), sequence);
        }
        assert_eq!(line("👩\u{200D}a"), "👩\u{FFFD}a");
        assert_eq!(line("a\u{E0067}"), "a\u{FFFD}");
    }

    #[test]
    fn words_of_scripts_that_join_stay_whole() {
        // Persian, Sinhala, Malayalam (with a joiner at the end of a word), Hindi.
        for word in ["می\u{200C}خواهم", "ශ්\u{200D}රී ලංකා", "മോഹന്\u{200D}ലാല്\u{200D}", "क्\u{200D}ष"]
        {
            assert_eq!(line(word), word);
        }
        assert_eq!(line("می\u{200C}\u{200C}خواهم"), "می\u{FFFD}\u{FFFD}خواهم", "one at a time");
        assert_eq!(line("م\u{200C}a"), "م\u{FFFD}a");
        assert_eq!(line("pay\u{200C}pal"), "pay\u{FFFD}pal");
        assert_eq!(line("م\u{200B}ی"), "م\u{FFFD}ی", "a zero-width space joins nothing");
        assert_eq!(line("\u{DCA}\u{FE0F}\u{200C}"), "\u{DCA}\u{FE0F}\u{FFFD}", "a selector ends the word");
        assert_eq!(line("Donau\u{AD}dampf"), "Donaudampf");
    }

    #[test]
    fn json_stays_valid_and_keeps_its_meaning() {
        let value = serde_json::json!({ "t": "a\u{7f}\u{85}\u{202e}\u{200d}\u{e0067}\nb" });
        let written = serde_json::to_string_pretty(&value).unwrap();
        let printed = json(&written);
        assert_eq!(printed, "{\n  \"t\": \"a\\u007f\\u0085\\u202e\\u200d\\udb40\\udc67\\nb\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
    }

    /// Text rich in the characters that matter here.
    fn nasty() -> impl Strategy<Value = String> {
        let special = prop::sample::select(vec![
            '\u{200D}',
            '\u{202E}',
            '\u{1b}',
            '\r',
            '\n',
            '\t',
            '👩',
            '🏴',
            '\u{E0067}',
            '\u{FE0F}',
            '\u{9b}',
            '\u{200C}',
            '\u{AD}',
            'م',
            '\u{DCA}',
            'ර',
            'a',
        ]);
        prop::collection::vec(prop_oneof![special, any::<char>()], 0..40)
            .prop_map(|characters| characters.into_iter().collect())
    }

    proptest! {
        #[test]
        fn no_forbidden_character_is_left(input in nasty()) {
            for (output, kept) in [(line(&input), ""), (text(&input), "\n\t")] {
                let characters: Vec<char> = output.chars().collect();
                for (at, &character) in characters.iter().enumerate() {
                    let (left, right) = (at.checked_sub(1).map(|at| characters[at]), characters.get(at + 1).copied());
                    let joins = match character {
                        '\u{200C}' => joins_letters(left, right),
                        '\u{200D}' => right.is_some_and(is_pictograph) || joins_letters(left, right),
                        _ => false,
                    };
                    let flags = is_tag(character) && characters[..at].contains(&'🏴');
                    prop_assert!(
                        joins || flags || kept.contains(character) || !is_unprintable(character),
                        "{character:?} in {output:?}"
                    );
                }
            }
            let once = line(&input);
            prop_assert_eq!(line(&once), once.as_ref());
        }

        #[test]
        fn escaped_json_reads_back_as_the_same_text(input in nasty()) {
            let written = serde_json::to_string(&input).unwrap();
            let printed = json(&written);
            prop_assert!(!printed.contains(is_unprintable), "{printed:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), input);
        }
    }
}
