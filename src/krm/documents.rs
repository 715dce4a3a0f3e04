//! Manifests as `kubectl` takes them: documents of YAML or JSON, and Lists.

use std::borrow::Cow;

use crate::yaml::{
    self, Edit, Frame, Kind, Layout, Node, Path, Refusal, RefusalKind, Splices, Value, lines,
};

use super::list::{descend, is_list};
use super::outline;
use super::write::{refusal, rewritten};
use super::{Edited, InputError, Object, Outline, Refused, Written};

/// The documents of one text.
#[derive(Debug)]
pub struct Documents<'a> {
    text: &'a str,
    source: usize,
    frames: Vec<Frame<'a>>,
    outlines: Vec<Outline<'a>>,
    count: usize,
    counts_in: Option<String>,
}

impl<'a> Documents<'a> {
    /// Finds the documents of a text; [`Documents::read`] parses them. `source` is the number of
    /// the text in findings.
    pub fn open(text: &'a str, source: usize) -> Documents<'a> {
        let documents = outline::documents(text).into_iter();
        let outlines: Vec<Outline<'a>> =
            documents.map(|range| outline::of_document(text, range)).collect();
        let count = outlines.len();
        Documents { text, source, frames: Vec::new(), count, outlines, counts_in: None }
    }

    /// The same, where kustomize puts the objects into a namespace: what counts in place of those
    /// that are written.
    pub fn counting_in(self, namespace: Option<&str>) -> Documents<'a> {
        Documents { counts_in: namespace.map(str::to_owned), ..self }
    }

    /// How many documents there are, read or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the text ends in a block scalar without a line break: whatever follows would change
    /// its value.
    pub fn ends_cut_off(&self) -> bool {
        lines::is_open_ended(self.text)
            && last_root(self.text).is_some_and(|root| lines::ends_cut_off(self.text, &root))
    }

    /// The number of the text in findings.
    pub fn source(&self) -> usize {
        self.source
    }

    /// The documents that are not parsed yet.
    pub fn outlines(&self) -> &[Outline<'a>] {
        &self.outlines
    }

    /// Parses those of the documents that `concern` the caller.
    ///
    /// # Errors
    /// A document that does not parse.
    pub fn read(&mut self, concern: impl Fn(&Outline<'a>) -> bool) -> Result<(), InputError> {
        for document in std::mem::take(&mut self.outlines).into_iter().filter(concern) {
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
                let counts_in = self.counts_in.as_deref();
                let object = Object { node: root, source: self.source, frame, path, counts_in };
                descend(object, &mut objects);
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
    if text.ends_with('\r') {
        // A marker starts behind a line feed.
        out.push('\n');
    } else if lines::is_open_ended(text) {
        // A block scalar at the very end would take the line break in.
        if last_root(text).is_none_or(|root| lines::ends_cut_off(text, &root)) {
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

/// What stands in the last document of a text, if it parses.
fn last_root(text: &str) -> Option<Node<'_>> {
    yaml::parse(text, outline::documents(text).pop()?).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::Documents;
    use crate::krm::Edited;
    use crate::yaml::Value;

    /// The text with one document added.
    fn with_one_more(text: &str) -> Option<String> {
        let mut documents = Documents::open(text, 0);
        documents.read(|_| true).unwrap();
        let added = Value::map([("b", Value::from("c"))]);
        let written = documents.write(Edited::default(), &[added]).ok()?;
        Some(written.slices().concat())
    }

    #[test]
    fn a_document_is_added_behind_a_line_break() {
        for (text, wanted) in [
            ("a: 1\n", "a: 1\n---\nb: c\n"),
            ("a: 1", "a: 1\n---\nb: c\n"),
            ("a: 1\r\n", "a: 1\r\n---\r\nb: c\r\n"),
            // A carriage return alone is a line break, which no second one must follow.
            ("a: 1\r\nd: 2\r", "a: 1\r\nd: 2\r\n---\r\nb: c\r\n"),
            ("a: 1\r", "a: 1\r\n---\nb: c\n"),
            ("a: |\n  d\n---", "a: |\n  d\n---\n---\nb: c\n"),
        ] {
            assert_eq!(with_one_more(text).as_deref(), Some(wanted), "{text:?}");
        }
        // To what keeps blank lines a last line of blanks would be one more.
        for text in ["a: |\n  d", "a: |+\n  d\n ", "a: >+\n\n  d\n  "] {
            assert_eq!(with_one_more(text), None, "{text:?}");
        }
    }
}
