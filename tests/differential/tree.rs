//! A value, and texts of it in any layout that YAML has for it.

use super::random::Random;

/// A value to write.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// A word that must be read as it is.
    Word(String),
    /// A text that may be any: the layout chooses.
    Any,
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn map<const N: usize>(pairs: [(&str, Tree); N]) -> Tree {
        Tree::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    pub(crate) fn word(text: &str) -> Tree {
        Tree::Word(text.to_owned())
    }
}

/// Scalars, with `~` for the indentation of their lines; those in blocks hold what stands behind
/// them.
const SCALARS: &[&str] = &[
    "x",
    "it's",
    "a b # c",
    "'x'",
    "\"x\\ty\"",
    "'true'",
    "12",
    "yes",
    "http://a/b#c",
    "one\n~two",
    "'one\n\n~two'",
    "\"one\n~two\"",
    "|\n~x",
    "|\n~x\n",
    "|-\n~x\n\n",
    "|+\n~x\n",
    "|+\n~x\n\n",
    "|+\n\n~x\n \n",
    ">\n~x\n~y\n",
    ">+\n~x\n\n~  y\n\n",
    ">-\n~x",
    "|2\n~  x",
    "|+ # c\n~x\n",
];

/// Lines between entries. libyaml takes the last behind some values only.
const BETWEEN: &[&str] = &[
    "\n",
    "\n",
    "~# c\n",
    "~# c\n",
    "\n~# c\n",
    "  \n",
    "~  # c\n",
    "~  # c\n",
    "# c\n",
    "\n\n",
    "~ \t# c\n",
];

/// The layout of one text.
pub(crate) struct Writer<'r> {
    pub(crate) random: &'r mut Random,
    /// Blanks by which a mapping is indented.
    pub(crate) step: usize,
    /// Whether lists stand at the column of their keys.
    pub(crate) compact: bool,
    /// One entry in so many has lines in front of it, or is in brackets.
    pub(crate) unusual: usize,
}

impl Writer<'_> {
    /// The value as lines, the first of which stands behind `column` blanks already.
    pub(crate) fn block(&mut self, value: &Tree, column: usize, out: &mut String) {
        match value {
            Tree::Map(pairs) => {
                for (index, (key, value)) in pairs.iter().enumerate() {
                    if index > 0 {
                        self.between(column, out);
                        out.push_str(&" ".repeat(column));
                    }
                    let quoted = self.random.one_in(self.unusual * 4);
                    out.push_str(&if quoted { format!("\"{key}\":") } else { format!("{key}:") });
                    self.value(value, column, out);
                }
            }
            Tree::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.between(column, out);
                        out.push_str(&" ".repeat(column));
                    }
                    out.push('-');
                    match item {
                        Tree::Map(pairs) if !pairs.is_empty() && !self.in_brackets() => {
                            out.push(' ');
                            self.block(item, column + 2, out);
                        }
                        item => self.value(item, column, out),
                    }
                }
            }
            Tree::Word(_) | Tree::Any => self.scalar(value, column, out),
        }
    }

    /// What stands behind a colon or a dash, with its line break.
    fn value(&mut self, value: &Tree, column: usize, out: &mut String) {
        let (list, empty) = match value {
            Tree::Map(pairs) => (false, pairs.is_empty()),
            Tree::List(items) => (true, items.is_empty()),
            scalar => return self.scalar(scalar, column, out),
        };
        if empty {
            let written = if list { " []\n" } else { " {}\n" };
            out.push_str(
                self.random.choose(&[written, written, "\n", " ~\n", " # c\n", " null\n"]),
            );
        } else if self.in_brackets() {
            out.push_str(&format!(" {}\n", json(value)));
        } else {
            let column = if list && self.compact { column } else { column + self.step };
            out.push_str(self.random.choose(&["\n", "\n", "\n", "\n", " # c\n"]));
            out.push_str(&" ".repeat(column));
            self.block(value, column, out);
        }
    }

    fn scalar(&mut self, value: &Tree, column: usize, out: &mut String) {
        out.push(' ');
        match value {
            Tree::Word(text) => {
                let quotes = self.random.choose(&["", "", "", "'", "\""]);
                out.push_str(&format!("{quotes}{text}{quotes}"));
            }
            _ => {
                let indent = " ".repeat(column + 2);
                out.push_str(&self.random.choose(SCALARS).replace('~', &indent));
            }
        }
        out.push('\n');
    }

    fn between(&mut self, column: usize, out: &mut String) {
        if self.random.one_in(self.unusual) {
            out.push_str(&self.random.choose(BETWEEN).replace('~', &" ".repeat(column)));
        }
    }

    fn in_brackets(&mut self) -> bool {
        self.random.one_in(self.unusual)
    }
}

/// The value as JSON.
pub(crate) fn json(value: &Tree) -> String {
    match value {
        Tree::Word(text) => format!("\"{text}\""),
        Tree::Any => "\"x\"".to_owned(),
        Tree::List(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", "))
        }
        Tree::Map(pairs) => {
            let pair = |(key, value): &(String, Tree)| format!("\"{key}\": {}", json(value));
            format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}
