//! What Flux substitutes, what it refuses, and what a text becomes.

use super::{Substituted, leading};

#[test]
fn what_flux_substitutes() {
    let table = [
        "${A}",
        "a${_b1}c",
        "${A:-b}",
        "${A:=b}",
        "${A=b}",
        "${A:+b}",
        "${A:?b}",
        "${A:-}",
        "${A:-${B}}",
        "${A:-x${B:=y}z}",
        "${#A}",
        "${A#x}",
        "${A##x}",
        "${A%x}",
        "${A%%*x}",
        "${A/x/y}",
        "${A//x/y}",
        "${A/#x/y}",
        "${A/%x/y}",
        "${A/x/}",
        "${A///y}",
        "${A^}",
        "${A^^}",
        "${A,}",
        "${A,,}",
        "${A:1}",
        "${A:1:2}",
        "${A: -3:2}",
        "${A}${B}",
        "$$${A}x",
        "$a${A}",
        "${A:${B}}",
    ];
    for text in table {
        assert!(matches!(Substituted::parse(text), Ok(Some(_))), "{text}");
    }
    for text in ["", "a", "$A", "$$", "{A}", "$ {A}"] {
        assert_eq!(Substituted::parse(text), Ok(None), "{text}");
    }
}

#[test]
fn what_is_known_before_flux_substitutes() {
    for (text, expected) in [("a${A}b", "a?b"), ("${A:-b}$c${D}", "?$c?"), ("$$${A}$$$$é", "$?$$é")]
    {
        let substituted = Substituted::parse(text).unwrap().unwrap();
        let known: String = substituted.parts().iter().map(|c| c.unwrap_or('?')).collect();
        assert_eq!(known, expected, "{text}");
    }
}

#[test]
fn what_is_left_where_no_variable_is_set() {
    let table = [
        ("${A:-b}", Some("b")),
        ("a${A:=b}c${B:?d}", Some("abcd")),
        ("${A=b}", Some("b")),
        ("${A}", None),
        ("${A:-b}${B}", None),
        ("${A:-}", None),
        ("${A:-${B:-c}}", None),
        ("${A/x/y}", None),
    ];
    for (text, expected) in table {
        let substituted = Substituted::parse(text).unwrap().unwrap();
        assert_eq!(substituted.fallback().as_deref(), expected, "{text}");
    }
}

#[test]
fn what_flux_does_not_substitute_and_what_it_does_instead() {
    let table = [
        ("${}", "holds \"${}\", at which Flux's build fails: the name of the variable is missing"),
        (
            "${a-b}",
            "holds \"${a-b}\", at which Flux's build fails: '-' stands where it is to be closed",
        ),
        (
            "${A?b}",
            "holds \"${A?b}\", at which Flux's build fails: '?' stands where it is to be closed",
        ),
        (
            "${aws_iam_role.x.arn}",
            "holds \"${aws_iam_role.x.arn}\", at which Flux's build fails: '.' stands where it is to be closed",
        ),
        (
            "a${ A }",
            "holds \"${ A }\", at which Flux's build fails: the name of the variable is missing",
        ),
        ("${A", "holds \"${A\", at which Flux's build fails: it is not closed"),
        ("${A:-${B}", "holds \"${A:-${B}\", at which Flux's build fails: it is not closed"),
        (
            "${A^^^}",
            "holds \"${A^^^}\", at which Flux's build fails: '^' stands where it is to be closed",
        ),
        ("${A#}", "holds \"${A#}\", at which Flux's build fails: the pattern to remove is missing"),
        (
            "${A/x}",
            "holds \"${A/x}\", at which Flux's build fails: a \"/\" is missing behind the text to replace",
        ),
        (
            "${A:}",
            "holds \"${A:}\", at which Flux's build fails: the offset or the length is missing",
        ),
        ("${A:x}", "holds \"${A:x}\", whose \"x\" Flux ignores: it is not a number"),
        ("${1A}", "holds \"${1A}\", which Flux makes empty: no variable can be called \"1A\""),
        ("${Ä}", "holds \"${Ä}\", which Flux makes empty: no variable can be called \"Ä\""),
        ("$${A}", "holds \"$${A}\", which Flux leaves as the literal \"${A}\""),
        ("${A}$${B}", "holds \"$${B}\", which Flux leaves as the literal \"${B}\""),
        ("${A}\n", "has a line break in or around it"),
        ("\u{2028}${A}", "has a line break in or around it"),
        ("${A:-\r}", "has a line break in or around it"),
    ];
    for (text, reason) in table {
        let found = Substituted::parse(text).map_err(|malformed| malformed.reason);
        assert_eq!(found, Err(reason.to_owned()), "{text}");
    }
}

#[test]
fn nesting_has_an_end() {
    let nested = |levels: usize| format!("{}a{}", "${A:-".repeat(levels), "}".repeat(levels));
    assert!(Substituted::parse(&nested(100)).is_ok());
    for levels in [101, 100_000] {
        let reason = Substituted::parse(&nested(levels)).unwrap_err().reason;
        assert!(reason.ends_with("which is nested deeper than 100 levels"), "{levels}");
        assert_eq!(leading(&nested(levels)), None);
    }
}
