//! The IDs of Entra: UUIDs.

use crate::cloud::{Piece, text_identifier};

/// IDs that Microsoft's documentation uses as samples.
const SAMPLES: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "bbbbcccc-1111-dddd-2222-eeee3333ffff",
    "00001111-aaaa-2222-bbbb-3333cccc4444",
    "11112222-bbbb-3333-cccc-4444dddd5555",
    "22223333-cccc-4444-dddd-5555eeee6666",
];

const UUID: &[Piece] = {
    const fn hex(length: usize) -> Piece {
        Piece::Run(|c| c.is_ascii_hexdigit(), length, length)
    }
    const DASH: Piece = Piece::Text("-");
    &[hex(8), DASH, hex(4), DASH, hex(4), DASH, hex(4), DASH, hex(12)]
};

text_identifier! {
    /// The client ID of a managed identity or an application.
    pub ClientId expected "a UUID, 00000000-0000-0000-0000-000000000000" samples SAMPLES,
    forms &[UUID], not_a_uuid
}

text_identifier! {
    /// The ID of a tenant.
    pub TenantId expected "a UUID, 00000000-0000-0000-0000-000000000000" samples SAMPLES,
    forms &[UUID], not_a_uuid
}

fn not_a_uuid(text: &str) -> Option<String> {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let is_hex = text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let reason = if text.starts_with("arn:") {
        "is an AWS ARN, not a UUID"
    } else if text.contains('@') {
        "is an e-mail address, not a UUID"
    } else if groups != [8, 4, 4, 4, 12] || !is_hex {
        "is not a valid UUID"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn forms() {
        let fault = "is not a valid UUID";
        assert_parses::<ClientId>(
            &[
                "6731de76-14a6-49ae-97bc-6eba6914391e",
                "6731DE76-14A6-49AE-97BC-6EBA6914391E",
                "${CLIENT_ID}",
            ],
            &[
                ("", fault),
                ("arn:aws:iam::490185926743:role/x", "is an AWS ARN, not a UUID"),
                ("a@b.c", "is an e-mail address, not a UUID"),
                ("6731de76", fault),
                ("6731de7614a649ae97bc6eba6914391e", fault),
                ("6731de76-14a6-49ae-97bc-6eba6914391e\n", fault),
                ("CLIENT_ID", "still holds the placeholder \"CLIENT_ID\""),
            ],
        );
    }
}
