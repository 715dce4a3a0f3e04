//! A text in pieces, for a judge of losslessness: the lines of YAML, the tokens of JSON.

/// The pieces of a ResourceList, without its results.
pub(crate) fn of(text: &str, json: bool) -> Vec<&str> {
    if json { without_entry(tokens(text), "\"results\"") } else { lines(text) }
}

/// The lines with their breaks, without the block of results.
fn lines(text: &str) -> Vec<&str> {
    let mut inside = false;
    let kept = text.split_inclusive('\n').filter(|line| {
        if line.starts_with("results:") {
            inside = true;
        } else if line.starts_with("---") || !line.starts_with([' ', '-', '#', '\r', '\n']) {
            inside = false;
        }
        !inside
    });
    kept.collect()
}

/// Strings, white space, and whatever stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => string_end(rest),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest[first.len_utf8()..]
                .find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c))
                .map_or(rest.len(), |end| end + first.len_utf8()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(end, _)| end + 1)
}

/// The tokens without an entry of the outermost object, its comma and the blanks beside them.
fn without_entry<'t>(mut tokens: Vec<&'t str>, key: &str) -> Vec<&'t str> {
    let blank = |token: &str| token.trim().is_empty();
    let mut depth = 0;
    let mut found = None;
    for (place, token) in tokens.iter().enumerate() {
        match *token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth -= 1,
            _ => {}
        }
        match found {
            None if depth == 1 && *token == key => found = Some(place),
            Some(mut start) if (depth == 1 && *token == ",") || depth == 0 => {
                let first = |place: usize| tokens[..place].iter().rposition(|t| !blank(t));
                let mut end = place;
                match first(start).filter(|place| tokens[*place] == ",") {
                    Some(comma) => start = comma,
                    None if *token == "," => {
                        let after = &tokens[place + 1..];
                        end = place + 1 + after.iter().take_while(|t| blank(t)).count();
                    }
                    None => {}
                }
                // In front of the closing brace the blanks are the brace's.
                while *token != "," && end > start && blank(tokens[end - 1]) {
                    end -= 1;
                }
                tokens.drain(start..end);
                return tokens;
            }
            _ => {}
        }
    }
    tokens
}
