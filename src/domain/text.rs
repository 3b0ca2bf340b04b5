//! Turns the bytes of a file from elsewhere into text, and numbers into words. Not for what flixir wrote itself (that is UTF-8), nor for
//! making text safe to print (`output::sanitize`).

use std::fmt;

/// How the bytes of a file stood for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, as older Windows programs and `PowerShell` 5 write it, mostly with a byte order mark.
    Utf16,
    /// Read as Windows-1252 (a superset of Latin-1), because it isn't UTF-8. A guess: tell the person.
    Windows1252,
}

/// Bytes that are no text in any encoding that we read: zero bytes that are not those of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is not a text file")
    }
}

impl std::error::Error for NotText {}

/// Reads `bytes` as text and says how; the byte order mark goes.
///
/// # Errors
/// [`NotText`] for binary data.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), NotText> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
        // UTF-32, which nobody writes to files.
        return Err(NotText);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return Ok((utf16(rest, u16::from_le_bytes), Encoding::Utf16));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return Ok((utf16(rest, u16::from_be_bytes), Encoding::Utf16));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return unmarked_utf16(bytes).map(|text| (text, Encoding::Utf16)).ok_or(NotText);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Encoding::Utf8)),
        Err(_) => Ok((bytes.iter().map(|byte| windows_1252(*byte)).collect(), Encoding::Windows1252)),
    }
}

/// Reads UTF-16 without a byte order mark. Of every letter of ours one byte is zero: at odd places where the low byte comes
/// first, at even ones where the high byte does. Binary data has zeros at both, or gives characters that no text has.
pub fn unmarked_utf16(bytes: &[u8]) -> Option<String> {
    const FEWEST_IN_HUNDRED: usize = 5;
    const TIMES: usize = 4;
    let zeros = |at: usize| bytes.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, least) = (even.max(odd), even.min(odd));
    if most * 200 < bytes.len() * FEWEST_IN_HUNDRED || most < least.saturating_mul(TIMES) || bytes.len() < 4 {
        return None;
    }
    let text = utf16(bytes, if odd > even { u16::from_le_bytes } else { u16::from_be_bytes });
    let is_strange = |letter: char| {
        letter == char::REPLACEMENT_CHARACTER
            || (letter.is_control() && !matches!(letter, '\t' | '\r' | '\n'))
    };
    let is_plain = most * 5 >= bytes.len() * 2 || text.contains('\n');
    (is_plain && !text.chars().any(is_strange)).then_some(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The characters of 0x80–0x9F in Windows-1252 (WHATWG Encoding); the other bytes are Latin-1.
const UPPER_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => UPPER_CONTROLS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Returns text in which some program wrote `&amp;` for `&` and the like, as it was meant.
pub fn without_entities(text: &str) -> String {
    const LONGEST: usize = 8;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST + 2).position(|byte| byte == b';');
        if let Some((letter, end)) = end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            plain.push(letter);
            rest = &rest[end + 1..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let digits = name.strip_prefix('#')?;
            let letter =
                digits.strip_prefix(['x', 'X']).map_or_else(|| number(digits, 10), |hex| number(hex, 16))?;
            (!letter.is_control()).then_some(letter)
        }
    }
}

/// Returns a count with the words that fit it: `1 operation waits`, `2 operations wait`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns a word as a person types it in a shell: in quotes, where the shell would read it as something else.
pub fn quoted_for_shell(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@%+,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns a number with its thousands set apart: `27,953`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.iter().map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

/// Returns a running time: `2 h 16 min`.
pub fn running_time(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_programs_write() {
        let cases: [(&[u8], &str, Encoding); 9] = [
            (b"Am\xC3\xA9lie", "Amélie", Encoding::Utf8),
            (b"\xEF\xBB\xBFTitle", "Title", Encoding::Utf8),
            (b"\xFF\xFEA\0\xE9\0", "Aé", Encoding::Utf16),
            (b"\xFE\xFF\0A\0\xE9", "Aé", Encoding::Utf16),
            (b"Am\xE9lie \x96 \x80", "Amélie – €", Encoding::Windows1252),
            (b"", "", Encoding::Utf8),
            (b"T\0i\0\r\0\n\0\xE9\0", "Ti\r\né", Encoding::Utf16),
            (b"\0T\0i\0\n\0\xE9\0", "Ti\né", Encoding::Utf16),
            (b"\x21\x04\x42\x04,\0\x00\x4E1\09\09\09\0\n\0", "Ст,一1999\n", Encoding::Utf16),
        ];
        for (bytes, text, encoding) in cases {
            assert_eq!(decode(bytes), Ok((text.to_owned(), encoding)), "{bytes:?}");
        }
        for binary in [
            &b"PK\x03\x04\0\0"[..],
            b"\0",
            b"\0\0\0\0",
            b"a\0b\0\0c\0d",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"a\0\x01\0b\0",
        ] {
            assert_eq!(decode(binary), Err(NotText), "{binary:?}");
        }
        assert_eq!(decode(b"\xFF\xFE\0\0t\0\0\0"), Err(NotText));
        assert_eq!(decode(b"\xFF\xFEA\0\x00").unwrap().0, "A", "an odd byte at the end is dropped");
    }

    #[test]
    fn entities_are_read_as_they_were_meant() {
        for (text, plain) in [
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("The Queen&#39;s Gambit", "The Queen's Gambit"),
            ("Am&#xE9;lie &quot;x&quot;", "Amélie \"x\""),
            ("R&B; Fast & Furious &é; &#0; &", "R&B; Fast & Furious &é; &#0; &"),
        ] {
            assert_eq!(without_entities(text), plain);
        }
    }

    proptest! {
        #[test]
        fn entities_never_panic(text in "[&;#xa-zé0-9]{0,20}") {
            drop(without_entities(&text));
        }

        #[test]
        fn takes_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            drop(decode(&bytes));
        }

        #[test]
        fn utf16_reads_back(text in "[^\u{0}]{0,20}") {
            let mut bytes = vec![0xFF, 0xFE];
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            prop_assert_eq!(decode(&bytes), Ok((text, Encoding::Utf16)));
        }
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted_for_shell("movie:603"), "movie:603");
        assert_eq!(quoted_for_shell("Sci-fi for winter"), "'Sci-fi for winter'");
        assert_eq!(quoted_for_shell(".data[] | \"x\""), "'.data[] | \"x\"'");
        assert_eq!(quoted_for_shell("it's"), r"'it'\''s'");
        assert_eq!(quoted_for_shell(""), "''");
    }
}
