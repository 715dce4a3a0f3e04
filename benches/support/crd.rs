//! A CustomResourceDefinition with a deep schema: what most of a Flux install consists of.

use super::object::Object;
use super::random::Random;

/// The sizes of the 14 definitions of an install, in kilobytes.
const KILOBYTES: [usize; 14] = [18, 9, 23, 17, 16, 20, 42, 78, 7, 9, 18, 14, 14, 22];

pub(crate) const IN_AN_INSTALL: usize = KILOBYTES.len();

pub(crate) fn crd(number: usize) -> Object {
    let bytes = KILOBYTES[number % KILOBYTES.len()] * 1000;
    let (singular, kind) = (format!("sample{number}"), format!("Sample{number}"));
    let head = HEAD.replace("SINGULAR", &singular).replace("KIND", &kind);
    let mut schema = Schema {
        text: String::new(),
        most: bytes - head.len() - TAIL.len(),
        random: Random::new(number as u64),
    };
    let mut count = 0;
    while schema.is_short() {
        schema.property(&name(count), 18, 6);
        count += 1;
    }
    Object {
        api_version: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        name: format!("{singular}s.source.toolkit.fluxcd.io"),
        namespace: String::new(),
        component: "source-controller".to_owned(),
        rest: head + &schema.text + TAIL,
    }
}

const HEAD: &str = r#"spec:
  group: source.toolkit.fluxcd.io
  names:
    categories:
    - all
    - fluxcd
    kind: KIND
    listKind: KINDList
    plural: SINGULARs
    singular: SINGULAR
  scope: Namespaced
  versions:
  - additionalPrinterColumns:
    - jsonPath: .spec.url
      name: URL
      type: string
    - jsonPath: .status.conditions[?(@.type=="Ready")].status
      name: Ready
      type: string
    name: v1
    schema:
      openAPIV3Schema:
        description: KIND is what the benchmarks put in place of a resource of Flux.
        properties:
          apiVersion:
            type: string
          kind:
            type: string
          metadata:
            type: object
          spec:
            description: KINDSpec says what is wanted.
            properties:
"#;

const TAIL: &str = "            type: object
          status:
            default:
              observedGeneration: -1
            type: object
        type: object
    served: true
    storage: true
    subresources:
      status: {}
";

/// The properties of a schema, as they are written.
struct Schema {
    text: String,
    /// The bytes beyond which no object is begun.
    most: usize,
    random: Random,
}

impl Schema {
    fn is_short(&self) -> bool {
        self.text.len() < self.most
    }

    fn line(&mut self, column: usize, text: &str) {
        self.text += &" ".repeat(column);
        self.text += text;
        self.text.push('\n');
    }

    fn property(&mut self, name: &str, column: usize, depth: usize) {
        self.line(column - 4, &format!("{name}:"));
        let column = column - 2;
        self.description(column);
        match self.random.below(8) {
            0 | 1 if depth > 0 && self.is_short() => self.object(column, depth - 1),
            2 if depth > 0 && self.is_short() => {
                self.line(column, "items:");
                self.object(column + 2, depth - 1);
                self.line(column, "type: array");
            }
            3 => self.line(column, "type: boolean"),
            4 => {
                for text in ["format: int64", "maximum: 65535", "minimum: 0", "type: integer"] {
                    self.line(column, text);
                }
            }
            5 => {
                self.line(column, r"pattern: ^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$");
                self.line(column, "type: string");
            }
            6 => {
                self.line(column, "enum:");
                for text in ["- generic", "- aws", "- azure", "- gcp"] {
                    self.line(column, text);
                }
                self.line(column, "type: string");
            }
            _ => self.line(column, "type: string"),
        }
    }

    fn object(&mut self, column: usize, depth: usize) {
        let count = 1 + self.random.below(5);
        let first = self.random.below(WORDS.len());
        self.line(column, "properties:");
        for place in first..first + count {
            self.property(WORDS[place % WORDS.len()], column + 6, depth);
        }
        self.line(column, "required:");
        self.line(column, &format!("- {}", WORDS[first]));
        self.line(column, "type: object");
    }

    fn description(&mut self, column: usize) {
        let lines = 1 + self.random.below(5);
        if lines == 1 {
            let sentence = self.sentence();
            return self.line(column, &format!("description: {sentence}"));
        }
        self.line(column, "description: |-");
        for line in 0..lines {
            if line == 2 {
                self.text.push('\n');
            }
            let sentence = self.sentence();
            self.line(column + 2, &sentence);
        }
    }

    fn sentence(&mut self) -> String {
        let subject = self.random.pick(&["This field", "The value", "The reference", "The name"]);
        let verb = self.random.pick(&["selects", "limits", "names", "holds", "is kept beside"]);
        let object = self.random.pick(&[
            "the object storage of the source (for example `minio`)",
            "the Secret's key, which must exist in the same namespace",
            "what the controller waits for, in the order it was declared",
            "an address of the form 'https://host/path?query#part'",
        ]);
        format!("{subject} {verb} {object}.")
    }
}

/// A name for the property at a place; no two are equal.
fn name(place: usize) -> String {
    let word = WORDS[place % WORDS.len()];
    match place / WORDS.len() {
        0 => word.to_owned(),
        round => format!("{word}{round}"),
    }
}

const WORDS: [&str; 20] = [
    "bucketName",
    "certSecretRef",
    "dependsOn",
    "endpoint",
    "healthChecks",
    "ignore",
    "insecure",
    "interval",
    "layerSelector",
    "namespace",
    "passCredentials",
    "prefix",
    "provider",
    "proxySecretRef",
    "reference",
    "retryInterval",
    "serviceAccountName",
    "suspend",
    "timeout",
    "verification",
];
