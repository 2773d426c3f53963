//! The words in which the two engines differ.

/// The three words of a migration, in this engine's spelling.
pub(super) fn spell(sql: &str, lite: bool) -> String {
    let (bytes, int, strict) = if lite {
        ("BLOB", "INTEGER", "STRICT")
    } else {
        ("BYTEA", "BIGINT", "")
    };
    sql.replace("{bytes}", bytes)
        .replace("{int}", int)
        .replace("{strict}", strict)
}
