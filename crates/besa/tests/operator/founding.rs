//! From an empty machine to the first institution, and every way in which that is refused.

use crate::bench::{Running, besa, deployment, done, form, refused, said, settings, text, typed};
use crate::browser::Person;
use besa_vault::{Deployment, DeploymentKind, KeyFile, OsChance};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn an_empty_machine_reaches_its_first_institution_with_a_signed_in_steward() {
    let (founded, data) = deployment();
    assert_eq!(mode(&founded.data), 0o700);
    assert_eq!(mode(&founded.data.join("key-file.txt")), 0o600);
    assert_eq!(mode(&founded.root()), 0o600);
    assert!(
        !founded.data.join("root.age").exists(),
        "the root went away"
    );
    let server = Running::start(&["--config", text(&settings(data.path(), ""))]);
    let drita = Person::enrols(&server.address, "drita", &founded.drita);
    let (mut browser, page) = drita.signs_in(&server.address);
    assert_eq!((page.status, page.location.as_str()), (303, "/tasks"));
    let institutions = browser.get("/institutions");
    assert!(institutions.html.contains("Strehëza Prova"));
    let me = browser.get("/me");
    assert!(me.html.contains("Drita Prova"), "{}", me.html);
    server.stop();
    let verified = besa(&["verify", "--data", text(data.path())]);
    assert!(done(&verified).starts_with("Clean"));
}

#[test]
fn nothing_is_founded_where_something_stands() {
    let (founded, data) = deployment();
    let again = |folder: &Path| besa(&["found", "--data", text(folder)]);
    refused(&again(data.path()), "founded here");
    let begun = tempfile::tempdir().unwrap();
    std::fs::copy(data.path().join("besa.db"), begun.path().join("besa.db")).unwrap();
    refused(&again(begun.path()), "holds a deployment already");
    let empty = tempfile::tempdir().unwrap();
    let root = text(&founded.root()).to_owned();
    refused(
        &besa(&["found", "--data", text(empty.path()), "--root", &root]),
        "stands there already",
    );
}

#[test]
fn every_command_refuses_a_key_file_that_is_open_missing_or_not_the_right_one() {
    let (founded, data) = deployment();
    let file = data.path().join("key-file.txt");
    let right = std::fs::read_to_string(&file).unwrap();
    let other = Deployment::draw(DeploymentKind::Real, &mut OsChance);
    let other = KeyFile::draw(other, &mut OsChance).print().to_string();
    let paper = founded.away.join("strehe.signed");
    let backups = data.path().join("backups");
    let at = ["--data", text(data.path())];
    let commands: Vec<Vec<&str>> = vec![
        [&["serve"], &at[..]].concat(),
        [&["migrate"], &at[..]].concat(),
        [&["institution", "enter", text(&paper)], &at[..]].concat(),
        [&["key", "print"], &at[..]].concat(),
        [&["backup", "--to", text(&backups)], &at[..]].concat(),
    ];
    for words in &commands {
        let set = |content: &str, mode: u32| {
            std::fs::write(&file, content).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        set(&right, 0o644);
        refused(&besa(words), "open to others");
        set(&right, 0o640);
        refused(&besa(words), "open to others");
        set(&other, 0o600);
        refused(&besa(words), "not the one this deployment was founded with");
        set("besa", 0o600);
        refused(&besa(words), "is not a key file");
        std::fs::remove_file(&file).unwrap();
        refused(&besa(words), "could not be read");
        set(&right, 0o600);
    }
}

#[test]
fn only_papers_that_this_root_signed_are_entered_and_each_once() {
    let (founded, data) = deployment();
    let enter = |paper: &Path| {
        besa(&[
            "institution",
            "enter",
            text(paper),
            "--data",
            text(data.path()),
        ])
    };
    refused(
        &enter(&founded.away.join("strehe.signed")),
        "entered before",
    );
    let changed = data.path().join("changed");
    let paper = std::fs::read_to_string(founded.away.join("strehe.signed")).unwrap();
    std::fs::write(&changed, paper.replace("0999", "0666")).unwrap();
    refused(&enter(&changed), "did not sign this paper");
    refused(&enter(&founded.away.join("strehe")), "is not signed");
    let outside = data.path().join("outside");
    std::fs::write(
        &outside,
        form("hospital", "Spitali Prova", "'health_care'", None),
    )
    .unwrap();
    assert!(done(&enter(&outside)).contains("outside the system"));
    std::fs::write(
        &outside,
        form("hospital", "Spitali Prova", "'kettles'", None),
    )
    .unwrap();
    refused(&enter(&outside), "`kettles` is not a Service");
    let verified = besa(&["verify", "--data", text(data.path())]);
    assert!(done(&verified).starts_with("Clean"));
}

#[test]
fn the_root_signs_only_with_its_passphrase_typed_in_any_case() {
    let (founded, away) = deployment();
    let (filled, paper) = (away.path().join("form"), away.path().join("paper"));
    let root = founded.root();
    let words = [
        "institution",
        "sign",
        text(&filled),
        "--root",
        text(&root),
        "--out",
        text(&paper),
    ];
    let steward = Some(("agim", "head"));
    std::fs::write(
        &filled,
        form("ngo", "Shoqata Prova", "'legal_aid'", steward),
    )
    .unwrap();
    refused(&typed(&words, "another phrase\n"), "did not open");
    assert!(!paper.exists());
    let loose = founded.passphrase.replace('-', " ").to_lowercase();
    assert!(done(&typed(&words, &format!("{loose}\n"))).contains("agim"));
    let form_of = |text: &str| std::fs::write(&filled, text).unwrap();
    form_of(&form(
        "ngo",
        "Shoqata Prova",
        "'legal_aid'",
        Some(("A gim", "head")),
    ));
    refused(&typed(&words, ""), "small letters");
    form_of(&form("ngo", "", "'legal_aid'", steward));
    refused(&typed(&words, ""), "no name");
    form_of(&form("ngo", "Shoqata Prova", "'legal_aid'", steward).replace("'AL-10'", "'XX'"));
    refused(&typed(&words, ""), "no area");
}

#[test]
fn the_printed_form_is_right_once_it_is_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let printed = done(&besa(&["institution", "form"]));
    let (filled, paper) = (folder.path().join("form"), folder.path().join("paper"));
    let text_of = printed
        .replace("name = \"\"", "name = \"Prova\"")
        .replace("login = \"\"", "login = \"prova\"");
    std::fs::write(&filled, text_of).unwrap();
    let root = folder.path().join("no-root");
    let output = typed(
        &[
            "institution",
            "sign",
            text(&filled),
            "--root",
            text(&root),
            "--out",
            text(&paper),
        ],
        "",
    );
    // The form was right: what is missing is the root.
    refused(&output, "root file");
    assert!(said(&output).contains("no-root"));
}
