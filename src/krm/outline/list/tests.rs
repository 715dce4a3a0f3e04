//! What the scanner finds, and what it leaves to a parser.

use super::outline;

/// The first lines of the items that are found in a list of these lines; nothing if it takes a
/// parser.
fn items(lines: &str) -> Option<Vec<String>> {
    let source = format!("kind: ResourceList\nitems:\n{lines}functionConfig:\n  a: b\n");
    let list = outline(&source)?;
    let first = |range: &std::ops::Range<usize>| {
        source[range.clone()].lines().next().unwrap_or_default().to_owned()
    };
    Some(list.items.iter().map(|item| first(&item.range)).collect())
}

#[test]
fn items_start_outside_of_scalars() {
    let table = [
        ("- a: 1\n- b: 2\n", &["- a: 1", "- b: 2"][..]),
        ("  - a: 1\n    c:\n    - d: 3\n  - b: 2\n", &["  - a: 1", "  - b: 2"]),
        ("- a: |\n    x: \"open\n\n    - y\n- b: 2\n", &["- a: |", "- b: 2"]),
        ("- a: plain\n    \"still: plain\n- b: 2\n", &["- a: plain", "- b: 2"]),
        ("- a: \"x\n\n    - y: z\"\n- b: 2\n", &["- a: \"x", "- b: 2"]),
        ("- a: 'it''s'\n  \"q\": {x: \"}\", y: [1]}\n- b: 2\n", &["- a: 'it''s'", "- b: 2"]),
        ("-\n  a: 1\n# c\n- # c\n  b: 2\n", &["-", "- # c"]),
    ];
    for (lines, expected) in table {
        let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(items(lines), Some(expected), "{lines}");
    }
}

#[test]
fn what_matters_of_an_item_is_known_before_its_end() {
    let head = "- apiVersion: v1\n  kind: A\n  metadata:\n    name: a\n";
    for rest in ["", "  kind: B\n", "  b: |\n    - c\n  c: \"it's\"\n", "  b: [1,\n    2]\n"] {
        let lines = format!("{head}{rest}{head}");
        let source = format!("kind: ResourceList\nitems:\n{lines}functionConfig: {{}}\n");
        let Some(list) = outline(&source) else {
            assert!(rest.contains(",\n"), "{rest}");
            continue;
        };
        assert_eq!(list.items.len(), 2, "{rest}");
        assert_eq!(&source[list.items[0].range.clone()], format!("{head}{rest}"));
        assert!(list.items.iter().all(|item| item.kind() == Some(("v1", "A"))), "{rest}");
    }
}

#[test]
fn a_comment_left_of_a_block_scalar_is_none_of_it() {
    let list = "kind: ResourceList\nitems:\n- a: |\n    # b\n";
    for header in ["|", "|2", ">-"] {
        let source = format!("{}   # c\n", list.replace('|', header));
        assert_eq!(outline(&source).unwrap().items[0].range.end, source.len() - 7, "{header}");
    }
}

#[test]
fn items_are_a_list() {
    for items in ["items: a", "items: \"a\"", "items: []", "items: |", "items: &x", "items\u{85}:"]
    {
        let source = format!("kind: ResourceList\n{items}\n- a: 1\n");
        assert!(outline(&source).is_none(), "{items}");
    }
    assert!(outline("kind: ResourceList\nitems: # c\n- a: 1\n").is_some());
}

#[test]
fn one_marker_opens_the_document() {
    let rest = "kind: ResourceList\nitems:\n- a: 1\n";
    assert!(outline(&format!("# c\n---\n{rest}")).is_some());
    assert!(outline(&format!("---\n---\n{rest}")).is_none());
}

#[test]
fn what_takes_a_parser_is_left_to_it() {
    for lines in [
        "- a: \"x\n- y: z\"\n",
        "- a: {x: 1,\n    y: 2}\n",
        "- a: &x 1\n",
        "- a: *x\n",
        "- a: !t 1\n",
        "- ? a\n  : 1\n",
        "- a: |+\n    x\n\n",
        "- a: |\n    x\n      \n- b: 1\n",
        "- a:\n  \tb: 1\n",
        "- a: b\n    \t# c\n",
        "- a: |\n      b\n    c\n",
        "- a: |\n    b\n    \t\n",
        "- {a: 1}\n",
        "- text\n",
        "-\n- a: 1\n",
        "- a: 1\n- # c\n",
        "- - a: 1\n",
        "---\n- a: 1\n",
        "- a: 1\r- b: 2\n",
        "- a: \0\n",
        "- a: 1\n - b: 2\n",
        "- a: 1\n b: 2\n",
        "-\n  a: 1\n b: 2\n",
        "-   apiVersion: v1\n    kind: A\n    metadata:\n      name: a\n  b: 1\n- c: 1\n",
        "  a: 1\n",
        "  a:\n  - b: 1\n",
        "    a:\n  - b: 1\n",
        "  |\n- b: 1\n",
    ] {
        assert_eq!(items(lines), None, "{lines}");
    }
}
