//! JSON 6902 operations (RFC 6902), for what a strategic merge can't say: lists without a merge
//! key, such as arguments, and keys that go.

use crate::yaml::{Path, Step, Value};

/// One operation; paths are JSON pointers.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// Fails unless this value is there.
    Test(String, Value),
    /// Adds a value: a `-` at the end of the pointer stands for the end of a list.
    Add(String, Value),
    /// Replaces a value that is there.
    Replace(String, Value),
    /// Removes a value that is there.
    Remove(String),
}

impl From<Operation> for Value {
    fn from(operation: Operation) -> Value {
        let (name, path, value) = match operation {
            Operation::Test(path, value) => ("test", path, Some(value)),
            Operation::Add(path, value) => ("add", path, Some(value)),
            Operation::Replace(path, value) => ("replace", path, Some(value)),
            Operation::Remove(path) => ("remove", path, None),
        };
        let fields = [("op", Value::from(name)), ("path", path.into())];
        Value::map(fields.into_iter().chain(value.map(|value| ("value", value))))
    }
}

/// The body of a patch that makes the operations, if there are any.
pub(super) fn body(operations: Vec<Operation>) -> Option<Value> {
    let operations: Vec<Value> = operations.into_iter().map(Value::from).collect();
    (!operations.is_empty()).then_some(Value::List(operations))
}

/// The JSON pointer (RFC 6901) of a path, whose elements are given by their indices.
pub(super) fn pointer(path: &Path) -> String {
    let token = |step: &Step| match step {
        Step::Key(token) | Step::Element { value: token, .. } => {
            format!("/{}", token.replace('~', "~0").replace('/', "~1"))
        }
        Step::Index(index) => format!("/{index}"),
    };
    path.0.iter().map(token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_slashes_and_tildes() {
        let path = Path::keys(["metadata", "annotations", "a.io/b~c"]);
        assert_eq!(pointer(&path), "/metadata/annotations/a.io~1b~0c");
        assert_eq!(pointer(&Path::keys(["args"]).index(2)), "/args/2");
        assert_eq!(pointer(&Path::default()), "");
    }

    #[test]
    fn a_removal_has_no_value() {
        let removal = Value::from(Operation::Remove("/a".to_owned()));
        assert_eq!(removal, Value::map([("op", "remove"), ("path", "/a")].map(pair)));
        assert_eq!(body(Vec::new()), None);
    }

    fn pair((key, value): (&'static str, &'static str)) -> (&'static str, Value) {
        (key, value.into())
    }
}
