//! Faults, each with its kind, its text and its path.

use serde::Deserialize;

use super::{Fault, FaultKind, Form, Found, Type, read};
use crate::yaml::path::Path;
use crate::yaml::read::parse;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pet {
    name: Option<String>,
    age: Option<u64>,
    tame: Option<bool>,
    kind: Option<Species>,
    friends: Option<Vec<Pet>>,
    foods: Option<Vec<String>>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Species {
    Cat,
    Dog,
}

const FIELDS: &[&str] = &["name", "age", "tame", "kind", "friends", "foods"];

fn pet(text: &str, form: Form) -> (Pet, Vec<Fault>) {
    let root = parse(text, 0..text.len()).unwrap().unwrap();
    read(&root, &Path::keys(["pet"]), form)
}

/// The faults, each with the text and the path where it is.
fn faults(text: &str, form: Form) -> Vec<(FaultKind, &str, String)> {
    let (_, faults) = pet(text, form);
    faults.into_iter().map(|f| (f.kind, &text[f.span], f.path.to_string())).collect()
}

fn wrong(expected: Type, found: Found) -> FaultKind {
    FaultKind::WrongType { expected, found }
}

#[test]
fn every_fault_is_told_at_once_and_the_rest_is_read() {
    let text = "name: 1\nage: old\ntame: \"true\"\nkind: cta\nfoods: fish\nfriends:\n- nam: b\n- name: c\n";
    let (read, _) = pet(text, Form::Typed);
    let named = |name: Option<&str>| Pet { name: name.map(str::to_owned), ..Pet::default() };
    let friends = vec![named(None), named(Some("c"))];
    assert_eq!(read, Pet { friends: Some(friends), ..Pet::default() });
    let string = |text: &str| Found::String(text.to_owned());
    let expected = [
        (wrong(Type::String, Found::Scalar("1".to_owned())), "1", "pet.name"),
        (wrong(Type::Integer, string("old")), "old", "pet.age"),
        (wrong(Type::Boolean, string("true")), "\"true\"", "pet.tame"),
        (
            FaultKind::UnknownValue { value: "cta".to_owned(), known: &["cat", "dog"] },
            "cta",
            "pet.kind",
        ),
        (wrong(Type::List, string("fish")), "fish", "pet.foods"),
        (
            FaultKind::UnknownField { key: "nam".to_owned(), of: "Pet", known: FIELDS },
            "nam",
            "pet.friends[0].nam",
        ),
    ];
    assert_eq!(faults(text, Form::Typed), expected.map(|(k, t, p)| (k, t, p.to_owned())));
}

#[test]
fn keys_and_aliases_that_can_not_be_followed_are_faults() {
    let text = "name: &n a\nname: b\n<<: {age: 1}\nfoods: [*n]\nage: [1]\nkind: {}";
    let (read, _) = pet(text, Form::Typed);
    assert_eq!((read.name.as_deref(), read.foods), (Some("a"), Some(vec!["a".to_owned()])));
    let expected = [
        (FaultKind::RepeatedKey { key: "name".to_owned() }, "name", "pet.name"),
        (FaultKind::MergeKey, "<<", "pet['<<']"),
        (wrong(Type::Integer, Found::Kind("a sequence")), "[1]", "pet.age"),
        (wrong(Type::Word(&["cat", "dog"]), Found::Kind("a mapping")), "{}", "pet.kind"),
    ];
    assert_eq!(faults(text, Form::Typed), expected.map(|(k, t, p)| (k, t, p.to_owned())));
}

#[test]
fn an_alias_of_an_anchor_outside_of_the_tree_is_a_fault() {
    let text = "a: &x b\npet: {name: *x}\n";
    let root = parse(text, 0..text.len()).unwrap().unwrap();
    let (_, faults) = read::<Pet>(root.get("pet").unwrap(), &Path::default(), Form::Typed);
    let kinds: Vec<FaultKind> = faults.into_iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FaultKind::AliasOutside { name: "x".to_owned() }]);
}

#[test]
fn as_text_every_value_is_a_string() {
    let (read, faults) = pet("age: \"3\"\ntame: 'true'\nname: 1\nfoods: a, b,\n", Form::Text);
    assert_eq!(faults, []);
    assert_eq!((read.age, read.tame, read.name.as_deref()), (Some(3), Some(true), Some("1")));
    assert_eq!(read.foods, Some(vec!["a".to_owned(), "b".to_owned()]));
}

#[test]
fn a_root_of_another_type_is_one_fault() {
    let (read, faults) = pet("- a\n", Form::Typed);
    assert_eq!((read, faults.len()), (Pet::default(), 1));
}

#[test]
fn an_alias_is_the_last_of_its_anchors_before_it() {
    let text = "name: &a x\nfoods: [&a fish, &b meat, *a]\nfriends: [{name: &a z}]";
    let (read, faults) = pet(text, Form::Typed);
    assert_eq!(faults, []);
    assert_eq!(read.foods.unwrap(), ["fish", "meat", "fish"]);
}
