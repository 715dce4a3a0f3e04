//! Changes of a text that most often leave it readable.

use super::random::Random;

/// Entries of a mapping to put in front of another: `~` is its indentation, `N` a number.
const ENTRIES: &[&str] = &[
    "~bN: |+\n~  x\n\n",
    "~bN: >+\n~  x\n\n~ \n",
    "~bN:\n~- |+\n~  x\n\n",
    "~bN:\n~  c: |+\n~    x\n\n",
    "~bN: |\n~  x\n\n",
    "~bN: |-\n~  x\n",
    "~bN: v\n\n",
    "~bN: &xN v\n",
    "~bN: {}\n",
];

/// Elements of a list, likewise.
const ELEMENTS: &[&str] = &[
    "~- |+\n~  x\n\n",
    "~- name: bN\n~  value: |+\n~    x\n\n",
    "~- name: bN\n~  value: >+\n~    x\n\n~ \n",
    "~- name: bN\n~  value: v\n\n",
    "~- bN\n\n",
    "~- {name: bN}\n",
];

/// Lines that are no part of a value, or are by what stands in front of them.
const OTHERS: &[&str] =
    &["~    # c\n", "# c\n", "~# c\n", "~     \t# c\n", "~     \t\n", "\n", "\n\n", "  \n"];

/// Words to put into a line.
const WORDS: &[&str] = &[
    " ", "\t", "'", "\"", "# ", " # c", "- ", ": ", "&x ", "*x", "!t ", "{", "}", "[", "]", ",",
    "|", ">", "|+\n", "\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{7f}", "é", "---\n", "\\",
];

/// The text with lines in front of one of its lines, which fit there or are blank.
pub(crate) fn with_shape(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = random.below(lines.len() + 1);
    let line = lines.get(at).map_or("", String::as_str);
    let content = line.trim_start_matches(' ');
    let shapes = match random.below(3) {
        0 => OTHERS,
        _ if content.starts_with("- ") => ELEMENTS,
        _ => ENTRIES,
    };
    let shape = random.choose(shapes).replace('~', &line[..line.len() - content.len()]);
    let shape = shape.replace('N', &random.below(1_000).to_string());
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    lines.insert(at, shape.replace('\n', newline));
    lines.concat()
}

/// The text with one of its lines changed, moved, repeated or gone.
pub(crate) fn with_other_line(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return String::new();
    }
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(6) {
        0 => lines.swap(one, other),
        1 => lines.insert(one, lines[other].clone()),
        2 => drop(lines.remove(one)),
        3 => lines[one].insert(0, ' '),
        4 => lines[one] = lines[one].strip_prefix(' ').unwrap_or(&lines[one]).to_owned(),
        _ => {
            let line = &mut lines[one];
            let mut at = random.below(line.len() + 1);
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            line.insert_str(at, random.choose(WORDS));
        }
    }
    lines.concat()
}

/// The text, changed up to three times, mostly by shapes.
pub(crate) fn mutated(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..random.below(3) {
        text = if random.one_in(6) {
            with_other_line(&text, random)
        } else {
            with_shape(&text, random)
        };
    }
    text
}
