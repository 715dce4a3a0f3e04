//! Finds the keys that stand twice in a mapping of a config, at any depth.
//!
//! YAML readers disagree about which of the two counts, so neither is taken.

use std::collections::HashSet;

use crate::diagnostic::code;
use crate::yaml::{Node, Path};

use super::report::Report;

pub(super) fn check(node: &Node<'_>, at: &Path, report: &mut Report<'_, '_>) {
    let mut keys = HashSet::new();
    for entry in node.entries() {
        let Some(key) = entry.key.text() else { continue };
        let path = at.key(key);
        if !keys.insert(key) {
            let message = format!("duplicate key {key:?}");
            let span = entry.key.span.clone();
            let help = "keep one of the two";
            report.say_of_written(code::REPEATED_KEY, path.clone(), span, message, help);
        }
        check(&entry.value, &path, report);
    }
    for (index, item) in node.items().iter().enumerate() {
        check(item, &at.index(index), report);
    }
}
