//! SQL lives in stores; a store belongs to one folder; a migration belongs to one slice.

use crate::lex::split;
use crate::tree::{File, bites, files, keep, spares};

const HALL: &str = "crates/besa/src/";

/// Beginnings that no sentence has.
const WORDS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE ",
    "ALTER TABLE ",
    "DROP ",
    "BEGIN",
    "PRAGMA ",
];

/// `db` makes the conversation, `record` binds and verifies rows of every table; tests tamper on purpose.
const AT_HOME: [&str; 3] = ["db/", "record/", "tests/"];

fn stray_sql(file: &File) -> Vec<String> {
    let Some(path) = file.path.strip_prefix(HALL) else {
        return Vec::new();
    };
    let home = AT_HOME.iter().any(|folder| path.starts_with(folder));
    let name = path.rsplit('/').next().unwrap_or(path);
    if home || name == "store.rs" || name == "tests.rs" {
        return Vec::new();
    }
    let (literals, _) = split(&file.text);
    let sql = |it: &&String| WORDS.iter().any(|word| it.trim_start().starts_with(word));
    literals
        .iter()
        .filter(sql)
        .map(|it| format!("SQL outside a store: {it:?}"))
        .collect()
}

/// The folder of the store that a path names from within this file, as `cases/referral`.
fn folder_of_store(file: &str, path: &str) -> String {
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let mut at: Vec<&str> = module.split('/').collect();
    for segment in path.split("::") {
        match segment {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            name => at.push(name),
        }
    }
    at.join("/")
}

fn foreign_store(file: &File) -> Vec<String> {
    let Some(path) = file
        .path
        .strip_prefix(HALL)
        .filter(|path| !path.starts_with("tests/"))
    else {
        return Vec::new();
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (_, code) = split(&file.text);
    let mut breaches = Vec::new();
    for (at, _) in code.match_indices("::store") {
        let after = code[at + "::store".len()..].chars().next();
        if after.is_some_and(|it| it.is_alphanumeric() || it == '_') {
            continue;
        }
        let named = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
        let start = code[..at].rfind(|it| !named(it)).map_or(0, |it| it + 1);
        let named = &code[start..at];
        let store = folder_of_store(path, named);
        if folder != store && !folder.starts_with(&format!("{store}/")) {
            breaches.push(format!("asks the store of {store}; ask its mod.rs"));
        }
    }
    breaches
}

fn sliceless(file: &File) -> Vec<String> {
    let slice = file
        .text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("-- slice: "));
    let Some(slice) = slice else {
        return vec!["does not open with `-- slice: <folder>`".to_owned()];
    };
    let folder = format!("{HALL}{}/", slice.trim());
    let known = files("crates/besa/src", ".rs")
        .iter()
        .any(|file| file.path.starts_with(&folder));
    if known {
        Vec::new()
    } else {
        vec![format!("{folder} does not exist")]
    }
}

#[test]
fn sql_stands_only_in_stores() {
    keep(&files("crates/besa/src", ".rs"), stray_sql);
}

#[test]
fn a_slice_asks_only_its_own_store() {
    keep(&files("crates/besa/src", ".rs"), foreign_store);
}

#[test]
fn every_migration_names_its_slice() {
    keep(&files("migrations", ".sql"), sliceless);
}

#[test]
fn stray_sql_foreign_stores_and_ownerless_tables_are_found() {
    let page = "crates/besa/src/cases/referral/pages.rs";
    bites(
        stray_sql,
        page,
        "let rows = tx.rows(\"SELECT id FROM referral\", &[]);",
    );
    bites(
        stray_sql,
        page,
        "let sql = r#\"\n  DELETE FROM referral\"#;",
    );
    spares(stray_sql, page, "// \"SELECT\"\nlet label = \"Updated\";");
    spares(
        stray_sql,
        "crates/besa/src/tasks/store.rs",
        "\"SELECT id FROM task\"",
    );

    bites(
        foreign_store,
        page,
        "use crate::registry::store::INSTITUTION;",
    );
    bites(foreign_store, page, "super::super::file::store::load(tx)");
    bites(foreign_store, page, "registry::store::load(tx)");
    spares(
        foreign_store,
        page,
        "use super::store::{load, save}; store::load(tx); crate::cases::referral::store::x()",
    );
    spares(
        foreign_store,
        "crates/besa/src/cases/referral/mod.rs",
        "pub(crate) use self::store::REFERRAL;",
    );

    bites(
        sliceless,
        "migrations/0009_x.sql",
        "CREATE TABLE x (id TEXT);",
    );
    bites(
        sliceless,
        "migrations/0009_x.sql",
        "-- slice: nowhere\nCREATE TABLE x (id TEXT);",
    );
    spares(
        sliceless,
        "migrations/0009_x.sql",
        "-- slice: tasks\nCREATE TABLE x (id TEXT);",
    );
}
