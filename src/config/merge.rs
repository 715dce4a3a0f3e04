//! Lays configs over each other: the fields of one win over those that it extends.
//!
//! Mappings are merged by key, and the lists of [`LISTS`] by the fields that name an element. Any
//! other value replaces the one below it, `null` too: the field then is as if it were absent.

use crate::diagnostic::{Diagnostic, Location, code};
use crate::yaml::{Entry, Kind, Node};

/// The lists whose elements are merged: where they stand, and the fields that name an element.
/// One that lacks a name is added.
const LISTS: [(&[&str], &[&str]); 2] = [
    (&["spec", "identities"], &["name"]),
    (&["spec", "objectLevel", "serviceAccounts"], &["namespace", "name"]),
];

/// What each file says for itself alone.
const OWN: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// The one config that `configs` come to, each of which wins over those behind it. Their spans
/// count in one text, so that each value keeps its place.
///
/// # Errors
/// Configs of several kinds, aliases, and names that stand twice where one is to be merged.
pub(super) fn merge<'a>(configs: Vec<Node<'a>>) -> Result<Node<'a>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    if configs.len() > 1 {
        faults.extend(configs.iter().skip(1).filter_map(|below| other_kind(&configs[0], below)));
        configs.iter().for_each(|config| aliases(config, &mut faults));
    }
    // From the lowest up: a field that is taken away must not come back from further below.
    let merged = configs.into_iter().rev().reduce(|below, mut above| {
        let Kind::Mapping { entries, .. } = below.kind else { return above };
        let inherited = entries.into_iter().filter(|e| !OWN.iter().any(|own| e.key.is(own)));
        merge_entries(&mut above, inherited.collect(), &[], &mut faults);
        above
    });
    match merged {
        Some(merged) if faults.is_empty() => Ok(merged),
        _ => Err(faults),
    }
}

/// Puts the entries of a mapping below into the mapping above.
fn merge_entries<'a>(
    above: &mut Node<'a>,
    below: Vec<Entry<'a>>,
    at: &[&str],
    faults: &mut Vec<Diagnostic>,
) {
    let Kind::Mapping { entries, .. } = &mut above.kind else { return };
    let mut met: Vec<String> = Vec::new();
    for entry in below {
        let key = entry.key.text().unwrap_or_default().to_owned();
        // A key that stands twice below stays, so that it is reported.
        let is_repeated = met.contains(&key);
        match entries.iter_mut().find(|own| own.key.is(&key)) {
            Some(own) if !is_repeated => {
                let at = [at, &[key.as_str()]].concat();
                merge_value(&mut own.value, entry.value, &at, faults);
            }
            _ => entries.push(entry),
        }
        met.push(key);
    }
}

fn merge_value<'a>(
    above: &mut Node<'a>,
    below: Node<'a>,
    at: &[&str],
    faults: &mut Vec<Diagnostic>,
) {
    let names = LISTS.iter().find(|(list, _)| *list == at).map(|(_, names)| *names);
    match (&mut above.kind, below.kind, names) {
        (Kind::Mapping { .. }, Kind::Mapping { entries, .. }, _) => {
            merge_entries(above, entries, at, faults);
        }
        (Kind::Sequence { items, .. }, Kind::Sequence { items: below, .. }, Some(names)) => {
            *items = merge_items(std::mem::take(items), below, names, at, faults);
        }
        _ => {}
    }
}

/// The elements below, each with the element above that has its name, and behind them the others.
fn merge_items<'a>(
    above: Vec<Node<'a>>,
    mut below: Vec<Node<'a>>,
    names: &[&str],
    at: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Node<'a>> {
    let mut merged = Vec::new();
    let mut added = Vec::new();
    for mut own in above {
        let named =
            |(index, item): (usize, &Node<'_>)| has_name_of(item, &own, names).then_some(index);
        let found: Vec<usize> = below.iter().enumerate().filter_map(named).collect();
        match found.as_slice() {
            [] => added.push(own),
            [only] if !merged.contains(only) => {
                merge_value(&mut own, below.remove(*only), at, faults);
                below.insert(*only, own);
                merged.push(*only);
            }
            [.., twin] => faults.push(ambiguous(&own, &below[*twin], names)),
        }
    }
    below.append(&mut added);
    below
}

/// Whether two elements have the same name.
fn has_name_of(one: &Node<'_>, other: &Node<'_>, names: &[&str]) -> bool {
    let text = |node: &Node<'_>, name: &str| node.get(name).and_then(Node::text).map(str::to_owned);
    names.iter().all(|name| text(one, name).is_some() && text(one, name) == text(other, name))
}

fn place(node: &Node<'_>) -> Location {
    Location { span: Some(node.span.clone()), ..Location::default() }
}

fn ambiguous(own: &Node<'_>, twin: &Node<'_>, names: &[&str]) -> Diagnostic {
    let name: Vec<&str> =
        names.iter().filter_map(|name| own.get(name).and_then(Node::text)).collect();
    let name = name.join("/");
    let message =
        format!("two elements have the name {name:?}: it is not clear which one is meant");
    Diagnostic::new(code::AMBIGUOUS_NAME, message)
        .help("give each a name of its own")
        .at(place(own))
        .related("the other one", place(twin))
}

fn other_kind(above: &Node<'_>, below: &Node<'_>) -> Option<Diagnostic> {
    let of = |node: &Node<'_>, key: &str| {
        node.get(key).and_then(Node::text).unwrap_or_default().to_owned()
    };
    let is_same = |key: &&str| of(above, key) == of(below, key);
    let key = ["kind", "apiVersion"].into_iter().find(|key| !is_same(key))?;
    let message = format!("the {key} {:?} is not that of the config above it", of(below, key));
    let node = |config: &Node<'_>| place(config.get(key).unwrap_or(config));
    let fault = Diagnostic::new(code::WRONG_KIND, message)
        .help(format!("write {key}: {}", of(above, key)))
        .at(node(below));
    Some(fault.related("the config above", node(above)))
}

/// An alias may not be followed once its anchor is merged away.
fn aliases(node: &Node<'_>, faults: &mut Vec<Diagnostic>) {
    if let Kind::Alias { name } = node.kind {
        let message = format!("the alias *{name} stands in a config that is merged with another");
        faults.push(
            Diagnostic::new(code::WRONG_TYPE, message).help("write the value out").at(place(node)),
        );
    }
    node.entries().iter().for_each(|entry| aliases(&entry.value, faults));
    node.items().iter().for_each(|item| aliases(item, faults));
}
