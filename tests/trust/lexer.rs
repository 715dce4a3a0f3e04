//! What a text means to a shell and to Terraform, as far as the texts of this program go: words,
//! strings, and what stands between them.

/// The words of a shell script, a line break and each operator being one. Quotes are taken away; a
/// `$` that the shell expands becomes `\u{1}`.
pub(crate) fn shell(script: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return Err("a single quote is not closed".to_owned()),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('"') => break,
                        Some('`') => return Err("a command in double quotes".to_owned()),
                        Some('$') => word.push('\u{1}'),
                        Some('\\') => word.extend(chars.next()),
                        Some(c) => word.push(c),
                        None => return Err("a double quote is not closed".to_owned()),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '$' => word.get_or_insert_default().push('\u{1}'),
            '#' if word.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
            ' ' | '\t' => words.extend(word.take()),
            '\n' | ';' | '|' | '&' | '(' | ')' | '<' | '>' | '`' => {
                words.extend(word.take());
                words.push(c.to_string());
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// The tokens of Terraform's language. Strings are what they mean; an interpolation becomes `\u{1}`.
pub(crate) fn hcl(source: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let mut text = String::new();
                loop {
                    match chars.next() {
                        Some('"') => break,
                        Some('\\') => match chars.next() {
                            Some('n') => text.push('\n'),
                            Some(c @ ('"' | '\\')) => text.push(c),
                            Some('u') => {
                                let hex: String = chars.by_ref().take(4).collect();
                                let code =
                                    u32::from_str_radix(&hex, 16).map_err(|e| e.to_string())?;
                                text.extend(char::from_u32(code));
                            }
                            other => return Err(format!("{other:?} behind a backslash")),
                        },
                        Some('\n') | None => return Err("a string is not closed".to_owned()),
                        Some(c @ ('$' | '%')) => {
                            if chars.next_if_eq(&'{').is_some() {
                                text.push('\u{1}');
                            } else if chars.peek() == Some(&c) {
                                let mut ahead = chars.clone();
                                ahead.next();
                                if ahead.next() == Some('{') {
                                    chars = ahead;
                                    text.extend([c, '{']);
                                } else {
                                    text.push(c);
                                }
                            } else {
                                text.push(c);
                            }
                        }
                        Some(c) => text.push(c),
                    }
                }
                tokens.push(text);
            }
            '#' => while chars.next_if(|c| *c != '\n').is_some() {},
            ' ' => {}
            c if c.is_ascii_alphanumeric() || c == '_' => {
                let mut name = c.to_string();
                let is_letter = |c: &char| c.is_ascii_alphanumeric() || "_-.".contains(*c);
                while let Some(c) = chars.next_if(is_letter) {
                    name.push(c);
                }
                tokens.push(name);
            }
            c if "\n{}[]()=,".contains(c) => tokens.push(c.to_string()),
            c => return Err(format!("{c:?} outside of a string")),
        }
    }
    Ok(tokens)
}

/// The lexers see what breaks.
pub(crate) fn sees_what_breaks() {
    assert_eq!(shell("a 'b c'\\''d' \"$e\" # f\n").unwrap(), ["a", "b c'd", "\u{1}e", "\n"]);
    assert!(shell("a 'b").is_err());
    assert_ne!(shell("a 'b'; c'").map(|words| words.len()), Ok(2));
    assert_eq!(hcl("a = \"$${b} ${c} \\\"\"\n").unwrap(), ["a", "=", "${b} \u{1}c} \"", "\n"]);
    assert!(hcl("a = \"b\nc\"").is_err());
    assert!(hcl("a = \"b\" ; c").is_err());
}
