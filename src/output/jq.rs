//! `--jq`: runs an expression over the whole document. Not for selecting columns: `--fields` does that everywhere.
//!
//! An expression is the user's own program, so it may loop forever (Ctrl-C ends it) and recurse: it runs on a thread
//! with a large stack, every call of its own functions checks how much stack is left, and the length of an expression
//! is limited, because it is parsed by recursion as well. Only a value that is nested hundreds of thousands deep still
//! aborts the process. It can't read files, the environment or other input, and `debug` and `stderr` say nothing;
//! `halt`
//! stops the output, never the process.

use std::cell::Cell;
use std::ops::ControlFlow;

use jaq_core::box_iter::box_once;
use jaq_core::load::lex::{Expect as LexExpect, Lexer, StrPart, Tok, Token};
use jaq_core::load::parse::{Def, Expect as ParseExpect};
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Exn, Filter, Native, Vars, data};
use jaq_json::{Num, Val, read};
use serde_json::Value;

use super::sanitize;
use crate::error::{Error, ErrorKind};

/// Bytes of stack for an expression. Only touched pages take memory.
const STACK_BYTES: usize = 256 << 20;
/// How much of the stack functions may use, so that what they call has room.
const DEEPEST_CALL_BYTES: usize = STACK_BYTES / 4 * 3;
/// The longest expression. Reading one takes stack for every bracket that is open.
const LONGEST_EXPRESSION: usize = 16 * 1024;
/// Our filter that lets everything pass and fails where the stack is nearly used up.
const GUARD: &str = "__deeper";

thread_local! {
    /// Where this thread's stack begins, about.
    static STACK_BASE: Cell<usize> = const { Cell::new(0) };
}

/// What the library lacks, as in jq's manual. `tojson` on a string would escape in JSON's way, not in CSV's.
const PRELUDE: &str = r#"
def @csv: [.[]
  | if isstring then "\"" + (split("\"") | join("\"\"")) + "\""
    elif . == null then ""
    elif . >= [] then error("\(.) cannot be csv-formatted, only strings, numbers, booleans and null")
    else tostring end] | join(",");
def @tsv: [.[]
  | if isstring then split("\\") | join("\\\\") | split("\t") | join("\\t")
      | split("\n") | join("\\n") | split("\r") | join("\\r")
    elif . == null then ""
    elif . >= [] then error("\(.) cannot be tsv-formatted, only strings, numbers, booleans and null")
    else tostring end] | join("\t");
"#;

type Data = data::JustLut<Val>;

/// Checks that `expression` compiles.
///
/// # Errors
/// `Usage`, with the position.
pub(super) fn check(expression: &str) -> Result<(), Error> {
    on_large_stack(|| compile(expression).map(drop))
}

/// Runs `expression` over `document` and hands each result to `print`, which may stop it: strings as they are (but
/// safe to print), anything else as JSON on one line.
///
/// # Errors
/// `Usage` where the expression doesn't compile or fails; what `print` returns.
pub(super) fn run(
    expression: &str,
    document: &Value,
    print: &mut (dyn FnMut(&str) -> Result<ControlFlow<()>, Error> + Send),
) -> Result<(), Error> {
    on_large_stack(|| {
        let filter = compile(expression)?;
        let input = read::parse_single(document.to_string().as_bytes())
            .map_err(|source| failed(&format!("the document can't be read: {source}")))?;
        let context = Ctx::<Data>::new(&filter.lut, Vars::new([]));
        for result in filter.id.run((context, input)) {
            let printed = match result {
                Ok(Val::TStr(text)) => sanitize::text(&String::from_utf8_lossy(&text)).into_owned(),
                Ok(value) => {
                    let mut json = String::new();
                    write_json(&mut json, &value);
                    sanitize::json(&json).into_owned()
                }
                Err(exception) => return stopped(exception),
            };
            if print(&printed)?.is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// `halt` ends the output; the library's own way of unwrapping results would end the process.
fn stopped(exception: Exn<'_, Val>) -> Result<(), Error> {
    match exception.get_err() {
        Ok(error) => Err(failed(&match error.into_val() {
            Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
            value => value.to_string(),
        })),
        Err(exception) => match exception.get_halt() {
            Ok(0) => Ok(()),
            Ok(code) => Err(failed(&format!("it halted with code {code}"))),
            Err(_) => Err(failed("it broke out of a label that isn't there")),
        },
    }
}

fn on_large_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("jq".to_owned()).stack_size(STACK_BYTES);
        let work = move || {
            STACK_BASE.set(stack_address());
            work()
        };
        match thread.spawn_scoped(scope, work) {
            Ok(running) => running.join().unwrap_or_else(|_| Err(failed("it made the interpreter stumble"))),
            Err(source) => {
                Err(Error::new(ErrorKind::Storage, "could not start a thread for --jq").with_source(source))
            }
        }
    })
}

/// Returns where on its stack this thread is, about.
#[inline(never)]
fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}

