//! Whoever has the database and no keys opens nothing and changes nothing unseen (vault.md C 4-6).

use super::attack::{Column, Seen, damaged, looks, sent};
use super::attacks::Book;
use super::entering::{enrols, enters};
use super::kit::World;
use super::matrix::classes;
use crate::app::{Actor, Fail};
use crate::cases::file::Case;
use crate::db::{Class, Value};
use crate::demo::cast::MARKERS;
use crate::registry::people::Invite;
use crate::{drafts, sealing};
use besa_domain::{Age, CircleKind, LetterId, SealedId};
use besa_vault::OsChance;

const NOTHING: &str = "nothing of it opens, an integrity line stands";
const NOBODY: &str = "nobody enters";

/// One uniform refusal, which says nothing of the content.
fn refused(seen: Result<Seen, Fail>, what: &str) {
    match seen {
        Err(fail) => {
            assert!(fail.is_integrity(), "{what}: {fail}");
            let said = format!("{fail:?}");
            assert!(
                MARKERS.iter().all(|marker| !said.contains(marker)),
                "{what}: {said}"
            );
        }
        Ok(seen) => panic!("{what}: opened {} versions", seen.len()),
    }
}

async fn id_of(world: &World, case: &Case, section: &str) -> String {
    let sql = "SELECT id FROM sealed WHERE case_id = $1 AND section = $2";
    let values = [Value::from(case.id.to_string()), Value::from(section)];
    world.stolen(sql, &values).await[0].text(0)
}

#[tokio::test]
async fn a_damaged_version_ring_or_half_opens_nothing_and_leaves_an_integrity_line() {
    let world = World::founded().await;
    let case = world.case("elira", Age::Child).await;
    let whole = looks(&world, "elira", &case).await.unwrap();
    assert!(whole.values().any(|text| text.contains("Bregasi")));
    let id = id_of(&world, &case, "identity").await;
    let half = format!("id = (SELECT half_id FROM sealed WHERE id = '{id}')");
    let row = format!("id = '{id}'");
    for (table, column, row) in [
        ("sealed", "bytes", row.as_str()),
        ("sealed", "commitment", &row),
        ("sealed", "sig", &row),
        ("ring", "bytes", &format!("sealed_id = '{id}'")),
        ("shred.half", "bytes", &half),
    ] {
        let column = Column::of(&world, table, column, row).await;
        for bytes in damaged(&column.bytes()) {
            column.put(Value::from(bytes)).await;
            refused(looks(&world, "elira", &case).await, &column.update);
        }
        column.back().await;
        assert_eq!(looks(&world, "elira", &case).await.unwrap(), whole);
    }
    let sql = "SELECT body FROM ledger_entry WHERE act = 'open_case' ORDER BY idx";
    let lines = world.stolen(sql, &[]).await;
    let noted = lines.iter().filter(|row| {
        let entry = besa_ledger::Entry::decode(&row.bytes(0)).unwrap();
        entry.notes.iter().any(|(key, _)| key == "integrity")
    });
    assert!(noted.take(20).count() == 20);
}

