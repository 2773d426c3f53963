//! What one's own small acts write: they leave no line, so they may write these tables only.

use super::matrix::committed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files(folder: PathBuf, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                files(path, into);
            }
        } else if path.extension().is_some_and(|it| it == "rs") {
            let folder = path.parent().unwrap().to_string_lossy().into_owned();
            into.push((folder, std::fs::read_to_string(path).unwrap()));
        }
    }
}

/// From the first brace after `at` to the one that closes it.
fn block(text: &str, at: usize) -> &str {
    let start = at + text[at..].find('{').unwrap();
    let mut depth = 0;
    for (offset, c) in text[start..].char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return &text[start..=start + offset];
        }
    }
    panic!("an open block")
}

/// The functions called in a block: whether they are named as sealing's, and their names.
fn calls(block: &str) -> BTreeSet<(bool, &str)> {
    block
        .match_indices('(')
        .filter_map(|(at, _)| {
            let head = &block[..at];
            let begin = head
                .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(0, |it| it + 1);
            let sealing = head[..begin].ends_with("sealing::");
            Some((sealing, &head[begin..])).filter(|(_, name)| !name.is_empty())
        })
        .collect()
}

/// The tables that the statements of a block write.
fn writes(block: &str) -> BTreeSet<String> {
    ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .flat_map(|mark| block.split(mark).skip(1))
        .map(|rest| rest.split([' ', '(']).next().unwrap().to_owned())
        .filter(|name| name != "SET")
        .collect()
}

#[test]
fn own_acts_write_only_the_tables_that_they_name() {
    let mut sources = Vec::new();
    files(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut sources,
    );
    let mut functions: BTreeMap<(String, String), String> = BTreeMap::new();
    for (folder, text) in &sources {
        for (at, _) in text.match_indices("fn ") {
            let name: String = text[at + 3..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let end = text[at..].find([';', '{']).map(|it| it + at);
            if end.is_some_and(|end| text[end..].starts_with('{')) {
                functions.insert((folder.clone(), name), block(text, at).to_owned());
            }
        }
    }
    let sealing = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sealing");
    let sealing = sealing.to_string_lossy().into_owned();
    let mut lines = Vec::new();
    for (folder, text) in &sources {
        for (at, _) in text.match_indices("impl Own for ") {
            let name = text[at + 13..].split(' ').next().unwrap();
            let whole = block(text, at);
            let list = whole
                .split("TABLES: &'static [&'static str] =")
                .nth(1)
                .unwrap();
            let list = list.split(';').next().unwrap();
            let said: BTreeSet<String> = list
                .split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            let (mut written, mut seen) = (writes(whole), BTreeSet::new());
            let mut open = vec![(folder.clone(), whole.to_owned())];
            while let Some((home, body)) = open.pop() {
                for (of_sealing, call) in calls(&body) {
                    let home = if of_sealing { &sealing } else { &home };
                    let key = (home.clone(), call.to_owned());
                    // `run` is every act's own; what it does is read in its own block.
                    if let Some(inner) = functions.get(&key).filter(|_| call != "run")
                        && seen.insert(key)
                    {
                        written.extend(writes(inner));
                        open.push((home.clone(), inner.clone()));
                    }
                }
            }
            let beyond: Vec<_> = written.difference(&said).collect();
            assert!(
                beyond.is_empty(),
                "{name} writes {beyond:?} and names {said:?}"
            );
            let place = folder.rsplit('/').next().unwrap();
            let said: Vec<String> = said.into_iter().collect();
            lines.push(format!("{place}::{name} {}", said.join(" ")));
        }
    }
    assert!(lines.len() >= 9, "{lines:?}");
    lines.sort();
    committed("own-tables.txt", &format!("{}\n", lines.join("\n")));
}
