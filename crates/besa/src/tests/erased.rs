//! What two people of the owner let be burnt is gone, from every backup too; what nobody signed away
//! is named (vault.md C 9, and of 10 and 11 what is about erasure). The act itself is made by hand
//! here: its pages come later.

use super::attack::{Reaches, sent};
use super::entering::enters;
use super::kit::{World, fresh, open};
use crate::accounts::Session;
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::backup;
use crate::db::{Db, Tx, Value};
use crate::demo::cast::{CAST, MARKERS};
use crate::drafts;
use crate::founding::Folder;
use crate::record::Verdict;
use crate::sealing;
use crate::watch::{self, restore::replay};
use besa_domain::{Act, CaseId, InstitutionId, Standing};
use besa_vault::{BackupKey, Erasure, KeyFile, Sig};
use data_encoding::BASE64URL_NOPAD;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Two people let everything be burnt that an institution holds of a case.
struct Erases {
    case: CaseId,
    owner: InstitutionId,
    second: Arc<Session>,
    lines: BTreeSet<u64>,
}

fn signed(erasure: &Erasure, sigs: [Sig; 2]) -> String {
    let [first, second] = &sigs;
    BASE64URL_NOPAD.encode(&[erasure.encode().as_slice(), first, second].concat())
}

impl Verb for Erases {
    const ACT: Act = Act::SaveIdentification;
    type Out = bool;

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Stands::to(self.case, Standing::OwnerCircle))
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<bool, Fail> {
        let (first, now) = (cx.session()?, cx.now());
        let deployment = cx.app.facts().deployment;
        let sql = "SELECT half_id FROM sealed WHERE case_id = $1 AND owner = $2 \
                   UNION SELECT half_id FROM draft WHERE case_id = $1";
        let of = [
            Value::from(self.case.to_string()),
            Value::from(self.owner.to_string()),
        ];
        let halves = cx.tx.rows(sql, &of).await?;
        let halves = halves.iter().map(|row| {
            let half: besa_domain::HalfId = row.parse(0).unwrap();
            half.bytes()
        });
        let two = [&first, &self.second];
        let erasure = Erasure {
            deployment,
            id: cx.draw(),
            case: self.case.bytes(),
            owner: self.owner.bytes(),
            members: two.map(|session| session.who.member.bytes()),
            halves: halves.collect(),
            lines: self.lines,
            time: now.seconds(),
        };
        let sigs = two.map(|session| erasure.sign(&session.signing(deployment)));
        sealing::erase(cx, &signed(&erasure, sigs)).await
    }
}

async fn erases(world: &World, app: &App, case: CaseId, by: [&str; 2]) -> Result<bool, Fail> {
    let second = world.session(by[1]).await;
    let verb = Erases {
        case,
        owner: world.houses["rozafa"],
        second,
        lines: BTreeSet::new(),
    };
    app.act(&Actor::Member(world.session(by[0]).await), None, verb)
        .await
}

async fn take(world: &World, key: &BackupKey, folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let folder = folder.join(name);
    std::fs::create_dir(&folder).unwrap();
    let (facts, now) = (world.app.facts(), world.app.now());
    let taken = backup::take(&world.place, facts, &[key.recipient()], &folder, now)
        .await
        .unwrap();
    (taken.main, taken.shred)
}

#[tokio::test]
async fn of_a_burnt_case_nothing_opens_from_any_backup_for_anybody() {
    let mut world = World::founded().await;
    let node = tempfile::tempdir().unwrap();
    let folder = Folder::at(node.path());
    watch::begin(&world.app, &folder).await.unwrap();
    let (case, _) = sent(&world).await;
    let (other, _) = sent(&world).await;
    let elira = world.session("elira").await;
    let fields = [("words".to_owned(), vec!["Zamirë Bregasi".to_owned()])];
    let draft = drafts::begin(&world.app, &elira, "referral", Some(case.id), fields.into())
        .await
        .unwrap();
    // Somebody of the shelter has read it: the halves A lie in two rings.
    let mira = world.session("mira").await;
    assert!(
        !world
            .app
            .view(&mira, &Reaches(case.id))
            .await
            .unwrap()
            .is_empty()
    );

    let (key, sets) = (BackupKey::generate(), tempfile::tempdir().unwrap());
    let before = take(&world, &key, sets.path(), "before").await;
    world.clock.forward(60);
    assert!(
        erases(&world, &world.app, case.id, ["elira", "bora"])
            .await
            .unwrap()
    );
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    world.must_verify().await;
    world.clock.forward(60);
    let after = take(&world, &key, sets.path(), "after").await;
    watch::keep(&world.app).await.unwrap();
    world.app.close().await;

    let keys = KeyFile::parse(&world.keys).unwrap();
    // The last one is wholly from before: only the list burns what it brought back.
    for (main, shred) in [
        (&after.0, &after.1),
        (&before.0, &after.1),
        (&before.0, &before.1),
    ] {
        let files = tempfile::tempdir().unwrap();
        let place = fresh(files.path(), None).await;
        let restored = backup::restore(&place, &keys, &key, (main, shred))
            .await
            .unwrap();
        let app = open(&place, &world.keys, world.clock.clone()).await;
        replay(&app, &folder, &[], true).await.unwrap();
        assert!(backup::proven(&place, &restored.log).await.is_ok());
        world.moved_to(app);
        for player in CAST {
            world.clock.forward(60);
            let entered = enters(&world, player.login).await;
            let session = world.session_after(&entered).await;
            let seen = world.app.view(&session, &Reaches(case.id)).await;
            // Who meets no case is refused before anything is tried.
            for text in seen.unwrap_or_default().values() {
                for marker in MARKERS {
                    assert!(!text.contains(marker), "{}: {text}", player.login);
                }
            }
            let kept = drafts::load(&world.app, &session, draft).await;
            assert!(kept.is_err(), "{}", player.login);
            let beside = world.app.view(&session, &Reaches(other.id)).await;
            if player.login == "elira" {
                let words = format!("{:?}", beside.unwrap());
                assert!(words.contains("Bregasi"), "another case stays: {words}");
            }
        }
        assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
        world.app.close().await;
    }
}

