//! Finds the items of a ResourceList without parsing them.
//!
//! Nine tenths of a list are CRDs that nobody edits. In a block-style list, which is what
//! kustomize and kpt write, an item starts where a dash stands at the items' column, outside of
//! any scalar. One pass over the lines follows just enough of YAML 1.2 to know what is a scalar:
//! block scalars and plain ones by indentation, quoted ones and brackets by their ends.
//!
//! Whatever it does not know for certain makes it give up, and the whole document is parsed
//! instead: several documents, anchors, aliases, tags, directives, explicit keys, tabs as
//! indentation, brackets over several lines, `|+`, a byte-order mark, a lone carriage return,
//! characters that YAML forbids.
//!
//! Once `apiVersion`, `kind` and `metadata.name` of an item are known, only its end is looked for
//! (`skim.rs`). What is malformed behind them may pass; if the item is touched, a parser reads it.

use std::ops::Range;

use memchr::memchr;

use super::line::{flow_end, is_dash, is_rest_blank, key_end, quote_end, skip_blanks};
use super::printable::is_printable;
use super::skim::next_item;

/// The places of a list's parts.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    /// The items.
    pub(super) items: Vec<Item<'a>>,
    /// The keys of the list, each with its lines.
    pub(super) keys: Vec<(&'a str, Range<usize>)>,
    /// The column of the items' dashes.
    pub(super) dash: usize,
}

/// One item, unparsed.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// Its lines, from that of its dash to that of the next one.
    pub(super) range: Range<usize>,
    /// The scalar under `apiVersion`.
    pub(super) api_version: Fact<'a>,
    /// The scalar under `kind`.
    pub(super) kind: Fact<'a>,
    /// The scalar under `metadata.name`.
    pub(super) name: Fact<'a>,
}

/// What is known of a scalar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fact<'a> {
    /// There is none.
    #[default]
    Absent,
    /// This is its text.
    Plain(&'a str),
    /// It takes a parser to know.
    Unknown,
}

impl Item<'_> {
    /// Whether each of the facts stood somewhere.
    fn is_known(&self) -> bool {
        [self.api_version, self.kind, self.name].iter().all(|fact| *fact != Fact::Absent)
    }
}

impl<'a> Fact<'a> {
    /// Takes in what stands under the key: known if it stands there once, as a plain word.
    pub(super) fn learn(&mut self, fact: Fact<'a>) {
        let first = *self == Fact::Absent && fact != Fact::Absent;
        *self = if first { fact } else { Fact::Unknown };
    }
}

/// Scans a list; `None` if it takes a parser to find its items.
pub(super) fn scan(source: &str) -> Option<Scan<'_>> {
    let bytes = source.as_bytes();
    if source.starts_with('\u{FEFF}') || !is_printable(source) {
        return None;
    }
    let mut scanner = Scanner {
        source,
        bytes,
        scan: Scan::default(),
        content_end: 0,
        skip: None,
        open: None,
        item_keys: None,
        metadata: None,
        in_items: false,
        marked: false,
        skimmed: false,
    };
    let mut at = 0;
    while at < bytes.len() {
        at = scanner.skim(at).map_or_else(|| scanner.line(at), Some)?;
    }
    scanner.finish()
}

/// A scalar that goes on in lines indented by more than `than`.
#[derive(Clone, Copy)]
struct Skip {
    than: usize,
    /// Whether it is a block scalar.
    block: bool,
    /// The indentation of a block scalar: that of its first line.
    content: Option<usize>,
}

impl Skip {
    /// Whether a line with this indentation, deeper than the parent's, belongs to the scalar.
    fn goes_on(&mut self, indent: usize, first: u8) -> Option<bool> {
        if !self.block {
            return Some(first != b'#');
        }
        let content = *self.content.get_or_insert(indent);
        match first {
            _ if indent >= content => Some(true),
            b'#' => Some(false),
            _ => None,
        }
    }
}

struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    scan: Scan<'a>,
    /// The start of the line behind the last one with content.
    content_end: usize,
    skip: Option<Skip>,
    /// The column of the key or the dash whose value is yet to come.
    open: Option<usize>,
    /// The column of the current item's keys.
    item_keys: Option<usize>,
    /// Inside of `metadata`: the column of its keys, once one was seen.
    metadata: Option<Option<usize>>,
    in_items: bool,
    /// Whether the marker of the document was seen.
    marked: bool,
    /// Whether the end of the current item was looked for.
    skimmed: bool,
}

/// A line: its bytes without the break, and where the next one starts.
struct Line<'a> {
    text: &'a [u8],
    start: usize,
    next: usize,
}

impl<'a> Scanner<'a> {
    fn read_line(&self, start: usize) -> Line<'a> {
        let end = memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
        let text = &self.bytes[start..end];
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        Line { text, start, next: (end + 1).min(self.bytes.len()) }
    }

    /// The start of the next item, if all that matters of the current one is known and nothing in
    /// it hides where it ends. A key that comes twice does not matter: readers take the first.
    fn skim(&mut self, start: usize) -> Option<usize> {
        let usual = self.in_items && self.scan.dash == 0 && self.item_keys == Some(2);
        if self.skimmed || !usual || !self.scan.items.last()?.is_known() {
            return None;
        }
        self.skimmed = true;
        next_item(self.bytes, start)
    }

    /// Takes in the line at `start`; returns where the next one to take in starts.
    fn line(&mut self, start: usize) -> Option<usize> {
        let line = self.read_line(start);
        let text = line.text;
        let indent = text.iter().position(|b| *b != b' ').unwrap_or(text.len());
        let Some(first) = text.get(indent) else {
            // Blanks may be content of a block scalar.
            let content = !text.is_empty() && self.skip.is_some_and(|skip| skip.block);
            return (!content).then_some(line.next);
        };
        if let Some(skip) = &mut self.skip {
            if indent > skip.than && skip.goes_on(indent, *first)? {
                // Behind a tab there may be a comment, or nothing.
                let certain =
                    *first != b'\t' || skip.block && !text[indent..].trim_ascii().is_empty();
                self.content_end = line.next;
                return certain.then_some(line.next);
            }
            self.skip = None;
        }
        match first {
            b'#' => return Some(line.next),
            b'\t' => return None,
            _ => {}
        }
        if indent == 0 && (text.starts_with(b"---") || text.starts_with(b"...")) {
            // One marker may open the document.
            let opens = text == b"---" && self.scan.keys.is_empty() && !self.marked;
            self.marked = true;
            return opens.then_some(line.next);
        }
        let dash = is_dash(text, indent);
        if indent == 0 && !dash {
            return self.root_key(&line);
        }
        if self.in_items && self.scan.items.is_empty() {
            if !dash {
                return None;
            }
            self.scan.dash = indent;
        }
        if self.in_items && dash && indent == self.scan.dash {
            self.start_item(&line)?;
        } else {
            let least = self.item_keys.unwrap_or(self.scan.dash + 1);
            if self.scan.keys.is_empty() || self.in_items && indent < least {
                return None;
            }
        }
        self.content_end = line.next;
        self.tokens(&line, indent)
    }

    /// A key of the list itself.
    fn root_key(&mut self, line: &Line<'a>) -> Option<usize> {
        self.end_entry(line.start)?;
        let colon = key_end(line.text, 0)?;
        let name = &self.source[line.start..line.start + colon];
        let known = name.bytes().all(|b| b.is_ascii_alphabetic());
        if !known || name.is_empty() || self.scan.keys.iter().any(|(key, _)| *key == name) {
            return None;
        }
        self.scan.keys.push((name, line.start..line.next));
        self.in_items = name == "items";
        self.content_end = line.next;
        self.item_keys = None;
        if self.in_items && !is_rest_blank(line.text, colon + 1) {
            return None;
        }
        self.value(line, colon + 1, 0)
    }

    fn start_item(&mut self, line: &Line<'a>) -> Option<()> {
        self.end_item(line.start)?;
        // The keys stand behind the dash, or on a later line.
        let keys = skip_blanks(line.text, self.scan.dash + 1);
        let empty = matches!(line.text.get(keys), None | Some(b'#'));
        self.item_keys = (!empty).then_some(keys);
        self.metadata = None;
        self.skimmed = false;
        if !empty && (is_dash(line.text, keys) || key_end(line.text, keys).is_none()) {
            // No mapping, or one whose first key is quoted.
            return None;
        }
        self.scan.items.push(Item {
            range: line.start..line.next,
            api_version: Fact::Absent,
            kind: Fact::Absent,
            name: Fact::Absent,
        });
        Some(())
    }

    /// What stands on a line behind its indentation.
    fn tokens(&mut self, line: &Line<'a>, indent: usize) -> Option<usize> {
        let text = line.text;
        let mut at = indent;
        let mut dash = None;
        while is_dash(text, at) {
            dash = Some(at);
            at = skip_blanks(text, at + 1);
            if text.get(at - 1) == Some(&b'\t') {
                return None;
            }
        }
        if matches!(text.get(at), None | Some(b'#')) {
            self.open = dash;
            return Some(line.next);
        }
        let colon = key_end(text, at);
        if self.in_items && self.item_keys.is_none() {
            // The first thing of an item must be a key.
            colon?;
            self.item_keys = Some(at);
        }
        if let Some(colon) = colon {
            if self.in_items {
                let key = &self.source[line.start + at..line.start + colon];
                self.key(key.trim_end(), line, at, colon + 1);
            }
            return self.value(line, colon + 1, at);
        }
        if matches!(text[at], b'"' | b'\'') {
            return self.quoted(line, at, dash.or(self.open), true);
        }
        // A scalar that is no key: an element, or a value below its key.
        let parent = dash.or(self.open)?;
        self.scalar(line, at, parent)
    }

    /// The value behind a key at `column`.
    fn value(&mut self, line: &Line<'a>, from: usize, column: usize) -> Option<usize> {
        let at = skip_blanks(line.text, from);
        if matches!(line.text.get(at), None | Some(b'#')) {
            self.open = Some(column);
            return Some(line.next);
        }
        self.scalar(line, at, column)
    }

    /// A scalar or a flow collection whose parent stands at `parent`.
    fn scalar(&mut self, line: &Line<'a>, at: usize, parent: usize) -> Option<usize> {
        self.open = None;
        let text = line.text;
        match text[at] {
            b'"' | b'\'' => self.quoted(line, at, Some(parent), false),
            b'[' | b'{' => {
                let end = flow_end(text, at)?;
                is_rest_blank(text, end).then_some(line.next)
            }
            b'|' | b'>' => {
                let indicators =
                    text[at + 1..].iter().take_while(|b| b.is_ascii_digit() || **b == b'-');
                let end = at + 1 + indicators.count();
                let digit = text[at + 1..end].iter().find(|b| b.is_ascii_digit());
                let content = digit.map(|digit| parent + usize::from(digit - b'0'));
                self.skip = Some(Skip { than: parent, block: true, content });
                is_rest_blank(text, end).then_some(line.next)
            }
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'\t' => None,
            b'?' | b':' | b'-' if matches!(text.get(at + 1), None | Some(b' ' | b'\t')) => None,
            _ => {
                self.skip = Some(Skip { than: parent, block: false, content: None });
                Some(line.next)
            }
        }
    }

    /// A quoted scalar, perhaps a key if `may_be_key`; perhaps over several lines, which must not
    /// look like the start of something outside.
    fn quoted(
        &mut self,
        line: &Line<'a>,
        at: usize,
        parent: Option<usize>,
        may_be_key: bool,
    ) -> Option<usize> {
        let column = at;
        let mut line = Line { ..*line };
        let mut end = quote_end(line.text, at + 1, line.text[at]);
        let quote = line.text[at];
        let one_line = end.is_some();
        while end.is_none() {
            if line.next >= self.bytes.len() {
                return None;
            }
            line = self.read_line(line.next);
            let indent = line.text.iter().position(|b| *b != b' ');
            let least = if self.in_items { self.scan.dash } else { 0 };
            if indent.is_some_and(|indent| indent <= least) {
                return None;
            }
            end = quote_end(line.text, 0, quote);
        }
        let end = end?;
        self.content_end = line.next;
        let colon = skip_blanks(line.text, end);
        if line.text.get(colon) == Some(&b':') {
            if !one_line
                || !may_be_key
                || !matches!(line.text.get(colon + 1), None | Some(b' ' | b'\t'))
            {
                return None;
            }
            self.quoted_key(column);
            return self.value(&line, colon + 1, column);
        }
        parent?;
        self.open = None;
        is_rest_blank(line.text, end).then_some(line.next)
    }

    /// Notes what a key at `column` tells of the current item.
    fn key(&mut self, key: &str, line: &Line<'a>, column: usize, from: usize) {
        if self.item_keys == Some(column) {
            self.item_key(key, line, from);
        } else if let Some(keys) = self.metadata {
            self.metadata = keys.or(Some(column)).map(Some);
            if self.metadata == Some(Some(column)) && key == "name" {
                let fact = self.fact(line, from);
                if let Some(item) = self.scan.items.last_mut() {
                    item.name.learn(fact);
                }
            }
        }
    }

    fn item_key(&mut self, key: &str, line: &Line<'a>, from: usize) {
        self.metadata = None;
        let fact = self.fact(line, from);
        let Some(item) = self.scan.items.last_mut() else { return };
        match key {
            "kind" => item.kind.learn(fact),
            "apiVersion" => item.api_version.learn(fact),
            "metadata" if fact == Fact::Absent => self.metadata = Some(None),
            "metadata" => item.name = Fact::Unknown,
            _ => {}
        }
    }

    /// What stands behind a key's `:`.
    fn fact(&self, line: &Line<'a>, from: usize) -> Fact<'a> {
        let at = skip_blanks(line.text, from);
        let length = line.text[at..].iter().take_while(|b| !matches!(b, b' ' | b'\t')).count();
        match line.text.get(at) {
            None | Some(b'#') => Fact::Absent,
            Some(b) if b.is_ascii_alphanumeric() && is_rest_blank(line.text, at + length) => {
                Fact::Plain(&self.source[line.start + at..line.start + at + length])
            }
            Some(_) => Fact::Unknown,
        }
    }

    /// A quoted key may be any key.
    fn quoted_key(&mut self, column: usize) {
        let Some(item) = self.scan.items.last_mut().filter(|_| self.in_items) else { return };
        if self.item_keys == Some(column) {
            (item.api_version, item.kind, item.name) =
                (Fact::Unknown, Fact::Unknown, Fact::Unknown);
        } else if matches!(self.metadata, Some(keys) if keys.is_none_or(|keys| keys == column)) {
            item.name = Fact::Unknown;
        }
    }

    /// Ends the entry of the list that came before `start`.
    fn end_entry(&mut self, start: usize) -> Option<()> {
        let end = self.content_end.min(start);
        if let Some((_, range)) = self.scan.keys.last_mut() {
            range.end = end;
        }
        if self.in_items { self.end_item(end) } else { Some(()) }
    }

    /// Ends the item that came before `end`, which must have had a key.
    fn end_item(&mut self, end: usize) -> Option<()> {
        if let Some(item) = self.scan.items.last_mut() {
            item.range.end = end;
            self.item_keys?;
        }
        Some(())
    }

    fn finish(mut self) -> Option<Scan<'a>> {
        // A block scalar that the end of input cuts off: nothing can be written behind it.
        let cut = !self.source.ends_with('\n') && self.skip.is_some_and(|s| s.block);
        self.end_entry(self.bytes.len())?;
        let dashes = !self.scan.items.is_empty();
        (!cut && dashes).then_some(self.scan)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fact, scan};

    /// The first lines of the items that are found in a list of these lines; nothing if the
    /// scanner gives up.
    fn items(lines: &str) -> Option<Vec<String>> {
        let source = format!("kind: ResourceList\nitems:\n{lines}functionConfig:\n  a: b\n");
        let scan = scan(&source)?;
        let first = |range: &std::ops::Range<usize>| {
            source[range.clone()].lines().next().unwrap_or_default().to_owned()
        };
        Some(scan.items.iter().map(|item| first(&item.range)).collect())
    }

    #[test]
    fn items_start_outside_of_scalars() {
        let table = [
            ("- a: 1\n- b: 2\n", &["- a: 1", "- b: 2"][..]),
            ("  - a: 1\n    c:\n    - d: 3\n  - b: 2\n", &["  - a: 1", "  - b: 2"]),
            ("- a: |\n    x: \"open\n\n    - y\n- b: 2\n", &["- a: |", "- b: 2"]),
            ("- a: plain\n    \"still: plain\n- b: 2\n", &["- a: plain", "- b: 2"]),
            ("- a: \"x\n\n    - y: z\"\n- b: 2\n", &["- a: \"x", "- b: 2"]),
            ("- a: 'it''s'\n  \"q\": {x: \"}\", y: [1]}\n- b: 2\n", &["- a: 'it''s'", "- b: 2"]),
            ("-\n  a: 1\n# c\n- # c\n  b: 2\n", &["-", "- # c"]),
        ];
        for (lines, expected) in table {
            let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(items(lines), Some(expected), "{lines}");
        }
    }

    #[test]
    fn what_matters_of_an_item_is_known_before_its_end() {
        let head = "- apiVersion: v1\n  kind: A\n  metadata:\n    name: a\n";
        for rest in ["", "  kind: B\n", "  b: |\n    - c\n  c: \"it's\"\n", "  b: [1,\n    2]\n"] {
            let lines = format!("{head}{rest}{head}");
            let source = format!("kind: ResourceList\nitems:\n{lines}functionConfig: {{}}\n");
            let Some(scan) = scan(&source) else {
                assert!(rest.contains(",\n"), "{rest}");
                continue;
            };
            assert_eq!(scan.items.len(), 2, "{rest}");
            assert_eq!(&source[scan.items[0].range.clone()], format!("{head}{rest}"));
            assert!(scan.items.iter().all(|item| item.kind == Fact::Plain("A")), "{rest}");
        }
    }

    #[test]
    fn a_comment_left_of_a_block_scalar_is_none_of_it() {
        let list = "kind: ResourceList\nitems:\n- a: |\n    # b\n";
        for header in ["|", "|2", ">-"] {
            let source = format!("{}   # c\n", list.replace('|', header));
            assert_eq!(scan(&source).unwrap().items[0].range.end, source.len() - 7, "{header}");
        }
    }

    #[test]
    fn items_are_a_list() {
        for items in ["items: a", "items: \"a\"", "items: []", "items: |", "items: &x"] {
            let source = format!("kind: ResourceList\n{items}\n- a: 1\n");
            assert!(scan(&source).is_none(), "{items}");
        }
        assert!(scan("kind: ResourceList\nitems: # c\n- a: 1\n").is_some());
    }

    #[test]
    fn one_marker_opens_the_document() {
        let rest = "kind: ResourceList\nitems:\n- a: 1\n";
        assert!(scan(&format!("# c\n---\n{rest}")).is_some());
        assert!(scan(&format!("---\n---\n{rest}")).is_none());
    }

    #[test]
    fn what_takes_a_parser_is_left_to_it() {
        for lines in [
            "- a: \"x\n- y: z\"\n",
            "- a: {x: 1,\n    y: 2}\n",
            "- a: &x 1\n",
            "- a: *x\n",
            "- a: !t 1\n",
            "- ? a\n  : 1\n",
            "- a: |+\n    x\n\n",
            "- a: |\n    x\n      \n- b: 1\n",
            "- a:\n  \tb: 1\n",
            "- a: b\n    \t# c\n",
            "- a: |\n      b\n    c\n",
            "- a: |\n    b\n    \t\n",
            "- {a: 1}\n",
            "- text\n",
            "-\n- a: 1\n",
            "- a: 1\n- # c\n",
            "- - a: 1\n",
            "---\n- a: 1\n",
            "- a: 1\r- b: 2\n",
            "- a: \0\n",
            "- a: 1\n - b: 2\n",
            "- a: 1\n b: 2\n",
            "-\n  a: 1\n b: 2\n",
            "-   apiVersion: v1\n    kind: A\n    metadata:\n      name: a\n  b: 1\n- c: 1\n",
            "  a: 1\n",
            "  a:\n  - b: 1\n",
            "    a:\n  - b: 1\n",
            "  |\n- b: 1\n",
        ] {
            assert_eq!(items(lines), None, "{lines}");
        }
    }
}
