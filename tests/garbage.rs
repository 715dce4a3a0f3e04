//! Whatever comes in: no panic, both readings the same where the whole parses, what is written
//! parses if the input does, and nothing is written when the input can't be read.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/command.rs"]
mod command;
#[path = "support/testdata.rs"]
mod testdata;

use std::fs;

use flux_workload_identity::internal::{Reading, read_by};

/// The inputs of all cases that are text.
fn corpus() -> Vec<String> {
    let files = testdata::cases()
        .into_iter()
        .flat_map(|(_, folder)| ["input.yaml", "input.json"].map(|name| folder.join(name)));
    let texts: Vec<String> = files.filter_map(|path| fs::read_to_string(path).ok()).collect();
    assert!(texts.len() > 250, "the cases are gone");
    texts
}

/// The same lists as JSON, each on one line and over many.
fn corpus_of_json() -> Vec<String> {
    let value = |text: String| serde_yaml::from_str::<serde_json::Value>(&text).ok();
    let texts = corpus().into_iter().filter_map(value).filter(|value| value["items"].is_array());
    let texts = texts.flat_map(|value| [value.to_string(), format!("{value:#}\n")]);
    let texts: Vec<String> = texts.collect();
    assert!(texts.len() > 250, "hardly any is a list");
    texts
}

/// Runs both readings. Where the whole parses they must agree; faults in what is never read may
/// pass the quick one.
fn check(text: &str) {
    let quick = read_by(text, Reading::Outline);
    let Ok(whole) = read_by(text, Reading::Whole) else { return };
    assert!(quick.is_ok(), "only one reading fails: {:?}\n{text}", quick.err());
    let quick = quick.unwrap();
    assert_eq!(quick.diagnostics, whole.diagnostics, "diagnostics\n{text}");
    let written = quick.output.slices().concat();
    assert_eq!(written, whole.output.slices().concat(), "output\n{text}");
    let before = text.trim_start_matches('\u{FEFF}');
    if written != text && parses(before) {
        assert!(parses(written.trim_start_matches('\u{FEFF}')), "the output\n{text}\n{written}");
    }
}

/// What libyaml says, which is under kustomize and kubectl.
fn parses(text: &str) -> bool {
    serde_yaml::from_str::<serde_yaml::Value>(text).is_ok()
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

/// What stands in JSON, or looks like it.
const SNIPPETS_OF_JSON: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\\",
    "\\u0061",
    "\\ud83d",
    "\\/",
    "\\x61",
    "\u{85}",
    "é",
    "#",
    "*a",
    "&a ",
    "1",
    "-",
    "null",
    "---",
    "\"kind\":\"List\",",
    "\"metadata\":{},",
    "\"name\":\"source-controller\",",
    "\"items\":[{}],",
    "{\"kind\":\"ServiceAccount\"},",
];

/// Puts a snippet somewhere into a text, or takes some characters out.
fn mutate_at(text: &mut String, snippets: &[&str], numbers: &mut Numbers) {
    let mut at = numbers.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // One of four takes out.
    let snippet = numbers.below(snippets.len() * 4 / 3);
    match snippets.get(snippet) {
        Some(snippet) => text.insert_str(at, snippet),
        None => {
            let end =
                text[at..].char_indices().nth(1 + snippet % 8).map_or(text.len(), |c| at + c.0);
            text.replace_range(at..end, "");
        }
    }
}

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
fn mutated_lists_of_json_read_the_same_both_ways() {
    let corpus = corpus_of_json();
    corpus.iter().for_each(|text| check(text));
    let mut numbers = Numbers(0xA076_1D64_78BD_642F);
    for round in 0..4_000 {
        let mut text = corpus[round % corpus.len()].clone();
        for _ in 0..=numbers.below(2) {
            mutate_at(&mut text, SNIPPETS_OF_JSON, &mut numbers);
        }
        check(&text);
    }
}

#[test]
fn flipped_bits_are_survived() {
    let corpus = corpus();
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    let mut read = 0;
    for round in 0..2_000 {
        let mut bytes = corpus[round % corpus.len()].clone().into_bytes();
        for _ in 0..=numbers.below(3) {
            let at = numbers.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << numbers.below(8);
            }
        }
        if let Ok(text) = String::from_utf8(bytes) {
            read += 1;
            check(&text);
        }
    }
    assert!(read > 1_000, "hardly any is text");
}