#[tokio::test]
async fn a_missing_half_without_a_right_erasure_is_named_by_the_job_and_by_verify() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    // One person twice, somebody of another institution, a judgement over another's halves.
    for by in [["elira", "elira"], ["elira", "mira"], ["mira", "arta"]] {
        let refused = erases(&world, &world.app, case.id, by).await;
        assert!(
            matches!(refused, Err(Fail::Broken(_))),
            "{by:?} {refused:?}"
        );
    }
    assert!(
        erases(&world, &world.app, case.id, ["elira", "bora"])
            .await
            .unwrap()
    );
    world.must_verify().await;
    assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    let row = world
        .stolen("SELECT statement, second_sig FROM erasure", &[])
        .await;
    let owner = world.stolen("SELECT owner FROM erasure", &[]).await[0].text(0);
    let [statement, sig] = [row[0].values()[0].clone(), row[0].values()[1].clone()];
    let told = "SELECT COUNT(DISTINCT subject) FROM alarm WHERE kind = 'half_missing'";
    let burnt = "SELECT COUNT(*) FROM sealed WHERE half_id NOT IN (SELECT id FROM shred.half)";
    let burnt = world.number(burnt).await;
    assert!(burnt > 5, "{burnt}");
    for (column, right, wrong) in [
        ("statement", statement, Value::from(vec![1, 2, 3])),
        ("second_sig", sig, Value::from(vec![7; 64])),
        (
            "owner",
            Value::from(owner.as_str()),
            Value::from(world.houses["drini"].to_string()),
        ),
    ] {
        let sql = format!("UPDATE erasure SET {column} = $1");
        world.attack(&sql, &[wrong]).await;
        assert!(matches!(world.verdict().await, Verdict::Different(..)));
        world.attack("DELETE FROM alarm", &[]).await;
        let reported = sealing::report_missing(&world.app).await.unwrap();
        assert_eq!(i64::try_from(reported).unwrap(), burnt, "{column}");
        assert_eq!(world.number(told).await, burnt);
        world.attack(&sql, &[right]).await;
        world.attack("DELETE FROM alarm", &[]).await;
        assert_eq!(sealing::report_missing(&world.app).await.unwrap(), 0);
    }
    world.attack("DELETE FROM erasure", &[]).await;
    assert!(sealing::report_missing(&world.app).await.unwrap() > 0);
    assert!(matches!(world.verdict().await, Verdict::Different(..)));
}

/// What the check says of the halves and of the lines without a body.
async fn checked(db: &Db) -> Option<&'static str> {
    let mut reader = db.reader().await.unwrap();
    let said = sealing::check_halves(&mut reader.tx()).await.unwrap();
    said.map(|(code, _)| code)
}

#[tokio::test]
async fn a_line_of_the_record_loses_its_body_only_by_two_signatures() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let line = world.number("SELECT MAX(idx) FROM ledger_entry").await;
    let sql = format!("UPDATE ledger_entry SET body = NULL, salt = NULL WHERE idx = {line}");
    assert_eq!(world.attack(&sql, &[]).await, 1);
    assert_eq!(checked(world.app.db()).await, Some("erasure-unsigned"));
    let verb = Erases {
        case: case.id,
        owner: world.houses["rozafa"],
        second: world.session("bora").await,
        lines: [line.unsigned_abs()].into(),
    };
    let elira = Actor::Member(world.session("elira").await);
    world.app.act(&elira, None, verb).await.unwrap();
    assert_eq!(checked(world.app.db()).await, None);
    // The line of the record that says which lines were erased is asked for beside.
    match world.verdict().await {
        Verdict::Different(code, _) => assert_eq!(code, "erased-without-entry"),
        other @ (Verdict::Clean(_) | Verdict::Unchecked(_)) => panic!("{other:?}"),
    }
}
