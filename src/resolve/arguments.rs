//! The arguments of a container, read as a command line is.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{FEATURE_GATES, GATE, Lockdown};
use crate::plan::Reason;
use crate::yaml::Node;

/// An argument to write.
#[derive(Debug)]
pub(crate) struct Argument {
    /// Its index: of the one that it replaces, or behind the last.
    pub(crate) index: usize,
    pub(crate) text: String,
    pub(crate) reason: Reason,
}

/// The arguments to write so that those of object identity are there, each given as
/// `--flag=value`. `Err` is the index of an argument behind which none would be read.
pub(crate) fn asked(arguments: &[Node<'_>], wanted: &[String]) -> Result<Vec<Argument>, usize> {
    let mut known = vec![FEATURE_GATES];
    known.extend(Lockdown::ALL.map(Lockdown::flag));
    if let Some(index) = stopper(arguments, &known).filter(|_| !wanted.is_empty()) {
        return Err(index);
    }
    let mut next = arguments.len();
    let mut asked = Vec::new();
    for argument in wanted {
        let Some((flag, value)) = argument.split_once('=') else { continue };
        let found = if flag == FEATURE_GATES {
            feature_gates(arguments)
        } else {
            lockdown(arguments, flag, value)
        };
        match found {
            Found::AsWanted => {}
            Found::Other(index, text, reason) => asked.push(Argument { index, text, reason }),
            Found::Nothing => {
                let (text, reason) = (argument.clone(), Reason::ObjectIdentity);
                asked.push(Argument { index: next, text, reason });
                next += 1;
            }
        }
    }
    Ok(asked)
}

/// That a flag behind an argument would not be read as one.
pub(crate) fn not_read() -> Diagnostic {
    let message = "a flag after this argument would not be read as a flag";
    Diagnostic::new(code::FLAG_NOT_READ, message).help("remove it, or give the flag its value")
}

/// That a gate is there which does nothing any more.
pub(crate) fn retired() -> Diagnostic {
    let message = format!("the feature gate {GATE} has no effect from Flux 2.10 on");
    let help = "remove it: a later version of Flux may not start with it";
    Diagnostic::new(code::GATE_RETIRED, message).help(help)
}

/// What stands there of a flag.
enum Found {
    AsWanted,
    /// The argument at an index has to become another.
    Other(usize, String, Reason),
    Nothing,
}

/// The feature gates with that of object identity.
fn feature_gates(arguments: &[Node<'_>]) -> Found {
    let known = mentions(arguments, FEATURE_GATES);
    let set = known.iter().rfind(|mention| gate(&mention.value, GATE).is_some());
    let Some(mention) = set.or(known.last()) else { return Found::Nothing };
    if gate(&mention.value, GATE).is_some_and(is_true) {
        return Found::AsWanted;
    }
    let text = mention.argument(FEATURE_GATES, &with_gate(&mention.value, GATE));
    let reason = if set.is_some() { Reason::ObjectIdentity } else { Reason::FeatureGates };
    Found::Other(mention.index, text, reason)
}

/// A flag that names an account.
fn lockdown(arguments: &[Node<'_>], flag: &str, account: &str) -> Found {
    match mentions(arguments, flag).last() {
        Some(mention) if mention.value == account => Found::AsWanted,
        Some(mention) => {
            let text = mention.argument(flag, account);
            Found::Other(mention.index, text, Reason::ObjectIdentity)
        }
        None => Found::Nothing,
    }
}

/// What is left of an argument without that of object identity, where it has the form in which
/// [`asked`] writes it; none if it has not. Nothing left is an empty text.
pub(crate) fn without_asked(argument: &str) -> Option<String> {
    let (flag, value) = argument.split_once('=')?;
    if Lockdown::ALL.iter().any(|lockdown| lockdown.flag() == flag) {
        return Some(String::new());
    }
    let others = value.strip_suffix(&format!("{GATE}=true")).filter(|_| flag == FEATURE_GATES)?;
    match others.strip_suffix(',') {
        None => others.is_empty().then(String::new),
        Some(others) => Some(format!("{FEATURE_GATES}={others}")),
    }
}

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

#[cfg(test)]
mod tests {
    use super::without_asked;

    #[test]
    fn what_is_left_of_an_argument() {
        for (argument, left) in [
            ("--default-service-account=tenant", Some("")),
            ("--default-decryption-service-account=tenant", Some("")),
            ("--feature-gates=ObjectLevelWorkloadIdentity=true", Some("")),
            (
                "--feature-gates=CacheSecrets=true,ObjectLevelWorkloadIdentity=true",
                Some("--feature-gates=CacheSecrets=true"),
            ),
            // Not as this program writes it, or not for object identity.
            ("--feature-gates=ObjectLevelWorkloadIdentity=false", None),
            ("--feature-gates=ObjectLevelWorkloadIdentity=true,CacheSecrets=true", None),
            ("--feature-gates=NoObjectLevelWorkloadIdentity=true", None),
            ("--feature-gates=CacheSecrets=true", None),
            ("--other-gates=ObjectLevelWorkloadIdentity=true", None),
            ("--log-level=info", None),
            ("--default-service-account", None),
        ] {
            assert_eq!(without_asked(argument).as_deref(), left, "{argument}");
        }
    }
}