#[tokio::test]
async fn a_version_moved_to_another_place_opens_nothing() {
    let world = World::founded().await;
    let mut book = Book::of("MOVED");
    let case = world.case("elira", Age::Child).await;
    let other = world.case("elira", Age::Adult).await;
    let whole = looks(&world, "elira", &case).await.unwrap();
    let (id, twin) = (
        id_of(&world, &case, "identity").await,
        id_of(&world, &other, "identity").await,
    );
    let row = format!("id = '{id}'");
    let places: [(&str, Value); 8] = [
        ("section", Value::from("header")),
        ("format", Value::from(2)),
        ("version", Value::from(2)),
        ("prev", Value::from(vec![7; 32])),
        ("owner", Value::from(world.houses["drini"].to_string())),
        (
            "author",
            Value::from(world.session("mira").await.who.member.to_string()),
        ),
        (
            "author",
            Value::from(world.session("dritan").await.who.member.to_string()),
        ),
        ("half_id", Value::from("a".repeat(26))),
    ];
    for (n, (name, value)) in places.into_iter().enumerate() {
        // The header would be there twice.
        world
            .attack(
                "UPDATE sealed SET version = 9 WHERE section = 'header'",
                &[],
            )
            .await;
        let column = Column::of(&world, "sealed", name, &row).await;
        column.put(value).await;
        let seen = looks(&world, "elira", &case).await;
        refused(seen, name);
        book.refused(
            &format!("{name}-{n}"),
            &format!("puts another {name} on a version"),
            NOTHING,
            true,
        );
        column.back().await;
        world
            .attack(
                "UPDATE sealed SET version = 1 WHERE section = 'header'",
                &[],
            )
            .await;
    }
    assert_eq!(looks(&world, "elira", &case).await.unwrap(), whole);
    // Into the other case, under its own id and under the other's.
    let column = Column::of(&world, "sealed", "case_id", &row).await;
    world
        .attack(
            "UPDATE sealed SET version = 9 WHERE id = $1",
            &[Value::from(twin.as_str())],
        )
        .await;
    column.put(Value::from(other.id.to_string())).await;
    refused(looks(&world, "elira", &other).await, "case");
    book.refused("case", "moves a version into another case", NOTHING, true);
    column.back().await;
    world
        .attack(
            "UPDATE sealed SET version = 1 WHERE id = $1",
            &[Value::from(twin.as_str())],
        )
        .await;
    for name in ["bytes", "commitment", "sig"] {
        let column = Column::of(&world, "sealed", name, &row).await;
        let theirs = Column::of(&world, "sealed", name, &format!("id = '{twin}'")).await;
        column.put(theirs.was).await;
        refused(looks(&world, "elira", &case).await, name);
        let what = format!("puts the {name} of another case's version in");
        book.refused(&format!("{name}-other"), &what, NOTHING, true);
        column.back().await;
    }
    // All three at once, as they lie in the other row.
    let all = "UPDATE sealed SET bytes = (SELECT bytes FROM sealed WHERE id = $2), \
        commitment = (SELECT commitment FROM sealed WHERE id = $2), \
        sig = (SELECT sig FROM sealed WHERE id = $2) WHERE id = $1";
    world
        .attack(all, &[Value::from(id.as_str()), Value::from(twin.as_str())])
        .await;
    refused(looks(&world, "elira", &case).await, "a whole other version");
    let what = "puts a whole version of another case in";
    book.refused("whole", what, NOTHING, true);
    book.closed();
}

#[tokio::test]
async fn a_ring_row_moved_to_another_version_circle_letter_or_epoch_opens_nothing() {
    let world = World::founded().await;
    let mut book = Book::of("RING");
    let case = world.case("elira", Age::Child).await;
    let (id, other) = (
        id_of(&world, &case, "identity").await,
        id_of(&world, &case, "medical").await,
    );
    let row = format!("sealed_id = '{id}'");
    let bytes = Column::of(&world, "ring", "bytes", &row).await;
    let theirs = Column::of(&world, "ring", "bytes", &format!("sealed_id = '{other}'")).await;
    bytes.put(theirs.was.clone()).await;
    refused(looks(&world, "elira", &case).await, "another version's");
    let what = "puts the key of another version into a ring";
    book.refused("version", what, NOTHING, true);
    bytes.back().await;
    let sensitive = theirs.update.clone();
    assert!(sensitive.contains(&other));
    let sql = format!("SELECT circle FROM ring WHERE sealed_id = '{other}'");
    let circle = world.stolen(&sql, &[]).await[0].text(0);
    for (name, value) in [
        ("circle", Value::from(circle)),
        (
            "letter_id",
            Value::from(LetterId::from_bytes([3; 16]).to_string()),
        ),
    ] {
        let column = Column::of(&world, "ring", name, &row).await;
        column.put(value).await;
        refused(looks(&world, "elira", &case).await, name);
        let what = format!("puts another {name} on a ring");
        book.refused(name, &what, NOTHING, true);
        column.back().await;
    }
    // An epoch that nobody holds opens nothing at all.
    let column = Column::of(&world, "ring", "epoch", &row).await;
    column.put(Value::from(1)).await;
    assert!(
        !looks(&world, "elira", &case)
            .await
            .unwrap()
            .contains_key(&id)
    );
    let what = "puts another epoch on a ring";
    book.refused("epoch", what, "this version is not shown", true);
    book.closed();
    column.back().await;
    assert!(
        looks(&world, "elira", &case)
            .await
            .unwrap()
            .contains_key(&id)
    );
}

