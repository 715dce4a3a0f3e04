//! What is wrong with a set of sources: paths that point up the order of modules.

use std::collections::HashMap;

use syn::{Item, Type};

use super::paths::{Found, Paths, paths, used};

/// A source file: its path below `src`, with slashes, and its text.
pub(crate) type Source = (String, String);

/// Everything that is wrong, each with the file and the line.
pub(crate) fn complaints(order: &[&str], sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut files = Vec::new();
    for (name, text) in sources {
        match syn::parse_file(text) {
            Ok(file) => files.push((name, file, module(name))),
            Err(error) => complaints.push(format!("src/{name}:1: is not Rust: {error}")),
        }
    }
    let root = files.iter().find(|(name, ..)| *name == "lib.rs");
    let names = root.map(|(_, file, _)| names_of_root(file, &mut complaints)).unwrap_or_default();
    let read: Vec<Paths> = files.iter().map(|(_, file, module)| paths(file, module)).collect();
    let is_for_tests =
        |module: &[String]| read.iter().any(|p| p.tests.iter().any(|t| module.starts_with(t)));
    for ((name, file, module), paths) in files.iter().zip(&read) {
        let Some(top) = module.first().filter(|_| !is_for_tests(module)) else { continue };
        if !order.contains(&top.as_str()) {
            complaints.push(format!("src/{name}:1: module {top} is not in the order"));
            continue;
        }
        complaints.extend(paths.found.iter().filter_map(|found| {
            let wrong = wrong(order, &names, top, found)?;
            let path = found.path.iter().map(|name| format!("::{name}")).collect::<String>();
            Some(format!("src/{name}:{}: crate{path}: {wrong}", found.line))
        }));
        complaints.extend(lone_impls(file).map(|(line, of)| {
            format!("src/{name}:{line}: impl {of}: its type is defined in another file")
        }));
    }
    complaints
}

/// Why a module may not use a path; none if it may.
fn wrong(
    order: &[&str],
    names: &HashMap<String, String>,
    from: &str,
    found: &Found,
) -> Option<String> {
    let Some(first) = found.path.first().filter(|name| *name != "*") else {
        return Some("this names every module at once".to_owned());
    };
    let to = names.get(first).unwrap_or(first);
    let level = |name: &str| order.iter().position(|module| *module == name);
    match (level(from), level(to)) {
        (_, None) => Some(format!("{to} is not in the order of modules")),
        (from_level, to_level) if from_level < to_level => {
            Some(format!("{from} may not use {to}, which stands above it"))
        }
        _ => None,
    }
}

/// The module that a file is: `a/b.rs` and `a/b/mod.rs` are `["a", "b"]`. The roots of the crates
/// are none, and stand above all.
fn module(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" || path == "main" {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

/// What `lib.rs` has from its modules, by the name that it has there: `crate::Name` is of that
/// module.
fn names_of_root(file: &syn::File, complaints: &mut Vec<String>) -> HashMap<String, String> {
    let uses = file.items.iter().filter_map(|item| match item {
        Item::Use(item) => Some(used(&item.tree)),
        _ => None,
    });
    let mut names = HashMap::new();
    for used in uses.flatten() {
        let mut path = used.names().filter(|name| !["crate", "self"].contains(name));
        let Some(first) = path.next() else { continue };
        if used.alias == "*" {
            let line = used.line();
            complaints.push(format!("src/lib.rs:{line}: a glob hides of which module a name is"));
        }
        names.insert(used.alias.clone(), first.to_owned());
    }
    names
}

/// The types with an `impl` of their own methods in a file that does not define them.
fn lone_impls(file: &syn::File) -> impl Iterator<Item = (usize, String)> {
    let defined: Vec<String> = file
        .items
        .iter()
        .flat_map(|item| match item {
            Item::Struct(item) => vec![item.ident.to_string()],
            Item::Enum(item) => vec![item.ident.to_string()],
            Item::Macro(item) => public_names(&item.mac),
            _ => Vec::new(),
        })
        .collect();
    let impls = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => match &*item.self_ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        },
        _ => None,
    });
    let impls = impls.map(|name| (name.ident.span().start().line, name.ident.to_string()));
    impls.filter(move |(_, name)| !defined.contains(name))
}

/// What a macro may define: the names behind a `pub` among its arguments.
fn public_names(called: &syn::Macro) -> Vec<String> {
    let words: Vec<String> = called.tokens.clone().into_iter().map(|t| t.to_string()).collect();
    words.windows(2).filter(|pair| pair[0] == "pub").map(|pair| pair[1].clone()).collect()
}