/// The program itself: what can't be read is exit 2 with a message and not one byte on stdout.
#[test]
fn the_program_refuses_garbage_in_words() {
    let head = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n";
    let item = "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: ";
    let inputs: Vec<(&str, Vec<u8>)> = vec![
        ("zeros", vec![0; 4096]),
        ("a zero", head.replace("List", "List\0").into_bytes()),
        ("no text", [head.as_bytes(), &[0xFF, 0xFE, 0x80]].concat()),
        (
            "half a character",
            format!("{head}{item}é").into_bytes()[..head.len() + item.len() + 1].to_vec(),
        ),
        ("UTF-16", head.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("brackets", "[".repeat(20_000).into_bytes()),
        ("braces", "{a: ".repeat(20_000).into_bytes()),
        ("dashes", "- ".repeat(20_000).into_bytes()),
        ("a huge line", "x".repeat(5_000_000).into_bytes()),
        ("a huge open quote", format!("{head}- \"{}", "x".repeat(5_000_000)).into_bytes()),
        ("tabs", format!("{head}\t- a: b\n").into_bytes()),
        ("a bare carriage return", format!("{head}- a: \"\r").into_bytes()),
        ("a byte-order mark alone", "\u{FEFF}".into()),
        ("blank lines", "\n\n\n".into()),
        ("a comment", "# nothing\n".into()),
        ("markers", "---\n---\n".into()),
        ("null", "null\n".into()),
    ];
    for (name, input) in inputs {
        let output = program(input);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(output.stdout.is_empty(), "{name}: a part of the input is written");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.starts_with("error[FWI9") && stderr.contains("  help: "),
            "{name}: {stderr}"
        );
        assert!(stderr.len() < 1_000, "{name}: {} bytes of message", stderr.len());
    }
}

/// One line of 5 MB is no reason to give up, or to print it.
#[test]
fn a_huge_line_passes() {
    let account = "{\"apiVersion\": \"v1\", \"kind\": \"ServiceAccount\", \"metadata\": \
                   {\"name\": \"source-controller\", \"namespace\": \"flux-system\"}}";
    let list = |email: &str| {
        format!(
            "{{\"apiVersion\": \"config.kubernetes.io/v1\", \"kind\": \"ResourceList\", \"items\": \
             [{{\"kind\": \"X\", \"data\": \"{}\"}}, {account}], \"functionConfig\": {{\"apiVersion\": \"v1\", \
             \"kind\": \"ConfigMap\", \"data\": {{\"provider\": \"gcp\", \"services\": \"gcs\", \
             \"serviceAccountEmail\": \"{email}\"}}}}}}",
            "x".repeat(5_000_000)
        )
    };
    let good = program(list("flux@acme.iam.gserviceaccount.com").into_bytes());
    assert_eq!((good.status.code(), good.stderr.len()), (Some(0), 0));
    serde_json::from_slice::<serde_json::Value>(&good.stdout).unwrap();
    let bad = program(list("flux").into_bytes());
    assert_eq!(bad.status.code(), Some(1));
    let stderr = String::from_utf8(bad.stderr).unwrap();
    assert!(stderr.len() < 1_000, "{} bytes of message", stderr.len());
}

fn program(input: Vec<u8>) -> std::process::Output {
    let mut command = command::program();
    command.env_clear().timeout(std::time::Duration::from_secs(60));
    command.write_stdin(input).output().unwrap()
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
        for reading in [Reading::Outline, Reading::Whole] {
            if let Err(error) = read_by(&list, reading) {
                assert!(error.offset().is_some(), "{error}");
            }
        }
        assert!(read_by(&nest, Reading::Outline).is_err());
        assert!(read_by(&list, Reading::Whole).is_err());
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
    assert!(!read_by(&outside, Reading::Outline).unwrap().failed());
    check(&outside);
    let inside = format!("{head}{account}{config}{}", bomb.replace("    a0", "    x: y\n    a0"));
    assert!(read_by(&inside, Reading::Outline).unwrap().failed());
    check(&inside);
}
