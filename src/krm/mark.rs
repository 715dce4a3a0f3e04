//! What a file is that is neither YAML nor JSON, told by its own marks.
//!
//! A pointer of Git LFS, a page of HTML and an encrypted file are one string to a YAML parser, or a
//! syntax error somewhere in the middle: neither says what went wrong.

use memchr::memmem;

/// A mark by which a file is known, and what to do about such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the file is.
    pub what: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// The byte at which the mark stands.
    pub offset: usize,
}

/// The first bytes of files, in lower case: what such a file is, and what to do about it.
const BEGINNINGS: [(&[u8], &str, &str); 13] = [
    (b"\xff\xfe", "text in UTF-16", UTF_8),
    (b"\xfe\xff", "text in UTF-16", UTF_8),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first: gunzip -c FILE"),
    (b"pk\x03\x04", "a zip archive", "unpack it first: unzip -p FILE"),
    (b"version https://git-lfs.github.com/spec/", "a pointer of Git LFS", "run `git lfs pull`"),
    (b"<!doctype html", "a page of HTML", PAGE),
    (b"<html", "a page of HTML", PAGE),
    (b"<?xml", "XML", PAGE),
    (b"age-encryption.org/", "encrypted with age", DECRYPT),
    (b"-----begin age encrypted file", "encrypted with age", DECRYPT),
    (b"-----begin pgp message", "encrypted with PGP", DECRYPT),
    (b"$ansible_vault;", "encrypted with Ansible Vault", DECRYPT),
    (b"\0gitcrypt\0", "encrypted with git-crypt", "run `git-crypt unlock`"),
];

const UTF_8: &str = "save it as UTF-8";
const PAGE: &str = "a download may have ended on a login or error page: get the file itself";
const DECRYPT: &str = "decrypt it first";

/// The lines that Git leaves where a merge is to be decided.
const CONFLICT: [&[u8]; 2] = [b"\n<<<<<<< ", b"\n>>>>>>> "];

impl Mark {
    /// The mark of a file that is neither YAML nor JSON, if it has one of those known here.
    pub fn of(bytes: &[u8]) -> Option<Mark> {
        let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let text = &bytes[blanks..];
        let begins = |mark: &[u8]| {
            text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
        };
        let known = BEGINNINGS.iter().find(|(mark, ..)| begins(mark));
        known
            .map(|&(_, what, help)| Mark { what, help, offset: blanks })
            .or_else(|| conflict(bytes))
    }
}

/// An unfinished merge.
fn conflict(bytes: &[u8]) -> Option<Mark> {
    let [ours, theirs] = CONFLICT;
    let offset = match bytes.starts_with(&ours[1..]) {
        true => 0,
        false => memmem::find(bytes, ours)? + 1,
    };
    memmem::find(&bytes[offset..], theirs)?;
    let what = "in the middle of a merge: it holds the markers of a conflict";
    Some(Mark { what, help: "decide the conflict, and remove the markers", offset })
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn files_are_told_by_their_marks() {
        let what = |bytes: &[u8]| Mark::of(bytes).map(|mark| (mark.what, mark.offset));
        assert_eq!(what(b"\xff\xfea\0:\0"), Some(("text in UTF-16", 0)));
        assert_eq!(what(b"\x1f\x8b\x08\0"), Some(("compressed with gzip", 0)));
        assert_eq!(what(b"\n <!DOCTYPE html>\n"), Some(("a page of HTML", 2)));
        let conflict = "in the middle of a merge: it holds the markers of a conflict";
        assert_eq!(what(b"a: 1\n<<<<<<< HEAD\nb: 2\n>>>>>>> x\n"), Some((conflict, 5)));
        assert_eq!(what(b"<<<<<<< HEAD\n>>>>>>> x\n"), Some((conflict, 0)));
        for manifest in ["a: |\n  <<<<<<< HEAD\n", "version: 1\n", "\u{feff}a: 1\n", ""] {
            assert_eq!(what(manifest.as_bytes()), None, "{manifest:?}");
        }
    }
}
