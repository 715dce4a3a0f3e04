//! Values as JSON, their keys in the order in which they were written.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::yaml::Value;

/// A value that serializes as it is.
struct Ordered<'v>(&'v Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) => serializer.serialize_str(text),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serializer.serialize_i64(*value),
            Value::List(items) => serializer.collect_seq(items.iter().map(Ordered)),
            Value::Map(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(key, &Ordered(value))?;
                }
                map.end()
            }
        }
    }
}

/// On one line, without white space.
pub(super) fn compact(value: &Value) -> String {
    // Strings as keys: this can't fail.
    serde_json::to_string(&Ordered(value)).unwrap_or_default()
}

/// On several lines.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&Ordered(value)).unwrap_or_default() + "\n"
}

/// A list of strings.
pub(super) fn strings<T: ToString>(items: impl IntoIterator<Item = T>) -> Value {
    Value::List(items.into_iter().map(|item| item.to_string().into()).collect())
}
