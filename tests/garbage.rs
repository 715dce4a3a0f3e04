//! Whatever comes in: no panic, both readings the same where the whole parses, and what is written
//! is the input or parses.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use flux_workload_identity::function::{self, Reading};

/// The inputs of all cases that are text, and the bundled example.
fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files: Vec<_> = fs::read_dir(root)
        .unwrap()
        .flat_map(|e| {
            ["input.yaml", "input.json"].map(|name| e.as_ref().unwrap().path().join(name))
        })
        .filter(|path| path.exists())
        .collect();
    files.sort();
    let texts: Vec<String> =
        files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    assert!(texts.len() > 150, "the cases are gone");
    texts
}

/// Runs both readings. Where the whole parses they must agree; faults in what is never read may
/// pass the quick one.
fn check(text: &str) {
    let quick = function::run(text, Reading::Lines);
    let Ok(whole) = function::run(text, Reading::Whole) else { return };
    assert!(quick.is_ok(), "only one reading fails: {:?}\n{text}", quick.err());
    let quick = quick.unwrap();
    assert_eq!(quick.findings, whole.findings, "findings\n{text}");
    assert_eq!(quick.output.slices().concat(), whole.output.slices().concat(), "output\n{text}");
}

/// A small generator of the same numbers on every machine (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

const SNIPPETS: &[&str] = &[
    "\"",
    "'",
    "|",
    ">",
    "|+",
    "- ",
    "- - ",
    "? ",
    ": ",
    "&a ",
    "*a",
    "!t ",
    "{",
    "}",
    "[",
    "]",
    "#",
    " # c",
    "---",
    "...",
    "\t",
    "  ",
    "\n",
    "\r\n",
    "<<: *a",
    "a: b",
    "kind: Deployment",
    "~",
    "null",
    "key: |\n",
    "\u{85}",
    "é",
    "- a: \"",
    "items:",
    "functionConfig:",
    "%TAG ! x",
    "a: 'b",
    "\\",
    ",",
    "name: source-controller",
];

#[test]
fn mutated_lists_read_the_same_both_ways() {
    let corpus = corpus();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..12_000 {
        let mut lines: Vec<String> =
            corpus[round % corpus.len()].split_inclusive('\n').map(str::to_owned).collect();
        if lines.is_empty() {
            continue;
        }
        for _ in 0..=numbers.below(4) {
            let (one, other) = (numbers.below(lines.len()), numbers.below(lines.len()));
            match numbers.below(7) {
                0 => lines.swap(one, other),
                1 => lines.insert(one, lines[other].clone()),
                2 if lines.len() > 1 => drop(lines.remove(one)),
                3 => lines[one].insert_str(0, "  "),
                4 => lines[one] = lines[one].strip_prefix(' ').unwrap_or(&lines[one]).to_owned(),
                _ => {
                    let line = &mut lines[one];
                    let mut at = numbers.below(line.len() + 1);
                    while !line.is_char_boundary(at) {
                        at -= 1;
                    }
                    line.insert_str(at, SNIPPETS[numbers.below(SNIPPETS.len())]);
                }
            }
        }
        check(&lines.concat());
    }
}

#[test]
fn a_cut_off_stream_is_said() {
    for text in corpus().iter().step_by(9) {
        for end in (0..text.len()).step_by(97).filter(|end| text.is_char_boundary(*end)) {
            check(&text[..end]);
        }
    }
}

#[test]
fn deep_nests_are_an_error_with_a_place() {
    let depth = 20_000;
    let blocks: String = (0..depth).map(|n| format!("{}a:\n", " ".repeat(n.min(600)))).collect();
    for nest in ["[".repeat(depth), "{a: ".repeat(depth), "- ".repeat(depth), blocks] {
        let list = format!(
            "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- a:\n    {nest}\n"
        );
        for reading in [Reading::Lines, Reading::Whole] {
            if let Err(error) = function::run(&list, reading) {
                assert!(error.offset().is_some(), "{error}");
            }
        }
        assert!(function::run(&nest, Reading::Lines).is_err());
        assert!(function::run(&list, Reading::Whole).is_err());
    }
}

#[test]
fn aliases_are_never_expanded() {
    let mut bomb = String::from("    a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..40 {
        let all = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb.push_str(&format!("    a{n}: &a{n} [{all}]\n"));
    }
    let item =
        format!("- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: x\n  data:\n{bomb}");
    let account = "- apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n    name: source-controller\n    namespace: flux-system\n";
    let config = "functionConfig:\n  apiVersion: flux-workload-identity.dev/v1alpha1\n  kind: FluxWorkloadIdentity\n  spec:\n    provider: aws\n    identities:\n    - services: [s3]\n      roleArn: arn:aws:iam::111122223333:role/flux\n";
    let head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n";
    let outside = format!("{head}{item}{account}{config}");
    assert!(!function::run(&outside, Reading::Lines).unwrap().failed());
    check(&outside);
    let inside = format!("{head}{account}{config}{}", bomb.replace("    a0", "    x: y\n    a0"));
    assert!(function::run(&inside, Reading::Lines).unwrap().failed());
    check(&inside);
}
