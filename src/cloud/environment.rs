//! The variable of a container that its process sees.

use crate::yaml::{Node, Path};

/// The variable of a name in the environment of a container, and its path.
///
/// Kubernetes takes the last of several.
pub(crate) fn in_effect<'t, 'a>(
    root: &'t Node<'a>,
    container: &Path,
    name: &str,
) -> Option<(&'t Node<'a>, Path)> {
    let env = container.key("env");
    let items = env.find(root)?.items();
    let mut named = items.iter().enumerate().filter(|(_, variable)| is_named(variable, name));
    let (first, _) = named.next()?;
    // A merge key leads to the first.
    Some(match named.next_back() {
        Some((last, variable)) => (variable, env.index(last)),
        None => (&items[first], env.element("name", name)),
    })
}

/// Whether a value refers to other variables: `$(NAME)`, which `$$(NAME)` does not.
pub(crate) fn is_reference(value: &str) -> bool {
    value.replace("$$", "").contains("$(")
}

fn is_named(variable: &Node<'_>, name: &str) -> bool {
    variable.get("name").is_some_and(|found| found.is(name))
}
