//! One thing to say about the input: a change made, or a problem. A `result` of the
//! specification, and a message for a person.

use crate::yaml::Value;

use super::Object;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A change, or a fact worth knowing.
    Info,
    /// Something may not work as the user expects.
    Warning,
    /// Nothing was changed because of it.
    Error,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What is so.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The object it is about.
    pub resource: Option<ResourceRef>,
    /// The field it is about.
    pub field: Option<Field>,
    /// The file the object came from.
    pub file: Option<File>,
    /// Which text the offset counts in: 0 is the one with the config, the objects' texts follow if
    /// they are others.
    pub source: usize,
    /// The byte of that text it is about.
    pub offset: Option<usize>,
}

/// Which object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourceRef {
    /// `apps/v1`
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// The name.
    pub name: String,
    /// The namespace, if the object has one.
    pub namespace: Option<String>,
}

/// Which field, and what it was and is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Field {
    /// The JSON path.
    pub path: String,
    /// What stood there.
    pub current: Option<String>,
    /// What stands there now.
    pub proposed: Option<String>,
}

/// A file of a package, and the place of the object in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path relative to the package.
    pub path: String,
    /// The index of the object in the file, from 0.
    pub index: Option<i64>,
}

impl Finding {
    /// A finding about nothing in particular yet.
    pub fn new(severity: Severity, message: impl Into<String>) -> Finding {
        Finding {
            severity,
            message: message.into(),
            remedy: None,
            resource: None,
            field: None,
            file: None,
            source: 0,
            offset: None,
        }
    }

    /// An error.
    pub fn error(message: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, message)
    }

    /// An info.
    pub fn info(message: impl Into<String>) -> Finding {
        Finding::new(Severity::Info, message)
    }

    /// With a remedy.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Finding {
        self.remedy = Some(remedy.into());
        self
    }

    /// With a field path.
    pub fn at(mut self, path: impl Into<String>) -> Finding {
        self.field.get_or_insert_default().path = path.into();
        self
    }

    /// With the byte of the text.
    pub fn offset(mut self, offset: Option<usize>) -> Finding {
        self.offset = offset.or(self.offset);
        self
    }

    /// About an object.
    pub fn about(mut self, object: &Object<'_, '_>) -> Finding {
        self.resource = Some(object.resource_ref());
        self.file = object.file();
        self.source = object.source;
        self
    }

    /// As an entry of `results`.
    pub fn to_value(&self) -> Value {
        let mut pairs = vec![("message".to_owned(), Value::from(self.sentence()))];
        let severity = match self.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        pairs.push(("severity".to_owned(), severity.into()));
        if let Some(resource) = &self.resource {
            let mut fields = vec![
                ("apiVersion", resource.api_version.as_str()),
                ("kind", resource.kind.as_str()),
                ("name", resource.name.as_str()),
            ];
            fields.extend(resource.namespace.as_deref().map(|n| ("namespace", n)));
            let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
            let fields = Value::map(fields.map(|(key, value)| (key, value.into())));
            pairs.push(("resourceRef".to_owned(), fields));
        }
        if let Some(field) = &self.field {
            let mut fields = vec![("path", field.path.as_str())];
            fields.extend(field.current.as_deref().map(|v| ("currentValue", v)));
            fields.extend(field.proposed.as_deref().map(|v| ("proposedValue", v)));
            let fields = Value::map(fields.into_iter().map(|(key, value)| (key, value.into())));
            pairs.push(("field".to_owned(), fields));
        }
        if let Some(file) = &self.file {
            let mut fields = vec![("path", Value::from(file.path.as_str()))];
            fields.extend(file.index.map(|index| ("index", index.into())));
            pairs.push(("file".to_owned(), Value::map(fields)));
        }
        Value::Map(pairs)
    }

    /// Message and remedy in one line.
    fn sentence(&self) -> String {
        match &self.remedy {
            Some(remedy) => format!("{}; {remedy}", self.message),
            None => self.message.clone(),
        }
    }
}