#[tokio::test]
async fn a_receiver_who_rewrites_what_it_was_given_is_found_out_by_the_signature() {
    let world = World::founded().await;
    let (case, _) = sent(&world).await;
    let whole = looks(&world, "mira", &case).await.unwrap();
    let id = id_of(&world, &case, "identity").await;
    let mira = world.session("mira").await;
    let deployment = world.app.facts().deployment;
    let held = sealing::held(&mira, CircleKind::Cases).unwrap();
    let circle = sealing::at(
        deployment,
        besa_domain::CircleId::from_bytes(held.circle),
        0,
    );
    let sql = "SELECT r.letter_id, r.bytes, s.half_id, s.commitment, h.bytes FROM ring AS r \
        JOIN sealed AS s ON s.id = r.sealed_id JOIN shred.half AS h ON h.id = s.half_id \
        WHERE r.sealed_id = $1 AND r.letter_id <> ''";
    let row = world
        .stolen(sql, &[Value::from(id.as_str())])
        .await
        .remove(0);
    let sealed: SealedId = id.parse().unwrap();
    let letter: LetterId = row.parse(0).unwrap();
    let at = besa_vault::RingAt {
        circle,
        sealed: sealed.bytes(),
        letter: Some(letter.bytes()),
    };
    let a = besa_vault::open_ring(&held.root.ring(circle), &at, &row.bytes(1)).unwrap();
    let b = besa_vault::HalfB::from_bytes(row.bytes(4).try_into().unwrap());
    let place = besa_vault::VersionAt {
        ctx: besa_vault::Ctx {
            row: Some(sealed.bytes()),
            case: Some(case.id.bytes()),
            section: Some("identity"),
            format: Some(1),
            version: Some(1),
            owner: Some(case.owner.bytes()),
            ..besa_vault::Ctx::new(deployment)
        },
        half: row.parse::<besa_domain::HalfId>(2).unwrap().bytes(),
        prev: None,
    };
    let own = mira.signing(deployment);
    let forged = besa_vault::seal_version(&own, &a, &b, &place, b"{}", &mut OsChance).unwrap();
    // It knows the key: the commitment is the author's own.
    assert_eq!(forged.commit.to_vec(), row.bytes(3));
    let sql = "UPDATE sealed SET bytes = $2, sig = $3 WHERE id = $1";
    let values = [
        Value::from(id.as_str()),
        Value::from(forged.bytes),
        Value::from(forged.sig),
    ];
    world.attack(sql, &values).await;
    for login in ["mira", "elira"] {
        refused(looks(&world, login, &case).await, login);
    }
    let sql = "UPDATE sealed SET author = $2 WHERE id = $1";
    let values = [
        Value::from(id.as_str()),
        Value::from(mira.who.member.to_string()),
    ];
    world.attack(sql, &values).await;
    refused(looks(&world, "elira", &case).await, "author");
    assert!(whole.len() > 5);
}

