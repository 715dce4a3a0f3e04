//! What the clouds must hold for the identities of configs.

use crate::cloud::Issuer;
use crate::config;
use crate::diagnostic::{Diagnostic, code, deny_warnings, has_errors};
use crate::krm::Documents;
use crate::trust::{ClusterPlan, Credential, Format, Grant, Resource, Trust, check_subject};
use crate::yaml::Node;

use super::UnreadableText;
use super::pipeline::Request;

/// The cloud side of configs, one a cluster.
#[derive(Clone, Copy, Debug)]
pub struct TrustRequest<'a> {
    /// The configs.
    pub configs: &'a [&'a Node<'a>],
    /// Manifests, for what ServiceAccounts say of their tokens.
    pub manifests: &'a [&'a str],
    /// The issuer of the cluster, in place of the config's.
    pub issuer: Option<&'a Issuer>,
    /// What the identities are to reach.
    pub resources: &'a [String],
    /// What is wanted.
    pub output: TrustOutput<'a>,
}

/// What is wanted of the cloud side.
#[derive(Clone, Copy, Debug)]
pub enum TrustOutput<'a> {
    /// All of it, in a format.
    Document(Format),
    /// Who lets this subject in.
    Subject(&'a str),
}

/// What came of a request.
#[derive(Debug)]
pub struct TrustAnswer {
    /// The text; empty with an error.
    pub text: String,
    /// What there is to say. Sources are the configs, then the manifests.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether an error left no text.
    pub failed: bool,
}

impl TrustRequest<'_> {
    /// Answers it.
    ///
    /// # Errors
    /// A manifest that is not YAML or JSON.
    pub fn answer(&self) -> Result<TrustAnswer, UnreadableText> {
        let credentials = self.credentials()?;
        let mut diagnostics = Vec::new();
        let text = self.text(&credentials, &mut diagnostics);
        let failed = has_errors(&diagnostics) || text.is_none();
        let text = text.filter(|_| !failed).unwrap_or_default();
        Ok(TrustAnswer { text, diagnostics, failed })
    }

    fn credentials(&self) -> Result<Vec<Credential>, UnreadableText> {
        let mut found = Vec::new();
        for (index, text) in self.manifests.iter().enumerate() {
            let source = self.configs.len() + index;
            let mut documents = Documents::open(text, source);
            documents.read(|_| true).map_err(|error| UnreadableText { source, error })?;
            found.extend(documents.objects().iter().filter_map(Credential::of));
        }
        Ok(found)
    }

    /// The text, unless an error is among what is said.
    fn text(&self, credentials: &[Credential], said: &mut Vec<Diagnostic>) -> Option<String> {
        let requests: Vec<Request> = self.requests(said);
        let is_strict = requests.iter().any(|request| request.plan.strict);
        let resources = self.resources(said);
        if has_errors(said) {
            return None;
        }
        let mut carried = Vec::new();
        for (index, request) in requests.iter().enumerate() {
            let own = request.config.issuer.as_ref().and_then(|issuer| issuer.literal());
            let issuer = self.issuer.or(own);
            let cluster = ClusterPlan { index, plan: &request.plan, issuer, credentials };
            let (bearers, problems) = cluster.bearers();
            carried.extend(bearers);
            said.extend(problems);
        }
        if has_errors(said) {
            self.locate(said);
            return None;
        }
        let grants = Grant::group(carried);
        let namespace = requests.first().map_or("", |request| request.plan.namespace.as_str());
        let answer = match self.output {
            TrustOutput::Subject(subject) => {
                check_subject(&grants, subject).map_err(|problem| vec![*problem])
            }
            TrustOutput::Document(format) => {
                Trust::new(namespace, grants, &resources).and_then(|(trust, warnings)| {
                    said.extend(warnings);
                    trust.render(format)
                })
            }
        };
        let text = answer.map_err(|problems| said.extend(problems)).ok();
        if is_strict {
            deny_warnings(said);
        }
        self.locate(said);
        text
    }

    /// The configs, checked.
    fn requests(&self, said: &mut Vec<Diagnostic>) -> Vec<Request> {
        let mut found = Vec::new();
        for (source, config) in self.configs.iter().enumerate() {
            let (read, problems) = match Request::read(Some(config)) {
                Ok(mut request) => {
                    let problems = std::mem::take(&mut request.diagnostics);
                    (Some(request), problems)
                }
                Err(problems) => (None, problems),
            };
            said.extend(problems.into_iter().map(|problem| problem.in_source(source)));
            found.extend(read);
        }
        found
    }

    fn resources(&self, said: &mut Vec<Diagnostic>) -> Vec<Resource> {
        let mut found = Vec::new();
        for text in self.resources {
            match text.parse() {
                Ok(resource) => found.push(resource),
                Err(reason) => said.push(Diagnostic::new(code::RESOURCE_MALFORMED, reason)),
            }
        }
        found
    }

    /// Completes the locations in configs.
    fn locate(&self, said: &mut [Diagnostic]) {
        for diagnostic in said {
            let source = diagnostic.location.source;
            if let Some(config) = self.configs.get(source) {
                // One config is located at a time, as the first source.
                diagnostic.location.source = 0;
                config::locate(Some(config), std::slice::from_mut(diagnostic));
                diagnostic.location.source = source;
            }
        }
    }
}
