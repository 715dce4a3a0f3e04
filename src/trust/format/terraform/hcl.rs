//! Terraform's language, in the few shapes that are needed, written as `terraform fmt` leaves it.

use crate::trust::{Piece, Text};
use crate::yaml::Value;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    /// A string.
    String(Text),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Integer(i64),
    /// A reference to something that is declared.
    Reference(String),
    /// A list.
    List(Vec<Expression>),
    /// An object.
    Object(Vec<(String, Expression)>),
    /// `jsonencode` of an object.
    Json(Value),
}

/// What stands in a block.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A comment on lines of its own.
    Comment(String),
    /// `name = value`.
    Attribute(&'static str, Expression),
    /// A block.
    Block(Block),
}

/// A block and what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Block {
    header: String,
    items: Vec<Item>,
}

impl From<&str> for Expression {
    fn from(text: &str) -> Expression {
        Expression::String(text.into())
    }
}

impl From<&Value> for Expression {
    fn from(value: &Value) -> Expression {
        match value {
            Value::String(text) => text.as_str().into(),
            Value::Bool(value) => Expression::Bool(*value),
            Value::Integer(value) => Expression::Integer(*value),
            Value::List(items) => Expression::List(items.iter().map(Into::into).collect()),
            Value::Map(pairs) => {
                Expression::Object(pairs.iter().map(|(k, v)| (key(k), v.into())).collect())
            }
        }
    }
}

impl Block {
    /// A block of a type with labels.
    pub(super) fn new(kind: &str, labels: &[&str]) -> Block {
        let labels: String = labels.iter().map(|l| format!(" {}", string(&(*l).into()))).collect();
        Block { header: format!("{kind}{labels}"), items: Vec::new() }
    }

    /// With an attribute.
    pub(super) fn attribute(mut self, name: &'static str, value: impl Into<Expression>) -> Block {
        self.items.push(Item::Attribute(name, value.into()));
        self
    }

    /// With a string.
    pub(super) fn string(self, name: &'static str, value: impl Into<Text>) -> Block {
        self.attribute(name, Expression::String(value.into()))
    }

    /// With a reference.
    pub(super) fn reference(self, name: &'static str, value: String) -> Block {
        self.attribute(name, Expression::Reference(value))
    }

    /// With a block in it.
    pub(super) fn block(mut self, block: Block) -> Block {
        self.items.push(Item::Block(block));
        self
    }
}

/// The text of a document: its items with an empty line between them.
pub(super) fn document(items: &[Item]) -> String {
    let mut out = String::new();
    let mut after_comment = true;
    for item in items {
        if !after_comment {
            out.push('\n');
        }
        write_items(&mut out, std::slice::from_ref(item), 0);
        after_comment = matches!(item, Item::Comment(_));
    }
    out
}

fn write_items(out: &mut String, items: &[Item], depth: usize) {
    let rows = items.iter().map(|item| match item {
        Item::Comment(text) => Row { name: None, text: format!("# {text}") },
        Item::Attribute(name, value) => {
            Row { name: Some((*name).to_owned()), text: expression(value, depth) }
        }
        Item::Block(Block { header, items }) => {
            let mut text = format!("{header} {{\n");
            write_items(&mut text, items, depth + 1);
            Row { name: None, text: text + &indent(depth) + "}" }
        }
    });
    write_rows(out, rows.collect(), depth);
}

/// A line, or several where the value is long.
struct Row {
    /// What is left of the `=`.
    name: Option<String>,
    text: String,
}

impl Row {
    fn is_short_assignment(&self) -> bool {
        self.name.is_some() && !self.text.contains('\n')
    }
}

/// Assignments that follow each other on a line each have their `=` below each other.
fn write_rows(out: &mut String, rows: Vec<Row>, depth: usize) {
    let together = |a: &Row, b: &Row| a.is_short_assignment() && b.is_short_assignment();
    for run in rows.chunk_by(together) {
        let width = run.iter().filter_map(|row| row.name.as_ref()).map(String::len).max();
        let width = width.unwrap_or_default();
        for Row { name, text } in run {
            out.push_str(&indent(depth));
            if let Some(name) = name {
                out.push_str(&format!("{name:width$} = "));
            }
            out.push_str(text);
            out.push('\n');
        }
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn expression(value: &Expression, depth: usize) -> String {
    match value {
        Expression::String(text) => string(text),
        Expression::Bool(value) => value.to_string(),
        Expression::Integer(value) => value.to_string(),
        Expression::Reference(name) => name.clone(),
        Expression::Json(value) => format!("jsonencode({})", expression(&value.into(), depth)),
        Expression::List(items) => list(items, depth),
        Expression::Object(pairs) if pairs.is_empty() => "{}".to_owned(),
        Expression::Object(pairs) => {
            let row = |(name, value): &(String, Expression)| Row {
                name: Some(name.clone()),
                text: expression(value, depth + 1),
            };
            let mut out = "{\n".to_owned();
            write_rows(&mut out, pairs.iter().map(row).collect(), depth + 1);
            out + &indent(depth) + "}"
        }
    }
}

/// On one line, unless there are objects in it.
fn list(items: &[Expression], depth: usize) -> String {
    if !items.iter().any(|item| matches!(item, Expression::Object(_))) {
        let items: Vec<String> = items.iter().map(|item| expression(item, depth)).collect();
        return format!("[{}]", items.join(", "));
    }
    let inner = indent(depth + 1);
    let items = items.iter().map(|item| format!("{inner}{},\n", expression(item, depth + 1)));
    format!("[\n{}{}]", items.collect::<String>(), indent(depth))
}

/// A key of an object: quoted unless it is a name.
fn key(text: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name =
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_letter);
    // Words that begin another expression.
    if is_name && !["for", "if", "in", "true", "false", "null"].contains(&text) {
        text.to_owned()
    } else {
        string(&text.into())
    }
}

/// A quoted string, in which only variables are interpolated.
fn string(text: &Text) -> String {
    let pieces = text.pieces().iter().map(|piece| match piece {
        Piece::Literal(text) => escaped(text),
        Piece::Variable(variable) => format!("${{var.{}}}", variable.name.to_ascii_lowercase()),
    });
    format!("\"{}\"", pieces.collect::<String>())
}

/// Source: HCL's native syntax, "Template Expressions".
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.replace("${", "$${").replace("%{", "%%{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_aligned_in_runs_of_lines() {
        let object = Expression::Object(vec![("a".to_owned(), "b".into())]);
        let block = Block::new("resource", &["x", "y"])
            .string("name", "n")
            .string("longer_name", "n")
            .attribute("object", object)
            .string("id", "i")
            .block(Block::new("oidc", &[]).reference("r", "var.r".to_owned()));
        let text = "resource \"x\" \"y\" {\n  name        = \"n\"\n  longer_name = \"n\"\n  \
                    object = {\n    a = \"b\"\n  }\n  id = \"i\"\n  oidc {\n    r = var.r\n  }\n}\n";
        assert_eq!(document(&[Item::Block(block)]), text);
    }

    #[test]
    fn nothing_in_a_string_is_interpolated() {
        assert_eq!(string(&"${a} %{b} \"c\" \\ $${d}".into()), r#""$${a} %%{b} \"c\" \\ $$${d}""#);
        assert_eq!(key("for"), "\"for\"");
        assert_eq!(key("a:b"), "\"a:b\"");
        assert_eq!(key("Version"), "Version");
    }
}
