//! Whatever stands in an ID, an issuer or a resource: it is refused with an empty stdout, or what
//! is printed means the same as with a harmless text, but for that text.

use flux_workload_identity::internal::Format;
use flux_workload_identity::internal::{TrustOutput, TrustRequest};
use flux_workload_identity::yaml::parse;
use serde::Deserialize;
use serde_json::Value;

use crate::lexer::{hcl, shell};

/// How many texts are tried; HOSTILE_STRINGS says another number.
const STRINGS: usize = 10_000;

/// What stands in the place of the hostile text elsewhere.
const HARMLESS: &str = "harmless";

/// Places for a text: a spec and a resource. `TEXT` is the text, in a double-quoted YAML string.
const PLACES: &[(&str, &str)] = &[
    (
        "provider: aws, identities: [{services: [s3], audience: \"TEXT\", roleArn: \"arn:aws:iam::490185926743:role/flux\"}]",
        "",
    ),
    (
        "provider: aws, issuer: \"https://a.example/TEXT\", identities: [{services: [s3], roleArn: \"arn:aws:iam::490185926743:role/flux\"}]",
        "",
    ),
    (
        "provider: aws, identities: [{services: [s3], roleArn: \"arn:aws:iam::490185926743:role/TEXT/flux\"}]",
        "",
    ),
    (
        "provider: aws, identities: [{controllers: [source-controller], roleArn: \"arn:aws:iam::490185926743:role/flux\"}]",
        "arn:aws:codecommit:eu-west-1:490185926743:TEXT",
    ),
    (
        "provider: azure, tenantId: 2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10, identities: [{services: [acr], clientId: 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e}]",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/TEXT",
    ),
    (
        "provider: azure, tenantId: 2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10, identities: [{services: [acr], clientId: \"TEXT\"}]",
        "",
    ),
    (
        "provider: gcp, identities: [{services: [gcs], serviceAccountEmail: \"TEXT@shop.iam.gserviceaccount.com\"}]",
        "gs://flux",
    ),
    ("provider: gcp, identities: [{services: [gcs]}]", "gs://TEXT"),
    (
        "provider: gcp, cluster: other, workloadIdentityProvider: \"projects/7/locations/global/workloadIdentityPools/TEXT/providers/kind\", identities: [{services: [gcs]}]",
        "gs://flux",
    ),
];

const LETTERS: &str =
    "aB9-._/:@+=, '\"`\\$${}%{#;&|<>()[]*?!~^\n\r\t\0\u{7f}\u{85}\u{2028}\u{feff}é名😀";

/// Pieces that mean something to somebody.
const PIECES: &[&str] = &[
    "${A}",
    "$(id)",
    "`id`",
    "'; id #",
    "\"\n}\n",
    "%{if}",
    "$${",
    "\\",
    "\\\"",
    "'\\''",
    "EOF",
    "--",
    "-x",
    "# ",
    ": ",
    "- ",
    "&a",
    "*a",
    "!!b",
    "file://a",
    "../",
    "\u{1b}[0m",
];

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn text(&mut self) -> String {
        let letters: Vec<char> = LETTERS.chars().collect();
        let mut text = String::new();
        for _ in 0..=self.below(6) {
            match self.below(4) {
                0 => text.push_str(PIECES[self.below(PIECES.len())]),
                1 => text.push(letters[self.below(letters.len())]),
                _ => text.push_str(["a", "b1", "flux-", "x.y"][self.below(4)]),
            }
        }
        text
    }
}

/// A text inside of a double-quoted YAML string.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        c if c.is_ascii_alphanumeric() => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    };
    text.chars().map(escape).collect()
}

/// What is printed in a format; `None` if the text is refused.
fn printed((spec, resource): (&str, &str), text: &str, format: Format) -> Option<String> {
    let spec = spec.replace("TEXT", &escaped(text));
    let issuer = if spec.contains("issuer") { "" } else { "issuer: \"https://oidc.example\", " };
    let config = format!(
        "{{apiVersion: flux-workload-identity.dev/v1alpha1, kind: FluxWorkloadIdentity, spec: \
         {{{issuer}{spec}}}}}"
    );
    let node = parse(&config, 0..config.len()).ok()??;
    let resource = resource.replace("TEXT", text);
    let resources: Vec<String> = Some(resource).filter(|r| !r.is_empty()).into_iter().collect();
    let request = TrustRequest {
        configs: &[&node],
        manifests: &[],
        issuer: None,
        resources: &resources,
        output: TrustOutput::Document(format),
    };
    let answer = request.answer().unwrap();
    assert_eq!(answer.failed, answer.text.is_empty(), "{text:?}");
    Some(answer.text).filter(|text| !text.is_empty())
}

/// What a text means: its parts.
pub(crate) fn meaning(text: &str, format: Format) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    match format {
        Format::Cli => parts = shell(text)?,
        Format::Terraform => parts = hcl(text)?,
        Format::Json => leaves(&serde_json::from_str(text).map_err(|e| e.to_string())?, &mut parts),
        Format::Eksctl | Format::Krm => {
            for document in serde_yaml::Deserializer::from_str(text) {
                leaves(&Value::deserialize(document).map_err(|e| e.to_string())?, &mut parts);
            }
        }
    }
    // Policies in strings mean their parts.
    let mut found = Vec::new();
    for part in parts {
        match serde_json::from_str(&part) {
            Ok(value @ Value::Object(_)) => leaves(&value, &mut found),
            _ => found.push(part),
        }
    }
    Ok(found)
}

fn leaves(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => {
            out.push("[".to_owned());
            items.iter().for_each(|item| leaves(item, out));
            out.push("]".to_owned());
        }
        Value::Object(pairs) => {
            out.push("{".to_owned());
            // The order of keys is the order of their names, which may be hostile.
            let mut inner: Vec<String> = Vec::new();
            for (key, value) in pairs {
                let mut pair = vec![key.clone()];
                leaves(value, &mut pair);
                inner.extend(pair);
            }
            out.extend(inner);
            out.push("}".to_owned());
        }
        other => out.push(other.to_string()),
    }
}

/// Whether a part can't break anything, such as a name made of the text.
fn is_name(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c))
}

pub(crate) fn nothing_breaks_what_is_printed() {
    let strings = std::env::var("HOSTILE_STRINGS").map_or(STRINGS, |n| n.parse().unwrap());
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut taken = 0;
    for (index, place) in PLACES.iter().enumerate() {
        let meanings = Format::ALL.map(|format| {
            let harmless = printed(*place, HARMLESS, format)?;
            Some((format, meaning(&harmless, format).unwrap()))
        });
        let meanings: Vec<_> = meanings.into_iter().flatten().collect();
        for _ in (index..strings).step_by(PLACES.len()) {
            let text = random.text();
            for (format, wanted) in &meanings {
                // One that refuses it is followed by others that do.
                let Some(found) = printed(*place, &text, *format) else { break };
                taken += 1;
                same_meaning(&found, wanted, *format, &text);
            }
        }
    }
    assert!(taken > strings / 20, "hardly any text was taken: {taken}");
}

fn same_meaning(found: &str, wanted: &[String], format: Format, text: &str) {
    let found =
        meaning(found, format).unwrap_or_else(|fault| panic!("{text:?} in {format:?}: {fault}"));
    assert_eq!(found.len(), wanted.len(), "{text:?} breaks {format:?}");
    for (found, wanted) in found.iter().zip(wanted) {
        let wanted = wanted.replace(HARMLESS, text);
        assert!(*found == wanted || is_name(found), "{found:?} for {wanted:?} in {format:?}");
    }
}
