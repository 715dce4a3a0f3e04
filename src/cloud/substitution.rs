//! Flux's post-build substitutions, `${NAME}`.
//!
//! Flux replaces them when it builds a Kustomization that sets `postBuild`. A text that its parser
//! reads differently than its author is refused here, since the mistake would show only in the
//! cluster: as a failing build, or as a literal text where a value was meant.
//! Source: fluxcd/pkg/envsubst, `parse/parse.go` and `parse/scan.go` (a fork of drone/envsubst);
//! names of variables: fluxcd/pkg/kustomize, `kustomize_varsub.go`.

use std::fmt;

use crate::diagnostic::code;

use super::Malformed;

/// A text with at least one substitution, each of which Flux makes.
///
/// ```
/// use flux_workload_identity::internal::Substituted;
/// let text = Substituted::parse("arn:aws:iam::${ACCOUNT:=490185926743}:role/flux").unwrap();
/// assert!(text.is_some());
/// assert!(Substituted::parse("arn:aws:iam::490185926743:role/flux").unwrap().is_none());
/// assert!(Substituted::parse("${aws_iam_role.flux.arn}").is_err()); // Terraform's, not Flux's
/// assert!(Substituted::parse("$${ARN}").is_err()); // Flux leaves the literal ${ARN}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substituted(String);

impl Substituted {
    /// Reads a text; `None` if it holds no substitution.
    ///
    /// # Errors
    /// A `${` that is not a substitution which Flux makes, or a line break.
    pub fn parse(text: &str) -> Result<Option<Substituted>, Malformed> {
        if !text.contains("${") {
            return Ok(None);
        }
        if text.chars().any(is_line_break) {
            let expected = "the value and nothing else in one line";
            return Err(Malformed::new("has a line break in or around it", expected));
        }
        let mut parser = Parser { text, at: 0, depth: 0 };
        while parser.at < text.len() {
            if parser.rest().starts_with("$${") {
                return Err(escaped(parser.rest()));
            } else if parser.take("${") {
                let start = parser.at - 2;
                parser.expansion().map_err(|reason| unmade(&text[start..], &reason))?;
            } else if !parser.take("$$") {
                parser.character();
            }
        }
        Ok(Some(Substituted(text.to_owned())))
    }

    /// The characters that are known, and none for each substitution.
    pub(super) fn parts(&self) -> Vec<Option<char>> {
        let mut parts = Vec::new();
        let mut rest = self.0.as_str();
        while let Some(c) = rest.chars().next() {
            let (part, length) = match leading(rest) {
                Some(expansion) => (None, expansion.len()),
                None if rest.starts_with("$$") => (Some('$'), 2),
                None => (Some(c), c.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        parts
    }

    /// What the text becomes where none of its variables is set, if each has a default that is
    /// written out.
    pub(super) fn fallback(&self) -> Option<String> {
        let mut found = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, inside)) = rest.split_once("${") {
            let (inside, behind) = inside.split_once('}')?;
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            // An empty default is as good as none.
            let default = default(inside.trim_start_matches(is_name))?;
            if default.is_empty() || default.contains("${") {
                return None;
            }
            found.extend([before, default]);
            rest = behind;
        }
        (!found.contains('$')).then(|| found + rest)
    }
}

/// The operators whose text Flux takes where the variable is not set, also that of `:?`, which in a
/// shell is a message. Source: fluxcd/pkg/envsubst, `lookupFunc` of `funcs.go`.
const DEFAULTS: [&str; 5] = [":-", ":=", ":?", ":+", "="];

/// The default in what stands behind a name, `:-default`, if there is one. It may be empty.
pub(super) fn default(behind: &str) -> Option<&str> {
    DEFAULTS.iter().find_map(|operator| behind.strip_prefix(operator))
}

/// The expansion that a text begins with, from its `${` to its brace, as Flux's parser reads it.
pub(super) fn leading(text: &str) -> Option<&str> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let is_read = parser.take("${") && parser.expansion().is_ok();
    is_read.then(|| &text[..parser.at])
}

impl fmt::Display for Substituted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text from `${` to its brace, to show.
fn shown(text: &str) -> &str {
    text.find('}').map_or(text, |end| &text[..=end])
}

