//! The arguments of a container, read as a command line is.

use crate::yaml::Node;

/// One mention of a flag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The index of the argument that holds the value.
    pub(crate) index: usize,
    /// The value.
    pub(crate) value: String,
    /// Whether flag and value are one argument, `--flag=value`.
    pub(super) joined: bool,
}

impl Mention {
    /// The argument with another value.
    pub(super) fn argument(&self, flag: &str, value: &str) -> String {
        if self.joined { format!("{flag}={value}") } else { value.to_owned() }
    }
}

/// Every mention of a flag, in order; of a flag with one value the last one counts.
pub(crate) fn mentions(arguments: &[Node<'_>], flag: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut arguments = arguments.iter().map(|n| n.text().unwrap_or_default()).enumerate();
    while let Some((index, argument)) = arguments.next() {
        if argument == "--" {
            break;
        }
        let Some(rest) = argument.strip_prefix(flag) else {
            continue;
        };
        if let Some(value) = rest.strip_prefix('=') {
            found.push(Mention { index, value: value.to_owned(), joined: true });
        } else if rest.is_empty()
            && let Some((index, value)) = arguments.next()
        {
            found.push(Mention { index, value: value.to_owned(), joined: false });
        }
    }
    found
}

/// The index of an argument behind which a flag would not be read as one: `--`, or one of `flags`
/// that waits for its value at the end.
pub(super) fn stopper(arguments: &[Node<'_>], flags: &[&str]) -> Option<usize> {
    let text = |n: &Node<'_>| n.text().unwrap_or_default().to_owned();
    let end = arguments.iter().position(|n| text(n) == "--");
    let last = arguments.len().checked_sub(1);
    end.or(last.filter(|last| flags.contains(&text(&arguments[*last]).as_str())))
}

/// The value of a gate in `A=true,B=false`; the last one counts.
pub(crate) fn gate<'v>(value: &'v str, gate: &str) -> Option<&'v str> {
    let pairs = value.split(',').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| name.trim() == gate).map(|(_, value)| value.trim()).next_back()
}

/// Whether Go's `strconv.ParseBool`, which reads gates, takes it for true.
pub(crate) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "true" | "True" | "TRUE")
}

/// `A=true,B=false` with one gate switched on.
pub(super) fn with_gate(value: &str, gate: &str) -> String {
    let kept = value.split(',').map(str::trim).filter(|pair| {
        let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
        !pair.is_empty() && name.trim() != gate
    });
    let on = format!("{gate}=true");
    kept.chain([on.as_str()]).collect::<Vec<_>>().join(",")
}
