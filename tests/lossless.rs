//! The lossless edit path, layout by layout: what is written into each, to the byte.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use flux_workload_identity::yaml::{
    Edit, Edited, Frame, Path, Refusal, RefusalKind, Step, Value, edit, parse,
};

fn edit_whole(source: &str, edits: &[Edit]) -> Result<Edited, Refusal> {
    let root = parse(source, 0..source.len()).unwrap().unwrap();
    let frame = Frame { range: 0..source.len(), root, dashed: false };
    edit(source, &frame, edits, |key| key.starts_with("transient"))
}

/// Applies edits to a whole text.
fn apply(source: &str, edits: &[Edit]) -> Result<String, RefusalKind> {
    let edited = edit_whole(source, edits).map_err(|e| e.kind)?;
    let text = edited.splices.apply(source, 0..source.len());
    let again = edit_whole(&text, edits).map_err(|e| e.kind)?;
    assert!(again.splices.is_empty(), "not idempotent:\n{text}");
    assert!(again.changes.iter().all(Vec::is_empty));
    let json = text.trim_start().starts_with(['{', '[']);
    if json && serde_json::from_str::<serde_json::Value>(source).is_ok() {
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
    if source.contains("dup:") {
        return Ok(text);
    }
    let judge: Result<serde_yaml::Value, _> =
        serde_yaml::from_str(text.trim_start_matches('\u{FEFF}'));
    judge.unwrap();
    Ok(text)
}

/// Sets `a.k` to `v`, the edit of most cases.
fn set(source: &str) -> Result<String, RefusalKind> {
    apply(source, &[Edit::set(Path::keys(["a", "k"]), "v")])
}

fn env(name: &str) -> Path {
    Path::keys(["env"]).element("name", name)
}

fn variable(name: &str) -> Value {
    Value::map([("name", name.into()), ("value", Value::from("x"))])
}

/// Sets `a.k` to a string that is quoted.
fn quoted(source: &str) -> Result<String, RefusalKind> {
    apply(source, &[Edit::set(Path::keys(["a", "k"]), "true")])
}

/// Removes what is at some paths.
fn removed(source: &str, paths: &[Path]) -> Result<String, RefusalKind> {
    let edits: Vec<Edit> = paths.iter().cloned().map(Edit::remove).collect();
    apply(source, &edits)
}

/// The second element of a list makes way for another one.
fn exchanged(source: &str) -> Result<String, RefusalKind> {
    let list = Path::keys(["l"]);
    apply(
        source,
        &[Edit::remove(list.clone().index(1)), Edit::set(list.element("name", "A"), variable("A"))],
    )
}

macro_rules! cases {
    ($($name:ident: $edit:expr => $want:expr;)*) => {
        $(#[test] fn $name() { assert_eq!($edit.as_deref(), Ok($want)); })*
    };
}

macro_rules! refusals {
    ($($name:ident: $edit:expr => $want:pat,)*) => {
        $(#[test] fn $name() {
            let got = $edit;
            assert!(matches!(&got, Err($want)), "{got:?}");
        })*
    };
}

cases! {
    block: set("a:\n  b: 1\nz: 2\n") => "a:\n  b: 1\n  k: v\nz: 2\n";
    absent: set("z: 2\n") => "a:\n  k: v\nz: 2\n";
    absent_unsorted: set("z: 2\nb: 1\n") => "z: 2\nb: 1\na:\n  k: v\n";
    absent_in_sorted: set("A: 1\nz: 2\n") => "A: 1\na:\n  k: v\nz: 2\n";
    nothing: set("a:\nz: 2\n") => "a:\n  k: v\nz: 2\n";
    null_tilde: set("a: ~\nz: 2\n") => "a:\n  k: v\nz: 2\n";
    null_word: set("a: null # none\nz: 2\n") => "a: # none\n  k: v\nz: 2\n";
    empty_flow: set("a: {}\nz: 2\n") => "a:\n  k: v\nz: 2\n";
    empty_flow_spaced: set("a:   { }   # c\nz: 2\n") => "a:   # c\n  k: v\nz: 2\n";
    flow: set("a: {b: 1}\n") => "a: {b: 1, k: v}\n";
    flow_trailing_comma: set("a: {b: 1,}\n") => "a: {b: 1, k: v,}\n";
    flow_lines: set("a: {\n  b: 1\n}\n") => "a: {\n  b: 1,\n  k: v\n}\n";
    flow_comment: set("a: {\n  b: x # c\n}\n") => "a: {\n  b: x, # c\n  k: v\n}\n";
    flow_first: apply("a: {z: 1}\n", &[Edit::set(Path::keys(["a", "b"]), "v")]) => "a: {b: v, z: 1}\n";
    quoted_keys: set("a:\n  \"b\": 1\n") => "a:\n  \"b\": 1\n  \"k\": v\n";
    quoted_values: set("a:\n  b: 'x'\n") => "a:\n  b: 'x'\n  k: 'v'\n";
    replace_plain: set("a:\n  k: old # c\n") => "a:\n  k: v # c\n";
    replace_single: set("a:\n  k: 'old'\n") => "a:\n  k: 'v'\n";
    replace_double: set("a:\n  'k': \"old\"\n") => "a:\n  'k': \"v\"\n";
    replace_literal: set("a:\n  k: |-\n    old\n    lines\n\nz: 1\n") => "a:\n  k: v\n\nz: 1\n";
    replace_by_literal: apply("a:\n- k: |\n    old\n  z: 1\n", &[Edit::set(Path::keys(["a"]).index(0).key("k"), "x\ny\n")])
        => "a:\n- k: |\n    x\n    y\n  z: 1\n";
    replace_lines: set("a:\n  k: old\n    more\nz: 1\n") => "a:\n  k: v\nz: 1\n";
    replace_null: set("a:\n  k:\n  z: 1\n") => "a:\n  k: v\n  z: 1\n";
    crlf: set("a:\r\n  b: 1\r\nz: 2\r\n") => "a:\r\n  b: 1\r\n  k: v\r\nz: 2\r\n";
    crlf_absent: set("z: 2\r\n") => "a:\r\n  k: v\r\nz: 2\r\n";
    bom: set("\u{FEFF}a:\n  b: 1\n") => "\u{FEFF}a:\n  b: 1\n  k: v\n";
    bom_first: apply("\u{FEFF}z: 1\n", &[Edit::set(Path::keys(["a"]), "v")]) => "\u{FEFF}a: v\nz: 1\n";
    no_final_newline: set("a:\n  b: 1") => "a:\n  b: 1\n  k: v";
    no_final_newline_nothing: set("a:") => "a:\n  k: v";
    four_blanks: set("z:\n    b: 1\n") => "a:\n    k: v\nz:\n    b: 1\n";
    nested_four: apply("m:\n    b: 1\n", &[Edit::set(Path::keys(["m", "a", "k"]), "v")])
        => "m:\n    a:\n        k: v\n    b: 1\n";
    comment_between: set("a:\n  b: 1\n  # about z\n  z: 2\n") => "a:\n  b: 1\n  k: v\n  # about z\n  z: 2\n";
    comment_first: apply("a:\n  # about z\n  z: 2\n", &[Edit::set(Path::keys(["a", "b"]), "v")])
        => "a:\n  b: v\n  # about z\n  z: 2\n";
    unsorted: set("a:\n  z: 1\n  b: 2\n") => "a:\n  z: 1\n  b: 2\n  k: v\n";
    transient_keys: set("a:\n  b: 1\n  z: 2\n  transient/b: 3\n  transient/a: 4\n")
        => "a:\n  b: 1\n  k: v\n  z: 2\n  transient/b: 3\n  transient/a: 4\n";
    only_transient: set("a:\n  transient/z: 1\n  transient/b: 2\n")
        => "a:\n  transient/z: 1\n  transient/b: 2\n  k: v\n";
    after_literal: set("a:\n  b: |\n    text\n\nz: 1\n") => "a:\n  b: |\n    text\n  k: v\n\nz: 1\n";
    after_kept_literal: set("a:\n  b: |+\n    text\n\nz: 1\n") => "a:\n  b: |+\n    text\n\n  k: v\nz: 1\n";
    before_cut_literal: set("a:\n  b: |\n    text") => "a:\n  k: v\n  b: |\n    text";
    in_dash: apply("- b: 1\n  z: 2\n", &[Edit::set(Path::default().index(0).key("a"), "v")])
        => "- b: 1\n  a: v\n  z: 2\n";
    dash_comment: apply("- # c\n  b: 1\n", &[Edit::set(Path::default().index(0).key("k"), "v")])
        => "- # c\n  b: 1\n  k: v\n";
    json: set(r#"{"a": {"b": "1"}}"#) => r#"{"a": {"b": "1", "k": "v"}}"#;
    json_compact: set(r#"{"a":{"b":"1","c":"2"}}"#) => r#"{"a":{"b":"1","c":"2","k":"v"}}"#;
    json_tabs: set("{\n\t\"z\": {\n\t\t\"b\": 1\n\t}\n}") => "{\n\t\"a\": {\n\t\t\"k\": \"v\"\n\t},\n\t\"z\": {\n\t\t\"b\": 1\n\t}\n}";
    json_four_blanks: set("{\n    \"z\": 1\n}") => "{\n    \"a\": {\n        \"k\": \"v\"\n    },\n    \"z\": 1\n}";
    json_empty: set(r#"{"z": 1, "a": {}}"#) => r#"{"z": 1, "a": {"k": "v"}}"#;
    json_absent: set(r#"{"z": 1}"#) => r#"{"a": {"k": "v"}, "z": 1}"#;
    json_lines: set("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n") => "{\n  \"a\": {\n    \"b\": 1,\n    \"k\": \"v\"\n  }\n}\n";
    json_lines_absent: set("{\n  \"A\": 1\n}\n") => "{\n  \"A\": 1,\n  \"a\": {\n    \"k\": \"v\"\n  }\n}\n";
    json_null: set(r#"{"a": null}"#) => r#"{"a": {"k": "v"}}"#;
    unsafe_value: apply("a:\n  b: 1\n", &[Edit::set(Path::keys(["a", "k"]), "yes")]) => "a:\n  b: 1\n  k: \"yes\"\n";
    element_compact: apply("env:\n- name: A\n  value: x\nz: 1\n", &[Edit::set(env("B"), variable("B"))])
        => "env:\n- name: A\n  value: x\n- name: B\n  value: x\nz: 1\n";
    element_indented: apply("env:\n  - name: A\n    value: x # c\n", &[Edit::set(env("B"), variable("B"))])
        => "env:\n  - name: A\n    value: x # c\n  - name: B\n    value: x\n";
    element_flow: apply("env: [{name: A, value: x}]\n", &[Edit::set(env("B"), variable("B"))])
        => "env: [{name: A, value: x}, {name: B, value: x}]\n";
    element_replaced: apply("env:\n- name: B\n  value: old\n", &[Edit::set(env("B"), variable("B"))])
        => "env:\n- name: B\n  value: x\n";
    list_absent: apply("z: 1\n", &[Edit::set(env("B"), variable("B")), Edit::set(env("C"), variable("C"))])
        => "env:\n- name: B\n  value: x\n- name: C\n  value: x\nz: 1\n";
    list_absent_indented: apply("a:\n  - 1\n", &[Edit::set(env("B"), variable("B"))])
        => "a:\n  - 1\nenv:\n  - name: B\n    value: x\n";
    list_empty: apply("env: []\n", &[Edit::set(env("B"), variable("B"))]) => "env:\n- name: B\n  value: x\n";
    list_sorted_keys: apply("m:\n- a: 1\n  b: 2\n", &[Edit::set(Path::keys(["m"]).element("b", "3"),
        Value::map([("b", Value::from("3")), ("a", "x".into())]))])
        => "m:\n- a: 1\n  b: 2\n- a: x\n  b: \"3\"\n";
    index_append: apply("l:\n- a\n", &[Edit::set(Path::keys(["l"]).index(1), "--b=c")]) => "l:\n- a\n- --b=c\n";
    index_append_quoted: apply("l: [\"a\"]\nm:\n- 'b'\n", &[Edit::set(Path::keys(["l"]).index(1), "c"), Edit::set(Path::keys(["m"]).index(1), "c")])
        => "l: [\"a\", \"c\"]\nm:\n- 'b'\n- 'c'\n";
    index_replace: apply("l:\n- a\n- b\n", &[Edit::set(Path::keys(["l"]).index(0), "c")]) => "l:\n- c\n- b\n";
    remove_entry: apply("a:\n  b: 1\n  # about k\n  k: v # x\n  z: 2\n", &[Edit::remove(Path::keys(["a", "k"]))])
        => "a:\n  b: 1\n  # about k\n  z: 2\n";
    remove_last_of_map: apply("a:\n  k: v\nz: 1\n", &[Edit::remove(Path::keys(["a", "k"]))]) => "z: 1\n";
    remove_at_end: apply("a: 1\nk: v", &[Edit::remove(Path::keys(["k"]))]) => "a: 1";
    remove_and_add: apply("a:\n  k: v\n  z: 1\n",
        &[Edit::remove(Path::keys(["a", "k"])), Edit::set(Path::keys(["a", "b"]), "x")])
        => "a:\n  b: x\n  z: 1\n";
    replace_all: apply("a:\n  k: v\n", &[Edit::remove(Path::keys(["a", "k"])), Edit::set(Path::keys(["a", "b"]), "x")])
        => "a:\n  b: x\n";
    remove_behind_dash: apply("- k: v\n  z: 1\n", &[Edit::remove(Path::default().index(0).key("k"))]) => "- z: 1\n";
    remove_element: apply("env:\n- name: A\n- name: B\n  value: x\nz: 1\n", &[Edit::remove(env("A"))])
        => "env:\n- name: B\n  value: x\nz: 1\n";
    remove_only_element: apply("env:\n- name: A\nz: 1\n", &[Edit::remove(env("A"))]) => "z: 1\n";
    remove_flow: apply("a: {k: v, z: 1}\n", &[Edit::remove(Path::keys(["a", "k"]))]) => "a: {z: 1}\n";
    remove_flow_last: apply("a: {z: 1, k: v}\n", &[Edit::remove(Path::keys(["a", "k"]))]) => "a: {z: 1}\n";
    remove_behind_kept: removed("l:\n- |+\n  x\n\n- b\n\nz: 1\n", &[Path::keys(["l"]).index(1)])
        => "l:\n- |+\n  x\n\nz: 1\n";
    remove_behind_kept_crlf: removed("l:\r\n- |+\r\n  x\r\n\r\n- b\r\n\r\n \r\nz: 1\r\n", &[Path::keys(["l"]).index(1)])
        => "l:\r\n- |+\r\n  x\r\n\r\nz: 1\r\n";
    remove_run_behind_kept: removed("env:\n- name: S\n  value: |+\n    x\n\n- name: A\n\n- name: B\n  value: y\n\nz: 1\n", &[env("A"), env("B")])
        => "env:\n- name: S\n  value: |+\n    x\n\nz: 1\n";
    remove_entry_behind_kept: removed("a:\n  j: >+\n    x\n\n  k: v\n\nz: 1\n", &[Path::keys(["a", "k"])])
        => "a:\n  j: >+\n    x\n\nz: 1\n";
    remove_collection_behind_kept: removed("a:\n- b: |+\n    x\n\nk:\n  l: v\n\nz: 1\n", &[Path::keys(["k", "l"])])
        => "a:\n- b: |+\n    x\n\nz: 1\n";
    remove_behind_kept_and_comment: removed("a: |+\n  x\n\n# about k\nk: v\n\nz: 1\n", &[Path::keys(["k"])])
        => "a: |+\n  x\n\n# about k\n\nz: 1\n";
    remove_end_behind_kept: removed("a: |+\n  x\n\nk: v", &[Path::keys(["k"])]) => "a: |+\n  x\n\n";
    remove_blank_end_behind_kept: removed("a: |+\n  x\nk: v\n\n  ", &[Path::keys(["k"])]) => "a: |+\n  x\n";
    remove_end_behind_literal: removed("a: |\n  x\nk: v", &[Path::keys(["k"])]) => "a: |\n  x\n";
    remove_end_behind_stripped: removed("a: |-\n  x\nk: v", &[Path::keys(["k"])]) => "a: |-\n  x";
    tab_comment: quoted("a:\n  b: x\n       \t# c\nz: 1\n") => "a:\n  b: x\n       \t# c\n  k: \"true\"\nz: 1\n";
    tab_comment_crlf: quoted("a:\r\n  b: x\r\n\r\n       \t# c\r\n") => "a:\r\n  b: x\r\n\r\n       \t# c\r\n  k: \"true\"\r\n";
    tab_comment_first: quoted("a:\n  b: x\n       \t# c\n  z: |\n    y") => "a:\n  b: x\n       \t# c\n  k: \"true\"\n  z: |\n    y";
    tab_comment_before_cut: apply("a: x\n       \t# c\nb: |\n  y", &[Edit::set(Path::keys(["k"]), "true")])
        => "a: x\n       \t# c\nk: \"true\"\nb: |\n  y";
    tab_blank: quoted("a:\n  b: x\n       \t\nz: 1\n") => "a:\n  b: x\n       \t\n  k: \"true\"\nz: 1\n";
    tab_comment_element: apply("l:\n- x\n       \t# c\nz: 1\n", &[Edit::set(Path::keys(["l"]).index(1), "true")])
        => "l:\n- x\n       \t# c\n- \"true\"\nz: 1\n";
    tab_comment_replace: set("a:\n  k: x\n       \t# c\n") => "a:\n  k: v\n       \t# c\n";
    tab_comment_remove: removed("a:\n  b: x\n  k: v\n       \t# c\n", &[Path::keys(["a", "k"])])
        => "a:\n  b: x\n       \t# c\n";
    anchor_unused: set("a: &x\n  b: 1\n") => "a: &x\n  b: 1\n  k: v\n";
    anchor_unused_empty: set("a: &x {}\nz: 1\n") => "a: &x\n  k: v\nz: 1\n";
    anchor_unused_absent: set("a: &x\nz: 1\n") => "a: &x\n  k: v\nz: 1\n";
    anchor_unused_scalar: set("a: {k: &x b}\n") => "a: {k: &x v}\n";
    anchor_unused_null: apply("k: &x\n", &[Edit::set(Path::keys(["k"]), "v")]) => "k: &x v\n";
    anchor_unused_element: apply("l:\n- &x\n  b: 1\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")])
        => "l:\n- &x\n  b: 1\n  k: v\n";
    anchor_unused_list: apply("l: &x\n- b\n", &[Edit::set(Path::keys(["l"]).index(1), "v")]) => "l: &x\n- b\n- v\n";
    anchor_unused_removed: removed("a: 1\nk: &x v\n", &[Path::keys(["k"])]) => "a: 1\n";
    comment_before_empty: set("a: # c\n  {}\n") => "a: # c\n  k: v\n";
    stripped_at_end: set("a:\n  b: |-\n    text") => "a:\n  b: |-\n    text\n  k: v";
    stripped_at_end_of_list: apply("l:\n  - |-\n    x", &[Edit::set(Path::keys(["l"]).index(1), "v")]) => "l:\n  - |-\n    x\n  - v";
    elsewhere_passes: set("x: &x {dup: 1, dup: 2}\ny: *x\na:\n  b: 1\n") => "x: &x {dup: 1, dup: 2}\ny: *x\na:\n  b: 1\n  k: v\n";
    nel_in_quotes: set("x: \"\u{85}\"\na:\n  b: 1\n") => "x: \"\u{85}\"\na:\n  b: 1\n  k: v\n";
    no_final_newline_comment_below: set("a:\n  b: 1\n# c") => "a:\n  b: 1\n  k: v\n# c";
    alias_and_tab_beside: set("x: &x 1\na:\n  b: *x\n  # c\n  c: \"x\ty\"\n")
        => "x: &x 1\na:\n  b: *x\n  # c\n  c: \"x\ty\"\n  k: \"v\"\n";
    replace_single_beside_plain: set("a:\n  b: x\n  k: 'old'\n") => "a:\n  b: x\n  k: 'v'\n";
    replace_single_beside_double: set("a:\n  b: \"x\"\n  k: 'old'\n  z: \"y\"\n")
        => "a:\n  b: \"x\"\n  k: 'v'\n  z: \"y\"\n";
    replace_double_beside_single: set("a:\n  k: \"old\"\n  z: 'y'\n") => "a:\n  k: \"v\"\n  z: 'y'\n";
    replace_number_in_json: set("{\"a\": {\"k\": 1}}\n") => "{\"a\": {\"k\": \"v\"}}\n";
    replace_single_with_quoted_keys: set("\"a\":\n  \"k\": 'x'\n  \"z\": \"y\"\n")
        => "\"a\":\n  \"k\": 'v'\n  \"z\": \"y\"\n";
    fill_below_quoted: set("\"a\":\n\"z\": \"q\"\n") => "\"a\":\n  k: v\n\"z\": \"q\"\n";
    fill_empty_element: apply("l:\n- {}\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")]) => "l:\n- k: v\n";
    fill_empty_element_in_brackets: apply("l: [{}]\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")]) => "l: [{k: v}]\n";
    element_in_brackets_with_anchor: apply("l: [&x {a: 1}]\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")])
        => "l: [&x {a: 1, k: v}]\n";
    tight_json: set("{\"a\":{\"b\":1}}\n") => "{\"a\":{\"b\":1,\"k\":\"v\"}}\n";
    joined_elements: apply("l: [a,b]\n", &[Edit::set(Path::keys(["l"]).index(2), "c")]) => "l: [a,b,c]\n";
    exchange_only_element: apply("l: [{name: B}]\n", &[
        Edit::remove(Path::keys(["l"]).element("name", "B")),
        Edit::set(Path::keys(["l"]).element("name", "A"), variable("A")),
    ]) => "l: [{name: A, value: x}]\n";
    remove_nothing_written: removed("a:\n  b: 1\n  k:\n", &[Path::keys(["a", "k"])]) => "a:\n  b: 1\n";
    add_to_quoted_elements: apply("l:\n- 'a'\n- 'b'\n", &[Edit::set(Path::keys(["l"]).index(2), "c")]) => "l:\n- 'a'\n- 'b'\n- 'c'\n";
    add_entries_to_quoted_elements: apply("l:\n- 'a'\n- 'b'\n", &[Edit::set(Path::keys(["l"]).index(2), variable("A"))])
        => "l:\n- 'a'\n- 'b'\n- name: A\n  value: x\n";
    add_to_elements_of_one_key: apply("l:\n- x: 1\n", &[Edit::set(Path::keys(["l"]).index(1), Value::map([("b", 1.into()), ("a", Value::from(2))]))])
        => "l:\n- x: 1\n- b: 1\n  a: 2\n";
    add_empty_list: apply("a: 1\n", &[Edit::set(Path::keys(["l"]), Value::List(Vec::new()))]) => "a: 1\nl: []\n";
    element_gets_its_name: apply("env:\n- name: A\n", &[Edit::set(env("B"), Value::map([("value", Value::from("x"))]))])
        => "env:\n- name: A\n- name: B\n  value: x\n";
    element_of_its_name_alone: apply("env:\n- name: A\n", &[Edit::set(env("B"), Value::map([("name", Value::from("B"))]))])
        => "env:\n- name: A\n- name: B\n";
    replace_double_beside_plain: set("a:\n  b: x\n  k: \"old\"\n") => "a:\n  b: x\n  k: \"v\"\n";
    replace_plain_below_quoted: apply("z: 'q'\nl:\n- a\n", &[Edit::set(Path::keys(["l"]).index(0), "b")]) => "z: 'q'\nl:\n- b\n";
    fill_empty_below_quoted: set("\"a\": {}\n\"z\": \"q\"\n") => "\"a\":\n  k: v\n\"z\": \"q\"\n";
    add_entries_below_quoted_key: apply("\"l\":\n- x: 1\n", &[Edit::set(Path::keys(["l"]).index(1), variable("A"))])
        => "\"l\":\n- x: 1\n- name: A\n  value: x\n";
    list_in_list: apply("l:\n- - a\n  - b\n", &[Edit::set(Path::keys(["l"]).index(0).index(1), "c")]) => "l:\n- - a\n  - c\n";
    quoted_colon_and_bracket: set("x: &x 1\na:\n  b: *x\n  c: \"{{.d:}}\"\n") => "x: &x 1\na:\n  b: *x\n  c: \"{{.d:}}\"\n  k: \"v\"\n";
    absent_in_braces: apply("a: {b: , c:\n}\n", &[Edit::set(Path::keys(["a", "d"]), "v")]) => "a: {b: , c: , d: v\n}\n";
    removed_behind_absent: removed("a: {b: , k: v}\n", &[Path::keys(["a", "k"])]) => "a: {b: }\n";
    removed_behind_absent_and_line: removed("a: {b:\n  , k: v}\n", &[Path::keys(["a", "k"])]) => "a: {b:\n  }\n";
    satisfied: set("a: &x\n  k: v\nb: *x\n") => "a: &x\n  k: v\nb: *x\n";
}

