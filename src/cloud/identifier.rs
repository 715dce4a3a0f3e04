//! What a text must be to name something in a cloud.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Code, code};

use super::form::{Piece, may_be};
use super::placeholder::no_placeholder;
use super::substitution::Substituted;

/// A text in the form that a cloud, or Kubernetes, gives it. Displayed it is that text again, byte
/// for byte.
pub trait Identifier: FromStr<Err = Malformed> + fmt::Display {
    /// The forms, for a text of which parts are not known. Every identifier is of one of them.
    const FORMS: &'static [&'static [Piece]];

    /// What to write.
    const EXPECTED: &'static str;

    /// Whether documentation uses this very value as a sample: it belongs to nobody.
    fn is_sample(&self) -> bool {
        false
    }
}

/// What is wrong with a text, and what it should look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What kind of fault it is.
    pub code: Code,
    /// A predicate about the text: "is not a valid UUID".
    pub reason: String,
    /// What to write.
    pub help: String,
}

impl Malformed {
    /// A text that does not have the form `expected`.
    pub fn new(reason: impl Into<String>, expected: &str) -> Malformed {
        Malformed {
            code: code::MALFORMED_VALUE,
            reason: reason.into(),
            help: format!("expected: {expected}"),
        }
    }
}

impl Malformed {
    /// The same of what a text becomes where its variables are not set.
    fn of_fallback(self, fallback: &str) -> Malformed {
        let reason =
            format!("becomes {fallback:?} where the variable is not set, which {}", self.reason);
        Malformed { reason, ..self }
    }
}

/// An identifier, or a text that becomes one when Flux substitutes its variables.
///
/// ```
/// use flux_workload_identity::internal::{RoleArn, Substitutable};
/// let literal: Substitutable<RoleArn> = "arn:aws:iam::490185926743:role/flux".parse().unwrap();
/// assert!(literal.literal().is_some());
/// let substituted: Substitutable<RoleArn> = "arn:aws:iam::${ACCOUNT}:role/flux".parse().unwrap();
/// assert_eq!(substituted.to_string(), "arn:aws:iam::${ACCOUNT}:role/flux");
/// assert!("arn:aws:iam::ACCOUNT_ID:role/flux".parse::<Substitutable<RoleArn>>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substitutable<T> {
    /// The identifier.
    Literal(T),
    /// A text with substitutions: what it becomes is known only in the cluster.
    Substituted(Substituted),
}

impl<T> Substitutable<T> {
    /// The identifier, if it is known.
    pub fn literal(&self) -> Option<&T> {
        match self {
            Substitutable::Literal(literal) => Some(literal),
            Substitutable::Substituted(_) => None,
        }
    }
}

impl<T: Identifier> FromStr for Substitutable<T> {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Substitutable<T>, Malformed> {
        if let Some(substituted) = Substituted::parse(text)? {
            if let Some(fallback) = substituted.fallback() {
                no_placeholder(&fallback)
                    .and_then(|()| fallback.parse::<T>().map(drop))
                    .map_err(|malformed| malformed.of_fallback(&fallback))?;
            }
            let parts = substituted.parts();
            let known: String = parts.iter().map(|part| part.unwrap_or('x')).collect();
            no_placeholder(&known)?;
            if !may_be(T::FORMS, &parts) {
                let reason = "is not one, whatever Flux fills in for its variables";
                return Err(Malformed::new(reason, T::EXPECTED));
            }
            return Ok(Substitutable::Substituted(substituted));
        }
        no_placeholder(text)?;
        text.parse().map(Substitutable::Literal)
    }
}

impl<T: fmt::Display> fmt::Display for Substitutable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Substitutable::Literal(literal) => literal.fmt(f),
            Substitutable::Substituted(substituted) => substituted.fmt(f),
        }
    }
}

/// Declares identifiers that are a checked text and nothing more. `fault` says what is wrong with
/// a text, if anything is.
macro_rules! text_identifier {
    ($(#[$doc:meta])* $vis:vis $name:ident expected $expected:literal samples $samples:expr, forms $forms:expr, $fault:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name(String);

        impl std::str::FromStr for $name {
            type Err = $crate::cloud::Malformed;

            fn from_str(text: &str) -> Result<$name, $crate::cloud::Malformed> {
                let fault: fn(&str) -> Option<String> = $fault;
                match fault(text) {
                    None => Ok($name(text.to_owned())),
                    Some(reason) => Err($crate::cloud::Malformed::new(reason, $expected)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::cloud::Identifier for $name {
            const FORMS: &'static [&'static [$crate::cloud::Piece]] = $forms;
            const EXPECTED: &'static str = $expected;

            fn is_sample(&self) -> bool {
                let samples: &[&str] = $samples;
                samples.iter().any(|sample| self.0.eq_ignore_ascii_case(sample))
            }
        }
    };
}
pub(crate) use text_identifier;

/// Whether a text has 1 to `most` characters.
pub(crate) fn has_length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

/// Parses the good texts, each of which must be displayed as it was and is no sample, and none of
/// the bad ones. With any part of it in a variable a good text stays one.
#[cfg(test)]
pub(crate) fn assert_parses<T: Identifier>(good: &[&str], bad: &[(&str, &str)]) {
    for text in good {
        let parsed: Result<Substitutable<T>, Malformed> = text.parse();
        assert_eq!(parsed.as_ref().map(ToString::to_string).as_deref(), Ok(*text));
        let is_sample = parsed.is_ok_and(|id| id.literal().is_some_and(T::is_sample));
        assert!(!is_sample, "{text:?}");
        let literal = if text.contains("${") { "" } else { text };
        let cuts: Vec<usize> =
            literal.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (nth, from) in cuts.iter().enumerate() {
            for to in &cuts[nth..] {
                let part = format!("{}${{V}}{}", &text[..*from], &text[*to..]);
                let parsed: Result<Substitutable<T>, Malformed> = part.parse();
                assert_eq!(parsed.map(|id| id.to_string()).as_deref(), Ok(part.as_str()));
            }
        }
    }
    for (text, reason) in bad {
        let parsed: Result<Substitutable<T>, Malformed> = text.parse();
        let found = parsed.map(|id| id.to_string()).map_err(|malformed| malformed.reason);
        assert_eq!(found, Err((*reason).to_owned()), "{text:?}");
    }
}
