//! Comments that silence a finding: `# fwi: ignore FWI311 until the registry has moved`, on the line
//! of the finding or on one of its own in front of it.

use std::ops::Range;

use memchr::memmem;

use crate::diagnostic::{Code, Diagnostic, code};

use super::Finding;

/// What such a comment begins with.
const MARK: &str = "# fwi: ignore";

/// The comments of several texts.
#[derive(Debug, Default)]
pub(crate) struct Ignores(Vec<Ignore>);

/// A comment.
#[derive(Debug)]
struct Ignore {
    /// The text that it stands in.
    source: usize,
    span: Range<usize>,
    /// The bytes of the line that it is about.
    line: Range<usize>,
    /// The name of the code, if there is one of that name.
    code: Option<Code>,
    has_reason: bool,
    is_used: bool,
}

impl Ignores {
    /// Whether a text may have such a comment.
    pub(crate) fn may_have(text: &str) -> bool {
        memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
    }

    /// Reads the comments of a text, whose number in locations is `source`.
    pub(crate) fn read(&mut self, source: usize, text: &str) {
        for start in memmem::find_iter(text.as_bytes(), MARK) {
            let words = &text[start + MARK.len()..line_end(text, start)];
            let span = start..start + MARK.len() + words.trim_end().len();
            let mut words = words.split_whitespace();
            let code = words.next().and_then(Code::named);
            let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let end = line_end(text, start);
            let is_alone = text[begin..start].trim().is_empty();
            let line =
                if is_alone { end..line_end(text, (end + 1).min(text.len())) } else { begin..end };
            let has_reason = words.next().is_some();
            self.0.push(Ignore { source, span, line, code, has_reason, is_used: false });
        }
    }

    /// The findings that are not silenced, and what there is to say about the comments.
    pub(crate) fn apply(mut self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| {
            let about = self.0.iter_mut().filter(|ignore| ignore.is_about(&finding.diagnostic));
            let mut is_silenced = false;
            for ignore in about {
                ignore.is_used = true;
                is_silenced |= ignore.has_reason;
            }
            !is_silenced
        });
        let said = self.0.iter().filter_map(Ignore::complaint);
        findings.extend(said.map(Finding::from));
        findings
    }
}

impl Ignore {
    /// Whether a finding stands on the line and has the code.
    fn is_about(&self, diagnostic: &Diagnostic) -> bool {
        let location = &diagnostic.location;
        let start = location.span.as_ref().map(|span| span.start);
        self.code == Some(diagnostic.code)
            && location.source == self.source
            && start.is_some_and(|start| self.line.contains(&start))
    }

    /// What is wrong with the comment itself.
    fn complaint(&self) -> Option<Diagnostic> {
        let diagnostic = if !self.has_reason {
            let message = "this comment ignores nothing, as it gives no reason";
            let help = format!("write {MARK} CODE and why");
            Diagnostic::new(code::IGNORE_WITHOUT_REASON, message).help(help)
        } else if !self.is_used {
            let message = "this comment ignores nothing: its line has no such finding";
            Diagnostic::new(code::UNUSED_IGNORE, message).help("remove it")
        } else {
            return None;
        };
        Some(diagnostic.source(self.source).span(self.span.clone()))
    }
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes that are left of one finding at `found`.
    fn left(text: &str, found: &str) -> Vec<String> {
        let start = text.find(found).unwrap();
        let finding = Diagnostic::new(code::STATIC_KEYS, "a").span(start..start + 1);
        let mut ignores = Ignores::default();
        ignores.read(0, text);
        let left = ignores.apply(vec![finding.into()]);
        left.iter().map(|finding| finding.diagnostic.code.to_string()).collect()
    }

    #[test]
    fn a_comment_is_about_its_line_or_the_next() {
        assert_eq!(left("a: 1\nb: 2 # fwi: ignore FWI311 why\n", "b"), [""; 0]);
        assert_eq!(left("a: 1\n  # fwi: ignore fwi311 why\nb: 2", "b"), [""; 0]);
        assert_eq!(left("a: 1\r\nb: 2 # fwi: ignore FWI311 why\r\n", "b"), [""; 0]);
        assert_eq!(left("a: 1 # fwi: ignore FWI311 why\nb: 2", "b"), ["FWI311", "FWI392"]);
        assert_eq!(left("# fwi: ignore FWI311 why\n\nb: 2", "b"), ["FWI311", "FWI392"]);
    }

    #[test]
    fn a_comment_is_about_its_code_and_has_a_reason() {
        assert_eq!(left("b: 2 # fwi: ignore FWI312 why", "b"), ["FWI311", "FWI392"]);
        assert_eq!(left("b: 2 # fwi: ignore why", "b"), ["FWI311", "FWI391"]);
        assert_eq!(left("b: 2 # fwi: ignore FWI311", "b"), ["FWI311", "FWI391"]);
        assert_eq!(left("b: 2 # fwi: ignore FWI311 \n", "b"), ["FWI311", "FWI391"]);
    }
}
