//! The files of the repository, as the rules read them.

use std::fs;
use std::path::Path;

/// One text file; `path` is relative to the root, with `/`.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

const OUTSIDE: [&str; 4] = [".git", "target", "node_modules", ".besa"];

/// All text files below this folder of the repository that end like this; "" is every file.
pub(crate) fn files(folder: &str, end: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    walk(root, &root.join(folder), end, &mut found);
    found.sort_by(|one, two| one.path.cmp(&two.path));
    found
}

fn walk(root: &Path, folder: &Path, end: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !OUTSIDE.contains(&name.as_str()) {
                walk(root, &path, end, found);
            }
        } else if !OUTSIDE.contains(&name.as_str())
            && name.ends_with(end)
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            found.push(File { path, text });
        }
    }
}

/// Fails with every breach of a rule in these files, each with its file.
#[track_caller]
pub(crate) fn keep(files: &[File], rule: impl Fn(&File) -> Vec<String>) {
    assert!(!files.is_empty(), "the rule looked at nothing");
    let breaches: Vec<String> = files
        .iter()
        .flat_map(|file| {
            rule(file)
                .into_iter()
                .map(move |it| format!("{}: {it}", file.path))
        })
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// Fails unless the rule finds exactly one breach in this sample.
#[track_caller]
pub(crate) fn bites(rule: impl Fn(&File) -> Vec<String>, path: &str, text: &str) {
    let breaches = rule(&File {
        path: path.to_owned(),
        text: text.to_owned(),
    });
    assert_eq!(breaches.len(), 1, "in {text:?}: {breaches:?}");
}

/// Fails when the rule finds anything in this sample.
#[track_caller]
pub(crate) fn spares(rule: impl Fn(&File) -> Vec<String>, path: &str, text: &str) {
    let breaches = rule(&File {
        path: path.to_owned(),
        text: text.to_owned(),
    });
    assert!(breaches.is_empty(), "in {text:?}: {breaches:?}");
}