#[tokio::test]
async fn a_damaged_draft_session_or_server_half_opens_nothing() {
    let world = World::founded().await;
    let session = world.session("elira").await;
    let fields = drafts::Fields::from([("name_used".to_owned(), vec!["Kastrioza".to_owned()])]);
    let id = drafts::begin(&world.app, &session, "screening", None, fields.clone())
        .await
        .unwrap();
    let other = drafts::begin(&world.app, &session, "screening", None, fields)
        .await
        .unwrap();
    let column = Column::of(&world, "draft", "bytes", &format!("id = '{id}'")).await;
    let theirs = Column::of(&world, "draft", "bytes", &format!("id = '{other}'")).await;
    for bytes in damaged(&column.bytes()).into_iter().chain([theirs.bytes()]) {
        column.put(Value::from(bytes)).await;
        let fail = drafts::load(&world.app, &session, id).await.err().unwrap();
        assert!(fail.is_integrity(), "{fail}");
    }
    column.back().await;
    assert!(drafts::load(&world.app, &session, id).await.is_ok());
    let member = session.who.member;
    let mine = format!("member = '{member}'");
    let half = format!("session = (SELECT id FROM sess.session WHERE {mine})");
    let sql = format!("SELECT session, bytes FROM sess.server_half WHERE {half}");
    let kept = world.stolen(&sql, &[]).await.remove(0);
    let column = Column::of(&world, "sess.session", "bytes", &mine).await;
    for bytes in damaged(&column.bytes()) {
        column.put(Value::from(bytes)).await;
        assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
    }
    column.back().await;
    for name in ["proved", "ends"] {
        let column = Column::of(&world, "sess.session", name, &mine).await;
        let Value::Int(Some(was)) = column.was else {
            panic!("{name}")
        };
        column.put(Value::from(was + 3_600_000_000)).await;
        assert_eq!(
            world.as_("elira").get("/me").await.location(),
            "/sign-in",
            "{name}"
        );
        column.back().await;
    }
    assert_eq!(
        world.as_("elira").get("/me").await.status,
        axum::http::StatusCode::OK
    );
    let mut wrong = kept.bytes(1);
    wrong[0] ^= 1;
    let update = format!("UPDATE sess.server_half SET bytes = $1 WHERE {half}");
    world.attack(&update, &[Value::from(wrong)]).await;
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
    world.attack(&update, &[Value::from(kept.bytes(1))]).await;
    assert_eq!(
        world.as_("elira").get("/me").await.status,
        axum::http::StatusCode::OK
    );
    world.attack("DELETE FROM sess.server_half", &[]).await;
    assert_eq!(world.as_("elira").get("/me").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_damaged_lock_bundle_factor_seat_or_invitation_lets_nobody_in() {
    let world = World::founded().await;
    let mut book = Book::of("SEAT");
    let member = world.session("elira").await.who.member;
    let mine = format!("member = '{member}'");
    let sessions = world.number("SELECT COUNT(*) FROM sess.session").await;
    let (mut damaged_ways, mut locked_ways) = (0, 0);
    for (table, column_name, row) in [
        ("lock", "bytes", format!("{mine} AND kind = 'passphrase'")),
        ("bundle", "bytes", mine.clone()),
        ("factor", "bytes", mine.clone()),
        (
            "circle_member",
            "bytes",
            format!("{mine} AND circle = (SELECT MIN(circle) FROM circle_member WHERE {mine})"),
        ),
        (
            "circle_member",
            "sig",
            format!("{mine} AND circle = (SELECT MIN(circle) FROM circle_member WHERE {mine})"),
        ),
    ] {
        let column = Column::of(&world, table, column_name, &row).await;
        for bytes in damaged(&column.bytes()) {
            column.put(Value::from(bytes)).await;
            damaged_ways += 1;
            locked_ways += usize::from(table == "lock");
            let page = enters(&world, "elira").await;
            assert!(
                page.status.as_u16() == 422 || page.status.as_u16() == 500,
                "{}",
                column.update
            );
            world.clock.forward(43);
        }
        let what = format!("damages or cuts the {column_name} of a {table}");
        book.refused(&format!("{table}-{column_name}"), &what, NOBODY, true);
        column.back().await;
    }
    assert_eq!(
        world.number("SELECT COUNT(*) FROM sess.session").await,
        sessions
    );
    assert_eq!(enters(&world, "elira").await.location(), "/tasks");
    let sql = "SELECT body FROM ledger_entry WHERE act = 'sign_in' AND actor = $1 ORDER BY idx";
    let lines = world.stolen(sql, &[Value::from(member.to_string())]).await;
    let noted = lines.iter().filter(|row| {
        let entry = besa_ledger::Entry::decode(&row.bytes(0)).unwrap();
        entry.notes.iter().any(|(key, _)| key == "integrity")
    });
    // All but the lock's own, which differ in nothing from wrong words.
    assert_eq!(noted.count(), damaged_ways - locked_ways);
    world.must_verify().await;
    let steward = Actor::Member(world.session_after(&enters(&world, "dritan").await).await);
    let invite = Invite {
        person: super::doors::newcomer("dea"),
        circles: Vec::new(),
    };
    let invited = world.app.act(&steward, None, invite).await.unwrap();
    let row = format!("member = '{}'", invited.member);
    let column = Column::of(&world, "invitation", "bytes", &row).await;
    for bytes in damaged(&column.bytes()) {
        column.put(Value::from(bytes)).await;
        assert_eq!(
            enrols(&world, "dea", &invited.code).await.status.as_u16(),
            422
        );
    }
    let what = "damages or cuts the bytes of an invitation";
    book.refused("invitation-bytes", what, NOBODY, true);
    book.closed();
    column.back().await;
    assert_eq!(
        enrols(&world, "dea", &invited.code).await.status.as_u16(),
        200
    );
}

/// Every sealed column is attacked here, in `letters`, `rotation`, `pin`, `partners`, `cards` or `keys`.
#[test]
fn every_sealed_column_is_attacked_here() {
    let attacked = [
        "main.bundle",
        "main.chain",
        "main.circle_member",
        "main.code_card",
        "main.draft",
        "main.factor",
        "main.factor_reset",
        "main.invitation",
        "main.letter",
        "main.lock",
        "main.pin",
        "main.rescued",
        "main.ring",
        "main.sealed",
        "main.security_key",
        "sess.server_half",
        "sess.session",
        "shred.half",
    ];
    let sealed: Vec<String> = classes()
        .into_iter()
        .filter(|(_, class)| *class == Class::Sealed)
        .map(|((table, _), _)| table)
        .collect();
    assert_eq!(sealed, attacked);
}
