//! Breaks valid data the way networks, programs and people do. Everything follows from one number, so that a failure is
//! repeated by it.

use serde_json::{Value, json};

use super::random::Random;

/// Chance from a seed, in the sizes that lengths and places have.
pub(crate) struct Chance(Random);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A number below `end`, 0 where there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.below(end as u64)).unwrap()
    }

    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        self.0.pick(from)
    }
}

const WORDS: [&str; 24] = [
    "",
    "0",
    "-1",
    "18446744073709551616",
    "1e308",
    "NaN",
    "movie",
    "tv",
    "person",
    "2026-02-30",
    "9999-99-99T99:99:99Z",
    "Sun, 01 Nov 2026 15:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "\u{1b}]0;x\u{7}",
    "\u{202e}abc",
    "\0",
    "é\u{301}\u{200d}🏴",
    "\r\n\t\"',;",
    "../../x",
    "<![CDATA[&amp;]]>",
    "=1+1",
    "2026-1é-0",
    "W/\"x\"",
    "true",
];

pub(crate) fn word(chance: &mut Chance) -> String {
    let word = *chance.pick(&WORDS);
    if chance.one_in(10) { word.repeat(chance.below(3000)) } else { word.to_owned() }
}

fn value(chance: &mut Chance) -> Value {
    match chance.below(12) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(u64::MAX),
        4 => json!(i64::MIN),
        5 => json!(0),
        6 => json!(1.5e300),
        7 => json!(true),
        8 => json!([null, [[]], {"id": 1}]),
        9 => (0..chance.below(100)).fold(json!(1), |inner, _| json!([inner])),
        _ => json!(word(chance)),
    }
}

/// Changes one place of a document.
pub(crate) fn json(document: &mut Value, chance: &mut Chance) {
    if chance.one_in(6) {
        *document = value(chance);
        return;
    }
    match document {
        Value::Object(object) if !object.is_empty() => {
            let key = object.keys().nth(chance.below(object.len())).unwrap().clone();
            match chance.below(8) {
                0 => drop(object.remove(&key)),
                1 => drop(object.insert(word(chance), value(chance))),
                2 => drop(object.insert(key, value(chance))),
                _ => json(&mut object[&key], chance),
            }
        }
        Value::Array(rows) if !rows.is_empty() => {
            let at = chance.below(rows.len());
            match chance.below(8) {
                0 => drop(rows.remove(at)),
                1 => rows.insert(at, value(chance)),
                2 => {
                    let row = rows[at].clone();
                    rows.extend(std::iter::repeat_n(row, chance.below(30)));
                }
                _ => json(&mut rows[at], chance),
            }
        }
        _ => *document = value(chance),
    }
}

/// Changes a few bytes.
pub(crate) fn bytes(data: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(data.len() + 1);
    match chance.below(7) {
        0 => data.truncate(at),
        1 if at < data.len() => data[at] ^= 1 << chance.below(8),
        2 => {
            let word = word(chance).into_bytes();
            data.splice(at..at, word);
        }
        3 => {
            let end = (at + chance.below(40)).min(data.len());
            drop(data.drain(at..end));
        }
        4 => {
            let end = (at + chance.below(200)).min(data.len());
            let piece = data[at..end].to_vec();
            let piece = piece.repeat(chance.below(50));
            data.splice(at..at, piece);
        }
        5 => {
            let byte = u8::try_from(chance.below(256)).unwrap();
            data.insert(at, byte);
        }
        _ => {
            let end = (at + chance.below(8)).min(data.len());
            data[at..end].fill(0xff);
        }
    }
}
