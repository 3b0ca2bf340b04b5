//! Single values as TMDB gives them: what should be a number or a flag may come as text, and `""`, null and missing are one.
//! And the shapes that values are read as, where one of another shape costs only itself.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A value, borrowed from the text or the tree that it stands in.
#[derive(Debug, Default)]
pub(super) enum Loose<'a> {
    /// Null, or missing.
    #[default]
    Nothing,
    Flag(bool),
    Number(Number),
    Text(Cow<'a, str>),
    /// An array or an object: nobody asks for what is in it.
    Deeper,
}

impl<'a> Loose<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Deeper,
        }
    }

    /// Text that isn't blank, without the blanks around it.
    pub(super) fn text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text.trim()).filter(|text| !text.is_empty())
    }

    /// Such text as a string of its own; the one that it came in, where there is nothing to trim.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(Cow::Owned(text)) if text.trim().len() == text.len() => {
                Some(text).filter(|text| !text.is_empty())
            }
            other => other.text().map(str::to_owned),
        }
    }

    /// A whole number.
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.as_u64(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A whole number above 0 that fits into SQLite's integers.
    pub(super) fn id(&self) -> Option<u64> {
        self.number().filter(|id| *id > 0 && i64::try_from(*id).is_ok())
    }

    /// A finite number.
    pub(super) fn float(&self) -> Option<f64> {
        let number = match self {
            Self::Number(number) => number.as_f64(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| number.is_finite())
    }

    /// `true`, `1`, `"1"`, `"true"` or an opposite.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Number(number) => number.as_u64().map(|number| number != 0),
            Self::Text(text) => match text.trim() {
                "1" | "true" => Some(true),
                "0" | "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A day, `YYYY-MM-DD`; of a moment only its day.
    pub(super) fn day(&self) -> Option<&str> {
        let day = self.text()?.get(..10)?;
        let fits = day.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        fits.then_some(day)
    }
}

/// What is expected at a place. A value of any other form costs only itself: it is read over, and [`Shape::otherwise`] stands
/// for it.
pub(super) trait Shape<'de>: Sized {
    /// What is made of it.
    type Value;

    /// Stands for a value of another form.
    fn otherwise(self) -> Self::Value;

    fn scalar(self, _value: Loose<'de>) -> Self::Value {
        self.otherwise()
    }

    fn array<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.otherwise())
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.otherwise())
    }
}

/// Reads a shape.
pub(super) struct As<S>(pub(super) S);

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for As<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Shape<'de>> Visitor<'de> for As<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Nothing))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Flag(flag)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Number(number.into())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Number(number.into())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Number::from_f64(number).map_or(Loose::Nothing, Loose::Number)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.scalar(Loose::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error> {
        self.0.array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        self.0.object(object)
    }
}

/// Any value.
pub(super) struct AnyValue;

impl<'de> Shape<'de> for AnyValue {
    type Value = Loose<'de>;

    fn otherwise(self) -> Loose<'de> {
        Loose::Deeper
    }

    fn scalar(self, value: Loose<'de>) -> Loose<'de> {
        value
    }
}

/// The elements of an array, each of a shape that `0` makes; none where it isn't one.
pub(super) struct Elements<F>(pub(super) F);

impl<'de, S: Shape<'de>, F: FnMut() -> S> Shape<'de> for Elements<F> {
    type Value = Option<Vec<S::Value>>;

    fn otherwise(self) -> Self::Value {
        None
    }

    fn array<A: SeqAccess<'de>>(mut self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = array.next_element_seed(As((self.0)()))? {
            elements.push(element);
        }
        Ok(Some(elements))
    }
}
