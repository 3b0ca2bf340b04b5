//! How deep an expression may go: calls of its own functions, and the values that it nests. The library walks, prints and
//! drops values by recursion, so one that is too deep would end the process for want of stack. Not for what expressions
//! mean.
//!
//! One turn of a loop can nest a value only as much deeper as the expression has brackets, so the loops look now and then:
//! `reduce`, `foreach`, an expression's own functions, and those of the library that repeat what they are given.

use std::cell::Cell;
use std::collections::HashMap;

use jaq_core::box_iter::box_once;
use jaq_core::load::lex::{Lexer, StrPart, Tok, Token};
use jaq_core::{Bind, Exn, Native};
use jaq_json::{Rc, Val, bytes_valrs, read};

use super::Data;

/// How deep a value may nest. What deeper ones take of the stack before they are noticed is a small part of it.
pub(super) const DEEPEST_VALUE: usize = 10_000;
/// How much of the stack functions may use, so that what they call has room.
const DEEPEST_CALL_BYTES: usize = super::STACK_BYTES / 4 * 3;
/// How much deeper a value may become between two looks at it, where it isn't large.
const UNSEEN: usize = 4096;
/// Our filter that lets everything pass and fails where it goes too deep.
const GUARD: &str = "__deeper";

/// The library's loops, which hand a value round for as long as their arguments like.
pub(super) const LOOPS: &str = "
def recurse(f): def rec: __deeper | ., (f | rec); rec;
def recurse: recurse(.[]?);
def recurse(f; cond): recurse(f | select(cond));
def while(cond; update): def rec: __deeper | if cond then ., (update | rec) else empty end; rec;
def until(cond; update): def rec: __deeper | if cond then . else update | rec end; rec;
def getpath($path): reduce $path[] as $p (.; __deeper | .[$p]);
def setpath($path; $x): getpath($path) = $x;
def delpaths($paths): reduce $paths[] as $path (.; getpath($path) |= empty);
";

#[derive(Clone, Copy)]
struct Gauge {
    /// Where this thread's stack begins, about.
    stack_base: usize,
    /// How much deeper one turn of a loop may make a value.
    step: usize,
    /// How much deeper a value may have become since the last look …
    unseen: usize,
    /// … and may become before the next.
    patience: usize,
}

thread_local! {
    static GAUGE: Cell<Gauge> = const { Cell::new(Gauge { stack_base: 0, step: 1, unseen: 0, patience: UNSEEN }) };
}

/// Begins to watch this thread, at the bottom of its stack.
pub(super) fn watch(expression: &str) {
    let step = 1 + expression.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    GAUGE.set(Gauge { stack_base: stack_address(), step, unseen: 0, patience: UNSEEN });
}

/// Returns where on its stack this thread is, about.
#[inline(never)]
fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}

fn check(value: &Val) -> Result<(), Exn<'static, Val>> {
    let mut gauge = GAUGE.get();
    if gauge.stack_base.abs_diff(stack_address()) > DEEPEST_CALL_BYTES {
        return Err(Exn::from(jaq_core::Error::str("it calls itself too often")));
    }
    gauge.unseen += gauge.step;
    if gauge.unseen < gauge.patience {
        GAUGE.set(gauge);
        return Ok(());
    }
    let (is_too_deep, seen) = measure(value);
    // A large value is looked at less often, or looking would take more time than the work.
    GAUGE.set(Gauge { unseen: 0, patience: UNSEEN.max(seen / 8), ..gauge });
    if is_too_deep { Err(too_deep()) } else { Ok(()) }
}

fn too_deep() -> Exn<'static, Val> {
    let problem = format!("it nests values more than {DEEPEST_VALUE} deep");
    Exn::from(jaq_core::Error::str(problem))
}

/// An array or object that is being looked at.
struct Open<'a> {
    rest: Box<dyn Iterator<Item = &'a Val> + 'a>,
    /// Its address, where it may turn up again.
    shared: Option<usize>,
    /// The deepest that was found in it.
    height: usize,
}

/// Returns whether a value nests too deep, and how many values were looked at. What occurs in it many times is looked at
/// once: small expressions make values that would take for ever otherwise.
fn measure(value: &Val) -> (bool, usize) {
    let mut heights: HashMap<usize, usize> = HashMap::new();
    let mut seen = 0;
    let mut path: Vec<Open<'_>> = Vec::new();
    let mut next = Some(value);
    loop {
        if let Some(value) = next {
            seen += 1;
            let (rest, shared): (Box<dyn Iterator<Item = &Val>>, _) = match value {
                Val::Arr(elements) => (Box::new(elements.iter()), address(elements)),
                Val::Obj(entries) => {
                    (Box::new(entries.iter().flat_map(|(key, value)| [key, value])), address(entries))
                }
                _ => (Box::new(std::iter::empty()), None),
            };
            match shared.and_then(|shared| heights.get(&shared)) {
                Some(known) => {
                    if path.len() + known > DEEPEST_VALUE {
                        return (true, seen);
                    }
                    if let Some(above) = path.last_mut() {
                        above.height = above.height.max(*known);
                    }
                }
                None if matches!(value, Val::Arr(_) | Val::Obj(_)) => {
                    path.push(Open { rest, shared, height: 0 });
                }
                None => {}
            }
            if path.len() > DEEPEST_VALUE {
                return (true, seen);
            }
        }
        let Some(open) = path.last_mut() else { return (false, seen) };
        next = open.rest.next();
        if next.is_none() {
            let (shared, height) = (open.shared, open.height + 1);
            path.pop();
            heights.extend(shared.map(|shared| (shared, height)));
            if let Some(above) = path.last_mut() {
                above.height = above.height.max(height);
            }
        }
    }
}

