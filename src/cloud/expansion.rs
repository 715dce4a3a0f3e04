//! What Flux's post-build substitutions become where the values of variables are known.

use std::collections::BTreeMap;

use super::substitution::{default, leading};

/// A text as Flux makes it of these variables. Left as it is: what names another variable, which
/// the cluster may know, and what is more than a value and its default.
///
/// `$$` becomes `$`, so that `$${A}` is the literal `${A}`.
/// Source: fluxcd/pkg/envsubst, `parse/scan.go` and `funcs.go`.
pub(crate) fn expand(text: &str, variables: &Variables) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (taken, becomes) = match leading(from) {
            _ if from.starts_with("$$") => (2, "$"),
            Some(expansion) => (expansion.len(), value(expansion, variables).unwrap_or(expansion)),
            None => (1, "$"),
        };
        out.push_str(becomes);
        rest = &from[taken..];
    }
    out.push_str(rest);
    out
}

/// The values of variables by their names.
pub(crate) type Variables = BTreeMap<String, String>;

/// The first substitution that comes to nothing, where there are no other variables than these: one
/// without a default, or any if there are no variables at all, as Flux then makes none.
pub(crate) fn unset<'t>(text: &'t str, variables: &Variables) -> Option<&'t str> {
    let mut found = text.match_indices("${").filter_map(|(at, _)| leading(&text[at..]));
    let comes_to_nothing = |expansion: &&str| {
        let inside = expansion.trim_start_matches("${").trim_end_matches('}');
        let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let (name, behind) = inside.split_at(end.unwrap_or(inside.len()));
        let has_default = default(behind).is_some_and(|default| !default.is_empty());
        variables.is_empty() || !(name.is_empty() || variables.contains_key(name) || has_default)
    };
    found.find(comes_to_nothing)
}

/// The value of `${NAME}` or `${NAME:=default}`, if it is known. One of several lines is left in
/// the cluster's hands: where it goes decides what it does to the lines around.
fn value<'t>(expansion: &'t str, variables: &'t Variables) -> Option<&'t str> {
    let inside = expansion.strip_prefix("${")?.strip_suffix('}')?;
    let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let (name, behind) = inside.split_at(end.unwrap_or(inside.len()));
    let value = variables.get(name).filter(|value| !value.contains('\n'))?;
    match default(behind) {
        _ if behind.is_empty() => Some(value),
        Some(default) if value.is_empty() => (!default.contains("${")).then_some(default),
        Some(_) => Some(value),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_is_left() {
        let variables = [("A", "x"), ("B", "1"), ("E", ""), ("L", "a\nb")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        for (text, expected) in [
            ("${A}-${B:=2}-${C}", "x-1-${C}"),
            ("${A:-y}${A=y}${A:?y}${A:+y}${A:=}", "xxxxx"),
            ("${E}${E:=y}${E:-${C}}", "y${E:-${C}}"),
            ("$${A} $$A $A", "${A} $A $A"),
            ("$$${A}", "$x"),
            ("${A:0:3} ${#A} ${A/x/y} ${A^}", "${A:0:3} ${#A} ${A/x/y} ${A^}"),
            ("${A", "${A"),
            ("${a.b}${A}", "${a.b}x"),
            ("${L}", "${L}"),
        ] {
            assert_eq!(expand(text, &variables), expected, "{text}");
        }
    }

    #[test]
    fn what_comes_to_nothing_is_told() {
        let some = [("A".to_owned(), "x".to_owned())].into();
        for (text, with_a, with_none) in [
            ("a", None, None),
            ("x${A}", None, Some("${A}")),
            ("${A}${B}", Some("${B}"), Some("${A}")),
            ("${B:=y}", None, Some("${B:=y}")),
            ("${B:=}", Some("${B:=}"), Some("${B:=}")),
            ("${B:0:3}", Some("${B:0:3}"), Some("${B:0:3}")),
        ] {
            assert_eq!(unset(text, &some), with_a, "{text}");
            assert_eq!(unset(text, &BTreeMap::new()), with_none, "{text}");
        }
    }
}
