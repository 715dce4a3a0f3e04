//! What an edit writes, and whether it stands somewhere already.

use super::quote;
use super::tree::{Kind, Node, Style};

/// A value to write. Numbers are integers: nothing this crate writes has a fraction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string, quoted where a plain one would be read as something else.
    String(String),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A mapping, in this order.
    Map(Vec<(String, Value)>),
    /// A sequence.
    List(Vec<Value>),
}

impl Value {
    /// A mapping of `pairs`.
    pub fn map<K: Into<String>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(pairs.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// The text of a scalar as a message shows it; `None` for a collection.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::String(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Integer(value) => Some(value.to_string()),
            Value::Map(_) | Value::List(_) => None,
        }
    }

    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(pairs) => pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value with the keys of every mapping sorted.
    pub(crate) fn sorted(self) -> Value {
        match self {
            Value::Map(mut pairs) => {
                pairs.sort_by(|a, b| a.0.cmp(&b.0));
                Value::Map(pairs.into_iter().map(|(k, v)| (k, v.sorted())).collect())
            }
            Value::List(items) => Value::List(items.into_iter().map(Value::sorted).collect()),
            scalar => scalar,
        }
    }
}

/// Whether `node` is exactly `value`, read by YAML 1.1 and 1.2 readers alike. The order of keys
/// does not count.
pub fn matches(node: &Node<'_>, value: &Value) -> bool {
    match (value, &node.kind) {
        _ if node.tagged => false,
        (Value::String(text), Kind::Scalar { value, style }) => {
            value == text && (*style != Style::Plain || quote::reads_as_string(text))
        }
        (Value::Bool(_) | Value::Integer(_), Kind::Scalar { value: text, style: Style::Plain }) => {
            value.text().is_some_and(|v| v == *text)
        }
        (Value::Map(pairs), Kind::Mapping { entries, .. }) => {
            pairs.len() == entries.len()
                && pairs.iter().all(|(k, v)| node.get(k).is_some_and(|n| matches(n, v)))
        }
        (Value::List(values), Kind::Sequence { items, .. }) => {
            values.len() == items.len() && items.iter().zip(values).all(|(n, v)| matches(n, v))
        }
        _ => false,
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(value)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, matches};
    use crate::yaml::read::parse;

    #[test]
    fn a_list_has_each_element_and_no_other() {
        let wanted = Value::List(vec!["a".into(), "b".into()]);
        for (text, expected) in [
            ("[a, b]", true),
            ("[a]", false),
            ("[a, b, c]", false),
            ("[a, c]", false),
            ("[]", false),
        ] {
            let node = parse(text, 0..text.len()).unwrap().unwrap();
            assert_eq!(matches(&node, &wanted), expected, "{text}");
        }
    }
}
