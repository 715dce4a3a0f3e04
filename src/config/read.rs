//! Reads a tree into serde types and keeps going after an error.
//!
//! serde stops at the first error. Here the value at fault is reported, left out, and the whole
//! is read again, until what is left reads well: every field of the types is optional.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use std::ops::Range;

use crate::diagnostic::{Code, code};
use crate::yaml::{Kind, Node, Path};

use super::nearest::{nearest, suggest};
use super::spec::IDENTITY_FIELDS;

/// A value at fault.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) path: Path,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    /// The field that was meant, where a misspelt one was found.
    pub(super) meant: Option<Path>,
}

/// Reads `node`, whose path is `at`. With `flat` every scalar may be quoted, and a list is one
/// string separated by commas: the values of a ConfigMap.
pub(super) fn read<T: DeserializeOwned + Default>(
    node: &Node<'_>,
    at: Path,
    flat: bool,
) -> (T, Vec<Fault>) {
    let state = State {
        anchored: anchored(node),
        flat,
        left_out: RefCell::default(),
        faults: RefCell::default(),
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
    flat: bool,
    left_out: RefCell<HashSet<usize>>,
    faults: RefCell<Vec<Fault>>,
    progress: Cell<bool>,
}

impl State<'_, '_> {
    fn fault(&self, code: Code, node: &Node<'_>, path: &Path, message: String, help: String) {
        let mut faults = self.faults.borrow_mut();
        let known = faults.iter().any(|f| f.span == node.span && f.message == message);
        if !known {
            let (path, span) = (path.clone(), node.span.clone());
            faults.push(Fault { code, path, span, message, help, meant: None });
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
    fn stop<T>(&self, code: Code, message: String, help: String) -> Result<T, Stop> {
        self.state.fault(code, self.node, &self.path, message, help);
        let mut left_out = self.state.left_out.borrow_mut();
        // The whole can't be left out: it stops a second time, without progress.
        if left_out.insert(self.node.span.start) {
            self.state.progress.set(true);
        }
        Err(Stop)
    }

    fn expected<T>(&self, expected: &str) -> Result<T, Stop> {
        let found = match (self.node.text(), self.node.string()) {
            (Some(text), None) => text.to_owned(),
            (_, Some(text)) => format!("the string {text:?}"),
            _ => self.node.kind_name().to_owned(),
        };
        let message = format!("{found} where {expected} is expected");
        self.stop(code::WRONG_TYPE, message, format!("write {expected}"))
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
            None => self.stop(
                code::WRONG_TYPE,
                format!("the alias *{name} refers to an anchor outside of the config"),
                "write the value out".to_owned(),
            ),
        }
    }

    fn child(&self, node: &'n Node<'a>, path: Path) -> Reader<'s, 'n, 'a> {
        Reader { node, path, state: self.state }
    }
}

impl<'de> serde::Deserializer<'de> for Reader<'_, '_, '_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        self.expected("something else")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        let text = if self.state.flat { node.text() } else { node.string() };
        match text {
            Some(text) => visitor.visit_str(text),
            None => self.expected("a string in quotes"),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        let quoted = node.string().is_some() && !self.state.flat;
        match node.text() {
            Some("true") if !quoted => visitor.visit_bool(true),
            Some("false") if !quoted => visitor.visit_bool(false),
            _ => self.expected("true or false"),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        let quoted = node.string().is_some() && !self.state.flat;
        match node.text().and_then(|text| text.parse().ok()) {
            Some(number) if !quoted => visitor.visit_u64(number),
            _ => self.expected("a whole number"),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match self.resolved()?.text() {
            Some(text) if variants.contains(&text) => {
                let word: StrDeserializer<'_, Stop> = text.into_deserializer();
                visitor.visit_enum(word)
            }
            Some(text) => {
                let help = suggest(text, variants);
                self.stop(code::UNKNOWN_VALUE, format!("unknown value {text:?}"), help)
            }
            None => self.expected(&format!("one of {}", variants.join(", "))),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let node = self.resolved()?;
        match &node.kind {
            Kind::Sequence { items, .. } if !self.state.flat => {
                visitor.visit_seq(Elements { reader: &self, items: items.iter().enumerate() })
            }
            Kind::Scalar { value, .. } if self.state.flat => {
                let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
                visitor.visit_seq(SeqDeserializer::new(words.map(str::to_owned)))
            }
            Kind::Scalar { value, .. } => {
                let message = format!("{value:?} where a list is expected");
                self.stop(code::WRONG_TYPE, message, format!("write [{value}]"))
            }
            _ => self.expected("a list"),
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
            return if node.is_null() {
                visitor.visit_map(Fields { reader: &self, open: Vec::new(), value: None })
            } else {
                self.expected("a mapping of fields")
            };
        };
        let mut open = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            let Some(key) = entry.key.text() else {
                continue;
            };
            let path = self.path.key(key);
            let fault = |code, message: String, help| {
                self.state.fault(code, &entry.key, &path, message, help);
            };
            if entries[..place].iter().any(|e| e.key.is(key)) {
                let message = format!("the field {key:?} stands twice");
                fault(code::REPEATED_KEY, message, "keep one of the two".to_owned());
            } else if key == "<<" {
                fault(
                    code::WRONG_TYPE,
                    "merge keys are not read in a config".to_owned(),
                    "write the fields out".to_owned(),
                );
            } else if !fields.contains(&key) {
                let help = if name == "Spec" && IDENTITY_FIELDS.contains(&key) {
                    format!("{key} belongs in an entry of identities")
                } else {
                    suggest(key, fields)
                };
                fault(code::UNKNOWN_FIELD, format!("unknown field {key:?}"), help);
                if let Some(near) = nearest(key, fields)
                    && let Some(fault) = self.state.faults.borrow_mut().last_mut()
                {
                    fault.meant = Some(self.path.key(near));
                }
            } else if !self.state.is_left_out(&entry.value) {
                open.push((key, &entry.value));
            }
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
        let Some((place, item)) = next else {
            return Ok(None);
        };
        let path = self.reader.path.index(place);
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
