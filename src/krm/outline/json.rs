//! The outline of a ResourceList of JSON: its keys, and the items between its brackets.
//!
//! It follows the text from bracket to bracket by the grammar of JSON, over one line or many.
//! `None` is whatever a YAML parser may take in another way: tabs, half a character in an escape, a
//! line break in front of a `:`, long keys, deep nesting. That takes a parser.

use std::ops::Range;

use memchr::{memchr, memchr3};

use super::Outline;
use super::head::Head;
use super::printable::is_printable;
use super::scalar::Known;

/// The brackets that may stand around a value. The parser takes more.
const DEEPEST: usize = 200;

/// The bytes that a key may have. YAML's limit is 1,024 characters up to the `:`.
const LONGEST_KEY: usize = 1_000;

/// The places of a list's parts.
#[derive(Debug, Default)]
pub(in crate::krm) struct JsonOutline<'a> {
    /// The items.
    pub(in crate::krm) items: Vec<Outline<'a>>,
    /// The bytes of the items, with the brackets around them.
    pub(in crate::krm) brackets: Range<usize>,
    /// The other keys of the list, each with the bytes of its value.
    pub(in crate::krm) keys: Vec<(&'a str, Range<usize>)>,
}

/// What the brackets of a list tell; `None` if it takes a parser to find its items.
pub(in crate::krm) fn outline(source: &str) -> Option<JsonOutline<'_>> {
    // Before all of the text is looked at.
    let is_object = source.trim_ascii_start().starts_with('{');
    if !is_object || memchr(b'\t', source.as_bytes()).is_some() || !is_printable(source) {
        return None;
    }
    let mut list = JsonOutline::default();
    let mut json = Json { source, at: 0, depth: 0 };
    json.object(|json, key| {
        let items = key == "items";
        let known = list.keys.iter().any(|(name, _)| *name == key);
        if key.contains('\\') || known || items && !list.items.is_empty() {
            return None;
        }
        json.peek()?;
        let start = json.at;
        if items {
            json.array(|json| {
                list.items.push(json.item()?);
                Some(())
            })?;
            list.brackets = start..json.at;
        } else {
            json.value()?;
            list.keys.push((key, start..json.at));
        }
        Some(())
    })?;
    (json.peek().is_none() && !list.items.is_empty()).then_some(list)
}