refusals! {
    alias: set("x: &x {b: 1}\na: *x\n") => RefusalKind::Alias,
    anchor: set("a: &x\n  b: 1\nz: *x\n") => RefusalKind::Anchor,
    tag: set("a: !t\n  b: 1\n") => RefusalKind::Tag,
    merge: set("x: &x {b: 1}\na:\n  <<: *x\n") => RefusalKind::MergeKey,
    duplicate: set("a:\n  b: 1\n  b: 2\n") => RefusalKind::DuplicateKey(_),
    duplicate_way: set("a:\n  b: 1\na:\n  c: 2\n") => RefusalKind::DuplicateKey(_),
    duplicate_element: apply("env:\n- name: A\n- name: A\n", &[Edit::set(env("A"), variable("A"))])
        => RefusalKind::DuplicateElement(_),
    explicit_key: set("a:\n  ? b\n  : 1\n") => RefusalKind::ExplicitKey,
    scalar: set("a: text\n") => RefusalKind::Unexpected { .. },
    sequence: set("a:\n- b\n") => RefusalKind::Unexpected { .. },
    foreign_break: set("x: a\u{2028}b\na:\n  b: 1\n") => RefusalKind::ForeignBreak,
    removal_joins_comment: removed("l:\n- |\n  x\n- b\n    # c\nz: 1\n", &[Path::keys(["l"]).index(1)]) => RefusalKind::Unsure,
    tab_comment_behind_quotes: removed("a:\n  b: \"x\"\n  k: v\n       \t# c\n", &[Path::keys(["a", "k"])]) => RefusalKind::Tab,
    tab_comment_replaced: quoted("a:\n  k: x\n       \t# c\n") => RefusalKind::Tab,
    tab_comment_behind_brackets: apply("k: ~\n \t# c\n", &[Edit::set(Path::keys(["k"]), Value::Map(Vec::new()))])
        => RefusalKind::Tab,
    tab_line_behind_byte_order_mark: removed("\u{FEFF}k: v\n \t\nb:\n  c: 1\n", &[Path::keys(["k"])]) => RefusalKind::Tab,
    tab_behind_dash: apply("l:\n- k: v \t\n", &[
        Edit::remove(Path::keys(["l"]).index(0).key("k")),
        Edit::set(Path::keys(["l"]).index(0).key("b"), "v"),
    ]) => RefusalKind::Tab,
    tag_in_brackets_exchanged: exchanged("l: [a, !t [b]]\n") => RefusalKind::Tag,
    anchor_in_brackets_exchanged: exchanged("l: [a, &x b]\n") => RefusalKind::Anchor,
    tag_in_brackets_removed: removed("l: [a, !t b, c]\n", &[Path::keys(["l"]).index(1)]) => RefusalKind::Tag,
    core_tag_in_braces_removed: removed("a: {!!str k: v, b: 1}\n", &[Path::keys(["a", "k"])]) => RefusalKind::Tag,
    tag_of_key_in_braces: apply("l: {!t a: 1}\n", &[
        Edit::remove(Path::keys(["l", "a"])),
        Edit::set(Path::keys(["l", "b"]), "v"),
    ]) => RefusalKind::Tag,
    tag_alone: removed("a:\n  b:\n  k:\n   ! ", &[Path::keys(["a", "k"])]) => RefusalKind::Tag,
    anchor_of_other_length: apply("k: &x://y z\n", &[Edit::set(Path::keys(["k"]), "v")]) => RefusalKind::Anchor,
    anchor_of_other_length_elsewhere: set("a:\n  b: 1\nz:\n  &x:y z: 1\n") => RefusalKind::Anchor,
    cut_off: apply("l:\n- |\n  x", &[Edit::set(Path::keys(["l"]).index(1), "v")]) => RefusalKind::CutOff,
    tab_above_a_cut_end: removed("a:\n  b: \"x\"\n  k: v\n \t# c\nz: |\n  y", &[Path::keys(["a", "k"])]) => RefusalKind::Tab,
    tab_at_an_open_end: removed("a:\n  b: \"x\"\n  k: v\n       \t# c", &[Path::keys(["a", "k"])]) => RefusalKind::Tab,
    unsure_at_an_open_end: removed("l:\n- |\n  x\n- b\n    # c\nz: 1", &[Path::keys(["l"]).index(1)]) => RefusalKind::Unsure,
    pair_in_brackets: apply("l: [a: 1]\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")]) => RefusalKind::Unsure,
    empty_over_entries: apply("k: {a: 1}\n", &[Edit::set(Path::keys(["k"]), Value::Map(Vec::new()))])
        => RefusalKind::Unexpected { .. },
    explicit_key_in_braces: removed("a: {b: 1, ? c\n  d : 2}\n", &[Path::keys(["a", "b"])]) => RefusalKind::ExplicitKey,
    explicit_first_key_in_braces: set("a: {? c : 2}\n") => RefusalKind::ExplicitKey,
    key_of_other_readers_in_braces: set("a: {?b, c: 1}\n") => RefusalKind::ExplicitKey,
    key_of_other_readers_in_brackets: set("a:\n  b: [?c]\n") => RefusalKind::ExplicitKey,
    tag_of_wanted: set("a:\n  k: !t v\n") => RefusalKind::Tag,
    tag_above_wanted: set("a: !t\n  k: v\n") => RefusalKind::Tag,
    core_tag_of_wanted: set("a:\n  k: !!str v\n") => RefusalKind::Tag,
    core_tag_of_number: quoted("a:\n  k: !!str true\n") => RefusalKind::Tag,
    anchor_used_elsewhere: removed("k: &x v\nz: [*x]\n", &[Path::keys(["k"])]) => RefusalKind::AnchorInside,
    anchor_of_empty_element: apply("l:\n- &x {}\n", &[Edit::set(Path::keys(["l"]).index(0).key("k"), "v")]) => RefusalKind::Anchor,
    one_element_by_two_paths: apply("l:\n- name: k\n", &[
        Edit::set(Path::keys(["l"]).index(0).key("v"), "x"),
        Edit::set(Path::keys(["l"]).element("name", "k").key("v"), "y"),
    ]) => RefusalKind::Conflict,
    conflict: apply("a: 1\n", &[Edit::set(Path::keys(["k"]), "v"), Edit::set(Path::keys(["k"]), "w")])
        => RefusalKind::Conflict,
}

