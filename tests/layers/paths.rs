//! The paths of a source file that leave its module: those that begin with `crate`, and those that
//! climb out with `super`; in `use` lines, in code, and among the tokens of macros.
//!
//! Comments and strings hold no paths, and modules for tests are passed over.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ItemExternCrate, ItemMod, ItemUse, Macro, Meta, UseTree, Visibility};

/// A path, from the root of the crate: `["yaml", "Path"]`, or `["yaml", "*"]` of a glob. Of the
/// crate itself it is empty.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
}

/// What a file says about other modules.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    pub(crate) found: Vec<Found>,
    /// The modules for tests that are files of their own.
    pub(crate) tests: Vec<Vec<String>>,
}

/// Reads a parsed file, which is the module at this path.
pub(crate) fn paths(file: &syn::File, module: &[String]) -> Paths {
    let mut reader = Reader { module: module.to_vec(), paths: Paths::default() };
    reader.visit_file(file);
    reader.paths
}

struct Reader {
    module: Vec<String>,
    paths: Paths,
}

/// A name in a path, and its line.
type Name = (String, usize);

impl Reader {
    fn add(&mut self, names: &[Name]) {
        let Some((first, line)) = names.first() else { return };
        let mut path = match first.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            // An item of this module, a module in it, or another crate.
            _ => return,
        };
        for (name, _) in names {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(path.pop()),
                name => path.push(name.to_owned()),
            }
        }
        self.paths.found.push(Found { line: *line, path });
    }

    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut index = 0;
        while index < tokens.len() {
            if let TokenTree::Group(group) = &tokens[index] {
                self.add_tokens(group.stream());
            }
            let names = names(&tokens[index..]);
            // Of each name but the first there are two colons before it.
            index += (3 * names.len()).saturating_sub(2).max(1);
            if names.len() > 1 {
                self.add(&names);
            }
        }
    }
}

/// The path with which tokens begin, `a::b::c`.
fn names(tokens: &[TokenTree]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Ident(ident), after @ ..] = rest {
        names.push((ident.to_string(), ident.span().start().line));
        rest = match after {
            [TokenTree::Punct(a), TokenTree::Punct(b), after @ ..]
                if a.as_char() == ':' && b.as_char() == ':' =>
            {
                after
            }
            _ => break,
        };
    }
    names
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(item.ident.to_string());
        match (item.attrs.iter().any(is_for_tests), &item.content) {
            (true, None) => self.paths.tests.push(self.module.clone()),
            (true, Some(_)) => {}
            (false, _) => visit::visit_item_mod(self, item),
        }
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            for used in used(&item.tree) {
                self.add(&used.names);
            }
        }
    }

    /// `extern crate self as name` is the crate by another name.
    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        if item.ident == "self" {
            let line = item.ident.span().start().line;
            self.paths.found.push(Found { line, path: Vec::new() });
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names = path.segments.iter().map(|s| &s.ident);
            let names: Vec<Name> =
                names.map(|ident| (ident.to_string(), ident.span().start().line)).collect();
            if names.len() > 1 {
                self.add(&names);
            }
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.add_tokens(list.tokens.clone());
        }
    }

    /// `pub(in crate::a)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let argument = |list: &syn::MetaList| list.tokens.to_string() == "test";
    attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(argument)
}

/// One path of a `use`.
pub(crate) struct Used {
    names: Vec<Name>,
    /// The name that it has here.
    pub(crate) alias: String,
}

impl Used {
    /// Its names, as they are written.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn line(&self) -> usize {
        self.names.first().map_or(0, |(_, line)| *line)
    }
}

/// Every path of a tree of names.
pub(crate) fn used(tree: &UseTree) -> Vec<Used> {
    let mut found = Vec::new();
    flatten(tree, Vec::new(), &mut found);
    found
}

fn flatten(tree: &UseTree, mut names: Vec<Name>, found: &mut Vec<Used>) {
    let name = |ident: &syn::Ident| (ident.to_string(), ident.span().start().line);
    let (last, alias) = match tree {
        UseTree::Path(path) => {
            names.push(name(&path.ident));
            return flatten(&path.tree, names, found);
        }
        UseTree::Group(group) => {
            return group.items.iter().for_each(|tree| flatten(tree, names.clone(), found));
        }
        UseTree::Name(leaf) => (name(&leaf.ident), leaf.ident.to_string()),
        UseTree::Rename(leaf) => (name(&leaf.ident), leaf.rename.to_string()),
        UseTree::Glob(glob) => {
            let line = glob.star_token.spans[0].start().line;
            (("*".to_owned(), line), "*".to_owned())
        }
    };
    // `a::{self}` is `a`.
    let alias = match names.last() {
        Some((parent, _)) if alias == "self" => parent.clone(),
        _ => alias,
    };
    names.push(last);
    found.push(Used { names, alias });
}