fn is_too_deep() -> bool {
    STACK_BASE.get().abs_diff(stack_address()) > DEEPEST_CALL_BYTES
}

fn too_deep() -> Exn<'static, Val> {
    Exn::from(jaq_core::Error::str("it calls itself too often"))
}

/// The filter that every function of the expression begins with.
fn guard() -> (&'static str, Box<[jaq_core::Bind]>, Native<Data>) {
    let native = Native::new(|cv| box_once(if is_too_deep() { Err(too_deep()) } else { Ok(cv.1) }))
        .with_paths(|cv| box_once(if is_too_deep() { Err(too_deep()) } else { Ok(cv.1) }))
        .with_update(|cv, update| if is_too_deep() { box_once(Err(too_deep())) } else { update(cv.1) });
    (GUARD, jaq_core::native::v(0), native)
}

/// Lets every function of an expression begin with the guard: `def f: 1` becomes `def f: __deeper|1`. Only functions
/// that an expression defines can recurse without end; those of the library call themselves last, which takes no stack.
fn guarded(expression: &str) -> String {
    let Ok(tokens) = Lexer::new(expression).lex() else { return expression.to_owned() };
    let mut places = Vec::new();
    find_bodies(expression, &tokens, &mut places);
    let mut text = expression.to_owned();
    for place in places.into_iter().rev() {
        text.insert_str(place, &format!(" {GUARD}|"));
    }
    text
}

