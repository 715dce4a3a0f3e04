//! Reads a tree into serde types and keeps going after an error.
//!
//! serde stops at the first error. Here the value at fault is noted, left out, and the whole is
//! read again, until what is left reads well: every field of the types is optional. A fault is
//! data; what is said about it is up to the caller.

mod fault;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

pub(crate) use fault::{Fault, FaultKind, Found, Type};

use super::path::Path;
use super::tree::{Kind, Node};

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Each in its own type: a number and a boolean without quotes, a list as a sequence.
    Typed,
    /// All as strings, as in the data of a ConfigMap: a list is separated by commas.
    Text,
}

/// Reads `node`, whose path is `at`. What is at fault is left out of the value.
pub(crate) fn read<T: DeserializeOwned + Default>(
    node: &Node<'_>,
    at: &Path,
    form: Form,
) -> (T, Vec<Fault>) {
    let state = State {
        anchored: anchored(node),
        form,
        left_out: RefCell::default(),
        faults: RefCell::default(),
        met: RefCell::default(),
        progress: Cell::new(true),
    };
    let mut value = T::default();
    while state.progress.replace(false) {
        if let Ok(read) = T::deserialize(Reader { node, path: at.clone(), state: &state }) {
            value = read;
            break;
        }
    }
    (value, state.faults.into_inner())
}

fn anchored<'n, 'a>(node: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.anchor.is_some() {
            found.push(node);
        }
        open.extend(node.entries().iter().map(|e| &e.value));
        open.extend(node.items());
    }
    found
}

struct State<'n, 'a> {
    anchored: Vec<&'n Node<'a>>,
    form: Form,
    left_out: RefCell<HashSet<usize>>,
    faults: RefCell<Vec<Fault>>,
    /// The faults again, to be found.
    met: RefCell<HashSet<Fault>>,
    progress: Cell<bool>,
}

impl State<'_, '_> {
    /// Notes a fault, once however often it is met.
    fn fault(&self, node: &Node<'_>, path: &Path, kind: FaultKind) {
        let fault = Fault { kind, span: node.span.clone(), path: path.clone() };
        if self.met.borrow_mut().insert(fault.clone()) {
            self.faults.borrow_mut().push(fault);
        }
    }

    fn is_left_out(&self, node: &Node<'_>) -> bool {
        self.left_out.borrow().contains(&node.span.start)
    }
}

/// The reading stops here; the fault is noted.
#[derive(Debug)]
struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is at fault")
    }
}

impl std::error::Error for Stop {}

impl serde::de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Stop {
        Stop
    }
}

struct Reader<'s, 'n, 'a> {
    node: &'n Node<'a>,
    path: Path,
    state: &'s State<'n, 'a>,
}

impl<'s, 'n, 'a> Reader<'s, 'n, 'a> {
    /// Notes a fault and leaves the value out of the next reading.
    fn stop<T>(&self, kind: FaultKind) -> Result<T, Stop> {
        self.state.fault(self.node, &self.path, kind);
        let mut left_out = self.state.left_out.borrow_mut();
        // The whole can't be left out: it stops a second time, without progress.
        if left_out.insert(self.node.span.start) {
            self.state.progress.set(true);
        }
        Err(Stop)
    }

    fn expected<T>(&self, expected: Type) -> Result<T, Stop> {
        self.stop(FaultKind::WrongType { expected, found: Found::of(self.node) })
    }

    /// The node that an alias stands for: the last one anchored by that name before it.
    fn resolved(&self) -> Result<&'n Node<'a>, Stop> {
        let Kind::Alias { name } = &self.node.kind else {
            return Ok(self.node);
        };
        let before = self
            .state
            .anchored
            .iter()
            .filter(|n| n.anchor == Some(name) && n.span.start < self.node.span.start);
        match before.max_by_key(|n| n.span.start) {
            Some(node) => Ok(node),
            None => self.stop(FaultKind::AliasOutside { name: (*name).to_owned() }),
        }
    }

    /// The text of a scalar that may be read as something other than a string.
    fn unquoted<'x>(&self, node: &'x Node<'_>) -> Option<&'x str> {
        let string = self.state.form == Form::Typed && node.string().is_some();
        node.text().filter(|_| !string)
    }

