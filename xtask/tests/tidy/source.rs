//! Rules for every source file: it says what it is, stays short, leaves nothing undone, names no machine.

use crate::lex::split;
use crate::tree::{File, bites, files, keep, spares};

/// No file grows past this; long tests move to a file of their own.
const LONGEST: usize = 500;

/// Files that are longer for a while. This list only shrinks.
const STILL_LONGER: [&str; 0] = [];

fn opening(file: &File) -> Vec<String> {
    let opens = file.text.starts_with("//! ");
    if opens {
        Vec::new()
    } else {
        vec!["does not open with a `//!` sentence".to_owned()]
    }
}

fn length(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    let spared = STILL_LONGER.contains(&file.path.as_str());
    if lines <= LONGEST || spared {
        return Vec::new();
    }
    vec![format!("{lines} lines, at most {LONGEST}")]
}

fn unfinished(file: &File) -> Vec<String> {
    let (_, code) = split(&file.text);
    let words = ["#[ignore", "#[should_panic", "todo!", "unimplemented!"];
    words
        .iter()
        .filter(|word| code.contains(*word))
        .map(|word| format!("holds {word}"))
        .collect()
}

/// Roots of paths that exist on one machine only; spelt in two halves, or this file would break its rule.
const MACHINE: [(&str, &str); 4] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/fa", "rm/"),
    ("/ho", "me/"),
];

fn machine_paths(file: &File) -> Vec<String> {
    let mut breaches = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for (one, two) in MACHINE {
            let path = format!("{one}{two}");
            let absolute = line.match_indices(&path).any(|(at, _)| {
                let before = line[..at].chars().last();
                before.is_none_or(|it| !it.is_alphanumeric() && !"._-}*/~".contains(it))
            });
            if absolute {
                breaches.push(format!("line {}: a path of one machine", number + 1));
            }
        }
    }
    breaches
}

fn download_addresses(file: &File) -> Vec<String> {
    let count = file.text.matches("\"resolved\":").count();
    if count == 0 {
        Vec::new()
    } else {
        vec![format!("{count} download addresses")]
    }
}

fn sources() -> Vec<File> {
    ["crates", "xtask"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .collect()
}

#[test]
fn every_source_file_opens_with_a_sentence() {
    keep(&sources(), opening);
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let mut all = sources();
    all.extend(files("islands", ".ts"));
    all.extend(files("styles", ".scss"));
    all.extend(files("journeys", ".mjs"));
    keep(&all, length);
    for path in STILL_LONGER {
        let file = all.iter().find(|file| file.path == path);
        let long = file.is_some_and(|file| file.text.lines().count() > LONGEST);
        assert!(long, "{path} is short now: strike it from the list");
    }
}

#[test]
fn nothing_is_ignored_or_left_undone() {
    keep(&sources(), unfinished);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    keep(&files("", ""), machine_paths);
}

#[test]
fn the_lock_file_carries_no_download_addresses() {
    keep(&files("", "package-lock.json"), download_addresses);
}

#[test]
fn silent_long_unfinished_and_bound_files_are_found() {
    bites(opening, "a.rs", "use std::fs;\n");
    spares(opening, "a.rs", "//! What it is.\n");
    bites(length, "a.rs", &"x\n".repeat(LONGEST + 1));
    spares(length, "a.rs", &"x\n".repeat(LONGEST));
    bites(
        unfinished,
        "a.rs",
        "#[test]\n#[ignore = \"slow\"]\nfn a() {}",
    );
    bites(unfinished, "a.rs", "fn a() { todo!() }");
    spares(
        unfinished,
        "a.rs",
        "// a todo! in words\nlet it = \"#[ignore\";",
    );
    bites(
        machine_paths,
        "a.md",
        &format!("see {}{}x", MACHINE[0].0, MACHINE[0].1),
    );
    spares(
        machine_paths,
        "a.rs",
        &format!("web{}{}x", MACHINE[0].0, MACHINE[0].1),
    );
    bites(
        download_addresses,
        "package-lock.json",
        "\"resolved\": \"https://x/y.tgz\"",
    );
}
