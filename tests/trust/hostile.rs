//! Whatever stands in an ID, an issuer or a resource.

pub(crate) fn nothing_breaks_what_is_printed() {}
