//! Backups: every row comes back on either engine, and what is not whole or not ours does not.

use super::kit::{self, World, fresh};
use super::{attacks, canary, entering};
use crate::app::Unopened;
use crate::backup;
use crate::db::dump::{self, Store};
use crate::db::{Db, Error, Place, Value};
use crate::demo::cast::MARKERS;
use crate::founding::Folder;
use crate::watch::restore::replay;
use axum::http::StatusCode;
use besa_domain::Age;
use besa_vault::{BackupKey, BackupReader, Deployment, DeploymentKind, KeyFile, OsChance};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A backup of a county with a case and a referral.
struct Kept {
    world: World,
    key: BackupKey,
    main: PathBuf,
    shred: PathBuf,
    folder: tempfile::TempDir,
}

async fn kept() -> Kept {
    let world = World::founded().await;
    let case = world.case("elira", Age::Adult).await;
    world.referral("elira", &case, "drini", Age::Adult).await;
    let (key, folder) = (BackupKey::generate(), tempfile::tempdir().unwrap());
    let (main, shred) = take(&world, &key, folder.path()).await.unwrap();
    Kept {
        world,
        key,
        main,
        shred,
        folder,
    }
}

async fn take(
    world: &World,
    key: &BackupKey,
    folder: &Path,
) -> Result<(PathBuf, PathBuf), Unopened> {
    let to = [key.recipient()];
    let (facts, now) = (world.app.facts(), world.app.now());
    let taken = backup::take(&world.place, facts, &to, folder, now).await?;
    Ok((taken.main, taken.shred))
}

impl Kept {
    async fn restore(&self, place: &Place) -> Result<u64, String> {
        let keys = KeyFile::parse(&self.world.keys).unwrap();
        self.restore_with(place, &keys, &self.key).await
    }

    async fn restore_with(
        &self,
        place: &Place,
        keys: &KeyFile,
        key: &BackupKey,
    ) -> Result<u64, String> {
        let sets = (self.main.as_path(), self.shred.as_path());
        let proven = match backup::restore(place, keys, key, sets).await {
            Ok(restored) => backup::proven(place, &restored.log).await,
            Err(unopened) => Err(unopened),
        };
        proven
            .map(|report| report.entries)
            .map_err(|unopened| unopened.0)
    }
}

/// Every row of both sets by table, in an order of its own.
async fn rows(place: &Place) -> BTreeMap<String, Vec<Vec<Value>>> {
    let db = Db::existing(place).await.unwrap();
    let mut reader = db.reader().await.unwrap();
    let mut all = BTreeMap::new();
    for store in [Store::Main, Store::Shred] {
        for shape in dump::shapes(&mut reader.tx(), store).await.unwrap() {
            let mut rows = Vec::new();
            dump::each(&mut reader.tx(), &shape, |row| {
                // An absent value has a kind on one engine only.
                let plain = row.values().iter().map(|value| match value {
                    Value::Text(None) | Value::Bytes(None) => Value::Int(None),
                    some @ (Value::Int(_) | Value::Text(_) | Value::Bytes(_)) => some.clone(),
                });
                rows.push(plain.collect::<Vec<_>>());
                Ok::<(), Error>(())
            })
            .await
            .unwrap();
            rows.sort_by_key(|row| format!("{row:?}"));
            all.insert(shape.name, rows);
        }
    }
    drop(reader);
    db.close().await;
    all
}

#[tokio::test]
async fn every_row_comes_back_on_the_same_engine_and_in_files() {
    let kept = kept().await;
    let before = rows(&kept.world.place).await;
    for name in [
        "case_file",
        "referral",
        "sealed",
        "letter",
        "ledger_entry",
        "shred.half",
    ] {
        assert!(!before[name].is_empty(), "{name}");
    }
    assert!(
        !before
            .keys()
            .any(|name| name.contains("session") || name.contains("server_half"))
    );
    let folder = tempfile::tempdir().unwrap();
    let same = fresh(folder.path(), None).await;
    let files = tempfile::tempdir().unwrap();
    for place in [same, Place::Folder(files.path().to_owned())] {
        assert!(kept.restore(&place).await.unwrap() > 0);
        assert_eq!(rows(&place).await, before);
        // Restored a second time over itself it is refused by the rows that stand there.
        assert!(kept.restore(&place).await.is_err());
        assert_eq!(rows(&place).await, before);
    }
}

#[tokio::test]
async fn a_restored_county_goes_on_with_a_line_and_without_its_sessions() {
    let kept = kept().await;
    let files = tempfile::tempdir().unwrap();
    let place = Place::Folder(files.path().to_owned());
    kept.restore(&place).await.unwrap();
    let mut world = kept.world;
    let app = kit::open(&place, &world.keys, world.clock.clone()).await;
    world.moved_to(app);
    let node = Folder::at(files.path());
    replay(&world.app, &node, &[], true).await.unwrap();
    let page = world.as_("elira").get("/tasks").await;
    assert_eq!(page.location(), "/sign-in", "the cookie of before is dead");
    world.clock.forward(60);
    let entered = entering::enters(&world, "mira").await;
    let mira = world.nobody().keeping(&entered);
    let inbox = mira.get("/inbox").await;
    let slip = inbox
        .addresses()
        .into_iter()
        .find(|it| it.starts_with("/inbox/RF-"));
    let slip = mira.get(&slip.unwrap()).await;
    assert_eq!(slip.status, StatusCode::OK);
    assert!(slip.has("Kërkohet një vend i sigurt sonte."));
    world.must_verify().await;
}

