//! The audience of a token.

use crate::cloud::{ANY, Piece, text_identifier};

text_identifier! {
    /// The audience of a token that is exchanged for credentials of AWS.
    pub Audience expected "text without blanks" samples &[],
    forms &[&[Piece::Run(|c| !c.is_whitespace() && !c.is_control(), 1, ANY)]], |text| {
        let is_blank = |c: char| c.is_whitespace() || c.is_control();
        (text.is_empty() || text.contains(is_blank))
            .then(|| "is empty or has white space in it".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn forms() {
        let fault = "is empty or has white space in it";
        assert_parses::<Audience>(
            &["sts.amazonaws.com", "https://a/b?c"],
            &[("", fault), ("a b", fault), ("a\n", fault)],
        );
    }
}
