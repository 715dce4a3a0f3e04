//! Markdown, as far as the checks read it: fenced blocks with their marks, links, code spans,
//! headings, tables.

/// A fenced block.
pub(crate) struct Block {
    /// The line of its fence.
    pub(crate) line: usize,
    /// The line of the heading above it; 0 if there is none.
    pub(crate) section: usize,
    /// The first word of its info string.
    pub(crate) language: String,
    pub(crate) text: String,
    /// The comments directly above it, `<!-- KEY: VALUE -->` or `<!-- KEY -->`, in order.
    pub(crate) marks: Vec<(String, String)>,
}

impl Block {
    /// The value of a mark.
    pub(crate) fn mark(&self, key: &str) -> Option<&str> {
        self.marks.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

/// The fenced blocks.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut marks = Vec::new();
    let mut section = 0;
    let mut open: Option<Block> = None;
    for (place, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let language = info.split_whitespace().next().unwrap_or_default().to_owned();
                let marks = std::mem::take(&mut marks);
                open =
                    Some(Block { line: place + 1, section, language, text: String::new(), marks });
            }
            (Some(_), Some("")) => found.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => match comment(line) {
                Some(mark) => marks.push(mark),
                None => {
                    marks.clear();
                    if line.starts_with('#') {
                        section = place + 1;
                    }
                }
            },
        }
    }
    found
}

fn comment(line: &str) -> Option<(String, String)> {
    let text = line.strip_prefix("<!--")?.strip_suffix("-->")?;
    let (key, value) = text.split_once(':').unwrap_or((text, ""));
    Some((key.trim().to_owned(), value.trim().to_owned()))
}

/// The lines outside of fenced blocks, with their numbers.
pub(crate) fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let lines = text.lines().enumerate().filter(|(_, line)| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.map(|(place, line)| (place + 1, line)).collect()
}

/// The targets of the links in a line.
pub(crate) fn links(line: &str) -> Vec<&str> {
    let parts = line.split("](").skip(1);
    parts.filter_map(|part| Some(part.split_once(')')?.0)).collect()
}

/// The code spans in a line.
pub(crate) fn spans(line: &str) -> Vec<&str> {
    let parts: Vec<&str> = line.split('`').collect();
    let closed = if parts.len() % 2 == 1 { parts.len() } else { parts.len() - 1 };
    parts[..closed].iter().skip(1).step_by(2).copied().collect()
}

/// The anchors of the headings, as GitHub makes them.
pub(crate) fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).into_iter().filter_map(|(_, line)| {
        let title = line.trim_start_matches('#');
        (title.len() < line.len()).then(|| title.strip_prefix(' ')).flatten()
    });
    let anchor = |title: &str| {
        let kept = title.to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    headings.map(anchor).collect()
}

/// The tables whose first column has that title, each with the number of its first row, and its
/// rows as cells.
pub(crate) fn tables<'t>(text: &'t str, first: &str) -> Vec<(usize, Vec<Vec<&'t str>>)> {
    let title = format!("| {first} |");
    let mut found: Vec<(usize, Vec<Vec<&str>>)> = Vec::new();
    let mut inside = false;
    for (number, line) in prose(text) {
        if line.starts_with(&title) {
            inside = true;
            found.push((number + 2, Vec::new()));
        } else if !line.starts_with('|') {
            inside = false;
        } else if let Some((_, rows)) = found.last_mut().filter(|_| inside)
            && !line.starts_with("|-")
        {
            let cells = line.trim_matches('|').split('|').map(str::trim);
            rows.push(cells.collect());
        }
    }
    found
}
