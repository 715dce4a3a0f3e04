//! An AWS region.

use crate::cloud::{ANY, Piece, text_identifier};

text_identifier! {
    /// An AWS region, such as `eu-west-1`.
    pub Region expected "a region such as eu-west-1" samples &[],
    forms &[&[Piece::Run(is_letter, 0, ANY), Piece::Text("-"), Piece::Run(is_letter, 0, ANY)]], |text| {
        let is_region = text.contains('-') && text.chars().all(is_letter);
        (!is_region).then(|| "is not an AWS region".to_owned())
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// The starts of regions that are not of the partition `aws`, and their partitions.
/// Source: botocore, `data/partitions.json`.
const PARTITIONS: [(&str, &str); 7] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
];

impl Region {
    /// The partition that it is in, as ARNs name it.
    pub(crate) fn partition(&self) -> &'static str {
        let found = PARTITIONS.iter().find(|(start, _)| self.0.starts_with(start));
        found.map_or("aws", |(_, partition)| partition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn forms() {
        let fault = "is not an AWS region";
        assert_parses::<Region>(
            &["eu-west-1", "us-isof-south-1", "${R}"],
            &[
                ("", fault),
                ("EU-WEST-1", fault),
                ("europe", fault),
                ("eu-west-1\n", fault),
                ("REGION", "still holds the placeholder \"REGION\""),
            ],
        );
    }
}
