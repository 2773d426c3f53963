//! Backed up, thrown away, restored: by command, with every refusal.

use crate::bench::{Running, besa, deployment, done, refused, settings, text};
use crate::browser::Person;
use std::path::{Path, PathBuf};

/// A recipient: the lines for the settings, and the file with the secret key.
pub(crate) fn recipient(folder: &Path) -> (String, PathBuf) {
    let key = besa_vault::BackupKey::generate();
    let file = folder.join("backup-key.txt");
    let secret = key.print();
    std::fs::write(&file, format!("# kept away\n{}\n", secret.as_str())).unwrap();
    let lines = format!("[backup]\nrecipients = ['{}']\n", key.recipient());
    (lines, file)
}

/// The two sets in a folder: main, shred.
pub(crate) fn sets(folder: &Path) -> (PathBuf, PathBuf) {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let closed = files.filter(|file| file.extension().is_some_and(|it| it == "age"));
    let mut files: Vec<PathBuf> = closed.collect();
    files.sort();
    assert_eq!(files.len(), 2, "{files:?}");
    (files.remove(0), files.remove(0))
}

#[test]
fn a_machine_thrown_away_comes_back_from_both_sets_and_the_key_file() {
    let (founded, data) = deployment();
    let away = tempfile::tempdir().unwrap();
    let (lines, identity) = recipient(away.path());
    let config = settings(data.path(), &lines);
    let server = Running::start(&["--config", text(&config)]);
    let drita = Person::enrols(&server.address, "drita", &founded.drita);
    // While it serves.
    let sets_in = away.path().join("sets");
    let said = done(&besa(&[
        "backup",
        "--config",
        text(&config),
        "--to",
        text(&sets_in),
    ]));
    assert!(
        said.contains("besa/record") && said.contains("different hands"),
        "{said}"
    );
    server.stop();
    // What was printed, as an operator copies it.
    let (_, note) = said.split_once("keep it outside:").unwrap();
    let (note, _) = note.split_once("\nGive the two sets").unwrap();
    let kept = away.path().join("checkpoint.txt");
    std::fs::write(&kept, note).unwrap();
    let key_file = std::fs::read_to_string(data.path().join("key-file.txt")).unwrap();
    drop(data);

    let (main, shred) = sets(&sets_in);
    let new = tempfile::tempdir().unwrap();
    let config = settings(new.path(), &lines);
    let words = [
        "restore",
        "--config",
        text(&config),
        "--main",
        text(&main),
        "--shred",
        text(&shred),
        "--identity",
        text(&identity),
    ];
    refused(&besa(&words), "key file");
    let file = new.path().join("key-file.txt");
    std::fs::write(&file, key_file).unwrap();
    refused(&besa(&words), "open to others");
    std::process::Command::new("chmod")
        .arg("600")
        .arg(&file)
        .status()
        .unwrap();
    let wrong = away.path().join("wrong");
    std::fs::write(&wrong, "not a key").unwrap();
    let mut with_wrong = words;
    with_wrong[8] = text(&wrong);
    refused(&besa(&with_wrong), "no secret key of age");
    refused(&besa(&words), "Bring the newest list");
    let list = sets_in.join("revoked.txt");
    let words = [&words[..], &["--revoked", text(&list)]].concat();
    let said = done(&besa(&words));
    assert!(said.contains("Restored and verified"), "{said}");
    refused(&besa(&words), "holds a deployment already");
    let since = ["verify", "--checkpoint", text(&kept)];
    let verified = besa(&[&since[..], &["--config", text(&config)]].concat());
    assert!(done(&verified).starts_with("Clean"));
    // The deployment as it was before somebody enrolled is clean in itself.
    let (_, older) = deployment();
    let verify = |words: &[&str]| besa(&[words, &["--data", text(older.path())]].concat());
    assert!(done(&verify(&["verify"])).starts_with("Clean"));
    refused(&verify(&since), "rolled-back");
    std::fs::write(&kept, "besa/record\n7\n").unwrap();
    assert_eq!(verify(&since).status.code(), Some(2));
    std::fs::remove_file(&kept).unwrap();
    assert_eq!(verify(&since).status.code(), Some(2));

    let server = Running::start(&["--config", text(&config)]);
    let (_, page) = drita.signs_in(&server.address);
    assert_eq!((page.status, page.location.as_str()), (303, "/tasks"));
    server.stop();
}

#[test]
fn a_backup_that_nobody_could_open_is_not_made() {
    let (_, data) = deployment();
    let to = data.path().join("sets");
    let words = ["backup", "--data", text(data.path()), "--to", text(&to)];
    refused(&besa(&words), "name a recipient");
    assert!(std::fs::read_dir(&to).map_or(0, Iterator::count) == 0);
    let config = settings(data.path(), "[backup]\nrecipients = ['age1wrong']\n");
    refused(
        &besa(&["backup", "--config", text(&config), "--to", text(&to)]),
        "no public key of age",
    );
}