#[tokio::test]
async fn without_a_recipient_nothing_is_written() {
    let world = World::founded().await;
    let folder = tempfile::tempdir().unwrap();
    let (facts, now) = (world.app.facts(), world.app.now());
    let refused = backup::take(&world.place, facts, &[], folder.path(), now).await;
    assert!(refused.err().unwrap().0.contains("name a recipient"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_not_whole_or_not_ours_leaves_nothing_behind() {
    let mut kept = kept().await;
    let files = tempfile::tempdir().unwrap();
    let place = Place::Folder(files.path().to_owned());
    let keys = KeyFile::parse(&kept.world.keys).unwrap();
    let said = kept
        .restore_with(&place, &keys, &BackupKey::generate())
        .await;
    assert!(said.unwrap_err().contains("did not open"));
    let other = Deployment::draw(DeploymentKind::Demo, &mut OsChance);
    let other = KeyFile::draw(other, &mut OsChance);
    let said = kept.restore_with(&place, &other, &kept.key).await;
    assert!(said.unwrap_err().contains("another deployment"));
    let mut same = KeyFile::draw(keys.deployment, &mut OsChance);
    same.log = keys.log.clone();
    let said = kept.restore_with(&place, &same, &kept.key).await;
    assert!(said.unwrap_err().contains("not the one this deployment"));
    (kept.main, kept.shred) = (kept.shred, kept.main);
    assert!(
        kept.restore(&place)
            .await
            .unwrap_err()
            .contains("not the main set")
    );
    (kept.main, kept.shred) = (kept.shred, kept.main);
    let whole = std::fs::read(&kept.main).unwrap();
    for cut in [whole.len() - 1, whole.len() / 2, 300] {
        std::fs::write(&kept.main, &whole[..cut]).unwrap();
        let said = kept.restore(&place).await.unwrap_err();
        assert!(
            said.contains("cut short") || said.contains("did not open"),
            "{said}"
        );
    }
    std::fs::write(&kept.main, &whole).unwrap();
    kept.world.clock.forward(3_600);
    let later = kept.folder.path().join("later");
    std::fs::create_dir(&later).unwrap();
    let (main, shred) = take(&kept.world, &kept.key, &later).await.unwrap();
    let first = std::mem::replace(&mut kept.main, main);
    assert!(
        kept.restore(&place)
            .await
            .unwrap_err()
            .contains("older than the main set")
    );
    // An older main set with a later shred set is what an erasure leaves: it comes back.
    (kept.main, kept.shred) = (first, shred);
    kept.restore(&place).await.unwrap();
}

#[tokio::test]
async fn a_set_that_is_not_what_was_recorded_is_taken_out_again() {
    let mut kept = kept().await;
    kept.world
        .attack(
            "UPDATE institution SET duty_contact = '+355 00 000 0666'",
            &[],
        )
        .await;
    let later = kept.folder.path().join("later");
    std::fs::create_dir(&later).unwrap();
    (kept.main, kept.shred) = take(&kept.world, &kept.key, &later).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    let place = Place::Folder(files.path().to_owned());
    let said = kept.restore(&place).await.unwrap_err();
    assert!(said.contains("not what was recorded"), "{said}");
    assert!(rows(&place).await.values().all(Vec::is_empty));
}

#[tokio::test]
async fn the_files_say_nothing_to_whoever_has_no_key() {
    let kept = kept().await;
    for file in [&kept.main, &kept.shred] {
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1"));
        for word in [
            "besa_backup",
            "deployment",
            "ledger_entry",
            "Drini",
            "shred",
        ] {
            assert!(
                memchr::memmem::find(&bytes, word.as_bytes()).is_none(),
                "{word}"
            );
        }
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A set without its outer layer: what its recipient reads.
fn opened(file: &Path, key: &BackupKey) -> Vec<u8> {
    let file = std::io::BufReader::new(std::fs::File::open(file).unwrap());
    let opened = BackupReader::new(key, file).ok().unwrap();
    zstd::stream::decode_all(opened).unwrap()
}

#[tokio::test]
async fn the_files_say_no_name_to_whoever_opens_their_outer_layer() {
    let world = World::founded().await;
    attacks::story(&world).await;
    let (key, folder) = (BackupKey::generate(), tempfile::tempdir().unwrap());
    let (main, shred) = take(&world, &key, folder.path()).await.unwrap();
    for file in [&main, &shred] {
        let bytes = opened(file, &key);
        assert!(memchr::memmem::find(&bytes, b"besa_backup").is_some());
        let place = file.display().to_string();
        assert_eq!(canary::search(&place, &bytes, MARKERS), []);
    }
    // What a program that forgot to seal would leave is found.
    let forgotten = canary::forget(&world).await;
    let later = tempfile::tempdir().unwrap();
    let (main, _) = take(&world, &key, later.path()).await.unwrap();
    assert_ne!(
        canary::search("main", &opened(&main, &key), &[forgotten]),
        []
    );
}
