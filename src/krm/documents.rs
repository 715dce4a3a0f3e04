//! Manifests as `kubectl` takes them: documents of YAML or JSON, and Lists.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memmem};

use crate::yaml::{
    self, Edit, Frame, Kind, Layout, Node, Path, Refusal, RefusalKind, Splices, Value, lines,
};

use super::fact::{Fact, Item};
use super::list::{descend, is_list};
use super::write::{refusal, rewritten};
use super::{Edited, InputError, Object, Refused, Unread, Written};

/// The documents of one text.
#[derive(Debug)]
pub struct Documents<'a> {
    text: &'a str,
    source: usize,
    frames: Vec<Frame<'a>>,
    unread: Vec<Unread<'a>>,
    count: usize,
}

impl<'a> Documents<'a> {
    /// Finds the documents of a text; [`Documents::read`] parses them. `source` is the number of
    /// the text in findings.
    pub fn open(text: &'a str, source: usize) -> Documents<'a> {
        let documents = split(text).into_iter().filter(|range| has_content(&text[range.clone()]));
        let unread: Vec<Unread<'a>> = documents
            .map(|range| Unread { source: text, item: facts(&text[range.clone()], range.start) })
            .collect();
        Documents { text, source, frames: Vec::new(), count: unread.len(), unread }
    }

    /// How many documents there are, read or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the text ends in a block scalar without a line break: whatever follows would change
    /// its value.
    pub fn ends_cut_off(&self) -> bool {
        let last = split(self.text).pop().unwrap_or_default();
        lines::is_open_ended(self.text)
            && yaml::parse(self.text, last)
                .ok()
                .flatten()
                .is_some_and(|root| lines::ends_cut_off(self.text, &root))
    }

    /// The number of the text in findings.
    pub fn source(&self) -> usize {
        self.source
    }

    /// The documents that are not parsed yet.
    pub fn unread(&self) -> &[Unread<'a>] {
        &self.unread
    }

    /// Parses those of the documents that `concern` the caller.
    ///
    /// # Errors
    /// A document that does not parse.
    pub fn read(&mut self, concern: impl Fn(&Unread<'a>) -> bool) -> Result<(), InputError> {
        for document in std::mem::take(&mut self.unread).into_iter().filter(concern) {
            let frame = Frame::parse(self.text, document.range(), false);
            self.frames.extend(frame.map_err(InputError::Syntax)?);
        }
        Ok(())
    }

    /// The documents that were read.
    pub fn roots(&self) -> impl Iterator<Item = &Node<'a>> {
        self.frames.iter().map(|frame| &frame.root)
    }

    /// The objects among those that were read, those inside of Lists included.
    pub fn objects(&self) -> Vec<Object<'_, 'a>> {
        let mut objects = Vec::new();
        for (frame, Frame { root, .. }) in self.frames.iter().enumerate() {
            if matches!(root.kind, Kind::Mapping { .. }) {
                let path = Path::default();
                descend(Object { node: root, source: self.source, frame, path }, &mut objects);
            }
        }
        objects
    }

    /// Edits those of the objects that stand in this text; each edit is given with the index of its
    /// object.
    ///
    /// # Errors
    /// The first edit that was refused.
    pub fn edit(
        &self,
        objects: &[Object<'_, 'a>],
        edits: &[(usize, &Edit)],
    ) -> Result<Edited, Refused> {
        Edited::of(self.text, self.source, &self.frames, objects, edits)
    }

    /// The text with its objects edited and `added` ones behind the last: in the List that the
    /// text is, or as documents.
    ///
    /// # Errors
    /// Nothing can be added behind what stands there.
    pub fn write(&self, edited: Edited, added: &[Value]) -> Result<Written<'a>, Refusal> {
        let splices = Splices::new(edited.splices).ok_or_else(|| refusal(RefusalKind::Unsure))?;
        let source = Cow::Borrowed(self.text);
        if added.is_empty() {
            return Ok(Written { source, splices });
        }
        let text = splices.apply(self.text, 0..self.text.len());
        let edited = match self.frames.as_slice() {
            [only] if self.count == 1 && is_list(&only.root) => {
                let path = Path::keys(["items"]);
                let known = only.root.get("items").map_or(0, |items| items.items().len());
                let edits = added.iter().enumerate();
                let edits = edits.map(|(i, v)| Edit::set(path.index(known + i), v.clone()));
                // A marker behind it is no part of it.
                let behind = self.text.len() - only.range.end;
                let end = text.len() - behind;
                let list = rewritten(&text[only.range.start..end], &edits.collect::<Vec<_>>())?;
                [&text[..only.range.start], &list, &text[end..]].concat()
            }
            [first, ..] if first.root.is_flow() => return Err(refusal(RefusalKind::NoDocument)),
            _ => {
                let behind = documents_behind(&text, added)?;
                text + &behind
            }
        };
        Ok(Written { source: Cow::Owned(edited), splices: Splices::default() })
    }
}

