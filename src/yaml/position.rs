//! Where a byte stands for a person: line and column.

use std::fmt;

/// A line and a column, both from 1. The column counts characters, as editors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Position {
    /// The position of the byte at `offset`. An offset past the end is the end.
    ///
    /// ```
    /// use flux_workload_identity::yaml::Position;
    /// assert_eq!(Position::of("a: 1\nbé: 2", 8).to_string(), "2:3");
    /// ```
    pub fn of(source: &str, offset: usize) -> Position {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let text = before[line_start..].trim_start_matches('\u{FEFF}');
        Position { line, column: text.chars().count() + 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_byte_stands_where_its_character_does() {
        for (offset, expected) in
            [(0, "1:1"), (1, "1:2"), (2, "1:2"), (3, "1:3"), (4, "2:1"), (9, "2:2")]
        {
            assert_eq!(Position::of("a\u{e9}\nb", offset).to_string(), expected, "{offset}");
        }
    }
}