    fn child(&self, node: &'n Node<'a>, path: Path) -> Reader<'s, 'n, 'a> {
        Reader { node, path, state: self.state }
    }
}

impl<'de> serde::Deserializer<'de> for Reader<'_, '_, '_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        self.expected(Type::Unknown)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        let text = match self.state.form {
            Form::Typed => node.string(),
            Form::Text => node.text(),
        };
        match text {
            Some(text) => visitor.visit_str(text),
            None => self.expected(Type::String),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        match self.unquoted(node) {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.expected(Type::Boolean),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        match self.unquoted(node).and_then(|text| text.parse().ok()) {
            Some(number) => visitor.visit_u64(number),
            _ => self.expected(Type::Integer),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        match node.text() {
            Some(text) if variants.contains(&text) => {
                let word: StrDeserializer<'_, Stop> = text.into_deserializer();
                visitor.visit_enum(word)
            }
            Some(text) => {
                self.stop(FaultKind::UnknownValue { value: text.to_owned(), known: variants })
            }
            None => self.expected(Type::Word(variants)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        match (self.state.form, &node.kind) {
            (Form::Typed, Kind::Sequence { items, .. }) => {
                visitor.visit_seq(Elements { reader: &self, items: items.iter().enumerate() })
            }
            (Form::Text, Kind::Scalar { value, .. }) => {
                let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
                visitor.visit_seq(SeqDeserializer::new(words.map(str::to_owned)))
            }
            (Form::Typed, _) => self.expected(Type::List),
            (Form::Text, _) => self.expected(Type::Commas),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        let Kind::Mapping { entries, .. } = &node.kind else {
            if node.is_null() {
                return visitor.visit_map(Fields { reader: &self, open: Vec::new(), value: None });
            }
            // A type may also be written as one word, in place of its fields.
            let word = node.string().and_then(|text| visitor.visit_str::<Stop>(text).ok());
            return word.map_or_else(|| self.expected(Type::Fields), Ok);
        };
        let mut open = Vec::new();
        let mut met = HashSet::with_capacity(entries.len());
        for entry in entries {
            let Some(key) = entry.key.text() else {
                continue;
            };
            let fault = if !met.insert(key) {
                FaultKind::RepeatedKey { key: key.to_owned() }
            } else if key == "<<" {
                FaultKind::MergeKey
            } else if !fields.contains(&key) {
                FaultKind::UnknownField { key: key.to_owned(), of: name, known: fields }
            } else {
                if !self.state.is_left_out(&entry.value) {
                    open.push((key, &entry.value));
                }
                continue;
            };
            self.state.fault(&entry.key, &self.path.key(key), fault);
        }
        open.reverse();
        visitor.visit_map(Fields { reader: &self, open, value: None })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 f32 f64 char str bytes byte_buf unit unit_struct newtype_struct
        tuple tuple_struct map identifier ignored_any
    }
}

struct Elements<'r, 's, 'n, 'a> {
    reader: &'r Reader<'s, 'n, 'a>,
    items: std::iter::Enumerate<std::slice::Iter<'n, Node<'a>>>,
}

impl<'de> SeqAccess<'de> for Elements<'_, '_, '_, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stop> {
        let state = self.reader.state;
        let next = self.items.find(|(_, item)| !state.is_left_out(item));
        let Some((index, item)) = next else {
            return Ok(None);
        };
        let path = self.reader.path.index(index);
        seed.deserialize(self.reader.child(item, path)).map(Some)
    }
}

struct Fields<'r, 's, 'n, 'a> {
    reader: &'r Reader<'s, 'n, 'a>,
    /// The fields to come, the next one last.
    open: Vec<(&'n str, &'n Node<'a>)>,
    value: Option<(&'n str, &'n Node<'a>)>,
}

impl<'de> MapAccess<'de> for Fields<'_, '_, '_, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Stop> {
        self.value = self.open.pop();
        let Some((key, _)) = self.value else {
            return Ok(None);
        };
        let key: StrDeserializer<'_, Stop> = key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        let (key, node) = self.value.take().ok_or(Stop)?;
        seed.deserialize(self.reader.child(node, self.reader.path.key(key)))
    }
}

#[cfg(test)]
mod tests;
