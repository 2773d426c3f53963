//! The operator's whole way: an empty Debian, the package installed, a deployment founded, colleagues
//! invited, somebody met and referred, backed up, the machine thrown away, restored on another,
//! verified against the checkpoint that was kept, and her name opened by those who knew it.

use super::debian::{Debian, package};
use super::founded::{enrolled, found, leave, meet, read};
use super::machine::{Machine, says};
use crate::load::{Place, Server};
use crate::run::{Done, Stop};
use crate::say;
use std::fs;
use std::path::{Path, PathBuf};

const DATA: &str = "/var/lib/besa";
const KEY_FILE: &str = "/var/lib/besa-keys/key-file.txt";
const SETS: &str = "/var/lib/besa/backups";

/// Goes the whole way; gives back a place with the program that the package brought.
pub(crate) fn whole_way() -> Done<Place> {
    let safe = Place::passing("safe")?;
    let package = package(&safe.folder)?;
    let empty = Debian::empty()?;
    let first = empty.twin()?;
    let machine = first.install(&package)?;
    first.unit_is_right()?;
    nothing_founded(&first, &machine)?;
    let key = besa_vault::BackupKey::generate();
    let more = format!("\n[backup]\nrecipients = ['{}']\n", key.recipient());
    settings(&machine, &more)?;

    let founded = found(&machine)?;
    let server = Server::serve(machine.besa(&["serve"]), &safe.folder.join("log"))?;
    let mut colleagues = enrolled(&founded, server.address)?;
    let (worker, desk) = (
        colleagues.worker.signs_in(server.address)?,
        colleagues.desk.signs_in(server.address)?,
    );
    let met = meet(&worker, &desk)?;
    leave(&worker)?;
    leave(&desk)?;
    // While it serves.
    let said = says(machine.besa(&["backup", "--to", SETS]), "")?;
    let kept = safe.folder.join("checkpoint.txt");
    fs::write(&kept, checkpoint(&said)?)?;
    server.stop()?;
    carry(&machine, &safe.folder)?;
    fs::write(safe.folder.join("backup-key.txt"), key.print().as_bytes())?;
    drop(first);
    say::line("the first machine is gone");

    let second = empty;
    let machine = second.install(&package)?;
    settings(&machine, &more)?;
    let sets = bring(&second, &machine, &safe.folder)?;
    let words: Vec<&str> = sets.iter().map(String::as_str).collect();
    let said = says(machine.besa(&words), "")?;
    if !said.contains("Restored and verified") {
        return Err(Stop(format!("not restored:\n{said}")));
    }
    let kept = format!("{SETS}/checkpoint.txt");
    let said = says(machine.besa(&["verify", "--checkpoint", &kept]), "")?;
    say::line(said.trim());
    let server = Server::serve(machine.besa(&["serve"]), &safe.folder.join("log"))?;
    let (worker, desk) = (
        colleagues.worker.signs_in(server.address)?,
        colleagues.desk.signs_in(server.address)?,
    );
    read(&worker, &desk, &met)?;
    server.stop()?;
    says(machine.besa(&["verify"]), "")?;
    fs::copy(machine.file("/usr/bin/besa"), program(&safe))?;
    purged(&second, &machine)?;
    say::line("restored, verified, opened again by those who knew her");
    Ok(safe)
}

/// The program in the place where the way ended.
pub(crate) fn program(safe: &Place) -> PathBuf {
    safe.folder.join("besa")
}

/// The package makes an account and two closed folders, and founds nothing.
fn nothing_founded(debian: &Debian, machine: &Machine) -> Done {
    for folder in ["/var/lib/besa", "/var/lib/besa-keys"] {
        let said = debian.read(&["stat", "--format=%U %a", folder])?;
        let is_empty = fs::read_dir(machine.file(folder))?.next().is_none();
        if said.trim() != "besa 700" || !is_empty {
            return Err(Stop(format!("{folder} after the installation: {said}")));
        }
    }
    Ok(())
}

/// Removed with everything that a package may take along, data and key file stay.
fn purged(debian: &Debian, machine: &Machine) -> Done {
    debian.run(&["dpkg", "--purge", "besa"])?;
    for file in [&format!("{DATA}/besa.db"), KEY_FILE] {
        if !machine.file(file).exists() {
            return Err(Stop(format!("{file} went with the package")));
        }
    }
    match machine.file("/usr/bin/besa").exists() {
        true => Err(Stop(
            "the package is purged and its program stays".to_owned(),
        )),
        false => Ok(()),
    }
}

/// The settings that the package brought, with a port of the system's choice and these lines.
fn settings(machine: &Machine, more: &str) -> Done {
    let file = machine.file(&machine.config);
    let text = fs::read_to_string(&file)?.replace("127.0.0.1:8080", "127.0.0.1:0");
    fs::write(&file, text + more)?;
    says(machine.bare(&["config", "--check", &machine.config]), "").map(drop)
}

/// The checkpoint that a backup prints, as an operator copies it.
fn checkpoint(said: &str) -> Done<&str> {
    let after = said.split_once("keep it outside:").map(|(_, after)| after);
    let note = after.and_then(|after| after.split_once("\nGive the two sets"));
    note.map(|(note, _)| note)
        .ok_or_else(|| Stop(format!("no checkpoint was printed:\n{said}")))
}

/// Takes the sets and the key file off a machine.
fn carry(machine: &Machine, safe: &Path) -> Done {
    for file in fs::read_dir(machine.file(SETS))? {
        let file = file?;
        fs::copy(file.path(), safe.join(file.file_name()))?;
    }
    fs::copy(machine.file(KEY_FILE), safe.join("key-file.txt"))?;
    Ok(())
}

/// Brings them to another, and gives back what restores them there.
fn bring(debian: &Debian, machine: &Machine, safe: &Path) -> Done<Vec<String>> {
    fs::copy(safe.join("key-file.txt"), machine.file(KEY_FILE))?;
    fs::create_dir(machine.file(SETS))?;
    let mut words = vec!["restore".to_owned()];
    for file in fs::read_dir(safe)? {
        let path = file?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let option = match name.as_str() {
            "backup-key.txt" => "--identity",
            "revoked.txt" => "--revoked",
            name if name.ends_with("-main.age") => "--main",
            name if name.ends_with("-shred.age") => "--shred",
            "checkpoint.txt" => "",
            _ => continue,
        };
        let to = format!("{SETS}/{name}");
        fs::copy(&path, machine.file(&to))?;
        if !option.is_empty() {
            words.extend([option.to_owned(), to]);
        }
    }
    debian.run(&["chown", "--recursive", "besa:besa", SETS, KEY_FILE])?;
    debian.run(&["chmod", "600", KEY_FILE])?;
    Ok(words)
}