fn escaped(text: &str) -> Malformed {
    let shown = shown(text);
    let literal = &shown[1..];
    Malformed {
        code: code::SUBSTITUTION,
        reason: format!("holds {shown:?}, which Flux leaves as the literal {literal:?}"),
        help: format!("write {literal}"),
    }
}

fn unmade(text: &str, reason: &str) -> Malformed {
    Malformed {
        code: code::SUBSTITUTION,
        reason: format!("holds {:?}, {reason}", shown(text)),
        help: "write ${NAME}, with a NAME of letters, digits and underscores, or the value itself"
            .to_owned(),
    }
}

/// Reads as Flux's parser does, but refuses what that one takes for something else than it looks.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// How many expansions the one that is read lies in.
    depth: usize,
}

/// Nobody writes so many into each other; without an end the program's stack would be it.
const MOST_NESTED: usize = 100;

type Parsed = Result<(), String>;

fn fails(why: &str) -> Parsed {
    Err(format!("at which Flux's build fails: {why}"))
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    /// The first of the tokens that comes next.
    fn take_any(&mut self, tokens: &[&'static str]) -> Option<&'static str> {
        tokens.iter().copied().find(|token| self.take(token))
    }

    fn character(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// What stands between `${` and its `}`, both of them included but for the `${`.
    fn expansion(&mut self) -> Parsed {
        if self.depth == MOST_NESTED {
            return Err(format!("which is nested deeper than {MOST_NESTED} levels"));
        }
        self.depth += 1;
        let parsed = self.content();
        self.depth -= 1;
        parsed
    }

    fn content(&mut self) -> Parsed {
        let is_length = self.take("#");
        self.name()?;
        if is_length {
            return self.close();
        }
        // The longer of two operators comes first.
        match self.take_any(&[
            ":-", ":=", ":?", ":+", "=", ":", "//", "/#", "/%", "/", "##", "#", "%%", "%", "^^",
            "^", ",,", ",",
        ]) {
            None | Some("^^" | "^" | ",," | ",") => self.close(),
            Some(":") => self.substring(),
            Some("//" | "/#" | "/%" | "/") => self.replacement(),
            Some("##" | "#" | "%%" | "%") => {
                self.part("}", "the pattern to remove is missing")?;
                self.close()
            }
            Some(_) => self.default_value(),
        }
    }

    fn name(&mut self) -> Parsed {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            return fails("the name of the variable is missing");
        }
        if !name.is_ascii() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("which Flux makes empty: no variable can be called {name:?}"));
        }
        self.at += end;
        Ok(())
    }

    fn close(&mut self) -> Parsed {
        match self.rest().chars().next() {
            _ if self.take("}") => Ok(()),
            None => fails("it is not closed"),
            Some(found) => fails(&format!("{found:?} stands where it is to be closed")),
        }
    }

    /// A text up to one of the characters of `ends`, or one substitution.
    fn part(&mut self, ends: &str, missing: &str) -> Parsed {
        if self.take("${") {
            return self.expansion();
        }
        let start = self.at;
        while !self.rest().starts_with("${") && !self.rest().starts_with(|c| ends.contains(c)) {
            if self.rest().is_empty() {
                return fails("it is not closed");
            }
            self.character();
        }
        if start == self.at { fails(missing) } else { Ok(()) }
    }

    /// Texts and substitutions, as many as there are.
    fn default_value(&mut self) -> Parsed {
        while !self.take("}") {
            self.part("}", "it is not closed")?;
        }
        Ok(())
    }

    fn substring(&mut self) -> Parsed {
        self.number()?;
        if self.take(":") {
            self.number()?;
        }
        self.close()
    }

    /// An offset or a length. Flux would ignore one that is not a number.
    fn number(&mut self) -> Parsed {
        let start = self.at;
        self.part(":}", "the offset or the length is missing")?;
        let number = &self.text[start..self.at];
        if number.starts_with("${") || number.trim_start().parse::<i64>().is_ok() {
            return Ok(());
        }
        Err(format!("whose {number:?} Flux ignores: it is not a number"))
    }

    fn replacement(&mut self) -> Parsed {
        if !self.rest().starts_with('/') {
            self.part("/}", "the text to replace is missing")?;
        }
        if !self.take("/") {
            return fails("a \"/\" is missing behind the text to replace");
        }
        if !self.rest().starts_with('}') {
            self.part("}", "it is not closed")?;
        }
        self.close()
    }
}

#[cfg(test)]
mod tests;
