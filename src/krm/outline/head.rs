//! `apiVersion`, `kind`, `metadata.name` and `metadata.namespace` of an object, learnt from its lines.

use super::reader::{Content, Key};
use super::scalar::Known;

/// The scalars that say which object it is. Where a key comes twice a parser decides, unless all
/// was known before: readers take the first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head<'a> {
    pub(super) api_version: Known<'a>,
    pub(super) kind: Known<'a>,
    pub(super) name: Known<'a>,
    /// Looked for in a ServiceAccount only: every namespace has some of the same name.
    pub(super) namespace: Known<'a>,
}

impl Head<'_> {
    /// Of an object that takes a parser.
    pub(super) const UNKNOWN: Head<'static> = Head {
        api_version: Known::Unknown,
        kind: Known::Unknown,
        name: Known::Unknown,
        namespace: Known::Unknown,
    };

    /// Whether nothing that is yet to come matters.
    pub(super) fn is_complete(&self) -> bool {
        let account = self.kind == Known::Text("ServiceAccount");
        [self.api_version, self.kind, self.name].iter().all(|known| *known != Known::Absent)
            && (!account || self.namespace != Known::Absent)
    }
}

/// Learns a head from line after line of one object.
#[derive(Debug)]
pub(super) struct HeadReader<'a> {
    pub(super) head: Head<'a>,
    /// The column of the object's keys, once one was seen.
    keys: Option<usize>,
    /// The least column that the keys may stand at.
    least: usize,
    metadata: Metadata,
    /// The scalar that the line before told.
    last: Option<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Metadata {
    /// The key is yet to come.
    Ahead,
    /// The key has come, what stands under it has not.
    Open,
    /// Inside of it, with its keys at this column.
    Inside(usize),
    Past,
}

#[derive(Clone, Copy, Debug)]
enum Field {
    ApiVersion,
    Kind,
    Name,
    Namespace,
}

impl<'a> HeadReader<'a> {
    /// For an object whose keys stand at column `least` or further right.
    pub(super) fn new(least: usize) -> HeadReader<'a> {
        let metadata = Metadata::Ahead;
        HeadReader { head: Head::default(), keys: None, least, metadata, last: None }
    }

    /// The column of the object's keys; `None` as long as there was none.
    pub(super) fn keys(&self) -> Option<usize> {
        self.keys
    }

    /// Takes in a line of the object. `None` if it can't be one of a block mapping that begins
    /// with a plain key.
    pub(super) fn take(&mut self, content: &Content<'a>) -> Option<()> {
        self.last = None;
        if content.indent < self.keys.unwrap_or(self.least) {
            return None;
        }
        let key = content.key.as_ref().filter(|_| content.dashes == 0);
        if self.keys.is_none() {
            self.keys = Some(key.filter(|key| key.name.is_some())?.column);
        }
        if self.keys == Some(content.indent) {
            if self.metadata != Metadata::Ahead {
                self.metadata = Metadata::Past;
            }
            match key {
                Some(key) => self.key(key),
                // The elements of a list may stand at their key's own column.
                None if content.dashes > 0 => {}
                None => return None,
            }
        } else {
            self.inner(content.indent, key);
        }
        Some(())
    }

    /// Takes in that the scalar on the line before goes on.
    pub(super) fn go_on(&mut self) {
        if let Some(field) = self.last {
            *self.field(field) = Known::Unknown;
        }
    }

    /// A key of the object itself.
    fn key(&mut self, key: &Key<'a>) {
        match key.name {
            // A quoted key may be any key.
            None => self.head = Head::UNKNOWN,
            Some("apiVersion") => self.learn(Field::ApiVersion, key.value),
            Some("kind") => self.learn(Field::Kind, key.value),
            Some("metadata") => {
                let opens =
                    self.metadata == Metadata::Ahead && Known::behind(key.value) == Known::Absent;
                if opens {
                    self.metadata = Metadata::Open;
                } else {
                    self.leave_metadata();
                }
            }
            Some(_) => {}
        }
    }

    /// What stands further right than the object's keys.
    fn inner(&mut self, indent: usize, key: Option<&Key<'a>>) {
        if self.metadata == Metadata::Open {
            self.metadata = Metadata::Inside(indent);
        } else if self.metadata != Metadata::Inside(indent) {
            return;
        }
        match key.map(|key| (key.name, key.value)) {
            Some((Some("name"), value)) => self.learn(Field::Name, value),
            Some((Some("namespace"), value)) => self.learn(Field::Namespace, value),
            Some((Some(_), _)) => {}
            // A quoted key, a mapping in brackets, a list.
            Some((None, _)) | None => self.leave_metadata(),
        }
    }

    /// Known is what stands under the key once, as a plain word.
    fn learn(&mut self, field: Field, value: &'a str) {
        let value = Known::behind(value);
        let known = self.field(field);
        let first = *known == Known::Absent && value != Known::Absent;
        *known = if first { value } else { Known::Unknown };
        self.last = Some(field);
    }

    fn leave_metadata(&mut self) {
        self.head.name = Known::Unknown;
        self.head.namespace = Known::Unknown;
        self.metadata = Metadata::Past;
    }

    fn field(&mut self, field: Field) -> &mut Known<'a> {
        match field {
            Field::ApiVersion => &mut self.head.api_version,
            Field::Kind => &mut self.head.kind,
            Field::Name => &mut self.head.name,
            Field::Namespace => &mut self.head.namespace,
        }
    }
}
