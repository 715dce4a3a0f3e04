//! Pieces of YAML that a text is changed with, so that most of what comes of it still parses.

use libfuzzer_sys::fuzzer_mutate;

/// What may stand for a line, behind its indentation.
const LINES: &[&str] = &[
    "- apiVersion: v1",
    "- apiVersion: apps/v1",
    "apiVersion: v1",
    "kind: ServiceAccount",
    "kind: Deployment",
    "kind: ConfigMap",
    "kind: List",
    "metadata:",
    "name: source-controller",
    "name: \"source-controller\"",
    "name: tenant",
    "namespace: flux-system",
    "annotations:",
    "labels: {a: b}",
    "items:",
    "results:",
    "- message: old",
    "functionConfig:",
    "spec:",
    "data:",
    "a: b",
    "a:",
    "- a",
    "- a: b",
    "-",
    "- - a",
    "- |",
    "a: |",
    "a: |-",
    "a: |+",
    "a: >2",
    "a: |1",
    "\"a\": b",
    "'a': \"b\"",
    "\"a\":\"b",
    "a: \"b",
    "b\"",
    "a: 'b",
    "b'",
    "it's",
    "say \"so",
    "a: [b,",
    "c]",
    "a: {b: c}",
    "a: {b: [c, \"}\"]}",
    "[a]",
    "{a: b}",
    "a: [",
    "]",
    "}",
    "a: !t [",
    "a: &x {",
    "? a",
    ": b",
    "? [",
    "a: &x b",
    "a: *x",
    "&x",
    "<<: *x",
    "a: !t b",
    "!t",
    "# c",
    "# it's \"c",
    "a: b # c",
    "a: b #c",
    "---",
    "...",
    "--- a",
    "%TAG ! tag:x,2000:",
    "text",
    "more text: no",
    "a:b",
    "a : b",
    "a: - b",
    "~",
    "a: \"\\\"",
    "a: ''''",
    "",
    " ",
];

/// What may be put into a line.
const WORDS: &[&str] = &[
    " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "- ", ": ", ":", "\"", "'", "''", "\\", "\\\"",
    "[", "]", "{", "}", ", ", ",", "#", " #", "|", ">", "|+", "&x ", "*x", "!t ", "!", "? ", "%",
    "@", "`", "~", "\0", "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "é", "---",
    "...", "\n- ", "\n ", "\n  ", "\n    ",
];

struct Random(u32);

impl Random {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % limit.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// A mutator: mostly pieces are exchanged, sometimes bytes.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let text = std::str::from_utf8(&data[..size]).ok().filter(|_| !seed.is_multiple_of(4));
    let text = text.map(|text| exchange(text, seed)).filter(|text| text.len() <= max_size);
    let Some(text) = text else {
        return fuzzer_mutate(data, size, max_size);
    };
    data[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
}

/// The text with a few of its pieces exchanged.
fn exchange(text: &str, seed: u32) -> String {
    let mut random = Random(seed | 1);
    let mut text = text.to_owned();
    for _ in 0..=random.below(3) {
        text = once(&text, &mut random);
    }
    text
}

fn once(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let place = random.below(lines.len());
    match random.below(8) {
        // A line in front of another one, at its indentation or near it.
        0..=2 => {
            let line = lines.get(place).map_or("", String::as_str);
            let near = line.len() - line.trim_start_matches(' ').len();
            let indent = (near + random.below(6)).saturating_sub(2);
            let line = format!("{}{}\n", " ".repeat(indent), random.of(LINES));
            let gone = if random.below(2) == 0 { 0 } else { 1 };
            lines.splice(place..(place + gone).min(lines.len()), [line]);
        }
        // Lines twice, or elsewhere.
        3 | 4 => {
            let end = (place + 1 + random.below(6)).min(lines.len());
            let some: Vec<String> = lines[place.min(end)..end].to_vec();
            if random.below(2) == 0 {
                lines.drain(place.min(end)..end);
            }
            let to = random.below(lines.len() + 1);
            lines.splice(to..to, some);
        }
        // Lines further in or out.
        5 => {
            let end = (place + 1 + random.below(6)).min(lines.len());
            let out = random.below(2) == 0;
            for line in &mut lines[place.min(end)..end] {
                *line = match line.strip_prefix(' ') {
                    Some(rest) if out => rest.to_owned(),
                    _ => format!(" {line}"),
                };
            }
        }
        // A word in a line.
        _ => {
            if let Some(line) = lines.get_mut(place) {
                let mut at = random.below(line.len() + 1);
                while !line.is_char_boundary(at) {
                    at -= 1;
                }
                line.insert_str(at, random.of(WORDS));
            }
        }
    }
    lines.concat()
}