/// Values as documents behind those of `text`, read again and compared.
fn documents_behind(text: &str, added: &[Value]) -> Result<String, Refusal> {
    let newline = lines::newline_near(text, 0);
    let layout = Layout { newline, ..Layout::default() };
    let mut out = String::new();
    if lines::is_open_ended(text) {
        // A block scalar at the very end would take the line break in.
        let last = split(text).pop().unwrap_or_default();
        let root = yaml::parse(text, last).ok().flatten();
        if root.is_none_or(|root| lines::ends_cut_off(text, &root)) {
            let (kind, offset) = (RefusalKind::CutOff, text.len());
            return Err(Refusal { kind, path: Path::default(), offset });
        }
        out.push_str(newline);
    }
    for value in added {
        let block = yaml::block(value, 0, &layout) + newline;
        match yaml::parse(&block, 0..block.len()) {
            Ok(Some(root)) if yaml::matches(&root, value) => {}
            _ => return Err(refusal(RefusalKind::Unsure)),
        }
        for part in ["---", newline, &block] {
            out.push_str(part);
        }
    }
    Ok(out)
}

/// The documents of a text, each from its `---` to the next one. YAML lets no scalar hold a line
/// that starts so.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    for marker in ["---", "..."] {
        let found = memmem::find_iter(text.as_bytes(), marker.as_bytes());
        for at in found.filter(|at| is_marker(text, *at)) {
            // What follows `...` is another document; the line belongs to the one before.
            starts.push(if marker == "..." { lines::next(text, at) } else { at });
        }
    }
    starts.sort_unstable();
    // Directives belong to the document below them, which a marker begins.
    let directives = |range: &Range<usize>| {
        let mut lines = text[range.clone()].lines();
        lines.clone().any(|line| line.starts_with('%'))
            && !lines.any(|line| line.starts_with("---"))
    };
    let mut documents: Vec<Range<usize>> = Vec::new();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        match documents.last_mut() {
            Some(last) if directives(last) && !has_content(&text[last.clone()]) => last.end = end,
            _ => documents.push(start..end),
        }
    }
    documents.retain(|range| !range.is_empty());
    documents
}

fn is_marker(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let starts = at == 0 || bytes[at - 1] == b'\n' || text[..at] == *"\u{FEFF}";
    starts && matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether anything stands there but comments, directives and markers.
fn has_content(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().any(|line| {
        let marker = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
        let rest = marker.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        let rest = rest.unwrap_or(line).trim();
        !rest.is_empty() && !rest.starts_with('#') && !line.starts_with('%')
    })
}

/// What the lines of a document tell: known only if it is a mapping at the left margin whose keys
/// are all plain words. Then each of its keys starts a line, and a word that starts exactly one
/// line is a key or, inside of a scalar, no key that is there.
fn facts<'a>(text: &'a str, start: usize) -> Item<'a> {
    let range = start..start + text.len();
    let unknown = Item::new(range.clone(), Fact::Unknown);
    let mut item = Item::new(range, Fact::Absent);
    // A carriage return alone is a line break too.
    let bytes = text.as_bytes();
    if memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n')) {
        return unknown;
    }
    // The column of the keys of `metadata`, while it lasts.
    let mut metadata: Option<Option<usize>> = None;
    let mut seen = false;
    // Whether another `metadata` is the second.
    let mut twice = false;
    // The column of the key on the line before: what is further in belongs to its value.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let content = !matches!(line.as_bytes().get(indent), None | Some(b'#'));
        if content && open.take().is_some_and(|column| indent > column) {
            return unknown;
        }
        match line.as_bytes().get(indent) {
            None | Some(b'#') => continue,
            Some(b'-') if indent == 0 && line.starts_with("---") && !seen => {
                let rest = line[3..].trim_start();
                if !rest.is_empty() && !rest.starts_with('#') {
                    return unknown;
                }
                continue;
            }
            // The elements of a list under a key.
            Some(b'-')
                if indent == 0
                    && seen
                    && matches!(line.as_bytes().get(1), None | Some(b' ' | b'\r')) =>
            {
                metadata = None;
            }
            Some(b) if indent == 0 && b.is_ascii_alphanumeric() => {
                seen = true;
                metadata = None;
                match line.split_once(':') {
                    Some((key @ ("kind" | "apiVersion"), rest)) => {
                        let known =
                            if key == "kind" { &mut item.kind } else { &mut item.api_version };
                        known.learn(Fact::behind(rest));
                        open = Some(indent);
                    }
                    Some(("metadata", _)) if twice => return unknown,
                    Some(("metadata", rest)) => {
                        twice = true;
                        metadata = (Fact::behind(rest) == Fact::Absent).then_some(None);
                    }
                    _ => {}
                }
            }
            Some(b) if indent > 0 && seen => {
                let Some(keys) = metadata else { continue };
                let column = keys.unwrap_or(indent);
                metadata = Some(Some(column));
                if indent == column && !b.is_ascii_alphanumeric() {
                    (item.name, metadata) = (Fact::Unknown, None);
                } else if indent == column
                    && let Some(("name", rest)) = line[indent..].split_once(':')
                {
                    item.name.learn(Fact::behind(rest));
                    open = Some(indent);
                }
            }
            _ => return unknown,
        }
    }
    let known = |fact: Fact<'a>| if fact == Fact::Absent { Fact::Unknown } else { fact };
    item.api_version = known(item.api_version);
    (item.kind, item.name) = (known(item.kind), known(item.name));
    item
}

