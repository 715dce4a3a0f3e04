//! The forms of identifiers, for texts of which only parts are known: whatever Flux fills in, such a
//! text has to be able to become an identifier.

/// A piece of a form.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// This text.
    Text(&'static str),
    /// Characters of a kind, at least and at most this many; there is such a character.
    Run(fn(char) -> bool, usize, usize),
}

/// As many characters as there are.
pub(crate) const ANY: usize = usize::MAX;

/// A place in a form for one character.
struct Slot {
    takes: Takes,
    /// Whether it may stay empty.
    is_optional: bool,
    /// Whether it takes several.
    repeats: bool,
}

enum Takes {
    One(char),
    Any(fn(char) -> bool),
}

impl Slot {
    fn takes(&self, c: char) -> bool {
        match self.takes {
            Takes::One(one) => one == c,
            Takes::Any(is_in) => is_in(c),
        }
    }
}

/// Whether a text may be of one of the forms. A character that is none stands for any text.
pub(super) fn may_be(forms: &[&[Piece]], text: &[Option<char>]) -> bool {
    forms.iter().any(|form| may_be_one(&slots(form), text))
}

fn slots(form: &[Piece]) -> Vec<Slot> {
    let mut slots = Vec::new();
    for piece in form {
        match *piece {
            Piece::Text(text) => slots.extend(text.chars().map(|c| Slot {
                takes: Takes::One(c),
                is_optional: false,
                repeats: false,
            })),
            Piece::Run(is_in, least, most) => {
                let last = if most == ANY { least + 1 } else { most };
                slots.extend((0..last).map(|index| Slot {
                    takes: Takes::Any(is_in),
                    is_optional: index >= least,
                    repeats: most == ANY && index == least,
                }));
            }
        }
    }
    slots
}

/// Reads a text against all that it may be at once: `is_at[n]` says that slot `n` may come next.
fn may_be_one(slots: &[Slot], text: &[Option<char>]) -> bool {
    let mut is_at = vec![false; slots.len() + 1];
    is_at[0] = true;
    skip_optional(slots, &mut is_at);
    for c in text {
        let mut next = vec![false; slots.len() + 1];
        match c {
            // Some text fills the slots up to any later one.
            None => {
                if let Some(first) = is_at.iter().position(|is_at| *is_at) {
                    next[first..].fill(true);
                }
            }
            Some(c) => {
                for (index, slot) in slots.iter().enumerate() {
                    if is_at[index] && slot.takes(*c) {
                        next[index + 1] = true;
                        next[index] |= slot.repeats;
                    }
                }
            }
        }
        skip_optional(slots, &mut next);
        is_at = next;
    }
    is_at[slots.len()]
}

fn skip_optional(slots: &[Slot], is_at: &mut [bool]) {
    for (index, slot) in slots.iter().enumerate() {
        is_at[index + 1] |= is_at[index] && slot.is_optional;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parts_stand_for_any_text() {
        let digit = |c: char| c.is_ascii_digit();
        let form: &[Piece] = &[
            Piece::Text("a:"),
            Piece::Run(digit, 2, 3),
            Piece::Text("/"),
            Piece::Run(|c| c.is_ascii_lowercase(), 1, ANY),
        ];
        for (text, expected) in [
            ("a:12/b", true),
            ("a:123/bcd", true),
            ("a:1/b", false),
            ("a:1234/b", false),
            ("a:12/", false),
            ("?", true),
            ("a:?/b", true),
            ("a:1?/b", true),
            ("a:1?2?3/b", true),
            ("a:1?2?34/b", false),
            ("a:?b", true),
            ("?:?", true),
            ("?:?:?", false),
            ("b?", false),
            ("?1", false),
            ("", false),
        ] {
            let text: Vec<_> = text.chars().map(|c| Some(c).filter(|c| *c != '?')).collect();
            assert_eq!(may_be(&[form], &text), expected, "{text:?}");
        }
    }
}