/// Finds where the bodies of functions begin, in order.
fn find_bodies(expression: &str, tokens: &[Token<&str>], places: &mut Vec<usize>) {
    let mut is_heading = false;
    for Token(text, token) in tokens {
        match token {
            Tok::Word if *text == "def" => is_heading = true,
            Tok::Sym if is_heading && *text == ":" => {
                is_heading = false;
                let end = (text.as_ptr() as usize + text.len()).checked_sub(expression.as_ptr() as usize);
                places.extend(end.filter(|end| expression.is_char_boundary(*end)));
            }
            Tok::Block(inner) => find_bodies(expression, inner, places),
            Tok::Str(parts) => {
                for part in parts {
                    if let StrPart::Term(inner) = part {
                        find_bodies(expression, std::slice::from_ref(inner), places);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Compiles an expression: once as it is, for its mistakes, and once guarded.
fn compile(expression: &str) -> Result<Filter<Data>, Error> {
    if expression.len() > LONGEST_EXPRESSION {
        return Err(failed(&format!("it is longer than {LONGEST_EXPRESSION} bytes")));
    }
    let plain = compile_text(expression)?;
    let guarded = guarded(expression);
    if guarded == expression { Ok(plain) } else { compile_text(&guarded) }
}

fn compile_text(expression: &str) -> Result<Filter<Data>, Error> {
    let library = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(prelude());
    // The environment holds keys and tokens, and no output of ours may show them.
    let natives =
        jaq_core::funs().chain(jaq_std::funs().filter(|(name, ..)| *name != "env")).chain(jaq_json::funs());
    let natives = natives.chain([guard()]);
    let arena = Arena::default();
    let modules = Loader::new(library)
        .load(&arena, File { code: expression, path: () })
        .map_err(|errors| unreadable(expression, &errors))?;
    Compiler::default().with_funs(natives).compile(modules).map_err(|errors| {
        let first = errors.iter().flat_map(|(_, errors)| errors).next();
        let (place, what) = first.map_or((expression, "symbol"), |(place, kind)| (*place, kind.as_str()));
        misread(expression, place, &format!("{what} \"{place}\" is not defined"))
    })
}

fn prelude() -> impl Iterator<Item = Def<&'static str>> {
    load::parse(PRELUDE, |parser| parser.defs()).unwrap_or_default().into_iter()
}

/// Words the first lexical or syntax error.
fn unreadable(expression: &str, errors: &load::Errors<&str, ()>) -> Error {
    for (_, error) in errors {
        match error {
            load::Error::Lex(errors) => {
                if let Some((expected, place)) = errors.first() {
                    return misread(expression, place, &expected_token(expected));
                }
            }
            load::Error::Parse(errors) => {
                if let Some((expected, place)) = errors.first() {
                    return misread(expression, place, &expected_syntax(expected));
                }
            }
            load::Error::Io(_) => return failed("modules can't be loaded here"),
        }
    }
    failed("it can't be read")
}

fn expected_token(expected: &LexExpect<&str>) -> String {
    format!("{} expected", expected.as_str())
}

fn expected_syntax(expected: &ParseExpect<&str>) -> String {
    format!("{} expected", expected.as_str())
}

/// Places an error: `place` is a part of `expression`, or is at its end.
fn misread(expression: &str, place: &str, problem: &str) -> Error {
    let offset = (place.as_ptr() as usize).checked_sub(expression.as_ptr() as usize);
    let before = offset.and_then(|offset| expression.get(..offset));
    let Some(before) = before else { return failed(problem) };
    let position = before.chars().count() + 1;
    failed(&format!("{problem} at character {position}")).with_detail("position", position)
}

/// The library quotes whole values, such as all of a search.
fn failed(problem: &str) -> Error {
    const BEGINNING: usize = 120;
    const END: usize = 40;
    let letters: Vec<char> = problem.chars().collect();
    let shown = if letters.len() > BEGINNING + END {
        let (beginning, end) = (&letters[..BEGINNING], &letters[letters.len() - END..]);
        beginning.iter().chain(&[' ', '…', ' ']).chain(end).collect()
    } else {
        problem.to_owned()
    };
    Error::new(ErrorKind::Usage, format!("--jq: {shown}"))
}

/// Writes JSON that is always valid: what JSON lacks becomes null (NaN, infinity) or text (bytes, odd keys), as in jq.
fn write_json(json: &mut String, value: &Val) {
    match value {
        Val::Num(Num::Float(number)) if !number.is_finite() => json.push_str("null"),
        Val::Null | Val::Bool(_) | Val::Num(_) => json.push_str(&value.to_string()),
        Val::BStr(bytes) | Val::TStr(bytes) => {
            json.push_str(&Value::from(String::from_utf8_lossy(bytes)).to_string());
        }
        Val::Arr(elements) => {
            json.push('[');
            for (at, element) in elements.iter().enumerate() {
                json.push_str(if at == 0 { "" } else { "," });
                write_json(json, element);
            }
            json.push(']');
        }
        Val::Obj(entries) => {
            json.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                json.push_str(if at == 0 { "" } else { "," });
                write_key(json, key);
                json.push(':');
                write_json(json, value);
            }
            json.push('}');
        }
    }
}

fn write_key(json: &mut String, key: &Val) {
    if let Val::TStr(_) | Val::BStr(_) = key {
        write_json(json, key);
    } else {
        json.push_str(&Value::from(key.to_string()).to_string());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn results(expression: &str, document: &Value) -> Result<Vec<String>, Error> {
        let mut lines = Vec::new();
        run(expression, document, &mut |line| {
            lines.push(line.to_owned());
            Ok(if lines.len() < 5 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(lines)
    }

    fn document() -> Value {
        json!({ "data": [{ "id": 603, "title": "The \"Matrix\"", "vote": 8.2 }, { "id": 604, "title": null }],
            "meta": { "page": 1 } })
    }

    #[test]
    fn strings_print_raw_and_the_rest_as_json() {
        assert_eq!(results(".data[].id", &document()).unwrap(), ["603", "604"]);
        assert_eq!(results(".data[].title", &document()).unwrap(), ["The \"Matrix\"", "null"]);
        assert_eq!(results(".data[0] | {vote, id}", &document()).unwrap(), ["{\"vote\":8.2,\"id\":603}"]);
        assert_eq!(results(".data | length, .missing?", &document()).unwrap(), ["2"]);
        assert_eq!(
            results("nan, infinite, {(\"a\"): [nan]}", &document()).unwrap(),
            ["null", "null", "{\"a\":[null]}"]
        );
    }

    #[test]
    fn csv_and_tsv_are_there() {
        assert_eq!(
            results(".data[] | [.id, .title] | @csv", &document()).unwrap(),
            ["603,\"The \"\"Matrix\"\"\"", "604,"]
        );
        assert_eq!(
            results(r#"["a\tb", "c\\d", 1, true] | @tsv"#, &document()).unwrap(),
            ["a\\tb\tc\\\\d\t1\ttrue"]
        );
        assert!(results("[[1]] | @csv", &document()).unwrap_err().message().contains("csv-formatted"));
        assert_eq!(results(r#"@csv "row: \([1, "x"])""#, &document()).unwrap(), ["row: 1,\"x\""]);
    }

    #[test]
    fn mistakes_are_usage_errors_with_their_place() {
        for (expression, message) in [
            (".data[", "--jq: closing bracket expected at character 7"),
            (".data | nosuch", "--jq: filter \"nosuch\" is not defined at character 9"),
            ("\"é\" | $x", "--jq: variable \"$x\" is not defined at character 7"),
            (".data | | .x", "--jq: term expected at character 9"),
            (".data |", "--jq: term expected at character 8"),
            ("env", "--jq: filter \"env\" is not defined at character 1"),
            (".data.x", "--jq: cannot index"),
            ("error(\"boom\")", "--jq: boom"),
            ("halt(3)", "--jq: it halted with code 3"),
            ("import \"a\" as a; .", "--jq: modules can't be loaded here"),
        ] {
            let error = results(expression, &document()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Usage, "{expression}");
            assert!(error.message().starts_with(message), "{expression}: {}", error.message());
        }
        assert!(check(".data[").is_err());
        assert!(check(".data[].id").is_ok());
    }

    #[test]
    fn halt_and_a_full_reader_stop_it() {
        assert_eq!(results("1, halt, 2", &document()).unwrap(), ["1"]);
        assert_eq!(results("def f: 1, f; f", &document()).unwrap().len(), 5);
    }

    #[test]
    fn deep_recursion_fits_the_stack() {
        let deep = "def f: if . > 0 then [. - 1 | f] else . end; 2000 | f | tojson | length";
        assert_eq!(results(deep, &document()).unwrap(), ["4001"]);
    }

    #[test]
    fn endless_recursion_is_an_error() {
        for endless in [
            "def f: f + 1; f",
            "def f: [f]; f",
            "def f: f | f; f",
            "1 | \"a\\(def f: -f; f)\"",
            "def a: def b: [a]; b; a",
            "path(def f: first(f); f)",
        ] {
            let error = results(endless, &document()).unwrap_err();
            assert!(error.message().ends_with("it calls itself too often"), "{endless}: {}", error.message());
        }
        // Tail recursion may run endlessly.
        let million = "def f: if . > 100000 then . else . + 1 | f end; 0 | f";
        assert_eq!(results(million, &document()).unwrap(), ["100001"]);
        assert_eq!(results("def f: .id; [.data[] | f]", &document()).unwrap(), ["[603,604]"]);
        assert_eq!(results("def f: .data; (f | length), path(f)", &document()).unwrap(), ["2", "[\"data\"]"]);
        assert_eq!(results("def f: .meta.page; f |= . + 1 | .meta", &document()).unwrap(), ["{\"page\":2}"]);
    }

    #[test]
    fn the_longest_expression_can_be_read() {
        for (open, middle, close) in [("(", "1", ")"), ("[", "1", "]"), ("-", "1", ""), ("try ", "1", "")] {
            let count = (LONGEST_EXPRESSION - 1) / (open.len() + close.len());
            let expression = format!("{}{middle}{}", open.repeat(count), close.repeat(count));
            // It returns in any case.
            drop(check(&expression));
            let error = check(&format!("{expression}{}", " ".repeat(LONGEST_EXPRESSION))).unwrap_err();
            assert!(error.message().contains("longer than"), "{}", error.message());
        }
    }

    #[test]
    fn text_is_made_safe() {
        let document = json!({ "data": "a\u{1b}b\u{202e}c\nd" });
        assert_eq!(results(".data", &document).unwrap(), ["a\u{FFFD}b\u{FFFD}c\nd"]);
        assert_eq!(results("[.data]", &document).unwrap(), ["[\"a\\u001bb\\u202ec\\nd\"]"]);
    }
}