/// A text of JSON, and the place up to which it was read.
#[derive(Debug)]
struct Json<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Json<'a> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.source.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r')).count();
        self.source.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Past what stands between brackets, one after the other with a comma between them.
    fn between(
        &mut self,
        (open, close): (u8, u8),
        mut member: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.take(open)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        if self.peek()? != close {
            member(self)?;
            while self.peek()? == b',' {
                self.at += 1;
                member(self)?;
            }
        }
        self.depth -= 1;
        self.take(close)
    }

    /// Past an object; `value` goes past the value of a key, which is given as it is written.
    fn object(&mut self, mut value: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.between((b'{', b'}'), |json| {
            let key = json.string()?;
            let behind = json.source[json.at..].trim_start_matches(' ').strip_prefix(':')?;
            json.at = json.source.len() - behind.len();
            (key.len() <= LONGEST_KEY).then_some(())?;
            value(json, key)
        })
    }

    /// Past a list.
    fn array(&mut self, element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.between((b'[', b']'), element)
    }

    /// Past any value.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(|json, _| json.value()),
            b'[' => self.array(Self::value),
            b'"' => self.string().map(drop),
            _ => self.word(),
        }
    }

    /// Past a number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<()> {
        let rest = &self.source.as_bytes()[self.at..];
        let ends = |b: &u8| matches!(b, b',' | b']' | b'}' | b' ' | b'\n' | b'\r');
        let word = &rest[..rest.iter().position(ends)?];
        self.at += word.len();
        let digits = word.strip_prefix(b"-").unwrap_or(word);
        let in_number =
            |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
        let number = digits.first()?.is_ascii_digit() && digits.iter().all(in_number);
        (number || matches!(word, b"true" | b"false" | b"null")).then_some(())
    }

    /// Past a string; what stands between its quotes.
    fn string(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let (start, bytes) = (self.at, self.source.as_bytes());
        loop {
            self.at += memchr3(b'"', b'\\', b'\n', &bytes[self.at..])?;
            match bytes[self.at] {
                b'"' => break,
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
        self.at += 1;
        Some(&self.source[start..self.at - 1])
    }

    /// Past an escape.
    fn escape(&mut self) -> Option<()> {
        match self.source.as_bytes().get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => {
                let digits = self.source.get(self.at + 2..self.at + 6)?;
                let digits = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
                self.at += 6;
            }
            _ => return None,
        }
        Some(())
    }

    /// Past an item.
    fn item(&mut self) -> Option<Outline<'a>> {
        self.peek()?;
        let start = self.at;
        let mut head = Head::default();
        // A key with an escape may be any key.
        let mut spelled = false;
        let mut metadata = false;
        self.object(|json, key| match key {
            "apiVersion" => json.scalar(&mut head.api_version),
            "kind" => json.scalar(&mut head.kind),
            "metadata" if !metadata && json.peek()? == b'{' => {
                metadata = true;
                json.object(|json, key| match key {
                    "name" => json.scalar(&mut head.name),
                    "namespace" => json.scalar(&mut head.namespace),
                    _ => {
                        spelled |= key.contains('\\');
                        json.value()
                    }
                })
            }
            "metadata" => {
                (head.name, head.namespace) = (Known::Unknown, Known::Unknown);
                metadata = true;
                json.value()
            }
            _ => {
                spelled |= key.contains('\\');
                json.value()
            }
        })?;
        let head = if spelled { Head::UNKNOWN } else { head };
        Some(Outline { source: self.source, range: start..self.at, head })
    }

    /// Past a value that is known if it is a string without escapes, and the only one.
    fn scalar(&mut self, known: &mut Known<'a>) -> Option<()> {
        let value = match self.peek()? {
            b'"' => Some(self.string()?).filter(|text| !text.contains('\\')),
            _ => self.value().map(|()| None)?,
        };
        let first = *known == Known::Absent;
        *known = value.filter(|_| first).map_or(Known::Unknown, Known::Text);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::outline;

    /// Kind, name and namespace of the items of a list; nothing if it takes a parser.
    fn heads(items: &str) -> Option<Vec<[Option<String>; 3]>> {
        let source = format!("{{\"kind\":\"ResourceList\",\"items\":[{items}],\"a\":1}}\n");
        let list = outline(&source)?;
        let text = |text: Option<&str>| text.map(str::to_owned);
        let head = list.items.iter().map(|item| {
            let kind = item.kind().map(|(_, kind)| kind);
            [text(kind), text(item.name()), text(item.namespace())]
        });
        Some(head.collect())
    }

    /// What is known is what a parser says.
    #[test]
    fn what_is_known_is_true() {
        let yes = |text: &str| Some(text.to_owned());
        for (item, head) in [
            (
                r#"{"kind":"A","metadata":{"name":"b","x":{"name":"c"},"namespace":"d"}}"#,
                [yes("A"), yes("b"), yes("d")],
            ),
            ("{\n\"kind\" : \"A\" ,\r\n\"a\": [-1.5e+3, true]\n}", [yes("A"), yes(""), yes("")]),
            (r#"{"kind":"A","kind":"B"}"#, [None, yes(""), yes("")]),
            (r#"{"kind":1,"metadata":{"name":null}}"#, [None, None, yes("")]),
            (r#"{"kind":"\u0041","metadata":{"name":"b\/c"}}"#, [None, None, yes("")]),
            (r#"{"\u006bind":"A"}"#, [None, None, None]),
            (r#"{"kind":"A","metadata":{"\u006eame":"b"}}"#, [None, None, None]),
            (r#"{"kind":"A","metadata":[],"metadata":{"name":"b"}}"#, [yes("A"), None, None]),
            (r#"{"kind":"A","metadata":{"name":"b"},"metadata":{}}"#, [yes("A"), None, None]),
        ] {
            assert_eq!(heads(item), Some(vec![head]), "{item}");
        }
    }

    /// Whatever is no JSON, and what another reader may not take for the same.
    #[test]
    fn the_rest_takes_a_parser() {
        assert!(heads(r#"{"a":"b"}, {}"#).is_some());
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(250), "]".repeat(250));
        let long = format!("{{\"{}\":1}}", "a".repeat(1_010));
        for items in [
            "",
            "1",
            "[]",
            "{},",
            ",{}",
            "{} {}",
            "{]",
            "{a: b}",
            "{'a': 1}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1 2}"#,
            r#"{"a":b}"#,
            r#"{"a":-}"#,
            r#"{"a":nulL}"#,
            r#"{"a":1 # b}"#,
            r#"{"a":&b 1}"#,
            r#"{"a":"\x41"}"#,
            r#"{"a":"\ud83d\ude00"}"#,
            r#"{"a":"\u00"}"#,
            "{\"a\":\"b\nc\"}",
            "{\"a\"\n:1}",
            "{\t}",
            "{\"a\":\"\u{85}\"}",
            "{}],\"items\":[{}",
            "{}],\"a\":1,\"a\":[2",
            "{}],\"\\u0061\":[1",
            &deep,
            &long,
        ] {
            assert_eq!(heads(items), None, "{items}");
        }
        for source in ["", "{", "{}", "[]", "{\"items\":[{}]} {}", "{\"items\":[{}]}\n---\n"] {
            assert!(outline(source).is_none(), "{source}");
        }
    }
}