#[test]
fn changes_name_the_leaves_with_their_indices() {
    let source = "env:\n- name: A\n  value: old\n";
    let edits = [Edit::set(env("A"), variable("A")), Edit::set(env("B"), variable("B"))];
    let edited = edit_whole(source, &edits).unwrap();
    let shown: Vec<String> = edited
        .changes
        .iter()
        .flatten()
        .map(|c| format!("{} {:?} {:?}", c.path, c.before, c.after))
        .collect();
    assert_eq!(shown, [r#"env[0].value Some("old") Some("x")"#, r#"env[1].value None Some("x")"#]);
}

#[test]
fn a_refusal_names_the_value_that_would_change() {
    let source = "l:\n- |\n  x\n- b\n    # c\nz: 1\n";
    let refusal = edit_whole(source, &[Edit::remove(Path::keys(["l"]).index(1))]).unwrap_err();
    assert_eq!(refusal.path.to_string(), "l[0]");
}

#[test]
fn a_path_is_shown_as_people_write_it() {
    let path = Path::keys(["metadata", "annotations", "iam.gke.io/x"]).step(Step::Index(3));
    assert_eq!(path.to_string(), "metadata.annotations['iam.gke.io/x'][3]");
    assert_eq!(env("A").key("value").to_string(), "env[name=A].value");
}
