//! The order of modules: each uses only those before it, so that one can be read, tested and
//! changed without those above. `lib.rs` and `main.rs` stand above all.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "layers/order.rs"]
mod order;
#[path = "layers/paths.rs"]
mod paths;

use std::fs;
use std::path::Path;

use order::{Source, complaints};

/// The top-level modules, from the lowest up.
const ORDER: [&str; 15] = [
    "yaml",
    "diagnostic",
    "krm",
    "flux",
    "cloud",
    "config",
    "plan",
    "patch",
    "resolve",
    "render",
    "repository",
    "trust",
    "audit",
    "run",
    "cli",
];

/// A file past this is two nouns.
const MOST_LINES: usize = 400;

/// The files of a folder of this repository.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "the sources are gone");
    found
}

#[test]
fn modules_use_only_those_below() {
    let complaints = complaints(&ORDER, &sources("src"));
    assert!(complaints.is_empty(), "{}\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn files_are_short() {
    let all = ["src", "tests"].into_iter().flat_map(sources);
    let long = all.map(|(name, text)| (text.lines().count(), name));
    let long: Vec<(usize, String)> = long.filter(|(lines, _)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "past {MOST_LINES} lines: {long:?}");
}

/// What is said of sources in the order `low`, `middle`, `high`.
fn said(sources: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> =
        sources.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    complaints(&["low", "middle", "high"], &sources)
}

/// What is said of a file of the middle module.
fn middle(text: &str) -> Vec<String> {
    said(&[("middle/mod.rs", text)])
}

#[test]
fn every_kind_of_path_that_points_up_is_found() {
    for (text, line, path) in [
        ("use crate::high::A;", 1, "high::A"),
        ("use crate::high;", 1, "high"),
        ("use crate::high as h;", 1, "high"),
        ("use crate::high::*;", 1, "high::*"),
        ("use crate::{low::A, high::{B, c::D}};", 1, "high::B"),
        ("use crate::{\n    low::A,\n    high::{self},\n};", 1, "high"),
        ("use super::high::A;", 1, "high::A"),
        ("use self::super::high::A;", 1, "high::A"),
        ("pub use crate::high::A;", 1, "high::A"),
        ("pub(crate) use crate::high::A as B;", 1, "high::A"),
        ("fn f() {\n    use crate::high::A;\n}", 2, "high::A"),
        ("fn f() {\n    crate::high::g();\n}", 2, "high::g"),
        ("fn f(a: &crate::high::A) {}", 1, "high::A"),
        ("fn f() -> Vec<super::high::A> { g() }", 1, "high::A"),
        ("fn f(a: A) -> bool {\n    matches!(a, crate::high::A::B)\n}", 2, "high::A::B"),
        ("fn f() {\n    println!(\"{}\", g(&[super::high::X]));\n}", 2, "high::X"),
        ("macro_rules! m {\n    () => { $crate::high::f() };\n}", 2, "high::f"),
        ("crate::high::m!();", 1, "high::m"),
        ("impl crate::high::T for A {}", 1, "high::T"),
        ("#[derive(crate::high::D)]\nstruct A;", 1, "high::D"),
        ("static A: [u8; crate::high::N] = [];", 1, "high::N"),
        ("mod inner {\n    use super::super::high::A;\n}", 2, "high::A"),
    ] {
        let wanted = format!(
            "src/middle/mod.rs:{line}: crate::{path}: middle may not use high, which stands above it"
        );
        assert_eq!(middle(text).first(), Some(&wanted), "{text}");
    }
}

#[test]
fn what_stays_below_is_not_found() {
    for text in [
        "use crate::low::{A, b::C};",
        "use crate::middle::A;",
        "use super::low::A;",
        "use self::high::A;\nmod high {}",
        "use ::high::A;",
        "use high::A;",
        "mod inner {\n    use super::A;\n    fn f() { super::g(); }\n}",
        "// use crate::high::A;\n/// [`crate::high::A`]\nfn f() {}",
        "fn f() -> &'static str { \"crate::high::A\" }",
        "pub(in crate::high) struct A;",
        "#[cfg(test)]\nmod tests {\n    use crate::high::A;\n}",
        "fn f(&self) { self.high() }",
    ] {
        assert_eq!(middle(text), [""; 0], "{text}");
    }
}

#[test]
fn a_file_deep_in_a_module_counts_for_the_module() {
    let deep = "use super::super::super::high::A;\nuse super::super::b::C;";
    let said = said(&[("middle/a/b.rs", deep)]);
    let wanted =
        "src/middle/a/b.rs:1: crate::high::A: middle may not use high, which stands above it";
    assert_eq!(said, [wanted]);
}

#[test]
fn a_name_of_the_root_is_of_the_module_that_it_comes_from() {
    let root = "mod low; mod middle; mod high;\npub use high::{A, b::C as D};\npub use low::E;";
    let said = said(&[("lib.rs", root), ("middle.rs", "use crate::{A, D, E};")]);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].ends_with("crate::A: middle may not use high, which stands above it"));
    assert!(said[1].ends_with("crate::D: middle may not use high, which stands above it"));
}

#[test]
fn what_would_hide_a_module_is_found() {
    let every = "this names every module at once";
    assert_eq!(middle("use crate::*;"), [format!("src/middle/mod.rs:1: crate::*: {every}")]);
    assert_eq!(middle("use crate as c;"), [format!("src/middle/mod.rs:1: crate: {every}")]);
    assert_eq!(middle("use super as up;"), [format!("src/middle/mod.rs:1: crate: {every}")]);
    let named = middle("extern crate self as c;");
    assert_eq!(named, [format!("src/middle/mod.rs:1: crate: {every}")]);
    let glob = said(&[("lib.rs", "pub use high::*;")]);
    assert_eq!(glob, ["src/lib.rs:1: a glob hides of which module a name is"]);
    let unknown = "src/middle/mod.rs:1: crate::f: f is not in the order of modules";
    assert_eq!(middle("use crate::f;"), [unknown]);
    let other = said(&[("other.rs", "")]);
    assert_eq!(other, ["src/other.rs:1: module other is not in the order"]);
}

#[test]
fn a_module_for_tests_may_use_everything() {
    let file = ("middle/mod.rs", "#[cfg(test)]\nmod tests;");
    assert_eq!(said(&[file, ("middle/tests.rs", "use crate::high::A;")]), [""; 0]);
    let file = ("middle/mod.rs", "mod tests;");
    assert_eq!(said(&[file, ("middle/tests.rs", "use crate::high::A;")]).len(), 1);
}

#[test]
fn methods_stand_in_the_file_of_their_type() {
    assert_eq!(middle("struct A;\nimpl A {}\nimpl<T> From<T> for B {}"), [""; 0]);
    let said = middle("struct A;\n\nimpl super::B<u8> {}");
    let wanted = "src/middle/mod.rs:3: impl B: its type is defined in another file";
    assert!(said.contains(&wanted.to_owned()), "{said:?}");
}
