//! One thing to say about the input: a problem, or a change that was made.
//!
//! A [`Diagnostic`] is data: a code, a severity, a message, a help text and the location. The same
//! value becomes an entry of a ResourceList's `results` (`krm`), a message for a person (`cli`) or
//! any other report; nothing is ever read back from a rendered text.

pub mod code;
mod failure;
mod location;
mod refusal;
mod resource;
mod severity;
mod source;

use std::ops::Range;

use crate::yaml::{Change, Path};

pub use code::Code;
pub(crate) use failure::Failure;
pub use location::{Location, Related};
pub use resource::{PackageFile, ResourceRef};
pub use severity::{Severity, deny_warnings, has_errors};
pub use source::Source;

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing it is.
    pub code: Code,
    /// How much it matters. Usually the code's, but `strict` and the circumstances may change it.
    pub severity: Severity,
    /// What is so.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// An example of what to write, in lines.
    pub example: Option<String>,
    /// Where it is so.
    pub location: Location,
    /// Other places that have to do with it, such as the other side of a conflict.
    pub related: Vec<Related>,
    /// The change of one scalar, where one was made.
    pub change: Option<Change>,
}

impl Diagnostic {
    /// A diagnostic with the severity of its code, about nothing in particular yet.
    ///
    /// ```
    /// use flux_workload_identity::diagnostic::{Diagnostic, Severity, code};
    /// let diagnostic = Diagnostic::new(code::UNKNOWN_FIELD, "unknown field \"rolearn\"")
    ///     .help("did you mean \"roleArn\"?");
    /// assert_eq!(diagnostic.severity, Severity::Error);
    /// assert_eq!(diagnostic.code.to_string(), "FWI103");
    /// ```
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            help: None,
            example: None,
            location: Location::default(),
            related: Vec::new(),
            change: None,
        }
    }

    /// With another severity than the code's.
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    /// With a help text; an empty one says nothing.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into()).filter(|help| !help.is_empty());
        self
    }

    /// With an example of what to write.
    pub fn example(mut self, example: impl Into<String>) -> Diagnostic {
        self.example = Some(example.into());
        self
    }

    /// At a location.
    pub fn at(mut self, location: Location) -> Diagnostic {
        self.location = location;
        self
    }

    /// At a field path.
    pub fn path(mut self, path: Path) -> Diagnostic {
        self.location.path = Some(path);
        self
    }

    /// At these bytes of the source.
    pub fn span(mut self, span: impl Into<Option<Range<usize>>>) -> Diagnostic {
        self.location.span = span.into();
        self
    }

    /// In the source with this index.
    pub fn source(mut self, source: usize) -> Diagnostic {
        self.location.source = source;
        self
    }

    /// With all of its places in the source with this index.
    pub fn in_source(mut self, source: usize) -> Diagnostic {
        self.related.iter_mut().for_each(|other| other.location.source = source);
        self.source(source)
    }

    /// With another location that has to do with it.
    pub fn related(mut self, message: impl Into<String>, location: Location) -> Diagnostic {
        self.related.push(Related { message: message.into(), location });
        self
    }

    /// The field path it is about: that of the change, or that of the location.
    pub fn field(&self) -> Option<&Path> {
        self.change.as_ref().map(|change| &change.path).or(self.location.path.as_ref())
    }
}
