//! The star: leaves know nobody of ours, the hall knows the leaves, nobody knows the workshop.

use crate::tree::{File, bites, files, keep, spares};

/// All dependencies of a manifest, whatever table they stand in.
fn dependencies(manifest: &str) -> (String, Vec<String>) {
    let manifest: toml::Table = toml::from_str(manifest).unwrap();
    let name = manifest["package"]["name"].as_str().unwrap().to_owned();
    let mut tables = vec![&manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found: Vec<String> = tables
        .iter()
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()))
        .flat_map(|table| table.keys().cloned())
        .filter(|dependency| *dependency != name)
        .collect();
    found.sort();
    found.dedup();
    (name, found)
}

const LEAVES: [&str; 4] = ["besa-domain", "besa-vault", "besa-ledger", "besa-linkage"];

fn star(file: &File) -> Vec<String> {
    let (name, found) = dependencies(&file.text);
    let ours = found
        .into_iter()
        .filter(|it| it.starts_with("besa") || it == "xtask");
    // The hall and the workshop stand in the middle; leaves know nobody, and nobody the workshop.
    let middle = ["besa", "xtask"].contains(&name.as_str());
    let strangers = ours.filter(|it| !middle || !LEAVES.contains(&it.as_str()));
    strangers
        .map(|it| format!("{name} must not know {it}"))
        .collect()
}

/// What the rule book must never reach: the world, the clock, chance.
const WORLD: [&str; 8] = [
    "tokio",
    "sqlx",
    "axum",
    "getrandom",
    "rand",
    "rand_core",
    "tempfile",
    "reqwest",
];

/// What only the vault may do (the record signs, so it has signatures).
const CIPHERS: [&str; 6] = [
    "hpke",
    "chacha20poly1305",
    "argon2",
    "age",
    "hkdf",
    "ed25519-dalek",
];

fn walls(file: &File) -> Vec<String> {
    let (name, found) = dependencies(&file.text);
    let barred = |it: &&String| match name.as_str() {
        "besa-domain" => WORLD.contains(&it.as_str()) || CIPHERS.contains(&it.as_str()),
        "besa" => CIPHERS.contains(&it.as_str()),
        _ => false,
    };
    found
        .iter()
        .filter(barred)
        .map(|it| format!("{name} must not reach {it}"))
        .collect()
}

fn manifests() -> Vec<File> {
    let mut all = files("crates", "Cargo.toml");
    all.extend(files("xtask", "Cargo.toml"));
    all
}

#[test]
fn the_house_is_a_star() {
    keep(&manifests(), star);
}

#[test]
fn a_leaf_that_knows_another_is_found() {
    let leaf = "[package]\nname = \"besa-domain\"\n[dev-dependencies]\n";
    bites(
        star,
        "Cargo.toml",
        &format!("{leaf}besa-vault.workspace = true"),
    );
    spares(
        star,
        "Cargo.toml",
        &format!("{leaf}besa-domain.path = \".\""),
    );
    let hall = "[package]\nname = \"besa\"\n[dependencies]\nbesa-vault.workspace = true\n";
    spares(star, "Cargo.toml", hall);
    bites(
        star,
        "Cargo.toml",
        &format!("{hall}xtask.path = \"../../xtask\""),
    );
    bites(
        star,
        "Cargo.toml",
        "[package]\nname = \"xtask\"\n[target.x.dependencies]\nbesa.path = \"x\"",
    );
}

#[test]
fn the_rule_book_reaches_no_world_and_only_the_vault_has_ciphers() {
    keep(&manifests(), walls);
}

#[test]
fn a_rule_book_with_a_runtime_or_a_hall_with_a_cipher_is_found() {
    bites(
        walls,
        "Cargo.toml",
        "[package]\nname = \"besa-domain\"\n[dependencies]\ntokio = \"1\"",
    );
    bites(
        walls,
        "Cargo.toml",
        "[package]\nname = \"besa\"\n[dependencies]\nage = \"0.11\"",
    );
}