fn address<T>(shared: &Rc<T>) -> Option<usize> {
    (Rc::strong_count(shared) > 1).then(|| Rc::as_ptr(shared).addr())
}

/// A filter in Rust.
type Filter = (&'static str, Box<[Bind]>, Native<Data>);

/// Our filters: the guard, and those of the library that nest values by themselves.
pub(super) fn filters() -> [Filter; 2] {
    let guard = Native::new(|cv| box_once(check(&cv.1).map(|()| cv.1)))
        .with_paths(|cv| box_once(check(&cv.1.0).map(|()| cv.1)))
        .with_update(|cv, update| match check(&cv.1) {
            Ok(()) => update(cv.1),
            Err(error) => box_once(Err(error)),
        });
    let read = Native::new(|cv| match cv.1 {
        Val::TStr(text) if brackets(&text) > DEEPEST_VALUE => box_once(Err(too_deep())),
        Val::TStr(text) => {
            let problem = |problem| jaq_core::Error::str(format!("cannot parse it as JSON: {problem}"));
            let read = bytes_valrs(*text, |text| {
                Box::new(read::parse_many(text).map(move |read| read.map_err(problem)))
            });
            Box::new(read.map(|read| read.map_err(Exn::from)))
        }
        other => box_once(Err(Exn::from(jaq_core::Error::typ(other, "string")))),
    });
    [(GUARD, jaq_core::native::v(0), guard), ("fromjson", jaq_core::native::v(0), read)]
}

/// Returns how many brackets are open at once at most. Those in strings count too: no such text is read by mistake.
fn brackets(text: &[u8]) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Lets every loop of an expression pass the guard: `def f($x): 1` becomes `def f($x): __deeper|($x|__deeper)as $x|1`, and
/// `reduce .[] as $y (0; . + $y)` becomes `reduce .[] as $y (0; __deeper| . + $y)`.
pub(super) fn guarded(expression: &str) -> String {
    let Ok(tokens) = Lexer::new(expression).lex() else { return expression.to_owned() };
    let mut places = Vec::new();
    find_bodies(expression, &tokens, &mut places);
    places.sort_by_key(|(place, _)| *place);
    let mut text = expression.to_owned();
    for (place, guard) in places.into_iter().rev() {
        text.insert_str(place, &guard);
    }
    text
}

/// What was begun and waits for its body.
enum Begun<'a> {
    /// A function, with its arguments that are values.
    Function(Vec<&'a str>),
    /// `reduce` or `foreach`, and whether `as` was read: what follows in parentheses is its body.
    Fold(bool),
}

/// Finds where the bodies of functions and folds begin, and what is to stand there.
fn find_bodies<'a>(expression: &str, tokens: &[Token<&'a str>], places: &mut Vec<(usize, String)>) {
    let mut begun: Vec<Begun<'a>> = Vec::new();
    for Token(text, token) in tokens {
        match (token, begun.last_mut()) {
            (Tok::Word, _) if *text == "def" => begun.push(Begun::Function(Vec::new())),
            (Tok::Word, _) if *text == "reduce" || *text == "foreach" => begun.push(Begun::Fold(false)),
            (Tok::Word, Some(Begun::Fold(has_pattern))) if *text == "as" => *has_pattern = true,
            (Tok::Sym, Some(Begun::Function(values))) if *text == ":" => {
                let values = values.iter().map(|value| format!("({value}|{GUARD})as {value}|"));
                let guard = format!(" {GUARD}|{}", values.collect::<String>());
                places.extend(end_of(expression, text).map(|place| (place, guard)));
                begun.pop();
            }
            (Tok::Block(inner), Some(Begun::Function(values))) => {
                let named = inner.iter().filter(|Token(_, token)| matches!(token, Tok::Var));
                values.extend(named.map(|Token(name, _)| *name));
            }
            (Tok::Block(inner), Some(Begun::Fold(true))) if text.starts_with('(') => {
                let first = inner.iter().find(|Token(text, token)| matches!(token, Tok::Sym) && *text == ";");
                let place = first.and_then(|Token(text, _)| end_of(expression, text));
                places.extend(place.map(|place| (place, format!(" {GUARD}|"))));
                begun.pop();
                find_bodies(expression, inner, places);
            }
            (Tok::Block(inner), _) => find_bodies(expression, inner, places),
            (Tok::Str(parts), _) => {
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

/// Returns where in `expression` a part of it ends.
fn end_of(expression: &str, part: &str) -> Option<usize> {
    let end = (part.as_ptr() as usize + part.len()).checked_sub(expression.as_ptr() as usize);
    end.filter(|end| expression.is_char_boundary(*end))
}
