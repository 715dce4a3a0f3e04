//! Markdown, as far as the checks read it: fenced blocks with their marks, links, code spans,
//! headings.

/// A fenced block.
pub(crate) struct Block {
    /// The line of its fence.
    pub(crate) line: usize,
    /// The line of the heading above it; 0 if there is none.
    pub(crate) section: usize,
    /// How many blanks stand before its fence.
    indent: usize,
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
        // The block of an item of a list is indented as the item is.
        let indent = match &open {
            Some(block) => block.indent,
            None => line.len() - line.trim_start_matches(' ').len(),
        };
        let line = line.get(indent..).unwrap_or_else(|| line.trim_start());
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let language = info.split_whitespace().next().unwrap_or_default().to_owned();
                let marks = std::mem::take(&mut marks);
                let (line, text) = (place + 1, String::new());
                open = Some(Block { line, section, indent, language, text, marks });
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
                    if indent == 0 && line.starts_with('#') {
                        section = place + 1;
                    }
                }
            },
        }
    }
    found
}

/// A page with other texts in some of its blocks, which are in order.
pub(crate) fn replaced(page: &str, updates: &[(Block, String)]) -> String {
    let lines: Vec<&str> = page.split_inclusive('\n').collect();
    let mut written = String::new();
    let mut next = 0;
    for (block, text) in updates {
        written.extend(lines[next..block.line].iter().copied());
        for line in text.trim_end().lines() {
            let blanks = if line.is_empty() { 0 } else { block.indent };
            written.push_str(&format!("{:blanks$}{line}\n", ""));
        }
        next = block.line + block.text.lines().count();
    }
    written.extend(lines[next..].iter().copied());
    written
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
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.map(|(place, line)| (place + 1, line)).collect()
}

/// The targets of the links in a line, and the sources of its pictures.
pub(crate) fn links(line: &str) -> Vec<&str> {
    let between = |before: &'static str, after: char| {
        line.split(before).skip(1).filter_map(move |part| Some(part.split_once(after)?.0))
    };
    between("](", ')').chain(between("src=\"", '"')).collect()
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