#[cfg(test)]
mod tests {
    use super::{Documents, split};

    #[test]
    fn documents_end_at_markers_alone() {
        let parts = |text: &str| {
            let parts = split(text).into_iter().map(|range| text[range].to_owned());
            parts.collect::<Vec<String>>()
        };
        for (text, wanted) in [
            ("a\n---\nb\n", &["a\n", "---\nb\n"][..]),
            ("--- # x\na\n--- b\n", &["--- # x\na\n", "--- b\n"]),
            ("a\n...\nb\n", &["a\n...\n", "b\n"]),
            ("%YAML 1.2\n---\na\n", &["%YAML 1.2\n---\na\n"]),
            ("\u{feff}---\na\n", &["\u{feff}", "---\na\n"]),
            ("a: |\n  ---\n --- \n----\n---x\n", &["a: |\n  ---\n --- \n----\n---x\n"]),
            ("a\r\n---\r\nb", &["a\r\n", "---\r\nb"]),
        ] {
            assert_eq!(parts(text), wanted, "{text:?}");
        }
    }

    /// Facts are those of the parser, or unknown.
    #[test]
    fn facts_are_true() {
        let known = |text: &str| {
            let documents = Documents::open(text, 0);
            let only = &documents.unread()[0];
            (only.kind().map(|(_, kind)| kind.to_owned()), only.name().map(str::to_owned))
        };
        let yes = |text: &str| Some(text.to_owned());
        for (text, kind, name) in [
            ("apiVersion: v1\nkind: A # x\nmetadata:\n  a: {}\n  name: b\n", yes("A"), yes("b")),
            ("---\n# x\nkind: A\napiVersion: v1\nmetadata:\n    name: b\n", yes("A"), yes("b")),
            ("apiVersion: v1\nkind: A\nmetadata: {name: b}\n", yes("A"), None),
            (
                "apiVersion: v1\nkind: A\nmetadata:\n  \"name\": b\n  a:\n    name: c\n",
                yes("A"),
                None,
            ),
            ("apiVersion: v1\nmetadata:\n  name: b\n", None, yes("b")),
            ("apiVersion: v1\nkind: A\nkind: B\n", None, None),
            ("apiVersion: v1\nkind: A\nmetadata:\nmetadata:\n  name: b\n", None, None),
            ("apiVersion: v1\nkind: \"A\"\nx: \"\nkind: B\"\n", None, None),
            ("apiVersion: v1\n\"kind\": A\nkind: B\n", None, None),
            ("apiVersion: v1\nkind:\n  A\n", None, None),
            ("apiVersion: v1\nkind: &a A\n", None, None),
            ("apiVersion: v1\nkind: A\n  B\nmetadata:\n  name: b\n", None, None),
            ("apiVersion: v1\nkind: A\nmetadata:\n  name: b\n\n    c\n", None, None),
            ("apiVersion: v1\nx: {\n}\nkind: A\n", None, None),
            ("  apiVersion: v1\n  kind: A\n", None, None),
            ("{apiVersion: v1, kind: A}\n", None, None),
            ("apiVersion: v1\nkind: A\nmetadata:\n- a: b\n  name: c\n", yes("A"), None),
            ("apiVersion: v1\nkind: A\nmetadata:\n---: \n  name: b\n", None, None),
            (
                "apiVersion: v1\nkind: A\nx:\n- y\n-\n  z\nmetadata:\n  name: b\n",
                yes("A"),
                yes("b"),
            ),
            ("apiVersion: v1\nkind: A\n  \rmetadata:\n  name: b\n", None, None),
            ("apiVersion: v1\n<<: {kind: A}\n", None, None),
        ] {
            assert_eq!(known(text), (kind, name), "{text}");
        }
    }
}
