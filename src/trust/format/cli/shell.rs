//! POSIX shell: commands whose values no shell reads as anything else.

use crate::trust::{Piece, Text};

/// A command with its values.
#[derive(Clone, Debug)]
pub(super) struct Command(String);

impl Command {
    /// A command, with words that are no values.
    pub(super) fn new(words: &str) -> Command {
        Command(words.to_owned())
    }

    /// With a flag and its value.
    pub(super) fn flag(self, flag: &str, value: impl Into<Text>) -> Command {
        Command(format!("{} {flag} {}", self.0, word(&value.into())))
    }

    /// With words that are no values.
    pub(super) fn words(self, words: &str) -> Command {
        Command(format!("{} {words}", self.0))
    }

    /// With a value that has no flag.
    pub(super) fn value(self, value: &str) -> Command {
        Command(format!("{} {}", self.0, quoted(value)))
    }

    /// The line.
    pub(super) fn line(&self) -> &str {
        &self.0
    }

    /// As a question: whether it succeeds.
    pub(super) fn succeeds(&self) -> String {
        format!("{} >/dev/null 2>&1", self.0)
    }
}

/// A text in single quotes, in which nothing has a meaning.
///
/// Lines of a script end where a line break stands, even inside quotes, for everyone who reads it:
/// no value has one, since configs and arguments with control characters are refused.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text as one word.
pub(super) fn word(text: &Text) -> String {
    let pieces = text.pieces().iter().map(|piece| match piece {
        Piece::Literal(text) => quoted(text),
        Piece::Variable(variable) => format!("\"${}\"", variable.name),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::{quoted, word};
    use crate::trust::{Text, Variable};

    #[test]
    fn nothing_in_quotes_has_a_meaning() {
        assert_eq!(quoted("it's $HOME `x` \"y\" \\"), r#"'it'\''s $HOME `x` "y" \'"#);
        let name = Variable { name: "NAME".to_owned(), meaning: String::new() };
        let text = Text::from("a").variable(&name).literal("b");
        assert_eq!(word(&text), "'a'\"$NAME\"'b'");
    }
}
